//! Overlay planes (PS3.3 C.9.2, C.9.3): bits over an image, in elements of their own or, in old files,
//! in bits of the pixels that the image leaves free.

use std::sync::Arc;

use dicom_core::Tag;
use dicom_core::VR;

use super::dataset::DataSet;
use super::dataset::Value;
use super::dataset::name_of;
use super::layout::Layout;
use super::layout::Number;
use super::pixels::Frames;
use super::text::CharacterSet;
use super::unpack::Stored;
use crate::problem::Effect;
use crate::read::fault::Checked;
use crate::read::fault::Fault;
use crate::read::fault::quoted;
use crate::read::input::zeroed;
use crate::study::BitPlane;

const ROWS: u16 = 0x0010;
const COLUMNS: u16 = 0x0011;
const NUMBER_OF_FRAMES: u16 = 0x0015;
const DESCRIPTION: u16 = 0x0022;
const ORIGIN: u16 = 0x0050;
const FRAME_ORIGIN: u16 = 0x0051;
const BIT_POSITION: u16 = 0x0102;
const LABEL: u16 = 0x1500;
const DATA: u16 = 0x3000;

/// An overlay as the header describes it.
#[derive(Debug)]
pub(in crate::read) struct Overlay {
    /// 1 for group 6000, 2 for 6002 …
    pub number: u32,
    /// Label or description; empty where there is none.
    pub name: String,
    /// Columns and rows.
    size: [usize; 2],
    /// Column and row of the image, from 0, under its first bit.
    at: [i64; 2],
    frames: Applies,
    bits: Bits,
}

/// Which frames of the image it lies over.
#[derive(Debug)]
enum Applies {
    /// The same bits over all.
    All,
    /// Bits of their own over `count` frames from `first` (from 0) on.
    Each { first: usize, count: usize },
}

/// Where the bits are.
#[derive(Debug)]
enum Bits {
    Kept(Arc<[u8]>),
    /// In the file; pairs of bytes may stand the other way round.
    Elsewhere {
        offset: u64,
        length: u64,
        swapped: bool,
    },
    /// Bit of each word of the pixels.
    InPixels(u16),
}

/// The overlays of an image; those that contradict themselves are left out, with a doubt.
pub(super) fn overlays(
    set: &DataSet,
    layout: &Layout,
    charset: &CharacterSet,
    doubts: &mut Vec<Fault>,
) -> Vec<Overlay> {
    let mut overlays = Vec::new();
    for n in 0..16 {
        let group = Group {
            set,
            number: 0x6000 + 2 * n,
        };
        let is_there = [ROWS, COLUMNS, DATA]
            .into_iter()
            .any(|element| set.get(group.tag(element)).is_some());
        if !is_there {
            continue;
        }
        match group.overlay(u32::from(n) + 1, layout, charset, doubts) {
            Ok(overlay) => overlays.push(overlay),
            Err(fault) => doubts.push(fault.so(Effect::LayerLeftOut)),
        }
    }
    overlays
}

/// The elements of one overlay.
struct Group<'a> {
    set: &'a DataSet,
    number: u16,
}

impl Group<'_> {
    fn tag(&self, element: u16) -> Tag {
        Tag(self.number, element)
    }

    fn fault(&self, element: u16, reason: impl Into<String>) -> Fault {
        Fault::new(name_of(self.tag(element)), reason)
    }

    fn overlay(
        &self,
        number: u32,
        layout: &Layout,
        charset: &CharacterSet,
        doubts: &mut Vec<Fault>,
    ) -> Checked<Overlay> {
        let [columns, rows] = [self.side(COLUMNS)?, self.side(ROWS)?];
        let frames = self.frames(layout, doubts)?;
        let planes = match frames {
            Applies::All => 1,
            Applies::Each { count, .. } => count,
        };
        let bits = self.bits([columns, rows], planes, layout)?;
        let text = |element| self.set.text(self.tag(element), charset);
        Ok(Overlay {
            number,
            name: text(LABEL)
                .or_else(|| text(DESCRIPTION))
                .unwrap_or_default(),
            size: [columns, rows],
            at: self.origin(doubts),
            frames,
            bits,
        })
    }

    fn side(&self, element: u16) -> Checked<usize> {
        let tag = self.tag(element);
        match self.set.integer(tag) {
            Some(n @ 1..=65535) => Ok(n as usize),
            Some(other) => Err(self.fault(element, format!("{other}, must be 1 to 65535"))),
            None => Err(self.fault(element, "missing")),
        }
    }

    /// Column and row from 0; the element has the row first, from 1.
    fn origin(&self, doubts: &mut Vec<Fault>) -> [i64; 2] {
        let tag = self.tag(ORIGIN);
        let whole = |n: f64| n.is_finite() && n.fract() == 0.0 && n.abs() < 1e9;
        match self.set.numbers(tag).as_slice() {
            &[row, column] if whole(row) && whole(column) => [column as i64 - 1, row as i64 - 1],
            other => {
                let found = if other.is_empty() {
                    "missing".to_owned()
                } else {
                    format!("{} values", other.len())
                };
                let reason = format!("{found}, must be row and column; taken as 1\\1");
                doubts.push(self.fault(ORIGIN, reason).so(Effect::ValueReplaced));
                [0, 0]
            }
        }
    }

    fn frames(&self, layout: &Layout, doubts: &mut Vec<Fault>) -> Checked<Applies> {
        let tag = self.tag(NUMBER_OF_FRAMES);
        if self.set.bytes(tag).is_none() {
            return Ok(Applies::All);
        }
        let found = quoted(&self.set.ascii(tag).unwrap_or_default());
        let count = match self.set.integer(tag) {
            Some(n @ 1..=2_147_483_647) => n as usize,
            _ => {
                let reason = format!("{found}, must be one whole number from 1");
                return Err(self.fault(NUMBER_OF_FRAMES, reason));
            }
        };
        let first = match self.set.integer(self.tag(FRAME_ORIGIN)) {
            Some(n @ 1..=2_147_483_647) => n as usize - 1,
            _ => 0,
        };
        if first.saturating_add(count) > layout.frames {
            let reason = format!(
                "{count} from frame {} on, but the image has {}",
                first + 1,
                layout.frames
            );
            doubts.push(self.fault(NUMBER_OF_FRAMES, reason));
        }
        Ok(Applies::Each { first, count })
    }

    fn bits(&self, size: [usize; 2], planes: usize, layout: &Layout) -> Checked<Bits> {
        let [columns, rows] = size;
        let tag = self.tag(DATA);
        let enough = |length: u64| {
            let needed = (columns as u64 * rows as u64)
                .saturating_mul(planes as u64)
                .div_ceil(8);
            if length >= needed {
                return Ok(());
            }
            let reason =
                format!("{length} bytes, but {columns} x {rows} x {planes} bits need {needed}");
            Err(self.fault(DATA, reason))
        };
        let element = self.set.get(tag);
        let swapped = self.set.is_big_endian() && element.is_some_and(|e| e.vr == VR::OW);
        match element.map(|element| &element.value) {
            Some(Value::Bytes(bytes)) if !bytes.is_empty() => {
                enough(bytes.len() as u64)?;
                let mut bytes = bytes.to_vec();
                if swapped {
                    swap_pairs(&mut bytes);
                }
                Ok(Bits::Kept(bytes.into()))
            }
            Some(&Value::Skipped { offset, length }) => {
                enough(length)?;
                Ok(Bits::Elsewhere {
                    offset,
                    length,
                    swapped,
                })
            }
            _ => self.bit_of_pixels(size, layout),
        }
    }

    fn bit_of_pixels(&self, size: [usize; 2], layout: &Layout) -> Checked<Bits> {
        let bit = self.set.integer(self.tag(BIT_POSITION)).unwrap_or(0);
        let stored = i64::from(layout.high_bit + 1 - layout.bits_stored)..=layout.high_bit.into();
        let is_free = (0..i64::from(layout.bits_allocated)).contains(&bit)
            && !stored.contains(&bit)
            && layout.number != Number::Float
            && layout.samples == 1;
        if !is_free {
            let reason = format!(
                "missing, and bit {bit} of the pixels is not free (bits {} to {} are stored)",
                stored.start(),
                stored.end()
            );
            return Err(self.fault(DATA, reason));
        }
        if size != [layout.columns, layout.rows] {
            let reason = format!(
                "{} x {}, but in bit {bit} of the pixels it is {} x {}",
                size[0], size[1], layout.columns, layout.rows
            );
            return Err(self.fault(ROWS, reason));
        }
        Ok(Bits::InPixels(bit as u16))
    }
}

fn swap_pairs(bytes: &mut [u8]) {
    for pair in bytes.as_chunks_mut::<2>().0 {
        pair.reverse();
    }
}

impl Overlay {
    /// Its planes over the frames `wanted` (from 0) of the image, `None` over those it does not reach.
    ///
    /// # Errors
    /// When the bits cannot be read.
    pub fn planes(&self, frames: &Frames<'_>, wanted: &[usize]) -> Checked<Vec<Option<BitPlane>>> {
        let stored = match &self.bits {
            Bits::InPixels(bit) => {
                let frames = frames.of_bit(*bit);
                return wanted
                    .iter()
                    .map(|&n| {
                        let bits = frames.bits(n)?;
                        Ok(BitPlane::new(self.size, [0, 0], bits, 0))
                    })
                    .collect();
            }
            Bits::Kept(bytes) => bytes.clone(),
            Bits::Elsewhere {
                offset,
                length,
                swapped,
            } => {
                let mut bytes = frames.input()?.part(*offset, *length)?;
                if *swapped {
                    swap_pairs(&mut bytes);
                }
                bytes.into()
            }
        };
        let plane_of = |frame: usize| match self.frames {
            Applies::All => Some(0),
            Applies::Each { first, count } => frame.checked_sub(first).filter(|n| *n < count),
        };
        let [columns, rows] = self.size;
        Ok(wanted
            .iter()
            .map(|&frame| {
                let first = plane_of(frame)?.checked_mul(columns * rows)?;
                BitPlane::new(self.size, self.at, stored.clone(), first)
            })
            .collect())
    }
}

impl Frames<'_> {
    /// The samples of frame `n`, of which all are 0 or 1, as bits.
    fn bits(&self, n: usize) -> Checked<Arc<[u8]>> {
        fn of<T: Stored>(frames: &Frames<'_>, n: usize) -> Checked<Arc<[u8]>> {
            let mut samples: Vec<T> = zeroed(frames.samples_of_frame())?;
            frames.decode(n, &mut samples, &mut Vec::new())?;
            Ok(packed(samples.iter().map(|sample| sample.index() != 0)))
        }
        match self.bits_allocated() {
            ..=8 => of::<u8>(self, n),
            16 => of::<u16>(self, n),
            _ => of::<u32>(self, n),
        }
    }
}

/// Bits eight in a byte, the first in the least significant.
pub(super) fn packed(bits: impl Iterator<Item = bool>) -> Arc<[u8]> {
    let mut bytes = Vec::new();
    for (n, bit) in bits.enumerate() {
        if n % 8 == 0 {
            bytes.push(0);
        }
        if let Some(last) = bytes.last_mut() {
            *last |= u8::from(bit) << (n % 8);
        }
    }
    bytes.into()
}
