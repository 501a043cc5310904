//! Undo and redo: whole earlier [`Edits`], grouped by the gesture's own number.

use super::EditName;
use super::Edits;
use super::Gesture;

/// Most steps kept.
const DEEPEST: usize = 200;

#[derive(Clone, Debug)]
struct Entry {
    edits: Edits,
    gesture: Option<Gesture>,
    name: EditName,
}

/// Earlier and undone states.
#[derive(Clone, Debug, Default)]
pub struct History {
    past: Vec<Entry>,
    future: Vec<Entry>,
}

impl History {
    /// Remembers the state `before` an edit; edits of one gesture keep only the first.
    pub fn note(&mut self, before: Edits, gesture: Option<Gesture>, name: EditName) {
        self.future.clear();
        let same_drag = gesture.is_some() && self.past.last().is_some_and(|e| e.gesture == gesture);
        if !same_drag {
            self.past.push(Entry {
                edits: before,
                gesture,
                name,
            });
            if self.past.len() > DEEPEST {
                self.past.remove(0);
            }
        }
    }

    /// What undo would take back.
    pub fn undo_name(&self) -> Option<&EditName> {
        self.past.last().map(|entry| &entry.name)
    }

    /// What redo would bring again.
    pub fn redo_name(&self) -> Option<&EditName> {
        self.future.last().map(|entry| &entry.name)
    }

    /// The state before the last edit; `now` is kept for redo.
    pub fn undo(&mut self, now: &Edits) -> Option<Edits> {
        swap(&mut self.past, &mut self.future, now)
    }

    /// The state after the last undone edit; `now` is kept for undo.
    pub fn redo(&mut self, now: &Edits) -> Option<Edits> {
        swap(&mut self.future, &mut self.past, now)
    }
}

fn swap(from: &mut Vec<Entry>, to: &mut Vec<Entry>, now: &Edits) -> Option<Edits> {
    let entry = from.pop()?;
    to.push(Entry {
        edits: now.clone(),
        // A drag that begins after an undo is a new one.
        gesture: None,
        name: entry.name,
    });
    Some(entry.edits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Layout;

    fn edits(layout: Layout) -> Edits {
        Edits {
            layout,
            ..Edits::default()
        }
    }

    #[test]
    fn one_drag_is_one_undo() {
        let mut history = History::default();
        history.note(edits(Layout::One), Some(Gesture(1)), EditName::Window);
        history.note(edits(Layout::Two), Some(Gesture(1)), EditName::Window);
        let back = history.undo(&edits(Layout::Three));
        assert_eq!(back, Some(edits(Layout::One)));
        assert_eq!(history.undo_name(), None);
        assert_eq!(
            history.redo(&edits(Layout::One)),
            Some(edits(Layout::Three))
        );
    }
}
