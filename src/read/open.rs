//! The course of an opening: list, recognise, read headers, group, decode.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;

use rayon::prelude::*;

use super::Entry;
use super::Found;
use super::Options;
use super::Scanned;
use super::Source;
use super::assemble;
use super::assemble::Decoding;
use super::assemble::check_memory;
use super::dicom;
use super::dicom::Candidate;
use super::dicom::ImageFile;
use super::dicom::Looked;
use super::dicom::Plan;
use super::dicom::StructureSet;
use super::fault::Checked;
use super::fault::Fault;
use super::fault::Folded;
use super::input::Input;
use super::layers;
use super::plain;
use super::sniff;
use super::sniff::Kind;
use crate::problem::Effect;
use crate::problem::Severity;
use crate::study::Series;
use crate::study::SeriesHeader;

/// Reads all that `source` holds; see [`open`](super::open()).
pub(super) fn open(
    source: &dyn Source,
    options: &Options,
    tell: &(dyn Fn(Found) + Sync),
    keep_going: &(dyn Fn() -> bool + Sync),
) -> (Vec<Arc<Series>>, Scanned) {
    let entries = source.entries(&mut |problem| tell(Found::Problem(problem)));
    let opening = Opening {
        source,
        entries: &entries,
        tell,
        keep_going,
        budget: AtomicU64::new(options.memory_budget),
        decoded: AtomicUsize::new(0),
    };
    let Looks {
        mut images,
        plain,
        structures,
        scanned,
    } = opening.look_at_all();
    opening.drop_twins(&mut images);
    let mut doubts = Vec::new();
    let plans = dicom::plans(&images, &mut doubts);
    for problem in doubts {
        tell(Found::Problem(problem));
    }
    for header in plans.iter().map(|plan| &plan.header) {
        tell(Found::Listed(Arc::new(header.clone())));
    }
    for picture in &plain {
        tell(Found::Listed(Arc::new(picture.header.clone())));
    }
    let listed = plans.iter().map(|plan| &plan.header);
    let beside = options.beside.iter().map(|header| &**header);
    let open: Vec<&SeriesHeader> = listed.chain(beside).collect();
    for (entry, structures) in &structures {
        opening.structures(entry, structures, &open);
    }
    if options.headers_only {
        return (Vec::new(), scanned);
    }
    let slices = plans.iter().map(|plan| plan.frames.len()).sum::<usize>() + plain.len();
    let mut series = opening.decode_dicom(&images, plans, slices);
    series.extend(opening.decode_plain(plain, slices));
    (series, scanned)
}

struct Opening<'a> {
    source: &'a dyn Source,
    entries: &'a [Entry],
    tell: &'a (dyn Fn(Found) + Sync),
    keep_going: &'a (dyn Fn() -> bool + Sync),
    /// Bytes that samples may still take.
    budget: AtomicU64,
    /// Slices decoded.
    decoded: AtomicUsize,
}

/// What all files are.
struct Looks<'a> {
    images: Vec<ImageFile>,
    plain: Vec<Plain>,
    structures: Vec<(&'a Entry, StructureSet)>,
    scanned: Scanned,
}

/// A picture or array that is to be read.
struct Plain {
    entry: usize,
    kind: Kind,
    bytes: u64,
    header: SeriesHeader,
}

/// What a file holds.
enum Content {
    Dicom(Box<ImageFile>),
    Plain(Kind, plain::Shape),
    Structures(Box<StructureSet>),
    /// A medical file without a picture: what it is.
    NotAPicture(String),
    /// Nothing that anybody would miss.
    Other,
}

impl Opening<'_> {
    /// Recognises all files and reads their headers.
    fn look_at_all(&self) -> Looks<'_> {
        let done = AtomicUsize::new(0);
        let of = self.entries.len();
        let looked: Vec<(usize, &Entry, Checked<Content>)> = self
            .entries
            .par_iter()
            .enumerate()
            .filter(|_| (self.keep_going)())
            .map(|(at, entry)| {
                let content = look(self.source, at, entry);
                let done = done.fetch_add(1, Ordering::Relaxed) + 1;
                (self.tell)(Found::Progress { done, of });
                (at, entry, content)
            })
            .collect();
        let mut scanned = Scanned {
            files: of,
            ..Scanned::default()
        };
        let (mut images, mut plain, mut structures) = (Vec::new(), Vec::new(), Vec::new());
        for (at, entry, content) in looked {
            match content {
                Ok(Content::Dicom(image)) => {
                    scanned.images += 1;
                    images.push(*image);
                }
                Ok(Content::Plain(kind, shape)) => {
                    scanned.images += 1;
                    plain.push(Plain {
                        entry: at,
                        kind,
                        bytes: shape.bytes(),
                        header: plain::header(entry, &shape),
                    });
                }
                Ok(Content::Structures(set)) => {
                    scanned.other += 1;
                    structures.push((entry, *set));
                }
                Ok(Content::NotAPicture(what)) => {
                    scanned.other += 1;
                    self.not_a_picture(Fault::new("data set", what), entry);
                }
                Ok(Content::Other) => scanned.other += 1,
                Err(fault) => {
                    scanned.failed += 1;
                    self.say(fault, entry, severity(entry), Effect::FileLeftOut);
                }
            }
        }
        Looks {
            images,
            plain,
            structures,
            scanned,
        }
    }

    /// Hands a structure set on; says so where it lies over none of the series `open`.
    fn structures(&self, entry: &Entry, set: &StructureSet, open: &[&SeriesHeader]) {
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
            let Some(twin) = twin.and_then(|&twin| self.entries.get(twin)) else {
                known.push(image.entry);
                return true;
            };
            let fault = Fault::new(
                "(0008,0018) SOPInstanceUID",
                format!("the same file as {}, used once", twin.name),
            );
            if let Some(entry) = self.entries.get(image.entry) {
                self.say(fault, entry, Severity::Note, Effect::FileLeftOut);
            }
            false
        });
    }

    fn same_bytes(&self, a: usize, b: usize) -> bool {
        const CHUNK: usize = 64 << 10;
        let (Ok(mut a), Ok(mut b)) = (input(self.source, a), input(self.source, b)) else {
            return false;
        };
        if a.length() != b.length() {
            return false;
        }
        (0..a.length())
            .step_by(CHUNK)
            .all(|at| matches!((a.up_to(at, CHUNK), b.up_to(at, CHUNK)), (Ok(a), Ok(b)) if a == b))
    }

    fn say(&self, fault: Fault, entry: &Entry, severity: Severity, effect: Effect) {
        let problem = fault.problem(&entry.name, severity, effect);
        (self.tell)(Found::Problem(problem));
    }

    /// Decodes one series after the other, the first CT first, so that its picture is there
    /// before others are read. Gives them in the order of `plans`.
    fn decode_dicom(
        &self,
        images: &[ImageFile],
        plans: Vec<Plan>,
        slices: usize,
    ) -> Vec<Arc<Series>> {
        let mut order: Vec<(usize, Plan)> = plans.into_iter().enumerate().collect();
        order.sort_by_key(|(at, plan)| {
            let volume = plan.header.geometry.is_some() && !plan.header.is_single();
            (!(plan.header.modality == "CT" && volume), *at)
        });
        let decoded = || self.progress(slices);
        let decoding = |severity| Decoding {
            images,
            source: self.source,
            found: self.tell,
            keep_going: self.keep_going,
            decoded: &decoded,
            budget: self.budget.load(Ordering::Relaxed),
            severity,
        };
        let mut read: Vec<(usize, Arc<Series>)> = Vec::new();
        for (at, plan) in order {
            if !(self.keep_going)() {
                break;
            }
            let named = plan
                .frames
                .iter()
                .filter_map(|frame| images.get(frame.file))
                .filter_map(|image| self.entries.get(image.entry))
                .find(|entry| entry.named);
            let decoding = decoding(named.map_or(Severity::Warning, severity));
            if let Some((series, frames)) = assemble::series(plan, &decoding) {
                if let Some(layer) = layers::overlays(&series.header, &frames, &decoding) {
                    self.take(layer.bytes() as u64);
                    (self.tell)(Found::Layer(Arc::new(layer)));
                }
                self.take(series.bytes() as u64);
                let series = Arc::new(series);
                (self.tell)(Found::Read(series.clone()));
                read.push((at, series));
            }
        }
        for image in images.iter().filter(|_| (self.keep_going)()) {
            if let Some(layer) = layers::segmentation(image, &decoding(Severity::Warning)) {
                self.take(layer.bytes() as u64);
                (self.tell)(Found::Layer(Arc::new(layer)));
            }
        }
        read.sort_by_key(|(at, _)| *at);
        read.into_iter().map(|(_, series)| series).collect()
    }

    /// Reads the plain pictures and arrays, several at a time.
    fn decode_plain(&self, plain: Vec<Plain>, slices: usize) -> Vec<Arc<Series>> {
        let failed = Mutex::new(Folded::default());
        let series = plain
            .into_par_iter()
            .filter(|_| (self.keep_going)())
            .filter_map(|picture| {
                let entry = self.entries.get(picture.entry)?;
                let mut doubts = Vec::new();
                let read = self.plain(picture, &mut doubts);
                self.progress(slices);
                for doubt in doubts {
                    self.say(doubt, entry, Severity::Warning, Effect::FramesLeftOut);
                }
                match read {
                    Ok(series) => {
                        let series = Arc::new(series);
                        (self.tell)(Found::Read(series.clone()));
                        Some(series)
                    }
                    Err(fault) if entry.named => {
                        self.say(fault, entry, Severity::Error, Effect::FileLeftOut);
                        None
                    }
                    Err(fault) => {
                        failed
                            .lock()
                            .unwrap_or_else(PoisonError::into_inner)
                            .add(&entry.name, &fault);
                        None
                    }
                }
            })
            .collect();
        let failed = failed.into_inner().unwrap_or_else(PoisonError::into_inner);
        for problem in failed.problems(Severity::Warning, Effect::FileLeftOut) {
            (self.tell)(Found::Problem(problem));
        }
        series
    }

    fn plain(&self, picture: Plain, doubts: &mut Vec<Fault>) -> Checked<Series> {
        let left = self.budget.load(Ordering::Relaxed);
        let [columns, rows, pages] = picture.header.size;
        let shape = format!("{columns} x {rows} x {pages}");
        let element = format!("{} header", picture.header.modality);
        check_memory(&element, picture.bytes, &shape, left)?;
        // Several files are read at once; each takes its share before it begins.
        let taken = self
            .budget
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                left.checked_sub(picture.bytes)
            });
        if taken.is_err() {
            return Err(Fault::new(
                "image size",
                "no memory is left of what is allowed",
            ));
        }
        let input = input(self.source, picture.entry)?;
        let pages = plain::pages(input, picture.kind, picture.bytes, doubts)?;
        let mut header = picture.header;
        header.doubtful = !doubts.is_empty();
        Ok(plain::series(header, pages))
    }

    /// Takes memory off what is still allowed.
    fn take(&self, bytes: u64) {
        let left = |budget: u64| Some(budget.saturating_sub(bytes));
        // The closure never refuses.
        let _ = self
            .budget
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, left);
    }

    fn progress(&self, of: usize) {
        let done = self.decoded.fetch_add(1, Ordering::Relaxed) + 1;
        (self.tell)(Found::Progress { done, of });
    }
}

fn severity(entry: &Entry) -> Severity {
    if entry.named {
        Severity::Error
    } else {
        Severity::Warning
    }
}

fn input(source: &dyn Source, at: usize) -> Checked<Input> {
    let (inner, length) = source.open(at).map_err(|error| Fault::io(&error))?;
    Ok(Input::new(inner, length))
}

fn look(source: &dyn Source, at: usize, entry: &Entry) -> Checked<Content> {
    let mut input = input(source, at)?;
    let kind = sniff::kind(input.up_to(0, sniff::HEAD)?);
    match kind {
        Kind::Dicom => {
            let candidate = Candidate {
                entry: at,
                name: entry.name.clone(),
                folder: entry.folder.clone(),
            };
            Ok(match dicom::look(candidate, input)? {
                Looked::Image(image) => Content::Dicom(image),
                Looked::Structures(set) => Content::Structures(set),
                Looked::NotAnImage(what) => Content::NotAPicture(what),
            })
        }
        Kind::Picture(_) | Kind::Npy => Ok(Content::Plain(kind, plain::shape(input, kind)?)),
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
    const SUFFIXES: [&str; 12] = [
        "dcm", "dicom", "ima", "png", "jpg", "jpeg", "tif", "tiff", "bmp", "npy", "pgm", "ppm",
    ];
    let name = entry.name.rsplit(['/', '\\']).next().unwrap_or_default();
    let suffix = name
        .rsplit_once('.')
        .map(|(_, suffix)| suffix.to_lowercase());
    entry.named || suffix.is_some_and(|suffix| SUFFIXES.contains(&suffix.as_str()))
}
