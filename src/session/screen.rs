//! Pictures fitted to the screen: reduced to the size they are drawn at, pixels of some values tinted.
//!
//! This is for the eye alone and made behind the window, so that no frame computes over pixels.

use std::sync::Arc;

use super::Finished;
use super::Session;
use super::ViewKey;
use super::keys::Done;
use super::keys::Slot;
use crate::document::Edit;
use crate::document::ViewportId;
use crate::for_samples;
use crate::ops::histogram::percentiles;
use crate::ops::resample;
use crate::ops::tissue;
use crate::ops::window::Window;
use crate::pipeline::Processed;
use crate::pipeline::lay;
use crate::pixels::Image;
use crate::pixels::Mask;
use crate::pixels::Picture;
use crate::pixels::Rect;
use crate::pixels::Sample;
use crate::pixels::Samples;
use crate::recipe::LookWindow;

/// How strongly the pixels of a tinted range are coloured.
const TINT_OPACITY: f64 = 0.7;

/// Light that darker pixels of a tinted range are lifted to: a colour that follows black is not seen.
const TINT_FLOOR: u8 = 150;

/// Percentiles that a window taken from a region maps to black and white.
const REGION_PERCENTILES: [f64; 2] = [0.5, 99.5];

/// Values whose pixels are tinted, `low <= value < high`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tint {
    /// Lowest value, in the unit of the values.
    pub low: f64,
    /// First value above them.
    pub high: f64,
    /// Red, green, blue.
    pub colour: [u8; 3],
}

/// How a finished picture is to be drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ScreenWish {
    /// Columns and rows to reduce it to; `None` for all its pixels.
    pub size: Option<[usize; 2]>,
    /// Values to tint.
    pub tint: Option<Tint>,
}

/// A finished picture made as a [`ScreenWish`] asks.
#[derive(Debug)]
pub struct OnScreen {
    /// The picture it was made from.
    pub finished: Arc<Finished>,
    /// What was asked for.
    pub wish: ScreenWish,
    /// What is drawn.
    pub picture: Picture,
}

impl Session {
    /// The newest picture made for the screen of `view`, and a job for `wish` where it is another.
    ///
    /// What is returned may be of an earlier picture or wish; its fields tell. Never waits.
    pub fn on_screen(
        &self,
        view: ViewKey,
        finished: &Arc<Finished>,
        wish: ScreenWish,
    ) -> Option<Arc<OnScreen>> {
        let made = self.views.get(&view)?.on_screen.clone();
        let is_wanted = made
            .as_ref()
            .is_some_and(|made| Arc::ptr_eq(&made.finished, finished) && made.wish == wish);
        let slot = Slot::Screen(view);
        // One at a time: a drag asks for many, and each that is finished is a step on the way.
        if !is_wanted && !self.jobs.busy(&slot) {
            let finished = finished.clone();
            self.jobs.replace(slot, move |_| {
                let picture = fitted(&finished, wish);
                let made = OnScreen {
                    finished,
                    wish,
                    picture,
                };
                Some(Done::OnScreen(view, Arc::new(made)))
            });
        }
        made
    }

    pub(super) fn take_on_screen(&mut self, view: ViewKey, made: Arc<OnScreen>) {
        if let Some(state) = self.views.get_mut(&view) {
            state.on_screen = Some(made);
        }
    }

    /// Windows `viewport` by the values inside `region` (pixels of the picture it shows): percentiles
    /// 0.5 and 99.5 become black and white. Counted behind the window, then carried out as an edit.
    pub fn window_from_region(&self, viewport: ViewportId, region: Rect) {
        let Some(finished) = self.finished(ViewKey::Viewport(viewport)) else {
            return;
        };
        self.jobs.replace(Slot::RegionWindow(viewport), move |_| {
            let window = region_window(&finished.processed, region);
            Some(Done::RegionWindow(viewport, window))
        });
    }

    pub(super) fn take_region_window(&mut self, viewport: ViewportId, window: Option<Window>) {
        if let Some(window) = window {
            let window = LookWindow::Given(window);
            // The view may have gone meanwhile; then nothing is left to window.
            let _ = self.run(Edit::SetWindow { viewport, window }.into());
        }
    }
}

fn fitted(finished: &Finished, wish: ScreenWish) -> Picture {
    let mut picture = finished.bare().into_owned();
    if let Some(tint) = wish.tint {
        colour(&mut picture, &finished.processed, tint);
    }
    if let Some([width, height]) = wish.size
        && picture.width > 0
        && picture.height > 0
    {
        picture = resample::reduce(&picture, width.max(1), height.max(1));
    }
    // Laid over at the size of the screen, lines are not lost with the pixels that are.
    lay(&mut picture, &finished.laid, &finished.key.look.layers);
    picture
}

/// Tints the pixels of `picture` whose values lie in the range.
fn colour(picture: &mut Picture, processed: &Processed, tint: Tint) {
    let mask = processed.mask.as_ref();
    for_samples!(&processed.values, image => {
        let pixels = image.data().chunks_exact(image.channels());
        for (at, (pixel, values)) in picture.rgba.iter_mut().zip(pixels).enumerate() {
            let value = values.first().map_or(f64::NAN, |value| value.to_f64());
            let inside = mask.is_none_or(|mask| mask.inside()[at]);
            if inside && value >= tint.low && value < tint.high {
                let [r, g, b, _] = *pixel;
                let light = r.max(g).max(b).max(TINT_FLOOR);
                let [r, g, b] = tissue::tint([light; 3], light, tint.colour, TINT_OPACITY);
                *pixel = [r, g, b, 255];
            }
        }
    });
}

/// The window whose bounds are percentiles of the values inside `region`; `None` where it holds no
/// data or the picture is in colour.
fn region_window(processed: &Processed, region: Rect) -> Option<Window> {
    if processed.values.channels() != 1 {
        return None;
    }
    let (values, mask) = cropped(&processed.values, processed.mask.as_ref(), region)?;
    match percentiles(&values, mask.as_ref(), &REGION_PERCENTILES)?.as_slice() {
        [low, high] => Window::from_bounds(*low, *high).ok(),
        _ => None,
    }
}

fn cropped(
    samples: &Samples,
    mask: Option<&Mask>,
    region: Rect,
) -> Option<(Samples, Option<Mask>)> {
    fn part<T: Copy>(data: &[T], row_length: usize, region: Rect) -> Vec<T> {
        let rows = data.chunks_exact(row_length);
        rows.skip(region.y)
            .take(region.height)
            .flat_map(|row| &row[region.x..region.x + region.width])
            .copied()
            .collect()
    }
    let (width, height) = (samples.width(), samples.height());
    let x = region.x.min(width);
    let y = region.y.min(height);
    let region = Rect {
        x,
        y,
        width: region.width.min(width - x),
        height: region.height.min(height - y),
    };
    if region.width == 0 || region.height == 0 {
        return None;
    }
    let values = for_samples!(samples, image => {
        let data = part(image.data(), width, region);
        Sample::wrap(Image::grey(region.width, region.height, data))
    });
    let mask = mask.map(|mask| {
        let inside = part(mask.inside(), width, region);
        Mask::new(region.width, region.height, inside)
    });
    Some((values, mask))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_are_cut_to_the_picture() {
        let samples = Samples::I16(Image::grey(3, 2, vec![0, 1, 2, 3, 4, 5]));
        let mask = Mask::new(3, 2, vec![true, true, false, true, true, true]);
        let region = Rect {
            x: 1,
            y: 0,
            width: 9,
            height: 9,
        };
        let (values, mask) = cropped(&samples, Some(&mask), region).expect("inside");
        assert_eq!(values, Samples::I16(Image::grey(2, 2, vec![1, 2, 4, 5])));
        assert_eq!(mask.expect("kept").inside(), [true, false, true, true]);
        let outside = Rect { x: 3, ..region };
        assert!(cropped(&samples, None, outside).is_none());
    }
}
