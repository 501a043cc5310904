//! The sheet that writes the active view to a file, with the command line that does the same.

use std::path::Path;
use std::path::PathBuf;

use egui::Context;
use egui::RichText;

use super::sheet::buttons;
use super::sheet::form_row;
use super::sheet::hint;
use super::sheet::sheet;
use crate::document::ExportPlan;
use crate::document::FileCommand;
use crate::document::ViewportId;
use crate::recipe::ColourMap;
use crate::recipe::Depth;
use crate::recipe::Filter;
use crate::recipe::FilterKind;
use crate::recipe::Step;
use crate::recipe::VoiFunction;
use crate::recipe::WindowStep;
use crate::session::Session;
use crate::session::typed_paths;
use crate::study::Plane;
use crate::text::fill;
use crate::ui::commands::Commands;
use crate::ui::commands::Request;
use crate::ui::fonts;
use crate::ui::icons;
use crate::ui::names;
use crate::ui::theme;
use crate::ui::widgets;
use crate::ui::widgets::ButtonKind;
use crate::ui::widgets::SegItem;

/// The sheet while it is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportSheet {
    viewport: ViewportId,
    path: String,
    sixteen: bool,
    tissue: bool,
    map: bool,
    force: bool,
    /// The field was drawn once and has had the keyboard.
    drawn: bool,
}

impl ExportSheet {
    /// The sheet for a view; a file name is proposed from the series.
    pub fn new(session: &Session, viewport: ViewportId) -> Self {
        let treatment = session.document().treatment(viewport);
        Self {
            viewport,
            path: proposed_name(session, viewport),
            sixteen: false,
            tissue: treatment.look.tissue.is_some(),
            // What leaves as data is grey unless a person asks for colours.
            map: false,
            force: false,
            drawn: false,
        }
    }

    /// Takes a path over that a dialog gave.
    pub fn set_path(&mut self, path: &Path) {
        self.path = path.to_string_lossy().into_owned();
    }

    /// The name a dialog begins with.
    pub fn file_name(&self) -> String {
        Path::new(&self.path)
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default()
    }

    fn plan(&self) -> Option<ExportPlan> {
        let path = typed_paths(&self.path).into_iter().next()?;
        Some(ExportPlan {
            viewport: self.viewport,
            path,
            sixteen: self.sixteen && !self.tissue && !self.map,
            tissue: self.tissue,
            map: self.map,
            force: self.force,
        })
    }

    /// Draws the sheet; returns whether it stays.
    pub fn show(&mut self, ctx: &Context, session: &Session, commands: &mut Commands) -> bool {
        let texts = &session.texts().shell;
        let Some(header) = session.document().header(self.viewport).cloned() else {
            return false;
        };
        sheet(ctx, "export", 560.0, texts.export_title, |ui| {
            let t = theme::tokens(ui);
            let document = session.document();
            let plane = document
                .edits
                .viewport(self.viewport)
                .map(|view| view.plane);
            let plane = plane.unwrap_or(Plane::Acquired);
            let (number, count) = (document.index(self.viewport) + 1, header.slice_count(plane));
            let plane_name = match header.geometry {
                Some(_) => names::plane_name(plane, session.texts()),
                None => "",
            };
            let what = [header.description.as_str(), plane_name]
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join(", ");
            let mut what = match count {
                1 => what,
                _ => fill(texts.export_what, &[&what, &number, &count]),
            };
            if let Some(phases) = &header.phases {
                let at = document.phase(self.viewport);
                let phase = names::phase_name(phases, at, session.texts());
                what = fill(texts.export_phase, &[&what, &phase]);
            }
            ui.label(RichText::new(what).color(t.text_second));
            let enter = form_row(ui, texts.export_path, |ui| {
                ui.spacing_mut().item_spacing.x = 8.0;
                let width = ui.available_width() - 110.0;
                let name = texts.export_path;
                let field = widgets::text_field(ui, "", name, "", &mut self.path, width, "");
                if !std::mem::replace(&mut self.drawn, true) {
                    field.request_focus();
                }
                let kind = ButtonKind::Plain;
                if widgets::push_button(ui, "", texts.export_browse, kind, true).clicked() {
                    commands.request(Request::BrowseExport);
                }
                field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter))
            });
            hint(ui, texts.export_kind_hint);
            let grey = header.channels == 1;
            ui.add_enabled_ui(grey && !self.tissue && !self.map, |ui| {
                form_row(ui, texts.export_depth, |ui| {
                    let items = [(texts.export_eight, false), (texts.export_sixteen, true)];
                    let items = items.map(|(label, sixteen)| SegItem {
                        label,
                        on: sixteen == self.sixteen,
                        tooltip: "",
                    });
                    if let Some((at, _)) = widgets::segmented(ui, "depth", &items) {
                        self.sixteen = at == 1;
                    }
                });
            });
            let has_tissue = document.treatment(self.viewport).look.tissue.is_some();
            self.tissue &= has_tissue;
            ui.add_enabled_ui(has_tissue, |ui| {
                widgets::check_box(ui, &mut self.tissue, texts.export_tissue);
            });
            let has_map = document.treatment(self.viewport).look.map != ColourMap::Grey;
            self.map &= has_map;
            ui.add_enabled_ui(has_map, |ui| {
                widgets::check_box(ui, &mut self.map, texts.export_map);
            });
            widgets::check_box(ui, &mut self.force, texts.export_force);
            hint(ui, texts.export_not_source);
            ui.add_space(6.0);
            self.command_ui(ui, session, commands);
            let plan = self.plan();
            let (save, cancel) = buttons(ui, |ui| {
                let kind = ButtonKind::Primary;
                let save = widgets::push_button(ui, "", texts.save, kind, plan.is_some());
                let kind = ButtonKind::Plain;
                let cancel = widgets::push_button(ui, "", texts.cancel, kind, true);
                (save.clicked(), cancel.clicked())
            });
            if (save || enter)
                && let Some(plan) = plan
            {
                commands.push(FileCommand::Export(plan));
                return false;
            }
            !cancel
        })
    }

    fn command_ui(&self, ui: &mut egui::Ui, session: &Session, commands: &mut Commands) {
        let texts = &session.texts().shell;
        let t = theme::tokens(ui);
        let Some(command) = command_line(session, self) else {
            return;
        };
        ui.horizontal(|ui| {
            let label = RichText::new(texts.export_command).font(fonts::small());
            ui.label(label.color(t.text_second));
            if widgets::icon_button(ui, icons::COPY, texts.copy, "").clicked() {
                commands.request(Request::Copy(command.clone()));
            }
        });
        egui::Frame::new()
            .fill(t.plot)
            .corner_radius(theme::radius::CONTROL)
            .inner_margin(8)
            .show(ui, |ui| {
                ui.set_width(ui.available_width());
                let text = RichText::new(&command).font(fonts::small()).color(t.text);
                ui.add(egui::Label::new(text).wrap().selectable(true));
            });
    }
}

/// `~/chest-axial-033.png`: the home folder, never the one of what is open.
fn proposed_name(session: &Session, viewport: ViewportId) -> String {
    let document = session.document();
    let Some(header) = document.header(viewport) else {
        return String::new();
    };
    let name = Path::new(&header.description)
        .file_stem()
        .map(|stem| safe_name(&stem.to_string_lossy()))
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| header.modality.to_lowercase());
    if header.is_single() {
        format!("~/{name}.png")
    } else {
        format!("~/{name}-{:03}.png", document.index(viewport) + 1)
    }
}

/// Letters and digits of `text` in lower case, with single hyphens for the rest.
pub fn safe_name(text: &str) -> String {
    const LONGEST: usize = 40;
    let letters: String = text.chars().take(LONGEST).collect();
    let words: Vec<String> = letters
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.join("-")
}

fn plane_key(plane: Plane) -> &'static str {
    match plane {
        Plane::Acquired => "acquired",
        Plane::Axial => "axial",
        Plane::Coronal => "coronal",
        Plane::Sagittal => "sagittal",
    }
}

/// `text` as one word of a shell.
fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:,%+@".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

/// The command that writes the same bytes; none where no path and UID name the series, as for samples.
fn command_line(session: &Session, sheet: &ExportSheet) -> Option<String> {
    let document = session.document();
    let view = document.edits.viewport(sheet.viewport)?;
    let header = document.header(sheet.viewport)?;
    let source = session.source_of(&header.id)?;
    let mut words = vec![
        "negatoscope".to_owned(),
        "render".to_owned(),
        quoted(&source.to_string_lossy()),
    ];
    let mut option = |name: &str, value: &str| {
        words.push(name.to_owned());
        words.push(quoted(value));
    };
    let mut beside = document
        .shelf
        .series()
        .iter()
        .filter(|other| other.id != header.id && session.source_of(&other.id) == Some(source))
        .peekable();
    if beside.peek().is_some() {
        // Parts of a series that was split share its UID.
        if beside.any(|other| other.uid == header.uid) {
            return None;
        }
        option("--series", &header.uid);
    }
    if header.geometry.is_some() && header.size[2] > 1 {
        option("--plane", plane_key(view.plane));
    }
    if header.slice_count(view.plane) > 1 {
        let name = if header.geometry.is_some() {
            "--slice"
        } else {
            "--frame"
        };
        option(name, &(document.index(view.id) + 1).to_string());
    }
    if header.phases.is_some() {
        option("--phase", &(document.phase(view.id) + 1).to_string());
    }
    let treatment = document.treatment(view.id);
    // With steps the recipe has made the grey, and the look's window is not in the file.
    if treatment.recipe.active().next().is_none() {
        if treatment.shows_by_table(&header.vois) {
            return None;
        }
        match treatment.chosen_window(&header.vois) {
            Some(window) if window.function() == VoiFunction::Linear => {
                let numbers = format!("--window={}/{}", window.center(), window.width());
                words.push(quoted(&numbers));
            }
            Some(window) => {
                let filter = Filter::Window(WindowStep::Given(window), Depth::Eight);
                words.push("--filter".to_owned());
                words.push(quoted(&Step::new(filter).to_text()));
            }
            None => {}
        }
    }
    let mut option = |name: &str, value: &str| {
        words.push(name.to_owned());
        words.push(quoted(value));
    };
    for (_, step) in treatment.recipe.active() {
        option("--filter", &step.to_text());
    }
    let is_coloured = sheet.tissue || sheet.map;
    if is_coloured && treatment.look.invert {
        option(
            "--filter",
            &Step::new(FilterKind::Invert.filter()).to_text(),
        );
    }
    if sheet.map {
        option("--colour-map", treatment.look.map.key());
    }
    if sheet.sixteen && !is_coloured {
        option("--depth", "16");
    }
    if let Some(tissue) = treatment.look.tissue.filter(|_| sheet.tissue) {
        words.push(format!("--tissue={}", tissue.set.name.key()));
    }
    if sheet.force {
        words.push("--force".to_owned());
    }
    let out: PathBuf = typed_paths(&sheet.path).into_iter().next()?;
    words.push("-o".to_owned());
    words.push(quoted(&out.to_string_lossy()));
    Some(words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_are_made_of_letters_and_digits() {
        assert_eq!(safe_name("Chest 2 mm / axial"), "chest-2-mm-axial");
        assert_eq!(safe_name("흉부 CT"), "흉부-ct");
        assert_eq!(safe_name("^^"), "");
    }

    #[test]
    fn words_of_a_shell_are_quoted_where_needed() {
        assert_eq!(
            quoted("clahe:clip_limit=2,tiles=8x8"),
            "clahe:clip_limit=2,tiles=8x8"
        );
        assert_eq!(quoted("a b"), "'a b'");
        assert_eq!(quoted("it's"), "'it'\\''s'");
        assert_eq!(quoted(""), "''");
    }
}
