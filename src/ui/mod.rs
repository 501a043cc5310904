//! The window: it shows a [`Session`](crate::session::Session) and answers with commands.
//!
//! Start reading in `app.rs`. A panel is one function of one shape: `fn recipe_panel_ui(ui, session,
//! state, commands)`. Drawing only reads the session; what a person asks for is pushed to
//! [`Commands`](commands::Commands) and carried out after the frame is drawn. What only concerns looks
//! (what is under the pointer, which tab is open) is in [`UiState`](state::UiState).

pub mod actions;
pub mod app;
mod charset;
mod colour_maps;
pub mod commands;
pub mod dialogs;
pub mod fonts;
pub mod icons;
mod layout;
pub mod names;
pub mod panels;
mod requests;
pub mod shell;
mod small_histogram;
pub mod state;
pub mod theme;
pub mod viewport;
pub mod widgets;
mod window;
