//! The course of an opening: list, recognise, read headers, group; then what `decode` does.

use std::collections::HashMap;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;

use rayon::prelude::*;

use super::Entry;
use super::Found;
use super::Options;
use super::Scanned;
use super::Source;
use super::contents;
use super::contents::Archive;
use super::contents::Contents;
use super::dicom;
use super::dicom::Candidate;
use super::dicom::ImageFile;
use super::dicom::StructureSet;
use super::fault::Checked;
use super::fault::Fault;
use super::layers;
use super::plain;
use super::sniff::Kind;
use super::stack;
use super::volume;
use super::volume::Described;
use super::volume::Parts;
use crate::problem::Effect;
use crate::problem::Severity;
use crate::study::Charsets;
use crate::study::Series;
use crate::study::SeriesHeader;

/// Reads all that `source` holds; see [`open`](super::open()).
pub(super) fn open(
    source: &dyn Source,
    options: &Options,
    tell: &(dyn Fn(Found) + Sync),
    keep_going: &(dyn Fn() -> bool + Sync),
) -> (Vec<Arc<Series>>, Scanned) {
    let contents = Contents::of(source, &mut |problem| tell(Found::Problem(problem)));
    let mut opening = Opening {
        contents,
        tell,
        keep_going,
        charsets: &options.charsets,
        budget: AtomicU64::new(options.memory_budget),
        decoded: AtomicUsize::new(0),
    };
    let Looked {
        mut images,
        mut plain,
        volumes,
        structures,
        scanned,
    } = opening.look_at_all();
    opening.drop_twins(&mut images);
    dicom::standardise(&mut images);
    let mut doubts = Vec::new();
    let plans = dicom::plans(&images, &mut doubts);
    for problem in doubts {
        tell(Found::Problem(problem));
    }
    for header in plans.iter().map(|plan| &plan.header) {
        tell(Found::Listed(Arc::new(header.clone())));
    }
    if options.stack {
        plain = stack::stacked(plain, opening.contents.list());
    }
    let files = volumes.iter().flat_map(|parts| &parts.headers);
    for header in plain.iter().map(|picture| &picture.header).chain(files) {
        tell(Found::Listed(Arc::new(header.clone())));
    }
    let listed = plans.iter().map(|plan| &plan.header);
    let beside = options.beside.iter().map(|header| &**header);
    let open: Vec<&SeriesHeader> = listed.chain(beside).collect();
    for (at, structures) in &structures {
        opening.structures(*at, structures, &open);
    }
    if options.headers_only {
        return (Vec::new(), scanned);
    }
    let parts = volumes.iter().map(|parts| parts.headers.len());
    let frames = plans.iter().map(|plan| plan.frames.len());
    let pictures = plain.iter().map(|picture| picture.files.len());
    let slices = frames.chain(parts).chain(pictures).sum::<usize>();
    let mut series = opening.decode_dicom(&images, plans, slices);
    series.extend(opening.decode_plain(plain, slices));
    for parts in volumes {
        opening.decode_volume(parts, slices, &mut series);
    }
    (series, scanned)
}

/// An opening at work.
pub(super) struct Opening<'a> {
    pub(super) contents: Contents<'a>,
    pub(super) tell: &'a (dyn Fn(Found) + Sync),
    pub(super) keep_going: &'a (dyn Fn() -> bool + Sync),
    charsets: &'a Charsets,
    /// Bytes that samples may still take.
    pub(super) budget: AtomicU64,
    /// Slices decoded.
    pub(super) decoded: AtomicUsize,
}

/// A picture or array that is to be read, or several as one stack.
pub(super) struct Plain {
    /// Entries with what they are, in the order of the stack.
    pub files: Vec<(usize, Kind)>,
    /// Bytes of all samples.
    pub bytes: u64,
    pub header: SeriesHeader,
}

/// What a file holds.
enum Content {
    Dicom(Box<ImageFile>),
    Plain(Kind, plain::Shape),
    Volume(Box<Described>),
    Archive(Archive),
    Structures(Box<StructureSet>),
    /// A medical file without a picture: what it is.
    NotAPicture(String),
    /// Nothing that anybody would miss.
    Other,
}

/// What all files turned out to be.
#[derive(Default)]
struct Looked {
    images: Vec<ImageFile>,
    plain: Vec<Plain>,
    volumes: Vec<Parts>,
    /// With the entries they come from.
    structures: Vec<(usize, StructureSet)>,
    scanned: Scanned,
}

impl Opening<'_> {
    /// Recognises all files and reads their headers; then those that archives among them hold.
    fn look_at_all(&mut self) -> Looked {
        let files = self.contents.list().len();
        let mut looked = self.look_at(0..files);
        let mut archives = 0;
        looked.retain_mut(|(at, content)| match content {
            Ok(Content::Archive(archive)) => {
                archives += 1;
                let archive = std::mem::take(archive);
                for note in self.contents.add(*at, archive) {
                    if let Some(entry) = self.contents.list().get(*at) {
                        self.say(note, entry, Severity::Note, Effect::None);
                    }
                }
                false
            }
            _ => true,
        });
        let all = self.contents.list().len();
        looked.extend(self.look_at(files..all));
        let mut sorted = self.sorted(looked);
        sorted.scanned.files = all - archives;
        sorted
    }

    fn look_at(&self, range: Range<usize>) -> Vec<(usize, Checked<Content>)> {
        let done = AtomicUsize::new(range.start);
        let of = range.end;
        range
            .into_par_iter()
            .filter(|_| (self.keep_going)())
            .filter_map(|at| {
                let content = look(
                    &self.contents,
                    at,
                    self.contents.list().get(at)?,
                    self.charsets,
                );
                let done = done.fetch_add(1, Ordering::Relaxed) + 1;
                (self.tell)(Found::Progress { done, of });
                Some((at, content))
            })
            .collect()
    }

    /// Files by what they are; what is none of it is counted and said.
    fn sorted(&self, looked: Vec<(usize, Checked<Content>)>) -> Looked {
        let entries = self.contents.list();
        let mut sorted = Looked::default();
        let headers = looked.iter().filter_map(|(at, content)| match content {
            Ok(Content::Volume(described)) => {
                Some((entries.get(*at)?.folder.clone(), described.beside.clone()?))
            }
            _ => None,
        });
        // Files of numbers belong to their headers, whatever their bytes look like.
        let numbers: HashSet<(String, String)> = headers.collect();
        let scanned = &mut sorted.scanned;
        for (at, content) in looked {
            let Some(entry) = entries.get(at) else {
                continue;
            };
            let name = plain::last_part(&entry.name).to_owned();
            if !numbers.is_empty() && numbers.contains(&(entry.folder.clone(), name)) {
                scanned.images += 1;
                continue;
            }
            match content {
                Ok(Content::Dicom(image)) => {
                    scanned.images += 1;
                    sorted.images.push(*image);
                }
                Ok(Content::Plain(kind, shape)) => {
                    scanned.images += 1;
                    sorted.plain.push(Plain {
                        files: vec![(at, kind)],
                        bytes: shape.bytes(),
                        header: plain::header(entry, &shape),
                    });
                }
                Ok(Content::Volume(described)) => {
                    scanned.images += 1;
                    let parts = volume::parts(at, entry, *described);
                    for doubt in &parts.described.doubts {
                        self.say(doubt.clone(), entry, Severity::Warning, Effect::None);
                    }
                    if parts.reversed {
                        let reason = "slices are stored against the normal of rows and columns, \
                            and counted from the last";
                        let note = Fault::new("affine", reason);
                        self.say(note, entry, Severity::Note, Effect::None);
                    }
                    sorted.volumes.push(parts);
                }
                Ok(Content::Structures(set)) => {
                    scanned.other += 1;
                    sorted.structures.push((at, *set));
                }
                Ok(Content::NotAPicture(what)) => {
                    scanned.other += 1;
                    self.not_a_picture(Fault::new("data set", what), entry);
                }
                Ok(Content::Other | Content::Archive(_)) => scanned.other += 1,
                Err(fault) => {
                    scanned.failed += 1;
                    self.say(fault, entry, severity(entry), Effect::FileLeftOut);
                }
            }
        }
        sorted
    }

    /// Hands a structure set on; says so where it lies over none of the series `open`.
    fn structures(&self, at: usize, set: &StructureSet, open: &[&SeriesHeader]) {
        let Some(entry) = self.contents.list().get(at) else {
            return;
        };
        match layers::without_series(&set.layer.header, open) {
            // Nothing of it is shown that could be doubted.
            Some(fault) => self.not_a_picture(fault, entry),
            None => {
                for doubt in &set.doubts {
                    self.say(doubt.clone(), entry, Severity::Warning, Effect::None);
                }
            }
        }
        (self.tell)(Found::Layer(set.layer.clone()));
    }

    /// Says what a correct file without a picture is.
    fn not_a_picture(&self, fault: Fault, entry: &Entry) {
        let severity = if entry.named {
            Severity::Error
        } else {
            Severity::Note
        };
        self.say(fault, entry, severity, Effect::NotAPicture);
    }

    /// Leaves out files that are byte for byte another one with the same SOP Instance UID.
    fn drop_twins(&self, images: &mut Vec<ImageFile>) {
        let mut by_uid: HashMap<String, Vec<usize>> = HashMap::new();
        images.retain(|image| {
            if image.sop_uid.is_empty() {
                return true;
            }
            let known = by_uid.entry(image.sop_uid.clone()).or_default();
            let twin = known
                .iter()
                .find(|&&other| self.same_bytes(other, image.entry));
            let Some(twin) = twin.and_then(|&twin| self.contents.list().get(twin)) else {
                known.push(image.entry);
                return true;
            };
            let fault = Fault::new(
                "(0008,0018) SOPInstanceUID",
                format!("the same file as {}, used once", twin.name),
            );
            if let Some(entry) = self.contents.list().get(image.entry) {
                self.say(fault, entry, Severity::Note, Effect::FileLeftOut);
            }
            false
        });
    }

    fn same_bytes(&self, a: usize, b: usize) -> bool {
        const CHUNK: usize = 64 << 10;
        let (Ok(mut a), Ok(mut b)) = (self.contents.input(a), self.contents.input(b)) else {
            return false;
        };
        if a.length() != b.length() {
            return false;
        }
        (0..a.length())
            .step_by(CHUNK)
            .all(|at| matches!((a.up_to(at, CHUNK), b.up_to(at, CHUNK)), (Ok(a), Ok(b)) if a == b))
    }

    pub(super) fn say(&self, fault: Fault, entry: &Entry, severity: Severity, effect: Effect) {
        let problem = fault.problem(&entry.name, severity, effect);
        (self.tell)(Found::Problem(problem));
    }
}

/// How much it matters that a file cannot be opened.
pub(super) fn severity(entry: &Entry) -> Severity {
    if entry.named {
        Severity::Error
    } else {
        Severity::Warning
    }
}

fn look(
    contents: &Contents<'_>,
    at: usize,
    entry: &Entry,
    charsets: &Charsets,
) -> Checked<Content> {
    let (kind, input) = contents.kind(at)?;
    let packed = input.is_none();
    let input = || match input {
        Some(input) => Ok(input),
        None => contents.input(at),
    };
    match kind {
        Kind::Dicom => {
            let candidate = Candidate {
                entry: at,
                name: entry.name.clone(),
                folder: entry.folder.clone(),
            };
            Ok(match dicom::look(candidate, input()?, charsets)? {
                dicom::Looked::Image(image) => Content::Dicom(image),
                dicom::Looked::Structures(set) => Content::Structures(set),
                dicom::Looked::NotAnImage(what) => Content::NotAPicture(what),
            })
        }
        Kind::Picture(_) | Kind::Npy | Kind::Pfm => {
            Ok(Content::Plain(kind, plain::shape(input()?, kind)?))
        }
        Kind::Nifti | Kind::Nrrd | Kind::Meta => {
            let described = volume::look(contents, at, kind)?;
            Ok(Content::Volume(Box::new(described)))
        }
        Kind::Zip if !packed => Ok(Content::Archive(contents::members(&mut input()?)?)),
        Kind::Zip | Kind::Gzip => Err(Fault::new(
            "file",
            "an archive inside another one, which is not opened",
        )),
        Kind::NotRead(format) => Err(Fault::new(
            "file",
            format!("{format} files are not read yet"),
        )),
        Kind::Empty if promises_a_picture(entry) => Err(Fault::new("file", "the file is empty")),
        Kind::Unknown if promises_a_picture(entry) => Err(Fault::new(
            "preamble",
            "no known format: neither \"DICM\" at byte 128 nor another file's signature",
        )),
        Kind::Empty | Kind::Unknown => Ok(Content::Other),
    }
}

/// Whether somebody would look for a picture in a file of this name.
fn promises_a_picture(entry: &Entry) -> bool {
    const SUFFIXES: [&str; 21] = [
        "dcm", "dicom", "ima", "png", "jpg", "jpeg", "tif", "tiff", "bmp", "npy", "npz", "pgm",
        "ppm", "pfm", "nii", "hdr", "nrrd", "nhdr", "mha", "mhd", "zip",
    ];
    let name = entry.name.rsplit(['/', '\\']).next().unwrap_or_default();
    let suffix = name
        .rsplit_once('.')
        .map(|(_, suffix)| suffix.to_lowercase());
    entry.named || suffix.is_some_and(|suffix| SUFFIXES.contains(&suffix.as_str()))
}
