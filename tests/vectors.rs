//! Recorded outputs of OpenCV and other libraries, through the real binary: every row of the shared
//! manifest that tells its step in our vocabulary and whose filter is there.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking, says what it skips and writes its own files"
)]

use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use negatoscope::for_samples;
use negatoscope::pixels::Sample;
use negatoscope::pixels::Samples;
use negatoscope::read;
use negatoscope::study::Plane;

/// The folder of shared reference data; printed reason and `None` where it is not there.
fn vectors() -> Option<PathBuf> {
    let shared = std::env::var_os("NEGATOSCOPE_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"),
        PathBuf::from,
    );
    let folder = shared.join("reference-vectors");
    if folder.join("manifest.json").is_file() {
        Some(folder)
    } else {
        println!("skipped: no {}", folder.display());
        None
    }
}

fn plane(path: &Path) -> Samples {
    let series = read::picture(path).unwrap_or_else(|problem| panic!("{problem}"));
    assert_eq!(series.acquired_count(), 1, "{}", path.display());
    series.slice(Plane::Acquired, 0).samples
}

/// Whether a row tells anything of this program. OpenCV's 8-bit lightness comes from coarse tables;
/// ours follows CIE's formulas, and on tiles of 8 × 8 pixels a difference of one before CLAHE is up
/// to 20 after it.
fn is_comparable(recipe: &str) -> bool {
    !recipe.contains("colour=lab")
}

/// How many samples differ by more than `tolerance`; shape and type must be equal.
fn differing(found: &Samples, wanted: &Samples, tolerance: f64) -> usize {
    let shape = |s: &Samples| (s.width(), s.height(), s.channels(), s.sample_type());
    assert_eq!(shape(found), shape(wanted));
    let values = |s: &Samples| -> Vec<f64> {
        for_samples!(s, image => image.data().iter().map(|v| v.to_f64()).collect())
    };
    values(found)
        .iter()
        .zip(values(wanted))
        .filter(|(found, wanted)| (*found - wanted).abs() > tolerance)
        .count()
}

#[test]
fn recorded_outputs_come_out_of_the_binary() {
    let Some(folder) = vectors() else {
        return;
    };
    let text = std::fs::read_to_string(folder.join("manifest.json")).expect("a manifest");
    let manifest: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let rows = manifest["rows"].as_array().expect("rows");
    let out = tempfile::tempdir().expect("a folder");
    let mut checked = 0;
    let mut wrong = Vec::new();
    for row in rows {
        let Some(recipe) = row["recipe"].as_str() else {
            continue;
        };
        let file = |key: &str| folder.join(row[key].as_str().expect("a path"));
        if !is_comparable(recipe) {
            continue;
        }
        checked += 1;
        let result = out.path().join(format!("{checked}.npy"));
        let run = Command::new(env!("CARGO_BIN_EXE_negatoscope"))
            .arg("apply")
            .arg(file("input"))
            .arg(&result)
            .args(["--filter", recipe])
            .output()
            .expect("the binary starts");
        let said = String::from_utf8_lossy(&run.stderr);
        if !run.status.success() {
            wrong.push(format!("{}: {said}", row["id"]));
            continue;
        }
        let tolerance = row["tolerance"].as_f64().expect("a tolerance");
        match differing(&plane(&result), &plane(&file("expected")), tolerance) {
            0 => {}
            n => wrong.push(format!("{}: {n} samples differ", row["id"])),
        }
    }
    println!("{checked} rows compared");
    assert!(checked >= 230, "only {checked} rows are compared");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
