//! Files, written by the test or lying beside the project, read and compared with what must come out.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, says what it skips and writes its own files"
)]

#[path = "../support/mod.rs"]
mod support;

mod bad;
mod codecs;
mod dose;
mod facts;
mod folder;
mod index;
mod layers;
mod order;
mod packed;
mod phases;
mod pixels;
mod plain;
mod segments;
mod shared;
mod uptake;
mod volumes;
