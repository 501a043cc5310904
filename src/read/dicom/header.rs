//! One DICOM image file as its header describes it: identity, layout, and each frame's place.

use std::sync::Arc;

use dicom_core::Tag;
use dicom_dictionary_std::tags;
use smallvec::SmallVec;

use super::dataset::DataSet;
use super::dataset::name_of;
use super::facts;
use super::layout::Layout;
use super::layout::Photometric;
use super::overlays;
use super::overlays::Overlay;
use super::place;
use super::place::FramePlace;
use super::place::PhaseValue;
use super::preflight::preflight;
use super::segments;
use super::segments::Segments;
use super::structures::StructureSet;
use super::syntax::Syntax;
use super::text::CharacterSet;
use super::uptake::Uptake;
use super::values;
use super::walk::PixelPlace;
use crate::problem::Effect;
use crate::read::fault::Checked;
use crate::read::fault::Fault;
use crate::read::input::Input;
use crate::study::Charsets;
use crate::study::Collimation;
use crate::study::Facts;
use crate::study::ModalityLut;
use crate::study::Padding;
use crate::study::StudyFacts;
use crate::study::Unit;
use crate::study::Voi;

/// The header of an image file, all that is needed to place and decode its frames.
pub(in crate::read) struct ImageFile {
    /// Index of the file in its source.
    pub entry: usize,
    /// Its name as problems give it.
    pub name: String,
    /// The folder it lies in.
    pub folder: String,
    pub study: StudyFacts,
    pub series_uid: String,
    pub sop_uid: String,
    pub series_number: Option<i64>,
    pub modality: String,
    pub description: String,
    pub facts: Facts,
    pub unit: Unit,
    pub(super) layout: Layout,
    pub(super) syntax: Syntax,
    pub(super) pixels: PixelPlace,
    /// Extended Offset Table; empty where there is none.
    pub(super) extended_offsets: Vec<u64>,
    /// One for each frame, or a single one for all.
    pub(super) frames: Vec<FrameHeader>,
    pub(super) keys: SortKeys,
    pub(super) palette: Option<Arc<super::colour::Palette>>,
    pub padding: Option<Padding>,
    pub inverted: bool,
    pub(super) frame_of_reference: Option<String>,
    /// The letters towards the right and the lower edge of a projection.
    pub(super) patient_orientation: Option<[String; 2]>,
    /// Distance of columns and rows of a picture without a place in the patient.
    pub(super) flat_spacing_mm: Option<[f64; 2]>,
    pub(super) pixel_aspect: f64,
    /// What the beam or the shutter lets through.
    pub(super) collimation: Option<Arc<Collimation>>,
    /// Overlay planes over its frames.
    pub overlays: Vec<Overlay>,
    /// What its frames show, where it is a segmentation.
    pub segments: Option<Segments>,
    /// What a PET slice says about uptake.
    pub(super) uptake: Option<Uptake>,
    /// Its colour is left as the codec gives it.
    pub(super) as_coded: bool,
    /// What was mended or doubted.
    pub doubts: Vec<Fault>,
}

/// What differs from frame to frame.
#[derive(Clone, Debug)]
pub(super) struct FrameHeader {
    pub place: FramePlace,
    pub lut: ModalityLut,
    pub vois: Vec<Voi>,
    /// Values by which images at one position are told apart.
    pub phase: Vec<PhaseValue>,
    /// Which segment a frame of a segmentation shows.
    pub segment: Option<u32>,
}

/// What orders images that have no position, and names their kind.
#[derive(Clone, Debug, Default)]
pub(super) struct SortKeys {
    pub instance: Option<i64>,
    pub slice_location: Option<f64>,
    /// Third value of Image Type says LOCALIZER.
    pub localizer: bool,
}

/// What a DICOM file turned out to be.
pub(in crate::read) enum Looked {
    /// An image.
    Image(Box<ImageFile>),
    /// Structures that lie over a series.
    Structures(Box<StructureSet>),
    /// A correct file without pixels: the name of what it is.
    NotAnImage(String),
}

/// A file to be looked at.
pub(in crate::read) struct Candidate {
    pub entry: usize,
    pub name: String,
    pub folder: String,
}

/// Reads the header of a DICOM file.
///
/// # Errors
/// When the file cannot be walked, or its pixels cannot be what the header says.
pub(in crate::read) fn look(
    candidate: Candidate,
    input: Input,
    charsets: &Charsets,
) -> Checked<Looked> {
    let flight = preflight(input)?;
    let (set, mut doubts) = (flight.set, flight.doubts);
    let chosen = charsets.of(&set.ascii(tags::STUDY_INSTANCE_UID).unwrap_or_default());
    let label = set.ascii(tags::SPECIFIC_CHARACTER_SET);
    let charset = CharacterSet::chosen(chosen, label.as_deref());
    let Some(pixels) = flight.pixels else {
        if let Some(structures) = StructureSet::read(&set, doubts) {
            return Ok(Looked::Structures(Box::new(structures)));
        }
        return match facts::kind_without_pixels(&set, &charset) {
            Some(what) => Ok(Looked::NotAnImage(what)),
            None => Err(Fault::new(
                name_of(tags::PIXEL_DATA),
                format!(
                    "missing, the file ends after {} bytes",
                    flight.input.length()
                ),
            )),
        };
    };
    let mut layout = Layout::read(&set, &pixels, &mut doubts)?;
    layout.frames = super::fragments::check_length(
        &layout,
        &flight.syntax,
        &pixels,
        flight.input.length(),
        &mut doubts,
    )?;
    let modality = set.ascii(tags::MODALITY).unwrap_or_else(|| "OT".to_owned());
    check_tiles(&set, &layout, &mut doubts);
    let frames = frame_headers(&set, &layout, &charset, &mut doubts);
    let supplement = tags::RED_PALETTE_COLOR_LOOKUP_TABLE_DESCRIPTOR;
    if layout.photometric == Photometric::Monochrome2 && set.get(supplement).is_some() {
        let reason = "colours that supplement a grey image are not shown";
        doubts.push(Fault::new(name_of(supplement), reason).so(Effect::LayerLeftOut));
    }
    let overlays = overlays::overlays(&set, &layout, &charset, &mut doubts);
    let palette = (layout.photometric == Photometric::Palette)
        .then(|| super::colour::Palette::read(&set))
        .transpose()?
        .map(Arc::new);
    let mut facts = facts::facts(&set, &layout, &flight.syntax, &charset);
    let flat = place::flat_spacing(&set, &modality, &mut doubts);
    facts.spacing_source = flat.source;
    facts.magnification = flat.magnification;
    let uptake = Uptake::read(&set, &modality);
    let presentation = set.ascii(tags::PRESENTATION_LUT_SHAPE);
    let inverted = match layout.photometric {
        Photometric::Monochrome1 => true,
        Photometric::Monochrome2 if presentation.as_deref() == Some("INVERSE") => {
            doubts.push(Fault::new(
                name_of(tags::PRESENTATION_LUT_SHAPE),
                "INVERSE contradicts MONOCHROME2; shown as MONOCHROME2",
            ));
            false
        }
        _ => false,
    };
    // Frames and modules of one file often raise the same doubt.
    let mut seen: Vec<Fault> = Vec::new();
    for doubt in doubts {
        if !seen.contains(&doubt) {
            seen.push(doubt);
        }
    }
    Ok(Looked::Image(Box::new(ImageFile {
        entry: candidate.entry,
        name: candidate.name,
        folder: candidate.folder,
        study: facts::study(&set, &charset),
        series_uid: set.ascii(tags::SERIES_INSTANCE_UID).unwrap_or_default(),
        sop_uid: set.ascii(tags::SOP_INSTANCE_UID).unwrap_or_default(),
        series_number: set.integer(tags::SERIES_NUMBER),
        description: set
            .text(tags::SERIES_DESCRIPTION, &charset)
            .unwrap_or_default(),
        unit: unit(&set, &modality, &frames),
        padding: values::padding(&set, &layout),
        frames,
        keys: SortKeys {
            instance: set.integer(tags::INSTANCE_NUMBER),
            slice_location: set.number(tags::SLICE_LOCATION),
            localizer: facts.localizer,
        },
        palette,
        overlays,
        segments: segments::segments(&set, &charset),
        inverted,
        frame_of_reference: set.ascii(tags::FRAME_OF_REFERENCE_UID),
        patient_orientation: place::patient_orientation(&set),
        collimation: facts.collimation.clone(),
        uptake,
        flat_spacing_mm: flat.spacing_mm,
        pixel_aspect: flat.aspect,
        modality,
        layout,
        syntax: flight.syntax,
        pixels,
        extended_offsets: set
            .bytes(tags::EXTENDED_OFFSET_TABLE)
            .unwrap_or_default()
            .as_chunks::<8>()
            .0
            .iter()
            .map(|&offset| u64::from_le_bytes(offset))
            .collect(),
        facts,
        as_coded: false,
        doubts: seen,
    })))
}

/// Compares the size of a tiled whole with the frames that are there.
fn check_tiles(set: &DataSet, layout: &Layout, doubts: &mut Vec<Fault>) {
    let side = |tag, frame: usize| {
        let whole = set.integer(tag).and_then(|n| u64::try_from(n).ok())?;
        Some(whole.div_ceil(frame as u64))
    };
    let across = side(tags::TOTAL_PIXEL_MATRIX_COLUMNS, layout.columns);
    let down = side(tags::TOTAL_PIXEL_MATRIX_ROWS, layout.rows);
    let (Some(across), Some(down)) = (across, down) else {
        return;
    };
    let full = set
        .ascii(tags::DIMENSION_ORGANIZATION_TYPE)
        .is_some_and(|kind| kind == "TILED_FULL");
    let tiles = across.saturating_mul(down);
    if (full || layout.frames == 1) && tiles > layout.frames as u64 {
        doubts.push(Fault::new(
            name_of(tags::TOTAL_PIXEL_MATRIX_COLUMNS),
            format!("asks for {tiles} tiles, but {} are there", layout.frames),
        ));
    }
}

/// The unit that the modality's values have.
fn unit(set: &DataSet, modality: &str, frames: &[FrameHeader]) -> Unit {
    let stated = set.ascii(tags::UNITS);
    match (modality, stated.as_deref()) {
        ("CT", _) => {
            let rescaled = set.get(tags::RESCALE_SLOPE).is_some()
                || frames.iter().any(|f| f.lut != ModalityLut::IDENTITY);
            match set.ascii(tags::RESCALE_TYPE).as_deref() {
                None | Some("HU") if rescaled => Unit::Hu,
                _ => Unit::Stored,
            }
        }
        ("PT", Some("BQML")) => Unit::BecquerelPerMl,
        ("RTDOSE", _) if set.ascii(tags::DOSE_UNITS).as_deref() == Some("GY") => Unit::Gray,
        _ => Unit::Stored,
    }
}

/// The headers of all frames; a single one where the file states nothing per frame.
fn frame_headers(
    set: &DataSet,
    layout: &Layout,
    charset: &CharacterSet,
    doubts: &mut Vec<Fault>,
) -> Vec<FrameHeader> {
    let shared = set.item(tags::SHARED_FUNCTIONAL_GROUPS_SEQUENCE);
    let per_frame = set.items(tags::PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE);
    if per_frame.is_empty() {
        let groups = Groups {
            own: None,
            shared,
            root: set,
        };
        let header = frame_header(&groups, layout, charset, doubts);
        let places = (layout.frames > 1)
            .then(|| place::places_of_frames(set, &header.place, layout.frames, doubts))
            .flatten();
        return match places {
            Some(places) => places
                .into_iter()
                .map(|place| FrameHeader {
                    place,
                    ..header.clone()
                })
                .collect(),
            None => vec![header],
        };
    }
    if per_frame.len() != layout.frames {
        doubts.push(Fault::new(
            name_of(tags::PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE),
            format!("{} items for {} frames", per_frame.len(), layout.frames),
        ));
    }
    (0..layout.frames.min(per_frame.len()))
        .map(|n| {
            let groups = Groups {
                own: per_frame.get(n),
                shared,
                root: set,
            };
            frame_header(&groups, layout, charset, doubts)
        })
        .collect()
}

/// Where a frame's attributes may stand, the nearest first (PS3.3 C.7.6.16).
pub(super) struct Groups<'a> {
    pub own: Option<&'a DataSet>,
    pub shared: Option<&'a DataSet>,
    pub root: &'a DataSet,
}

impl<'a> Groups<'a> {
    /// The data sets in which the macro of `sequence` states something, the nearest first; the
    /// image's own top level is the last.
    pub fn of(&self, sequence: Tag) -> SmallVec<[&'a DataSet; 3]> {
        [self.own, self.shared]
            .into_iter()
            .flatten()
            .filter_map(|group| group.item(sequence))
            .chain([self.root])
            .collect()
    }
}

fn frame_header(
    groups: &Groups<'_>,
    layout: &Layout,
    charset: &CharacterSet,
    doubts: &mut Vec<Fault>,
) -> FrameHeader {
    FrameHeader {
        place: place::frame_place(groups, doubts),
        lut: values::modality_lut(
            &groups.of(tags::PIXEL_VALUE_TRANSFORMATION_SEQUENCE),
            layout,
            doubts,
        ),
        vois: values::vois(
            &groups.of(tags::FRAME_VOILUT_SEQUENCE),
            layout,
            charset,
            doubts,
        ),
        phase: place::phase(groups),
        segment: groups
            .of(tags::SEGMENT_IDENTIFICATION_SEQUENCE)
            .into_iter()
            .find_map(|set| set.integer(tags::REFERENCED_SEGMENT_NUMBER))
            .and_then(|number| u32::try_from(number).ok()),
    }
}

impl ImageFile {
    /// The header of frame `n`.
    pub(super) fn frame(&self, n: usize) -> Option<&FrameHeader> {
        self.frames.get(n).or(self.frames.first())
    }

    /// Whether it is a slice through the patient, so that several make a volume; projections,
    /// ultrasound, photographs and colour are none.
    pub(super) fn is_tomographic(&self) -> bool {
        let flat = matches!(
            self.modality.as_str(),
            "CR" | "DX"
                | "MG"
                | "XA"
                | "RF"
                | "RG"
                | "IO"
                | "PX"
                | "US"
                | "XC"
                | "ES"
                | "GM"
                | "SM"
                | "OP"
                | "SC"
                | "OT"
        );
        !flat && self.channels() == 1
    }

    /// Whether each frame has a header of its own.
    pub(super) fn per_frame(&self) -> bool {
        self.layout.frames > 1 && self.frames.len() == self.layout.frames
    }
}
