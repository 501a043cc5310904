//! The median filter: every pixel becomes the middle one of the samples around it.

mod greys;
mod network;
mod running;

use self::greys::OfGreys;
use super::ParamError;
use super::plane::counted;
use super::ranges::odd;
use super::sweep::field::Edge;
use super::sweep::field::Field;
use super::sweep::sweep;
use crate::for_samples;
use crate::pixels::Image;
use crate::pixels::Mask;
use crate::pixels::Sample;
use crate::pixels::Samples;

/// What the median filter is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MedianParams {
    size: u32,
}

impl MedianParams {
    /// `size`: side of the square window in pixels, odd, 3..=99.
    ///
    /// # Errors
    /// When the size is even or outside its range.
    pub fn new(size: u32) -> Result<Self, ParamError> {
        Ok(Self {
            size: odd("size", size, 3..=99)?,
        })
    }

    /// Side of the window, pixels.
    pub fn size(&self) -> u32 {
        self.size
    }
}

impl Default for MedianParams {
    /// A window of 3 × 3.
    fn default() -> Self {
        Self { size: 3 }
    }
}

/// The exact median of each pixel's square window, in the type of `samples`.
///
/// Beyond the border stands the outermost pixel, as in OpenCV's `medianBlur`. Pixels outside
/// `mask` and samples that are not finite stay as they are and do not stand in any window; of an
/// even number of samples the lower of the two middle ones is taken. `keep_going` is asked once a
/// row; `None` when it said no.
///
/// # Panics
/// When there are several channels or the mask has another size.
pub fn apply(
    samples: &Samples,
    params: &MedianParams,
    mask: Option<&Mask>,
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Option<Samples> {
    let counted = counted(samples, mask);
    let counted = counted.as_deref();
    let radius = (params.size / 2) as usize;
    if samples.width() == 0 || samples.height() == 0 {
        return Some(samples.clone());
    }
    match samples {
        Samples::U8(image) if radius > 1 || counted.is_some() => {
            let field = Field::new(image, |grey| grey, mask, Edge::Replicate, radius);
            let medians = sweep(&field, radius, OfGreys::new, keep_going)?;
            Some(restored(image, counted, medians))
        }
        samples => for_samples!(samples, image => {
            let medians = match (radius, counted) {
                (1, None) => network::medians::<9, _>(image, keep_going)?,
                (2, None) => network::medians::<25, _>(image, keep_going)?,
                _ => running::medians(image, counted, radius, keep_going)?,
            };
            Some(restored(image, counted, medians))
        }),
    }
}

/// How many samples stand before the median of `count` in rising order.
fn samples_before(count: u32) -> u32 {
    count.saturating_sub(1) / 2
}

/// The medians, and the samples of `image` where a pixel does not count.
fn restored<T: Sample>(image: &Image<T>, counted: Option<&[bool]>, mut medians: Vec<T>) -> Samples {
    if let Some(counted) = counted {
        for ((median, &sample), counts) in medians.iter_mut().zip(image.data()).zip(counted) {
            if !counts {
                *median = sample;
            }
        }
    }
    T::wrap(Image::grey(image.width(), image.height(), medians))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn apply_to(samples: &Samples, size: u32, mask: Option<&Mask>) -> Samples {
        apply(samples, &MedianParams::new(size).unwrap(), mask, &|| true).unwrap()
    }

    #[test]
    fn single_outliers_go_and_edges_stay() {
        for size in [3, 5, 7, 9, 11] {
            let data = (0..900).map(|i| if i % 30 < 15 { -7 } else { 1000 });
            let clean = Samples::I16(Image::grey(30, 30, data.clone().collect()));
            let mut noisy: Vec<i16> = data.collect();
            noisy[333] = 32767;
            noisy[350] = -32768;
            let noisy = Samples::I16(Image::grey(30, 30, noisy));
            assert_eq!(apply_to(&noisy, size, None), clean, "{size}");
        }
    }

    #[test]
    fn the_outermost_pixel_is_repeated() {
        let samples = Samples::U8(Image::grey(3, 1, vec![9, 1, 5]));
        // The first sees 9, 9, 1 in three equal rows, the last 1, 5, 5.
        let wanted = Samples::U8(Image::grey(3, 1, vec![9, 5, 5]));
        assert_eq!(apply_to(&samples, 3, None), wanted);
    }

    #[test]
    fn of_an_even_number_the_lower_middle_is_taken() {
        let mask = Mask::new(4, 1, vec![true, false, false, true]);
        let values = vec![3.5, 99.0, f32::NAN, -2.0];
        let Samples::F32(found) =
            apply_to(&Samples::F32(Image::grey(4, 1, values)), 7, Some(&mask))
        else {
            panic!("the type stays");
        };
        // The first sees four times 3.5 and one −2 a row.
        assert_eq!((found.at(0, 0), found.at(1, 0)), (3.5, 99.0));
        assert!(found.at(2, 0).is_nan());
        assert_eq!(found.at(3, 0), -2.0);
        let mask = Mask::new(3, 1, vec![true, false, true]);
        let greys = Samples::U8(Image::grey(3, 1, vec![10, 0, 20]));
        let found = apply_to(&greys, 9, Some(&mask));
        // In each row a pixel at the end stands five times in its window, the other three times.
        assert_eq!(found, Samples::U8(Image::grey(3, 1, vec![10, 0, 20])));
    }

    #[test]
    fn nothing_counts_and_nothing_is_there() {
        let nothing = Mask::new(2, 2, vec![false; 4]);
        let samples = Samples::U8(Image::grey(2, 2, vec![1, 2, 3, 4]));
        assert_eq!(apply_to(&samples, 3, Some(&nothing)), samples);
        let empty = Samples::U16(Image::grey(0, 3, Vec::new()));
        assert_eq!(apply_to(&empty, 3, None), empty);
    }

    #[test]
    fn size_has_a_range() {
        let error = MedianParams::new(101).unwrap_err();
        assert_eq!(
            error.to_string(),
            "size: 101, wanted an odd number, 3 to 99"
        );
        assert!(MedianParams::new(4).is_err());
    }

    #[test]
    fn it_stops_when_told() {
        for size in [3, 7, 9] {
            let params = MedianParams::new(size).unwrap();
            let grey = Samples::U8(Image::filled(8, 8, 0));
            assert_eq!(apply(&grey, &params, None, &|| false), None);
            let values = Samples::F32(Image::filled(8, 8, 0.0));
            assert_eq!(apply(&values, &params, None, &|| false), None);
        }
    }
}
