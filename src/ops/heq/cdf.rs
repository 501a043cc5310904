//! Histogram equalisation by the cumulative distribution itself, as scikit-image's
//! `exposure.equalize_hist` defines it: with one bin per value for integers, with equal bins and
//! straight lines between their centres for real numbers.

use crate::ops::ParamError;

/// How many bins the distribution has where there are fewer bins than greys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CdfBins(u32);

impl CdfBins {
    /// A number of bins.
    ///
    /// # Errors
    /// When it is outside 2..=65536.
    pub fn new(bins: u32) -> Result<Self, ParamError> {
        if !(2..=65_536).contains(&bins) {
            return Err(ParamError::new("bins", bins, "2 to 65536"));
        }
        Ok(Self(bins))
    }

    /// The number of bins.
    pub fn get(self) -> u32 {
        self.0
    }
}

impl Default for CdfBins {
    /// 256, as scikit-image has it.
    fn default() -> Self {
        Self(256)
    }
}

/// The grey that each grey is mapped to: its share times white, floor(y + 0.5); `None` without
/// counts. Where there are as many bins as values from the smallest to the largest, the rule is
/// that of integers, else that of real numbers.
pub(super) fn table(counts: &[u64], bins: CdfBins) -> Option<Vec<u16>> {
    let (low, high) = ends(counts)?;
    let shares = if high - low < bins.0 as usize {
        shares(counts)
    } else {
        binned_shares(counts, bins)
    }?;
    let top = (counts.len() - 1) as f64;
    let greys = shares
        .iter()
        .map(|share| (share * top + 0.5).floor() as u16);
    Some(greys.collect())
}

/// The share (0..=1) of counts at or below each value, `counts[v] + … + counts[0]` over all: the
/// rule of integers. Values below the smallest that occurs have its share; `None` without counts.
pub fn shares(counts: &[u64]) -> Option<Vec<f64>> {
    let (low, _) = ends(counts)?;
    let total = counts.iter().sum::<u64>() as f64;
    let mut sum = counts[low];
    let shares = counts.iter().enumerate().map(|(value, count)| {
        if value > low {
            sum += count;
        }
        sum as f64 / total
    });
    Some(shares.collect())
}

/// The share (0..=1) for each value from equal bins between the smallest and the largest value
/// that occur: the cumulative share at the centres of the bins, straight lines in between, flat
/// beyond the first and the last centre. The rule of real numbers; `None` without counts.
///
/// Which bin a value lies in is decided in whole numbers, so a value on an edge always belongs to
/// the bin above it.
pub fn binned_shares(counts: &[u64], bins: CdfBins) -> Option<Vec<f64>> {
    let (low, high) = ends(counts)?;
    if low == high {
        return Some(vec![1.0; counts.len()]);
    }
    let bins = bins.0 as usize;
    let mut sums = vec![0_u64; bins];
    for (value, count) in counts.iter().enumerate().take(high + 1).skip(low) {
        let bin = (value - low) * bins / (high - low);
        sums[bin.min(bins - 1)] += count;
    }
    let total = counts.iter().sum::<u64>() as f64;
    let mut sum = 0;
    let at_centres: Vec<f64> = sums
        .iter()
        .map(|count| {
            sum += count;
            sum as f64 / total
        })
        .collect();
    let shares = (0..counts.len()).map(|value| {
        let from_low = value.clamp(low, high) - low;
        let place = (from_low * bins) as f64 / (high - low) as f64 - 0.5;
        let place = place.clamp(0.0, (bins - 1) as f64);
        let left = place as usize;
        let right = (left + 1).min(bins - 1);
        at_centres[left] + (at_centres[right] - at_centres[left]) * (place - left as f64)
    });
    Some(shares.collect())
}

/// The smallest and the largest value that occur.
fn ends(counts: &[u64]) -> Option<(usize, usize)> {
    let low = counts.iter().position(|&count| count > 0)?;
    let high = counts.iter().rposition(|&count| count > 0)?;
    Some((low, high))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(greys: &[usize]) -> Vec<u64> {
        let mut counts = vec![0; 256];
        for &grey in greys {
            counts[grey] += 1;
        }
        counts
    }

    #[test]
    fn the_darkest_grey_has_its_own_share() {
        let counts = counts(&[10, 10, 11, 13]);
        let shares = shares(&counts).unwrap();
        assert_eq!(shares[9..15], [0.5, 0.5, 0.75, 0.75, 1.0, 1.0]);
        let table = table(&counts, CdfBins::default()).unwrap();
        // 127.5, 191.25, 255.
        assert_eq!((table[10], table[11], table[13]), (128, 191, 255));
    }

    #[test]
    fn fewer_bins_than_greys_are_joined_by_lines() {
        // Bins 0..2 and 2..=4 with 3 and 1 of 4 counts; centres at 1 and 3.
        let counts = counts(&[100, 101, 101, 104]);
        let bins = CdfBins::new(2).unwrap();
        let shares = binned_shares(&counts, bins).unwrap();
        assert_eq!(shares[100..=104], [0.75, 0.75, 0.875, 1.0, 1.0]);
        assert_eq!((shares[0], shares[255]), (0.75, 1.0));
        let table = table(&counts, bins).unwrap();
        assert_eq!(table[102], 223, "0.875 · 255 = 223.125");
    }

    #[test]
    fn a_bin_for_each_grey_is_the_rule_of_integers() {
        let counts = counts(&[100, 101, 101, 104]);
        let whole: Vec<u16> = shares(&counts)
            .unwrap()
            .iter()
            .map(|share| (share * 255.0 + 0.5) as u16)
            .collect();
        assert_eq!(
            table(&counts, CdfBins::new(5).unwrap()),
            Some(whole.clone())
        );
        assert_ne!(table(&counts, CdfBins::new(4).unwrap()), Some(whole));
    }

    #[test]
    fn a_constant_is_white() {
        let constant = counts(&[40, 40]);
        assert_eq!(table(&constant, CdfBins::default()).unwrap()[40], 255);
        assert_eq!(
            binned_shares(&constant, CdfBins::default()).unwrap()[40],
            1.0
        );
    }

    #[test]
    fn one_bin_is_refused() {
        assert!(CdfBins::new(1).is_err());
        assert!(CdfBins::new(65_537).is_err());
        assert_eq!(CdfBins::new(65_536).map(CdfBins::get), Ok(65_536));
    }
}
