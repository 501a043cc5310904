//! One step: which operation, on which samples.

mod colour;

pub(super) use colour::greys;

use super::Mapping;
use super::Prepared;
use super::mapping;
use crate::for_samples;
use crate::ops::ahe;
use crate::ops::ahe::RankParams;
use crate::ops::autocontrast;
use crate::ops::autocontrast::Autocontrast;
use crate::ops::autocontrast::Cutoff;
use crate::ops::bilateral;
use crate::ops::clahe;
use crate::ops::clahe::ClaheParams;
use crate::ops::heq;
use crate::ops::histogram::Histogram;
use crate::ops::lookup::Grey;
use crate::ops::matching;
use crate::ops::median;
use crate::ops::multiscale;
use crate::ops::nclahe;
use crate::ops::nclahe::Norm;
use crate::ops::nlm;
use crate::ops::point;
use crate::ops::point::Curve;
use crate::ops::powerlaw;
use crate::ops::unsharp;
use crate::ops::window::linear_range;
use crate::ops::window::to_grey8;
use crate::ops::window::to_grey16;
use crate::pixels::Image;
use crate::pixels::Mask;
use crate::pixels::Sample;
use crate::pixels::Samples;
use crate::recipe::AheMethod;
use crate::recipe::Auto;
use crate::recipe::ClaheMethod;
use crate::recipe::Depth;
use crate::recipe::Filter;
use crate::recipe::Scope;
use crate::recipe::Step;
use crate::recipe::StretchMethod;
use crate::recipe::WindowStep;
use crate::study::Cut;
use crate::study::Slice;

/// Where a step stands.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub slice: &'a Slice,
    pub mask: Option<&'a Mask>,
    /// Whether its input are the values that the file's windows speak of.
    pub first: bool,
    /// Its place in the recipe.
    pub at: usize,
    pub prepared: &'a Prepared,
    pub keep_going: &'a (dyn Fn() -> bool + Sync),
}

pub(super) struct Done {
    pub samples: Samples,
    /// The mapping a window step used.
    pub mapping: Option<Mapping>,
}

/// Why a step has no result.
pub(super) enum Halt {
    /// Nobody waits for it any more.
    Stopped,
    /// It cannot be done for this picture.
    Refused(String),
}

impl Halt {
    fn refused(reason: impl Into<String>) -> Self {
        Self::Refused(reason.into())
    }
}

/// Runs `step`.
pub(super) fn run(step: &Step, input: &Samples, place: &Place<'_>) -> Result<Done, Halt> {
    let mut done = match input {
        Samples::U8(rgb) if rgb.channels() == 3 => colour::run(step, rgb, place)?,
        Samples::U16(rgb) if rgb.channels() == 3 => colour::run(step, rgb, place)?,
        _ => on_grey(step, input, place, 0)?,
    };
    if step.strength < 100.0 {
        done.samples = blended(input, done.samples, step.strength / 100.0);
    }
    Ok(done)
}

/// Input and output mixed, in the type of the output; what is masked stays as the step left it.
fn blended(input: &Samples, output: Samples, strength: f64) -> Samples {
    match (input, output) {
        (Samples::U8(input), Samples::U8(output)) => {
            Samples::U8(point::blend(input, &output, strength))
        }
        (Samples::U16(input), Samples::U16(output)) => {
            Samples::U16(point::blend(input, &output, strength))
        }
        (input, output) => for_samples!(&output, output => {
            values_blended(input, output, strength)
        }),
    }
}

/// Values mixed: whole numbers round by floor(y + 0.5).
fn values_blended<T: Sample>(input: &Samples, output: &Image<T>, strength: f64) -> Samples {
    let inputs: Vec<f64> = for_samples!(input, image => {
        image.data().iter().map(|v| v.to_f64()).collect()
    });
    let mut mixed = output.clone();
    for (value, input) in mixed.data_mut().iter_mut().zip(inputs) {
        *value = T::from_f64(input * (1.0 - strength) + value.to_f64() * strength);
    }
    T::wrap(mixed)
}

/// `step` on one channel; `channel` says which one where a colour picture's are worked on alone.
fn on_grey(step: &Step, input: &Samples, place: &Place<'_>, channel: usize) -> Result<Done, Halt> {
    let mask = place.mask;
    let series = match step.scope {
        Scope::Series => place.prepared.counts(place.at, channel),
        Scope::Slice => None,
    };
    let samples = match &step.filter {
        Filter::Window(window, depth) => {
            let mapping = match window {
                WindowStep::Given(window) => Mapping::Window(*window),
                WindowStep::Auto(auto) => {
                    let vois = match place.first {
                        true => place.slice.vois.as_slice(),
                        false => &[],
                    };
                    mapping::by_rule(*auto, vois, input, mask, series)
                }
            };
            return Ok(Done {
                samples: mapped(input, &mapping, *depth),
                mapping: Some(mapping),
            });
        }
        Filter::Range(range, depth) => mapped(input, &Mapping::Range(*range), *depth),
        Filter::Stretch(method, depth) => stretched(input, method, *depth, mask, series),
        Filter::Brightness(curve) => curved(input, curve, mask),
        Filter::Contrast(curve) => curved(input, curve, mask),
        Filter::Gamma(curve) => curved(input, curve, mask),
        Filter::Log(curve) => curved(input, curve, mask),
        Filter::Sigmoid(curve) => curved(input, curve, mask),
        Filter::Invert => curved(input, &point::Invert, mask),
        Filter::Heq(variant) => match input {
            Samples::U8(image) if *variant == heq::Variant::OpenCv && series.is_none() => {
                Samples::U8(heq::equalize(image, mask))
            }
            Samples::U8(image) => {
                let counts = series.map(heq::counts_in::<u8>);
                Samples::U8(heq::equalize_by(image, *variant, counts.as_deref(), mask))
            }
            Samples::U16(image) => {
                let counts = series.map(heq::counts_in::<u16>);
                Samples::U16(heq::equalize_by(image, *variant, counts.as_deref(), mask))
            }
            _ => return Err(no_grey()),
        },
        Filter::Ahe(method) => adapted(input, method, place)?,
        Filter::Clahe(method) => limited(input, method, place, series, channel)?,
        Filter::NClahe(params) => Samples::U8(match series {
            None => nclahe::apply(input, params, mask),
            Some(series) => {
                let extent = series.min().zip(series.max());
                let equalises = params.norm() == Norm::Equalize;
                let counts = equalises.then(|| nclahe::minmax_counts(series));
                nclahe::apply_with(input, params, extent, counts.as_ref(), mask)
            }
        }),
        Filter::Match(reference) => {
            let path = reference.path().map_or("", |path| path);
            let reference = place.prepared.reference(place.at, channel);
            let reference =
                reference.ok_or_else(|| Halt::refused(format!("reference {path} was not read")))?;
            match input {
                Samples::U8(image) => {
                    let counts = series.map(heq::counts_in::<u8>);
                    Samples::U8(matching::apply(image, counts.as_deref(), reference, mask))
                }
                Samples::U16(image) => {
                    let counts = series.map(heq::counts_in::<u16>);
                    Samples::U16(matching::apply(image, counts.as_deref(), reference, mask))
                }
                _ => return Err(no_grey()),
            }
        }
        Filter::Unsharp(params) => {
            unsharp::apply(input, params, mask, place.keep_going).ok_or(Halt::Stopped)?
        }
        Filter::Multiscale(params) => {
            multiscale::apply(input, params, mask, place.keep_going).ok_or(Halt::Stopped)?
        }
        Filter::Median(params) => {
            median::apply(input, params, mask, place.keep_going).ok_or(Halt::Stopped)?
        }
        Filter::Bilateral(params) => {
            bilateral::apply(input, params, mask, place.keep_going).ok_or(Halt::Stopped)?
        }
        Filter::Nlm(params) => {
            nlm::apply(input, params, mask, place.keep_going).ok_or(Halt::Stopped)?
        }
        Filter::PowerLaw(params) => {
            let range = series.and_then(|series| Some((series.min()?, series.max()?)));
            powerlaw::apply(input, params, mask, range, place.keep_going).ok_or(Halt::Stopped)?
        }
    };
    Ok(Done {
        samples,
        mapping: None,
    })
}

/// [`Recipe::check`](crate::recipe::Recipe::check) keeps values from steps that take grey.
fn no_grey() -> Halt {
    Halt::refused("takes grey of 8 or 16 bits")
}

fn adapted(input: &Samples, method: &AheMethod, place: &Place<'_>) -> Result<Samples, Halt> {
    match method {
        AheMethod::Tiles(tiles) => {
            let params = ClaheParams::unlimited(*tiles);
            limited(input, &ClaheMethod::OpenCv(params, 0), place, None, 0)
        }
        AheMethod::Exact {
            radius,
            border,
            mode,
        } => {
            let radius = radius.pixels(place.slice.spacing_mm).ok_or_else(|| {
                Halt::refused("radius_mm needs a pixel spacing, which this picture has not")
            })?;
            let params = RankParams::new(radius, *border, *mode)
                .map_err(|error| Halt::refused(error.to_string()))?;
            let (mask, keep_going) = (place.mask, place.keep_going);
            let ranked = match input {
                Samples::U8(image) => ahe::rank(image, &params, mask, keep_going).map(Samples::U8),
                Samples::U16(image) => {
                    ahe::rank16(image, &params, mask, keep_going).map(Samples::U16)
                }
                _ => return Err(no_grey()),
            };
            ranked.ok_or(Halt::Stopped)
        }
    }
}

fn limited(
    input: &Samples,
    method: &ClaheMethod,
    place: &Place<'_>,
    series: Option<&Histogram>,
    channel: usize,
) -> Result<Samples, Halt> {
    let (mask, keep_going) = (place.mask, place.keep_going);
    let eight = || u8::image(input).ok_or_else(|| Halt::refused("takes grey of 8 bits"));
    Ok(match method {
        ClaheMethod::OpenCv(params, bit_shift) => match input {
            Samples::U8(image) => Samples::U8(clahe::apply(image, params, mask)),
            Samples::U16(image) => Samples::U16(clahe::apply16(image, params, *bit_shift, mask)),
            _ => return Err(no_grey()),
        },
        ClaheMethod::Deep(params) => {
            let range = series.and_then(|series| Some((series.min()?, series.max()?)));
            clahe::deep::apply(input, params, range, mask)
        }
        ClaheMethod::Exact(params) => Samples::U8(
            clahe::exact::apply(eight()?, params, mask, keep_going).ok_or(Halt::Stopped)?,
        ),
        ClaheMethod::Fiji(params) => Samples::U8(
            clahe::fiji::exact(eight()?, params, mask, keep_going).ok_or(Halt::Stopped)?,
        ),
        ClaheMethod::FijiFast(params) => {
            Samples::U8(clahe::fiji::fast(eight()?, params, mask, keep_going).ok_or(Halt::Stopped)?)
        }
        ClaheMethod::Skimage(params) => match input {
            Samples::U8(image) => Samples::U8(clahe::skimage::apply(image, params, mask)),
            Samples::U16(image) => Samples::U16(clahe::skimage::apply(image, params, mask)),
            _ => return Err(no_grey()),
        },
        ClaheMethod::Volume(_) => cut_of_result(input, place, channel)?,
    })
}

/// The slice's part of a result that was made for the whole series.
fn cut_of_result(input: &Samples, place: &Place<'_>, channel: usize) -> Result<Samples, Halt> {
    let result = place.prepared.result(place.at, channel);
    let of_phase = |cut: &Cut| result.is_some_and(|series| series.header.phase() == cut.phase);
    let (Some(series), Some(cut)) = (result, place.slice.cut.filter(of_phase)) else {
        return Err(Halt::refused("variant=volume works on a whole series"));
    };
    let samples = series.slice(cut.plane, cut.index).samples;
    // Across uneven and tilted stacks slices are interpolated, and not-a-number outside.
    Ok(match (samples, input) {
        (Samples::F32(real), Samples::U8(_)) => {
            Samples::U8(real.map(|&v| u8::from_f64(f64::from(v))))
        }
        (Samples::F32(real), Samples::U16(_)) => {
            Samples::U16(real.map(|&v| u16::from_f64(f64::from(v))))
        }
        (samples, _) => samples,
    })
}

fn stretched(
    input: &Samples,
    method: &StretchMethod,
    depth: Depth,
    mask: Option<&Mask>,
    series: Option<&Histogram>,
) -> Samples {
    let autocontrast = match method {
        StretchMethod::Percentile(wanted) => {
            let auto = Auto::Percentile {
                low: wanted.low(),
                high: wanted.high(),
            };
            let mapping = mapping::by_rule(auto, &[], input, mask, series);
            return mapped(input, &mapping, depth);
        }
        StretchMethod::Pillow(kept) => Autocontrast::Pillow(Cutoff::beyond(*kept)),
        StretchMethod::Torchvision => Autocontrast::Torchvision,
    };
    let bounds = match series {
        Some(series) => autocontrast.bounds_in(series),
        None => autocontrast.bounds(input, mask),
    };
    match (bounds, input, depth) {
        (_, Samples::U8(image), Depth::Eight) => {
            Samples::U8(autocontrast::apply(image, autocontrast, bounds, mask))
        }
        (_, Samples::U16(image), Depth::Sixteen) => {
            Samples::U16(autocontrast::apply(image, autocontrast, bounds, mask))
        }
        (Some(bounds), input, Depth::Eight) => {
            Samples::U8(to_grey8(input, |x| autocontrast.map(bounds, x, u8::TOP)))
        }
        (Some(bounds), input, Depth::Sixteen) => {
            Samples::U16(to_grey16(input, |x| autocontrast.map(bounds, x, u16::TOP)))
        }
        // Both libraries leave a picture of one grey as it is; brought to another depth it is black.
        (None, input, depth) => mapped(input, &Mapping::Range(linear_range(0.0, 0.0)), depth),
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
