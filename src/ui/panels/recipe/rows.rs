//! The rows that no one can take out: what is stored, how it becomes values, how the result is shown.

use egui::Align;
use egui::Align2;
use egui::Layout;
use egui::Rect;
use egui::RichText;
use egui::Sense;
use egui::Ui;
use egui::UiBuilder;
use egui::WidgetInfo;
use egui::pos2;
use egui::vec2;

use super::super::active::Active;
use crate::document::Edit;
use crate::recipe::ColourMap;
use crate::recipe::LookWindow;
use crate::session::Session;
use crate::study::ModalityLut;
use crate::study::SliceLut;
use crate::study::Unit;
use crate::text::fill;
use crate::ui::commands::Commands;
use crate::ui::fonts;
use crate::ui::icons;
use crate::ui::names;
use crate::ui::names::short_number;
use crate::ui::theme;
use crate::ui::widgets;
use crate::ui::widgets::ChipStyle;

/// Height of a fixed row, in points.
const ROW: f32 = 26.0;

/// Stored samples, rescale, padding, and what is peculiar about them.
pub(super) fn fixed_ui(ui: &mut Ui, active: &Active<'_>) {
    let texts = &active.texts.panels;
    let facts = &active.header.facts;
    let processed = active.processed();
    let stored = processed.map_or_else(
        || {
            let sign = if facts.signed { 'i' } else { 'u' };
            format!("{sign}{}", facts.bits_allocated)
        },
        |processed| processed.slice.samples.sample_type().name().to_owned(),
    );
    let bits = if active.is_colour() {
        fill(
            texts.bits_colour,
            &[&facts.bits_stored, &active.header.channels],
        )
    } else {
        fill(texts.bits_stored, &[&facts.bits_stored])
    };
    fixed_row(ui, texts.stored, &bits, &stored);
    if let Some(processed) =
        processed.filter(|_| !active.is_colour() && active.header.unit != Unit::Grey)
    {
        let rescale = match &processed.slice.lut {
            SliceLut::One(lut) => lut_text(lut, active.session),
            SliceLut::PerRow(_) | SliceLut::PerColumn(_) => texts.rescale_varies.to_owned(),
        };
        let kind = processed.values.sample_type().name();
        let symbol = processed.slice.unit.symbol();
        let chip = if symbol.is_empty() {
            kind.to_owned()
        } else {
            format!("{symbol} {kind}")
        };
        fixed_row(ui, texts.rescale, &rescale, &chip);
    }
    if let Some(padding) = processed.and_then(|processed| processed.slice.padding) {
        let range = if padding.low == padding.high {
            short_number(padding.low, 0)
        } else {
            format!(
                "{}…{}",
                short_number(padding.low, 0),
                short_number(padding.high, 0)
            )
        };
        let template = if active.treatment.recipe.mask.padding {
            texts.padding_stored
        } else {
            active.texts.recipes.padding_counted
        };
        fixed_row(ui, texts.padding, &fill(template, &[&range]), "");
    }
    if active.header.inverted {
        remark(ui, texts.monochrome1);
    }
}

fn lut_text(lut: &ModalityLut, session: &Session) -> String {
    match lut {
        ModalityLut::Linear { slope, intercept } => {
            let sign = if *intercept < 0.0 { "" } else { "+" };
            format!(
                "×{} {sign}{}",
                short_number(*slope, 6),
                short_number(*intercept, 4)
            )
        }
        ModalityLut::Table { entries, .. } => {
            fill(session.texts().panels.rescale_table, &[&entries.len()])
        }
    }
}

/// A sentence below a fixed row.
fn remark(ui: &mut Ui, text: &str) {
    let t = theme::tokens(ui);
    ui.horizontal_top(|ui| {
        ui.add_space(20.0);
        ui.add(
            egui::Label::new(
                RichText::new(text)
                    .font(fonts::row_caption())
                    .color(t.text_quiet),
            )
            .wrap(),
        );
    });
    ui.add_space(4.0);
}

/// A row with a lock: name, parameters, type.
fn fixed_row(ui: &mut Ui, name: &str, parameters: &str, chip: &str) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let left = paint_head(ui, rect, icons::LOCK, name);
    let right = chip_at(ui, rect, chip);
    let t = theme::tokens(ui);
    let room = right - 8.0 - left;
    let galley = widgets::truncated(ui, parameters, fonts::small(), t.text_quiet, room);
    let y = rect.center().y - galley.size().y / 2.0;
    let cut = galley.elided;
    ui.painter().galley(pos2(left, y), galley, t.text_quiet);
    response.widget_info(|| {
        WidgetInfo::labeled(
            egui::Role::Label,
            true,
            format!("{name}: {parameters} {chip}"),
        )
    });
    if cut {
        response.on_hover_text(parameters);
    }
}

/// Paints icon and name of a row; returns where its parameters begin.
fn paint_head(ui: &Ui, rect: Rect, icon: &str, name: &str) -> f32 {
    let t = theme::tokens(ui);
    let y = rect.center().y;
    ui.painter().text(
        pos2(rect.left() + 6.0, y),
        Align2::CENTER_CENTER,
        icon,
        fonts::icon(12.0),
        t.text_quiet,
    );
    let name = ui.painter().text(
        pos2(rect.left() + 20.0, y),
        Align2::LEFT_CENTER,
        name,
        fonts::body(),
        t.text_second,
    );
    name.right() + 8.0
}

/// A chip at the right end of a row; returns its left edge. An empty one takes no room.
fn chip_at(ui: &mut Ui, rect: Rect, text: &str) -> f32 {
    if text.is_empty() {
        return rect.right();
    }
    let layout = Layout::right_to_left(Align::Center);
    let mut child = ui.new_child(
        UiBuilder::new()
            .id_salt("chip")
            .max_rect(rect)
            .layout(layout),
    );
    widgets::chip(&mut child, text, ChipStyle::Plain)
        .rect
        .left()
}

/// How the result is shown: for the eye only, never part of the result.
pub(super) fn display_ui(ui: &mut Ui, active: &Active<'_>, commands: &mut Commands) {
    let texts = active.texts;
    let panels = &texts.panels;
    let look = &active.treatment.look;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 30.0), Sense::hover());
    let left = paint_head(ui, rect, icons::EYE, panels.display);
    let acts = active
        .processed()
        .is_none_or(|processed| processed.shows_values());
    let shown = match (&look.window, acts && !active.is_colour()) {
        (_, false) => panels.display_as_it_is.to_owned(),
        (LookWindow::Given(window), true) => {
            format!(
                "{}/{}",
                short_number(window.center(), 3),
                short_number(window.width(), 3)
            )
        }
        (LookWindow::Auto, true) => match active.header.vois.first() {
            Some(voi) if !voi.explanation.is_empty() => voi.explanation.clone(),
            Some(_) => texts.names.choice_file.to_owned(),
            None if active.mapping().is_none() => panels.display_as_it_is.to_owned(),
            None => panels.display_percentiles.to_owned(),
        },
        (LookWindow::File(n), true) => match active.header.vois.get(*n) {
            Some(voi) if !voi.explanation.is_empty() => voi.explanation.clone(),
            _ => format!("{} {}", texts.names.choice_file, n + 1),
        },
    };
    let shown = match look.map {
        ColourMap::Grey => shown,
        map => format!("{shown} · {}", names::map_name(map, texts)),
    };
    let layout = Layout::right_to_left(Align::Center);
    let mut child = ui.new_child(
        UiBuilder::new()
            .id_salt("display")
            .max_rect(rect)
            .layout(layout),
    );
    let mut invert = look.invert;
    let switch = widgets::labelled_switch(&mut child, &mut invert, texts.names.invert);
    let right = switch.rect.left();
    if switch.changed() {
        let viewport = active.view.id;
        commands.push(Edit::SetInvert { viewport, invert });
    }
    widgets::tip::tip(switch, texts.names.edit_invert, "I", panels.display_hint);
    let t = theme::tokens(ui);
    let galley = widgets::truncated(
        ui,
        &shown,
        fonts::small(),
        t.text_quiet,
        right - 10.0 - left,
    );
    let y = rect.center().y - galley.size().y / 2.0;
    ui.painter().galley(pos2(left, y), galley, t.text_quiet);
    response.widget_info(|| {
        WidgetInfo::labeled(
            egui::Role::Label,
            true,
            format!("{}: {shown}", panels.display),
        )
    });
}
