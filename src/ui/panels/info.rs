//! The info section: what a curator asks a header, and what is doubtful about it.

use egui::CornerRadius;
use egui::Frame;
use egui::Margin;
use egui::RichText;
use egui::Stroke;
use egui::Ui;

use super::active::Active;
use crate::recipe::VoiFunction;
use crate::study::Facts;
use crate::study::Region;
use crate::study::RegionAxis;
use crate::study::Regularity;
use crate::study::SeriesHeader;
use crate::study::SpacingSource;
use crate::study::Suv;
use crate::study::VoiKind;
use crate::text::PanelTexts;
use crate::text::Texts;
use crate::text::fill;
use crate::ui::charset;
use crate::ui::commands::Commands;
use crate::ui::fonts;
use crate::ui::names;
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
pub(super) fn section_ui(ui: &mut Ui, active: &Active<'_>, commands: &mut Commands) {
    let texts = &active.texts.panels;
    let t = theme::tokens(ui);
    for row in rows(active, texts) {
        let colour = if row.minded { t.warning } else { t.text };
        widgets::info_row(ui, row.label, &row.value, colour);
    }
    if !active.header.study.plain {
        charset_ui(ui, active, commands);
    }
    for (title, sentence, elements) in notices(active.header, texts) {
        ui.add_space(10.0);
        notice_ui(ui, title, &sentence, elements);
    }
}

/// In which character set the study's texts are read, and the others.
fn charset_ui(ui: &mut Ui, active: &Active<'_>, commands: &mut Commands) {
    let (texts, study) = (active.texts, &active.header.study.uid);
    let now = names::charset_name(active.session.charset_of(study), texts);
    ui.add_space(4.0);
    ui.horizontal(|ui| {
        let name = texts.facts.charset;
        let t = theme::tokens(ui);
        let label = RichText::new(name).font(fonts::body()).color(t.text_quiet);
        ui.add_sized(
            egui::vec2(widgets::INFO_LABEL - 8.0, 20.0),
            egui::Label::new(label).truncate().halign(egui::Align::LEFT),
        );
        widgets::drop_down(ui, name, now, &[], |ui| {
            charset::rows_ui(ui, study, active.session, commands);
        });
    });
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
    let words = active.texts;
    let patient = &header.study.patient_name;
    let person = names::person(patient, words);
    row(words.facts.patient, Some(person), false);
    let others = patient.other_groups(names::name_group(words));
    row(words.facts.other_names, Some(others.join(" · ")), false);
    row(texts.modality, Some(header.modality.clone()), false);
    if header.geometry.is_none() && !header.study.plain {
        let minded = facts.view_from_text || facts.view_doubt.is_some();
        let (position, minded) = match names::view_text(facts, words) {
            Some(position) => (position, minded),
            None => (texts.not_stated.to_owned(), true),
        };
        let side = facts.laterality.as_deref().map(|side| format!(" · {side}"));
        row(
            texts.view_position,
            Some(position + &side.unwrap_or_default()),
            minded,
        );
    }
    let held = [
        facts.patient_position.clone(),
        names::posture_text(facts, words),
    ];
    let held: Vec<String> = held.into_iter().flatten().collect();
    row(
        texts.patient_position,
        Some(held.join(" · ")),
        facts.posture_from_text,
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
        (facts.bits_allocated > 0).then(|| match facts.bits_used() {
            Some(used) => fill(words.facts.bits_used, &[&bits, &used]),
            None => bits,
        }),
        false,
    );
    let rescale = facts.rescale.map(|(slope, intercept)| {
        let sign = if intercept < 0.0 { "" } else { "+" };
        // What the file's numbers become before a factor makes them SUV has no name here.
        let unit = match &facts.suv {
            Some(Suv::Computed { .. }) => "",
            _ => header.unit.symbol(),
        };
        format!(
            "×{} {sign}{} {unit}",
            short_number(slope, 6),
            short_number(intercept, 4)
        )
    });
    row(texts.rescale, rescale, false);
    let uptake = facts.suv.as_ref().map(|suv| names::suv_text(suv, words));
    row(
        words.facts.suv,
        uptake,
        matches!(facts.suv, Some(Suv::Missing { .. })),
    );
    let padding = facts.padding.map(|[low, high]| {
        let [from, to] = [low, high].map(|value| short_number(value as f64, 0));
        if low == high {
            from
        } else {
            fill(words.facts.range_of, &[&from, &to])
        }
    });
    row(texts.padding, padding, false);
    let (spacing, unknown) = spacing_text(active);
    row(texts.spacing, Some(spacing), unknown);
    let thickness = facts
        .slice_thickness_mm
        .map(|mm| format!("{} mm", short_number(mm, 3)));
    row(texts.slice_thickness, thickness, false);
    let ratio = facts.pixel_aspect_ratio.map(|ratio| short_number(ratio, 4));
    row(words.facts.aspect_ratio, ratio, false);
    let window = window_text(header, texts);
    let is_missing = window.is_none();
    let window = window.unwrap_or_else(|| words.facts.no_window.to_owned());
    row(
        texts.window,
        (header.channels == 1 && !header.study.plain).then_some(window),
        is_missing,
    );
    let lossy = facts.lossy.as_ref();
    let compression = match lossy {
        Some(lossy) if lossy.ratio.is_some() || lossy.method.is_some() => {
            fill(texts.lossy_ratio, &[&facts.encoding, &lossy.words()])
        }
        Some(_) => fill(texts.lossy, &[&facts.encoding]),
        None => facts.encoding.clone(),
    };
    row(texts.compression, Some(compression), lossy.is_some());
    let burned = facts.burned_in.map(|burned| {
        let word = if burned { texts.yes } else { texts.no };
        word.to_owned()
    });
    row(texts.burned_in, burned, facts.burned_in == Some(true));
    row(words.facts.origin, origin_text(facts, words), false);
    row(texts.image_type, facts.image_type.clone(), false);
    let openings = facts.collimation.as_ref().map(|collimation| {
        fill(
            words.facts.collimation_stated,
            &[&collimation.openings.len()],
        )
    });
    row(words.facts.collimation, openings, false);
    let regions: Vec<String> = facts
        .regions
        .iter()
        .map(|region| region_text(region, words))
        .collect();
    row(words.facts.regions, Some(regions.join(" · ")), false);
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
fn spacing_text(active: &Active<'_>) -> (String, bool) {
    let header = active.header;
    let source = header.facts.spacing_source;
    let size = match &header.geometry {
        Some(geometry) => Some(geometry.spacing_mm.to_vec()),
        None => active
            .processed()
            .and_then(|processed| processed.slice.spacing_mm)
            .map(|spacing| spacing.to_vec()),
    };
    let kind = names::millimetres(&header.facts, active.texts);
    if matches!(source, SpacingSource::Unknown | SpacingSource::AspectOnly) {
        return (kind, true);
    }
    let Some(size) = size else {
        return (kind, false);
    };
    let sides: Vec<String> = size.iter().map(|mm| short_number(*mm, 4)).collect();
    (format!("{} {kind}", sides.join(" × ")), false)
}

/// The size of an ultrasound region in pixels, and what a pixel is in its units.
fn region_text(region: &Region, texts: &Texts) -> String {
    let side = |axis: &RegionAxis| {
        let number = short_number(axis.per_pixel.abs(), 4);
        format!("{number} {}", axis.unit.symbol())
    };
    let size = [region.right - region.left, region.bottom - region.top].map(|n| n + 1);
    let [across, down] = [side(&region.across), side(&region.down)];
    fill(
        texts.facts.region,
        &[&size[0], &size[1], &across.trim(), &down.trim()],
    )
}

/// Original or derived, and whether it is a localizer or a capture.
fn origin_text(facts: &Facts, texts: &Texts) -> Option<String> {
    let words = &texts.facts;
    let origin = facts.derived.map(|derived| {
        if derived {
            words.derived_image
        } else {
            words.original_image
        }
    });
    let others = [
        (facts.localizer, words.mark_localizer),
        (facts.secondary_capture, words.mark_secondary),
    ];
    let others = others.into_iter().filter(|(has, _)| *has);
    let parts: Vec<&str> = origin
        .into_iter()
        .chain(others.map(|(_, word)| word))
        .collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
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
