//! The tissue section: classes with their colours, ranges and shares.

use egui::Align;
use egui::Align2;
use egui::Color32;
use egui::Layout;
use egui::Rect;
use egui::RichText;
use egui::Sense;
use egui::Ui;
use egui::UiBuilder;
use egui::WidgetInfo;
use egui::pos2;
use egui::vec2;

use super::active::Active;
use super::cover;
use super::edits::send;
use crate::document::Edit;
use crate::document::TissueChange;
use crate::recipe::SetName;
use crate::recipe::TissueClass;
use crate::recipe::TissueOverlay;
use crate::recipe::TissueSet;
use crate::session::Session;
use crate::session::TissueFigures;
use crate::study::Unit;
use crate::text::fill;
use crate::ui::commands::Commands;
use crate::ui::commands::Request;
use crate::ui::fonts;
use crate::ui::icons;
use crate::ui::names;
use crate::ui::names::short_number;
use crate::ui::state::CountScope;
use crate::ui::state::UiState;
use crate::ui::theme;
use crate::ui::theme::Tokens;
use crate::ui::widgets;
use crate::ui::widgets::ButtonKind;
use crate::ui::widgets::ChipStyle;
use crate::ui::widgets::NumberSpec;
use crate::ui::widgets::format;

/// Widths of the columns of figures, in points.
const SHARE: f32 = 52.0;
const AMOUNT: f32 = 62.0;
/// From this width on a range stands in the line of its class.
const WIDE: f32 = 400.0;

/// The overlay as it is, or as it would be switched on.
fn overlay(active: &Active<'_>) -> TissueOverlay {
    let edits = &active.session.document().edits;
    let (kept, usual) = if active.header.unit == Unit::Hu {
        (&edits.tissue, SetName::FiveDensities)
    } else {
        (&edits.relative_tissue, SetName::Relative)
    };
    let shown = active.treatment.look.tissue.as_ref().or(kept.as_ref());
    shown
        .cloned()
        .unwrap_or_else(|| TissueOverlay::new(TissueSet::shipped(usual)))
}

fn change(active: &Active<'_>, change: TissueChange) -> Edit {
    Edit::Tissue {
        viewport: active.view.id,
        change,
    }
}

/// Set and switch, from the right, for the head of the section where all sections are open.
pub(super) fn head_ui(ui: &mut Ui, active: &Active<'_>, commands: &mut Commands) {
    if active.is_colour() {
        return;
    }
    let texts = &active.texts.panels;
    let mut on = active.treatment.look.tissue.is_some();
    let switch = widgets::switch(ui, &mut on, texts.overlay);
    if switch.changed() {
        commands.push(change(active, TissueChange::On(on)));
    }
    widgets::tip::tip(switch, texts.overlay, "T", "");
    set_ui(ui, active, commands);
}

fn set_ui(ui: &mut Ui, active: &Active<'_>, commands: &mut Commands) {
    let texts = active.texts;
    let set = &overlay(active).set;
    if set.is_relative() {
        widgets::chip(ui, texts.panels.relative_chip, ChipStyle::Plain);
        return;
    }
    let labels = SetName::HU.map(|name| names::set_name(name, texts));
    let mut chosen = SetName::HU
        .iter()
        .position(|name| *name == set.name)
        .unwrap_or(0);
    if widgets::drop_down_choice(ui, texts.panels.tissue_set, &labels, &mut chosen)
        && let Some(name) = SetName::HU.get(chosen)
    {
        commands.push(change(active, TissueChange::Set(*name)));
    }
}

/// The table of classes and what is below it; `with_head` where the section has no head of its own.
pub(super) fn section_ui(
    ui: &mut Ui,
    active: &Active<'_>,
    state: &mut UiState,
    commands: &mut Commands,
    with_head: bool,
) {
    let texts = &active.texts.panels;
    if active.is_colour() {
        sentence(ui, texts.tissue_colour);
        return;
    }
    if with_head {
        ui.horizontal(|ui| {
            let mut on = active.treatment.look.tissue.is_some();
            let switch = widgets::labelled_switch(ui, &mut on, texts.overlay);
            if switch.changed() {
                commands.push(change(active, TissueChange::On(on)));
            }
            widgets::tip::tip(switch, texts.overlay, "T", "");
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                set_ui(ui, active, commands);
            });
        });
    }
    let overlay = overlay(active);
    let figures = figures(active, state, &overlay.set);
    table_head(ui, &overlay.set, active.session, state);
    for (at, class) in overlay.set.classes.iter().enumerate() {
        let figures = figures.as_ref().and_then(|figures| figures.get(at));
        ui.push_id(("class", at), |ui| {
            class_ui(ui, at, class, figures, active, state, commands);
        });
    }
    ui.add_space(4.0);
    opacity_ui(ui, active, &overlay, state, commands);
    foot_ui(ui, active, &overlay, figures.as_deref(), state, commands);
}

/// Figures of the slice, or of the whole series once it is counted. Shares of one picture mean nothing for a series.
fn figures(active: &Active<'_>, state: &UiState, set: &TissueSet) -> Option<Vec<TissueFigures>> {
    match state.count_scope {
        CountScope::Volume if !set.is_relative() => {
            let (series, phase) = (&active.header.id, active.phase());
            active.session.series_tissue(series, phase, set)
        }
        CountScope::Volume | CountScope::Slice => active.session.slice_tissue(active.key, set),
    }
}

fn counts_volume(state: &UiState, set: &TissueSet) -> bool {
    state.count_scope == CountScope::Volume && !set.is_relative()
}

/// Captions of the columns, and what the figures count.
fn table_head(ui: &mut Ui, set: &TissueSet, session: &Session, state: &mut UiState) {
    let texts = &session.texts().panels;
    let t = theme::tokens(ui);
    ui.add_space(2.0);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 28.0), Sense::hover());
    let caption = |x: f32, align: Align2, text: &str| {
        let at = pos2(x, rect.center().y);
        ui.painter()
            .text(at, align, text, fonts::caption(), t.text_quiet);
    };
    if set.is_relative() {
        caption(rect.left() + 54.0, Align2::LEFT_CENTER, texts.class);
    }
    let right = rect.right();
    if !set.is_relative() {
        let unit = if counts_volume(state, set) {
            "ml"
        } else {
            "cm²"
        };
        caption(right, Align2::RIGHT_CENTER, unit);
        if rect.width() >= WIDE {
            caption(right - AMOUNT - SHARE - 8.0, Align2::RIGHT_CENTER, "HU");
        }
        caption(right - AMOUNT, Align2::RIGHT_CENTER, "%");
    } else {
        caption(right, Align2::RIGHT_CENTER, "%");
    }
    if !set.is_relative() {
        let mut child = ui.new_child(UiBuilder::new().id_salt("scope").max_rect(rect));
        let scopes = [texts.scope_slice, texts.scope_volume];
        let mut chosen = usize::from(state.count_scope == CountScope::Volume);
        if widgets::drop_down_choice(&mut child, texts.counted, &scopes, &mut chosen) {
            state.count_scope = if chosen == 1 {
                CountScope::Volume
            } else {
                CountScope::Slice
            };
        }
    }
    widgets::hairline(ui);
}

/// The range of a class in words: "< −200", "−30…130", "≥ 2500".
fn range_text(class: &TissueClass, unit: &str) -> String {
    let number = |value: f64| short_number(value, 1);
    let range = match (class.low.is_finite(), class.high.is_finite()) {
        (false, true) => format!("< {}", number(class.low.max(class.high))),
        (true, false) => format!("≥ {}", number(class.low)),
        (true, true) if class.low >= class.high => "–".to_owned(),
        (true, true) => format!("{}…{}", number(class.low), number(class.high)),
        (false, false) => "…".to_owned(),
    };
    format!("{range} {unit}").trim_end().to_owned()
}

fn class_ui(
    ui: &mut Ui,
    at: usize,
    class: &TissueClass,
    figures: Option<&TissueFigures>,
    active: &Active<'_>,
    state: &mut UiState,
    commands: &mut Commands,
) {
    let texts = active.texts;
    let t = theme::tokens(ui);
    let relative = overlay(active).set.is_relative();
    let unit = if relative { "%" } else { "HU" };
    let wide = ui.available_width() >= WIDE;
    let open_id = ui.scope_id().with("open");
    let mut open = ui
        .data(|data| data.get_temp::<bool>(open_id))
        .unwrap_or(false);
    let height = if wide { 30.0 } else { 40.0 };
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::click());
    let name = names::class_name(&class.name, texts);
    let range = range_text(class, unit);
    response
        .widget_info(|| WidgetInfo::labeled(egui::Role::Button, true, format!("{name}: {range}")));
    if response.clicked() {
        open = !open;
        ui.data_mut(|data| data.insert_temp(open_id, open));
    }
    if response.hovered() {
        ui.painter()
            .rect_filled(rect.expand2(vec2(4.0, 0.0)), 6, t.raised);
    }
    widgets::focus_ring(ui, &response, rect, 6);
    let response = widgets::tip::tip(response, name, "", texts.panels.class_hint);

    let eye = Rect::from_center_size(pos2(rect.left() + 10.0, rect.center().y), vec2(24.0, 24.0));
    let mut child = ui.new_child(UiBuilder::new().id_salt("eye").max_rect(eye));
    let icon = if class.visible {
        icons::EYE
    } else {
        icons::EYE_SLASH
    };
    let visible = !class.visible;
    let label = fill(texts.panels.class_visible, &[&name]);
    if widgets::icon_button(&mut child, icon, &label, "").clicked() {
        commands.push(change(active, TissueChange::Visible { class: at, visible }));
    }
    colour_ui(ui, rect, at, class, name, active, state, commands);

    let left = rect.left() + 54.0;
    let strong = if class.visible { t.text } else { t.text_quiet };
    let (name_y, range_y) = if wide {
        (rect.center().y, rect.center().y)
    } else {
        (rect.top() + 12.0, rect.top() + 28.0)
    };
    let amount_room = if relative { 0.0 } else { AMOUNT };
    let figures_left = rect.right() - amount_room - SHARE;
    let name_room = if wide {
        figures_left - left - 110.0
    } else {
        figures_left - left
    };
    let galley = widgets::truncated(ui, name, fonts::body(), strong, name_room);
    ui.painter()
        .galley(pos2(left, name_y - galley.size().y / 2.0), galley, strong);
    if wide {
        ui.painter().text(
            pos2(figures_left - 8.0, range_y),
            Align2::RIGHT_CENTER,
            range_text(class, ""),
            fonts::small(),
            t.text_second,
        );
    } else {
        ui.painter().text(
            pos2(left, range_y),
            Align2::LEFT_CENTER,
            &range,
            fonts::row_caption(),
            t.text_quiet,
        );
    }
    paint_figures(ui, rect, amount_room, figures, t);
    if open {
        range_ui(ui, at, class, unit, active, commands);
    }
    widgets::hairline(ui);
    drop(response);
}

fn paint_figures(
    ui: &Ui,
    rect: Rect,
    amount_room: f32,
    figures: Option<&TissueFigures>,
    t: &Tokens,
) {
    let text = |x: f32, text: String| {
        let at = pos2(x, rect.center().y);
        ui.painter()
            .text(at, Align2::RIGHT_CENTER, text, fonts::table_value(), t.text);
    };
    let none = || "–".to_owned();
    let share = figures.map_or_else(none, |figures| format::number(figures.share * 100.0, 1));
    text(rect.right() - amount_room, share);
    if amount_room > 0.0 {
        let amount = figures.and_then(|figures| figures.area_cm2.or(figures.volume_ml));
        text(
            rect.right(),
            amount.map_or_else(none, |amount| format::column_number(amount, 1)),
        );
    }
}

/// The swatch, which opens a colour picker.
fn colour_ui(
    ui: &mut Ui,
    rect: Rect,
    at: usize,
    class: &TissueClass,
    name: &str,
    active: &Active<'_>,
    state: &mut UiState,
    commands: &mut Commands,
) {
    let t = theme::tokens(ui);
    let hit = Rect::from_center_size(pos2(rect.left() + 36.0, rect.center().y), vec2(24.0, 24.0));
    let response = ui.interact(hit, ui.make_persistent_id("swatch"), Sense::click());
    let [r, g, b] = class.colour;
    let square = Rect::from_center_size(hit.center(), vec2(16.0, 16.0));
    widgets::swatch(ui.painter(), square, Color32::from_rgb(r, g, b), t);
    widgets::focus_ring(ui, &response, square.expand(3.0), 6);
    response.widget_info(|| WidgetInfo::labeled(egui::Role::ColorWell, true, name));
    egui::Popup::menu(&response)
        .close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside)
        .show(|ui| {
            let mut colour = Color32::from_rgb(r, g, b);
            ui.spacing_mut().slider_width = 200.0;
            let alpha = egui::color_picker::Alpha::Opaque;
            if egui::color_picker::color_picker_color32(ui, &mut colour, alpha) {
                let colour = [colour.r(), colour.g(), colour.b()];
                if colour != class.colour {
                    let held = ui.input(|input| input.pointer.any_down());
                    let edit = change(active, TissueChange::Colour { class: at, colour });
                    send(edit, held, state, commands);
                }
            }
        });
}

/// Two fields for the ends of a class; an end that reaches to infinity is written "∞".
fn range_ui(
    ui: &mut Ui,
    at: usize,
    class: &TissueClass,
    unit: &str,
    active: &Active<'_>,
    commands: &mut Commands,
) {
    let texts = active.texts;
    let t = theme::tokens(ui);
    let bounds = if unit == "%" { 0.0..=100.0 } else { -1e6..=1e6 };
    ui.horizontal(|ui| {
        ui.set_min_height(32.0);
        ui.add_space(46.0);
        let (mut low, mut high) = (class.low, class.high);
        let mut changed = false;
        for (name, value) in [
            (texts.panels.range_from, &mut low),
            (texts.panels.range_below, &mut high),
        ] {
            ui.label(
                RichText::new(name)
                    .font(fonts::small())
                    .color(t.text_second),
            );
            let spec = NumberSpec {
                name,
                range: bounds.clone(),
                default: None,
                step: if unit == "%" { 0.5 } else { 1.0 },
                decimals: usize::from(value.fract() != 0.0),
                unit,
                width: 72.0,
            };
            changed |= widgets::number_field(ui, value, &spec).changed();
        }
        if changed && low < high {
            let edit = change(
                active,
                TissueChange::Range {
                    class: at,
                    low,
                    high,
                },
            );
            commands.push(edit);
        }
    });
}

fn opacity_ui(
    ui: &mut Ui,
    active: &Active<'_>,
    overlay: &TissueOverlay,
    state: &mut UiState,
    commands: &mut Commands,
) {
    if let Some((opacity, dragging)) = cover::opacity_ui(ui, &active.texts.panels, overlay.opacity)
    {
        let edit = change(active, TissueChange::Opacity(opacity));
        send(edit, dragging, state, commands);
    }
}

/// Fill or outline, back to the shipped classes, the table as CSV, and what the figures come from.
fn foot_ui(
    ui: &mut Ui,
    active: &Active<'_>,
    overlay: &TissueOverlay,
    figures: Option<&[TissueFigures]>,
    state: &UiState,
    commands: &mut Commands,
) {
    let texts = &active.texts.panels;
    ui.add_space(4.0);
    ui.horizontal(|ui| {
        if let Some(fill) = cover::fill_ui(ui, texts, overlay.fill) {
            commands.push(change(active, TissueChange::Fill(fill)));
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if widgets::push_button(ui, icons::COPY, "CSV", ButtonKind::Plain, figures.is_some())
                .clicked()
                && let Some(figures) = figures
            {
                let volume = counts_volume(state, &overlay.set);
                let csv = tissue_csv(&overlay.set, figures, volume);
                commands.request(Request::Copy(csv));
            }
            if widgets::icon_button(ui, icons::ARROWS_CLOCKWISE, texts.reset_classes, "").clicked()
            {
                commands.push(change(active, TissueChange::Reset));
            }
        });
    });
    ui.add_space(6.0);
    if overlay.set.is_relative() {
        sentence(ui, texts.relative_line);
    } else {
        sentence(ui, texts.tissue_line);
    }
}

/// The table of classes: name, range, pixels or voxels, percent, area or volume. Names are the program's own.
fn tissue_csv(set: &TissueSet, figures: &[TissueFigures], volume: bool) -> String {
    let (amount, unit) = if volume {
        ("volume_ml", "voxels")
    } else {
        ("area_cm2", "pixels")
    };
    let mut text = format!(
        "# {}\nclass,low,high,{unit},percent,{amount}\n",
        set.name.key()
    );
    for (class, figures) in set.classes.iter().zip(figures) {
        let end = |value: f64| {
            if value.is_finite() {
                value.to_string()
            } else {
                String::new()
            }
        };
        let amount = figures.area_cm2.or(figures.volume_ml);
        text.push_str(&format!(
            "{:?},{},{},{},{},{}\n",
            class.name,
            end(class.low),
            end(class.high),
            figures.count,
            figures.share * 100.0,
            amount.map(|amount| amount.to_string()).unwrap_or_default(),
        ));
    }
    text
}

fn sentence(ui: &mut Ui, text: &str) {
    let colour = theme::tokens(ui).text_quiet;
    ui.add(egui::Label::new(RichText::new(text).font(fonts::row_caption()).color(colour)).wrap());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_half_open_in_words() {
        let set = TissueSet::shipped(SetName::FiveDensities);
        let texts: Vec<String> = set.classes.iter().map(|c| range_text(c, "HU")).collect();
        assert_eq!(texts[0], "< \u{2212}200 HU");
        assert_eq!(texts[2], "\u{2212}30…130 HU");
        assert_eq!(texts[4], "≥ 2500 HU");
    }

    #[test]
    fn the_table_leaves_open_ends_empty() {
        let set = TissueSet::shipped(SetName::FiveDensities);
        let figures = vec![
            TissueFigures {
                count: 3,
                share: 0.25,
                area_cm2: Some(1.5),
                volume_ml: None,
            };
            5
        ];
        let csv = tissue_csv(&set, &figures, false);
        let mut lines = csv.lines();
        assert_eq!(lines.next(), Some("# five-densities"));
        assert_eq!(lines.next(), Some("class,low,high,pixels,percent,area_cm2"));
        assert_eq!(lines.next(), Some("Air,,-200,3,25,1.5"));
    }
}
