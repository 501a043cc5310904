//! RLE Lossless (PS3.5 annex G): byte planes, each packed by PackBits.

use super::super::layout::Layout;
use super::Colour;
use super::Decoded;
use crate::read::fault::Checked;
use crate::read::fault::Fault;
use crate::read::input::zeroed;

const HEADER_BYTES: usize = 64;

/// Decodes a frame; what was doubtful goes to `doubts`.
///
/// # Errors
/// When the header does not fit the layout, or a segment is short.
pub(super) fn decode(stream: &[u8], layout: &Layout, doubts: &mut Vec<Fault>) -> Checked<Decoded> {
    let width = usize::from(layout.bits_allocated.div_ceil(8));
    let pixels = layout.rows * layout.columns;
    let interleaved = |bytes| Decoded {
        bytes,
        planar: false,
        colour: Colour::Stated,
    };
    if layout.bits_allocated == 1 {
        // One plane of packed bits.
        return Ok(interleaved(unpack(stream, 1, pixels.div_ceil(8), doubts)?));
    }
    let planes = unpack(stream, layout.samples * width, pixels, doubts)?;
    let mut bytes = zeroed(planes.len() as u64)?;
    for (number, plane) in planes.chunks_exact(pixels).enumerate() {
        let (sample, byte) = (number / width, width - 1 - number % width);
        let places = bytes
            .iter_mut()
            .skip(sample * width + byte)
            .step_by(layout.samples * width);
        for (to, &from) in places.zip(plane) {
            *to = from;
        }
    }
    Ok(interleaved(bytes))
}

/// Unpacks a frame of `planes` byte planes with `pixels` bytes each: for every sample, from the
/// most significant byte down. The result has the planes one after the other. A segment that holds
/// more than its plane goes to `doubts`.
///
/// # Errors
/// When the header does not fit the planes, or a segment is short.
fn unpack(
    stream: &[u8],
    planes: usize,
    pixels: usize,
    doubts: &mut Vec<Fault>,
) -> Checked<Vec<u8>> {
    let fault = |reason: String| Fault::new("RLE header", reason);
    let Some((header, _)) = stream.split_first_chunk::<HEADER_BYTES>() else {
        return Err(fault(format!(
            "{} bytes, must be {HEADER_BYTES}",
            stream.len()
        )));
    };
    let mut words = header
        .as_chunks::<4>()
        .0
        .iter()
        .map(|&b| u32::from_le_bytes(b));
    let count = words.next().unwrap_or(0) as usize;
    if count != planes || count > 15 {
        return Err(fault(format!("{count} segments, must be {planes}")));
    }
    let mut starts: Vec<usize> = words.take(count).map(|w| w as usize).collect();
    starts.push(stream.len());
    let ascends = starts.is_sorted();
    if !ascends || starts.first().is_some_and(|&first| first < HEADER_BYTES) {
        return Err(fault(format!(
            "segment offsets {starts:?} in {} bytes",
            stream.len()
        )));
    }
    let mut out = zeroed((planes * pixels) as u64)?;
    for ((plane, window), number) in out.chunks_mut(pixels).zip(starts.windows(2)).zip(1..) {
        let segment = match window {
            &[from, to] => stream.get(from..to).unwrap_or_default(),
            _ => &[],
        };
        let (written, rest) = segment_into(segment, plane);
        if rest > 1 {
            doubts.push(Fault::new(
                format!("RLE segment {number}"),
                format!("{rest} bytes more than its {pixels} pixels need"),
            ));
        }
        if written < plane.len() {
            return Err(Fault::new(
                format!("RLE segment {number}"),
                format!("{written} bytes, but {pixels} needed"),
            ));
        }
    }
    Ok(out)
}

/// Unpacks one segment until `out` is full or the segment ends; says how many bytes were written
/// and how many of the segment are left.
fn segment_into(mut segment: &[u8], out: &mut [u8]) -> (usize, usize) {
    let mut written = 0;
    while let Some((&control, rest)) = segment.split_first() {
        let Some(room) = out.get_mut(written..).filter(|room| !room.is_empty()) else {
            break;
        };
        segment = rest;
        match control {
            0..=127 => {
                let count = (usize::from(control) + 1).min(segment.len());
                let (literal, after) = segment.split_at(count);
                let fits = count.min(room.len());
                if let (Some(to), Some(from)) = (room.get_mut(..fits), literal.get(..fits)) {
                    to.copy_from_slice(from);
                }
                written += fits;
                segment = after;
            }
            128 => {}
            129..=255 => {
                let Some((&value, after)) = segment.split_first() else {
                    break;
                };
                let count = (257 - usize::from(control)).min(room.len());
                if let Some(to) = room.get_mut(..count) {
                    to.fill(value);
                }
                written += count;
                segment = after;
            }
        }
    }
    (written, segment.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stream(segments: &[&[u8]]) -> Vec<u8> {
        let mut header = vec![segments.len() as u32];
        let mut at = 64;
        for segment in segments {
            header.push(at);
            at += segment.len() as u32;
        }
        header.resize(16, 0);
        let mut bytes: Vec<u8> = header.iter().flat_map(|w| w.to_le_bytes()).collect();
        for segment in segments {
            bytes.extend_from_slice(segment);
        }
        bytes
    }

    #[test]
    fn runs_literals_and_no_ops() {
        let packed = stream(&[&[128, 1, 7, 8, 254, 9]]);
        assert_eq!(
            unpack(&packed, 1, 5, &mut Vec::new()).expect("fits"),
            [7, 8, 9, 9, 9]
        );
    }

    #[test]
    fn short_segments_and_wrong_headers_are_named() {
        let packed = stream(&[&[254, 9]]);
        let fault = unpack(&packed, 1, 5, &mut Vec::new()).expect_err("short");
        assert_eq!(fault.to_string(), "RLE segment 1: 3 bytes, but 5 needed");
        let fault = unpack(&packed, 2, 5, &mut Vec::new()).expect_err("planes");
        assert_eq!(fault.to_string(), "RLE header: 1 segments, must be 2");
        let fault = unpack(&[0; 10], 1, 5, &mut Vec::new()).expect_err("header");
        assert_eq!(fault.to_string(), "RLE header: 10 bytes, must be 64");
        let mut beyond = packed;
        beyond[4..8].copy_from_slice(&u32::MAX.to_le_bytes());
        assert!(unpack(&beyond, 1, 5, &mut Vec::new()).is_err());
    }
}
