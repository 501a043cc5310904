//! Recorded filters with a neighbourhood, in terms of the library.

use negatoscope::ops::bilateral;
use negatoscope::ops::bilateral::BilateralParams;
use negatoscope::ops::lookup::map_samples;
use negatoscope::ops::median;
use negatoscope::ops::median::MedianParams;
use negatoscope::ops::multiscale;
use negatoscope::ops::multiscale::MultiscaleParams;
use negatoscope::ops::nlm;
use negatoscope::ops::nlm::NlmParams;
use negatoscope::ops::powerlaw;
use negatoscope::ops::powerlaw::PowerlawParams;
use negatoscope::ops::unsharp;
use negatoscope::ops::unsharp::UnsharpParams;
use negatoscope::pixels::Samples;
use serde_json::Value;

/// Median, bilateral, non-local means, unsharp mask, multiscale contrast and power-law
/// equalisation.
///
/// scikit-image's two denoisers are left out: other windows, other borders, other patch weights.
pub fn run(
    filter: &str,
    params: &Value,
    input: &Samples,
    _second: Option<&Samples>,
) -> Option<Samples> {
    let number = |key: &str| params[key].as_f64().unwrap();
    let count = |key: &str| params[key].as_u64().unwrap() as u32;
    let always = &|| true;
    match filter {
        "opencv_median" => {
            let params = MedianParams::new(count("ksize")).unwrap();
            median::apply(input, &params, None, always)
        }
        "opencv_bilateral" => {
            let (value, space) = (number("sigma_color"), number("sigma_space"));
            let params = BilateralParams::new(count("d"), value, space).unwrap();
            bilateral::apply(input, &params, None, always)
        }
        "opencv_nlm" => {
            let params = NlmParams::new(number("h"), count("template"), count("search")).unwrap();
            nlm::apply(input, &params, None, always)
        }
        "unsharp_u8" => {
            let params = UnsharpParams::new(number("sigma"), number("amount"), 0.0).unwrap();
            unsharp::apply(input, &params, None, always)
        }
        "skimage_unsharp" => {
            let params = UnsharpParams::new(number("radius"), number("amount"), 0.0).unwrap();
            let shares = Samples::F64(map_samples(input, |x| x / 255.0));
            let sharp = unsharp::apply(&shares, &params, None, always)?;
            Some(Samples::F64(map_samples(&sharp, |x| x.clamp(0.0, 1.0))))
        }
        "pyramid_contrast" => {
            let (power, gain) = (number("p"), number("gain"));
            let params = MultiscaleParams::new(count("levels"), power, gain).unwrap();
            multiscale::apply(&values(input), &params, None, always)
        }
        "itk_adaptive_histogram_equalization" => {
            let (alpha, beta) = (number("alpha"), number("beta"));
            let params = PowerlawParams::new(alpha, beta, count("radius")).unwrap();
            let real = powerlaw::apply(&values(input), &params, None, None, always)?;
            // ITK truncates, and what leaves the type wraps.
            Some(match input {
                Samples::U8(_) => Samples::U8(map_samples(&real, |y| y as i64 as u8)),
                Samples::I16(_) => Samples::I16(map_samples(&real, |y| y as i64 as i16)),
                _ => return None,
            })
        }
        _ => None,
    }
}

/// The same numbers, for a result that is not rounded.
fn values(input: &Samples) -> Samples {
    Samples::F64(map_samples(input, |x| x))
}
