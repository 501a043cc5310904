//! From tables to pixels: bilinear interpolation between the four tiles around a pixel.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod sse2;

use rayon::prelude::*;

use super::tables::Tables;
use crate::ops::clahe::axis::Axis;
use crate::ops::clahe::axis::Cell;
use crate::ops::clahe::limit::round_half_even;
use crate::ops::clahe::quad;
use crate::ops::clahe::quad::Quad;
use crate::ops::cpu::Instructions;
use crate::pixels::Image;

/// Rows one thread takes at a time: enough that packing tables costs little beside them, and few
/// enough that they stay in a cache between the two looks at them.
const BAND: usize = 64;

/// The same where tables are long.
const TALL_BAND: usize = 256;

/// From so many entries on tables are long.
const LONG: usize = 1 << 14;

/// A cell is worth packing when its range of bins is at most so many times its number of pixels.
const WORTH_PACKING: usize = 2;

/// The tables of four tiles from a bin on: top left, top right, bottom left, bottom right.
type Four<'a> = [&'a [u16]; 4];

/// Something that has the four entries of every bin, from the lowest bits in the order of [`Four`].
trait Entries: Copy {
    /// The place of the last bin, counted from the first.
    fn last(self) -> u16;

    /// The entries in place `slot`.
    fn at(self, slot: usize) -> u64;

    /// The entries in place `slot`, which is not compared with the last one again.
    ///
    /// # Safety
    /// `slot` must not lie behind [`last`](Self::last).
    #[allow(unsafe_code, reason = "places are compared in vectors before")]
    unsafe fn at_compared(self, slot: usize) -> u64;
}

/// Four tables as one.
impl Entries for &[u64] {
    #[inline(always)]
    fn last(self) -> u16 {
        (self.len() - 1) as u16
    }

    #[inline(always)]
    fn at(self, slot: usize) -> u64 {
        self[slot]
    }

    #[inline(always)]
    #[allow(unsafe_code, reason = "places are compared in vectors before")]
    unsafe fn at_compared(self, slot: usize) -> u64 {
        debug_assert!(slot < self.len(), "{slot} of {}", self.len());
        // SAFETY: the caller's promise, as there are at most 65536 entries.
        unsafe { *self.get_unchecked(slot) }
    }
}

impl Entries for Four<'_> {
    #[inline(always)]
    fn last(self) -> u16 {
        (self[0].len() - 1) as u16
    }

    #[inline(always)]
    fn at(self, slot: usize) -> u64 {
        let [a, b, c, d] = self.map(|table| u64::from(table[slot]));
        a | b << 16 | c << 32 | d << 48
    }

    #[inline(always)]
    #[allow(unsafe_code, reason = "nothing unsafe is done")]
    unsafe fn at_compared(self, slot: usize) -> u64 {
        self.at(slot)
    }
}

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
    let weights = quad::column_weights(columns);
    bands
        .into_par_iter()
        .for_each_init(Vec::new, |packed, (band, part)| {
            for column in &columns.cells {
                let patch = Patch {
                    image,
                    tables,
                    column,
                    row: &band,
                    shift,
                };
                patch.map(instructions, (&weights, &rows.weights), packed, part);
            }
        });
}

/// How much the tiles count for each column, and the lower ones, 0..1, for each row.
type Weights<'a> = (&'a [Quad], &'a [f32]);

/// The pixels of a band between the centres of two columns of tiles.
struct Patch<'a> {
    image: &'a Image<u16>,
    tables: &'a Tables,
    column: &'a Cell,
    row: &'a Cell,
    shift: u32,
}

impl Patch<'_> {
    /// Maps the pixels by the weights of all columns and rows of the image; `out` is the band.
    fn map(
        &self,
        instructions: Instructions,
        (weights, below): Weights,
        packed: &mut Vec<u64>,
        out: &mut [u16],
    ) {
        let (width, columns) = (self.image.width(), self.column.pixels.clone());
        let rows = self.row.pixels.clone();
        let (low, high) = self.tables.extent(self.column, self.row);
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
                weights: &weights[columns.clone()],
                below: below[y],
                slots: Slots {
                    low,
                    shift: self.shift,
                },
            };
            let out = &mut out[columns.clone()];
            if worth {
                line.blend(instructions, packed.as_slice(), out);
            } else {
                line.blend(instructions, four, out);
            }
        }
    }
}

fn pack([top_left, top_right, bottom_left, bottom_right]: Four, packed: &mut Vec<u64>) {
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
    /// How much the tiles count for each pixel.
    weights: &'a [Quad],
    /// How much the lower tiles count.
    below: f32,
    slots: Slots,
}

/// From values to places in tables.
#[derive(Clone, Copy)]
struct Slots {
    /// The bin of the first entry.
    low: usize,
    shift: u32,
}

impl Slots {
    #[inline(always)]
    fn of(self, value: u16) -> usize {
        usize::from(value >> self.shift) - self.low
    }
}

impl Line<'_> {
    fn blend(&self, instructions: Instructions, entries: impl Entries, out: &mut [u16]) {
        match instructions {
            #[cfg(target_arch = "x86_64")]
            Instructions::Portable => sse2::blend(self, entries, out),
            #[cfg(not(target_arch = "x86_64"))]
            Instructions::Portable => self.blend_singly(entries, out),
            #[cfg(target_arch = "x86_64")]
            Instructions::Avx2(avx2) => avx2.blend16(self, entries, out),
            #[cfg(target_arch = "x86_64")]
            Instructions::Avx512(avx512) => avx512.avx2().blend16(self, entries, out),
        }
    }

    /// One pixel after the other.
    #[inline(always)]
    fn blend_singly(&self, entries: impl Entries, out: &mut [u16]) {
        for ((out, &value), weights) in out.iter_mut().zip(self.values).zip(self.weights) {
            let four = entries.at(self.slots.of(value));
            let values = [0, 16, 32, 48].map(|bits| f32::from((four >> bits) as u16));
            *out =
                round_half_even(quad::blend(Quad(values), weights, self.below)) << self.slots.shift;
        }
    }
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
        let mut packed = Vec::new();
        pack(four, &mut packed);
        for length in [1, 15, 16, 17, 137] {
            let values: Vec<u16> = (0..length).map(|i| 80 + i * 25).collect();
            let weights: Vec<Quad> = (0..length)
                .map(|i| f32::from(i) / f32::from(length))
                .map(|right| Quad([1.0 - right, right, 1.0 - right, right]))
                .collect();
            let line = Line {
                values: &values,
                weights: &weights,
                below: 0.3,
                slots: Slots { low: 20, shift: 2 },
            };
            let mut wanted = vec![0; values.len()];
            line.blend_singly(four, &mut wanted);
            assert!(wanted.iter().any(|&grey| grey > 1000) || length == 1);
            for instructions in Instructions::available() {
                let mut mapped = vec![0; values.len()];
                line.blend(instructions, packed.as_slice(), &mut mapped);
                assert_eq!(mapped, wanted);
                line.blend(instructions, four, &mut mapped);
                assert_eq!(mapped, wanted);
            }
        }
    }
}
