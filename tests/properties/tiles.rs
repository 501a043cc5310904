//! CLAHE by other definitions than OpenCV's, against slow twins that lay out what is padded and
//! compute every pixel from the beginning.

use negatoscope::ops::Tiles;
use negatoscope::ops::clahe::deep;
use negatoscope::ops::clahe::deep::DeepParams;
use negatoscope::ops::clahe::skimage;
use negatoscope::ops::clahe::skimage::SkimageParams;
use negatoscope::ops::clahe::volume;
use negatoscope::ops::clahe::volume::BinRange;
use negatoscope::ops::clahe::volume::VolumeParams;
use negatoscope::pixels::Image;
use negatoscope::pixels::Mask;
use negatoscope::pixels::Samples;
use proptest::prelude::*;

use crate::content::Content;
use crate::content::clip_limit;
use crate::content::filled;
use crate::content::image;
use crate::content::masked_image;
use crate::content::tiles;

/// Results of `deep` before they are rounded, 0..=1; `None` for what is not counted.
fn deep_twin(
    values: &Image<f64>,
    params: &DeepParams,
    range: Option<(f64, f64)>,
    mask: Option<&Mask>,
) -> Vec<Option<f64>> {
    let (width, height) = (values.width(), values.height());
    let bins = params.bins() as usize;
    let counted = |i: usize| mask.is_none_or(|m| m.inside()[i]) && values.data()[i].is_finite();
    let all = (0..width * height).filter(|&i| counted(i));
    let all: Vec<f64> = all.map(|i| values.data()[i]).collect();
    let (low, high) = range.unwrap_or((
        all.iter().copied().fold(f64::INFINITY, f64::min),
        all.iter().copied().fold(f64::NEG_INFINITY, f64::max),
    ));
    let place = |v: f64| (v.clamp(low, high) - low) / (high - low) * bins as f64;
    let across = width.min(params.tiles().columns() as usize);
    let down = height.min(params.tiles().rows() as usize);
    let edges = |length: usize, tiles: usize, i: usize| i * length / tiles;
    // Clipped histograms and numbers of pixels.
    let mut histograms = Vec::new();
    for row in 0..down {
        for column in 0..across {
            let mut histogram = vec![0.0; bins];
            for y in edges(height, down, row)..edges(height, down, row + 1) {
                for x in edges(width, across, column)..edges(width, across, column + 1) {
                    if counted(y * width + x) {
                        let bin = (place(values.at(x, y)).floor() as usize).min(bins - 1);
                        histogram[bin] += 1.0;
                    }
                }
            }
            let n: f64 = histogram.iter().sum();
            if params.clip_limit() > 0.0 {
                let limit = params.clip_limit() * n / bins as f64;
                let excess: f64 = histogram.iter().map(|h| (h - limit).max(0.0)).sum();
                for h in &mut histogram {
                    *h = h.min(limit) + excess / bins as f64;
                }
            }
            histograms.push((histogram, n));
        }
    }
    let share = |tile: usize, v: f64| {
        let (histogram, n): &(Vec<f64>, f64) = &histograms[tile];
        let bin = (place(v).floor() as usize).min(bins - 1);
        let below: f64 = histogram[..bin].iter().sum();
        (below + (place(v) - bin as f64) * histogram[bin]) / n
    };
    // Weights of the tiles in one direction.
    let weights = |length: usize, tiles: usize, i: usize| -> Vec<f64> {
        let centre =
            |t: usize| (edges(length, tiles, t) + edges(length, tiles, t + 1) - 1) as f64 / 2.0;
        let i = (i as f64).clamp(centre(0), centre(tiles - 1));
        let mut weights = vec![0.0; tiles];
        match (0..tiles).rev().find(|&t| centre(t) <= i) {
            Some(first) if first + 1 < tiles => {
                let share = (i - centre(first)) / (centre(first + 1) - centre(first));
                weights[first] = 1.0 - share;
                weights[first + 1] = share;
            }
            _ => weights[tiles - 1] = 1.0,
        }
        weights
    };
    let pixel = |i: usize| {
        if !counted(i) {
            return None;
        }
        if low >= high {
            return Some(0.5);
        }
        let (x, y) = (i % width, i / width);
        let (mut sum, mut of) = (0.0, 0.0);
        for (row, down) in weights(height, down, y).iter().enumerate() {
            for (column, right) in weights(width, across, x).iter().enumerate() {
                let tile = row * across + column;
                if histograms[tile].1 > 0.0 && right * down > 0.0 {
                    sum += right * down * share(tile, values.at(x, y));
                    of += right * down;
                }
            }
        }
        Some(sum / of)
    };
    (0..width * height).map(pixel).collect()
}

/// scikit-image's clipping, with its counts of bins that have room taken anew each time.
fn skimage_clip_twin(histogram: &mut [i64], limit: i64) {
    let bins = histogram.len() as i64;
    let mut excess: i64 = histogram.iter().map(|h| (h - limit).max(0)).sum();
    for h in histogram.iter_mut() {
        *h = (*h).min(limit);
    }
    let batch = excess / bins;
    let upper = limit - batch;
    for h in histogram.iter_mut().filter(|h| **h < upper) {
        *h += batch;
        excess -= batch;
    }
    for h in histogram.iter_mut().filter(|h| (upper..limit).contains(*h)) {
        excess -= limit - *h;
        *h = limit;
    }
    while excess > 0 {
        let before = excess;
        for start in 0..histogram.len() {
            let room = histogram.iter().filter(|&&h| h < limit).count();
            let step = (room / excess as usize).max(1);
            for i in (start..histogram.len()).step_by(step) {
                if histogram[i] < limit {
                    histogram[i] += 1;
                    excess -= 1;
                }
            }
            if excess <= 0 {
                break;
            }
        }
        if excess == before {
            break;
        }
    }
}

/// scikit-image's steps on a padded copy.
fn skimage_twin(
    image: &Image<u8>,
    kernel: (usize, usize),
    clip_limit: f64,
    bins: usize,
) -> Vec<f64> {
    let (width, height) = (image.width(), image.height());
    let values: Vec<f64> = image.data().iter().map(|&g| f64::from(g) * 257.0).collect();
    let stretched = |values: &[f64], top: f64| -> Vec<f64> {
        let low = values.iter().copied().fold(f64::INFINITY, f64::min);
        let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let one = |v: f64| (v - low) / (high - low) * top;
        let clamped = |v: f64| v.clamp(0.0, top);
        values
            .iter()
            .map(|&v| if low < high { one(v) } else { clamped(v) })
            .collect()
    };
    let greys = stretched(&values, 16_383.0);
    let width_of_bin = 1 + 16_384 / bins;
    let bin_at = |x: isize, y: isize| {
        let fold = |i: isize, length: usize| {
            let mut i = i;
            let last = length as isize - 1;
            while last > 0 && (i < 0 || i > last) {
                i = if i < 0 { -i } else { 2 * last - i };
            }
            if last == 0 { 0 } else { i as usize }
        };
        let grey = greys[fold(y, height) * width + fold(x, width)];
        grey.round_ties_even() as usize / width_of_bin
    };
    let (across, down) = (width.div_ceil(kernel.0), height.div_ceil(kernel.1));
    let area = kernel.0 * kernel.1;
    let table = |column: usize, row: usize| -> Vec<f64> {
        let mut histogram = vec![0_i64; bins];
        for y in row * kernel.1..(row + 1) * kernel.1 {
            for x in column * kernel.0..(column + 1) * kernel.0 {
                histogram[bin_at(x as isize, y as isize)] += 1;
            }
        }
        let limit = if clip_limit > 0.0 {
            (clip_limit * area as f64).max(1.0) as i64
        } else {
            area as i64
        };
        skimage_clip_twin(&mut histogram, limit);
        let mut sum = 0;
        let level = |h: &i64| {
            sum += h;
            (sum as f64 * (16_383.0 / area as f64))
                .min(16_383.0)
                .trunc()
        };
        histogram.iter().map(level).collect()
    };
    let tables: Vec<Vec<f64>> = (0..across * down)
        .map(|tile| table(tile % across, tile / across))
        .collect();
    let level = |i: usize| {
        let (x, y) = (i % width, i / width);
        let bin = bin_at(x as isize, y as isize);
        let (u, v) = (x + kernel.0 / 2, y + kernel.1 / 2);
        let right = (u % kernel.0) as f64 / kernel.0 as f64;
        let below = (v % kernel.1) as f64 / kernel.1 as f64;
        let mut sum = 0.0_f32;
        for (row, row_weight) in [(0, 1.0 - below), (1, below)] {
            for (column, column_weight) in [(0, 1.0 - right), (1, right)] {
                let tile = |block: usize, side: usize, tiles: usize| {
                    (block + side).saturating_sub(1).min(tiles - 1)
                };
                let column = tile(u / kernel.0, column, across);
                let row = tile(v / kernel.1, row, down);
                sum += (tables[row * across + column][bin] * (column_weight * row_weight)) as f32;
            }
        }
        f64::from(sum.trunc())
    };
    let levels: Vec<f64> = (0..width * height).map(level).collect();
    stretched(&levels, 1.0)
}

/// MCLAHE from its definition, every voxel through all its tiles; in double precision.
fn volume_twin(
    voxels: &[f64],
    size: [usize; 3],
    kernel: [usize; 3],
    params: &VolumeParams,
    mask: Option<&[bool]>,
) -> Vec<f64> {
    let bins = params.bins() as usize;
    let paddings = [0, 1, 2].map(|a| (kernel[a] - size[a] % kernel[a]) % kernel[a]);
    let before = paddings.map(|padding| padding.div_ceil(2));
    let padded = [0, 1, 2].map(|a| size[a] + paddings[a]);
    // The voxel at a position of the padded volume, which may lie half a tile beyond it.
    let at = |position: [isize; 3]| {
        let folded = [0, 1, 2].map(|a| {
            let length = size[a] as isize;
            let mut i = position[a] - before[a] as isize;
            while i < 0 || i >= length {
                i = if i < 0 { -1 - i } else { 2 * length - 1 - i };
            }
            i as usize
        });
        (folded[2] * size[1] + folded[1]) * size[0] + folded[0]
    };
    let counted = |i: usize| mask.is_none_or(|mask| mask[i]);
    let extent = |voxels: &[f64]| {
        let low = voxels.iter().copied().fold(f64::INFINITY, f64::min);
        (
            low,
            voxels.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        )
    };
    let all: Vec<usize> = (0..voxels.len()).filter(|&i| counted(i)).collect();
    let whole = extent(&all.iter().map(|&i| voxels[i]).collect::<Vec<_>>());
    if whole.0 >= whole.1 {
        return vec![0.0; voxels.len()];
    }
    let bin = |v: f64, (low, high): (f64, f64)| {
        let place = ((v - low) / (high - low) * bins as f64).clamp(0.0, bins as f64 - 1.0);
        if low < high { place as usize } else { 0 }
    };
    // Its range and its map, for a tile with counted voxels.
    let map = |tile: [usize; 3]| {
        let mut inside = Vec::new();
        let start = [0, 1, 2].map(|a| (tile[a] * kernel[a]) as isize - (kernel[a] / 2) as isize);
        for z in 0..kernel[2] as isize {
            for y in 0..kernel[1] as isize {
                for x in 0..kernel[0] as isize {
                    let i = at([start[0] + x, start[1] + y, start[2] + z]);
                    if counted(i) {
                        inside.push(voxels[i]);
                    }
                }
            }
        }
        let range = match params.range() {
            BinRange::Volume => whole,
            BinRange::Tile => extent(&inside),
        };
        let mut histogram = vec![0.0; bins];
        for &v in &inside {
            histogram[bin(v, range)] += 1.0;
        }
        if params.clip_limit() > 0.0 {
            let limit = params.clip_limit() * inside.len() as f64;
            let excess: f64 = histogram.iter().map(|h| (h - limit).max(0.0)).sum();
            for h in &mut histogram {
                *h = h.min(limit) + excess / bins as f64;
            }
        }
        let mut sum = 0.0;
        let cumulative: Vec<f64> = histogram
            .iter()
            .map(|h| {
                sum += h;
                sum
            })
            .collect();
        let (first, last) = (cumulative[0], cumulative[bins - 1]);
        let level = |c: &f64| {
            if last > first {
                (c - first) / (last - first)
            } else {
                0.0
            }
        };
        let levels: Vec<f64> = cumulative.iter().map(level).collect();
        (!inside.is_empty()).then_some((range, levels))
    };
    let tiles = [0, 1, 2].map(|a| padded[a] / kernel[a] + 1);
    let maps: Vec<_> = (0..tiles.iter().product())
        .map(|t| {
            map([
                t % tiles[0],
                t / tiles[0] % tiles[1],
                t / tiles[0] / tiles[1],
            ])
        })
        .collect();
    let result = |position: [usize; 3]| {
        let v = voxels[at(position.map(|p| p as isize))];
        let (mut sum, mut of) = (0.0, 0.0);
        for corner in 0..8 {
            let mut weight = 1.0;
            let mut tile = [0; 3];
            for a in 0..3 {
                let half = if kernel[a] % 2 == 0 { 0.5 } else { 0.0 };
                let right = ((position[a] % kernel[a]) as f64 + half) / kernel[a] as f64;
                let second = corner >> a & 1;
                tile[a] = position[a] / kernel[a] + second;
                weight *= if second == 1 { right } else { 1.0 - right };
            }
            let tile = (tile[2] * tiles[1] + tile[1]) * tiles[0] + tile[0];
            if let Some((range, levels)) = &maps[tile] {
                sum += weight * levels[bin(v, *range)];
                of += weight;
            }
        }
        sum / of
    };
    let mut results = vec![f64::NAN; voxels.len()];
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    for z in 0..padded[2] {
        for y in 0..padded[1] {
            for x in 0..padded[0] {
                if counted(at([x, y, z].map(|p| p as isize))) {
                    let result = result([x, y, z]);
                    (low, high) = (low.min(result), high.max(result));
                    let own = [0, 1, 2].map(|a| [x, y, z][a].wrapping_sub(before[a]));
                    if (0..3).all(|a| own[a] < size[a]) {
                        results[(own[2] * size[1] + own[1]) * size[0] + own[0]] = result;
                    }
                }
            }
        }
    }
    let stretch = |r: &f64| {
        if r.is_nan() {
            0.0
        } else {
            (r - low) / (high - low)
        }
    };
    results.iter().map(stretch).collect()
}

fn bins() -> impl Strategy<Value = u32> {
    prop_oneof![Just(256_u32), Just(1024), Just(4096), 256_u32..4096]
}

/// Shares of a tile: none, tiny, usual, all.
fn share() -> impl Strategy<Value = f64> {
    prop_oneof![Just(0.0), Just(1e-6), Just(0.01), Just(1.0), 0.0..0.3]
}

/// A volume, its size, tiles of at least a voxel each, and a mask.
#[derive(Clone, Debug)]
struct Block {
    voxels: Vec<u8>,
    size: [usize; 3],
    mask: Option<Vec<bool>>,
}

fn block() -> impl Strategy<Value = Block> {
    (masked_image(24), 1_usize..=6).prop_map(|((image, mask), slices)| {
        let rows = image.height().div_ceil(slices);
        let slices = image.height() / rows;
        let count = image.width() * rows * slices;
        Block {
            voxels: image.data()[..count].to_vec(),
            size: [image.width(), rows, slices],
            mask: mask.map(|mask| mask.inside()[..count].to_vec()),
        }
    })
}

fn grey_of(samples: Samples) -> Vec<f64> {
    match samples {
        Samples::U8(image) => image.data().iter().map(|&g| f64::from(g)).collect(),
        Samples::U16(image) => image.data().iter().map(|&g| f64::from(g)).collect(),
        other => panic!("{:?}", other.sample_type()),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn deep_is_its_twin(
        (image, mask) in masked_image(40),
        clip_limit in clip_limit(),
        tiles in tiles(),
        bins in bins(),
        range in prop::option::of((-50.0..100.0_f64, 120.0..400.0_f64)),
    ) {
        let params = DeepParams::new(clip_limit, tiles, bins).unwrap();
        let mask = mask.as_ref();
        let wanted = deep_twin(&image.map(|&g| f64::from(g)), &params, range, mask);
        let cases = [
            (Samples::U8(image.clone()), 255.0),
            (Samples::U16(image.map(|&g| u16::from(g))), 65_535.0),
            (Samples::F32(image.map(|&g| f32::from(g))), 65_535.0),
        ];
        for (samples, top) in cases {
            let found = grey_of(deep::apply(&samples, &params, range, mask));
            let stays = !matches!(samples, Samples::F32(_));
            for (i, (found, wanted)) in found.iter().zip(&wanted).enumerate() {
                match wanted {
                    Some(wanted) => prop_assert!(
                        (found - wanted * top).abs() <= 0.5 + 1e-6,
                        "{found}, wanted {}", wanted * top
                    ),
                    None if stays => prop_assert_eq!(*found, f64::from(image.data()[i])),
                    None => prop_assert_eq!(*found, 0.0),
                }
            }
        }
    }

    #[test]
    fn deep_does_not_care_for_scale(
        (image, mask) in masked_image(40),
        clip_limit in clip_limit(),
        tiles in tiles(),
        factor in 1_i32..1000,
        offset in -100_000..100_000_i32,
    ) {
        let params = DeepParams::new(clip_limit, tiles, 1024).unwrap();
        let signed = image.map(|&g| i32::from(g));
        let scaled = signed.map(|&v| v * factor + offset);
        let [found, wanted] = [scaled, signed]
            .map(|image| deep::apply(&Samples::I32(image), &params, None, mask.as_ref()));
        prop_assert_eq!(found, wanted);
    }

    #[test]
    fn deep_is_the_same_for_twelve_bits_and_sixteen(
        (image, mask) in masked_image(40),
        clip_limit in clip_limit(),
        tiles in tiles(),
    ) {
        let params = DeepParams::new(clip_limit, tiles, 1024).unwrap();
        let twelve = image.map(|&g| u16::from(g) * 16 + u16::from(g) % 13);
        let sixteen = twelve.map(|&v| v * 16);
        let inside = |i: usize| mask.as_ref().is_none_or(|mask| mask.inside()[i]);
        let [a, b] = [twelve, sixteen]
            .map(|image| grey_of(deep::apply(&Samples::U16(image), &params, None, mask.as_ref())));
        for (i, (a, b)) in a.iter().zip(&b).enumerate() {
            prop_assert!(a == b || !inside(i));
        }
    }

    #[test]
    fn deep_keeps_the_order_of_values(image in image(40), clip_limit in clip_limit()) {
        let params = DeepParams::new(clip_limit, Tiles::new(1, 1).unwrap(), 256).unwrap();
        let found = grey_of(deep::apply(&Samples::U8(image.clone()), &params, None, None));
        let mut pairs: Vec<_> = image.data().iter().zip(found).collect();
        pairs.sort_by_key(|(value, _)| **value);
        prop_assert!(pairs.is_sorted_by(|a, b| a.1 <= b.1));
    }

    #[test]
    fn skimage_is_its_twin(
        image in image(40),
        clip_limit in share(),
        kernel in (1_usize..20, 1_usize..20),
        bins in prop_oneof![Just(256_u32), 2_u32..600],
    ) {
        let params = SkimageParams::new(clip_limit, Tiles::default(), bins).unwrap();
        let found = skimage::apply_real(&image, &params, kernel, None);
        let wanted = skimage_twin(&image, kernel, clip_limit, bins as usize);
        prop_assert_eq!(found.data(), wanted);
    }

    #[test]
    fn skimage_greys_are_its_reals((image, mask) in masked_image(40), tiles in tiles()) {
        let params = SkimageParams::new(0.03, tiles, 256).unwrap();
        let kernel = params.kernel(image.width(), image.height());
        let found = skimage::apply(&image, &params, mask.as_ref());
        let real = skimage::apply_real(&image, &params, kernel, mask.as_ref());
        for (i, (found, real)) in found.data().iter().zip(real.data()).enumerate() {
            if mask.as_ref().is_none_or(|mask| mask.inside()[i]) {
                prop_assert_eq!(f64::from(*found), (real * 255.0 + 0.5).floor());
            } else {
                prop_assert_eq!(*found, image.data()[i]);
            }
        }
    }

    #[test]
    fn skimage_sees_nothing_outside_the_mask(
        (image, mask) in masked_image(30),
        tiles in tiles(),
        outside in any::<u8>(),
    ) {
        let Some(mask) = mask else { return Ok(()) };
        let params = SkimageParams::new(0.03, tiles, 256).unwrap();
        let mut other = image.clone();
        for (grey, inside) in other.data_mut().iter_mut().zip(mask.inside()) {
            if !inside {
                *grey = outside;
            }
        }
        let [a, b] = [&image, &other].map(|image| skimage::apply(image, &params, Some(&mask)));
        for (i, inside) in mask.inside().iter().enumerate() {
            prop_assert!(!inside || a.data()[i] == b.data()[i]);
        }
    }

    #[test]
    fn volumes_are_their_twin(
        block in block(),
        clip_limit in share(),
        kernel in [1_usize..9, 1..9, 1..5],
        bins in prop_oneof![Just(128_u32), 2_u32..300],
        own in any::<bool>(),
    ) {
        let range = if own { BinRange::Tile } else { BinRange::Volume };
        let params = VolumeParams::new(clip_limit, [8; 3], bins).unwrap().with_range(range);
        let mask = block.mask.as_deref();
        let keep_going = || true;
        let found =
            volume::apply_real(&block.voxels, block.size, kernel, &params, mask, &keep_going);
        let voxels: Vec<f64> = block.voxels.iter().map(|&v| f64::from(v)).collect();
        let wanted = volume_twin(&voxels, block.size, kernel, &params, mask);
        for (found, wanted) in found.unwrap().iter().zip(wanted) {
            prop_assert!((f64::from(*found) - wanted).abs() < 1e-4, "{found}, wanted {wanted}");
        }
    }

    #[test]
    fn volumes_of_grey_are_their_reals(block in block(), tiles in [1_u32..9, 1..9, 1..9]) {
        let params = VolumeParams::new(0.02, tiles, 64).unwrap();
        let mask = block.mask.as_deref();
        let kernel = params.kernel(block.size);
        let keep_going = || true;
        let found = volume::apply(&block.voxels, block.size, &params, mask, &keep_going).unwrap();
        let real =
            volume::apply_real(&block.voxels, block.size, kernel, &params, mask, &keep_going);
        let counted = |i: usize| mask.is_none_or(|mask| mask[i]);
        let inside = (0..found.len()).filter(|&i| counted(i));
        let constant = inside.map(|i| block.voxels[i]).collect::<std::collections::BTreeSet<_>>();
        for (i, (found, real)) in found.iter().zip(real.unwrap()).enumerate() {
            if counted(i) && constant.len() > 1 {
                prop_assert_eq!(f64::from(*found), (f64::from(real) * 255.0 + 0.5).floor());
            } else {
                prop_assert_eq!(*found, block.voxels[i]);
            }
        }
    }
}

#[test]
fn one_thread_and_many_give_the_same() {
    let image = filled(311, 289, Content::Framed, 3);
    let mask = Mask::new(311, 289, (0..311 * 289).map(|i| i % 7 > 0).collect());
    let real = Samples::F32(image.map(|&grey| f32::from(grey).sqrt()));
    let all = || {
        let deep = DeepParams::new(2.0, Tiles::new(17, 2).unwrap(), 1024).unwrap();
        let skimage = SkimageParams::new(0.02, Tiles::new(9, 4).unwrap(), 256).unwrap();
        let volume = VolumeParams::new(0.02, [5, 3, 2], 128).unwrap();
        let size = [311, 17, 17];
        let (voxels, inside) = (&image.data()[..311 * 289], &mask.inside()[..311 * 289]);
        (
            deep::apply(&real, &deep, None, Some(&mask)),
            deep::apply(&Samples::U8(image.clone()), &deep, None, None),
            skimage::apply(&image, &skimage, Some(&mask)),
            volume::apply(voxels, size, &volume, Some(inside), &|| true),
            volume::apply(
                voxels,
                size,
                &volume.with_range(BinRange::Tile),
                None,
                &|| true,
            ),
        )
    };
    let with_threads = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        pool.build().unwrap().install(all)
    };
    let alone = with_threads(1);
    for threads in [2, 7] {
        assert!(with_threads(threads) == alone, "{threads} threads");
    }
}
