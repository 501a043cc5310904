//! Dragging a step to another place.

use egui::Align2;
use egui::Id;
use egui::LayerId;
use egui::Order;
use egui::Rect;
use egui::Response;
use egui::Stroke;
use egui::StrokeKind;
use egui::Ui;
use egui::pos2;
use egui::vec2;

use super::super::active::Active;
use crate::document::Edit;
use crate::document::StepChange;
use crate::ui::commands::Commands;
use crate::ui::fonts;
use crate::ui::names;
use crate::ui::theme;
use crate::ui::theme::radius;

/// The step that is dragged, and whether it was let go in this frame.
#[derive(Clone, Copy, Debug)]
struct Dragged {
    step: usize,
    released: bool,
}

fn id() -> Id {
    Id::unique("dragged step")
}

/// Notes that the grip of step `at` is dragged or was let go.
pub(super) fn note_drag(ui: &Ui, at: usize, grip: &Response) {
    if grip.dragged() || grip.drag_stopped() {
        let dragged = Dragged {
            step: at,
            released: grip.drag_stopped(),
        };
        ui.data_mut(|data| data.insert_temp(id(), dragged));
    }
}

/// Draws the dragged card and the line where it will land; moves it there when it is let go.
pub(super) fn reorder_ui(ui: &Ui, cards: &[Rect], active: &Active<'_>, commands: &mut Commands) {
    let Some(Dragged { step, released }) = ui.data(|data| data.get_temp::<Dragged>(id())) else {
        return;
    };
    ui.data_mut(|data| data.remove::<Dragged>(id()));
    let pointer = ui.input(|input| input.pointer.latest_pos());
    let (Some(pointer), Some(own)) = (pointer, cards.get(step)) else {
        return;
    };
    // How many of the other cards lie above the pointer is the new place.
    let to = cards
        .iter()
        .enumerate()
        .filter(|(at, card)| *at != step && card.center().y < pointer.y)
        .count();
    if released {
        if to != step {
            commands.push(Edit::ChangeStep {
                viewport: active.view.id,
                step,
                change: StepChange::MoveTo(to),
            });
        }
        return;
    }
    let t = theme::tokens(ui);
    let line = if to < step {
        cards.get(to).map(|card| card.top() - 3.0)
    } else {
        cards.get(to).map(|card| card.bottom() + 3.0)
    };
    if let Some(y) = line.filter(|_| to != step) {
        let mark = Rect::from_x_y_ranges(own.x_range(), y - 1.0..=y + 1.0);
        ui.painter().rect_filled(mark, 1, t.accent);
    }
    let painter = ui.ctx().layer_painter(LayerId::new(Order::Tooltip, id()));
    let card = Rect::from_min_size(
        pos2(own.left(), pointer.y - super::card::HEAD / 2.0),
        vec2(own.width(), super::card::HEAD),
    );
    painter.add(ui.visuals().popup_shadow.as_shape(card, radius::CARD));
    painter.rect(
        card,
        radius::CARD,
        t.raised,
        Stroke::new(1.0, t.edge_strong),
        StrokeKind::Inside,
    );
    if let Some(step) = active.treatment.recipe.steps.get(step) {
        let texts = active.texts;
        let text = format!(
            "{}  {}",
            names::full_name(&step.filter, texts),
            names::step_summary(step, texts)
        );
        painter.text(
            card.left_center() + vec2(52.0, 0.0),
            Align2::LEFT_CENTER,
            text,
            fonts::section(),
            t.text,
        );
    }
}

/// The open step after `change` of step `at`, so that the card that was open stays open.
pub(super) fn open_after(open: Option<usize>, at: usize, change: &StepChange) -> Option<usize> {
    let open = open?;
    match change {
        StepChange::Remove if open == at => None,
        StepChange::Remove if open > at => Some(open - 1),
        StepChange::Duplicate if open > at => Some(open + 1),
        StepChange::MoveTo(to) if open == at => Some(*to),
        StepChange::MoveTo(to) if open == *to => Some(at),
        _ => Some(open),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_open_card_stays_the_same_step() {
        assert_eq!(open_after(Some(2), 2, &StepChange::Remove), None);
        assert_eq!(open_after(Some(2), 0, &StepChange::Remove), Some(1));
        assert_eq!(open_after(Some(1), 0, &StepChange::Duplicate), Some(2));
        assert_eq!(open_after(Some(1), 1, &StepChange::MoveTo(0)), Some(0));
        assert_eq!(open_after(Some(0), 1, &StepChange::MoveTo(0)), Some(1));
        assert_eq!(open_after(None, 1, &StepChange::Remove), None);
    }
}
