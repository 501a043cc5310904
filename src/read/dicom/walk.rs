//! A walk over the element headers of a data set: iterative, bounded in depth and count, every
//! length checked against the item around it before a byte is read.
//!
//! Nesting cannot exhaust the stack, and no length that a file claims is allocated before it is
//! known to lie inside the file.

use dicom_core::Tag;
use dicom_core::VR;
use dicom_dictionary_std::tags;

use super::dataset::DataSet;
use super::dataset::Element;
use super::dataset::Value;
use super::dataset::is_pixels;
use super::dataset::name_of;
use super::dataset::vr_of;
use crate::read::fault::Checked;
use crate::read::fault::Fault;
use crate::read::input::Input;

/// Sequences within sequences; real files have fewer than ten.
const DEEPEST: usize = 32;
/// Elements in one data set, all levels together.
const MOST_ELEMENTS: usize = 1_000_000;
/// Items of one sequence.
const MOST_ITEMS: usize = 100_000;
/// A value above this is no header; its bytes are not kept.
const LONGEST_KEPT: u64 = 1 << 20;
const UNDEFINED: u32 = u32::MAX;

const ITEM: Tag = Tag(0xFFFE, 0xE000);
const ITEM_END: Tag = Tag(0xFFFE, 0xE00D);
const SEQUENCE_END: Tag = Tag(0xFFFE, 0xE0DD);

/// How elements are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Coding {
    /// VRs stand in the file.
    pub explicit: bool,
    /// Most significant byte first.
    pub big_endian: bool,
}

/// Explicit VR, little endian: the coding of the file meta group.
pub(super) const EXPLICIT_LITTLE: Coding = Coding {
    explicit: true,
    big_endian: false,
};

/// Where the pixels of an image lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::read) struct PixelPlace {
    /// Which of the three pixel data elements.
    pub tag: Tag,
    /// The VR stated, or the dictionary's.
    pub vr: VR,
    /// Offset of the value in the data set's bytes.
    pub offset: u64,
    /// Length of the value; `None` for undefined, hence fragments.
    pub length: Option<u32>,
}

/// What a walk found.
#[derive(Debug)]
pub(super) struct Walked {
    /// The elements before the pixels.
    pub set: DataSet,
    /// The pixels, where there are any.
    pub pixels: Option<PixelPlace>,
    /// What was doubtful but could be read.
    pub doubts: Vec<Fault>,
}

enum Level {
    Set {
        end: Option<u64>,
        coding: Coding,
        elements: Vec<Element>,
    },
    Sequence {
        tag: Tag,
        vr: VR,
        end: Option<u64>,
        coding: Coding,
        items: Vec<DataSet>,
    },
}

/// An element header as read.
#[derive(Clone, Copy)]
pub(super) struct Header {
    pub tag: Tag,
    pub vr: VR,
    pub length: u32,
    /// Bytes the header takes.
    pub bytes: u64,
}

/// Walks the data set that begins at `start`, up to the pixels or the end of the file.
///
/// # Errors
/// When an element does not fit the file or the item around it, its VR is unknown, or nesting and
/// counts exceed what any real file has.
pub(super) fn walk(input: &mut Input, start: u64, coding: Coding) -> Checked<Walked> {
    let mut at = start;
    let mut count = 0;
    let mut doubts = Vec::new();
    let mut odd = false;
    let mut unordered = false;
    let mut stack = vec![Level::Set {
        end: Some(input.length()),
        coding,
        elements: Vec::new(),
    }];
    loop {
        let depth = stack.len();
        let Some(level) = stack.last_mut() else {
            return Ok(Walked {
                set: DataSet::default(),
                pixels: None,
                doubts,
            });
        };
        let (end, coding) = match level {
            Level::Set { end, coding, .. } | Level::Sequence { end, coding, .. } => (*end, *coding),
        };
        let finished = end.is_some_and(|end| at >= end);
        if finished {
            if let Some(set) = close(&mut stack) {
                return Ok(Walked {
                    set,
                    pixels: None,
                    doubts,
                });
            }
            continue;
        }
        let limit = enclosing_end(&stack, input.length());
        // A few zero bytes after the last element are padding, not an element.
        if depth == 1 && rest_is_zero(input, at)? {
            at = input.length();
            continue;
        }
        let header = header_at(input, at, coding)?;
        let value = at + header.bytes;
        let length = u64::from(header.length);
        count += 1;
        if count > MOST_ELEMENTS {
            return Err(Fault::new(
                name_of(header.tag),
                format!("more than {MOST_ELEMENTS} elements"),
            ));
        }
        if header.length != UNDEFINED && value.saturating_add(length) > limit {
            // Pixel data cut short is measured against what the image needs, by the caller.
            if !(depth == 1 && is_pixels(header.tag)) {
                return Err(Fault::new(
                    name_of(header.tag),
                    format!(
                        "length {length}, only {} bytes left",
                        limit.saturating_sub(value)
                    ),
                ));
            }
        }
        match stack.last_mut() {
            Some(Level::Sequence { tag, items, .. }) => {
                let sequence = *tag;
                match header.tag {
                    ITEM => {
                        if items.len() >= MOST_ITEMS {
                            return Err(Fault::new(
                                name_of(sequence),
                                format!("more than {MOST_ITEMS} items"),
                            ));
                        }
                        at = value;
                        let end = (header.length != UNDEFINED).then_some(value + length);
                        stack.push(Level::Set {
                            end,
                            coding,
                            elements: Vec::new(),
                        });
                    }
                    SEQUENCE_END => {
                        at = value;
                        close(&mut stack);
                    }
                    other => {
                        return Err(Fault::new(
                            name_of(sequence),
                            format!("{} where an item was wanted", name_of(other)),
                        ));
                    }
                }
            }
            Some(Level::Set { elements, .. }) => {
                if header.tag == ITEM_END && depth > 1 {
                    at = value;
                    close(&mut stack);
                    continue;
                }
                if header.tag.0 == 0xFFFE {
                    return Err(Fault::new(
                        name_of(header.tag),
                        format!("a delimiter outside of a sequence, at byte {at}"),
                    ));
                }
                if depth == 1 && is_pixels(header.tag) {
                    let place = PixelPlace {
                        tag: header.tag,
                        vr: header.vr,
                        offset: value,
                        length: (header.length != UNDEFINED).then_some(header.length),
                    };
                    let set = close(&mut stack).unwrap_or_default();
                    return Ok(Walked {
                        set,
                        pixels: Some(place),
                        doubts,
                    });
                }
                if let Some(last) = elements.last() {
                    if last.tag == header.tag && header.tag.0 == 0x0028 {
                        return Err(Fault::new(name_of(header.tag), "stands in the file twice"));
                    }
                    if last.tag >= header.tag && !unordered {
                        unordered = true;
                        doubts.push(Fault::new(
                            name_of(header.tag),
                            "elements do not stand in ascending order",
                        ));
                    }
                }
                if header.length % 2 == 1 && header.length != UNDEFINED && !odd {
                    odd = true;
                    doubts.push(Fault::new(
                        name_of(header.tag),
                        format!("odd length {length}"),
                    ));
                }
                let sequence = header.vr == VR::SQ || header.length == UNDEFINED;
                if sequence {
                    if header.length == UNDEFINED && !matches!(header.vr, VR::SQ | VR::UN) {
                        return Err(Fault::new(
                            name_of(header.tag),
                            format!("undefined length in VR {}", header.vr.to_string()),
                        ));
                    }
                    if depth > DEEPEST * 2 {
                        return Err(Fault::new(
                            name_of(header.tag),
                            format!("nested deeper than {DEEPEST} sequences"),
                        ));
                    }
                    // PS3.5 6.2.2: a sequence written as UN is implicit VR little endian inside.
                    let coding = if header.vr == VR::UN {
                        Coding {
                            explicit: false,
                            big_endian: false,
                        }
                    } else {
                        coding
                    };
                    at = value;
                    stack.push(Level::Sequence {
                        tag: header.tag,
                        vr: header.vr,
                        end: (header.length != UNDEFINED).then_some(value + length),
                        coding,
                        items: Vec::new(),
                    });
                    continue;
                }
                let kept = if length > LONGEST_KEPT {
                    Value::Skipped
                } else {
                    let bytes = input.get(value, length as usize)?.unwrap_or_default();
                    Value::Bytes(bytes.into())
                };
                elements.push(Element {
                    tag: header.tag,
                    vr: header.vr,
                    value: kept,
                });
                at = value + length;
            }
            None => {}
        }
    }
}

/// Closes the innermost level; gives the data set where it was the outermost.
fn close(stack: &mut Vec<Level>) -> Option<DataSet> {
    match stack.pop()? {
        Level::Set {
            elements, coding, ..
        } => {
            let set = DataSet::new(elements, coding.big_endian);
            match stack.last_mut() {
                Some(Level::Sequence { items, .. }) => items.push(set),
                _ => return Some(set),
            }
        }
        Level::Sequence { tag, vr, items, .. } => {
            if let Some(Level::Set { elements, .. }) = stack.last_mut() {
                elements.push(Element {
                    tag,
                    vr,
                    value: Value::Items(items),
                });
            }
        }
    }
    None
}

fn enclosing_end(stack: &[Level], length: u64) -> u64 {
    stack
        .iter()
        .rev()
        .find_map(|level| match level {
            Level::Set { end, .. } | Level::Sequence { end, .. } => *end,
        })
        .unwrap_or(length)
        .min(length)
}

fn rest_is_zero(input: &mut Input, at: u64) -> Checked<bool> {
    let head = input.up_to(at, 8)?;
    if head.iter().any(|&b| b != 0) {
        return Ok(false);
    }
    let mut at = at;
    loop {
        let part = input.up_to(at, 16 << 10)?;
        if part.is_empty() {
            return Ok(true);
        }
        if part.iter().any(|&b| b != 0) {
            return Ok(false);
        }
        at += part.len() as u64;
    }
}

/// Reads the element header at `at`.
///
/// # Errors
/// When the file ends inside it or its VR is unknown.
pub(super) fn header_at(input: &mut Input, at: u64, coding: Coding) -> Checked<Header> {
    let cut = |input: &Input| {
        Fault::new(
            "",
            format!(
                "the file ends inside an element header, after {} bytes",
                input.length()
            ),
        )
    };
    let Some(&[a, b, c, d, e, f, g, h]) = input.get(at, 8)?.and_then(|bytes| bytes.first_chunk())
    else {
        return Err(cut(input));
    };
    let word = |bytes: [u8; 2]| {
        if coding.big_endian {
            u16::from_be_bytes(bytes)
        } else {
            u16::from_le_bytes(bytes)
        }
    };
    let long = |bytes: [u8; 4]| {
        if coding.big_endian {
            u32::from_be_bytes(bytes)
        } else {
            u32::from_le_bytes(bytes)
        }
    };
    let tag = Tag(word([a, b]), word([c, d]));
    if tag.0 == 0xFFFE || !coding.explicit {
        let length = long([e, f, g, h]);
        let vr = match vr_of(tag) {
            Some(vr) => vr,
            None if length == UNDEFINED => VR::SQ,
            None => VR::UN,
        };
        return Ok(Header {
            tag,
            vr,
            length,
            bytes: 8,
        });
    }
    let Some(vr) = VR::from_binary([e, f]) else {
        return Err(Fault::new(
            name_of(tag),
            format!("unknown VR {}", quoted([e, f])),
        ));
    };
    if has_long_length(vr) {
        let Some(bytes) = input
            .get(at + 8, 4)?
            .and_then(|bytes| bytes.first_chunk::<4>())
        else {
            return Err(cut(input));
        };
        return Ok(Header {
            tag,
            vr,
            length: long(*bytes),
            bytes: 12,
        });
    }
    Ok(Header {
        tag,
        vr,
        length: u32::from(word([g, h])),
        bytes: 8,
    })
}

fn quoted(bytes: [u8; 2]) -> String {
    let text: String = bytes.iter().map(|b| b.escape_ascii().to_string()).collect();
    format!("\"{text}\"")
}

/// Whether the length takes four bytes after two reserved ones (PS3.5 7.1.2).
fn has_long_length(vr: VR) -> bool {
    matches!(
        vr,
        VR::OB
            | VR::OD
            | VR::OF
            | VR::OL
            | VR::OV
            | VR::OW
            | VR::SQ
            | VR::SV
            | VR::UC
            | VR::UN
            | VR::UR
            | VR::UT
            | VR::UV
    )
}

/// Whether the data set at `at` reads as `coding` for its first three elements.
pub(super) fn fits(input: &mut Input, at: u64, coding: Coding) -> bool {
    let mut at = at;
    let mut last = Tag(0, 0);
    for _ in 0..3 {
        if at == input.length() {
            return last != Tag(0, 0);
        }
        let Ok(header) = header_at(input, at, coding) else {
            return false;
        };
        let plausible = header.tag > last
            && matches!(header.tag.0, 0x0002..=0x7FE0)
            && (header.tag.1 == 0 || vr_of(header.tag).is_some() || header.tag.0 % 2 == 1);
        if !plausible {
            return false;
        }
        last = header.tag;
        if header.length == UNDEFINED {
            return header.vr == VR::SQ || header.vr == VR::UN || is_pixels(header.tag);
        }
        at = at.saturating_add(header.bytes + u64::from(header.length));
        if at > input.length() {
            return header.tag == tags::PIXEL_DATA;
        }
    }
    true
}
