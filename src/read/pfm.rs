//! Portable float maps: PNM's sibling of real numbers, grey (`Pf`) or colour (`PF`), the last row first.
//!
//! Layout: Paul Debevec's description (pauldebevec.com/Research/HDR/PFM). The sign of the scale is the byte
//! order, little-endian where it is negative; its size is a unit of brightness and not applied.

use super::assemble::check_memory;
use super::fault::Checked;
use super::fault::Fault;
use super::fault::quoted;
use super::input::Input;
use super::input::zeroed;
use super::plain::Shape;
use crate::pixels::Image;
use crate::pixels::SampleType;
use crate::pixels::Samples;

/// Longest header that is read.
const LONGEST_HEADER: usize = 1024;

struct Header {
    columns: usize,
    rows: usize,
    channels: usize,
    big_endian: bool,
    /// Offset of the first number.
    data: u64,
}

fn header(input: &mut Input) -> Checked<Header> {
    let bytes = input.up_to(0, LONGEST_HEADER)?;
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut data = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        if !byte.is_ascii_whitespace() {
            word.push(char::from(byte));
        } else if !word.is_empty() {
            words.push(std::mem::take(&mut word));
            if words.len() == 4 {
                data = at as u64 + 1;
                break;
            }
        }
    }
    let [magic, columns, rows, scale] = words.as_slice() else {
        return Err(Fault::new(
            "PFM header",
            "ends before width, height and scale",
        ));
    };
    let size = |text: &str| {
        let size = text.parse::<u32>().ok().filter(|size| *size > 0);
        let reason = || format!("{}, must be a whole number from 1", quoted(text));
        size.map(|size| size as usize)
            .ok_or_else(|| Fault::new("PFM size", reason()))
    };
    let (columns, rows) = (size(columns)?, size(rows)?);
    let number = scale.parse::<f64>().ok();
    let number = number.filter(|scale| scale.is_finite() && *scale != 0.0);
    let number = number.ok_or_else(|| {
        let reason = format!("{}, must be a number other than 0", quoted(scale));
        Fault::new("PFM scale", reason)
    })?;
    Ok(Header {
        columns,
        rows,
        channels: if magic == "PF" { 3 } else { 1 },
        big_endian: number > 0.0,
        data,
    })
}

/// Sizes of a float map.
///
/// # Errors
/// When the header is broken or numbers are missing.
pub(super) fn shape(mut input: Input) -> Checked<Shape> {
    let header = header(&mut input)?;
    let shape = Shape {
        format: "PFM",
        columns: header.columns,
        rows: header.rows,
        pages: 1,
        channels: header.channels,
        sample_type: SampleType::F32,
    };
    let (present, needed) = (input.length().saturating_sub(header.data), shape.bytes());
    if present < needed {
        let reason = format!("{present} bytes present, but {needed} needed");
        return Err(Fault::new("PFM data", reason));
    }
    Ok(shape)
}

/// The picture, of at most `budget` bytes.
///
/// # Errors
/// As for [`shape`], or when memory is short.
pub(super) fn picture(mut input: Input, budget: u64) -> Checked<Samples> {
    let Header {
        columns,
        rows,
        channels,
        big_endian,
        data,
    } = header(&mut input)?;
    let row = columns.saturating_mul(channels);
    let bytes = (row as u64).saturating_mul(rows as u64).saturating_mul(4);
    check_memory("PFM size", bytes, &format!("{columns} x {rows}"), budget)?;
    let raw = input.part(data, bytes)?;
    let mut samples: Vec<f32> = zeroed(bytes / 4)?;
    let lines = raw.chunks_exact(row * 4).rev();
    for (out, line) in samples.chunks_mut(row).zip(lines) {
        for (to, &word) in out.iter_mut().zip(line.as_chunks::<4>().0) {
            *to = if big_endian {
                f32::from_be_bytes(word)
            } else {
                f32::from_le_bytes(word)
            };
        }
    }
    Ok(Samples::F32(Image::new(columns, rows, channels, samples)))
}
