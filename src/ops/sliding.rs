//! Histograms of the window around every pixel of an 8-bit picture.
//!
//! One histogram per column of the window and one for the window itself are carried along; a step
//! to the right adds a column and takes one away, so that the work per pixel does not depend on
//! the radius (Perreault and Hébert, IEEE Trans. Image Process. 16, 2007).

use rayon::prelude::*;

use crate::pixels::Image;

/// What a window holds beyond the edge of the picture.
#[derive(Clone, Copy)]
pub(super) enum Edge {
    /// Nothing: the window is cut.
    Cut,
    /// The outermost pixel, repeated.
    Replicate,
}

impl Edge {
    /// The place of a row of `length` that stands for place `i`.
    fn place(self, i: isize, length: usize) -> Option<usize> {
        match self {
            Self::Cut => usize::try_from(i).ok().filter(|&i| i < length),
            Self::Replicate => Some(i.clamp(0, length as isize - 1) as usize),
        }
    }
}

/// How often each of sixteen groups of greys occurs, and then each grey.
#[derive(Clone)]
pub(super) struct Counts([u16; 16 + 256]);

impl Counts {
    const NONE: Self = Self([0; 16 + 256]);

    /// How often each grey occurs.
    pub(super) fn greys(&self) -> &[u16] {
        &self.0[16..]
    }

    /// How many pixels were counted.
    pub(super) fn sum(&self) -> u32 {
        self.0[..16].iter().map(|&count| u32::from(count)).sum()
    }

    /// The grey that has `below` of the counted pixels before it, in rising order; `below` is less
    /// than their number.
    pub(super) fn ranked(&self, below: u32) -> u8 {
        let mut left = below;
        let mut at = |counts: &[u16]| {
            let mut place = 0;
            while u32::from(counts[place]) <= left {
                left -= u32::from(counts[place]);
                place += 1;
            }
            place
        };
        let group = at(&self.0[..16]);
        (16 * group + at(&self.greys()[16 * group..])) as u8
    }

    fn count(&mut self, grey: u8) {
        let grey = usize::from(grey);
        self.0[grey >> 4] += 1;
        self.0[16 + grey] += 1;
    }

    fn discount(&mut self, grey: u8) {
        let grey = usize::from(grey);
        self.0[grey >> 4] -= 1;
        self.0[16 + grey] -= 1;
    }

    /// Takes `out` away and adds `into`.
    fn exchange(&mut self, into: &Counts, out: &Counts) {
        for ((count, into), out) in self.0.iter_mut().zip(&into.0).zip(&out.0) {
            // What is taken away was added before, so only the intermediate may wrap.
            *count = count.wrapping_add(*into).wrapping_sub(*out);
        }
    }
}

/// A picture, the pixels of it that count, and the windows laid around each.
pub(super) struct Windows<'a> {
    /// One channel, at least one pixel.
    pub(super) image: &'a Image<u8>,
    /// Which pixels count; `None` for all.
    pub(super) counted: Option<&'a [bool]>,
    /// Pixels from the middle of a window to its edge, at most 127.
    pub(super) radius: usize,
    /// What lies beyond the edge of the picture.
    pub(super) edge: Edge,
}

impl Windows<'_> {
    /// `f` of every pixel's grey and the counts in its window. `None` when `keep_going`, asked
    /// once a row, said no.
    pub(super) fn map<T: Copy + Default + Send>(
        &self,
        keep_going: &(dyn Fn() -> bool + Sync),
        f: impl Fn(u8, &Counts) -> T + Sync,
    ) -> Option<Vec<T>> {
        let width = self.image.width();
        // A band begins by counting all rows of its first window.
        let band = self.radius.max(32);
        let mut mapped = vec![T::default(); self.image.data().len()];
        mapped
            .par_chunks_mut(band * width)
            .enumerate()
            .try_for_each(|(index, mapped)| {
                let first = index * band;
                let mut columns = self.columns(first);
                for (row, mapped) in mapped.chunks_exact_mut(width).enumerate() {
                    if !keep_going() {
                        return None;
                    }
                    if row > 0 {
                        self.move_down(&mut columns, first + row);
                    }
                    self.map_row(&columns, first + row, mapped, &f);
                }
                Some(())
            })?;
        Some(mapped)
    }

    /// The greys of row `y` with their columns, without those that do not count.
    fn row(&self, y: usize) -> impl Iterator<Item = (usize, u8)> {
        let from = y * self.image.width();
        let row = self.image.row(y).iter().copied().enumerate();
        row.filter(move |(x, _)| self.counted.is_none_or(|counted| counted[from + x]))
    }

    /// Counts of each column of the windows of row `y`.
    fn columns(&self, y: usize) -> Vec<Counts> {
        let mut columns = vec![Counts::NONE; self.image.width()];
        let radius = self.radius as isize;
        for dy in -radius..=radius {
            self.count_row(&mut columns, y as isize + dy);
        }
        columns
    }

    fn count_row(&self, columns: &mut [Counts], y: isize) {
        if let Some(y) = self.edge.place(y, self.image.height()) {
            self.row(y).for_each(|(x, grey)| columns[x].count(grey));
        }
    }

    /// From the columns of row `y − 1` to those of row `y`.
    fn move_down(&self, columns: &mut [Counts], y: usize) {
        let (y, radius) = (y as isize, self.radius as isize);
        self.count_row(columns, y + radius);
        if let Some(y) = self.edge.place(y - 1 - radius, self.image.height()) {
            self.row(y).for_each(|(x, grey)| columns[x].discount(grey));
        }
    }

    fn map_row<T>(
        &self,
        columns: &[Counts],
        y: usize,
        mapped: &mut [T],
        f: impl Fn(u8, &Counts) -> T,
    ) {
        let radius = self.radius as isize;
        let column = |x: isize| {
            let place = self.edge.place(x, columns.len());
            place.map_or(&Counts::NONE, |x| &columns[x])
        };
        let mut window = Counts::NONE;
        for x in -radius..radius {
            window.exchange(column(x), &Counts::NONE);
        }
        // The window is one column short of the first pixel's.
        let mut leaving = &Counts::NONE;
        for (x, (mapped, &grey)) in mapped.iter_mut().zip(self.image.row(y)).enumerate() {
            let x = x as isize;
            window.exchange(column(x + radius), leaving);
            *mapped = f(grey, &window);
            leaving = column(x - radius);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sums(edge: Edge, counted: Option<&[bool]>) -> Vec<u32> {
        let image = Image::grey(4, 2, vec![1, 2, 3, 4, 5, 6, 7, 200]);
        let windows = Windows {
            image: &image,
            counted,
            radius: 1,
            edge,
        };
        windows.map(&|| true, |_, counts| counts.sum()).unwrap()
    }

    #[test]
    fn windows_are_cut_or_filled_at_the_edge() {
        assert_eq!(sums(Edge::Cut, None), [4, 6, 6, 4, 4, 6, 6, 4]);
        assert_eq!(sums(Edge::Replicate, None), [9; 8]);
        let mut counted = [true; 8];
        counted[0] = false;
        assert_eq!(sums(Edge::Cut, Some(&counted)), [3, 5, 6, 4, 3, 5, 6, 4]);
        // The corner stands four times in its own window.
        assert_eq!(
            sums(Edge::Replicate, Some(&counted)),
            [5, 7, 9, 9, 7, 8, 9, 9]
        );
    }

    #[test]
    fn ranks_find_their_grey() {
        let mut counts = Counts::NONE;
        for grey in [3, 3, 17, 255] {
            counts.count(grey);
        }
        let ranked: Vec<u8> = (0..4).map(|below| counts.ranked(below)).collect();
        assert_eq!(ranked, [3, 3, 17, 255]);
    }
}
