//! The view that the inspector speaks of, with what is known of its picture.

use std::sync::Arc;

use crate::document::Treatment;
use crate::document::Viewport;
use crate::recipe::Domain;
use crate::recipe::Filter;
use crate::recipe::LookWindow;
use crate::recipe::Window;
use crate::recipe::WindowStep;
use crate::session::Finished;
use crate::session::Mapping;
use crate::session::Processed;
use crate::session::Session;
use crate::session::ViewKey;
use crate::study::SeriesHeader;
use crate::text::Texts;

/// The active view, its series, and its finished picture where there is one.
pub(super) struct Active<'a> {
    /// The running program.
    pub session: &'a Session,
    /// The texts of its language.
    pub texts: &'static Texts,
    /// The view.
    pub view: &'a Viewport,
    /// Its place.
    pub key: ViewKey,
    /// The series it shows.
    pub header: &'a SeriesHeader,
    /// What is done to the series and how it is shown, as the document has it now.
    pub treatment: Treatment,
    /// The picture on the screen, which may be older than the treatment.
    pub finished: Option<Arc<Finished>>,
}

impl<'a> Active<'a> {
    /// The active view; `None` while it shows no series.
    pub fn of(session: &'a Session) -> Option<Self> {
        let document = session.document();
        let view = document.active()?;
        let header = document.shelf.get(view.series.as_ref()?)?;
        let key = ViewKey::Viewport(view.id);
        Some(Self {
            session,
            texts: session.texts(),
            view,
            key,
            header,
            treatment: document.treatment(view.id),
            finished: session.finished(key),
        })
    }

    /// The phase of the picture on the screen, from 0.
    pub fn phase(&self) -> usize {
        self.finished
            .as_ref()
            .map_or(0, |finished| finished.key.phase)
    }

    /// Samples and numbers of the picture on the screen.
    pub fn processed(&self) -> Option<&Processed> {
        self.finished
            .as_deref()
            .map(|finished| &*finished.processed)
    }

    /// Whether the pictures have colours.
    pub fn is_colour(&self) -> bool {
        self.header.channels > 1
    }

    /// What the pictures begin as.
    pub fn start(&self) -> Domain {
        Domain::of_series(self.header)
    }

    /// Whether the values are whole numbers, so that windows move in whole steps.
    pub fn is_whole(&self) -> bool {
        self.processed()
            .is_none_or(|processed| processed.before.is_exact())
    }

    /// How values become grey at present: by the recipe's window step, else by the look. `None` where neither acts,
    /// since the recipe makes grey in another way, or there is no picture yet.
    pub fn mapping(&self) -> Option<Mapping> {
        let recipe = &self.treatment.recipe;
        if let Some(at) = recipe.window_step() {
            if let Some(step) = recipe.steps.get(at)
                && let Filter::Window(WindowStep::Given(window), _) = step.filter
            {
                return Some(Mapping::Window(window));
            }
            let windows = &self.processed()?.windows;
            // The picture may still be that of an earlier recipe, with the step in another place.
            let found = windows
                .iter()
                .find(|(place, _)| *place == at)
                .or(windows.first());
            return found.map(|(_, mapping)| mapping.clone());
        }
        let processed = self.processed()?;
        match self.treatment.look.window {
            LookWindow::Given(window) if processed.shows_values() => Some(Mapping::Window(window)),
            _ => processed.shown_mapping(&self.treatment.look),
        }
    }

    /// The window of [`Active::mapping`], or the one that comes closest to it.
    pub fn window(&self) -> Option<Window> {
        self.mapping()?.window()
    }
}
