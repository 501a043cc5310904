//! One file asked for by itself: a picture, array or volume without DICOM around it, or a small text.

use std::path::Path;

use super::Options;
use super::Source;
use super::assemble::check_memory;
use super::contents::Contents;
use super::fault::Checked;
use super::fault::Fault;
use super::input::Input;
use super::plain;
use super::sniff::Kind;
use super::source::paths;
use super::volume;
use crate::problem::Effect;
use crate::problem::Problem;
use crate::problem::Severity;
use crate::study::Series;

const LONGEST_TEXT: u64 = 1 << 20;

/// The file at `path` as a source, or why it cannot be opened.
fn source(path: &Path) -> Result<impl Source + use<>, Problem> {
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
    Ok(source)
}

fn refused(path: &Path, fault: Fault) -> Problem {
    fault.problem(
        &path.to_string_lossy(),
        Severity::Error,
        Effect::FileLeftOut,
    )
}

/// See [`picture`](super::picture).
pub(super) fn picture(path: &Path) -> Result<Series, Problem> {
    let source = source(path)?;
    let contents = Contents::of(&source, &mut |_| {});
    series(&contents).map_err(|fault| refused(path, fault))
}

fn series(contents: &Contents<'_>) -> Checked<Series> {
    const AT: usize = 0;
    let budget = Options::default().memory_budget;
    let (kind, _) = contents.kind(AT)?;
    let entry = contents.list().get(AT);
    let entry = entry.ok_or_else(|| Fault::new("file", "is no file"))?;
    match kind {
        Kind::Picture(_) | Kind::Npy | Kind::Pfm => {
            let shape = plain::shape(contents.input(AT)?, kind)?;
            let pages = plain::pages(contents.input(AT)?, kind, budget, &mut Vec::new())?;
            Ok(plain::stack(plain::header(entry, &shape), pages))
        }
        Kind::Nifti | Kind::Nrrd | Kind::Meta => {
            let parts = volume::parts(AT, entry, volume::look(contents, AT, kind)?);
            let (element, sizes) = (parts.described.element, parts.described.sizes());
            if parts.described.series() > 1 {
                let reason = format!("{sizes}, must be one volume");
                return Err(Fault::new(element, reason));
            }
            let mut room = |bytes| check_memory(element, bytes, &sizes, budget);
            let mut found = Vec::new();
            parts.read(contents, &mut room, &mut found, &mut Vec::new())?;
            found
                .pop()
                .ok_or_else(|| Fault::new("file", "holds no picture"))
        }
        Kind::Dicom => Err(Fault::new(
            "file",
            "a DICOM file, must be a picture, an array or a volume",
        )),
        Kind::Empty => Err(Fault::new("file", "the file is empty")),
        Kind::Zip | Kind::Gzip => Err(Fault::new("file", "an archive, must be one picture")),
        Kind::NotRead(format) => Err(Fault::new(
            "file",
            format!("{format} files are not read yet"),
        )),
        Kind::Unknown => Err(Fault::new(
            "file",
            "no known format, must be PNG, JPEG, TIFF, BMP, PNM, NPY, NIfTI, NRRD or MetaImage",
        )),
    }
}

/// See [`text`](super::text).
pub(super) fn text(path: &Path) -> Result<String, Problem> {
    let opened = source(path)?.open(0);
    let (inner, length) = opened.map_err(|error| refused(path, Fault::io(&error)))?;
    let mut input = Input::new(inner, length);
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
