//! Zip archives: members by the central directory at the end of the file, stored or deflated.
//!
//! Layout: PKWARE's APPNOTE.TXT 6.3, with the 64-bit extension. Names are shown and compared, never used
//! as paths; sizes are compared with what comes out.

use std::io;
use std::io::Read;
use std::io::SeekFrom;

use flate2::Crc;
use flate2::read::DeflateDecoder;

use crate::read::fault::Checked;
use crate::read::fault::Fault;
use crate::read::input::Input;
use crate::read::input::ReadSeek;

/// Bytes of the record that ends an archive, and most of the comment behind it.
const END: u64 = 22;
const LONGEST_COMMENT: u64 = 0xFFFF;
/// Largest central directory that is read; a member takes about a hundred bytes of it.
const LARGEST_DIRECTORY: u64 = 256 << 20;
/// Bytes before name, extra field and data of a member.
const LOCAL: u64 = 30;

/// What an archive holds.
#[derive(Debug, Default)]
pub(in crate::read) struct Archive {
    pub(super) members: Vec<Member>,
    /// What was passed over.
    pub(super) notes: Vec<Fault>,
}

/// A file in an archive.
#[derive(Clone, Debug)]
pub(super) struct Member {
    /// Its name with folders, for people.
    pub name: String,
    /// Bytes it takes in the archive.
    pub packed: u64,
    /// Bytes it is said to unpack to.
    pub size: u64,
    method: u16,
    encrypted: bool,
    crc: u32,
    /// Offset of its local header.
    offset: u64,
    /// Where the central directory begins, which no member reaches into.
    end: u64,
}

fn broken(reason: impl Into<String>) -> Fault {
    Fault::new("zip archive", reason)
}

fn word16(bytes: &[u8], at: usize) -> Option<u16> {
    bytes
        .get(at..)?
        .first_chunk()
        .map(|word| u16::from_le_bytes(*word))
}

fn word32(bytes: &[u8], at: usize) -> Option<u32> {
    bytes
        .get(at..)?
        .first_chunk()
        .map(|word| u32::from_le_bytes(*word))
}

fn word64(bytes: &[u8], at: usize) -> Option<u64> {
    bytes
        .get(at..)?
        .first_chunk()
        .map(|word| u64::from_le_bytes(*word))
}

/// Lists the members of an archive.
///
/// # Errors
/// When its directory is missing or broken, or members share bytes.
pub(in crate::read) fn members(input: &mut Input) -> Checked<Archive> {
    let (start, length) = directory(input)?;
    if length > LARGEST_DIRECTORY {
        return Err(broken(format!("a directory of {length} bytes")));
    }
    let bytes = input.part(start, length)?;
    let mut archive = Archive {
        members: Vec::new(),
        notes: Vec::new(),
    };
    let mut links = 0;
    let mut rest = bytes.as_slice();
    while rest.starts_with(b"PK\x01\x02") {
        let record = record(rest, start)
            .ok_or_else(|| broken("its directory ends within a member's record"))?;
        rest = rest.get(record.length..).unwrap_or_default();
        let member = record.member;
        let hidden = |part: &str| {
            part == "__MACOSX" || (part.starts_with('.') && part.contains(|c| c != '.'))
        };
        let is_folder = member.name.ends_with('/');
        if record.link {
            links += 1;
        } else if !is_folder && !member.name.split(['/', '\\']).any(hidden) {
            archive.members.push(member);
        }
    }
    if links > 0 {
        archive
            .notes
            .push(broken(format!("{links} links in it, not followed")));
    }
    if archive.members.is_empty() {
        return Err(broken("holds no files: it is empty"));
    }
    check_overlap(&archive.members)?;
    Ok(archive)
}

/// Offset and length of the central directory.
fn directory(input: &mut Input) -> Checked<(u64, u64)> {
    let from = input.length().saturating_sub(END + LONGEST_COMMENT);
    let tail = input.part(from, input.length() - from)?;
    let at = (0..tail.len())
        .rev()
        .find(|&at| {
            let ends = |comment| at as u64 + END + u64::from(comment) == tail.len() as u64;
            tail.get(at..).is_some_and(|t| t.starts_with(b"PK\x05\x06"))
                && word16(&tail, at + 20).is_some_and(ends)
        })
        .ok_or_else(|| broken("no directory at its end: it was cut, or is no archive"))?;
    let end = from + at as u64;
    let short = word32(&tail, at + 16).zip(word32(&tail, at + 12));
    let (start, length) = short.ok_or_else(|| broken("its last record is cut"))?;
    let (start, length) = if start == u32::MAX || length == u32::MAX {
        directory64(input, end)?
    } else {
        (u64::from(start), u64::from(length))
    };
    if start.saturating_add(length) > end {
        return Err(broken(format!(
            "its directory is said to lie at {start} with {length} bytes, beyond byte {end}"
        )));
    }
    Ok((start, length))
}

/// The same from the records for large archives, which stand before byte `end`.
fn directory64(input: &mut Input, end: u64) -> Checked<(u64, u64)> {
    let lost = || broken("its 64-bit directory record is missing");
    let locator = end.checked_sub(20).ok_or_else(lost)?;
    let bytes = input.get(locator, 20)?.ok_or_else(lost)?;
    if !bytes.starts_with(b"PK\x06\x07") {
        return Err(lost());
    }
    let at = word64(bytes, 8).ok_or_else(lost)?;
    let bytes = input.get(at, 56)?.ok_or_else(lost)?;
    if !bytes.starts_with(b"PK\x06\x06") {
        return Err(lost());
    }
    word64(bytes, 48).zip(word64(bytes, 40)).ok_or_else(lost)
}

struct Record {
    member: Member,
    /// Bytes that it takes in the directory.
    length: usize,
    /// A symbolic link.
    link: bool,
}

/// The member whose record begins `bytes`.
fn record(bytes: &[u8], end: u64) -> Option<Record> {
    const FIXED: usize = 46;
    const ENCRYPTED: u16 = 1;
    const LINK: u32 = 0o120_000;
    const KIND: u32 = 0o170_000;
    let flags = word16(bytes, 8)?;
    let [name, extra, comment] = [28, 30, 32].map(|at| word16(bytes, at).map(usize::from));
    let (name, extra, comment) = (name?, extra?, comment?);
    let raw = bytes.get(FIXED..FIXED + name)?;
    let more = bytes.get(FIXED + name..FIXED + name + extra)?;
    let mut sizes = [word32(bytes, 24)?, word32(bytes, 20)?, word32(bytes, 42)?].map(u64::from);
    large_sizes(more, &mut sizes);
    let [size, packed, offset] = sizes;
    let attributes = word32(bytes, 38)? >> 16;
    Some(Record {
        member: Member {
            name: decoded(raw),
            packed,
            size,
            method: word16(bytes, 10)?,
            encrypted: flags & ENCRYPTED != 0,
            crc: word32(bytes, 16)?,
            offset,
            end,
        },
        length: FIXED + name + extra + comment,
        link: attributes & KIND == LINK,
    })
}

/// Replaces those of `sizes` that do not fit 32 bits by what the extra field says.
fn large_sizes(extra: &[u8], sizes: &mut [u64; 3]) {
    const LARGE: u16 = 1;
    let mut rest = extra;
    while let Some((id, length)) = word16(rest, 0).zip(word16(rest, 2)) {
        let field = rest.get(4..4 + usize::from(length)).unwrap_or_default();
        if id == LARGE {
            let mut at = 0;
            for size in sizes
                .iter_mut()
                .filter(|size| **size == u64::from(u32::MAX))
            {
                if let Some(large) = word64(field, at) {
                    *size = large;
                }
                at += 8;
            }
        }
        rest = rest.get(4 + usize::from(length)..).unwrap_or_default();
    }
}

/// A name in UTF-8; archives from Korean Windows have it in its code page and say nothing.
fn decoded(raw: &[u8]) -> String {
    if let Ok(text) = std::str::from_utf8(raw) {
        return text.to_owned();
    }
    encoding_rs::EUC_KR
        .decode_without_bom_handling_and_without_replacement(raw)
        .map_or_else(|| String::from_utf8_lossy(raw).into_owned(), Into::into)
}

/// Members that share bytes make archives that unpack to any size.
fn check_overlap(members: &[Member]) -> Checked<()> {
    let mut places: Vec<(u64, u64)> = members
        .iter()
        .filter(|member| member.offset < member.end)
        .map(|member| (member.offset, member.packed.saturating_add(LOCAL)))
        .collect();
    places.sort_unstable();
    let shared = places
        .windows(2)
        .any(|pair| matches!(pair, [(a, length), (b, _)] if a.saturating_add(*length) > *b));
    if shared {
        return Err(broken("members overlap: the same bytes belong to several"));
    }
    Ok(())
}

/// The bytes of a member, unpacked and counted as they are read.
///
/// # Errors
/// When it is encrypted, compressed otherwise than with deflate, or its header is broken.
pub(super) fn open(mut inner: Box<dyn ReadSeek>, member: &Member) -> Checked<Box<dyn Read + Send>> {
    let fault = |reason: String| Fault::new("zip member", reason);
    if member.encrypted {
        return Err(fault("encrypted, which is not read".to_owned()));
    }
    if !matches!(member.method, 0 | 8) {
        return Err(fault(format!(
            "compression method {} is not read, must be 0 (stored) or 8 (deflated)",
            member.method
        )));
    }
    let mut header = [0; LOCAL as usize];
    inner
        .seek(SeekFrom::Start(member.offset))
        .and_then(|_| inner.read_exact(&mut header))
        .map_err(|_| fault(format!("its header at {} is beyond the end", member.offset)))?;
    let lengths = word16(&header, 26).zip(word16(&header, 28));
    let (Some((name, extra)), true) = (lengths, header.starts_with(b"PK\x03\x04")) else {
        return Err(fault(format!("no header of a member at {}", member.offset)));
    };
    let start = member.offset + LOCAL + u64::from(name) + u64::from(extra);
    if start.saturating_add(member.packed) > member.end {
        return Err(fault(format!(
            "{} bytes at {start} reach into the directory at {}",
            member.packed, member.end
        )));
    }
    inner
        .seek(SeekFrom::Start(start))
        .map_err(|error| Fault::io(&error))?;
    let packed = inner.take(member.packed);
    let reader: Box<dyn Read + Send> = if member.method == 0 {
        Box::new(packed)
    } else {
        Box::new(DeflateDecoder::new(packed))
    };
    Ok(Box::new(Counted {
        reader,
        crc: Crc::new(),
        left: member.size,
        member: member.clone(),
    }))
}

/// A member's bytes, held to the size and the checksum that the directory states.
struct Counted {
    reader: Box<dyn Read + Send>,
    crc: Crc,
    left: u64,
    member: Member,
}

impl Read for Counted {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let fault = |reason: String| io::Error::other(Fault::new("zip member", reason));
        if out.is_empty() {
            return Ok(0);
        }
        let count = self.reader.read(out).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof
            | io::ErrorKind::InvalidInput
            | io::ErrorKind::InvalidData => fault(format!("corrupt: {error}")),
            _ => error,
        })?;
        let Member { size, crc, .. } = self.member;
        if count as u64 > self.left {
            let reason = format!("states {size} bytes, but more come out of it");
            return Err(fault(reason));
        }
        self.left -= count as u64;
        self.crc.update(out.get(..count).unwrap_or_default());
        if count == 0 && self.left > 0 {
            let reason = format!("states {size} bytes, but ends {} before that", self.left);
            return Err(fault(reason));
        }
        if count == 0 && self.crc.sum() != crc {
            return Err(fault(format!(
                "its bytes are not those that were packed: checksum {:08x}, stated {crc:08x}",
                self.crc.sum()
            )));
        }
        Ok(count)
    }
}
