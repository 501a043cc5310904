//! Interpolation of sixteen pixels at a time by AVX2.

use std::arch::x86_64::*;

use super::Entries;
use super::Line;
use super::Slots;
use crate::ops::clahe::quad::Quad;
use crate::ops::clahe::quad::avx2::Rows;
use crate::ops::cpu::Avx2;
use crate::ops::cpu::sse2::load_samples;
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
#[allow(unsafe_code, reason = "looks up places that were compared before")]
fn blend_sixteen(
    slots: Slots,
    values: &[u16; 16],
    weights: &[Quad; 16],
    rows: Rows,
    entries: impl Entries,
    out: &mut [u16; 16],
) {
    let mut halves = [_mm256_setzero_si256(); 2];
    let places = pairs_of_places(slots, values, entries.last());
    let eights = places.iter().zip(weights.as_chunks::<8>().0);
    for (([a, b, c, d], weights), half) in eights.zip(&mut halves) {
        // SAFETY: no place lies behind the last.
        let words = unsafe {
            [
                words_of(*a, entries),
                words_of(*b, entries),
                words_of(*c, entries),
                words_of(*d, entries),
            ]
        };
        let values = [
            singles(words[0]),
            singles(words[1]),
            singles(words[2]),
            singles(words[3]),
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

/// Places in tables of two neighbouring pixels.
type Two = [usize; 2];

/// The places of sixteen values, none behind `last`.
#[inline]
#[target_feature(enable = "avx2")]
fn pairs_of_places(slots: Slots, values: &[u16; 16], last: u16) -> [[Two; 4]; 2] {
    let shift = _mm_cvtsi32_si128(slots.shift as i32);
    let (low, last) = (
        _mm_set1_epi16(slots.low as i16),
        _mm_set1_epi16(last as i16),
    );
    let mut places = [[[0; 2]; 4]; 2];
    for (places, values) in places.iter_mut().zip(values.as_chunks().0) {
        let slots = _mm_sub_epi16(_mm_srl_epi16(load_samples(values), shift), low);
        let slots = _mm_sub_epi16(slots, _mm_subs_epu16(slots, last));
        let halves = [
            _mm_cvtsi128_si64(slots) as u64,
            _mm_cvtsi128_si64(_mm_unpackhi_epi64(slots, slots)) as u64,
        ];
        for (places, half) in places.as_chunks_mut::<2>().0.iter_mut().zip(halves) {
            let place = |bits: u32| usize::from((half >> bits) as u16);
            *places = [[place(0), place(16)], [place(32), place(48)]];
        }
    }
    places
}

/// The entries of two pixels side by side.
///
/// # Safety
/// The places must not lie behind the last.
#[inline]
#[target_feature(enable = "avx2")]
#[allow(unsafe_code, reason = "places are not compared again")]
unsafe fn words_of([first, second]: Two, entries: impl Entries) -> __m128i {
    // SAFETY: the caller's promise.
    let [first, second] = unsafe { [entries.at_compared(first), entries.at_compared(second)] };
    _mm_set_epi64x(second as i64, first as i64)
}

/// The entries of two pixels as singles.
#[inline]
#[target_feature(enable = "avx2")]
fn singles(words: __m128i) -> __m256 {
    _mm256_cvtepi32_ps(_mm256_cvtepu16_epi32(words))
}
