//! Window and recipe in a few words, for corners of pictures and heads of panes.

use crate::recipe::Domain;
use crate::recipe::FilterKind;
use crate::recipe::Step;
use crate::recipe::Window;
use crate::session::Finished;
use crate::session::Mapping;
use crate::study::SeriesHeader;
use crate::text::Texts;
use crate::text::fill;
use crate::ui::names;
use crate::ui::widgets::format;

/// A step by name and parameters: "CLAHE 2.6 8×8".
fn named_step(texts: &Texts, step: &Step) -> String {
    let name = names::filter_name(step.filter.kind(), texts);
    let parameters = names::step_summary(step, texts);
    format!("{name} {parameters}").trim_end().to_owned()
}

/// The steps that are on, without windows, which stand in a line of their own.
pub fn recipe_summary(texts: &Texts, steps: &[Step]) -> String {
    let shown = steps
        .iter()
        .filter(|step| step.on && step.filter.kind() != FilterKind::Window);
    let parts: Vec<String> = shown.map(|step| named_step(texts, step)).collect();
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
    if Domain::of_series(header) != Domain::Values || finished.processed.shows_values() {
        return None;
    }
    let steps = finished.key.recipe.active();
    let maker = steps
        .map(|(_, step)| step.filter.kind())
        .find(|kind| *kind == FilterKind::NClahe || !kind.is_equaliser())?;
    let name = names::filter_name(maker, texts);
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
        let summary = recipe_summary(&ENGLISH, &steps);
        assert!(
            summary.starts_with("CLAHE 2.6 8×8 · Gamma 0.85"),
            "{summary}"
        );
        assert!(!summary.contains("HEQ"));
    }
}
