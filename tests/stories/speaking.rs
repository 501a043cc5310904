//! English and Korean, switched while running; every letter has a glyph.

use egui::Key;
use egui::Modifiers;
use negatoscope::document::Sample;
use negatoscope::text::ENGLISH;
use negatoscope::text::KOREAN;
use negatoscope::text::Language;
use negatoscope::ui::app::Start;

use crate::reader::Reader;
use crate::support::dicom::Dicom;

#[test]
fn the_language_changes_while_a_picture_is_open() {
    let mut reader = Reader::opens(Sample::Ct);
    let picture = reader.picture(0);
    assert!(reader.sees_part(ENGLISH.names.axial));
    reader.presses(Modifiers::COMMAND, Key::K);
    reader.types_here("한국어");
    reader.presses(Modifiers::NONE, Key::Enter);
    assert_eq!(reader.session().settings().language, Language::Korean);
    assert!(reader.sees_part(KOREAN.names.axial));
    assert!(reader.sees(KOREAN.shell.compare));
    assert!(!reader.sees(ENGLISH.shell.compare));
    assert_eq!(reader.picture(0), picture);
}

#[test]
fn every_letter_of_both_languages_has_a_glyph() {
    let reader = Reader::opens(Sample::Radiograph);
    for texts in [&ENGLISH, &KOREAN] {
        for (key, text) in texts.all() {
            for letter in text.chars().filter(|c| !c.is_control()) {
                assert!(reader.has_glyph(letter), "{key}: {letter:?}");
            }
        }
    }
}

#[test]
fn korean_names_from_files_show_as_letters() {
    let folder = tempfile::tempdir().unwrap();
    let film = Dicom::radiograph()
        .text(0x0008, 0x0005, "CS", "ISO_IR 192")
        .text(0x0010, 0x0010, "PN", "Hong^Gildong=洪^吉洞=홍^길동");
    std::fs::write(folder.path().join("film.dcm"), film.bytes()).unwrap();
    let reader = Reader::starts(Start {
        paths: vec![folder.path().to_owned()],
        language: Some(Language::Korean),
        ..Start::default()
    });
    let header = &reader.session().document().shelf.series()[0];
    let name = header.study.patient_name.reveal(false).into_owned();
    assert!(name.contains("홍") || name.contains("Hong"), "{name}");
    for letter in name.chars() {
        assert!(reader.has_glyph(letter), "{letter}");
    }
}
