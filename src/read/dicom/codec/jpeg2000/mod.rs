//! JPEG 2000 and High-Throughput JPEG 2000.

mod head;

use self::head::Jpeg2000;
use super::super::layout::Layout;
use super::Decoded;
use super::words::Words;
use crate::read::fault::Checked;
use crate::read::fault::Fault;
use crate::read::guard::guarded;
use crate::read::input::zeroed;

const ELEMENT: &str = "JPEG 2000 stream";

/// Decodes a frame.
///
/// # Errors
/// When the stream contradicts the data set's header or is broken.
pub(super) fn decode(stream: &[u8], layout: &Layout) -> Checked<Decoded> {
    let head = head::jpeg2000(stream)?;
    head.check(layout)?;
    // The one decodes in about two thirds of the other's time, but no high-throughput blocks; the other
    // also takes what the first refuses.
    if !head.high_throughput && matches!(layout.bits_allocated, 8 | 16) {
        let decoded = guarded(ELEMENT, || by_hayro(stream, &head, layout));
        if decoded.is_ok() {
            return decoded;
        }
    }
    guarded(ELEMENT, || by_openjpeg(stream, &head, layout))
}

fn by_hayro(stream: &[u8], head: &Jpeg2000, layout: &Layout) -> Checked<Decoded> {
    let broken = |error: hayro_jpeg2000::DecodeError| Fault::new(ELEMENT, error.to_string());
    // Without its boxes, so that nobody converts colours.
    let code = stream.get(head.begin..).unwrap_or_default();
    let settings = hayro_jpeg2000::DecodeSettings {
        strict: true,
        ..hayro_jpeg2000::DecodeSettings::default()
    };
    let image = hayro_jpeg2000::Image::new(code, &settings).map_err(broken)?;
    let mut context = hayro_jpeg2000::DecoderContext::default();
    let decoded = image.decode(&mut context).map_err(broken)?;
    let components = decoded.components();
    let pixels = layout.rows * layout.columns;
    let whole = components.iter().all(|c| c.samples().len() == pixels);
    if components.len() != layout.samples || !whole {
        return Err(Fault::new(
            ELEMENT,
            format!(
                "{} components decoded, must be {} of {pixels} samples",
                components.len(),
                layout.samples
            ),
        ));
    }
    let mut words = Words::new(ELEMENT, layout)?;
    let parts = components.iter().zip(&head.parts);
    for (number, (component, part)) in parts.enumerate() {
        // Samples are neither rounded nor clamped, and those of signed components still lifted.
        let highest = (f64::exp2(f64::from(part.precision)) - 1.0) as f32;
        let lift = if part.signed {
            1 << (part.precision - 1)
        } else {
            0
        };
        let lines = component.samples().chunks_exact(layout.columns);
        for (row, line) in lines.enumerate() {
            let samples = line.iter().map(|sample| {
                let level = sample.round().clamp(0.0, highest) as i32;
                (level - lift) as u16
            });
            words.put(row, number, layout.samples, samples);
        }
    }
    Ok(Decoded {
        bytes: words.bytes,
        planar: false,
        colour: head.colour(),
    })
}

fn by_openjpeg(stream: &[u8], head: &Jpeg2000, layout: &Layout) -> Checked<Decoded> {
    let broken = |reason: String| Fault::new(ELEMENT, reason);
    let image = jpeg2k::Image::from_bytes(stream).map_err(|error| broken(error.to_string()))?;
    let width = usize::from(layout.bits_allocated.div_ceil(8));
    let pixels = layout.rows * layout.columns;
    if image.components().len() != layout.samples {
        return Err(broken(format!(
            "{} components, must be {}",
            image.components().len(),
            layout.samples
        )));
    }
    let mut bytes: Vec<u8> = zeroed((pixels * layout.samples * width) as u64)?;
    let stride = layout.samples * width;
    for (number, component) in image.components().iter().enumerate() {
        let samples = component.data();
        if samples.len() != pixels {
            return Err(broken(format!(
                "{} samples in component {number}, but {pixels} needed",
                samples.len()
            )));
        }
        for (place, sample) in bytes.chunks_exact_mut(stride).zip(samples) {
            if let Some(word) = place.get_mut(number * width..(number + 1) * width) {
                for (to, from) in word.iter_mut().zip(sample.to_le_bytes()) {
                    *to = from;
                }
            }
        }
    }
    if layout.bits_allocated == 1 {
        bytes = packed(&bytes);
    }
    Ok(Decoded {
        bytes,
        planar: false,
        colour: head.colour(),
    })
}

/// Bytes of 0 and 1 as bits, least significant first: the form in which 1-bit frames are unpacked.
fn packed(bytes: &[u8]) -> Vec<u8> {
    bytes
        .chunks(8)
        .map(|eight| {
            eight
                .iter()
                .enumerate()
                .fold(0, |byte, (n, bit)| byte | (bit & 1) << n)
        })
        .collect()
}
