//! Pictures on the graphics card: one texture for each view, uploaded when it changes and not before.

use std::collections::HashMap;
use std::sync::Arc;

use egui::TextureFilter;
use egui::TextureHandle;
use egui::TextureOptions;
use egui::TextureWrapMode;

use super::placement::Placement;
use crate::pixels::Picture;
use crate::recipe::Interpolation;
use crate::session::Finished;
use crate::session::OnScreen;
use crate::session::ScreenWish;
use crate::session::Session;
use crate::session::Tint;
use crate::session::ViewKey;
use crate::ui::shell::colour_image;

/// From this many device pixels on, a pixel is drawn as a square and not blended with its neighbours.
const SQUARES_FROM: f64 = 8.0;

/// Below this many device pixels the graphics card's linear filter would skip pixels.
const REDUCED_BELOW: f64 = 0.5;

/// What a texture was made from.
#[derive(Clone)]
enum Source {
    /// All pixels of a finished picture.
    Whole(Arc<Finished>),
    /// A picture fitted to the screen.
    Fitted(Arc<OnScreen>),
}

impl Source {
    fn finished(&self) -> &Arc<Finished> {
        match self {
            Self::Whole(finished) => finished,
            Self::Fitted(made) => &made.finished,
        }
    }

    fn picture(&self) -> &Picture {
        match self {
            Self::Whole(finished) => &finished.picture,
            Self::Fitted(made) => &made.picture,
        }
    }

    fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Whole(a), Self::Whole(b)) => Arc::ptr_eq(a, b),
            (Self::Fitted(a), Self::Fitted(b)) => Arc::ptr_eq(a, b),
            _ => false,
        }
    }
}

/// The texture of a view.
struct Texture {
    source: Source,
    squares: bool,
    handle: TextureHandle,
}

/// How pixels are drawn.
#[derive(Clone, Copy, Default)]
pub(super) struct Style {
    pub interpolation: Interpolation,
    /// Values whose pixels are tinted.
    pub tint: Option<Tint>,
}

/// What a view draws: a texture, and the finished picture that it shows.
pub(super) struct Drawn {
    pub finished: Arc<Finished>,
    pub texture: egui::TextureId,
}

/// The textures of all views.
#[derive(Default)]
pub(super) struct Textures {
    by_view: HashMap<ViewKey, Texture>,
}

impl Textures {
    /// The texture for `finished`, placed as `placement` says, or the one before it while that is
    /// being made; `None` where there is nothing of that series and plane yet.
    pub fn update(
        &mut self,
        ui: &egui::Ui,
        session: &Session,
        view: ViewKey,
        finished: &Arc<Finished>,
        placement: &Placement,
        style: Style,
    ) -> Option<Drawn> {
        let most = ui.input(|input| input.max_texture_side);
        let wish = ScreenWish {
            size: reduced_size(placement, most),
            tint: style.tint,
        };
        let source = if wish == ScreenWish::default() {
            Some(Source::Whole(finished.clone()))
        } else {
            session.on_screen(view, finished, wish).map(Source::Fitted)
        };
        let scale = placement.device_scale();
        let squares = style.interpolation == Interpolation::Nearest
            || scale.iter().all(|scale| *scale >= SQUARES_FROM);
        let known = self
            .by_view
            .get(&view)
            .filter(|t| fits(t.source.finished(), finished));
        let source = source.filter(|source| {
            // A picture may be late, but none may follow a later one.
            let serial = source.finished().serial;
            let is_newer = known.is_none_or(|known| known.source.finished().serial <= serial);
            let side = source.picture().width.max(source.picture().height);
            fits(source.finished(), finished) && is_newer && (1..=most).contains(&side)
        });
        let is_same = match (known, &source) {
            (Some(known), Some(source)) => known.source.is_same(source) && known.squares == squares,
            (Some(_), None) => true,
            (None, _) => false,
        };
        if let Some(source) = source
            && !is_same
        {
            self.upload(ui, view, source, squares);
        }
        let texture = self.by_view.get(&view)?;
        fits(texture.source.finished(), finished).then(|| Drawn {
            finished: texture.source.finished().clone(),
            texture: texture.handle.id(),
        })
    }

    fn upload(&mut self, ui: &egui::Ui, view: ViewKey, source: Source, squares: bool) {
        let image = colour_image(source.picture());
        let options = TextureOptions {
            magnification: if squares {
                TextureFilter::Nearest
            } else {
                TextureFilter::Linear
            },
            minification: TextureFilter::Linear,
            wrap_mode: TextureWrapMode::ClampToEdge,
            mipmap_mode: None,
        };
        if let Some(texture) = self.by_view.get_mut(&view) {
            texture.handle.set(image, options);
            texture.source = source;
            texture.squares = squares;
        } else {
            let handle = ui.ctx().load_texture(format!("{view:?}"), image, options);
            let texture = Texture {
                source,
                squares,
                handle,
            };
            self.by_view.insert(view, texture);
        }
    }

    /// Frees the textures of views that are not in `alive`.
    pub fn keep(&mut self, alive: &[ViewKey]) {
        self.by_view.retain(|view, _| alive.contains(view));
    }
}

/// Whether a picture may stand in for another: of the same reading of the series and the same plane.
fn fits(drawn: &Finished, wanted: &Finished) -> bool {
    drawn.key.series == wanted.key.series && drawn.key.plane == wanted.key.plane
}

/// The size at which a picture is uploaded; `None` for all its pixels.
fn reduced_size(placement: &Placement, most: usize) -> Option<[usize; 2]> {
    let scale = placement.device_scale();
    let is_small = scale.iter().any(|scale| *scale < REDUCED_BELOW);
    let is_too_large = placement.size.iter().any(|side| *side > most);
    if !is_small && !is_too_large {
        return None;
    }
    let mut size = [0, 1].map(|n| {
        let drawn = (placement.size[n] as f64 * scale[n]).round() as usize;
        drawn.clamp(1, placement.size[n].max(1))
    });
    let largest = size[0].max(size[1]);
    if largest > most {
        size = size.map(|side| (side * most / largest).max(1));
    }
    Some(size)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Turn;
    use egui::Rect;
    use egui::Vec2;

    fn placed(size: [usize; 2], drawn: Vec2) -> Placement {
        Placement {
            area: Rect::EVERYTHING,
            rect: Rect::from_min_size(egui::Pos2::ZERO, drawn),
            size,
            turn: Turn::default(),
            fit: 1.0,
            pixels_per_point: 1.0,
        }
    }

    #[test]
    fn pictures_are_reduced_only_below_half_size() {
        let at = |side: f32| reduced_size(&placed([1000, 1000], Vec2::splat(side)), 4096);
        assert_eq!(at(500.0), None);
        assert_eq!(at(499.0), Some([499, 499]));
        assert_eq!(at(9000.0), None);
    }

    #[test]
    fn what_the_card_cannot_hold_is_reduced_to_what_it_can() {
        let size = reduced_size(&placed([3000, 1500], Vec2::new(6000.0, 3000.0)), 2048);
        assert_eq!(size, Some([2048, 1024]));
    }

    #[test]
    fn thin_rows_are_not_made_more() {
        // Rows five times as far apart as columns: drawn 0.4 times as wide and twice as high.
        let size = reduced_size(&placed([500, 60], Vec2::new(200.0, 120.0)), 4096);
        assert_eq!(size, Some([200, 60]));
    }
}
