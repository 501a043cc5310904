//! The same operations once more, straight from their definitions, slow and with nothing shared.

use negatoscope::ops::ahe::Border;
use negatoscope::ops::ahe::RankMode;
use negatoscope::ops::ahe::RankParams;
use negatoscope::pixels::Image;
use negatoscope::pixels::Mask;

fn is_inside(mask: Option<&Mask>, x: usize, y: usize) -> bool {
    mask.is_none_or(|mask| mask.inside()[y * mask.width() + x])
}

fn reflect(mut i: i64, length: usize) -> usize {
    let length = length as i64;
    if length == 1 {
        return 0;
    }
    loop {
        if i < 0 {
            i = -i;
        } else if i >= length {
            i = 2 * (length - 1) - i;
        } else {
            return i as usize;
        }
    }
}

/// `equalizeHist`, section by section of its definition.
pub fn equalize(image: &Image<u8>, mask: Option<&Mask>) -> Image<u8> {
    let mut out = image.clone();
    let width = image.width();
    let counted: Vec<u8> = (0..image.data().len())
        .filter(|i| is_inside(mask, i % width, i / width))
        .map(|i| image.data()[i])
        .collect();
    let Some(&lowest) = counted.iter().min() else {
        return out;
    };
    let at_lowest = counted.iter().filter(|&&grey| grey == lowest).count();
    if at_lowest == counted.len() {
        return out;
    }
    let scale = 255.0_f32 / (counted.len() - at_lowest) as f32;
    for (i, grey) in out.data_mut().iter_mut().enumerate() {
        if is_inside(mask, i % width, i / width) {
            let upto = counted
                .iter()
                .filter(|&&g| lowest < g && g <= *grey)
                .count();
            *grey = (upto as f32 * scale).round_ties_even().clamp(0.0, 255.0) as u8;
        }
    }
    out
}

/// OpenCV's CLAHE: pad, one table per tile, four tables per pixel.
pub fn clahe(
    image: &Image<u8>,
    clip_limit: f64,
    columns: usize,
    rows: usize,
    mask: Option<&Mask>,
) -> Image<u8> {
    let (width, height) = (image.width(), image.height());
    let (mut padded_width, mut padded_height) = (width, height);
    if !width.is_multiple_of(columns) || !height.is_multiple_of(rows) {
        padded_width += columns - width % columns;
        padded_height += rows - height % rows;
    }
    let (tile_width, tile_height) = (padded_width / columns, padded_height / rows);

    let table_of = |column: usize, row: usize| -> Option<Vec<u8>> {
        let mut bins = [0_i64; 256];
        for v in row * tile_height..(row + 1) * tile_height {
            for u in column * tile_width..(column + 1) * tile_width {
                let (x, y) = (reflect(u as i64, width), reflect(v as i64, height));
                if is_inside(mask, x, y) {
                    bins[usize::from(image.at(x, y))] += 1;
                }
            }
        }
        let n: i64 = bins.iter().sum();
        if n == 0 {
            return None;
        }
        if clip_limit > 0.0 {
            let limit = ((clip_limit * n as f64 / 256.0) as i64).max(1);
            let excess: i64 = bins.iter().map(|bin| (bin - limit).max(0)).sum();
            let rest = excess % 256;
            for bin in &mut bins {
                *bin = (*bin).min(limit) + excess / 256;
            }
            let mut served = 0;
            let mut at = 0;
            while served < rest {
                bins[at] += 1;
                served += 1;
                at += (256 / rest).max(1) as usize;
            }
        }
        let scale = 255.0_f32 / n as f32;
        let mut sum = 0_i64;
        Some(
            bins.iter()
                .map(|bin| {
                    sum += bin;
                    (sum as f32 * scale).round_ties_even().clamp(0.0, 255.0) as u8
                })
                .collect(),
        )
    };
    let own: Vec<Option<Vec<u8>>> = (0..columns * rows)
        .map(|tile| table_of(tile % columns, tile / columns))
        .collect();
    let nearest = |tile: usize| -> Option<&Vec<u8>> {
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
    let tables: Vec<Option<&Vec<u8>>> = (0..own.len()).map(nearest).collect();

    let mut out = image.clone();
    for y in 0..height {
        for x in 0..width {
            if !is_inside(mask, x, y) {
                continue;
            }
            let weigh = |i: usize, length: usize, tiles: usize| {
                let position = i as f32 * (1.0 / length as f32) - 0.5;
                let floor = position.floor();
                let weight = position - floor;
                let second = (floor as i64 + 1).min(tiles as i64 - 1) as usize;
                ((floor as i64).max(0) as usize, second, weight)
            };
            let (left, right, xa) = weigh(x, tile_width, columns);
            let (top, bottom, ya) = weigh(y, tile_height, rows);
            let look = |column: usize, row: usize| {
                let table = tables[row * columns + column].expect("a counted pixel");
                f32::from(table[usize::from(image.at(x, y))])
            };
            let above = look(left, top) * (1.0 - xa) + look(right, top) * xa;
            let below = look(left, bottom) * (1.0 - xa) + look(right, bottom) * xa;
            let grey = above * (1.0 - ya) + below * ya;
            out.data_mut()[y * width + x] = grey.round_ties_even().clamp(0.0, 255.0) as u8;
        }
    }
    out
}

/// Ranks of all pixels that the mask lets in.
pub fn rank(image: &Image<u8>, params: &RankParams, mask: Option<&Mask>) -> Image<u8> {
    let width = image.width();
    let mut out = image.clone();
    for (i, grey) in out.data_mut().iter_mut().enumerate() {
        if is_inside(mask, i % width, i / width) {
            *grey = rank_at(image, params, mask, i % width, i / width);
        }
    }
    out
}

/// Rank in the window around one pixel, by looking at every pixel of it.
pub fn rank_at(
    image: &Image<u8>,
    params: &RankParams,
    mask: Option<&Mask>,
    x: usize,
    y: usize,
) -> u8 {
    let (width, height) = (image.width() as i64, image.height() as i64);
    let radius = i64::from(params.radius());
    let (mut less, mut equal, mut n) = (0_u64, 0_u64, 0_u64);
    for v in y as i64 - radius..=y as i64 + radius {
        for u in x as i64 - radius..=x as i64 + radius {
            let outside = u < 0 || v < 0 || u >= width || v >= height;
            if outside && params.border() == Border::Cut {
                continue;
            }
            let (u, v) = (reflect(u, image.width()), reflect(v, image.height()));
            if is_inside(mask, u, v) {
                n += 1;
                less += u64::from(image.at(u, v) < image.at(x, y));
                equal += u64::from(image.at(u, v) == image.at(x, y));
            }
        }
    }
    let share = match params.mode() {
        RankMode::Mid => (less as f64 + 0.5 * equal as f64) / n as f64,
        RankMode::Le => (less + equal) as f64 / n as f64,
        RankMode::Lt if n == 1 => 0.0,
        RankMode::Lt => less as f64 / (n - 1) as f64,
    };
    (255.0 * share + 0.5).floor() as u8
}

/// Percentile by sorting.
pub fn percentile(values: &[f64], p: f64) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let position = p / 100.0 * (sorted.len() as f64 - 1.0);
    let low = *sorted.get(position.floor() as usize)?;
    let high = *sorted.get(position.ceil() as usize)?;
    Some(low + (high - low) * position.fract())
}

/// Mean of the area under pixel (`x`, `y`) of the reduced picture, in real numbers.
pub fn area_mean(image: &Image<u8>, width: usize, height: usize, x: usize, y: usize) -> f64 {
    let across = image.width() as f64 / width as f64;
    let down = image.height() as f64 / height as f64;
    let (left, top) = (x as f64 * across, y as f64 * down);
    let mut sum = 0.0;
    for v in 0..image.height() {
        for u in 0..image.width() {
            let overlap = |start: f64, length: f64, at: f64| {
                ((start + length).min(at + 1.0) - start.max(at)).max(0.0)
            };
            sum += overlap(left, across, u as f64)
                * overlap(top, down, v as f64)
                * f64::from(image.at(u, v));
        }
    }
    sum / (across * down)
}
