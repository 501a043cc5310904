//! Clipping that is repeated until the excess no longer changes.

use crate::ops::ahe::counts::Column;
use crate::ops::ahe::counts::GROUPS;
use crate::ops::ahe::counts::LANES;
use crate::ops::ahe::counts::Window;
use crate::ops::ahe::counts::Word;

/// How an excess is handed out to a number of bins.
///
/// All get as many whole pixels as go round; of the rest m, each bin s / 2, 3 · s / 2, … gets one,
/// where s = (bins − 1) / m. These may be more than m: clipped histograms can grow.
pub(super) struct Bins {
    bins: u32,
    /// ⌈2³² / bins⌉: exact as a factor instead of the quotient for less than 2²⁴ pixels.
    reciprocal: u64,
    /// For each rest which bins get one.
    pub rests: Vec<Column<u16>>,
}

impl Bins {
    /// 2 to 256 bins.
    pub(super) fn new(bins: usize) -> Self {
        let rests = (0..bins).map(|rest| {
            let mut served = Column::empty();
            if let Some(step) = (bins - 1).checked_div(rest) {
                for bin in (step / 2..bins).step_by(step) {
                    served.count(bin as u8);
                }
            }
            served
        });
        Self {
            bins: bins as u32,
            reciprocal: (1_u64 << 32).div_ceil(bins as u64),
            rests: rests.collect(),
        }
    }

    /// How many bins there are.
    pub(super) fn len(&self) -> u32 {
        self.bins
    }

    /// What all bins get of an excess, and the rest.
    #[inline(always)]
    pub(super) fn share(&self, excess: u32) -> (u32, usize) {
        let evenly = ((u64::from(excess) * self.reciprocal) >> 32) as u32;
        (evenly, (excess - evenly * self.bins) as usize)
    }
}

/// A histogram that is being clipped.
pub(super) struct Clipped<'a, W> {
    bins: &'a Bins,
    /// What the limit leaves, and what was handed back.
    counts: Window<W>,
    /// All ones for bins that exist.
    used: Window<W>,
}

impl<'a, W: Word> Clipped<'a, W> {
    pub(super) fn new(bins: &'a Bins) -> Self {
        let mut used = Window::empty();
        for bin in 0..bins.len() {
            used.set(bin as u8, W::at_most(u32::MAX));
        }
        Self {
            bins,
            counts: Window::empty(),
            used,
        }
    }

    /// Starts with the counts of `window` and clips them: whatever exceeds the limit is handed out
    /// to all bins, as often as the excess is another than the time before.
    ///
    /// This ends. What the bins hold below the limit never shrinks, so it grows only so often;
    /// while it does not, no excess is smaller than the last, and none exceeds the first, rounded up
    /// to a multiple of the bins.
    #[inline(always)]
    pub(super) fn clip(&mut self, window: &Window<W>, limit: u32) {
        self.counts = *window;
        let limit = W::at_most(limit);
        let mut last = 0;
        let mut excess = self.cut(limit);
        while excess != last {
            last = excess;
            self.hand_out(excess);
            excess = self.cut(limit);
        }
        self.hand_out(excess);
    }

    /// Cuts all bins to the limit; how much they had more.
    #[inline(always)]
    fn cut(&mut self, limit: W) -> u32 {
        let mut excess = [W::default(); LANES];
        for lanes in self.counts.0.as_flattened_mut() {
            for (count, excess) in lanes.iter_mut().zip(&mut excess) {
                let over = count.over(limit);
                *count = count.minus(over);
                *excess = excess.plus(over);
            }
        }
        excess
            .iter()
            .fold(W::default(), |sum, &lane| sum.plus(lane))
            .get()
    }

    #[inline(always)]
    fn hand_out(&mut self, excess: u32) {
        let (evenly, rest) = self.bins.share(excess);
        let evenly = W::at_most(evenly);
        let served = &self.bins.rests[rest];
        for group in 0..GROUPS {
            let [even, odd] = &mut self.counts.0[group];
            let [even_used, odd_used] = &self.used.0[group];
            for lane in 0..LANES {
                let one = served.0[group][lane];
                let (one_even, one_odd) =
                    (W::at_most(one.even().get()), W::at_most(one.odd().get()));
                even[lane] = even[lane].plus(evenly.and(even_used[lane])).plus(one_even);
                odd[lane] = odd[lane].plus(evenly.and(odd_used[lane])).plus(one_odd);
            }
        }
    }

    /// The transfer function of all bins.
    pub(super) fn transfers(&self) -> [f32; 256] {
        let (first, lowest) = self.lowest();
        let mut sum = 0;
        let sums: [i64; 256] = std::array::from_fn(|bin| {
            if bin >= first {
                sum += i64::from(self.counts.of(bin as u8));
            }
            sum
        });
        // Bins that do not exist are empty.
        sums.map(|up_to| (up_to - lowest) as f32 / (sum - lowest) as f32)
    }

    /// The transfer function of one bin, in single precision: the cumulative count without the
    /// first bin that is not empty, as a share of the whole. Below that bin it is negative.
    #[inline(always)]
    pub(super) fn transfer(&self, bin: u8) -> f32 {
        let (_, lowest) = self.lowest();
        let (mut up_to, mut all) = ([0; LANES], [0; LANES]);
        for (group, pairs) in self.counts.0.iter().enumerate() {
            for (parity, counts) in pairs.iter().enumerate() {
                for (lane, count) in counts.iter().enumerate() {
                    let at = group * 2 * LANES + 2 * lane + parity;
                    all[lane] += count.get();
                    up_to[lane] += count.kept_if(at <= usize::from(bin)).get();
                }
            }
        }
        let [up_to, all] = [up_to, all].map(|lanes| i64::from(lanes.iter().sum::<u32>()));
        (up_to - lowest) as f32 / (all - lowest) as f32
    }

    /// The first bin that is not empty, and its count.
    fn lowest(&self) -> (usize, i64) {
        let last = self.bins.len() as usize - 1;
        let first = (0..last)
            .find(|&bin| self.counts.of(bin as u8) > 0)
            .unwrap_or(last);
        (first, i64::from(self.counts.of(first as u8)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_quotients() {
        for bins in 2..=256 {
            let table = Bins::new(bins);
            for excess in (0..5000).chain([65_025, 65_280, 4_198_401, (1 << 24) - 1]) {
                let wanted = (excess / bins as u32, excess as usize % bins);
                assert_eq!(table.share(excess), wanted, "{excess} to {bins}");
            }
        }
    }
}
