//! `compare`: two pictures in numbers, each with its definition and the data range.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use serde::Serialize;

use super::args::CompareArgs;
use super::opening;
use super::recipe::in_json;
use super::report;
use super::report::Stop;
use crate::pipeline;
use crate::pipeline::DataRange;
use crate::pipeline::MeasureError;
use crate::pipeline::Metric;
use crate::pipeline::Metrics;
use crate::pipeline::Prepared;
use crate::pipeline::Processed;
use crate::pipeline::Regions;
use crate::pixels::Rect;
use crate::problem::Effect;
use crate::problem::Problem;
use crate::problem::shown;
use crate::recipe::Recipe;
use crate::study::Content;

pub(super) fn run(args: &CompareArgs) -> Result<(), Stop> {
    let regions = match (args.roi, args.background) {
        (Some(roi), Some(background)) => Regions::Contrast { roi, background },
        (Some(roi), None) => Regions::Inside(roi),
        (None, _) => Regions::Whole,
    };
    let wanted = wanted(&args.metrics, regions)?;
    let (a, b) = (Side::open(&args.a)?, Side::open(&args.b)?);
    let metrics = pipeline::measure(&a.processed, &b.processed, regions, &|| true)
        .map_err(|error| refused(&a, &b, args, &error))?;
    let rows = rows(&wanted, &args.metrics, &metrics)?;
    let text = match (args.json, args.csv) {
        (true, _) => in_json(&document(&a, &b, &metrics, &rows))?,
        (false, true) => csv(&metrics, &rows),
        (false, false) => text(&a, &b, &metrics, &rows),
    };
    report::out(&text);
    Ok(())
}

/// One of the two pictures.
struct Side {
    /// The path, safe to print.
    file: String,
    /// Which slice of what the file holds; empty where it holds one picture.
    slice: String,
    processed: Processed,
}

impl Side {
    /// The slice that `render` takes of a path, without a step.
    fn open(path: &Path) -> Result<Self, Stop> {
        let opened = opening::open(&[path.to_owned()], false)?;
        opened.problems.iter().for_each(report::problem);
        let file = shown(&path.to_string_lossy());
        // What opens holds a series.
        let Some(series) = opened.series.first() else {
            return Err(Stop::Said);
        };
        let plane = opening::usual_plane(&series.header);
        let (index, count) = (
            opening::usual_slice(series, plane),
            series.header.slice_count(plane),
        );
        let word = match &series.content {
            Content::Stack(_) => "frame",
            Content::Volume(_) => "slice",
        };
        let slice = if count > 1 {
            format!("{word} {} of {count}", index + 1)
        } else {
            String::new()
        };
        let prepared = Prepared::default();
        let slice_alone = series.slice(plane, index);
        let processed = pipeline::process(slice_alone, &Recipe::default(), &prepared, &|| true)
            .map_err(|error| Stop::Failed(error.problem(&file)))?;
        Ok(Self {
            file,
            slice,
            processed,
        })
    }
}

/// Data ranges that give all names there are.
const RANGES: [DataRange; 3] = [
    DataRange::Grey8,
    DataRange::Grey16,
    DataRange::Values {
        low: 0.0,
        high: 0.0,
    },
];

/// Whether `given` is the name of the metric in some range, or the beginning of it.
fn is_called(metric: Metric, given: &str, range: DataRange) -> bool {
    let rest = metric.name(range).strip_prefix(given);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
}

/// A name for `--metric`, where there is such a metric.
pub(super) fn metric_name(text: &str) -> Result<String, String> {
    let known = RANGES
        .into_iter()
        .any(|range| Metric::ALL.iter().any(|m| is_called(*m, text, range)));
    if known && !text.is_empty() {
        return Ok(text.to_owned());
    }
    let names = Metric::ALL.map(|metric| metric.name(DataRange::Grey8));
    Err(format!("{text}, wanted one of {}", names.join(", ")))
}

/// The metrics asked for, in the order in which they are shown; where none is named, all that these
/// regions define.
fn wanted(names: &[String], regions: Regions) -> Result<Vec<Metric>, Stop> {
    let boxes = matches!(regions, Regions::Contrast { .. });
    let named = |metric: Metric| {
        let called = |name: &String| RANGES.iter().any(|range| is_called(metric, name, *range));
        names.iter().any(called)
    };
    let wanted: Vec<Metric> = Metric::ALL
        .into_iter()
        .filter(|&metric| match names {
            [] => boxes || !metric.needs_boxes(),
            _ => named(metric),
        })
        .collect();
    match wanted.iter().find(|metric| metric.needs_boxes() && !boxes) {
        Some(metric) => Err(Stop::Usage(Problem::error(
            "--metric",
            metric.name(DataRange::Grey8),
            "needs --roi and --background",
            Effect::None,
        ))),
        None => Ok(wanted),
    }
}

/// A metric as it is printed.
struct Row {
    metric: Metric,
    name: &'static str,
    value: Option<f64>,
    infinite: bool,
}

/// The rows of the metrics that were asked for.
///
/// # Errors
/// Where a name was given that belongs to another data range.
fn rows(wanted: &[Metric], names: &[String], metrics: &Metrics) -> Result<Vec<Row>, Stop> {
    let range = metrics.range;
    for name in names {
        if !wanted.iter().any(|metric| is_called(*metric, name, range)) {
            let reason = format!(
                "is of another data range; that of these pictures is {} to {} ({})",
                range.low(),
                range.high(),
                range.source()
            );
            let problem = Problem::error("--metric", name, reason, Effect::None);
            return Err(Stop::Failed(problem));
        }
    }
    let rows = wanted.iter().map(|&metric| Row {
        metric,
        name: metric.name(range),
        value: metrics.value(metric),
        infinite: metrics.is_infinite(metric),
    });
    Ok(rows.collect())
}

fn refused(a: &Side, b: &Side, args: &CompareArgs, error: &MeasureError) -> Stop {
    let (element, reason) = match error {
        MeasureError::Sizes { a: own, b: other } => (
            "size",
            format!(
                "{} x {} pixels, but {} has {} x {}",
                own[0], own[1], b.file, other[0], other[1]
            ),
        ),
        MeasureError::Domains { a: own, b: other } => (
            "numbers",
            format!(
                "{}, but {} has {}; make grey of values with the same window first",
                own.name(),
                b.file,
                other.name()
            ),
        ),
        MeasureError::Region { rect, .. } if args.background == Some(*rect) => {
            ("--background", error.to_string())
        }
        MeasureError::Region { .. } => ("--roi", error.to_string()),
        MeasureError::Colour | MeasureError::Cancelled => ("", error.to_string()),
    };
    Stop::Failed(Problem::error(&a.file, element, reason, Effect::None))
}

fn text(a: &Side, b: &Side, metrics: &Metrics, rows: &[Row]) -> String {
    let mut text = String::new();
    // Writing to a `String` cannot fail.
    for (letter, side) in [("a", a), ("b", b)] {
        let samples = &side.processed.result;
        let (width, height) = (samples.width(), samples.height());
        let mut facts = vec![side.file.clone(), format!("{width} x {height} pixels")];
        if samples.channels() > 1 {
            facts.push("colour, compared by luma".to_owned());
        }
        if !side.slice.is_empty() {
            facts.push(side.slice.clone());
        }
        let _ = writeln!(text, "{letter:12}{}", facts.join(", "));
    }
    let region = match metrics.regions {
        Regions::Whole => "the whole picture".to_owned(),
        Regions::Inside(rect) => in_words(rect),
        Regions::Contrast { roi, background } => format!(
            "the whole picture; cii and cnr: {} against {}",
            in_words(roi),
            in_words(background)
        ),
    };
    let _ = writeln!(text, "pixels      {} of {region}", metrics.pixels);
    let range = metrics.range;
    let _ = writeln!(
        text,
        "data range  {} to {} ({}), L = {}\n",
        range.low(),
        range.high(),
        range.source(),
        range.span()
    );
    let numbers: Vec<String> = rows
        .iter()
        .map(|row| match row.value {
            Some(value) if row.metric.is_count() => value.to_string(),
            Some(value) => format!("{value:.6}"),
            None if row.infinite => "∞".to_owned(),
            None => "-".to_owned(),
        })
        .collect();
    let wide = |lengths: &mut dyn Iterator<Item = usize>| lengths.max().unwrap_or(0);
    let name_width = wide(&mut rows.iter().map(|row| row.name.len()));
    let number_width = wide(&mut numbers.iter().map(|number| number.chars().count()));
    for (row, number) in rows.iter().zip(&numbers) {
        let name = row.name;
        let _ = writeln!(
            text,
            "{name:name_width$}  {number:>number_width$}  {}",
            definition(row.metric, metrics)
        );
    }
    if rows.iter().any(|row| row.value.is_none() && !row.infinite) {
        text.push_str(
            "\n- is what these pictures do not define, such as a logarithm of negative values\n",
        );
    }
    text
}

/// The definition of a metric, and the data range where the result depends on it.
fn definition(metric: Metric, metrics: &Metrics) -> String {
    let mut text = metric.definition().to_owned();
    if metric.uses_range() {
        let _ = write!(text, "; L = {}", metrics.range.span());
    }
    let bins = match metric {
        Metric::EntropyA => metrics.a.bin_width,
        Metric::EntropyB => metrics.b.bin_width,
        _ => 1.0,
    };
    if bins != 1.0 {
        let _ = write!(text, ", here {bins} wide");
    }
    text
}

fn in_words(rect: Rect) -> String {
    let Rect {
        x,
        y,
        width,
        height,
    } = rect;
    format!("{width} x {height} pixels from column {x}, row {y}")
}

/// One line for each metric; texts with commas are quoted.
fn csv(metrics: &Metrics, rows: &[Row]) -> String {
    let range = metrics.range;
    let mut text = "metric,value,range_low,range_high,definition\n".to_owned();
    for row in rows {
        let value = match row.value {
            Some(value) => value.to_string(),
            None if row.infinite => "inf".to_owned(),
            None => String::new(),
        };
        let definition = definition(row.metric, metrics);
        let _ = writeln!(
            text,
            "{},{value},{},{},\"{definition}\"",
            row.name,
            range.low(),
            range.high()
        );
    }
    text
}

#[derive(Serialize)]
struct Document<'a> {
    format: u32,
    a: SideFacts<'a>,
    b: SideFacts<'a>,
    data_range: RangeFacts,
    /// Column, row, width and height of the rectangles, where they are given.
    roi: Option<[usize; 4]>,
    background: Option<[usize; 4]>,
    /// How many pixels are data in both.
    pixels: u64,
    /// `null` is infinite where `infinite` names the metric, else undefined.
    values: BTreeMap<&'static str, Option<f64>>,
    infinite: Vec<&'static str>,
    definitions: BTreeMap<&'static str, String>,
}

#[derive(Serialize)]
struct SideFacts<'a> {
    path: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    slice: &'a str,
    columns: usize,
    rows: usize,
    channels: usize,
    numbers: &'static str,
}

#[derive(Serialize)]
struct RangeFacts {
    low: f64,
    high: f64,
    span: f64,
    source: &'static str,
}

fn document<'a>(a: &'a Side, b: &'a Side, metrics: &Metrics, rows: &[Row]) -> Document<'a> {
    let side = |side: &'a Side| SideFacts {
        path: &side.file,
        slice: &side.slice,
        columns: side.processed.result.width(),
        rows: side.processed.result.height(),
        channels: side.processed.result.channels(),
        numbers: side.processed.domain.name(),
    };
    let numbers = |rect: Rect| [rect.x, rect.y, rect.width, rect.height];
    let mut rects = metrics.regions.rects().map(numbers);
    let range = metrics.range;
    Document {
        format: 1,
        a: side(a),
        b: side(b),
        data_range: RangeFacts {
            low: range.low(),
            high: range.high(),
            span: range.span(),
            source: range.source(),
        },
        roi: rects.next(),
        background: rects.next(),
        pixels: metrics.pixels,
        values: rows.iter().map(|row| (row.name, row.value)).collect(),
        infinite: rows
            .iter()
            .filter(|row| row.infinite)
            .map(|row| row.name)
            .collect(),
        definitions: rows
            .iter()
            .map(|row| (row.name, definition(row.metric, metrics)))
            .collect(),
    }
}
