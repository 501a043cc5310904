//! Pictures filled from tables of tiles, for the definitions of CLAHE that interpolate in double
//! precision. Tables are made for as many rows of tiles as a fixed amount of memory holds, so that
//! the finest grids are no trouble.

use std::ops::Range;

use rayon::prelude::*;

use super::axis::Axis;
use super::axis::Cell;

/// Rows one thread takes at a time.
const BAND: usize = 128;

/// What tables of tiles may take together; a pair of rows of tiles is always held.
const TABLE_BYTES: usize = 64 << 20;

/// How many rows of tiles are held at a time, when the tables of one row take `row_bytes`.
fn rows_held(row_bytes: usize) -> usize {
    (TABLE_BYTES / row_bytes.max(1)).max(2)
}

/// Cuts `cells` so that no part needs more than `rows` rows of tiles.
fn groups(cells: &[Cell], rows: usize) -> Vec<&[Cell]> {
    let mut groups = Vec::new();
    let mut rest = cells;
    while let Some(first) = rest.first() {
        let end = first.first + rows;
        let fitting = rest.iter().take_while(|cell| cell.second < end).count();
        let (group, others) = rest.split_at(fitting.max(1));
        groups.push(group);
        rest = others;
    }
    groups
}

/// Fills the rows of `mapped`, each of `width` pixels: `tables` makes the tables of a range of rows
/// of tiles, each row of `row_bytes` bytes, and `map` fills the rows of one cell or of a part of it.
pub(super) fn fill_bands<G: Send, Tables: Sync>(
    mapped: &mut [G],
    width: usize,
    rows: &Axis<f64>,
    row_bytes: usize,
    tables: impl Fn(Range<usize>) -> Tables,
    map: impl Fn(&Tables, &Cell, &mut [G]) + Sync,
) {
    let mut rest = mapped;
    for group in groups(&rows.cells, rows_held(row_bytes)) {
        let (Some(first), Some(last)) = (group.first(), group.last()) else {
            continue;
        };
        let tables = tables(first.first..last.second + 1);
        let mut bands = Vec::new();
        for cell in group {
            for band in cell.bands(BAND) {
                let (part, below) = rest.split_at_mut(band.pixels.len() * width);
                rest = below;
                bands.push((band, part));
            }
        }
        bands
            .into_par_iter()
            .for_each(|(band, part)| map(&tables, &band, part));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tiles of four pixels, their centres on every fourth pixel.
    fn axis(length: usize) -> Axis<f64> {
        Axis::new(length, |i| (i / 4, i / 4 + 1, (i % 4) as f64 / 4.0))
    }

    #[test]
    fn cells_change_with_their_tiles() {
        let axis = axis(6);
        let cells: Vec<_> = axis
            .cells
            .iter()
            .map(|c| (c.first, c.second, c.pixels.clone()))
            .collect();
        assert_eq!(cells, [(0, 1, 0..4), (1, 2, 4..6)]);
        assert_eq!(axis.weights, [0.0, 0.25, 0.5, 0.75, 0.0, 0.25]);
    }

    #[test]
    fn groups_share_the_row_between_them() {
        let axis = axis(20);
        let found: Vec<_> = groups(&axis.cells, 3)
            .iter()
            .map(|group| (group[0].first, group[group.len() - 1].second))
            .collect();
        assert_eq!(found, [(0, 2), (2, 4), (4, 5)]);
    }

    #[test]
    fn every_row_is_filled_whatever_tables_take() {
        for row_bytes in [1, TABLE_BYTES] {
            let axis = axis(600);
            let mut mapped = vec![(0, 0); 600 * 3];
            fill_bands(
                &mut mapped,
                3,
                &axis,
                row_bytes,
                |rows| rows,
                |rows, band, part| {
                    assert!(rows.contains(&band.first) && rows.contains(&band.second));
                    for (y, row) in band.pixels.clone().zip(part.chunks_exact_mut(3)) {
                        row.fill((y, band.first));
                    }
                },
            );
            for (i, &found) in mapped.iter().enumerate() {
                assert_eq!(found, (i / 3, i / 12));
            }
        }
    }
}
