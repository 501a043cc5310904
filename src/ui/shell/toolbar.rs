//! The toolbar: opening, layout, window, equalisers, tissue, comparison, undo, the field for commands.

use egui::Align;
use egui::Align2;
use egui::Color32;
use egui::Layout;
use egui::Rect;
use egui::Response;
use egui::Role;
use egui::Sense;
use egui::Stroke;
use egui::StrokeKind;
use egui::Ui;
use egui::WidgetInfo;
use egui::vec2;

use super::menu::action_row;
use crate::document::Edit;
use crate::document::FileCommand;
use crate::document::Opening;
use crate::recipe::FilterKind;
use crate::recipe::LookWindow;
use crate::recipe::VoiFunction;
use crate::recipe::Window;
use crate::recipe::presets;
use crate::session::Session;
use crate::study::Unit;
use crate::study::Voi;
use crate::study::VoiKind;
use crate::text::fill;
use crate::ui::actions;
use crate::ui::actions::Action;
use crate::ui::actions::Here;
use crate::ui::colour_maps::colour_map_menu;
use crate::ui::commands::Commands;
use crate::ui::commands::Request;
use crate::ui::fonts;
use crate::ui::icons;
use crate::ui::names;
use crate::ui::state::UiState;
use crate::ui::theme;
use crate::ui::theme::radius;
use crate::ui::theme::size;
use crate::ui::widgets;
use crate::ui::widgets::MenuRow;
use crate::ui::widgets::SegItem;
use crate::ui::widgets::menu_separator;
use crate::ui::widgets::tip::tip;
use crate::ui::widgets::toolbar_menu;

/// Below this width of the window, words that an icon can stand for go.
const WORDS_FROM: f32 = 1180.0;
/// From this width the field for commands is wide.
const WIDE_FROM: f32 = 1900.0;
/// Most recent paths in the menu.
const MOST_RECENT: usize = 8;

/// The equalisers with the ids of their actions.
const EQUALISERS: [(FilterKind, &str, &str); 4] = [
    (FilterKind::Heq, "heq", "heq-add"),
    (FilterKind::Ahe, "ahe", "ahe-add"),
    (FilterKind::Clahe, "clahe", "clahe-add"),
    (FilterKind::NClahe, "nclahe", "nclahe-add"),
];

/// The toolbar, over the whole width of `ui`.
pub fn toolbar_ui(ui: &mut Ui, session: &Session, state: &mut UiState, commands: &mut Commands) {
    let words = ui.max_rect().width() >= WORDS_FROM;
    ui.spacing_mut().item_spacing.x = 2.0;
    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
        ui.add_space(6.0);
        open_menu(ui, session, state, commands);
        layout_menu(ui, words, session, state, commands);
        separator(ui);
        window_menu(ui, session, state, commands);
        ui.add_space(6.0);
        equalisers(ui, session, state, commands);
        ui.add_space(6.0);
        tissue_toggle(ui, words, session, state, commands);
        compare_menu(ui, words, session, state, commands);
        separator(ui);
        undo_buttons(ui, session, state, commands);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add_space(8.0);
            command_field(ui, session, commands);
        });
    });
}

fn separator(ui: &mut Ui) {
    let (rect, _) = ui.allocate_exact_size(vec2(21.0, 18.0), Sense::hover());
    let colour = theme::tokens(ui).edge;
    let line = Rect::from_center_size(rect.center().round(), vec2(1.0, 18.0));
    ui.painter().rect_filled(line, 0, colour);
}

fn open_menu(ui: &mut Ui, session: &Session, state: &mut UiState, commands: &mut Commands) {
    let texts = session.texts();
    toolbar_menu(ui, icons::FOLDER_OPEN, texts.shell.open, true, true, |ui| {
        for id in ["open-files", "open-folder", "open-stack", "open-path"] {
            action_row(ui, id, session, state, commands);
        }
        menu_separator(ui);
        widgets::sub_menu(ui, texts.shell.samples, |ui| {
            for id in ["sample-ct", "sample-radiograph", "sample-colour"] {
                action_row(ui, id, session, state, commands);
            }
        });
        let recent = &session.settings().recent;
        if !recent.is_empty() {
            widgets::sub_menu(ui, texts.shell.recent, |ui| {
                for item in recent.iter().take(MOST_RECENT) {
                    let name = names_of_path(&item.path);
                    let gone = session.missing_recents().contains(&item.path);
                    let row = MenuRow::new(&name).key(&item.modality).enabled(!gone);
                    if row.show(ui).clicked() {
                        let paths = vec![item.path.clone()];
                        commands.push(FileCommand::Open(Opening::Paths(paths)));
                    }
                }
            });
        }
        menu_separator(ui);
        for id in ["export", "save-recipe", "load-recipe"] {
            action_row(ui, id, session, state, commands);
        }
        menu_separator(ui);
        for id in ["rescan", "close", "close-all"] {
            action_row(ui, id, session, state, commands);
        }
        menu_separator(ui);
        for id in ["settings", "help", "about", "quit"] {
            action_row(ui, id, session, state, commands);
        }
    });
}

/// The last two parts of a path, which tell recent items apart in little room.
pub(super) fn names_of_path(path: &std::path::Path) -> String {
    let name = |part: Option<&std::ffi::OsStr>| {
        part.map(|part| crate::problem::shown(&part.to_string_lossy()))
    };
    let last = name(path.file_name());
    let folder = name(path.parent().and_then(std::path::Path::file_name));
    match (folder, last) {
        (Some(folder), Some(last)) => format!("{folder}/{last}"),
        (None, Some(last)) => last,
        _ => crate::problem::shown(&path.to_string_lossy()),
    }
}

fn layout_menu(
    ui: &mut Ui,
    words: bool,
    session: &Session,
    state: &mut UiState,
    commands: &mut Commands,
) {
    let name = session.texts().shell.layout;
    let shown = toolbar_menu(ui, icons::LAYOUT, name, words, true, |ui| {
        for id in [
            "layout-one",
            "layout-two",
            "layout-big",
            "layout-four",
            "layout-three",
            "layout-sheet",
        ] {
            action_row(ui, id, session, state, commands);
        }
        menu_separator(ui);
        for id in ["maximise", "link", "crosshair"] {
            action_row(ui, id, session, state, commands);
        }
        menu_separator(ui);
        for id in ["tree", "inspector", "panels", "full-screen"] {
            action_row(ui, id, session, state, commands);
        }
    });
    if !words {
        shown.response.on_hover_text(name);
    }
}

/// What the window is called that the active view shows: a preset, the file's words, or nothing in particular.
fn window_name(here: &Here<'_>, session: &Session) -> Option<String> {
    let texts = session.texts();
    let header = here.header()?;
    if header.channels > 1 {
        return None;
    }
    let treatment = here.treatment();
    let vois = here.vois();
    let of_file = |n: usize| vois.get(n).map(|voi| voi_name(voi, n, session));
    let by_rule = treatment.recipe.window_step().is_some();
    match treatment.look.window {
        LookWindow::File(n) if !by_rule => return of_file(n),
        _ => {}
    }
    let window = here.window()?;
    let mut presets = here.presets().iter();
    let preset = presets.find(|preset| preset.window() == Some(window));
    if let Some(preset) = preset {
        return Some(names::preset_name(preset.name, texts).to_owned());
    }
    let file = vois.iter().position(|voi| match &voi.kind {
        VoiKind::Window(of_file) => *of_file == window,
        VoiKind::Lut(_) => false,
    });
    of_file(file?)
}

fn voi_name(voi: &Voi, n: usize, session: &Session) -> String {
    let texts = &session.texts().shell;
    if !voi.explanation.is_empty() {
        return crate::problem::shown(&voi.explanation);
    }
    match voi.kind {
        VoiKind::Window(_) => fill(texts.file_window_unnamed, &[&(n + 1)]),
        VoiKind::Lut(_) => fill(texts.file_lut_unnamed, &[&(n + 1)]),
    }
}

fn window_menu(ui: &mut Ui, session: &Session, state: &mut UiState, commands: &mut Commands) {
    let texts = session.texts();
    let here = Here::new(session);
    let fixed = texts.shell.window;
    let name = window_name(&here, session).unwrap_or_else(|| fixed.to_owned());
    let enabled = here.header().is_some_and(|header| header.channels == 1);
    // The names of presets are of many lengths: the button keeps the room of the longest, so that nothing beside it
    // moves.
    let width = |ui: &Ui, text: &str| {
        widgets::truncated(
            ui,
            text,
            fonts::control(),
            Color32::PLACEHOLDER,
            WIDEST_NAME,
        )
        .size()
        .x
    };
    let longest = [("CT", Unit::Hu), ("PT", Unit::Suv)]
        .into_iter()
        .flat_map(|(modality, unit)| presets(modality, unit))
        .map(|preset| width(ui, names::preset_name(preset.name, texts)))
        .fold(width(ui, fixed), f32::max);
    let slot = vec2(longest.ceil() + ICON_AND_CARET, size::BUTTON);
    let cut = widgets::truncated(
        ui,
        &name,
        fonts::control(),
        Color32::PLACEHOLDER,
        longest + 1.0,
    );
    let shown_name = if cut.elided { fixed } else { name.as_str() };
    ui.allocate_ui_with_layout(slot, Layout::left_to_right(Align::Center), |ui| {
        ui.set_min_size(slot);
        let shown = toolbar_menu(ui, icons::CIRCLE_HALF, shown_name, true, enabled, |ui| {
            window_rows(ui, &here, session, state, commands);
        });
        let detail = here
            .window()
            .map(|window| {
                let number = |value: f64| names::short_number(value, 2);
                let (width, centre) = (number(window.width()), number(window.center()));
                fill(texts.shell.window_given, &[&width, &centre])
            })
            .unwrap_or_default();
        tip(shown.response, &name, "", &detail);
    });
}

/// Longest name of a window in the toolbar.
const WIDEST_NAME: f32 = 110.0;
/// What a button of the toolbar needs beside its word.
const ICON_AND_CARET: f32 = 8.0 + 18.0 + 7.0 + 5.0 + 11.0 + 8.0;

/// Centre and width: "40 / 400".
fn numbers_text(window: &Window) -> String {
    let [center, width] =
        [window.center(), window.width()].map(|number| names::short_number(number, 2));
    format!("{center} / {width}")
}

/// Centre and width, and the function where it is not the usual one.
fn window_text(window: &Window, session: &Session) -> String {
    let names = &session.texts().names;
    let numbers = numbers_text(window);
    match window.function() {
        VoiFunction::Linear => numbers,
        VoiFunction::LinearExact => format!("{} · {numbers}", names.choice_linear_exact),
        VoiFunction::Sigmoid => format!("{} · {numbers}", names.choice_sigmoid),
    }
}

fn window_rows(
    ui: &mut Ui,
    here: &Here<'_>,
    session: &Session,
    state: &mut UiState,
    commands: &mut Commands,
) {
    let texts = session.texts();
    let Some(view) = here.view() else {
        return;
    };
    action_row(ui, "window-file", session, state, commands);
    let treatment = here.treatment();
    let has_step = treatment.recipe.window_step().is_some();
    for (n, voi) in here.vois().iter().enumerate() {
        let name = voi_name(voi, n, session);
        let (numbers, on) = match &voi.kind {
            VoiKind::Window(window) if has_step => {
                (window_text(window, session), here.window() == Some(*window))
            }
            VoiKind::Window(window) => {
                let on = treatment.look.window == LookWindow::File(n);
                (window_text(window, session), on)
            }
            VoiKind::Lut(_) => {
                let on = !has_step && treatment.look.window == LookWindow::File(n);
                (texts.shell.voi_lut.to_owned(), on)
            }
        };
        // The first of the file can become a step, whatever it is.
        let possible = n == 0 || !has_step || matches!(voi.kind, VoiKind::Window(_));
        let row = MenuRow::new(&name).key(&numbers).checked(on);
        let mut response = row.enabled(possible).show(ui);
        if !possible {
            response = tip(response, &name, "", texts.shell.table_no_step);
        }
        if response.clicked() {
            commands.push(Edit::SetWindow {
                viewport: view.id,
                window: LookWindow::File(n),
            });
        }
    }
    let presets = here.presets();
    if !presets.is_empty() {
        menu_separator(ui);
        for (n, preset) in presets.iter().enumerate() {
            let Some(window) = preset.window() else {
                continue;
            };
            let on = here.window() == Some(window);
            let name = names::preset_name(preset.name, texts);
            let key = format!("{}   {}", numbers_text(&window), n + 1);
            if MenuRow::new(name).key(&key).checked(on).show(ui).clicked() {
                commands.push(Edit::SetWindow {
                    viewport: view.id,
                    window: LookWindow::Given(window),
                });
            }
        }
    }
    menu_separator(ui);
    action_row(ui, "window-auto", session, state, commands);
    action_row(ui, "invert", session, state, commands);
    colour_map_menu(ui, session, state, commands);
}

fn equalisers(ui: &mut Ui, session: &Session, state: &mut UiState, commands: &mut Commands) {
    let texts = session.texts();
    let here = Here::new(session);
    let enabled = here.header().is_some();
    let tooltips = EQUALISERS.map(|(kind, id, _)| {
        let key = actions::find(id).map(Action::key_text).unwrap_or_default();
        let long = names::filter_long_name(kind, texts);
        format!("{long} · {key}\n{}", texts.shell.equaliser_tip)
    });
    let items: Vec<SegItem<'_>> = EQUALISERS
        .iter()
        .zip(&tooltips)
        .map(|((kind, id, _), tooltip)| SegItem {
            label: names::filter_name(*kind, texts),
            on: actions::find(id).and_then(|action| action.is_on(&here)) == Some(true),
            tooltip,
        })
        .collect();
    let clicked = ui
        .add_enabled_ui(enabled, |ui| widgets::segmented(ui, "equalisers", &items))
        .inner;
    if let Some((at, add)) = clicked
        && let Some((_, replace_id, add_id)) = EQUALISERS.get(at)
        && let Some(action) = actions::find(if add { add_id } else { replace_id })
    {
        action.run(&here, state, commands);
    }
}

fn tissue_toggle(
    ui: &mut Ui,
    words: bool,
    session: &Session,
    state: &mut UiState,
    commands: &mut Commands,
) {
    let Some(action) = actions::find("tissue") else {
        return;
    };
    let texts = session.texts();
    let here = Here::new(session);
    let possible = action.possible(&here);
    let on = action.is_on(&here) == Some(true);
    let name = texts.shell.tissue;
    let response = widgets::toolbar_toggle(ui, action.icon, name, words, on, possible.is_ok());
    let detail = possible.err().unwrap_or_default();
    if tip(response, action.text(texts), &action.key_text(), detail).clicked() {
        action.run(&here, state, commands);
    }
}

fn compare_menu(
    ui: &mut Ui,
    words: bool,
    session: &Session,
    state: &mut UiState,
    commands: &mut Commands,
) {
    let name = session.texts().shell.compare;
    let shown = toolbar_menu(
        ui,
        icons::SQUARE_SPLIT_HORIZONTAL,
        name,
        words,
        true,
        |ui| {
            for id in ["grid", "side-by-side", "leave-comparison"] {
                action_row(ui, id, session, state, commands);
            }
            menu_separator(ui);
            action_row(ui, "original", session, state, commands);
        },
    );
    if !words {
        shown.response.on_hover_text(name);
    }
}

fn undo_buttons(ui: &mut Ui, session: &Session, state: &mut UiState, commands: &mut Commands) {
    let texts = session.texts();
    let here = Here::new(session);
    let (undo, redo) = session.undo_names();
    for (id, edit, template) in [
        ("undo", undo, texts.shell.undo_named),
        ("redo", redo, texts.shell.redo_named),
    ] {
        let Some(action) = actions::find(id) else {
            continue;
        };
        let name = match edit {
            Some(edit) => fill(template, &[&names::edit_name(edit, texts)]),
            None => action.text(texts).to_owned(),
        };
        let enabled = action.possible(&here).is_ok();
        if widgets::toolbar_icon(ui, action.icon, &name, &action.key_text(), enabled).clicked() {
            action.run(&here, state, commands);
        }
    }
}

/// Looks like a field and opens the command list, which has the real one.
fn command_field(ui: &mut Ui, session: &Session, commands: &mut Commands) {
    let texts = &session.texts().shell;
    let wide = ui.ctx().content_rect().width() >= WIDE_FROM;
    let room = ui.available_width() - 8.0;
    let usual: f32 = if wide { 320.0 } else { 210.0 };
    let width = usual.min(room);
    if width < 60.0 {
        return;
    }
    let (rect, response) = ui.allocate_exact_size(vec2(width, size::BUTTON), Sense::click());
    paint_command_field(ui, rect, &response, texts.find_command);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, texts.find_command));
    let key = actions::find("palette")
        .map(Action::key_text)
        .unwrap_or_default();
    if tip(response, texts.find_command, &key, "").clicked() {
        commands.request(Request::Palette);
    }
}

fn paint_command_field(ui: &mut Ui, rect: Rect, response: &Response, text: &str) {
    let t = theme::tokens(ui);
    let edge = if response.hovered() {
        t.text
    } else {
        t.edge_strong
    };
    let stroke = Stroke::new(1.0, edge);
    ui.painter()
        .rect(rect, radius::CONTROL, t.plot, stroke, StrokeKind::Inside);
    let icon_at = rect.left_center() + vec2(15.0, 0.0);
    ui.painter().text(
        icon_at,
        Align2::CENTER_CENTER,
        icons::MAGNIFYING_GLASS,
        fonts::icon(16.0),
        t.text_second,
    );
    let key = actions::find("palette")
        .map(Action::key_text)
        .unwrap_or_default();
    let mut caps = ui.new_child(
        egui::UiBuilder::new()
            .max_rect(rect.shrink2(vec2(6.0, 0.0)))
            .layout(Layout::right_to_left(Align::Center)),
    );
    let cap = widgets::key_cap(&mut caps, &key);
    let room = cap.rect.left() - 6.0 - (rect.left() + 29.0);
    let galley = widgets::truncated(ui, text, fonts::body(), t.text_quiet, room);
    let at = rect.left_center() + vec2(29.0, -galley.size().y / 2.0);
    ui.painter().galley(at, galley, t.text_quiet);
    widgets::focus_ring(ui, response, rect, radius::CONTROL);
}
