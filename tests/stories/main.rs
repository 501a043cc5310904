//! The window without a display: what a reader does, step by step, with controls found by label.
//!
//! Each story is one module; [`reader::Reader`] has the verbs. Labels come from the English texts, so
//! that a reworded button breaks no story, and what a story cannot find a screen reader cannot either.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a story fails by panicking and writes its own files"
)]

#[path = "../support/mod.rs"]
#[allow(dead_code, reason = "stories need few of the written files")]
mod support;

mod comparing;
mod contrast;
mod exporting;
mod helping;
mod layers;
mod marks;
mod opening;
mod phases;
mod preprocessing;
mod radiograph;
mod reader;
mod recipes;
mod scrolling;
mod speaking;
mod tissue;
mod windows;
