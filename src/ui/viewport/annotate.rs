//! What is written over a picture. All of it is taken from the key of the picture that is shown.

use egui::Align2;
use egui::FontId;
use egui::Painter;
use egui::Rect;
use egui::pos2;
use egui::vec2;

use super::colour_bar;
use super::placement::turned_edges;
use super::scene::Scene;
use super::summary;
use crate::recipe::ColourMap;
use crate::session::Session;
use crate::study::Facts;
use crate::study::Mark;
use crate::study::SpacingSource;
use crate::text::Texts;
use crate::text::fill;
use crate::ui::fonts;
use crate::ui::names;
use crate::ui::state::PictureTexts;
use crate::ui::theme::over;
use crate::ui::widgets;
use crate::ui::widgets::format;

/// Views narrower than this name neither patient nor recipe.
const WIDE: f32 = 420.0;

/// Views narrower than this have no corner text at all.
const NARROWEST: f32 = 200.0;

/// Between the scale bar and its label.
const LABEL_GAP: f32 = 8.0;

/// Height of a line of corner text.
const LINE: f32 = 16.0;

/// Whether text stands in the upper corners, so that the crosshair ends before it.
pub(super) fn has_corner_text(area: Rect, level: PictureTexts) -> bool {
    level != PictureTexts::None && area.width() >= NARROWEST
}

/// Writes corner text, letters, scale bar and "ORIGINAL" over the picture.
///
/// `bar_room` is what the colour bar takes at the right.
pub(super) fn paint(
    painter: &Painter,
    scene: &Scene<'_>,
    session: &Session,
    level: PictureTexts,
    bar_room: f32,
) {
    let texts = session.texts();
    if session.document().position.original {
        notice(painter, scene, texts.view.original);
    } else if let Some(recipe) = session.document().trial(scene.viewport) {
        let name = names::recipe_name(recipe, texts);
        notice(painter, scene, &fill(texts.recipes.trying, &[&name]));
    }
    if level == PictureTexts::None {
        return;
    }
    letters(painter, scene, texts, bar_room);
    scale_bar(painter, scene, texts);
    if !has_corner_text(scene.area(), level) {
        return;
    }
    let is_wide = scene.area().width() >= WIDE;
    let is_full = level == PictureTexts::All && is_wide;
    if is_full {
        corner(
            painter,
            scene,
            Align2::LEFT_TOP,
            &identity_lines(scene, texts),
        );
    }
    let mut window = window_lines(scene, texts);
    if !is_full {
        window.truncate(1);
    }
    corner(painter, scene, Align2::RIGHT_TOP, &window);
    if level == PictureTexts::All {
        corner(
            painter,
            scene,
            Align2::RIGHT_BOTTOM,
            &place_lines(scene, texts),
        );
    }
}

/// Up to two lines in a corner, the first one brighter.
fn corner(painter: &Painter, scene: &Scene<'_>, align: Align2, lines: &[String]) {
    let area = scene.area();
    // The slice bar is at the right.
    let inner = Rect::from_min_max(area.min + vec2(10.0, 8.0), area.max - vec2(22.0, 8.0));
    let anchor = align.pos_in_rect(&inner);
    let is_top = align == Align2::LEFT_TOP || align == Align2::RIGHT_TOP;
    for (n, line) in lines.iter().take(2).enumerate() {
        let rows = if is_top {
            n as f32
        } else {
            n as f32 - (lines.len().min(2) - 1) as f32
        };
        let (font, colour) = if n == 0 && is_top {
            (fonts::medium(12.0), over::TEXT)
        } else {
            (fonts::small(), over::TEXT_SECOND)
        };
        let at = anchor + vec2(0.0, rows * LINE);
        // The letter stands in the middle of the edge.
        let room = inner.width() / 2.0 - 16.0;
        let line = shortened(painter, line, &font, room);
        widgets::halo_text(painter, at, align, line, font, colour);
    }
}

/// `text`, or as much of its beginning as fits `room` points, with "…".
fn shortened(painter: &Painter, text: &str, font: &FontId, room: f32) -> String {
    let width = |text: String| {
        let galley = painter.layout_no_wrap(text, font.clone(), over::TEXT);
        galley.size().x
    };
    if width(text.to_owned()) <= room {
        return text.to_owned();
    }
    let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let cut = |end: usize| format!("{}…", text[..end].trim_end());
    let fitting = ends.partition_point(|end| width(cut(*end)) <= room);
    cut(ends.get(fitting.saturating_sub(1)).copied().unwrap_or(0))
}

fn identity_lines(scene: &Scene<'_>, texts: &Texts) -> Vec<String> {
    let header = scene.header;
    let name = names::person(&header.study.patient_name, texts);
    let mut second = vec![header.description.clone()];
    second.extend(header.study.date.clone());
    second.retain(|part| !part.is_empty());
    let lines = [name, second.join(" · ")];
    lines.into_iter().filter(|line| !line.is_empty()).collect()
}

fn window_lines(scene: &Scene<'_>, texts: &Texts) -> Vec<String> {
    let finished = &scene.finished;
    let mut lines = Vec::new();
    lines.extend(summary::window_summary(texts, scene.header, finished));
    let recipe = summary::recipe_summary(texts, &finished.key.recipe.steps);
    let mut second: Vec<&str> = Vec::new();
    if !recipe.is_empty() {
        second.push(&recipe);
    }
    if finished.processed.slice.inverted {
        second.push(texts.view.monochrome1);
    }
    if finished.key.look.invert {
        second.push(texts.view.inverted);
    }
    if finished.key.look.map != ColourMap::Grey {
        second.push(names::map_name(finished.key.look.map, texts));
    }
    if !second.is_empty() {
        lines.push(second.join(" · "));
    }
    lines
}

/// What a curator minds about the series, where its millimetres come from when they are not plain ones,
/// and where the slice lies; two lines at most, the lower ones first.
fn place_lines(scene: &Scene<'_>, texts: &Texts) -> Vec<String> {
    let facts = &scene.header.facts;
    let minded: Vec<String> = scene
        .header
        .marks()
        .iter()
        .filter(|mark| stands_over_pictures(mark))
        .map(|mark| match (mark, &facts.lossy) {
            (Mark::Lossy, Some(lossy)) if lossy.ratio.is_some() => {
                let ratio = lossy.ratio.as_deref().unwrap_or_default();
                format!("{} {ratio}:1", names::mark_label(mark, texts))
            }
            _ => names::mark_label(mark, texts),
        })
        .collect();
    let mut lines = vec![minded.join(" · ")];
    lines.extend(match facts.spacing_source {
        SpacingSource::Unknown | SpacingSource::AspectOnly => {
            let is_known = scene.finished.processed.slice.spacing_mm.is_some();
            (!is_known).then(|| texts.view.spacing_unknown.to_owned())
        }
        SpacingSource::PixelSpacing | SpacingSource::File => None,
        _ => Some(names::millimetres(facts, texts)),
    });
    lines.extend(slice_position(scene).map(|(letter, millimetres)| {
        let millimetres = format::number(millimetres, 1);
        fill(texts.view.millimetres, &[&letter, &millimetres])
    }));
    lines.retain(|line| !line.is_empty());
    let more = lines.len().saturating_sub(2);
    lines.split_off(more)
}

/// Facts that nothing else near the picture tells: the view's bar has view, side and posture of a
/// radiograph, the window's corner MONOCHROME1.
fn stands_over_pictures(mark: &Mark) -> bool {
    matches!(
        mark,
        Mark::ViewDoubtful
            | Mark::Localizer
            | Mark::Derived
            | Mark::SecondaryCapture
            | Mark::Lossy
            | Mark::BurnedIn
            | Mark::NoSuv
    )
}

/// The direction from the origin in which the slice lies, and how far, in millimetres; `None` where
/// the file does not state it, or the slice is oblique so that it has no one place.
fn slice_position(scene: &Scene<'_>) -> Option<(char, f64)> {
    let geometry = scene.header.geometry.as_ref().filter(|g| g.oriented)?;
    let key = &scene.finished.key;
    let frame = geometry.frame(key.plane);
    let middle = [frame.width, frame.height].map(|n| (n as f64 - 1.0) / 2.0);
    let point = frame.point(geometry, key.index, middle[0], middle[1]);
    let along = frame.directions[2];
    let axis = (0..3).max_by(|a, b| along[*a].abs().total_cmp(&along[*b].abs()))?;
    let (above, below) = [('L', 'R'), ('P', 'A'), ('S', 'I')][axis];
    let letter = if point[axis] >= 0.0 { above } else { below };
    (!frame.oblique).then(|| (letter, point[axis].abs()))
}

/// The letters at the four edges, computed for the picture as it is turned.
fn letters(painter: &Painter, scene: &Scene<'_>, texts: &Texts, bar_room: f32) {
    let area = scene.area();
    let Some(edges) = &scene.finished.processed.slice.edges else {
        let top = area.center_top() + vec2(0.0, 8.0);
        let text = texts.view.orientation_unknown;
        let (font, colour) = (fonts::small(), over::TEXT_SECOND);
        widgets::halo_text(painter, top, Align2::CENTER_TOP, text, font, colour);
        return;
    };
    let stated = [&edges.left, &edges.top, &edges.right, &edges.bottom];
    let [left, top, right, bottom] = turned_edges(scene.placement.turn, stated.map(String::as_str));
    let middle = area.center();
    let places = [
        (
            left,
            Align2::LEFT_CENTER,
            pos2(area.left() + 10.0, middle.y),
        ),
        (top, Align2::CENTER_TOP, pos2(middle.x, area.top() + 5.0)),
        (
            right,
            Align2::RIGHT_CENTER,
            pos2(area.right() - 22.0 - bar_room, middle.y),
        ),
        (
            bottom,
            Align2::CENTER_BOTTOM,
            pos2(middle.x, area.bottom() - 5.0),
        ),
    ];
    for (text, align, at) in places {
        letter(painter, at, align, text);
    }
}

/// The main direction large, further ones small on the same line.
fn letter(painter: &Painter, at: egui::Pos2, align: Align2, text: &str) {
    let mut rest = text.chars();
    let Some(main) = rest.next() else {
        return;
    };
    let rest = rest.as_str();
    let main_size = painter
        .layout_no_wrap(main.to_string(), fonts::letter(), over::TEXT)
        .size();
    let rest_size = painter
        .layout_no_wrap(rest.to_owned(), fonts::caption(), over::TEXT)
        .size();
    let whole = vec2(main_size.x + rest_size.x, main_size.y);
    let place = align.anchor_size(at, whole);
    let centre = place.left_center();
    let (font, colour) = (fonts::letter(), over::TEXT);
    widgets::halo_text(painter, centre, Align2::LEFT_CENTER, main, font, colour);
    if !rest.is_empty() {
        let beside = centre + vec2(main_size.x, 1.0);
        let font = fonts::caption();
        widgets::halo_text(painter, beside, Align2::LEFT_CENTER, rest, font, colour);
    }
}

/// A round length in millimetres; without spacing there is none.
fn scale_bar(painter: &Painter, scene: &Scene<'_>, texts: &Texts) {
    let Some([columns_mm, rows_mm]) = scene.finished.processed.slice.spacing_mm else {
        return;
    };
    // The bar lies level, along rows of the slice unless the picture lies on its side.
    let is_on_side = scene.placement.turn.quarters % 2 == 1;
    let across = usize::from(is_on_side);
    let spacing = [columns_mm, rows_mm][across];
    let points_per_mm = scene.placement.points_per_pixel()[across] / spacing;
    let area = scene.area();
    // Bar and label end before the letter in the middle of the edge.
    let room = area.width() / 2.0 - 24.0;
    let mut longest = 150.0_f32.min(room);
    for _ in 0..4 {
        let scale = points_per_mm as f32;
        let Some((length, label)) = widgets::scale_bar_length(scale, longest) else {
            return;
        };
        let label = length_label(label, scene.header.facts.spacing_source, texts);
        let written = painter.layout_no_wrap(label.clone(), fonts::small(), over::TEXT);
        let needed = length + LABEL_GAP + written.size().x;
        if needed <= room {
            let at = area.left_bottom() + vec2(11.0, -9.0);
            widgets::scale_bar(painter, at, length, &label);
            return;
        }
        longest = length - (needed - room);
    }
}

/// A length with what kind of millimetres it is in.
fn length_label(label: String, source: SpacingSource, texts: &Texts) -> String {
    let view = &texts.view;
    match source {
        SpacingSource::Detector => fill(view.length_detector, &[&label]),
        SpacingSource::Magnification => fill(view.length_magnification, &[&label]),
        SpacingSource::Calibrated => fill(view.length_calibrated, &[&label]),
        _ => label,
    }
}

/// Says that what is seen is not the recipe's result; it stands where no letter does.
fn notice(painter: &Painter, scene: &Scene<'_>, text: &str) {
    /// Below the letter and both lines of corner text.
    const DOWN: f32 = 46.0;
    let at = scene.area().center_top() + vec2(0.0, DOWN);
    let (font, colour) = (fonts::section(), over::ACTIVE);
    widgets::halo_text(painter, at, Align2::CENTER_TOP, text, font, colour);
}

/// What a radiograph's bar says about how it was taken.
pub(super) fn radiograph_chips(facts: &Facts, texts: &Texts) -> Vec<String> {
    let unknown = || texts.view.position_not_stated.to_owned();
    let mut chips = vec![names::view_text(facts, texts).unwrap_or_else(unknown)];
    chips.extend(facts.laterality.clone());
    chips.extend(names::posture_text(facts, texts));
    chips
}

/// What a screen reader says of a view: plane, slice, window, and what its colours stand for.
pub(super) fn spoken(scene: &Scene<'_>, texts: &Texts) -> String {
    let count = scene.slice_count();
    let name = if scene.header.geometry.is_some() && count > 1 {
        names::plane_name(scene.finished.key.plane, texts)
    } else {
        super::bar::name_of(scene.header, texts)
    };
    let slice = if count > 1 {
        let number = scene.finished.key.index + 1;
        fill(texts.view.view_of_stack, &[&name, &number, &count])
    } else {
        fill(texts.view.view_of_one, &[&name])
    };
    let slice = match &scene.header.phases {
        Some(phases) => {
            let at = scene.finished.key.phase;
            let (number, count) = (at + 1, scene.header.phase_count());
            let phase = names::phase_name(phases, at, texts);
            fill(texts.view.view_in_phase, &[&slice, &number, &count, &phase])
        }
        None => slice,
    };
    let window = summary::window_summary(texts, scene.header, &scene.finished);
    let look = &scene.finished.key.look;
    let legend = scene.finished.processed.legend(look);
    let colours = legend
        .filter(|_| look.map != ColourMap::Grey)
        .map(|legend| colour_bar::spoken(scene, &legend, texts));
    [Some(slice), window, colours]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(", ")
}
