//! The parts of the window as places for the keyboard: F6 leads to the next one, from where Tab goes to its first
//! control. They are no stops of Tab themselves.

use egui::Rect;
use egui::Role;
use egui::Sense;
use egui::Ui;
use egui::WidgetInfo;

use crate::text::Texts;
use crate::ui::theme;
use crate::ui::widgets;

/// A part of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Landmark {
    /// The toolbar.
    Toolbar,
    /// The series list.
    Series,
    /// The column of views.
    Views,
    /// The inspector.
    Inspector,
    /// The status line.
    Status,
}

impl Landmark {
    fn name(self, texts: &Texts) -> &'static str {
        let texts = &texts.shell;
        match self {
            Self::Toolbar => texts.panel_toolbar,
            Self::Series => texts.panel_series,
            Self::Views => texts.panel_views,
            Self::Inspector => texts.panel_inspector,
            Self::Status => texts.panel_status,
        }
    }
}

/// Which part has the keyboard, and where it goes next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Landmarks {
    /// Parts of the last frame, in reading order.
    shown: Vec<Landmark>,
    /// Parts of this frame so far.
    drawn: Vec<Landmark>,
    current: Option<Landmark>,
    /// The current one is to get the keyboard.
    asked: bool,
}

impl Landmarks {
    /// Leads the keyboard `by` parts on, from the last back to the first.
    pub fn go(&mut self, by: isize) {
        let count = self.shown.len().max(1) as isize;
        let at = self
            .current
            .and_then(|current| self.shown.iter().position(|part| *part == current));
        let next = match at {
            Some(at) => at as isize + by,
            None if by > 0 => 0,
            None => -1,
        };
        self.current = self.shown.get(next.rem_euclid(count) as usize).copied();
        self.asked = true;
    }

    /// Whether a part itself has the keyboard, so that none of its controls does.
    pub fn has_keyboard(&self) -> bool {
        self.current.is_some()
    }

    /// Called before the parts of a frame are drawn.
    pub fn begin(&mut self) {
        self.shown = std::mem::take(&mut self.drawn);
    }

    /// Called before the controls of a part are drawn.
    pub fn mark(&mut self, ui: &mut Ui, landmark: Landmark, rect: Rect, texts: &Texts) {
        self.drawn.push(landmark);
        if self.current != Some(landmark) {
            return;
        }
        let id = ui.scope_id().with(("landmark", landmark));
        let response = ui.interact(rect, id, Sense::focusable_noninteractive());
        response.widget_info(|| WidgetInfo::labeled(Role::Pane, true, landmark.name(texts)));
        if std::mem::take(&mut self.asked) {
            response.request_focus();
        } else if !response.has_focus() {
            self.current = None;
        }
    }

    /// The ring round the part that has the keyboard, drawn over it.
    pub fn ring(&self, ui: &Ui, landmark: Landmark, rect: Rect) {
        if self.current == Some(landmark) {
            let t = theme::tokens(ui);
            let stroke = egui::Stroke::new(2.0, t.focus);
            ui.painter()
                .rect_stroke(rect, 0, stroke, egui::StrokeKind::Inside);
            if landmark == Landmark::Views {
                widgets::view_focus_ring(ui.painter(), rect);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keyboard_goes_round_the_parts_that_are_shown() {
        let mut landmarks = Landmarks {
            drawn: vec![Landmark::Toolbar, Landmark::Views, Landmark::Status],
            ..Landmarks::default()
        };
        landmarks.begin();
        let mut seen = Vec::new();
        for _ in 0..4 {
            landmarks.go(1);
            seen.extend(landmarks.current);
        }
        let round = [
            Landmark::Toolbar,
            Landmark::Views,
            Landmark::Status,
            Landmark::Toolbar,
        ];
        assert_eq!(seen, round);
        landmarks.go(-1);
        assert_eq!(landmarks.current, Some(Landmark::Status));
    }
}
