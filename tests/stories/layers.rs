//! What lies over pictures: overlay planes, and structures that come after their series.

use egui::Key;
use egui::Modifiers;
use egui::Role;
use negatoscope::pixels::Samples;
use negatoscope::study::Marks;
use negatoscope::study::Plane;
use negatoscope::text::ENGLISH;
use negatoscope::text::fill;

use crate::reader::Reader;
use crate::support::dicom::Dicom;

const SWITCH: Modifiers = Modifiers {
    shift: true,
    ..Modifiers::COMMAND
};

fn is_coloured(pixels: &[[u8; 4]]) -> bool {
    pixels.iter().any(|p| p[0] != p[1] || p[1] != p[2])
}

fn eye(name: &str) -> String {
    fill(ENGLISH.panels.class_visible, &[&name])
}

#[test]
fn an_overlay_is_seen_over_a_radiograph_and_is_no_part_of_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.dcm");
    let file = Dicom::radiograph()
        .overlay(0x6000, [2, 1], [2, 2], &[3, 0])
        .text(0x6000, 0x1500, "LO", "Marker");
    std::fs::write(&path, file.bytes()).expect("written");
    let mut reader = Reader::opens_path(&path);
    let shown = reader.picture(0);
    assert!(is_coloured(&shown[5..7]) && !is_coloured(&shown[8..9]));
    let Samples::U8(values) = &reader.finished(0).processed.result else {
        panic!("8 bits wanted");
    };
    let stored: Vec<u8> = (0..12).map(|n| n * 20).collect();
    assert_eq!(values.data(), stored);
    reader.clicks_role(Role::Tab, ENGLISH.panels.layers);
    let count = fill(ENGLISH.panels.layer_pictures, &[&1]);
    assert!(reader.sees(&format!("Marker: {count}")));
    reader.clicks_role(Role::Button, &eye("Marker"));
    assert!(!is_coloured(&reader.picture(0)));
    reader.presses(Modifiers::COMMAND, Key::Z);
    assert!(reader.picture(0) == shown);
    reader.presses(SWITCH, Key::L);
    assert!(!is_coloured(&reader.picture(0)));
    assert!(!reader.is_on(ENGLISH.panels.layers_show));
    reader.presses(SWITCH, Key::L);
    assert!(reader.picture(0) == shown);
}

#[test]
fn structures_are_listed_over_the_series_that_was_opened_before() {
    let folder = tempfile::tempdir().expect("a folder");
    let scan = folder.path().join("scan");
    std::fs::create_dir(&scan).expect("made");
    for k in 0..5 {
        let slice = Dicom::ct(k, 3.0 * f64::from(k)).bytes();
        std::fs::write(scan.join(format!("{k}.dcm")), slice).expect("written");
    }
    let block =
        |z: f64| format!("-9.75\\-20\\{z}\\-9.25\\-20\\{z}\\-9.25\\-19\\{z}\\-9.75\\-19\\{z}");
    let contours = [block(6.0), block(9.0)];
    let contours: Vec<&str> = contours.iter().map(String::as_str).collect();
    let set = Dicom::structures(&[("Liver", "200\\100\\0", &contours)]);
    let path = folder.path().join("rt.dcm");
    std::fs::write(&path, set.bytes()).expect("written");
    let mut reader = Reader::opens_path(&scan);
    assert!(!reader.sees(ENGLISH.panels.layers));
    let before = reader.picture(0);
    reader.drops(&[path]);
    assert!(reader.session().problems().is_empty());
    let lines = |reader: &Reader, n: usize| -> usize {
        let laid = &reader.finished(n).laid;
        let marks = laid.iter().flat_map(|laid| &laid.parts);
        marks
            .map(|marks| match marks {
                Marks::Lines(lines) => lines.len(),
                _ => 0,
            })
            .sum()
    };
    // The middle slice of each plane crosses the block.
    assert_eq!(lines(&reader, 0), 1);
    assert!(lines(&reader, 1) > 1 && lines(&reader, 2) > 1);
    assert!(reader.picture(0) == before, "lines are no pixels");
    reader.clicks_role(Role::Tab, ENGLISH.panels.layers);
    let count = fill(ENGLISH.panels.layer_contours, &[&2]);
    assert!(reader.sees(&format!("Liver: {count}")));
    let shows = |reader: &Reader| {
        let finished = reader.finished(0);
        let id = &finished.laid[0].layer.id;
        finished.key.look.layers.shows(id, 0)
    };
    assert!(shows(&reader));
    reader.clicks_role(Role::Button, &eye("Liver"));
    assert!(!shows(&reader));
    let all = format!("{} · Plan A", ENGLISH.panels.layer_structures);
    reader.clicks_role(Role::Button, &eye(&all));
    assert!(shows(&reader));
}

#[test]
fn segments_tint_the_volume_and_can_be_outlined() {
    let folder = tempfile::tempdir().expect("a folder");
    let put = |name: &str, bytes: Vec<u8>| {
        std::fs::write(folder.path().join(name), bytes).expect("written");
    };
    for k in 0..5 {
        let slice = Dicom::ct(k, 3.0 * f64::from(k));
        put(&format!("{k}.dcm"), slice.bytes());
    }
    let rows = "1111/1111/1111";
    let frames = [(1, 3.0, rows), (1, 6.0, rows), (2, 6.0, ".1../..../....")];
    let segmentation = Dicom::bit_segmentation(&["Liver", "Lesion"], &frames);
    put("seg.dcm", segmentation.bytes());
    let mut reader = Reader::opens_path(folder.path());
    assert_eq!(reader.finished(0).key.plane, Plane::Axial);
    let filled = reader.picture(0);
    assert!(filled.iter().all(|p| is_coloured(&[*p])));
    reader.clicks_role(Role::Tab, ENGLISH.panels.layers);
    for (name, count) in [("Liver", 2), ("Lesion", 1)] {
        let count = fill(ENGLISH.panels.layer_pictures, &[&count]);
        assert!(reader.sees(&format!("{name}: {count}")), "{name}");
    }
    reader.clicks_role(Role::Button, ENGLISH.panels.outline);
    let coloured = |reader: &Reader| {
        let pixels = reader.picture(0);
        let at = (0..pixels.len()).filter(|n| is_coloured(&pixels[*n..=*n]));
        at.collect::<Vec<usize>>()
    };
    // The liver fills the picture, whose border is no edge; of the lesion its only pixel is left.
    assert_eq!(coloured(&reader), [1]);
    reader.clicks_role(Role::Button, &eye("Lesion"));
    assert_eq!(coloured(&reader), [0; 0]);
    // The masks are in the list as pictures of their own.
    let shelf = &reader.session().document().shelf;
    let masks = shelf.series().iter().filter(|h| h.modality == "SEG");
    let names: Vec<&str> = masks.map(|header| header.description.as_str()).collect();
    assert_eq!(names, ["Liver", "Lesion"]);
}
