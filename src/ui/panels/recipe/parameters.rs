//! The rows of an open card: sliders, choices, strength, scope, and the convention in one line.

use egui::Align2;
use egui::RichText;
use egui::Sense;
use egui::Ui;
use egui::UiBuilder;
use egui::pos2;
use egui::vec2;

use super::super::active::Active;
use super::super::edits::send;
use super::conventions;
use super::reference;
use super::tiles;
use crate::document::Edit;
use crate::document::StepChange;
use crate::recipe::AheMethod;
use crate::recipe::Colour;
use crate::recipe::Filter;
use crate::recipe::FilterKind;
use crate::recipe::Key;
use crate::recipe::KeyKind;
use crate::recipe::LookWindow;
use crate::recipe::NumberKey;
use crate::recipe::Numbers;
use crate::recipe::Radius;
use crate::recipe::Scope;
use crate::recipe::Setting;
use crate::recipe::Step;
use crate::recipe::WindowStep;
use crate::text::Texts;
use crate::ui::commands::Commands;
use crate::ui::fonts;
use crate::ui::icons;
use crate::ui::names;
use crate::ui::state::UiState;
use crate::ui::theme;
use crate::ui::theme::size;
use crate::ui::widgets;
use crate::ui::widgets::SegItem;
use crate::ui::widgets::SliderSpec;

/// Width of a row's label, as in [`widgets::slider`].
const LABEL: f32 = 88.0;

/// A step on its way through the rows.
struct Open<'a> {
    at: usize,
    step: &'a Step,
    active: &'a Active<'a>,
    texts: &'static Texts,
}

impl Open<'_> {
    fn edit(&self, change: StepChange) -> Edit {
        Edit::ChangeStep {
            viewport: self.active.view.id,
            step: self.at,
            change,
        }
    }
}

/// All rows of step `at`.
pub(super) fn rows_ui(
    ui: &mut Ui,
    at: usize,
    step: &Step,
    active: &Active<'_>,
    state: &mut UiState,
    commands: &mut Commands,
) {
    let open = Open {
        at,
        step,
        active,
        texts: active.texts,
    };
    let kind = step.filter.kind();
    let settings = step.filter.settings();
    if kind == FilterKind::Window {
        source_row(ui, &open, commands);
    }
    for key in step.filter.variant().keys {
        let present = settings.iter().find(|(name, _)| *name == key.name);
        if key.kind == KeyKind::Path {
            let present = present.map(|(_, setting)| setting);
            reference::reference_ui(ui, at, present, open.texts, commands);
            continue;
        }
        let Some((_, setting)) = present else {
            continue;
        };
        match (key.kind, setting.clone()) {
            (KeyKind::Number(_), Setting::Number(value)) => {
                number_row(ui, &open, key, value, state, commands);
            }
            (KeyKind::Tiles, Setting::Tiles(present)) => {
                let label = names::key_name(key.name, open.texts);
                let tooltip = open.texts.panels.hint_tiles;
                let shown = tiles::tiles_ui(ui, key, label, tooltip, present);
                let new = shown.changed;
                if shown.dragging {
                    let drawn = new.unwrap_or(present);
                    state.tiles = Some((drawn.columns(), drawn.rows()));
                }
                if let Some(new) = new {
                    let change = StepChange::Set(key.name, Setting::Tiles(new));
                    send(open.edit(change), shown.dragging, state, commands);
                }
            }
            (KeyKind::Blocks, Setting::Blocks(present)) => {
                let label = names::key_name(key.name, open.texts);
                let tooltip = open.texts.recipes.hint_blocks;
                if let Some(new) = tiles::blocks_ui(ui, key, label, tooltip, present) {
                    commands.push(open.edit(StepChange::Set(key.name, Setting::Blocks(new))));
                }
            }
            // The window's rule has a row of its own, which offers given numbers too.
            (KeyKind::Choice(_), _) if key.name == "auto" => {}
            (KeyKind::Choice(words), Setting::Choice(word)) if words.len() > 1 => {
                let is_variant = names::variant_key(kind).is_some_and(|of| of.name == key.name);
                let labels: Vec<&str> = words
                    .iter()
                    .map(|word| {
                        if is_variant {
                            names::variant_name(kind, word, open.texts)
                        } else {
                            names::choice_name(word, open.texts)
                        }
                    })
                    .collect();
                let chosen = words.iter().position(|known| *known == word).unwrap_or(0);
                let label = names::key_name(key.name, open.texts);
                if let Some(&word) =
                    choice_row(ui, label, &labels, chosen).and_then(|at| words.get(at))
                {
                    commands.push(open.edit(StepChange::Set(key.name, Setting::Choice(word))));
                }
            }
            _ => {}
        }
    }
    if let Filter::Ahe(AheMethod::Exact { radius, .. }) = &step.filter {
        radius_row(ui, &open, *radius, commands);
    }
    if active.treatment.recipe.has_strength(at, active.start()) {
        strength_row(ui, &open, state, commands);
    }
    if step.has_scope() {
        let scopes = [Scope::Slice, Scope::Series];
        let labels = scopes.map(|scope| names::scope_name(scope, open.texts));
        let chosen = scopes
            .iter()
            .position(|scope| *scope == step.scope)
            .unwrap_or(0);
        let label = open.texts.names.key_scope;
        if let Some(&scope) = choice_row(ui, label, &labels, chosen).and_then(|at| scopes.get(at)) {
            commands.push(open.edit(StepChange::Scope(scope)));
        }
    }
    if active.is_colour() {
        colour_row(ui, &open, commands);
    }
    let colour = theme::tokens(ui).text_quiet;
    ui.add_space(2.0);
    if let Some(remark) = conventions::remark(at, active) {
        warning_ui(ui, &remark);
    }
    let line = conventions::convention(at, &step.filter, active);
    ui.add(egui::Label::new(RichText::new(line).font(fonts::row_caption()).color(colour)).wrap());
}

/// A sentence to mind, with the sign of warnings.
pub(super) fn warning_ui(ui: &mut Ui, sentence: &str) {
    let colour = theme::tokens(ui).warning;
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        ui.label(
            RichText::new(icons::WARNING)
                .font(fonts::icon(13.0))
                .color(colour),
        );
        let text = RichText::new(sentence).font(fonts::row_caption());
        ui.add(egui::Label::new(text.color(colour)).wrap());
    });
}

fn number_row(
    ui: &mut Ui,
    open: &Open<'_>,
    key: &Key,
    present: f64,
    state: &mut UiState,
    commands: &mut Commands,
) {
    let KeyKind::Number(NumberKey {
        low,
        high,
        default,
        slider,
        step,
        numbers,
        unit,
    }) = key.kind
    else {
        return;
    };
    let [from, to] = rail(open, key, slider, present);
    let decimals = decimals(step, present);
    let tooltip = conventions::hint(&open.step.filter, key, open.texts);
    let mut value = present;
    let shown = widgets::slider(
        ui,
        SliderSpec {
            typed: Some(low..=high),
            default,
            step,
            unit,
            decimals,
            integer: numbers != Numbers::Real,
            tooltip: &tooltip,
            ..SliderSpec::new(names::key_name(key.name, open.texts), &mut value, from..=to)
        },
    );
    if numbers == Numbers::Odd {
        value = odd_near(value, low, high);
    }
    if shown.changed && value != present {
        let change = StepChange::Set(key.name, Setting::Number(value));
        send(open.edit(change), shown.dragging, state, commands);
    }
}

/// The odd number next to `value`, inside `low..=high`.
fn odd_near(value: f64, low: f64, high: f64) -> f64 {
    let odd = 2.0 * ((value - 1.0) / 2.0).round() + 1.0;
    odd.clamp(low, high)
}

/// The ends of a slider's rail: those of the key, but of values those of the picture, which may be no CT.
fn rail(open: &Open<'_>, key: &Key, slider: [f64; 2], present: f64) -> [f64; 2] {
    let percent = matches!(key.kind, KeyKind::Number(number) if number.unit == "%");
    let kind = open.step.filter.kind();
    let of_values = matches!(kind, FilterKind::Window | FilterKind::Range) && !percent;
    let extent = open
        .active
        .processed()
        .and_then(|processed| processed.before.min().zip(processed.before.max()));
    let [from, to] =
        match extent.filter(|_| of_values && open.active.header.unit != crate::study::Unit::Hu) {
            Some((min, max)) if key.name == "width" => [1.0, (max - min).max(1.0) * 1.5],
            Some((min, max)) => [min, max.max(min + 1.0)],
            None => slider,
        };
    [from.min(present), to.max(present)]
}

/// Digits after the point that show the steps of a slider, and the value that was typed or came from a file.
fn decimals(step: f64, present: f64) -> usize {
    let of_step = if step >= 1.0 {
        0
    } else if step >= 0.1 {
        1
    } else {
        2
    };
    let shown = (0..=4).find(|digits| {
        let scale = 10_f64.powi(*digits);
        ((present * scale).round() / scale - present).abs() < 1e-9
    });
    of_step.max(shown.unwrap_or(4) as usize)
}

fn strength_row(ui: &mut Ui, open: &Open<'_>, state: &mut UiState, commands: &mut Commands) {
    let present = open.step.strength;
    let mut value = present;
    let shown = widgets::slider(
        ui,
        SliderSpec {
            default: Some(100.0),
            step: 1.0,
            unit: "%",
            decimals: 0,
            tooltip: open.texts.panels.hint_strength,
            ..SliderSpec::new(open.texts.names.key_strength, &mut value, 0.0..=100.0)
        },
    );
    if shown.changed && value != present {
        send(
            open.edit(StepChange::Strength(value)),
            shown.dragging,
            state,
            commands,
        );
    }
}

/// Where a window's numbers come from: given ones, or one of the rules.
fn source_row(ui: &mut Ui, open: &Open<'_>, commands: &mut Commands) {
    let rules = ["file", "minmax", "percentile"];
    let mut labels = vec![open.texts.panels.window_given];
    labels.extend(
        rules
            .iter()
            .map(|rule| names::choice_name(rule, open.texts)),
    );
    let chosen = open
        .step
        .filter
        .settings()
        .iter()
        .find_map(|(key, setting)| match setting {
            Setting::Choice(word) if *key == "auto" => rules.iter().position(|rule| rule == word),
            _ => None,
        })
        .map_or(0, |at| at + 1);
    let Some(new) = choice_row(ui, open.texts.names.key_auto, &labels, chosen) else {
        return;
    };
    match new.checked_sub(1).and_then(|at| rules.get(at)) {
        Some(rule) => commands.push(open.edit(StepChange::Set("auto", Setting::Choice(rule)))),
        // The numbers of the rule stay, so that nothing jumps. The step may not be the one that a dragged window
        // changes, so its keys are set one by one where it is not.
        None => {
            let window = open.active.processed().and_then(|processed| {
                let mut windows = processed.windows.iter();
                let (_, mapping) = windows.find(|(place, _)| *place == open.at)?;
                mapping.window()
            });
            let Some(window) = window else { return };
            if open.active.treatment.recipe.window_step() == Some(open.at) {
                let viewport = open.active.view.id;
                let window = LookWindow::Given(window);
                commands.push(Edit::SetWindow { viewport, window });
            } else {
                let mut recipe = open.active.treatment.recipe.clone();
                if let Some(step) = recipe.steps.get_mut(open.at)
                    && let Filter::Window(_, depth) = step.filter
                {
                    step.filter = Filter::Window(WindowStep::Given(window), depth);
                }
                let viewport = open.active.view.id;
                commands.push(Edit::SetRecipe { viewport, recipe });
            }
        }
    }
}

/// The unit of a window's radius: pixels, or millimetres where their size is known. The window stays about as large.
fn radius_row(ui: &mut Ui, open: &Open<'_>, radius: Radius, commands: &mut Commands) {
    let spacing = open
        .active
        .processed()
        .and_then(|processed| processed.slice.spacing_mm);
    let Some([across, down]) = spacing else {
        return;
    };
    let pixel = (across * down).sqrt();
    let chosen = usize::from(matches!(radius, Radius::Millimetres(_)));
    let label = open.texts.recipes.radius_in;
    let Some(new) = choice_row(ui, label, &["px", "mm"], chosen) else {
        return;
    };
    let keys = open.step.filter.variant().keys;
    let wanted = match (new, radius) {
        (0, Radius::Millimetres(mm)) => Some(("radius", (mm / pixel).round())),
        (1, Radius::Pixels(pixels)) => Some((
            "radius_mm",
            (f64::from(pixels) * pixel * 100.0).round() / 100.0,
        )),
        _ => None,
    };
    let found = wanted.and_then(|(name, value)| {
        let key = keys.iter().find(|key| key.name == name)?;
        let KeyKind::Number(number) = key.kind else {
            return None;
        };
        Some((key.name, value.clamp(number.low, number.high)))
    });
    if let Some((name, value)) = found {
        commands.push(open.edit(StepChange::Set(name, Setting::Number(value))));
    }
}

/// What the filter acts on in a colour picture.
fn colour_row(ui: &mut Ui, open: &Open<'_>, commands: &mut Commands) {
    let all = [Colour::Lab, Colour::Luma, Colour::Channel];
    let labels = all.map(|colour| names::colour_name(colour, open.texts));
    let chosen = all
        .iter()
        .position(|colour| *colour == open.step.colour)
        .unwrap_or(0);
    let label = open.texts.panels.colour;
    if let Some(&colour) = choice_row(ui, label, &labels, chosen).and_then(|at| all.get(at)) {
        commands.push(open.edit(StepChange::Colour(colour)));
    }
}

/// A label and a choice: side by side where the words fit, else a drop-down. Returns a new choice.
fn choice_row(ui: &mut Ui, label: &str, labels: &[&str], chosen: usize) -> Option<usize> {
    let t = theme::tokens(ui);
    let (row, _) = ui.allocate_exact_size(
        vec2(ui.available_width(), size::PARAMETER_ROW),
        Sense::hover(),
    );
    let galley = widgets::truncated(ui, label, fonts::small(), t.text_second, LABEL - 6.0);
    let top = row.center().y - galley.size().y / 2.0;
    ui.painter()
        .galley(pos2(row.left(), top), galley, t.text_second);
    let place = Align2::LEFT_CENTER.align_size_within_rect(
        vec2(row.width() - LABEL, size::BUTTON),
        row.with_min_x(row.left() + LABEL),
    );
    let needed: f32 = labels
        .iter()
        .map(|text| {
            let galley = ui
                .painter()
                .layout_no_wrap((*text).to_owned(), fonts::control(), t.text);
            galley.size().x.ceil() + 22.0
        })
        .sum();
    let mut child = ui.new_child(
        UiBuilder::new()
            .id_salt(("choice", label))
            .max_rect(place)
            .layout(egui::Layout::left_to_right(egui::Align::Center)),
    );
    if needed <= place.width() {
        let items: Vec<SegItem<'_>> = labels
            .iter()
            .enumerate()
            .map(|(at, label)| SegItem {
                label,
                on: at == chosen,
                tooltip: "",
            })
            .collect();
        let clicked = widgets::segmented(&mut child, label, &items);
        return clicked.map(|(at, _)| at).filter(|at| *at != chosen);
    }
    let mut new = chosen;
    widgets::drop_down_choice(&mut child, label, labels, &mut new).then_some(new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_follow_step_and_value() {
        assert_eq!(decimals(1.0, 40.0), 0);
        assert_eq!(decimals(1.0, 40.5), 1);
        assert_eq!(decimals(0.1, 2.0), 1);
        assert_eq!(decimals(0.05, 1.25), 2);
    }

    #[test]
    fn odd_numbers_stay_odd() {
        let near = |value| odd_near(value, 3.0, 99.0);
        assert_eq!(
            [3.0, 4.0, 4.9, 6.2, 98.9, 120.0].map(near),
            [3.0, 5.0, 5.0, 7.0, 99.0, 99.0]
        );
    }
}
