//! The lossless process (ITU-T T.81, annex H): Huffman-coded differences from one of seven predictions.

use super::super::bits::Bits;
use super::super::bits::Clean;
use super::super::segments::Segments;
use super::super::words::Words;
use super::ELEMENT;
use super::head::Jpeg;
use super::huffman::Differences;
use super::scan::Scan;
use super::scan::Tables;
use crate::read::fault::Checked;
use crate::read::fault::Fault;

/// Decodes a scan of one component, or of three whose samples follow each other pixel by pixel.
///
/// # Errors
/// When the scan asks for what there is not, or the stream is broken.
pub(super) fn scan(
    segments: &mut Segments,
    head: &Jpeg,
    scan: &Scan,
    tables: &Tables,
    words: &mut Words,
) -> Checked<()> {
    match (scan.parts.len(), scan.predictor) {
        (1, 1) => lines::<1, 1>(segments, head, scan, tables, words),
        (1, 2) => lines::<1, 2>(segments, head, scan, tables, words),
        (1, 3) => lines::<1, 3>(segments, head, scan, tables, words),
        (1, 4) => lines::<1, 4>(segments, head, scan, tables, words),
        (1, 5) => lines::<1, 5>(segments, head, scan, tables, words),
        (1, 6) => lines::<1, 6>(segments, head, scan, tables, words),
        (1, 7) => lines::<1, 7>(segments, head, scan, tables, words),
        (3, 1) => lines::<3, 1>(segments, head, scan, tables, words),
        (3, 2) => lines::<3, 2>(segments, head, scan, tables, words),
        (3, 3) => lines::<3, 3>(segments, head, scan, tables, words),
        (3, 4) => lines::<3, 4>(segments, head, scan, tables, words),
        (3, 5) => lines::<3, 5>(segments, head, scan, tables, words),
        (3, 6) => lines::<3, 6>(segments, head, scan, tables, words),
        (3, 7) => lines::<3, 7>(segments, head, scan, tables, words),
        (count, predictor) => Err(segments.fault(format!(
            "lossless scan of {count} components with predictor {predictor}"
        ))),
    }
}

fn lines<const N: usize, const PREDICTOR: u8>(
    segments: &mut Segments,
    head: &Jpeg,
    scan: &Scan,
    tables: &Tables,
    words: &mut Words,
) -> Checked<()> {
    let mut codes = Vec::new();
    for part in &scan.parts {
        codes.push(Differences::new(tables.dc(part)?));
    }
    let Ok(codes) = <[Differences; N]>::try_from(codes) else {
        return Err(segments.fault("scan header cut short"));
    };
    let first = scan.parts.first().map_or(0, |part| part.component);
    let in_order = scan.parts.iter().map(|part| part.component);
    if scan.transform >= head.precision || !in_order.eq(first..first + N) {
        return Err(segments.fault(format!(
            "lossless scan with point transform {} or components out of order",
            scan.transform
        )));
    }
    if !tables.restart.is_multiple_of(head.columns) {
        return Err(segments.fault(format!(
            "restart interval {}, must be whole lines of {}",
            tables.restart, head.columns
        )));
    }
    let interval = match tables.restart / head.columns {
        0 => head.rows,
        lines => lines,
    };
    let step = if N == 1 { head.components.len() } else { 1 };
    let mut above: Vec<[u16; N]> = pixels(head.columns)?;
    let mut current: Vec<[u16; N]> = pixels(head.columns)?;
    for (number, begin) in (0..head.rows).step_by(interval).enumerate() {
        if number > 0 {
            segments.restart(number - 1)?;
        }
        let clean = Clean::jpeg(segments.rest())?;
        segments.at += clean.used;
        let mut bits = clean.bits();
        for row in begin..head.rows.min(begin + interval) {
            let mut broken = false;
            if row == begin {
                let middle = 1 << (head.precision - scan.transform - 1);
                first_line(&mut bits, &codes, middle, &mut current, &mut broken);
            } else {
                line::<N, PREDICTOR>(&mut bits, &codes, &above, &mut current, &mut broken);
            }
            if broken || bits.is_past_end() {
                let what = if broken {
                    "a code that is none"
                } else {
                    "it ends"
                };
                return Err(Fault::new(
                    ELEMENT,
                    format!("{what} in line {} of {}", row + 1, head.rows),
                ));
            }
            let samples = current.as_flattened().iter();
            // Al low bits were dropped before prediction.
            words.put(row, first, step, samples.map(|s| s << scan.transform));
            std::mem::swap(&mut above, &mut current);
        }
    }
    Ok(())
}

fn pixels<const N: usize>(columns: usize) -> Checked<Vec<[u16; N]>> {
    let mut line = Vec::new();
    line.try_reserve_exact(columns)
        .map_err(|_| Fault::new("memory", format!("no room for {columns} pixels")))?;
    line.resize(columns, [0; N]);
    Ok(line)
}

/// The first line, and the first after a restart: each sample is predicted by the one to its left.
fn first_line<const N: usize>(
    bits: &mut Bits,
    codes: &[Differences; N],
    middle: u16,
    current: &mut [[u16; N]],
    broken: &mut bool,
) {
    let mut left = [middle; N];
    for pixel in current {
        for ((to, left), code) in pixel.iter_mut().zip(&mut left).zip(codes) {
            *left = left.wrapping_add(code.take(bits, broken));
            *to = *left;
        }
    }
}

/// Any other line; its first sample is predicted by the one above.
#[inline(always)]
fn line<const N: usize, const PREDICTOR: u8>(
    bits: &mut Bits,
    codes: &[Differences; N],
    above: &[[u16; N]],
    current: &mut [[u16; N]],
    broken: &mut bool,
) {
    let (Some((&up, above)), Some((begin, current))) =
        (above.split_first(), current.split_first_mut())
    else {
        return;
    };
    for ((to, up), code) in begin.iter_mut().zip(up).zip(codes) {
        *to = up.wrapping_add(code.take(bits, broken));
    }
    let (mut left, mut corner) = (*begin, up);
    for (pixel, up) in current.iter_mut().zip(above) {
        let around = left.iter_mut().zip(&mut corner).zip(up);
        for ((to, ((left, corner), &up)), code) in pixel.iter_mut().zip(around).zip(codes) {
            let predicted = predicted::<PREDICTOR>(*left, up, *corner);
            *left = predicted.wrapping_add(code.take(bits, broken));
            *to = *left;
            *corner = up;
        }
    }
}

/// The prediction from the samples to the left, above, and above to the left (table H.1), modulo 65536.
#[inline(always)]
fn predicted<const PREDICTOR: u8>(left: u16, up: u16, corner: u16) -> u16 {
    let (a, b, c) = (i32::from(left), i32::from(up), i32::from(corner));
    let value = match PREDICTOR {
        1 => a,
        2 => b,
        3 => c,
        4 => a + b - c,
        5 => a + ((b - c) >> 1),
        6 => b + ((a - c) >> 1),
        _ => (a + b) >> 1,
    };
    value as u16
}
