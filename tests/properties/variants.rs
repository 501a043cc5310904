//! Equalisers, autocontrast and matching: tables against sorted pixels; one thread against many.

use negatoscope::ops::Tiles;
use negatoscope::ops::autocontrast;
use negatoscope::ops::autocontrast::Autocontrast;
use negatoscope::ops::autocontrast::Cutoff;
use negatoscope::ops::heq;
use negatoscope::ops::heq::CdfBins;
use negatoscope::ops::heq::Variant;
use negatoscope::ops::heq::Weights;
use negatoscope::ops::histogram::Histogram;
use negatoscope::ops::matching;
use negatoscope::ops::nclahe;
use negatoscope::ops::nclahe::NClaheParams;
use negatoscope::ops::nclahe::Norm;
use negatoscope::ops::point::Percentiles;
use negatoscope::pixels::Image;
use negatoscope::pixels::Mask;
use negatoscope::pixels::Sample;
use negatoscope::pixels::Samples;
use proptest::prelude::*;

use crate::content::Content;
use crate::content::filled;
use crate::content::image;
use crate::content::masked_image;

fn variant() -> impl Strategy<Value = Variant> {
    let bins = prop_oneof![Just(256), Just(65_536), 2_u32..300, 2_u32..65_536];
    prop_oneof![
        Just(Variant::OpenCv),
        Just(Variant::Pillow),
        Just(Variant::Torchvision),
        Just(Variant::ImageJ {
            weights: Weights::SquareRoot
        }),
        Just(Variant::ImageJ {
            weights: Weights::Counts
        }),
        bins.prop_map(|bins| Variant::Cdf {
            bins: CdfBins::new(bins).unwrap()
        }),
    ]
}

fn autocontrasts() -> impl Strategy<Value = Autocontrast> {
    let pillow = (0.0..60.0, 61.0..=100.0).prop_map(|(low, high)| pillow(low, high));
    prop_oneof![
        Just(pillow_whole()),
        pillow,
        Just(Autocontrast::Torchvision)
    ]
}

fn pillow(low: f64, high: f64) -> Autocontrast {
    Autocontrast::Pillow(Cutoff::beyond(Percentiles::new(low, high).unwrap()))
}

fn pillow_whole() -> Autocontrast {
    pillow(0.0, 100.0)
}

/// 16-bit greys on few levels, like those of a detector, or on many.
fn deep(image: &Image<u8>, factor: u16, offset: u16) -> Image<u16> {
    image.map(|&grey| u16::from(grey) * factor + offset)
}

fn counted<T: Sample>(image: &Image<T>, mask: Option<&Mask>) -> Vec<T> {
    let inside = |i: usize| mask.is_none_or(|mask| mask.inside()[i]);
    let data = image.data().iter().enumerate();
    data.filter(|(i, _)| inside(*i)).map(|(_, &x)| x).collect()
}

/// Each variant from its definition, by looking at all `pixels` for a single grey.
fn equalized(pixels: &[u64], variant: Variant, grey: u64, top: u64) -> u64 {
    let (Some(&low), Some(&high)) = (pixels.iter().min(), pixels.iter().max()) else {
        return grey;
    };
    let n = pixels.len() as u64;
    let number =
        |wanted: &dyn Fn(u64) -> bool| pixels.iter().filter(|x| wanted(**x)).count() as u64;
    match variant {
        Variant::OpenCv if low == high => low,
        Variant::OpenCv => {
            let scale = top as f32 / number(&|x| x > low) as f32;
            let upto = number(&|x| low < x && x <= grey);
            (upto as f32 * scale)
                .round_ties_even()
                .clamp(0.0, top as f32) as u64
        }
        Variant::Pillow | Variant::Torchvision => {
            let step = number(&|x| x < high) / top;
            if low == high || step == 0 {
                return grey;
            }
            ((step / 2 + number(&|x| x < grey)) / step).min(top)
        }
        Variant::Cdf { bins } => {
            let bins = u64::from(bins.get());
            let share = if high - low < bins {
                number(&|x| x <= grey.max(low)) as f64 / n as f64
            } else {
                let bin = |x: u64| ((x - low) * bins / (high - low)).min(bins - 1);
                let upto = |b: u64| number(&|x| bin(x) <= b) as f64 / n as f64;
                let place = (grey.clamp(low, high) - low) as f64 * bins as f64;
                let place = place / (high - low) as f64 - 0.5;
                if place <= 0.0 {
                    upto(0)
                } else {
                    let left = upto(place as u64);
                    left + (upto(place as u64 + 1) - left) * place.fract()
                }
            };
            (share * top as f64 + 0.5).floor() as u64
        }
        Variant::ImageJ { weights } => {
            if grey == 0 || grey == top {
                return grey;
            }
            let mut sums = [0.0_f64; 2];
            let mut values = pixels.to_vec();
            values.sort_unstable();
            for group in values.chunk_by(|a, b| a == b) {
                let value = group[0];
                let count = group.len() as f64;
                let weight = match weights {
                    Weights::SquareRoot => count.sqrt(),
                    Weights::Counts => count,
                };
                sums[0] += if value == 0 || value == top {
                    weight
                } else {
                    2.0 * weight
                };
                sums[1] += match value.cmp(&grey) {
                    std::cmp::Ordering::Less if value > 0 => 2.0 * weight,
                    std::cmp::Ordering::Less | std::cmp::Ordering::Equal => weight,
                    std::cmp::Ordering::Greater => 0.0,
                };
            }
            (sums[1] * (top as f64 / sums[0]) + 0.5).floor() as u64
        }
    }
}

/// A source's grey in the reference, both sorted: the straight line through the share.
fn matched(source: &[u8], reference: &[u8], grey: u8) -> f64 {
    let share = |pixels: &[u8], grey: u8| {
        pixels.iter().filter(|&&x| x <= grey).count() as f64 / pixels.len() as f64
    };
    let wanted = share(source, grey);
    let mut greys = reference.to_vec();
    greys.sort_unstable();
    greys.dedup();
    let Some(above) = greys.iter().position(|&x| share(reference, x) >= wanted) else {
        return f64::from(greys[greys.len() - 1]);
    };
    let bright = greys[above];
    let Some(dark) = above.checked_sub(1).map(|i| greys[i]) else {
        return f64::from(bright);
    };
    let (left, right) = (share(reference, dark), share(reference, bright));
    f64::from(dark) + f64::from(bright - dark) * (wanted - left) / (right - left)
}

/// The values kept between two percentiles of three decimals, of samples that are sorted first.
fn bounds(
    mut values: Vec<f64>,
    autocontrast: Autocontrast,
    low: f64,
    high: f64,
) -> Option<(f64, f64)> {
    values.retain(|x| x.is_finite());
    values.sort_by(f64::total_cmp);
    let n = values.len() as f64;
    let (dark, bright) = match autocontrast {
        Autocontrast::Torchvision => (0, 0),
        Autocontrast::Pillow(_) => {
            let beyond_high = ((100.0 - high) * 1000.0).round() / 1000.0;
            (
                (n * low / 100.0) as usize,
                (n * beyond_high / 100.0) as usize,
            )
        }
    };
    let kept = values.get(dark..values.len().checked_sub(bright)?)?;
    let (&first, &last) = (kept.first()?, kept.last()?);
    (first < last).then_some((first, last))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn equalisers_of_8_bits_are_their_twin((image, mask) in masked_image(60), variant in variant()) {
        let mask = mask.as_ref();
        let found = heq::equalize_by(&image, variant, None, mask);
        let pixels: Vec<u64> = counted(&image, mask).into_iter().map(u64::from).collect();
        let wanted: Vec<u64> = (0..256).map(|grey| equalized(&pixels, variant, grey, 255)).collect();
        for (i, (&grey, &found)) in image.data().iter().zip(found.data()).enumerate() {
            let inside = mask.is_none_or(|mask| mask.inside()[i]);
            let wanted = if inside { wanted[usize::from(grey)] } else { u64::from(grey) };
            prop_assert_eq!(u64::from(found), wanted, "grey {}", grey);
        }
    }

    #[test]
    fn equalisers_of_16_bits_are_their_twin(
        (image, mask) in masked_image(30),
        factor in 1_u16..=255,
        offset in 0_u16..=500,
        variant in variant(),
    ) {
        let mask = mask.as_ref();
        let image = deep(&image, factor, offset);
        let counts = heq::counts_of(&image, mask);
        let table = heq::grey_table(variant, &counts);
        let found = heq::equalize_by(&image, variant, None, mask);
        let pixels: Vec<u64> = counted(&image, mask).into_iter().map(u64::from).collect();
        for grey in [0, offset, offset + factor, 3 * offset, 30_000, 65_535] {
            let wanted = equalized(&pixels, variant, u64::from(grey), 65_535);
            prop_assert_eq!(u64::from(table[usize::from(grey)]), wanted, "grey {}", grey);
        }
        for (i, (&grey, &found)) in image.data().iter().zip(found.data()).enumerate() {
            let inside = mask.is_none_or(|mask| mask.inside()[i]);
            prop_assert_eq!(found, if inside { table[usize::from(grey)] } else { grey });
        }
    }

    #[test]
    fn tables_of_any_counts_rise(
        occupied in prop::collection::vec((0_usize..65_536, 0_u64..1 << 40), 0..40),
        variant in variant(),
    ) {
        let mut counts = vec![0; 65_536];
        for (grey, count) in occupied {
            counts[grey] = count;
        }
        let table = heq::grey_table(variant, &counts);
        prop_assert_eq!(table.len(), counts.len());
        prop_assert!(table.is_sorted());
    }

    #[test]
    fn opencv_by_counts_is_opencv((image, mask) in masked_image(40)) {
        let mask = mask.as_ref();
        prop_assert_eq!(
            heq::equalize_by(&image, Variant::OpenCv, None, mask),
            heq::equalize(&image, mask)
        );
    }

    #[test]
    fn matching_is_its_twin((image, mask) in masked_image(30), reference in image(30)) {
        let mask = mask.as_ref();
        let found = matching::apply(&image, None, &heq::counts_of(&reference, None), mask);
        let table = matching::table(
            &heq::counts_of(&image, mask),
            &heq::counts_of(&reference, None),
        );
        let pixels = counted(&image, mask);
        for (i, (&grey, &found)) in image.data().iter().zip(found.data()).enumerate() {
            if mask.is_none_or(|mask| mask.inside()[i]) {
                let wanted = matched(&pixels, reference.data(), grey);
                let real = table[usize::from(grey)];
                prop_assert!((real - wanted).abs() < 1e-9, "{} is {}, not {}", grey, real, wanted);
                prop_assert_eq!(f64::from(found), (real + 0.5).floor());
            } else {
                prop_assert_eq!(found, grey);
            }
        }
    }

    #[test]
    fn autocontrast_is_its_twin(
        (image, mask) in masked_image(40),
        low in prop_oneof![Just(0.0), 0.0..60.0],
        high in prop_oneof![Just(100.0), 60.5..100.0],
        torchvision in any::<bool>(),
    ) {
        let mask = mask.as_ref();
        // Three decimals: what people write.
        let [low, high] = [low, high].map(|p: f64| (p * 1000.0).round() / 1000.0);
        let autocontrast = if torchvision { Autocontrast::Torchvision } else { pillow(low, high) };
        let real = image.map(|&grey| if grey == 7 { f32::NAN } else { f32::from(grey).sqrt() - 3.0 });
        for samples in [
            Samples::U8(image.clone()),
            Samples::I16(image.map(|&grey| i16::from(grey) * 100 - 9000)),
            Samples::I32(image.map(|&grey| i32::from(grey) * 100_000 - 9_000_000)),
            Samples::F32(real),
        ] {
            let values = negatoscope::for_samples!(&samples, image => {
                counted(image, mask).into_iter().map(Sample::to_f64).collect()
            });
            let wanted = bounds(values, autocontrast, low, high);
            prop_assert_eq!(autocontrast.bounds(&samples, mask), wanted);
            let histogram = Histogram::of(&samples, 0, mask);
            if histogram.is_exact() || low == 0.0 && high == 100.0 {
                prop_assert_eq!(autocontrast.bounds_in(&histogram), wanted);
            }
        }
    }

    #[test]
    fn autocontrast_is_whole_and_rises(
        autocontrast in autocontrasts(),
        low in -1e5_f64..1e5,
        width in 1e-3_f64..1e5,
    ) {
        for top in [255.0, 65_535.0] {
            let greys: Vec<f64> = (-3..=40)
                .map(|i| autocontrast.map((low, low + width), low + width * f64::from(i) / 32.0, top))
                .collect();
            prop_assert!(greys.is_sorted(), "{:?}", greys);
            prop_assert!(greys.iter().all(|grey| grey.fract() == 0.0));
            prop_assert_eq!((greys[0], greys[43]), (0.0, top));
        }
    }

    #[test]
    fn nclahe_by_its_own_statistics_is_nclahe((image, mask) in masked_image(40), norm in 0..4) {
        let mask = mask.as_ref();
        let norm = [Norm::Log, Norm::Equalize, Norm::MinMax, Norm::Gamma(0.5)][norm as usize];
        let params = NClaheParams::new(norm, 2.0, Tiles::default()).unwrap();
        let samples = Samples::I16(image.map(|&grey| i16::from(grey) * 9 - 1000));
        let histogram = Histogram::of(&samples, 0, mask);
        let extent = histogram.min().zip(histogram.max());
        let counts = Some(nclahe::minmax_counts(&histogram));
        prop_assert_eq!(
            nclahe::apply_with(&samples, &params, extent, counts.as_ref(), mask),
            nclahe::apply(&samples, &params, mask)
        );
    }
}

#[test]
fn one_thread_and_many_give_the_same() {
    let image = filled(611, 589, Content::Noise, 9);
    let deep = deep(&image, 251, 17);
    let mask = Mask::new(611, 589, (0..611 * 589).map(|i| i % 5 > 0).collect());
    let real = Samples::F32(deep.map(|&grey| f32::from(grey).sqrt()));
    let variants = [
        Variant::OpenCv,
        Variant::Pillow,
        Variant::Cdf {
            bins: CdfBins::default(),
        },
        Variant::ImageJ {
            weights: Weights::SquareRoot,
        },
    ];
    let all = || {
        let stretched = pillow(1.5, 98.0).bounds(&real, Some(&mask));
        let reference = heq::counts_of(&image, None);
        (
            variants.map(|variant| heq::equalize_by(&deep, variant, None, Some(&mask))),
            variants.map(|variant| heq::equalize_by(&image, variant, None, Some(&mask))),
            matching::apply(&deep, None, &reference, Some(&mask)),
            autocontrast::apply(&deep, pillow_whole(), stretched, Some(&mask)),
            stretched,
        )
    };
    let with_threads = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        pool.build().unwrap().install(all)
    };
    let alone = with_threads(1);
    for threads in [2, 3, 7] {
        assert!(with_threads(threads) == alone, "{threads} threads");
    }
}
