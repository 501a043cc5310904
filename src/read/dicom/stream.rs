//! A look into compressed streams before a decoder runs: sizes, components and precision must
//! agree with the data set's header, and nothing may ask for work without end.

use super::layout::Layout;
use crate::read::fault::Checked;
use crate::read::fault::Fault;

/// Scans of one JPEG picture; real progressive files have about ten.
const MOST_SCANS: usize = 100;

/// What the headers of a JPEG stream say.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Jpeg {
    pub precision: u8,
    pub rows: usize,
    pub columns: usize,
    pub components: usize,
    /// SOF3: lossless.
    pub lossless: bool,
    /// The transform byte of Adobe's APP14 marker.
    adobe: Option<u8>,
    /// A JFIF APP0 marker is there, which means YCbCr.
    jfif: bool,
    /// Component ids are the letters R, G, B.
    ids_rgb: bool,
}

/// Walks the segments of a JPEG stream.
///
/// # Errors
/// When there is no frame header, or it asks for what no decoder should be given.
pub(super) fn jpeg(stream: &[u8]) -> Checked<Jpeg> {
    let fault = |reason: String| Fault::new("JPEG stream", reason);
    let cut = || {
        fault(format!(
            "ends after {} bytes, inside a marker",
            stream.len()
        ))
    };
    if !stream.starts_with(&[0xFF, 0xD8]) {
        return Err(fault("does not begin with SOI (FFD8)".to_owned()));
    }
    let mut found: Option<Jpeg> = None;
    let (mut adobe, mut jfif) = (None, false);
    let mut at = 2;
    loop {
        let marker = match stream.get(at..at + 2) {
            Some(&[0xFF, 0xFF]) => {
                at += 1;
                continue;
            }
            Some(&[0xFF, marker]) => marker,
            Some(_) => return Err(fault(format!("no marker at byte {at}"))),
            None => return Err(cut()),
        };
        let length = match stream.get(at + 2..at + 4) {
            Some(&[high, low]) => usize::from(u16::from_be_bytes([high, low])),
            _ => return Err(cut()),
        };
        let body = stream.get(at + 4..at + 2 + length.max(2)).ok_or_else(cut)?;
        match marker {
            0xC0..=0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => {
                let head = frame_header(marker, body)?;
                found = Some(head);
            }
            0xE0 if body.starts_with(b"JFIF\0") => jfif = true,
            0xEE if body.starts_with(b"Adobe") => adobe = body.get(11).copied(),
            // The start of a scan: its entropy-coded data has no length.
            0xDA => {
                let mut head =
                    found.ok_or_else(|| fault("no frame header before the scan".to_owned()))?;
                head.adobe = adobe;
                head.jfif = jfif;
                let scans = stream
                    .windows(2)
                    .filter(|pair| *pair == [0xFF, 0xDA])
                    .count();
                if scans > MOST_SCANS {
                    return Err(fault(format!("{scans} scans, at most {MOST_SCANS}")));
                }
                let transform = body.last().map_or(0, |b| b & 0x0F);
                if head.lossless && transform > 0 {
                    return Err(fault(format!(
                        "lossless with point transform {transform}, which is not supported"
                    )));
                }
                return Ok(head);
            }
            0xD9 => return Err(fault("ends before its first scan".to_owned())),
            _ => {}
        }
        at += 2 + length.max(2);
    }
}

fn frame_header(marker: u8, body: &[u8]) -> Checked<Jpeg> {
    let fault = |reason: String| Fault::new("JPEG stream", reason);
    let &[precision, h1, h0, w1, w0, components, ref rest @ ..] = body else {
        return Err(fault("frame header cut short".to_owned()));
    };
    let (rows, columns) = (
        usize::from(u16::from_be_bytes([h1, h0])),
        usize::from(u16::from_be_bytes([w1, w0])),
    );
    if rows == 0 || columns == 0 {
        return Err(fault(format!("states {columns} x {rows} pixels")));
    }
    let mut ids = Vec::new();
    let mut blocks = 0;
    for &[id, sampling, _] in rest.as_chunks::<3>().0 {
        let (h, v) = (sampling >> 4, sampling & 0x0F);
        if !(1..=4).contains(&h) || !(1..=4).contains(&v) {
            return Err(fault(format!("sampling factors {h} x {v}")));
        }
        blocks += usize::from(h * v);
        ids.push(id);
    }
    if ids.len() != usize::from(components) || blocks > 10 && components > 1 {
        return Err(fault(format!(
            "{components} components with {blocks} blocks a unit"
        )));
    }
    Ok(Jpeg {
        precision,
        rows,
        columns,
        components: ids.len(),
        lossless: marker == 0xC3,
        adobe: None,
        jfif: false,
        ids_rgb: ids == *b"RGB",
    })
}

impl Jpeg {
    /// Whether the stream fits the data set's header.
    ///
    /// # Errors
    /// Names the first contradiction.
    pub fn check(&self, layout: &Layout) -> Checked<()> {
        agree(
            "JPEG stream",
            self.columns,
            self.rows,
            self.components,
            layout,
        )?;
        if self.precision > 8 && !self.lossless {
            return Err(Fault::new(
                "JPEG stream",
                format!("{} bits with DCT is not supported", self.precision),
            ));
        }
        if u16::from(self.precision) > layout.bits_allocated {
            return Err(Fault::new(
                "JPEG stream",
                format!(
                    "{} bits, but Bits Allocated says {}",
                    self.precision, layout.bits_allocated
                ),
            ));
        }
        if u16::from(self.precision) <= 8 && layout.bits_stored > 8 {
            return Err(Fault::new(
                "JPEG stream",
                format!(
                    "{} bits, but Bits Stored says {}",
                    self.precision, layout.bits_stored
                ),
            ));
        }
        Ok(())
    }

    /// Whether three components are RGB: Adobe's marker decides, then the component ids, then
    /// JFIF, then the data set.
    pub fn says_rgb(&self, header_says_rgb: bool) -> bool {
        match self.adobe {
            Some(transform) => transform == 0,
            None if self.ids_rgb => true,
            None if self.jfif => false,
            None => header_says_rgb,
        }
    }
}

/// What the headers of a JPEG 2000 codestream say.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Jpeg2000 {
    rows: usize,
    columns: usize,
    components: usize,
    precision: u8,
    /// The multi-component transform is on: the decoder returns RGB.
    pub component_transform: bool,
}

/// Reads SIZ and COD of a codestream, bare or inside JP2 boxes.
///
/// # Errors
/// When they are missing or ask for what no decoder should be given.
pub(super) fn jpeg2000(stream: &[u8]) -> Checked<Jpeg2000> {
    let fault = |reason: String| Fault::new("JPEG 2000 stream", reason);
    const START: [u8; 4] = [0xFF, 0x4F, 0xFF, 0x51];
    let begin = if stream.starts_with(&START) {
        0
    } else {
        let boxed = stream.get(4..8) == Some(b"jP  ");
        boxed
            .then(|| stream.windows(4).position(|w| w == START))
            .flatten()
            .ok_or_else(|| fault("does not begin with SOC and SIZ (FF4F FF51)".to_owned()))?
    };
    let code = stream.get(begin..).unwrap_or_default();
    let long = |at: usize| {
        code.get(at..at + 4)
            .and_then(|b| b.first_chunk::<4>())
            .map(|&b| u32::from_be_bytes(b))
            .ok_or_else(|| fault(format!("ends after {} bytes, inside SIZ", code.len())))
    };
    let (right, lower, left, upper) = (long(8)?, long(12)?, long(16)?, long(20)?);
    let (tile_width, tile_height) = (long(24)?, long(28)?);
    let (tile_left, tile_upper) = (long(32)?, long(36)?);
    let components = usize::from((long(40)? >> 16) as u16);
    let size = |end: u32, start: u32| end.checked_sub(start).filter(|&n| n > 0);
    let (Some(columns), Some(rows)) = (size(right, left), size(lower, upper)) else {
        return Err(fault("its picture area is empty".to_owned()));
    };
    if tile_width == 0 || tile_height == 0 {
        return Err(fault(format!("tiles of {tile_width} x {tile_height}")));
    }
    let tiles = u64::from(right.saturating_sub(tile_left).div_ceil(tile_width))
        * u64::from(lower.saturating_sub(tile_upper).div_ceil(tile_height));
    if tiles == 0 || tiles > 65535 {
        return Err(fault(format!("{tiles} tiles, must be 1 to 65535")));
    }
    let mut precision = 0;
    for n in 0..components {
        let Some(&[bits, dx, dy]) = code
            .get(42 + n * 3..45 + n * 3)
            .and_then(|b| b.first_chunk::<3>())
        else {
            return Err(fault("ends inside SIZ".to_owned()));
        };
        precision = precision.max((bits & 0x7F) + 1);
        if (dx, dy) != (1, 1) {
            return Err(fault(format!(
                "component {n} is subsampled {dx} x {dy}, must be 1 x 1"
            )));
        }
    }
    Ok(Jpeg2000 {
        rows: rows as usize,
        columns: columns as usize,
        components,
        precision,
        component_transform: coding_style(code)?,
    })
}

/// Walks the main header to COD, checks it, and says whether the component transform is on.
fn coding_style(code: &[u8]) -> Checked<bool> {
    let fault = |reason: String| Fault::new("JPEG 2000 stream", reason);
    let mut at = 2;
    loop {
        let Some(&[0xFF, marker, high, low]) = code.get(at..at + 4).and_then(|b| b.first_chunk())
        else {
            return Err(fault(format!("no marker at byte {at}")));
        };
        let length = usize::from(u16::from_be_bytes([high, low]));
        let body = code.get(at + 4..at + 2 + length.max(2)).unwrap_or_default();
        match marker {
            0x52 => {
                let &[_, _, _, _, transform, levels, width, height, ..] = body else {
                    return Err(fault("ends inside COD".to_owned()));
                };
                let (width, height) = (u32::from(width & 0x0F) + 2, u32::from(height & 0x0F) + 2);
                if levels > 32 || width > 10 || height > 10 || width + height > 12 {
                    return Err(fault(format!(
                        "{levels} levels, code blocks of 2^{width} x 2^{height}"
                    )));
                }
                return Ok(transform == 1);
            }
            0x90 | 0x93 | 0xD9 => return Err(fault("no COD in its main header".to_owned())),
            _ => at += 2 + length.max(2),
        }
    }
}

impl Jpeg2000 {
    /// Whether the stream fits the data set's header.
    ///
    /// # Errors
    /// Names the first contradiction.
    pub fn check(&self, layout: &Layout) -> Checked<()> {
        agree(
            "JPEG 2000 stream",
            self.columns,
            self.rows,
            self.components,
            layout,
        )?;
        if u16::from(self.precision) > layout.bits_allocated {
            return Err(Fault::new(
                "JPEG 2000 stream",
                format!(
                    "{} bits, but Bits Allocated says {}",
                    self.precision, layout.bits_allocated
                ),
            ));
        }
        Ok(())
    }
}

fn agree(
    element: &str,
    columns: usize,
    rows: usize,
    components: usize,
    layout: &Layout,
) -> Checked<()> {
    if (columns, rows) != (layout.columns, layout.rows) {
        return Err(Fault::new(
            element,
            format!(
                "{columns} x {rows} pixels, but the header says {} x {}",
                layout.columns, layout.rows
            ),
        ));
    }
    if components != layout.samples {
        return Err(Fault::new(
            element,
            format!(
                "{components} components, but the header says {}",
                layout.samples
            ),
        ));
    }
    Ok(())
}
