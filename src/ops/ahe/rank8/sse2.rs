//! Ranks in 128-bit vectors, which every x86-64 has, for windows whose counts fit 16 bits.

use std::arch::x86_64::_mm_add_epi16;
use std::arch::x86_64::_mm_setzero_si128;

use super::RankMode;
use super::Scale;
use crate::ops::sweep::Kernel;
use crate::ops::sweep::Step;
use crate::ops::sweep::counts::Before;
use crate::ops::sweep::counts::GROUPS;
use crate::ops::sweep::counts::Window;
use crate::ops::sweep::sse2;

/// The same steps as the portable kernel's.
pub(super) struct Vectors {
    scale: Scale,
    before: Before<u16>,
}

impl Vectors {
    pub(super) fn new(mode: RankMode) -> Self {
        Self {
            scale: Scale::new(mode),
            before: Before::empty(),
        }
    }

    #[inline]
    #[target_feature(enable = "sse2")]
    fn step(&mut self, window: &mut Window<u16>, step: Step<'_, u16>) -> u8 {
        let (n, grey) = (step.n, step.grey);
        let mut sums = [_mm_setzero_si128(); 2];
        for group in 0..GROUPS {
            for (half, sum) in sums.iter_mut().enumerate() {
                let [even, odd] = sse2::slide(
                    &mut window.0[group],
                    &step.entering.0[group],
                    &step.leaving.0[group],
                    half,
                );
                sse2::store(&mut self.before.0[group], half, *sum);
                *sum = _mm_add_epi16(*sum, _mm_add_epi16(even, odd));
            }
        }
        let group = usize::from(grey >> 5);
        let less = sse2::sum_below(&self.before.0[group], &window.0[group], grey);
        self.scale.grey(less, window.of(grey), n)
    }
}

impl Kernel for Vectors {
    type Word = u16;
    type Out = u8;

    #[inline(always)]
    #[allow(unsafe_code, reason = "calls a function that wants SSE2")]
    fn step(&mut self, window: &mut Window<u16>, step: Step<'_, u16>) -> u8 {
        // SAFETY: x86-64 has SSE2.
        unsafe { Self::step(self, window, step) }
    }
}
