//! What a command's recipe must know of the series, and what it names besides.

use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

use super::report::Stop;
use crate::pipeline;
use crate::pipeline::Given;
use crate::pipeline::Memory;
use crate::pipeline::Prepared;
use crate::pipeline::Remark;
use crate::problem::Effect;
use crate::problem::Problem;
use crate::read;
use crate::recipe::MaskRule;
use crate::recipe::Recipe;
use crate::study::Series;

/// Reads the references that `recipe` names, and the mask of `--mask` where that is a file; a mask
/// that is a rule becomes the recipe's.
///
/// # Errors
/// When one of them cannot be read.
pub(super) fn given(recipe: &mut Recipe, mask: Option<&Path>) -> Result<Given, Stop> {
    let mut given = Given::default();
    if let Some(path) = mask {
        let rule = path.to_str().map(MaskRule::from_str);
        match rule {
            Some(Ok(rule)) if !path.exists() => recipe.mask = rule,
            _ => given.mask = Some(Arc::new(read::mask(path).map_err(Stop::Failed)?)),
        }
    }
    for path in recipe.references() {
        let series = read::reference(&path, &|| true).map_err(Stop::Failed)?;
        given.references.insert(path, series);
    }
    Ok(given)
}

/// What there is to say about steps of `file`, each thing once.
pub(super) fn remarks<'a>(
    file: &str,
    results: impl IntoIterator<Item = &'a [(usize, Remark)]>,
) -> Vec<Problem> {
    let mut said: Vec<(usize, Remark)> = Vec::new();
    for remark in results.into_iter().flatten() {
        if !said.contains(remark) {
            said.push(*remark);
        }
    }
    said.iter()
        .map(|(at, remark)| {
            let element = format!("step {}", at + 1);
            Problem::warning(file, element, remark.english(), Effect::None)
        })
        .collect()
}

/// What the steps of `recipe` must know of `series`; `file` is what was named on the command line.
///
/// # Errors
/// When a step cannot be done for this series.
pub(super) fn prepared(
    series: &Series,
    recipe: &Recipe,
    given: Given,
    file: &str,
) -> Result<Prepared, Stop> {
    let counts = || pipeline::series_histogram(series, &|_, _| {}, &|| true).map(Arc::new);
    let memory = Memory::default();
    pipeline::prepare(series, recipe, given, &counts, &memory, &|| true)
        .map_err(|error| Stop::Failed(error.problem(file)))
}
