//! Stories of the window around the views, without a window.

use std::path::PathBuf;
use std::time::Duration;
use std::time::Instant;

use egui::Event;
use egui::Key;
use egui::Modifiers;
use egui::Role;
use egui::vec2;
use egui_kittest::Harness;
use egui_kittest::kittest::NodeT;
use egui_kittest::kittest::Queryable;

use crate::document::Comparison;
use crate::document::Layout;
use crate::document::Sample;
use crate::recipe::FilterKind;
use crate::text::Language;
use crate::text::Texts;
use crate::ui::app::App;
use crate::ui::app::Start;
use crate::ui::dialogs::Dialogs;
use crate::ui::dialogs::Question;
use crate::ui::dialogs::Wait;

type Story = Harness<'static, App>;

/// Dialogs that answer at once, each question alike.
struct Answers(Option<Vec<PathBuf>>);

impl Dialogs for Answers {
    fn ask(&mut self, _: &Question, _: &Texts) -> Wait {
        let paths = self.0.clone();
        Box::new(move || paths)
    }
}

fn story(start: Start, answer: Option<Vec<PathBuf>>) -> Story {
    let mut story = Harness::builder()
        .with_size(vec2(1280.0, 720.0))
        .with_max_steps(32)
        .build_eframe(|context| {
            App::with_dialogs(&context.egui_ctx, start, Box::new(Answers(answer)))
        });
    settle(&mut story);
    story
}

fn start_page() -> Story {
    story(Start::default(), None)
}

fn open(sample: Sample) -> Story {
    let start = Start {
        sample: Some(sample),
        ..Start::default()
    };
    story(start, None)
}

/// Goes on until all jobs are done and what they gave is drawn.
fn settle(story: &mut Story) {
    for _ in 0..4 {
        let session = story.state_mut().session_mut();
        assert!(session.settle(Duration::from_secs(60)), "jobs end");
        story.run();
    }
}

fn press(story: &mut Story, key: Key) {
    story.key_press(key);
    settle(story);
}

fn press_with(story: &mut Story, modifiers: Modifiers, key: Key) {
    story.key_press_modifiers(modifiers, key);
    settle(story);
}

/// The filters that are on in the active view.
fn active_filters(story: &Story) -> Vec<FilterKind> {
    let document = story.state().session().document();
    let view = document.active().expect("a view").id;
    let recipe = document.treatment(view).recipe;
    recipe
        .active()
        .map(|(_, step)| step.filter.kind())
        .collect()
}

fn key_event(key: Key, pressed: bool) -> Event {
    Event::Key {
        key,
        physical_key: None,
        pressed,
        repeat: false,
        modifiers: Modifiers::NONE,
    }
}

#[test]
fn a_sample_is_opened_from_the_start_page_and_equalised_in_two_clicks() {
    let mut story = start_page();
    story.get_by_label("Not a medical device. Not for diagnosis.");
    story.get_by_label("Chest CT").click();
    settle(&mut story);
    assert!(story.query_by_label("Chest CT").is_none(), "the page goes");
    story.get_by_role_and_label(Role::TreeItem, "Sample Chest CT");
    story.get_by_role_and_label(Role::Button, "CLAHE").click();
    settle(&mut story);
    assert!(active_filters(&story).contains(&FilterKind::Clahe));
}

#[test]
fn letters_switch_equalisers_and_shift_adds() {
    let mut story = open(Sample::Radiograph);
    press(&mut story, Key::C);
    press(&mut story, Key::E);
    let on = active_filters(&story);
    assert!(on.contains(&FilterKind::Heq) && !on.contains(&FilterKind::Clahe));
    press_with(&mut story, Modifiers::SHIFT, Key::C);
    let on = active_filters(&story);
    assert!(on.contains(&FilterKind::Heq) && on.contains(&FilterKind::Clahe));
    press_with(&mut story, Modifiers::COMMAND, Key::Z);
    assert!(!active_filters(&story).contains(&FilterKind::Clahe));
}

#[test]
fn the_original_is_shown_while_b_is_held_and_no_longer_than_the_window_has_the_keyboard() {
    let mut story = open(Sample::Ct);
    let original = |story: &Story| story.state().session().document().position.original;
    story.event(key_event(Key::B, true));
    settle(&mut story);
    assert!(original(&story));
    story.event(key_event(Key::B, false));
    settle(&mut story);
    assert!(!original(&story));
    story.event(key_event(Key::B, true));
    story.event(Event::WindowFocused(false));
    settle(&mut story);
    assert!(!original(&story));
    press_with(&mut story, Modifiers::SHIFT, Key::B);
    assert!(original(&story), "the switch stays on");
}

#[test]
fn no_letter_acts_while_text_is_typed() {
    let mut story = open(Sample::Ct);
    press_with(&mut story, Modifiers::COMMAND, Key::F);
    let field = story.get_by_role_and_label(Role::TextInput, "Filter series");
    field.type_text("ct");
    press(&mut story, Key::C);
    assert_eq!(active_filters(&story), []);
    let field = story.get_by_role_and_label(Role::TextInput, "Filter series");
    assert_eq!(field.value().as_deref(), Some("ct"));
}

#[test]
fn the_command_list_runs_what_is_typed() {
    let mut story = open(Sample::Ct);
    press_with(&mut story, Modifiers::COMMAND, Key::K);
    let field = story.get_by_role_and_label(Role::TextInput, "Find a command");
    field.type_text("two by two");
    settle(&mut story);
    press(&mut story, Key::Enter);
    let edits = &story.state().session().document().edits;
    assert_eq!(edits.layout, Layout::Four);
    assert_eq!(edits.viewports.len(), 4);
    let closed = story.query_by_role_and_label(Role::TextInput, "Find a command");
    assert!(closed.is_none());
}

#[test]
fn escape_leaves_sheet_then_comparison_then_the_maximised_view() {
    let mut story = open(Sample::Ct);
    press(&mut story, Key::Enter);
    press(&mut story, Key::G);
    press(&mut story, Key::F1);
    story.get_by_role_and_label(Role::TextInput, "Search");
    let state = |story: &Story| {
        let document = story.state().session().document();
        (document.edits.comparison, document.position.maximised)
    };
    press(&mut story, Key::Escape);
    let help = story.query_by_role_and_label(Role::TextInput, "Search");
    assert!(help.is_none());
    assert_eq!(state(&story).0, Some(Comparison::Grid));
    press(&mut story, Key::Escape);
    assert_eq!(state(&story).0, None);
    assert!(state(&story).1.is_some());
    press(&mut story, Key::Escape);
    assert_eq!(state(&story).1, None);
}

#[test]
fn paths_of_a_dialog_are_opened() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("assets/samples/chest-ct.dcm");
    let mut story = story(Start::default(), Some(vec![path.clone()]));
    press_with(&mut story, Modifiers::COMMAND, Key::O);
    wait_for(&mut story, |story| {
        !story.state().session().document().edits.is_empty()
    });
    let recent = &story.state().session().settings().recent;
    assert_eq!(recent.first().map(|item| &item.path), Some(&path));
}

#[test]
fn the_field_for_paths_comes_where_no_dialog_does() {
    let mut story = start_page();
    press_with(&mut story, Modifiers::COMMAND, Key::O);
    let reason = "The system shows no file dialog here.";
    wait_for(&mut story, |story| story.query_by_label(reason).is_some());
    let sample = format!(
        "\"{}/assets/samples/fundus.dcm\"",
        env!("CARGO_MANIFEST_DIR")
    );
    let name = "Path of a file or folder";
    story
        .get_by_role_and_label(Role::MultilineTextInput, name)
        .type_text(&sample);
    settle(&mut story);
    press(&mut story, Key::Enter);
    assert!(story.query_by_label(name).is_none());
    let document = story.state().session().document();
    let view = document.active().expect("opened").id;
    assert_eq!(document.header(view).map(|header| header.channels), Some(3));
}

/// Goes on until `done`: a dialog's thread is nobody's job.
fn wait_for(story: &mut Story, done: impl Fn(&Story) -> bool) {
    let until = Instant::now() + Duration::from_secs(20);
    while Instant::now() < until {
        settle(story);
        if done(story) {
            return;
        }
    }
    panic!("it did not come");
}

#[test]
fn the_language_changes_at_once_and_every_text_stands() {
    let mut story = open(Sample::Ct);
    press_with(&mut story, Modifiers::COMMAND, Key::Comma);
    story.get_by_label("한국어").click();
    settle(&mut story);
    story.get_by_label("설정");
    press(&mut story, Key::Escape);
    let session = story.state().session();
    assert_eq!(session.settings().language, Language::Korean);
    story.get_by_role_and_label(Role::Button, "배치");
    press(&mut story, Key::F1);
    story.get_by_role_and_label(Role::TextInput, "찾기");
}

#[test]
fn a_series_is_shown_beside_another_by_a_click_with_ctrl() {
    let mut story = open(Sample::Radiograph);
    let session = story.state_mut().session_mut();
    let colour = crate::document::Opening::Sample(Sample::Colour);
    let command = crate::document::FileCommand::Open(colour);
    session.run(command.into()).expect("possible");
    settle(&mut story);
    let row = |story: &Story| {
        let rows: Vec<_> = story.query_all_by_role(Role::TreeItem).collect();
        rows.last().expect("rows").rect().center()
    };
    let at = row(&story);
    story.hover_at(at);
    story.event(Event::ModifiersChanged(Modifiers::COMMAND));
    for pressed in [true, false] {
        story.event(Event::PointerButton {
            pos: at,
            button: egui::PointerButton::Primary,
            pressed,
            modifiers: Modifiers::COMMAND,
        });
    }
    settle(&mut story);
    let edits = &story.state().session().document().edits;
    assert_eq!(edits.layout, Layout::Two);
    assert_ne!(edits.viewports[0].series, edits.viewports[1].series);
}

#[test]
fn f6_leads_from_part_to_part() {
    let mut story = open(Sample::Ct);
    for name in [
        "Toolbar",
        "Series list",
        "Views",
        "Inspector",
        "Status line",
    ] {
        press(&mut story, Key::F6);
        let part = story.get_by_role_and_label(Role::Pane, name);
        assert!(part.accesskit_node().is_focused(), "{name}");
    }
    press(&mut story, Key::F6);
    press(&mut story, Key::Tab);
    let toolbar = story.get_by_role_and_label(Role::Button, "Open");
    assert!(toolbar.accesskit_node().is_focused());
}

#[test]
fn warnings_are_listed_and_written_as_a_table() {
    let start = Start {
        paths: vec![PathBuf::from("/no/such/folder")],
        ..Start::default()
    };
    let mut story = story(start, None);
    assert!(!story.state().session().problems().is_empty());
    press_with(&mut story, Modifiers::COMMAND, Key::J);
    story.get_by_label("Copy all as CSV").click();
    story.step();
    let copied = story.output().platform_output.commands.iter().any(|command| {
        matches!(command, egui::OutputCommand::CopyText(text) if text.contains("/no/such/folder"))
    });
    assert!(copied);
}

#[test]
fn the_export_sheet_shows_the_command_that_writes_the_same() {
    let path = format!("{}/assets/samples/chest-ct.dcm", env!("CARGO_MANIFEST_DIR"));
    let start = Start {
        paths: vec![PathBuf::from(&path)],
        ..Start::default()
    };
    let mut story = story(start, None);
    press(&mut story, Key::C);
    press_with(&mut story, Modifiers::COMMAND, Key::E);
    let begin = format!("negatoscope render {path} --plane axial --slice 72 --filter ");
    // The field and the line of text in it both hold the command.
    let mut nodes = story.query_all_by(|node| {
        let shown = node.value().or_else(|| node.label());
        shown.is_some_and(|text| text.starts_with(&begin))
    });
    let node = nodes.next().expect("the command");
    let node = node.accesskit_node();
    let command = node.value().or_else(|| node.label()).unwrap_or_default();
    assert!(
        command.contains("--filter clahe:clip_limit=2,tiles=8x8"),
        "{command}"
    );
    drop(nodes);
    press(&mut story, Key::Escape);
    assert!(story.query_by_label("Save the picture").is_none());
}

#[test]
fn dropped_files_are_opened_and_hovering_ones_say_so() {
    #[derive(Debug)]
    struct Dropped(PathBuf);
    impl egui::DroppedFile for Dropped {
        fn path(&self) -> &std::path::Path {
            &self.0
        }
        fn bytes(&self) -> Result<Vec<u8>, String> {
            Err("never read by the window".to_owned())
        }
    }
    let mut story = start_page();
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("assets/samples/fundus.dcm");
    story.input_mut().hovered_files.push(egui::HoveredFile {
        path: Some(path.clone()),
        ..egui::HoveredFile::default()
    });
    // egui draws without rest while files hover.
    story.run_steps(4);
    story.get_by_label("Drop to open “samples/fundus.dcm”");
    story.input_mut().hovered_files.clear();
    story
        .input_mut()
        .dropped_files
        .push(std::sync::Arc::new(Dropped(path)));
    settle(&mut story);
    assert!(!story.state().session().document().edits.is_empty());
}
