//! One table per tile, over the bins that occur in and around it.

use std::ops::RangeInclusive;

use rayon::prelude::*;

use crate::ops::clahe::ClaheParams;
use crate::ops::clahe::tiles::Grid;
use crate::ops::clahe::tiles::donors;
use crate::pixels::Image;
use crate::pixels::Mask;

/// Ranges of bins up to this wide are counted in two histograms by turns: in flat areas a single
/// one would wait for its own last addition. Wider ones would not fit the nearest cache.
const TWO_HISTOGRAMS: usize = 8192;

/// The tables of all tiles of a grid.
pub(super) struct Tables {
    columns: usize,
    spans: Vec<Span>,
    entries: Vec<u16>,
}

/// Where the table of a tile lies, and of which bins it speaks.
struct Span {
    lowest: usize,
    start: usize,
    length: usize,
}

/// Smallest and largest value among pixels.
pub(super) type Extent = RangeInclusive<u16>;

impl Tables {
    /// The tables of `grid` with histograms of `bins`; `None` when the mask leaves no pixel to
    /// count.
    pub(super) fn new(
        image: &Image<u16>,
        mask: Option<&Mask>,
        params: &ClaheParams,
        grid: &Grid,
        bins: usize,
    ) -> Option<Self> {
        let shift = ((1 << 16) / bins).trailing_zeros();
        let tiles = grid.columns * grid.rows;
        let tile = |index: usize| Tile {
            image,
            mask,
            grid,
            shift,
            column: index % grid.columns,
            row: index / grid.columns,
        };
        let extents: Vec<Extent> = (0..tiles)
            .into_par_iter()
            .map(|index| tile(index).extent())
            .collect();
        let counted: Vec<usize> = (0..tiles)
            .into_par_iter()
            .map(|index| tile(index).counted())
            .collect();
        let mut sources: Vec<usize> = (0..tiles).collect();
        for (empty, donor) in donors(&counted, grid)? {
            sources[empty] = donor;
        }

        let mut spans = Vec::with_capacity(tiles);
        let mut start = 0;
        for (index, &source) in sources.iter().enumerate() {
            let (low, high) = bounds(
                neighbours(index, grid)
                    .chain([source])
                    .map(|tile| &extents[tile]),
            );
            let (lowest, highest) = (usize::from(low >> shift), usize::from(high >> shift));
            spans.push(Span {
                lowest,
                start,
                length: highest - lowest + 1,
            });
            start += highest - lowest + 1;
        }
        let mut entries = vec![0; start];
        let mut rest = entries.as_mut_slice();
        let mut work = Vec::with_capacity(tiles);
        for (span, &source) in spans.iter().zip(&sources) {
            let (table, behind) = rest.split_at_mut(span.length);
            rest = behind;
            work.push((span.lowest, source, table));
        }
        work.into_par_iter()
            .for_each_init(Vec::new, |scratch, (lowest, source, table)| {
                let counted = counted[source];
                tile(source).count(lowest, table.len(), scratch);
                let histogram = &mut scratch[..table.len()];
                let below = match params.limit_among(counted, bins) {
                    Some(limit) => clip(histogram, limit, lowest, bins),
                    None => 0,
                };
                cumulate(histogram, below, (bins - 1) as f32 / counted as f32, table);
            });
        Some(Self {
            columns: grid.columns,
            spans,
            entries,
        })
    }

    /// What the bins `low..=high` become in the tile in `column` and `row`; they must occur in the
    /// tile or in one beside it.
    pub(super) fn part(&self, column: usize, row: usize, low: usize, high: usize) -> &[u16] {
        let span = &self.spans[row * self.columns + column];
        let table = &self.entries[span.start..span.start + span.length];
        &table[low - span.lowest..=high - span.lowest]
    }
}

/// The tile `index` and those that touch it.
fn neighbours(index: usize, grid: &Grid) -> impl Iterator<Item = usize> {
    let (column, row) = (index % grid.columns, index / grid.columns);
    let columns = column.saturating_sub(1)..(column + 2).min(grid.columns);
    let rows = row.saturating_sub(1)..(row + 2).min(grid.rows);
    let across = grid.columns;
    rows.flat_map(move |row| columns.clone().map(move |column| row * across + column))
}

/// What all extents span together.
fn bounds<'a>(extents: impl Iterator<Item = &'a Extent>) -> (u16, u16) {
    extents.fold((u16::MAX, 0), |(low, high), extent| {
        (low.min(*extent.start()), high.max(*extent.end()))
    })
}

/// Smallest and largest of some values; the other way round when there are none.
pub(super) fn extent_of(values: &[u16]) -> Extent {
    // Kept as offsets from the middle, since many processors compare only signed vectors.
    let (low, high) = values
        .iter()
        .map(|&value| (value ^ 0x8000) as i16)
        .fold((i16::MAX, i16::MIN), |(low, high), value| {
            (low.min(value), high.max(value))
        });
    (low as u16 ^ 0x8000)..=(high as u16 ^ 0x8000)
}

/// One tile of an image.
struct Tile<'a> {
    image: &'a Image<u16>,
    mask: Option<&'a Mask>,
    grid: &'a Grid,
    shift: u32,
    column: usize,
    row: usize,
}

impl Tile<'_> {
    /// What its pixels span, whether the mask lets them in or not: all will be looked up.
    fn extent(&self) -> Extent {
        let pixels = self.pixels();
        let extents: Vec<Extent> = pixels
            .rows()
            .map(|y| {
                let row = self.image.row(y);
                let inner = extent_of(&row[pixels.columns.clone()]);
                let mirrored = pixels.mirrored.iter().map(|&x| row[x]);
                mirrored.fold(inner, |extent, value| {
                    value.min(*extent.start())..=value.max(*extent.end())
                })
            })
            .collect();
        let (low, high) = bounds(extents.iter());
        low..=high
    }

    /// How many pixels are counted.
    fn counted(&self) -> usize {
        let Some(mask) = self.mask else {
            return self.grid.tile_width * self.grid.tile_height;
        };
        let pixels = self.pixels();
        pixels
            .rows()
            .map(|y| {
                let inside = &mask.inside()[y * mask.width()..(y + 1) * mask.width()];
                pixels.all_columns().filter(|&x| inside[x]).count()
            })
            .sum()
    }

    /// Fills the first `length` of `histogram` with the counts of the bins from `lowest`.
    fn count(&self, lowest: usize, length: usize, histogram: &mut Vec<u32>) {
        let shift = self.shift;
        let slot = |value: u16| usize::from(value >> shift) - lowest;
        histogram.clear();
        let pixels = self.pixels();
        match self.mask {
            None if length <= TWO_HISTOGRAMS => {
                histogram.resize(2 * length, 0);
                let (even, odd) = histogram.split_at_mut(length);
                for y in pixels.rows() {
                    let row = self.image.row(y);
                    let (pairs, last) = row[pixels.columns.clone()].as_chunks::<2>();
                    for [first, second] in pairs {
                        even[slot(*first)] += 1;
                        odd[slot(*second)] += 1;
                    }
                    let mirrored = pixels.mirrored.iter().map(|&x| &row[x]);
                    for value in last.iter().chain(mirrored) {
                        even[slot(*value)] += 1;
                    }
                }
                for (even, odd) in even.iter_mut().zip(odd) {
                    *even += *odd;
                }
            }
            None => {
                histogram.resize(length, 0);
                for y in pixels.rows() {
                    let row = self.image.row(y);
                    let mirrored = pixels.mirrored.iter().map(|&x| &row[x]);
                    for value in row[pixels.columns.clone()].iter().chain(mirrored) {
                        histogram[slot(*value)] += 1;
                    }
                }
            }
            Some(mask) => {
                histogram.resize(length, 0);
                for y in pixels.rows() {
                    let row = self.image.row(y);
                    let inside = &mask.inside()[y * mask.width()..(y + 1) * mask.width()];
                    for x in pixels.all_columns().filter(|&x| inside[x]) {
                        histogram[slot(row[x])] += 1;
                    }
                }
            }
        }
    }

    fn pixels(&self) -> super::super::tiles::Pixels {
        self.grid.pixels(
            self.column,
            self.row,
            self.image.width(),
            self.image.height(),
        )
    }
}

/// Cuts every bin to `limit` and hands the excess back once, over all `bins`: evenly, and the rest
/// in strides from the dark end. `histogram` begins at bin `lowest`, and all others are empty
/// before; gives what the bins below hold afterwards.
fn clip(histogram: &mut [u32], limit: u32, lowest: usize, bins: usize) -> u32 {
    let mut excess = 0_u32;
    for count in histogram.iter_mut() {
        excess += count.saturating_sub(limit);
        *count = (*count).min(limit);
    }
    let (batch, rest) = (excess / bins as u32, excess as usize % bins);
    if batch > 0 {
        for count in histogram.iter_mut() {
            *count += batch;
        }
    }
    let step = bins.checked_div(rest).unwrap_or(bins);
    // Bins 0, step, 2 step … get one more each, `rest` of them.
    let before = lowest.div_ceil(step).min(rest);
    let first = before * step;
    if let Some(strided) = histogram.get_mut(first.saturating_sub(lowest)..) {
        for count in strided.iter_mut().step_by(step).take(rest - before) {
            *count += 1;
        }
    }
    lowest as u32 * batch + before as u32
}

/// The cumulative histogram, the bin itself and all `below` included, times `scale`.
fn cumulate(histogram: &[u32], below: u32, scale: f32, table: &mut [u16]) {
    let mut sum = below;
    for (entry, count) in table.iter_mut().zip(histogram) {
        sum += count;
        *entry = super::mapping::round_half_even(sum as f32 * scale);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_below_have_a_closed_form() {
        for (rest, lowest) in [(0, 40), (7, 100), (7, 0), (100, 90), (200, 60), (255, 255)] {
            let mut all = vec![0; 256];
            all[255] = 512 + rest + 3;
            let mut part = all[lowest..].to_vec();
            assert_eq!(clip(&mut all, 3, 0, 256), 0);
            let below = clip(&mut part, 3, lowest, 256);
            assert_eq!(all[..lowest].iter().sum::<u32>(), below, "{rest}, {lowest}");
            assert_eq!(all[lowest..], part);
            assert_eq!(all.iter().sum::<u32>(), 512 + rest + 3);
        }
    }

    #[test]
    fn extents_are_of_unsigned_values() {
        assert_eq!(extent_of(&[40_000, 3, 65_535]), 3..=65_535);
        assert_eq!(extent_of(&[32_768]), 32_768..=32_768);
    }
}
