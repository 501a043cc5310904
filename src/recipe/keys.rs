//! Keys of steps: names, ranges and defaults, from which text, sliders and lists are all made.

use std::sync::Arc;

use super::RecipeError;
use crate::ops::Tiles;

/// Beyond all values of pictures.
const UNREACHED: f64 = 1e9;

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
    /// A number.
    Number(NumberKey),
    /// Columns × rows of tiles; 8x8 where left out.
    Tiles,
    /// Columns × rows × slices of blocks; 8x8x8 where left out.
    Blocks,
    /// One of these words; the first where left out.
    Choice(&'static [&'static str]),
    /// The path of a picture; must be given.
    Path,
}

/// Which numbers a parameter may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NumberKey {
    /// Smallest allowed.
    pub low: f64,
    /// Largest allowed.
    pub high: f64,
    /// Taken where it is left out; `None`: it must be given.
    pub default: Option<f64>,
    /// Range of the slider, inside `low..=high`.
    pub slider: [f64; 2],
    /// What one notch of the wheel changes.
    pub step: f64,
    /// Which of the numbers in the range.
    pub numbers: Numbers,
    /// Written after the number; may be empty.
    pub unit: &'static str,
}

/// Which numbers of a range are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Numbers {
    /// All.
    Real,
    /// Those without a fraction.
    Whole,
    /// 1, 3, 5 …
    Odd,
}

impl NumberKey {
    fn contains(&self, number: f64) -> bool {
        (self.low..=self.high).contains(&number)
            && match self.numbers {
                Numbers::Real => number.is_finite(),
                Numbers::Whole => number.fract() == 0.0,
                Numbers::Odd => number.rem_euclid(2.0) == 1.0,
            }
    }

    /// What is allowed, in words.
    fn allowed(&self) -> String {
        let noun = match self.numbers {
            Numbers::Real => "",
            Numbers::Whole => "a whole number ",
            Numbers::Odd => "an odd number ",
        };
        let (low, high) = (self.low, self.high);
        // Ends that nobody reaches are there for the arithmetic alone.
        match (
            low == f64::MIN_POSITIVE,
            low <= -UNREACHED,
            high >= UNREACHED,
        ) {
            (_, true, _) => "a number".to_owned(),
            (true, _, true) => format!("{noun}more than 0"),
            (true, _, false) => format!("{noun}more than 0, at most {high}"),
            (false, _, true) => format!("{noun}{low} or more"),
            (false, _, false) => format!("{noun}{low} to {high}"),
        }
    }
}

/// The value of a parameter.
#[derive(Clone, Debug, PartialEq)]
pub enum Setting {
    /// A number.
    Number(f64),
    /// Columns × rows of tiles.
    Tiles(Tiles),
    /// Columns, rows and slices of blocks.
    Blocks([u32; 3]),
    /// One of the key's words.
    Choice(&'static str),
    /// The path of a picture.
    Path(Arc<str>),
}

impl std::fmt::Display for Setting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Tiles(tiles) => write!(f, "{tiles}"),
            Self::Blocks([columns, rows, slices]) => write!(f, "{columns}x{rows}x{slices}"),
            Self::Choice(word) => f.write_str(word),
            Self::Path(path) => f.write_str(path),
        }
    }
}

/// A real number without a unit.
pub(super) const fn number(
    name: &'static str,
    [low, high]: [f64; 2],
    default: Option<f64>,
    slider: [f64; 2],
    step: f64,
) -> Key {
    let numbers = NumberKey {
        low,
        high,
        default,
        slider,
        step,
        numbers: Numbers::Real,
        unit: "",
    };
    Key {
        name,
        kind: KeyKind::Number(numbers),
    }
}

/// A whole number.
pub(super) const fn whole(
    name: &'static str,
    range: [f64; 2],
    default: f64,
    slider: [f64; 2],
    unit: &'static str,
) -> Key {
    let key = number(name, range, Some(default), slider, 1.0);
    in_unit(among(key, Numbers::Whole), unit)
}

/// An odd number of pixels, so that there is one in the middle.
pub(super) const fn odd(
    name: &'static str,
    range: [f64; 2],
    default: f64,
    slider: [f64; 2],
) -> Key {
    let key = number(name, range, Some(default), slider, 2.0);
    in_unit(among(key, Numbers::Odd), "px")
}

/// The same key with its number in `unit`.
pub(super) const fn in_unit(key: Key, unit: &'static str) -> Key {
    match key.kind {
        KeyKind::Number(number) => Key {
            kind: KeyKind::Number(NumberKey { unit, ..number }),
            ..key
        },
        _ => key,
    }
}

const fn among(key: Key, numbers: Numbers) -> Key {
    match key.kind {
        KeyKind::Number(number) => Key {
            kind: KeyKind::Number(NumberKey { numbers, ..number }),
            ..key
        },
        _ => key,
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
            KeyKind::Number(number) => number.default.map(Setting::Number),
            KeyKind::Tiles => Some(Setting::Tiles(Tiles::default())),
            KeyKind::Blocks => Some(Setting::Blocks([8; 3])),
            KeyKind::Choice(words) => words.first().copied().map(Setting::Choice),
            KeyKind::Path => None,
        }
    }

    /// What is allowed, in words: `0 to 1000`, `opencv`, `columns x rows, 1 to 512 each`.
    pub fn allowed(&self) -> String {
        match self.kind {
            KeyKind::Number(number) => number.allowed(),
            KeyKind::Tiles => "columns x rows, 1 to 512 each, such as 8x8".to_owned(),
            KeyKind::Blocks => "columns x rows x slices, 1 to 512 each, such as 8x8x8".to_owned(),
            KeyKind::Choice(words) => words.join(" or "),
            KeyKind::Path => "the path of a picture".to_owned(),
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
            KeyKind::Number(_) => Setting::Number(text.parse().map_err(|_| refused())?),
            KeyKind::Tiles => {
                let (columns, rows) = text.split_once('x').ok_or_else(refused)?;
                let side = |t: &str| t.parse::<u32>().map_err(|_| refused());
                let tiles = Tiles::new(side(columns)?, side(rows)?).map_err(|_| refused())?;
                Setting::Tiles(tiles)
            }
            KeyKind::Blocks => {
                let sides: Vec<u32> = text
                    .split('x')
                    .map(|side| side.parse().map_err(|_| refused()))
                    .collect::<Result<_, _>>()?;
                Setting::Blocks(sides.try_into().map_err(|_| refused())?)
            }
            KeyKind::Choice(words) => {
                let word = words.iter().find(|w| **w == text).ok_or_else(refused)?;
                Setting::Choice(word)
            }
            KeyKind::Path if text.is_empty() => return Err(refused()),
            KeyKind::Path => Setting::Path(text.into()),
        };
        self.check(&setting)?;
        Ok(setting)
    }

    /// Whether the setting is of this key's kind and inside its range.
    ///
    /// # Errors
    /// Otherwise, with what was found and what is allowed.
    pub fn check(&self, setting: &Setting) -> Result<(), RecipeError> {
        let fits = match (self.kind, setting) {
            (KeyKind::Number(allowed), Setting::Number(number)) => allowed.contains(*number),
            (KeyKind::Tiles, Setting::Tiles(_)) => true,
            (KeyKind::Blocks, Setting::Blocks(sides)) => {
                sides.iter().all(|side| (1..=Tiles::MOST).contains(side))
            }
            (KeyKind::Choice(words), Setting::Choice(word)) => words.contains(word),
            (KeyKind::Path, Setting::Path(_)) => true,
            _ => false,
        };
        if fits {
            Ok(())
        } else {
            Err(RecipeError::new(
                self.name,
                format!("{setting}, wanted {}", self.allowed()),
            ))
        }
    }
}
