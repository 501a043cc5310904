//! The command list: type some letters, choose, Enter.

use egui::Align;
use egui::Align2;
use egui::Context;
use egui::Key;
use egui::Layout;
use egui::Modifiers;
use egui::Role;
use egui::ScrollArea;
use egui::Sense;
use egui::Ui;
use egui::UiBuilder;
use egui::WidgetInfo;
use egui::text::LayoutJob;
use egui::text::TextFormat;
use egui::text::TextWrapping;
use egui::vec2;

use super::sheet::hanging;
use crate::session::Session;
use crate::text::Texts;
use crate::ui::actions;
use crate::ui::actions::Action;
use crate::ui::actions::Here;
use crate::ui::commands::Commands;
use crate::ui::fonts;
use crate::ui::icons;
use crate::ui::state::UiState;
use crate::ui::theme;
use crate::ui::theme::radius;
use crate::ui::widgets;

/// Width of the list.
const WIDTH: f32 = 560.0;
/// Height of a row.
const ROW: f32 = 32.0;
/// Most rows in sight.
const MOST_ROWS: f32 = 12.0;

/// The command list while it is open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Palette {
    typed: String,
    chosen: usize,
}

/// An action that fits what is typed, with the places of the letters that do.
struct Hit {
    action: &'static Action,
    text: &'static str,
    letters: Vec<usize>,
    rank: usize,
}

/// Where `typed` stands in `text`, as a whole or word by word, as indices of characters, and how well it fits (0 is
/// best); `None` where a word is missing.
fn find_words(text: &str, typed: &str) -> Option<(Vec<usize>, usize)> {
    let lower = |text: &str| -> Vec<char> {
        text.chars()
            .map(|c| c.to_lowercase().next().unwrap_or(c))
            .collect()
    };
    let text = lower(text);
    let place = |word: &[char]| {
        text.windows(word.len().max(1))
            .position(|part| part == word)
    };
    let rank = |at: usize| {
        let begins = at == 0 || text.get(at - 1).is_some_and(|c| !c.is_alphanumeric());
        if begins { at } else { at + 100 }
    };
    let whole = lower(typed);
    if let Some(at) = place(&whole) {
        return Some(((at..at + whole.len()).collect(), rank(at)));
    }
    let mut letters = Vec::new();
    let mut first = None;
    for word in typed.split_whitespace() {
        let word = lower(word);
        let at = place(&word)?;
        letters.extend(at..at + word.len());
        first.get_or_insert(rank(at) + 200);
    }
    Some((letters, first.unwrap_or(0)))
}

fn hits(typed: &str, texts: &'static Texts) -> Vec<Hit> {
    let mut hits: Vec<Hit> = actions::all()
        .filter(|action| action.id != "palette" && !action.is_held())
        .filter_map(|action| {
            let text = action.text(texts);
            let found = find_words(text, typed);
            let (letters, rank) = found.or_else(|| {
                // The group's name and the English id help where the words are another language's.
                let around = format!("{} {} {text}", action.group.name(texts), action.id);
                find_words(&around, typed).map(|_| (Vec::new(), 1000))
            })?;
            Some(Hit {
                action,
                text,
                letters,
                rank,
            })
        })
        .collect();
    if !typed.is_empty() {
        hits.sort_by_key(|hit| hit.rank);
    }
    hits
}

impl Palette {
    /// Draws the list; returns whether it stays.
    pub fn show(
        &mut self,
        ctx: &Context,
        session: &Session,
        state: &mut UiState,
        commands: &mut Commands,
    ) -> bool {
        let mut run: Option<&'static Action> = None;
        let stays = hanging(ctx, "palette", WIDTH, |ui| {
            run = self.contents(ui, session);
            run.is_none()
        });
        if let Some(action) = run {
            action.run(&Here::new(session), state, commands);
        }
        stays
    }

    fn contents(&mut self, ui: &mut Ui, session: &Session) -> Option<&'static Action> {
        let texts = session.texts();
        let keys = ui.input_mut(|input| {
            let mut take = |key| input.count_and_consume_key(Modifiers::NONE, key);
            (
                take(Key::ArrowDown) as isize - take(Key::ArrowUp) as isize,
                take(Key::Enter) > 0,
            )
        });
        let (steps, enter) = keys;
        let before = self.typed.clone();
        let (name, width) = (texts.shell.find_command, ui.available_width());
        let icon = icons::MAGNIFYING_GLASS;
        widgets::text_field(ui, icon, name, name, &mut self.typed, width, "Esc").request_focus();
        if self.typed != before {
            self.chosen = 0;
        }
        ui.add_space(2.0);
        let hits = hits(self.typed.trim(), texts);
        if hits.is_empty() {
            ui.add_space(16.0);
            let line = texts.shell.no_command;
            ui.vertical_centered(|ui| {
                ui.label(egui::RichText::new(line).color(theme::tokens(ui).text_quiet));
            });
            ui.add_space(16.0);
            return None;
        }
        let last = hits.len() - 1;
        let moved = self.chosen.min(last).saturating_add_signed(steps).min(last);
        let follow = moved != self.chosen || self.typed != before;
        self.chosen = moved;
        let here = Here::new(session);
        let mut clicked = None;
        ui.spacing_mut().item_spacing.y = 0.0;
        ScrollArea::vertical()
            .max_height(ROW * MOST_ROWS)
            .show(ui, |ui| {
                for (n, hit) in hits.iter().enumerate() {
                    let response = row(ui, hit, n == self.chosen, &here, texts);
                    if n == self.chosen && follow {
                        response.scroll_to_me(None);
                    }
                    if response.clicked() {
                        clicked = Some(n);
                    }
                }
            });
        let chosen = clicked.or(enter.then_some(self.chosen))?;
        let action = hits.get(chosen)?.action;
        action.possible(&here).is_ok().then_some(action)
    }
}

fn row(ui: &mut Ui, hit: &Hit, chosen: bool, here: &Here<'_>, texts: &Texts) -> egui::Response {
    let t = theme::tokens(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    if !ui.is_rect_visible(rect) {
        return response;
    }
    let possible = hit.action.possible(here);
    if chosen || response.hovered() {
        let fill = if chosen { t.hover } else { t.control };
        ui.painter().rect_filled(rect, radius::CONTROL, fill);
    }
    let colour = if possible.is_ok() {
        t.text
    } else {
        t.text_disabled
    };
    let second = if chosen { t.text_second } else { t.text_quiet };
    let icon = if hit.action.is_on(here) == Some(true) {
        icons::CHECK
    } else {
        hit.action.icon
    };
    let icon_at = rect.left_center() + vec2(18.0, 0.0);
    ui.painter().text(
        icon_at,
        Align2::CENTER_CENTER,
        icon,
        fonts::icon(16.0),
        t.text_second,
    );
    let layout = Layout::right_to_left(Align::Center);
    let place = rect.shrink2(vec2(8.0, 0.0));
    let mut right = ui.new_child(UiBuilder::new().max_rect(place).layout(layout));
    let key = hit.action.key_text();
    if !key.is_empty() {
        widgets::key_cap(&mut right, &key);
    }
    let note = match possible {
        Ok(()) => hit.action.group.name(texts),
        Err(reason) => reason,
    };
    let label = egui::RichText::new(note).font(fonts::small()).color(second);
    right.label(label);
    let left = rect.left() + 36.0;
    let room = right.min_rect().left() - 8.0 - left;
    let galley = ui.painter().layout_job(marked(hit, colour, room));
    let at = egui::pos2(left, rect.center().y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, colour);
    let spoken = if key.is_empty() {
        hit.text.to_owned()
    } else {
        format!("{}, {key}", hit.text)
    };
    response
        .widget_info(|| WidgetInfo::selected(Role::ListItem, possible.is_ok(), chosen, &spoken));
    response
}

/// The text with the letters that were typed in bold.
fn marked(hit: &Hit, colour: egui::Color32, room: f32) -> LayoutJob {
    let mut job = LayoutJob {
        wrap: TextWrapping::truncate_at_width(room.max(0.0)),
        ..LayoutJob::default()
    };
    for (n, c) in hit.text.chars().enumerate() {
        let font = if hit.letters.contains(&n) {
            fonts::section()
        } else {
            fonts::body()
        };
        let mut letter = [0; 4];
        let format = TextFormat::simple(font, colour);
        job.append(c.encode_utf8(&mut letter), 0.0, format);
    }
    job
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::ENGLISH;
    use crate::text::KOREAN;

    #[test]
    fn words_are_found_in_any_order_and_their_letters_are_marked() {
        assert_eq!(
            find_words("Open folder…", "fol op"),
            Some((vec![5, 6, 7, 0, 1], 205))
        );
        let whole = find_words("Two by two", "two by two");
        assert_eq!(whole.map(|(_, rank)| rank), Some(0));
        assert_eq!(find_words("Open folder…", "knee"), None);
    }

    #[test]
    fn what_begins_a_word_comes_first() {
        let first = |typed, texts| hits(typed, texts).first().map(|hit| hit.action.id);
        assert_eq!(first("clahe", &ENGLISH), Some("clahe"));
        assert_eq!(first("undo", &ENGLISH), Some("undo"));
        assert_eq!(first("폴더", &KOREAN), Some("open-folder"));
        // The English id finds it in every language.
        assert_eq!(first("open-folder", &KOREAN), Some("open-folder"));
    }
}
