//! The one path from a slice and a recipe to samples, numbers and a picture.
//!
//! Stored samples → modality LUT → steps → (MONOCHROME1 inverted once) is [`process`]; the display
//! window, inversion, colour map and tissue colours for the eye are [`present`]. Window, command line and library
//! all call these two, so a pixel cannot come out differently. What is exported as data is
//! [`Processed::result`]; `present` never touches it.
//!
//! The order is fixed for these reasons: statistics are in the modality's unit, so the LUT comes first;
//! filters see MONOCHROME1 as stored, because equalisation and inversion do not commute; padding takes
//! part in no histogram and is drawn as background, so it is set to 0 after the inversion.

mod counts;
mod display;
mod layers;
mod legend;
mod mapping;
mod masks;
mod measure;
mod path;
mod prepare;
mod remark;
mod series;
mod steps;
mod tissue;
mod transfer;
mod values;

pub use display::present;
pub use layers::lay;
pub use legend::Legend;
pub use mapping::Mapping;
pub use measure::Figures;
pub use measure::MeasureError;
pub use measure::SliceFigures;
pub use measure::measure;
pub use prepare::Given;
pub use prepare::Memory;
pub use prepare::Prepared;
pub use prepare::prepare;
pub use prepare::wants_series;
pub use remark::Remark;
pub use series::series_histogram;
pub use series::thumbnail;
pub use tissue::TissueFigures;
pub use tissue::resolved_ranges;
pub use tissue::series_tissue;
pub use tissue::slice_tissue;
pub use transfer::Neighbourhood;
pub use transfer::Transfer;
pub use transfer::TransferPoint;
pub use transfer::neighbourhood;
pub use transfer::transfer;

pub use crate::ops::metrics::DataRange;
pub use crate::ops::metrics::Metric;
pub use crate::ops::metrics::Metrics;
pub use crate::ops::metrics::Regions;

use std::time::Duration;

use counts::counts;
use masks::Masks;
use path::Path;

use crate::ops::histogram::Histogram;
use crate::pixels::Image;
use crate::pixels::Mask;
use crate::pixels::Samples;
use crate::problem::Effect;
use crate::problem::Problem;
use crate::recipe::Domain;
use crate::recipe::Recipe;
use crate::recipe::RecipeError;
use crate::study::Slice;

/// Why a slice could not be processed.
#[derive(Debug, thiserror::Error)]
pub enum PipelineError {
    /// A step does not fit what the steps before it give.
    #[error(transparent)]
    Recipe(#[from] RecipeError),
    /// A step cannot be done for this picture.
    #[error("step {}, {filter}: {reason}", step + 1)]
    Step {
        /// Its place in the recipe, from 0.
        step: usize,
        /// The filter's name.
        filter: &'static str,
        /// Why not.
        reason: String,
    },
    /// The mask given is not of the picture's size.
    #[error("mask: {} x {}, wanted {} x {}", found[0], found[1], wanted[0], wanted[1])]
    MaskSize {
        /// Columns and rows of the mask.
        found: [usize; 2],
        /// Columns and rows of the picture.
        wanted: [usize; 2],
    },
    /// Nobody waits for the result any more.
    #[error("cancelled")]
    Cancelled,
}

impl PipelineError {
    /// The problem this is for a person who asked for `file` to be processed.
    pub fn problem(&self, file: &str) -> Problem {
        match self {
            Self::Recipe(error) => error.problem(file),
            Self::Step {
                step,
                filter,
                reason,
            } => {
                let element = format!("step {}, {filter}", step + 1);
                Problem::error(file, element, reason.clone(), Effect::None)
            }
            Self::MaskSize { found, wanted } => {
                let [[width, height], [columns, rows]] = [found, wanted];
                let reason = format!("{width} x {height}, wanted {columns} x {rows}");
                Problem::error(file, "mask", reason, Effect::None)
            }
            Self::Cancelled => Problem::error(file, "", "cancelled", Effect::None),
        }
    }
}

/// A slice with a recipe applied: what it began with, the exact result, and both histograms.
#[derive(Clone, Debug)]
pub struct Processed {
    /// The slice as stored.
    pub slice: Slice,
    /// Its values after the modality LUT, before any step.
    pub values: Samples,
    /// Which pixels take part in histograms; `None` where all do.
    pub mask: Option<Mask>,
    /// Which pixels are data and not padding; `None` where all are.
    pub data: Option<Mask>,
    /// The result of the last step; grey is inverted for MONOCHROME1.
    pub result: Samples,
    /// What the numbers of `result` are.
    pub domain: Domain,
    /// Counts of `values` (luminance of colour pictures).
    pub before: Histogram,
    /// Counts of `result`, where a step is on.
    pub after: Option<Histogram>,
    /// Counts of red, green and blue of colour pictures, before any step.
    pub channels: Vec<Histogram>,
    /// Time each active step took, by its place in the recipe.
    pub took: Vec<(usize, Duration)>,
    /// The window in which `values` are shown where the look asks for none.
    pub automatic: Mapping,
    /// The window each `window` step used, by its place in the recipe.
    pub windows: Vec<(usize, Mapping)>,
    /// What a person should know of a step, by its place in the recipe.
    pub remarks: Vec<(usize, Remark)>,
}

impl Processed {
    /// Whether the result is still the values, or grey that no step has made, so that the look's
    /// window acts on it.
    pub fn shows_values(&self) -> bool {
        self.after.is_none() || self.domain == Domain::Values
    }
}

/// Applies `recipe` to `slice`: stored samples → modality LUT → steps.
///
/// `keep_going` is asked between steps and within slow ones.
///
/// # Errors
/// When a step does not fit ([`Recipe::fitted`] makes lists that do), or when told to stop.
pub fn process(
    slice: Slice,
    recipe: &Recipe,
    prepared: &Prepared,
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Result<Processed, PipelineError> {
    let start = Domain::of_slice(&slice);
    let end = recipe.check(start)?;
    let path = Path::along(&slice, recipe, usize::MAX, prepared, keep_going)?;
    let Path {
        values,
        masks: Masks { counted, data },
        result,
        took,
        windows,
        remarks,
    } = path;
    let mask = counted.as_ref();
    let automatic = mapping::automatic(&slice, &values, mask, prepared);
    let (before, channels) = counts(&values, mask);
    let stepped = result.is_some();
    let mut result = result.unwrap_or_else(|| values.clone());
    if end != Domain::Values && (stepped || start != Domain::Values) {
        finish(&mut result, slice.inverted, data.as_ref());
    }
    let after = stepped.then(|| counts(&result, mask).0);
    Ok(Processed {
        slice,
        values,
        mask: counted,
        data,
        result,
        domain: end,
        before,
        after,
        channels,
        took,
        automatic,
        windows,
        remarks,
    })
}

/// Inverts grey once where the file asks for it, and blackens what is no data.
fn finish(result: &mut Samples, inverted: bool, data: Option<&Mask>) {
    fn on<T: Copy + std::ops::Sub<Output = T> + Default>(
        image: &mut Image<T>,
        top: T,
        inverted: bool,
        data: Option<&Mask>,
    ) {
        if inverted {
            for sample in image.data_mut() {
                *sample = top - *sample;
            }
        }
        if let Some(data) = data {
            let channels = image.channels();
            let pixels = image.data_mut().chunks_exact_mut(channels);
            for (pixel, _) in pixels.zip(data.inside()).filter(|(_, inside)| !**inside) {
                pixel.fill(T::default());
            }
        }
    }
    match result {
        Samples::U8(image) => on(image, u8::MAX, inverted, data),
        Samples::U16(image) => on(image, u16::MAX, inverted, data),
        _ => {}
    }
}
