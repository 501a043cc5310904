//! The tile grid: a slider for square grids, a field that takes any.

use egui::Id;
use egui::Ui;

use crate::recipe::Key;
use crate::recipe::KeyKind;
use crate::recipe::Setting;
use crate::recipe::Tiles;
use crate::ui::names;
use crate::ui::widgets;
use crate::ui::widgets::SliderSpec;

/// Sides that the slider offers.
const SQUARE: std::ops::RangeInclusive<f64> = 1.0..=32.0;

/// What a person did to the grid.
pub(super) struct TilesResponse {
    /// The new grid.
    pub changed: Option<Tiles>,
    /// The slider is held.
    pub dragging: bool,
}

/// The row of a tile grid.
pub(super) fn tiles_ui(
    ui: &mut Ui,
    key: &Key,
    label: &str,
    tooltip: &str,
    tiles: Tiles,
) -> TilesResponse {
    let mut side = f64::from(tiles.columns().max(tiles.rows()));
    let mut typed = None;
    let id = ui.make_persistent_id(("typed tiles", key.name));
    let spec = SliderSpec {
        default: Some(8.0),
        step: 1.0,
        integer: true,
        tooltip,
        ..SliderSpec::new(label, &mut side, SQUARE)
    };
    // A single number stands for a square.
    let shown = widgets::slider_beside(ui, spec, |ui, _, number| {
        let text = text_ui(ui, id, label, &names::tiles_text(tiles), number.width);
        typed = text.and_then(|text| match parse(key, &text) {
            Some(Setting::Tiles(tiles)) => Some(tiles),
            _ => None,
        });
    });
    let slid = shown
        .changed
        .then(|| Tiles::new(side as u32, side as u32).ok())
        .flatten();
    TilesResponse {
        changed: typed.or(slid).filter(|new| *new != tiles),
        dragging: shown.dragging,
    }
}

/// The field for "8×8" or "4×3"; returns what was typed when it loses the focus.
fn text_ui(ui: &mut Ui, id: Id, label: &str, present: &str, width: f32) -> Option<String> {
    let mut text = ui
        .data(|data| data.get_temp::<String>(id))
        .unwrap_or_else(|| present.to_owned());
    let response = widgets::value_field(ui, label, &mut text, width);
    if response.lost_focus() {
        ui.data_mut(|data| data.remove::<String>(id));
        let escaped = ui.input(|input| input.key_pressed(egui::Key::Escape));
        return (!escaped).then_some(text);
    }
    if response.has_focus() {
        ui.data_mut(|data| data.insert_temp(id, text));
    }
    None
}

/// The row of a grid of blocks: a slider for cubes, a field that takes any. Returns the new one.
pub(super) fn blocks_ui(
    ui: &mut Ui,
    key: &Key,
    label: &str,
    tooltip: &str,
    blocks: [u32; 3],
) -> Option<[u32; 3]> {
    let mut side = f64::from(blocks.into_iter().max().unwrap_or(1));
    let mut typed = None;
    let id = ui.make_persistent_id(("typed blocks", key.name));
    let spec = SliderSpec {
        default: Some(8.0),
        step: 1.0,
        integer: true,
        tooltip,
        ..SliderSpec::new(label, &mut side, SQUARE)
    };
    let present = blocks.map(|n| n.to_string()).join("×");
    let shown = widgets::slider_beside(ui, spec, |ui, _, number| {
        let text = text_ui(ui, id, label, &present, number.width);
        typed = text.and_then(|text| match parse(key, &text) {
            Some(Setting::Blocks(blocks)) => Some(blocks),
            _ => None,
        });
    });
    // The filter is slow: a drag counts where it ends.
    let slid = (shown.changed && !shown.dragging).then_some([side as u32; 3]);
    typed.or(slid).filter(|new| *new != blocks)
}

/// What was typed as recipes write it: `8x4` for "8 × 4".
fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            '×' | 'X' | '*' | ',' => 'x',
            other => other,
        })
        .collect()
}

/// What was typed, one number for all sides.
fn parse(key: &Key, text: &str) -> Option<Setting> {
    let plain = plain(text);
    let sides = if key.kind == KeyKind::Blocks { 3 } else { 2 };
    let all = if plain.contains('x') {
        plain
    } else {
        vec![plain; sides].join("x")
    };
    key.parse(&all).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recipe::FilterKind;

    #[test]
    fn grids_are_typed_in_several_ways() {
        let keys = FilterKind::Clahe.keys();
        let key = keys.iter().find(|key| key.name == "tiles").expect("tiles");
        let tiles = |columns, rows| Tiles::new(columns, rows).ok().map(Setting::Tiles);
        assert_eq!(parse(key, "8×4"), tiles(8, 4));
        assert_eq!(parse(key, " 3 x 17 "), tiles(3, 17));
        assert_eq!(parse(key, "6"), tiles(6, 6));
        assert_eq!(parse(key, "0x3"), None);
        assert_eq!(parse(key, "eight"), None);
        let volume = FilterKind::Clahe.filter();
        let volume = volume
            .with("variant", Setting::Choice("volume"))
            .expect("a variant");
        let mut keys = volume.variant().keys.iter();
        let key = keys.find(|key| key.name == "tiles").expect("blocks");
        assert_eq!(parse(key, "8 × 4 × 2"), Some(Setting::Blocks([8, 4, 2])));
        assert_eq!(parse(key, "6"), Some(Setting::Blocks([6, 6, 6])));
        assert_eq!(parse(key, "6x6"), None);
    }
}
