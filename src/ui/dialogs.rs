//! The system's file dialogs, and what takes their place in stories.
//!
//! A dialog is made on the drawing thread (macOS insists) and waited for on another one, by
//! [`Session::wait_for_dialog`](crate::session::Session::wait_for_dialog). Where no dialog service runs the answer is
//! `None`, as if a person had cancelled, only sooner; the window then opens its own field for paths.

use std::path::PathBuf;
use std::time::Duration;

use crate::text::Texts;

/// `None` sooner than this was no person's doing: there is no dialog.
pub const FASTEST_PERSON: Duration = Duration::from_millis(250);
/// A dialog that has not answered for so long may never have appeared.
pub const SLOW: Duration = Duration::from_secs(3);

/// What a dialog asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// Files to open.
    OpenFiles,
    /// A folder to open.
    OpenFolder,
    /// A folder whose pictures become one stack.
    OpenStack,
    /// A recipe to read.
    OpenRecipe,
    /// A picture that a step refers to.
    OpenReference {
        /// The place of the step in the recipe.
        step: usize,
    },
    /// Where to write a recipe.
    SaveRecipe {
        /// The name it begins with.
        name: String,
    },
    /// Where to write a picture.
    SavePicture {
        /// The name it begins with.
        name: String,
    },
}

/// Waits for the person; called on a thread that may wait.
pub type Wait = Box<dyn FnOnce() -> Option<Vec<PathBuf>> + Send>;

/// Asks a person for paths.
pub trait Dialogs {
    /// Shows a dialog, and gives what waits for its end.
    fn ask(&mut self, question: &Question, texts: &Texts) -> Wait;
}

/// The dialogs of the system.
#[derive(Debug, Default)]
pub struct SystemDialogs;

impl Dialogs for SystemDialogs {
    fn ask(&mut self, question: &Question, texts: &Texts) -> Wait {
        let (texts, recipes) = (&texts.shell, &texts.recipes);
        let dialog = rfd::AsyncFileDialog::new();
        let path = |file: rfd::FileHandle| file.path().to_path_buf();
        match question {
            Question::OpenFiles => {
                // DICOM files often have no suffix, or any.
                let files = dialog
                    .set_title(texts.open_files)
                    .add_filter(texts.dialog_filter_all, &["*"])
                    .add_filter(
                        texts.dialog_filter_images,
                        &[
                            "dcm", "png", "jpg", "jpeg", "tif", "tiff", "npy", "npz", "bmp", "pgm",
                            "nii", "gz", "nrrd", "nhdr", "mha", "mhd", "zip",
                        ],
                    )
                    .pick_files();
                Box::new(move || {
                    let files = pollster::block_on(files)?;
                    Some(files.into_iter().map(path).collect())
                })
            }
            Question::OpenFolder | Question::OpenStack => {
                let title = match question {
                    Question::OpenStack => texts.open_stack,
                    _ => texts.open_folder,
                };
                let folders = dialog.set_title(title).pick_folders();
                Box::new(move || {
                    let folders = pollster::block_on(folders)?;
                    Some(folders.into_iter().map(path).collect())
                })
            }
            Question::OpenRecipe => {
                let file = dialog
                    .set_title(texts.path_recipe_title)
                    .add_filter(texts.dialog_filter_recipe, &["toml"])
                    .add_filter(texts.dialog_filter_all, &["*"])
                    .pick_file();
                Box::new(move || Some(vec![path(pollster::block_on(file)?)]))
            }
            Question::OpenReference { .. } => {
                let file = dialog
                    .set_title(recipes.path_reference_title)
                    .add_filter(texts.dialog_filter_all, &["*"])
                    .pick_file();
                Box::new(move || Some(vec![path(pollster::block_on(file)?)]))
            }
            Question::SaveRecipe { name } => {
                let file = dialog
                    .set_title(texts.path_save_recipe_title)
                    .add_filter(texts.dialog_filter_recipe, &["toml"])
                    .set_file_name(name)
                    .save_file();
                Box::new(move || Some(vec![path(pollster::block_on(file)?)]))
            }
            Question::SavePicture { name } => {
                let file = dialog
                    .set_title(texts.export_title)
                    .add_filter(texts.dialog_filter_picture, &["png", "tif", "tiff", "npy"])
                    .set_file_name(name)
                    .save_file();
                Box::new(move || Some(vec![path(pollster::block_on(file)?)]))
            }
        }
    }
}
