//! Through all slices of a series, for a step that must know them.

use std::sync::Arc;

use super::Learned;
use super::Prepared;
use crate::ops::clahe::volume;
use crate::ops::clahe::volume::VolumeParams;
use crate::ops::histogram::Histogram;
use crate::ops::lookup::Grey;
use crate::pipeline::PipelineError;
use crate::pipeline::path::Path;
use crate::pipeline::series::count_slices;
use crate::pipeline::steps;
use crate::pixels::Image;
use crate::pixels::Mask;
use crate::pixels::Samples;
use crate::recipe::ClaheMethod;
use crate::recipe::Colour;
use crate::recipe::Filter;
use crate::recipe::Recipe;
use crate::recipe::Step;
use crate::study::Content;
use crate::study::ModalityLut;
use crate::study::Series;
use crate::study::Slice;
use crate::study::Stack;
use crate::study::Volume;

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

    /// What the asking step, `step`, must know.
    pub(super) fn learn(&self, step: &Step) -> Result<Learned, PipelineError> {
        Ok(match &step.filter {
            Filter::Clahe(ClaheMethod::Volume(params)) => {
                Learned::Result(Arc::new(self.equalised(step.colour, params)?))
            }
            _ => Learned::Counts(Arc::new(self.counts(step.colour)?)),
        })
    }

    /// Counts over all slices of the greys that a step acts on: one histogram, or those of red, green
    /// and blue.
    pub(super) fn counts(&self, colour: Colour) -> Result<Vec<Arc<Histogram>>, PipelineError> {
        let counts = count_slices(self.series, &|_, _| {}, |slice| {
            let (input, mask) = self.input(&slice)?;
            Ok((steps::greys(&input, colour), mask))
        })?;
        Ok(counts.into_iter().map(Arc::new).collect())
    }

    /// N-dimensional CLAHE of the whole series, as series of the same shape and one channel: of the one
    /// grey that the step acts on, or of red, green and blue.
    fn equalised(
        &self,
        colour: Colour,
        params: &VolumeParams,
    ) -> Result<Vec<Series>, PipelineError> {
        let inputs = self
            .series
            .map_acquired(0..self.series.acquired_count(), |slice| {
                let (input, mask) = self.input(&slice)?;
                Ok((steps::greys(&input, colour), mask))
            })
            .into_iter()
            .collect::<Result<Vec<_>, PipelineError>>()?;
        let (mut greys, masks): (Vec<Vec<Samples>>, Vec<Option<Mask>>) = inputs.into_iter().unzip();
        let mut results = Vec::new();
        // The last channel first, so that each is let go when it is done.
        while let Some(slices) = greys.iter_mut().map(Vec::pop).collect::<Option<Vec<_>>>() {
            let voxels = match slices.first() {
                Some(Samples::U8(_)) => self.equalised_grey::<u8>(slices, &masks, params)?,
                Some(_) => self.equalised_grey::<u16>(slices, &masks, params)?,
                None => break,
            };
            results.push(self.with_voxels(voxels));
        }
        results.reverse();
        Ok(results)
    }

    /// The slices below each other, equalised.
    fn equalised_grey<G: Grey>(
        &self,
        slices: Vec<Samples>,
        masks: &[Option<Mask>],
        params: &VolumeParams,
    ) -> Result<Samples, PipelineError> {
        let images: Vec<&Image<G>> = slices.iter().filter_map(G::image).collect();
        let (width, height) = images.first().map_or((0, 0), |i| (i.width(), i.height()));
        let alike = |image: &&Image<G>| (image.width(), image.height()) == (width, height);
        if images.len() < slices.len() || !images.iter().all(alike) {
            return Err(PipelineError::Step {
                step: self.until,
                filter: "clahe",
                reason: "variant=volume wants slices of one size and depth".to_owned(),
            });
        }
        let size = [width, height, images.len()];
        let data = images.iter().flat_map(|image| image.data());
        let voxels: Vec<G> = data.copied().collect();
        drop(slices);
        let masked = masks.iter().any(Option::is_some);
        let mask: Option<Vec<bool>> = masked.then(|| {
            let inside = |mask: &Option<Mask>| match mask {
                Some(mask) => mask.inside().to_vec(),
                None => vec![true; width * height],
            };
            masks.iter().flat_map(inside).collect()
        });
        let done = volume::apply(&voxels, size, params, mask.as_deref(), self.keep_going);
        let voxels = done.ok_or(PipelineError::Cancelled)?;
        Ok(G::wrap(Image::grey(width, height * size[2], voxels)))
    }

    /// The series with other voxels, which are values as they are.
    fn with_voxels(&self, voxels: Samples) -> Series {
        let content = match &self.series.content {
            Content::Volume(volume) => Content::Volume(Volume {
                voxels,
                geometry: volume.geometry.clone(),
                luts: vec![ModalityLut::IDENTITY],
                padding: None,
            }),
            Content::Stack(stack) => {
                Content::Stack(Stack::plain(voxels.planes(stack.frames.len())))
            }
        };
        Series::new(self.series.header.clone(), content)
    }
}
