//! Writes small DICOM files, right ones and wrong ones, element by element.

use std::collections::BTreeMap;
use std::io::Write;

/// Explicit VR Little Endian.
pub const EXPLICIT: &str = "1.2.840.10008.1.2.1";
/// Implicit VR Little Endian.
pub const IMPLICIT: &str = "1.2.840.10008.1.2";
/// Explicit VR Big Endian.
pub const BIG_ENDIAN: &str = "1.2.840.10008.1.2.2";
/// Deflated Explicit VR Little Endian.
pub const DEFLATED: &str = "1.2.840.10008.1.2.1.99";
/// RLE Lossless.
pub const RLE: &str = "1.2.840.10008.1.2.5";
/// JPEG Baseline.
pub const JPEG: &str = "1.2.840.10008.1.2.4.50";

type Tag = (u16, u16);

/// A value as it is to be written.
#[derive(Clone, Debug)]
pub enum Value {
    /// Text, padded to even length.
    Text(String),
    /// 16-bit words in the file's byte order.
    Words(Vec<u16>),
    /// Bytes as they are.
    Bytes(Vec<u8>),
    /// Items of a sequence, of defined length.
    Items(Vec<BTreeMap<Tag, (String, Value)>>),
    /// Encapsulated pixel data: fragments after an empty offset table.
    Fragments(Vec<Vec<u8>>),
}

/// A DICOM file in the making.
#[derive(Clone, Debug)]
pub struct Dicom {
    /// Transfer syntax UID.
    pub syntax: String,
    /// The data set.
    pub elements: BTreeMap<Tag, (String, Value)>,
}

impl Dicom {
    /// A file without any element.
    pub fn empty() -> Self {
        Self {
            syntax: EXPLICIT.to_owned(),
            elements: BTreeMap::new(),
        }
    }

    /// An axial CT slice of 4 x 3 pixels at height `z`, whose stored values are
    /// `1000 + 100 k + 10 y + x` for slice number `k`; HU are 1024 less.
    pub fn ct(k: u16, z: f64) -> Self {
        let pixels = (0..12).map(|n| 1000 + 100 * k + 10 * (n / 4) + n % 4);
        Self::empty()
            .text(0x0008, 0x0016, "UI", "1.2.840.10008.5.1.4.1.1.2")
            .text(0x0008, 0x0018, "UI", &format!("1.2.3.4.{}", k + 1))
            .text(0x0008, 0x0060, "CS", "CT")
            .text(0x0010, 0x0010, "PN", "Phantom^Ellipsoid")
            .text(0x0018, 0x0050, "DS", "2.5")
            .text(0x0020, 0x000D, "UI", "1.2.3")
            .text(0x0020, 0x000E, "UI", "1.2.3.4")
            .text(0x0020, 0x0011, "IS", "7")
            .text(0x0020, 0x0013, "IS", &(100 - k).to_string())
            .text(0x0020, 0x0032, "DS", &format!("-10\\-20\\{z}"))
            .text(0x0020, 0x0037, "DS", "1\\0\\0\\0\\1\\0")
            .words(0x0028, 0x0002, &[1])
            .text(0x0028, 0x0004, "CS", "MONOCHROME2")
            .words(0x0028, 0x0010, &[3])
            .words(0x0028, 0x0011, &[4])
            .text(0x0028, 0x0030, "DS", "0.5\\0.25")
            .words(0x0028, 0x0100, &[16])
            .words(0x0028, 0x0101, &[16])
            .words(0x0028, 0x0102, &[15])
            .words(0x0028, 0x0103, &[0])
            .text(0x0028, 0x1050, "DS", "40\\-600")
            .text(0x0028, 0x1051, "DS", "400\\1500")
            .text(0x0028, 0x1052, "DS", "-1024")
            .text(0x0028, 0x1053, "DS", "1")
            .set(0x7FE0, 0x0010, "OW", Value::Words(pixels.collect()))
    }

    /// A radiograph of 4 x 3 pixels of 8 bits without a place in the patient; values rise by 20.
    pub fn radiograph() -> Self {
        let mut file = Self::ct(0, 0.0)
            .text(0x0008, 0x0016, "UI", "1.2.840.10008.5.1.4.1.1.1.1")
            .text(0x0008, 0x0060, "CS", "DX")
            .words(0x0028, 0x0100, &[8])
            .words(0x0028, 0x0101, &[8])
            .words(0x0028, 0x0102, &[7])
            .set(
                0x7FE0,
                0x0010,
                "OB",
                Value::Bytes((0..12).map(|n| n * 20).collect()),
            );
        for element in [0x0032, 0x0037] {
            file = file.without(0x0020, element);
        }
        for element in [0x0030, 0x1050, 0x1051, 0x1052, 0x1053] {
            file = file.without(0x0028, element);
        }
        file
    }

    /// Three samples a pixel: `pixels` interleaved, in the given photometric interpretation.
    pub fn colour(photometric: &str, columns: u16, rows: u16, pixels: &[u8]) -> Self {
        Self::radiograph()
            .text(0x0008, 0x0060, "CS", "XC")
            .words(0x0028, 0x0002, &[3])
            .text(0x0028, 0x0004, "CS", photometric)
            .words(0x0028, 0x0006, &[0])
            .words(0x0028, 0x0010, &[rows])
            .words(0x0028, 0x0011, &[columns])
            .set(0x7FE0, 0x0010, "OB", Value::Bytes(pixels.to_vec()))
    }

    /// Sets an element.
    pub fn set(mut self, group: u16, element: u16, vr: &str, value: Value) -> Self {
        self.elements
            .insert((group, element), (vr.to_owned(), value));
        self
    }

    /// Sets a text.
    pub fn text(self, group: u16, element: u16, vr: &str, text: &str) -> Self {
        self.set(group, element, vr, Value::Text(text.to_owned()))
    }

    /// Sets numbers of 16 bits (US).
    pub fn words(self, group: u16, element: u16, words: &[u16]) -> Self {
        self.set(group, element, "US", Value::Words(words.to_vec()))
    }

    /// Sets a sequence of one item.
    pub fn item(self, group: u16, element: u16, item: Dicom) -> Self {
        self.set(group, element, "SQ", Value::Items(vec![item.elements]))
    }

    /// Sets a sequence.
    pub fn items(self, group: u16, element: u16, items: Vec<Dicom>) -> Self {
        let items = items.into_iter().map(|item| item.elements).collect();
        self.set(group, element, "SQ", Value::Items(items))
    }

    /// Lays an overlay over the image: `bits` of `columns` x `rows`, packed, the first over row and
    /// column `origin`, from 1.
    pub fn overlay(
        self,
        group: u16,
        [columns, rows]: [u16; 2],
        origin: [i16; 2],
        bits: &[u8],
    ) -> Self {
        let origin = origin.iter().map(|n| n.cast_unsigned()).collect();
        self.words(group, 0x0010, &[rows])
            .words(group, 0x0011, &[columns])
            .text(group, 0x0040, "CS", "G")
            .set(group, 0x0050, "SS", Value::Words(origin))
            .words(group, 0x0100, &[1])
            .words(group, 0x0102, &[0])
            .set(group, 0x3000, "OB", Value::Bytes(bits.to_vec()))
    }

    /// A structure set over series `1.2.3.4`: structures of a name, a colour and closed contours, each
    /// a text of numbers.
    pub fn structures(structures: &[(&str, &str, &[&str])]) -> Self {
        let number = |n: usize| (n + 1).to_string();
        let names = structures.iter().enumerate().map(|(n, (name, ..))| {
            Self::empty()
                .text(0x3006, 0x0022, "IS", &number(n))
                .text(0x3006, 0x0026, "LO", name)
        });
        let contours = structures
            .iter()
            .enumerate()
            .map(|(n, (_, colour, contours))| {
                let contours = contours.iter().map(|numbers| {
                    let points = numbers.split('\\').count() / 3;
                    Self::empty()
                        .text(0x3006, 0x0042, "CS", "CLOSED_PLANAR")
                        .text(0x3006, 0x0046, "IS", &points.to_string())
                        .text(0x3006, 0x0050, "DS", numbers)
                });
                Self::empty()
                    .text(0x3006, 0x002A, "IS", colour)
                    .items(0x3006, 0x0040, contours.collect())
                    .text(0x3006, 0x0084, "IS", &number(n))
            });
        let series = Self::empty().text(0x0020, 0x000E, "UI", "1.2.3.4");
        let study = Self::empty().item(0x3006, 0x0014, series);
        let frame = Self::empty()
            .text(0x0020, 0x0052, "UI", "1.2.3.9")
            .item(0x3006, 0x0012, study);
        Self::empty()
            .text(0x0008, 0x0016, "UI", "1.2.840.10008.5.1.4.1.1.481.3")
            .text(0x0008, 0x0018, "UI", "1.2.3.5.1")
            .text(0x0008, 0x0060, "CS", "RTSTRUCT")
            .text(0x0020, 0x000D, "UI", "1.2.3")
            .text(0x0020, 0x000E, "UI", "1.2.3.5")
            .text(0x3006, 0x0002, "SH", "Plan A")
            .item(0x3006, 0x0010, frame)
            .items(0x3006, 0x0020, names.collect())
            .items(0x3006, 0x0039, contours.collect())
    }

    /// A segmentation of series `1.2.3.4` with frames of 4 x 3 pixels of 8 bits, each with the number of
    /// its segment, its height, and its pixels in rows: a digit is its value, a point 0.
    pub fn segmentation(kind: &str, labels: &[&str], frames: &[(u16, f64, &str)]) -> Self {
        let segments = labels.iter().enumerate().map(|(n, label)| {
            Self::empty()
                .words(0x0062, 0x0004, &[n as u16 + 1])
                .text(0x0062, 0x0005, "LO", label)
        });
        let is_map = kind == "LABELMAP";
        let of_frame = frames.iter().map(|(segment, z, _)| {
            let place = Self::empty().text(0x0020, 0x0032, "DS", &format!("-10\\-20\\{z}"));
            let segment = Self::empty().words(0x0062, 0x000B, &[*segment]);
            let item = Self::empty().item(0x0020, 0x9113, place);
            if is_map {
                item
            } else {
                item.item(0x0062, 0x000A, segment)
            }
        });
        let orientation = Self::empty().text(0x0020, 0x0037, "DS", "1\\0\\0\\0\\1\\0");
        let measures =
            Self::empty()
                .text(0x0018, 0x0050, "DS", "3")
                .text(0x0028, 0x0030, "DS", "0.5\\0.25");
        let shared = Self::empty()
            .item(0x0020, 0x9116, orientation)
            .item(0x0028, 0x9110, measures);
        let pixels = frames.iter().flat_map(|(_, _, rows)| {
            let pixels = rows.bytes().filter(|b| *b != b'/');
            pixels.map(|b| if b == b'.' { 0 } else { b - b'0' })
        });
        let class = if is_map { 7 } else { 4 };
        let class = format!("1.2.840.10008.5.1.4.1.1.66.{class}");
        let series = Self::empty().text(0x0020, 0x000E, "UI", "1.2.3.4");
        Self::radiograph()
            .text(0x0008, 0x0016, "UI", &class)
            .text(0x0008, 0x0018, "UI", "1.2.3.6.1")
            .text(0x0008, 0x0060, "CS", "SEG")
            .item(0x0008, 0x1115, series)
            .text(0x0020, 0x000E, "UI", "1.2.3.6")
            .text(0x0020, 0x0052, "UI", "1.2.3.9")
            .text(0x0028, 0x0008, "IS", &frames.len().to_string())
            .text(0x0062, 0x0001, "CS", kind)
            .items(0x0062, 0x0002, segments.collect())
            .text(0x0070, 0x0080, "CS", "ORGANS")
            .item(0x5200, 0x9229, shared)
            .items(0x5200, 0x9230, of_frame.collect())
            .set(0x7FE0, 0x0010, "OB", Value::Bytes(pixels.collect()))
    }

    /// As [`segmentation`](Self::segmentation), of single bits.
    pub fn bit_segmentation(labels: &[&str], frames: &[(u16, f64, &str)]) -> Self {
        let file = Self::segmentation("BINARY", labels, frames);
        let pixels = match file.elements.get(&(0x7FE0, 0x0010)) {
            Some((_, Value::Bytes(pixels))) => pixels.clone(),
            _ => Vec::new(),
        };
        let mut bits: Vec<u8> = pixels
            .chunks(8)
            .map(|eight| eight.iter().rev().fold(0, |byte, bit| byte << 1 | bit))
            .collect();
        if bits.len() % 2 == 1 {
            bits.push(0);
        }
        file.words(0x0028, 0x0100, &[1])
            .words(0x0028, 0x0101, &[1])
            .words(0x0028, 0x0102, &[0])
            .set(0x7FE0, 0x0010, "OB", Value::Bytes(bits))
    }

    /// Removes an element.
    pub fn without(mut self, group: u16, element: u16) -> Self {
        self.elements.remove(&(group, element));
        self
    }

    /// Chooses the transfer syntax.
    pub fn syntax(mut self, uid: &str) -> Self {
        self.syntax = uid.to_owned();
        self
    }

    /// Replaces the pixels by fragments under a compressed syntax.
    pub fn fragments(self, uid: &str, fragments: &[Vec<u8>]) -> Self {
        self.syntax(uid)
            .set(0x7FE0, 0x0010, "OB", Value::Fragments(fragments.to_vec()))
    }

    /// The whole file: preamble, meta group, data set.
    pub fn bytes(&self) -> Vec<u8> {
        let mut meta = Vec::new();
        let uid = Value::Text(self.syntax.clone());
        write(&mut meta, (2, 0x10), "UI", &uid, true, false);
        let mut bytes = vec![0; 128];
        bytes.extend(b"DICM");
        let length = Value::Bytes((meta.len() as u32).to_le_bytes().to_vec());
        write(&mut bytes, (2, 0), "UL", &length, true, false);
        bytes.extend(meta);
        bytes.extend(self.data_set());
        bytes
    }

    /// The data set alone, as its transfer syntax has it.
    pub fn data_set(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let (explicit, big) = (self.syntax != IMPLICIT, self.syntax == BIG_ENDIAN);
        for (tag, (vr, value)) in &self.elements {
            write(&mut bytes, *tag, vr, value, explicit, big);
        }
        if self.syntax != DEFLATED {
            return bytes;
        }
        let mut deflater =
            flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
        deflater.write_all(&bytes).expect("memory");
        deflater.finish().expect("memory")
    }
}

fn word(word: u16, big: bool) -> [u8; 2] {
    if big {
        word.to_be_bytes()
    } else {
        word.to_le_bytes()
    }
}

fn long(long: u32, big: bool) -> [u8; 4] {
    if big {
        long.to_be_bytes()
    } else {
        long.to_le_bytes()
    }
}

/// Writes one element.
pub fn write(out: &mut Vec<u8>, tag: Tag, vr: &str, value: &Value, explicit: bool, big: bool) {
    let mut body = Vec::new();
    let mut undefined = false;
    match value {
        Value::Text(text) => {
            body.extend(text.as_bytes());
            if body.len() % 2 == 1 {
                body.push(if vr == "UI" { 0 } else { b' ' });
            }
        }
        Value::Words(words) => body.extend(words.iter().flat_map(|&w| word(w, big))),
        Value::Bytes(bytes) => body.extend(bytes),
        Value::Items(items) => {
            for item in items {
                let mut inside = Vec::new();
                for (tag, (vr, value)) in item {
                    write(&mut inside, *tag, vr, value, explicit, big);
                }
                body.extend(word(0xFFFE, big));
                body.extend(word(0xE000, big));
                body.extend(long(inside.len() as u32, big));
                body.extend(inside);
            }
        }
        Value::Fragments(fragments) => {
            undefined = true;
            for fragment in std::iter::once(&Vec::new()).chain(fragments) {
                body.extend([0xFE, 0xFF, 0x00, 0xE0]);
                body.extend((fragment.len() as u32).to_le_bytes());
                body.extend(fragment);
            }
            body.extend([0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0]);
        }
    }
    let length = if undefined {
        u32::MAX
    } else {
        body.len() as u32
    };
    out.extend(word(tag.0, big));
    out.extend(word(tag.1, big));
    if !explicit {
        out.extend(long(length, big));
    } else {
        out.extend(vr.as_bytes());
        let long_text = vr == "DS" && body.len() > usize::from(u16::MAX);
        assert!(!long_text, "a DS of 16-bit length is too short");
        if ["OB", "OW", "OF", "SQ", "UN", "UT"].contains(&vr) {
            out.extend([0, 0]);
            out.extend(long(length, big));
        } else {
            out.extend(word(length as u16, big));
        }
    }
    out.extend(body);
}

/// Packs one byte plane as RLE literals of at most 128 bytes.
fn packed(plane: &[u8]) -> Vec<u8> {
    let mut out: Vec<u8> = plane
        .chunks(128)
        .flat_map(|part| std::iter::once(part.len() as u8 - 1).chain(part.iter().copied()))
        .collect();
    if out.len() % 2 == 1 {
        out.push(0);
    }
    out
}

/// An RLE frame of 16-bit words.
pub fn rle(words: &[u16]) -> Vec<u8> {
    let planes = [8, 0].map(|shift| {
        let plane: Vec<u8> = words.iter().map(|w| (w >> shift) as u8).collect();
        packed(&plane)
    });
    let mut header = [0_u32; 16];
    header[0] = 2;
    header[1] = 64;
    header[2] = 64 + planes[0].len() as u32;
    let mut out: Vec<u8> = header.iter().flat_map(|w| w.to_le_bytes()).collect();
    out.extend(planes.concat());
    out
}
