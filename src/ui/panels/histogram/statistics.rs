//! Figures below the plot: four or eight in sight, all of them behind the caret.

use egui::Rect;
use egui::Ui;
use egui::UiBuilder;
use egui::pos2;
use egui::vec2;

use super::super::active::Active;
use super::Counted;
use super::FIGURES;
use super::figures::Numbers;
use crate::session::Session;
use crate::text::Texts;
use crate::ui::commands::Commands;
use crate::ui::commands::Request;
use crate::ui::fonts;
use crate::ui::icons;
use crate::ui::state::UiState;
use crate::ui::theme;
use crate::ui::widgets;
use crate::ui::widgets::MenuRow;
use crate::ui::widgets::format;

/// One figure: its name and its value as text.
type Figure = (&'static str, String);

/// Width kept free at the right for the caret.
const CARET: f32 = 22.0;

/// The figures that fit, and a caret for the rest.
pub(super) fn line_ui(
    ui: &mut Ui,
    rect: Rect,
    wide: bool,
    active: &Active<'_>,
    counted: &Counted<'_>,
    state: &UiState,
    commands: &mut Commands,
) {
    let texts = active.texts;
    let all = figures(&counted.numbers, clipped(active, counted), texts);
    let order: &[usize] = if wide { &WIDE } else { &NARROW };
    let shown: Vec<&Figure> = order.iter().filter_map(|at| all.get(*at)).collect();
    paint(ui, rect, &shown);
    let caret = Rect::from_center_size(
        pos2(rect.right() - 10.0, rect.top() + FIGURES / 2.0),
        vec2(24.0, 24.0),
    );
    ui.scope_builder(
        UiBuilder::new().id_salt("all figures").max_rect(caret),
        |ui| {
            let response =
                widgets::icon_button(ui, icons::CARET_DOWN, texts.panels.all_figures, "");
            widgets::menu_below(&response, |ui| {
                let t = theme::tokens(ui);
                for (name, value) in &all {
                    widgets::info_row(ui, name, value, t.text);
                }
                widgets::menu_separator(ui);
                let csv = super::histogram_csv(active.session, state.count_scope);
                let row = MenuRow::new(texts.panels.copy_csv)
                    .icon(icons::COPY)
                    .enabled(csv.is_some());
                if row.show(ui).clicked()
                    && let Some(csv) = csv
                {
                    commands.request(Request::Copy(csv));
                }
            });
        },
    );
}

/// Captions without values, so that the panel keeps its looks while nothing is counted.
pub(super) fn empty_ui(ui: &Ui, rect: Rect, wide: bool, session: &Session) {
    let names = captions(session.texts());
    let order: &[usize] = if wide { &WIDE } else { &NARROW };
    let empty: Vec<Figure> = order
        .iter()
        .filter_map(|at| names.get(*at))
        .map(|name| (*name, "–".to_owned()))
        .collect();
    paint(ui, rect, &empty.iter().collect::<Vec<_>>());
}

/// Places in [`figures`]: what is in sight in a narrow and in a wide inspector.
const NARROW: [usize; 4] = [3, 4, 5, 11];
const WIDE: [usize; 8] = [0, 3, 4, 8, 1, 2, 5, 11];

fn captions(texts: &Texts) -> [&'static str; 12] {
    let texts = &texts.panels;
    [
        texts.stat_n,
        texts.stat_min,
        texts.stat_max,
        texts.stat_mean,
        texts.stat_sd,
        texts.stat_median,
        texts.stat_p1,
        texts.stat_p99,
        texts.stat_entropy,
        texts.stat_clipped_low,
        texts.stat_clipped_high,
        texts.stat_clipped,
    ]
}

fn figures(numbers: &Numbers, clipped: Option<(f64, f64)>, texts: &Texts) -> Vec<Figure> {
    let decimals = numbers.decimals();
    // Values themselves need fewer digits than what is averaged from them.
    let coarse = if decimals == 1 { 0 } else { decimals };
    let value = |value: Option<f64>, decimals| {
        value.map_or("–".to_owned(), |v| format::number(v, decimals))
    };
    let exact = |v: Option<f64>| {
        let decimals = if v.is_some_and(|v| v.fract() != 0.0) {
            decimals
        } else {
            coarse.min(decimals)
        };
        value(v, decimals)
    };
    let percent = |share: Option<f64>| {
        share.map_or("–".to_owned(), |share| {
            format!("{} %", format::number(share * 100.0, 1))
        })
    };
    let values = [
        format::number(numbers.n as f64, 0),
        exact(numbers.extent.map(|e| e.0)),
        exact(numbers.extent.map(|e| e.1)),
        value(numbers.mean, decimals),
        value(numbers.sd, decimals),
        exact(numbers.median),
        exact(numbers.tails.map(|t| t.0)),
        exact(numbers.tails.map(|t| t.1)),
        format!("{} bit", format::number(numbers.entropy, 1)),
        percent(clipped.map(|(low, _)| low)),
        percent(clipped.map(|(_, high)| high)),
        percent(clipped.map(|(low, high)| low + high)),
    ];
    captions(texts).into_iter().zip(values).collect()
}

/// Shares below and above the window, 0 to 1.
fn clipped(active: &Active<'_>, counted: &Counted<'_>) -> Option<(f64, f64)> {
    let (low, high) = active.mapping()?.bounds();
    let n = counted.before.n();
    if n == 0 {
        return None;
    }
    let below = counted.before.share_below(low);
    // A value at the upper bound itself is white but not lost.
    let upto = counted
        .before
        .count_between(f64::NEG_INFINITY, high.next_up());
    Some((below, 1.0 - upto as f64 / n as f64))
}

fn paint(ui: &Ui, rect: Rect, figures: &[&Figure]) {
    let t = theme::tokens(ui);
    let painter = ui.painter();
    let width = (rect.width() - CARET) / 4.0;
    for (at, (caption, value)) in figures.iter().enumerate() {
        let (column, row) = (at % 4, at / 4);
        let x = rect.left() + width * column as f32;
        let y = rect.top() + FIGURES * row as f32;
        let room = width - 4.0;
        let name = widgets::truncated(ui, caption, fonts::caption(), t.text_quiet, room);
        let name_width = name.size();
        painter.galley(pos2(x, y + 8.0 - name_width.y / 2.0), name, t.text_quiet);
        let shown = widgets::truncated(ui, value, fonts::value(), t.text, room);
        let height = shown.size().y;
        painter.galley(pos2(x, y + 23.0 - height / 2.0), shown, t.text);
        let cell = Rect::from_min_size(pos2(x, y), vec2(width, FIGURES));
        let response = ui.interact(
            cell,
            ui.make_persistent_id(("figure", at)),
            egui::Sense::hover(),
        );
        response.widget_info(|| {
            egui::WidgetInfo::labeled(egui::Role::Label, true, format!("{caption}: {value}"))
        });
    }
}
