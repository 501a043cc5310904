//! Stories of the inspector, without a window.
