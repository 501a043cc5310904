//! All that a person can do, in one table: what it is called, its icon and keys, when it is possible, and what it
//! asks for. Menus, the command list, tooltips, the help sheet and the keyboard are all made from it.
//!
//! The table is in five parts by subject; [`all`] walks them in the order of the help sheet. `keys.rs` turns what is
//! pressed into actions.

mod chord;
mod files;
mod here;
pub mod keys;
mod look;
mod preprocessing;
mod views;
mod window;

pub use chord::Chord;
pub use here::Here;
pub(super) use look::of_map;

use super::commands::Commands;
use super::state::UiState;
use crate::text::ActionTexts;
use crate::text::Texts;

/// What an action belongs to, for the help sheet and the command list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    /// Opening, closing, writing.
    Files,
    /// Undo.
    Edit,
    /// Arrangement of views, planes, turns.
    Layout,
    /// Slices, series, zoom, pan.
    Move,
    /// Windows.
    Contrast,
    /// Steps of the recipe.
    Preprocessing,
    /// Tissue colours.
    Tissue,
    /// Comparing.
    Comparison,
    /// The program's own window.
    Window,
}

impl Group {
    /// All groups, in the order of the help sheet.
    pub const ALL: [Group; 9] = [
        Self::Files,
        Self::Edit,
        Self::Layout,
        Self::Move,
        Self::Contrast,
        Self::Preprocessing,
        Self::Tissue,
        Self::Comparison,
        Self::Window,
    ];

    /// Its name.
    pub fn name(self, texts: &Texts) -> &'static str {
        let texts = &texts.actions;
        match self {
            Self::Files => texts.group_files,
            Self::Edit => texts.group_edit,
            Self::Layout => texts.group_layout,
            Self::Move => texts.group_move,
            Self::Contrast => texts.group_contrast,
            Self::Preprocessing => texts.group_preprocessing,
            Self::Tissue => texts.group_tissue,
            Self::Comparison => texts.group_comparison,
            Self::Window => texts.group_window,
        }
    }
}

/// Whether something is possible, else the sentence why not.
pub type Possible = Result<(), &'static str>;

/// One thing that a person can do.
pub struct Action {
    /// Its name in code and in stories: `open-files`.
    pub id: &'static str,
    /// What it belongs to.
    pub group: Group,
    /// Its icon; empty for most.
    pub icon: &'static str,
    /// Its keys; the first is the one that is shown.
    pub keys: &'static [Chord],
    text: fn(&ActionTexts) -> &'static str,
    needs: fn(&Here<'_>) -> Possible,
    on: Option<fn(&Here<'_>) -> bool>,
    released: Option<fn(&mut Commands)>,
    run: fn(&Here<'_>, &mut UiState, &mut Commands),
}

impl Action {
    const fn new(
        id: &'static str,
        group: Group,
        text: fn(&ActionTexts) -> &'static str,
        run: fn(&Here<'_>, &mut UiState, &mut Commands),
    ) -> Self {
        Self {
            id,
            group,
            icon: "",
            keys: &[],
            text,
            needs: |_| Ok(()),
            on: None,
            released: None,
            run,
        }
    }

    const fn keys(self, keys: &'static [Chord]) -> Self {
        Self { keys, ..self }
    }

    const fn icon(self, icon: &'static str) -> Self {
        Self { icon, ..self }
    }

    const fn needs(self, needs: fn(&Here<'_>) -> Possible) -> Self {
        Self { needs, ..self }
    }

    /// Makes it a switch, which menus show with a check mark.
    const fn on(self, on: fn(&Here<'_>) -> bool) -> Self {
        Self {
            on: Some(on),
            ..self
        }
    }

    /// Makes it last only while its key is held; `released` ends it.
    const fn held(self, released: fn(&mut Commands)) -> Self {
        Self {
            released: Some(released),
            ..self
        }
    }

    /// Whether it lasts only while its key is held, so that no list or menu can offer it.
    pub fn is_held(&self) -> bool {
        self.released.is_some()
    }

    /// What it is called.
    pub fn text(&self, texts: &Texts) -> &'static str {
        (self.text)(&texts.actions)
    }

    /// Its first key as printed on a cap, such as "Ctrl Shift O"; empty where it has none.
    pub fn key_text(&self) -> String {
        self.keys.first().map(Chord::text).unwrap_or_default()
    }

    /// Whether it is possible now, else why not.
    pub fn possible(&self, here: &Here<'_>) -> Possible {
        (self.needs)(here)
    }

    /// Whether it is on, where it is a switch.
    pub fn is_on(&self, here: &Here<'_>) -> Option<bool> {
        self.on.map(|on| on(here))
    }

    /// Asks for what it does, where it is possible.
    pub fn run(&self, here: &Here<'_>, state: &mut UiState, commands: &mut Commands) {
        if self.possible(here).is_ok() {
            (self.run)(here, state, commands);
        }
    }
}

/// All actions, group by group.
pub fn all() -> impl Iterator<Item = &'static Action> {
    files::ACTIONS
        .iter()
        .chain(views::ACTIONS)
        .chain(look::ACTIONS)
        .chain(preprocessing::ACTIONS)
        .chain(window::ACTIONS)
}

/// The action of that id; a story or a menu that asks for one that is not there gets none.
pub fn find(id: &str) -> Option<&'static Action> {
    all().find(|action| action.id == id)
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::collections::HashSet;

    use super::*;
    use crate::text::Language;

    #[test]
    fn no_two_actions_have_one_key() {
        let mut owners: HashMap<&Chord, &str> = HashMap::new();
        for action in all() {
            for chord in action.keys {
                let owner = owners.insert(chord, action.id);
                let shared = owner.is_some_and(|owner| !are_of_two_presets(owner, action.id));
                assert!(!shared, "{} of {owner:?} and {}", chord.text(), action.id);
            }
        }
        for (a, owner) in &owners {
            for (b, other) in &owners {
                assert!(owner == other || !a.clashes(b), "{owner} and {other}");
            }
        }
    }

    /// Presets of CT and of PET, which no series has both.
    fn are_of_two_presets(a: &str, b: &str) -> bool {
        let [a, b] = [a, b].map(|id| id.strip_prefix("preset-"));
        a.zip(b)
            .is_some_and(|(a, b)| a.starts_with("suv-") != b.starts_with("suv-"))
    }

    #[test]
    fn ids_are_unique_and_groups_stay_together() {
        let ids: HashSet<&str> = all().map(|action| action.id).collect();
        assert_eq!(ids.len(), all().count());
        let mut groups: Vec<Group> = all().map(|action| action.group).collect();
        groups.dedup();
        assert_eq!(groups, Group::ALL);
    }

    #[test]
    fn keys_that_input_methods_and_systems_own_are_left_alone() {
        use egui::Key;
        for chord in all().flat_map(|action| action.keys) {
            let digit = chord.key.name().parse::<u8>().is_ok();
            assert!(!(digit && chord.shift), "{}", chord.text());
            let taken = [Key::U, Key::E].contains(&chord.key) && chord.command && chord.shift;
            assert!(!taken, "{}", chord.text());
            let of_system = [Key::H, Key::M].contains(&chord.key) && chord.command && !chord.shift;
            assert!(!of_system, "{}", chord.text());
            assert!(!(chord.alt && chord.command), "AltGr: {}", chord.text());
        }
    }

    /// The table of keys as the README has it.
    fn readme_keys() -> String {
        let texts = Language::English.texts();
        let mut table = String::from("| key | what it does |\n| --- | --- |\n");
        for group in Group::ALL {
            let of_group = |action: &&Action| action.group == group && !action.keys.is_empty();
            let mut rows = all().filter(of_group).peekable();
            if rows.peek().is_some() {
                table += &format!("| **{}** | |\n", group.name(texts));
            }
            for action in rows {
                let keys: Vec<String> = action.keys.iter().map(Chord::text).collect();
                table += &format!("| {} | {} |\n", keys.join(" or "), action.text(texts));
            }
        }
        table
    }

    #[test]
    fn the_readme_lists_the_keys_as_they_are() {
        let readme = include_str!("../../../README.md");
        let (_, rest) = readme.split_once("<!-- keys -->\n").expect("a mark");
        let (written, _) = rest.split_once("<!-- /keys -->").expect("an end mark");
        let keys = readme_keys();
        let differs = written
            .lines()
            .zip(keys.lines())
            .find(|(written, key)| written != key);
        assert_eq!(differs, None, "README.md and the table of actions");
        assert_eq!(written.lines().count(), keys.lines().count());
    }
}
