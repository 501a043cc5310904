//! Loads, stores and look-ups of AVX2, which go through pointers, as functions of plain arrays.

#![allow(
    unsafe_code,
    reason = "the intrinsics take pointers; every one here comes from an array of the full size"
)]

use std::arch::x86_64::*;

use crate::pixels::Sample;

/// Thirty-two bytes.
#[inline]
#[target_feature(enable = "avx2")]
pub fn load(bytes: &[u8; 32]) -> __m256i {
    // SAFETY: 32 bytes may be read, and no alignment is asked for.
    unsafe { _mm256_loadu_si256(bytes.as_ptr().cast()) }
}

/// Thirty-two bytes written.
#[inline]
#[target_feature(enable = "avx2")]
pub fn store(bytes: &mut [u8; 32], vector: __m256i) {
    // SAFETY: 32 bytes may be written, and no alignment is asked for.
    unsafe { _mm256_storeu_si256(bytes.as_mut_ptr().cast(), vector) }
}

/// Sixteen samples of 16 bits, signed or not.
#[inline]
#[target_feature(enable = "avx2")]
pub fn load_samples<T: Sample>(samples: &[T; 16]) -> __m256i {
    const { assert!(size_of::<T>() == 2, "samples of 16 bits") };
    // SAFETY: 32 bytes may be read, and no alignment is asked for.
    unsafe { _mm256_loadu_si256(samples.as_ptr().cast()) }
}
