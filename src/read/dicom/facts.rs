//! What the header says about patient, study and acquisition.

use dicom_core::Tag;
use dicom_dictionary_std::tags;

use super::dataset::DataSet;
use super::layout::Layout;
use super::layout::Number;
use super::syntax::Syntax;
use super::text::CharacterSet;
use super::values;
use crate::study::Facts;
use crate::study::ModalityLut;
use crate::study::Personal;
use crate::study::StudyFacts;

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
pub(super) fn kind_without_pixels(set: &DataSet) -> Option<String> {
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
        _ if class.starts_with("1.2.840.10008.5.1.4.1.1.88.") => "structured report",
        _ if class.starts_with("1.2.840.10008.5.1.4.1.1.11.") => "presentation state",
        _ if class.starts_with("1.2.840.10008.5.1.4.1.1.9.") => "waveform",
        _ if class.starts_with("1.2.840.10008.5.1.4.1.1.104.") => "encapsulated document",
        _ if class.starts_with("1.2.840.10008.5.1.4.1.1.481.") => "RT object",
        _ if set.get(tags::DIRECTORY_RECORD_SEQUENCE).is_some() => "DICOMDIR, an index of files",
        _ => match set.ascii(tags::MODALITY).as_deref() {
            Some("SR" | "KO") => "structured report",
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
    Some(format!("{name}, without pixels"))
}

/// What a curator asks about an image.
pub(super) fn facts(
    set: &DataSet,
    layout: &Layout,
    syntax: &Syntax,
    charset: &CharacterSet,
) -> Facts {
    let text = |tag: Tag| set.ascii(tag);
    let words = position_words(set, charset);
    let stated_view = text(tags::VIEW_POSITION).or_else(|| view_code(set));
    let guessed = stated_view.is_none() && words == Some("supine") && is_chest_projection(set);
    let rescale = (set.get(tags::RESCALE_SLOPE).is_some()
        || set.get(tags::RESCALE_INTERCEPT).is_some())
    .then(|| values::modality_lut(&[set], layout, &mut Vec::new()))
    .and_then(|lut| match lut {
        ModalityLut::Linear { slope, intercept } => Some((slope, intercept)),
        ModalityLut::Table { .. } => None,
    });
    Facts {
        view_position: stated_view.or_else(|| guessed.then(|| "AP".to_owned())),
        view_from_text: guessed,
        // U says that the body part has no sides.
        laterality: text(tags::IMAGE_LATERALITY)
            .or_else(|| text(tags::LATERALITY))
            .filter(|side| matches!(side.as_str(), "L" | "R" | "B")),
        patient_position: text(tags::PATIENT_POSITION).or_else(|| words.map(str::to_owned)),
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
        image_type: text(tags::IMAGE_TYPE),
        padding: values::padding(set, layout).map(|p| p.low as i64),
        slice_thickness_mm: set.number(tags::SLICE_THICKNESS).filter(|t| *t > 0.0),
        kernel: text(tags::CONVOLUTION_KERNEL),
        kvp: set.number(tags::KVP).filter(|v| *v > 0.0),
        files: 1,
        spacing_source: crate::study::SpacingSource::Unknown,
    }
}

/// `supine` or `erect` from words in descriptions.
fn position_words(set: &DataSet, charset: &CharacterSet) -> Option<&'static str> {
    let all: String = [
        tags::SERIES_DESCRIPTION,
        tags::STUDY_DESCRIPTION,
        tags::PROTOCOL_NAME,
        tags::ACQUISITION_DEVICE_PROCESSING_DESCRIPTION,
        tags::PATIENT_ORIENTATION,
    ]
    .into_iter()
    .filter_map(|tag| set.text(tag, charset))
    .collect::<Vec<_>>()
    .join(" ")
    .to_lowercase();
    let has = |words: &[&str]| {
        all.split(|c: char| !c.is_alphanumeric())
            .any(|word| words.contains(&word))
    };
    if has(&["supine", "portable", "bed", "bedside", "mobile"]) {
        Some("supine")
    } else if has(&["erect", "upright", "standing"]) {
        Some("erect")
    } else {
        None
    }
}

fn is_chest_projection(set: &DataSet) -> bool {
    matches!(
        set.ascii(tags::MODALITY).as_deref(),
        Some("CR" | "DX" | "RG")
    )
}

/// View Code Sequence for the views that have a short name (SNOMED codes of PS3.16 CID 4010).
fn view_code(set: &DataSet) -> Option<String> {
    let code = set
        .item(tags::VIEW_CODE_SEQUENCE)?
        .ascii(tags::CODE_VALUE)?;
    let name = match code.as_str() {
        "R-10206" | "399348003" => "AP",
        "R-10214" | "399110001" => "PA",
        "R-10236" | "399173006" => "LL",
        "R-10232" | "399198007" => "RL",
        _ => return None,
    };
    Some(name.to_owned())
}

/// Whether the pixels went through a lossy compression, with ratio and method where stated.
fn lossy(set: &DataSet) -> Option<String> {
    (set.ascii(tags::LOSSY_IMAGE_COMPRESSION)? == "01").then(|| {
        let ratio = set.ascii(tags::LOSSY_IMAGE_COMPRESSION_RATIO);
        let method = set.ascii(tags::LOSSY_IMAGE_COMPRESSION_METHOD);
        match (ratio, method) {
            (Some(ratio), Some(method)) => format!("{ratio} ({method})"),
            (Some(ratio), None) => ratio,
            (None, Some(method)) => method,
            (None, None) => "yes".to_owned(),
        }
    })
}
