//! Planes across the slices of a stack whose slices do not stand at equal steps straight above each
//! other: cut in a straightened, evenly spaced grid, from the neighbouring slices at their true places.
//!
//! A grid row lies at one height. All its values come from the slice below and the one above, in each
//! of which it is a line, moved by what the slice is moved against the grid. So per row there are two
//! lines of constant weights, and nothing of the geometry is computed per pixel.

use rayon::prelude::*;

use super::ModalityLut;
use super::PlaneFrame;
use super::Volume;
use crate::for_samples;
use crate::pixels::Image;
use crate::pixels::Sample;

/// Positions this near to a whole number are it: rounding must not push the border out of the
/// picture, nor take a neighbour in.
const SLACK: f64 = 1e-6;

fn snapped(position: f64) -> f64 {
    let whole = position.round();
    if (position - whole).abs() < SLACK {
        whole
    } else {
        position
    }
}

/// A position between two samples of a row of `count`, and the weight of the second.
#[derive(Clone, Copy)]
struct Between {
    first: usize,
    weight: f64,
}

impl Between {
    /// `None` outside the row.
    fn of(position: f64, count: usize) -> Option<Self> {
        let position = snapped(position);
        let inside = position >= 0.0 && position <= count as f64 - 1.0;
        inside.then(|| Self {
            first: position.floor() as usize,
            weight: position.fract(),
        })
    }
}

/// A line of samples of one slice: its first sample, and how far it is to the next and to the
/// neighbouring line.
#[derive(Clone, Copy)]
struct Line {
    start: usize,
    step: usize,
    /// Samples of the whole line.
    count: usize,
    /// The neighbouring line's distance and weight; 0 where this one alone counts.
    beside: (usize, f64),
    /// Columns are along the line, rows beside it.
    along_columns: bool,
}

impl Volume {
    /// Slice `index` of a plane across the slices, in values of the modality: linear between the
    /// neighbouring slices and bilinear in each. NaN outside, and where padding takes part.
    pub(super) fn resampled(&self, frame: &PlaneFrame, index: usize) -> Image<f32> {
        let across = frame.axes[0] == 2;
        // The stack's axis runs down while the rows are made.
        let (down, along) = if across { (0, 1) } else { (1, 0) };
        let extents = [frame.width, frame.height];
        let (rows, width) = (extents[down], extents[along]);
        let mut data = vec![f32::NAN; width * rows];
        for_samples!(&self.voxels, image => {
            data.par_chunks_mut(width.max(1))
                .enumerate()
                .for_each_init(
                    || [vec![0.0; width], vec![0.0; width]],
                    |buffers, (at, row)| self.grid_row(image.data(), frame, index, at, buffers, row),
                );
        });
        if across {
            Image::grey(frame.width, frame.height, transposed(&data, width, rows))
        } else {
            Image::grey(frame.width, frame.height, data)
        }
    }

    /// Row `at` of the grid, as the picture counts it.
    fn grid_row<T: Sample>(
        &self,
        voxels: &[T],
        frame: &PlaneFrame,
        index: usize,
        at: usize,
        buffers: &mut [Vec<f64>; 2],
        row: &mut [f32],
    ) {
        let along = usize::from(frame.axes[0] == 2);
        let (low, high, weight) = self.neighbours(frame, at);
        let [below, above] = buffers;
        self.line_values(voxels, frame, index, low, below);
        if weight > 0.0 {
            self.line_values(voxels, frame, index, high, above);
            for ((out, below), above) in row.iter_mut().zip(below).zip(above) {
                *out = (*below * (1.0 - weight) + *above * weight) as f32;
            }
        } else {
            for (out, below) in row.iter_mut().zip(below) {
                *out = *below as f32;
            }
        }
        if frame.flipped[along] {
            row.reverse();
        }
    }

    /// The slices below and above row `at` of the grid, and the upper one's weight.
    fn neighbours(&self, frame: &PlaneFrame, at: usize) -> (usize, usize, f64) {
        let geometry = &*self.geometry;
        let (n, extent) = if frame.axes[0] == 2 {
            (0, frame.width)
        } else {
            (1, frame.height)
        };
        let grid = if frame.flipped[n] {
            extent - 1 - at
        } else {
            at
        };
        let last = geometry.size[2] - 1;
        let k = geometry.slice_at_mm(grid as f64 * geometry.spacing_mm[2]);
        let k = snapped(k.clamp(0.0, last as f64));
        let low = k.floor() as usize;
        (low, (low + 1).min(last), k.fract())
    }

    /// The values of slice `k` along the plane, in the order of the voxels.
    fn line_values<T: Sample>(
        &self,
        voxels: &[T],
        frame: &PlaneFrame,
        index: usize,
        k: usize,
        out: &mut [f64],
    ) {
        out.fill(f64::NAN);
        let [across, down, through] = frame.axes;
        let in_plane = if across == 2 { down } else { across };
        let shift = self.geometry.grid_shift(k as f64);
        let extents = self.geometry.size;
        let grid = if frame.flipped[2] {
            frame.count - 1 - index
        } else {
            index
        };
        let Some(beside) = Between::of(grid as f64 + shift[through], extents[through]) else {
            return;
        };
        let strides = [1, extents[0]];
        let line = Line {
            start: k * extents[0] * extents[1] + beside.first * strides[through],
            step: strides[in_plane],
            count: extents[in_plane],
            beside: (strides[through], beside.weight),
            along_columns: in_plane == 0,
        };
        let padding = self.padding;
        match self.lut(k) {
            // The usual case, without a branch per sample.
            ModalityLut::Linear { slope, intercept } if padding.is_none() => {
                let (slope, intercept) = (*slope, *intercept);
                weigh(voxels, line, shift[in_plane], out, |stored| {
                    stored * slope + intercept
                });
            }
            lut => weigh(voxels, line, shift[in_plane], out, |stored| {
                if padding.is_some_and(|padding| padding.contains(stored)) {
                    f64::NAN
                } else {
                    lut.value(stored)
                }
            }),
        }
    }
}

/// Writes the values of a line, moved by `shift` samples, to `out`; what lies outside is left.
fn weigh<T: Sample>(
    voxels: &[T],
    line: Line,
    shift: f64,
    out: &mut [f64],
    value: impl Fn(f64) -> f64,
) {
    let shift = snapped(shift);
    let whole = shift.floor();
    let fraction = shift - whole;
    // Samples `x` of the line whose position `x + shift` lies on it.
    let last = line.count as f64 - 1.0;
    let first = (-shift).ceil().max(0.0);
    let end = (last - shift).floor().min(out.len() as f64 - 1.0) + 1.0;
    if end <= first {
        return;
    }
    let (first, end) = (first as usize, end as usize);
    let begin = line.start + (first as f64 + whole) as usize * line.step;
    let (beside, weight) = line.beside;
    // The neighbours in the order columns, then rows; those without weight must not carry their
    // padding in.
    let along = [(0, 1.0 - fraction), (line.step, fraction)];
    let aside = [(0, 1.0 - weight), (beside, weight)];
    let mut terms = [(0, 0.0); 4];
    for (n, term) in terms.iter_mut().enumerate() {
        let (a, b) = if line.along_columns {
            (along[n % 2], aside[n / 2])
        } else {
            (along[n / 2], aside[n % 2])
        };
        *term = (a.0 + b.0, a.1 * b.1);
    }
    let out = &mut out[first..end];
    let mut is_first = true;
    for (offset, weight) in terms.into_iter().filter(|(_, weight)| *weight > 0.0) {
        let samples = voxels[begin + offset..].iter().step_by(line.step);
        if is_first {
            for (out, stored) in out.iter_mut().zip(samples) {
                *out = weight * value(stored.to_f64());
            }
            is_first = false;
        } else {
            for (out, stored) in out.iter_mut().zip(samples) {
                *out += weight * value(stored.to_f64());
            }
        }
    }
}

/// Rows of `width` as columns.
fn transposed(data: &[f32], width: usize, rows: usize) -> Vec<f32> {
    /// Samples that are turned at one time, so that neither side leaves the cache.
    const BLOCK: usize = 32;
    let mut turned = vec![0.0; data.len()];
    turned
        .par_chunks_mut((BLOCK * rows).max(1))
        .enumerate()
        .for_each(|(block, out)| {
            for first in (0..rows).step_by(BLOCK) {
                for (x, row) in out.chunks_exact_mut(rows).enumerate() {
                    for y in first..(first + BLOCK).min(rows) {
                        row[y] = data[y * width + block * BLOCK + x];
                    }
                }
            }
        });
    turned
}
