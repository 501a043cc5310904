//! Scrolling: wheel and keys, linked planes, the probe, the histogram that follows.

use egui::Key;
use egui::Modifiers;
use negatoscope::document::Sample;

use crate::reader::Reader;

#[test]
fn the_wheel_moves_one_plane_and_the_histogram_follows() {
    let mut reader = Reader::opens(Sample::Ct);
    let at = reader.place("Axial").center();
    let (before, counts) = (reader.slice(0), reader.finished(0).processed.before.clone());
    reader.turns_wheel(at, -3.0);
    assert_eq!(reader.slice(0), before + 3);
    assert_ne!(reader.finished(0).processed.before.mean(), counts.mean());
    assert!(reader.sees_part(&format!("Axial, slice {} of 143", before + 4)));
    reader.turns_wheel(at, 200.0);
    assert_eq!(reader.slice(0), 0);
}

#[test]
fn keys_scroll_the_active_view_and_a_click_links_the_others() {
    let mut reader = Reader::opens(Sample::Ct);
    reader.presses(Modifiers::NONE, Key::ArrowUp);
    let up = reader.slice(0);
    reader.presses(Modifiers::SHIFT, Key::ArrowDown);
    assert_eq!(reader.slice(0).abs_diff(up), 10);
    let (coronal, sagittal) = (reader.slice(1), reader.slice(2));
    let place = reader.place("Axial");
    let at = place.center() + egui::vec2(60.0, -40.0);
    reader.drags(at, egui::Vec2::ZERO);
    assert_ne!(reader.slice(1), coronal);
    assert_ne!(reader.slice(2), sagittal);
    let axial = reader.slice(0);
    reader.presses(Modifiers::NONE, Key::F3);
    assert_eq!(reader.slice(1), reader.slice(0));
    reader.presses(Modifiers::COMMAND, Key::Z);
    assert_eq!(reader.slice(0), axial);
}

#[test]
fn the_probe_reads_what_lies_under_the_pointer() {
    let mut reader = Reader::opens(Sample::Ct);
    let at = reader.place("Axial").center();
    reader.points_at(at);
    let mean_hu = reader.finished(0).processed.before.mean();
    assert!(mean_hu.is_some_and(|mean| mean < 0.0));
    assert!(reader.sees_part("HU"));
    assert!(reader.sees_part("(from 0)"));
}

#[test]
fn letters_at_the_edges_turn_with_the_picture() {
    let mut reader = Reader::opens(Sample::Ct);
    let edges = reader
        .finished(0)
        .processed
        .slice
        .edges
        .clone()
        .expect("oriented");
    assert_eq!((edges.left.as_str(), edges.top.as_str()), ("R", "A"));
    reader.presses(Modifiers::COMMAND | Modifiers::SHIFT, Key::ArrowRight);
    let turn = reader.session().document().edits.viewports[0].turn;
    assert_eq!(turn.quarters, 1);
    reader.presses(Modifiers::COMMAND, Key::Z);
    let turn = reader.session().document().edits.viewports[0].turn;
    assert_eq!(turn.quarters, 0);
}
