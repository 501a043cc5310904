//! Negatoscope: a light box for medical images, and what preprocessing does to them.
//!
//! # Where to start reading
//!
//! `pipeline/mod.rs` tells how a slice and a recipe become a picture, `document/command.rs` what a person
//! can change, `ui/app.rs` how a frame is drawn. Three sentences carry the whole:
//!
//! 1. Imports go downwards only; `tests/architecture.rs` holds the table of who may import whom.
//! 2. There is one path from file to picture: window, command line and library call the same
//!    `pipeline::process`.
//! 3. Drawing reads, commands write: the window shows a `Session` and answers with `Command`s, and nothing
//!    else changes the `Document`.
//!
//! # The house
//!
//! ```text
//!  6   main.rs                     picks the window or the command line
//!      ──────────────────────────────────────────────────────────────────────
//!  5   ui (feature "window")       cli
//!      panels, views, keys         arguments in, files and exit codes out
//!      ──────────────────────────────────────────────────────────────────────
//!  4   session                     the running program: what is open, jobs, caches
//!      ──────────────────────────────────────────────────────────────────────
//!  3   document       settings        write
//!      state, undo    preferences     pictures, arrays, tables
//!      ──────────────────────────────────────────────────────────────────────
//!  2   read                        pipeline
//!      files → studies             slice + recipe → samples, numbers, picture
//!      ──────────────────────────────────────────────────────────────────────
//!  1   study                       recipe
//!      the pictures in memory      what is to be done to them
//!      ──────────────────────────────────────────────────────────────────────
//!  0   pixels        ops           jobs        text        problem
//! ```
//!
//! # The rooms
//!
//! - `problem`: the one shape in which a failure reaches a person: file, element, reason, effect.
//! - `text`: every sentence that a person reads, in English and Korean.
//! - `pixels`: images as plain data: owned images, borrowed views, samples of all types, pictures to show.
//! - `jobs`: runs closures it knows nothing about: the newest wins, progress, cancelling.
//! - `ops`: image processing as pure functions: windows, HEQ, AHE, CLAHE, N-CLAHE, denoising, histograms,
//!   metrics.
//!   It sees no file, thread, clock or setting.
//! - `study`: studies, series, stacks, volumes and slices, with their geometry in patient millimetres (LPS).
//! - `recipe`: filters, steps and looks as data and as text; never the doing.
//! - `read`: files to studies. Only here is known what a DICOM tag is; bad files become problems beside the
//!   good ones.
//! - `pipeline`: the one path from a slice and a recipe to samples, histograms and a picture.
//! - `write`: everything that leaves the program: pictures, arrays, tables; never over an input.
//! - `document`: what is open, where one looks, what one did: commands and undo, without pixels and files.
//! - `settings`: what a person prefers, and where it is kept.
//! - `session`: the running program, which the window draws: document, loaded series, jobs, caches. It
//!   knows no toolkit and does no arithmetic.
//! - `ui`: the window. It reads the session and answers with commands; it cannot call `ops`, `pipeline` or
//!   `read`, so no frame waits for a filter or a file.
//! - `cli`: the command line: thin callers of the same functions as the window's jobs.
//!
//! A filter's arithmetic is in `ops`, its variants and keys stand in the table of `recipe/kind.rs` and its
//! parameters in `recipe/filter.rs`; what it must know of a whole series is found in `pipeline/prepare.rs`,
//! its place in the path is in `pipeline/steps`, and its controls are in `ui/panels/recipe`.

#![deny(missing_docs)]

pub mod cli;
pub mod document;
pub mod jobs;
pub mod ops;
pub mod pipeline;
pub mod pixels;
pub mod problem;
pub mod read;
pub mod recipe;
pub mod session;
pub mod settings;
pub mod study;
pub mod text;
#[cfg(feature = "window")]
pub mod ui;
pub mod write;
