//! Opens files and folders for a command.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

use super::report;
use super::report::Stop;
use crate::problem::Effect;
use crate::problem::Problem;
use crate::problem::Severity;
use crate::read;
use crate::read::Found;
use crate::read::Opened;
use crate::study::SeriesHeader;

/// Opens `paths` with their pixels.
///
/// # Errors
/// When no series is there; what is wrong with each file has then been said.
pub(super) fn open(paths: &[PathBuf]) -> Result<Opened, Stop> {
    let mut opened = read::open(
        &read::paths(paths),
        &read::Options::default(),
        &|_| {},
        &|| true,
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
pub(super) fn headers(paths: &[PathBuf]) -> Result<(Vec<Arc<SeriesHeader>>, Opened), Stop> {
    let listed: Mutex<Vec<Arc<SeriesHeader>>> = Mutex::new(Vec::new());
    let options = read::Options {
        headers_only: true,
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
