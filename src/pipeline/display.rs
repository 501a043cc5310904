//! For the eye alone: display window, inversion, colour map, tissue colours.

use super::Mapping;
use super::Processed;
use super::tissue::resolved_ranges;
use crate::ops::tissue;
use crate::ops::tissue::NO_CLASS;
use crate::ops::window::linear_range;
use crate::ops::window::to_grey8;
use crate::pixels::Image;
use crate::pixels::Picture;
use crate::pixels::Samples;
use crate::recipe::ColourMap;
use crate::recipe::Domain;
use crate::recipe::Look;
use crate::recipe::LookWindow;
use crate::recipe::TissueFill;
use crate::recipe::TissueOverlay;

impl Processed {
    /// The mapping by which `look` shows the result, and `None` where grey is shown as it is.
    pub fn shown_mapping(&self, look: &Look) -> Option<Mapping> {
        if !self.shows_values() {
            return None;
        }
        match &look.window {
            LookWindow::Auto if self.domain == Domain::Grey8 => None,
            LookWindow::Auto => Some(self.automatic.clone()),
            LookWindow::File(n) => Some(match self.slice.vois.get(*n) {
                Some(voi) => Mapping::of_voi(voi),
                None => self.automatic.clone(),
            }),
            LookWindow::Given(window) => Some(Mapping::Window(*window)),
        }
    }
}

/// The picture a person sees: the result through the look's window, inverted where the file or the
/// look asks for it, each grey in the colour of the look's map, tissue colours over it. Padding is black
/// in every map.
pub fn present(processed: &Processed, look: &Look) -> Picture {
    let (width, height) = (processed.result.width(), processed.result.height());
    if processed.result.channels() == 3 {
        return of_colour(&processed.result, look);
    }
    let grey = grey(processed, look);
    let mut rgba = coloured(&grey, look.map);
    if let Some(overlay) = &look.tissue {
        colour(&mut rgba, &grey, look.map, processed, overlay);
    }
    if let Some(mask) = &processed.data {
        for (pixel, _) in rgba
            .iter_mut()
            .zip(mask.inside())
            .filter(|(_, inside)| !**inside)
        {
            *pixel = [0, 0, 0, 255];
        }
    }
    Picture {
        width,
        height,
        rgba,
    }
}

/// Each level in its colour.
fn coloured(grey: &Image<u8>, map: ColourMap) -> Vec<[u8; 4]> {
    let levels = grey.data().iter();
    match map {
        // Without a look-up the compiler makes vectors of it.
        ColourMap::Grey => levels.map(|&g| [g, g, g, 255]).collect(),
        map => {
            let colours = map.colours().map(|[r, g, b]| [r, g, b, 255]);
            levels.map(|&level| colours[usize::from(level)]).collect()
        }
    }
}

/// Colour as it is; of 16 bits the upper ones.
fn of_colour(result: &Samples, look: &Look) -> Picture {
    let eight = match result {
        Samples::U8(rgb) => rgb.clone(),
        deep => to_grey8(deep, |x| linear_range(0.0, 65535.0).map(x, 255.0)),
    };
    let flip = |v: u8| if look.invert { 255 - v } else { v };
    let pixels = eight.data().as_chunks::<3>().0.iter();
    Picture {
        width: eight.width(),
        height: eight.height(),
        rgba: pixels
            .map(|&[r, g, b]| [flip(r), flip(g), flip(b), 255])
            .collect(),
    }
}

fn grey(processed: &Processed, look: &Look) -> Image<u8> {
    let mapping = processed.shown_mapping(look);
    // Grey results carry the file's inversion already; values do not.
    let mut invert = look.invert;
    let mut grey = match (&mapping, &processed.result) {
        (None, Samples::U8(image)) => image.clone(),
        (None, other) => to_grey8(other, |x| linear_range(0.0, 65535.0).map(x, 255.0)),
        (Some(mapping), _) => {
            invert ^= processed.slice.inverted;
            to_grey8(&processed.values, |x| mapping.map(x, 255.0))
        }
    };
    if invert {
        for sample in grey.data_mut() {
            *sample = 255 - *sample;
        }
    }
    grey
}

/// Lays the classes' colours over what `map` makes of `grey`. Classification is by the values before any
/// step.
fn colour(
    rgba: &mut [[u8; 4]],
    grey: &Image<u8>,
    map: ColourMap,
    processed: &Processed,
    overlay: &TissueOverlay,
) {
    let ranges = resolved_ranges(processed, &overlay.set);
    let labels = tissue::label(&processed.values, &ranges);
    let shown = |label: u8| {
        let class = overlay.set.classes.get(usize::from(label))?;
        (label != NO_CLASS && class.visible).then_some(class.colour)
    };
    match overlay.fill {
        TissueFill::Fill => {
            // One look-up per pixel: every class has a colour for every grey.
            let tables: Vec<Option<Vec<[u8; 3]>>> = (0..overlay.set.classes.len())
                .map(|class| {
                    let colour = shown(class as u8)?;
                    let tint = |g| tissue::tint(map.colour(g), g, colour, overlay.opacity);
                    let tints = (0..=255).map(tint);
                    Some(tints.collect())
                })
                .collect();
            let pixels = rgba.iter_mut().zip(grey.data());
            for ((pixel, &grey), &label) in pixels.zip(labels.data()) {
                if let Some(Some(table)) = tables.get(usize::from(label))
                    && let Some(&[r, g, b]) = table.get(usize::from(grey))
                {
                    *pixel = [r, g, b, 255];
                }
            }
        }
        TissueFill::Outline => {
            let edge = tissue::outline(&labels);
            for (at, (pixel, &label)) in rgba.iter_mut().zip(labels.data()).enumerate() {
                if edge.inside()[at]
                    && let Some([r, g, b]) = shown(label)
                {
                    *pixel = [r, g, b, 255];
                }
            }
        }
    }
}
