//! DICOMDIR: by itself it opens what it names, in a folder it adds nothing twice.

use std::fs;

use negatoscope::problem::Severity;

use crate::folder::Folder;
use crate::folder::open;
use crate::support::dicom::Dicom;
use crate::support::dicom::Value;

/// A DICOMDIR with a record for each of `ids`; those that begin with `-` are inactive.
fn index(ids: &[&str]) -> Vec<u8> {
    let records = ids.iter().map(|id| {
        let (id, flag) = match id.strip_prefix('-') {
            Some(id) => (id, 0),
            None => (*id, 0xFFFF),
        };
        // Offsets that lie far beyond the file.
        let far = Value::Bytes(vec![0xF0, 0xFF, 0xFF, 0xFF]);
        Dicom::empty()
            .set(0x0004, 0x1400, "UL", far.clone())
            .words(0x0004, 0x1410, &[flag])
            .set(0x0004, 0x1420, "UL", far)
            .text(0x0004, 0x1430, "CS", "IMAGE")
            .text(0x0004, 0x1500, "CS", id)
            .elements
    });
    Dicom::empty()
        .set(0x0004, 0x1220, "SQ", Value::Items(records.collect()))
        .bytes()
}

fn image(k: u16) -> Vec<u8> {
    Dicom::ct(k, f64::from(k)).bytes()
}

/// Problems and notes with the folder cut off.
fn said(folder: &Folder, opened: &negatoscope::read::Opened) -> Vec<String> {
    let prefix = format!("{}/", folder.path().display());
    let said = opened.problems.iter().map(ToString::to_string);
    said.map(|text| text.replace(&prefix, "")).collect()
}

#[test]
fn a_named_index_opens_what_it_names_and_nothing_else() {
    let folder = Folder::of(&[
        (
            "DICOMDIR",
            index(&["IMAGES\\A", "images\\b", "-IMAGES\\C", "IMAGES\\A"]),
        ),
        ("IMAGES/A", image(0)),
        ("IMAGES/B", image(1)),
        ("IMAGES/C", image(2)),
    ]);
    let opened = open(&folder.path().join("DICOMDIR"));
    assert_eq!(folder.problems(&opened), [""; 0]);
    assert_eq!(opened.series.len(), 1);
    assert_eq!(opened.series[0].header.size, [4, 3, 2]);
    assert_eq!(
        said(&folder, &opened),
        ["DICOMDIR: data set: DICOMDIR, an index of files, without pixels"]
    );
    assert_eq!(opened.problems[0].severity, Severity::Note);
}

#[test]
fn in_a_folder_an_index_adds_nothing_twice() {
    let folder = Folder::of(&[
        ("DICOMDIR", index(&["A", ".hidden\\B"])),
        ("A", image(0)),
        (".hidden/B", image(1)),
        ("C", image(2)),
    ]);
    let opened = folder.open();
    assert_eq!(folder.problems(&opened), [""; 0]);
    // What it names in a hidden folder comes too, and what it forgot is there.
    assert_eq!(opened.series[0].header.size, [4, 3, 3]);
    assert_eq!((opened.series.len(), opened.scanned.images), (1, 3));
}

#[test]
fn paths_that_lead_nowhere_or_out_are_said() {
    let outside = Folder::of(&[("x.dcm", image(5))]);
    let far = outside.path().join("x.dcm").display().to_string();
    for (id, wanted) in [
        (
            "..\\x.dcm",
            "\"..\\x.dcm\", must be 1 to 8 plain names below the folder, not followed",
        ),
        (
            "\\x.dcm",
            "\"\\x.dcm\", must be 1 to 8 plain names below the folder, not followed",
        ),
        ("NOT\\THERE", "NOT/THERE is not there"),
        ("DIR", "DIR is no file"),
    ] {
        let folder = Folder::of(&[("DICOMDIR", index(&["A", id])), ("A", image(0))]);
        fs::create_dir(folder.path().join("DIR")).expect("made");
        for path in [folder.path().to_owned(), folder.path().join("DICOMDIR")] {
            let opened = open(&path);
            assert_eq!(opened.series.len(), 1);
            assert_eq!(
                folder.problems(&opened),
                [format!("DICOMDIR: (0004,1500) ReferencedFileID: {wanted}")]
            );
        }
    }
    let folder = Folder::of(&[("DICOMDIR", index(&["A", &far])), ("A", image(0))]);
    assert_eq!(folder.problems(&folder.open()).len(), 1);
    let many = Folder::of(&[("DICOMDIR", index(&["A", "B", "C", "D"])), ("A", image(0))]);
    assert_eq!(
        many.problems(&many.open()),
        ["DICOMDIR: (0004,1500) ReferencedFileID: B and 2 more are not there"]
    );
    let not_one = Folder::of(&[("DICOMDIR", b"no index".to_vec())]);
    assert_eq!(not_one.problems(&not_one.open()), [""; 0]);
}

#[cfg(unix)]
#[test]
fn links_out_of_the_folder_are_not_followed() {
    let outside = Folder::of(&[("x.dcm", image(5))]);
    let folder = Folder::of(&[("DICOMDIR", index(&["A", "LINK"])), ("A", image(0))]);
    let link = folder.path().join("LINK");
    std::os::unix::fs::symlink(outside.path().join("x.dcm"), link).expect("linked");
    let opened = open(&folder.path().join("DICOMDIR"));
    assert_eq!(opened.series[0].header.size, [4, 3, 1]);
    assert_eq!(
        folder.problems(&opened),
        ["DICOMDIR: (0004,1500) ReferencedFileID: LINK leads out of the folder"]
    );
}
