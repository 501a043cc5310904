//! What a JPEG stream says of itself, checked before a decoder runs.

use super::super::super::layout::Layout;
use super::super::agree;
use super::super::fits_bits;
use super::super::segments;
use super::super::segments::Segments;
use super::ELEMENT;
use crate::read::fault::Checked;
use crate::read::fault::Fault;

/// How a frame is coded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Process {
    /// DCT, one scan for each component or one for all (SOF0, SOF1).
    Sequential,
    /// DCT in several scans (SOF2).
    Progressive,
    /// Prediction (SOF3).
    Lossless,
}

/// A component of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Component {
    pub id: u8,
    /// Horizontal and vertical sampling factor.
    sampling: (u8, u8),
    /// Which quantisation table.
    pub quantisation: u8,
}

/// What the headers of a JPEG stream say.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Jpeg {
    pub precision: u8,
    pub rows: usize,
    pub columns: usize,
    pub components: Vec<Component>,
    pub process: Process,
    /// The transform byte of Adobe's APP14 marker.
    adobe: Option<u8>,
    /// A JFIF APP0 marker is there, which means YCbCr.
    jfif: bool,
}

/// Walks the segments of a JPEG stream up to its first scan.
///
/// # Errors
/// When there is no frame header, or it asks for what no decoder should be given.
pub(super) fn head(stream: &[u8]) -> Checked<Jpeg> {
    let mut segments = Segments::new(ELEMENT, stream)?;
    let mut found: Option<Jpeg> = None;
    let (mut adobe, mut jfif) = (None, false);
    loop {
        let (marker, body) = segments.next()?;
        match marker {
            0xC0..=0xC3 => found = Some(frame_header(marker, body)?),
            0xC5..=0xC7 | 0xC9..=0xCF | segments::SOF55 => {
                return Err(segments.fault(format!(
                    "frame header FF{marker:02X} (hierarchical, arithmetic or JPEG-LS) does not \
                     belong here"
                )));
            }
            0xE0 if body.starts_with(b"JFIF\0") => jfif = true,
            0xEE if body.starts_with(b"Adobe") => adobe = body.get(11).copied(),
            segments::SOS => {
                let head =
                    found.ok_or_else(|| segments.fault("no frame header before the scan"))?;
                return Ok(Jpeg {
                    adobe,
                    jfif,
                    ..head
                });
            }
            segments::EOI => return Err(segments.fault("ends before its first scan")),
            _ => {}
        }
    }
}

fn frame_header(marker: u8, body: &[u8]) -> Checked<Jpeg> {
    let fault = |reason: String| Fault::new(ELEMENT, reason);
    let &[precision, h1, h0, w1, w0, count, ref rest @ ..] = body else {
        return Err(fault("frame header cut short".to_owned()));
    };
    let (rows, columns) = (
        usize::from(u16::from_be_bytes([h1, h0])),
        usize::from(u16::from_be_bytes([w1, w0])),
    );
    if rows == 0 || columns == 0 {
        return Err(fault(format!("states {columns} x {rows} pixels")));
    }
    let process = match marker {
        0xC3 => Process::Lossless,
        0xC2 => Process::Progressive,
        _ => Process::Sequential,
    };
    let precise = match process {
        Process::Lossless => (2..=16).contains(&precision),
        _ => matches!(precision, 8 | 12),
    };
    if !precise {
        return Err(fault(format!(
            "{precision} bits, which this process has not"
        )));
    }
    let mut components = Vec::new();
    let mut blocks = 0;
    for &[id, sampling, quantisation] in rest.as_chunks::<3>().0 {
        let (h, v) = (sampling >> 4, sampling & 0x0F);
        if !(1..=4).contains(&h) || !(1..=4).contains(&v) {
            return Err(fault(format!("sampling factors {h} x {v}")));
        }
        blocks += usize::from(h * v);
        components.push(Component {
            id,
            sampling: (h, v),
            quantisation,
        });
    }
    if components.len() != usize::from(count) || blocks > 10 && count > 1 {
        return Err(fault(format!(
            "{count} components with {blocks} blocks a unit"
        )));
    }
    Ok(Jpeg {
        precision,
        rows,
        columns,
        components,
        process,
        adobe: None,
        jfif: false,
    })
}

impl Jpeg {
    /// Whether the stream fits the data set's header and can be decoded.
    ///
    /// # Errors
    /// Names the first contradiction.
    pub fn check(&self, layout: &Layout) -> Checked<()> {
        let size = (self.columns, self.rows);
        agree(ELEMENT, size, self.components.len(), layout)?;
        fits_bits(ELEMENT, self.precision, layout)?;
        if self.process == Process::Progressive && self.precision > 8 {
            return Err(Fault::new(
                ELEMENT,
                format!(
                    "{} bits with progressive DCT, which is not supported",
                    self.precision
                ),
            ));
        }
        let sampled = self.components.iter().find(|c| c.sampling != (1, 1));
        if let Some(Component {
            id,
            sampling: (h, v),
            ..
        }) = sampled
            && self.components.len() > 1
            && self.is_ours()
        {
            return Err(Fault::new(
                ELEMENT,
                format!(
                    "component {id} is sampled {h} x {v}, must be 1 x 1 with {} bits in this process",
                    self.precision
                ),
            ));
        }
        Ok(())
    }

    /// Whether it is decoded here and not by the crate for 8-bit DCT.
    pub fn is_ours(&self) -> bool {
        self.process == Process::Lossless || self.precision > 8
    }

    /// Whether three components are RGB: Adobe's marker decides, then the component ids, then
    /// JFIF, then the data set.
    pub fn says_rgb(&self, header_says_rgb: bool) -> bool {
        let ids = self.components.iter().map(|component| component.id);
        match self.adobe {
            Some(transform) => transform == 0,
            None if ids.eq(*b"RGB") => true,
            None if self.jfif => false,
            None => header_says_rgb,
        }
    }
}
