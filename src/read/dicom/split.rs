//! Which frames of a DICOM series can make one stack, and why the others stand apart.

use std::collections::BTreeMap;

use dicom_core::Tag;
use dicom_dictionary_std::tags;

use super::dataset::name_of;
use super::header::FrameHeader;
use super::header::ImageFile;
use super::layout::Number;
use super::layout::Photometric;
use super::place::FramePlace;
use crate::problem::Severity;
use crate::read::fault::Fault;
use crate::study::Point3;

/// A frame of an image file, by index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::read) struct FrameRef {
    pub file: usize,
    pub frame: usize,
}

/// Frames that agree in all that a stack needs, still unsorted.
#[derive(Debug)]
pub(super) struct Group {
    pub frames: Vec<FrameRef>,
    /// Why it stands apart from the rest of its series, where it does.
    pub apart: Option<Apart>,
}

/// Why a group stands apart.
#[derive(Clone, Debug)]
pub(super) struct Apart {
    /// In a word or two, for the list of series.
    pub reason: String,
    /// The element that differs, and how.
    pub fault: Fault,
    /// Whether a series should not be like that.
    pub severity: Severity,
}

impl Apart {
    fn ordinary(reason: &str, tag: Tag) -> Self {
        Self {
            reason: reason.to_owned(),
            fault: Fault::new(name_of(tag), format!("{reason} in one series")),
            severity: Severity::Note,
        }
    }
}

/// What must be the same within a stack.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Kind {
    columns: usize,
    rows: usize,
    photometric: Photometric,
    bits_allocated: u16,
    number: Number,
    localizer: bool,
    tomographic: bool,
    /// A multi-frame file stands alone.
    file: Option<usize>,
}

impl Kind {
    fn of(image: &ImageFile, file: usize) -> Self {
        let layout = &image.layout;
        Self {
            columns: layout.columns,
            rows: layout.rows,
            photometric: layout.photometric,
            bits_allocated: layout.bits_allocated,
            number: layout.number,
            localizer: image.keys.localizer,
            tomographic: image.is_tomographic(),
            file: (layout.frames > 1).then_some(file),
        }
    }

    /// What sets it apart from `other`.
    fn difference(&self, other: &Self) -> Apart {
        if self.localizer != other.localizer {
            let reason = if self.localizer {
                "localizer"
            } else {
                "not the localizer"
            };
            return Apart::ordinary(reason, tags::IMAGE_TYPE);
        }
        if (self.columns, self.rows) != (other.columns, other.rows) {
            let reason = format!("{} x {} pixels", self.columns, self.rows);
            let fault = Fault::new(
                name_of(tags::ROWS),
                format!(
                    "{reason}, but most of the series has {} x {}",
                    other.columns, other.rows
                ),
            );
            return Apart {
                reason,
                fault,
                // Radiographs of one series may well differ in size.
                severity: if self.tomographic {
                    Severity::Warning
                } else {
                    Severity::Note
                },
            };
        }
        if self.file.is_some() {
            return Apart::ordinary("a file of several frames", tags::NUMBER_OF_FRAMES);
        }
        if self.photometric != other.photometric {
            return Apart::ordinary(
                "another photometric interpretation",
                tags::PHOTOMETRIC_INTERPRETATION,
            );
        }
        Apart::ordinary("another kind of sample", tags::BITS_ALLOCATED)
    }
}

/// How far cosines of one orientation may differ, by rounding in the files.
const SAME_COSINE: f64 = 1e-3;

/// Groups the files `members` of one series by kind of pixel, then by orientation and pixel size.
pub(super) fn split(images: &[ImageFile], members: &[usize]) -> Vec<Group> {
    let mut kinds: BTreeMap<Kind, Vec<FrameRef>> = BTreeMap::new();
    for &file in members {
        let Some(image) = images.get(file) else {
            continue;
        };
        kinds
            .entry(Kind::of(image, file))
            .or_default()
            .extend((0..image.layout.frames).map(|frame| FrameRef { file, frame }));
    }
    let mut kinds: Vec<(Kind, Vec<FrameRef>)> = kinds.into_iter().collect();
    // The largest group is the series itself; the others are what differs from it.
    kinds.sort_by_key(|(_, frames)| std::cmp::Reverse(frames.len()));
    let mut groups = Vec::new();
    let main = kinds.first().map(|(kind, _)| kind.clone());
    for (kind, frames) in kinds {
        let apart = main
            .as_ref()
            .filter(|main| **main != kind)
            .map(|main| kind.difference(main));
        let mut parts = by_place(images, &frames);
        parts.sort_by_key(|part| std::cmp::Reverse(part.frames.len()));
        let first = parts.first().map(|part| part.place.clone());
        for (number, part) in parts.into_iter().enumerate() {
            let apart = match &first {
                Some(first) if number > 0 => Some(part.place.difference(first)),
                _ => apart.clone(),
            };
            groups.push(Group {
                frames: part.frames,
                apart,
            });
        }
    }
    groups
}

#[derive(Clone, Debug)]
struct Placing {
    orientation: Option<[Point3; 2]>,
    in_plane_mm: Option<[f64; 2]>,
    positioned: bool,
    /// Segments may overlap, so each is a stack of its own.
    segment: Option<u32>,
}

impl Placing {
    fn of(header: &FrameHeader) -> Self {
        let place: &FramePlace = &header.place;
        Self {
            // Tiles of slides stay together, as they are.
            segment: header.segment.filter(|_| place.position.is_some()),
            orientation: place.orientation,
            in_plane_mm: place.in_plane_mm,
            positioned: place.position.is_some(),
        }
    }

    fn fits(&self, other: &Self) -> bool {
        let near = |a: &[Point3; 2], b: &[Point3; 2]| {
            a.as_flattened()
                .iter()
                .zip(b.as_flattened())
                .all(|(x, y)| (x - y).abs() < SAME_COSINE)
        };
        let same_orientation = match (&self.orientation, &other.orientation) {
            (Some(a), Some(b)) => near(a, b),
            (None, None) => true,
            _ => false,
        };
        let same_size = match (self.in_plane_mm, other.in_plane_mm) {
            (Some(a), Some(b)) => a.iter().zip(b).all(|(x, y)| (x - y).abs() < 1e-3 * y),
            (None, None) => true,
            _ => false,
        };
        same_orientation
            && same_size
            && self.positioned == other.positioned
            && self.segment == other.segment
    }

    fn difference(&self, other: &Self) -> Apart {
        if let Some(number) = self.segment.filter(|_| self.segment != other.segment) {
            let reason = format!("segment {number}");
            return Apart::ordinary(&reason, tags::REFERENCED_SEGMENT_NUMBER);
        }
        let (reason, tag) = match (&self.orientation, &other.orientation) {
            _ if self.positioned != other.positioned && other.positioned => {
                ("no position", tags::IMAGE_POSITION_PATIENT)
            }
            (None, Some(_)) => ("no orientation", tags::IMAGE_ORIENTATION_PATIENT),
            (Some(_), None) => ("with an orientation", tags::IMAGE_ORIENTATION_PATIENT),
            _ if self.in_plane_mm != other.in_plane_mm => {
                ("another pixel size", tags::PIXEL_SPACING)
            }
            _ => ("another orientation", tags::IMAGE_ORIENTATION_PATIENT),
        };
        Apart::ordinary(reason, tag)
    }
}

struct Part {
    place: Placing,
    frames: Vec<FrameRef>,
}

fn by_place(images: &[ImageFile], frames: &[FrameRef]) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for &at in frames {
        let Some(header) = images.get(at.file).and_then(|image| image.frame(at.frame)) else {
            continue;
        };
        let place = Placing::of(header);
        match parts.iter_mut().find(|part| part.place.fits(&place)) {
            Some(part) => part.frames.push(at),
            None => parts.push(Part {
                place,
                frames: vec![at],
            }),
        }
    }
    parts
}
