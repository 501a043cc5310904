//! CLAHE of 16-bit images, as OpenCV's `CLAHE` computes it, with its bit shift.
//!
//! OpenCV carries a table of 65536 entries for every tile, though a radiograph of 12 bits occupies
//! a sixteenth of it and a single tile often less. Here a tile's table covers only what its pixels
//! and those of the tiles around it occupy (`tables`); what clipping hands to the bins below has a
//! closed form. Between tile centres four tables are packed into one (`mapping`).

mod mapping;
mod tables;

use super::ClaheParams;
use crate::ops::assert_mask_fits;
use crate::ops::cpu::Instructions;
use crate::ops::lookup::keep_outside;
use crate::pixels::Image;
use crate::pixels::Mask;

/// The largest bit shift.
const MOST_SHIFT: u32 = 8;

/// Bins of a histogram.
///
/// # Panics
/// When `bit_shift` is above 8.
pub(super) fn bins(bit_shift: u32) -> usize {
    assert!(
        bit_shift <= MOST_SHIFT,
        "bit shift of 0 to 8 wanted, not {bit_shift}"
    );
    (1 << 16) >> bit_shift
}

/// CLAHE of a 16-bit image; without a mask, zero differing pixels against OpenCV on x86-64.
///
/// Values are counted in bins of `2^bit_shift`, and the result is a multiple of that, as OpenCV's
/// `setBitShift` has it: the data are expected in the high bits. Without a shift the clip limit
/// rarely has an effect, see [`ClaheParams::limit16_is_idle`].
///
/// Pixels outside `mask` are not counted and stay as they are.
///
/// # Panics
/// When the image has several channels, the mask another size, or `bit_shift` is above 8.
pub fn apply16(
    image: &Image<u16>,
    params: &ClaheParams,
    bit_shift: u32,
    mask: Option<&Mask>,
) -> Image<u16> {
    let mut mapped = vec![0; image.data().len()];
    let instructions = Instructions::detected();
    apply16_into(instructions, image, params, bit_shift, mask, &mut mapped);
    Image::grey(image.width(), image.height(), mapped)
}

/// [`apply16`] with chosen instructions into samples of the caller's.
///
/// # Panics
/// As [`apply16`], and when `out` has not as many samples as the image.
pub fn apply16_into(
    instructions: Instructions,
    image: &Image<u16>,
    params: &ClaheParams,
    bit_shift: u32,
    mask: Option<&Mask>,
    out: &mut [u16],
) {
    assert_eq!(image.channels(), 1, "one channel wanted");
    assert_eq!(out.len(), image.data().len(), "samples of the result");
    assert_mask_fits(mask, image.width(), image.height());
    let bins = bins(bit_shift);
    if image.data().is_empty() {
        return;
    }
    let (columns, rows, grid) = params.lay_out(image.width(), image.height());
    let Some(tables) = tables::Tables::new(image, mask, params, &grid, bins) else {
        out.copy_from_slice(image.data());
        return;
    };
    mapping::interpolate(
        instructions,
        image,
        &tables,
        &columns,
        &rows,
        bit_shift,
        out,
    );
    keep_outside(image, mask, out);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::Tiles;

    fn params(clip_limit: f64, columns: u32, rows: u32) -> ClaheParams {
        ClaheParams::new(clip_limit, Tiles::new(columns, rows).unwrap()).unwrap()
    }

    #[test]
    fn one_tile_of_three_values_by_hand() {
        let image = Image::grey(4, 1, vec![7_u16, 9, 9, 60_000]);
        // Without a limit the cumulative shares 1/4, 3/4 and 1 of 65535.
        let mapped = apply16(&image, &params(0.0, 1, 1), 0, None);
        assert_eq!(mapped.data(), [16_384, 49_151, 49_151, 65_535]);
        // A limit of one cuts the second 9, and bin 0 gets it: 2/4, 3/4, 4/4.
        let mapped = apply16(&image, &params(1.0, 1, 1), 0, None);
        assert_eq!(mapped.data(), [32_768, 49_151, 49_151, 65_535]);
    }

    #[test]
    fn a_shift_clears_low_bits() {
        let data: Vec<u16> = (0..40 * 30).map(|i| (i * 53) as u16).collect();
        let image = Image::grey(40, 30, data);
        let mapped = apply16(&image, &params(2.0, 4, 4), 4, None);
        assert!(mapped.data().iter().all(|grey| grey & 15 == 0));
        assert_ne!(mapped, apply16(&image, &params(2.0, 4, 4), 0, None));
    }

    #[test]
    fn what_lies_outside_the_mask_has_no_influence() {
        let inside: Vec<bool> = (0..40 * 30).map(|i| i % 40 >= 15).collect();
        let mask = Mask::new(40, 30, inside.clone());
        let [low, high] = [0_u16, 65_535].map(|outside| {
            let data = inside.iter().enumerate();
            let data = data.map(|(i, &inside)| if inside { 900 + i as u16 % 97 } else { outside });
            let image = Image::grey(40, 30, data.collect());
            apply16(&image, &params(2.0, 4, 4), 0, Some(&mask))
        });
        for ((low, high), inside) in low.data().iter().zip(high.data()).zip(inside) {
            let wanted = if inside { (*low, *low) } else { (0, 65_535) };
            assert_eq!((*low, *high), wanted);
        }
    }

    #[test]
    fn an_empty_mask_leaves_the_image() {
        let image = Image::grey(3, 1, vec![1_u16, 2, 3]);
        let mask = Mask::new(3, 1, vec![false; 3]);
        assert_eq!(apply16(&image, &params(2.0, 2, 2), 0, Some(&mask)), image);
    }

    #[test]
    #[should_panic(expected = "bit shift")]
    fn larger_shifts_are_a_programming_error() {
        apply16(&Image::filled(2, 2, 0), &params(2.0, 1, 1), 9, None);
    }
}
