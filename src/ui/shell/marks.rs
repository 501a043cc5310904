//! Facts as small chips on the rows of the series list, and the menu of all that occur.

use egui::Rect;
use egui::ScrollArea;
use egui::Ui;
use egui::UiBuilder;
use egui::vec2;

use super::filter;
use crate::session::Session;
use crate::study::Mark;
use crate::study::SeriesHeader;
use crate::text::fill;
use crate::ui::icons;
use crate::ui::names;
use crate::ui::widgets;
use crate::ui::widgets::ChipStyle;
use crate::ui::widgets::MenuRow;
use crate::ui::widgets::TwoLineRow;

/// Height that chips take below the two lines of a row.
const ROOM: f32 = 20.0;

/// Points between two chips.
const GAP: f32 = 3.0;

/// What a row needs below its two lines.
pub(super) fn room(header: &SeriesHeader) -> f32 {
    let told = header.has_told_marks();
    if told { ROOM } else { 0.0 }
}

/// The chips of a series in the lower part of its row; a click on one filters by it, and again lets go.
pub(super) fn chips_ui(
    ui: &mut Ui,
    row: Rect,
    header: &SeriesHeader,
    session: &Session,
    typed: &mut String,
) {
    let mut marks = header.marks();
    marks.retain(|mark| mark.is_told_on_rows(header));
    if marks.is_empty() {
        return;
    }
    let texts = session.texts();
    let left = row.left() + TwoLineRow::TEXT_LEFT;
    let place = Rect::from_min_max(
        egui::pos2(left, row.bottom() - 2.0 - ROOM),
        egui::pos2(row.right() - 4.0, row.bottom() - 4.0),
    );
    let labels: Vec<String> = marks
        .iter()
        .map(|mark| names::mark_label(mark, texts))
        .collect();
    let widths: Vec<f32> = labels
        .iter()
        .map(|label| widgets::chip_width(ui, label, ChipStyle::Plain))
        .collect();
    let shown = fitting(&widths, place.width(), 28.0);
    let mut ui = ui.new_child(
        UiBuilder::new()
            .max_rect(place)
            .layout(egui::Layout::left_to_right(egui::Align::Center)),
    );
    ui.spacing_mut().item_spacing = vec2(GAP, 0.0);
    for (mark, label) in marks.iter().zip(&labels).take(shown) {
        let word = mark.word();
        let on = filter::is_typed(typed, &word);
        let name = names::mark_sentence(mark, header, texts);
        let colour = mark.is_warning();
        if widgets::chip_button(&mut ui, label, &name, on, colour).clicked() {
            filter::toggle(typed, &word);
        }
    }
    let rest: Vec<String> = marks
        .iter()
        .skip(shown)
        .map(|mark| names::mark_sentence(mark, header, texts))
        .collect();
    if !rest.is_empty() {
        let more = fill(texts.facts.marks_more, &[&rest.len()]);
        widgets::chip(&mut ui, &more, ChipStyle::Plain).on_hover_text(rest.join("\n"));
    }
}

/// How many chips of these widths fit `room`, where those that do not need `more` points for their number.
fn fitting(widths: &[f32], room: f32, more: f32) -> usize {
    let ends: Vec<f32> = widths
        .iter()
        .scan(0.0, |end, width| {
            *end += width;
            let here = *end;
            *end += GAP;
            Some(here)
        })
        .collect();
    if ends.last().is_none_or(|end| *end <= room) {
        return widths.len();
    }
    ends.partition_point(|end| end + GAP + more <= room)
}

/// The button of the menu of facts: all that occur among the open series, with their counts.
pub(super) fn filter_menu(ui: &mut Ui, session: &Session, typed: &mut String) {
    let texts = session.texts();
    let button = widgets::icon_button(ui, icons::CARET_DOWN, texts.facts.filter_menu, "");
    widgets::menu_below(&button, |ui| {
        let open = session.document().open_series().map(|header| &**header);
        let counts = filter::occurring(open);
        let clear = MenuRow::new(texts.facts.filter_clear).enabled(!typed.is_empty());
        if clear.show(ui).clicked() {
            typed.clear();
        }
        widgets::menu_separator(ui);
        const HIGHEST: f32 = 480.0;
        ScrollArea::vertical().max_height(HIGHEST).show(ui, |ui| {
            let mut before: Option<&Mark> = None;
            for (mark, count) in &counts {
                let was_modality = matches!(before, Some(Mark::Modality(_)));
                if was_modality && !matches!(mark, Mark::Modality(_)) {
                    widgets::menu_separator(ui);
                }
                before = Some(mark);
                let word = mark.word();
                let (label, count) = (names::mark_label(mark, texts), count.to_string());
                let row = MenuRow::new(&label)
                    .key(&count)
                    .checked(filter::is_typed(typed, &word));
                if row.show(ui).clicked() {
                    filter::toggle(typed, &word);
                }
            }
        });
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chips_that_do_not_fit_leave_room_for_their_number() {
        assert_eq!(fitting(&[], 10.0, 5.0), 0);
        assert_eq!(fitting(&[10.0, 10.0], 23.0, 5.0), 2);
        assert_eq!(fitting(&[10.0, 10.0, 10.0], 31.0, 5.0), 2);
        assert_eq!(fitting(&[10.0, 10.0, 10.0], 30.0, 5.0), 1);
        assert_eq!(fitting(&[40.0], 30.0, 5.0), 0);
    }
}
