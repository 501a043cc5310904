//! A reader at the light box: the verbs of the stories.

use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::Mutex;
use std::time::Duration;

use egui::Event;
use egui::Key;
use egui::Modifiers;
use egui::PointerButton;
use egui::Pos2;
use egui::Rect;
use egui::Role;
use egui::Vec2;
use egui::vec2;
use egui_kittest::Harness;
use egui_kittest::kittest::NodeT;
use egui_kittest::kittest::Queryable;
use negatoscope::document::Command;
use negatoscope::document::Edit;
use negatoscope::document::Sample;
use negatoscope::document::ViewportId;
use negatoscope::recipe::Recipe;
use negatoscope::recipe::Step;
use negatoscope::session::Finished;
use negatoscope::session::Session;
use negatoscope::session::ViewKey;
use negatoscope::settings::Store;
use negatoscope::text::Texts;
use negatoscope::ui::app::App;
use negatoscope::ui::app::Start;
use negatoscope::ui::dialogs::Dialogs;
use negatoscope::ui::dialogs::Question;
use negatoscope::ui::dialogs::Wait;

/// Dialogs that answer at once, with what the story has laid ready.
#[derive(Clone, Default)]
pub struct Answers(Arc<Mutex<Vec<Vec<PathBuf>>>>);

impl Dialogs for Answers {
    fn ask(&mut self, _question: &Question, _texts: &Texts) -> Wait {
        let answer = self.0.lock().expect("free").pop();
        Box::new(move || answer)
    }
}

/// A person with the program's window.
pub struct Reader {
    harness: Harness<'static, App>,
    answers: Answers,
}

#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        Err("the path is enough".to_owned())
    }
}

impl Reader {
    /// Starts the program.
    pub fn starts(start: Start) -> Self {
        Self::at_size(start, vec2(1280.0, 720.0))
    }

    /// Starts the program in a window of `size` points.
    pub fn at_size(start: Start, size: Vec2) -> Self {
        let answers = Answers::default();
        let dialogs = answers.clone();
        let harness = Harness::builder()
            .with_size(size)
            .with_max_steps(64)
            .build_eframe(move |context| {
                App::with_dialogs(&context.egui_ctx, start, Box::new(dialogs))
            });
        let mut reader = Self { harness, answers };
        reader.settles();
        reader
    }

    /// Starts the program with a sample.
    pub fn opens(sample: Sample) -> Self {
        Self::starts(Start {
            sample: Some(sample),
            ..Start::default()
        })
    }

    /// Starts the program with a path on the command line.
    pub fn opens_path(path: &Path) -> Self {
        Self::starts(Start {
            paths: vec![path.to_owned()],
            ..Start::default()
        })
    }

    /// Starts with the start page, keeping settings in `folder`.
    pub fn with_settings_in(folder: &Path) -> Self {
        Self::starts(Start {
            store: Store::in_folder(folder.to_owned()),
            ..Start::default()
        })
    }

    /// Waits until all jobs are done and what they gave is drawn.
    pub fn settles(&mut self) {
        for _ in 0..4 {
            let session = self.harness.state_mut().session_mut();
            assert!(session.settle(Duration::from_secs(60)), "jobs end");
            self.harness.run();
        }
    }

    /// The next dialog answers with `paths`.
    pub fn will_choose(&mut self, paths: Vec<PathBuf>) {
        self.answers.0.lock().expect("free").push(paths);
    }

    /// What the window shows.
    pub fn session(&self) -> &Session {
        self.harness.state().session()
    }

    /// The view `n`, in the order of the layout.
    pub fn view(&self, n: usize) -> ViewportId {
        self.session().document().edits.viewports[n].id
    }

    /// The slice that view `n` shows, from 0.
    pub fn slice(&self, n: usize) -> usize {
        self.session().document().index(self.view(n))
    }

    /// The picture of view `n`, as finished.
    pub fn finished(&self, n: usize) -> Arc<Finished> {
        let key = ViewKey::Viewport(self.view(n));
        self.session().finished(key).expect("a picture")
    }

    /// The pixels of view `n`.
    pub fn picture(&self, n: usize) -> Vec<[u8; 4]> {
        self.finished(n).picture.rgba.clone()
    }

    /// The steps that are on, as text.
    pub fn recipe(&self) -> String {
        let document = self.session().document();
        let active = document.active().expect("a view").id;
        document.treatment(active).recipe.summary()
    }

    /// Carries out a command.
    pub fn runs(&mut self, command: impl Into<Command>) {
        let session = self.harness.state_mut().session_mut();
        session.run(command.into()).expect("possible");
        self.settles();
    }

    /// Gives the active view's series the recipe of these steps.
    pub fn uses_recipe(&mut self, steps: &[&str]) {
        let viewport = self.session().document().active().expect("a view").id;
        let steps = steps.iter().map(|step| Step::parse(step).expect(step));
        let recipe = Recipe::of(steps.collect());
        self.runs(Edit::SetRecipe { viewport, recipe });
    }

    /// Clicks at a place: press and release, without a move.
    pub fn clicks_at(&mut self, at: Pos2) {
        self.harness.hover_at(at);
        self.harness.run();
        self.button(at, true);
        self.button(at, false);
        self.settles();
    }

    /// Clicks the control of that role and label.
    pub fn clicks_role(&mut self, role: Role, label: &str) {
        self.harness.get_by_role_and_label(role, label).click();
        self.harness.run();
        self.settles();
    }

    /// Clicks the first control whose label contains `part`.
    pub fn clicks_containing(&mut self, part: &str) {
        let node = self.harness.query_all_by_label_contains(part).next();
        node.unwrap_or_else(|| panic!("nothing is called {part}"))
            .click();
        self.harness.run();
        self.settles();
    }

    /// Presses the control that is called so as a screen reader does, in sight or not.
    pub fn presses_by_name(&mut self, label: &str) {
        self.harness.get_by_label(label).click_accesskit();
        self.harness.run();
        self.settles();
    }

    /// What stands in the text field that is called so.
    pub fn text_in(&self, label: &str) -> String {
        let field = self.harness.get_by_role_and_label(Role::TextInput, label);
        field.accesskit_node().value().unwrap_or_default()
    }

    /// Whether a control or text is called so.
    pub fn sees(&self, label: &str) -> bool {
        self.harness.query_all_by_label(label).next().is_some()
    }

    /// Whether a control or text has `part` in its name.
    pub fn sees_part(&self, part: &str) -> bool {
        let mut found = self.harness.query_all_by_label_contains(part);
        found.next().is_some()
    }

    /// Whether the list has a row whose name begins with `title`.
    pub fn sees_row(&self, title: &str) -> bool {
        let named = |label: Option<String>| label.is_some_and(|label| label.starts_with(title));
        self.harness
            .query_all_by_role(Role::TreeItem)
            .any(|node| named(node.accesskit_node().label()))
    }

    /// Whether the toggle of that label is on.
    pub fn is_on(&self, label: &str) -> bool {
        use egui::accesskit::Toggled;
        let mut nodes = self.harness.query_all_by_label(label);
        nodes.any(|node| node.accesskit_node().toggled() == Some(Toggled::True))
    }

    /// The place of the picture whose spoken name contains `name`.
    pub fn place(&self, name: &str) -> Rect {
        let named = |label: Option<String>| label.is_some_and(|label| label.contains(name));
        self.harness
            .get_by(|node| node.role() == Role::Image && named(node.label()))
            .rect()
    }

    /// The place of the control of that role and label.
    pub fn place_of(&self, role: Role, label: &str) -> Rect {
        self.harness.get_by_role_and_label(role, label).rect()
    }

    /// Presses a key.
    pub fn presses(&mut self, modifiers: Modifiers, key: Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.harness.run();
        self.settles();
    }

    /// Presses a key down, or lets it go.
    pub fn holds(&mut self, key: Key, down: bool) {
        if down {
            self.harness.key_down(key);
        } else {
            self.harness.key_up(key);
        }
        self.harness.step();
        self.settles();
    }

    /// Types into the field of that label and confirms.
    pub fn types(&mut self, label: &str, text: &str) {
        self.harness
            .get_by_role_and_label(Role::TextInput, label)
            .focus();
        self.harness.run();
        self.harness
            .get_by_role_and_label(Role::TextInput, label)
            .type_text(text);
        self.harness.run();
        self.settles();
    }

    /// Puts `text` in place of what the field of that label holds.
    pub fn replaces_text(&mut self, label: &str, text: &str) {
        let field = |harness: &Harness<'static, App>| {
            harness
                .get_by_role_and_label(Role::TextInput, label)
                .focus();
        };
        field(&self.harness);
        self.harness.run();
        self.harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
        self.harness.run();
        self.types_here(text);
    }

    /// Types into whatever has the keyboard.
    pub fn types_here(&mut self, text: &str) {
        self.harness.event(Event::Text(text.to_owned()));
        self.harness.run();
        self.settles();
    }

    /// Closes the window, which keeps the settings.
    pub fn leaves(mut self) {
        self.harness.state_mut().session_mut().save_settings();
    }

    /// Turns the wheel over a place; positive lines lead to earlier slices.
    pub fn turns_wheel(&mut self, at: Pos2, lines: f32) {
        self.harness.hover_at(at);
        self.harness.event(Event::MouseWheel {
            unit: egui::MouseWheelUnit::Line,
            delta: vec2(0.0, lines),
            phase: egui::TouchPhase::Move,
            source: egui::MouseWheelSource::Wheel,
            modifiers: Modifiers::NONE,
        });
        self.harness.run();
        self.settles();
    }

    /// Moves the pointer.
    pub fn points_at(&mut self, at: Pos2) {
        self.harness.hover_at(at);
        self.harness.run();
        self.settles();
    }

    /// Drags with the left button, in five moves.
    pub fn drags(&mut self, from: Pos2, by: Vec2) {
        self.harness.hover_at(from);
        self.harness.run();
        self.button(from, true);
        for part in 1..=5 {
            self.harness.hover_at(from + by * part as f32 / 5.0);
            self.harness.step();
        }
        self.button(from + by, false);
        self.settles();
    }

    fn button(&mut self, at: Pos2, pressed: bool) {
        self.harness.event(Event::PointerButton {
            pos: at,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        });
        self.harness.step();
    }

    /// Drops paths onto the window.
    pub fn drops(&mut self, paths: &[PathBuf]) {
        for path in paths {
            let file = Arc::new(Dropped(path.clone()));
            self.harness.input_mut().dropped_files.push(file);
        }
        self.harness.run();
        self.settles();
    }

    /// The window's font knows the letter.
    pub fn has_glyph(&self, letter: char) -> bool {
        let font = egui::FontId::proportional(13.0);
        self.harness
            .ctx
            .fonts_mut(|fonts| fonts.has_glyph(&font, letter))
    }
}
