//! Processed slices in numbers: one by itself, and one against another.

use super::Processed;
use super::counts::luminance;
use crate::ops::histogram::Histogram;
use crate::ops::metrics;
use crate::ops::metrics::DataRange;
use crate::ops::metrics::Metrics;
use crate::ops::metrics::Regions;
use crate::pixels::Mask;
use crate::pixels::Rect;
use crate::pixels::Samples;
use crate::recipe::Domain;

/// A picture in numbers; of colour its luminance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figures {
    /// Smallest value; `None` without data.
    pub min: Option<f64>,
    /// Largest value.
    pub max: Option<f64>,
    /// Mean value.
    pub mean: Option<f64>,
    /// Shannon entropy in bits.
    pub entropy_bits: f64,
}

impl Figures {
    fn of(counts: &Histogram) -> Self {
        Self {
            min: counts.min(),
            max: counts.max(),
            mean: counts.mean(),
            entropy_bits: counts.entropy_bits(),
        }
    }
}

/// What a recipe made of one slice, in numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SliceFigures {
    /// The values before any step.
    pub before: Figures,
    /// The result.
    pub after: Figures,
    /// Share of the result at black or white, 0 to 100; `None` where it is values.
    pub saturated_percent: Option<f64>,
}

impl Processed {
    /// The slice in numbers, before and after; padding takes no part.
    pub fn figures(&self) -> SliceFigures {
        let after = self.after.as_ref().unwrap_or(&self.before);
        let range = data_range(self.domain, after);
        SliceFigures {
            before: Figures::of(&self.before),
            after: Figures::of(after),
            saturated_percent: metrics::saturated_percent(after, range),
        }
    }
}

/// The range of such numbers; that of values is their extent.
fn data_range(domain: Domain, counts: &Histogram) -> DataRange {
    match domain {
        Domain::Grey8 => DataRange::Grey8,
        Domain::Grey16 => DataRange::Grey16,
        Domain::Values => DataRange::of_values(counts),
    }
}

/// Why two pictures cannot be compared.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum MeasureError {
    /// They have other numbers of columns or rows.
    #[error("{} x {} and {} x {} pixels, wanted two pictures of one size", a[0], a[1], b[0], b[1])]
    Sizes {
        /// Columns and rows of the first.
        a: [usize; 2],
        /// Columns and rows of the second.
        b: [usize; 2],
    },
    /// Grey of 8 bits, grey of 16 bits and values have no range in common.
    #[error("{} and {}, wanted the same of both", a.name(), b.name())]
    Domains {
        /// What the numbers of the first are.
        a: Domain,
        /// What the numbers of the second are.
        b: Domain,
    },
    /// Colour is compared by its luminance, which colour of real numbers has not.
    #[error("colour of real numbers is not compared")]
    Colour,
    /// A rectangle is empty or reaches beyond the pictures.
    #[error(
        "columns {}-{}, rows {}-{} of {} x {} pixels",
        rect.x, rect.x + rect.width, rect.y, rect.y + rect.height, size[0], size[1]
    )]
    Region {
        /// The rectangle.
        rect: Rect,
        /// Columns and rows of the pictures.
        size: [usize; 2],
    },
    /// Nobody waits for the result any more.
    #[error("cancelled")]
    Cancelled,
}

/// Compares the results of two slices; colour by its luma (Rec. 601). Padding of either takes no part.
/// The data range is that of the grey, and of values the extent of those of `a`.
///
/// # Errors
/// When the two have no size or kind of numbers in common, a region does not fit, or when told to stop.
pub fn measure(
    a: &Processed,
    b: &Processed,
    regions: Regions,
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Result<Metrics, MeasureError> {
    let size = |processed: &Processed| [processed.result.width(), processed.result.height()];
    if size(a) != size(b) {
        return Err(MeasureError::Sizes {
            a: size(a),
            b: size(b),
        });
    }
    if a.domain != b.domain {
        return Err(MeasureError::Domains {
            a: a.domain,
            b: b.domain,
        });
    }
    if let Some(rect) = regions.rects().find(|rect| !is_inside(*rect, size(a))) {
        return Err(MeasureError::Region {
            rect,
            size: size(a),
        });
    }
    let range = |counts: &Histogram| data_range(a.domain, counts);
    let mask = match (&a.mask, &b.mask) {
        (Some(a), Some(b)) => Some(a.and(b)),
        (one, other) => one.as_ref().or(other.as_ref()).cloned(),
    };
    let (grey_a, grey_b) = (grey(&a.result)?, grey(&b.result)?);
    let mask: Option<&Mask> = mask.as_ref();
    metrics::compare(&grey_a, &grey_b, mask, range, regions, keep_going)
        .ok_or(MeasureError::Cancelled)
}

fn is_inside(rect: Rect, [width, height]: [usize; 2]) -> bool {
    let fits = |first: usize, extent: usize, whole: usize| {
        extent > 0 && first.checked_add(extent).is_some_and(|end| end <= whole)
    };
    fits(rect.x, rect.width, width) && fits(rect.y, rect.height, height)
}

fn grey(samples: &Samples) -> Result<Samples, MeasureError> {
    match luminance(samples) {
        Some(luminance) => Ok(luminance),
        None if samples.channels() == 1 => Ok(samples.clone()),
        None => Err(MeasureError::Colour),
    }
}
