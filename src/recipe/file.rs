//! Recipes as TOML files.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Deserialize;
use toml::Spanned;

use super::MaskRule;
use super::Recipe;
use super::RecipeError;
use super::Setting;
use super::Step;

/// The format this program writes.
const FORMAT: i64 = 1;
/// More steps than anybody means.
const MOST_STEPS: usize = 1000;
/// Deeper brackets than a recipe can have; parsers recurse.
const DEEPEST: usize = 16;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: Spanned<i64>,
    #[serde(default)]
    name: String,
    #[serde(default)]
    note: String,
    mask: Option<Spanned<String>>,
    #[serde(default)]
    step: Vec<Spanned<BTreeMap<String, Spanned<toml::Value>>>>,
}

fn line_at(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|b| *b == b'\n').count() + 1
}

impl Recipe {
    /// Reads a recipe file.
    ///
    /// # Errors
    /// Text that is no TOML, unknown fields, filters or keys, values out of range, a newer format:
    /// each with line, step and reason.
    pub fn parse(text: &str) -> Result<Self, RecipeError> {
        check_depth(text)?;
        let file: File = toml::from_str(text).map_err(|error| {
            let refused = RecipeError::new("", error.message().replace('\n', " "));
            match error.span() {
                Some(span) => refused.at_line(line_at(text, span.start)),
                None => refused,
            }
        })?;
        let format = *file.format.get_ref();
        if format != FORMAT {
            let reason = if format > FORMAT {
                format!("{format}, this program knows up to {FORMAT}")
            } else {
                format!("{format}, wanted {FORMAT}")
            };
            let line = line_at(text, file.format.span().start);
            return Err(RecipeError::new("format", reason).at_line(line));
        }
        if file.step.len() > MOST_STEPS {
            let reason = format!("{} steps, at most {MOST_STEPS}", file.step.len());
            return Err(RecipeError::new("step", reason));
        }
        let mask = match &file.mask {
            None => MaskRule::default(),
            Some(mask) => mask
                .get_ref()
                .parse()
                .map_err(|error: RecipeError| error.at_line(line_at(text, mask.span().start)))?,
        };
        let mut steps = Vec::with_capacity(file.step.len());
        for (at, table) in file.step.iter().enumerate() {
            let step = step_of(table.get_ref(), text)
                .map_err(|e| e.at_step(at).at_line(line_at(text, table.span().start)))?;
            steps.push(step);
        }
        Ok(Self {
            name: file.name,
            note: file.note,
            mask,
            steps,
        })
    }

    /// The recipe as a file, which [`Recipe::parse`] reads to the same recipe.
    pub fn to_text(&self) -> String {
        let Self {
            name,
            note,
            mask,
            steps,
        } = self;
        let mut text = format!("format = {FORMAT}\n");
        // Writing to a `String` cannot fail.
        if !name.is_empty() {
            let _ = writeln!(text, "name = {}", toml::Value::String(name.clone()));
        }
        if !note.is_empty() {
            let _ = writeln!(text, "note = {}", toml::Value::String(note.clone()));
        }
        if *mask != MaskRule::default() {
            let _ = writeln!(text, "mask = \"{mask}\"");
        }
        for step in steps {
            let _ = writeln!(
                text,
                "\n[[step]]\nfilter = \"{}\"",
                step.filter.kind().name()
            );
            if !step.on {
                text.push_str("on = false\n");
            }
            for (key, setting) in step.filter.settings() {
                let _ = match setting {
                    Setting::Number(number) => writeln!(text, "{key} = {number}"),
                    Setting::Path(path) => {
                        writeln!(text, "{key} = {}", toml::Value::String(path.to_string()))
                    }
                    other => writeln!(text, "{key} = \"{other}\""),
                };
            }
            for (key, value) in step.extra() {
                let _ = if key == "strength" {
                    writeln!(text, "{key} = {value}")
                } else {
                    writeln!(text, "{key} = \"{value}\"")
                };
            }
        }
        text
    }
}

fn step_of(
    table: &BTreeMap<String, Spanned<toml::Value>>,
    text: &str,
) -> Result<Step, RecipeError> {
    let mut filter = None;
    let mut pairs: Vec<(&str, String)> = Vec::new();
    for (key, value) in table {
        let value_text = match value.get_ref() {
            toml::Value::String(s) => s.clone(),
            toml::Value::Integer(i) => i.to_string(),
            toml::Value::Float(f) => f.to_string(),
            toml::Value::Boolean(b) => (if *b { "on" } else { "off" }).to_owned(),
            other => {
                let reason = format!(
                    "{}, wanted a number, a word or true/false",
                    other.type_str()
                );
                let line = line_at(text, value.span().start);
                return Err(RecipeError::new(key.clone(), reason).at_line(line));
            }
        };
        if key == "filter" {
            filter = Some(value_text);
        } else {
            pairs.push((key, value_text));
        }
    }
    let filter = filter.ok_or_else(|| RecipeError::new("filter", "missing"))?;
    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(k, v)| (*k, v.as_str())).collect();
    Step::from_pairs(&filter, &pairs).map_err(|error| match table.get(&error.key) {
        Some(value) => {
            let line = line_at(text, value.span().start);
            error.at_line(line)
        }
        None => error,
    })
}

/// Refuses brackets nested deeper than any recipe, before a recursive parser sees them.
fn check_depth(text: &str) -> Result<(), RecipeError> {
    let mut depth = 0usize;
    for (offset, byte) in text.bytes().enumerate() {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            b'\n' if depth <= 2 => depth = 0,
            _ => {}
        }
        if depth > DEEPEST {
            return Err(
                RecipeError::new("", format!("brackets nested deeper than {DEEPEST}"))
                    .at_line(line_at(text, offset)),
            );
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHEST: &str = r#"format = 1
name = "Chest radiograph, N-CLAHE"

[[step]]
filter = "window"
auto = "percentile"
low = 0.5
high = 99.5

[[step]]
filter = "nclahe"
on = false
norm = "log"
clip_limit = 2.0
tiles = "8x8"
"#;

    #[test]
    fn a_file_is_read_and_written_back() {
        let recipe = Recipe::parse(CHEST).expect("it is right");
        assert_eq!(
            recipe.steps[0].to_text(),
            "window:auto=percentile,low=0.5,high=99.5"
        );
        assert!(!recipe.steps[1].on);
        assert_eq!(Recipe::parse(&recipe.to_text()), Ok(recipe));
    }

    #[test]
    fn refusals_name_line_step_and_reason() {
        for (from, to, error) in [
            (
                "clip_limit = 2.0",
                "clip_limit = -2",
                "line 14, step 2, clip_limit: -2, wanted 0 to 1000000",
            ),
            (
                "filter = \"window\"",
                "filter = \"windo\"",
                "line 5, step 1, filter: \"windo\" is unknown",
            ),
            (
                "format = 1",
                "format = 7",
                "line 1, format: 7, this program knows up to 1",
            ),
            (
                "norm = \"log\"",
                "norms = \"log\"",
                "line 13, step 2, norms: nclahe has no such key",
            ),
            ("name =", "title =", "line 2: unknown field `title`"),
        ] {
            let found = Recipe::parse(&CHEST.replace(from, to)).expect_err(to);
            assert!(found.to_string().starts_with(error), "{found} / {error}");
        }
        let deep = format!("format = 1\nname = {}", "[".repeat(20_000));
        let found = Recipe::parse(&deep).expect_err("too deep");
        assert_eq!(found.to_string(), "line 2: brackets nested deeper than 16");
    }
}
