//! Four pixels at a time by SSE2, which every x86-64 has.

use std::arch::x86_64::*;

use super::Quad;

/// Rows of tiles, in all lanes: how much the upper and the lower ones count.
#[derive(Clone, Copy)]
pub(in crate::ops::clahe) struct Rows {
    above: __m128,
    below: __m128,
}

impl Rows {
    /// The weights of a row of pixels for which the lower tiles count `below`.
    #[inline]
    #[target_feature(enable = "sse2")]
    pub(in crate::ops::clahe) fn new(below: f32) -> Self {
        Self {
            above: _mm_set1_ps(1.0 - below),
            below: _mm_set1_ps(below),
        }
    }

    /// [`blend`](super::blend) of four pixels, rounded half to even.
    #[inline]
    #[target_feature(enable = "sse2")]
    pub(in crate::ops::clahe) fn blend(self, values: [__m128; 4], weights: &[Quad; 4]) -> __m128i {
        let [first, second, third, fourth] = [
            _mm_mul_ps(values[0], load(&weights[0])),
            _mm_mul_ps(values[1], load(&weights[1])),
            _mm_mul_ps(values[2], load(&weights[2])),
            _mm_mul_ps(values[3], load(&weights[3])),
        ];
        // Left and right joined: top and bottom of one pixel, then of the next.
        let (two, two_more) = (joined(first, second), joined(third, fourth));
        let top = _mm_mul_ps(_mm_shuffle_ps::<EVEN>(two, two_more), self.above);
        let bottom = _mm_mul_ps(_mm_shuffle_ps::<ODD>(two, two_more), self.below);
        // Half to even, the rounding that Rust guarantees to be set.
        _mm_cvtps_epi32(_mm_add_ps(top, bottom))
    }
}

/// Lanes 0 and 2 of two vectors.
const EVEN: i32 = 0b10_00_10_00;

/// Lanes 1 and 3 of two vectors.
const ODD: i32 = 0b11_01_11_01;

/// The sums of neighbouring lanes of two vectors.
#[inline]
#[target_feature(enable = "sse2")]
fn joined(first: __m128, second: __m128) -> __m128 {
    _mm_add_ps(
        _mm_shuffle_ps::<EVEN>(first, second),
        _mm_shuffle_ps::<ODD>(first, second),
    )
}

/// The numbers of a pixel.
#[inline]
#[target_feature(enable = "sse2")]
#[allow(unsafe_code, reason = "the intrinsic takes a pointer")]
pub(in crate::ops::clahe) fn load(quad: &Quad) -> __m128 {
    // SAFETY: four aligned singles.
    unsafe { _mm_load_ps(quad.0.as_ptr()) }
}
