//! From values to points, and the axes' marks.

use egui::Align2;
use egui::Painter;
use egui::Rect;
use egui::Stroke;
use egui::pos2;
use egui::vec2;

use super::figures::ticks;
use crate::ui::fonts;
use crate::ui::theme::Tokens;
use crate::ui::widgets::format;

/// Height of the output's axis at the top of the plot, and of the tissue strip's ground at the bottom.
const OUTPUT: f32 = 22.0;
const STRIP: f32 = 10.0;
/// Room beside the plot's edges that is left to the grips of the window.
pub(super) const INDENT: f32 = 22.0;

/// The plot on the screen and the values it shows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    /// The whole plot.
    pub rect: Rect,
    /// The value at the left edge.
    pub low: f64,
    /// The value at the right edge.
    pub high: f64,
}

impl Scale {
    /// Where counts are drawn: below the output's axis, above the tissue strip.
    pub fn body(&self) -> Rect {
        let top = self.rect.top() + OUTPUT;
        self.rect
            .with_min_y(top)
            .with_max_y(self.rect.bottom() - STRIP)
    }

    /// The tissue strip.
    pub fn strip(&self) -> Rect {
        let bottom = self.rect.bottom() - 1.0;
        self.rect.with_min_y(bottom - 7.0).with_max_y(bottom)
    }

    /// The place of a value; beyond the edges where the value is.
    pub fn x(&self, value: f64) -> f32 {
        let share = (value - self.low) / (self.high - self.low);
        // Infinite edges of classes stay far outside instead of becoming no place at all.
        let share = share.clamp(-10.0, 10.0) as f32;
        self.rect.left() + share * self.rect.width()
    }

    /// The place of a value, kept inside the plot.
    pub fn x_inside(&self, value: f64) -> f32 {
        self.x(value).clamp(self.rect.left(), self.rect.right())
    }

    /// The value at a place.
    pub fn value(&self, x: f32) -> f64 {
        let share = f64::from((x - self.rect.left()) / self.rect.width());
        self.low + share * (self.high - self.low)
    }
}

/// Marks and numbers below the plot, and the unit at the right.
pub(super) fn paint_values(painter: &Painter, scale: &Scale, height: f32, unit: &str, t: &Tokens) {
    let top = scale.rect.bottom();
    let y = top + height / 2.0 + 1.0;
    let unit = painter.text(
        pos2(scale.rect.right(), y),
        Align2::RIGHT_CENTER,
        unit,
        fonts::semibold(11.0),
        t.text_second,
    );
    let most = (scale.rect.width() / 48.0) as usize;
    let marks = ticks(scale.low, scale.high, most);
    let step = marks.first().zip(marks.get(1)).map_or(1.0, |(a, b)| b - a);
    let decimals = if step >= 1.0 {
        0
    } else {
        (-step.log10()).ceil() as usize
    };
    let mut free = scale.rect.left() - 8.0;
    for value in marks {
        let x = scale.x(value);
        let galley = painter.layout_no_wrap(
            format::column_number(value, decimals.min(6)),
            fonts::caption(),
            t.text_quiet,
        );
        let width = galley.size().x;
        let left = (x - width / 2.0).clamp(scale.rect.left() - 4.0, scale.rect.right());
        if left < free || left + width > unit.left() - 6.0 {
            continue;
        }
        painter.vline(x.round() + 0.5, top..=top + 3.0, Stroke::new(1.0, t.edge));
        painter.galley(pos2(left, y - galley.size().y / 2.0), galley, t.text_quiet);
        free = left + width + 6.0;
    }
}

/// Marks and numbers of the output at the top of the plot, in the colour of its curve.
pub(super) fn paint_output(painter: &Painter, scale: &Scale, top: f64, t: &Tokens) {
    let colour = t.histogram.after;
    for quarter in [1.0, 2.0, 3.0] {
        let value = ((top + 1.0) / 4.0 * quarter).floor();
        let x = scale.rect.left() + ((value + 0.5) / (top + 1.0)) as f32 * scale.rect.width();
        let y = scale.rect.top();
        painter.vline(x.round() + 0.5, y..=y + 4.0, Stroke::new(1.0, colour));
        painter.text(
            pos2(x, y + 11.0),
            Align2::CENTER_CENTER,
            format::number(value, 0),
            fonts::caption(),
            colour,
        );
    }
}

/// Lines behind the counts: three at even heights, or one for each power of ten with its number.
pub(super) fn paint_grid(painter: &Painter, scale: &Scale, log_top: Option<f64>, t: &Tokens) {
    let body = scale.body();
    let stroke = Stroke::new(1.0, t.hair);
    let Some(top) = log_top else {
        for quarter in [0.25, 0.5, 0.75] {
            let y = body.bottom() - body.height() * quarter;
            painter.hline(body.x_range(), y.round() + 0.5, stroke);
        }
        return;
    };
    let mut power = 10.0;
    let mut number = 1;
    while power < top {
        let y = body.bottom() - body.height() * ((1.0 + power).ln() / (1.0 + top).ln()) as f32;
        painter.hline(body.x_range(), y.round() + 0.5, stroke);
        power *= 10.0;
        number += 1;
        if number > 12 {
            break;
        }
    }
}

/// The numbers of the powers of ten, over the fill so that they can be read.
pub(super) fn paint_powers(painter: &Painter, scale: &Scale, top: f64, word: &str, t: &Tokens) {
    const EXPONENTS: [&str; 12] = [
        "10", "10²", "10³", "10⁴", "10⁵", "10⁶", "10⁷", "10⁸", "10⁹", "10¹⁰", "10¹¹", "10¹²",
    ];
    let body = scale.body();
    let mut lowest = body.bottom() + 20.0;
    for (at, text) in EXPONENTS.into_iter().enumerate() {
        let power = 10_f64.powi(at as i32 + 1);
        if power >= top {
            break;
        }
        let y = body.bottom() - body.height() * ((1.0 + power).ln() / (1.0 + top).ln()) as f32;
        if lowest - y < 14.0 || y - body.top() < 16.0 {
            continue;
        }
        lowest = y;
        plate(
            painter,
            pos2(body.left() + INDENT, y),
            Align2::LEFT_CENTER,
            text,
            t,
        );
    }
    plate(
        painter,
        pos2(body.left() + INDENT, body.top() + 9.0),
        Align2::LEFT_CENTER,
        word,
        t,
    );
}

/// A quiet word on the plot's own ground.
fn plate(painter: &Painter, at: egui::Pos2, align: Align2, text: &str, t: &Tokens) {
    let galley = painter.layout_no_wrap(text.to_owned(), fonts::caption(), t.text_second);
    let rect = align.anchor_size(at, galley.size());
    painter.rect_filled(rect.expand2(vec2(2.0, 0.0)), 2, t.plot.gamma_multiply(0.75));
    painter.galley(rect.min, galley, t.text_second);
}
