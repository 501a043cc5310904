//! Normalised mutual information (Studholme, Hill and Hawkes, 1999): (H(a) + H(b)) / H(a, b).
//!
//! The joint histogram has 100 × 100 bins, each axis over its own picture's smallest to largest value,
//! with edges as NumPy places them; so the result is scikit-image's.

use super::plane::Plane;
use super::plane::by_bands;
use crate::ops::histogram::Histogram;

/// Bins of each axis.
const BINS: usize = 100;

/// Equal bins over a range. The last one holds the highest value too.
struct Axis {
    edges: Vec<f64>,
    per_unit: f64,
}

impl Axis {
    fn new(low: f64, high: f64) -> Self {
        // NumPy widens an empty range by half to both sides.
        let (low, high) = if low == high {
            (low - 0.5, high + 0.5)
        } else {
            (low, high)
        };
        let step = (high - low) / BINS as f64;
        let mut edges: Vec<f64> = (0..=BINS).map(|i| i as f64 * step + low).collect();
        edges[BINS] = high;
        Self {
            edges,
            per_unit: 1.0 / step,
        }
    }

    /// The bin of a value inside the range.
    fn bin(&self, value: f64) -> usize {
        // Rounding may lead to the neighbour; the edges decide. `as` makes what is below 0 to 0.
        let guess = (((value - self.edges[0]) * self.per_unit) as usize).min(BINS - 1);
        if value < self.edges[guess] {
            guess.saturating_sub(1)
        } else if guess + 1 < BINS && value >= self.edges[guess + 1] {
            guess + 1
        } else {
            guess
        }
    }
}

/// The information two pictures share, 1 (none) to 2 (each tells the other); the inner `None` without
/// data and for two constant pictures.
pub(super) fn normalised_mutual(
    a: &Plane<'_>,
    b: &Plane<'_>,
    counts_a: &Histogram,
    counts_b: &Histogram,
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Option<Option<f64>> {
    let axis = |counts: &Histogram| Some(Axis::new(counts.min()?, counts.max()?));
    let Some((axis_a, axis_b)) = axis(counts_a).zip(axis(counts_b)) else {
        return Some(None);
    };
    let width = a.width();
    let bands = by_bands(0..a.height(), keep_going, |rows| {
        let (mut row_a, mut row_b) = (vec![0.0; width], vec![0.0; width]);
        let mut joint = vec![0_u64; BINS * BINS];
        for y in rows {
            a.row_into(y, &mut row_a);
            b.row_into(y, &mut row_b);
            for (&a, &b) in row_a.iter().zip(&row_b) {
                if !a.is_nan() && !b.is_nan() {
                    joint[axis_a.bin(a) * BINS + axis_b.bin(b)] += 1;
                }
            }
        }
        joint
    })?;
    let mut joint = vec![0; BINS * BINS];
    for band in &bands {
        for (sum, count) in joint.iter_mut().zip(band) {
            *sum += count;
        }
    }
    let rows = joint.chunks_exact(BINS);
    let of_a: Vec<u64> = rows.clone().map(|row| row.iter().sum()).collect();
    let of_b: Vec<u64> = (0..BINS)
        .map(|b| rows.clone().map(|row| row[b]).sum())
        .collect();
    let together = entropy(&joint);
    Some((together > 0.0).then(|| (entropy(&of_a) + entropy(&of_b)) / together))
}

/// Shannon's entropy in natural units.
fn entropy(counts: &[u64]) -> f64 {
    let n: u64 = counts.iter().sum();
    let occupied = counts.iter().filter(|&&count| count > 0);
    occupied.fold(0.0, |sum, &count| {
        let share = count as f64 / n as f64;
        sum - share * share.ln()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_belong_to_the_bin_above_and_the_last_to_its_own() {
        let axis = Axis::new(0.0, 255.0);
        assert_eq!(
            (axis.bin(0.0), axis.bin(255.0), axis.bin(254.0)),
            (0, 99, 99)
        );
        // 51 is the edge of bin 20.
        assert_eq!((axis.bin(51.0), axis.bin(50.0)), (20, 19));
        assert_eq!(Axis::new(7.0, 7.0).bin(7.0), 50);
    }
}
