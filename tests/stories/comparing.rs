//! The preprocessing grid, and side by side.

use egui::Key;
use egui::Modifiers;
use negatoscope::document::Cell;
use negatoscope::document::Comparison;
use negatoscope::document::Layout;
use negatoscope::document::Sample;
use negatoscope::recipe::FilterKind;
use negatoscope::session::ViewKey;
use negatoscope::text::ENGLISH;
use negatoscope::text::fill;

use crate::reader::Reader;

#[test]
fn the_grid_shows_every_equaliser_and_a_click_adopts_one() {
    let mut reader = Reader::opens(Sample::Ct);
    reader.presses(Modifiers::NONE, Key::G);
    let cell = |reader: &Reader, cell| {
        let finished = reader.session().finished(ViewKey::Cell(cell));
        finished.expect("the cell is filled")
    };
    let all: Vec<_> = Cell::ALL.iter().map(|c| cell(&reader, *c)).collect();
    for pair in all[..5].windows(2) {
        assert_ne!(pair[0].picture.rgba, pair[1].picture.rgba);
    }
    let index = all[0].key.index;
    let name = fill(ENGLISH.view.grid_cell, &[&ENGLISH.names.ahe]);
    let at = reader.place(&name).center();
    reader.turns_wheel(at, -4.0);
    for c in Cell::ALL {
        assert_eq!(cell(&reader, c).key.index, index + 4, "one slice for all");
    }
    reader.drags(at, egui::Vec2::ZERO);
    assert!(reader.recipe().contains("ahe"), "{}", reader.recipe());
    let ahe = cell(&reader, Cell::Equaliser(FilterKind::Ahe));
    assert_eq!(cell(&reader, Cell::Present).picture, ahe.picture);
    reader.presses(Modifiers::NONE, Key::Escape);
    let edits = &reader.session().document().edits;
    assert_eq!((edits.comparison, edits.layout), (None, Layout::BigAndTwo));
    assert!(reader.is_on(ENGLISH.names.ahe));
}

#[test]
fn the_original_stands_beside_the_recipe_slice_by_slice() {
    let mut reader = Reader::opens(Sample::Ct);
    let original = reader.picture(0);
    reader.presses(Modifiers::NONE, Key::C);
    let clahe = reader.picture(0);
    reader.presses(Modifiers::NONE, Key::S);
    let comparison = reader.session().document().edits.comparison;
    assert_eq!(comparison, Some(Comparison::SideBySide));
    assert_eq!(reader.picture(0), original);
    assert_eq!(reader.picture(1), clahe);
    reader.presses(Modifiers::NONE, Key::ArrowUp);
    assert_eq!(reader.slice(0), reader.slice(1));
    assert_ne!(reader.picture(1), clahe);
    reader.presses(Modifiers::COMMAND, Key::Z);
    assert_eq!(reader.session().document().edits.viewports.len(), 3);
}
