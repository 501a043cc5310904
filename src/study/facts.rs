//! What stands in the header about a picture, as a curator asks for it.

use std::borrow::Cow;
use std::sync::Arc;

use super::Collimation;
use super::Region;
use super::Suv;

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

    /// A person's name as it is read: the group that is meant, or the first that is there, without the
    /// carets between its parts (PS3.5 6.2.1.1).
    pub fn person(&self, group: NameGroup) -> String {
        let groups = self.groups();
        let order: &[usize] = match group {
            NameGroup::Alphabetic => &[0, 2, 1],
            NameGroup::Local => &[2, 1, 0],
        };
        let mut named = order.iter().filter_map(|&at| groups.get(at));
        named
            .find(|text| !text.is_empty())
            .cloned()
            .unwrap_or_default()
    }

    /// The groups of a person's name beside the one that [`person`](Self::person) gives.
    pub fn other_groups(&self, group: NameGroup) -> Vec<String> {
        let shown = self.person(group);
        let mut others = self.groups();
        others.retain(|text| !text.is_empty() && *text != shown);
        others
    }

    /// Alphabetic, ideographic, phonetic, as far as there are such.
    fn groups(&self) -> Vec<String> {
        self.0.split('=').take(3).map(joined).collect()
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// One of the three ways in which a person's name is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameGroup {
    /// In Latin letters, or the only one of the file.
    Alphabetic,
    /// In the letters of the person's language: phonetic (Hangul, kana), else ideographic.
    Local,
}

/// The parts of a name in one line: family, given, middle name, prefix, suffix. Hangul and Chinese
/// characters stand without blanks.
fn joined(name: &str) -> String {
    let parts: Vec<&str> = name
        .split('^')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    let tight = |c: char| matches!(c, '\u{ac00}'..='\u{d7a3}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}');
    let between = if parts.iter().all(|part| part.chars().all(tight)) {
        ""
    } else {
        " "
    };
    parts.join(between)
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
    /// Ultrasound regions: millimetres inside a region only.
    Region,
    /// The header of a file that is not DICOM.
    File,
}

/// How the body is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Posture {
    /// On the back.
    Supine,
    /// On the belly.
    Prone,
    /// On the left side.
    DecubitusLeft,
    /// On the right side.
    DecubitusRight,
    /// Sitting.
    Sitting,
    /// Upright.
    Erect,
}

impl Posture {
    /// The posture in the code of Patient Position: `HFS` is head first, supine (PS3.3 C.7.3.1.1.2).
    pub fn of_position(code: &str) -> Option<Self> {
        let known = ["HF", "FF", "LF", "RF", "AF", "PF"];
        let (way, lie) = (code.get(..2)?, code.get(2..)?);
        match lie {
            _ if !known.contains(&way) => None,
            "S" => Some(Self::Supine),
            "P" => Some(Self::Prone),
            "DL" => Some(Self::DecubitusLeft),
            "DR" => Some(Self::DecubitusRight),
            _ => None,
        }
    }

    /// Its name in English, as filters and `info` write it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Supine => "supine",
            Self::Prone => "prone",
            Self::DecubitusLeft => "decubitus-left",
            Self::DecubitusRight => "decubitus-right",
            Self::Sitting => "sitting",
            Self::Erect => "erect",
        }
    }
}

/// Why a view position is not to be trusted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ViewDoubt {
    /// View Code Sequence names this other view.
    CodeSays(String),
    /// The view is stated as PA, while a description has the patient in bed.
    PaInBed,
}

/// A lossy compression that the pixels went through, now or earlier.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lossy {
    /// Lossy Image Compression Ratio, one number for each compression, joined by a backslash.
    pub ratio: Option<String>,
    /// Lossy Image Compression Method, joined by a backslash.
    pub method: Option<String>,
}

impl Lossy {
    /// Ratio and method in words: `10 (ISO_10918_1)`; `yes` where neither is stated.
    pub fn words(&self) -> String {
        match (&self.ratio, &self.method) {
            (Some(ratio), Some(method)) => format!("{ratio} ({method})"),
            (Some(text), None) | (None, Some(text)) => text.clone(),
            (None, None) => "yes".to_owned(),
        }
    }
}

/// Facts of a series that a curator asks for; empty where the file does not say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// View Position: `AP`, `PA`, `LL` …; else the view of View Code Sequence.
    pub view_position: Option<String>,
    /// The view position was guessed from a description, not read from its element.
    pub view_from_text: bool,
    /// Why the view position is not to be trusted.
    pub view_doubt: Option<ViewDoubt>,
    /// Laterality or Image Laterality: `L`, `R`, `B`.
    pub laterality: Option<String>,
    /// Patient Position as the file states it: `HFS` …
    pub patient_position: Option<String>,
    /// How the body is held.
    pub posture: Option<Posture>,
    /// The posture was found in words of a description.
    pub posture_from_text: bool,
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
    /// Lowest and highest stored sample, padding left out; known once the pixels are read, and never of
    /// colour or real numbers.
    pub stored_range: Option<[i64; 2]>,
    /// Rescale Slope and Intercept of the first image, where stated.
    pub rescale: Option<(f64, f64)>,
    /// Standardised uptake, of PET.
    pub suv: Option<Suv>,
    /// Name of the transfer syntax or file format.
    pub encoding: String,
    /// The pixels went through a lossy compression.
    pub lossy: Option<Lossy>,
    /// Burned In Annotation.
    pub burned_in: Option<bool>,
    /// Image Type, values joined by a backslash.
    pub image_type: Option<String>,
    /// Image Type begins with DERIVED (`true`) or ORIGINAL.
    pub derived: Option<bool>,
    /// Image Type has LOCALIZER.
    pub localizer: bool,
    /// A secondary capture: a screenshot, a scanned film, a converted picture.
    pub secondary_capture: bool,
    /// Where the size of a pixel comes from.
    pub spacing_source: SpacingSource,
    /// What Imager Pixel Spacing was divided by.
    pub magnification: Option<f64>,
    /// Pixel Spacing Calibration Type: `FIDUCIAL`, `GEOMETRY`.
    pub calibration: Option<String>,
    /// Pixel Aspect Ratio: height of a pixel over its width, where stated.
    pub pixel_aspect_ratio: Option<f64>,
    /// Pixel Padding Value to Pixel Padding Range Limit, in stored units.
    pub padding: Option<[i64; 2]>,
    /// Regions of an ultrasound picture, in the order of the file.
    pub regions: Vec<Region>,
    /// What the header says the beam or the shutter lets through.
    pub collimation: Option<Arc<Collimation>>,
    /// Slice Thickness in millimetres.
    pub slice_thickness_mm: Option<f64>,
    /// Convolution Kernel.
    pub kernel: Option<String>,
    /// KVP.
    pub kvp: Option<f64>,
    /// How many files it was read from.
    pub files: usize,
}

impl Facts {
    /// Bits that the stored samples really use: of unsigned samples the length of the highest, of samples
    /// below 0 that of two's complement.
    pub fn bits_used(&self) -> Option<u32> {
        let [low, high] = self.stored_range?;
        let length = |n: i64| i64::BITS - n.leading_zeros();
        Some(if low < 0 {
            // -2^k needs as many bits as 2^k - 1, and the sign.
            length(!low).max(length(high.max(0))) + 1
        } else {
            length(high).max(1)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bits(range: [i64; 2]) -> Option<u32> {
        let facts = Facts {
            stored_range: Some(range),
            ..Facts::default()
        };
        facts.bits_used()
    }

    #[test]
    fn bits_used_are_those_of_the_extremes() {
        assert_eq!(Facts::default().bits_used(), None);
        for (range, wanted) in [
            ([0, 0], 1),
            ([0, 1], 1),
            ([5, 4095], 12),
            ([5, 4096], 13),
            ([-1, 0], 1),
            ([-1024, 1023], 11),
            ([-1024, 3071], 13),
            ([-1025, 0], 12),
            ([-9, -3], 5),
        ] {
            assert_eq!(bits(range), Some(wanted), "{range:?}");
        }
    }

    #[test]
    fn postures_are_in_the_code_of_patient_position() {
        assert_eq!(Posture::of_position("HFS"), Some(Posture::Supine));
        assert_eq!(Posture::of_position("FFDR"), Some(Posture::DecubitusRight));
        for other in ["", "HF", "HFX", "SUP", "ÄÖ"] {
            assert_eq!(Posture::of_position(other), None, "{other}");
        }
    }

    #[test]
    fn names_are_shown_by_group_without_carets() {
        let korean = Personal::new("Hong^Gildong=洪^吉洞=홍^길동");
        assert_eq!(korean.person(NameGroup::Alphabetic), "Hong Gildong");
        assert_eq!(korean.person(NameGroup::Local), "홍길동");
        assert_eq!(
            korean.other_groups(NameGroup::Local),
            ["Hong Gildong", "洪吉洞"]
        );
        let hanja = Personal::new("Hong^Gildong=洪^吉洞=");
        assert_eq!(hanja.person(NameGroup::Local), "洪吉洞");
        let alone = Personal::new("==홍^길동");
        assert_eq!(alone.person(NameGroup::Alphabetic), "홍길동");
        let title = Personal::new("Doe^Jane^^Dr.^PhD");
        assert_eq!(title.person(NameGroup::Local), "Doe Jane Dr. PhD");
        assert_eq!(Personal::new(" ^ = ").person(NameGroup::Local), "");
    }
}
