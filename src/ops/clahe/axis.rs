//! Which tiles a pixel lies between, and how much each of them counts.

use std::ops::Range;

/// One direction of the image, cut where the pair of tiles changes.
pub(super) struct Axis<W> {
    pub cells: Vec<Cell>,
    /// For each pixel how much the second tile of its cell counts, 0..=1.
    pub weights: Vec<W>,
}

/// Pixels between the centres of two tiles; beyond the outermost centre both are the same.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Cell {
    /// The tile before the pixels.
    pub first: usize,
    /// The tile behind the pixels.
    pub second: usize,
    /// The pixels, counted from the image's edge.
    pub pixels: Range<usize>,
}

impl Cell {
    /// The cell, cut into pieces of at most `most` pixels.
    pub(super) fn bands(&self, most: usize) -> impl Iterator<Item = Self> {
        let starts = self.pixels.clone().step_by(most);
        starts.map(move |start| Self {
            pixels: start..(start + most).min(self.pixels.end),
            ..*self
        })
    }
}

impl<W> Axis<W> {
    /// The cells of `length` pixels; `place` gives a pixel's first and second tile, both rising
    /// with the pixel, and the weight of the second.
    pub(super) fn new(length: usize, place: impl Fn(usize) -> (usize, usize, W)) -> Self {
        let mut cells: Vec<Cell> = Vec::new();
        let mut weights = Vec::with_capacity(length);
        for i in 0..length {
            let (first, second, weight) = place(i);
            weights.push(weight);
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

    /// The cells, cut into pieces of at most `most` pixels.
    pub(super) fn bands(&self, most: usize) -> impl Iterator<Item = Cell> {
        self.cells.iter().flat_map(move |cell| cell.bands(most))
    }
}

impl Axis<f32> {
    /// The cells of `length` pixels under `tiles` tiles of `tile_length` pixels.
    ///
    /// The centre of a tile lies at half its length in coordinates that count pixel edges, half a
    /// pixel off the centres of pixels, as in OpenCV.
    pub(super) fn of_tiles(length: usize, tile_length: usize, tiles: u32) -> Self {
        let last = i64::from(tiles) - 1;
        let reciprocal = 1.0_f32 / tile_length as f32;
        Self::new(length, |i| {
            let position = i as f32 * reciprocal - 0.5;
            // The floor, for which many processors have no instruction.
            let whole = position as i64;
            let before = whole - i64::from(whole as f32 > position);
            let first = before.max(0) as usize;
            let second = (before + 1).min(last) as usize;
            (first, second, position - before as f32)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_change_at_tile_centres() {
        let axis = Axis::of_tiles(8, 4, 2);
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
        assert_eq!(Axis::of_tiles(1, 1, 8).tiles_used(), 1);
        assert_eq!(Axis::of_tiles(3, 1, 8).tiles_used(), 3);
    }

    #[test]
    fn bands_cover_every_row_once() {
        let axis = Axis::of_tiles(300, 150, 2);
        let rows: Vec<usize> = axis.bands(64).flat_map(|band| band.pixels).collect();
        assert_eq!(rows, (0..300).collect::<Vec<_>>());
    }
}
