//! Menus, their rows, and the buttons that open them.

use egui::Align2;
use egui::Color32;
use egui::InnerResponse;
use egui::Popup;
use egui::Response;
use egui::Role;
use egui::Sense;
use egui::Stroke;
use egui::StrokeKind;
use egui::Style;
use egui::Ui;
use egui::Vec2;
use egui::WidgetInfo;
use egui::containers::menu::MenuConfig;
use egui::containers::menu::SubMenu;
use egui::pos2;
use egui::vec2;

use crate::ui::fonts;
use crate::ui::icons;
use crate::ui::theme;
use crate::ui::theme::radius;
use crate::ui::theme::size;
use crate::ui::widgets::button::boxed_caret_button;
use crate::ui::widgets::button::enabled_scope;
use crate::ui::widgets::button::toolbar_caret_button;
use crate::ui::widgets::paint::focus_ring;
use crate::ui::widgets::paint::galley_left_centre;
use crate::ui::widgets::paint::text_width;
use crate::ui::widgets::paint::truncated;
use crate::ui::widgets::ramp::ramp;

/// Least width of a menu in points.
const MENU_WIDTH: f32 = 220.0;
/// Room at the left of a row for its check mark or icon.
const MARK: f32 = 26.0;

/// A menu below the button of `response`, opened and closed by its clicks.
///
/// Returns what `add` returned while it is open. A click on a row closes it.
pub fn menu_below<R>(response: &Response, add: impl FnOnce(&mut Ui) -> R) -> Option<R> {
    Popup::menu(response)
        .gap(4.0)
        .width(MENU_WIDTH)
        .style(menu_style)
        .show(add)
        .map(|shown| shown.inner)
}

/// A menu at the pointer, opened by a secondary click on `response`.
pub fn context_menu<R>(response: &Response, add: impl FnOnce(&mut Ui) -> R) -> Option<R> {
    Popup::context_menu(response)
        .width(MENU_WIDTH)
        .style(menu_style)
        .show(add)
        .map(|shown| shown.inner)
}

fn menu_style(style: &mut Style) {
    let widgets = &mut style.visuals.widgets;
    for state in [
        &mut widgets.inactive,
        &mut widgets.hovered,
        &mut widgets.active,
        &mut widgets.open,
    ] {
        state.bg_stroke = Stroke::NONE;
    }
    widgets.inactive.weak_bg_fill = Color32::TRANSPARENT;
    style.spacing.button_padding = vec2(8.0, 5.0);
    style.spacing.item_spacing.y = 0.0;
}

/// One row of a menu: check mark or icon, text, key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MenuRow<'a> {
    text: &'a str,
    icon: &'a str,
    key: &'a str,
    checked: Option<bool>,
    enabled: bool,
    /// Colours drawn at the right in place of the key.
    ramp: Option<&'a [[u8; 3]; 256]>,
    /// Opens a further menu: a caret in place of the key, and a click leaves the menu open.
    opens: bool,
}

impl<'a> MenuRow<'a> {
    /// A row that can be clicked.
    pub fn new(text: &'a str) -> Self {
        Self {
            text,
            icon: "",
            key: "",
            checked: None,
            enabled: true,
            ramp: None,
            opens: false,
        }
    }

    /// Its key, drawn at the right: "Ctrl O".
    pub fn key(self, key: &'a str) -> Self {
        Self { key, ..self }
    }

    /// An icon at the left, in place of the check mark.
    pub fn icon(self, icon: &'a str) -> Self {
        Self { icon, ..self }
    }

    /// Makes it a row that is on or off.
    pub fn checked(self, checked: bool) -> Self {
        Self {
            checked: Some(checked),
            ..self
        }
    }

    /// The colours of a map, drawn at the right in place of the key.
    pub fn ramp(self, colours: &'a [[u8; 3]; 256]) -> Self {
        Self {
            ramp: Some(colours),
            ..self
        }
    }

    /// Whether it can be clicked.
    pub fn enabled(self, enabled: bool) -> Self {
        Self { enabled, ..self }
    }

    /// Draws it over the whole width of the menu.
    pub fn show(self, ui: &mut Ui) -> Response {
        enabled_scope(ui, self.enabled, |ui| self.show_enabled(ui))
    }

    fn show_enabled(self, ui: &mut Ui) -> Response {
        const PADDING: f32 = 8.0;
        const KEY_GAP: f32 = 24.0;
        const RAMP: Vec2 = vec2(72.0, 12.0);
        let key_width = text_width(ui, self.key, fonts::small());
        let key_room = if self.opens {
            KEY_GAP
        } else if self.ramp.is_some() {
            KEY_GAP + RAMP.x
        } else if self.key.is_empty() {
            0.0
        } else {
            KEY_GAP + key_width
        };
        let needed = MARK + text_width(ui, self.text, fonts::body()) + key_room + PADDING;
        let (rect, response) =
            ui.allocate_at_least(vec2(needed.ceil(), size::MENU_ROW), Sense::click());
        if ui.is_rect_visible(rect) {
            let t = theme::tokens(ui);
            let painter = ui.painter();
            if response.hovered() {
                painter.rect_filled(rect, radius::SMALL, t.hover);
            }
            let mark = if self.checked == Some(true) {
                icons::CHECK
            } else {
                self.icon
            };
            let y = rect.center().y;
            let mark_at = pos2(rect.left() + MARK / 2.0, y);
            painter.text(
                mark_at,
                Align2::CENTER_CENTER,
                mark,
                fonts::icon(14.0),
                t.text_second,
            );
            let room = rect.width() - MARK - key_room - PADDING + 1.0;
            let galley = truncated(ui, self.text, fonts::body(), t.text, room);
            galley_left_centre(painter, rect.left() + MARK, y, galley, t.text);
            // Quiet text is too faint on the fill of a hovered row.
            let key_colour = if response.hovered() {
                t.text_second
            } else {
                t.text_quiet
            };
            let key_at = pos2(rect.right() - PADDING, y);
            let (trail, font) = if self.opens {
                (icons::CARET_RIGHT, fonts::icon(11.0))
            } else {
                (self.key, fonts::small())
            };
            if let Some(colours) = self.ramp {
                let strip = Align2::RIGHT_CENTER.anchor_size(key_at, RAMP);
                ramp(painter, strip, |share| {
                    colours[((share * 255.0).round() as usize).min(255)]
                });
                let frame = Stroke::new(1.0, t.edge_strong);
                painter.rect_stroke(strip, 0, frame, StrokeKind::Outside);
            }
            painter.text(key_at, Align2::RIGHT_CENTER, trail, font, key_colour);
            focus_ring(ui, &response, rect, radius::SMALL);
        }
        response.widget_info(|| match self.checked {
            Some(checked) => WidgetInfo::selected(
                Role::MenuItemCheckBox,
                response.enabled(),
                checked,
                self.text,
            ),
            None => WidgetInfo::labeled(Role::MenuItem, response.enabled(), self.text),
        });
        // Clicks close a menu anyway; keys and screen readers would not.
        if response.clicked() && !self.opens {
            ui.close();
        }
        response
    }
}

/// A hairline between groups of rows.
pub fn menu_separator(ui: &mut Ui) {
    let (rect, _) = ui.allocate_at_least(vec2(0.0, 9.0), Sense::hover());
    ui.painter().hline(
        rect.x_range(),
        rect.center().y.round() + 0.5,
        Stroke::new(1.0, theme::tokens(ui).hair),
    );
}

/// A row that opens a further menu beside it.
pub fn sub_menu<R>(ui: &mut Ui, text: &str, add: impl FnOnce(&mut Ui) -> R) -> Option<R> {
    let row = MenuRow {
        opens: true,
        ..MenuRow::new(text)
    };
    let response = row.show(ui);
    let config = MenuConfig::new().style(menu_style);
    let shown = SubMenu::new().config(config).show(ui, &response, add);
    shown.map(|shown| shown.inner)
}

/// A button of the toolbar that opens a menu; `words` says whether its word is drawn, `name` is always spoken.
pub fn toolbar_menu<R>(
    ui: &mut Ui,
    icon: &str,
    name: &str,
    words: bool,
    enabled: bool,
    add: impl FnOnce(&mut Ui) -> R,
) -> InnerResponse<Option<R>> {
    let response = toolbar_caret_button(ui, icon, name, words, enabled);
    let inner = menu_below(&response, add);
    InnerResponse { inner, response }
}

/// A drop-down that shows `text` and opens a menu; as wide as the widest of `texts`, so that it never changes size.
///
/// Its accessible name is "`name`: `text`", or `text` where `name` is empty.
pub fn drop_down<R>(
    ui: &mut Ui,
    name: &str,
    text: &str,
    texts: &[&str],
    add: impl FnOnce(&mut Ui) -> R,
) -> InnerResponse<Option<R>> {
    let room = texts
        .iter()
        .chain([&text])
        .map(|text| text_width(ui, text, fonts::control()))
        .fold(0.0, f32::max);
    let response = boxed_caret_button(ui, name, text, room);
    let inner = menu_below(&response, add);
    InnerResponse { inner, response }
}

/// A drop-down that chooses one of `texts`; returns whether `chosen` was changed.
pub fn drop_down_choice(ui: &mut Ui, name: &str, texts: &[&str], chosen: &mut usize) -> bool {
    let before = *chosen;
    let shown = texts.get(before).copied().unwrap_or_default();
    drop_down(ui, name, shown, texts, |ui| {
        for (index, text) in texts.iter().enumerate() {
            if MenuRow::new(text)
                .checked(index == before)
                .show(ui)
                .clicked()
            {
                *chosen = index;
            }
        }
    });
    *chosen != before
}
