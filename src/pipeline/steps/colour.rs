//! Steps on colour pictures: on lightness, on luma, or on each channel.

use std::cell::Cell;
use std::cell::RefCell;

use super::Done;
use super::Halt;
use super::Place;
use super::on_grey;
use crate::ops::colour::ColourMode;
use crate::ops::colour::apply_to_rgb;
use crate::ops::colour::grey_of_rgb;
use crate::ops::lookup::Grey;
use crate::pixels::Image;
use crate::pixels::Samples;
use crate::recipe::Colour;
use crate::recipe::Step;

fn mode(colour: Colour) -> ColourMode {
    match colour {
        Colour::Lab => ColourMode::Lab,
        Colour::Luma => ColourMode::Luma,
        Colour::Channel => ColourMode::Channel,
    }
}

/// What a step acts on: the picture itself, of colour the one grey, or red, green and blue.
pub(in crate::pipeline) fn greys(samples: &Samples, colour: Colour) -> Vec<Samples> {
    fn of<G: Grey>(rgb: &Image<G>, colour: Colour) -> Vec<Samples> {
        match colour {
            Colour::Channel => (0..3).map(|c| G::wrap(rgb.channel(c))).collect(),
            Colour::Lab | Colour::Luma => vec![G::wrap(grey_of_rgb(rgb, mode(colour)))],
        }
    }
    match samples {
        Samples::U8(rgb) if rgb.channels() == 3 => of(rgb, colour),
        Samples::U16(rgb) if rgb.channels() == 3 => of(rgb, colour),
        grey => vec![grey.clone()],
    }
}

/// Runs `step` on the greys of a colour picture and puts them back at the picture's depth. Where the
/// step gives another depth, the whole picture takes it.
pub(super) fn run<G: Grey>(step: &Step, rgb: &Image<G>, place: &Place<'_>) -> Result<Done, Halt> {
    let mapping = RefCell::new(None);
    let failed = RefCell::new(None);
    let eight = Cell::new(G::TOP == 255.0);
    let channel = Cell::new(0);
    let mapped = apply_to_rgb(rgb, mode(step.colour), |grey| {
        if failed.borrow().is_some() {
            return grey.clone();
        }
        let input = G::wrap(grey.clone());
        let done = on_grey(step, &input, place, channel.replace(channel.get() + 1));
        match done {
            Ok(done) => {
                if done.mapping.is_some() {
                    mapping.replace(done.mapping);
                }
                eight.set(matches!(done.samples, Samples::U8(_)));
                at_depth(&done.samples).unwrap_or_else(|| grey.clone())
            }
            Err(halt) => {
                failed.replace(Some(halt));
                grey.clone()
            }
        }
    });
    if let Some(halt) = failed.into_inner() {
        return Err(halt);
    }
    let mapped = G::wrap(mapped);
    let samples = match eight.get() {
        true => at_depth(&mapped).map(Samples::U8),
        false => at_depth(&mapped).map(Samples::U16),
    };
    Ok(Done {
        samples: samples.unwrap_or(mapped),
        mapping: mapping.into_inner(),
    })
}

/// Grey of either depth as grey of the other: times 257, or over 257 and rounded. `None` for values.
fn at_depth<G: Grey>(samples: &Samples) -> Option<Image<G>> {
    fn scaled<F: Grey, G: Grey>(image: &Image<F>) -> Image<G> {
        let scale = G::TOP / F::TOP;
        image.map(|v| G::from_f64(v.to_f64() * scale))
    }
    match samples {
        Samples::U8(image) => Some(scaled(image)),
        Samples::U16(image) => Some(scaled(image)),
        _ => None,
    }
}
