//! The bars beside a picture: of slices at its right, of phases below it; and where slices stand too far apart.

use egui::Painter;
use egui::Rect;
use egui::Role;
use egui::Sense;
use egui::Ui;
use egui::WidgetInfo;
use egui::pos2;
use egui::vec2;

use super::scene::Scene;
use crate::document::Go;
use crate::document::Viewport;
use crate::session::Finished;
use crate::session::Session;
use crate::study::Gap;
use crate::study::Geometry;
use crate::study::Phases;
use crate::text::Texts;
use crate::text::fill;
use crate::ui::commands::Commands;
use crate::ui::fonts;
use crate::ui::names;
use crate::ui::theme;
use crate::ui::theme::over;
use crate::ui::widgets;
use crate::ui::widgets::format;

/// Height of the bar of phases.
pub(super) const PHASE_BAR: f32 = 24.0;

/// The bar of the slices of a picture, with marks where slices are missing.
pub(super) fn slice_bar(ui: &Ui, scene: &Scene<'_>, session: &Session, commands: &mut Commands) {
    let count = scene.slice_count();
    let area = scene.area();
    let rect = Rect::from_min_max(
        pos2(area.right() - 20.0, area.top()),
        pos2(area.right() + 4.0, area.bottom()),
    );
    let gaps = gap_marks(scene, session.texts());
    let stack = widgets::SliceStack {
        name: session.texts().view.slice_bar,
        // Where one wants to be, not what is still shown: the thumb must follow the hand.
        position: session.document().index(scene.id()),
        count,
        active: scene.active,
        gaps: &gaps,
        across: false,
    };
    let id = ui.make_persistent_id(("slice bar", scene.view));
    if let Some(index) = widgets::slice_bar(ui, rect, id, stack) {
        let viewport = scene.id();
        commands.go(Go::Activate(viewport));
        commands.go(Go::Slice { viewport, index });
    }
}

/// Positions of the slice bar after which slices are missing, with what is told of them.
fn gap_marks(scene: &Scene<'_>, texts: &Texts) -> Vec<(usize, String)> {
    let Some(geometry) = &scene.header.geometry else {
        return Vec::new();
    };
    let frame = geometry.frame(scene.finished.key.plane);
    if frame.axes[2] != 2 {
        return Vec::new();
    }
    let mark = |gap: &Gap| {
        let position = if frame.flipped[2] {
            geometry.size[2] - 2 - gap.below
        } else {
            gap.below
        };
        let numbers = [position + 1, position + 2];
        (position, gap_text(geometry, gap, numbers, texts))
    };
    geometry.gaps().iter().map(mark).collect()
}

/// What a gap between slices of these numbers is.
pub(super) fn gap_text(
    geometry: &Geometry,
    gap: &Gap,
    [a, b]: [usize; 2],
    texts: &Texts,
) -> String {
    let [mm, usual] = [gap.mm, geometry.spacing_mm[2]].map(|mm| format::number(mm, 2));
    match gap.missing {
        0 => fill(texts.view.gap, &[&a, &b, &mm, &usual]),
        missing => fill(texts.view.gap_missing, &[&a, &b, &missing, &mm, &usual]),
    }
}

/// Hatches the rows (or columns) that are interpolated across a gap; for the eye alone.
pub(super) fn hatch_gaps(painter: &Painter, scene: &Scene<'_>) {
    /// Slices this near to a row of the grid, in rows, lie on it.
    const ROUNDING: f64 = 1e-6;
    let Some(geometry) = &scene.header.geometry else {
        return;
    };
    let frame = geometry.frame(scene.finished.key.plane);
    let Some(along) = (0..2).find(|n| frame.axes[*n] == 2) else {
        return;
    };
    let extents = [frame.width, frame.height].map(|extent| extent as f64);
    for gap in geometry.gaps() {
        let on_grid = |k: usize| {
            let at = geometry.along_mm(k) / geometry.spacing_mm[2];
            if frame.flipped[along] {
                extents[along] - 1.0 - at
            } else {
                at
            }
        };
        let ends = [on_grid(gap.below), on_grid(gap.below + 1)];
        // Rows whose centres lie between the two slices, which themselves are true.
        let first = (ends[0].min(ends[1]) + ROUNDING).floor() + 0.5;
        let end = (ends[0].max(ends[1]) - ROUNDING).ceil() - 0.5;
        let (mut from, mut to) = ([-0.5; 2], extents.map(|extent| extent - 0.5));
        (from[along], to[along]) = (first, end);
        if first < end {
            let corners = [from, to].map(|[x, y]| scene.placement.on_screen(x, y));
            widgets::hatch(painter, Rect::from_two_pos(corners[0], corners[1]));
        }
    }
}

/// The bar below the picture of a series of several phases: which is shown, and a way to the others.
pub(super) fn phase_bar(
    ui: &mut Ui,
    rect: Rect,
    viewport: &Viewport,
    phases: &Phases,
    finished: Option<&Finished>,
    session: &Session,
    commands: &mut Commands,
) {
    let texts = session.texts();
    let t = theme::tokens(ui);
    let document = session.document();
    let at = document.phase(viewport.id);
    // The words are of the picture that is seen, the thumb is where the hand is.
    let seen = finished.map_or(at, |finished| finished.key.phase);
    let count = phases.values.len();
    let active = document.active().map(|view| view.id) == Some(viewport.id);
    ui.painter().rect_filled(rect, 0, t.well);
    let inner = rect.shrink2(vec2(10.0, 0.0));
    let name = names::phase_name(phases, seen, texts);
    let number = format!("{}{}", seen + 1, fill(texts.view.position_of, &[&count]));
    let font = fonts::small();
    let number_room = {
        let longest = format!("{count}{}", fill(texts.view.position_of, &[&count]));
        let galley = ui
            .painter()
            .layout_no_wrap(longest, font.clone(), over::TEXT);
        galley.size().x
    };
    // The room of the longest name, so that the rail stands still while one steps.
    let widest = (0..count.min(64))
        .map(|at| {
            let name = names::phase_name(phases, at, texts);
            let galley = ui.painter().layout_no_wrap(name, font.clone(), over::TEXT);
            galley.size().x
        })
        .fold(0.0, f32::max);
    let room = widest.ceil().min(inner.width() * 0.45);
    let galley = widgets::truncated(ui, &name, font.clone(), over::TEXT, room);
    let label = Rect::from_min_max(inner.min, pos2(inner.left() + room, inner.bottom()));
    let id = ui.make_persistent_id(("phase", viewport.id));
    let response = ui.interact(label, id.with("name"), Sense::hover());
    let corner = pos2(label.left(), label.center().y - galley.size().y / 2.0);
    ui.painter().galley(corner, galley, over::TEXT);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &name));
    response.on_hover_text(&name);
    let figure = pos2(inner.right(), inner.center().y);
    let align = egui::Align2::RIGHT_CENTER;
    ui.painter()
        .text(figure, align, number, font, over::TEXT_SECOND);
    let rail = Rect::from_min_max(
        pos2(label.right() + 2.0, rect.top()),
        pos2(inner.right() - number_room - 2.0, rect.bottom()),
    );
    let stack = widgets::SliceStack {
        name: texts.view.phase_bar,
        position: at,
        count,
        active,
        gaps: &[],
        across: true,
    };
    if let Some(phase) = widgets::slice_bar(ui, rail, id, stack) {
        let viewport = viewport.id;
        commands.go(Go::Activate(viewport));
        commands.go(Go::Phase { viewport, phase });
    }
}
