//! The layers section: overlay planes, structures and segments over the active series, each with a
//! switch.

use egui::Align;
use egui::Align2;
use egui::Color32;
use egui::Layout;
use egui::Rect;
use egui::Sense;
use egui::Ui;
use egui::UiBuilder;
use egui::pos2;
use egui::vec2;

use super::active::Active;
use super::cover;
use super::edits::send;
use crate::document::Edit;
use crate::document::LayerChange;
use crate::study::LayerHeader;
use crate::study::LayerKind;
use crate::study::LayerPart;
use crate::text::PanelTexts;
use crate::text::fill;
use crate::ui::commands::Commands;
use crate::ui::fonts;
use crate::ui::icons;
use crate::ui::state::UiState;
use crate::ui::theme;
use crate::ui::widgets;

/// Height of the row of a part, and of the head of a layer.
const ROW: f32 = 30.0;

/// Whether anything lies over the active series.
pub(super) fn any(active: &Active<'_>) -> bool {
    let shelf = &active.session.document().shelf;
    shelf.layers_over(active.header).next().is_some()
}

fn change(active: &Active<'_>, change: LayerChange) -> Edit {
    Edit::Layers {
        viewport: active.view.id,
        change,
    }
}

/// The switch of all layers, for the head of the section where all sections are open.
pub(super) fn head_ui(ui: &mut Ui, active: &Active<'_>, commands: &mut Commands) {
    let texts = &active.texts.panels;
    let mut on = active.treatment.look.layers.on;
    let switch = widgets::switch(ui, &mut on, texts.layers_show);
    if switch.changed() {
        commands.push(change(active, LayerChange::On(on)));
    }
    widgets::tip::tip(switch, texts.layers_show, "", "");
}

/// The layers with their parts; `with_head` where the section has no head of its own.
pub(super) fn section_ui(
    ui: &mut Ui,
    active: &Active<'_>,
    state: &mut UiState,
    commands: &mut Commands,
    with_head: bool,
) {
    let texts = &active.texts.panels;
    let shelf = &active.session.document().shelf;
    let layers: Vec<&LayerHeader> = shelf
        .layers_over(active.header)
        .map(|layer| &**layer)
        .collect();
    if layers.is_empty() {
        ui.add_space(32.0);
        widgets::empty_state(ui, icons::STACK, texts.layers_none, texts.layers_none_hint);
        return;
    }
    if with_head {
        let mut on = active.treatment.look.layers.on;
        if widgets::labelled_switch(ui, &mut on, texts.layers_show).changed() {
            commands.push(change(active, LayerChange::On(on)));
        }
    }
    for (n, layer) in layers.iter().enumerate() {
        ui.push_id(("layer", n), |ui| {
            ui.add_space(6.0);
            layer_ui(ui, layer, active, commands);
            for (at, part) in layer.parts.iter().enumerate() {
                ui.push_id(("part", at), |ui| {
                    part_ui(ui, layer, at, part, active, commands);
                });
            }
            if layer.kind == LayerKind::Segmentation {
                segments_ui(ui, active, state, commands);
            }
        });
    }
}

/// What a layer is, its name, and a switch for all its parts.
fn layer_ui(ui: &mut Ui, layer: &LayerHeader, active: &Active<'_>, commands: &mut Commands) {
    let texts = &active.texts.panels;
    let t = theme::tokens(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let kind = match layer.kind {
        LayerKind::Overlay => texts.layer_overlay,
        LayerKind::Structures => texts.layer_structures,
        LayerKind::Segmentation => texts.layer_segmentation,
    };
    let name = if layer.name.is_empty() {
        kind.to_owned()
    } else {
        format!("{kind} · {}", layer.name)
    };
    let look = &active.treatment.look.layers;
    let all_hidden =
        (0..layer.parts.len()).all(|part| look.hidden.contains(&(layer.id.clone(), part)));
    let label = fill(texts.class_visible, &[&name]);
    if eye(ui, rect, !all_hidden, &label) {
        let layer = layer.id.clone();
        let visible = all_hidden;
        commands.push(change(active, LayerChange::All { layer, visible }));
    }
    let place = Rect::from_min_max(pos2(rect.left() + 28.0, rect.top()), rect.max);
    let mut child = ui.new_child(
        UiBuilder::new()
            .id_salt("name")
            .max_rect(place)
            .layout(Layout::left_to_right(Align::Center)),
    );
    widgets::truncated_label(&mut child, &name, fonts::section(), t.text, place.width());
}

/// A part: its switch, colour and name, and how many contours or pictures it has.
fn part_ui(
    ui: &mut Ui,
    layer: &LayerHeader,
    at: usize,
    part: &LayerPart,
    active: &Active<'_>,
    commands: &mut Commands,
) {
    let texts = &active.texts.panels;
    let t = theme::tokens(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let look = &active.treatment.look.layers;
    let visible = !look.hidden.contains(&(layer.id.clone(), at));
    let name = part_name(layer.kind, part, texts);
    let label = fill(texts.class_visible, &[&name]);
    if eye(ui, rect, visible, &label) {
        let change_part = LayerChange::Part {
            layer: layer.id.clone(),
            part: at,
            visible: !visible,
        };
        commands.push(change(active, change_part));
    }
    let [r, g, b] = part.colour;
    let middle = rect.center().y;
    let square = Rect::from_center_size(pos2(rect.left() + 36.0, middle), vec2(14.0, 14.0));
    widgets::swatch(ui.painter(), square, Color32::from_rgb(r, g, b), t);
    let colour = if visible && look.on {
        t.text
    } else {
        t.text_quiet
    };
    let count = match layer.kind {
        LayerKind::Structures => fill(texts.layer_contours, &[&part.count]),
        LayerKind::Overlay | LayerKind::Segmentation => fill(texts.layer_pictures, &[&part.count]),
    };
    let written = ui.painter().text(
        pos2(rect.right(), middle),
        Align2::RIGHT_CENTER,
        &count,
        fonts::small(),
        t.text_second,
    );
    let left = rect.left() + 54.0;
    let place = Rect::from_min_max(pos2(left, rect.top()), pos2(written.left(), rect.bottom()));
    let mut child = ui.new_child(
        UiBuilder::new()
            .id_salt("name")
            .max_rect(place)
            .layout(Layout::left_to_right(Align::Center)),
    );
    let room = place.width() - 8.0;
    let response = widgets::truncated_label(&mut child, &name, fonts::body(), colour, room);
    response.widget_info(|| {
        egui::WidgetInfo::labeled(egui::Role::Label, true, format!("{name}: {count}"))
    });
    widgets::hairline(ui);
}

fn part_name(kind: LayerKind, part: &LayerPart, texts: &PanelTexts) -> String {
    if !part.name.is_empty() {
        return part.name.clone();
    }
    let unnamed = match kind {
        LayerKind::Overlay => texts.layer_plane,
        LayerKind::Structures => texts.layer_structure,
        LayerKind::Segmentation => texts.layer_segment,
    };
    fill(unnamed, &[&part.number])
}

/// The eye at the left of a row; whether it was clicked.
fn eye(ui: &mut Ui, row: Rect, open: bool, label: &str) -> bool {
    let place = Rect::from_center_size(pos2(row.left() + 10.0, row.center().y), vec2(24.0, 24.0));
    let mut child = ui.new_child(UiBuilder::new().id_salt("eye").max_rect(place));
    let icon = if open { icons::EYE } else { icons::EYE_SLASH };
    widgets::icon_button(&mut child, icon, label, "").clicked()
}

/// How segments are drawn.
fn segments_ui(ui: &mut Ui, active: &Active<'_>, state: &mut UiState, commands: &mut Commands) {
    let texts = &active.texts.panels;
    let look = &active.treatment.look.layers;
    ui.add_space(4.0);
    if let Some((opacity, dragging)) = cover::opacity_ui(ui, texts, look.opacity) {
        let edit = change(active, LayerChange::Opacity(opacity));
        send(edit, dragging, state, commands);
    }
    if let Some(fill) = cover::fill_ui(ui, texts, look.fill) {
        commands.push(change(active, LayerChange::Fill(fill)));
    }
}
