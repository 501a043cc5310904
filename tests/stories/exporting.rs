//! Saving the picture from its sheet.

use egui::Key;
use egui::Modifiers;
use egui::Role;
use negatoscope::document::Sample;
use negatoscope::session::Message;
use negatoscope::text::ENGLISH;

use crate::reader::Reader;

#[test]
fn the_sheet_writes_what_the_view_shows() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("slice.png");
    let mut reader = Reader::opens(Sample::Ct);
    reader.presses(Modifiers::NONE, Key::C);
    let shown: Vec<u8> = reader.picture(0).iter().map(|p| p[0]).collect();
    reader.presses(Modifiers::COMMAND, Key::E);
    reader.replaces_text(ENGLISH.shell.export_path, &path.display().to_string());
    reader.clicks_role(Role::Button, ENGLISH.shell.save);
    assert_eq!(
        reader.session().message(),
        Some(&Message::Written(path.clone()))
    );
    let written = image::open(&path).expect("a picture").to_luma8();
    assert_eq!(written.into_raw(), shown);
}
