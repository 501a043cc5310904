//! What the colours of a picture stand for.

use super::Mapping;
use super::Processed;
use crate::ops::window::linear_range;
use crate::pixels::Sample;
use crate::recipe::ColourMap;
use crate::recipe::Domain;
use crate::recipe::Look;

/// A scale of numbers with the colour in which each is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Legend {
    /// The number at which the scale begins.
    pub low: f64,
    /// The number at which it ends.
    pub high: f64,
    /// Whether the numbers are values in the slice's unit; else they are grey levels of the result, which
    /// steps have made so that a value has no one grey any more.
    pub of_values: bool,
    mapping: Mapping,
    inverted: bool,
    map: ColourMap,
}

impl Legend {
    /// The colour in which `number` is shown.
    pub fn colour(&self, number: f64) -> [u8; 3] {
        let level = u8::from_f64(self.mapping.map(number, 255.0));
        self.map
            .colour(if self.inverted { 255 - level } else { level })
    }
}

impl Processed {
    /// What the colours of the picture stand for that [`present`](super::present) makes with `look`; `None`
    /// for colour pictures.
    pub fn legend(&self, look: &Look) -> Option<Legend> {
        if self.result.channels() != 1 {
            return None;
        }
        let only_window = match (self.took.as_slice(), self.windows.as_slice()) {
            ([_], [(_, mapping)]) => Some(mapping.clone()),
            _ => None,
        };
        let mapping = self.shown_mapping(look).or(only_window);
        let of_values = mapping.is_some() || self.shows_values();
        let inverted = look.invert ^ (mapping.is_some() && self.slice.inverted);
        let mapping = mapping.unwrap_or_else(|| {
            let top = match self.domain {
                Domain::Grey16 => 65535.0,
                Domain::Grey8 | Domain::Values => 255.0,
            };
            Mapping::Range(linear_range(0.0, top))
        });
        let (low, high) = mapping.bounds();
        Some(Legend {
            low,
            high,
            of_values,
            mapping,
            inverted,
            map: look.map,
        })
    }
}
