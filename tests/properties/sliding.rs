//! Windows of every pixel: what slides against what looks at every pixel of every window.

use negatoscope::ops::ahe;
use negatoscope::ops::ahe::Border;
use negatoscope::ops::ahe::RankMode;
use negatoscope::ops::ahe::RankParams;
use negatoscope::ops::clahe::exact;
use negatoscope::ops::clahe::exact::ExactParams;
use negatoscope::ops::clahe::fiji;
use negatoscope::ops::clahe::fiji::FijiParams;
use negatoscope::ops::cpu::Instructions;
use negatoscope::pixels::Image;
use negatoscope::pixels::Mask;
use proptest::prelude::*;

use crate::content::Content;
use crate::content::clip_limit;
use crate::content::filled;
use crate::content::masked_image;
use crate::twin;

fn is_inside(mask: Option<&Mask>, x: usize, y: usize) -> bool {
    mask.is_none_or(|mask| mask.inside()[y * mask.width() + x])
}

/// `map` of every pixel inside the mask.
fn each(image: &Image<u8>, mask: Option<&Mask>, map: impl Fn(usize, usize) -> u8) -> Image<u8> {
    let mut out = image.clone();
    let width = image.width();
    for (i, grey) in out.data_mut().iter_mut().enumerate() {
        if is_inside(mask, i % width, i / width) {
            *grey = map(i % width, i / width);
        }
    }
    out
}

/// Counted greys of the window around a pixel, cut at the border.
fn window(image: &Image<u8>, mask: Option<&Mask>, radius: u32, x: usize, y: usize) -> Vec<u8> {
    let radius = radius as usize;
    let around =
        |at: usize, length: usize| at.saturating_sub(radius)..(at + radius + 1).min(length);
    let mut greys = Vec::new();
    for v in around(y, image.height()) {
        for u in around(x, image.width()) {
            if is_inside(mask, u, v) {
                greys.push(image.at(u, v));
            }
        }
    }
    greys
}

/// A window clipped bin by bin as OpenCV clips a tile, then equalised.
fn exact_at(
    image: &Image<u8>,
    params: &ExactParams,
    mask: Option<&Mask>,
    x: usize,
    y: usize,
) -> u8 {
    let greys = window(image, mask, params.radius(), x, y);
    let n = greys.len() as u64;
    let mut histogram = [0_u64; 256];
    for grey in greys {
        histogram[usize::from(grey)] += 1;
    }
    if params.clip_limit() > 0.0 {
        let limit = ((params.clip_limit() * n as f64 / 256.0) as u64).max(1);
        let mut excess = 0;
        for count in &mut histogram {
            excess += count.saturating_sub(limit);
            *count = (*count).min(limit);
        }
        for count in &mut histogram {
            *count += excess / 256;
        }
        let mut rest = excess % 256;
        let step = (256 / rest.max(1)).max(1) as usize;
        for count in histogram.iter_mut().step_by(step) {
            if rest > 0 {
                *count += 1;
                rest -= 1;
            }
        }
    }
    let up_to: u64 = histogram[..=usize::from(image.at(x, y))].iter().sum();
    (255.0 * (up_to as f64 / n as f64) + 0.5).floor() as u8
}

/// Fiji's bin of a grey.
fn bin(grey: u8, bins: u32) -> usize {
    (f32::from(grey) / 255.0 * bins as f32 + 0.5) as usize
}

/// Fiji's transfer function of a histogram, clipped until the excess is that of the time before.
fn transfer(histogram: &[i64], limit: i64) -> Vec<f32> {
    let mut counts = histogram.to_vec();
    let bins = counts.len() as i64;
    let mut before = 0;
    loop {
        let mut excess = 0;
        for count in &mut counts {
            excess += (*count - limit).max(0);
            *count = (*count).min(limit);
        }
        for count in &mut counts {
            *count += excess / bins;
        }
        let rest = excess % bins;
        if rest > 0 {
            let step = (bins - 1) / rest;
            for at in (step / 2..bins).step_by(step as usize) {
                counts[at as usize] += 1;
            }
        }
        if excess == before {
            break;
        }
        before = excess;
    }
    let last = counts.len() - 1;
    let first = counts[..last]
        .iter()
        .position(|&count| count > 0)
        .unwrap_or(last);
    let all: i64 = counts[first..].iter().sum();
    (0..counts.len())
        .map(|bin| {
            let up_to: i64 = counts.iter().take(bin + 1).skip(first).sum();
            (up_to - counts[first]) as f32 / (all - counts[first]) as f32
        })
        .collect()
}

fn rounded(transfer: f32) -> i32 {
    (transfer * 255.0 + 0.5) as i32
}

fn histogram(greys: &[u8], bins: u32) -> Vec<i64> {
    let mut histogram = vec![0; bins as usize + 1];
    for &grey in greys {
        histogram[bin(grey, bins)] += 1;
    }
    histogram
}

fn limit(params: &FijiParams, n: usize) -> i64 {
    (params.slope() as f32 * n as f32 / params.bins() as f32 + 0.5) as i64
}

fn fiji_at(image: &Image<u8>, params: &FijiParams, mask: Option<&Mask>, x: usize, y: usize) -> u8 {
    let greys = window(image, mask, params.radius(), x, y);
    let transfer = transfer(
        &histogram(&greys, params.bins()),
        limit(params, greys.len()),
    );
    // A negative result wraps, as in the plugin.
    rounded(transfer[bin(image.at(x, y), params.bins())]) as u8
}

/// The middles before and behind a position, and how much the first counts.
fn middles(at: usize, size: usize, radius: usize) -> (usize, usize, f32) {
    let block = 2 * radius + 1;
    let mut middles = vec![radius + 1];
    for i in 0..size / block {
        let rest = size % block;
        middles.push(i * block + radius + 1 + if rest > 1 { rest / 2 } else { 0 });
    }
    if !size.is_multiple_of(block) {
        middles.push(size - radius - 1);
    }
    let first = middles.iter().rev().find(|&&middle| middle <= at);
    let second = middles.iter().find(|&&middle| middle > at);
    match (first, second) {
        (Some(&a), Some(&b)) => (a, b, (b - at) as f32 / (b - a) as f32),
        (Some(&only), None) | (None, Some(&only)) => (only, only, 1.0),
        (None, None) => unreachable!(),
    }
}

/// Fiji's fast form, for a picture that holds a block.
fn fast_at(image: &Image<u8>, params: &FijiParams, mask: Option<&Mask>, x: usize, y: usize) -> u8 {
    let radius = params.radius() as usize;
    let (left, right, across) = middles(x, image.width(), radius);
    let (top, bottom, down) = middles(y, image.height(), radius);
    let at = |column: usize, row: usize| -> Option<f32> {
        let greys = window(image, mask, params.radius(), column, row);
        let all = window(image, None, params.radius(), column, row).len();
        let limit = limit(params, (2 * radius + 1).pow(2) - (all - greys.len()));
        let transfer = transfer(&histogram(&greys, params.bins()), limit);
        (!greys.is_empty()).then(|| transfer[bin(image.at(x, y), params.bins())])
    };
    let between = |first: Option<f32>, second: Option<f32>, alone: bool, weight: f32| {
        let (Some(a), Some(b), false) = (first, second, alone) else {
            return first.or(second);
        };
        Some(weight * a + (1.0 - weight) * b)
    };
    let [above, below] =
        [top, bottom].map(|row| between(at(left, row), at(right, row), left == right, across));
    between(above, below, top == bottom, down).map_or(image.at(x, y), |transfer| {
        rounded(transfer).clamp(0, 255) as u8
    })
}

/// Ranks of 16-bit greys.
fn rank16_at(
    image: &Image<u16>,
    params: &RankParams,
    mask: Option<&Mask>,
    x: usize,
    y: usize,
) -> u16 {
    let fold = |i: i64, length: usize| {
        let period = (2 * (length as i64 - 1)).max(1);
        let i = i.rem_euclid(period);
        if length == 1 {
            0
        } else {
            i.min(period - i) as usize
        }
    };
    let radius = i64::from(params.radius());
    let (mut less, mut equal, mut n) = (0_u64, 0_u64, 0_u64);
    for v in y as i64 - radius..=y as i64 + radius {
        for u in x as i64 - radius..=x as i64 + radius {
            let (column, row) = (fold(u, image.width()), fold(v, image.height()));
            let folded = (column as i64, row as i64) != (u, v);
            if (folded && params.border() == Border::Cut) || !is_inside(mask, column, row) {
                continue;
            }
            n += 1;
            less += u64::from(image.at(column, row) < image.at(x, y));
            equal += u64::from(image.at(column, row) == image.at(x, y));
        }
    }
    let (twice, of) = match params.mode() {
        RankMode::Mid => (2 * less + equal, n),
        RankMode::Le => (2 * (less + equal), n),
        RankMode::Lt => (2 * less, (n - 1).max(1)),
    };
    ((65535 * twice + of) / (2 * of)) as u16
}

fn modes() -> impl Strategy<Value = (Border, RankMode)> {
    let border = prop_oneof![Just(Border::Cut), Just(Border::Mirror)];
    let mode = prop_oneof![Just(RankMode::Mid), Just(RankMode::Le), Just(RankMode::Lt)];
    (border, mode)
}

/// Bins and slopes of Fiji's dialog, and beyond.
fn fiji_params(radius: impl Strategy<Value = u32>) -> impl Strategy<Value = FijiParams> {
    let bins = prop_oneof![Just(255_u32), Just(127), 1_u32..=255];
    let slope = prop_oneof![Just(1.0), Just(3.0), Just(1e9), 1.0..6.0];
    (radius, bins, slope)
        .prop_map(|(radius, bins, slope)| FijiParams::new(radius, bins, slope).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn rank_is_its_twin_with_all_instructions(
        (image, mask) in masked_image(24),
        radius in 1_u32..30,
        (border, mode) in modes(),
    ) {
        let mask = mask.as_ref();
        let params = RankParams::new(radius, border, mode).unwrap();
        let wanted = twin::rank(&image, &params, mask);
        for instructions in Instructions::available() {
            let found = ahe::rank_with(instructions, &image, &params, mask, &|| true).unwrap();
            prop_assert_eq!(&found, &wanted, "{:?}", instructions);
        }
    }

    #[test]
    fn rank16_is_its_twin(
        (image, mask) in masked_image(16),
        factor in prop_oneof![Just(1_u16), Just(257), 2_u16..3000],
        radius in 1_u32..20,
        (border, mode) in modes(),
    ) {
        let mask = mask.as_ref();
        let mut at = 0_u16;
        let image = image.map(|&grey| {
            at += 1;
            u16::from(grey).wrapping_mul(factor).wrapping_add(at % 3)
        });
        let params = RankParams::new(radius, border, mode).unwrap();
        let found = ahe::rank16(&image, &params, mask, &|| true).unwrap();
        for y in 0..image.height() {
            for x in 0..image.width() {
                let wanted = if is_inside(mask, x, y) {
                    rank16_at(&image, &params, mask, x, y)
                } else {
                    image.at(x, y)
                };
                prop_assert_eq!(found.at(x, y), wanted, "{} {}", x, y);
            }
        }
    }

    #[test]
    fn exact_clahe_is_its_twin(
        (image, mask) in masked_image(24),
        radius in 1_u32..30,
        clip_limit in clip_limit(),
    ) {
        let mask = mask.as_ref();
        let params = ExactParams::new(radius, clip_limit).unwrap();
        let wanted = each(&image, mask, |x, y| exact_at(&image, &params, mask, x, y));
        for instructions in Instructions::available() {
            let found = exact::apply_with(instructions, &image, &params, mask, &|| true).unwrap();
            prop_assert_eq!(&found, &wanted, "{:?}", instructions);
        }
    }

    #[test]
    fn exact_clahe_without_limit_is_rank(
        (image, mask) in masked_image(24),
        radius in 1_u32..30,
    ) {
        let rank = RankParams::new(radius, Border::Cut, RankMode::Le).unwrap();
        let params = ExactParams::new(radius, 0.0).unwrap();
        prop_assert_eq!(
            exact::apply(&image, &params, mask.as_ref(), &|| true),
            ahe::rank(&image, &rank, mask.as_ref(), &|| true)
        );
    }

    #[test]
    fn fiji_is_its_twin(
        (image, mask) in masked_image(20),
        params in fiji_params(1_u32..30),
    ) {
        let mask = mask.as_ref();
        let wanted = each(&image, mask, |x, y| fiji_at(&image, &params, mask, x, y));
        for instructions in Instructions::available() {
            let found = fiji::exact_with(instructions, &image, &params, mask, &|| true).unwrap();
            prop_assert_eq!(&found, &wanted, "{:?}", instructions);
        }
    }

    #[test]
    fn fast_fiji_is_its_twin((image, mask) in masked_image(20), params in fiji_params(1_u32..12)) {
        let mask = mask.as_ref();
        let block = 2 * params.radius() as usize + 1;
        let wanted = if image.width() < block || image.height() < block {
            each(&image, mask, |x, y| fiji_at(&image, &params, mask, x, y))
        } else {
            each(&image, mask, |x, y| fast_at(&image, &params, mask, x, y))
        };
        let found = fiji::fast(&image, &params, mask, &|| true).unwrap();
        prop_assert_eq!(found, wanted);
    }
}

/// Windows so large that bands of rows, wide counters and whole columns of one grey come into play.
#[test]
fn large_windows_are_exact() {
    for (content, radius) in [
        (Content::Noise, 127),
        (Content::Framed, 127),
        (Content::Constant, 127),
        (Content::Framed, 130),
        (Content::Two, 130),
    ] {
        let image = filled(300, 270, content, 9);
        let rank = RankParams::new(radius, Border::Mirror, RankMode::Mid).unwrap();
        let limited = ExactParams::new(radius, 2.0).unwrap();
        let fijis = FijiParams::new(radius, 255, 3.0).unwrap();
        for instructions in Instructions::available() {
            let always = || true;
            let ranks = ahe::rank_with(instructions, &image, &rank, None, &always).unwrap();
            let exact = exact::apply_with(instructions, &image, &limited, None, &always).unwrap();
            let fiji = fiji::exact_with(instructions, &image, &fijis, None, &always).unwrap();
            // The twins take long: a few pixels are enough.
            for (x, y) in [
                (0, 0),
                (299, 0),
                (150, 63),
                (128, 135),
                (171, 254),
                (3, 269),
            ] {
                let told = format!("{instructions:?} {content:?} {radius} {x} {y}");
                let wanted = twin::rank_at(&image, &rank, None, x, y);
                assert_eq!(ranks.at(x, y), wanted, "rank {told}");
                let wanted = exact_at(&image, &limited, None, x, y);
                assert_eq!(exact.at(x, y), wanted, "exact {told}");
                let wanted = fiji_at(&image, &fijis, None, x, y);
                assert_eq!(fiji.at(x, y), wanted, "fiji {told}");
            }
        }
    }
}

#[test]
fn one_thread_and_many_give_the_same() {
    let image = filled(311, 289, Content::Framed, 3);
    let deep = image.map(|&grey| u16::from(grey) * 31);
    let mask = Mask::new(311, 289, (0..311 * 289).map(|i| i % 7 > 0).collect());
    let all = || {
        let mask = Some(&mask);
        let always = &|| true;
        let rank = RankParams::new(20, Border::Cut, RankMode::Mid).unwrap();
        let limited = ExactParams::new(20, 2.0).unwrap();
        let fijis = FijiParams::new(20, 255, 3.0).unwrap();
        (
            [
                ahe::rank(&image, &rank, mask, always),
                exact::apply(&image, &limited, mask, always),
                fiji::exact(&image, &fijis, mask, always),
                fiji::fast(&image, &fijis, mask, always),
            ],
            ahe::rank16(&deep, &rank, mask, always),
        )
    };
    let with_threads = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.unwrap().install(all)
    };
    let alone = with_threads(1);
    for threads in [2, 7] {
        assert_eq!(with_threads(threads), alone, "{threads} threads");
    }
}
