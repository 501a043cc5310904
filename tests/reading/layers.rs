//! What lies over pictures: overlay planes of images, structures of structure sets.

use std::sync::Arc;

use negatoscope::read::Opened;
use negatoscope::read::Options;
use negatoscope::study::Laid;
use negatoscope::study::Layer;
use negatoscope::study::LayerKind;
use negatoscope::study::Line;
use negatoscope::study::Marks;
use negatoscope::study::Plane;
use negatoscope::study::Series;

use crate::folder::Folder;
use crate::folder::open_telling;
use crate::folder::values;
use crate::support::dicom::BIG_ENDIAN;
use crate::support::dicom::DEFLATED;
use crate::support::dicom::Dicom;
use crate::support::dicom::EXPLICIT;
use crate::support::dicom::IMPLICIT;
use crate::support::dicom::RLE;
use crate::support::dicom::Value;
use crate::support::dicom::rle;

/// The only series of an opening, with the only layer over it.
fn only(opened: &Opened) -> (Arc<Series>, Arc<Layer>) {
    let [series] = opened.series.as_slice() else {
        panic!("one series wanted: {:?}", opened.problems);
    };
    let [layer] = opened.layers.as_slice() else {
        panic!("one layer wanted: {:?}", opened.problems);
    };
    let header = &series.header;
    assert!(layer.header.lies_over(header, [&**header].into_iter()));
    (series.clone(), layer.clone())
}

fn laid(series: &Series, layer: &Layer, plane: Plane, index: usize) -> Laid {
    layer.on(&series.header, plane, index)
}

/// The pixels of a part's mask, as rows of `#` and `.`.
fn drawn(marks: &Marks) -> String {
    let Marks::Mask(mask) = marks else {
        return String::new();
    };
    let rows: Vec<String> = mask
        .inside()
        .chunks(mask.width())
        .map(|row| row.iter().map(|b| if *b { '#' } else { '.' }).collect())
        .collect();
    rows.join("/")
}

/// What the only overlay of the first picture of a file marks.
fn overlay(file: &Dicom) -> String {
    let folder = Folder::of(&[("a.dcm", file.bytes())]);
    let opened = folder.open();
    assert_eq!(folder.problems(&opened), [""; 0]);
    let (series, layer) = only(&opened);
    drawn(&laid(&series, &layer, Plane::Acquired, 0).parts[0])
}

/// A radiograph of 4 x 3 pixels with an overlay of 3 x 2 bits, of which the first and the last two
/// are set, at `origin`, row first, from 1.
fn radiograph(origin: [i16; 2]) -> Dicom {
    Dicom::radiograph().overlay(0x6000, [3, 2], origin, &[0b11_0001, 0])
}

#[test]
fn an_overlay_lies_where_its_origin_says_and_is_clipped() {
    assert_eq!(overlay(&radiograph([1, 1])), "#.../.##./....");
    assert_eq!(overlay(&radiograph([2, 2])), "..../.#../..##");
    assert_eq!(overlay(&radiograph([0, -1])), "#.../..../....");
    assert_eq!(overlay(&radiograph([3, 4])), "..../..../...#");
}

#[test]
fn overlays_are_read_from_every_coding() {
    for syntax in [EXPLICIT, IMPLICIT, DEFLATED] {
        let file = radiograph([1, 1]).syntax(syntax);
        assert_eq!(overlay(&file), "#.../.##./....", "{syntax}");
    }
    // Words of a big-endian file hold their first bits in the second byte.
    let file = radiograph([1, 1])
        .set(0x6000, 0x3000, "OW", Value::Words(vec![0b11_0001]))
        .syntax(BIG_ENDIAN);
    assert_eq!(overlay(&file), "#.../.##./....");
}

#[test]
fn several_overlays_keep_their_names_and_those_without_bits_are_not_listed() {
    let file = radiograph([1, 1])
        .text(0x6000, 0x0022, "LO", "Frame")
        .overlay(0x6004, [1, 1], [3, 1], &[1, 0])
        .text(0x6004, 0x0022, "LO", "what it is")
        .text(0x6004, 0x1500, "LO", "Marker")
        .overlay(0x6006, [8, 1], [1, 1], &[0, 0]);
    let opened = Folder::of(&[("a.dcm", file.bytes())]).open();
    let (series, layer) = only(&opened);
    assert_eq!(layer.header.kind, LayerKind::Overlay);
    let parts: Vec<(u32, &str, usize)> = layer
        .header
        .parts
        .iter()
        .map(|part| (part.number, part.name.as_str(), part.count))
        .collect();
    assert_eq!(parts, [(1, "Frame", 1), (3, "Marker", 1)]);
    let laid = laid(&series, &layer, Plane::Acquired, 0);
    assert_eq!(drawn(&laid.parts[1]), "..../..../#...");
}

#[test]
fn an_overlay_in_a_bit_of_the_pixels_is_shown_and_masked_out_of_the_values() {
    let words: Vec<u16> = (0..12).map(|n| n | u16::from(n % 5 == 0) << 12).collect();
    let plain = Dicom::ct(0, 0.0)
        .words(0x0028, 0x0101, &[12])
        .words(0x0028, 0x0102, &[11])
        .words(0x6000, 0x0010, &[3])
        .words(0x6000, 0x0011, &[4])
        .set(0x6000, 0x0050, "SS", Value::Words(vec![1, 1]))
        .words(0x6000, 0x0100, &[16])
        .words(0x6000, 0x0102, &[12])
        .set(0x7FE0, 0x0010, "OW", Value::Words(words.clone()));
    for file in [
        plain.clone().syntax(EXPLICIT),
        plain.clone().syntax(BIG_ENDIAN),
        plain.fragments(RLE, &[rle(&words)]),
    ] {
        assert_eq!(overlay(&file), "#.../.#../..#.");
        let series = Folder::of(&[("a.dcm", file.bytes())]).open().series;
        let samples = series[0].slice(Plane::Acquired, 0).samples;
        let wanted: Vec<f64> = (0..12).map(f64::from).collect();
        assert_eq!(values(&samples), wanted);
    }
}

#[test]
fn overlays_of_frames_lie_over_theirs_alone() {
    let pixels = (0..48).map(|n| n * 5).collect();
    // Over frames 2 and 3; the second plane begins at bit 12.
    let file = Dicom::radiograph()
        .text(0x0028, 0x0008, "IS", "4")
        .set(0x7FE0, 0x0010, "OB", Value::Bytes(pixels))
        .overlay(0x6000, [4, 3], [1, 1], &[1, 0b0010_0000, 0, 0])
        .text(0x6000, 0x0015, "IS", "2")
        .words(0x6000, 0x0051, &[2]);
    let (series, layer) = only(&Folder::of(&[("a.dcm", file.bytes())]).open());
    let frames: Vec<String> = (0..4)
        .map(|n| drawn(&laid(&series, &layer, Plane::Acquired, n).parts[0]))
        .collect();
    assert_eq!(frames, ["", "#.../..../....", ".#../..../....", ""]);
    assert_eq!(layer.header.parts[0].count, 2);
    // One that says no number of frames lies over all.
    let file = file.without(0x6000, 0x0015).without(0x6000, 0x0051);
    let (series, layer) = only(&Folder::of(&[("a.dcm", file.bytes())]).open());
    assert!((0..4).all(|n| {
        drawn(&laid(&series, &layer, Plane::Acquired, n).parts[0]) == "#.../..../...."
    }));
}

#[test]
fn overlays_of_slices_are_cut_with_the_volume() {
    let slice = |k: u16| Dicom::ct(k, 3.0 * f64::from(k));
    let folder = Folder::of(&[
        ("0.dcm", slice(0).bytes()),
        (
            "1.dcm",
            slice(1).overlay(0x6000, [2, 1], [3, 2], &[3, 0]).bytes(),
        ),
        ("2.dcm", slice(2).bytes()),
    ]);
    let (series, layer) = only(&folder.open());
    let marked = |plane, index| drawn(&laid(&series, &layer, plane, index).parts[0]);
    assert_eq!(marked(Plane::Axial, 1), "..../..../.##.");
    assert_eq!(marked(Plane::Axial, 0), "");
    // The head is up, and slice 1 in the middle; row 3 is the last from front to back.
    assert_eq!(marked(Plane::Coronal, 2), "..../.##./....");
    assert_eq!(marked(Plane::Coronal, 0), "");
    assert_eq!(marked(Plane::Sagittal, 2), ".../..#/...");
}

#[test]
fn an_overlay_larger_than_a_header_is_found_in_the_file() {
    // What lies beside the picture is of no order, so that it does not deflate to nothing.
    let mut bits: Vec<u8> = (0_u32..4096 * 4096 / 8)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8)
        .collect();
    for row in 0..3 {
        bits[row * 4096 / 8] = 0;
    }
    // Bit 2 of row 1.
    bits[4096 / 8] = 0b100;
    for syntax in [EXPLICIT, DEFLATED] {
        let file = Dicom::radiograph()
            .overlay(0x6000, [4096, 4096], [1, 1], &bits)
            .syntax(syntax);
        assert_eq!(overlay(&file), "..../..#./....", "{syntax}");
    }
}

#[test]
fn broken_overlays_cost_a_line_and_not_the_picture() {
    let cases: [(Dicom, &str); 6] = [
        (
            radiograph([1, 1]).words(0x6000, 0x0010, &[60_000]),
            "(6000,3000) OverlayData: 2 bytes, but 3 x 60000 x 1 bits need 22500",
        ),
        (
            radiograph([1, 1]).without(0x6000, 0x0011),
            "(6000,0011) OverlayColumns: missing",
        ),
        (
            radiograph([1, 1]).words(0x6000, 0x0010, &[0]),
            "(6000,0010) OverlayRows: 0, must be 1 to 65535",
        ),
        (
            radiograph([1, 1]).without(0x6000, 0x3000),
            "(6000,3000) OverlayData: missing, and bit 0 of the pixels is not free \
             (bits 0 to 7 are stored)",
        ),
        (
            radiograph([1, 1]).text(0x6000, 0x0015, "IS", "many"),
            "(6000,0015) NumberOfFramesInOverlay: \"many\", must be one whole number from 1",
        ),
        (
            radiograph([1, 1]).without(0x6000, 0x0050),
            "(6000,0050) OverlayOrigin: missing, must be row and column; taken as 1\\1",
        ),
    ];
    for (file, wanted) in cases {
        let folder = Folder::of(&[("a.dcm", file.bytes())]);
        let opened = folder.open();
        assert_eq!(folder.problems(&opened), [format!("a.dcm: {wanted}")]);
        assert_eq!(opened.series.len(), 1);
        let kept = usize::from(wanted.contains("Origin"));
        assert_eq!(opened.layers.len(), kept, "{wanted}");
    }
}

/// Five slices of 4 x 3 pixels, 3 mm apart; columns are 0.25 mm and rows 0.5 mm apart.
fn slices() -> Vec<(String, Vec<u8>)> {
    (0..5)
        .map(|k| {
            let file = Dicom::ct(k, 3.0 * f64::from(k)).text(0x0020, 0x0052, "UI", "1.2.3.9");
            (format!("{k}.dcm"), file.bytes())
        })
        .collect()
}

fn with_slices(structures: &Dicom) -> Folder {
    let mut files = slices();
    files.push(("rt.dcm".to_owned(), structures.bytes()));
    let files: Vec<(&str, Vec<u8>)> = files
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.clone()))
        .collect();
    Folder::of(&files)
}

/// From pixel (1, 0) to (3, 2) at height `z`.
fn block(z: f64) -> String {
    format!("-9.75\\-20\\{z}\\-9.25\\-20\\{z}\\-9.25\\-19\\{z}\\-9.75\\-19\\{z}")
}

#[test]
fn structures_lie_over_the_series_they_refer_to() {
    let (low, high) = (block(3.0), block(6.2));
    let set = Dicom::structures(&[
        ("Liver", "200\\100\\0", &[&low, &high]),
        ("Empty", "1\\2\\999", &[]),
    ]);
    let folder = with_slices(&set);
    let opened = folder.open();
    assert_eq!(folder.problems(&opened), [""; 0]);
    let (series, layer) = only(&opened);
    let header = &layer.header;
    assert_eq!(
        (header.kind, header.name.as_str()),
        (LayerKind::Structures, "Plan A")
    );
    let parts: Vec<(&str, usize)> = header
        .parts
        .iter()
        .map(|part| (part.name.as_str(), part.count))
        .collect();
    assert_eq!(parts, [("Liver", 2), ("Empty", 0)]);
    assert_eq!(header.parts[0].colour, [200, 100, 0]);
    let lines = |plane, index| match &laid(&series, &layer, plane, index).parts[0] {
        Marks::Lines(lines) => lines.clone(),
        _ => Vec::new(),
    };
    let square = [[1.0, 0.0], [3.0, 0.0], [3.0, 2.0], [1.0, 2.0]];
    for (index, count) in [(0, 0), (1, 1), (2, 1), (3, 0)] {
        let found = lines(Plane::Axial, index);
        assert_eq!(found.len(), count, "slice {index}");
        for Line { points, closed } in found {
            assert!(closed);
            for (found, wanted) in points.as_flattened().iter().zip(square.as_flattened()) {
                assert!((found - wanted).abs() < 1e-9);
            }
        }
    }
    let across = lines(Plane::Coronal, 1);
    let xs: Vec<f64> = across
        .iter()
        .flat_map(|l| &l.points)
        .map(|p| p[0])
        .collect();
    let near = |a: f64, b: f64| (a - b).abs() < 1e-9;
    assert!(!xs.is_empty() && xs.iter().all(|x| near(*x, 1.0) || near(*x, 3.0)));
}

#[test]
fn structures_without_their_series_are_matched_by_frame_of_reference_or_listed() {
    let low = block(3.0);
    let set = Dicom::structures(&[("Liver", "200\\100\\0", &[&low])]);
    let mut files = slices();
    let other = |k: u16| {
        Dicom::ct(k, 3.0 * f64::from(k))
            .text(0x0020, 0x0052, "UI", "1.2.3.9")
            .text(0x0020, 0x000E, "UI", "1.2.3.77")
            .text(0x0008, 0x0018, "UI", &format!("1.2.3.77.{k}"))
    };
    let folder = Folder::of(&[
        ("0.dcm", other(0).bytes()),
        ("1.dcm", other(1).bytes()),
        ("rt.dcm", set.bytes()),
    ]);
    let (series, layer) = only(&folder.open());
    assert_ne!(
        laid(&series, &layer, Plane::Axial, 1).parts[0],
        Marks::Nothing
    );
    // Where the series that is meant is open too, it is that one alone.
    files.push(("x0.dcm".to_owned(), other(0).bytes()));
    files.push(("x1.dcm".to_owned(), other(1).bytes()));
    files.push(("rt.dcm".to_owned(), set.bytes()));
    let files: Vec<(&str, Vec<u8>)> = files
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.clone()))
        .collect();
    let opened = Folder::of(&files).open();
    let headers: Vec<_> = opened.series.iter().map(|s| s.header.clone()).collect();
    let over: Vec<&str> = headers
        .iter()
        .filter(|header| {
            let open = headers.iter().map(|header| &**header);
            opened.layers[0].header.lies_over(header, open)
        })
        .map(|header| header.uid.as_str())
        .collect();
    assert_eq!(over, ["1.2.3.4"]);
    // Alone it is listed as what it is, and handed on for a series that is opened later.
    let alone = Folder::of(&[("rt.dcm", set.bytes())]);
    let (opened, _) = open_telling(&alone.path().join("rt.dcm"), &Options::default());
    assert!(opened.series.is_empty());
    assert_eq!(opened.layers.len(), 1);
    assert_eq!(
        alone.problems(&opened),
        ["rt.dcm: data set: RT structure set (structures: 1), its series is not open"]
    );
    let beside = Options {
        beside: vec![series.header.clone()],
        ..Options::default()
    };
    let (opened, _) = open_telling(&alone.path().join("rt.dcm"), &beside);
    assert_eq!(alone.problems(&opened), [""; 0]);
}

#[test]
fn broken_contours_cost_a_line_and_the_others_are_drawn() {
    let good = block(3.0);
    let cases: [(&str, &str); 4] = [
        (
            "1\\2\\nan\\4\\5\\6",
            "(3006,0050) ContourData: \"nan\", must be a number of millimetres below a million",
        ),
        (
            "1\\2\\1e30\\4\\5\\6",
            "(3006,0050) ContourData: \"1e30\", must be a number of millimetres below a million",
        ),
        (
            "1\\2\\3\\4",
            "(3006,0050) ContourData: 4 numbers, must be three for each point",
        ),
        (
            "",
            "(3006,0050) ContourData: 0 numbers, must be three for each point",
        ),
    ];
    for (bad, wanted) in cases {
        let set = Dicom::structures(&[("Liver", "200\\100\\0", &[&good, bad])]);
        let folder = with_slices(&set);
        let opened = folder.open();
        assert_eq!(folder.problems(&opened), [format!("rt.dcm: {wanted}")]);
        let (_, layer) = only(&opened);
        assert_eq!(layer.header.parts[0].count, 1);
    }
}

#[test]
fn contours_of_absurd_length_are_left_out_unread() {
    let good = block(3.0);
    let huge = "1\\2\\3\\".repeat(200_000) + "1\\2\\3";
    let set =
        Dicom::structures(&[("Liver", "200\\100\\0", &[&huge, &good, &huge])]).syntax(IMPLICIT);
    let folder = with_slices(&set);
    let opened = folder.open();
    assert_eq!(
        folder.problems(&opened),
        [
            "rt.dcm: (3006,0050) ContourData: 1200006 bytes, more than a contour has \
             (in 2 contours)"
        ]
    );
    let (_, layer) = only(&opened);
    assert_eq!(layer.header.parts[0].count, 1);
}

#[test]
fn a_wrong_number_of_points_is_doubted_and_the_points_are_taken() {
    let good = block(3.0);
    let mut set = Dicom::structures(&[("Liver", "200\\100\\0", &[&good])]);
    let Some((_, Value::Items(structures))) = set.elements.get_mut(&(0x3006, 0x0039)) else {
        panic!("written");
    };
    let Some((_, Value::Items(contours))) = structures[0].get_mut(&(0x3006, 0x0040)) else {
        panic!("written");
    };
    let count = ("IS".to_owned(), Value::Text("2000000000".to_owned()));
    contours[0].insert((0x3006, 0x0046), count);
    let folder = with_slices(&set);
    let opened = folder.open();
    assert_eq!(
        folder.problems(&opened),
        ["rt.dcm: (3006,0046) NumberOfContourPoints: 2000000000, but 4 are there, which are taken"]
    );
    assert_eq!(only(&opened).1.header.parts[0].count, 1);
}
