//! The header of one element: tag, VR and length in each of the codings of PS3.5 7.1.

use dicom_core::Tag;
use dicom_core::VR;
use dicom_dictionary_std::tags;

use super::dataset::is_pixels;
use super::dataset::name_of;
use super::dataset::vr_of;
use crate::read::fault::Checked;
use crate::read::fault::Fault;
use crate::read::input::Input;

/// The length that says: look for a delimiter.
pub(super) const UNDEFINED: u32 = u32::MAX;

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

/// An element header as read.
#[derive(Clone, Copy)]
pub(super) struct Header {
    pub tag: Tag,
    pub vr: VR,
    pub length: u32,
    /// Bytes the header takes.
    pub bytes: u64,
}

impl Header {
    /// The length, where it is defined.
    pub fn defined(&self) -> Option<u64> {
        (self.length != UNDEFINED).then_some(u64::from(self.length))
    }
}

/// Reads the element header at `at`.
///
/// # Errors
/// When the file ends inside it or its VR is unknown.
pub(super) fn header_at(input: &mut Input, at: u64, coding: Coding) -> Checked<Header> {
    let Some(&[a, b, c, d, e, f, g, h]) = input.get(at, 8)?.and_then(|bytes| bytes.first_chunk())
    else {
        return Err(cut(input, at, coding));
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
    // Some writers leave the VR blank before a 16-bit length.
    let blank = ([e, f] == *b"  ").then(|| vr_of(tag)).flatten();
    let stated = VR::from_binary([e, f]);
    let Some(vr) = stated.or(blank.filter(|vr| !has_long_length(*vr))) else {
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
            return Err(cut(input, at, coding));
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

/// That the file ends inside the header at `at`.
fn cut(input: &mut Input, at: u64, coding: Coding) -> Fault {
    let end = input.length();
    let element = match input.up_to(at, 4).ok().and_then(|b| b.first_chunk::<4>()) {
        Some(&[a, b, c, d]) if coding.big_endian => {
            name_of(Tag(u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d])))
        }
        Some(&[a, b, c, d]) => name_of(Tag(u16::from_le_bytes([a, b]), u16::from_le_bytes([c, d]))),
        None => "data set".to_owned(),
    };
    Fault::new(
        element,
        format!("the file ends after {end} bytes, inside an element's header"),
    )
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
