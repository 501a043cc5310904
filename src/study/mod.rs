//! The patient's pictures in memory: studies, series, volumes, slices. Immutable after reading,
//! shared by `Arc`, in patient coordinates (LPS, millimetres).

mod collimation;
mod facts;
mod geometry;
mod slice;
mod volume;

pub use collimation::{Collimation, Opening};
pub use facts::{Facts, Personal, SpacingSource, StudyFacts};
pub use geometry::{Edges, Geometry, Plane, PlaneFrame, Point3, Regularity, cross, dot, letters};
pub use slice::{ModalityLut, Padding, Slice, SliceLut, Unit, Voi, VoiKind};
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
    /// Columns, rows, and slices or frames.
    pub size: [usize; 3],
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

    /// Whether it is one single picture.
    pub fn is_single(&self) -> bool {
        self.size[2] == 1
    }
}

/// One series, or the part of one that makes a single stack or volume.
#[derive(Clone, Debug)]
pub struct Series {
    /// What its headers say.
    pub header: Arc<SeriesHeader>,
    /// Its pixels.
    pub content: Content,
}

impl Series {
    /// The slice at `index` (from 0) of `plane`; a stack has only [`Plane::Acquired`].
    ///
    /// Indices beyond the end give the last slice.
    pub fn slice(&self, plane: Plane, index: usize) -> Slice {
        let slice = match &self.content {
            Content::Stack(stack) => stack.slice(index, &self.header),
            Content::Volume(volume) => volume.slice(plane, index, &self.header),
        };
        Slice {
            cut: Some((plane, index)),
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

    /// Bytes its samples take in memory.
    pub fn bytes(&self) -> usize {
        match &self.content {
            Content::Stack(stack) => stack.frames.iter().map(|f| f.samples.bytes()).sum(),
            Content::Volume(volume) => volume.voxels.bytes(),
        }
    }
}
