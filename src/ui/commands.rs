//! What drawing has collected: commands for the session, requests for the window.

use crate::document::Command;
use crate::document::Edit;
use crate::document::Gesture;
use crate::document::Go;
use crate::recipe::Filter;
use crate::settings::Settings;

/// Something that concerns the window and not what is shown in it.
pub enum Request {
    /// The system's dialog for files.
    OpenFiles,
    /// The system's dialog for a folder.
    OpenFolder,
    /// The system's dialog for folders of pictures that become stacks.
    OpenStack,
    /// The field for a path, with or without a sentence why.
    PathField,
    /// The list of commands.
    Palette,
    /// The help sheet.
    Help,
    /// What a filter does: that of step `step` of the recipe of the active view, or one that is not in it.
    Explain {
        /// The filter with its parameters.
        filter: Filter,
        /// Its place in the recipe.
        step: Option<usize>,
    },
    /// The settings.
    Settings,
    /// Writing the active view to a file.
    Export,
    /// The system's dialog for the file that the open export sheet writes.
    BrowseExport,
    /// Writing the recipe of the active view.
    SaveRecipe,
    /// Reading a recipe into the active view.
    LoadRecipe,
    /// The system's dialog for the reference picture of a step.
    ChooseReference {
        /// Its place in the recipe of the active view.
        step: usize,
    },
    /// The list of warnings, shown or hidden.
    Problems,
    /// The field that filters the series list.
    Find,
    /// About the program.
    About,
    /// The picture of the active view to the clipboard.
    CopyPicture,
    /// Text to the clipboard.
    Copy(String),
    /// A change of what the user prefers.
    Settle(Box<dyn FnOnce(&mut Settings)>),
    /// Full screen on or off.
    FullScreen,
    /// The end of the program.
    Quit,
}

/// What a person asked for in this frame.
#[derive(Default)]
pub struct Commands {
    commands: Vec<Command>,
    requests: Vec<Request>,
    gestures: u64,
}

impl Commands {
    /// A number for a drag that begins now; its edits become one step of undo.
    pub fn begin_gesture(&mut self) -> Gesture {
        self.gestures += 1;
        Gesture(self.gestures)
    }

    /// Asks the session for something.
    pub fn push(&mut self, command: impl Into<Command>) {
        self.commands.push(command.into());
    }

    /// An edit that is part of a drag.
    pub fn drag(&mut self, edit: Edit, gesture: Gesture) {
        self.commands.push(Command::Edit(edit, Some(gesture)));
    }

    /// A look elsewhere.
    pub fn go(&mut self, go: Go) {
        self.commands.push(Command::Go(go));
    }

    /// Asks the window for something.
    pub fn request(&mut self, request: Request) {
        self.requests.push(request);
    }

    /// Changes what the user prefers.
    pub fn settle(&mut self, change: impl FnOnce(&mut Settings) + 'static) {
        self.request(Request::Settle(Box::new(change)));
    }

    /// Takes the session's commands, in the order in which they were asked for.
    pub fn take_commands(&mut self) -> Vec<Command> {
        std::mem::take(&mut self.commands)
    }

    /// Takes the window's requests.
    pub fn take_requests(&mut self) -> Vec<Request> {
        std::mem::take(&mut self.requests)
    }
}
