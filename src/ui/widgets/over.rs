//! What is drawn over pictures and beside them in the well: it looks the same in both themes.

use std::ops::RangeInclusive;
use std::time::Duration;

use egui::Align2;
use egui::Color32;
use egui::EventFilter;
use egui::FontId;
use egui::Id;
use egui::Key;
use egui::Painter;
use egui::Pos2;
use egui::Rect;
use egui::Role;
use egui::Sense;
use egui::Stroke;
use egui::StrokeKind;
use egui::Ui;
use egui::Vec2;
use egui::WidgetInfo;
use egui::pos2;
use egui::vec2;

use crate::ui::fonts;
use crate::ui::theme::over;
use crate::ui::theme::radius;
use crate::ui::widgets::format;

/// Text over a picture, readable on any grey: painted nine times in dark around itself, then once in `colour`.
///
/// Returns the rectangle of the text.
pub fn halo_text(
    painter: &Painter,
    pos: Pos2,
    align: Align2,
    text: impl ToString,
    font: FontId,
    colour: Color32,
) -> Rect {
    const OFFSETS: [Vec2; 9] = [
        vec2(-1.0, -1.0),
        vec2(0.0, -1.0),
        vec2(1.0, -1.0),
        vec2(-1.0, 0.0),
        vec2(1.0, 0.0),
        vec2(-1.0, 1.0),
        vec2(0.0, 1.0),
        vec2(1.0, 1.0),
        vec2(0.0, 2.0),
    ];
    let galley = painter.layout_no_wrap(text.to_string(), font, colour);
    let rect = align.anchor_size(pos, galley.size());
    let origin = rect.min.round();
    for offset in OFFSETS {
        painter.galley_with_override_text_color(origin + offset, galley.clone(), over::HALO);
    }
    painter.galley(origin, galley, colour);
    rect
}

/// The ring round a view that has the keyboard: light with a dark rim, inside `rect`.
pub fn view_focus_ring(painter: &Painter, rect: Rect) {
    painter.rect_stroke(rect, 0, Stroke::new(1.0, over::RIM), StrokeKind::Inside);
    painter.rect_stroke(
        rect.shrink(1.0),
        0,
        Stroke::new(2.0, over::FOCUS),
        StrokeKind::Inside,
    );
}

/// A row of slices or phases as its [`slice_bar`] shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SliceStack<'a> {
    /// Accessible name of the bar.
    pub name: &'a str,
    /// The slice shown, from 0 to `count` − 1.
    pub position: usize,
    /// How many slices there are; with fewer than two there is no bar.
    pub count: usize,
    /// Whether the view is the active one.
    pub active: bool,
    /// Positions after which slices are missing or farther away, and what is told of each.
    pub gaps: &'a [(usize, String)],
    /// Runs from left to right, and not from top to bottom.
    pub across: bool,
}

/// The rail of a bar: where it runs, in points along it.
#[derive(Clone, Copy)]
struct Rail {
    across: bool,
    /// Where it lies beside its direction.
    middle: f32,
    start: f32,
    end: f32,
    last: usize,
}

impl Rail {
    /// Half the length of the thumb, which stays on the rail.
    const HALF_THUMB: f32 = 11.0;

    fn new(rect: Rect, last: usize, across: bool) -> Self {
        let (middle, ends) = if across {
            (rect.center().y, rect.x_range())
        } else {
            (rect.center().x, rect.y_range())
        };
        Self {
            across,
            middle: middle.round(),
            start: ends.min + 10.0,
            end: ends.max - 10.0,
            last,
        }
    }

    fn along(&self, at: Pos2) -> f32 {
        if self.across { at.x } else { at.y }
    }

    fn travel(&self) -> RangeInclusive<f32> {
        self.start + Self::HALF_THUMB..=self.end - Self::HALF_THUMB
    }

    fn place(&self, index: f32) -> f32 {
        egui::remap_clamp(index, 0.0..=self.last as f32, self.travel())
    }

    fn index_at(&self, at: Pos2) -> usize {
        let share = egui::remap_clamp(self.along(at), self.travel(), 0.0..=self.last as f32);
        share.round() as usize
    }

    /// A rectangle from `from` to `to` along the rail, `half` to each side of it.
    fn part(&self, from: f32, to: f32, half: f32) -> Rect {
        let (low, high) = (self.middle - half, self.middle + half);
        if self.across {
            Rect::from_min_max(pos2(from, low), pos2(to, high))
        } else {
            Rect::from_min_max(pos2(low, from), pos2(high, to))
        }
    }
}

/// The bar at a view's edge that shows and sets the slice or the phase; returns a new position.
///
/// `rect` is the area that answers to the pointer; the rail runs in its middle, 10 points from both ends. Over a gap's
/// mark its text is shown.
pub fn slice_bar(ui: &Ui, rect: Rect, id: Id, stack: SliceStack<'_>) -> Option<usize> {
    /// How near the pointer must be to a mark.
    const REACH: f32 = 5.0;
    let SliceStack {
        name,
        position,
        count,
        active,
        gaps,
        across,
    } = stack;
    let last = count.checked_sub(1).filter(|last| *last > 0)?;
    let response = ui.interact(rect, id, Sense::click_and_drag());
    let rail = Rail::new(rect, last, across);

    let mut wanted = position.min(last);
    if let Some(pointer) = response.interact_pointer_pos()
        && (response.is_pointer_button_down_on() || response.clicked())
    {
        wanted = rail.index_at(pointer);
    }
    if response.has_focus() {
        let filter = EventFilter {
            vertical_arrows: !across,
            horizontal_arrows: across,
            ..EventFilter::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
        let (on, back) = if across {
            (Key::ArrowRight, Key::ArrowLeft)
        } else {
            (Key::ArrowDown, Key::ArrowUp)
        };
        let steps =
            ui.input(|input| input.num_presses(on) as isize - input.num_presses(back) as isize);
        wanted = wanted.saturating_add_signed(steps).min(last);
    }

    let painter = ui.painter();
    painter.rect_filled(
        rail.part(rail.start, rail.end, 2.0),
        radius::BAR,
        over::RAIL,
    );
    let mark_at = |gap: usize| rail.place(gap as f32 + 0.5).round();
    for (gap, _) in gaps {
        let at = mark_at(*gap);
        painter.rect_filled(rail.part(at - 1.0, at + 1.0, 4.0), 0, over::GAP);
    }
    let at = rail.place(wanted as f32);
    let thumb = rail.part(at - Rail::HALF_THUMB, at + Rail::HALF_THUMB, 5.0);
    let colour = if active || response.dragged() {
        over::ACTIVE
    } else {
        over::THUMB
    };
    painter.rect_filled(thumb, radius::SMALL, colour);
    if response.has_focus() {
        painter.rect_stroke(
            thumb.expand(3.0),
            8.0,
            Stroke::new(2.0, over::FOCUS),
            StrokeKind::Inside,
        );
    }
    response.widget_info(|| WidgetInfo::slider(response.enabled(), (position + 1) as f64, name));
    ui.ctx().accesskit_node_builder(id, |node| {
        node.set_role(Role::Slider);
        node.set_min_numeric_value(1.0);
        node.set_max_numeric_value(count as f64);
    });
    let pointed = response.hover_pos().and_then(|pointer| {
        let distance = |gap: &&(usize, String)| (mark_at(gap.0) - rail.along(pointer)).abs();
        let nearest = gaps
            .iter()
            .min_by(|a, b| distance(a).total_cmp(&distance(b)));
        nearest.filter(|gap| distance(gap) <= REACH)
    });
    if let Some((_, told)) = pointed {
        response.on_hover_text_at_pointer(told);
    }
    (wanted != position).then_some(wanted)
}

/// The length of a scale bar: a round 1, 2 or 5 × 10ⁿ millimetres below `longest` points, with its label.
///
/// `points_per_mm` is the picture's scale on the screen. `None` where that is not a positive number.
pub fn scale_bar_length(points_per_mm: f32, longest: f32) -> Option<(f32, String)> {
    let most = f64::from(longest) / f64::from(points_per_mm);
    if !most.is_finite() || most <= 0.0 {
        return None;
    }
    let power = 10_f64.powf(most.log10().floor());
    let step = [5.0, 2.0, 1.0]
        .into_iter()
        .find(|step| step * power <= most)?;
    let mm = step * power;
    let label = if mm >= 10.0 {
        format!("{} cm", format::number(mm / 10.0, 0))
    } else if mm >= 1.0 {
        format!("{} mm", format::number(mm, 0))
    } else {
        format!("{} µm", format::number(mm * 1000.0, 0))
    };
    Some(((mm * f64::from(points_per_mm)) as f32, label))
}

/// Paints a scale bar of `length` points whose lower left end is `left_bottom`.
pub fn scale_bar(painter: &Painter, left_bottom: Pos2, length: f32, label: &str) {
    let start = left_bottom.round();
    let end = (start.x + length).round();
    let middle = ((start.x + end) / 2.0).round();
    let y = start.y - 5.0;
    let parts = [
        Rect::from_min_max(pos2(start.x, y - 1.0), pos2(end, y + 1.0)),
        Rect::from_min_max(pos2(start.x, y - 5.0), pos2(start.x + 2.0, y + 5.0)),
        Rect::from_min_max(pos2(end - 2.0, y - 5.0), pos2(end, y + 5.0)),
        Rect::from_min_max(pos2(middle - 1.0, y - 3.0), pos2(middle + 1.0, y + 3.0)),
    ];
    for part in parts {
        painter.rect_filled(part.expand(1.0), 0, over::HALO);
    }
    for part in parts {
        painter.rect_filled(part, 0, over::TEXT);
    }
    halo_text(
        painter,
        pos2(end + 8.0, y),
        Align2::LEFT_CENTER,
        label,
        fonts::small(),
        over::TEXT,
    );
}

/// Paints a busy bar into `rect` (2 high, over the upper edge of the picture): a share of 0–1, or work of unknown
/// length as `None`. The latter moves slowly, and stands still when motion is reduced.
pub fn busy_bar(painter: &Painter, rect: Rect, share: Option<f32>) {
    painter.rect_filled(rect, 0, over::RAIL);
    let width = rect.width();
    let lit: RangeInclusive<f32> = match share {
        Some(share) => rect.left()..=rect.left() + width * share.clamp(0.0, 1.0),
        None => {
            let ctx = painter.ctx();
            let still = ctx.global_style().animation_time == 0.0;
            let phase = if still {
                0.5
            } else {
                ctx.request_repaint_after(Duration::from_millis(50));
                // There and back in six seconds.
                let turn = (ctx.input(|input| input.time) / 3.0).rem_euclid(2.0);
                (1.0 - (turn - 1.0).abs()) as f32
            };
            let left = rect.left() + phase * width * 2.0 / 3.0;
            left..=left + width / 3.0
        }
    };
    let lit = Rect::from_x_y_ranges(lit, rect.y_range());
    painter.rect_filled(lit, 0, over::ACTIVE);
}

/// Paints the hatch that stands for missing data over `rect`, which it dims: lines at 45°, 8 points apart.
pub fn hatch(painter: &Painter, rect: Rect) {
    let seen = rect.intersect(painter.clip_rect());
    if !seen.is_positive() || !seen.is_finite() {
        return;
    }
    painter.rect_filled(rect, 0, over::HATCH_GROUND);
    let clipped = painter.with_clip_rect(seen);
    let pitch = 8.0 * std::f32::consts::SQRT_2;
    let height = seen.height();
    for line in 0..((seen.width() + height) / pitch).ceil() as usize {
        let x = seen.left() - height + line as f32 * pitch;
        let ends = [pos2(x, seen.bottom()), pos2(x + height, seen.top())];
        clipped.line_segment(ends, Stroke::new(1.0, over::HATCH));
    }
}
