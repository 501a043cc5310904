//! What a JPEG 2000 codestream says of itself, checked before a decoder runs.

use super::super::super::layout::Layout;
use super::super::Colour;
use super::super::agree;
use super::ELEMENT;
use crate::read::fault::Checked;
use crate::read::fault::Fault;

/// What the headers of a JPEG 2000 codestream say.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Jpeg2000 {
    /// Where the codestream begins, behind its boxes.
    pub begin: usize,
    rows: usize,
    columns: usize,
    /// The components.
    pub parts: Vec<Part>,
    /// The multi-component transform is on: the decoder returns RGB.
    component_transform: bool,
    /// Blocks are, or may be, those of High-Throughput JPEG 2000.
    pub high_throughput: bool,
}

/// A component.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// Bits of a sample.
    pub precision: u8,
    pub signed: bool,
}

/// Reads SIZ and COD of a codestream, bare or inside JP2 boxes.
///
/// # Errors
/// When they are missing or ask for what no decoder should be given.
pub(super) fn jpeg2000(stream: &[u8]) -> Checked<Jpeg2000> {
    let fault = |reason: String| Fault::new(ELEMENT, reason);
    const START: [u8; 4] = [0xFF, 0x4F, 0xFF, 0x51];
    let begin = if stream.starts_with(&START) {
        0
    } else if stream.get(4..8) == Some(b"jP  ") {
        codestream_in_boxes(stream)?
    } else {
        0
    };
    if !stream
        .get(begin..)
        .is_some_and(|code| code.starts_with(&START))
    {
        return Err(fault(
            "does not begin with SOC and SIZ (FF4F FF51)".to_owned(),
        ));
    }
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
    let (capabilities, count) = (long(4)?, usize::from((long(40)? >> 16) as u16));
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
    let mut parts = Vec::new();
    for n in 0..count {
        let Some(&[bits, dx, dy]) = code
            .get(42 + n * 3..45 + n * 3)
            .and_then(|b| b.first_chunk::<3>())
        else {
            return Err(fault("ends inside SIZ".to_owned()));
        };
        parts.push(Part {
            precision: (bits & 0x7F) + 1,
            signed: bits & 0x80 != 0,
        });
        if (dx, dy) != (1, 1) {
            return Err(fault(format!(
                "component {n} is subsampled {dx} x {dy}, must be 1 x 1"
            )));
        }
    }
    let style = coding_style(code)?;
    Ok(Jpeg2000 {
        begin,
        rows: rows as usize,
        columns: columns as usize,
        parts,
        component_transform: style.component_transform,
        high_throughput: style.high_throughput || capabilities & 0x4000 != 0,
    })
}

/// Where the codestream begins that JP2 boxes (ISO/IEC 15444-1, annex I) hold. DICOM wants it bare, but files
/// with boxes are written.
fn codestream_in_boxes(stream: &[u8]) -> Checked<usize> {
    let fault = |reason: String| Fault::new(ELEMENT, reason);
    let mut at = 0;
    // The boxes of the header lie inside of another and must end with it.
    let mut end = stream.len();
    while let Some(&[l3, l2, l1, l0, ref kind @ ..]) = stream
        .get(at..at + 8)
        .and_then(|head| head.first_chunk::<8>())
    {
        let stated = u32::from_be_bytes([l3, l2, l1, l0]);
        let left = end - at;
        let (head, length) = match stated {
            0 => (8, left),
            1 => {
                let long = stream.get(at + 8..at + 16).and_then(|b| b.first_chunk());
                let long = long.map_or(0, |&b| u64::from_be_bytes(b));
                (16, usize::try_from(long).unwrap_or(usize::MAX))
            }
            stated => (8, stated as usize),
        };
        if length < head || length > left {
            return Err(fault(format!(
                "box at byte {at} claims {length} bytes, {left} are left"
            )));
        }
        match kind {
            b"jp2c" => return Ok(at + head),
            b"jp2h" => (at, end) = (at + head, at + length),
            _ => at += length,
        }
        if at == end {
            end = stream.len();
        }
    }
    Err(fault("its boxes hold no codestream".to_owned()))
}

/// What the COD segment says.
struct Style {
    component_transform: bool,
    high_throughput: bool,
}

/// Walks the main header to COD and checks it.
fn coding_style(code: &[u8]) -> Checked<Style> {
    let fault = |reason: String| Fault::new(ELEMENT, reason);
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
                let &[_, _, _, _, transform, levels, width, height, blocks, ..] = body else {
                    return Err(fault("ends inside COD".to_owned()));
                };
                let (width, height) = (u32::from(width & 0x0F) + 2, u32::from(height & 0x0F) + 2);
                if levels > 32 || width > 10 || height > 10 || width + height > 12 {
                    return Err(fault(format!(
                        "{levels} levels, code blocks of 2^{width} x 2^{height}"
                    )));
                }
                return Ok(Style {
                    component_transform: transform == 1,
                    high_throughput: blocks & 0x40 != 0,
                });
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
        let size = (self.columns, self.rows);
        agree(ELEMENT, size, self.parts.len(), layout)?;
        let precision = self.parts.iter().map(|part| part.precision).max();
        match precision.map(u16::from) {
            Some(bits) if bits > layout.bits_allocated => Err(Fault::new(
                ELEMENT,
                format!(
                    "{bits} bits, but Bits Allocated says {}",
                    layout.bits_allocated
                ),
            )),
            _ => Ok(()),
        }
    }

    /// What decoded samples are.
    pub fn colour(&self) -> Colour {
        if self.component_transform {
            Colour::Rgb
        } else {
            Colour::Stated
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boxed(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
        let length = (body.len() as u32 + 8).to_be_bytes();
        [&length[..], kind, body].concat()
    }

    #[test]
    fn the_codestream_is_found_behind_boxes_that_fit() {
        let signature = boxed(b"jP  ", &[0x0D, 0x0A, 0x87, 0x0A]);
        let header = boxed(b"jp2h", &boxed(b"ihdr", &[0; 14]));
        let code = boxed(b"jp2c", &[0xFF, 0x4F]);
        let whole = [signature, header, code].concat();
        assert_eq!(codestream_in_boxes(&whole), Ok(12 + 30 + 8));
        // A length of 0 goes to the end, 1 has the length in eight more bytes.
        let mut open = whole.clone();
        open[42..46].fill(0);
        assert_eq!(codestream_in_boxes(&open), Ok(50));
        let mut long = whole[..42].to_vec();
        long.extend(b"\0\0\0\x01jp2c\0\0\0\0\0\0\0\x12\xFF\x4F");
        assert_eq!(codestream_in_boxes(&long), Ok(58));
        let mut wrong = whole.clone();
        wrong[20..24].fill(0xFF);
        let fault = codestream_in_boxes(&wrong).expect_err("too long");
        assert_eq!(
            fault.reason,
            "box at byte 20 claims 4294967295 bytes, 22 are left"
        );
        let fault = codestream_in_boxes(&whole[..42]).expect_err("no code");
        assert_eq!(fault.reason, "its boxes hold no codestream");
    }
}
