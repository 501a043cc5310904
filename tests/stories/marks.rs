//! A curator finds series by their facts, and reads names in the right letters.

use egui::Role;
use negatoscope::study::Charset;
use negatoscope::text::ENGLISH;
use negatoscope::text::KOREAN;
use negatoscope::text::Language;
use negatoscope::ui::app::Start;

use crate::reader::Reader;
use crate::support::dicom::Dicom;
use crate::support::dicom::Value;

/// A folder of three films: PA, AP and lossy, a localizer.
fn films() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let film = |n: u32, name: &str| {
        Dicom::radiograph()
            .text(0x0008, 0x0018, "UI", &format!("1.2.3.{n}.1"))
            .text(0x0020, 0x000E, "UI", &format!("1.2.3.{n}"))
            .text(0x0020, 0x0011, "IS", &n.to_string())
            .text(0x0008, 0x103E, "LO", name)
    };
    let files = [
        film(1, "Upright").text(0x0018, 0x5101, "CS", "PA"),
        film(2, "Second")
            .text(0x0018, 0x5101, "CS", "AP")
            .text(0x0028, 0x2110, "CS", "01")
            .text(0x0028, 0x2112, "DS", "12"),
        film(3, "Third").text(0x0008, 0x0008, "CS", "ORIGINAL\\PRIMARY\\LOCALIZER"),
    ];
    for (n, file) in files.iter().enumerate() {
        std::fs::write(folder.path().join(format!("{n}.dcm")), file.bytes()).unwrap();
    }
    folder
}

#[test]
fn chips_and_the_menu_filter_the_list() {
    let folder = films();
    let mut reader = Reader::opens_path(folder.path());
    let rows = ["Upright", "Second", "Third"];
    let seen = |reader: &Reader| rows.map(|row| reader.sees_row(row));
    assert_eq!(seen(&reader), [true; 3]);
    let lossy = "Went through a lossy compression: 12";
    reader.clicks_role(Role::Button, lossy);
    assert_eq!(seen(&reader), [false, true, false]);
    assert_eq!(reader.text_in(ENGLISH.shell.filter_series).trim(), "lossy");
    reader.clicks_role(Role::Button, lossy);
    assert_eq!(seen(&reader), [true; 3]);
    reader.clicks_role(Role::Button, ENGLISH.facts.filter_menu);
    reader.clicks_role(Role::MenuItemCheckBox, ENGLISH.facts.mark_localizer);
    assert_eq!(seen(&reader), [false, false, true]);
    reader.replaces_text(ENGLISH.shell.filter_series, "-ap modality:dx");
    assert_eq!(seen(&reader), [true, false, true]);
    reader.replaces_text(ENGLISH.shell.filter_series, "pa upright");
    assert_eq!(seen(&reader), [true, false, false]);
}

#[test]
fn a_chosen_character_set_makes_names_readable() {
    let folder = tempfile::tempdir().unwrap();
    // Big5 without a label, which nothing can tell from other sets.
    let film = Dicom::radiograph().set(
        0x0010,
        0x0010,
        "PN",
        Value::Bytes(b"Wang^XiaoDong=\xa4\xfd^\xa4\x70\xaa\x46=  ".to_vec()),
    );
    std::fs::write(folder.path().join("film.dcm"), film.bytes()).unwrap();
    let mut reader = Reader::opens_path(folder.path());
    assert!(reader.sees("Wang XiaoDong"), "the Latin group is shown");
    reader.clicks_role(Role::Tab, ENGLISH.panels.info);
    assert!(!reader.sees_part("王小東"));
    let automatic = format!(
        "{}: {}",
        ENGLISH.facts.charset, ENGLISH.facts.charset_automatic
    );
    reader.presses_by_name(&automatic);
    reader.presses_by_name(ENGLISH.facts.charset_big5);
    let study = &reader.session().document().shelf.series()[0]
        .study
        .uid
        .clone();
    assert_eq!(reader.session().charset_of(study), Charset::Big5);
    assert!(
        reader.sees_part("王小東"),
        "the other group is in the details"
    );
    assert!(reader.sees("Wang XiaoDong"));
}

#[test]
fn korean_shows_the_korean_group_of_a_name() {
    let folder = tempfile::tempdir().unwrap();
    let film = Dicom::radiograph()
        .text(0x0008, 0x0005, "CS", "ISO_IR 192")
        .text(0x0010, 0x0010, "PN", "Hong^Gildong=洪^吉洞=홍^길동");
    std::fs::write(folder.path().join("film.dcm"), film.bytes()).unwrap();
    let mut reader = Reader::starts(Start {
        paths: vec![folder.path().to_owned()],
        language: Some(Language::Korean),
        ..Start::default()
    });
    assert!(reader.sees("홍길동"));
    reader.clicks_role(Role::Tab, KOREAN.panels.info);
    assert!(reader.sees_part("Hong Gildong"));
}
