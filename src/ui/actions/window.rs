//! Actions on the program's own window: panels, lists, size, theme, language.

use egui::Key;

use super::Action;
use super::Group;
use super::chord::ctrl;
use super::chord::ctrl_shift;
use super::chord::key;
use super::chord::shift;
use crate::settings::Settings;
use crate::settings::Theme;
use crate::text::Language;
use crate::ui::commands::Commands;
use crate::ui::commands::Request;
use crate::ui::icons;
use crate::ui::state::InspectorTab;
use crate::ui::state::UiState;

/// Sizes of the interface that Ctrl + and Ctrl − step through.
const SIZES: [f32; 10] = [0.75, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.25, 2.5];

fn larger(settings: &mut Settings) {
    let next = SIZES.into_iter().find(|size| *size > settings.zoom + 0.01);
    settings.zoom = next.unwrap_or(settings.zoom);
}

fn smaller(settings: &mut Settings) {
    let next = SIZES.into_iter().rfind(|size| *size < settings.zoom - 0.01);
    settings.zoom = next.unwrap_or(settings.zoom);
}

fn show_tab(state: &mut UiState, c: &mut Commands, tab: InspectorTab) {
    state.tab = tab;
    c.settle(|settings| settings.inspector = true);
}

pub(super) static ACTIONS: &[Action] = &[
    Action::new(
        "palette",
        Group::Window,
        |t| t.palette,
        |_, _, c| c.request(Request::Palette),
    )
    .icon(icons::MAGNIFYING_GLASS)
    .keys(&[ctrl(Key::K)]),
    Action::new(
        "help",
        Group::Window,
        |t| t.help,
        |_, _, c| c.request(Request::Help),
    )
    .icon(icons::KEYBOARD)
    .keys(&[key(Key::F1), key(Key::Questionmark)]),
    Action::new(
        "settings",
        Group::Window,
        |t| t.settings,
        |_, _, c| c.request(Request::Settings),
    )
    .icon(icons::GEAR)
    .keys(&[ctrl(Key::Comma)]),
    Action::new(
        "problems",
        Group::Window,
        |t| t.problems,
        |_, _, c| c.request(Request::Problems),
    )
    .icon(icons::WARNING)
    .keys(&[ctrl(Key::J)]),
    Action::new(
        "find",
        Group::Window,
        |t| t.find,
        |_, _, c| c.request(Request::Find),
    )
    .icon(icons::FUNNEL)
    .keys(&[ctrl(Key::F)])
    .needs(|here| here.needs_series()),
    Action::new(
        "next-panel",
        Group::Window,
        |t| t.next_panel,
        |_, state, _| state.shell.landmarks.go(1),
    )
    .keys(&[key(Key::F6)]),
    Action::new(
        "previous-panel",
        Group::Window,
        |t| t.previous_panel,
        |_, state, _| state.shell.landmarks.go(-1),
    )
    .keys(&[shift(Key::F6)]),
    Action::new(
        "show-preprocessing",
        Group::Window,
        |t| t.show_preprocessing,
        |_, state, c| {
            show_tab(state, c, InspectorTab::Preprocessing);
        },
    ),
    Action::new(
        "show-tissue",
        Group::Window,
        |t| t.show_tissue,
        |_, state, c| {
            show_tab(state, c, InspectorTab::Tissue);
        },
    ),
    Action::new(
        "show-info",
        Group::Window,
        |t| t.show_info,
        |_, state, c| {
            show_tab(state, c, InspectorTab::Info);
        },
    )
    .icon(icons::INFO)
    .keys(&[ctrl(Key::I)]),
    Action::new(
        "tree",
        Group::Window,
        |t| t.tree,
        |_, _, c| {
            c.settle(|settings| settings.tree = !settings.tree);
        },
    )
    .keys(&[ctrl(Key::B)])
    .on(|here| here.session.settings().tree),
    Action::new(
        "inspector",
        Group::Window,
        |t| t.inspector,
        |_, _, c| {
            c.settle(|settings| settings.inspector = !settings.inspector);
        },
    )
    .keys(&[ctrl_shift(Key::B)])
    .on(|here| here.session.settings().inspector),
    Action::new(
        "panels",
        Group::Window,
        |t| t.panels,
        |_, _, c| {
            c.settle(|settings| {
                let show = !(settings.tree || settings.inspector);
                settings.tree = show;
                settings.inspector = show;
            });
        },
    )
    .icon(icons::SIDEBAR_SIMPLE)
    .keys(&[key(Key::F9)])
    .on(|here| here.session.settings().tree || here.session.settings().inspector),
    Action::new(
        "full-screen",
        Group::Window,
        |t| t.full_screen,
        |_, _, c| {
            c.request(Request::FullScreen);
        },
    )
    .icon(icons::FRAME_CORNERS)
    .keys(&[key(Key::F11)]),
    Action::new(
        "interface-larger",
        Group::Window,
        |t| t.interface_larger,
        |_, _, c| c.settle(larger),
    )
    .keys(&[ctrl(Key::Plus), ctrl(Key::Equals)]),
    Action::new(
        "interface-smaller",
        Group::Window,
        |t| t.interface_smaller,
        |_, _, c| c.settle(smaller),
    )
    .keys(&[ctrl(Key::Minus)]),
    Action::new(
        "interface-usual",
        Group::Window,
        |t| t.interface_usual,
        |_, _, c| {
            c.settle(|settings| settings.zoom = 1.0);
        },
    )
    .keys(&[ctrl(Key::Num0)]),
    Action::new(
        "theme-dark",
        Group::Window,
        |t| t.theme_dark,
        |_, _, c| {
            c.settle(|settings| settings.theme = Theme::Dark);
        },
    )
    .icon(icons::MOON)
    .on(|here| here.session.settings().theme == Theme::Dark),
    Action::new(
        "theme-light",
        Group::Window,
        |t| t.theme_light,
        |_, _, c| {
            c.settle(|settings| settings.theme = Theme::Light);
        },
    )
    .icon(icons::SUN)
    .on(|here| here.session.settings().theme == Theme::Light),
    Action::new(
        "theme-system",
        Group::Window,
        |t| t.theme_system,
        |_, _, c| {
            c.settle(|settings| settings.theme = Theme::System);
        },
    )
    .on(|here| here.session.settings().theme == Theme::System),
    Action::new(
        "english",
        Group::Window,
        |t| t.english,
        |_, _, c| {
            c.settle(|settings| settings.language = Language::English);
        },
    )
    .icon(icons::TRANSLATE)
    .on(|here| here.session.settings().language == Language::English),
    Action::new(
        "korean",
        Group::Window,
        |t| t.korean,
        |_, _, c| {
            c.settle(|settings| settings.language = Language::Korean);
        },
    )
    .icon(icons::TRANSLATE)
    .on(|here| here.session.settings().language == Language::Korean),
    Action::new(
        "about",
        Group::Window,
        |t| t.about,
        |_, _, c| c.request(Request::About),
    )
    .icon(icons::INFO),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interface_grows_and_shrinks_in_steps_within_its_limits() {
        let mut settings = Settings::default();
        larger(&mut settings);
        assert_eq!(settings.zoom, 1.1);
        smaller(&mut settings);
        assert_eq!(settings.zoom, 1.0);
        for _ in 0..20 {
            larger(&mut settings);
        }
        assert_eq!(settings.zoom, 2.5);
        for _ in 0..20 {
            smaller(&mut settings);
        }
        assert_eq!(settings.zoom, 0.75);
    }
}
