//! Actions on views: arrangement, planes, turns, slices, series, zoom.

use egui::Key;

use super::Action;
use super::Group;
use super::Here;
use super::chord::ctrl;
use super::chord::ctrl_shift;
use super::chord::key;
use super::chord::shift;
use crate::document::Comparison;
use crate::document::Edit;
use crate::document::Go;
use crate::document::Layout;
use crate::document::Magnification;
use crate::document::Turn;
use crate::recipe::Interpolation;
use crate::study::Plane;
use crate::ui::commands::Commands;
use crate::ui::icons;
use crate::ui::state::UiState;

/// One press of + or −.
const ZOOM: f64 = 1.25;
/// Share of the view that one press of Ctrl + arrow moves.
const PAN: f32 = 0.1;

fn layout(c: &mut Commands, layout: Layout) {
    c.push(Edit::SetLayout(layout));
}

fn has_layout(here: &Here<'_>, layout: Layout) -> bool {
    let edits = &here.session.document().edits;
    edits.layout == layout && edits.comparison.is_none() && !edits.is_empty()
}

fn plane(here: &Here<'_>, c: &mut Commands, plane: Plane) {
    let viewport = here.id();
    c.push(Edit::SetPlane { viewport, plane });
}

fn has_plane(here: &Here<'_>, plane: Plane) -> bool {
    here.view().is_some_and(|view| view.plane == plane)
}

fn step(here: &Here<'_>, c: &mut Commands, by: isize) {
    let viewport = here.id();
    c.go(Go::Step { viewport, by });
}

/// Phases of a series that has several, else frames of a stack.
fn frame(here: &Here<'_>, c: &mut Commands, by: isize) {
    let viewport = here.id();
    if here.header().is_some_and(|header| header.phase_count() > 1) {
        c.go(Go::StepPhase { viewport, by });
    } else {
        step(here, c, by);
    }
}

fn end(here: &Here<'_>, c: &mut Commands, last: bool) {
    let viewport = here.id();
    c.go(Go::End { viewport, last });
}

/// The first series of the next study in the list, or of the one before.
fn study(here: &Here<'_>, c: &mut Commands, on: bool) {
    let Some(active) = here.header() else {
        return;
    };
    let open: Vec<_> = here.session.document().open_series().collect();
    let same = |uid: &str| uid == active.study.uid;
    let found = if on {
        let last = open.iter().rposition(|h| same(&h.study.uid));
        last.and_then(|at| open.get(at + 1))
    } else {
        let first = open.iter().position(|h| same(&h.study.uid));
        let before = first
            .and_then(|at| at.checked_sub(1))
            .and_then(|at| open.get(at));
        before.and_then(|before| open.iter().find(|h| h.study.uid == before.study.uid))
    };
    if let Some(header) = found {
        c.push(here.session.show_edit(header.id.clone(), here.id()));
    }
}

fn magnify(here: &Here<'_>, c: &mut Commands, magnification: Magnification) {
    if here.session.document().edits.comparison == Some(Comparison::Grid) {
        c.go(Go::MagnifyGrid(magnification));
    } else {
        c.go(Go::Magnify {
            viewport: here.id(),
            magnification,
        });
    }
}

fn zoom(here: &Here<'_>, state: &UiState, c: &mut Commands, factor: f64) {
    let now = here.magnification();
    magnify(here, c, state.views.zoomed(here.place(), now, factor));
}

/// Looks further to the right (`across` 1) or down by a part of the view, whichever way the picture is turned.
fn pan(here: &Here<'_>, state: &UiState, c: &mut Commands, across: f32, down: f32) {
    let now = here.magnification();
    let share = -PAN * egui::vec2(across, down);
    magnify(here, c, state.views.panned(here.place(), now, share));
}

fn turn(here: &Here<'_>, c: &mut Commands, change: impl FnOnce(&mut Turn)) {
    if let Some(view) = here.view() {
        let mut turn = view.turn;
        change(&mut turn);
        c.push(Edit::SetTurn {
            viewport: view.id,
            turn,
        });
    }
}

/// Flips as the eye sees them: after a quarter turn, across is down.
fn flip(turn: &mut Turn, across: bool) {
    if across == turn.quarters.is_multiple_of(2) {
        turn.flip_across = !turn.flip_across;
    } else {
        turn.flip_down = !turn.flip_down;
    }
}

pub(super) static ACTIONS: &[Action] = &[
    Action::new(
        "layout-one",
        Group::Layout,
        |t| t.layout_one,
        |_, _, c| layout(c, Layout::One),
    )
    .icon(icons::RECTANGLE)
    .keys(&[ctrl(Key::Num1)])
    .needs(|here| here.needs_picture())
    .on(|here| has_layout(here, Layout::One)),
    Action::new(
        "layout-two",
        Group::Layout,
        |t| t.layout_two,
        |_, _, c| layout(c, Layout::Two),
    )
    .icon(icons::COLUMNS)
    .keys(&[ctrl(Key::Num2)])
    .needs(|here| here.needs_picture())
    .on(|here| has_layout(here, Layout::Two)),
    Action::new(
        "layout-big",
        Group::Layout,
        |t| t.layout_big,
        |_, _, c| layout(c, Layout::BigAndTwo),
    )
    .icon(icons::LAYOUT)
    .keys(&[ctrl(Key::Num3)])
    .needs(|here| here.needs_picture())
    .on(|here| has_layout(here, Layout::BigAndTwo)),
    Action::new(
        "layout-four",
        Group::Layout,
        |t| t.layout_four,
        |_, _, c| layout(c, Layout::Four),
    )
    .icon(icons::GRID_FOUR)
    .keys(&[ctrl(Key::Num4)])
    .needs(|here| here.needs_picture())
    .on(|here| has_layout(here, Layout::Four)),
    Action::new(
        "layout-three",
        Group::Layout,
        |t| t.layout_three,
        |_, _, c| layout(c, Layout::Three),
    )
    .icon(icons::COLUMNS)
    .keys(&[ctrl(Key::Num5)])
    .needs(|here| here.needs_picture())
    .on(|here| has_layout(here, Layout::Three)),
    Action::new(
        "layout-sheet",
        Group::Layout,
        |t| t.layout_sheet,
        |_, _, c| layout(c, Layout::Sheet),
    )
    .icon(icons::GRID_NINE)
    .keys(&[ctrl(Key::Num6)])
    .needs(|here| here.needs_picture())
    .on(|here| has_layout(here, Layout::Sheet)),
    Action::new(
        "axial",
        Group::Layout,
        |t| t.axial,
        |here, _, c| plane(here, c, Plane::Axial),
    )
    .keys(&[key(Key::F2)])
    .needs(|here| here.needs_planes())
    .on(|here| has_plane(here, Plane::Axial)),
    Action::new(
        "coronal",
        Group::Layout,
        |t| t.coronal,
        |here, _, c| plane(here, c, Plane::Coronal),
    )
    .keys(&[key(Key::F3)])
    .needs(|here| here.needs_planes())
    .on(|here| has_plane(here, Plane::Coronal)),
    Action::new(
        "sagittal",
        Group::Layout,
        |t| t.sagittal,
        |here, _, c| plane(here, c, Plane::Sagittal),
    )
    .keys(&[key(Key::F4)])
    .needs(|here| here.needs_planes())
    .on(|here| has_plane(here, Plane::Sagittal)),
    Action::new(
        "acquired",
        Group::Layout,
        |t| t.acquired,
        |here, _, c| plane(here, c, Plane::Acquired),
    )
    .keys(&[key(Key::F8)])
    .needs(|here| here.needs_planes())
    .on(|here| has_plane(here, Plane::Acquired)),
    Action::new(
        "maximise",
        Group::Layout,
        |t| t.maximise,
        |here, _, c| {
            let maximised = here.session.document().position.maximised;
            c.go(Go::Maximise(match maximised {
                Some(_) => None,
                None => Some(here.id()),
            }));
        },
    )
    .icon(icons::ARROWS_OUT_SIMPLE)
    .keys(&[key(Key::Enter)])
    .needs(|here| here.needs_views())
    .on(|here| here.session.document().position.maximised.is_some()),
    Action::new(
        "next-view",
        Group::Layout,
        |t| t.next_view,
        |_, _, c| c.go(Go::NextView(1)),
    )
    .keys(&[ctrl(Key::Tab)])
    .needs(|here| here.needs_views()),
    Action::new(
        "previous-view",
        Group::Layout,
        |t| t.previous_view,
        |_, _, c| c.go(Go::NextView(-1)),
    )
    .keys(&[ctrl_shift(Key::Tab)])
    .needs(|here| here.needs_views()),
    Action::new(
        "rotate-right",
        Group::Layout,
        |t| t.rotate_right,
        |here, _, c| {
            turn(here, c, |turn| turn.quarters = (turn.quarters + 1) % 4);
        },
    )
    .icon(icons::ARROW_CLOCKWISE)
    .keys(&[ctrl_shift(Key::ArrowRight)])
    .needs(|here| here.needs_picture()),
    Action::new(
        "rotate-left",
        Group::Layout,
        |t| t.rotate_left,
        |here, _, c| {
            turn(here, c, |turn| turn.quarters = (turn.quarters + 3) % 4);
        },
    )
    .icon(icons::ARROW_COUNTER_CLOCKWISE)
    .keys(&[ctrl_shift(Key::ArrowLeft)])
    .needs(|here| here.needs_picture()),
    Action::new(
        "flip-across",
        Group::Layout,
        |t| t.flip_across,
        |here, _, c| {
            turn(here, c, |turn| flip(turn, true));
        },
    )
    .icon(icons::FLIP_HORIZONTAL)
    .keys(&[ctrl_shift(Key::F)])
    .needs(|here| here.needs_picture()),
    Action::new(
        "flip-down",
        Group::Layout,
        |t| t.flip_down,
        |here, _, c| {
            turn(here, c, |turn| flip(turn, false));
        },
    )
    .icon(icons::FLIP_VERTICAL)
    .keys(&[ctrl_shift(Key::G)])
    .needs(|here| here.needs_picture()),
    Action::new(
        "link",
        Group::Layout,
        |t| t.link,
        |here, _, c| {
            if let Some(view) = here.view() {
                c.push(Edit::SetLinked {
                    viewport: view.id,
                    linked: !view.is_linked(),
                });
            }
        },
    )
    .icon(icons::LINK)
    .keys(&[key(Key::L)])
    .needs(|here| here.needs_picture())
    .on(|here| here.view().is_some_and(|view| view.is_linked())),
    Action::new(
        "slice-back",
        Group::Move,
        |t| t.slice_back,
        |here, _, c| step(here, c, -1),
    )
    .keys(&[key(Key::ArrowUp)])
    .needs(|here| here.needs_slices()),
    Action::new(
        "slice-on",
        Group::Move,
        |t| t.slice_on,
        |here, _, c| step(here, c, 1),
    )
    .keys(&[key(Key::ArrowDown)])
    .needs(|here| here.needs_slices()),
    Action::new(
        "slices-back",
        Group::Move,
        |t| t.slices_back,
        |here, _, c| step(here, c, -10),
    )
    .keys(&[shift(Key::ArrowUp)])
    .needs(|here| here.needs_slices()),
    Action::new(
        "slices-on",
        Group::Move,
        |t| t.slices_on,
        |here, _, c| step(here, c, 10),
    )
    .keys(&[shift(Key::ArrowDown)])
    .needs(|here| here.needs_slices()),
    Action::new(
        "slice-first",
        Group::Move,
        |t| t.slice_first,
        |here, _, c| end(here, c, false),
    )
    .keys(&[key(Key::Home)])
    .needs(|here| here.needs_slices()),
    Action::new(
        "slice-last",
        Group::Move,
        |t| t.slice_last,
        |here, _, c| end(here, c, true),
    )
    .keys(&[key(Key::End)])
    .needs(|here| here.needs_slices()),
    Action::new(
        "frame-back",
        Group::Move,
        |t| t.frame_back,
        |here, _, c| frame(here, c, -1),
    )
    .keys(&[key(Key::ArrowLeft)])
    .needs(|here| here.needs_frames()),
    Action::new(
        "frame-on",
        Group::Move,
        |t| t.frame_on,
        |here, _, c| frame(here, c, 1),
    )
    .keys(&[key(Key::ArrowRight)])
    .needs(|here| here.needs_frames()),
    Action::new(
        "frames-back",
        Group::Move,
        |t| t.frames_back,
        |here, _, c| frame(here, c, -10),
    )
    .keys(&[shift(Key::ArrowLeft)])
    .needs(|here| here.needs_frames()),
    Action::new(
        "frames-on",
        Group::Move,
        |t| t.frames_on,
        |here, _, c| frame(here, c, 10),
    )
    .keys(&[shift(Key::ArrowRight)])
    .needs(|here| here.needs_frames()),
    Action::new(
        "previous-series",
        Group::Move,
        |t| t.previous_series,
        |_, _, c| c.go(Go::NextSeries(-1)),
    )
    .keys(&[key(Key::PageUp)])
    .needs(|here| here.needs_series()),
    Action::new(
        "next-series",
        Group::Move,
        |t| t.next_series,
        |_, _, c| c.go(Go::NextSeries(1)),
    )
    .keys(&[key(Key::PageDown)])
    .needs(|here| here.needs_series()),
    Action::new(
        "previous-study",
        Group::Move,
        |t| t.previous_study,
        |here, _, c| study(here, c, false),
    )
    .keys(&[ctrl(Key::PageUp)])
    .needs(|here| here.needs_picture()),
    Action::new(
        "next-study",
        Group::Move,
        |t| t.next_study,
        |here, _, c| study(here, c, true),
    )
    .keys(&[ctrl(Key::PageDown)])
    .needs(|here| here.needs_picture()),
    Action::new(
        "zoom-in",
        Group::Move,
        |t| t.zoom_in,
        |here, state, c| zoom(here, state, c, ZOOM),
    )
    .icon(icons::MAGNIFYING_GLASS_PLUS)
    .keys(&[key(Key::Plus), key(Key::Equals)])
    .needs(|here| here.needs_picture()),
    Action::new(
        "zoom-out",
        Group::Move,
        |t| t.zoom_out,
        |here, state, c| zoom(here, state, c, 1.0 / ZOOM),
    )
    .icon(icons::MAGNIFYING_GLASS_MINUS)
    .keys(&[key(Key::Minus)])
    .needs(|here| here.needs_picture()),
    Action::new(
        "fit",
        Group::Move,
        |t| t.fit,
        |here, state, c| {
            let now = here.magnification();
            magnify(here, c, state.views.fit_or_pixels(here.place(), now));
        },
    )
    .keys(&[key(Key::Z)])
    .needs(|here| here.needs_picture()),
    Action::new(
        "reset-view",
        Group::Move,
        |t| t.reset_view,
        |here, _, c| c.go(Go::ResetView(here.id())),
    )
    .keys(&[key(Key::R)])
    .needs(|here| here.needs_picture()),
    Action::new(
        "pan-left",
        Group::Move,
        |t| t.pan_left,
        |here, state, c| pan(here, state, c, -1.0, 0.0),
    )
    .keys(&[ctrl(Key::ArrowLeft)])
    .needs(|here| here.needs_picture()),
    Action::new(
        "pan-right",
        Group::Move,
        |t| t.pan_right,
        |here, state, c| pan(here, state, c, 1.0, 0.0),
    )
    .keys(&[ctrl(Key::ArrowRight)])
    .needs(|here| here.needs_picture()),
    Action::new(
        "pan-up",
        Group::Move,
        |t| t.pan_up,
        |here, state, c| pan(here, state, c, 0.0, -1.0),
    )
    .keys(&[ctrl(Key::ArrowUp)])
    .needs(|here| here.needs_picture()),
    Action::new(
        "pan-down",
        Group::Move,
        |t| t.pan_down,
        |here, state, c| pan(here, state, c, 0.0, 1.0),
    )
    .keys(&[ctrl(Key::ArrowDown)])
    .needs(|here| here.needs_picture()),
    Action::new(
        "crosshair",
        Group::Move,
        |t| t.crosshair,
        |here, _, c| {
            c.go(Go::Crosshair(!here.session.document().position.crosshair));
        },
    )
    .icon(icons::CROSSHAIR)
    .keys(&[key(Key::K)])
    .needs(|here| here.needs_planes())
    .on(|here| here.session.document().position.crosshair),
    Action::new(
        "picture-texts",
        Group::Move,
        |t| t.picture_texts,
        |_, state, _| state.picture_texts = state.picture_texts.next(),
    )
    .icon(icons::TEXT_T)
    .keys(&[key(Key::H)])
    .needs(|here| here.needs_picture()),
    Action::new(
        "pixel-squares",
        Group::Move,
        |t| t.pixel_squares,
        |_, state, _| {
            state.interpolation = match state.interpolation {
                Interpolation::Linear => Interpolation::Nearest,
                Interpolation::Nearest => Interpolation::Linear,
            };
        },
    )
    .needs(|here| here.needs_picture()),
    Action::new(
        "view-menu",
        Group::Move,
        |t| t.view_menu,
        |here, state, _| state.views.open_menu(here.id()),
    )
    .keys(&[shift(Key::F10)])
    .needs(|here| here.needs_no_grid()),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flip_is_what_the_eye_sees() {
        let mut turn = Turn::default();
        flip(&mut turn, true);
        assert!(turn.flip_across && !turn.flip_down);
        let mut turned = Turn {
            quarters: 1,
            ..Turn::default()
        };
        flip(&mut turned, true);
        assert!(turned.flip_down && !turned.flip_across);
    }
}
