//! The list of commands, the help sheet, the settings.

use egui::Key;
use egui::Modifiers;
use negatoscope::document::Sample;
use negatoscope::text::ENGLISH;

use crate::reader::Reader;

#[test]
fn a_command_is_found_by_a_part_of_its_name() {
    let mut reader = Reader::opens(Sample::Ct);
    reader.presses(Modifiers::COMMAND, Key::K);
    reader.types_here("window: lung");
    reader.presses(Modifiers::NONE, Key::Enter);
    let document = reader.session().document();
    let look = document.treatment(reader.view(0)).look;
    assert!(format!("{:?}", look.window).contains("-600"), "{look:?}");
}

#[test]
fn the_help_sheet_lists_keys_and_escape_closes_it() {
    let mut reader = Reader::opens(Sample::Ct);
    reader.presses(Modifiers::NONE, Key::F1);
    assert!(reader.sees(ENGLISH.shell.help_title));
    assert!(reader.sees_part(ENGLISH.actions.tissue));
    reader.presses(Modifiers::NONE, Key::Escape);
    assert!(!reader.sees(ENGLISH.shell.help_title));
}

#[test]
fn letters_typed_into_a_field_are_no_commands() {
    let mut reader = Reader::opens(Sample::Ct);
    reader.types(ENGLISH.shell.filter_series, "chest");
    reader.presses(Modifiers::NONE, Key::C);
    assert!(!reader.is_on(ENGLISH.names.clahe));
}
