//! The windows that files bring along, and those of PET.

use std::collections::BTreeMap;
use std::fs;

use egui::Key;
use egui::Modifiers;
use egui::Role;
use negatoscope::recipe::ColourMap;
use negatoscope::recipe::LookWindow;
use negatoscope::text::ENGLISH;

use crate::reader::Reader;
use crate::support::dicom::Dicom;
use crate::support::dicom::Value;

fn window(reader: &Reader) -> LookWindow {
    let document = reader.session().document();
    document.treatment(reader.view(0)).look.window
}

/// Stored values 1000 to 1023 of a slice are 1 to 1.023 SUV.
fn pet(k: u16, units: &str) -> Dicom {
    Dicom::ct(k, f64::from(k) * 4.0)
        .text(0x0008, 0x0016, "UI", "1.2.840.10008.5.1.4.1.1.128")
        .text(0x0008, 0x0060, "CS", "PT")
        .text(0x0028, 0x1052, "DS", "0")
        .text(0x0028, 0x1053, "DS", "0.001")
        .text(0x0054, 0x1001, "CS", units)
        .without(0x0028, 0x1050)
        .without(0x0028, 0x1051)
}

fn opens(files: &[Dicom]) -> (tempfile::TempDir, Reader) {
    let folder = tempfile::tempdir().unwrap();
    for (n, file) in files.iter().enumerate() {
        fs::write(folder.path().join(format!("{n}.dcm")), file.bytes()).unwrap();
    }
    let reader = Reader::opens_path(folder.path());
    (folder, reader)
}

#[test]
fn pet_opens_in_inverse_grey_with_windows_in_suv() {
    let files: Vec<Dicom> = (0..3).map(|k| pet(k, "GML")).collect();
    let (_folder, mut reader) = opens(&files);
    let map = |reader: &Reader| {
        let document = reader.session().document();
        document.treatment(reader.view(0)).look.map
    };
    assert_eq!(map(&reader), ColourMap::InverseGrey);
    reader.presses(Modifiers::NONE, Key::Num3);
    assert!(reader.sees_part("Inverse grey: 0 to 10 SUV"));
    reader.clicks_role(Role::Button, ENGLISH.names.preset_suv_10);
    reader.clicks_role(Role::MenuItemCheckBox, ENGLISH.names.preset_suv_5);
    let LookWindow::Given(suv) = window(&reader) else {
        panic!("a window was chosen");
    };
    assert_eq!(suv.bounds(), (0.0, 5.0));
    // 1.100 SUV of the middle slice is 56 of 255, shown as that much less than white.
    let [r, g, b, _] = reader.picture(0)[0];
    assert_eq!([r, g, b], [255 - 56; 3]);
    // Back to what it was, however it was shown meanwhile.
    reader.presses(Modifiers::SHIFT, Key::I);
    assert_eq!(map(&reader), ColourMap::HotIron);
    reader.presses(Modifiers::COMMAND | Modifiers::SHIFT, Key::R);
    assert_eq!(map(&reader), ColourMap::InverseGrey);
    assert_eq!(window(&reader), LookWindow::Auto);
}

#[test]
fn pet_without_suv_has_no_windows_in_suv() {
    let files: Vec<Dicom> = (0..3).map(|k| pet(k, "BQML")).collect();
    let (_folder, mut reader) = opens(&files);
    reader.presses(Modifiers::NONE, Key::Num1);
    assert_eq!(window(&reader), LookWindow::Auto);
    reader.clicks_role(Role::Button, ENGLISH.shell.window);
    assert!(!reader.sees(ENGLISH.names.preset_suv_5));
}

fn table(explanation: &str, entries: &[u16]) -> BTreeMap<(u16, u16), (String, Value)> {
    Dicom::empty()
        .words(0x0028, 0x3002, &[entries.len() as u16, 0, 8])
        .text(0x0028, 0x3003, "LO", explanation)
        .words(0x0028, 0x3006, entries)
        .elements
}

#[test]
fn all_windows_and_tables_of_the_file_are_listed_with_their_words_and_functions() {
    let rising: Vec<u16> = (0..256).collect();
    let falling: Vec<u16> = rising.iter().rev().copied().collect();
    let tables = vec![table("RISING", &rising), table("FALLING", &falling)];
    let film = Dicom::radiograph()
        .text(0x0028, 0x1050, "DS", "100\\60")
        .text(0x0028, 0x1051, "DS", "200\\80.5")
        .text(0x0028, 0x1055, "LO", "NORMAL\\HARDER")
        .text(0x0028, 0x1056, "CS", "SIGMOID")
        .set(0x0028, 0x3010, "SQ", Value::Items(tables));
    let (_folder, mut reader) = opens(&[film]);
    let first = reader.picture(0);
    let opens_menu = |reader: &mut Reader, name: &str| reader.clicks_role(Role::Button, name);
    opens_menu(&mut reader, "NORMAL");
    for name in ["NORMAL", "HARDER", "RISING", "FALLING"] {
        assert!(reader.sees(name), "{name}");
    }
    reader.clicks_role(Role::MenuItemCheckBox, "HARDER");
    assert_eq!(window(&reader), LookWindow::File(1));
    assert!(reader.picture(0) != first);
    let harder = reader.picture(0);
    opens_menu(&mut reader, "HARDER");
    reader.clicks_role(Role::MenuItemCheckBox, "FALLING");
    assert_eq!(window(&reader), LookWindow::File(3));
    // Stored values rise by 20 from 0; the table turns them round.
    let shown = reader.picture(0);
    assert_eq!([shown[0][0], shown[1][0]], [255, 235]);
    // A step takes the chosen window over, with its function.
    opens_menu(&mut reader, "FALLING");
    reader.clicks_role(Role::MenuItemCheckBox, "HARDER");
    reader.clicks_role(Role::Button, ENGLISH.names.clahe);
    let step = "window:center=60,width=80.5,function=sigmoid";
    assert!(reader.recipe().starts_with(step), "{}", reader.recipe());
    // With a step another window is chosen for it, and a table cannot be.
    opens_menu(&mut reader, "HARDER");
    reader.clicks_role(Role::MenuItemCheckBox, "FALLING");
    assert!(reader.recipe().starts_with(step), "{}", reader.recipe());
    reader.presses(Modifiers::NONE, Key::Escape);
    reader.clicks_role(Role::Button, ENGLISH.names.clahe);
    assert_eq!(reader.recipe(), "");
    assert!(reader.picture(0) == harder);
}
