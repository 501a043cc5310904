//! *Add step*: a list of all filters that can be searched.

use egui::Align2;
use egui::Popup;
use egui::PopupCloseBehavior;
use egui::Sense;
use egui::Ui;
use egui::WidgetInfo;
use egui::pos2;
use egui::vec2;

use super::super::active::Active;
use crate::document::Edit;
use crate::recipe::FilterKind;
use crate::session::Session;
use crate::ui::commands::Commands;
use crate::ui::fonts;
use crate::ui::icons;
use crate::ui::names;
use crate::ui::state::UiState;
use crate::ui::theme;
use crate::ui::theme::radius;
use crate::ui::widgets;
use crate::ui::widgets::ButtonKind;

/// The button and its list.
pub(super) fn add_ui(
    ui: &mut Ui,
    active: &Active<'_>,
    state: &mut UiState,
    commands: &mut Commands,
) {
    let texts = active.texts;
    let button = widgets::push_button(
        ui,
        icons::PLUS,
        texts.panels.add_step,
        ButtonKind::Plain,
        true,
    );
    let id = button.id.with("searched");
    if button.clicked() {
        ui.data_mut(|data| data.remove::<String>(id));
    }
    Popup::menu(&button)
        .gap(4.0)
        .width(292.0)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .show(|ui| {
            let mut searched = ui
                .data(|data| data.get_temp::<String>(id))
                .unwrap_or_default();
            let field = widgets::text_field(
                ui,
                icons::MAGNIFYING_GLASS,
                texts.panels.search_steps,
                texts.panels.search_steps,
                &mut searched,
                ui.available_width(),
                "",
            );
            if button.clicked() {
                field.request_focus();
            }
            ui.add_space(4.0);
            let found: Vec<FilterKind> = FilterKind::ALL
                .into_iter()
                .filter(|kind| matches(*kind, &searched, active.session))
                .collect();
            let entered =
                field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
            let mut chosen = found.first().copied().filter(|_| entered);
            ui.spacing_mut().item_spacing.y = 0.0;
            for kind in &found {
                if row_ui(ui, *kind, active.session) {
                    chosen = Some(*kind);
                }
            }
            if found.is_empty() {
                let colour = theme::tokens(ui).text_quiet;
                ui.label(egui::RichText::new(texts.panels.no_such_step).color(colour));
            }
            if let Some(kind) = chosen {
                let viewport = active.view.id;
                commands.push(Edit::AddStep { viewport, kind });
                state.toggled = Some(kind);
                ui.close();
            }
            ui.data_mut(|data| data.insert_temp(id, searched));
        });
}

/// Whether name, description or key of a filter holds what was typed, in either language's words.
fn matches(kind: FilterKind, searched: &str, session: &Session) -> bool {
    let texts = session.texts();
    let wanted = searched.trim().to_lowercase();
    [
        names::filter_name(kind, texts),
        names::filter_long_name(kind, texts),
        kind.name(),
    ]
    .iter()
    .any(|name| name.to_lowercase().contains(&wanted))
}

/// A row of two lines: name, and what the filter does.
fn row_ui(ui: &mut Ui, kind: FilterKind, session: &Session) -> bool {
    let texts = session.texts();
    let t = theme::tokens(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 38.0), Sense::click());
    if ui.is_rect_visible(rect) {
        if response.hovered() {
            ui.painter().rect_filled(rect, radius::SMALL, t.hover);
        }
        let name = names::filter_name(kind, texts);
        ui.painter().text(
            pos2(rect.left() + 8.0, rect.top() + 11.0),
            Align2::LEFT_CENTER,
            name,
            fonts::control(),
            t.text,
        );
        let long = names::filter_long_name(kind, texts);
        // Quiet text is too faint on the fill of a hovered row.
        let colour = if response.hovered() {
            t.text_second
        } else {
            t.text_quiet
        };
        let galley =
            widgets::truncated(ui, long, fonts::row_caption(), colour, rect.width() - 16.0);
        ui.painter()
            .galley(pos2(rect.left() + 8.0, rect.top() + 20.0), galley, colour);
        widgets::focus_ring(ui, &response, rect, radius::SMALL);
    }
    response.widget_info(|| {
        WidgetInfo::labeled(
            egui::Role::MenuItem,
            true,
            names::filter_long_name(kind, texts),
        )
    });
    response.clicked()
}
