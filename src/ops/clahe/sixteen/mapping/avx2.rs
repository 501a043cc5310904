//! The same mapping, compiled for AVX2.

use super::Packed;
use super::Patch;
use super::Weights;
use crate::ops::cpu::Avx2;

impl Avx2 {
    /// [`Patch::map`].
    #[allow(unsafe_code, reason = "calls a function that wants AVX2")]
    pub(super) fn map(
        self,
        patch: &Patch,
        weights: Weights,
        packed: &mut Vec<Packed>,
        out: &mut [u16],
    ) {
        // SAFETY: `self` exists only where AVX2 does.
        unsafe { map(patch, weights, packed, out) }
    }
}

#[target_feature(enable = "avx2")]
fn map(patch: &Patch, weights: Weights, packed: &mut Vec<Packed>, out: &mut [u16]) {
    patch.map(weights, packed, out);
}
