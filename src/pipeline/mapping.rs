//! The curve from values to grey that a window, a rule or the file's LUT gives.

use std::sync::Arc;

use super::Prepared;
use crate::ops::histogram::Histogram;
use crate::ops::histogram::percentiles;
use crate::ops::window::Range;
use crate::ops::window::VoiLut;
use crate::ops::window::Window;
use crate::ops::window::linear_range;
use crate::pixels::Mask;
use crate::pixels::Samples;
use crate::recipe::Auto;
use crate::recipe::Domain;
use crate::study::Slice;
use crate::study::Voi;
use crate::study::VoiKind;

/// How values become grey.
#[derive(Clone, Debug, PartialEq)]
pub enum Mapping {
    /// A DICOM window.
    Window(Window),
    /// The file's VOI LUT.
    Lut(Arc<VoiLut>),
    /// A linear range, `low` to black and `high` to white.
    Range(Range),
}

impl Mapping {
    /// The grey of `x` between 0 and `top`.
    pub fn map(&self, x: f64, top: f64) -> f64 {
        match self {
            Self::Window(window) => window.map(x, top),
            Self::Lut(lut) => lut.map(x, top),
            Self::Range(range) => range.map(x, top),
        }
    }

    /// The values that become black and white.
    pub fn bounds(&self) -> (f64, f64) {
        match self {
            Self::Window(window) => window.bounds(),
            Self::Lut(lut) => (lut.first(), lut.first() + lut.entries().len() as f64 - 1.0),
            Self::Range(range) => (range.low, range.high),
        }
    }

    /// The window that does the same or comes closest, for handles and fields.
    pub fn window(&self) -> Option<Window> {
        match self {
            Self::Window(window) => Some(*window),
            Self::Lut(_) | Self::Range(_) => {
                let (low, high) = self.bounds();
                Window::from_bounds(low, high).ok()
            }
        }
    }

    pub(super) fn of_voi(voi: &Voi) -> Self {
        match &voi.kind {
            VoiKind::Window(window) => Self::Window(*window),
            VoiKind::Lut(lut) => Self::Lut(lut.clone()),
        }
    }
}

/// The window in which values are shown where nobody asks for another: the file's first, else
/// percentiles of the series; plain 8-bit pictures and colour as they are.
pub(super) fn automatic(
    slice: &Slice,
    values: &Samples,
    mask: Option<&Mask>,
    prepared: &Prepared,
) -> Mapping {
    match Domain::of_slice(slice) {
        Domain::Grey8 => Mapping::Range(linear_range(0.0, 255.0)),
        Domain::Grey16 if values.channels() > 1 => Mapping::Range(linear_range(0.0, 65535.0)),
        _ => {
            let counts = prepared.histogram.as_deref();
            by_rule(Auto::File, &slice.vois, values, mask, counts)
        }
    }
}

/// What `auto` means for these values; `vois` are the file's where they speak of these values,
/// `series` is given where statistics are those of the series.
pub(super) fn by_rule(
    auto: Auto,
    vois: &[Voi],
    values: &Samples,
    mask: Option<&Mask>,
    series: Option<&Histogram>,
) -> Mapping {
    let (low, high) = match auto {
        Auto::File => match vois.first() {
            Some(voi) => return Mapping::of_voi(voi),
            None => Auto::USUAL,
        },
        Auto::MinMax => (0.0, 100.0),
        Auto::Percentile { low, high } => (low, high),
    };
    let bounds = match series {
        Some(histogram) => bounds_of(histogram, low, high),
        None => percentiles(values, mask, &[low, high]),
    };
    match bounds.as_deref() {
        Some(&[low, high]) => Mapping::Range(linear_range(low, high)),
        // No pixel is data: everything is black.
        _ => Mapping::Range(linear_range(0.0, 0.0)),
    }
}

fn bounds_of(histogram: &Histogram, low: f64, high: f64) -> Option<Vec<f64>> {
    Some(vec![
        histogram.percentile(low)?,
        histogram.percentile(high)?,
    ])
}
