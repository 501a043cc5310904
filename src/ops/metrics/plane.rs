//! Rows of real numbers, whatever type the samples have, and the bands that threads work on.

use std::ops::Range;

use rayon::prelude::*;

use crate::for_samples;
use crate::ops::histogram::Histogram;
use crate::pixels::Image;
use crate::pixels::Mask;
use crate::pixels::Rect;
use crate::pixels::Sample;
use crate::pixels::Samples;

/// Rows of a band. Fixed, so that sums are the same however many threads work.
const BAND: usize = 64;

/// A grey picture as rows of real numbers; what is no data is not a number.
pub(super) struct Plane<'a> {
    samples: &'a Samples,
    mask: Option<&'a Mask>,
}

impl<'a> Plane<'a> {
    pub fn new(samples: &'a Samples, mask: Option<&'a Mask>) -> Self {
        Self { samples, mask }
    }

    pub fn width(&self) -> usize {
        self.samples.width()
    }

    pub fn height(&self) -> usize {
        self.samples.height()
    }

    /// Columns `columns` of row `y`, into a buffer of that length.
    pub fn part_into(&self, y: usize, columns: Range<usize>, to: &mut [f64]) {
        for_samples!(self.samples, image => {
            for (to, from) in to.iter_mut().zip(&image.row(y)[columns.clone()]) {
                let value = from.to_f64();
                *to = if value.is_finite() { value } else { f64::NAN };
            }
        });
        if let Some(mask) = self.mask {
            let row = &mask.inside()[y * self.width()..][columns];
            for (to, &inside) in to.iter_mut().zip(row) {
                if !inside {
                    *to = f64::NAN;
                }
            }
        }
    }

    /// Row `y`, into a buffer as long as the picture is wide.
    pub fn row_into(&self, y: usize, to: &mut [f64]) {
        self.part_into(y, 0..self.width(), to);
    }

    /// The data of a rectangle, row by row.
    pub fn data_in(&self, rect: Rect) -> Vec<f64> {
        let mut row = vec![0.0; rect.width];
        let mut data = Vec::with_capacity(rect.width * rect.height);
        for y in rect.y..rect.y + rect.height {
            self.part_into(y, rect.x..rect.x + rect.width, &mut row);
            data.extend(row.iter().filter(|value| !value.is_nan()));
        }
        data
    }
}

/// What `work` makes of each band of `rows`, from the first to the last; `None` when told to stop.
pub(super) fn by_bands<R: Send>(
    rows: Range<usize>,
    keep_going: &(dyn Fn() -> bool + Sync),
    work: impl Fn(Range<usize>) -> R + Sync,
) -> Option<Vec<R>> {
    let bands = rows.len().div_ceil(BAND);
    (0..bands)
        .into_par_iter()
        .map(|band| {
            let first = rows.start + band * BAND;
            keep_going().then(|| work(first..(first + BAND).min(rows.end)))
        })
        .collect()
}

/// How many distinct values the data of a picture have.
pub(super) fn levels(plane: &Plane<'_>, counts: &Histogram) -> u64 {
    if counts.is_exact() {
        return counts.counts().iter().filter(|&&count| count > 0).count() as u64;
    }
    let mut data = plane.data_in(Rect {
        x: 0,
        y: 0,
        width: plane.width(),
        height: plane.height(),
    });
    data.sort_unstable_by(f64::total_cmp);
    // 0 and −0 sort apart and are equal.
    data.dedup();
    data.len() as u64
}

/// The samples of a rectangle.
pub(super) fn cropped(samples: &Samples, rect: Rect) -> Samples {
    fn of<T: Sample>(image: &Image<T>, rect: Rect) -> Samples {
        let rows =
            (rect.y..rect.y + rect.height).map(|y| &image.row(y)[rect.x..rect.x + rect.width]);
        let data = rows.flatten().copied().collect();
        T::wrap(Image::grey(rect.width, rect.height, data))
    }
    for_samples!(samples, image => of(image, rect))
}

/// The mask of a rectangle.
pub(super) fn cropped_mask(mask: &Mask, rect: Rect) -> Mask {
    let rows = mask.inside().chunks_exact(mask.width());
    let rows = rows.skip(rect.y).take(rect.height);
    let inside = rows.flat_map(|row| row[rect.x..rect.x + rect.width].iter().copied());
    Mask::new(rect.width, rect.height, inside.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn real_levels_are_counted_one_by_one() {
        let samples = Samples::F32(Image::grey(6, 1, vec![0.5, -0.0, 0.0, 0.5, 7.25, f32::NAN]));
        let counts = Histogram::of(&samples, 0, None);
        assert_eq!(levels(&Plane::new(&samples, None), &counts), 3);
    }
}
