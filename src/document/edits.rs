//! What a person did to what is shown; kept whole for undo.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::Layout;
use super::Treatment;
use crate::recipe::Filter;
use crate::recipe::TissueOverlay;
use crate::study::Plane;
use crate::study::SeriesId;

/// Names a view for as long as the program runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ViewportId(pub u32);

/// Who shares a treatment or a cursor.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Group {
    /// All linked views of a series.
    Series(SeriesId),
    /// One view alone.
    Viewport(ViewportId),
}

/// Flips and turns of a picture; flips come first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Turn {
    /// Left and right swapped.
    pub flip_across: bool,
    /// Top and bottom swapped.
    pub flip_down: bool,
    /// Quarter turns clockwise, 0 to 3.
    pub quarters: u8,
}

/// One view: which series, in which plane, treated how.
#[derive(Clone, Debug, PartialEq)]
pub struct Viewport {
    /// Its identity.
    pub id: ViewportId,
    /// The series; `None` while nothing is shown.
    pub series: Option<SeriesId>,
    /// The plane.
    pub plane: Plane,
    /// Whose treatment it shows.
    pub treatment: Group,
    /// Whose cursor it follows.
    pub place: Group,
    /// Flips and turns.
    pub turn: Turn,
    /// Slices beyond the cursor's, for contact sheets.
    pub offset: isize,
}

impl Viewport {
    /// Whether it shares treatment and cursor with the other views of its series.
    pub fn is_linked(&self) -> bool {
        matches!(self.place, Group::Series(_))
    }
}

/// Ways to compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// The slice under each equaliser.
    Grid,
    /// Two views, linked.
    SideBySide,
}

/// All that undo brings back.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Edits {
    /// The arrangement of views.
    pub layout: Layout,
    /// The views, in the order of the layout's places.
    pub viewports: Vec<Viewport>,
    /// How each series, or each unlinked view, is treated.
    pub treatments: BTreeMap<Group, Arc<Treatment>>,
    /// The comparison that is open.
    pub comparison: Option<Comparison>,
    /// Layout and views to go back to when the comparison closes.
    pub beside: Option<(Layout, Vec<Viewport>)>,
    /// Tissue classes as they were last edited, for values with a unit and without.
    pub tissue: Option<TissueOverlay>,
    /// The same for pictures without units.
    pub relative_tissue: Option<TissueOverlay>,
    /// The last parameters of each equaliser.
    pub usual: Vec<Filter>,
    /// Series that were closed.
    pub closed: BTreeSet<SeriesId>,
}

impl Edits {
    /// The view of that identity.
    pub fn viewport(&self, id: ViewportId) -> Option<&Viewport> {
        self.viewports.iter().find(|view| view.id == id)
    }
}
