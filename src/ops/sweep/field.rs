//! What the windows of all pixels look at.

use std::ops::Range;

use crate::ops::mirror;
use crate::pixels::Image;
use crate::pixels::Mask;

/// What a window holds beyond the edge of the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ops) enum Edge {
    /// Nothing: the window is cut.
    Cut,
    /// The picture mirrored at its outermost pixels, which are not repeated.
    Mirror,
    /// The outermost pixel, repeated.
    Replicate,
}

/// The picture, with a margin where windows reach beyond it.
pub(in crate::ops) struct Field<T> {
    pub width: usize,
    pub height: usize,
    /// Pixels added on each side: the radius where windows are not cut, else none.
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
        edge: Edge,
        radius: usize,
    ) -> Self {
        let margin = match edge {
            Edge::Cut => 0,
            Edge::Mirror | Edge::Replicate => radius,
        };
        let fold = |length: usize| -> Vec<usize> {
            (0..length + 2 * margin)
                .map(|i| match edge {
                    Edge::Replicate => i.saturating_sub(margin).min(length - 1),
                    Edge::Cut | Edge::Mirror => mirror(i as isize - margin as isize, length),
                })
                .collect()
        };
        let (columns, rows) = (fold(image.width()), fold(image.height()));
        let mut samples = Vec::with_capacity(columns.len() * rows.len());
        for &y in &rows {
            let row = image.row(y);
            match edge {
                Edge::Cut => samples.extend(row.iter().map(|&sample| map(sample))),
                _ => samples.extend(columns.iter().map(|&x| map(row[x]))),
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

    /// The counted samples of column `x` in rows of the field.
    pub(in crate::ops) fn column(&self, x: usize, rows: Range<usize>) -> impl Iterator<Item = T> {
        let pixels = rows.start * self.width..rows.end * self.width;
        let counted = self
            .counted
            .as_ref()
            .map(|counted| &counted[pixels.clone()]);
        self.samples[pixels]
            .iter()
            .enumerate()
            .skip(x)
            .step_by(self.width)
            .filter(move |(at, _)| counted.is_none_or(|counted| counted[*at]))
            .map(|(_, &sample)| sample)
    }
}

/// A row of a field.
#[derive(Clone, Copy)]
pub(in crate::ops) struct Line<'a, T> {
    pub samples: &'a [T],
    counted: Option<&'a [bool]>,
}

impl<T: Copy> Line<'_, T> {
    /// Whether the sample in column `x` is counted.
    #[inline(always)]
    pub(in crate::ops) fn is_counted(&self, x: usize) -> bool {
        match self.counted {
            Some(counted) => counted[x],
            None => true,
        }
    }

    /// The sample in column `x`; `None` when it is not counted.
    #[inline(always)]
    pub(in crate::ops) fn counted(&self, x: usize) -> Option<T> {
        self.is_counted(x).then(|| self.samples[x])
    }
}
