//! Every widget in a window without a display: found by name, changed by click, key, wheel and screen reader.

use egui::Key;
use egui::Modifiers;
use egui::Role;
use egui::Vec2;
use egui::accesskit::Toggled;
use egui_kittest::Harness;
use egui_kittest::kittest::NodeT;
use egui_kittest::kittest::Queryable;

use super::*;
use crate::ui::fonts;
use crate::ui::icons;
use crate::ui::theme;

/// What the widgets of the window stand for.
struct State {
    filters: [bool; 4],
    shift: bool,
    overlay: bool,
    patterns: bool,
    some: bool,
    clip: f64,
    tiles: f64,
    ended: usize,
    tab: usize,
    scope: usize,
    text: String,
    slice: usize,
    open: bool,
    opened: usize,
}

impl Default for State {
    fn default() -> Self {
        Self {
            filters: [false; 4],
            shift: false,
            overlay: false,
            patterns: false,
            some: false,
            clip: 2.0,
            tiles: 8.0,
            ended: 0,
            tab: 0,
            scope: 0,
            text: String::new(),
            slice: 30,
            open: true,
            opened: 0,
        }
    }
}

const FILTERS: [&str; 4] = ["HEQ", "AHE", "CLAHE", "N-CLAHE"];

fn widgets_ui(ui: &mut egui::Ui, state: &mut State) {
    ui.horizontal(|ui| {
        toolbar_menu(ui, icons::FOLDER_OPEN, "Open", true, true, |ui| {
            if MenuRow::new("Open files").key("Ctrl O").show(ui).clicked() {
                state.opened += 1;
            }
            MenuRow::new("Unavailable").enabled(false).show(ui);
            menu_separator(ui);
            sub_menu(ui, "Recent", |ui| {
                MenuRow::new("chest-ct").show(ui);
            });
        });
        let items: Vec<SegItem<'_>> = FILTERS
            .iter()
            .zip(state.filters)
            .map(|(label, on)| SegItem {
                label,
                on,
                tooltip: "",
            })
            .collect();
        if let Some((index, shift)) = segmented(ui, "filters", &items) {
            state.filters[index] = !state.filters[index];
            state.shift = shift;
        }
        toolbar_button(ui, icons::EXPORT, "Export", false);
        toolbar_toggle(ui, icons::SWATCHES, "Tissue", false, true, true);
        toolbar_icon(ui, icons::ARROW_U_UP_LEFT, "Undo", "Ctrl Z", true);
        icon_button(ui, icons::DOTS_THREE, "Step menu", "");
        icon_toggle(ui, icons::LINK, "Link views", "L", true);
        push_button(ui, icons::PLUS, "Add step", ButtonKind::Plain, true);
        start_button(ui, icons::FILES, "Begin", "", 160.0, ButtonKind::Primary);
    });
    section_head(ui, "Histogram", |ui| {
        drop_down_choice(ui, "Scope", &["Slice", "Volume"], &mut state.scope)
    });
    tab_bar(ui, &["Preprocessing", "Info"], &mut state.tab);
    hairline(ui);
    ui.horizontal(|ui| {
        switch(ui, &mut state.overlay, "Overlay");
        labelled_switch(ui, &mut state.some, "Grid");
        switch_state(ui, SwitchState::Mixed, "Several");
        check_box(ui, &mut state.patterns, "Patterns");
        chip(ui, "i16", ChipStyle::Plain);
        progress(ui, 80.0, 0.25, "Curation");
    });
    let clip = slider(
        ui,
        SliderSpec {
            default: Some(2.0),
            step: 0.1,
            ..SliderSpec::new("Clip limit", &mut state.clip, 1.0..=6.0)
        },
    );
    state.ended += usize::from(clip.released);
    slider(
        ui,
        SliderSpec {
            integer: true,
            unit: "px",
            ..SliderSpec::new("Tiles", &mut state.tiles, 1.0..=32.0)
        },
    );
    text_field(
        ui,
        icons::FUNNEL,
        "Filter",
        "Filter series",
        &mut state.text,
        200.0,
        "",
    );
    two_line_head(ui, "Anna", "2024-03-11", &mut state.open);
    let mark = RowMark {
        icon: icons::WARNING,
        colour: theme::tokens(ui).warning,
        name: "gaps",
    };
    TwoLineRow {
        title: "Chest",
        kind: "CT",
        detail: "61",
        marks: &[mark],
        ..TwoLineRow::default()
    }
    .show(ui);
    list_row(ui, icons::FOLDER, "chest-ct", 34.0, false, |ui| {
        chip(ui, "CT", ChipStyle::Plain);
    });
    info_row(ui, "Modality", "CR", theme::tokens(ui).text);
    empty_state(
        ui,
        icons::STACK,
        "No studies yet",
        "Opened studies appear here",
    );
    let bar = egui::Rect::from_min_size(egui::pos2(1000.0, 200.0), Vec2::new(18.0, 300.0));
    let stack = SliceStack {
        name: "Slice",
        position: state.slice,
        count: 61,
        active: true,
        gaps: &[(20, "a gap".to_owned())],
        across: false,
    };
    if let Some(slice) = slice_bar(ui, bar, egui::Id::unique("slices"), stack) {
        state.slice = slice;
    }
}

fn window() -> Harness<'static, State> {
    let mut harness = Harness::builder()
        .with_size(Vec2::new(1100.0, 800.0))
        .with_max_steps(16)
        .with_context_setup(|ctx| {
            fonts::install(ctx);
            theme::install(ctx);
        })
        .build_ui_state(widgets_ui, State::default());
    harness.run();
    harness
}

fn toggled(harness: &Harness<'_, State>, name: &str) -> Option<Toggled> {
    harness.get_by_label(name).accesskit_node().toggled()
}

#[test]
fn segments_toggle_and_tell_shift() {
    let mut h = window();
    assert_eq!(toggled(&h, "CLAHE"), Some(Toggled::False));
    h.get_by_role_and_label(Role::Button, "CLAHE").click();
    h.run();
    assert_eq!(toggled(&h, "CLAHE"), Some(Toggled::True));
    assert_eq!(toggled(&h, "AHE"), Some(Toggled::False));
    assert!(!h.state().shift);
    h.get_by_label("N-CLAHE").click_modifiers(Modifiers::SHIFT);
    h.run();
    assert_eq!(h.state().filters, [false, false, true, true]);
    assert!(h.state().shift);
}

#[test]
fn switches_and_check_boxes_toggle_by_click_and_by_key() {
    let mut h = window();
    for name in ["Overlay", "Grid", "Patterns"] {
        assert_eq!(toggled(&h, name), Some(Toggled::False), "{name}");
        h.get_by_label(name).click();
        h.run();
        assert_eq!(toggled(&h, name), Some(Toggled::True), "{name}");
        h.get_by_label(name).focus();
        h.run();
        h.key_press(Key::Space);
        h.run();
        assert_eq!(toggled(&h, name), Some(Toggled::False), "{name}");
    }
    assert_eq!(toggled(&h, "Several"), Some(Toggled::Mixed));
    assert_eq!(toggled(&h, "Tissue"), Some(Toggled::True));
}

#[test]
fn a_slider_follows_the_pointer_and_ends_once() {
    let mut h = window();
    let rail = h.get_by_role_and_label(Role::Slider, "Clip limit").rect();
    h.drag_at(rail.center());
    h.run();
    assert!((h.state().clip - 3.5).abs() < 0.06, "{}", h.state().clip);
    assert_eq!(h.state().ended, 0);
    h.hover_at(rail.right_center());
    h.run();
    assert_eq!(h.state().clip, 6.0);
    h.drop_at(rail.right_center());
    h.run();
    assert_eq!(h.state().ended, 1);
}

#[test]
fn a_slider_steps_by_keys_and_wheel_and_returns_to_its_default() {
    let mut h = window();
    h.get_by_role_and_label(Role::Slider, "Clip limit").focus();
    h.run();
    h.key_press(Key::ArrowRight);
    h.run();
    assert!((h.state().clip - 2.1).abs() < 1e-9);
    h.key_press_modifiers(Modifiers::SHIFT, Key::ArrowRight);
    h.run();
    assert!((h.state().clip - 3.1).abs() < 1e-9);
    let at = h
        .get_by_role_and_label(Role::Slider, "Clip limit")
        .rect()
        .center();
    h.hover_at(at);
    h.event(egui::Event::MouseWheel {
        unit: egui::MouseWheelUnit::Line,
        delta: Vec2::new(0.0, 2.0),
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Unknown,
        modifiers: Modifiers::NONE,
    });
    h.run();
    assert!((h.state().clip - 3.3).abs() < 1e-9, "{}", h.state().clip);
    h.get_by_role_and_label(Role::Slider, "Clip limit")
        .set_value_accesskit(5.0);
    h.run();
    assert_eq!(h.state().clip, 5.0);
    let ended = h.state().ended;
    assert_eq!(ended, 4, "each step ends a gesture");
    for pressed in [true, false, true, false] {
        h.input_mut().events.push(egui::Event::PointerButton {
            pos: at,
            button: egui::PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        });
    }
    h.run();
    assert_eq!(h.state().clip, 2.0, "a double click restores the default");
}

#[test]
fn a_typed_number_is_taken_on_enter_clamped_and_dropped_on_escape() {
    let mut h = window();
    let type_in = |h: &mut Harness<'_, State>, text: &str, end: Key| {
        h.get_by_role_and_label(Role::SpinButton, "Clip limit")
            .focus();
        h.run();
        h.get_by_role_and_label(Role::SpinButton, "Clip limit")
            .type_text(text);
        h.run();
        h.key_press(end);
        h.run();
    };
    type_in(&mut h, "3,25", Key::Enter);
    assert_eq!(h.state().clip, 3.25);
    assert!(
        !h.get_by_role_and_label(Role::SpinButton, "Clip limit")
            .is_focused()
    );
    type_in(&mut h, "99", Key::Enter);
    assert_eq!(h.state().clip, 6.0);
    type_in(&mut h, "1.5", Key::Escape);
    assert_eq!(h.state().clip, 6.0);
    type_in(&mut h, "nonsense", Key::Enter);
    assert_eq!(h.state().clip, 6.0);
    type_in(&mut h, "1.5", Key::Tab);
    assert_eq!(h.state().clip, 1.5);
}

#[test]
fn leaving_a_field_untouched_does_not_round_its_value() {
    let mut h = window();
    h.state_mut().clip = 2.3456;
    h.run();
    h.get_by_role_and_label(Role::SpinButton, "Clip limit")
        .focus();
    h.run();
    h.key_press(Key::Enter);
    h.run();
    assert_eq!(h.state().clip, 2.3456);
}

#[test]
fn whole_numbers_stay_whole() {
    let mut h = window();
    h.get_by_role_and_label(Role::SpinButton, "Tiles").focus();
    h.run();
    h.key_press(Key::ArrowUp);
    h.run();
    assert_eq!(h.state().tiles, 9.0);
    h.get_by_role_and_label(Role::SpinButton, "Tiles")
        .type_text("12.7 px");
    h.run();
    h.key_press(Key::Enter);
    h.run();
    assert_eq!(h.state().tiles, 13.0);
}

#[test]
fn menus_open_run_and_close() {
    let mut h = window();
    h.get_by_label("Open").click();
    h.run();
    assert!(h.get_by_label("Unavailable").accesskit_node().is_disabled());
    h.get_by_label("Recent").click();
    h.run();
    h.get_by_role_and_label(Role::MenuItem, "chest-ct");
    h.get_by_label("Open files").click();
    h.run();
    assert_eq!(h.state().opened, 1);
    assert!(
        h.query_by_label("Open files").is_none(),
        "a chosen row closes the menu"
    );
}

#[test]
fn tabs_and_drop_downs_choose() {
    let mut h = window();
    h.get_by_role_and_label(Role::Tab, "Info").click();
    h.run();
    assert_eq!(h.state().tab, 1);
    let before = h.get_by_label("Scope: Slice").rect();
    h.get_by_label("Scope: Slice").click();
    h.run();
    h.get_by_label("Volume").click();
    h.run();
    assert_eq!(h.state().scope, 1);
    assert_eq!(
        h.get_by_label("Scope: Volume").rect(),
        before,
        "it keeps its size"
    );
}

#[test]
fn a_value_never_moves_anything() {
    let mut h = window();
    let places = |h: &Harness<'_, State>| {
        let mut places: Vec<egui::Rect> = h
            .query_all_by_role(Role::Slider)
            .map(|node| node.rect())
            .collect();
        places.extend(
            h.query_all_by_role(Role::SpinButton)
                .map(|node| node.rect()),
        );
        places.extend(FILTERS.map(|name| h.get_by_label(name).rect()));
        places
    };
    let before = places(&h);
    h.state_mut().clip = 5.55;
    h.state_mut().tiles = 32.0;
    h.state_mut().filters = [true; 4];
    h.run();
    assert_eq!(places(&h), before);
}

#[test]
fn the_slice_bar_goes_by_pointer_and_key_and_stops_at_the_ends() {
    let mut h = window();
    let bar = h.get_by_role_and_label(Role::Slider, "Slice").rect();
    h.drag_at(bar.center_bottom() - Vec2::new(0.0, 2.0));
    h.run();
    assert_eq!(h.state().slice, 60);
    h.drop_at(bar.center_bottom() - Vec2::new(0.0, 2.0));
    h.get_by_role_and_label(Role::Slider, "Slice").focus();
    h.run();
    h.key_press(Key::ArrowDown);
    h.run();
    assert_eq!(h.state().slice, 60);
    h.key_press(Key::ArrowUp);
    h.run();
    assert_eq!(h.state().slice, 59);
}

#[test]
fn text_is_typed_and_a_head_folds() {
    let mut h = window();
    h.get_by_role_and_label(Role::TextInput, "Filter").focus();
    h.run();
    h.get_by_role_and_label(Role::TextInput, "Filter")
        .type_text("흉부");
    h.run();
    assert_eq!(h.state().text, "흉부");
    h.get_by_label("Anna").click();
    h.run();
    assert!(!h.state().open);
    h.get_by_label("Chest, gaps");
}

#[test]
fn nothing_that_can_be_used_lacks_a_name() {
    let h = window();
    let mut named = 0;
    for node in h.root().children_recursive() {
        let node = node.accesskit_node();
        let usable = matches!(
            node.role(),
            Role::Button
                | Role::Switch
                | Role::CheckBox
                | Role::Slider
                | Role::SpinButton
                | Role::TextInput
                | Role::Tab
                | Role::TreeItem
                | Role::ListItem
                | Role::MenuItem
                | Role::ProgressIndicator
        );
        if usable {
            assert!(
                node.label().is_some_and(|label| !label.is_empty()),
                "{:?} has no name",
                node.role()
            );
            named += 1;
        }
    }
    assert!(named >= 25, "only {named} were found");
}

#[test]
fn tab_reaches_every_control() {
    let mut h = window();
    let mut reached = Vec::new();
    for _ in 0..40 {
        h.key_press(Key::Tab);
        h.run();
        if let Some(node) = h
            .root()
            .children_recursive()
            .find(|node| node.accesskit_node().is_focused())
        {
            reached.extend(node.accesskit_node().label());
        }
    }
    for name in [
        "Open",
        "HEQ",
        "N-CLAHE",
        "Tissue",
        "Undo",
        "Step menu",
        "Link views",
        "Add step",
        "Begin",
        "Scope: Slice",
        "Info",
        "Overlay",
        "Grid",
        "Several",
        "Patterns",
        "Clip limit",
        "Tiles",
        "Filter",
        "Anna",
        "Chest, gaps",
        "chest-ct",
        "Slice",
    ] {
        assert!(
            reached.iter().any(|label| label == name),
            "{name} in {reached:?}"
        );
    }
    assert!(
        !reached.iter().any(|label| label == "Export"),
        "what is disabled is passed over"
    );
}

#[test]
fn scale_bars_have_round_lengths_below_the_longest() {
    let (length, label) = scale_bar_length(1.3, 150.0).unwrap();
    assert_eq!(label, "10 cm");
    assert!((length - 130.0).abs() < 1e-3);
    assert_eq!(scale_bar_length(40.0, 150.0).unwrap().1, "2 mm");
    assert_eq!(scale_bar_length(400.0, 150.0).unwrap().1, "200 µm");
    for points_per_mm in [0.0, -1.0, f32::NAN, f32::INFINITY] {
        assert_eq!(scale_bar_length(points_per_mm, 150.0), None);
    }
}
