//! The order of the frames of a stack: by position along the normal, with several images at one
//! position dealt out into phases, phase after phase.

use std::collections::BTreeMap;

use super::header::FrameHeader;
use super::header::ImageFile;
use super::split::FrameRef;
use crate::study::PhaseKind;
use crate::study::Phases;
use crate::study::Point3;
use crate::study::cross;
use crate::study::dot;

/// Positions closer than this are the same, millimetres.
const SAME_POSITION_MM: f64 = 1e-3;

/// A stack in order.
#[derive(Debug)]
pub(super) struct Ordered {
    /// Slice after slice; all of the first phase before those of the next.
    pub frames: Vec<FrameRef>,
    /// Frames that are left out because another one, the second, already stands there.
    pub duplicates: Vec<(FrameRef, FrameRef)>,
    /// The phases, where positions carry several images.
    pub phases: Option<Phases>,
    /// Orientation that all frames share, where they lie one above the other.
    pub orientation: Option<[Point3; 2]>,
}

impl Ordered {
    /// Slices of one phase, or all frames where there are no phases.
    pub fn slices(&self) -> usize {
        let phases = self.phases.as_ref().map_or(1, |phases| phases.values.len());
        self.frames.len() / phases.max(1)
    }
}

/// Orders `frames`; makes phases where positions carry several images each.
pub(super) fn sort(images: &[ImageFile], frames: &[FrameRef]) -> Ordered {
    let Some(orientation) = mean_orientation(images, frames) else {
        return by_number(images, frames);
    };
    let normal = cross(orientation[0], orientation[1]);
    let mut placed: Vec<(f64, FrameRef)> = frames
        .iter()
        .filter_map(|&at| {
            let position = header(images, at)?.place.position?;
            Some((dot(position, normal), at))
        })
        .collect();
    if placed.len() < frames.len() {
        return by_number(images, frames);
    }
    placed.sort_by(|a, b| a.0.total_cmp(&b.0).then(order(images, a.1, b.1)));
    let mut positions: Vec<Vec<FrameRef>> = Vec::new();
    let mut last = f64::NEG_INFINITY;
    for (along, at) in placed {
        match positions.last_mut() {
            Some(same) if along - last < SAME_POSITION_MM => same.push(at),
            _ => {
                positions.push(vec![at]);
                last = along;
            }
        }
    }
    if positions.len() == 1 && frames.len() > 1 {
        return by_number(images, frames);
    }
    let copies: Vec<(FrameRef, FrameRef)> = positions
        .iter_mut()
        .flat_map(|same| take_copies(images, same))
        .collect();
    let volume = |frames, duplicates, phases| Ordered {
        frames,
        duplicates,
        phases,
        orientation: Some(orientation),
    };
    if positions.iter().all(|same| same.len() == 1) {
        return volume(positions.concat(), copies, None);
    }
    if let Some((phases, frames)) = phases(images, &positions) {
        return volume(frames, copies, Some(phases));
    }
    let mut kept = Vec::new();
    let mut duplicates = copies;
    for (&first, rest) in positions.iter().filter_map(|same| same.split_first()) {
        kept.push(first);
        duplicates.extend(rest.iter().map(|&other| (other, first)));
    }
    volume(kept, duplicates, None)
}

/// Takes images with the SOP Instance UID of an earlier one out of `same`: copies of one image, in
/// another encoding perhaps, are no phases.
fn take_copies(images: &[ImageFile], same: &mut Vec<FrameRef>) -> Vec<(FrameRef, FrameRef)> {
    let mut copies = Vec::new();
    let mut kept: Vec<FrameRef> = Vec::new();
    let uid = |at: FrameRef| {
        images
            .get(at.file)
            .map(|image| image.sop_uid.as_str())
            .filter(|uid| !uid.is_empty())
    };
    for &at in same.iter() {
        let original = kept
            .iter()
            .find(|&&known| known.file != at.file && uid(at).is_some() && uid(known) == uid(at));
        match original {
            Some(&original) => copies.push((at, original)),
            None => kept.push(at),
        }
    }
    *same = kept;
    copies
}

fn header(images: &[ImageFile], at: FrameRef) -> Option<&FrameHeader> {
    images.get(at.file)?.frame(at.frame)
}

/// The mean of the frames' orientations, made orthonormal again.
fn mean_orientation(images: &[ImageFile], frames: &[FrameRef]) -> Option<[Point3; 2]> {
    let mut sum = [[0.0; 3]; 2];
    for &at in frames {
        let orientation = header(images, at)?.place.orientation?;
        for (to, from) in sum
            .as_flattened_mut()
            .iter_mut()
            .zip(orientation.as_flattened())
        {
            *to += from;
        }
    }
    let unit = |v: Point3| {
        let length = dot(v, v).sqrt();
        (length > 0.0).then(|| v.map(|c| c / length + 0.0))
    };
    let row = unit(sum[0])?;
    let along = dot(sum[1], row);
    let mut column = sum[1];
    for (c, r) in column.iter_mut().zip(row) {
        *c -= along * r;
    }
    Some([row, unit(column)?])
}

/// By Slice Location where it is distinct, else by Instance Number, then by name.
fn by_number(images: &[ImageFile], frames: &[FrameRef]) -> Ordered {
    let location = |at: &FrameRef| images.get(at.file).and_then(|i| i.keys.slice_location);
    let mut locations: Vec<f64> = frames.iter().filter_map(location).collect();
    locations.sort_by(f64::total_cmp);
    let distinct = locations.len() == frames.len()
        && locations
            .windows(2)
            .all(|w| matches!(w, [a, b] if b - a >= SAME_POSITION_MM));
    let mut frames = frames.to_vec();
    if distinct {
        frames.sort_by(|a, b| {
            let (a, b) = (location(a).unwrap_or(0.0), location(b).unwrap_or(0.0));
            a.total_cmp(&b)
        });
    } else {
        frames.sort_by(|&a, &b| order(images, a, b));
    }
    Ordered {
        frames,
        duplicates: Vec::new(),
        phases: None,
        orientation: None,
    }
}

/// Instance Number, then name, then frame.
fn order(images: &[ImageFile], a: FrameRef, b: FrameRef) -> std::cmp::Ordering {
    let key = |at: FrameRef| {
        images
            .get(at.file)
            .map(|image| (image.keys.instance, image.name.as_str()))
    };
    key(a).cmp(&key(b)).then(a.cmp(&b))
}

/// Deals the images at each position out into phases: by the first attribute that gives one image
/// a position in each phase, else by Instance Number where the counts are equal.
fn phases(images: &[ImageFile], positions: &[Vec<FrameRef>]) -> Option<(Phases, Vec<FrameRef>)> {
    let count = positions.first()?.len();
    if count < 2 || positions.iter().any(|same| same.len() != count) {
        return None;
    }
    let kinds: Vec<PhaseKind> = header(images, *positions.first()?.first()?)?
        .phase
        .iter()
        .map(|value| value.kind)
        .collect();
    for kind in kinds {
        if let Some(phases) = phases_by(images, positions, kind, count) {
            return Some(phases);
        }
    }
    let frames = (0..count)
        .flat_map(|n| positions.iter().filter_map(move |same| same.get(n)))
        .copied()
        .collect();
    let phases = Phases {
        kind: PhaseKind::Order,
        values: (1..=count).map(|n| n.to_string()).collect(),
        at: 0,
    };
    Some((phases, frames))
}

fn phases_by(
    images: &[ImageFile],
    positions: &[Vec<FrameRef>],
    kind: PhaseKind,
    count: usize,
) -> Option<(Phases, Vec<FrameRef>)> {
    let mut by_value: BTreeMap<(u64, &str), Vec<FrameRef>> = BTreeMap::new();
    for same in positions {
        let mut seen = Vec::new();
        for &at in same {
            let phase = &header(images, at)?.phase;
            let value = &*phase.iter().find(|value| value.kind == kind)?.text;
            if seen.contains(&value) {
                return None;
            }
            seen.push(value);
            // Numbers in the order of numbers: the bits of a positive float ascend with it.
            let number: f64 = value.parse().unwrap_or(0.0);
            by_value
                .entry((number.max(0.0).to_bits(), value))
                .or_default()
                .push(at);
        }
    }
    let complete = by_value.len() == count && by_value.values().all(|f| f.len() == positions.len());
    complete.then(|| {
        let values = by_value.keys().map(|(_, value)| (*value).to_owned());
        let phases = Phases {
            kind,
            values: values.collect(),
            at: 0,
        };
        (phases, by_value.into_values().flatten().collect())
    })
}
