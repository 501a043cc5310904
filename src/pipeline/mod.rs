//! The one path from a slice and a recipe to samples, numbers and a picture.
//!
//! Stored samples → modality LUT → steps → (MONOCHROME1 inverted once) is [`process`]; the display
//! window, tissue colours and inversion for the eye are [`present`]. Window, command line and library
//! all call these two, so a pixel cannot come out differently. What is exported as data is
//! [`Processed::result`]; `present` never touches it.
//!
//! The order is fixed for these reasons: statistics are in the modality's unit, so the LUT comes first;
//! filters see MONOCHROME1 as stored, because equalisation and inversion do not commute; padding takes
//! part in no histogram and is drawn as background, so it is set to 0 after the inversion.

mod counts;
mod display;
mod mapping;
mod series;
mod steps;
mod tissue;
mod transfer;
mod values;

pub use display::present;
pub use mapping::Mapping;
pub use series::Prepared;
pub use series::series_histogram;
pub use series::thumbnail;
pub use series::wants_series;
pub use tissue::TissueFigures;
pub use tissue::resolved_ranges;
pub use tissue::series_tissue;
pub use tissue::slice_tissue;
pub use transfer::Neighbourhood;
pub use transfer::Transfer;
pub use transfer::TransferPoint;
pub use transfer::neighbourhood;
pub use transfer::transfer;

use std::time::Duration;
use std::time::Instant;

use counts::counts;

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
    /// Nobody waits for the result any more.
    #[error("cancelled")]
    Cancelled,
}

impl PipelineError {
    /// The problem this is for a person who asked for `file` to be processed.
    pub fn problem(&self, file: &str) -> Problem {
        match self {
            Self::Recipe(error) => error.problem(file),
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
    /// Which pixels are data; `None` where all are.
    pub mask: Option<Mask>,
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
    let (values, mask) = values::values(&slice);
    let automatic = mapping::automatic(&slice, &values, mask.as_ref(), prepared);
    let (before, channels) = counts(&values, mask.as_ref());
    let mut took = Vec::new();
    let mut windows = Vec::new();
    let mut current: Option<Samples> = None;
    for (at, step) in recipe.active() {
        if !keep_going() {
            return Err(PipelineError::Cancelled);
        }
        let begun = Instant::now();
        let input = current.as_ref().unwrap_or(&values);
        let place = steps::Place {
            slice: &slice,
            mask: mask.as_ref(),
            beginning: current.is_none().then_some(prepared),
            keep_going,
        };
        let done = steps::run(step, input, &place).ok_or(PipelineError::Cancelled)?;
        windows.extend(done.mapping.map(|mapping| (at, mapping)));
        took.push((at, begun.elapsed()));
        current = Some(done.samples);
    }
    let stepped = current.is_some();
    let mut result = current.unwrap_or_else(|| values.clone());
    if end != Domain::Values && (stepped || start != Domain::Values) {
        finish(&mut result, slice.inverted, mask.as_ref());
    }
    let after = stepped.then(|| counts(&result, mask.as_ref()).0);
    Ok(Processed {
        slice,
        values,
        mask,
        result,
        domain: end,
        before,
        after,
        channels,
        took,
        automatic,
        windows,
    })
}

/// Inverts grey once where the file asks for it, and blackens padding.
fn finish(result: &mut Samples, inverted: bool, mask: Option<&Mask>) {
    fn on<T: Copy + std::ops::Sub<Output = T> + Default>(
        image: &mut Image<T>,
        top: T,
        inverted: bool,
        mask: Option<&Mask>,
    ) {
        if inverted {
            for sample in image.data_mut() {
                *sample = top - *sample;
            }
        }
        if let Some(mask) = mask {
            let channels = image.channels();
            let pixels = image.data_mut().chunks_exact_mut(channels);
            for (pixel, _) in pixels.zip(mask.inside()).filter(|(_, inside)| !**inside) {
                pixel.fill(T::default());
            }
        }
    }
    match result {
        Samples::U8(image) => on(image, u8::MAX, inverted, mask),
        Samples::U16(image) => on(image, u16::MAX, inverted, mask),
        _ => {}
    }
}
