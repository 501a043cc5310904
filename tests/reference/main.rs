//! Recorded outputs of OpenCV, scikit-image, pydicom and of this program's own definitions.
//!
//! A dozen small ones lie beside the tests. The whole collection is read from the folder named by
//! `NEGATOSCOPE_SHARED`, else from `../shared`, where it exists.

// A failing test may panic, and says what it skips.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

mod clahe16;
mod filters;
mod metrics;
mod npy;
mod sliding;
mod spatial;
mod tiles;
mod variants;

use std::path::Path;
use std::path::PathBuf;

use negatoscope::for_samples;
use negatoscope::pixels::Sample;
use negatoscope::pixels::Samples;
use serde::Deserialize;

#[derive(Deserialize)]
struct Manifest {
    rows: Vec<Row>,
}

/// One recorded output.
#[derive(Deserialize)]
struct Row {
    id: String,
    filter: String,
    params: serde_json::Value,
    input: String,
    /// A second picture: the reference that is matched.
    #[serde(default)]
    input2: Option<String>,
    expected: String,
    /// The largest absolute difference allowed; 0 for exact rows.
    tolerance: f64,
}

/// The output of a recorded filter from its parameters, its input and, where it has one, its second
/// input; `None` for filters and sample types that are not implemented.
type Runner = fn(&str, &serde_json::Value, &Samples, Option<&Samples>) -> Option<Samples>;

/// Each runner knows other filters.
const RUNNERS: &[Runner] = &[
    filters::run,
    variants::run,
    sliding::run,
    spatial::run,
    clahe16::run,
    tiles::run,
];

/// Checks all rows that a runner knows; how many those were, and what was wrong.
fn check(folder: &Path) -> (usize, Vec<String>) {
    let text = std::fs::read_to_string(folder.join("manifest.json")).unwrap();
    let manifest: Manifest = serde_json::from_str(&text).unwrap();
    let mut checked = 0;
    let mut wrong = Vec::new();
    for row in manifest.rows {
        let Some(input) = npy::read(&folder.join(&row.input)) else {
            continue;
        };
        let second = row
            .input2
            .map(|path| npy::read(&folder.join(path)).unwrap());
        let Some(found) = RUNNERS
            .iter()
            .find_map(|run| run(&row.filter, &row.params, &input, second.as_ref()))
        else {
            continue;
        };
        let wanted = npy::read(&folder.join(&row.expected)).unwrap();
        let (found, wanted) = (values(&found), values(&wanted));
        checked += 1;
        if found.len() != wanted.len() {
            wrong.push(format!("{}: {} samples", row.id, found.len()));
            continue;
        }
        let differences = found.iter().zip(&wanted).map(|(a, b)| (a - b).abs());
        let largest = differences.clone().fold(0.0, f64::max);
        if largest > row.tolerance {
            let count = differences.filter(|&d| d > row.tolerance).count();
            wrong.push(format!("{}: {count} samples, by {largest} at most", row.id));
        }
    }
    (checked, wrong)
}

fn values(samples: &Samples) -> Vec<f64> {
    for_samples!(samples, image => image.data().iter().map(|x| Sample::to_f64(*x)).collect())
}

#[test]
fn recorded_outputs_beside_the_tests_are_met() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/vectors");
    let (checked, wrong) = check(&folder);
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(checked >= 12, "only {checked} rows");
}

/// The folder of all recorded outputs; printed reason and `None` where it is not there.
fn shared() -> Option<PathBuf> {
    let shared = std::env::var_os("NEGATOSCOPE_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"),
        PathBuf::from,
    );
    let folder = shared.join("reference-vectors");
    if folder.join("manifest.json").exists() {
        return Some(folder);
    }
    println!("skipped: no reference vectors in {}", folder.display());
    None
}

#[test]
fn all_recorded_outputs_are_met() {
    let Some(folder) = shared() else {
        return;
    };
    let (checked, wrong) = check(&folder);
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(checked >= 150, "only {checked} rows");
    println!("{checked} recorded outputs met");
}
