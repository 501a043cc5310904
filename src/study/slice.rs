//! One picture cut from a series, with all it needs to be understood alone.

use std::sync::Arc;

use super::Collimation;
use super::Edges;
use super::Plane;
use crate::ops::window::VoiLut;
use crate::ops::window::Window;
use crate::pixels::SampleType;
use crate::pixels::Samples;

/// What the numbers of a picture mean after the modality LUT.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Hounsfield units.
    Hu,
    /// Standardised uptake value by body weight.
    Suv,
    /// Becquerel per millilitre.
    BecquerelPerMl,
    /// Gray: absorbed dose.
    Gray,
    /// Numbers without a physical unit.
    Stored,
    /// Grey or colour levels of a plain picture.
    Grey,
}

impl Unit {
    /// What the numbers of a picture or array without a medical header are: grey where they are
    /// whole, without sign and of 8 or 16 bits, else numbers without a unit.
    pub fn of_plain(sample_type: SampleType) -> Self {
        match sample_type {
            SampleType::U8 | SampleType::U16 => Self::Grey,
            _ => Self::Stored,
        }
    }

    /// The unit as it is written after a number; empty where there is none.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Hu => "HU",
            Self::Suv => "SUV",
            Self::BecquerelPerMl => "Bq/ml",
            Self::Gray => "Gy",
            Self::Stored | Self::Grey => "",
        }
    }
}

/// From stored value to the modality's value (PS3.3 C.11.1).
#[derive(Clone, Debug, PartialEq)]
pub enum ModalityLut {
    /// `slope × stored + intercept`.
    Linear {
        /// Rescale Slope; never 0.
        slope: f64,
        /// Rescale Intercept.
        intercept: f64,
    },
    /// Modality LUT Sequence: `entries[stored − first]`, clamped at both ends.
    Table {
        /// The stored value of the first entry.
        first: i64,
        /// The values.
        entries: Arc<[u16]>,
    },
}

impl ModalityLut {
    /// Stored values as they are.
    pub const IDENTITY: Self = Self::Linear {
        slope: 1.0,
        intercept: 0.0,
    };

    /// The value that belongs to `stored`.
    pub fn value(&self, stored: f64) -> f64 {
        match self {
            Self::Linear { slope, intercept } => stored * slope + intercept,
            Self::Table { first, entries } => {
                let last = entries.len().saturating_sub(1);
                let at = (stored - *first as f64).clamp(0.0, last as f64) as usize;
                entries.get(at).copied().map_or(0.0, f64::from)
            }
        }
    }
}

/// The modality LUT of a slice, which may cross slices of different rescale (PET).
#[derive(Clone, Debug, PartialEq)]
pub enum SliceLut {
    /// One for all pixels.
    One(ModalityLut),
    /// One for each row of the picture.
    PerRow(Vec<ModalityLut>),
    /// One for each column of the picture.
    PerColumn(Vec<ModalityLut>),
}

impl SliceLut {
    /// The LUT of the pixel in column `x`, row `y`.
    pub fn at(&self, x: usize, y: usize) -> &ModalityLut {
        let (luts, at) = match self {
            Self::One(lut) => return lut,
            Self::PerRow(luts) => (luts, y),
            Self::PerColumn(luts) => (luts, x),
        };
        luts.get(at).unwrap_or(&ModalityLut::IDENTITY)
    }
}

/// Stored values that are no data: Pixel Padding Value to Pixel Padding Range Limit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Padding {
    /// Lowest stored value that is padding.
    pub low: f64,
    /// Highest stored value that is padding.
    pub high: f64,
}

impl Padding {
    /// Whether `stored` is padding.
    pub fn contains(self, stored: f64) -> bool {
        stored >= self.low && stored <= self.high
    }
}

/// A way of showing values that the file suggests.
#[derive(Clone, Debug, PartialEq)]
pub struct Voi {
    /// Window Center & Width Explanation or LUT Explanation; may be empty.
    pub explanation: String,
    /// The mapping.
    pub kind: VoiKind,
}

/// A window or a table.
#[derive(Clone, Debug, PartialEq)]
pub enum VoiKind {
    /// Window Center, Window Width and VOI LUT Function.
    Window(Window),
    /// An item of VOI LUT Sequence.
    Lut(Arc<VoiLut>),
}

/// Where a slice was cut from its series.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Cut {
    /// The plane.
    pub plane: Plane,
    /// The slice, from 0.
    pub index: usize,
    /// The phase, from 0.
    pub phase: usize,
}

/// One picture of a series, as stored, with what is needed to interpret it.
#[derive(Clone, Debug)]
pub struct Slice {
    /// Stored samples: masked and sign-extended, one channel, or three of RGB.
    pub samples: Samples,
    /// From stored samples to values.
    pub lut: SliceLut,
    /// Stored samples that are no data.
    pub padding: Option<Padding>,
    /// What the values mean.
    pub unit: Unit,
    /// The file's suggestions for showing it, the preferred one first.
    pub vois: Vec<Voi>,
    /// MONOCHROME1: shown inverted, once, after everything else.
    pub inverted: bool,
    /// Distance of columns and of rows in millimetres; `None` where unknown.
    pub spacing_mm: Option<[f64; 2]>,
    /// Height of a pixel over its width, for the shape on screen when millimetres are unknown.
    pub pixel_aspect: f64,
    /// The letters at its edges; `None` where the orientation is unknown.
    pub edges: Option<Edges>,
    /// What the header says the beam or the shutter lets through; `None` where it says nothing.
    pub collimation: Option<Arc<Collimation>>,
    /// Where it was cut; `None` for a picture without its series.
    pub cut: Option<Cut>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_clamp_at_both_ends() {
        let lut = ModalityLut::Table {
            first: 10,
            entries: Arc::from([5, 6, 9]),
        };
        assert_eq!(
            [0.0, 10.0, 12.0, 99.0].map(|v| lut.value(v)),
            [5.0, 5.0, 9.0, 9.0]
        );
    }
}
