//! Stacks of frames and volumes of voxels, and how slices are cut from them.

use std::sync::Arc;

use rayon::prelude::*;

use super::Collimation;
use super::Geometry;
use super::ModalityLut;
use super::Padding;
use super::Plane;
use super::PlaneFrame;
use super::Regularity;
use super::SeriesHeader;
use super::Slice;
use super::SliceLut;
use super::Unit;
use super::Voi;
use super::geometry::Edges;
use crate::for_samples;
use crate::pixels::Image;
use crate::pixels::Sample;
use crate::pixels::Samples;
use crate::pixels::View;

/// One picture of a stack that has no common geometry.
#[derive(Clone, Debug)]
pub struct Frame {
    /// Stored samples.
    pub samples: Samples,
    /// From stored samples to values.
    pub lut: ModalityLut,
    /// Stored samples that are no data.
    pub padding: Option<Padding>,
    /// The file's suggestions for showing it.
    pub vois: Vec<Voi>,
    /// MONOCHROME1.
    pub inverted: bool,
    /// Distance of columns and of rows in millimetres.
    pub spacing_mm: Option<[f64; 2]>,
    /// Height of a pixel over its width.
    pub pixel_aspect: f64,
    /// The letters at its edges.
    pub edges: Option<Edges>,
    /// What the header says the beam or the shutter lets through.
    pub collimation: Option<Arc<Collimation>>,
}

impl Frame {
    /// A picture without a medical header: samples as they are, nothing known of its place.
    pub fn plain(samples: Samples) -> Self {
        Self {
            samples,
            lut: ModalityLut::IDENTITY,
            padding: None,
            vois: Vec::new(),
            inverted: false,
            spacing_mm: None,
            pixel_aspect: 1.0,
            edges: None,
            collimation: None,
        }
    }

    /// The frame as a slice whose values are in `unit`.
    pub fn into_slice(self, unit: Unit) -> Slice {
        let Self {
            samples,
            lut,
            padding,
            vois,
            inverted,
            spacing_mm,
            pixel_aspect,
            edges,
            collimation,
        } = self;
        Slice {
            samples,
            lut: SliceLut::One(lut),
            padding,
            unit,
            vois,
            inverted,
            spacing_mm,
            pixel_aspect,
            edges,
            collimation,
            cut: None,
        }
    }
}

/// Ordered frames: a radiograph is a stack of one, ultrasound a stack over time.
#[derive(Clone, Debug)]
pub struct Stack {
    /// The frames, in order; never empty.
    pub frames: Vec<Frame>,
}

impl Stack {
    /// Pictures without a medical header, in order.
    pub fn plain(pictures: Vec<Samples>) -> Self {
        Self {
            frames: pictures.into_iter().map(Frame::plain).collect(),
        }
    }

    /// Frame `index` (from 0) as a slice; beyond the end the last one.
    pub(super) fn slice(&self, index: usize, header: &SeriesHeader) -> Slice {
        let frame = &self.frames[index.min(self.frames.len() - 1)];
        frame.clone().into_slice(header.unit)
    }
}

/// Voxels at their own type, with a place in the patient.
#[derive(Clone, Debug)]
pub struct Volume {
    /// Stored samples; the slices lie below each other: `columns` wide, `rows × slices` high.
    pub voxels: Samples,
    /// Where they lie; the same as the header's.
    pub geometry: Arc<Geometry>,
    /// One LUT for all slices, or one for each.
    pub luts: Vec<ModalityLut>,
    /// Stored samples that are no data.
    pub padding: Option<Padding>,
}

impl Volume {
    /// Cuts slice `index` (from 0) of `plane`; beyond the end the last one.
    ///
    /// Along the stack's own planes, and across regular stacks, samples come as stored. Across
    /// sheared or uneven stacks they are values, interpolated between the neighbouring slices at
    /// their true places, NaN where there is nothing.
    pub(super) fn slice(&self, plane: Plane, index: usize, header: &SeriesHeader) -> Slice {
        let frame = self.geometry.frame(plane);
        let index = index.min(frame.count - 1);
        let across_slices = frame.axes[2] != 2;
        let resampled = across_slices && self.geometry.regularity != Regularity::Regular;
        let (samples, lut) = if resampled {
            (
                Samples::F32(self.resampled(&frame, index)),
                SliceLut::One(ModalityLut::IDENTITY),
            )
        } else {
            let samples = for_samples!(&self.voxels, image => {
                Sample::wrap(self.view(image.data(), &frame, index).to_image())
            });
            (samples, self.slice_lut(&frame, index))
        };
        Slice {
            samples,
            lut,
            // Padding is known by stored values; resampled planes hold values, with NaN in its place.
            padding: self.padding.filter(|_| !resampled),
            unit: header.unit,
            vois: header.vois.clone(),
            inverted: header.inverted,
            spacing_mm: Some(frame.spacing_mm),
            pixel_aspect: frame.spacing_mm[1] / frame.spacing_mm[0],
            edges: frame.edges,
            // Beams and shutters limit projections; volumes are made from many.
            collimation: None,
            cut: None,
        }
    }

    /// The LUT of acquired slice `k`.
    pub fn lut(&self, k: usize) -> &ModalityLut {
        self.luts
            .get(k)
            .or(self.luts.first())
            .unwrap_or(&ModalityLut::IDENTITY)
    }

    fn slice_lut(&self, frame: &PlaneFrame, index: usize) -> SliceLut {
        let flip = |n: usize, at: usize, extent: usize| {
            if frame.flipped[n] {
                extent - 1 - at
            } else {
                at
            }
        };
        if self.luts.len() <= 1 {
            return SliceLut::One(self.lut(0).clone());
        }
        let along = |n: usize, extent: usize| -> Vec<ModalityLut> {
            (0..extent)
                .map(|at| self.lut(flip(n, at, extent)).clone())
                .collect()
        };
        match frame.axes {
            [2, _, _] => SliceLut::PerColumn(along(0, frame.width)),
            [_, 2, _] => SliceLut::PerRow(along(1, frame.height)),
            _ => SliceLut::One(self.lut(flip(2, index, frame.count)).clone()),
        }
    }

    fn view<'a, T>(&self, data: &'a [T], frame: &PlaneFrame, index: usize) -> View<'a, T> {
        let [columns, rows, _] = self.geometry.size;
        let strides = [1, columns as isize, (columns * rows) as isize];
        let extents = [frame.width, frame.height, frame.count];
        let mut offset = 0;
        let mut stride = [0; 3];
        for n in 0..3 {
            let step = strides[frame.axes[n]];
            if frame.flipped[n] {
                offset += (extents[n] as isize - 1) * step;
                stride[n] = -step;
            } else {
                stride[n] = step;
            }
        }
        offset += index as isize * stride[2];
        View::strided(
            data,
            offset as usize,
            frame.width,
            frame.height,
            stride[1],
            stride[0],
        )
    }

    /// A plane across the slices of an irregular stack, in values of the modality.
    fn resampled(&self, frame: &PlaneFrame, index: usize) -> Image<f32> {
        let geometry = &*self.geometry;
        let across = frame.axes[0] == 2;
        let mut data = vec![f32::NAN; frame.width * frame.height];
        data.par_chunks_mut(frame.width)
            .enumerate()
            .for_each(|(y, row)| {
                for (x, out) in row.iter_mut().enumerate() {
                    let (low, high, weight) =
                        self.neighbours(frame, if across { x } else { y }, across);
                    let point = self.straight_point(frame, index, x, y);
                    let at = |k: usize| self.value_in_slice(geometry, k, point);
                    let value = if weight == 0.0 || low == high {
                        at(low)
                    } else {
                        at(low) * (1.0 - weight) + at(high) * weight
                    };
                    *out = value as f32;
                }
            });
        Image::grey(frame.width, frame.height, data)
    }

    /// The slices below and above grid position `at`, and the upper one's weight.
    fn neighbours(&self, frame: &PlaneFrame, at: usize, across: bool) -> (usize, usize, f64) {
        let (n, extent) = if across {
            (0, frame.width)
        } else {
            (1, frame.height)
        };
        let grid = if frame.flipped[n] {
            extent - 1 - at
        } else {
            at
        };
        let k = self
            .geometry
            .slice_at_mm(grid as f64 * self.geometry.spacing_mm[2])
            .clamp(0.0, self.geometry.size[2] as f64 - 1.0);
        let low = k.floor() as usize;
        (
            (low),
            (low + 1).min(self.geometry.size[2] - 1),
            k - low as f64,
        )
    }

    /// The patient point of a picture position in the straightened grid: straight above the first
    /// slice along the normal, whatever the slices' own shift.
    fn straight_point(&self, frame: &PlaneFrame, index: usize, x: usize, y: usize) -> [f64; 3] {
        let geometry = &*self.geometry;
        let mut grid = [0.0; 3];
        let extents = [frame.width, frame.height, frame.count];
        for (n, value) in [x, y, index].into_iter().enumerate() {
            let along = if frame.flipped[n] {
                extents[n] - 1 - value
            } else {
                value
            };
            grid[frame.axes[n]] = along as f64 * geometry.spacing_mm[frame.axes[n]];
        }
        let middle = geometry.origins[geometry.origins.len() / 2];
        let first = geometry.origins[0];
        // The grid stands on the middle slice, so that a tilted stack leaves as little as it can.
        let lift: f64 = (0..3)
            .map(|c| (middle[c] - first[c]) * geometry.normal[c])
            .sum();
        let mut point = [0.0; 3];
        for (c, out) in point.iter_mut().enumerate() {
            *out = middle[c]
                + geometry.row[c] * grid[0]
                + geometry.column[c] * grid[1]
                + geometry.normal[c] * (grid[2] - lift);
        }
        point
    }

    /// The value of slice `k` straight below or above `point`, bilinear; NaN outside and in padding.
    fn value_in_slice(&self, geometry: &Geometry, k: usize, point: [f64; 3]) -> f64 {
        let origin = geometry.origins[k];
        let from = [
            point[0] - origin[0],
            point[1] - origin[1],
            point[2] - origin[2],
        ];
        let i = super::dot(from, geometry.row) / geometry.spacing_mm[0];
        let j = super::dot(from, geometry.column) / geometry.spacing_mm[1];
        let [columns, rows, _] = geometry.size;
        // Rounding of positions must not push the border row out of the picture.
        const SLACK: f64 = 1e-6;
        if i < -SLACK
            || j < -SLACK
            || i > columns as f64 - 1.0 + SLACK
            || j > rows as f64 - 1.0 + SLACK
        {
            return f64::NAN;
        }
        let snap = |v: f64| {
            if (v - v.round()).abs() < SLACK {
                v.round()
            } else {
                v
            }
        };
        let (i, j) = (snap(i).max(0.0), snap(j).max(0.0));
        let (i0, j0) = (i.floor() as usize, j.floor() as usize);
        let (fi, fj) = (i - i0 as f64, j - j0 as f64);
        let lut = self.lut(k);
        let at = |i: usize, j: usize| {
            let stored = self
                .voxels
                .value(i.min(columns - 1), k * rows + j.min(rows - 1), 0);
            if self.padding.is_some_and(|p| p.contains(stored)) {
                f64::NAN
            } else {
                lut.value(stored)
            }
        };
        let mut sum = 0.0;
        for (di, dj, weight) in [
            (0, 0, (1.0 - fi) * (1.0 - fj)),
            (1, 0, fi * (1.0 - fj)),
            (0, 1, (1.0 - fi) * fj),
            (1, 1, fi * fj),
        ] {
            // A neighbour without weight must not carry its padding in.
            if weight > 0.0 {
                sum += weight * at(i0 + di, j0 + dj);
            }
        }
        sum
    }
}
