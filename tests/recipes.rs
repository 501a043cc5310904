//! The recipes in `assets/recipes`: each is read, fits CT and radiographs, and tells what it is for.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

use negatoscope::recipe::Domain;
use negatoscope::recipe::Recipe;

fn shipped() -> Vec<(PathBuf, Recipe)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/recipes");
    let entries = fs::read_dir(&folder).expect("assets/recipes is there");
    let mut recipes: Vec<(PathBuf, Recipe)> = entries
        .map(|entry| entry.expect("an entry of the folder").path())
        .map(|path| {
            let text = fs::read_to_string(&path).expect("a text file");
            let recipe = Recipe::parse(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
            (path, recipe)
        })
        .collect();
    recipes.sort_by(|a, b| a.0.cmp(&b.0));
    recipes
}

#[test]
fn every_equaliser_has_a_shipped_recipe() {
    let used: BTreeSet<&str> = shipped()
        .iter()
        .filter_map(|(_, recipe)| Some(recipe.steps[recipe.equaliser()?].filter.kind().name()))
        .collect();
    assert_eq!(used, BTreeSet::from(["ahe", "clahe", "heq", "nclahe"]));
}

#[test]
fn shipped_recipes_lead_from_values_to_eight_bits() {
    for (path, recipe) in shipped() {
        let end = recipe.fitted(Domain::Values, None).0.check(Domain::Values);
        assert_eq!(end, Ok(Domain::Grey8), "{}", path.display());
    }
}

#[test]
fn shipped_recipes_have_a_name_of_their_own_and_one_line_of_note() {
    let mut names = BTreeSet::new();
    for (path, recipe) in shipped() {
        let note = &recipe.note;
        assert!(
            !note.is_empty() && !note.contains('\n') && note.len() <= 100,
            "{}: {note:?}",
            path.display()
        );
        assert!(names.insert(recipe.name.clone()), "{} twice", recipe.name);
        assert!(!recipe.name.is_empty(), "{}", path.display());
    }
}

#[test]
fn shipped_recipes_survive_being_written_and_read() {
    for (path, recipe) in shipped() {
        let again = Recipe::parse(&recipe.to_text());
        assert_eq!(again, Ok(recipe), "{}", path.display());
    }
}
