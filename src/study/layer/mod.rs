//! What lies over the pictures of a series and is no part of them: overlay planes, contours of
//! structures, segments. One layer has parts, each with a name and a colour; [`Layer::on`] cuts it
//! where a slice is cut and gives [`Marks`] in the slice's own pixels.
//!
//! Layers are for the eye. No value, histogram or export knows of them.

mod bits;
mod contours;

pub use bits::BitPlane;
pub use bits::Planes;
pub use bits::Stacked;
pub use contours::Contour;

use std::sync::Arc;

use super::Plane;
use super::SeriesHeader;
use super::SeriesId;
use crate::pixels::Mask;

/// Names a layer for as long as it is open, and again when the same file is opened later.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LayerId(Arc<str>);

impl LayerId {
    /// An identity made from what is stable about a layer: the UID of its file, or its series.
    pub fn new(text: impl Into<Arc<str>>) -> Self {
        Self(text.into())
    }
}

/// What a layer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LayerKind {
    /// Overlay planes of the images themselves (PS3.3 C.9.2).
    Overlay,
    /// The contours of an RT structure set (PS3.3 C.8.8.5).
    Structures,
    /// The segments of a segmentation (PS3.3 C.8.20).
    Segmentation,
}

/// Which pictures a layer lies over.
#[derive(Clone, Debug, PartialEq)]
pub enum Over {
    /// The slices or frames of this series, one by one.
    Series(SeriesId),
    /// A place in the patient.
    Patient {
        /// Series Instance UIDs that it refers to.
        series: Vec<String>,
        /// Frame of Reference UID.
        frame_of_reference: Option<String>,
    },
}

/// One thing that a layer shows: an overlay plane, a structure, a segment.
#[derive(Clone, Debug, PartialEq)]
pub struct LayerPart {
    /// Its number in the file; of overlay planes 1 for group 6000, 2 for 6002 …
    pub number: u32,
    /// Its name; empty where the file gives none.
    pub name: String,
    /// Red, green, blue.
    pub colour: [u8; 3],
    /// How many contours it has, or how many pictures it lies in.
    pub count: usize,
}

/// What is known of a layer without its shapes.
#[derive(Clone, Debug, PartialEq)]
pub struct LayerHeader {
    /// Its identity in the program.
    pub id: LayerId,
    /// What it is.
    pub kind: LayerKind,
    /// Its name; empty where the file gives none.
    pub name: String,
    /// Which pictures it lies over.
    pub over: Over,
    /// What it shows; never empty.
    pub parts: Vec<LayerPart>,
}

impl LayerHeader {
    /// Whether it lies over the series with `header`, `open` being all series that are open: over
    /// those it names, else over all volumes of its frame of reference.
    pub fn lies_over<'a>(
        &self,
        header: &SeriesHeader,
        mut open: impl Iterator<Item = &'a SeriesHeader>,
    ) -> bool {
        match &self.over {
            Over::Series(id) => *id == header.id,
            Over::Patient {
                series,
                frame_of_reference,
            } => {
                let names = |header: &SeriesHeader| series.contains(&header.uid);
                let Some(geometry) = &header.geometry else {
                    return false;
                };
                let shared = frame_of_reference.is_some()
                    && geometry.frame_of_reference == *frame_of_reference
                    // Segments say themselves what is inside.
                    && header.modality != "SEG";
                names(header)
                    || (shared && !open.any(|open| open.geometry.is_some() && names(open)))
            }
        }
    }
}

/// What lies over pictures.
#[derive(Clone, Debug)]
pub struct Layer {
    /// What is known of it without its shapes.
    pub header: Arc<LayerHeader>,
    /// Its shapes, in the order of the header's parts.
    pub shapes: Shapes,
}

/// The shapes of a layer's parts.
#[derive(Clone, Debug)]
pub enum Shapes {
    /// Bits.
    Planes(Planes),
    /// Polygons and lines in the patient.
    Contours(Vec<Vec<Contour>>),
}

/// A line in the pixels of a slice, whose centres are at whole numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Column and row of each point; a single one is a mark.
    pub points: Vec<[f64; 2]>,
    /// Whether the last point is joined to the first.
    pub closed: bool,
}

/// What of one part lies in a slice.
#[derive(Clone, Debug, PartialEq)]
pub enum Marks {
    /// Nothing.
    Nothing,
    /// These pixels.
    Mask(Mask),
    /// These lines.
    Lines(Vec<Line>),
}

/// A layer cut where a slice is cut.
#[derive(Clone, Debug)]
pub struct Laid {
    /// The layer.
    pub layer: Arc<LayerHeader>,
    /// What of each part lies in the slice.
    pub parts: Vec<Marks>,
}

impl Layer {
    /// What of the layer lies in slice `index` (from 0) of `plane` of the series with `header`.
    pub fn on(&self, header: &SeriesHeader, plane: Plane, index: usize) -> Laid {
        let parts = match (&self.shapes, &header.geometry) {
            (Shapes::Planes(planes), _) => planes.on(header, plane, index),
            (Shapes::Contours(parts), Some(geometry)) => parts
                .iter()
                .map(|contours| contours::on(contours, geometry, plane, index))
                .collect(),
            (Shapes::Contours(parts), None) => vec![Marks::Nothing; parts.len()],
        };
        Laid {
            layer: self.header.clone(),
            parts,
        }
    }

    /// Bytes its shapes take in memory.
    pub fn bytes(&self) -> usize {
        match &self.shapes {
            Shapes::Planes(planes) => planes.bytes(),
            Shapes::Contours(parts) => {
                let contours = parts.iter().flatten();
                contours.map(|c| size_of_val(c.points())).sum()
            }
        }
    }
}

/// The colour of part `n` where a file gives none: apart in hue and lightness.
pub fn layer_colour(n: usize) -> [u8; 3] {
    const COLOURS: [[u8; 3]; 10] = [
        [0xFF, 0x6B, 0x5E],
        [0x4F, 0xC3, 0xF7],
        [0xFF, 0xD5, 0x4F],
        [0x81, 0xE0, 0x8B],
        [0xC7, 0x92, 0xEA],
        [0xFF, 0xA7, 0x4D],
        [0x5E, 0xEA, 0xD4],
        [0xF4, 0x8F, 0xB1],
        [0xD4, 0xE1, 0x57],
        [0x7C, 0x9B, 0xFF],
    ];
    COLOURS[n % COLOURS.len()]
}
