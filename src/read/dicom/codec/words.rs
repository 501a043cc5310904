//! The frame that a decoder fills line by line: little-endian words, samples of a pixel side by side.

use super::super::layout::Layout;
use crate::read::fault::Checked;
use crate::read::fault::Fault;
use crate::read::input::zeroed;

/// A frame of words as wide as Bits Allocated.
pub(super) struct Words {
    pub bytes: Vec<u8>,
    /// Bytes of a word: 1 or 2.
    width: usize,
    /// Samples of a line.
    line: usize,
}

impl Words {
    /// An empty frame.
    ///
    /// # Errors
    /// When Bits Allocated is neither 8 nor 16, or memory is short.
    pub fn new(element: &str, layout: &Layout) -> Checked<Self> {
        let width = match layout.bits_allocated {
            8 => 1,
            16 => 2,
            other => {
                return Err(Fault::new(
                    element,
                    format!("Bits Allocated is {other}, must be 8 or 16"),
                ));
            }
        };
        let line = layout.columns * layout.samples;
        Ok(Self {
            bytes: zeroed((layout.rows * line * width) as u64)?,
            width,
            line,
        })
    }

    /// Writes samples into line `row`: the first at `first`, each next one `step` further on.
    pub fn put(
        &mut self,
        row: usize,
        first: usize,
        step: usize,
        samples: impl Iterator<Item = u16>,
    ) {
        let begin = (row * self.line + first) * self.width;
        let end = (row + 1) * self.line * self.width;
        let places = self.bytes.get_mut(begin..end).unwrap_or_default();
        match (self.width, step) {
            (1, 1) => places
                .iter_mut()
                .zip(samples)
                .for_each(|(to, s)| *to = s as u8),
            (1, _) => {
                let places = places.iter_mut().step_by(step);
                places.zip(samples).for_each(|(to, s)| *to = s as u8);
            }
            (_, 1) => {
                let places = places.as_chunks_mut::<2>().0.iter_mut();
                places
                    .zip(samples)
                    .for_each(|(to, s)| *to = s.to_le_bytes());
            }
            _ => {
                let places = places.as_chunks_mut::<2>().0.iter_mut().step_by(step);
                places
                    .zip(samples)
                    .for_each(|(to, s)| *to = s.to_le_bytes());
            }
        }
    }
}
