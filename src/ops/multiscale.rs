//! Multiscale contrast: faint structures raised at every size by a Laplacian pyramid.
//!
//! After Vuylsteke and Schoeters, "Multiscale image contrast amplification (MUSICA)", Proc. SPIE
//! 2167, 1994. The vendor's product is tuned and not public; this is the plain form of the paper.

use rayon::prelude::*;

use super::ParamError;
use super::plane::Plane;
use super::plane::finished;
use super::pyramid::Level;
use super::ranges::real;
use super::ranges::whole;
use crate::pixels::Mask;
use crate::pixels::Samples;

/// Detail that rounding alone may have made, as a share of the largest sample: a small power would
/// make it visible in flat regions.
const ROUNDING: f64 = 1e-12;

/// What multiscale contrast is told.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MultiscaleParams {
    levels: u32,
    power: f64,
    gain: f64,
}

impl MultiscaleParams {
    /// `levels`: sizes of detail that are raised, each twice the one before, 1..=12. `power`: the
    /// exponent p, 0.1..=1; the smaller, the more is faint detail raised. `gain`: a factor for
    /// all detail, 0..=10.
    ///
    /// # Errors
    /// When one of them is outside its range.
    pub fn new(levels: u32, power: f64, gain: f64) -> Result<Self, ParamError> {
        Ok(Self {
            levels: whole("levels", levels, 1..=12, "levels")?,
            power: real("power", power, 0.1..=1.0)?,
            gain: real("gain", gain, 0.0..=10.0)?,
        })
    }

    /// Sizes of detail that are raised.
    pub fn levels(&self) -> u32 {
        self.levels
    }

    /// The exponent of detail.
    pub fn power(&self) -> f64 {
        self.power
    }

    /// The factor of all detail.
    pub fn gain(&self) -> f64 {
        self.gain
    }
}

impl Default for MultiscaleParams {
    /// Six levels, power 0.7, gain 1.
    fn default() -> Self {
        Self {
            levels: 6,
            power: 0.7,
            gain: 1.0,
        }
    }
}

/// The picture rebuilt from its Laplacian pyramid with each coefficient c of detail replaced by
/// gain · M · sign(c) · (|c| / M)^p, where M is the largest |c| of all levels.
///
/// The pyramid: 1 4 6 4 1 in both directions, mirrored at the outermost pixels, every second
/// sample kept; expanded with weights renormalised per sample. What remains after `levels` (or
/// once a single pixel remains) is left as it is, and so is detail below 10⁻¹² of the largest
/// sample, which rounding alone may have made. Power 1 and gain 1 change nothing. 8- and
/// 16-bit grey keeps its type (floor(y + 0.5), clamped); values of other types give `f32`.
///
/// Pixels outside `mask` and samples that are not finite stay as they are, and have no weight in
/// any level. `keep_going` is asked once a row; `None` when it said no.
///
/// # Panics
/// When there are several channels or the mask has another size.
pub fn apply(
    samples: &Samples,
    params: &MultiscaleParams,
    mask: Option<&Mask>,
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Option<Samples> {
    let Some(plane) = Plane::of(samples, mask) else {
        return Some(finished(samples, None));
    };
    let mut details = Vec::new();
    let mut base = Level::finest(&plane);
    while details.len() < params.levels as usize && !base.is_smallest() {
        let coarser = base.reduced(keep_going)?;
        let expected = coarser.expanded(&base, keep_going)?;
        for (value, expected) in base.values.iter_mut().zip(expected) {
            *value -= expected;
        }
        details.push(base);
        base = coarser;
    }
    let largest = details.iter().map(largest_detail).fold(0.0, f64::max);
    let (low, high) = plane.extent();
    let floor = ROUNDING * low.abs().max(high.abs());
    let raised = |c: f64| {
        if c.abs() <= floor {
            return c;
        }
        let share = (c.abs() / largest).powf(params.power);
        (params.gain * largest * share).copysign(c)
    };
    while let Some(mut finer) = details.pop() {
        if !keep_going() {
            return None;
        }
        let expected = base.expanded(&finer, keep_going)?;
        finer
            .values
            .par_iter_mut()
            .zip(expected)
            .for_each(|(value, expected)| {
                *value = expected + raised(*value);
            });
        base = finer;
    }
    Some(finished(samples, Some((&plane, base.values))))
}

/// The largest |c| of the pixels that count.
fn largest_detail(detail: &Level) -> f64 {
    let sizes = detail.values.iter().map(|c| c.abs());
    match &detail.weights {
        None => sizes.fold(0.0, f64::max),
        Some(weights) => sizes.zip(weights).map(|(c, w)| c * w).fold(0.0, f64::max),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pixels::Image;

    fn apply_to(samples: &Samples, params: &MultiscaleParams) -> Samples {
        apply(samples, params, None, &|| true).unwrap()
    }

    #[test]
    fn one_level_of_two_pixels_by_hand() {
        // 8, 0 is reduced to 4 (8·8 of 16, mirrored) and expanded to 4, 4: details 4, −4.
        let samples = Samples::F64(Image::grey(2, 1, vec![8.0, 0.0]));
        let params = MultiscaleParams::new(1, 0.5, 1.5).unwrap();
        let found = apply_to(&samples, &params);
        assert_eq!(found, Samples::F32(Image::grey(2, 1, vec![10.0, -2.0])));
    }

    #[test]
    fn faint_detail_is_raised_more_than_strong() {
        let mut data = vec![1000.0; 64];
        data[16] = 1010.0;
        data[48] = 2000.0;
        let samples = Samples::F64(Image::grey(64, 1, data));
        let Samples::F32(found) = apply_to(&samples, &MultiscaleParams::default()) else {
            panic!("values give f32");
        };
        let height = |x: usize| f64::from(found.at(x, 0) - found.at(x - 1, 0));
        assert!(height(16) > 2.0 * 10.0, "{}", height(16));
        assert!(height(48) < 1.5 * 1000.0, "{}", height(48));
    }

    #[test]
    fn power_one_and_gain_one_change_nothing() {
        let data = (0..35 * 27).map(|i| (i * 7919 % 251) as u8).collect();
        let samples = Samples::U8(Image::grey(35, 27, data));
        let params = MultiscaleParams::new(12, 1.0, 1.0).unwrap();
        assert_eq!(apply_to(&samples, &params), samples);
    }

    #[test]
    fn constants_stay() {
        for value in [0, 77, 65535] {
            let samples = Samples::U16(Image::filled(9, 14, value));
            assert_eq!(apply_to(&samples, &MultiscaleParams::default()), samples);
        }
    }

    #[test]
    fn parameters_have_ranges() {
        let error = MultiscaleParams::new(13, 0.7, 1.0).unwrap_err();
        assert_eq!(error.to_string(), "levels: 13, wanted 1 to 12 levels");
        assert!(MultiscaleParams::new(6, 0.0, 1.0).is_err());
        assert!(MultiscaleParams::new(6, 0.7, -1.0).is_err());
    }

    #[test]
    fn it_stops_when_told() {
        let samples = Samples::U8(Image::filled(8, 8, 0));
        let params = MultiscaleParams::default();
        assert_eq!(apply(&samples, &params, None, &|| false), None);
    }
}
