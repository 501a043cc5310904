//! A series of several phases: its bar, its keys, what follows from a step; and slices that are missing.

use egui::Key;
use egui::Modifiers;
use egui::Role;
use negatoscope::document::Go;
use negatoscope::session::SeriesCounts;
use tempfile::TempDir;

use crate::reader::Reader;
use crate::support::dicom::Dicom;

/// Three echoes of six slices of 4 x 3 pixels; each echo has 1000 more than the one before.
fn echoes() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for phase in 0..3_u16 {
        for k in 0..6_u16 {
            let file = Dicom::ct(k + 10 * phase, 3.0 * f64::from(k));
            let file = file.text(0x0018, 0x0086, "IS", &(phase + 1).to_string());
            let name = folder.path().join(format!("{phase}-{k}.dcm"));
            std::fs::write(name, file.bytes()).expect("written");
        }
    }
    folder
}

/// The stored value of the first pixel that view `n` shows, and the phase its key says it is of.
fn shown(reader: &Reader, n: usize) -> (f64, usize) {
    let finished = reader.finished(n);
    let stored = finished.processed.slice.samples.value(0, 0, 0);
    (stored, finished.key.phase)
}

#[test]
fn arrows_step_through_phases_and_all_planes_follow() {
    let folder = echoes();
    let mut reader = Reader::opens_path(folder.path());
    assert_eq!(reader.session().document().shelf.series().len(), 1);
    assert!(reader.sees_part("phase 1 of 3, Echo 1"));
    let before = shown(&reader, 0).0;
    reader.presses(Modifiers::NONE, Key::ArrowRight);
    for n in 0..3 {
        assert_eq!(shown(&reader, n).1, 1, "view {n}");
    }
    assert_eq!(shown(&reader, 0).0, before + 1000.0);
    assert!(reader.sees_part("Axial, slice 3 of 6, phase 2 of 3, Echo 2"));
    reader.presses(Modifiers::SHIFT, Key::ArrowRight);
    assert_eq!(shown(&reader, 1).1, 2, "it stops at the last one");
    reader.presses(Modifiers::SHIFT, Key::ArrowLeft);
    assert_eq!(shown(&reader, 0), (before, 0));
    reader.presses(Modifiers::NONE, Key::ArrowDown);
    assert_eq!(shown(&reader, 0), (before + 100.0, 0));
}

#[test]
fn the_bar_below_the_picture_drags_to_a_phase() {
    let folder = echoes();
    let mut reader = Reader::opens_path(folder.path());
    reader.presses(Modifiers::COMMAND, Key::Num1);
    let bar = reader.place_of(Role::Slider, "Phase");
    let picture = reader.place("Axial");
    assert!(
        bar.top() >= picture.bottom() - 1.0,
        "{bar:?} below {picture:?}"
    );
    let before = shown(&reader, 0).0;
    reader.drags(
        bar.left_center() + egui::vec2(20.0, 0.0),
        egui::vec2(bar.width(), 0.0),
    );
    assert_eq!(shown(&reader, 0), (before + 2000.0, 2));
    assert!(reader.sees("Echo 3"));
}

#[test]
fn counts_of_the_series_and_pictures_of_filters_belong_to_the_phase_shown() {
    let folder = echoes();
    let mut reader = Reader::opens_path(folder.path());
    let series = reader.session().document().shelf.series()[0].id.clone();
    let view = reader.view(0);
    let mut lowest = Vec::new();
    let mut windows = Vec::new();
    for phase in [0, 2, 1, 0] {
        reader.runs(Go::Phase {
            viewport: view,
            phase,
        });
        assert_eq!(shown(&reader, 0).1, phase);
        reader.session().series_counts(&series, phase);
        reader.settles();
        match reader.session().series_counts(&series, phase) {
            SeriesCounts::Ready(counts) => lowest.push(counts.min().expect("values")),
            other => panic!("not counted: {other:?}"),
        }
        windows.push(reader.picture(0));
    }
    assert_eq!(lowest, [-24.0, 1976.0, 976.0, -24.0]);
    assert_eq!(
        windows[0], windows[3],
        "a phase that comes again looks the same"
    );
    // A filter of the whole volume is of the phase's volume: three phases that differ by a constant
    // come out alike under a window that follows the values.
    reader.uses_recipe(&["window:auto=minmax", "clahe:variant=volume"]);
    let mut results = Vec::new();
    for phase in [0, 1, 2] {
        reader.runs(Go::Phase {
            viewport: view,
            phase,
        });
        assert_eq!(shown(&reader, 0).1, phase);
        results.push(reader.finished(0).processed.result.clone());
    }
    assert_eq!(results[0], results[1]);
    assert_eq!(results[0], results[2]);
}

#[test]
fn an_unlinked_view_keeps_its_phase() {
    let folder = echoes();
    let mut reader = Reader::opens_path(folder.path());
    reader.presses(Modifiers::NONE, Key::ArrowRight);
    reader.presses(Modifiers::NONE, Key::L);
    reader.presses(Modifiers::NONE, Key::ArrowRight);
    assert_eq!([0, 1, 2].map(|n| shown(&reader, n).1), [2, 1, 1]);
}

#[test]
fn missing_slices_and_tilt_are_said_on_the_view() {
    let folder = tempfile::tempdir().expect("a folder");
    for (k, z) in [0.0, 3.0, 6.0, 12.0, 15.0].into_iter().enumerate() {
        let place = format!("-10\\{}\\{z}", -20.0 + z * 0.2);
        let file = Dicom::ct(k as u16, z).text(0x0020, 0x0032, "DS", &place);
        std::fs::write(folder.path().join(format!("{k}")), file.bytes()).expect("written");
    }
    let mut reader = Reader::opens_path(folder.path());
    reader.presses(Modifiers::COMMAND, Key::Num1);
    assert!(reader.sees("tilt 11.3°"));
    assert!(reader.sees("1 missing"));
    assert!(!reader.sees("oblique"));
    let bar = reader.place_of(Role::Slider, "Slice");
    // The mark is between the third and the fourth of five slices.
    let (top, bottom) = (bar.top() + 21.0, bar.bottom() - 21.0);
    let at = egui::pos2(bar.center().x, top + (bottom - top) * 2.5 / 4.0);
    reader.points_at(at);
    reader.points_at(at + egui::vec2(0.0, 1.0));
    assert!(reader.sees("Between slices 3 and 4: 1 missing (6.00 mm, usually 3.00 mm)"));
}
