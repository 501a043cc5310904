//! Decoders of compressed frames, with their answers checked against the header.
//!
//! A stream's own header is read and compared before a decoder runs: sizes, components and precision must
//! agree with the data set's, and nothing may ask for work without end.

mod bits;
mod jpeg;
mod jpeg2000;
mod jpegls;
mod jpegxl;
mod rle;
mod segments;
mod words;

use super::layout::Layout;
use super::syntax::Encoding;
use super::syntax::Syntax;
use crate::read::fault::Checked;
use crate::read::fault::Fault;

/// A frame as a decoder returns it: little-endian words of Bits Allocated.
pub(super) struct Decoded {
    pub bytes: Vec<u8>,
    /// Samples of one colour lie together.
    pub planar: bool,
    /// What three samples of a pixel are.
    pub colour: Colour,
}

/// What the three samples of a decoded pixel are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Colour {
    /// What the data set's Photometric Interpretation says.
    Stated,
    /// RGB, whatever it says.
    Rgb,
    /// YBR of full range, whatever it says.
    Ybr,
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
        Encoding::Rle => rle::decode(stream, layout, doubts),
        Encoding::JpegBaseline | Encoding::JpegExtended | Encoding::JpegLossless => {
            jpeg::decode(stream, layout)
        }
        Encoding::JpegLs => jpegls::decode(stream, layout),
        Encoding::Jpeg2000 => jpeg2000::decode(stream, layout),
        Encoding::DeflatedFrames => deflated(stream, layout),
        Encoding::JpegXl => jpegxl::decode(stream, layout),
        Encoding::Native | Encoding::Video | Encoding::Unknown => Err(unsupported(syntax)),
    }
}

/// Whether [`decode`] knows the encoding.
pub(super) fn is_supported(encoding: Encoding) -> bool {
    !matches!(encoding, Encoding::Video | Encoding::Unknown)
}

/// That a transfer syntax cannot be decoded, and why.
pub(super) fn unsupported(syntax: &Syntax) -> Fault {
    let why = match syntax.encoding {
        Encoding::Video => "is video, of which no frames are decoded",
        _ => "is not supported",
    };
    Fault::new(
        super::dataset::name_of(dicom_dictionary_std::tags::TRANSFER_SYNTAX_UID),
        format!("{} {why}", syntax.label()),
    )
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
        colour: Colour::Stated,
    })
}

/// Whether a stream's size (columns and rows) and components are the data set's.
///
/// # Errors
/// Names the first contradiction.
fn agree(
    element: &str,
    (columns, rows): (usize, usize),
    components: usize,
    layout: &Layout,
) -> Checked<()> {
    if (columns, rows) != (layout.columns, layout.rows) {
        return Err(Fault::new(
            element,
            format!(
                "{columns} x {rows} pixels, but the header says {} x {}",
                layout.columns, layout.rows
            ),
        ));
    }
    if components != layout.samples {
        return Err(Fault::new(
            element,
            format!(
                "{components} components, but the header says {}",
                layout.samples
            ),
        ));
    }
    Ok(())
}

/// Whether samples of `precision` bits are those that the data set tells of.
///
/// # Errors
/// When they do not fit Bits Allocated, or are bytes where more is stored.
fn fits_bits(element: &str, precision: u8, layout: &Layout) -> Checked<()> {
    let says = if u16::from(precision) > layout.bits_allocated {
        ("Allocated", layout.bits_allocated)
    } else if precision <= 8 && layout.bits_stored > 8 {
        ("Stored", layout.bits_stored)
    } else {
        return Ok(());
    };
    Err(Fault::new(
        element,
        format!("{precision} bits, but Bits {} says {}", says.0, says.1),
    ))
}
