//! Histogram equalisation by the rule of a chosen library, for 8 and 16 bits.
//!
//! Every rule is a table made of counts, so that the counts may be those of a slice or of a whole
//! series. Where a library knows 8 bits only, 16 bits follow the same rule with 65535 in place of
//! 255.

use super::cdf;
use super::cdf::CdfBins;
use super::imagej;
use super::imagej::Weights;
use super::pillow;
use crate::ops::histogram::Histogram;
use crate::ops::lookup::Grey;
use crate::ops::lookup::map_grey;
use crate::pixels::Image;
use crate::pixels::Mask;

/// Whose histogram equalisation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Variant {
    /// OpenCV's `equalizeHist`: the lowest grey present becomes black and its count never enters
    /// the sum, the highest becomes white; in single precision, rounded half to even.
    #[default]
    OpenCv,
    /// Pillow's `ImageOps.equalize`: whole numbers only. Pictures with fewer pixels below their
    /// brightest grey than there are greys above black (255, 65535) stay as they are.
    Pillow,
    /// torchvision's `functional.equalize`: the same greys as Pillow's.
    Torchvision,
    /// The cumulative distribution itself, scikit-image's `equalize_hist`: the share of pixels
    /// that are not brighter, times white, floor(y + 0.5). The darkest grey does not become black.
    Cdf {
        /// Bins over the range present; enough of them for every grey in it give each its own.
        bins: CdfBins,
    },
    /// ImageJ's Enhance Contrast > Equalize: usually square roots of the counts, hence gentler.
    ImageJ {
        /// What a count adds to the sum.
        weights: Weights,
    },
}

/// The grey that each grey is mapped to, from the counts of all of them: `counts[v]` is how often
/// grey `v` occurs. Without any count every grey stays.
///
/// # Panics
/// When there are neither 256 nor 65536 counts.
pub fn grey_table(variant: Variant, counts: &[u64]) -> Vec<u16> {
    assert!(
        matches!(counts.len(), 256 | 65_536),
        "256 or 65536 counts wanted, not {}",
        counts.len()
    );
    let table = match variant {
        Variant::OpenCv => opencv(counts),
        Variant::Pillow | Variant::Torchvision => pillow::table(counts),
        Variant::Cdf { bins } => cdf::table(counts, bins),
        Variant::ImageJ { weights } => imagej::table(counts, weights),
    };
    table.unwrap_or_else(|| (0..=u16::MAX).take(counts.len()).collect())
}

/// `equalizeHist`'s rule; `None` without counts. A single grey is what all are mapped to.
fn opencv(counts: &[u64]) -> Option<Vec<u16>> {
    let top = counts.len() - 1;
    let total: u64 = counts.iter().sum();
    let lowest = counts.iter().position(|&count| count > 0)?;
    let mut table = vec![0; counts.len()];
    if counts[lowest] == total {
        table.fill(lowest as u16);
        return Some(table);
    }
    let scale = top as f32 / (total - counts[lowest]) as f32;
    let mut sum = 0_u64;
    for (grey, &count) in counts.iter().enumerate().skip(lowest + 1) {
        sum += count;
        table[grey] = (sum as f32 * scale).round_ties_even().min(top as f32) as u16;
    }
    Some(table)
}

/// How often each grey occurs among the pixels inside `mask`: 256 or 65536 counts.
///
/// # Panics
/// When the image has several channels or the mask another size.
pub fn counts_of<G: Grey>(image: &Image<G>, mask: Option<&Mask>) -> Vec<u64> {
    assert_eq!(image.channels(), 1, "one channel wanted");
    counts_in::<G>(&Histogram::of(&G::wrap(image.clone()), 0, mask))
}

/// The counts of all greys in a histogram of such greys, of a slice or of a whole series.
///
/// # Panics
/// When values that are not greys of this depth were counted.
pub fn counts_in<G: Grey>(histogram: &Histogram) -> Vec<u64> {
    let mut counts = vec![0; G::TOP as usize + 1];
    if let (Some(low), Some(high)) = (histogram.min(), histogram.max()) {
        assert!(
            histogram.is_exact() && low >= 0.0 && high <= G::TOP,
            "greys up to {} wanted, not {low} to {high}",
            G::TOP
        );
        counts[low as usize..=high as usize].copy_from_slice(histogram.counts());
    }
    counts
}

/// Histogram equalisation by the rule of `variant`, from `counts` of a whole series, else from the
/// picture's own.
///
/// Pixels outside `mask` are not counted and stay as they are.
///
/// # Panics
/// When the image has several channels, the mask another size or there is not one count for each
/// grey of this depth.
pub fn equalize_by<G: Grey>(
    image: &Image<G>,
    variant: Variant,
    counts: Option<&[u64]>,
    mask: Option<&Mask>,
) -> Image<G> {
    assert_eq!(image.channels(), 1, "one channel wanted");
    let table = match counts {
        Some(counts) => {
            assert_eq!(counts.len(), G::TOP as usize + 1, "a count per grey wanted");
            grey_table(variant, counts)
        }
        None => grey_table(variant, &counts_of(image, mask)),
    };
    map_grey(image, mask, |grey| {
        G::from_f64(f64::from(table[grey as usize]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> [Variant; 7] {
        [
            Variant::OpenCv,
            Variant::Pillow,
            Variant::Torchvision,
            Variant::Cdf {
                bins: CdfBins::default(),
            },
            Variant::Cdf {
                bins: CdfBins::new(7).unwrap(),
            },
            Variant::ImageJ {
                weights: Weights::SquareRoot,
            },
            Variant::ImageJ {
                weights: Weights::Counts,
            },
        ]
    }

    #[test]
    fn lowest_becomes_black_and_highest_white_in_16_bits_too() {
        let image = Image::grey(4, 1, vec![500_u16, 600, 600, 700]);
        let equalized = equalize_by(&image, Variant::OpenCv, None, None);
        // Of the three pixels above 500, two lie at 600: 2/3 of 65535.
        assert_eq!(equalized.data(), [0, 43_690, 43_690, 65_535]);
    }

    #[test]
    fn eight_bits_are_the_table_of_opencv() {
        let counts: [u32; 256] = std::array::from_fn(|grey| (grey as u32 * 7919) % 1013);
        let wide: Vec<u64> = counts.iter().map(|&count| u64::from(count)).collect();
        let wanted = crate::ops::heq::table(&counts).map(u16::from);
        assert_eq!(grey_table(Variant::OpenCv, &wide), wanted);
    }

    #[test]
    fn without_counts_every_grey_stays() {
        for variant in all() {
            for levels in [256, 65_536] {
                let table = grey_table(variant, &vec![0; levels]);
                assert!(
                    table
                        .iter()
                        .enumerate()
                        .all(|(i, &grey)| i == grey as usize)
                );
            }
        }
    }

    #[test]
    fn masked_pixels_stay_and_are_not_counted() {
        let image = Image::grey(5, 1, vec![0_u8, 50, 60, 60, 70]);
        let mask = Mask::new(5, 1, vec![false, true, true, true, true]);
        let equalized = equalize_by(&image, Variant::OpenCv, None, Some(&mask));
        assert_eq!(equalized.data(), [0, 0, 170, 170, 255]);
    }

    #[test]
    fn counts_of_a_series_serve_each_of_its_slices() {
        let slices = [vec![10_u16, 10, 20], vec![20, 30, 30]].map(|data| Image::grey(3, 1, data));
        let samples = slices.clone().map(crate::pixels::Samples::U16);
        let series: Vec<_> = samples.iter().map(|samples| (samples, None)).collect();
        let counts = counts_in::<u16>(&Histogram::of_slices(&series, 0));
        let whole = Image::grey(6, 1, vec![10_u16, 10, 20, 20, 30, 30]);
        for variant in all() {
            let [first, second] = slices
                .each_ref()
                .map(|slice| equalize_by(slice, variant, Some(&counts), None).into_data());
            let together = equalize_by(&whole, variant, None, None);
            assert_eq!([first, second].concat(), together.data(), "{variant:?}");
        }
    }
}
