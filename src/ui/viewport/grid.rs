//! The preprocessing grid: the slice under each equaliser, one of which a click adopts.

use egui::Align2;
use egui::Rect;
use egui::Role;
use egui::Stroke;
use egui::StrokeKind;
use egui::Ui;
use egui::WidgetInfo;
use egui::pos2;
use egui::vec2;

use super::picture;
use super::summary;
use crate::document::Cell;
use crate::document::Edit;
use crate::document::Start;
use crate::document::Viewport;
use crate::recipe::FilterKind;
use crate::session::Finished;
use crate::session::Session;
use crate::session::ViewKey;
use crate::text::Texts;
use crate::text::fill;
use crate::ui::commands::Commands;
use crate::ui::fonts;
use crate::ui::icons;
use crate::ui::names;
use crate::ui::state::UiState;
use crate::ui::theme;
use crate::ui::widgets;
use crate::ui::widgets::format;

const COLUMNS: usize = 3;
const ROWS: usize = 2;

/// Height of a cell's head.
const HEAD: f32 = 28.0;

/// Height of a cell's histogram strip.
const STRIP: f32 = 44.0;

/// Draws the six cells of the active view into `rect`.
pub(super) fn grid_ui(
    ui: &mut Ui,
    rect: Rect,
    viewport: &Viewport,
    session: &Session,
    state: &mut UiState,
    commands: &mut Commands,
) {
    for (at, cell) in Cell::ALL.into_iter().enumerate() {
        let (column, row) = (at % COLUMNS, at / COLUMNS);
        let share = [
            column as f32 / COLUMNS as f32,
            row as f32 / ROWS as f32,
            1.0 / COLUMNS as f32,
            1.0 / ROWS as f32,
        ];
        let place = super::place_in(rect, share);
        cell_ui(ui, place, cell, viewport, session, state, commands);
    }
}

fn cell_ui(
    ui: &mut Ui,
    rect: Rect,
    cell: Cell,
    viewport: &Viewport,
    session: &Session,
    state: &mut UiState,
    commands: &mut Commands,
) {
    let view = ViewKey::Cell(cell);
    let (head, rest) = rect.split_top_bottom_at_y(rect.top() + HEAD);
    let (area, strip) = rest.split_top_bottom_at_y((rest.bottom() - STRIP).max(rest.top()));
    let adopted = is_adopted(cell, viewport, session);
    let place = picture::Place {
        view,
        viewport,
        area,
        active: adopted,
    };
    let shown = picture::picture_ui(ui, &place, session, state, commands);
    let texts = session.texts();
    let t = theme::tokens(ui);
    head_ui(ui, head, cell, shown.finished.as_deref(), adopted, texts);
    match &shown.finished {
        Some(finished) => {
            let painter = ui.painter().with_clip_rect(strip);
            let strips = &mut state.views.strips;
            strips.paint(&painter, strip, view, finished, t);
        }
        None => {
            ui.painter().rect_filled(strip, 0, t.plot);
        }
    }
    let name = fill(texts.view.grid_cell, &[&names::cell_name(cell, texts)]);
    shown
        .response
        .widget_info(|| WidgetInfo::selected(Role::Button, true, adopted, &name));
    if shown.response.clicked() {
        commands.push(Edit::Adopt(cell));
    }
    if adopted {
        let frame = Stroke::new(2.0, t.accent);
        ui.painter().rect_stroke(rect, 0, frame, StrokeKind::Inside);
    } else if shown.response.hovered() {
        let frame = Stroke::new(1.0, t.edge_strong);
        ui.painter().rect_stroke(rect, 0, frame, StrokeKind::Inside);
    }
    if shown.response.has_focus() {
        widgets::view_focus_ring(ui.painter(), area);
    }
}

/// Whether the recipe is what the cell shows.
fn is_adopted(cell: Cell, viewport: &Viewport, session: &Session) -> bool {
    let edits = &session.document().edits;
    let present = session.document().treatment_of(viewport);
    let header = viewport
        .series
        .as_ref()
        .and_then(|series| session.document().shelf.get(series));
    let Some(header) = header else {
        return false;
    };
    if cell == Cell::Present {
        // It is marked only where no other cell says the same better.
        return !Cell::ALL
            .into_iter()
            .filter(|other| *other != Cell::Present)
            .any(|other| is_adopted(other, viewport, session));
    }
    let treatment = present.cell(cell, &edits.usual, Start::of(header));
    let steps = |recipe: &crate::recipe::Recipe| -> Vec<crate::recipe::Step> {
        recipe.active().map(|(_, step)| step.clone()).collect()
    };
    steps(&treatment.recipe) == steps(&present.recipe)
}

/// What stands beside a cell's name: its parameters, or the window of the original.
fn cell_parameters(cell: Cell, finished: &Finished, texts: &Texts) -> String {
    let steps = &finished.key.recipe.steps;
    match cell {
        Cell::Original => summary::window_mapping(finished)
            .and_then(|mapping| mapping.window())
            .map(|window| {
                let [width, center] = summary::window_numbers(&window);
                fill(texts.view.window_values, &[&width, &center])
            })
            .unwrap_or_default(),
        Cell::Equaliser(kind) => {
            let step = steps.iter().find(|step| step.filter.kind() == kind);
            step.map(|step| names::step_summary(step, texts))
                .unwrap_or_default()
        }
        Cell::Present => {
            let summary = summary::recipe_summary(texts, steps);
            if summary.is_empty() {
                texts.view.no_steps.to_owned()
            } else {
                summary
            }
        }
    }
}

/// Milliseconds that the steps of a cell took; of one equaliser without the window before it.
fn took_ms(cell: Cell, finished: &Finished) -> Option<f64> {
    let steps = &finished.key.recipe.steps;
    let took: Vec<f64> = finished
        .processed
        .took
        .iter()
        .filter(|(at, _)| match cell {
            Cell::Equaliser(_) => steps
                .get(*at)
                .is_some_and(|step| step.filter.kind() != FilterKind::Window),
            Cell::Present => true,
            Cell::Original => false,
        })
        .map(|(_, took)| took.as_secs_f64() * 1000.0)
        .collect();
    (!took.is_empty()).then(|| took.iter().sum())
}

fn head_ui(
    ui: &mut Ui,
    rect: Rect,
    cell: Cell,
    finished: Option<&Finished>,
    adopted: bool,
    texts: &Texts,
) {
    let t = theme::tokens(ui);
    let painter = ui.painter();
    painter.rect_filled(rect, 0, t.panel);
    let y = rect.center().y;
    let mut right = rect.right() - 10.0;
    if adopted {
        let at = pos2(right, y);
        let (icon, font) = (icons::CHECK_CIRCLE, fonts::icon(16.0));
        let mark = painter.text(at, Align2::RIGHT_CENTER, icon, font, t.accent);
        right = mark.left() - 6.0;
    }
    if let Some(took) = finished.and_then(|finished| took_ms(cell, finished)) {
        let decimals = match took {
            ..0.1 => 2,
            ..100.0 => 1,
            _ => 0,
        };
        let text = fill(texts.view.grid_took, &[&format::number(took, decimals)]);
        let (at, font) = (pos2(right, y), fonts::small());
        let mark = painter.text(at, Align2::RIGHT_CENTER, text, font, t.text_quiet);
        right = mark.left() - 8.0;
    }
    let mut x = rect.left() + 10.0;
    let name = names::cell_name(cell, texts);
    let galley = widgets::truncated(ui, name, fonts::section(), t.text, right - x);
    let width = galley.size().x;
    painter.galley(pos2(x, y - galley.size().y / 2.0), galley, t.text);
    x += width + 8.0;
    if let Some(finished) = finished
        && right - x > 16.0
    {
        let text = cell_parameters(cell, finished, texts);
        let galley = widgets::truncated(ui, &text, fonts::small(), t.text_quiet, right - x);
        let at = pos2(x, y - galley.size().y / 2.0);
        painter.galley(at, galley, t.text_quiet);
    }
    let line = Rect::from_min_size(rect.left_bottom() - vec2(0.0, 1.0), vec2(rect.width(), 1.0));
    painter.rect_filled(line, 0, t.base);
}
