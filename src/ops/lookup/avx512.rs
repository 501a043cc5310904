//! Bytes through a table of 256 by permutations of AVX-512.

use crate::ops::cpu::Avx512;
use crate::ops::cpu::avx512::ByteTable;
use crate::ops::cpu::avx512::load_bytes;
use crate::ops::cpu::avx512::store_bytes;

impl Avx512 {
    /// Every byte through `table`.
    #[allow(unsafe_code, reason = "calls a function that wants AVX-512")]
    pub(super) fn map_bytes(self, bytes: &[u8], table: &[u8; 256], out: &mut [u8]) {
        // SAFETY: `self` exists only where these parts of AVX-512 do.
        unsafe { map_bytes(bytes, table, out) }
    }
}

#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
fn map_bytes(bytes: &[u8], table: &[u8; 256], out: &mut [u8]) {
    let table = ByteTable::new(table);
    for (bytes, out) in bytes.chunks(64).zip(out.chunks_mut(64)) {
        store_bytes(out, table.look_up(load_bytes(bytes)));
    }
}
