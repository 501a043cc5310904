//! Filters from their settings: what is left out, what excludes what, what is refused.

use super::AheMethod;
use super::Auto;
use super::ClaheMethod;
use super::Depth;
use super::Filter;
use super::FilterKind;
use super::Key;
use super::Radius;
use super::RecipeError;
use super::Reference;
use super::Setting;
use super::StretchMethod;
use super::Variant;
use super::WindowStep;
use crate::ops::Tiles;
use crate::ops::ahe::Border;
use crate::ops::ahe::RankMode;
use crate::ops::bilateral::BilateralParams;
use crate::ops::clahe::ClaheParams;
use crate::ops::clahe::deep::DeepParams;
use crate::ops::clahe::exact::ExactParams;
use crate::ops::clahe::fiji::FijiParams;
use crate::ops::clahe::skimage::SkimageParams;
use crate::ops::clahe::volume::BinRange;
use crate::ops::clahe::volume::VolumeParams;
use crate::ops::heq;
use crate::ops::heq::CdfBins;
use crate::ops::heq::Weights;
use crate::ops::median::MedianParams;
use crate::ops::multiscale::MultiscaleParams;
use crate::ops::nclahe::NClaheParams;
use crate::ops::nclahe::Norm;
use crate::ops::nlm::NlmParams;
use crate::ops::point::Brightness;
use crate::ops::point::Contrast;
use crate::ops::point::Gamma;
use crate::ops::point::Log;
use crate::ops::point::Percentiles;
use crate::ops::point::Sigmoid;
use crate::ops::powerlaw::PowerlawParams;
use crate::ops::unsharp::UnsharpParams;
use crate::ops::window::VoiFunction;
use crate::ops::window::Window;
use crate::ops::window::linear_range;

/// Settings by key, with the defaults of their variant behind them.
struct Given<'a> {
    variant: &'static Variant,
    settings: &'a [(&'static str, Setting)],
}

impl Given<'_> {
    fn has(&self, key: &str) -> bool {
        self.settings.iter().any(|(name, _)| *name == key)
    }

    fn get(&self, key: &'static str) -> Result<Setting, RecipeError> {
        let given = self.settings.iter().find(|(name, _)| *name == key);
        if let Some((_, setting)) = given {
            return Ok(setting.clone());
        }
        let known = self.variant.keys.iter().find(|k| k.name == key);
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

    /// A number that the table keeps whole and inside the range of the type.
    fn whole(&self, key: &'static str) -> Result<u32, RecipeError> {
        Ok(self.number(key)? as u32)
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

    fn blocks(&self) -> Result<[u32; 3], RecipeError> {
        match self.get("tiles")? {
            Setting::Blocks(blocks) => Ok(blocks),
            other => Err(RecipeError::new("tiles", format!("{other}, wanted 8x8x8"))),
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
    /// A filter from its settings; keys left out take their defaults.
    ///
    /// # Errors
    /// A key that the filter has not, a value outside its range, a key missing that has no
    /// default, or keys that exclude each other.
    pub fn build(
        kind: FilterKind,
        settings: &[(&'static str, Setting)],
    ) -> Result<Self, RecipeError> {
        let variant = kind.variant_of(settings);
        for (name, setting) in settings {
            key_of(kind, variant, name)?.check(setting)?;
        }
        let given = Given { variant, settings };
        Ok(match kind {
            FilterKind::Window => Self::Window(window_step(&given)?, given.depth()?),
            FilterKind::Range => {
                let (low, high) = given.bounds()?;
                Self::Range(linear_range(low, high), given.depth()?)
            }
            FilterKind::Stretch => Self::Stretch(stretch_method(&given)?, given.depth()?),
            FilterKind::Brightness => Self::Brightness(Brightness::new(given.number("amount")?)?),
            FilterKind::Contrast => Self::Contrast(Contrast::new(given.number("amount")?)?),
            FilterKind::Gamma => Self::Gamma(Gamma::new(given.number("gamma")?)?),
            FilterKind::Log => Self::Log(Log::new(given.number("gain")?)?),
            FilterKind::Sigmoid => Self::Sigmoid(Sigmoid::new(
                given.number("gain")?,
                given.number("cutoff")?,
            )?),
            FilterKind::Invert => Self::Invert,
            FilterKind::Heq => Self::Heq(match variant.name {
                "pillow" => heq::Variant::Pillow,
                "torchvision" => heq::Variant::Torchvision,
                "cdf" => heq::Variant::Cdf {
                    bins: CdfBins::new(given.whole("bins")?)?,
                },
                "imagej" => heq::Variant::ImageJ {
                    weights: match given.word("weights")? {
                        "counts" => Weights::Counts,
                        _ => Weights::SquareRoot,
                    },
                },
                _ => heq::Variant::OpenCv,
            }),
            FilterKind::Ahe => Self::Ahe(ahe_method(&given)?),
            FilterKind::Clahe => Self::Clahe(clahe_method(&given)?),
            FilterKind::NClahe => {
                let norm = match variant.name {
                    "equalize" => Norm::Equalize,
                    "minmax" => Norm::MinMax,
                    "gamma" => Norm::Gamma(given.number("gamma")?),
                    _ => Norm::Log,
                };
                Self::NClahe(NClaheParams::new(
                    norm,
                    given.number("clip_limit")?,
                    given.tiles()?,
                )?)
            }
            FilterKind::Match => Self::Match(match given.get("reference")? {
                Setting::Path(path) => Reference::file(path),
                other => {
                    return Err(RecipeError::new(
                        "reference",
                        format!("{other}, wanted the path of a picture"),
                    ));
                }
            }),
            FilterKind::Unsharp => Self::Unsharp(UnsharpParams::new(
                given.number("radius")?,
                given.number("amount")?,
                given.number("threshold")?,
            )?),
            FilterKind::Multiscale => Self::Multiscale(MultiscaleParams::new(
                given.whole("levels")?,
                given.number("power")?,
                given.number("gain")?,
            )?),
            FilterKind::Median => Self::Median(MedianParams::new(given.whole("size")?)?),
            FilterKind::Bilateral => Self::Bilateral(BilateralParams::new(
                given.whole("diameter")?,
                given.number("sigma_value")?,
                given.number("sigma_space")?,
            )?),
            FilterKind::Nlm => Self::Nlm(NlmParams::new(
                given.number("h")?,
                given.whole("patch")?,
                given.whole("search")?,
            )?),
            FilterKind::PowerLaw => Self::PowerLaw(PowerlawParams::new(
                given.number("alpha")?,
                given.number("beta")?,
                given.whole("radius")?,
            )?),
        })
    }
}

/// The key `name` of a variant.
///
/// # Errors
/// Where the filter has no such key, or has it for other variants only.
pub(super) fn key_of(
    kind: FilterKind,
    variant: &'static Variant,
    name: &str,
) -> Result<&'static Key, RecipeError> {
    if let Some(key) = variant.keys.iter().find(|key| key.name == name) {
        return Ok(key);
    }
    let known: Vec<&str> = kind.keys().iter().map(|key| key.name).collect();
    let reason = match kind.variant_key() {
        Some(chooser) if known.contains(&name) => {
            format!("means nothing with {}={}", chooser.name, variant.name)
        }
        _ if known.is_empty() => format!("{} has no such key; it has strength", kind.name()),
        _ => format!(
            "{} has no such key; it has {}",
            kind.name(),
            known.join(", ")
        ),
    };
    Err(RecipeError::new(name, reason))
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

fn stretch_method(given: &Given<'_>) -> Result<StretchMethod, RecipeError> {
    Ok(match given.variant.name {
        "pillow" => {
            let (low, high) = given.bounds()?;
            StretchMethod::Pillow(Percentiles::new(low, high)?)
        }
        "torchvision" => StretchMethod::Torchvision,
        _ => {
            let (low, high) = given.bounds()?;
            StretchMethod::Percentile(Percentiles::new(low, high)?)
        }
    })
}

fn ahe_method(given: &Given<'_>) -> Result<AheMethod, RecipeError> {
    if given.variant.name == "tiles" {
        return Ok(AheMethod::Tiles(given.tiles()?));
    }
    let radius = if given.has("radius_mm") {
        given.without(&["radius"], "beside radius_mm")?;
        Radius::Millimetres(given.number("radius_mm")?)
    } else {
        Radius::Pixels(given.whole("radius")?)
    };
    Ok(AheMethod::Exact {
        radius,
        border: match given.word("border")? {
            "mirror" => Border::Mirror,
            _ => Border::Cut,
        },
        mode: match given.word("mode")? {
            "le" => RankMode::Le,
            "lt" => RankMode::Lt,
            _ => RankMode::Mid,
        },
    })
}

fn clahe_method(given: &Given<'_>) -> Result<ClaheMethod, RecipeError> {
    let fiji = || -> Result<FijiParams, RecipeError> {
        Ok(FijiParams::new(
            given.whole("radius")?,
            given.whole("bins")?,
            given.number("slope")?,
        )?)
    };
    Ok(match given.variant.name {
        "deep" => ClaheMethod::Deep(DeepParams::new(
            given.number("clip_limit")?,
            given.tiles()?,
            given.whole("bins")?,
        )?),
        "exact" => ClaheMethod::Exact(ExactParams::new(
            given.whole("radius")?,
            given.number("slope")?,
        )?),
        "fiji" => ClaheMethod::Fiji(fiji()?),
        "fiji_fast" => ClaheMethod::FijiFast(fiji()?),
        "skimage" => ClaheMethod::Skimage(SkimageParams::new(
            given.number("clip_limit")?,
            given.tiles()?,
            given.whole("bins")?,
        )?),
        "volume" => {
            let params = VolumeParams::new(
                given.number("clip_limit")?,
                given.blocks()?,
                given.whole("bins")?,
            )?;
            ClaheMethod::Volume(params.with_range(match given.word("range")? {
                "tile" => BinRange::Tile,
                _ => BinRange::Volume,
            }))
        }
        _ => ClaheMethod::OpenCv(
            ClaheParams::new(given.number("clip_limit")?, given.tiles()?)?,
            given.whole("bit_shift")?,
        ),
    })
}
