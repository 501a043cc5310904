//! Ranks of 16-bit greys in their windows.
//!
//! Greys are numbered as they occur in the picture, which keeps ranks and makes the histogram of a
//! window as small as the content allows. It is counted singly and in blocks, and moves as a snake:
//! right along one row, left along the next, so that it is filled but once.

use std::ops::Range;

use rayon::prelude::*;

use super::RankMode;
use super::RankParams;
use crate::ops::sweep::field::Field;
use crate::pixels::Image;
use crate::pixels::Mask;

/// Every pixel's rank; see [`super::rank16`].
pub(super) fn rank(
    image: &Image<u16>,
    params: &RankParams,
    mask: Option<&Mask>,
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Option<Image<u16>> {
    let radius = params.radius as usize;
    let (numbers, levels) = numbered(image.data());
    let number = |grey: u16| numbers[usize::from(grey)];
    let field = Field::new(image, number, mask, params.border.edge(), radius);
    let (width, height) = (image.width(), image.height());
    let band = (2 * radius + 1).clamp(64, 512);
    let mut ranks = vec![0; image.data().len()];
    ranks
        .par_chunks_mut(band * width)
        .enumerate()
        .try_for_each(|(index, ranks)| {
            let first = index * band + field.margin;
            let mut snake = Snake {
                field: &field,
                radius,
                counts: Counts::empty(levels),
                n: 0,
            };
            snake.fill(first, keep_going)?;
            for (row, ranks) in ranks.chunks_exact_mut(width).enumerate() {
                if !keep_going() {
                    return None;
                }
                snake.row(first + row, row % 2 == 1, row > 0, params.mode, ranks);
            }
            Some(())
        })?;
    Some(Image::grey(width, height, ranks))
}

/// The place of each grey among those that occur, and how many do.
fn numbered(greys: &[u16]) -> (Vec<u16>, usize) {
    let mut occurs = vec![false; 1 << 16];
    for &grey in greys {
        occurs[usize::from(grey)] = true;
    }
    let mut levels = 0;
    let numbers = occurs
        .iter()
        .map(|&occurs| {
            let number = levels as u16;
            levels += usize::from(occurs);
            number
        })
        .collect();
    (numbers, levels)
}

/// A histogram counted singly and in blocks, of as many greys each as there are blocks.
struct Counts {
    singles: Vec<u32>,
    blocks: Vec<u32>,
    /// The logarithm to base 2 of the greys of a block.
    shift: u32,
}

impl Counts {
    fn empty(levels: usize) -> Self {
        let shift = levels.max(2).ilog2().div_ceil(2);
        let blocks = levels.div_ceil(1 << shift);
        Self {
            singles: vec![0; blocks << shift],
            blocks: vec![0; blocks],
            shift,
        }
    }

    #[inline(always)]
    fn count(&mut self, number: u16) {
        let number = usize::from(number);
        self.singles[number] += 1;
        self.blocks[number >> self.shift] += 1;
    }

    #[inline(always)]
    fn discount(&mut self, number: u16) {
        let number = usize::from(number);
        self.singles[number] -= 1;
        self.blocks[number >> self.shift] -= 1;
    }

    /// How many pixels are darker, and how many equal.
    fn ranks(&self, number: u16) -> (u32, u32) {
        let number = usize::from(number);
        let block = number >> self.shift;
        let sum = |counts: &[u32]| counts.iter().sum::<u32>();
        let less = sum(&self.blocks[..block]) + sum(&self.singles[block << self.shift..number]);
        (less, self.singles[number])
    }
}

/// The rows of one band and the window that creeps through them.
struct Snake<'a> {
    field: &'a Field<u16>,
    radius: usize,
    counts: Counts,
    /// How many pixels the window has.
    n: u32,
}

impl<'a> Snake<'a> {
    /// Positions of a direction of `length` within the radius around `at`.
    fn around(&self, at: usize, length: usize) -> Range<usize> {
        at.saturating_sub(self.radius)..(at + self.radius + 1).min(length)
    }

    /// The counted pixels in columns `x` of row `y` of the field; none beside the field.
    fn row_part(&self, x: Range<usize>, y: Option<usize>) -> impl Iterator<Item = u16> + use<'a> {
        let line = self.field.line(y).into_iter();
        line.flat_map(move |line| x.clone().filter_map(move |x| line.counted(x)))
    }

    /// The counted pixels in rows `y` of column `x` of the field; none beside the field.
    fn column_part(
        &self,
        x: Option<usize>,
        y: Range<usize>,
    ) -> impl Iterator<Item = u16> + use<'a> {
        let field = self.field;
        let x = x.filter(|&x| x < field.width).into_iter();
        x.flat_map(move |x| field.column(x, y.clone()))
    }

    fn enter(&mut self, pixels: impl Iterator<Item = u16>) {
        let mut entered = 0;
        pixels.for_each(|number| {
            self.counts.count(number);
            entered += 1;
        });
        self.n += entered;
    }

    fn leave(&mut self, pixels: impl Iterator<Item = u16>) {
        let mut left = 0;
        pixels.for_each(|number| {
            self.counts.discount(number);
            left += 1;
        });
        self.n -= left;
    }

    /// Counts the window around the first pixel of the picture in row `y` of the field.
    fn fill(&mut self, y: usize, keep_going: &(dyn Fn() -> bool + Sync)) -> Option<()> {
        let columns = self.around(self.field.margin, self.field.width);
        for y in self.around(y, self.field.height) {
            if !keep_going() {
                return None;
            }
            self.enter(self.row_part(columns.clone(), Some(y)));
        }
        Some(())
    }

    /// Ranks of row `y` of the field, from the right where `leftwards`; `descend` moves the window
    /// down from the row above first.
    fn row(&mut self, y: usize, leftwards: bool, descend: bool, mode: RankMode, ranks: &mut [u16]) {
        let margin = self.field.margin;
        let last = ranks.len() - 1;
        let start = margin + if leftwards { last } else { 0 };
        if descend {
            let columns = self.around(start, self.field.width);
            let (leaving, entering) = (y.checked_sub(self.radius + 1), y + self.radius);
            self.leave(self.row_part(columns.clone(), leaving));
            self.enter(self.row_part(columns, Some(entering)));
        }
        let rows = self.around(y, self.field.height);
        for i in 0..=last {
            let at = if leftwards { last - i } else { i };
            let x = at + margin;
            if i > 0 {
                let (leaving, entering) = if leftwards {
                    (Some(x + self.radius + 1), x.checked_sub(self.radius))
                } else {
                    (x.checked_sub(self.radius + 1), Some(x + self.radius))
                };
                self.leave(self.column_part(leaving, rows.clone()));
                self.enter(self.column_part(entering, rows.clone()));
            }
            if let Some(number) = self.field.line(Some(y)).and_then(|line| line.counted(x)) {
                let (less, equal) = self.counts.ranks(number);
                ranks[at] = scale(less, equal, self.n, mode);
            }
        }
    }
}

/// 65535 times the rank, rounded half up in integers.
fn scale(less: u32, equal: u32, n: u32, mode: RankMode) -> u16 {
    let (less, equal, n) = (u64::from(less), u64::from(equal), u64::from(n));
    let (twice, of) = match mode {
        RankMode::Mid => (2 * less + equal, n),
        RankMode::Le => (2 * (less + equal), n),
        // A pixel alone in its window has no darker ones: any divisor does.
        RankMode::Lt => (2 * less, (n - 1).max(1)),
    };
    ((65535 * twice + of) / (2 * of)) as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_the_order() {
        let (numbers, levels) = numbered(&[700, 3, 65535, 3]);
        assert_eq!(levels, 3);
        assert_eq!([3, 700, 65535].map(|grey: usize| numbers[grey]), [0, 1, 2]);
    }

    #[test]
    fn singles_and_blocks_count_alike() {
        let mut counts = Counts::empty(3000);
        for number in 0..3000 {
            counts.count(number);
        }
        counts.discount(17);
        assert_eq!(counts.ranks(17), (17, 0));
        assert_eq!(counts.ranks(2999), (2998, 1));
    }

    #[test]
    fn the_largest_window_does_not_overflow() {
        let most = 2049 * 2049;
        assert_eq!(scale(0, most, most, RankMode::Le), 65535);
        assert_eq!(scale(most - 1, 1, most, RankMode::Lt), 65535);
        assert_eq!(scale(0, most, most, RankMode::Mid), 32768);
    }
}
