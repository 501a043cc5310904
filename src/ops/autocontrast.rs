//! Autocontrast as two libraries compute it, 8 bit: darkest grey to black, brightest to white.

use super::heq;
use super::lookup::map_grey;
use super::point::Percentiles;
use crate::pixels::Image;
use crate::pixels::Mask;

/// Pillow's `ImageOps.autocontrast`: below `kept.low()` and above `kept.high()` percent pixels are
/// set aside, what remains is stretched and truncated. An image without two greys stays.
///
/// Pixels outside `mask` are not counted and stay as they are.
///
/// # Panics
/// When the image has several channels or the mask another size.
pub fn pillow(image: &Image<u8>, kept: &Percentiles, mask: Option<&Mask>) -> Image<u8> {
    let mut counts = heq::counts(image, mask);
    let n: u32 = counts.iter().sum();
    let share = |percent: f64| (f64::from(n) * percent / 100.0) as u32;
    set_aside(counts.iter_mut(), share(kept.low()));
    set_aside(counts.iter_mut().rev(), share(100.0 - kept.high()));
    let Some((low, high)) = ends(&counts) else {
        return image.clone();
    };
    let scale = 255.0 / f64::from(high - low);
    let offset = -f64::from(low) * scale;
    // `as` truncates and clamps.
    map_grey(image, mask, |grey| (grey * scale + offset) as u8)
}

/// torchvision's `functional.autocontrast`: smallest to largest grey, in single precision,
/// truncated. An image without two greys stays.
///
/// Pixels outside `mask` are not counted and stay as they are.
///
/// # Panics
/// When the image has several channels or the mask another size.
pub fn torchvision(image: &Image<u8>, mask: Option<&Mask>) -> Image<u8> {
    let Some((low, high)) = ends(&heq::counts(image, mask)) else {
        return image.clone();
    };
    let scale = 255.0_f32 / f32::from(high - low);
    map_grey(image, mask, |grey| {
        ((grey as f32 - f32::from(low)) * scale) as u8
    })
}

/// Takes `pixels` away, from the first counts on.
fn set_aside<'a>(counts: impl Iterator<Item = &'a mut u32>, mut pixels: u32) {
    for count in counts {
        let taken = pixels.min(*count);
        *count -= taken;
        pixels -= taken;
    }
}

/// The first and the last grey present; `None` unless there are two.
fn ends(counts: &[u32; 256]) -> Option<(u8, u8)> {
    let low = counts.iter().position(|&count| count > 0)?;
    let high = counts.iter().rposition(|&count| count > 0)?;
    (low < high).then_some((low as u8, high as u8))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(low: f64, high: f64) -> Percentiles {
        Percentiles::new(low, high).unwrap()
    }

    #[test]
    fn ends_become_black_and_white() {
        let image = Image::grey(3, 1, vec![10, 15, 27]);
        // 5 of 17 levels, 15 greys each.
        assert_eq!(torchvision(&image, None).data(), [0, 75, 255]);
        let stretched = pillow(&image, &kept(0.0, 100.0), None);
        assert_eq!(stretched.data(), [0, 75, 255]);
    }

    #[test]
    fn outliers_are_set_aside() {
        let data = [vec![0], vec![100; 49], vec![200; 49], vec![255]].concat();
        let stretched = pillow(&Image::grey(100, 1, data), &kept(1.0, 99.0), None);
        let ends = (stretched.data()[0], stretched.data()[99]);
        assert_eq!((ends, stretched.data()[1]), ((0, 255), 0));
        assert!(stretched.data()[60] >= 254);
    }

    #[test]
    fn constants_and_what_lies_outside_the_mask_stay() {
        let image = Image::grey(3, 1, vec![9, 9, 200]);
        let mask = Mask::new(3, 1, vec![true, true, false]);
        assert_eq!(torchvision(&image, Some(&mask)), image);
        assert_eq!(pillow(&image, &kept(0.0, 100.0), Some(&mask)), image);
    }
}
