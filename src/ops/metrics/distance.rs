//! Sums of squares: how far the numbers of two pictures lie apart.

use super::plane::Plane;
use super::plane::by_bands;

/// Sums over the pixels that are data in both pictures.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Distance {
    pub pixels: u64,
    /// Σ (a − b)².
    differences: f64,
    /// Σ a².
    squares_a: f64,
}

impl Distance {
    pub fn of(
        a: &Plane<'_>,
        b: &Plane<'_>,
        keep_going: &(dyn Fn() -> bool + Sync),
    ) -> Option<Self> {
        let width = a.width();
        let bands = by_bands(0..a.height(), keep_going, |rows| {
            let (mut row_a, mut row_b) = (vec![0.0; width], vec![0.0; width]);
            let mut sums = Self::default();
            for y in rows {
                a.row_into(y, &mut row_a);
                b.row_into(y, &mut row_b);
                for (a, b) in row_a.iter().zip(&row_b) {
                    let difference = a - b;
                    if !difference.is_nan() {
                        sums.pixels += 1;
                        sums.differences += difference * difference;
                        sums.squares_a += a * a;
                    }
                }
            }
            sums
        })?;
        Some(bands.iter().fold(Self::default(), |whole, band| Self {
            pixels: whole.pixels + band.pixels,
            differences: whole.differences + band.differences,
            squares_a: whole.squares_a + band.squares_a,
        }))
    }

    /// The mean squared error.
    pub fn mse(&self) -> Option<f64> {
        (self.pixels > 0).then(|| self.differences / self.pixels as f64)
    }

    /// The mean of a².
    pub fn mean_square_a(&self) -> Option<f64> {
        (self.pixels > 0).then(|| self.squares_a / self.pixels as f64)
    }
}
