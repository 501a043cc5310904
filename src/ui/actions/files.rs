//! Actions on files, and undo.

use egui::Key;

use super::Action;
use super::Group;
use super::chord::ctrl;
use super::chord::ctrl_shift;
use super::chord::key;
use crate::document::Command;
use crate::document::Edit;
use crate::document::FileCommand;
use crate::document::Opening;
use crate::document::Sample;
use crate::ui::commands::Request;
use crate::ui::icons;
use crate::ui::panels::histogram::histogram_csv;

/// Opening a sample.
fn sample(sample: Sample) -> FileCommand {
    FileCommand::Open(Opening::Sample(sample))
}

pub(super) static ACTIONS: &[Action] = &[
    Action::new(
        "open-files",
        Group::Files,
        |t| t.open_files,
        |_, _, c| c.request(Request::OpenFiles),
    )
    .icon(icons::FILES)
    .keys(&[ctrl(Key::O)]),
    Action::new(
        "open-folder",
        Group::Files,
        |t| t.open_folder,
        |_, _, c| c.request(Request::OpenFolder),
    )
    .icon(icons::FOLDER_OPEN)
    .keys(&[ctrl_shift(Key::O)]),
    Action::new(
        "open-stack",
        Group::Files,
        |t| t.open_stack,
        |_, _, c| c.request(Request::OpenStack),
    ),
    Action::new(
        "open-path",
        Group::Files,
        |t| t.open_path,
        |_, _, c| c.request(Request::PathField),
    )
    .icon(icons::TERMINAL_WINDOW)
    .keys(&[ctrl(Key::L)]),
    Action::new(
        "sample-ct",
        Group::Files,
        |t| t.sample_ct,
        |_, _, c| c.push(sample(Sample::Ct)),
    ),
    Action::new(
        "sample-radiograph",
        Group::Files,
        |t| t.sample_radiograph,
        |_, _, c| {
            c.push(sample(Sample::Radiograph));
        },
    ),
    Action::new(
        "sample-colour",
        Group::Files,
        |t| t.sample_colour,
        |_, _, c| {
            c.push(sample(Sample::Colour));
        },
    ),
    Action::new(
        "rescan",
        Group::Files,
        |t| t.rescan,
        |_, _, c| c.push(FileCommand::Rescan),
    )
    .icon(icons::ARROWS_CLOCKWISE)
    .keys(&[key(Key::F5)])
    .needs(|here| here.needs_series()),
    Action::new(
        "stop",
        Group::Files,
        |t| t.stop,
        |_, _, c| c.push(FileCommand::Stop),
    )
    .icon(icons::STOP)
    .needs(|here| match here.session.activity().is_empty() {
        true => Err(here.texts.nothing_runs),
        false => Ok(()),
    }),
    Action::new(
        "close",
        Group::Files,
        |t| t.close,
        |here, _, c| {
            if let Some(header) = here.header() {
                c.push(Edit::Close(header.id.clone()));
            }
        },
    )
    .keys(&[ctrl(Key::W)])
    .needs(|here| here.needs_picture()),
    Action::new(
        "close-all",
        Group::Files,
        |t| t.close_all,
        |_, _, c| c.push(Edit::CloseAll),
    )
    .keys(&[ctrl_shift(Key::W)])
    .needs(|here| here.needs_series()),
    Action::new(
        "export",
        Group::Files,
        |t| t.export,
        |_, _, c| c.request(Request::Export),
    )
    .icon(icons::EXPORT)
    .keys(&[ctrl(Key::E)])
    .needs(|here| here.needs_picture()),
    // Ctrl+C does not arrive as a key but as an event, and so as a chord of this table alone for show.
    Action::new(
        "copy-picture",
        Group::Files,
        |t| t.copy_picture,
        |_, _, c| c.request(Request::CopyPicture),
    )
    .icon(icons::COPY)
    .keys(&[ctrl(Key::C)])
    .needs(|here| here.needs_finished()),
    Action::new(
        "copy-counts",
        Group::Files,
        |t| t.copy_counts,
        |here, state, c| {
            if let Some(csv) = histogram_csv(here.session, state.count_scope) {
                c.request(Request::Copy(csv));
            }
        },
    )
    .icon(icons::FILE_CSV)
    .keys(&[ctrl_shift(Key::D)])
    .needs(|here| here.needs_finished()),
    Action::new(
        "copy-python",
        Group::Files,
        |t| t.copy_python,
        |here, _, c| {
            c.push(FileCommand::WriteScript {
                viewport: here.id(),
            });
        },
    )
    .icon(icons::CODE)
    .keys(&[ctrl_shift(Key::P)])
    .needs(|here| here.needs_finished()),
    Action::new(
        "save-recipe",
        Group::Files,
        |t| t.save_recipe,
        |_, _, c| c.request(Request::SaveRecipe),
    )
    .icon(icons::FLOPPY_DISK)
    .keys(&[ctrl(Key::S)])
    .needs(|here| here.needs_picture()),
    Action::new(
        "load-recipe",
        Group::Files,
        |t| t.load_recipe,
        |_, _, c| c.request(Request::LoadRecipe),
    )
    .needs(|here| here.needs_picture()),
    Action::new(
        "quit",
        Group::Files,
        |t| t.quit,
        |_, _, c| c.request(Request::Quit),
    )
    .keys(&[ctrl(Key::Q)]),
    Action::new(
        "undo",
        Group::Edit,
        |t| t.undo,
        |_, _, c| c.push(Command::Undo),
    )
    .icon(icons::ARROW_U_UP_LEFT)
    .keys(&[ctrl(Key::Z)])
    .needs(|here| {
        here.session
            .undo_names()
            .0
            .map(|_| ())
            .ok_or(here.texts.no_undo)
    }),
    Action::new(
        "redo",
        Group::Edit,
        |t| t.redo,
        |_, _, c| c.push(Command::Redo),
    )
    .icon(icons::ARROW_U_UP_RIGHT)
    .keys(&[ctrl_shift(Key::Z), ctrl(Key::Y)])
    .needs(|here| {
        here.session
            .undo_names()
            .1
            .map(|_| ())
            .ok_or(here.texts.no_redo)
    }),
    Action::new(
        "reset-series",
        Group::Edit,
        |t| t.reset_series,
        |here, _, c| {
            c.push(Edit::ResetSeries(here.id()));
        },
    )
    .keys(&[ctrl_shift(Key::R)])
    .needs(|here| here.needs_picture()),
];
