//! Edge preservation (Sattar, Floreby, Salomonsson and Lövström, 1997): how alike two Laplacians are.

use super::plane::Plane;
use super::plane::by_bands;

/// Sums over the pixels whose Laplacian is known in both pictures.
#[derive(Clone, Copy, Default)]
struct Sums {
    n: u64,
    a: f64,
    b: f64,
    squares_a: f64,
    squares_b: f64,
    products: f64,
}

impl Sums {
    fn and(self, other: &Self) -> Self {
        Self {
            n: self.n + other.n,
            a: self.a + other.a,
            b: self.b + other.b,
            squares_a: self.squares_a + other.squares_a,
            squares_b: self.squares_b + other.squares_b,
            products: self.products + other.products,
        }
    }
}

/// The correlation of the two mean-free Laplacians of four neighbours over the inner pixels; the inner
/// `None` where one of them is even.
pub(super) fn preservation(
    a: &Plane<'_>,
    b: &Plane<'_>,
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Option<Option<f64>> {
    if a.width() < 3 || a.height() < 3 {
        return Some(None);
    }
    let bands = by_bands(1..a.height() - 1, keep_going, |rows| {
        let (mut of_a, mut of_b) = (Laplacian::new(a), Laplacian::new(b));
        let mut sums = Sums::default();
        for y in rows {
            let (row_a, row_b) = (of_a.row(y), of_b.row(y));
            for (&a, &b) in row_a.iter().zip(row_b) {
                if !a.is_nan() && !b.is_nan() {
                    sums.n += 1;
                    sums.a += a;
                    sums.b += b;
                    sums.squares_a += a * a;
                    sums.squares_b += b * b;
                    sums.products += a * b;
                }
            }
        }
        sums
    })?;
    let sums = bands.iter().fold(Sums::default(), Sums::and);
    let n = sums.n as f64;
    // The sum of Laplacians comes from the border alone, so little is lost by subtracting it late.
    let variance_a = sums.squares_a - sums.a * sums.a / n;
    let variance_b = sums.squares_b - sums.b * sums.b / n;
    let covariance = sums.products - sums.a * sums.b / n;
    let known = sums.n > 0 && variance_a > 0.0 && variance_b > 0.0;
    Some(known.then(|| covariance / (variance_a * variance_b).sqrt()))
}

/// Rows of a Laplacian from three rows of a picture.
struct Laplacian<'a> {
    plane: &'a Plane<'a>,
    /// The row above, the row itself, the row below.
    rows: [Vec<f64>; 3],
    result: Vec<f64>,
}

impl<'a> Laplacian<'a> {
    fn new(plane: &'a Plane<'a>) -> Self {
        let row = || vec![0.0; plane.width()];
        Self {
            plane,
            rows: [row(), row(), row()],
            result: vec![0.0; plane.width() - 2],
        }
    }

    /// The inner pixels of row `y`.
    fn row(&mut self, y: usize) -> &[f64] {
        for (row, y) in self.rows.iter_mut().zip(y - 1..) {
            self.plane.row_into(y, row);
        }
        let [above, row, below] = &self.rows;
        for (x, to) in self.result.iter_mut().enumerate() {
            let around = above[x + 1] + below[x + 1] + row[x] + row[x + 2];
            *to = around - 4.0 * row[x + 1];
        }
        &self.result
    }
}
