//! Medians of samples of any type by a histogram of ranks that moves with the window (Huang, Yang
//! and Tang, IEEE Trans. Acoust. Speech Signal Process. 27, 1979).

use rayon::prelude::*;

use super::samples_before;
use crate::pixels::Image;
use crate::pixels::Sample;

/// Ranks that are counted together, to step over them at once.
const GROUP: usize = 64;

/// The rank of a pixel that does not count.
const NONE: u32 = u32::MAX;

/// The median of each window; the outermost pixel is repeated beyond the border. A pixel in whose
/// window none counts keeps its sample.
pub(super) fn medians<T: Sample>(
    image: &Image<T>,
    counted: Option<&[bool]>,
    radius: usize,
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Option<Vec<T>> {
    let width = image.width();
    // Ranks are those among the rows that the windows of a band reach.
    let band = (2 * radius).max(32);
    let mut medians = image.data().to_vec();
    medians
        .par_chunks_mut(band * width)
        .enumerate()
        .try_for_each(|(index, medians)| {
            let rows = medians.len() / width;
            let ranks = Ranks::of(image, counted, index * band, rows, radius);
            let mut window = Window::new(ranks.values.len());
            for (row, medians) in medians.chunks_exact_mut(width).enumerate() {
                if !keep_going() {
                    return None;
                }
                ranks.median_row(row, &mut window, medians);
            }
            Some(())
        })?;
    Some(medians)
}

/// The samples of a band of rows, and of the rows its windows reach, as ranks.
struct Ranks<T> {
    /// The different samples in rising order.
    values: Vec<T>,
    /// For each column from top to bottom the places in `values`, [`NONE`] for pixels that do not
    /// count. The outermost rows are repeated beyond the border.
    columns: Vec<u32>,
    /// Length of a column.
    height: usize,
    radius: usize,
}

impl<T: Sample> Ranks<T> {
    fn of(
        image: &Image<T>,
        counted: Option<&[bool]>,
        first: usize,
        rows: usize,
        radius: usize,
    ) -> Self {
        let (width, last) = (image.width(), image.height() - 1);
        let top = first.saturating_sub(radius);
        let bottom = (first + rows - 1 + radius).min(last);
        let mut sorted: Vec<(f64, usize)> = (top * width..(bottom + 1) * width)
            .filter(|&pixel| counted.is_none_or(|counted| counted[pixel]))
            .map(|pixel| (image.data()[pixel].to_f64(), pixel))
            .collect();
        sorted.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let mut values: Vec<T> = Vec::new();
        let mut ranks = vec![NONE; (bottom + 1 - top) * width];
        for (_, pixel) in sorted {
            let sample = image.data()[pixel];
            if values.last() != Some(&sample) {
                values.push(sample);
            }
            ranks[pixel - top * width] = values.len() as u32 - 1;
        }
        let height = rows + 2 * radius;
        let row = |y: usize| (first + y).saturating_sub(radius).min(last) - top;
        let columns = (0..width)
            .flat_map(|x| (0..height).map(move |y| (x, y)))
            .map(|(x, y)| ranks[row(y) * width + x])
            .collect();
        Self {
            values,
            columns,
            height,
            radius,
        }
    }

    /// The column of ranks that the windows of row `row` of the band see at `x`; the outermost
    /// column is repeated beyond the border.
    fn column(&self, x: usize, row: usize, width: usize) -> &[u32] {
        let x = x.saturating_sub(self.radius).min(width - 1);
        let from = x * self.height + row;
        &self.columns[from..from + 2 * self.radius + 1]
    }

    fn median_row(&self, row: usize, window: &mut Window, medians: &mut [T]) {
        let (width, size) = (medians.len(), 2 * self.radius + 1);
        for x in 0..size - 1 {
            window.add(self.column(x, row, width));
        }
        for (x, median) in medians.iter_mut().enumerate() {
            window.add(self.column(x + size - 1, row, width));
            if let Some(rank) = window.median() {
                *median = self.values[rank];
            }
            window.remove(self.column(x, row, width));
        }
        for x in width..width + size - 1 {
            window.remove(self.column(x, row, width));
        }
    }
}

/// How often each rank stands in a window, and where the median was last.
struct Window {
    counts: Vec<u16>,
    groups: Vec<u32>,
    count: u32,
    median: usize,
    /// How many ranks of the window are less than `median`.
    below: u32,
}

impl Window {
    fn new(ranks: usize) -> Self {
        Self {
            counts: vec![0; ranks],
            groups: vec![0; ranks.div_ceil(GROUP)],
            count: 0,
            median: 0,
            below: 0,
        }
    }

    fn add(&mut self, ranks: &[u32]) {
        for &rank in ranks.iter().filter(|&&rank| rank != NONE) {
            let rank = rank as usize;
            self.counts[rank] += 1;
            self.groups[rank / GROUP] += 1;
            self.below += u32::from(rank < self.median);
            self.count += 1;
        }
    }

    fn remove(&mut self, ranks: &[u32]) {
        for &rank in ranks.iter().filter(|&&rank| rank != NONE) {
            let rank = rank as usize;
            self.counts[rank] -= 1;
            self.groups[rank / GROUP] -= 1;
            self.below -= u32::from(rank < self.median);
            self.count -= 1;
        }
    }

    /// The rank in the middle, the lower of two; `None` for an empty window.
    fn median(&mut self) -> Option<usize> {
        if self.count == 0 {
            return None;
        }
        let before = samples_before(self.count);
        while self.below > before {
            // Some rank is below, so that there is one, or a whole group, to step back over.
            let group = self.groups[(self.median - 1) / GROUP];
            if self.median.is_multiple_of(GROUP) && self.below - group > before {
                self.median -= GROUP;
                self.below -= group;
            } else {
                self.median -= 1;
                self.below -= u32::from(self.counts[self.median]);
            }
        }
        loop {
            let group = self.groups[self.median / GROUP];
            let here = u32::from(self.counts[self.median]);
            if self.median.is_multiple_of(GROUP) && self.below + group <= before {
                self.median += GROUP;
                self.below += group;
            } else if self.below + here <= before {
                self.median += 1;
                self.below += here;
            } else {
                return Some(self.median);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_follows_the_window_over_groups() {
        let mut window = Window::new(1000);
        assert_eq!(window.median(), None);
        window.add(&[900, 3, NONE, 500]);
        assert_eq!(window.median(), Some(500));
        window.add(&[901, 902]);
        assert_eq!(window.median(), Some(900));
        window.remove(&[900, 901, 902]);
        assert_eq!(window.median(), Some(3));
        window.remove(&[3]);
        assert_eq!(window.median(), Some(500));
        window.remove(&[500]);
        assert_eq!(window.median(), None);
    }

    #[test]
    fn equal_samples_share_a_rank() {
        let image = Image::grey(3, 2, vec![-0.0, 5.0, 0.0, 5.0, 1.0, 9.0]);
        let counted = [true, true, true, true, true, false];
        let ranks = Ranks::of(&image, Some(&counted), 0, 2, 1);
        assert_eq!(ranks.values, [0.0, 1.0, 5.0]);
        assert_eq!(ranks.height, 4);
        assert_eq!(ranks.columns, [0, 0, 2, 2, 2, 2, 1, 1, 0, 0, NONE, NONE]);
    }
}
