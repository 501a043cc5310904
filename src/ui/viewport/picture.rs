//! The picture of a view: what is finished is drawn, with what is written over it, and answers to the
//! hand.

use std::time::Duration;

use egui::Align2;
use egui::EventFilter;
use egui::Rect;
use egui::Response;
use egui::Role;
use egui::Sense;
use egui::Ui;
use egui::WidgetInfo;
use egui::pos2;
use egui::vec2;

use super::annotate;
use super::bars;
use super::closeup;
use super::colour_bar;
use super::crosshair;
use super::gestures;
use super::layers;
use super::placement::Placement;
use super::scene::Scene;
use super::textures::Style;
use crate::document::Magnification;
use crate::document::Viewport;
use crate::problem::Problem;
use crate::session::Session;
use crate::session::Shown;
use crate::session::Tint;
use crate::session::ViewKey;
use crate::ui::commands::Commands;
use crate::ui::fonts;
use crate::ui::icons;
use crate::ui::state::UiState;
use crate::ui::theme;
use crate::ui::theme::over;
use crate::ui::widgets;

/// A picture that has not come after this time is said to be on its way.
const PATIENCE: Duration = Duration::from_millis(150);

/// Well that stays free at the sides of a picture that fits, so that letters stand beside it.
const SIDES: f32 = 26.0;

/// Where a picture is drawn, and whose it is.
pub(super) struct Place<'a> {
    pub view: ViewKey,
    /// The viewport that commands go to.
    pub viewport: &'a Viewport,
    /// What the picture and its well may cover.
    pub area: Rect,
    pub active: bool,
}

/// What was drawn.
pub(super) struct PictureResponse {
    pub response: Response,
    /// The finished picture that is on the screen.
    pub finished: Option<std::sync::Arc<crate::session::Finished>>,
    pub placement: Option<Placement>,
}

/// Draws the picture of `place` and carries out what the hand does there.
pub(super) fn picture_ui(
    ui: &mut Ui,
    place: &Place<'_>,
    session: &Session,
    state: &mut UiState,
    commands: &mut Commands,
) -> PictureResponse {
    let id = ui.make_persistent_id(("picture", place.view));
    let response = ui.interact(place.area, id, Sense::click_and_drag());
    let painter = ui.painter().with_clip_rect(place.area);
    painter.rect_filled(place.area, 0, theme::tokens(ui).well);
    keep_keys(ui, &response, place, state);
    let (scene, drawn) = match session.shown(place.view) {
        Shown::Picture {
            finished,
            stale_since,
        } => {
            let scene = scene(ui, place, finished, session);
            let style = Style {
                interpolation: state.interpolation,
                tint: tint(state),
            };
            let drawn = scene.and_then(|mut scene| {
                let textures = &mut state.views.textures;
                let view = scene.view;
                let drawn =
                    textures.update(ui, session, view, &scene.finished, &scene.placement, style)?;
                if !std::sync::Arc::ptr_eq(&drawn.finished, &scene.finished) {
                    scene = self::scene(ui, place, drawn.finished.clone(), session)?;
                }
                Some((scene, drawn))
            });
            if let Some(since) = stale_since {
                busy(ui, &painter, place.area, since.elapsed());
            }
            match drawn {
                Some((scene, drawn)) => (Some(scene), Some(drawn)),
                None => (None, None),
            }
        }
        Shown::Waiting => {
            busy(ui, &painter, place.area, PATIENCE);
            (None, None)
        }
        Shown::Failed(problem) => {
            failed(ui, &painter, place.area, &problem, session);
            (None, None)
        }
        Shown::Empty => {
            nothing(ui, &painter, place.area, session);
            (None, None)
        }
    };
    let texts = session.texts();
    let Some((scene, drawn)) = scene.zip(drawn) else {
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, texts.view.empty_view));
        state.views.placements.remove(&place.view);
        return PictureResponse {
            response,
            finished: None,
            placement: None,
        };
    };
    state.views.placements.insert(scene.view, scene.placement);
    painter.add(scene.placement.mesh(drawn.texture));
    bars::hatch_gaps(&painter, &scene);
    closeup::paint(&painter, &scene, state.tiles);
    layers::paint(&painter, &scene);
    if scene.is_cell() {
        gestures::act(ui, &response, &scene, session, state, commands);
    } else {
        let level = state.picture_texts;
        let has_text = annotate::has_corner_text(scene.area(), level);
        let legend = colour_bar::legend(&scene, level, state.colour_bar);
        let bar_room = colour_bar::room(legend.as_ref());
        crosshair::paint(&painter, &scene, session, has_text, bar_room);
        annotate::paint(&painter, &scene, session, level, bar_room);
        if let Some(legend) = &legend {
            colour_bar::paint(&painter, &scene, legend, texts);
        }
        gestures::act(ui, &response, &scene, session, state, commands);
        bars::slice_bar(ui, &scene, session, commands);
    }
    let name = annotate::spoken(&scene, texts);
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &name));
    PictureResponse {
        response,
        finished: Some(scene.finished.clone()),
        placement: Some(scene.placement),
    }
}

/// What is drawn and where; `None` where the series has gone or the picture has no pixels.
fn scene<'a>(
    ui: &Ui,
    place: &Place<'a>,
    finished: std::sync::Arc<crate::session::Finished>,
    session: &'a Session,
) -> Option<Scene<'a>> {
    let document = session.document();
    let header = document.shelf.get(&finished.key.series)?;
    let magnification = magnification(session, place);
    if finished.picture.width == 0 || finished.picture.height == 0 {
        return None;
    }
    let margin = match place.view {
        ViewKey::Cell(_) => vec2(6.0, 6.0),
        ViewKey::Viewport(_) if place.area.height() < 320.0 => vec2(SIDES, 20.0),
        ViewKey::Viewport(_) => vec2(SIDES, 14.0),
    };
    let placement = Placement::new(
        place.area,
        margin,
        &finished.processed.slice,
        place.viewport.turn,
        magnification,
        ui.pixels_per_point(),
    );
    Some(Scene {
        view: place.view,
        viewport: place.viewport,
        header,
        finished,
        placement,
        magnification,
        active: place.active,
    })
}

/// How much a place is magnified.
pub(super) fn magnification(session: &Session, place: &Place<'_>) -> Magnification {
    let position = &session.document().position;
    match place.view {
        ViewKey::Viewport(id) => position.magnification(id),
        ViewKey::Cell(_) => position.grid,
    }
}

/// A view that has the keyboard keeps the arrows, which step through slices.
fn keep_keys(ui: &Ui, response: &Response, place: &Place<'_>, state: &mut UiState) {
    if !response.has_focus() {
        if state.views.focused == Some(place.view) {
            state.views.focused = None;
        }
        return;
    }
    state.views.focused = Some(place.view);
    let arrows = EventFilter {
        horizontal_arrows: true,
        vertical_arrows: true,
        ..EventFilter::default()
    };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, arrows));
}

fn tint(state: &UiState) -> Option<Tint> {
    let (low, high) = state.tinted?;
    let [r, g, b, _] = over::ACTIVE.to_array();
    Some(Tint {
        low,
        high,
        colour: [r, g, b],
    })
}

/// The bar over the upper edge of a picture that is late, or a look again when it would be.
fn busy(ui: &Ui, painter: &egui::Painter, area: Rect, waited: Duration) {
    match PATIENCE.checked_sub(waited) {
        Some(left) if !left.is_zero() => ui.ctx().request_repaint_after(left),
        _ => {
            let bar = Rect::from_min_size(area.min, vec2(area.width(), 2.0));
            widgets::busy_bar(painter, bar, None);
        }
    }
}

/// Whether the picture of a view is late, so that its bar says so.
pub(super) fn is_late(session: &Session, view: ViewKey) -> bool {
    match session.shown(view) {
        Shown::Picture { stale_since, .. } => {
            stale_since.is_some_and(|since| since.elapsed() >= PATIENCE)
        }
        _ => false,
    }
}

/// Why there is no picture: in the upper third of the empty well, at most three lines.
fn failed(ui: &Ui, painter: &egui::Painter, area: Rect, problem: &Problem, session: &Session) {
    // The well is dark in both themes.
    let t = &theme::DARK;
    let at = pos2(area.center().x, area.top() + area.height() / 3.0);
    painter.text(
        at,
        Align2::CENTER_BOTTOM,
        icons::X_CIRCLE,
        fonts::icon(24.0),
        t.error,
    );
    let title = session.texts().view.failed;
    let lines = [
        (title.to_owned(), t.text),
        (problem.reason.clone(), t.text_second),
    ];
    let mut y = at.y + 10.0;
    for (line, colour) in lines {
        let galley = ui
            .painter()
            .layout_job(centred(line, colour, area.width() - 48.0));
        let height = galley.size().y;
        painter.galley(pos2(at.x, y), galley, colour);
        y += height + 4.0;
    }
}

fn centred(text: String, colour: egui::Color32, width: f32) -> egui::text::LayoutJob {
    let mut job = egui::text::LayoutJob::simple(text, fonts::body(), colour, width.min(420.0));
    job.halign = egui::Align::Center;
    job.wrap.max_rows = 2;
    job
}

/// An empty view says what to do.
fn nothing(ui: &Ui, painter: &egui::Painter, area: Rect, session: &Session) {
    let t = &theme::DARK;
    let texts = session.texts();
    let at = area.center() - vec2(0.0, area.height() / 8.0);
    painter.text(
        at,
        Align2::CENTER_BOTTOM,
        icons::IMAGE,
        fonts::icon(30.0),
        t.text_disabled,
    );
    let lines = [
        (texts.view.nothing, fonts::medium(13.0), t.text_second),
        (texts.view.nothing_hint, fonts::body(), t.text_quiet),
    ];
    for (n, (text, font, colour)) in lines.into_iter().enumerate() {
        let galley = widgets::truncated(ui, text, font, colour, area.width() - 24.0);
        let corner = at + vec2(-galley.size().x / 2.0, 10.0 + 20.0 * n as f32);
        painter.galley(corner, galley, colour);
    }
}
