//! What a person exports from the window and what `negatoscope render` writes are the same bytes.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, says what it skips and writes its own files"
)]

mod every;

use std::path::Path;
use std::path::PathBuf;
use std::process::Command as Process;
use std::time::Duration;

use negatoscope::document::Command;
use negatoscope::document::Edit;
use negatoscope::document::ExportPlan;
use negatoscope::document::FileCommand;
use negatoscope::document::Go;
use negatoscope::document::Opening;
use negatoscope::document::TissueChange;
use negatoscope::document::ViewportId;
use negatoscope::recipe::ColourMap;
use negatoscope::recipe::FilterKind;
use negatoscope::recipe::LookWindow;
use negatoscope::recipe::VoiFunction;
use negatoscope::recipe::Window;
use negatoscope::session::Message;
use negatoscope::session::Session;
use negatoscope::settings::Store;
use negatoscope::study::VoiKind;

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("assets/samples")
        .join(name)
}

struct Desk {
    session: Session,
    folder: tempfile::TempDir,
}

impl Desk {
    fn opens(file: &str) -> Self {
        Self::opens_path(sample(file))
    }

    fn opens_path(path: PathBuf) -> Self {
        let mut window = Self {
            session: Session::new(Store::default(), || {}),
            folder: tempfile::tempdir().expect("a folder"),
        };
        window.does(FileCommand::Open(Opening::Paths(vec![path])));
        window
    }

    fn does(&mut self, command: impl Into<Command>) {
        self.session.run(command.into()).expect("possible");
        assert!(self.session.settle(Duration::from_secs(60)), "jobs hang");
    }

    fn view(&self, n: usize) -> ViewportId {
        self.session.document().edits.viewports[n].id
    }

    fn exports(
        &mut self,
        viewport: ViewportId,
        name: &str,
        tissue: bool,
        sixteen: bool,
    ) -> Vec<u8> {
        self.exports_as(ExportPlan {
            viewport,
            path: self.folder.path().join(name),
            sixteen,
            tissue,
            map: false,
            force: false,
        })
    }

    fn exports_as(&mut self, plan: ExportPlan) -> Vec<u8> {
        let path = plan.path.clone();
        self.does(FileCommand::Export(plan));
        assert_eq!(
            self.session.message(),
            Some(&Message::Written(path.clone()))
        );
        std::fs::read(path).expect("written")
    }

    fn renders(&self, file: &str, arguments: &str) -> Vec<u8> {
        let path = self.folder.path().join("render.png");
        let output = Process::new(env!("CARGO_BIN_EXE_negatoscope"))
            .arg("render")
            .arg(sample(file))
            .args(arguments.split_whitespace())
            .arg("--force")
            .arg("-o")
            .arg(&path)
            .output()
            .expect("the program runs");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{stderr}");
        std::fs::read(path).expect("written")
    }
}

const CT: &str = "chest-ct.dcm";

fn lung() -> LookWindow {
    LookWindow::Given(Window::new(-600.0, 1500.0, VoiFunction::Linear).expect("valid"))
}

#[test]
fn clahe_in_a_coronal_plane_with_tissue() {
    let mut window = Desk::opens(CT);
    let viewport = window.view(1);
    let set = Edit::SetWindow {
        viewport,
        window: lung(),
    };
    window.does(set);
    window.does(Edit::ToggleEqualiser {
        viewport,
        kind: FilterKind::Clahe,
        add: false,
    });
    window.does(Go::Slice {
        viewport,
        index: 59,
    });
    let line =
        "--plane coronal --slice 60 --window -600/1500 --filter clahe:clip_limit=2,tiles=8x8";
    let grey = window.exports(viewport, "grey.png", false, false);
    assert_eq!(grey, window.renders(CT, line));
    window.does(Edit::Tissue {
        viewport,
        change: TissueChange::On(true),
    });
    let coloured = window.exports(viewport, "tissue.png", true, false);
    assert_eq!(coloured, window.renders(CT, &format!("{line} --tissue")));
    assert_ne!(coloured, grey);
}

#[test]
fn values_through_the_display_window_in_8_and_16_bits() {
    let mut window = Desk::opens(CT);
    let viewport = window.view(0);
    let as_opened = window.exports(viewport, "file.png", false, false);
    assert_eq!(as_opened, window.renders(CT, ""));
    let set = Edit::SetWindow {
        viewport,
        window: lung(),
    };
    window.does(set);
    let deep = window.exports(viewport, "deep.png", false, true);
    assert_eq!(deep, window.renders(CT, "--window -600/1500 --depth 16"));
}

#[test]
fn each_equaliser_on_a_monochrome1_radiograph() {
    let file = "chest-radiograph.dcm";
    let mut window = Desk::opens(file);
    let viewport = window.view(0);
    for (kind, filter) in [
        (FilterKind::Heq, "window:auto=file --filter heq"),
        (FilterKind::NClahe, "nclahe"),
    ] {
        window.does(Edit::ToggleEqualiser {
            viewport,
            kind,
            add: false,
        });
        let name = format!("{}.png", kind.name());
        let exported = window.exports(viewport, &name, false, false);
        let rendered = window.renders(file, &format!("--filter {filter}"));
        assert_eq!(exported, rendered, "{}", kind.name());
    }
}

#[test]
fn an_input_is_never_replaced() {
    let mut window = Desk::opens(CT);
    let viewport = window.view(0);
    let before = std::fs::read(sample(CT)).expect("there");
    window.does(FileCommand::Export(ExportPlan {
        viewport,
        path: sample(CT),
        sixteen: false,
        tissue: false,
        map: false,
        force: true,
    }));
    assert!(matches!(window.session.message(), Some(Message::Failed(_))));
    assert_eq!(std::fs::read(sample(CT)).expect("there"), before);
}

#[test]
fn an_array_of_bytes_is_grey_in_the_window_and_for_apply() {
    let input =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/vectors/in/u8_xray_97x131.npy");
    let mut window = Desk::opens_path(input.clone());
    let viewport = window.view(0);
    window.does(Edit::ToggleEqualiser {
        viewport,
        kind: FilterKind::Clahe,
        add: false,
    });
    let recipe = &window.session.document().treatment(viewport).recipe;
    assert_eq!(recipe.summary(), "clahe:clip_limit=2,tiles=8x8");
    let exported = window.exports(viewport, "window.npy", false, false);
    let path = window.folder.path().join("apply.npy");
    let status = Process::new(env!("CARGO_BIN_EXE_negatoscope"))
        .arg("apply")
        .args([&input, &path])
        .args(["--filter", "clahe:clip_limit=2,tiles=8x8"])
        .status()
        .expect("the program runs");
    assert!(status.success());
    assert_eq!(exported, std::fs::read(path).expect("written"));
}

#[test]
fn colour_maps_leave_only_where_they_are_asked_for() {
    let mut window = Desk::opens(CT);
    let viewport = window.view(0);
    let plain = window.exports(viewport, "grey.png", false, false);
    window.does(Edit::SetColourMap {
        viewport,
        map: ColourMap::HotIron,
    });
    assert_eq!(window.exports(viewport, "data.png", false, false), plain);
    window.does(Edit::SetWindow {
        viewport,
        window: lung(),
    });
    let coloured = |window: &mut Desk, name: &str, tissue: bool| {
        window.exports_as(ExportPlan {
            viewport,
            path: window.folder.path().join(name),
            sixteen: false,
            tissue,
            map: true,
            force: false,
        })
    };
    let slice = window.session.document().index(viewport) + 1;
    let exported = coloured(&mut window, "hot.png", false);
    let place = format!("--slice {slice} --window=-600/1500 --colour-map hot-iron");
    assert_eq!(exported, window.renders(CT, &place));
    window.does(Edit::ToggleEqualiser {
        viewport,
        kind: FilterKind::Clahe,
        add: false,
    });
    window.does(Edit::Tissue {
        viewport,
        change: TissueChange::On(true),
    });
    let exported = coloured(&mut window, "both.png", true);
    let both = format!("{place} --filter clahe --tissue=five-densities");
    assert_eq!(exported, window.renders(CT, &both));
    // Inverted for the eye is a step on the command line.
    window.does(Edit::SetInvert {
        viewport,
        invert: true,
    });
    let exported = coloured(&mut window, "inverted.png", false);
    let inverted = format!("{place} --filter clahe --filter invert");
    assert_eq!(exported, window.renders(CT, &inverted));
}

#[test]
fn the_files_other_window_leaves_as_it_is_shown() {
    let mut window = Desk::opens(CT);
    let viewport = window.view(0);
    window.does(Edit::SetWindow {
        viewport,
        window: LookWindow::File(1),
    });
    let header = window.session.document().header(viewport).cloned();
    let voi = header.and_then(|header| header.vois.get(1).cloned());
    let Some(VoiKind::Window(second)) = voi.map(|voi| voi.kind) else {
        panic!("the sample has two windows");
    };
    let numbers = format!("--window={}/{}", second.center(), second.width());
    let exported = window.exports(viewport, "second.png", false, false);
    assert_eq!(exported, window.renders(CT, &numbers));
    assert_ne!(exported, window.renders(CT, ""));
    // A step takes it over.
    window.does(Edit::ToggleEqualiser {
        viewport,
        kind: FilterKind::Heq,
        add: false,
    });
    let exported = window.exports(viewport, "step.png", false, false);
    let step = format!("{numbers} --filter heq");
    assert_eq!(exported, window.renders(CT, &step));
}
