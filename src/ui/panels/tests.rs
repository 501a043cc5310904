//! Stories of the inspector, without a display.

use std::time::Duration;

use egui::Key;
use egui::Modifiers;
use egui::Role;
use egui::vec2;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;

use super::histogram::histogram_csv;
use crate::document::Command;
use crate::document::Edit;
use crate::document::Sample;
use crate::document::Treatment;
use crate::recipe::ClaheMethod;
use crate::recipe::Filter;
use crate::recipe::FilterKind;
use crate::recipe::LookWindow;
use crate::recipe::Window;
use crate::ui::app::App;
use crate::ui::app::Start;
use crate::ui::state::CountScope;

type Story = Harness<'static, App>;

fn open(sample: Sample) -> Story {
    open_in(sample, 720.0)
}

fn open_in(sample: Sample, height: f32) -> Story {
    let start = Start {
        sample: Some(sample),
        ..Start::default()
    };
    let mut story = Harness::builder()
        .with_size(vec2(1280.0, height))
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

fn treatment(story: &Story) -> Treatment {
    let document = story.state().session().document();
    let active = document.active().expect("a view");
    document.treatment(active.id)
}

fn window(story: &Story) -> Option<Window> {
    match treatment(story).look.window {
        LookWindow::Given(window) => Some(window),
        LookWindow::Auto | LookWindow::File(_) => None,
    }
}

fn toggle(story: &mut Story, kind: FilterKind) {
    let session = story.state_mut().session_mut();
    let viewport = session.document().active().expect("a view").id;
    let edit = Edit::ToggleEqualiser {
        viewport,
        kind,
        add: false,
    };
    session.run(edit.into()).expect("the step fits");
    settle(story);
}

fn undo(story: &mut Story) {
    let session = story.state_mut().session_mut();
    session.run(Command::Undo).expect("something to undo");
    settle(story);
}

fn press(story: &mut Story, role: Role, name: &str) {
    story.get_by_role_and_label(role, name).click();
    story.run();
}

#[test]
fn the_focused_edge_of_the_window_moves_by_arrow_keys() {
    let mut story = open(Sample::Ct);
    story
        .get_by_role_and_label(Role::Slider, "Window, upper edge")
        .focus();
    story.run();
    story.key_press(Key::ArrowRight);
    settle(&mut story);
    let first = window(&story).expect("a window of one's own");
    story.key_press_modifiers(Modifiers::SHIFT, Key::ArrowRight);
    settle(&mut story);
    let second = window(&story).expect("a window of one's own");
    assert_eq!(second.bounds().1 - first.bounds().1, 10.0);
    assert_eq!(second.bounds().0, first.bounds().0);
}

#[test]
fn one_drag_of_an_edge_is_one_undo() {
    let mut story = open(Sample::Ct);
    let edge = story.get_by_role_and_label(Role::Slider, "Window, lower edge");
    let from = edge.rect().center();
    story.hover_at(from);
    story.drag_at(from);
    for step in 1..=6 {
        story.hover_at(from + vec2(-4.0 * step as f32, 0.0));
    }
    story.run();
    story.drop_at(from + vec2(-24.0, 0.0));
    settle(&mut story);
    let dragged = window(&story).expect("the drag made a window");
    undo(&mut story);
    assert_eq!(window(&story), None, "{dragged:?} was one step");
}

#[test]
fn a_typed_width_is_taken_over_on_enter() {
    let mut story = open(Sample::Ct);
    story
        .get_by_role_and_label(Role::SpinButton, "Width")
        .focus();
    story.run();
    story
        .get_by_role_and_label(Role::SpinButton, "Width")
        .type_text("812");
    story.run();
    story.key_press(Key::Enter);
    settle(&mut story);
    let typed = window(&story).expect("a window of one's own");
    assert_eq!((typed.center(), typed.width()), (40.0, 812.0));
}

#[test]
fn a_step_is_searched_and_added_by_keys_and_its_card_opens() {
    let mut story = open(Sample::Radiograph);
    press(&mut story, Role::Button, "Add step");
    story.get_by_label("Search filters").type_text("gam");
    story.run();
    story.key_press(Key::Enter);
    settle(&mut story);
    let kinds: Vec<FilterKind> = treatment(&story)
        .recipe
        .steps
        .iter()
        .map(|step| step.filter.kind())
        .collect();
    assert_eq!(kinds.last(), Some(&FilterKind::Gamma));
    story.get_by_role_and_label(Role::Slider, "Gamma");
}

#[test]
fn a_drag_of_the_clip_limit_is_one_undo() {
    let mut story = open(Sample::Radiograph);
    toggle(&mut story, FilterKind::Clahe);
    press(&mut story, Role::Button, "Step CLAHE · OpenCV 2 8×8");
    let limit = |story: &Story| {
        let steps = treatment(story).recipe.steps;
        steps.iter().find_map(|step| match step.filter {
            Filter::Clahe(ClaheMethod::OpenCv(params, _)) => Some(params.clip_limit()),
            _ => None,
        })
    };
    let rail = story
        .get_by_role_and_label(Role::Slider, "Clip limit")
        .rect();
    let from = rail.center();
    story.hover_at(from);
    story.drag_at(from);
    for step in 1..=5 {
        story.hover_at(from + vec2(6.0 * step as f32, 0.0));
    }
    story.run();
    story.drop_at(from + vec2(30.0, 0.0));
    settle(&mut story);
    assert!(limit(&story).expect("CLAHE is there") > 4.0);
    undo(&mut story);
    assert_eq!(limit(&story), Some(2.0));
}

#[test]
fn tiles_that_are_not_square_are_typed() {
    let mut story = open(Sample::Radiograph);
    toggle(&mut story, FilterKind::Clahe);
    press(&mut story, Role::Button, "Step CLAHE · OpenCV 2 8×8");
    story
        .get_by_role_and_label(Role::TextInput, "Tiles")
        .focus();
    story.run();
    story
        .get_by_role_and_label(Role::TextInput, "Tiles")
        .type_text("6x3");
    story.run();
    story.key_press(Key::Enter);
    settle(&mut story);
    assert!(treatment(&story).recipe.summary().contains("tiles=6x3"));
}

#[test]
fn the_type_of_window_can_be_given_and_keeps_its_numbers() {
    let mut story = open(Sample::Ct);
    toggle(&mut story, FilterKind::Clahe);
    press(&mut story, Role::Button, "Step Window File");
    press(&mut story, Role::Button, "From: File");
    press(&mut story, Role::MenuItemCheckBox, "Given");
    settle(&mut story);
    let summary = treatment(&story).recipe.summary();
    assert!(
        summary.starts_with("window:center=40,width=400"),
        "{summary}"
    );
}

#[test]
fn tissue_classes_have_shares_and_can_be_hidden() {
    let mut story = open(Sample::Ct);
    press(&mut story, Role::Tab, "Tissue");
    press(&mut story, Role::Switch, "Overlay");
    settle(&mut story);
    assert!(treatment(&story).look.tissue.is_some());
    press(&mut story, Role::Button, "Show or hide Air");
    settle(&mut story);
    let overlay = treatment(&story).look.tissue.expect("the overlay is on");
    assert!(!overlay.set.classes[0].visible);
    press(&mut story, Role::Button, "Outline");
    settle(&mut story);
    let overlay = treatment(&story).look.tissue.expect("the overlay is on");
    assert_eq!(overlay.fill, crate::recipe::TissueFill::Outline);
}

#[test]
fn radiographs_have_relative_classes_and_colour_has_none() {
    let mut story = open(Sample::Radiograph);
    press(&mut story, Role::Tab, "Tissue");
    story.get_by_label("relative");
    story.get_by_label_contains("Relative densities");
    let mut story = open(Sample::Colour);
    press(&mut story, Role::Tab, "Tissue");
    story.get_by_label_contains("no density");
    assert!(
        story
            .query_by_role_and_label(Role::Switch, "Overlay")
            .is_none()
    );
}

#[test]
fn all_sections_are_open_in_a_tall_window() {
    let story = open_in(Sample::Ct, 1200.0);
    assert!(story.query_by_role_and_label(Role::Tab, "Info").is_none());
    story.get_by_label("Modality: CT");
    story.get_by_label("Tissue density");
}

#[test]
fn the_table_counts_every_pixel_once() {
    let mut story = open(Sample::Ct);
    toggle(&mut story, FilterKind::Clahe);
    let csv = histogram_csv(story.state().session(), CountScope::Slice).expect("a picture");
    let rows: Vec<Vec<u64>> = csv
        .lines()
        .filter(|line| !line.starts_with('#') && !line.starts_with("bin"))
        .map(|line| {
            line.split(',')
                .skip(2)
                .map(|n| n.parse().expect("a count"))
                .collect()
        })
        .collect();
    let pixels = 174 * 125;
    assert_eq!(rows.iter().map(|row| row[0]).sum::<u64>(), pixels);
    assert_eq!(rows.iter().map(|row| row[1]).sum::<u64>(), pixels);
    assert_eq!(rows.last().map(|row| row[2]), Some(pixels));
    assert!(
        csv.contains("# filter = \"clahe\""),
        "the recipe is in the comments"
    );
}

#[test]
fn the_counts_of_the_series_come_in() {
    let mut story = open(Sample::Ct);
    assert!(histogram_csv(story.state().session(), CountScope::Volume).is_none());
    press(&mut story, Role::Button, "Counted: Slice");
    press(&mut story, Role::MenuItemCheckBox, "Volume");
    settle(&mut story);
    let csv = histogram_csv(story.state().session(), CountScope::Volume).expect("all is counted");
    let last = csv.lines().last().expect("rows");
    let voxels = 174_u64 * 125 * 143;
    assert!(last.ends_with(&format!(",{voxels}")), "{last}");
    story.get_by_role_and_label(Role::Image, "Histogram, HU");
}

#[test]
fn scrolling_past_a_slider_does_not_change_it() {
    let mut story = open(Sample::Ct);
    toggle(&mut story, FilterKind::Clahe);
    press(&mut story, Role::Button, "Step Window File");
    press(&mut story, Role::Button, "From: File");
    press(&mut story, Role::MenuItemCheckBox, "Given");
    settle(&mut story);
    let before = treatment(&story);
    let slider = story.get_by_role_and_label(Role::Slider, "Width").rect();
    // Above the slider, so that the wheel brings it under the resting pointer.
    story.hover_at(slider.center() - vec2(0.0, 100.0));
    story.run();
    for _ in 0..12 {
        story.event(egui::Event::MouseWheel {
            unit: egui::MouseWheelUnit::Point,
            delta: vec2(0.0, -12.0),
            phase: egui::TouchPhase::Move,
            source: egui::MouseWheelSource::Wheel,
            modifiers: Modifiers::NONE,
        });
        story.run();
    }
    let moved = story.get_by_role_and_label(Role::Slider, "Width").rect();
    assert!(moved.top() < slider.top() - 60.0, "the panel was scrolled");
    assert_eq!(treatment(&story), before);
}
