//! What the views remember from frame to frame.

use std::collections::HashMap;

use egui::Vec2;

use super::gestures::Drag;
use super::placement::Placement;
use super::strip::Strips;
use super::textures::Textures;
use crate::document::Magnification;
use crate::document::ViewportId;
use crate::pixels::Rect;
use crate::session::ViewKey;

/// What the views remember from frame to frame: textures, the drag that is under way, and where each
/// picture was drawn, which keys ask for.
#[derive(Default)]
pub struct ViewsState {
    pub(super) textures: Textures,
    pub(super) strips: Strips,
    pub(super) drag: Option<Drag>,
    /// Part of a wheel's notch that is left over, and in which view.
    pub(super) wheel: Option<(ViewKey, f32)>,
    /// Where the crosshair was before the click that may begin a double click.
    pub(super) crosshair_before: Option<(ViewportId, [f64; 2])>,
    pub(super) placements: HashMap<ViewKey, Placement>,
    pub(super) focused: Option<ViewKey>,
}

impl ViewsState {
    /// The view that has the keyboard, reached by Tab.
    pub fn focused(&self) -> Option<ViewKey> {
        self.focused
    }

    /// One pixel per screen pixel where `present` fits the view, else what fits.
    pub fn fit_or_pixels(&self, view: ViewKey, present: Magnification) -> Magnification {
        let fits = present == Magnification::default();
        match self.placements.get(&view) {
            Some(placement) if fits => Magnification {
                zoom: placement.zoom_of_pixels(),
                ..present
            },
            _ => Magnification::default(),
        }
    }

    /// `present` zoomed by `factor` about the middle of the view.
    pub fn zoomed(&self, view: ViewKey, present: Magnification, factor: f64) -> Magnification {
        match self.placements.get(&view) {
            Some(placement) => placement.zoomed(present, factor, placement.area.center()),
            None => present,
        }
    }

    /// `present` moved so that the picture moves by `delta` points.
    pub fn panned(&self, view: ViewKey, present: Magnification, delta: Vec2) -> Magnification {
        match self.placements.get(&view) {
            Some(placement) => placement.panned(present, delta),
            None => present,
        }
    }

    /// The pixels of the slice that a view shows.
    pub fn visible_region(&self, view: ViewKey) -> Option<Rect> {
        let [first, end] = self.placements.get(&view)?.visible()?;
        let [width, height] = [0, 1].map(|n| end[n].saturating_sub(first[n]));
        (width > 0 && height > 0).then_some(Rect {
            x: first[0],
            y: first[1],
            width,
            height,
        })
    }

    /// Forgets views that are gone.
    pub(super) fn keep(&mut self, alive: &[ViewKey]) {
        self.textures.keep(alive);
        self.strips.keep(alive);
        self.placements.retain(|view, _| alive.contains(view));
    }
}
