//! The recipe's own row: its name, which can be changed, and the presets.

use egui::Align;
use egui::Id;
use egui::Layout;
use egui::RichText;
use egui::Ui;
use egui::vec2;

use super::super::active::Active;
use super::presets;
use crate::document::Edit;
use crate::document::FileCommand;
use crate::recipe::Recipe;
use crate::ui::commands::Commands;
use crate::ui::fonts;
use crate::ui::icons;
use crate::ui::names;
use crate::ui::state::UiState;
use crate::ui::theme;
use crate::ui::theme::size;
use crate::ui::widgets;
use crate::ui::widgets::ButtonKind;

/// Name and note while they are typed.
#[derive(Clone, Debug, Default)]
pub(super) struct NameFields {
    name: String,
    note: String,
    /// The recipe is kept as a preset once it has a name.
    preset: bool,
    /// The first field has had the keyboard.
    drawn: bool,
}

impl NameFields {
    /// The fields of `recipe`; `preset` keeps it among the presets in the end.
    pub fn of(recipe: &Recipe, preset: bool) -> Self {
        Self {
            name: recipe.name.clone(),
            note: recipe.note.clone(),
            preset,
            drawn: false,
        }
    }

    /// Keeps them until the next frame, which opens the fields where they were not.
    pub fn keep(self, ui: &Ui, id: Id) {
        ui.data_mut(|data| data.insert_temp(id, self));
    }
}

/// The recipe's name with its note below it; presets at the right.
pub(super) fn head_ui(
    ui: &mut Ui,
    active: &Active<'_>,
    state: &mut UiState,
    commands: &mut Commands,
) {
    let id = ui.make_persistent_id("name of the recipe");
    let recipe = &active.treatment.recipe;
    let texts = active.texts;
    let t = theme::tokens(ui);
    let line = vec2(ui.available_width(), size::BUTTON);
    ui.allocate_ui_with_layout(line, Layout::right_to_left(Align::Center), |ui| {
        ui.set_min_size(line);
        ui.spacing_mut().item_spacing.x = 6.0;
        presets::presets_ui(ui, id, active, state, commands);
        let rename = widgets::icon_button(ui, icons::PENCIL_SIMPLE, texts.recipes.rename, "");
        if rename.clicked() {
            NameFields::of(recipe, false).keep(ui, id);
        }
        let (name, colour) = if !recipe.name.is_empty() {
            (names::recipe_name(recipe, texts), t.text)
        } else if recipe.steps.is_empty() {
            (texts.recipes.no_recipe.to_owned(), t.text_quiet)
        } else {
            (texts.recipes.unnamed.to_owned(), t.text_quiet)
        };
        let room = ui.available_width();
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            let font = if recipe.name.is_empty() {
                fonts::body()
            } else {
                fonts::section()
            };
            widgets::truncated_label(ui, &name, font, colour, room);
        });
    });
    let fields = ui.data(|data| data.get_temp::<NameFields>(id));
    match fields {
        Some(fields) => fields_ui(ui, id, fields, active, commands),
        None if !recipe.note.is_empty() => {
            let note = RichText::new(&recipe.note).font(fonts::row_caption());
            ui.add(egui::Label::new(note.color(t.text_quiet)).wrap());
        }
        None => {}
    }
    ui.add_space(4.0);
}

fn fields_ui(
    ui: &mut Ui,
    id: Id,
    mut fields: NameFields,
    active: &Active<'_>,
    commands: &mut Commands,
) {
    let texts = &active.texts.recipes;
    let width = ui.available_width();
    ui.add_space(4.0);
    let (hint, label) = (texts.name_hint, texts.name_field);
    let name = widgets::text_field(ui, "", label, hint, &mut fields.name, width, "");
    if !std::mem::replace(&mut fields.drawn, true) {
        name.request_focus();
    }
    ui.add_space(4.0);
    let (hint, label) = (texts.note_hint, texts.note_field);
    let note = widgets::text_field(ui, "", label, hint, &mut fields.note, width, "");
    ui.add_space(4.0);
    let pressed = |key| ui.input(|input| input.key_pressed(key));
    let left = name.lost_focus() || note.lost_focus();
    let (enter, escape) = (
        left && pressed(egui::Key::Enter),
        left && pressed(egui::Key::Escape),
    );
    let (take, cancel) = ui
        .horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            let word = if fields.preset {
                texts.keep_preset
            } else {
                texts.take_name
            };
            let possible = !fields.preset || !fields.name.trim().is_empty();
            let take = widgets::push_button(ui, "", word, ButtonKind::Plain, possible);
            let cancel = widgets::push_button(ui, "", texts.cancel, ButtonKind::Plain, true);
            (possible && (take.clicked() || enter), cancel.clicked())
        })
        .inner;
    if take || cancel || escape {
        ui.data_mut(|data| data.remove::<NameFields>(id));
    } else {
        fields.clone().keep(ui, id);
    }
    if take {
        let viewport = active.view.id;
        commands.push(Edit::NameRecipe {
            viewport,
            name: fields.name,
            note: fields.note,
        });
        if fields.preset {
            commands.push(FileCommand::KeepPreset { viewport });
        }
    }
}
