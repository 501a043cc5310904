//! One direction of a volume: blocks, the tiles on their corners, and what is mirrored.

use std::ops::Range;

/// A direction padded to whole blocks of the size of a tile.
///
/// Positions count from the beginning of the padding. Tile t stands where block t begins and block
/// t − 1 ends, so there is one tile more than there are blocks.
pub(super) struct Axis {
    length: usize,
    kernel: usize,
    before: usize,
}

impl Axis {
    /// `length` voxels under tiles of `kernel`; of an odd padding the larger half comes first.
    pub(super) fn new(length: usize, kernel: usize) -> Self {
        let padding = length.next_multiple_of(kernel) - length;
        Self {
            length,
            kernel,
            before: padding.div_ceil(2),
        }
    }

    /// Blocks, the padding to whole ones included.
    pub(super) fn blocks(&self) -> usize {
        self.length.div_ceil(self.kernel)
    }

    /// Positions of some blocks.
    pub(super) fn positions(&self, blocks: &Range<usize>) -> Range<usize> {
        blocks.start * self.kernel..blocks.end * self.kernel
    }

    /// The block of a position.
    pub(super) fn block(&self, position: usize) -> usize {
        position / self.kernel
    }

    /// How much the second tile of its block counts at a position: its distance from the centre of
    /// the first, which lies between two voxels where the size of tiles is even.
    pub(super) fn weight(&self, position: usize) -> f32 {
        let offset = (position % self.kernel) as f64;
        let half = if self.kernel.is_multiple_of(2) {
            0.5
        } else {
            0.0
        };
        ((offset + half) / self.kernel as f64) as f32
    }

    /// The voxel at a position, mirrored beyond the edges.
    pub(super) fn voxel(&self, position: usize) -> usize {
        self.fold(position as isize)
    }

    /// The voxel at a position if it is none of the padding.
    pub(super) fn own_voxel(&self, position: usize) -> Option<usize> {
        let voxel = position.checked_sub(self.before)?;
        (voxel < self.length).then_some(voxel)
    }

    /// The voxels of a tile, mirrored beyond the edges.
    pub(super) fn voxels_of(&self, tile: usize) -> Vec<usize> {
        let start = (tile * self.kernel) as isize - (self.kernel / 2) as isize;
        (start..start + self.kernel as isize)
            .map(|position| self.fold(position))
            .collect()
    }

    /// Mirrored with the outermost voxels repeated, as often as needed.
    fn fold(&self, position: isize) -> usize {
        let voxel = (position - self.before as isize).rem_euclid(2 * self.length as isize) as usize;
        voxel.min(2 * self.length - 1 - voxel)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_is_mirrored_with_the_edges_repeated() {
        // Five voxels in two blocks of four: two before, one after.
        let axis = Axis::new(5, 4);
        assert_eq!(axis.blocks(), 2);
        let voxels: Vec<usize> = (0..8).map(|position| axis.voxel(position)).collect();
        assert_eq!(voxels, [1, 0, 0, 1, 2, 3, 4, 4]);
        assert_eq!(
            [1, 2, 6, 7].map(|p| axis.own_voxel(p)),
            [None, Some(0), Some(4), None]
        );
        assert_eq!(axis.voxels_of(0), [3, 2, 1, 0]);
        assert_eq!(axis.voxels_of(1), [0, 1, 2, 3]);
        assert_eq!(axis.voxels_of(2), [4, 4, 3, 2]);
    }

    #[test]
    fn weights_begin_at_the_centre_of_the_tile() {
        let weights = |kernel| [0, 1, 2].map(|i| Axis::new(6, kernel).weight(i));
        assert_eq!(weights(3), [0.0, 1.0 / 3.0, 2.0 / 3.0]);
        assert_eq!(weights(2), [0.25, 0.75, 0.25]);
        assert_eq!(weights(1), [0.0; 3]);
    }
}
