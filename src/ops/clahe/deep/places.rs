//! Where samples lie among the bins.

use crate::ops::lookup::Narrow;
use crate::pixels::Sample;

/// Where samples lie among the bins.
pub(super) trait Places<T>: Sync {
    /// The place of a finite sample, 0..=bins.
    fn place(&self, sample: T) -> f64;
    /// The places of all values, where they have been computed before.
    fn table(&self) -> Option<&[f64]>;
    /// Where in the table a sample's value stands.
    fn slot(&self, sample: T) -> usize;
}

/// q = (v − lo) / (hi − lo) · bins.
#[derive(Clone, Copy)]
pub(super) struct Arithmetic {
    pub low: f64,
    pub high: f64,
    pub bins: f64,
}

impl Arithmetic {
    pub(super) fn place_of(&self, value: f64) -> f64 {
        let value = value.clamp(self.low, self.high);
        (value - self.low) / (self.high - self.low) * self.bins
    }
}

impl<T: Sample> Places<T> for Arithmetic {
    fn place(&self, sample: T) -> f64 {
        self.place_of(sample.to_f64())
    }

    fn table(&self) -> Option<&[f64]> {
        None
    }

    fn slot(&self, _: T) -> usize {
        0
    }
}

/// The places of all values that occur.
pub(super) struct Table {
    pub lowest: usize,
    pub places: Vec<f64>,
}

impl<T: Narrow> Places<T> for Table {
    fn place(&self, sample: T) -> f64 {
        self.places[sample.slot() - self.lowest]
    }

    fn table(&self) -> Option<&[f64]> {
        Some(&self.places)
    }

    fn slot(&self, sample: T) -> usize {
        sample.slot() - self.lowest
    }
}

/// The bin of a place, of `bins`.
pub(super) fn bin_of(place: f64, bins: usize) -> usize {
    (place as usize).min(bins - 1)
}
