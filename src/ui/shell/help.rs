//! The help sheet: all keys, made from the table of actions, in two columns.

use egui::Align;
use egui::Context;
use egui::Layout;
use egui::RichText;
use egui::ScrollArea;
use egui::Ui;
use egui::vec2;

use super::sheet::hint;
use super::sheet::sheet;
use crate::session::Session;
use crate::text::Texts;
use crate::ui::actions;
use crate::ui::actions::Action;
use crate::ui::actions::Chord;
use crate::ui::actions::Group;
use crate::ui::fonts;
use crate::ui::icons;
use crate::ui::theme;
use crate::ui::widgets;

const WIDTH: f32 = 860.0;
const ROW: f32 = 22.0;
const GAP: f32 = 28.0;

/// Draws the sheet; returns whether it stays.
pub fn help_ui(ctx: &Context, session: &Session, search: &mut String) -> bool {
    let texts = session.texts();
    sheet(ctx, "help", WIDTH, texts.shell.help_title, |ui| {
        let width = ui.available_width();
        let name = texts.shell.help_search;
        let icon = icons::MAGNIFYING_GLASS;
        let field = widgets::text_field(ui, icon, name, name, search, width, "");
        if ui.memory(|memory| memory.focused()).is_none() {
            field.request_focus();
        }
        hint(ui, texts.shell.help_mouse);
        hint(ui, texts.shell.help_list);
        ui.add_space(4.0);
        let height = ctx.content_rect().height() - 240.0;
        ScrollArea::vertical()
            .max_height(height)
            .min_scrolled_height(height)
            .auto_shrink([false, false])
            .show(ui, |ui| columns_ui(ui, search, texts));
        true
    })
}

/// The actions of a group that have a key and fit the search.
fn of_group(group: Group, search: &str, texts: &Texts) -> Vec<&'static Action> {
    let search = search.trim().to_lowercase();
    actions::all()
        .filter(|action| action.group == group && !action.keys.is_empty())
        .filter(|action| {
            let text = action.text(texts).to_lowercase();
            let keys = keys_text(action).to_lowercase();
            search.is_empty() || text.contains(&search) || keys.contains(&search)
        })
        .collect()
}

fn keys_text(action: &Action) -> String {
    let keys: Vec<String> = action.keys.iter().map(Chord::text).collect();
    keys.join(", ")
}

fn columns_ui(ui: &mut Ui, search: &str, texts: &Texts) {
    let groups: Vec<(Group, Vec<&Action>)> = Group::ALL
        .into_iter()
        .map(|group| (group, of_group(group, search, texts)))
        .filter(|(_, actions)| !actions.is_empty())
        .collect();
    let lines = |actions: &[&Action]| actions.len() + 2;
    let all: usize = groups.iter().map(|(_, actions)| lines(actions)).sum();
    let mut before = 0;
    let (left, right): (Vec<_>, Vec<_>) = groups.into_iter().partition(|(_, actions)| {
        let in_left = before + lines(actions) / 2 <= all / 2;
        before += lines(actions);
        in_left
    });
    let width = (ui.available_width() - GAP - 12.0) / 2.0;
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        for column in [left, right] {
            ui.allocate_ui_with_layout(vec2(width, 0.0), Layout::top_down(Align::Min), |ui| {
                ui.set_width(width);
                ui.spacing_mut().item_spacing.y = 0.0;
                for (group, actions) in column {
                    group_ui(ui, group, &actions, texts);
                }
            });
            ui.add_space(GAP);
        }
    });
}

fn group_ui(ui: &mut Ui, group: Group, actions: &[&Action], texts: &Texts) {
    let t = theme::tokens(ui);
    ui.add_space(8.0);
    let head = RichText::new(group.name(texts)).font(fonts::section());
    ui.label(head.color(t.text));
    ui.add_space(2.0);
    widgets::hairline(ui);
    ui.add_space(2.0);
    for action in actions {
        let line = vec2(ui.available_width(), ROW);
        ui.allocate_ui_with_layout(line, Layout::right_to_left(Align::Center), |ui| {
            ui.set_min_size(line);
            ui.spacing_mut().item_spacing.x = 4.0;
            for chord in action.keys.iter().rev() {
                widgets::key_cap(ui, &chord.text());
            }
            let room = ui.available_width() - 8.0;
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let text = action.text(texts);
                widgets::truncated_label(ui, text, fonts::body(), t.text_second, room);
            });
        });
    }
}
