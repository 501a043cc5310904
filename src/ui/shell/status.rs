//! The status line: the numbers under the pointer, what is being done, memory, warnings. Everything has its place,
//! so that nothing moves while the numbers change.

use std::time::Duration;

use egui::Align;
use egui::Color32;
use egui::FontId;
use egui::Layout;
use egui::Rect;
use egui::RichText;
use egui::Role;
use egui::Sense;
use egui::Ui;
use egui::WidgetInfo;
use egui::pos2;
use egui::vec2;

use super::start::drops_arrive;
use crate::problem::Severity;
use crate::session::Message;
use crate::session::Probe;
use crate::session::Scanned;
use crate::session::Session;
use crate::study::RegionUnit;
use crate::study::Unit;
use crate::text::Texts;
use crate::text::fill;
use crate::ui::actions;
use crate::ui::actions::Action;
use crate::ui::commands::Commands;
use crate::ui::commands::Request;
use crate::ui::dialogs;
use crate::ui::fonts;
use crate::ui::icons;
use crate::ui::names::short_number;
use crate::ui::state::UiState;
use crate::ui::theme;
use crate::ui::theme::size;
use crate::ui::widgets;
use crate::ui::widgets::format;

/// How long a line about something done stands.
const DONE_STANDS: Duration = Duration::from_secs(8);
/// How long a line about something failed stands.
const FAILURE_STANDS: Duration = Duration::from_secs(20);
/// How long "copied" stands.
const COPIED_STANDS: Duration = Duration::from_secs(3);
/// Work that takes less is not worth a line.
const WORTH_SHOWING: Duration = Duration::from_millis(300);

/// The status line, over the whole of `ui`.
pub fn status_ui(ui: &mut Ui, session: &Session, state: &mut UiState, commands: &mut Commands) {
    let rect = ui.max_rect();
    let right = ui
        .scope(|ui| {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = 8.0;
                ui.add_space(8.0);
                warnings_button(ui, session, commands);
                memory_ui(ui, session);
                news_ui(ui, session, state, commands);
                ui.min_rect().left()
            })
            .inner
        })
        .inner;
    let probe_place = rect.with_max_x(right - 12.0);
    probe_ui(ui, probe_place, session, state);
}

/// Part of the line: its width, and what stands in it.
struct Part {
    width: f32,
    text: String,
    font: FontId,
    colour: Color32,
}

fn probe_ui(ui: &mut Ui, place: Rect, session: &Session, state: &UiState) {
    let texts = session.texts();
    let t = theme::tokens(ui);
    let empty = session.document().edits.is_empty();
    let pointed = state.pointed_at.or(state.last_pointed_at);
    let probe = pointed.and_then(|at| session.probe(at.view, at.x, at.y));
    let Some(probe) = probe else {
        let text = match (empty, drops_arrive()) {
            (true, true) => texts.shell.status_empty,
            (true, false) => texts.shell.status_empty_no_drops,
            (false, _) => texts.shell.point_at,
        };
        let part = Part {
            width: place.width() - 12.0,
            text: text.to_owned(),
            font: fonts::small(),
            colour: t.text_quiet,
        };
        parts_ui(ui, place, &[part], texts.shell.probe);
        return;
    };
    let live = state.pointed_at.is_some();
    let (strong, quiet) = if live {
        (t.text, t.text_second)
    } else {
        (t.text_quiet, t.text_quiet)
    };
    let colour_picture = probe.values.len() > 1;
    let part = |width: f32, text: String| Part {
        width,
        text,
        font: fonts::small(),
        colour: quiet,
    };
    let mut parts = vec![Part {
        width: if colour_picture { 112.0 } else { 86.0 },
        text: value_text(&probe, texts),
        font: fonts::section(),
        colour: strong,
    }];
    parts.push(part(
        if colour_picture { 196.0 } else { 156.0 },
        stored_text(&probe, texts),
    ));
    let [slice, row, column] = probe.index;
    parts.push(part(
        246.0,
        fill(texts.shell.row_column, &[&row, &column, &slice]),
    ));
    if let Some(point) = probe.point {
        parts.push(part(190.0, point_text(point)));
    }
    if let Some((region, place)) = probe.region {
        parts.push(part(190.0, region_text(region, place, texts)));
    }
    parts_ui(ui, place, &parts, texts.shell.probe);
}

fn parts_ui(ui: &mut Ui, place: Rect, parts: &[Part], name: &str) {
    let mut left = place.left() + 12.0;
    for (n, part) in parts.iter().enumerate() {
        let room = part.width.min(place.right() - left);
        if room < 40.0 {
            break;
        }
        if n > 1 {
            let line = pos2(left - 9.0, place.center().y - 7.0);
            let line = Rect::from_min_size(line.round(), vec2(1.0, 14.0));
            ui.painter().rect_filled(line, 0, theme::tokens(ui).edge);
        }
        let galley = widgets::truncated(ui, &part.text, part.font.clone(), part.colour, room);
        let at = pos2(left, place.center().y - galley.size().y / 2.0);
        ui.painter().galley(at, galley, part.colour);
        left += part.width;
    }
    let id = ui.scope_id().with("probe");
    let spoken: Vec<&str> = parts.iter().map(|part| part.text.as_str()).collect();
    let spoken = format!("{name}: {}", spoken.join(", "));
    ui.interact(place, id, Sense::hover())
        .widget_info(|| WidgetInfo::labeled(Role::Label, true, &spoken));
}

/// The place in an ultrasound region, in its units.
fn region_text(region: usize, place: [(f64, RegionUnit); 2], texts: &Texts) -> String {
    let [across, down] = place.map(|(number, unit)| {
        let number = short_number(number, 3);
        format!("{number} {}", unit.symbol())
    });
    let number = region + 1;
    fill(
        texts.facts.region_at,
        &[&number, &across.trim(), &down.trim()],
    )
}

/// "−742 HU", "12 200 7", "padding".
fn value_text(probe: &Probe, texts: &Texts) -> String {
    if probe.padding {
        return texts.shell.padding.to_owned();
    }
    let values: Vec<String> = probe
        .values
        .iter()
        .map(|value| value_number(*value, probe.unit))
        .collect();
    let numbers = values.join(" ");
    match probe.unit.symbol() {
        "" => numbers,
        symbol => format!("{numbers} {symbol}"),
    }
}

fn value_number(value: f64, unit: Unit) -> String {
    match unit {
        Unit::Suv => short_number(value, 2),
        Unit::BecquerelPerMl => short_number(value, 0),
        Unit::Gray => short_number(value, 3),
        Unit::Hu | Unit::Stored | Unit::Grey => short_number(value, 1),
    }
}

fn stored_text(probe: &Probe, texts: &Texts) -> String {
    let numbers = |values: &[f64]| {
        let all: Vec<String> = values.iter().map(|value| short_number(*value, 2)).collect();
        all.join(" ")
    };
    let stored = numbers(&probe.stored);
    match &probe.result {
        Some(result) => fill(texts.shell.stored_out, &[&stored, &numbers(result)]),
        None => fill(texts.shell.stored, &[&stored]),
    }
}

/// Millimetres with the letter of the side, as "R 38.2  P 17.0  S 12.5 mm".
fn point_text([x, y, z]: [f64; 3]) -> String {
    let part = |value: f64, plus: &str, minus: &str| {
        let letter = if value < 0.0 { minus } else { plus };
        format!("{letter} {}", format::number(value.abs(), 1))
    };
    format!(
        "{}  {}  {} mm",
        part(x, "L", "R"),
        part(y, "P", "A"),
        part(z, "S", "I")
    )
}

fn warnings_button(ui: &mut Ui, session: &Session, commands: &mut Commands) {
    let texts = &session.texts().shell;
    let t = theme::tokens(ui);
    let problems = session.problems();
    let worst = problems.iter().map(|problem| problem.severity).max();
    let (icon, colour) = match worst {
        Some(Severity::Error) => (icons::X_CIRCLE, t.error),
        Some(Severity::Warning) => (icons::WARNING, t.warning),
        Some(Severity::Note) => (icons::BELL, t.text_second),
        None => (icons::BELL, t.text_quiet),
    };
    let name = match problems.len() {
        0 => texts.no_warnings.to_owned(),
        count => fill(texts.warnings_count, &[&count]),
    };
    let (rect, response) = ui.allocate_exact_size(vec2(52.0, size::FIELD), Sense::click());
    if response.hovered() {
        ui.painter()
            .rect_filled(rect, theme::radius::SMALL, t.hover);
    }
    let count = if problems.is_empty() {
        String::new()
    } else {
        problems.len().to_string()
    };
    let painter = ui.painter();
    let icon_at = if problems.is_empty() {
        rect.right_center() - vec2(14.0, 0.0)
    } else {
        rect.left_center() + vec2(14.0, 0.0)
    };
    painter.text(
        icon_at,
        egui::Align2::CENTER_CENTER,
        icon,
        fonts::icon(16.0),
        colour,
    );
    let count_at = rect.left_center() + vec2(26.0, 0.0);
    painter.text(
        count_at,
        egui::Align2::LEFT_CENTER,
        count,
        fonts::table_value(),
        t.text,
    );
    widgets::focus_ring(ui, &response, rect, theme::radius::SMALL);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    let key = actions::find("problems")
        .map(Action::key_text)
        .unwrap_or_default();
    if widgets::tip::tip(response, &name, &key, "").clicked() {
        commands.request(Request::Problems);
    }
}

fn memory_ui(ui: &mut Ui, session: &Session) {
    let t = theme::tokens(ui);
    let text = memory_text(session.memory_bytes());
    let (rect, response) = ui.allocate_exact_size(vec2(64.0, size::FIELD), Sense::hover());
    ui.painter().text(
        rect.right_center(),
        egui::Align2::RIGHT_CENTER,
        &text,
        fonts::small(),
        t.text_quiet,
    );
    let name = session.texts().shell.memory;
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{name}: {text}")));
    response.on_hover_text(name);
}

/// Bytes in megabytes of a million, or gigabytes.
fn memory_text(bytes: usize) -> String {
    let megabytes = bytes as f64 / 1e6;
    if megabytes < 1000.0 {
        format!("{} MB", format::number(megabytes, 0))
    } else {
        format!("{} GB", format::number(megabytes / 1000.0, 1))
    }
}

/// What is being done, else how the last thing ended.
fn news_ui(ui: &mut Ui, session: &Session, state: &mut UiState, commands: &mut Commands) {
    if slow_dialog_ui(ui, session, state, commands) || activity_ui(ui, session, commands) {
        return;
    }
    let texts = session.texts();
    let t = theme::tokens(ui);
    if let Some(since) = state.shell.copied
        && let Some(left) = COPIED_STANDS.checked_sub(since.elapsed())
    {
        ui.ctx().request_repaint_after(left);
        line(ui, icons::CHECK_CIRCLE, t.ok, texts.shell.copied);
        return;
    }
    let (Some(message), Some(since)) = (session.message(), session.message_since()) else {
        return;
    };
    let (stands, icon, colour, text) = match message {
        Message::Written(path) => {
            let path = crate::problem::shown(&path.to_string_lossy());
            let text = fill(texts.shell.written, &[&path]);
            (DONE_STANDS, icons::CHECK_CIRCLE, t.ok, text)
        }
        Message::Kept(name) => {
            let text = fill(texts.recipes.kept, &[name]);
            (DONE_STANDS, icons::CHECK_CIRCLE, t.ok, text)
        }
        Message::Scanned => {
            let scanned = session.scanned();
            let text = scanned_text(scanned, texts);
            let (icon, colour) = if scanned.failed > 0 {
                (icons::WARNING, t.warning)
            } else {
                (icons::CHECK_CIRCLE, t.ok)
            };
            (DONE_STANDS, icon, colour, text)
        }
        Message::Failed(problem) => {
            let text = problem.to_string();
            (FAILURE_STANDS, icons::X_CIRCLE, t.error, text)
        }
    };
    if let Some(left) = stands.checked_sub(since.elapsed()) {
        ui.ctx().request_repaint_after(left);
        line(ui, icon, colour, &text);
    }
}

fn scanned_text(scanned: Scanned, texts: &Texts) -> String {
    let texts = &texts.shell;
    let number = |n: usize| format::column_number(n as f64, 0);
    match scanned {
        Scanned {
            files: 1,
            failed: 1,
            ..
        } => texts.scanned_failed.to_owned(),
        Scanned {
            files: 1, other: 1, ..
        } => texts.scanned_other.to_owned(),
        Scanned { files: 1, .. } => texts.scanned_image.to_owned(),
        Scanned {
            files,
            images,
            other,
            failed,
        } => {
            let [files, images, other, failed] = [files, images, other, failed].map(number);
            fill(texts.scanned, &[&files, &images, &other, &failed])
        }
    }
}

/// A line with its icon before it; added from the right edge leftwards.
fn line(ui: &mut Ui, icon: &str, colour: Color32, text: &str) {
    const WIDEST: f32 = 420.0;
    let t = theme::tokens(ui);
    let room = WIDEST.min(ui.available_width() * 0.5);
    widgets::truncated_label(ui, text, fonts::small(), t.text_second, room);
    ui.label(RichText::new(icon).font(fonts::icon(15.0)).color(colour));
}

fn activity_ui(ui: &mut Ui, session: &Session, commands: &mut Commands) -> bool {
    let texts = &session.texts().shell;
    let t = theme::tokens(ui);
    let activities = session.activity();
    let Some(activity) = activities.first() else {
        return false;
    };
    let Some(running) = activity.running else {
        return false;
    };
    if let Some(left) = WORTH_SHOWING.checked_sub(running) {
        ui.ctx().request_repaint_after(left);
        return false;
    }
    // Progress wakes nobody; a bar that moves four times a second is enough.
    ui.ctx().request_repaint_after(Duration::from_millis(250));
    if widgets::icon_button(ui, icons::X, texts.stop, "").clicked() {
        commands.push(crate::document::FileCommand::Stop);
    }
    let share = activity.done as f32 / activity.of.max(1) as f32;
    widgets::progress(ui, 90.0, share, &activity.name);
    let text = if activity.of > 0 {
        fill(texts.work, &[&activity.name, &activity.done, &activity.of])
    } else {
        activity.name.clone()
    };
    widgets::truncated_label(ui, &text, fonts::small(), t.text_second, 240.0);
    true
}

/// A dialog that does not answer may never have appeared: the way past it is offered here.
fn slow_dialog_ui(
    ui: &mut Ui,
    session: &Session,
    state: &UiState,
    commands: &mut Commands,
) -> bool {
    let waiting = state.shell.asked.iter().rfind(|asked| !asked.passed);
    let Some(asked) = waiting else {
        return false;
    };
    if !asked.is_overdue() {
        let left = dialogs::SLOW.saturating_sub(asked.since.elapsed());
        ui.ctx().request_repaint_after(left);
        return false;
    }
    let texts = &session.texts().shell;
    let text = RichText::new(texts.dialog_slow)
        .font(fonts::small())
        .color(theme::tokens(ui).accent);
    if ui.link(text).clicked() {
        commands.request(Request::PathField);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_have_letters_and_no_signs() {
        assert_eq!(
            point_text([-38.24, 17.0, 12.5]),
            "R 38.2  P 17.0  S 12.5 mm"
        );
        assert_eq!(point_text([38.2, -17.0, -1.0]), "L 38.2  A 17.0  I 1.0 mm");
    }

    #[test]
    fn memory_is_counted_in_megabytes_and_gigabytes() {
        assert_eq!(memory_text(214_400_000), "214 MB");
        assert_eq!(memory_text(2_140_000_000), "2.1 GB");
    }
}
