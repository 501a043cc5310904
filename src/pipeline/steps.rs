//! One step: which operation, on which samples.

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
    /// What is known of the series; only for the first step, whose input its statistics describe.
    pub prepared: Option<&'a Prepared>,
    pub keep_going: &'a (dyn Fn() -> bool + Sync),
}

pub(super) struct Done {
    pub samples: Samples,
    /// The mapping a window step used.
    pub mapping: Option<Mapping>,
}

/// Runs `step`; `None` when told to stop.
pub(super) fn run(step: &Step, input: &Samples, place: &Place<'_>) -> Option<Done> {
    if let Samples::U8(rgb) = input
        && rgb.channels() == 3
    {
        return on_colour(step, rgb, place);
    }
    let mut done = on_grey(step, input, place)?;
    if step.has_strength() && step.strength < 100.0 {
        done.samples = blended(input, done.samples, step.strength / 100.0);
    }
    Some(done)
}

fn on_colour(step: &Step, rgb: &Image<u8>, place: &Place<'_>) -> Option<Done> {
    let mode = match step.colour {
        Colour::Lab => ColourMode::Lab,
        Colour::Luma => ColourMode::Luma,
        Colour::Channel => ColourMode::Channel,
    };
    let stopped = std::cell::Cell::new(false);
    let mapped = colour::apply_to_rgb(rgb, mode, |grey| {
        let input = Samples::U8(grey.clone());
        match on_grey(step, &input, place).map(|done| done.samples) {
            Some(Samples::U8(out)) => out,
            Some(Samples::U16(out)) => out.map(|v| (v >> 8) as u8),
            _ => {
                stopped.set(true);
                grey.clone()
            }
        }
    });
    if stopped.get() {
        return None;
    }
    let samples = Samples::U8(mapped);
    let samples = if step.has_strength() && step.strength < 100.0 {
        blended(&Samples::U8(rgb.clone()), samples, step.strength / 100.0)
    } else {
        samples
    };
    Some(Done {
        samples,
        mapping: None,
    })
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
                    let prepared = place.prepared.filter(|_| step.scope == Scope::Series);
                    mapping::by_rule(*auto, place.slice, input, mask, prepared)
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
