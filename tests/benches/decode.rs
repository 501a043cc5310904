//! How long compressed slices take to open: one CT slice of 512 x 512 pixels and 12 bits in a file of its own.
//!
//! The lossless JPEG and JPEG-LS files are written here; JPEG 2000 comes from the shared data and is left out
//! where that is missing.

#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark writes its own files, fails by panicking and says what it leaves out"
)]

#[path = "../support/mod.rs"]
#[allow(dead_code, reason = "a benchmark needs few of the written files")]
mod support;

use std::hint::black_box;
use std::path::Path;
use std::path::PathBuf;

use criterion::Criterion;
use criterion::criterion_group;
use criterion::criterion_main;
use negatoscope::read;
use negatoscope::read::Options;

use crate::support::dicom::Dicom;
use crate::support::dicom::Value;
use crate::support::jpeg;
use crate::support::jpegls;
use crate::support::jpegls::Interleave;

const SIDE: usize = 512;

/// Air, a body with two lungs, and the noise of a scanner.
fn slice() -> Vec<u16> {
    let mut noise = 1_u32;
    let mut grain = || {
        // The sum of four even numbers is nearly normal.
        (0..4).fold(0_i32, |sum, _| {
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            sum + (noise >> 28) as i32
        }) - 30
    };
    (0..SIDE * SIDE)
        .map(|at| {
            let x = (at % SIDE) as f32 / SIDE as f32 - 0.5;
            let y = (at / SIDE) as f32 / SIDE as f32 - 0.5;
            let body = x * x / 0.2 + y * y / 0.12;
            let lung = (x.abs() - 0.2) * (x.abs() - 0.2) / 0.02 + y * y / 0.05;
            if body >= 1.0 {
                return (grain() / 8).max(0) as u16;
            }
            let tissue = if lung < 0.9 {
                170.0 + 110.0 * (x * 90.0).sin() * (y * 70.0).cos()
            } else {
                1064.0 + 60.0 * (x * 30.0).cos()
            };
            (tissue as i32 + grain()).clamp(0, 4095) as u16
        })
        .collect()
}

fn ct() -> Dicom {
    Dicom::ct(0, 0.0)
        .words(0x0028, 0x0010, &[SIDE as u16])
        .words(0x0028, 0x0011, &[SIDE as u16])
        .words(0x0028, 0x0101, &[12])
        .words(0x0028, 0x0102, &[11])
}

fn open(path: &Path) -> usize {
    let source = read::paths(&[path.to_owned()]);
    let opened = read::open(&source, &Options::default(), &|_| (), &|| true);
    assert_eq!(opened.series.len(), 1, "{:?}", opened.problems);
    opened.series.len()
}

/// A slice of JPEG 2000 among the shared data.
fn shared() -> Option<PathBuf> {
    let shared = std::env::var_os("NEGATOSCOPE_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"),
        PathBuf::from,
    );
    let path = shared.join("data/mixed/693_J2KR.dcm");
    path.is_file().then_some(path)
}

fn benches(c: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let pixels = slice();
    let components = [pixels.clone()];
    let lossless = jpeg::Picture {
        columns: SIDE,
        rows: SIDE,
        components: &components,
        bits: 12,
        joined: true,
        restart: None,
    };
    let near = |near| {
        jpegls::encode(&jpegls::Picture {
            columns: SIDE,
            rows: SIDE,
            components: &components,
            bits: 12,
            near,
            interleave: Interleave::None,
            presets: None,
            restart: None,
        })
    };
    let packed = |uid: &str, stream| ct().fragments(uid, &[stream]);
    let files = [
        (
            "uncompressed",
            ct().set(0x7FE0, 0x0010, "OW", Value::Words(pixels.clone())),
        ),
        (
            "jpeg lossless",
            packed("1.2.840.10008.1.2.4.70", jpeg::lossless(&lossless, 1, 0)),
        ),
        (
            "jpeg lossless, predictor 7",
            packed("1.2.840.10008.1.2.4.57", jpeg::lossless(&lossless, 7, 0)),
        ),
        (
            "jpeg extended",
            packed("1.2.840.10008.1.2.4.51", jpeg::sequential(&lossless, 8)),
        ),
        ("jpeg-ls", packed("1.2.840.10008.1.2.4.80", near(0))),
        ("jpeg-ls, near 3", packed("1.2.840.10008.1.2.4.81", near(3))),
    ];
    for (name, file) in files {
        let path = folder.path().join(format!("{name}.dcm"));
        std::fs::write(&path, file.bytes()).expect("written");
        c.bench_function(&format!("{name} {SIDE}"), |b| {
            b.iter(|| open(black_box(&path)));
        });
    }
    match shared() {
        Some(path) => {
            c.bench_function(&format!("jpeg 2000 {SIDE}"), |b| {
                b.iter(|| open(black_box(&path)));
            });
        }
        None => println!("jpeg 2000 left out: no shared data"),
    }
}

criterion_group!(all, benches);
criterion_main!(all);
