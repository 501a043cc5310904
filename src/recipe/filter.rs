//! The filters and their parameters. A filter cannot hold a parameter outside its range.

use super::FilterKind;
use super::Key;
use super::RecipeError;
use super::Setting;
use crate::ops::Tiles;
use crate::ops::ahe::Border;
use crate::ops::ahe::RankMode;
use crate::ops::ahe::RankParams;
use crate::ops::clahe::ClaheParams;
use crate::ops::nclahe::NClaheParams;
use crate::ops::nclahe::Norm;
use crate::ops::point::Brightness;
use crate::ops::point::Contrast;
use crate::ops::point::Gamma;
use crate::ops::point::Log;
use crate::ops::point::Percentiles;
use crate::ops::point::Sigmoid;
use crate::ops::window::Range;
use crate::ops::window::VoiFunction;
use crate::ops::window::Window;
use crate::ops::window::linear_range;

/// Bits of the grey that a window, range or stretch gives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Depth {
    /// 0 to 255.
    #[default]
    Eight,
    /// 0 to 65535.
    Sixteen,
}

/// Where a window's numbers come from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Auto {
    /// The file's first window or VOI LUT, else percentiles 0.5 and 99.5.
    File,
    /// Lowest and highest value.
    MinMax,
    /// Two percentiles, 0 to 100.
    Percentile {
        /// The lower one.
        low: f64,
        /// The upper one.
        high: f64,
    },
}

/// A window as a step: given numbers, or a rule that finds them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum WindowStep {
    /// Centre, width and function.
    Given(Window),
    /// A rule.
    Auto(Auto),
}

/// How adaptive equalisation looks around a pixel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum AheMethod {
    /// The pixel's rank in its own window (Pizer).
    Exact(RankParams),
    /// Between tiles, as CLAHE without a limit.
    Tiles(Tiles),
}

/// One thing done to a picture, with its parameters.
#[derive(Clone, Debug, PartialEq)]
pub enum Filter {
    /// DICOM's windows (PS3.3 C.11.2).
    Window(WindowStep, Depth),
    /// A linear range, `low` to 0 and `high` to full.
    Range(Range, Depth),
    /// A linear stretch between two percentiles.
    Stretch(Percentiles, Depth),
    /// Plus a share of full scale, percent.
    Brightness(Brightness),
    /// Times 1 + percent, about mid grey.
    Contrast(Contrast),
    /// Power of the share of full scale.
    Gamma(Gamma),
    /// Logarithmic correction, with its gain.
    Log(Log),
    /// Sigmoid correction.
    Sigmoid(Sigmoid),
    /// Full scale minus grey.
    Invert,
    /// Histogram equalisation, OpenCV's.
    Heq,
    /// Adaptive histogram equalisation.
    Ahe(AheMethod),
    /// Contrast-limited AHE, OpenCV's.
    Clahe(ClaheParams),
    /// Normalised, then CLAHE.
    NClahe(NClaheParams),
}

/// Settings by key, with the table's defaults behind them.
struct Given<'a> {
    kind: FilterKind,
    settings: &'a [(&'static str, Setting)],
}

impl Given<'_> {
    fn has(&self, key: &str) -> bool {
        self.settings.iter().any(|(name, _)| *name == key)
    }

    fn get(&self, key: &'static str) -> Result<Setting, RecipeError> {
        let given = self.settings.iter().find(|(name, _)| *name == key);
        if let Some((_, setting)) = given {
            return Ok(*setting);
        }
        let known = self.kind.keys().iter().find(|k| k.name == key);
        known
            .and_then(Key::default)
            .ok_or_else(|| RecipeError::new(key, "missing; it must be given"))
    }

    fn number(&self, key: &'static str) -> Result<f64, RecipeError> {
        match self.get(key)? {
            Setting::Number(number) => Ok(number),
            other => Err(RecipeError::new(key, format!("{other}, wanted a number"))),
        }
    }

    fn word(&self, key: &'static str) -> Result<&'static str, RecipeError> {
        match self.get(key)? {
            Setting::Choice(word) => Ok(word),
            other => Err(RecipeError::new(key, format!("{other}, wanted a word"))),
        }
    }

    fn tiles(&self) -> Result<Tiles, RecipeError> {
        match self.get("tiles")? {
            Setting::Tiles(tiles) => Ok(tiles),
            other => Err(RecipeError::new("tiles", format!("{other}, wanted 8x8"))),
        }
    }

    fn depth(&self) -> Result<Depth, RecipeError> {
        Ok(if self.word("depth")? == "16" {
            Depth::Sixteen
        } else {
            Depth::Eight
        })
    }

    /// Two bounds in order.
    fn bounds(&self) -> Result<(f64, f64), RecipeError> {
        let (low, high) = (self.number("low")?, self.number("high")?);
        if low < high {
            Ok((low, high))
        } else {
            Err(RecipeError::new(
                "high",
                format!("{high}, wanted more than low, {low}"),
            ))
        }
    }

    /// Refuses keys that mean nothing beside the ones that decide.
    fn without(&self, keys: &[&str], because: &str) -> Result<(), RecipeError> {
        match keys.iter().find(|key| self.has(key)) {
            Some(key) => Err(RecipeError::new(*key, format!("means nothing {because}"))),
            None => Ok(()),
        }
    }
}

impl Filter {
    /// Which filter it is.
    pub fn kind(&self) -> FilterKind {
        match self {
            Self::Window(..) => FilterKind::Window,
            Self::Range(..) => FilterKind::Range,
            Self::Stretch(..) => FilterKind::Stretch,
            Self::Brightness(_) => FilterKind::Brightness,
            Self::Contrast(_) => FilterKind::Contrast,
            Self::Gamma(_) => FilterKind::Gamma,
            Self::Log(_) => FilterKind::Log,
            Self::Sigmoid(_) => FilterKind::Sigmoid,
            Self::Invert => FilterKind::Invert,
            Self::Heq => FilterKind::Heq,
            Self::Ahe(_) => FilterKind::Ahe,
            Self::Clahe(_) => FilterKind::Clahe,
            Self::NClahe(_) => FilterKind::NClahe,
        }
    }

    /// A filter from its settings; keys left out take their defaults.
    ///
    /// # Errors
    /// A key that the filter has not, a value outside its range, a key missing that has no
    /// default, or keys that exclude each other.
    pub fn build(
        kind: FilterKind,
        settings: &[(&'static str, Setting)],
    ) -> Result<Self, RecipeError> {
        for (name, setting) in settings {
            let key = kind.keys().iter().find(|key| key.name == *name);
            let key = key.ok_or_else(|| unknown_key(kind, name))?;
            key.check(*setting)?;
        }
        let given = Given { kind, settings };
        Ok(match kind {
            FilterKind::Window => Self::Window(window_step(&given)?, given.depth()?),
            FilterKind::Range => {
                let (low, high) = given.bounds()?;
                Self::Range(linear_range(low, high), given.depth()?)
            }
            FilterKind::Stretch => {
                let (low, high) = given.bounds()?;
                Self::Stretch(Percentiles::new(low, high)?, given.depth()?)
            }
            FilterKind::Brightness => Self::Brightness(Brightness::new(given.number("amount")?)?),
            FilterKind::Contrast => Self::Contrast(Contrast::new(given.number("amount")?)?),
            FilterKind::Gamma => Self::Gamma(Gamma::new(given.number("gamma")?)?),
            FilterKind::Log => Self::Log(Log::new(given.number("gain")?)?),
            FilterKind::Sigmoid => Self::Sigmoid(Sigmoid::new(
                given.number("gain")?,
                given.number("cutoff")?,
            )?),
            FilterKind::Invert => Self::Invert,
            FilterKind::Heq => Self::Heq,
            FilterKind::Ahe => Self::Ahe(ahe_method(&given)?),
            FilterKind::Clahe => Self::Clahe(ClaheParams::new(
                given.number("clip_limit")?,
                given.tiles()?,
            )?),
            FilterKind::NClahe => {
                let norm = match given.word("norm")? {
                    "equalize" => Norm::Equalize,
                    "minmax" => Norm::MinMax,
                    "gamma" => Norm::Gamma(given.number("gamma")?),
                    _ => Norm::Log,
                };
                if !matches!(norm, Norm::Gamma(_)) {
                    given.without(&["gamma"], "without norm=gamma")?;
                }
                Self::NClahe(NClaheParams::new(
                    norm,
                    given.number("clip_limit")?,
                    given.tiles()?,
                )?)
            }
        })
    }

    /// Its settings in the order of the keys, those that mean something at present.
    pub fn settings(&self) -> Vec<(&'static str, Setting)> {
        use Setting::Choice;
        use Setting::Number;
        let depth = |depth: Depth| {
            let bits = match depth {
                Depth::Eight => "8",
                Depth::Sixteen => "16",
            };
            ("depth", Choice(bits))
        };
        match *self {
            Self::Window(WindowStep::Given(window), bits) => vec![
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
                depth(bits),
            ],
            Self::Window(WindowStep::Auto(auto), bits) => match auto {
                Auto::File => vec![("auto", Choice("file")), depth(bits)],
                Auto::MinMax => vec![("auto", Choice("minmax")), depth(bits)],
                Auto::Percentile { low, high } => vec![
                    ("auto", Choice("percentile")),
                    ("low", Number(low)),
                    ("high", Number(high)),
                    depth(bits),
                ],
            },
            Self::Range(range, bits) => vec![
                ("low", Number(range.low)),
                ("high", Number(range.high)),
                depth(bits),
            ],
            Self::Stretch(wanted, bits) => vec![
                ("variant", Choice("percentile")),
                ("low", Number(wanted.low())),
                ("high", Number(wanted.high())),
                depth(bits),
            ],
            Self::Brightness(brightness) => vec![("amount", Number(brightness.amount()))],
            Self::Contrast(contrast) => vec![("amount", Number(contrast.amount()))],
            Self::Gamma(gamma) => vec![("gamma", Number(gamma.gamma()))],
            Self::Log(log) => vec![("gain", Number(log.gain()))],
            Self::Sigmoid(sigmoid) => vec![
                ("gain", Number(sigmoid.gain())),
                ("cutoff", Number(sigmoid.cutoff())),
            ],
            Self::Invert => vec![],
            Self::Heq => vec![("variant", Choice("opencv"))],
            Self::Ahe(AheMethod::Exact(params)) => vec![
                ("variant", Choice("exact")),
                ("radius", Number(f64::from(params.radius()))),
                (
                    "border",
                    Choice(match params.border() {
                        Border::Cut => "cut",
                        Border::Mirror => "mirror",
                    }),
                ),
                (
                    "mode",
                    Choice(match params.mode() {
                        RankMode::Mid => "mid",
                        RankMode::Le => "le",
                        RankMode::Lt => "lt",
                    }),
                ),
            ],
            Self::Ahe(AheMethod::Tiles(tiles)) => vec![
                ("variant", Choice("tiles")),
                ("tiles", Setting::Tiles(tiles)),
            ],
            Self::Clahe(params) => vec![
                ("variant", Choice("opencv")),
                ("clip_limit", Number(params.clip_limit())),
                ("tiles", Setting::Tiles(params.tiles())),
            ],
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
                settings.push(("tiles", Setting::Tiles(params.clahe().tiles())));
                settings
            }
        }
    }

    /// The same filter with one setting changed; keys that then mean nothing are dropped.
    ///
    /// # Errors
    /// As for [`Filter::build`].
    pub fn with(&self, key: &'static str, setting: Setting) -> Result<Self, RecipeError> {
        let kind = self.kind();
        let drops: &[&str] = match (kind, key, setting) {
            (FilterKind::Window, "auto", Setting::Choice("percentile")) => {
                &["center", "width", "function"]
            }
            (FilterKind::Window, "auto", _) => &["center", "width", "function", "low", "high"],
            (FilterKind::Window, "center" | "width" | "function", _) => &["auto", "low", "high"],
            (FilterKind::Ahe, "variant", Setting::Choice("tiles")) => &["radius", "border", "mode"],
            (FilterKind::Ahe, "variant", _) => &["tiles"],
            (FilterKind::NClahe, "norm", _) => &["gamma"],
            _ => &[],
        };
        let mut settings = self.settings();
        settings.retain(|(name, _)| *name != key && !drops.contains(name));
        settings.push((key, setting));
        Self::build(kind, &settings)
    }
}

pub(super) fn unknown_key(kind: FilterKind, name: &str) -> RecipeError {
    let known: Vec<&str> = kind.keys().iter().map(|key| key.name).collect();
    let wanted = if known.is_empty() {
        "strength".to_owned()
    } else {
        known.join(", ")
    };
    RecipeError::new(
        name,
        format!("{} has no such key; it has {wanted}", kind.name()),
    )
}

fn window_step(given: &Given<'_>) -> Result<WindowStep, RecipeError> {
    if given.has("auto") || !(given.has("center") || given.has("width")) {
        if !given.has("auto") {
            return Err(RecipeError::new(
                "center",
                "missing; give center and width, or auto",
            ));
        }
        given.without(&["center", "width", "function"], "beside auto")?;
        let auto = match given.word("auto")? {
            "minmax" => Auto::MinMax,
            "percentile" => {
                let (low, high) = given.bounds()?;
                Auto::Percentile { low, high }
            }
            _ => Auto::File,
        };
        if !matches!(auto, Auto::Percentile { .. }) {
            given.without(&["low", "high"], "without auto=percentile")?;
        }
        return Ok(WindowStep::Auto(auto));
    }
    given.without(&["low", "high"], "without auto=percentile")?;
    let function = match given.word("function")? {
        "linear_exact" => VoiFunction::LinearExact,
        "sigmoid" => VoiFunction::Sigmoid,
        _ => VoiFunction::Linear,
    };
    let window = Window::new(given.number("center")?, given.number("width")?, function)?;
    Ok(WindowStep::Given(window))
}

fn ahe_method(given: &Given<'_>) -> Result<AheMethod, RecipeError> {
    if given.word("variant")? == "tiles" {
        given.without(&["radius", "border", "mode"], "with variant=tiles")?;
        return Ok(AheMethod::Tiles(given.tiles()?));
    }
    given.without(&["tiles"], "without variant=tiles")?;
    let border = match given.word("border")? {
        "mirror" => Border::Mirror,
        _ => Border::Cut,
    };
    let mode = match given.word("mode")? {
        "le" => RankMode::Le,
        "lt" => RankMode::Lt,
        _ => RankMode::Mid,
    };
    // The table keeps the radius whole and within 1 to 1024.
    let radius = given.number("radius")? as u32;
    Ok(AheMethod::Exact(RankParams::new(radius, border, mode)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_filter_has_defaults_that_build_it() {
        for kind in FilterKind::ALL {
            assert_eq!(kind.filter().kind(), kind);
            assert_eq!(FilterKind::named(kind.name()), Some(kind));
        }
    }
}
