//! The info section: what a curator asks a header, and what is doubtful about it.

use egui::CornerRadius;
use egui::Frame;
use egui::Margin;
use egui::RichText;
use egui::Stroke;
use egui::Ui;

use super::active::Active;
use crate::recipe::VoiFunction;
use crate::study::Regularity;
use crate::study::SeriesHeader;
use crate::study::SpacingSource;
use crate::study::VoiKind;
use crate::text::PanelTexts;
use crate::text::fill;
use crate::ui::fonts;
use crate::ui::names::phase_name;
use crate::ui::names::short_number;
use crate::ui::theme;
use crate::ui::theme::radius;
use crate::ui::widgets;

/// A row: its label, its value, and whether it is to be minded.
struct Row {
    label: &'static str,
    value: String,
    minded: bool,
}

/// All rows and notices of the active series.
pub(super) fn section_ui(ui: &mut Ui, active: &Active<'_>) {
    let texts = &active.texts.panels;
    let t = theme::tokens(ui);
    for row in rows(active, texts) {
        let colour = if row.minded { t.warning } else { t.text };
        widgets::info_row(ui, row.label, &row.value, colour);
    }
    for (title, sentence, elements) in notices(active.header, texts) {
        ui.add_space(10.0);
        notice_ui(ui, title, &sentence, elements);
    }
}

fn rows(active: &Active<'_>, texts: &'static PanelTexts) -> Vec<Row> {
    let header = active.header;
    let facts = &header.facts;
    let mut rows = Vec::new();
    let mut row = |label: &'static str, value: Option<String>, minded: bool| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            rows.push(Row {
                label,
                value,
                minded,
            });
        }
    };
    row(texts.modality, Some(header.modality.clone()), false);
    if header.geometry.is_none() && !header.study.plain {
        let (position, minded) = match &facts.view_position {
            Some(position) if facts.view_from_text => (fill(texts.from_text, &[position]), true),
            Some(position) => (position.clone(), false),
            None => (texts.not_stated.to_owned(), true),
        };
        let side = facts.laterality.as_deref().map(|side| format!(" · {side}"));
        row(
            texts.view_position,
            Some(position + &side.unwrap_or_default()),
            minded,
        );
    }
    row(
        texts.patient_position,
        facts.patient_position.clone(),
        false,
    );
    row(texts.body_part, facts.body_part.clone(), false);
    row(texts.photometric, Some(facts.photometric.clone()), false);
    let sign = if facts.signed {
        texts.signed
    } else {
        texts.unsigned
    };
    let bits = fill(
        texts.bits_of,
        &[&facts.bits_stored, &facts.bits_allocated, &sign],
    );
    row(
        texts.bits,
        (facts.bits_allocated > 0).then_some(bits),
        false,
    );
    let rescale = facts.rescale.map(|(slope, intercept)| {
        let sign = if intercept < 0.0 { "" } else { "+" };
        let unit = header.unit.symbol();
        format!(
            "×{} {sign}{} {unit}",
            short_number(slope, 6),
            short_number(intercept, 4)
        )
    });
    row(texts.rescale, rescale, false);
    let padding = facts.padding.map(|padding| short_number(padding as f64, 0));
    row(texts.padding, padding, false);
    let (spacing, unknown) = spacing_text(active, texts);
    row(texts.spacing, Some(spacing), unknown);
    let thickness = facts
        .slice_thickness_mm
        .map(|mm| format!("{} mm", short_number(mm, 3)));
    row(texts.slice_thickness, thickness, false);
    row(texts.window, window_text(header, texts), false);
    let lossy = facts.lossy.as_ref();
    let compression = match lossy {
        Some(ratio) if !ratio.is_empty() => fill(texts.lossy_ratio, &[&facts.encoding, ratio]),
        Some(_) => fill(texts.lossy, &[&facts.encoding]),
        None => facts.encoding.clone(),
    };
    row(texts.compression, Some(compression), lossy.is_some());
    let burned = facts.burned_in.map(|burned| {
        let word = if burned { texts.yes } else { texts.no };
        word.to_owned()
    });
    row(texts.burned_in, burned, facts.burned_in == Some(true));
    row(texts.image_type, facts.image_type.clone(), false);
    row(texts.kernel, facts.kernel.clone(), false);
    row(
        texts.kvp,
        facts.kvp.map(|kv| format!("{} kV", short_number(kv, 1))),
        false,
    );
    let [columns, lines, slices] = header.size;
    let size = if slices == 1 {
        format!("{columns}×{lines}")
    } else {
        format!("{columns}×{lines}×{slices}")
    };
    row(texts.image_size, Some(size), false);
    let phases = header.phases.as_ref().map(|phases| {
        let last = phases.values.len() - 1;
        let [first, last] = [0, last].map(|at| phase_name(phases, at, active.texts));
        format!("{} · {first} … {last}", phases.values.len())
    });
    row(texts.phases, phases, false);
    if let Some(geometry) = &header.geometry {
        let (word, minded) = match geometry.regularity {
            Regularity::Regular => (texts.regular, false),
            Regularity::Uneven => (texts.uneven, true),
            Regularity::Sheared => (texts.sheared, true),
        };
        row(texts.stack, Some(word.to_owned()), minded);
        if !geometry.oriented {
            row(texts.orientation, Some(texts.unknown.to_owned()), true);
        }
    }
    let number = header.number.map(|number| number.to_string());
    row(texts.series_number, number, false);
    row(texts.files, Some(facts.files.to_string()), false);
    rows
}

/// The size of a pixel with its kind, and whether it is unknown.
fn spacing_text(active: &Active<'_>, texts: &PanelTexts) -> (String, bool) {
    let header = active.header;
    let source = header.facts.spacing_source;
    let size = match &header.geometry {
        Some(geometry) => Some(geometry.spacing_mm.to_vec()),
        None => active
            .processed()
            .and_then(|processed| processed.slice.spacing_mm)
            .map(|spacing| spacing.to_vec()),
    };
    let kind = match source {
        SpacingSource::Unknown => return (texts.unknown.to_owned(), true),
        SpacingSource::AspectOnly => return (texts.spacing_aspect.to_owned(), true),
        SpacingSource::PixelSpacing | SpacingSource::File => "mm",
        SpacingSource::Calibrated => texts.spacing_calibrated,
        SpacingSource::Detector => texts.spacing_detector,
        SpacingSource::Magnification => texts.spacing_magnification,
    };
    let Some(size) = size else {
        return (kind.to_owned(), false);
    };
    let sides: Vec<String> = size.iter().map(|mm| short_number(*mm, 4)).collect();
    (format!("{} {kind}", sides.join(" × ")), false)
}

/// The first window of the file, and how many there are.
fn window_text(header: &SeriesHeader, texts: &PanelTexts) -> Option<String> {
    let first = header.vois.first()?;
    let what = match &first.kind {
        VoiKind::Window(window) => {
            let function = match window.function() {
                VoiFunction::Linear => "",
                VoiFunction::LinearExact => " LINEAR_EXACT",
                VoiFunction::Sigmoid => " SIGMOID",
            };
            let (center, width) = (
                short_number(window.center(), 2),
                short_number(window.width(), 2),
            );
            format!("{center}/{width}{function}")
        }
        VoiKind::Lut(_) => "VOI LUT".to_owned(),
    };
    let named = if first.explanation.is_empty() {
        what
    } else {
        format!("{what} {}", first.explanation)
    };
    Some(match header.vois.len() {
        1 => named,
        more => fill(texts.and_more, &[&named, &(more - 1)]),
    })
}

/// What a person should know before trusting lengths or planes: title, sentence, elements of the header.
fn notices(
    header: &SeriesHeader,
    texts: &'static PanelTexts,
) -> Vec<(&'static str, String, &'static str)> {
    let mut notices = Vec::new();
    let facts = &header.facts;
    match facts.spacing_source {
        SpacingSource::Unknown if !header.study.plain => notices.push((
            texts.notice_spacing,
            texts.notice_spacing_line.to_owned(),
            "(0028,0030) · (0018,1164)",
        )),
        SpacingSource::Detector => notices.push((
            texts.notice_detector,
            texts.notice_detector_line.to_owned(),
            "(0018,1164)",
        )),
        _ => {}
    }
    if let Some(geometry) = &header.geometry {
        match geometry.regularity {
            Regularity::Regular => {}
            Regularity::Uneven => {
                notices.push((
                    texts.notice_uneven,
                    texts.notice_uneven_line.to_owned(),
                    "(0020,0032)",
                ));
            }
            Regularity::Sheared => {
                notices.push((
                    texts.notice_sheared,
                    texts.notice_sheared_line.to_owned(),
                    "(0020,0032) · (0020,0037)",
                ));
            }
        }
        if !geometry.oriented {
            notices.push((
                texts.notice_orientation,
                texts.notice_orientation_line.to_owned(),
                "(0020,0037)",
            ));
        }
    }
    if header.vois.is_empty() && header.channels == 1 && !header.study.plain {
        notices.push((
            texts.notice_window,
            texts.notice_window_line.to_owned(),
            "(0028,1050) · (0028,1051)",
        ));
    }
    if facts.burned_in == Some(true) {
        notices.push((
            texts.notice_burned,
            texts.notice_burned_line.to_owned(),
            "(0028,0301)",
        ));
    }
    if let Some(reason) = &header.split_reason {
        // Reasons come from reading, in English.
        notices.push((texts.notice_split, reason.clone(), ""));
    }
    notices
}

fn notice_ui(ui: &mut Ui, title: &str, sentence: &str, elements: &str) {
    let t = theme::tokens(ui);
    Frame::new()
        .fill(t.raised)
        .stroke(Stroke::new(1.0, t.edge))
        .corner_radius(CornerRadius::same(radius::CARD))
        .inner_margin(Margin::symmetric(12, 10))
        .show(ui, |ui| {
            ui.set_min_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 4.0;
            ui.label(RichText::new(title).font(fonts::section()).color(t.text));
            let text = RichText::new(sentence)
                .font(fonts::small())
                .color(t.text_second);
            ui.add(egui::Label::new(text).wrap());
            if !elements.is_empty() {
                let text = RichText::new(elements)
                    .font(fonts::row_caption())
                    .color(t.text_quiet);
                ui.label(text);
            }
        });
}
