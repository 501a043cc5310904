//! From the bytes of a file to its data set: preamble, meta group, transfer syntax, deflate, and
//! the second tries that files without some of these need.

use std::io::Cursor;
use std::io::Read;

use dicom_core::Tag;
use dicom_dictionary_std::tags;

use super::dataset::DataSet;
use super::dataset::name_of;
use super::element::Coding;
use super::element::EXPLICIT_LITTLE;
use super::element::fits;
use super::element::header_at;
use super::syntax::Syntax;
use super::walk::PixelPlace;
use super::walk::walk;
use crate::problem::Effect;
use crate::read::fault::Checked;
use crate::read::fault::Fault;
use crate::read::fault::quoted;
use crate::read::input::Input;

/// Most that a deflated data set may grow to, and by which factor.
const DEFLATE_LIMIT: u64 = 1 << 30;
const DEFLATE_FACTOR: u64 = 200;

/// A DICOM file up to its pixels.
pub(super) struct Preflight {
    /// Transfer syntax, as corrected.
    pub syntax: Syntax,
    /// The elements before the pixels.
    pub set: DataSet,
    /// Where the pixels lie in [`input`](Self::input).
    pub pixels: Option<PixelPlace>,
    /// Access to the bytes that `pixels` counts in: the file, or what it was deflated from.
    pub input: Input,
    /// What was mended or doubted.
    pub doubts: Vec<Fault>,
}

/// Reads everything before the pixels.
///
/// # Errors
/// When the file is no DICOM file, or its elements cannot be walked.
pub(super) fn preflight(mut input: Input) -> Checked<Preflight> {
    let mut doubts = Vec::new();
    let start = data_start(&mut input, &mut doubts)?;
    let meta = meta_group(&mut input, start)?;
    let mut syntax = match &meta.syntax {
        Some(uid) => Syntax::of(uid),
        None => {
            let coding = guess(&mut input, meta.end).ok_or_else(|| {
                Fault::new(
                    if meta.end > start {
                        name_of(tags::TRANSFER_SYNTAX_UID)
                    } else {
                        "preamble".to_owned()
                    },
                    "missing, and no data set is recognised in any coding",
                )
            })?;
            let syntax = Syntax::native(coding);
            doubts.push(
                Fault::new(
                    name_of(tags::TRANSFER_SYNTAX_UID),
                    format!("missing, taken as {}", syntax.name),
                )
                .so(Effect::ValueReplaced),
            );
            syntax
        }
    };
    let mut at = meta.end;
    if syntax.deflated {
        if fits(&mut input, at, EXPLICIT_LITTLE) {
            doubts.push(
                Fault::new(
                    name_of(tags::TRANSFER_SYNTAX_UID),
                    "says deflated, the data set is not",
                )
                .so(Effect::ValueReplaced),
            );
            syntax = Syntax::native(EXPLICIT_LITTLE);
        } else {
            let bytes = inflate(&mut input, at)?;
            let length = bytes.len() as u64;
            input = Input::new(Box::new(Cursor::new(bytes)), length);
            at = 0;
        }
    }
    if at < input.length()
        && !fits(&mut input, at, syntax.coding)
        && let Some(coding) = guess(&mut input, at)
        && coding != syntax.coding
    {
        doubts.push(
            Fault::new(
                name_of(tags::TRANSFER_SYNTAX_UID),
                format!(
                    "says {}, the data set is {}",
                    syntax.label(),
                    Syntax::native(coding).name
                ),
            )
            .so(Effect::ValueReplaced),
        );
        syntax.coding = coding;
    }
    let walked = walk(&mut input, at, syntax.coding)?;
    doubts.extend(walked.doubts);
    Ok(Preflight {
        syntax,
        set: walked.set,
        pixels: walked.pixels,
        input,
        doubts,
    })
}

/// What the data set of a file known to be deflated holds.
///
/// # Errors
/// When the file changed and is no DICOM file any more, or cannot be inflated.
pub(super) fn inflated(mut input: Input) -> Checked<Vec<u8>> {
    let start = data_start(&mut input, &mut Vec::new())?;
    let meta = meta_group(&mut input, start)?;
    inflate(&mut input, meta.end)
}

/// Where the meta group, or the data set of a file without one, begins.
fn data_start(input: &mut Input, doubts: &mut Vec<Fault>) -> Checked<u64> {
    if input.get(128, 4)? == Some(b"DICM") {
        return Ok(132);
    }
    if input.get(0, 4)? == Some(b"DICM") {
        doubts.push(Fault::new(
            "preamble",
            "missing; \"DICM\" stands at the start",
        ));
        return Ok(4);
    }
    doubts.push(Fault::new(
        "preamble",
        "missing, \"DICM\" is not at byte 128",
    ));
    Ok(0)
}

struct Meta {
    end: u64,
    syntax: Option<String>,
}

/// Walks group 0002, which is explicit little endian whatever follows. Its stated length is not
/// trusted: it ends at the first element of another group.
fn meta_group(input: &mut Input, start: u64) -> Checked<Meta> {
    const LONGEST: u64 = 1 << 20;
    let mut at = start;
    let mut syntax = None;
    while at < input.length() {
        let head = input.up_to(at, 2)?;
        if head != [2, 0] {
            break;
        }
        let header = header_at(input, at, EXPLICIT_LITTLE)
            .map_err(|fault| Fault::new("file meta group", fault.to_string()))?;
        let value = at + header.bytes;
        let length = u64::from(header.length);
        if length > LONGEST || value + length > input.length() {
            return Err(Fault::new(
                format!("file meta group {}", name_of(header.tag)),
                format!(
                    "length {length}, only {} bytes left",
                    input.length().saturating_sub(value)
                ),
            ));
        }
        if header.tag == tags::TRANSFER_SYNTAX_UID {
            let bytes = input.get(value, length as usize)?.unwrap_or_default();
            let text: String = bytes.iter().map(|&b| char::from(b)).collect();
            let uid = text.trim_matches([' ', '\0']).to_owned();
            let known = uid.len() <= 64 && uid.chars().all(|c| c.is_ascii_digit() || c == '.');
            if !known {
                return Err(Fault::new(
                    name_of(header.tag),
                    format!("{}, must be at most 64 digits and points", quoted(&uid)),
                ));
            }
            if syntax.is_some() {
                return Err(Fault::new(name_of(header.tag), "stands in the file twice"));
            }
            syntax = (!uid.is_empty()).then_some(uid);
        }
        at = value + length;
    }
    Ok(Meta { end: at, syntax })
}

/// The coding in which the data set at `at` makes sense.
fn guess(input: &mut Input, at: u64) -> Option<Coding> {
    [(true, false), (false, false), (true, true)]
        .map(|(explicit, big_endian)| Coding {
            explicit,
            big_endian,
        })
        .into_iter()
        .find(|&coding| fits(input, at, coding) && begins_data_set(input, at, coding))
}

fn begins_data_set(input: &mut Input, at: u64, coding: Coding) -> bool {
    header_at(input, at, coding)
        .is_ok_and(|h| matches!(h.tag.0, 0x0004 | 0x0008 | 0x0010 | 0x0028) && h.tag != Tag(0, 0))
}

fn inflate(input: &mut Input, at: u64) -> Checked<Vec<u8>> {
    let packed = input.part(at, input.length() - at)?;
    let limit = DEFLATE_LIMIT.min(
        (packed.len() as u64)
            .saturating_mul(DEFLATE_FACTOR)
            .max(1 << 20),
    );
    let mut bytes = Vec::new();
    flate2::read::DeflateDecoder::new(packed.as_slice())
        .take(limit + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| Fault::new("deflated data set", error.to_string()))?;
    if bytes.len() as u64 > limit {
        return Err(Fault::new(
            "deflated data set",
            format!("more than {limit} bytes out of {}", packed.len()),
        ));
    }
    Ok(bytes)
}
