//! From tables to pixels: bilinear interpolation between the four tiles around a pixel.
//!
//! Between four tile centres the same four tables apply. For each such cell they are packed into
//! one, four greys to a word, so that a pixel costs one look-up instead of four.

use rayon::prelude::*;

use super::axis::Axis;
use super::axis::Cell;
use super::tiles::Tables;
use crate::ops::heq::round_half_even;
use crate::pixels::Image;

/// Rows one thread takes at a time; packing tables costs little beside them.
const BAND: usize = 64;

/// Pixels computed together, so that the compiler can use vector instructions.
const LANES: usize = 16;

/// Four greys of a value: top left, top right, bottom left, bottom right, from the lowest byte.
type Packed = [u32; 256];

/// Every pixel through the tables of its four tiles.
pub(super) fn interpolate(
    image: &Image<u8>,
    tables: &Tables,
    columns: &Axis,
    rows: &Axis,
) -> Image<u8> {
    let width = image.width();
    let mut mapped = vec![0; image.data().len()];
    let mut bands = Vec::new();
    let mut rest = mapped.as_mut_slice();
    for band in rows.bands(BAND) {
        let (part, below) = rest.split_at_mut(band.pixels.len() * width);
        rest = below;
        bands.push((band, part));
    }
    bands.into_par_iter().for_each(|(band, part)| {
        let packed: Vec<Packed> = columns
            .cells
            .iter()
            .map(|cell| pack(tables, cell, &band))
            .collect();
        for (y, mapped) in band.pixels.clone().zip(part.chunks_exact_mut(width)) {
            let greys = image.row(y);
            for (cell, table) in columns.cells.iter().zip(&packed) {
                let pixels = cell.pixels.clone();
                blend(
                    &greys[pixels.clone()],
                    &columns.weights[pixels.clone()],
                    rows.weights[y],
                    table,
                    &mut mapped[pixels],
                );
            }
        }
    });
    Image::grey(width, image.height(), mapped)
}

fn pack(tables: &Tables, column: &Cell, row: &Cell) -> Packed {
    let [top_left, top_right, bottom_left, bottom_right] = [
        tables.at(column.first, row.first),
        tables.at(column.second, row.first),
        tables.at(column.first, row.second),
        tables.at(column.second, row.second),
    ];
    std::array::from_fn(|grey| {
        u32::from_le_bytes([
            top_left[grey],
            top_right[grey],
            bottom_left[grey],
            bottom_right[grey],
        ])
    })
}

/// Pixels of one row inside one cell; `right` and `below` are the weights of the second tiles.
fn blend(greys: &[u8], right: &[f32], below: f32, table: &Packed, mapped: &mut [u8]) {
    let mut greys = greys.chunks_exact(LANES);
    let mut right = right.chunks_exact(LANES);
    let mut mapped = mapped.chunks_exact_mut(LANES);
    for ((greys, right), mapped) in (&mut greys).zip(&mut right).zip(&mut mapped) {
        // The look-ups first, on their own: what follows is plain arithmetic on lanes.
        let mut words = [0; LANES];
        for (word, &grey) in words.iter_mut().zip(greys) {
            *word = table[usize::from(grey)];
        }
        for ((mapped, word), &right) in mapped.iter_mut().zip(words).zip(right) {
            *mapped = blend_one(word, right, below);
        }
    }
    let rest = greys.remainder().iter().zip(right.remainder());
    for ((&grey, &right), mapped) in rest.zip(mapped.into_remainder()) {
        *mapped = blend_one(table[usize::from(grey)], right, below);
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
    fn lanes_and_single_pixels_agree() {
        let table: Packed = std::array::from_fn(|g| (g as u32).wrapping_mul(0x9E37_79B1));
        let greys: Vec<u8> = (0..37).map(|i| (i * 7) as u8).collect();
        let right: Vec<f32> = (0..37).map(|i| i as f32 / 37.0).collect();
        let mut mapped = [0; 37];
        blend(&greys, &right, 0.3, &table, &mut mapped);
        for (i, &grey) in greys.iter().enumerate() {
            let wanted = blend_one(table[usize::from(grey)], right[i], 0.3);
            assert_eq!(mapped[i], wanted);
        }
    }
}
