//! One picture as it stands on the screen in this frame: what is drawn where, for whom.

use std::sync::Arc;

use egui::Rect;

use super::placement::Placement;
use crate::document::Magnification;
use crate::document::Viewport;
use crate::document::ViewportId;
use crate::session::Finished;
use crate::session::ViewKey;
use crate::study::SeriesHeader;

/// A picture that is drawn.
pub(super) struct Scene<'a> {
    /// Where it is shown.
    pub view: ViewKey,
    /// The viewport that commands go to; of a cell of the grid the active one.
    pub viewport: &'a Viewport,
    /// The series of the picture.
    pub header: &'a SeriesHeader,
    /// The picture, with its key: what is written over it is taken from there.
    pub finished: Arc<Finished>,
    /// Where its pixels lie.
    pub placement: Placement,
    /// How much it is magnified.
    pub magnification: Magnification,
    /// Whether its view is the one that keys act on.
    pub active: bool,
}

impl Scene<'_> {
    /// The viewport that commands go to.
    pub fn id(&self) -> ViewportId {
        self.viewport.id
    }

    /// The part of the view that pictures may cover.
    pub fn area(&self) -> Rect {
        self.placement.area
    }

    /// Whether it is a cell of the grid.
    pub fn is_cell(&self) -> bool {
        matches!(self.view, ViewKey::Cell(_))
    }

    /// How many slices the series has in the plane of the picture.
    pub fn slice_count(&self) -> usize {
        self.header.slice_count(self.finished.key.plane)
    }
}
