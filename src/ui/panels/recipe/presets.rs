//! Presets: shipped recipes, and saving, loading, taking off all steps.

use egui::Ui;

use super::super::active::Active;
use crate::document::Edit;
use crate::recipe::Recipe;
use crate::recipe::shipped;
use crate::session::Session;
use crate::ui::commands::Commands;
use crate::ui::commands::Request;
use crate::ui::icons;
use crate::ui::widgets;
use crate::ui::widgets::MenuRow;

/// The drop-down *Presets*.
pub(in super::super) fn presets_ui(ui: &mut Ui, active: &Active<'_>, commands: &mut Commands) {
    let texts = &active.texts.panels;
    let viewport = active.view.id;
    widgets::drop_down(ui, "", texts.presets, &[], |ui| {
        let ct = active.header.modality == "CT";
        // Recipes for the modality at hand come first; the others work as well.
        let mut all: Vec<&shipped::Shipped> = shipped::ALL.iter().collect();
        all.sort_by_key(|shipped| shipped.name.starts_with("ct-") != ct);
        for shipped in all {
            // A test holds that shipped recipes can be read.
            let Ok(recipe) = shipped.recipe() else {
                continue;
            };
            let name = shipped_name(shipped.name, active.session).unwrap_or(&recipe.name);
            let present = active.treatment.recipe.steps == recipe.steps;
            if MenuRow::new(name).checked(present).show(ui).clicked() {
                commands.push(Edit::SetRecipe { viewport, recipe });
            }
        }
        widgets::menu_separator(ui);
        let save = MenuRow::new(texts.save_recipe)
            .icon(icons::FLOPPY_DISK)
            .key("Ctrl S");
        if save.show(ui).clicked() {
            commands.request(Request::SaveRecipe);
        }
        let load = MenuRow::new(texts.load_recipe).icon(icons::FOLDER_OPEN);
        if load.show(ui).clicked() {
            commands.request(Request::LoadRecipe);
        }
        widgets::menu_separator(ui);
        let none = active.treatment.recipe.steps.is_empty();
        let row = MenuRow::new(texts.remove_all_steps)
            .icon(icons::TRASH)
            .enabled(!none);
        if row.show(ui).clicked() {
            let recipe = Recipe::default();
            commands.push(Edit::SetRecipe { viewport, recipe });
        }
    });
}

/// The name of a shipped recipe in the window's language.
fn shipped_name(name: &str, session: &Session) -> Option<&'static str> {
    let texts = &session.texts().panels;
    Some(match name {
        "radiograph-heq" => texts.recipe_radiograph_heq,
        "radiograph-ahe" => texts.recipe_radiograph_ahe,
        "radiograph-clahe" => texts.recipe_radiograph_clahe,
        "radiograph-nclahe" => texts.recipe_radiograph_nclahe,
        "ct-soft-tissue-clahe" => texts.recipe_ct_soft_tissue,
        "ct-lung-clahe" => texts.recipe_ct_lung,
        "ct-bone-clahe" => texts.recipe_ct_bone,
        _ => return None,
    })
}
