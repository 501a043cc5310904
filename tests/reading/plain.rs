//! Pictures and arrays without a medical header, and small texts.

use negatoscope::read;
use negatoscope::read::Options;
use negatoscope::study::Plane;
use negatoscope::study::Unit;

use crate::folder::Folder;
use crate::folder::is_volume;
use crate::folder::values;

fn encoded(bytes: &[u8], width: u32, height: u32, colour: image::ExtendedColorType) -> Vec<u8> {
    let mut out = std::io::Cursor::new(Vec::new());
    image::write_buffer_with_format(
        &mut out,
        bytes,
        width,
        height,
        colour,
        image::ImageFormat::Png,
    )
    .expect("encoded");
    out.into_inner()
}

fn npy(descr: &str, shape: &str, data: &[u8]) -> Vec<u8> {
    let header = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}\n");
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((header.len() as u16).to_le_bytes());
    bytes.extend(header.as_bytes());
    bytes.extend(data);
    bytes
}

#[test]
fn pictures_open_as_series_named_after_their_files() {
    let deep: Vec<u8> = [7_u16, 300, 65_535, 1]
        .iter()
        .flat_map(|v| v.to_ne_bytes())
        .collect();
    let folder = Folder::of(&[
        (
            "set/a.png",
            encoded(&deep, 2, 2, image::ExtendedColorType::L16),
        ),
        (
            "set/b.png",
            encoded(&[1, 2, 3, 4, 5, 6], 2, 1, image::ExtendedColorType::Rgb8),
        ),
    ]);
    let opened = folder.open();
    assert_eq!(folder.problems(&opened), [""; 0]);
    let [a, b] = opened.series.as_slice() else {
        panic!("two series wanted");
    };
    assert_eq!(a.header.description, "a.png");
    assert_eq!(a.header.modality, "PNG");
    assert_eq!(a.header.unit, Unit::Grey);
    assert!(a.header.study.plain);
    assert_eq!(a.header.study.description, "set");
    assert_eq!(a.header.study, b.header.study);
    assert!(!is_volume(a));
    let slice = a.slice(Plane::Acquired, 0);
    assert_eq!(values(&slice.samples), [7.0, 300.0, 65_535.0, 1.0]);
    assert_eq!(slice.spacing_mm, None);
    assert_eq!(b.header.channels, 3);
}

#[test]
fn broken_pictures_are_named() {
    let mut cut = encoded(&[9; 64], 8, 8, image::ExtendedColorType::L8);
    cut.truncate(cut.len() / 2);
    let folder = Folder::of(&[
        ("cut.png", cut),
        ("odd.npy", npy("<c8", "(2, 2)", &[0; 32])),
        ("empty.dcm", Vec::new()),
        ("volume.nrrd", b"NRRD0004\ntype: short\n".to_vec()),
        ("noise.dcm", vec![0xA5; 500]),
        ("noise.bin", vec![0xA5; 500]),
    ]);
    let opened = folder.open();
    assert!(opened.series.is_empty());
    let problems = folder.problems(&opened);
    assert_eq!(problems.len(), 5, "{problems:?}");
    assert!(problems[0].starts_with("cut.png: PNG: "), "{problems:?}");
    assert_eq!(
        problems[1..],
        [
            "empty.dcm: file: the file is empty",
            "noise.dcm: preamble: no known format: neither \"DICM\" at byte 128 nor another \
             file's signature",
            "odd.npy: descr: '<c8', must be one of b1 u1 i1 u2 i2 u4 i4 u8 i8 f2 f4 f8",
            "volume.nrrd: dimension: missing",
        ]
    );
}

#[test]
fn one_picture_or_array_for_the_command_line() {
    let folder = Folder::of(&[
        (
            "grey.png",
            encoded(&[1, 2, 3, 4], 2, 2, image::ExtendedColorType::L8),
        ),
        (
            "deep.npy",
            npy("<i2", "(2, 1, 2)", &[1, 0, 2, 0, 255, 255, 4, 0]),
        ),
        ("a.dcm", crate::support::dicom::Dicom::ct(0, 0.0).bytes()),
    ]);
    let picture = |name| read::picture(&folder.path().join(name));
    let grey = picture("grey.png").expect("a picture");
    assert_eq!(
        values(&grey.slice(Plane::Acquired, 0).samples),
        [1.0, 2.0, 3.0, 4.0]
    );
    assert_eq!(
        (grey.header.size, grey.header.unit),
        ([2, 2, 1], Unit::Grey)
    );
    let deep = picture("deep.npy").expect("an array");
    assert_eq!(
        (deep.header.size, deep.header.unit),
        ([2, 1, 2], Unit::Stored)
    );
    assert_eq!(values(&deep.slice(Plane::Acquired, 1).samples), [-1.0, 4.0]);
    let reason = |name| picture(name).expect_err("refused").to_string();
    assert!(
        reason("a.dcm").ends_with("file: a DICOM file, must be a picture, an array or a volume")
    );
    assert!(reason("absent.png").contains("absent.png: file: "));
    assert!(reason(".").ends_with("file: is a folder, must be a file"));
}

#[test]
fn pages_of_a_tiff_are_a_stack() {
    let mut out = std::io::Cursor::new(Vec::new());
    let mut encoder = tiff::encoder::TiffEncoder::new(&mut out).expect("started");
    for page in [[1.5_f32, -2.0], [3.0, 4.0]] {
        encoder
            .write_image::<tiff::encoder::colortype::Gray32Float>(2, 1, &page)
            .expect("written");
    }
    let folder = Folder::of(&[("pages.tif", out.into_inner())]);
    let pages = read::picture(&folder.path().join("pages.tif")).expect("pages");
    assert_eq!(
        values(&pages.slice(Plane::Acquired, 0).samples),
        [1.5, -2.0]
    );
    assert_eq!(values(&pages.slice(Plane::Acquired, 1).samples), [3.0, 4.0]);
    let opened = folder.open();
    assert_eq!(opened.series[0].header.size, [2, 1, 2]);
}

#[test]
fn the_memory_budget_holds() {
    let png = |n: u8| encoded(&vec![n; 10_000], 100, 100, image::ExtendedColorType::L8);
    let folder = Folder::of(&[("a.png", png(1)), ("b.png", png(2))]);
    let options = Options {
        memory_budget: 15_000,
        ..Options::default()
    };
    let (opened, _) = crate::folder::open_telling(folder.path(), &options);
    assert_eq!(opened.series.len(), 1);
    let problems = folder.problems(&opened);
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].contains("PNG header: needs") || problems[0].contains("no memory is left"));
}

#[test]
fn small_texts_and_nothing_else() {
    let folder = Folder::of(&[
        ("r.toml", "name = \"뼈\"".into()),
        ("big.toml", vec![b' '; (1 << 20) + 1]),
        ("latin.toml", vec![0xE9]),
    ]);
    let text = |name| read::text(&folder.path().join(name));
    assert_eq!(text("r.toml").as_deref(), Ok("name = \"뼈\""));
    let reason = |name| text(name).expect_err("refused").to_string();
    assert!(reason("big.toml").ends_with("1048577 bytes, at most 1048576 are read"));
    assert!(reason("latin.toml").contains("no UTF-8 text"));
}

#[test]
fn pictures_of_a_folder_are_one_stack_where_that_is_asked_for() {
    let png = |n: u8| encoded(&[n; 6], 3, 2, image::ExtendedColorType::L8);
    let mut cut = png(4);
    cut.truncate(50);
    let folder = Folder::of(&[
        ("set/slice10.png", png(10)),
        ("set/slice9.png", png(9)),
        ("set/slice1.npy", npy("|u1", "(2, 3)", &[1; 6])),
        ("set/slice4.png", cut),
        (
            "set/other.png",
            encoded(&[7; 4], 2, 2, image::ExtendedColorType::L8),
        ),
        ("other/slice2.png", png(2)),
    ]);
    let options = Options {
        stack: true,
        ..Options::default()
    };
    let (opened, _) = crate::folder::open_telling(folder.path(), &options);
    let sizes: Vec<_> = opened.series.iter().map(|s| s.header.size).collect();
    assert_eq!(sizes.len(), 3, "{sizes:?}");
    let stack = opened
        .series
        .iter()
        .find(|s| s.header.size[2] > 1)
        .expect("a stack");
    assert_eq!(
        (stack.header.size, stack.header.description.as_str()),
        ([3, 2, 3], "set")
    );
    assert_eq!(stack.header.facts.files, 3);
    let first = |index| values(&stack.slice(Plane::Acquired, index).samples)[0];
    assert_eq!([first(0), first(1), first(2)], [1.0, 9.0, 10.0]);
    let problems = folder.problems(&opened);
    assert_eq!(problems.len(), 1);
    assert!(
        problems[0].starts_with("set/slice4.png: PNG: "),
        "{problems:?}"
    );
    assert_eq!(folder.open().series.len(), 5);
}

#[test]
fn float_maps_have_their_last_row_first() {
    let map = |head: &str, numbers: &[f32], big: bool| {
        let words = numbers.iter().map(|n| {
            if big {
                n.to_be_bytes()
            } else {
                n.to_le_bytes()
            }
        });
        [head.as_bytes(), &words.flatten().collect::<Vec<u8>>()].concat()
    };
    let folder = Folder::of(&[
        (
            "a.pfm",
            map("Pf\n2 2\n-1.0\n", &[3.0, 4.0, 1.0, -2.0], false),
        ),
        (
            "b.pfm",
            map("PF\n1 2\n1.0\n", &[4.0, 5.0, 6.0, 1.0, 2.0, 3.0], true),
        ),
        ("c.pfm", map("Pf\n2 2\n-1.0\n", &[3.0], false)),
        ("d.pfm", map("Pf\n2 -2\n-1.0\n", &[3.0], false)),
        ("e.pfm", map("Pf\n2 2\n0\n", &[3.0], false)),
    ]);
    let opened = folder.open();
    let grey = opened.series[0].slice(Plane::Acquired, 0).samples;
    assert_eq!(values(&grey), [1.0, -2.0, 3.0, 4.0]);
    let colour = opened.series[1].slice(Plane::Acquired, 0).samples;
    assert_eq!(
        (colour.channels(), values(&colour)),
        (3, vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
    );
    assert_eq!(
        folder.problems(&opened),
        [
            "c.pfm: PFM data: 4 bytes present, but 16 needed",
            "d.pfm: PFM size: \"-2\", must be a whole number from 1",
            "e.pfm: PFM scale: \"0\", must be a number other than 0",
        ]
    );
}

#[test]
fn a_tiff_with_wide_offsets_opens() {
    let mut out = std::io::Cursor::new(Vec::new());
    let mut encoder = tiff::encoder::TiffEncoder::new_big(&mut out).expect("started");
    encoder
        .write_image::<tiff::encoder::colortype::Gray16>(2, 1, &[7, 65_535])
        .expect("written");
    let folder = Folder::of(&[("a.tif", out.into_inner())]);
    let opened = folder.open();
    assert_eq!(folder.problems(&opened), [""; 0]);
    let slice = opened.series[0].slice(Plane::Acquired, 0);
    assert_eq!(values(&slice.samples), [7.0, 65_535.0]);
}
