//! The way of one slice through the steps of a recipe, up to any of them.

use std::time::Duration;
use std::time::Instant;

use super::Mapping;
use super::PipelineError;
use super::Prepared;
use super::Remark;
use super::masks::Masks;
use super::masks::masks;
use super::steps;
use super::steps::Halt;
use super::steps::Place;
use super::values::values;
use crate::pixels::Samples;
use crate::recipe::Recipe;
use crate::study::Slice;

/// Where a slice has come to.
pub(super) struct Path {
    /// Its values after the modality LUT.
    pub values: Samples,
    /// Which pixels take part.
    pub masks: Masks,
    /// The result of the last step; `None` while there was none.
    pub result: Option<Samples>,
    /// Time each step took, by its place in the recipe.
    pub took: Vec<(usize, Duration)>,
    /// The window each `window` step used, by its place in the recipe.
    pub windows: Vec<(usize, Mapping)>,
    /// What a person should know of a step, by its place in the recipe.
    pub remarks: Vec<(usize, Remark)>,
}

impl Path {
    /// Takes `slice` through the steps of `recipe` that are on and stand before place `until`.
    ///
    /// # Errors
    /// When a step cannot be done for this slice, or when told to stop.
    pub(super) fn along(
        slice: &Slice,
        recipe: &Recipe,
        until: usize,
        prepared: &Prepared,
        keep_going: &(dyn Fn() -> bool + Sync),
    ) -> Result<Self, PipelineError> {
        let values = values(slice);
        let given = prepared.given.mask.as_deref();
        let masks = masks(slice, &values, &recipe.mask, given)?;
        let mut path = Self {
            values,
            masks,
            result: None,
            took: Vec::new(),
            windows: Vec::new(),
            remarks: Vec::new(),
        };
        for (at, step) in recipe.active().take_while(|(at, _)| *at < until) {
            if !keep_going() {
                return Err(PipelineError::Cancelled);
            }
            let begun = Instant::now();
            let place = Place {
                slice,
                mask: path.masks.counted.as_ref(),
                first: path.result.is_none(),
                at,
                prepared,
                keep_going,
            };
            let done = steps::run(step, path.last(), &place).map_err(|halt| match halt {
                Halt::Stopped => PipelineError::Cancelled,
                Halt::Refused(reason) => PipelineError::Step {
                    step: at,
                    filter: step.filter.kind().name(),
                    reason,
                },
            })?;
            let remark = Remark::on(step, path.last());
            path.remarks.extend(remark.map(|remark| (at, remark)));
            path.windows
                .extend(done.mapping.map(|mapping| (at, mapping)));
            path.took.push((at, begun.elapsed()));
            path.result = Some(done.samples);
        }
        Ok(path)
    }

    /// What the next step is given.
    pub(super) fn last(&self) -> &Samples {
        self.result.as_ref().unwrap_or(&self.values)
    }
}
