//! Weighing the tables of the four tiles around a pixel, for CLAHE of 8 and of 16 bits.
//!
//! The four values of a pixel lie side by side, and so do the weights of its column, twice. One
//! product then weighs all four values, and nothing is taken apart before that.

#[cfg(target_arch = "x86_64")]
pub(super) mod avx2;
#[cfg(target_arch = "x86_64")]
pub(super) mod sse2;

use super::axis::Axis;

/// One number for each tile around a pixel: top left, top right, bottom left, bottom right.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[repr(C, align(16))]
pub(super) struct Quad(pub [f32; 4]);

/// How much the tiles around the pixels of each column count, those above and those below alike.
pub(super) fn column_weights(columns: &Axis<f32>) -> Vec<Quad> {
    let of_right = |&right: &f32| Quad([1.0 - right, right, 1.0 - right, right]);
    columns.weights.iter().map(of_right).collect()
}

/// The four values of a pixel as one, by the weights of its column and by how much the lower tiles
/// count. The order of operations is OpenCV's.
#[inline(always)]
pub(super) fn blend(values: Quad, weights: &Quad, below: f32) -> f32 {
    let ([top_left, top_right, bottom_left, bottom_right], [left, right, ..]) =
        (values.0, weights.0);
    let top = top_left * left + top_right * right;
    let bottom = bottom_left * left + bottom_right * right;
    top * (1.0 - below) + bottom * below
}
