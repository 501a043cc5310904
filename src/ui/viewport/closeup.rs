//! Lines and numbers on single pixels, and the grid of tiles while its slider is dragged.

use egui::Align2;
use egui::Color32;
use egui::Painter;
use egui::Rect;

use super::scene::Scene;
use crate::ui::fonts;
use crate::ui::theme::over;
use crate::ui::widgets::format;

/// From this many device pixels on, pixels are outlined.
const GRID_FROM: f64 = 24.0;

/// From this many points on, a pixel has room for its value.
const VALUES_FROM: f64 = 36.0;

/// Draws the tile grid where one is given, and the pixels' own grid and values where they are large.
pub(super) fn paint(painter: &Painter, scene: &Scene<'_>, tiles: Option<(u32, u32)>) {
    let scale = scene.placement.device_scale();
    if scale.iter().all(|scale| *scale >= GRID_FROM) {
        pixel_grid(painter, scene);
        let room = scene.placement.points_per_pixel();
        if room[0].min(room[1]) >= VALUES_FROM {
            values(painter, scene);
        }
    }
    if let Some((columns, rows)) = tiles {
        tile_grid(painter, scene, [columns, rows]);
    }
}

/// Columns and rows of one tile, as OpenCV's CLAHE divides a picture: where the tiles do not divide
/// both sides it is made larger at the right and below by whole tiles' remainders.
fn tile_size(size: [usize; 2], tiles: [u32; 2]) -> [usize; 2] {
    let tiles = tiles.map(|n| n.max(1) as usize);
    let divides = (0..2).all(|n| size[n].is_multiple_of(tiles[n]));
    [0, 1].map(|n| size[n] / tiles[n] + usize::from(!divides))
}

fn tile_grid(painter: &Painter, scene: &Scene<'_>, tiles: [u32; 2]) {
    let size = scene.placement.size;
    let tile = tile_size(size, tiles);
    for n in 0..2 {
        let lines = (1..tiles[n] as usize).map(|line| line * tile[n]);
        for at in lines.filter(|at| *at < size[n]) {
            line(painter, scene, n, at, over::ACTIVE);
        }
    }
}

fn pixel_grid(painter: &Painter, scene: &Scene<'_>) {
    let Some([first, end]) = scene.placement.visible() else {
        return;
    };
    for n in 0..2 {
        for at in first[n]..=end[n] {
            line(painter, scene, n, at, over::HALO);
        }
    }
}

/// A line before column (`across` 0) or row (1) `at`, over the whole picture.
fn line(painter: &Painter, scene: &Scene<'_>, across: usize, at: usize, colour: Color32) {
    let edge = at as f64 - 0.5;
    let far = scene.placement.size[1 - across] as f64 - 0.5;
    let ends = if across == 0 {
        [[edge, -0.5], [edge, far]]
    } else {
        [[-0.5, edge], [far, edge]]
    };
    let [a, b] = ends.map(|[x, y]| scene.placement.on_screen(x, y).floor());
    let seen = Rect::from_two_pos(a, b);
    let line = Rect::from_min_max(seen.min, seen.max.max(seen.min + egui::vec2(1.0, 1.0)));
    painter.rect_filled(line, 0, colour);
}

fn values(painter: &Painter, scene: &Scene<'_>) {
    let Some([first, end]) = scene.placement.visible() else {
        return;
    };
    let finished = &scene.finished;
    let values = &finished.processed.values;
    let decimals = match values.sample_type() {
        crate::pixels::SampleType::F32 | crate::pixels::SampleType::F64 => 2,
        _ => 0,
    };
    for y in first[1]..end[1] {
        for x in first[0]..end[0] {
            let grey = finished.picture.rgba.get(y * finished.picture.width + x);
            let is_bright = grey.is_some_and(|[r, g, b, _]| {
                u16::from(*r) + u16::from(*g) + u16::from(*b) > 3 * 110
            });
            let colour = if is_bright { over::HANDLE } else { over::TEXT };
            let at = scene.placement.on_screen(x as f64, y as f64);
            let channels = (0..values.channels())
                .map(|channel| format::number(values.value(x, y, channel), decimals));
            let text = channels.collect::<Vec<_>>().join("\n");
            painter.text(at, Align2::CENTER_CENTER, text, fonts::caption(), colour);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiles_divide_as_opencv_does() {
        assert_eq!(tile_size([512, 512], [8, 8]), [64, 64]);
        // One side that does not divide makes both larger.
        assert_eq!(tile_size([512, 476], [8, 8]), [65, 60]);
    }
}
