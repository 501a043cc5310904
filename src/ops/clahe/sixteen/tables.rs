//! One table per tile, over the bins that occur in and around it.

use std::ops::RangeInclusive;

use rayon::prelude::*;

use crate::ops::clahe::ClaheParams;
use crate::ops::clahe::tiles::Grid;
use crate::ops::clahe::tiles::Pixels;
use crate::ops::clahe::tiles::donors;
use crate::pixels::Image;
use crate::pixels::Mask;

/// Ranges of bins up to this wide are counted in two histograms by turns: in flat areas a single
/// one would wait for its own last addition. Wider ones would not fit the nearest cache.
const TWO_HISTOGRAMS: usize = 8192;

/// Cumulative sums computed together.
const SUMS: usize = 64;

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
        let extents = extents(image, grid);
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
                let handed = match params.limit_among(counted, bins) {
                    Some(limit) => clip(histogram, limit, lowest, bins),
                    None => Handed { batch: 0, below: 0 },
                };
                cumulate(
                    histogram,
                    &handed,
                    (bins - 1) as f32 / counted as f32,
                    table,
                );
            });
        Some(Self {
            columns: grid.columns,
            spans,
            entries,
        })
    }

    /// How many entries a table has on average.
    pub(super) fn mean_length(&self) -> usize {
        self.entries.len() / self.spans.len().max(1)
    }

    /// What the bins `low..=high` become in the tile in `column` and `row`; they must occur in the
    /// tile or in one beside it.
    pub(super) fn part(&self, column: usize, row: usize, low: usize, high: usize) -> &[u16] {
        let span = &self.spans[row * self.columns + column];
        let table = &self.entries[span.start..span.start + span.length];
        &table[low - span.lowest..=high - span.lowest]
    }
}

/// What the pixels of every tile span, whether a mask lets them in or not: all will be looked up.
fn extents(image: &Image<u16>, grid: &Grid) -> Vec<Extent> {
    let (width, height) = (image.width(), image.height());
    let across: Vec<Pixels> = (0..grid.columns)
        .map(|column| grid.pixels(column, 0, width, height))
        .collect();
    // Row by row of the image, not tile by tile: memory is read ahead along rows.
    let of_rows: Vec<Extent> = (0..height)
        .into_par_iter()
        .with_min_len(16)
        .flat_map_iter(|y| {
            let row = image.row(y);
            across.iter().map(move |pixels| {
                let inner = extent_of(&row[pixels.columns.clone()]);
                let mirrored = pixels.mirrored.iter().map(|&x| row[x]);
                mirrored.fold(inner, |extent, value| {
                    value.min(*extent.start())..=value.max(*extent.end())
                })
            })
        })
        .collect();
    (0..grid.columns * grid.rows)
        .map(|index| {
            let (column, row) = (index % grid.columns, index / grid.columns);
            let pixels = grid.pixels(column, row, width, height);
            let (low, high) = bounds(pixels.rows().map(|y| &of_rows[y * grid.columns + column]));
            low..=high
        })
        .collect()
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
#[inline(always)]
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
                    let (fours, last) = row[pixels.columns.clone()].as_chunks::<4>();
                    for [first, second, third, fourth] in fours {
                        even[slot(*first)] += 1;
                        odd[slot(*second)] += 1;
                        even[slot(*third)] += 1;
                        odd[slot(*fourth)] += 1;
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

    fn pixels(&self) -> Pixels {
        self.grid.pixels(
            self.column,
            self.row,
            self.image.width(),
            self.image.height(),
        )
    }
}

/// What clipping hands back.
struct Handed {
    /// To every bin.
    batch: u32,
    /// To all bins below the histogram together.
    below: u32,
}

/// Cuts every bin to `limit` and hands the excess back once, over all `bins`: evenly, and the rest
/// in strides from the dark end. `histogram` begins at bin `lowest`, and all others are empty
/// before. The even part is not added yet.
fn clip(histogram: &mut [u32], limit: u32, lowest: usize, bins: usize) -> Handed {
    let mut excess = 0_u32;
    for count in histogram.iter_mut() {
        excess += count.saturating_sub(limit);
        *count = (*count).min(limit);
    }
    let (batch, rest) = (excess / bins as u32, excess as usize % bins);
    let step = bins.checked_div(rest).unwrap_or(bins);
    // Bins 0, step, 2 step … get one more each, `rest` of them.
    let before = lowest.div_ceil(step).min(rest);
    let first = before * step;
    if let Some(strided) = histogram.get_mut(first.saturating_sub(lowest)..) {
        for count in strided.iter_mut().step_by(step).take(rest - before) {
            *count += 1;
        }
    }
    Handed {
        batch,
        below: lowest as u32 * batch + before as u32,
    }
}

/// The cumulative histogram, the bin itself and what was handed back included, times `scale`.
fn cumulate(histogram: &[u32], handed: &Handed, scale: f32, table: &mut [u16]) {
    let mut sum = handed.below;
    let mut sums = [0; SUMS];
    for (table, counts) in table.chunks_mut(SUMS).zip(histogram.chunks(SUMS)) {
        // The sums first, on their own: what follows is plain arithmetic on vectors.
        for (entry, count) in sums.iter_mut().zip(counts) {
            sum += count + handed.batch;
            *entry = sum;
        }
        for (entry, sum) in table.iter_mut().zip(sums) {
            // By way of i32, for which every processor converts whole vectors.
            *entry = super::mapping::round_half_even(sum as i32 as f32 * scale);
        }
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
            let handed = clip(&mut all, 3, 0, 256);
            assert_eq!((handed.batch, handed.below), (2, 0));
            let handed = clip(&mut part, 3, lowest, 256);
            let below = all[..lowest].iter().sum::<u32>() + 2 * lowest as u32;
            assert_eq!((handed.batch, handed.below), (2, below), "{rest}, {lowest}");
            assert_eq!(all[lowest..], part);
            assert_eq!(all.iter().sum::<u32>() + 512, 512 + rest + 3);
        }
    }

    #[test]
    fn extents_are_of_unsigned_values() {
        assert_eq!(extent_of(&[40_000, 3, 65_535]), 3..=65_535);
        assert_eq!(extent_of(&[32_768]), 32_768..=32_768);
    }
}
