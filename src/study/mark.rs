//! Marks: facts of a series in one word, by which a curator finds and filters series.

use std::borrow::Cow;

use super::Posture;
use super::SeriesHeader;
use super::SpacingSource;
use super::Suv;
use super::Unit;

/// Modalities whose pictures are projections, where the view and the kind of millimetres matter.
const PROJECTIONS: [&str; 8] = ["CR", "DX", "MG", "XA", "RF", "RG", "IO", "PX"];

/// A fact in one word. The order is that of lists.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Mark {
    /// The modality: `modality:ct`.
    Modality(String),
    /// The view position: `ap`, `pa`, `ll` …
    View(String),
    /// The view is guessed from a description.
    ViewGuessed,
    /// The view contradicts another element or a description.
    ViewDoubtful,
    /// A projection that does not say from where it was taken.
    ViewUnknown,
    /// How the body is held.
    Posture(Posture),
    /// The side of the body: `side:l`, `side:r`, `side:b`.
    Side(char),
    /// A planning picture: Image Type LOCALIZER.
    Localizer,
    /// Made from other pictures: Image Type DERIVED.
    Derived,
    /// A screenshot, a scanned film, a converted picture.
    SecondaryCapture,
    /// Went through a lossy compression.
    Lossy,
    /// MONOCHROME1: the lowest value is shown white.
    Mono1,
    /// Colour.
    Colour,
    /// Text burned into the pixels.
    BurnedIn,
    /// Without a window.
    NoWindow,
    /// Has pixels that are no data.
    Padding,
    /// The header states what the collimator or a shutter lets through.
    Collimated,
    /// A projection whose millimetres were calibrated.
    Calibrated,
    /// A projection whose millimetres are those at the detector, estimated, or unknown.
    Uncalibrated,
    /// PET in SUV.
    Suv,
    /// PET without SUV, as something is missing.
    NoSuv,
    /// Something was mended or doubted while reading.
    Doubtful,
}

impl Mark {
    /// The word by which it is filtered, in lower case and without blanks.
    pub fn word(&self) -> Cow<'static, str> {
        let word = match self {
            Self::Modality(name) => return Cow::Owned(format!("modality:{}", plain(name))),
            Self::View(view) => return Cow::Owned(plain(view)),
            Self::Side(side) => return Cow::Owned(format!("side:{}", side.to_ascii_lowercase())),
            Self::ViewGuessed => "view-guessed",
            Self::ViewDoubtful => "view-doubtful",
            Self::ViewUnknown => "view-unknown",
            Self::Posture(posture) => posture.word(),
            Self::Localizer => "localizer",
            Self::Derived => "derived",
            Self::SecondaryCapture => "secondary-capture",
            Self::Lossy => "lossy",
            Self::Mono1 => "mono1",
            Self::Colour => "colour",
            Self::BurnedIn => "burned-in",
            Self::NoWindow => "no-window",
            Self::Padding => "padding",
            Self::Collimated => "collimated",
            Self::Calibrated => "calibrated",
            Self::Uncalibrated => "uncalibrated",
            Self::Suv => "suv",
            Self::NoSuv => "no-suv",
            Self::Doubtful => "doubtful",
        };
        Cow::Borrowed(word)
    }

    /// Whether `word` is that of a mark, so that it asks for the fact and not for letters in a text.
    pub fn is_word(word: &str) -> bool {
        const WORDS: [&str; 30] = [
            "ap",
            "pa",
            "ll",
            "rl",
            "view-guessed",
            "view-doubtful",
            "view-unknown",
            "supine",
            "prone",
            "decubitus-left",
            "decubitus-right",
            "sitting",
            "erect",
            "localizer",
            "derived",
            "secondary-capture",
            "lossy",
            "mono1",
            "colour",
            "burned-in",
            "no-window",
            "padding",
            "collimated",
            "calibrated",
            "uncalibrated",
            "suv",
            "no-suv",
            "doubtful",
            "side:l",
            "side:r",
        ];
        WORDS.contains(&word)
    }

    /// Whether it stands on a series' row: what sets the series apart from what one expects of it.
    pub fn is_told_on_rows(&self, header: &SeriesHeader) -> bool {
        match self {
            Self::View(_)
            | Self::ViewGuessed
            | Self::ViewDoubtful
            | Self::Localizer
            | Self::Derived
            | Self::SecondaryCapture
            | Self::Lossy
            | Self::Mono1
            | Self::BurnedIn
            | Self::Suv
            | Self::NoSuv => true,
            Self::Posture(posture) => {
                header.geometry.is_none() || !matches!(posture, Posture::Supine)
            }
            _ => false,
        }
    }

    /// Whether it is a reason to look twice.
    pub fn is_warning(&self) -> bool {
        matches!(
            self,
            Self::ViewGuessed | Self::ViewDoubtful | Self::BurnedIn | Self::Lossy | Self::NoSuv
        )
    }
}

/// A text of a file as a filter word.
fn plain(text: &str) -> String {
    let word = text.trim().to_lowercase();
    word.split_whitespace().collect::<Vec<_>>().join("-")
}

impl SeriesHeader {
    /// Whether it is a radiograph or another projection through the body.
    pub fn is_projection(&self) -> bool {
        self.geometry.is_none() && PROJECTIONS.contains(&self.modality.as_str())
    }

    /// Whether any of its marks stands on its row; quicker than asking each, as lists of thousands ask in
    /// every frame.
    pub fn has_told_marks(&self) -> bool {
        let facts = &self.facts;
        let posture = facts.posture.filter(|_| self.geometry.is_none());
        facts.view_position.is_some()
            || facts.view_from_text
            || facts.view_doubt.is_some()
            || facts.posture.is_some_and(|held| held != Posture::Supine)
            || posture.is_some()
            || facts.localizer
            || facts.derived == Some(true)
            || facts.secondary_capture
            || facts.lossy.is_some()
            || self.inverted
            || facts.burned_in == Some(true)
            || self.unit == Unit::Suv
            || matches!(facts.suv, Some(Suv::Missing { .. }))
    }

    /// All its marks, in the order of lists.
    pub fn marks(&self) -> Vec<Mark> {
        let facts = &self.facts;
        let projection = self.is_projection();
        let mut marks = vec![Mark::Modality(self.modality.clone())];
        marks.extend(facts.view_position.clone().map(Mark::View));
        marks.extend(facts.posture.map(Mark::Posture));
        let side = facts
            .laterality
            .as_ref()
            .and_then(|side| side.chars().next());
        marks.extend(side.map(Mark::Side));
        let calibrated = facts.spacing_source == SpacingSource::Calibrated;
        let padded = facts.padding.is_some();
        let windowless = self.vois.is_empty() && self.channels == 1 && !self.study.plain;
        let suv = self.unit == Unit::Suv;
        let no_suv = matches!(facts.suv, Some(Suv::Missing { .. }));
        let with = [
            (Mark::ViewGuessed, facts.view_from_text),
            (Mark::ViewDoubtful, facts.view_doubt.is_some()),
            (
                Mark::ViewUnknown,
                projection && facts.view_position.is_none(),
            ),
            (Mark::Localizer, facts.localizer),
            (Mark::Derived, facts.derived == Some(true)),
            (Mark::SecondaryCapture, facts.secondary_capture),
            (Mark::Lossy, facts.lossy.is_some()),
            (Mark::Mono1, self.inverted),
            (Mark::Colour, self.channels == 3),
            (Mark::BurnedIn, facts.burned_in == Some(true)),
            (Mark::NoWindow, windowless),
            (Mark::Padding, padded),
            (Mark::Collimated, facts.collimation.is_some()),
            (Mark::Calibrated, projection && calibrated),
            (Mark::Uncalibrated, projection && !calibrated),
            (Mark::Suv, suv),
            (Mark::NoSuv, no_suv),
            (Mark::Doubtful, self.doubtful),
        ];
        marks.extend(
            with.into_iter()
                .filter(|(_, has)| *has)
                .map(|(mark, _)| mark),
        );
        marks.sort();
        marks
    }
}
