//! The recipe of a view as a Python script, made behind the window: it holds a checksum of all samples.

use super::Session;
use super::ViewKey;
use super::keys::Done;
use super::keys::Slot;
use crate::document::ViewportId;
use crate::write::script;

impl Session {
    /// Writes the recipe of the picture that `viewport` shows as a script that tells whether it came to the same samples.
    pub(super) fn write_script(&self, viewport: ViewportId) {
        let Some(finished) = self.finished(ViewKey::Viewport(viewport)) else {
            return;
        };
        let header = self.document.shelf.get(&finished.key.series);
        // The description names no patient; the script leaves the program.
        let series = header.map(|header| header.description.clone());
        let slice = finished.key.index + 1;
        let phases = header.and_then(|header| header.phases.as_ref());
        let phase = phases.map(|phases| format!(", {}", phases.label(finished.key.phase)));
        let name = format!(
            "{}, slice {slice}{}",
            series.unwrap_or_default(),
            phase.unwrap_or_default()
        );
        self.jobs.replace(Slot::Script, move |_| {
            let example = script::Example {
                name: &crate::problem::shown(&name),
                processed: &finished.processed,
            };
            Some(Done::Script(script::python(
                &finished.key.recipe,
                Some(&example),
            )))
        });
    }

    /// The script that was asked for last, once it is written; given out once.
    pub fn take_script(&mut self) -> Option<String> {
        self.script.take()
    }
}
