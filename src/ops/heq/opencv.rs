//! `equalizeHist` of OpenCV.

use super::tally::counts;
use crate::ops::cpu::Instructions;
use crate::ops::lookup::keep_outside;
use crate::ops::lookup::map_bytes;
use crate::pixels::Image;
use crate::pixels::Mask;

/// Histogram equalisation; zero differing pixels against OpenCV's `equalizeHist`.
///
/// Pixels outside `mask` are not counted and stay as they are.
///
/// # Panics
/// When the image has several channels or the mask another size.
pub fn equalize(image: &Image<u8>, mask: Option<&Mask>) -> Image<u8> {
    let mut mapped = vec![0; image.data().len()];
    equalize_into(Instructions::detected(), image, mask, &mut mapped);
    Image::grey(image.width(), image.height(), mapped)
}

/// [`equalize`] with chosen instructions into samples of the caller's.
///
/// # Panics
/// As [`equalize`], and when `out` has not as many samples as the image.
pub fn equalize_into(
    instructions: Instructions,
    image: &Image<u8>,
    mask: Option<&Mask>,
    out: &mut [u8],
) {
    let table = table(&counts(image, mask));
    map_bytes(instructions, image.data(), &table, out);
    keep_outside(image, mask, out);
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

/// `y` of 0..2²³ rounded half to even as IEEE single rounds, clamped to 255.
///
/// Adding 2²³ leaves no bits below one, so the addition rounds; unlike a rounding instruction this
/// is fast on every processor.
pub(crate) fn round_half_even(y: f32) -> u8 {
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
