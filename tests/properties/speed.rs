//! Fast paths: each set of instructions, and CLAHE of 16 bits, against what is obvious.

use negatoscope::ops::clahe;
use negatoscope::ops::clahe::ClaheParams;
use negatoscope::ops::cpu::Instructions;
use negatoscope::ops::heq;
use negatoscope::ops::window;
use negatoscope::ops::window::VoiFunction;
use negatoscope::ops::window::Window;
use negatoscope::pixels::Image;
use negatoscope::pixels::Mask;
use negatoscope::pixels::Samples;
use proptest::prelude::*;

use crate::content::clip_limit;
use crate::content::masked_image;
use crate::content::tiles;
use crate::twin;

/// How 8 bits of content become 16.
#[derive(Clone, Copy, Debug)]
enum Spread {
    /// Over the whole range.
    Full,
    /// The low 12 bits and a little more.
    Twelve,
    /// A narrow range about the middle.
    Narrow,
    /// As `Twelve`, with one pixel at the very top.
    Hot,
}

impl Spread {
    fn of(self, image: &Image<u8>) -> Image<u16> {
        let wide = |grey: u8, i: usize| (u16::from(grey) * 257) ^ ((i * 29 % 64) as u16);
        let mut data: Vec<u16> = image
            .data()
            .iter()
            .enumerate()
            .map(|(i, &grey)| match self {
                Self::Full => wide(grey, i),
                Self::Twelve | Self::Hot => wide(grey, i) >> 4,
                Self::Narrow => 32_700 + u16::from(grey),
            })
            .collect();
        if let (Self::Hot, Some(pixel)) = (self, data.last_mut()) {
            *pixel = u16::MAX;
        }
        Image::grey(image.width(), image.height(), data)
    }
}

fn deep_image(most: usize) -> impl Strategy<Value = (Image<u16>, Option<Mask>)> {
    let spread = prop_oneof![
        Just(Spread::Full),
        Just(Spread::Twelve),
        Just(Spread::Narrow),
        Just(Spread::Hot),
    ];
    (masked_image(most), spread).prop_map(|((image, mask), spread)| (spread.of(&image), mask))
}

/// OpenCV's CLAHE of 16 bits: pad, a table of all bins per tile, four tables per pixel.
fn clahe16(
    image: &Image<u16>,
    params: &ClaheParams,
    shift: u32,
    mask: Option<&Mask>,
) -> Image<u16> {
    let (width, height) = (image.width(), image.height());
    let columns = params.tiles().columns() as usize;
    let rows = params.tiles().rows() as usize;
    let (tile_width, tile_height) = params.tile_size(width, height);
    let bins = 65_536_usize >> shift;
    let reflect = |mut i: usize, length: usize| {
        if length == 1 {
            return 0;
        }
        i %= 2 * (length - 1);
        i.min(2 * (length - 1) - i)
    };
    let is_inside = |x: usize, y: usize| mask.is_none_or(|mask| mask.inside()[y * width + x]);
    let table_of = |column: usize, row: usize| -> Option<Vec<u16>> {
        let mut histogram = vec![0_i64; bins];
        for v in row * tile_height..(row + 1) * tile_height {
            for u in column * tile_width..(column + 1) * tile_width {
                let (x, y) = (reflect(u, width), reflect(v, height));
                if is_inside(x, y) {
                    histogram[usize::from(image.at(x, y)) >> shift] += 1;
                }
            }
        }
        let n: i64 = histogram.iter().sum();
        if n == 0 {
            return None;
        }
        if params.clip_limit() > 0.0 {
            let limit = ((params.clip_limit() * n as f64 / bins as f64) as i64).max(1);
            let excess: i64 = histogram.iter().map(|count| (count - limit).max(0)).sum();
            let rest = (excess % bins as i64) as usize;
            for count in &mut histogram {
                *count = (*count).min(limit) + excess / bins as i64;
            }
            for served in 0..rest {
                histogram[served * (bins / rest)] += 1;
            }
        }
        let scale = (bins - 1) as f32 / n as f32;
        let mut sum = 0_i64;
        let entries = histogram.iter().map(|count| {
            sum += count;
            (sum as i32 as f32 * scale).round_ties_even() as u16
        });
        Some(entries.collect())
    };
    let own: Vec<Option<Vec<u16>>> = (0..columns * rows)
        .map(|tile| table_of(tile % columns, tile / columns))
        .collect();
    let nearest = |tile: usize| {
        let distance = |other: usize| {
            let x = (tile % columns).abs_diff(other % columns) * tile_width;
            let y = (tile / columns).abs_diff(other / columns) * tile_height;
            x * x + y * y
        };
        (0..own.len())
            .filter(|&other| own[other].is_some())
            .min_by_key(|&other| (distance(other), other))
            .and_then(|other| own[other].as_ref())
    };
    let tables: Vec<Option<&Vec<u16>>> = (0..own.len()).map(nearest).collect();
    let weigh = |i: usize, length: usize, tiles: usize| {
        let position = i as f32 * (1.0 / length as f32) - 0.5;
        let floor = position.floor();
        let second = (floor as i64 + 1).min(tiles as i64 - 1) as usize;
        ((floor as i64).max(0) as usize, second, position - floor)
    };
    let mut out = image.clone();
    for (i, value) in out.data_mut().iter_mut().enumerate() {
        let (x, y) = (i % width, i / width);
        if !is_inside(x, y) {
            continue;
        }
        let (left, right, xa) = weigh(x, tile_width, columns);
        let (top, bottom, ya) = weigh(y, tile_height, rows);
        let look = |column: usize, row: usize| {
            let table = tables[row * columns + column].expect("a counted pixel");
            f32::from(table[usize::from(*value) >> shift])
        };
        let above = look(left, top) * (1.0 - xa) + look(right, top) * xa;
        let under = look(left, bottom) * (1.0 - xa) + look(right, bottom) * xa;
        *value = ((above * (1.0 - ya) + under * ya).round_ties_even() as u16) << shift;
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn clahe_of_16_bits_is_opencvs(
        (image, mask) in deep_image(48),
        tiles in tiles(),
        clip in clip_limit(),
        shift in 0_u32..=8,
    ) {
        let params = ClaheParams::new(clip, tiles).unwrap();
        let wanted = clahe16(&image, &params, shift, mask.as_ref());
        for instructions in Instructions::available() {
            let mut out = vec![0; wanted.data().len()];
            clahe::apply16_into(instructions, &image, &params, shift, mask.as_ref(), &mut out);
            prop_assert_eq!(&out, wanted.data(), "{}", instructions);
        }
    }

    #[test]
    fn clahe_is_the_same_with_all_instructions(
        (image, mask) in masked_image(160),
        tiles in tiles(),
        clip in clip_limit(),
    ) {
        let params = ClaheParams::new(clip, tiles).unwrap();
        let wanted = twin::clahe(
            &image,
            clip,
            tiles.columns() as usize,
            tiles.rows() as usize,
            mask.as_ref(),
        );
        for instructions in Instructions::available() {
            let mut out = vec![0; wanted.data().len()];
            clahe::apply_into(instructions, &image, &params, mask.as_ref(), &mut out);
            prop_assert_eq!(&out, wanted.data(), "{}", instructions);
        }
    }

    #[test]
    fn equalisation_is_the_same_with_all_instructions((image, mask) in masked_image(160)) {
        let wanted = heq::equalize(&image, mask.as_ref());
        let table = heq::table(&heq::counts(&image, mask.as_ref()));
        let inside = |i: usize| mask.as_ref().is_none_or(|mask| mask.inside()[i]);
        for (i, (found, grey)) in wanted.data().iter().zip(image.data()).enumerate() {
            let mapped = if inside(i) { table[usize::from(*grey)] } else { *grey };
            prop_assert_eq!(*found, mapped);
        }
        for instructions in Instructions::available() {
            let mut out = vec![0; wanted.data().len()];
            heq::equalize_into(instructions, &image, mask.as_ref(), &mut out);
            prop_assert_eq!(&out, wanted.data(), "{}", instructions);
        }
    }

    #[test]
    fn windows_give_the_defined_grey_for_every_value(
        center in -2000.0..70_000.0_f64,
        width in prop_oneof![1.0..5000.0_f64, 1.0..70_000.0_f64],
        whole in any::<bool>(),
        exact in any::<bool>(),
    ) {
        let (center, width) = if whole {
            (center.round(), width.round())
        } else {
            (center, width)
        };
        let function = if exact { VoiFunction::LinearExact } else { VoiFunction::Linear };
        let window = Window::new(center, width, function).unwrap();
        let grey = |x: f64| (window.map(x, 255.0) + 0.5).floor() as u8;
        let wanted: Vec<u8> = (0..=u16::MAX).map(|x| grey(f64::from(x))).collect();
        let image = Image::grey(256, 256, (0..=u16::MAX).collect());
        for instructions in Instructions::available() {
            let mut out = vec![0; wanted.len()];
            window::to_grey8_into(instructions, &image, |x| window.map(x, 255.0), &mut out);
            prop_assert_eq!(&out, &wanted, "{}", instructions);
        }
        let signed = Samples::I16(Image::grey(256, 256, (i16::MIN..=i16::MAX).collect()));
        let shifted = window::to_grey8(&signed, |x| window.map(x + 32_768.0, 255.0));
        prop_assert_eq!(shifted.data(), &wanted);
    }
}
