//! How what covers a picture is drawn, be it tissue or segments: its opacity, filled or outlined.

use egui::Ui;

use crate::recipe::TissueFill;
use crate::text::PanelTexts;
use crate::ui::widgets;
use crate::ui::widgets::SegItem;
use crate::ui::widgets::SliderSpec;

/// The slider of an opacity (0..=1); the new one and whether it is still dragged, where it changed.
pub(super) fn opacity_ui(ui: &mut Ui, texts: &PanelTexts, opacity: f64) -> Option<(f64, bool)> {
    let before = opacity * 100.0;
    let mut percent = before;
    let shown = widgets::slider(
        ui,
        SliderSpec {
            default: Some(40.0),
            step: 1.0,
            decimals: 0,
            unit: "%",
            ..SliderSpec::new(texts.opacity, &mut percent, 0.0..=100.0)
        },
    );
    (shown.changed && percent != before).then_some((percent / 100.0, shown.dragging))
}

/// Filled or outlined; the other way, where it was chosen.
pub(super) fn fill_ui(ui: &mut Ui, texts: &PanelTexts, now: TissueFill) -> Option<TissueFill> {
    let fills = [
        (texts.fill, TissueFill::Fill),
        (texts.outline, TissueFill::Outline),
    ];
    let items = fills.map(|(label, fill)| SegItem {
        label,
        on: now == fill,
        tooltip: "",
    });
    let (at, _) = widgets::segmented(ui, "fill", &items)?;
    fills.get(at).map(|(_, fill)| *fill)
}
