//! Recorded outputs of OpenCV and others against the real program: `negatoscope apply IN OUT --filter STEP`
//! must write the recorded array, sample for sample.
//!
//! The rows are those of `reference-vectors/manifest.json` that name their step under `recipe`, in the folder
//! named by `NEGATOSCOPE_SHARED`, else in `../shared`, where it exists. Rows whose filter or variant this
//! version does not know are counted as skipped.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a failing test may panic, and says what it skips"
)]

#[path = "reference/npy.rs"]
mod npy;

use std::collections::BTreeMap;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use negatoscope::for_samples;
use negatoscope::pixels::Sample;
use negatoscope::pixels::SampleType;
use negatoscope::pixels::Samples;
use negatoscope::recipe::Domain;
use negatoscope::recipe::Recipe;
use negatoscope::recipe::Step;
use serde::Deserialize;

/// Rows that must at least be run, so that none is skipped unseen.
const LEAST: usize = 131;

/// OpenCV's CIELAB of 8 bits comes from tables and rounds all three channels; ours is CIE's in `f64`, and
/// clipping turns the rounding of saturated dark pixels into large differences. Not the same definition.
const OTHER_DEFINITION: &[&str] = &["opencv_clahe_lab__u8_rgb_64_2.0_8_8"];

#[derive(Deserialize)]
struct Manifest {
    rows: Vec<Row>,
}

/// One recorded output and the step that must give it.
#[derive(Deserialize)]
struct Row {
    id: String,
    #[serde(default)]
    recipe: String,
    input: String,
    expected: String,
    /// The largest absolute difference allowed; 0 for exact rows.
    tolerance: f64,
}

/// Whether this version has the step, for samples of this type.
fn knows(step: &str, input: &Samples) -> bool {
    let start = match input.sample_type() {
        SampleType::U8 => Domain::Grey8,
        SampleType::U16 => Domain::Grey16,
        _ => Domain::Values,
    };
    Step::parse(step).is_ok_and(|step| Recipe::of(vec![step]).check(start).is_ok())
}

/// Runs the program; what it wrote, or its own words.
fn apply(input: &Path, step: &str, output: &Path) -> Result<Samples, String> {
    let run = Command::new(env!("CARGO_BIN_EXE_negatoscope"))
        .arg("apply")
        .args([input, output])
        .args(["--filter", step])
        .output()
        .unwrap();
    if !run.status.success() {
        let words = String::from_utf8_lossy(&run.stderr);
        return Err(format!("{}: {}", run.status, words.trim_end()));
    }
    npy::read(output).ok_or_else(|| "wrote no picture".to_owned())
}

/// What is wrong with the array found, in words.
fn difference(found: &Samples, wanted: &Samples, tolerance: f64) -> Option<String> {
    let shape = |s: &Samples| (s.sample_type(), s.width(), s.height(), s.channels());
    if shape(found) != shape(wanted) {
        return Some(format!("{:?}, wanted {:?}", shape(found), shape(wanted)));
    }
    let differences: Vec<f64> = values(found)
        .iter()
        .zip(values(wanted))
        .map(|(a, b)| (a - b).abs())
        .filter(|difference| *difference > tolerance)
        .collect();
    let largest = differences.iter().copied().fold(0.0, f64::max);
    let count = differences.len();
    (count > 0).then(|| format!("{count} samples differ, by {largest} at most"))
}

fn values(samples: &Samples) -> Vec<f64> {
    for_samples!(samples, image => image.data().iter().map(|x| Sample::to_f64(*x)).collect())
}

#[test]
fn the_program_writes_the_recorded_outputs() {
    let shared = std::env::var_os("NEGATOSCOPE_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"),
        PathBuf::from,
    );
    let folder = shared.join("reference-vectors");
    let Ok(text) = std::fs::read_to_string(folder.join("manifest.json")) else {
        println!("skipped: no reference vectors in {}", folder.display());
        return;
    };
    let manifest: Manifest = serde_json::from_str(&text).unwrap();
    let outputs = tempfile::tempdir().unwrap();
    let mut run: BTreeMap<&str, usize> = BTreeMap::new();
    let mut skipped = 0;
    let mut wrong = Vec::new();
    for row in manifest.rows.iter().filter(|row| !row.recipe.is_empty()) {
        let input = folder.join(&row.input);
        let known = npy::read(&input).is_some_and(|samples| knows(&row.recipe, &samples));
        if !known || OTHER_DEFINITION.contains(&row.id.as_str()) {
            skipped += 1;
            continue;
        }
        let filter = row.recipe.split(':').next().unwrap();
        *run.entry(filter).or_default() += 1;
        let wanted = npy::read(&folder.join(&row.expected)).unwrap();
        let output = outputs.path().join("out.npy");
        let fault = match apply(&input, &row.recipe, &output) {
            Ok(found) => difference(&found, &wanted, row.tolerance),
            Err(words) => Some(words),
        };
        wrong.extend(fault.map(|fault| format!("{} ({}): {fault}", row.id, row.recipe)));
        let _ = std::fs::remove_file(&output);
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let total: usize = run.values().sum();
    println!("{total} recorded outputs written, {skipped} skipped: {run:?}");
    assert!(total >= LEAST, "only {total} rows: {run:?}");
}
