//! Interpolation of sixteen pixels at a time by AVX2.

use std::arch::x86_64::*;

use super::Joined;
use super::blend_singly;
use crate::ops::clahe::quad::Quad;
use crate::ops::clahe::quad::avx2::Rows;
use crate::ops::clahe::quad::avx2::load_two;
use crate::ops::cpu::Avx2;
use crate::ops::cpu::sse2::store;

impl Avx2 {
    /// Pixels of one row inside one cell; `below` is the weight of the lower tiles.
    #[allow(unsafe_code, reason = "calls a function that wants AVX2")]
    pub(super) fn blend(
        self,
        greys: &[u8],
        weights: &[Quad],
        below: f32,
        table: &Joined,
        out: &mut [u8],
    ) {
        // SAFETY: `self` exists only where AVX2 does.
        unsafe { blend(greys, weights, below, table, out) }
    }
}

#[target_feature(enable = "avx2")]
fn blend(greys: &[u8], weights: &[Quad], below: f32, table: &Joined, out: &mut [u8]) {
    let rows = Rows::new(below);
    let (pieces, rest) = greys.as_chunks();
    let pieces = pieces.iter().zip(weights.as_chunks().0);
    for ((greys, weights), out) in pieces.zip(out.as_chunks_mut().0) {
        blend_sixteen(greys, weights, rows, table, out);
    }
    if rest.is_empty() {
        return;
    }
    // The last sixteen once more rather than a few singly: what is read is not what is written.
    let last = (
        greys.last_chunk(),
        weights.last_chunk(),
        out.last_chunk_mut(),
    );
    match last {
        (Some(greys), Some(weights), Some(out)) => {
            blend_sixteen(greys, weights, rows, table, out);
        }
        _ => blend_singly(greys, weights, below, table, out),
    }
}

#[inline]
#[target_feature(enable = "avx2")]
fn blend_sixteen(
    greys: &[u8; 16],
    weights: &[Quad; 16],
    rows: Rows,
    table: &Joined,
    out: &mut [u8; 16],
) {
    let mut halves = [_mm256_setzero_si256(); 2];
    let eights = greys.as_chunks::<8>().0.iter();
    let eights = eights.zip(weights.as_chunks::<8>().0);
    for ((greys, weights), half) in eights.zip(&mut halves) {
        let [a, b, c, d, e, f, g, h] = greys.map(usize::from);
        let values = [
            load_two(&table[a], &table[b]),
            load_two(&table[c], &table[d]),
            load_two(&table[e], &table[f]),
            load_two(&table[g], &table[h]),
        ];
        *half = rows.blend(values, weights);
    }
    // Words of even pixels, then words of odd ones; all fit a byte.
    let words = _mm256_packs_epi32(halves[0], halves[1]);
    let (even, odd) = (
        _mm256_castsi256_si128(words),
        _mm256_extracti128_si256::<1>(words),
    );
    store(out, _mm_or_si128(even, _mm_slli_epi16::<8>(odd)));
}
