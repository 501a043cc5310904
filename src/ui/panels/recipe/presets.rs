//! Presets: shipped recipes and the user's own, tried while the pointer is on them; keeping, saving, loading, reset.

use egui::Id;
use egui::ScrollArea;
use egui::Ui;

use super::super::active::Active;
use super::head::NameFields;
use crate::document::Edit;
use crate::document::FileCommand;
use crate::document::Trial;
use crate::recipe::Recipe;
use crate::ui::commands::Commands;
use crate::ui::commands::Request;
use crate::ui::fonts;
use crate::ui::icons;
use crate::ui::names;
use crate::ui::state::UiState;
use crate::ui::theme;
use crate::ui::widgets;
use crate::ui::widgets::MenuRow;

/// Height of the list of recipes from which it scrolls.
const LIST: f32 = 300.0;

/// The drop-down *Presets*; `fields` is where the fields for a name are kept.
pub(super) fn presets_ui(
    ui: &mut Ui,
    fields: Id,
    active: &Active<'_>,
    state: &mut UiState,
    commands: &mut Commands,
) {
    let texts = active.texts;
    let viewport = active.view.id;
    widgets::drop_down(ui, "", texts.panels.presets, &[], |ui| {
        ScrollArea::vertical().max_height(LIST).show(ui, |ui| {
            own_ui(ui, active, state, commands);
            caption(ui, texts.recipes.shipped_presets);
            let ct = active.header.modality == "CT";
            // Recipes for the modality at hand come first; the others work as well.
            let mut all: Vec<_> = names::shipped_recipes().iter().collect();
            all.sort_by_key(|(name, _)| name.starts_with("ct-") != ct);
            for (_, recipe) in all {
                preset_row(ui, recipe, active, state, commands);
            }
        });
        caption(ui, texts.recipes.presets_hint);
        widgets::menu_separator(ui);
        let recipe = &active.treatment.recipe;
        let none = recipe.steps.is_empty();
        let row = MenuRow::new(texts.recipes.keep_preset)
            .icon(icons::PUSH_PIN)
            .enabled(!none);
        if row.show(ui).clicked() {
            if recipe.name.is_empty() {
                NameFields::of(recipe, true).keep(ui, fields);
            } else {
                commands.push(FileCommand::KeepPreset { viewport });
            }
        }
        let own = active.session.presets();
        if !own.is_empty() {
            widgets::sub_menu(ui, texts.recipes.forget_preset, |ui| {
                for preset in own {
                    let name = &preset.recipe.name;
                    if MenuRow::new(name).icon(icons::TRASH).show(ui).clicked() {
                        commands.push(FileCommand::ForgetPreset(name.clone()));
                    }
                }
            });
        }
        let save = MenuRow::new(texts.panels.save_recipe)
            .icon(icons::FLOPPY_DISK)
            .key("Ctrl S");
        if save.show(ui).clicked() {
            commands.request(Request::SaveRecipe);
        }
        let load = MenuRow::new(texts.panels.load_recipe).icon(icons::FOLDER_OPEN);
        if load.show(ui).clicked() {
            commands.request(Request::LoadRecipe);
        }
        let python = MenuRow::new(texts.recipes.copy_python)
            .icon(icons::CODE)
            .key("Ctrl Shift P");
        if python.show(ui).clicked() {
            commands.push(FileCommand::WriteScript { viewport });
        }
        widgets::menu_separator(ui);
        let row = MenuRow::new(texts.recipes.reset)
            .icon(icons::ARROW_COUNTER_CLOCKWISE)
            .enabled(*recipe != Recipe::default());
        if row.show(ui).clicked() {
            let recipe = Recipe::default();
            commands.push(Edit::SetRecipe { viewport, recipe });
        }
    });
}

fn own_ui(ui: &mut Ui, active: &Active<'_>, state: &mut UiState, commands: &mut Commands) {
    let own = active.session.presets();
    if own.is_empty() {
        return;
    }
    caption(ui, active.texts.recipes.own_presets);
    for preset in own {
        preset_row(ui, &preset.recipe, active, state, commands);
    }
    widgets::menu_separator(ui);
}

/// A quiet line between rows.
fn caption(ui: &mut Ui, text: &str) {
    let colour = theme::tokens(ui).text_quiet;
    ui.horizontal(|ui| {
        ui.add_space(8.0);
        ui.label(
            egui::RichText::new(text)
                .font(fonts::caption())
                .color(colour),
        );
    });
}

/// A recipe: tried while the pointer or the keyboard is on it, taken by a click.
fn preset_row(
    ui: &mut Ui,
    recipe: &Recipe,
    active: &Active<'_>,
    state: &mut UiState,
    commands: &mut Commands,
) {
    let viewport = active.view.id;
    let name = names::recipe_name(recipe, active.texts);
    let present = active.treatment.recipe.steps == recipe.steps;
    let response = MenuRow::new(&name).checked(present).show(ui);
    if response.hovered() || response.has_focus() {
        state.trial = Some(Trial {
            viewport,
            recipe: recipe.clone(),
        });
    }
    if response.clicked() {
        let recipe = recipe.clone();
        commands.push(Edit::SetRecipe { viewport, recipe });
    }
}
