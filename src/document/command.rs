//! All that a person can ask for, as data.

use std::path::PathBuf;

use super::Cell;
use super::Comparison;
use super::Layout;
use super::Trial;
use super::Turn;
use super::ViewportId;
use crate::recipe::Colour;
use crate::recipe::ColourMap;
use crate::recipe::Filter;
use crate::recipe::FilterKind;
use crate::recipe::LookWindow;
use crate::recipe::MaskRule;
use crate::recipe::Recipe;
use crate::recipe::RecipeError;
use crate::recipe::Scope;
use crate::recipe::SetName;
use crate::recipe::Setting;
use crate::recipe::TissueFill;
use crate::study::Charset;
use crate::study::LayerId;
use crate::study::Plane;
use crate::study::SeriesId;

/// Names one drag, so that all its moves are one step of undo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Gesture(pub u64);

/// Anything a person can ask for.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// A change that can be undone; edits of one gesture are one step.
    Edit(Edit, Option<Gesture>),
    /// A look elsewhere.
    Go(Go),
    /// Something with files.
    File(FileCommand),
    /// Takes the last edit back.
    Undo,
    /// Brings it again.
    Redo,
}

impl From<Edit> for Command {
    fn from(edit: Edit) -> Self {
        Self::Edit(edit, None)
    }
}

impl From<Go> for Command {
    fn from(go: Go) -> Self {
        Self::Go(go)
    }
}

impl From<FileCommand> for Command {
    fn from(file: FileCommand) -> Self {
        Self::File(file)
    }
}

/// A change of one step of a recipe.
#[derive(Clone, Debug, PartialEq)]
pub enum StepChange {
    /// Switches it.
    On(bool),
    /// Changes a parameter.
    Set(&'static str, Setting),
    /// 0 to 100 percent.
    Strength(f64),
    /// Slice or series.
    Scope(Scope),
    /// What it acts on in colour pictures.
    Colour(Colour),
    /// Back to its defaults.
    Reset,
    /// Takes it out.
    Remove,
    /// Puts a copy behind it.
    Duplicate,
    /// Moves it to this place of the list.
    MoveTo(usize),
}

/// A change of the tissue overlay.
#[derive(Clone, Debug, PartialEq)]
pub enum TissueChange {
    /// Switches the overlay.
    On(bool),
    /// Another set.
    Set(SetName),
    /// The range of a class.
    Range {
        /// Which class.
        class: usize,
        /// Lowest value in it.
        low: f64,
        /// First value above it.
        high: f64,
    },
    /// The colour of a class.
    Colour {
        /// Which class.
        class: usize,
        /// Red, green, blue.
        colour: [u8; 3],
    },
    /// Whether a class is shown.
    Visible {
        /// Which class.
        class: usize,
        /// Shown.
        visible: bool,
    },
    /// 0 to 1.
    Opacity(f64),
    /// Tint or outline.
    Fill(TissueFill),
    /// Ranges and colours as shipped.
    Reset,
}

/// A change of how overlays, structures and segments are shown.
#[derive(Clone, Debug, PartialEq)]
pub enum LayerChange {
    /// Shows them or none.
    On(bool),
    /// Whether a part is shown.
    Part {
        /// Of which layer.
        layer: LayerId,
        /// Which part, from 0.
        part: usize,
        /// Shown.
        visible: bool,
    },
    /// Whether all parts of a layer are shown.
    All {
        /// Which layer.
        layer: LayerId,
        /// Shown.
        visible: bool,
    },
    /// Opacity of filled segments, 0 to 1.
    Opacity(f64),
    /// Segments filled or outlined.
    Fill(TissueFill),
}

/// A change that can be undone.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Shows a series in a view; a view of a volume shows the plane it had.
    ShowSeries {
        /// Where.
        viewport: ViewportId,
        /// What.
        series: SeriesId,
    },
    /// Shows a series in all planes, or alone: the way a double click or a first opening does.
    ShowAlone(SeriesId),
    /// Shows a series in one view more, or where the layout is full in the last view that is not the active one.
    ShowBeside(SeriesId),
    /// Another plane.
    SetPlane {
        /// Where.
        viewport: ViewportId,
        /// Which.
        plane: Plane,
    },
    /// Another arrangement.
    SetLayout(Layout),
    /// The window: the recipe's window step where there is one, else the look's.
    SetWindow {
        /// Where.
        viewport: ViewportId,
        /// Which.
        window: LookWindow,
    },
    /// Switches an equaliser; `add` leaves others on.
    ToggleEqualiser {
        /// Where.
        viewport: ViewportId,
        /// HEQ, AHE, CLAHE or N-CLAHE.
        kind: FilterKind,
        /// Others stay on.
        add: bool,
    },
    /// Puts a step at the end; one that still needs a reference picture is off until it has one.
    AddStep {
        /// Where.
        viewport: ViewportId,
        /// Which filter, with its parameters.
        filter: Filter,
    },
    /// Changes one step.
    ChangeStep {
        /// Where.
        viewport: ViewportId,
        /// Which step, from 0.
        step: usize,
        /// How.
        change: StepChange,
    },
    /// Another recipe as a whole.
    SetRecipe {
        /// Where.
        viewport: ViewportId,
        /// Which.
        recipe: Recipe,
    },
    /// Another name and note of the recipe.
    NameRecipe {
        /// Where.
        viewport: ViewportId,
        /// What people call it; may be empty.
        name: String,
        /// One line on what it is for; may be empty.
        note: String,
    },
    /// Which pixels take no part in the statistics of the recipe.
    SetMask {
        /// Where.
        viewport: ViewportId,
        /// Which.
        mask: MaskRule,
    },
    /// Display inversion.
    SetInvert {
        /// Where.
        viewport: ViewportId,
        /// Inverted.
        invert: bool,
    },
    /// The colour of each level of grey.
    SetColourMap {
        /// Where.
        viewport: ViewportId,
        /// Which.
        map: ColourMap,
    },
    /// The tissue overlay.
    Tissue {
        /// Where.
        viewport: ViewportId,
        /// How it changes.
        change: TissueChange,
    },
    /// What lies over the pictures.
    Layers {
        /// Where.
        viewport: ViewportId,
        /// How it changes.
        change: LayerChange,
    },
    /// Flips and turns.
    SetTurn {
        /// Where.
        viewport: ViewportId,
        /// To what.
        turn: Turn,
    },
    /// Shares treatment and cursor with the series' other views, or not.
    SetLinked {
        /// Where.
        viewport: ViewportId,
        /// Shared.
        linked: bool,
    },
    /// Opens or leaves a comparison.
    Compare(Option<Comparison>),
    /// Takes the treatment of a cell of the grid as the recipe.
    Adopt(Cell),
    /// Recipe, look, turns of a series as they were when it was opened.
    ResetSeries(ViewportId),
    /// Closes a series.
    Close(SeriesId),
    /// Closes all.
    CloseAll,
}

/// A look elsewhere.
#[derive(Clone, Debug, PartialEq)]
pub enum Go {
    /// Makes a view the one that keys act on.
    Activate(ViewportId),
    /// The next view, or the one before.
    NextView(isize),
    /// To a slice, from 0.
    Slice {
        /// Where.
        viewport: ViewportId,
        /// Which.
        index: usize,
    },
    /// Some slices on or back; stops at the ends.
    Step {
        /// Where.
        viewport: ViewportId,
        /// How many.
        by: isize,
    },
    /// To the first or last slice.
    End {
        /// Where.
        viewport: ViewportId,
        /// The last one.
        last: bool,
    },
    /// To a phase, from 0.
    Phase {
        /// Where.
        viewport: ViewportId,
        /// Which.
        phase: usize,
    },
    /// Some phases on or back; stops at the ends.
    StepPhase {
        /// Where.
        viewport: ViewportId,
        /// How many.
        by: isize,
    },
    /// The crosshair to a point of the picture, in pixels of the slice (centres at whole numbers).
    Cursor {
        /// Where.
        viewport: ViewportId,
        /// Column.
        x: f64,
        /// Row.
        y: f64,
    },
    /// Size and part of the picture.
    Magnify {
        /// Where.
        viewport: ViewportId,
        /// To what.
        magnification: super::Magnification,
    },
    /// Size and part of all cells of the grid.
    MagnifyGrid(super::Magnification),
    /// Fills the column with one view, or goes back.
    Maximise(Option<ViewportId>),
    /// Draws crosshairs or not.
    Crosshair(bool),
    /// Shows the picture without the user's steps.
    Original(bool),
    /// Shows a view with a recipe on trial, or ends the trial; the recipe itself stays as it is.
    Try(Option<Trial>),
    /// The next series in the list, or the one before.
    NextSeries(isize),
    /// Slice, zoom and pan as they were when the series was opened.
    ResetView(ViewportId),
}

/// An embedded sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sample {
    /// A chest CT.
    Ct,
    /// A chest radiograph.
    Radiograph,
    /// A colour frame.
    Colour,
}

impl Sample {
    /// All samples.
    pub const ALL: [Sample; 3] = [Self::Ct, Self::Radiograph, Self::Colour];

    /// Its name on the command line.
    pub fn key(self) -> &'static str {
        match self {
            Self::Ct => "ct",
            Self::Radiograph => "radiograph",
            Self::Colour => "colour",
        }
    }
}

/// What is opened.
#[derive(Clone, Debug, PartialEq)]
pub enum Opening {
    /// Files and folders.
    Paths(Vec<PathBuf>),
    /// The same, with pictures of one folder that are alike joined to one stack.
    Stack(Vec<PathBuf>),
    /// An embedded sample.
    Sample(Sample),
}

impl Opening {
    /// The files and folders; none for a sample.
    pub fn paths(&self) -> &[PathBuf] {
        match self {
            Self::Paths(paths) | Self::Stack(paths) => paths,
            Self::Sample(_) => &[],
        }
    }
}

/// The view's slice, to a file.
#[derive(Clone, Debug, PartialEq)]
pub struct ExportPlan {
    /// Which view.
    pub viewport: ViewportId,
    /// Where to.
    pub path: PathBuf,
    /// A PNG of values gets 16 bits.
    pub sixteen: bool,
    /// With tissue colours, as RGB.
    pub tissue: bool,
    /// In the colours of the view's map.
    pub map: bool,
    /// An existing file may be replaced (never an input).
    pub force: bool,
}

/// Something with files.
#[derive(Clone, Debug, PartialEq)]
pub enum FileCommand {
    /// Opens, beside what is open.
    Open(Opening),
    /// Reads all that is open again.
    Rescan,
    /// Stops what is being read or written.
    Stop,
    /// Reads the texts of a study in another character set.
    ReadTexts {
        /// Study Instance UID.
        study: String,
        /// The set; automatic takes a choice back.
        charset: Charset,
    },
    /// Writes the slice of a view.
    Export(ExportPlan),
    /// Writes the recipe of a view.
    SaveRecipe {
        /// Which view.
        viewport: ViewportId,
        /// Where to.
        path: PathBuf,
    },
    /// Reads a recipe into a view.
    LoadRecipe {
        /// Which view.
        viewport: ViewportId,
        /// Where from.
        path: PathBuf,
    },
    /// Writes the recipe of a view as a Python script, for the clipboard.
    WriteScript {
        /// Which view.
        viewport: ViewportId,
    },
    /// Puts the recipe of a view among the user's own presets, in place of one of its name.
    KeepPreset {
        /// Which view.
        viewport: ViewportId,
    },
    /// Takes one of the user's own presets away, by its name.
    ForgetPreset(String),
    /// Forgets the list of recent paths, or one of them.
    ForgetRecent(Option<PathBuf>),
}

/// What an edit did, for "Undo …"; the texts have the words.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "the variants are those of `Edit`")]
pub enum EditName {
    ShowSeries,
    Plane,
    Layout,
    Window,
    Toggle(FilterKind),
    AddStep(FilterKind),
    RemoveStep(FilterKind),
    MoveStep(FilterKind),
    Parameter(FilterKind, &'static str),
    Recipe,
    NameRecipe,
    Mask,
    Invert,
    ColourMap,
    Tissue,
    Layers,
    Turn,
    Link,
    Compare,
    Adopt,
    Reset,
    Close,
}

/// Why a command could not be carried out.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CommandError {
    /// There is no such view, series or step any more.
    #[error("that is no longer there")]
    Gone,
    /// Nothing is shown in the view.
    #[error("the view shows nothing")]
    Empty,
    /// Nothing to undo or redo.
    #[error("nothing to undo")]
    NoHistory,
    /// The series has no planes.
    #[error("the series has no planes")]
    NoPlanes,
    /// A window step cannot hold this lookup table of the file.
    #[error("a window step cannot hold this lookup table of the file")]
    NoTable,
    /// A colour map needs grey.
    #[error("a colour map needs grey")]
    NoMap,
    /// Tissue colours need grey values.
    #[error("tissue colours need grey values")]
    NoTissue,
    /// Nothing lies over the series.
    #[error("nothing lies over the series")]
    NoLayers,
    /// The recipe refuses it.
    #[error(transparent)]
    Recipe(#[from] RecipeError),
}
