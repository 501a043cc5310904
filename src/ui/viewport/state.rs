//! What the views remember from frame to frame.

use std::collections::HashMap;

use egui::Vec2;

use super::gestures::Click;
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
    pub(super) click: Option<Click>,
    pub(super) menu: Option<ViewportId>,
    pub(super) placements: HashMap<ViewKey, Placement>,
    pub(super) focused: Option<ViewKey>,
}

impl ViewsState {
    /// The view that has the keyboard, reached by Tab.
    pub fn focused(&self) -> Option<ViewKey> {
        self.focused
    }

    /// Opens the menu of a view in the next frame.
    pub fn open_menu(&mut self, viewport: ViewportId) {
        self.menu = Some(viewport);
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

    /// `present` moved so that the picture moves by a `share` of the view's width and height.
    pub fn panned(&self, view: ViewKey, present: Magnification, share: Vec2) -> Magnification {
        match self.placements.get(&view) {
            Some(placement) => placement.panned(present, share * placement.area.size()),
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
        self.focused = self.focused.filter(|view| alive.contains(view));
    }
}
