//! Tables and scans of the processes that are decoded here.

use super::super::super::layout::Layout;
use super::super::segments;
use super::super::segments::Segments;
use super::super::words::Words;
use super::ELEMENT;
use super::dct;
use super::head::Jpeg;
use super::head::Process;
use super::huffman::Huffman;
use super::lossless;
use crate::read::fault::Checked;
use crate::read::fault::Fault;

/// Tables as the segments before a scan leave them.
#[derive(Default)]
pub(super) struct Tables {
    /// For DC coefficients and lossless differences.
    dc: [Option<Huffman>; 4],
    ac: [Option<Huffman>; 4],
    /// In zigzag order.
    quantisation: [Option<[u16; 64]>; 4],
    /// Units between restart markers; 0 where there are none.
    pub restart: usize,
}

/// The header of a scan.
pub(super) struct Scan {
    pub parts: Vec<Part>,
    /// Ss: the predictor of the lossless process.
    pub predictor: u8,
    /// Al: the point transform of the lossless process.
    pub transform: u8,
}

/// A component of a scan.
#[derive(Clone, Copy)]
pub(super) struct Part {
    /// Its place in the frame.
    pub component: usize,
    dc: usize,
    ac: usize,
    quantisation: usize,
}

/// Decodes all scans into little-endian words of Bits Allocated.
///
/// # Errors
/// When a table or scan is missing, or the stream is broken.
pub(super) fn decode(stream: &[u8], head: &Jpeg, layout: &Layout) -> Checked<Vec<u8>> {
    let mut segments = Segments::new(ELEMENT, stream)?;
    let mut tables = Tables::default();
    let mut words = Words::new(ELEMENT, layout)?;
    let mut done: Vec<usize> = Vec::new();
    while done.len() < head.components.len() {
        let (marker, body) = segments.next()?;
        match marker {
            segments::DHT => tables.huffman(body)?,
            segments::DQT => tables.quantisation(body)?,
            segments::DRI => {
                let &[high, low] = body else {
                    return Err(segments.fault(format!("restart interval of {} bytes", body.len())));
                };
                tables.restart = usize::from(u16::from_be_bytes([high, low]));
            }
            segments::SOS => {
                let scan = Scan::read(body, head)?;
                for part in &scan.parts {
                    if done.contains(&part.component) {
                        return Err(segments.fault("a component is there twice"));
                    }
                    done.push(part.component);
                }
                if head.process == Process::Lossless {
                    lossless::scan(&mut segments, head, &scan, &tables, &mut words)?;
                } else {
                    dct::scan(&mut segments, head, &scan, &tables, &mut words)?;
                }
            }
            segments::EOI => {
                return Err(segments.fault(format!("ends after {} components", done.len())));
            }
            _ => {}
        }
    }
    Ok(words.bytes)
}

fn missing(what: &str, number: usize) -> Fault {
    Fault::new(ELEMENT, format!("{what} table {number} is missing"))
}

impl Tables {
    fn huffman(&mut self, mut body: &[u8]) -> Checked<()> {
        while let Some((&kind, rest)) = body.split_first() {
            let (table, rest) = Huffman::read(rest)?;
            body = rest;
            let tables = if kind >> 4 == 0 {
                &mut self.dc
            } else {
                &mut self.ac
            };
            let place = tables.get_mut(usize::from(kind & 0x0F));
            *place.ok_or_else(|| missing("Huffman", usize::from(kind & 0x0F)))? = Some(table);
        }
        Ok(())
    }

    fn quantisation(&mut self, mut body: &[u8]) -> Checked<()> {
        let short = || Fault::new(ELEMENT, "a quantisation table is cut short");
        while let Some((&kind, rest)) = body.split_first() {
            let mut table = [0; 64];
            if kind >> 4 == 0 {
                let (steps, rest) = rest.split_first_chunk::<64>().ok_or_else(short)?;
                table = steps.map(u16::from);
                body = rest;
            } else {
                let (steps, rest) = rest.split_first_chunk::<128>().ok_or_else(short)?;
                for (to, &step) in table.iter_mut().zip(steps.as_chunks().0) {
                    *to = u16::from_be_bytes(step);
                }
                body = rest;
            }
            let place = self.quantisation.get_mut(usize::from(kind & 0x0F));
            *place.ok_or_else(|| missing("quantisation", usize::from(kind & 0x0F)))? = Some(table);
        }
        Ok(())
    }

    /// The code of a component's DC coefficients, or its lossless differences.
    ///
    /// # Errors
    /// When it is missing.
    pub fn dc(&self, part: &Part) -> Checked<&Huffman> {
        let table = self.dc.get(part.dc).and_then(Option::as_ref);
        table.ok_or_else(|| missing("Huffman", part.dc))
    }

    /// The code of a component's AC coefficients.
    ///
    /// # Errors
    /// When it is missing.
    pub fn ac(&self, part: &Part) -> Checked<&Huffman> {
        let table = self.ac.get(part.ac).and_then(Option::as_ref);
        table.ok_or_else(|| missing("Huffman AC", part.ac))
    }

    /// The quantisation steps of a component, in zigzag order.
    ///
    /// # Errors
    /// When they are missing.
    pub fn steps(&self, part: &Part) -> Checked<&[u16; 64]> {
        let table = self.quantisation.get(part.quantisation);
        let table = table.and_then(Option::as_ref);
        table.ok_or_else(|| missing("quantisation", part.quantisation))
    }
}

impl Scan {
    fn read(body: &[u8], head: &Jpeg) -> Checked<Self> {
        let fault = |reason: String| Fault::new(ELEMENT, reason);
        let short = || fault("scan header cut short".to_owned());
        let (&count, rest) = body.split_first().ok_or_else(short)?;
        let (listed, rest) = rest
            .split_at_checked(2 * usize::from(count))
            .ok_or_else(short)?;
        let &[predictor, _, transform] = rest else {
            return Err(short());
        };
        let mut parts = Vec::new();
        for &[id, tables] in listed.as_chunks::<2>().0 {
            let place = head.components.iter().position(|known| known.id == id);
            let component =
                place.ok_or_else(|| fault(format!("scan of unknown component {id}")))?;
            let quantisation = head.components.get(component).map_or(0, |c| c.quantisation);
            parts.push(Part {
                component,
                dc: usize::from(tables >> 4),
                ac: usize::from(tables & 0x0F),
                quantisation: usize::from(quantisation),
            });
        }
        Ok(Self {
            parts,
            predictor,
            transform: transform & 0x0F,
        })
    }
}
