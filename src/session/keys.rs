//! Names of what jobs are for, and of what a picture was made from.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;

use crate::document::Cell;
use crate::document::Sample;
use crate::document::ViewportId;
use crate::ops::window::Window;
use crate::pixels::Picture;
use crate::problem::Problem;
use crate::read::Found;
use crate::read::Scanned;
use crate::recipe::Look;
use crate::recipe::Recipe;
use crate::study::LayerId;
use crate::study::Plane;
use crate::study::SeriesHeader;
use crate::study::SeriesId;

/// A place where a picture is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ViewKey {
    /// A view of the layout.
    Viewport(ViewportId),
    /// A cell of the preprocessing grid.
    Cell(Cell),
}

/// All that a picture is made from: two pictures of equal keys are equal.
#[derive(Clone, Debug, PartialEq)]
pub struct PictureKey {
    /// The series.
    pub series: SeriesId,
    /// Which reading of it; 0 while only its first slice is there.
    pub revision: u64,
    /// The plane.
    pub plane: Plane,
    /// The slice, from 0.
    pub index: usize,
    /// The phase, from 0.
    pub phase: usize,
    /// What is done.
    pub recipe: Recipe,
    /// How it is shown.
    pub look: Look,
    /// What lies over it, with the reading it comes from.
    pub layers: Vec<(LayerId, u64)>,
}

impl PictureKey {
    /// Whether `other` differs in the look or in what lies over it alone, so that its processed samples serve both.
    pub(super) fn same_samples(&self, other: &Self) -> bool {
        let Self {
            series,
            revision,
            plane,
            index,
            phase,
            recipe,
            look: _,
            layers: _,
        } = self;
        *index == other.index
            && *phase == other.phase
            && *plane == other.plane
            && *revision == other.revision
            && *series == other.series
            && recipe.mask == other.recipe.mask
            && recipe.steps == other.recipe.steps
    }
}

/// What a job's newest result replaces.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Slot {
    /// The picture of a view.
    Picture(ViewKey),
    /// The counts of a phase of a series.
    Counts(SeriesId, usize),
    /// The small picture in the list.
    Thumbnail(SeriesId),
    /// A view's picture as the screen takes it.
    Screen(ViewKey),
    /// A window taken from a region of a view.
    RegionWindow(ViewportId),
    /// The small picture of a sample.
    Sample(Sample),
    /// Paths that go on as typed.
    Completion,
    /// The curve of a view: of all of its picture, or of a part.
    Transfer(ViewKey, bool),
    /// What one step does, for its help sheet.
    Example,
    /// A recipe as a script.
    Script,
}

/// What jobs hand back.
pub(super) enum Done {
    Picture(ViewKey, Result<super::pictures::Made, Problem>),
    Counted,
    Thumbnail(SeriesId, Picture),
    Sample(Sample, Picture),
    Missing(HashSet<PathBuf>),
    Completed(super::aside::Completion),
    Answered(super::aside::Answer),
    /// What reading found, with the one path that was opened.
    Found(Option<PathBuf>, Box<Found>),
    Scanned(Scanned),
    /// Headers whose texts were read in another character set.
    Texts(Vec<Arc<SeriesHeader>>),
    Written(Result<PathBuf, Problem>),
    RecipeRead(ViewportId, Result<Recipe, Problem>),
    OnScreen(ViewKey, Arc<super::screen::OnScreen>),
    RegionWindow(ViewportId, Option<Window>),
    Transfer(ViewKey, Arc<super::transfer::CurveOf>),
    Example(Arc<super::example::Example>),
    Script(String),
}
