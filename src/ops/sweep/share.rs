//! Shares of a window as greys, in integers.

/// Turns counts among `n` pixels into greys: floor(255 · count / n + 0.5).
#[derive(Clone, Copy)]
pub(in crate::ops) struct Share {
    n: u32,
    /// ⌈2⁵⁵ / 2n⌉.
    reciprocal: u64,
}

impl Share {
    /// Shares of `n` pixels, at most 2049². Of nothing everything is black.
    pub(in crate::ops) fn of(n: u32) -> Self {
        Self {
            n,
            reciprocal: (1_u64 << 55).div_ceil(2 * u64::from(n.max(1))),
        }
    }

    /// The grey of half of `twice`, at most n.
    ///
    /// (255 · twice + n) / 2n by a product with the reciprocal, which is exact: it is too large by
    /// less than one, the numerator is below 511 n, and 511 n · 2n < 2⁵⁵ for n up to 2049². The
    /// product stays below 256 · 2⁵⁵.
    #[inline(always)]
    pub(in crate::ops) fn of_half(&self, twice: u32) -> u8 {
        let numerator = 255 * u64::from(twice) + u64::from(self.n);
        ((numerator * self.reciprocal) >> 55) as u8
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_are_the_quotients() {
        let sizes = (1..700).chain((3..256).step_by(2).map(|side| side * side));
        for n in sizes.chain([2047 * 2049, 2049 * 2048, 2049 * 2049]) {
            let share = Share::of(n);
            for twice in (0..=2 * n).step_by(1 + n as usize / 3001).chain([2 * n]) {
                let quotient = (255 * u64::from(twice) + u64::from(n)) / (2 * u64::from(n));
                assert_eq!(u64::from(share.of_half(twice)), quotient, "{twice} of {n}");
            }
        }
    }

    #[test]
    fn a_share_of_nothing_is_black() {
        assert_eq!(Share::of(0).of_half(0), 0);
    }
}
