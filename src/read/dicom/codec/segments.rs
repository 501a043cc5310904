//! Marker segments, of which JPEG and JPEG-LS streams are made.

use crate::read::fault::Checked;
use crate::read::fault::Fault;

/// Start of frame of JPEG-LS.
pub(super) const SOF55: u8 = 0xF7;
/// Preset parameters of JPEG-LS.
pub(super) const LSE: u8 = 0xF8;
/// Huffman tables.
pub(super) const DHT: u8 = 0xC4;
/// Quantisation tables.
pub(super) const DQT: u8 = 0xDB;
/// Restart interval.
pub(super) const DRI: u8 = 0xDD;
/// Start of a scan.
pub(super) const SOS: u8 = 0xDA;
/// End of the picture.
pub(super) const EOI: u8 = 0xD9;

/// Walks the segments of a stream.
pub(super) struct Segments<'a> {
    /// What faults are about.
    element: &'static str,
    stream: &'a [u8],
    /// Where the next marker, or the data after a start of scan, stands.
    pub at: usize,
}

impl<'a> Segments<'a> {
    /// Begins after SOI.
    ///
    /// # Errors
    /// When there is no SOI.
    pub fn new(element: &'static str, stream: &'a [u8]) -> Checked<Self> {
        let segments = Self {
            element,
            stream,
            at: 2,
        };
        if stream.starts_with(&[0xFF, 0xD8]) {
            Ok(segments)
        } else {
            Err(segments.fault("does not begin with SOI (FFD8)"))
        }
    }

    /// A fault of the stream.
    pub fn fault(&self, reason: impl Into<String>) -> Fault {
        Fault::new(self.element, reason)
    }

    /// What follows the last segment.
    pub fn rest(&self) -> &'a [u8] {
        self.stream.get(self.at..).unwrap_or_default()
    }

    /// The next marker's second byte and the segment's content.
    ///
    /// # Errors
    /// When there is no marker, or the stream ends inside of its segment.
    pub fn next(&mut self) -> Checked<(u8, &'a [u8])> {
        loop {
            let marker = match self.stream.get(self.at..self.at + 2) {
                Some(&[0xFF, 0xFF]) => {
                    self.at += 1;
                    continue;
                }
                Some(&[0xFF, marker]) => marker,
                Some(_) => return Err(self.fault(format!("no marker at byte {}", self.at))),
                None => return Err(self.cut()),
            };
            // These stand alone.
            if matches!(marker, 0x01 | 0xD0..=0xD9) {
                self.at += 2;
                return Ok((marker, &[]));
            }
            let length = match self.stream.get(self.at + 2..self.at + 4) {
                Some(&[high, low]) => usize::from(u16::from_be_bytes([high, low])).max(2),
                _ => return Err(self.cut()),
            };
            let begin = self.at + 4;
            self.at += 2 + length;
            let body = self.stream.get(begin..self.at);
            return Ok((marker, body.ok_or_else(|| self.cut())?));
        }
    }

    /// The restart marker `number` (counted from 0, they repeat after eight), which must be next.
    ///
    /// # Errors
    /// When another marker, or none, is there.
    pub fn restart(&mut self, number: usize) -> Checked<()> {
        let wanted = 0xD0 + (number % 8) as u8;
        match self.next()? {
            (marker, _) if marker == wanted => Ok(()),
            (marker, _) => Err(self.fault(format!(
                "marker FF{marker:02X} where restart marker FF{wanted:02X} was expected"
            ))),
        }
    }

    fn cut(&self) -> Fault {
        self.fault(format!(
            "ends after {} bytes, inside a marker",
            self.stream.len()
        ))
    }
}
