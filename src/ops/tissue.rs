//! Tissue classes: pixels labelled by ranges of values, and the colours laid over them.

use rayon::prelude::*;

use super::assert_mask_fits;
use super::lookup::map_samples;
use crate::pixels::Image;
use crate::pixels::Mask;
use crate::pixels::Sample;
use crate::pixels::Samples;

/// The label of pixels that belong to no class.
pub const NO_CLASS: u8 = 255;

/// The class of every sample: the index of the first of `ranges` (from, up to but not including)
/// that holds it, else [`NO_CLASS`].
///
/// # Panics
/// When there are more than 255 ranges.
pub fn label(values: &Samples, ranges: &[(f64, f64)]) -> Image<u8> {
    assert!(ranges.len() <= 255, "{} classes", ranges.len());
    map_samples(values, |x| class_of(x, ranges))
}

/// The class of a single value, as [`label`] gives it.
pub fn class_of(x: f64, ranges: &[(f64, f64)]) -> u8 {
    ranges
        .iter()
        .position(|&(low, high)| low <= x && x < high)
        .map_or(NO_CLASS, |class| class as u8)
}

/// How many pixels inside `mask` have each label: 256 counts, the last of them for [`NO_CLASS`].
///
/// # Panics
/// When the mask has another size than the labels.
pub fn counts(labels: &Image<u8>, mask: Option<&Mask>) -> Vec<u64> {
    assert_mask_fits(mask, labels.width(), labels.height());
    let mut counts = vec![0; 256];
    for (i, &label) in labels.data().iter().enumerate() {
        if mask.is_none_or(|mask| mask.inside()[i]) {
            counts[usize::from(label)] += 1;
        }
    }
    counts
}

/// A class's colour laid over what is shown of a grey: the colour follows the grey, so that structure
/// stays readable. `under` is the grey itself or its colour by a map, `opacity` is 0..=1.
///
/// (1 − a) · under + a · colour · (0.22 + 0.78 · grey / 255), rounded by floor(y + 0.5).
pub fn tint(under: [u8; 3], grey: u8, colour: [u8; 3], opacity: f64) -> [u8; 3] {
    let brightness = 0.22 + 0.78 * f64::from(grey) / 255.0;
    std::array::from_fn(|channel| {
        let [under, over] = [under, colour].map(|colour| f64::from(colour[channel]));
        u8::from_f64((1.0 - opacity) * under + opacity * over * brightness)
    })
}

/// As [`tint`] over a pixel whose luminance (ITU-R BT.601) stands for the grey.
pub fn tint_pixel(under: [u8; 3], colour: [u8; 3], opacity: f64) -> [u8; 3] {
    let [red, green, blue] = under.map(f64::from);
    let grey = u8::from_f64(0.299 * red + 0.587 * green + 0.114 * blue);
    tint(under, grey, colour, opacity)
}

/// The pixels of a class that have a neighbour (left, right, above, below) with another label.
pub fn outline(labels: &Image<u8>) -> Mask {
    let (width, height) = (labels.width(), labels.height());
    let inside = (0..height)
        .into_par_iter()
        .flat_map_iter(|y| {
            let row = labels.row(y);
            let above = labels.row(y.saturating_sub(1));
            let below = labels.row((y + 1).min(height - 1));
            (0..width).map(move |x| {
                let left = row[x.saturating_sub(1)];
                let right = row[(x + 1).min(width - 1)];
                let label = row[x];
                label != NO_CLASS
                    && [left, right, above[x], below[x]]
                        .iter()
                        .any(|&n| n != label)
            })
        })
        .collect();
    Mask::new(width, height, inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_half_open_and_the_first_wins() {
        let values = Samples::F32(Image::grey(
            6,
            1,
            vec![-1000.0, -150.0, -50.0, 30.0, 500.0, f32::NAN],
        ));
        let ranges = [(-150.0, -50.0), (-2000.0, -150.0), (-100.0, 100.0)];
        let labels = label(&values, &ranges);
        assert_eq!(labels.data(), [1, 0, 2, 2, NO_CLASS, NO_CLASS]);
        let counts = counts(&labels, None);
        assert_eq!((counts[0], counts[1], counts[2], counts[255]), (1, 1, 2, 2));
    }

    #[test]
    fn masked_pixels_are_not_counted() {
        let labels = Image::grey(3, 1, vec![0, 0, 1]);
        let mask = Mask::new(3, 1, vec![true, false, true]);
        assert_eq!(counts(&labels, Some(&mask))[..2], [1, 1]);
    }

    #[test]
    fn tint_follows_the_grey() {
        let blue = [0x24, 0x56, 0xC8];
        // On black 0.4 · 0.22 of the colour is left, on white 0.6 · 255 and 0.4 of the colour.
        assert_eq!(tint([0; 3], 0, blue, 0.4), [3, 8, 18]);
        assert_eq!(tint([255; 3], 255, blue, 0.4), [167, 187, 233]);
        assert_eq!(tint([90; 3], 90, blue, 0.0), [90, 90, 90]);
        // Over a map's colour the brightness is still that of the grey.
        assert_eq!(tint([200, 100, 0], 255, blue, 0.4), [134, 94, 80]);
        // A pixel of red is as bright as a grey of 76.
        assert_eq!(tint_pixel([255, 0, 0], blue, 0.4), [160, 16, 36]);
        assert_eq!(tint_pixel([255; 3], blue, 0.4), [167, 187, 233]);
    }

    #[test]
    fn outlines_lie_inside_their_class() {
        let mut data = vec![NO_CLASS; 25];
        for y in 1..4 {
            data[y * 5 + 1..y * 5 + 4].fill(7);
        }
        let edge = outline(&Image::grey(5, 5, data));
        let ring: Vec<usize> = (0..25).filter(|&i| edge.inside()[i]).collect();
        assert_eq!(ring, [6, 7, 8, 11, 13, 16, 17, 18]);
    }

    #[test]
    fn the_edge_of_the_picture_is_no_outline() {
        assert_eq!(outline(&Image::filled(4, 3, 1)).count(), 0);
        assert_eq!(outline(&Image::grey(0, 0, vec![])).count(), 0);
    }
}
