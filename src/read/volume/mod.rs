//! Volume files that are not DICOM: NIfTI, NRRD and MetaImage. Each reader turns its header into one
//! [`Described`]; what is done with that is the same for all.

mod described;
mod meta;
mod nifti;
mod nrrd;
mod numbers;
mod place;
mod series;

pub(super) use described::Described;
pub(super) use series::Parts;
pub(super) use series::parts;

use std::io::Read;

use super::contents::Contents;
use super::contents::Stream;
use super::contents::unpacked;
use super::fault::Checked;
use super::fault::Fault;
use super::sniff::Kind;
use described::Beginning;
use described::DataPlace;
use described::Encoding;

/// Longest header in text that is read.
const LONGEST_HEADER: usize = 1 << 20;

/// What the header of volume file `at` says, with the place of its numbers checked.
///
/// # Errors
/// When the header is broken, holds what this program has no use for, or numbers are missing.
pub(super) fn look(contents: &Contents<'_>, at: usize, kind: Kind) -> Checked<Described> {
    let stream = contents.stream(at)?;
    let name = contents.list().get(at).map_or("", |entry| &entry.name);
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let mut beginning = Beginning::new(stream);
    let mut described = match kind {
        Kind::Nifti => nifti::describe(&mut beginning, name)?,
        Kind::Nrrd => nrrd::describe(&mut beginning)?,
        _ => meta::describe(&mut beginning)?,
    };
    described.check_size()?;
    let length = match &described.data {
        DataPlace::Here(_) => beginning.length(),
        DataPlace::Beside { element, names } => {
            let (found, length) = beside(contents, at, element, names, name)?;
            described.beside = Some(found);
            length
        }
    };
    described.check_length(length)?;
    Ok(described)
}

/// The first of `names` that lies beside file `at`, and its length.
fn beside(
    contents: &Contents<'_>,
    at: usize,
    element: &str,
    names: &[String],
    own: &str,
) -> Checked<(String, Option<u64>)> {
    for name in names {
        check_plain(element, name)?;
        if name == own {
            return Err(Fault::new(element, format!("{name} is the header itself")));
        }
        if let Some(stream) = contents.beside(at, name)? {
            let known = stream.length.filter(|_| !stream.packed && !is_packed(name));
            return Ok((name.clone(), known));
        }
    }
    Err(Fault::new(
        element,
        format!("{} is not there beside the header", names.join(" or ")),
    ))
}

/// Whether the file beside a header is packed as a whole, as NIfTI's image files may be.
fn is_packed(name: &str) -> bool {
    name.to_lowercase().ends_with(".gz")
}

/// Refuses names that could lead out of the header's folder.
fn check_plain(element: &str, name: &str) -> Checked<()> {
    let special = |c: char| matches!(c, '/' | '\\' | ':' | '%' | '*' | '?') || c.is_control();
    if name.is_empty() || name.starts_with('.') || name.contains(special) {
        return Err(Fault::new(
            element,
            format!(
                "{} must be the plain name of one file in the header's folder",
                super::fault::quoted(name)
            ),
        ));
    }
    Ok(())
}

/// The stream in which the numbers of a described file begin.
fn numbers(contents: &Contents<'_>, at: usize, described: &Described) -> Checked<Stream> {
    match (&described.data, &described.beside) {
        (DataPlace::Beside { element, .. }, Some(name)) => {
            let stream = contents.beside(at, name)?;
            let stream =
                stream.ok_or_else(|| Fault::new(element.clone(), format!("{name} is gone")))?;
            if is_packed(name) && described.encoding == Encoding::Raw {
                return unpacked(stream);
            }
            Ok(stream)
        }
        (DataPlace::Here(offset), _) => {
            let mut stream = contents.stream(at)?;
            skip(&mut *stream.reader, *offset)?;
            Ok(stream)
        }
        (DataPlace::Beside { element, .. }, None) => Err(Fault::new(element.clone(), "not found")),
    }
}

/// Reads over `count` bytes.
fn skip(reader: &mut dyn Read, count: u64) -> Checked<()> {
    let skipped = std::io::copy(&mut reader.take(count), &mut std::io::sink());
    match skipped.map_err(|error| Fault::io(&error))? {
        skipped if skipped == count => Ok(()),
        skipped => Err(Fault::new(
            "data",
            format!("begins at byte {count}, the file ends after {skipped}"),
        )),
    }
}
