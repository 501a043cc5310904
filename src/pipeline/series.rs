//! Counts and the small picture of a whole series.

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
            let picture = super::present(&processed, &Look::default());
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

/// Counts all values of a series, slice by slice in the order they were acquired; `None` when told
/// to stop, or for a colour series.
///
/// `progress` is told how many slices of how many are counted.
pub fn series_histogram(
    series: &Series,
    progress: &dyn Fn(usize, usize),
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Option<Histogram> {
    /// Slices held as values at one time.
    const BATCH: usize = 16;
    if series.header.channels != 1 {
        return None;
    }
    let count = series.acquired_count();
    let mut whole: Option<Histogram> = None;
    for first in (0..count).step_by(BATCH) {
        if !keep_going() {
            return None;
        }
        let end = (first + BATCH).min(count);
        let slices = (first..end)
            .map(|k| {
                let slice = series.slice(Plane::Acquired, k);
                let values = values(&slice);
                let masks = masks(&slice, &values, &MaskRule::default(), None).ok()?;
                Some((values, masks.counted))
            })
            .collect::<Option<Vec<(Samples, Option<Mask>)>>>()?;
        let views: Vec<(&Samples, Option<&Mask>)> =
            slices.iter().map(|(s, m)| (s, m.as_ref())).collect();
        let part = Histogram::of_slices(&views, 0);
        match &mut whole {
            Some(whole) => whole.merge(&part),
            None => whole = Some(part),
        }
        progress(end, count);
    }
    whole
}
