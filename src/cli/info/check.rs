//! `info --check`: sums and checksums of what files store, to be held against another reader's.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::args::InfoArgs;
use super::super::interrupt;
use super::super::recipe::in_json;
use super::super::report;
use super::super::report::Stop;
use crate::for_samples;
use crate::pixels::Sample;
use crate::pixels::SampleType;
use crate::pixels::Samples;
use crate::problem::Effect;
use crate::problem::Problem;
use crate::problem::shown;
use crate::read;
use crate::read::Entry;
use crate::read::Source;
use crate::read::Stored;
use crate::write;

#[derive(Serialize)]
struct Document {
    files: BTreeMap<String, File>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum File {
    Read(Box<Read>),
    Failed { error: String },
}

#[derive(Serialize)]
struct Read {
    rows: usize,
    columns: usize,
    frames: usize,
    samples: usize,
    dtype: &'static str,
    stored: Sums,
    #[serde(skip_serializing_if = "Option::is_none")]
    modality: Option<Modality>,
}

/// Over all frames; numbers that are none are left out, and `null` where there are no others.
#[derive(Serialize)]
struct Sums {
    min: serde_json::Value,
    max: serde_json::Value,
    sum: serde_json::Value,
    sha256: String,
}

#[derive(Serialize)]
struct Modality {
    frame0: Values,
}

#[derive(Serialize)]
struct Values {
    min: Option<f64>,
    max: Option<f64>,
    mean: Option<f64>,
}

/// Prints the sums of all files that the paths name; those in folders stand under their path below it.
///
/// # Errors
/// When a file that was named by itself cannot be read.
pub(super) fn run(args: &InfoArgs) -> Result<(), Stop> {
    let source = read::paths(&args.paths);
    let mut listing = Vec::new();
    let entries = source.entries(&mut |problem| listing.push(problem));
    listing.iter().for_each(report::problem);
    let mut files = BTreeMap::new();
    let mut failed = false;
    for (at, entry) in entries.iter().enumerate() {
        if !interrupt::keep_going() {
            break;
        }
        let file = match read::stored(&source, at, &entry.name) {
            Ok(stored) => File::Read(Box::new(Read::of(&stored))),
            Err(problem) => {
                if entry.named {
                    report::error(&problem);
                    failed = true;
                }
                File::Failed {
                    error: format!("{}: {}", problem.element, problem.reason),
                }
            }
        };
        files.insert(shown(&name_below(entry, args)), file);
    }
    if entries.is_empty() {
        let problem = Problem::error("PATH", "", "no file found", Effect::None);
        return Err(Stop::Failed(problem));
    }
    report::out(&in_json(&Document { files })?);
    if failed { Err(Stop::Said) } else { Ok(()) }
}

/// The file's path below the folder that was named, with `/` between its parts.
fn name_below(entry: &Entry, args: &InfoArgs) -> String {
    let name = std::path::Path::new(&entry.name);
    let below = args
        .paths
        .iter()
        .filter_map(|path| name.strip_prefix(path).ok())
        .find(|rest| !rest.as_os_str().is_empty());
    let parts = below.unwrap_or(name).iter();
    let parts: Vec<String> = parts
        .map(|part| part.to_string_lossy().into_owned())
        .collect();
    if below.is_some() {
        parts.join("/")
    } else {
        entry.name.clone()
    }
}

impl Read {
    fn of(stored: &Stored) -> Self {
        let samples = &stored.samples;
        Self {
            rows: stored.rows,
            columns: stored.columns,
            frames: stored.frames,
            samples: samples.channels(),
            dtype: samples.sample_type().numpy(),
            stored: Sums::of(samples),
            modality: Modality::of(stored),
        }
    }
}

impl Sums {
    fn of(samples: &Samples) -> Self {
        let (mut low, mut high, mut whole, mut real) =
            (f64::INFINITY, f64::NEG_INFINITY, 0_i64, 0.0_f64);
        let is_real = matches!(samples.sample_type(), SampleType::F32 | SampleType::F64);
        for_samples!(samples, image => {
            for sample in image.data() {
                let value = sample.to_f64();
                if !value.is_finite() {
                    continue;
                }
                low = low.min(value);
                high = high.max(value);
                if is_real {
                    real += value;
                } else {
                    whole = whole.saturating_add(value as i64);
                }
            }
        });
        let number = |value: f64| {
            if !value.is_finite() {
                serde_json::Value::Null
            } else if is_real {
                value.into()
            } else {
                (value as i64).into()
            }
        };
        Self {
            min: number(low),
            max: number(high),
            sum: if is_real { real.into() } else { whole.into() },
            sha256: write::sha256(samples),
        }
    }
}

impl Modality {
    /// The values of the first frame.
    fn of(stored: &Stored) -> Option<Self> {
        let lut = stored.lut.as_ref()?;
        let (mut low, mut high, mut sum, mut count) =
            (f64::INFINITY, f64::NEG_INFINITY, 0.0_f64, 0_u64);
        for_samples!(&stored.samples, image => {
            for sample in image.data().iter().take(stored.columns * stored.rows) {
                let value = lut.value(sample.to_f64());
                if value.is_finite() {
                    low = low.min(value);
                    high = high.max(value);
                    sum += value;
                    count += 1;
                }
            }
        });
        let some = |value: f64| (count > 0).then_some(value);
        Some(Self {
            frame0: Values {
                min: some(low),
                max: some(high),
                mean: some(sum / count as f64),
            },
        })
    }
}
