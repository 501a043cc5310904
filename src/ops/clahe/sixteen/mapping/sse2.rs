//! Interpolation of sixteen pixels at a time by SSE2, which every x86-64 has.

use std::arch::x86_64::*;

use super::Entries;
use super::Line;
use super::Slots;
use crate::ops::clahe::quad::Quad;
use crate::ops::clahe::quad::sse2::Rows;
use crate::ops::cpu::sse2::store_words;

/// Pixels of one row inside one cell.
#[allow(unsafe_code, reason = "calls a function that wants SSE2")]
pub(super) fn blend(line: &Line, entries: impl Entries, out: &mut [u16]) {
    // SAFETY: x86-64 has SSE2.
    unsafe { blend_by_sixteen(line, entries, out) }
}

#[target_feature(enable = "sse2")]
fn blend_by_sixteen(line: &Line, entries: impl Entries, out: &mut [u16]) {
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
#[target_feature(enable = "sse2")]
fn blend_sixteen(
    slots: Slots,
    values: &[u16; 16],
    weights: &[Quad; 16],
    rows: Rows,
    entries: impl Entries,
    out: &mut [u16; 16],
) {
    let mut quarters = [_mm_setzero_si128(); 4];
    let fours = values.as_chunks::<4>().0.iter();
    let fours = fours.zip(weights.as_chunks::<4>().0);
    for ((&[a, b, c, d], weights), quarter) in fours.zip(&mut quarters) {
        let [first, second] = two(slots, a, b, entries);
        let [third, fourth] = two(slots, c, d, entries);
        // Offsets from the middle, since SSE2 packs only signed words.
        let middle = _mm_set1_epi32(0x8000);
        let blended = rows.blend([first, second, third, fourth], weights);
        *quarter = _mm_sub_epi32(blended, middle);
    }
    let shift = _mm_cvtsi32_si128(slots.shift as i32);
    let halves = quarters.as_chunks::<2>().0.iter();
    for (half, out) in halves.zip(out.as_chunks_mut().0) {
        let words = _mm_packs_epi32(half[0], half[1]);
        let words = _mm_xor_si128(words, _mm_set1_epi16(i16::MIN));
        store_words(out, _mm_sll_epi16(words, shift));
    }
}

/// The entries of two pixels as singles.
#[inline]
#[target_feature(enable = "sse2")]
fn two(slots: Slots, first: u16, second: u16, entries: impl Entries) -> [__m128; 2] {
    let [first, second] = [first, second].map(|value| entries.at(slots.of(value)));
    let words = _mm_set_epi64x(second as i64, first as i64);
    let zero = _mm_setzero_si128();
    [
        _mm_cvtepi32_ps(_mm_unpacklo_epi16(words, zero)),
        _mm_cvtepi32_ps(_mm_unpackhi_epi16(words, zero)),
    ]
}
