//! Sequential DCT (ITU-T T.81, annexes A and F) of components that are not subsampled.

use std::f64::consts::PI;

use super::super::bits::Bits;
use super::super::bits::Clean;
use super::super::segments::Segments;
use super::super::words::Words;
use super::ELEMENT;
use super::head::Jpeg;
use super::huffman::Huffman;
use super::huffman::extended;
use super::scan::Scan;
use super::scan::Tables;
use crate::read::fault::Checked;
use crate::read::fault::Fault;
use crate::read::input::zeroed;

/// Where the coefficients of a block come in the stream (figure A.6).
const ZIGZAG: [u8; 64] = [
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20,
    13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59,
    52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
];

/// A component while its scan is decoded.
struct Channel<'a> {
    component: usize,
    dc: &'a Huffman,
    ac: &'a Huffman,
    steps: &'a [u16; 64],
    /// The last DC coefficient.
    last: i32,
    /// Eight lines, padded to whole blocks.
    lines: Vec<u16>,
}

/// Decodes a scan of one component or several.
///
/// # Errors
/// When a table is missing, or the stream is broken.
pub(super) fn scan(
    segments: &mut Segments,
    head: &Jpeg,
    scan: &Scan,
    tables: &Tables,
    words: &mut Words,
) -> Checked<()> {
    let across = head.columns.div_ceil(8);
    let units = across * head.rows.div_ceil(8);
    let mut channels = Vec::new();
    for part in &scan.parts {
        channels.push(Channel {
            component: part.component,
            dc: tables.dc(part)?,
            ac: tables.ac(part)?,
            steps: tables.steps(part)?,
            last: 0,
            lines: zeroed((across * 64) as u64)?,
        });
    }
    let basis = basis();
    let interval = match tables.restart {
        0 => units,
        units => units,
    };
    for (number, begin) in (0..units).step_by(interval).enumerate() {
        if number > 0 {
            segments.restart(number - 1)?;
        }
        let clean = Clean::jpeg(segments.rest())?;
        segments.at += clean.used;
        let mut bits = clean.bits();
        channels.iter_mut().for_each(|channel| channel.last = 0);
        for unit in begin..units.min(begin + interval) {
            let (row, column) = (unit / across * 8, unit % across);
            for channel in &mut channels {
                let block = channel.block(&mut bits).filter(|_| !bits.is_past_end());
                let Some(block) = block else {
                    return Err(Fault::new(
                        ELEMENT,
                        format!(
                            "it ends, or a code is none, in block {} of {units}",
                            unit + 1
                        ),
                    ));
                };
                let samples = samples(&block, &basis, head.precision);
                let lines = channel.lines.chunks_exact_mut(across * 8);
                for (line, samples) in lines.zip(samples.as_chunks::<8>().0) {
                    if let Some(to) = line.get_mut(column * 8..column * 8 + 8) {
                        to.copy_from_slice(samples);
                    }
                }
            }
            if column + 1 == across {
                for channel in &channels {
                    let lines = channel.lines.chunks_exact(across * 8);
                    for (row, line) in (row..head.rows).zip(lines) {
                        let line = line.iter().take(head.columns).copied();
                        words.put(row, channel.component, head.components.len(), line);
                    }
                }
            }
        }
    }
    Ok(())
}

impl Channel<'_> {
    /// The next block's coefficients, dequantised, line by line; `None` where the bits are no code.
    fn block(&mut self, bits: &mut Bits) -> Option<[f32; 64]> {
        let mut block = [0.0; 64];
        let size = u32::from(self.dc.take(bits)?);
        if size > 15 {
            return None;
        }
        self.last = self.last.wrapping_add(extended(bits.take(size), size));
        let mut places = ZIGZAG.iter().zip(self.steps);
        let (_, &step) = places.next()?;
        *block.first_mut()? = (self.last as f32) * f32::from(step);
        while places.len() > 0 {
            let symbol = self.ac.take(bits)?;
            let (zeros, size) = (usize::from(symbol >> 4), u32::from(symbol & 0x0F));
            if size == 0 && zeros < 15 {
                break;
            }
            // Sixteen zeros are told as fifteen and one without size.
            let (&place, &step) = places.nth(zeros)?;
            let value = extended(bits.take(size), size);
            *block.get_mut(usize::from(place))? = value as f32 * f32::from(step);
        }
        Some(block)
    }
}

/// The cosines of A.3.3 with their factors: for each frequency, eight places.
fn basis() -> [[f32; 8]; 8] {
    let mut basis = [[0.0; 8]; 8];
    for (frequency, line) in basis.iter_mut().enumerate() {
        let factor = if frequency == 0 { 0.5_f64.sqrt() } else { 1.0 };
        for (place, to) in line.iter_mut().enumerate() {
            let angle = (2 * place + 1) as f64 * frequency as f64 * PI / 16.0;
            *to = (0.5 * factor * angle.cos()) as f32;
        }
    }
    basis
}

/// The inverse transform, lifted and kept in the range of `precision` bits.
fn samples(block: &[f32; 64], basis: &[[f32; 8]; 8], precision: u8) -> [u16; 64] {
    let highest = f32::from(u16::MAX >> (16 - precision));
    let middle = f32::from(1_u16 << (precision - 1));
    let mut across = [[0.0_f32; 8]; 8];
    for (line, coefficients) in across.iter_mut().zip(block.as_chunks::<8>().0) {
        add_waves(line, coefficients.iter().zip(basis));
    }
    let mut out = [0; 64];
    for (y, to) in out.as_chunks_mut::<8>().0.iter_mut().enumerate() {
        let mut line = [middle; 8];
        let weights = basis.iter().map(|wave| wave.get(y).copied().unwrap_or(0.0));
        for (weight, from) in weights.zip(&across) {
            for (sum, value) in line.iter_mut().zip(from) {
                *sum += weight * value;
            }
        }
        for (to, value) in to.iter_mut().zip(line) {
            *to = value.round().clamp(0.0, highest) as u16;
        }
    }
    out
}

fn add_waves<'a>(line: &mut [f32; 8], waves: impl Iterator<Item = (&'a f32, &'a [f32; 8])>) {
    for (&coefficient, wave) in waves {
        if coefficient != 0.0 {
            for (sum, value) in line.iter_mut().zip(wave) {
                *sum += coefficient * value;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wave_comes_back_as_the_formula_has_it() {
        let basis = basis();
        let mut block = [0.0; 64];
        block[0] = 800.0;
        block[2 * 8 + 3] = -400.0;
        let found = samples(&block, &basis, 12);
        for y in 0..8 {
            for x in 0..8 {
                let cosine = |at: usize, f: f64| ((2 * at + 1) as f64 * f * PI / 16.0).cos();
                let value = 2048.0 + 800.0 / 8.0 - 400.0 / 4.0 * cosine(y, 2.0) * cosine(x, 3.0);
                let found = f64::from(found[y * 8 + x]);
                assert!((found - value).abs() <= 0.51, "{found} {value}");
            }
        }
        block[0] = 1e6;
        assert_eq!(samples(&block, &basis, 12), [4095; 64]);
    }

    #[test]
    fn the_zigzag_reaches_every_place_once() {
        let mut places = ZIGZAG;
        places.sort_unstable();
        assert!(places.iter().copied().eq(0..64));
    }
}
