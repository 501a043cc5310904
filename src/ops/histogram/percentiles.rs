//! Percentiles of samples themselves.

use super::Histogram;
use crate::for_samples;
use crate::ops::assert_mask_fits;
use crate::pixels::Mask;
use crate::pixels::Sample;
use crate::pixels::SampleType;
use crate::pixels::Samples;

/// The `wanted` percentiles (0..=100, clamped) of all channels together, exact: linear between the
/// two sorted samples around position p/100 · (n − 1) (Hyndman and Fan's type 7, numpy's default).
///
/// Samples outside `mask` and those that are not finite numbers are left out; `None` when none
/// remain.
///
/// # Panics
/// When the mask has another size than the samples.
pub fn percentiles(samples: &Samples, mask: Option<&Mask>, wanted: &[f64]) -> Option<Vec<f64>> {
    assert_mask_fits(mask, samples.width(), samples.height());
    let narrow = [
        SampleType::U8,
        SampleType::I8,
        SampleType::U16,
        SampleType::I16,
    ];
    if narrow.contains(&samples.sample_type()) {
        let mut histogram = Histogram::of(samples, 0, mask);
        for channel in 1..samples.channels() {
            histogram.merge(&Histogram::of(samples, channel, mask));
        }
        return wanted.iter().map(|&p| histogram.percentile(p)).collect();
    }
    let mut values: Vec<f64> = for_samples!(samples, image => {
        let pixels = image.data().chunks_exact(image.channels()).enumerate();
        pixels
            .filter(|(i, _)| mask.is_none_or(|mask| mask.inside()[*i]))
            .flat_map(|(_, pixel)| pixel.iter().map(|x| x.to_f64()))
            .filter(|x| x.is_finite())
            .collect()
    });
    let n = values.len() as u64;
    wanted
        .iter()
        .map(|&p| {
            between_ranks(n, p, |rank| {
                *values
                    .select_nth_unstable_by(rank as usize, f64::total_cmp)
                    .1
            })
        })
        .collect()
}

/// The percentile `p` of `n` samples, given the sample at a rank; `None` without samples.
pub(super) fn between_ranks(n: u64, p: f64, mut at_rank: impl FnMut(u64) -> f64) -> Option<f64> {
    if n == 0 {
        return None;
    }
    let position = (n - 1) as f64 * (p.clamp(0.0, 100.0) / 100.0);
    let below = position.floor();
    let share = position - below;
    let low = at_rank(below as u64);
    if share == 0.0 {
        return Some(low);
    }
    let high = at_rank((below as u64 + 1).min(n - 1));
    // From the nearer end, as numpy does, so that the last bit agrees with it.
    Some(if share < 0.5 {
        low + (high - low) * share
    } else {
        high - (high - low) * (1.0 - share)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pixels::Image;

    #[test]
    fn they_lie_between_sorted_samples() {
        let wanted = [0.0, 25.0, 50.0, 90.0, 100.0];
        let result = Some(vec![1.0, 1.75, 2.5, 3.7, 4.0]);
        let integers = Samples::U16(Image::grey(4, 1, vec![4, 1, 3, 2]));
        assert_eq!(percentiles(&integers, None, &wanted), result);
        let real = Samples::F32(Image::grey(5, 1, vec![4.0, f32::NAN, 1.0, 3.0, 2.0]));
        assert_eq!(percentiles(&real, None, &wanted), result);
    }

    #[test]
    fn masks_leave_samples_out() {
        let samples = Samples::I32(Image::grey(3, 1, vec![-9, 5, 6]));
        let mask = Mask::new(3, 1, vec![false, true, true]);
        assert_eq!(percentiles(&samples, Some(&mask), &[0.0]), Some(vec![5.0]));
        let none = Mask::new(3, 1, vec![false; 3]);
        assert_eq!(percentiles(&samples, Some(&none), &[0.0]), None);
    }

    #[test]
    fn all_channels_count() {
        let samples = Samples::U8(Image::new(1, 1, 3, vec![30, 10, 20]));
        assert_eq!(percentiles(&samples, None, &[50.0]), Some(vec![20.0]));
    }
}
