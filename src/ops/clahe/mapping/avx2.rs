//! Interpolation of eight pixels at a time by AVX2.

use std::arch::x86_64::*;

use super::Packed;
use super::blend_one;
use crate::ops::cpu::Avx2;
use crate::ops::cpu::avx2::load_f32x8;
use crate::ops::cpu::avx2::look_up_bytes;

impl Avx2 {
    /// Pixels of one row inside one cell; `right` and `below` are the weights of the second tiles.
    #[allow(unsafe_code, reason = "calls a function that wants AVX2")]
    pub(super) fn blend(
        self,
        greys: &[u8],
        right: &[f32],
        below: f32,
        table: &Packed,
        out: &mut [u8],
    ) {
        // SAFETY: `self` exists only where AVX2 does.
        unsafe { blend(greys, right, below, table, out) }
    }
}

#[target_feature(enable = "avx2")]
fn blend(greys: &[u8], right: &[f32], below: f32, table: &Packed, out: &mut [u8]) {
    let above = _mm256_set1_ps(1.0 - below);
    let below_lanes = _mm256_set1_ps(below);
    let byte = _mm256_set1_epi32(255);
    let (eights, last_greys) = greys.as_chunks::<8>();
    let (rights, last_right) = right.as_chunks::<8>();
    let (outs, last_out) = out.as_chunks_mut::<8>();
    for ((greys, right), out) in eights.iter().zip(rights).zip(outs) {
        let words = look_up_bytes(table, *greys);
        let right = load_f32x8(right);
        let left = _mm256_sub_ps(_mm256_set1_ps(1.0), right);
        let top_left = _mm256_and_si256(words, byte);
        let top_right = _mm256_and_si256(_mm256_srli_epi32::<8>(words), byte);
        let bottom_left = _mm256_and_si256(_mm256_srli_epi32::<16>(words), byte);
        let bottom_right = _mm256_srli_epi32::<24>(words);
        let top = _mm256_add_ps(
            _mm256_mul_ps(_mm256_cvtepi32_ps(top_left), left),
            _mm256_mul_ps(_mm256_cvtepi32_ps(top_right), right),
        );
        let bottom = _mm256_add_ps(
            _mm256_mul_ps(_mm256_cvtepi32_ps(bottom_left), left),
            _mm256_mul_ps(_mm256_cvtepi32_ps(bottom_right), right),
        );
        let blended = _mm256_add_ps(
            _mm256_mul_ps(top, above),
            _mm256_mul_ps(bottom, below_lanes),
        );
        // Half to even, the rounding that Rust guarantees to be set.
        let rounded = _mm256_cvtps_epi32(blended);
        let pairs = _mm_packs_epi32(
            _mm256_castsi256_si128(rounded),
            _mm256_extracti128_si256::<1>(rounded),
        );
        *out = _mm_cvtsi128_si64(_mm_packus_epi16(pairs, pairs)).to_le_bytes();
    }
    for ((out, &grey), &right) in last_out.iter_mut().zip(last_greys).zip(last_right) {
        *out = blend_one(table[usize::from(grey)], right, below);
    }
}
