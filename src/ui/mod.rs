//! The window: what a person sees and does, drawn with egui.
//!
//! Only `ui` names egui. [`theme`] holds every colour, [`fonts`] every type size, [`icons`] every icon;
//! [`widgets`] are the controls that panels are made of.

pub mod fonts;
pub mod icons;
pub mod theme;
pub mod widgets;
