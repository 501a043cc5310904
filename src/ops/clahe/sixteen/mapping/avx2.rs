//! Interpolation of sixteen pixels at a time by AVX2.

use std::arch::x86_64::*;

use super::Entries;
use super::Line;
use super::Slots;
use crate::ops::clahe::quad::Quad;
use crate::ops::clahe::quad::avx2::Rows;
use crate::ops::cpu::Avx2;
use crate::ops::cpu::sse2::store_words;

impl Avx2 {
    /// Pixels of one row inside one cell.
    #[allow(unsafe_code, reason = "calls a function that wants AVX2")]
    pub(super) fn blend16(self, line: &Line, entries: impl Entries, out: &mut [u16]) {
        // SAFETY: `self` exists only where AVX2 does.
        unsafe { blend(line, entries, out) }
    }
}

#[target_feature(enable = "avx2")]
fn blend(line: &Line, entries: impl Entries, out: &mut [u16]) {
    let rows = Rows::new(line.below);
    let slots = line.slots;
    let (pieces, rest) = line.values.as_chunks();
    let pieces = pieces.iter().zip(line.weights.as_chunks().0);
    for ((values, weights), out) in pieces.zip(out.as_chunks_mut().0) {
        blend_sixteen(slots, values, weights, rows, entries, out);
    }
    if rest.is_empty() {
        return;
    }
    // The last sixteen once more rather than a few singly: what is read is not what is written.
    let last = (
        line.values.last_chunk(),
        line.weights.last_chunk(),
        out.last_chunk_mut(),
    );
    match last {
        (Some(values), Some(weights), Some(out)) => {
            blend_sixteen(slots, values, weights, rows, entries, out);
        }
        _ => line.blend_singly(entries, out),
    }
}

#[inline]
#[target_feature(enable = "avx2")]
fn blend_sixteen(
    slots: Slots,
    values: &[u16; 16],
    weights: &[Quad; 16],
    rows: Rows,
    entries: impl Entries,
    out: &mut [u16; 16],
) {
    let mut halves = [_mm256_setzero_si256(); 2];
    let eights = values.as_chunks::<8>().0.iter();
    let eights = eights.zip(weights.as_chunks::<8>().0);
    for ((values, weights), half) in eights.zip(&mut halves) {
        let [a, b, c, d, e, f, g, h] = *values;
        let values = [
            two(slots, a, b, entries),
            two(slots, c, d, entries),
            two(slots, e, f, entries),
            two(slots, g, h, entries),
        ];
        *half = rows.blend(values, weights);
    }
    // Words of even pixels, then words of odd ones.
    let words = _mm256_packus_epi32(halves[0], halves[1]);
    let words = _mm256_sll_epi16(words, _mm_cvtsi32_si128(slots.shift as i32));
    let (even, odd) = (
        _mm256_castsi256_si128(words),
        _mm256_extracti128_si256::<1>(words),
    );
    if let ([first, second], _) = out.as_chunks_mut() {
        store_words(first, _mm_unpacklo_epi16(even, odd));
        store_words(second, _mm_unpackhi_epi16(even, odd));
    }
}

/// The entries of two pixels as singles.
#[inline]
#[target_feature(enable = "avx2")]
fn two(slots: Slots, first: u16, second: u16, entries: impl Entries) -> __m256 {
    let [first, second] = [first, second].map(|value| entries.at(slots.of(value)));
    let words = _mm_set_epi64x(second as i64, first as i64);
    _mm256_cvtepi32_ps(_mm256_cvtepu16_epi32(words))
}
