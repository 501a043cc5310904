//! The recipe from stored value to display: fixed rows, step cards, what can be added.

mod add;
mod card;
mod conventions;
mod head;
mod mask;
mod parameters;
mod presets;
mod reference;
mod reorder;
mod rows;
mod tiles;

use egui::Align;
use egui::Layout;
use egui::RichText;
use egui::Ui;

use super::active::Active;
use crate::document::FileCommand;
use crate::recipe::FilterKind;
use crate::recipe::Scope;
use crate::text::fill;
use crate::ui::commands::Commands;
use crate::ui::fonts;
use crate::ui::icons;
use crate::ui::names;
use crate::ui::state::UiState;
use crate::ui::theme;
use crate::ui::widgets;
use crate::ui::widgets::ButtonKind;

/// Opens the card of the step that a key or a button has just switched on, so that its parameters are at hand.
///
/// Returns whether it did. The step is on only in the frame after the one in which it was asked for, so the wish is
/// kept for one frame; it ends there where the step was switched off.
pub(super) fn open_toggled(ui: &Ui, active: &Active<'_>, state: &mut UiState) -> bool {
    let Some(kind) = state.toggled else {
        return false;
    };
    let id = ui.make_persistent_id("toggled");
    let steps = &active.treatment.recipe.steps;
    let on = steps.iter().rposition(|step| {
        let shows = step.on || step.filter.lacks_reference();
        shows && step.filter.kind() == kind
    });
    let waited = ui.data(|data| data.get_temp(id)) == Some(kind);
    if on.is_some() {
        state.open_step = on;
    }
    if on.is_some() || waited {
        state.toggled = None;
        ui.data_mut(|data| data.remove::<FilterKind>(id));
    } else {
        ui.data_mut(|data| data.insert_temp(id, kind));
    }
    on.is_some()
}

/// Rows and cards of the recipe of the active view.
pub(super) fn section_ui(
    ui: &mut Ui,
    active: &Active<'_>,
    state: &mut UiState,
    commands: &mut Commands,
) {
    let steps = &active.treatment.recipe.steps;
    state.tiles = None;
    head::head_ui(ui, active, state, commands);
    rows::fixed_ui(ui, active);
    let mut cards = Vec::with_capacity(steps.len());
    let chain = card::Chain::of(active);
    for (at, step) in steps.iter().enumerate() {
        ui.add_space(6.0);
        let rect = ui
            .push_id(("step", at), |ui| {
                card::card_ui(ui, at, step, &chain, active, state, commands)
            })
            .inner;
        cards.push(rect);
    }
    reorder::reorder_ui(ui, &cards, active, commands);
    ui.add_space(if steps.is_empty() { 2.0 } else { 8.0 });
    rows::display_ui(ui, active, commands);
    mask::mask_ui(ui, active, commands);
}

/// Adding a step, and what the recipe works on.
pub(super) fn foot_ui(
    ui: &mut Ui,
    active: &Active<'_>,
    state: &mut UiState,
    commands: &mut Commands,
) {
    let texts = active.texts;
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        add::add_ui(ui, active, state, commands);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let text = texts.recipes.copy_python;
            let possible = active.finished.is_some();
            let copy = widgets::push_button(ui, icons::CODE, text, ButtonKind::Plain, possible);
            if copy.clicked() {
                let viewport = active.view.id;
                commands.push(FileCommand::WriteScript { viewport });
            }
        });
    });
    ui.add_space(6.0);
    let series = active
        .treatment
        .recipe
        .active()
        .find(|(_, step)| step.has_scope() && step.scope == Scope::Series);
    let sentence = match series {
        Some((_, step)) => {
            let name = names::filter_name(step.filter.kind(), texts);
            fill(texts.panels.scope_series_line, &[&name])
        }
        None => texts.panels.scope_slice_line.to_owned(),
    };
    let colour = theme::tokens(ui).text_quiet;
    ui.label(
        RichText::new(sentence)
            .font(fonts::row_caption())
            .color(colour),
    );
}
