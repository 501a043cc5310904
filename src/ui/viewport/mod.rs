//! The views: pictures, what is written over them, and what the hand does there.
//!
//! [`views_ui`] lays the views out; `view.rs` is one view, a bar over a picture; `grid.rs` the cells of
//! the preprocessing grid. Both draw their picture by `picture.rs`, which asks the session for what is
//! finished, the `textures` for what is on the graphics card, and `Placement` for where its pixels lie.

mod annotate;
mod bar;
mod bars;
mod closeup;
mod colour_bar;
mod crosshair;
mod gestures;
mod grid;
mod layers;
mod menu;
mod picture;
mod placement;
mod remarks;
mod scene;
mod state;
mod strip;
pub mod summary;
mod textures;
mod view;

#[cfg(test)]
mod tests;

pub use state::ViewsState;

use egui::Rect;
use egui::pos2;
use egui::vec2;

use crate::document::Cell;
use crate::document::Comparison;
use crate::document::Viewport;
use crate::session::Session;
use crate::session::ViewKey;
use crate::ui::commands::Commands;
use crate::ui::state::UiState;
use crate::ui::theme;

/// The column of views: the layout's views, or the comparison that is open.
pub fn views_ui(
    ui: &mut egui::Ui,
    session: &Session,
    state: &mut UiState,
    commands: &mut Commands,
) {
    let rect = ui.available_rect_before_wrap();
    ui.painter().rect_filled(rect, 0, theme::tokens(ui).base);
    let before = state.pointed_at.take();
    let document = session.document();
    match (document.edits.comparison, document.active()) {
        (Some(Comparison::Grid), Some(active)) => {
            state.views.keep(&Cell::ALL.map(ViewKey::Cell));
            grid::grid_ui(ui, rect, active, session, state, commands);
        }
        _ => {
            let places = places(rect, session);
            let alive: Vec<ViewKey> = places
                .iter()
                .map(|(view, _)| ViewKey::Viewport(view.id))
                .collect();
            state.views.keep(&alive);
            for (viewport, place) in places {
                view::view_ui(ui, place, viewport, session, state, commands);
            }
        }
    }
    // Panels that were drawn before the views show the place of the last frame.
    if state.pointed_at != before {
        ui.ctx().request_repaint();
    }
}

/// The views that are seen, with their places.
fn places(rect: Rect, session: &Session) -> Vec<(&Viewport, Rect)> {
    let document = session.document();
    let maximised = document
        .position
        .maximised
        .and_then(|id| document.edits.viewport(id));
    if let Some(view) = maximised {
        return vec![(view, rect)];
    }
    let shares = document.edits.layout.places(rect.width(), rect.height());
    let views = document.edits.viewports.iter().zip(shares);
    views
        .map(|(view, share)| (view, place_in(rect, share)))
        .collect()
}

/// A share `[x, y, width, height]` of `rect`, one point apart from its neighbours, on whole points.
fn place_in(rect: Rect, [x, y, width, height]: [f32; 4]) -> Rect {
    let whole = rect.size() + vec2(1.0, 1.0);
    let min = pos2(
        (rect.left() + x * whole.x).round(),
        (rect.top() + y * whole.y).round(),
    );
    let max = pos2(
        (rect.left() + (x + width) * whole.x).round() - 1.0,
        (rect.top() + (y + height) * whole.y).round() - 1.0,
    );
    Rect::from_min_max(min, max)
}
