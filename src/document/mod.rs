//! What is open, where one looks, what one did. No pixels, no files, no toolkit: drawing reads it,
//! commands write it.
//!
//! [`Document::apply`] is the only way to change it. [`Edits`] are undoable and kept whole by
//! [`History`]; [`Position`] is not. Start reading in `command.rs`.

mod apply;
mod command;
mod edits;
mod go;
mod history;
mod layers;
mod layout;
mod position;
mod tissue;
mod treatment;
mod views;

pub use command::Command;
pub use command::CommandError;
pub use command::Edit;
pub use command::EditName;
pub use command::ExportPlan;
pub use command::FileCommand;
pub use command::Gesture;
pub use command::Go;
pub use command::LayerChange;
pub use command::Opening;
pub use command::Sample;
pub use command::StepChange;
pub use command::TissueChange;
pub use edits::Comparison;
pub use edits::Edits;
pub use edits::Group;
pub use edits::Turn;
pub use edits::Viewport;
pub use edits::ViewportId;
pub use history::History;
pub use layout::Layout;
pub use position::Cursor;
pub use position::Magnification;
pub use position::Position;
pub use position::Trial;
pub use treatment::Cell;
pub use treatment::Start;
pub use treatment::Treatment;

use std::sync::Arc;

use crate::recipe::Recipe;
use crate::study::LayerHeader;
use crate::study::LayerId;
use crate::study::SeriesHeader;
use crate::study::SeriesId;

/// The series that are open, in the order of the list, and what lies over them.
#[derive(Clone, Debug, Default)]
pub struct Shelf {
    series: Vec<Arc<SeriesHeader>>,
    layers: Vec<Arc<LayerHeader>>,
}

impl Shelf {
    /// All series that are open.
    pub fn series(&self) -> &[Arc<SeriesHeader>] {
        &self.series
    }

    /// The series of that identity.
    pub fn get(&self, id: &SeriesId) -> Option<&Arc<SeriesHeader>> {
        self.series.iter().find(|header| header.id == *id)
    }

    /// Puts a series on the shelf, or replaces what was known under its identity; patients, studies
    /// and series numbers stay together in the order in which they first came.
    pub fn put(&mut self, header: Arc<SeriesHeader>) {
        if let Some(known) = self.series.iter_mut().find(|h| h.id == header.id) {
            *known = header;
            return;
        }
        let same_study = |h: &Arc<SeriesHeader>| h.study.uid == header.study.uid;
        let at = self
            .series
            .iter()
            .rposition(|h| same_study(h) && h.number <= header.number)
            .map(|at| at + 1)
            .or_else(|| self.series.iter().position(same_study))
            .unwrap_or(self.series.len());
        self.series.insert(at, header);
    }

    /// Puts a layer on the shelf, or replaces what was known under its identity.
    pub fn put_layer(&mut self, layer: Arc<LayerHeader>) {
        match self.layers.iter_mut().find(|known| known.id == layer.id) {
            Some(known) => *known = layer,
            None => self.layers.push(layer),
        }
    }

    /// Takes the layers away that are not to be kept.
    pub fn keep_layers(&mut self, keep: impl Fn(&LayerId) -> bool) {
        self.layers.retain(|layer| keep(&layer.id));
    }

    /// The layers that lie over `header`, in the order in which they came.
    pub fn layers_over(&self, header: &SeriesHeader) -> impl Iterator<Item = &Arc<LayerHeader>> {
        self.layers
            .iter()
            .filter(move |layer| layer.lies_over(header, self.series.iter().map(|open| &**open)))
    }
}

/// The state of the program that a person changes.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// What is open.
    pub shelf: Shelf,
    /// Where one looks.
    pub position: Position,
    /// What one did; undoable.
    pub edits: Edits,
}

impl Document {
    /// The viewport that commands act on.
    pub fn active(&self) -> Option<&Viewport> {
        self.edits
            .viewport(self.position.active)
            .or(self.edits.viewports.first())
    }

    /// The header of the series that `viewport` shows.
    pub fn header(&self, viewport: ViewportId) -> Option<&Arc<SeriesHeader>> {
        let series = self.edits.viewport(viewport)?.series.as_ref()?;
        self.shelf.get(series)
    }

    /// The slice that `viewport` shows, from 0.
    pub fn index(&self, viewport: ViewportId) -> usize {
        let Some(view) = self.edits.viewport(viewport) else {
            return 0;
        };
        match self.header(viewport) {
            Some(header) => self.position.cursor(view).index(header, view.plane),
            None => 0,
        }
    }

    /// The phase that `viewport` shows, from 0; 0 where there are no others.
    pub fn phase(&self, viewport: ViewportId) -> usize {
        let view = self.edits.viewport(viewport).zip(self.header(viewport));
        view.map_or(0, |(view, header)| self.position.cursor(view).phase(header))
    }

    /// The treatment that `viewport` shows its series with.
    pub fn treatment(&self, viewport: ViewportId) -> Treatment {
        self.edits
            .viewport(viewport)
            .map(|view| self.treatment_of(view))
            .unwrap_or_default()
    }

    /// The treatment of a view; the usual one of its series where nothing was done yet.
    pub fn treatment_of(&self, view: &Viewport) -> Treatment {
        if let Some(treatment) = self.edits.treatments.get(&view.treatment) {
            return (**treatment).clone();
        }
        let header = view.series.as_ref().and_then(|id| self.shelf.get(id));
        header.map_or_else(Treatment::default, |header| Treatment::usual(header))
    }

    /// The recipe that is on trial for `view` or for a view that shares its treatment.
    pub fn trial(&self, view: &Viewport) -> Option<&Recipe> {
        let trial = self.position.trial.as_ref()?;
        let tried = self.edits.viewport(trial.viewport)?;
        (tried.treatment == view.treatment).then_some(&trial.recipe)
    }

    /// Series of the shelf that are not closed.
    pub fn open_series(&self) -> impl Iterator<Item = &Arc<SeriesHeader>> {
        self.shelf
            .series
            .iter()
            .filter(|header| !self.edits.closed.contains(&header.id))
    }
}
