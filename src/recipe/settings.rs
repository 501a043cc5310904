//! Filters taken apart into their settings, for text, files and panels.

use super::AheMethod;
use super::Auto;
use super::ClaheMethod;
use super::Depth;
use super::Filter;
use super::Radius;
use super::Setting;
use super::Setting::Choice;
use super::Setting::Number;
use super::StretchMethod;
use super::WindowStep;
use crate::ops::Tiles;
use crate::ops::ahe::Border;
use crate::ops::ahe::RankMode;
use crate::ops::clahe::fiji::FijiParams;
use crate::ops::clahe::volume::BinRange;
use crate::ops::heq;
use crate::ops::heq::Weights;
use crate::ops::nclahe::Norm;
use crate::ops::window::VoiFunction;

/// Settings of a filter, by key.
type Settings = Vec<(&'static str, Setting)>;

impl Filter {
    /// Its settings in the order of the keys, those that mean something at present.
    pub fn settings(&self) -> Vec<(&'static str, Setting)> {
        match self {
            Self::Window(window, bits) => with(window_settings(window), depth(*bits)),
            Self::Range(range, bits) => vec![
                ("low", Number(range.low)),
                ("high", Number(range.high)),
                depth(*bits),
            ],
            Self::Stretch(method, bits) => with(stretch_settings(method), depth(*bits)),
            Self::Brightness(brightness) => vec![("amount", Number(brightness.amount()))],
            Self::Contrast(contrast) => vec![("amount", Number(contrast.amount()))],
            Self::Gamma(gamma) => vec![("gamma", Number(gamma.gamma()))],
            Self::Log(log) => vec![("gain", Number(log.gain()))],
            Self::Sigmoid(sigmoid) => vec![
                ("gain", Number(sigmoid.gain())),
                ("cutoff", Number(sigmoid.cutoff())),
            ],
            Self::Invert => vec![],
            Self::Heq(variant) => heq_settings(*variant),
            Self::Ahe(method) => ahe_settings(method),
            Self::Clahe(method) => clahe_settings(method),
            Self::NClahe(params) => {
                let (norm, gamma) = match params.norm() {
                    Norm::Log => ("log", None),
                    Norm::Equalize => ("equalize", None),
                    Norm::MinMax => ("minmax", None),
                    Norm::Gamma(gamma) => ("gamma", Some(gamma)),
                };
                let mut settings = vec![("norm", Choice(norm))];
                settings.extend(gamma.map(|gamma| ("gamma", Number(gamma))));
                settings.push(("clip_limit", Number(params.clahe().clip_limit())));
                settings.push(tiles(params.clahe().tiles()));
                settings
            }
            Self::Match(reference) => reference
                .path()
                .map(|path| ("reference", Setting::Path(path.clone())))
                .into_iter()
                .collect(),
            Self::Unsharp(params) => vec![
                ("radius", Number(params.radius())),
                ("amount", Number(params.amount())),
                ("threshold", Number(params.threshold())),
            ],
            Self::Multiscale(params) => vec![
                whole("levels", params.levels()),
                ("power", Number(params.power())),
                ("gain", Number(params.gain())),
            ],
            Self::Median(params) => vec![whole("size", params.size())],
            Self::Bilateral(params) => vec![
                whole("diameter", params.diameter()),
                ("sigma_value", Number(params.sigma_value())),
                ("sigma_space", Number(params.sigma_space())),
            ],
            Self::Nlm(params) => vec![
                ("h", Number(params.h())),
                whole("patch", params.patch()),
                whole("search", params.search()),
            ],
            Self::PowerLaw(params) => vec![
                ("alpha", Number(params.alpha())),
                ("beta", Number(params.beta())),
                whole("radius", params.radius()),
            ],
        }
    }
}

fn with(mut settings: Settings, last: (&'static str, Setting)) -> Settings {
    settings.push(last);
    settings
}

fn depth(depth: Depth) -> (&'static str, Setting) {
    let bits = match depth {
        Depth::Eight => "8",
        Depth::Sixteen => "16",
    };
    ("depth", Choice(bits))
}

fn tiles(tiles: Tiles) -> (&'static str, Setting) {
    ("tiles", Setting::Tiles(tiles))
}

fn whole(name: &'static str, number: u32) -> (&'static str, Setting) {
    (name, Number(f64::from(number)))
}

fn window_settings(window: &WindowStep) -> Settings {
    match window {
        WindowStep::Given(window) => vec![
            ("center", Number(window.center())),
            ("width", Number(window.width())),
            (
                "function",
                Choice(match window.function() {
                    VoiFunction::Linear => "linear",
                    VoiFunction::LinearExact => "linear_exact",
                    VoiFunction::Sigmoid => "sigmoid",
                }),
            ),
        ],
        WindowStep::Auto(Auto::File) => vec![("auto", Choice("file"))],
        WindowStep::Auto(Auto::MinMax) => vec![("auto", Choice("minmax"))],
        WindowStep::Auto(Auto::Percentile { low, high }) => vec![
            ("auto", Choice("percentile")),
            ("low", Number(*low)),
            ("high", Number(*high)),
        ],
    }
}

fn stretch_settings(method: &StretchMethod) -> Settings {
    let (variant, bounds) = match method {
        StretchMethod::Percentile(wanted) => ("percentile", Some((wanted.low(), wanted.high()))),
        StretchMethod::Pillow(cut) => ("pillow", Some((cut.low(), cut.high()))),
        StretchMethod::Torchvision => ("torchvision", None),
    };
    let mut settings = vec![("variant", Choice(variant))];
    if let Some((low, high)) = bounds {
        settings.push(("low", Number(low)));
        settings.push(("high", Number(high)));
    }
    settings
}

fn heq_settings(variant: heq::Variant) -> Settings {
    let word = |word| vec![("variant", Choice(word))];
    match variant {
        heq::Variant::OpenCv => word("opencv"),
        heq::Variant::Pillow => word("pillow"),
        heq::Variant::Torchvision => word("torchvision"),
        heq::Variant::Cdf { bins } => with(word("cdf"), whole("bins", bins.get())),
        heq::Variant::ImageJ { weights } => with(
            word("imagej"),
            (
                "weights",
                Choice(match weights {
                    Weights::SquareRoot => "sqrt",
                    Weights::Counts => "counts",
                }),
            ),
        ),
    }
}

fn ahe_settings(method: &AheMethod) -> Settings {
    match method {
        AheMethod::Tiles(grid) => vec![("variant", Choice("tiles")), tiles(*grid)],
        AheMethod::Exact {
            radius,
            border,
            mode,
        } => vec![
            ("variant", Choice("exact")),
            match radius {
                Radius::Pixels(pixels) => whole("radius", *pixels),
                Radius::Millimetres(mm) => ("radius_mm", Number(*mm)),
            },
            (
                "border",
                Choice(match border {
                    Border::Cut => "cut",
                    Border::Mirror => "mirror",
                }),
            ),
            (
                "mode",
                Choice(match mode {
                    RankMode::Mid => "mid",
                    RankMode::Le => "le",
                    RankMode::Lt => "lt",
                }),
            ),
        ],
    }
}

fn clahe_settings(method: &ClaheMethod) -> Settings {
    let fiji = |word, params: &FijiParams| {
        vec![
            ("variant", Choice(word)),
            whole("radius", params.radius()),
            ("slope", Number(params.slope())),
            whole("bins", params.bins()),
        ]
    };
    match method {
        ClaheMethod::OpenCv(params, bit_shift) => vec![
            ("variant", Choice("opencv")),
            ("clip_limit", Number(params.clip_limit())),
            tiles(params.tiles()),
            whole("bit_shift", *bit_shift),
        ],
        ClaheMethod::Deep(params) => vec![
            ("variant", Choice("deep")),
            ("clip_limit", Number(params.clip_limit())),
            tiles(params.tiles()),
            whole("bins", params.bins()),
        ],
        ClaheMethod::Exact(params) => vec![
            ("variant", Choice("exact")),
            whole("radius", params.radius()),
            ("slope", Number(params.clip_limit())),
        ],
        ClaheMethod::Fiji(params) => fiji("fiji", params),
        ClaheMethod::FijiFast(params) => fiji("fiji_fast", params),
        ClaheMethod::Skimage(params) => vec![
            ("variant", Choice("skimage")),
            ("clip_limit", Number(params.clip_limit())),
            tiles(params.tiles()),
            whole("bins", params.bins()),
        ],
        ClaheMethod::Volume(params) => vec![
            ("variant", Choice("volume")),
            ("clip_limit", Number(params.clip_limit())),
            ("tiles", Setting::Blocks(params.tiles())),
            whole("bins", params.bins()),
            (
                "range",
                Choice(match params.range() {
                    BinRange::Volume => "volume",
                    BinRange::Tile => "tile",
                }),
            ),
        ],
    }
}
