//! Loads and stores of AVX-512, which go through pointers, as functions of slices.

#![allow(
    unsafe_code,
    reason = "the intrinsics take pointers; every one here comes from a slice, and only lanes that \
              lie inside it are touched"
)]

use std::arch::x86_64::*;

/// The first bytes of a slice, at most 64; lanes beyond its end are 0.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
pub fn load_bytes(bytes: &[u8]) -> __m512i {
    let lanes = u64::MAX >> (64 - bytes.len().clamp(1, 64));
    let lanes = if bytes.is_empty() { 0 } else { lanes };
    // SAFETY: only lanes inside the slice are read.
    unsafe { _mm512_maskz_loadu_epi8(lanes, bytes.as_ptr().cast()) }
}

/// Bytes written to the first places of a slice, at most 64.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
pub fn store_bytes(bytes: &mut [u8], vector: __m512i) {
    let lanes = u64::MAX >> (64 - bytes.len().clamp(1, 64));
    let lanes = if bytes.is_empty() { 0 } else { lanes };
    // SAFETY: only lanes inside the slice are written.
    unsafe { _mm512_mask_storeu_epi8(bytes.as_mut_ptr().cast(), lanes, vector) }
}

/// The first singles of a slice, at most 16; lanes beyond its end are 0.
#[inline]
#[target_feature(enable = "avx512f")]
pub fn load_singles(values: &[f32]) -> __m512 {
    let lanes = ((1_u32 << values.len().min(16)) - 1) as u16;
    // SAFETY: only lanes inside the slice are read.
    unsafe { _mm512_maskz_loadu_ps(lanes, values.as_ptr()) }
}

/// Sixteen bytes as one of the four parts of a vector of 64.
#[inline]
#[target_feature(enable = "avx512f")]
pub fn part(vector: __m512i, part: usize) -> __m128i {
    match part {
        0 => _mm512_castsi512_si128(vector),
        1 => _mm512_extracti32x4_epi32::<1>(vector),
        2 => _mm512_extracti32x4_epi32::<2>(vector),
        _ => _mm512_extracti32x4_epi32::<3>(vector),
    }
}

/// A table of 256 bytes in registers.
#[derive(Clone, Copy)]
pub struct ByteTable([__m512i; 4]);

impl ByteTable {
    /// The table, loaded.
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw")]
    pub fn new(table: &[u8; 256]) -> Self {
        let (parts, _) = table.as_chunks::<64>();
        Self([
            load_bytes(&parts[0]),
            load_bytes(&parts[1]),
            load_bytes(&parts[2]),
            load_bytes(&parts[3]),
        ])
    }

    /// The entries of 64 bytes.
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
    pub fn look_up(&self, bytes: __m512i) -> __m512i {
        let [first, second, third, fourth] = self.0;
        let dark = _mm512_permutex2var_epi8(first, bytes, second);
        let bright = _mm512_permutex2var_epi8(third, bytes, fourth);
        _mm512_mask_blend_epi8(_mm512_movepi8_mask(bytes), dark, bright)
    }
}
