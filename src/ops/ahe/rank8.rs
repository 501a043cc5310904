//! Ranks of 8-bit greys in their windows.

use super::RankMode;
use super::counts::Before;
use super::counts::Column;
use super::counts::GROUPS;
use super::counts::LANES;
use super::counts::Window;
use super::counts::Word;
use super::share::Share;
use super::sweep::Kernel;

/// From counts to ranks; keeps what depends on the size of the window alone.
pub(super) struct Scale {
    mode: RankMode,
    n: u32,
    share: Share,
}

impl Scale {
    pub(super) fn new(mode: RankMode) -> Self {
        Self {
            mode,
            n: 0,
            share: Share::of(0),
        }
    }

    /// The grey of a pixel with `less` darker ones and `equal` equal ones, itself included, among n.
    #[inline(always)]
    pub(super) fn grey(&mut self, less: u32, equal: u32, n: u32) -> u8 {
        if n != self.n {
            self.n = n;
            // A pixel alone in its window has no darker ones: any divisor does.
            self.share = Share::of(match self.mode {
                RankMode::Mid | RankMode::Le => n,
                RankMode::Lt => n.saturating_sub(1),
            });
        }
        self.share.of_half(match self.mode {
            RankMode::Mid => 2 * less + equal,
            RankMode::Le => 2 * (less + equal),
            RankMode::Lt => 2 * less,
        })
    }
}

/// Ranks in plain arithmetic on lanes, for windows of any radius.
pub(super) struct Portable<W> {
    scale: Scale,
    before: Before<W>,
}

impl<W: Word> Portable<W> {
    pub(super) fn new(mode: RankMode) -> Self {
        Self {
            scale: Scale::new(mode),
            before: Before::empty(),
        }
    }
}

impl<W: Word> Kernel for Portable<W> {
    type Word = W;

    #[inline(always)]
    fn step(
        &mut self,
        window: &mut Window<W>,
        entering: &Column<W>,
        leaving: &Column<W>,
        n: u32,
        grey: u8,
    ) -> u8 {
        let mut sums = [W::default(); LANES];
        for group in 0..GROUPS {
            window.slide(group, entering, leaving);
            self.before.0[group] = sums;
            let [even, odd] = &window.0[group];
            for lane in 0..LANES {
                sums[lane] = sums[lane].plus(even[lane]).plus(odd[lane]);
            }
        }
        let less = self.before.below(grey, &window.0[usize::from(grey >> 5)]);
        self.scale.grey(less, window.of(grey), n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_window_does_not_overflow() {
        let most = 2049 * 2049;
        assert_eq!(Scale::new(RankMode::Le).grey(0, most, most), 255);
        assert_eq!(Scale::new(RankMode::Lt).grey(most - 1, 1, most), 255);
        assert_eq!(Scale::new(RankMode::Mid).grey(0, most, most), 128);
    }
}
