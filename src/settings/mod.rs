//! What the user prefers: kept between runs, never patient data.

mod presets;
mod store;

pub use presets::Preset;
pub use store::Store;

use std::path::PathBuf;

use serde::Deserialize;
use serde::Serialize;

use crate::text::Language;

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// For reading rooms.
    #[default]
    Dark,
    /// For light rooms.
    Light,
    /// As the system says.
    System,
}

/// A path that was opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recent {
    /// File or folder.
    pub path: PathBuf,
    /// Modalities found in it, such as `CT` or `CR · DX`.
    #[serde(default)]
    pub modality: String,
    /// Day of the last opening, `YYYY-MM-DD`.
    #[serde(default)]
    pub opened: String,
}

/// Most paths kept.
const MOST_RECENT: usize = 12;

/// What the user prefers.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Language of the window.
    pub language: Language,
    /// Light or dark.
    pub theme: Theme,
    /// Interface size, 0.75 to 2.5.
    pub zoom: f32,
    /// Opened paths, newest first.
    pub recent: Vec<Recent>,
    /// Whether opened paths are kept.
    pub keep_recent: bool,
    /// Memory that voxels and pictures may take, MiB.
    pub memory_mib: u64,
    /// The series list is shown.
    pub tree: bool,
    /// The inspector is shown.
    pub inspector: bool,
    /// Width of the series list in points, where changed.
    pub tree_width: Option<f32>,
    /// Width of the inspector in points, where changed.
    pub inspector_width: Option<f32>,
    /// Histogram counts on a logarithmic axis.
    pub log_counts: bool,
    /// Layout of volumes, by its key.
    pub layout: Option<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            language: Language::English,
            theme: Theme::Dark,
            zoom: 1.0,
            recent: Vec::new(),
            keep_recent: true,
            memory_mib: 4096,
            tree: true,
            inspector: true,
            tree_width: None,
            inspector_width: None,
            log_counts: false,
            layout: None,
        }
    }
}

impl Settings {
    /// Puts an opened path in front of the list.
    pub fn remember(&mut self, recent: Recent) {
        if !self.keep_recent {
            return;
        }
        self.recent.retain(|known| known.path != recent.path);
        self.recent.insert(0, recent);
        self.recent.truncate(MOST_RECENT);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recent_paths_do_not_double_and_do_not_grow_for_ever() {
        let mut settings = Settings::default();
        for n in 0..20 {
            settings.remember(Recent {
                path: PathBuf::from(format!("study-{}", n % 15)),
                modality: "CT".to_owned(),
                opened: "2026-01-02".to_owned(),
            });
        }
        assert_eq!(settings.recent.len(), MOST_RECENT);
        assert_eq!(settings.recent[0].path, PathBuf::from("study-4"));
    }
}
