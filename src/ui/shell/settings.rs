//! The settings sheet.

use egui::Context;

use super::sheet::form_row;
use super::sheet::hint;
use super::sheet::sheet;
use crate::document::FileCommand;
use crate::session::Session;
use crate::settings::Theme;
use crate::text::Language;
use crate::ui::commands::Commands;
use crate::ui::widgets;
use crate::ui::widgets::ButtonKind;
use crate::ui::widgets::NumberSpec;
use crate::ui::widgets::SegItem;

const WIDTH: f32 = 460.0;

/// Draws the sheet; returns whether it stays.
pub fn settings_ui(ctx: &Context, session: &Session, commands: &mut Commands) -> bool {
    let texts = &session.texts().shell;
    let settings = session.settings();
    sheet(ctx, "settings", WIDTH, texts.settings_title, |ui| {
        form_row(ui, texts.language, |ui| {
            let items = Language::ALL.map(|language| SegItem {
                label: language.own_name(),
                on: language == settings.language,
                tooltip: "",
            });
            if let Some((at, _)) = widgets::segmented(ui, "language", &items)
                && let Some(language) = Language::ALL.get(at).copied()
            {
                commands.settle(move |settings| settings.language = language);
            }
        });
        form_row(ui, texts.theme, |ui| {
            let themes = [
                (Theme::Dark, texts.dark),
                (Theme::Light, texts.light),
                (Theme::System, texts.system),
            ];
            let items = themes.map(|(theme, label)| SegItem {
                label,
                on: theme == settings.theme,
                tooltip: "",
            });
            if let Some((at, _)) = widgets::segmented(ui, "theme", &items)
                && let Some((theme, _)) = themes.get(at).copied()
            {
                commands.settle(move |settings| settings.theme = theme);
            }
        });
        form_row(ui, texts.interface_size, |ui| {
            let mut percent = f64::from(settings.zoom * 100.0).round();
            let spec = NumberSpec {
                name: texts.interface_size,
                range: 75.0..=250.0,
                default: Some(100.0),
                step: 5.0,
                decimals: 0,
                unit: "%",
                width: 90.0,
            };
            if widgets::number_field(ui, &mut percent, &spec).changed() {
                commands.settle(move |settings| settings.zoom = (percent / 100.0) as f32);
            }
        });
        form_row(ui, texts.memory_limit, |ui| {
            let mut mebibytes = settings.memory_mib as f64;
            let spec = NumberSpec {
                name: texts.memory_limit,
                range: 256.0..=1_048_576.0,
                default: Some(4096.0),
                step: 256.0,
                decimals: 0,
                unit: "MiB",
                width: 110.0,
            };
            if widgets::number_field(ui, &mut mebibytes, &spec).changed() {
                commands.settle(move |settings| settings.memory_mib = mebibytes as u64);
            }
        });
        hint(ui, texts.memory_limit_hint);
        ui.add_space(6.0);
        let mut keep = settings.keep_recent;
        if widgets::check_box(ui, &mut keep, texts.keep_recent).changed() {
            commands.settle(move |settings| {
                settings.keep_recent = keep;
                if !keep {
                    settings.recent.clear();
                }
            });
        }
        ui.add_space(4.0);
        let any = !settings.recent.is_empty();
        if widgets::push_button(ui, "", texts.clear_recent, ButtonKind::Plain, any).clicked() {
            commands.push(FileCommand::ForgetRecent(None));
        }
        ui.add_space(4.0);
        hint(ui, texts.settings_kept);
        super::sheet::buttons(ui, |ui| {
            !widgets::push_button(ui, "", texts.close, ButtonKind::Plain, true).clicked()
        })
    })
}
