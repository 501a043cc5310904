//! Pixels of each coding, and what stored numbers mean.

use negatoscope::ops::window::VoiFunction;
use negatoscope::pixels::SampleType;
use negatoscope::study::ModalityLut;
use negatoscope::study::Plane;
use negatoscope::study::SpacingSource;
use negatoscope::study::Unit;
use negatoscope::study::VoiKind;

use crate::folder::is_volume;
use crate::folder::single;
use crate::folder::slice;
use crate::folder::values;
use crate::support::dicom::BIG_ENDIAN;
use crate::support::dicom::DEFLATED;
use crate::support::dicom::Dicom;
use crate::support::dicom::EXPLICIT;
use crate::support::dicom::IMPLICIT;
use crate::support::dicom::JPEG;
use crate::support::dicom::RLE;
use crate::support::dicom::Value;
use crate::support::dicom::rle;

fn words(k: u16) -> Vec<u16> {
    (0..12)
        .map(|n| 1000 + 100 * k + 10 * (n / 4) + n % 4)
        .collect()
}

#[test]
fn every_uncompressed_coding_gives_the_same() {
    let expected: Vec<f64> = words(1).into_iter().map(f64::from).collect();
    for syntax in [EXPLICIT, IMPLICIT, BIG_ENDIAN, DEFLATED] {
        let slice = slice(Dicom::ct(1, 0.0).syntax(syntax).bytes());
        assert_eq!(slice.samples.sample_type(), SampleType::U16, "{syntax}");
        assert_eq!(values(&slice.samples), expected, "{syntax}");
    }
}

#[test]
fn run_lengths_give_the_same_in_one_fragment_or_several() {
    let stream = rle(&words(1));
    let expected: Vec<f64> = words(1).into_iter().map(f64::from).collect();
    for cut in [stream.len(), 70, 2] {
        let fragments: Vec<Vec<u8>> = stream.chunks(cut).map(<[u8]>::to_vec).collect();
        let slice = slice(Dicom::ct(1, 0.0).fragments(RLE, &fragments).bytes());
        assert_eq!(values(&slice.samples), expected);
    }
}

#[test]
fn frames_are_a_stack_also_where_each_has_several_fragments() {
    let pixels: Vec<u16> = words(0).into_iter().chain(words(3)).collect();
    let raw = Dicom::radiograph()
        .words(0x0028, 0x0100, &[16])
        .words(0x0028, 0x0101, &[16])
        .words(0x0028, 0x0102, &[15])
        .text(0x0028, 0x0008, "IS", "2");
    let native = raw.clone().set(0x7FE0, 0x0010, "OW", Value::Words(pixels));
    let packed = raw.fragments(RLE, &[rle(&words(0)), rle(&words(3))]);
    for file in [native, packed] {
        let (series, problems) = single(file.bytes());
        assert_eq!(problems, [""; 0]);
        assert!(!is_volume(&series));
        assert_eq!(series.header.size, [4, 3, 2]);
        let second = series.slice(Plane::Acquired, 1);
        assert_eq!(second.samples.value(3, 2, 0), 1323.0);
    }
}

#[test]
fn unused_bits_go_and_the_sign_is_carried_up() {
    let file = |high: u16, signed: u16, word: u16| {
        Dicom::ct(0, 0.0)
            .words(0x0028, 0x0101, &[12])
            .words(0x0028, 0x0102, &[high])
            .words(0x0028, 0x0103, &[signed])
            .set(0x7FE0, 0x0010, "OW", Value::Words(vec![word; 12]))
            .bytes()
    };
    assert_eq!(slice(file(11, 0, 0xF123)).samples.value(0, 0, 0), 291.0);
    assert_eq!(slice(file(11, 1, 0x0FFF)).samples.value(0, 0, 0), -1.0);
    let (series, problems) = single(file(15, 0, 0x1234));
    assert_eq!(
        problems,
        ["a.dcm: (0028,0102) HighBit: 15, must be 11; values are shifted down"]
    );
    let value = series.slice(Plane::Acquired, 0).samples.value(0, 0, 0);
    assert_eq!(value, f64::from(0x123));
}

#[test]
fn single_bits_run_on_across_frames() {
    let file = Dicom::radiograph()
        .words(0x0028, 0x0100, &[1])
        .words(0x0028, 0x0101, &[1])
        .words(0x0028, 0x0102, &[0])
        .text(0x0028, 0x0008, "IS", "2")
        .set(
            0x7FE0,
            0x0010,
            "OB",
            Value::Bytes(vec![0b0000_0001, 0b1001_0000, 0b1000_0000, 0]),
        );
    let (series, problems) = single(file.bytes());
    assert_eq!(problems, [""; 0]);
    let ones = |frame| -> Vec<usize> {
        values(&series.slice(Plane::Acquired, frame).samples)
            .iter()
            .enumerate()
            .filter_map(|(n, v)| (*v == 1.0).then_some(n))
            .collect()
    };
    assert_eq!(ones(0), [0]);
    assert_eq!(ones(1), [0, 3, 11]);
}

#[test]
fn float_pixels_and_32_bits() {
    let floats: Vec<u8> = (0..12)
        .flat_map(|n| (n as f32 * 0.5).to_le_bytes())
        .collect();
    let file = Dicom::ct(0, 0.0)
        .words(0x0028, 0x0100, &[32])
        .without(0x7FE0, 0x0010)
        .set(0x7FE0, 0x0008, "OF", Value::Bytes(floats));
    assert_eq!(slice(file.bytes()).samples.value(3, 0, 0), 1.5);
    let longs: Vec<u8> = (0..12)
        .flat_map(|n: i32| (n - 100_000).to_be_bytes())
        .collect();
    let file = Dicom::ct(0, 0.0)
        .syntax(BIG_ENDIAN)
        .words(0x0028, 0x0100, &[32])
        .words(0x0028, 0x0101, &[32])
        .words(0x0028, 0x0102, &[31])
        .words(0x0028, 0x0103, &[1])
        .set(0x7FE0, 0x0010, "OW", Value::Bytes(longs));
    assert_eq!(slice(file.bytes()).samples.value(1, 0, 0), -99_999.0);
}

#[test]
fn padding_inversion_and_orientation_are_kept() {
    let file = Dicom::radiograph()
        .text(0x0028, 0x0004, "CS", "MONOCHROME1")
        .words(0x0028, 0x0120, &[240])
        .words(0x0028, 0x0121, &[220])
        .text(0x0020, 0x0020, "CS", "L\\F");
    let slice = slice(file.bytes());
    assert!(slice.inverted);
    let padding = slice.padding.expect("stated");
    assert_eq!((padding.low, padding.high), (220.0, 240.0));
    let edges = slice.edges.expect("stated");
    assert_eq!(
        [edges.left, edges.right, edges.top, edges.bottom],
        ["R", "L", "H", "F"]
    );
    let signed = Dicom::ct(0, 0.0).words(0x0028, 0x0103, &[1]).words(
        0x0028,
        0x0120,
        &[(-2000_i16).cast_unsigned()],
    );
    let (series, _) = single(signed.bytes());
    assert_eq!(series.header.facts.padding, Some([-2000, -2000]));
}

#[test]
fn rescale_is_taken_or_mended_aloud() {
    let (series, problems) = single(Dicom::ct(0, 0.0).text(0x0028, 0x1053, "DS", "0").bytes());
    assert_eq!(
        problems,
        ["a.dcm: (0028,1053) RescaleSlope: \"0\" is not usable, taken as 1"]
    );
    assert!(series.header.doubtful);
    // A number whose VR is UN is read by the dictionary's VR.
    let unknown = Dicom::ct(0, 0.0).text(0x0028, 0x1053, "UN", "2 ");
    let lut = slice(unknown.bytes()).lut;
    assert_eq!(lut.at(0, 0).value(600.0), 176.0);
    let (series, _) = single(Dicom::ct(0, 0.0).bytes());
    assert_eq!(series.header.facts.rescale, Some((1.0, -1024.0)));
    let plain = Dicom::ct(0, 0.0)
        .without(0x0028, 0x1052)
        .without(0x0028, 0x1053);
    assert_eq!(single(plain.bytes()).0.header.unit, Unit::Stored);
}

#[test]
fn tables_stand_in_for_slope_and_window() {
    let table = Dicom::empty()
        .words(0x0028, 0x3002, &[3, 1001, 16])
        .text(0x0028, 0x3003, "LO", "curve")
        .set(0x0028, 0x3006, "US", Value::Words(vec![5, 50, 500]));
    let file = Dicom::ct(0, 0.0)
        .without(0x0028, 0x1050)
        .without(0x0028, 0x1051)
        .item(0x0028, 0x3000, table.clone())
        .item(0x0028, 0x3010, table);
    let slice = slice(file.bytes());
    let wanted = ModalityLut::Table {
        first: 1001,
        entries: [5, 50, 500].into(),
    };
    assert_eq!(slice.lut.at(0, 0), &wanted);
    let [voi] = slice.vois.as_slice() else {
        panic!("one VOI LUT wanted");
    };
    assert_eq!(voi.explanation, "curve");
    assert!(matches!(&voi.kind, VoiKind::Lut(lut) if lut.first() == 1001.0));
}

#[test]
fn windows_keep_their_order_names_and_function() {
    let file = Dicom::ct(0, 0.0)
        .text(0x0028, 0x1055, "LO", "SOFT\\LUNG")
        .text(0x0028, 0x1056, "CS", "SIGMOID");
    let slice = slice(file.bytes());
    let found: Vec<_> = slice
        .vois
        .iter()
        .map(|voi| match &voi.kind {
            VoiKind::Window(window) => (
                voi.explanation.as_str(),
                window.center(),
                window.width(),
                window.function(),
            ),
            VoiKind::Lut(_) => panic!("windows wanted"),
        })
        .collect();
    assert_eq!(
        found,
        [
            ("SOFT", 40.0, 400.0, VoiFunction::Sigmoid),
            ("LUNG", -600.0, 1500.0, VoiFunction::Sigmoid),
        ]
    );
    let (series, problems) = single(
        Dicom::ct(0, 0.0)
            .text(0x0028, 0x1051, "DS", "-400\\1500")
            .bytes(),
    );
    assert_eq!(series.header.vois.len(), 1);
    assert_eq!(
        problems,
        ["a.dcm: (0028,1051) WindowWidth: \"-400\\1500\", no usable window"]
    );
}

#[test]
fn colour_becomes_interleaved_rgb() {
    let red_and_grey = [255, 0, 0, 77, 77, 77];
    let rgb = slice(Dicom::colour("RGB", 2, 1, &red_and_grey).bytes());
    assert_eq!(values(&rgb.samples), red_and_grey.map(f64::from));
    let planes = Dicom::colour("RGB", 2, 1, &[255, 77, 0, 77, 0, 77]).words(0x0028, 0x0006, &[1]);
    assert_eq!(
        values(&slice(planes.bytes()).samples),
        red_and_grey.map(f64::from)
    );
    let ybr = slice(Dicom::colour("YBR_FULL", 2, 1, &[76, 85, 255, 77, 128, 128]).bytes());
    assert_eq!(values(&ybr.samples), [254.0, 0.0, 0.0, 77.0, 77.0, 77.0]);
    let shared = Dicom::colour("YBR_FULL_422", 2, 1, &[77, 80, 128, 128]);
    assert_eq!(
        values(&slice(shared.bytes()).samples),
        [77.0, 77.0, 77.0, 80.0, 80.0, 80.0]
    );
}

#[test]
fn a_palette_is_applied_and_clamped() {
    let mut file = Dicom::radiograph()
        .text(0x0028, 0x0004, "CS", "PALETTE COLOR")
        .words(0x0028, 0x0011, &[4])
        .words(0x0028, 0x0010, &[1])
        .set(0x7FE0, 0x0010, "OB", Value::Bytes(vec![0, 10, 11, 200]));
    for (n, low) in [(1, 0x0100_u16), (2, 0x0200), (3, 0x0300)] {
        file = file.words(0x0028, 0x1100 + n, &[2, 10, 16]).set(
            0x0028,
            0x1200 + n,
            "OW",
            Value::Words(vec![low, 0xFFFF]),
        );
    }
    let slice = slice(file.bytes());
    assert_eq!(
        values(&slice.samples),
        [
            1.0, 2.0, 3.0, 1.0, 2.0, 3.0, 255.0, 255.0, 255.0, 255.0, 255.0, 255.0
        ]
    );
}

fn jpeg(grey: bool, width: u32, height: u32) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut out, 100);
    let pixels = width * height;
    if grey {
        let levels: Vec<u8> = (0..pixels).map(|n| (n * 3) as u8).collect();
        encoder
            .encode(&levels, width, height, image::ExtendedColorType::L8)
            .expect("encoded");
    } else {
        let levels: Vec<u8> = [200, 30, 40].repeat(pixels as usize);
        encoder
            .encode(&levels, width, height, image::ExtendedColorType::Rgb8)
            .expect("encoded");
    }
    out
}

#[test]
fn jpeg_grey_and_colour() {
    let grey = Dicom::radiograph()
        .words(0x0028, 0x0010, &[8])
        .words(0x0028, 0x0011, &[8])
        .fragments(JPEG, &[jpeg(true, 8, 8)]);
    let found = values(&slice(grey.bytes()).samples);
    assert!((0..64).all(|n| (found[n] - 3.0 * n as f64).abs() <= 2.0));
    let colour = Dicom::colour("YBR_FULL_422", 8, 8, &[]).fragments(JPEG, &[jpeg(false, 8, 8)]);
    let found = values(&slice(colour.bytes()).samples);
    for (value, wanted) in found.iter().zip([200.0, 30.0, 40.0].iter().cycle()) {
        assert!((value - wanted).abs() <= 3.0, "{value} for {wanted}");
    }
}

#[test]
fn a_stream_that_is_not_what_the_header_says_is_refused() {
    let file = |stream| {
        let file = Dicom::radiograph()
            .words(0x0028, 0x0010, &[8])
            .words(0x0028, 0x0011, &[8]);
        let folder = crate::folder::Folder::of(&[("a", file.fragments(JPEG, &[stream]).bytes())]);
        let opened = folder.open();
        assert!(opened.series.is_empty());
        folder.problems(&opened)
    };
    let start = "a: (7FE0,0010) PixelData: JPEG stream: ";
    assert_eq!(
        file(jpeg(true, 16, 8)),
        [format!("{start}16 x 8 pixels, but the header says 8 x 8")]
    );
    assert_eq!(
        file(jpeg(false, 8, 8)),
        [format!("{start}3 components, but the header says 1")]
    );
    assert_eq!(
        file(vec![1, 2, 3, 4]),
        [format!("{start}does not begin with SOI (FFD8)")]
    );
}

#[test]
fn the_size_of_a_projections_pixel_says_where_it_is_measured() {
    let source = |file: Dicom| {
        let (series, problems) = single(file.bytes());
        assert_eq!(problems, [""; 0]);
        let slice = series.slice(Plane::Acquired, 0);
        (slice.spacing_mm, series.header.facts.spacing_source)
    };
    let imager = Dicom::radiograph().text(0x0018, 0x1164, "DS", "0.2\\0.1");
    assert_eq!(
        source(imager.clone()),
        (Some([0.1, 0.2]), SpacingSource::Detector)
    );
    let magnified = imager.clone().text(0x0018, 0x1114, "DS", "2");
    assert_eq!(
        source(magnified),
        (Some([0.05, 0.1]), SpacingSource::Magnification)
    );
    let calibrated = imager.text(0x0028, 0x0030, "DS", "0.15\\0.08");
    assert_eq!(
        source(calibrated),
        (Some([0.08, 0.15]), SpacingSource::Calibrated)
    );
    let aspect = Dicom::radiograph().text(0x0028, 0x0034, "IS", "2\\1");
    let (series, _) = single(aspect.bytes());
    assert_eq!(series.slice(Plane::Acquired, 0).pixel_aspect, 2.0);
    assert_eq!(source(Dicom::radiograph()).1, SpacingSource::Unknown);
}

#[test]
fn the_view_is_read_or_guessed_with_a_mark() {
    let facts = |file: Dicom| single(file.bytes()).0.header.facts.clone();
    let stated = facts(Dicom::radiograph().text(0x0018, 0x5101, "CS", "PA").text(
        0x0008,
        0x103E,
        "LO",
        "Chest portable",
    ));
    assert_eq!(stated.view_position.as_deref(), Some("PA"));
    assert!(!stated.view_from_text);
    let guessed = facts(Dicom::radiograph().text(0x0008, 0x103E, "LO", "Chest AP supine"));
    assert_eq!(guessed.view_position.as_deref(), Some("AP"));
    assert!(guessed.view_from_text);
    assert_eq!(guessed.posture, Some(negatoscope::study::Posture::Supine));
    let silent = facts(Dicom::radiograph().text(0x0020, 0x0060, "CS", "L"));
    assert_eq!(silent.view_position, None);
    assert_eq!(silent.laterality.as_deref(), Some("L"));
}

#[test]
fn frames_with_places_of_their_own_are_a_volume() {
    let frame = |z: f64, slope: &str| {
        Dicom::empty()
            .item(
                0x0020,
                0x9113,
                Dicom::empty().text(0x0020, 0x0032, "DS", &format!("0\\0\\{z}")),
            )
            .item(
                0x0028,
                0x9145,
                Dicom::empty()
                    .text(0x0028, 0x1052, "DS", "0")
                    .text(0x0028, 0x1053, "DS", slope),
            )
            .elements
    };
    let shared = Dicom::empty()
        .item(
            0x0020,
            0x9116,
            Dicom::empty().text(0x0020, 0x0037, "DS", "1\\0\\0\\0\\1\\0"),
        )
        .item(
            0x0028,
            0x9110,
            Dicom::empty().text(0x0028, 0x0030, "DS", "1\\1"),
        );
    let pixels: Vec<u16> = words(0)
        .into_iter()
        .chain(words(1))
        .chain(words(2))
        .collect();
    let mut file = Dicom::ct(0, 0.0)
        .text(0x0028, 0x0008, "IS", "3")
        .item(0x5200, 0x9229, shared)
        .set(
            0x5200,
            0x9230,
            "SQ",
            Value::Items(vec![frame(8.0, "1"), frame(0.0, "2"), frame(4.0, "3")]),
        )
        .set(0x7FE0, 0x0010, "OW", Value::Words(pixels));
    for element in [0x0032, 0x0037] {
        file = file.without(0x0020, element);
    }
    file = file.without(0x0028, 0x1052).without(0x0028, 0x1053);
    let (series, problems) = single(file.bytes());
    assert_eq!(problems, [""; 0]);
    let geometry = series.header.geometry.as_ref().expect("a volume");
    assert_eq!(geometry.spacing_mm, [1.0, 1.0, 4.0]);
    let first = |k| {
        let slice = series.slice(Plane::Acquired, k);
        slice.lut.at(0, 0).value(slice.samples.value(0, 0, 0))
    };
    assert_eq!([first(0), first(1), first(2)], [2200.0, 3600.0, 1000.0]);
}
