//! What the plot is drawn from: statistics and bars, made once for a picture and kept until it changes.

use std::sync::Arc;
use std::sync::Weak;

use crate::session::CurveOf;
use crate::session::Finished;
use crate::session::Histogram;

/// What was counted, so that numbers made from it are made once. Holding it does not keep a picture alive.
#[derive(Clone, Debug)]
pub(super) enum Source {
    /// The slice of a finished picture.
    Slice(Weak<Finished>),
    /// A whole series.
    Series(Weak<Histogram>),
    /// A transfer curve.
    Curve(Weak<CurveOf>),
}

impl PartialEq for Source {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Slice(a), Self::Slice(b)) => a.ptr_eq(b),
            (Self::Series(a), Self::Series(b)) => a.ptr_eq(b),
            (Self::Curve(a), Self::Curve(b)) => a.ptr_eq(b),
            _ => false,
        }
    }
}

/// Statistics of counted values; `None` where nothing was counted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Numbers {
    /// Samples counted.
    pub n: u64,
    /// Samples that are no numbers.
    pub nan: u64,
    /// Padding left out.
    pub excluded: u64,
    /// Smallest and largest value.
    pub extent: Option<(f64, f64)>,
    /// Percentiles 0.1 and 99.9, between which the axis runs.
    pub bulk: Option<(f64, f64)>,
    /// Mean.
    pub mean: Option<f64>,
    /// Standard deviation.
    pub sd: Option<f64>,
    /// Median.
    pub median: Option<f64>,
    /// Percentiles 1 and 99.
    pub tails: Option<(f64, f64)>,
    /// Bits per sample.
    pub entropy: f64,
}

impl Numbers {
    /// The statistics of a histogram.
    pub fn of(counts: &Histogram) -> Self {
        let pair = |low, high| counts.percentile(low).zip(counts.percentile(high));
        Self {
            n: counts.n(),
            nan: counts.nan(),
            excluded: counts.excluded(),
            extent: counts.min().zip(counts.max()),
            bulk: pair(0.1, 99.9),
            mean: counts.mean(),
            sd: counts.sd(),
            median: counts.median(),
            tails: pair(1.0, 99.0),
            entropy: counts.entropy_bits(),
        }
    }

    /// The one value that all samples have, if so.
    pub fn constant(&self) -> Option<f64> {
        self.extent
            .filter(|(min, max)| min == max)
            .map(|(min, _)| min)
    }

    /// Digits after the point that tell values of this spread apart; fewer for whole numbers.
    pub fn decimals(&self) -> usize {
        let spread = self.extent.map_or(0.0, |(min, max)| max - min);
        if spread >= 50.0 || spread == 0.0 {
            1
        } else if spread >= 5.0 {
            2
        } else {
            4
        }
    }
}

/// Counts in drawn columns. Each holds a whole number of exact bins, so that no column is higher than its neighbour
/// for having caught one bin more; so there are at most as many as pixels.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Bars {
    /// Where the first column begins.
    pub start: f64,
    /// How wide each is, in the unit of the values.
    pub width: f64,
    /// The counts.
    pub counts: Vec<u64>,
}

impl Bars {
    /// Columns over `low..high` for `pixels` of the screen.
    pub fn of(counts: &Histogram, low: f64, high: f64, pixels: usize) -> Self {
        let bin = counts.bin_width();
        let each = ((high - low) / (bin * pixels.max(1) as f64))
            .ceil()
            .max(1.0);
        let width = each * bin;
        let start = (low / width).floor() * width;
        let n = (((high - start) / width).ceil() as usize).clamp(1, pixels + 2);
        // One column more, since the end of the range belongs to the last one.
        let mut columns = counts.columns(start, start + width * (n + 1) as f64, n + 1);
        columns.truncate(n);
        Self {
            start,
            width,
            counts: columns,
        }
    }

    /// Where column `i` begins; also for `i` one behind the last.
    pub fn edge(&self, i: usize) -> f64 {
        self.start + self.width * i as f64
    }

    /// The column that `value` lies in.
    pub fn at(&self, value: f64) -> Option<usize> {
        let i = ((value - self.start) / self.width).floor();
        (i >= 0.0 && i < self.counts.len() as f64).then_some(i as usize)
    }

    /// The count that a linear axis shows in full: a few columns (0.5 % of the `occupied` bins, but 2 to 3 % of the
    /// columns) may stick out of it, unless they do so by little.
    pub fn top(&self, occupied: usize) -> u64 {
        let mut sorted: Vec<u64> = self.counts.iter().copied().filter(|c| *c > 0).collect();
        sorted.sort_unstable_by(|a, b| b.cmp(a));
        let highest = sorted.first().copied().unwrap_or(0);
        let columns = sorted.len();
        let out = (occupied as f64 * 0.005).ceil() as usize;
        let out = out.clamp(columns * 2 / 100, columns * 3 / 100);
        let clipped = sorted.get(out).copied().unwrap_or(highest);
        if highest as f64 <= clipped as f64 * 1.25 {
            highest
        } else {
            clipped
        }
    }

    /// The largest count.
    pub fn highest(&self) -> u64 {
        self.counts.iter().copied().max().unwrap_or(0)
    }
}

/// All columns of one plot.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    /// Before the recipe; the luminance of colour pictures.
    pub before: Bars,
    /// After it, over the output's own range.
    pub after: Option<Bars>,
    /// Red, green, blue.
    pub channels: Vec<Bars>,
    /// The count at the top of a linear axis.
    pub top: u64,
    /// The same for `after`.
    pub after_top: u64,
    /// Samples before the first column.
    pub below: u64,
}

/// What was made for one picture and one range.
#[derive(Debug)]
struct Kept<T> {
    source: Source,
    range: (u64, u64, usize),
    made: Arc<T>,
}

// Derived, it would ask for a `T` that can be cloned.
impl<T> Clone for Kept<T> {
    fn clone(&self) -> Self {
        Self {
            source: self.source.clone(),
            range: self.range,
            made: self.made.clone(),
        }
    }
}

/// The value kept under `id` for this source and range, made anew where either has changed.
pub(super) fn remembered<T: Send + Sync + 'static>(
    ui: &egui::Ui,
    id: egui::Id,
    source: &Source,
    range: (f64, f64, usize),
    make: impl FnOnce() -> T,
) -> Arc<T> {
    let range = (range.0.to_bits(), range.1.to_bits(), range.2);
    let kept = ui.data(|data| data.get_temp::<Kept<T>>(id));
    if let Some(kept) = kept
        && kept.source == *source
        && kept.range == range
    {
        return kept.made;
    }
    let made = Arc::new(make());
    let kept = Kept {
        source: source.clone(),
        range,
        made: made.clone(),
    };
    ui.data_mut(|data| data.insert_temp(id, kept));
    made
}

/// Whole numbers between `low` and `high` for the marks of an axis: about `most` of them, in steps of 1, 2 or 5 × 10ⁿ.
pub(super) fn ticks(low: f64, high: f64, most: usize) -> Vec<f64> {
    let rough = (high - low) / most.max(1) as f64;
    if !rough.is_finite() || rough <= 0.0 {
        return Vec::new();
    }
    let power = 10_f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|step| step * power)
        .find(|step| *step >= rough)
        .unwrap_or(power * 10.0);
    let first = (low / step).ceil() as i64;
    let last = (high / step).floor() as i64;
    (first..=last.min(first + 50))
        .map(|i| i as f64 * step)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_inside() {
        assert_eq!(ticks(-1024.0, 900.0, 4), [-1000.0, -500.0, 0.0, 500.0]);
        assert_eq!(
            ticks(0.0, 1.0, 5),
            [0.0, 0.2, 0.4, 0.6000000000000001, 0.8, 1.0]
        );
        assert!(ticks(3.0, 3.0, 5).is_empty());
    }

    #[test]
    fn few_columns_stick_out() {
        let mut counts = vec![10; 200];
        counts[7] = 5000;
        let bars = Bars {
            start: 0.0,
            width: 1.0,
            counts,
        };
        assert_eq!(bars.top(200), 10);
        assert_eq!(bars.highest(), 5000);
        assert_eq!(bars.at(7.5), Some(7));
        assert_eq!(bars.at(-0.5), None);
    }

    #[test]
    fn an_even_histogram_is_not_cut() {
        let bars = Bars {
            start: 0.0,
            width: 1.0,
            counts: (100..200).collect(),
        };
        assert_eq!(bars.top(100), 199);
    }
}
