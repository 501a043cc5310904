//! Segmentations (PS3.3 C.8.20): which frames show which segment, and where they lie in the patient.

use std::sync::Arc;

use dicom_dictionary_std::tags;

use super::dataset::DataSet;
use super::dataset::name_of;
use super::header::FrameHeader;
use super::header::ImageFile;
use super::overlays::packed;
use super::pixels::Frames;
use super::text::CharacterSet;
use super::unpack::Stored;
use crate::ops::colour::srgb_of_lab;
use crate::read::fault::Checked;
use crate::read::fault::Fault;
use crate::read::input::zeroed;
use crate::study::BitPlane;
use crate::study::Geometry;
use crate::study::Layer;
use crate::study::LayerHeader;
use crate::study::LayerId;
use crate::study::LayerKind;
use crate::study::LayerPart;
use crate::study::Over;
use crate::study::Planes;
use crate::study::Point3;
use crate::study::Shapes;
use crate::study::Stacked;
use crate::study::cross;
use crate::study::dot;
use crate::study::layer_colour;

const CLASSES: [&str; 2] = [
    "1.2.840.10008.5.1.4.1.1.66.4",
    // Label maps.
    "1.2.840.10008.5.1.4.1.1.66.7",
];

/// Frames whose heights differ by less lie in one plane, in millimetres.
const SAME_PLANE_MM: f64 = 1e-3;

/// What a segmentation says of its segments.
#[derive(Debug)]
pub(in crate::read) struct Segments {
    name: String,
    over: Over,
    coding: Coding,
    segments: Vec<Segment>,
}

#[derive(Debug)]
struct Segment {
    number: u32,
    label: String,
    colour: [u8; 3],
}

/// What a pixel of a frame says.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Coding {
    /// 1 is inside the frame's segment.
    Binary,
    /// The share inside it, or its probability; this value and higher ones are half and more.
    Fractional { half: i64 },
    /// The number of the segment it belongs to.
    Labels,
}

impl Coding {
    fn is_inside(self, stored: i64, segment: u32) -> bool {
        match self {
            Self::Binary => stored != 0,
            Self::Fractional { half } => stored >= half,
            Self::Labels => stored == i64::from(segment),
        }
    }
}

/// The segments of an image; `None` where it is no segmentation or has none.
pub(super) fn segments(set: &DataSet, charset: &CharacterSet) -> Option<Segments> {
    let class = set.ascii(tags::SOP_CLASS_UID)?;
    if !CLASSES.contains(&class.as_str()) {
        return None;
    }
    let kind = set.ascii(tags::SEGMENTATION_TYPE);
    let coding = match kind.as_deref() {
        Some("FRACTIONAL") => {
            let most = set.integer(tags::MAXIMUM_FRACTIONAL_VALUE).unwrap_or(255);
            Coding::Fractional {
                half: (most.clamp(1, 65_535) + 1) / 2,
            }
        }
        Some("LABELMAP") => Coding::Labels,
        _ => Coding::Binary,
    };
    let items = set.items(tags::SEGMENT_SEQUENCE).iter();
    let segments: Vec<Segment> = items
        .filter_map(|item| {
            let number = u32::try_from(item.integer(tags::SEGMENT_NUMBER)?).ok()?;
            Some((item, number))
        })
        // In label maps 0 is the background.
        .filter(|(_, number)| *number > 0)
        .enumerate()
        .map(|(n, (item, number))| Segment {
            number,
            label: item.text(tags::SEGMENT_LABEL, charset).unwrap_or_default(),
            colour: colour(item).unwrap_or_else(|| layer_colour(n)),
        })
        .collect();
    let series = set.items(tags::REFERENCED_SERIES_SEQUENCE).iter();
    let over = Over::Patient {
        series: series
            .filter_map(|series| series.ascii(tags::SERIES_INSTANCE_UID))
            .collect(),
        frame_of_reference: set.ascii(tags::FRAME_OF_REFERENCE_UID),
    };
    let name = set
        .text(tags::CONTENT_LABEL, charset)
        .or_else(|| set.text(tags::SERIES_DESCRIPTION, charset));
    (!segments.is_empty()).then(|| Segments {
        name: name.unwrap_or_default(),
        over,
        coding,
        segments,
    })
}

/// Recommended Display CIELab Value (PS3.3 C.10.7.1.1): L* of 0 to 100, a* and b* of -128 to 127, each
/// over the whole range of a word.
fn colour(item: &DataSet) -> Option<[u8; 3]> {
    let words = item.words(tags::RECOMMENDED_DISPLAY_CIE_LAB_VALUE);
    let &[lightness, a, b] = words.as_slice() else {
        return None;
    };
    let share = |word: u16| f64::from(word) / 65_535.0;
    Some(srgb_of_lab([
        share(lightness) * 100.0,
        share(a) * 255.0 - 128.0,
        share(b) * 255.0 - 128.0,
    ]))
}

/// The planes in which frames lie.
struct Stack {
    geometry: Geometry,
    reach_mm: f64,
    /// For each frame its plane, and where its first pixel lies in it.
    places: Vec<(usize, [i64; 2])>,
}

impl Segments {
    /// The label of a segment.
    pub fn label(&self, number: u32) -> Option<&str> {
        let segment = self.segments.iter().find(|s| s.number == number)?;
        (!segment.label.is_empty()).then_some(segment.label.as_str())
    }

    /// Bytes that the bits of all frames of `image` take.
    pub fn bytes(&self, image: &ImageFile) -> u64 {
        let [columns, rows] = image.size();
        let bits = (columns * rows) as u64 * image.layout.frames as u64;
        let times = match self.coding {
            // A plane of bits for each segment that is in the frame; few are.
            Coding::Labels => self.segments.len().min(8) as u64,
            _ => 1,
        };
        bits.div_ceil(8).saturating_mul(times)
    }

    /// The segments as a layer; `None` where the frames have no place in the patient, or all are empty.
    ///
    /// # Errors
    /// When frames cannot be decoded.
    pub fn layer(&self, image: &ImageFile, frames: &Frames<'_>) -> Checked<Option<Layer>> {
        let Some(stack) = stack(image) else {
            return Ok(None);
        };
        let [columns, rows] = image.size();
        let [_, _, planes] = stack.geometry.size;
        let mut parts: Vec<Vec<Option<BitPlane>>> = vec![vec![None; planes]; self.segments.len()];
        let frames = frames.of_indices();
        for (n, (plane, at)) in stack.places.iter().enumerate() {
            let stored = frames.stored(n)?;
            let of_frame = image.frame(n).and_then(|frame| frame.segment);
            for (segment, part) in self.segments.iter().zip(&mut parts) {
                let is_shown = self.coding == Coding::Labels || of_frame == Some(segment.number);
                if !is_shown {
                    continue;
                }
                let inside = |value: &i64| self.coding.is_inside(*value, segment.number);
                if !stored.iter().any(inside) {
                    continue;
                }
                let bits = packed(stored.iter().map(inside));
                if let Some(place @ None) = part.get_mut(*plane) {
                    *place = BitPlane::new([columns, rows], *at, bits, 0);
                }
            }
        }
        let shown: Vec<(&Segment, Vec<Option<BitPlane>>)> = self
            .segments
            .iter()
            .zip(parts)
            .filter(|(_, planes)| planes.iter().any(Option::is_some))
            .collect();
        if shown.is_empty() {
            return Ok(None);
        }
        let header = LayerHeader {
            id: LayerId::new(format!("segmentation {}", image.sop_uid)),
            kind: LayerKind::Segmentation,
            name: self.name.clone(),
            over: self.over.clone(),
            parts: shown
                .iter()
                .map(|(segment, planes)| LayerPart {
                    number: segment.number,
                    name: segment.label.clone(),
                    colour: segment.colour,
                    count: planes.iter().flatten().count(),
                })
                .collect(),
        };
        Ok(Some(Layer {
            header: Arc::new(header),
            shapes: Shapes::Planes(Planes {
                stacked: Some(Stacked {
                    geometry: Arc::new(stack.geometry),
                    reach_mm: stack.reach_mm,
                }),
                parts: shown.into_iter().map(|(_, planes)| planes).collect(),
            }),
        }))
    }
}

/// Where the frames of `image` lie; `None` where any has no place, or they are turned against each
/// other.
fn stack(image: &ImageFile) -> Option<Stack> {
    const SAME_COSINE: f64 = 1e-3;
    let frame = |n: usize| -> Option<&FrameHeader> { image.frame(n) };
    let first = &frame(0)?.place;
    let [row, column] = first.orientation?;
    let spacing = first.in_plane_mm?;
    let normal = cross(row, column);
    let mut positions: Vec<Point3> = Vec::new();
    for n in 0..image.layout.frames {
        let place = &frame(n)?.place;
        let axes = place.orientation?;
        let turned = axes
            .as_flattened()
            .iter()
            .zip([row, column].as_flattened())
            .any(|(a, b)| (a - b).abs() > SAME_COSINE);
        if turned {
            return None;
        }
        positions.push(place.position?);
    }
    let mut origins = positions.clone();
    origins.sort_by(|a, b| dot(*a, normal).total_cmp(&dot(*b, normal)));
    origins.dedup_by(|a, b| (dot(*a, normal) - dot(*b, normal)).abs() < SAME_PLANE_MM);
    let places = positions
        .iter()
        .map(|position| {
            let height = dot(*position, normal) - SAME_PLANE_MM;
            let plane = origins.partition_point(|origin| dot(*origin, normal) < height);
            let origin = origins.get(plane)?;
            let from: Point3 = std::array::from_fn(|c| {
                position
                    .get(c)
                    .zip(origin.get(c))
                    .map_or(0.0, |(p, o)| p - o)
            });
            let [across, down] = spacing;
            let at = [dot(from, row) / across, dot(from, column) / down];
            Some((plane, at.map(|offset| offset.round() as i64)))
        })
        .collect::<Option<Vec<_>>>()?;
    let heights: Vec<f64> = origins.iter().map(|origin| dot(*origin, normal)).collect();
    let steps = heights.windows(2).filter_map(|pair| match pair {
        [low, high] => Some(high - low),
        _ => None,
    });
    let smallest = steps.fold(f64::INFINITY, f64::min);
    let stated = first.between_mm.map(f64::abs).or(first.thickness_mm);
    let step = stated
        .or(smallest.is_finite().then_some(smallest))
        .unwrap_or(spacing[0]);
    let [columns, rows] = image.size();
    let size = [columns, rows, origins.len()];
    Some(Stack {
        geometry: Geometry::new(size, row, column, spacing, origins, step),
        reach_mm: step / 2.0,
        places,
    })
}

impl Frames<'_> {
    /// The stored numbers of frame `n`.
    fn stored(&self, n: usize) -> Checked<Vec<i64>> {
        fn of<T: Stored>(frames: &Frames<'_>, n: usize) -> Checked<Vec<i64>> {
            let mut samples: Vec<T> = zeroed(frames.samples_of_frame())?;
            frames.decode(n, &mut samples, &mut Vec::new())?;
            let mut stored: Vec<i64> = zeroed(samples.len() as u64)?;
            for (to, from) in stored.iter_mut().zip(samples) {
                *to = from.index();
            }
            Ok(stored)
        }
        match self.bits_allocated() {
            ..=8 => of::<u8>(self, n),
            16 => of::<u16>(self, n),
            other => Err(Fault::new(
                name_of(tags::BITS_ALLOCATED),
                format!("{other} in a segmentation, must be 1, 8 or 16"),
            )),
        }
    }
}
