//! Keys of steps: names, ranges and defaults, from which text, sliders and lists are all made.

use super::RecipeError;
use crate::ops::Tiles;

/// One parameter of a filter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Key {
    /// Its name in recipes and on the command line.
    pub name: &'static str,
    /// What it may be.
    pub kind: KeyKind,
}

/// What a parameter may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum KeyKind {
    /// A real or whole number.
    Number {
        /// Smallest allowed.
        low: f64,
        /// Largest allowed.
        high: f64,
        /// Taken where it is left out; `None`: it must be given.
        default: Option<f64>,
        /// Range of the slider, inside `low..=high`.
        slider: [f64; 2],
        /// What one notch of the wheel changes.
        step: f64,
        /// Only whole numbers.
        whole: bool,
        /// Written after the number; may be empty.
        unit: &'static str,
    },
    /// Columns × rows of tiles; 8x8 where left out.
    Tiles,
    /// One of these words; the first where left out.
    Choice(&'static [&'static str]),
}

/// The value of a parameter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Setting {
    /// A number.
    Number(f64),
    /// Columns × rows of tiles.
    Tiles(Tiles),
    /// One of the key's words.
    Choice(&'static str),
}

impl std::fmt::Display for Setting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Tiles(tiles) => write!(f, "{tiles}"),
            Self::Choice(word) => f.write_str(word),
        }
    }
}

pub(super) const fn number(
    name: &'static str,
    range: [f64; 2],
    default: Option<f64>,
    slider: [f64; 2],
    step: f64,
) -> Key {
    Key {
        name,
        kind: KeyKind::Number {
            low: range[0],
            high: range[1],
            default,
            slider,
            step,
            whole: false,
            unit: "",
        },
    }
}

pub(super) const fn whole(
    name: &'static str,
    range: [f64; 2],
    default: f64,
    slider: [f64; 2],
    unit: &'static str,
) -> Key {
    Key {
        name,
        kind: KeyKind::Number {
            low: range[0],
            high: range[1],
            default: Some(default),
            slider,
            step: 1.0,
            whole: true,
            unit,
        },
    }
}

pub(super) const fn choice(name: &'static str, words: &'static [&'static str]) -> Key {
    Key {
        name,
        kind: KeyKind::Choice(words),
    }
}

impl Key {
    /// The value where the key is left out; `None` where it must be given.
    pub fn default(&self) -> Option<Setting> {
        match self.kind {
            KeyKind::Number { default, .. } => default.map(Setting::Number),
            KeyKind::Tiles => Some(Setting::Tiles(Tiles::default())),
            KeyKind::Choice(words) => words.first().copied().map(Setting::Choice),
        }
    }

    /// What is allowed, in words: `0 to 1000`, `opencv`, `columns x rows, 1 to 512 each`.
    pub fn allowed(&self) -> String {
        match self.kind {
            KeyKind::Number {
                low, high, whole, ..
            } => {
                let noun = if whole { "a whole number " } else { "" };
                match (low.abs() < f64::MAX, high.abs() < f64::MAX) {
                    (true, true) => format!("{noun}{low} to {high}"),
                    (true, false) => format!("{noun}{low} or more"),
                    _ => "a finite number".to_owned(),
                }
            }
            KeyKind::Tiles => "columns x rows, 1 to 512 each, such as 8x8".to_owned(),
            KeyKind::Choice(words) => words.join(" or "),
        }
    }

    /// Reads a value of this key from text.
    ///
    /// # Errors
    /// Where the text is no such value, or outside the range.
    pub fn parse(&self, text: &str) -> Result<Setting, RecipeError> {
        let refused = || {
            let found = if text.is_empty() { "empty" } else { text };
            RecipeError::new(self.name, format!("{found}, wanted {}", self.allowed()))
        };
        let setting = match self.kind {
            KeyKind::Number { .. } => Setting::Number(text.parse().map_err(|_| refused())?),
            KeyKind::Tiles => {
                let (columns, rows) = text.split_once('x').ok_or_else(refused)?;
                let side = |t: &str| t.parse::<u32>().map_err(|_| refused());
                let tiles = Tiles::new(side(columns)?, side(rows)?).map_err(|_| refused())?;
                Setting::Tiles(tiles)
            }
            KeyKind::Choice(words) => {
                let word = words.iter().find(|w| **w == text).ok_or_else(refused)?;
                Setting::Choice(word)
            }
        };
        self.check(setting)
    }

    /// The setting itself, where it is of this key's kind and inside its range.
    ///
    /// # Errors
    /// Otherwise, with what was found and what is allowed.
    pub fn check(&self, setting: Setting) -> Result<Setting, RecipeError> {
        let fits = match (self.kind, setting) {
            (
                KeyKind::Number {
                    low, high, whole, ..
                },
                Setting::Number(number),
            ) => {
                number.is_finite()
                    && number >= low
                    && number <= high
                    && (!whole || number.fract() == 0.0)
            }
            (KeyKind::Tiles, Setting::Tiles(_)) => true,
            (KeyKind::Choice(words), Setting::Choice(word)) => words.contains(&word),
            _ => false,
        };
        if fits {
            Ok(setting)
        } else {
            Err(RecipeError::new(
                self.name,
                format!("{setting}, wanted {}", self.allowed()),
            ))
        }
    }
}
