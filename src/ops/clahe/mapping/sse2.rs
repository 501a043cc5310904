//! Interpolation of sixteen pixels at a time by SSE2, which every x86-64 has.

use std::arch::x86_64::*;

use super::Joined;
use super::blend_singly;
use crate::ops::clahe::quad::Quad;
use crate::ops::clahe::quad::sse2::Rows;
use crate::ops::clahe::quad::sse2::load;
use crate::ops::cpu::sse2::store;

/// Pixels of one row inside one cell; `below` is the weight of the lower tiles.
#[allow(unsafe_code, reason = "calls a function that wants SSE2")]
pub(super) fn blend(greys: &[u8], weights: &[Quad], below: f32, table: &Joined, out: &mut [u8]) {
    // SAFETY: x86-64 has SSE2.
    unsafe { blend_by_sixteen(greys, weights, below, table, out) }
}

#[target_feature(enable = "sse2")]
fn blend_by_sixteen(greys: &[u8], weights: &[Quad], below: f32, table: &Joined, out: &mut [u8]) {
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
#[target_feature(enable = "sse2")]
fn blend_sixteen(
    greys: &[u8; 16],
    weights: &[Quad; 16],
    rows: Rows,
    table: &Joined,
    out: &mut [u8; 16],
) {
    let mut quarters = [_mm_setzero_si128(); 4];
    let fours = greys.as_chunks::<4>().0.iter();
    let fours = fours.zip(weights.as_chunks::<4>().0);
    for ((&[a, b, c, d], weights), quarter) in fours.zip(&mut quarters) {
        let values = [
            load(&table[usize::from(a)]),
            load(&table[usize::from(b)]),
            load(&table[usize::from(c)]),
            load(&table[usize::from(d)]),
        ];
        *quarter = rows.blend(values, weights);
    }
    let [a, b, c, d] = quarters;
    let bytes = _mm_packus_epi16(_mm_packs_epi32(a, b), _mm_packs_epi32(c, d));
    store(out, bytes);
}
