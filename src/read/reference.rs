//! What recipes name besides the pictures they are for: references to match, and masks.

use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

use super::Options;
use super::open;
use super::paths;
use super::picture;
use crate::for_samples;
use crate::pixels::Mask;
use crate::pixels::Sample;
use crate::problem::Effect;
use crate::problem::Problem;
use crate::problem::Severity;
use crate::study::Plane;
use crate::study::Series;

/// Reads the picture, file or folder at `path` as a reference: its first series.
///
/// # Errors
/// Why there is none.
pub fn reference(
    path: &str,
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Result<Arc<Series>, Problem> {
    let files = [PathBuf::from(path)];
    let opened = open(&paths(&files), &Options::default(), &|_| {}, keep_going);
    let mut series = opened.series.into_iter();
    series.next().ok_or_else(|| {
        let mut problems = opened.problems.into_iter();
        problems
            .find(|problem| problem.severity == Severity::Error)
            .unwrap_or_else(|| Problem::error(path, "reference", "no picture found", Effect::None))
    })
}

/// Reads a mask: a picture, array or volume of one plane and channel, in which 0 is out and everything else is in.
///
/// # Errors
/// When it cannot be read, or has several planes or channels.
pub fn mask(path: &Path) -> Result<Mask, Problem> {
    let series = picture(path)?;
    let slice = series.slice(Plane::Acquired, 0);
    if series.acquired_count() != 1 || slice.samples.channels() != 1 {
        let reason = "several planes or channels, wanted one";
        let name = path.to_string_lossy();
        return Err(Problem::error(name, "mask", reason, Effect::None));
    }
    let samples = slice.samples;
    let inside = for_samples!(&samples, image => {
        image.data().iter().map(|v| v.to_f64() != 0.0).collect()
    });
    Ok(Mask::new(samples.width(), samples.height(), inside))
}
