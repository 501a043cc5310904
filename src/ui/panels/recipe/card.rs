//! The card of one step: head with switch, name and parameters; open, a row for each parameter.

use std::time::Duration;

use egui::Align;
use egui::Align2;
use egui::CornerRadius;
use egui::CursorIcon;
use egui::Frame;
use egui::Layout;
use egui::Margin;
use egui::Pos2;
use egui::Rect;
use egui::Sense;
use egui::Stroke;
use egui::Ui;
use egui::UiBuilder;
use egui::WidgetInfo;
use egui::pos2;
use egui::vec2;

use super::super::active::Active;
use super::parameters;
use super::reorder;
use crate::document::Edit;
use crate::document::StepChange;
use crate::recipe::Domain;
use crate::recipe::Recipe;
use crate::recipe::Step;
use crate::text::Texts;
use crate::text::fill;
use crate::ui::commands::Commands;
use crate::ui::commands::Request;
use crate::ui::fonts;
use crate::ui::icons;
use crate::ui::names;
use crate::ui::state::UiState;
use crate::ui::theme;
use crate::ui::theme::radius;
use crate::ui::widgets;
use crate::ui::widgets::ChipStyle;
use crate::ui::widgets::MenuRow;
use crate::ui::widgets::format;

/// Height of a card's head, in points.
pub(super) const HEAD: f32 = 44.0;

/// What each step takes and gives, and how long it took.
pub(super) struct Chain {
    steps: Vec<(String, Option<Duration>)>,
}

impl Chain {
    /// The chain of the recipe; steps that are off pass on what they get.
    pub fn of(active: &Active<'_>) -> Self {
        let recipe = &active.treatment.recipe;
        let values = active
            .processed()
            .map_or("", |processed| processed.values.sample_type().name());
        let name = |domain: Domain| match domain {
            Domain::Values if !values.is_empty() => values,
            other => names::domain_name(other),
        };
        let same = active
            .finished
            .as_ref()
            .filter(|finished| same_filters(&finished.key.recipe, recipe));
        let mut domain = active.start();
        let mut steps = Vec::with_capacity(recipe.steps.len());
        for (at, step) in recipe.steps.iter().enumerate() {
            let gives = step.filter.gives(domain);
            let chip = match gives {
                Some(gives) if gives != domain => format!("{} → {}", name(domain), name(gives)),
                Some(gives) => name(gives).to_owned(),
                None => name(domain).to_owned(),
            };
            if step.on {
                domain = gives.unwrap_or(domain);
            }
            let took = same.and_then(|finished| {
                let mut took = finished.processed.took.iter();
                took.find(|(place, _)| *place == at).map(|(_, time)| *time)
            });
            steps.push((chip, took.filter(|_| step.on)));
        }
        Self { steps }
    }
}

/// Whether two recipes have the same filters in the same places, whatever their parameters, so that times of the one
/// speak of the other.
fn same_filters(a: &Recipe, b: &Recipe) -> bool {
    let kinds = |recipe: &Recipe| -> Vec<_> {
        let steps = recipe.steps.iter();
        steps.map(|step| (step.filter.kind(), step.on)).collect()
    };
    kinds(a) == kinds(b)
}

/// The card of step `at`; returns its place.
pub(super) fn card_ui(
    ui: &mut Ui,
    at: usize,
    step: &Step,
    chain: &Chain,
    active: &Active<'_>,
    state: &mut UiState,
    commands: &mut Commands,
) -> Rect {
    let t = theme::tokens(ui);
    let open = state.open_step == Some(at);
    let edge = if open { t.edge_strong } else { t.hair };
    let frame = Frame::new()
        .fill(t.raised)
        .stroke(Stroke::new(1.0, edge))
        .corner_radius(CornerRadius::same(radius::CARD))
        .inner_margin(Margin::symmetric(8, 0));
    let shown = frame.show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        head_ui(ui, at, step, chain, active, state, commands);
        if open {
            parameters::rows_ui(ui, at, step, active, state, commands);
            ui.add_space(8.0);
        }
    });
    let rect = shown.response.rect;
    if open {
        let bar = Rect::from_min_size(rect.left_top() + vec2(0.0, 8.0), vec2(3.0, HEAD - 16.0));
        ui.painter().rect_filled(bar, radius::BAR, t.accent);
    }
    rect
}

fn head_ui(
    ui: &mut Ui,
    at: usize,
    step: &Step,
    chain: &Chain,
    active: &Active<'_>,
    state: &mut UiState,
    commands: &mut Commands,
) {
    let texts = active.texts;
    let t = theme::tokens(ui);
    let short = names::filter_name(step.filter.kind(), texts);
    let name = names::full_name(&step.filter, texts);
    let summary = names::step_summary(step, texts);
    let viewport = active.view.id;
    let mut change = |change: StepChange| {
        commands.push(Edit::ChangeStep {
            viewport,
            step: at,
            change,
        });
    };
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), HEAD), Sense::click());
    let open = state.open_step == Some(at);
    response.widget_info(|| {
        let spoken = fill(texts.panels.step_of, &[&name, &summary]);
        WidgetInfo::labeled(egui::Role::Button, true, spoken)
    });
    ui.ctx()
        .accesskit_node_builder(response.id, |node| node.set_expanded(open));
    if response.clicked() {
        state.open_step = (!open).then_some(at);
    }
    widgets::focus_ring(ui, &response, rect, radius::CONTROL);

    let grip = Rect::from_center_size(pos2(rect.left() + 2.0, rect.center().y), vec2(20.0, 28.0));
    let grip_response = ui
        .interact(grip, ui.make_persistent_id("grip"), Sense::drag())
        .on_hover_cursor(CursorIcon::Grab);
    reorder::note_drag(ui, at, &grip_response);
    let grip_response = widgets::tip::tip(grip_response, texts.panels.drag_to_move, "", "");
    let colour = if grip_response.hovered() {
        t.text_second
    } else {
        t.text_quiet
    };
    ui.painter().text(
        pos2(grip.left() + 9.0, grip.center().y),
        Align2::CENTER_CENTER,
        icons::DOTS_SIX_VERTICAL,
        fonts::icon(14.0),
        colour,
    );

    let switch = Rect::from_min_size(
        pos2(rect.left() + 8.0, rect.center().y - 14.0),
        vec2(40.0, 28.0),
    );
    let mut child = ui.new_child(UiBuilder::new().id_salt("switch").max_rect(switch));
    let mut on = step.on;
    let label = fill(texts.panels.step_switch, &[&short]);
    if widgets::switch(&mut child, &mut on, &label).changed() {
        if on && open {
            // A window may be put before it now, and its card is to stay the open one.
            state.toggled = Some(step.filter.kind());
        }
        change(StepChange::On(on));
    }

    let layout = Layout::right_to_left(Align::Center);
    let mut right = ui.new_child(
        UiBuilder::new()
            .id_salt("right")
            .max_rect(rect)
            .layout(layout),
    );
    right.spacing_mut().item_spacing.x = 0.0;
    let menu = widgets::icon_button(&mut right, icons::DOTS_THREE, texts.panels.step_menu, "");
    let last = active.treatment.recipe.steps.len().saturating_sub(1);
    let explain = fill(texts.recipes.explain, &[&name]);
    let explained = widgets::icon_button(&mut right, icons::QUESTION, &explain, "").clicked();
    widgets::menu_below(&menu, |ui| {
        let rows = [
            (
                texts.panels.duplicate,
                icons::COPY,
                true,
                StepChange::Duplicate,
            ),
            (
                texts.panels.reset_step,
                icons::ARROWS_CLOCKWISE,
                true,
                StepChange::Reset,
            ),
            (
                texts.panels.move_up,
                icons::CARET_UP,
                at > 0,
                StepChange::MoveTo(at.saturating_sub(1)),
            ),
            (
                texts.panels.move_down,
                icons::CARET_DOWN,
                at < last,
                StepChange::MoveTo(at + 1),
            ),
            (texts.panels.delete, icons::TRASH, true, StepChange::Remove),
        ];
        for (text, icon, enabled, wanted) in rows {
            if MenuRow::new(text)
                .icon(icon)
                .enabled(enabled)
                .show(ui)
                .clicked()
            {
                state.open_step = reorder::open_after(state.open_step, at, &wanted);
                change(wanted);
            }
        }
    });
    let room = right.min_rect().left() - 4.0 - (switch.right() - 2.0);
    lines_ui(
        ui,
        at,
        step,
        chain,
        &name,
        &summary,
        pos2(switch.right() - 2.0, rect.top()),
        room,
        texts,
    );
    if explained {
        let filter = step.filter.clone();
        commands.request(Request::Explain {
            filter,
            step: Some(at),
        });
    }
}

/// Name in full over parameters, time and type.
fn lines_ui(
    ui: &mut Ui,
    at: usize,
    step: &Step,
    chain: &Chain,
    name: &str,
    summary: &str,
    corner: Pos2,
    room: f32,
    texts: &Texts,
) {
    let t = theme::tokens(ui);
    let strong = if step.on { t.text } else { t.text_quiet };
    let title = widgets::truncated(ui, name, fonts::section(), strong, room);
    let centred = |x: f32, y: f32, height: f32| pos2(x, corner.y + y - height / 2.0);
    let place = centred(corner.x, 14.0, title.size().y);
    ui.painter().galley(place, title, strong);
    let (chip, took) = chain
        .steps
        .get(at)
        .map_or(("", None), |(chip, took)| (chip.as_str(), *took));
    let second = Rect::from_min_size(corner + vec2(0.0, 24.0), vec2(room, 16.0));
    let layout = Layout::right_to_left(Align::Center);
    let builder = UiBuilder::new().id_salt("type").max_rect(second);
    let mut child = ui.new_child(builder.layout(layout));
    let mut edge = second.right();
    if !chip.is_empty() {
        edge = widgets::chip(&mut child, chip, ChipStyle::Plain)
            .rect
            .left()
            - 6.0;
    }
    if let Some(took) = took {
        let ms = took.as_secs_f64() * 1000.0;
        let decimals = match ms {
            ..0.1 => 2,
            ..100.0 => 1,
            _ => 0,
        };
        let text = fill(texts.panels.milliseconds, &[&format::number(ms, decimals)]);
        let font = fonts::row_caption();
        let galley = ui.painter().layout_no_wrap(text, font, t.text_quiet);
        edge -= galley.size().x;
        let place = centred(edge, 32.0, galley.size().y);
        ui.painter().galley(place, galley, t.text_quiet);
        edge -= 8.0;
    }
    let left = edge - corner.x;
    if left > 12.0 {
        let galley = widgets::truncated(ui, summary, fonts::small(), t.text_quiet, left);
        let place = centred(corner.x, 32.0, galley.size().y);
        ui.painter().galley(place, galley, t.text_quiet);
    }
}
