//! The same line for sixteen samples at a time by SSE2, which every x86-64 has.

use std::arch::x86_64::*;

use super::Ramp;
use crate::ops::cpu::sse2::load_samples;
use crate::ops::cpu::sse2::store;
use crate::ops::lookup::Narrow;

/// [`Ramp::map`].
#[allow(unsafe_code, reason = "calls a function that wants SSE2")]
pub(super) fn ramp<T: Narrow>(ramp: &Ramp, samples: &[T], out: &mut [u8]) {
    // SAFETY: x86-64 has SSE2.
    unsafe { map(ramp, samples, out) }
}

#[target_feature(enable = "sse2")]
fn map<T: Narrow>(ramp: &Ramp, samples: &[T], out: &mut [u8]) {
    let (blocks, rest) = samples.as_chunks::<16>();
    let (outs, last) = out.as_chunks_mut::<16>();
    for (block, out) in blocks.iter().zip(outs) {
        let (halves, _) = block.as_chunks::<8>();
        let (first, second) = (line(ramp, &halves[0]), line(ramp, &halves[1]));
        store(out, _mm_packus_epi16(first, second));
    }
    ramp.map(rest, last);
}

/// Eight greys of 16 bits, not clamped.
#[inline]
#[target_feature(enable = "sse2")]
fn line<T: Narrow>(ramp: &Ramp, samples: &[T; 8]) -> __m128i {
    let slots = _mm_sub_epi16(load_samples(samples), _mm_set1_epi16(T::LOWEST as i16));
    // Saturating at the top and then at the bottom: SSE2 has no minimum of unsigned words.
    let top = u16::MAX - ramp.length;
    let along = _mm_adds_epu16(slots, _mm_set1_epi16(top.wrapping_sub(ramp.from) as i16));
    let along = _mm_subs_epu16(along, _mm_set1_epi16(top as i16));
    let zero = _mm_setzero_si128();
    let (slope, start) = (_mm_set1_ps(ramp.slope), _mm_set1_ps(ramp.start));
    let [low, high] = [
        _mm_unpacklo_epi16(along, zero),
        _mm_unpackhi_epi16(along, zero),
    ]
    .map(|along| {
        let grey = _mm_add_ps(_mm_mul_ps(_mm_cvtepi32_ps(along), slope), start);
        // Half to even, the rounding that Rust guarantees to be set.
        _mm_cvtps_epi32(grey)
    });
    _mm_packs_epi32(low, high)
}
