//! NRRD: encodings, spaces, colour, detached data, bad headers.

use negatoscope::pixels::Image;
use negatoscope::pixels::Samples;
use negatoscope::study::Plane;

use super::*;
use crate::folder::Folder;
use crate::folder::is_volume;

pub(super) fn nrrd(fields: &str, data: &[u8]) -> Vec<u8> {
    let mut bytes = format!("NRRD0005\n# a comment\n{fields}\n").into_bytes();
    bytes.extend(data);
    bytes
}

pub(super) const SHORTS: &str = "type: short\ndimension: 3\nsizes: 3 2 2\nendian: little\n";
pub(super) const LPS: &str = "space: left-posterior-superior\n\
    space directions: (0.5,0,0) (0,0.75,0) (0,0,2)\nspace origin: (10,-20,30)\n";

#[test]
fn nrrd_in_its_encodings_and_spaces() {
    let voxels = Nifti::new().voxels;
    let numbers: Vec<String> = (0..12).map(|n| n.to_string()).collect();
    let text = numbers.join("\n").into_bytes();
    for (encoding, data) in [
        ("raw", voxels.clone()),
        ("gzip", gzip(&voxels)),
        ("ascii", text),
    ] {
        let fields = format!("{SHORTS}encoding: {encoding}\n{LPS}");
        let series = only(nrrd(&fields, &data));
        let geometry = series.header.geometry.clone().expect("a volume");
        assert_eq!(geometry.origins, [[10.0, -20.0, 30.0], [10.0, -20.0, 32.0]]);
        assert_eq!(geometry.row, [1.0, 0.0, 0.0]);
        assert_eq!(
            slice(&series, 1),
            [6.0, 7.0, 8.0, 9.0, 10.0, 11.0],
            "{encoding}"
        );
    }
    let raw = format!("{SHORTS}encoding: raw\n");
    let ras = LPS.replace("left-posterior-superior", "RAS");
    let geometry = only(nrrd(&format!("{raw}{ras}"), &voxels))
        .header
        .geometry
        .clone();
    let geometry = geometry.expect("a volume");
    assert_eq!(
        (geometry.row, geometry.origins[0]),
        ([-1.0, 0.0, 0.0], [-10.0, 20.0, 30.0])
    );
    let spacings = format!("{raw}spacings: 0.5 0.75 2\n");
    let geometry = only(nrrd(&spacings, &voxels))
        .header
        .geometry
        .clone()
        .expect("a volume");
    assert!(!geometry.oriented);
    assert_eq!(geometry.spacing_mm, [0.5, 0.75, 2.0]);
    // Axes of a scanner that is not the patient say how far, and not where.
    let scanner = LPS.replace("left-posterior-superior", "scanner-xyz");
    let geometry = only(nrrd(&format!("{raw}{scanner}"), &voxels))
        .header
        .geometry
        .clone();
    assert!(!geometry.expect("a volume").oriented);
    assert!(!is_volume(&only(nrrd(&raw, &voxels))));
    let big: Vec<u8> = (0_i16..12).flat_map(i16::to_be_bytes).collect();
    let fields = raw.replace("little", "big");
    assert_eq!(slice(&only(nrrd(&fields, &big)), 0)[5], 5.0);
}

#[test]
fn nrrd_colour_and_components() {
    let head = "dimension: 4\nsizes: 3 2 1 2\nencoding: raw\nendian: little\n\
        kinds: RGB-color domain domain domain\n";
    let bytes: Vec<u8> = (1..13).collect();
    let colour = only(nrrd(&format!("type: uchar\n{head}"), &bytes));
    assert_eq!((colour.header.channels, colour.header.size), (3, [2, 1, 2]));
    let second = colour.slice(Plane::Acquired, 1).samples;
    assert_eq!(second, Samples::U8(Image::new(2, 1, 3, (7..13).collect())));
    let head = head.replace("RGB-color", "list");
    let (series, problems) = opened(
        "a.nrrd",
        nrrd(&format!("type: short\n{head}"), &Nifti::new().voxels),
    );
    assert_eq!(problems, [""; 0]);
    let reasons: Vec<_> = series
        .iter()
        .filter_map(|s| s.header.split_reason.clone())
        .collect();
    assert_eq!(
        reasons,
        ["component 1 of 3", "component 2 of 3", "component 3 of 3"]
    );
    assert_eq!(slice(&series[2], 0), [2.0, 5.0]);
    assert_eq!(slice(&series[2], 1), [8.0, 11.0]);
}

#[test]
fn detached_data_lie_in_the_same_folder() {
    let voxels = Nifti::new().voxels;
    let header = |name: &str, more: &str| {
        let fields = format!("{SHORTS}encoding: raw\n{more}data file: {name}\n");
        nrrd(&fields, &[])
    };
    let mut skipped = b"two\nlines\n....".to_vec();
    skipped.extend(&voxels);
    for (more, data) in [
        ("", voxels.clone()),
        ("line skip: 2\nbyte skip: 4\n", skipped.clone()),
        ("byte skip: -1\n", skipped),
    ] {
        let folder = Folder::of(&[("a.nhdr", header("a.raw", more)), ("a.raw", data)]);
        let opened = folder.open();
        assert_eq!(folder.problems(&opened), [""; 0], "{more}");
        assert_eq!(slice(&opened.series[0], 0)[5], 5.0, "{more}");
    }
    let outside = Folder::of(&[("out.raw", voxels.clone())]);
    let far = outside.path().join("out.raw").display().to_string();
    for name in [
        "../out.raw",
        "sub/a.raw",
        &far,
        ".hidden",
        "a\\b.raw",
        "%d.raw",
        "LIST",
        "",
    ] {
        let said = refused("a.nhdr", header(name, ""));
        assert!(said.starts_with("data file: "), "{name}: {said}");
    }
    assert_eq!(
        refused("a.nhdr", header("a.raw", "")),
        "data file: a.raw is not there beside the header"
    );
    assert_eq!(
        refused("a.nhdr", header("a.nhdr", "")),
        "data file: a.nhdr is the header itself"
    );
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_folder_is_no_data_file() {
    let outside = Folder::of(&[("out.raw", Nifti::new().voxels)]);
    let fields = format!("{SHORTS}encoding: raw\ndata file: a.raw\n");
    let folder = Folder::of(&[("a.nhdr", nrrd(&fields, &[]))]);
    let link = folder.path().join("a.raw");
    std::os::unix::fs::symlink(outside.path().join("out.raw"), link).expect("linked");
    let opened = folder.open();
    assert!(opened.series.is_empty());
    assert_eq!(
        folder.problems(&opened),
        ["a.nhdr: file: a.raw is a link out of the folder"]
    );
}

#[test]
fn each_bad_nrrd_is_named() {
    let good = format!("{SHORTS}encoding: raw\n");
    let voxels = Nifti::new().voxels;
    for (from, to, wanted) in [
        (
            "3 2 2",
            "-3 2 2",
            "sizes: \"-3 2 2\", must be 3 whole numbers from 1",
        ),
        (
            "3 2 2",
            "4000000000 4000000000 4000000000",
            "sizes: 4000000000 x 4000000000 x 4000000000: more bytes than can be counted",
        ),
        (
            "3 2 2",
            "3 2",
            "sizes: \"3 2\", must be 3 whole numbers from 1",
        ),
        (
            "dimension: 3",
            "dimension: 1000",
            "dimension: \"1000\", must be 2 to 16",
        ),
        (
            "short",
            "block",
            "type: \"block\", must be a number of 8 to 64 bits",
        ),
        (
            "raw",
            "bzip2",
            "encoding: \"bzip2\", must be raw, gzip or ascii",
        ),
        (
            "endian: little\n",
            "",
            "endian: missing, must be little or big",
        ),
        ("type: short\n", "", "type: missing"),
    ] {
        let fields = good.replace(from, to);
        assert_eq!(refused("a.nrrd", nrrd(&fields, &voxels)), wanted);
    }
    let fields = good.replace("raw", "ascii");
    assert_eq!(
        refused("a.nrrd", nrrd(&fields, b"1 2 3")),
        "data: 3 numbers present, but 12 needed"
    );
    assert_eq!(
        refused("a.nrrd", nrrd(&fields, b"1 2 x")),
        "data: \"x\" is no number of its type"
    );
    let mut cut = nrrd(&good, b"");
    cut.pop();
    assert_eq!(
        refused("a.nrrd", cut),
        "data: missing: the header ends without a blank line after it"
    );
    let nan = LPS.replace("0.5", "nan");
    let (series, said) = doubted(nrrd(&format!("{good}{nan}"), &voxels));
    assert_eq!(said, "space directions: a number that is not finite");
    assert!(!is_volume(&series));
}
