//! What the plot remembers between frames: its range, what is shown of it, the drag under way.

use egui::Ui;

use crate::recipe::Recipe;
use crate::study::SeriesId;

/// What is dragged.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Grip {
    /// The window's lower edge.
    Low,
    /// The window's upper edge.
    High,
    /// The window as a whole; the values of pointer and centre where the drag began.
    Centre {
        /// The pointer's value.
        from: f64,
        /// The window's centre.
        center: f64,
    },
    /// The edge below a tissue class.
    Tissue(usize),
}

/// The state of the plot.
#[derive(Clone, Debug)]
pub(super) struct Memory {
    /// The series it belongs to.
    pub series: Option<SeriesId>,
    /// The counts before are drawn.
    pub before: bool,
    /// The counts after are drawn.
    pub after: bool,
    /// The cumulative curve is drawn.
    pub cumulative: bool,
    /// The transfer curve is drawn.
    pub transfer: bool,
    /// The range a person has zoomed to.
    pub zoom: Option<(f64, f64)>,
    /// Range of values seen in the series so far; it only grows, so that scrolling moves nothing.
    pub seen: Option<(f64, f64)>,
    /// The range drawn last, which stands still during a drag.
    pub drawn: Option<(f64, f64)>,
    /// What is dragged.
    pub grip: Option<Grip>,
    /// The recipe whose result was drawn last, and the highest top of its curve so far.
    pub after_top: Option<(Recipe, f64)>,
}

impl Default for Memory {
    fn default() -> Self {
        Self {
            series: None,
            before: true,
            after: true,
            cumulative: false,
            transfer: true,
            zoom: None,
            seen: None,
            drawn: None,
            grip: None,
            after_top: None,
        }
    }
}

impl Memory {
    /// The state kept in the window.
    pub fn load(ui: &Ui) -> Self {
        let id = ui.make_persistent_id("memory");
        ui.data(|data| data.get_temp(id)).unwrap_or_default()
    }

    /// Keeps it.
    pub fn store(self, ui: &Ui) {
        let id = ui.make_persistent_id("memory");
        ui.data_mut(|data| data.insert_temp(id, self));
    }

    /// Forgets what belongs to another series.
    pub fn speak_of(&mut self, series: &SeriesId) {
        if self.series.as_ref() != Some(series) {
            *self = Self {
                series: Some(series.clone()),
                before: self.before,
                after: self.after,
                cumulative: self.cumulative,
                transfer: self.transfer,
                ..Self::default()
            };
        }
    }
}
