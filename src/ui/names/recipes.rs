//! Names of recipes: of the shipped ones in the window's language, of others as they were given.

use std::sync::LazyLock;

use crate::recipe::Recipe;
use crate::recipe::shipped;
use crate::text::Texts;

/// The shipped recipes with their names on the command line, read once.
pub fn shipped_recipes() -> &'static [(&'static str, Recipe)] {
    static READ: LazyLock<Vec<(&'static str, Recipe)>> = LazyLock::new(|| {
        // A test holds that shipped recipes can be read.
        let read = shipped::ALL
            .iter()
            .filter_map(|shipped| Some((shipped.name, shipped.recipe().ok()?)));
        read.collect()
    });
    &READ
}

/// What a recipe is called: its own name, which for a shipped one is in the window's language; its steps where it has
/// none.
pub fn recipe_name(recipe: &Recipe, texts: &Texts) -> String {
    if recipe.name.is_empty() {
        return recipe.summary();
    }
    shipped_recipes()
        .iter()
        .find(|(_, known)| known.name == recipe.name)
        .and_then(|(name, _)| shipped_name(name, texts))
        .map_or_else(|| recipe.name.clone(), str::to_owned)
}

/// The name of a shipped recipe in the window's language.
fn shipped_name(name: &str, texts: &Texts) -> Option<&'static str> {
    let texts = &texts.panels;
    Some(match name {
        "radiograph-heq" => texts.recipe_radiograph_heq,
        "radiograph-ahe" => texts.recipe_radiograph_ahe,
        "radiograph-clahe" => texts.recipe_radiograph_clahe,
        "radiograph-nclahe" => texts.recipe_radiograph_nclahe,
        "mammogram-clahe" => texts.recipe_mammogram_clahe,
        "retina-clahe" => texts.recipe_retina_clahe,
        "ct-soft-tissue-clahe" => texts.recipe_ct_soft_tissue,
        "ct-lung-clahe" => texts.recipe_ct_lung,
        "ct-bone-clahe" => texts.recipe_ct_bone,
        _ => return None,
    })
}
