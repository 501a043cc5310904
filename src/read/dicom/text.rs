//! Text of a data set in its character set, with the labels and escapes that files really have.

use encoding_rs::BIG5;
use encoding_rs::EUC_KR;
use encoding_rs::Encoding;
use encoding_rs::GB18030;
use encoding_rs::ISO_2022_JP;
use encoding_rs::SHIFT_JIS;
use encoding_rs::UTF_8;
use encoding_rs::WINDOWS_1252;

/// Specific Character Set of a data set.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::read) struct CharacterSet {
    labels: Vec<String>,
}

impl CharacterSet {
    /// From the values of (0008,0005), as ASCII.
    pub fn of(values: Option<&str>) -> Self {
        let labels = values
            .unwrap_or_default()
            .split('\\')
            .map(|label| {
                label
                    .chars()
                    .filter(|c| !c.is_whitespace() && *c != '_' && *c != '-')
                    .collect::<String>()
                    .to_ascii_uppercase()
            })
            .collect();
        Self { labels }
    }

    /// `bytes` as text; never fails, unknown bytes become U+FFFD.
    pub fn decode(&self, bytes: &[u8]) -> String {
        if bytes.is_ascii() && !bytes.contains(&0x1b) {
            return bytes.iter().map(|&b| char::from(b)).collect();
        }
        let set = self.encoding();
        set.decode_without_bom_handling(bytes).0.into_owned()
    }

    fn encoding(&self) -> &'static Encoding {
        let has = |part: &str| self.labels.iter().any(|label| label.ends_with(part));
        match () {
            () if has("IR192") => UTF_8,
            () if has("GB18030") || has("GBK") => GB18030,
            () if has("IR149") => EUC_KR,
            () if has("IR58") => GB18030,
            () if has("IR87") || has("IR159") => ISO_2022_JP,
            () if has("IR13") => SHIFT_JIS,
            () if has("BIG5") => BIG5,
            () => WINDOWS_1252,
        }
    }
}
