//! What the header of a volume file says, whatever its format.

use std::io::Read;

use super::LONGEST_HEADER;
use super::numbers::Number;
use super::place::Place;
use crate::read::contents::Stream;
use crate::read::fault::Checked;
use crate::read::fault::Fault;
use crate::study::Unit;
use crate::study::Voi;

/// Parts (points in time, components) of one file that are opened.
const MOST_PARTS: usize = 10_000;

/// A volume file before its numbers are read.
#[derive(Debug)]
pub(in crate::read) struct Described {
    /// `NIfTI`, `NRRD` or `MetaImage`.
    pub format: &'static str,
    /// What states the sizes: `dim`, `sizes` …
    pub element: &'static str,
    /// Columns, rows, slices.
    pub size: [usize; 3],
    /// Whether the file has no third axis in space.
    pub flat: bool,
    /// Whole volumes after each other.
    pub parts: usize,
    /// What the parts are: `time`, or `part` where the file does not say.
    pub part_name: &'static str,
    /// Numbers that stand together for one voxel.
    pub together: Together,
    /// Type of the numbers.
    pub number: Number,
    pub big_endian: bool,
    /// From numbers to values: slope and intercept.
    pub rescale: Option<(f64, f64)>,
    /// Where the voxels lie.
    pub place: Place,
    pub unit: Unit,
    /// `CT` and the like where the file says it.
    pub modality: Option<&'static str>,
    /// The file's own window.
    pub voi: Option<Voi>,
    /// Where the numbers are.
    pub data: DataPlace,
    /// The name of the file beside it that has them, once it is found.
    pub beside: Option<String>,
    /// How they are written.
    pub encoding: Encoding,
    /// Lines, then bytes, before the first of them once unpacked; `None` counts bytes from the end.
    pub skip: (usize, Option<u64>),
    /// What was mended or doubted.
    pub doubts: Vec<Fault>,
}

/// Numbers of one voxel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::read) enum Together {
    /// A colour of so many numbers, of which three are kept; 1 for grey.
    Colour(usize),
    /// So many values that make volumes of their own.
    Components(usize),
}

impl Together {
    /// Numbers for one voxel.
    pub fn stored(self) -> usize {
        match self {
            Self::Colour(n) | Self::Components(n) => n,
        }
    }

    /// Samples of a pixel of the pictures that are made of it.
    pub fn channels(self) -> usize {
        match self {
            Self::Colour(1) | Self::Components(_) => 1,
            Self::Colour(_) => 3,
        }
    }
}

/// Where the numbers of a volume are.
#[derive(Debug)]
pub(in crate::read) enum DataPlace {
    /// In the same file from this byte on.
    Here(u64),
    /// In the first of these files that lies beside it; `element` names them.
    Beside { element: String, names: Vec<String> },
}

/// How numbers are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::read) enum Encoding {
    /// As they are.
    Raw,
    /// gzip or zlib, which their first byte tells apart.
    Deflated,
    /// Decimals with blanks between them.
    Text,
}

impl Described {
    /// Voxels of one part.
    pub fn voxels(&self) -> usize {
        self.size.iter().product()
    }

    /// Series that the file makes.
    pub fn series(&self) -> usize {
        match self.together {
            Together::Colour(_) => self.parts,
            Together::Components(n) => self.parts * n,
        }
    }

    /// Sizes for a message: `6 x 5 x 4`.
    pub fn sizes(&self) -> String {
        let [columns, rows, slices] = self.size;
        let parts = match self.series() {
            1 => String::new(),
            parts => format!(" x {parts}"),
        };
        format!("{columns} x {rows} x {slices}{parts}")
    }

    /// Bytes of all numbers, where a whole number of 64 bits can count them.
    fn bytes(&self) -> Option<u64> {
        let all = self.size.iter().copied();
        all.chain([self.parts, self.together.stored(), self.number.bytes()])
            .try_fold(1_u64, |product, n| product.checked_mul(n as u64))
    }

    /// Refuses sizes that no file can have.
    ///
    /// # Errors
    /// Names them.
    pub fn check_size(&self) -> Checked<()> {
        let parts = self.parts.saturating_mul(self.together.stored());
        let fits = |bytes: u64| bytes < i64::MAX as u64;
        if self.size.contains(&0) || parts == 0 {
            return Err(self.refused("holds no voxels".to_owned()));
        }
        if !self.bytes().is_some_and(fits) {
            return Err(self.refused("more bytes than can be counted".to_owned()));
        }
        if parts > MOST_PARTS {
            return Err(self.refused(format!("{parts} volumes, at most {MOST_PARTS} are read")));
        }
        Ok(())
    }

    fn refused(&self, reason: String) -> Fault {
        let [columns, rows, slices] = self.size;
        Fault::new(
            self.element,
            format!("{columns} x {rows} x {slices}: {reason}"),
        )
    }

    /// Refuses a file of `length` bytes (unknown where it is packed) that cannot hold all numbers.
    ///
    /// # Errors
    /// Names both sizes.
    pub fn check_length(&self, length: Option<u64>) -> Checked<()> {
        let (Some(length), Encoding::Raw) = (length, self.encoding) else {
            return Ok(());
        };
        let start = match self.data {
            DataPlace::Here(offset) => offset,
            DataPlace::Beside { .. } => 0,
        };
        let start = start.saturating_add(self.skip.1.unwrap_or(0));
        let present = length.saturating_sub(start);
        let needed = self.bytes().unwrap_or(u64::MAX);
        if present < needed {
            let sizes = self.sizes();
            let number = self.number.name();
            let of = match self.together.stored() {
                1 => String::new(),
                stored => format!(" x {stored}"),
            };
            return Err(Fault::new(
                "data",
                format!("{present} bytes present, but {needed} needed for {sizes}{of} of {number}"),
            ));
        }
        Ok(())
    }
}

/// The first bytes of a file, taken as a reader needs them.
pub(super) struct Beginning {
    stream: Stream,
    taken: Vec<u8>,
}

impl Beginning {
    pub fn new(stream: Stream) -> Self {
        Self {
            stream,
            taken: Vec::new(),
        }
    }

    /// Bytes of the file, where that is known.
    pub fn length(&self) -> Option<u64> {
        self.stream.length.filter(|_| !self.stream.packed)
    }

    /// The first `count` bytes, or all there are.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn up_to(&mut self, count: usize) -> Checked<&[u8]> {
        let missing = count.saturating_sub(self.taken.len()) as u64;
        let mut reader = (&mut self.stream.reader).take(missing);
        reader
            .read_to_end(&mut self.taken)
            .map_err(|error| Fault::io(&error))?;
        Ok(self.taken.get(..count).unwrap_or(&self.taken))
    }

    /// The text up to the line that `last` says is the last, and the offset behind it; the whole text
    /// where there is no such line.
    ///
    /// # Errors
    /// When the file cannot be read, or the header does not end within [`LONGEST_HEADER`].
    pub fn lines(&mut self, last: impl Fn(&str) -> bool) -> Checked<(Vec<String>, Option<u64>)> {
        let mut wanted = 4096;
        loop {
            let bytes = self.up_to(wanted)?;
            let ended = bytes.len() < wanted;
            let mut lines = Vec::new();
            let mut start = 0;
            for line in bytes.split_inclusive(|&b| b == b'\n') {
                // A line without an end may go on behind what was read.
                if !line.ends_with(b"\n") && !ended {
                    break;
                }
                start += line.len() as u64;
                let text = String::from_utf8_lossy(line);
                let text = text.trim_end_matches(['\r', '\n']);
                lines.push(text.to_owned());
                if last(text) {
                    return Ok((lines, Some(start)));
                }
            }
            if ended {
                return Ok((lines, None));
            }
            if wanted >= LONGEST_HEADER {
                let reason = format!("does not end within {LONGEST_HEADER} bytes");
                return Err(Fault::new("header", reason));
            }
            wanted *= 4;
        }
    }
}

/// Numbers of pixels along axes as a header's text has them; `None` where a word is none from 1.
pub(super) fn sizes_in(text: &str) -> Option<Vec<usize>> {
    let size = |word: &str| word.parse::<u32>().ok().filter(|n| *n >= 1);
    text.split_whitespace()
        .map(|word| size(word).map(|n| n as usize))
        .collect()
}
