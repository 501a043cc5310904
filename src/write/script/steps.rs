//! One step in Python, or why there is none.

use super::helpers::Helper;
use crate::pipeline::Mapping;
use crate::pipeline::Processed;
use crate::recipe::AheMethod;
use crate::recipe::Auto;
use crate::recipe::ClaheMethod;
use crate::recipe::Depth;
use crate::recipe::Filter;
use crate::recipe::Scope;
use crate::recipe::Setting;
use crate::recipe::Step;
use crate::recipe::StretchMethod;
use crate::recipe::VoiFunction;
use crate::recipe::WindowStep;

/// What a step does to `x`.
pub(super) struct Code {
    pub expression: String,
    /// The function it calls.
    pub helper: Helper,
}

fn calls(helper: Helper, expression: String) -> Result<Code, String> {
    Ok(Code { expression, helper })
}

/// The expression for a step at place `at`; the windows that `example` came to are written down.
///
/// # Errors
/// Why no script can do it, as the end of a sentence.
pub(super) fn code(step: &Step, at: usize, example: Option<&Processed>) -> Result<Code, String> {
    if let Some(mapping) = example.and_then(|example| used(example, at))
        && let Filter::Window(_, depth) = &step.filter
    {
        return by_mapping(mapping, *depth);
    }
    let of_series = example.is_some_and(|example| example.slice.cut.is_some());
    if step.scope == Scope::Series && of_series {
        return Err("it follows the histogram of the whole series".to_owned());
    }
    match &step.filter {
        Filter::Window(WindowStep::Given(window), depth) => {
            by_mapping(&Mapping::Window(*window), *depth)
        }
        Filter::Window(WindowStep::Auto(auto), depth) => {
            let [low, high] = match *auto {
                Auto::File => [Auto::USUAL.0, Auto::USUAL.1],
                Auto::MinMax => [0.0, 100.0],
                Auto::Percentile { low, high } => [low, high],
            };
            percentiles(low, high, *depth)
        }
        Filter::Range(range, depth) => by_mapping(&Mapping::Range(*range), *depth),
        Filter::Stretch(StretchMethod::Percentile(wanted), depth) => {
            percentiles(wanted.low(), wanted.high(), *depth)
        }
        Filter::Stretch(StretchMethod::Pillow(kept), depth) => {
            let bright = format!("round({:?}, 9)", 100.0 - kept.high());
            let bits = bits(*depth);
            let dark = kept.low();
            calls(
                Helper::Autocontrast,
                format!("autocontrast(x, {dark:?}, {bright}, False, {bits})"),
            )
        }
        Filter::Stretch(StretchMethod::Torchvision, depth) => calls(
            Helper::Autocontrast,
            format!("autocontrast(x, 0.0, 0.0, True, {})", bits(*depth)),
        ),
        Filter::Brightness(brightness) => {
            curve(&format!("v + {:?} / 100.0 * top", brightness.amount()))
        }
        Filter::Contrast(contrast) => curve(&format!(
            "(v - top / 2.0) * (1.0 + {:?} / 100.0) + top / 2.0",
            contrast.amount()
        )),
        Filter::Gamma(gamma) => curve(&format!("(v / top) ** {:?} * top", gamma.gamma())),
        Filter::Log(log) => curve(&format!(
            "{:?} * math.log2(1.0 + v / top) * top",
            log.gain()
        )),
        Filter::Sigmoid(sigmoid) => curve(&format!(
            "top / (1.0 + math.exp({:?} * ({:?} - v / top)))",
            sigmoid.gain(),
            sigmoid.cutoff()
        )),
        Filter::Invert => curve("top - v"),
        Filter::Heq(_) => equalised(step),
        Filter::Ahe(AheMethod::Tiles(tiles)) => {
            let (columns, rows) = (tiles.columns(), tiles.rows());
            calls(Helper::Clahe, format!("clahe(x, 0.0, ({columns}, {rows}))"))
        }
        Filter::Ahe(AheMethod::Exact { radius, .. }) => {
            let spacing = example.and_then(|example| example.slice.spacing_mm);
            let pixels = radius
                .pixels(spacing)
                .ok_or("its radius in millimetres needs the pixel spacing of a file")?;
            let (border, mode) = (word(step, "border"), word(step, "mode"));
            calls(
                Helper::Rank,
                format!("rank(x, {pixels}, \"{border}\", \"{mode}\")"),
            )
        }
        Filter::Clahe(ClaheMethod::OpenCv(params, bit_shift)) => {
            let tiles = params.tiles();
            calls(
                Helper::Clahe,
                format!(
                    "clahe(x, {:?}, ({}, {}), {bit_shift})",
                    params.clip_limit(),
                    tiles.columns(),
                    tiles.rows()
                ),
            )
        }
        Filter::NClahe(params) => {
            let norm = word(step, "norm");
            let gamma = number(step, "gamma").unwrap_or(1.0);
            let clahe = params.clahe();
            let tiles = clahe.tiles();
            calls(
                Helper::NClahe,
                format!(
                    "nclahe(x, \"{norm}\", {:?}, {:?}, ({}, {}))",
                    gamma,
                    clahe.clip_limit(),
                    tiles.columns(),
                    tiles.rows()
                ),
            )
        }
        Filter::Median(params) => calls(Helper::Median, format!("median(x, {})", params.size())),
        Filter::Match(_) => {
            Err("the reference picture is matched by Negatoscope's own rule".to_owned())
        }
        Filter::Clahe(_)
        | Filter::Unsharp(_)
        | Filter::Multiscale(_)
        | Filter::Bilateral(_)
        | Filter::Nlm(_)
        | Filter::PowerLaw(_) => {
            Err("no Python library gives the same samples to the bit".to_owned())
        }
    }
}

/// The window that the step at place `at` used for a grey example.
fn used(example: &Processed, at: usize) -> Option<&Mapping> {
    let known = example.windows.iter().find(|(step, _)| *step == at);
    known
        .map(|(_, mapping)| mapping)
        .filter(|_| example.values.channels() == 1)
}

fn by_mapping(mapping: &Mapping, depth: Depth) -> Result<Code, String> {
    let bits = bits(depth);
    match mapping {
        Mapping::Window(window) => {
            let function = match window.function() {
                VoiFunction::Linear => "linear",
                VoiFunction::LinearExact => "linear_exact",
                VoiFunction::Sigmoid => "sigmoid",
            };
            let (center, width) = (window.center(), window.width());
            calls(
                Helper::Window,
                format!("window(x, {center:?}, {width:?}, \"{function}\", {bits})"),
            )
        }
        Mapping::Range(range) => calls(
            Helper::Between,
            format!("between(x, {:?}, {:?}, {bits})", range.low, range.high),
        ),
        Mapping::Lut(_) => Err("the window is a table in the file".to_owned()),
    }
}

fn percentiles(low: f64, high: f64, depth: Depth) -> Result<Code, String> {
    calls(
        Helper::Percentiles,
        format!("percentiles(x, {low:?}, {high:?}, {})", bits(depth)),
    )
}

fn curve(formula: &str) -> Result<Code, String> {
    calls(Helper::Curve, format!("curve(x, lambda v, top: {formula})"))
}

fn equalised(step: &Step) -> Result<Code, String> {
    match word(step, "variant") {
        "opencv" => calls(Helper::Equalize, "equalize(x)".to_owned()),
        "cdf" => {
            let bins = number(step, "bins").unwrap_or(256.0);
            calls(Helper::EqualizeCdf, format!("equalize_cdf(x, {bins})"))
        }
        "imagej" => {
            let classic = match word(step, "weights") {
                "counts" => ", classic=True",
                _ => "",
            };
            calls(
                Helper::EqualizeImageJ,
                format!("equalize_imagej(x{classic})"),
            )
        }
        // Pillow and torchvision come to the same greys.
        _ => calls(Helper::EqualizePillow, "equalize_pillow(x)".to_owned()),
    }
}

fn setting(step: &Step, key: &str) -> Option<Setting> {
    let mut settings = step.filter.settings().into_iter();
    settings.find_map(|(name, setting)| (name == key).then_some(setting))
}

/// The word that a step has under `key`; empty where it has none.
fn word(step: &Step, key: &str) -> &'static str {
    match setting(step, key) {
        Some(Setting::Choice(word)) => word,
        _ => "",
    }
}

fn number(step: &Step, key: &str) -> Option<f64> {
    match setting(step, key) {
        Some(Setting::Number(number)) => Some(number),
        _ => None,
    }
}

fn bits(depth: Depth) -> u32 {
    match depth {
        Depth::Eight => 8,
        Depth::Sixteen => 16,
    }
}
