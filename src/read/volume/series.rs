//! The series of a volume file: one, or one for each of its parts.

use std::sync::Arc;

use super::described::Described;
use super::described::Together;
use super::numbers::Numbers;
use super::place::Placed;
use crate::pixels::Samples;
use crate::problem::Effect;
use crate::read::Entry;
use crate::read::contents::Contents;
use crate::read::fault::Checked;
use crate::read::fault::Fault;
use crate::read::plain;
use crate::read::plain::Shape;
use crate::study::Content;
use crate::study::Frame;
use crate::study::ModalityLut;
use crate::study::PhaseKind;
use crate::study::Phases;
use crate::study::Series;
use crate::study::SeriesHeader;
use crate::study::SeriesId;
use crate::study::SpacingSource;
use crate::study::Stack;
use crate::study::Volume;

/// A volume file with the headers of its series.
#[derive(Debug)]
pub(in crate::read) struct Parts {
    /// Index of the file in its source.
    pub entry: usize,
    pub described: Described,
    /// In the order in which they are made from the file.
    pub headers: Vec<SeriesHeader>,
    /// Slices stand in the file against the normal of rows and columns.
    pub reversed: bool,
    lut: ModalityLut,
}

/// The headers of the series that a described file makes.
pub(in crate::read) fn parts(at: usize, entry: &Entry, mut described: Described) -> Parts {
    let [columns, rows, slices] = described.size;
    let shape = Shape {
        format: described.format,
        columns,
        rows,
        pages: slices,
        channels: described.together.channels(),
        sample_type: described.number.sample_type(),
    };
    let placed = if described.flat || shape.channels > 1 {
        None
    } else {
        placed(&mut described)
    };
    let reversed = placed.as_ref().is_some_and(|placed| placed.reversed);
    let mut first = plain::header(entry, &shape);
    if let Some(modality) = described.modality {
        modality.clone_into(&mut first.modality);
    }
    first.unit = described.unit;
    first.vois = described.voi.iter().cloned().collect();
    first.facts.rescale = described.rescale;
    first.facts.files = 1 + usize::from(described.beside.is_some());
    first.doubtful = !described.doubts.is_empty();
    first.geometry = placed.map(|placed| Arc::new(placed.geometry));
    if described.place.in_plane_mm().is_some() {
        first.facts.spacing_source = SpacingSource::File;
    }
    let of = described.series();
    let headers = if of > 1 && first.geometry.is_some() {
        first.phases = Some(phases(&described, of));
        vec![first]
    } else {
        (1..=of).map(|n| apart(&first, &described, n, of)).collect()
    };
    let (slope, intercept) = described.rescale.unwrap_or((1.0, 0.0));
    Parts {
        entry: at,
        described,
        headers,
        reversed,
        lut: ModalityLut::Linear { slope, intercept },
    }
}

/// What tells `of` volumes at one place apart.
fn phases(described: &Described, of: usize) -> Phases {
    let kind = match described.together {
        Together::Components(_) => PhaseKind::Component,
        Together::Colour(_) if described.part_name == "time" => PhaseKind::TemporalPosition,
        Together::Colour(_) => PhaseKind::Order,
    };
    Phases {
        kind,
        values: (1..=of).map(|n| n.to_string()).collect(),
        at: 0,
    }
}

/// The header of part `n` (from 1) of `of` where parts are series of their own.
fn apart(first: &SeriesHeader, described: &Described, n: usize, of: usize) -> SeriesHeader {
    let mut header = first.clone();
    if n > 1 {
        header.id = SeriesId::new(format!("{}#{n}", first.id.as_str()));
    }
    if of > 1 {
        let name = match described.together {
            Together::Components(_) => "component",
            Together::Colour(_) => described.part_name,
        };
        header.phases = None;
        header.split_reason = Some(format!("{name} {n} of {of}"));
        header.number = Some(n as i64);
    }
    header
}

fn placed(described: &mut Described) -> Option<Placed> {
    match described.place.geometry(described.size, "affine") {
        Ok(placed) => placed,
        Err(fault) => {
            described.doubts.push(fault.so(Effect::NotAVolume));
            None
        }
    }
}

impl Parts {
    /// Bytes of samples of one series.
    pub fn bytes(&self) -> u64 {
        let bytes = self.described.number.bytes() * self.described.together.channels();
        (self.described.voxels() as u64).saturating_mul(bytes as u64)
    }

    /// Bytes of samples that are made at once.
    pub fn bytes_at_once(&self) -> u64 {
        match self.described.together {
            Together::Colour(_) => self.bytes(),
            Together::Components(n) => self.bytes().saturating_mul(n as u64),
        }
    }

    /// Reads the series of the file, after `room` has said for each part that there is room for it. What is
    /// doubtful goes to `doubts`.
    ///
    /// # Errors
    /// When numbers are missing or damaged; what was read before stands in `read`.
    pub fn read(
        &self,
        contents: &Contents<'_>,
        room: &mut dyn FnMut(u64) -> Checked<()>,
        read: &mut Vec<Series>,
        doubts: &mut Vec<Fault>,
    ) -> Checked<()> {
        let mut blocks = Vec::new();
        let result = self.blocks(contents, room, &mut blocks, doubts);
        let Some(first) = self.headers.first() else {
            return result;
        };
        let of = self.described.series();
        let whole = blocks.len() == of;
        let alike = blocks
            .windows(2)
            .all(|pair| matches!(pair, [a, b] if a.sample_type() == b.sample_type()));
        let phases = first.phases.clone().filter(|_| alike && blocks.len() > 1);
        let count = blocks.len();
        let mut series: Vec<Series> = blocks
            .into_iter()
            .enumerate()
            .map(|(at, samples)| {
                let mut header = match (&phases, self.headers.get(at)) {
                    (Some(phases), _) => SeriesHeader {
                        phases: Some(Phases {
                            values: phases.values.iter().take(count).cloned().collect(),
                            at,
                            ..phases.clone()
                        }),
                        ..first.clone()
                    },
                    (None, Some(header)) if self.headers.len() == of => header.clone(),
                    (None, _) => apart(first, &self.described, at + 1, of),
                };
                header.doubtful |= !whole || !doubts.is_empty();
                self.series(header, samples)
            })
            .collect();
        if phases.is_some() {
            let later = series.split_off(1);
            read.extend(series.pop().map(|first| Series::of_phases(first, later)));
        } else {
            read.append(&mut series);
        }
        result
    }

    /// Reads the samples of all parts in order.
    fn blocks(
        &self,
        contents: &Contents<'_>,
        room: &mut dyn FnMut(u64) -> Checked<()>,
        blocks: &mut Vec<Samples>,
        doubts: &mut Vec<Fault>,
    ) -> Checked<()> {
        let stream = super::numbers(contents, self.entry, &self.described)?;
        let mut numbers = Numbers::open(stream, &self.described)?;
        for _ in 0..self.described.parts {
            room(self.bytes_at_once())?;
            blocks.append(&mut numbers.part(&self.described, self.reversed)?);
        }
        match numbers.end(&self.described) {
            Ok(doubt) => doubts.extend(doubt),
            Err(fault) => {
                blocks.clear();
                return Err(fault);
            }
        }
        Ok(())
    }

    fn series(&self, mut header: SeriesHeader, samples: Samples) -> Series {
        header.sample_type = samples.sample_type();
        let content = match header.geometry.clone() {
            Some(geometry) => Content::Volume(Volume {
                voxels: samples,
                geometry,
                luts: vec![self.lut.clone()],
                padding: None,
            }),
            None => {
                let spacing_mm = self.described.place.in_plane_mm();
                let pixel_aspect = spacing_mm.map_or(1.0, |[x, y]| y / x);
                let edges = self.described.place.edges();
                let frames = samples.planes(header.size.last().copied().unwrap_or(1));
                let frame = |samples| Frame {
                    lut: self.lut.clone(),
                    vois: header.vois.clone(),
                    spacing_mm,
                    pixel_aspect,
                    edges: edges.clone(),
                    ..Frame::plain(samples)
                };
                Content::Stack(Stack {
                    frames: frames.into_iter().map(frame).collect(),
                })
            }
        };
        Series::new(Arc::new(header), content)
    }
}
