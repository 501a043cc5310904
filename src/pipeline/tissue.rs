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
    set.classes
        .iter()
        .map(|class| {
            if !set.is_relative() {
                return (class.low, class.high);
            }
            let (low, high) = if processed.slice.inverted {
                (100.0 - class.high, 100.0 - class.low)
            } else {
                (class.low, class.high)
            };
            let at = |percent: f64, beyond: f64| {
                if percent <= 0.0 {
                    f64::NEG_INFINITY
                } else if percent >= 100.0 {
                    f64::INFINITY
                } else {
                    processed.before.percentile(percent).unwrap_or(beyond)
                }
            };
            (at(low, f64::NEG_INFINITY), at(high, f64::INFINITY))
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
pub fn series_tissue(series: &Series, counts: &Histogram, set: &TissueSet) -> Vec<TissueFigures> {
    let voxel_ml = series.header.geometry.as_ref().map(|geometry| {
        let [x, y, z] = geometry.spacing_mm;
        x * y * z / 1000.0
    });
    let ranges: Vec<(f64, f64)> = set.classes.iter().map(|c| (c.low, c.high)).collect();
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
