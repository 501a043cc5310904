//! Histograms of 256 greys, laid out so that a column is added to a window without shuffling.
//!
//! A column keeps the counts of two neighbouring greys in the halves of one word, a window keeps
//! even and odd greys apart in whole words: masking a word widens the even count, shifting it the
//! odd one. Greys stand in [`GROUPS`] groups of 32.

/// Groups of greys.
pub(in crate::ops) const GROUPS: usize = 8;

/// Words of a group: half its greys.
pub(in crate::ops) const LANES: usize = 16;

/// A counter of a window, as wide as two counters of a column. Sums wrap, so that adding and
/// taking away need no order.
pub(in crate::ops) trait Word: Copy + Default + Send + Sync + 'static {
    /// The largest window: a column of it has at most as many pixels as half a word can count.
    const LARGEST_RADIUS: usize;
    /// The word that adds one to the even or to the odd count of a pair.
    fn one(odd: bool) -> Self;
    /// The even count of a pair.
    fn even(self) -> Self;
    /// The odd count of a pair.
    fn odd(self) -> Self;
    /// `self` + `other`.
    fn plus(self, other: Self) -> Self;
    /// `self` − `other`.
    fn minus(self, other: Self) -> Self;
    /// The smaller of both.
    fn least(self, other: Self) -> Self;
    /// The bits that both have.
    fn and(self, other: Self) -> Self;
    /// All ones in the first `k` lanes. A table: what the compiler makes of comparisons is slow.
    fn first(k: usize) -> &'static [Self; LANES];
    /// The count as a number.
    fn get(self) -> u32;
    /// The low bits of a number.
    fn low(number: u32) -> Self;
    /// A number as count, the largest count for numbers that are larger.
    fn at_most(number: u32) -> Self;
}

macro_rules! word {
    ($($t:ty, $half:ty);*) => {$(
        impl Word for $t {
            const LARGEST_RADIUS: usize = <$half>::MAX as usize / 2;
            #[inline(always)]
            fn one(odd: bool) -> Self {
                1 << (u32::from(odd) * <$half>::BITS)
            }
            #[inline(always)]
            fn even(self) -> Self {
                self & Self::from(<$half>::MAX)
            }
            #[inline(always)]
            fn odd(self) -> Self {
                self >> <$half>::BITS
            }
            #[inline(always)]
            fn plus(self, other: Self) -> Self {
                self.wrapping_add(other)
            }
            #[inline(always)]
            fn minus(self, other: Self) -> Self {
                self.wrapping_sub(other)
            }
            #[inline(always)]
            fn least(self, other: Self) -> Self {
                self.min(other)
            }
            #[inline(always)]
            fn and(self, other: Self) -> Self {
                self & other
            }
            #[inline(always)]
            fn first(k: usize) -> &'static [Self; LANES] {
                static FIRST: [[$t; LANES]; LANES + 1] = {
                    let mut first = [[0; LANES]; LANES + 1];
                    let mut k = 0;
                    while k <= LANES {
                        let mut lane = 0;
                        while lane < k {
                            first[k][lane] = <$t>::MAX;
                            lane += 1;
                        }
                        k += 1;
                    }
                    first
                };
                &FIRST[k]
            }
            #[inline(always)]
            fn get(self) -> u32 {
                u32::from(self)
            }
            #[inline(always)]
            fn low(number: u32) -> Self {
                number as Self
            }
            #[inline(always)]
            fn at_most(number: u32) -> Self {
                Self::try_from(number).unwrap_or(Self::MAX)
            }
        }
    )*};
}
// Windows of 255 × 255 pixels fit 16 bits, those of 2049 × 2049 fit 32.
word!(u16, u8; u32, u16);

/// The histogram of a column of a window; the greys of a pair share a word.
#[derive(Clone, Copy)]
#[repr(align(64))]
pub(in crate::ops) struct Column<W>(pub [[W; LANES]; GROUPS]);

impl<W: Word> Column<W> {
    pub(in crate::ops) fn empty() -> Self {
        Self([[W::default(); LANES]; GROUPS])
    }

    /// One more pixel of this grey.
    #[inline(always)]
    pub(in crate::ops) fn count(&mut self, grey: u8) {
        let pair = self.pair(grey);
        *pair = pair.plus(W::one(grey & 1 == 1));
    }

    /// One pixel less.
    #[inline(always)]
    pub(in crate::ops) fn discount(&mut self, grey: u8) {
        let pair = self.pair(grey);
        *pair = pair.minus(W::one(grey & 1 == 1));
    }

    #[inline(always)]
    fn pair(&mut self, grey: u8) -> &mut W {
        &mut self.0[usize::from(grey >> 5)][usize::from(grey >> 1) % LANES]
    }
}

/// The histogram of a window: for each group the counts of its even and of its odd greys.
#[derive(Clone, Copy)]
#[repr(align(64))]
pub(in crate::ops) struct Window<W>(pub [[[W; LANES]; 2]; GROUPS]);

impl<W: Word> Window<W> {
    pub(in crate::ops) fn empty() -> Self {
        Self([[[W::default(); LANES]; 2]; GROUPS])
    }

    /// How many pixels have this grey.
    #[inline(always)]
    pub(in crate::ops) fn of(&self, grey: u8) -> u32 {
        self.0[usize::from(grey >> 5)][usize::from(grey & 1)][usize::from(grey >> 1) % LANES].get()
    }

    /// One more pixel of this grey.
    pub(in crate::ops) fn count(&mut self, grey: u8) {
        let count = self.cell(grey);
        *count = count.plus(W::one(false));
    }

    /// One pixel less.
    pub(in crate::ops) fn discount(&mut self, grey: u8) {
        let count = self.cell(grey);
        *count = count.minus(W::one(false));
    }

    /// Lets `count` pixels have this grey.
    pub(in crate::ops) fn set(&mut self, grey: u8, count: W) {
        *self.cell(grey) = count;
    }

    fn cell(&mut self, grey: u8) -> &mut W {
        &mut self.0[usize::from(grey >> 5)][usize::from(grey & 1)][usize::from(grey >> 1) % LANES]
    }

    /// One column in, another out, in one group.
    #[inline(always)]
    pub(in crate::ops) fn slide(
        &mut self,
        group: usize,
        entering: &Column<W>,
        leaving: &Column<W>,
    ) {
        let [even, odd] = &mut self.0[group];
        let (entering, leaving) = (&entering.0[group], &leaving.0[group]);
        for lane in 0..LANES {
            let (entering, leaving) = (entering[lane], leaving[lane]);
            even[lane] = even[lane].plus(entering.even()).minus(leaving.even());
            odd[lane] = odd[lane].plus(entering.odd()).minus(leaving.odd());
        }
    }
}

/// Sums of a window's lanes before each group; the sum of all lanes is the number of pixels with a
/// grey below the group.
#[derive(Clone, Copy)]
#[repr(align(64))]
pub(in crate::ops) struct Before<W>(pub [[W; LANES]; GROUPS]);

impl<W: Word> Before<W> {
    pub(in crate::ops) fn empty() -> Self {
        Self([[W::default(); LANES]; GROUPS])
    }

    /// The sum over all greys below `grey`, of which `pairs` are the even and odd counts of its
    /// own group.
    #[inline(always)]
    pub(in crate::ops) fn below(&self, grey: u8, pairs: &[[W; LANES]; 2]) -> u32 {
        let place = usize::from(grey % 32);
        let (even, odd) = (W::first(place.div_ceil(2)), W::first(place / 2));
        let mut sums = self.0[usize::from(grey >> 5)];
        for (lane, sum) in sums.iter_mut().enumerate() {
            *sum = sum
                .plus(pairs[0][lane].and(even[lane]))
                .plus(pairs[1][lane].and(odd[lane]));
        }
        sums.iter()
            .fold(W::default(), |sum, &lane| sum.plus(lane))
            .get()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_slide_through_a_window() {
        let (mut first, mut second) = (Column::<u16>::empty(), Column::<u16>::empty());
        for grey in 0..=255 {
            for _ in 0..grey {
                first.count(grey);
            }
            for _ in grey..255 {
                second.count(grey);
            }
        }
        let nothing = Column::empty();
        let mut window = Window::empty();
        let mut slide = |entering: &Column<u16>, leaving: &Column<u16>| {
            for group in 0..GROUPS {
                window.slide(group, entering, leaving);
            }
            window
        };
        let one = slide(&first, &nothing);
        let both = slide(&second, &nothing);
        let other = slide(&nothing, &first);
        for grey in 0..=255 {
            assert_eq!(one.of(grey), u32::from(grey));
            assert_eq!(both.of(grey), 255);
            assert_eq!(other.of(grey), u32::from(255 - grey));
        }
    }

    #[test]
    fn sums_below_a_grey() {
        let mut window = Window::<u32>::empty();
        for grey in 0..=255 {
            window.count(grey);
        }
        let mut before = Before::empty();
        for group in 1..GROUPS {
            for lane in 0..LANES {
                before.0[group][lane] = 2 * group as u32;
            }
        }
        for grey in 0..=255 {
            let pairs = &window.0[usize::from(grey >> 5)];
            assert_eq!(before.below(grey, pairs), u32::from(grey));
        }
    }
}
