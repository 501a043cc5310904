//! Opening, exporting, recipes: what has to do with files.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use super::Session;
use super::Shelved;
use super::keys::Done;
use crate::document::Edit;
use crate::document::ExportPlan;
use crate::document::FileCommand;
use crate::document::Opening;
use crate::document::Sample;
use crate::document::Treatment;
use crate::document::ViewportId;
use crate::jobs::Job;
use crate::jobs::Ticket;
use crate::pipeline;
use crate::pipeline::Prepared;
use crate::problem::Effect;
use crate::problem::Problem;
use crate::read;
use crate::read::Found;
use crate::read::Source;
use crate::recipe::ColourMap;
use crate::recipe::Depth;
use crate::recipe::Domain;
use crate::recipe::Look;
use crate::recipe::Recipe;
use crate::settings::Recent;
use crate::study::Series;
use crate::study::SeriesId;
use crate::study::Slice;
use crate::write;

fn sample_files(sample: Sample) -> Vec<(String, &'static [u8])> {
    let (name, bytes): (&str, &'static [u8]) = match sample {
        Sample::Ct => (
            "chest-ct.dcm",
            include_bytes!("../../assets/samples/chest-ct.dcm"),
        ),
        Sample::Radiograph => (
            "chest-radiograph.dcm",
            include_bytes!("../../assets/samples/chest-radiograph.dcm"),
        ),
        Sample::Colour => (
            "fundus.dcm",
            include_bytes!("../../assets/samples/fundus.dcm"),
        ),
    };
    vec![(name.to_owned(), bytes)]
}

/// The files of an opening.
pub(super) fn source(opening: &Opening) -> Box<dyn Source> {
    match opening {
        Opening::Sample(sample) => Box::new(read::embedded(sample_files(*sample))),
        Opening::Paths(paths) | Opening::Stack(paths) => Box::new(read::paths(paths)),
    }
}

impl Session {
    pub(super) fn file(&mut self, command: FileCommand) {
        match command {
            FileCommand::Open(opening) => self.open(opening),
            FileCommand::Rescan => {
                self.problems.clear();
                self.scanned = super::Scanned::default();
                for opening in std::mem::take(&mut self.openings) {
                    self.open(opening);
                }
            }
            FileCommand::Stop => {
                for activity in self.jobs.activity() {
                    self.jobs.cancel(activity.ticket);
                }
            }
            FileCommand::ReadTexts { study, charset } => self.read_texts(study, charset),
            FileCommand::Export(plan) => self.export(plan),
            FileCommand::SaveRecipe { viewport, path } => self.save_recipe(viewport, path),
            FileCommand::LoadRecipe { viewport, path } => {
                self.jobs.queue("recipe", move |_| {
                    let recipe = read::text(&path).and_then(|text| {
                        let name = path.display().to_string();
                        Recipe::parse(&text).map_err(|error| error.problem(&name))
                    });
                    Some(Done::RecipeRead(viewport, recipe))
                });
            }
            FileCommand::WriteScript { viewport } => self.write_script(viewport),
            FileCommand::KeepPreset { viewport } => self.keep_preset(viewport),
            FileCommand::ForgetPreset(name) => self.forget_preset(&name),
            FileCommand::ForgetRecent(path) => self.change_settings(|settings| match path {
                Some(path) => settings.recent.retain(|recent| recent.path != path),
                None => settings.recent.clear(),
            }),
        }
    }

    /// Reads behind the window; what is found comes in as it is found.
    fn open(&mut self, opening: Opening) {
        self.drop_closed();
        let name = match &opening {
            Opening::Sample(sample) => sample.key().to_owned(),
            Opening::Paths(paths) | Opening::Stack(paths) => paths
                .first()
                .and_then(|path| path.file_name())
                .map(|name| crate::problem::shown(&name.to_string_lossy()))
                .unwrap_or_default(),
        };
        let options = read::Options {
            memory_budget: self.settings.memory_mib << 20,
            headers_only: false,
            beside: self.document.open_series().cloned().collect(),
            stack: matches!(opening, Opening::Stack(_)),
            charsets: self.charsets.clone(),
        };
        let source = source(&opening);
        let path = match &opening {
            Opening::Paths(paths) => match paths.as_slice() {
                [path] => Some(path.clone()),
                _ => None,
            },
            Opening::Stack(_) | Opening::Sample(_) => None,
        };
        self.openings.retain(|known| *known != opening);
        self.openings.push(opening);
        self.arrived.clear();
        let ticket = self.jobs.queue(name, move |job: &Job<Done>| {
            let found = |found: Found| {
                if let Found::Progress { done, of } = found {
                    job.progress(done, of);
                } else {
                    job.send(Done::Found(path.clone(), Box::new(found)));
                }
            };
            let opened = read::open(&*source, &options, &found, &|| !job.cancelled());
            Some(Done::Scanned(opened.scanned))
        });
        self.reading.insert(ticket);
    }

    pub(super) fn ended(&mut self, ticket: Ticket) {
        if !self.reading.remove(&ticket) {
            return;
        }
        let modalities: BTreeSet<&str> = self
            .arrived
            .iter()
            .filter_map(|id| self.document.shelf.get(id))
            .map(|header| header.modality.as_str())
            .collect();
        let modality = modalities.into_iter().collect::<Vec<_>>().join(" · ");
        // A path that held no picture is not worth going back to.
        let last = self.openings.last();
        let paths = last.map(|opening| opening.paths().to_vec());
        if !self.arrived.is_empty()
            && let Some(paths) = paths.filter(|paths| !paths.is_empty())
        {
            let opened = today();
            self.change_settings(|settings| {
                for path in paths.iter().rev() {
                    settings.remember(Recent {
                        path: std::path::absolute(path).unwrap_or_else(|_| path.clone()),
                        modality: modality.clone(),
                        opened: opened.clone(),
                    });
                }
            });
        }
    }

    pub(super) fn found(&mut self, source: Option<PathBuf>, found: Found) {
        match found {
            Found::Listed(header) => {
                if let Some(source) = source {
                    self.sources.insert(header.id.clone(), source);
                }
                self.document.shelf.put(header);
            }
            Found::First { id, index, slice } => {
                self.firsts.insert(id.clone(), (index, Arc::new(*slice)));
                self.show_if_empty(&id);
            }
            Found::Read(series) => self.shelve(series),
            Found::Layer(layer) => self.take_layer(layer),
            Found::Problem(problem) => {
                if !self.problems.contains(&problem) {
                    self.problems.push(problem);
                }
            }
            Found::Progress { .. } => {}
        }
    }

    fn shelve(&mut self, series: Arc<Series>) {
        let id = series.header.id.clone();
        self.document.shelf.put(series.header.clone());
        self.revision += 1;
        let revision = self.revision;
        self.library.insert(
            id.clone(),
            Shelved {
                counts: series.phases().map(|_| Arc::default()).collect(),
                series,
                revision,
            },
        );
        self.firsts.remove(&id);
        self.preparing.keep(|known| *known != id);
        self.thumbnails.remove(&id);
        self.cache.keep(|key| key.series != id);
        if !self.arrived.contains(&id) {
            self.arrived.push(id.clone());
        }
        self.show_if_empty(&id);
    }

    /// The first series that can be seen is shown at once; that is no edit of a person's.
    fn show_if_empty(&mut self, id: &SeriesId) {
        if self.document.edits.is_empty()
            && self.document.edit(&Edit::ShowAlone(id.clone())).is_ok()
        {
            if let Some(layout) = self.preferred_layout(id) {
                // A kept layout always fits.
                let _ = self.document.edit(&Edit::SetLayout(layout));
            }
            self.start_with_recipe(id);
        }
    }

    fn preferred_layout(&mut self, id: &SeriesId) -> Option<crate::document::Layout> {
        if let Some(layout) = self.start_layout.take() {
            return Some(layout);
        }
        let header = self.document.shelf.get(id)?;
        header.geometry.as_ref().filter(|_| header.size[2] > 1)?;
        let key = self.settings.layout.as_deref()?;
        crate::document::Layout::ALL
            .into_iter()
            .find(|layout| layout.key() == key)
    }

    /// Closing is undone until the next opening; then the pixels go.
    fn drop_closed(&mut self) {
        let closed = &self.document.edits.closed;
        self.library.retain(|id, _| !closed.contains(id));
        let library = &self.library;
        self.thumbnails.retain(|id, _| library.contains_key(id));
        self.preparing.keep(|id| library.contains_key(id));
        self.cache.keep(|key| library.contains_key(&key.series));
        self.drop_layers();
    }

    /// Files that are open, which no export may replace.
    fn inputs(&self) -> Vec<PathBuf> {
        self.openings
            .iter()
            .flat_map(|opening| opening.paths().to_vec())
            .collect()
    }

    fn export(&mut self, plan: ExportPlan) {
        let Some(view) = self.document.edits.viewport(plan.viewport).cloned() else {
            return;
        };
        let phase = self.document.phase(plan.viewport);
        let Some(known) = view.series.as_ref().and_then(|id| self.known(id, phase)) else {
            return;
        };
        let treatment = self.document.treatment(plan.viewport);
        let index = self.document.index(plan.viewport);
        let inputs = self.inputs();
        self.jobs.queue("export", move |job: &Job<Done>| {
            let keep_going = || !job.cancelled();
            let prepared = match known.prepare(&treatment.recipe, &keep_going) {
                Ok(Some(prepared)) => prepared,
                Ok(None) => return None,
                Err(problem) => return Some(Done::Written(Err(problem))),
            };
            let slice = known.phase().slice(view.plane, index);
            let written = write_slice(slice, &treatment, &prepared, &plan, &inputs, &keep_going);
            Some(Done::Written(written.map(|()| plan.path.clone())))
        });
    }

    fn save_recipe(&mut self, viewport: ViewportId, path: PathBuf) {
        let Some(view) = self.document.edits.viewport(viewport) else {
            return;
        };
        let text = self.document.treatment_of(view).recipe.to_text();
        let inputs = self.inputs();
        self.jobs.queue("recipe", move |_| {
            let options = write::Options {
                force: false,
                inputs: &inputs,
            };
            let written =
                write::create_new(&path, &options, |file| file.write_all(text.as_bytes()));
            Some(Done::Written(match written {
                Ok(()) => Ok(path),
                Err(error) => Err(error.problem()),
            }))
        });
    }
}

/// Processes a slice as the view shows it and writes it: exact samples, or with tissue colours or in those
/// of the view's map.
fn write_slice(
    slice: Slice,
    treatment: &Treatment,
    prepared: &Prepared,
    plan: &ExportPlan,
    inputs: &[PathBuf],
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Result<(), Problem> {
    let name = plan.path.display().to_string();
    let refused = |reason: String| Problem::error(&name, "", reason, Effect::NotWritten);
    let format = write::Format::of(&plan.path).map_err(|error| error.problem())?;
    let chosen = treatment.chosen_window(&slice.vois);
    let depth = if plan.sixteen {
        Depth::Sixteen
    } else {
        Depth::Eight
    };
    let look = (plan.tissue || plan.map).then(|| Look {
        tissue: treatment.look.tissue.clone().filter(|_| plan.tissue),
        map: if plan.map {
            treatment.look.map
        } else {
            ColourMap::Grey
        },
        ..treatment.look.clone()
    });
    if (format.is_picture() || look.is_some())
        && treatment.recipe.active().next().is_none()
        && treatment.shows_by_table(&slice.vois)
    {
        let reason = "the file's lookup table is for the eye alone, choose a window";
        return Err(refused(reason.to_owned()));
    }
    let recipe = if format.is_picture() || look.is_some() {
        treatment
            .recipe
            .ending_in_grey(Domain::of_slice(&slice), chosen, depth)
    } else {
        treatment.recipe.clone()
    };
    let processed = pipeline::process(slice, &recipe, prepared, keep_going)
        .map_err(|error| refused(error.to_string()))?;
    let options = write::Options {
        force: plan.force,
        inputs,
    };
    write::export_slice(&processed, look.as_ref(), format, &plan.path, &options)
        .map_err(|error| error.problem())
}

/// The day as `YYYY-MM-DD` (UTC), by the civil calendar.
fn today() -> String {
    let seconds = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    let days = (seconds / 86_400) as i64;
    // Days to date after Howard Hinnant's `civil_from_days`, years beginning in March.
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = (month_from_march + 2) % 12 + 1;
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}
