//! The steps of a Laplacian pyramid (Burt and Adelson, IEEE Trans. Commun. 31, 1983): a picture
//! reduced to half its size, and a reduced one expanded again.

use rayon::prelude::*;

use super::mirror;
use super::plane::Plane;

/// The binomial filter 1 4 6 4 1.
const BINOMIAL: [f64; 5] = [1.0, 4.0, 6.0, 4.0, 1.0];

/// A picture of the pyramid.
pub(super) struct Level {
    width: usize,
    height: usize,
    /// All samples, row by row; finite everywhere.
    pub(super) values: Vec<f64>,
    /// 1 for pixels that count, 0 for the others; `None` where all count.
    pub(super) weights: Option<Vec<f64>>,
}

/// Where a sample of a row comes from: places in the other row, with their weights.
type Taps = Vec<(usize, f64)>;

impl Level {
    /// The picture as it is.
    pub(super) fn finest(plane: &Plane) -> Self {
        Self {
            width: plane.width(),
            height: plane.height(),
            values: plane.values().to_vec(),
            weights: plane.weights().map(<[f64]>::to_vec),
        }
    }

    /// Whether reducing it would give it again.
    pub(super) fn is_smallest(&self) -> bool {
        self.width == 1 && self.height == 1
    }

    /// Smoothed by 1 4 6 4 1, mirrored at the outermost pixels, and every second sample kept, the
    /// first among them. Pixels that do not count are left out and the weights of the rest
    /// renormalised; a sample without any pixel that counts does not count.
    pub(super) fn reduced(&self, keep_going: &(dyn Fn() -> bool + Sync)) -> Option<Level> {
        let taps = |length: usize| -> Vec<Taps> {
            let place = |i: usize, k: usize| mirror((2 * i + k) as isize - 2, length);
            (0..length.div_ceil(2))
                .map(|i| (0..5).map(|k| (place(i, k), BINOMIAL[k])).collect())
                .collect()
        };
        self.resampled(&taps(self.width), &taps(self.height), keep_going)
    }

    /// The inverse of [`reduced`](Level::reduced) but for detail, at the size of `finer`: samples
    /// are set apart by one and the gaps filled by 1 4 6 4 1 over the samples present, mirrored
    /// like those of the finer picture; weights are renormalised per sample.
    pub(super) fn expanded(
        &self,
        finer: &Level,
        keep_going: &(dyn Fn() -> bool + Sync),
    ) -> Option<Vec<f64>> {
        let taps = |length: usize| -> Vec<Taps> {
            let present = |i: usize, k: usize| {
                // Mirroring keeps even places even.
                (i + k)
                    .is_multiple_of(2)
                    .then(|| (mirror((i + k) as isize - 2, length) / 2, BINOMIAL[k]))
            };
            (0..length)
                .map(|i| (0..5).filter_map(|k| present(i, k)).collect())
                .collect()
        };
        let level = self.resampled(&taps(finer.width), &taps(finer.height), keep_going)?;
        Some(level.values)
    }

    /// Weighted means of samples: rows are combined first, then columns.
    fn resampled(
        &self,
        columns: &[Taps],
        rows: &[Taps],
        keep_going: &(dyn Fn() -> bool + Sync),
    ) -> Option<Level> {
        let (width, height) = (columns.len(), rows.len());
        let sum = |taps: &Taps| taps.iter().map(|(_, weight)| weight).sum::<f64>();
        let sums: Vec<f64> = columns.iter().map(sum).collect();
        let mut values = vec![0.0; width * height];
        let mut weights = self.weights.as_ref().map(|_| vec![0.0; width * height]);
        // Rows without weights are given no room for them.
        let mut no_weights: Vec<&mut [f64]> = Vec::new();
        no_weights.resize_with(if weights.is_some() { 0 } else { height }, Default::default);
        let weight_rows: Vec<&mut [f64]> = match &mut weights {
            Some(weights) => weights.chunks_mut(width).collect(),
            None => no_weights,
        };
        values
            .par_chunks_mut(width)
            .zip(weight_rows)
            .zip(rows)
            .try_for_each(|((values, weights), taps)| {
                if !keep_going() {
                    return None;
                }
                self.combine(taps, sum(taps), columns, &sums, values, weights);
                Some(())
            })?;
        Some(Level {
            width,
            height,
            values,
            weights,
        })
    }

    fn combine(
        &self,
        rows: &Taps,
        row_sum: f64,
        columns: &[Taps],
        column_sums: &[f64],
        values: &mut [f64],
        weights: &mut [f64],
    ) {
        let across = |line: &[f64], taps: &Taps| -> f64 {
            taps.iter().map(|&(x, weight)| weight * line[x]).sum()
        };
        let source = |pixels: &[f64], y: usize, x: usize| pixels[y * self.width + x];
        let mut line = vec![0.0; self.width];
        let Some(counted) = &self.weights else {
            for &(y, weight) in rows {
                let row = &self.values[y * self.width..(y + 1) * self.width];
                for (sum, x) in line.iter_mut().zip(row) {
                    *sum += weight * x;
                }
            }
            for ((value, taps), column_sum) in values.iter_mut().zip(columns).zip(column_sums) {
                *value = across(&line, taps) / (row_sum * column_sum);
            }
            return;
        };
        let mut line_weights = vec![0.0; self.width];
        for &(y, weight) in rows {
            for x in 0..self.width {
                let weight = weight * source(counted, y, x);
                line[x] += weight * source(&self.values, y, x);
                line_weights[x] += weight;
            }
        }
        for ((value, counts), taps) in values.iter_mut().zip(weights).zip(columns) {
            let sum = across(&line_weights, taps);
            if sum > 0.0 {
                *value = across(&line, taps) / sum;
                *counts = 1.0;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pixels::Image;
    use crate::pixels::Mask;
    use crate::pixels::Samples;

    fn level(values: Vec<f64>, inside: Option<Vec<bool>>) -> Level {
        let width = values.len();
        let mask = inside.map(|inside| Mask::new(width, 1, inside));
        let samples = Samples::F64(Image::grey(width, 1, values));
        Level::finest(&Plane::of(&samples, mask.as_ref()).unwrap())
    }

    #[test]
    fn halves_and_doubles_are_binomial_means() {
        let fine = level(vec![16.0, 0.0, 0.0, 32.0], None);
        let coarse = fine.reduced(&|| true).unwrap();
        // 6·16 + 8·0 + 2·0 of 16; 16 + 6·0 + 4·32 + 0 (mirrored) of 16.
        assert_eq!(coarse.values, [6.0, 9.0]);
        let again = coarse.expanded(&fine, &|| true).unwrap();
        assert_eq!(again, [6.75, 7.5, 8.625, 9.0]);
    }

    #[test]
    fn what_does_not_count_is_left_out() {
        let fine = level(vec![5.0, 7.0, 900.0, 900.0, 900.0, 900.0, 900.0, 900.0], {
            let mut inside = vec![false; 8];
            inside[..2].fill(true);
            Some(inside)
        });
        let coarse = fine.reduced(&|| true).unwrap();
        assert_eq!(coarse.weights, Some(vec![1.0, 1.0, 0.0, 0.0]));
        // The first sample sees 6·5 + 2·4·7 of 14, the second 1·5 + 4·7 of 5 — mirrored places twice.
        assert_eq!(coarse.values[..2], [86.0 / 14.0, 33.0 / 5.0]);
    }

    #[test]
    fn a_single_pixel_is_the_smallest() {
        let one = level(vec![3.0], None);
        assert!(one.is_smallest());
        assert_eq!(one.reduced(&|| true).unwrap().values, [3.0]);
    }
}
