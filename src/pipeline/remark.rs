//! What a person should know about a result that is right by its definition and still not what was
//! meant.

use crate::pixels::Samples;
use crate::recipe::ClaheMethod;
use crate::recipe::Filter;
use crate::recipe::Step;

/// A remark about one step on one picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Remark {
    /// OpenCV's CLAHE of 16 bits: the tiles are so small against the 65536 bins that the clip limit
    /// rounds down to one pixel, whatever it is up to `idle_below`.
    IdleClipLimit {
        /// The clip limit that was asked for.
        clip_limit: f64,
        /// The smallest one that would do anything else.
        idle_below: f64,
    },
}

impl Remark {
    /// What there is to say of `step` on `input`.
    pub(super) fn on(step: &Step, input: &Samples) -> Option<Self> {
        let (Filter::Clahe(ClaheMethod::OpenCv(params, bit_shift)), Samples::U16(image)) =
            (&step.filter, input)
        else {
            return None;
        };
        let (width, height) = (image.width(), image.height());
        let idle = params.limit16_is_idle(width, height, *bit_shift);
        let (tile_width, tile_height) = params.tile_size(width, height);
        let bins = f64::from(1 << 16 >> bit_shift);
        idle.then(|| Self::IdleClipLimit {
            clip_limit: params.clip_limit(),
            idle_below: 2.0 * bins / (tile_width * tile_height) as f64,
        })
    }

    /// The remark as an English sentence without its full stop.
    pub fn english(self) -> String {
        match self {
            Self::IdleClipLimit {
                clip_limit,
                idle_below,
            } => format!(
                "clip_limit {clip_limit} does the same as any other above 0 and below {idle_below:.0}: the tiles have few pixels beside 65536 bins, so that a bin may hold one; variant=deep counts by the depth there is"
            ),
        }
    }
}
