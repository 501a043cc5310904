//! The numbers of a volume file: types, byte orders, encodings; voxels of several numbers taken apart.

use std::io::BufRead;
use std::io::BufReader;
use std::io::Read;

use flate2::read::MultiGzDecoder;
use flate2::read::ZlibDecoder;

use super::described::Described;
use super::described::Encoding;
use super::described::Together;
use super::skip;
use crate::pixels::Image;
use crate::pixels::Sample;
use crate::pixels::SampleType;
use crate::pixels::Samples;
use crate::read::contents::Stream;
use crate::read::fault::Checked;
use crate::read::fault::Fault;
use crate::read::fault::quoted;
use crate::read::input::zeroed;

/// A type of number in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::read) enum Number {
    U8,
    I8,
    U16,
    I16,
    U32,
    I32,
    U64,
    I64,
    F32,
    F64,
}

impl Number {
    /// Bytes of one.
    pub fn bytes(self) -> usize {
        match self {
            Self::U8 | Self::I8 => 1,
            Self::U16 | Self::I16 => 2,
            Self::U32 | Self::I32 | Self::F32 => 4,
            Self::U64 | Self::I64 | Self::F64 => 8,
        }
    }

    /// Its name in messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::U64 => "u64",
            Self::I64 => "i64",
            _ => self.sample_type().name(),
        }
    }

    /// The type that samples are held in; whole numbers of 64 bits are expected to fit 32.
    pub fn sample_type(self) -> SampleType {
        match self {
            Self::U8 => SampleType::U8,
            Self::I8 => SampleType::I8,
            Self::U16 => SampleType::U16,
            Self::I16 => SampleType::I16,
            Self::U32 => SampleType::U32,
            Self::I32 | Self::U64 | Self::I64 => SampleType::I32,
            Self::F32 => SampleType::F32,
            Self::F64 => SampleType::F64,
        }
    }
}

/// A number as it stands in a file.
trait Word: Copy + Default {
    fn convert(bytes: &[u8], big_endian: bool, out: &mut [Self]);
    fn parse(text: &str) -> Option<Self>;
}

macro_rules! word {
    ($($t:ty),*) => {$(
        impl Word for $t {
            fn convert(bytes: &[u8], big_endian: bool, out: &mut [Self]) {
                let words = bytes.as_chunks::<{ size_of::<$t>() }>().0;
                if big_endian {
                    for (to, &word) in out.iter_mut().zip(words) {
                        *to = <$t>::from_be_bytes(word);
                    }
                } else {
                    for (to, &word) in out.iter_mut().zip(words) {
                        *to = <$t>::from_le_bytes(word);
                    }
                }
            }
            fn parse(text: &str) -> Option<Self> {
                text.parse().ok()
            }
        }
    )*};
}
word!(u8, i8, u16, i16, u32, i32, u64, i64, f32, f64);

/// The numbers of a file, read from the first to the last.
pub(super) struct Numbers {
    reader: Box<dyn BufRead + Send>,
    /// Whether reading to the end checks what was read.
    packed: bool,
    text: bool,
    big_endian: bool,
    /// Where the next number is, in voxels, for messages.
    done: u64,
}

impl Numbers {
    /// The numbers of `described` in `stream`, which begins where they do.
    ///
    /// # Errors
    /// When the stream ends before.
    pub fn open(stream: Stream, described: &Described) -> Checked<Self> {
        let (lines, bytes) = described.skip;
        let mut reader: Box<dyn BufRead + Send> = Box::new(BufReader::new(stream.reader));
        for _ in 0..lines {
            skip_line(&mut *reader)?;
        }
        let mut packed = stream.packed;
        if described.encoding == Encoding::Deflated {
            let gzip = reader.fill_buf().map_err(|error| Fault::io(&error))?;
            let gzip = gzip.starts_with(b"\x1F\x8B");
            packed = true;
            reader = if gzip {
                Box::new(BufReader::new(MultiGzDecoder::new(reader)))
            } else {
                Box::new(BufReader::new(ZlibDecoder::new(reader)))
            };
        }
        match bytes {
            Some(bytes) => skip(&mut reader, bytes)?,
            // From the end: all but the numbers is passed over.
            None => {
                let length = stream.length.unwrap_or_default();
                let needed = described.total_bytes();
                skip(&mut reader, length.saturating_sub(needed))?;
            }
        }
        Ok(Self {
            reader,
            packed,
            text: described.encoding == Encoding::Text,
            big_endian: described.big_endian,
            done: 0,
        })
    }

    /// The next part of `described`: one block of samples, its slices below each other, or one for each
    /// component. `reversed` turns the order of the slices.
    ///
    /// # Errors
    /// When the numbers end before, or memory is short.
    pub fn part(&mut self, described: &Described, reversed: bool) -> Checked<Vec<Samples>> {
        match described.number {
            Number::U8 => self.samples::<u8>(described, reversed),
            Number::I8 => self.samples::<i8>(described, reversed),
            Number::U16 => self.samples::<u16>(described, reversed),
            Number::I16 => self.samples::<i16>(described, reversed),
            Number::U32 => self.samples::<u32>(described, reversed),
            Number::I32 => self.samples::<i32>(described, reversed),
            Number::F32 => self.samples::<f32>(described, reversed),
            Number::F64 => self.samples::<f64>(described, reversed),
            Number::U64 => self.narrowed::<u64>(described, reversed),
            Number::I64 => self.narrowed::<i64>(described, reversed),
        }
    }

    fn samples<T: Word + Sample>(
        &mut self,
        described: &Described,
        reversed: bool,
    ) -> Checked<Vec<Samples>> {
        let blocks = self.blocks::<T>(described, reversed)?;
        Ok(blocks
            .into_iter()
            .map(|data| wrapped(data, described))
            .collect())
    }

    /// Whole numbers of 64 bits, as 32 bits where all fit and else as real numbers.
    fn narrowed<T: Word + TryInto<i32> + ToReal>(
        &mut self,
        described: &Described,
        reversed: bool,
    ) -> Checked<Vec<Samples>> {
        let blocks = self.blocks::<T>(described, reversed)?;
        let mut all = Vec::new();
        for block in blocks {
            let mut whole: Vec<i32> = zeroed(block.len() as u64)?;
            let fits = whole.iter_mut().zip(&block).all(|(to, &from)| {
                from.try_into().is_ok_and(|number: i32| {
                    *to = number;
                    true
                })
            });
            if fits {
                all.push(wrapped(whole, described));
                continue;
            }
            drop(whole);
            let mut real: Vec<f64> = zeroed(block.len() as u64)?;
            for (to, from) in real.iter_mut().zip(block) {
                *to = from.to_real();
            }
            all.push(wrapped(real, described));
        }
        Ok(all)
    }

    /// Numbers in blocks, those of a voxel beside each other only where they are a colour.
    fn blocks<T: Word>(&mut self, described: &Described, reversed: bool) -> Checked<Vec<Vec<T>>> {
        let voxels = described.voxels();
        let stored = described.together.stored();
        let channels = described.together.channels();
        let mut blocks: Vec<Vec<T>> = Vec::new();
        let count = match described.together {
            Together::Colour(_) => 1,
            Together::Components(n) => n,
        };
        for _ in 0..count {
            blocks.push(zeroed((voxels * channels) as u64)?);
        }
        match (blocks.as_mut_slice(), stored == channels) {
            ([block], true) => self.fill(block)?,
            (blocks, _) => self.apart(blocks, voxels, stored, channels)?,
        }
        let [columns, rows, _] = described.size;
        if reversed {
            for block in &mut blocks {
                turn_slices(block, columns * rows * channels);
            }
        }
        Ok(blocks)
    }

    /// Deals the numbers of each voxel out to the blocks; what a block has no room for is dropped.
    fn apart<T: Word>(
        &mut self,
        blocks: &mut [Vec<T>],
        voxels: usize,
        stored: usize,
        channels: usize,
    ) -> Checked<()> {
        const VOXELS: usize = 4096;
        let mut piece: Vec<T> = zeroed((VOXELS * stored) as u64)?;
        for start in (0..voxels).step_by(VOXELS) {
            let count = (voxels - start).min(VOXELS);
            let numbers = piece.get_mut(..count * stored).unwrap_or_default();
            self.fill(numbers)?;
            for (n, block) in blocks.iter_mut().enumerate() {
                let out = block
                    .get_mut(start * channels..(start + count) * channels)
                    .unwrap_or_default();
                for (to, from) in out.chunks_mut(channels).zip(numbers.chunks(stored)) {
                    let from = from.get(n..n + channels).unwrap_or_default();
                    to.copy_from_slice(from);
                }
            }
        }
        Ok(())
    }

    fn fill<T: Word>(&mut self, out: &mut [T]) -> Checked<()> {
        const PIECE: usize = 1 << 16;
        if self.text {
            return self.fill_from_text(out);
        }
        let width = size_of::<T>();
        let mut bytes = [0; PIECE];
        let of = out.len() as u64;
        for (n, piece) in out.chunks_mut(PIECE / width).enumerate() {
            let bytes = bytes.get_mut(..size_of_val(piece)).unwrap_or_default();
            self.reader.read_exact(bytes).map_err(|error| {
                let at = self.done + (n * (PIECE / width)) as u64;
                ended(&error, at, self.done + of)
            })?;
            T::convert(bytes, self.big_endian, piece);
        }
        self.done += of;
        Ok(())
    }

    fn fill_from_text<T: Word>(&mut self, out: &mut [T]) -> Checked<()> {
        let of = self.done + out.len() as u64;
        for to in out {
            let word = self.word()?;
            if word.is_empty() {
                let reason = format!("{} numbers present, but {of} needed", self.done);
                return Err(Fault::new("data", reason));
            }
            let number = T::parse(&word);
            *to = number.ok_or_else(|| {
                Fault::new(
                    "data",
                    format!("{} is no number of its type", quoted(&word)),
                )
            })?;
            self.done += 1;
        }
        Ok(())
    }

    /// The next word of a text; empty at its end.
    fn word(&mut self) -> Checked<String> {
        const LONGEST: usize = 64;
        let mut word = String::new();
        loop {
            let bytes = self.reader.fill_buf().map_err(|error| Fault::io(&error))?;
            if bytes.is_empty() {
                return Ok(word);
            }
            let mut used = 0;
            for &byte in bytes {
                used += 1;
                let blank = byte.is_ascii_whitespace() || byte == b',';
                if blank && !word.is_empty() {
                    self.reader.consume(used);
                    return Ok(word);
                }
                if !blank {
                    word.push(char::from(byte));
                }
                if word.len() > LONGEST {
                    break;
                }
            }
            self.reader.consume(used);
            if word.len() > LONGEST {
                return Ok(word);
            }
        }
    }

    /// What is wrong with the end of a packed stream, read after the last part: its checksum stands there, and
    /// nothing else should.
    ///
    /// # Errors
    /// When so much follows the numbers of `described` that the header cannot be right about them.
    pub fn end(mut self, described: &Described) -> Checked<Option<Fault>> {
        const ALWAYS_ALLOWED: u64 = 4 << 20;
        if !self.packed {
            return Ok(None);
        }
        let needed = described.total_bytes();
        let most = needed.max(ALWAYS_ALLOWED);
        let mut rest = self.reader.by_ref().take(most + 1);
        Ok(match std::io::copy(&mut rest, &mut std::io::sink()) {
            Ok(0) => None,
            Ok(more) if more > most => {
                return Err(Fault::new(
                    "data",
                    format!("{needed} bytes wanted, but more than {most} others follow, too many"),
                ));
            }
            Ok(_) if self.text => None,
            Ok(more) => Some(Fault::new(
                "data",
                format!("{more} bytes follow the {needed} that the header wants, too many"),
            )),
            Err(error) => {
                let fault = Fault::io(&error);
                let reason = format!("{}: the voxels may be wrong", fault.reason);
                Some(Fault::new(fault.element, reason))
            }
        })
    }
}

impl Described {
    /// Bytes of all numbers.
    fn total_bytes(&self) -> u64 {
        let each = self.number.bytes() * self.together.stored();
        (self.voxels() as u64)
            .saturating_mul(self.parts as u64)
            .saturating_mul(each as u64)
    }
}

/// A whole number of 64 bits as the nearest real one.
trait ToReal {
    fn to_real(self) -> f64;
}
impl ToReal for u64 {
    fn to_real(self) -> f64 {
        self as f64
    }
}
impl ToReal for i64 {
    fn to_real(self) -> f64 {
        self as f64
    }
}

fn wrapped<T: Sample>(data: Vec<T>, described: &Described) -> Samples {
    let [columns, rows, slices] = described.size;
    let channels = described.together.channels();
    T::wrap(Image::new(columns, rows * slices, channels, data))
}

/// Turns the order of slices of `slice` numbers.
fn turn_slices<T: Copy>(data: &mut [T], slice: usize) {
    let mut rest = data;
    while rest.len() >= 2 * slice && slice > 0 {
        let Some((first, after)) = rest.split_at_mut_checked(slice) else {
            return;
        };
        let middle = after.len() - slice;
        let Some((between, last)) = after.split_at_mut_checked(middle) else {
            return;
        };
        first.swap_with_slice(last);
        rest = between;
    }
}

fn skip_line(reader: &mut dyn BufRead) -> Checked<()> {
    const LONGEST: u64 = 1 << 20;
    let mut line = Vec::new();
    let read = reader.take(LONGEST).read_until(b'\n', &mut line);
    match read.map_err(|error| Fault::io(&error))? {
        0 => Err(Fault::new("data", "ends within the lines to be skipped")),
        _ => Ok(()),
    }
}

fn ended(error: &std::io::Error, at: u64, of: u64) -> Fault {
    let truncated = error.kind() == std::io::ErrorKind::UnexpectedEof;
    if truncated {
        return Fault::new("data", format!("ends after {at} of {of} numbers"));
    }
    let fault = Fault::io(error);
    if fault.element == "file" {
        return Fault::new(
            "data",
            format!("corrupt after {at} of {of} numbers: {error}"),
        );
    }
    fault
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slices_are_turned_in_place() {
        for slices in 0..6 {
            let mut data: Vec<usize> = (0..slices * 3).collect();
            let wanted: Vec<usize> = data.chunks(3).rev().flatten().copied().collect();
            turn_slices(&mut data, 3);
            assert_eq!(data, wanted);
        }
    }
}
