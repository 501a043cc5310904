//! The checks that parameters of several filters share.

use std::ops::RangeInclusive;

use super::ParamError;

/// An odd number of pixels from `allowed`.
pub(super) fn odd(
    parameter: &'static str,
    value: u32,
    allowed: RangeInclusive<u32>,
) -> Result<u32, ParamError> {
    if allowed.contains(&value) && value % 2 == 1 {
        return Ok(value);
    }
    let wanted = format!("an odd number, {} to {}", allowed.start(), allowed.end());
    Err(ParamError::new(parameter, value, &wanted))
}

/// A whole number from `allowed`, of things called `unit`.
pub(super) fn whole(
    parameter: &'static str,
    value: u32,
    allowed: RangeInclusive<u32>,
    unit: &str,
) -> Result<u32, ParamError> {
    if allowed.contains(&value) {
        return Ok(value);
    }
    let wanted = format!("{} to {} {unit}", allowed.start(), allowed.end());
    Err(ParamError::new(parameter, value, &wanted))
}

/// A number from `allowed`.
pub(super) fn real(
    parameter: &'static str,
    value: f64,
    allowed: RangeInclusive<f64>,
) -> Result<f64, ParamError> {
    if allowed.contains(&value) {
        return Ok(value);
    }
    let wanted = format!("{} to {}", allowed.start(), allowed.end());
    Err(ParamError::new(parameter, value, &wanted))
}

/// A finite number above zero.
pub(super) fn positive(parameter: &'static str, value: f64) -> Result<f64, ParamError> {
    if value.is_finite() && value > 0.0 {
        return Ok(value);
    }
    Err(ParamError::new(parameter, value, "a number above 0"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_say_what_is_wanted() {
        let refused = |result: Result<u32, ParamError>| result.unwrap_err().to_string();
        assert_eq!(
            refused(odd("size", 4, 3..=99)),
            "size: 4, wanted an odd number, 3 to 99"
        );
        assert_eq!(
            refused(whole("radius", 0, 1..=64, "pixels")),
            "radius: 0, wanted 1 to 64 pixels"
        );
        assert_eq!(odd("size", 5, 3..=99), Ok(5));
        assert!(real("alpha", f64::NAN, 0.0..=1.0).is_err());
        assert!(positive("h", f64::INFINITY).is_err());
        assert!(positive("h", 0.0).is_err());
    }
}
