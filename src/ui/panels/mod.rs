//! The inspector: histogram on top, below it preprocessing, tissue, layers where there are any, and info.
//!
//! Below 900 points of window height the lower ones are tabs; from there on all stand open one below the other. The
//! histogram always stays in sight. Everything speaks of the active view ([`Active`]), and of the picture that is on
//! the screen, not of one that is on its way.

mod active;
mod cover;
mod edits;
pub mod histogram;
mod info;
mod layers;
mod recipe;
mod tissue;

#[cfg(test)]
mod tests;

use egui::ScrollArea;
use egui::Ui;
use egui::UiBuilder;
use egui::vec2;

use active::Active;

use super::commands::Commands;
use super::icons;
use super::state::InspectorTab;
use super::state::UiState;
use super::theme;
use super::theme::size;
use super::widgets;
use crate::session::Session;

/// Height of the window from which all sections are open, in points.
const TALL: f32 = 900.0;

/// The inspector's column; it paints its own ground and keeps its own padding, so its panel needs no margin.
pub fn inspector_ui(ui: &mut Ui, session: &Session, state: &mut UiState, commands: &mut Commands) {
    let whole = ui.max_rect();
    ui.painter().rect_filled(whole, 0, theme::tokens(ui).panel);
    ui.spacing_mut().item_spacing.y = 0.0;
    let active = Active::of(session);
    // Set again below while the pointer is on a bin.
    state.tinted = None;
    if state.gesture.is_some()
        && ui.input(|input| !input.pointer.any_down() && !input.pointer.any_released())
    {
        state.gesture = None;
    }
    if let Some(active) = &active
        && recipe::open_toggled(ui, active, state)
    {
        state.tab = InspectorTab::Preprocessing;
    }
    let height = histogram_height(whole.width(), whole.height());
    let id = ui.make_persistent_id("histogram");
    let side = whole.shrink2(vec2(size::PANEL_PADDING, 0.0));
    let top = side.with_max_y(whole.top() + height);
    ui.scope_builder(UiBuilder::new().scope_id(id).max_rect(top), |ui| {
        ui.set_min_size(top.size());
        histogram::section_ui(ui, active.as_ref(), session, state, commands);
    });
    let below = whole.with_min_y(top.bottom());
    ui.scope_builder(UiBuilder::new().max_rect(below), |ui| {
        widgets::hairline(ui);
        if ui.ctx().content_rect().height() >= TALL {
            sections_ui(ui, active.as_ref(), session, state, commands);
        } else {
            tabs_ui(ui, active.as_ref(), session, state, commands);
        }
    });
}

/// 290 points at a width of 320, 430 at 480; never below 220, and never more than leaves room for the rest.
fn histogram_height(width: f32, whole: f32) -> f32 {
    let wished = egui::remap_clamp(width, 320.0..=480.0, 290.0..=430.0);
    wished.min(whole * 0.5).max(220.0)
}

fn tabs_ui(
    ui: &mut Ui,
    active: Option<&Active<'_>>,
    session: &Session,
    state: &mut UiState,
    commands: &mut Commands,
) {
    let texts = &session.texts().panels;
    let mut tabs = vec![
        (InspectorTab::Preprocessing, texts.preprocessing),
        (InspectorTab::Tissue, texts.tissue_tab),
        (InspectorTab::Info, texts.info),
    ];
    // The tab stays while it is chosen, so that going through series does not change it.
    if state.tab == InspectorTab::Layers || active.is_some_and(layers::any) {
        tabs.insert(2, (InspectorTab::Layers, texts.layers));
    }
    let (tabs, labels): (Vec<InspectorTab>, Vec<&str>) = tabs.into_iter().unzip();
    let mut chosen = tabs.iter().position(|tab| *tab == state.tab).unwrap_or(0);
    padded(ui, |ui| {
        if widgets::tab_bar(ui, &labels, &mut chosen) {
            state.tab = tabs.get(chosen).copied().unwrap_or_default();
        }
    });
    widgets::hairline(ui);
    scrolled(ui, ("tab", state.tab), |ui| match state.tab {
        InspectorTab::Preprocessing => match active {
            Some(active) => {
                recipe::section_ui(ui, active, state, commands);
                recipe::foot_ui(ui, active, state, commands);
            }
            None => nothing_ui(ui, session),
        },
        InspectorTab::Tissue => match active {
            Some(active) => tissue::section_ui(ui, active, state, commands, true),
            None => nothing_ui(ui, session),
        },
        InspectorTab::Layers => match active {
            Some(active) => layers::section_ui(ui, active, state, commands, true),
            None => nothing_ui(ui, session),
        },
        InspectorTab::Info => match active {
            Some(active) => info::section_ui(ui, active, commands),
            None => nothing_ui(ui, session),
        },
    });
}

fn sections_ui(
    ui: &mut Ui,
    active: Option<&Active<'_>>,
    session: &Session,
    state: &mut UiState,
    commands: &mut Commands,
) {
    let texts = &session.texts().panels;
    scrolled(ui, "sections", |ui| {
        let Some(active) = active else {
            nothing_ui(ui, session);
            return;
        };
        widgets::section_head(ui, texts.preprocessing, |_| {});
        recipe::section_ui(ui, active, state, commands);
        recipe::foot_ui(ui, active, state, commands);
        ui.add_space(12.0);
        widgets::hairline(ui);
        widgets::section_head(ui, texts.tissue, |ui| {
            tissue::head_ui(ui, active, commands);
        });
        tissue::section_ui(ui, active, state, commands, false);
        ui.add_space(12.0);
        widgets::hairline(ui);
        if layers::any(active) {
            widgets::section_head(ui, texts.layers, |ui| {
                layers::head_ui(ui, active, commands);
            });
            layers::section_ui(ui, active, state, commands, false);
            ui.add_space(12.0);
            widgets::hairline(ui);
        }
        widgets::section_head(ui, texts.info, |_| {});
        info::section_ui(ui, active, commands);
    });
}

/// What stands in the lower sections while nothing is open.
fn nothing_ui(ui: &mut Ui, session: &Session) {
    let texts = &session.texts().panels;
    ui.add_space(32.0);
    widgets::empty_state(
        ui,
        icons::IMAGE,
        texts.nothing_open,
        texts.nothing_open_hint,
    );
}

/// Content with the panel's padding at both sides.
fn padded<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> R {
    inset(ui, size::PANEL_PADDING, add)
}

/// Content with `margin` points at both sides.
fn inset<R>(ui: &mut Ui, margin: f32, add: impl FnOnce(&mut Ui) -> R) -> R {
    egui::Frame::new()
        .inner_margin(egui::Margin::symmetric(margin as i8, 0))
        .show(ui, add)
        .inner
}

/// Padded content that scrolls where it is higher than what is left.
fn scrolled(ui: &mut Ui, id: impl egui::AsIdSalt, add: impl FnOnce(&mut Ui)) {
    ScrollArea::vertical()
        .id_salt(id)
        .auto_shrink(false)
        .show(ui, |ui| {
            padded(ui, |ui| {
                ui.add_space(8.0);
                add(ui);
                ui.add_space(16.0);
            });
        });
}
