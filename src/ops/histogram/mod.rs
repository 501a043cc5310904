//! Exact counts of values, and what follows from them.
//!
//! Bins are 2^k wide and begin at multiples of 2^k, k as small as the number of bins allows. So
//! integers get one bin each as long as there are fewer than 2²⁰ of them; dividing by a power of
//! two loses nothing; and histograms of slices add up to just the histogram of their volume,
//! whatever the range of each.

mod bins;
mod count;
mod percentiles;

pub use percentiles::percentiles;

use bins::Bins;
use count::Moments;
use percentiles::between_ranks;

/// How often which values occur, in one channel.
#[derive(Clone, Debug, PartialEq)]
pub struct Histogram {
    bins: Bins,
    n: u64,
    nan: u64,
    excluded: u64,
    /// Smallest and largest value counted.
    extent: Option<(f64, f64)>,
    moments: Moments,
}

impl Histogram {
    /// Samples counted.
    pub fn n(&self) -> u64 {
        self.n
    }

    /// Samples inside the mask that are not finite numbers; they are not counted.
    pub fn nan(&self) -> u64 {
        self.nan
    }

    /// Samples outside the mask.
    pub fn excluded(&self) -> u64 {
        self.excluded
    }

    /// The smallest value counted.
    pub fn min(&self) -> Option<f64> {
        self.extent.map(|(min, _)| min)
    }

    /// The largest value counted.
    pub fn max(&self) -> Option<f64> {
        self.extent.map(|(_, max)| max)
    }

    /// The mean; for integers from exact sums.
    pub fn mean(&self) -> Option<f64> {
        (self.n > 0).then(|| self.moments.mean(self.n))
    }

    /// The standard deviation of the counted samples themselves (divided by n, not by n − 1).
    pub fn sd(&self) -> Option<f64> {
        (self.n > 0).then(|| self.moments.variance(self.n).sqrt())
    }

    /// Whether every bin holds a single integer, so that counts and percentiles are exact.
    pub fn is_exact(&self) -> bool {
        self.bins.are_integers()
    }

    /// The counts, from the bin of the smallest value to that of the largest.
    pub fn counts(&self) -> &[u64] {
        self.bins.counts()
    }

    /// Where bin `i` begins; of an [exact](Self::is_exact) histogram the one value in it.
    pub fn bin_start(&self, i: usize) -> f64 {
        self.bins.start(i)
    }

    /// How wide each bin is, in the unit of the values: a power of two.
    pub fn bin_width(&self) -> f64 {
        self.bins.width()
    }

    /// The value with `p` percent of the samples below it: linear between the two sorted samples
    /// around position p/100 · (n − 1) (Hyndman and Fan's type 7, numpy's default). Exact when the
    /// bins are, else interpolated inside a bin. `p` is clamped to 0..=100.
    pub fn percentile(&self, p: f64) -> Option<f64> {
        between_ranks(self.n, p, |rank| self.at_rank(rank))
    }

    /// The median, exact when the bins are.
    pub fn median(&self) -> Option<f64> {
        self.percentile(50.0)
    }

    /// Shannon's entropy of the counts in bits per sample; 0 without samples.
    pub fn entropy_bits(&self) -> f64 {
        let n = self.n as f64;
        let occupied = self.counts().iter().filter(|&&count| count > 0);
        occupied.fold(0.0, |sum, &count| {
            let share = count as f64 / n;
            sum - share * share.log2()
        })
    }

    /// The share (0..=1) of samples below `x`; exact when the bins are. 0 without samples.
    pub fn share_below(&self, x: f64) -> f64 {
        if self.n == 0 {
            return 0.0;
        }
        self.count_below(x) as f64 / self.n as f64
    }

    /// How many samples lie in `low..high`, half-open; exact when the bins are.
    pub fn count_between(&self, low: f64, high: f64) -> u64 {
        self.count_below(high).saturating_sub(self.count_below(low))
    }

    /// The counts in `n` equal columns over `low..=high`, for drawing. Every bin goes whole into
    /// the column that its beginning lies in, so that no sample is lost or drawn twice; where
    /// columns are narrower than bins some stay empty. Bins outside are left out; `high` itself
    /// belongs to the last column.
    pub fn columns(&self, low: f64, high: f64, n: usize) -> Vec<u64> {
        let mut columns = vec![0; n];
        let Some((min, _)) = self.extent else {
            return columns;
        };
        for (i, &count) in self.counts().iter().enumerate() {
            // The first bin may begin below the smallest value.
            let start = self.bins.start(i).max(min);
            if n > 0 && low <= start && start <= high {
                // `as` makes the 0 / 0 of an empty range column 0.
                let column = ((start - low) / (high - low) * n as f64) as usize;
                columns[column.min(n - 1)] += count;
            }
        }
        columns
    }

    /// How many samples lie below `x`; of the bin around `x` the share below it.
    fn count_below(&self, x: f64) -> u64 {
        let Some((min, max)) = self.extent else {
            return 0;
        };
        if x <= min || x.is_nan() {
            return 0;
        }
        if x > max {
            return self.n;
        }
        let x = if self.is_exact() { x.ceil() } else { x };
        let bin = self.bins.bin_of(x);
        let before: u64 = self.counts()[..bin].iter().sum();
        let (start, end) = self.occupied_part(bin);
        let inside = self.counts()[bin] as f64;
        let below = if x > start && !self.is_exact() {
            (inside * (x - start) / (end - start)).round() as u64
        } else {
            0
        };
        before + below
    }

    /// The sample at `rank` of 0..n in ascending order; inside a wide bin samples are taken to lie
    /// evenly spread.
    fn at_rank(&self, rank: u64) -> f64 {
        let (min, max) = self.extent.unwrap_or_default();
        if rank == 0 {
            return min;
        }
        if rank + 1 >= self.n {
            return max;
        }
        let mut before = 0;
        for (bin, &count) in self.counts().iter().enumerate() {
            if rank < before + count {
                let (start, end) = self.occupied_part(bin);
                if self.is_exact() {
                    return start;
                }
                let place = ((rank - before) as f64 + 0.5) / count as f64;
                return start + (end - start) * place;
            }
            before += count;
        }
        max
    }

    /// Beginning and end of a bin, not reaching beyond the smallest and the largest value.
    fn occupied_part(&self, bin: usize) -> (f64, f64) {
        let (min, max) = self.extent.unwrap_or_default();
        let start = self.bins.start(bin);
        (start.max(min), (start + self.bins.width()).min(max))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pixels::Image;
    use crate::pixels::Mask;
    use crate::pixels::Samples;

    fn of_i16(data: Vec<i16>) -> Histogram {
        Histogram::of(&Samples::I16(Image::grey(data.len(), 1, data)), 0, None)
    }

    #[test]
    fn integers_have_a_bin_each() {
        let histogram = of_i16(vec![-3, 2, 2, 5]);
        assert_eq!(histogram.counts(), [1, 0, 0, 0, 0, 2, 0, 0, 1]);
        assert_eq!((histogram.bin_start(0), histogram.bin_width()), (-3.0, 1.0));
        assert_eq!((histogram.min(), histogram.max()), (Some(-3.0), Some(5.0)));
        assert_eq!(histogram.mean(), Some(1.5));
        // Deviations 4.5, 0.5, 0.5, 3.5: squares sum up to 33.
        assert_eq!(histogram.sd(), Some((33.0_f64 / 4.0).sqrt()));
        assert_eq!(histogram.median(), Some(2.0));
        assert_eq!(histogram.percentile(25.0), Some(-3.0 + 5.0 * 0.75));
        assert_eq!(histogram.entropy_bits(), 1.5);
    }

    #[test]
    fn shares_and_ranges_are_half_open() {
        let histogram = of_i16(vec![-3, 2, 2, 5]);
        assert_eq!(histogram.share_below(2.0), 0.25);
        assert_eq!(histogram.share_below(2.1), 0.75);
        assert_eq!(histogram.share_below(5.0), 0.75);
        assert_eq!(histogram.share_below(6.0), 1.0);
        assert_eq!(histogram.count_between(-3.0, 5.0), 3);
        assert_eq!(histogram.count_between(2.0, 2.0), 0);
        assert_eq!(histogram.count_between(f64::NEG_INFINITY, f64::INFINITY), 4);
    }

    #[test]
    fn columns_lose_nothing() {
        let histogram = of_i16((0..1000).map(|i| i * 7 % 613 - 200).collect());
        for n in [1, 3, 100, 612, 5000] {
            let columns = histogram.columns(-200.0, 412.0, n);
            assert_eq!(columns.len(), n);
            assert_eq!(columns.iter().sum::<u64>(), 1000, "{n} columns");
        }
        let halves = histogram.columns(-200.0, 100.0, 1)[0];
        assert_eq!(halves, histogram.count_between(-200.0, 101.0));
        assert_eq!(of_i16(vec![4, 4]).columns(4.0, 4.0, 3), [2, 0, 0]);
        assert!(histogram.columns(0.0, 1.0, 0).is_empty());
    }

    #[test]
    fn masked_and_missing_samples_are_told_apart() {
        let data = vec![1.0, f32::NAN, f32::INFINITY, 3.0, 100.0];
        let samples = Samples::F32(Image::grey(5, 1, data));
        let mask = Mask::new(5, 1, vec![true, true, true, true, false]);
        let histogram = Histogram::of(&samples, 0, Some(&mask));
        let numbers = (histogram.n(), histogram.nan(), histogram.excluded());
        assert_eq!(numbers, (2, 2, 1));
        assert_eq!((histogram.min(), histogram.max()), (Some(1.0), Some(3.0)));
        assert_eq!((histogram.mean(), histogram.sd()), (Some(2.0), Some(1.0)));
    }

    #[test]
    fn real_numbers_fill_some_thousand_bins() {
        let data: Vec<f64> = (0..10_000).map(|i| f64::from(i) / 10_000.0 + 0.3).collect();
        let samples = Samples::F64(Image::grey(100, 100, data));
        let histogram = Histogram::of(&samples, 0, None);
        let bins = histogram.counts().len();
        assert!((2048..=4096).contains(&bins), "{bins} bins");
        assert!((histogram.median().unwrap() - 0.799_95).abs() < histogram.bin_width());
        assert!((histogram.share_below(0.8) - 0.5).abs() < 1e-3);
        assert_eq!(histogram.columns(0.3, 1.3, 7).iter().sum::<u64>(), 10_000);
    }

    #[test]
    fn a_constant_real_number_is_itself() {
        for x in [0.3, 0.0, -1e300, 5e-324] {
            let samples = Samples::F64(Image::filled(3, 3, x));
            let histogram = Histogram::of(&samples, 0, None);
            assert_eq!(histogram.counts(), [9], "{x}");
            assert_eq!(histogram.median(), Some(x));
            assert_eq!((histogram.mean(), histogram.sd()), (Some(x), Some(0.0)));
            assert_eq!(
                (histogram.share_below(x), histogram.entropy_bits()),
                (0.0, 0.0)
            );
        }
    }

    #[test]
    fn wide_integers_share_bins() {
        let samples = Samples::U32(Image::grey(3, 1, vec![0, 7, u32::MAX]));
        let histogram = Histogram::of(&samples, 0, None);
        assert_eq!(histogram.bin_width(), 4096.0);
        assert!(!histogram.is_exact());
        assert_eq!((histogram.counts()[0], histogram.n()), (2, 3));
        assert_eq!(histogram.percentile(100.0), Some(f64::from(u32::MAX)));
    }

    #[test]
    fn nothing_has_no_statistics() {
        let histogram = of_i16(vec![]);
        assert_eq!(histogram.n(), 0);
        assert_eq!(
            histogram.mean().or(histogram.sd()).or(histogram.median()),
            None
        );
        assert_eq!(histogram.share_below(0.0), 0.0);
        assert_eq!(histogram.columns(0.0, 1.0, 2), [0, 0]);
    }
}
