//! Cumulative sums of eight bins at a time by SSE2, which every x86-64 has.

#![allow(
    unsafe_code,
    reason = "calls functions that want SSE2; loads go through pointers to arrays of the full size"
)]

use std::arch::x86_64::*;

use super::Count;
use super::Handed;
use crate::ops::cpu::sse2::store_words;

/// [`cumulate`](super::cumulate).
pub(super) fn cumulate<C: Count>(histogram: &[C], handed: &Handed, scale: f32, table: &mut [u16]) {
    // SAFETY: x86-64 has SSE2.
    unsafe { cumulate_by_eight(histogram, handed, scale, table) }
}

#[target_feature(enable = "sse2")]
fn cumulate_by_eight<C: Count>(histogram: &[C], handed: &Handed, scale: f32, table: &mut [u16]) {
    let batch = _mm_set1_epi32(handed.batch as i32);
    let scales = _mm_set1_ps(scale);
    // In all lanes the sum up to the last bin.
    let mut sum = _mm_set1_epi32(handed.below as i32);
    let (eights, rest) = histogram.as_chunks();
    let (outs, last) = table.as_chunks_mut();
    for (counts, out) in eights.iter().zip(outs) {
        let [first, second] = C::widened(counts);
        let first = _mm_add_epi32(sums(_mm_add_epi32(first, batch)), sum);
        let second = sums(_mm_add_epi32(second, batch));
        let second = _mm_add_epi32(second, last_lane(first));
        sum = last_lane(second);
        store_words(out, rounded([first, second], scales));
    }
    let handed = Handed {
        batch: handed.batch,
        below: _mm_cvtsi128_si32(sum) as u32,
    };
    super::cumulate(rest, &handed, scale, last);
}

/// The sum of the lanes up to each.
#[inline]
#[target_feature(enable = "sse2")]
fn sums(counts: __m128i) -> __m128i {
    let twos = _mm_add_epi32(counts, _mm_slli_si128::<4>(counts));
    _mm_add_epi32(twos, _mm_slli_si128::<8>(twos))
}

#[inline]
#[target_feature(enable = "sse2")]
fn last_lane(lanes: __m128i) -> __m128i {
    _mm_shuffle_epi32::<0b11_11_11_11>(lanes)
}

/// Products with the scale, rounded half to even, at most 65535.
#[inline]
#[target_feature(enable = "sse2")]
fn rounded([first, second]: [__m128i; 2], scales: __m128) -> __m128i {
    // Offsets from the middle, since SSE2 packs only signed words.
    let middle = _mm_set1_epi32(0x8000);
    // Half to even, the rounding that Rust guarantees to be set.
    let first = _mm_cvtps_epi32(_mm_mul_ps(_mm_cvtepi32_ps(first), scales));
    let second = _mm_cvtps_epi32(_mm_mul_ps(_mm_cvtepi32_ps(second), scales));
    let words = _mm_packs_epi32(_mm_sub_epi32(first, middle), _mm_sub_epi32(second, middle));
    _mm_xor_si128(words, _mm_set1_epi16(i16::MIN))
}

/// Eight counts of 16 bits in 32.
#[inline(always)]
pub(super) fn widened(counts: &[u16; 8]) -> [__m128i; 2] {
    // SAFETY: x86-64 has SSE2, and the array has the 16 bytes that are read.
    unsafe {
        let (counts, zero) = (_mm_loadu_si128(counts.as_ptr().cast()), _mm_setzero_si128());
        [
            _mm_unpacklo_epi16(counts, zero),
            _mm_unpackhi_epi16(counts, zero),
        ]
    }
}

/// Eight counts of 32 bits.
#[inline(always)]
pub(super) fn halves(counts: &[u32; 8]) -> [__m128i; 2] {
    // SAFETY: x86-64 has SSE2, and the array has the 32 bytes that are read.
    unsafe {
        [
            _mm_loadu_si128(counts.as_ptr().cast()),
            _mm_loadu_si128(counts.as_ptr().add(4).cast()),
        ]
    }
}
