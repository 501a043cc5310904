//! Bytes of one file, read in pieces with the length checked before anything is allocated.

use std::io::Read;
use std::io::Seek;
use std::io::SeekFrom;

use super::fault::Checked;
use super::fault::Fault;

/// What a [`Source`](super::Source) hands out for one of its files.
pub trait ReadSeek: Read + Seek + Send {}
impl<T: Read + Seek + Send> ReadSeek for T {}

/// Random access to a file through a small buffer.
pub(super) struct Input {
    inner: Box<dyn ReadSeek>,
    length: u64,
    /// Where `inner` stands.
    position: u64,
    buffer: Vec<u8>,
    /// Offset in the file of the first byte of `buffer`.
    start: u64,
}

/// Bytes fetched at once while headers are walked; most headers fit.
const CHUNK: usize = 8 << 10;

impl Input {
    /// Access to `inner`, which holds `length` bytes and stands at the first.
    pub fn new(inner: Box<dyn ReadSeek>, length: u64) -> Self {
        Self {
            inner,
            length,
            position: 0,
            buffer: Vec::new(),
            start: 0,
        }
    }

    /// Bytes in the file.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// The bytes themselves, from the first on.
    ///
    /// # Errors
    /// When the system cannot seek.
    pub fn into_inner(mut self) -> Checked<Box<dyn ReadSeek>> {
        self.inner.rewind().map_err(|error| Fault::io(&error))?;
        Ok(self.inner)
    }

    /// The `count` bytes at `at`; `None` where the file ends before.
    ///
    /// # Errors
    /// When the system cannot read.
    pub fn get(&mut self, at: u64, count: usize) -> Checked<Option<&[u8]>> {
        let end = at.saturating_add(count as u64);
        if end > self.length {
            return Ok(None);
        }
        if at < self.start || end > self.start + self.buffer.len() as u64 {
            let wanted = (self.length - at).min(count.max(CHUNK) as u64) as usize;
            let mut buffer = std::mem::take(&mut self.buffer);
            buffer.resize(wanted, 0);
            self.fill(at, &mut buffer)?;
            self.buffer = buffer;
            self.start = at;
        }
        let from = (at - self.start) as usize;
        Ok(self.buffer.get(from..from + count))
    }

    /// As many bytes at `at` as there are, at most `count`.
    ///
    /// # Errors
    /// When the system cannot read.
    pub fn up_to(&mut self, at: u64, count: usize) -> Checked<&[u8]> {
        let there = self.length.saturating_sub(at).min(count as u64) as usize;
        Ok(self.get(at, there)?.unwrap_or_default())
    }

    /// Fills `out` from `at`, past the buffer.
    ///
    /// # Errors
    /// When the file ends before, or the system cannot read.
    pub fn fill(&mut self, at: u64, out: &mut [u8]) -> Checked<()> {
        // Most headers are read from the first byte on, where a file stands when it is opened.
        let moved = if at == self.position {
            Ok(at)
        } else {
            self.inner.seek(SeekFrom::Start(at))
        };
        let read = moved.and_then(|_| self.inner.read_exact(out));
        self.position = match read {
            Ok(()) => at + out.len() as u64,
            // Where a failed call left it is not known; no offset is this large.
            Err(_) => u64::MAX,
        };
        read.map_err(|error| Fault::io(&error))
    }

    /// `count` bytes from `at` as a vector of their own.
    ///
    /// # Errors
    /// When the file ends before, memory is short or the system cannot read.
    pub fn part(&mut self, at: u64, count: u64) -> Checked<Vec<u8>> {
        if at.saturating_add(count) > self.length {
            return Err(Fault::new(
                "file",
                format!("{count} bytes wanted at {at}, the file has {}", self.length),
            ));
        }
        let mut bytes = zeroed(count)?;
        self.fill(at, &mut bytes)?;
        Ok(bytes)
    }
}

/// `count` zeros, or a fault where memory is short.
///
/// # Errors
/// When the allocation fails.
pub(super) fn zeroed<T: Copy + Default>(count: u64) -> Checked<Vec<T>> {
    let short = || {
        Fault::new(
            "memory",
            format!("no room for {count} x {} bytes", size_of::<T>()),
        )
    };
    let count = usize::try_from(count).map_err(|_| short())?;
    // Asking first makes a failure a fault; the zeros themselves then come from the system, page by
    // page as they are touched, and not from a loop.
    Vec::<T>::new()
        .try_reserve_exact(count)
        .map_err(|_| short())?;
    Ok(vec![T::default(); count])
}
