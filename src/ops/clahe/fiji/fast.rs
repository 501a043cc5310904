//! Blocks beside each other, and interpolation between their transfer functions.

use rayon::prelude::*;

use super::FijiParams;
use super::clip::Bins;
use super::clip::Clipped;
use super::rounded;
use crate::ops::lookup::restore_outside;
use crate::ops::sweep::counts::Window;
use crate::pixels::Image;
use crate::pixels::Mask;

/// The transfer function of a block; `None` where no pixel is counted.
type Transfer = Option<[f32; 256]>;

/// Middles of the blocks of one direction, as the plugin places them.
///
/// From the first on they lie one block apart; where the size is no multiple of it, the first is
/// repeated half the rest further, and the last block ends at the edge.
fn middles(size: usize, radius: usize) -> Vec<usize> {
    let block = 2 * radius + 1;
    let (whole, rest) = (size / block, size % block);
    let shifted = |by: usize| (0..whole).map(move |i| i * block + radius + 1 + by);
    match rest {
        0 => shifted(0).collect(),
        1 => shifted(0).chain([size - radius - 1]).collect(),
        _ => [radius + 1]
            .into_iter()
            .chain(shifted(rest / 2))
            .chain([size - radius - 1])
            .collect(),
    }
}

/// Between which two middles a position lies, and how much the first counts. Beyond the outermost
/// middles both are the same and there is nothing to weigh.
struct Place {
    first: usize,
    second: usize,
    weight: Option<f32>,
}

fn places(size: usize, middles: &[usize]) -> Vec<Place> {
    (0..size)
        .map(|at| {
            let second = middles.partition_point(|&middle| middle <= at);
            let first = second.saturating_sub(1);
            let second = second.min(middles.len() - 1);
            let apart = (middles[second] - middles[first]) as f32;
            let weight = (first != second).then(|| (middles[second] - at) as f32 / apart);
            Place {
                first,
                second,
                weight,
            }
        })
        .collect()
}

/// See [`super::fast`]. The image holds at least one block.
pub(super) fn interpolate(
    image: &Image<u8>,
    params: &FijiParams,
    mask: Option<&Mask>,
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Option<Image<u8>> {
    let (width, height) = (image.width(), image.height());
    let radius = params.radius() as usize;
    let columns = middles(width, radius);
    let (across, down) = (
        places(width, &columns),
        places(height, &middles(height, radius)),
    );
    let blocks = Blocks {
        image,
        mask,
        params,
        bins: Bins::new(params.bins() as usize + 1),
        columns: &columns,
    };
    let mut mapped = image.data().to_vec();
    let mut bands = Vec::new();
    let mut rest = mapped.as_mut_slice();
    let mut y = 0;
    for band in down.chunk_by(|a, b| (a.first, a.second) == (b.first, b.second)) {
        let (part, below) = rest.split_at_mut(band.len() * width);
        bands.push((y, band, part));
        y += band.len();
        rest = below;
    }
    let rows = middles(height, radius);
    bands.into_par_iter().try_for_each(|(y, band, part)| {
        let above = blocks.transfers(rows[band[0].first], keep_going)?;
        let below = if band[0].first == band[0].second {
            above.clone()
        } else {
            blocks.transfers(rows[band[0].second], keep_going)?
        };
        for ((row, place), mapped) in band.iter().enumerate().zip(part.chunks_exact_mut(width)) {
            if !keep_going() {
                return None;
            }
            let greys = image.row(y + row).iter();
            for ((mapped, &grey), column) in mapped.iter_mut().zip(greys).zip(&across) {
                let bin = usize::from(params.bin(grey));
                let between = |row: &[Transfer]| {
                    let at = |block: usize| row[block].as_ref().map(|transfer| transfer[bin]);
                    blend(at(column.first), at(column.second), column.weight)
                };
                if let Some(transfer) = blend(between(&above), between(&below), place.weight) {
                    *mapped = rounded(transfer).clamp(0, 255) as u8;
                }
            }
        }
        Some(())
    })?;
    let mut mapped = Image::grey(width, height, mapped);
    restore_outside(&mut mapped, image, mask);
    Some(mapped)
}

/// What lies between two values; one alone counts wholly.
fn blend(first: Option<f32>, second: Option<f32>, weight: Option<f32>) -> Option<f32> {
    match (first, second, weight) {
        (Some(first), Some(second), Some(weight)) => Some(weight * first + (1.0 - weight) * second),
        (Some(only), ..) | (None, Some(only), _) => Some(only),
        (None, None, _) => None,
    }
}

struct Blocks<'a> {
    image: &'a Image<u8>,
    mask: Option<&'a Mask>,
    params: &'a FijiParams,
    bins: Bins,
    columns: &'a [usize],
}

impl Blocks<'_> {
    /// The transfer functions of a row of blocks.
    fn transfers(
        &self,
        row: usize,
        keep_going: &(dyn Fn() -> bool + Sync),
    ) -> Option<Vec<Transfer>> {
        if !keep_going() {
            return None;
        }
        let mut clipped = Clipped::new(&self.bins);
        let transfer = |&column| self.transfer(column, row, &mut clipped);
        Some(self.columns.iter().map(transfer).collect())
    }

    fn transfer(&self, column: usize, row: usize, clipped: &mut Clipped<'_, u32>) -> Transfer {
        let radius = self.params.radius() as usize;
        let width = self.image.width();
        let mut window = Window::empty();
        let (mut counted, mut left_out) = (0, 0);
        // The first block begins at pixel 1, the last may reach over the edge.
        for y in row - radius..(row + radius + 1).min(self.image.height()) {
            let pixels = y * width + column - radius..y * width + (column + radius + 1).min(width);
            for pixel in pixels {
                if self.mask.is_none_or(|mask| mask.inside()[pixel]) {
                    window.count(self.params.bin(self.image.data()[pixel]));
                    counted += 1;
                } else {
                    left_out += 1;
                }
            }
        }
        let block = 2 * self.params.radius() + 1;
        clipped.limit_to(self.params.limit(block * block - left_out));
        clipped.clip(&window, counted);
        (counted > 0).then(|| clipped.transfers())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_stand_as_in_the_plugin() {
        assert_eq!(middles(15, 2), [3, 8, 13]);
        assert_eq!(middles(16, 2), [3, 8, 13, 13]);
        assert_eq!(middles(18, 2), [3, 4, 9, 14, 15]);
    }
}
