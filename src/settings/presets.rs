//! The user's own presets: recipe files in a folder beside the settings, one for each.

use std::fs;
use std::path::PathBuf;

use super::Store;
use super::store::write_whole;
use crate::problem::Effect;
use crate::problem::Problem;
use crate::recipe::Recipe;

/// A recipe the user has kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Preset {
    /// The recipe, with its name.
    pub recipe: Recipe,
    /// Its file; `None` where nothing is kept between runs.
    file: Option<PathBuf>,
}

impl Store {
    fn presets_folder(&self) -> Option<PathBuf> {
        Some(self.folder.as_ref()?.join("recipes"))
    }

    /// The user's own presets by name. A file that is no recipe becomes a problem beside the others.
    pub fn presets(&self) -> (Vec<Preset>, Vec<Problem>) {
        let mut presets = Vec::new();
        let mut problems = Vec::new();
        let files = self
            .presets_folder()
            .and_then(|folder| fs::read_dir(folder).ok());
        for file in files.into_iter().flatten().flatten() {
            let path = file.path();
            if path.extension().is_none_or(|ending| ending != "toml") {
                continue;
            }
            let name = path.display().to_string();
            let refused = |reason: String| Problem::warning(&name, "", reason, Effect::FileLeftOut);
            let read = fs::read_to_string(&path)
                .map_err(|error| refused(error.to_string()))
                .and_then(|text| Recipe::parse(&text).map_err(|error| error.problem(&name)));
            match read {
                Ok(mut recipe) => {
                    if recipe.name.is_empty() {
                        recipe.name = path
                            .file_stem()
                            .map(|stem| stem.to_string_lossy().into_owned())
                            .unwrap_or_default();
                    }
                    presets.push(Preset {
                        recipe,
                        file: Some(path),
                    });
                }
                Err(problem) => problems.push(problem),
            }
        }
        sort(&mut presets);
        (presets, problems)
    }

    /// Keeps `recipe` among `presets`, in place of one of its name.
    ///
    /// # Errors
    /// When the folder cannot be written; `presets` are as before then.
    pub fn keep_preset(&self, presets: &mut Vec<Preset>, recipe: Recipe) -> Result<(), Problem> {
        let same = presets
            .iter()
            .position(|preset| preset.recipe.name == recipe.name);
        let known = same.and_then(|at| presets.get(at)?.file.clone());
        let file = match known {
            Some(file) => Some(file),
            None => self
                .presets_folder()
                .map(|folder| free_name(&folder, &recipe.name)),
        };
        if let Some(file) = &file {
            write_whole(file, &recipe.to_text()).map_err(|error| failed(file, &error))?;
        }
        if let Some(at) = same {
            presets.remove(at);
        }
        presets.push(Preset { recipe, file });
        sort(presets);
        Ok(())
    }

    /// Takes the preset of that name away, with its file.
    ///
    /// # Errors
    /// When the file cannot be removed; `presets` are as before then.
    pub fn forget_preset(&self, presets: &mut Vec<Preset>, name: &str) -> Result<(), Problem> {
        let Some(at) = presets.iter().position(|p| p.recipe.name == name) else {
            return Ok(());
        };
        if let Some(file) = presets.get(at).and_then(|preset| preset.file.as_ref()) {
            match fs::remove_file(file) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(failed(file, &error));
                }
                _ => {}
            }
        }
        presets.remove(at);
        Ok(())
    }
}

fn sort(presets: &mut [Preset]) {
    presets.sort_by_cached_key(|preset| preset.recipe.name.to_lowercase());
}

fn failed(file: &std::path::Path, error: &std::io::Error) -> Problem {
    let name = file.display().to_string();
    Problem::warning(name, "", error.to_string(), Effect::NotWritten)
}

/// A file for a recipe of that name which is not there yet: `chest-clahe.toml`, `chest-clahe-2.toml`.
fn free_name(folder: &std::path::Path, name: &str) -> PathBuf {
    /// Letters kept of a name, so that no system refuses the file's.
    const LONGEST: usize = 60;
    let words: Vec<String> = name
        .to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    let mut stem: String = words.join("-").chars().take(LONGEST).collect();
    if stem.is_empty() {
        stem = "recipe".to_owned();
    }
    let first = folder.join(format!("{stem}.toml"));
    if !first.exists() {
        return first;
    }
    let mut number = 2;
    loop {
        let next = folder.join(format!("{stem}-{number}.toml"));
        if !next.exists() {
            return next;
        }
        number += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recipe::Step;

    fn recipe(name: &str, step: &str) -> Recipe {
        Recipe {
            name: name.to_owned(),
            ..Recipe::of(vec![Step::parse(step).expect("a step")])
        }
    }

    fn names(presets: &[Preset]) -> Vec<&str> {
        presets.iter().map(|p| p.recipe.name.as_str()).collect()
    }

    #[test]
    fn presets_are_kept_replaced_and_taken_away() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::in_folder(folder.path().to_owned());
        let mut presets = Vec::new();
        let mut keep = |name: &str, step: &str| {
            let kept = store.keep_preset(&mut presets, recipe(name, step));
            kept.expect("written");
        };
        keep("Ribs, sharp", "heq");
        keep("Ribs (sharp)", "gamma:gamma=2");
        keep("가슴", "invert");
        keep("Ribs, sharp", "invert");
        let (read, problems) = store.presets();
        assert_eq!(problems, []);
        assert_eq!(read, presets);
        assert_eq!(names(&read), ["Ribs (sharp)", "Ribs, sharp", "가슴"]);
        assert_eq!(read[1].recipe.summary(), "invert");
        store
            .forget_preset(&mut presets, "Ribs, sharp")
            .expect("removed");
        assert_eq!(names(&store.presets().0), ["Ribs (sharp)", "가슴"]);
        assert_eq!(store.presets().0, presets);
    }

    #[test]
    fn a_file_that_is_no_recipe_is_told_and_left_where_it_is() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::in_folder(folder.path().to_owned());
        let bad = folder.path().join("recipes/bad.toml");
        write_whole(&bad, "format = 1\n[[step]]\nfilter = \"sharpen\"\n").expect("written");
        let (presets, problems) = store.presets();
        assert!(presets.is_empty() && bad.exists());
        assert!(problems[0].reason.contains("sharpen"), "{problems:?}");
    }

    #[test]
    fn without_a_folder_presets_last_as_long_as_the_program() {
        let mut presets = Vec::new();
        let store = Store::default();
        store
            .keep_preset(&mut presets, recipe("A", "heq"))
            .expect("kept");
        assert_eq!(names(&presets), ["A"]);
        store.forget_preset(&mut presets, "A").expect("gone");
        assert_eq!(presets, []);
    }
}
