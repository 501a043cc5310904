//! The filters and their parameters. A filter cannot hold a parameter outside its range.

use std::sync::Arc;

use super::FilterKind;
use super::Key;
use super::RecipeError;
use super::Setting;
use super::Variant;
use crate::ops::Tiles;
use crate::ops::ahe::Border;
use crate::ops::ahe::RankMode;
use crate::ops::ahe::RankParams;
use crate::ops::bilateral::BilateralParams;
use crate::ops::clahe::ClaheParams;
use crate::ops::clahe::deep::DeepParams;
use crate::ops::clahe::exact::ExactParams;
use crate::ops::clahe::fiji::FijiParams;
use crate::ops::clahe::skimage::SkimageParams;
use crate::ops::clahe::volume::VolumeParams;
use crate::ops::heq;
use crate::ops::median::MedianParams;
use crate::ops::multiscale::MultiscaleParams;
use crate::ops::nclahe::NClaheParams;
use crate::ops::nlm::NlmParams;
use crate::ops::point::Brightness;
use crate::ops::point::Contrast;
use crate::ops::point::Gamma;
use crate::ops::point::Log;
use crate::ops::point::Percentiles;
use crate::ops::point::Sigmoid;
use crate::ops::powerlaw::PowerlawParams;
use crate::ops::unsharp::UnsharpParams;
use crate::ops::window::Range;
use crate::ops::window::Window;

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

impl Auto {
    /// The percentiles that stand in where the file has no window.
    pub const USUAL: (f64, f64) = (0.5, 99.5);
}

/// A window as a step: given numbers, or a rule that finds them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum WindowStep {
    /// Centre, width and function.
    Given(Window),
    /// A rule.
    Auto(Auto),
}

/// By which rule a stretch finds its black and its white.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum StretchMethod {
    /// Between two percentiles, interpolated.
    Percentile(Percentiles),
    /// Pillow's `ImageOps.autocontrast`; what lies beyond the two percentiles is set aside.
    Pillow(Percentiles),
    /// torchvision's `functional.autocontrast`.
    Torchvision,
}

/// The radius of a window around a pixel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Radius {
    /// In pixels, 1 to 1024.
    Pixels(u32),
    /// In millimetres; the picture's pixel spacing says how many pixels that are.
    Millimetres(f64),
}

impl Radius {
    /// The radius in pixels for pixels of `spacing_mm` (width, height): millimetres over the
    /// geometric mean of both, rounded, 1 to 1024. `None` for millimetres without a spacing.
    pub fn pixels(self, spacing_mm: Option<[f64; 2]>) -> Option<u32> {
        match self {
            Self::Pixels(pixels) => Some(pixels),
            Self::Millimetres(mm) => {
                let [width, height] = spacing_mm?;
                let pixels = (mm / (width * height).sqrt()).round();
                // `as` saturates; not-a-number becomes 0.
                Some((pixels as u32).clamp(1, RankParams::MOST))
            }
        }
    }
}

/// How adaptive equalisation looks around a pixel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum AheMethod {
    /// The pixel's rank in its own window (Pizer).
    Exact {
        /// From the middle of the window to its edge.
        radius: Radius,
        /// What lies beyond the picture's edge.
        border: Border,
        /// How ranks are counted.
        mode: RankMode,
    },
    /// Between tiles, as CLAHE without a limit.
    Tiles(Tiles),
}

/// By whose definition contrast is limited.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ClaheMethod {
    /// OpenCV's, 8 or 16 bit; with the bit shift of 16 bit.
    OpenCv(ClaheParams, u32),
    /// This program's, for any depth.
    Deep(DeepParams),
    /// A window around every pixel.
    Exact(ExactParams),
    /// Fiji's, a window around every pixel.
    Fiji(FijiParams),
    /// Fiji's fast form, interpolated between blocks.
    FijiFast(FijiParams),
    /// scikit-image's `equalize_adapthist`.
    Skimage(SkimageParams),
    /// In blocks of the volume (Stimper 2019).
    Volume(VolumeParams),
}

/// The picture whose histogram is matched.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
pub struct Reference(Option<Arc<str>>);

impl Reference {
    /// The picture in that file.
    pub fn file(path: impl Into<Arc<str>>) -> Self {
        Self(Some(path.into()))
    }

    /// The path; `None` while nobody has chosen one.
    pub fn path(&self) -> Option<&Arc<str>> {
        self.0.as_ref()
    }
}

/// One thing done to a picture, with its parameters.
#[derive(Clone, Debug, PartialEq)]
pub enum Filter {
    /// DICOM's windows (PS3.3 C.11.2).
    Window(WindowStep, Depth),
    /// A linear range, `low` to 0 and `high` to full.
    Range(Range, Depth),
    /// A linear stretch between bounds that the picture's histogram gives.
    Stretch(StretchMethod, Depth),
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
    /// Histogram equalisation.
    Heq(heq::Variant),
    /// Adaptive histogram equalisation.
    Ahe(AheMethod),
    /// Contrast-limited AHE.
    Clahe(ClaheMethod),
    /// Normalised, then CLAHE.
    NClahe(NClaheParams),
    /// The histogram of a reference picture.
    Match(Reference),
    /// Unsharp mask.
    Unsharp(UnsharpParams),
    /// Contrast of a Laplacian pyramid, small differences raised most.
    Multiscale(MultiscaleParams),
    /// The middle value of a square.
    Median(MedianParams),
    /// A mean weighted by distance and by likeness.
    Bilateral(BilateralParams),
    /// A mean weighted by the likeness of patches.
    Nlm(NlmParams),
    /// ITK's adaptive histogram equalisation by power laws (Stark 2000).
    PowerLaw(PowerlawParams),
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
            Self::Heq(_) => FilterKind::Heq,
            Self::Ahe(_) => FilterKind::Ahe,
            Self::Clahe(_) => FilterKind::Clahe,
            Self::NClahe(_) => FilterKind::NClahe,
            Self::Match(_) => FilterKind::Match,
            Self::Unsharp(_) => FilterKind::Unsharp,
            Self::Multiscale(_) => FilterKind::Multiscale,
            Self::Median(_) => FilterKind::Median,
            Self::Bilateral(_) => FilterKind::Bilateral,
            Self::Nlm(_) => FilterKind::Nlm,
            Self::PowerLaw(_) => FilterKind::PowerLaw,
        }
    }

    /// Whether it matches the histogram of a picture that nobody has chosen yet, so that it cannot be switched on.
    pub fn lacks_reference(&self) -> bool {
        matches!(self, Self::Match(reference) if reference.path().is_none())
    }

    /// The way it is done, with the keys that mean something at present.
    pub fn variant(&self) -> &'static Variant {
        self.kind().variant_of(&self.settings())
    }

    /// The same filter with one setting changed; settings that then mean nothing are dropped.
    ///
    /// # Errors
    /// As for [`Filter::build`].
    pub fn with(&self, name: &'static str, setting: Setting) -> Result<Self, RecipeError> {
        let kind = self.kind();
        let mut settings = self.settings();
        settings.retain(|(other, _)| *other != name && !excludes(kind, name, &setting, other));
        settings.push((name, setting));
        let (before, after) = (self.variant(), kind.variant_of(&settings));
        if before.name != after.name {
            // A key of the same name may mean something else: a clip limit is a multiple in one
            // variant and a share in the other.
            settings.retain(|(other, _)| {
                let of = |variant: &Variant| -> Option<&'static Key> {
                    variant.keys.iter().find(|key| key.name == *other)
                };
                *other == name || (of(after).is_some() && of(before) == of(after))
            });
        }
        Self::build(kind, &settings)
    }
}

/// Whether setting `name` takes the meaning of the key `other`.
fn excludes(kind: FilterKind, name: &str, setting: &Setting, other: &str) -> bool {
    let excluded: &[&str] = match (kind, name, setting) {
        (FilterKind::Window, "auto", Setting::Choice("percentile")) => {
            &["center", "width", "function"]
        }
        (FilterKind::Window, "auto", _) => &["center", "width", "function", "low", "high"],
        (FilterKind::Window, "center" | "width" | "function", _) => &["auto", "low", "high"],
        (FilterKind::Ahe, "radius", _) => &["radius_mm"],
        (FilterKind::Ahe, "radius_mm", _) => &["radius"],
        _ => &[],
    };
    excluded.contains(&other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recipe::KeyKind;

    #[test]
    fn every_filter_has_defaults_that_build_it() {
        for kind in FilterKind::ALL {
            assert_eq!(kind.filter().kind(), kind);
            assert_eq!(FilterKind::named(kind.name()), Some(kind));
        }
    }

    #[test]
    fn every_variant_can_be_chosen_and_tells_its_own_keys() {
        for kind in FilterKind::ALL {
            let Some(key) = kind.variant_key() else {
                continue;
            };
            for variant in kind.variants() {
                let filter = kind
                    .filter()
                    .with(key.name, Setting::Choice(variant.name))
                    .expect(variant.name);
                assert_eq!(filter.variant().name, variant.name);
                for (name, _) in filter.settings() {
                    assert!(variant.keys.iter().any(|key| key.name == name), "{name}");
                }
                assert_eq!(Filter::build(kind, &filter.settings()), Ok(filter));
            }
        }
    }

    #[test]
    fn operations_take_what_the_table_allows() {
        for kind in FilterKind::ALL {
            for variant in kind.variants() {
                let chosen = kind
                    .variant_key()
                    .map(|key| (key.name, Setting::Choice(variant.name)));
                for key in variant.keys {
                    let KeyKind::Number(number) = key.kind else {
                        continue;
                    };
                    // Two bounds hold each other, and a window wants both its numbers.
                    if ["low", "high", "center", "width"].contains(&key.name) {
                        continue;
                    }
                    for end in [number.low, number.high] {
                        let end = (key.name, Setting::Number(end));
                        let settings: Vec<_> = chosen.clone().into_iter().chain([end]).collect();
                        let built = Filter::build(kind, &settings);
                        assert!(built.is_ok(), "{kind:?} {settings:?}: {built:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_radius_in_millimetres_follows_the_spacing() {
        let radius = Radius::Millimetres(10.0);
        assert_eq!(radius.pixels(Some([0.5, 0.5])), Some(20));
        assert_eq!(radius.pixels(Some([1.0, 4.0])), Some(5));
        assert_eq!(radius.pixels(None), None);
        assert_eq!(Radius::Pixels(7).pixels(None), Some(7));
    }
}
