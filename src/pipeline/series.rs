//! What steps and windows must know of a whole series before one slice can be processed.

use std::sync::Arc;

use super::values;
use crate::ops::histogram::Histogram;
use crate::ops::resample::reduce;
use crate::pixels::Mask;
use crate::pixels::Picture;
use crate::pixels::Samples;
use crate::recipe::Auto;
use crate::recipe::Domain;
use crate::recipe::Filter;
use crate::recipe::Look;
use crate::recipe::Recipe;
use crate::recipe::Scope;
use crate::recipe::WindowStep;
use crate::study::Content;
use crate::study::Plane;
use crate::study::Series;
use crate::study::SeriesHeader;

/// What is known of a series beyond the slice at hand.
#[derive(Clone, Debug, Default)]
pub struct Prepared {
    /// Counts of all values of the series; `None` takes the slice's own instead.
    pub histogram: Option<Arc<Histogram>>,
}

/// Whether the picture of a slice depends on statistics of its whole series: a window by rule with
/// series scope, or no window in the file at all.
///
/// A single picture is its own series and needs nothing; colour has no window of a series.
pub fn wants_series(header: &SeriesHeader, recipe: &Recipe) -> bool {
    if header.is_single() || header.channels != 1 {
        return false;
    }
    let no_voi = header.vois.is_empty();
    let by_rule = recipe.active().next().is_some_and(|(_, step)| {
        step.scope == Scope::Series
            && match step.filter {
                Filter::Window(WindowStep::Auto(Auto::File), _) => no_voi,
                Filter::Window(WindowStep::Auto(_), _) => true,
                _ => false,
            }
    });
    let shows_values = recipe.check(Domain::Values) == Ok(Domain::Values);
    by_rule || (no_voi && shows_values)
}

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
    let count = match &series.content {
        Content::Stack(stack) => stack.frames.len(),
        Content::Volume(volume) => volume.geometry.size[2],
    };
    let mut whole: Option<Histogram> = None;
    for first in (0..count).step_by(BATCH) {
        if !keep_going() {
            return None;
        }
        let end = (first + BATCH).min(count);
        let slices: Vec<(Samples, Option<Mask>)> = (first..end)
            .map(|k| values::values(&series.slice(Plane::Acquired, k)))
            .collect();
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
