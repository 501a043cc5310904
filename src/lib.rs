//! Negatoscope: a light box for medical images, and what preprocessing does to them.

#![deny(missing_docs)]

pub mod pixels;
pub mod problem;
#[cfg(feature = "window")]
pub mod ui;
