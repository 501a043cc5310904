//! Small pictures of the series list and the start page, each uploaded once.

use std::collections::HashMap;
use std::sync::Arc;

use egui::ColorImage;
use egui::Context;
use egui::TextureHandle;
use egui::TextureId;
use egui::TextureOptions;

use crate::pixels::Picture;

/// A picture as the toolkit takes it.
pub fn colour_image(picture: &Picture) -> ColorImage {
    let pixels = picture
        .rgba
        .iter()
        .map(|[r, g, b, _]| egui::Color32::from_rgb(*r, *g, *b))
        .collect();
    ColorImage::new([picture.width, picture.height], pixels)
}

/// The picture in the middle of a square of the ground that pictures lie on.
fn square(picture: &Picture) -> ColorImage {
    let side = picture.width.max(picture.height).max(1);
    let ground = crate::ui::theme::DARK.well;
    let mut image = ColorImage::filled([side, side], ground);
    let (left, top) = ((side - picture.width) / 2, (side - picture.height) / 2);
    let small = colour_image(picture);
    for (y, row) in small.pixels.chunks(picture.width.max(1)).enumerate() {
        let start = (top + y) * side + left;
        if let Some(target) = image.pixels.get_mut(start..start + row.len()) {
            target.copy_from_slice(row);
        }
    }
    image
}

/// Textures by the name of what they show.
#[derive(Default)]
pub struct Thumbnails {
    known: HashMap<String, (Arc<Picture>, TextureHandle)>,
}

impl Thumbnails {
    /// The texture of `picture`, uploaded when it is new under `name`.
    pub fn texture(&mut self, ctx: &Context, name: &str, picture: &Arc<Picture>) -> TextureId {
        if let Some((known, texture)) = self.known.get(name)
            && Arc::ptr_eq(known, picture)
        {
            return texture.id();
        }
        let texture = ctx.load_texture(name, square(picture), TextureOptions::LINEAR);
        let id = texture.id();
        self.known
            .insert(name.to_owned(), (picture.clone(), texture));
        id
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.known.len()
    }

    /// Forgets the textures of all names for which `keep` is false.
    pub fn retain(&mut self, keep: impl Fn(&str) -> bool) {
        self.known.retain(|name, _| keep(name));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wide_picture_lies_in_the_middle_of_a_square() {
        let picture = Picture {
            width: 4,
            height: 2,
            rgba: vec![[200, 200, 200, 255]; 8],
        };
        let image = square(&picture);
        assert_eq!(image.size, [4, 4]);
        let bright = |y: usize| image.pixels[y * 4].r() == 200;
        assert_eq!([0, 1, 2, 3].map(bright), [false, true, true, false]);
    }
}
