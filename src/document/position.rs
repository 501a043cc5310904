//! Where one looks: not undoable.

use std::collections::BTreeMap;

use super::Group;
use super::Viewport;
use super::ViewportId;
use crate::recipe::Recipe;
use crate::study::Plane;
use crate::study::Point3;
use crate::study::SeriesHeader;

/// The point that linked views show slices through, and in which phase.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cursor {
    /// Voxel `[column, row, slice]`, fractions allowed; of stacks only the last counts, the frame.
    pub voxel: Point3,
    /// The phase, from 0.
    pub phase: usize,
}

impl Cursor {
    /// The middle of a series.
    pub fn middle(header: &SeriesHeader) -> Self {
        let half = |n: usize| (n.saturating_sub(1) / 2) as f64;
        let [columns, rows, slices] = header.size;
        // A loop begins at its first frame; a volume is entered in the middle.
        let slice = match header.geometry {
            Some(_) => half(slices),
            None => 0.0,
        };
        Self {
            voxel: [half(columns), half(rows), slice],
            phase: 0,
        }
    }

    /// The slice of `plane` through the cursor, from 0.
    pub fn index(&self, header: &SeriesHeader, plane: Plane) -> usize {
        match &header.geometry {
            Some(geometry) => {
                let frame = geometry.frame(plane);
                let [index, _, _] = frame.place(geometry, self.voxel);
                index.round().clamp(0.0, frame.count as f64 - 1.0) as usize
            }
            None => (self.voxel[2].round().max(0.0) as usize).min(header.size[2].saturating_sub(1)),
        }
    }

    /// The cursor moved to slice `index` of `plane`.
    pub fn at_index(&self, header: &SeriesHeader, plane: Plane, index: usize) -> Self {
        let voxel = match &header.geometry {
            Some(geometry) => {
                let frame = geometry.frame(plane);
                let [_, x, y] = frame.place(geometry, self.voxel);
                frame.voxel(geometry, index.min(frame.count - 1) as f64, x, y)
            }
            None => [self.voxel[0], self.voxel[1], index as f64],
        };
        Self { voxel, ..*self }
    }

    /// The cursor moved to phase `phase` (from 0), or to the last one.
    pub fn at_phase(&self, header: &SeriesHeader, phase: usize) -> Self {
        Self {
            phase: phase.min(header.phase_count() - 1),
            ..*self
        }
    }
}

/// How large a picture is drawn, and which part of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Magnification {
    /// Times the size at which the picture fits its view; 1 fits.
    pub zoom: f64,
    /// The picture's point in the middle of the view, as shares of its width and height.
    pub middle: [f64; 2],
}

impl Default for Magnification {
    fn default() -> Self {
        Self {
            zoom: 1.0,
            middle: [0.5, 0.5],
        }
    }
}

/// A recipe that a view shows for a while, to see what it would do.
#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    /// The view, with which all that share its treatment go along.
    pub viewport: ViewportId,
    /// What is tried.
    pub recipe: Recipe,
}

/// Where one looks.
#[derive(Clone, Debug, PartialEq)]
pub struct Position {
    /// The view that keys act on.
    pub active: ViewportId,
    /// The view that fills the column, if any.
    pub maximised: Option<ViewportId>,
    /// The cursor of each group.
    pub cursors: BTreeMap<Group, Cursor>,
    /// The magnification of each view.
    pub magnifications: BTreeMap<ViewportId, Magnification>,
    /// The magnification all cells of the grid share.
    pub grid: Magnification,
    /// Crosshairs are drawn.
    pub crosshair: bool,
    /// The user's steps are off while this is held.
    pub original: bool,
    /// A recipe on trial, in place of the one that is chosen.
    pub trial: Option<Trial>,
}

impl Default for Position {
    fn default() -> Self {
        Self {
            active: ViewportId::default(),
            maximised: None,
            cursors: BTreeMap::new(),
            magnifications: BTreeMap::new(),
            grid: Magnification::default(),
            crosshair: true,
            original: false,
            trial: None,
        }
    }
}

impl Position {
    /// The cursor that `view` follows, with its own offset not counted.
    pub(super) fn cursor_of(&self, view: &Viewport, header: &SeriesHeader) -> Cursor {
        self.cursors
            .get(&view.place)
            .copied()
            .unwrap_or_else(|| Cursor::middle(header))
    }

    /// The place of `view`: its cursor, and its offset in slices.
    pub fn cursor<'a>(&'a self, view: &'a Viewport) -> Place<'a> {
        Place {
            position: self,
            view,
        }
    }

    /// The magnification of `view`.
    pub fn magnification(&self, view: ViewportId) -> Magnification {
        self.magnifications.get(&view).copied().unwrap_or_default()
    }
}

/// A view's cursor, seen with its offset.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    position: &'a Position,
    view: &'a Viewport,
}

impl Place<'_> {
    /// The slice that the view shows, from 0.
    pub fn index(&self, header: &SeriesHeader, plane: Plane) -> usize {
        let index = self
            .position
            .cursor_of(self.view, header)
            .index(header, plane);
        let last = header.slice_count(plane).saturating_sub(1);
        index.saturating_add_signed(self.view.offset).min(last)
    }

    /// The phase that the view shows, from 0.
    pub fn phase(&self, header: &SeriesHeader) -> usize {
        let phase = self.position.cursor_of(self.view, header).phase;
        phase.min(header.phase_count() - 1)
    }

    /// The cursor's voxel.
    pub fn voxel(&self, header: &SeriesHeader) -> Point3 {
        self.position.cursor_of(self.view, header).voxel
    }
}
