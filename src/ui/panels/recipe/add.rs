//! *Add step*: a list of all filters and their variants that can be searched.

use egui::Align2;
use egui::Popup;
use egui::PopupCloseBehavior;
use egui::Rect;
use egui::ScrollArea;
use egui::Sense;
use egui::Ui;
use egui::UiBuilder;
use egui::WidgetInfo;
use egui::pos2;
use egui::vec2;

use super::super::active::Active;
use crate::document::Edit;
use crate::recipe::Filter;
use crate::recipe::FilterKind;
use crate::recipe::KeyKind;
use crate::recipe::Setting;
use crate::text::Texts;
use crate::text::fill;
use crate::ui::commands::Commands;
use crate::ui::commands::Request;
use crate::ui::fonts;
use crate::ui::icons;
use crate::ui::names;
use crate::ui::state::UiState;
use crate::ui::theme;
use crate::ui::theme::radius;
use crate::ui::widgets;
use crate::ui::widgets::ButtonKind;

/// Height of a row, and of the list from which it scrolls.
const ROW: f32 = 38.0;
const LIST: f32 = 304.0;
/// Room for the help button of a row.
const HELP: f32 = 30.0;

/// A filter as the list offers it.
struct Entry {
    filter: Filter,
    name: String,
    what: &'static str,
    /// All words it is found by, in small letters.
    words: String,
}

/// Every filter, once for each of its variants.
fn entries(texts: &Texts) -> Vec<Entry> {
    let mut entries = Vec::new();
    for kind in FilterKind::ALL {
        let usual = kind.filter();
        let variants: Vec<Filter> = match names::variant_key(kind).map(|key| (key.name, key.kind)) {
            Some((key, KeyKind::Choice(words))) => words
                .iter()
                .filter_map(|word| usual.with(key, Setting::Choice(word)).ok())
                .collect(),
            _ => vec![usual],
        };
        for filter in variants {
            let name = names::full_name(&filter, texts);
            let what = names::filter_long_name(kind, texts);
            let words = format!("{name} {what} {}", kind.name()).to_lowercase();
            entries.push(Entry {
                filter,
                name,
                what,
                words,
            });
        }
    }
    entries
}

/// The button and its list.
pub(super) fn add_ui(
    ui: &mut Ui,
    active: &Active<'_>,
    state: &mut UiState,
    commands: &mut Commands,
) {
    let texts = active.texts;
    let button = widgets::push_button(
        ui,
        icons::PLUS,
        texts.panels.add_step,
        ButtonKind::Plain,
        true,
    );
    let id = button.id.with("searched");
    if button.clicked() {
        ui.data_mut(|data| data.remove::<String>(id));
    }
    Popup::menu(&button)
        .gap(4.0)
        .width(292.0)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .show(|ui| {
            let mut searched = ui
                .data(|data| data.get_temp::<String>(id))
                .unwrap_or_default();
            let field = widgets::text_field(
                ui,
                icons::MAGNIFYING_GLASS,
                texts.panels.search_steps,
                texts.panels.search_steps,
                &mut searched,
                ui.available_width(),
                "",
            );
            if button.clicked() {
                field.request_focus();
            }
            ui.add_space(4.0);
            let found: Vec<Entry> = entries(texts)
                .into_iter()
                .filter(|entry| matches(entry, &searched))
                .collect();
            let entered =
                field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
            let mut chosen = found.first().filter(|_| entered);
            ui.spacing_mut().item_spacing.y = 0.0;
            // Always as high, so that the list does not jump while one types.
            ScrollArea::vertical()
                .max_height(LIST)
                .min_scrolled_height(LIST)
                .auto_shrink([false, false])
                .show(ui, |ui| {
                    for entry in &found {
                        let (clicked, explained) = row_ui(ui, entry, texts);
                        if clicked {
                            chosen = Some(entry);
                        }
                        if explained {
                            let filter = entry.filter.clone();
                            commands.request(Request::Explain { filter, step: None });
                            ui.close();
                        }
                    }
                    if found.is_empty() {
                        let colour = theme::tokens(ui).text_quiet;
                        ui.label(egui::RichText::new(texts.panels.no_such_step).color(colour));
                    }
                });
            if let Some(entry) = chosen {
                state.toggled = Some(entry.filter.kind());
                commands.push(Edit::AddStep {
                    viewport: active.view.id,
                    filter: entry.filter.clone(),
                });
                ui.close();
            }
            ui.data_mut(|data| data.insert_temp(id, searched));
        });
}

/// Whether every word that was typed is in the name, the description or the key of a filter.
fn matches(entry: &Entry, searched: &str) -> bool {
    let searched = searched.to_lowercase();
    searched
        .split_whitespace()
        .all(|word| entry.words.contains(word))
}

/// A row of two lines, name and what the filter does, with a button for its help sheet. Returns whether the row, and
/// whether the button, was clicked.
fn row_ui(ui: &mut Ui, entry: &Entry, texts: &Texts) -> (bool, bool) {
    let t = theme::tokens(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    if ui.is_rect_visible(rect) {
        // The button lies over the row; the row stays lit while the pointer is on it.
        let lit = response.hovered() || ui.rect_contains_pointer(rect);
        if lit {
            ui.painter().rect_filled(rect, radius::SMALL, t.hover);
        }
        // Quiet text is too faint on the fill of a hovered row.
        let quiet = if lit { t.text_second } else { t.text_quiet };
        let lines = [
            (entry.name.as_str(), fonts::control(), t.text, 11.0),
            (entry.what, fonts::row_caption(), quiet, 27.0),
        ];
        for (text, font, colour, y) in lines {
            let room = rect.width() - 12.0 - HELP;
            let galley = widgets::truncated(ui, text, font, colour, room);
            let place = pos2(rect.left() + 8.0, rect.top() + y);
            let at = Align2::LEFT_CENTER.anchor_size(place, galley.size());
            ui.painter().galley(at.min, galley, colour);
        }
        widgets::focus_ring(ui, &response, rect, radius::SMALL);
    }
    response.widget_info(|| WidgetInfo::labeled(egui::Role::MenuItem, true, entry.name.as_str()));
    let place = Rect::from_center_size(
        pos2(rect.right() - HELP / 2.0, rect.center().y),
        vec2(24.0, 24.0),
    );
    let mut child = ui.new_child(UiBuilder::new().id_salt(&entry.name).max_rect(place));
    let name = fill(texts.recipes.explain, &[&entry.name]);
    let help = widgets::icon_button(&mut child, icons::QUESTION, &name, "");
    (response.clicked(), help.clicked())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::ENGLISH;
    use crate::text::KOREAN;

    #[test]
    fn every_filter_is_offered_once_for_each_variant() {
        let names: Vec<String> = entries(&ENGLISH).into_iter().map(|e| e.name).collect();
        for name in ["CLAHE · OpenCV", "AHE · by tiles", "Gamma"] {
            assert_eq!(names.iter().filter(|n| *n == name).count(), 1, "{name}");
        }
        for kind in FilterKind::ALL {
            let name = names::filter_name(kind, &ENGLISH);
            assert!(names.iter().any(|full| full.starts_with(name)), "{name}");
        }
    }

    #[test]
    fn filters_are_found_by_several_words_in_either_language() {
        let found = |typed: &str, texts| -> Vec<String> {
            let all = entries(texts).into_iter();
            let found = all.filter(|entry| matches(entry, typed));
            found.map(|entry| entry.name).collect()
        };
        assert_eq!(found("tiles ahe", &ENGLISH)[0], "AHE · by tiles");
        assert!(found("opencv clahe", &KOREAN).contains(&"CLAHE · OpenCV".to_owned()));
        assert_eq!(found("감마", &KOREAN)[0], "감마");
        assert!(found("sharpness of mind", &ENGLISH).is_empty());
    }
}
