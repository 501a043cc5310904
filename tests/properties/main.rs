//! Properties: fast paths against slow, obvious twins; one thread against many.

mod content;
mod ops;
mod twin;
