//! Stories of the views without a window.

use std::time::Duration;

use egui::Event;
use egui::Key;
use egui::Modifiers;
use egui::MouseWheelUnit;
use egui::PointerButton;
use egui::Pos2;
use egui::Rect;
use egui::Role;
use egui::Vec2;
use egui::pos2;
use egui::vec2;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;

use crate::document::Cell;
use crate::document::Command;
use crate::document::Comparison;
use crate::document::Edit;
use crate::document::Magnification;
use crate::document::Sample;
use crate::document::Turn;
use crate::document::ViewportId;
use crate::recipe::FilterKind;
use crate::recipe::LookWindow;
use crate::session::ViewKey;
use crate::ui::app::App;
use crate::ui::app::Start;

type Story = Harness<'static, App>;

fn open(sample: Sample) -> Story {
    let start = Start {
        sample: Some(sample),
        ..Start::default()
    };
    let mut story = Harness::builder()
        .with_size(vec2(1280.0, 720.0))
        .with_max_steps(32)
        .build_eframe(|context| App::new(&context.egui_ctx, start));
    settle(&mut story);
    story
}

/// Goes on until all jobs are done and what they gave is drawn.
fn settle(story: &mut Story) {
    for _ in 0..4 {
        let session = story.state_mut().session_mut();
        assert!(session.settle(Duration::from_secs(60)), "jobs end");
        story.run();
    }
}

fn run(story: &mut Story, command: impl Into<Command>) {
    let session = story.state_mut().session_mut();
    session.run(command.into()).expect("possible");
    settle(story);
}

fn view(story: &Story, at: usize) -> ViewportId {
    story.state().session().document().edits.viewports[at].id
}

fn index(story: &Story, at: usize) -> usize {
    story.state().session().document().index(view(story, at))
}

/// The place of the picture whose spoken name contains `name`.
fn picture(story: &Story, name: &str) -> Rect {
    let named = |label: Option<String>| label.is_some_and(|label| label.contains(name));
    story
        .get_by(|node| node.role() == Role::Image && named(node.label()))
        .rect()
}

fn turn_wheel(story: &mut Story, at: Pos2, lines: f32) {
    story.hover_at(at);
    story.event(Event::MouseWheel {
        unit: MouseWheelUnit::Line,
        delta: vec2(0.0, lines),
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Wheel,
        modifiers: Modifiers::NONE,
    });
    settle(story);
}

fn press(story: &mut Story, at: Pos2, button: PointerButton, pressed: bool, modifiers: Modifiers) {
    story.event(Event::PointerButton {
        pos: at,
        button,
        pressed,
        modifiers,
    });
    story.step();
}

fn drag(story: &mut Story, from: Pos2, by: Vec2, button: PointerButton, modifiers: Modifiers) {
    story.hover_at(from);
    story.event(Event::ModifiersChanged(modifiers));
    press(story, from, button, true, modifiers);
    for part in 1..=5 {
        story.hover_at(from + by * part as f32 / 5.0);
        story.step();
    }
    press(story, from + by, button, false, modifiers);
    story.event(Event::ModifiersChanged(Modifiers::NONE));
    settle(story);
}

#[test]
fn a_notch_of_the_wheel_is_a_slice_and_stops_at_the_end() {
    let mut story = open(Sample::Ct);
    let middle = index(&story, 0);
    let at = picture(&story, "Axial").center();
    turn_wheel(&mut story, at, -1.0);
    assert_eq!(index(&story, 0), middle + 1);
    turn_wheel(&mut story, at, 0.5);
    assert_eq!(index(&story, 0), middle + 1, "half a notch waits");
    turn_wheel(&mut story, at, 0.5);
    assert_eq!(index(&story, 0), middle);
    turn_wheel(&mut story, at, 9999.0);
    assert_eq!(index(&story, 0), 0);
    picture(&story, "Axial, slice 1 of 143, W 400  C 40");
}

#[test]
fn a_drag_windows_all_linked_views_in_one_step_of_undo() {
    let mut story = open(Sample::Ct);
    let from = picture(&story, "Coronal").center();
    drag(
        &mut story,
        from,
        vec2(100.0, -20.0),
        PointerButton::Primary,
        Modifiers::NONE,
    );
    let session = story.state().session();
    for at in 0..3 {
        let key = ViewKey::Viewport(view(&story, at));
        let finished = session.finished(key).expect("shown");
        let LookWindow::Given(window) = finished.key.look.window else {
            panic!("no window was given");
        };
        assert_eq!((window.width(), window.center()), (500.0, 20.0));
    }
    assert_eq!(session.document().position.active, view(&story, 1));
    run(&mut story, Command::Undo);
    let (undo, _) = story.state().session().undo_names();
    assert_eq!(undo, None);
}

#[test]
fn a_click_puts_the_linked_point_and_a_double_click_only_maximises() {
    let mut story = open(Sample::Ct);
    let area = picture(&story, "Axial");
    let before = [1, 2].map(|at| index(&story, at));
    let at = area.center() + vec2(60.0, 40.0);
    story.hover_at(at);
    press(
        &mut story,
        at,
        PointerButton::Primary,
        true,
        Modifiers::NONE,
    );
    press(
        &mut story,
        at,
        PointerButton::Primary,
        false,
        Modifiers::NONE,
    );
    settle(&mut story);
    let clicked = [1, 2].map(|at| index(&story, at));
    assert!(
        clicked[0] > before[0],
        "further back: {before:?} {clicked:?}"
    );
    assert!(clicked[1] > before[1], "further to the left");
    let other = area.center() - vec2(80.0, 60.0);
    for _ in 0..2 {
        // A pause, so that the clicks before do not count.
        story.step();
    }
    story.hover_at(other);
    for pressed in [true, false, true, false] {
        let modifiers = Modifiers::NONE;
        let button = PointerButton::Primary;
        story.input_mut().events.push(Event::PointerButton {
            pos: other,
            button,
            pressed,
            modifiers,
        });
    }
    settle(&mut story);
    let document = story.state().session().document();
    assert_eq!(document.position.maximised, Some(view(&story, 0)));
    assert_eq!(
        [1, 2].map(|at| index(&story, at)),
        clicked,
        "crosshair stays"
    );
}

#[test]
fn the_window_of_a_region_takes_its_percentiles() {
    let mut story = open(Sample::Ct);
    let from = picture(&story, "Axial").center() - vec2(30.0, 60.0);
    drag(
        &mut story,
        from,
        vec2(40.0, 30.0),
        PointerButton::Primary,
        Modifiers::COMMAND,
    );
    let session = story.state().session();
    let treatment = session.document().treatment(view(&story, 0));
    assert!(matches!(treatment.look.window, LookWindow::Given(_)));
}

#[test]
fn the_wheel_zooms_a_single_picture_about_the_pointer() {
    let mut story = open(Sample::Radiograph);
    let area = picture(&story, "one picture");
    turn_wheel(&mut story, area.center() + vec2(50.0, 20.0), 2.0);
    let position = &story.state().session().document().position;
    let magnification = position.magnification(view(&story, 0));
    assert!(magnification.zoom > 1.2, "{magnification:?}");
    assert!(magnification.middle[0] > 0.5 && magnification.middle[1] > 0.5);
}

#[test]
fn turned_pictures_have_turned_letters_and_are_panned_by_the_hand() {
    let mut story = open(Sample::Ct);
    let id = view(&story, 0);
    let turn = Turn {
        quarters: 1,
        ..Turn::default()
    };
    run(&mut story, Edit::SetTurn { viewport: id, turn });
    let from = picture(&story, "Axial").center();
    drag(
        &mut story,
        from,
        vec2(50.0, 0.0),
        PointerButton::Middle,
        Modifiers::NONE,
    );
    let position = &story.state().session().document().position;
    let [x, y] = position.magnification(id).middle;
    // Right on the screen is up in the slice after a quarter turn clockwise.
    assert!((x - 0.5).abs() < 1e-3 && y > 0.5, "{x} {y}");
}

#[test]
fn a_cell_of_the_grid_is_adopted_by_a_click() {
    let mut story = open(Sample::Ct);
    run(&mut story, Edit::Compare(Some(Comparison::Grid)));
    for cell in Cell::ALL {
        let finished = story.state().session().finished(ViewKey::Cell(cell));
        assert!(finished.is_some(), "{cell:?}");
    }
    let before = index(&story, 0);
    let clahe = story.get_by_role_and_label(Role::Button, "CLAHE: click to take it as the recipe");
    let at = clahe.rect().center();
    turn_wheel(&mut story, at, -1.0);
    assert_eq!(index(&story, 0), before + 1, "one slice for all cells");
    press(
        &mut story,
        at,
        PointerButton::Primary,
        true,
        Modifiers::NONE,
    );
    press(
        &mut story,
        at,
        PointerButton::Primary,
        false,
        Modifiers::NONE,
    );
    settle(&mut story);
    let session = story.state().session();
    let treatment = session.document().treatment(view(&story, 0));
    let equaliser = treatment
        .recipe
        .equaliser()
        .map(|at| treatment.recipe.steps[at].filter.kind());
    assert_eq!(equaliser, Some(FilterKind::Clahe));
}

#[test]
fn sides_of_a_comparison_are_named_and_zoom_together() {
    let mut story = open(Sample::Ct);
    run(&mut story, Edit::Compare(Some(Comparison::SideBySide)));
    story.get_by_label("A");
    story.get_by_label("B");
    let at = pos2(300.0, 400.0);
    drag(
        &mut story,
        at,
        vec2(0.0, -100.0),
        PointerButton::Secondary,
        Modifiers::NONE,
    );
    let position = &story.state().session().document().position;
    let zooms = [0, 1].map(|at| position.magnification(view(&story, at)).zoom);
    assert!(zooms[0] > 1.5 && zooms[0] == zooms[1], "{zooms:?}");
}

#[test]
fn keys_reach_texts_menu_and_the_visible_part() {
    let mut story = open(Sample::Ct);
    story.key_press(Key::H);
    settle(&mut story);
    story.key_press_modifiers(Modifiers::SHIFT, Key::F10);
    settle(&mut story);
    story.get_by_role_and_label(Role::MenuItemCheckBox, "Crosshair");
    story.key_press(Key::Escape);
    settle(&mut story);
    assert!(
        story
            .query_by_role_and_label(Role::MenuItemCheckBox, "Crosshair")
            .is_none()
    );
    story.key_press(Key::W);
    settle(&mut story);
    let treatment = story
        .state()
        .session()
        .document()
        .treatment(view(&story, 0));
    assert!(matches!(treatment.look.window, LookWindow::Given(_)));
}

#[test]
fn z_shows_each_pixel_as_one_of_the_screen_and_fits_again() {
    let mut story = open(Sample::Ct);
    story.key_press(Key::Z);
    settle(&mut story);
    story.get_by_label("Zoom 100 %");
    story.key_press(Key::Z);
    settle(&mut story);
    let position = &story.state().session().document().position;
    assert_eq!(
        position.magnification(view(&story, 0)),
        Magnification::default()
    );
}
