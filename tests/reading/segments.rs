//! Segmentations: over the volume they were made from, and as pictures of their own.

use std::sync::Arc;

use negatoscope::read::Opened;
use negatoscope::study::Layer;
use negatoscope::study::LayerKind;
use negatoscope::study::Marks;
use negatoscope::study::Plane;
use negatoscope::study::Series;
use negatoscope::study::layer_colour;

use crate::folder::Folder;
use crate::folder::is_volume;
use crate::folder::values;
use crate::support::dicom::Dicom;
use crate::support::dicom::Value;

/// Five slices of 4 x 3 pixels, 3 mm apart, and the segmentation.
fn with_slices(segmentation: &Dicom) -> Folder {
    let mut files: Vec<(String, Vec<u8>)> = (0..5)
        .map(|k| {
            let file = Dicom::ct(k, 3.0 * f64::from(k)).text(0x0020, 0x0052, "UI", "1.2.3.9");
            (format!("{k}.dcm"), file.bytes())
        })
        .collect();
    files.push(("seg.dcm".to_owned(), segmentation.bytes()));
    let files: Vec<(&str, Vec<u8>)> = files
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.clone()))
        .collect();
    Folder::of(&files)
}

/// The volume and the layer over it.
fn over_volume(opened: &Opened) -> (Arc<Series>, Arc<Layer>) {
    let volume = opened.series.iter().find(|s| s.header.modality == "CT");
    let [layer] = opened.layers.as_slice() else {
        panic!("one layer wanted: {:?}", opened.problems);
    };
    let volume = volume.expect("the slices").clone();
    let open = opened.series.iter().map(|series| &*series.header);
    assert!(layer.header.lies_over(&volume.header, open));
    (volume, layer.clone())
}

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

#[test]
fn segments_lie_where_their_frames_do_and_may_overlap() {
    let file = Dicom::bit_segmentation(
        &["Liver", "Lesion"],
        &[
            (1, 3.0, "1111/1111/...."),
            (1, 6.0, ".11./..../...."),
            (2, 3.0, ".1../..../...."),
            (2, 12.0, "..../..../...1"),
        ],
    );
    let folder = with_slices(&file);
    let opened = folder.open();
    assert_eq!(folder.problems(&opened), [""; 0]);
    let (volume, layer) = over_volume(&opened);
    let header = &layer.header;
    assert_eq!(header.kind, LayerKind::Segmentation);
    assert_eq!(header.name, "ORGANS");
    let parts: Vec<(&str, usize)> = header
        .parts
        .iter()
        .map(|part| (part.name.as_str(), part.count))
        .collect();
    assert_eq!(parts, [("Liver", 2), ("Lesion", 2)]);
    assert_eq!(header.parts[1].colour, layer_colour(1));
    let marked = |plane, index| -> Vec<String> {
        let laid = layer.on(&volume.header, plane, index);
        laid.parts.iter().map(drawn).collect()
    };
    assert_eq!(marked(Plane::Axial, 0), ["", ""]);
    assert_eq!(
        marked(Plane::Axial, 1),
        ["####/####/....", ".#../..../...."]
    );
    assert_eq!(marked(Plane::Axial, 2), [".##./..../....", ""]);
    assert_eq!(marked(Plane::Axial, 3), ["", ""]);
    assert_eq!(marked(Plane::Axial, 4), ["", "..../..../...#"]);
    // The head is up: slice 4 is the first row.
    assert_eq!(
        marked(Plane::Coronal, 0),
        ["..../..../.##./####/....", "..../..../..../.#../...."]
    );
    assert_eq!(
        marked(Plane::Sagittal, 3),
        [".../.../.../##./...", "..#/.../.../.../..."]
    );
}

#[test]
fn colours_come_from_cielab() {
    let mut file = Dicom::bit_segmentation(&["White"], &[(1, 3.0, "1.../..../....")]);
    let Some((_, Value::Items(segments))) = file.elements.get_mut(&(0x0062, 0x0002)) else {
        panic!("written");
    };
    let white = ("US".to_owned(), Value::Words(vec![65_535, 32_896, 32_896]));
    segments[0].insert((0x0062, 0x000D), white);
    let (_, layer) = over_volume(&with_slices(&file).open());
    assert_eq!(layer.header.parts[0].colour, [255, 255, 255]);
}

#[test]
fn half_and_more_of_a_fraction_is_inside() {
    let file = Dicom::segmentation(
        "FRACTIONAL",
        &["Liver"],
        &[(1, 3.0, "0123/4567/...."), (1, 6.0, "1111/1111/1111")],
    )
    .words(0x0062, 0x000E, &[7]);
    let (volume, layer) = over_volume(&with_slices(&file).open());
    let laid = layer.on(&volume.header, Plane::Axial, 1);
    assert_eq!(drawn(&laid.parts[0]), "..../####/....");
    assert_eq!(layer.header.parts[0].count, 1);
}

#[test]
fn label_maps_hold_all_segments_in_one_frame() {
    let file = Dicom::segmentation(
        "LABELMAP",
        &["Liver", "Spleen", "Nowhere"],
        &[(0, 3.0, "112./..../...."), (0, 6.0, ".2../..../....")],
    );
    let (volume, layer) = over_volume(&with_slices(&file).open());
    let names: Vec<&str> = layer.header.parts.iter().map(|p| p.name.as_str()).collect();
    assert_eq!(names, ["Liver", "Spleen"]);
    let laid = layer.on(&volume.header, Plane::Axial, 1);
    let parts: Vec<String> = laid.parts.iter().map(drawn).collect();
    assert_eq!(parts, ["##../..../....", "..#./..../...."]);
}

#[test]
fn a_segmentation_of_another_grid_is_taken_at_the_nearest() {
    // Frames of twice the step between columns, one column to the right.
    let mut file = Dicom::bit_segmentation(&["Liver"], &[(1, 3.0, "1.../..../....")]);
    let measures = Dicom::empty()
        .text(0x0018, 0x0050, "DS", "3")
        .text(0x0028, 0x0030, "DS", "0.5\\0.5");
    let orientation = Dicom::empty().text(0x0020, 0x0037, "DS", "1\\0\\0\\0\\1\\0");
    let shared = Dicom::empty()
        .item(0x0020, 0x9116, orientation)
        .item(0x0028, 0x9110, measures);
    let place = Dicom::empty().text(0x0020, 0x0032, "DS", "-9.625\\-19.5\\3");
    let segment = Dicom::empty().words(0x0062, 0x000B, &[1]);
    let frame = Dicom::empty()
        .item(0x0020, 0x9113, place)
        .item(0x0062, 0x000A, segment);
    file = file
        .item(0x5200, 0x9229, shared)
        .item(0x5200, 0x9230, frame);
    let (volume, layer) = over_volume(&with_slices(&file).open());
    let laid = layer.on(&volume.header, Plane::Axial, 1);
    assert_eq!(drawn(&laid.parts[0]), "..../.##./....");
}

#[test]
fn without_its_source_it_is_a_stack_of_each_segment() {
    let file = Dicom::bit_segmentation(
        &["Liver", "Lesion"],
        &[
            (1, 6.0, ".11./..../...."),
            (2, 3.0, ".1../..../...."),
            (1, 3.0, "1111/1111/...."),
        ],
    );
    let folder = Folder::of(&[("seg.dcm", file.bytes())]);
    let opened = folder.open();
    assert_eq!(folder.problems(&opened), [""; 0]);
    let sizes: Vec<[usize; 3]> = opened.series.iter().map(|s| s.header.size).collect();
    assert_eq!(sizes, [[4, 3, 2], [4, 3, 1]]);
    assert!(opened.series.iter().all(|series| is_volume(series)));
    let samples = opened.series[0].slice(Plane::Acquired, 1).samples;
    assert_eq!(
        values(&samples),
        [0.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]
    );
    let reason = opened.series[1].header.split_reason.as_deref();
    assert_eq!(reason, Some("segment 2"));
    let names: Vec<&str> = opened
        .series
        .iter()
        .map(|series| series.header.description.as_str())
        .collect();
    assert_eq!(names, ["Liver", "Lesion"]);
    // Masks do not lie over themselves.
    let open = || opened.series.iter().map(|series| &*series.header);
    assert_eq!(opened.layers.len(), 1);
    assert!(open().all(|header| !opened.layers[0].header.lies_over(header, open())));
}

#[test]
fn planes_left_out_because_nothing_is_in_them_are_no_fault() {
    let rows = ".11./..../....";
    let frames = [(1, 0.0, rows), (1, 3.0, rows), (1, 12.0, rows)];
    let folder = Folder::of(&[(
        "seg.dcm",
        Dicom::bit_segmentation(&["Liver"], &frames).bytes(),
    )]);
    let opened = folder.open();
    assert_eq!(folder.problems(&opened), [""; 0]);
    assert!(!opened.series[0].header.doubtful);
}

#[test]
fn tiles_without_a_place_in_the_patient_stay_one_stack() {
    let rows = ".11./..../....";
    let file = Dicom::bit_segmentation(&["Dot", "Spot"], &[(1, 0.0, rows), (2, 0.0, rows)]);
    let frames = [1, 2].map(|number| {
        let segment = Dicom::empty().words(0x0062, 0x000B, &[number]);
        Dicom::empty().item(0x0062, 0x000A, segment)
    });
    let file = file.items(0x5200, 0x9230, frames.to_vec());
    let folder = Folder::of(&[("seg.dcm", file.bytes())]);
    let opened = folder.open();
    assert_eq!(opened.series.len(), 1);
    assert_eq!(opened.series[0].header.size, [4, 3, 2]);
    assert!(opened.layers.is_empty());
}

#[test]
fn segmentations_that_contradict_themselves_stay_pictures() {
    let good = || Dicom::bit_segmentation(&["Liver"], &[(1, 3.0, "1111/..../....")]);
    let nowhere = good().without(0x5200, 0x9229);
    let unnamed = good().without(0x0062, 0x0002);
    let other = Dicom::bit_segmentation(&["Liver"], &[(7, 3.0, "1111/..../....")]);
    let nan = {
        let place = Dicom::empty().text(0x0020, 0x0032, "DS", "nan\\0\\0");
        good().item(0x5200, 0x9230, Dicom::empty().item(0x0020, 0x9113, place))
    };
    for file in [nowhere, unnamed, other, nan] {
        let folder = Folder::of(&[("seg.dcm", file.bytes())]);
        let opened = folder.open();
        assert_eq!(opened.series.len(), 1, "{:?}", opened.problems);
        assert!(opened.layers.is_empty());
    }
    let cut = good().text(0x0028, 0x0008, "IS", "2000000000");
    let folder = Folder::of(&[("seg.dcm", cut.bytes())]);
    let opened = folder.open();
    assert!(opened.layers.is_empty() && opened.series.is_empty());
    assert_eq!(folder.problems(&opened).len(), 1, "{:?}", opened.problems);
}
