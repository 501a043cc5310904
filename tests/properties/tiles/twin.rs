//! CLAHE by other definitions than OpenCV's, slow and obvious: every tile and every pixel from the
//! beginning.

use negatoscope::ops::clahe::deep::DeepParams;
use negatoscope::ops::clahe::volume::BinRange;
use negatoscope::ops::clahe::volume::VolumeParams;
use negatoscope::pixels::Image;
use negatoscope::pixels::Mask;

/// Results of `deep` before they are rounded, 0..=1; `None` for what is not counted.
pub fn deep(
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
fn clip_as_skimage(histogram: &mut [i64], limit: i64) {
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
pub fn skimage(
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
        clip_as_skimage(&mut histogram, limit);
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
pub fn volume(
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
                let half = if kernel[a].is_multiple_of(2) {
                    0.5
                } else {
                    0.0
                };
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
        // Where every pixel comes to the same there is nothing to stretch.
        if r.is_nan() || low == high {
            0.0
        } else {
            (r - low) / (high - low)
        }
    };
    results.iter().map(stretch).collect()
}
