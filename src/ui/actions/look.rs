//! Actions on how a picture is shown: window, presets, inversion, colour map.

use egui::Key;

use super::Action;
use super::Group;
use super::Here;
use super::chord::alt;
use super::chord::ctrl_shift;
use super::chord::key;
use super::chord::shift;
use crate::document::Edit;
use crate::recipe::ColourMap;
use crate::recipe::LookWindow;
use crate::recipe::VoiFunction;
use crate::recipe::Window;
use crate::text::ActionTexts;
use crate::ui::commands::Commands;
use crate::ui::icons;
use crate::ui::state::UiState;

/// Share of the window's width that one press of Alt + arrow changes.
const WINDOW_STEP: f64 = 0.05;

fn show_through(here: &Here<'_>, c: &mut Commands, window: LookWindow) {
    let viewport = here.id();
    c.push(Edit::SetWindow { viewport, window });
}

/// The preset of that name, where the active series has it.
fn preset(here: &Here<'_>, c: &mut Commands, name: &str) {
    let found = here.presets().iter().find(|preset| preset.name == name);
    if let Some(window) = found.and_then(|preset| preset.window()) {
        show_through(here, c, LookWindow::Given(window));
    }
}

/// The window of the part of the slice that is seen.
fn automatic(here: &Here<'_>, state: &UiState) {
    if let Some(region) = state.views.visible_region(here.place()) {
        here.session.window_from_region(here.id(), region);
    }
}

/// Moves the window's centre by `centre` times its width, and changes the width by `width` times itself.
fn adjust(here: &Here<'_>, c: &mut Commands, centre: f64, width: f64) {
    let Some(now) = here.window() else { return };
    let wider = now.width() * (1.0 + width);
    let moved = Window::new(
        now.center() + centre * now.width(),
        match now.function() {
            VoiFunction::Linear => wider.max(1.0),
            VoiFunction::LinearExact | VoiFunction::Sigmoid => wider,
        },
        now.function(),
    );
    if let Ok(window) = moved {
        show_through(here, c, LookWindow::Given(window));
    }
}

fn show_in(here: &Here<'_>, c: &mut Commands, map: ColourMap) {
    let viewport = here.id();
    c.push(Edit::SetColourMap { viewport, map });
}

/// The map some places on in the list, from the last on to the first.
fn turn_maps(here: &Here<'_>, c: &mut Commands, by: usize) {
    let now = here.treatment().look.map;
    let at = ColourMap::ALL.iter().position(|map| *map == now);
    let mut round = ColourMap::ALL.into_iter().cycle();
    if let Some(map) = at.and_then(|at| round.nth(at + by)) {
        show_in(here, c, map);
    }
}

/// An action that chooses a colour map.
const fn map_action(
    id: &'static str,
    text: fn(&ActionTexts) -> &'static str,
    run: fn(&Here<'_>, &mut UiState, &mut Commands),
) -> Action {
    Action::new(id, Group::Contrast, text, run).needs(|here| here.needs_map())
}

/// The action that chooses a colour map.
pub(in crate::ui) fn of_map(map: ColourMap) -> Option<&'static Action> {
    let is_of = |action: &&Action| action.id.strip_prefix("map-") == Some(map.key());
    ACTIONS.iter().find(is_of)
}

pub(super) static ACTIONS: &[Action] = &[
    Action::new(
        "window-file",
        Group::Contrast,
        |t| t.window_file,
        |here, _, c| {
            show_through(here, c, LookWindow::Auto);
        },
    )
    .keys(&[key(Key::Num0)])
    .needs(|here| here.needs_window()),
    Action::new(
        "preset-soft-tissue",
        Group::Contrast,
        |t| t.preset_soft_tissue,
        |here, _, c| preset(here, c, "soft-tissue"),
    )
    .keys(&[key(Key::Num1)])
    .needs(|here| here.needs_hounsfield_presets()),
    Action::new(
        "preset-lung",
        Group::Contrast,
        |t| t.preset_lung,
        |here, _, c| preset(here, c, "lung"),
    )
    .keys(&[key(Key::Num2)])
    .needs(|here| here.needs_hounsfield_presets()),
    Action::new(
        "preset-bone",
        Group::Contrast,
        |t| t.preset_bone,
        |here, _, c| preset(here, c, "bone"),
    )
    .keys(&[key(Key::Num3)])
    .needs(|here| here.needs_hounsfield_presets()),
    Action::new(
        "preset-brain",
        Group::Contrast,
        |t| t.preset_brain,
        |here, _, c| preset(here, c, "brain"),
    )
    .keys(&[key(Key::Num4)])
    .needs(|here| here.needs_hounsfield_presets()),
    Action::new(
        "preset-mediastinum",
        Group::Contrast,
        |t| t.preset_mediastinum,
        |here, _, c| preset(here, c, "mediastinum"),
    )
    .keys(&[key(Key::Num5)])
    .needs(|here| here.needs_hounsfield_presets()),
    Action::new(
        "preset-abdomen",
        Group::Contrast,
        |t| t.preset_abdomen,
        |here, _, c| preset(here, c, "abdomen"),
    )
    .keys(&[key(Key::Num6)])
    .needs(|here| here.needs_hounsfield_presets()),
    Action::new(
        "preset-angio",
        Group::Contrast,
        |t| t.preset_angio,
        |here, _, c| preset(here, c, "angio"),
    )
    .keys(&[key(Key::Num7)])
    .needs(|here| here.needs_hounsfield_presets()),
    Action::new(
        "preset-whole",
        Group::Contrast,
        |t| t.preset_whole,
        |here, _, c| preset(here, c, "whole"),
    )
    .keys(&[key(Key::Num8)])
    .needs(|here| here.needs_hounsfield_presets()),
    Action::new(
        "preset-suv-5",
        Group::Contrast,
        |t| t.preset_suv_5,
        |here, _, c| preset(here, c, "suv-5"),
    )
    .keys(&[key(Key::Num1)])
    .needs(|here| here.needs_uptake_presets()),
    Action::new(
        "preset-suv-7",
        Group::Contrast,
        |t| t.preset_suv_7,
        |here, _, c| preset(here, c, "suv-7"),
    )
    .keys(&[key(Key::Num2)])
    .needs(|here| here.needs_uptake_presets()),
    Action::new(
        "preset-suv-10",
        Group::Contrast,
        |t| t.preset_suv_10,
        |here, _, c| preset(here, c, "suv-10"),
    )
    .keys(&[key(Key::Num3)])
    .needs(|here| here.needs_uptake_presets()),
    Action::new(
        "preset-suv-15",
        Group::Contrast,
        |t| t.preset_suv_15,
        |here, _, c| preset(here, c, "suv-15"),
    )
    .keys(&[key(Key::Num4)])
    .needs(|here| here.needs_uptake_presets()),
    Action::new(
        "window-auto",
        Group::Contrast,
        |t| t.window_auto,
        |here, state, _| automatic(here, state),
    )
    .keys(&[key(Key::W)])
    .needs(|here| here.needs_window().and(here.needs_finished())),
    Action::new(
        "centre-up",
        Group::Contrast,
        |t| t.centre_up,
        |here, _, c| {
            adjust(here, c, WINDOW_STEP, 0.0);
        },
    )
    .keys(&[alt(Key::ArrowUp)])
    .needs(|here| here.needs_window()),
    Action::new(
        "centre-down",
        Group::Contrast,
        |t| t.centre_down,
        |here, _, c| {
            adjust(here, c, -WINDOW_STEP, 0.0);
        },
    )
    .keys(&[alt(Key::ArrowDown)])
    .needs(|here| here.needs_window()),
    Action::new(
        "width-up",
        Group::Contrast,
        |t| t.width_up,
        |here, _, c| {
            adjust(here, c, 0.0, WINDOW_STEP);
        },
    )
    .keys(&[alt(Key::ArrowRight)])
    .needs(|here| here.needs_window()),
    Action::new(
        "width-down",
        Group::Contrast,
        |t| t.width_down,
        |here, _, c| {
            adjust(here, c, 0.0, -WINDOW_STEP);
        },
    )
    .keys(&[alt(Key::ArrowLeft)])
    .needs(|here| here.needs_window()),
    Action::new(
        "invert",
        Group::Contrast,
        |t| t.invert,
        |here, _, c| {
            c.push(Edit::SetInvert {
                viewport: here.id(),
                invert: !here.treatment().look.invert,
            });
        },
    )
    .icon(icons::CIRCLE_HALF)
    .keys(&[key(Key::I)])
    .needs(|here| here.needs_picture())
    .on(|here| here.treatment().look.invert),
    map_action(
        "map-grey",
        |t| t.map_grey,
        |here, _, c| show_in(here, c, ColourMap::Grey),
    )
    .on(|here| here.treatment().look.map == ColourMap::Grey),
    map_action(
        "map-inverse-grey",
        |t| t.map_inverse_grey,
        |here, _, c| show_in(here, c, ColourMap::InverseGrey),
    )
    .on(|here| here.treatment().look.map == ColourMap::InverseGrey),
    map_action(
        "map-hot-iron",
        |t| t.map_hot_iron,
        |here, _, c| show_in(here, c, ColourMap::HotIron),
    )
    .on(|here| here.treatment().look.map == ColourMap::HotIron),
    map_action(
        "map-hot-metal-blue",
        |t| t.map_hot_metal_blue,
        |here, _, c| show_in(here, c, ColourMap::HotMetalBlue),
    )
    .on(|here| here.treatment().look.map == ColourMap::HotMetalBlue),
    map_action(
        "map-pet",
        |t| t.map_pet,
        |here, _, c| show_in(here, c, ColourMap::Pet),
    )
    .on(|here| here.treatment().look.map == ColourMap::Pet),
    map_action(
        "map-pet-20-step",
        |t| t.map_pet_20_step,
        |here, _, c| show_in(here, c, ColourMap::Pet20Step),
    )
    .on(|here| here.treatment().look.map == ColourMap::Pet20Step),
    map_action(
        "map-viridis",
        |t| t.map_viridis,
        |here, _, c| show_in(here, c, ColourMap::Viridis),
    )
    .on(|here| here.treatment().look.map == ColourMap::Viridis),
    map_action(
        "map-inferno",
        |t| t.map_inferno,
        |here, _, c| show_in(here, c, ColourMap::Inferno),
    )
    .on(|here| here.treatment().look.map == ColourMap::Inferno),
    map_action(
        "map-magma",
        |t| t.map_magma,
        |here, _, c| show_in(here, c, ColourMap::Magma),
    )
    .on(|here| here.treatment().look.map == ColourMap::Magma),
    map_action(
        "map-cividis",
        |t| t.map_cividis,
        |here, _, c| show_in(here, c, ColourMap::Cividis),
    )
    .on(|here| here.treatment().look.map == ColourMap::Cividis),
    map_action(
        "map-cool-warm",
        |t| t.map_cool_warm,
        |here, _, c| show_in(here, c, ColourMap::CoolWarm),
    )
    .on(|here| here.treatment().look.map == ColourMap::CoolWarm),
    Action::new(
        "next-map",
        Group::Contrast,
        |t| t.next_map,
        |here, _, c| turn_maps(here, c, 1),
    )
    .keys(&[shift(Key::I)])
    .needs(|here| here.needs_map()),
    Action::new(
        "previous-map",
        Group::Contrast,
        |t| t.previous_map,
        |here, _, c| turn_maps(here, c, ColourMap::ALL.len() - 1),
    )
    .keys(&[ctrl_shift(Key::I)])
    .needs(|here| here.needs_map()),
    Action::new(
        "colour-bar",
        Group::Contrast,
        |t| t.colour_bar,
        |_, state, _| state.colour_bar = !state.colour_bar,
    )
    .needs(|here| here.needs_map()),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_map_has_its_action() {
        for map in ColourMap::ALL {
            assert!(of_map(map).is_some(), "{map:?}");
        }
    }
}
