//! What was found out about series, kept for the next slice and the next view.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;

use crate::ops::histogram::Histogram;
use crate::recipe::Colour;
use crate::recipe::MaskRule;
use crate::recipe::Recipe;
use crate::recipe::Step;
use crate::study::Series;
use crate::study::SeriesHeader;
use crate::study::SeriesId;

/// What one step knows of the whole series; of colour there is one for each grey it acts on.
#[derive(Clone, Debug)]
pub(super) enum Learned {
    /// Counts of its input.
    Counts(Arc<Vec<Arc<Histogram>>>),
    /// How often each grey occurs in its reference, 256 or 65536 counts.
    Greys(Arc<Vec<Vec<u64>>>),
    /// Its result for the whole series.
    Result(Arc<Vec<Series>>),
}

/// What is to be found out.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Asks {
    /// Counts of what the steps before give, by the greys that the asking step acts on.
    Counts(Colour),
    /// The greys of a reference, likewise.
    Greys(Colour),
    /// The result of this step.
    Result(Box<Step>),
}

/// What was asked: all that the answer depends on, and nothing else of the asking step, so that its
/// sliders do not ask again.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Question {
    series: SeriesId,
    /// Which of its phases.
    phase: usize,
    /// The steps that are on, before the one that asks.
    before: Vec<Step>,
    mask: MaskRule,
    asks: Asks,
}

impl Question {
    pub(super) fn of(header: &SeriesHeader, recipe: &Recipe, at: usize, asks: Asks) -> Self {
        let before = recipe.active().take_while(|(place, _)| *place < at);
        Self {
            series: header.id.clone(),
            phase: header.phase(),
            before: before.map(|(_, step)| step.clone()).collect(),
            mask: recipe.mask.clone(),
            asks,
        }
    }
}

/// An answer, locked by whoever is finding it out.
type Answer = Arc<Mutex<Option<Learned>>>;

/// What was learned of series that are looked at again and again. The oldest is forgotten first.
#[derive(Debug, Default)]
pub struct Memory(Mutex<Vec<(Question, Answer)>>);

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Memory {
    /// The most answers kept; a slider that is dragged above a series-wide step asks often.
    const MOST: usize = 24;

    /// Forgets what was learned of all other series: they have other pixels now, or none.
    pub fn keep(&self, is_kept: impl Fn(&SeriesId) -> bool) {
        locked(&self.0).retain(|(question, _)| is_kept(&question.series));
    }

    /// What is known, else what `find` finds out; views that ask the same wait for the first.
    ///
    /// # Errors
    /// Those of `find`; the next who asks tries again.
    pub(super) fn answer<E>(
        &self,
        question: Question,
        find: impl FnOnce() -> Result<Learned, E>,
    ) -> Result<Learned, E> {
        let answer = self.place(question);
        let mut answer = locked(&answer);
        if let Some(known) = &*answer {
            return Ok(known.clone());
        }
        let found = find()?;
        *answer = Some(found.clone());
        Ok(found)
    }

    fn place(&self, question: Question) -> Answer {
        let mut answers = locked(&self.0);
        if let Some((_, answer)) = answers.iter().find(|(asked, _)| *asked == question) {
            return answer.clone();
        }
        // Whole results are large: one at a time.
        if matches!(question.asks, Asks::Result(_)) {
            answers.retain(|(asked, _)| !matches!(asked.asks, Asks::Result(_)));
        }
        if answers.len() >= Self::MOST {
            answers.remove(0);
        }
        let answer = Answer::default();
        answers.push((question, answer.clone()));
        answer
    }
}
