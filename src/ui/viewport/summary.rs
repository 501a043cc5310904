//! Window and recipe in a few words, for corners of pictures and heads of panes.

use crate::document::start_domain;
use crate::recipe::Domain;
use crate::recipe::Filter;
use crate::recipe::FilterKind;
use crate::recipe::Setting;
use crate::recipe::Step;
use crate::recipe::Window;
use crate::session::Finished;
use crate::session::Mapping;
use crate::study::SeriesHeader;
use crate::text::Names;
use crate::text::Texts;
use crate::text::fill;
use crate::ui::widgets::format;

/// The short name of a filter.
pub fn filter_name(names: &Names, kind: FilterKind) -> &'static str {
    match kind {
        FilterKind::Window => names.window,
        FilterKind::Range => names.range,
        FilterKind::Stretch => names.stretch,
        FilterKind::Brightness => names.brightness,
        FilterKind::Contrast => names.contrast,
        FilterKind::Gamma => names.gamma,
        FilterKind::Log => names.log,
        FilterKind::Sigmoid => names.sigmoid,
        FilterKind::Invert => names.invert,
        FilterKind::Heq => names.heq,
        FilterKind::Ahe => names.ahe,
        FilterKind::Clahe => names.clahe,
        FilterKind::NClahe => names.nclahe,
    }
}

/// The numbers of a filter: "2.6  8×8". Words that choose a variant are left out.
pub fn filter_numbers(filter: &Filter) -> String {
    let parts = filter
        .settings()
        .into_iter()
        .filter_map(|(_, setting)| match setting {
            Setting::Number(number) => Some(short_number(number)),
            Setting::Tiles(tiles) => Some(format!("{}×{}", tiles.columns(), tiles.rows())),
            Setting::Choice(_) => None,
        });
    parts.collect::<Vec<_>>().join("  ")
}

/// A parameter with as many decimals as it needs, at least one where it is not large: "2.0", "0.25".
fn short_number(number: f64) -> String {
    let decimals = if (number * 10.0).fract().abs() > 1e-9 {
        2
    } else if number.abs() < 10.0 {
        1
    } else {
        0
    };
    format::number(number, decimals)
}

/// A step by name and numbers: "CLAHE 2.6  8×8".
fn step_summary(names: &Names, step: &Step) -> String {
    let name = filter_name(names, step.filter.kind());
    let numbers = filter_numbers(&step.filter);
    if numbers.is_empty() {
        name.to_owned()
    } else {
        format!("{name} {numbers}")
    }
}

/// The steps that are on, without windows, which stand in a line of their own.
pub fn recipe_summary(names: &Names, steps: &[Step]) -> String {
    let shown = steps
        .iter()
        .filter(|step| step.on && step.filter.kind() != FilterKind::Window);
    let parts: Vec<String> = shown.map(|step| step_summary(names, step)).collect();
    parts.join(" · ")
}

/// The window that acts on the picture: the recipe's step where there is one, else the look's.
/// `None` where a picture is shown as it is.
pub fn window_mapping(finished: &Finished) -> Option<Mapping> {
    let processed = &finished.processed;
    if let Some(at) = finished.key.recipe.window_step() {
        let used = processed.windows.iter().find(|(step, _)| *step == at);
        return used.map(|(_, mapping)| mapping.clone());
    }
    processed.shown_mapping(&finished.key.look)
}

/// Centre and width as they are written.
pub fn window_numbers(window: &Window) -> [String; 2] {
    let decimals = if window.width() >= 40.0 { 0 } else { 2 };
    [window.width(), window.center()].map(|number| format::number(number, decimals))
}

/// "W 1500 C −600", or why there is no window to name.
pub fn window_summary(texts: &Texts, header: &SeriesHeader, finished: &Finished) -> Option<String> {
    if let Some(mapping) = window_mapping(finished) {
        if let Mapping::Lut(_) = mapping {
            return Some(texts.view.window_lut.to_owned());
        }
        let [width, center] = window_numbers(&mapping.window()?);
        return Some(fill(texts.view.window_values, &[&width, &center]));
    }
    if start_domain(header) != Domain::Values || finished.processed.shows_values() {
        return None;
    }
    let steps = finished.key.recipe.active();
    let maker = steps
        .map(|(_, step)| step.filter.kind())
        .find(|kind| *kind == FilterKind::NClahe || !kind.is_equaliser())?;
    let name = filter_name(&texts.names, maker);
    Some(fill(texts.view.window_unused, &[&name]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::ENGLISH;

    #[test]
    fn recipes_are_named_with_their_numbers_and_without_windows() {
        let steps: Vec<Step> = [
            "window:center=-600,width=1500",
            "clahe:clip_limit=2.6,tiles=8x8",
            "heq:on=off",
            "gamma:gamma=0.85",
        ]
        .into_iter()
        .map(|text| Step::parse(text).expect("valid"))
        .collect();
        let summary = recipe_summary(&ENGLISH.names, &steps);
        assert!(
            summary.starts_with("CLAHE 2.6  8×8 · Gamma 0.85"),
            "{summary}"
        );
        assert!(!summary.contains("HEQ"));
    }
}
