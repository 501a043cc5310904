//! Ranks of 16-bit greys in their windows.
//!
//! Greys are numbered as they occur in the picture, which keeps ranks and makes the histogram of a
//! window as small as the content allows. It is counted singly, in blocks and in blocks of blocks,
//! and moves as a snake: right along one row, left along the next, so that it is filled but once.

use std::ops::Range;

use rayon::prelude::*;

use super::RankMode;
use super::RankParams;
use super::field::Field;
use crate::pixels::Image;
use crate::pixels::Mask;

/// Greys of a block, and blocks of a block of blocks.
const BLOCK: usize = 32;

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
    let field = Field::new(image, number, mask, params.border, radius);
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

/// A histogram on three scales.
struct Counts {
    singles: Vec<u32>,
    blocks: Vec<u32>,
    squares: Vec<u32>,
    n: u32,
}

impl Counts {
    fn empty(levels: usize) -> Self {
        let squares = levels.div_ceil(BLOCK * BLOCK);
        Self {
            singles: vec![0; squares * BLOCK * BLOCK],
            blocks: vec![0; squares * BLOCK],
            squares: vec![0; squares],
            n: 0,
        }
    }

    fn count(&mut self, number: u16) {
        let number = usize::from(number);
        self.singles[number] += 1;
        self.blocks[number / BLOCK] += 1;
        self.squares[number / (BLOCK * BLOCK)] += 1;
        self.n += 1;
    }

    fn discount(&mut self, number: u16) {
        let number = usize::from(number);
        self.singles[number] -= 1;
        self.blocks[number / BLOCK] -= 1;
        self.squares[number / (BLOCK * BLOCK)] -= 1;
        self.n -= 1;
    }

    /// How many pixels are darker, and how many equal.
    fn ranks(&self, number: u16) -> (u32, u32) {
        let number = usize::from(number);
        let (block, square) = (number / BLOCK, number / (BLOCK * BLOCK));
        let sum = |counts: &[u32]| counts.iter().sum::<u32>();
        let less = sum(&self.squares[..square])
            + sum(&self.blocks[square * BLOCK..block])
            + sum(&self.singles[block * BLOCK..number]);
        (less, self.singles[number])
    }
}

/// The rows of one band and the window that creeps through them.
struct Snake<'a> {
    field: &'a Field<u16>,
    radius: usize,
    counts: Counts,
}

impl Snake<'_> {
    /// Positions of a direction of `length` within the radius around `at`.
    fn around(&self, at: usize, length: usize) -> Range<usize> {
        at.saturating_sub(self.radius)..(at + self.radius + 1).min(length)
    }

    /// Counts the window around the first pixel of the picture in row `y` of the field.
    fn fill(&mut self, y: usize, keep_going: &(dyn Fn() -> bool + Sync)) -> Option<()> {
        let columns = self.around(self.field.margin, self.field.width);
        for y in self.around(y, self.field.height) {
            if !keep_going() {
                return None;
            }
            self.move_row(columns.clone(), Some(y), Counts::count);
        }
        Some(())
    }

    /// `change` for the counted pixels of a row of the field, where there is one.
    fn move_row(&mut self, x: Range<usize>, y: Option<usize>, change: fn(&mut Counts, u16)) {
        let Some(line) = self.field.line(y) else {
            return;
        };
        for number in x.filter_map(|x| line.counted(x)) {
            change(&mut self.counts, number);
        }
    }

    /// `change` for the counted pixels of a column of the field, where there is one.
    fn move_column(&mut self, x: Option<usize>, y: Range<usize>, change: fn(&mut Counts, u16)) {
        let Some(x) = x.filter(|&x| x < self.field.width) else {
            return;
        };
        for number in y.filter_map(|y| self.field.line(Some(y))?.counted(x)) {
            change(&mut self.counts, number);
        }
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
            self.move_row(columns.clone(), leaving, Counts::discount);
            self.move_row(columns, Some(entering), Counts::count);
        }
        let rows = self.around(y, self.field.height);
        for i in 0..=last {
            let at = if leftwards { last - i } else { i };
            let x = at + margin;
            if i > 0 {
                let (left, right) = if leftwards {
                    (x.checked_sub(self.radius), x + self.radius + 1)
                } else {
                    (x.checked_sub(self.radius + 1), x + self.radius)
                };
                let (leaving, entering) = if leftwards {
                    (Some(right), left)
                } else {
                    (left, Some(right))
                };
                self.move_column(leaving, rows.clone(), Counts::discount);
                self.move_column(entering, rows.clone(), Counts::count);
            }
            if let Some(number) = self.field.line(Some(y)).and_then(|line| line.counted(x)) {
                let (less, equal) = self.counts.ranks(number);
                ranks[at] = scale(less, equal, self.counts.n, mode);
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
    fn three_scales_count_alike() {
        let mut counts = Counts::empty(3000);
        for number in 0..3000 {
            counts.count(number);
        }
        counts.discount(17);
        assert_eq!(counts.ranks(17), (17, 0));
        assert_eq!(counts.ranks(2999), (2998, 1));
        assert_eq!(counts.n, 2999);
    }

    #[test]
    fn the_largest_window_does_not_overflow() {
        let most = 2049 * 2049;
        assert_eq!(scale(0, most, most, RankMode::Le), 65535);
        assert_eq!(scale(most - 1, 1, most, RankMode::Lt), 65535);
        assert_eq!(scale(0, most, most, RankMode::Mid), 32768);
    }
}
