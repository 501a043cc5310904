//! Keys with modifiers, as they are declared, matched and printed.

use egui::Key;
use egui::Modifiers;

/// A key with the modifiers held. `command` is Ctrl, on macOS ⌘.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Chord {
    /// Ctrl, on macOS ⌘.
    pub command: bool,
    /// Shift.
    pub shift: bool,
    /// Alt.
    pub alt: bool,
    /// The key.
    pub key: Key,
}

/// The key alone.
pub(super) const fn key(key: Key) -> Chord {
    Chord {
        command: false,
        shift: false,
        alt: false,
        key,
    }
}

/// With Shift.
pub(super) const fn shift(of: Key) -> Chord {
    Chord {
        shift: true,
        ..key(of)
    }
}

/// With Ctrl, on macOS ⌘.
pub(super) const fn ctrl(of: Key) -> Chord {
    Chord {
        command: true,
        ..key(of)
    }
}

/// With Ctrl and Shift.
pub(super) const fn ctrl_shift(of: Key) -> Chord {
    Chord {
        shift: true,
        ..ctrl(of)
    }
}

/// With Alt.
pub(super) const fn alt(of: Key) -> Chord {
    Chord {
        alt: true,
        ..key(of)
    }
}

impl Chord {
    /// Whether pressing `key` with `modifiers` means this chord. egui gives the letter on the key, or the key's
    /// position where the layout yields no Latin letter, so chords work with Hangul on.
    pub fn matches(&self, key: Key, modifiers: Modifiers) -> bool {
        // macOS keeps ⌘Tab for itself.
        let command = modifiers.command || (key == Key::Tab && modifiers.ctrl);
        key == self.key
            && command == self.command
            && modifiers.alt == self.alt
            && (modifiers.shift == self.shift || is_sign(key))
    }

    /// Whether some press means both chords.
    #[cfg(test)]
    pub fn clashes(&self, other: &Self) -> bool {
        let modifiers = Modifiers {
            alt: other.alt,
            ctrl: other.command,
            shift: other.shift,
            mac_cmd: false,
            command: other.command,
        };
        self.matches(other.key, modifiers)
    }

    /// Whether it may be taken while text is being typed: it types nothing and the field has no use for it.
    pub(super) fn is_for_anywhere(&self) -> bool {
        let function_key = self.key.name().len() > 1 && self.key.name().starts_with('F');
        let of_the_field = matches!(
            self.key,
            Key::Z
                | Key::Y
                | Key::A
                | Key::C
                | Key::X
                | Key::V
                | Key::ArrowLeft
                | Key::ArrowRight
                | Key::ArrowUp
                | Key::ArrowDown
        );
        function_key || (self.command && !of_the_field)
    }

    /// Whether a widget that has the keyboard uses it: arrows, Space, Enter and the like without Ctrl or Alt.
    pub(super) fn is_for_widgets(&self) -> bool {
        !self.command
            && !self.alt
            && matches!(
                self.key,
                Key::ArrowLeft
                    | Key::ArrowRight
                    | Key::ArrowUp
                    | Key::ArrowDown
                    | Key::Home
                    | Key::End
                    | Key::Space
                    | Key::Enter
            )
    }

    /// As printed on a cap: "Ctrl Shift O".
    pub fn text(&self) -> String {
        let mac = cfg!(target_os = "macos");
        let mut parts: Vec<&str> = Vec::new();
        if self.command {
            let tab = self.key == Key::Tab;
            parts.push(if mac && !tab { "⌘" } else { "Ctrl" });
        }
        if self.alt {
            parts.push("Alt");
        }
        if self.shift {
            parts.push("Shift");
        }
        parts.push(key_text(self.key));
        parts.join(" ")
    }
}

/// Signs stand on other keys and need Shift or not, as the layout has it.
fn is_sign(key: Key) -> bool {
    matches!(
        key,
        Key::Plus | Key::Minus | Key::Equals | Key::Questionmark | Key::Comma
    )
}

fn key_text(key: Key) -> &'static str {
    match key {
        Key::ArrowUp => "↑",
        Key::ArrowDown => "↓",
        Key::ArrowLeft => "←",
        Key::ArrowRight => "→",
        Key::Plus => "+",
        Key::Minus => "−",
        Key::Comma => ",",
        Key::Equals => "=",
        Key::Questionmark => "?",
        other => other.name(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chords_are_printed_as_on_caps() {
        assert_eq!(ctrl_shift(Key::O).text(), "Ctrl Shift O");
        assert_eq!(shift(Key::ArrowUp).text(), "Shift ↑");
        assert_eq!(key(Key::Num0).text(), "0");
        assert_eq!(key(Key::PageUp).text(), "PageUp");
    }

    #[test]
    fn signs_do_not_mind_shift_and_letters_do() {
        assert!(key(Key::Plus).matches(Key::Plus, Modifiers::SHIFT));
        assert!(!key(Key::E).matches(Key::E, Modifiers::SHIFT));
        assert!(shift(Key::E).matches(Key::E, Modifiers::SHIFT));
    }

    #[test]
    fn a_field_keeps_its_own_keys() {
        assert!(!ctrl(Key::Z).is_for_anywhere());
        assert!(!key(Key::F).is_for_anywhere());
        assert!(key(Key::F6).is_for_anywhere());
        assert!(ctrl(Key::K).is_for_anywhere());
    }
}
