//! Decoders of compressed frames, with their answers checked against the header.

use jpeg_decoder::ColorTransform;
use jpeg_decoder::PixelFormat;

use super::layout::Layout;
use super::layout::Photometric;
use super::rle;
use super::stream;
use super::syntax::Encoding;
use super::syntax::Syntax;
use crate::read::fault::Checked;
use crate::read::fault::Fault;
use crate::read::guard::guarded;
use crate::read::input::zeroed;

/// A frame as a decoder returns it: little-endian words of Bits Allocated.
pub(super) struct Decoded {
    pub bytes: Vec<u8>,
    /// Samples of one colour lie together.
    pub planar: bool,
    /// The decoder has already made RGB of it.
    pub rgb: bool,
}

/// Decodes one frame; what was doubtful goes to `doubts`.
///
/// # Errors
/// When there is no decoder, the stream's own header contradicts the data set's, or the stream is
/// broken.
pub(super) fn decode(
    stream: &[u8],
    layout: &Layout,
    syntax: &Syntax,
    doubts: &mut Vec<Fault>,
) -> Checked<Decoded> {
    match syntax.encoding {
        Encoding::Rle => run_length(stream, layout, doubts),
        Encoding::JpegBaseline | Encoding::JpegExtended | Encoding::JpegLossless => {
            let head = stream::jpeg(stream)?;
            head.check(layout)?;
            guarded("JPEG stream", || jpeg(stream, &head, layout))
        }
        Encoding::Jpeg2000 => {
            let head = stream::jpeg2000(stream)?;
            head.check(layout)?;
            guarded("JPEG 2000 stream", || jpeg2000(stream, &head, layout))
        }
        Encoding::DeflatedFrames => deflated(stream, layout),
        Encoding::Native
        | Encoding::JpegLs
        | Encoding::JpegXl
        | Encoding::Video
        | Encoding::Unknown => Err(unsupported(syntax)),
    }
}

/// Whether [`decode`] knows the encoding.
pub(super) fn is_supported(encoding: Encoding) -> bool {
    !matches!(
        encoding,
        Encoding::JpegLs | Encoding::JpegXl | Encoding::Video | Encoding::Unknown
    )
}

/// That a transfer syntax cannot be decoded.
pub(super) fn unsupported(syntax: &Syntax) -> Fault {
    Fault::new(
        super::dataset::name_of(dicom_dictionary_std::tags::TRANSFER_SYNTAX_UID),
        format!("{} is not supported", syntax.label()),
    )
}

fn run_length(stream: &[u8], layout: &Layout, doubts: &mut Vec<Fault>) -> Checked<Decoded> {
    let width = usize::from(layout.bits_allocated.div_ceil(8));
    let pixels = layout.rows * layout.columns;
    if layout.bits_allocated == 1 {
        // One plane of packed bits.
        return Ok(Decoded {
            bytes: rle::unpack(stream, 1, pixels.div_ceil(8), doubts)?,
            planar: false,
            rgb: false,
        });
    }
    let planes = rle::unpack(stream, layout.samples * width, pixels, doubts)?;
    let mut bytes = zeroed(planes.len() as u64)?;
    for (number, plane) in planes.chunks_exact(pixels).enumerate() {
        let (sample, byte) = (number / width, width - 1 - number % width);
        let places = bytes
            .iter_mut()
            .skip(sample * width + byte)
            .step_by(layout.samples * width);
        for (to, &from) in places.zip(plane) {
            *to = from;
        }
    }
    Ok(Decoded {
        bytes,
        planar: false,
        rgb: false,
    })
}

fn deflated(stream: &[u8], layout: &Layout) -> Checked<Decoded> {
    use std::io::Read;
    let wanted = layout.frame_bits().div_ceil(8);
    let mut bytes = Vec::new();
    flate2::read::DeflateDecoder::new(stream)
        .take(wanted)
        .read_to_end(&mut bytes)
        .map_err(|error| Fault::new("deflated frame", error.to_string()))?;
    if (bytes.len() as u64) < wanted {
        return Err(Fault::new(
            "deflated frame",
            format!("{} bytes, must be {wanted}", bytes.len()),
        ));
    }
    Ok(Decoded {
        bytes,
        planar: layout.planar,
        rgb: false,
    })
}

fn jpeg(stream: &[u8], head: &stream::Jpeg, layout: &Layout) -> Checked<Decoded> {
    let broken = |error: jpeg_decoder::Error| Fault::new("JPEG stream", error.to_string());
    let mut decoder = jpeg_decoder::Decoder::new(stream);
    let rgb = layout.samples == 3 && !head.lossless;
    decoder.set_color_transform(match (layout.samples, rgb) {
        (1, _) => ColorTransform::Grayscale,
        (_, false) => ColorTransform::RGB,
        _ if head.says_rgb(layout.photometric == Photometric::Rgb) => ColorTransform::RGB,
        _ => ColorTransform::YCbCr,
    });
    let samples = decoder.decode().map_err(broken)?;
    let format = decoder.info().map(|info| info.pixel_format);
    let width = usize::from(layout.bits_allocated / 8);
    let bytes = match (format, width) {
        (Some(PixelFormat::L8 | PixelFormat::RGB24), 1) => samples,
        (Some(PixelFormat::L8 | PixelFormat::RGB24), 2) => {
            samples.iter().flat_map(|&b| [b, 0]).collect()
        }
        (Some(PixelFormat::L16), 2) => samples
            .as_chunks::<2>()
            .0
            .iter()
            .flat_map(|&w| u16::from_ne_bytes(w).to_le_bytes())
            .collect(),
        _ => {
            return Err(Fault::new(
                "JPEG stream",
                format!(
                    "{format:?} samples for {} bits allocated",
                    layout.bits_allocated
                ),
            ));
        }
    };
    answered("JPEG stream", &bytes, layout)?;
    Ok(Decoded {
        bytes,
        planar: false,
        rgb,
    })
}

fn jpeg2000(stream: &[u8], head: &stream::Jpeg2000, layout: &Layout) -> Checked<Decoded> {
    let broken = |reason: String| Fault::new("JPEG 2000 stream", reason);
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
        rgb: head.component_transform,
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

/// Whether a decoder returned as many bytes as the header asks for.
fn answered(element: &str, bytes: &[u8], layout: &Layout) -> Checked<()> {
    let wanted =
        layout.rows * layout.columns * layout.samples * usize::from(layout.bits_allocated / 8);
    if bytes.len() == wanted {
        return Ok(());
    }
    Err(Fault::new(
        element,
        format!("{} bytes decoded, must be {wanted}", bytes.len()),
    ))
}
