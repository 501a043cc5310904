//! Properties: fast paths against slow, obvious twins; one thread against many.

#![allow(clippy::unwrap_used, clippy::expect_used)] // a failing test may panic

mod content;
mod metrics;
mod ops;
mod sliding;
mod spatial;
mod speed;
mod tiles;
mod twin;
mod variants;
