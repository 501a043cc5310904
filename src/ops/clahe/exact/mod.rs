//! CLAHE with a window around every pixel instead of tiles: no grid, no interpolation.
//!
//! The pixel's own window is clipped as OpenCV clips a tile, once and with the excess handed back to
//! all bins, and the pixel becomes its clipped cumulative count. The definition is this program's
//! own; Fiji's `CLAHE` ([`super::fiji`]) clips repeatedly instead.

#[cfg(target_arch = "x86_64")]
mod avx2;
mod portable;

#[cfg(target_arch = "x86_64")]
use self::avx2::Vectors;
use self::portable::Portable;
use crate::ops::ParamError;
#[cfg(target_arch = "x86_64")]
use crate::ops::cpu::Avx2;
use crate::ops::cpu::Instructions;
use crate::ops::sweep;
use crate::ops::sweep::Filter;
use crate::ops::sweep::Kernel;
use crate::ops::sweep::field::Edge;
use crate::ops::sweep::share::Share;
use crate::pixels::Image;
use crate::pixels::Mask;

/// What CLAHE with a window around every pixel is told.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ExactParams {
    radius: u32,
    clip_limit: f64,
}

impl ExactParams {
    /// The largest radius.
    pub const MOST: u32 = 1024;

    /// Windows of (2 · `radius` + 1)² pixels, cut at the border, and a clip limit in multiples of
    /// the mean of their 256 bins. 0 clips nothing; the smallest positive number clips most.
    ///
    /// # Errors
    /// When the radius is outside 1..=1024, or the clip limit negative or not finite.
    pub fn new(radius: u32, clip_limit: f64) -> Result<Self, ParamError> {
        if !(1..=Self::MOST).contains(&radius) {
            return Err(ParamError::new("radius", radius, "1 to 1024 pixels"));
        }
        if !clip_limit.is_finite() || clip_limit < 0.0 {
            return Err(ParamError::new("clip_limit", clip_limit, "0 or more"));
        }
        Ok(Self { radius, clip_limit })
    }

    /// Pixels from the middle of the window to its edge, 1..=1024.
    pub fn radius(&self) -> u32 {
        self.radius
    }

    /// The clip limit, a multiple of the mean bin; 0 for none.
    pub fn clip_limit(&self) -> f64 {
        self.clip_limit
    }
}

impl Default for ExactParams {
    /// The recipe's defaults: radius 63, clip limit 2.
    fn default() -> Self {
        Self {
            radius: 63,
            clip_limit: 2.0,
        }
    }
}

/// Every pixel through the clipped and equalised histogram of its own window.
///
/// Of a window with n counted pixels, bins are cut to max(1, trunc(clip_limit · n / 256)). The
/// excess is handed back evenly, and its rest in strides from the dark end, as in
/// [`super::apply`]. With C, the cumulative count up to and with the pixel's own grey, the result
/// is floor(255 · C / n + 0.5).
///
/// Pixels outside `mask` are not counted and stay as they are. `keep_going` is asked once a row;
/// `None` when it said no.
///
/// # Panics
/// When the image has several channels or the mask another size.
pub fn apply(
    image: &Image<u8>,
    params: &ExactParams,
    mask: Option<&Mask>,
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Option<Image<u8>> {
    apply_with(Instructions::detected(), image, params, mask, keep_going)
}

/// [`apply`] by chosen instructions, which do not show in the result.
///
/// # Panics
/// As [`apply`].
pub fn apply_with(
    instructions: Instructions,
    image: &Image<u8>,
    params: &ExactParams,
    mask: Option<&Mask>,
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Option<Image<u8>> {
    let radius = params.radius as usize;
    sweep::filtered(
        instructions,
        image,
        params,
        Edge::Cut,
        radius,
        mask,
        keep_going,
    )
}

impl Filter for ExactParams {
    fn narrow(&self) -> impl Kernel<Word = u16, Out = u8> {
        Portable::new(Scale::new(self.clip_limit))
    }

    fn wide(&self) -> impl Kernel<Word = u32, Out = u8> {
        Portable::new(Scale::new(self.clip_limit))
    }

    #[cfg(target_arch = "x86_64")]
    fn vectors(&self, avx2: Avx2) -> impl Kernel<Word = u16, Out = u8> {
        Vectors::new(avx2, Scale::new(self.clip_limit))
    }
}

/// From clipped counts to greys; keeps what depends on the size of the window alone.
struct Scale {
    clip_limit: f64,
    n: u32,
    limit: u32,
    share: Share,
    strides: [Stride; 256],
}

/// How a rest of the excess is handed out: one pixel each to the bins 0, step, 2 · step, … until
/// nothing is left.
#[derive(Clone, Copy)]
struct Stride {
    rest: u16,
    /// ⌈2¹⁶ / step⌉: exact as a factor instead of the quotient for bins below 256.
    reciprocal: u32,
}

impl Stride {
    fn of(rest: u16) -> Self {
        let step = 256 / u32::from(rest.max(1));
        Self {
            rest,
            reciprocal: (1_u32 << 16).div_ceil(step),
        }
    }

    /// How many of the bins up to and with `grey` get one.
    #[inline(always)]
    fn up_to(self, grey: u8) -> u32 {
        u32::from(self.rest).min(((u32::from(grey) * self.reciprocal) >> 16) + 1)
    }
}

impl Scale {
    fn new(clip_limit: f64) -> Self {
        Self {
            clip_limit,
            n: 0,
            limit: 1,
            share: Share::of(0),
            strides: std::array::from_fn(|rest| Stride::of(rest as u16)),
        }
    }

    /// The most pixels a bin keeps in a window of `n`.
    #[inline(always)]
    fn limit(&mut self, n: u32) -> u32 {
        if n != self.n {
            self.n = n;
            self.share = Share::of(n);
            self.limit = if self.clip_limit > 0.0 {
                // `as` saturates.
                ((self.clip_limit * f64::from(n) / 256.0) as u32).max(1)
            } else {
                u32::MAX
            };
        }
        self.limit
    }

    /// The grey of a pixel with grey `grey`, of whose window `clipped` pixels up to and with that
    /// grey are left by the limit and `excess` pixels of all greys are cut.
    #[inline(always)]
    fn grey(&self, clipped: u32, excess: u32, grey: u8) -> u8 {
        let evenly = excess / 256 * (u32::from(grey) + 1);
        let rest = self.strides[excess as usize % 256].up_to(grey);
        self.share.of_half(2 * (clipped + evenly + rest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mapped(image: &Image<u8>, radius: u32, clip_limit: f64) -> Vec<u8> {
        let params = ExactParams::new(radius, clip_limit).unwrap();
        apply(image, &params, None, &|| true).unwrap().into_data()
    }

    #[test]
    fn without_a_limit_it_is_the_cumulative_count() {
        let image = Image::grey(3, 1, vec![10, 20, 20]);
        assert_eq!(mapped(&image, 1, 0.0), [128, 255, 255]);
    }

    #[test]
    fn a_clipped_window_by_hand() {
        // 256 pixels: limit 1. Greys 0 and 200 lose 127 each; the rest of 254 goes to bins 0..254.
        let data: Vec<u8> = (0..256).map(|i| if i % 2 == 0 { 0 } else { 200 }).collect();
        let image = Image::grey(16, 16, data);
        let wanted = |cumulative: u32| (255.0 * f64::from(cumulative) / 256.0 + 0.5) as u8;
        assert_eq!(
            mapped(&image, 16, 0.5)[..2],
            [wanted(1 + 1), wanted(2 + 201)]
        );
    }

    #[test]
    fn strides_are_quotients() {
        for rest in 1..256_u16 {
            let step = 256 / u32::from(rest);
            for grey in 0..=255 {
                let wanted = u32::from(rest).min(u32::from(grey) / step + 1);
                assert_eq!(Stride::of(rest).up_to(grey), wanted, "{rest} {grey}");
            }
        }
        assert_eq!(Stride::of(0).up_to(255), 0);
    }

    #[test]
    fn parameters_have_ranges() {
        let error = ExactParams::new(0, 2.0).unwrap_err();
        assert_eq!(error.to_string(), "radius: 0, wanted 1 to 1024 pixels");
        let error = ExactParams::new(63, -1.0).unwrap_err();
        assert_eq!(error.to_string(), "clip_limit: -1, wanted 0 or more");
        assert!(ExactParams::new(1025, 2.0).is_err());
        assert!(ExactParams::new(63, f64::INFINITY).is_err());
        let default = ExactParams::default();
        assert_eq!(
            ExactParams::new(default.radius(), default.clip_limit()),
            Ok(default)
        );
    }

    #[test]
    fn it_stops_when_told() {
        let image = Image::filled(8, 8, 0);
        assert_eq!(
            apply(&image, &ExactParams::default(), None, &|| false),
            None
        );
    }
}
