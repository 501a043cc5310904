//! One view: its bar over its picture, the frame of the active one, the ring of the focused one.

use egui::Rect;
use egui::Stroke;
use egui::StrokeKind;
use egui::Ui;

use super::bar;
use super::bars;
use super::menu;
use super::picture;
use crate::document::Viewport;
use crate::session::Session;
use crate::session::ViewKey;
use crate::ui::commands::Commands;
use crate::ui::state::UiState;
use crate::ui::theme;
use crate::ui::theme::size;
use crate::ui::widgets;

/// Draws `viewport` into `rect`.
pub(super) fn view_ui(
    ui: &mut Ui,
    rect: Rect,
    viewport: &Viewport,
    session: &Session,
    state: &mut UiState,
    commands: &mut Commands,
) {
    let document = session.document();
    let active = document.active().map(|view| view.id) == Some(viewport.id);
    let view = ViewKey::Viewport(viewport.id);
    let (head, area) = rect.split_top_bottom_at_y(rect.top() + size::VIEW_BAR);
    let header = viewport
        .series
        .as_ref()
        .and_then(|series| document.shelf.get(series));
    let late = picture::is_late(session, view);
    // The bar comes first, so that Tab reads from left to right and top to bottom; it tells of the
    // picture that the last frame has placed.
    let finished = session.finished(view);
    let placement = state.views.placements.get(&view).copied();
    let bar = bar::Bar {
        viewport,
        header: header.map(|header| &**header),
        shown: finished.as_deref().zip(placement),
        side: bar::side_of(session, viewport),
        late,
    };
    bar::bar_ui(ui, head, &bar, session, state, commands);
    let phases = header.and_then(|header| header.phases.as_ref());
    let (area, below) = match phases {
        Some(_) => area.split_top_bottom_at_y(area.bottom() - bars::PHASE_BAR),
        None => (area, area.with_min_y(area.bottom())),
    };
    let place = picture::Place {
        view,
        viewport,
        area,
        active,
    };
    let shown = picture::picture_ui(ui, &place, session, state, commands);
    // The figure in the bar follows a change of size or zoom one frame later.
    if shown.placement != placement {
        ui.ctx().request_repaint();
    }
    if shown.finished.is_some() {
        widgets::context_menu(&shown.response, |ui| {
            menu::rows(ui, session, state, commands);
        });
    }
    if let Some(phases) = phases {
        let finished = shown.finished.as_deref();
        bars::phase_bar(ui, below, viewport, phases, finished, session, commands);
    }
    if active {
        let frame = Stroke::new(2.0, theme::tokens(ui).accent);
        ui.painter().rect_stroke(rect, 0, frame, StrokeKind::Inside);
    }
    if shown.response.has_focus() {
        widgets::view_focus_ring(ui.painter(), area.shrink(2.0));
    }
}
