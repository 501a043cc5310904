//! The histogram section: head, legend, plot, window fields, statistics.

mod axis;
mod counts;
mod csv;
mod figures;
mod handles;
mod memory;
mod plot;
mod pointer;
mod statistics;
mod tissue_bands;
mod transfer;

pub use csv::histogram_csv;

use std::sync::Arc;

use egui::Align;
use egui::Align2;
use egui::Layout;
use egui::Rect;
use egui::Ui;
use egui::UiBuilder;
use egui::pos2;
use egui::vec2;

use super::active::Active;
use crate::document::Edit;
use crate::recipe::LookWindow;
use crate::recipe::VoiFunction;
use crate::recipe::Window;
use crate::session::Histogram;
use crate::session::SeriesCounts;
use crate::session::Session;
use crate::text::fill;
use crate::ui::commands::Commands;
use crate::ui::commands::Request;
use crate::ui::fonts;
use crate::ui::icons;
use crate::ui::names;
use crate::ui::state::CountScope;
use crate::ui::state::UiState;
use crate::ui::theme;
use crate::ui::theme::size;
use crate::ui::widgets;
use crate::ui::widgets::MenuRow;
use crate::ui::widgets::NumberSpec;
use crate::ui::widgets::format;
use figures::Numbers;
use figures::Source;
use memory::Memory;
use transfer::Curve;

/// Heights of the parts around the plot, in points.
const LEGEND: f32 = 18.0;
const AXIS: f32 = 20.0;
const FIELDS: f32 = 30.0;
/// One line of figures: caption over value.
const FIGURES: f32 = 34.0;
const FOOT: f32 = 6.0;

/// What is counted and drawn.
struct Counted<'a> {
    /// Before the recipe.
    before: &'a Histogram,
    /// After it; `None` for whole series, and where no step is on.
    after: Option<&'a Histogram>,
    /// Red, green, blue.
    channels: &'a [Histogram],
    /// What keeps numbers made from it.
    source: Source,
    /// Its statistics.
    numbers: Arc<Numbers>,
}

/// The section, as high as `ui`.
pub(super) fn section_ui(
    ui: &mut Ui,
    active: Option<&Active<'_>>,
    session: &Session,
    state: &mut UiState,
    commands: &mut Commands,
) {
    let whole = ui.max_rect();
    let wide = whole.width() >= 400.0;
    let mut memory = Memory::load(ui);
    ui.spacing_mut().item_spacing.y = 0.0;
    head_ui(ui, session, state, commands, &mut memory);
    let lines = if wide { 2.0 } else { 1.0 };
    let below = AXIS + FIELDS + lines * FIGURES + FOOT;
    let top = whole.top() + size::SECTION_HEAD;
    let legend = Rect::from_min_size(pos2(whole.left(), top), vec2(whole.width(), LEGEND));
    let plot = Rect::from_min_max(
        legend.left_bottom(),
        pos2(
            whole.right(),
            (whole.bottom() - below).max(top + LEGEND + 60.0),
        ),
    );
    let fields = Rect::from_min_size(
        plot.left_bottom() + vec2(0.0, AXIS),
        vec2(whole.width(), FIELDS),
    );
    let figures = Rect::from_min_max(fields.left_bottom(), whole.right_bottom() - vec2(0.0, FOOT));
    let plot = plot
        .with_min_x(plot.left().round())
        .with_max_x(plot.right().round());

    // Asking starts the counting, so only who wants to see a whole series asks.
    let volume = state.count_scope == CountScope::Volume;
    let series = active.map(|active| {
        let counts = volume.then(|| session.series_counts(&active.header.id, active.phase()));
        (active, counts)
    });
    let counted = series
        .as_ref()
        .and_then(|(active, counts)| counted(ui, active, counts.as_ref(), state.count_scope));
    match (active, &counted) {
        (Some(active), Some(counted)) => {
            // The window's own curve is the bar between its handles; a whole series has gone through no recipe.
            let curve = (memory.transfer && !volume)
                .then(|| Curve::of(ui, active, state))
                .flatten();
            legend_ui(ui, legend, active, counted, curve.as_ref());
            plot::plot_ui(
                ui,
                plot,
                AXIS,
                active,
                counted,
                curve.as_ref(),
                state,
                commands,
                &mut memory,
            );
            fields_ui(ui, fields, active, commands);
            statistics::line_ui(ui, figures, wide, active, counted, state, commands);
        }
        _ => {
            let texts = &session.texts().panels;
            let share = series.as_ref().and_then(|(_, counts)| match counts {
                Some(SeriesCounts::Counting(share)) => Some(*share),
                _ => None,
            });
            if share.is_some() {
                ui.ctx()
                    .request_repaint_after(std::time::Duration::from_millis(100));
            }
            let sentence = match (active, share) {
                (None, _) => texts.histogram_nothing.to_owned(),
                (Some(_), Some(share)) => fill(
                    texts.counting,
                    &[&format::number(f64::from(share) * 100.0, 0)],
                ),
                (Some(_), None) => texts.histogram_waiting.to_owned(),
            };
            plot::empty_ui(ui, plot, &sentence);
            statistics::empty_ui(ui, figures, wide, session);
        }
    }
    memory.store(ui);
}

/// What `scope` counts; `None` while there is nothing, or not yet.
fn counted<'a>(
    ui: &Ui,
    active: &'a Active<'_>,
    series: Option<&'a SeriesCounts>,
    scope: CountScope,
) -> Option<Counted<'a>> {
    let finished = active.finished.as_ref()?;
    let processed = &finished.processed;
    let id = ui.make_persistent_id("numbers");
    let numbers = |source: &Source, counts: &Histogram| {
        figures::remembered(ui, id, source, (0.0, 0.0, 0), || Numbers::of(counts))
    };
    match scope {
        CountScope::Slice => {
            let source = Source::Slice(Arc::downgrade(finished));
            Some(Counted {
                before: &processed.before,
                after: processed.after.as_ref(),
                channels: &processed.channels,
                numbers: numbers(&source, &processed.before),
                source,
            })
        }
        CountScope::Volume => match series {
            Some(SeriesCounts::Ready(counts)) => {
                let source = Source::Series(Arc::downgrade(counts));
                Some(Counted {
                    before: counts,
                    after: None,
                    channels: &[],
                    numbers: numbers(&source, counts),
                    source,
                })
            }
            _ => None,
        },
    }
}

fn head_ui(
    ui: &mut Ui,
    session: &Session,
    state: &mut UiState,
    commands: &mut Commands,
    memory: &mut Memory,
) {
    let texts = &session.texts().panels;
    let log = session.settings().log_counts;
    widgets::section_head(ui, texts.histogram, |ui| {
        let scopes = [texts.scope_slice, texts.scope_volume];
        let mut chosen = usize::from(state.count_scope == CountScope::Volume);
        if widgets::drop_down_choice(ui, texts.counted, &scopes, &mut chosen) {
            state.count_scope = if chosen == 1 {
                CountScope::Volume
            } else {
                CountScope::Slice
            };
        }
        let axes = [texts.linear, texts.logarithmic];
        widgets::drop_down(ui, texts.counts_axis, axes[usize::from(log)], &axes, |ui| {
            for (at, name) in axes.into_iter().enumerate() {
                let on = log == (at == 1);
                if MenuRow::new(name).checked(on).show(ui).clicked() && !on {
                    commands.settle(move |settings| settings.log_counts = at == 1);
                }
            }
            widgets::menu_separator(ui);
            for (name, on) in [
                (texts.show_before, &mut memory.before),
                (texts.show_after, &mut memory.after),
                (texts.show_cumulative, &mut memory.cumulative),
                (session.texts().recipes.curve, &mut memory.transfer),
            ] {
                if MenuRow::new(name).checked(*on).show(ui).clicked() {
                    *on = !*on;
                }
            }
            widgets::menu_separator(ui);
            let csv = histogram_csv(session, state.count_scope);
            let row = MenuRow::new(texts.copy_csv)
                .icon(icons::COPY)
                .key("Ctrl Shift D")
                .enabled(csv.is_some());
            if row.show(ui).clicked()
                && let Some(csv) = csv
            {
                commands.request(Request::Copy(csv));
            }
        });
    });
}

fn legend_ui(
    ui: &Ui,
    rect: Rect,
    active: &Active<'_>,
    counted: &Counted<'_>,
    curve: Option<&Curve>,
) {
    let texts = active.texts;
    let panels = &texts.panels;
    let t = theme::tokens(ui);
    let painter = ui.painter();
    let mut x = rect.left();
    let y = rect.center().y;
    let mut entry = |text: &str, colour: egui::Color32, filled: bool| {
        let mark = if filled {
            Rect::from_center_size(pos2(x + 5.0, y), vec2(9.0, 9.0))
        } else {
            Rect::from_center_size(pos2(x + 6.5, y), vec2(13.0, 2.0))
        };
        painter.rect_filled(mark, if filled { 2 } else { 0 }, colour);
        let at = pos2(mark.right() + 5.0, y);
        let room = (rect.right() - at.x).max(0.0);
        let galley = widgets::truncated(ui, text, fonts::small(), t.text_second, room);
        let drawn = galley.size();
        painter.galley(at - vec2(0.0, drawn.y / 2.0), galley, t.text_second);
        let place = Rect::from_min_max(pos2(x, rect.top()), pos2(at.x + drawn.x, rect.bottom()));
        x = place.right() + 12.0;
        place
    };
    let colours = &t.histogram;
    entry(
        if counted.channels.is_empty() {
            panels.before
        } else {
            panels.luminance
        },
        colours.before,
        true,
    );
    for (text, colour) in [
        (panels.red, colours.red),
        (panels.green, colours.green),
        (panels.blue, colours.blue),
    ]
    .into_iter()
    .take(counted.channels.len())
    {
        entry(text, colour, false);
    }
    if counted.after.is_some() {
        let last = active.finished.as_ref().and_then(|finished| {
            let (_, step) = finished.key.recipe.active().last()?;
            Some(names::filter_name(step.filter.kind(), texts))
        });
        let last = last.unwrap_or_default();
        // Where the curve's name needs the room the output's axis must tell its range.
        let text = if curve.is_some() && rect.width() < 400.0 {
            fill(panels.after_short, &[&last])
        } else {
            let top = format::number(plot::output_top(active), 0);
            fill(panels.after, &[&last, &top])
        };
        entry(&text, colours.after, false);
    }
    if let Some(curve) = curve {
        let name = curve.name(texts);
        let place = entry(&name, colours.transfer, false);
        let spoken = fill(texts.recipes.curve_spoken, &[&name]);
        ui.interact(place, ui.make_persistent_id("curve"), egui::Sense::hover())
            .widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &spoken));
    }
    let numbers = &counted.numbers;
    let mut notes = Vec::new();
    if numbers.excluded > 0 {
        notes.push(fill(
            panels.padding_left_out,
            &[&format::number(numbers.excluded as f64, 0)],
        ));
    }
    if numbers.nan > 0 {
        notes.push(fill(
            panels.not_numbers,
            &[&format::number(numbers.nan as f64, 0)],
        ));
    }
    let note = notes.join(" · ");
    let room = rect.right() - x;
    if !note.is_empty() && room > 40.0 {
        let galley = widgets::truncated(ui, &note, fonts::caption(), t.text_quiet, room);
        let at = Align2::RIGHT_CENTER.anchor_size(pos2(rect.right(), y), galley.size());
        let cut = galley.elided;
        ui.painter().galley(at.min, galley, t.text_quiet);
        if cut {
            ui.interact(at, ui.make_persistent_id("note"), egui::Sense::hover())
                .on_hover_text(note);
        }
    }
}

/// The window as numbers: centre and width, and back to the file's.
fn fields_ui(ui: &mut Ui, rect: Rect, active: &Active<'_>, commands: &mut Commands) {
    let texts = active.texts;
    let panels = &texts.panels;
    let t = theme::tokens(ui);
    let builder = UiBuilder::new()
        .id_salt("window fields")
        .max_rect(rect)
        .layout(Layout::left_to_right(Align::Center));
    let Some(window) = active.window() else {
        let sentence = if active.is_colour() {
            panels.no_window_colour
        } else {
            panels.no_window
        };
        let galley = widgets::truncated(ui, sentence, fonts::small(), t.text_quiet, rect.width());
        let at = Align2::LEFT_CENTER.anchor_size(rect.left_center(), galley.size());
        ui.painter().galley(at.min, galley, t.text_quiet);
        return;
    };
    ui.scope_builder(builder, |ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let whole = active.is_whole();
        let shown = |value: f64| {
            if whole && value.fract() == 0.0 {
                0
            } else if window.width() >= 50.0 {
                1
            } else {
                3
            }
        };
        let (mut center, mut width) = (window.center(), window.width());
        let least = match window.function() {
            VoiFunction::Linear => 1.0,
            VoiFunction::LinearExact | VoiFunction::Sigmoid => 1e-9,
        };
        let step = if whole { 1.0 } else { window.width() / 100.0 };
        let mut changed = false;
        for (label, value, range) in [
            (texts.names.key_center, &mut center, -1e15..=1e15),
            (texts.names.key_width, &mut width, least..=1e15),
        ] {
            ui.label(
                egui::RichText::new(label)
                    .font(fonts::small())
                    .color(t.text_second),
            );
            let spec = NumberSpec {
                name: label,
                range,
                default: None,
                step,
                decimals: shown(*value),
                unit: "",
                width: 74.0,
            };
            changed |= widgets::number_field(ui, value, &spec).changed();
        }
        if changed && let Ok(window) = Window::new(center, width, window.function()) {
            set_window(active, LookWindow::Given(window), commands);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if widgets::icon_button(ui, icons::ARROWS_CLOCKWISE, panels.file_window, "0").clicked()
            {
                set_window(active, LookWindow::Auto, commands);
            }
        });
    });
}

fn set_window(active: &Active<'_>, window: LookWindow, commands: &mut Commands) {
    commands.push(Edit::SetWindow {
        viewport: active.view.id,
        window,
    });
}
