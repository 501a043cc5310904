//! Which pictures the views want, and what they show meanwhile.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Instant;

use super::CurveOf;
use super::OnScreen;
use super::PictureKey;
use super::Session;
use super::ViewKey;
use super::keys::Done;
use super::keys::Slot;
use super::preparing::Known;
use crate::document::Cell;
use crate::document::Comparison;
use crate::document::Start;
use crate::document::Treatment;
use crate::document::Viewport;
use crate::pipeline;
use crate::pipeline::Prepared;
use crate::pipeline::Processed;
use crate::pixels::Picture;
use crate::problem::Effect;
use crate::problem::Problem;
use crate::study::Laid;
use crate::study::Layer;
use crate::study::Marks;
use crate::study::Over;
use crate::study::Series;
use crate::study::SeriesHeader;
use crate::study::Slice;

/// A finished picture with the numbers it came with.
#[derive(Debug)]
pub struct Finished {
    /// Grows with each picture that is asked for: the larger one was asked for later.
    pub serial: u64,
    /// What it was made from.
    pub key: PictureKey,
    /// Samples, histograms, times.
    pub processed: Arc<Processed>,
    /// What is drawn: with overlay planes and segments, without contours.
    pub picture: Picture,
    /// What lies over the picture, cut where it is cut.
    pub laid: Vec<Laid>,
}

impl Finished {
    /// The picture without what lies over it, made again where its pixels are covered.
    pub fn bare(&self) -> Cow<'_, Picture> {
        let mut marks = self.laid.iter().flat_map(|laid| &laid.parts);
        if marks.any(|marks| matches!(marks, Marks::Mask(_))) {
            Cow::Owned(pipeline::present(&self.processed, &self.key.look))
        } else {
            Cow::Borrowed(&self.picture)
        }
    }
}

/// What a view shows at this moment.
#[derive(Clone, Debug)]
pub enum Shown {
    /// There is nothing to show.
    Empty,
    /// A picture is on its way, and there is none of this series yet.
    Waiting,
    /// A finished picture.
    Picture {
        /// The picture.
        finished: Arc<Finished>,
        /// Since when a newer one is on its way; `None`: this is the one that is wanted.
        stale_since: Option<Instant>,
    },
    /// The picture that is wanted cannot be made.
    Failed(Problem),
}

#[derive(Default)]
pub(super) struct ViewState {
    shown: Option<Arc<Finished>>,
    wanted: Option<PictureKey>,
    asked_at: Option<Instant>,
    failed: Option<Problem>,
    pub(super) on_screen: Option<Arc<OnScreen>>,
    /// The curve of all of the picture, and of a part of it.
    pub(super) curves: [Option<Arc<CurveOf>>; 2],
}

/// What a picture job hands back.
pub(super) struct Made {
    finished: Arc<Finished>,
}

/// Where a picture's slice comes from.
enum Origin {
    Series(Known),
    First(Arc<Slice>),
}

/// What a wished picture is made from.
struct Wish {
    key: PictureKey,
    /// `None` while its pixels are being read.
    origin: Option<Origin>,
    header: Arc<SeriesHeader>,
    layers: Vec<Arc<Layer>>,
}

impl Session {
    /// What `view` shows; never waits.
    pub fn shown(&self, view: ViewKey) -> Shown {
        let Some(state) = self.views.get(&view) else {
            return Shown::Empty;
        };
        if let Some(problem) = &state.failed {
            return Shown::Failed(problem.clone());
        }
        match (&state.shown, &state.wanted) {
            (_, None) => Shown::Empty,
            (None, Some(_)) => Shown::Waiting,
            // No patient's picture under another's name.
            (Some(shown), Some(wanted)) if shown.key.series != wanted.series => Shown::Waiting,
            (Some(shown), Some(wanted)) => Shown::Picture {
                finished: shown.clone(),
                stale_since: (shown.key != *wanted).then_some(state.asked_at).flatten(),
            },
        }
    }

    /// The finished picture of a viewport, where there is one.
    pub fn finished(&self, view: ViewKey) -> Option<Arc<Finished>> {
        match self.shown(view) {
            Shown::Picture { finished, .. } => Some(finished),
            _ => None,
        }
    }

    /// The small picture of a series in the list, once it is made.
    pub fn thumbnail(&self, series: &crate::study::SeriesId) -> Option<Arc<Picture>> {
        self.thumbnails.get(series).cloned().flatten()
    }

    /// The places that show pictures now.
    fn visible(&self) -> Vec<(ViewKey, &Viewport)> {
        let document = &self.document;
        if document.edits.comparison == Some(Comparison::Grid) {
            let Some(active) = document.active() else {
                return Vec::new();
            };
            let cells = Cell::ALL.map(|cell| (ViewKey::Cell(cell), active));
            // The panels speak of the active view, which the grid hides.
            let mut views = vec![(ViewKey::Viewport(active.id), active)];
            views.extend(cells);
            return views;
        }
        let maximised = document.position.maximised;
        document
            .edits
            .viewports
            .iter()
            .filter(|view| maximised.is_none_or(|id| id == view.id))
            .map(|view| (ViewKey::Viewport(view.id), view))
            .collect()
    }

    /// The treatment that a place shows.
    pub fn treatment_shown(
        &self,
        key: ViewKey,
        view: &Viewport,
        header: &SeriesHeader,
    ) -> Treatment {
        let edits = &self.document.edits;
        let treatment = self.document.treatment_of(view);
        match key {
            ViewKey::Cell(cell) => treatment.cell(cell, &edits.usual, Start::of(header)),
            ViewKey::Viewport(_) if self.document.position.original => treatment.original(),
            ViewKey::Viewport(_) => match self.document.trial(view) {
                Some(recipe) => Treatment {
                    recipe: recipe.clone(),
                    look: treatment.look,
                }
                .fitted(Start::of(header)),
                None => treatment,
            },
        }
    }

    /// Asks for the pictures that are wanted and not there; returns whether anything is on its way.
    pub(super) fn request_pictures(&mut self) -> bool {
        let mut wishes = Vec::new();
        let visible: Vec<(ViewKey, Viewport)> = self
            .visible()
            .into_iter()
            .map(|(key, view)| (key, view.clone()))
            .collect();
        for (key, view) in &visible {
            if let Some(wish) = self.wish(*key, view) {
                wishes.push((*key, wish));
            } else if let Some(state) = self.views.get_mut(key) {
                state.wanted = None;
            }
        }
        self.views
            .retain(|key, _| visible.iter().any(|(shown, _)| shown == key));
        let mut asked = false;
        for (view, wish) in wishes {
            asked |= self.ask(view, wish);
        }
        self.request_thumbnails();
        asked
    }

    fn wish(&self, key: ViewKey, view: &Viewport) -> Option<Wish> {
        let series = view.series.as_ref()?;
        let header = self.document.shelf.get(series)?.clone();
        let treatment = self.treatment_shown(key, view, &header);
        let mut wanted = PictureKey {
            series: series.clone(),
            revision: 0,
            plane: view.plane,
            index: self.document.index(view.id),
            phase: self.document.phase(view.id),
            recipe: treatment.recipe,
            look: treatment.look,
            layers: Vec::new(),
        };
        let mut layers = Vec::new();
        for (layer, revision) in self.layers_over(&header) {
            // Overlay planes are those of the first phase.
            if wanted.phase == 0 || !matches!(layer.header.over, Over::Series(_)) {
                wanted.layers.push((layer.header.id.clone(), revision));
                layers.push(layer);
            }
        }
        let origin = match self
            .library
            .get(series)
            .zip(self.known(series, wanted.phase))
        {
            Some((shelved, known)) => {
                wanted.revision = shelved.revision;
                Some(Origin::Series(known))
            }
            // Some steps wait for the whole series.
            None if wanted.recipe.needs_whole_series() => None,
            None => self.firsts.get(series).and_then(|(index, slice)| {
                wanted.index = first_index(&header, view, *index)?;
                wanted.phase = 0;
                Some(Origin::First(slice.clone()))
            }),
        };
        Some(Wish {
            key: wanted,
            origin,
            header,
            layers,
        })
    }

    fn ask(&mut self, view: ViewKey, wish: Wish) -> bool {
        let Wish {
            key: wanted,
            origin,
            header,
            layers,
        } = wish;
        let state = self.views.entry(view).or_default();
        if state.wanted.as_ref() == Some(&wanted) {
            return false;
        }
        let other_series = state
            .wanted
            .as_ref()
            .is_some_and(|before| before.series != wanted.series);
        if other_series {
            state.shown = None;
            state.on_screen = None;
        }
        state.wanted = Some(wanted.clone());
        state.failed = None;
        state.asked_at = Some(Instant::now());
        let Some(origin) = origin else {
            // Pixels are still being read; `wanted` changes when they come.
            state.wanted = Some(PictureKey {
                revision: u64::MAX,
                ..wanted
            });
            return false;
        };
        if state.shown.as_ref().is_some_and(|s| s.key == wanted) {
            return false;
        }
        let known = self.cache.get(&wanted);
        self.asked += 1;
        let serial = self.asked;
        self.jobs.replace(Slot::Picture(view), move |job| {
            let keep_going = || !job.cancelled();
            let made = make(&wanted, origin, known, &header, &keep_going);
            let made = made.transpose()?;
            let made = made.map(|(processed, mut picture)| {
                let laid: Vec<Laid> = layers
                    .iter()
                    .map(|layer| layer.on(&header, wanted.plane, wanted.index))
                    .collect();
                pipeline::lay(&mut picture, &laid, &wanted.look.layers);
                Made {
                    finished: Arc::new(Finished {
                        serial,
                        key: wanted,
                        processed,
                        picture,
                        laid,
                    }),
                }
            });
            Some(Done::Picture(view, made))
        });
        true
    }

    pub(super) fn take_picture(&mut self, view: ViewKey, result: Result<Made, Problem>) {
        match result {
            Ok(made) => {
                let finished = made.finished;
                let key = finished.key.clone();
                if key.revision > 0 {
                    self.cache.put(key.clone(), finished.processed.clone());
                }
                if let Some(state) = self.views.get_mut(&view)
                    && state
                        .wanted
                        .as_ref()
                        .is_some_and(|w| w.series == key.series)
                {
                    state.shown = Some(finished);
                }
            }
            Err(problem) => self.picture_failed(view, problem),
        }
    }

    pub(super) fn picture_failed(&mut self, view: ViewKey, problem: Problem) {
        if let Some(state) = self.views.get_mut(&view) {
            state.failed = Some(problem);
        }
    }

    fn request_thumbnails(&mut self) {
        /// Twice the points of the list's pictures, for sharp screens.
        const SIDE: usize = 76;
        let missing: Vec<Arc<Series>> = self
            .library
            .values()
            .map(|shelved| &shelved.series)
            .filter(|series| !self.thumbnails.contains_key(&series.header.id))
            .cloned()
            .collect();
        for series in missing {
            let id = series.header.id.clone();
            self.thumbnails.insert(id.clone(), None);
            self.jobs.replace(Slot::Thumbnail(id.clone()), move |_| {
                Some(Done::Thumbnail(id, pipeline::thumbnail(&series, SIDE)))
            });
        }
    }
}

/// The index at which `view` shows acquired slice `k`, where it looks along the stack.
fn first_index(header: &SeriesHeader, view: &Viewport, k: usize) -> Option<usize> {
    let Some(geometry) = &header.geometry else {
        return Some(k);
    };
    let frame = geometry.frame(view.plane);
    let straight = frame.axes == [0, 1, 2] && !frame.flipped[0] && !frame.flipped[1];
    straight.then(|| {
        if frame.flipped[2] {
            frame.count - 1 - k
        } else {
            k
        }
    })
}

/// Makes a picture; `Ok(None)` when told to stop.
fn make(
    wanted: &PictureKey,
    origin: Origin,
    known: Option<Arc<Processed>>,
    header: &SeriesHeader,
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Result<Option<(Arc<Processed>, Picture)>, Problem> {
    let processed = match known {
        Some(processed) => processed,
        None => {
            let (slice, prepared) = match &origin {
                Origin::First(slice) => ((**slice).clone(), Prepared::default()),
                Origin::Series(known) => match known.prepare(&wanted.recipe, keep_going)? {
                    Some(prepared) => (known.phase().slice(wanted.plane, wanted.index), prepared),
                    None => return Ok(None),
                },
            };
            match pipeline::process(slice, &wanted.recipe, &prepared, keep_going) {
                Ok(processed) => Arc::new(processed),
                Err(pipeline::PipelineError::Cancelled) => return Ok(None),
                Err(error) => {
                    let name = header.description.clone();
                    return Err(Problem::error(name, "", error.to_string(), Effect::None));
                }
            }
        }
    };
    let picture = pipeline::present(&processed, &wanted.look);
    Ok(Some((processed, picture)))
}
