//! RT structure sets (PS3.3 C.8.8.5, C.8.8.6): named contours in the patient.

use std::sync::Arc;

use dicom_dictionary_std::tags;

use super::dataset::DataSet;
use super::dataset::Value;
use super::dataset::name_of;
use super::text::CharacterSet;
use crate::problem::Effect;
use crate::read::fault::Fault;
use crate::read::fault::quoted;
use crate::study::Contour;
use crate::study::Layer;
use crate::study::LayerHeader;
use crate::study::LayerId;
use crate::study::LayerKind;
use crate::study::LayerPart;
use crate::study::Over;
use crate::study::Shapes;
use crate::study::layer_colour;

const STRUCTURE_SET: &str = "1.2.840.10008.5.1.4.1.1.481.3";

/// Farther from the origin no patient is, in millimetres.
const FARTHEST_MM: f64 = 1e6;

/// A structure set as read.
pub(in crate::read) struct StructureSet {
    /// Its structures.
    pub layer: Arc<Layer>,
    /// What was mended, doubted or left out.
    pub doubts: Vec<Fault>,
}

/// One structure while its contours are gathered.
struct Structure {
    number: u32,
    name: String,
    colour: [u8; 3],
    contours: Vec<Contour>,
}

/// Contours that are left out, counted by the reason; the first one is named.
#[derive(Default)]
struct LeftOut {
    reasons: Vec<(Fault, usize)>,
}

impl LeftOut {
    fn add(&mut self, fault: Fault) {
        match self.reasons.iter_mut().find(|(known, _)| *known == fault) {
            Some((_, count)) => *count += 1,
            None => self.reasons.push((fault, 1)),
        }
    }

    fn faults(self) -> impl Iterator<Item = Fault> {
        self.reasons.into_iter().map(|(fault, count)| {
            let reason = match count {
                1 => fault.reason.clone(),
                n => format!("{} (in {n} contours)", fault.reason),
            };
            Fault { reason, ..fault }
        })
    }
}

impl StructureSet {
    /// The structures of a data set; `None` where it is something else or names none.
    pub fn read(set: &DataSet, doubts: Vec<Fault>) -> Option<Self> {
        let class = set.ascii(tags::SOP_CLASS_UID);
        if class.as_deref() != Some(STRUCTURE_SET) {
            return None;
        }
        let charset = CharacterSet::of(set.ascii(tags::SPECIFIC_CHARACTER_SET).as_deref());
        let mut structures: Vec<Structure> = Vec::new();
        for item in set.items(tags::STRUCTURE_SET_ROI_SEQUENCE) {
            structures.push(Structure {
                number: number(item.integer(tags::ROI_NUMBER)),
                name: item.text(tags::ROI_NAME, &charset).unwrap_or_default(),
                colour: layer_colour(structures.len()),
                contours: Vec::new(),
            });
        }
        let mut left_out = LeftOut::default();
        for item in set.items(tags::ROI_CONTOUR_SEQUENCE) {
            let wanted = number(item.integer(tags::REFERENCED_ROI_NUMBER));
            let at = structures.iter().position(|s| s.number == wanted);
            let at = at.unwrap_or_else(|| {
                structures.push(Structure {
                    number: wanted,
                    name: String::new(),
                    colour: layer_colour(structures.len()),
                    contours: Vec::new(),
                });
                structures.len() - 1
            });
            let Some(structure) = structures.get_mut(at) else {
                continue;
            };
            if let Some(colour) = colour(item) {
                structure.colour = colour;
            }
            for contour in item.items(tags::CONTOUR_SEQUENCE) {
                match self::contour(contour, &mut left_out) {
                    Ok(contour) => structure.contours.push(contour),
                    Err(fault) => left_out.add(fault.so(Effect::LayerLeftOut)),
                }
            }
        }
        if structures.is_empty() {
            return None;
        }
        let mut doubts = doubts;
        doubts.extend(left_out.faults());
        let uid = set.ascii(tags::SOP_INSTANCE_UID).unwrap_or_default();
        let name = set
            .text(tags::STRUCTURE_SET_LABEL, &charset)
            .or_else(|| set.text(tags::STRUCTURE_SET_NAME, &charset));
        let header = LayerHeader {
            id: LayerId::new(format!("structures {uid}")),
            kind: LayerKind::Structures,
            name: name.unwrap_or_default(),
            over: over(set),
            parts: structures
                .iter()
                .map(|structure| LayerPart {
                    number: structure.number,
                    name: structure.name.clone(),
                    colour: structure.colour,
                    count: structure.contours.len(),
                })
                .collect(),
        };
        let contours = structures.into_iter().map(|s| s.contours).collect();
        Some(Self {
            layer: Arc::new(Layer {
                header: Arc::new(header),
                shapes: Shapes::Contours(contours),
            }),
            doubts,
        })
    }
}

fn number(stated: Option<i64>) -> u32 {
    stated.and_then(|n| u32::try_from(n).ok()).unwrap_or(0)
}

/// ROI Display Color, where it is three numbers of 0 to 255.
fn colour(item: &DataSet) -> Option<[u8; 3]> {
    match item.numbers(tags::ROI_DISPLAY_COLOR).as_slice() {
        &[r, g, b] if [r, g, b].iter().all(|c| (0.0..=255.0).contains(c)) => {
            Some([r as u8, g as u8, b as u8])
        }
        _ => None,
    }
}

/// The series and the frame of reference that the structures refer to.
fn over(set: &DataSet) -> Over {
    let frames = set.items(tags::REFERENCED_FRAME_OF_REFERENCE_SEQUENCE);
    let series = frames
        .iter()
        .flat_map(|frame| frame.items(tags::RT_REFERENCED_STUDY_SEQUENCE))
        .flat_map(|study| study.items(tags::RT_REFERENCED_SERIES_SEQUENCE))
        .filter_map(|series| series.ascii(tags::SERIES_INSTANCE_UID))
        .collect();
    let of_structures = set.items(tags::STRUCTURE_SET_ROI_SEQUENCE);
    let frame_of_reference = frames
        .iter()
        .find_map(|frame| frame.ascii(tags::FRAME_OF_REFERENCE_UID))
        .or_else(|| {
            let mut stated = of_structures.iter();
            stated.find_map(|item| item.ascii(tags::REFERENCED_FRAME_OF_REFERENCE_UID))
        })
        .or_else(|| set.ascii(tags::FRAME_OF_REFERENCE_UID));
    Over::Patient {
        series,
        frame_of_reference,
    }
}

/// One contour; what is doubtful of it goes to `doubts`.
///
/// # Errors
/// When it has no points, or some that are nowhere.
fn contour(item: &DataSet, doubts: &mut LeftOut) -> Result<Contour, Fault> {
    let tag = tags::CONTOUR_DATA;
    if let Some(Value::Skipped { length, .. }) = item.get(tag).map(|element| &element.value) {
        let reason = format!("{length} bytes, more than a contour has");
        return Err(Fault::new(name_of(tag), reason));
    }
    let numbers = item.numbers(tag);
    let (triples, rest) = numbers.as_chunks::<3>();
    if triples.is_empty() || !rest.is_empty() {
        let reason = format!("{} numbers, must be three for each point", numbers.len());
        return Err(Fault::new(name_of(tag), reason));
    }
    let is_usable = |c: &f64| c.is_finite() && c.abs() < FARTHEST_MM;
    if let Some(at) = numbers.iter().position(|c| !is_usable(c)) {
        let bytes = item.bytes(tag).unwrap_or_default();
        let found = bytes.split(|&b| b == b'\\').nth(at).unwrap_or_default();
        let reason = format!(
            "{}, must be a number of millimetres below a million",
            quoted(&String::from_utf8_lossy(found))
        );
        return Err(Fault::new(name_of(tag), reason));
    }
    let stated = item.integer(tags::NUMBER_OF_CONTOUR_POINTS);
    if let Some(stated) = stated.filter(|n| *n != triples.len() as i64) {
        let reason = format!("{stated}, but {} are there, which are taken", triples.len());
        let tag = tags::NUMBER_OF_CONTOUR_POINTS;
        doubts.add(Fault::new(name_of(tag), reason));
    }
    let kind = item.ascii(tags::CONTOUR_GEOMETRIC_TYPE);
    let is_open = kind.is_some_and(|kind| kind.starts_with("OPEN") || kind == "POINT");
    let closed = !is_open && triples.len() > 2;
    Ok(Contour::new(triples.to_vec(), closed))
}
