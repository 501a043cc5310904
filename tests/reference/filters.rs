//! Recorded filters by name, in terms of the library.

use negatoscope::ops::Tiles;
use negatoscope::ops::ahe;
use negatoscope::ops::ahe::Border;
use negatoscope::ops::ahe::RankMode;
use negatoscope::ops::ahe::RankParams;
use negatoscope::ops::clahe;
use negatoscope::ops::clahe::ClaheParams;
use negatoscope::ops::colour;
use negatoscope::ops::colour::ColourMode;
use negatoscope::ops::heq;
use negatoscope::ops::histogram::Histogram;
use negatoscope::ops::histogram::percentiles;
use negatoscope::ops::lookup::map_samples;
use negatoscope::ops::nclahe;
use negatoscope::ops::nclahe::NClaheParams;
use negatoscope::ops::nclahe::Norm;
use negatoscope::ops::point;
use negatoscope::ops::window;
use negatoscope::ops::window::VoiFunction;
use negatoscope::ops::window::Window;
use negatoscope::ops::window::linear_range;
use negatoscope::pixels::Image;
use negatoscope::pixels::Mask;
use negatoscope::pixels::Samples;
use serde_json::Value;

/// Filters of grey pictures by one library call each.
pub fn run(
    filter: &str,
    params: &Value,
    input: &Samples,
    _second: Option<&Samples>,
) -> Option<Samples> {
    let number = |key: &str| params[key].as_f64().unwrap();
    match filter {
        "opencv_equalize_hist" => grey(input).map(|image| heq::equalize(image, None)),
        "opencv_clahe" => grey(input).map(|image| clahe::apply(image, &clahe_params(params), None)),
        // The row in CIELAB is left out: OpenCV's 8-bit lightness comes from coarse tables, and on
        // tiles of 8 × 8 pixels a difference of one before CLAHE is up to 20 after it.
        "opencv_clahe_per_channel" => {
            let Samples::U8(image) = input else {
                return None;
            };
            let clahe = |grey: &Image<u8>| clahe::apply(grey, &clahe_params(params), None);
            Some(colour::apply_to_rgb(image, ColourMode::Channel, clahe))
        }
        "window_u8" => {
            let window = window_of(params);
            Some(window::to_grey8(input, |x| window.map(x, 255.0)))
        }
        "dicom_window_pydicom" => {
            let window = window_of(params);
            let (low, high) = (number("y_min"), number("y_max"));
            let shown = map_samples(input, |x| window.map(x, high - low) + low);
            return Some(Samples::F64(shown));
        }
        "ahe_rank" => {
            let mode = match params["mode"].as_str()? {
                "mid" => RankMode::Mid,
                "le" => RankMode::Le,
                "lt" => RankMode::Lt,
                other => panic!("mode {other}"),
            };
            let params = RankParams::new(number("radius") as u32, Border::Cut, mode).unwrap();
            grey(input).and_then(|image| ahe::rank(image, &params, None, &|| true))
        }
        "nclahe" => {
            let norm = match params["variant"].as_str()? {
                "log" => Norm::Log,
                "minmax" => Norm::MinMax,
                "equalise" => Norm::Equalize,
                "gamma" => Norm::Gamma(0.5),
                other => panic!("norm {other}"),
            };
            let clahe = clahe_params(params);
            let params = NClaheParams::new(norm, clahe.clip_limit(), clahe.tiles()).unwrap();
            Some(nclahe::apply(input, &params, None))
        }
        "percentile_window_u8" => Some(percentile_window(input, params, None)),
        "percentile_window_u8_nopad" => {
            let padding = number("padding");
            let inside = map_samples(input, |x| x != padding).into_data();
            let mask = Mask::new(input.width(), input.height(), inside);
            Some(percentile_window(input, params, Some(&mask)))
        }
        "skimage_percentile_rescale" => {
            let range = percentile_range(input, params, None);
            let rescaled = map_samples(input, |x| range.map(x, 1.0));
            return Some(Samples::F64(rescaled));
        }
        "opencv_minmax_u8" => {
            let histogram = Histogram::of(input, 0, None);
            let range = linear_range(histogram.min()?, histogram.max()?);
            Some(window::to_grey8(input, |x| range.map(x, 255.0)))
        }
        "skimage_adjust_gamma" => {
            let gamma = point::Gamma::new(number("gamma")).unwrap();
            grey(input).map(|image| point::apply(image, &gamma, None))
        }
        "skimage_adjust_log" => {
            let log = point::Log::new(number("gain")).unwrap();
            grey(input).map(|image| point::apply(image, &log, None))
        }
        "skimage_adjust_sigmoid" => {
            let sigmoid = point::Sigmoid::new(number("gain"), number("cutoff")).unwrap();
            grey(input).map(|image| point::apply(image, &sigmoid, None))
        }
        _ => None,
    }
    .map(Samples::U8)
}

fn grey(samples: &Samples) -> Option<&Image<u8>> {
    match samples {
        Samples::U8(image) if image.channels() == 1 => Some(image),
        _ => None,
    }
}

fn clahe_params(params: &Value) -> ClaheParams {
    let count = |key: &str| params[key].as_u64().unwrap() as u32;
    let tiles = Tiles::new(count("grid_x"), count("grid_y")).unwrap();
    ClaheParams::new(params["clip"].as_f64().unwrap(), tiles).unwrap()
}

fn window_of(params: &Value) -> Window {
    let function = match params["function"].as_str().unwrap() {
        "LINEAR" => VoiFunction::Linear,
        "LINEAR_EXACT" => VoiFunction::LinearExact,
        "SIGMOID" => VoiFunction::Sigmoid,
        other => panic!("function {other}"),
    };
    let number = |key: &str| params[key].as_f64().unwrap();
    Window::new(number("centre"), number("width"), function).unwrap()
}

fn percentile_range(input: &Samples, params: &Value, mask: Option<&Mask>) -> window::Range {
    let wanted = ["p_lo", "p_hi"].map(|key| params[key].as_f64().unwrap());
    let bounds = percentiles(input, mask, &wanted).unwrap();
    linear_range(bounds[0], bounds[1])
}

fn percentile_window(input: &Samples, params: &Value, mask: Option<&Mask>) -> Image<u8> {
    let range = percentile_range(input, params, mask);
    window::to_grey8(input, |x| range.map(x, 255.0))
}
