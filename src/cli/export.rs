//! `export`: whole series to a folder.

use super::args::ExportArgs;
use super::args::ExportKind;
use super::given::given;
use super::given::prepared;
use super::opening;
use super::plan;
use super::plan::End;
use super::report;
use super::report::Stop;
use crate::problem::Severity;
use crate::problem::shown;
use crate::recipe::Depth;
use crate::recipe::Domain;
use crate::study::Plane;
use crate::study::Series;
use crate::write;
use crate::write::Format;
use crate::write::Target;

pub(super) fn run(args: &ExportArgs) -> Result<(), Stop> {
    let mut recipe = plan::steps(&args.steps)?;
    let given = given(&mut recipe, args.steps.mask.as_deref())?;
    let opened = opening::open(&args.paths)?;
    opened.problems.iter().for_each(report::problem);
    let unread = opened.problems.iter();
    let mut failed = unread.filter(|p| p.severity == Severity::Error).count() > 0;
    for (at, series) in opened.series.iter().enumerate() {
        let name = write::file_name(at + 1, &series.header);
        let fitted = plan::fitted(&recipe, domain(series), end(args.kind), &name)?;
        let target = Target {
            format: format(args.kind),
            real: args.kind == ExportKind::Tiff32,
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
        match write::export_series(series, &fitted.recipe, &prepared, &target, &|| true) {
            Ok(files) => {
                fitted.notes.iter().for_each(report::problem);
                let folder = args.out.join(&name);
                let folder = shown(&folder.to_string_lossy());
                report::out(&format!("{folder}: {} files\n", files.len()));
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

fn domain(series: &Series) -> Domain {
    Domain::of_slice(&series.slice(Plane::Acquired, 0))
}

fn format(kind: ExportKind) -> Format {
    match kind {
        ExportKind::Png8 | ExportKind::Png16 => Format::Png,
        ExportKind::Tiff8 | ExportKind::Tiff16 | ExportKind::Tiff32 => Format::Tiff,
        ExportKind::Npy => Format::Npy,
    }
}

/// What the steps must end in; arrays and real numbers take anything.
fn end(kind: ExportKind) -> End {
    let depth = match kind {
        ExportKind::Png8 | ExportKind::Tiff8 => Some(Depth::Eight),
        ExportKind::Png16 | ExportKind::Tiff16 => Some(Depth::Sixteen),
        ExportKind::Tiff32 | ExportKind::Npy => None,
    };
    End {
        grey: depth.is_some(),
        depth,
    }
}
