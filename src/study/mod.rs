//! The patient's pictures in memory: studies, series, volumes, slices. Immutable after reading,
//! shared by `Arc`, in patient coordinates (LPS, millimetres).

mod charset;
mod collimation;
mod depth;
mod facts;
mod geometry;
mod layer;
mod mark;
mod phases;
mod region;
mod resample;
mod slice;
mod steps;
mod suv;
mod volume;

pub use charset::{Charset, Charsets};
pub use collimation::{Collimation, Opening};
pub use facts::{Facts, Lossy, NameGroup, Personal, Posture, SpacingSource, StudyFacts, ViewDoubt};
pub use geometry::{Edges, Geometry, Plane, PlaneFrame, Point3, Regularity, cross, dot, letters};
pub use layer::{BitPlane, Contour, Planes, Stacked};
pub use layer::{Laid, Layer, LayerHeader, LayerId, LayerKind, LayerPart};
pub use layer::{Line, Marks, Over, Shapes, layer_colour};
pub use mark::Mark;
pub use phases::{PhaseKind, Phases};
pub use region::{Region, RegionAxis, RegionUnit};
pub use slice::{Cut, ModalityLut, Padding, Slice, SliceLut, Unit, Voi, VoiKind};
pub use steps::Gap;
pub use suv::{Suv, SuvRoute};
pub use volume::{Frame, Stack, Volume};

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use crate::pixels::SampleType;

/// Names a series for as long as it is open, and again when the same files are opened later.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SeriesId(Arc<str>);

impl SeriesId {
    /// An identity made from what is stable about a series: its UIDs and, where it was split, the part.
    pub fn new(text: impl Into<Arc<str>>) -> Self {
        Self(text.into())
    }

    /// The identity as text; not meant for people.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a series shows.
#[derive(Clone, Debug)]
pub enum Content {
    /// Ordered frames without a common geometry: a radiograph, an ultrasound loop, a colour picture.
    Stack(Stack),
    /// Voxels with a place in the patient.
    Volume(Volume),
}

/// What is known of a series from its headers alone, before any pixel is decoded.
#[derive(Clone, Debug, PartialEq)]
pub struct SeriesHeader {
    /// Its identity in the program.
    pub id: SeriesId,
    /// The study it belongs to.
    pub study: Arc<StudyFacts>,
    /// Series Instance UID, or the path of a picture file.
    pub uid: String,
    /// Series Number.
    pub number: Option<i64>,
    /// Modality: `CT`, `CR`, `DX` …; `PNG`, `JPEG`, `NPY` for files that are not DICOM.
    pub modality: String,
    /// Series Description, or the file's name.
    pub description: String,
    /// Why it stands apart from the rest of its DICOM series, in English.
    pub split_reason: Option<String>,
    /// Whether something about it was mended or doubted while reading.
    pub doubtful: bool,
    /// What a curator asks about it.
    pub facts: Facts,
    /// Columns, rows, and slices (of one phase) or frames.
    pub size: [usize; 3],
    /// The phases, where there are several volumes at one place.
    pub phases: Option<Phases>,
    /// Where its voxels lie; `None` for a stack of frames.
    pub geometry: Option<Arc<Geometry>>,
    /// Samples per pixel: 1, or 3 for colour.
    pub channels: usize,
    /// The type its samples are held in.
    pub sample_type: SampleType,
    /// The unit of its values.
    pub unit: Unit,
    /// The file's windows and VOI LUTs, the preferred one first.
    pub vois: Vec<Voi>,
    /// MONOCHROME1 (or an inverse presentation LUT): the lowest value is shown white.
    pub inverted: bool,
}

impl SeriesHeader {
    /// How many slices `plane` has; a stack of frames has the same for each.
    pub fn slice_count(&self, plane: Plane) -> usize {
        match &self.geometry {
            Some(geometry) => geometry.frame(plane).count,
            None => self.size[2],
        }
    }

    /// Whether it is one single picture (in each phase).
    pub fn is_single(&self) -> bool {
        self.size[2] == 1
    }

    /// How many phases it has: 1 where there are no others.
    pub fn phase_count(&self) -> usize {
        self.phases.as_ref().map_or(1, |phases| phases.values.len())
    }

    /// The phase at hand, from 0; of a series as a whole the first.
    pub fn phase(&self) -> usize {
        self.phases.as_ref().map_or(0, |phases| phases.at)
    }
}

/// One series, or the part of one that makes a single stack or volume; of several [phases](Self::phase)
/// it is the first, and what is done to it is done to that one.
#[derive(Clone, Debug)]
pub struct Series {
    /// What its headers say.
    pub header: Arc<SeriesHeader>,
    /// Its pixels.
    pub content: Content,
    /// The phases after the first, each a series of the same identity, size and place.
    later: Vec<Series>,
}

impl Series {
    /// A series of one phase.
    pub fn new(header: Arc<SeriesHeader>, content: Content) -> Self {
        Self {
            header,
            content,
            later: Vec::new(),
        }
    }

    /// The series whose phases are `first` and `later`; their headers tell which each of them is.
    pub fn of_phases(first: Self, later: Vec<Self>) -> Self {
        Self { later, ..first }
    }

    /// Phase `at` (from 0) as a series by itself, which counts and filters of a whole series are
    /// about; beyond the end the last one.
    pub fn phase(&self, at: usize) -> &Self {
        let later = at.min(self.later.len()).checked_sub(1);
        later
            .and_then(|later| self.later.get(later))
            .unwrap_or(self)
    }

    /// All phases, in order.
    pub fn phases(&self) -> impl Iterator<Item = &Self> {
        std::iter::once(self).chain(&self.later)
    }

    /// The slice at `index` (from 0) of `plane`; a stack has only [`Plane::Acquired`].
    ///
    /// Indices beyond the end give the last slice.
    pub fn slice(&self, plane: Plane, index: usize) -> Slice {
        let slice = match &self.content {
            Content::Stack(stack) => stack.slice(index, &self.header),
            Content::Volume(volume) => volume.slice(plane, index, &self.header),
        };
        let phase = self.header.phase();
        Slice {
            cut: Some(Cut {
                plane,
                index,
                phase,
            }),
            ..slice
        }
    }

    /// How many slices it was acquired with.
    pub fn acquired_count(&self) -> usize {
        match &self.content {
            Content::Stack(stack) => stack.frames.len(),
            Content::Volume(volume) => volume.geometry.size[2],
        }
    }

    /// `work` on the acquired slices of `indices`, on all cores; its results in the order of the
    /// slices.
    pub fn map_acquired<R: Send>(
        &self,
        indices: Range<usize>,
        work: impl Fn(Slice) -> R + Sync,
    ) -> Vec<R> {
        indices
            .into_par_iter()
            .map(|index| work(self.slice(Plane::Acquired, index)))
            .collect()
    }

    /// Bytes the samples of all its phases take in memory.
    pub fn bytes(&self) -> usize {
        let own = match &self.content {
            Content::Stack(stack) => stack.frames.iter().map(|f| f.samples.bytes()).sum(),
            Content::Volume(volume) => volume.voxels.bytes(),
        };
        own + self.later.iter().map(Self::bytes).sum::<usize>()
    }
}
