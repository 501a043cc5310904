//! Why something could not be written.

use std::io;
use std::path::Path;
use std::path::PathBuf;

use crate::problem::Effect;
use crate::problem::Problem;

/// Why a file could not be written; nothing is left of the attempt.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The file is there already, and nobody said that it may be replaced.
    #[error("exists already")]
    Exists(PathBuf),
    /// The file is one that was read, or lies among those that were; it is never replaced.
    #[error("is one of the inputs, which are never written")]
    Input(PathBuf),
    /// A folder has that name.
    #[error("is a folder, wanted the name of a file")]
    Folder(PathBuf),
    /// The name has no suffix of a format that is written.
    #[error("the suffix names no format that is written, wanted .png, .tif, .tiff or .npy")]
    Suffix(PathBuf),
    /// The format cannot hold the samples.
    #[error("{reason}")]
    Unfit {
        /// The file.
        path: PathBuf,
        /// What was found and what the format holds.
        reason: String,
    },
    /// The system refused.
    #[error("{source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl WriteError {
    /// The file that was to be written.
    pub fn path(&self) -> &Path {
        match self {
            Self::Exists(path)
            | Self::Input(path)
            | Self::Folder(path)
            | Self::Suffix(path)
            | Self::Unfit { path, .. }
            | Self::Io { path, .. } => path,
        }
    }

    /// The problem this is for a person.
    pub fn problem(&self) -> Problem {
        Problem::error(
            self.path().to_string_lossy(),
            "output",
            self.to_string(),
            Effect::NotWritten,
        )
    }
}
