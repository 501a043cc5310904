//! What the hand does over pictures: wheel, clicks, drags.

use egui::CursorIcon;
use egui::Event;
use egui::Modifiers;
use egui::MouseWheelUnit;
use egui::PointerButton;
use egui::Pos2;
use egui::Rect;
use egui::Response;
use egui::Stroke;
use egui::StrokeKind;
use egui::Ui;

use super::crosshair;
use super::scene::Scene;
use super::summary::window_mapping;
use crate::document::Edit;
use crate::document::Go;
use crate::document::Magnification;
use crate::document::ViewportId;
use crate::pixels;
use crate::recipe::LookWindow;
use crate::recipe::VoiFunction;
use crate::recipe::Window;
use crate::session::Session;
use crate::session::ViewKey;
use crate::ui::commands::Commands;
use crate::ui::state::PointedAt;
use crate::ui::state::UiState;
use crate::ui::theme::over;

/// A drag of this many points changes the width, or moves the centre, by the width itself.
const POINTS_PER_WIDTH: f64 = 400.0;

/// Points of a drag that zoom by a factor of e.
const POINTS_PER_ZOOM: f64 = 150.0;

/// Factor of one notch of the wheel, where it zooms.
const NOTCH_ZOOM: f64 = 1.15;

/// Points of a touchpad that make one notch.
const POINTS_PER_NOTCH: f32 = 50.0;

/// A drag over a picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Drag {
    view: ViewKey,
    kind: DragKind,
}

/// A click that may turn out to be the first of a double click.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Click {
    viewport: ViewportId,
    /// When, in seconds.
    time: f64,
    /// Where the crosshair was before.
    crosshair: [f64; 2],
}

/// What a drag does.
#[derive(Clone, Copy, Debug, PartialEq)]
enum DragKind {
    /// Changes the window it began with.
    Window { from: Pos2, start: Window },
    /// Spans the rectangle whose values make the window.
    Region { from: Pos2 },
    /// Moves the picture.
    Pan,
    /// Zooms about where it began.
    Zoom { from: Pos2, start: Magnification },
}

/// Carries out what the hand does over the picture of `scene`; `response` is that of its area.
pub(super) fn act(
    ui: &Ui,
    response: &Response,
    scene: &Scene<'_>,
    session: &Session,
    state: &mut UiState,
    commands: &mut Commands,
) {
    point(response, scene, state, commands, ui);
    wheel(ui, response, scene, state, commands);
    if !scene.is_cell() {
        click(ui, response, scene, session, state, commands);
    }
    begin_drag(ui, response, scene, state, commands);
    go_on(ui, response, scene, session, state, commands);
}

/// Notes where the pointer is; with Shift the crosshair follows it.
fn point(
    response: &Response,
    scene: &Scene<'_>,
    state: &mut UiState,
    commands: &mut Commands,
    ui: &Ui,
) {
    if !response.hovered() && !response.dragged() {
        return;
    }
    let at = ui.input(|input| input.pointer.latest_pos());
    let Some([x, y]) = at.and_then(|at| scene.placement.pixel_at(at)) else {
        return;
    };
    let pointed = PointedAt {
        view: scene.view,
        x,
        y,
    };
    state.pointed_at = Some(pointed);
    state.last_pointed_at = Some(pointed);
    let follows = ui.input(|input| {
        let moved = input.pointer.delta() != egui::Vec2::ZERO;
        input.modifiers.shift_only() && !input.pointer.any_down() && moved
    });
    if follows {
        let viewport = scene.id();
        commands.go(Go::Cursor { viewport, x, y });
    }
}

fn wheel(
    ui: &Ui,
    response: &Response,
    scene: &Scene<'_>,
    state: &mut UiState,
    commands: &mut Commands,
) {
    // Also over the slice bar, which takes the hover away.
    let pointer = ui.input(|input| input.pointer.latest_pos());
    let Some(pointer) = pointer.filter(|_| response.contains_pointer()) else {
        return;
    };
    let zoom = f64::from(ui.input(|input| input.zoom_delta()));
    if zoom != 1.0 {
        magnify(
            scene,
            scene.placement.zoomed(scene.magnification, zoom, pointer),
            commands,
        );
        return;
    }
    let notches = ui.input(|input| {
        let events = input.events.iter();
        let notches = events.filter_map(|event| match event {
            Event::MouseWheel {
                unit,
                delta,
                modifiers,
                ..
            } if *modifiers == Modifiers::NONE => Some(match unit {
                MouseWheelUnit::Line => delta.y,
                MouseWheelUnit::Page => 10.0 * delta.y,
                MouseWheelUnit::Point => delta.y / POINTS_PER_NOTCH,
            }),
            _ => None,
        });
        notches.sum::<f32>()
    });
    if notches == 0.0 {
        return;
    }
    if scene.slice_count() <= 1 {
        let factor = NOTCH_ZOOM.powf(f64::from(notches));
        magnify(
            scene,
            scene.placement.zoomed(scene.magnification, factor, pointer),
            commands,
        );
        return;
    }
    let rest = state
        .views
        .wheel
        .filter(|(view, rest)| *view == scene.view && rest.signum() == notches.signum())
        .map_or(0.0, |(_, rest)| rest);
    let sum = rest + notches;
    state.views.wheel = Some((scene.view, sum.fract()));
    let by = -(sum.trunc() as isize);
    if by != 0 {
        let viewport = scene.id();
        commands.go(Go::Step { viewport, by });
    }
}

/// A click makes the view active and puts the crosshair there; a double click maximises the view and
/// puts the crosshair back.
fn click(
    ui: &Ui,
    response: &Response,
    scene: &Scene<'_>,
    session: &Session,
    state: &mut UiState,
    commands: &mut Commands,
) {
    let viewport = scene.id();
    if response.clicked() || response.secondary_clicked() || response.gained_focus() {
        commands.go(Go::Activate(viewport));
    }
    let time = ui.input(|input| input.time);
    let delay = ui
        .ctx()
        .options(|options| options.input_options.max_double_click_delay);
    if response.double_clicked() {
        if let Some(click) = state.views.click.take()
            && click.viewport == viewport
            && time - click.time <= delay
        {
            let [x, y] = click.crosshair;
            commands.go(Go::Cursor { viewport, x, y });
        }
        let maximised = session.document().position.maximised;
        commands.go(Go::Maximise(match maximised {
            Some(_) => None,
            None => Some(viewport),
        }));
    } else if response.clicked()
        && let Some(at) = response.interact_pointer_pos()
        && let Some([x, y]) = scene.placement.pixel_at(at)
    {
        let crosshair = crosshair::place(scene, session);
        state.views.click = crosshair.map(|crosshair| Click {
            viewport,
            time,
            crosshair,
        });
        commands.go(Go::Cursor { viewport, x, y });
    }
}

fn begin_drag(
    ui: &Ui,
    response: &Response,
    scene: &Scene<'_>,
    state: &mut UiState,
    commands: &mut Commands,
) {
    if !response.drag_started() {
        return;
    }
    let Some(from) = ui.input(|input| input.pointer.press_origin()) else {
        return;
    };
    let modifiers = ui.input(|input| input.modifiers);
    let by = |button| response.drag_started_by(button);
    let kind = if by(PointerButton::Middle) || (by(PointerButton::Primary) && modifiers.shift) {
        Some(DragKind::Pan)
    } else if by(PointerButton::Secondary) {
        let start = scene.magnification;
        Some(DragKind::Zoom { from, start })
    } else if by(PointerButton::Primary) && modifiers.command && !scene.is_cell() {
        window_in_use(scene).map(|_| DragKind::Region { from })
    } else if by(PointerButton::Primary) && modifiers.is_none() {
        window_in_use(scene).map(|start| DragKind::Window { from, start })
    } else {
        None
    };
    if let Some(kind) = kind {
        let view = scene.view;
        state.views.drag = Some(Drag { view, kind });
        state.gesture = Some(commands.begin_gesture());
        if !scene.is_cell() {
            commands.go(Go::Activate(scene.id()));
        }
    }
}

fn go_on(
    ui: &Ui,
    response: &Response,
    scene: &Scene<'_>,
    session: &Session,
    state: &mut UiState,
    commands: &mut Commands,
) {
    let Some(drag) = state.views.drag.filter(|drag| drag.view == scene.view) else {
        return;
    };
    let viewport = scene.id();
    let at = response.interact_pointer_pos();
    if let Some(at) = at {
        match drag.kind {
            DragKind::Window { from, start } => {
                ui.ctx().set_cursor_icon(CursorIcon::Move);
                let window = dragged_window(start, at - from);
                if let (Some(window), Some(gesture)) = (window, state.gesture)
                    && window_in_use(scene) != Some(window)
                {
                    let window = LookWindow::Given(window);
                    commands.drag(Edit::SetWindow { viewport, window }, gesture);
                }
            }
            DragKind::Region { from } => {
                ui.ctx().set_cursor_icon(CursorIcon::Crosshair);
                paint_region(ui, scene, Rect::from_two_pos(from, at));
            }
            DragKind::Pan => {
                ui.ctx().set_cursor_icon(CursorIcon::Grabbing);
                let delta = response.drag_delta();
                magnify(
                    scene,
                    scene.placement.panned(scene.magnification, delta),
                    commands,
                );
            }
            DragKind::Zoom { from, start } => {
                ui.ctx().set_cursor_icon(CursorIcon::ZoomIn);
                let wanted = f64::from(from.y - at.y) / POINTS_PER_ZOOM;
                let factor = start.zoom * wanted.exp() / scene.magnification.zoom;
                magnify(
                    scene,
                    scene.placement.zoomed(scene.magnification, factor, from),
                    commands,
                );
            }
        }
    }
    if response.drag_stopped() || !response.is_pointer_button_down_on() {
        if let (DragKind::Region { from }, Some(at)) = (drag.kind, at)
            && let Some(region) = region(scene, Rect::from_two_pos(from, at))
        {
            session.window_from_region(viewport, region);
        }
        state.views.drag = None;
        state.gesture = None;
    }
}

fn magnify(scene: &Scene<'_>, magnification: Magnification, commands: &mut Commands) {
    if magnification == scene.magnification {
        return;
    }
    commands.go(match scene.view {
        ViewKey::Viewport(viewport) => Go::Magnify {
            viewport,
            magnification,
        },
        ViewKey::Cell(_) => Go::MagnifyGrid(magnification),
    });
}

/// The window that a drag changes; `None` where none acts on the picture.
fn window_in_use(scene: &Scene<'_>) -> Option<Window> {
    let processed = &scene.finished.processed;
    if processed.values.channels() != 1 {
        return None;
    }
    match window_mapping(&scene.finished) {
        Some(mapping) => mapping.window(),
        None if processed.shows_values() => processed.automatic.window(),
        None => None,
    }
}

/// `start` after a drag by `delta`: to the right is wider, down is a higher centre, thus darker.
fn dragged_window(start: Window, delta: egui::Vec2) -> Option<Window> {
    let per_point = start.width() / POINTS_PER_WIDTH;
    // Whole numbers wherever the window is wide enough for them to be steps and not jumps.
    let step = if start.width() >= 40.0 {
        1.0
    } else {
        10_f64.powf(per_point.log10().floor())
    };
    let stepped = |number: f64| (number / step).round() * step;
    let width = stepped(start.width() + f64::from(delta.x) * per_point).max(step);
    let center = stepped(start.center() + f64::from(delta.y) * per_point);
    let function = match start.function() {
        VoiFunction::Linear if width < 1.0 => VoiFunction::LinearExact,
        function => function,
    };
    Window::new(center, width, function).ok()
}

/// The pixels inside a rectangle of the screen; `None` where it holds fewer than two across or down.
fn region(scene: &Scene<'_>, on_screen: Rect) -> Option<pixels::Rect> {
    let on_screen = on_screen
        .intersect(scene.area())
        .intersect(scene.placement.rect);
    if !on_screen.is_positive() {
        return None;
    }
    let a = scene.placement.in_picture(on_screen.min);
    let b = scene.placement.in_picture(on_screen.max);
    let first = [0, 1].map(|n| a[n].min(b[n]).round().max(0.0) as usize);
    let end = [0, 1].map(|n| {
        let last = a[n].max(b[n]).round().max(0.0) as usize;
        (last + 1).min(scene.placement.size[n])
    });
    let [width, height] = [0, 1].map(|n| end[n].saturating_sub(first[n]));
    (width > 1 && height > 1).then_some(pixels::Rect {
        x: first[0],
        y: first[1],
        width,
        height,
    })
}

fn paint_region(ui: &Ui, scene: &Scene<'_>, rect: Rect) {
    let painter = ui.painter().with_clip_rect(scene.area());
    painter.rect_stroke(rect, 0, Stroke::new(3.0, over::HALO), StrokeKind::Middle);
    painter.rect_stroke(rect, 0, Stroke::new(1.0, over::TEXT), StrokeKind::Middle);
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::vec2;

    #[test]
    fn a_drag_of_400_points_doubles_the_width() {
        let lung = Window::new(-600.0, 1500.0, VoiFunction::Linear).expect("valid");
        let wider = dragged_window(lung, vec2(400.0, 0.0)).expect("valid");
        assert_eq!((wider.center(), wider.width()), (-600.0, 3000.0));
        let darker = dragged_window(lung, vec2(0.0, 40.0)).expect("valid");
        assert_eq!((darker.center(), darker.width()), (-450.0, 1500.0));
        let narrowest = dragged_window(lung, vec2(-4000.0, 0.0)).expect("valid");
        assert_eq!(narrowest.width(), 1.0);
    }

    #[test]
    fn narrow_windows_move_in_small_steps() {
        let suv = Window::new(2.5, 5.0, VoiFunction::LinearExact).expect("valid");
        let dragged = dragged_window(suv, vec2(3.0, 1.0)).expect("valid");
        assert!((dragged.width() - 5.04).abs() < 1e-9, "{}", dragged.width());
        assert!(
            (dragged.center() - 2.51).abs() < 1e-9,
            "{}",
            dragged.center()
        );
    }
}
