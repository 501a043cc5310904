//! Histogram equalisation of the whole picture, as OpenCV's `equalizeHist` computes it, and by the
//! rules of other libraries ([`Variant`]).
//!
//! `opencv` is `equalizeHist` of 8 bits, `tally` counts greys.

pub mod cdf;
mod imagej;
mod opencv;
mod pillow;
mod tally;
mod variant;

pub use cdf::CdfBins;
pub use imagej::Weights;
pub use opencv::equalize;
pub use opencv::equalize_into;
pub use opencv::table;
pub use tally::counts;
pub use variant::Variant;
pub use variant::counts_in;
pub use variant::counts_of;
pub use variant::equalize_by;
pub use variant::grey_table;

pub(super) use opencv::round_half_even;
pub(super) use tally::Tally;
