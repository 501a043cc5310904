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
use super::histogram::Histogram;
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
    apply_with(samples, params, None, None, mask)
}

/// N-CLAHE with a normalisation that a whole series shares: between the smallest and the largest
/// value of `extent`, and for [`Norm::Equalize`] by the `counts` of all its [min-max-normalised
/// greys](minmax_counts). Each that is `None` is the picture's own; `counts` is for no other norm.
///
/// Pixels outside `mask` and samples that are not numbers become 0; values outside `extent` become
/// black or white.
///
/// # Panics
/// When there are several channels or the mask has another size.
pub fn apply_with(
    samples: &Samples,
    params: &NClaheParams,
    extent: Option<(f64, f64)>,
    counts: Option<&[u64; 256]>,
    mask: Option<&Mask>,
) -> Image<u8> {
    assert_eq!(samples.channels(), 1, "one channel wanted");
    assert_mask_fits(mask, samples.width(), samples.height());
    let mask = numbers_inside(samples, mask);
    let mask = mask.as_ref();
    let mut grey = normalize(samples, params.norm, extent, mask);
    if params.norm == Norm::Equalize {
        grey = match counts {
            Some(counts) => heq::equalize_by(&grey, heq::Variant::OpenCv, Some(counts), mask),
            None => heq::equalize(&grey, mask),
        };
    }
    clahe::apply(&grey, &params.clahe, mask)
}

/// How often each grey occurs in a series whose smallest and largest value become black and white:
/// what [`Norm::Equalize`] begins with. Of bins that hold more than one value the middle stands for
/// all.
pub fn minmax_counts(series: &Histogram) -> [u64; 256] {
    let mut counts = [0; 256];
    let Some((low, high)) = series.min().zip(series.max()) else {
        return counts;
    };
    let range = linear_range(low, high);
    let middle = match series.is_exact() {
        true => 0.0,
        false => series.bin_width() / 2.0,
    };
    for (bin, count) in series.counts().iter().enumerate() {
        let value = series.bin_start(bin) + middle;
        counts[usize::from(u8::from_f64(range.map(value, 1.0) * 255.0))] += count;
    }
    counts
}

/// The normalisation alone, between the values of `extent`, else of the picture's own; black
/// outside `mask`.
fn normalize(
    samples: &Samples,
    norm: Norm,
    extent: Option<(f64, f64)>,
    mask: Option<&Mask>,
) -> Image<u8> {
    let Some((low, high)) = extent.or_else(|| extent_of(samples, mask)) else {
        return Image::filled(samples.width(), samples.height(), 0);
    };
    let range = linear_range(low, high);
    let mut grey = map_samples(samples, |x| {
        let grey = match norm {
            Norm::Log if high > low => 255.0 * (1.0 + x - low).ln() / (1.0 + high - low).ln(),
            Norm::Log => 0.0,
            Norm::Equalize | Norm::MinMax => range.map(x, 1.0) * 255.0,
            Norm::Gamma(gamma) => range.map(x, 1.0).powf(gamma) * 255.0,
        };
        u8::from_f64(grey)
    });
    if let Some(mask) = mask {
        for (grey, inside) in grey.data_mut().iter_mut().zip(mask.inside()) {
            if !inside {
                *grey = 0;
            }
        }
    }
    grey
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

/// Smallest and largest value inside `mask`, samples that are not finite numbers left out; `None`
/// without any.
fn extent_of(samples: &Samples, mask: Option<&Mask>) -> Option<(f64, f64)> {
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
            normalize(&ramp(), Norm::Log, None, None).data(),
            [0, log(2.0), log(4.0), 255]
        );
        assert_eq!(
            normalize(&ramp(), Norm::MinMax, None, None).data(),
            [0, 16, 48, 255]
        );
        // 255 · √(1/16) = 63.75, 255 · √(3/16) = 110.4.
        assert_eq!(
            normalize(&ramp(), Norm::Gamma(0.5), None, None).data(),
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
    fn the_normalisation_of_a_series_is_that_of_all_its_slices() {
        let (width, height) = (16, 16);
        let slice = |step: i16| -> Vec<i16> { (0..256).map(|i| i * step % 911 - 400).collect() };
        let (first, second) = (slice(3), slice(17));
        let whole = Samples::I16(Image::grey(
            width,
            2 * height,
            [&first[..], &second].concat(),
        ));
        let slices = [first, second].map(|data| Samples::I16(Image::grey(width, height, data)));
        let extent = extent_of(&whole, None).unwrap();
        let series = Histogram::of_slices(&[(&slices[0], None), (&slices[1], None)], 0);
        let counts = minmax_counts(&series);
        assert_eq!(counts, minmax_counts(&Histogram::of(&whole, 0, None)));
        for norm in [Norm::Log, Norm::Equalize, Norm::MinMax, Norm::Gamma(2.0)] {
            let params = NClaheParams::new(norm, 2.0, Tiles::new(1, 1).unwrap()).unwrap();
            let given = apply_with(&whole, &params, Some(extent), Some(&counts), None);
            assert_eq!(given, apply(&whole, &params, None), "{norm:?}");
        }
        let narrow = Some((-100.0, 100.0));
        let grey = normalize(&slices[1], Norm::Log, narrow, None);
        let data = grey.data().iter().zip(match &slices[1] {
            Samples::I16(image) => image.data(),
            _ => &[],
        });
        for (&grey, &x) in data {
            assert!(x > -100 || grey == 0, "{x} below black is {grey}");
            assert!(x < 100 || grey == 255, "{x} above white is {grey}");
        }
    }

    #[test]
    fn gamma_has_a_range() {
        let tiles = Tiles::default();
        assert!(NClaheParams::new(Norm::Gamma(0.0), 2.0, tiles).is_err());
        assert!(NClaheParams::new(Norm::Log, -1.0, tiles).is_err());
    }
}
