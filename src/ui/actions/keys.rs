//! From what is pressed to actions. Called once a frame before anything is drawn; keys that mean an action are taken
//! out of the input, so that no widget sees them as well.

use egui::Context;
use egui::Event;
use egui::Key;
use egui::Popup;

use super::Action;
use super::Here;
use super::all;
use super::find;
use crate::document::FileCommand;
use crate::document::Opening;
use crate::session::Session;
use crate::session::typed_paths;
use crate::ui::commands::Commands;
use crate::ui::state::UiState;

/// What has the keyboard, and so which keys are left for actions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Keyboard {
    /// Nothing, or a view: all keys.
    Free,
    /// A control that uses arrows, Space and Enter.
    Control,
    /// Text is being typed.
    Typing,
    /// A menu or sheet is open; it has its own keys.
    Taken,
}

fn keyboard(ctx: &Context, state: &UiState) -> Keyboard {
    if state.shell.sheet.is_some() || Popup::is_any_open(ctx) {
        Keyboard::Taken
    } else if ctx.text_edit_focused() {
        Keyboard::Typing
    } else if ctx.memory(|memory| memory.focused()).is_some()
        && state.views.focused().is_none()
        && !state.shell.landmarks.has_keyboard()
    {
        Keyboard::Control
    } else {
        Keyboard::Free
    }
}

fn is_open(action: &Action, chord: &super::Chord, keyboard: Keyboard) -> bool {
    match keyboard {
        Keyboard::Free => true,
        Keyboard::Control => !chord.is_for_widgets(),
        Keyboard::Typing => chord.is_for_anywhere(),
        // Switching to another sheet from a sheet; the sheet itself is closed by Esc.
        Keyboard::Taken => {
            let switches = matches!(action.id, "palette" | "help" | "settings" | "full-screen");
            switches && chord.is_for_anywhere()
        }
    }
}

/// Turns the frame's keys into commands.
pub fn handle(ctx: &Context, session: &Session, state: &mut UiState, commands: &mut Commands) {
    let here = Here::new(session);
    let keyboard = keyboard(ctx, state);
    let mut pressed: Vec<&Action> = Vec::new();
    let mut released: Option<&Action> = None;
    let mut escape = false;
    let mut pasted = None;
    let held = state.shell.held;
    ctx.input_mut(|input| {
        input.events.retain(|event| match event {
            Event::Key {
                key,
                pressed: true,
                modifiers,
                repeat,
                ..
            } => {
                let fits = |action: &&Action| {
                    action.keys.iter().any(|chord| {
                        chord.matches(*key, *modifiers) && is_open(action, chord, keyboard)
                    })
                };
                if *key == Key::Escape && keyboard == Keyboard::Free {
                    escape = true;
                    return false;
                }
                // Presets of CT and of PET share their keys: the one that is possible is meant.
                let possible = all().find(|action| fits(action) && action.possible(&here).is_ok());
                let Some(action) = possible.or_else(|| all().find(fits)) else {
                    return true;
                };
                if !(*repeat && (action.is_held() || action.is_on(&here).is_some())) {
                    pressed.push(action);
                }
                false
            }
            Event::Key {
                key,
                pressed: false,
                ..
            } => {
                let holder = held.and_then(find);
                if let Some(action) = holder
                    && action.keys.iter().any(|chord| chord.key == *key)
                {
                    released = Some(action);
                }
                true
            }
            // The system's copy chord is an event of its own, never a key.
            Event::Copy if keyboard == Keyboard::Free => {
                pressed.extend(find("copy-picture"));
                false
            }
            Event::Paste(text) if keyboard == Keyboard::Free => {
                pasted = Some(text.clone());
                false
            }
            Event::WindowFocused(false) => {
                released = held.and_then(find);
                true
            }
            _ => true,
        });
    });
    for action in pressed {
        if action.is_held() {
            state.shell.held = Some(action.id);
        }
        action.run(&here, state, commands);
    }
    if let Some(action) = released {
        state.shell.held = None;
        if let Some(end) = action.released {
            end(commands);
        }
    }
    // What is pasted into no field is taken for paths.
    if let Some(text) = pasted {
        let paths = typed_paths(&text);
        if !paths.is_empty() {
            commands.push(FileCommand::Open(Opening::Paths(paths)));
        }
    }
    if escape {
        leave_innermost(&here, state, commands);
    }
}

/// Esc where no sheet, menu or field has it: leaves the warnings, then the comparison, then the maximised view.
fn leave_innermost(here: &Here<'_>, state: &mut UiState, commands: &mut Commands) {
    let document = here.session.document();
    if state.shell.problems_open {
        state.shell.problems_open = false;
    } else if document.edits.comparison.is_some() {
        commands.push(crate::document::Edit::Compare(None));
    } else if document.position.maximised.is_some() {
        commands.go(crate::document::Go::Maximise(None));
    } else if document.position.original {
        commands.go(crate::document::Go::Original(false));
    }
}
