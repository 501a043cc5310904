//! How much of a picture or a series belongs to each tissue class.

use super::Processed;
use crate::ops::histogram::Histogram;
use crate::recipe::TissueSet;
use crate::study::Series;

/// Figures of one class.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct TissueFigures {
    /// Pixels or voxels.
    pub count: u64,
    /// Share of all pixels that are data, 0 to 1.
    pub share: f64,
    /// Area of a slice in cm²; `None` without millimetres or where the classes are relative.
    pub area_cm2: Option<f64>,
    /// Volume of a series in ml; `None` likewise.
    pub volume_ml: Option<f64>,
}

/// The ranges of `set` in the values of a picture: as they are, or, in a relative set, percentiles
/// turned into values in the direction "denser is brighter".
pub fn resolved_ranges(processed: &Processed, set: &TissueSet) -> Vec<(f64, f64)> {
    ranges_in(&processed.before, processed.slice.inverted, set)
}

/// As [`resolved_ranges`], for values with these `counts`; `inverted`: the lowest is shown white.
fn ranges_in(counts: &Histogram, inverted: bool, set: &TissueSet) -> Vec<(f64, f64)> {
    let at = |percent: f64, beyond: f64| {
        if percent <= 0.0 {
            f64::NEG_INFINITY
        } else if percent >= 100.0 {
            f64::INFINITY
        } else {
            counts.percentile(percent).unwrap_or(beyond)
        }
    };
    let in_values = |low: f64, high: f64| (at(low, f64::NEG_INFINITY), at(high, f64::INFINITY));
    set.classes
        .iter()
        .map(|class| match (set.is_relative(), inverted) {
            (false, _) => (class.low, class.high),
            (true, false) => in_values(class.low, class.high),
            (true, true) => in_values(100.0 - class.high, 100.0 - class.low),
        })
        .collect()
}

/// Figures of each class in one slice; padding takes no part.
pub fn slice_tissue(processed: &Processed, set: &TissueSet) -> Vec<TissueFigures> {
    let pixel_cm2 = processed
        .slice
        .spacing_mm
        .filter(|_| !set.is_relative())
        .map(|[x, y]| x * y / 100.0);
    figures(&processed.before, &resolved_ranges(processed, set))
        .map(|figures| TissueFigures {
            area_cm2: pixel_cm2.map(|cm2| cm2 * figures.count as f64),
            ..figures
        })
        .collect()
}

/// Figures of each class in a whole series, from the counts of its values.
///
/// A voxel counts as thick as the median step from slice to slice.
pub fn series_tissue(series: &Series, counts: &Histogram, set: &TissueSet) -> Vec<TissueFigures> {
    let geometry = series.header.geometry.as_ref();
    let voxel_ml = geometry
        .filter(|_| !set.is_relative())
        .map(|geometry| geometry.spacing_mm.iter().product::<f64>() / 1000.0);
    let ranges = ranges_in(counts, series.header.inverted, set);
    figures(counts, &ranges)
        .map(|figures| TissueFigures {
            volume_ml: voxel_ml.map(|ml| ml * figures.count as f64),
            ..figures
        })
        .collect()
}

fn figures<'a>(
    counts: &'a Histogram,
    ranges: &'a [(f64, f64)],
) -> impl Iterator<Item = TissueFigures> + 'a {
    let n = counts.n().max(1) as f64;
    ranges.iter().map(move |&(low, high)| {
        let count = if low < high {
            counts.count_between(low, high)
        } else {
            0
        };
        TissueFigures {
            count,
            share: count as f64 / n,
            ..TissueFigures::default()
        }
    })
}
