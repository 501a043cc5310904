//! The recipe in the panel: steps from the list, names, presets on trial, files, what a filter does, its curve.

use egui::Key;
use egui::Modifiers;
use egui::Role;
use egui::vec2;
use negatoscope::document::Sample;
use negatoscope::session::ViewKey;
use negatoscope::text::ENGLISH;
use negatoscope::text::Language;
use negatoscope::text::fill;
use negatoscope::text::help::filter_help;
use negatoscope::ui::app::Start;

use crate::reader::Reader;

const CLAHE: &str = "window:auto=file · clahe:clip_limit=2,tiles=8x8";

fn explain(filter: &str) -> String {
    fill(ENGLISH.recipes.explain, &[&filter])
}

fn opens_presets(reader: &mut Reader) {
    reader.clicks_role(Role::Button, ENGLISH.panels.presets);
}

#[test]
fn a_preset_is_tried_while_the_pointer_is_on_it() {
    let mut reader = Reader::opens(Sample::Radiograph);
    reader.presses(Modifiers::NONE, Key::C);
    let own = reader.picture(0);
    opens_presets(&mut reader);
    let row = reader.place_of(
        Role::MenuItemCheckBox,
        ENGLISH.panels.recipe_radiograph_nclahe,
    );
    reader.points_at(row.center());
    let tried = reader.picture(0);
    assert!(tried != own);
    assert_eq!(reader.recipe(), CLAHE, "a trial is no change");
    let other = reader.place_of(Role::MenuItemCheckBox, ENGLISH.panels.recipe_radiograph_heq);
    reader.points_at(other.center());
    assert!(reader.picture(0) != tried && reader.picture(0) != own);
    reader.presses(Modifiers::NONE, Key::Escape);
    assert!(reader.picture(0) == own, "Esc restores");
}

#[test]
fn a_click_takes_the_preset_and_one_undo_gives_it_back() {
    let mut reader = Reader::opens(Sample::Radiograph);
    reader.presses(Modifiers::NONE, Key::C);
    let own = reader.picture(0);
    opens_presets(&mut reader);
    let preset = ENGLISH.panels.recipe_radiograph_nclahe;
    let row = reader.place_of(Role::MenuItemCheckBox, preset);
    reader.points_at(row.center());
    let tried = reader.picture(0);
    reader.clicks_at(row.center());
    reader.points_at(reader.place("CHEST").center());
    assert!(reader.picture(0) == tried);
    assert!(reader.recipe().contains("nclahe"), "{}", reader.recipe());
    assert!(
        reader.sees(preset),
        "the recipe's name stands over its steps"
    );
    reader.presses(Modifiers::COMMAND, Key::Z);
    assert!(reader.picture(0) == own);
    assert_eq!(reader.recipe(), CLAHE);
}

#[test]
fn steps_come_from_a_list_that_is_searched() {
    let mut reader = Reader::opens(Sample::Ct);
    reader.clicks_role(Role::Button, ENGLISH.panels.add_step);
    reader.types_here("tiles ahe");
    assert!(reader.sees("AHE · by tiles") && !reader.sees("Gamma"));
    reader.clicks_role(Role::MenuItem, "AHE · by tiles");
    assert_eq!(
        reader.recipe(),
        "window:auto=file · ahe:variant=tiles,tiles=8x8"
    );
    // The card opens, so that the parameters are at hand.
    assert!(reader.sees(ENGLISH.names.key_tiles));
    reader.presses(Modifiers::COMMAND, Key::Z);
    assert_eq!(reader.recipe(), "");
}

#[test]
fn a_step_is_duplicated_moved_by_its_grip_and_taken_out() {
    let mut reader = Reader::opens(Sample::Colour);
    reader.clicks_role(Role::Button, ENGLISH.panels.add_step);
    reader.clicks_role(Role::MenuItem, "Gamma");
    reader.presses(Modifiers::NONE, Key::C);
    assert_eq!(reader.recipe(), "gamma · clahe:clip_limit=2,tiles=8x8");
    // Closed cards lie beside each other.
    reader.clicks_role(Role::Button, "Step CLAHE · OpenCV 2 8×8");
    let clahe = reader.place_of(Role::Button, "Step CLAHE · OpenCV 2 8×8");
    let gamma = reader.place_of(Role::Button, "Step Gamma 1");
    let grip = clahe.left_center() + vec2(4.0, 0.0);
    reader.drags(grip, vec2(0.0, gamma.top() - clahe.center().y));
    assert_eq!(reader.recipe(), "clahe:clip_limit=2,tiles=8x8 · gamma");
    let menus = |reader: &mut Reader, row: &str| {
        reader.clicks_containing(ENGLISH.panels.step_menu);
        reader.clicks_role(Role::MenuItem, row);
    };
    menus(&mut reader, ENGLISH.panels.duplicate);
    assert_eq!(reader.recipe().matches("clahe").count(), 2);
    menus(&mut reader, ENGLISH.panels.delete);
    assert_eq!(reader.recipe(), "clahe:clip_limit=2,tiles=8x8 · gamma");
}

#[test]
fn a_named_recipe_is_kept_as_a_preset_for_the_next_run() {
    let folder = tempfile::tempdir().unwrap();
    let mut reader = Reader::with_settings_in(folder.path());
    reader.clicks_containing(ENGLISH.shell.sample_radiograph);
    reader.presses(Modifiers::NONE, Key::E);
    opens_presets(&mut reader);
    // Without a name it asks for one first.
    reader.clicks_role(Role::MenuItem, ENGLISH.recipes.keep_preset);
    reader.replaces_text(ENGLISH.recipes.name_field, "  Ribs,   sharp ");
    reader.replaces_text(ENGLISH.recipes.note_field, "for the morning round");
    reader.clicks_role(Role::Button, ENGLISH.recipes.keep_preset);
    assert!(reader.sees("Ribs, sharp") && reader.sees("for the morning round"));
    reader.leaves();

    let mut reader = Reader::with_settings_in(folder.path());
    reader.clicks_containing(ENGLISH.shell.sample_radiograph);
    assert_eq!(reader.recipe(), "");
    opens_presets(&mut reader);
    reader.clicks_role(Role::MenuItemCheckBox, "Ribs, sharp");
    assert_eq!(reader.recipe(), "window:auto=file · heq");
    assert!(reader.sees("for the morning round"));
    reader.presses(Modifiers::COMMAND, Key::Z);
    opens_presets(&mut reader);
    reader.clicks_role(Role::MenuItem, ENGLISH.recipes.forget_preset);
    reader.clicks_role(Role::MenuItem, "Ribs, sharp");
    assert!(reader.session().presets().is_empty());
}

#[test]
fn a_recipe_goes_to_a_file_and_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("own.toml");
    let mut reader = Reader::opens(Sample::Ct);
    reader.presses(Modifiers::NONE, Key::C);
    reader.will_choose(vec![file.clone()]);
    opens_presets(&mut reader);
    reader.clicks_role(Role::MenuItem, ENGLISH.panels.save_recipe);
    assert!(file.exists());
    opens_presets(&mut reader);
    reader.clicks_role(Role::MenuItem, ENGLISH.recipes.reset);
    assert_eq!(reader.recipe(), "");
    reader.will_choose(vec![file]);
    opens_presets(&mut reader);
    reader.clicks_role(Role::MenuItem, ENGLISH.panels.load_recipe);
    assert_eq!(reader.recipe(), CLAHE);
}

#[test]
fn each_step_explains_itself_on_the_present_picture() {
    let mut reader = Reader::opens(Sample::Radiograph);
    reader.presses(Modifiers::NONE, Key::C);
    reader.clicks_role(Role::Button, &explain("CLAHE · OpenCV"));
    let help = filter_help("clahe", Language::English).unwrap();
    for text in [help.what, help.formula, help.misleads, help.source] {
        assert!(reader.sees(text), "{text}");
    }
    for side in [ENGLISH.recipes.before, ENGLISH.recipes.after] {
        assert!(reader.sees(&fill(ENGLISH.recipes.picture_small, &[&side])));
        assert!(reader.sees(&fill(ENGLISH.recipes.counts_small, &[&side])));
    }
    reader.presses(Modifiers::NONE, Key::Escape);
    assert!(!reader.sees(help.formula));
    // The command list leads there too.
    reader.presses(Modifiers::COMMAND, Key::K);
    reader.types_here("what the step does");
    reader.presses(Modifiers::NONE, Key::Enter);
    assert!(reader.sees(help.formula));
    reader.presses(Modifiers::NONE, Key::Escape);
    assert_eq!(reader.recipe(), CLAHE, "explaining changes nothing");
}

#[test]
fn a_filter_that_is_not_in_the_recipe_is_explained_from_the_list_and_added() {
    let mut reader = Reader::opens(Sample::Ct);
    reader.clicks_role(Role::Button, ENGLISH.panels.add_step);
    reader.types_here("invert");
    reader.clicks_role(Role::Button, &explain("Invert"));
    let help = filter_help("invert", Language::English).unwrap();
    assert!(reader.sees(help.misleads));
    reader.clicks_role(Role::Button, ENGLISH.recipes.add_this);
    assert_eq!(reader.recipe(), "window:auto=file · invert");
    assert!(!reader.sees(help.misleads));
}

#[test]
fn the_transfer_curve_is_that_of_the_tile_under_the_pointer() {
    let mut reader = Reader::opens(Sample::Radiograph);
    let spoken = |name: &str| fill(ENGLISH.recipes.curve_spoken, &[&name]);
    assert!(!reader.sees_part(&spoken("")), "there is no step yet");
    reader.presses(Modifiers::NONE, Key::E);
    assert!(reader.sees(&spoken(ENGLISH.recipes.curve_whole)));
    let key = ViewKey::Viewport(reader.view(0));
    let whole = reader.session().curve(key, None).expect("made");
    let transfer = whole.transfer.as_ref().expect("a step is on");
    assert!(transfer.is_curve(), "HEQ looks at a pixel alone");
    reader.presses(Modifiers::NONE, Key::C);
    let picture = reader.place("CHEST");
    reader.points_at(picture.center());
    assert!(reader.sees_part("curve, tile"));
    // Tiles are 115 × 123 pixels; the middle is at 460, 488.
    assert!(reader.sees(&spoken("curve, tile 5·4")));
}

#[test]
fn the_panel_speaks_korean_too() {
    use negatoscope::text::KOREAN;
    let mut reader = Reader::starts(Start {
        sample: Some(Sample::Radiograph),
        language: Some(Language::Korean),
        ..Start::default()
    });
    reader.presses(Modifiers::NONE, Key::A);
    let name = "AHE · 정확, 픽셀별";
    reader.clicks_role(Role::Button, &fill(KOREAN.recipes.explain, &[&name]));
    let help = filter_help("ahe", Language::Korean).unwrap();
    assert!(reader.sees(help.what) && reader.sees(KOREAN.recipes.misleads));
}

#[test]
fn what_is_left_out_is_chosen_by_check_boxes() {
    let start = Start {
        sample: Some(Sample::Ct),
        ..Start::default()
    };
    // High enough for all sections, so that the check boxes are in sight.
    let mut reader = Reader::at_size(start, vec2(1280.0, 1400.0));
    reader.presses(Modifiers::NONE, Key::E);
    let mask = |reader: &Reader| {
        let document = reader.session().document();
        document.treatment(reader.view(0)).recipe.mask.to_string()
    };
    assert_eq!(mask(&reader), "padding");
    let before = reader.picture(0);
    reader.clicks_role(Role::CheckBox, ENGLISH.recipes.mask_fov);
    assert_eq!(mask(&reader), "padding+fov");
    assert!(reader.finished(0).key.recipe.mask.fov);
    reader.clicks_role(Role::CheckBox, ENGLISH.recipes.mask_padding);
    reader.clicks_role(Role::CheckBox, ENGLISH.recipes.mask_fov);
    assert_eq!(mask(&reader), "none");
    for _ in 0..3 {
        reader.presses(Modifiers::COMMAND, Key::Z);
    }
    assert_eq!(mask(&reader), "padding");
    assert!(reader.picture(0) == before);
}

#[test]
fn matching_waits_for_its_reference_picture() {
    let mut reader = Reader::opens(Sample::Radiograph);
    let before = reader.picture(0);
    reader.clicks_role(Role::Button, ENGLISH.panels.add_step);
    reader.types_here("matching");
    reader.clicks_role(Role::MenuItem, ENGLISH.names.matching);
    assert_eq!(reader.recipe(), "", "it is off until there is a reference");
    assert!(reader.sees(ENGLISH.recipes.no_reference));
    assert!(reader.picture(0) == before);
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/samples/chest-ct.png");
    reader.will_choose(vec![file.into()]);
    reader.clicks_role(Role::Button, ENGLISH.recipes.choose_reference);
    assert!(
        reader.recipe().contains("match:reference="),
        "{}",
        reader.recipe()
    );
    assert!(reader.sees("chest-ct.png"));
    assert!(reader.picture(0) != before);
    reader.presses(Modifiers::COMMAND, Key::Z);
    assert!(reader.picture(0) == before);
}

#[test]
fn a_clip_limit_that_does_nothing_is_remarked_upon() {
    let mut reader = Reader::starts(Start {
        sample: Some(Sample::Radiograph),
        recipe: Some(
            negatoscope::recipe::Recipe::parse(
                "format = 1\n[[step]]\nfilter = \"window\"\nauto = \"file\"\ndepth = \"16\"\n\
                 [[step]]\nfilter = \"clahe\"\ntiles = \"16x16\"\n",
            )
            .expect("a recipe"),
        ),
        ..Start::default()
    });
    reader.clicks_role(Role::Button, "Step CLAHE · OpenCV 2 16×16");
    assert!(reader.sees_part("A clip limit of 2 does the same here"));
}
