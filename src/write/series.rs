//! A whole series: a file for each slice, or one array or volume.

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;

use rayon::prelude::*;

use super::Format;
use super::Options;
use super::WriteError;
use super::export_planes;
use super::export_samples;
use super::nifti;
use crate::for_samples;
use crate::pipeline;
use crate::pipeline::PipelineError;
use crate::pipeline::Prepared;
use crate::pipeline::SliceFigures;
use crate::pixels::Sample;
use crate::pixels::SampleType;
use crate::pixels::Samples;
use crate::problem::Effect;
use crate::problem::Problem;
use crate::recipe::Domain;
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
    /// Somebody said to stop.
    #[error("stopped after {done} of {of} slices")]
    Stopped {
        /// Slices that are done, and written where each has a file of its own.
        done: usize,
        /// Slices of the series.
        of: usize,
    },
}

impl ExportError {
    /// The problem this is for a person who asked for `series` to be exported.
    pub fn problem(&self, series: &str) -> Problem {
        match self {
            Self::Pipeline(error) => error.problem(series),
            Self::Write(error) => error.problem(),
            Self::Stopped { .. } => Problem::error(series, "", self.to_string(), Effect::None),
        }
    }
}

/// What a series is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeriesFormat {
    /// A PNG for each slice, of grey or colour.
    Png,
    /// A TIFF for each slice, in the type of the result.
    Tiff,
    /// A TIFF for each slice, of real numbers (`f32`) whatever the recipe ends in.
    RealTiff,
    /// One NumPy array z, y, x; colour has a last axis of 3.
    Npy,
    /// One NIfTI-1 file with the place of the voxels in the patient.
    Nifti,
}

/// Where a series goes.
#[derive(Clone, Copy, Debug)]
pub struct Target<'a> {
    /// What it is written as.
    pub format: SeriesFormat,
    /// The folder, which is created where it is missing.
    pub folder: &'a Path,
    /// What its files and its own folder are called, such as [`file_name`] gives.
    pub name: &'a str,
    /// What may be replaced.
    pub options: Options<'a>,
}

/// What became of a series.
#[derive(Clone, Debug)]
pub struct Report {
    /// The files written, the recipe last.
    pub files: Vec<PathBuf>,
    /// The type of the samples written.
    pub sample_type: SampleType,
    /// What their numbers are.
    pub domain: Domain,
    /// Figures of each slice, in order.
    pub slices: Vec<SliceFigures>,
}

/// Writes the slices of `series` as they were acquired, each through `recipe`: `NAME/0001.png` … for
/// pictures, `NAME.npy` or `NAME.nii` for the whole. The recipe goes along as `NAME.toml`.
///
/// Slices are worked on by all cores, on threads of their own; `progress` is told from any of them
/// how many slices of how many are done. Nothing is written where one of the files may not be.
///
/// # Errors
/// When a step does not fit, a file cannot be written or may not be replaced, or when told to stop;
/// no file is half written.
pub fn export_series(
    series: &Series,
    recipe: &Recipe,
    prepared: &Prepared,
    target: &Target<'_>,
    progress: &(dyn Fn(usize, usize) + Sync),
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Result<Report, ExportError> {
    let Target {
        format,
        folder,
        name,
        ref options,
    } = *target;
    let count = series.header.slice_count(Plane::Acquired);
    let suffix = match format {
        SeriesFormat::Png => "png",
        SeriesFormat::Tiff | SeriesFormat::RealTiff => "tif",
        SeriesFormat::Npy => "npy",
        SeriesFormat::Nifti => "nii",
    };
    let whole = matches!(format, SeriesFormat::Npy | SeriesFormat::Nifti);
    let mut files = if whole {
        vec![in_folder(folder, &format!("{name}.{suffix}"))?]
    } else {
        let own = folder.join(name);
        (1..=count)
            .map(|number| in_folder(&own, &format!("{number:04}.{suffix}")))
            .collect::<Result<Vec<_>, _>>()?
    };
    files.push(in_folder(folder, &format!("{name}.toml"))?);
    for file in &files {
        super::check(file, options)?;
    }
    let slices = each_slice(count, progress, keep_going, |index, keep_going| {
        let slice = series.slice(Plane::Acquired, index);
        let processed = pipeline::process(slice, recipe, prepared, keep_going)?;
        let figures = processed.figures();
        let (sample_type, domain) = (processed.result.sample_type(), processed.domain);
        let plane = match format {
            SeriesFormat::Npy | SeriesFormat::Nifti => Some(processed.result),
            SeriesFormat::Png => {
                export_samples(&processed.result, Format::Png, &files[index], options)?;
                None
            }
            SeriesFormat::Tiff => {
                export_samples(&processed.result, Format::Tiff, &files[index], options)?;
                None
            }
            SeriesFormat::RealTiff => {
                let real = as_real(&processed.result);
                export_samples(&real, Format::Tiff, &files[index], options)?;
                return Ok((figures, SampleType::F32, domain, None));
            }
        };
        Ok((figures, sample_type, domain, plane))
    })?;
    let (mut figures, mut planes) = (Vec::new(), Vec::new());
    let (mut sample_type, mut domain) = (series.header.sample_type, Domain::Values);
    for (of_slice, own_type, own_domain, plane) in slices {
        figures.push(of_slice);
        planes.extend(plane);
        (sample_type, domain) = (own_type, own_domain);
    }
    if let (Some(path), true) = (files.first(), whole) {
        let planes = alike(planes);
        sample_type = planes.first().map_or(sample_type, Samples::sample_type);
        export_whole(&planes, series, format, path, options)?;
    }
    if let Some(path) = files.last() {
        super::create_new(path, options, |file| {
            file.write_all(recipe.to_text().as_bytes())
        })?;
    }
    Ok(Report {
        files,
        sample_type,
        domain,
        slices: figures,
    })
}

/// Writes all planes as one array or volume.
fn export_whole(
    planes: &[Samples],
    series: &Series,
    format: SeriesFormat,
    path: &Path,
    options: &Options<'_>,
) -> Result<(), WriteError> {
    if format == SeriesFormat::Nifti {
        let geometry = series.header.geometry.as_deref();
        if let Some(reason) = nifti::refusal(planes, geometry) {
            let path = path.to_owned();
            return Err(WriteError::Unfit { path, reason });
        }
        return super::create_new(path, options, |file| nifti::nii(planes, geometry, file));
    }
    match planes {
        [plane] => export_samples(plane, Format::Npy, path, options),
        planes => export_planes(planes, Format::Npy, path, options),
    }
}

/// What `work` makes of each of `count` slices, in order; all cores work, and stop at the first
/// failure.
fn each_slice<R: Send>(
    count: usize,
    progress: &(dyn Fn(usize, usize) + Sync),
    keep_going: &(dyn Fn() -> bool + Sync),
    work: impl Fn(usize, &(dyn Fn() -> bool + Sync)) -> Result<R, ExportError> + Sync,
) -> Result<Vec<R>, ExportError> {
    let (done, failed) = (AtomicUsize::new(0), AtomicBool::new(false));
    let go_on = || keep_going() && !failed.load(Ordering::Relaxed);
    let results: Vec<Option<Result<R, ExportError>>> = apart(|| {
        (0..count)
            .into_par_iter()
            .map(|index| {
                if !go_on() {
                    return None;
                }
                match work(index, &go_on) {
                    Ok(result) => {
                        progress(done.fetch_add(1, Ordering::Relaxed) + 1, count);
                        Some(Ok(result))
                    }
                    Err(ExportError::Pipeline(PipelineError::Cancelled)) => None,
                    Err(error) => {
                        failed.store(true, Ordering::Relaxed);
                        Some(Err(error))
                    }
                }
            })
            .collect()
    });
    let finished = results
        .into_iter()
        .flatten()
        .collect::<Result<Vec<R>, _>>()?;
    if finished.len() < count {
        return Err(ExportError::Stopped {
            done: finished.len(),
            of: count,
        });
    }
    Ok(finished)
}

/// Runs `work` on threads of its own, so that the pictures of a window do not wait for it: in one pool
/// a worker takes work from outside only when its own is done.
fn apart<R: Send>(work: impl FnOnce() -> R + Send) -> R {
    let pool = rayon::ThreadPoolBuilder::new()
        .thread_name(|n| format!("write {n}"))
        .build();
    match pool {
        Ok(pool) => pool.install(work),
        // Where no thread can be started, the usual ones must do.
        Err(_) => work(),
    }
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
