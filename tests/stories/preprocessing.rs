//! HEQ, AHE, CLAHE and N-CLAHE: one click or key each, parameters, the original, undo.

use egui::Key;
use egui::Modifiers;
use egui::Role;
use egui::vec2;
use negatoscope::document::Sample;
use negatoscope::text::ENGLISH;

use crate::reader::Reader;

#[test]
fn clahe_spreads_the_histogram_and_undo_restores_it() {
    let mut reader = Reader::opens(Sample::Ct);
    let before = reader.picture(0);
    reader.clicks_role(Role::Button, ENGLISH.names.clahe);
    assert!(reader.is_on(ENGLISH.names.clahe));
    assert_eq!(
        reader.recipe(),
        "window:auto=file · clahe:clip_limit=2,tiles=8x8"
    );
    let clahe = reader.finished(0);
    let after = clahe
        .processed
        .after
        .as_ref()
        .expect("counts of the result");
    assert!(after.entropy_bits() > 0.0);
    assert_ne!(reader.picture(0), before);
    reader.presses(Modifiers::COMMAND, Key::Z);
    assert!(!reader.is_on(ENGLISH.names.clahe));
    assert_eq!(reader.picture(0), before);
}

#[test]
fn each_equaliser_has_its_key_and_replaces_the_one_that_is_on() {
    let mut reader = Reader::opens(Sample::Ct);
    let mut pictures = vec![reader.picture(0)];
    for (key, label) in [
        (Key::E, ENGLISH.names.heq),
        (Key::A, ENGLISH.names.ahe),
        (Key::C, ENGLISH.names.clahe),
        (Key::N, ENGLISH.names.nclahe),
    ] {
        reader.presses(Modifiers::NONE, key);
        assert!(reader.is_on(label), "{label}");
        let picture = reader.picture(0);
        assert!(!pictures.contains(&picture), "{label}");
        pictures.push(picture);
    }
    reader.presses(Modifiers::NONE, Key::N);
    assert_eq!(reader.picture(0), pictures[0]);
    reader.presses(Modifiers::NONE, Key::E);
    reader.presses(Modifiers::SHIFT, Key::C);
    assert!(reader.is_on(ENGLISH.names.heq) && reader.is_on(ENGLISH.names.clahe));
}

#[test]
fn the_clip_limit_is_dragged_live_on_all_planes() {
    let mut reader = Reader::opens(Sample::Ct);
    reader.presses(Modifiers::NONE, Key::C);
    let before: Vec<_> = (0..3).map(|n| reader.picture(n)).collect();
    let rail = reader.place_of(Role::Slider, ENGLISH.names.key_clip_limit);
    let from = rail.left_center() + vec2(rail.width() * 0.2, 0.0);
    reader.drags(from, vec2(rail.width() * 0.5, 0.0));
    let recipe = reader.recipe();
    assert!(!recipe.contains("clip_limit=2,"), "{recipe}");
    for (n, before) in before.iter().enumerate() {
        assert_ne!(reader.picture(n), *before);
    }
    reader.presses(Modifiers::COMMAND, Key::Z);
    assert_eq!(reader.picture(0), before[0]);
}

#[test]
fn the_original_shows_while_b_is_held() {
    let mut reader = Reader::opens(Sample::Ct);
    let original = reader.picture(0);
    reader.presses(Modifiers::NONE, Key::C);
    let clahe = reader.picture(0);
    reader.holds(Key::B, true);
    assert_eq!(reader.picture(0), original);
    reader.holds(Key::B, false);
    assert_eq!(reader.picture(0), clahe);
}

#[test]
fn a_colour_frame_keeps_its_colours_under_clahe() {
    let mut reader = Reader::opens(Sample::Colour);
    let before = reader.picture(0);
    reader.presses(Modifiers::NONE, Key::C);
    let after = reader.picture(0);
    assert_ne!(after, before);
    let reddish = |pixels: &[[u8; 4]]| pixels.iter().filter(|p| p[0] > p[2]).count();
    assert!(reddish(&after) * 10 > reddish(&before) * 9);
}
