//! Planes across tilted and uneven stacks against a slow twin that goes from pixel to patient to slice.

use std::sync::Arc;

use negatoscope::pixels::Image;
use negatoscope::pixels::SampleType;
use negatoscope::pixels::Samples;
use negatoscope::study::Content;
use negatoscope::study::Facts;
use negatoscope::study::Geometry;
use negatoscope::study::ModalityLut;
use negatoscope::study::Padding;
use negatoscope::study::Plane;
use negatoscope::study::PlaneFrame;
use negatoscope::study::Point3;
use negatoscope::study::Regularity;
use negatoscope::study::Series;
use negatoscope::study::SeriesHeader;
use negatoscope::study::SeriesId;
use negatoscope::study::StudyFacts;
use negatoscope::study::Unit;
use negatoscope::study::Volume;
use negatoscope::study::cross;
use negatoscope::study::dot;

fn noise(seed: u32) -> impl FnMut() -> u32 {
    let mut state = seed;
    move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state >> 16
    }
}

struct Made {
    size: [usize; 3],
    axes: [Point3; 2],
    /// Steps along the normal.
    steps_mm: Vec<f64>,
    /// How far each slice moves along rows and columns.
    aside_mm: [f64; 2],
    padded: bool,
    own_luts: bool,
}

impl Made {
    fn series(&self, seed: u32) -> Series {
        let mut next = noise(seed);
        let [columns, rows, slices] = self.size;
        let data: Vec<i16> = (0..columns * rows * slices)
            .map(|_| (next() % 4000) as i16 - 1000)
            .collect();
        let [row, column] = self.axes;
        let normal = cross(row, column);
        let mut origin = [12.5, -30.0, 7.0];
        let mut origins = vec![origin];
        for step in &self.steps_mm {
            for n in 0..3 {
                origin[n] +=
                    normal[n] * step + row[n] * self.aside_mm[0] + column[n] * self.aside_mm[1];
            }
            origins.push(origin);
        }
        let geometry = Geometry::new(self.size, row, column, [0.8, 1.1], origins, 1.0);
        assert_ne!(geometry.regularity, Regularity::Regular);
        let geometry = Arc::new(geometry);
        let linear = |k: usize| ModalityLut::Linear {
            slope: 1.0 + k as f64 / 8.0,
            intercept: -1024.0,
        };
        let content = Content::Volume(Volume {
            voxels: Samples::I16(Image::grey(columns, rows * slices, data)),
            geometry: geometry.clone(),
            luts: (0..if self.own_luts { slices } else { 1 })
                .map(linear)
                .collect(),
            padding: self.padded.then_some(Padding {
                low: -1000.0,
                high: -900.0,
            }),
        });
        let header = SeriesHeader {
            id: SeriesId::new("twin"),
            study: Arc::new(StudyFacts::default()),
            uid: String::new(),
            number: None,
            modality: "CT".to_owned(),
            description: String::new(),
            split_reason: None,
            doubtful: false,
            facts: Facts::default(),
            size: self.size,
            phases: None,
            geometry: Some(geometry),
            channels: 1,
            sample_type: SampleType::I16,
            unit: Unit::Hu,
            vois: Vec::new(),
            inverted: false,
        };
        Series::new(Arc::new(header), content)
    }
}

/// The grid's position of a pixel along an axis of the voxels.
fn grid(frame: &PlaneFrame, axis: usize, at: [usize; 3]) -> f64 {
    let n = (0..3).find(|n| frame.axes[*n] == axis).expect("an axis");
    let extent = [frame.width, frame.height, frame.count][n];
    let along = if frame.flipped[n] {
        extent - 1 - at[n]
    } else {
        at[n]
    };
    along as f64
}

/// One value, through the patient: the point in the grid that stands on the middle slice, then bilinear in
/// the slices below and above.
fn slow(volume: &Volume, frame: &PlaneFrame, at: [usize; 3]) -> f64 {
    let geometry = &*volume.geometry;
    let [i, j, k] = [0, 1, 2].map(|axis| grid(frame, axis, at) * geometry.spacing_mm[axis]);
    let middle = geometry.origins.len() / 2;
    let lift = geometry.along_mm(middle);
    let point = [0, 1, 2].map(|n| {
        geometry.origins[middle][n]
            + geometry.row[n] * i
            + geometry.column[n] * j
            + geometry.normal[n] * (k - lift)
    });
    let last = geometry.size[2] - 1;
    let slice = near_whole(geometry.slice_at_mm(k).clamp(0.0, last as f64));
    let low = slice.floor() as usize;
    let weight = slice.fract();
    let below = in_slice(volume, low, point);
    if weight == 0.0 {
        return below;
    }
    below * (1.0 - weight) + in_slice(volume, low + 1, point) * weight
}

fn near_whole(v: f64) -> f64 {
    if (v - v.round()).abs() < 1e-6 {
        v.round()
    } else {
        v
    }
}

fn in_slice(volume: &Volume, k: usize, point: Point3) -> f64 {
    let geometry = &*volume.geometry;
    let [columns, rows, _] = geometry.size;
    let from = [0, 1, 2].map(|n| point[n] - geometry.origins[k][n]);
    let i = near_whole(dot(from, geometry.row) / geometry.spacing_mm[0]);
    let j = near_whole(dot(from, geometry.column) / geometry.spacing_mm[1]);
    if i < 0.0 || j < 0.0 || i > columns as f64 - 1.0 || j > rows as f64 - 1.0 {
        return f64::NAN;
    }
    let mut sum = 0.0;
    for (di, dj) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
        let part = |f: f64, d: usize| if d == 0 { 1.0 - f } else { f };
        let weight = part(i.fract(), di) * part(j.fract(), dj);
        if weight > 0.0 {
            let (x, y) = (i as usize + di, j as usize + dj);
            let stored = volume.voxels.value(x, k * rows + y, 0);
            let padding = volume
                .padding
                .is_some_and(|padding| padding.contains(stored));
            let value = if padding {
                f64::NAN
            } else {
                volume.lut(k).value(stored)
            };
            sum += weight * value;
        }
    }
    sum
}

#[test]
fn straightened_planes_are_those_of_the_slow_twin() {
    let axial = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]];
    let feet_first = [[-1.0, 0.0, 0.0], [0.0, 1.0, 0.0]];
    let sagittal = [[0.0, 1.0, 0.0], [0.0, 0.0, -1.0]];
    let (sin, cos) = 0.3_f64.sin_cos();
    let oblique = [[cos, sin, 0.0], [-sin, cos, 0.0]];
    let even = vec![2.0; 8];
    let uneven = vec![2.0, 2.0, 4.0, 2.0, 1.3, 2.0, 2.0, 2.9];
    let mut compared = 0;
    let mut seen_nothing = 0;
    for (n, axes) in [axial, feet_first, sagittal, oblique]
        .into_iter()
        .enumerate()
    {
        for (steps_mm, aside_mm) in [
            (&even, [0.0, 0.7]),
            (&even, [-0.8, 0.0]),
            (&even, [0.3, -0.45]),
            (&uneven, [0.0, 0.0]),
            (&uneven, [0.5, 0.35]),
        ] {
            let made = Made {
                size: [13, 11, 9],
                axes,
                steps_mm: steps_mm.clone(),
                aside_mm,
                padded: n % 2 == 1,
                own_luts: n >= 2,
            };
            let series = made.series(n as u32 + 1);
            let Content::Volume(volume) = &series.content else {
                panic!("a volume was made");
            };
            for plane in Plane::ALL {
                let frame = volume.geometry.frame(plane);
                if !frame.is_resampled(&volume.geometry) {
                    continue;
                }
                for index in [0, 3, frame.count - 1] {
                    let slice = series.slice(plane, index);
                    let Samples::F32(image) = &slice.samples else {
                        panic!("interpolated values are real");
                    };
                    for y in 0..frame.height {
                        for x in 0..frame.width {
                            let wanted = slow(volume, &frame, [x, y, index]) as f32;
                            let found = image.data()[y * frame.width + x];
                            let alike = (found - wanted).abs() <= wanted.abs() * 1e-6
                                || (found.is_nan() && wanted.is_nan());
                            assert!(alike, "{plane:?} {index} {x} {y}: {found}, wanted {wanted}");
                            compared += 1;
                            seen_nothing += usize::from(wanted.is_nan());
                        }
                    }
                }
            }
        }
    }
    assert!(compared > 10_000, "{compared}");
    assert!(
        seen_nothing > 100 && seen_nothing < compared / 2,
        "{seen_nothing}"
    );
}

#[test]
fn what_is_seen_in_a_straightened_plane_lies_where_the_slices_have_it() {
    let made = Made {
        size: [13, 11, 9],
        axes: [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]],
        steps_mm: vec![2.0; 8],
        // Half a row from slice to slice.
        aside_mm: [0.0, 0.55],
        padded: false,
        own_luts: false,
    };
    let series = made.series(3);
    let Content::Volume(volume) = &series.content else {
        panic!("a volume was made");
    };
    let geometry = &*volume.geometry;
    let frame = geometry.frame(Plane::Coronal);
    // Two slices above the middle one a row of the grid is one row less in the slice.
    let voxel = frame.voxel(geometry, 5.0, 6.0, (frame.height - 1 - 6) as f64);
    assert!(
        (voxel[1] - 4.0).abs() < 1e-9 && voxel[2] == 6.0,
        "{voxel:?}"
    );
    let slice = series.slice(Plane::Coronal, 5);
    let seen = slice.samples.value(6, frame.height - 1 - 6, 0);
    let stored = volume.voxels.value(6, 6 * 11 + 4, 0);
    assert!((seen - volume.lut(6).value(stored)).abs() < 1e-3);
    let [index, x, y] = frame.place(geometry, voxel);
    assert!((index - 5.0).abs() < 1e-9 && (x - 6.0).abs() < 1e-9 && (y - 2.0).abs() < 1e-9);
}
