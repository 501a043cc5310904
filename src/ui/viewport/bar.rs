//! The bar over a view: plane, slice, zoom, link, maximise, menu.

use egui::Align;
use egui::Align2;
use egui::Color32;
use egui::Layout;
use egui::Rect;
use egui::Response;
use egui::Role;
use egui::Sense;
use egui::Ui;
use egui::UiBuilder;
use egui::WidgetInfo;
use egui::pos2;
use egui::vec2;

use super::annotate;
use super::menu;
use super::placement::Placement;
use super::remarks;
use super::summary;
use crate::document::Comparison;
use crate::document::Edit;
use crate::document::Go;
use crate::document::Viewport;
use crate::session::Finished;
use crate::session::Session;
use crate::session::ViewKey;
use crate::study::Plane;
use crate::study::SeriesHeader;
use crate::text::Texts;
use crate::text::fill;
use crate::ui::commands::Commands;
use crate::ui::fonts;
use crate::ui::icons;
use crate::ui::names;
use crate::ui::state::UiState;
use crate::ui::theme;
use crate::ui::theme::Tokens;
use crate::ui::theme::radius;
use crate::ui::widgets;
use crate::ui::widgets::ChipStyle;

/// Bars narrower than this show plane and slice alone.
const NARROW: f32 = 260.0;

/// Bars narrower than this leave out the zoom figure.
const ZOOM_FROM: f32 = 330.0;

/// The same where the bar says what is compared.
const SIDE_ZOOM_FROM: f32 = 480.0;

/// Width of the zoom figure, as wide as the longest.
const ZOOM_WIDTH: f32 = 56.0;

/// Modalities whose pictures are projections.
const PROJECTIONS: [&str; 9] = ["CR", "DX", "RG", "MG", "PX", "IO", "XA", "RF", "RTIMAGE"];

/// The view that a bar belongs to.
pub(super) struct Bar<'a> {
    pub viewport: &'a Viewport,
    pub header: Option<&'a SeriesHeader>,
    /// What is on the screen, and where.
    pub shown: Option<(&'a Finished, Placement)>,
    /// Side A or B of a comparison.
    pub side: Option<usize>,
    /// A newer picture is on its way.
    pub late: bool,
}

/// Draws the bar into `rect`.
pub(super) fn bar_ui(
    ui: &mut Ui,
    rect: Rect,
    bar: &Bar<'_>,
    session: &Session,
    state: &mut UiState,
    commands: &mut Commands,
) {
    let t = theme::tokens(ui);
    ui.painter().rect_filled(rect, 0, t.panel);
    let id = ui.make_persistent_id(("bar", bar.viewport.id));
    let ground = ui.interact(rect, id, Sense::CLICK);
    if ground.clicked() {
        commands.go(Go::Activate(bar.viewport.id));
    }
    let inner = rect.shrink2(vec2(10.0, 0.0));
    let is_narrow = rect.width() < NARROW;
    let mut left_end = inner.right();
    if !is_narrow {
        let builder = UiBuilder::new()
            .max_rect(inner)
            .layout(Layout::right_to_left(Align::Center));
        let right = ui.scope_builder(builder, |ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            right_ui(ui, rect.width(), bar, session, state, commands);
            ui.min_rect().left()
        });
        left_end = right.inner - 8.0;
    }
    let builder = UiBuilder::new()
        .max_rect(inner.with_max_x(left_end.max(inner.left())))
        .layout(Layout::left_to_right(Align::Center));
    ui.scope_builder(builder, |ui| {
        ui.spacing_mut().item_spacing.x = 1.0;
        ui.shrink_clip_rect(ui.max_rect().expand2(vec2(4.0, 0.0)));
        left_ui(ui, bar, session, commands);
    });
}

fn left_ui(ui: &mut Ui, bar: &Bar<'_>, session: &Session, commands: &mut Commands) {
    let texts = session.texts();
    let Some(header) = bar.header else {
        return;
    };
    if let Some(side) = bar.side {
        side_tag(ui, side, texts);
        ui.add_space(8.0);
        slice_number(ui, bar, header, session);
        side_summary(ui, bar, header, texts);
        return;
    }
    if has_planes(header) {
        for plane in Plane::ALL {
            if plane_letter(ui, plane, bar.viewport.plane == plane, texts).clicked() {
                let viewport = bar.viewport.id;
                commands.go(Go::Activate(viewport));
                commands.push(Edit::SetPlane { viewport, plane });
            }
        }
        ui.add_space(8.0);
        slice_number(ui, bar, header, session);
        remarks::chips_ui(ui, &remarks::remarks(header, bar.viewport.plane, texts));
    } else {
        let room = (ui.available_width() * 0.6).max(60.0);
        let t = theme::tokens(ui);
        let text = name_of(header, texts);
        let galley = widgets::truncated(ui, text, fonts::section(), t.text, room);
        let (rect, response) = ui.allocate_exact_size(galley.size(), Sense::hover());
        ui.painter().galley(rect.min, galley, t.text);
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
        response.on_hover_text(text);
        ui.add_space(8.0);
        slice_number(ui, bar, header, session);
        chips(ui, header, texts);
    }
}

/// What a series without planes is called.
pub(super) fn name_of<'a>(header: &'a SeriesHeader, texts: &'a Texts) -> &'a str {
    match &header.facts.body_part {
        _ if !header.description.is_empty() => &header.description,
        Some(part) if !part.is_empty() => part,
        _ => texts.view.series,
    }
}

fn has_planes(header: &SeriesHeader) -> bool {
    header.geometry.is_some() && header.size[2] > 1
}

fn chips(ui: &mut Ui, header: &SeriesHeader, texts: &Texts) {
    let mut words = vec![header.modality.clone()];
    if PROJECTIONS.contains(&header.modality.as_str()) {
        words.extend(annotate::radiograph_chips(&header.facts, texts));
    }
    for word in words.iter().filter(|word| !word.is_empty()) {
        ui.add_space(5.0);
        widgets::chip(ui, word, ChipStyle::Plain);
    }
}

/// The plane's letter; a tick in its colour says which lines over the other views are its own.
fn plane_letter(ui: &mut Ui, plane: Plane, chosen: bool, texts: &Texts) -> Response {
    let t = theme::tokens(ui);
    let (letter, key, tick) = match plane {
        Plane::Axial => ("A", "F2", t.plane_tick.axial),
        Plane::Coronal => ("C", "F3", t.plane_tick.coronal),
        Plane::Sagittal => ("S", "F4", t.plane_tick.sagittal),
        Plane::Acquired => ("=", "F8", t.text_second),
    };
    let (rect, response) = ui.allocate_exact_size(vec2(24.0, 22.0), Sense::click());
    let painter = ui.painter();
    let (ground, colour) = if chosen {
        (t.press, t.text)
    } else if response.hovered() {
        (t.hover, t.text)
    } else {
        (Color32::TRANSPARENT, t.text_second)
    };
    painter.rect_filled(rect, radius::SMALL, ground);
    let font = if chosen {
        fonts::section()
    } else {
        fonts::body()
    };
    painter.text(rect.center(), Align2::CENTER_CENTER, letter, font, colour);
    if chosen {
        let mark = Rect::from_min_max(
            pos2(rect.left() + 5.0, rect.bottom() - 3.0),
            pos2(rect.right() - 5.0, rect.bottom() - 1.0),
        );
        painter.rect_filled(mark, 1, tick);
    }
    widgets::focus_ring(ui, &response, rect, radius::SMALL);
    let name = names::plane_name(plane, texts);
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, chosen, name));
    widgets::tip::tip(response, name, key, "")
}

/// "33/61": the slice one wants to see, of how many.
fn slice_number(ui: &mut Ui, bar: &Bar<'_>, header: &SeriesHeader, session: &Session) {
    let count = header.slice_count(bar.viewport.plane);
    if count < 2 {
        return;
    }
    let t = theme::tokens(ui);
    let number = (session.document().index(bar.viewport.id) + 1).to_string();
    let of = fill(session.texts().view.position_of, &[&count]);
    let painter = ui.painter();
    let digits = "0".repeat(count.to_string().len());
    // The room of the longest number, so that nothing moves while one scrolls.
    let room = painter
        .layout_no_wrap(digits, fonts::section(), t.text)
        .size();
    let number_galley = painter.layout_no_wrap(number.clone(), fonts::section(), t.text);
    let of_galley = painter.layout_no_wrap(of.clone(), fonts::small(), t.text_quiet);
    let size = vec2(room.x + 1.0 + of_galley.size().x, room.y);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let x = rect.left() + room.x - number_galley.size().x;
    ui.painter()
        .galley(pos2(x, rect.top()), number_galley, t.text);
    let y = rect.center().y - of_galley.size().y / 2.0 + 0.5;
    let at = pos2(rect.left() + room.x + 1.0, y);
    ui.painter().galley(at, of_galley, t.text_quiet);
    let spoken = format!("{number}{of}");
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &spoken));
    ui.add_space(6.0);
}

fn side_tag(ui: &mut Ui, side: usize, texts: &Texts) {
    let t = theme::tokens(ui);
    let (letter, ground, ink) = if side == 0 {
        (texts.view.side_a, t.press, t.text)
    } else {
        (texts.view.side_b, t.accent, t.on_accent)
    };
    let (rect, response) = ui.allocate_exact_size(vec2(20.0, 18.0), Sense::hover());
    ui.painter().rect_filled(rect, radius::CHIP, ground);
    let (centre, font) = (rect.center(), fonts::section());
    ui.painter()
        .text(centre, Align2::CENTER_CENTER, letter, font, ink);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, letter));
}

/// What was done to a side, and which series it shows: always in sight.
fn side_summary(ui: &mut Ui, bar: &Bar<'_>, header: &SeriesHeader, texts: &Texts) {
    let t: &Tokens = theme::tokens(ui);
    let steps = bar
        .shown
        .map(|(finished, _)| summary::recipe_summary(texts, &finished.key.recipe.steps))
        .filter(|steps| !steps.is_empty());
    let steps = steps.as_deref().unwrap_or(texts.view.no_steps);
    let name = name_of(header, texts);
    let parts = [
        (steps, fonts::section(), t.text, 0.7),
        (name, fonts::small(), t.text_quiet, 1.0),
    ];
    for (text, font, colour, share) in parts {
        ui.add_space(6.0);
        let room = (ui.available_width() - 4.0) * share;
        if room < 16.0 {
            return;
        }
        let galley = widgets::truncated(ui, text, font, colour, room);
        let (rect, response) = ui.allocate_exact_size(galley.size(), Sense::hover());
        ui.painter().galley(rect.min, galley, colour);
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
        response.on_hover_text(text);
    }
}

fn right_ui(
    ui: &mut Ui,
    width: f32,
    bar: &Bar<'_>,
    session: &Session,
    state: &mut UiState,
    commands: &mut Commands,
) {
    let texts = session.texts();
    let viewport = bar.viewport.id;
    let button = widgets::icon_button(ui, icons::DOTS_THREE_VERTICAL, texts.view.menu, "Shift F10");
    if state.views.menu.take_if(|id| *id == viewport).is_some() {
        egui::Popup::open_id(ui.ctx(), egui::Popup::default_response_id(&button));
    }
    if button.clicked() {
        commands.go(Go::Activate(viewport));
    }
    widgets::menu_below(&button, |ui| menu::rows(ui, session, state, commands));
    let document = session.document();
    let maximised = document.position.maximised == Some(viewport);
    if document.edits.viewports.len() > 1 {
        let (icon, name, to) = if maximised {
            (icons::ARROWS_IN_SIMPLE, texts.view.restore, None)
        } else {
            (
                icons::ARROWS_OUT_SIMPLE,
                texts.view.maximise,
                Some(viewport),
            )
        };
        if widgets::icon_button(ui, icon, name, "Enter").clicked() {
            commands.go(Go::Activate(viewport));
            commands.go(Go::Maximise(to));
        }
        let linked = bar.viewport.is_linked();
        let icon = if linked {
            icons::LINK
        } else {
            icons::LINK_BREAK
        };
        if widgets::icon_toggle(ui, icon, texts.view.linked, "L", linked).clicked() {
            let linked = !linked;
            commands.push(Edit::SetLinked { viewport, linked });
        }
    }
    let zoom_from = match bar.side {
        Some(_) => SIDE_ZOOM_FROM,
        None => ZOOM_FROM,
    };
    if let Some((_, placement)) = bar.shown
        && width >= zoom_from
    {
        zoom_figure(ui, viewport, &placement, session, state, commands);
    }
    if bar.late {
        ui.add_space(4.0);
        widgets::chip(ui, texts.view.updating, ChipStyle::Plain);
    }
}

/// Device pixels per column in percent; a double click fits the picture or shows it 1:1.
fn zoom_figure(
    ui: &mut Ui,
    viewport: crate::document::ViewportId,
    placement: &Placement,
    session: &Session,
    state: &UiState,
    commands: &mut Commands,
) {
    let t = theme::tokens(ui);
    let texts = session.texts();
    let percent = (placement.device_scale()[0] * 100.0).round();
    let (rect, response) = ui.allocate_exact_size(vec2(ZOOM_WIDTH, 24.0), Sense::click());
    let colour = if response.hovered() {
        t.text
    } else {
        t.text_second
    };
    let at = pos2(rect.right() - 6.0, rect.center().y);
    let figure = format!("{percent} %");
    ui.painter()
        .text(at, Align2::RIGHT_CENTER, &figure, fonts::small(), colour);
    widgets::focus_ring(ui, &response, rect, radius::SMALL);
    let name = fill(texts.view.zoom, &[&percent]);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    let by_keyboard = response.clicked() && response.interact_pointer_pos().is_none();
    if response.double_clicked() || by_keyboard {
        let present = session.document().position.magnification(viewport);
        let magnification = state
            .views
            .fit_or_pixels(ViewKey::Viewport(viewport), present);
        commands.go(Go::Magnify {
            viewport,
            magnification,
        });
    }
    widgets::tip::tip(response, &name, "Z", texts.view.zoom_hint);
}

/// Which side of a comparison a view is.
pub(super) fn side_of(session: &Session, viewport: &Viewport) -> Option<usize> {
    let edits = &session.document().edits;
    let at = edits.viewports.iter().position(|v| v.id == viewport.id);
    at.filter(|_| edits.comparison == Some(Comparison::SideBySide))
}
