//! `recipe`: the recipes that come with the program, all filters, and recipes as scripts.

use std::fmt::Write as _;
use std::path::Path;

use serde::Serialize;

use super::args::ChoiceArgs;
use super::args::RecipeCommand;
use super::given::given;
use super::given::prepared;
use super::opening;
use super::plan;
use super::plan::End;
use super::render;
use super::report;
use super::report::Stop;
use crate::pipeline;
use crate::problem::Effect;
use crate::problem::Problem;
use crate::problem::shown;
use crate::recipe::Domain;
use crate::recipe::FilterKind;
use crate::recipe::KeyKind;
use crate::recipe::Recipe;
use crate::recipe::shipped;
use crate::write::script;
use crate::write::script::Example;

pub(super) fn run(command: &RecipeCommand) -> Result<(), Stop> {
    match command {
        RecipeCommand::List { filters, json } => list(*filters, *json),
        RecipeCommand::Show { name } => match shipped::named(name) {
            Some(shipped) => {
                report::out(shipped.text);
                Ok(())
            }
            None => {
                let names: Vec<&str> = shipped::ALL.iter().map(|s| s.name).collect();
                let reason = format!("unknown, wanted one of {}", names.join(", "));
                let problem = Problem::error(name, "recipe", reason, Effect::None);
                Err(Stop::Usage(problem))
            }
        },
        RecipeCommand::Check { file } => {
            let recipe = plan::load(file)?;
            let name = shown(&file.to_string_lossy());
            let steps = match recipe.summary() {
                summary if summary.is_empty() => "no step is on".to_owned(),
                summary => summary,
            };
            report::out(&format!("{name}: {steps}\n"));
            Ok(())
        }
        RecipeCommand::Python {
            recipe,
            path,
            choice,
        } => {
            let recipe = plan::load(recipe)?;
            match path {
                Some(path) => python_of(recipe, path, choice),
                None => {
                    report::out(&script::python(&fitted_anywhere(&recipe), None));
                    Ok(())
                }
            }
        }
    }
}

/// The recipe as it is where values or a grey fit it, else with the window that values need.
fn fitted_anywhere(recipe: &Recipe) -> Recipe {
    let starts = [Domain::Values, Domain::Grey8, Domain::Grey16];
    let fits = |start: &Domain| recipe.check(*start).is_ok();
    let start = starts.into_iter().find(fits).unwrap_or(Domain::Values);
    recipe.fitted(start, None).0
}

/// Prints the script made with one slice.
fn python_of(mut recipe: Recipe, path: &Path, choice: &ChoiceArgs) -> Result<(), Stop> {
    let given = given(&mut recipe, None)?;
    let opened = opening::open(&[path.to_owned()], choice.stack)?;
    opened.problems.iter().for_each(report::problem);
    let file = path.to_string_lossy();
    let series = render::chosen(&opened.series, choice, &file)?;
    let (plane, index) = render::place(series, choice, &file)?;
    let slice = series.slice(plane, index);
    let end = End {
        grey: false,
        depth: None,
    };
    let fitted = plan::fitted(&recipe, Domain::of_slice(&slice), end, &file)?;
    let prepared = prepared(series, &fitted.recipe, given, &file)?;
    let processed = pipeline::process(slice, &fitted.recipe, &prepared, &|| true)
        .map_err(|error| Stop::Failed(error.problem(&file)))?;
    let example = Example {
        name: &format!("{file}, slice {}", index + 1),
        processed: &processed,
    };
    report::out(&script::python(&fitted.recipe, Some(&example)));
    fitted.notes.iter().for_each(report::problem);
    Ok(())
}

#[derive(Serialize)]
struct ShippedRow {
    name: &'static str,
    title: String,
    note: String,
    steps: Vec<String>,
}

#[derive(Serialize)]
struct FilterRow {
    name: &'static str,
    /// What the keys alone do not tell; may be empty.
    rule: &'static str,
    /// The ways of doing it, the usual one first.
    variants: Vec<VariantRow>,
}

#[derive(Serialize)]
struct VariantRow {
    /// The setting that chooses it, as `variant=deep`; empty where there is one way only.
    chosen_by: String,
    keys: Vec<KeyRow>,
}

#[derive(Serialize)]
struct KeyRow {
    name: &'static str,
    /// `null`: it must be given.
    default: Option<String>,
    allowed: String,
    unit: &'static str,
}

fn list(filters: bool, json: bool) -> Result<(), Stop> {
    let text = match (filters, json) {
        (false, false) => shipped_text(&shipped_rows()?),
        (false, true) => in_json(&shipped_rows()?)?,
        (true, false) => filters_text(&filter_rows()),
        (true, true) => in_json(&filter_rows())?,
    };
    report::out(&text);
    Ok(())
}

/// `rows` as JSON text that ends in a line break.
///
/// # Errors
/// When they cannot be put into JSON, which names and numbers always can.
pub(super) fn in_json<T: Serialize>(rows: &T) -> Result<String, Stop> {
    match serde_json::to_string_pretty(rows) {
        Ok(text) => Ok(text + "\n"),
        Err(error) => {
            let problem = Problem::error("stdout", "JSON", error.to_string(), Effect::None);
            Err(Stop::Failed(problem))
        }
    }
}

fn shipped_rows() -> Result<Vec<ShippedRow>, Stop> {
    shipped::ALL
        .iter()
        .map(|shipped| {
            let recipe = shipped
                .recipe()
                .map_err(|error| Stop::Failed(error.problem(shipped.name)))?;
            Ok(ShippedRow {
                name: shipped.name,
                steps: recipe.active().map(|(_, step)| step.to_text()).collect(),
                title: recipe.name,
                note: recipe.note,
            })
        })
        .collect()
}

fn shipped_text(rows: &[ShippedRow]) -> String {
    let width = rows.iter().map(|row| row.name.len()).max().unwrap_or(0);
    let mut text = String::new();
    for row in rows {
        // Writing to a `String` cannot fail.
        let _ = writeln!(text, "{:width$}  {}: {}", row.name, row.title, row.note);
    }
    text
}

fn filter_rows() -> Vec<FilterRow> {
    FilterKind::ALL
        .into_iter()
        .map(|kind| FilterRow {
            name: kind.name(),
            rule: match kind {
                FilterKind::Window => "center and width, or auto",
                _ => "",
            },
            variants: variant_rows(kind),
        })
        .collect()
}

fn variant_rows(kind: FilterKind) -> Vec<VariantRow> {
    let chooser = kind.variant_key().map_or("", |key| key.name);
    kind.variants()
        .iter()
        .map(|variant| VariantRow {
            chosen_by: match variant.name {
                "" => String::new(),
                name => format!("{chooser}={name}"),
            },
            keys: variant
                .keys
                .iter()
                .filter(|key| key.name != chooser)
                .map(|key| KeyRow {
                    name: key.name,
                    default: key.default().map(|setting| setting.to_string()),
                    allowed: key.allowed(),
                    unit: match key.kind {
                        KeyKind::Number(number) => number.unit,
                        _ => "",
                    },
                })
                .collect(),
        })
        .collect()
}

fn filters_text(rows: &[FilterRow]) -> String {
    let mut text = String::new();
    for row in rows {
        let rule = if row.rule.is_empty() {
            String::new()
        } else {
            format!(": {}", row.rule)
        };
        for variant in &row.variants {
            let chosen = match variant.chosen_by.as_str() {
                "" => String::new(),
                chosen => format!(" {chosen}"),
            };
            let _ = writeln!(text, "{}{chosen}{rule}", row.name);
            keys_text(&mut text, &variant.keys);
        }
    }
    text.push_str(
        "every step\n  on          on or off; default on\n  strength    0 to 100, where input and output are of one kind; default 100\n  scope       slice or series, for what follows a histogram; default slice, of windows by a rule series\n  colour      lab or luma or channel; default lab\n",
    );
    text
}

fn keys_text(text: &mut String, keys: &[KeyRow]) {
    for key in keys {
        let default = match &key.default {
            Some(default) => format!("default {default}"),
            None => "must be given".to_owned(),
        };
        let unit = if key.unit.is_empty() {
            String::new()
        } else {
            format!(" {}", key.unit)
        };
        let _ = writeln!(text, "  {:11} {}{unit}; {default}", key.name, key.allowed);
    }
}
