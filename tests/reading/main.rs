//! Files, written by the test or lying beside the project, read and compared with what must come out.

#[path = "../support/mod.rs"]
mod support;

mod bad;
mod folder;
mod order;
mod pixels;
mod plain;
mod shared;
