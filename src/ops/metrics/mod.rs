//! Numbers that compare two pictures: how far the second is from the first, and what it has more of.
//!
//! Distances from the unprocessed picture (MSE, PSNR, SSIM) reward doing nothing; contrast in two
//! boxes (CII, CNR) speaks for what a person sees; entropy and EME rise with noise too. Each metric
//! exists in several variants in the literature: [`Metric::definition`] says which is computed, and
//! over which data range.
//!
//! All are computed in `f64`. What is no data (outside the mask, or no finite number) takes no part;
//! a window, block or neighbourhood loses such pixels or, where it needs all of them, is left out.

mod contrast;
mod distance;
mod edges;
mod information;
mod metric;
mod plane;
mod range;
mod ssim;

pub use metric::Metric;
pub use range::DataRange;
pub use range::saturated_percent;

use super::assert_mask_fits;
use super::histogram::Histogram;
use crate::pixels::Mask;
use crate::pixels::Rect;
use crate::pixels::Samples;

use distance::Distance;
use plane::Plane;
use plane::cropped;

/// Which pixels are compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Regions {
    /// All.
    #[default]
    Whole,
    /// Those of one rectangle, as if the pictures had no others.
    Inside(Rect),
    /// All, and two rectangles for the contrast metrics (CII, CNR).
    Contrast {
        /// The structure that is to be seen.
        roi: Rect,
        /// What it is to be seen against.
        background: Rect,
    },
}

impl Regions {
    /// The rectangles there are.
    pub fn rects(&self) -> impl Iterator<Item = Rect> {
        let (first, second) = match *self {
            Self::Whole => (None, None),
            Self::Inside(rect) => (Some(rect), None),
            Self::Contrast { roi, background } => (Some(roi), Some(background)),
        };
        first.into_iter().chain(second)
    }
}

/// Metrics of one picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PictureMetrics {
    /// Shannon entropy in bits.
    pub entropy_bits: f64,
    /// Mean; `None` without data.
    pub mean: Option<f64>,
    /// Standard deviation of the pixels themselves (divided by n); `None` without data.
    pub sd: Option<f64>,
    /// Measure of enhancement in decibels (Agaian et al., 2001); `None` for negative values and
    /// pictures of less than 8 × 8 pixels.
    pub eme_db: Option<f64>,
    /// Contrast-to-noise ratio of the two boxes; `None` without boxes or on an even background.
    pub cnr: Option<f64>,
    /// Share of pixels at black or white, 0 to 100; `None` for values, which have no ends.
    pub saturated_percent: Option<f64>,
    /// Distinct values.
    pub levels: u64,
    /// Width of the bins that the entropy counts in; 1 for whole numbers.
    pub bin_width: f64,
}

/// What the comparison of two pictures gave. `None` stands for what these pictures do not define.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Metrics {
    /// The data range that was used.
    pub range: DataRange,
    /// The pixels that were compared.
    pub regions: Regions,
    /// How many of them are data in both pictures.
    pub pixels: u64,
    /// The first picture.
    pub a: PictureMetrics,
    /// The second picture.
    pub b: PictureMetrics,
    /// Mean squared error; `None` without data.
    pub mse: Option<f64>,
    /// Peak signal-to-noise ratio in decibels; `None` where it is infinite (equal pictures) or the
    /// range is 0.
    pub psnr_db: Option<f64>,
    /// Root mean squared error over the root mean square of `a`.
    pub nrmse_euclidean: Option<f64>,
    /// Root mean squared error over the range of `a`.
    pub nrmse_minmax: Option<f64>,
    /// Root mean squared error over the mean of `a`, where that is above 0.
    pub nrmse_mean: Option<f64>,
    /// Structural similarity with a 7 × 7 box and sample covariance, −1 to 1.
    pub ssim_uniform: Option<f64>,
    /// Structural similarity with a Gaussian of σ = 1.5 pixels, −1 to 1.
    pub ssim_gaussian: Option<f64>,
    /// Normalised mutual information, 1 to 2.
    pub nmi: Option<f64>,
    /// Absolute mean brightness error.
    pub ambe: Option<f64>,
    /// Contrast improvement index of the two boxes.
    pub cii: Option<f64>,
    /// Edge preservation index, −1 to 1.
    pub epi: Option<f64>,
}

impl Metrics {
    /// The number of one metric, where it is defined.
    pub fn value(&self, metric: Metric) -> Option<f64> {
        match metric {
            Metric::Mse => self.mse,
            Metric::Psnr => self.psnr_db,
            Metric::NrmseEuclidean => self.nrmse_euclidean,
            Metric::NrmseMinMax => self.nrmse_minmax,
            Metric::NrmseMean => self.nrmse_mean,
            Metric::SsimUniform => self.ssim_uniform,
            Metric::SsimGaussian => self.ssim_gaussian,
            Metric::Nmi => self.nmi,
            Metric::EntropyA => Some(self.a.entropy_bits),
            Metric::EntropyB => Some(self.b.entropy_bits),
            Metric::MeanA => self.a.mean,
            Metric::MeanB => self.b.mean,
            Metric::SdA => self.a.sd,
            Metric::SdB => self.b.sd,
            Metric::Ambe => self.ambe,
            Metric::Cii => self.cii,
            Metric::CnrA => self.a.cnr,
            Metric::CnrB => self.b.cnr,
            Metric::EmeA => self.a.eme_db,
            Metric::EmeB => self.b.eme_db,
            Metric::Epi => self.epi,
            Metric::SaturatedA => self.a.saturated_percent,
            Metric::SaturatedB => self.b.saturated_percent,
            Metric::LevelsA => Some(self.a.levels as f64),
            Metric::LevelsB => Some(self.b.levels as f64),
        }
    }

    /// Whether the metric is infinite rather than undefined: the PSNR of equal pictures.
    pub fn is_infinite(&self, metric: Metric) -> bool {
        metric == Metric::Psnr && self.mse == Some(0.0) && self.range.span() > 0.0
    }
}

/// Compares two grey pictures. `range` makes the data range from the counts of the first one.
///
/// `keep_going` is asked once for every band of rows; `None` when told to stop.
///
/// # Panics
/// When the pictures or the mask differ in size, have several channels, or a region is empty or
/// reaches beyond them.
pub fn compare(
    a: &Samples,
    b: &Samples,
    mask: Option<&Mask>,
    range: impl FnOnce(&Histogram) -> DataRange,
    regions: Regions,
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Option<Metrics> {
    let (width, height) = (a.width(), a.height());
    assert_eq!(
        (width, height, 1, 1),
        (b.width(), b.height(), a.channels(), b.channels()),
        "two grey pictures of one size wanted"
    );
    assert_mask_fits(mask, width, height);
    for rect in regions.rects() {
        assert!(
            rect.width > 0
                && rect.height > 0
                && rect.x + rect.width <= width
                && rect.y + rect.height <= height,
            "{rect:?} in {width} x {height} pixels"
        );
    }
    if let Regions::Inside(rect) = regions {
        let mask = mask.map(|mask| plane::cropped_mask(mask, rect));
        let (a, b) = (cropped(a, rect), cropped(b, rect));
        let inside = compare(&a, &b, mask.as_ref(), range, Regions::Whole, keep_going)?;
        return Some(Metrics { regions, ..inside });
    }
    let (counts_a, counts_b) = (Histogram::of(a, 0, mask), Histogram::of(b, 0, mask));
    let range = range(&counts_a);
    let (a, b) = (Plane::new(a, mask), Plane::new(b, mask));
    let distance = Distance::of(&a, &b, keep_going)?;
    let mse = distance.mse();
    let rmse = mse.map(f64::sqrt);
    let over = |scale: Option<f64>| Some(rmse? / scale.filter(|&scale| scale > 0.0)?);
    let extent = counts_a.max().zip(counts_a.min());
    let contrast = match regions {
        Regions::Contrast { roi, background } => Some((roi, background)),
        _ => None,
    };
    Some(Metrics {
        range,
        regions,
        pixels: distance.pixels,
        a: of_picture(&a, &counts_a, range, contrast, keep_going)?,
        b: of_picture(&b, &counts_b, range, contrast, keep_going)?,
        mse,
        psnr_db: mse
            .filter(|&mse| mse > 0.0 && range.span() > 0.0)
            .map(|mse| 10.0 * (range.span() * range.span() / mse).log10()),
        nrmse_euclidean: over(distance.mean_square_a().map(f64::sqrt)),
        nrmse_minmax: over(extent.map(|(max, min)| max - min)),
        nrmse_mean: over(counts_a.mean()),
        ssim_uniform: ssim::mean(&a, &b, &ssim::uniform(), range, keep_going)?,
        ssim_gaussian: ssim::mean(&a, &b, &ssim::gaussian(), range, keep_going)?,
        nmi: information::normalised_mutual(&a, &b, &counts_a, &counts_b, keep_going)?,
        ambe: counts_a
            .mean()
            .zip(counts_b.mean())
            .map(|(a, b)| (a - b).abs()),
        cii: contrast.and_then(|(roi, background)| contrast::cii(&a, &b, roi, background)),
        epi: edges::preservation(&a, &b, keep_going)?,
    })
}

fn of_picture(
    plane: &Plane<'_>,
    counts: &Histogram,
    range: DataRange,
    contrast: Option<(Rect, Rect)>,
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Option<PictureMetrics> {
    Some(PictureMetrics {
        entropy_bits: counts.entropy_bits(),
        mean: counts.mean(),
        sd: counts.sd(),
        eme_db: contrast::eme_db(plane, keep_going)?,
        cnr: contrast.and_then(|(roi, background)| contrast::cnr(plane, roi, background)),
        saturated_percent: saturated_percent(counts, range),
        levels: plane::levels(plane, counts),
        bin_width: counts.bin_width(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pixels::Image;

    const GO: &(dyn Fn() -> bool + Sync) = &|| true;

    fn ramp() -> Samples {
        let data = (0..24 * 16).map(|i| (i * 37 % 251) as u8);
        Samples::U8(Image::grey(24, 16, data.collect()))
    }

    #[test]
    fn a_picture_is_equal_to_itself() {
        let a = ramp();
        let same = compare(&a, &a, None, |_| DataRange::Grey8, Regions::Whole, GO).unwrap();
        assert_eq!((same.mse, same.psnr_db), (Some(0.0), None));
        assert!(same.is_infinite(Metric::Psnr) && !same.is_infinite(Metric::Cii));
        assert_eq!(
            (same.ssim_uniform, same.ssim_gaussian),
            (Some(1.0), Some(1.0))
        );
        assert_eq!(
            (same.nmi, same.ambe, same.epi),
            (Some(2.0), Some(0.0), Some(1.0))
        );
        assert_eq!((same.cii, same.a.cnr), (None, None));
        assert_eq!(same.a, same.b);
    }

    #[test]
    fn inside_a_rectangle_nothing_else_is_seen() {
        let Samples::U8(image) = ramp() else {
            unreachable!("it is")
        };
        let rect = Rect {
            x: 3,
            y: 2,
            width: 12,
            height: 11,
        };
        let mut far = image.clone();
        far.data_mut()[0] = 255;
        let regions = Regions::Inside(rect);
        let (a, b) = (Samples::U8(image), Samples::U8(far));
        let inside = compare(&a, &b, None, |_| DataRange::Grey8, regions, GO).unwrap();
        assert_eq!((inside.mse, inside.pixels), (Some(0.0), 132));
        assert_eq!(inside.regions, regions);
    }

    #[test]
    fn what_is_masked_or_no_number_takes_no_part() {
        let (width, height) = (20, 20);
        let clean: Vec<f32> = (0..400).map(|i| (i * 13 % 97) as f32).collect();
        let mut dirty = clean.clone();
        dirty[21] = f32::NAN;
        dirty[399] = 1e9;
        let inside = (0..400).map(|i| i != 399 && i != 21).collect();
        let mask = Mask::new(width, height, inside);
        let wrap = |data: &[f32]| Samples::F32(Image::grey(width, height, data.to_vec()));
        let (a, b) = (wrap(&clean), wrap(&dirty));
        let found = compare(
            &a,
            &b,
            Some(&mask),
            DataRange::of_values,
            Regions::Whole,
            GO,
        )
        .unwrap();
        assert_eq!((found.mse, found.pixels), (Some(0.0), 398));
        assert_eq!(found.ssim_uniform, Some(1.0));
        assert_eq!(found.epi, Some(1.0));
        let nothing = Mask::new(width, height, vec![false; 400]);
        let none = compare(
            &a,
            &b,
            Some(&nothing),
            DataRange::of_values,
            Regions::Whole,
            GO,
        )
        .unwrap();
        assert_eq!((none.mse, none.psnr_db, none.a.mean), (None, None, None));
        assert_eq!((none.ssim_uniform, none.nmi, none.epi), (None, None, None));
    }

    #[test]
    fn it_stops_when_told_to() {
        let a = ramp();
        let range = |_: &Histogram| DataRange::Grey8;
        assert_eq!(
            compare(&a, &a, None, range, Regions::Whole, &|| false),
            None
        );
    }
}
