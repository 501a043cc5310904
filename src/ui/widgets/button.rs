//! Buttons: of the toolbar, labelled, on the start page, and icons alone.

use egui::Align2;
use egui::Color32;
use egui::Popup;
use egui::Rect;
use egui::Response;
use egui::Role;
use egui::Sense;
use egui::Ui;
use egui::UiBuilder;
use egui::Vec2;
use egui::WidgetInfo;
use egui::pos2;
use egui::vec2;

use crate::ui::fonts;
use crate::ui::icons;
use crate::ui::theme;
use crate::ui::theme::radius;
use crate::ui::theme::size;
use crate::ui::widgets::paint::Ground;
use crate::ui::widgets::paint::Surface;
use crate::ui::widgets::paint::fill_surface;
use crate::ui::widgets::paint::focus_ring;
use crate::ui::widgets::paint::galley_left_centre;
use crate::ui::widgets::paint::surface;
use crate::ui::widgets::paint::text_width;
use crate::ui::widgets::paint::truncated;
use crate::ui::widgets::tip::tip;

/// What a labelled button stands for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    /// One action among others.
    #[default]
    Plain,
    /// The one action a dialog or page is about: filled with the accent. One per page.
    Primary,
    /// Loses something: outlined in the error colour, never filled.
    Destructive,
}

/// Runs `add` in a child of `ui` that is disabled unless `enabled`.
pub(super) fn enabled_scope<R>(ui: &mut Ui, enabled: bool, add: impl FnOnce(&mut Ui) -> R) -> R {
    let builder = if enabled {
        UiBuilder::new()
    } else {
        UiBuilder::new().disabled()
    };
    ui.scope_builder(builder, add).inner
}

/// Horizontal measures of a button of icon, word and caret.
struct Parts<'a> {
    icon: &'a str,
    text: &'a str,
    caret: bool,
    padding: f32,
    icon_size: f32,
    height: f32,
}

impl Parts<'_> {
    const GAP: f32 = 7.0;
    const CARET: f32 = 11.0;
    const CARET_GAP: f32 = 5.0;

    fn width(&self, ui: &Ui) -> f32 {
        let mut parts = Vec::with_capacity(2);
        if !self.icon.is_empty() {
            parts.push(self.icon_size);
        }
        if !self.text.is_empty() {
            parts.push(text_width(ui, self.text, fonts::control()));
        }
        let gaps = Self::GAP * parts.len().saturating_sub(1) as f32;
        let caret = if self.caret {
            Self::CARET_GAP + Self::CARET
        } else {
            0.0
        };
        2.0 * self.padding + parts.iter().sum::<f32>() + gaps + caret
    }

    fn paint(&self, ui: &Ui, rect: Rect, surface: Surface) {
        let painter = ui.painter();
        let y = rect.center().y;
        let mut x = rect.left() + self.padding;
        if !self.icon.is_empty() {
            let centre = pos2(x + self.icon_size / 2.0, y);
            painter.text(
                centre,
                Align2::CENTER_CENTER,
                self.icon,
                fonts::icon(self.icon_size),
                surface.icon,
            );
            x += self.icon_size + Self::GAP;
        }
        if !self.text.is_empty() {
            let room = rect.right()
                - self.padding
                - x
                - if self.caret {
                    Self::CARET_GAP + Self::CARET
                } else {
                    0.0
                };
            let galley = truncated(
                ui,
                self.text,
                fonts::control(),
                surface.text,
                room.ceil() + 1.0,
            );
            galley_left_centre(painter, x, y, galley, surface.text);
        }
        if self.caret {
            let centre = pos2(rect.right() - self.padding - Self::CARET / 2.0, y);
            painter.text(
                centre,
                Align2::CENTER_CENTER,
                icons::CARET_DOWN,
                fonts::icon(Self::CARET),
                surface.icon,
            );
        }
    }
}

/// Allocates and paints; the caller gives it its name.
fn parts_button(ui: &mut Ui, parts: &Parts<'_>, width: f32, ground: Ground) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(width, parts.height), Sense::click());
    if ui.is_rect_visible(rect) {
        let open = parts.caret && menu_is_open(&response);
        let surface = surface(theme::tokens(ui), &response, ground, open);
        fill_surface(ui.painter(), rect, radius::CONTROL, surface);
        parts.paint(ui, rect, surface);
        focus_ring(ui, &response, rect, radius::CONTROL);
    }
    response
}

/// Whether the menu below a button is open.
fn menu_is_open(response: &Response) -> bool {
    Popup::is_id_open(&response.ctx, Popup::default_response_id(response))
}

fn toolbar_parts<'a>(icon: &'a str, text: &'a str, caret: bool) -> Parts<'a> {
    Parts {
        icon,
        text,
        caret,
        padding: 8.0,
        icon_size: 18.0,
        height: size::BUTTON,
    }
}

/// A button of the toolbar: icon and word, without a box.
pub fn toolbar_button(ui: &mut Ui, icon: &str, text: &str, enabled: bool) -> Response {
    enabled_scope(ui, enabled, |ui| {
        let parts = toolbar_parts(icon, text, false);
        let width = parts.width(ui);
        let response = parts_button(ui, &parts, width, Ground::Bare);
        response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, text));
        response
    })
}

/// A button of the toolbar that is on or off, filled with the accent when on. `name` is spoken also when `words` is
/// false and only the icon is drawn.
pub fn toolbar_toggle(
    ui: &mut Ui,
    icon: &str,
    name: &str,
    words: bool,
    on: bool,
    enabled: bool,
) -> Response {
    enabled_scope(ui, enabled, |ui| {
        let parts = toolbar_parts(icon, if words { name } else { "" }, false);
        let width = parts.width(ui);
        let ground = if on && enabled {
            Ground::Accent
        } else {
            Ground::Bare
        };
        let response = parts_button(ui, &parts, width, ground);
        response.widget_info(|| WidgetInfo::selected(Role::Button, enabled, on, name));
        response
    })
}

/// A button of the toolbar with a caret that looks pressed while its menu is open; `words` as in [`toolbar_toggle`].
pub(super) fn toolbar_caret_button(
    ui: &mut Ui,
    icon: &str,
    name: &str,
    words: bool,
    enabled: bool,
) -> Response {
    let parts = toolbar_parts(icon, if words { name } else { "" }, true);
    let width = parts.width(ui);
    caret_button(ui, &parts, name, width, Ground::Bare, enabled)
}

/// A boxed button with a caret, `width` wide.
pub(super) fn boxed_caret_button(ui: &mut Ui, name: &str, text: &str, text_room: f32) -> Response {
    let parts = Parts {
        icon: "",
        text,
        caret: true,
        padding: 9.0,
        icon_size: 0.0,
        height: size::FIELD,
    };
    let width = 2.0 * parts.padding + text_room.ceil() + Parts::CARET_GAP + Parts::CARET;
    let spoken = if name.is_empty() {
        text.to_owned()
    } else {
        format!("{name}: {text}")
    };
    caret_button(ui, &parts, &spoken, width, Ground::Boxed, true)
}

fn caret_button(
    ui: &mut Ui,
    parts: &Parts<'_>,
    name: &str,
    width: f32,
    ground: Ground,
    enabled: bool,
) -> Response {
    enabled_scope(ui, enabled, |ui| {
        let response = parts_button(ui, parts, width, ground);
        response.widget_info(|| WidgetInfo::labeled(Role::Button, response.enabled(), name));
        let open = menu_is_open(&response);
        ui.ctx()
            .accesskit_node_builder(response.id, |node| node.set_expanded(open));
        response
    })
}

/// An icon alone in the toolbar, such as undo; named by its tooltip and for screen readers.
pub fn toolbar_icon(ui: &mut Ui, icon: &str, name: &str, key: &str, enabled: bool) -> Response {
    let response = enabled_scope(ui, enabled, |ui| {
        let side = vec2(32.0, size::BUTTON);
        icon_alone(ui, icon, name, side, 18.0, None)
    });
    tip(response, name, key, "")
}

/// An icon alone, 24×24, with a tooltip of `name` and `key` (may be empty).
pub fn icon_button(ui: &mut Ui, icon: &str, name: &str, key: &str) -> Response {
    let response = icon_alone(ui, icon, name, vec2(size::FIELD, size::FIELD), 16.0, None);
    tip(response, name, key, "")
}

/// An icon alone that is on or off, such as the link mark: on a small ground of the accent when on.
pub fn icon_toggle(ui: &mut Ui, icon: &str, name: &str, key: &str, on: bool) -> Response {
    let response = icon_alone(
        ui,
        icon,
        name,
        vec2(size::FIELD, size::FIELD),
        16.0,
        Some(on),
    );
    tip(response, name, key, "")
}

fn icon_alone(
    ui: &mut Ui,
    icon: &str,
    name: &str,
    side: Vec2,
    icon_size: f32,
    on: Option<bool>,
) -> Response {
    let (rect, response) = ui.allocate_exact_size(side, Sense::click());
    if ui.is_rect_visible(rect) {
        let t = theme::tokens(ui);
        let mut surface = surface(t, &response, Ground::Bare, false);
        // Small icons in bars stay quiet: a fill, no outline.
        surface.edge = Color32::TRANSPARENT;
        if on == Some(true) {
            surface = Surface {
                fill: t.accent_fill,
                edge: surface.edge,
                text: t.text,
                icon: t.accent_text,
            };
            if response.hovered() {
                surface.edge = t.accent_text;
            }
        }
        fill_surface(ui.painter(), rect, radius::SMALL, surface);
        ui.painter().text(
            rect.center(),
            Align2::CENTER_CENTER,
            icon,
            fonts::icon(icon_size),
            surface.icon,
        );
        focus_ring(ui, &response, rect, radius::SMALL);
    }
    response.widget_info(|| match on {
        Some(on) => WidgetInfo::selected(Role::Button, response.enabled(), on, name),
        None => WidgetInfo::labeled(Role::Button, response.enabled(), name),
    });
    response
}

/// A labelled button, 28 high; `icon` may be empty.
pub fn push_button(
    ui: &mut Ui,
    icon: &str,
    text: &str,
    kind: ButtonKind,
    enabled: bool,
) -> Response {
    enabled_scope(ui, enabled, |ui| {
        let parts = Parts {
            icon,
            text,
            caret: false,
            padding: 12.0,
            icon_size: 16.0,
            height: size::BUTTON,
        };
        let (rect, response) =
            ui.allocate_exact_size(vec2(parts.width(ui), parts.height), Sense::click());
        if ui.is_rect_visible(rect) {
            let t = theme::tokens(ui);
            let ground = if kind == ButtonKind::Primary && enabled {
                Ground::Accent
            } else {
                Ground::Boxed
            };
            let mut surface = surface(t, &response, ground, false);
            if kind == ButtonKind::Destructive && enabled {
                surface.edge = t.error;
            }
            fill_surface(ui.painter(), rect, radius::CONTROL, surface);
            parts.paint(ui, rect, surface);
            focus_ring(ui, &response, rect, radius::CONTROL);
        }
        response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, text));
        response
    })
}

/// A big button of the start page, `width` wide and 40 high, with its key at the right.
pub fn start_button(
    ui: &mut Ui,
    icon: &str,
    text: &str,
    key: &str,
    width: f32,
    kind: ButtonKind,
) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(width, 40.0), Sense::click());
    if ui.is_rect_visible(rect) {
        let t = theme::tokens(ui);
        let primary = kind == ButtonKind::Primary && response.enabled();
        let surface = surface(
            t,
            &response,
            if primary {
                Ground::Accent
            } else {
                Ground::Boxed
            },
            false,
        );
        fill_surface(ui.painter(), rect, radius::CARD, surface);
        let y = rect.center().y;
        let icon_at = pos2(rect.left() + 20.0, y);
        ui.painter().text(
            icon_at,
            Align2::CENTER_CENTER,
            icon,
            fonts::icon(18.0),
            surface.icon,
        );
        let key_colour = if primary { t.on_accent } else { t.text_second };
        let key_at = pos2(rect.right() - 12.0, y);
        let key_rect = ui.painter().text(
            key_at,
            Align2::RIGHT_CENTER,
            key,
            fonts::small(),
            key_colour,
        );
        let room = key_rect.left() - 8.0 - (rect.left() + 38.0);
        let galley = truncated(ui, text, fonts::section(), surface.text, room);
        galley_left_centre(ui.painter(), rect.left() + 38.0, y, galley, surface.text);
        focus_ring(ui, &response, rect, radius::CARD);
    }
    response.widget_info(|| WidgetInfo::labeled(Role::Button, response.enabled(), text));
    response
}
