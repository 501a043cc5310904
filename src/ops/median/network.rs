//! Medians of small windows by comparing and exchanging, for many pixels at once.

use rayon::prelude::*;

use crate::pixels::Image;
use crate::pixels::Sample;

/// Pixels that are handled together.
const LANES: usize = 16;

/// The same sample of the windows of neighbouring pixels.
type Lane<T> = [T; LANES];

/// The median of each window of `N` samples, N = 9 or 25; the outermost pixel is repeated beyond
/// the border.
pub(super) fn medians<const N: usize, T: Sample>(
    image: &Image<T>,
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Option<Vec<T>> {
    let size = N.isqrt();
    let radius = size / 2;
    let (width, last) = (image.width(), image.height() - 1);
    let mut medians = image.data().to_vec();
    medians
        .par_chunks_mut(width)
        .enumerate()
        .try_for_each(|(y, medians)| {
            if !keep_going() {
                return None;
            }
            let rows: Vec<Vec<T>> = (0..size)
                .map(|dy| padded(image.row((y + dy).saturating_sub(radius).min(last)), radius))
                .collect();
            for (piece, medians) in medians.chunks_mut(LANES).enumerate() {
                let x = piece * LANES;
                let mut window: [Lane<T>; N] = std::array::from_fn(|i| {
                    let from = x + i % size;
                    std::array::from_fn(|lane| rows[i / size][from + lane])
                });
                let median = select(&mut window);
                medians.copy_from_slice(&median[..medians.len()]);
            }
            Some(())
        })?;
    Some(medians)
}

/// The row with `radius` repeated samples before it, and enough behind it to fill the last lanes.
fn padded<T: Sample>(row: &[T], radius: usize) -> Vec<T> {
    let length = row.len().next_multiple_of(LANES) + 2 * radius;
    (0..length)
        .map(|i| row[i.saturating_sub(radius).min(row.len() - 1)])
        .collect()
}

/// The median by forgetful selection: of m + 2 of the 2 m + 1 samples, neither the smallest nor
/// the largest can be the median; both are dropped, another sample is taken in, and so on.
fn select<const N: usize, T: Sample>(samples: &mut [Lane<T>; N]) -> Lane<T> {
    let (mut first, end) = (0, N / 2 + 2);
    for next in end..N {
        part(&mut samples[first..end]);
        // The largest is overwritten, the smallest left behind.
        samples[end - 1] = samples[next];
        first += 1;
    }
    part(&mut samples[first..end]);
    samples[end - 2]
}

/// Brings the smallest to the front and the largest to the back.
fn part<T: Sample>(samples: &mut [Lane<T>]) {
    let last = samples.len() - 1;
    let half = samples.len() / 2;
    for i in 0..half {
        exchange(samples, i, last - i);
    }
    // The lower half holds the smallest, the upper the largest; an odd one in the middle is
    // looked at from both.
    for i in 1..=last / 2 {
        exchange(samples, 0, i);
    }
    for i in half..last {
        exchange(samples, i, last);
    }
}

/// Puts the smaller of two samples at `low`, the larger at `high`.
fn exchange<T: Sample>(samples: &mut [Lane<T>], low: usize, high: usize) {
    let (a, b) = (samples[low], samples[high]);
    samples[low] = std::array::from_fn(|i| if b[i] < a[i] { b[i] } else { a[i] });
    samples[high] = std::array::from_fn(|i| if b[i] < a[i] { a[i] } else { b[i] });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_arrangement_of_zeros_and_ones_has_its_median() {
        // By the 0–1 principle this is the median of all samples.
        for bits in 0_u32..1 << 9 {
            let mut window: [Lane<u8>; 9] = std::array::from_fn(|i| [(bits >> i & 1) as u8; LANES]);
            let wanted = u8::from(bits.count_ones() > 4);
            assert_eq!(select(&mut window), [wanted; LANES], "{bits:b}");
        }
        for step in 0..1 << 15 {
            let bits = step * 1023 % (1 << 25);
            let mut window: [Lane<u8>; 25] =
                std::array::from_fn(|i| [(bits >> i & 1) as u8; LANES]);
            let wanted = u8::from(u32::count_ones(bits) > 12);
            assert_eq!(select(&mut window), [wanted; LANES], "{bits:b}");
        }
    }
}
