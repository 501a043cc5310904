//! The bilateral filter: a mean of what is near both in place and in value.
//!
//! After Tomasi and Manduchi, "Bilateral filtering for gray and color images", ICCV 1998.

use super::ParamError;
use super::difference::OfDifference;
use super::plane::Plane;
use super::plane::finished;
use super::plane::units_per_level;
use super::ranges::odd;
use super::ranges::positive;
use crate::pixels::Mask;
use crate::pixels::Samples;

/// What the bilateral filter is told.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BilateralParams {
    diameter: u32,
    sigma_value: f64,
    sigma_space: f64,
}

impl BilateralParams {
    /// `diameter`: that of the disc looked at, in pixels, odd, 1..=51. `sigma_value`: standard
    /// deviation of the weight for values, in levels of 8-bit grey (times 257 for 16 bits) or in
    /// the unit of values. `sigma_space`: that of the weight for distances, in pixels.
    ///
    /// # Errors
    /// When the diameter is even or outside its range, or a σ not above zero and finite.
    pub fn new(diameter: u32, sigma_value: f64, sigma_space: f64) -> Result<Self, ParamError> {
        Ok(Self {
            diameter: odd("diameter", diameter, 1..=51)?,
            sigma_value: positive("sigma_value", sigma_value)?,
            sigma_space: positive("sigma_space", sigma_space)?,
        })
    }

    /// Diameter of the disc, pixels.
    pub fn diameter(&self) -> u32 {
        self.diameter
    }

    /// Standard deviation for values, in levels of 8-bit grey or the unit of values.
    pub fn sigma_value(&self) -> f64 {
        self.sigma_value
    }

    /// Standard deviation for distances, pixels.
    pub fn sigma_space(&self) -> f64 {
        self.sigma_space
    }
}

impl Default for BilateralParams {
    /// Diameter 5, σ 30 levels and 3 pixels.
    fn default() -> Self {
        Self {
            diameter: 5,
            sigma_value: 30.0,
            sigma_space: 3.0,
        }
    }
}

/// y = Σ w x_q / Σ w over the pixels q of the disc around p that |q − p| ≤ ⌊diameter / 2⌋
/// describes, w = exp(−|q − p|² / (2 σ_space²)) · exp(−(x_q − x_p)² / (2 σ_value²)).
///
/// The picture is mirrored at its outermost pixels, which are not repeated; window and border are
/// OpenCV's (`bilateralFilter`, `BORDER_REFLECT_101`). 8- and 16-bit grey keeps its type
/// (floor(y + 0.5), clamped); values of other types give `f32`.
///
/// Pixels outside `mask` and samples that are not finite stay as they are and have weight 0.
/// `keep_going` is asked once a row; `None` when it said no.
///
/// # Panics
/// When there are several channels or the mask has another size.
pub fn apply(
    samples: &Samples,
    params: &BilateralParams,
    mask: Option<&Mask>,
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Option<Samples> {
    let Some(plane) = Plane::of(samples, mask) else {
        return Some(finished(samples, None));
    };
    let radius = (params.diameter / 2) as usize;
    let width = plane.width();
    let field = plane.mirrored(radius);
    let taps = disc(radius, params.sigma_space);
    let sigma = params.sigma_value * units_per_level(samples);
    let closeness = OfDifference::new(&plane, |d: f64| (-0.5 * (d / sigma) * (d / sigma)).exp());
    let values = plane.by_rows(keep_going, |y, row| {
        let centres = plane.run(0, y, width);
        let mut sums = vec![0.0; width];
        for &(dx, dy, nearness) in &taps {
            let neighbours = field.run(dx, y + dy, width);
            let mut add = |x: usize, weight: f64| {
                let difference = neighbours[x] - centres[x];
                let weight = weight * closeness.at(difference.abs());
                row[x] += weight * difference;
                sums[x] += weight;
            };
            match field.weight_run(dx, y + dy, width) {
                None => (0..width).for_each(|x| add(x, nearness)),
                Some(counts) => (0..width).for_each(|x| add(x, nearness * counts[x])),
            }
        }
        // Differences are averaged, so that equal samples give their value exactly.
        for ((mean, sum), centre) in row.iter_mut().zip(sums).zip(centres) {
            *mean = centre + *mean / sum;
        }
    })?;
    Some(finished(samples, Some((&plane, values))))
}

/// The pixels of a disc from the upper left corner of its square: column, row, spatial weight.
fn disc(radius: usize, sigma: f64) -> Vec<(usize, usize, f64)> {
    let side = 0..=2 * radius;
    side.clone()
        .flat_map(|y| side.clone().map(move |x| (x, y)))
        .filter_map(|(x, y)| {
            let (dx, dy) = (x.abs_diff(radius), y.abs_diff(radius));
            let squared = dx * dx + dy * dy;
            let weight = (-0.5 * squared as f64 / (sigma * sigma)).exp();
            (squared <= radius * radius).then_some((x, y, weight))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pixels::Image;

    fn apply_to(samples: &Samples, params: &BilateralParams) -> Samples {
        apply(samples, params, None, &|| true).unwrap()
    }

    #[test]
    fn weights_fall_with_distance_and_difference() {
        let samples = Samples::F64(Image::grey(3, 1, vec![0.0, 10.0, 40.0]));
        let params = BilateralParams::new(3, 20.0, 1.5).unwrap();
        let Samples::F32(found) = apply_to(&samples, &params) else {
            panic!("values give f32");
        };
        // Three rows are the same row: the pixels above and below are the middle itself.
        let near = (-0.5_f64 / 2.25).exp();
        let (left, right) = ((-0.125_f64).exp() * near, (-1.125_f64).exp() * near);
        let wanted = (10.0 + 20.0 * near + 40.0 * right) / (1.0 + 2.0 * near + left + right);
        assert!((f64::from(found.at(1, 0)) - wanted).abs() < 1e-5);
    }

    #[test]
    fn the_disc_has_no_corners() {
        let places: Vec<(usize, usize)> = disc(1, 1.0).iter().map(|tap| (tap.0, tap.1)).collect();
        assert_eq!(places, [(1, 0), (0, 1), (1, 1), (2, 1), (1, 2)]);
        assert_eq!(disc(2, 1.0).len(), 13);
        assert_eq!(disc(0, 1.0), [(0, 0, 1.0)]);
    }

    #[test]
    fn edges_stay_and_noise_goes() {
        let data: Vec<u16> = (0..400)
            .map(|i| if i % 20 < 10 { 10_000 } else { 50_000 } + (i * 37 % 11) as u16 * 50)
            .collect();
        let samples = Samples::U16(Image::grey(20, 20, data));
        let params = BilateralParams::new(7, 10.0, 3.0).unwrap();
        let Samples::U16(found) = apply_to(&samples, &params) else {
            panic!("grey stays grey");
        };
        for (i, &x) in found.data().iter().enumerate() {
            let wanted: u16 = if i % 20 < 10 { 10_250 } else { 50_250 };
            assert!(x.abs_diff(wanted) < 150, "{x} at {i}");
        }
    }

    #[test]
    fn parameters_have_ranges() {
        let error = BilateralParams::new(4, 30.0, 3.0).unwrap_err();
        assert_eq!(
            error.to_string(),
            "diameter: 4, wanted an odd number, 1 to 51"
        );
        assert!(BilateralParams::new(5, 0.0, 3.0).is_err());
        assert!(BilateralParams::new(5, 30.0, f64::NAN).is_err());
    }

    #[test]
    fn it_stops_when_told() {
        let samples = Samples::U8(Image::filled(8, 8, 0));
        let params = BilateralParams::default();
        assert_eq!(apply(&samples, &params, None, &|| false), None);
    }
}
