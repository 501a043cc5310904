//! Opening: samples, folders, drops, paths; good, foreign and broken files together.

use std::fs;
use std::path::Path;

use egui::Key;
use egui::Modifiers;
use negatoscope::document::Layout;
use negatoscope::study::Plane;
use negatoscope::text::ENGLISH;

use crate::reader::Reader;
use crate::support::dicom::Dicom;

/// A CT of `slices` slices among a radiograph, a note and a broken file.
fn mixed_folder(folder: &Path, slices: u16) {
    for k in 0..slices {
        // Names and order of files say nothing about the order of slices.
        let name = format!("{:03}.dcm", (k * 7) % slices);
        fs::write(folder.join(name), Dicom::ct(k, f64::from(k) * 2.5).bytes()).unwrap();
    }
    fs::write(folder.join("film.dcm"), Dicom::radiograph().bytes()).unwrap();
    fs::write(folder.join("notes.txt"), "read me").unwrap();
    let whole = Dicom::ct(99, 999.0).bytes();
    fs::write(folder.join("broken.dcm"), &whole[..whole.len() / 3]).unwrap();
}

#[test]
fn the_start_page_leads_to_the_sample_ct_in_one_click() {
    let folder = tempfile::tempdir().unwrap();
    let mut reader = Reader::with_settings_in(folder.path());
    assert!(reader.sees(ENGLISH.shell.not_medical));
    reader.clicks_containing(ENGLISH.shell.sample_ct);
    let planes: Vec<Plane> = reader
        .session()
        .document()
        .edits
        .viewports
        .iter()
        .map(|view| view.plane)
        .collect();
    assert_eq!(planes, [Plane::Axial, Plane::Coronal, Plane::Sagittal]);
    assert!(reader.sees_part("Axial, slice 72 of 143"));
    assert!(!reader.sees(ENGLISH.shell.not_medical));
}

#[test]
fn a_folder_of_mixed_files_opens_and_what_is_wrong_is_listed() {
    let folder = tempfile::tempdir().unwrap();
    mixed_folder(folder.path(), 30);
    let settings = tempfile::tempdir().unwrap();
    let mut reader = Reader::with_settings_in(settings.path());
    reader.will_choose(vec![folder.path().to_owned()]);
    reader.clicks_containing(ENGLISH.shell.open_folder);
    let document = reader.session().document();
    let ct = document
        .shelf
        .series()
        .iter()
        .find(|header| header.modality == "CT")
        .expect("the CT");
    assert_eq!(ct.size[2], 30);
    let geometry = ct.geometry.as_ref().expect("a volume");
    assert!((geometry.spacing_mm[2] - 2.5).abs() < 1e-9);
    assert_eq!(document.edits.layout, Layout::BigAndTwo);
    assert_eq!(document.shelf.series().len(), 2);
    let scanned = reader.session().scanned();
    assert_eq!((scanned.files, scanned.other, scanned.failed), (33, 1, 1));
    reader.presses(Modifiers::COMMAND, Key::J);
    assert!(reader.sees_part("broken.dcm"));
}

#[test]
fn a_drop_opens_beside_what_is_open() {
    let folder = tempfile::tempdir().unwrap();
    mixed_folder(folder.path(), 4);
    let mut reader = Reader::opens(negatoscope::document::Sample::Radiograph);
    reader.drops(&[folder.path().to_owned()]);
    assert_eq!(reader.session().document().shelf.series().len(), 3);
    // What was shown stays.
    assert_eq!(reader.session().document().edits.layout, Layout::One);
    let again = reader.session().document().shelf.series().len();
    reader.drops(&[folder.path().to_owned()]);
    assert_eq!(reader.session().document().shelf.series().len(), again);
}

#[test]
fn where_no_dialog_answers_a_path_is_typed() {
    let folder = tempfile::tempdir().unwrap();
    mixed_folder(folder.path(), 5);
    let settings = tempfile::tempdir().unwrap();
    let mut reader = Reader::with_settings_in(settings.path());
    // No answer is laid ready: as if the system had no dialog.
    reader.clicks_containing(ENGLISH.shell.open_files);
    assert!(reader.sees(ENGLISH.shell.no_dialog));
    let path = format!("'{}'", folder.path().display());
    reader.types(ENGLISH.shell.path_name, &path);
    reader.presses(Modifiers::NONE, Key::Enter);
    assert_eq!(reader.session().document().shelf.series().len(), 2);
}

#[test]
fn recent_paths_language_and_layout_survive() {
    let folder = tempfile::tempdir().unwrap();
    mixed_folder(folder.path(), 5);
    let settings = tempfile::tempdir().unwrap();
    {
        let mut reader = Reader::with_settings_in(settings.path());
        reader.drops(&[folder.path().to_owned()]);
        reader.presses(Modifiers::COMMAND, Key::Num4);
        reader.leaves();
    }
    let mut reader = Reader::with_settings_in(settings.path());
    let recent = &reader.session().settings().recent;
    assert_eq!(recent.len(), 1);
    assert_eq!(recent[0].modality, "CR · CT");
    let name = folder.path().file_name().unwrap().to_string_lossy();
    reader.clicks_containing(&name);
    assert_eq!(reader.session().document().edits.layout, Layout::Four);
}

#[test]
fn a_wrong_path_on_the_command_line_is_a_warning_and_no_exit() {
    let reader = Reader::opens_path(Path::new("no/such/folder"));
    assert_eq!(reader.session().problems().len(), 1);
    assert!(
        reader.session().problems()[0]
            .file
            .contains("no/such/folder")
    );
}
