//! The real binary: what it writes, what it says, and with which code it ends.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, says what it skips and writes its own files"
)]

#[path = "../support/mod.rs"]
#[allow(dead_code, reason = "few of the written files are needed here")]
mod support;

mod apply;
mod compare;
mod export;
mod info;
mod phases;
mod python;
mod recipe;
mod refused;
mod render;
mod volumes;

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;

use negatoscope::pipeline;
use negatoscope::pipeline::Prepared;
use negatoscope::pixels::Image;
use negatoscope::pixels::Samples;
use negatoscope::read;
use negatoscope::recipe::Look;
use negatoscope::recipe::Recipe;
use negatoscope::recipe::Step;
use negatoscope::study::Plane;
use negatoscope::study::Series;
use negatoscope::write;
use negatoscope::write::Format;
use tempfile::TempDir;

struct Run {
    code: i32,
    out: String,
    err: String,
}

fn negatoscope<S: AsRef<std::ffi::OsStr>>(arguments: &[S]) -> Run {
    let output = Command::new(env!("CARGO_BIN_EXE_negatoscope"))
        .args(arguments)
        .output()
        .expect("the binary starts");
    Run {
        code: output.status.code().expect("it ends by itself"),
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

/// Runs what must succeed, and gives what it says on stderr.
fn done<S: AsRef<std::ffi::OsStr>>(arguments: &[S]) -> String {
    let run = negatoscope(arguments);
    assert_eq!((run.code, run.out.as_str()), (0, ""), "{}", run.err);
    run.err
}

/// A folder of the test's own.
struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        self.path(name).to_str().expect("UTF-8").to_owned()
    }

    fn put(&self, name: &str, samples: &Samples) -> String {
        let format = Format::of(&self.path(name)).expect("a format");
        let options = write::Options::default();
        write::export_samples(samples, format, &self.path(name), &options).expect("written");
        self.text(name)
    }

    fn put_planes(&self, name: &str, planes: &[Samples]) -> String {
        let options = write::Options::default();
        write::export_planes(planes, Format::Npy, &self.path(name), &options).expect("written");
        self.text(name)
    }

    fn planes(&self, name: &str) -> Vec<Samples> {
        let series = read::picture(&self.path(name)).expect(name);
        (0..series.acquired_count())
            .map(|index| series.slice(Plane::Acquired, index).samples)
            .collect()
    }

    fn plane(&self, name: &str) -> Samples {
        let mut planes = self.planes(name);
        match (planes.pop(), planes.len()) {
            (Some(plane), 0) => plane,
            other => panic!("{name}: {other:?}"),
        }
    }

    /// All planes below each other, and how many there are.
    fn stack(&self, name: &str) -> (Samples, usize) {
        let planes = self.planes(name);
        macro_rules! joined {
            ($($variant:ident),*) => {
                match &planes[0] {
                    $(Samples::$variant(first) => {
                        let data = planes.iter().flat_map(|plane| match plane {
                            Samples::$variant(plane) => plane.data(),
                            other => panic!("{other:?}"),
                        });
                        let height = first.height() * planes.len();
                        let data = data.copied().collect();
                        Samples::$variant(Image::new(first.width(), height, first.channels(), data))
                    })*
                }
            };
        }
        assert!(planes.len() > 1, "{name} is a single plane");
        (joined!(U8, I8, U16, I16, U32, I32, F32, F64), planes.len())
    }

    fn bytes(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).expect(name)
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.0.path()).expect("the folder");
        let mut names: Vec<String> = entries
            .map(|entry| entry.expect("an entry").file_name())
            .map(|name| name.into_string().expect("UTF-8"))
            .collect();
        names.sort();
        names
    }
}

fn sample(name: &str) -> String {
    format!("{}/assets/samples/{name}", env!("CARGO_MANIFEST_DIR"))
}

fn series_of(path: &str) -> Arc<Series> {
    let source = read::paths(&[PathBuf::from(path)]);
    let opened = read::open(&source, &read::Options::default(), &|_| {}, &|| true);
    opened.series.first().expect("a series").clone()
}

/// What the library makes of a slice, with the same steps.
fn by_library(path: &str, plane: Plane, index: usize, steps: &[&str]) -> pipeline::Processed {
    let steps = steps.iter().map(|step| Step::parse(step).expect(step));
    let recipe = Recipe::of(steps.collect());
    let slice = series_of(path).slice(plane, index);
    pipeline::process(slice, &recipe, &Prepared::default(), &|| true).expect("it fits")
}

fn ct_values() -> Samples {
    let data = (0..30 * 20).map(|i| (i * 7 % 3000 - 1024) as i16);
    Samples::I16(Image::grey(30, 20, data.collect()))
}

fn grey() -> Samples {
    let data = (0..64 * 48).map(|i| (i * 31 % 200 + i / 64) as u8);
    Samples::U8(Image::grey(64, 48, data.collect()))
}

/// The bytes that the library's export, which the window calls too, gives for the same.
fn exported(folder: &Folder, processed: &pipeline::Processed, look: Option<&Look>) -> Vec<u8> {
    let path = folder.path("library.png");
    let options = write::Options {
        force: true,
        inputs: &[],
    };
    write::export_slice(processed, look, Format::Png, &path, &options).expect("written");
    fs::read(path).expect("there")
}
