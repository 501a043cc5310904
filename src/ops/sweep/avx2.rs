//! Histograms in 256-bit vectors of x86-64.
//!
//! What the compiler makes of the plain loops is several times slower, so that the loops over all
//! greys are written by hand. A value of [`Avx2`] is proof that the processor has the
//! instructions; functions that need them are safe to call from each other.

#![allow(
    unsafe_code,
    reason = "vectors are read and written by pointer, and only the processor knows its instructions"
)]

use std::arch::x86_64::__m256i;
use std::arch::x86_64::_mm_add_epi16;
use std::arch::x86_64::_mm_cvtsi128_si32;
use std::arch::x86_64::_mm_shuffle_epi32;
use std::arch::x86_64::_mm256_add_epi16;
use std::arch::x86_64::_mm256_and_si256;
use std::arch::x86_64::_mm256_castsi256_si128;
use std::arch::x86_64::_mm256_extracti128_si256;
use std::arch::x86_64::_mm256_loadu_si256;
use std::arch::x86_64::_mm256_set1_epi16;
use std::arch::x86_64::_mm256_srli_epi16;
use std::arch::x86_64::_mm256_storeu_si256;
use std::arch::x86_64::_mm256_sub_epi16;

use super::Kernel;
use super::Row;
use super::counts::LANES;
use super::counts::Word;
use super::sweep_row;
use crate::ops::cpu::Avx2;

impl Avx2 {
    /// [`sweep_row`], compiled with the instructions, so that the kernel's steps become part of it.
    pub(in crate::ops) fn sweep_row<K: Kernel>(
        self,
        kernel: &mut K,
        row: Row<'_, K::Word, K::Out>,
    ) {
        #[target_feature(enable = "avx2")]
        fn with_avx2<K: Kernel>(kernel: &mut K, row: Row<'_, K::Word, K::Out>) {
            sweep_row(kernel, row);
        }
        // SAFETY: `self` exists, so the processor has AVX2.
        unsafe { with_avx2(kernel, row) }
    }
}

#[inline]
#[target_feature(enable = "avx2")]
pub(in crate::ops) fn load(lanes: &[u16; LANES]) -> __m256i {
    // SAFETY: the array has the 32 bytes that are read, and no alignment is asked for.
    unsafe { _mm256_loadu_si256(lanes.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx2")]
pub(in crate::ops) fn store(lanes: &mut [u16; LANES], vector: __m256i) {
    // SAFETY: the array has the 32 bytes that are written, and no alignment is asked for.
    unsafe { _mm256_storeu_si256(lanes.as_mut_ptr().cast(), vector) }
}

/// The even and the odd counts of a group of a column.
#[inline]
#[target_feature(enable = "avx2")]
pub(in crate::ops) fn widened(pairs: &[u16; LANES]) -> [__m256i; 2] {
    let pairs = load(pairs);
    [
        _mm256_and_si256(pairs, _mm256_set1_epi16(0xff)),
        _mm256_srli_epi16::<8>(pairs),
    ]
}

/// One column into a group of a window, another out; the counts of the group.
#[inline]
#[target_feature(enable = "avx2")]
pub(in crate::ops) fn slide(
    counts: &mut [[u16; LANES]; 2],
    entering: &[u16; LANES],
    leaving: &[u16; LANES],
) -> [__m256i; 2] {
    let [entering_even, entering_odd] = widened(entering);
    let [leaving_even, leaving_odd] = widened(leaving);
    let even = _mm256_add_epi16(
        load(&counts[0]),
        _mm256_sub_epi16(entering_even, leaving_even),
    );
    let odd = _mm256_add_epi16(
        load(&counts[1]),
        _mm256_sub_epi16(entering_odd, leaving_odd),
    );
    store(&mut counts[0], even);
    store(&mut counts[1], odd);
    [even, odd]
}

/// The sum of all lanes, which fits one.
#[inline]
#[target_feature(enable = "avx2")]
pub(in crate::ops) fn sum(lanes: __m256i) -> u32 {
    let eight = _mm_add_epi16(
        _mm256_castsi256_si128(lanes),
        _mm256_extracti128_si256::<1>(lanes),
    );
    let four = _mm_add_epi16(eight, _mm_shuffle_epi32::<0b01_00_11_10>(eight));
    let two = _mm_add_epi16(four, _mm_shuffle_epi32::<0b10_11_00_01>(four));
    let two = _mm_cvtsi128_si32(two) as u32;
    (two + (two >> 16)) & 0xffff
}

/// The sum of all lanes of `before` and of the counts of a group, its greys below `grey` only.
#[inline]
#[target_feature(enable = "avx2")]
pub(in crate::ops) fn sum_below(before: &[u16; LANES], counts: [__m256i; 2], grey: u8) -> u32 {
    let place = usize::from(grey % 32);
    sum_first(before, counts, place.div_ceil(2), place / 2)
}

/// As [`sum_below`], with the grey itself.
#[inline]
#[target_feature(enable = "avx2")]
pub(in crate::ops) fn sum_to(before: &[u16; LANES], counts: [__m256i; 2], grey: u8) -> u32 {
    let place = usize::from(grey % 32);
    sum_first(before, counts, place / 2 + 1, place.div_ceil(2))
}

#[inline]
#[target_feature(enable = "avx2")]
fn sum_first(before: &[u16; LANES], counts: [__m256i; 2], even: usize, odd: usize) -> u32 {
    let even = _mm256_and_si256(counts[0], load(u16::first(even)));
    let odd = _mm256_and_si256(counts[1], load(u16::first(odd)));
    sum(_mm256_add_epi16(load(before), _mm256_add_epi16(even, odd)))
}
