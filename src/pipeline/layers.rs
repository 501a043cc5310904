//! Overlay planes and segments laid over a picture that is already as a person sees it. For the eye
//! alone: nothing that is exported passes here. Lines are drawn by whoever knows the screen.

use std::borrow::Cow;

use crate::ops::tissue;
use crate::ops::tissue::NO_CLASS;
use crate::pixels::Image;
use crate::pixels::Mask;
use crate::pixels::Picture;
use crate::recipe::LayerLook;
use crate::recipe::TissueFill;
use crate::study::Laid;
use crate::study::LayerKind;
use crate::study::Marks;

/// Lays the masks of `laid` that `look` shows over `picture`, in their order.
///
/// The picture may have been reduced for the screen: then a pixel is marked where any of those it
/// stands for is, so that thin lines stay whole.
pub fn lay(picture: &mut Picture, laid: &[Laid], look: &LayerLook) {
    for laid in laid {
        for (at, marks) in laid.parts.iter().enumerate() {
            let (Marks::Mask(mask), Some(part)) = (marks, laid.layer.parts.get(at)) else {
                continue;
            };
            if !look.shows(&laid.layer.id, at) {
                continue;
            }
            let inside = fitted(mask, picture.width, picture.height);
            match (laid.layer.kind, look.fill) {
                (LayerKind::Overlay, _) => stamp(picture, &inside, part.colour),
                (_, TissueFill::Fill) => fill(picture, &inside, part.colour, look.opacity),
                (_, TissueFill::Outline) => outline(picture, &inside, part.colour),
            }
        }
    }
}

/// The mask with one entry for each pixel of a picture of `width` × `height`.
fn fitted(mask: &Mask, width: usize, height: usize) -> Cow<'_, [bool]> {
    if (mask.width(), mask.height()) == (width, height) {
        return Cow::Borrowed(mask.inside());
    }
    let mut inside = vec![false; width * height];
    for (y, row) in mask.inside().chunks_exact(mask.width().max(1)).enumerate() {
        let to = y * height / mask.height() * width;
        for (x, _) in row.iter().enumerate().filter(|(_, set)| **set) {
            inside[to + x * width / mask.width()] = true;
        }
    }
    Cow::Owned(inside)
}

/// Draws marks in full colour with a dark rim, so that they are seen on black and on white.
fn stamp(picture: &mut Picture, inside: &[bool], [r, g, b]: [u8; 3]) {
    /// What is left of a pixel's light beside a mark.
    const RIM: f32 = 0.25;
    let (width, height) = (picture.width, picture.height);
    // Marks are few: what is beside them is found from them, not from every pixel.
    let mut rim = vec![false; inside.len()];
    for (at, _) in inside.iter().enumerate().filter(|(_, set)| **set) {
        let (x, y) = (at % width, at / width);
        for row in y.saturating_sub(1)..(y + 2).min(height) {
            rim[row * width + x.saturating_sub(1)..row * width + (x + 2).min(width)].fill(true);
        }
    }
    for (pixel, (&inside, &rim)) in picture.rgba.iter_mut().zip(inside.iter().zip(&rim)) {
        if inside {
            *pixel = [r, g, b, 255];
        } else if rim {
            let [r, g, b, _] = pixel.map(|channel| (f32::from(channel) * RIM) as u8);
            *pixel = [r, g, b, 255];
        }
    }
}

fn fill(picture: &mut Picture, inside: &[bool], colour: [u8; 3], opacity: f64) {
    let pixels = picture.rgba.iter_mut().zip(inside);
    for (pixel, _) in pixels.filter(|(_, inside)| **inside) {
        let [r, g, b, _] = *pixel;
        let [r, g, b] = tissue::tint_pixel([r, g, b], colour, opacity);
        *pixel = [r, g, b, 255];
    }
}

fn outline(picture: &mut Picture, inside: &[bool], [r, g, b]: [u8; 3]) {
    let labels = inside.iter().map(|&set| if set { 0 } else { NO_CLASS });
    let labels = Image::grey(picture.width, picture.height, labels.collect());
    let edge = tissue::outline(&labels);
    let pixels = picture.rgba.iter_mut().zip(edge.inside());
    for (pixel, _) in pixels.filter(|(_, edge)| **edge) {
        *pixel = [r, g, b, 255];
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::study::LayerHeader;
    use crate::study::LayerId;
    use crate::study::LayerPart;
    use crate::study::Over;
    use crate::study::SeriesId;

    const RED: [u8; 4] = [255, 0, 0, 255];

    fn grey(width: usize, height: usize) -> Picture {
        Picture {
            width,
            height,
            rgba: vec![[200, 200, 200, 255]; width * height],
        }
    }

    /// One red part over 4 x 4 pixels, set where `set` says.
    fn laid(kind: LayerKind, set: &[usize]) -> Laid {
        let inside = (0..16).map(|n| set.contains(&n)).collect();
        Laid {
            layer: Arc::new(LayerHeader {
                id: LayerId::new("layer"),
                kind,
                name: String::new(),
                over: Over::Series(SeriesId::new("series")),
                parts: vec![LayerPart {
                    number: 1,
                    name: String::new(),
                    colour: [255, 0, 0],
                    count: 1,
                }],
            }),
            parts: vec![Marks::Mask(Mask::new(4, 4, inside))],
        }
    }

    #[test]
    fn overlays_have_a_dark_rim_and_can_be_hidden() {
        let laid = [laid(LayerKind::Overlay, &[5])];
        let mut picture = grey(4, 4);
        let mut look = LayerLook::default();
        lay(&mut picture, &laid, &look);
        assert_eq!(picture.rgba[5], RED);
        for beside in [0, 1, 2, 4, 6, 8, 9, 10] {
            assert_eq!(picture.rgba[beside], [50, 50, 50, 255], "{beside}");
        }
        assert_eq!(picture.rgba[3], [200, 200, 200, 255]);
        look.hidden.insert((LayerId::new("layer"), 0));
        let mut plain = grey(4, 4);
        lay(&mut plain, &laid, &look);
        assert_eq!(plain, grey(4, 4));
        let off = LayerLook {
            on: false,
            ..LayerLook::default()
        };
        lay(&mut plain, &laid, &off);
        assert_eq!(plain, grey(4, 4));
    }

    #[test]
    fn thin_lines_stay_whole_in_reduced_pictures() {
        let laid = [laid(LayerKind::Overlay, &[8, 9, 10, 11])];
        let mut picture = grey(2, 2);
        lay(&mut picture, &laid, &LayerLook::default());
        assert_eq!(picture.rgba[2..], [RED, RED]);
    }

    #[test]
    fn segments_are_filled_or_outlined() {
        let all: Vec<usize> = (0..16).filter(|n| n % 4 > 0).collect();
        let laid = [laid(LayerKind::Segmentation, &all)];
        let mut picture = grey(4, 4);
        let mut look = LayerLook {
            opacity: 1.0,
            ..LayerLook::default()
        };
        lay(&mut picture, &laid, &look);
        assert_eq!(picture.rgba[4], [200, 200, 200, 255]);
        assert_eq!(picture.rgba[7], [212, 0, 0, 255]);
        look.fill = TissueFill::Outline;
        let mut picture = grey(4, 4);
        lay(&mut picture, &laid, &look);
        assert_eq!(picture.rgba[5], RED);
        assert_eq!(picture.rgba[6], [200, 200, 200, 255]);
    }
}
