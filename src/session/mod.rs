//! The running program: the document, what was read, jobs, caches, settings. No toolkit and no
//! arithmetic: it asks floors below for both.
//!
//! [`Session::run`] is the only way in; [`Session::poll`], once a frame, takes what the jobs have
//! finished and asks for the pictures that views now want; [`Session::shown`] never waits. The key
//! of a picture ([`PictureKey`]) says all that it was made from, so what is written over it is
//! taken from there and not from what is asked for next.

mod aside;
mod cache;
mod example;
mod files;
mod keys;
mod layers;
mod numbers;
mod pictures;
mod preparing;
mod presets;
mod probe;
mod screen;
mod script;
#[cfg(test)]
mod tests;
mod texts;
mod transfer;

pub use crate::jobs::Activity;
pub use crate::jobs::Ticket;
pub use crate::ops::histogram::Histogram;
pub use crate::pipeline::Legend;
pub use crate::pipeline::Mapping;
pub use crate::pipeline::Neighbourhood;
pub use crate::pipeline::Processed;
pub use crate::pipeline::Remark;
pub use crate::pipeline::TissueFigures;
pub use crate::pipeline::Transfer;
pub use crate::pipeline::TransferPoint;
pub use crate::read::Scanned;
pub use crate::read::typed_paths;
pub use aside::Answer;
pub use aside::Completion;
pub use example::Example;
pub use example::ExampleSide;
pub use keys::PictureKey;
pub use keys::ViewKey;
pub use numbers::SeriesCounts;
pub use pictures::Finished;
pub use pictures::Shown;
pub use probe::Probe;
pub use screen::OnScreen;
pub use screen::ScreenWish;
pub use screen::Tint;
pub use transfer::CurveOf;

use std::collections::HashMap;
use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use std::time::Instant;

use crate::document::Command;
use crate::document::CommandError;
use crate::document::Document;
use crate::document::Edit;
use crate::document::EditName;
use crate::document::Go;
use crate::document::History;
use crate::document::Layout;
use crate::document::Opening;
use crate::jobs::Jobs;
use crate::jobs::Outcome;
use crate::pixels::Picture;
use crate::problem::Effect;
use crate::problem::Problem;
use crate::recipe::Recipe;
use crate::settings::Preset;
use crate::settings::Settings;
use crate::settings::Store;
use crate::study::Charsets;
use crate::study::Layer;
use crate::study::LayerId;
use crate::study::Series;
use crate::study::SeriesId;
use crate::study::Slice;
use crate::text::Texts;
use keys::Done;
use keys::Slot;

/// Threads for pictures; each may use more for one picture.
const PICTURE_THREADS: usize = 2;

/// What a series' pixels are, and when they came.
struct Shelved {
    series: Arc<Series>,
    /// Grows with each reading, so that pictures of an earlier one are not shown as its own.
    revision: u64,
    /// Of each phase.
    counts: Vec<Arc<numbers::Counts>>,
}

/// The running program.
pub struct Session {
    document: Document,
    history: History,
    library: HashMap<SeriesId, Shelved>,
    firsts: HashMap<SeriesId, (usize, Arc<Slice>)>,
    /// What lies over series, and when it came.
    layers: HashMap<LayerId, (Arc<Layer>, u64)>,
    revision: u64,
    jobs: Jobs<Slot, Done>,
    views: HashMap<ViewKey, pictures::ViewState>,
    /// Pictures asked for so far.
    asked: u64,
    cache: cache::Cache,
    preparing: Arc<preparing::Preparing>,
    thumbnails: HashMap<SeriesId, Option<Arc<Picture>>>,
    settings: Settings,
    store: Store,
    unsaved_since: Option<Instant>,
    problems: Vec<Problem>,
    scanned: Scanned,
    openings: Vec<Opening>,
    /// In which character sets texts are read.
    charsets: Charsets,
    /// The file or folder that each series came from, where one was named.
    sources: HashMap<SeriesId, PathBuf>,
    reading: HashSet<Ticket>,
    /// Series that came with the opening that runs, for its line in the recent list.
    arrived: Vec<SeriesId>,
    start_recipe: Option<Recipe>,
    start_layout: Option<Layout>,
    message: Option<(Message, Instant)>,
    aside: aside::Aside,
    /// The user's own presets, by name.
    presets: Vec<Preset>,
    /// What the help sheet shows, made last.
    example: Option<Arc<Example>>,
    /// The script that was asked for, until it is taken.
    script: Option<String>,
}

/// A line that tells how something a person asked for has ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Message {
    /// A file was written.
    Written(PathBuf),
    /// A recipe of this name is among the user's presets now.
    Kept(String),
    /// All was read; the counts are in [`Session::scanned`].
    Scanned,
    /// Something could not be done.
    Failed(Problem),
}

impl Session {
    /// A session over settings of `store`; `waker` is called from other threads when [`poll`](Self::poll)
    /// has something to take.
    pub fn new(store: Store, waker: impl Fn() + Send + Sync + 'static) -> Self {
        let (settings, mut problems) = store.load();
        let (presets, refused) = store.presets();
        problems.extend(refused);
        Self {
            document: Document::default(),
            history: History::default(),
            library: HashMap::new(),
            firsts: HashMap::new(),
            layers: HashMap::new(),
            revision: 0,
            jobs: Jobs::new(PICTURE_THREADS, waker),
            views: HashMap::new(),
            asked: 0,
            cache: cache::Cache::default(),
            preparing: Arc::default(),
            thumbnails: HashMap::new(),
            settings,
            store,
            unsaved_since: None,
            problems,
            scanned: Scanned::default(),
            openings: Vec::new(),
            charsets: Charsets::default(),
            sources: HashMap::new(),
            reading: HashSet::new(),
            arrived: Vec::new(),
            start_recipe: None,
            start_layout: None,
            message: None,
            aside: aside::Aside::default(),
            presets,
            example: None,
            script: None,
        }
    }

    /// What is open, where one looks, what one did.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// What the user prefers.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Changes what the user prefers; written after a short rest.
    pub fn change_settings(&mut self, change: impl FnOnce(&mut Settings)) {
        let before = self.settings.clone();
        change(&mut self.settings);
        if self.settings != before {
            self.unsaved_since = Some(Instant::now());
        }
    }

    /// The texts of the chosen language.
    pub fn texts(&self) -> &'static Texts {
        self.settings.language.texts()
    }

    /// All that was mended, doubted or left out since the start.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// Counts of the files of all openings.
    pub fn scanned(&self) -> Scanned {
        self.scanned
    }

    /// How the last thing a person asked for has ended.
    pub fn message(&self) -> Option<&Message> {
        self.message.as_ref().map(|(message, _)| message)
    }

    /// Since when [`message`](Self::message) stands.
    pub fn message_since(&self) -> Option<Instant> {
        self.message.as_ref().map(|(_, since)| *since)
    }

    fn tell(&mut self, message: Message) {
        self.message = Some((message, Instant::now()));
    }

    /// What is read or written behind the window.
    pub fn activity(&self) -> Vec<Activity> {
        self.jobs.activity()
    }

    /// The file or folder that a series was opened by, where it was the only one named.
    pub fn source_of(&self, series: &SeriesId) -> Option<&std::path::Path> {
        self.sources.get(series).map(PathBuf::as_path)
    }

    /// Whether an opening is still reading.
    pub fn is_reading(&self) -> bool {
        !self.reading.is_empty()
    }

    /// What undo would take back, and what redo would bring again.
    pub fn undo_names(&self) -> (Option<&EditName>, Option<&EditName>) {
        (self.history.undo_name(), self.history.redo_name())
    }

    /// Bytes that voxels, layers and kept pictures take.
    pub fn memory_bytes(&self) -> usize {
        let voxels: usize = self.library.values().map(|s| s.series.bytes()).sum();
        let layers: usize = self.layers.values().map(|(layer, _)| layer.bytes()).sum();
        voxels + layers + self.cache.bytes()
    }

    /// A recipe that series take when they are first shown (from the command line).
    pub fn set_start_recipe(&mut self, recipe: Recipe) {
        self.start_recipe = Some(recipe);
    }

    /// The layout in which the first series is shown (from the command line), over the kept one.
    pub fn set_start_layout(&mut self, layout: Layout) {
        self.start_layout = Some(layout);
    }

    /// Notes a problem that happened outside, such as a dialog that did not come.
    pub fn note(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// Carries out a command.
    ///
    /// # Errors
    /// When what it names is gone, or a recipe refuses it; nothing has changed then.
    pub fn run(&mut self, command: Command) -> Result<(), CommandError> {
        match command {
            Command::Edit(edit, gesture) => {
                let before = self.document.edits.clone();
                let name = self.document.edit(&edit)?;
                if self.document.edits != before {
                    self.history.note(before, gesture, name);
                    self.after_edit(&edit);
                }
            }
            Command::Go(Go::NextSeries(by)) => {
                if let (Some(series), Some(view)) =
                    (self.document.next_series(by), self.document.active())
                {
                    let edit = self.show_edit(series, view.id);
                    return self.run(edit.into());
                }
            }
            Command::Go(go) => self.document.go(&go)?,
            Command::File(file) => self.file(file),
            Command::Undo => {
                let earlier = self.history.undo(&self.document.edits);
                self.document.edits = earlier.ok_or(CommandError::NoHistory)?;
                self.document.mend_position();
            }
            Command::Redo => {
                let later = self.history.redo(&self.document.edits);
                self.document.edits = later.ok_or(CommandError::NoHistory)?;
                self.document.mend_position();
            }
        }
        Ok(())
    }

    /// The edit that shows a series the way a click in the list does: in the view where series are compared or
    /// stand beside each other, else in the layout that suits it.
    pub fn show_edit(&self, series: SeriesId, viewport: crate::document::ViewportId) -> Edit {
        let edits = &self.document.edits;
        let first = edits.viewports.first().map(|view| &view.series);
        let several = edits
            .viewports
            .iter()
            .any(|view| Some(&view.series) != first);
        if several || edits.comparison.is_some() {
            Edit::ShowSeries { viewport, series }
        } else {
            Edit::ShowAlone(series)
        }
    }

    fn after_edit(&mut self, edit: &Edit) {
        match edit {
            Edit::SetLayout(layout) => {
                let key = layout.key().to_owned();
                self.change_settings(|settings| settings.layout = Some(key));
            }
            Edit::ShowAlone(series)
            | Edit::ShowBeside(series)
            | Edit::ShowSeries { series, .. } => {
                self.start_with_recipe(&series.clone());
            }
            _ => {}
        }
    }

    /// Gives a series that is shown for the first time the recipe of the command line.
    fn start_with_recipe(&mut self, series: &SeriesId) {
        let group = crate::document::Group::Series(series.clone());
        if self.document.edits.treatments.contains_key(&group) {
            return;
        }
        let Some(recipe) = self.start_recipe.clone() else {
            return;
        };
        let view = self
            .document
            .edits
            .viewports
            .iter()
            .find(|view| view.series.as_ref() == Some(series))
            .map(|view| view.id);
        if let Some(viewport) = view
            && let Err(error) = self.document.edit(&Edit::SetRecipe { viewport, recipe })
        {
            let reason = error.to_string();
            self.problems
                .push(Problem::error("--recipe", "", reason, Effect::None));
        }
    }

    /// Takes what the jobs have finished and asks for what the views now want. Once a frame; returns
    /// whether anything has changed.
    pub fn poll(&mut self) -> bool {
        let outcomes = self.jobs.take();
        let mut changed = !outcomes.is_empty();
        for outcome in outcomes {
            match outcome {
                Outcome::Slot { result, .. } | Outcome::Part(result) => self.take(result),
                Outcome::Ended(ticket) => self.ended(ticket),
                Outcome::Panicked { slot, message } => self.panicked(slot, message),
            }
        }
        changed |= self.request_pictures();
        if self
            .unsaved_since
            .is_some_and(|since| since.elapsed() > Duration::from_secs(1))
        {
            self.save_settings();
        }
        changed
    }

    /// Writes settings that have changed; also called when the window closes.
    pub fn save_settings(&mut self) {
        if self.unsaved_since.take().is_some()
            && let Err(problem) = self.store.save(&self.settings)
        {
            self.problems.push(problem);
        }
    }

    /// Whether settings wait to be written, so that the window looks again in a second.
    pub fn has_unsaved_settings(&self) -> bool {
        self.unsaved_since.is_some()
    }

    /// Waits until all jobs are done and taken; for tests.
    ///
    /// Returns whether that came within `limit`.
    pub fn settle(&mut self, limit: Duration) -> bool {
        let until = Instant::now() + limit;
        loop {
            self.poll();
            if !self
                .jobs
                .settle(until.saturating_duration_since(Instant::now()))
            {
                return false;
            }
            // What came back may ask for more.
            if !self.poll() && !self.jobs.slots_busy() && self.jobs.activity().is_empty() {
                return true;
            }
        }
    }

    fn take(&mut self, done: Done) {
        match done {
            Done::Picture(view, result) => self.take_picture(view, result),
            Done::Counted => {}
            Done::OnScreen(view, made) => self.take_on_screen(view, made),
            Done::RegionWindow(viewport, window) => self.take_region_window(viewport, window),
            Done::Thumbnail(series, picture) => {
                self.thumbnails.insert(series, Some(Arc::new(picture)));
            }
            Done::Transfer(view, made) => self.take_transfer(view, made),
            Done::Example(example) => self.example = Some(example),
            Done::Script(script) => self.script = Some(script),
            Done::Sample(sample, picture) => self.aside.take_sample(sample, picture),
            Done::Missing(paths) => self.aside.missing = paths,
            Done::Completed(completion) => self.aside.completion = Some(completion),
            Done::Answered(answer) => self.aside.answers.push(answer),
            Done::Found(source, found) => self.found(source, *found),
            Done::Scanned(scanned) => {
                self.scanned.files += scanned.files;
                self.scanned.images += scanned.images;
                self.scanned.other += scanned.other;
                self.scanned.failed += scanned.failed;
                self.tell(Message::Scanned);
            }
            Done::Texts(headers) => self.take_texts(&headers),
            Done::Written(result) => match result {
                Ok(path) => self.tell(Message::Written(path)),
                Err(problem) => self.fail(problem),
            },
            Done::RecipeRead(viewport, result) => match result {
                Ok(recipe) => {
                    let edit = Edit::SetRecipe { viewport, recipe };
                    if let Err(error) = self.run(edit.into()) {
                        let reason = error.to_string();
                        self.fail(Problem::error("", "recipe", reason, Effect::None));
                    }
                }
                Err(problem) => self.fail(problem),
            },
        }
    }

    pub(super) fn fail(&mut self, problem: Problem) {
        self.problems.push(problem.clone());
        self.tell(Message::Failed(problem));
    }

    fn panicked(&mut self, slot: Option<Slot>, message: String) {
        let reason = format!("a part of the program failed: {message}");
        let problem = Problem::error("", "", reason, Effect::None);
        if let Some(Slot::Picture(view)) = slot {
            self.picture_failed(view, problem.clone());
        }
        self.fail(problem);
    }
}
