//! The house rules that the compiler does not check: imports go downwards only, some crates belong to some
//! rooms, files stay short and say what they are for, and the map in `src/lib.rs` is complete.
//!
//! A breach is printed as `src/ops/heq.rs:12: ops must not import read`. Code under `#[cfg(test)]` is free
//! to import what it likes.

#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::path::PathBuf;

/// Room, and the rooms that it may import; from the ground up.
const ROOMS: &[(&str, &[&str])] = &[
    ("problem", &[]),
    ("text", &["problem"]),
    ("pixels", &[]),
    ("jobs", &[]),
    ("ops", &["pixels"]),
    ("study", &["ops", "pixels"]),
    ("recipe", &["study", "ops", "pixels", "problem"]),
    ("read", &["study", "ops", "pixels", "jobs", "problem"]),
    (
        "pipeline",
        &["recipe", "study", "ops", "pixels", "jobs", "problem"],
    ),
    (
        "write",
        &["pipeline", "recipe", "study", "pixels", "jobs", "problem"],
    ),
    ("document", &["recipe", "study", "text", "problem"]),
    ("settings", &["document", "recipe", "text", "problem"]),
    (
        "session",
        &[
            "settings", "document", "write", "pipeline", "read", "recipe", "study", "ops", "jobs",
            "pixels", "text", "problem",
        ],
    ),
    (
        "ui",
        &[
            "session", "settings", "document", "recipe", "study", "pixels", "text", "problem",
        ],
    ),
    (
        "cli",
        &[
            "read", "write", "pipeline", "recipe", "study", "pixels", "jobs", "text", "problem",
        ],
    ),
];

/// What comes from outside, and the only rooms that may name it. A `*` stands for any ending.
const OUTSIDE: &[(&str, &[&str])] = &[
    ("std::thread", &["jobs"]),
    ("std::sync::mpsc", &["jobs"]),
    ("std::fs", &["read", "write", "settings", "cli"]),
    ("rayon", &["ops", "study", "read", "write"]),
    ("dicom_*", &["read"]),
    ("bytemuck", &["read"]),
    ("smallvec", &["read"]),
    ("encoding_rs", &["read"]),
    ("flate2", &["read", "write"]),
    ("image", &["read", "write"]),
    ("toml", &["recipe", "settings"]),
    ("directories", &["settings"]),
    ("eframe", &["ui"]),
    ("egui", &["ui"]),
    ("egui_plot", &["ui"]),
    ("rfd", &["ui"]),
    ("pollster", &["ui"]),
    ("clap", &["cli"]),
    ("println!", &["cli"]),
    ("print!", &["cli"]),
    ("eprintln!", &["cli"]),
    ("eprint!", &["cli"]),
];

/// What may stand beside the files that begin with a dot.
const TOP: &[&str] = &[
    "Cargo.toml",
    "Cargo.lock",
    "LICENSE",
    "README.md",
    "assets",
    "src",
    "target",
    "tests",
];

/// Lines from which a file should be split, and from which it must be.
const LONG: usize = 600;
const TOO_LONG: usize = 800;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All Rust files below a folder of the project, with their text.
fn rust_files(folder: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a readable folder") {
            let path = entry.expect("a readable entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = fs::read_to_string(&path).expect("UTF-8");
                let path = path.strip_prefix(root()).expect("below the root");
                found.push((path.to_owned(), text));
            }
        }
    }
    found.sort();
    found
}

/// The modules from the crate's root to this file: `src/ops/clahe/mod.rs` is `ops`, `clahe`.
fn modules(path: &Path) -> Vec<String> {
    let inner = path.strip_prefix("src").unwrap_or(path).with_extension("");
    let parts = inner.iter().map(|part| part.to_string_lossy().into_owned());
    parts.filter(|part| part != "mod").collect()
}

/// Numbered lines of code without comments and without items under `#[cfg(test)]`. It relies on rustfmt: an
/// item at the margin ends with the first `}` or `;` at the margin.
fn code_lines(text: &str) -> Vec<(usize, &str)> {
    let mut lines = Vec::new();
    let mut in_test = false;
    for (at, line) in text.lines().enumerate() {
        if line.starts_with("#[cfg(test)]") {
            in_test = true;
        } else if in_test {
            let at_margin = !line.starts_with(' ') && !line.starts_with('#');
            in_test = !(at_margin && (line.ends_with('}') || line.ends_with(';')));
        } else {
            let code = line.split("//").next().unwrap_or(line);
            lines.push((at + 1, code));
        }
    }
    lines
}

/// The rest of the line after each place where a path begins with `name`.
fn after<'a>(line: &'a str, name: &'a str) -> impl Iterator<Item = &'a str> {
    line.match_indices(name).filter_map(move |(at, _)| {
        let inside = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
        (!line[..at].ends_with(inside)).then(|| &line[at + name.len()..])
    })
}

fn word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_');
    &text[..end.unwrap_or(text.len())]
}

/// Whether the line names something from [`OUTSIDE`].
fn names(line: &str, outside: &str) -> bool {
    let (stem, any_ending) = match outside.strip_suffix('*') {
        Some(stem) => (stem, true),
        None => (outside, false),
    };
    after(line, stem).any(|rest| {
        let ending = word(rest);
        let rest = &rest[ending.len()..];
        let is_path = stem.contains("::") || stem.ends_with('!') || rest.starts_with("::");
        (any_ending || ending.is_empty())
            && (is_path || (line.trim_start().starts_with("use ") && rest.starts_with([';', ' '])))
    })
}

fn report(breaches: &[String]) {
    assert!(breaches.is_empty(), "\n{}\n", breaches.join("\n"));
}

#[test]
fn rooms_import_only_what_the_table_allows() {
    let mut breaches = Vec::new();
    for (path, text) in rust_files("src") {
        let modules = modules(&path);
        let room = modules[0].as_str();
        if ["lib", "main"].contains(&room) {
            continue;
        }
        let shown = path.display();
        let Some((_, may_import)) = ROOMS.iter().find(|(name, _)| *name == room) else {
            breaches.push(format!("{shown}:1: {room} is not in the table of rooms"));
            continue;
        };
        for (number, line) in code_lines(&text) {
            for rest in after(line, "crate::") {
                let import = word(rest);
                let is_room = ROOMS.iter().any(|(name, _)| *name == import);
                if is_room && import != room && !may_import.contains(&import) {
                    breaches.push(format!("{shown}:{number}: {room} must not import {import}"));
                }
            }
            let climbs = line.matches("super::").count();
            if climbs >= modules.len() {
                breaches.push(format!("{shown}:{number}: write crate:: in full"));
            }
            for (outside, rooms) in OUTSIDE {
                if !rooms.contains(&room) && names(line, outside) {
                    breaches.push(format!("{shown}:{number}: {room} must not name {outside}"));
                }
            }
        }
    }
    report(&breaches);
}

#[test]
fn imports_stand_one_to_a_line() {
    let mut breaches = Vec::new();
    for (path, text) in rust_files("src").into_iter().chain(rust_files("tests")) {
        for (at, line) in text.lines().enumerate() {
            let import = line.trim_start().trim_start_matches("pub ");
            let grouped = ["crate", "negatoscope", "std"]
                .iter()
                .any(|root| import.starts_with(&format!("use {root}::{{")));
            if grouped {
                let (shown, number) = (path.display(), at + 1);
                breaches.push(format!("{shown}:{number}: one import to a line"));
            }
        }
    }
    report(&breaches);
}

#[test]
fn files_say_what_they_are_for_and_stay_short() {
    let mut breaches = Vec::new();
    for (path, text) in rust_files("src").into_iter().chain(rust_files("tests")) {
        let shown = path.display();
        if !text.starts_with("//!") {
            breaches.push(format!("{shown}:1: no //! text on top"));
        }
        let lines = text.lines().count();
        if lines >= TOO_LONG {
            breaches.push(format!("{shown}:{lines}: split it along its subject"));
        } else if lines > LONG {
            // Past the test's captured output, so that it is seen when the test passes.
            let _ = writeln!(std::io::stderr(), "{shown}: {lines} lines, split it soon");
        }
    }
    report(&breaches);
}

#[test]
fn the_top_of_the_project_holds_only_what_belongs_there() {
    let mut breaches = Vec::new();
    for entry in fs::read_dir(root()).expect("the project's folder") {
        let name = entry.expect("a readable entry").file_name();
        let name = name.to_string_lossy();
        if !name.starts_with('.') && !TOP.contains(&name.as_ref()) {
            breaches.push(format!("{name}:1: does not belong at the top"));
        }
    }
    report(&breaches);
}

#[test]
fn the_map_names_every_room_and_no_other() {
    let text = fs::read_to_string(root().join("src/lib.rs")).expect("src/lib.rs");
    let map: BTreeSet<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("//! - `")?.split('`').next())
        .collect();
    let rooms: BTreeSet<&str> = ROOMS.iter().map(|(room, _)| *room).collect();
    let missing = rooms.difference(&map).map(|room| format!("no `{room}`"));
    let unknown = map
        .difference(&rooms)
        .map(|room| format!("unknown `{room}`"));
    let breaches: Vec<String> = missing
        .chain(unknown)
        .map(|what| format!("src/lib.rs:1: the map: {what}"))
        .collect();
    report(&breaches);
}

#[test]
fn the_table_leads_downwards_only() {
    for (at, (room, imports)) in ROOMS.iter().enumerate() {
        for import in *imports {
            let below = ROOMS[..at].iter().any(|(name, _)| name == import);
            assert!(below, "{room} imports {import}, which is not below it");
        }
    }
}

#[test]
fn the_checks_see_what_they_look_for() {
    assert!(names("use egui::Ui;", "egui"));
    assert!(names("use egui as gui;", "egui"));
    assert!(names(
        "    let thread = std::thread::spawn(f);",
        "std::thread"
    ));
    assert!(names("use dicom_object::open_file;", "dicom_*"));
    assert!(names("println!(\"{x}\");", "println!"));
    assert!(!names("eprintln!(\"{x}\");", "println!"));
    assert!(!names("pub use self::image::Image;", "image"));
    assert!(!names("let image = image.view();", "image"));
    assert!(!names("use egui_plot::Plot;", "egui"));
    let text = "use crate::ops; // crate::read\n#[cfg(test)]\nmod tests {\n    x;\n}\nfn f() {}\n";
    assert_eq!(
        code_lines(text),
        [(1, "use crate::ops; "), (6, "fn f() {}")]
    );
    let path = Path::new("src/ops/clahe/mod.rs");
    assert_eq!(modules(path), ["ops", "clahe"]);
}
