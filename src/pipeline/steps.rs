//! One step: which operation, on which samples.

use std::cell::Cell;
use std::cell::RefCell;

use super::Mapping;
use super::Prepared;
use super::mapping;
use crate::ops::ahe;
use crate::ops::clahe;
use crate::ops::colour;
use crate::ops::colour::ColourMode;
use crate::ops::heq;
use crate::ops::histogram::percentiles;
use crate::ops::nclahe;
use crate::ops::point;
use crate::ops::point::Curve;
use crate::ops::window::linear_range;
use crate::ops::window::to_grey8;
use crate::ops::window::to_grey16;
use crate::pixels::Image;
use crate::pixels::Mask;
use crate::pixels::Samples;
use crate::recipe::AheMethod;
use crate::recipe::Colour;
use crate::recipe::Depth;
use crate::recipe::Filter;
use crate::recipe::Scope;
use crate::recipe::Step;
use crate::recipe::WindowStep;
use crate::study::Slice;

/// Where a step stands.
pub(super) struct Place<'a> {
    pub slice: &'a Slice,
    pub mask: Option<&'a Mask>,
    /// What is known of the series, for the first step alone: only its input are the values that
    /// the file's windows and the statistics of the series speak of.
    pub beginning: Option<&'a Prepared>,
    pub keep_going: &'a (dyn Fn() -> bool + Sync),
}

pub(super) struct Done {
    pub samples: Samples,
    /// The mapping a window step used.
    pub mapping: Option<Mapping>,
}

/// Runs `step`; `None` when told to stop.
pub(super) fn run(step: &Step, input: &Samples, place: &Place<'_>) -> Option<Done> {
    let mut done = match input {
        Samples::U8(rgb) if rgb.channels() == 3 => on_colour(step, rgb, place)?,
        Samples::U16(rgb) if rgb.channels() == 3 => on_deep_colour(step, rgb, place)?,
        _ => on_grey(step, input, place)?,
    };
    if step.has_strength() && step.strength < 100.0 {
        done.samples = blended(input, done.samples, step.strength / 100.0);
    }
    Some(done)
}

/// Colour of 8 bits: the step works on one grey taken out of it, or on each channel.
fn on_colour(step: &Step, rgb: &Image<u8>, place: &Place<'_>) -> Option<Done> {
    let mode = match step.colour {
        Colour::Lab => ColourMode::Lab,
        Colour::Luma => ColourMode::Luma,
        Colour::Channel => ColourMode::Channel,
    };
    let (step, depth) = at_eight_bits(step);
    let mapping = RefCell::new(None);
    let stopped = Cell::new(false);
    let mapped = colour::apply_to_rgb(rgb, mode, |grey| {
        let input = Samples::U8(grey.clone());
        let done = on_grey(&step, &input, place);
        if let Some(used) = done.as_ref().and_then(|done| done.mapping.clone()) {
            mapping.replace(Some(used));
        }
        match done.map(|done| done.samples) {
            Some(Samples::U8(out)) => out,
            _ => {
                stopped.set(true);
                grey.clone()
            }
        }
    });
    if stopped.get() {
        return None;
    }
    let samples = match depth {
        Depth::Eight => Samples::U8(mapped),
        // 257 takes 255 to 65535.
        Depth::Sixteen => Samples::U16(mapped.map(|&v| u16::from(v) * 257)),
    };
    Some(Done {
        samples,
        mapping: mapping.into_inner(),
    })
}

/// The step giving 8 bits, and the depth it asks for: lightness and luma are put back into 8 bits.
fn at_eight_bits(step: &Step) -> (Step, Depth) {
    let mut step = step.clone();
    let depth = match &mut step.filter {
        Filter::Window(_, depth) | Filter::Range(_, depth) | Filter::Stretch(_, depth) => {
            std::mem::take(depth)
        }
        _ => Depth::Eight,
    };
    (step, depth)
}

/// Colour of 16 bits: windows and curves work on all channels alike; N-CLAHE, which gives 8 bits,
/// on the picture brought to 8 bits.
fn on_deep_colour(step: &Step, rgb: &Image<u16>, place: &Place<'_>) -> Option<Done> {
    match step.filter {
        Filter::NClahe(_) => {
            let eight = rgb.map(|&v| ((u32::from(v) * 255 + 32_767) / 65_535) as u8);
            on_colour(step, &eight, place)
        }
        _ => on_grey(step, &Samples::U16(rgb.clone()), place),
    }
}

fn blended(input: &Samples, output: Samples, strength: f64) -> Samples {
    match (input, output) {
        (Samples::U8(input), Samples::U8(output)) => {
            Samples::U8(point::blend(input, &output, strength))
        }
        (Samples::U16(input), Samples::U16(output)) => {
            Samples::U16(point::blend(input, &output, strength))
        }
        (_, output) => output,
    }
}

fn on_grey(step: &Step, input: &Samples, place: &Place<'_>) -> Option<Done> {
    let mask = place.mask;
    let samples = match &step.filter {
        Filter::Window(window, depth) => {
            let mapping = match window {
                WindowStep::Given(window) => Mapping::Window(*window),
                WindowStep::Auto(auto) => {
                    let prepared = place.beginning.filter(|_| step.scope == Scope::Series);
                    let vois = match place.beginning {
                        Some(_) => place.slice.vois.as_slice(),
                        None => &[],
                    };
                    mapping::by_rule(*auto, vois, input, mask, prepared)
                }
            };
            return Some(Done {
                samples: mapped(input, &mapping, *depth),
                mapping: Some(mapping),
            });
        }
        Filter::Range(range, depth) => mapped(input, &Mapping::Range(*range), *depth),
        Filter::Stretch(wanted, depth) => {
            let bounds = percentiles(input, mask, &[wanted.low(), wanted.high()]);
            let range = match bounds.as_deref() {
                Some(&[low, high]) => linear_range(low, high),
                _ => linear_range(0.0, 0.0),
            };
            mapped(input, &Mapping::Range(range), *depth)
        }
        Filter::Brightness(curve) => curved(input, curve, mask),
        Filter::Contrast(curve) => curved(input, curve, mask),
        Filter::Gamma(curve) => curved(input, curve, mask),
        Filter::Log(curve) => curved(input, curve, mask),
        Filter::Sigmoid(curve) => curved(input, curve, mask),
        Filter::Invert => curved(input, &point::Invert, mask),
        Filter::NClahe(params) => Samples::U8(nclahe::apply(input, params, mask)),
        Filter::Heq => Samples::U8(heq::equalize(grey8(input)?, mask)),
        Filter::Clahe(params) => Samples::U8(clahe::apply(grey8(input)?, params, mask)),
        Filter::Ahe(AheMethod::Tiles(tiles)) => {
            Samples::U8(ahe::tiles(grey8(input)?, *tiles, mask))
        }
        Filter::Ahe(AheMethod::Exact(params)) => {
            Samples::U8(ahe::rank(grey8(input)?, params, mask, place.keep_going)?)
        }
    };
    Some(Done {
        samples,
        mapping: None,
    })
}

/// The 8-bit picture that [`Recipe::check`](crate::recipe::Recipe::check) promised.
fn grey8(input: &Samples) -> Option<&Image<u8>> {
    match input {
        Samples::U8(image) => Some(image),
        _ => None,
    }
}

fn mapped(input: &Samples, mapping: &Mapping, depth: Depth) -> Samples {
    match depth {
        Depth::Eight => Samples::U8(to_grey8(input, |x| mapping.map(x, 255.0))),
        Depth::Sixteen => Samples::U16(to_grey16(input, |x| mapping.map(x, 65535.0))),
    }
}

fn curved(input: &Samples, curve: &impl Curve, mask: Option<&Mask>) -> Samples {
    match input {
        Samples::U8(image) => Samples::U8(point::apply(image, curve, mask)),
        Samples::U16(image) => Samples::U16(point::apply(image, curve, mask)),
        other => other.clone(),
    }
}
