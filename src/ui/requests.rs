//! What the window does itself: sheets, dialogs and their answers, the clipboard, full screen, the end.

use std::path::PathBuf;
use std::time::Instant;

use egui::Context;
use egui::ViewportCommand;

use super::commands::Request;
use super::dialogs::Dialogs;
use super::dialogs::FASTEST_PERSON;
use super::dialogs::Question;
use super::dialogs::SLOW;
use super::shell::Asked;
use super::shell::ExportSheet;
use super::shell::FilterSheet;
use super::shell::Palette;
use super::shell::PathField;
use super::shell::PathPurpose;
use super::shell::Sheet;
use super::shell::colour_image;
use super::shell::reference_edit;
use super::shell::safe_name;
use super::state::UiState;
use crate::document::Command;
use crate::document::FileCommand;
use crate::document::Opening;
use crate::document::ViewportId;
use crate::recipe::FilterKind;
use crate::session::Session;
use crate::session::ViewKey;

/// Carries out a request.
pub fn carry_out(
    request: Request,
    context: &Context,
    session: &mut Session,
    state: &mut UiState,
    dialogs: &mut dyn Dialogs,
) {
    let active = session.document().active().map(|view| view.id);
    let question = match request {
        Request::OpenFiles => Question::OpenFiles,
        Request::OpenFolder => Question::OpenFolder,
        Request::OpenStack => Question::OpenStack,
        Request::LoadRecipe => Question::OpenRecipe,
        Request::SaveRecipe => Question::SaveRecipe {
            name: recipe_file_name(session, active),
        },
        Request::ChooseReference { step } => Question::OpenReference { step },
        Request::BrowseExport => match &state.shell.sheet {
            Some(Sheet::Export(sheet)) => Question::SavePicture {
                name: sheet.file_name(),
            },
            _ => return,
        },
        other => return do_here(other, context, session, state, active),
    };
    let shell = &mut state.shell;
    shell.questions += 1;
    let wait = dialogs.ask(&question, session.texts());
    session.wait_for_dialog(shell.questions, wait);
    shell.asked.push(Asked {
        number: shell.questions,
        question,
        view: active,
        since: Instant::now(),
        passed: false,
    });
    // By then the status line offers a way past a dialog that has not come.
    context.request_repaint_after(SLOW);
}

/// A file name for the recipe of the active view, by its name.
fn recipe_file_name(session: &Session, active: Option<ViewportId>) -> String {
    let name = active
        .map(|view| session.document().treatment(view).recipe.name)
        .map(|name| safe_name(&name))
        .filter(|name| !name.is_empty());
    format!("{}.toml", name.as_deref().unwrap_or("recipe"))
}

/// Requests that need no dialog.
fn do_here(
    request: Request,
    context: &Context,
    session: &mut Session,
    state: &mut UiState,
    active: Option<ViewportId>,
) {
    let shell = &mut state.shell;
    match request {
        Request::PathField => {
            // In place of a dialog that does not come it stands for the same.
            let overdue = shell.asked.iter_mut().rfind(|asked| asked.is_overdue());
            let purpose = overdue.and_then(|asked| {
                asked.passed = true;
                purpose(asked)
            });
            let field = PathField::new(purpose.unwrap_or(PathPurpose::Open), "");
            shell.sheet = Some(Sheet::Path(field));
        }
        Request::Palette => shell.sheet = Some(Sheet::Palette(Palette::default())),
        Request::Help => shell.sheet = Some(Sheet::Help(String::new())),
        Request::Explain { filter, step } => {
            shell.sheet = Some(Sheet::Filter(FilterSheet::new(filter, step)));
        }
        Request::Settings => shell.sheet = Some(Sheet::Settings),
        Request::About => shell.sheet = Some(Sheet::About),
        Request::Export => {
            if let Some(view) = active {
                shell.sheet = Some(Sheet::Export(ExportSheet::new(session, view)));
            }
        }
        Request::Problems => shell.problems_open = !shell.problems_open,
        Request::Find => {
            shell.find = true;
            session.change_settings(|settings| settings.tree = true);
        }
        Request::Copy(text) => {
            context.copy_text(text);
            shell.copied = Some(Instant::now());
        }
        Request::CopyPicture => {
            let finished = active.and_then(|view| session.finished(ViewKey::Viewport(view)));
            if let Some(finished) = finished {
                // As exported: what lies over the picture is no part of it.
                context.copy_image(colour_image(&finished.bare()));
                shell.copied = Some(Instant::now());
            }
        }
        Request::Settle(change) => session.change_settings(change),
        Request::FullScreen => {
            let full = context.input(|input| input.viewport().fullscreen) == Some(true);
            context.send_viewport_cmd(ViewportCommand::Fullscreen(!full));
        }
        Request::Quit => context.send_viewport_cmd(ViewportCommand::Close),
        Request::OpenFiles
        | Request::OpenFolder
        | Request::OpenStack
        | Request::LoadRecipe
        | Request::SaveRecipe
        | Request::ChooseReference { .. }
        | Request::BrowseExport => {}
    }
}

/// What the field for paths does in place of a dialog; `None` where another field is there already.
fn purpose(asked: &Asked) -> Option<PathPurpose> {
    match asked.question {
        Question::OpenFiles | Question::OpenFolder => Some(PathPurpose::Open),
        Question::OpenStack => Some(PathPurpose::OpenStack),
        Question::OpenRecipe => asked.view.map(PathPurpose::LoadRecipe),
        Question::SaveRecipe { .. } => asked.view.map(PathPurpose::SaveRecipe),
        Question::OpenReference { step } => asked
            .view
            .map(|viewport| PathPurpose::Reference { viewport, step }),
        Question::SavePicture { .. } => None,
    }
}

/// Takes what dialogs have answered: paths become commands; where there was no dialog the field for paths opens.
///
/// A script that was asked for goes to the clipboard.
pub fn take_answers(context: &Context, session: &mut Session, state: &mut UiState) {
    if let Some(script) = session.take_script() {
        context.copy_text(script);
        state.shell.copied = Some(Instant::now());
    }
    for answer in session.take_answers() {
        let shell = &mut state.shell;
        let known = |asked: &Asked| asked.number == answer.question;
        // One that was given up answers to nobody.
        let Some(at) = shell.asked.iter().position(known) else {
            continue;
        };
        let asked = shell.asked.remove(at);
        match answer.paths {
            Some(paths) if !paths.is_empty() => take_paths(paths, &asked, session, state),
            _ if answer.took < FASTEST_PERSON => {
                let reason = session.texts().shell.no_dialog;
                if let Some(purpose) = purpose(&asked) {
                    shell.sheet = Some(Sheet::Path(PathField::new(purpose, reason)));
                }
            }
            _ => {}
        }
    }
}

fn take_paths(paths: Vec<PathBuf>, asked: &Asked, session: &mut Session, state: &mut UiState) {
    let first = paths.first().cloned().unwrap_or_default();
    let command = match (&asked.question, asked.view) {
        (Question::OpenReference { step }, Some(viewport)) => {
            // A window may be put before it now, and its card is to stay the open one.
            state.toggled = Some(FilterKind::Match);
            // Where the step has gone meanwhile there is nothing to tell it.
            let _ = session.run(reference_edit(viewport, *step, &first).into());
            return;
        }
        (Question::OpenFiles | Question::OpenFolder, _) => FileCommand::Open(Opening::Paths(paths)),
        (Question::OpenStack, _) => FileCommand::Open(Opening::Stack(paths)),
        (Question::OpenRecipe, Some(viewport)) => FileCommand::LoadRecipe {
            viewport,
            path: first,
        },
        (Question::SaveRecipe { .. }, Some(viewport)) => FileCommand::SaveRecipe {
            viewport,
            path: first,
        },
        (Question::SavePicture { .. }, _) => {
            if let Some(Sheet::Export(sheet)) = &mut state.shell.sheet {
                sheet.set_path(&first);
            }
            return;
        }
        (
            Question::OpenRecipe | Question::SaveRecipe { .. } | Question::OpenReference { .. },
            None,
        ) => return,
    };
    // Commands on files are never refused; how they end is told by the session's message.
    let _ = session.run(Command::File(command));
}
