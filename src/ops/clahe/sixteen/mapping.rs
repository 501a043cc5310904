//! From tables to pixels: bilinear interpolation between the four tiles around a pixel.

#[cfg(target_arch = "x86_64")]
mod avx2;

use rayon::prelude::*;

use super::tables::Tables;
use super::tables::extent_of;
use crate::ops::clahe::axis::Axis;
use crate::ops::clahe::axis::Cell;
use crate::ops::cpu::Instructions;
use crate::pixels::Image;

/// Rows one thread takes at a time: enough that packing tables costs little beside them, and few
/// enough that they stay in a cache between the two looks at them.
const BAND: usize = 64;

/// The same where tables are long.
const TALL_BAND: usize = 256;

/// From so many entries on tables are long.
const LONG: usize = 1 << 14;

/// Pixels looked up together.
const TOGETHER: usize = 64;

/// A cell is worth packing when its range of bins is at most so many times its number of pixels.
const WORTH_PACKING: usize = 2;

/// The four entries of a bin: top left, top right, bottom left, bottom right, from the lowest bits.
type Packed = u64;

/// Every pixel through the tables of its four tiles.
pub(super) fn interpolate(
    instructions: Instructions,
    image: &Image<u16>,
    tables: &Tables,
    columns: &Axis<f32>,
    rows: &Axis<f32>,
    shift: u32,
    out: &mut [u16],
) {
    let width = image.width();
    let mut bands = Vec::new();
    let mut rest = out;
    let tall = if tables.mean_length() < LONG {
        BAND
    } else {
        TALL_BAND
    };
    for band in rows.bands(tall) {
        let (part, below) = rest.split_at_mut(band.pixels.len() * width);
        rest = below;
        bands.push((band, part));
    }
    bands
        .into_par_iter()
        .for_each_init(Vec::new, |packed, (band, part)| {
            let extents = extents(image, columns, &band);
            for (column, extent) in columns.cells.iter().zip(extents) {
                let patch = Patch {
                    extent,
                    image,
                    tables,
                    column,
                    row: &band,
                    shift,
                };
                let weights = (columns.weights.as_slice(), rows.weights.as_slice());
                match instructions {
                    Instructions::Portable => patch.map(weights, packed, part),
                    #[cfg(target_arch = "x86_64")]
                    Instructions::Avx2(avx2) => avx2.map(&patch, weights, packed, part),
                    #[cfg(target_arch = "x86_64")]
                    Instructions::Avx512(avx512) => {
                        avx512.avx2().map(&patch, weights, packed, part);
                    }
                }
            }
        });
}

/// Smallest and largest value of each cell of a band, found row by row, not cell by cell: memory
/// is read ahead along rows.
fn extents(image: &Image<u16>, columns: &Axis<f32>, band: &Cell) -> Vec<(u16, u16)> {
    let mut extents = vec![(u16::MAX, 0); columns.cells.len()];
    for y in band.pixels.clone() {
        let row = image.row(y);
        for (column, (low, high)) in columns.cells.iter().zip(&mut extents) {
            let extent = extent_of(&row[column.pixels.clone()]);
            *low = (*low).min(*extent.start());
            *high = (*high).max(*extent.end());
        }
    }
    extents
}

/// How much the second tiles count, 0..1, for each column and each row.
type Weights<'a> = (&'a [f32], &'a [f32]);

/// The pixels of a band between the centres of two columns of tiles.
struct Patch<'a> {
    extent: (u16, u16),
    image: &'a Image<u16>,
    tables: &'a Tables,
    column: &'a Cell,
    row: &'a Cell,
    shift: u32,
}

impl Patch<'_> {
    /// Maps the pixels by the weights of all columns and rows of the image; `out` is the band.
    /// Compiled once for each set of instructions.
    #[inline(always)]
    fn map(&self, (right, below): Weights, packed: &mut Vec<Packed>, out: &mut [u16]) {
        let (width, columns) = (self.image.width(), self.column.pixels.clone());
        let rows = self.row.pixels.clone();
        let (low, high) = self.extent;
        let (low, high) = (
            usize::from(low >> self.shift),
            usize::from(high >> self.shift),
        );
        let four = [
            (self.column.first, self.row.first),
            (self.column.second, self.row.first),
            (self.column.first, self.row.second),
            (self.column.second, self.row.second),
        ]
        .map(|(column, row)| self.tables.part(column, row, low, high));
        let worth = high - low <= WORTH_PACKING * rows.len() * columns.len();
        if worth {
            pack(four, packed);
        }
        for (y, out) in rows.zip(out.chunks_exact_mut(width)) {
            let line = Line {
                values: &self.image.row(y)[columns.clone()],
                right: &right[columns.clone()],
                below: below[y],
                low,
                shift: self.shift,
            };
            let out = &mut out[columns.clone()];
            if worth {
                line.blend(packed, out);
            } else {
                line.blend_unpacked(four, out);
            }
        }
    }
}

#[inline(always)]
fn pack([top_left, top_right, bottom_left, bottom_right]: [&[u16]; 4], packed: &mut Vec<Packed>) {
    packed.clear();
    let top = top_left.iter().zip(top_right);
    let bottom = bottom_left.iter().zip(bottom_right);
    packed.extend(top.zip(bottom).map(|((&a, &b), (&c, &d))| {
        u64::from(a) | u64::from(b) << 16 | u64::from(c) << 32 | u64::from(d) << 48
    }));
}

/// Pixels of one row inside one cell.
struct Line<'a> {
    values: &'a [u16],
    /// How much the right tiles count, 0..1, for each pixel.
    right: &'a [f32],
    /// How much the lower tiles count.
    below: f32,
    /// The bin of the first entry of the tables.
    low: usize,
    shift: u32,
}

impl Line<'_> {
    #[inline(always)]
    fn blend(&self, packed: &[Packed], out: &mut [u16]) {
        // Copies, which unlike fields stay in registers.
        let (low, shift, below) = (self.low, self.shift, self.below);
        let (mut tops, mut bottoms) = ([0_u32; TOGETHER], [0_u32; TOGETHER]);
        let pieces = self
            .values
            .chunks(TOGETHER)
            .zip(self.right.chunks(TOGETHER));
        for ((values, right), out) in pieces.zip(out.chunks_mut(TOGETHER)) {
            // The look-ups first, on their own: what follows is plain arithmetic on vectors.
            for ((top, bottom), &value) in tops.iter_mut().zip(&mut bottoms).zip(values) {
                let word = packed[usize::from(value >> shift) - low];
                *top = word as u32;
                *bottom = (word >> 32) as u32;
            }
            let words = tops.iter().zip(&bottoms).zip(right);
            for (out, ((&top, &bottom), &right)) in out.iter_mut().zip(words) {
                *out = blend_one(top, bottom, right, below) << shift;
            }
        }
    }

    fn blend_unpacked(&self, tables: [&[u16]; 4], out: &mut [u16]) {
        for ((out, &value), &right) in out.iter_mut().zip(self.values).zip(self.right) {
            let slot = usize::from(value >> self.shift) - self.low;
            let four = tables.map(|table| f32::from(table[slot]));
            *out = blend_four(four, right, self.below) << self.shift;
        }
    }
}

#[inline(always)]
fn blend_one(top: u32, bottom: u32, right: f32, below: f32) -> u16 {
    // By way of i32, for which every processor converts whole vectors.
    let low = |word: u32| (word & 0xFFFF) as i32 as f32;
    let high = |word: u32| (word >> 16) as i32 as f32;
    blend_four(
        [low(top), high(top), low(bottom), high(bottom)],
        right,
        below,
    )
}

#[inline(always)]
fn blend_four(
    [top_left, top_right, bottom_left, bottom_right]: [f32; 4],
    right: f32,
    below: f32,
) -> u16 {
    let left = 1.0 - right;
    let top = top_left * left + top_right * right;
    let bottom = bottom_left * left + bottom_right * right;
    round_half_even(top * (1.0 - below) + bottom * below)
}

/// `y` of 0..2²³ rounded half to even as IEEE single rounds, clamped to 65535.
///
/// Adding 2²³ leaves no bits below one, so the addition rounds; unlike a rounding instruction this
/// is fast on every processor.
#[inline(always)]
pub(super) fn round_half_even(y: f32) -> u16 {
    const SHIFT: f32 = 8_388_608.0;
    let rounded = (y + SHIFT).to_bits() - SHIFT.to_bits();
    rounded.min(65_535) as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lanes_single_pixels_and_unpacked_tables_agree() {
        let tables: Vec<Vec<u16>> = [7, 311, 1299, 4001]
            .iter()
            .map(|factor| (0..900_u32).map(|bin| (bin * factor) as u16).collect())
            .collect();
        let four = [0, 1, 2, 3].map(|table: usize| tables[table].as_slice());
        let values: Vec<u16> = (0..137).map(|i| 80 + i * 25).collect();
        let right: Vec<f32> = (0..137).map(|i| i as f32 / 137.0).collect();
        let line = Line {
            values: &values,
            right: &right,
            below: 0.3,
            low: 20,
            shift: 2,
        };
        let mut packed = Vec::new();
        pack(four, &mut packed);
        let (mut fast, mut slow) = ([0; 137], [0; 137]);
        line.blend(&packed, &mut fast);
        line.blend_unpacked(four, &mut slow);
        assert_eq!(fast, slow);
        assert!(fast.iter().any(|&grey| grey > 1000));
    }

    #[test]
    fn rounding_is_half_to_even() {
        for (y, wanted) in [(0.5, 0), (1.5, 2), (65_534.5, 65_534), (65_535.4, 65_535)] {
            assert_eq!(round_half_even(y), wanted, "{y}");
        }
    }
}
