//! Power-law adaptive equalisation, from histogram equalisation to unsharp masking with two
//! parameters: ITK's `AdaptiveHistogramEqualizationImageFilter`.
//!
//! After Stark, "Adaptive image contrast enhancement using generalizations of histogram
//! equalization", IEEE Trans. Image Process. 9, 2000.

use super::ParamError;
use super::difference::OfDifference;
use super::plane::Plane;
use super::plane::finished;
use super::ranges::real;
use super::ranges::whole;
use super::sweep::Kernel;
use super::sweep::Step;
use super::sweep::counts::GROUPS;
use super::sweep::counts::LANES;
use super::sweep::counts::Window;
use super::sweep::field::Edge;
use super::sweep::field::Field;
use super::sweep::sweep;
use crate::pixels::Mask;
use crate::pixels::Samples;

/// Terms are rounded to multiples of its inverse. With at most 129² terms of size 1 every sum is
/// then exact, and so the same in any order; the error is below 10⁻⁶ of a 16-bit level.
const GRID: f64 = (1_u64 << 36) as f64;

/// From this radius on, histograms of 8-bit windows are faster than their pixels.
const HISTOGRAM_RADIUS: u32 = 3;

/// What power-law equalisation is told.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PowerlawParams {
    alpha: f64,
    beta: f64,
    radius: u32,
}

impl PowerlawParams {
    /// `alpha`: 0 equalises, 1 is linear, 0..=1. `beta`: how much of the pixel's own value
    /// remains, 0..=1. `radius`: pixels from the middle of the window to its edge, 1..=64.
    ///
    /// # Errors
    /// When one of them is outside its range.
    pub fn new(alpha: f64, beta: f64, radius: u32) -> Result<Self, ParamError> {
        Ok(Self {
            alpha: real("alpha", alpha, 0.0..=1.0)?,
            beta: real("beta", beta, 0.0..=1.0)?,
            radius: whole("radius", radius, 1..=64, "pixels")?,
        })
    }

    /// 0 equalises, 1 is linear.
    pub fn alpha(&self) -> f64 {
        self.alpha
    }

    /// How much of the pixel's own value remains.
    pub fn beta(&self) -> f64 {
        self.beta
    }

    /// Pixels from the middle of the window to its edge.
    pub fn radius(&self) -> u32 {
        self.radius
    }
}

impl Default for PowerlawParams {
    /// ITK's: α 0.3, β 0.3, radius 5.
    fn default() -> Self {
        Self {
            alpha: 0.3,
            beta: 0.3,
            radius: 5,
        }
    }
}

/// y = (M − m) · (mean of C(u, w) over the window + ½) + m, with values scaled to
/// u = (x − m) / (M − m) − ½, and C(u, w) = ½ s |2(u − w)|^α − β ½ s |2(u − w)| + β u,
/// s = sign(u − w).
///
/// The window is square and cut at the border. m and M are `range`, that of a whole series, or
/// where it is left out the smallest and largest sample of this picture; where they are equal the
/// picture stays. α = β = 0 is adaptive equalisation by middle ranks, α = β = 1 changes nothing,
/// α = 1 with β = 0 adds the difference to the mean of the window. ITK rounds C to `f32`, and
/// truncates integers and lets them wrap; here 8- and 16-bit grey is rounded (floor(y + 0.5)) and
/// clamped, and values of other types give `f32`.
///
/// Pixels outside `mask` and samples that are not finite stay as they are, and take no part in
/// windows or range. `keep_going` is asked once a row; `None` when it said no.
///
/// # Panics
/// When there are several channels or the mask has another size.
pub fn apply(
    samples: &Samples,
    params: &PowerlawParams,
    mask: Option<&Mask>,
    range: Option<(f64, f64)>,
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Option<Samples> {
    let Some(plane) = Plane::of(samples, mask) else {
        return Some(finished(samples, None));
    };
    let (low, high) = range.unwrap_or_else(|| plane.extent());
    if high <= low {
        return Some(finished(samples, Some((&plane, plane.values().to_vec()))));
    }
    let terms = OfDifference::new(&plane, |difference: f64| {
        let d = 2.0 * difference / (high - low);
        // 0 has the sign 0, whatever 0^0 is.
        let power = if d == 0.0 { 0.0 } else { d.powf(params.alpha) };
        (0.5 * (power - params.beta * d) * GRID).round() / GRID
    });
    let scaled = |x: f64, mean: f64| {
        let u = (x - low) / (high - low) - 0.5;
        (high - low) * (mean + params.beta * u + 0.5) + low
    };
    let mut values = match samples {
        Samples::U8(image) if params.radius >= HISTOGRAM_RADIUS => {
            let radius = params.radius as usize;
            let field = Field::new(image, |grey| grey, mask, Edge::Cut, radius);
            let (lowest, highest) = plane.extent();
            let terms = &terms_of_greys(highest - lowest, |d| signed_term(&terms, d));
            sweep(&field, radius, || OfGreys { terms }, keep_going)?
        }
        _ => means(&plane, params.radius as usize, &terms, keep_going)?,
    };
    for (value, &x) in values.iter_mut().zip(plane.values()) {
        *value = scaled(x, *value);
    }
    Some(finished(samples, Some((&plane, values))))
}

/// The term of a difference: that of its size, with its sign.
#[inline]
fn signed_term(terms: &OfDifference<impl Fn(f64) -> f64>, difference: f64) -> f64 {
    let term = terms.at(difference.abs());
    if difference < 0.0 { -term } else { term }
}

/// For each pixel the mean of the signed terms of its differences to the pixels of its window.
fn means(
    plane: &Plane,
    radius: usize,
    terms: &OfDifference<impl Fn(f64) -> f64 + Sync>,
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Option<Vec<f64>> {
    let (width, height) = (plane.width(), plane.height());
    plane.by_rows(keep_going, |y, means| {
        let rows = y.saturating_sub(radius)..(y + radius + 1).min(height);
        for (x, mean) in means.iter_mut().enumerate() {
            let first = x.saturating_sub(radius);
            let length = (x + radius + 1).min(width) - first;
            let middle = plane.run(x, y, 1)[0];
            let term = |neighbour: f64| signed_term(terms, middle - neighbour);
            let (mut sum, mut count) = (0.0, 0.0);
            for y in rows.clone() {
                let neighbours = plane.run(first, y, length);
                match plane.weight_run(first, y, length) {
                    None => {
                        sum += neighbours.iter().map(|&x| term(x)).sum::<f64>();
                        count += length as f64;
                    }
                    Some(weights) => {
                        for (&neighbour, &weight) in neighbours.iter().zip(weights) {
                            sum += weight * term(neighbour);
                            count += weight;
                        }
                    }
                }
            }
            *mean = sum / count;
        }
    })
}

/// The same for 8-bit grey, from the histogram of the window.
struct OfGreys<'a> {
    /// Terms of the differences −255..=255 to the grey in the middle, those of even and of odd greys
    /// apart, as the histogram has them: a grey's terms for all others are a run of both.
    terms: &'a [Vec<f64>; 2],
}

/// Terms in the order of [`OfGreys::terms`]; 0 for differences beyond `span`, which do not occur.
fn terms_of_greys(span: f64, term: impl Fn(f64) -> f64) -> [Vec<f64>; 2] {
    let of = |neighbour_less_middle: i32| {
        let difference = f64::from(-neighbour_less_middle);
        if difference.abs() <= span {
            term(difference)
        } else {
            0.0
        }
    };
    [0, 1].map(|odd| (0..256).map(|i| of(2 * i + odd - 255)).collect())
}

impl Kernel for OfGreys<'_> {
    type Word = u16;
    type Out = f64;

    #[inline(always)]
    fn step(&mut self, window: &mut Window<u16>, step: Step<'_, u16>) -> f64 {
        // Grey g minus the middle has place g + 255 − middle among all differences.
        let first = 255 - usize::from(step.grey);
        let mut sums = [0.0; LANES];
        for group in 0..GROUPS {
            window.slide(group, step.entering, step.leaving);
            for (odd, counts) in window.0[group].iter().enumerate() {
                let place = first + odd + group * 2 * LANES;
                let terms = &self.terms[place % 2][place / 2..place / 2 + LANES];
                for lane in 0..LANES {
                    sums[lane] += f64::from(counts[lane]) * terms[lane];
                }
            }
        }
        sums.iter().sum::<f64>() / f64::from(step.n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::ahe;
    use crate::ops::ahe::Border;
    use crate::ops::ahe::RankMode;
    use crate::ops::ahe::RankParams;
    use crate::pixels::Image;

    fn apply_to(samples: &Samples, alpha: f64, beta: f64, radius: u32) -> Samples {
        let params = PowerlawParams::new(alpha, beta, radius).unwrap();
        apply(samples, &params, None, None, &|| true).unwrap()
    }

    #[test]
    fn three_pixels_by_hand() {
        // u = −½, 0, ½; the middle sees ½ · 1 below and above, which cancel.
        let samples = Samples::F64(Image::grey(3, 1, vec![100.0, 150.0, 200.0]));
        let Samples::F32(found) = apply_to(&samples, 0.5, 0.0, 1) else {
            panic!("values give f32");
        };
        // The outer ones see themselves and ½ · 1^½.
        assert_eq!(found.data(), [125.0, 150.0, 175.0]);
    }

    #[test]
    fn without_exponent_it_is_adaptive_equalisation_by_middle_ranks() {
        let image = Image::grey(20, 20, (0..400).map(|i| (i * 7919 % 256) as u8).collect());
        assert!(image.data().contains(&0) && image.data().contains(&255));
        let values = Samples::F64(image.map(|&grey| f64::from(grey)));
        for radius in [2, 8] {
            let params = RankParams::new(radius, Border::Cut, RankMode::Mid).unwrap();
            let ranked = ahe::rank(&image, &params, None, &|| true).unwrap();
            let Samples::F32(found) = apply_to(&values, 0.0, 0.0, radius) else {
                panic!("values give f32");
            };
            for (found, rank) in found.data().iter().zip(ranked.data()) {
                assert!((found - f32::from(*rank)).abs() < 0.5001, "{found} {rank}");
            }
        }
    }

    #[test]
    fn linear_with_all_of_the_value_changes_nothing() {
        let data = (0..35 * 27).map(|i| (i * 7919 % 251) as u8).collect();
        let samples = Samples::U8(Image::grey(35, 27, data));
        for radius in [2, 9] {
            assert_eq!(apply_to(&samples, 1.0, 1.0, radius), samples);
        }
    }

    #[test]
    fn terms_may_turn_their_sign() {
        // The first sees itself, ½, and ½ · 2⁰ − ½ · 2 + ½ = 0.
        let samples = Samples::U8(Image::grey(1, 2, vec![217, 177]));
        let wanted = Samples::U8(Image::grey(1, 2, vec![207, 187]));
        for radius in [1, 7] {
            assert_eq!(apply_to(&samples, 0.0, 1.0, radius), wanted);
        }
    }

    #[test]
    fn constants_stay_and_a_given_range_moves_the_middle() {
        let samples = Samples::U8(Image::filled(9, 9, 77));
        assert_eq!(apply_to(&samples, 0.0, 0.0, 3), samples);
        let params = PowerlawParams::new(0.0, 0.0, 3).unwrap();
        let found = apply(&samples, &params, None, Some((0.0, 200.0)), &|| true);
        assert_eq!(found, Some(Samples::U8(Image::filled(9, 9, 100))));
    }

    #[test]
    fn results_saturate() {
        let mut data = vec![0; 49];
        data[24] = 255;
        let samples = Samples::U8(Image::grey(7, 7, data));
        let Samples::U8(found) = apply_to(&samples, 1.0, 0.0, 3) else {
            panic!("grey stays grey");
        };
        // 255 · (½ − 1/28): the window of the second has 28 pixels.
        assert_eq!((found.at(3, 3), found.at(0, 3)), (255, 118));
    }

    #[test]
    fn parameters_have_ranges() {
        let error = PowerlawParams::new(1.5, 0.3, 5).unwrap_err();
        assert_eq!(error.to_string(), "alpha: 1.5, wanted 0 to 1");
        assert!(PowerlawParams::new(0.3, -0.1, 5).is_err());
        assert!(PowerlawParams::new(0.3, 0.3, 65).is_err());
    }

    #[test]
    fn it_stops_when_told() {
        let samples = Samples::U8(Image::grey(2, 1, vec![0, 1]));
        for radius in [2, 9] {
            let params = PowerlawParams::new(0.3, 0.3, radius).unwrap();
            assert_eq!(apply(&samples, &params, None, None, &|| false), None);
        }
    }
}
