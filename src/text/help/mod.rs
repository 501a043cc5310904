//! What each filter does, for the sheet that explains it: two sentences, the formula, when it misleads, the source.
//!
//! Filters and variants are found by their names in recipes, since this room knows no recipe. In formulas x is the input,
//! y the output, top the highest grey (255 or 65535), n a number of pixels.

mod filters;
mod variants;

use super::Language;

/// What the sheet of a filter says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FilterHelp {
    /// What it does, in two sentences.
    pub what: &'static str,
    /// Its formula.
    pub formula: &'static str,
    /// When it misleads.
    pub misleads: &'static str,
    /// Where it comes from.
    pub source: &'static str,
}

/// The help of the filter of that name in recipes, such as `clahe`; `None` where there is no such filter.
pub fn filter_help(filter: &str, language: Language) -> Option<FilterHelp> {
    let found = filters::ALL.iter().find(|help| help.filter == filter)?;
    let [what, formula, misleads] =
        [found.what, found.formula, found.misleads].map(|texts| in_language(texts, language));
    Some(FilterHelp {
        what,
        formula,
        misleads,
        source: found.source,
    })
}

/// What sets a variant apart, such as `opencv` of `clahe`; `None` where it is the only one.
pub fn variant_help(filter: &str, variant: &str, language: Language) -> Option<&'static str> {
    variants::ALL
        .iter()
        .find(|(of, word, _)| *of == filter && *word == variant)
        .map(|(_, _, texts)| in_language(*texts, language))
}

fn in_language([english, korean]: [&'static str; 2], language: Language) -> &'static str {
    match language {
        Language::English => english,
        Language::Korean => korean,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_help_is_whole_and_told_apart_in_both_languages() {
        for help in filters::ALL {
            let name = help.filter;
            for texts in [help.what, help.misleads] {
                assert!(texts.iter().all(|text| text.len() > 20), "{name}");
                assert_ne!(texts[0], texts[1], "{name}");
                assert!(
                    texts[0].is_ascii() || !texts[0].chars().any(is_hangul),
                    "{name}"
                );
                assert!(texts[1].chars().any(is_hangul), "{name}");
            }
            assert!(
                !help.formula.is_empty() && !help.source.is_empty(),
                "{name}"
            );
            assert_eq!(filters::ALL.iter().filter(|h| h.filter == name).count(), 1);
        }
        for (filter, variant, [english, korean]) in variants::ALL {
            assert!(filter_help(filter, Language::English).is_some(), "{filter}");
            assert!(korean.chars().any(is_hangul), "{filter} {variant}");
            assert!(!english.chars().any(is_hangul), "{filter} {variant}");
        }
    }

    fn is_hangul(c: char) -> bool {
        ('가'..='힣').contains(&c)
    }
}
