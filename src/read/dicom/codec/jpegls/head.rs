//! What a JPEG-LS stream says of itself: frame, presets, scan, all checked before a sample is decoded.

use super::super::super::layout::Layout;
use super::super::agree;
use super::super::fits_bits;
use super::ELEMENT;
use crate::read::fault::Checked;
use crate::read::fault::Fault;

fn fault(reason: impl Into<String>) -> Fault {
    Fault::new(ELEMENT, reason)
}

/// The frame header (SOF55).
pub(super) struct Frame {
    pub precision: u8,
    pub rows: usize,
    pub columns: usize,
    /// Component ids.
    pub components: Vec<u8>,
}

impl Frame {
    /// Reads the segment.
    ///
    /// # Errors
    /// When it is cut short, has no size, or subsamples a component.
    pub fn read(body: &[u8]) -> Checked<Self> {
        let &[precision, h1, h0, w1, w0, count, ref rest @ ..] = body else {
            return Err(fault("frame header cut short"));
        };
        let rows = usize::from(u16::from_be_bytes([h1, h0]));
        let columns = usize::from(u16::from_be_bytes([w1, w0]));
        if rows == 0 || columns == 0 {
            return Err(fault(format!("states {columns} x {rows} pixels")));
        }
        if !(2..=16).contains(&precision) {
            return Err(fault(format!("{precision} bits, must be 2 to 16")));
        }
        let mut components = Vec::new();
        for &[id, sampling, _] in rest.as_chunks::<3>().0 {
            if sampling != 0x11 {
                return Err(fault(format!(
                    "component {id} is sampled {} x {}, must be 1 x 1",
                    sampling >> 4,
                    sampling & 0x0F
                )));
            }
            components.push(id);
        }
        if components.len() != usize::from(count) {
            return Err(fault(format!("frame header cut short, {count} components")));
        }
        Ok(Self {
            precision,
            rows,
            columns,
            components,
        })
    }

    /// Whether the frame is the one that the data set's header tells of.
    ///
    /// # Errors
    /// Names the first contradiction.
    pub fn check(&self, layout: &Layout) -> Checked<()> {
        let size = (self.columns, self.rows);
        agree(ELEMENT, size, self.components.len(), layout)?;
        fits_bits(ELEMENT, self.precision, layout)
    }
}

/// Preset coding parameters (LSE, type 1); 0 stands for the default.
#[derive(Clone, Copy, Default)]
pub(super) struct Presets {
    highest: u16,
    thresholds: [u16; 3],
    reset: u16,
}

impl Presets {
    /// Reads the segment.
    ///
    /// # Errors
    /// When it holds a mapping table or sizes beyond 16 bits, or is cut short.
    pub fn read(body: &[u8]) -> Checked<Self> {
        match body.split_first() {
            Some((1, rest)) => {
                let words: Vec<u16> = rest
                    .as_chunks()
                    .0
                    .iter()
                    .map(|&b| u16::from_be_bytes(b))
                    .collect();
                let &[highest, t1, t2, t3, reset] = words.as_slice() else {
                    return Err(fault("its preset parameters are cut short"));
                };
                Ok(Self {
                    highest,
                    thresholds: [t1, t2, t3],
                    reset,
                })
            }
            Some((2 | 3, _)) => Err(fault("a mapping table, which is not supported")),
            Some((4, _)) => Err(fault("sizes of more than 16 bits, which are not supported")),
            Some((kind, _)) => Err(fault(format!("preset parameters of type {kind}"))),
            None => Err(fault("its preset parameters are cut short")),
        }
    }
}

/// The parameters by which samples are coded, all of them known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Coding {
    /// MAXVAL, the highest sample.
    pub highest: i32,
    /// NEAR, the largest difference between coded and decoded samples.
    pub near: i32,
    /// T1, T2, T3, where gradients are parted.
    pub thresholds: [i32; 3],
    /// RESET, the count at which a context's sums are halved.
    pub reset: u32,
}

impl Coding {
    /// Fills in the defaults (C.2.4.1.1) and checks the ranges.
    fn new(precision: u8, near: u8, presets: &Presets) -> Checked<Self> {
        let most = (1_i32 << precision) - 1;
        let highest = match i32::from(presets.highest) {
            0 => most,
            stated => stated,
        };
        let near = i32::from(near);
        if highest > most || near > highest / 2 {
            return Err(fault(format!(
                "highest value {highest}, near {near} at {precision} bits"
            )));
        }
        let scaled: [i32; 3] = if highest >= 128 {
            let factor = (highest.min(4095) + 128) / 256;
            [
                factor + 2 + 3 * near,
                factor * 4 + 3 + 5 * near,
                factor * 17 + 4 + 7 * near,
            ]
        } else {
            let divisor = 256 / (highest + 1);
            [
                (3 / divisor + 3 * near).max(2),
                (7 / divisor + 5 * near).max(3),
                (21 / divisor + 7 * near).max(4),
            ]
        };
        let mut thresholds = [0; 3];
        let mut least = near + 1;
        for ((to, default), stated) in thresholds.iter_mut().zip(scaled).zip(presets.thresholds) {
            let default = if (least..=highest).contains(&default) {
                default
            } else {
                least
            };
            *to = match i32::from(stated) {
                0 => default,
                stated => stated,
            };
            if !(least..=highest.max(least)).contains(to) {
                return Err(fault(format!(
                    "thresholds {:?}, must ascend from {} to {highest}",
                    presets.thresholds,
                    near + 1
                )));
            }
            least = *to;
        }
        let reset = match presets.reset {
            0 => 64,
            stated => u32::from(stated),
        };
        if !(3..=highest.max(255)).contains(&reset.cast_signed()) {
            return Err(fault(format!("reset {reset}, must be from 3")));
        }
        Ok(Self {
            highest,
            near,
            thresholds,
            reset,
        })
    }

    /// RANGE: how many prediction errors there are.
    pub fn range(&self) -> i32 {
        (self.highest + 2 * self.near) / (2 * self.near + 1) + 1
    }
}

/// The header of a scan.
pub(super) struct Scan {
    /// Places of the scan's components in the frame.
    pub components: Vec<usize>,
    /// Samples of one pixel follow each other; else lines do.
    pub by_sample: bool,
    pub coding: Coding,
}

impl Scan {
    /// Reads the segment.
    ///
    /// # Errors
    /// When it is cut short, or asks for what is not supported.
    pub fn read(body: &[u8], frame: &Frame, presets: &Presets) -> Checked<Self> {
        let short = || fault("scan header cut short");
        let (&count, rest) = body.split_first().ok_or_else(short)?;
        let (listed, rest) = rest
            .split_at_checked(2 * usize::from(count))
            .ok_or_else(short)?;
        let &[near, interleave, transform] = rest else {
            return Err(short());
        };
        let mut components = Vec::new();
        for &[id, table] in listed.as_chunks::<2>().0 {
            if table != 0 {
                return Err(fault("a mapping table, which is not supported"));
            }
            let place = frame.components.iter().position(|&known| known == id);
            components.push(place.ok_or_else(|| fault(format!("scan of unknown component {id}")))?);
        }
        if transform != 0 {
            return Err(fault(format!(
                "point transform {transform}, which is not supported"
            )));
        }
        let fits = match interleave {
            0 => components.len() == 1,
            1 | 2 => !components.is_empty(),
            _ => false,
        };
        if !fits {
            return Err(fault(format!(
                "interleave mode {interleave} with {} components",
                components.len()
            )));
        }
        Ok(Self {
            by_sample: interleave == 2 && components.len() > 1,
            components,
            coding: Coding::new(frame.precision, near, presets)?,
        })
    }
}

/// Lines between two restart markers (DRI has 2 to 4 bytes, C.2.5); 0 where there are none.
///
/// # Errors
/// When it is cut short.
pub(super) fn restart_interval(body: &[u8]) -> Checked<usize> {
    if !(2..=4).contains(&body.len()) {
        return Err(fault(format!("restart interval of {} bytes", body.len())));
    }
    Ok(body
        .iter()
        .fold(0, |all, &byte| all << 8 | usize::from(byte)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn thresholds(precision: u8, near: u8) -> [i32; 3] {
        let coding = Coding::new(precision, near, &Presets::default());
        coding.expect("in range").thresholds
    }

    #[test]
    fn default_thresholds_are_those_of_the_standard() {
        // Table C.3 for 8 bits; formulas of C.2.4.1.1.1 beyond.
        assert_eq!(thresholds(8, 0), [3, 7, 21]);
        assert_eq!(thresholds(12, 0), [18, 67, 276]);
        assert_eq!(thresholds(16, 0), [18, 67, 276]);
        assert_eq!(thresholds(8, 3), [12, 22, 42]);
        assert_eq!(thresholds(2, 0), [2, 3, 3]);
    }

    #[test]
    fn impossible_parameters_are_refused() {
        let presets = |highest, thresholds, reset| Presets {
            highest,
            thresholds,
            reset,
        };
        for (near, wrong) in [
            (0, presets(256, [0; 3], 0)),
            (128, Presets::default()),
            (0, presets(0, [7, 3, 21], 0)),
            (0, presets(0, [3, 7, 256], 0)),
            (2, presets(0, [2, 7, 21], 0)),
            (0, presets(0, [0; 3], 2)),
        ] {
            assert!(Coding::new(8, near, &wrong).is_err());
        }
        let coding = Coding::new(8, 1, &presets(100, [5, 5, 9], 3)).expect("in range");
        assert_eq!((coding.thresholds, coding.range()), ([5, 5, 9], 35));
    }
}
