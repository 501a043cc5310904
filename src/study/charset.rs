//! Character sets that a person can choose for the texts of a study.

use std::collections::BTreeMap;

/// In which set the texts of a study are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Charset {
    /// As Specific Character Set says, and as the bytes show where that is often wrong.
    #[default]
    Automatic,
    /// Unicode, UTF-8.
    Utf8,
    /// CP949, which holds EUC-KR and KS X 1001.
    Korean,
    /// Shift-JIS, or JIS X 0208 and 0212 where there are escapes (ISO 2022).
    Japanese,
    /// GB18030, which holds GBK and GB 2312.
    Gb18030,
    /// Big5.
    Big5,
    /// Latin 1 (Western European).
    Latin1,
    /// ISO 8859-5.
    Cyrillic,
    /// ISO 8859-6.
    Arabic,
    /// ISO 8859-8.
    Hebrew,
    /// ISO 8859-7.
    Greek,
    /// TIS 620.
    Thai,
}

impl Charset {
    /// All, automatic first.
    pub const ALL: [Self; 12] = [
        Self::Automatic,
        Self::Utf8,
        Self::Korean,
        Self::Japanese,
        Self::Gb18030,
        Self::Big5,
        Self::Latin1,
        Self::Cyrillic,
        Self::Arabic,
        Self::Hebrew,
        Self::Greek,
        Self::Thai,
    ];

    /// Its name on the command line.
    pub fn key(self) -> &'static str {
        match self {
            Self::Automatic => "automatic",
            Self::Utf8 => "utf-8",
            Self::Korean => "korean",
            Self::Japanese => "japanese",
            Self::Gb18030 => "gb18030",
            Self::Big5 => "big5",
            Self::Latin1 => "latin-1",
            Self::Cyrillic => "cyrillic",
            Self::Arabic => "arabic",
            Self::Hebrew => "hebrew",
            Self::Greek => "greek",
            Self::Thai => "thai",
        }
    }

    /// The set of a name.
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|set| set.key() == key)
    }
}

/// Which set was chosen for which study.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Charsets {
    /// Of studies without a choice of their own.
    pub others: Charset,
    /// By Study Instance UID.
    pub studies: BTreeMap<String, Charset>,
}

impl Charsets {
    /// The set for a study.
    pub fn of(&self, study: &str) -> Charset {
        self.studies.get(study).copied().unwrap_or(self.others)
    }
}
