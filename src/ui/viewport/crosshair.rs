//! The crosshair: the point that linked views show slices through, and where their planes are cut.

use egui::Color32;
use egui::Painter;
use egui::Pos2;
use egui::Rect;
use egui::Vec2;
use egui::pos2;

use super::scene::Scene;
use crate::session::Session;
use crate::study::Geometry;
use crate::study::Plane;
use crate::ui::theme::PLANE_LINES;
use crate::ui::theme::over;

/// Left free on each side of the point.
const GAP: f32 = 16.0;

/// The crosshair's column and row in the picture of `scene`; `None` where it lies in another slice, or
/// the series has no planes.
pub(super) fn place(scene: &Scene<'_>, session: &Session) -> Option<[f64; 2]> {
    let is_stack = scene.header.size[2] > 1;
    let geometry = scene.header.geometry.as_ref().filter(|_| is_stack)?;
    let position = &session.document().position;
    let key = &scene.finished.key;
    let frame = geometry.frame(key.plane);
    let voxel = position.cursor(scene.viewport).voxel(scene.header);
    let [index, x, y] = frame.place(geometry, voxel);
    // While a newer slice is on its way the crosshair already stands in that one.
    let is_here = scene.viewport.offset == 0 && index.is_finite();
    is_here.then_some([x, y])
}

/// Draws the lines along which the other planes cut the picture, each in the colour of its plane; `bar_room`
/// is what the colour bar takes at the right.
pub(super) fn paint(
    painter: &Painter,
    scene: &Scene<'_>,
    session: &Session,
    has_corner_text: bool,
    bar_room: f32,
) {
    if !session.document().position.crosshair {
        return;
    }
    let (Some([x, y]), Some(geometry)) = (place(scene, session), &scene.header.geometry) else {
        return;
    };
    let area = scene.area();
    let ends = if has_corner_text { 44.0 } else { 28.0 };
    let room = Rect::from_min_max(
        pos2(area.left() + 32.0, area.top() + ends),
        pos2(area.right() - 44.0 - bar_room, area.bottom() - ends),
    );
    if !room.is_positive() {
        return;
    }
    let centre = scene.placement.on_screen(x, y);
    let [across, down] = cut_planes(geometry, scene.finished.key.plane).map(line_colour);
    // A column of the slice stands upright unless the picture lies on its side.
    let (upright, level) = if scene.placement.turn.quarters % 2 == 1 {
        (down, across)
    } else {
        (across, down)
    };
    let at = pos2(centre.x.floor(), centre.y.floor());
    if room.x_range().contains(at.x) {
        upright_line(painter, at, room, upright);
    }
    if room.y_range().contains(at.y) {
        level_line(painter, at, room, level);
    }
}

/// The planes that cut the picture along its columns and along its rows.
fn cut_planes(geometry: &Geometry, plane: Plane) -> [Option<Plane>; 2] {
    let shown = geometry.frame(plane);
    [0, 1].map(|n| {
        let named = [Plane::Axial, Plane::Coronal, Plane::Sagittal];
        named
            .into_iter()
            .find(|other| geometry.frame(*other).axes[2] == shown.axes[n])
    })
}

/// The colour of a plane's lines.
fn line_colour(plane: Option<Plane>) -> Color32 {
    match plane {
        Some(Plane::Axial) => PLANE_LINES.axial,
        Some(Plane::Coronal) => PLANE_LINES.coronal,
        Some(Plane::Sagittal) => PLANE_LINES.sagittal,
        Some(Plane::Acquired) | None => over::TEXT,
    }
}

fn upright_line(painter: &Painter, at: Pos2, room: Rect, colour: Color32) {
    let halves = [
        (room.top(), (at.y - GAP).min(room.bottom())),
        ((at.y + GAP + 1.0).max(room.top()), room.bottom()),
    ];
    for (top, bottom) in halves.into_iter().filter(|(top, bottom)| bottom > top) {
        let line = Rect::from_min_max(pos2(at.x, top), pos2(at.x + 1.0, bottom));
        rimmed(painter, line, colour);
    }
}

fn level_line(painter: &Painter, at: Pos2, room: Rect, colour: Color32) {
    let halves = [
        (room.left(), (at.x - GAP).min(room.right())),
        ((at.x + GAP + 1.0).max(room.left()), room.right()),
    ];
    for (left, right) in halves.into_iter().filter(|(left, right)| right > left) {
        let line = Rect::from_min_max(pos2(left, at.y), pos2(right, at.y + 1.0));
        rimmed(painter, line, colour);
    }
}

/// A line over a dark rim, so that it is seen on every grey.
fn rimmed(painter: &Painter, line: Rect, colour: Color32) {
    let across = if line.width() > line.height() {
        Vec2::new(0.0, 1.0)
    } else {
        Vec2::new(1.0, 0.0)
    };
    painter.rect_filled(line.expand2(across), 0, over::HALO);
    painter.rect_filled(line, 0, colour);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_belong_to_the_planes_they_show() {
        let origins = (0..4).map(|k| [0.0, 0.0, k as f64]).collect();
        let geometry = Geometry::new(
            [4, 4, 4],
            [1.0, 0.0, 0.0],
            [0.0, 1.0, 0.0],
            [1.0, 1.0],
            origins,
            1.0,
        );
        let of = |plane| cut_planes(&geometry, plane);
        assert_eq!(
            of(Plane::Axial),
            [Some(Plane::Sagittal), Some(Plane::Coronal)]
        );
        assert_eq!(
            of(Plane::Coronal),
            [Some(Plane::Sagittal), Some(Plane::Axial)]
        );
        assert_eq!(
            of(Plane::Sagittal),
            [Some(Plane::Coronal), Some(Plane::Axial)]
        );
    }
}
