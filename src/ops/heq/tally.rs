//! Counting greys.

use rayon::prelude::*;

use crate::ops::assert_mask_fits;
use crate::pixels::Image;
use crate::pixels::Mask;

/// Pixels one thread counts at a time.
const PIECE: usize = 1 << 18;

/// How often each grey occurs among the pixels inside `mask`.
///
/// # Panics
/// When the image has several channels or the mask another size.
pub fn counts(image: &Image<u8>, mask: Option<&Mask>) -> [u32; 256] {
    assert_eq!(image.channels(), 1, "one channel wanted");
    assert_mask_fits(mask, image.width(), image.height());
    let data = image.data();
    let add = |mut a: [u32; 256], b: [u32; 256]| {
        for (a, b) in a.iter_mut().zip(b) {
            *a += b;
        }
        a
    };
    match mask {
        None => data
            .par_chunks(PIECE)
            .map(|piece| {
                let mut tally = Tally::new();
                tally.add(piece);
                tally.counts()
            })
            .reduce(|| [0; 256], add),
        Some(mask) => data
            .par_chunks(PIECE)
            .zip(mask.inside().par_chunks(PIECE))
            .map(|(piece, inside)| {
                let mut tally = Tally::new();
                for (&grey, _) in piece.iter().zip(inside).filter(|(_, inside)| **inside) {
                    tally.add_one(grey);
                }
                tally.counts()
            })
            .reduce(|| [0; 256], add),
    }
}

/// Tables that take turns.
const TURNS: usize = 8;

/// Counts of greys, kept in eight tables by turns: in flat areas a single table would wait for its
/// own last addition.
pub(crate) struct Tally([[u32; 256]; TURNS]);

impl Tally {
    pub(crate) fn new() -> Self {
        Self([[0; 256]; TURNS])
    }

    /// Counts all of `greys`.
    pub(crate) fn add(&mut self, greys: &[u8]) {
        let (eights, rest) = greys.as_chunks::<TURNS>();
        for eight in eights {
            for (counts, &grey) in self.0.iter_mut().zip(eight) {
                counts[usize::from(grey)] += 1;
            }
        }
        for &grey in rest {
            self.add_one(grey);
        }
    }

    /// Counts a single grey.
    pub(crate) fn add_one(&mut self, grey: u8) {
        self.0[0][usize::from(grey)] += 1;
    }

    /// The sum of all tables.
    pub(crate) fn counts(&self) -> [u32; 256] {
        let mut sum = self.0[0];
        for counts in &self.0[1..] {
            for (sum, count) in sum.iter_mut().zip(counts) {
                *sum += count;
            }
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_grey_is_counted_once() {
        let greys: Vec<u8> = (0..1003).map(|i| (i * i) as u8).collect();
        let mut tally = Tally::new();
        tally.add(&greys);
        tally.add_one(7);
        let counts = tally.counts();
        for (grey, count) in counts.iter().enumerate() {
            let wanted = greys.iter().filter(|&&g| usize::from(g) == grey).count();
            assert_eq!(*count as usize, wanted + usize::from(grey == 7));
        }
    }
}
