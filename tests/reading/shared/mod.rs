//! The files of the shared data folder against answers of independent readers; skipped where the
//! folder is not there.

mod pixels;
mod places;
mod words;

use negatoscope::pixels::Samples;
use negatoscope::study::Content;
use negatoscope::study::Series;
use serde_json::Value;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

/// The shared data, or a printed reason why a test is skipped.
pub fn data() -> Option<PathBuf> {
    let shared = std::env::var_os("NEGATOSCOPE_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"),
        PathBuf::from,
    );
    let data = shared.join("data");
    if data.is_dir() {
        return Some(data);
    }
    println!("skipped: no shared data at {}", data.display());
    None
}

pub fn json(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).expect("readable");
    serde_json::from_str(&text).expect("JSON")
}

pub fn each(samples: &Samples, f: &mut dyn FnMut(f64)) {
    negatoscope::for_samples!(samples, image => {
        image.data().iter().for_each(|&s| f(negatoscope::pixels::Sample::to_f64(s)))
    });
}

/// Smallest, largest and sum of all stored samples that are finite.
pub fn stored(all: &[Arc<Series>]) -> (f64, f64, f64) {
    let (mut low, mut high, mut sum) = (f64::INFINITY, f64::NEG_INFINITY, 0.0);
    let mut take = |s: f64| {
        if !s.is_finite() {
            return;
        }
        low = low.min(s);
        high = high.max(s);
        sum += s;
    };
    for series in all.iter().flat_map(|series| series.phases()) {
        match &series.content {
            Content::Volume(volume) => each(&volume.voxels, &mut take),
            Content::Stack(stack) => stack
                .frames
                .iter()
                .for_each(|frame| each(&frame.samples, &mut take)),
        }
    }
    (low, high, sum)
}

pub fn near(a: f64, b: f64) -> bool {
    (a - b).abs() < 5e-3
}
