//! One table per tile: histogram, clipping, cumulative sum.

use std::ops::Range;

use rayon::prelude::*;

use super::ClaheParams;
use super::limit;
use crate::ops::heq::Tally;
use crate::ops::mirror;
use crate::pixels::Image;
use crate::pixels::Mask;

/// What each grey becomes in the middle of a tile.
pub(super) type Table = [u8; 256];

/// The tiles that the image needs, counted from the top left; all are equally large and together
/// may reach over the right and lower edge.
pub(super) struct Grid {
    pub columns: usize,
    pub rows: usize,
    pub tile_width: usize,
    pub tile_height: usize,
}

impl Grid {
    /// The pixels of an image of `width` × `height` that a tile counts.
    pub(super) fn pixels(&self, column: usize, row: usize, width: usize, height: usize) -> Pixels {
        let (left, right) = (column * self.tile_width, (column + 1) * self.tile_width);
        Pixels {
            columns: left.min(width)..right.min(width),
            mirrored: (left.max(width)..right)
                .map(|x| mirror(x as isize, width))
                .collect(),
            rows: row * self.tile_height..(row + 1) * self.tile_height,
            height,
        }
    }
}

/// The pixels that a tile counts. What lies over the edge of the image is mirrored at the
/// outermost pixel.
pub(super) struct Pixels {
    /// Columns inside the image.
    pub columns: Range<usize>,
    /// What stands for the columns beyond its right edge.
    pub mirrored: Vec<usize>,
    rows: Range<usize>,
    height: usize,
}

impl Pixels {
    /// The rows, those over the edge mirrored.
    pub(super) fn rows(&self) -> impl Iterator<Item = usize> {
        let height = self.height;
        // Mirroring divides, which would cost as much as counting some ten pixels.
        let fold = move |y| {
            if y < height {
                y
            } else {
                mirror(y as isize, height)
            }
        };
        self.rows.clone().map(fold)
    }

    /// All columns, those over the edge mirrored.
    pub(super) fn all_columns(&self) -> impl Iterator<Item = usize> {
        self.columns.clone().chain(self.mirrored.iter().copied())
    }
}

/// The tables of all tiles of a grid.
pub(super) struct Tables {
    columns: usize,
    tables: Vec<Table>,
}

impl Tables {
    /// The table of the tile in `column` and `row`.
    pub(super) fn at(&self, column: usize, row: usize) -> &Table {
        &self.tables[row * self.columns + column]
    }
}

/// The tables of `grid`; `None` when the mask leaves no pixel to count.
pub(super) fn tables(
    image: &Image<u8>,
    mask: Option<&Mask>,
    params: &ClaheParams,
    grid: &Grid,
) -> Option<Tables> {
    let mut tables = vec![[0; 256]; grid.columns * grid.rows];
    let counted: Vec<usize> = tables
        .par_iter_mut()
        .enumerate()
        .map(|(tile, table)| {
            let (column, row) = (tile % grid.columns, tile / grid.columns);
            let mut histogram = histogram(image, mask, grid, column, row);
            let counted = match mask {
                None => grid.tile_width * grid.tile_height,
                Some(_) => histogram.iter().map(|&count| count as usize).sum(),
            };
            if counted > 0 {
                let limit = params.limit_of(counted);
                let mut entries = [0; 256];
                limit::fill(&mut entries, &mut histogram, counted, limit, 0, 256);
                *table = entries.map(|entry| entry as u8);
            }
            counted
        })
        .collect();
    for (empty, donor) in donors(&counted, grid)? {
        tables[empty] = tables[donor];
    }
    Some(Tables {
        columns: grid.columns,
        tables,
    })
}

/// Greys of a tile.
fn histogram(
    image: &Image<u8>,
    mask: Option<&Mask>,
    grid: &Grid,
    column: usize,
    row: usize,
) -> [u32; 256] {
    let width = image.width();
    let pixels = grid.pixels(column, row, width, image.height());
    let mut tally = Tally::new();
    for y in pixels.rows() {
        let greys = image.row(y);
        match mask {
            None => {
                tally.add(&greys[pixels.columns.clone()]);
                for &x in &pixels.mirrored {
                    tally.add_one(greys[x]);
                }
            }
            Some(mask) => {
                let inside = &mask.inside()[y * width..(y + 1) * width];
                for x in pixels.all_columns().filter(|&x| inside[x]) {
                    tally.add_one(greys[x]);
                }
            }
        }
    }
    tally.counts()
}

/// For each tile without counted pixels the nearest with some, as the centres lie; of equally near
/// ones the first in reading order. `None` when all are empty.
pub(super) fn donors(counted: &[usize], grid: &Grid) -> Option<Vec<(usize, usize)>> {
    let nearest_in_row: Vec<Option<usize>> = counted
        .chunks_exact(grid.columns)
        .flat_map(nearest_filled)
        .collect();
    let donor = |tile: usize| {
        let (column, row) = (tile % grid.columns, tile / grid.columns);
        (0..grid.rows)
            .filter_map(|other_row| {
                let start = other_row * grid.columns;
                let other_column = nearest_in_row[start + column]?;
                let x = column.abs_diff(other_column) * grid.tile_width;
                let y = row.abs_diff(other_row) * grid.tile_height;
                Some((x * x + y * y, start + other_column))
            })
            .min()
            .map(|(_, donor)| donor)
    };
    (0..counted.len())
        .into_par_iter()
        .filter(|&tile| counted[tile] == 0)
        .map(|empty| donor(empty).map(|donor| (empty, donor)))
        .collect()
}

/// For each tile of a row the nearest column with counted pixels, of two the left one.
fn nearest_filled(counted: &[usize]) -> Vec<Option<usize>> {
    let mut nearest = vec![None; counted.len()];
    let mut last = None;
    for (column, &count) in counted.iter().enumerate() {
        if count > 0 {
            last = Some(column);
        }
        nearest[column] = last;
    }
    let mut next = None;
    for (column, &count) in counted.iter().enumerate().rev() {
        if count > 0 {
            next = Some(column);
        }
        nearest[column] = [nearest[column], next]
            .into_iter()
            .flatten()
            .min_by_key(|filled| column.abs_diff(*filled));
    }
    nearest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_tiles_take_their_nearest() {
        let grid = Grid {
            columns: 3,
            rows: 1,
            tile_width: 4,
            tile_height: 4,
        };
        assert_eq!(donors(&[5, 0, 5], &grid), Some(vec![(1, 0)]));
        assert_eq!(donors(&[0, 0, 5], &grid), Some(vec![(0, 2), (1, 2)]));
        assert_eq!(donors(&[0, 0, 0], &grid), None);
    }
}
