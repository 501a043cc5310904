//! The table of filters: names, keys, ranges and defaults.

use super::Filter;
use super::Key;
use super::Setting;
use super::keys::choice;
use super::keys::number;
use super::keys::whole;

/// Which filter, without parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the variants are those of `Filter`")]
pub enum FilterKind {
    Window,
    Range,
    Stretch,
    Brightness,
    Contrast,
    Gamma,
    Log,
    Sigmoid,
    Invert,
    Heq,
    Ahe,
    Clahe,
    NClahe,
}

const ANY: [f64; 2] = [-1e15, 1e15];
const DEPTH: Key = choice("depth", &["8", "16"]);
const PERCENT: [f64; 2] = [0.0, 100.0];
const CLIP: Key = number("clip_limit", [0.0, 1e6], Some(2.0), [0.0, 10.0], 0.1);
const TILES: Key = Key {
    name: "tiles",
    kind: super::KeyKind::Tiles,
};

impl FilterKind {
    /// All filters, in the order of the table in the manual.
    pub const ALL: [FilterKind; 13] = [
        Self::Window,
        Self::Range,
        Self::Stretch,
        Self::Brightness,
        Self::Contrast,
        Self::Gamma,
        Self::Log,
        Self::Sigmoid,
        Self::Invert,
        Self::Heq,
        Self::Ahe,
        Self::Clahe,
        Self::NClahe,
    ];

    /// The name in recipes and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Window => "window",
            Self::Range => "range",
            Self::Stretch => "stretch",
            Self::Brightness => "brightness",
            Self::Contrast => "contrast",
            Self::Gamma => "gamma",
            Self::Log => "log",
            Self::Sigmoid => "sigmoid",
            Self::Invert => "invert",
            Self::Heq => "heq",
            Self::Ahe => "ahe",
            Self::Clahe => "clahe",
            Self::NClahe => "nclahe",
        }
    }

    /// The filter of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// HEQ, AHE, CLAHE and N-CLAHE: those that rarely belong together.
    pub fn is_equaliser(self) -> bool {
        matches!(self, Self::Heq | Self::Ahe | Self::Clahe | Self::NClahe)
    }

    /// Its keys, in the order in which they are written.
    pub fn keys(self) -> &'static [Key] {
        match self {
            Self::Window => {
                const {
                    &[
                        number("center", ANY, None, [-1000.0, 3000.0], 1.0),
                        number("width", [f64::MIN_POSITIVE, 1e15], None, [1.0, 4000.0], 1.0),
                        choice("function", &["linear", "linear_exact", "sigmoid"]),
                        choice("auto", &["file", "minmax", "percentile"]),
                        number("low", PERCENT, Some(1.0), PERCENT, 0.5),
                        number("high", PERCENT, Some(99.0), PERCENT, 0.5),
                        DEPTH,
                    ]
                }
            }
            Self::Range => {
                const {
                    &[
                        number("low", ANY, None, [-1000.0, 3000.0], 1.0),
                        number("high", ANY, None, [-1000.0, 3000.0], 1.0),
                        DEPTH,
                    ]
                }
            }
            Self::Stretch => {
                const {
                    &[
                        choice("variant", &["percentile"]),
                        number("low", PERCENT, Some(1.0), PERCENT, 0.5),
                        number("high", PERCENT, Some(99.0), PERCENT, 0.5),
                        DEPTH,
                    ]
                }
            }
            Self::Brightness | Self::Contrast => {
                const {
                    &[number(
                        "amount",
                        [-100.0, 100.0],
                        Some(0.0),
                        [-100.0, 100.0],
                        1.0,
                    )]
                }
            }
            Self::Gamma => const { &[number("gamma", [0.05, 20.0], Some(1.0), [0.05, 5.0], 0.05)] },
            Self::Log => const { &[number("gain", [0.0, 100.0], Some(1.0), [0.0, 5.0], 0.1)] },
            Self::Sigmoid => {
                const {
                    &[
                        number("gain", [0.0, 100.0], Some(10.0), [0.0, 20.0], 0.5),
                        number("cutoff", [0.0, 1.0], Some(0.5), [0.0, 1.0], 0.01),
                    ]
                }
            }
            Self::Invert => &[],
            Self::Heq => const { &[choice("variant", &["opencv"])] },
            Self::Ahe => {
                const {
                    &[
                        choice("variant", &["exact", "tiles"]),
                        whole("radius", [1.0, 1024.0], 64.0, [1.0, 256.0], "px"),
                        choice("border", &["cut", "mirror"]),
                        choice("mode", &["mid", "le", "lt"]),
                        TILES,
                    ]
                }
            }
            Self::Clahe => const { &[choice("variant", &["opencv"]), CLIP, TILES] },
            Self::NClahe => {
                const {
                    &[
                        choice("norm", &["log", "equalize", "minmax", "gamma"]),
                        number("gamma", [0.05, 20.0], Some(0.5), [0.05, 5.0], 0.05),
                        CLIP,
                        TILES,
                    ]
                }
            }
        }
    }

    /// The filter with its default parameters; a window by the file, a range of 0 to 255.
    pub fn filter(self) -> Filter {
        let settings: &[(&'static str, Setting)] = match self {
            Self::Window => &[("auto", Setting::Choice("file"))],
            Self::Range => &[
                ("low", Setting::Number(0.0)),
                ("high", Setting::Number(255.0)),
            ],
            _ => &[],
        };
        // The table's defaults lie inside the table's ranges, which a test holds.
        Filter::build(self, settings).unwrap_or(Filter::Invert)
    }
}
