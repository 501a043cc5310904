//! What steps must know before one slice can be processed: statistics of the whole series, volumes
//! that are worked on as a whole, and what the caller read for them.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

use super::PipelineError;
use super::path::Path;
use super::steps;
use crate::for_samples;
use crate::ops::clahe::volume;
use crate::ops::clahe::volume::VolumeParams;
use crate::ops::heq;
use crate::ops::histogram::Histogram;
use crate::pixels::Image;
use crate::pixels::Mask;
use crate::pixels::Sample;
use crate::pixels::Samples;
use crate::recipe::Auto;
use crate::recipe::ClaheMethod;
use crate::recipe::Domain;
use crate::recipe::Filter;
use crate::recipe::MaskRule;
use crate::recipe::Recipe;
use crate::recipe::Scope;
use crate::recipe::Step;
use crate::recipe::WindowStep;
use crate::study::Content;
use crate::study::ModalityLut;
use crate::study::Series;
use crate::study::SeriesHeader;
use crate::study::SeriesId;
use crate::study::Slice;
use crate::study::Stack;
use crate::study::Volume;

/// Slices held as samples at one time while a series is gone through.
const BATCH: usize = 16;

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
    /// How often each grey occurs in the references of `match` steps, by their places in the recipe:
    /// one list, or those of red, green and blue.
    references: BTreeMap<usize, Vec<Vec<u64>>>,
}

/// What one step knows of the whole series.
#[derive(Clone, Debug)]
enum Learned {
    /// Counts of its input; of colour, those of the one grey it acts on, or of red, green and blue.
    Counts(Arc<Vec<Histogram>>),
    /// Its result for the whole series.
    Result(Arc<Series>),
}

impl Prepared {
    /// Counts of what step `at` is given, over the whole series; `channel` of colour.
    pub(super) fn counts(&self, at: usize, channel: usize) -> Option<&Histogram> {
        match self.learned.get(&at)? {
            Learned::Counts(channels) => channels.get(channel),
            Learned::Result(_) => None,
        }
    }

    /// How often each grey occurs in the reference of step `at`, 256 or 65536 counts; `channel` of
    /// colour, where the reference has it.
    pub(super) fn reference(&self, at: usize, channel: usize) -> Option<&[u64]> {
        let channels = self.references.get(&at)?;
        channels
            .get(channel)
            .or(channels.first())
            .map(Vec::as_slice)
    }

    /// The result of step `at` for the whole series.
    pub(super) fn result(&self, at: usize) -> Option<&Series> {
        match self.learned.get(&at)? {
            Learned::Result(series) => Some(series),
            Learned::Counts(_) => None,
        }
    }
}

/// What was learned of series that are looked at again and again. The oldest is forgotten first.
#[derive(Debug, Default)]
pub struct Memory(Mutex<Vec<(Question, Learned)>>);

/// What was asked: all that the answer depends on.
#[derive(Clone, Debug, PartialEq)]
struct Question {
    series: SeriesId,
    /// The steps up to the one that asks.
    steps: Vec<Step>,
    mask: MaskRule,
}

impl Question {
    fn of(header: &SeriesHeader, recipe: &Recipe, at: usize) -> Self {
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

    fn get(&self, question: &Question) -> Option<Learned> {
        let answers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = answers.iter().find(|(asked, _)| asked == question);
        known.map(|(_, answer)| answer.clone())
    }

    fn put(&self, question: Question, answer: Learned) {
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
    // A mask of the caller's is not part of what was asked.
    let remembers = prepared.given.mask.is_none();
    for (place, (at, step)) in recipe.active().enumerate() {
        if let Filter::Match(_) = step.filter {
            let counts = reference_counts(recipe, at, step, &prepared, memory, keep_going)?;
            prepared.references.insert(at, counts);
        }
        let Some(question) = question(header, recipe, at, step, place == 0) else {
            continue;
        };
        let of_values = place == 0 && remembers && recipe.mask == MaskRule::default();
        let known = match (&question, &prepared.histogram) {
            (Ask::Counts, Some(histogram)) if of_values => {
                Some(Learned::Counts(Arc::new(vec![(**histogram).clone()])))
            }
            _ => None,
        };
        let key = Question::of(header, recipe, at);
        let known = known.or_else(|| memory.get(&key).filter(|_| remembers));
        let learned = match known {
            Some(known) => known,
            None => {
                let walk = Walk {
                    series,
                    recipe,
                    until: at,
                    prepared: &prepared,
                    keep_going,
                };
                let learned = match question {
                    Ask::Counts => Learned::Counts(Arc::new(walk.counts(step)?)),
                    Ask::Result(params) => Learned::Result(Arc::new(walk.equalised(params)?)),
                };
                if remembers {
                    memory.put(key, learned.clone());
                }
                learned
            }
        };
        prepared.learned.insert(at, learned);
    }
    Ok(prepared)
}

/// How often each grey occurs in the reference that `step` names. Grey and colour are counted as they
/// are; values go through the steps before, as the picture itself does.
fn reference_counts(
    recipe: &Recipe,
    at: usize,
    step: &Step,
    prepared: &Prepared,
    memory: &Memory,
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Result<Vec<Vec<u64>>, PipelineError> {
    let path = match &step.filter {
        Filter::Match(reference) => reference.path().map_or("", |path| path),
        _ => "",
    };
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
    let of_grey = match domain {
        Some(Domain::Grey8) => heq::counts_in::<u8>,
        Some(Domain::Grey16) => heq::counts_in::<u16>,
        Some(Domain::Values) | None => return Err(refused("is no grey of 8 or 16 bits")),
    };
    let key = Question::of(&series.header, recipe, at);
    let channels = match memory.get(&key) {
        Some(Learned::Counts(channels)) => channels,
        _ => {
            let walk = Walk {
                series,
                recipe,
                until,
                // What was learned is of another series.
                prepared: &Prepared::default(),
                keep_going,
            };
            let channels = Arc::new(walk.counts(step)?);
            memory.put(key, Learned::Counts(channels.clone()));
            channels
        }
    };
    Ok(channels.iter().map(of_grey).collect())
}

/// What a step asks about the series.
enum Ask<'a> {
    Counts,
    Result(&'a VolumeParams),
}

fn question<'a>(
    header: &SeriesHeader,
    recipe: &Recipe,
    at: usize,
    step: &'a Step,
    first: bool,
) -> Option<Ask<'a>> {
    if let Filter::Clahe(ClaheMethod::Volume(params)) = &step.filter {
        return Some(Ask::Result(params));
    }
    // A single picture is its own series.
    if header.is_single() || step.scope != Scope::Series || !step.has_scope() {
        return None;
    }
    let input = recipe.input_of(at, Domain::of_series(header));
    match step.filter {
        Filter::Window(WindowStep::Auto(Auto::File), _) => {
            let by_file = first && !header.vois.is_empty();
            // What is grey already is shown as it is by the file's rule.
            let colour = header.channels > 1 && input != Some(Domain::Values);
            (!by_file && !colour).then_some(Ask::Counts)
        }
        _ => Some(Ask::Counts),
    }
}

/// All slices of a series, through the steps before one of them.
struct Walk<'a> {
    series: &'a Series,
    recipe: &'a Recipe,
    until: usize,
    prepared: &'a Prepared,
    keep_going: &'a (dyn Fn() -> bool + Sync),
}

impl Walk<'_> {
    /// What the asking step is given for `slice`, and which pixels take part.
    fn input(&self, slice: &Slice) -> Result<(Samples, Option<Mask>), PipelineError> {
        let path = Path::along(
            slice,
            self.recipe,
            self.until,
            self.prepared,
            self.keep_going,
        )?;
        Ok((path.last().clone(), path.masks.counted))
    }

    fn counts(&self, step: &Step) -> Result<Vec<Histogram>, PipelineError> {
        let mut whole: Vec<Histogram> = Vec::new();
        let count = self.series.acquired_count();
        for first in (0..count).step_by(BATCH) {
            let inputs = self
                .series
                .map_acquired(first..(first + BATCH).min(count), |slice| {
                    let (input, mask) = self.input(&slice)?;
                    Ok((steps::greys(&input, step.colour), mask))
                })
                .into_iter()
                .collect::<Result<Vec<_>, PipelineError>>()?;
            let channels = inputs.first().map_or(0, |(greys, _)| greys.len());
            for channel in 0..channels {
                let views: Vec<(&Samples, Option<&Mask>)> = inputs
                    .iter()
                    .filter_map(|(greys, mask)| Some((greys.get(channel)?, mask.as_ref())))
                    .collect();
                let part = Histogram::of_slices(&views, 0);
                match whole.get_mut(channel) {
                    Some(whole) => whole.merge(&part),
                    None => whole.push(part),
                }
            }
        }
        Ok(whole)
    }

    /// N-dimensional CLAHE of the whole series, as a series of the same shape.
    fn equalised(&self, params: &VolumeParams) -> Result<Series, PipelineError> {
        let refused = |reason: &str| PipelineError::Step {
            step: self.until,
            filter: "clahe",
            reason: reason.to_owned(),
        };
        let inputs = self
            .series
            .map_acquired(0..self.series.acquired_count(), |slice| self.input(&slice))
            .into_iter()
            .collect::<Result<Vec<_>, PipelineError>>()?;
        let Some((first, _)) = inputs.first() else {
            return Err(refused("the series has no slices"));
        };
        let (width, height) = (first.width(), first.height());
        let alike = |(samples, _): &(Samples, Option<Mask>)| {
            (samples.width(), samples.height(), samples.channels()) == (width, height, 1)
                && samples.sample_type() == first.sample_type()
        };
        if !inputs.iter().all(alike) {
            return Err(refused(
                "variant=volume wants slices of one size and one channel",
            ));
        }
        let size = [width, height, inputs.len()];
        let masked = inputs.iter().any(|(_, mask)| mask.is_some());
        let mask: Option<Vec<bool>> = masked.then(|| {
            let inside = |mask: &Option<Mask>| match mask {
                Some(mask) => mask.inside().to_vec(),
                None => vec![true; width * height],
            };
            inputs.iter().flat_map(|(_, mask)| inside(mask)).collect()
        });
        let eight = matches!(first, Samples::U8(_));
        let voxels = if eight {
            let of = |samples: &Samples| match samples {
                Samples::U8(image) => image.data().to_vec(),
                _ => Vec::new(),
            };
            let voxels: Vec<u8> = inputs.iter().flat_map(|(samples, _)| of(samples)).collect();
            drop(inputs);
            let done = volume::apply(&voxels, size, params, mask.as_deref(), self.keep_going);
            done.map(|voxels| Samples::U8(Image::grey(width, height * size[2], voxels)))
        } else {
            let of = |samples: &Samples| match samples {
                Samples::U16(image) => image.data().to_vec(),
                _ => Vec::new(),
            };
            let voxels: Vec<u16> = inputs.iter().flat_map(|(samples, _)| of(samples)).collect();
            drop(inputs);
            let done = volume::apply(&voxels, size, params, mask.as_deref(), self.keep_going);
            done.map(|voxels| Samples::U16(Image::grey(width, height * size[2], voxels)))
        };
        let voxels = voxels.ok_or(PipelineError::Cancelled)?;
        let content = match &self.series.content {
            Content::Volume(volume) => Content::Volume(Volume {
                voxels,
                geometry: volume.geometry.clone(),
                luts: vec![ModalityLut::IDENTITY],
                padding: None,
            }),
            Content::Stack(_) => Content::Stack(Stack::plain(planes(&voxels, width, height))),
        };
        Ok(Series {
            header: self.series.header.clone(),
            content,
        })
    }
}

fn planes(voxels: &Samples, width: usize, height: usize) -> Vec<Samples> {
    for_samples!(voxels, image => {
        image
            .data()
            .chunks_exact((width * height).max(1))
            .map(|plane| Sample::wrap(Image::grey(width, height, plane.to_vec())))
            .collect()
    })
}
