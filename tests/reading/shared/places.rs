//! Where the slices of the shared files lie, and what lies over them.

use super::data;
use super::each;
use super::json;
use super::near;
use crate::folder::open;
use crate::folder::values;
use negatoscope::pixels::Mask;
use negatoscope::pixels::SampleType;
use negatoscope::study::Marks;
use negatoscope::study::Plane;
use negatoscope::study::Series;
use negatoscope::study::letters;
use serde_json::Value;
use std::path::Path;
use std::sync::Arc;

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
