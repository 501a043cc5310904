//! Loads and stores of SSE2, which go through pointers, as functions of plain arrays.

#![allow(
    unsafe_code,
    reason = "the intrinsics take pointers; every one here comes from an array of the full size"
)]

use std::arch::x86_64::*;

use crate::pixels::Sample;

/// Eight samples of 16 bits, signed or not.
#[inline]
#[target_feature(enable = "sse2")]
pub fn load_samples<T: Sample>(samples: &[T; 8]) -> __m128i {
    const { assert!(size_of::<T>() == 2, "samples of 16 bits") };
    // SAFETY: 16 bytes may be read, and no alignment is asked for.
    unsafe { _mm_loadu_si128(samples.as_ptr().cast()) }
}

/// Sixteen bytes written.
#[inline]
#[target_feature(enable = "sse2")]
pub fn store(bytes: &mut [u8; 16], vector: __m128i) {
    // SAFETY: 16 bytes may be written, and no alignment is asked for.
    unsafe { _mm_storeu_si128(bytes.as_mut_ptr().cast(), vector) }
}

/// Eight words of 16 bits written.
#[inline]
#[target_feature(enable = "sse2")]
pub fn store_words(words: &mut [u16; 8], vector: __m128i) {
    // SAFETY: 16 bytes may be written, and no alignment is asked for.
    unsafe { _mm_storeu_si128(words.as_mut_ptr().cast(), vector) }
}
