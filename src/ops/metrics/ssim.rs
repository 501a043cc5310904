//! Structural similarity (Wang, Bovik, Sheikh and Simoncelli, 2004) in its two usual forms.
//!
//! With local means μ, variances σ² and covariance σ_ab of a window around a pixel, C₁ = (0.01 L)² and
//! C₂ = (0.03 L)²:
//! S = (2 μ_a μ_b + C₁)(2 σ_ab + C₂) / ((μ_a² + μ_b² + C₁)(σ_a² + σ_b² + C₂)), and its mean over the pixels
//! whose window lies inside the picture.

use std::ops::Range;

use super::DataRange;
use super::plane::Plane;
use super::plane::by_bands;

/// A square window whose weights are products of those of its row and column.
pub(super) struct Window {
    /// The weight of the centre, then outwards.
    weights: Vec<f64>,
    /// Sum of all weights of the square.
    sum: f64,
    /// What a variance is multiplied with: n / (n − 1) for that of a sample.
    correction: f64,
}

/// A box of 7 × 7 pixels and the covariance of a sample: scikit-image's default.
pub(super) fn uniform() -> Window {
    Window {
        weights: vec![1.0; 4],
        sum: 49.0,
        correction: 49.0 / 48.0,
    }
}

/// A Gaussian of σ = 1.5 pixels over 11 × 11 pixels and the covariance of a population: the form of
/// the paper.
pub(super) fn gaussian() -> Window {
    let weights: Vec<f64> = (0..=5)
        .map(|k| (-0.5 * f64::from(k * k) / (1.5 * 1.5)).exp())
        .collect();
    let row = weights[0] + 2.0 * weights[1..].iter().sum::<f64>();
    Window {
        weights,
        sum: row * row,
        correction: 1.0,
    }
}

impl Window {
    fn radius(&self) -> usize {
        self.weights.len() - 1
    }
}

/// What is averaged over each window: a, b, a² + b², a b.
const QUANTITIES: usize = 4;

/// The mean of S over all windows that hold only data; the inner `None` where there is none or the
/// range is 0.
pub(super) fn mean(
    a: &Plane<'_>,
    b: &Plane<'_>,
    window: &Window,
    range: DataRange,
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Option<Option<f64>> {
    let radius = window.radius();
    if a.width().min(a.height()) <= 2 * radius || range.span() <= 0.0 {
        return Some(None);
    }
    let bands = by_bands(radius..a.height() - radius, keep_going, |rows| {
        band(a, b, window, range, rows)
    })?;
    let (sum, count) = bands
        .iter()
        .fold((0.0, 0), |whole, band| (whole.0 + band.0, whole.1 + band.1));
    Some((count > 0).then(|| sum / count as f64))
}

/// Sum and count of S over the rows of a band.
fn band(
    a: &Plane<'_>,
    b: &Plane<'_>,
    window: &Window,
    range: DataRange,
    rows: Range<usize>,
) -> (f64, u64) {
    let (width, radius) = (a.width(), window.radius());
    let inner = width - 2 * radius;
    let around = 2 * radius + 1;
    // Numbers are taken from the low end of the range: far from 0, squares would swallow the variance.
    let low = range.low();
    let (c1, c2) = ((0.01 * range.span()).powi(2), (0.03 * range.span()).powi(2));
    let (mut row_a, mut row_b) = (vec![0.0; width], vec![0.0; width]);
    // Row y of each quantity lies in ring[y % around].
    let mut ring = vec![[const { Vec::new() }; QUANTITIES]; around];
    let mut down = vec![0.0; width];
    let mut means = [const { Vec::new() }; QUANTITIES];
    for mean in &mut means {
        mean.resize(inner, 0.0);
    }
    let mut read = rows.start - radius;
    let (mut sum, mut count) = (0.0, 0);
    for y in rows {
        while read <= y + radius {
            a.row_into(read, &mut row_a);
            b.row_into(read, &mut row_b);
            quantities(&row_a, &row_b, low, &mut ring[read % around]);
            read += 1;
        }
        for (quantity, mean) in means.iter_mut().enumerate() {
            let row = |y: usize| ring[y % around][quantity].as_slice();
            weighted(window, &mut down, |k| (row(y - k), row(y + k)));
            let shifted = |by: usize| &down[by..by + inner];
            weighted(window, mean, |k| (shifted(radius - k), shifted(radius + k)));
        }
        let [mean_a, mean_b, squares, products] = &means;
        let each = mean_a.iter().zip(mean_b).zip(squares).zip(products);
        for (((a, b), squares), products) in each {
            let (a, b) = (a / window.sum, b / window.sum);
            let variances = window.correction * (squares / window.sum - (a * a + b * b));
            let covariance = window.correction * (products / window.sum - a * b);
            let (a, b) = (a + low, b + low);
            let s = (2.0 * a * b + c1) * (2.0 * covariance + c2)
                / ((a * a + b * b + c1) * (variances + c2));
            if !s.is_nan() {
                sum += s;
                count += 1;
            }
        }
    }
    (sum, count)
}

fn quantities(row_a: &[f64], row_b: &[f64], low: f64, to: &mut [Vec<f64>; QUANTITIES]) {
    let rows = || row_a.iter().zip(row_b).map(|(a, b)| (a - low, b - low));
    let [a, b, squares, products] = to;
    for all in [&mut *a, &mut *b, &mut *squares, &mut *products] {
        all.clear();
    }
    a.extend(rows().map(|(a, _)| a));
    b.extend(rows().map(|(_, b)| b));
    squares.extend(rows().map(|(a, b)| a * a + b * b));
    products.extend(rows().map(|(a, b)| a * b));
}

/// The weighted sum of the pairs at the same distance from the centre.
fn weighted<'a>(window: &Window, to: &mut [f64], pair: impl Fn(usize) -> (&'a [f64], &'a [f64])) {
    for (k, &weight) in window.weights.iter().enumerate() {
        let (before, after) = pair(k);
        let pairs = to.iter_mut().zip(before.iter().zip(after));
        if k == 0 {
            pairs.for_each(|(to, (centre, _))| *to = weight * centre);
        } else {
            pairs.for_each(|(to, (before, after))| *to += weight * (before + after));
        }
    }
}
