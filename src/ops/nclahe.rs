//! Normalisation followed by CLAHE: the recipes that go by the name of N-CLAHE.
//!
//! Several are in use under one name. The logarithm follows Koonsanit et al. (BMEiCON 2017), whose
//! base and offset are not known, so that its formula is this program's own; equalisation follows
//! Horry et al. (IEEE Access 2020) as commonly retold; min-max is the "MMCLAHE" of Mohd-Isa et al.
//! (F1000Research 10:1051, 2021); gamma is the idea of Al-Ameen et al. (EURASIP JASP 2015:32).

use super::ParamError;
use super::Tiles;
use super::assert_mask_fits;
use super::clahe;
use super::clahe::ClaheParams;
use super::heq;
use super::lookup::Grey;
use super::lookup::map_samples;
use super::window::linear_range;
use crate::for_samples;
use crate::pixels::Image;
use crate::pixels::Mask;
use crate::pixels::Sample;
use crate::pixels::Samples;

/// How values become 8-bit grey before CLAHE. All of them map the smallest value to black, the
/// largest to white, and a constant image to black.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Norm {
    /// 255 · ln(1 + x − min) / ln(1 + max − min).
    #[default]
    Log,
    /// Min-max, then histogram equalisation.
    Equalize,
    /// 255 · (x − min) / (max − min).
    MinMax,
    /// 255 · ((x − min) / (max − min))^γ, γ of 0.05..=20.
    Gamma(f64),
}

/// What N-CLAHE is told.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct NClaheParams {
    norm: Norm,
    clahe: ClaheParams,
}

impl NClaheParams {
    /// A normalisation and the clip limit and tiles of the CLAHE that follows.
    ///
    /// # Errors
    /// When a gamma is outside 0.05..=20, or the clip limit negative or not finite.
    pub fn new(norm: Norm, clip_limit: f64, tiles: Tiles) -> Result<Self, ParamError> {
        if let Norm::Gamma(gamma) = norm {
            super::point::Gamma::new(gamma)?;
        }
        let clahe = ClaheParams::new(clip_limit, tiles)?;
        Ok(Self { norm, clahe })
    }

    /// The normalisation.
    pub fn norm(&self) -> Norm {
        self.norm
    }

    /// The CLAHE that follows.
    pub fn clahe(&self) -> ClaheParams {
        self.clahe
    }
}

/// N-CLAHE of values of any type, as 8-bit grey.
///
/// Pixels outside `mask` and samples that are not numbers take no part in the range and the
/// histograms, and become 0.
///
/// # Panics
/// When there are several channels or the mask has another size.
pub fn apply(samples: &Samples, params: &NClaheParams, mask: Option<&Mask>) -> Image<u8> {
    assert_eq!(samples.channels(), 1, "one channel wanted");
    assert_mask_fits(mask, samples.width(), samples.height());
    let mask = numbers_inside(samples, mask);
    let mut grey = normalize(samples, params.norm, mask.as_ref());
    if let Some(mask) = &mask {
        // Black before the steps that leave what lies outside the mask alone.
        for (grey, inside) in grey.data_mut().iter_mut().zip(mask.inside()) {
            if !inside {
                *grey = 0;
            }
        }
    }
    if params.norm == Norm::Equalize && !is_constant(&grey, mask.as_ref()) {
        grey = heq::equalize(&grey, mask.as_ref());
    }
    clahe::apply(&grey, &params.clahe, mask.as_ref())
}

/// The normalisation alone; what lies outside the mask is mapped by the same formula.
fn normalize(samples: &Samples, norm: Norm, mask: Option<&Mask>) -> Image<u8> {
    let Some((low, high)) = extent(samples, mask) else {
        return Image::filled(samples.width(), samples.height(), 0);
    };
    let range = linear_range(low, high);
    map_samples(samples, |x| {
        let grey = match norm {
            Norm::Log if high > low => 255.0 * (1.0 + x - low).ln() / (1.0 + high - low).ln(),
            Norm::Log => 0.0,
            Norm::Equalize | Norm::MinMax => range.map(x, 1.0) * 255.0,
            Norm::Gamma(gamma) => range.map(x, 1.0).powf(gamma) * 255.0,
        };
        u8::from_real(grey)
    })
}

/// The mask without samples that are not finite; `None` when everything takes part.
fn numbers_inside(samples: &Samples, mask: Option<&Mask>) -> Option<Mask> {
    let (width, height) = (samples.width(), samples.height());
    let finite: Option<Vec<bool>> = match samples {
        Samples::F32(image) => Some(image.data().iter().map(|x| x.is_finite()).collect()),
        Samples::F64(image) => Some(image.data().iter().map(|x| x.is_finite()).collect()),
        _ => None,
    };
    match finite.filter(|finite| finite.contains(&false)) {
        None => mask.cloned(),
        Some(finite) => {
            let finite = Mask::new(width, height, finite);
            Some(mask.map_or(finite.clone(), |mask| mask.and(&finite)))
        }
    }
}

/// Smallest and largest value inside the mask; `None` without any.
fn extent(samples: &Samples, mask: Option<&Mask>) -> Option<(f64, f64)> {
    fn of<T: Sample>(values: impl Iterator<Item = T>) -> Option<(f64, f64)> {
        let (low, high) = values.fold(None, |extent: Option<(T, T)>, x| {
            Some(match extent {
                None => (x, x),
                Some((low, high)) => (
                    if x < low { x } else { low },
                    if x > high { x } else { high },
                ),
            })
        })?;
        Some((low.to_f64(), high.to_f64()))
    }
    for_samples!(samples, image => {
        let values = image.data().iter().copied();
        match mask {
            None => of(values),
            Some(mask) => of(values.zip(mask.inside()).filter(|(_, inside)| **inside).map(|(x, _)| x)),
        }
    })
}

fn is_constant(image: &Image<u8>, mask: Option<&Mask>) -> bool {
    heq::counts(image, mask).iter().filter(|&&n| n > 0).count() < 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ramp() -> Samples {
        Samples::I16(Image::grey(4, 1, vec![-1000, -999, -997, -984]))
    }

    #[test]
    fn normalisations_follow_their_formulas() {
        // 1 + x − min is 1, 2, 4, 17.
        let log = |x: f64| (255.0 * x.ln() / 17_f64.ln() + 0.5).floor() as u8;
        assert_eq!(
            normalize(&ramp(), Norm::Log, None).data(),
            [0, log(2.0), log(4.0), 255]
        );
        assert_eq!(
            normalize(&ramp(), Norm::MinMax, None).data(),
            [0, 16, 48, 255]
        );
        // 255 · √(1/16) = 63.75, 255 · √(3/16) = 110.4.
        assert_eq!(
            normalize(&ramp(), Norm::Gamma(0.5), None).data(),
            [0, 64, 110, 255]
        );
    }

    #[test]
    fn constants_are_black_before_clahe() {
        let samples = Samples::U16(Image::filled(8, 8, 700));
        let black = clahe::apply(&Image::filled(8, 8, 0), &ClaheParams::default(), None);
        for norm in [Norm::Log, Norm::Equalize, Norm::MinMax, Norm::Gamma(2.0)] {
            let params = NClaheParams::new(norm, 2.0, Tiles::default()).unwrap();
            assert_eq!(apply(&samples, &params, None), black, "{norm:?}");
        }
    }

    #[test]
    fn padding_has_no_influence_and_becomes_black() {
        let mut data: Vec<i16> = (0..64).map(|i| i * 7 % 50).collect();
        let mut inside = vec![true; 64];
        inside[..20].fill(false);
        let mask = Mask::new(8, 8, inside);
        let params = NClaheParams::new(Norm::Log, 2.0, Tiles::new(2, 2).unwrap()).unwrap();
        let zero = apply(
            &Samples::I16(Image::grey(8, 8, data.clone())),
            &params,
            Some(&mask),
        );
        data[..20].fill(-2000);
        let padded = apply(&Samples::I16(Image::grey(8, 8, data)), &params, Some(&mask));
        assert_eq!(zero, padded);
        assert!(padded.data()[..20].iter().all(|&grey| grey == 0));
    }

    #[test]
    fn samples_that_are_no_numbers_count_as_masked() {
        let data: Vec<f32> = (0..64)
            .map(|i| if i == 5 { f32::NAN } else { i as f32 })
            .collect();
        let samples = Samples::F32(Image::grey(8, 8, data));
        let mapped = apply(&samples, &NClaheParams::default(), None);
        assert_eq!(mapped.data()[5], 0);
        let none = Samples::F64(Image::filled(2, 2, f64::NAN));
        assert_eq!(apply(&none, &NClaheParams::default(), None).data(), [0; 4]);
    }

    #[test]
    fn gamma_has_a_range() {
        let tiles = Tiles::default();
        assert!(NClaheParams::new(Norm::Gamma(0.0), 2.0, tiles).is_err());
        assert!(NClaheParams::new(Norm::Log, -1.0, tiles).is_err());
    }
}
