//! From tables to pixels: bilinear interpolation between the four tiles around a pixel.
//!
//! Between four tile centres the same four tables apply. For each such cell they are put into one,
//! the four entries of a grey side by side, so that a pixel costs one look-up instead of four.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
#[cfg(target_arch = "x86_64")]
mod sse2;

use std::ops::Range;

use rayon::prelude::*;

use super::axis::Axis;
use super::quad;
use super::quad::Quad;
use super::tiles::Table;
use super::tiles::Tables;
use crate::ops::cpu::Instructions;
use crate::ops::heq::round_half_even;
use crate::pixels::Image;

/// Rows one thread takes at a time; joining tables costs little beside them.
const BAND: usize = 64;

/// Rows of a cell mapped before the next cell: its table and weights stay in the nearest cache.
const ROWS: usize = 4;

/// The tables of four tiles: top left, top right, bottom left, bottom right.
type Four<'a> = [&'a Table; 4];

/// Four tables as one.
type Joined = [Quad; 256];

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
    let weights = quad::column_weights(columns);
    bands
        .into_par_iter()
        .for_each_init(Vec::new, |joined, (band, part)| {
            let four = columns.cells.iter().map(|column| {
                [
                    tables.at(column.first, band.first),
                    tables.at(column.second, band.first),
                    tables.at(column.first, band.second),
                    tables.at(column.second, band.second),
                ]
            });
            let rows = Rows {
                image,
                first: band.pixels.start,
                below: &rows.weights,
            };
            match instructions {
                Instructions::Portable => {
                    join(four, joined);
                    rows.map(columns, part, |cell, pixels, greys, below, out| {
                        blend(greys, &weights[pixels], below, &joined[cell], out);
                    });
                }
                #[cfg(target_arch = "x86_64")]
                Instructions::Avx2(avx2) => {
                    join(four, joined);
                    rows.map(columns, part, |cell, pixels, greys, below, out| {
                        avx2.blend(greys, &weights[pixels], below, &joined[cell], out);
                    });
                }
                #[cfg(target_arch = "x86_64")]
                Instructions::Avx512(avx512) => {
                    let cells: Vec<Four> = four.collect();
                    rows.map(columns, part, |cell, pixels, greys, below, out| {
                        let right = &columns.weights[pixels];
                        avx512.blend(greys, right, below, cells[cell], out);
                    });
                }
            }
        });
}

/// The rows of a band.
struct Rows<'a> {
    image: &'a Image<u8>,
    first: usize,
    /// How much the lower tiles count, 0..1, for each row of the image.
    below: &'a [f32],
}

impl Rows<'_> {
    /// Maps all pixels into `out` by `blend`, which is given a cell, its columns, their greys in
    /// one row, how much the lower tiles count there, and room for the result.
    #[inline(always)]
    fn map(
        &self,
        columns: &Axis<f32>,
        out: &mut [u8],
        blend: impl Fn(usize, Range<usize>, &[u8], f32, &mut [u8]),
    ) {
        let width = self.image.width();
        for (block, out) in out.chunks_mut(ROWS * width).enumerate() {
            for (cell, column) in columns.cells.iter().enumerate() {
                for (row, out) in out.chunks_exact_mut(width).enumerate() {
                    let y = self.first + block * ROWS + row;
                    let pixels = column.pixels.clone();
                    let (greys, out) =
                        (&self.image.row(y)[pixels.clone()], &mut out[pixels.clone()]);
                    blend(cell, pixels, greys, self.below[y], out);
                }
            }
        }
    }
}

/// The four tables of every cell as one.
fn join<'a>(cells: impl ExactSizeIterator<Item = Four<'a>>, joined: &mut Vec<Joined>) {
    joined.resize(cells.len(), [Quad::default(); 256]);
    for ([top_left, top_right, bottom_left, bottom_right], joined) in cells.zip(joined) {
        let top = top_left.iter().zip(top_right);
        let bottom = bottom_left.iter().zip(bottom_right);
        for (quad, ((&a, &b), (&c, &d))) in joined.iter_mut().zip(top.zip(bottom)) {
            // By way of one word, which is taken apart and converted in vectors.
            let bytes = u32::from_le_bytes([a, b, c, d]).to_le_bytes();
            *quad = Quad(bytes.map(f32::from));
        }
    }
}

/// Pixels of one row inside one cell; `below` is the weight of the lower tiles.
fn blend(greys: &[u8], weights: &[Quad], below: f32, table: &Joined, out: &mut [u8]) {
    #[cfg(target_arch = "x86_64")]
    sse2::blend(greys, weights, below, table, out);
    #[cfg(not(target_arch = "x86_64"))]
    blend_singly(greys, weights, below, table, out);
}

/// [`blend`], one pixel after the other.
#[inline(always)]
fn blend_singly(greys: &[u8], weights: &[Quad], below: f32, table: &Joined, out: &mut [u8]) {
    for ((out, &grey), weights) in out.iter_mut().zip(greys).zip(weights) {
        *out = round_half_even(quad::blend(table[usize::from(grey)], weights, below));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_and_single_pixels_agree() {
        let table: Joined = std::array::from_fn(|g| {
            Quad([7, 31, 129, 211].map(|factor| f32::from((g * factor) as u8)))
        });
        for length in [1, 15, 16, 17, 32, 33, 137] {
            let greys: Vec<u8> = (0..length).map(|i| (i * 7) as u8).collect();
            let weights: Vec<Quad> = (0..length)
                .map(|i| i as f32 / length as f32)
                .map(|right| Quad([1.0 - right, right, 1.0 - right, right]))
                .collect();
            let mut wanted = vec![0; length];
            blend_singly(&greys, &weights, 0.3, &table, &mut wanted);
            let mut mapped = vec![0; length];
            blend(&greys, &weights, 0.3, &table, &mut mapped);
            assert_eq!(mapped, wanted);
        }
    }
}
