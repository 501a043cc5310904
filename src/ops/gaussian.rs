//! Gaussian smoothing by two passes of one dimension.

use super::plane::Plane;

/// A sampled Gaussian, cut at trunc(4 σ + 0.5) pixels and normalised to a sum of 1, as
/// `scipy.ndimage.gaussian_filter` and scikit-image have it. Beyond the border the picture is
/// mirrored, the outermost pixel repeated first (SciPy's mode `reflect`).
pub(super) struct Gaussian {
    /// The weight at each distance from the middle.
    weights: Vec<f64>,
}

impl Gaussian {
    /// Standard deviation `sigma` > 0, in pixels.
    pub(super) fn new(sigma: f64) -> Self {
        let radius = (4.0 * sigma + 0.5) as usize;
        let bell = |d: usize| (-0.5 * (d * d) as f64 / (sigma * sigma)).exp();
        let bells: Vec<f64> = (0..=radius).map(bell).collect();
        let sum = bells[0] + 2.0 * bells[1..].iter().sum::<f64>();
        Self {
            weights: bells.into_iter().map(|bell| bell / sum).collect(),
        }
    }

    /// The smoothed picture. Pixels that do not count have no weight and leave the rest the more
    /// (normalised convolution: the smoothed values over the smoothed weights); what stands in
    /// their own places means nothing. `keep_going` is asked once a row.
    pub(super) fn smooth(
        &self,
        plane: &Plane,
        keep_going: &(dyn Fn() -> bool + Sync),
    ) -> Option<Vec<f64>> {
        let Some(weights) = plane.weights() else {
            return plane.by_rows(keep_going, |y, row| {
                self.smooth_row(plane, plane.values(), y, row);
            });
        };
        let weighted: Vec<f64> = plane
            .values()
            .iter()
            .zip(weights)
            .map(|(x, w)| x * w)
            .collect();
        plane.by_rows(keep_going, |y, row| {
            self.smooth_row(plane, &weighted, y, row);
            let mut share = vec![0.0; row.len()];
            self.smooth_row(plane, weights, y, &mut share);
            for (sum, share) in row.iter_mut().zip(share) {
                *sum /= share;
            }
        })
    }

    /// Row `y` of `pixels`, which have the shape of `plane`, smoothed down and then across.
    fn smooth_row(&self, plane: &Plane, pixels: &[f64], y: usize, smoothed: &mut [f64]) {
        let (width, height) = (plane.width(), plane.height());
        let radius = self.weights.len() - 1;
        let row = |y: isize| {
            let from = reflect(y, height) * width;
            &pixels[from..from + width]
        };
        let y = y as isize;
        // The row with its margins, so that the second pass meets no border.
        let mut padded = vec![0.0; width + 2 * radius];
        let middle = &mut padded[radius..radius + width];
        for (sum, x) in middle.iter_mut().zip(row(y)) {
            *sum = self.weights[0] * x;
        }
        for (d, weight) in self.weights.iter().enumerate().skip(1) {
            let (above, below) = (row(y - d as isize), row(y + d as isize));
            for ((sum, a), b) in middle.iter_mut().zip(above).zip(below) {
                *sum += weight * (a + b);
            }
        }
        for i in 0..radius {
            let (left, right) = (reflect(i as isize - radius as isize, width), width + i);
            padded[i] = padded[radius + left];
            padded[radius + right] = padded[radius + reflect(right as isize, width)];
        }
        for (sum, x) in smoothed.iter_mut().zip(&padded[radius..]) {
            *sum = self.weights[0] * x;
        }
        for (d, weight) in self.weights.iter().enumerate().skip(1) {
            let (left, right) = (&padded[radius - d..], &padded[radius + d..]);
            for ((sum, a), b) in smoothed.iter_mut().zip(left).zip(right) {
                *sum += weight * (a + b);
            }
        }
    }
}

/// The pixel that stands for position `i` of a row of `length`: mirrored at the edge of the
/// outermost pixels, which are repeated, as often as needed.
fn reflect(i: isize, length: usize) -> usize {
    let i = i.rem_euclid(2 * length as isize) as usize;
    i.min(2 * length - 1 - i)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pixels::Image;
    use crate::pixels::Mask;
    use crate::pixels::Samples;

    fn smooth(values: Vec<f64>, mask: Option<Vec<bool>>) -> Vec<f64> {
        let width = values.len();
        let mask = mask.map(|inside| Mask::new(width, 1, inside));
        let samples = Samples::F64(Image::grey(width, 1, values));
        let plane = Plane::of(&samples, mask.as_ref()).unwrap();
        Gaussian::new(0.5).smooth(&plane, &|| true).unwrap()
    }

    #[test]
    fn an_impulse_becomes_the_bell() {
        let e = |d: f64| (-2.0 * d * d).exp();
        let sum = 1.0 + 2.0 * (e(1.0) + e(2.0));
        let found = smooth(vec![0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0], None);
        let wanted = [0.0, e(2.0), e(1.0), 1.0, e(1.0), e(2.0), 0.0].map(|x| x / sum);
        for (found, wanted) in found.iter().zip(wanted) {
            assert!((found - wanted).abs() < 1e-15);
        }
    }

    #[test]
    fn beyond_the_border_the_outermost_pixel_is_repeated_and_mirrored() {
        let folded: Vec<usize> = (-4..7).map(|i| reflect(i, 3)).collect();
        assert_eq!(folded, [2, 2, 1, 0, 0, 1, 2, 2, 1, 0, 0]);
        let found = smooth(vec![8.0, 0.0, 4.0], None);
        let wide = smooth(vec![4.0, 0.0, 8.0, 8.0, 0.0, 4.0, 4.0, 0.0, 8.0], None);
        assert_eq!(found, wide[3..6]);
    }

    #[test]
    fn pixels_that_do_not_count_have_no_weight() {
        let found = smooth(
            vec![4.0, 4.0, 900.0, 4.0],
            Some(vec![true, true, false, true]),
        );
        for x in [0, 1, 3] {
            assert!((found[x] - 4.0).abs() < 1e-14);
        }
    }

    #[test]
    fn narrow_bells_change_nothing() {
        let gaussian = Gaussian::new(0.1);
        assert_eq!(gaussian.weights, [1.0]);
    }
}
