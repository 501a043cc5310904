//! From the histogram of a tile to its table: the limit, what is handed back, and the sum.

#[cfg(target_arch = "x86_64")]
mod sse2;

use std::ops::AddAssign;

/// Makes the table of a tile with `counted` pixels: entry i is what bin `lowest` + i of `bins`
/// becomes, from 0 to `bins` − 1. `histogram` has the counts of these bins, and all others are
/// empty; it is spent.
pub(super) fn fill<C: Count>(
    table: &mut [u16],
    histogram: &mut [C],
    counted: usize,
    limit: Option<u32>,
    lowest: usize,
    bins: usize,
) {
    let handed = match limit {
        Some(limit) => clip(histogram, limit, lowest, bins),
        None => Handed { batch: 0, below: 0 },
    };
    let scale = (bins - 1) as f32 / counted as f32;
    #[cfg(target_arch = "x86_64")]
    sse2::cumulate(histogram, &handed, scale, table);
    #[cfg(not(target_arch = "x86_64"))]
    cumulate(histogram, &handed, scale, table);
}

/// A counter: 16 bits where a tile has no more pixels than that, which halves what is cleared and
/// summed.
pub(super) trait Count: Copy + Default + AddAssign + Into<u32> {
    const ONE: Self;
    /// The number, or the largest count.
    fn at_most(number: u32) -> Self;
    /// By how much the count is above `limit`.
    fn above(self, limit: Self) -> Self;
    /// The count less what is above the limit.
    fn without(self, above: Self) -> Self;
    /// Eight counts, widened.
    #[cfg(target_arch = "x86_64")]
    fn widened(counts: &[Self; 8]) -> [std::arch::x86_64::__m128i; 2];
}

macro_rules! count {
    ($($t:ty, $widened:path);*) => {$(
        impl Count for $t {
            const ONE: Self = 1;
            #[inline(always)]
            fn at_most(number: u32) -> Self {
                Self::try_from(number).unwrap_or(Self::MAX)
            }
            #[inline(always)]
            fn above(self, limit: Self) -> Self {
                self.saturating_sub(limit)
            }
            #[inline(always)]
            fn without(self, above: Self) -> Self {
                self - above
            }
            #[cfg(target_arch = "x86_64")]
            #[inline(always)]
            fn widened(counts: &[Self; 8]) -> [std::arch::x86_64::__m128i; 2] {
                $widened(counts)
            }
        }
    )*};
}
count!(u16, sse2::widened; u32, sse2::halves);

/// What clipping hands back.
struct Handed {
    /// To every bin.
    batch: u32,
    /// To all bins below the histogram together.
    below: u32,
}

/// Cuts every bin to `limit` and hands the excess back once, over all `bins`: evenly, and the rest
/// in strides from the dark end. `histogram` begins at bin `lowest`, and all others are empty
/// before. The even part is not added yet.
fn clip<C: Count>(histogram: &mut [C], limit: u32, lowest: usize, bins: usize) -> Handed {
    let mut excess = 0_u32;
    let limit = C::at_most(limit);
    for count in histogram.iter_mut() {
        let above = count.above(limit);
        excess += above.into();
        *count = count.without(above);
    }
    let (batch, rest) = (excess / bins as u32, excess as usize % bins);
    let step = bins.checked_div(rest).unwrap_or(bins);
    // Bins 0, step, 2 step … get one more each, `rest` of them.
    let before = lowest.div_ceil(step).min(rest);
    let first = before * step;
    if let Some(strided) = histogram.get_mut(first.saturating_sub(lowest)..) {
        for count in strided.iter_mut().step_by(step).take(rest - before) {
            *count += C::ONE;
        }
    }
    Handed {
        batch,
        below: lowest as u32 * batch + before as u32,
    }
}

/// The cumulative histogram, the bin itself and what was handed back included, times `scale`.
fn cumulate<C: Count>(histogram: &[C], handed: &Handed, scale: f32, table: &mut [u16]) {
    let mut sum = handed.below;
    for (entry, &count) in table.iter_mut().zip(histogram) {
        sum += count.into() + handed.batch;
        *entry = round_half_even(sum as f32 * scale);
    }
}

/// `y` of 0..2²³ rounded half to even as IEEE single rounds, clamped to 65535.
///
/// Adding 2²³ leaves no bits below one, so the addition rounds; unlike a rounding instruction this
/// is fast on every processor.
#[inline(always)]
pub(super) fn round_half_even(y: f32) -> u16 {
    const SHIFT: f32 = 8_388_608.0;
    let rounded = (y + SHIFT).to_bits() - SHIFT.to_bits();
    rounded.min(65_535) as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn excess_is_handed_back_once() {
        let mut histogram = [0_u32; 256];
        histogram[10] = 300;
        let handed = clip(&mut histogram, 2, 0, 256);
        // 298 over the limit: one for each bin, 42 more in strides of 6 from bin 0.
        assert_eq!((handed.batch, handed.below), (1, 0));
        assert_eq!(histogram.iter().sum::<u32>() + 256, 300);
        assert_eq!(histogram[10], 2);
        assert_eq!(histogram[0], 1);
        assert_eq!(histogram[6], 1);
        assert_eq!(histogram[1], 0);
        assert_eq!(histogram[41 * 6], 1);
        assert_eq!(histogram[42 * 6], 0);
    }

    #[test]
    fn bins_below_have_a_closed_form() {
        for (rest, lowest) in [(0, 40), (7, 100), (7, 0), (100, 90), (200, 60), (255, 255)] {
            let mut all = vec![0_u32; 256];
            all[255] = 512 + rest + 3;
            let mut part = all[lowest..].to_vec();
            let handed = clip(&mut all, 3, 0, 256);
            assert_eq!((handed.batch, handed.below), (2, 0));
            let handed = clip(&mut part, 3, lowest, 256);
            let below = all[..lowest].iter().sum::<u32>() + 2 * lowest as u32;
            assert_eq!((handed.batch, handed.below), (2, below), "{rest}, {lowest}");
            assert_eq!(all[lowest..], part);
            assert_eq!(all.iter().sum::<u32>() + 512, 512 + rest + 3);
        }
    }

    #[test]
    #[cfg(target_arch = "x86_64")]
    fn sums_in_vectors_and_singly_agree() {
        let handed = Handed {
            batch: 3,
            below: 1000,
        };
        for length in [1, 8, 77] {
            let narrow: Vec<u16> = (0..length).map(|i| i * 37 % 101).collect();
            let wide: Vec<u32> = narrow.iter().map(|&count| 9 * u32::from(count)).collect();
            let (mut wanted, mut found) = (vec![0; narrow.len()], vec![0; narrow.len()]);
            cumulate(&narrow, &handed, 7.7, &mut wanted);
            sse2::cumulate(&narrow, &handed, 7.7, &mut found);
            assert_eq!(found, wanted);
            cumulate(&wide, &handed, 1.5, &mut wanted);
            sse2::cumulate(&wide, &handed, 1.5, &mut found);
            assert_eq!(found, wanted);
        }
    }

    #[test]
    fn rounding_is_half_to_even() {
        for (y, wanted) in [(0.5, 0), (1.5, 2), (65_534.5, 65_534), (65_535.4, 65_535)] {
            assert_eq!(round_half_even(y), wanted, "{y}");
        }
    }
}
