//! Stories of the views without a window.
