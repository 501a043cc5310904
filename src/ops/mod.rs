//! Image processing as pure functions: images in, images or numbers out.
//!
//! No file, clock, setting or screen is known here. Parameters are small types that cannot hold
//! nonsense; once they exist, an operation cannot fail, and buffers of unequal size are a
//! programming error. Threads make operations faster and never show: one thread and many give the
//! same bytes.

pub mod ahe;
pub mod autocontrast;
pub mod bilateral;
pub mod clahe;
pub mod colour;
pub mod colour_map;
pub mod cpu;
mod difference;
mod gaussian;
pub mod heq;
pub mod histogram;
pub mod lookup;
pub mod matching;
pub mod median;
pub mod metrics;
pub mod multiscale;
pub mod nclahe;
pub mod nlm;
mod plane;
pub mod point;
pub mod powerlaw;
mod pyramid;
mod ranges;
pub mod resample;
mod sweep;
pub mod tissue;
pub mod unsharp;
pub mod window;

use std::fmt;

use crate::pixels::Mask;

/// A parameter with a value that its operation has no meaning for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{parameter}: {found}, wanted {wanted}")]
pub struct ParamError {
    /// The parameter as recipes name it.
    pub parameter: &'static str,
    /// The value that was given.
    pub found: String,
    /// What would have been accepted, in words that end a sentence.
    pub wanted: String,
}

impl ParamError {
    pub(crate) fn new(parameter: &'static str, found: impl fmt::Display, wanted: &str) -> Self {
        Self {
            parameter,
            found: found.to_string(),
            wanted: wanted.to_owned(),
        }
    }
}

/// Into how many tiles a picture is cut: columns across, rows down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Tiles {
    columns: u32,
    rows: u32,
}

impl Tiles {
    /// The largest number of tiles in one direction.
    pub const MOST: u32 = 512;

    /// A grid of `columns` × `rows` tiles; more tiles than pixels are allowed, as in OpenCV.
    ///
    /// # Errors
    /// When either is outside 1..=512.
    pub fn new(columns: u32, rows: u32) -> Result<Self, ParamError> {
        let allowed = 1..=Self::MOST;
        if !allowed.contains(&columns) || !allowed.contains(&rows) {
            return Err(ParamError::new(
                "tiles",
                format_args!("{columns}x{rows}"),
                "1 to 512 in each direction",
            ));
        }
        Ok(Self { columns, rows })
    }

    /// Tiles across.
    pub fn columns(self) -> u32 {
        self.columns
    }

    /// Tiles down.
    pub fn rows(self) -> u32 {
        self.rows
    }
}

impl Default for Tiles {
    /// OpenCV's default, 8 × 8.
    fn default() -> Self {
        Self {
            columns: 8,
            rows: 8,
        }
    }
}

impl fmt::Display for Tiles {
    /// Columns × rows, as recipes write them: `8x8`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}x{}", self.columns, self.rows)
    }
}

/// Stops when a mask does not belong to an image of this size.
fn assert_mask_fits(mask: Option<&Mask>, width: usize, height: usize) {
    if let Some(mask) = mask {
        assert_eq!(
            (mask.width(), mask.height()),
            (width, height),
            "mask and image of unequal size"
        );
    }
}

/// The pixel that stands for position `i` of a row of `length`: mirrored at the outermost pixels,
/// which are not repeated, as often as needed.
fn mirror(i: isize, length: usize) -> usize {
    if length == 1 {
        return 0;
    }
    let period = 2 * (length as isize - 1);
    let i = i.rem_euclid(period);
    i.min(period - i) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mirroring_folds_as_often_as_needed() {
        let folded: Vec<usize> = (-3..9).map(|i| mirror(i, 3)).collect();
        assert_eq!(folded, [1, 2, 1, 0, 1, 2, 1, 0, 1, 2, 1, 0]);
        assert_eq!(mirror(5, 1), 0);
    }

    #[test]
    fn tiles_are_refused_with_the_value_found() {
        assert_eq!(Tiles::new(8, 4).map(|t| t.to_string()), Ok("8x4".into()));
        let error = Tiles::new(0, 4).unwrap_err();
        assert_eq!(
            error.to_string(),
            "tiles: 0x4, wanted 1 to 512 in each direction"
        );
        assert!(Tiles::new(1, 513).is_err());
        assert_eq!(Tiles::default(), Tiles::new(8, 8).unwrap());
    }
}
