//! What lies over series: overlay planes gathered from the frames of a decoded series, and structures
//! matched with the series that are there.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::Found;
use super::assemble::Decoding;
use super::assemble::check_memory;
use super::dicom::FrameRef;
use super::dicom::Frames;
use super::dicom::ImageFile;
use super::fault::Fault;
use super::fault::Folded;
use crate::problem::Effect;
use crate::problem::Severity;
use crate::study::BitPlane;
use crate::study::Layer;
use crate::study::LayerHeader;
use crate::study::LayerId;
use crate::study::LayerKind;
use crate::study::LayerPart;
use crate::study::Over;
use crate::study::Planes;
use crate::study::SeriesHeader;
use crate::study::Shapes;

/// Light colours, which are seen on black as well as, with their rim, on white.
const OVERLAY_COLOURS: [[u8; 3]; 4] = [
    [0xF7, 0xF3, 0xE3],
    [0x9B, 0xE7, 0xFF],
    [0xFF, 0xE0, 0x8A],
    [0xC6, 0xF7, 0xA8],
];

/// An overlay plane over one picture of a series.
struct Placed {
    number: u32,
    name: String,
    index: usize,
    plane: BitPlane,
}

/// The overlay planes of a series whose pictures are `frames`; `None` where no bit of them is set.
pub(super) fn overlays(
    header: &SeriesHeader,
    frames: &[FrameRef],
    decoding: &Decoding<'_>,
) -> Option<Layer> {
    let mut files: BTreeMap<usize, Vec<(usize, usize)>> = BTreeMap::new();
    for (index, at) in frames.iter().enumerate() {
        let image = decoding.images.get(at.file)?;
        if !image.overlays.is_empty() {
            files.entry(at.file).or_default().push((index, at.frame));
        }
    }
    let files: Vec<(usize, Vec<(usize, usize)>)> = files.into_iter().collect();
    let read: Vec<(&ImageFile, Vec<Placed>, Vec<Fault>)> = files
        .par_iter()
        .filter_map(|(file, pictures)| {
            let image = decoding.images.get(*file)?;
            let (found, faults) = of_file(image, pictures, decoding);
            Some((image, found, faults))
        })
        .collect();
    let mut folded = Folded::default();
    let mut parts: BTreeMap<u32, (String, Vec<Option<BitPlane>>)> = BTreeMap::new();
    for (image, found, faults) in read {
        faults.iter().for_each(|f| folded.add(&image.name, f));
        for found in found {
            let (name, planes) = parts.entry(found.number).or_default();
            if name.is_empty() {
                *name = found.name;
            }
            planes.resize(planes.len().max(found.index + 1), None);
            if let Some(place) = planes.get_mut(found.index) {
                *place = Some(found.plane);
            }
        }
    }
    for problem in folded.problems(Severity::Warning, Effect::LayerLeftOut) {
        (decoding.found)(Found::Problem(problem));
    }
    if parts.is_empty() {
        return None;
    }
    let colours = OVERLAY_COLOURS.iter().cycle();
    let header = LayerHeader {
        id: LayerId::new(format!("overlays {}", header.id.as_str())),
        kind: LayerKind::Overlay,
        name: String::new(),
        over: Over::Series(header.id.clone()),
        parts: parts
            .iter()
            .zip(colours)
            .map(|((number, (name, planes)), colour)| LayerPart {
                number: *number,
                name: name.clone(),
                colour: *colour,
                count: planes.iter().flatten().count(),
            })
            .collect(),
    };
    Some(Layer {
        header: Arc::new(header),
        shapes: Shapes::Planes(Planes {
            stacked: None,
            parts: parts.into_values().map(|(_, planes)| planes).collect(),
        }),
    })
}

/// The planes with any bit set over some frames of a file, given as index in the series and frame.
fn of_file(
    image: &ImageFile,
    pictures: &[(usize, usize)],
    decoding: &Decoding<'_>,
) -> (Vec<Placed>, Vec<Fault>) {
    let frames = match Frames::open(image, decoding.source, &mut Vec::new()) {
        Ok(frames) => frames,
        // The pictures have said so themselves.
        Err(_) => return (Vec::new(), Vec::new()),
    };
    let numbers: Vec<usize> = pictures.iter().map(|(_, frame)| *frame).collect();
    let (mut found, mut faults) = (Vec::new(), Vec::new());
    for overlay in &image.overlays {
        match overlay.planes(&frames, &numbers) {
            Ok(planes) => {
                let planes = pictures.iter().zip(planes);
                found.extend(planes.filter_map(|((index, _), plane)| {
                    Some(Placed {
                        number: overlay.number,
                        name: overlay.name.clone(),
                        index: *index,
                        plane: plane.filter(BitPlane::is_any_set)?,
                    })
                }));
            }
            Err(fault) => faults.push(fault),
        }
    }
    (found, faults)
}

/// The segments of `image` as a layer; `None` where it is no segmentation or has no place in the
/// patient. What cannot be read is said.
pub(super) fn segmentation(image: &ImageFile, decoding: &Decoding<'_>) -> Option<Layer> {
    let segments = image.segments.as_ref()?;
    let needed = segments.bytes(image);
    let shape = format!("segments of {}", image.description);
    let read = check_memory("segments", needed, &shape, decoding.budget).and_then(|()| {
        let frames = Frames::open(image, decoding.source, &mut Vec::new())?;
        segments.layer(image, &frames)
    });
    read.unwrap_or_else(|fault| {
        let problem = fault.problem(&image.name, Severity::Warning, Effect::LayerLeftOut);
        (decoding.found)(Found::Problem(problem));
        None
    })
}

/// What to say of a layer that lies over none of the series `open`; `None` where it lies over one.
pub(super) fn without_series(layer: &LayerHeader, open: &[&SeriesHeader]) -> Option<Fault> {
    let is_over = |header: &&SeriesHeader| layer.lies_over(header, open.iter().copied());
    if open.iter().any(is_over) {
        return None;
    }
    let [what, parts] = match layer.kind {
        LayerKind::Overlay => ["overlay planes", "planes"],
        LayerKind::Structures => ["RT structure set", "structures"],
        LayerKind::Segmentation => ["segmentation", "segments"],
    };
    let reason = format!(
        "{what} ({parts}: {}), its series is not open",
        layer.parts.len()
    );
    Some(Fault::new("data set", reason))
}
