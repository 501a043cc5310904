//! CLAHE as Fiji's plugin computes it (Saalfeld, mpicbg).
//!
//! Its histogram has a free number of bins, and it clips until the excess no longer changes. `exact`
//! looks at a window around every pixel, `fast` at blocks beside each other, interpolating between
//! their middles.

#[cfg(target_arch = "x86_64")]
mod avx2;
mod clip;
mod fast;
mod portable;

#[cfg(target_arch = "x86_64")]
use self::avx2::Vectors;
use self::clip::Bins;
use self::portable::Portable;
use crate::ops::ParamError;
use crate::ops::assert_mask_fits;
#[cfg(target_arch = "x86_64")]
use crate::ops::cpu::Avx2;
use crate::ops::cpu::Instructions;
use crate::ops::sweep;
use crate::ops::sweep::Filter;
use crate::ops::sweep::Kernel;
use crate::ops::sweep::field::Edge;
use crate::pixels::Image;
use crate::pixels::Mask;

/// What Fiji's CLAHE is told.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FijiParams {
    radius: u32,
    bins: u32,
    slope: f64,
}

impl FijiParams {
    /// The largest radius.
    pub const MOST: u32 = 1024;

    /// Windows or blocks of (2 · `radius` + 1)² pixels; `bins` + 1 bins; and the largest slope of
    /// the transfer function.
    ///
    /// The plugin's dialog asks for the block size, 2 · `radius` + 1, and for `bins` + 1.
    ///
    /// # Errors
    /// When the radius is outside 1..=1024, the bins outside 1..=255, or the slope below 1 or not
    /// finite.
    pub fn new(radius: u32, bins: u32, slope: f64) -> Result<Self, ParamError> {
        if !(1..=Self::MOST).contains(&radius) {
            return Err(ParamError::new("radius", radius, "1 to 1024 pixels"));
        }
        if !(1..=255).contains(&bins) {
            return Err(ParamError::new("bins", bins, "1 to 255"));
        }
        if !slope.is_finite() || slope < 1.0 {
            return Err(ParamError::new("slope", slope, "1 or more"));
        }
        Ok(Self {
            radius,
            bins,
            slope,
        })
    }

    /// Pixels from the middle of the window or block to its edge, 1..=1024.
    pub fn radius(&self) -> u32 {
        self.radius
    }

    /// The number of the last bin, 1..=255.
    pub fn bins(&self) -> u32 {
        self.bins
    }

    /// The largest slope of the transfer function, at least 1.
    pub fn slope(&self) -> f64 {
        self.slope
    }

    /// The bin of a grey: trunc(grey / 255 · bins + 0.5) in single precision.
    fn bin(&self, grey: u8) -> u8 {
        (f32::from(grey) / 255.0 * self.bins as f32 + 0.5) as u8
    }

    /// The most pixels a bin keeps of `n`: trunc(slope · n / bins + 0.5) in single precision.
    fn limit(&self, n: u32) -> u32 {
        (self.slope as f32 * n as f32 / self.bins as f32 + 0.5) as u32
    }
}

impl Default for FijiParams {
    /// The plugin's defaults: blocks of 127 × 127 pixels, 256 bins, slope 3.
    fn default() -> Self {
        Self {
            radius: 63,
            bins: 255,
            slope: 3.0,
        }
    }
}

/// Every pixel through the clipped histogram of its own window, which is cut at the border.
///
/// With the cumulative counts c of the clipped histogram, its first bin that is not empty, f, and
/// the pixel's own bin, b, the result is trunc(255 · (c\[b\] − c\[f\]) / (c\[last\] − c\[f\]) + 0.5) in
/// single precision. It is negative, and wraps as in the plugin, where b lies before f: in windows
/// of so few pixels that the limit leaves none in a bin, n < bins / (2 · slope).
///
/// Pixels outside `mask` are not counted and stay as they are. `keep_going` is asked once a row;
/// `None` when it said no.
///
/// # Panics
/// When the image has several channels or the mask another size.
pub fn exact(
    image: &Image<u8>,
    params: &FijiParams,
    mask: Option<&Mask>,
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Option<Image<u8>> {
    exact_with(Instructions::detected(), image, params, mask, keep_going)
}

/// [`exact`] by chosen instructions, which do not show in the result.
///
/// # Panics
/// As [`exact`].
pub fn exact_with(
    instructions: Instructions,
    image: &Image<u8>,
    params: &FijiParams,
    mask: Option<&Mask>,
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Option<Image<u8>> {
    let radius = params.radius as usize;
    let filter = Sliding {
        params: *params,
        bins: Bins::new(params.bins as usize + 1),
    };
    sweep::filtered(
        instructions,
        image,
        &filter,
        Edge::Cut,
        radius,
        mask,
        keep_going,
    )
}

/// What the exact form is told, with its bins prepared.
struct Sliding {
    params: FijiParams,
    bins: Bins,
}

impl Filter for Sliding {
    fn narrow(&self) -> impl Kernel<Word = u16, Out = u8> {
        Portable::new(self.params, &self.bins)
    }

    fn wide(&self) -> impl Kernel<Word = u32, Out = u8> {
        Portable::new(self.params, &self.bins)
    }

    #[cfg(target_arch = "x86_64")]
    fn vectors(&self, avx2: Avx2) -> impl Kernel<Word = u16, Out = u8> {
        Vectors::new(avx2, self.params, &self.bins)
    }

    fn bin(&self, grey: u8) -> u8 {
        self.params.bin(grey)
    }
}

/// Every pixel between the transfer functions of the blocks around it.
///
/// Blocks stand beside each other from the upper left; where the size of the picture is no multiple
/// of theirs, the last one overlaps. The limit counts on full blocks, and the last row and column
/// are written (older releases of the plugin left them out). An image smaller than a block in one
/// direction has no whole block, and goes through [`exact`].
///
/// Pixels outside `mask` are not counted, take from the limit, and stay as they are; a block without
/// a counted pixel takes no part, and a pixel without any other block stays as it is. `keep_going`
/// is asked once a row of blocks and once a row of pixels; `None` when it said no.
///
/// # Panics
/// When the image has several channels or the mask another size.
pub fn fast(
    image: &Image<u8>,
    params: &FijiParams,
    mask: Option<&Mask>,
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Option<Image<u8>> {
    assert_eq!(image.channels(), 1, "one channel wanted");
    assert_mask_fits(mask, image.width(), image.height());
    let block = 2 * params.radius as usize + 1;
    if image.width() < block || image.height() < block {
        return exact(image, params, mask, keep_going);
    }
    fast::interpolate(image, params, mask, keep_going)
}

/// 255 times a value of the transfer function, rounded; not-a-number, of a histogram with a single
/// bin, is 0.
fn rounded(transfer: f32) -> i32 {
    // `as` truncates, and maps not-a-number to 0.
    (transfer * 255.0 + 0.5) as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_have_ranges() {
        let refused = |radius, bins, slope| {
            FijiParams::new(radius, bins, slope)
                .unwrap_err()
                .to_string()
        };
        assert_eq!(refused(0, 255, 3.0), "radius: 0, wanted 1 to 1024 pixels");
        assert_eq!(refused(63, 256, 3.0), "bins: 256, wanted 1 to 255");
        assert_eq!(refused(63, 255, 0.5), "slope: 0.5, wanted 1 or more");
        assert!(FijiParams::new(63, 0, 3.0).is_err());
        assert!(FijiParams::new(63, 255, f64::NAN).is_err());
        let default = FijiParams::default();
        assert_eq!(
            FijiParams::new(default.radius(), default.bins(), default.slope()),
            Ok(default)
        );
    }

    #[test]
    fn without_excess_it_is_the_stretched_cumulative_count() {
        let image = Image::grey(4, 1, vec![10, 20, 20, 90]);
        let params = FijiParams::new(3, 255, 255.0).unwrap();
        let mapped = exact(&image, &params, None, &|| true).unwrap();
        // Counts 1, 3, 4 become 0, 2/3, 1.
        assert_eq!(mapped.data(), [0, 170, 170, 255]);
    }

    #[test]
    fn a_single_grey_is_black() {
        let image = Image::filled(9, 9, 77);
        let params = FijiParams::new(2, 255, 1000.0).unwrap();
        assert_eq!(
            exact(&image, &params, None, &|| true),
            Some(Image::filled(9, 9, 0))
        );
        assert_eq!(
            fast(&image, &params, None, &|| true),
            Some(Image::filled(9, 9, 0))
        );
    }

    #[test]
    fn both_stop_when_told() {
        let image = Image::filled(9, 9, 0);
        let params = FijiParams::new(2, 255, 3.0).unwrap();
        assert_eq!(exact(&image, &params, None, &|| false), None);
        assert_eq!(fast(&image, &params, None, &|| false), None);
    }
}
