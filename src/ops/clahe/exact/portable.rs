//! Clipped windows in plain arithmetic on lanes, of any radius.

use super::Scale;
use crate::ops::sweep::Kernel;
use crate::ops::sweep::Step;
use crate::ops::sweep::counts::Before;
use crate::ops::sweep::counts::GROUPS;
use crate::ops::sweep::counts::LANES;
use crate::ops::sweep::counts::Window;
use crate::ops::sweep::counts::Word;

/// What the limit leaves is summed while the window slides, and the excess is what is missing from
/// all; what is handed back is added to the sum afterwards, without a bin being touched.
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
    type Out = u8;

    #[inline(always)]
    fn step(&mut self, window: &mut Window<W>, step: Step<'_, W>) -> u8 {
        let (n, grey) = (step.n, step.grey);
        let limit = W::at_most(self.scale.limit(n));
        let mut kept = [W::default(); LANES];
        for group in 0..GROUPS {
            window.slide(group, step.entering, step.leaving);
            self.before.0[group] = kept;
            let [even, odd] = &window.0[group];
            for lane in 0..LANES {
                kept[lane] = kept[lane]
                    .plus(even[lane].least(limit))
                    .plus(odd[lane].least(limit));
            }
        }
        let all = kept.iter().fold(W::default(), |sum, &lane| sum.plus(lane));
        let group = usize::from(grey >> 5);
        let own = window.0[group].map(|counts| counts.map(|count| count.least(limit)));
        let below = self.before.below(grey, &own);
        let itself = window.of(grey).min(limit.get());
        self.scale.grey(below + itself, n - all.get(), grey)
    }
}
