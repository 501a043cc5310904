//! Counts in bins whose width is a power of two.

/// The most bins for real numbers.
const MOST_REAL: f64 = 4096.0;

/// The most bins for integers.
const MOST_INTEGER: f64 = (1 << 20) as f64;

/// The smallest exponent: 2^−exponent must be a number too.
const LOWEST_EXPONENT: i32 = -1000;

/// Bin i holds values from (first + i) · 2^exponent up to, not including, the next bin.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Bins {
    exponent: i32,
    first: i64,
    /// Whether all values are integers.
    integers: bool,
    counts: Vec<u64>,
}

impl Bins {
    /// No bins: nothing was counted.
    pub(super) fn none(integers: bool) -> Self {
        Self {
            exponent: 0,
            first: 0,
            integers,
            counts: Vec::new(),
        }
    }

    /// Empty bins for values from `min` to `max`, both finite.
    pub(super) fn over(min: f64, max: f64, integers: bool) -> Self {
        let (most, mut exponent) = if integers {
            (MOST_INTEGER, 0)
        } else {
            // Finer than the spacing of the numbers themselves would not fit the bin's number.
            (MOST_REAL, exponent_of(min.abs().max(max.abs())) - 52)
        };
        exponent = exponent.max(LOWEST_EXPONENT);
        while position(max, exponent) - position(min, exponent) >= most {
            exponent += 1;
        }
        let (first, last) = (position(min, exponent), position(max, exponent));
        Self {
            exponent,
            first: first as i64,
            integers,
            counts: vec![0; (last - first) as usize + 1],
        }
    }

    /// One bin per integer from `first` on.
    pub(super) fn of_integers(first: i64, counts: Vec<u64>) -> Self {
        Self {
            exponent: 0,
            first,
            integers: true,
            counts,
        }
    }

    pub(super) fn counts(&self) -> &[u64] {
        &self.counts
    }

    /// Whether every bin holds a single integer.
    pub(super) fn are_integers(&self) -> bool {
        self.integers && self.exponent == 0
    }

    pub(super) fn width(&self) -> f64 {
        power_of_two(self.exponent)
    }

    pub(super) fn start(&self, bin: usize) -> f64 {
        (self.first + bin as i64) as f64 * self.width()
    }

    /// The bin of `x`, which must lie between the smallest and the largest value.
    pub(super) fn bin_of(&self, x: f64) -> usize {
        (position(x, self.exponent) as i64 - self.first) as usize
    }

    /// Counts all of `values`, which must lie in the range the bins were made for.
    pub(super) fn count(&mut self, values: impl Iterator<Item = f64>) {
        let bins_per_unit = power_of_two(-self.exponent);
        let first = self.first as f64;
        for x in values {
            self.counts[((x * bins_per_unit).floor() - first) as usize] += 1;
        }
    }

    /// Bins for `min..=max` that hold the counts of both.
    pub(super) fn merged(&self, other: &Self, min: f64, max: f64) -> Self {
        let mut merged = Self::over(min, max, self.integers && other.integers);
        for part in [self, other] {
            // Never negative: a larger range has no narrower bins. Beyond 63 all bits are gone.
            let shift = (merged.exponent - part.exponent).min(63);
            for (i, count) in part.counts.iter().enumerate() {
                let place = (part.first + i as i64) >> shift;
                merged.counts[(place - merged.first) as usize] += count;
            }
        }
        merged
    }
}

/// Which bin of 2^exponent `x` lies in, counted from 0: exact, as a power of two divides without
/// loss.
fn position(x: f64, exponent: i32) -> f64 {
    (x * power_of_two(-exponent)).floor()
}

fn power_of_two(exponent: i32) -> f64 {
    2_f64.powi(exponent)
}

/// The exponent of the largest power of two that is not above `x`; −1023 for 0.
fn exponent_of(x: f64) -> i32 {
    (x.to_bits() >> 52 & 0x7ff) as i32 - 1023
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_begin_at_multiples_of_their_width() {
        let bins = Bins::over(0.3, 1.3, false);
        assert_eq!(bins.width(), 1.0 / 2048.0);
        assert_eq!(bins.start(0), 614.0 / 2048.0);
        assert_eq!(bins.bin_of(1.3) + 1, bins.counts().len());
    }

    #[test]
    fn integers_widen_only_when_they_must() {
        assert!(Bins::over(0.0, 1_048_575.0, true).are_integers());
        assert_eq!(Bins::over(0.0, 1_048_576.0, true).width(), 2.0);
        assert_eq!(
            Bins::over(-2_147_483_648.0, 2_147_483_647.0, true).width(),
            4096.0
        );
    }

    #[test]
    fn extreme_ranges_are_borne() {
        let all = Bins::over(f64::MIN, f64::MAX, false);
        assert!(all.counts().len() <= 4096);
        let close = Bins::over(1e300, 1e300_f64.next_up(), false);
        assert_eq!(close.counts().len(), 2);
    }

    #[test]
    fn merging_is_counting_at_once() {
        let (low, high) = ([0.1, 0.11, 0.15], [7.0, 900.25]);
        let count = |values: &[f64]| {
            let mut bins = Bins::over(values[0], values[values.len() - 1], false);
            bins.count(values.iter().copied());
            bins
        };
        let merged = count(&low).merged(&count(&high), 0.1, 900.25);
        assert_eq!(merged, count(&[0.1, 0.11, 0.15, 7.0, 900.25]));
    }
}
