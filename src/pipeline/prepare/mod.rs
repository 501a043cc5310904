//! What steps must know before one slice can be processed: statistics of the whole series, volumes
//! that are worked on as a whole, and what the caller read for them.

mod memory;
mod walk;

pub use memory::Memory;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::PipelineError;
use super::series::series_histogram;
use crate::ops::heq;
use crate::ops::histogram::Histogram;
use crate::pixels::Mask;
use crate::recipe::Auto;
use crate::recipe::ClaheMethod;
use crate::recipe::Colour;
use crate::recipe::Domain;
use crate::recipe::Filter;
use crate::recipe::MaskRule;
use crate::recipe::Recipe;
use crate::recipe::Reference;
use crate::recipe::Scope;
use crate::recipe::Step;
use crate::recipe::WindowStep;
use crate::study::Series;
use crate::study::SeriesHeader;
use memory::Asks;
use memory::Learned;
use memory::Question;
use walk::Walk;

/// What the caller has read for a recipe.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// The pictures or series that `match` steps name, by their paths.
    pub references: BTreeMap<Arc<str>, Arc<Series>>,
    /// A mask beside the recipe's rule, of the size of every slice.
    pub mask: Option<Arc<Mask>>,
}

/// What is known beyond the slice at hand.
#[derive(Clone, Debug, Default)]
pub struct Prepared {
    /// Counts of all values of the series; `None` takes the slice's own instead.
    pub histogram: Option<Arc<Histogram>>,
    /// What the caller has read.
    pub given: Given,
    /// What steps found out about the series, by their places in the recipe.
    learned: BTreeMap<usize, Learned>,
    /// What `match` steps found out about their references, by their places in the recipe.
    references: BTreeMap<usize, Learned>,
}

impl Prepared {
    /// Counts of what step `at` is given, over the whole series; `channel` of colour.
    pub(super) fn counts(&self, at: usize, channel: usize) -> Option<&Histogram> {
        match self.learned.get(&at)? {
            Learned::Counts(channels) => channels.get(channel).map(Arc::as_ref),
            Learned::Greys(_) | Learned::Result(_) => None,
        }
    }

    /// How often each grey occurs in the reference of step `at`, 256 or 65536 counts; `channel` of
    /// colour, where the reference has it.
    pub(super) fn reference(&self, at: usize, channel: usize) -> Option<&[u64]> {
        match self.references.get(&at)? {
            Learned::Greys(channels) => channels
                .get(channel)
                .or(channels.first())
                .map(Vec::as_slice),
            Learned::Counts(_) | Learned::Result(_) => None,
        }
    }

    /// The result of step `at` for the whole series; `channel` of colour.
    pub(super) fn result(&self, at: usize, channel: usize) -> Option<&Series> {
        match self.learned.get(&at)? {
            Learned::Result(channels) => channels.get(channel),
            Learned::Counts(_) | Learned::Greys(_) => None,
        }
    }
}

/// Whether the picture of a slice depends on the counts of all values of its series: a window by
/// rule with series scope as the first step, or no window in the file at all.
///
/// A single picture is its own series and needs nothing; colour has no window of a series.
pub fn wants_series(header: &SeriesHeader, recipe: &Recipe) -> bool {
    if header.is_single() || header.channels != 1 {
        return false;
    }
    let no_voi = header.vois.is_empty();
    let by_rule = recipe.active().next().is_some_and(|(_, step)| {
        step.scope == Scope::Series
            && recipe.mask == MaskRule::default()
            && match step.filter {
                Filter::Window(WindowStep::Auto(Auto::File), _) => no_voi,
                Filter::Window(WindowStep::Given(_), _) => false,
                _ => step.has_scope(),
            }
    });
    let shows_values = recipe.check(Domain::of_series(header)) == Ok(Domain::Values);
    by_rule || (no_voi && shows_values)
}

/// Finds out what the steps of `recipe` must know of `series`, going through all its slices for each
/// step that asks.
///
/// `counts` gives the counts of all values; it is asked only where [`wants_series`] says so. What
/// `memory` knows is not found out again.
///
/// # Errors
/// When a step before the asking one cannot be done, or when told to stop.
pub fn prepare(
    series: &Series,
    recipe: &Recipe,
    given: Given,
    counts: &dyn Fn() -> Option<Arc<Histogram>>,
    memory: &Memory,
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Result<Prepared, PipelineError> {
    let header = &series.header;
    let mut prepared = Prepared {
        histogram: wants_series(header, recipe).then(counts).flatten(),
        given,
        ..Prepared::default()
    };
    // A mask of the caller's is not part of what is asked, so that its answers are not kept.
    let own = Memory::default();
    let masked = prepared.given.mask.is_some();
    let memory = if masked { &own } else { memory };
    for (place, (at, step)) in recipe.active().enumerate() {
        if let Filter::Match(reference) = &step.filter {
            let greys = reference_greys(recipe, at, reference, &prepared, memory, keep_going)?;
            prepared.references.insert(at, greys);
        }
        let Some(asks) = asks(header, recipe, at, step, place == 0) else {
            continue;
        };
        let of_values = place == 0 && !masked && recipe.mask == MaskRule::default();
        let learned = match (&asks, &prepared.histogram) {
            (Asks::Counts(_), Some(histogram)) if of_values => {
                Learned::Counts(Arc::new(vec![histogram.clone()]))
            }
            _ => {
                let walk = Walk {
                    series,
                    recipe,
                    until: at,
                    prepared: &prepared,
                    keep_going,
                };
                let question = Question::of(header, recipe, at, asks);
                memory.answer(question, || walk.learn(step))?
            }
        };
        prepared.learned.insert(at, learned);
    }
    Ok(prepared)
}

/// How often each grey occurs in a reference. Grey and colour are counted as they are; values go through
/// the steps before, as the picture itself does.
fn reference_greys(
    recipe: &Recipe,
    at: usize,
    reference: &Reference,
    prepared: &Prepared,
    memory: &Memory,
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Result<Learned, PipelineError> {
    let path = reference.path().map_or("", |path| path);
    let refused = |reason: &str| PipelineError::Step {
        step: at,
        filter: "match",
        reason: format!("reference {path} {reason}"),
    };
    let series = prepared.given.references.get(path);
    let series = series.ok_or_else(|| refused("was not read"))?;
    let begins = Domain::of_series(&series.header);
    let (until, domain) = match begins {
        Domain::Values => (at, recipe.input_of(at, begins)),
        grey => (0, Some(grey)),
    };
    let of_grey = |counts: &Arc<Histogram>| match domain {
        Some(Domain::Grey8) => Ok(heq::counts_in::<u8>(counts)),
        Some(Domain::Grey16) => Ok(heq::counts_in::<u16>(counts)),
        Some(Domain::Values) | None => Err(refused("is no grey of 8 or 16 bits")),
    };
    let colour = recipe
        .steps
        .get(at)
        .map_or_else(Colour::default, |step| step.colour);
    let mut before = recipe.clone();
    before.steps.truncate(until);
    let question = Question::of(&series.header, &before, until, Asks::Greys(colour));
    memory.answer(question, || {
        // A mask of the caller's is of the picture, not of its reference.
        let given = Given {
            references: prepared.given.references.clone(),
            mask: None,
        };
        let counts = || series_histogram(series, &|_, _| {}, keep_going).map(Arc::new);
        let walk = Walk {
            series,
            recipe: &before,
            until,
            prepared: &prepare(series, &before, given, &counts, memory, keep_going)?,
            keep_going,
        };
        let counts = walk.counts(colour)?;
        let greys = counts.iter().map(of_grey).collect::<Result<_, _>>()?;
        Ok(Learned::Greys(Arc::new(greys)))
    })
}

/// What a step asks about the series; `None` where it needs nothing.
fn asks(
    header: &SeriesHeader,
    recipe: &Recipe,
    at: usize,
    step: &Step,
    first: bool,
) -> Option<Asks> {
    if let Filter::Clahe(ClaheMethod::Volume(_)) = step.filter {
        return Some(Asks::Result(Box::new(step.clone())));
    }
    // A single picture is its own series.
    if header.is_single() || step.scope != Scope::Series || !step.has_scope() {
        return None;
    }
    if let Filter::Window(WindowStep::Auto(Auto::File), _) = step.filter {
        let by_file = first && !header.vois.is_empty();
        // What is grey already is shown as it is by the file's rule.
        let input = recipe.input_of(at, Domain::of_series(header));
        let colour = header.channels > 1 && input != Some(Domain::Values);
        if by_file || colour {
            return None;
        }
    }
    Some(Asks::Counts(step.colour))
}
