//! The filters by name, and the table of their variants and keys.

use super::Filter;
use super::Key;
use super::KeyKind;
use super::Setting;
use super::keys::choice;
use super::keys::in_unit;
use super::keys::number;
use super::keys::odd;
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
    Match,
    Unsharp,
    Multiscale,
    Median,
    Bilateral,
    Nlm,
    PowerLaw,
}

/// One way of doing what a filter does, with the keys that mean something for it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Variant {
    /// The word that chooses it; empty where the filter has one way only.
    pub name: &'static str,
    /// Its keys in the order in which they are written, the one that chooses first.
    pub keys: &'static [Key],
}

const ANY: [f64; 2] = [-1e15, 1e15];
const PERCENT: [f64; 2] = [0.0, 100.0];
const DEPTH: Key = choice("depth", &["8", "16"]);
const LOW: Key = in_unit(number("low", PERCENT, Some(1.0), PERCENT, 0.5), "%");
const HIGH: Key = in_unit(number("high", PERCENT, Some(99.0), PERCENT, 0.5), "%");
const CLIP: Key = number("clip_limit", [0.0, 1e6], Some(2.0), [0.0, 10.0], 0.1);
/// The clip limit as a share of the pixels of a tile.
const CLIP_SHARE: Key = number("clip_limit", [0.0, 1.0], Some(0.01), [0.0, 0.1], 0.001);
const TILES: Key = Key {
    name: "tiles",
    kind: KeyKind::Tiles,
};
const BLOCKS: Key = Key {
    name: "tiles",
    kind: KeyKind::Blocks,
};
const RADIUS: Key = whole("radius", [1.0, 1024.0], 63.0, [1.0, 256.0], "px");
/// How often a bin may hold its share; 0 limits nothing.
const SLOPE: Key = number("slope", [0.0, 1e6], Some(3.0), [0.0, 10.0], 0.1);

const STRETCH: Key = choice("variant", &["percentile", "pillow", "torchvision"]);
const HEQ: Key = choice(
    "variant",
    &["opencv", "pillow", "torchvision", "cdf", "imagej"],
);
const AHE: Key = choice("variant", &["exact", "tiles"]);
const CLAHE: Key = choice(
    "variant",
    &[
        "opencv",
        "deep",
        "exact",
        "fiji",
        "fiji_fast",
        "skimage",
        "volume",
    ],
);
const NORM: Key = choice("norm", &["log", "equalize", "minmax", "gamma"]);

const fn only(keys: &'static [Key]) -> Variant {
    Variant { name: "", keys }
}

const fn named(name: &'static str, keys: &'static [Key]) -> Variant {
    Variant { name, keys }
}

const WINDOW: &[Variant] = &[only(&[
    number("center", ANY, None, [-1000.0, 3000.0], 1.0),
    number("width", [f64::MIN_POSITIVE, 1e15], None, [1.0, 4000.0], 1.0),
    choice("function", &["linear", "linear_exact", "sigmoid"]),
    choice("auto", &["file", "minmax", "percentile"]),
    LOW,
    HIGH,
    DEPTH,
])];
const RANGE: &[Variant] = &[only(&[
    number("low", ANY, None, [-1000.0, 3000.0], 1.0),
    number("high", ANY, None, [-1000.0, 3000.0], 1.0),
    DEPTH,
])];
const STRETCHES: &[Variant] = &[
    named("percentile", &[STRETCH, LOW, HIGH, DEPTH]),
    named(
        "pillow",
        &[
            STRETCH,
            in_unit(number("low", PERCENT, Some(0.0), PERCENT, 0.5), "%"),
            in_unit(number("high", PERCENT, Some(100.0), PERCENT, 0.5), "%"),
            DEPTH,
        ],
    ),
    named("torchvision", &[STRETCH, DEPTH]),
];
const AMOUNT: &[Variant] = &[only(&[in_unit(
    number("amount", [-100.0, 100.0], Some(0.0), [-100.0, 100.0], 1.0),
    "%",
)])];
const GAMMA: &[Variant] = &[only(&[number(
    "gamma",
    [0.05, 20.0],
    Some(1.0),
    [0.05, 5.0],
    0.05,
)])];
const LOG: &[Variant] = &[only(&[number(
    "gain",
    [f64::MIN_POSITIVE, 100.0],
    Some(1.0),
    [0.0, 5.0],
    0.1,
)])];
const SIGMOID: &[Variant] = &[only(&[
    number(
        "gain",
        [f64::MIN_POSITIVE, 100.0],
        Some(10.0),
        [0.5, 20.0],
        0.5,
    ),
    number("cutoff", [0.0, 1.0], Some(0.5), [0.0, 1.0], 0.01),
])];
const HEQS: &[Variant] = &[
    named("opencv", &[HEQ]),
    named("pillow", &[HEQ]),
    named("torchvision", &[HEQ]),
    named(
        "cdf",
        &[
            HEQ,
            whole("bins", [2.0, 65_536.0], 256.0, [2.0, 4096.0], ""),
        ],
    ),
    named("imagej", &[HEQ, choice("weights", &["sqrt", "counts"])]),
];
const AHES: &[Variant] = &[
    named(
        "exact",
        &[
            AHE,
            whole("radius", [1.0, 1024.0], 64.0, [1.0, 256.0], "px"),
            in_unit(
                number("radius_mm", [0.01, 1000.0], None, [0.5, 100.0], 0.5),
                "mm",
            ),
            choice("border", &["cut", "mirror"]),
            choice("mode", &["mid", "le", "lt"]),
        ],
    ),
    named("tiles", &[AHE, TILES]),
];
const CLAHES: &[Variant] = &[
    named(
        "opencv",
        &[
            CLAHE,
            CLIP,
            TILES,
            whole("bit_shift", [0.0, 8.0], 0.0, [0.0, 8.0], "bit"),
        ],
    ),
    named(
        "deep",
        &[
            CLAHE,
            CLIP,
            TILES,
            whole("bins", [256.0, 4096.0], 1024.0, [256.0, 4096.0], ""),
        ],
    ),
    named("exact", &[CLAHE, RADIUS, SLOPE]),
    named("fiji", FIJI),
    named("fiji_fast", FIJI),
    named(
        "skimage",
        &[
            CLAHE,
            CLIP_SHARE,
            TILES,
            whole("bins", [2.0, 4096.0], 256.0, [16.0, 1024.0], ""),
        ],
    ),
    named(
        "volume",
        &[
            CLAHE,
            CLIP_SHARE,
            BLOCKS,
            whole("bins", [2.0, 4096.0], 128.0, [16.0, 1024.0], ""),
            choice("range", &["volume", "tile"]),
        ],
    ),
];
const FIJI: &[Key] = &[
    CLAHE,
    RADIUS,
    number("slope", [1.0, 1e6], Some(3.0), [1.0, 10.0], 0.1),
    whole("bins", [1.0, 255.0], 255.0, [16.0, 255.0], ""),
];
const NCLAHES: &[Variant] = &[
    named("log", &[NORM, CLIP, TILES]),
    named("equalize", &[NORM, CLIP, TILES]),
    named("minmax", &[NORM, CLIP, TILES]),
    named(
        "gamma",
        &[
            NORM,
            number("gamma", [0.05, 20.0], Some(0.5), [0.05, 5.0], 0.05),
            CLIP,
            TILES,
        ],
    ),
];
const MATCH: &[Variant] = &[only(&[Key {
    name: "reference",
    kind: KeyKind::Path,
}])];
const UNSHARP: &[Variant] = &[only(&[
    in_unit(
        number("radius", [0.1, 100.0], Some(2.0), [0.5, 20.0], 0.5),
        "px",
    ),
    number("amount", [0.0, 10.0], Some(1.0), [0.0, 4.0], 0.1),
    number("threshold", [0.0, 255.0], Some(0.0), [0.0, 32.0], 1.0),
])];
const MULTISCALE: &[Variant] = &[only(&[
    whole("levels", [1.0, 12.0], 6.0, [1.0, 12.0], ""),
    number("power", [0.1, 1.0], Some(0.7), [0.1, 1.0], 0.05),
    number("gain", [0.0, 10.0], Some(1.0), [0.0, 4.0], 0.1),
])];
const MEDIAN: &[Variant] = &[only(&[odd("size", [3.0, 99.0], 3.0, [3.0, 31.0])])];
const BILATERAL: &[Variant] = &[only(&[
    odd("diameter", [1.0, 51.0], 5.0, [3.0, 21.0]),
    number(
        "sigma_value",
        [f64::MIN_POSITIVE, 1e9],
        Some(30.0),
        [1.0, 200.0],
        1.0,
    ),
    in_unit(
        number("sigma_space", [0.1, 100.0], Some(3.0), [0.5, 20.0], 0.5),
        "px",
    ),
])];
const NLM: &[Variant] = &[only(&[
    number("h", [f64::MIN_POSITIVE, 1e9], Some(10.0), [1.0, 60.0], 1.0),
    odd("patch", [1.0, 21.0], 7.0, [3.0, 15.0]),
    odd("search", [3.0, 61.0], 21.0, [5.0, 61.0]),
])];
const POWER_LAW: &[Variant] = &[only(&[
    number("alpha", [0.0, 1.0], Some(0.3), [0.0, 1.0], 0.05),
    number("beta", [0.0, 1.0], Some(0.3), [0.0, 1.0], 0.05),
    whole("radius", [1.0, 64.0], 5.0, [1.0, 32.0], "px"),
])];

impl FilterKind {
    /// All filters, in the order of the table in the manual.
    pub const ALL: [FilterKind; 20] = [
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
        Self::Match,
        Self::Unsharp,
        Self::Multiscale,
        Self::Median,
        Self::Bilateral,
        Self::Nlm,
        Self::PowerLaw,
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
            Self::Match => "match",
            Self::Unsharp => "unsharp",
            Self::Multiscale => "multiscale",
            Self::Median => "median",
            Self::Bilateral => "bilateral",
            Self::Nlm => "nlm",
            Self::PowerLaw => "powerlaw",
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

    /// The ways of doing it, the usual one first.
    pub fn variants(self) -> &'static [Variant] {
        match self {
            Self::Window => WINDOW,
            Self::Range => RANGE,
            Self::Stretch => STRETCHES,
            Self::Brightness | Self::Contrast => AMOUNT,
            Self::Gamma => GAMMA,
            Self::Log => LOG,
            Self::Sigmoid => SIGMOID,
            Self::Invert => const { &[only(&[])] },
            Self::Heq => HEQS,
            Self::Ahe => AHES,
            Self::Clahe => CLAHES,
            Self::NClahe => NCLAHES,
            Self::Match => MATCH,
            Self::Unsharp => UNSHARP,
            Self::Multiscale => MULTISCALE,
            Self::Median => MEDIAN,
            Self::Bilateral => BILATERAL,
            Self::Nlm => NLM,
            Self::PowerLaw => POWER_LAW,
        }
    }

    /// The key that chooses between the variants; `None` where there is only one.
    pub fn variant_key(self) -> Option<&'static Key> {
        match self.variants() {
            [first, _, ..] => first.keys.first(),
            _ => None,
        }
    }

    /// Every key of every variant once.
    pub fn keys(self) -> Vec<&'static Key> {
        let mut keys: Vec<&'static Key> = Vec::new();
        for key in self.variants().iter().flat_map(|variant| variant.keys) {
            if keys.iter().all(|known| known.name != key.name) {
                keys.push(key);
            }
        }
        keys
    }

    /// The variant that `settings` choose; the usual one where they do not say.
    pub(super) fn variant_of(self, settings: &[(&'static str, Setting)]) -> &'static Variant {
        let variants = self.variants();
        let chosen = self.variant_key().and_then(|key| {
            let (_, word) = settings.iter().find(|(name, _)| *name == key.name)?;
            variants
                .iter()
                .find(|variant| *word == Setting::Choice(variant.name))
        });
        const NONE: Variant = only(&[]);
        chosen.or(variants.first()).unwrap_or(const { &NONE })
    }

    /// The filter with its default parameters: a window by the file, a range of 0 to 255, matching
    /// without a reference yet.
    pub fn filter(self) -> Filter {
        let settings: &[(&'static str, Setting)] = match self {
            Self::Window => &[("auto", Setting::Choice("file"))],
            Self::Range => &[
                ("low", Setting::Number(0.0)),
                ("high", Setting::Number(255.0)),
            ],
            Self::Match => return Filter::Match(super::Reference::default()),
            _ => &[],
        };
        // The table's defaults lie inside the table's ranges, which a test holds.
        Filter::build(self, settings).unwrap_or(Filter::Invert)
    }
}
