//! Clipped windows in 256-bit vectors, where counts fit 16 bits.

#![allow(
    unsafe_code,
    reason = "only the processor knows whether it has the instructions"
)]

use std::arch::x86_64::_mm256_add_epi16;
use std::arch::x86_64::_mm256_min_epu16;
use std::arch::x86_64::_mm256_set1_epi16;
use std::arch::x86_64::_mm256_setzero_si256;

use super::Scale;
use crate::ops::cpu::Avx2;
use crate::ops::sweep::Kernel;
use crate::ops::sweep::Row;
use crate::ops::sweep::Step;
use crate::ops::sweep::avx2;
use crate::ops::sweep::counts::Before;
use crate::ops::sweep::counts::GROUPS;
use crate::ops::sweep::counts::Window;
use crate::ops::sweep::counts::Word;

/// The same steps as the portable kernel's.
pub(super) struct Vectors {
    avx2: Avx2,
    scale: Scale,
    before: Before<u16>,
}

impl Vectors {
    pub(super) fn new(avx2: Avx2, scale: Scale) -> Self {
        Self {
            avx2,
            scale,
            before: Before::empty(),
        }
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn step(&mut self, window: &mut Window<u16>, step: Step<'_, u16>) -> u8 {
        let (n, grey) = (step.n, step.grey);
        let limit = u16::at_most(self.scale.limit(n));
        let limits = _mm256_set1_epi16(limit as i16);
        let mut kept = _mm256_setzero_si256();
        for group in 0..GROUPS {
            let [even, odd] = avx2::slide(
                &mut window.0[group],
                &step.entering.0[group],
                &step.leaving.0[group],
            );
            avx2::store(&mut self.before.0[group], kept);
            let even = _mm256_min_epu16(even, limits);
            let odd = _mm256_min_epu16(odd, limits);
            kept = _mm256_add_epi16(kept, _mm256_add_epi16(even, odd));
        }
        let group = usize::from(grey >> 5);
        let [even, odd] = &window.0[group];
        let own = [
            _mm256_min_epu16(avx2::load(even), limits),
            _mm256_min_epu16(avx2::load(odd), limits),
        ];
        let below = avx2::sum_below(&self.before.0[group], own, grey);
        let itself = window.of(grey).min(u32::from(limit));
        self.scale.grey(below + itself, n - avx2::sum(kept), grey)
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
