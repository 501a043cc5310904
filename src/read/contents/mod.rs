//! What lies inside files: gzip streams and the members of zip archives, unpacked as they are read
//! and never to disk.
//!
//! What comes out is counted, not believed. Volumes are read as streams, so that only their voxels take
//! memory; all else is unpacked into memory first, up to a limit.

mod zip;

use std::io;
use std::io::Cursor;
use std::io::Read;

use flate2::read::MultiGzDecoder;

use super::Entry;
use super::Source;
use super::fault::Checked;
use super::fault::Fault;
use super::input::Input;
use super::input::ReadSeek;
use super::sniff;
use super::sniff::Kind;
use crate::problem::Problem;
use zip::Member;

pub(super) use zip::Archive;
pub(super) use zip::members;

/// Most bytes that are unpacked into memory, and by which factor above [`ALWAYS_UNPACKED`].
const MOST_UNPACKED: u64 = 1 << 30;
const UNPACK_FACTOR: u64 = 1000;
const ALWAYS_UNPACKED: u64 = 64 << 20;

/// The files of a source, with the members of archives among them.
pub(super) struct Contents<'a> {
    source: &'a dyn Source,
    entries: Vec<Entry>,
    places: Vec<Place>,
}

/// Where an entry's bytes are.
enum Place {
    /// File of this number in the source.
    File(usize),
    /// A member of the archive that is this file.
    Member(usize, Member),
}

/// Bytes from the first on, unpacked.
pub(super) struct Stream {
    /// The bytes.
    pub reader: Box<dyn Read + Send>,
    /// How many there are, where that is known before they are read.
    pub length: Option<u64>,
    /// Whether they are unpacked, so that their end is worth checking.
    pub packed: bool,
}

impl<'a> Contents<'a> {
    /// The files of `source`; what cannot be listed goes to `problem`.
    pub fn of(source: &'a dyn Source, problem: &mut dyn FnMut(Problem)) -> Self {
        let entries = source.entries(problem);
        Self {
            source,
            places: (0..entries.len()).map(Place::File).collect(),
            entries,
        }
    }

    /// Adds the members of an archive, which is entry `at`; gives notes of what is passed over.
    pub fn add(&mut self, at: usize, archive: Archive) -> Vec<Fault> {
        let (Some(file), Some(&Place::File(of))) = (self.entries.get(at), self.places.get(at))
        else {
            return Vec::new();
        };
        let file = file.clone();
        for member in archive.members {
            self.entries.push(entry(&file, &member));
            self.places.push(Place::Member(of, member));
        }
        archive.notes
    }

    /// The files and members.
    pub fn list(&self) -> &[Entry] {
        &self.entries
    }

    /// What entry `at` seems to be once it is unpacked, and access to it where it is not packed.
    ///
    /// # Errors
    /// When it cannot be opened, or its first bytes cannot be unpacked.
    pub fn kind(&self, at: usize) -> Checked<(Kind, Option<Input>)> {
        if let Some(&Place::File(file)) = self.places.get(at) {
            let mut input = self.file(file)?;
            let kind = sniff::kind(input.up_to(0, sniff::HEAD)?);
            if kind != Kind::Gzip {
                return Ok((kind, Some(input)));
            }
        }
        let mut head = Vec::new();
        let reader = self.stream(at)?.reader;
        reader
            .take(sniff::HEAD as u64)
            .read_to_end(&mut head)
            .map_err(|error| Fault::io(&error))?;
        Ok((sniff::kind(&head), None))
    }

    /// The bytes of entry `at` from the first on.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn stream(&self, at: usize) -> Checked<Stream> {
        let (reader, length) = self.raw(at)?;
        let packed = matches!(self.places.get(at), Some(Place::Member(..)));
        unpacked(Stream {
            reader,
            length: Some(length),
            packed,
        })
    }

    /// The bytes of the file called `name` in the folder of entry `at`, as they are; `None` where there is
    /// none.
    ///
    /// # Errors
    /// When it is no ordinary file of that folder, or cannot be opened.
    pub fn beside(&self, at: usize, name: &str) -> Checked<Option<Stream>> {
        match self.places.get(at) {
            Some(&Place::File(file)) => {
                let opened = self.source.beside(file, name);
                let opened = opened.map_err(|error| Fault::io(&error))?;
                Ok(opened.map(|(reader, length)| Stream {
                    reader: Box::new(reader),
                    length: Some(length),
                    packed: false,
                }))
            }
            Some(Place::Member(archive, _)) => {
                let folder = self.entries.get(at).map(|entry| &entry.folder);
                let found = self
                    .places
                    .iter()
                    .zip(&self.entries)
                    .find(|(place, entry)| {
                        matches!(place, Place::Member(other, _) if other == archive)
                            && Some(&entry.folder) == folder
                            && entry.name.strip_prefix(&entry.folder) == Some(&format!("/{name}"))
                    });
                let Some((Place::Member(_, member), _)) = found else {
                    return Ok(None);
                };
                Ok(Some(Stream {
                    reader: self.member(*archive, member)?,
                    length: Some(member.size),
                    packed: true,
                }))
            }
            None => Ok(None),
        }
    }

    /// Random access to the bytes of entry `at`.
    ///
    /// # Errors
    /// When it cannot be opened, or what it unpacks to is damaged or too much.
    pub fn input(&self, at: usize) -> Checked<Input> {
        if let Some(&Place::File(file)) = self.places.get(at) {
            let mut input = self.file(file)?;
            if sniff::kind(input.up_to(0, sniff::HEAD)?) != Kind::Gzip {
                return Ok(input);
            }
        }
        let packed = match self.places.get(at) {
            Some(Place::Member(_, member)) => member.packed,
            _ => self.raw(at)?.1,
        };
        let bytes = all(self.stream(at)?.reader, packed)?;
        let length = bytes.len() as u64;
        Ok(Input::new(Box::new(Cursor::new(bytes)), length))
    }

    fn file(&self, file: usize) -> Checked<Input> {
        let opened = self.source.open(file);
        let (inner, length) = opened.map_err(|error| Fault::io(&error))?;
        Ok(Input::new(inner, length))
    }

    fn member(&self, archive: usize, member: &Member) -> Checked<Box<dyn Read + Send>> {
        zip::open(self.file(archive)?.into_inner()?, member)
    }

    /// The bytes of entry `at` as its file or archive has them, and how many they are said to be.
    fn raw(&self, at: usize) -> Checked<(Box<dyn Read + Send>, u64)> {
        match self.places.get(at) {
            Some(&Place::File(file)) => {
                let input = self.file(file)?;
                let length = input.length();
                Ok((Box::new(input.into_inner()?), length))
            }
            Some(Place::Member(archive, member)) => {
                Ok((self.member(*archive, member)?, member.size))
            }
            None => Err(Fault::new("file", "is not there")),
        }
    }
}

impl Source for Contents<'_> {
    fn entries(&self, _: &mut dyn FnMut(Problem)) -> Vec<Entry> {
        self.entries.clone()
    }

    fn open(&self, at: usize) -> io::Result<(Box<dyn ReadSeek>, u64)> {
        let input = self.input(at).map_err(io::Error::other)?;
        let length = input.length();
        Ok((input.into_inner().map_err(io::Error::other)?, length))
    }
}

fn entry(archive: &Entry, member: &Member) -> Entry {
    let name = format!("{}/{}", archive.name, member.name);
    let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
    Entry {
        folder: folder.to_owned(),
        named: false,
        name,
    }
}

/// The same stream, or what it unpacks to where it is gzip.
pub(super) fn unpacked(mut stream: Stream) -> Checked<Stream> {
    let mut head = Vec::new();
    stream
        .reader
        .by_ref()
        .take(sniff::HEAD as u64)
        .read_to_end(&mut head)
        .map_err(|error| Fault::io(&error))?;
    let gzip = sniff::kind(&head) == Kind::Gzip;
    let whole = Box::new(Cursor::new(head).chain(stream.reader));
    Ok(if gzip {
        Stream {
            reader: Box::new(Named(MultiGzDecoder::new(whole))),
            length: None,
            packed: true,
        }
    } else {
        Stream {
            reader: whole,
            ..stream
        }
    })
}

/// A gzip stream, whose errors say that they are of one.
struct Named<R>(R);

impl<R: Read> Read for Named<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.0.read(out).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => {
                io::Error::other(Fault::new("gzip stream", "ends before it is complete"))
            }
            io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => {
                io::Error::other(Fault::new("gzip stream", error.to_string()))
            }
            _ => error,
        })
    }
}

/// All bytes of a stream that takes `packed` bytes in its file.
fn all(mut reader: Box<dyn Read + Send>, packed: u64) -> Checked<Vec<u8>> {
    const PIECE: u64 = 1 << 20;
    let most = packed
        .saturating_mul(UNPACK_FACTOR)
        .clamp(ALWAYS_UNPACKED, MOST_UNPACKED);
    let mut bytes = Vec::new();
    loop {
        bytes
            .try_reserve(PIECE as usize)
            .map_err(|_| Fault::new("memory", "no room for what the file unpacks to"))?;
        let read = reader.by_ref().take(PIECE).read_to_end(&mut bytes);
        if read.map_err(|error| Fault::io(&error))? == 0 {
            return Ok(bytes);
        }
        if bytes.len() as u64 > most {
            return Err(Fault::new(
                "unpacked size",
                format!("{packed} bytes unpack to more than {most}, which is the limit"),
            ));
        }
    }
}
