//! The filter of the series list: words of texts, facts, `key:value`, and `-` before what is left out.

use std::collections::BTreeMap;

use crate::study::Mark;
use crate::study::SeriesHeader;
use crate::text::Texts;
use crate::ui::names;

/// What a person typed, taken apart; every term must hold.
pub(super) struct Filter<'a> {
    terms: Vec<Term>,
    texts: &'a Texts,
}

struct Term {
    /// The series must not have it.
    left_out: bool,
    /// In lower case.
    word: String,
}

/// What may stand before a colon.
const KEYS: [&str; 7] = ["modality", "view", "side", "body", "unit", "bits", "file"];

impl<'a> Filter<'a> {
    /// Takes the words of `typed` apart.
    pub fn of(typed: &str, texts: &'a Texts) -> Self {
        let term = |word: &str| {
            let rest = word.strip_prefix('-').filter(|rest| !rest.is_empty());
            Term {
                left_out: rest.is_some(),
                word: rest.unwrap_or(word).to_lowercase(),
            }
        };
        // A minus alone is one that goes on being typed.
        let words = typed.split_whitespace().filter(|word| *word != "-");
        Self {
            terms: words.map(term).collect(),
            texts,
        }
    }

    /// Whether nothing is filtered.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Whether all terms hold for a series.
    pub fn admits(&self, header: &SeriesHeader) -> bool {
        let marks = header.marks();
        let mut text = None;
        self.terms
            .iter()
            .all(|term| self.has(&term.word, header, &marks, &mut text) != term.left_out)
    }

    fn has(
        &self,
        word: &str,
        header: &SeriesHeader,
        marks: &[Mark],
        text: &mut Option<String>,
    ) -> bool {
        if let Some((key, value)) = word.split_once(':')
            && KEYS.contains(&key)
        {
            return keyed(key, value, header);
        }
        let named = |mark: &Mark| {
            mark.word() == word || names::mark_label(mark, self.texts).to_lowercase() == word
        };
        let is_marked = marks
            .iter()
            .any(|mark| !matches!(mark, Mark::Modality(_)) && named(mark));
        if is_marked || Mark::is_word(word) {
            return is_marked;
        }
        text.get_or_insert_with(|| all_texts(header)).contains(word)
    }
}

/// Whether the value of a key begins so (`view:`, `modality:` …: is so).
fn keyed(key: &str, value: &str, header: &SeriesHeader) -> bool {
    let facts = &header.facts;
    let is = |text: &str| text.to_lowercase() == value;
    let stated = |text: &Option<String>| text.as_deref().is_some_and(is);
    match key {
        "modality" => is(&header.modality),
        "view" => stated(&facts.view_position),
        "side" => stated(&facts.laterality),
        "unit" => is(header.unit.symbol()),
        "bits" => value == facts.bits_stored.to_string(),
        "body" => facts
            .body_part
            .as_deref()
            .is_some_and(|part| part.to_lowercase().contains(value)),
        _ => header.id.as_str().to_lowercase().contains(value),
    }
}

/// What words are looked for in.
fn all_texts(header: &SeriesHeader) -> String {
    let study = &header.study;
    [
        header.description.as_str(),
        &header.modality,
        &study.description,
        study.date.as_deref().unwrap_or_default(),
        &study.patient_name.reveal(false),
        &study.patient_id.reveal(false),
    ]
    .join(" ")
    .to_lowercase()
}

/// Whether `word` is one of the words of what was typed.
pub(super) fn is_typed(typed: &str, word: &str) -> bool {
    typed
        .split_whitespace()
        .any(|known| known.to_lowercase() == word)
}

/// Adds a word, or takes it out where it stands; its opposite goes in both cases.
pub(super) fn toggle(typed: &mut String, word: &str) {
    let was_typed = is_typed(typed, word);
    let opposite = format!("-{word}");
    let mut words: Vec<&str> = typed
        .split_whitespace()
        .filter(|known| {
            let known = known.to_lowercase();
            known != word && known != opposite
        })
        .collect();
    if !was_typed {
        words.push(word);
    }
    *typed = words.join(" ");
}

/// The marks that occur, in the order of lists, with the number of series that have them.
pub(super) fn occurring<'a>(
    headers: impl Iterator<Item = &'a SeriesHeader>,
) -> BTreeMap<Mark, usize> {
    let mut counts = BTreeMap::new();
    for mark in headers.flat_map(SeriesHeader::marks) {
        *counts.entry(mark).or_insert(0) += 1;
    }
    counts
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::study::Facts;
    use crate::study::Lossy;
    use crate::study::Personal;
    use crate::study::Posture;
    use crate::study::SeriesId;
    use crate::study::StudyFacts;
    use crate::study::Unit;
    use crate::text::ENGLISH;
    use crate::text::KOREAN;

    fn header(modality: &str, facts: Facts) -> SeriesHeader {
        SeriesHeader {
            id: SeriesId::new("a"),
            study: Arc::new(StudyFacts {
                patient_name: Personal::new("Phantom^Anna"),
                date: Some("2024-03-11".to_owned()),
                ..StudyFacts::default()
            }),
            uid: "1.2".to_owned(),
            number: None,
            modality: modality.to_owned(),
            description: "Chest axial 5 mm".to_owned(),
            split_reason: None,
            doubtful: false,
            facts,
            size: [4, 4, 4],
            phases: None,
            geometry: None,
            channels: 1,
            sample_type: crate::pixels::SampleType::U16,
            unit: Unit::Hu,
            vois: Vec::new(),
            inverted: false,
        }
    }

    fn film() -> SeriesHeader {
        header(
            "DX",
            Facts {
                view_position: Some("PA".to_owned()),
                posture: Some(Posture::Erect),
                lossy: Some(Lossy::default()),
                body_part: Some("CHEST".to_owned()),
                bits_stored: 12,
                ..Facts::default()
            },
        )
    }

    fn admits(header: &SeriesHeader, typed: &str) -> bool {
        Filter::of(typed, &ENGLISH).admits(header)
    }

    #[test]
    fn every_word_is_looked_for_in_series_and_study() {
        let ct = header("CT", Facts::default());
        for found in ["", "-", "chest", "axial anna", "2024 ct", "modality:ct"] {
            assert!(admits(&ct, found), "{found}");
        }
        for other in ["chest knee", "modality:c", "-chest", "ap"] {
            assert!(!admits(&ct, other), "{other}");
        }
    }

    #[test]
    fn facts_are_asked_and_not_letters_of_texts() {
        let film = film();
        for found in [
            "pa",
            "PA lossy",
            "-ap",
            "erect -supine",
            "uncalibrated",
            "view:pa",
            "body:che",
            "bits:12",
            "unit:hu",
            "no-window",
        ] {
            assert!(admits(&film, found), "{found}");
        }
        for other in ["ap", "-pa", "-lossy", "mono1", "bits:16", "doubtful"] {
            assert!(!admits(&film, other), "{other}");
        }
        assert!(Filter::of("손실", &KOREAN).admits(&film));
        assert!(Filter::of("-손실", &KOREAN).admits(&header("CT", Facts::default())));
    }

    #[test]
    fn a_click_adds_a_word_and_takes_it_out() {
        let mut typed = "anna -pa".to_owned();
        toggle(&mut typed, "pa");
        assert_eq!(typed, "anna pa");
        toggle(&mut typed, "pa");
        assert_eq!(typed, "anna");
    }

    #[test]
    fn what_occurs_is_counted_and_found_by_its_word() {
        let series = [film(), film(), header("CT", Facts::default())];
        let counts = occurring(series.iter());
        assert_eq!(counts.get(&Mark::View("PA".to_owned())), Some(&2));
        assert_eq!(counts.get(&Mark::Modality("CT".to_owned())), Some(&1));
        for (mark, count) in counts {
            let found = series.iter().filter(|one| admits(one, &mark.word()));
            assert_eq!(found.count(), count, "{}", mark.word());
        }
    }
}
