//! Text of a data set in its character set, with the labels and escapes that files really have
//! (PS3.3 C.12.1.1.2, PS3.5 6.1).

use encoding_rs::BIG5;
use encoding_rs::EUC_JP;
use encoding_rs::EUC_KR;
use encoding_rs::Encoding;
use encoding_rs::GB18030;
use encoding_rs::ISO_8859_2;
use encoding_rs::ISO_8859_3;
use encoding_rs::ISO_8859_4;
use encoding_rs::ISO_8859_5;
use encoding_rs::ISO_8859_6;
use encoding_rs::ISO_8859_7;
use encoding_rs::ISO_8859_8;
use encoding_rs::ISO_8859_15;
use encoding_rs::SHIFT_JIS;
use encoding_rs::UTF_8;
use encoding_rs::WINDOWS_874;
use encoding_rs::WINDOWS_1252;
use encoding_rs::WINDOWS_1254;

use crate::study::Charset;

const ESCAPE: u8 = 0x1b;

/// Specific Character Set of a data set.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::read) struct CharacterSet {
    /// The set of the first value, in force where no escape says otherwise.
    first: Repertoire,
    /// Some value names Korean.
    korean: bool,
    /// A person chose it, so that bytes are not asked what else they may be.
    certain: bool,
}

/// A set of characters as a label or an escape names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Repertoire {
    /// No label: ASCII.
    Default,
    /// Latin 1, the label that is written over everything.
    Latin1,
    /// One that needs no escapes and is what it says.
    Of(&'static Encoding),
    /// 94 x 94 characters in two bytes of 7 bits, as a row of EUC-JP.
    Jis0208,
    /// The supplementary kanji of EUC-JP.
    Jis0212,
}

impl CharacterSet {
    /// From the values of (0008,0005), as ASCII.
    pub fn of(values: Option<&str>) -> Self {
        let labels: Vec<String> = values
            .unwrap_or_default()
            .split('\\')
            .map(normalised)
            .collect();
        Self {
            first: labels
                .first()
                .map_or(Repertoire::Default, |label| repertoire(label)),
            korean: labels
                .iter()
                .any(|label| repertoire(label) == Repertoire::Of(EUC_KR)),
            certain: false,
        }
    }

    /// The set that a person chose, or what the label says where nobody did.
    pub fn chosen(charset: Charset, label: Option<&str>) -> Self {
        let first = match charset {
            Charset::Automatic => return Self::of(label),
            Charset::Utf8 => Repertoire::Of(UTF_8),
            Charset::Korean => Repertoire::Of(EUC_KR),
            Charset::Japanese => Repertoire::Of(SHIFT_JIS),
            Charset::Gb18030 => Repertoire::Of(GB18030),
            Charset::Big5 => Repertoire::Of(BIG5),
            Charset::Latin1 => Repertoire::Of(WINDOWS_1252),
            Charset::Cyrillic => Repertoire::Of(ISO_8859_5),
            Charset::Arabic => Repertoire::Of(ISO_8859_6),
            Charset::Hebrew => Repertoire::Of(ISO_8859_8),
            Charset::Greek => Repertoire::Of(ISO_8859_7),
            Charset::Thai => Repertoire::Of(WINDOWS_874),
        };
        Self {
            first,
            korean: charset == Charset::Korean,
            certain: true,
        }
    }

    /// `bytes` as text; never fails, bytes without meaning become U+FFFD.
    pub fn decode(&self, bytes: &[u8]) -> String {
        if bytes.contains(&ESCAPE) {
            return self.escaped(bytes);
        }
        if bytes.is_ascii() {
            return bytes.iter().map(|&b| char::from(b)).collect();
        }
        self.unescaped(bytes)
    }

    /// Text without escapes, where labels are often wrong: UTF-8 under a Latin label is so unlikely
    /// to be anything else that it is taken as what it is, and so is Korean under none.
    fn unescaped(&self, bytes: &[u8]) -> String {
        let doubtful = !self.certain
            && (self.korean || matches!(self.first, Repertoire::Default | Repertoire::Latin1));
        if doubtful && let Ok(text) = std::str::from_utf8(bytes) {
            return text.to_owned();
        }
        if self.korean {
            return with(EUC_KR, bytes);
        }
        match self.first {
            Repertoire::Default | Repertoire::Latin1 => {
                unlabelled_korean(bytes).unwrap_or_else(|| with(WINDOWS_1252, bytes))
            }
            Repertoire::Of(encoding) => with(encoding, bytes),
            Repertoire::Jis0208 | Repertoire::Jis0212 => with(SHIFT_JIS, bytes),
        }
    }

    /// Text with code extensions (PS3.5 6.1.2.5): each stretch between escapes in the sets that are
    /// in force there.
    fn escaped(&self, bytes: &[u8]) -> String {
        // Korean has one set beside ASCII, and files forget to repeat its escape.
        if contains(bytes, b"\x1b$)C") {
            let rest: Vec<u8> = stretches(bytes)
                .flat_map(|(_, text)| text)
                .copied()
                .collect();
            return with(EUC_KR, &rest);
        }
        let mut low = None;
        let mut high = match self.first {
            Repertoire::Of(encoding) => Some(encoding),
            _ => None,
        };
        let mut out = String::new();
        for (escape, text) in stretches(bytes) {
            match escape {
                b"" => {}
                b"$B" | b"$@" => low = Some(Repertoire::Jis0208),
                b"$(D" => low = Some(Repertoire::Jis0212),
                b"(B" | b"(J" => low = None,
                b"(I" => low = Some(Repertoire::Of(SHIFT_JIS)),
                b")I" => high = Some(SHIFT_JIS),
                b"$)A" => high = Some(GB18030),
                b"-A" => high = Some(WINDOWS_1252),
                b"-B" => high = Some(ISO_8859_2),
                b"-C" => high = Some(ISO_8859_3),
                b"-D" => high = Some(ISO_8859_4),
                b"-L" => high = Some(ISO_8859_5),
                b"-G" => high = Some(ISO_8859_6),
                b"-F" => high = Some(ISO_8859_7),
                b"-H" => high = Some(ISO_8859_8),
                b"-M" => high = Some(WINDOWS_1254),
                b"-b" => high = Some(ISO_8859_15),
                b"-T" => high = Some(WINDOWS_874),
                _ => out.push(char::REPLACEMENT_CHARACTER),
            }
            out.push_str(&stretch(text, low, high));
        }
        out
    }
}

/// The text between two escapes: two-byte sets end where a control character or a byte of the
/// upper half stands.
fn stretch(text: &[u8], low: Option<Repertoire>, high: Option<&'static Encoding>) -> String {
    let upper = |b: u8| b | 0x80;
    match low {
        Some(Repertoire::Jis0208) => {
            let euc: Vec<u8> = text
                .iter()
                .map(|&b| if b > 0x20 { upper(b) } else { b })
                .collect();
            with(EUC_JP, &euc)
        }
        Some(Repertoire::Jis0212) => {
            let euc: Vec<u8> = text
                .chunks(2)
                .flat_map(|pair| {
                    let lead = (pair.len() == 2).then_some(0x8F);
                    lead.into_iter().chain(pair.iter().map(|&b| upper(b)))
                })
                .collect();
            with(EUC_JP, &euc)
        }
        Some(Repertoire::Of(encoding)) => {
            let katakana: Vec<u8> = text
                .iter()
                .map(|&b| if b > 0x20 { upper(b) } else { b })
                .collect();
            with(encoding, &katakana)
        }
        _ => with(high.unwrap_or(WINDOWS_1252), text),
    }
}

/// Escapes (without ESC) and the text after each; the text before the first has an empty one.
fn stretches(bytes: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    bytes.split(|&b| b == ESCAPE).enumerate().map(|(n, part)| {
        // Intermediate bytes, then a final one.
        let length = part
            .iter()
            .position(|b| !(0x20..0x30).contains(b))
            .map_or(part.len(), |at| at + 1);
        // `$B` and `$@` have their final byte right after the dollar.
        part.split_at(if n == 0 { 0 } else { length })
    })
}

fn with(encoding: &'static Encoding, bytes: &[u8]) -> String {
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// A label in capitals without blanks, underscores and hyphens.
fn normalised(label: &str) -> String {
    label
        .chars()
        .filter(|c| c.is_ascii_alphanumeric())
        .collect::<String>()
        .to_ascii_uppercase()
}

fn repertoire(label: &str) -> Repertoire {
    let number = label
        .rsplit_once("IR")
        .and_then(|(_, number)| number.parse::<u32>().ok());
    match (number, label) {
        (Some(100), _) | (_, "LATIN1" | "ISO88591") => Repertoire::Latin1,
        (Some(101), _) => Repertoire::Of(ISO_8859_2),
        (Some(109), _) => Repertoire::Of(ISO_8859_3),
        (Some(110), _) => Repertoire::Of(ISO_8859_4),
        (Some(144), _) => Repertoire::Of(ISO_8859_5),
        (Some(127), _) => Repertoire::Of(ISO_8859_6),
        (Some(126), _) => Repertoire::Of(ISO_8859_7),
        (Some(138), _) => Repertoire::Of(ISO_8859_8),
        (Some(148), _) => Repertoire::Of(WINDOWS_1254),
        (Some(203), _) => Repertoire::Of(ISO_8859_15),
        (Some(166), _) => Repertoire::Of(WINDOWS_874),
        (Some(192), _) | (_, "UTF8") => Repertoire::Of(UTF_8),
        (Some(149), _) | (_, "KSX1001" | "EUCKR" | "CP949" | "MS949") => Repertoire::Of(EUC_KR),
        (Some(58), _) | (_, "GB18030" | "GBK" | "GB2312") => Repertoire::Of(GB18030),
        (Some(13), _) | (_, "SHIFTJIS" | "SJIS") => Repertoire::Of(SHIFT_JIS),
        (Some(87), _) => Repertoire::Jis0208,
        (Some(159), _) => Repertoire::Jis0212,
        (_, "BIG5") => Repertoire::Of(BIG5),
        _ => Repertoire::Default,
    }
}

/// Korean that nobody labelled: every byte of the upper half belongs to a Hangul syllable or a
/// Chinese character, there are at least two syllables and no fewer than characters, and none
/// touches a Latin letter as the accents of European names do.
fn unlabelled_korean(bytes: &[u8]) -> Option<String> {
    let (text, errors) = EUC_KR.decode_without_bom_handling(bytes);
    let hangul = |c: char| ('\u{ac00}'..='\u{d7a3}').contains(&c);
    let hanja =
        |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c) || ('\u{f900}'..='\u{faff}').contains(&c);
    let (mut syllables, mut characters) = (0, 0);
    let mut before = ' ';
    for c in text.chars() {
        if !c.is_ascii() && !hangul(c) && !hanja(c) {
            return None;
        }
        let touching = (!before.is_ascii() && c.is_ascii_alphabetic())
            || (before.is_ascii_alphabetic() && !c.is_ascii());
        if touching {
            return None;
        }
        syllables += usize::from(hangul(c));
        characters += usize::from(hanja(c));
        before = c;
    }
    (!errors && syllables >= 2 && syllables >= characters).then(|| text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(label: &str, bytes: &[u8]) -> String {
        CharacterSet::of(Some(label)).decode(bytes)
    }

    #[test]
    fn the_standards_own_examples() {
        // PS3.5 annex H and I.
        let korean = b"Hong^Gildong=\x1b$)C\xfb\xf3^\x1b$)C\xd1\xce\xd4\xd7=\x1b$)C\xc8\xab^\x1b$)C\xb1\xe6\xb5\xbf";
        assert_eq!(
            decode("\\ISO 2022 IR 149", korean),
            "Hong^Gildong=洪^吉洞=홍^길동"
        );
        let japanese =
            b"Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B=\x1b$B$d$^$@\x1b(B^\x1b$B$?$m$&\x1b(B";
        assert_eq!(
            decode("\\ISO 2022 IR 87", japanese),
            "Yamada^Tarou=山田^太郎=やまだ^たろう"
        );
        let katakana = b"\xd4\xcf\xc0\xde^\xc0\xdb\xb3=\x1b$B;3ED\x1b(J^\x1b$BB@O:\x1b(J";
        assert_eq!(
            decode("ISO 2022 IR 13\\ISO 2022 IR 87", katakana),
            "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎"
        );
        let chinese = b"Zhang^XiaoDong=\x1b$)A\xd5\xc5^\x1b$)A\xd0\xa1\xb6\xab=";
        assert_eq!(
            decode("\\ISO 2022 IR 58", chinese),
            "Zhang^XiaoDong=张^小东="
        );
    }

    #[test]
    fn wrong_and_misspelt_labels() {
        let cp949 = b"\xb1\xe8^\xc3\xb6\xbc\xf6";
        for label in [
            "ISO2022IR149",
            "\\ISO_IR 149",
            "ISO_IR 100",
            "",
            "KS X 1001",
        ] {
            assert_eq!(decode(label, cp949), "김^철수", "{label}");
        }
        for label in ["ISO_IR 100", "\\ISO 2022 IR 149", "", "ISO_IR 192"] {
            assert_eq!(decode(label, "김^철수".as_bytes()), "김^철수", "{label}");
        }
    }

    #[test]
    fn european_names_stay_what_they_are() {
        let latin = |text: &str| text.chars().map(|c| c as u8).collect::<Vec<u8>>();
        for name in ["CONCEIÇÃO^José", "Müller^Jörg", "GRÖßE^ÄÖ", "Ærø^Åse"] {
            assert_eq!(decode("ISO_IR 100", &latin(name)), name);
        }
        assert_eq!(decode("ISO_IR 144", b"\xbb\xee\xda^x"), "Люк^x");
        assert_eq!(decode("ISO_IR 192", b"a\xff"), "a\u{fffd}");
    }

    #[test]
    fn each_label_reads_its_letters() {
        let cases: [(&str, &[u8], &str); 16] = [
            ("ISO_IR 100", b"M\xfcller^J\xf6rg", "Müller^Jörg"),
            ("ISO_IR 101", b"\xa3ukasz^\xaf\xf3\xb3w", "Łukasz^Żółw"),
            ("ISO_IR 109", b"\xd5or\xf5^\xa1al", "Ġorġ^Ħal"),
            ("ISO_IR 110", b"\xd3\xbani\xf1\xb9^\xc0ris", "Ķēniņš^Āris"),
            ("ISO_IR 148", b"\xdeahin^\xdd\xf0ne", "Şahin^İğne"),
            ("ISO_IR 203", b"\xbcuvre^\xb4an\xa4", "Œuvre^Žan€"),
            (
                "ISO_IR 144",
                b"\xb8\xd2\xd0\xdd\xde\xd2^\xb8\xd2\xd0\xdd",
                "Иванов^Иван",
            ),
            (
                "ISO_IR 127",
                b"\xe2\xc8\xc7\xe6\xea^\xe4\xe6\xd2\xc7\xd1",
                "قباني^لنزار",
            ),
            (
                "ISO_IR 126",
                b"\xc4\xe9\xef\xed\xf5\xf3\xe9\xef\xf2",
                "Διονυσιος",
            ),
            (
                "ISO_IR 138",
                b"\xf9\xf8\xe5\xef^\xe3\xe1\xe5\xf8\xe4",
                "שרון^דבורה",
            ),
            (
                "ISO_IR 166",
                b"\xca\xc1\xaa\xd2\xc2^\xe3\xa8\xb4\xd5",
                "สมชาย^ใจดี",
            ),
            ("ISO_IR 13", b"\xd4\xcf\xc0\xde^\xc0\xdb\xb3", "ﾔﾏﾀﾞ^ﾀﾛｳ"),
            (
                "ISO_IR 192",
                b"\xea\xb9\x80^\xec\xb2\xa0\xec\x88\x98",
                "김^철수",
            ),
            ("GB18030", b"\xd5\xc5^\xd0\xa1\xb6\xab", "张^小东"),
            ("GBK", b"\xd5\xc5^\xd0\xa1\xb6\xab", "张^小东"),
            ("\\ISO 2022 IR 159", b"A^\x1b$(D0!\x1b(B", "A^丂"),
        ];
        for (label, bytes, text) in cases {
            assert_eq!(decode(label, bytes), text, "{label}");
        }
    }

    #[test]
    fn a_chosen_set_is_taken_without_a_look_at_the_label() {
        let read =
            |charset, bytes: &[u8]| CharacterSet::chosen(charset, Some("ISO_IR 100")).decode(bytes);
        for (charset, bytes, wanted) in [
            (Charset::Utf8, "김^철수".as_bytes(), "김^철수"),
            (Charset::Korean, b"\xb1\xe8^\xc3\xb6\xbc\xf6", "김^철수"),
            (
                Charset::Japanese,
                b"\x8e\x52\x93\x63^\x91\xbe\x98\x59",
                "山田^太郎",
            ),
            (
                Charset::Japanese,
                b"\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B",
                "山田^太郎",
            ),
            (Charset::Gb18030, b"\xd5\xc5^\xd0\xa1\xb6\xab", "张^小东"),
            (Charset::Big5, b"\xb1\x69^\xa4\x70\xaa\x46", "張^小東"),
            (Charset::Latin1, b"\xc4neas^\xb1\xe8", "Äneas^±è"),
            (Charset::Cyrillic, b"\xbb\xee\xda", "Люк"),
            (Charset::Arabic, b"\xe2\xc8\xc7\xe6\xea", "قباني"),
            (Charset::Hebrew, b"\xf9\xf8\xe5\xef", "שרון"),
            (Charset::Greek, b"\xc4\xe9\xef\xed", "Διον"),
            (Charset::Thai, b"\xca\xc1\xaa\xd2\xc2", "สมชาย"),
            (Charset::Automatic, b"M\xfcller", "Müller"),
        ] {
            assert_eq!(read(charset, bytes), wanted, "{}", charset.key());
        }
    }

    #[test]
    fn escapes_without_meaning_show() {
        assert_eq!(decode("", b"a\x1b%Gb"), "a\u{fffd}b");
        assert_eq!(decode("", b"a\x1b"), "a");
    }
}
