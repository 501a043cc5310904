//! Ranks in 256-bit vectors, for windows whose counts fit 16 bits.

#![allow(
    unsafe_code,
    reason = "only the processor knows whether it has the instructions"
)]

use std::arch::x86_64::_mm256_add_epi16;
use std::arch::x86_64::_mm256_setzero_si256;

use super::RankMode;
use super::Scale;
use crate::ops::cpu::Avx2;
use crate::ops::sweep::Kernel;
use crate::ops::sweep::Row;
use crate::ops::sweep::Step;
use crate::ops::sweep::avx2;
use crate::ops::sweep::counts::Before;
use crate::ops::sweep::counts::GROUPS;
use crate::ops::sweep::counts::Window;

/// The same steps as the portable kernel's.
pub(super) struct Vectors {
    avx2: Avx2,
    scale: Scale,
    before: Before<u16>,
}

impl Vectors {
    pub(super) fn new(avx2: Avx2, mode: RankMode) -> Self {
        Self {
            avx2,
            scale: Scale::new(mode),
            before: Before::empty(),
        }
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn step(&mut self, window: &mut Window<u16>, step: Step<'_, u16>) -> u8 {
        let (n, grey) = (step.n, step.grey);
        let mut sums = _mm256_setzero_si256();
        for group in 0..GROUPS {
            let [even, odd] = avx2::slide(
                &mut window.0[group],
                &step.entering.0[group],
                &step.leaving.0[group],
            );
            avx2::store(&mut self.before.0[group], sums);
            sums = _mm256_add_epi16(sums, _mm256_add_epi16(even, odd));
        }
        let group = usize::from(grey >> 5);
        let own = [
            avx2::load(&window.0[group][0]),
            avx2::load(&window.0[group][1]),
        ];
        let less = avx2::sum_below(&self.before.0[group], own, grey);
        self.scale.grey(less, window.of(grey), n)
    }
}

impl Kernel for Vectors {
    type Word = u16;
    type Out = u8;

    #[inline(always)]
    fn step(&mut self, window: &mut Window<u16>, step: Step<'_, u16>) -> u8 {
        // SAFETY: `self` holds the proof that the processor has AVX2.
        unsafe { Self::step(self, window, step) }
    }

    fn row(&mut self, row: Row<'_, u16, u8>) {
        self.avx2.sweep_row(self, row);
    }
}
