//! The list of what is open: studies with the patient's name, their series with small pictures, a filter above.

use std::collections::HashSet;
use std::sync::Arc;

use egui::Rect;
use egui::ScrollArea;
use egui::Ui;
use egui::vec2;

use super::filter::Filter;
use super::marks;
use crate::document::Edit;
use crate::document::Sample;
use crate::session::Session;
use crate::study::SeriesHeader;
use crate::study::StudyFacts;
use crate::text::fill;
use crate::ui::actions::Here;
use crate::ui::charset;
use crate::ui::commands::Commands;
use crate::ui::icons;
use crate::ui::names;
use crate::ui::state::UiState;
use crate::ui::theme;
use crate::ui::theme::size;
use crate::ui::widgets;
use crate::ui::widgets::RowMark;
use crate::ui::widgets::TwoLineRow;

/// From so many series on, rows out of sight are not made; Tab passes them by.
const MANY: usize = 200;

/// The button of the facts beside the filter's field.
const MENU_ROOM: f32 = 28.0;

/// The series list, over the whole of `ui`.
pub fn tree_ui(ui: &mut Ui, session: &Session, state: &mut UiState, commands: &mut Commands) {
    ui.spacing_mut().item_spacing.y = 0.0;
    ui.add_space(8.0);
    filter_ui(ui, session, state);
    ui.add_space(8.0);
    let open: Vec<&Arc<SeriesHeader>> = session.document().open_series().collect();
    forget_closed(&open, state);
    if open.is_empty() {
        empty_ui(ui, session);
        return;
    }
    let filter = Filter::of(&state.shell.filter, session.texts());
    let mut found = open;
    if !filter.is_empty() {
        found.retain(|header| filter.admits(header));
    }
    if found.is_empty() {
        let texts = &session.texts().shell;
        centred(
            ui,
            icons::FUNNEL,
            texts.nothing_matches,
            texts.change_filter,
        );
        return;
    }
    ScrollArea::vertical()
        .auto_shrink([false, false])
        .show(ui, |ui| rows_ui(ui, &found, session, state, commands));
}

/// Small pictures of what is no longer open leave the graphics card.
fn forget_closed(open: &[&Arc<SeriesHeader>], state: &mut UiState) {
    let textures = &mut state.shell.textures;
    if textures.len() > open.len() + Sample::ALL.len() {
        let ids: HashSet<&str> = open.iter().map(|header| header.id.as_str()).collect();
        textures.retain(|name| name.starts_with("sample ") || ids.contains(name));
    }
}

fn filter_ui(ui: &mut Ui, session: &Session, state: &mut UiState) {
    let texts = &session.texts().shell;
    ui.horizontal(|ui| {
        ui.add_space(size::LIST_PADDING);
        let width = ui.available_width() - size::LIST_PADDING - MENU_ROOM;
        let response = widgets::text_field(
            ui,
            icons::FUNNEL,
            texts.filter_series,
            texts.filter_series,
            &mut state.shell.filter,
            width,
            "",
        );
        if std::mem::take(&mut state.shell.find) {
            response.request_focus();
        }
        if response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Escape)) {
            state.shell.filter.clear();
        }
        response.on_hover_text(session.texts().facts.filter_hint);
        ui.spacing_mut().item_spacing.x = 2.0;
        marks::filter_menu(ui, session, &mut state.shell.filter);
    });
}

fn empty_ui(ui: &mut Ui, session: &Session) {
    let texts = &session.texts().shell;
    let scanned = session.scanned();
    let nothing_found = scanned.files > 0
        && scanned.images == 0
        && !session.is_reading()
        && session.document().shelf.series().is_empty();
    if nothing_found {
        centred(
            ui,
            icons::IMAGE_BROKEN,
            texts.no_pictures_found,
            texts.see_warnings,
        );
    } else {
        centred(ui, icons::STACK, texts.no_studies, texts.studies_appear);
    }
}

fn centred(ui: &mut Ui, icon: &str, line: &str, hint: &str) {
    ui.add_space((ui.available_height() * 0.42 - 50.0).max(8.0));
    widgets::empty_state(ui, icon, line, hint);
}

fn rows_ui(
    ui: &mut Ui,
    found: &[&Arc<SeriesHeader>],
    session: &Session,
    state: &mut UiState,
    commands: &mut Commands,
) {
    let mut study: Option<(&str, bool)> = None;
    for header in found {
        let uid = header.study.uid.as_str();
        let unfolded = match study {
            Some((known, unfolded)) if known == uid => unfolded,
            _ => {
                if study.is_some() {
                    ui.add_space(8.0);
                }
                let unfolded = study_head(ui, &header.study, session, state, commands);
                study = Some((uid, unfolded));
                unfolded
            }
        };
        if !unfolded {
            continue;
        }
        let size = vec2(
            ui.available_width(),
            TwoLineRow::PITCH + marks::room(header),
        );
        let place = Rect::from_min_size(ui.cursor().min, size);
        let shown = Here::new(session).header().map(|shown| &shown.id) == Some(&header.id);
        if found.len() < MANY || shown || ui.is_rect_visible(place) {
            series_row(ui, header, session, state, commands);
        } else {
            ui.allocate_space(size);
        }
    }
    ui.add_space(8.0);
}

/// Draws the head of a study; returns whether its series are shown.
fn study_head(
    ui: &mut Ui,
    study: &StudyFacts,
    session: &Session,
    state: &mut UiState,
    commands: &mut Commands,
) -> bool {
    let texts = &session.texts().shell;
    let name = names::person(&study.patient_name, session.texts());
    let title = if study.plain {
        study.description.as_str()
    } else if name.is_empty() {
        texts.unnamed_patient
    } else {
        &name
    };
    let mut details: Vec<&str> = Vec::new();
    details.extend(study.date.as_deref());
    if !study.plain && !study.description.is_empty() {
        details.push(&study.description);
    }
    let detail = details.join(" · ");
    let mut open = !state.shell.folded.contains(&study.uid);
    let response = ui
        .scope(|ui| {
            padded(ui, |ui| {
                widgets::two_line_head(ui, title, &detail, &mut open)
            })
        })
        .inner;
    let mut lines = vec![title.to_owned()];
    if !study.plain {
        let group = names::name_group(session.texts());
        lines.extend(study.patient_name.other_groups(group));
        lines.push(study.patient_id.reveal(false).into_owned());
        widgets::context_menu(&response, |ui| {
            let title = session.texts().facts.charset;
            widgets::sub_menu(ui, title, |ui| {
                charset::rows_ui(ui, &study.uid, session, commands);
            });
        });
    }
    lines.push(detail.clone());
    lines.retain(|line| !line.is_empty());
    if lines.len() > 2 {
        response.clone().on_hover_text(lines.join("\n"));
    }
    if response.changed() {
        if open {
            state.shell.folded.remove(&study.uid);
        } else {
            state.shell.folded.insert(study.uid.clone());
        }
    }
    open
}

/// A child with room at both sides of the list.
fn padded<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> R {
    const SIDE: f32 = 4.0;
    let rect = ui.available_rect_before_wrap().shrink2(vec2(SIDE, 0.0));
    let mut child = ui.new_child(egui::UiBuilder::new().max_rect(rect));
    let result = add(&mut child);
    let used = child.min_rect();
    ui.advance_cursor_after_rect(used);
    result
}

fn size_text(header: &SeriesHeader, session: &Session) -> String {
    let texts = &session.texts().shell;
    let [columns, rows, count] = header.size;
    let size = match (&header.geometry, count) {
        (_, 1) => fill(texts.one_image, &[&columns, &rows]),
        (Some(_), _) => fill(texts.voxels, &[&columns, &rows, &count]),
        (None, _) => fill(texts.frames, &[&columns, &rows, &count]),
    };
    match header.phase_count() {
        1 => size,
        phases => fill(texts.phases, &[&size, &phases]),
    }
}

fn series_row(
    ui: &mut Ui,
    header: &Arc<SeriesHeader>,
    session: &Session,
    state: &mut UiState,
    commands: &mut Commands,
) {
    let texts = &session.texts().shell;
    let t = theme::tokens(ui);
    let here = Here::new(session);
    let selected = here.header().is_some_and(|shown| shown.id == header.id);
    let thumbnail = session.thumbnail(&header.id).map(|picture| {
        let textures = &mut state.shell.textures;
        textures.texture(ui.ctx(), header.id.as_str(), &picture)
    });
    let apart = header
        .split_reason
        .as_ref()
        .map(|reason| fill(texts.stands_apart, &[reason]));
    let mut notes: Vec<RowMark<'_>> = Vec::new();
    if header.doubtful {
        notes.push(RowMark {
            icon: icons::WARNING,
            colour: t.warning,
            name: texts.doubtful,
        });
    }
    if let Some(reason) = &apart {
        notes.push(RowMark {
            icon: icons::INFO,
            colour: t.text_second,
            name: reason,
        });
    }
    let title = if header.description.is_empty() {
        texts.unnamed_series
    } else {
        &header.description
    };
    let detail = size_text(header, session);
    let row = TwoLineRow {
        thumbnail,
        title,
        kind: &header.modality,
        detail: &detail,
        selected,
        marks: &notes,
        below: marks::room(header),
    };
    let response = padded(ui, |ui| {
        let response = row.show(ui);
        marks::chips_ui(ui, response.rect, header, session, &mut state.shell.filter);
        response
    });
    if response.clicked() {
        let beside = ui.input(|input| input.modifiers.command);
        let edit = match here.view() {
            Some(_) if beside => Edit::ShowBeside(header.id.clone()),
            Some(view) => session.show_edit(header.id.clone(), view.id),
            None => Edit::ShowAlone(header.id.clone()),
        };
        commands.push(edit);
    }
    if selected && state.shell.shown_series.as_ref() != Some(&header.id) {
        // The keys for the next series may lead out of sight.
        response.scroll_to_me(None);
        state.shell.shown_series = Some(header.id.clone());
    }
}
