//! What stands in the header about a picture, as a curator asks for it.

use std::borrow::Cow;

/// A name, an ID or another text that tells who somebody is.
///
/// It has no `Display`: whoever shows it must say whether identities are hidden.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Personal(String);

impl Personal {
    /// Wraps a text that names a person.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text, or bullets where identities are hidden.
    pub fn reveal(&self, hidden: bool) -> Cow<'_, str> {
        if hidden {
            Cow::Borrowed("•••")
        } else {
            Cow::Borrowed(&self.0)
        }
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl std::fmt::Debug for Personal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Personal(•••)")
    }
}

/// What all series of one study share.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StudyFacts {
    /// Study Instance UID, or the folder of pictures that are not DICOM.
    pub uid: String,
    /// Patient's Name, decoded.
    pub patient_name: Personal,
    /// Patient ID.
    pub patient_id: Personal,
    /// Study Date as `YYYY-MM-DD`.
    pub date: Option<String>,
    /// Study Description.
    pub description: String,
    /// Whether this is a folder of plain pictures and not a DICOM study.
    pub plain: bool,
}

/// Where the size of a pixel comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SpacingSource {
    /// Nothing states it: lengths are in pixels.
    #[default]
    Unknown,
    /// Pixel Spacing of a tomographic image: millimetres in the patient.
    PixelSpacing,
    /// Pixel Spacing of a projection that was calibrated.
    Calibrated,
    /// Imager Pixel Spacing: millimetres at the detector, larger than in the patient.
    Detector,
    /// Imager Pixel Spacing divided by the estimated magnification.
    Magnification,
    /// Only the ratio of height and width is known (Pixel Aspect Ratio).
    AspectOnly,
    /// The header of a file that is not DICOM.
    File,
}

/// Facts of a series that a curator asks for; empty where the file does not say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// View Position: `AP`, `PA`, `LL` …
    pub view_position: Option<String>,
    /// The view position was guessed from a description, not read from its element.
    pub view_from_text: bool,
    /// Laterality or Image Laterality: `L`, `R`.
    pub laterality: Option<String>,
    /// Patient Position (`HFS` …), or `supine`, `erect` from words in the header.
    pub patient_position: Option<String>,
    /// Body Part Examined.
    pub body_part: Option<String>,
    /// Photometric Interpretation as the file states it.
    pub photometric: String,
    /// Bits Allocated.
    pub bits_allocated: u16,
    /// Bits Stored.
    pub bits_stored: u16,
    /// Pixel Representation 1.
    pub signed: bool,
    /// Rescale Slope and Intercept of the first image, where stated.
    pub rescale: Option<(f64, f64)>,
    /// Name of the transfer syntax or file format.
    pub encoding: String,
    /// The pixels went through a lossy compression; with the ratio where stated.
    pub lossy: Option<String>,
    /// Burned In Annotation.
    pub burned_in: Option<bool>,
    /// Image Type, values joined by a backslash.
    pub image_type: Option<String>,
    /// Where the size of a pixel comes from.
    pub spacing_source: SpacingSource,
    /// Pixel Padding Value, in stored units.
    pub padding: Option<i64>,
    /// Slice Thickness in millimetres.
    pub slice_thickness_mm: Option<f64>,
    /// Convolution Kernel.
    pub kernel: Option<String>,
    /// KVP.
    pub kvp: Option<f64>,
    /// How many files it was read from.
    pub files: usize,
}
