//! Files to studies. Never all or nothing: what can be read is read, and each thing that cannot
//! is a [`Problem`] with file, element and reason.
//!
//! [`open`] lists a [`Source`], recognises files by content, reads headers on all cores, groups
//! them into series, and decodes one series after the other; [`Found`] tells a listener as it
//! goes. Sizes, lengths and spacings are checked in this room and nowhere after it.

#![deny(clippy::indexing_slicing)]

mod array;
mod assemble;
mod contents;
mod decode;
mod dicom;
mod fault;
mod guard;
mod input;
mod layers;
mod open;
mod pfm;
mod plain;
mod raster;
mod reference;
mod single;
mod sniff;
mod source;
mod stack;
mod stored;
mod typed;
mod volume;

pub use input::ReadSeek;
pub use reference::mask;
pub use reference::reference;
pub use source::Entry;
pub use source::Source;
pub use source::embedded;
pub use source::paths;
pub use stored::Stored;
pub use typed::completions;
pub use typed::missing;
pub use typed::typed_paths;

use std::path::Path;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

use crate::problem::Effect;
use crate::problem::Problem;
use crate::problem::Severity;
use crate::study::Charsets;
use crate::study::Layer;
use crate::study::Series;
use crate::study::SeriesHeader;
use crate::study::SeriesId;
use crate::study::Slice;

/// What an opening gave.
#[derive(Debug, Default)]
pub struct Opened {
    /// The series with their pixels, in the order of study and series number.
    pub series: Vec<Arc<Series>>,
    /// What lies over them, or over series that are not among them.
    pub layers: Vec<Arc<Layer>>,
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
    /// Something that lies over series, whether they are open or not; replaces what was known under
    /// its id.
    Layer(Arc<Layer>),
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
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// Bytes that all samples together may take.
    pub memory_budget: u64,
    /// Leaves out the pixels: [`Found::Listed`] tells of the series, [`Opened::series`] is empty.
    pub headers_only: bool,
    /// Series that are open already, over which structures and segments may lie.
    pub beside: Vec<Arc<SeriesHeader>>,
    /// Joins single pictures of one folder that are alike in size and type to one stack.
    pub stack: bool,
    /// In which character sets texts are read.
    pub charsets: Charsets,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            memory_budget: 4 << 30,
            headers_only: false,
            beside: Vec::new(),
            stack: false,
            charsets: Charsets::default(),
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
    let layers = Mutex::new(Vec::new());
    let tell = |news: Found| {
        match &news {
            Found::Problem(problem) => problems
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(problem.clone()),
            Found::Layer(layer) => layers
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(layer.clone()),
            _ => {}
        }
        found(news);
    };
    let (series, scanned) = apart(|| open::open(source, options, &tell, keep_going));
    Opened {
        series,
        layers: layers.into_inner().unwrap_or_else(PoisonError::into_inner),
        problems: problems
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner),
        scanned,
    }
}

/// Reads what the file `at` of `source` stores, frames in the file's own order; `name` is what a problem
/// calls it.
///
/// # Errors
/// When the file holds no picture, or it cannot be decoded.
pub fn stored(source: &dyn Source, at: usize, name: &str) -> Result<Stored, Problem> {
    let budget = Options::default().memory_budget;
    apart(|| stored::stored(source, at, budget))
        .map_err(|fault| fault.problem(name, Severity::Error, Effect::FileLeftOut))
}

/// Runs `work` on threads of its own, so that its decoders do not make the pictures of a view wait:
/// in one pool a worker takes work from outside only when its own is done.
fn apart<R: Send>(work: impl FnOnce() -> R + Send) -> R {
    /// Some decoders recurse.
    const STACK_BYTES: usize = 8 << 20;
    let pool = rayon::ThreadPoolBuilder::new()
        .stack_size(STACK_BYTES)
        .thread_name(|n| format!("read {n}"))
        .build();
    match pool {
        Ok(pool) => pool.install(work),
        // Where no thread can be started, the usual ones must do.
        Err(_) => work(),
    }
}

/// Reads one file without DICOM around it: a picture (PNG, JPEG, TIFF, BMP, PNM), a NumPy array, or a volume
/// (NIfTI, NRRD, MetaImage). Colour stays colour, also where all its channels are equal.
///
/// # Errors
/// Names what is wrong with the file; DICOM files, archives and files of several volumes are refused.
pub fn picture(path: &Path) -> Result<Series, Problem> {
    single::picture(path)
}

/// Reads a small text file, such as a recipe, of at most 1 MB of UTF-8.
///
/// # Errors
/// When it is larger, no UTF-8 or cannot be read.
pub fn text(path: &Path) -> Result<String, Problem> {
    single::text(path)
}
