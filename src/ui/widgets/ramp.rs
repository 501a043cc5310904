//! Strips of colours: what a colour map looks like, and bars that say what its colours stand for.

use egui::Color32;
use egui::Mesh;
use egui::Painter;
use egui::Rect;
use egui::Shape;
use egui::pos2;

/// Paints `colour` of 0 to 1 over `rect`: from left to right, or from bottom to top where it is higher than
/// wide; each line of the screen's pixels in one colour.
pub fn ramp(painter: &Painter, rect: Rect, colour: impl Fn(f32) -> [u8; 3]) {
    let upright = rect.height() > rect.width();
    let length = if upright { rect.height() } else { rect.width() };
    let lines = (length * painter.pixels_per_point()).round().max(1.0);
    let mut mesh = Mesh::default();
    for line in 0..lines as usize {
        let [from, to] = [line as f32 / lines, (line + 1) as f32 / lines];
        let part = if upright {
            let y = |share: f32| rect.bottom() - share * rect.height();
            Rect::from_min_max(pos2(rect.left(), y(to)), pos2(rect.right(), y(from)))
        } else {
            let x = |share: f32| rect.left() + share * rect.width();
            Rect::from_min_max(pos2(x(from), rect.top()), pos2(x(to), rect.bottom()))
        };
        // The ends of the scale are the outermost lines.
        let share = line as f32 / (lines - 1.0).max(1.0);
        let [r, g, b] = colour(share);
        mesh.add_colored_rect(part, Color32::from_rgb(r, g, b));
    }
    painter.add(Shape::mesh(mesh));
}
