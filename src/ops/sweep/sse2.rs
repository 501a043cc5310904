//! Histograms in 128-bit vectors, which every x86-64 has: two for each group of greys.

#![allow(
    unsafe_code,
    reason = "vectors are read and written by pointer to arrays of the full size"
)]

use std::arch::x86_64::__m128i;
use std::arch::x86_64::_mm_add_epi16;
use std::arch::x86_64::_mm_and_si128;
use std::arch::x86_64::_mm_cvtsi128_si32;
use std::arch::x86_64::_mm_loadu_si128;
use std::arch::x86_64::_mm_set1_epi16;
use std::arch::x86_64::_mm_shuffle_epi32;
use std::arch::x86_64::_mm_srli_epi16;
use std::arch::x86_64::_mm_storeu_si128;
use std::arch::x86_64::_mm_sub_epi16;

use super::counts::LANES;
use super::counts::Word;

/// The first or the second eight lanes of a group.
#[inline]
#[target_feature(enable = "sse2")]
pub(in crate::ops) fn load(lanes: &[u16; LANES], half: usize) -> __m128i {
    let halves = lanes.as_chunks::<{ LANES / 2 }>().0;
    // SAFETY: the half has the 16 bytes that are read, and no alignment is asked for.
    unsafe { _mm_loadu_si128(halves[half].as_ptr().cast()) }
}

/// Writes the first or the second eight lanes of a group.
#[inline]
#[target_feature(enable = "sse2")]
pub(in crate::ops) fn store(lanes: &mut [u16; LANES], half: usize, vector: __m128i) {
    let halves = lanes.as_chunks_mut::<{ LANES / 2 }>().0;
    // SAFETY: the half has the 16 bytes that are written, and no alignment is asked for.
    unsafe { _mm_storeu_si128(halves[half].as_mut_ptr().cast(), vector) }
}

/// One column into half a group of a window, another out; the counts of even and odd greys.
#[inline]
#[target_feature(enable = "sse2")]
pub(in crate::ops) fn slide(
    counts: &mut [[u16; LANES]; 2],
    entering: &[u16; LANES],
    leaving: &[u16; LANES],
    half: usize,
) -> [__m128i; 2] {
    let (entering, leaving) = (load(entering, half), load(leaving, half));
    let low = _mm_set1_epi16(0xff);
    let even = _mm_sub_epi16(_mm_and_si128(entering, low), _mm_and_si128(leaving, low));
    let odd = _mm_sub_epi16(_mm_srli_epi16::<8>(entering), _mm_srli_epi16::<8>(leaving));
    let even = _mm_add_epi16(load(&counts[0], half), even);
    let odd = _mm_add_epi16(load(&counts[1], half), odd);
    store(&mut counts[0], half, even);
    store(&mut counts[1], half, odd);
    [even, odd]
}

/// The sum of all lanes of `before` and of the counts of a group, its greys below `grey` only.
#[inline]
#[target_feature(enable = "sse2")]
pub(in crate::ops) fn sum_below(
    before: &[u16; LANES],
    counts: &[[u16; LANES]; 2],
    grey: u8,
) -> u32 {
    let place = usize::from(grey % 32);
    let (even, odd) = (u16::first(place.div_ceil(2)), u16::first(place / 2));
    let half = |half| {
        let even = _mm_and_si128(load(&counts[0], half), load(even, half));
        let odd = _mm_and_si128(load(&counts[1], half), load(odd, half));
        _mm_add_epi16(load(before, half), _mm_add_epi16(even, odd))
    };
    let eight = _mm_add_epi16(half(0), half(1));
    let four = _mm_add_epi16(eight, _mm_shuffle_epi32::<0b01_00_11_10>(eight));
    let two = _mm_add_epi16(four, _mm_shuffle_epi32::<0b10_11_00_01>(four));
    let two = _mm_cvtsi128_si32(two) as u32;
    (two + (two >> 16)) & 0xffff
}
