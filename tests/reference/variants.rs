//! Recorded equalisers, stretches and matched histograms of other libraries.

use negatoscope::ops::autocontrast;
use negatoscope::ops::autocontrast::Autocontrast;
use negatoscope::ops::autocontrast::Cutoff;
use negatoscope::ops::colour;
use negatoscope::ops::colour::ColourMode;
use negatoscope::ops::heq;
use negatoscope::ops::heq::CdfBins;
use negatoscope::ops::heq::Variant;
use negatoscope::ops::heq::Weights;
use negatoscope::ops::heq::cdf;
use negatoscope::ops::lookup::Grey;
use negatoscope::ops::lookup::map_samples;
use negatoscope::ops::matching;
use negatoscope::ops::point::Percentiles;
use negatoscope::ops::window::linear_range;
use negatoscope::pixels::Image;
use negatoscope::pixels::Mask;
use negatoscope::pixels::Sample;
use negatoscope::pixels::Samples;
use serde_json::Value;

/// Filters that make a table from the counts of the whole picture.
pub fn run(
    filter: &str,
    params: &Value,
    input: &Samples,
    second: Option<&Samples>,
) -> Option<Samples> {
    let number = |key: &str| params[key].as_f64().unwrap();
    match filter {
        "pillow_equalize" => per_channel(input, |grey| equalized(grey, Variant::Pillow)),
        "torchvision_equalize" => per_channel(input, |grey| equalized(grey, Variant::Torchvision)),
        "pillow_autocontrast" => {
            let kept = Percentiles::new(number("cutoff_low"), 100.0 - number("cutoff_high"));
            let pillow = Autocontrast::Pillow(Cutoff::beyond(kept.unwrap()));
            let ignored = params["ignore"].as_u64();
            per_channel(input, |grey| {
                let mask = ignored.map(|ignored| {
                    let counted = |&x: &u8| u64::from(x) != ignored;
                    let inside = grey.data().iter().map(counted).collect();
                    Mask::new(grey.width(), grey.height(), inside)
                });
                let bounds = pillow.bounds(&Samples::U8(grey.clone()), mask.as_ref());
                autocontrast::apply(grey, pillow, bounds, None)
            })
        }
        "torchvision_autocontrast" => per_channel(input, |grey| {
            let bounds = Autocontrast::Torchvision.bounds(&Samples::U8(grey.clone()), None);
            autocontrast::apply(grey, Autocontrast::Torchvision, bounds, None)
        }),
        // Whole numbers have a bin each, whatever `nbins` says.
        "skimage_equalize_hist" => Some(match input {
            Samples::U8(image) => looked_up(image, &cdf::shares(&counts(image))?),
            Samples::U16(image) => looked_up(image, &cdf::shares(&counts(image))?),
            Samples::I16(image) => {
                let shifted = image.map(|&x| (x as u16) ^ 0x8000);
                looked_up(&shifted, &cdf::shares(&counts(&shifted))?)
            }
            other => panic!("{:?}", other.sample_type()),
        }),
        "skimage_equalize_hist_float" => {
            let Samples::U8(image) = input else {
                panic!("{:?}", input.sample_type());
            };
            let bins = CdfBins::new(number("nbins") as u32).unwrap();
            Some(looked_up(image, &cdf::binned_shares(&counts(image), bins)?))
        }
        "skimage_match_histograms" => Some(match (input, second?) {
            (Samples::U8(image), Samples::U8(reference)) => matched(image, reference),
            (Samples::U16(image), Samples::U16(reference)) => matched(image, reference),
            (a, b) => panic!("{:?} and {:?}", a.sample_type(), b.sample_type()),
        }),
        "imagej_equalize" => {
            let weights = match params["classic"].as_str()? {
                "true" => Weights::Counts,
                "false" => Weights::SquareRoot,
                other => panic!("classic {other}"),
            };
            Some(match input {
                Samples::U8(image) => imagej_equalized(image, weights),
                Samples::U16(image) => imagej_equalized(image, weights),
                other => panic!("{:?}", other.sample_type()),
            })
        }
        "itk_intensity_windowing" => {
            let range = linear_range(number("min"), number("max"));
            Some(Samples::F64(map_samples(input, |x| range.map(x, 255.0))))
        }
        _ => None,
    }
}

fn per_channel(input: &Samples, f: impl Fn(&Image<u8>) -> Image<u8>) -> Option<Samples> {
    let Samples::U8(image) = input else {
        panic!("{:?}", input.sample_type());
    };
    Some(Samples::U8(match image.channels() {
        1 => f(image),
        _ => colour::apply_to_rgb(image, ColourMode::Channel, f),
    }))
}

fn counts<G: Grey>(image: &Image<G>) -> Vec<u64> {
    heq::counts_of(image, None)
}

fn equalized<G: Grey>(image: &Image<G>, variant: Variant) -> Image<G> {
    heq::equalize_by(image, variant, None, None)
}

fn imagej_equalized<G: Grey>(image: &Image<G>, weights: Weights) -> Samples {
    G::wrap(equalized(image, Variant::ImageJ { weights }))
}

fn matched<G: Grey>(image: &Image<G>, reference: &Image<G>) -> Samples {
    looked_up(image, &matching::table(&counts(image), &counts(reference)))
}

/// The entry of each grey, as real numbers.
fn looked_up<G: Grey>(image: &Image<G>, table: &[f64]) -> Samples {
    Samples::F64(image.map(|&grey| table[Sample::to_f64(grey) as usize]))
}
