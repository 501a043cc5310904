//! The user's own presets.

use super::Message;
use super::Session;
use crate::document::ViewportId;
use crate::settings::Preset;

impl Session {
    /// The user's own presets, by name.
    pub fn presets(&self) -> &[Preset] {
        &self.presets
    }

    /// Keeps the recipe of a view under its name; one without a name has nothing to be found by and is not kept.
    pub(super) fn keep_preset(&mut self, viewport: ViewportId) {
        let recipe = self.document.treatment(viewport).recipe;
        if recipe.name.is_empty() {
            return;
        }
        let name = recipe.name.clone();
        match self.store.keep_preset(&mut self.presets, recipe) {
            Ok(()) => self.tell(Message::Kept(name)),
            Err(problem) => self.fail(problem),
        }
    }

    pub(super) fn forget_preset(&mut self, name: &str) {
        if let Err(problem) = self.store.forget_preset(&mut self.presets, name) {
            self.fail(problem);
        }
    }
}
