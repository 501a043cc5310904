//! What recipes must know of whole series, found out once and kept.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

use super::Session;
use super::numbers::Counts;
use crate::pipeline;
use crate::pipeline::Given;
use crate::pipeline::Memory;
use crate::pipeline::PipelineError;
use crate::pipeline::Prepared;
use crate::problem::Problem;
use crate::read;
use crate::recipe::Recipe;
use crate::study::Series;
use crate::study::SeriesId;

/// Knowledge shared by all jobs.
#[derive(Default)]
pub(super) struct Preparing {
    memory: Memory,
    /// Reference pictures by path, as they were when they were first needed.
    references: Mutex<HashMap<Arc<str>, Arc<Series>>>,
}

/// A phase of an open series, with what is known of it as a whole.
pub(super) struct Known {
    series: Arc<Series>,
    at: usize,
    counts: Arc<Counts>,
    preparing: Arc<Preparing>,
}

impl Known {
    /// The phase as a series by itself.
    pub fn phase(&self) -> &Series {
        self.series.phase(self.at)
    }

    /// What `recipe` must know of the series; `Ok(None)` when told to stop.
    ///
    /// # Errors
    /// When a reference cannot be read, or a step cannot be done for this series.
    pub fn prepare(
        &self,
        recipe: &Recipe,
        keep_going: &(dyn Fn() -> bool + Sync),
    ) -> Result<Option<Prepared>, Problem> {
        let mut given = Given::default();
        for path in recipe.references() {
            let reference = self.preparing.reference(&path, keep_going)?;
            given.references.insert(path, reference);
        }
        let series = self.phase();
        let counts = || self.counts.of(series);
        let memory = &self.preparing.memory;
        match pipeline::prepare(series, recipe, given, &counts, memory, keep_going) {
            Ok(prepared) => Ok(Some(prepared)),
            Err(PipelineError::Cancelled) => Ok(None),
            Err(error) => Err(error.problem(&series.header.description)),
        }
    }
}

impl Session {
    /// Phase `at` (from 0) of the open series of that name.
    pub(super) fn known(&self, series: &SeriesId, at: usize) -> Option<Known> {
        let shelved = self.library.get(series)?;
        Some(Known {
            series: shelved.series.clone(),
            at,
            counts: shelved.counts.get(at)?.clone(),
            preparing: self.preparing.clone(),
        })
    }
}

impl Preparing {
    /// Forgets what is known of all other series: they were read again or closed.
    pub fn keep(&self, is_kept: impl Fn(&SeriesId) -> bool) {
        self.memory.keep(is_kept);
    }

    fn reference(
        &self,
        path: &Arc<str>,
        keep_going: &(dyn Fn() -> bool + Sync),
    ) -> Result<Arc<Series>, Problem> {
        let lock = || {
            self.references
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
        };
        if let Some(known) = lock().get(path) {
            return Ok(known.clone());
        }
        let series = read::reference(path, keep_going)?;
        lock().insert(path.clone(), series.clone());
        Ok(series)
    }
}
