//! From the colour spaces of files to RGB: YBR and palettes.

use dicom_dictionary_std::tags;

use super::dataset::DataSet;
use super::dataset::name_of;
use super::unpack::Stored;
use crate::pixels::Sample;
use crate::read::fault::Checked;
use crate::read::fault::Fault;

/// Converts interleaved YBR_FULL of `bits` stored bits to RGB in place (PS3.3 C.7.6.3.1.2, BT.601
/// of full range).
pub(super) fn rgb_from_ybr_full<T: Stored>(pixels: &mut [T], bits: u16) {
    let highest = highest(bits);
    let centre = (highest + 1.0) / 2.0;
    for triple in pixels.as_chunks_mut::<3>().0 {
        let [luma, blue, red] = triple.map(Sample::to_f64);
        let (blue, red) = (blue - centre, red - centre);
        *triple = [
            luma + 1.402 * red,
            luma - 0.344_136 * blue - 0.714_136 * red,
            luma + 1.772 * blue,
        ]
        .map(|level| T::nearest(level.clamp(0.0, highest)));
    }
}

/// Converts interleaved YBR_PARTIAL to RGB in place: of 8 bits luma takes 16 to 235 and chroma 16
/// to 240, of more bits the same shares.
pub(super) fn rgb_from_ybr_partial<T: Stored>(pixels: &mut [T], bits: u16) {
    let highest = highest(bits);
    let (centre, black) = ((highest + 1.0) / 2.0, (highest + 1.0) / 16.0);
    for triple in pixels.as_chunks_mut::<3>().0 {
        let [luma, blue, red] = triple.map(Sample::to_f64);
        let (luma, blue, red) = (1.164_4 * (luma - black), blue - centre, red - centre);
        *triple = [
            luma + 1.596 * red,
            luma - 0.391_8 * blue - 0.813 * red,
            luma + 2.017_2 * blue,
        ]
        .map(|level| T::nearest(level.clamp(0.0, highest)));
    }
}

fn highest(bits: u16) -> f64 {
    f64::exp2(f64::from(bits)) - 1.0
}

/// Spreads YBR_FULL_422 (Y Y Cb Cr for two pixels) over interleaved triples.
pub(super) fn triples_from_422(packed: &[u8], out: &mut [u8]) {
    for (&[y0, y1, cb, cr], pair) in packed.as_chunks::<4>().0.iter().zip(out.chunks_mut(6)) {
        for (to, from) in pair.iter_mut().zip([y0, cb, cr, y1, cb, cr]) {
            *to = from;
        }
    }
}

/// Interleaves three planes that lie one after the other.
pub(super) fn interleaved<T: Copy>(planes: &[T], out: &mut [T]) {
    let count = planes.len() / 3;
    for (channel, plane) in planes.chunks_exact(count.max(1)).enumerate() {
        for (to, &from) in out.iter_mut().skip(channel).step_by(3).zip(plane) {
            *to = from;
        }
    }
}

/// A palette: red, green and blue for each stored value.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Palette {
    first: i64,
    entries: Vec<[u8; 3]>,
}

impl Palette {
    /// Reads the three tables of a PALETTE COLOR image, whole or in segments.
    ///
    /// # Errors
    /// When a table is missing or contradicts its descriptor.
    pub fn read(set: &DataSet) -> Checked<Self> {
        let channels = [
            (
                tags::RED_PALETTE_COLOR_LOOKUP_TABLE_DESCRIPTOR,
                tags::RED_PALETTE_COLOR_LOOKUP_TABLE_DATA,
                tags::SEGMENTED_RED_PALETTE_COLOR_LOOKUP_TABLE_DATA,
            ),
            (
                tags::GREEN_PALETTE_COLOR_LOOKUP_TABLE_DESCRIPTOR,
                tags::GREEN_PALETTE_COLOR_LOOKUP_TABLE_DATA,
                tags::SEGMENTED_GREEN_PALETTE_COLOR_LOOKUP_TABLE_DATA,
            ),
            (
                tags::BLUE_PALETTE_COLOR_LOOKUP_TABLE_DESCRIPTOR,
                tags::BLUE_PALETTE_COLOR_LOOKUP_TABLE_DATA,
                tags::SEGMENTED_BLUE_PALETTE_COLOR_LOOKUP_TABLE_DATA,
            ),
        ];
        let mut entries: Vec<[u8; 3]> = Vec::new();
        let mut start = 0;
        for (channel, (descriptor_tag, data_tag, segmented_tag)) in channels.into_iter().enumerate()
        {
            let descriptor = set.words(descriptor_tag);
            let &[count, first, bits] = descriptor.as_slice() else {
                return Err(Fault::new(
                    name_of(descriptor_tag),
                    format!("{} values, must be 3", descriptor.len()),
                ));
            };
            let count = if count == 0 {
                65536
            } else {
                usize::from(count)
            };
            if !matches!(bits, 8 | 16) {
                return Err(Fault::new(
                    name_of(descriptor_tag),
                    format!("{bits} bits an entry, must be 8 or 16"),
                ));
            }
            let levels = if set.bytes(segmented_tag).is_some() {
                let words = segmented(&values(set, segmented_tag, None, bits), count)
                    .map_err(|reason| Fault::new(name_of(segmented_tag), reason))?;
                levels(&words, bits)
            } else {
                levels(&values(set, data_tag, Some(count), bits), bits)
            };
            if levels.len() != count {
                return Err(Fault::new(
                    name_of(data_tag),
                    format!("{} entries, but the descriptor says {count}", levels.len()),
                ));
            }
            start = i64::from(first);
            entries.resize(entries.len().max(count), [0; 3]);
            for (entry, level) in entries.iter_mut().zip(levels) {
                if let Some(to) = entry.get_mut(channel) {
                    *to = level;
                }
            }
        }
        Ok(Self {
            first: start,
            entries,
        })
    }

    /// The colour of `stored`; beyond the ends that of the last entry.
    pub fn colour(&self, stored: i64) -> [u8; 3] {
        let last = self.entries.len().saturating_sub(1) as i64;
        let at = (stored - self.first).clamp(0, last) as usize;
        self.entries.get(at).copied().unwrap_or_default()
    }
}

/// The numbers of a table: words, or bytes where 8-bit entries are packed two in a word.
fn values(set: &DataSet, tag: dicom_core::Tag, count: Option<usize>, bits: u16) -> Vec<u16> {
    let words = set.words(tag);
    let bytes = set.bytes(tag).unwrap_or_default();
    match count {
        Some(count) if bits == 8 && words.len() < count && bytes.len() >= count => {
            bytes.iter().take(count).map(|&b| u16::from(b)).collect()
        }
        _ => words,
    }
}

/// Entries as 8-bit levels. Some writers put 8-bit entries into the high byte.
fn levels(words: &[u16], bits: u16) -> Vec<u8> {
    let eight = bits == 8 && words.iter().all(|&w| w < 256);
    words
        .iter()
        .map(|&w| {
            if eight {
                w as u8
            } else {
                (f32::from(w) / 257.0).round() as u8
            }
        })
        .collect()
}

/// Expands a segmented palette (PS3.3 C.7.9.2) to at most `limit` entries.
fn segmented(words: &[u16], limit: usize) -> Result<Vec<u16>, String> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < words.len() && out.len() < limit {
        at = segment(words, at, &mut out, true)?;
    }
    out.truncate(limit);
    Ok(out)
}

/// Expands the segment at `at`; gives the place of the next.
fn segment(
    words: &[u16],
    at: usize,
    out: &mut Vec<u16>,
    indirect_allowed: bool,
) -> Result<usize, String> {
    const DISCRETE: u16 = 0;
    const LINEAR: u16 = 1;
    const INDIRECT: u16 = 2;
    let cut = || format!("ends inside the segment at word {at}");
    let opcode = *words.get(at).ok_or_else(cut)?;
    let length = usize::from(*words.get(at + 1).ok_or_else(cut)?);
    match opcode {
        DISCRETE => {
            let end = at + 2 + length;
            out.extend_from_slice(words.get(at + 2..end).ok_or_else(cut)?);
            Ok(end)
        }
        LINEAR => {
            let to = f64::from(*words.get(at + 2).ok_or_else(cut)?);
            let from = f64::from(
                *out.last()
                    .ok_or("begins with a linear segment".to_owned())?,
            );
            out.extend(
                (1..=length)
                    .map(|n| (from + (to - from) * n as f64 / length as f64).round() as u16),
            );
            Ok(at + 3)
        }
        INDIRECT if indirect_allowed => {
            let low = usize::from(*words.get(at + 2).ok_or_else(cut)?);
            let high = usize::from(*words.get(at + 3).ok_or_else(cut)?);
            let mut from = low | high << 16;
            if from >= at {
                return Err(format!("the segment at word {at} points forward"));
            }
            for _ in 0..length {
                from = segment(words, from, out, false)?;
            }
            Ok(at + 4)
        }
        INDIRECT => Err(format!("an indirect segment points at another, word {at}")),
        other => Err(format!("unknown segment {other} at word {at}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grey_stays_grey() {
        let mut pixels: [u8; 9] = [0, 128, 128, 77, 128, 128, 255, 128, 128];
        rgb_from_ybr_full(&mut pixels, 8);
        assert_eq!(pixels, [0, 0, 0, 77, 77, 77, 255, 255, 255]);
    }

    #[test]
    fn segments_expand() {
        let words = [0, 2, 10, 20, 1, 5, 70, 2, 1, 0, 0];
        let out = segmented(&words, 9).expect("valid");
        assert_eq!(out, [10, 20, 30, 40, 50, 60, 70, 10, 20]);
        assert!(segmented(&[2, 1, 0, 0], 9).is_err());
        assert!(segmented(&[1, 1, 5], 9).is_err());
    }
}
