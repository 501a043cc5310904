//! One file asked for by itself: a plain picture or a small text.

use std::path::Path;

use super::Array;
use super::Options;
use super::Source;
use super::fault::Checked;
use super::fault::Fault;
use super::input::Input;
use super::input::zeroed;
use super::plain;
use super::sniff;
use super::sniff::Kind;
use super::source::paths;
use crate::pixels::Image;
use crate::pixels::Sample;
use crate::pixels::Samples;
use crate::problem::Effect;
use crate::problem::Problem;
use crate::problem::Severity;

const LONGEST_TEXT: u64 = 1 << 20;

/// Opens the file at `path`, or says why it cannot be opened.
fn open(path: &Path) -> Result<Input, Problem> {
    if path.is_dir() {
        return Err(refused(
            path,
            Fault::new("file", "is a folder, must be a file"),
        ));
    }
    let source = paths(&[path.to_owned()]);
    let mut problems = Vec::new();
    let entries = source.entries(&mut |problem| problems.push(problem));
    if let Some(problem) = problems.pop() {
        return Err(problem);
    }
    if entries.is_empty() {
        return Err(refused(path, Fault::new("file", "is no file")));
    }
    match source.open(0) {
        Ok((inner, length)) => Ok(Input::new(inner, length)),
        Err(error) => Err(refused(path, Fault::io(&error))),
    }
}

fn refused(path: &Path, fault: Fault) -> Problem {
    fault.problem(
        &path.to_string_lossy(),
        Severity::Error,
        Effect::FileLeftOut,
    )
}

/// See [`picture`](super::picture).
pub(super) fn picture(path: &Path) -> Result<Array, Problem> {
    let input = open(path)?;
    array(input).map_err(|fault| refused(path, fault))
}

fn array(mut input: Input) -> Checked<Array> {
    let kind = sniff::kind(input.up_to(0, sniff::HEAD)?);
    match kind {
        Kind::Picture(_) | Kind::Npy => {}
        Kind::Dicom => {
            return Err(Fault::new(
                "file",
                "a DICOM file, must be a picture or an array",
            ));
        }
        Kind::Empty => return Err(Fault::new("file", "the file is empty")),
        Kind::NotRead(format) => {
            return Err(Fault::new(
                "file",
                format!("{format} files are not read yet"),
            ));
        }
        Kind::Unknown => {
            return Err(Fault::new(
                "file",
                "no known format, must be PNG, JPEG, TIFF, BMP, PNM or NPY",
            ));
        }
    }
    let budget = Options::default().memory_budget;
    let mut pages = plain::pages(input, kind, budget, &mut Vec::new())?;
    match (pages.len(), pages.pop()) {
        (1, Some(plane)) => Ok(Array::Plane(plane)),
        (depth, Some(last)) => {
            pages.push(last);
            let samples = below_each_other(&pages)?;
            Ok(Array::Stack { samples, depth })
        }
        (_, None) => Err(Fault::new("file", "holds no picture")),
    }
}

/// All pages in one block; those of another type than the first were left out before.
fn below_each_other(pages: &[Samples]) -> Checked<Samples> {
    macro_rules! joined {
        ($first:expr, $variant:ident) => {{
            let (width, height, channels) = ($first.width(), $first.height(), $first.channels());
            let page = width * height * channels;
            let mut data = zeroed((page * pages.len()) as u64)?;
            for (to, from) in data.chunks_mut(page).zip(pages) {
                if let Samples::$variant(image) = from {
                    to.copy_from_slice(image.data());
                }
            }
            Sample::wrap(Image::new(width, height * pages.len(), channels, data))
        }};
    }
    Ok(match pages.first() {
        Some(Samples::U8(first)) => joined!(first, U8),
        Some(Samples::I8(first)) => joined!(first, I8),
        Some(Samples::U16(first)) => joined!(first, U16),
        Some(Samples::I16(first)) => joined!(first, I16),
        Some(Samples::U32(first)) => joined!(first, U32),
        Some(Samples::I32(first)) => joined!(first, I32),
        Some(Samples::F32(first)) => joined!(first, F32),
        Some(Samples::F64(first)) => joined!(first, F64),
        None => return Err(Fault::new("file", "holds no picture")),
    })
}

/// See [`text`](super::text).
pub(super) fn text(path: &Path) -> Result<String, Problem> {
    let mut input = open(path)?;
    let length = input.length();
    if length > LONGEST_TEXT {
        let reason = format!("{length} bytes, at most {LONGEST_TEXT} are read");
        return Err(refused(path, Fault::new("file", reason)));
    }
    let bytes = input
        .part(0, length)
        .map_err(|fault| refused(path, fault))?;
    String::from_utf8(bytes)
        .map_err(|error| refused(path, Fault::new("file", format!("no UTF-8 text: {error}"))))
}
