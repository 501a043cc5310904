//! Ranks in plain arithmetic on lanes, for windows of any radius.

use super::RankMode;
use super::Scale;
use crate::ops::sweep::Kernel;
use crate::ops::sweep::Step;
use crate::ops::sweep::counts::Before;
use crate::ops::sweep::counts::GROUPS;
use crate::ops::sweep::counts::LANES;
use crate::ops::sweep::counts::Window;
use crate::ops::sweep::counts::Word;

/// Sums the groups of greys while the window slides; a rank is the sum before its group and the
/// counts of its group below the grey.
pub(super) struct Portable<W> {
    scale: Scale,
    before: Before<W>,
}

impl<W: Word> Portable<W> {
    pub(super) fn new(mode: RankMode) -> Self {
        Self {
            scale: Scale::new(mode),
            before: Before::empty(),
        }
    }
}

impl<W: Word> Kernel for Portable<W> {
    type Word = W;
    type Out = u8;

    #[inline(always)]
    fn step(&mut self, window: &mut Window<W>, step: Step<'_, W>) -> u8 {
        let (n, grey) = (step.n, step.grey);
        let mut sums = [W::default(); LANES];
        for group in 0..GROUPS {
            window.slide(group, step.entering, step.leaving);
            self.before.0[group] = sums;
            let [even, odd] = &window.0[group];
            for lane in 0..LANES {
                sums[lane] = sums[lane].plus(even[lane]).plus(odd[lane]);
            }
        }
        let less = self.before.below(grey, &window.0[usize::from(grey >> 5)]);
        self.scale.grey(less, window.of(grey), n)
    }
}
