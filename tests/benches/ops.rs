//! How long image processing takes.

use std::hint::black_box;

use criterion::Criterion;
use criterion::criterion_group;
use criterion::criterion_main;
use negatoscope::ops::ahe;
use negatoscope::ops::ahe::RankParams;
use negatoscope::ops::clahe;
use negatoscope::ops::clahe::ClaheParams;
use negatoscope::ops::clahe::exact;
use negatoscope::ops::clahe::exact::ExactParams;
use negatoscope::ops::heq;
use negatoscope::ops::histogram::Histogram;
use negatoscope::ops::median;
use negatoscope::ops::median::MedianParams;
use negatoscope::ops::powerlaw;
use negatoscope::ops::powerlaw::PowerlawParams;
use negatoscope::ops::window;
use negatoscope::ops::window::VoiFunction;
use negatoscope::ops::window::Window;
use negatoscope::pixels::Image;
use negatoscope::pixels::Samples;

/// Soft shapes with a little noise, 12 bits deep: neither flat nor random.
fn radiograph(side: usize) -> Image<u16> {
    let mut noise = 1_u32;
    let data = (0..side * side)
        .map(|i| {
            let (x, y) = (
                (i % side) as f64 / side as f64,
                (i / side) as f64 / side as f64,
            );
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let shape = (x * 9.0).sin() * (y * 7.0).cos() + x * y;
            (1500.0 + 900.0 * shape + f64::from(noise >> 26)) as u16
        })
        .collect();
    Image::grey(side, side, data)
}

fn eight_bits(side: usize) -> Image<u8> {
    radiograph(side).map(|&x| (x >> 4) as u8)
}

fn benches(c: &mut Criterion) {
    for side in [512, 2048, 3000] {
        let image = eight_bits(side);
        let params = ClaheParams::default();
        c.bench_function(&format!("clahe {side}"), |b| {
            b.iter(|| clahe::apply(black_box(&image), &params, None));
        });
    }
    let image = eight_bits(2048);
    c.bench_function("heq 2048", |b| {
        b.iter(|| heq::equalize(black_box(&image), None));
    });

    let image = eight_bits(512);
    let params = RankParams::default();
    c.bench_function("ahe rank radius 64, 512", |b| {
        b.iter(|| ahe::rank(black_box(&image), &params, None, &|| true));
    });
    let params = ExactParams::default();
    c.bench_function("clahe exact radius 63, 512", |b| {
        b.iter(|| exact::apply(black_box(&image), &params, None, &|| true));
    });
    let samples = Samples::U8(image);
    for size in [7, 31] {
        if let Ok(params) = MedianParams::new(size) {
            c.bench_function(&format!("median {size}, 512"), |b| {
                b.iter(|| median::apply(black_box(&samples), &params, None, &|| true));
            });
        }
    }
    let params = PowerlawParams::default();
    c.bench_function("power law radius 5, 512", |b| {
        b.iter(|| powerlaw::apply(black_box(&samples), &params, None, None, &|| true));
    });

    let samples = Samples::U16(radiograph(3000));
    if let Ok(window) = Window::new(1500.0, 2000.0, VoiFunction::Linear) {
        c.bench_function("window u16 3000", |b| {
            b.iter(|| window::to_grey8(black_box(&samples), |x| window.map(x, 255.0)));
        });
    }
    let slice = Samples::U16(radiograph(512));
    c.bench_function("histogram u16 512", |b| {
        b.iter(|| Histogram::of(black_box(&slice), 0, None));
    });
}

criterion_group!(ops, benches);
criterion_main!(ops);
