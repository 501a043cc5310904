//! Windows and VOI LUTs (PS3.3 C.11.2).

use super::ParamError;

/// VOI LUT Function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum VoiFunction {
    /// LINEAR.
    Linear,
    /// LINEAR_EXACT.
    LinearExact,
    /// SIGMOID.
    Sigmoid,
}

/// A window.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    center: f64,
    width: f64,
    function: VoiFunction,
}

impl Window {
    /// A window, checked.
    ///
    /// # Errors
    /// When a number is not finite or the width too small for the function.
    pub fn new(center: f64, width: f64, function: VoiFunction) -> Result<Self, ParamError> {
        let low = if function == VoiFunction::Linear {
            1.0
        } else {
            f64::MIN_POSITIVE
        };
        if !(center.is_finite() && width.is_finite() && width >= low) {
            return Err(ParamError {
                parameter: "width",
                found: width.to_string(),
                wanted: format!("{low} or more"),
            });
        }
        Ok(Self {
            center,
            width,
            function,
        })
    }

    /// Centre.
    pub fn center(&self) -> f64 {
        self.center
    }

    /// Width.
    pub fn width(&self) -> f64 {
        self.width
    }

    /// Function.
    pub fn function(&self) -> VoiFunction {
        self.function
    }
}

/// A VOI LUT.
#[derive(Clone, Debug, PartialEq)]
pub struct VoiLut {
    /// The input of the first entry.
    pub first: f64,
    /// Bits of an entry.
    pub bits: u16,
    /// The entries.
    pub entries: Vec<u16>,
}
