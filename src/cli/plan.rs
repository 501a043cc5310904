//! The recipe of a command: window, recipe file, filters, and the conversions that make them fit.

use std::path::Path;

use super::args::StepArgs;
use super::report::Stop;
use crate::problem::Effect;
use crate::problem::Problem;
use crate::read;
use crate::recipe::Auto;
use crate::recipe::Depth;
use crate::recipe::Domain;
use crate::recipe::Filter;
use crate::recipe::Recipe;
use crate::recipe::Step;
use crate::recipe::WindowStep;
use crate::recipe::presets;
use crate::recipe::shipped;
use crate::study::SeriesHeader;
use crate::write;
use crate::write::Format;
use crate::write::WriteError;

/// The format of a file that may be written.
///
/// # Errors
/// When it exists or is an input, or when its suffix names no format.
pub(super) fn output_format(path: &Path, options: &write::Options<'_>) -> Result<Format, Stop> {
    write::check(path, options).map_err(|error| Stop::Failed(written(&error)))?;
    Format::of(path).map_err(|error| Stop::Usage(written(&error)))
}

/// The problem of a file that was not written, with the option that would have helped.
pub(super) fn written(error: &WriteError) -> Problem {
    let mut problem = error.problem();
    if matches!(error, WriteError::Exists(_)) {
        problem.reason.push_str("; --force replaces it");
    }
    problem
}

/// The steps as they were asked for: the recipe's, then the single filters.
///
/// # Errors
/// When the recipe cannot be read, or is refused with line, step and reason.
pub(super) fn steps(args: &StepArgs) -> Result<Recipe, Stop> {
    let mut recipe = match &args.recipe {
        Some(path) => load(path)?,
        None => Recipe::default(),
    };
    recipe.steps.extend(args.filters.iter().cloned());
    Ok(recipe)
}

/// The recipe of a file; where there is none, the one of that name that comes with the program.
///
/// # Errors
/// As for [`steps`].
pub(super) fn load(path: &Path) -> Result<Recipe, Stop> {
    let name = path.to_string_lossy();
    if !path.exists()
        && let Some(shipped) = shipped::named(&name)
    {
        return shipped
            .recipe()
            .map_err(|error| Stop::Usage(error.problem(&name)));
    }
    let text = read::text(path).map_err(|mut problem| {
        problem.element = "recipe".to_owned();
        Stop::Failed(problem)
    })?;
    Recipe::parse(&text).map_err(|error| {
        let mut problem = error.problem(&name);
        if problem.element.is_empty() {
            problem.element = "recipe".to_owned();
        }
        Stop::Usage(problem)
    })
}

/// Puts the window of `--window` into the recipe: its numbers into the window step that is on, else
/// a step before all others.
///
/// # Errors
/// Where `text` is neither `C/W` nor a preset of the series.
pub(super) fn with_window(
    recipe: &mut Recipe,
    text: &str,
    header: &SeriesHeader,
) -> Result<(), Stop> {
    let window = window(text, header)
        .map_err(|reason| Stop::Usage(Problem::error("--window", text, reason, Effect::None)))?;
    match recipe.window_step().and_then(|at| recipe.steps.get_mut(at)) {
        Some(Step {
            filter: Filter::Window(numbers, _),
            ..
        }) => *numbers = window,
        _ => {
            let filter = Filter::Window(window, Depth::Eight);
            recipe.steps.insert(0, Step::new(filter));
        }
    }
    Ok(())
}

fn window(text: &str, header: &SeriesHeader) -> Result<WindowStep, String> {
    let presets = presets(&header.modality, header.unit);
    let named = presets.iter().find(|preset| preset.name == text);
    if let Some(window) = named.and_then(|preset| preset.window()) {
        return Ok(WindowStep::Given(window));
    }
    let Some((center, width)) = text.split_once('/') else {
        let names: Vec<&str> = presets.iter().map(|preset| preset.name).collect();
        return Err(if names.is_empty() {
            let modality = &header.modality;
            format!("wanted centre/width; {modality} has no windows by name")
        } else {
            format!("wanted centre/width or one of {}", names.join(", "))
        });
    };
    // The step's own reader knows the ranges.
    let step = Step::parse(&format!("window:center={center},width={width}"))
        .map_err(|error| error.to_string())?;
    match step.filter {
        Filter::Window(window, _) => Ok(window),
        _ => Err("wanted centre/width".to_owned()),
    }
}

/// What the result is to be.
#[derive(Clone, Copy, Debug)]
pub(super) struct End {
    /// It must be grey: a PNG holds no values.
    pub grey: bool,
    /// Bits of grey made from values, where a person said so.
    pub depth: Option<Depth>,
}

/// A recipe that fits a picture, and what was put in to make it fit.
#[derive(Debug)]
pub(super) struct Fitted {
    pub recipe: Recipe,
    pub notes: Vec<Problem>,
}

/// Makes `recipe` fit a picture that begins as `start` and end as `end` asks; `file` is the input
/// that the notes are about.
///
/// # Errors
/// When the depth asked for is not what the recipe ends in.
pub(super) fn fitted(recipe: &Recipe, start: Domain, end: End, file: &str) -> Result<Fitted, Stop> {
    let recipe = deepened(recipe, start, end.depth);
    let (mut recipe, inserted) = recipe.fitted(start, None);
    let mut notes: Vec<Problem> = inserted
        .iter()
        .filter_map(|&at| {
            let (window, next) = (recipe.steps.get(at)?, recipe.steps.get(at + 1)?);
            let reason = format!(
                "{} is put in, because {} takes grey",
                window.to_text(),
                next.filter.kind().name()
            );
            Some(Problem::note(file, format!("step {}", at + 1), reason))
        })
        .collect();
    let mut domain = recipe
        .check(start)
        .map_err(|error| Stop::Usage(error.problem(file)))?;
    if domain == Domain::Values && (end.grey || end.depth.is_some()) {
        let depth = end.depth.unwrap_or_default();
        let window = Step::new(Filter::Window(WindowStep::Auto(Auto::File), depth));
        let reason = format!(
            "{} is put in as the last step, because a picture holds grey",
            window.to_text()
        );
        let place = format!("step {}", recipe.steps.len() + 1);
        notes.push(Problem::note(file, place, reason));
        recipe.steps.push(window);
        domain = domain_of(depth);
    }
    match end.depth {
        Some(depth) if domain_of(depth) != domain => Err(Stop::Usage(Problem::error(
            file,
            "depth",
            format!(
                "{} bits are wanted, the steps end in {}",
                bits(depth),
                domain.name()
            ),
            Effect::None,
        ))),
        _ => Ok(Fitted { recipe, notes }),
    }
}

/// The recipe with the depth asked for in its one window, where nothing else gives the depth.
fn deepened(recipe: &Recipe, start: Domain, depth: Option<Depth>) -> Recipe {
    let mut deeper = recipe.clone();
    let mut active = deeper.steps.iter_mut().filter(|step| step.on);
    let (Some(only), None, Some(depth)) = (active.next(), active.next(), depth) else {
        return deeper;
    };
    if let (Filter::Window(_, bits), Domain::Values) = (&mut only.filter, start) {
        *bits = depth;
    }
    deeper
}

fn domain_of(depth: Depth) -> Domain {
    match depth {
        Depth::Eight => Domain::Grey8,
        Depth::Sixteen => Domain::Grey16,
    }
}

fn bits(depth: Depth) -> &'static str {
    match depth {
        Depth::Eight => "8",
        Depth::Sixteen => "16",
    }
}
