//! Which bytes of a file belong to which frame.

use dicom_core::VR;
use dicom_dictionary_std::tags;

use super::dataset::name_of;
use super::element::EXPLICIT_LITTLE;
use super::element::header_at;
use super::layout::Layout;
use super::syntax::Encoding;
use super::syntax::Syntax;
use super::walk::PixelPlace;
use crate::problem::Effect;
use crate::read::fault::Checked;
use crate::read::fault::Fault;
use crate::read::input::Input;

/// A stretch of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub offset: u64,
    pub length: u64,
}

/// For each frame the pieces that make up its encoded bytes.
pub(super) type FramePieces = Vec<Vec<Piece>>;

/// At least one in so many of the claimed frames must be there.
const FEWEST_WHOLE: usize = 10;
/// Decoded sizes below this are not compared with the size of the stream.
const ALWAYS_PLAUSIBLE: u64 = 64 << 20;

/// Most fragments in one file.
const MOST_FRAGMENTS: usize = 1_000_000;

/// Compares the length of native pixel data with what the sizes ask for, before anything is
/// allocated; says how many whole frames are there.
///
/// # Errors
/// When not even one frame is whole, or fragments stand where native bytes should (or reverse).
pub(super) fn check_length(
    layout: &Layout,
    syntax: &Syntax,
    pixels: &PixelPlace,
    file_length: u64,
    doubts: &mut Vec<Fault>,
) -> Checked<usize> {
    let element = || name_of(pixels.tag);
    let native = syntax.encoding == Encoding::Native;
    let left = file_length.saturating_sub(pixels.offset);
    let needed = layout.bytes_needed()?;
    if !matches!(pixels.vr, VR::OB | VR::OW | VR::UN | VR::OF | VR::OD) {
        doubts.push(Fault::new(
            element(),
            format!("VR {}, must be OB or OW", pixels.vr.to_string()),
        ));
    }
    let Some(length) = pixels.length.map(u64::from) else {
        if native {
            return Err(Fault::new(
                element(),
                format!(
                    "compressed fragments, which do not belong under {}",
                    syntax.label()
                ),
            ));
        }
        // Each frame has at least an item header.
        if layout.frames > 1 && layout.frames as u64 > left / 8 {
            return Err(Fault::new(
                name_of(tags::NUMBER_OF_FRAMES),
                format!("{}, more than {left} bytes can hold", layout.frames),
            ));
        }
        let most = left.saturating_mul(syntax.encoding.largest_ratio());
        if needed > most.max(ALWAYS_PLAUSIBLE) {
            return Err(Fault::new(
                element(),
                format!("{left} bytes, not enough by far for {}", sizes(layout)),
            ));
        }
        return Ok(layout.frames);
    };
    let present = length.min(left);
    if !native && syntax.encoding != Encoding::Unknown {
        return Err(Fault::new(
            element(),
            format!(
                "{present} bytes without fragments, not expected under {}",
                syntax.label()
            ),
        ));
    }
    if present < needed {
        let whole = (u128::from(present) * 8 / u128::from(layout.frame_bits().max(1))) as usize;
        let fault = Fault::new(
            element(),
            format!(
                "{present} bytes present, but {needed} needed for {}",
                sizes(layout)
            ),
        );
        // A few frames cut off are a broken copy; a claim without substance is something else.
        if whole < layout.frames.div_ceil(FEWEST_WHOLE) {
            return Err(fault);
        }
        doubts.push(fault.so(Effect::FramesLeftOut));
        return Ok(whole);
    }
    if length > needed + 2 {
        doubts.push(Fault::new(
            element(),
            format!(
                "{length} bytes present, but only {needed} needed for {}",
                sizes(layout)
            ),
        ));
    }
    Ok(layout.frames)
}

fn sizes(layout: &Layout) -> String {
    let mut text = format!("{} x {}", layout.columns, layout.rows);
    if layout.samples > 1 {
        text.push_str(&format!(" x {} samples", layout.samples));
    }
    if layout.frames > 1 {
        text.push_str(&format!(" x {} frames", layout.frames));
    }
    format!("{text} of {} bits", layout.bits_allocated)
}

/// The encoded bytes of each frame of encapsulated pixel data.
///
/// # Errors
/// When items do not fit the file, or fragments cannot be dealt out to the frames.
pub(super) fn pieces(
    input: &mut Input,
    layout: &Layout,
    syntax: &Syntax,
    pixels: &PixelPlace,
    extended_offsets: &[u64],
    doubts: &mut Vec<Fault>,
) -> Checked<FramePieces> {
    let items = items(input, pixels.offset, doubts)?;
    let Some((table, fragments)) = items.split_first() else {
        return Err(Fault::new(
            name_of(pixels.tag),
            "holds no offset table and no fragments",
        ));
    };
    if fragments.is_empty() {
        return Err(Fault::new(name_of(pixels.tag), "holds no fragments"));
    }
    let frames = layout.frames;
    if let Some(dealt) = by_offsets(extended_offsets, fragments, frames) {
        return Ok(dealt);
    }
    if !extended_offsets.is_empty() {
        doubts.push(Fault::new(
            name_of(tags::EXTENDED_OFFSET_TABLE),
            format!(
                "{} offsets that do not fit {} fragments and {frames} frames; not used",
                extended_offsets.len(),
                fragments.len()
            ),
        ));
    }
    let offsets = offset_table(input, *table)?;
    if let Some(dealt) = by_offsets(&offsets, fragments, frames) {
        return Ok(dealt);
    }
    if !offsets.is_empty() {
        doubts.push(Fault::new(
            format!("{} offset table", name_of(pixels.tag)),
            format!(
                "{} offsets that do not fit {} fragments and {frames} frames; not used",
                offsets.len(),
                fragments.len()
            ),
        ));
    }
    if frames == 1 {
        let streams = by_markers(input, fragments, syntax.encoding).unwrap_or_default();
        return Ok(match streams.into_iter().next() {
            Some(first) if first.len() < fragments.len() => {
                doubts.push(Fault::new(
                    name_of(tags::NUMBER_OF_FRAMES),
                    format!(
                        "1, but {} fragments hold more than one frame",
                        fragments.len()
                    ),
                ));
                vec![first]
            }
            _ => vec![fragments.to_vec()],
        });
    }
    if fragments.len() == frames {
        return Ok(fragments.iter().map(|&piece| vec![piece]).collect());
    }
    let dealt = by_markers(input, fragments, syntax.encoding)?;
    if dealt.len() < frames {
        doubts.push(
            Fault::new(
                name_of(tags::NUMBER_OF_FRAMES),
                format!("{frames}, but only {} are in the file", dealt.len()),
            )
            .so(Effect::FramesLeftOut),
        );
    } else if dealt.len() > frames {
        doubts.push(Fault::new(
            name_of(tags::NUMBER_OF_FRAMES),
            format!("{frames}, but {} are in the file", dealt.len()),
        ));
    }
    Ok(dealt.into_iter().take(frames).collect())
}

/// The value fields of all items, the offset table first.
fn items(input: &mut Input, start: u64, doubts: &mut Vec<Fault>) -> Checked<Vec<Piece>> {
    const ITEM: (u16, u16) = (0xFFFE, 0xE000);
    const SEQUENCE_END: (u16, u16) = (0xFFFE, 0xE0DD);
    let mut found = Vec::new();
    let mut at = start;
    loop {
        if at == input.length() {
            doubts.push(Fault::new(
                name_of(tags::PIXEL_DATA),
                "the delimiter after the last fragment is missing",
            ));
            return Ok(found);
        }
        let header = header_at(input, at, EXPLICIT_LITTLE).map_err(|_| {
            Fault::new(
                name_of(tags::PIXEL_DATA),
                "ends inside of a fragment's header",
            )
        })?;
        let value = at + header.bytes;
        match (header.tag.0, header.tag.1) {
            ITEM => {}
            SEQUENCE_END => return Ok(found),
            _ => {
                return Err(Fault::new(
                    name_of(tags::PIXEL_DATA),
                    format!("{} where a fragment was expected", name_of(header.tag)),
                ));
            }
        }
        let length = u64::from(header.length);
        if value.saturating_add(length) > input.length() {
            return Err(Fault::new(
                name_of(tags::PIXEL_DATA),
                format!(
                    "fragment {} claims {length} bytes, {} are left",
                    found.len(),
                    input.length() - value
                ),
            ));
        }
        if found.len() > MOST_FRAGMENTS {
            return Err(Fault::new(
                name_of(tags::PIXEL_DATA),
                format!("more than {MOST_FRAGMENTS} fragments"),
            ));
        }
        found.push(Piece {
            offset: value,
            length,
        });
        at = value + length;
    }
}

fn offset_table(input: &mut Input, table: Piece) -> Checked<Vec<u64>> {
    let bytes = input.part(table.offset, table.length.min(4 * MOST_FRAGMENTS as u64))?;
    Ok(bytes
        .as_chunks::<4>()
        .0
        .iter()
        .map(|&b| u64::from(u32::from_le_bytes(b)))
        .collect())
}

/// Deals fragments out by the offset table, if it starts at 0, ascends, has an entry a frame and
/// hits the start of an item each time.
fn by_offsets(offsets: &[u64], fragments: &[Piece], frames: usize) -> Option<FramePieces> {
    let first = fragments.first()?.offset.checked_sub(8)?;
    let ascends = offsets.windows(2).all(|w| matches!(w, [a, b] if a < b));
    if offsets.len() != frames || offsets.first() != Some(&0) || !ascends {
        return None;
    }
    let mut dealt: FramePieces = Vec::new();
    let mut starts = offsets.iter().map(|o| first + o + 8).peekable();
    for &fragment in fragments {
        if starts.peek() == Some(&fragment.offset) {
            starts.next();
            dealt.push(Vec::new());
        }
        dealt.last_mut()?.push(fragment);
    }
    starts.peek().is_none().then_some(dealt)
}

/// Deals fragments out where a stream's start marker follows.
fn by_markers(input: &mut Input, fragments: &[Piece], encoding: Encoding) -> Checked<FramePieces> {
    let starts: &[&[u8]] = match encoding {
        Encoding::Jpeg2000 => &[&[0xFF, 0x4F, 0xFF, 0x51], b"\0\0\0\x0cjP  "],
        Encoding::JpegXl => &[&[0xFF, 0x0A], b"\0\0\0\x0cJXL "],
        Encoding::JpegBaseline
        | Encoding::JpegExtended
        | Encoding::JpegLossless
        | Encoding::JpegLs => &[&[0xFF, 0xD8, 0xFF]],
        _ => &[],
    };
    let mut dealt: FramePieces = Vec::new();
    for &fragment in fragments {
        let head = input.up_to(fragment.offset, fragment.length.min(8) as usize)?;
        if starts.iter().any(|start| head.starts_with(start)) {
            dealt.push(Vec::new());
        }
        match dealt.last_mut() {
            Some(frame) => frame.push(fragment),
            None => {
                return Err(Fault::new(
                    format!("{} offset table", name_of(tags::PIXEL_DATA)),
                    format!(
                        "empty, and {} fragments cannot be dealt out to the frames",
                        fragments.len()
                    ),
                ));
            }
        }
    }
    Ok(dealt)
}
