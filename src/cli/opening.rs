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
use crate::study::Content;
use crate::study::Plane;
use crate::study::Series;
use crate::study::SeriesHeader;

/// Opens `paths` with their pixels, pictures of a folder as one stack where that is asked for.
///
/// # Errors
/// When no series is there; what is wrong with each file has then been said.
pub(super) fn open(paths: &[PathBuf], stack: bool) -> Result<Opened, Stop> {
    let options = read::Options {
        stack,
        ..read::Options::default()
    };
    let mut opened = read::open(
        &read::paths(paths),
        &options,
        &|_| {},
        &interrupt::keep_going,
    );
    if opened.series.is_empty() {
        return Err(nothing(paths, &opened));
    }
    soften(paths, &mut opened);
    Ok(opened)
}

/// Opens the headers of `paths` alone.
///
/// # Errors
/// As for [`open`].
pub(super) fn headers(
    paths: &[PathBuf],
    stack: bool,
) -> Result<(Vec<Arc<SeriesHeader>>, Opened), Stop> {
    let listed: Mutex<Vec<Arc<SeriesHeader>>> = Mutex::new(Vec::new());
    let options = read::Options {
        headers_only: true,
        stack,
        ..read::Options::default()
    };
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
    if listed.is_empty() {
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
