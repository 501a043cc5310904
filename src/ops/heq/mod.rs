//! Histogram equalisation of the whole picture, as OpenCV's `equalizeHist` computes it, and by the
//! rules of other libraries ([`Variant`]).

pub mod cdf;
pub mod imagej;
mod pillow;
mod variant;

pub use cdf::CdfBins;
pub use variant::Variant;
pub use variant::counts_in;
pub use variant::counts_of;
pub use variant::equalize_by;
pub use variant::grey_table;

use rayon::prelude::*;

use super::assert_mask_fits;
use super::lookup::restore_outside;
use crate::pixels::Image;
use crate::pixels::Mask;

/// Pixels one thread takes at a time.
const PIECE: usize = 1 << 16;

/// Histogram equalisation; zero differing pixels against OpenCV's `equalizeHist`.
///
/// Pixels outside `mask` are not counted and stay as they are.
///
/// # Panics
/// When the image has several channels or the mask another size.
pub fn equalize(image: &Image<u8>, mask: Option<&Mask>) -> Image<u8> {
    assert_eq!(image.channels(), 1, "one channel wanted");
    let table = table(&counts(image, mask));
    let mut mapped = vec![0; image.data().len()];
    mapped
        .par_chunks_mut(PIECE)
        .zip(image.data().par_chunks(PIECE))
        .for_each(|(mapped, grey)| {
            for (mapped, &grey) in mapped.iter_mut().zip(grey) {
                *mapped = table[usize::from(grey)];
            }
        });
    let mut equalized = Image::grey(image.width(), image.height(), mapped);
    restore_outside(&mut equalized, image, mask);
    equalized
}

/// The grey that each grey is mapped to, from the counts of all 256.
///
/// The lowest grey present becomes 0, the highest 255; counts of the lowest never enter the sum. A
/// histogram with a single grey maps everything to that grey. Products are rounded half to even.
pub fn table(histogram: &[u32; 256]) -> [u8; 256] {
    let total: u32 = histogram.iter().sum();
    let Some(lowest) = histogram.iter().position(|&count| count > 0) else {
        return std::array::from_fn(|grey| grey as u8);
    };
    if histogram[lowest] == total {
        return [lowest as u8; 256];
    }
    let scale = 255.0_f32 / (total - histogram[lowest]) as f32;
    let mut table = [0; 256];
    let mut sum = 0_u32;
    for grey in lowest + 1..256 {
        sum += histogram[grey];
        table[grey] = round_half_even(sum as f32 * scale);
    }
    table
}

/// How often each grey occurs among the pixels inside `mask`.
///
/// # Panics
/// When the image has several channels or the mask another size.
pub fn counts(image: &Image<u8>, mask: Option<&Mask>) -> [u32; 256] {
    assert_eq!(image.channels(), 1, "one channel wanted");
    assert_mask_fits(mask, image.width(), image.height());
    let data = image.data();
    let add = |mut a: [u32; 256], b: [u32; 256]| {
        for (a, b) in a.iter_mut().zip(b) {
            *a += b;
        }
        a
    };
    match mask {
        None => data
            .par_chunks(PIECE)
            .map(|piece| {
                let mut tally = Tally::new();
                tally.add(piece);
                tally.counts()
            })
            .reduce(|| [0; 256], add),
        Some(mask) => data
            .par_chunks(PIECE)
            .zip(mask.inside().par_chunks(PIECE))
            .map(|(piece, inside)| {
                let mut tally = Tally::new();
                for (&grey, _) in piece.iter().zip(inside).filter(|(_, inside)| **inside) {
                    tally.add_one(grey);
                }
                tally.counts()
            })
            .reduce(|| [0; 256], add),
    }
}

/// Counts of greys, kept in four tables by turns: in flat areas a single table would wait for its
/// own last addition.
pub(super) struct Tally([[u32; 256]; 4]);

impl Tally {
    pub(super) fn new() -> Self {
        Self([[0; 256]; 4])
    }

    /// Counts all of `greys`.
    pub(super) fn add(&mut self, greys: &[u8]) {
        let [a, b, c, d] = &mut self.0;
        let mut fours = greys.chunks_exact(4);
        for four in &mut fours {
            a[usize::from(four[0])] += 1;
            b[usize::from(four[1])] += 1;
            c[usize::from(four[2])] += 1;
            d[usize::from(four[3])] += 1;
        }
        for &grey in fours.remainder() {
            a[usize::from(grey)] += 1;
        }
    }

    /// Counts a single grey.
    pub(super) fn add_one(&mut self, grey: u8) {
        self.0[0][usize::from(grey)] += 1;
    }

    /// The sum of the four.
    pub(super) fn counts(&self) -> [u32; 256] {
        let [a, b, c, d] = &self.0;
        std::array::from_fn(|grey| a[grey] + b[grey] + c[grey] + d[grey])
    }
}

/// `y` of 0..2²³ rounded half to even as IEEE single rounds, clamped to 255.
///
/// Adding 2²³ leaves no bits below one, so the addition rounds; unlike a rounding instruction this
/// is fast on every processor.
pub(super) fn round_half_even(y: f32) -> u8 {
    const SHIFT: f32 = 8_388_608.0;
    let rounded = (y + SHIFT).to_bits() - SHIFT.to_bits();
    rounded.min(255) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lowest_becomes_black_and_highest_white() {
        let image = Image::grey(4, 1, vec![50, 60, 60, 70]);
        // Of the three pixels above 50, two lie at 60: 2/3 of 255.
        assert_eq!(equalize(&image, None).data(), [0, 170, 170, 255]);
    }

    #[test]
    fn a_constant_image_stays() {
        let image = Image::filled(7, 5, 128_u8);
        assert_eq!(equalize(&image, None), image);
    }

    #[test]
    fn masked_pixels_stay_and_are_not_counted() {
        let image = Image::grey(5, 1, vec![0, 50, 60, 60, 70]);
        let mask = Mask::new(5, 1, vec![false, true, true, true, true]);
        assert_eq!(equalize(&image, Some(&mask)).data(), [0, 0, 170, 170, 255]);
    }

    #[test]
    fn all_masked_is_unchanged() {
        let image = Image::grey(2, 1, vec![3, 9]);
        let mask = Mask::new(2, 1, vec![false, false]);
        assert_eq!(equalize(&image, Some(&mask)), image);
    }

    #[test]
    fn rounding_is_half_to_even() {
        let pairs = [(0.5, 0), (1.5, 2), (2.5, 2), (254.5, 254), (255.4, 255)];
        for (y, wanted) in pairs {
            assert_eq!(round_half_even(y), wanted, "{y}");
            assert_eq!(f32::round_ties_even(y) as u8, wanted);
        }
    }
}
