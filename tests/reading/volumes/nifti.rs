//! NIfTI: both versions and byte orders, places by affine and quaternion, pairs of files, bad headers.

use negatoscope::pixels::Image;
use negatoscope::pixels::Samples;
use negatoscope::study::PhaseKind;
use negatoscope::study::Plane;
use negatoscope::study::Regularity;
use negatoscope::study::Unit;

use super::*;
use crate::folder::Folder;
use crate::folder::is_volume;
use crate::folder::values;

#[test]
fn the_general_affine_comes_before_the_quaternion() {
    let mut nifti = Nifti::new();
    nifti.srow = Some(RAS);
    nifti.quaternion = Some([0.0, 0.0, 0.0, 99.0, 99.0, 99.0]);
    let series = only(nifti.bytes());
    assert!(is_volume(&series));
    assert_eq!(
        (series.header.modality.as_str(), series.header.unit),
        ("NIfTI", Unit::Stored)
    );
    let geometry = series.header.geometry.clone().expect("a volume");
    // RAS turned to LPS.
    assert_eq!(geometry.row, [-1.0, 0.0, 0.0]);
    assert_eq!(geometry.column, [0.0, -1.0, 0.0]);
    assert_eq!(geometry.origins, [[10.0, -20.0, 30.0], [10.0, -20.0, 32.0]]);
    assert_eq!(geometry.spacing_mm, [0.5, 0.75, 2.0]);
    assert_eq!(slice(&series, 1), [6.0, 7.0, 8.0, 9.0, 10.0, 11.0]);
    // The axial plane has the patient's right at the left edge and the front at the top.
    let axial = series.slice(Plane::Axial, 0);
    assert_eq!(values(&axial.samples), [5.0, 4.0, 3.0, 2.0, 1.0, 0.0]);
    let edges = axial.edges.expect("oriented");
    assert_eq!((edges.left.as_str(), edges.top.as_str()), ("R", "A"));
    let coronal = series.slice(Plane::Coronal, 0);
    assert_eq!(coronal.spacing_mm, Some([0.5, 2.0]));
}

#[test]
fn the_quaternion_is_taken_where_there_is_no_affine() {
    let mut nifti = Nifti::new();
    // Half a turn about z, as the scanner's axes of DICOM have it.
    nifti.quaternion = Some([0.0, 0.0, 1.0, -1.0, -2.0, 3.0]);
    let geometry = only(nifti.bytes())
        .header
        .geometry
        .clone()
        .expect("a volume");
    assert_eq!(geometry.row, [1.0, 0.0, 0.0]);
    assert_eq!(geometry.column, [0.0, 1.0, 0.0]);
    assert_eq!(geometry.origins[0], [1.0, 2.0, 3.0]);
    // The third axis turned over: slices then stand from head to feet, and are sorted.
    nifti.pixdim[0] = -1.0;
    let series = only(nifti.bytes());
    let geometry = series.header.geometry.clone().expect("a volume");
    assert_eq!(geometry.origins[0], [1.0, 2.0, 1.0]);
    assert_eq!(slice(&series, 0), [6.0, 7.0, 8.0, 9.0, 10.0, 11.0]);
    let quarter = std::f32::consts::FRAC_1_SQRT_2;
    nifti.pixdim[0] = 1.0;
    nifti.quaternion = Some([quarter, 0.0, 0.0, 0.0, 0.0, 0.0]);
    let geometry = only(nifti.bytes())
        .header
        .geometry
        .clone()
        .expect("a volume");
    // A quarter about x: rows go to the head.
    assert!(geometry.column[2] > 0.999_999);
}

#[test]
fn without_a_place_there_are_millimetres_and_no_letters() {
    let series = only(Nifti::new().bytes());
    let geometry = series.header.geometry.clone().expect("a volume");
    assert!(!geometry.oriented);
    assert_eq!(geometry.spacing_mm, [0.5, 0.75, 2.0]);
    assert_eq!(series.slice(Plane::Acquired, 0).edges, None);
    let mut metres = Nifti::new();
    metres.units = 1;
    metres.pixdim = [1.0, 0.001, 0.002, 0.003];
    let geometry = only(metres.bytes())
        .header
        .geometry
        .clone()
        .expect("a volume");
    let [x, y, z] = geometry.spacing_mm;
    assert!((x - 1.0).abs() < 1e-6 && (y - 2.0).abs() < 1e-6 && (z - 3.0).abs() < 1e-6);
    let mut nothing = Nifti::new();
    nothing.units = 0;
    nothing.pixdim = [1.0; 4];
    let series = only(nothing.bytes());
    assert!(!is_volume(&series));
    assert_eq!(series.slice(Plane::Acquired, 0).spacing_mm, None);
}

#[test]
fn all_datatypes_and_both_byte_orders() {
    fn check<T: Copy>(code: i16, numbers: [T; 12], bytes: impl Fn(T, bool) -> Vec<u8>)
    where
        f64: FromAny<T>,
    {
        for big in [false, true] {
            let mut nifti = Nifti::new();
            nifti.datatype = code;
            nifti.voxels = numbers.iter().flat_map(|&n| bytes(n, big)).collect();
            nifti.bitpix = (nifti.voxels.len() / 12 * 8) as i16;
            let mut file = nifti.header(big);
            file.extend(&nifti.voxels);
            let series = only(file);
            let found: Vec<f64> = [slice(&series, 0), slice(&series, 1)].concat();
            let wanted: Vec<f64> = numbers.iter().map(|&n| f64::from_any(n)).collect();
            assert_eq!(found, wanted, "datatype {code}, big endian {big}");
        }
    }
    macro_rules! all {
        ($($t:ty => $code:expr),*) => {$(
            check::<$t>(
                $code,
                std::array::from_fn(|n| if n == 0 { <$t>::MIN } else { n as $t }),
                |n, big| if big { n.to_be_bytes().to_vec() } else { n.to_le_bytes().to_vec() },
            );
        )*};
    }
    all!(u8 => 2, i16 => 4, i32 => 8, f32 => 16, f64 => 64, i8 => 256, u16 => 512, u32 => 768);
    all!(u64 => 1280);
    // Whole numbers of 64 bits beyond 32 become real ones.
    all!(i64 => 1024);
    let mut masks = Nifti::new();
    (masks.datatype, masks.bitpix) = (1024, 64);
    masks.voxels = (0_i64..12).flat_map(i64::to_le_bytes).collect();
    let series = only(masks.bytes());
    assert!(matches!(
        series.slice(Plane::Acquired, 0).samples,
        Samples::I32(_)
    ));
}

trait FromAny<T> {
    fn from_any(number: T) -> Self;
}
macro_rules! from_any {
    ($($t:ty),*) => {$(
        impl FromAny<$t> for f64 {
            fn from_any(number: $t) -> Self {
                number as f64
            }
        }
    )*};
}
from_any!(u8, i8, u16, i16, u32, i32, u64, i64, f32, f64);

#[test]
fn the_slope_is_a_modality_lut_and_the_calibration_a_window() {
    let mut nifti = Nifti::new();
    nifti.slope = [2.0, -1024.0];
    nifti.cal = [-100.0, 300.0];
    let series = only(nifti.bytes());
    assert_eq!(slice(&series, 0)[..3], [-1024.0, -1022.0, -1020.0]);
    assert_eq!(series.header.facts.rescale, Some((2.0, -1024.0)));
    let negatoscope::study::VoiKind::Window(window) = &series.header.vois[0].kind else {
        panic!("a window");
    };
    assert_eq!((window.center(), window.width()), (100.0, 400.0));
    // A slope of 0 means none.
    nifti.slope = [0.0, 7.0];
    assert_eq!(slice(&only(nifti.bytes()), 0)[..2], [0.0, 1.0]);
    nifti.slope = [f32::NAN, 0.0];
    let (series, said) = doubted(nifti.bytes());
    assert_eq!(
        said,
        "scl_slope: NaN with scl_inter 0, must be finite; the voxels are taken as values"
    );
    assert_eq!(slice(&series, 0)[..2], [0.0, 1.0]);
}

#[test]
fn colour_is_a_stack_with_millimetres_and_letters() {
    let mut nifti = Nifti::new();
    nifti.dim = vec![3, 2, 1, 2];
    (nifti.datatype, nifti.bitpix) = (128, 24);
    nifti.voxels = (1..13).collect();
    nifti.srow = Some(RAS);
    let series = only(nifti.bytes());
    assert_eq!((series.header.channels, series.header.size), (3, [2, 1, 2]));
    let second = series.slice(Plane::Acquired, 1);
    assert_eq!(
        second.samples,
        Samples::U8(Image::new(2, 1, 3, (7..13).collect()))
    );
    assert_eq!(second.spacing_mm, Some([0.5, 0.75]));
    assert_eq!(second.edges.expect("oriented").left, "L");
    // Alpha is dropped.
    (nifti.datatype, nifti.bitpix) = (2304, 32);
    nifti.voxels = (0..16).collect();
    let series = only(nifti.bytes());
    let wanted = vec![8, 9, 10, 12, 13, 14];
    let second = series.slice(Plane::Acquired, 1).samples;
    assert_eq!(second, Samples::U8(Image::new(2, 1, 3, wanted)));
}

#[test]
fn a_fourth_axis_makes_phases() {
    let mut nifti = Nifti::new();
    nifti.dim = vec![4, 3, 2, 1, 2];
    nifti.srow = Some(RAS);
    let (series, problems) = opened("a.nii", nifti.bytes());
    assert_eq!(problems, [""; 0]);
    assert_eq!(series.len(), 1);
    let phases = series[0].header.phases.clone().expect("phases");
    assert_eq!(
        (phases.kind, phases.values.len()),
        (PhaseKind::TemporalPosition, 2)
    );
    assert_eq!(slice(&series[0], 0), [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]);
    let second = series[0].phase(1);
    assert_eq!(slice(second, 0), [6.0, 7.0, 8.0, 9.0, 10.0, 11.0]);
    assert_eq!(second.header.phase(), 1);
    assert_eq!(series[0].header.geometry, second.header.geometry);
    // One time, two vectors.
    nifti.dim = vec![5, 3, 2, 1, 1, 2];
    let (series, _) = opened("a.nii", nifti.bytes());
    let phases = series[0].header.phases.clone().expect("phases");
    assert_eq!(phases.kind, PhaseKind::Order);
    // Without a place they are series of their own.
    (nifti.srow, nifti.units, nifti.pixdim) = (None, 0, [1.0; 4]);
    nifti.dim = vec![4, 3, 2, 1, 2];
    let (series, _) = opened("a.nii", nifti.bytes());
    let reasons: Vec<_> = series
        .iter()
        .map(|s| s.header.split_reason.as_deref())
        .collect();
    assert_eq!(reasons, [Some("time 1 of 2"), Some("time 2 of 2")]);
    assert_ne!(series[0].header.id, series[1].header.id);
}

#[test]
fn two_axes_are_a_picture_with_millimetres() {
    let mut nifti = Nifti::new();
    nifti.dim = vec![2, 3, 4];
    let series = only(nifti.bytes());
    assert!(!is_volume(&series));
    assert_eq!(series.header.size, [3, 4, 1]);
    assert_eq!(
        series.slice(Plane::Acquired, 0).spacing_mm,
        Some([0.5, 0.75])
    );
}

#[test]
fn slanted_slices_stay_a_volume_and_slanted_rows_do_not() {
    let mut nifti = Nifti::new();
    let mut srow = RAS;
    srow[6] = 0.5;
    nifti.srow = Some(srow);
    let geometry = only(nifti.bytes())
        .header
        .geometry
        .clone()
        .expect("a volume");
    assert_eq!(geometry.regularity, Regularity::Sheared);
    assert_eq!(geometry.origins[1], [10.0, -20.5, 32.0]);
    srow = RAS;
    srow[1] = 0.75;
    nifti.srow = Some(srow);
    let (series, said) = doubted(nifti.bytes());
    assert_eq!(
        said,
        "affine: rows and columns meet at 45.0 degrees, must be 90"
    );
    assert!(!is_volume(&series));
    assert!(series.header.doubtful);
}

#[test]
fn header_and_image_file_belong_together() {
    let mut nifti = Nifti::new();
    nifti.magic = *b"ni1\0";
    nifti.offset = 0.0;
    let header = nifti.header(false)[..348].to_vec();
    for (name, voxels) in [
        ("a.img", nifti.voxels.clone()),
        ("a.img.gz", gzip(&nifti.voxels)),
    ] {
        let folder = Folder::of(&[("a.hdr", header.clone()), (name, voxels)]);
        let opened = folder.open();
        assert_eq!(folder.problems(&opened), [""; 0]);
        assert_eq!(opened.series.len(), 1);
        assert_eq!(slice(&opened.series[0], 0)[5], 5.0);
        assert_eq!(opened.series[0].header.facts.files, 2);
        assert_eq!(opened.scanned.images, 2);
    }
    assert_eq!(
        refused("a.hdr", header.clone()),
        "img file: a.img or a.img.gz or a.IMG is not there beside the header"
    );
    let short = Folder::of(&[("a.hdr", header), ("a.img", vec![0; 23])]);
    let opened = short.open();
    assert_eq!(
        short.problems(&opened),
        ["a.hdr: data: 23 bytes present, but 24 needed for 3 x 2 x 2 of i16"]
    );
}

#[test]
fn packed_and_second_version() {
    let mut nifti = Nifti::new();
    nifti.srow = Some(RAS);
    let plain = only(nifti.bytes());
    for (name, bytes) in [
        ("a.nii.gz", gzip(&nifti.bytes())),
        ("a.nii", second(&nifti)),
        ("b.nii.gz", gzip(&second(&nifti))),
        // Several gzip members after each other are one stream.
        (
            "c.nii.gz",
            [gzip(&nifti.bytes()[..100]), gzip(&nifti.bytes()[100..])].concat(),
        ),
    ] {
        let (series, problems) = opened(name, bytes);
        assert_eq!(problems, [""; 0], "{name}");
        assert_eq!(series[0].header.geometry, plain.header.geometry, "{name}");
        assert_eq!(slice(&series[0], 1), slice(&plain, 1), "{name}");
    }
    // What follows the voxels is told of, and never read without end.
    let mut more = nifti.bytes();
    more.resize(376 + (1 << 20), 0);
    let (series, problems) = opened("a.nii.gz", gzip(&more));
    assert_eq!(series.len(), 1);
    assert_eq!(
        problems,
        ["a.nii.gz: data: 1048576 bytes follow the 24 that the header wants, too many"]
    );
    more.resize(5 << 20, 0);
    assert_eq!(
        refused("a.nii.gz", gzip(&more)),
        "data: 24 bytes wanted, but more than 4194304 others follow, too many"
    );
}

#[test]
fn each_bad_nifti_is_named() {
    let with = |change: &dyn Fn(&mut Nifti)| {
        let mut nifti = Nifti::new();
        change(&mut nifti);
        nifti.bytes()
    };
    type Change<'a> = &'a dyn Fn(&mut Nifti);
    let cases: [(Change<'_>, &str); 12] = [
        (&|n| n.dim[1] = -3, "dim[1]: -3, must be at least 1"),
        (&|n| n.dim[2] = 0, "dim[2]: 0, must be at least 1"),
        (&|n| n.dim[0] = 9, "dim[0]: 9, must be 2 to 7 axes"),
        (&|n| n.dim[0] = 0, "dim[0]: 0, must be 2 to 7 axes"),
        (
            &|n| n.dim = vec![7, 32767, 32767, 32767, 32767, 32767, 32767, 32767],
            "dim: 32767 x 32767 x 32767: more bytes than can be counted",
        ),
        (
            &|n| n.datatype = 32,
            "datatype: 32 (complex numbers), must be 2, 4, 8, 16, 64, 128, 256, 512, 768, 1024, \
             1280 or 2304",
        ),
        (
            &|n| n.offset = f32::NAN,
            "vox_offset: NaN, must be a whole number of bytes from 0",
        ),
        (
            &|n| n.offset = 1e30,
            "vox_offset: 1000000015047466200000000000000, must be a whole number of bytes from 0",
        ),
        (
            &|n| n.offset = -352.0,
            "vox_offset: -352, must be a whole number of bytes from 0",
        ),
        (
            &|n| n.magic = *b"n+9\0",
            "magic: \"n+9\", must be \"n+1\" or \"ni1\"",
        ),
        (
            &|n| n.voxels.truncate(13),
            "data: 13 bytes present, but 24 needed for 3 x 2 x 2 of i16",
        ),
        (
            &|n| n.offset = 353.0,
            "data: 23 bytes present, but 24 needed for 3 x 2 x 2 of i16",
        ),
    ];
    for (change, wanted) in cases {
        assert_eq!(refused("a.nii", with(change)), wanted);
    }
    assert_eq!(
        refused("a.nii", Nifti::new().bytes()[..200].to_vec()),
        "header: 200 bytes present, 348 needed"
    );
    let mut size = Nifti::new().bytes();
    size[0] = 99;
    assert_eq!(
        refused("a.nii", size),
        "sizeof_hdr: 355, must be 348 or 540"
    );
    let packed = gzip(&Nifti::new().bytes());
    assert_eq!(
        refused("a.nii.gz", packed[..packed.len() - 12].to_vec()),
        "gzip stream: ends before it is complete"
    );
    let mut noise = packed[..10].to_vec();
    noise.extend([0xFF; 100]);
    assert!(refused("a.nii.gz", noise).starts_with("gzip stream: "));
    let mut long = Nifti::new();
    long.dim = vec![3, 3, 2, 200];
    long.voxels = vec![7; 2400];
    let mut sum = gzip(&long.bytes());
    let crc = sum.len() - 8;
    sum[crc] ^= 1;
    let (series, problems) = opened("a.nii.gz", sum);
    assert_eq!(series.len(), 1);
    assert!(
        problems[0].starts_with("a.nii.gz: gzip stream: "),
        "{problems:?}"
    );
    assert!(
        problems[0].ends_with("the voxels may be wrong"),
        "{problems:?}"
    );
}

#[test]
fn bad_places_cost_the_place_alone() {
    let mut nifti = Nifti::new();
    nifti.srow = Some([f32::NAN; 12]);
    let (series, said) = doubted(nifti.bytes());
    assert_eq!(said, "sform: a number that is not finite");
    assert!(!series.header.geometry.as_ref().expect("a volume").oriented);
    nifti.srow = Some([0.0; 12]);
    assert_eq!(
        doubted(nifti.bytes()).1,
        "sform: a step of 0 mm between voxels, must be above 0 and at most 1000 mm"
    );
    // The quaternion stands in.
    nifti.quaternion = Some([0.0; 6]);
    assert!(
        doubted(nifti.bytes())
            .0
            .header
            .geometry
            .as_ref()
            .expect("a volume")
            .oriented
    );
    let mut nifti = Nifti::new();
    nifti.pixdim = [f32::NAN; 4];
    let (series, said) = doubted(nifti.bytes());
    assert_eq!(said, "pixdim[1]: NaN, must be above 0 and at most 1000 mm");
    assert!(!is_volume(&series));
    let mut nifti = Nifti::new();
    nifti.bitpix = 64;
    assert_eq!(
        doubted(nifti.bytes()).1,
        "bitpix: 64, must be 16 for datatype 4, which is taken"
    );
    let mut nifti = Nifti::new();
    nifti.offset = 0.0;
    let (_, said) = doubted(nifti.bytes());
    assert_eq!(
        said,
        "vox_offset: 0, the header itself ends at 352, which is taken"
    );
}
