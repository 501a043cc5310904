//! Histograms of a picture: of grey, or of the luminance and the channels of colour.

use crate::ops::colour::ColourMode;
use crate::ops::colour::grey_of_rgb;
use crate::ops::histogram::Histogram;
use crate::pixels::Mask;
use crate::pixels::Samples;

/// Counts of a grey picture, or of the luminance of a colour one and of its three channels.
pub(super) fn counts(samples: &Samples, mask: Option<&Mask>) -> (Histogram, Vec<Histogram>) {
    let Some(luminance) = luminance(samples) else {
        return (Histogram::of(samples, 0, mask), Vec::new());
    };
    let channels = (0..3).map(|c| Histogram::of(samples, c, mask)).collect();
    (Histogram::of(&luminance, 0, mask), channels)
}

/// The luminance of a colour picture of 8 or 16 bits.
pub(super) fn luminance(samples: &Samples) -> Option<Samples> {
    match samples {
        Samples::U8(rgb) if rgb.channels() == 3 => {
            Some(Samples::U8(grey_of_rgb(rgb, ColourMode::Luma)))
        }
        Samples::U16(rgb) if rgb.channels() == 3 => {
            Some(Samples::U16(grey_of_rgb(rgb, ColourMode::Luma)))
        }
        _ => None,
    }
}
