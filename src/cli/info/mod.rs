//! `info`: what is in files and folders, as text or JSON.

mod check;
mod json;
mod text;

use std::sync::Arc;

use super::args::InfoArgs;
use super::opening;
use super::recipe::in_json;
use super::report;
use super::report::Stop;
use crate::pipeline;
use crate::problem::Effect;
use crate::problem::Problem;
use crate::problem::Severity;
use crate::read::Opened;
use crate::read::Scanned;
use crate::study::LayerHeader;
use crate::study::Series;
use crate::study::SeriesHeader;
use crate::study::StudyFacts;

/// A series as `info` tells of it.
struct Told {
    header: Arc<SeriesHeader>,
    /// Lowest and highest value after the modality LUT, padding left out; known where pixels were
    /// decoded, and never of colour.
    value_range: Option<(f64, f64)>,
    /// What lies over it.
    layers: Vec<Arc<LayerHeader>>,
}

/// All that `info` tells.
struct Report {
    studies: Vec<(Arc<StudyFacts>, Vec<Told>)>,
    problems: Vec<Problem>,
    scanned: Scanned,
}

impl Report {
    /// Files that are no pictures.
    fn not_shown(&self) -> impl Iterator<Item = &Problem> {
        let not_shown = |problem: &&Problem| problem.effect == Effect::NotAPicture;
        self.problems.iter().filter(not_shown)
    }
}

pub(super) fn run(args: &InfoArgs) -> Result<(), Stop> {
    if args.check {
        return check::run(args);
    }
    let how = opening::How {
        charset: args.charset.unwrap_or_default(),
        stack: args.stack,
    };
    let (told, problems, scanned) = if args.headers {
        let (headers, opened) = opening::headers(&args.paths, how)?;
        let told = headers.iter().map(|header| Told {
            header: header.clone(),
            value_range: None,
            layers: layers_over(header, &headers, &opened),
        });
        (told.collect(), opened.problems, opened.scanned)
    } else {
        let opened = opening::open_in(&args.paths, how)?;
        let headers: Vec<_> = opened.series.iter().map(|s| s.header.clone()).collect();
        let told = opened.series.iter().map(|series| Told {
            layers: layers_over(&series.header, &headers, &opened),
            header: series.header.clone(),
            value_range: series
                .phases()
                .filter_map(value_range)
                .reduce(|a, b| (a.0.min(b.0), a.1.max(b.1))),
        });
        (told.collect(), opened.problems, opened.scanned)
    };
    let report = Report {
        studies: by_study(told),
        problems,
        scanned,
    };
    if args.json {
        report::out(&in_json(&json::Document::of(&report))?);
    } else {
        report::out(&text::of(&report));
        report
            .problems
            .iter()
            .filter(|problem| problem.severity != Severity::Error)
            .filter(|problem| problem.effect != Effect::NotAPicture)
            .for_each(report::problem);
    }
    let errors = report.problems.iter();
    let mut errors = errors.filter(|problem| problem.severity == Severity::Error);
    let mut failed = false;
    for problem in errors.by_ref() {
        report::error(problem);
        failed = true;
    }
    if failed { Err(Stop::Said) } else { Ok(()) }
}

/// Lowest and highest value of one phase.
fn value_range(series: &Series) -> Option<(f64, f64)> {
    let histogram = pipeline::series_histogram(series, &|_, _| {}, &|| true)?;
    Some((histogram.min()?, histogram.max()?))
}

/// The layers of an opening that lie over `header`, one of the series that are `open`.
fn layers_over(
    header: &SeriesHeader,
    open: &[Arc<SeriesHeader>],
    opened: &Opened,
) -> Vec<Arc<LayerHeader>> {
    let layers = opened.layers.iter().map(|layer| &layer.header);
    layers
        .filter(|layer| layer.lies_over(header, open.iter().map(|open| &**open)))
        .cloned()
        .collect()
}

/// The series below their studies, both in the order in which they were read.
fn by_study(told: Vec<Told>) -> Vec<(Arc<StudyFacts>, Vec<Told>)> {
    let mut studies: Vec<(Arc<StudyFacts>, Vec<Told>)> = Vec::new();
    for told in told {
        let study = told.header.study.clone();
        match studies.iter_mut().find(|(known, _)| known.uid == study.uid) {
            Some((_, series)) => series.push(told),
            None => studies.push((study, vec![told])),
        }
    }
    studies
}
