//! Stacks of frames and volumes of voxels, and how slices are cut from them.

use std::sync::Arc;

use rayon::prelude::*;

use super::Collimation;
use super::Geometry;
use super::ModalityLut;
use super::Padding;
use super::Plane;
use super::PlaneFrame;
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
        let resampled = frame.is_resampled(&self.geometry);
        let (samples, lut) = if resampled {
            (
                Samples::F32(self.resampled(&frame, index)),
                SliceLut::One(ModalityLut::IDENTITY),
            )
        } else {
            let samples = for_samples!(&self.voxels, image => {
                Sample::wrap(copied(&self.view(image.data(), &frame, index)))
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
}

/// A view as an image of its own, copied on all cores where it is large: across slices each sample is
/// a wait for memory.
fn copied<T: Sample>(view: &View<'_, T>) -> Image<T> {
    /// Samples from which on the cores share the work.
    const LARGE: usize = 1 << 15;
    /// Rows copied at one time.
    const ROWS: usize = 16;
    let (width, height) = (view.width(), view.height());
    if width * height < LARGE {
        return view.to_image();
    }
    let mut data = vec![view.at(0, 0); width * height];
    data.par_chunks_mut(width * ROWS)
        .enumerate()
        .for_each(|(block, rows)| {
            for (y, row) in rows.chunks_exact_mut(width).enumerate() {
                view.copy_row(block * ROWS + y, row);
            }
        });
    Image::grey(width, height, data)
}
