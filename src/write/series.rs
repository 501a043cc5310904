//! A whole series: a file for each slice, or one array.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use super::Format;
use super::Options;
use super::WriteError;
use super::export_planes;
use super::export_samples;
use crate::for_samples;
use crate::pipeline;
use crate::pipeline::PipelineError;
use crate::pipeline::Prepared;
use crate::pixels::Sample;
use crate::pixels::SampleType;
use crate::pixels::Samples;
use crate::problem::Problem;
use crate::recipe::Recipe;
use crate::study::Plane;
use crate::study::Series;
use crate::study::SeriesHeader;

/// Why a series could not be written as a whole; files that were finished before remain.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// A slice could not be processed.
    #[error(transparent)]
    Pipeline(#[from] PipelineError),
    /// A file could not be written.
    #[error(transparent)]
    Write(#[from] WriteError),
}

impl ExportError {
    /// The problem this is for a person who asked for `series` to be exported.
    pub fn problem(&self, series: &str) -> Problem {
        match self {
            Self::Pipeline(error) => error.problem(series),
            Self::Write(error) => error.problem(),
        }
    }
}

/// Where a series goes.
#[derive(Clone, Copy, Debug)]
pub struct Target<'a> {
    /// What its files are written as.
    pub format: Format,
    /// All samples become `f32`, whatever the recipe ends in.
    pub real: bool,
    /// The folder, which is created where it is missing.
    pub folder: &'a Path,
    /// What its files and its own folder are called, such as [`file_name`] gives.
    pub name: &'a str,
    /// What may be replaced.
    pub options: Options<'a>,
}

/// Writes the slices of `series` as they were acquired, each through `recipe`: `NAME/0001.png` … for
/// pictures, `NAME.npy` for an array z, y, x. The recipe goes along as `NAME.toml`. Gives the files
/// written.
///
/// # Errors
/// When a step does not fit, a file cannot be written or may not be replaced, or when told to stop.
pub fn export_series(
    series: &Series,
    recipe: &Recipe,
    prepared: &Prepared,
    target: &Target<'_>,
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Result<Vec<PathBuf>, ExportError> {
    let Target {
        format,
        real,
        folder,
        name,
        ref options,
    } = *target;
    let count = series.header.slice_count(Plane::Acquired);
    let result = |index: usize| {
        let slice = series.slice(Plane::Acquired, index);
        let result = pipeline::process(slice, recipe, prepared, keep_going)?.result;
        Ok::<Samples, PipelineError>(if real { as_real(&result) } else { result })
    };
    let mut written = Vec::new();
    if format == Format::Npy {
        let path = in_folder(folder, &format!("{name}.npy"))?;
        let planes = (0..count).map(result).collect::<Result<Vec<_>, _>>()?;
        match alike(planes).as_slice() {
            [plane] => export_samples(plane, format, &path, options)?,
            planes => export_planes(planes, format, &path, options)?,
        }
        written.push(path);
    } else {
        let suffix = if format == Format::Png { "png" } else { "tif" };
        for index in 0..count {
            let file = format!("{:04}.{suffix}", index + 1);
            let path = in_folder(&folder.join(name), &file)?;
            export_samples(&result(index)?, format, &path, options)?;
            written.push(path);
        }
    }
    let path = in_folder(folder, &format!("{name}.toml"))?;
    super::create_new(&path, options, |file| {
        file.write_all(recipe.to_text().as_bytes())
    })?;
    written.push(path);
    Ok(written)
}

/// A name for the files of a series: its place in the list and its modality, and of its description
/// what no file system or shell trips over.
pub fn file_name(place: usize, header: &SeriesHeader) -> String {
    const LONGEST: usize = 64;
    let mut name = format!("{place:02}");
    for part in [&header.modality, &header.description] {
        let plain: String = part
            .chars()
            .map(|c| {
                if c.is_ascii_alphanumeric() || c == '_' {
                    c
                } else {
                    '-'
                }
            })
            .take(LONGEST)
            .collect();
        for word in plain.split('-').filter(|word| !word.is_empty()) {
            name.push('-');
            name.push_str(word);
        }
    }
    name
}

fn in_folder(folder: &Path, file: &str) -> Result<PathBuf, WriteError> {
    let path = folder.join(file);
    match fs::create_dir_all(folder) {
        Ok(()) => Ok(path),
        Err(source) => Err(WriteError::Io { path, source }),
    }
}

/// Planes of one type, which an array needs: a rescale can make `i16` of one slice and `i32` of the
/// next.
fn alike(planes: Vec<Samples>) -> Vec<Samples> {
    let mut types = planes.iter().map(Samples::sample_type);
    let first = types.next();
    if types.all(|other| Some(other) == first) {
        return planes;
    }
    let whole = |plane: &Samples| matches!(plane.sample_type(), SampleType::I16 | SampleType::I32);
    let whole = planes.iter().all(whole);
    let widened = planes.iter().map(|plane| {
        if whole {
            Samples::I32(for_samples!(plane, image => image.map(|v| v.to_f64() as i32)))
        } else {
            as_real(plane)
        }
    });
    widened.collect()
}

fn as_real(samples: &Samples) -> Samples {
    Samples::F32(for_samples!(samples, image => image.map(|v| v.to_f64() as f32)))
}
