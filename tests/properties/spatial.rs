//! Filters with a neighbourhood: what is fast against what is obvious, and what must not change.

use negatoscope::for_samples;
use negatoscope::ops::bilateral;
use negatoscope::ops::bilateral::BilateralParams;
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
use negatoscope::pixels::Image;
use negatoscope::pixels::Mask;
use negatoscope::pixels::Sample;
use negatoscope::pixels::Samples;
use proptest::prelude::*;

use crate::content::Content;
use crate::content::filled;
use crate::content::masked_image;

type Apply = Box<dyn Fn(&Samples, Option<&Mask>) -> Samples>;
type Twin = Box<dyn Fn(&Picture, isize, isize) -> f64>;

/// Any of the filters, with its twin.
struct Filter {
    apply: Apply,
    /// The filter's real-valued result for one pixel that counts.
    twin: Twin,
}

/// A picture as the twins see it: nothing where a pixel does not count.
struct Picture {
    width: isize,
    height: isize,
    pixels: Vec<Option<f64>>,
}

impl Picture {
    fn of(samples: &Samples, mask: Option<&Mask>) -> Self {
        let pixels = numbers(samples)
            .into_iter()
            .enumerate()
            .map(|(i, x)| (x.is_finite() && mask.is_none_or(|mask| mask.inside()[i])).then_some(x))
            .collect();
        Self {
            width: samples.width() as isize,
            height: samples.height() as isize,
            pixels,
        }
    }

    /// The pixel, `None` too beyond the border.
    fn cut(&self, x: isize, y: isize) -> Option<f64> {
        let inside = (0..self.width).contains(&x) && (0..self.height).contains(&y);
        inside.then(|| self.pixels[(y * self.width + x) as usize])?
    }

    fn repeated(&self, x: isize, y: isize) -> Option<f64> {
        self.cut(x.clamp(0, self.width - 1), y.clamp(0, self.height - 1))
    }

    /// Mirrored at the edge of the outermost pixel.
    fn reflected(&self, x: isize, y: isize) -> Option<f64> {
        let fold = |mut i: isize, n: isize| {
            while !(0..n).contains(&i) {
                i = if i < 0 { -1 - i } else { 2 * n - 1 - i };
            }
            i
        };
        self.cut(fold(x, self.width), fold(y, self.height))
    }

    /// Mirrored at the middle of the outermost pixel.
    fn mirrored(&self, x: isize, y: isize) -> Option<f64> {
        self.cut(mirror(x, self.width), mirror(y, self.height))
    }

    fn extent(&self) -> (f64, f64) {
        let all = self.pixels.iter().flatten();
        (
            all.clone().copied().fold(f64::INFINITY, f64::min),
            all.copied().fold(f64::NEG_INFINITY, f64::max),
        )
    }
}

fn mirror(mut i: isize, n: isize) -> isize {
    if n == 1 {
        return 0;
    }
    while !(0..n).contains(&i) {
        i = if i < 0 { -i } else { 2 * (n - 1) - i };
    }
    i
}

/// Offsets of a square.
fn square(radius: isize) -> impl Iterator<Item = (isize, isize)> {
    (-radius..=radius).flat_map(move |dy| (-radius..=radius).map(move |dx| (dx, dy)))
}

/// Σ w x / Σ w.
fn mean(terms: impl Iterator<Item = (f64, f64)>) -> f64 {
    let (sum, weights) = terms.fold((0.0, 0.0), |(s, t), (w, x)| (s + w * x, t + w));
    sum / weights
}

fn median_filter(size: u32) -> Filter {
    let params = MedianParams::new(size).unwrap();
    Filter {
        apply: Box::new(move |x, mask| median::apply(x, &params, mask, &|| true).unwrap()),
        twin: Box::new(move |picture, x, y| {
            let mut window: Vec<f64> = square(size as isize / 2)
                .filter_map(|(dx, dy)| picture.repeated(x + dx, y + dy))
                .collect();
            window.sort_by(f64::total_cmp);
            window[(window.len() - 1) / 2]
        }),
    }
}

/// `scale`: what a level of 8-bit grey is in the picture's unit.
fn unsharp_filter(radius: f64, amount: f64, threshold: f64, scale: f64) -> Filter {
    let params = UnsharpParams::new(radius, amount, threshold).unwrap();
    Filter {
        apply: Box::new(move |x, mask| unsharp::apply(x, &params, mask, &|| true).unwrap()),
        twin: Box::new(move |picture, x, y| {
            let reach = (4.0 * radius + 0.5) as isize;
            let smooth = mean(square(reach).filter_map(|(dx, dy)| {
                let distance = (dx * dx + dy * dy) as f64;
                let weight = (-distance / (2.0 * radius * radius)).exp();
                Some((weight, picture.reflected(x + dx, y + dy)?))
            }));
            let middle = picture.cut(x, y).unwrap();
            let detail = middle - smooth;
            let counts = detail.abs() >= threshold * scale;
            middle + if counts { amount * detail } else { 0.0 }
        }),
    }
}

fn bilateral_filter(diameter: u32, sigma_value: f64, sigma_space: f64, scale: f64) -> Filter {
    let params = BilateralParams::new(diameter, sigma_value, sigma_space).unwrap();
    Filter {
        apply: Box::new(move |x, mask| bilateral::apply(x, &params, mask, &|| true).unwrap()),
        twin: Box::new(move |picture, x, y| {
            let radius = diameter as isize / 2;
            let middle = picture.cut(x, y).unwrap();
            mean(square(radius).filter_map(|(dx, dy)| {
                let neighbour = picture.mirrored(x + dx, y + dy)?;
                let distance = ((dx * dx + dy * dy) as f64).sqrt();
                let nearness = distance / sigma_space;
                let closeness = (neighbour - middle) / (sigma_value * scale);
                let weight = (-0.5 * (nearness * nearness + closeness * closeness)).exp();
                (distance <= radius as f64).then_some((weight, neighbour))
            }))
        }),
    }
}

fn nlm_filter(h: f64, patch: u32, search: u32, scale: f64) -> Filter {
    let params = NlmParams::new(h, patch, search).unwrap();
    Filter {
        apply: Box::new(move |x, mask| nlm::apply(x, &params, mask, &|| true).unwrap()),
        twin: Box::new(move |picture, x, y| {
            mean(square(search as isize / 2).filter_map(|(dx, dy)| {
                let other = picture.mirrored(x + dx, y + dy)?;
                let distance = mean(square(patch as isize / 2).filter_map(|(px, py)| {
                    let here = picture.mirrored(x + px, y + py)?;
                    let there = picture.mirrored(x + dx + px, y + dy + py)?;
                    Some((1.0, (here - there) * (here - there)))
                }));
                let h = h * scale;
                Some(((-distance / (h * h)).exp(), other))
            }))
        }),
    }
}

fn powerlaw_filter(alpha: f64, beta: f64, radius: u32) -> Filter {
    let params = PowerlawParams::new(alpha, beta, radius).unwrap();
    Filter {
        apply: Box::new(move |x, mask| powerlaw::apply(x, &params, mask, None, &|| true).unwrap()),
        twin: Box::new(move |picture, x, y| {
            let (low, high) = picture.extent();
            let middle = picture.cut(x, y).unwrap();
            if low == high {
                return middle;
            }
            let scaled = |x: f64| (x - low) / (high - low) - 0.5;
            let u = scaled(middle);
            let mean = mean(square(radius as isize).filter_map(|(dx, dy)| {
                let neighbour = picture.cut(x + dx, y + dy)?;
                let w = scaled(neighbour);
                let s = if neighbour == middle {
                    0.0
                } else {
                    (u - w).signum()
                };
                let d = (2.0 * (u - w)).abs();
                let c = 0.5 * s * d.powf(alpha) - beta * 0.5 * s * d + beta * u;
                Some((1.0, c))
            }));
            (high - low) * (mean + 0.5) + low
        }),
    }
}

/// The whole picture after multiscale contrast, by recursion over its levels.
fn multiscale_twin(picture: &Picture, levels: u32, power: f64, gain: f64) -> Vec<f64> {
    const BINOMIAL: [f64; 5] = [1.0, 4.0, 6.0, 4.0, 1.0];
    fn weight(dx: isize, dy: isize) -> f64 {
        BINOMIAL[(dx + 2) as usize] * BINOMIAL[(dy + 2) as usize]
    }
    fn reduce(fine: &Picture) -> Picture {
        let (width, height) = ((fine.width + 1) / 2, (fine.height + 1) / 2);
        let pixel = |i: isize| {
            let (x, y) = (2 * (i % width), 2 * (i / width));
            let terms = square(2)
                .filter_map(|(dx, dy)| Some((weight(dx, dy), fine.mirrored(x + dx, y + dy)?)));
            let mean = mean(terms);
            mean.is_finite().then_some(mean)
        };
        Picture {
            width,
            height,
            pixels: (0..width * height).map(pixel).collect(),
        }
    }
    fn expand(coarse: &Picture, fine: &Picture) -> Vec<f64> {
        let pixel = |i: isize| {
            mean(square(2).filter_map(|(dx, dy)| {
                let x = mirror(i % fine.width + dx, fine.width);
                let y = mirror(i / fine.width + dy, fine.height);
                let present = x % 2 == 0 && y % 2 == 0;
                let sample = present.then(|| coarse.cut(x / 2, y / 2))??;
                Some((weight(dx, dy), sample))
            }))
        };
        (0..fine.width * fine.height).map(pixel).collect()
    }
    fn details(picture: &Picture, levels: u32) -> Vec<Vec<Option<f64>>> {
        if levels == 0 {
            return Vec::new();
        }
        let coarse = reduce(picture);
        let expected = expand(&coarse, picture);
        let pixels = picture.pixels.iter().zip(expected);
        let mut all = vec![pixels.map(|(x, expected)| Some((*x)? - expected)).collect()];
        all.extend(details(&coarse, levels - 1));
        all
    }
    fn rebuild(picture: &Picture, details: &[Vec<Option<f64>>], f: &dyn Fn(f64) -> f64) -> Picture {
        let Some((detail, coarser)) = details.split_first() else {
            return Picture {
                width: picture.width,
                height: picture.height,
                pixels: picture.pixels.clone(),
            };
        };
        let coarse = rebuild(&reduce(picture), coarser, f);
        let expected = expand(&coarse, picture);
        let pixels = detail.iter().zip(expected);
        Picture {
            width: picture.width,
            height: picture.height,
            pixels: pixels
                .map(|(c, expected)| Some(expected + f((*c)?)))
                .collect(),
        }
    }
    let details = details(picture, levels);
    let sizes = details.iter().flatten().flatten().map(|c| c.abs());
    let largest = sizes.fold(0.0, f64::max);
    let (low, high) = picture.extent();
    let raise = |c: f64| {
        if c.abs() < 1e-12 * low.abs().max(high.abs()) || c == 0.0 {
            return c;
        }
        gain * largest * c.signum() * (c.abs() / largest).powf(power)
    };
    let rebuilt = rebuild(picture, &details, &raise);
    rebuilt
        .pixels
        .iter()
        .map(|x| x.unwrap_or(f64::NAN))
        .collect()
}

fn numbers(samples: &Samples) -> Vec<f64> {
    for_samples!(samples, image => image.data().iter().map(|x| Sample::to_f64(*x)).collect())
}

/// The picture in one of five types; real values have a few that are no numbers.
fn typed(image: &Image<u8>, kind: u8) -> Samples {
    match kind {
        0 => Samples::U8(image.clone()),
        1 => Samples::U16(image.map(|&x| u16::from(x) * 257)),
        2 => Samples::I16(image.map(|&x| i16::from(x) * 13 - 1024)),
        3 => Samples::I32(image.map(|&x| i32::from(x) * 70_001 - 9_000_000)),
        _ => {
            let real = |&x: &u8| match x % 29 {
                7 => f32::NAN,
                _ => (f32::from(x) * 0.37).sin() * 40.0,
            };
            Samples::F32(image.map(real))
        }
    }
}

/// What a level of 8-bit grey is in a picture of this type.
fn scale(samples: &Samples) -> f64 {
    if matches!(samples, Samples::U16(_)) {
        257.0
    } else {
        1.0
    }
}

fn picture(most: usize) -> impl Strategy<Value = (Samples, Option<Mask>)> {
    (masked_image(most), 0_u8..5).prop_map(|((image, mask), kind)| (typed(&image, kind), mask))
}

/// Holds a result to its real-valued twin: rounded for grey, in single precision for values, and
/// as before where a pixel does not count.
fn is_twin(
    samples: &Samples,
    mask: Option<&Mask>,
    found: &Samples,
    twin: impl Fn(&Picture, usize) -> f64,
) -> Result<(), TestCaseError> {
    let top = match samples {
        Samples::U8(_) => Some(255.0),
        Samples::U16(_) => Some(65535.0),
        _ => None,
    };
    let picture = Picture::of(samples, mask);
    let size = picture
        .pixels
        .iter()
        .flatten()
        .fold(1.0, |m: f64, x| m.max(x.abs()));
    for (i, (before, found)) in numbers(samples).into_iter().zip(numbers(found)).enumerate() {
        if picture.pixels[i].is_none() {
            prop_assert!(found == before || found.is_nan() && before.is_nan());
            continue;
        }
        let wanted = twin(&picture, i);
        let (wanted, slack) = match top {
            Some(top) => (wanted.clamp(0.0, top), 0.5 + 1e-5),
            None => (wanted, 2e-6 * size),
        };
        prop_assert!(
            (found - wanted).abs() <= slack,
            "{found}, not {wanted}, at {i}"
        );
    }
    Ok(())
}

fn holds(filter: &Filter, samples: &Samples, mask: Option<&Mask>) -> Result<(), TestCaseError> {
    is_twin(
        samples,
        mask,
        &(filter.apply)(samples, mask),
        |picture, i| {
            let i = i as isize;
            (filter.twin)(picture, i % picture.width, i / picture.width)
        },
    )
}

/// One of each, for pictures whose 8-bit level is `scale`.
fn all_filters(scale: f64) -> Vec<Filter> {
    let multiscale = MultiscaleParams::default();
    vec![
        median_filter(3),
        median_filter(5),
        median_filter(9),
        unsharp_filter(1.3, 1.5, 2.0, scale),
        bilateral_filter(5, 30.0, 3.0, scale),
        nlm_filter(10.0, 3, 5, scale),
        powerlaw_filter(0.3, 0.3, 5),
        powerlaw_filter(0.6, 0.1, 8),
        Filter {
            apply: Box::new(move |x, mask| {
                multiscale::apply(x, &multiscale, mask, &|| true).unwrap()
            }),
            twin: Box::new(move |picture, x, y| {
                let all = multiscale_twin(picture, 6, 0.7, 1.0);
                all[(y * picture.width + x) as usize]
            }),
        },
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn median_is_its_twin((samples, mask) in picture(24), half in 1_u32..8) {
        let filter = median_filter(2 * half + 1);
        let found = (filter.apply)(&samples, mask.as_ref());
        prop_assert_eq!(found.sample_type(), samples.sample_type());
        holds(&filter, &samples, mask.as_ref())?;
    }

    #[test]
    fn medians_of_large_windows_are_their_twin((samples, mask) in picture(7), half in 8_u32..50) {
        holds(&median_filter(2 * half + 1), &samples, mask.as_ref())?;
    }

    #[test]
    fn unsharp_is_its_twin(
        (samples, mask) in picture(16),
        radius in 0.1..3.0_f64,
        amount in 0.0..10.0_f64,
    ) {
        let filter = unsharp_filter(radius, amount, 0.0, scale(&samples));
        holds(&filter, &samples, mask.as_ref())?;
    }

    #[test]
    fn bilateral_is_its_twin(
        (samples, mask) in picture(16),
        half in 0_u32..6,
        sigma_value in 0.5..200.0_f64,
        sigma_space in 0.3..9.0_f64,
    ) {
        let filter = bilateral_filter(2 * half + 1, sigma_value, sigma_space, scale(&samples));
        holds(&filter, &samples, mask.as_ref())?;
    }

    #[test]
    fn nlm_is_its_twin(
        (samples, mask) in picture(20),
        h in 0.5..80.0_f64,
        patch in 0_u32..3,
        search in 1_u32..4,
    ) {
        let filter = nlm_filter(h, 2 * patch + 1, 2 * search + 1, scale(&samples));
        holds(&filter, &samples, mask.as_ref())?;
    }

    #[test]
    fn powerlaw_is_its_twin(
        (samples, mask) in picture(20),
        alpha in prop_oneof![Just(0.0), Just(1.0), 0.01..1.0_f64],
        beta in prop_oneof![Just(0.0), Just(1.0), 0.0..1.0_f64],
        radius in 1_u32..12,
    ) {
        holds(&powerlaw_filter(alpha, beta, radius), &samples, mask.as_ref())?;
    }

    #[test]
    fn multiscale_is_its_twin(
        (samples, mask) in picture(20),
        levels in 1_u32..=6,
        power in 0.5..=1.0_f64,
        gain in 0.0..3.0_f64,
    ) {
        let params = MultiscaleParams::new(levels, power, gain).unwrap();
        let found = multiscale::apply(&samples, &params, mask.as_ref(), &|| true).unwrap();
        let wanted = multiscale_twin(&Picture::of(&samples, mask.as_ref()), levels, power, gain);
        is_twin(&samples, mask.as_ref(), &found, |_, i| wanted[i])?;
    }

    #[test]
    fn constants_stay(
        (width, height) in (1_usize..20, 1_usize..20),
        value in any::<u16>(),
        real in -1e6..1e6_f32,
        seed in any::<u64>(),
    ) {
        let grey = Samples::U16(Image::filled(width, height, value));
        let values = Samples::F32(Image::filled(width, height, real));
        let holes = filled(width, height, Content::Noise, seed);
        let mask = Mask::new(width, height, holes.data().iter().map(|x| x % 3 > 0).collect());
        for mask in [None, Some(&mask)] {
            for filter in all_filters(1.0) {
                prop_assert_eq!(&(filter.apply)(&grey, mask), &grey);
                prop_assert_eq!(&(filter.apply)(&values, mask), &values);
            }
        }
    }

    #[test]
    fn adding_to_all_values_adds_to_the_result(
        (image, mask) in masked_image(16),
        shift in -2000_i16..2000,
    ) {
        let mask = mask.as_ref();
        let values = Samples::I16(image.map(|&x| i16::from(x)));
        let moved = Samples::I16(image.map(|&x| i16::from(x) + shift));
        for filter in all_filters(1.0) {
            let found = numbers(&(filter.apply)(&values, mask));
            for (found, moved) in found.iter().zip(numbers(&(filter.apply)(&moved, mask))) {
                prop_assert!((found + f64::from(shift) - moved).abs() < 1e-3);
            }
        }
    }

    #[test]
    fn a_recipe_means_the_same_on_8_and_16_bits((image, mask) in masked_image(16)) {
        let mask = mask.as_ref();
        let deep = Samples::U16(image.map(|&x| u16::from(x) * 257));
        let grey = Samples::U8(image);
        for filter in all_filters(1.0) {
            let found = numbers(&(filter.apply)(&grey, mask));
            for (found, deep) in found.iter().zip(numbers(&(filter.apply)(&deep, mask))) {
                prop_assert!((found - deep / 257.0).abs() <= 0.503, "{found} {deep}");
            }
        }
    }
}

#[test]
fn one_thread_and_many_give_the_same() {
    let image = filled(211, 189, Content::Framed, 3);
    let mask = Mask::new(211, 189, (0..211 * 189).map(|i| i % 7 > 0).collect());
    let all = || {
        let mut found = Vec::new();
        for kind in [0, 1, 4] {
            let samples = typed(&image, kind);
            for filter in all_filters(1.0) {
                for mask in [None, Some(&mask)] {
                    // Bits, so that samples that are no numbers are equal too.
                    let numbers = numbers(&(filter.apply)(&samples, mask));
                    found.push(numbers.into_iter().map(f64::to_bits).collect::<Vec<_>>());
                }
            }
        }
        found
    };
    let with_threads = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.unwrap().install(all)
    };
    let alone = with_threads(1);
    for threads in [2, 5] {
        assert!(with_threads(threads) == alone, "{threads} threads");
    }
}
