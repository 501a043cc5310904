//! What the windows of all pixels look at.

use super::Border;
use crate::ops::mirror;
use crate::pixels::Image;
use crate::pixels::Mask;

/// The picture, with a margin where it is mirrored.
pub(in crate::ops) struct Field<T> {
    pub width: usize,
    pub height: usize,
    /// Pixels added on each side: the radius where the picture is mirrored, else none.
    pub margin: usize,
    samples: Vec<T>,
    /// Which pixels are counted; `None` for all.
    counted: Option<Vec<bool>>,
}

impl<T: Copy> Field<T> {
    /// The field of windows of `radius` over `image`, each sample replaced by what `map` makes of it.
    pub(in crate::ops) fn new<S: Copy>(
        image: &Image<S>,
        map: impl Fn(S) -> T,
        mask: Option<&Mask>,
        border: Border,
        radius: usize,
    ) -> Self {
        let margin = match border {
            Border::Cut => 0,
            Border::Mirror => radius,
        };
        let fold = |length: usize| -> Vec<usize> {
            (0..length + 2 * margin)
                .map(|i| mirror(i as isize - margin as isize, length))
                .collect()
        };
        let (columns, rows) = (fold(image.width()), fold(image.height()));
        let mut samples = Vec::with_capacity(columns.len() * rows.len());
        for &y in &rows {
            let row = image.row(y);
            match border {
                Border::Cut => samples.extend(row.iter().map(|&sample| map(sample))),
                Border::Mirror => samples.extend(columns.iter().map(|&x| map(row[x]))),
            }
        }
        let pixels = rows
            .iter()
            .flat_map(|y| columns.iter().map(move |x| y * image.width() + x));
        Self {
            width: columns.len(),
            height: rows.len(),
            margin,
            samples,
            counted: mask.map(|mask| pixels.map(|pixel| mask.inside()[pixel]).collect()),
        }
    }

    /// Row `y` of the field; `None` above and below it.
    pub(in crate::ops) fn line(&self, y: Option<usize>) -> Option<Line<'_, T>> {
        let y = y.filter(|&y| y < self.height)?;
        let pixels = y * self.width..(y + 1) * self.width;
        Some(Line {
            samples: &self.samples[pixels.clone()],
            counted: self.counted.as_ref().map(|counted| &counted[pixels]),
        })
    }
}

/// A row of a field.
#[derive(Clone, Copy)]
pub(in crate::ops) struct Line<'a, T> {
    pub samples: &'a [T],
    counted: Option<&'a [bool]>,
}

impl<T: Copy> Line<'_, T> {
    /// The sample in column `x`; `None` when it is not counted.
    #[inline(always)]
    pub(in crate::ops) fn counted(&self, x: usize) -> Option<T> {
        match self.counted {
            Some(counted) if !counted[x] => None,
            _ => Some(self.samples[x]),
        }
    }
}
