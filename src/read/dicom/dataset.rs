//! A DICOM data set in memory: the elements before the pixels, as bytes with their VR.

use std::borrow::Cow;

use dicom_core::Tag;
use dicom_core::VR;
use dicom_core::dictionary::DataDictionary;
use dicom_core::dictionary::DataDictionaryEntry;
use dicom_core::dictionary::VirtualVr;
use dicom_dictionary_std::StandardDataDictionary;
use dicom_dictionary_std::tags;
use smallvec::SmallVec;

use super::text::CharacterSet;

/// One element.
#[derive(Clone, Debug)]
pub(crate) struct Element {
    pub tag: Tag,
    pub vr: VR,
    pub value: Value,
}

/// What an element holds.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    /// The value field as it stands in the file; most are so short that they need no memory of their
    /// own.
    Bytes(SmallVec<[u8; 32]>),
    /// The items of a sequence.
    Items(Vec<DataSet>),
    /// A value too long to be a header, not kept: where its bytes lie in the data set's.
    Skipped {
        /// Where they begin.
        offset: u64,
        /// How many there are.
        length: u64,
    },
}

/// Elements in ascending order of their tags.
#[derive(Clone, Debug, Default)]
pub(crate) struct DataSet {
    elements: Vec<Element>,
    big_endian: bool,
}

impl DataSet {
    /// A data set of `elements`, which are sorted here.
    pub fn new(mut elements: Vec<Element>, big_endian: bool) -> Self {
        if !elements.is_sorted_by_key(|e| e.tag) {
            elements.sort_by_key(|e| e.tag);
        }
        Self {
            elements,
            big_endian,
        }
    }

    /// Whether numbers have their most significant byte first.
    pub fn is_big_endian(&self) -> bool {
        self.big_endian
    }

    /// Whether there is no element at all.
    pub fn is_empty(&self) -> bool {
        self.elements.is_empty()
    }

    /// The element of `tag`.
    pub fn get(&self, tag: Tag) -> Option<&Element> {
        let at = self.elements.binary_search_by_key(&tag, |e| e.tag).ok()?;
        self.elements.get(at)
    }

    /// The value field of `tag`; `None` also where it is empty.
    pub fn bytes(&self, tag: Tag) -> Option<&[u8]> {
        match &self.get(tag)?.value {
            Value::Bytes(bytes) if !bytes.is_empty() => Some(bytes),
            _ => None,
        }
    }

    /// The items of sequence `tag`; none where it is absent.
    pub fn items(&self, tag: Tag) -> &[DataSet] {
        match self.get(tag).map(|e| &e.value) {
            Some(Value::Items(items)) => items,
            _ => &[],
        }
    }

    /// The first item of sequence `tag`.
    pub fn item(&self, tag: Tag) -> Option<&DataSet> {
        self.items(tag).first()
    }

    /// The value as ASCII text with padding removed; `None` where absent or empty.
    pub fn ascii(&self, tag: Tag) -> Option<String> {
        let bytes = self.bytes(tag)?;
        let text = match str::from_utf8(bytes) {
            Ok(text) if text.is_ascii() => Cow::Borrowed(text),
            _ => Cow::Owned(bytes.iter().map(|&b| char::from(b)).collect()),
        };
        let text = text.trim_matches([' ', '\0']);
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// The values of a text element in the data set's character set, padding removed.
    pub fn text(&self, tag: Tag, set: &CharacterSet) -> Option<String> {
        let text = set.decode(self.bytes(tag)?);
        let text = text.trim_matches([' ', '\0', '\r', '\n']);
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// All numbers of `tag`, whatever its VR; a text that is no number gives NaN.
    pub fn numbers(&self, tag: Tag) -> SmallVec<[f64; 6]> {
        let Some(bytes) = self.bytes(tag) else {
            return SmallVec::new();
        };
        let stated = self.get(tag).map_or(VR::UN, |e| e.vr);
        let vr = if matches!(stated, VR::UN | VR::OB) {
            vr_of(tag).unwrap_or(stated)
        } else {
            stated
        };
        let big = self.big_endian;
        match vr {
            VR::US | VR::OW => bytes
                .as_chunks::<2>()
                .0
                .iter()
                .map(|&b| f64::from(u16_of(b, big)))
                .collect(),
            VR::SS => bytes
                .as_chunks::<2>()
                .0
                .iter()
                .map(|&b| f64::from(u16_of(b, big).cast_signed()))
                .collect(),
            VR::UL | VR::OL => bytes
                .as_chunks::<4>()
                .0
                .iter()
                .map(|&b| f64::from(u32_of(b, big)))
                .collect(),
            VR::SL => bytes
                .as_chunks::<4>()
                .0
                .iter()
                .map(|&b| f64::from(u32_of(b, big).cast_signed()))
                .collect(),
            VR::FL | VR::OF => bytes
                .as_chunks::<4>()
                .0
                .iter()
                .map(|&b| f64::from(f32::from_bits(u32_of(b, big))))
                .collect(),
            VR::FD | VR::OD => bytes
                .as_chunks::<8>()
                .0
                .iter()
                .map(|&b| {
                    if big {
                        f64::from_be_bytes(b)
                    } else {
                        f64::from_le_bytes(b)
                    }
                })
                .collect(),
            _ => bytes
                .split(|&b| b == b'\\')
                .map(|part| decimal(part).unwrap_or(f64::NAN))
                .collect(),
        }
    }

    /// The first number of `tag`, where it is one.
    pub fn number(&self, tag: Tag) -> Option<f64> {
        self.numbers(tag).first().copied().filter(|n| n.is_finite())
    }

    /// The first number of `tag` as a whole number.
    pub fn integer(&self, tag: Tag) -> Option<i64> {
        let number = self.number(tag)?;
        (number.fract() == 0.0 && number.abs() < 9e15).then_some(number as i64)
    }

    /// The 16-bit words of `tag`, in the file's byte order.
    pub fn words(&self, tag: Tag) -> Vec<u16> {
        self.bytes(tag)
            .unwrap_or_default()
            .as_chunks::<2>()
            .0
            .iter()
            .map(|&b| u16_of(b, self.big_endian))
            .collect()
    }
}

fn u16_of(bytes: [u8; 2], big: bool) -> u16 {
    if big {
        u16::from_be_bytes(bytes)
    } else {
        u16::from_le_bytes(bytes)
    }
}

fn u32_of(bytes: [u8; 4], big: bool) -> u32 {
    if big {
        u32::from_be_bytes(bytes)
    } else {
        u32::from_le_bytes(bytes)
    }
}

/// A DS or IS value: finite, padding and blanks around it allowed.
pub(super) fn decimal(bytes: &[u8]) -> Option<f64> {
    let text = std::str::from_utf8(bytes).ok()?;
    let number: f64 = text.trim_matches([' ', '\0', '\t']).parse().ok()?;
    number.is_finite().then_some(number)
}

/// The VR of `tag` in the standard's dictionary.
pub(super) fn vr_of(tag: Tag) -> Option<VR> {
    StandardDataDictionary
        .by_tag(tag)
        .map(|entry| match entry.vr() {
            VirtualVr::Exact(vr) => vr,
            VirtualVr::Xs => VR::US,
            _ => VR::OW,
        })
}

/// The element as problems name it: `(0028,0010) Rows`.
pub(super) fn name_of(tag: Tag) -> String {
    let number = format!("({:04X},{:04X})", tag.0, tag.1);
    match StandardDataDictionary.by_tag(tag) {
        Some(entry) if tag.0.is_multiple_of(2) => format!("{number} {}", entry.alias()),
        _ => number,
    }
}

/// Whether `tag` begins the pixels of an image.
pub(super) fn is_pixels(tag: Tag) -> bool {
    [
        tags::PIXEL_DATA,
        tags::FLOAT_PIXEL_DATA,
        tags::DOUBLE_FLOAT_PIXEL_DATA,
    ]
    .contains(&tag)
}
