//! Counts of a whole series in the form that single operations take.

use crate::ops::histogram::Histogram;
use crate::ops::lookup::Grey;
use crate::ops::nclahe::Norm;
use crate::ops::window::linear_range;

/// The extent of a series, and, where N-CLAHE equalises, the counts of its values brought to 8 bits
/// by that extent.
pub(super) fn of_normalised(
    series: &Histogram,
    norm: Norm,
) -> (Option<(f64, f64)>, Option<[u64; 256]>) {
    let extent = series.min().zip(series.max());
    let counts = match (norm, extent) {
        (Norm::Equalize, Some((low, high))) => {
            let range = linear_range(low, high);
            let mut counts = [0_u64; 256];
            for (value, count) in occupied(series) {
                let grey = u8::from_real(range.map(value, 1.0) * 255.0);
                counts[usize::from(grey)] += count;
            }
            Some(counts)
        }
        _ => None,
    };
    (extent, counts)
}

/// Values with their counts; of wide bins the middle stands for all.
fn occupied(series: &Histogram) -> impl Iterator<Item = (f64, u64)> {
    let middle = match series.is_exact() {
        true => 0.0,
        false => series.bin_width() / 2.0,
    };
    let bins = series.counts().iter().enumerate();
    bins.filter(|(_, count)| **count > 0)
        .map(move |(bin, &count)| (series.bin_start(bin) + middle, count))
}
