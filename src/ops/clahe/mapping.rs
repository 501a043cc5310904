//! From tables to pixels: bilinear interpolation between the four tiles around a pixel.
//!
//! Between four tile centres the same four tables apply. For each such cell they are packed into
//! one, four greys to a word, so that a pixel costs one look-up instead of four.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;

use rayon::prelude::*;

use super::axis::Axis;
use super::tiles::Table;
use super::tiles::Tables;
use crate::ops::cpu::Instructions;
use crate::ops::heq::round_half_even;
use crate::pixels::Image;

/// Rows one thread takes at a time; packing tables costs little beside them.
const BAND: usize = 64;

/// Pixels looked up together.
const TOGETHER: usize = 64;

/// Four greys of a value: top left, top right, bottom left, bottom right, from the lowest byte.
type Packed = [u32; 256];

/// Every pixel through the tables of its four tiles.
pub(super) fn interpolate(
    instructions: Instructions,
    image: &Image<u8>,
    tables: &Tables,
    columns: &Axis<f32>,
    rows: &Axis<f32>,
    out: &mut [u8],
) {
    let width = image.width();
    let mut bands = Vec::new();
    let mut rest = out;
    for band in rows.bands(BAND) {
        let (part, below) = rest.split_at_mut(band.pixels.len() * width);
        rest = below;
        bands.push((band, part));
    }
    bands.into_par_iter().for_each(|(band, part)| {
        let cells: Vec<([&Table; 4], Packed)> = columns
            .cells
            .iter()
            .map(|column| {
                let four = [
                    tables.at(column.first, band.first),
                    tables.at(column.second, band.first),
                    tables.at(column.first, band.second),
                    tables.at(column.second, band.second),
                ];
                (four, pack(four))
            })
            .collect();
        // Row by row, not cell by cell: memory is read ahead along rows.
        for (y, out) in band.pixels.clone().zip(part.chunks_exact_mut(width)) {
            let (greys, below) = (image.row(y), rows.weights[y]);
            for (column, (four, packed)) in columns.cells.iter().zip(&cells) {
                let pixels = column.pixels.clone();
                let greys = &greys[pixels.clone()];
                let right = &columns.weights[pixels.clone()];
                let out = &mut out[pixels];
                match instructions {
                    Instructions::Portable => blend(greys, right, below, packed, out),
                    #[cfg(target_arch = "x86_64")]
                    Instructions::Avx2(avx2) => avx2.blend(greys, right, below, packed, out),
                    #[cfg(target_arch = "x86_64")]
                    Instructions::Avx512(avx512) => avx512.blend(greys, right, below, *four, out),
                }
            }
        }
    });
}

/// Four tables as one.
fn pack([top_left, top_right, bottom_left, bottom_right]: [&Table; 4]) -> Packed {
    let mut packed = [0; 256];
    let top = top_left.iter().zip(top_right);
    let bottom = bottom_left.iter().zip(bottom_right);
    for (word, ((&a, &b), (&c, &d))) in packed.iter_mut().zip(top.zip(bottom)) {
        *word = u32::from(a) | u32::from(b) << 8 | u32::from(c) << 16 | u32::from(d) << 24;
    }
    packed
}

/// Pixels of one row inside one cell; `right` and `below` are the weights of the second tiles.
fn blend(greys: &[u8], right: &[f32], below: f32, table: &Packed, out: &mut [u8]) {
    let mut words = [0; TOGETHER];
    let pieces = greys.chunks(TOGETHER).zip(right.chunks(TOGETHER));
    for ((greys, right), out) in pieces.zip(out.chunks_mut(TOGETHER)) {
        // The look-ups first, on their own: what follows is plain arithmetic on vectors, and comes
        // late enough that a vector of words does not wait for the words to be stored.
        for (word, &grey) in words.iter_mut().zip(greys) {
            *word = table[usize::from(grey)];
        }
        for ((out, &word), &right) in out.iter_mut().zip(&words).zip(right) {
            *out = blend_one(word, right, below);
        }
    }
}

#[inline(always)]
fn blend_one(word: u32, right: f32, below: f32) -> u8 {
    // By way of i32, for which every processor converts whole vectors.
    let byte = |shift: u32| (word >> shift & 255) as i32 as f32;
    let left = 1.0 - right;
    let top = byte(0) * left + byte(8) * right;
    let bottom = byte(16) * left + byte(24) * right;
    round_half_even(top * (1.0 - below) + bottom * below)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_and_single_pixels_agree() {
        let table: Packed = std::array::from_fn(|g| (g as u32).wrapping_mul(0x9E37_79B1));
        let greys: Vec<u8> = (0..137).map(|i| (i * 7) as u8).collect();
        let right: Vec<f32> = (0..137).map(|i| i as f32 / 137.0).collect();
        let mut mapped = [0; 137];
        blend(&greys, &right, 0.3, &table, &mut mapped);
        for (i, &grey) in greys.iter().enumerate() {
            let wanted = blend_one(table[usize::from(grey)], right[i], 0.3);
            assert_eq!(mapped[i], wanted);
        }
    }
}
