//! `info` for people: a line for each series, and what is known of it below.

use std::fmt::Write as _;

use super::Report;
use super::Told;
use crate::problem::shown;
use crate::study::Facts;
use crate::study::Geometry;
use crate::study::LayerHeader;
use crate::study::LayerKind;
use crate::study::Phases;
use crate::study::Regularity;
use crate::study::SeriesHeader;
use crate::study::SpacingSource;
use crate::study::StudyFacts;
use crate::study::Suv;
use crate::study::SuvRoute;
use crate::study::ViewDoubt;
use crate::study::Voi;
use crate::study::VoiKind;
use crate::study::letters;

pub(super) fn of(report: &Report) -> String {
    let mut text = String::new();
    let mut number = 0;
    // Writing to a `String` cannot fail.
    for (study, series) in &report.studies {
        let _ = writeln!(text, "{}", study_line(study));
        for told in series {
            number += 1;
            let _ = writeln!(text, "  {number}. {}", series_line(&told.header));
            for detail in details(told) {
                let _ = writeln!(text, "     {detail}");
            }
        }
    }
    let not_shown: Vec<_> = report.not_shown().collect();
    if !not_shown.is_empty() {
        let _ = writeln!(text, "Not shown");
    }
    for problem in not_shown {
        let _ = writeln!(
            text,
            "  {}: {}",
            shown(&problem.file),
            shown(&problem.reason)
        );
    }
    let scanned = &report.scanned;
    let _ = writeln!(
        text,
        "{} files: {} pictures, {} other, {} failed",
        scanned.files, scanned.images, scanned.other, scanned.failed
    );
    text
}

/// The parts that are not empty, in one line.
fn joined(parts: &[String]) -> String {
    let parts: Vec<&str> = parts
        .iter()
        .map(String::as_str)
        .filter(|part| !part.is_empty())
        .collect();
    parts.join(" · ")
}

fn study_line(study: &StudyFacts) -> String {
    if study.plain {
        return format!("Pictures in {}", shown(&study.uid));
    }
    let line = joined(&[
        shown(&study.patient_name.reveal(false)),
        shown(&study.patient_id.reveal(false)),
        study.date.as_deref().map(shown).unwrap_or_default(),
        shown(&study.description),
    ]);
    if line.is_empty() {
        format!("Study {}", shown(&study.uid))
    } else {
        line
    }
}

fn series_line(header: &SeriesHeader) -> String {
    let [columns, rows, frames] = header.size;
    let many = match (frames, header.geometry.is_some()) {
        (1, _) => String::new(),
        (_, true) => match &header.phases {
            Some(phases) => format!(" x {frames} slices x {} phases", phases.values.len()),
            None => format!(" x {frames} slices"),
        },
        (_, false) => format!(" x {frames} frames"),
    };
    joined(&[
        shown(&header.modality),
        shown(&header.description),
        format!("{columns} x {rows}{many}"),
        if header.channels == 3 {
            "colour".to_owned()
        } else {
            String::new()
        },
        if header.doubtful {
            "see warnings".to_owned()
        } else {
            String::new()
        },
    ])
}

fn details(told: &Told) -> Vec<String> {
    let header = &told.header;
    let split = header.split_reason.as_deref().map(shown);
    let geometry = header.geometry.as_deref();
    let values = told.value_range.map(|(low, high)| {
        let symbol = header.unit.symbol();
        let space = if symbol.is_empty() { "" } else { " " };
        format!("values {low} to {high}{space}{symbol}")
    });
    let lines = [
        split.unwrap_or_default(),
        geometry.map(geometry_line).unwrap_or_default(),
        header.phases.as_ref().map(phases_line).unwrap_or_default(),
        joined(&[values.unwrap_or_default(), windows(&header.vois)]),
        uptake(&header.facts),
        pixels(&header.facts),
        views(&header.facts),
    ];
    let layers = told.layers.iter().map(|layer| layer_line(layer));
    lines
        .into_iter()
        .chain(layers)
        .filter(|line| !line.is_empty())
        .collect()
}

/// What lies over the pictures: its parts, each with the number of its contours or pictures.
fn layer_line(layer: &LayerHeader) -> String {
    let (kind, unnamed, unit) = match layer.kind {
        LayerKind::Overlay => ("overlay planes", "plane", "pictures"),
        LayerKind::Structures => ("structures", "structure", "contours"),
        LayerKind::Segmentation => ("segments", "segment", "pictures"),
    };
    let parts: Vec<String> = layer
        .parts
        .iter()
        .map(|part| match shown(&part.name) {
            name if name.is_empty() => format!("{unnamed} {} ({})", part.number, part.count),
            name => format!("{name} ({})", part.count),
        })
        .collect();
    format!("{kind} ({unit}): {}", parts.join(", "))
}

/// What tells phases apart, with the first few values.
fn phases_line(phases: &Phases) -> String {
    const NAMED: usize = 8;
    let named = phases.values.len().min(NAMED);
    let values: Vec<String> = (0..named).map(|at| shown(&phases.value(at))).collect();
    let more = if phases.values.len() > NAMED {
        " …"
    } else {
        ""
    };
    format!(
        "phases by {}: {}{more}",
        phases.kind.name(),
        values.join(", ")
    )
}

fn geometry_line(geometry: &Geometry) -> String {
    let [x, y, z] = geometry.spacing_mm;
    let [ox, oy, oz] = geometry.origins.first().copied().unwrap_or_default();
    let orientation = if geometry.oriented {
        format!(
            "rows to {}, columns to {}, slices to {}",
            letters(geometry.row),
            letters(geometry.column),
            letters(geometry.normal)
        )
    } else {
        "orientation unknown".to_owned()
    };
    let regularity = match geometry.regularity {
        Regularity::Regular => "",
        Regularity::Uneven => "slices not evenly spaced",
        Regularity::Sheared => "slices not straight above each other",
    };
    let tilt = geometry.tilt_degrees();
    let tilt = tilt.map(|degrees| format!("aslant by {degrees:.1} degrees"));
    joined(&[
        format!("spacing {x:.4} x {y:.4} x {z:.4} mm"),
        orientation,
        format!("origin {ox:.2}, {oy:.2}, {oz:.2} mm"),
        regularity.to_owned(),
        tilt.unwrap_or_default(),
    ])
}

fn windows(vois: &[Voi]) -> String {
    if vois.is_empty() {
        return "no window in the file".to_owned();
    }
    let windows: Vec<String> = vois
        .iter()
        .map(|voi| {
            let numbers = match &voi.kind {
                VoiKind::Window(window) => format!("{}/{}", window.center(), window.width()),
                VoiKind::Lut(lut) => format!("LUT of {} entries", lut.entries().len()),
            };
            match shown(&voi.explanation) {
                name if name.is_empty() => numbers,
                name => format!("{name} {numbers}"),
            }
        })
        .collect();
    format!("window {}", windows.join(", "))
}

fn pixels(facts: &Facts) -> String {
    let sign = if facts.signed { " signed" } else { "" };
    let bits = match (facts.bits_stored, facts.bits_allocated) {
        (0, 0) => String::new(),
        (stored, allocated) => {
            let used = facts.bits_used().map(|bits| format!(", {bits} used"));
            let used = used.unwrap_or_default();
            format!("{stored} of {allocated} bits{sign}{used}")
        }
    };
    joined(&[
        shown(&facts.encoding),
        shown(&facts.photometric),
        bits,
        match facts.rescale {
            Some((slope, intercept)) => format!("rescale {slope}, {intercept}"),
            None => String::new(),
        },
        match facts.padding {
            Some([low, high]) if low == high => format!("padding {low}"),
            Some([low, high]) => format!("padding {low} to {high}"),
            None => String::new(),
        },
        match &facts.lossy {
            Some(lossy) => format!("lossy {}", shown(&lossy.words())),
            None => String::new(),
        },
    ])
}

/// Standardised uptake of PET: its factor, or what is missing.
fn uptake(facts: &Facts) -> String {
    match &facts.suv {
        None => String::new(),
        Some(Suv::Given { kind }) => format!("SUV ({}) as the file has it", shown(kind)),
        Some(Suv::Missing { element, reason }) => format!("no SUV: {element}: {reason}"),
        Some(Suv::Computed {
            factor,
            varies,
            route,
        }) => {
            let route = match route {
                SuvRoute::Decayed { seconds } => {
                    format!("dose decayed for {seconds:.0} s from the injection")
                }
                SuvRoute::Administered => "dose as administered".to_owned(),
                SuvRoute::Philips => "factor of (7053,1000)".to_owned(),
            };
            let varies = if *varies { ", differs by slice" } else { "" };
            format!("SUV by body weight: values x {factor:.6e}{varies}, {route}")
        }
    }
}

/// What kind of millimetres a pixel has.
pub(super) fn spacing_words(facts: &Facts) -> String {
    let kind = |text: &Option<String>| text.as_deref().map(shown);
    match facts.spacing_source {
        SpacingSource::Unknown => "uncalibrated, size of a pixel unknown".to_owned(),
        SpacingSource::Calibrated => match kind(&facts.calibration) {
            Some(kind) => format!("mm, calibrated: {kind}"),
            None => "mm, calibrated".to_owned(),
        },
        SpacingSource::Region => "mm inside ultrasound regions".to_owned(),
        SpacingSource::Detector => "mm at detector".to_owned(),
        SpacingSource::Magnification => match facts.magnification {
            Some(factor) => format!("mm estimated (magnification {factor:.4})"),
            None => "mm estimated".to_owned(),
        },
        SpacingSource::AspectOnly => "uncalibrated, only the shape of a pixel known".to_owned(),
        SpacingSource::PixelSpacing | SpacingSource::File => "mm".to_owned(),
    }
}

fn views(facts: &Facts) -> String {
    let text = |text: &Option<String>| text.as_deref().map(shown).unwrap_or_default();
    let doubt = match &facts.view_doubt {
        Some(ViewDoubt::CodeSays(view)) => {
            format!(" (but View Code Sequence says {})", shown(view))
        }
        Some(ViewDoubt::PaInBed) => " (but a description has the patient in bed)".to_owned(),
        None if facts.view_from_text => " (from its description)".to_owned(),
        None => String::new(),
    };
    let view = match text(&facts.view_position) {
        view if view.is_empty() => view,
        view => format!("view {view}{doubt}"),
    };
    let posture = match (facts.posture, facts.posture_from_text) {
        (Some(posture), true) => format!("{} (from its description)", posture.word()),
        (Some(posture), false) => posture.word().to_owned(),
        (None, _) => String::new(),
    };
    let word = |has: bool, word: &str| if has { word.to_owned() } else { String::new() };
    let spacing = match spacing_words(facts) {
        plain if plain == "mm" => String::new(),
        words => format!("pixel size: {words}"),
    };
    joined(&[
        text(&facts.body_part),
        view,
        text(&facts.laterality),
        text(&facts.patient_position),
        posture,
        spacing,
        word(facts.localizer, "localizer"),
        word(facts.derived == Some(true), "derived"),
        word(facts.secondary_capture, "secondary capture"),
        word(facts.collimation.is_some(), "collimated"),
        word(facts.burned_in == Some(true), "text burned into the pixels"),
    ])
}
