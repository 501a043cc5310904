//! Negatoscope: a light box for medical images, and what preprocessing does to them.

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
