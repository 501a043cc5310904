//! Counting: one image, many slices, and sums that do not depend on threads.

use rayon::prelude::*;

use super::Histogram;
use super::bins::Bins;
use crate::ops::assert_mask_fits;
use crate::ops::lookup::Narrow;
use crate::ops::lookup::extent;
use crate::pixels::Image;
use crate::pixels::Mask;
use crate::pixels::Sample;
use crate::pixels::Samples;

/// Rows that are counted as one piece hold at least this many samples.
const PIECE: usize = 1 << 18;

/// Histograms of at most so many bins are counted in several tables by turns: in flat areas a
/// single one would wait for its own last addition. Longer ones would not fit the nearest cache.
const SHORT: usize = 1 << 11;

/// Tables that take turns.
const TURNS: usize = 4;

/// Slices counted before they are added up, so that few histograms are held at a time.
const SLICES: usize = 16;

/// What mean and deviation are made of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Moments {
    /// Exact sums of the values and of their squares.
    Integer { sum: i128, squares: i128 },
    /// The mean and the sum of squared deviations from it.
    Real { mean: f64, deviations: f64 },
}

impl Moments {
    pub(super) fn mean(&self, n: u64) -> f64 {
        match *self {
            Self::Integer { sum, .. } => sum as f64 / n as f64,
            Self::Real { mean, .. } => mean,
        }
    }

    /// The mean squared deviation from the mean.
    pub(super) fn variance(&self, n: u64) -> f64 {
        match *self {
            Self::Integer { sum, squares } => {
                // About the whole number below the mean, where sums are exact and small.
                let n_exact = i128::from(n);
                let (whole, rest) = (sum.div_euclid(n_exact), sum.rem_euclid(n_exact));
                let about_whole = squares - 2 * whole * sum + n_exact * whole * whole;
                let shift = rest as f64 / n as f64;
                (about_whole as f64 / n as f64 - shift * shift).max(0.0)
            }
            Self::Real { deviations, .. } => deviations / n as f64,
        }
    }

    /// Moments of `n` and `other_n` samples together (Chan, Golub and LeVeque, 1979).
    fn merged(self, n: u64, other: Self, other_n: u64) -> Self {
        if let (
            Self::Integer { sum, squares },
            Self::Integer {
                sum: other_sum,
                squares: other_squares,
            },
        ) = (self, other)
        {
            return Self::Integer {
                sum: sum + other_sum,
                squares: squares + other_squares,
            };
        }
        if n == 0 || other_n == 0 {
            return if n == 0 { other } else { self };
        }
        let all = (n + other_n) as f64;
        let distance = other.mean(other_n) - self.mean(n);
        let deviations = self.variance(n) * n as f64 + other.variance(other_n) * other_n as f64;
        Self::Real {
            mean: self.mean(n) + distance * (other_n as f64 / all),
            deviations: deviations + distance * distance * (n as f64 * other_n as f64 / all),
        }
    }
}

impl Histogram {
    /// Counts one channel of `samples`; what lies outside `mask` is only counted as
    /// [excluded](Self::excluded).
    ///
    /// # Panics
    /// When there is no such channel or the mask has another size.
    pub fn of(samples: &Samples, channel: usize, mask: Option<&Mask>) -> Self {
        assert!(channel < samples.channels(), "no channel {channel}");
        assert_mask_fits(mask, samples.width(), samples.height());
        match samples {
            Samples::U8(image) => of_narrow(image, channel, mask),
            Samples::I8(image) => of_narrow(image, channel, mask),
            Samples::U16(image) => of_narrow(image, channel, mask),
            Samples::I16(image) => of_narrow(image, channel, mask),
            Samples::U32(image) => of_wide(image, channel, mask, true),
            Samples::I32(image) => of_wide(image, channel, mask, true),
            Samples::F32(image) => of_wide(image, channel, mask, false),
            Samples::F64(image) => of_wide(image, channel, mask, false),
        }
    }

    /// Counts one channel of many slices, each with its mask: the histogram of a volume.
    ///
    /// # Panics
    /// When a slice has no such channel or a mask has another size than its slice.
    pub fn of_slices(slices: &[(&Samples, Option<&Mask>)], channel: usize) -> Self {
        let mut whole = Self::empty(true);
        for slices in slices.chunks(SLICES) {
            let parts: Vec<Self> = slices
                .par_iter()
                .map(|(samples, mask)| Self::of(samples, channel, *mask))
                .collect();
            for part in &parts {
                whole.merge(part);
            }
        }
        whole
    }

    /// Adds the counts of `other`: the same bins as counting both at once. The sums behind mean
    /// and deviation are the same too for integers; for real numbers they follow the order of
    /// merging.
    pub fn merge(&mut self, other: &Self) {
        let extent = match (self.extent, other.extent) {
            (Some((a, b)), Some((c, d))) => {
                let (min, max) = (a.min(c), b.max(d));
                self.bins = self.bins.merged(&other.bins, min, max);
                Some((min, max))
            }
            (None, Some(extent)) => {
                self.bins = other.bins.clone();
                Some(extent)
            }
            (extent, None) => extent,
        };
        self.extent = extent;
        self.moments = self.moments.merged(self.n, other.moments, other.n);
        self.n += other.n;
        self.nan += other.nan;
        self.excluded += other.excluded;
    }

    fn empty(integers: bool) -> Self {
        let moments = if integers {
            Moments::Integer { sum: 0, squares: 0 }
        } else {
            Moments::Real {
                mean: 0.0,
                deviations: 0.0,
            }
        };
        Self {
            bins: Bins::none(integers),
            n: 0,
            nan: 0,
            excluded: 0,
            extent: None,
            moments,
        }
    }
}

/// The samples of one channel in rows `rows`, `None` for those outside the mask.
fn of_rows<'a, T: Sample>(
    image: &'a Image<T>,
    channel: usize,
    mask: Option<&'a Mask>,
    rows: std::ops::Range<usize>,
) -> impl Iterator<Item = Option<T>> + 'a {
    let pixels = rows.start * image.width()..rows.end * image.width();
    let inside = mask.map(|mask| &mask.inside()[pixels.clone()]);
    image.data()[pixels.start * image.channels()..pixels.end * image.channels()]
        .chunks_exact(image.channels())
        .enumerate()
        .map(move |(i, pixel)| {
            inside
                .is_none_or(|inside| inside[i])
                .then(|| pixel[channel])
        })
}

fn of_narrow<T: Narrow>(image: &Image<T>, channel: usize, mask: Option<&Mask>) -> Histogram {
    // Only what lies between the extremes is counted: clearing and adding up bins for all values of
    // the type would cost more than the counting.
    let Some((low, high)) = extent(image.data()) else {
        return Histogram::empty(true);
    };
    let lowest = low.slot();
    let bins = high.slot() - lowest + 1;
    let slot = |sample: T| sample.slot() - lowest;
    let rows_a_piece = PIECE.div_ceil(image.width().max(1));
    let pieces: Vec<usize> = (0..image.height()).step_by(rows_a_piece).collect();
    let count = |first: &usize| {
        let rows = *first..(first + rows_a_piece).min(image.height());
        let turns = if bins <= SHORT { TURNS } else { 1 };
        let mut counts = vec![0_u64; turns * bins];
        let mut excluded = 0;
        if mask.is_none() && image.channels() == 1 {
            let samples = &image.data()[rows.start * image.width()..rows.end * image.width()];
            let (groups, rest) = match turns {
                TURNS => samples.as_chunks::<TURNS>(),
                _ => (&[][..], samples),
            };
            for group in groups {
                for (turn, &sample) in group.iter().enumerate() {
                    counts[turn * bins + slot(sample)] += 1;
                }
            }
            for &sample in rest {
                counts[slot(sample)] += 1;
            }
        } else {
            for sample in of_rows(image, channel, mask, rows) {
                match sample {
                    Some(sample) => counts[slot(sample)] += 1,
                    None => excluded += 1,
                }
            }
        }
        let (sums, others) = counts.split_at_mut(bins);
        for other in others.chunks_exact(bins) {
            for (sum, count) in sums.iter_mut().zip(other) {
                *sum += count;
            }
        }
        counts.truncate(bins);
        (counts, excluded)
    };
    let (counts, excluded) = pieces.par_iter().map(count).reduce(
        || (Vec::new(), 0),
        |(a, a_excluded), (b, b_excluded)| {
            let (mut longer, shorter) = if a.len() < b.len() { (b, a) } else { (a, b) };
            for (sum, count) in longer.iter_mut().zip(shorter) {
                *sum += count;
            }
            (longer, a_excluded + b_excluded)
        },
    );
    let mut histogram = of_counts(&counts, lowest as i32 + T::LOWEST);
    histogram.excluded = excluded;
    histogram
}

/// The histogram behind `counts` of all integers from `lowest` on.
fn of_counts(counts: &[u64], lowest: i32) -> Histogram {
    let occupied = |count: &u64| *count > 0;
    let (Some(first), Some(last)) = (
        counts.iter().position(occupied),
        counts.iter().rposition(occupied),
    ) else {
        return Histogram::empty(true);
    };
    let value = |slot: usize| i64::from(lowest) + slot as i64;
    let (mut n, mut sum, mut squares) = (0, 0_i128, 0_i128);
    for (slot, &count) in counts.iter().enumerate().skip(first).take(last - first + 1) {
        let (value, count) = (i128::from(value(slot)), i128::from(count));
        sum += value * count;
        squares += value * value * count;
        n += counts[slot];
    }
    Histogram {
        bins: Bins::of_integers(value(first), counts[first..=last].to_vec()),
        n,
        nan: 0,
        excluded: 0,
        extent: Some((value(first) as f64, value(last) as f64)),
        moments: Moments::Integer { sum, squares },
    }
}

fn of_wide<T: Sample>(
    image: &Image<T>,
    channel: usize,
    mask: Option<&Mask>,
    integers: bool,
) -> Histogram {
    let mut histogram = Histogram::empty(integers);
    // Rows are the fixed pieces that real sums are made of, in this order.
    for y in 0..image.height() {
        let row = || of_rows(image, channel, mask, y..y + 1);
        let counted = || row().flatten().map(T::to_f64).filter(|x| x.is_finite());
        let inside = row().flatten().count() as u64;
        let n = counted().count() as u64;
        histogram.excluded += image.width() as u64 - inside;
        histogram.nan += inside - n;
        if n == 0 {
            continue;
        }
        let moments = if integers {
            counted().fold(Moments::Integer { sum: 0, squares: 0 }, |moments, x| {
                let x = i128::from(x as i64);
                let one = Moments::Integer {
                    sum: x,
                    squares: x * x,
                };
                moments.merged(0, one, 1)
            })
        } else {
            // About the first sample, so that equal samples deviate by nothing.
            let about = counted().next().unwrap_or_default();
            let mean = about + counted().map(|x| x - about).sum::<f64>() / n as f64;
            let deviations = counted().map(|x| (x - mean) * (x - mean)).sum();
            Moments::Real { mean, deviations }
        };
        histogram.moments = histogram.moments.merged(histogram.n, moments, n);
        histogram.n += n;
        let (mut min, mut max) = histogram
            .extent
            .unwrap_or((f64::INFINITY, f64::NEG_INFINITY));
        for x in counted() {
            min = min.min(x);
            max = max.max(x);
        }
        histogram.extent = Some((min, max));
    }
    if let Some((min, max)) = histogram.extent {
        histogram.bins = Bins::over(min, max, integers);
        let all = of_rows(image, channel, mask, 0..image.height());
        let counted = all.flatten().map(T::to_f64).filter(|x| x.is_finite());
        histogram.bins.count(counted);
    }
    histogram
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slice(values: impl Iterator<Item = i32>) -> Samples {
        let data: Vec<i32> = values.collect();
        Samples::I32(Image::grey(data.len(), 1, data))
    }

    #[test]
    fn slices_add_up_to_their_volume() {
        let near = slice((0..500).map(|i| i * i % 113));
        let far = slice((0..200).map(|i| i * 9_999_991 - 1_000_000_000));
        let all = slice(
            (0..500)
                .map(|i| i * i % 113)
                .chain((0..200).map(|i| i * 9_999_991 - 1_000_000_000)),
        );
        let whole = Histogram::of(&all, 0, None);
        assert_eq!(
            Histogram::of_slices(&[(&near, None), (&far, None)], 0),
            whole
        );
        let mut merged = Histogram::of(&far, 0, None);
        merged.merge(&Histogram::of(&near, 0, None));
        assert_eq!(merged, whole);
    }

    #[test]
    fn real_slices_keep_their_bins() {
        let real = |values: Vec<f32>| Samples::F32(Image::grey(values.len(), 1, values));
        let parts = [
            vec![0.5, 0.25, 0.125],
            vec![f32::NAN],
            vec![-1000.0, 3000.0],
        ];
        let whole = Histogram::of(&real(parts.concat()), 0, None);
        let slices: Vec<Samples> = parts.into_iter().map(real).collect();
        let slices: Vec<_> = slices.iter().map(|slice| (slice, None)).collect();
        let merged = Histogram::of_slices(&slices, 0);
        assert_eq!(merged.counts(), whole.counts());
        assert_eq!((merged.n(), merged.nan()), (5, 1));
        assert!((merged.sd().unwrap() - whole.sd().unwrap()).abs() < 1e-9);
    }

    #[test]
    fn sums_are_exact_where_squares_would_lose_bits() {
        let data = vec![u32::MAX, u32::MAX - 1, u32::MAX - 2];
        let histogram = Histogram::of(&Samples::U32(Image::grey(3, 1, data)), 0, None);
        assert_eq!(histogram.mean(), Some(4_294_967_294.0));
        assert_eq!(histogram.sd(), Some((2.0_f64 / 3.0).sqrt()));
    }

    #[test]
    fn a_small_spread_on_a_large_mean_is_kept() {
        let data: Vec<f64> = (0..1000).map(|i| 1e9 + f64::from(i % 2)).collect();
        let histogram = Histogram::of(&Samples::F64(Image::grey(50, 20, data)), 0, None);
        assert_eq!(
            (histogram.mean(), histogram.sd()),
            (Some(1e9 + 0.5), Some(0.5))
        );
    }

    #[test]
    fn one_channel_of_three_is_counted() {
        let samples = Samples::U8(Image::new(2, 1, 3, vec![1, 2, 3, 4, 5, 6]));
        let mask = Mask::new(2, 1, vec![false, true]);
        let histogram = Histogram::of(&samples, 1, Some(&mask));
        assert_eq!((histogram.n(), histogram.excluded()), (1, 1));
        assert_eq!(histogram.min(), Some(5.0));
    }
}
