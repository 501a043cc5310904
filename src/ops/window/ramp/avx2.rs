//! The same line for sixteen samples at a time by AVX2.

use std::arch::x86_64::*;

use super::Ramp;
use crate::ops::cpu::Avx2;
use crate::ops::cpu::avx2::load_samples;
use crate::ops::cpu::avx2::store;
use crate::ops::lookup::Narrow;

impl Avx2 {
    /// [`Ramp::map`].
    #[allow(unsafe_code, reason = "calls a function that wants AVX2")]
    pub(super) fn ramp<T: Narrow>(self, ramp: &Ramp, samples: &[T], out: &mut [u8]) {
        // SAFETY: `self` exists only where AVX2 does.
        unsafe { map(ramp, samples, out) }
    }
}

#[target_feature(enable = "avx2")]
fn map<T: Narrow>(ramp: &Ramp, samples: &[T], out: &mut [u8]) {
    let (blocks, rest) = samples.as_chunks::<32>();
    let (outs, last) = out.as_chunks_mut::<32>();
    for (block, out) in blocks.iter().zip(outs) {
        let (halves, _) = block.as_chunks::<16>();
        let (first, second) = (line(ramp, &halves[0]), line(ramp, &halves[1]));
        // Packing works on each half of a vector alone, which leaves the quarters out of order.
        let packed = _mm256_packus_epi16(first, second);
        store(out, _mm256_permute4x64_epi64::<0b11_01_10_00>(packed));
    }
    ramp.map(rest, last);
}

/// Sixteen greys of 16 bits, not clamped.
#[inline]
#[target_feature(enable = "avx2")]
fn line<T: Narrow>(ramp: &Ramp, samples: &[T; 16]) -> __m256i {
    let slots = _mm256_sub_epi16(load_samples(samples), _mm256_set1_epi16(T::LOWEST as i16));
    let along = _mm256_subs_epu16(slots, _mm256_set1_epi16(ramp.from as i16));
    let along = _mm256_min_epu16(along, _mm256_set1_epi16(ramp.length as i16));
    let zero = _mm256_setzero_si256();
    let (slope, start) = (_mm256_set1_ps(ramp.slope), _mm256_set1_ps(ramp.start));
    let halves = [
        _mm256_unpacklo_epi16(along, zero),
        _mm256_unpackhi_epi16(along, zero),
    ];
    let [low, high] = halves.map(|along| {
        let grey = _mm256_add_ps(_mm256_mul_ps(_mm256_cvtepi32_ps(along), slope), start);
        // Half to even, the rounding that Rust guarantees to be set.
        _mm256_cvtps_epi32(grey)
    });
    _mm256_packs_epi32(low, high)
}
