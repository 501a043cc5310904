//! JPEG (ITU-T T.81): lossless and 12-bit DCT are decoded here, 8-bit DCT by a crate.

mod dct;
mod head;
mod huffman;
mod lossless;
mod scan;

use jpeg_decoder::ColorTransform;
use jpeg_decoder::PixelFormat;

use self::head::Process;
use super::super::layout::Layout;
use super::super::layout::Photometric;
use super::Colour;
use super::Decoded;
use super::words::Words;
use crate::read::fault::Checked;
use crate::read::fault::Fault;
use crate::read::guard::guarded;

const ELEMENT: &str = "JPEG stream";

/// Scans of one picture; real progressive files have about ten.
const MOST_SCANS: usize = 100;

/// Decodes a frame.
///
/// # Errors
/// When the stream contradicts the data set's header, is broken, or of a process without a decoder.
pub(super) fn decode(stream: &[u8], layout: &Layout) -> Checked<Decoded> {
    let head = head::head(stream)?;
    head.check(layout)?;
    let header_says_rgb = layout.photometric == Photometric::Rgb;
    let colour = if layout.samples == 1 || head.process == Process::Lossless {
        Colour::Stated
    } else if head.says_rgb(header_says_rgb) {
        Colour::Rgb
    } else {
        Colour::Ybr
    };
    if head.is_ours() {
        let bytes = scan::decode(stream, &head, layout)?;
        return Ok(Decoded {
            bytes,
            planar: false,
            colour,
        });
    }
    guarded(ELEMENT, || eight_bits(stream, layout, colour))
}

/// Decodes a DCT stream of 8 bits; colour comes as RGB.
fn eight_bits(stream: &[u8], layout: &Layout, colour: Colour) -> Checked<Decoded> {
    let fault = |reason: String| Fault::new(ELEMENT, reason);
    let scans = stream
        .windows(2)
        .filter(|pair| *pair == [0xFF, 0xDA])
        .count();
    if scans > MOST_SCANS {
        return Err(fault(format!("{scans} scans, at most {MOST_SCANS}")));
    }
    let mut decoder = jpeg_decoder::Decoder::new(stream);
    decoder.set_color_transform(match (layout.samples, colour) {
        (1, _) => ColorTransform::Grayscale,
        (_, Colour::Rgb) => ColorTransform::RGB,
        _ => ColorTransform::YCbCr,
    });
    let samples = decoder.decode().map_err(|error| fault(error.to_string()))?;
    let format = decoder.info().map(|info| info.pixel_format);
    let wanted = layout.rows * layout.columns * layout.samples;
    if !matches!(format, Some(PixelFormat::L8 | PixelFormat::RGB24)) || samples.len() != wanted {
        return Err(fault(format!(
            "{} bytes decoded, must be {wanted}",
            samples.len()
        )));
    }
    let mut words = Words::new(ELEMENT, layout)?;
    let line = layout.columns * layout.samples;
    for (row, samples) in samples.chunks_exact(line).enumerate() {
        words.put(row, 0, 1, samples.iter().map(|&sample| u16::from(sample)));
    }
    Ok(Decoded {
        bytes: words.bytes,
        planar: false,
        colour: match colour {
            Colour::Stated => Colour::Stated,
            Colour::Rgb | Colour::Ybr => Colour::Rgb,
        },
    })
}
