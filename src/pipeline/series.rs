//! Counts and the small picture of a whole series.

use super::PipelineError;
use super::Prepared;
use super::masks::masks;
use super::values::values;
use crate::ops::histogram::Histogram;
use crate::ops::resample::reduce;
use crate::pixels::Mask;
use crate::pixels::Picture;
use crate::pixels::Samples;
use crate::recipe::Look;
use crate::recipe::MaskRule;
use crate::recipe::Recipe;
use crate::study::Plane;
use crate::study::Series;
use crate::study::Slice;

/// A small picture of a series for lists: its middle slice as the file shows it, at most `side`
/// pixels wide and high.
pub fn thumbnail(series: &Series, side: usize) -> Picture {
    let header = &series.header;
    let plane = match header.geometry {
        Some(_) => Plane::Axial,
        None => Plane::Acquired,
    };
    let slice = series.slice(plane, header.slice_count(plane) / 2);
    let aspect = slice.pixel_aspect;
    let never = || true;
    match super::process(slice, &Recipe::default(), &Prepared::default(), &never) {
        Ok(processed) => {
            let picture = super::present(&processed, &Look::usual(&header.modality));
            let (width, height) = (picture.width as f64, picture.height as f64 * aspect);
            let scale = (side as f64 / width.max(height)).min(1.0);
            let sized = |extent: f64| ((extent * scale).round() as usize).max(1);
            reduce(&picture, sized(width), sized(height))
        }
        // Without steps there is nothing to refuse and nobody to cancel.
        Err(_) => Picture {
            width: 0,
            height: 0,
            rgba: Vec::new(),
        },
    }
}

/// Counts all values of a series; `None` when told to stop, or for a colour series.
///
/// `progress` is told how many slices of how many are counted.
pub fn series_histogram(
    series: &Series,
    progress: &dyn Fn(usize, usize),
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Option<Histogram> {
    if series.header.channels != 1 {
        return None;
    }
    let counted = count_slices(series, progress, |slice| {
        if !keep_going() {
            return Err(PipelineError::Cancelled);
        }
        let values = values(&slice);
        let masks = masks(&slice, &values, &MaskRule::default(), None)?;
        Ok((vec![values], masks.counted))
    });
    counted.ok()?.pop()
}

/// Counts what `greys_of` makes of each acquired slice, with the pixels that take part: a histogram of
/// the whole series for each of its pictures.
///
/// # Errors
/// The first of `greys_of`.
pub(super) fn count_slices(
    series: &Series,
    progress: &dyn Fn(usize, usize),
    greys_of: impl Fn(Slice) -> Result<(Vec<Samples>, Option<Mask>), PipelineError> + Sync,
) -> Result<Vec<Histogram>, PipelineError> {
    /// Slices held as samples at one time.
    const BATCH: usize = 16;
    let mut whole: Vec<Histogram> = Vec::new();
    let count = series.acquired_count();
    for first in (0..count).step_by(BATCH) {
        let end = (first + BATCH).min(count);
        let slices = series.map_acquired(first..end, &greys_of);
        let slices = slices.into_iter().collect::<Result<Vec<_>, _>>()?;
        let channels = slices.first().map_or(0, |(greys, _)| greys.len());
        for channel in 0..channels {
            let views: Vec<(&Samples, Option<&Mask>)> = slices
                .iter()
                .filter_map(|(greys, mask)| Some((greys.get(channel)?, mask.as_ref())))
                .collect();
            let part = Histogram::of_slices(&views, 0);
            match whole.get_mut(channel) {
                Some(whole) => whole.merge(&part),
                None => whole.push(part),
            }
        }
        progress(end, count);
    }
    Ok(whole)
}
