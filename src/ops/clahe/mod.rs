//! Contrast-limited adaptive histogram equalisation by tiles (Zuiderveld, Graphics Gems IV, 1994),
//! 8 bit, as OpenCV's `CLAHE` computes it.
//!
//! `tiles` makes one table per tile, `mapping` interpolates between the four around a pixel.
//! Single precision, the reciprocal of the tile size and half-to-even rounding are OpenCV's and
//! decide single grey levels; no product may be fused with a sum.
//!
//! With a mask, only pixels inside are counted: a tile's limit and scale follow its number of
//! counted pixels, and a tile without any takes the table of the nearest that has some.

mod cells;
pub mod deep;
mod mapping;
pub mod skimage;
mod tiles;
pub mod volume;

use super::ParamError;
use super::Tiles;
use super::assert_mask_fits;
use super::lookup::restore_outside;
use crate::pixels::Image;
use crate::pixels::Mask;

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

    fn limit_of(&self, counted: usize) -> Option<u32> {
        let limit = self.clip_limit * counted as f64 / 256.0;
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
    assert_eq!(image.channels(), 1, "one channel wanted");
    assert_mask_fits(mask, image.width(), image.height());
    if image.data().is_empty() {
        return image.clone();
    }
    let (tile_width, tile_height) = params.tile_size(image.width(), image.height());
    let columns = mapping::Axis::new(image.width(), tile_width, params.tiles.columns());
    let rows = mapping::Axis::new(image.height(), tile_height, params.tiles.rows());
    let grid = tiles::Grid {
        columns: columns.tiles_used(),
        rows: rows.tiles_used(),
        tile_width,
        tile_height,
    };
    let Some(tables) = tiles::tables(image, mask, params, &grid) else {
        return image.clone();
    };
    let mut mapped = mapping::interpolate(image, &tables, &columns, &rows);
    restore_outside(&mut mapped, image, mask);
    mapped
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
