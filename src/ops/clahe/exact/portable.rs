//! Clipped windows in plain arithmetic on lanes, of any radius.

use super::Scale;
use crate::ops::ahe::counts::Before;
use crate::ops::ahe::counts::Column;
use crate::ops::ahe::counts::GROUPS;
use crate::ops::ahe::counts::LANES;
use crate::ops::ahe::counts::Window;
use crate::ops::ahe::counts::Word;
use crate::ops::ahe::sweep::Kernel;

/// The excess is summed and cut while the window slides; what is handed back is added to the sum
/// afterwards, without a bin being touched.
pub(super) struct Portable<W> {
    scale: Scale,
    before: Before<W>,
}

impl<W: Word> Portable<W> {
    pub(super) fn new(scale: Scale) -> Self {
        Self {
            scale,
            before: Before::empty(),
        }
    }
}

impl<W: Word> Kernel for Portable<W> {
    type Word = W;

    #[inline(always)]
    fn step(
        &mut self,
        window: &mut Window<W>,
        entering: &Column<W>,
        leaving: &Column<W>,
        n: u32,
        grey: u8,
    ) -> u8 {
        let limit = W::at_most(self.scale.limit(n));
        let mut clipped = [W::default(); LANES];
        let mut excess = [W::default(); LANES];
        for group in 0..GROUPS {
            window.slide(group, entering, leaving);
            self.before.0[group] = clipped;
            let [even, odd] = &window.0[group];
            for lane in 0..LANES {
                let (even, odd) = (even[lane], odd[lane]);
                let over = even.over(limit).plus(odd.over(limit));
                excess[lane] = excess[lane].plus(over);
                clipped[lane] = clipped[lane].plus(even.plus(odd).minus(over));
            }
        }
        let excess = excess
            .iter()
            .fold(W::default(), |sum, &lane| sum.plus(lane));
        let own = window.0[usize::from(grey >> 5)]
            .map(|counts| counts.map(|count| count.minus(count.over(limit))));
        let below = self.before.below(grey, &own);
        let itself = window.of(grey).min(limit.get());
        self.scale.grey(below + itself, excess.get(), grey)
    }
}
