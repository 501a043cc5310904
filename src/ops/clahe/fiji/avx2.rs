//! Clipped windows in 256-bit vectors, where counts fit 16 bits.

#![allow(
    unsafe_code,
    reason = "only the processor knows whether it has the instructions"
)]

use std::arch::x86_64::__m256i;
use std::arch::x86_64::_mm256_add_epi16;
use std::arch::x86_64::_mm256_cmpeq_epi16;
use std::arch::x86_64::_mm256_min_epu16;
use std::arch::x86_64::_mm256_movemask_epi8;
use std::arch::x86_64::_mm256_set1_epi16;
use std::arch::x86_64::_mm256_setzero_si256;

use super::FijiParams;
use super::clip::Bins;
use super::clip::Clipped;
use super::clip::Handout;
use super::clip::share;
use super::rounded;
use crate::ops::cpu::Avx2;
use crate::ops::sweep::Kernel;
use crate::ops::sweep::Row;
use crate::ops::sweep::Step;
use crate::ops::sweep::avx2;
use crate::ops::sweep::counts::GROUPS;
use crate::ops::sweep::counts::LANES;
use crate::ops::sweep::counts::Window;

/// The same steps as the portable kernel's, but that the last excess is not written to the bins.
///
/// A round waits for the excess of the one before. Two windows are clipped by turns, so that one
/// works while the other waits.
pub(super) struct Vectors<'a> {
    avx2: Avx2,
    params: FijiParams,
    windows: [Clipping<'a>; 2],
}

/// A window that is being clipped.
struct Clipping<'a> {
    clipped: Clipped<'a, u16>,
    /// The pixels that its limits are for.
    n: u32,
    /// The present excess, and that of the round before.
    excess: u32,
    last: u32,
}

impl<'a> Vectors<'a> {
    pub(super) fn new(avx2: Avx2, params: FijiParams, bins: &'a Bins) -> Self {
        let clipping = || {
            let mut clipped = Clipped::new(bins);
            clipped.limit_to(params.limit(0));
            Clipping {
                clipped,
                n: 0,
                excess: 0,
                last: 0,
            }
        };
        Self {
            avx2,
            params,
            windows: [clipping(), clipping()],
        }
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn step(&mut self, window: &mut Window<u16>, step: Step<'_, u16>) -> u8 {
        let [clipping, _] = &mut self.windows;
        let bin = step.grey;
        clipping.begin(&self.params, window, step);
        clipping.finish(bin)
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn two_steps(
        &mut self,
        window: &mut Window<u16>,
        [first, second]: [Step<'_, u16>; 2],
    ) -> [u8; 2] {
        let [one, other] = &mut self.windows;
        let bins = [first.grey, second.grey];
        one.begin(&self.params, window, first);
        other.begin(&self.params, window, second);
        while one.goes_on() && other.goes_on() {
            one.round();
            other.round();
        }
        [one.finish(bins[0]), other.finish(bins[1])]
    }
}

impl Clipping<'_> {
    /// Moves the window and cuts its counts to the limit.
    #[inline]
    #[target_feature(enable = "avx2")]
    fn begin(&mut self, params: &FijiParams, window: &mut Window<u16>, step: Step<'_, u16>) {
        if step.n != self.n {
            self.n = step.n;
            self.clipped.limit_to(params.limit(step.n));
        }
        self.clipped.mass = step.n;
        let mut kept = _mm256_setzero_si256();
        for group in 0..GROUPS {
            let counts = avx2::slide(
                &mut window.0[group],
                &step.entering.0[group],
                &step.leaving.0[group],
            );
            kept = _mm256_add_epi16(kept, cut(&mut self.clipped, group, counts));
        }
        self.last = 0;
        self.excess = step.n - avx2::sum(kept);
    }

    /// Whether there is an excess, and another than in the round before.
    #[inline(always)]
    fn goes_on(&self) -> bool {
        self.excess != self.last
    }

    /// Hands out the excess and cuts to the limit.
    #[inline]
    #[target_feature(enable = "avx2")]
    fn round(&mut self) {
        let handout = self.clipped.bins.handout(self.excess);
        self.clipped.mass += handout.growth;
        let mut kept = _mm256_setzero_si256();
        for group in 0..GROUPS {
            let counts = with_part(&self.clipped.kept, group, &handout);
            kept = _mm256_add_epi16(kept, cut(&mut self.clipped, group, counts));
        }
        self.last = self.excess;
        // The mass may exceed 16 bits, the excess does not.
        self.excess = self.clipped.mass.wrapping_sub(avx2::sum(kept)) & 0xffff;
    }

    /// Goes on to the end, and maps a bin.
    #[inline]
    #[target_feature(enable = "avx2")]
    fn finish(&mut self, bin: u8) -> u8 {
        while self.goes_on() {
            self.round();
        }
        // The plugin stores the low byte of what may be negative.
        rounded(transfer(&mut self.clipped, self.excess, bin)) as u8
    }
}

/// Cuts the counts of a group to the limit and keeps them; the sums of its even and odd bins.
#[inline]
#[target_feature(enable = "avx2")]
fn cut(clipped: &mut Clipped<'_, u16>, group: usize, counts: [__m256i; 2]) -> __m256i {
    let [even, odd] = &clipped.limits.0[group];
    let even = _mm256_min_epu16(counts[0], avx2::load(even));
    let odd = _mm256_min_epu16(counts[1], avx2::load(odd));
    avx2::store(&mut clipped.kept.0[group][0], even);
    avx2::store(&mut clipped.kept.0[group][1], odd);
    _mm256_add_epi16(even, odd)
}

/// The counts of a group with their part of an excess.
#[inline]
#[target_feature(enable = "avx2")]
fn with_part(kept: &Window<u16>, group: usize, handout: &Handout<'_>) -> [__m256i; 2] {
    let evenly = _mm256_set1_epi16(handout.evenly as i16);
    let [even, odd] = avx2::widened(&handout.rest.0[group]);
    let [kept_even, kept_odd] = &kept.0[group];
    [
        _mm256_add_epi16(avx2::load(kept_even), _mm256_add_epi16(even, evenly)),
        _mm256_add_epi16(avx2::load(kept_odd), _mm256_add_epi16(odd, evenly)),
    ]
}

/// The transfer function of a bin once the last excess is handed out.
#[inline]
#[target_feature(enable = "avx2")]
fn transfer(clipped: &mut Clipped<'_, u16>, excess: u32, bin: u8) -> f32 {
    let handout = clipped.bins.handout(excess);
    let mass = clipped.mass + handout.growth;
    if mass > u32::from(u16::MAX) {
        // Sums of lanes could overflow, which takes windows of nearly 255 × 255 pixels that grow.
        clipped.hand_out(excess);
        return clipped.transfer(bin);
    }
    let own = usize::from(bin >> 5);
    let mut before = _mm256_setzero_si256();
    for group in 0..own {
        let [even, odd] = with_part(&clipped.kept, group, &handout);
        before = _mm256_add_epi16(before, _mm256_add_epi16(even, odd));
    }
    let mut lanes = [0; LANES];
    avx2::store(&mut lanes, before);
    let counts = with_part(&clipped.kept, own, &handout);
    let up_to = avx2::sum_to(&lanes, counts, bin);
    share(up_to, lowest(clipped, &handout), mass)
}

/// The count of the first bin that is not empty, once an excess is handed out.
#[inline]
#[target_feature(enable = "avx2")]
fn lowest(clipped: &Clipped<'_, u16>, handout: &Handout<'_>) -> u32 {
    let mut first = 0;
    if handout.evenly == 0 {
        for group in 0..GROUPS {
            let [even, odd] = with_part(&clipped.kept, group, handout);
            let place = (2 * first_lane(even)).min(2 * first_lane(odd) + 1);
            if place < 32 {
                first = group * 32 + place;
                break;
            }
        }
    }
    let pair = handout.rest.0[first / 32][first / 2 % LANES];
    let one = u32::from((pair >> (first % 2 * 8)) & 1);
    clipped.kept.of(first as u8) + handout.evenly + one
}

/// The first lane that is not 0; 16 or more where all are.
#[inline]
#[target_feature(enable = "avx2")]
fn first_lane(lanes: __m256i) -> usize {
    let zeros = _mm256_movemask_epi8(_mm256_cmpeq_epi16(lanes, _mm256_setzero_si256()));
    zeros.trailing_ones() as usize / 2
}

impl Kernel for Vectors<'_> {
    type Word = u16;
    type Out = u8;
    const IN_TWOS: bool = true;

    #[inline(always)]
    fn step(&mut self, window: &mut Window<u16>, step: Step<'_, u16>) -> u8 {
        // SAFETY: `self` holds the proof that the processor has AVX2.
        unsafe { Self::step(self, window, step) }
    }

    #[inline(always)]
    fn two_steps(&mut self, window: &mut Window<u16>, steps: [Step<'_, u16>; 2]) -> [u8; 2] {
        // SAFETY: as above.
        unsafe { Self::two_steps(self, window, steps) }
    }

    fn row(&mut self, row: Row<'_, u16, u8>) {
        self.avx2.sweep_row(self, row);
    }
}
