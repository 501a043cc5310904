//! Rows of lists and trees.

use egui::Align2;
use egui::Color32;
use egui::FontId;
use egui::Rect;
use egui::Response;
use egui::Role;
use egui::Sense;
use egui::TextureId;
use egui::Ui;
use egui::WidgetInfo;
use egui::epaint::RectShape;
use egui::pos2;
use egui::vec2;

use crate::ui::fonts;
use crate::ui::icons;
use crate::ui::theme;
use crate::ui::theme::Tokens;
use crate::ui::theme::radius;
use crate::ui::theme::size;
use crate::ui::widgets::paint::focus_ring;
use crate::ui::widgets::paint::galley_left_centre;
use crate::ui::widgets::paint::truncated;

/// A mark at the right of a row: a badge, a warning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowMark<'a> {
    /// The icon; its shape tells what it is, not its colour alone.
    pub icon: &'a str,
    /// Its colour.
    pub colour: Color32,
    /// What it means: its tooltip, and part of the row's accessible name.
    pub name: &'a str,
}

/// A row of a tree: thumbnail, title, a second line, marks.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct TwoLineRow<'a> {
    /// A square picture of 38 points; a plain square while there is none.
    pub thumbnail: Option<TextureId>,
    /// First line, also the accessible name.
    pub title: &'a str,
    /// Begins the second line, strong: the modality.
    pub kind: &'a str,
    /// Goes on with the second line, quiet: the size.
    pub detail: &'a str,
    /// Whether it is the chosen row.
    pub selected: bool,
    /// At most two, from the right.
    pub marks: &'a [RowMark<'a>],
    /// Points below the two lines that its owner draws into.
    pub below: f32,
}

impl TwoLineRow<'_> {
    /// Height with the gap to the next row, in points.
    pub const PITCH: f32 = 50.0;

    /// Left edge of a row's text from the row's, beside its thumbnail.
    pub const TEXT_LEFT: f32 = 57.0;

    /// Draws it over the whole width.
    pub fn show(&self, ui: &mut Ui) -> Response {
        let size = vec2(ui.available_width(), Self::PITCH + self.below);
        let (whole, response) = ui.allocate_exact_size(size, Sense::click());
        let rect = whole.with_max_y(whole.bottom() - 2.0);
        if ui.is_rect_visible(rect) {
            paint_row_ground(ui, rect, &response, self.selected);
            self.paint(ui, rect);
            focus_ring(ui, &response, rect, radius::CONTROL);
        }
        response.widget_info(|| {
            let marks: Vec<&str> = self.marks.iter().map(|mark| mark.name).collect();
            let name = if marks.is_empty() {
                self.title.to_owned()
            } else {
                format!("{}, {}", self.title, marks.join(", "))
            };
            WidgetInfo::selected(Role::TreeItem, response.enabled(), self.selected, name)
        });
        let cut = title_is_cut(ui, self.title, rect, self.marks.len());
        if self.marks.is_empty() && !cut {
            return response;
        }
        response.on_hover_ui(|ui| {
            let t = theme::tokens(ui);
            ui.label(egui::RichText::new(self.title).color(t.text));
            for mark in self.marks {
                ui.horizontal(|ui| {
                    ui.label(
                        egui::RichText::new(mark.icon)
                            .font(fonts::icon(15.0))
                            .color(mark.colour),
                    );
                    ui.label(mark.name);
                });
            }
        })
    }

    fn paint(&self, ui: &Ui, rect: Rect) {
        let t = theme::tokens(ui);
        let painter = ui.painter();
        let thumbnail = Rect::from_min_size(rect.min + vec2(10.0, 5.0), vec2(38.0, 38.0));
        match self.thumbnail {
            Some(texture) => {
                let uv = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
                painter.add(
                    RectShape::filled(thumbnail, radius::CHIP, Color32::WHITE)
                        .with_texture(texture, uv),
                );
            }
            None => {
                painter.rect_filled(thumbnail, radius::CHIP, t.well);
            }
        }
        for (index, mark) in self.marks.iter().enumerate() {
            let centre = pos2(rect.right() - 14.0 - 19.0 * index as f32, rect.top() + 14.0);
            painter.text(
                centre,
                Align2::CENTER_CENTER,
                mark.icon,
                fonts::icon(15.0),
                mark.colour,
            );
        }
        let left = rect.left() + Self::TEXT_LEFT;
        let title = truncated(
            ui,
            self.title,
            fonts::body(),
            t.text,
            title_room(rect, self.marks.len()),
        );
        galley_left_centre(painter, left, rect.top() + 15.0, title, t.text);
        let y = rect.top() + 33.0;
        let kind = painter.text(
            pos2(left, y),
            Align2::LEFT_CENTER,
            self.kind,
            fonts::semibold(11.0),
            t.text_second,
        );
        let detail_left = if self.kind.is_empty() {
            left
        } else {
            kind.right() + 7.0
        };
        let room = rect.right() - 6.0 - detail_left;
        let detail = truncated(ui, self.detail, fonts::row_caption(), t.text_quiet, room);
        galley_left_centre(painter, detail_left, y, detail, t.text_quiet);
    }
}

fn title_room(rect: Rect, marks: usize) -> f32 {
    rect.width() - TwoLineRow::TEXT_LEFT - 6.0 - 19.0 * marks as f32
}

fn title_is_cut(ui: &Ui, title: &str, rect: Rect, marks: usize) -> bool {
    truncated(
        ui,
        title,
        fonts::body(),
        Color32::PLACEHOLDER,
        title_room(rect, marks),
    )
    .elided
}

/// Ground of a row by its state; the chosen one has an accent bar at its left as well.
fn paint_row_ground(ui: &Ui, rect: Rect, response: &Response, selected: bool) {
    let t = theme::tokens(ui);
    if selected {
        ui.painter().rect_filled(rect, radius::CONTROL, t.selected);
        let bar = Rect::from_min_size(
            rect.left_top() + vec2(0.0, 7.0),
            vec2(3.0, rect.height() - 14.0),
        );
        ui.painter().rect_filled(bar, radius::BAR, t.accent);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, radius::CONTROL, t.raised);
    }
}

/// The head of a group in a tree: a caret, a strong line, a quiet line; a click turns `open` and marks the response
/// as changed.
pub fn two_line_head(ui: &mut Ui, title: &str, detail: &str, open: &mut bool) -> Response {
    let (rect, mut response) =
        ui.allocate_exact_size(vec2(ui.available_width(), 40.0), Sense::click());
    if response.clicked() {
        *open = !*open;
        response.mark_changed();
    }
    if ui.is_rect_visible(rect) {
        let t = theme::tokens(ui);
        let painter = ui.painter();
        paint_row_ground(ui, rect, &response, false);
        let caret = if *open {
            icons::CARET_DOWN
        } else {
            icons::CARET_RIGHT
        };
        let caret_at = pos2(rect.left() + 10.0, rect.top() + 12.0);
        painter.text(
            caret_at,
            Align2::CENTER_CENTER,
            caret,
            fonts::icon(11.0),
            t.text_second,
        );
        let left = rect.left() + 22.0;
        let room = rect.right() - 6.0 - left;
        let first = truncated(ui, title, fonts::section(), t.text, room);
        galley_left_centre(painter, left, rect.top() + 12.0, first, t.text);
        let second = truncated(ui, detail, fonts::row_caption(), t.text_quiet, room);
        galley_left_centre(painter, left, rect.top() + 29.0, second, t.text_quiet);
        focus_ring(ui, &response, rect, radius::CONTROL);
    }
    response.widget_info(|| WidgetInfo::labeled(Role::TreeItem, response.enabled(), title));
    ui.ctx()
        .accesskit_node_builder(response.id, |node| node.set_expanded(*open));
    response
}

/// A row of one line, `height` high, that can be chosen: an icon (may be empty), a text, and what `right` adds from
/// the right edge leftwards.
pub fn list_row(
    ui: &mut Ui,
    icon: &str,
    text: &str,
    height: f32,
    selected: bool,
    right: impl FnOnce(&mut Ui),
) -> Response {
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::click());
    if !ui.is_rect_visible(rect) {
        return response;
    }
    paint_row_ground(ui, rect, &response, selected);
    let inner = rect.shrink2(vec2(size::LIST_PADDING, 0.0));
    let layout = egui::Layout::right_to_left(egui::Align::Center);
    let mut child = ui.new_child(egui::UiBuilder::new().max_rect(inner).layout(layout));
    right(&mut child);
    let right_edge = child.min_rect().left();
    let t = theme::tokens(ui);
    let mut left = inner.left();
    if !icon.is_empty() {
        let at = pos2(left + 8.0, rect.center().y);
        ui.painter().text(
            at,
            Align2::CENTER_CENTER,
            icon,
            fonts::icon(16.0),
            t.text_second,
        );
        left += 28.0;
    }
    let galley = truncated(ui, text, fonts::body(), t.text, right_edge - 8.0 - left);
    galley_left_centre(ui.painter(), left, rect.center().y, galley, t.text);
    focus_ring(ui, &response, rect, radius::CONTROL);
    response
        .widget_info(|| WidgetInfo::selected(Role::ListItem, response.enabled(), selected, text));
    response
}

/// Width of the labels of [`info_row`], in points.
pub const INFO_LABEL: f32 = 116.0;

/// A row of a table of two columns: a quiet label, and a value in `colour` (usually [`Tokens::text`]).
pub fn info_row(ui: &mut Ui, label: &str, value: &str, colour: Color32) -> Response {
    const LABEL: f32 = INFO_LABEL;
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), size::FIELD), Sense::hover());
    let t: &Tokens = theme::tokens(ui);
    let y = rect.center().y;
    let galley = truncated(ui, label, fonts::body(), t.text_quiet, LABEL - 8.0);
    galley_left_centre(ui.painter(), rect.left(), y, galley, t.text_quiet);
    let galley = truncated(ui, value, fonts::body(), colour, rect.width() - LABEL);
    let cut = galley.elided;
    galley_left_centre(ui.painter(), rect.left() + LABEL, y, galley, colour);
    let response = ui.interact(rect, ui.next_auto_id().with("info"), Sense::hover());
    ui.skip_ahead_auto_ids(1);
    response.widget_info(|| {
        WidgetInfo::labeled(Role::Label, response.enabled(), format!("{label}: {value}"))
    });
    if cut {
        response.on_hover_text(value)
    } else {
        response
    }
}

/// One line of text that is cut off with "…" at `width` points, and then has the whole in a tooltip.
pub fn truncated_label(
    ui: &mut Ui,
    text: &str,
    font: FontId,
    colour: Color32,
    width: f32,
) -> Response {
    let galley = truncated(ui, text, font, colour, width);
    let cut = galley.elided;
    let (rect, response) = ui.allocate_exact_size(galley.size(), Sense::hover());
    ui.painter().galley(rect.min, galley, colour);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, response.enabled(), text));
    if cut {
        response.on_hover_text(text)
    } else {
        response
    }
}
