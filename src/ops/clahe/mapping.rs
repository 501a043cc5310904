//! From tables to pixels: bilinear interpolation between the four tiles around a pixel.
//!
//! Between four tile centres the same four tables apply. For each such cell they are packed into
//! one, four greys to a word, so that a pixel costs one look-up instead of four.

use std::ops::Range;

use rayon::prelude::*;

use super::tiles::Tables;
use crate::ops::heq::round_half_even;
use crate::pixels::Image;

/// Rows one thread takes at a time; packing tables costs little beside them.
const BAND: usize = 64;

/// Pixels computed together, so that the compiler can use vector instructions.
const LANES: usize = 16;

/// Four greys of a value: top left, top right, bottom left, bottom right, from the lowest byte.
type Packed = [u32; 256];

/// One direction of the image, cut where the pair of tiles changes.
pub(super) struct Axis {
    cells: Vec<Cell>,
    /// For each pixel how much the second tile of its cell counts, 0..1.
    weights: Vec<f32>,
}

/// Pixels between the centres of two tiles; beyond the outermost centre both are the same.
#[derive(Clone, Debug, PartialEq)]
struct Cell {
    first: usize,
    second: usize,
    pixels: Range<usize>,
}

impl Axis {
    /// The cells of `length` pixels under `tiles` tiles of `tile_length` pixels.
    ///
    /// The centre of a tile lies at half its length in coordinates that count pixel edges, half a
    /// pixel off the centres of pixels, as in OpenCV.
    pub(super) fn new(length: usize, tile_length: usize, tiles: u32) -> Self {
        let last = i64::from(tiles) - 1;
        let reciprocal = 1.0_f32 / tile_length as f32;
        let mut cells: Vec<Cell> = Vec::new();
        let mut weights = Vec::with_capacity(length);
        for i in 0..length {
            let position = i as f32 * reciprocal - 0.5;
            let before = position.floor();
            weights.push(position - before);
            let first = (before as i64).max(0) as usize;
            let second = (before as i64 + 1).min(last) as usize;
            match cells.last_mut() {
                Some(cell) if (cell.first, cell.second) == (first, second) => {
                    cell.pixels.end = i + 1;
                }
                _ => cells.push(Cell {
                    first,
                    second,
                    pixels: i..i + 1,
                }),
            }
        }
        Self { cells, weights }
    }

    /// How many tiles, from the first on, have a part in the image.
    pub(super) fn tiles_used(&self) -> usize {
        self.cells.last().map_or(0, |cell| cell.second + 1)
    }

    /// The cells, none longer than [`BAND`].
    fn bands(&self) -> impl Iterator<Item = Cell> {
        self.cells.iter().flat_map(|cell| {
            cell.pixels.clone().step_by(BAND).map(|start| Cell {
                pixels: start..(start + BAND).min(cell.pixels.end),
                ..*cell
            })
        })
    }
}

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
    for band in rows.bands() {
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
    fn cells_change_at_tile_centres() {
        let axis = Axis::new(8, 4, 2);
        let cells: Vec<_> = axis
            .cells
            .iter()
            .map(|c| (c.first, c.second, c.pixels.clone()))
            .collect();
        assert_eq!(cells, [(0, 0, 0..2), (0, 1, 2..6), (1, 1, 6..8)]);
        assert_eq!(axis.weights[2..6], [0.0, 0.25, 0.5, 0.75]);
        assert_eq!(axis.tiles_used(), 2);
    }

    #[test]
    fn tiles_beyond_the_image_are_not_used() {
        assert_eq!(Axis::new(1, 1, 8).tiles_used(), 1);
        assert_eq!(Axis::new(3, 1, 8).tiles_used(), 3);
    }

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

    #[test]
    fn bands_cover_every_row_once() {
        let axis = Axis::new(300, 150, 2);
        let rows: Vec<usize> = axis.bands().flat_map(|band| band.pixels).collect();
        assert_eq!(rows, (0..300).collect::<Vec<_>>());
    }
}
