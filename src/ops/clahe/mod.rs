//! Contrast-limited adaptive histogram equalisation by tiles (Zuiderveld, Graphics Gems IV, 1994),
//! 8 and 16 bit, as OpenCV's `CLAHE` computes it.
//!
//! `tiles` makes one table per tile, `mapping` interpolates between the four around a pixel;
//! `sixteen` does both for 16 bits, where tables cover only the values that occur.
//! Single precision, the reciprocal of the tile size and half-to-even rounding are OpenCV's and
//! decide single grey levels; no product may be fused with a sum.
//!
//! With a mask, only pixels inside are counted: a tile's limit and scale follow its number of
//! counted pixels, and a tile without any takes the table of the nearest that has some.

mod axis;
mod cells;
pub mod deep;
pub mod exact;
pub mod fiji;
mod limit;
mod mapping;
mod quad;
mod sixteen;
pub mod skimage;
mod tiles;
pub mod volume;

pub use sixteen::apply16;
pub use sixteen::apply16_into;

use super::ParamError;
use super::Tiles;
use super::assert_mask_fits;
use super::cpu::Instructions;
use super::lookup::keep_outside;
use crate::pixels::Image;
use crate::pixels::Mask;
use axis::Axis;
use tiles::Grid;

/// What CLAHE is told.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClaheParams {
    clip_limit: f64,
    tiles: Tiles,
}

impl ClaheParams {
    /// CLAHE with a clip limit as OpenCV counts it: multiples of the mean bin of a tile's
    /// histogram. 0 clips nothing; the smallest positive number clips most.
    ///
    /// # Errors
    /// When the clip limit is negative or not finite.
    pub fn new(clip_limit: f64, tiles: Tiles) -> Result<Self, ParamError> {
        if !clip_limit.is_finite() || clip_limit < 0.0 {
            return Err(ParamError::new("clip_limit", clip_limit, "0 or more"));
        }
        Ok(Self { clip_limit, tiles })
    }

    /// Adaptive equalisation without a limit.
    pub fn unlimited(tiles: Tiles) -> Self {
        Self {
            clip_limit: 0.0,
            tiles,
        }
    }

    /// The clip limit, a multiple of the mean bin; 0 for none.
    pub fn clip_limit(&self) -> f64 {
        self.clip_limit
    }

    /// The grid of tiles.
    pub fn tiles(&self) -> Tiles {
        self.tiles
    }

    /// The most pixels a bin of a tile may hold in an image of `width` × `height`, before the
    /// excess is handed back; `None` without clipping.
    pub fn limit(&self, width: usize, height: usize) -> Option<u32> {
        let (tile_width, tile_height) = self.tile_size(width, height);
        self.limit_of(tile_width * tile_height)
    }

    /// Columns and rows of a tile in an image of `width` × `height` pixels.
    ///
    /// Unless both directions divide evenly the image is padded at the right and at the bottom,
    /// and then a direction that would divide gets a whole tile's share more: OpenCV's rule.
    pub fn tile_size(&self, width: usize, height: usize) -> (usize, usize) {
        let columns = self.tiles.columns() as usize;
        let rows = self.tiles.rows() as usize;
        if width.is_multiple_of(columns) && height.is_multiple_of(rows) {
            (width / columns, height / rows)
        } else {
            (width / columns + 1, height / rows + 1)
        }
    }

    /// As [`limit`](Self::limit), of [`apply16`]: its 65536 >> `bit_shift` bins.
    ///
    /// # Panics
    /// When `bit_shift` is above 8.
    pub fn limit16(&self, width: usize, height: usize, bit_shift: u32) -> Option<u32> {
        let (tile_width, tile_height) = self.tile_size(width, height);
        self.limit_among(tile_width * tile_height, sixteen::bins(bit_shift))
    }

    /// Whether [`apply16`] would ignore how large the clip limit is: it asks for more than one mean
    /// bin, and still rounds down to the smallest limit there is, one pixel. So it is on tiles of
    /// fewer than 65536 pixels without a shift, whatever the picture, up to quite large numbers;
    /// the effect is the strongest clipping (OpenCV issues 4770 and 28002).
    ///
    /// # Panics
    /// When `bit_shift` is above 8.
    pub fn limit16_is_idle(&self, width: usize, height: usize, bit_shift: u32) -> bool {
        self.clip_limit > 1.0 && self.limit16(width, height, bit_shift) == Some(1)
    }

    /// Where the tiles lie on an image of `width` × `height` pixels.
    fn lay_out(&self, width: usize, height: usize) -> (Axis<f32>, Axis<f32>, Grid) {
        let (tile_width, tile_height) = self.tile_size(width, height);
        let columns = Axis::of_tiles(width, tile_width, self.tiles.columns());
        let rows = Axis::of_tiles(height, tile_height, self.tiles.rows());
        let grid = Grid {
            columns: columns.tiles_used(),
            rows: rows.tiles_used(),
            tile_width,
            tile_height,
        };
        (columns, rows, grid)
    }

    fn limit_of(&self, counted: usize) -> Option<u32> {
        self.limit_among(counted, 256)
    }

    fn limit_among(&self, counted: usize, bins: usize) -> Option<u32> {
        let limit = self.clip_limit * counted as f64 / bins as f64;
        (self.clip_limit > 0.0).then(|| (limit as u32).max(1))
    }
}

impl Default for ClaheParams {
    /// The recipe's defaults: clip limit 2, 8 × 8 tiles.
    fn default() -> Self {
        Self {
            clip_limit: 2.0,
            tiles: Tiles::default(),
        }
    }
}

/// CLAHE of an 8-bit image; without a mask, zero differing pixels against OpenCV on x86-64.
///
/// Pixels outside `mask` are not counted and stay as they are.
///
/// # Panics
/// When the image has several channels or the mask another size.
pub fn apply(image: &Image<u8>, params: &ClaheParams, mask: Option<&Mask>) -> Image<u8> {
    let mut mapped = vec![0; image.data().len()];
    apply_into(Instructions::detected(), image, params, mask, &mut mapped);
    Image::grey(image.width(), image.height(), mapped)
}

/// [`apply`] with chosen instructions into samples of the caller's.
///
/// # Panics
/// As [`apply`], and when `out` has not as many samples as the image.
pub fn apply_into(
    instructions: Instructions,
    image: &Image<u8>,
    params: &ClaheParams,
    mask: Option<&Mask>,
    out: &mut [u8],
) {
    assert_eq!(image.channels(), 1, "one channel wanted");
    assert_eq!(out.len(), image.data().len(), "samples of the result");
    assert_mask_fits(mask, image.width(), image.height());
    if image.data().is_empty() {
        return;
    }
    let (columns, rows, grid) = params.lay_out(image.width(), image.height());
    let Some(tables) = tiles::tables(image, mask, params, &grid) else {
        out.copy_from_slice(image.data());
        return;
    };
    mapping::interpolate(instructions, image, &tables, &columns, &rows, out);
    keep_outside(image, mask, out);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn params(clip_limit: f64, columns: u32, rows: u32) -> ClaheParams {
        ClaheParams::new(clip_limit, Tiles::new(columns, rows).unwrap()).unwrap()
    }

    #[test]
    fn constants_drift_with_the_clip_limit() {
        let image = Image::filled(64, 64, 128_u8);
        for (clip, wanted) in [(0.0, 255), (1.0, 135), (2.0, 135), (40.0, 171)] {
            let mapped = apply(&image, &params(clip, 8, 8), None);
            assert!(mapped.data().iter().all(|&g| g == wanted), "clip {clip}");
        }
    }

    #[test]
    fn a_direction_that_divides_grows_too() {
        assert_eq!(params(2.0, 4, 8).tile_size(300, 255), (76, 32));
        assert_eq!(params(2.0, 4, 8).tile_size(300, 256), (75, 32));
        assert_eq!(params(2.0, 8, 8).tile_size(1, 1), (1, 1));
    }

    #[test]
    fn the_limit_is_a_count_of_at_least_one() {
        assert_eq!(params(2.0, 8, 8).limit(512, 512), Some(32));
        assert_eq!(params(0.01, 8, 8).limit(512, 512), Some(1));
        assert_eq!(params(0.0, 8, 8).limit(512, 512), None);
    }

    #[test]
    fn deep_limits_do_not_move() {
        // A 64 × 64 tile spread over 65536 bins holds a sixteenth of a pixel in each.
        for clip in [0.01, 1.0, 2.0, 31.9] {
            assert_eq!(params(clip, 8, 8).limit16(512, 512, 0), Some(1));
        }
        assert_eq!(params(32.0, 8, 8).limit16(512, 512, 0), Some(2));
        assert_eq!(params(2.0, 8, 8).limit16(512, 512, 8), Some(32));
        assert_eq!(params(0.0, 8, 8).limit16(512, 512, 0), None);
        assert!(params(2.0, 8, 8).limit16_is_idle(512, 512, 0));
        assert!(!params(2.0, 8, 8).limit16_is_idle(512, 512, 8));
        assert!(!params(1.0, 8, 8).limit16_is_idle(512, 512, 0));
        assert!(!params(0.0, 8, 8).limit16_is_idle(512, 512, 0));
    }

    #[test]
    fn negative_limits_are_refused() {
        let error = ClaheParams::new(-1.0, Tiles::default()).unwrap_err();
        assert_eq!(error.to_string(), "clip_limit: -1, wanted 0 or more");
        assert!(ClaheParams::new(f64::NAN, Tiles::default()).is_err());
    }

    #[test]
    fn masks_that_let_all_in_change_nothing() {
        let data: Vec<u8> = (0..35 * 23).map(|i| (i * 37 % 251) as u8).collect();
        let image = Image::grey(35, 23, data);
        let all = Mask::new(35, 23, vec![true; 35 * 23]);
        let params = params(2.0, 4, 3);
        assert_eq!(
            apply(&image, &params, Some(&all)),
            apply(&image, &params, None)
        );
    }

    #[test]
    fn what_lies_outside_the_mask_has_no_influence() {
        let inside: Vec<bool> = (0..40 * 30).map(|i| i % 40 >= 15).collect();
        let mask = Mask::new(40, 30, inside.clone());
        let mut images = [0_u8, 255].map(|outside| {
            let data = inside
                .iter()
                .enumerate()
                .map(|(i, &inside)| if inside { (i % 97) as u8 } else { outside })
                .collect();
            apply(&Image::grey(40, 30, data), &params(2.0, 4, 4), Some(&mask))
        });
        for (image, outside) in images.iter_mut().zip([0, 255]) {
            for (grey, inside) in image.data_mut().iter_mut().zip(&inside) {
                if !inside {
                    assert_eq!(*grey, outside);
                    *grey = 0;
                }
            }
        }
        assert_eq!(images[0], images[1]);
    }

    #[test]
    fn an_empty_mask_leaves_the_image() {
        let image = Image::grey(3, 1, vec![1, 2, 3]);
        let mask = Mask::new(3, 1, vec![false; 3]);
        assert_eq!(apply(&image, &params(2.0, 2, 2), Some(&mask)), image);
    }
}
