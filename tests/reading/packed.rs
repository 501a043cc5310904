//! Files within files: gzip, zip archives, NumPy's archives.

use std::io::Write as _;

use negatoscope::study::Plane;

use crate::folder::Folder;
use crate::folder::values;
use crate::support::dicom::Dicom;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    out.write_all(bytes).expect("packed");
    out.finish().expect("packed")
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
    out.write_all(bytes).expect("packed");
    out.finish().expect("packed")
}

/// A member of an archive; what is `None` is as it should be.
#[derive(Default)]
struct Member {
    name: Vec<u8>,
    data: Vec<u8>,
    deflated: bool,
    flags: u16,
    method: Option<u16>,
    size: Option<u32>,
    crc: Option<u32>,
    offset: Option<u32>,
    mode: u32,
}

fn member(name: &str, data: Vec<u8>) -> Member {
    Member {
        name: name.as_bytes().to_vec(),
        data,
        ..Member::default()
    }
}

fn crc(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}

fn zip(members: &[Member]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for member in members {
        let packed = if member.deflated {
            deflate(&member.data)
        } else {
            member.data.clone()
        };
        let method = member.method.unwrap_or(if member.deflated { 8 } else { 0 });
        let mut fixed = Vec::new();
        for word in [20, member.flags, method, 0, 0x5021] {
            fixed.extend(word.to_le_bytes());
        }
        fixed.extend(member.crc.unwrap_or(crc(&member.data)).to_le_bytes());
        fixed.extend((packed.len() as u32).to_le_bytes());
        fixed.extend(
            member
                .size
                .unwrap_or(member.data.len() as u32)
                .to_le_bytes(),
        );
        fixed.extend((member.name.len() as u16).to_le_bytes());
        directory.extend(b"PK\x01\x02\x14\x03");
        directory.extend(&fixed);
        directory.extend([0; 8]);
        directory.extend((member.mode << 16).to_le_bytes());
        directory.extend(member.offset.unwrap_or(out.len() as u32).to_le_bytes());
        directory.extend(&member.name);
        out.extend(b"PK\x03\x04");
        out.extend(&fixed);
        out.extend([0; 2]);
        out.extend(&member.name);
        out.extend(&packed);
    }
    let start = out.len() as u32;
    let count = (members.len() as u16).to_le_bytes();
    out.extend(&directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(count);
    out.extend(count);
    out.extend((directory.len() as u32).to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend([0; 2]);
    out
}

fn npy(values: [u8; 4]) -> Vec<u8> {
    let header = "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 2), }\n";
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((header.len() as u16).to_le_bytes());
    bytes.extend(header.as_bytes());
    bytes.extend(values);
    bytes
}

/// What is said of an archive without a picture.
fn said(bytes: Vec<u8>) -> Vec<String> {
    let folder = Folder::of(&[("a.zip", bytes)]);
    let opened = folder.open();
    assert!(opened.series.is_empty());
    folder.problems(&opened)
}

#[test]
fn packed_dicom_files_are_one_series_with_others() {
    let slices: Vec<Vec<u8>> = (0..3).map(|k| Dicom::ct(k, f64::from(k)).bytes()).collect();
    let folder = Folder::of(&[
        ("a.dcm", slices[0].clone()),
        ("b.dcm.gz", gzip(&slices[1])),
        ("c", gzip(&slices[2])),
        ("d.npy.gz", gzip(&npy([1, 2, 3, 4]))),
    ]);
    let opened = folder.open();
    assert_eq!(folder.problems(&opened), [""; 0]);
    let sizes: Vec<_> = opened.series.iter().map(|s| s.header.size).collect();
    assert_eq!(sizes, [[4, 3, 3], [2, 2, 1]]);
}

#[test]
fn an_archive_is_opened_like_a_folder() {
    let slices: Vec<Vec<u8>> = (0..3).map(|k| Dicom::ct(k, f64::from(k)).bytes()).collect();
    let mut deflated = member("scan/deep/b.dcm", slices[1].clone());
    deflated.deflated = true;
    let bytes = zip(&[
        member("scan/", Vec::new()),
        member("scan/a.dcm", slices[0].clone()),
        deflated,
        member("scan/c.dcm.gz", gzip(&slices[2])),
        member("__MACOSX/scan/._a.dcm", slices[0].clone()),
        member("notes.txt", b"nothing".to_vec()),
    ]);
    let folder = Folder::of(&[("set.zip", bytes), ("z.dcm", Dicom::ct(3, 3.0).bytes())]);
    let opened = folder.open();
    assert_eq!(folder.problems(&opened), [""; 0]);
    assert_eq!(opened.series.len(), 1);
    assert_eq!(opened.series[0].header.size, [4, 3, 4]);
    assert_eq!((opened.scanned.files, opened.scanned.images), (5, 4));
}

#[test]
fn arrays_of_numpy_archives_are_series() {
    let mut second = member("second.npy", npy([5, 6, 7, 8]));
    second.deflated = true;
    let folder = Folder::of(&[(
        "a.npz",
        zip(&[member("first.npy", npy([1, 2, 3, 4])), second]),
    )]);
    let opened = folder.open();
    assert_eq!(folder.problems(&opened), [""; 0]);
    let names: Vec<_> = opened
        .series
        .iter()
        .map(|s| s.header.description.as_str())
        .collect();
    assert_eq!(names, ["first.npy", "second.npy"]);
    let slice = opened.series[1].slice(Plane::Acquired, 0);
    assert_eq!(values(&slice.samples), [5.0, 6.0, 7.0, 8.0]);
    assert_eq!(opened.series[0].header.study.description, "a.npz");
}

#[test]
fn headers_find_their_data_within_an_archive() {
    let header =
        "NRRD0004\ntype: uchar\ndimension: 2\nsizes: 2 2\nencoding: raw\ndata file: a.raw\n\n";
    let files = |data: &str| {
        zip(&[
            member("x/a.nhdr", header.as_bytes().to_vec()),
            member(data, vec![1, 2, 3, 4]),
        ])
    };
    let folder = Folder::of(&[("a.zip", files("x/a.raw"))]);
    let opened = folder.open();
    assert_eq!(folder.problems(&opened), [""; 0]);
    assert_eq!(opened.series.len(), 1);
    assert_eq!(
        said(files("a.raw")),
        ["a.zip/x/a.nhdr: data file: a.raw is not there beside the header"]
    );
}

#[test]
fn names_in_an_archive_are_never_paths() {
    let dicom = Dicom::ct(0, 0.0).bytes();
    for name in [
        "../../evil.dcm",
        "/evil.dcm",
        "..\\evil.dcm",
        "C:\\evil.dcm",
        "a\u{1b}[31m\n.dcm",
    ] {
        let folder = Folder::of(&[("a.zip", zip(&[member(name, dicom.clone())]))]);
        let opened = folder.open();
        assert_eq!(folder.problems(&opened), [""; 0]);
        assert_eq!(opened.series.len(), 1, "{name}");
    }
    let mut link = member("evil.dcm", b"/etc/passwd".to_vec());
    link.mode = 0o120_777;
    let folder = Folder::of(&[("a.zip", zip(&[member("a.dcm", dicom), link]))]);
    let opened = folder.open();
    assert_eq!(opened.scanned.files, 1);
    let notes: Vec<String> = opened.problems.iter().map(ToString::to_string).collect();
    assert!(
        notes[0].ends_with("zip archive: 1 links in it, not followed"),
        "{notes:?}"
    );
}

#[test]
fn each_bad_archive_is_named() {
    let dicom = Dicom::ct(0, 0.0).bytes();
    let with = |change: &dyn Fn(&mut Member)| {
        let mut member = member("a.dcm", dicom.clone());
        change(&mut member);
        said(zip(&[member]))
    };
    let length = dicom.len();
    type Change<'a> = &'a dyn Fn(&mut Member);
    let cases: [(Change<'_>, String); 5] = [
        (&|m| m.flags = 1, "encrypted, which is not read".to_owned()),
        (
            &|m| m.method = Some(99),
            "compression method 99 is not read, must be 0 (stored) or 8 (deflated)".to_owned(),
        ),
        (
            &|m| m.crc = Some(1),
            format!(
                "its bytes are not those that were packed: checksum {:08x}, stated 00000001",
                crc(&dicom)
            ),
        ),
        (
            &|m| {
                m.deflated = true;
                m.size = Some(500);
            },
            "states 500 bytes, but more come out of it".to_owned(),
        ),
        (
            &|m| {
                m.deflated = true;
                m.size = Some(length as u32 + 1);
            },
            format!("states {} bytes, but ends 1 before that", length + 1),
        ),
    ];
    for (change, wanted) in cases {
        assert_eq!(with(change), [format!("a.zip/a.dcm: zip member: {wanted}")]);
    }
    let whole = zip(&[member("a.dcm", dicom.clone())]);
    assert_eq!(
        said(whole[..whole.len() - 30].to_vec()),
        ["a.zip: zip archive: no directory at its end: it was cut, or is no archive"]
    );
    assert_eq!(
        said(zip(&[])),
        ["a.zip: zip archive: holds no files: it is empty"]
    );
    let mut twice = [
        member("a.dcm", dicom.clone()),
        member("b.dcm", dicom.clone()),
    ];
    twice[1].offset = Some(0);
    assert_eq!(
        said(zip(&twice)),
        ["a.zip: zip archive: members overlap: the same bytes belong to several"]
    );
    let inner = zip(&[member("a.dcm", dicom)]);
    assert_eq!(
        said(zip(&[member("in.zip", inner)])),
        ["a.zip/in.zip: file: an archive inside another one, which is not opened"]
    );
}

#[test]
fn what_unpacks_to_too_much_is_left() {
    // A picture's magic, then zeros: 200 MB out of 200 kB.
    let mut bomb = b"BM".to_vec();
    bomb.resize(200 << 20, 0);
    let folder = Folder::of(&[("a.bmp.gz", gzip(&bomb))]);
    let opened = folder.open();
    let problems = folder.problems(&opened);
    assert_eq!(problems.len(), 1);
    assert!(problems[0].contains("which is the limit"), "{problems:?}");
}

#[test]
fn any_changed_byte_of_an_archive_ends_in_words_or_a_picture() {
    let mut deflated = member("b.npy", npy([5, 6, 7, 8]));
    deflated.deflated = true;
    let whole = zip(&[member("a.npy", npy([1, 2, 3, 4])), deflated]);
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x55;
        let folder = Folder::of(&[("a.zip", bytes)]);
        let opened = folder.open();
        assert!(
            !opened.series.is_empty() || !folder.problems(&opened).is_empty(),
            "byte {at}"
        );
    }
}
