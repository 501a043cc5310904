//! Through all slices of a series, for a step that must know them.

use super::Prepared;
use crate::for_samples;
use crate::ops::clahe::volume;
use crate::ops::clahe::volume::VolumeParams;
use crate::ops::histogram::Histogram;
use crate::pipeline::PipelineError;
use crate::pipeline::path::Path;
use crate::pipeline::steps;
use crate::pixels::Image;
use crate::pixels::Mask;
use crate::pixels::Sample;
use crate::pixels::Samples;
use crate::recipe::Recipe;
use crate::recipe::Step;
use crate::study::Content;
use crate::study::ModalityLut;
use crate::study::Series;
use crate::study::Slice;
use crate::study::Stack;
use crate::study::Volume;

/// Slices held as samples at one time while a series is gone through.
const BATCH: usize = 16;

/// All slices of a series, through the steps before one of them.
pub(super) struct Walk<'a> {
    pub series: &'a Series,
    pub recipe: &'a Recipe,
    /// The place of the step that asks.
    pub until: usize,
    pub prepared: &'a Prepared,
    pub keep_going: &'a (dyn Fn() -> bool + Sync),
}

impl Walk<'_> {
    /// What the asking step is given for `slice`, and which pixels take part.
    fn input(&self, slice: &Slice) -> Result<(Samples, Option<Mask>), PipelineError> {
        let path = Path::along(
            slice,
            self.recipe,
            self.until,
            self.prepared,
            self.keep_going,
        )?;
        Ok((path.last().clone(), path.masks.counted))
    }

    /// Counts of what `step` is given, over all slices: one histogram, or those of red, green and blue.
    pub(super) fn counts(&self, step: &Step) -> Result<Vec<Histogram>, PipelineError> {
        let mut whole: Vec<Histogram> = Vec::new();
        let count = self.series.acquired_count();
        for first in (0..count).step_by(BATCH) {
            let inputs = self
                .series
                .map_acquired(first..(first + BATCH).min(count), |slice| {
                    let (input, mask) = self.input(&slice)?;
                    Ok((steps::greys(&input, step.colour), mask))
                })
                .into_iter()
                .collect::<Result<Vec<_>, PipelineError>>()?;
            let channels = inputs.first().map_or(0, |(greys, _)| greys.len());
            for channel in 0..channels {
                let views: Vec<(&Samples, Option<&Mask>)> = inputs
                    .iter()
                    .filter_map(|(greys, mask)| Some((greys.get(channel)?, mask.as_ref())))
                    .collect();
                let part = Histogram::of_slices(&views, 0);
                match whole.get_mut(channel) {
                    Some(whole) => whole.merge(&part),
                    None => whole.push(part),
                }
            }
        }
        Ok(whole)
    }

    /// N-dimensional CLAHE of the whole series, as a series of the same shape.
    pub(super) fn equalised(&self, params: &VolumeParams) -> Result<Series, PipelineError> {
        let refused = |reason: &str| PipelineError::Step {
            step: self.until,
            filter: "clahe",
            reason: reason.to_owned(),
        };
        let inputs = self
            .series
            .map_acquired(0..self.series.acquired_count(), |slice| self.input(&slice))
            .into_iter()
            .collect::<Result<Vec<_>, PipelineError>>()?;
        let Some((first, _)) = inputs.first() else {
            return Err(refused("the series has no slices"));
        };
        let (width, height) = (first.width(), first.height());
        let alike = |(samples, _): &(Samples, Option<Mask>)| {
            (samples.width(), samples.height(), samples.channels()) == (width, height, 1)
                && samples.sample_type() == first.sample_type()
        };
        if !inputs.iter().all(alike) {
            return Err(refused(
                "variant=volume wants slices of one size and one channel",
            ));
        }
        let size = [width, height, inputs.len()];
        let masked = inputs.iter().any(|(_, mask)| mask.is_some());
        let mask: Option<Vec<bool>> = masked.then(|| {
            let inside = |mask: &Option<Mask>| match mask {
                Some(mask) => mask.inside().to_vec(),
                None => vec![true; width * height],
            };
            inputs.iter().flat_map(|(_, mask)| inside(mask)).collect()
        });
        let eight = matches!(first, Samples::U8(_));
        let voxels = if eight {
            let of = |samples: &Samples| match samples {
                Samples::U8(image) => image.data().to_vec(),
                _ => Vec::new(),
            };
            let voxels: Vec<u8> = inputs.iter().flat_map(|(samples, _)| of(samples)).collect();
            drop(inputs);
            let done = volume::apply(&voxels, size, params, mask.as_deref(), self.keep_going);
            done.map(|voxels| Samples::U8(Image::grey(width, height * size[2], voxels)))
        } else {
            let of = |samples: &Samples| match samples {
                Samples::U16(image) => image.data().to_vec(),
                _ => Vec::new(),
            };
            let voxels: Vec<u16> = inputs.iter().flat_map(|(samples, _)| of(samples)).collect();
            drop(inputs);
            let done = volume::apply(&voxels, size, params, mask.as_deref(), self.keep_going);
            done.map(|voxels| Samples::U16(Image::grey(width, height * size[2], voxels)))
        };
        let voxels = voxels.ok_or(PipelineError::Cancelled)?;
        let content = match &self.series.content {
            Content::Volume(volume) => Content::Volume(Volume {
                voxels,
                geometry: volume.geometry.clone(),
                luts: vec![ModalityLut::IDENTITY],
                padding: None,
            }),
            Content::Stack(_) => Content::Stack(Stack::plain(planes(&voxels, width, height))),
        };
        Ok(Series {
            header: self.series.header.clone(),
            content,
        })
    }
}

fn planes(voxels: &Samples, width: usize, height: usize) -> Vec<Samples> {
    for_samples!(voxels, image => {
        image
            .data()
            .chunks_exact((width * height).max(1))
            .map(|plane| Sample::wrap(Image::grey(width, height, plane.to_vec())))
            .collect()
    })
}
