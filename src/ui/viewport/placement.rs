//! Where a picture lies in its view: from pixels of the slice to points of the screen and back.

use egui::Mesh;
use egui::Pos2;
use egui::Rect;
use egui::TextureId;
use egui::Vec2;
use egui::epaint::Vertex;
use egui::pos2;
use egui::vec2;

use crate::document::Magnification;
use crate::document::Turn;
use crate::study::Slice;

/// Smallest and largest magnification, relative to the size that fits.
const ZOOM_RANGE: [f64; 2] = [0.1, 256.0];

/// Width and height of a slice in units of one column's distance, so that only their ratio counts
/// where millimetres are unknown.
pub fn physical_size(slice: &Slice) -> [f64; 2] {
    let [width, height] = [slice.samples.width() as f64, slice.samples.height() as f64];
    let aspect = match slice.spacing_mm {
        Some([columns, rows]) if columns > 0.0 && rows > 0.0 => rows / columns,
        _ => slice.pixel_aspect,
    };
    let aspect = if aspect.is_finite() && aspect > 0.0 {
        aspect
    } else {
        1.0
    };
    [width, height * aspect]
}

/// Where a picture is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Placement {
    /// The part of the view that pictures may cover.
    pub area: Rect,
    /// The whole picture, turned; it may reach beyond the area.
    pub rect: Rect,
    /// Columns and rows of the slice.
    pub size: [usize; 2],
    /// Flips and turns.
    pub turn: Turn,
    /// Points in which one column's distance is drawn at magnification 1.
    pub fit: f64,
    /// Device pixels per point.
    pub pixels_per_point: f32,
}

impl Placement {
    /// Places a slice of `size` columns and rows into `area`, with `margin` points at the sides and
    /// above and below that stay free when it fits.
    ///
    /// The picture lies on whole device pixels, so that at 1:1 each of its pixels is one of those.
    pub fn new(
        area: Rect,
        margin: Vec2,
        slice: &Slice,
        turn: Turn,
        magnification: Magnification,
        pixels_per_point: f32,
    ) -> Self {
        let [width, height] = physical_size(slice);
        let [across, down] = if turn.quarters % 2 == 1 {
            [height, width]
        } else {
            [width, height]
        };
        let room = |side: f32, margin: f32| f64::from((side - 2.0 * margin).max(8.0));
        let fit = (room(area.width(), margin.x) / across.max(1.0))
            .min(room(area.height(), margin.y) / down.max(1.0));
        let scale = fit * magnification.zoom;
        let ppp = f64::from(pixels_per_point);
        let whole = |side: f64| ((side * scale * ppp).round().max(1.0) / ppp) as f32;
        let drawn = vec2(whole(across), whole(down));
        let middle = forward(turn, magnification.middle);
        let corner = area.center() - vec2(middle[0] as f32, middle[1] as f32) * drawn;
        let on_pixel = |at: f32| (at * pixels_per_point).round() / pixels_per_point;
        let corner = pos2(on_pixel(corner.x), on_pixel(corner.y));
        Self {
            area,
            rect: Rect::from_min_size(corner, drawn),
            size: [slice.samples.width(), slice.samples.height()],
            turn,
            fit,
            pixels_per_point,
        }
    }

    /// The point on the screen of column `x`, row `y`; centres of pixels are at whole numbers.
    pub fn on_screen(&self, x: f64, y: f64) -> Pos2 {
        let share = [
            (x + 0.5) / self.size[0].max(1) as f64,
            (y + 0.5) / self.size[1].max(1) as f64,
        ];
        let [across, down] = forward(self.turn, share);
        pos2(
            self.rect.left() + (across * f64::from(self.rect.width())) as f32,
            self.rect.top() + (down * f64::from(self.rect.height())) as f32,
        )
    }

    /// The column and row at a point of the screen, fractional; also outside the picture.
    pub fn in_picture(&self, at: Pos2) -> [f64; 2] {
        let [across, down] = self.share_at(at);
        [
            across * self.size[0] as f64 - 0.5,
            down * self.size[1] as f64 - 0.5,
        ]
    }

    /// The pixel at a point of the screen; `None` outside the picture.
    pub fn pixel_at(&self, at: Pos2) -> Option<[f64; 2]> {
        self.rect.contains(at).then(|| {
            let [x, y] = self.in_picture(at);
            let last = self.size.map(|n| n.saturating_sub(1) as f64);
            [x.clamp(0.0, last[0]), y.clamp(0.0, last[1])]
        })
    }

    /// The share of the slice's width and height at a point of the screen.
    fn share_at(&self, at: Pos2) -> [f64; 2] {
        let share = [
            f64::from(at.x - self.rect.left()) / f64::from(self.rect.width()),
            f64::from(at.y - self.rect.top()) / f64::from(self.rect.height()),
        ];
        backward(self.turn, share)
    }

    /// Points that one column and one row take on the screen.
    pub fn points_per_pixel(&self) -> [f64; 2] {
        let drawn = if self.turn.quarters % 2 == 1 {
            self.rect.size().yx()
        } else {
            self.rect.size()
        };
        [
            f64::from(drawn.x) / self.size[0].max(1) as f64,
            f64::from(drawn.y) / self.size[1].max(1) as f64,
        ]
    }

    /// Device pixels that one column and one row take.
    pub fn device_scale(&self) -> [f64; 2] {
        self.points_per_pixel()
            .map(|points| points * f64::from(self.pixels_per_point))
    }

    /// The magnification at which one column is one device pixel wide.
    pub fn zoom_of_pixels(&self) -> f64 {
        1.0 / (self.fit * f64::from(self.pixels_per_point))
    }

    /// `present` magnified by `factor`, with what lies at `anchor` left where it is.
    pub fn zoomed(&self, present: Magnification, factor: f64, anchor: Pos2) -> Magnification {
        let zoom = (present.zoom * factor).clamp(ZOOM_RANGE[0], ZOOM_RANGE[1]);
        let under = self.share_at(anchor);
        let kept = present.zoom / zoom;
        Magnification {
            zoom,
            middle: [0, 1].map(|n| under[n] + (present.middle[n] - under[n]) * kept),
        }
    }

    /// `present` moved so that the picture follows a hand that moves by `delta` points.
    pub fn panned(&self, present: Magnification, delta: Vec2) -> Magnification {
        let origin = self.share_at(self.rect.min);
        let moved = self.share_at(self.rect.min + delta);
        Magnification {
            zoom: present.zoom,
            middle: [0, 1].map(|n| present.middle[n] - (moved[n] - origin[n])),
        }
    }

    /// The pixels of the slice that are seen: first column and row, then the ones after the last.
    pub fn visible(&self) -> Option<[[usize; 2]; 2]> {
        let seen = self.area.intersect(self.rect);
        if !seen.is_positive() {
            return None;
        }
        let a = self.in_picture(seen.min);
        let b = self.in_picture(seen.max);
        let mut range = [[0; 2]; 2];
        for n in 0..2 {
            let (low, high) = (a[n].min(b[n]) + 0.5, a[n].max(b[n]) + 0.5);
            range[0][n] = low.floor().max(0.0) as usize;
            range[1][n] = (high.ceil().max(0.0) as usize).min(self.size[n]);
        }
        Some(range)
    }

    /// The quad that shows `texture` as the whole picture.
    pub fn mesh(&self, texture: TextureId) -> Mesh {
        let mut mesh = Mesh::with_texture(texture);
        for [across, down] in [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]] {
            let [u, v] = backward(self.turn, [across, down]);
            mesh.vertices.push(Vertex {
                pos: self.rect.min + vec2(across as f32, down as f32) * self.rect.size(),
                uv: pos2(u as f32, v as f32),
                color: egui::Color32::WHITE,
            });
        }
        mesh.add_triangle(0, 1, 2);
        mesh.add_triangle(0, 2, 3);
        mesh
    }
}

/// Where a share of the slice's width and height lies in the turned picture. Flips come first.
fn forward(turn: Turn, [mut u, mut v]: [f64; 2]) -> [f64; 2] {
    if turn.flip_across {
        u = 1.0 - u;
    }
    if turn.flip_down {
        v = 1.0 - v;
    }
    for _ in 0..turn.quarters % 4 {
        [u, v] = [1.0 - v, u];
    }
    [u, v]
}

fn backward(turn: Turn, [mut u, mut v]: [f64; 2]) -> [f64; 2] {
    for _ in 0..turn.quarters % 4 {
        [u, v] = [v, 1.0 - u];
    }
    if turn.flip_across {
        u = 1.0 - u;
    }
    if turn.flip_down {
        v = 1.0 - v;
    }
    [u, v]
}

/// Something that stands at each edge of a picture (left, top, right, bottom), as it stands after
/// `turn`.
pub fn turned_edges<T: Copy>(turn: Turn, [left, top, right, bottom]: [T; 4]) -> [T; 4] {
    let (left, right) = if turn.flip_across {
        (right, left)
    } else {
        (left, right)
    };
    let (top, bottom) = if turn.flip_down {
        (bottom, top)
    } else {
        (top, bottom)
    };
    let mut edges = [left, top, right, bottom];
    edges.rotate_right(usize::from(turn.quarters % 4));
    edges
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pixels::Image;
    use crate::pixels::Samples;
    use crate::study::ModalityLut;
    use crate::study::SliceLut;
    use crate::study::Unit;

    fn slice(width: usize, height: usize, spacing_mm: Option<[f64; 2]>) -> Slice {
        Slice {
            samples: Samples::U8(Image::filled(width, height, 0)),
            lut: SliceLut::One(ModalityLut::IDENTITY),
            padding: None,
            unit: Unit::Grey,
            vois: Vec::new(),
            inverted: false,
            spacing_mm,
            pixel_aspect: 1.0,
            edges: None,
            collimation: None,
            cut: None,
        }
    }

    fn area() -> Rect {
        Rect::from_min_size(pos2(10.0, 40.0), vec2(452.0, 328.0))
    }

    fn turns() -> impl Iterator<Item = Turn> {
        (0..16).map(|n| Turn {
            flip_across: n & 1 == 1,
            flip_down: n & 2 == 2,
            quarters: n / 4,
        })
    }

    fn place(slice: &Slice, turn: Turn, magnification: Magnification) -> Placement {
        Placement::new(area(), vec2(26.0, 14.0), slice, turn, magnification, 1.0)
    }

    #[test]
    fn rows_five_times_as_far_apart_are_drawn_five_times_as_high() {
        let slice = slice(100, 10, Some([1.0, 5.0]));
        let placed = place(&slice, Turn::default(), Magnification::default());
        assert_eq!(placed.rect.size(), vec2(400.0, 200.0));
        assert_eq!(placed.rect.center(), area().center());
        let turned = Turn {
            quarters: 1,
            ..Turn::default()
        };
        let placed = place(&slice, turned, Magnification::default());
        assert_eq!(placed.rect.size(), vec2(150.0, 300.0));
    }

    #[test]
    fn screen_and_picture_are_inverse_under_every_turn() {
        let slice = slice(60, 40, Some([0.7, 1.4]));
        let magnification = Magnification {
            zoom: 3.5,
            middle: [0.3, 0.6],
        };
        for turn in turns() {
            let placed = place(&slice, turn, magnification);
            for [x, y] in [[0.0, 0.0], [59.0, 39.0], [17.0, 30.0]] {
                let [px, py] = placed.in_picture(placed.on_screen(x, y));
                assert!((px - x).abs() < 1e-3 && (py - y).abs() < 1e-3, "{turn:?}");
            }
        }
    }

    #[test]
    fn a_quarter_turn_is_clockwise_and_comes_after_flips() {
        let slice = slice(4, 4, None);
        let turned = |flip_across, quarters| {
            let turn = Turn {
                flip_across,
                flip_down: false,
                quarters,
            };
            let placed = place(&slice, turn, Magnification::default());
            let at = placed.on_screen(0.0, 0.0) - placed.rect.center();
            (at.x > 0.0, at.y > 0.0)
        };
        assert_eq!(
            turned(false, 1),
            (true, false),
            "upper left goes to upper right"
        );
        assert_eq!(turned(true, 1), (true, true), "flipped first, then turned");
        let letters = turned_edges(
            Turn {
                flip_across: true,
                flip_down: false,
                quarters: 1,
            },
            ["R", "A", "L", "P"],
        );
        assert_eq!(letters, ["P", "L", "A", "R"]);
    }

    #[test]
    fn zoom_leaves_the_point_under_the_pointer() {
        let slice = slice(300, 200, None);
        let present = Magnification {
            zoom: 1.3,
            middle: [0.4, 0.55],
        };
        let anchor = pos2(120.0, 310.0);
        for turn in turns() {
            let before = place(&slice, turn, present);
            let after = place(&slice, turn, before.zoomed(present, 2.7, anchor));
            let [a, b] = [before.in_picture(anchor), after.in_picture(anchor)];
            assert!(
                (a[0] - b[0]).abs() < 0.6 && (a[1] - b[1]).abs() < 0.6,
                "{turn:?}"
            );
        }
    }

    #[test]
    fn the_picture_follows_the_hand() {
        let slice = slice(300, 200, None);
        for turn in turns() {
            let present = Magnification {
                zoom: 2.0,
                middle: [0.5, 0.5],
            };
            let before = place(&slice, turn, present);
            let after = place(&slice, turn, before.panned(present, vec2(30.0, -12.0)));
            let moved = after.rect.min - before.rect.min;
            assert!(
                (moved - vec2(30.0, -12.0)).length() < 1.5,
                "{turn:?}: {moved}"
            );
        }
    }

    #[test]
    fn one_to_one_is_exact() {
        for pixels_per_point in [1.0, 1.25, 2.0] {
            let slice = slice(513, 477, None);
            let margin = vec2(26.0, 14.0);
            let place = |magnification| {
                let turn = Turn::default();
                Placement::new(
                    area(),
                    margin,
                    &slice,
                    turn,
                    magnification,
                    pixels_per_point,
                )
            };
            let fitted = place(Magnification::default());
            let placed = place(Magnification {
                zoom: fitted.zoom_of_pixels(),
                ..Magnification::default()
            });
            let device = placed.rect.size() * pixels_per_point;
            assert_eq!(device.round(), vec2(513.0, 477.0));
            assert!((device - device.round()).length() < 1e-3);
            let corner = placed.rect.min.to_vec2() * pixels_per_point;
            assert!((corner - corner.round()).length() < 1e-3);
        }
    }

    #[test]
    fn what_is_seen_is_what_lies_in_the_area() {
        let slice = slice(100, 100, None);
        let zoomed = Magnification {
            zoom: 4.0,
            middle: [0.0, 0.5],
        };
        let placed = place(&slice, Turn::default(), zoomed);
        let [first, end] = placed.visible().expect("seen");
        assert_eq!(first[0], 0);
        assert!(end[0] < 25 && first[1] > 30 && end[1] < 70);
    }
}
