//! The list of warnings over the lower third of the views' column: what was mended, doubted or left out, and what
//! follows from it.

use egui::Align;
use egui::Align2;
use egui::Color32;
use egui::Layout;
use egui::Rect;
use egui::RichText;
use egui::Role;
use egui::ScrollArea;
use egui::Sense;
use egui::Ui;
use egui::UiBuilder;
use egui::WidgetInfo;
use egui::pos2;
use egui::vec2;

use crate::problem::Problem;
use crate::problem::Severity;
use crate::session::Session;
use crate::text::Texts;
use crate::ui::actions;
use crate::ui::actions::Action;
use crate::ui::commands::Commands;
use crate::ui::commands::Request;
use crate::ui::fonts;
use crate::ui::icons;
use crate::ui::names;
use crate::ui::theme;
use crate::ui::theme::Tokens;
use crate::ui::theme::radius;
use crate::ui::theme::size;
use crate::ui::widgets;
use crate::ui::widgets::ChipStyle;
use crate::ui::widgets::chip;

/// Height of a row of two lines.
const ROW: f32 = 44.0;

/// Equal problems of several files.
struct Grouped<'a> {
    first: &'a Problem,
    count: usize,
}

/// Problems that differ only in their file become one, with a count; the worst come first.
fn grouped(problems: &[Problem]) -> Vec<Grouped<'_>> {
    let mut groups: Vec<Grouped<'_>> = Vec::new();
    let mut places = std::collections::HashMap::new();
    for problem in problems {
        let key = (
            problem.severity,
            &problem.element,
            &problem.reason,
            problem.effect,
        );
        match places.get(&key).and_then(|at: &usize| groups.get_mut(*at)) {
            Some(group) => group.count += 1,
            None => {
                places.insert(key, groups.len());
                groups.push(Grouped {
                    first: problem,
                    count: 1,
                });
            }
        }
    }
    groups.sort_by_key(|group| std::cmp::Reverse(group.first.severity));
    groups
}

fn severity_name(severity: Severity, texts: &Texts) -> &'static str {
    match severity {
        Severity::Note => texts.shell.severity_note,
        Severity::Warning => texts.shell.severity_warning,
        Severity::Error => texts.shell.severity_error,
    }
}

fn severity_icon(severity: Severity, t: &Tokens) -> (&'static str, Color32) {
    match severity {
        Severity::Note => (icons::INFO, t.text_second),
        Severity::Warning => (icons::WARNING, t.warning),
        Severity::Error => (icons::X_CIRCLE, t.error),
    }
}

/// All problems as a table: severity, file, element, reason, effect.
pub fn csv(problems: &[Problem], texts: &Texts) -> String {
    let quoted = |text: &str| {
        if text.contains([',', '"', '\n']) {
            format!("\"{}\"", text.replace('"', "\"\""))
        } else {
            text.to_owned()
        }
    };
    let mut out = String::from("severity,file,element,reason,effect\n");
    for problem in problems {
        let row = [
            severity_name(problem.severity, texts),
            &problem.file,
            &problem.element,
            &problem.reason,
            names::effect_text(problem.effect, texts),
        ]
        .map(quoted);
        out.push_str(&row.join(","));
        out.push('\n');
    }
    out
}

/// The list, over the whole of `ui`; returns whether it stays open.
pub fn problems_ui(ui: &mut Ui, session: &Session, commands: &mut Commands) -> bool {
    let texts = session.texts();
    let t = theme::tokens(ui);
    let whole = ui.max_rect();
    // Pointing here must not reach the pictures below.
    let id = ui.scope_id().with("ground");
    ui.interact(whole, id, Sense::click_and_drag());
    ui.painter().rect_filled(whole, 0, t.raised);
    let top = Rect::from_min_size(whole.min, vec2(whole.width(), 1.0));
    ui.painter().rect_filled(top, 0, t.edge);
    ui.spacing_mut().item_spacing.y = 0.0;
    let inner = whole.shrink2(vec2(size::PANEL_PADDING, 0.0));
    let mut child = ui.new_child(UiBuilder::new().max_rect(inner));
    let ui = &mut child;
    let mut stays = true;
    let problems = session.problems();
    widgets::section_head(ui, texts.shell.warnings, |ui| {
        let key = actions::find("problems")
            .map(Action::key_text)
            .unwrap_or_default();
        if widgets::icon_button(ui, icons::X, texts.shell.close, &key).clicked() {
            stays = false;
        }
        ui.add_enabled_ui(!problems.is_empty(), |ui| {
            let text = texts.shell.copy_all_csv;
            let kind = widgets::ButtonKind::Plain;
            let any = !problems.is_empty();
            if widgets::push_button(ui, icons::FILE_CSV, text, kind, any).clicked() {
                commands.request(Request::Copy(csv(problems, texts)));
            }
        });
    });
    widgets::hairline(ui);
    if problems.is_empty() {
        ui.add_space(24.0);
        let (line, hint) = (texts.shell.no_warnings, texts.shell.no_warnings_hint);
        widgets::empty_state(ui, icons::CHECK_CIRCLE, line, hint);
        return stays;
    }
    let groups = grouped(problems);
    ScrollArea::vertical()
        .auto_shrink([false, false])
        .show_rows(ui, ROW, groups.len(), |ui, rows| {
            for group in groups.get(rows).unwrap_or_default() {
                row_ui(ui, group, texts, commands);
            }
        });
    stays
}

fn row_ui(ui: &mut Ui, group: &Grouped<'_>, texts: &Texts, commands: &mut Commands) {
    let t = theme::tokens(ui);
    let problem = group.first;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let copying = ui.rect_contains_pointer(rect) || response.has_focus();
    if copying {
        ui.painter().rect_filled(rect, radius::CONTROL, t.hover);
    }
    let (icon, colour) = severity_icon(problem.severity, t);
    let icon_at = rect.left_center() + vec2(12.0, 0.0);
    let centre = Align2::CENTER_CENTER;
    ui.painter()
        .text(icon_at, centre, icon, fonts::icon(16.0), colour);
    let layout = Layout::right_to_left(Align::Center);
    let right_place = rect.shrink2(vec2(6.0, 0.0));
    let mut right = ui.new_child(UiBuilder::new().max_rect(right_place).layout(layout));
    let copy = {
        let copy_id = UiBuilder::new().sense(Sense::hover());
        right
            .scope_builder(copy_id, |ui| {
                if !copying {
                    ui.set_opacity(0.0);
                }
                widgets::icon_button(ui, icons::COPY, texts.shell.copy, "")
            })
            .inner
    };
    let effect = names::effect_text(problem.effect, texts);
    let effect_colour = t.text_second;
    widgets::truncated_label(&mut right, effect, fonts::small(), effect_colour, 230.0);
    if group.count > 1 {
        chip(&mut right, &format!("×{}", group.count), ChipStyle::Plain);
    }
    let left = rect.left() + 28.0;
    let room = right.min_rect().left() - 12.0 - left;
    let place = [problem.file.as_str(), &problem.element]
        .iter()
        .filter(|part| !part.is_empty())
        .copied()
        .collect::<Vec<_>>()
        .join(" · ");
    let quiet = if copying { t.text_second } else { t.text_quiet };
    let mut cut = false;
    for (text, font, colour, y) in [
        (problem.reason.as_str(), fonts::body(), t.text, 14.0),
        (&place, fonts::row_caption(), quiet, 31.0),
    ] {
        let galley = widgets::truncated(ui, text, font, colour, room);
        cut |= galley.elided;
        let at = pos2(left, rect.top() + y - galley.size().y / 2.0);
        ui.painter().galley(at, galley, colour);
    }
    widgets::focus_ring(ui, &response, rect, radius::CONTROL);
    let severity = severity_name(problem.severity, texts);
    let spoken = format!("{severity}: {problem}; {effect}");
    response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, &spoken));
    if copy.clicked() {
        commands.request(Request::Copy(spoken));
    } else if cut {
        response.on_hover_ui(|ui| {
            ui.label(RichText::new(&problem.reason).color(t.text));
            ui.label(
                RichText::new(&place)
                    .font(fonts::small())
                    .color(t.text_quiet),
            );
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Effect;
    use crate::text::ENGLISH;

    fn warning(file: &str, reason: &str) -> Problem {
        Problem::warning(file, "(0028,0010) Rows", reason, Effect::SliceLeftOut)
    }

    #[test]
    fn equal_problems_of_several_files_are_one_row_and_errors_come_first() {
        let mut problems = vec![
            warning("1.dcm", "missing"),
            warning("2.dcm", "missing"),
            warning("3.dcm", "0"),
        ];
        problems.push(Problem::error(
            "4.dcm",
            "",
            "truncated",
            Effect::FileLeftOut,
        ));
        let groups = grouped(&problems);
        let counts: Vec<usize> = groups.iter().map(|group| group.count).collect();
        assert_eq!(counts, [1, 2, 1]);
        assert_eq!(groups[0].first.severity, Severity::Error);
    }

    #[test]
    fn the_table_quotes_what_it_must() {
        let text = csv(&[warning("a,b.dcm", "found \"x\"")], &ENGLISH);
        assert!(text.ends_with(
            "Warning,\"a,b.dcm\",\"(0028,0010) Rows\",\"found \"\"x\"\"\",the slice is left out\n"
        ));
    }
}
