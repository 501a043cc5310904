//! `info`: what is told of files and folders, and of bad ones.

use std::fs;

use super::Folder;
use super::grey;
use super::negatoscope;
use super::sample;
use crate::support::dicom::Dicom;
use serde_json::Value;

#[test]
fn info_tells_sizes_geometry_and_facts() {
    let run = negatoscope(&["info", "--json", &sample("chest-ct.dcm")]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let json: Value = serde_json::from_str(&run.out).expect("JSON");
    assert_eq!(json["format"], 1);
    let series = &json["studies"][0]["series"][0];
    assert_eq!(series["modality"], "CT");
    let size = ["rows", "columns", "frames"].map(|key| series[key].as_u64());
    assert_eq!(size, [Some(125), Some(174), Some(143)]);
    assert_eq!(series["volume"]["slices"], 143);
    assert_eq!(series["volume"]["regularity"], "regular");
    let spacing = series["volume"]["spacing_mm"].as_array().expect("numbers");
    assert!(
        spacing
            .iter()
            .all(|mm| (mm.as_f64().unwrap_or(0.0) - 2.0).abs() < 1e-6)
    );
    assert_eq!(series["value_range"], serde_json::json!([-1024.0, 3071.0]));
    assert_eq!(series["windows"][1]["center"], -600.0);
    assert_eq!(series["facts"]["patient_position"], "HFS");
    assert_eq!(json["warnings"], serde_json::json!([]));
    assert_eq!(json["scanned"]["images"], 1);
    let headers = negatoscope(&["info", "--json", "--headers", &sample("chest-ct.dcm")]);
    let mut from_headers: Value = serde_json::from_str(&headers.out).expect("JSON");
    let told = &mut from_headers["studies"][0]["series"][0]["value_range"];
    assert_eq!(told.take(), Value::Null);
    *told = series["value_range"].clone();
    assert_eq!(from_headers, json);
    let text = negatoscope(&["info", &sample("chest-radiograph.dcm")]);
    assert!(text.out.contains("920 x 977"), "{}", text.out);
    assert!(
        text.out.contains("MONOCHROME1") && text.out.contains("view PA"),
        "{}",
        text.out
    );
}

#[test]
fn bad_files_are_warnings_in_a_folder_and_errors_by_themselves() {
    let folder = Folder::new();
    folder.put("good.png", &grey());
    let whole = fs::read(sample("chest-radiograph.dcm")).expect("a sample");
    fs::write(folder.path("cut.dcm"), &whole[..700]).expect("written");
    let run = negatoscope(&["info", "--json", folder.0.path().to_str().expect("UTF-8")]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let json: Value = serde_json::from_str(&run.out).expect("JSON");
    let warning = &json["warnings"][0];
    assert!(
        warning["file"]
            .as_str()
            .expect("a name")
            .contains("cut.dcm")
    );
    assert_eq!(warning["effect"], "the file is left out");
    assert_eq!(json["studies"][0]["series"][0]["columns"], 64);
    let (good, cut) = (folder.text("good.png"), folder.text("cut.dcm"));
    let named = negatoscope(&["info", "--json", &good, &cut]);
    assert_eq!(named.code, 1);
    assert!(
        named.err.starts_with(&format!("error: {cut}: ")),
        "{}",
        named.err
    );
    assert!(named.out.contains("\"columns\": 64"), "the rest is done");
    let alone = negatoscope(&["info", "--json", &cut]);
    assert_eq!((alone.code, alone.out.as_str()), (1, ""));
}

#[test]
fn names_of_files_cannot_command_a_terminal() {
    let folder = Folder::new();
    let name = folder.text("a\u{1b}[31m\u{202e}b.dcm");
    fs::write(&name, "nothing").expect("written");
    let run = negatoscope(&["info", &name]);
    assert_eq!(run.code, 1);
    assert!(
        run.err.contains("a\\u{1b}[31m\\u{202e}b.dcm"),
        "{}",
        run.err
    );
}

#[test]
fn what_lies_over_pictures_is_told_and_is_no_part_of_them() {
    let folder = Folder::new();
    let path = |name: &str| folder.path(name).display().to_string();
    let plain = Dicom::radiograph();
    let covered = plain
        .clone()
        .overlay(0x6000, [2, 2], [1, 1], &[0b1111, 0])
        .text(0x6000, 0x1500, "LO", "Marker");
    fs::write(path("plain.dcm"), plain.bytes()).expect("written");
    fs::write(path("covered.dcm"), covered.bytes()).expect("written");
    let run = negatoscope(&["info", "--json", &path("covered.dcm")]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let json: Value = serde_json::from_str(&run.out).expect("JSON");
    let wanted = serde_json::json!([{
        "kind": "overlay",
        "name": "",
        "parts": [{"number": 1, "name": "Marker", "colour": "#f7f3e3", "count": 1}],
    }]);
    assert_eq!(json["studies"][0]["series"][0]["layers"], wanted);
    let text = negatoscope(&["info", &path("covered.dcm")]);
    assert!(
        text.out.contains("overlay planes (pictures): Marker (1)"),
        "{}",
        text.out
    );
    for name in ["plain", "covered"] {
        let (from, to) = (format!("{name}.dcm"), format!("{name}.png"));
        let run = negatoscope(&["render", &path(&from), "-o", &path(&to)]);
        assert_eq!(run.code, 0, "{}", run.err);
    }
    let written = ["plain.png", "covered.png"].map(|name| folder.bytes(name));
    assert!(written[0] == written[1]);
}
