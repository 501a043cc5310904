//! From tiles to pixels: a tile's transfer from its histogram, a pixel's from its four tiles.

use std::ops::Range;

use rayon::prelude::*;

use super::DeepParams;
use super::places::Places;
use super::places::bin_of;
use crate::ops::clahe::axis::Axis;
use crate::ops::clahe::axis::Cell;
use crate::ops::lookup::Grey;
use crate::pixels::Image;
use crate::pixels::Sample;

/// The picture and which of its pixels are counted.
#[derive(Clone, Copy)]
pub(super) struct Picture<'a, T> {
    pub image: &'a Image<T>,
    pub inside: Option<&'a [bool]>,
}

impl<T: Sample> Picture<'_, T> {
    pub(super) fn counts(&self, pixel: usize) -> bool {
        self.inside.is_none_or(|inside| inside[pixel])
            && self.image.data()[pixel].to_f64().is_finite()
    }
}

/// How one direction is cut into tiles.
pub(super) struct Direction {
    length: usize,
    tiles: usize,
}

impl Direction {
    pub(super) fn new(length: usize, tiles: u32) -> Self {
        Self {
            length,
            tiles: (tiles as usize).min(length),
        }
    }

    pub(super) fn tiles(&self) -> usize {
        self.tiles
    }

    fn pixels_of(&self, tile: usize) -> Range<usize> {
        tile * self.length / self.tiles..(tile + 1) * self.length / self.tiles
    }

    /// (first + last) / 2, in pixels.
    fn centre(&self, tile: usize) -> f64 {
        let pixels = self.pixels_of(tile);
        (pixels.start + pixels.end - 1) as f64 / 2.0
    }

    /// Beyond the outermost centres the first and second tile of a pixel are the same.
    pub(super) fn axis(&self) -> Axis<f64> {
        let centres: Vec<f64> = (0..self.tiles).map(|tile| self.centre(tile)).collect();
        Axis::new(self.length, |i| {
            let position = i as f64;
            let second = centres.partition_point(|&centre| centre <= position);
            let last = self.tiles - 1;
            let first = second.saturating_sub(1);
            if second == 0 || second > last {
                return (first.min(last), first.min(last), 0.0);
            }
            let weight = (position - centres[first]) / (centres[second] - centres[first]);
            (first, second, weight)
        })
    }
}

/// The transfers of some rows of tiles.
pub(super) struct Transfers {
    /// The first of the rows.
    first_row: usize,
    columns: usize,
    bins: usize,
    /// bins + 1 values a tile, row by row; zeros for tiles without counted pixels.
    edges: Vec<f64>,
    /// 1 for tiles with counted pixels, else 0.
    filled: Vec<f64>,
}

/// The four tiles around a pixel: top left, top right, bottom left, bottom right.
type Corners<T> = [T; 4];

impl Transfers {
    pub(super) fn new<T: Sample, P: Places<T>>(
        picture: &Picture<T>,
        places: &P,
        params: &DeepParams,
        columns: &Direction,
        rows: &Direction,
        tile_rows: Range<usize>,
    ) -> Self {
        let bins = params.bins as usize;
        let tiles = tile_rows.len() * columns.tiles();
        let mut edges = vec![0.0; tiles * (bins + 1)];
        let filled = edges
            .par_chunks_exact_mut(bins + 1)
            .enumerate()
            .map(|(tile, edges)| {
                let across = columns.pixels_of(tile % columns.tiles());
                let down = rows.pixels_of(tile_rows.start + tile / columns.tiles());
                let counts = histogram(picture, places, bins, across, down);
                f64::from(u8::from(cumulate(&counts, params.clip_limit, edges)))
            })
            .collect();
        Self {
            first_row: tile_rows.start,
            columns: columns.tiles(),
            bins,
            edges,
            filled,
        }
    }

    fn corners(&self, column: &Cell, row: &Cell) -> Corners<usize> {
        let tile = |column: usize, row: usize| (row - self.first_row) * self.columns + column;
        [
            tile(column.first, row.first),
            tile(column.second, row.first),
            tile(column.first, row.second),
            tile(column.second, row.second),
        ]
    }

    /// The pixels of a band of rows inside one cell of rows.
    pub(super) fn map_band<T: Sample, G: Grey, P: Places<T>>(
        &self,
        picture: &Picture<T>,
        places: &P,
        columns: &Axis<f64>,
        row_weights: &[f64],
        band: &Cell,
        mapped: &mut [G],
    ) {
        let width = picture.image.width();
        let mut packed: Vec<Corners<f64>> = Vec::new();
        for cell in &columns.cells {
            let corners = self.corners(cell, band);
            let edges = corners
                .map(|tile| &self.edges[tile * (self.bins + 1)..(tile + 1) * (self.bins + 1)]);
            let filled = corners.map(|tile| self.filled[tile]);
            let complete = filled == [1.0; 4];
            // All transfers of a value side by side: worth it once a value stands for two pixels.
            let pixels = cell.pixels.len() * band.pixels.len();
            let table = places.table().filter(|table| 2 * table.len() <= pixels);
            if let Some(table) = table {
                packed.clear();
                packed.extend(
                    table
                        .iter()
                        .map(|&place| edges.map(|edges| transfer(edges, place))),
                );
            }
            for (y, mapped) in band.pixels.clone().zip(mapped.chunks_exact_mut(width)) {
                let samples = picture.image.row(y);
                let below = row_weights[y];
                for x in cell.pixels.clone() {
                    if !picture.counts(y * width + x) {
                        continue;
                    }
                    let right = columns.weights[x];
                    let transfers = match table {
                        Some(_) => packed[places.slot(samples[x])],
                        None => {
                            let place = places.place(samples[x]);
                            edges.map(|edges| transfer(edges, place))
                        }
                    };
                    let mut share = bilinear(transfers, right, below);
                    if !complete {
                        share /= bilinear(filled, right, below);
                    }
                    mapped[x] = G::from_f64(share * G::TOP);
                }
            }
        }
    }
}

fn bilinear(corners: Corners<f64>, right: f64, below: f64) -> f64 {
    let left = 1.0 - right;
    let top = corners[0] * left + corners[1] * right;
    let bottom = corners[2] * left + corners[3] * right;
    top * (1.0 - below) + bottom * below
}

fn histogram<T: Sample, P: Places<T>>(
    picture: &Picture<T>,
    places: &P,
    bins: usize,
    across: Range<usize>,
    down: Range<usize>,
) -> Vec<u32> {
    let width = picture.image.width();
    let mut counts = vec![0; bins];
    for y in down {
        for pixel in y * width + across.start..y * width + across.end {
            if picture.counts(pixel) {
                counts[bin_of(places.place(picture.image.data()[pixel]), bins)] += 1;
            }
        }
    }
    counts
}

/// The clipped cumulative histogram at the edges of the bins, 0..=1; whether anything was counted.
fn cumulate(counts: &[u32], clip_limit: f64, edges: &mut [f64]) -> bool {
    let n = counts.iter().map(|&count| u64::from(count)).sum::<u64>();
    if n == 0 {
        return false;
    }
    let (n, bins) = (n as f64, counts.len() as f64);
    let limit = if clip_limit > 0.0 {
        clip_limit * n / bins
    } else {
        f64::INFINITY
    };
    let excess = counts.iter().fold(0.0, |excess, &count| {
        excess + (f64::from(count) - limit).max(0.0)
    });
    let share = excess / bins;
    let mut sum = 0.0;
    for (edge, &count) in edges[1..].iter_mut().zip(counts) {
        sum += f64::from(count).min(limit) + share;
        *edge = sum / n;
    }
    true
}

/// A transfer, given by its values at the edges of the bins, at one place.
fn transfer(edges: &[f64], place: f64) -> f64 {
    let bin = bin_of(place, edges.len() - 1);
    let (below, above) = (edges[bin], edges[bin + 1]);
    below + (place - bin as f64) * (above - below)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn excess_is_spread_evenly() {
        // Three of four in bin 0; the limit of 64 bins' mean is one, the excess 2 / 256 a bin.
        let mut edges = vec![0.0; 257];
        let mut counts = vec![0; 256];
        (counts[0], counts[255]) = (3, 1);
        assert!(cumulate(&counts, 64.0, &mut edges));
        assert_eq!(edges[0], 0.0);
        assert_eq!(edges[1], (1.0 + 2.0 / 256.0) / 4.0);
        assert_eq!(edges[2] - edges[1], 2.0 / 256.0 / 4.0);
        assert_eq!(edges[256], 1.0);
    }

    #[test]
    fn tiles_differ_by_at_most_a_pixel_and_pixels_clamp_outside_centres() {
        let direction = Direction::new(7, 3);
        let tiles: Vec<_> = (0..3).map(|tile| direction.pixels_of(tile)).collect();
        assert_eq!(tiles, [0..2, 2..4, 4..7]);
        // Centres at 0.5, 2.5 and 5.
        let axis = direction.axis();
        assert_eq!(axis.weights, [0.0, 0.25, 0.75, 0.2, 0.6, 0.0, 0.0]);
        assert_eq!(axis.cells[0].pixels, 0..1);
        assert_eq!((axis.cells[3].first, axis.cells[3].second), (2, 2));
        assert_eq!(Direction::new(2, 8).tiles(), 2);
    }
}
