//! What one step does to the present picture: before and after, small, for the help sheet.

use std::sync::Arc;
use std::time::Duration;

use super::Finished;
use super::Histogram;
use super::Session;
use super::ViewKey;
use super::keys::Done;
use super::keys::Slot;
use crate::ops::resample::reduce;
use crate::pipeline;
use crate::pipeline::PipelineError;
use crate::pipeline::Prepared;
use crate::pixels::Picture;
use crate::recipe::Recipe;

/// The picture under one of the two recipes.
#[derive(Debug)]
pub struct ExampleSide {
    /// Counts of all pixels of the result; of the values where no step is on.
    pub counts: Histogram,
    /// The picture as the view's look shows it, reduced.
    pub picture: Picture,
    /// Time the last step took; `None` where no step is on.
    pub took: Option<Duration>,
}

/// The present picture without and with a step.
#[derive(Debug)]
pub struct Example {
    /// The [serial](Finished::serial) of the picture it was made from.
    pub serial: u64,
    /// The recipe without the step, and the one with it.
    pub recipes: [Recipe; 2],
    /// Both pictures; a sentence where a recipe cannot be carried out.
    pub sides: Result<[ExampleSide; 2], String>,
}

impl Session {
    /// The slice that `view` shows under both `recipes`, at most `side` pixels wide and high; and a job where it is not
    /// made yet. Never waits.
    pub fn example(
        &self,
        view: ViewKey,
        recipes: &[Recipe; 2],
        side: usize,
    ) -> Option<Arc<Example>> {
        let finished = self.finished(view)?;
        let made = self
            .example
            .as_ref()
            .filter(|example| example.serial == finished.serial && example.recipes == *recipes);
        if made.is_none() && !self.jobs.busy(&Slot::Example) {
            let recipes = recipes.clone();
            let known = self.known(&finished.key.series, finished.key.phase);
            self.jobs.replace(Slot::Example, move |job| {
                let keep_going = || !job.cancelled();
                let one = |recipe: &Recipe| {
                    let prepared = match &known {
                        Some(known) => known
                            .prepare(recipe, &keep_going)
                            .map_err(|problem| problem.reason)?,
                        None => Some(Prepared::default()),
                    };
                    let Some(prepared) = prepared else {
                        return Ok(None);
                    };
                    match made_side(&finished, recipe, prepared, side, &keep_going) {
                        Ok(made) => Ok(Some(made)),
                        Err(PipelineError::Cancelled) => Ok(None),
                        Err(error) => Err(error.to_string()),
                    }
                };
                let [before, after] = &recipes;
                let sides = match (one(before), one(after)) {
                    (Ok(Some(before)), Ok(Some(after))) => Ok([before, after]),
                    (Ok(None), _) | (_, Ok(None)) => return None,
                    (Err(reason), _) | (_, Err(reason)) => Err(reason),
                };
                Some(Done::Example(Arc::new(Example {
                    serial: finished.serial,
                    recipes,
                    sides,
                })))
            });
        }
        made.cloned()
    }
}

fn made_side(
    finished: &Finished,
    recipe: &Recipe,
    prepared: Prepared,
    side: usize,
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Result<ExampleSide, PipelineError> {
    let slice = finished.processed.slice.clone();
    let aspect = slice.pixel_aspect;
    let processed = pipeline::process(slice, recipe, &prepared, keep_going)?;
    let picture = pipeline::present(&processed, &finished.key.look);
    let (width, height) = (picture.width as f64, picture.height as f64 * aspect);
    let scale = (side as f64 / width.max(height)).min(1.0);
    let sized = |extent: f64| ((extent * scale).round() as usize).max(1);
    let took = processed.took.last().map(|(_, took)| *took);
    Ok(ExampleSide {
        picture: reduce(&picture, sized(width), sized(height)),
        took,
        counts: processed.after.unwrap_or(processed.before),
    })
}
