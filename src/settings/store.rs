//! The settings file in the system's configuration folder: readable TOML, replaced as a whole.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;

use super::Recent;
use super::Settings;
use super::Theme;
use crate::problem::Effect;
use crate::problem::Problem;
use crate::text::Language;

/// Where settings are kept; nowhere, for tests and systems without such a folder.
#[derive(Clone, Debug, Default)]
pub struct Store {
    pub(super) folder: Option<PathBuf>,
}

impl Store {
    /// The system's configuration folder for this program, or the one that
    /// `NEGATOSCOPE_CONFIG` names.
    pub fn of_system() -> Self {
        let named = std::env::var_os("NEGATOSCOPE_CONFIG").map(PathBuf::from);
        let system = || {
            directories::ProjectDirs::from("", "", "negatoscope")
                .map(|dirs| dirs.config_dir().to_path_buf())
        };
        Self {
            folder: named.or_else(system),
        }
    }

    /// A given folder.
    pub fn in_folder(folder: PathBuf) -> Self {
        Self {
            folder: Some(folder),
        }
    }

    fn file(&self) -> Option<PathBuf> {
        Some(self.folder.as_ref()?.join("settings.toml"))
    }

    /// The language of the system, for a first start: `None` where settings are kept already, or nowhere, or the
    /// locale (`LC_ALL`, `LC_MESSAGES`, `LANG`) names none of ours.
    pub fn first_language(&self) -> Option<Language> {
        if self.file()?.exists() {
            return None;
        }
        let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .find_map(set)?;
        Language::from_code(&locale)
    }

    /// Reads the settings. Never fails: fields that cannot be used fall back one by one, each with a
    /// problem; a file that is no TOML is moved aside.
    pub fn load(&self) -> (Settings, Vec<Problem>) {
        let Some(file) = self.file() else {
            return (Settings::default(), Vec::new());
        };
        let name = file.display().to_string();
        let text = match fs::read_to_string(&file) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return (Settings::default(), Vec::new());
            }
            Err(error) => {
                let problem = Problem::warning(&name, "", error.to_string(), Effect::ValueReplaced);
                return (Settings::default(), vec![problem]);
            }
        };
        match text.parse::<toml::Table>() {
            Ok(table) => from_table(&table, &name),
            Err(error) => {
                let aside = file.with_extension("bad");
                let kept = fs::rename(&file, &aside).is_ok();
                let reason = format!(
                    "{}{}",
                    error.message().replace('\n', " "),
                    if kept {
                        "; kept aside as settings.bad"
                    } else {
                        ""
                    }
                );
                let problem = Problem::warning(&name, "", reason, Effect::ValueReplaced);
                (Settings::default(), vec![problem])
            }
        }
    }

    /// Writes the settings: beside, then renamed, so that the file is whole at any time.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn save(&self, settings: &Settings) -> Result<(), Problem> {
        let Some(file) = self.file() else {
            return Ok(());
        };
        write_whole(&file, &to_text(settings)).map_err(|error| {
            Problem::warning(
                file.display().to_string(),
                "",
                error.to_string(),
                Effect::NotWritten,
            )
        })
    }
}

pub(super) fn write_whole(file: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let beside = file.with_extension("tmp");
    let mut out = fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .open(&beside)?;
    out.write_all(text.as_bytes())?;
    out.sync_all()?;
    fs::rename(&beside, file)
}

fn to_text(settings: &Settings) -> String {
    let Settings {
        language,
        theme,
        zoom,
        recent,
        keep_recent,
        memory_mib,
        tree,
        inspector,
        tree_width,
        inspector_width,
        log_counts,
        layout,
    } = settings;
    let mut table = toml::Table::new();
    let mut put = |key: &str, value: toml::Value| {
        table.insert(key.to_owned(), value);
    };
    put("language", language.code().into());
    put("theme", name_of(*theme).into());
    put("zoom", f64::from(*zoom).into());
    put("keep_recent", (*keep_recent).into());
    put(
        "memory_mib",
        i64::try_from(*memory_mib).unwrap_or(i64::MAX).into(),
    );
    put("tree", (*tree).into());
    put("inspector", (*inspector).into());
    put("log_counts", (*log_counts).into());
    if let Some(width) = tree_width {
        put("tree_width", f64::from(*width).into());
    }
    if let Some(width) = inspector_width {
        put("inspector_width", f64::from(*width).into());
    }
    if let Some(layout) = layout {
        put("layout", layout.clone().into());
    }
    let recent: Vec<toml::Value> = recent
        .iter()
        .filter_map(|recent| toml::Value::try_from(recent).ok())
        .collect();
    put("recent", recent.into());
    table.to_string()
}

fn name_of(theme: Theme) -> &'static str {
    match theme {
        Theme::Dark => "dark",
        Theme::Light => "light",
        Theme::System => "system",
    }
}

fn from_table(table: &toml::Table, file: &str) -> (Settings, Vec<Problem>) {
    let mut settings = Settings::default();
    let mut problems = Vec::new();
    for (key, value) in table {
        if set(&mut settings, key, value).is_none() {
            let reason = format!("{value} cannot be used");
            problems.push(Problem::warning(file, key, reason, Effect::ValueReplaced));
        }
    }
    (settings, problems)
}

/// Takes one field over; `None` where its value cannot be used. Fields of later versions are left alone.
fn set(settings: &mut Settings, key: &str, value: &toml::Value) -> Option<()> {
    let number = || value.as_float().or(value.as_integer().map(|i| i as f64));
    match key {
        "language" => settings.language = Language::from_code(value.as_str()?)?,
        "theme" => {
            settings.theme = match value.as_str()? {
                "dark" => Theme::Dark,
                "light" => Theme::Light,
                "system" => Theme::System,
                _ => return None,
            }
        }
        "zoom" => settings.zoom = number().filter(|z| (0.75..=2.5).contains(z))? as f32,
        "keep_recent" => settings.keep_recent = value.as_bool()?,
        "memory_mib" => {
            settings.memory_mib = u64::try_from(value.as_integer()?)
                .ok()
                .filter(|m| *m >= 256)?;
        }
        "tree" => settings.tree = value.as_bool()?,
        "inspector" => settings.inspector = value.as_bool()?,
        "log_counts" => settings.log_counts = value.as_bool()?,
        "tree_width" => settings.tree_width = Some(width(number()?, 160.0, 420.0)?),
        "inspector_width" => settings.inspector_width = Some(width(number()?, 280.0, 640.0)?),
        "layout" => settings.layout = Some(value.as_str()?.to_owned()),
        "recent" => {
            let list = value.as_array()?;
            settings.recent = list
                .iter()
                .filter_map(|entry| entry.clone().try_into::<Recent>().ok())
                .collect();
        }
        _ => {}
    }
    Some(())
}

fn width(points: f64, low: f64, high: f64) -> Option<f32> {
    (points >= low && points <= high).then_some(points as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_survive_and_bad_fields_fall_back_one_by_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::in_folder(folder.path().join("config"));
        let settings = Settings {
            language: Language::Korean,
            theme: Theme::Light,
            tree_width: Some(250.0),
            recent: vec![Recent {
                path: "scan".into(),
                modality: "CT".into(),
                opened: "2026-11-20".into(),
            }],
            ..Settings::default()
        };
        store.save(&settings).expect("written");
        assert_eq!(store.load(), (settings.clone(), vec![]));

        let file = folder.path().join("config/settings.toml");
        let text = fs::read_to_string(&file).expect("there");
        let mended = text.replace("theme = \"light\"", "theme = \"pink\"");
        write_whole(&file, &mended).expect("written");
        let (loaded, problems) = store.load();
        assert_eq!(loaded.theme, Theme::Dark);
        assert_eq!(loaded.language, Language::Korean);
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].element, "theme");
    }

    #[test]
    fn a_broken_file_is_kept_aside() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::in_folder(folder.path().to_owned());
        write_whole(&folder.path().join("settings.toml"), "= = =").expect("written");
        let (settings, problems) = store.load();
        assert_eq!(settings, Settings::default());
        assert_eq!(problems.len(), 1);
        assert!(folder.path().join("settings.bad").exists());
    }
}
