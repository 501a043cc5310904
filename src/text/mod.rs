//! Every sentence a person reads, in English and Korean.
//!
//! Each area of the window has a table of its own in which both languages stand side by side, so
//! that a missing translation does not compile and a reviewer sees both. Sentences with values have
//! `{}` in their place, filled by [`fill`]; they are worded so that no Korean particle follows one.

mod actions;
mod facts;
pub mod help;
mod names;
mod panels;
mod recipes;
mod shell;
mod view;

pub use actions::ActionTexts;
pub use facts::FactTexts;
pub use names::Names;
pub use panels::PanelTexts;
pub use recipes::RecipeTexts;
pub use shell::ShellTexts;
pub use view::ViewTexts;

use std::fmt::Display;

/// Makes a table: a struct of texts and its English and Korean values.
macro_rules! texts {
    ($(#[$doc:meta])* $table:ident { $($field:ident: $english:expr, $korean:expr;)* }) => {
        $(#[$doc])*
        #[allow(missing_docs, reason = "the English text says what a field is")]
        #[derive(Debug)]
        pub struct $table {
            $(pub $field: &'static str,)*
        }

        impl $table {
            /// The table in English.
            pub const ENGLISH: Self = Self { $($field: $english,)* };
            /// The table in Korean.
            pub const KOREAN: Self = Self { $($field: $korean,)* };

            /// All texts of the table with their keys.
            pub fn all(&self) -> Vec<(&'static str, &'static str)> {
                vec![$((stringify!($field), self.$field),)*]
            }
        }
    };
}
pub(crate) use texts;

/// A language of the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// 한국어.
    Korean,
}

impl Language {
    /// Both languages.
    pub const ALL: [Language; 2] = [Self::English, Self::Korean];

    /// The language of a code such as `ko`, `ko_KR.UTF-8` or `en`.
    pub fn from_code(code: &str) -> Option<Self> {
        match code.get(..2)? {
            "ko" => Some(Self::Korean),
            "en" => Some(Self::English),
            _ => None,
        }
    }

    /// `en` or `ko`.
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Korean => "ko",
        }
    }

    /// The language in its own words.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Korean => "한국어",
        }
    }

    /// Its texts.
    pub fn texts(self) -> &'static Texts {
        match self {
            Self::English => &ENGLISH,
            Self::Korean => &KOREAN,
        }
    }
}

/// All texts of one language.
#[derive(Debug)]
pub struct Texts {
    /// Which language.
    pub language: Language,
    /// Names of filters, parameters, tissues, planes and edits.
    pub names: Names,
    /// Names of actions and reasons why one is not possible.
    pub actions: ActionTexts,
    /// The window around the views.
    pub shell: ShellTexts,
    /// Views: what is written over pictures and in bars.
    pub view: ViewTexts,
    /// The inspector.
    pub panels: PanelTexts,
    /// Recipes: names, presets, what a filter does.
    pub recipes: RecipeTexts,
    /// Facts of series: marks, postures, millimetres, character sets.
    pub facts: FactTexts,
}

/// The English texts.
pub static ENGLISH: Texts = Texts {
    language: Language::English,
    names: Names::ENGLISH,
    actions: ActionTexts::ENGLISH,
    shell: ShellTexts::ENGLISH,
    view: ViewTexts::ENGLISH,
    panels: PanelTexts::ENGLISH,
    recipes: RecipeTexts::ENGLISH,
    facts: FactTexts::ENGLISH,
};

/// The Korean texts.
pub static KOREAN: Texts = Texts {
    language: Language::Korean,
    names: Names::KOREAN,
    actions: ActionTexts::KOREAN,
    shell: ShellTexts::KOREAN,
    view: ViewTexts::KOREAN,
    panels: PanelTexts::KOREAN,
    recipes: RecipeTexts::KOREAN,
    facts: FactTexts::KOREAN,
};

impl Texts {
    /// All texts with their keys, for tests that walk them.
    pub fn all(&self) -> Vec<(&'static str, &'static str)> {
        let Self {
            language: _,
            names,
            actions,
            shell,
            view,
            panels,
            recipes,
            facts,
        } = self;
        [
            names.all(),
            actions.all(),
            shell.all(),
            view.all(),
            panels.all(),
            recipes.all(),
            facts.all(),
        ]
        .concat()
    }
}

/// Puts `values` in the places of `{}`, in order.
///
/// ```
/// use negatoscope::text::fill;
/// assert_eq!(fill("{} of {}", &[&3, &"7"]), "3 of 7");
/// ```
pub fn fill(template: &str, values: &[&dyn Display]) -> String {
    let mut parts = template.split("{}");
    let mut filled = parts.next().unwrap_or_default().to_owned();
    let mut values = values.iter();
    for part in parts {
        if let Some(value) = values.next() {
            filled.push_str(&value.to_string());
        }
        filled.push_str(part);
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_fill_the_same_places() {
        for ((key, english), (_, korean)) in ENGLISH.all().into_iter().zip(KOREAN.all()) {
            assert!(!english.is_empty() && !korean.is_empty(), "{key}");
            let places = |text: &str| text.matches("{}").count();
            assert_eq!(places(english), places(korean), "{key}");
        }
    }

    #[test]
    fn languages_are_known_by_their_codes() {
        assert_eq!(Language::from_code("ko_KR.UTF-8"), Some(Language::Korean));
        assert_eq!(Language::from_code("C"), None);
    }
}
