//! One table per tile, over the bins that occur in and around it.

use std::ops::RangeInclusive;

use rayon::prelude::*;

use crate::ops::clahe::ClaheParams;
use crate::ops::clahe::axis::Cell;
use crate::ops::clahe::limit;
use crate::ops::clahe::limit::Count;
use crate::ops::clahe::tiles::Grid;
use crate::ops::clahe::tiles::Pixels;
use crate::ops::clahe::tiles::donors;
use crate::pixels::Image;
use crate::pixels::Mask;

/// Ranges of bins up to this wide are counted in two histograms by turns: in flat areas a single
/// one would wait for its own last addition. Wider ones would not fit the nearest cache.
const TWO_HISTOGRAMS: usize = 8192;

/// The tables of all tiles of a grid.
pub(super) struct Tables {
    columns: usize,
    extents: Vec<Extent>,
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
type Extent = RangeInclusive<u16>;

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
        work.into_par_iter().for_each_init(
            || (Vec::<u16>::new(), Vec::<u32>::new()),
            |(narrow, wide), (lowest, source, table)| {
                let (tile, counted) = (tile(source), counted[source]);
                let limit = params.limit_among(counted, bins);
                if counted <= usize::from(u16::MAX) {
                    tile.fill(table, narrow, lowest, counted, limit, bins);
                } else {
                    tile.fill(table, wide, lowest, counted, limit, bins);
                }
            },
        );
        Some(Self {
            columns: grid.columns,
            extents,
            spans,
            entries,
        })
    }

    /// Smallest and largest value of the four tiles of a cell.
    pub(super) fn extent(&self, column: &Cell, row: &Cell) -> (u16, u16) {
        let tiles = [row.first, row.second]
            .map(|row| [column.first, column.second].map(|column| row * self.columns + column));
        bounds(tiles.iter().flatten().map(|&tile| &self.extents[tile]))
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
    (0..grid.rows)
        .into_par_iter()
        .flat_map_iter(|row| {
            let mut extents = vec![Extent::new(u16::MAX, 0); grid.columns];
            // Row by row of the image, not tile by tile: memory is read ahead along rows.
            for y in grid.pixels(0, row, width, height).rows() {
                let row = image.row(y);
                for (pixels, extent) in across.iter().zip(&mut extents) {
                    let inner = extent_of(&row[pixels.columns.clone()]);
                    let (low, high) = bounds([extent.clone(), inner].iter());
                    let mirrored = pixels.mirrored.iter().map(|&x| row[x]);
                    let (low, high) = mirrored.fold((low, high), |(low, high), value| {
                        (low.min(value), high.max(value))
                    });
                    *extent = low..=high;
                }
            }
            extents
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
fn extent_of(values: &[u16]) -> Extent {
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

    /// Makes the tile's table over the bins from `lowest`; `histogram` is room to count in.
    fn fill<C: Count>(
        &self,
        table: &mut [u16],
        histogram: &mut Vec<C>,
        lowest: usize,
        counted: usize,
        limit: Option<u32>,
        bins: usize,
    ) {
        self.count(lowest, table.len(), histogram);
        let histogram = &mut histogram[..table.len()];
        limit::fill(table, histogram, counted, limit, lowest, bins);
    }

    /// Fills the first `length` of `histogram` with the counts of the bins from `lowest`.
    fn count<C: Count>(&self, lowest: usize, length: usize, histogram: &mut Vec<C>) {
        let shift = self.shift;
        let slot = |value: u16| usize::from(value >> shift) - lowest;
        histogram.clear();
        let pixels = self.pixels();
        match self.mask {
            None if length <= TWO_HISTOGRAMS => {
                histogram.resize(2 * length, C::default());
                let (even, odd) = histogram.split_at_mut(length);
                for y in pixels.rows() {
                    let row = self.image.row(y);
                    let (fours, last) = row[pixels.columns.clone()].as_chunks::<4>();
                    for [first, second, third, fourth] in fours {
                        even[slot(*first)] += C::ONE;
                        odd[slot(*second)] += C::ONE;
                        even[slot(*third)] += C::ONE;
                        odd[slot(*fourth)] += C::ONE;
                    }
                    let mirrored = pixels.mirrored.iter().map(|&x| &row[x]);
                    for value in last.iter().chain(mirrored) {
                        even[slot(*value)] += C::ONE;
                    }
                }
                for (even, odd) in even.iter_mut().zip(odd) {
                    *even += *odd;
                }
            }
            None => {
                histogram.resize(length, C::default());
                for y in pixels.rows() {
                    let row = self.image.row(y);
                    let mirrored = pixels.mirrored.iter().map(|&x| &row[x]);
                    for value in row[pixels.columns.clone()].iter().chain(mirrored) {
                        histogram[slot(*value)] += C::ONE;
                    }
                }
            }
            Some(mask) => {
                histogram.resize(length, C::default());
                for y in pixels.rows() {
                    let row = self.image.row(y);
                    let inside = &mask.inside()[y * mask.width()..(y + 1) * mask.width()];
                    for x in pixels.all_columns().filter(|&x| inside[x]) {
                        histogram[slot(row[x])] += C::ONE;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extents_are_of_unsigned_values() {
        assert_eq!(extent_of(&[40_000, 3, 65_535]), 3..=65_535);
        assert_eq!(extent_of(&[32_768]), 32_768..=32_768);
        let many: Vec<u16> = (0..100).map(|i| 500 + i * 7 % 101).collect();
        assert_eq!(extent_of(&many), 500..=600);
    }
}
