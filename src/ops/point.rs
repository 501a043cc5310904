//! Point operations: curves from grey to grey, 8 or 16 bit.
//!
//! Each is a small type with `map(x, top)`, the curve in real numbers over 0..=`top`, so that a
//! drawing, a single pixel and a picture use one formula; [`apply`] rounds to
//! the picture's depth by floor(y + 0.5).

use super::ParamError;
use super::lookup::Grey;
use super::lookup::map_grey;
use super::window::Range;
use crate::pixels::Image;
use crate::pixels::Mask;

/// A curve from grey to grey.
pub trait Curve: Sync {
    /// The new grey of `x`, both of 0..=`top`; results outside are clamped by who rounds them.
    fn map(&self, x: f64, top: f64) -> f64;
}

/// (x / top)^γ · top.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gamma(f64);

impl Gamma {
    /// γ above 1 darkens, below 1 brightens.
    ///
    /// # Errors
    /// When it is outside 0.05..=20.
    pub fn new(gamma: f64) -> Result<Self, ParamError> {
        within("gamma", gamma, 0.05, 20.0, "0.05 to 20").map(Self)
    }

    /// γ.
    pub fn gamma(self) -> f64 {
        self.0
    }
}

impl Default for Gamma {
    /// 1, which changes nothing.
    fn default() -> Self {
        Self(1.0)
    }
}

impl Curve for Gamma {
    fn map(&self, x: f64, top: f64) -> f64 {
        (x / top).powf(self.0) * top
    }
}

/// top − x.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Invert;

impl Curve for Invert {
    fn map(&self, x: f64, top: f64) -> f64 {
        top - x
    }
}

/// x + amount % of the full scale.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Brightness(f64);

impl Brightness {
    /// `amount` in percent of the full scale.
    ///
    /// # Errors
    /// When it is outside −100..=100.
    pub fn new(amount: f64) -> Result<Self, ParamError> {
        within("amount", amount, -100.0, 100.0, "-100 to 100").map(Self)
    }

    /// Percent of the full scale.
    pub fn amount(self) -> f64 {
        self.0
    }
}

impl Curve for Brightness {
    fn map(&self, x: f64, top: f64) -> f64 {
        x + self.0 / 100.0 * top
    }
}

/// The distance from mid-grey times 1 + amount / 100.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Contrast(f64);

impl Contrast {
    /// `amount` in percent: −100 leaves nothing but mid-grey, 100 doubles the contrast.
    ///
    /// # Errors
    /// When it is outside −100..=100.
    pub fn new(amount: f64) -> Result<Self, ParamError> {
        within("amount", amount, -100.0, 100.0, "-100 to 100").map(Self)
    }

    /// Percent.
    pub fn amount(self) -> f64 {
        self.0
    }
}

impl Curve for Contrast {
    fn map(&self, x: f64, top: f64) -> f64 {
        let middle = top / 2.0;
        (x - middle) * (1.0 + self.0 / 100.0) + middle
    }
}

/// gain · log₂(1 + x / top) · top: scikit-image's `adjust_log`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Log(f64);

impl Log {
    /// A factor on the result.
    ///
    /// # Errors
    /// When it is not above 0 and at most 100.
    pub fn new(gain: f64) -> Result<Self, ParamError> {
        gain_of(gain).map(Self)
    }

    /// The factor.
    pub fn gain(self) -> f64 {
        self.0
    }
}

impl Default for Log {
    /// Gain 1: white stays white.
    fn default() -> Self {
        Self(1.0)
    }
}

impl Curve for Log {
    fn map(&self, x: f64, top: f64) -> f64 {
        self.0 * (1.0 + x / top).log2() * top
    }
}

/// top / (1 + exp(gain · (cutoff − x / top))): scikit-image's `adjust_sigmoid`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sigmoid {
    gain: f64,
    cutoff: f64,
}

impl Sigmoid {
    /// `gain` is the steepness at `cutoff`, the share of full scale that becomes mid-grey.
    ///
    /// # Errors
    /// When the gain is not above 0 and at most 100, or the cutoff outside 0..=1.
    pub fn new(gain: f64, cutoff: f64) -> Result<Self, ParamError> {
        Ok(Self {
            gain: gain_of(gain)?,
            cutoff: within("cutoff", cutoff, 0.0, 1.0, "0 to 1")?,
        })
    }

    /// The steepness.
    pub fn gain(self) -> f64 {
        self.gain
    }

    /// The share of full scale that becomes mid-grey.
    pub fn cutoff(self) -> f64 {
        self.cutoff
    }
}

impl Default for Sigmoid {
    /// Gain 10 about 0.5.
    fn default() -> Self {
        Self {
            gain: 10.0,
            cutoff: 0.5,
        }
    }
}

impl Curve for Sigmoid {
    fn map(&self, x: f64, top: f64) -> f64 {
        top / (1.0 + (self.gain * (self.cutoff - x / top)).exp())
    }
}

/// Two percentiles of the picture, to become black and white.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Percentiles {
    low: f64,
    high: f64,
}

impl Percentiles {
    /// Both in percent of the pixels.
    ///
    /// # Errors
    /// When one is outside 0..=100 or they are not in ascending order.
    pub fn new(low: f64, high: f64) -> Result<Self, ParamError> {
        within("low", low, 0.0, 100.0, "0 to 100")?;
        within("high", high, 0.0, 100.0, "0 to 100")?;
        if low >= high {
            return Err(ParamError::new("low", low, "less than high"));
        }
        Ok(Self { low, high })
    }

    /// What becomes black, in percent.
    pub fn low(self) -> f64 {
        self.low
    }

    /// What becomes white, in percent.
    pub fn high(self) -> f64 {
        self.high
    }
}

impl Default for Percentiles {
    /// 1 % and 99 %.
    fn default() -> Self {
        Self {
            low: 1.0,
            high: 99.0,
        }
    }
}

impl Curve for Range {
    fn map(&self, x: f64, top: f64) -> f64 {
        Range::map(self, x, top)
    }
}

/// Every pixel through `curve`, rounded and clamped; pixels outside `mask` stay.
///
/// # Panics
/// When the mask has another size than the image.
pub fn apply<G: Grey>(image: &Image<G>, curve: &impl Curve, mask: Option<&Mask>) -> Image<G> {
    map_grey(image, mask, |x| G::from_f64(curve.map(x, G::TOP)))
}

/// Input and output mixed: input + strength · (output − input), `strength` of 0..=1, rounded by
/// floor(y + 0.5).
///
/// # Panics
/// When the images differ in shape.
pub fn blend<G: Grey>(input: &Image<G>, output: &Image<G>, strength: f64) -> Image<G> {
    let shape = |image: &Image<G>| (image.width(), image.height(), image.channels());
    assert_eq!(shape(input), shape(output), "images of unequal size");
    let data = input
        .data()
        .iter()
        .zip(output.data())
        .map(|(input, output)| {
            let (input, output) = (input.to_f64(), output.to_f64());
            G::from_f64(input * (1.0 - strength) + output * strength)
        })
        .collect();
    Image::new(input.width(), input.height(), input.channels(), data)
}

fn within(
    parameter: &'static str,
    value: f64,
    low: f64,
    high: f64,
    wanted: &str,
) -> Result<f64, ParamError> {
    if (low..=high).contains(&value) {
        Ok(value)
    } else {
        Err(ParamError::new(parameter, value, wanted))
    }
}

fn gain_of(gain: f64) -> Result<f64, ParamError> {
    let smallest = f64::MIN_POSITIVE;
    within("gain", gain, smallest, 100.0, "more than 0, at most 100")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grey(data: &[u8]) -> Image<u8> {
        Image::grey(data.len(), 1, data.to_vec())
    }

    #[test]
    fn curves_have_their_worked_values() {
        let image = grey(&[0, 64, 128, 255]);
        let gamma = Gamma::new(0.5).unwrap();
        // 255 · √(64/255) = 127.7, 255 · √(128/255) = 180.7.
        assert_eq!(apply(&image, &gamma, None).data(), [0, 128, 181, 255]);
        assert_eq!(apply(&image, &Invert, None).data(), [255, 191, 127, 0]);
        let brighter = Brightness::new(10.0).unwrap();
        assert_eq!(apply(&image, &brighter, None).data(), [26, 90, 154, 255]);
        let flat = Contrast::new(-100.0).unwrap();
        assert_eq!(apply(&image, &flat, None).data(), [128; 4]);
        let double = Contrast::new(100.0).unwrap();
        assert_eq!(apply(&image, &double, None).data(), [0, 1, 129, 255]);
        // 255 · log₂(1 + 64/255) = 82.5, 255 · log₂(1 + 128/255) = 149.9.
        let log = Log::default();
        assert_eq!(apply(&image, &log, None).data(), [0, 82, 150, 255]);
        let sigmoid = Sigmoid::new(10.0, 128.0 / 255.0).unwrap();
        assert_eq!(apply(&image, &sigmoid, None).data()[2], 128);
    }

    #[test]
    fn sixteen_bits_use_their_own_white() {
        let image = Image::grey(2, 1, vec![1_u16, 65_535]);
        assert_eq!(apply(&image, &Invert, None).data(), [65_534, 0]);
    }

    #[test]
    fn strength_mixes_and_rounds_half_up() {
        let (input, output) = (grey(&[0, 10, 255]), grey(&[255, 11, 0]));
        assert_eq!(blend(&input, &output, 0.5).data(), [128, 11, 128]);
        assert_eq!(blend(&input, &output, 0.0), input);
        assert_eq!(blend(&input, &output, 1.0), output);
    }

    #[test]
    fn parameters_outside_their_range_are_refused() {
        assert!(Gamma::new(0.01).is_err());
        assert!(Brightness::new(f64::NAN).is_err());
        assert!(Contrast::new(100.5).is_err());
        assert!(Log::new(0.0).is_err());
        assert!(Sigmoid::new(10.0, 1.5).is_err());
        let error = Percentiles::new(50.0, 50.0).unwrap_err();
        assert_eq!(error.to_string(), "low: 50, wanted less than high");
    }
}
