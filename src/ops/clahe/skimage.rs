//! CLAHE as scikit-image's `exposure.equalize_adapthist` computes it (version 0.26).
//!
//! Grey values are stretched from the picture's smallest and largest to 0..=16,383, equalised by
//! tiles, and stretched to the full range again; so the extreme pixels of a picture decide about
//! all of it. Unlike in OpenCV
//!
//! - tiles have a size, not a number; the picture is mirrored over its edges, its outermost pixels
//!   not repeated;
//! - the clip limit is a share of the tile and really holds: what is cut is handed out until no bin
//!   has room or nothing is left;
//! - sums are rounded to single precision, table entries and results cut to whole numbers.
//!
//! With a mask, only pixels inside are counted, for the stretch as for the histograms; a tile
//! without any takes no part: the weights of the others are scaled to 1.

use std::ops::Range;

use rayon::prelude::*;

use super::axis::Axis;
use super::axis::Cell;
use super::cells;
use super::deep::occupied_range;
use crate::ops::ParamError;
use crate::ops::Tiles;
use crate::ops::assert_mask_fits;
use crate::ops::lookup::Grey;
use crate::ops::lookup::map_samples;
use crate::ops::lookup::restore_outside;
use crate::ops::mirror;
use crate::pixels::Image;
use crate::pixels::Mask;
use crate::pixels::Samples;

/// White inside the filter: 14 bits.
const WHITE: f64 = 16_383.0;

/// What scikit-image's CLAHE is told.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SkimageParams {
    clip_limit: f64,
    tiles: Tiles,
    bins: u32,
}

impl SkimageParams {
    /// The fewest bins.
    pub const FEWEST_BINS: u32 = 2;
    /// The most bins.
    pub const MOST_BINS: u32 = 4096;

    /// CLAHE with a clip limit as a share of the tile's pixels, 0 for none, and `bins` bins.
    ///
    /// # Errors
    /// When the clip limit is outside 0..=1, or `bins` outside 2..=4096.
    pub fn new(clip_limit: f64, tiles: Tiles, bins: u32) -> Result<Self, ParamError> {
        if !(0.0..=1.0).contains(&clip_limit) {
            return Err(ParamError::new("clip_limit", clip_limit, "0 to 1"));
        }
        if !(Self::FEWEST_BINS..=Self::MOST_BINS).contains(&bins) {
            return Err(ParamError::new("bins", bins, "2 to 4096"));
        }
        Ok(Self {
            clip_limit,
            tiles,
            bins,
        })
    }

    /// The clip limit, 0..=1 of a tile's pixels; 0 for none.
    pub fn clip_limit(&self) -> f64 {
        self.clip_limit
    }

    /// The grid of tiles, from which their size follows.
    pub fn tiles(&self) -> Tiles {
        self.tiles
    }

    /// Bins of a histogram, 2..=4096. scikit-image makes each 1 + 16384 / bins (whole numbers)
    /// values wide, so that of 256 only the first 253 can be occupied.
    pub fn bins(&self) -> u32 {
        self.bins
    }

    /// Columns and rows of a tile in a picture of `width` × `height` pixels: the picture's size
    /// divided by the number of tiles and cut to a whole number, at least 1. What remains gets
    /// tiles of its own.
    pub fn kernel(&self, width: usize, height: usize) -> (usize, usize) {
        (
            (width / self.tiles.columns() as usize).max(1),
            (height / self.tiles.rows() as usize).max(1),
        )
    }
}

impl Default for SkimageParams {
    /// The recipe's and scikit-image's defaults: clip limit 0.01, 8 × 8 tiles, 256 bins.
    fn default() -> Self {
        Self {
            clip_limit: 0.01,
            tiles: Tiles::default(),
            bins: 256,
        }
    }
}

/// CLAHE of grey of 8 or 16 bits: [`apply_real`] with tiles of [`SkimageParams::kernel`], as grey by
/// floor(y · top + 0.5). Pixels outside `mask` are not counted and stay as they are.
///
/// # Panics
/// When the image has several channels or the mask another size.
pub fn apply<G: Grey>(image: &Image<G>, params: &SkimageParams, mask: Option<&Mask>) -> Image<G> {
    let kernel = params.kernel(image.width(), image.height());
    let real = apply_real(image, params, kernel, mask);
    let mut mapped = real.map(|&y| G::from_f64(y * G::TOP));
    restore_outside(&mut mapped, image, mask);
    mapped
}

/// CLAHE as real numbers 0..=1, with tiles of `kernel` columns × rows in place of those that follow
/// from the number of tiles; 0 outside `mask`. 8-bit grey counts 257 times, as in scikit-image.
///
/// # Panics
/// When the image has several channels, the mask another size, or a tile no pixels.
pub fn apply_real<G: Grey>(
    image: &Image<G>,
    params: &SkimageParams,
    kernel: (usize, usize),
    mask: Option<&Mask>,
) -> Image<f64> {
    assert_eq!(image.channels(), 1, "one channel wanted");
    assert_mask_fits(mask, image.width(), image.height());
    assert!(kernel.0 > 0 && kernel.1 > 0, "tiles of at least a pixel");
    let (width, height) = (image.width(), image.height());
    let inside = mask.map(Mask::inside);
    let Some(range) = occupied_range(image.data(), inside) else {
        return Image::filled(width, height, 0.0);
    };
    let divisor = f64::from(1 + 16_384 / params.bins);
    let picture = Picture {
        bins: map_samples(&G::wrap(image.clone()), |value| {
            (stretch::<G>(value, range) / divisor) as u16
        }),
        inside,
    };
    let columns = Direction::new(width, kernel.0);
    let rows = Direction::new(height, kernel.1);
    let (across, down) = (columns.axis(), rows.axis());
    let row_bytes = columns.tiles() * params.bins as usize * size_of::<u16>();
    let mut levels = vec![0_u16; width * height];
    cells::fill_bands(
        &mut levels,
        width,
        &down,
        row_bytes,
        |tile_rows| Tables::new(&picture, params, &columns, &rows, tile_rows),
        |tables: &Tables, band, part| {
            tables.map_band(&picture, (&across, &down), kernel, band, part);
        },
    );
    let range = occupied_range(&levels, inside).unwrap_or((0.0, WHITE));
    let levels = Samples::U16(Image::grey(width, height, levels));
    let mut real = map_samples(&levels, |level| rescale(level, range));
    if let Some(inside) = inside {
        for (real, inside) in real.data_mut().iter_mut().zip(inside) {
            if !inside {
                *real = 0.0;
            }
        }
    }
    real
}

/// A grey value between the picture's smallest and largest on 0..=16,383, half to even. A constant
/// picture is only brought into the range.
fn stretch<G: Grey>(value: f64, (low, high): (f64, f64)) -> f64 {
    let share = (value - low) / (high - low);
    if low < high {
        // Masked pixels may lie outside; they are not counted.
        (share * WHITE).round_ties_even().clamp(0.0, WHITE)
    } else {
        (value * (65_535.0 / G::TOP)).min(WHITE)
    }
}

/// A result on 0..=1; a constant one is only brought into the range.
fn rescale(level: f64, (low, high): (f64, f64)) -> f64 {
    if low < high {
        (level - low) / (high - low)
    } else {
        level.min(1.0)
    }
}

/// The bins of all pixels, and which pixels are counted.
struct Picture<'a> {
    bins: Image<u16>,
    inside: Option<&'a [bool]>,
}

/// How one direction is cut into tiles.
struct Direction {
    length: usize,
    kernel: usize,
}

impl Direction {
    fn new(length: usize, kernel: usize) -> Self {
        Self { length, kernel }
    }

    /// The last may reach over the edge.
    fn tiles(&self) -> usize {
        self.length.div_ceil(self.kernel)
    }

    /// The pixels of a tile, mirrored beyond the edge.
    fn pixels_of(&self, tile: usize) -> impl Iterator<Item = usize> + Clone {
        let length = self.length;
        (tile * self.kernel..(tile + 1) * self.kernel).map(move |i| mirror(i as isize, length))
    }

    /// Pixels lie in blocks that begin half a tile before a tile; inside of block b, the weight of
    /// tile b rises from 0 in steps of 1 / kernel, at the cost of tile b − 1.
    fn axis(&self) -> Axis<f64> {
        let last = self.tiles().saturating_sub(1);
        Axis::new(self.length, |i| {
            let position = i + self.kernel / 2;
            let (block, offset) = (position / self.kernel, position % self.kernel);
            (
                block.saturating_sub(1).min(last),
                block.min(last),
                offset as f64 / self.kernel as f64,
            )
        })
    }
}

/// The tables of some rows of tiles.
struct Tables {
    /// The first of the rows.
    first_row: usize,
    columns: usize,
    bins: usize,
    /// A level for each bin of a tile, 0..=16,383, tiles row by row.
    levels: Vec<u16>,
    /// 1 for tiles with counted pixels, else 0.
    filled: Vec<f64>,
}

impl Tables {
    fn new(
        picture: &Picture,
        params: &SkimageParams,
        columns: &Direction,
        rows: &Direction,
        tile_rows: Range<usize>,
    ) -> Self {
        let bins = params.bins as usize;
        let mut levels = vec![0; tile_rows.len() * columns.tiles() * bins];
        let filled = levels
            .par_chunks_exact_mut(bins)
            .enumerate()
            .map(|(tile, levels)| {
                let across = columns.pixels_of(tile % columns.tiles());
                let down = rows.pixels_of(tile_rows.start + tile / columns.tiles());
                let mut counts = histogram(picture, bins, across, down);
                let n: u32 = counts.iter().sum();
                if n == 0 {
                    return 0.0;
                }
                if params.clip_limit > 0.0 {
                    clip(
                        &mut counts,
                        (params.clip_limit * f64::from(n)).max(1.0) as u32,
                    );
                }
                cumulate(&counts, n, levels);
                1.0
            })
            .collect();
        Self {
            first_row: tile_rows.start,
            columns: columns.tiles(),
            bins,
            levels,
            filled,
        }
    }

    fn tile(&self, column: usize, row: usize) -> usize {
        (row - self.first_row) * self.columns + column
    }

    fn level(&self, tile: usize, bin: u16) -> f64 {
        f64::from(self.levels[tile * self.bins + usize::from(bin)])
    }

    /// The pixels of a band of rows inside one cell of rows.
    fn map_band(
        &self,
        picture: &Picture,
        (columns, rows): (&Axis<f64>, &Axis<f64>),
        kernel: (usize, usize),
        band: &Cell,
        levels: &mut [u16],
    ) {
        let width = picture.bins.width();
        for (y, levels) in band.pixels.clone().zip(levels.chunks_exact_mut(width)) {
            let bins = picture.bins.row(y);
            let below = rows.weights[y];
            for cell in &columns.cells {
                let tiles = [
                    self.tile(cell.first, band.first),
                    self.tile(cell.second, band.first),
                    self.tile(cell.first, band.second),
                    self.tile(cell.second, band.second),
                ];
                let filled = tiles.map(|tile| self.filled[tile]);
                for x in cell.pixels.clone() {
                    if picture.inside.is_some_and(|inside| !inside[y * width + x]) {
                        continue;
                    }
                    let right = columns.weights[x];
                    let corners = tiles.map(|tile| self.level(tile, bins[x]));
                    levels[x] = if filled == [1.0; 4] {
                        bilinear(corners, right, below) as u16
                    } else {
                        let share = bilinear(filled, right, below);
                        if share > 0.0 {
                            (bilinear(corners, right, below) / share) as u16
                        } else {
                            // Tiles of one pixel lend their tables to the next.
                            let own = self.tile(x / kernel.0, y / kernel.1);
                            self.level(own, bins[x]) as u16
                        }
                    };
                }
            }
        }
    }
}

/// Each of the four products in double precision, rounded to single and summed in it.
fn bilinear(corners: [f64; 4], right: f64, below: f64) -> f32 {
    let (left, above) = (1.0 - right, 1.0 - below);
    let weights = [left * above, right * above, left * below, right * below];
    let products = [0, 1, 2, 3].map(|i: usize| (corners[i] * weights[i]) as f32);
    products[0] + products[1] + products[2] + products[3]
}

fn histogram(
    picture: &Picture,
    bins: usize,
    across: impl Iterator<Item = usize> + Clone,
    down: impl Iterator<Item = usize>,
) -> Vec<u32> {
    let mut counts = vec![0; bins];
    for y in down {
        let row = picture.bins.row(y);
        for x in across.clone() {
            if picture
                .inside
                .is_none_or(|inside| inside[y * row.len() + x])
            {
                counts[usize::from(row[x])] += 1;
            }
        }
    }
    counts
}

/// Cuts every bin to `limit` and hands the excess to bins below it: evenly, then one by one in
/// strides that begin at bin 0, 1, 2 …, until none is left or no bin has room.
fn clip(counts: &mut [u32], limit: u32) {
    let bins = counts.len();
    let mut excess = 0;
    for count in counts.iter_mut() {
        excess += i64::from(count.saturating_sub(limit));
        *count = (*count).min(limit);
    }
    let batch = (excess / bins as i64) as u32;
    // Bins that the batch would bring to the limit and beyond are filled to it.
    let upper = limit.saturating_sub(batch);
    for count in counts.iter_mut() {
        if *count < upper {
            *count += batch;
            excess -= i64::from(batch);
        }
        if *count >= upper && *count < limit {
            excess -= i64::from(limit - *count);
            *count = limit;
        }
    }
    let mut with_room = counts.iter().filter(|&&count| count < limit).count();
    while excess > 0 {
        let before = excess;
        for start in 0..bins {
            let step = (with_room / excess as usize).max(1);
            for count in counts[start..].iter_mut().step_by(step) {
                if *count < limit {
                    *count += 1;
                    excess -= 1;
                    with_room -= usize::from(*count == limit);
                }
            }
            if excess <= 0 {
                return;
            }
        }
        if excess == before {
            return;
        }
    }
}

/// The cumulative histogram, the bin itself included, on 0..=16,383 and cut to whole numbers.
fn cumulate(counts: &[u32], n: u32, levels: &mut [u16]) {
    let scale = WHITE / f64::from(n);
    let mut sum = 0;
    for (level, &count) in levels.iter_mut().zip(counts) {
        sum += count;
        *level = (f64::from(sum) * scale).min(WHITE) as u16;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn params(clip_limit: f64, columns: u32, rows: u32) -> SkimageParams {
        SkimageParams::new(clip_limit, Tiles::new(columns, rows).unwrap(), 256).unwrap()
    }

    #[test]
    fn the_limit_holds() {
        // Six over the limit: one for each of the four with most room, one fills the second bin, and
        // the last goes to the first bin with room in strides of four.
        let mut counts = [10, 3, 0, 0, 1, 0];
        clip(&mut counts, 4);
        assert_eq!(counts.iter().sum::<u32>(), 14);
        assert!(counts.iter().all(|&count| count <= 4), "{counts:?}");
        // No room: what is left is dropped.
        let mut full = [9, 9];
        clip(&mut full, 2);
        assert_eq!(full, [2, 2]);
    }

    #[test]
    fn strides_begin_one_bin_further_each_time() {
        // Two over, eight bins: nothing for all; every third of seven with room, from bin 0.
        let mut counts = [0, 0, 6, 0, 0, 0, 0, 0];
        clip(&mut counts, 4);
        assert_eq!(counts, [1, 0, 4, 1, 0, 0, 1, 0]);
    }

    #[test]
    fn one_tile_without_limit_is_the_cumulative_histogram() {
        // Shares 1/4, 2/4 and 4/4, stretched so that the darkest is black.
        let image = Image::grey(2, 2, vec![10_u16, 20, 30, 30]);
        let kernel = (2, 2);
        let found = apply_real(&image, &params(0.0, 1, 1), kernel, None);
        let wanted = [0.0, 1.0 / 3.0, 1.0, 1.0];
        for (found, wanted) in found.data().iter().zip(wanted) {
            assert!((found - wanted).abs() < 1e-3, "{found}, wanted {wanted}");
        }
    }

    #[test]
    fn constants_become_white() {
        let image = Image::filled(9, 5, 128_u8);
        let found = apply(&image, &SkimageParams::default(), None);
        assert_eq!(found, Image::filled(9, 5, 255));
    }

    #[test]
    fn depths_agree() {
        let eight = Image::grey(30, 20, (0..600).map(|i| (i * i % 251) as u8).collect());
        let sixteen = eight.map(|&grey| u16::from(grey) * 257);
        let params = params(0.03, 4, 3);
        let kernel = params.kernel(30, 20);
        assert_eq!(kernel, (7, 6));
        assert_eq!(
            apply_real(&eight, &params, kernel, None),
            apply_real(&sixteen, &params, kernel, None)
        );
    }

    #[test]
    fn tiles_of_a_pixel_in_a_mask_have_a_table() {
        let image = Image::grey(3, 1, vec![5_u8, 9, 200]);
        let mask = Mask::new(3, 1, vec![false, true, true]);
        let found = apply(&image, &params(0.0, 3, 1), Some(&mask));
        assert_eq!(found.at(0, 0), 5);
        // Both counted pixels are the whole of their tile: white before the last stretch.
        assert_eq!(found.data()[1..], [255, 255]);
    }

    #[test]
    fn refused_parameters_are_named() {
        let tiles = Tiles::default();
        let error = SkimageParams::new(2.0, tiles, 256).unwrap_err();
        assert_eq!(error.to_string(), "clip_limit: 2, wanted 0 to 1");
        assert!(SkimageParams::new(f64::NAN, tiles, 256).is_err());
        assert!(SkimageParams::new(0.01, tiles, 1).is_err());
    }
}
