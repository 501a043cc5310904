//! Tissue densities over a CT, and relative densities over a radiograph.

use egui::Key;
use egui::Modifiers;
use negatoscope::document::Sample;
use negatoscope::session::ViewKey;
use negatoscope::text::ENGLISH;

use crate::reader::Reader;

fn is_coloured(pixels: &[[u8; 4]]) -> bool {
    pixels.iter().any(|p| p[0] != p[1] || p[1] != p[2])
}

#[test]
fn five_densities_lie_over_every_plane_and_over_clahe() {
    let mut reader = Reader::opens(Sample::Ct);
    let before = reader.picture(0);
    reader.presses(Modifiers::NONE, Key::T);
    for n in 0..3 {
        assert!(is_coloured(&reader.picture(n)));
    }
    reader.clicks(ENGLISH.panels.tissue_tab);
    assert!(reader.sees_part(ENGLISH.names.air));
    assert!(reader.sees_part(ENGLISH.names.metal));
    let overlay = reader
        .session()
        .document()
        .treatment(reader.view(0))
        .look
        .tissue;
    let set = overlay.expect("an overlay").set;
    let key = ViewKey::Viewport(reader.view(0));
    let figures = reader.session().slice_tissue(key, &set).expect("figures");
    let share: f64 = figures.iter().map(|f| f.share).sum();
    assert!(
        (share - 1.0).abs() < 1e-9,
        "all values have a class: {share}"
    );
    assert!(figures[0].area_cm2.is_some_and(|cm2| cm2 > 100.0));
    reader.presses(Modifiers::NONE, Key::C);
    let again = reader.session().slice_tissue(key, &set).expect("figures");
    assert_eq!(again, figures, "switching CLAHE on moves no tissue");
    assert!(is_coloured(&reader.picture(0)));
    reader.presses(Modifiers::NONE, Key::C);
    reader.presses(Modifiers::NONE, Key::T);
    assert_eq!(reader.picture(0), before);
}

#[test]
fn a_radiograph_has_relative_densities_and_no_square_centimetres() {
    let mut reader = Reader::opens(Sample::Radiograph);
    reader.presses(Modifiers::NONE, Key::T);
    assert!(is_coloured(&reader.picture(0)));
    reader.clicks(ENGLISH.panels.tissue_tab);
    assert!(reader.sees_part(ENGLISH.names.relative));
    let overlay = reader
        .session()
        .document()
        .treatment(reader.view(0))
        .look
        .tissue;
    let set = overlay.expect("an overlay").set;
    assert!(set.is_relative());
    let key = ViewKey::Viewport(reader.view(0));
    let figures = reader.session().slice_tissue(key, &set).expect("figures");
    assert!(figures.iter().all(|f| f.area_cm2.is_none()));
}

#[test]
fn a_colour_frame_says_why_there_are_no_densities() {
    let mut reader = Reader::opens(Sample::Colour);
    let before = reader.picture(0);
    reader.presses(Modifiers::NONE, Key::T);
    assert_eq!(reader.picture(0), before);
}
