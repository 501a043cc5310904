//! `info`: what is told of files and folders, and of bad ones.

use std::fs;

use super::Folder;
use super::grey;
use super::negatoscope;
use super::sample;
use crate::support::dicom::Dicom;
use crate::support::dicom::Value as DicomValue;
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
    assert_eq!(series["facts"]["bits_used"], 12);
    let from_header = &mut from_headers["studies"][0]["series"][0]["facts"];
    for counted in ["bits_used", "stored_range"] {
        assert_eq!(from_header[counted].take(), Value::Null);
        from_header[counted] = series["facts"][counted].clone();
    }
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

/// Why a file of the shared data does not come out as the reference has it; `None` where it does.
fn difference(found: &Value, wanted: &Value) -> Option<String> {
    if let Some(error) = found["error"].as_str() {
        return Some(error.to_owned());
    }
    for key in ["rows", "columns", "frames", "samples", "dtype"] {
        if found[key] != wanted[key] {
            return Some(format!("{key} {} for {}", found[key], wanted[key]));
        }
    }
    for key in ["sha256", "min", "max"] {
        let (found, wanted) = (&found["stored"][key], &wanted["stored"][key]);
        let near = match (found.as_f64(), wanted.as_f64()) {
            (Some(a), Some(b)) => (a - b).abs() <= 1e-9 * b.abs(),
            _ => found == wanted,
        };
        if !near {
            return Some(format!("{key} {found} for {wanted}"));
        }
    }
    for key in ["min", "max", "mean"] {
        let number = |of: &Value| of["modality"]["frame0"][key].as_f64();
        // The other reader leaves the scaling of doses out.
        if let (Some(a), Some(b)) = (number(found), number(wanted))
            && wanted["modality_code"] != "RTDOSE"
            && (a - b).abs() > 1e-6 * b.abs().max(1.0)
        {
            return Some(format!("modality {key} {a} for {b}"));
        }
    }
    None
}

#[test]
fn checksums_are_those_of_other_readers() {
    let Some(shared) = std::env::var_os("NEGATOSCOPE_SHARED") else {
        println!("skipped: NEGATOSCOPE_SHARED is not set");
        return;
    };
    let data = std::path::Path::new(&shared).join("data");
    let Ok(reference) = fs::read_to_string(data.join("reference.json")) else {
        println!("skipped: no shared data at {}", data.display());
        return;
    };
    let reference: Value = serde_json::from_str(&reference).expect("JSON");
    let run = negatoscope(&["info", "--check", data.to_str().expect("UTF-8")]);
    assert_eq!(run.code, 0, "{}", run.err);
    let found: Value = serde_json::from_str(&run.out).expect("JSON");
    let files = reference["files"].as_object().expect("files");
    let (mut right, mut wrong) = (0, Vec::new());
    for (name, wanted) in files {
        let lossless = wanted["lossy"] != true && wanted.get("stored").is_some();
        if wanted["kind"] != "DICOM" || !lossless {
            continue;
        }
        match difference(&found["files"][name], wanted) {
            None => right += 1,
            Some(reason) => wrong.push(format!("{name}: {reason}")),
        }
    }
    wrong.iter().for_each(|line| println!("{line}"));
    println!("{right} right, {} not", wrong.len());
    assert!(right >= 926, "only {right} right");
}

#[test]
fn a_check_sums_what_the_file_stores() {
    let folder = Folder::new();
    let film = Dicom::ct(0, 0.0).bytes();
    fs::write(folder.path("film.dcm"), film).expect("written");
    fs::write(folder.path("broken.dcm"), b"no picture").expect("written");
    let run = negatoscope(&["info", "--check", folder.0.path().to_str().expect("UTF-8")]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let json: Value = serde_json::from_str(&run.out).expect("JSON");
    let film = &json["files"]["film.dcm"];
    let stored = serde_json::json!({
        "min": 1000,
        "max": 1023,
        "sum": 12_138,
        "sha256": film["stored"]["sha256"],
    });
    assert_eq!(film["stored"], stored);
    assert_eq!((&film["dtype"], &film["rows"]), (&"<u2".into(), &3.into()));
    assert_eq!(film["modality"]["frame0"]["min"], -24.0);
    assert!(json["files"]["broken.dcm"]["error"].is_string());
}

#[test]
fn what_is_no_picture_is_listed_with_its_title() {
    let folder = Folder::new();
    let document = |class: &str| {
        Dicom::empty()
            .text(0x0008, 0x0016, "UI", class)
            .text(0x0008, 0x0060, "CS", "DOC")
            .text(0x0020, 0x000D, "UI", "1.2.3")
    };
    let pdf = document("1.2.840.10008.5.1.4.1.1.104.1").text(0x0042, 0x0010, "ST", "Discharge");
    let title = Dicom::empty().text(0x0008, 0x0104, "LO", "CT Report");
    let report = document("1.2.840.10008.5.1.4.1.1.88.11").item(0x0040, 0xA043, title);
    fs::write(folder.path("a.dcm"), pdf.bytes()).expect("written");
    fs::write(folder.path("b.dcm"), report.bytes()).expect("written");
    let path = folder.0.path().to_str().expect("UTF-8").to_owned();
    let run = negatoscope(&["info", "--json", &path]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let json: Value = serde_json::from_str(&run.out).expect("JSON");
    let what: Vec<&str> = json["not_shown"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|one| one["what"].as_str())
        .collect();
    assert_eq!(
        what,
        [
            "encapsulated PDF \"Discharge\", without pixels",
            "structured report \"CT Report\", without pixels"
        ]
    );
    assert_eq!(json["warnings"], serde_json::json!([]));
    let text = negatoscope(&["info", &path]);
    assert!(text.out.contains("encapsulated PDF"), "{}", text.out);
}

#[test]
fn a_character_set_is_chosen_by_name() {
    let folder = Folder::new();
    let film = Dicom::radiograph().set(
        0x0010,
        0x0010,
        "PN",
        DicomValue::Bytes(b"\xa4\xfd^\xa4\x70\xaa\x46 ".to_vec()),
    );
    fs::write(folder.path("film.dcm"), film.bytes()).expect("written");
    let path = folder.text("film.dcm");
    let run = negatoscope(&["info", "--json", "--charset", "big5", &path]);
    assert!(run.out.contains("王^小東"), "{}", run.out);
    let refused = negatoscope(&["info", "--charset", "klingon", &path]);
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("latin-1"), "{}", refused.err);
}
