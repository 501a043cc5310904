//! What was found out about series, kept for the next slice and the next view.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

use crate::ops::histogram::Histogram;
use crate::recipe::MaskRule;
use crate::recipe::Recipe;
use crate::recipe::Step;
use crate::study::Series;
use crate::study::SeriesHeader;
use crate::study::SeriesId;

/// What one step knows of the whole series.
#[derive(Clone, Debug)]
pub(super) enum Learned {
    /// Counts of its input; of colour, those of the one grey it acts on, or of red, green and blue.
    Counts(Arc<Vec<Histogram>>),
    /// Its result for the whole series; of colour, one for each grey it acts on.
    Result(Arc<Vec<Series>>),
}

/// What was learned of series that are looked at again and again. The oldest is forgotten first.
#[derive(Debug, Default)]
pub struct Memory(Mutex<Vec<(Question, Learned)>>);

/// What was asked: all that the answer depends on.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Question {
    series: SeriesId,
    /// The steps up to the one that asks.
    steps: Vec<Step>,
    mask: MaskRule,
}

impl Question {
    pub(super) fn of(header: &SeriesHeader, recipe: &Recipe, at: usize) -> Self {
        let steps = recipe.active().take_while(|(place, _)| *place <= at);
        Self {
            series: header.id.clone(),
            steps: steps.map(|(_, step)| step.clone()).collect(),
            mask: recipe.mask.clone(),
        }
    }
}

impl Memory {
    /// The most answers kept; a slider that is dragged above a series-wide step asks often.
    const MOST: usize = 24;

    /// Forgets what was learned of all other series: they have other pixels now, or none.
    pub fn keep(&self, is_kept: impl Fn(&SeriesId) -> bool) {
        let mut answers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        answers.retain(|(question, _)| is_kept(&question.series));
    }

    pub(super) fn get(&self, question: &Question) -> Option<Learned> {
        let answers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = answers.iter().find(|(asked, _)| asked == question);
        known.map(|(_, answer)| answer.clone())
    }

    pub(super) fn put(&self, question: Question, answer: Learned) {
        let mut answers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Whole results are large: one at a time.
        if matches!(answer, Learned::Result(_)) {
            answers.retain(|(_, known)| !matches!(known, Learned::Result(_)));
        }
        if answers.len() >= Self::MOST {
            answers.remove(0);
        }
        answers.push((question, answer));
    }
}
