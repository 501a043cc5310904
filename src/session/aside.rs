//! What the window needs besides pictures of series and must not wait for: answers of the system's
//! dialogs, pictures of the samples, which recent paths are gone, paths that complete a typed one.

use std::collections::HashMap;
use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use std::time::Instant;

use super::Session;
use super::keys::Done;
use super::keys::Slot;
use crate::document::Sample;
use crate::pipeline;
use crate::pixels::Picture;
use crate::read;

/// What came of a dialog of the system.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The number its asker gave it.
    pub question: u64,
    /// What was chosen; `None`: nothing, or there was no dialog.
    pub paths: Option<Vec<PathBuf>>,
    /// How long that took. Where there is no dialog service, `None` comes sooner than a person could cancel.
    pub took: Duration,
}

/// Paths that go on where a typed one ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// What was typed.
    pub typed: String,
    /// Paths that begin so, folders with a separator at the end.
    pub paths: Vec<String>,
}

#[derive(Default)]
pub(super) struct Aside {
    samples: HashMap<Sample, Option<Arc<Picture>>>,
    /// Recent paths that are no longer there.
    pub missing: HashSet<PathBuf>,
    pub completion: Option<Completion>,
    pub answers: Vec<Answer>,
}

impl Aside {
    pub fn take_sample(&mut self, sample: Sample, picture: Picture) {
        self.samples.insert(sample, Some(Arc::new(picture)));
    }
}

fn sample_picture(sample: Sample) -> &'static [u8] {
    match sample {
        Sample::Ct => include_bytes!("../../assets/samples/chest-ct.png"),
        Sample::Radiograph => include_bytes!("../../assets/samples/chest-radiograph.png"),
        Sample::Colour => include_bytes!("../../assets/samples/fundus.png"),
    }
}

impl Session {
    /// The small picture of a sample, once it is decoded.
    pub fn sample_thumbnail(&self, sample: Sample) -> Option<Arc<Picture>> {
        self.aside.samples.get(&sample).cloned().flatten()
    }

    /// Decodes the small pictures of the samples and looks which recent paths are still there.
    pub fn prepare_start_page(&mut self) {
        /// Twice the points of a card's picture, for sharp screens.
        const SIDE: usize = 88;
        for sample in Sample::ALL {
            if self.aside.samples.contains_key(&sample) {
                continue;
            }
            self.aside.samples.insert(sample, None);
            self.jobs.replace(Slot::Sample(sample), move |_| {
                let file = (sample.key().to_owned(), sample_picture(sample));
                let source = read::embedded(vec![file]);
                let opened = read::open(&source, &read::Options::default(), &|_| {}, &|| true);
                let series = opened.series.first()?;
                Some(Done::Sample(sample, pipeline::thumbnail(series, SIDE)))
            });
        }
        let recent: Vec<PathBuf> = self
            .settings
            .recent
            .iter()
            .map(|recent| recent.path.clone())
            .collect();
        // A path on a server that is away may keep its asker waiting for minutes.
        self.jobs
            .wait_for("recent paths", move || Done::Missing(read::missing(recent)));
    }

    /// Recent paths that were not there when last looked for.
    pub fn missing_recents(&self) -> &HashSet<PathBuf> {
        &self.aside.missing
    }

    /// Asks for paths that go on where `typed` ends; the answer is in [`completion`](Self::completion).
    pub fn complete(&self, typed: &str) {
        let typed = typed.to_owned();
        self.jobs.replace(Slot::Completion, move |_| {
            let paths = read::completions(&typed);
            Some(Done::Completed(Completion { typed, paths }))
        });
    }

    /// The last answer to [`complete`](Self::complete).
    pub fn completion(&self) -> Option<&Completion> {
        self.aside.completion.as_ref()
    }

    /// Waits on a thread of its own for what the system's dialog gives; the answer comes by
    /// [`take_answers`](Self::take_answers) under the number `question`.
    pub fn wait_for_dialog(
        &self,
        question: u64,
        wait: impl FnOnce() -> Option<Vec<PathBuf>> + Send + 'static,
    ) {
        let asked = Instant::now();
        self.jobs.wait_for("dialog", move || {
            let paths = wait();
            Done::Answered(Answer {
                question,
                paths,
                took: asked.elapsed(),
            })
        });
    }

    /// What dialogs have answered since the last call.
    pub fn take_answers(&mut self) -> Vec<Answer> {
        std::mem::take(&mut self.aside.answers)
    }
}
