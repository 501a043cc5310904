//! Adaptive histogram equalisation with a window around every pixel (Pizer et al., CVGIP 39,
//! 1987): a pixel becomes its rank in its own window.
//!
//! `rank8` and `rank16` turn the histograms of windows into ranks.

mod rank16;
mod rank8;

use super::ParamError;
use super::Tiles;
use super::assert_mask_fits;
use super::clahe;
use super::clahe::ClaheParams;
use super::cpu::Instructions;
use super::lookup::restore_outside;
use super::sweep;
use super::sweep::field::Edge;
use crate::pixels::Image;
use crate::pixels::Mask;

/// How a rank is counted among the n pixels of a window that holds value v in its middle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum RankMode {
    /// (#(< v) + #(= v) / 2) / n: flat regions become mid-grey.
    #[default]
    Mid,
    /// #(≤ v) / n: flat regions become white.
    Le,
    /// #(< v) / (n − 1): flat regions become black.
    Lt,
}

/// What a window holds beyond the edge of the picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Border {
    /// Nothing: the window is cut.
    #[default]
    Cut,
    /// The picture mirrored at its outermost pixels, which are not repeated.
    Mirror,
}

impl Border {
    fn edge(self) -> Edge {
        match self {
            Self::Cut => Edge::Cut,
            Self::Mirror => Edge::Mirror,
        }
    }
}

/// What adaptive equalisation by rank is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RankParams {
    radius: u32,
    border: Border,
    mode: RankMode,
}

impl RankParams {
    /// The largest radius.
    pub const MOST: u32 = 1024;

    /// Windows of (2 · `radius` + 1)² pixels.
    ///
    /// # Errors
    /// When the radius is outside 1..=1024.
    pub fn new(radius: u32, border: Border, mode: RankMode) -> Result<Self, ParamError> {
        if !(1..=Self::MOST).contains(&radius) {
            return Err(ParamError::new("radius", radius, "1 to 1024 pixels"));
        }
        Ok(Self {
            radius,
            border,
            mode,
        })
    }

    /// Pixels from the middle of the window to its edge, 1..=1024.
    pub fn radius(&self) -> u32 {
        self.radius
    }

    /// What lies beyond the edge of the picture.
    pub fn border(&self) -> Border {
        self.border
    }

    /// How ranks are counted.
    pub fn mode(&self) -> RankMode {
        self.mode
    }
}

impl Default for RankParams {
    /// Radius 64, cut at the border, middle ranks.
    fn default() -> Self {
        Self {
            radius: 64,
            border: Border::Cut,
            mode: RankMode::Mid,
        }
    }
}

/// Adaptive equalisation by tiles: CLAHE without a limit. Pixels outside `mask` are not counted
/// and stay as they are.
///
/// # Panics
/// When the image has several channels or the mask another size.
pub fn tiles(image: &Image<u8>, tiles: Tiles, mask: Option<&Mask>) -> Image<u8> {
    clahe::apply(image, &ClaheParams::unlimited(tiles), mask)
}

/// Every pixel's rank in its window, times 255, rounded by floor(y + 0.5).
///
/// Pixels outside `mask` are not counted and stay as they are. `keep_going` is asked once a row;
/// `None` when it said no.
///
/// # Panics
/// When the image has several channels or the mask another size.
pub fn rank(
    image: &Image<u8>,
    params: &RankParams,
    mask: Option<&Mask>,
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Option<Image<u8>> {
    rank_with(Instructions::detected(), image, params, mask, keep_going)
}

/// [`rank`] by chosen instructions, which do not show in the result.
///
/// # Panics
/// As [`rank`].
pub fn rank_with(
    instructions: Instructions,
    image: &Image<u8>,
    params: &RankParams,
    mask: Option<&Mask>,
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Option<Image<u8>> {
    let radius = params.radius as usize;
    let edge = params.border.edge();
    sweep::filtered(
        instructions,
        image,
        &params.mode,
        edge,
        radius,
        mask,
        keep_going,
    )
}

/// Every pixel's rank in its window, times 65535, rounded by floor(y + 0.5).
///
/// As [`rank`], for greys of any occupied range; the work per pixel grows with the radius.
///
/// # Panics
/// When the image has several channels or the mask another size.
pub fn rank16(
    image: &Image<u16>,
    params: &RankParams,
    mask: Option<&Mask>,
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Option<Image<u16>> {
    assert_eq!(image.channels(), 1, "one channel wanted");
    assert_mask_fits(mask, image.width(), image.height());
    if image.data().is_empty() {
        return Some(image.clone());
    }
    let mut ranks = rank16::rank(image, params, mask, keep_going)?;
    restore_outside(&mut ranks, image, mask);
    Some(ranks)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranked(image: &Image<u8>, radius: u32, border: Border, mode: RankMode) -> Vec<u8> {
        let params = RankParams::new(radius, border, mode).unwrap();
        rank(image, &params, None, &|| true).unwrap().into_data()
    }

    #[test]
    fn ranks_of_three_pixels() {
        let image = Image::grey(3, 1, vec![10, 20, 20]);
        // The last pixel sees 20, 20; the middle one all three.
        assert_eq!(
            ranked(&image, 1, Border::Cut, RankMode::Le),
            [128, 255, 255]
        );
        assert_eq!(ranked(&image, 1, Border::Cut, RankMode::Lt), [0, 128, 0]);
        assert_eq!(
            ranked(&image, 1, Border::Cut, RankMode::Mid),
            [64, 170, 128]
        );
    }

    #[test]
    fn mirrored_windows_are_full() {
        let image = Image::grey(3, 1, vec![10, 20, 30]);
        // The first pixel sees 20, 10, 20 in each of three equal rows.
        assert_eq!(
            ranked(&image, 1, Border::Mirror, RankMode::Le),
            [85, 170, 255]
        );
    }

    #[test]
    fn flat_regions_show_the_convention() {
        let flat = Image::filled(9, 9, 77);
        for (mode, wanted) in [(RankMode::Mid, 128), (RankMode::Le, 255), (RankMode::Lt, 0)] {
            assert_eq!(ranked(&flat, 2, Border::Cut, mode), [wanted; 81]);
        }
    }

    #[test]
    fn a_single_pixel_has_a_rank() {
        let image = Image::grey(1, 1, vec![9]);
        assert_eq!(ranked(&image, 1024, Border::Cut, RankMode::Lt), [0]);
        assert_eq!(ranked(&image, 1024, Border::Mirror, RankMode::Mid), [128]);
    }

    #[test]
    fn it_stops_when_told() {
        let image = Image::filled(8, 8, 0);
        assert_eq!(rank(&image, &RankParams::default(), None, &|| false), None);
    }

    #[test]
    fn radius_has_a_range() {
        let error = RankParams::new(0, Border::Cut, RankMode::Mid).unwrap_err();
        assert_eq!(error.to_string(), "radius: 0, wanted 1 to 1024 pixels");
    }
}
