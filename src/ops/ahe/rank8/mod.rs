//! Ranks of 8-bit greys in their windows.

#[cfg(target_arch = "x86_64")]
mod avx2;
mod portable;
#[cfg(target_arch = "x86_64")]
mod sse2;

#[cfg(target_arch = "x86_64")]
use self::avx2::Vectors;
use self::portable::Portable;
use super::RankMode;
#[cfg(target_arch = "x86_64")]
use crate::ops::cpu::Avx2;
use crate::ops::sweep::Filter;
use crate::ops::sweep::Kernel;
use crate::ops::sweep::share::Share;

impl Filter for RankMode {
    #[cfg(target_arch = "x86_64")]
    fn narrow(&self) -> impl Kernel<Word = u16, Out = u8> {
        sse2::Vectors::new(*self)
    }

    #[cfg(not(target_arch = "x86_64"))]
    fn narrow(&self) -> impl Kernel<Word = u16, Out = u8> {
        Portable::new(*self)
    }

    fn wide(&self) -> impl Kernel<Word = u32, Out = u8> {
        Portable::new(*self)
    }

    #[cfg(target_arch = "x86_64")]
    fn vectors(&self, avx2: Avx2) -> impl Kernel<Word = u16, Out = u8> {
        Vectors::new(avx2, *self)
    }
}

/// From counts to ranks; keeps what depends on the size of the window alone.
struct Scale {
    mode: RankMode,
    n: u32,
    share: Share,
}

impl Scale {
    fn new(mode: RankMode) -> Self {
        Self {
            mode,
            n: 0,
            share: Share::of(0),
        }
    }

    /// The grey of a pixel with `less` darker ones and `equal` equal ones, itself included, among n.
    #[inline(always)]
    fn grey(&mut self, less: u32, equal: u32, n: u32) -> u8 {
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
