//! The files of the shared data folder against answers of independent readers; skipped where the
//! folder is not there.

use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

use negatoscope::pixels::Mask;
use negatoscope::pixels::SampleType;
use negatoscope::pixels::Samples;
use negatoscope::read;
use negatoscope::read::Found;
use negatoscope::study::Charset;
use negatoscope::study::Charsets;
use negatoscope::study::Content;
use negatoscope::study::Marks;
use negatoscope::study::Plane;
use negatoscope::study::Posture;
use negatoscope::study::Series;
use negatoscope::study::SpacingSource;
use negatoscope::study::letters;
use serde_json::Value;
use sha2::Digest;

use crate::folder::open;
use crate::folder::values;

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

fn each(samples: &Samples, f: &mut dyn FnMut(f64)) {
    negatoscope::for_samples!(samples, image => {
        image.data().iter().for_each(|&s| f(negatoscope::pixels::Sample::to_f64(s)))
    });
}

/// Smallest, largest and sum of all stored samples that are finite.
fn stored(all: &[Arc<Series>]) -> (f64, f64, f64) {
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

/// The checksum of stored samples as the reference has it: little endian, row by row.
fn checksum(samples: &Samples) -> Option<String> {
    let bytes: Vec<u8> = match samples {
        Samples::U8(image) => image.data().to_vec(),
        Samples::I8(image) => image.data().iter().map(|s| s.cast_unsigned()).collect(),
        Samples::U16(image) => image.data().iter().flat_map(|s| s.to_le_bytes()).collect(),
        Samples::I16(image) => image.data().iter().flat_map(|s| s.to_le_bytes()).collect(),
        _ => return None,
    };
    let hash = sha2::Sha256::digest(&bytes);
    Some(hash.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[test]
fn losslessly_compressed_frames_are_those_of_other_readers_to_the_last_bit() {
    let Some(data) = data() else { return };
    let reference = json(&data.join("reference.json"));
    let files = reference["files"].as_object().expect("an object");
    let mut compared = std::collections::BTreeMap::<&str, usize>::new();
    for (name, wanted) in files {
        let text = |key: &str| wanted[key].as_str().unwrap_or_default();
        let uid = text("transfer_syntax");
        let compressed = uid.starts_with("1.2.840.10008.1.2.4.") || uid == "1.2.840.10008.1.2.5";
        let as_stored = ["MONOCHROME1", "MONOCHROME2", "RGB"].contains(&text("photometric"));
        let doubtful = wanted.get("lossy").is_some() || wanted.get("unused_bits").is_some();
        if !compressed || !as_stored || doubtful || wanted["frames"].as_u64() != Some(1) {
            continue;
        }
        let opened = open(&data.join(name));
        assert_eq!(opened.series.len(), 1, "{name}: {:?}", opened.problems);
        let found = checksum(&opened.series[0].slice(Plane::Acquired, 0).samples);
        if let Some(found) = found {
            let sum = wanted["stored"]["sha256"].as_str();
            assert_eq!(Some(found.as_str()), sum, "{name}");
            *compared.entry(text("transfer_syntax_name")).or_default() += 1;
        }
    }
    println!("{compared:?}");
    assert!(compared.values().sum::<usize>() > 100, "{compared:?}");
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() < 5e-3
}

/// The stacks of a folder of `geometry/`, the largest first.
fn stacks(folder: &Path) -> (Vec<Arc<Series>>, Vec<String>) {
    let opened = open(folder);
    let mut series = opened.series;
    series.sort_by_key(|s| std::cmp::Reverse(s.header.size[2]));
    let problems = opened.problems.iter().map(ToString::to_string).collect();
    (series, problems)
}

/// The share of voxels whose value in `b` is that in `a` and `more`.
fn share_with_difference(a: &Series, b: &Series, more: f64) -> f64 {
    let (mut right, mut all) = (0, 0);
    for k in 0..a.acquired_count() {
        let of = |series: &Series| {
            let slice = series.slice(Plane::Acquired, k);
            let stored = values(&slice.samples);
            stored
                .iter()
                .map(|v| slice.lut.at(0, 0).value(*v))
                .collect::<Vec<f64>>()
        };
        for (a, b) in of(a).into_iter().zip(of(b)) {
            all += 1;
            right += usize::from((b - a - more).abs() < 0.51);
        }
    }
    f64::from(right as u32) / f64::from(all as u32)
}

/// The letters at the left and upper edge of each plane, by the geometry's vectors alone.
fn letters_of_truth(wanted: &Value, plane: Plane, series: &Series) -> Option<[String; 2]> {
    let affine = wanted["affine"].as_array()?;
    let normal = wanted["normal"].as_array()?;
    let number = |value: &Value| value.as_f64().unwrap_or(f64::NAN);
    let column = |n: usize| {
        let v = [0, 1, 2].map(|row| number(&affine[row][n]));
        let length = v.iter().map(|c| c * c).sum::<f64>().sqrt();
        v.map(|c| c / length)
    };
    let axes = [column(0), column(1), [0, 1, 2].map(|n| number(&normal[n]))];
    // The axis that comes closest to where the plane looks to the left and up.
    let (left, up) = match plane {
        Plane::Axial => ([-1.0, 0.0, 0.0], [0.0, -1.0, 0.0]),
        Plane::Coronal => ([-1.0, 0.0, 0.0], [0.0, 0.0, 1.0]),
        Plane::Sagittal => ([0.0, -1.0, 0.0], [0.0, 0.0, 1.0]),
        Plane::Acquired => (axes[0].map(|c| -c), axes[1].map(|c| -c)),
    };
    let towards = |wish: [f64; 3]| {
        let share = |axis: &[f64; 3]| (0..3).map(|n| axis[n] * wish[n]).sum::<f64>();
        let nearest = axes
            .iter()
            .max_by(|a, b| share(a).abs().total_cmp(&share(b).abs()))?;
        let sign = share(nearest).signum();
        Some(letters(nearest.map(|c| c * sign)))
    };
    assert!(series.header.geometry.as_ref()?.oriented);
    Some([towards(left)?, towards(up)?])
}

#[test]
fn letters_at_the_edges_are_those_of_the_true_directions() {
    let Some(data) = data() else { return };
    let folder = data.join("geometry");
    let truth = json(&folder.join("truth.json"));
    for (name, oblique) in [
        ("baseline-axial", false),
        ("feet-first", false),
        ("prone", false),
        ("decubitus-right", false),
        ("coronal", false),
        ("sagittal", false),
        ("oblique", true),
        ("gantry-tilt", true),
    ] {
        let (series, _) = stacks(&folder.join(name));
        let geometry = series[0].header.geometry.as_ref().expect("a volume");
        for plane in Plane::ALL {
            let slice = series[0].slice(plane, 1);
            let edges = slice.edges.expect("oriented");
            let wanted = letters_of_truth(&truth[name], plane, &series[0]).expect("a truth");
            assert_eq!([edges.left, edges.top], wanted, "{name} {plane:?}");
        }
        let frame = geometry.frame(Plane::Acquired);
        assert_eq!(frame.oblique, oblique, "{name}: {}", frame.degrees_off());
    }
    let (series, _) = stacks(&folder.join("two-tilts"));
    let off = |n: usize| {
        let geometry = series[n].header.geometry.as_ref().expect("a volume");
        geometry.frame(Plane::Axial).degrees_off()
    };
    let mut degrees = [off(0), off(1)];
    degrees.sort_by(f64::total_cmp);
    assert!(
        near(degrees[0], 0.0) && near(degrees[1], 10.0),
        "{degrees:?}"
    );
    let (series, _) = stacks(&folder.join("oblique"));
    let edges = series[0].slice(Plane::Axial, 3).edges.expect("oriented");
    // From the affine: rows run to the left, a little to the back and to the feet.
    assert_eq!((edges.left.as_str(), edges.right.as_str()), ("RAH", "LPF"));
}

#[test]
fn geometry_is_that_of_the_truth() {
    let Some(data) = data() else { return };
    let folder = data.join("geometry");
    let truth = json(&folder.join("truth.json"));
    let mut compared = 0;
    for (name, wanted) in truth.as_object().expect("an object") {
        let (series, problems) = stacks(&folder.join(name));
        println!("{name}: {} stacks; {problems:?}", series.len());
        let expect = &wanted["expect"];
        let parts = ["stacks", "series"].map(|key| expect[key].as_u64());
        if let Some(parts) = parts.into_iter().flatten().next() {
            assert_eq!(series.len() as u64, parts, "stacks of {name}");
        }
        let phases = series[0].header.phase_count() as u64;
        assert_eq!(
            phases,
            expect["phases"].as_u64().unwrap_or(1),
            "phases of {name}"
        );
        for (at, phase) in series[0].phases().enumerate() {
            // Each phase has 100 more than the one before it.
            let more = 100.0 * at as f64;
            let share = share_with_difference(&series[0], phase, more);
            assert!(
                share > 0.9,
                "{name}: phase {at} has {more} more in {share} of its voxels"
            );
        }
        let Some(affine) = wanted["affine"].as_array() else {
            println!("    {}", wanted["expect"]);
            continue;
        };
        if ["geometry unknown", "positions useless"]
            .contains(&expect["warn"].as_str().unwrap_or(""))
        {
            assert!(series[0].header.geometry.is_none(), "{name}");
            assert!(!problems.is_empty(), "{name} without a word");
            continue;
        }
        let geometry = series[0].header.geometry.as_ref().expect("a volume");
        let number = |row: usize, column: usize| affine[row][column].as_f64().expect("a number");
        let [columns, rows, slices] = geometry.size;
        for (axis, step) in [(0, columns), (1, rows), (2, slices)] {
            let mut voxel = [0.0; 3];
            voxel[axis] = step as f64 - 1.0;
            let point = geometry.point(voxel);
            let uneven = wanted["uniform"].as_bool() == Some(false);
            for row in 0..3 {
                let expected = number(row, 3) + number(row, axis) * voxel[axis];
                assert!(
                    near(point[row], expected) || (uneven && axis == 2),
                    "{name}: voxel {voxel:?} lies at {point:?}, wanted {expected} in {row}"
                );
            }
        }
        let gaps = wanted["gaps_along_normal"].as_array().expect("gaps");
        assert_eq!(gaps.len() + 1, slices, "{name}");
        for (k, gap) in gaps.iter().enumerate() {
            let found = geometry.along_mm(k + 1) - geometry.along_mm(k);
            assert!(
                near(found, gap.as_f64().expect("a number")),
                "{name}: gap {k} is {found}, wanted {gap}"
            );
        }
        compared += 1;
    }
    assert!(compared > 10, "only {compared} geometries compared");
}

/// The only slice of a radiograph, as values after the modality LUT, shown inverted or not.
fn radiograph(data: &Path, name: &str) -> (negatoscope::study::Slice, Arc<Series>) {
    let opened = open(&data.join("xray").join(name));
    assert_eq!(opened.series.len(), 1, "{name}: {:?}", opened.problems);
    let series = opened.series[0].clone();
    (series.slice(Plane::Acquired, 0), series)
}

#[test]
fn synthetic_radiographs_are_what_their_truth_says() {
    let Some(data) = data() else { return };
    let (plain, series) = radiograph(&data, "synth-plain.dcm");
    let stored = values(&plain.samples);
    assert_eq!(series.header.facts.view_position.as_deref(), Some("PA"));
    let (inverse, _) = radiograph(&data, "synth-mono1.dcm");
    assert!(inverse.inverted && !plain.inverted);
    let mirrored: Vec<f64> = values(&inverse.samples)
        .iter()
        .map(|v| 4095.0 - v)
        .collect();
    assert_eq!(mirrored, stored);
    for name in [
        "synth-high-garbage.dcm",
        "synth-overlay-in-bit-12.dcm",
        "synth-high-bit-15.dcm",
    ] {
        assert_eq!(values(&radiograph(&data, name).0.samples), stored, "{name}");
    }
    let (signed, _) = radiograph(&data, "synth-signed-12.dcm");
    let raised: Vec<f64> = values(&signed.samples).iter().map(|v| v + 2048.0).collect();
    assert_eq!(raised, stored);
    let (magnified, series) = radiograph(&data, "synth-magnification.dcm");
    assert_eq!(
        series.header.facts.spacing_source,
        SpacingSource::Magnification
    );
    assert!(magnified.spacing_mm.is_some_and(|[x, _]| near(x, 0.128)));
    let (calibrated, series) = radiograph(&data, "synth-calibrated.dcm");
    assert_eq!(
        series.header.facts.spacing_source,
        SpacingSource::Calibrated
    );
    assert_eq!(calibrated.spacing_mm, Some([0.13, 0.13]));
    let (tall, _) = radiograph(&data, "synth-aspect.dcm");
    assert_eq!((tall.pixel_aspect, tall.spacing_mm), (2.0, None));
    let (table, _) = radiograph(&data, "synth-modality-lut.dcm");
    let wanted = (1000.0 * (1.0 + 640.0 / 64.0_f64).ln()).round();
    assert_eq!(table.lut.at(0, 0).value(640.0), wanted);
    let (guessed, series) = radiograph(&data, "synth-ap-supine.dcm");
    assert!(guessed.edges.is_some() || series.header.facts.laterality.is_none());
    assert_eq!(series.header.facts.view_position.as_deref(), Some("AP"));
    assert!(!series.header.facts.view_from_text);
    assert_eq!(series.header.facts.posture, Some(Posture::Supine));
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

#[test]
fn names_in_every_character_set_are_text() {
    let Some(data) = data() else { return };
    let korean = "Hong^Gildong=洪^吉洞=홍^길동";
    let japanese = "Yamada^Tarou=山田^太郎=やまだ^たろう";
    let katakana = "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう";
    let wanted = [
        ("chrI2.dcm", korean),
        ("synth-kr-iso2022-ir149.dcm", korean),
        ("synth-kr-iso2022-ir149-single.dcm", korean),
        ("synth-kr-iso2022-ir149-noescape.dcm", korean),
        ("synth-kr-euckr-typo.dcm", korean),
        ("synth-kr-utf8.dcm", korean),
        ("synth-kr-utf8-as-ir100.dcm", korean),
        ("synth-kr-utf8-as-ir149.dcm", korean),
        ("synth-kr-cp949-as-ir100.dcm", korean),
        ("synth-kr-cp949-as-ir149.dcm", "Hong^Gildong==똠^방각하펲"),
        (
            "synth-kr-cp949-unlabelled.dcm",
            "Hong^Gildong=洪^吉洞=똠^방각하펲",
        ),
        ("chrH31.dcm", japanese),
        ("synth-jp-iso2022-ir87.dcm", japanese),
        ("chrH32.dcm", katakana),
        ("synth-jp-ir13-ir87.dcm", katakana),
        ("synth-jp-sjis-as-ir13.dcm", katakana),
        ("chrX1.dcm", "Wang^XiaoDong=王^小東="),
        ("chrX2.dcm", "Wang^XiaoDong=王^小东="),
        ("synth-cn-gb18030.dcm", "Wang^XiaoDong=王^小东"),
        ("synth-cn-gbk.dcm", "Wang^XiaoDong=王^小东"),
        ("chrGB2312.dcm", "Zhang^XiaoDong=张^小东="),
        ("synth-cn-gb2312-ir58.dcm", "Zhang^XiaoDong=张^小东="),
        ("chrRuss.dcm", "Люкceмбypг"),
        ("synth-ru-ir144.dcm", "Иванов^Иван"),
        ("chrArab.dcm", "قباني^لنزار"),
        ("chrHbrw.dcm", "שרון^דבורה"),
        ("chrGreek.dcm", "Διονυσιος"),
        ("chrFren.dcm", "Buc^Jérôme"),
        ("chrFrenMulti.dcm", "Buc^Jérôme"),
        ("chrGerm.dcm", "Äneas^Rüdiger"),
        ("synth-latin1.dcm", "Müller^Jürgen"),
        ("synth-th-tis620.dcm", "สมชาย^ใจดี"),
    ];
    for (name, text) in wanted {
        assert_eq!(
            name_of_patient(&data, name, Charset::Automatic),
            text,
            "{name}"
        );
    }
    // What no label tells, a person must.
    let chosen = [
        (
            "synth-cn-gb18030-as-ir100.dcm",
            Charset::Gb18030,
            "Wang^XiaoDong=王^小东",
        ),
        (
            "synth-tw-big5-unlabelled.dcm",
            Charset::Big5,
            "Wang^XiaoDong=王^小東",
        ),
    ];
    for (name, charset, text) in chosen {
        assert_eq!(name_of_patient(&data, name, charset), text, "{name}");
        assert_ne!(
            name_of_patient(&data, name, Charset::Automatic),
            text,
            "{name}"
        );
    }
    let files = std::fs::read_dir(data.join("charsets")).expect("a folder");
    assert_eq!(
        files.count(),
        // Four have no pixels.
        wanted.len() + chosen.len() + 4,
        "all are looked at"
    );
}

/// The patient's name as the file of `charsets` has it, read in a chosen set.
fn name_of_patient(data: &Path, name: &str, charset: Charset) -> String {
    let options = read::Options {
        headers_only: true,
        charsets: Charsets {
            others: charset,
            ..Charsets::default()
        },
        ..read::Options::default()
    };
    let found = std::sync::Mutex::new(None);
    let path = data.join("charsets").join(name);
    read::open(
        &read::paths(&[path]),
        &options,
        &|news| {
            if let Found::Listed(header) = news {
                let name = header.study.patient_name.reveal(false).into_owned();
                *found.lock().expect("free") = Some(name);
            }
        },
        &|| true,
    );
    found.into_inner().expect("free").expect("a header")
}

/// The stored values of all slices, phase after phase.
fn frames_in_order(series: &Series) -> Vec<Vec<f64>> {
    let slices = |phase: &Series| -> Vec<Vec<f64>> {
        let slice = |k| values(&phase.slice(Plane::Acquired, k).samples);
        (0..phase.acquired_count()).map(slice).collect()
    };
    series.phases().flat_map(slices).collect()
}

/// The frames of an uncompressed file of 16 bits, which end it, in the order of the truth.
fn raw_frames(path: &Path, wanted: &Value, sample_type: SampleType) -> Vec<Vec<f64>> {
    const FRAME: usize = 64 * 48;
    let order = wanted["frame_order_by_phase_then_z"]
        .as_array()
        .expect("an order");
    let bytes = std::fs::read(path).expect("readable");
    let pixels = &bytes[bytes.len() - order.len() * FRAME * 2..];
    let stored: Vec<f64> = pixels
        .chunks_exact(2)
        .map(|word| u16::from_le_bytes([word[0], word[1]]))
        .map(|word| match sample_type {
            SampleType::U16 => f64::from(word),
            _ => f64::from(word as i16),
        })
        .collect();
    let frame = |at: &Value| {
        let at = at.as_u64().expect("a frame") as usize;
        stored[at * FRAME..(at + 1) * FRAME].to_vec()
    };
    order.iter().map(frame).collect()
}

#[test]
fn shuffled_multi_frame_files_are_sorted_like_folders() {
    let Some(data) = data() else { return };
    let folder = data.join("geometry/enhanced");
    let truth = json(&data.join("geometry/truth.json"));
    let files = truth["enhanced"]["files"].as_object().expect("files");
    for (name, wanted) in files {
        let (series, problems) = stacks(&folder.join(name));
        assert!(problems.is_empty(), "{name}: {problems:?}");
        let number = |value: &Value| value.as_f64().expect("a number");
        let geometry = series[0].header.geometry.as_ref().expect("a volume");
        if let Some(phases) = wanted["phases"].as_u64() {
            assert_eq!(series.len(), 1, "{name}");
            assert_eq!(series[0].header.phase_count() as u64, phases, "{name}");
            assert_eq!(Some(geometry.size[2] as u64), wanted["slices"].as_u64());
            let raw = raw_frames(&folder.join(name), wanted, series[0].header.sample_type);
            assert!(frames_in_order(&series[0]) == raw, "{name}: another order");
            for axis in 0..3 {
                assert!(near(
                    geometry.origins[0][axis],
                    number(&wanted["origin"][axis])
                ));
                assert!(near(
                    geometry.spacing_mm[axis],
                    number(&wanted["spacing"][axis])
                ));
            }
        } else {
            let last = geometry.origins.last().expect("slices");
            let first_frame = &wanted["origin_of_frame_0"];
            assert!((0..3).all(|axis| near(last[axis], number(&first_frame[axis]))));
        }
    }
}

#[test]
fn overlays_and_segments_lie_where_their_truth_says() {
    let Some(data) = data() else {
        return;
    };
    let marked = |name: &str, index: usize| {
        let opened = open(&data.join(name));
        let header = opened.series[0].header.clone();
        let laid = opened.layers[0].on(&header, Plane::Acquired, index);
        let Marks::Mask(mask) = laid.parts[0].clone() else {
            panic!("{name}: nothing is marked");
        };
        mask
    };
    // The box around the marks: first and last column and row, from 0.
    let bounds = |mask: &Mask| {
        let at = (0..mask.inside().len()).filter(|n| mask.inside()[*n]);
        at.fold(
            [usize::MAX, 0, usize::MAX, 0],
            |[left, right, top, bottom], n| {
                let (x, y) = (n % mask.width(), n / mask.width());
                [left.min(x), right.max(x), top.min(y), bottom.max(y)]
            },
        )
    };
    let frame = marked("xray/synth-overlay.dcm", 0);
    assert_eq!(bounds(&frame), [50, 149, 40, 119]);
    assert_eq!(frame.count(), 1376);
    let cut = marked("xray/synth-overlay-outside.dcm", 0);
    assert_eq!(bounds(&cut), [159, 191, 0, 69]);
    let bit = marked("xray/synth-overlay-in-bit-12.dcm", 0);
    assert_eq!(bounds(&bit), [50, 149, 40, 59]);
    assert_eq!(bit.count(), 100 * 20);
    for name in ["liver", "liver_rle", "liver_j2k", "liver_deflate"] {
        let opened = open(&data.join(format!("mixed/{name}.dcm")));
        let [layer] = opened.layers.as_slice() else {
            panic!("{name}: one layer wanted, {:?}", opened.problems);
        };
        let volume = &opened.series[0];
        for index in 0..3 {
            let slice = volume.slice(Plane::Acquired, index);
            let mut inside = Vec::new();
            each(&slice.samples, &mut |s| inside.push(s == 1.0));
            let laid = layer.on(&volume.header, Plane::Acquired, index);
            let Marks::Mask(mask) = &laid.parts[0] else {
                panic!("{name}: nothing is marked in slice {index}");
            };
            assert!(mask.inside() == inside, "{name}, slice {index}");
        }
        // A liver is brown.
        let [r, g, b] = layer.header.parts[0].colour;
        assert!(r > g && g > b, "{name}: {r} {g} {b}");
    }
}
