//! The field for paths: for those who type, and where the system has no file dialog.

use std::path::Path;

use egui::Context;
use egui::Event;
use egui::Id;
use egui::Key;
use egui::RichText;
use egui::ScrollArea;
use egui::TextEdit;
use egui::Ui;

use super::sheet::buttons;
use super::sheet::hint;
use super::sheet::sheet;
use crate::document::Command;
use crate::document::Edit;
use crate::document::FileCommand;
use crate::document::Opening;
use crate::document::StepChange;
use crate::document::ViewportId;
use crate::recipe::Setting;
use crate::session::Session;
use crate::session::typed_paths;
use crate::text::Texts;
use crate::ui::commands::Commands;
use crate::ui::fonts;
use crate::ui::icons;
use crate::ui::theme;
use crate::ui::widgets;
use crate::ui::widgets::ButtonKind;

/// What is done with the path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathPurpose {
    /// It is opened.
    Open,
    /// It is opened, with pictures of a folder as one stack.
    OpenStack,
    /// It is read as a recipe into the view.
    LoadRecipe(ViewportId),
    /// The view's recipe is written there.
    SaveRecipe(ViewportId),
    /// A step of the view's recipe refers to the picture.
    Reference {
        /// The view.
        viewport: ViewportId,
        /// The place of the step.
        step: usize,
    },
}

/// The edit that gives step `step` its reference picture.
pub fn reference_edit(viewport: ViewportId, step: usize, path: &Path) -> Edit {
    let path = path.to_string_lossy().into_owned();
    Edit::ChangeStep {
        viewport,
        step,
        change: StepChange::Set("reference", Setting::Path(path.into())),
    }
}

/// The field while it is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathField {
    purpose: PathPurpose,
    typed: String,
    /// Why it came by itself; empty where it was asked for.
    reason: &'static str,
    /// Completions are asked for, since Tab was pressed with this text.
    completing: Option<String>,
    /// More than one path completes what is typed.
    offers: Vec<String>,
}

/// Most completions that are listed.
const MOST_OFFERS: usize = 12;

impl PathField {
    /// The field for `purpose`, with a sentence why it came or none.
    pub fn new(purpose: PathPurpose, reason: &'static str) -> Self {
        Self {
            purpose,
            typed: String::new(),
            reason,
            completing: None,
            offers: Vec::new(),
        }
    }

    fn words(&self, texts: &Texts) -> [&'static str; 4] {
        let (texts, recipes) = (&texts.shell, &texts.recipes);
        match self.purpose {
            PathPurpose::Open | PathPurpose::OpenStack => [
                if self.purpose == PathPurpose::OpenStack {
                    texts.open_stack
                } else {
                    texts.path_title
                },
                texts.path_name,
                texts.path_hint,
                texts.open_button,
            ],
            PathPurpose::LoadRecipe(_) => [
                texts.path_recipe_title,
                texts.path_recipe_name,
                texts.path_recipe_hint,
                texts.load_button,
            ],
            PathPurpose::SaveRecipe(_) => [
                texts.path_save_recipe_title,
                texts.path_recipe_name,
                texts.path_recipe_hint,
                texts.save,
            ],
            PathPurpose::Reference { .. } => [
                recipes.path_reference_title,
                recipes.path_reference_name,
                texts.path_recipe_hint,
                texts.open_button,
            ],
        }
    }

    fn command(&self) -> Option<Command> {
        let mut paths = typed_paths(&self.typed);
        let first = paths.first().cloned()?;
        let file = match self.purpose {
            PathPurpose::Reference { viewport, step } => {
                return Some(reference_edit(viewport, step, &first).into());
            }
            PathPurpose::Open => {
                paths.dedup();
                FileCommand::Open(Opening::Paths(paths))
            }
            PathPurpose::OpenStack => {
                paths.dedup();
                FileCommand::Open(Opening::Stack(paths))
            }
            PathPurpose::LoadRecipe(viewport) => FileCommand::LoadRecipe {
                viewport,
                path: first,
            },
            PathPurpose::SaveRecipe(viewport) => FileCommand::SaveRecipe {
                viewport,
                path: first,
            },
        };
        Some(file.into())
    }

    /// Draws the field; returns whether it stays.
    pub fn show(&mut self, ctx: &Context, session: &Session, commands: &mut Commands) -> bool {
        let texts = &session.texts().shell;
        let [title, name, hint_text, button] = self.words(session.texts());
        if self.take_completion(session) {
            move_to_end(ctx, &self.typed);
        }
        sheet(ctx, "path", 560.0, title, |ui| {
            if !self.reason.is_empty() {
                let t = theme::tokens(ui);
                ui.horizontal(|ui| {
                    let icon = RichText::new(icons::WARNING).font(fonts::icon(16.0));
                    ui.label(icon.color(t.warning));
                    ui.label(RichText::new(self.reason).color(t.text));
                });
            }
            let asked = self.keys(ui);
            if asked.complete {
                self.completing = Some(self.last_line().to_owned());
                session.complete(self.last_line());
            }
            self.field(ui, name);
            self.offers_ui(ui);
            hint(ui, hint_text);
            let command = self.command();
            let (open, cancel) = buttons(ui, |ui| {
                let kind = ButtonKind::Primary;
                let open = widgets::push_button(ui, "", button, kind, command.is_some());
                let kind = ButtonKind::Plain;
                let cancel = widgets::push_button(ui, "", texts.cancel, kind, true);
                (open.clicked(), cancel.clicked())
            });
            if (open || asked.enter)
                && let Some(command) = command
            {
                commands.push(command);
                return false;
            }
            !cancel
        })
    }

    fn field(&mut self, ui: &mut Ui, name: &str) {
        let id = Id::unique("path field");
        let rows = self.typed.lines().count().clamp(1, 6);
        let colour = theme::tokens(ui).text;
        let edit = TextEdit::multiline(&mut self.typed)
            .id(id)
            .hint_text(name)
            .font(fonts::body())
            .text_color(colour)
            .desired_rows(rows)
            .desired_width(f32::INFINITY);
        let response = ui
            .scope(|ui| {
                let edge = theme::tokens(ui).edge_strong;
                ui.visuals_mut().widgets.inactive.bg_stroke.color = edge;
                ui.add(edit)
            })
            .inner;
        ui.ctx()
            .accesskit_node_builder(id, |node| node.set_label(name));
        response.request_focus();
        if response.changed() {
            self.offers.clear();
        }
    }

    /// Enter opens and Shift+Enter begins another line; Tab completes.
    fn keys(&self, ui: &Ui) -> Asked {
        let mut asked = Asked::default();
        ui.input_mut(|input| {
            input.events.retain(|event| match event {
                Event::Key {
                    key,
                    pressed: true,
                    modifiers,
                    ..
                } if modifiers.is_none() && *key == Key::Tab => {
                    asked.complete = true;
                    false
                }
                Event::Key {
                    key,
                    pressed: true,
                    modifiers,
                    ..
                } if modifiers.is_none() && *key == Key::Enter => {
                    asked.enter = true;
                    false
                }
                Event::Text(text) => text != "\t",
                _ => true,
            });
        });
        asked
    }

    fn last_line(&self) -> &str {
        self.typed.rsplit('\n').next().unwrap_or_default()
    }

    /// Takes an answer of the session's over; returns whether what is typed has changed.
    fn take_completion(&mut self, session: &Session) -> bool {
        let (Some(asked), Some(completion)) = (&self.completing, session.completion()) else {
            return false;
        };
        if completion.typed != *asked {
            return false;
        }
        self.offers = completion.paths.clone();
        self.completing = None;
        if let Some(common) = common_start(&completion.paths) {
            self.replace_last_line(&common);
        }
        if self.offers.len() == 1 {
            self.offers.clear();
        }
        true
    }

    fn replace_last_line(&mut self, with: &str) {
        let start = self.typed.len() - self.last_line().len();
        self.typed.truncate(start);
        self.typed.push_str(with);
    }

    fn offers_ui(&mut self, ui: &mut Ui) {
        let mut taken = None;
        ScrollArea::vertical().max_height(200.0).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for offer in self.offers.iter().take(MOST_OFFERS) {
                let icon = if offer.ends_with(std::path::MAIN_SEPARATOR) {
                    icons::FOLDER
                } else {
                    icons::FILE
                };
                if widgets::list_row(ui, icon, offer, 26.0, false, |_| {}).clicked() {
                    taken = Some(offer.clone());
                }
            }
        });
        if let Some(offer) = taken {
            self.replace_last_line(&offer);
            self.offers.clear();
            move_to_end(ui.ctx(), &self.typed);
        }
    }
}

/// The caret of the field behind its last letter.
fn move_to_end(ctx: &Context, text: &str) {
    let id = Id::unique("path field");
    let mut state = TextEdit::load_state(ctx, id).unwrap_or_default();
    let end = egui::text::CCursor::new(text.chars().count());
    state
        .cursor
        .set_char_range(Some(egui::text::CCursorRange::one(end)));
    state.store(ctx, id);
}

/// What keys asked for.
#[derive(Default)]
struct Asked {
    complete: bool,
    enter: bool,
}

/// The longest text that all of `paths` begin with.
fn common_start(paths: &[String]) -> Option<String> {
    let (first, rest) = paths.split_first()?;
    let mut common = first.as_str();
    for path in rest {
        let same = common
            .char_indices()
            .zip(path.chars())
            .find(|((_, a), b)| a != b)
            .map_or(common.len().min(path.len()), |((at, _), _)| at);
        common = common.get(..same).unwrap_or_default();
    }
    Some(common.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn completion_goes_as_far_as_all_agree() {
        let paths = ["/a/흉부/".to_owned(), "/a/흉추".to_owned()];
        assert_eq!(common_start(&paths).as_deref(), Some("/a/흉"));
        let one = ["/a/b".to_owned(), "/a/bc".to_owned()];
        assert_eq!(common_start(&one).as_deref(), Some("/a/b"));
        assert_eq!(common_start(&[]), None);
    }

    #[test]
    fn only_the_last_line_is_completed() {
        let mut field = PathField::new(PathPurpose::Open, "");
        field.typed = "/one\n/tw".to_owned();
        field.replace_last_line("/two/");
        assert_eq!(field.typed, "/one\n/two/");
    }
}
