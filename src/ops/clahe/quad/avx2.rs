//! Eight pixels at a time by AVX2.

use std::arch::x86_64::*;

use super::Quad;
use super::sse2;

/// Rows of tiles, in all lanes: how much the upper and the lower ones count.
#[derive(Clone, Copy)]
pub(in crate::ops::clahe) struct Rows {
    above: __m256,
    below: __m256,
}

impl Rows {
    /// The weights of a row of pixels for which the lower tiles count `below`.
    #[inline]
    #[target_feature(enable = "avx2")]
    pub(in crate::ops::clahe) fn new(below: f32) -> Self {
        Self {
            above: _mm256_set1_ps(1.0 - below),
            below: _mm256_set1_ps(below),
        }
    }

    /// [`blend`](super::blend) of eight pixels, rounded half to even. A vector of `values` has two
    /// neighbouring pixels; in the result the even pixels come first, then the odd ones.
    #[inline]
    #[target_feature(enable = "avx2")]
    pub(in crate::ops::clahe) fn blend(self, values: [__m256; 4], weights: &[Quad; 8]) -> __m256i {
        let (pairs, _) = weights.as_chunks::<2>();
        let [first, second, third, fourth] = [
            _mm256_mul_ps(values[0], load(&pairs[0])),
            _mm256_mul_ps(values[1], load(&pairs[1])),
            _mm256_mul_ps(values[2], load(&pairs[2])),
            _mm256_mul_ps(values[3], load(&pairs[3])),
        ];
        // Left and right joined: top and bottom of one pixel, then of the next but one.
        let (four, four_more) = (joined(first, second), joined(third, fourth));
        let top = _mm256_mul_ps(_mm256_shuffle_ps::<EVEN>(four, four_more), self.above);
        let bottom = _mm256_mul_ps(_mm256_shuffle_ps::<ODD>(four, four_more), self.below);
        // Half to even, the rounding that Rust guarantees to be set.
        _mm256_cvtps_epi32(_mm256_add_ps(top, bottom))
    }
}

/// Lanes 0 and 2 of both halves of two vectors.
const EVEN: i32 = 0b10_00_10_00;

/// Lanes 1 and 3 of both halves of two vectors.
const ODD: i32 = 0b11_01_11_01;

/// The sums of neighbouring lanes of two vectors.
#[inline]
#[target_feature(enable = "avx2")]
fn joined(first: __m256, second: __m256) -> __m256 {
    _mm256_add_ps(
        _mm256_shuffle_ps::<EVEN>(first, second),
        _mm256_shuffle_ps::<ODD>(first, second),
    )
}

/// The numbers of two pixels that lie apart.
#[inline]
#[target_feature(enable = "avx2")]
pub(in crate::ops::clahe) fn load_two(first: &Quad, second: &Quad) -> __m256 {
    _mm256_set_m128(sse2::load(second), sse2::load(first))
}

/// The numbers of two neighbouring pixels.
#[inline]
#[target_feature(enable = "avx2")]
#[allow(unsafe_code, reason = "the intrinsic takes a pointer")]
fn load(pair: &[Quad; 2]) -> __m256 {
    // SAFETY: eight singles; no alignment is asked for.
    unsafe { _mm256_loadu_ps(pair.as_ptr().cast()) }
}
