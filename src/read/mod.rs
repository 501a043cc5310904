//! Files to studies. Never all or nothing: what can be read is read, and each thing that cannot
//! is a [`Problem`] with file, element and reason.
//!
//! [`open`] lists a [`Source`], recognises files by content, reads headers on all cores, groups
//! them into series, and decodes one series after the other; [`Found`] tells a listener as it
//! goes. Sizes, lengths and spacings are checked in this room and nowhere after it.

#![deny(clippy::indexing_slicing)]

mod assemble;
mod dicom;
mod fault;
mod guard;
mod input;
mod sniff;
mod source;

pub use input::ReadSeek;
pub use source::Entry;
pub use source::Source;
pub use source::embedded;
pub use source::paths;

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;

use rayon::prelude::*;

use crate::problem::Effect;
use crate::problem::Problem;
use crate::problem::Severity;
use crate::study::Series;
use crate::study::SeriesHeader;
use crate::study::SeriesId;
use crate::study::Slice;
use assemble::Decoding;
use dicom::Candidate;
use dicom::ImageFile;
use dicom::Looked;
use fault::Checked;
use fault::Fault;
use input::Input;
use sniff::Kind;

/// What an opening gave.
#[derive(Debug, Default)]
pub struct Opened {
    /// The series with their pixels, in the order of study and series number.
    pub series: Vec<Arc<Series>>,
    /// What was mended, doubted or left out.
    pub problems: Vec<Problem>,
    /// How many files were looked at.
    pub scanned: Scanned,
}

/// Counts of the files looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scanned {
    /// All files.
    pub files: usize,
    /// Those that are pictures.
    pub images: usize,
    /// Those that are something else.
    pub other: usize,
    /// Those that should have been pictures and could not be read.
    pub failed: usize,
}

/// What [`open`] reports while it works.
#[derive(Debug)]
pub enum Found {
    /// The headers of a series are known; comes again with the same id when more files of it
    /// were found.
    Listed(Arc<SeriesHeader>),
    /// The first decoded slice of a series whose pixels are still being read.
    First {
        /// The series.
        id: SeriesId,
        /// Index of the slice in [`Plane::Acquired`](crate::study::Plane::Acquired).
        index: usize,
        /// The slice.
        slice: Box<Slice>,
    },
    /// All pixels of a series; replaces what was known under its id.
    Read(Arc<Series>),
    /// Something was mended, doubted or left out.
    Problem(Problem),
    /// Files looked at, then slices decoded.
    Progress {
        /// Done so far.
        done: usize,
        /// In all.
        of: usize,
    },
}

/// How to open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Bytes that all samples together may take.
    pub memory_budget: u64,
    /// Leaves out the pixels: [`Found::Listed`] tells of the series, [`Opened::series`] is empty.
    pub headers_only: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            memory_budget: 4 << 30,
            headers_only: false,
        }
    }
}

/// Reads all that `source` holds. `found` is called as the work goes on, from any thread;
/// `keep_going` is asked between files and slices, and what was read until it says no is returned.
pub fn open(
    source: &dyn Source,
    options: &Options,
    found: &(dyn Fn(Found) + Sync),
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Opened {
    let problems = Mutex::new(Vec::new());
    let tell = |news: Found| {
        if let Found::Problem(problem) = &news {
            problems
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(problem.clone());
        }
        found(news);
    };
    let (series, scanned) = open_telling(source, options, &tell, keep_going);
    Opened {
        series,
        problems: problems
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner),
        scanned,
    }
}

fn open_telling(
    source: &dyn Source,
    options: &Options,
    tell: &(dyn Fn(Found) + Sync),
    keep_going: &(dyn Fn() -> bool + Sync),
) -> (Vec<Arc<Series>>, Scanned) {
    let entries = source.entries(&mut |problem| tell(Found::Problem(problem)));
    let mut scanned = Scanned {
        files: entries.len(),
        ..Scanned::default()
    };
    let done = AtomicUsize::new(0);
    let looked: Vec<(usize, Checked<Content>)> = entries
        .par_iter()
        .enumerate()
        .filter(|_| keep_going())
        .map(|(at, entry)| {
            let content = look(source, at, entry);
            let done = done.fetch_add(1, Ordering::Relaxed) + 1;
            tell(Found::Progress {
                done,
                of: entries.len(),
            });
            (at, content)
        })
        .collect();
    let mut images = Vec::new();
    let severity = |entry: &Entry| {
        if entry.named {
            Severity::Error
        } else {
            Severity::Warning
        }
    };
    for (at, content) in looked {
        let Some(entry) = entries.get(at) else {
            continue;
        };
        match content {
            Ok(Content::Dicom(image)) => {
                scanned.images += 1;
                images.push(*image);
            }
            Ok(Content::Other(what)) => {
                scanned.other += 1;
                if let Some(what) = what {
                    let problem = Problem {
                        severity: if entry.named {
                            Severity::Error
                        } else {
                            Severity::Note
                        },
                        ..Problem::warning(&entry.name, "", what, Effect::NotAPicture)
                    };
                    tell(Found::Problem(problem));
                }
            }
            Err(fault) => {
                scanned.failed += 1;
                let problem = assemble::left_out(fault, &entry.name, severity(entry));
                tell(Found::Problem(problem));
            }
        }
    }
    let mut doubts = Vec::new();
    let plans = dicom::plans(&images, &mut doubts);
    doubts
        .into_iter()
        .for_each(|problem| tell(Found::Problem(problem)));
    for plan in &plans {
        tell(Found::Listed(Arc::new(plan.header.clone())));
    }
    if options.headers_only {
        return (Vec::new(), scanned);
    }
    let slices: usize = plans.iter().map(|plan| plan.frames.len()).sum();
    let done = AtomicUsize::new(0);
    let decoded = || {
        let done = done.fetch_add(1, Ordering::Relaxed) + 1;
        tell(Found::Progress { done, of: slices });
    };
    // The first CT comes first, so that its picture is there before others are read.
    let mut order: Vec<(usize, dicom::Plan)> = plans.into_iter().enumerate().collect();
    order.sort_by_key(|(at, plan)| {
        let volume = plan.header.geometry.is_some() && plan.header.size[2] > 1;
        (!(plan.header.modality == "CT" && volume), *at)
    });
    let mut read: Vec<(usize, Arc<Series>)> = Vec::new();
    let mut budget = options.memory_budget;
    for (at, plan) in order {
        if !keep_going() {
            break;
        }
        let named = plan
            .frames
            .iter()
            .filter_map(|frame| images.get(frame.file))
            .filter_map(|image| entries.get(image.entry))
            .any(|entry| entry.named);
        let decoding = Decoding {
            images: &images,
            source,
            found: tell,
            keep_going,
            decoded: &decoded,
            budget,
            severity: if named {
                Severity::Error
            } else {
                Severity::Warning
            },
        };
        if let Some(series) = assemble::series(plan, &decoding) {
            let series = Arc::new(series);
            budget = budget.saturating_sub(series.bytes() as u64);
            tell(Found::Read(series.clone()));
            read.push((at, series));
        }
    }
    read.sort_by_key(|(at, _)| *at);
    (
        read.into_iter().map(|(_, series)| series).collect(),
        scanned,
    )
}

/// What a file holds.
enum Content {
    Dicom(Box<ImageFile>),
    /// No picture: what it is, where its name or content promised more than that.
    Other(Option<String>),
}

fn look(source: &dyn Source, at: usize, entry: &Entry) -> Checked<Content> {
    let (inner, length) = source.open(at).map_err(|error| Fault::io(&error))?;
    let mut input = Input::new(inner, length);
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
                Looked::NotAnImage(what) => Content::Other(Some(what)),
            })
        }
        Kind::Empty if promises_a_picture(entry) => Err(Fault::new("", "the file is empty")),
        Kind::NotRead(format) => Err(Fault::new("", format!("{format} files are not read yet"))),
        Kind::Unknown if promises_a_picture(entry) => Err(Fault::new(
            "preamble",
            "no known format: neither \"DICM\" at byte 128 nor another file's signature",
        )),
        Kind::Picture(_) | Kind::Npy | Kind::Empty | Kind::Unknown => Ok(Content::Other(None)),
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
