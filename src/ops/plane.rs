//! One channel as real numbers, with the pixels that do not count: what filters with a
//! neighbourhood work on.

use rayon::prelude::*;

use super::assert_mask_fits;
use super::lookup::Grey;
use super::mirror;
use crate::for_samples;
use crate::pixels::Image;
use crate::pixels::Mask;
use crate::pixels::Sample;
use crate::pixels::Samples;

/// The samples of a picture as real numbers.
///
/// Pixels outside the mask and samples that are not finite do not count. They hold the value of
/// the first pixel that counts, so that a weight of 0 takes them out of any sum.
pub(super) struct Plane {
    width: usize,
    height: usize,
    values: Vec<f64>,
    /// 1 for pixels that count, 0 for the others; `None` where all count.
    weights: Option<Vec<f64>>,
}

impl Plane {
    /// The only channel of `samples`; `None` when no pixel counts.
    ///
    /// # Panics
    /// When there are several channels or the mask has another size.
    pub(super) fn of(samples: &Samples, mask: Option<&Mask>) -> Option<Self> {
        let counted = counted(samples, mask);
        let mut values: Vec<f64> = for_samples!(samples, image => {
            image.data().iter().map(|x| Sample::to_f64(*x)).collect()
        });
        let weights = match counted {
            None => None,
            Some(counted) => {
                let first = counted.iter().position(|&counts| counts)?;
                let filling = values[first];
                for (value, counts) in values.iter_mut().zip(&counted) {
                    if !counts {
                        *value = filling;
                    }
                }
                Some(counted.iter().map(|&c| f64::from(u8::from(c))).collect())
            }
        };
        (!values.is_empty()).then(|| Self {
            width: samples.width(),
            height: samples.height(),
            values,
            weights,
        })
    }

    /// Columns.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// Rows.
    pub(super) fn height(&self) -> usize {
        self.height
    }

    /// All samples, row by row.
    pub(super) fn values(&self) -> &[f64] {
        &self.values
    }

    /// For each pixel 1 when it counts, else 0; `None` where all count.
    pub(super) fn weights(&self) -> Option<&[f64]> {
        self.weights.as_deref()
    }

    /// `length` samples from column `x` of row `y`.
    pub(super) fn run(&self, x: usize, y: usize, length: usize) -> &[f64] {
        let from = y * self.width + x;
        &self.values[from..from + length]
    }

    /// The weights of the same pixels; `None` where all count.
    pub(super) fn weight_run(&self, x: usize, y: usize, length: usize) -> Option<&[f64]> {
        let from = y * self.width + x;
        self.weights().map(|weights| &weights[from..from + length])
    }

    /// Smallest and largest sample that counts.
    pub(super) fn extent(&self) -> (f64, f64) {
        // Samples that do not count hold a value that counts.
        let nothing = (f64::INFINITY, f64::NEG_INFINITY);
        let widen = |(low, high): (f64, f64), x: &f64| (low.min(*x), high.max(*x));
        self.values.iter().fold(nothing, widen)
    }

    /// The picture with `margin` more pixels on each side, mirrored at its outermost pixels, which
    /// are not repeated (OpenCV's `BORDER_REFLECT_101`).
    pub(super) fn mirrored(&self, margin: usize) -> Self {
        let fold = |length: usize| -> Vec<usize> {
            (0..length + 2 * margin)
                .map(|i| mirror(i as isize - margin as isize, length))
                .collect()
        };
        let (columns, rows) = (fold(self.width), fold(self.height));
        let spread = |pixels: &[f64]| -> Vec<f64> {
            rows.iter()
                .flat_map(|y| columns.iter().map(move |x| pixels[y * self.width + x]))
                .collect()
        };
        Self {
            width: columns.len(),
            height: rows.len(),
            values: spread(&self.values),
            weights: self.weights().map(spread),
        }
    }

    /// A new value for every pixel, computed row by row on all threads: `fill` is given a row's
    /// number and its place. `None` when `keep_going`, asked once a row, said no.
    pub(super) fn by_rows(
        &self,
        keep_going: &(dyn Fn() -> bool + Sync),
        fill: impl Fn(usize, &mut [f64]) + Sync,
    ) -> Option<Vec<f64>> {
        let mut values = vec![0.0; self.values.len()];
        values
            .par_chunks_mut(self.width)
            .enumerate()
            .try_for_each(|(y, row)| {
                if !keep_going() {
                    return None;
                }
                fill(y, row);
                Some(())
            })?;
        Some(values)
    }
}

/// Which pixels are in the mask and finite; `None` when all are.
///
/// # Panics
/// When there are several channels or the mask has another size.
pub(super) fn counted(samples: &Samples, mask: Option<&Mask>) -> Option<Vec<bool>> {
    assert_eq!(samples.channels(), 1, "one channel wanted");
    assert_mask_fits(mask, samples.width(), samples.height());
    let mut counted = match mask {
        Some(mask) => mask.inside().to_vec(),
        None => vec![true; samples.width() * samples.height()],
    };
    let mut leave_out = |finite: &mut dyn Iterator<Item = bool>| {
        for (counts, finite) in counted.iter_mut().zip(finite) {
            *counts &= finite;
        }
    };
    match samples {
        Samples::F32(image) => leave_out(&mut image.data().iter().map(|x| x.is_finite())),
        Samples::F64(image) => leave_out(&mut image.data().iter().map(|x| x.is_finite())),
        _ => {}
    }
    counted.contains(&false).then_some(counted)
}

/// How many units of `samples` one level of an 8-bit picture is: 257 for 16-bit grey, so that a
/// parameter in 8-bit levels means the same there; 1 for 8-bit grey, and for values, whose
/// parameters are in their own unit.
pub(super) fn units_per_level(samples: &Samples) -> f64 {
    match samples {
        Samples::U16(_) => 257.0,
        _ => 1.0,
    }
}

/// What a filter found, as it leaves: grey of 8 and 16 bits keeps its type (floor(y + 0.5),
/// clamped), all else is given as `f32`. Pixels that do not count are those of `samples`;
/// `found` is `None` where none counts.
pub(super) fn finished(samples: &Samples, found: Option<(&Plane, Vec<f64>)>) -> Samples {
    fn grey<G: Grey>(image: &Image<G>, found: Option<(&Plane, Vec<f64>)>) -> Image<G> {
        joined(image, found, |x| x, G::from_f64)
    }
    match samples {
        Samples::U8(image) => Samples::U8(grey(image, found)),
        Samples::U16(image) => Samples::U16(grey(image, found)),
        values => for_samples!(values, image => {
            let single = |x| Sample::to_f64(x) as f32;
            Samples::F32(joined(image, found, single, |y| y as f32))
        }),
    }
}

fn joined<T: Sample, U: Copy>(
    image: &Image<T>,
    found: Option<(&Plane, Vec<f64>)>,
    keep: impl Fn(T) -> U,
    round: impl Fn(f64) -> U,
) -> Image<U> {
    let Some((plane, values)) = found else {
        return image.map(|&x| keep(x));
    };
    let data = match plane.weights() {
        None => values.into_iter().map(round).collect(),
        Some(weights) => image
            .data()
            .iter()
            .zip(values)
            .zip(weights)
            .map(|((&old, new), &weight)| if weight > 0.0 { round(new) } else { keep(old) })
            .collect(),
    };
    Image::grey(image.width(), image.height(), data)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_count_holds_a_value_that_does() {
        let samples = Samples::F32(Image::grey(4, 1, vec![9.0, f32::NAN, 3.0, 5.0]));
        let mask = Mask::new(4, 1, vec![false, true, true, true]);
        let plane = Plane::of(&samples, Some(&mask)).unwrap();
        assert_eq!(plane.values(), [3.0, 3.0, 3.0, 5.0]);
        assert_eq!(plane.weights(), Some(&[0.0, 0.0, 1.0, 1.0][..]));
        assert_eq!(plane.extent(), (3.0, 5.0));
        let Samples::F32(image) = finished(&samples, Some((&plane, vec![1.5; 4]))) else {
            panic!("values stay values");
        };
        assert_eq!(image.at(0, 0), 9.0);
        assert!(image.at(1, 0).is_nan());
        assert_eq!(image.data()[2..], [1.5, 1.5]);
    }

    #[test]
    fn pictures_of_which_nothing_counts_stay() {
        let samples = Samples::F64(Image::grey(2, 1, vec![f64::NAN, f64::INFINITY]));
        assert!(Plane::of(&samples, None).is_none());
        let Samples::F32(image) = finished(&samples, None) else {
            panic!("values leave as f32");
        };
        assert!(image.at(0, 0).is_nan() && image.at(1, 0).is_infinite());
        let empty = Samples::U8(Image::grey(0, 0, Vec::new()));
        assert_eq!(finished(&empty, None), empty);
    }

    #[test]
    fn grey_is_rounded_half_up_and_clamped() {
        let samples = Samples::U8(Image::grey(4, 1, vec![0; 4]));
        let plane = Plane::of(&samples, None).unwrap();
        let found = finished(&samples, Some((&plane, vec![-3.0, 2.5, 3.49, 300.0])));
        assert_eq!(found, Samples::U8(Image::grey(4, 1, vec![0, 3, 3, 255])));
    }

    #[test]
    fn margins_mirror_values_and_weights() {
        let samples = Samples::U8(Image::grey(3, 1, vec![1, 2, 3]));
        let mask = Mask::new(3, 1, vec![true, false, true]);
        let plane = Plane::of(&samples, Some(&mask)).unwrap().mirrored(2);
        assert_eq!((plane.width(), plane.height()), (7, 5));
        assert_eq!(plane.run(0, 4, 7), [3.0, 1.0, 1.0, 1.0, 3.0, 1.0, 1.0]);
        assert_eq!(
            plane.weight_run(0, 0, 7),
            Some(&[1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0][..])
        );
    }
}
