//! The bar at the right of a picture that says what its colours stand for.

use egui::Align2;
use egui::Painter;
use egui::Rect;
use egui::StrokeKind;
use egui::pos2;
use egui::vec2;

use super::scene::Scene;
use crate::recipe::ColourMap;
use crate::session::Legend;
use crate::study::Unit;
use crate::text::Texts;
use crate::text::fill;
use crate::ui::fonts;
use crate::ui::names;
use crate::ui::names::short_number;
use crate::ui::state::PictureTexts;
use crate::ui::theme::over;
use crate::ui::widgets;

/// Width of the bar.
const WIDTH: f32 = 10.0;

/// Between the bar and the letter beside it.
const GAP: f32 = 8.0;

/// Views that are narrower or lower have no bar.
const LEAST: egui::Vec2 = vec2(260.0, 220.0);

/// From the edge of the view to the label: two lines of corner text lie between.
const CORNER: f32 = 46.0;

/// Room of a label.
const LABEL: f32 = 18.0;

/// Longest bar.
const LONGEST: f32 = 320.0;

/// What the bar of a picture shows; `None` where it has none: in plain grey unless `always`, in colour
/// pictures and in small views.
pub(super) fn legend(scene: &Scene<'_>, level: PictureTexts, always: bool) -> Option<Legend> {
    let finished = &scene.finished;
    let area = scene.area();
    let is_wanted = always || finished.key.look.map != ColourMap::Grey;
    let fits = area.width() >= LEAST.x && area.height() >= LEAST.y;
    (is_wanted && fits && level != PictureTexts::None)
        .then(|| finished.processed.legend(&finished.key.look))?
}

/// How far letters and lines keep away from the right edge of the view besides what they always do.
pub(super) fn room(legend: Option<&Legend>) -> f32 {
    legend.map_or(0.0, |_| WIDTH + GAP)
}

/// Draws the bar with its two ends labelled.
pub(super) fn paint(painter: &Painter, scene: &Scene<'_>, legend: &Legend, texts: &Texts) {
    let area = scene.area();
    // The slice bar is at the right.
    let right = area.right() - 22.0;
    let length = (area.height() - 2.0 * (CORNER + LABEL)).min(LONGEST);
    let middle = area.center().y.round();
    let top = (middle - length / 2.0).round();
    let bar = Rect::from_min_size(pos2(right - WIDTH, top), vec2(WIDTH, length.round()));
    painter.rect_filled(bar.expand(2.0), 0, over::HALO);
    let frame = egui::Stroke::new(1.0, over::TEXT_SECOND);
    painter.rect_stroke(bar, 0, frame, StrokeKind::Outside);
    widgets::ramp(painter, bar, |share| {
        legend.colour(legend.low + f64::from(share) * (legend.high - legend.low))
    });
    let [low, high] = ends(legend);
    let unit = unit(scene, legend, texts);
    let high = format!("{high} {unit}");
    let labels = [
        (bar.top() - 3.0, Align2::RIGHT_BOTTOM, high.trim_end()),
        (bar.bottom() + 3.0, Align2::RIGHT_TOP, low.as_str()),
    ];
    for (y, align, text) in labels {
        let (font, colour) = (fonts::small(), over::TEXT);
        widgets::halo_text(painter, pos2(right, y), align, text, font, colour);
    }
}

/// The numbers at both ends, as long as they must be to tell them apart.
fn ends(legend: &Legend) -> [String; 2] {
    let decimals = match (legend.high - legend.low).abs() {
        span if span >= 40.0 => 0,
        span if span >= 4.0 => 1,
        span if span >= 0.04 => 3,
        _ => 6,
    };
    [legend.low, legend.high].map(|number| short_number(number, decimals))
}

fn unit(scene: &Scene<'_>, legend: &Legend, texts: &Texts) -> &'static str {
    let unit = match legend.of_values {
        true => scene.finished.processed.slice.unit,
        false => Unit::Grey,
    };
    names::unit_name(unit, texts)
}

/// The map and what it spans, in words: "Hot iron: 0 to 5 SUV".
pub(super) fn spoken(scene: &Scene<'_>, legend: &Legend, texts: &Texts) -> String {
    let name = names::map_name(scene.finished.key.look.map, texts);
    let [low, high] = ends(legend);
    let high = format!("{high} {}", unit(scene, legend, texts));
    fill(texts.view.colours_from_to, &[&name, &low, &high])
}
