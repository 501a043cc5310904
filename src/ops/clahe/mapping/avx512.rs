//! Interpolation of 64 pixels at a time by AVX-512, which holds four whole tables in registers.

use std::arch::x86_64::*;

use crate::ops::clahe::tiles::Table;
use crate::ops::cpu::Avx512;
use crate::ops::cpu::avx512::ByteTable;
use crate::ops::cpu::avx512::load_bytes;
use crate::ops::cpu::avx512::load_singles;
use crate::ops::cpu::avx512::part;
use crate::ops::cpu::avx512::store_bytes;

impl Avx512 {
    /// Pixels of one row inside one cell; `right` and `below` are the weights of the second tiles,
    /// `tables` the top left, top right, bottom left and bottom right one.
    #[allow(unsafe_code, reason = "calls a function that wants AVX-512")]
    pub(super) fn blend(
        self,
        greys: &[u8],
        right: &[f32],
        below: f32,
        tables: [&Table; 4],
        out: &mut [u8],
    ) {
        // SAFETY: `self` exists only where these parts of AVX-512 do.
        unsafe { blend(greys, right, below, tables, out) }
    }
}

#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
fn blend(greys: &[u8], right: &[f32], below: f32, tables: [&Table; 4], out: &mut [u8]) {
    let [top_left, top_right, bottom_left, bottom_right] = [
        ByteTable::new(tables[0]),
        ByteTable::new(tables[1]),
        ByteTable::new(tables[2]),
        ByteTable::new(tables[3]),
    ];
    let above = _mm512_set1_ps(1.0 - below);
    let below = _mm512_set1_ps(below);
    let pieces = greys.chunks(64).zip(right.chunks(64));
    for ((greys, right), out) in pieces.zip(out.chunks_mut(64)) {
        let greys = load_bytes(greys);
        let four = [
            top_left.look_up(greys),
            top_right.look_up(greys),
            bottom_left.look_up(greys),
            bottom_right.look_up(greys),
        ];
        let mut blended = [_mm_setzero_si128(); 4];
        for (i, right) in right.chunks(16).enumerate() {
            let right = load_singles(right);
            let left = _mm512_sub_ps(_mm512_set1_ps(1.0), right);
            let mut singles = [_mm512_setzero_ps(); 4];
            for (singles, bytes) in singles.iter_mut().zip(four) {
                *singles = _mm512_cvtepi32_ps(_mm512_cvtepu8_epi32(part(bytes, i)));
            }
            let [top_left, top_right, bottom_left, bottom_right] = singles;
            let top = _mm512_add_ps(
                _mm512_mul_ps(top_left, left),
                _mm512_mul_ps(top_right, right),
            );
            let bottom = _mm512_add_ps(
                _mm512_mul_ps(bottom_left, left),
                _mm512_mul_ps(bottom_right, right),
            );
            let grey = _mm512_add_ps(_mm512_mul_ps(top, above), _mm512_mul_ps(bottom, below));
            // Half to even, the rounding that Rust guarantees to be set.
            blended[i] = _mm512_cvtusepi32_epi8(_mm512_cvtps_epi32(grey));
        }
        let joined = _mm512_castsi128_si512(blended[0]);
        let joined = _mm512_inserti32x4::<1>(joined, blended[1]);
        let joined = _mm512_inserti32x4::<2>(joined, blended[2]);
        let joined = _mm512_inserti32x4::<3>(joined, blended[3]);
        store_bytes(out, joined);
    }
}
