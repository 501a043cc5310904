//! Histogram equalisation of the whole picture.
//!
//! `opencv` is `equalizeHist` of OpenCV, `tally` counts greys.

mod opencv;
mod tally;

pub use opencv::equalize;
pub use opencv::equalize_into;
pub use opencv::table;
pub use tally::counts;

pub(super) use opencv::round_half_even;
pub(super) use tally::Tally;
