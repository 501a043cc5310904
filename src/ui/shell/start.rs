//! The start page in place of the views while nothing is open, and what lies over the window while files are dragged
//! over it.

use egui::Align2;
use egui::Color32;
use egui::Rect;
use egui::Response;
use egui::RichText;
use egui::Role;
use egui::ScrollArea;
use egui::Sense;
use egui::Stroke;
use egui::StrokeKind;
use egui::Ui;
use egui::UiBuilder;
use egui::WidgetInfo;
use egui::pos2;
use egui::vec2;

use super::sheet::overlay;
use super::toolbar::names_of_path;
use crate::document::FileCommand;
use crate::document::Opening;
use crate::document::Sample;
use crate::session::Session;
use crate::settings::Recent;
use crate::text::ShellTexts;
use crate::text::fill;
use crate::ui::actions;
use crate::ui::actions::Action;
use crate::ui::commands::Commands;
use crate::ui::commands::Request;
use crate::ui::fonts;
use crate::ui::icons;
use crate::ui::state::UiState;
use crate::ui::theme;
use crate::ui::theme::over;
use crate::ui::theme::radius;
use crate::ui::widgets;
use crate::ui::widgets::ButtonKind;
use crate::ui::widgets::ChipStyle;
use crate::ui::widgets::chip;

/// Width of the page's column.
const COLUMN: f32 = 640.0;
/// Gap between buttons and between cards.
const GAP: f32 = 8.0;
/// Most recent items on the page.
const MOST_RECENT: usize = 6;

/// Whether the window system delivers files that are dropped; winit has none of it on Wayland.
pub fn drops_arrive() -> bool {
    std::env::var_os("WAYLAND_DISPLAY").is_none()
}

/// The start page, over the whole of `ui`.
pub fn start_page_ui(ui: &mut Ui, session: &Session, state: &mut UiState, commands: &mut Commands) {
    let whole = ui.max_rect();
    let t = theme::tokens(ui);
    let texts = &session.texts().shell;
    ui.painter().rect_filled(whole, 0, t.page);
    if session.is_reading() {
        reading_ui(ui, session);
        return;
    }
    let foot = whole.with_min_y(whole.bottom() - 28.0);
    let text = RichText::new(texts.not_medical).font(fonts::caption());
    ui.put(foot, egui::Label::new(text.color(t.text_quiet)));
    let width = COLUMN.min(whole.width() - 32.0);
    let height = whole.height() - 32.0;
    let column = Rect::from_center_size(whole.center(), vec2(width, whole.height()))
        .with_max_y(whole.top() + height);
    let mut child = ui.new_child(UiBuilder::new().max_rect(column));
    child.spacing_mut().item_spacing.y = 0.0;
    ScrollArea::vertical()
        .auto_shrink([false, false])
        .show(&mut child, |ui| {
            ui.add_space((height * 0.12).clamp(16.0, 120.0));
            head_ui(ui, texts);
            ui.add_space(28.0);
            buttons_ui(ui, session, commands);
            if drops_arrive() {
                ui.add_space(12.0);
                drop_zone_ui(ui, texts);
            }
            ui.add_space(16.0);
            samples_ui(ui, session, state, commands);
            ui.add_space(16.0);
            recent_ui(ui, session, commands);
        });
}

fn reading_ui(ui: &mut Ui, session: &Session) {
    let texts = &session.texts().shell;
    let name = session
        .activity()
        .first()
        .map(|activity| activity.name.clone());
    let line = fill(texts.reading, &[&name.unwrap_or_default()]);
    ui.add_space(ui.available_height() * 0.42);
    widgets::empty_state(ui, icons::STACK, &line, texts.reading_hint);
}

fn head_ui(ui: &mut Ui, texts: &ShellTexts) {
    let t = theme::tokens(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 48.0), Sense::hover());
    let mark = Rect::from_min_size(rect.min, vec2(48.0, 48.0));
    widgets::program_mark(ui.painter(), mark, t);
    let left = mark.right() + 16.0;
    ui.painter().text(
        pos2(left, rect.top() + 11.0),
        Align2::LEFT_CENTER,
        "Negatoscope",
        fonts::display(),
        t.text,
    );
    let room = rect.right() - left;
    let galley = widgets::truncated(ui, texts.tagline, fonts::body(), t.text_second, room);
    let at = pos2(left, rect.top() + 37.0 - galley.size().y / 2.0);
    ui.painter().galley(at, galley, t.text_second);
}

/// Three places of equal width beside each other.
fn thirds(ui: &mut Ui, height: f32) -> [Rect; 3] {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    let width = ((rect.width() - 2.0 * GAP) / 3.0).floor();
    [0.0, 1.0, 2.0].map(|n| {
        let left = rect.left() + n * (width + GAP);
        Rect::from_min_size(pos2(left, rect.top()), vec2(width, height))
    })
}

fn buttons_ui(ui: &mut Ui, session: &Session, commands: &mut Commands) {
    let texts = &session.texts().shell;
    let buttons = [
        (
            icons::FILES,
            texts.open_files,
            "open-files",
            Request::OpenFiles,
        ),
        (
            icons::FOLDER_OPEN,
            texts.open_folder,
            "open-folder",
            Request::OpenFolder,
        ),
        (
            icons::TERMINAL_WINDOW,
            texts.open_path,
            "open-path",
            Request::PathField,
        ),
    ];
    let places = thirds(ui, 40.0);
    for ((place, (icon, text, id, request)), n) in places.into_iter().zip(buttons).zip(0..) {
        let kind = if n == 0 {
            ButtonKind::Primary
        } else {
            ButtonKind::Plain
        };
        let key = actions::find(id).map(Action::key_text).unwrap_or_default();
        let mut child = ui.new_child(UiBuilder::new().max_rect(place));
        if widgets::start_button(&mut child, icon, text, &key, place.width(), kind).clicked() {
            commands.request(request);
        }
    }
}

fn drop_zone_ui(ui: &mut Ui, texts: &ShellTexts) {
    let t = theme::tokens(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 76.0), Sense::hover());
    let stroke = Stroke::new(1.0, t.edge_strong);
    widgets::dashed_frame(
        ui.painter(),
        rect,
        f32::from(radius::CARD),
        stroke,
        5.0,
        4.0,
    );
    let centre = rect.center();
    ui.painter().text(
        centre - vec2(0.0, 12.0),
        Align2::CENTER_CENTER,
        icons::TRAY_ARROW_DOWN,
        fonts::icon(20.0),
        t.text_second,
    );
    let room = rect.width() - 16.0;
    let galley = widgets::truncated(ui, texts.drop_here, fonts::body(), t.text_second, room);
    let at = centre + vec2(-galley.size().x / 2.0, 15.0 - galley.size().y / 2.0);
    ui.painter().galley(at, galley, t.text_second);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, texts.drop_here));
}

/// The head of a part of the page; `right` draws from the right edge.
fn part_head(ui: &mut Ui, title: &str, right: impl FnOnce(&mut Ui)) {
    let t = theme::tokens(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 24.0), Sense::hover());
    let mut child = ui.new_child(
        UiBuilder::new()
            .max_rect(rect)
            .layout(egui::Layout::left_to_right(egui::Align::Center)),
    );
    child.label(
        RichText::new(title)
            .font(fonts::semibold(12.0))
            .color(t.text),
    );
    child.with_layout(egui::Layout::right_to_left(egui::Align::Center), right);
}

fn samples_ui(ui: &mut Ui, session: &Session, state: &mut UiState, commands: &mut Commands) {
    let texts = &session.texts().shell;
    part_head(ui, texts.samples, |ui| {
        let t = theme::tokens(ui);
        let text = RichText::new(texts.real_and_free);
        ui.label(text.font(fonts::row_caption()).color(t.text_quiet));
    });
    ui.add_space(4.0);
    let cards = [
        (Sample::Ct, texts.sample_ct, texts.sample_ct_size),
        (
            Sample::Radiograph,
            texts.sample_radiograph,
            texts.sample_radiograph_size,
        ),
        (
            Sample::Colour,
            texts.sample_colour,
            texts.sample_colour_size,
        ),
    ];
    for (place, (sample, title, detail)) in thirds(ui, 60.0).into_iter().zip(cards) {
        let texture = session.sample_thumbnail(sample).map(|picture| {
            let name = format!("sample {}", sample.key());
            state.shell.textures.texture(ui.ctx(), &name, &picture)
        });
        let id = ui.scope_id().with(sample.key());
        let response = ui.interact(place, id, Sense::click());
        card(ui, place, &response, texture, title, detail);
        if response.clicked() {
            commands.push(FileCommand::Open(Opening::Sample(sample)));
        }
    }
}

fn card(
    ui: &Ui,
    rect: Rect,
    response: &Response,
    texture: Option<egui::TextureId>,
    title: &str,
    detail: &str,
) {
    let t = theme::tokens(ui);
    let (fill, edge) = if response.is_pointer_button_down_on() {
        (t.press, t.edge_strong)
    } else if response.hovered() {
        (t.hover, t.edge_strong)
    } else {
        (t.raised, t.hair)
    };
    let painter = ui.painter();
    painter.rect(
        rect,
        radius::CARD,
        fill,
        Stroke::new(1.0, edge),
        StrokeKind::Inside,
    );
    let picture = Rect::from_min_size(rect.min + vec2(8.0, 8.0), vec2(44.0, 44.0));
    match texture {
        Some(texture) => {
            let uv = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
            let shape = egui::epaint::RectShape::filled(picture, radius::CHIP, Color32::WHITE);
            painter.add(shape.with_texture(texture, uv));
        }
        None => {
            painter.rect_filled(picture, radius::CHIP, t.well);
        }
    }
    let left = picture.right() + 10.0;
    let room = rect.right() - 8.0 - left;
    let quiet = if response.hovered() {
        t.text_second
    } else {
        t.text_quiet
    };
    for (text, font, colour, y) in [
        (title, fonts::control(), t.text, 22.0),
        (detail, fonts::small(), quiet, 40.0),
    ] {
        let galley = widgets::truncated(ui, text, font, colour, room);
        let at = pos2(left, rect.top() + y - galley.size().y / 2.0);
        painter.galley(at, galley, colour);
    }
    widgets::focus_ring(ui, response, rect, radius::CARD);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, title));
}

fn recent_ui(ui: &mut Ui, session: &Session, commands: &mut Commands) {
    let texts = &session.texts().shell;
    let recent = &session.settings().recent;
    if recent.is_empty() {
        return;
    }
    part_head(ui, texts.recent, |ui| {
        let t = theme::tokens(ui);
        let text = RichText::new(texts.clear)
            .font(fonts::small())
            .color(t.accent);
        if ui.link(text).clicked() {
            commands.push(FileCommand::ForgetRecent(None));
        }
    });
    for item in recent.iter().take(MOST_RECENT) {
        recent_row(ui, item, session, commands);
    }
}

fn recent_row(ui: &mut Ui, item: &Recent, session: &Session, commands: &mut Commands) {
    let texts = &session.texts().shell;
    let t = theme::tokens(ui);
    let gone = session.missing_recents().contains(&item.path);
    let name = names_of_path(&item.path);
    let mut removed = false;
    let response = ui
        .scope(|ui| {
            if gone {
                ui.set_opacity(0.6);
            }
            widgets::list_row(ui, icons::FOLDER, &name, 34.0, false, |ui| {
                ui.spacing_mut().item_spacing.x = 10.0;
                if gone {
                    removed =
                        widgets::icon_button(ui, icons::X, texts.remove_from_list, "").clicked();
                }
                let date = RichText::new(&item.opened).font(fonts::small());
                ui.label(date.color(t.text_second));
                if !item.modality.is_empty() {
                    chip(ui, &item.modality, ChipStyle::Plain);
                }
                if gone {
                    let word = RichText::new(texts.missing).font(fonts::small());
                    ui.label(word.color(t.text_second));
                }
            })
        })
        .inner
        .on_hover_text(crate::problem::shown(&item.path.to_string_lossy()));
    if removed {
        commands.push(FileCommand::ForgetRecent(Some(item.path.clone())));
    } else if response.clicked() && !gone {
        commands.push(FileCommand::Open(Opening::Paths(vec![item.path.clone()])));
    }
}

/// What a drop would do, over the whole window, while files hover.
pub fn drop_overlay_ui(ctx: &egui::Context, session: &Session) {
    let hovered = ctx.input(|input| input.raw.hovered_files.clone());
    let Some(first) = hovered.first() else {
        return;
    };
    let texts = &session.texts().shell;
    let name = first.path.as_deref().map(names_of_path);
    let line = match (hovered.len(), name) {
        (1, Some(name)) => fill(texts.drop_opens_one, &[&name]),
        (count, _) => fill(texts.drop_opens, &[&count]),
    };
    let adds = session.document().open_series().next().is_some();
    overlay(ctx, "drop", |ui| {
        let t = theme::tokens(ui);
        let whole = ctx.content_rect();
        let painter = ui.painter().clone();
        painter.rect_filled(whole, 0, over::BACKDROP);
        let plate = Rect::from_center_size(whole.center(), vec2(440.0, 110.0));
        let stroke = Stroke::new(2.0, t.accent);
        painter.rect(plate, radius::DIALOG, t.raised, stroke, StrokeKind::Inside);
        let icon_at = plate.center() - vec2(0.0, 26.0);
        let centre = Align2::CENTER_CENTER;
        let icon = icons::TRAY_ARROW_DOWN;
        painter.text(icon_at, centre, icon, fonts::icon(24.0), t.accent);
        let text = RichText::new(&line).font(fonts::section()).color(t.text);
        let place = Rect::from_center_size(
            plate.center() + vec2(0.0, 6.0),
            vec2(plate.width() - 32.0, 20.0),
        );
        ui.put(place, egui::Label::new(text).truncate());
        if adds {
            let at = plate.center() + vec2(0.0, 30.0);
            painter.text(at, centre, texts.drop_adds, fonts::small(), t.text_second);
        }
    });
}
