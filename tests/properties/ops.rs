//! Image processing: what is fast against what is obvious.

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
use negatoscope::ops::nclahe;
use negatoscope::ops::nclahe::NClaheParams;
use negatoscope::ops::nclahe::Norm;
use negatoscope::ops::resample;
use negatoscope::ops::tissue;
use negatoscope::ops::window;
use negatoscope::ops::window::VoiFunction;
use negatoscope::ops::window::Window;
use negatoscope::pixels::Image;
use negatoscope::pixels::Mask;
use negatoscope::pixels::Picture;
use negatoscope::pixels::Samples;
use proptest::prelude::*;

use crate::content::Content;
use crate::content::clip_limit;
use crate::content::filled;
use crate::content::image;
use crate::content::masked_image;
use crate::content::tiles;
use crate::twin;

fn modes() -> impl Strategy<Value = (Border, RankMode)> {
    let border = prop_oneof![Just(Border::Cut), Just(Border::Mirror)];
    let mode = prop_oneof![Just(RankMode::Mid), Just(RankMode::Le), Just(RankMode::Lt)];
    (border, mode)
}

fn ranked(image: &Image<u8>, params: &RankParams, mask: Option<&Mask>) -> Image<u8> {
    ahe::rank(image, params, mask, &|| true).unwrap()
}

fn with_threads<R: Send>(threads: usize, work: impl FnOnce() -> R + Send) -> R {
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .unwrap()
        .install(work)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn equalisation_is_its_twin((image, mask) in masked_image(40)) {
        let mask = mask.as_ref();
        prop_assert_eq!(heq::equalize(&image, mask), twin::equalize(&image, mask));
    }

    #[test]
    fn clahe_is_its_twin(
        (image, mask) in masked_image(70),
        clip_limit in clip_limit(),
        tiles in tiles(),
    ) {
        let mask = mask.as_ref();
        let params = ClaheParams::new(clip_limit, tiles).unwrap();
        let (columns, rows) = (tiles.columns() as usize, tiles.rows() as usize);
        prop_assert_eq!(
            clahe::apply(&image, &params, mask),
            twin::clahe(&image, clip_limit, columns, rows, mask)
        );
    }

    #[test]
    fn rank_is_its_twin(
        (image, mask) in masked_image(16),
        radius in 1_u32..20,
        (border, mode) in modes(),
    ) {
        let mask = mask.as_ref();
        let params = RankParams::new(radius, border, mode).unwrap();
        let wanted = twin::rank(&image, &params, mask);
        prop_assert_eq!(ranked(&image, &params, mask), wanted);
    }

    #[test]
    fn tiles_without_limit_are_clahe_without_limit(
        (image, mask) in masked_image(40),
        tiles in tiles(),
    ) {
        let params = ClaheParams::new(0.0, tiles).unwrap();
        prop_assert_eq!(
            ahe::tiles(&image, tiles, mask.as_ref()),
            clahe::apply(&image, &params, mask.as_ref())
        );
    }

    #[test]
    fn histograms_count_what_is_there((image, mask) in masked_image(40), shift in -300_i16..300) {
        let deep = image.map(|&grey| i16::from(grey) * 3 + shift);
        let values: Vec<f64> = deep
            .data()
            .iter()
            .enumerate()
            .filter(|(i, _)| mask.as_ref().is_none_or(|mask| mask.inside()[*i]))
            .map(|(_, &x)| f64::from(x))
            .collect();
        let samples = Samples::I16(deep);
        let histogram = Histogram::of(&samples, 0, mask.as_ref());
        prop_assert_eq!(histogram.n(), values.len() as u64);
        prop_assert_eq!(histogram.counts().iter().sum::<u64>(), histogram.n());
        prop_assert_eq!(histogram.n() + histogram.excluded(), image.data().len() as u64);
        for edge in [-300.0, 0.0, 17.5, 400.0] {
            let below = values.iter().filter(|&&x| x < edge).count() as u64;
            prop_assert_eq!(histogram.count_between(f64::NEG_INFINITY, edge), below);
        }
        for p in [0.0, 1.0, 37.5, 50.0, 99.0, 100.0] {
            match (histogram.percentile(p), twin::percentile(&values, p)) {
                (Some(found), Some(wanted)) => prop_assert!((found - wanted).abs() < 1e-9),
                (found, wanted) => prop_assert_eq!(found, wanted),
            }
        }
        if let (Some(mean), Some(sd)) = (histogram.mean(), histogram.sd()) {
            let n = values.len() as f64;
            let wanted = values.iter().sum::<f64>() / n;
            let squares = values.iter().map(|x| (x - wanted).powi(2)).sum::<f64>();
            prop_assert!((mean - wanted).abs() < 1e-9);
            prop_assert!((sd - (squares / n).sqrt()).abs() < 1e-9);
        }
    }

    #[test]
    fn histograms_of_slices_are_the_histogram_of_all(
        parts in prop::collection::vec(prop::collection::vec(-1e6_f64..1e6, 0..50), 1..6),
        shrink in 0_i32..30,
    ) {
        let parts: Vec<Vec<f64>> = parts
            .into_iter()
            .enumerate()
            .map(|(i, part)| {
                part.iter().map(|x| x * 0.5_f64.powi(shrink * (i as i32 % 2))).collect()
            })
            .collect();
        let samples = |values: &[f64]| Samples::F64(Image::grey(values.len(), 1, values.to_vec()));
        let all = Histogram::of(&samples(&parts.concat()), 0, None);
        let slices: Vec<Samples> = parts.iter().map(|part| samples(part)).collect();
        let slices: Vec<_> = slices.iter().map(|slice| (slice, None)).collect();
        let merged = Histogram::of_slices(&slices, 0);
        prop_assert_eq!(merged.counts(), all.counts());
        prop_assert_eq!(merged.n(), all.n());
        if all.n() > 0 {
            prop_assert_eq!(merged.bin_start(0), all.bin_start(0));
            prop_assert_eq!(merged.bin_width(), all.bin_width());
            prop_assert!((merged.sd().unwrap() - all.sd().unwrap()).abs() < 1e-6);
        }
    }

    #[test]
    fn selected_percentiles_are_those_of_sorting(
        values in prop::collection::vec(-1e3_f32..1e3, 1..200),
        p in 0.0..100.0_f64,
    ) {
        let samples = Samples::F32(Image::grey(values.len(), 1, values.clone()));
        let values: Vec<f64> = values.iter().map(|&x| f64::from(x)).collect();
        let found = percentiles(&samples, None, &[p]).unwrap()[0];
        prop_assert!((found - twin::percentile(&values, p).unwrap()).abs() < 1e-9);
    }

    #[test]
    fn windows_rise_and_hit_their_bounds(
        center in -2000.0..2000.0_f64,
        width in 1.0..4000.0_f64,
        kind in 0..3,
    ) {
        let function =
            [VoiFunction::Linear, VoiFunction::LinearExact, VoiFunction::Sigmoid][kind as usize];
        let window = Window::new(center, width, function).unwrap();
        let data: Vec<i16> = (-3000..3000).collect();
        let grey = window::to_grey8(&Samples::I16(Image::grey(6000, 1, data.clone())), |x| {
            window.map(x, 255.0)
        });
        prop_assert!(grey.data().is_sorted());
        for (&x, &grey) in data.iter().zip(grey.data()) {
            let wanted = (window.map(f64::from(x), 255.0) + 0.5).floor().clamp(0.0, 255.0);
            prop_assert_eq!(f64::from(grey), wanted);
        }
        let (low, high) = window.bounds();
        if function != VoiFunction::Sigmoid && high - low > 1.0 {
            prop_assert_eq!(window.map(low, 255.0), 0.0);
            prop_assert!((window.map(high, 255.0) - 255.0).abs() < 1e-9);
        }
    }

    #[test]
    fn reduced_pictures_are_area_means(
        image in image(24),
        width in 1_usize..24,
        height in 1_usize..24,
    ) {
        let (width, height) = (width.min(image.width()), height.min(image.height()));
        let picture = Picture {
            width: image.width(),
            height: image.height(),
            rgba: image.data().iter().map(|&grey| [grey, 0, grey, 255]).collect(),
        };
        let small = resample::reduce(&picture, width, height);
        for y in 0..height {
            for x in 0..width {
                let wanted = twin::area_mean(&image, width, height, x, y);
                let found = small.rgba[y * width + x];
                prop_assert!((f64::from(found[0]) - wanted).abs() <= 0.5 + 1e-6);
                prop_assert_eq!([found[1], found[2], found[3]], [0, found[0], 255]);
            }
        }
    }

    #[test]
    fn nothing_outside_the_mask_changes((image, mask) in masked_image(30)) {
        let Some(mask) = mask else { return Ok(()) };
        let inside = mask.inside();
        let mask = Some(&mask);
        let outputs = [
            heq::equalize(&image, mask),
            clahe::apply(&image, &ClaheParams::default(), mask),
            ranked(&image, &RankParams::new(3, Border::Mirror, RankMode::Le).unwrap(), mask),
        ];
        let values = nclahe::apply(&Samples::U8(image.clone()), &NClaheParams::default(), mask);
        for (i, &inside) in inside.iter().enumerate() {
            if !inside {
                for output in &outputs {
                    prop_assert_eq!(output.data()[i], image.data()[i]);
                }
                prop_assert_eq!(values.data()[i], 0);
            }
        }
    }
}

#[test]
fn radii_beyond_127_are_exact() {
    let image = filled(170, 150, Content::Noise, 5);
    for border in [Border::Cut, Border::Mirror] {
        let params = RankParams::new(130, border, RankMode::Mid).unwrap();
        let found = ranked(&image, &params, None);
        // The twin takes long: a few pixels are enough.
        for y in [0, 75, 149] {
            for x in [0, 1, 85, 169] {
                let wanted = twin::rank_at(&image, &params, None, x, y);
                assert_eq!(found.at(x, y), wanted, "{border:?} {x} {y}");
            }
        }
    }
}

#[test]
fn one_thread_and_many_give_the_same() {
    let image = filled(411, 389, Content::Framed, 3);
    let mask = Mask::new(411, 389, (0..411 * 389).map(|i| i % 7 > 0).collect());
    let real = Samples::F32(image.map(|&grey| f32::from(grey).sqrt()));
    let rgb = {
        let data = image
            .data()
            .iter()
            .flat_map(|&g| [g, g / 2, 255 - g])
            .collect();
        Image::new(411, 389, 3, data)
    };
    let all = || {
        let clahe = ClaheParams::new(2.0, Tiles::new(17, 2).unwrap()).unwrap();
        let rank = RankParams::new(20, Border::Mirror, RankMode::Mid).unwrap();
        let nclahe = NClaheParams::new(Norm::Log, 2.0, Tiles::default()).unwrap();
        let slices: Vec<_> = (0..40).map(|_| (&real, Some(&mask))).collect();
        let picture = Picture {
            width: 411,
            height: 389,
            rgba: image.data().iter().map(|&g| [g, g, g, 255]).collect(),
        };
        (
            [
                heq::equalize(&image, Some(&mask)),
                clahe::apply(&image, &clahe, None),
                clahe::apply(&image, &clahe, Some(&mask)),
                ranked(&image, &rank, None),
                nclahe::apply(&real, &nclahe, Some(&mask)),
                colour::apply_to_rgb(&rgb, ColourMode::Lab, |l| clahe::apply(l, &clahe, None)),
                tissue::label(&real, &[(0.0, 4.0), (4.0, 12.0)]),
            ],
            Histogram::of_slices(&slices, 0),
            tissue::outline(&image),
            resample::reduce(&picture, 100, 77),
        )
    };
    let alone = with_threads(1, all);
    for threads in [2, 3, 7] {
        assert_eq!(with_threads(threads, all), alone, "{threads} threads");
    }
}

#[test]
fn colour_modes_keep_what_they_promise() {
    let data = (0..64 * 64_usize)
        .flat_map(|i| [(i * 5) as u8, (i / 9) as u8, (i * 3 / 2) as u8])
        .collect();
    let rgb = Image::new(64, 64, 3, data);
    let equalized = colour::apply_to_rgb(&rgb, ColourMode::Channel, |c| heq::equalize(c, None));
    for channel in 0..3 {
        let wanted = heq::equalize(&rgb.channel(channel), None);
        assert_eq!(equalized.channel(channel), wanted);
    }
    let darker = colour::apply_to_rgb(&rgb, ColourMode::Lab, |l| l.map(|l| l / 2));
    let (before, after) = (
        colour::grey_of_rgb(&rgb, ColourMode::Lab),
        colour::grey_of_rgb(&darker, ColourMode::Lab),
    );
    // Dark colours that leave the gamut and 8-bit channels cost some levels of lightness.
    for (before, after) in before.data().iter().zip(after.data()) {
        assert!(
            i16::from(*after) <= i16::from(*before),
            "{before} to {after}"
        );
    }
}
