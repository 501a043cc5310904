//! Opens files and folders for a command.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

use super::interrupt;
use super::report;
use super::report::Stop;
use crate::problem::Effect;
use crate::problem::Problem;
use crate::problem::Severity;
use crate::read;
use crate::read::Found;
use crate::read::Opened;
use crate::study::Charset;
use crate::study::Charsets;
use crate::study::Content;
use crate::study::Plane;
use crate::study::Series;
use crate::study::SeriesHeader;

/// What a person chose about how files are read.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct How {
    /// The character set of texts.
    pub charset: Charset,
    /// Single pictures of one folder that are alike become one stack.
    pub stack: bool,
}

/// Opens `paths` with their pixels, pictures of a folder as one stack where that is asked for.
///
/// # Errors
/// When no series is there; what is wrong with each file has then been said.
pub(super) fn open(paths: &[PathBuf], stack: bool) -> Result<Opened, Stop> {
    let how = How {
        stack,
        ..How::default()
    };
    let opened = open_in(paths, how)?;
    if opened.series.is_empty() {
        return Err(nothing(paths, &opened));
    }
    Ok(opened)
}

/// Opens `paths` with their pixels. No series may be there where all
/// files are correct ones that are no pictures.
///
/// # Errors
/// When nothing is there, or what is there cannot be read.
pub(super) fn open_in(paths: &[PathBuf], how: How) -> Result<Opened, Stop> {
    let mut opened = read::open(
        &read::paths(paths),
        &options(how, false),
        &|_| {},
        &interrupt::keep_going,
    );
    if opened.series.is_empty() && !others_only(&opened) {
        return Err(nothing(paths, &opened));
    }
    soften(paths, &mut opened);
    Ok(opened)
}

fn options(how: How, headers_only: bool) -> read::Options {
    read::Options {
        headers_only,
        stack: how.stack,
        charsets: Charsets {
            others: how.charset,
            ..Charsets::default()
        },
        ..read::Options::default()
    }
}

/// Opens the headers of `paths` alone.
///
/// # Errors
/// As for [`open`].
pub(super) fn headers(
    paths: &[PathBuf],
    how: How,
) -> Result<(Vec<Arc<SeriesHeader>>, Opened), Stop> {
    let listed: Mutex<Vec<Arc<SeriesHeader>>> = Mutex::new(Vec::new());
    let options = options(how, true);
    let found = |news: Found| {
        if let Found::Listed(header) = news {
            let mut listed = listed.lock().unwrap_or_else(PoisonError::into_inner);
            // A series is listed again when more files of it were found.
            match listed.iter_mut().find(|known| known.id == header.id) {
                Some(known) => *known = header,
                None => listed.push(header),
            }
        }
    };
    let mut opened = read::open(&read::paths(paths), &options, &found, &|| true);
    let listed = listed.into_inner().unwrap_or_else(PoisonError::into_inner);
    if listed.is_empty() && !others_only(&opened) {
        return Err(nothing(paths, &opened));
    }
    soften(paths, &mut opened);
    Ok((listed, opened))
}

/// The plane that is meant where none is asked for: axial for a volume with orientation, else as
/// acquired.
pub(super) fn usual_plane(header: &SeriesHeader) -> Plane {
    match &header.geometry {
        Some(geometry) if geometry.oriented => Plane::Axial,
        _ => Plane::Acquired,
    }
}

/// The slice (from 0) that is meant where none is asked for: the middle one of a volume, the first
/// frame of a stack.
pub(super) fn usual_slice(series: &Series, plane: Plane) -> usize {
    match &series.content {
        Content::Stack(_) => 0,
        Content::Volume(_) => series.header.slice_count(plane) / 2,
    }
}

/// Whether all that was found are correct files that are no pictures.
fn others_only(opened: &Opened) -> bool {
    let fine = |problem: &Problem| problem.severity == Severity::Note;
    opened.scanned.other > 0
        && opened.problems.iter().all(fine)
        && (opened.problems.iter()).any(|problem| problem.effect == Effect::NotAPicture)
}

/// The one path that was named has opened: what is missing from it is a warning.
fn soften(paths: &[PathBuf], opened: &mut Opened) {
    if paths.len() == 1 {
        for problem in &mut opened.problems {
            problem.severity = problem.severity.min(Severity::Warning);
        }
    }
}

/// Says why nothing could be opened: every file that was left out is then an error.
fn nothing(paths: &[PathBuf], opened: &Opened) -> Stop {
    let mut said = false;
    for problem in &opened.problems {
        if problem.severity == Severity::Note {
            report::problem(problem);
        } else {
            report::error(problem);
            said = true;
        }
    }
    if said {
        return Stop::Said;
    }
    let name = match paths {
        [path] => path.to_string_lossy().into_owned(),
        _ => format!("{} paths", paths.len()),
    };
    Stop::Failed(Problem::error(
        name,
        "",
        format!("no picture found among {} files", opened.scanned.files),
        Effect::None,
    ))
}
