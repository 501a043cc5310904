//! Clipping that is repeated until the excess no longer changes.

use crate::ops::sweep::counts::Column;
use crate::ops::sweep::counts::GROUPS;
use crate::ops::sweep::counts::LANES;
use crate::ops::sweep::counts::Window;
use crate::ops::sweep::counts::Word;

/// How an excess is handed out to a number of bins.
///
/// All get as many whole pixels as go round. Of the rest, m pixels, each of the bins s / 2,
/// s / 2 + s, … gets one, where s = (bins − 1) / m. These may be more than m: clipped histograms can
/// grow.
pub(super) struct Bins {
    bins: u32,
    /// ⌈2³² / bins⌉: exact as a factor instead of the quotient for less than 2²⁴ pixels.
    reciprocal: u64,
    /// For each rest which bins get one, and how many these are beyond the rest.
    rests: Vec<(Column<u16>, u32)>,
}

/// What an excess comes to.
#[derive(Clone, Copy)]
pub(super) struct Handout<'a> {
    /// What all bins get.
    pub evenly: u32,
    /// Which bins get one more.
    pub rest: &'a Column<u16>,
    /// How many more pixels are handed out than there were.
    pub growth: u32,
}

impl Bins {
    /// 2 to 256 bins.
    pub(super) fn new(bins: usize) -> Self {
        let rests = (0..bins).map(|rest| {
            let mut served = Column::empty();
            let mut growth = 0;
            if let Some(step) = (bins - 1).checked_div(rest) {
                let all = (step / 2..bins).step_by(step);
                growth = all.len() - rest;
                for bin in all {
                    served.count(bin as u8);
                }
            }
            (served, growth as u32)
        });
        Self {
            bins: bins as u32,
            reciprocal: (1_u64 << 32).div_ceil(bins as u64),
            rests: rests.collect(),
        }
    }

    #[inline(always)]
    pub(super) fn handout(&self, excess: u32) -> Handout<'_> {
        let evenly = ((u64::from(excess) * self.reciprocal) >> 32) as u32;
        let (rest, growth) = &self.rests[(excess - evenly * self.bins) as usize];
        Handout {
            evenly,
            rest,
            growth: *growth,
        }
    }
}

/// A histogram that is being clipped.
pub(super) struct Clipped<'a, W> {
    pub bins: &'a Bins,
    /// What the limit left of the counts.
    pub kept: Window<W>,
    /// The limit of each bin; 0 for those that do not exist.
    pub limits: Window<W>,
    /// The limit that these were made from.
    limit: Option<u32>,
    /// How many pixels there are, with those that were handed out beyond the excess.
    pub mass: u32,
}

impl<'a, W: Word> Clipped<'a, W> {
    pub(super) fn new(bins: &'a Bins) -> Self {
        Self {
            bins,
            kept: Window::empty(),
            limits: Window::empty(),
            limit: None,
            mass: 0,
        }
    }

    /// The most pixels a bin may keep from now on.
    #[inline(always)]
    pub(super) fn limit_to(&mut self, limit: u32) {
        if self.limit != Some(limit) {
            self.limit = Some(limit);
            for bin in 0..self.bins.bins {
                self.limits.set(bin as u8, W::at_most(limit));
            }
        }
    }

    /// Clips a window of n pixels: whatever exceeds the limit is handed out to all bins, as often
    /// as the excess is another than the time before.
    ///
    /// This ends. What the bins hold below the limit never shrinks, so it grows only so often;
    /// while it does not, no excess is smaller than the last, and none exceeds the first, rounded
    /// up to a multiple of the bins. For the same reason neither an excess nor a bin overflows a
    /// word that holds n.
    #[inline(always)]
    pub(super) fn clip(&mut self, window: &Window<W>, n: u32) {
        self.kept = *window;
        self.mass = n;
        let mut last = 0;
        let mut excess = self.round(0);
        while excess != last {
            last = excess;
            excess = self.round(excess);
        }
        self.hand_out(excess);
    }

    /// Hands out an excess and cuts to the limit; the new excess.
    #[inline(always)]
    fn round(&mut self, excess: u32) -> u32 {
        self.hand_out(excess);
        let mut kept = [W::default(); LANES];
        let counts = self.kept.0.as_flattened_mut().iter_mut();
        for (counts, limits) in counts.zip(self.limits.0.as_flattened()) {
            for lane in 0..LANES {
                counts[lane] = counts[lane].least(limits[lane]);
                kept[lane] = kept[lane].plus(counts[lane]);
            }
        }
        // The mass may exceed a word, the excess does not.
        kept.iter()
            .fold(W::low(self.mass), |excess, &lane| excess.minus(lane))
            .get()
    }

    /// Bins that do not exist get their part too; the next cut takes it.
    #[inline(always)]
    pub(super) fn hand_out(&mut self, excess: u32) {
        let handout = self.bins.handout(excess);
        self.mass += handout.growth;
        let evenly = W::low(handout.evenly);
        for group in 0..GROUPS {
            let [even, odd] = &mut self.kept.0[group];
            for (lane, pair) in handout.rest.0[group].iter().enumerate() {
                let one = W::low(u32::from(pair & 1));
                even[lane] = even[lane].plus(evenly).plus(one);
                let one = W::low(u32::from(pair >> 8));
                odd[lane] = odd[lane].plus(evenly).plus(one);
            }
        }
    }

    /// The transfer function, in single precision, of one bin: the cumulative count without the
    /// first bin that is not empty, as a share of the whole. Below that bin it is negative.
    #[inline(always)]
    pub(super) fn transfer(&self, bin: u8) -> f32 {
        let (_, lowest) = self.lowest();
        let (own, place) = (usize::from(bin >> 5), usize::from(bin % 32));
        let mut up_to = [0; LANES];
        for (group, [even, odd]) in self.kept.0[..=own].iter().enumerate() {
            let (evens, odds) = if group < own {
                (LANES, LANES)
            } else {
                (place / 2 + 1, place.div_ceil(2))
            };
            let (evens, odds) = (W::first(evens), W::first(odds));
            for (lane, up_to) in up_to.iter_mut().enumerate() {
                *up_to += even[lane].and(evens[lane]).get() + odd[lane].and(odds[lane]).get();
            }
        }
        share(up_to.iter().sum(), lowest, self.mass)
    }

    /// The transfer function of all bins.
    pub(super) fn transfers(&self) -> [f32; 256] {
        let (first, lowest) = self.lowest();
        let mut up_to = 0;
        std::array::from_fn(|bin| {
            if (first..self.bins.bins as usize).contains(&bin) {
                up_to += self.kept.of(bin as u8);
            }
            share(up_to, lowest, self.mass)
        })
    }

    /// The first bin that is not empty, and its count.
    fn lowest(&self) -> (usize, u32) {
        let last = self.bins.bins as usize - 1;
        let first = (0..last)
            .find(|&bin| self.kept.of(bin as u8) > 0)
            .unwrap_or(last);
        (first, self.kept.of(first as u8))
    }
}

/// A cumulative count as a share of all, both without the first bin's.
#[inline(always)]
pub(super) fn share(up_to: u32, lowest: u32, all: u32) -> f32 {
    let above = |count: u32| (count as i32 - lowest as i32) as f32;
    above(up_to) / above(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_handed_out() {
        for bins in 2..=256 {
            let table = Bins::new(bins as usize);
            for excess in (0..3000).chain([65_025, 65_280, 4_198_401, (1 << 24) - 1]) {
                let handout = table.handout(excess);
                assert_eq!(handout.evenly, excess / bins, "{excess} to {bins}");
                let pairs = handout.rest.0.as_flattened().iter();
                let served: u16 = pairs.map(|pair| (pair & 255) + (pair >> 8)).sum();
                assert_eq!(u32::from(served), excess % bins + handout.growth);
            }
        }
    }

    #[test]
    fn a_histogram_is_clipped_until_nothing_changes() {
        let bins = Bins::new(4);
        let mut clipped = Clipped::<u32>::new(&bins);
        let mut window = Window::empty();
        window.set(1, 10);
        clipped.limit_to(3);
        clipped.clip(&window, 10);
        // 7 over: one to all; the rest of 3 in steps of 1 to all four. 2 over: in steps of 1 to all
        // four. 1 over, in a step of 3 to the second. 1 over again, and so an end.
        assert_eq!([0, 1, 2, 3].map(|bin| clipped.kept.of(bin)), [3, 4, 3, 3]);
    }
}
