//! Between which numbers pictures can lie: the L of PSNR and SSIM.

use crate::ops::histogram::Histogram;

/// The data range of a comparison. The same pictures have other PSNR and SSIM in another range, so it
/// is stated with every result.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum DataRange {
    /// Grey of 8 bits: 0 to 255.
    Grey8,
    /// Grey of 16 bits: 0 to 65535, however many of them are used.
    Grey16,
    /// Values without ends: from the smallest to the largest of the first picture.
    Values {
        /// The smallest.
        low: f64,
        /// The largest.
        high: f64,
    },
}

impl DataRange {
    /// The range of values with these counts; 0 to 0 without any.
    pub fn of_values(counts: &Histogram) -> Self {
        let (low, high) = counts.min().zip(counts.max()).unwrap_or_default();
        Self::Values { low, high }
    }

    /// The lowest number.
    pub fn low(self) -> f64 {
        match self {
            Self::Grey8 | Self::Grey16 => 0.0,
            Self::Values { low, .. } => low,
        }
    }

    /// The highest number.
    pub fn high(self) -> f64 {
        match self {
            Self::Grey8 => f64::from(u8::MAX),
            Self::Grey16 => f64::from(u16::MAX),
            Self::Values { high, .. } => high,
        }
    }

    /// Its width, the L of the formulas.
    pub fn span(self) -> f64 {
        self.high() - self.low()
    }

    /// Where the range comes from, in words.
    pub fn source(self) -> &'static str {
        match self {
            Self::Grey8 => "8-bit grey",
            Self::Grey16 => "16-bit grey",
            Self::Values { .. } => "minimum to maximum of A",
        }
    }
}

/// 100 times the share of samples at either end of a range of grey; `None` for values, which have no
/// ends, and without samples.
pub fn saturated_percent(counts: &Histogram, range: DataRange) -> Option<f64> {
    if matches!(range, DataRange::Values { .. }) || counts.n() == 0 {
        return None;
    }
    let black = counts.count_between(f64::NEG_INFINITY, range.low() + 1.0);
    let white = counts.count_between(range.high(), f64::INFINITY);
    Some(100.0 * (black + white) as f64 / counts.n() as f64)
}
