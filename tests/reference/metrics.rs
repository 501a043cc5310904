//! Recorded metrics: scikit-image's where it has them, else those of the notes' definitions.

use std::collections::BTreeMap;
use std::path::Path;

use negatoscope::ops::metrics;
use negatoscope::ops::metrics::DataRange;
use negatoscope::ops::metrics::Metric;
use negatoscope::ops::metrics::Metrics;
use negatoscope::ops::metrics::Regions;
use negatoscope::pixels::Rect;
use serde::Deserialize;

use super::npy;
use super::shared;

#[derive(Deserialize)]
struct Recorded {
    /// Largest relative difference, and absolute one below 1.
    tolerance: f64,
    pairs: Vec<Pair>,
}

#[derive(Deserialize)]
struct Pair {
    id: String,
    a: String,
    b: String,
    fg_box_y0y1x0x1: [usize; 4],
    bg_box_y0y1x0x1: [usize; 4],
    /// By name; `null` is infinite.
    values: BTreeMap<String, Option<f64>>,
}

fn rect([y0, y1, x0, x1]: [usize; 4]) -> Rect {
    Rect {
        x: x0,
        y: y0,
        width: x1 - x0,
        height: y1 - y0,
    }
}

fn measured(folder: &Path, pair: &Pair) -> Metrics {
    let read = |path: &str| npy::read(&folder.join(path)).unwrap();
    let regions = Regions::Contrast {
        roi: rect(pair.fg_box_y0y1x0x1),
        background: rect(pair.bg_box_y0y1x0x1),
    };
    let (a, b) = (read(&pair.a), read(&pair.b));
    metrics::compare(&a, &b, None, |_| DataRange::Grey8, regions, &|| true).unwrap()
}

/// The recorded name of a metric; scikit-image's entropy is recorded beside the notes'.
fn named(name: &str) -> Metric {
    let name = match name {
        "entropy_a_skimage" => "entropy_a_bits",
        "entropy_b_skimage" => "entropy_b_bits",
        other => other,
    };
    let known = |metric: &Metric| metric.name(DataRange::Grey8) == name;
    Metric::ALL.into_iter().find(known).unwrap()
}

/// Checks all pairs; how many numbers those were, and which are wrong.
fn check(folder: &Path) -> (usize, Vec<String>) {
    let text = std::fs::read_to_string(folder.join("metrics.json")).unwrap();
    let recorded: Recorded = serde_json::from_str(&text).unwrap();
    let mut checked = 0;
    let mut wrong = Vec::new();
    for pair in &recorded.pairs {
        let metrics = measured(folder, pair);
        for (name, wanted) in &pair.values {
            let metric = named(name);
            let met = match (metrics.value(metric), *wanted) {
                (Some(found), Some(wanted)) => {
                    (found - wanted).abs() <= recorded.tolerance * wanted.abs().max(1.0)
                }
                (None, None) => metrics.is_infinite(metric),
                _ => false,
            };
            checked += 1;
            if !met {
                let found = metrics.value(metric);
                wrong.push(format!("{} {name}: {found:?}, wanted {wanted:?}", pair.id));
            }
        }
    }
    (checked, wrong)
}

#[test]
fn recorded_metrics_beside_the_tests_are_met() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/vectors");
    let (checked, wrong) = check(&folder);
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(checked >= 46, "only {checked} numbers");
}

#[test]
fn all_recorded_metrics_are_met() {
    let Some(folder) = shared() else {
        return;
    };
    let (checked, wrong) = check(&folder);
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(checked >= 184, "only {checked} numbers");
}
