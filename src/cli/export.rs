//! `export`: whole series to a folder, and what a recipe does to many slices.

use std::fmt::Write as _;

use super::args::ExportArgs;
use super::args::ExportKind;
use super::given::given;
use super::given::prepared;
use super::interrupt;
use super::opening;
use super::plan;
use super::plan::End;
use super::render;
use super::report;
use super::report::Progress;
use super::report::Stop;
use crate::pipeline::SliceFigures;
use crate::problem::Effect;
use crate::problem::Problem;
use crate::problem::Severity;
use crate::problem::shown;
use crate::recipe::Depth;
use crate::recipe::Domain;
use crate::study::Series;
use crate::write;
use crate::write::Report;
use crate::write::SeriesFormat;
use crate::write::Target;

pub(super) fn run(args: &ExportArgs) -> Result<(), Stop> {
    let mut recipe = plan::steps(&args.steps)?;
    let given = given(&mut recipe, args.steps.mask.as_deref())?;
    interrupt::note_interrupts();
    let opened = opening::open(&args.paths, args.stack)?;
    opened.problems.iter().for_each(report::problem);
    let unread = opened.problems.iter();
    let mut failed = unread.filter(|p| p.severity == Severity::Error).count() > 0;
    for (at, series) in opened.series.iter().enumerate() {
        let name = write::file_name(at + 1, &series.header);
        if !interrupt::keep_going() {
            let problem = Problem::error(&name, "", "stopped before it", Effect::NotWritten);
            return Err(Stop::Failed(problem));
        }
        // A series without phases is what it is.
        let phase = args.phase.filter(|_| series.header.phases.is_some());
        let series = match render::in_phase(series, phase, &name) {
            Ok(series) => series,
            Err(Stop::Failed(problem)) => {
                report::error(&problem);
                failed = true;
                continue;
            }
            Err(other) => return Err(other),
        };
        if let (Some(phases), None) = (&series.header.phases, args.phase) {
            let reason = format!(
                "{}, the first of {}; --phase chooses another",
                phases.label(0),
                phases.values.len()
            );
            report::problem(&Problem::note(&name, "--phase", reason));
        }
        let start = Domain::of_series(&series.header);
        let fitted = plan::fitted(&recipe, start, end(args.kind), &name)?;
        let target = Target {
            format: format(args.kind),
            folder: &args.out,
            name: &name,
            options: write::Options {
                force: args.force,
                inputs: &args.paths,
            },
        };
        let prepared = match prepared(series, &fitted.recipe, given.clone(), &name) {
            Ok(prepared) => prepared,
            Err(Stop::Failed(problem)) => {
                report::error(&problem);
                failed = true;
                continue;
            }
            Err(other) => return Err(other),
        };
        let line = Progress::new();
        let progress =
            |done: usize, of: usize| line.show(&format!("{name}: {done} of {of} slices"));
        let exported = write::export_series(
            series,
            &fitted.recipe,
            &prepared,
            &target,
            &progress,
            &interrupt::keep_going,
        );
        drop(line);
        match exported {
            Ok(written) => {
                fitted.notes.iter().for_each(report::problem);
                let folder = args.out.join(&name);
                let folder = shown(&folder.to_string_lossy());
                report::out(&summary(&folder, series, start, &written));
            }
            // The other series do not suffer from it.
            Err(write::ExportError::Write(error)) => {
                report::error(&plan::written(&error));
                failed = true;
            }
            Err(error) => {
                report::error(&error.problem(&name));
                failed = true;
            }
        }
    }
    if failed { Err(Stop::Said) } else { Ok(()) }
}

fn format(kind: ExportKind) -> SeriesFormat {
    match kind {
        ExportKind::Png8 | ExportKind::Png16 => SeriesFormat::Png,
        ExportKind::Tiff8 | ExportKind::Tiff16 => SeriesFormat::Tiff,
        ExportKind::Tiff32 => SeriesFormat::RealTiff,
        ExportKind::Npy => SeriesFormat::Npy,
        ExportKind::Nifti => SeriesFormat::Nifti,
    }
}

/// What the steps must end in; arrays and real numbers take anything.
fn end(kind: ExportKind) -> End {
    let depth = match kind {
        ExportKind::Png8 | ExportKind::Tiff8 => Some(Depth::Eight),
        ExportKind::Png16 | ExportKind::Tiff16 => Some(Depth::Sixteen),
        ExportKind::Tiff32 | ExportKind::Npy | ExportKind::Nifti => None,
    };
    End {
        grey: depth.is_some(),
        depth,
    }
}

/// One number of a slice, where it has it.
type Number = fn(&SliceFigures) -> Option<f64>;

/// What was written, and what the recipe did to the slices.
fn summary(folder: &str, series: &Series, start: Domain, written: &Report) -> String {
    let header = &series.header;
    let slices = &written.slices;
    let mut text = format!("{folder}: {} files\n", written.files.len());
    // Writing to a `String` cannot fail.
    let _ = writeln!(
        text,
        "  {} slices of {} x {} pixels: {}, then {} ({})",
        slices.len(),
        header.size[0],
        header.size[1],
        extent(start, slices, |slice| (slice.before.min, slice.before.max)),
        extent(written.domain, slices, |slice| (
            slice.after.min,
            slice.after.max
        )),
        written.sample_type.name()
    );
    let _ = writeln!(
        text,
        "  {:24}{:>12}{:>12}{:>12}",
        "per slice", "least", "median", "most"
    );
    let rows: [(&str, Number); 5] = [
        ("mean before", |slice| slice.before.mean),
        ("mean after", |slice| slice.after.mean),
        ("entropy before, bits", |slice| {
            Some(slice.before.entropy_bits)
        }),
        ("entropy after, bits", |slice| {
            Some(slice.after.entropy_bits)
        }),
        ("saturated after, %", |slice| slice.saturated_percent),
    ];
    for (name, number) in rows {
        if let Some([least, median, most]) = spread(slices.iter().filter_map(number)) {
            let _ = writeln!(text, "  {name:24}{least:>12.3}{median:>12.3}{most:>12.3}");
        }
    }
    text
}

/// A domain and the smallest and largest number of all slices.
fn extent(
    domain: Domain,
    slices: &[SliceFigures],
    of: impl Fn(&SliceFigures) -> (Option<f64>, Option<f64>),
) -> String {
    let low = slices
        .iter()
        .filter_map(|slice| of(slice).0)
        .min_by(f64::total_cmp);
    let high = slices
        .iter()
        .filter_map(|slice| of(slice).1)
        .max_by(f64::total_cmp);
    match (low, high) {
        (Some(low), Some(high)) => format!("{} {low} to {high}", domain.name()),
        _ => format!("{} without data", domain.name()),
    }
}

/// The least, the median and the most.
fn spread(numbers: impl Iterator<Item = f64>) -> Option<[f64; 3]> {
    let mut numbers: Vec<f64> = numbers.collect();
    numbers.sort_by(f64::total_cmp);
    let (below, above) = (numbers.len().checked_sub(1)? / 2, numbers.len() / 2);
    let median = f64::midpoint(*numbers.get(below)?, *numbers.get(above)?);
    Some([*numbers.first()?, median, *numbers.last()?])
}
