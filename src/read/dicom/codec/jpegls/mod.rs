//! JPEG-LS (ISO/IEC 14495-1, ITU-T T.87): lossless and near-lossless, all interleave modes, 2 to 16 bits.
//!
//! [`head`] reads what the stream says of itself, [`context`] holds the statistics of the neighbourhoods,
//! [`line`](mod@line) decodes samples, and here the scans are put together.

mod context;
mod head;
mod line;

use self::context::Coder;
use self::head::Frame;
use self::head::Presets;
use self::head::Scan;
use super::super::layout::Layout;
use super::Colour;
use super::Decoded;
use super::bits::Clean;
use super::segments;
use super::segments::Segments;
use super::words::Words;
use crate::read::fault::Checked;
use crate::read::fault::Fault;
use crate::read::input::zeroed;

const ELEMENT: &str = "JPEG-LS stream";

/// Decodes a frame.
///
/// # Errors
/// When the stream contradicts the data set's header, is broken, or asks for mapping tables, a point
/// transform or a colour transform, which DICOM does not have.
pub(super) fn decode(stream: &[u8], layout: &Layout) -> Checked<Decoded> {
    let mut segments = Segments::new(ELEMENT, stream)?;
    let mut presets = Presets::default();
    let mut restart = 0;
    let mut picture: Option<(Frame, Words)> = None;
    let mut done = Vec::new();
    loop {
        let (marker, body) = segments.next()?;
        match marker {
            segments::SOF55 => {
                if picture.is_some() {
                    return Err(segments.fault("a second frame header"));
                }
                let frame = Frame::read(body)?;
                frame.check(layout)?;
                picture = Some((frame, Words::new(ELEMENT, layout)?));
            }
            0xC0..=0xC3 | 0xC5..=0xCF => {
                return Err(segments.fault(format!(
                    "frame header FF{marker:02X} is not that of JPEG-LS (FFF7)"
                )));
            }
            segments::LSE => presets = Presets::read(body)?,
            segments::DRI => restart = head::restart_interval(body)?,
            0xE8 if body.starts_with(b"mrfx") && body.get(4).is_some_and(|&kind| kind != 0) => {
                return Err(segments.fault("a colour transform (HP's), which is not supported"));
            }
            segments::SOS => {
                let Some((frame, words)) = &mut picture else {
                    return Err(segments.fault("no frame header before the scan"));
                };
                let scan = Scan::read(body, frame, &presets)?;
                for &component in &scan.components {
                    if done.contains(&component) {
                        return Err(segments.fault("a component is there twice"));
                    }
                    done.push(component);
                }
                decode_scan(&mut segments, frame, &scan, restart, words)?;
                if done.len() == frame.components.len() {
                    break;
                }
            }
            segments::EOI => {
                return Err(segments.fault(format!("ends after {} components", done.len())));
            }
            _ => {}
        }
    }
    let (_, words) = picture.ok_or_else(|| segments.fault("no frame header"))?;
    Ok(Decoded {
        bytes: words.bytes,
        planar: false,
        colour: Colour::Stated,
    })
}

/// Two lines of a component, each with a neighbour before its first and after its last sample.
struct Lines {
    above: Vec<u16>,
    current: Vec<u16>,
    /// Index into the table of run lengths.
    run: usize,
}

impl Lines {
    fn new(columns: usize) -> Checked<Self> {
        Ok(Self {
            above: zeroed(columns as u64 + 2)?,
            current: zeroed(columns as u64 + 2)?,
            run: 0,
        })
    }

    /// The state before a first line: zeros above it.
    fn reset(&mut self) {
        self.above.fill(0);
        self.current.fill(0);
        self.run = 0;
    }

    /// Makes the last line the one above, and gives both the neighbours at their ends.
    fn advance(&mut self) {
        std::mem::swap(&mut self.above, &mut self.current);
        if let [.., last, after] = self.above.as_mut_slice() {
            *after = *last;
        }
        if let (Some(to), Some(&from)) = (self.current.first_mut(), self.above.get(1)) {
            *to = from;
        }
    }
}

fn decode_scan(
    segments: &mut Segments,
    frame: &Frame,
    scan: &Scan,
    restart: usize,
    words: &mut Words,
) -> Checked<()> {
    let count = scan.components.len();
    let samples = frame.components.len();
    let mut lines = Vec::new();
    for _ in 0..count {
        lines.push(Lines::new(frame.columns)?);
    }
    let mut gradients: Vec<i16> = zeroed((frame.columns * count) as u64)?;
    let interval = if restart == 0 { frame.rows } else { restart };
    let mut coder = Coder::new(&scan.coding)?;
    for (number, first) in (0..frame.rows).step_by(interval).enumerate() {
        if number > 0 {
            segments.restart(number - 1)?;
            coder.reset();
            lines.iter_mut().for_each(Lines::reset);
        }
        let clean = Clean::jpegls(segments.rest())?;
        segments.at += clean.used;
        let mut bits = clean.bits();
        for row in first..frame.rows.min(first + interval) {
            if scan.by_sample {
                line::by_sample(&mut coder, &mut bits, &mut lines, &mut gradients);
            } else {
                for lines in &mut lines {
                    line::alone(&mut coder, &mut bits, lines, &mut gradients);
                }
            }
            if bits.is_past_end() || coder.is_broken() {
                let what = if coder.is_broken() {
                    "an impossible value"
                } else {
                    "it ends"
                };
                return Err(Fault::new(
                    ELEMENT,
                    format!("{what} in line {} of {}", row + 1, frame.rows),
                ));
            }
            for (lines, &component) in lines.iter().zip(&scan.components) {
                let line = lines.current.iter().skip(1).take(frame.columns);
                words.put(row, component, samples, line.copied());
            }
        }
    }
    Ok(())
}
