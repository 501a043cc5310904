//! What only concerns looks, and is forgotten when the window closes.

use std::collections::HashMap;

use super::shell::ShellState;
use crate::document::Gesture;
use crate::document::Trial;
use crate::recipe::FilterKind;
use crate::recipe::Interpolation;
use crate::session::ViewKey;
use crate::study::SeriesId;
use crate::ui::viewport::ViewsState;

/// A place in the picture of a view, in pixels of the slice (centres at whole numbers).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PointedAt {
    /// The view.
    pub view: ViewKey,
    /// Column, fractional.
    pub x: f64,
    /// Row, fractional.
    pub y: f64,
}

/// Tabs of the inspector below the histogram.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum InspectorTab {
    /// The recipe.
    #[default]
    Preprocessing,
    /// Tissue classes.
    Tissue,
    /// What lies over the pictures.
    Layers,
    /// What the header says.
    Info,
}

/// What the histogram counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CountScope {
    /// The slice that is shown.
    #[default]
    Slice,
    /// The whole series.
    Volume,
}

/// How much is written over pictures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PictureTexts {
    /// Names, window, recipe, position, letters, scale bar.
    #[default]
    All,
    /// Window, letters, scale bar: nothing that names a person.
    Few,
    /// Nothing.
    None,
}

impl PictureTexts {
    /// The levels, most first.
    pub const ALL: [PictureTexts; 3] = [Self::All, Self::Few, Self::None];

    /// The level after this one, from the last back to the first.
    pub fn next(self) -> Self {
        match self {
            Self::All => Self::Few,
            Self::Few => Self::None,
            Self::None => Self::All,
        }
    }
}

/// State of the window that no other run needs.
#[derive(Default)]
pub struct UiState {
    /// Where the pointer is, in which view; set by the views, read by histogram and status line.
    pub pointed_at: Option<PointedAt>,
    /// The last place it was at, for the probe's greyed numbers.
    pub last_pointed_at: Option<PointedAt>,
    /// The inspector's tab, where it has tabs.
    pub tab: InspectorTab,
    /// What the histogram counts.
    pub count_scope: CountScope,
    /// The drag that is under way, so that its edits are one step of undo.
    pub gesture: Option<Gesture>,
    /// The tile grid that is drawn over the picture while its slider is dragged.
    pub tiles: Option<(u32, u32)>,
    /// Values whose pixels are tinted in the views, because the pointer is on their bin.
    pub tinted: Option<(f64, f64)>,
    /// The step whose parameters are open, by its place in the recipe.
    pub open_step: Option<usize>,
    /// The step last switched on by a key or toolbar button, so that the panel opens it.
    pub toggled: Option<FilterKind>,
    /// The recipe that is tried while the pointer is on its preset; set anew in each frame.
    pub trial: Option<Trial>,
    /// The tallest column of each series' histogram so far; the axis only grows.
    pub histogram_tops: HashMap<SeriesId, f64>,
    /// The window around the views.
    pub shell: ShellState,
    /// How much is written over pictures.
    pub picture_texts: PictureTexts,
    /// The colour bar is drawn for plain grey too.
    pub colour_bar: bool,
    /// How magnified pixels are drawn.
    pub interpolation: Interpolation,
    /// What the views remember from frame to frame.
    pub views: ViewsState,
}
