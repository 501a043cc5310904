//! What the header says about patient, study and acquisition.

use dicom_core::Tag;
use dicom_dictionary_std::tags;

use super::collimation::collimation;
use super::dataset::DataSet;
use super::layout::Layout;
use super::layout::Number;
use super::place;
use super::syntax::Syntax;
use super::text::CharacterSet;
use super::values;
use crate::read::fault::quoted;
use crate::study::Facts;
use crate::study::Lossy;
use crate::study::ModalityLut;
use crate::study::Personal;
use crate::study::Posture;
use crate::study::StudyFacts;
use crate::study::ViewDoubt;

/// What all series of the study share.
pub(super) fn study(set: &DataSet, charset: &CharacterSet) -> StudyFacts {
    let personal = |tag| Personal::new(set.text(tag, charset).unwrap_or_default());
    StudyFacts {
        uid: set.ascii(tags::STUDY_INSTANCE_UID).unwrap_or_default(),
        patient_name: personal(tags::PATIENT_NAME),
        patient_id: personal(tags::PATIENT_ID),
        date: set.ascii(tags::STUDY_DATE).and_then(|text| date(&text)),
        description: set
            .text(tags::STUDY_DESCRIPTION, charset)
            .unwrap_or_default(),
        plain: false,
    }
}

/// `20260131` (or the older `2026.01.31`) as `2026-01-31`.
fn date(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let (year, month, day) = (digits.get(..4)?, digits.get(4..6)?, digits.get(6..8)?);
    (digits.len() == 8).then(|| format!("{year}-{month}-{day}"))
}

/// What a file without pixels is, for the list of what is not shown; `None` where it should have
/// had pixels.
pub(super) fn kind_without_pixels(set: &DataSet, charset: &CharacterSet) -> Option<String> {
    let class = set.ascii(tags::SOP_CLASS_UID).unwrap_or_default();
    let name = match class.as_str() {
        "1.2.840.10008.5.1.4.1.1.481.3" => "RT structure set",
        "1.2.840.10008.5.1.4.1.1.481.5" => "RT plan",
        "1.2.840.10008.5.1.4.1.1.481.8" => "RT ion plan",
        "1.2.840.10008.5.1.4.1.1.66" => "raw data",
        "1.2.840.10008.5.1.4.1.1.66.1" => "spatial registration",
        "1.2.840.10008.5.1.4.1.1.66.2" => "spatial fiducials",
        "1.2.840.10008.5.1.4.1.1.66.5" => "surface segmentation",
        "1.2.840.10008.5.1.4.1.1.67" => "real world value mapping",
        "1.2.840.10008.5.1.4.1.1.4.2" => "MR spectroscopy",
        "1.2.840.10008.5.1.4.1.1.88.59" => "key object selection",
        "1.2.840.10008.5.1.4.1.1.104.1" => "encapsulated PDF",
        "1.2.840.10008.5.1.4.1.1.104.2" => "encapsulated CDA",
        "1.2.840.10008.5.1.4.1.1.104.3" => "encapsulated STL",
        _ if class.starts_with("1.2.840.10008.5.1.4.1.1.88.") => "structured report",
        _ if class.starts_with("1.2.840.10008.5.1.4.1.1.11.") => "presentation state",
        _ if class.starts_with("1.2.840.10008.5.1.4.1.1.9.") => "waveform",
        _ if class.starts_with("1.2.840.10008.5.1.4.1.1.104.") => "encapsulated document",
        _ if class.starts_with("1.2.840.10008.5.1.4.1.1.481.") => "RT object",
        _ if set.get(tags::DIRECTORY_RECORD_SEQUENCE).is_some() => "DICOMDIR, an index of files",
        _ => match set.ascii(tags::MODALITY).as_deref() {
            Some("KO") => "key object selection",
            Some("SR") => "structured report",
            Some("PR") => "presentation state",
            Some("RTSTRUCT" | "RTPLAN" | "RTRECORD") => "RT object",
            Some("DOC") => "encapsulated document",
            Some("REG") => "registration",
            // A file that ends before its first element is a broken one.
            _ if set.is_empty() => return None,
            _ if class.is_empty() && set.get(tags::ROWS).is_none() => "no DICOM image",
            _ => return None,
        },
    };
    Some(match title(set, charset) {
        Some(title) => format!("{name} {}, without pixels", quoted(&title)),
        None => format!("{name}, without pixels"),
    })
}

/// What a document, report, plan or presentation is called: its own title, else its series' description.
fn title(set: &DataSet, charset: &CharacterSet) -> Option<String> {
    const TITLES: [Tag; 6] = [
        tags::DOCUMENT_TITLE,
        tags::CONTENT_LABEL,
        tags::CONTENT_DESCRIPTION,
        tags::RT_PLAN_LABEL,
        tags::RT_PLAN_NAME,
        tags::STRUCTURE_SET_LABEL,
    ];
    let concept = || {
        let concept = set.item(tags::CONCEPT_NAME_CODE_SEQUENCE)?;
        concept.text(tags::CODE_MEANING, charset)
    };
    TITLES
        .into_iter()
        .find_map(|tag| set.text(tag, charset))
        .or_else(concept)
        .or_else(|| set.text(tags::SERIES_DESCRIPTION, charset))
}

/// What a curator asks about an image.
pub(super) fn facts(
    set: &DataSet,
    layout: &Layout,
    syntax: &Syntax,
    charset: &CharacterSet,
) -> Facts {
    let text = |tag: Tag| set.ascii(tag);
    let words = Words::of(set, charset);
    let patient_position = text(tags::PATIENT_POSITION);
    let stated_posture = patient_position
        .as_deref()
        .and_then(Posture::of_position)
        .or_else(|| posture_code(set));
    let said_posture = words.posture();
    let coded_view = view_code(set).map(str::to_owned);
    let stated_view = text(tags::VIEW_POSITION).or_else(|| coded_view.clone());
    let in_bed = said_posture == Some(Posture::Supine);
    let guessed = stated_view.is_none() && in_bed && is_chest_projection(set);
    let view_doubt = match (&stated_view, coded_view) {
        (Some(stated), Some(coded)) if contradicts(stated, &coded) => {
            Some(ViewDoubt::CodeSays(coded))
        }
        (Some(stated), _) if stated == "PA" && in_bed => Some(ViewDoubt::PaInBed),
        _ => None,
    };
    let rescale = (set.get(tags::RESCALE_SLOPE).is_some()
        || set.get(tags::RESCALE_INTERCEPT).is_some())
    .then(|| values::modality_lut(&[set], layout, &mut Vec::new()))
    .and_then(|lut| match lut {
        ModalityLut::Linear { slope, intercept } => Some((slope, intercept)),
        ModalityLut::Table { .. } => None,
    });
    let image_type = text(tags::IMAGE_TYPE);
    let image_types = || {
        image_type
            .iter()
            .flat_map(|text| text.split('\\'))
            .map(str::trim)
    };
    let derived = match image_types().next() {
        Some("DERIVED") => Some(true),
        Some("ORIGINAL") => Some(false),
        _ => None,
    };
    let class = text(tags::SOP_CLASS_UID).unwrap_or_default();
    Facts {
        view_position: stated_view.or_else(|| guessed.then(|| "AP".to_owned())),
        view_from_text: guessed,
        view_doubt,
        // U says that the body part has no sides.
        laterality: text(tags::IMAGE_LATERALITY)
            .or_else(|| text(tags::LATERALITY))
            .filter(|side| matches!(side.as_str(), "L" | "R" | "B")),
        posture: stated_posture.or(said_posture),
        posture_from_text: stated_posture.is_none() && said_posture.is_some(),
        patient_position,
        body_part: text(tags::BODY_PART_EXAMINED),
        photometric: text(tags::PHOTOMETRIC_INTERPRETATION).unwrap_or_default(),
        bits_allocated: layout.bits_allocated,
        bits_stored: layout.bits_stored,
        signed: layout.number == Number::Signed,
        rescale,
        encoding: syntax.label(),
        lossy: lossy(set),
        burned_in: text(tags::BURNED_IN_ANNOTATION).and_then(|v| match v.as_str() {
            "YES" => Some(true),
            "NO" => Some(false),
            _ => None,
        }),
        derived,
        localizer: image_types().any(|value| value == "LOCALIZER"),
        secondary_capture: class == SECONDARY_CAPTURE
            || class.starts_with(MULTI_FRAME_CAPTURES)
            || set.ascii(tags::CONVERSION_TYPE).is_some(),
        image_type,
        padding: values::padding(set, layout).map(|p| [p.low as i64, p.high as i64]),
        regions: place::regions(set),
        collimation: collimation(set),
        calibration: text(tags::PIXEL_SPACING_CALIBRATION_TYPE),
        pixel_aspect_ratio: place::aspect_ratio(set),
        slice_thickness_mm: set.number(tags::SLICE_THICKNESS).filter(|t| *t > 0.0),
        kernel: text(tags::CONVOLUTION_KERNEL),
        kvp: set.number(tags::KVP).filter(|v| *v > 0.0),
        files: 1,
        ..Facts::default()
    }
}

const SECONDARY_CAPTURE: &str = "1.2.840.10008.5.1.4.1.1.7";
const MULTI_FRAME_CAPTURES: &str = "1.2.840.10008.5.1.4.1.1.7.";

/// The words of all descriptions, in lower case.
struct Words(Vec<String>);

impl Words {
    fn of(set: &DataSet, charset: &CharacterSet) -> Self {
        let all: String = [
            tags::SERIES_DESCRIPTION,
            tags::STUDY_DESCRIPTION,
            tags::PROTOCOL_NAME,
            tags::ACQUISITION_DEVICE_PROCESSING_DESCRIPTION,
            tags::PERFORMED_PROCEDURE_STEP_DESCRIPTION,
        ]
        .into_iter()
        .filter_map(|tag| set.text(tag, charset))
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase();
        let words = all.split(|c: char| !c.is_alphanumeric());
        Self(words.map(str::to_owned).collect())
    }

    fn has(&self, wanted: &[&str]) -> bool {
        self.0.iter().any(|word| wanted.contains(&word.as_str()))
    }

    /// The posture that they tell of; a film at the bed is one of somebody who lies on the back.
    fn posture(&self) -> Option<Posture> {
        let decubitus = self.has(&["decubitus", "decub", "lld", "rld"]);
        if decubitus && self.has(&["left", "lt", "lld"]) {
            Some(Posture::DecubitusLeft)
        } else if decubitus && self.has(&["right", "rt", "rld"]) {
            Some(Posture::DecubitusRight)
        } else if self.has(&["prone"]) {
            Some(Posture::Prone)
        } else if self.has(&["supine", "portable", "bed", "bedside", "mobile"]) {
            Some(Posture::Supine)
        } else if self.has(&["erect", "upright", "standing"]) {
            Some(Posture::Erect)
        } else {
            None
        }
    }
}

/// The posture of Patient Orientation Code Sequence and its modifier (PS3.16 CID 19 and 20), by SNOMED
/// CT or RT code.
fn posture_code(set: &DataSet) -> Option<Posture> {
    let orientation = set.item(tags::PATIENT_ORIENTATION_CODE_SEQUENCE)?;
    let modifier = orientation.item(tags::PATIENT_ORIENTATION_MODIFIER_CODE_SEQUENCE);
    let of = |item: &DataSet| match item.ascii(tags::CODE_VALUE)?.as_str() {
        "40199007" | "F-10340" => Some(Posture::Supine),
        "1240000" | "F-10310" => Some(Posture::Prone),
        "102536004" | "F-10319" => Some(Posture::DecubitusLeft),
        "102535000" | "F-10317" => Some(Posture::DecubitusRight),
        "33586001" | "F-103A0" => Some(Posture::Sitting),
        "10904000" | "F-10320" | "C86043" | "F-10440" => Some(Posture::Erect),
        _ => None,
    };
    modifier.and_then(of).or_else(|| of(orientation))
}

fn is_chest_projection(set: &DataSet) -> bool {
    matches!(
        set.ascii(tags::MODALITY).as_deref(),
        Some("CR" | "DX" | "RG")
    )
}

/// View Code Sequence for the views that have a short name (PS3.16 CID 4010 and 4014, SNOMED CT or RT).
fn view_code(set: &DataSet) -> Option<&'static str> {
    let code = set
        .item(tags::VIEW_CODE_SEQUENCE)?
        .ascii(tags::CODE_VALUE)?;
    Some(match code.as_str() {
        "399348003" | "R-10206" => "AP",
        "272479007" | "R-10214" | "R-40888" => "PA",
        "399173006" | "R-10236" => "LL",
        "399198007" | "R-10232" => "RL",
        "399067008" | "R-102CD" => "LATERAL",
        "399006002" | "R-10212" => "LPO",
        "399038007" | "R-10210" => "RPO",
        "399135007" | "R-10220" => "LAO",
        "399356000" | "R-40985" => "RAO",
        "399162004" | "R-10242" => "CC",
        "399368009" | "R-10226" => "MLO",
        "399260004" | "R-10224" => "ML",
        "399352003" | "R-10228" => "LM",
        _ => return None,
    })
}

/// Whether a stated view is another one than the coded, where both are from the front, from the back or
/// from the side; other views have too many names.
fn contradicts(stated: &str, coded: &str) -> bool {
    let kind = |view: &str| match view {
        "AP" => Some(0),
        "PA" => Some(1),
        "LL" | "RL" | "LAT" | "LATERAL" | "LLAT" | "RLAT" => Some(2),
        _ => None,
    };
    let one_sided = |view: &str| matches!(view, "LL" | "RL");
    match (kind(stated), kind(coded)) {
        (Some(2), Some(2)) => one_sided(stated) && one_sided(coded) && stated != coded,
        (Some(a), Some(b)) => a != b,
        _ => false,
    }
}

/// The lossy compression that the pixels went through, where one is stated.
fn lossy(set: &DataSet) -> Option<Lossy> {
    (set.ascii(tags::LOSSY_IMAGE_COMPRESSION)? == "01").then(|| Lossy {
        ratio: set.ascii(tags::LOSSY_IMAGE_COMPRESSION_RATIO),
        method: set.ascii(tags::LOSSY_IMAGE_COMPRESSION_METHOD),
    })
}
