//! Blue over light grey to red: K. Moreland, “Diverging Color Maps for Scientific Visualization”, ISVC 2009.

use crate::ops::colour::SrgbCurve;
use crate::ops::colour::lab_from_srgb;
use crate::ops::colour::srgb_from_lab;

/// sRGB of the lower end.
const COOL: [u8; 3] = [59, 76, 192];
/// sRGB of the upper end.
const WARM: [u8; 3] = [180, 4, 38];
/// Magnitude of the light grey middle, L* = 88.
const MIDDLE: f64 = 88.0;

/// The colour at `share`, 0..=1: magnitude, saturation and hue of Moreland's Msh space change evenly from
/// each end to the middle.
pub(super) fn cool_warm(share: f64) -> [u8; 3] {
    let (end, towards) = if share < 0.5 {
        (COOL, 2.0 * share)
    } else {
        (WARM, 2.0 - 2.0 * share)
    };
    let [magnitude, saturation, hue] = msh(end);
    // Grey has no hue; it gets one that keeps the colour's path even.
    let unsaturated = unsaturated_hue([magnitude, saturation, hue]);
    let between = |from: f64, to: f64| (1.0 - towards) * from + towards * to;
    let magnitude = between(magnitude, MIDDLE);
    let saturation = between(saturation, 0.0);
    let hue = between(hue, unsaturated);
    srgb_from_lab([
        magnitude * saturation.cos(),
        magnitude * saturation.sin() * hue.cos(),
        magnitude * saturation.sin() * hue.sin(),
    ])
}

/// CIELAB in polar coordinates: magnitude, saturation and hue, angles in radians.
fn msh(rgb: [u8; 3]) -> [f64; 3] {
    let [lightness, a, b] = lab_from_srgb(rgb, &SrgbCurve::new::<u8>());
    let magnitude = (lightness * lightness + a * a + b * b).sqrt();
    [magnitude, (lightness / magnitude).acos(), b.atan2(a)]
}

/// The paper's `AdjustHue`: the hue at which a saturated colour's path ends in a grey of [`MIDDLE`].
fn unsaturated_hue([magnitude, saturation, hue]: [f64; 3]) -> f64 {
    if magnitude >= MIDDLE {
        return hue;
    }
    let further = (MIDDLE * MIDDLE - magnitude * magnitude).sqrt();
    let spin = saturation * further / (magnitude * saturation.sin());
    // Away from violet.
    if hue > -std::f64::consts::FRAC_PI_3 {
        hue + spin
    } else {
        hue - spin
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_passes_through_the_papers_colours() {
        // The ends and the middle, and quarters as recorded from Matplotlib's table of it.
        let known = [
            (0.0, [59, 76, 192]),
            (0.25, [141, 176, 254]),
            (0.5, [221, 221, 221]),
            (0.75, [244, 154, 123]),
            (1.0, [180, 4, 38]),
        ];
        for (share, wanted) in known {
            let found = cool_warm(share);
            let apart = found
                .iter()
                .zip(wanted)
                .map(|(a, b): (&u8, u8)| a.abs_diff(b));
            assert!(apart.max() <= Some(2), "{share}: {found:?}");
        }
    }
}
