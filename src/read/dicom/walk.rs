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
use super::element::Coding;
use super::element::EXPLICIT_LITTLE;
use super::element::Header;
use super::element::header_at;
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

const ITEM: Tag = Tag(0xFFFE, 0xE000);
const ITEM_END: Tag = Tag(0xFFFE, 0xE00D);
const SEQUENCE_END: Tag = Tag(0xFFFE, 0xE0DD);

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

impl Level {
    fn end(&self) -> Option<u64> {
        match self {
            Self::Set { end, .. } | Self::Sequence { end, .. } => *end,
        }
    }

    fn coding(&self) -> Coding {
        match self {
            Self::Set { coding, .. } | Self::Sequence { coding, .. } => *coding,
        }
    }
}

/// Walks the data set that begins at `start`, up to the end of the file.
///
/// # Errors
/// When an element does not fit the file or the item around it, its VR is unknown, or nesting and
/// counts exceed what any real file has.
pub(super) fn walk(input: &mut Input, start: u64, coding: Coding) -> Checked<Walked> {
    let end = input.length();
    Walker {
        input,
        at: start,
        count: 0,
        pixels: None,
        doubts: Vec::new(),
        odd: false,
        unordered: false,
        stack: vec![Level::Set {
            end: Some(end),
            coding,
            elements: Vec::new(),
        }],
    }
    .run()
}

struct Walker<'a> {
    input: &'a mut Input,
    /// Offset of the next header.
    at: u64,
    count: usize,
    stack: Vec<Level>,
    pixels: Option<PixelPlace>,
    doubts: Vec<Fault>,
    /// Whether odd lengths and a wrong order were already noted.
    odd: bool,
    unordered: bool,
}

impl Walker<'_> {
    fn run(mut self) -> Checked<Walked> {
        loop {
            let fault = match self.step() {
                Ok(None) => continue,
                Ok(Some(set)) => return Ok(self.walked(set)),
                Err(fault) => fault,
            };
            let sequence = self.stack.iter().find_map(|level| match level {
                Level::Sequence { tag, .. } => Some(*tag),
                Level::Set { .. } => None,
            });
            // What follows the pixels is not needed.
            if self.pixels.is_some() {
                self.doubts.push(Fault::new(
                    name_of(tags::PIXEL_DATA),
                    format!("what follows it is not readable ({fault})"),
                ));
                let set = loop {
                    if let Some(set) = self.close() {
                        break set;
                    }
                    if self.stack.is_empty() {
                        break DataSet::default();
                    }
                };
                return Ok(self.walked(set));
            }
            return Err(match sequence {
                Some(tag) => Fault::new(
                    fault.element,
                    format!("{} (inside {})", fault.reason, name_of(tag)),
                ),
                None => fault,
            });
        }
    }

    fn walked(self, set: DataSet) -> Walked {
        Walked {
            set,
            pixels: self.pixels,
            doubts: self.doubts,
        }
    }

    /// Reads one element, or closes what ends here; gives the data set once it is complete.
    fn step(&mut self) -> Checked<Option<DataSet>> {
        let depth = self.stack.len();
        let Some(level) = self.stack.last() else {
            return Ok(Some(DataSet::default()));
        };
        let (end, coding) = (level.end(), level.coding());
        if end.is_some_and(|end| self.at >= end) {
            return Ok(self.close());
        }
        // A few zero bytes after the last element are padding, not an element.
        if depth == 1 && rest_is_zero(self.input, self.at)? {
            self.at = self.input.length();
            return Ok(None);
        }
        let header = header_at(self.input, self.at, coding)?;
        self.count += 1;
        if self.count > MOST_ELEMENTS {
            return Err(Fault::new(
                name_of(header.tag),
                format!("more than {MOST_ELEMENTS} elements"),
            ));
        }
        let value = self.at + header.bytes;
        let limit = enclosing_end(&self.stack, self.input.length());
        let beyond = header
            .defined()
            .is_some_and(|length| value.saturating_add(length) > limit);
        // Pixel data cut short are measured against what the image needs, by the caller.
        if beyond && !(depth == 1 && is_pixels(header.tag)) {
            return Err(Fault::new(
                name_of(header.tag),
                format!(
                    "length {}, only {} bytes left",
                    header.length,
                    limit.saturating_sub(value)
                ),
            ));
        }
        match level {
            Level::Sequence { .. } => self.item(header, value),
            Level::Set { .. } if header.tag.0 == 0xFFFE => self.delimiter(header, value, depth),
            Level::Set { .. } if depth == 1 && is_pixels(header.tag) => self.pixels(header, value),
            Level::Set { .. } => self.element(header, value, coding, depth),
        }
    }

    /// An item of the sequence at hand, or its end.
    fn item(&mut self, header: Header, value: u64) -> Checked<Option<DataSet>> {
        let Some(Level::Sequence {
            tag, coding, items, ..
        }) = self.stack.last()
        else {
            return Ok(None);
        };
        match header.tag {
            ITEM if items.len() >= MOST_ITEMS => Err(Fault::new(
                name_of(*tag),
                format!("more than {MOST_ITEMS} items"),
            )),
            ITEM => {
                let coding = *coding;
                self.at = value;
                self.stack.push(Level::Set {
                    end: header.defined().map(|length| value + length),
                    coding,
                    elements: Vec::new(),
                });
                Ok(None)
            }
            SEQUENCE_END => {
                self.at = value;
                Ok(self.close())
            }
            other => Err(Fault::new(
                name_of(*tag),
                format!("{} where an item was expected", name_of(other)),
            )),
        }
    }

    /// A delimiter among elements: the end of an item, or one that does not belong there.
    fn delimiter(&mut self, header: Header, value: u64, depth: usize) -> Checked<Option<DataSet>> {
        if header.tag == ITEM_END && depth > 1 {
            self.at = value;
            return Ok(self.close());
        }
        let stray = Fault::new(
            name_of(header.tag),
            format!("a delimiter outside of a sequence, at byte {}", self.at),
        );
        match header.defined() {
            Some(length) if depth == 1 => {
                self.doubts.push(stray);
                self.at = value + length;
                Ok(None)
            }
            _ => Err(stray),
        }
    }

    /// The pixels of the image: their place is kept, what follows is still looked at.
    fn pixels(&mut self, header: Header, value: u64) -> Checked<Option<DataSet>> {
        if let Some(other) = &self.pixels {
            let fault = Fault::new(
                name_of(header.tag),
                if other.tag == header.tag {
                    "stands in the file twice, which of them to show is not known".to_owned()
                } else {
                    format!("not expected beside {}", name_of(other.tag))
                },
            );
            self.pixels = None;
            return Err(fault);
        }
        self.pixels = Some(PixelPlace {
            tag: header.tag,
            vr: header.vr,
            offset: value,
            length: header.defined().map(|_| header.length),
        });
        // Fragments are followed by whoever deals them out to frames.
        self.at = header
            .defined()
            .map_or(self.input.length(), |length| value.saturating_add(length));
        Ok(None)
    }

    fn element(
        &mut self,
        header: Header,
        value: u64,
        coding: Coding,
        depth: usize,
    ) -> Checked<Option<DataSet>> {
        self.note_order(&header)?;
        let Some(length) = header.defined() else {
            if matches!(header.vr, VR::OB | VR::OW) && is_pixels(header.tag) {
                // The compressed pixels of an icon.
                self.at = after_fragments(self.input, value)?;
                return Ok(None);
            }
            return self.sequence(header, value, None, coding, depth);
        };
        if header.vr == VR::SQ {
            return self.sequence(header, value, Some(value + length), coding, depth);
        }
        if length % 2 == 1 && !self.odd {
            self.odd = true;
            self.doubts.push(Fault::new(
                name_of(header.tag),
                format!("odd length {length}"),
            ));
        }
        let kept = if length > LONGEST_KEPT {
            Value::Skipped {
                offset: value,
                length,
            }
        } else {
            let bytes = self.input.get(value, length as usize)?.unwrap_or_default();
            Value::Bytes(bytes.into())
        };
        if let Some(Level::Set { elements, .. }) = self.stack.last_mut() {
            elements.push(Element {
                tag: header.tag,
                vr: header.vr,
                value: kept,
            });
        }
        self.at = value + length;
        Ok(None)
    }

    /// Notes once that tags do not ascend.
    ///
    /// # Errors
    /// When an element that describes the pixels stands there twice.
    fn note_order(&mut self, header: &Header) -> Checked<()> {
        let Some(Level::Set { elements, .. }) = self.stack.last() else {
            return Ok(());
        };
        let Some(last) = elements.last() else {
            return Ok(());
        };
        if last.tag == header.tag && header.tag.0 == 0x0028 {
            return Err(Fault::new(
                name_of(header.tag),
                "stands in the file twice, which of them is meant is not known",
            ));
        }
        let after_pixels = self.stack.len() == 1 && self.pixels.is_some_and(|p| p.tag > header.tag);
        if (last.tag >= header.tag || after_pixels) && !self.unordered {
            self.unordered = true;
            self.doubts.push(Fault::new(
                name_of(header.tag),
                "elements do not stand in ascending order",
            ));
        }
        Ok(())
    }

    fn sequence(
        &mut self,
        header: Header,
        value: u64,
        end: Option<u64>,
        coding: Coding,
        depth: usize,
    ) -> Checked<Option<DataSet>> {
        if !matches!(header.vr, VR::SQ | VR::UN) {
            return Err(Fault::new(
                name_of(header.tag),
                format!(
                    "undefined length, not allowed in VR {}",
                    header.vr.to_string()
                ),
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
        self.at = value;
        self.stack.push(Level::Sequence {
            tag: header.tag,
            vr: header.vr,
            end,
            coding,
            items: Vec::new(),
        });
        Ok(None)
    }

    /// Closes the innermost level; gives the data set where it was the outermost.
    fn close(&mut self) -> Option<DataSet> {
        match self.stack.pop()? {
            Level::Set {
                elements, coding, ..
            } => {
                let set = DataSet::new(elements, coding.big_endian);
                match self.stack.last_mut() {
                    Some(Level::Sequence { items, .. }) => items.push(set),
                    _ => return Some(set),
                }
            }
            Level::Sequence { tag, vr, items, .. } => {
                if let Some(Level::Set { elements, .. }) = self.stack.last_mut() {
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
}

/// Where the fragments that begin at `at` end.
fn after_fragments(input: &mut Input, at: u64) -> Checked<u64> {
    let mut at = at;
    loop {
        let header = header_at(input, at, EXPLICIT_LITTLE)?;
        at = at
            .saturating_add(header.bytes)
            .saturating_add(u64::from(header.length));
        match header.tag {
            ITEM => {}
            SEQUENCE_END => return Ok(at),
            other => {
                return Err(Fault::new(
                    name_of(tags::PIXEL_DATA),
                    format!("{} where a fragment was expected", name_of(other)),
                ));
            }
        }
    }
}

fn enclosing_end(stack: &[Level], length: u64) -> u64 {
    stack
        .iter()
        .rev()
        .find_map(Level::end)
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
