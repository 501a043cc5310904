//! Clipped windows in plain arithmetic on lanes, of any radius.

use super::FijiParams;
use super::clip::Bins;
use super::clip::Clipped;
use super::rounded;
use crate::ops::sweep::Kernel;
use crate::ops::sweep::Step;
use crate::ops::sweep::counts::GROUPS;
use crate::ops::sweep::counts::Window;
use crate::ops::sweep::counts::Word;

pub(super) struct Portable<'a, W> {
    params: FijiParams,
    clipped: Clipped<'a, W>,
}

impl<'a, W: Word> Portable<'a, W> {
    pub(super) fn new(params: FijiParams, bins: &'a Bins) -> Self {
        Self {
            params,
            clipped: Clipped::new(bins),
        }
    }
}

impl<W: Word> Kernel for Portable<'_, W> {
    type Word = W;
    type Out = u8;

    #[inline(always)]
    fn step(&mut self, window: &mut Window<W>, step: Step<'_, W>) -> u8 {
        for group in 0..GROUPS {
            window.slide(group, step.entering, step.leaving);
        }
        self.clipped.limit_to(self.params.limit(step.n));
        self.clipped.clip(window, step.n);
        // The plugin stores the low byte of what may be negative.
        rounded(self.clipped.transfer(step.grey)) as u8
    }
}
