//! Bytes through a table of 256 by shuffles of AVX2.

use std::arch::x86_64::*;

use crate::ops::cpu::Avx2;
use crate::ops::cpu::avx2::load;
use crate::ops::cpu::avx2::store;

impl Avx2 {
    /// Every byte through `table`.
    #[allow(unsafe_code, reason = "calls a function that wants AVX2")]
    pub(super) fn map_bytes(self, bytes: &[u8], table: &[u8; 256], out: &mut [u8]) {
        // SAFETY: `self` exists only where AVX2 does.
        unsafe { map_bytes(bytes, table, out) }
    }
}

/// Vectors mapped together, so that each part of the table is loaded once for all of them.
const TOGETHER: usize = 4;

/// A shuffle looks up sixteen entries by the low half of a byte, and gives 0 for bytes of 128 and
/// more. Sixteen are taken off the bytes before each part of the table: parts behind a byte's own
/// then find it negative, and the parts before it are taken back by storing differences (exclusive
/// or) between neighbouring parts. Bytes from 128 on have a chain of their own.
#[target_feature(enable = "avx2")]
fn map_bytes(bytes: &[u8], table: &[u8; 256], out: &mut [u8]) {
    let parts = differences(table);
    let (blocks, rest) = bytes.as_chunks::<{ 32 * TOGETHER }>();
    let (out, last) = out.as_chunks_mut::<{ 32 * TOGETHER }>();
    let sixteen = _mm256_set1_epi8(16);
    for (block, out) in blocks.iter().zip(out) {
        let (vectors, _) = block.as_chunks::<32>();
        let mut low = [_mm256_setzero_si256(); TOGETHER];
        for (low, vector) in low.iter_mut().zip(vectors) {
            *low = load(vector);
        }
        let mut high = low.map(|vector| _mm256_xor_si256(vector, _mm256_set1_epi8(-128)));
        let mut mapped = [_mm256_setzero_si256(); TOGETHER];
        for (dark, bright) in parts[..8].iter().zip(&parts[8..]) {
            for i in 0..TOGETHER {
                let found = _mm256_xor_si256(
                    _mm256_shuffle_epi8(*dark, low[i]),
                    _mm256_shuffle_epi8(*bright, high[i]),
                );
                mapped[i] = _mm256_xor_si256(mapped[i], found);
                low[i] = _mm256_subs_epi8(low[i], sixteen);
                high[i] = _mm256_subs_epi8(high[i], sixteen);
            }
        }
        let (out, _) = out.as_chunks_mut::<32>();
        for (out, mapped) in out.iter_mut().zip(mapped) {
            store(out, mapped);
        }
    }
    for (out, &byte) in last.iter_mut().zip(rest) {
        *out = table[usize::from(byte)];
    }
}

/// The sixteen parts of a table, each but the first of its half against the one before it.
#[target_feature(enable = "avx2")]
fn differences(table: &[u8; 256]) -> [__m256i; 16] {
    let (parts, _) = table.as_chunks::<16>();
    let mut vectors = [_mm256_setzero_si256(); 16];
    for (i, vector) in vectors.iter_mut().enumerate() {
        let mut twice = [0; 32];
        for (j, twice) in twice.iter_mut().enumerate() {
            let before = if i % 8 > 0 { parts[i - 1][j % 16] } else { 0 };
            *twice = parts[i][j % 16] ^ before;
        }
        *vector = load(&twice);
    }
    vectors
}
