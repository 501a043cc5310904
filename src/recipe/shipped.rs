//! The recipes that come with the program.

use super::Recipe;
use super::RecipeError;

/// A recipe file built into the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shipped {
    /// Its name on the command line.
    pub name: &'static str,
    /// The file, as [`Recipe::parse`] reads it.
    pub text: &'static str,
}

impl Shipped {
    /// The recipe.
    ///
    /// # Errors
    /// As [`Recipe::parse`]; a test holds that there are none.
    pub fn recipe(&self) -> Result<Recipe, RecipeError> {
        Recipe::parse(self.text)
    }
}

macro_rules! shipped {
    ($($name:literal),* $(,)?) => {
        &[$(Shipped {
            name: $name,
            text: include_str!(concat!("../../assets/recipes/", $name, ".toml")),
        }),*]
    };
}

/// All of them, radiographs first.
pub const ALL: &[Shipped] = shipped![
    "radiograph-heq",
    "radiograph-ahe",
    "radiograph-clahe",
    "radiograph-nclahe",
    "ct-soft-tissue-clahe",
    "ct-lung-clahe",
    "ct-bone-clahe",
    "mammogram-clahe",
    "retina-clahe",
];

/// The recipe of that name.
pub fn named(name: &str) -> Option<&'static Shipped> {
    ALL.iter().find(|shipped| shipped.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_are_right_and_say_what_they_are_for() {
        for shipped in ALL {
            let recipe = shipped.recipe().expect(shipped.name);
            assert!(!recipe.name.is_empty() && !recipe.note.is_empty());
            assert_eq!(named(shipped.name), Some(shipped));
        }
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/recipes");
        let files = std::fs::read_dir(folder).expect("the folder is there");
        assert_eq!(files.count(), ALL.len(), "a file is not in the list");
    }
}
