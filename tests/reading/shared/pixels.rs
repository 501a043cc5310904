//! Stored values of the shared files: sums, means and places that other readers give.

use super::data;
use super::each;
use super::json;
use super::stored;
use crate::folder::open;
use negatoscope::study::Content;
use negatoscope::study::Plane;
use negatoscope::study::Series;
use serde_json::Value;
use std::path::Path;
use std::sync::Arc;

/// Means of the three channels.
fn means(all: &[Arc<Series>]) -> Vec<f64> {
    let mut sums = [0.0; 3];
    let mut count = 0;
    for series in all {
        if let Content::Stack(stack) = &series.content {
            for frame in &stack.frames {
                each(&frame.samples, &mut |s| {
                    sums[count % 3] += s;
                    count += 1;
                });
            }
        }
    }
    sums.iter().map(|s| s / (count as f64 / 3.0)).collect()
}

/// Why a DICOM file does not come out as the reference says; `None` where it does.
fn difference(path: &Path, wanted: &Value) -> Option<String> {
    let opened = open(path);
    if opened.series.is_empty() {
        let reasons: Vec<String> = opened.problems.iter().map(ToString::to_string).collect();
        return Some(format!("not opened: {}", reasons.join("; ")));
    }
    let number = |value: &Value| value.as_f64().unwrap_or(f64::NAN);
    let colour = wanted.get("rgb");
    let lossy = wanted.get("lossy").and_then(Value::as_bool) == Some(true);
    let headers = opened.series.iter().map(|s| &s.header);
    let frames: usize = headers.map(|h| h.size[2] * h.phase_count()).sum();
    let size = [
        number(&wanted["columns"]),
        number(&wanted["rows"]),
        number(&wanted["frames"]),
    ];
    let [columns, rows, _] = opened.series[0].header.size;
    if size != [columns as f64, rows as f64, frames as f64] {
        return Some(format!("{columns} x {rows} x {frames}, wanted {size:?}"));
    }
    if let Some(colour) = colour {
        let mean: Vec<f64> = colour["mean"].as_array()?.iter().map(number).collect();
        let found = means(&opened.series);
        let bytes = colour["dtype"].as_str() == Some("|u1");
        let palette = wanted["photometric"].as_str() == Some("PALETTE COLOR");
        // Palettes of 16 bits come out as 8-bit colours, each rounded.
        let (scale, allowed) = match (bytes, palette) {
            (true, _) => (1.0, if lossy { 1.0 } else { 0.02 }),
            (false, true) => (257.0, 0.5),
            (false, false) => (1.0, 5.0),
        };
        let near = mean
            .iter()
            .zip(&found)
            .all(|(a, b)| (a / scale - b).abs() <= allowed);
        return (!near).then(|| format!("channel means {found:?}, wanted {mean:?}"));
    }
    let (low, high, sum) = stored(&opened.series);
    let stored = &wanted["stored"];
    let wanted = (
        number(&stored["min"]),
        number(&stored["max"]),
        number(&stored["sum"]),
    );
    let near = |a: f64, b: f64, allowed: f64| (a - b).abs() <= allowed;
    let right = if lossy {
        near(low, wanted.0, 8.0)
            && near(high, wanted.1, 8.0)
            && near(sum, wanted.2, wanted.2.abs() * 0.01)
    } else {
        near(low, wanted.0, 1e-6 * wanted.0.abs())
            && near(high, wanted.1, 1e-6 * wanted.1.abs())
            && near(sum, wanted.2, 1e-9 * wanted.2.abs())
    };
    (!right).then(|| format!("min, max, sum {low} {high} {sum}, wanted {wanted:?}"))
}

#[test]
fn every_reference_file_comes_out_as_other_readers_say() {
    let Some(data) = data() else { return };
    let reference = json(&data.join("reference.json"));
    let files = reference["files"].as_object().expect("an object");
    let mut right = 0;
    let mut wrong = Vec::new();
    for (name, wanted) in files {
        if wanted["kind"].as_str() != Some("DICOM") || wanted.get("stored").is_none() {
            continue;
        }
        match difference(&data.join(name), wanted) {
            None => right += 1,
            Some(reason) => wrong.push(format!("{name}: {reason}")),
        }
    }
    for line in &wrong {
        println!("{}", line.replace(&*data.to_string_lossy(), ""));
    }
    println!("{right} right, {} not", wrong.len());
    assert!(right >= 979, "only {right} right");
}

#[test]
fn plain_pictures_and_arrays_have_the_values_of_other_readers() {
    let Some(data) = data() else { return };
    let reference = json(&data.join("reference.json"));
    let files = reference["files"].as_object().expect("an object");
    let mut compared = 0;
    for (name, wanted) in files {
        let kind = wanted["kind"].as_str().unwrap_or_default();
        if !["picture", "numpy"].contains(&kind) {
            continue;
        }
        let opened = open(&data.join(name));
        assert_eq!(opened.series.len(), 1, "{name}: {:?}", opened.problems);
        let (low, high, sum) = stored(&opened.series);
        let header = &opened.series[0].header;
        let mean = sum / (header.size.iter().product::<usize>() * header.channels) as f64;
        let number = |key: &str| wanted[key].as_f64().expect("a number");
        // Indices and single bits come out as the levels they stand for, alpha is dropped, and
        // white-is-zero is turned to black-is-zero.
        let other_values = ["palette", "1bit", "alpha", "miniswhite"]
            .iter()
            .any(|word| name.contains(word));
        let allowed = if wanted["lossy"] == true { 3.0 } else { 1e-3 };
        if !other_values {
            assert!((low - number("min")).abs() <= allowed, "{name}: min {low}");
            assert!(
                (high - number("max")).abs() <= allowed,
                "{name}: max {high}"
            );
            assert!(
                (mean - number("mean")).abs() <= allowed,
                "{name}: mean {mean}"
            );
        } else if name.contains("miniswhite") {
            assert!(
                (65_535.0 - mean - number("mean")).abs() <= allowed,
                "{name}"
            );
        }
        compared += 1;
    }
    assert!(compared >= 19, "only {compared} compared");
}

/// Smallest, largest and mean value of all series, after the modality LUT.
fn value_range(all: &[Arc<Series>]) -> (f64, f64, f64) {
    let (mut low, mut high, mut sum, mut count) = (f64::INFINITY, f64::NEG_INFINITY, 0.0, 0.0);
    for series in all.iter().flat_map(|series| series.phases()) {
        for index in 0..series.acquired_count() {
            let slice = series.slice(Plane::Acquired, index);
            let lut = slice.lut.at(0, 0).clone();
            each(&slice.samples, &mut |stored| {
                let value = lut.value(stored);
                low = low.min(value);
                high = high.max(value);
                sum += value;
                count += 1.0;
            });
        }
    }
    (low, high, sum / count)
}

/// The affine of a volume by two independent readers, as rows of LPS: `point = affine × (voxel, 1)`.
fn affine_of(wanted: &Value) -> [[f64; 4]; 3] {
    let number = |value: &Value| value.as_f64().expect("a number");
    if let Some(rows) = wanted["nibabel"]["affine_ras"].as_array() {
        let signs = [-1.0, -1.0, 1.0];
        return std::array::from_fn(|row| {
            std::array::from_fn(|column| number(&rows[row][column]) * signs[row])
        });
    }
    let direction = wanted["direction_lps"].as_array().expect("directions");
    std::array::from_fn(|row| {
        std::array::from_fn(|column| match column {
            3 => number(&wanted["origin_lps"][row]),
            _ => number(&direction[row * 3 + column]) * number(&wanted["spacing"][column]),
        })
    })
}

#[test]
fn volumes_have_the_values_and_the_place_that_other_readers_say() {
    let Some(data) = data() else { return };
    let reference = json(&data.join("reference.json"));
    let files = reference["files"].as_object().expect("an object");
    let mut compared = 0;
    for (name, wanted) in files {
        if wanted["kind"] != "volume" {
            continue;
        }
        let opened = open(&data.join(name));
        let said: Vec<String> = opened
            .problems
            .iter()
            .filter(|problem| problem.severity > negatoscope::problem::Severity::Note)
            .map(ToString::to_string)
            .collect();
        assert_eq!(said, [""; 0], "{name}");
        let size = wanted
            .get("size_xyz")
            .unwrap_or(&wanted["nibabel"]["shape"]);
        let size: Vec<usize> = size
            .as_array()
            .expect("sizes")
            .iter()
            .map(|n| n.as_u64().expect("a size") as usize)
            .collect();
        let parts = size.get(3).copied().unwrap_or(1);
        let phases: Vec<&Series> = opened.series.iter().flat_map(|s| s.phases()).collect();
        assert_eq!((opened.series.len(), phases.len()), (1, parts), "{name}");
        let (low, high, mean) = value_range(&opened.series);
        let number = |key: &str| wanted[key].as_f64().expect("a number");
        for (found, key) in [(low, "min"), (high, "max"), (mean, "mean")] {
            assert!((found - number(key)).abs() < 1e-3, "{name}: {key} {found}");
        }
        let affine = affine_of(wanted);
        for series in phases {
            let geometry = series.header.geometry.as_ref().expect("a volume");
            assert_eq!(geometry.size[..], size[..3], "{name}");
            assert!(geometry.oriented, "{name}");
            // Slices may have been turned, so that they stand along the normal.
            let column = |n: usize| [affine[0][n], affine[1][n], affine[2][n]];
            let along = negatoscope::study::dot(column(2), geometry.normal);
            for voxel in [[0.0; 3], [3.0, 0.0, 0.0], [2.0, 5.0, 0.0], [1.0, 2.0, 6.0]] {
                let found = geometry.point(voxel);
                let last = size[2] as f64 - 1.0;
                let slice = if along < 0.0 {
                    last - voxel[2]
                } else {
                    voxel[2]
                };
                let in_file = [voxel[0], voxel[1], slice];
                for row in 0..3 {
                    let sum: f64 = (0..3).map(|n| affine[row][n] * in_file[n]).sum();
                    let expected = sum + affine[row][3];
                    assert!(
                        (found[row] - expected).abs() < 5e-3,
                        "{name}: {voxel:?} lies at {found:?}, wanted {expected} in {row}"
                    );
                }
            }
        }
        compared += 1;
    }
    assert_eq!(compared, 20);
}
