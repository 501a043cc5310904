//! Windows: values to grey, by DICOM PS3.3 C.11.2.

mod ramp;

use super::ParamError;
use super::cpu::Instructions;
use super::lookup::map_samples;
use crate::pixels::Image;
use crate::pixels::Sample;
use crate::pixels::Samples;

/// The shape of a window between its ends: VOI LUT Function (0028,1056).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum VoiFunction {
    /// LINEAR (C.11.2.1.2.1): for integers, centre and width count from pixel edges.
    #[default]
    Linear,
    /// LINEAR_EXACT (C.11.2.1.3.2): centre ± width / 2.
    LinearExact,
    /// SIGMOID (C.11.2.1.3.1): approaches black and white and never reaches them.
    Sigmoid,
}

/// A window of values: `center` and `width` in the unit of the values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    center: f64,
    width: f64,
    function: VoiFunction,
}

impl Window {
    /// A window about `center`, `width` wide.
    ///
    /// # Errors
    /// When a number is not finite, or the width is not positive, for
    /// [`Linear`](VoiFunction::Linear) below 1.
    pub fn new(center: f64, width: f64, function: VoiFunction) -> Result<Self, ParamError> {
        if !center.is_finite() {
            return Err(ParamError::new("center", center, "a finite number"));
        }
        let (enough, wanted) = match function {
            VoiFunction::Linear => (width >= 1.0, "a finite number, 1 or more"),
            VoiFunction::LinearExact | VoiFunction::Sigmoid => {
                (width > 0.0, "a finite number above 0")
            }
        };
        if !enough || !width.is_finite() {
            return Err(ParamError::new("width", width, wanted));
        }
        Ok(Self {
            center,
            width,
            function,
        })
    }

    /// The linear window that maps `low` to black and `high` to white.
    ///
    /// # Errors
    /// When a number is not finite or `high` is below `low`.
    pub fn from_bounds(low: f64, high: f64) -> Result<Self, ParamError> {
        Self::new(
            (low + high + 1.0) / 2.0,
            high - low + 1.0,
            VoiFunction::Linear,
        )
    }

    /// The window that maps `factor` (above 0) times a value to what this one maps the value to; `None`
    /// where its width would vanish. The half units of a linear window do not grow with the values,
    /// so it becomes an exact one.
    pub fn scaled(&self, factor: f64) -> Option<Self> {
        let (center, width, function) = match self.function {
            VoiFunction::Linear => (
                self.center - 0.5,
                self.width - 1.0,
                VoiFunction::LinearExact,
            ),
            other => (self.center, self.width, other),
        };
        Self::new(center * factor, width * factor, function).ok()
    }

    /// The centre, in the unit of the values.
    pub fn center(&self) -> f64 {
        self.center
    }

    /// The width, in the unit of the values; above 0, for the linear function 1 or more.
    pub fn width(&self) -> f64 {
        self.width
    }

    /// The shape between the ends.
    pub fn function(&self) -> VoiFunction {
        self.function
    }

    /// The values where black ends and white begins. A sigmoid reaches neither; its tangent at the
    /// centre does, at these values.
    pub fn bounds(&self) -> (f64, f64) {
        match self.function {
            VoiFunction::Linear => {
                let half = (self.width - 1.0) / 2.0;
                (self.center - 0.5 - half, self.center - 0.5 + half)
            }
            VoiFunction::LinearExact | VoiFunction::Sigmoid => {
                let half = self.width / 2.0;
                (self.center - half, self.center + half)
            }
        }
    }

    /// The grey of value `x` as a real number, 0 (black) to `top` (white).
    pub fn map(&self, x: f64, top: f64) -> f64 {
        let (center, width) = (self.center, self.width);
        // The order of operations is the standard's. A linear width of 1 never reaches the
        // division: one of the bounds holds.
        let (low, high) = self.bounds();
        match self.function {
            VoiFunction::Sigmoid => top / (1.0 + (-4.0 * (x - center) / width).exp()),
            _ if x <= low => 0.0,
            _ if x > high => top,
            VoiFunction::Linear => ((x - (center - 0.5)) / (width - 1.0) + 0.5) * top,
            VoiFunction::LinearExact => ((x - center) / width + 0.5) * top,
        }
    }
}

/// A table in place of a window: VOI LUT Sequence (0028,3010).
#[derive(Clone, Debug, PartialEq)]
pub struct VoiLut {
    first: f64,
    bits: u16,
    entries: Vec<u16>,
}

impl VoiLut {
    /// A table whose first entry belongs to value `first` and whose entries have `bits` bits.
    ///
    /// # Errors
    /// When there are no entries, `bits` is outside 1..=16 or `first` is not finite.
    pub fn new(first: f64, bits: u16, entries: Vec<u16>) -> Result<Self, ParamError> {
        if !first.is_finite() {
            return Err(ParamError::new("first", first, "a finite number"));
        }
        if !(1..=16).contains(&bits) {
            return Err(ParamError::new("bits", bits, "1 to 16"));
        }
        if entries.is_empty() {
            return Err(ParamError::new("entries", 0, "at least one"));
        }
        Ok(Self {
            first,
            bits,
            entries,
        })
    }

    /// The value that the first entry belongs to.
    pub fn first(&self) -> f64 {
        self.first
    }

    /// Bits of an entry: white is 2^bits − 1.
    pub fn bits(&self) -> u16 {
        self.bits
    }

    /// The entries, one per integer value from [`first`](Self::first).
    pub fn entries(&self) -> &[u16] {
        &self.entries
    }

    /// The grey of value `x` as a real number, 0 to `top`. `x` is rounded half up; below the first
    /// entry counts as the first, above the last as the last.
    pub fn map(&self, x: f64, top: f64) -> f64 {
        let last = self.entries.len() - 1;
        // `as` saturates, so values below the table end at entry 0.
        let index = ((x - self.first + 0.5).floor() as usize).min(last);
        let white = f64::from((1_u32 << self.bits) - 1);
        (f64::from(self.entries[index]) / white * top).min(top)
    }
}

/// Two values that become black and white, with nothing of DICOM's half-pixel rules.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    /// The value that becomes black.
    pub low: f64,
    /// The value that becomes white.
    pub high: f64,
}

/// The straight line from `low` (black) to `high` (white); `high <= low` makes everything black.
pub fn linear_range(low: f64, high: f64) -> Range {
    Range { low, high }
}

impl Range {
    /// The grey of value `x` as a real number, clamped to 0..=`top`.
    pub fn map(&self, x: f64, top: f64) -> f64 {
        if self.high > self.low {
            ((x - self.low) / (self.high - self.low) * top).clamp(0.0, top)
        } else {
            0.0
        }
    }
}

/// `f` of every sample (0 black, 255 white) as 8-bit grey, rounded by floor(y + 0.5) and clamped;
/// not-a-number becomes 0.
///
/// `f` must give the same for the same value. Where it is a straight line between two ends, samples
/// of 16 bits are computed in vectors instead of being looked up.
pub fn to_grey8(samples: &Samples, f: impl Fn(f64) -> f64 + Sync) -> Image<u8> {
    match samples {
        Samples::U16(image) => ramp::grey8(image, f),
        Samples::I16(image) => ramp::grey8(image, f),
        other => map_samples(other, |x| u8::from_f64(f(x))),
    }
}

/// [`to_grey8`] of unsigned samples of 16 bits with chosen instructions into the caller's.
///
/// # Panics
/// When `out` has not as many samples as the image.
pub fn to_grey8_into(
    instructions: Instructions,
    image: &Image<u16>,
    f: impl Fn(f64) -> f64 + Sync,
    out: &mut [u8],
) {
    ramp::grey8_into(instructions, image, f, out);
}

/// `f` of every sample (0 black, 65535 white) as 16-bit grey, rounded by floor(y + 0.5) and
/// clamped; not-a-number becomes 0.
pub fn to_grey16(samples: &Samples, f: impl Fn(f64) -> f64 + Sync) -> Image<u16> {
    map_samples(samples, |x| u16::from_f64(f(x)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standards_example_spans_twelve_bits() {
        let window = Window::new(2048.0, 4096.0, VoiFunction::Linear).unwrap();
        assert_eq!(window.map(0.0, 255.0), 0.0);
        assert_eq!(window.map(4095.0, 255.0), 255.0);
        assert_eq!(window.bounds(), (0.0, 4095.0));
        assert_eq!(Window::from_bounds(0.0, 4095.0), Ok(window));
    }

    #[test]
    fn width_one_is_a_threshold() {
        let window = Window::new(50.0, 1.0, VoiFunction::Linear).unwrap();
        assert_eq!(window.map(49.5, 255.0), 0.0);
        assert_eq!(window.map(49.6, 255.0), 255.0);
    }

    #[test]
    fn exact_and_sigmoid_halve_at_the_centre() {
        for function in [VoiFunction::LinearExact, VoiFunction::Sigmoid] {
            let window = Window::new(40.0, 0.5, function).unwrap();
            assert_eq!(window.map(40.0, 255.0), 127.5);
            assert_eq!(window.bounds(), (39.75, 40.25));
        }
        let sigmoid = Window::new(0.0, 4.0, VoiFunction::Sigmoid).unwrap();
        assert!((sigmoid.map(1.0, 1.0) - 1.0 / (1.0 + (-1.0_f64).exp())).abs() < 1e-15);
    }

    #[test]
    fn nonsense_is_refused() {
        let error = Window::new(40.0, 0.5, VoiFunction::Linear).unwrap_err();
        assert_eq!(
            error.to_string(),
            "width: 0.5, wanted a finite number, 1 or more"
        );
        assert!(Window::new(f64::NAN, 10.0, VoiFunction::Linear).is_err());
        assert!(Window::new(0.0, f64::INFINITY, VoiFunction::Sigmoid).is_err());
        assert!(Window::new(0.0, 0.0, VoiFunction::LinearExact).is_err());
        assert!(Window::from_bounds(10.0, 9.0).is_err());
    }

    #[test]
    fn a_table_holds_at_its_ends() {
        let lut = VoiLut::new(-10.0, 8, vec![0, 100, 255]).unwrap();
        let grey: Vec<f64> = [-1e9, -10.0, -9.4, -8.5, 0.0]
            .iter()
            .map(|&x| lut.map(x, 255.0))
            .collect();
        assert_eq!(grey, [0.0, 0.0, 100.0, 255.0, 255.0]);
        assert!(VoiLut::new(0.0, 17, vec![0]).is_err());
        assert!(VoiLut::new(0.0, 8, vec![]).is_err());
    }

    #[test]
    fn an_empty_range_is_black() {
        assert_eq!(linear_range(3.0, 3.0).map(9.0, 255.0), 0.0);
        assert_eq!(linear_range(0.0, 2.0).map(1.0, 255.0), 127.5);
        assert_eq!(linear_range(0.0, 2.0).map(-1.0, 255.0), 0.0);
    }

    #[test]
    fn grey_rounds_half_up() {
        let samples = Samples::F32(Image::grey(3, 1, vec![0.0, 1.0, f32::NAN]));
        let range = linear_range(0.0, 2.0);
        let grey = to_grey8(&samples, |x| range.map(x, 255.0));
        assert_eq!(grey.data(), [0, 128, 0]);
        let deep = to_grey16(&samples, |x| range.map(x, 65_535.0));
        assert_eq!(deep.data(), [0, 32_768, 0]);
    }
}
