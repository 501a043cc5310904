//! What an action sees when it is asked whether it is possible, and when it runs.

use std::sync::Arc;

use super::Possible;
use crate::document::Cell;
use crate::document::Comparison;
use crate::document::Magnification;
use crate::document::Treatment;
use crate::document::Viewport;
use crate::document::ViewportId;
use crate::recipe::Preset;
use crate::recipe::Window;
use crate::recipe::presets;
use crate::session::Finished;
use crate::session::Session;
use crate::session::ViewKey;
use crate::study::SeriesHeader;
use crate::study::Unit;
use crate::study::Voi;
use crate::text::ActionTexts;

/// The session with its active view.
pub struct Here<'a> {
    /// The running program.
    pub session: &'a Session,
    /// Words for reasons.
    pub(super) texts: &'static ActionTexts,
    view: Option<&'a Viewport>,
    header: Option<&'a SeriesHeader>,
}

impl<'a> Here<'a> {
    /// The session as it is now.
    pub fn new(session: &'a Session) -> Self {
        let view = session.document().active();
        let header = view.and_then(|view| session.document().header(view.id));
        Self {
            session,
            texts: &session.texts().actions,
            view,
            header: header.map(|header| &**header),
        }
    }

    /// The active view.
    pub fn view(&self) -> Option<&'a Viewport> {
        self.view
    }

    /// What the active view shows.
    pub fn header(&self) -> Option<&'a SeriesHeader> {
        self.header
    }

    /// The active view's identity; one that names no view where there is none, which every command refuses.
    pub(super) fn id(&self) -> ViewportId {
        self.view.map(|view| view.id).unwrap_or_default()
    }

    /// The window presets of what the active view shows.
    pub fn presets(&self) -> &'static [Preset] {
        self.header
            .map_or(&[], |header| presets(&header.modality, header.unit))
    }

    /// The file's windows and lookup tables for the picture of the active view, which may be those of its
    /// frame alone.
    pub fn vois(&self) -> Vec<Voi> {
        let of_series = || self.header.map(|header| header.vois.clone());
        self.finished()
            .map(|finished| finished.processed.slice.vois.clone())
            .or_else(of_series)
            .unwrap_or_default()
    }

    /// How the active view treats its series.
    pub fn treatment(&self) -> Treatment {
        self.session.document().treatment(self.id())
    }

    /// The finished picture of the active view.
    pub fn finished(&self) -> Option<Arc<Finished>> {
        self.session.finished(ViewKey::Viewport(self.id()))
    }

    /// The window through which the active view shows its values.
    pub fn window(&self) -> Option<Window> {
        let finished = self.finished()?;
        let of_step = finished
            .key
            .recipe
            .window_step()
            .and_then(|at| finished.processed.windows.iter().find(|(n, _)| *n == at))
            .map(|(_, mapping)| mapping.clone());
        of_step
            .or_else(|| finished.processed.shown_mapping(&finished.key.look))?
            .window()
    }

    /// Where the active view's picture is shown; of the grid one of its cells, which look alike.
    pub(super) fn place(&self) -> ViewKey {
        match self.session.document().edits.comparison {
            Some(Comparison::Grid) => ViewKey::Cell(Cell::Present),
            _ => ViewKey::Viewport(self.id()),
        }
    }

    /// Size and part of the active view's picture, or of all cells of the grid.
    pub(super) fn magnification(&self) -> Magnification {
        let position = &self.session.document().position;
        match self.session.document().edits.comparison {
            Some(Comparison::Grid) => position.grid,
            _ => position.magnification(self.id()),
        }
    }

    fn unless(&self, refused: bool, reason: &'static str) -> Possible {
        if refused { Err(reason) } else { Ok(()) }
    }

    pub(super) fn needs_picture(&self) -> Possible {
        self.unless(self.header.is_none(), self.texts.no_picture)
    }

    pub(super) fn needs_series(&self) -> Possible {
        let none = self.session.document().open_series().next().is_none();
        self.unless(none, self.texts.no_series)
    }

    pub(super) fn needs_planes(&self) -> Possible {
        self.needs_picture()?;
        let volume = self
            .header
            .is_some_and(|header| header.geometry.is_some() && header.size[2] > 1);
        self.unless(!volume, self.texts.no_planes)
    }

    pub(super) fn needs_slices(&self) -> Possible {
        self.needs_picture()?;
        let count = match (self.header, self.view) {
            (Some(header), Some(view)) => header.slice_count(view.plane),
            _ => 0,
        };
        self.unless(count < 2, self.texts.no_slices)
    }

    pub(super) fn needs_frames(&self) -> Possible {
        self.needs_picture()?;
        let frames = self.header.is_some_and(|header| {
            header.phase_count() > 1 || (header.geometry.is_none() && header.size[2] > 1)
        });
        self.unless(!frames, self.texts.no_frames)
    }

    pub(super) fn needs_window(&self) -> Possible {
        self.needs_picture()?;
        let colour = self.header.is_some_and(|header| header.channels > 1);
        self.unless(colour, self.texts.no_window)
    }

    pub(super) fn needs_map(&self) -> Possible {
        self.needs_picture()?;
        let colour = self.header.is_some_and(|header| header.channels > 1);
        self.unless(colour, self.texts.no_map)
    }

    pub(super) fn needs_hounsfield_presets(&self) -> Possible {
        self.needs_picture()?;
        let hounsfield = self.header.is_some_and(|header| header.modality == "CT");
        self.unless(!hounsfield, self.texts.no_presets)
    }

    pub(super) fn needs_uptake_presets(&self) -> Possible {
        self.needs_picture()?;
        let uptake = self.header.is_some_and(|header| header.unit == Unit::Suv);
        self.unless(!uptake || self.presets().is_empty(), self.texts.no_suv)
    }

    pub(super) fn needs_tissue(&self) -> Possible {
        self.needs_picture()?;
        let colour = self.header.is_some_and(|header| header.channels > 1);
        self.unless(colour, self.texts.no_tissue)
    }

    pub(super) fn needs_tissue_on(&self) -> Possible {
        self.needs_tissue()?;
        let off = self.treatment().look.tissue.is_none();
        self.unless(off, self.texts.tissue_off)
    }

    pub(super) fn needs_layers(&self) -> Possible {
        self.needs_picture()?;
        let shelf = &self.session.document().shelf;
        let any = self
            .header
            .is_some_and(|header| shelf.layers_over(header).next().is_some());
        self.unless(!any, self.texts.no_layers)
    }

    pub(super) fn needs_views(&self) -> Possible {
        self.needs_picture()?;
        let one = self.session.document().edits.viewports.len() < 2;
        self.unless(one, self.texts.one_view)
    }

    pub(super) fn needs_finished(&self) -> Possible {
        self.needs_picture()?;
        self.unless(self.finished().is_none(), self.texts.picture_not_ready)
    }

    pub(super) fn needs_steps(&self) -> Possible {
        self.needs_picture()?;
        self.unless(
            self.treatment().recipe.steps.is_empty(),
            self.texts.no_steps,
        )
    }

    pub(super) fn needs_comparison(&self) -> Possible {
        let none = self.session.document().edits.comparison.is_none();
        self.unless(none, self.texts.no_comparison)
    }

    pub(super) fn needs_no_grid(&self) -> Possible {
        self.needs_picture()?;
        let grid = self.session.document().edits.comparison == Some(Comparison::Grid);
        self.unless(grid, self.texts.grid_open)
    }
}
