//! The one path from slice and recipe to samples and picture: its order, its exceptions, its numbers.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod colour;
mod colour_map;
mod look;
mod path;
mod planes;
mod prepared;
mod series;

use negatoscope::ops::window::VoiFunction;
use negatoscope::ops::window::Window;
use negatoscope::pipeline::Prepared;
use negatoscope::pipeline::Processed;
use negatoscope::pipeline::present;
use negatoscope::pipeline::process;
use negatoscope::pixels::Image;
use negatoscope::pixels::Samples;
use negatoscope::recipe::Look;
use negatoscope::recipe::LookWindow;
use negatoscope::recipe::Recipe;
use negatoscope::recipe::Step;
use negatoscope::study::ModalityLut;
use negatoscope::study::Slice;
use negatoscope::study::SliceLut;
use negatoscope::study::Unit;
use negatoscope::study::Voi;
use negatoscope::study::VoiKind;

const HU: ModalityLut = ModalityLut::Linear {
    slope: 1.0,
    intercept: -1024.0,
};

fn slice(samples: Samples, lut: ModalityLut, unit: Unit) -> Slice {
    Slice {
        samples,
        lut: SliceLut::One(lut),
        padding: None,
        unit,
        vois: Vec::new(),
        inverted: false,
        spacing_mm: Some([0.5, 2.0]),
        pixel_aspect: 4.0,
        edges: None,
        collimation: None,
        cut: None,
    }
}

fn ct(stored: Vec<u16>) -> Slice {
    let samples = Samples::U16(Image::grey(stored.len(), 1, stored));
    slice(samples, HU, Unit::Hu)
}

fn window(center: f64, width: f64) -> Window {
    Window::new(center, width, VoiFunction::Linear).expect("a window")
}

fn voi(center: f64, width: f64) -> Voi {
    Voi {
        explanation: String::new(),
        kind: VoiKind::Window(window(center, width)),
    }
}

fn recipe(steps: &[&str]) -> Recipe {
    let steps = steps.iter().map(|step| Step::parse(step).expect(step));
    Recipe::of(steps.collect())
}

fn run(slice: Slice, steps: &[&str]) -> Processed {
    process(slice, &recipe(steps), &Prepared::default(), &|| true).expect("it fits")
}

fn grey8(processed: &Processed) -> &[u8] {
    match &processed.result {
        Samples::U8(image) => image.data(),
        other => panic!("grey 8 wanted: {other:?}"),
    }
}

/// The red channel of what is shown; grey pictures have three equal ones.
fn shown(processed: &Processed, look: &Look) -> Vec<u8> {
    let picture = present(processed, look);
    picture.rgba.iter().map(|pixel| pixel[0]).collect()
}

fn by_window(window: Window) -> Look {
    Look {
        window: LookWindow::Given(window),
        ..Look::default()
    }
}
