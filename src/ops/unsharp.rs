//! Unsharp masking: the difference between a picture and its smoothed copy, added once more.

use super::ParamError;
use super::gaussian::Gaussian;
use super::plane::Plane;
use super::plane::finished;
use super::plane::units_per_level;
use super::ranges::real;
use crate::pixels::Mask;
use crate::pixels::Samples;

/// What unsharp masking is told.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct UnsharpParams {
    radius: f64,
    amount: f64,
    threshold: f64,
}

impl UnsharpParams {
    /// The smallest and the largest radius.
    pub const RADIUS: (f64, f64) = (0.1, 256.0);

    /// `radius`: standard deviation of the Gaussian in pixels, 0.1..=256. `amount`: how much of
    /// the difference is added, 0..=10. `threshold`: differences below it are left alone; in
    /// levels of 8-bit grey (times 257 for 16 bits) or in the unit of values, ≥ 0.
    ///
    /// # Errors
    /// When one of them is outside its range.
    pub fn new(radius: f64, amount: f64, threshold: f64) -> Result<Self, ParamError> {
        let (least, most) = Self::RADIUS;
        if !(threshold.is_finite() && threshold >= 0.0) {
            return Err(ParamError::new("threshold", threshold, "0 or more"));
        }
        Ok(Self {
            radius: real("radius", radius, least..=most)?,
            amount: real("amount", amount, 0.0..=10.0)?,
            threshold,
        })
    }

    /// Standard deviation of the Gaussian, pixels.
    pub fn radius(&self) -> f64 {
        self.radius
    }

    /// How much of the difference is added.
    pub fn amount(&self) -> f64 {
        self.amount
    }

    /// Differences below it are left alone, in levels of 8-bit grey or the unit of values.
    pub fn threshold(&self) -> f64 {
        self.threshold
    }
}

impl Default for UnsharpParams {
    /// Radius 2, amount 1, threshold 0.
    fn default() -> Self {
        Self {
            radius: 2.0,
            amount: 1.0,
            threshold: 0.0,
        }
    }
}

/// y = x + amount · (x − G x) where |x − G x| ≥ threshold, else y = x; in `f64`, not clipped
/// before the result is rounded.
///
/// G is a Gaussian cut at trunc(4 σ + 0.5) pixels, with the picture mirrored beyond the border,
/// the outermost pixel repeated first, as in scikit-image's `unsharp_mask`, which works on 0..1
/// instead. 8- and 16-bit grey
/// keeps its type (floor(y + 0.5), clamped); values of other types give `f32`.
///
/// Pixels outside `mask` and samples that are not finite stay as they are and have no weight in
/// G (normalised convolution). `keep_going` is asked once a row; `None` when it said no.
///
/// # Panics
/// When there are several channels or the mask has another size.
pub fn apply(
    samples: &Samples,
    params: &UnsharpParams,
    mask: Option<&Mask>,
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Option<Samples> {
    let Some(plane) = Plane::of(samples, mask) else {
        return Some(finished(samples, None));
    };
    let threshold = params.threshold * units_per_level(samples);
    let mut values = Gaussian::new(params.radius).smooth(&plane, keep_going)?;
    for (smooth, &x) in values.iter_mut().zip(plane.values()) {
        let detail = x - *smooth;
        *smooth = if detail.abs() < threshold {
            x
        } else {
            x + params.amount * detail
        };
    }
    Some(finished(samples, Some((&plane, values))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pixels::Image;

    fn apply_to(samples: &Samples, params: &UnsharpParams) -> Samples {
        apply(samples, params, None, &|| true).unwrap()
    }

    #[test]
    fn an_edge_overshoots_by_its_difference() {
        // σ = 0.25 reaches one pixel: e^-8 on either side.
        let e = (-8.0_f64).exp();
        let share = e / (1.0 + 2.0 * e);
        let params = UnsharpParams::new(0.25, 10.0, 0.0).unwrap();
        let edge = Samples::F64(Image::grey(4, 1, vec![0.0, 0.0, 1000.0, 1000.0]));
        let Samples::F32(found) = apply_to(&edge, &params) else {
            panic!("values give f32");
        };
        let over = (10.0 * 1000.0 * share) as f32;
        for (found, wanted) in found.data().iter().zip([0.0, -over, 1000.0 + over, 1000.0]) {
            assert!((found - wanted).abs() < 1e-3, "{found} {wanted}");
        }
    }

    #[test]
    fn small_differences_are_left_alone_in_levels_of_8_bits() {
        let row = vec![100, 102, 100, 100, 200, 200];
        let params = UnsharpParams::new(0.5, 2.0, 3.0).unwrap();
        let grey8 = Samples::U8(Image::grey(6, 1, row.clone()));
        let Samples::U8(found) = apply_to(&grey8, &params) else {
            panic!("grey stays grey");
        };
        assert_eq!(found.data()[..3], row[..3]);
        assert_ne!(found.data()[3..5], row[3..5]);
        let grey16 = Samples::U16(Image::grey(
            6,
            1,
            row.iter().map(|&x| u16::from(x) * 257).collect(),
        ));
        let Samples::U16(found) = apply_to(&grey16, &params) else {
            panic!("grey stays grey");
        };
        assert_eq!(found.data()[1], 102 * 257);
    }

    #[test]
    fn parameters_have_ranges() {
        assert!(UnsharpParams::new(0.0, 1.0, 0.0).is_err());
        assert!(UnsharpParams::new(2.0, 10.5, 0.0).is_err());
        let error = UnsharpParams::new(2.0, 1.0, -1.0).unwrap_err();
        assert_eq!(error.to_string(), "threshold: -1, wanted 0 or more");
    }

    #[test]
    fn it_stops_when_told() {
        let samples = Samples::U8(Image::filled(8, 8, 0));
        assert_eq!(
            apply(&samples, &UnsharpParams::default(), None, &|| false),
            None
        );
    }
}
