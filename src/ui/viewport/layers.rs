//! Contours of structures over the picture: as fine as the screen, whatever the magnification.

use egui::Color32;
use egui::Painter;
use egui::Pos2;
use egui::Shape;
use egui::Stroke;
use egui::pos2;

use super::scene::Scene;
use crate::study::Line;
use crate::study::Marks;
use crate::ui::theme::over;

/// Width of a contour, in points.
const WIDTH: f32 = 1.5;

/// Width of the rim under it, which is seen on every grey.
const RIM: f32 = 3.5;

/// Half the length of the strokes of a mark.
const MARK: f32 = 4.0;

/// Draws the lines that lie over the picture of `scene`, the later parts above the earlier ones.
pub(super) fn paint(painter: &Painter, scene: &Scene<'_>) {
    let look = &scene.finished.key.look.layers;
    for laid in &scene.finished.laid {
        for (at, marks) in laid.parts.iter().enumerate() {
            let (Marks::Lines(lines), Some(part)) = (marks, laid.layer.parts.get(at)) else {
                continue;
            };
            if !look.shows(&laid.layer.id, at) {
                continue;
            }
            let [r, g, b] = part.colour;
            // All rims first: none may lie over a line of the same structure.
            let strokes = [
                Stroke::new(RIM, over::HALO),
                Stroke::new(WIDTH, Color32::from_rgb(r, g, b)),
            ];
            for stroke in strokes {
                painter.extend(lines.iter().flat_map(|line| shapes(line, scene, stroke)));
            }
        }
    }
}

fn shapes(line: &Line, scene: &Scene<'_>, stroke: Stroke) -> Vec<Shape> {
    let points: Vec<Pos2> = line
        .points
        .iter()
        .map(|[x, y]| scene.placement.on_screen(*x, *y))
        .collect();
    match points.as_slice() {
        [at] => [(MARK, 0.0), (0.0, MARK)]
            .map(|(x, y)| {
                let ends = [pos2(at.x - x, at.y - y), pos2(at.x + x, at.y + y)];
                Shape::line_segment(ends, stroke)
            })
            .to_vec(),
        _ if line.closed => vec![Shape::closed_line(points, stroke)],
        _ => vec![Shape::line(points, stroke)],
    }
}
