//! Contrast: of blocks all over a picture (EME), and of a structure against its background (CII, CNR).

use super::plane::Plane;
use super::plane::by_bands;
use crate::pixels::Rect;

/// Blocks across and down.
const BLOCKS: usize = 8;

/// The measure of enhancement: the mean of 20 log₁₀((max + 1) / (min + 1)) over 8 × 8 equal blocks, a
/// remainder at the right and at the bottom left out. The inner `None` where the picture is smaller
/// than its blocks, or where a value is negative and so has no such logarithm.
pub(super) fn eme_db(
    plane: &Plane<'_>,
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Option<Option<f64>> {
    let (width, height) = (plane.width() / BLOCKS, plane.height() / BLOCKS);
    if width == 0 || height == 0 {
        return Some(None);
    }
    // The extent of each block in each band of rows.
    let bands = by_bands(0..height * BLOCKS, keep_going, |rows| {
        let mut row = vec![0.0; width * BLOCKS];
        let mut extents = [(f64::INFINITY, f64::NEG_INFINITY); BLOCKS * BLOCKS];
        for y in rows {
            plane.part_into(y, 0..width * BLOCKS, &mut row);
            let across = &mut extents[y / height * BLOCKS..][..BLOCKS];
            for (extent, part) in across.iter_mut().zip(row.chunks_exact(width)) {
                *extent = part.iter().fold(*extent, |(low, high), &value| {
                    // What is no number is smaller and larger than nothing.
                    (low.min(value), high.max(value))
                });
            }
        }
        extents
    })?;
    let blocks = (0..BLOCKS * BLOCKS).map(|block| {
        let of_block = bands.iter().map(|extents| extents[block]);
        of_block.fold((f64::INFINITY, f64::NEG_INFINITY), |whole, band| {
            (whole.0.min(band.0), whole.1.max(band.1))
        })
    });
    let (mut sum, mut count) = (0.0, 0);
    // Blocks without data are left out.
    for (low, high) in blocks.filter(|(low, high)| low <= high) {
        if low < 0.0 {
            return Some(None);
        }
        sum += 20.0 * ((high + 1.0) / (low + 1.0)).log10();
        count += 1;
    }
    Some((count > 0).then(|| sum / f64::from(count)))
}

/// The contrast improvement index: Michelson's contrast (f − b) / (f + b) of the means of two boxes, in
/// the second picture over the first. `None` where a mean is negative (Hounsfield units) or there is
/// no contrast to begin with.
pub(super) fn cii(a: &Plane<'_>, b: &Plane<'_>, roi: Rect, background: Rect) -> Option<f64> {
    let contrast = |plane: &Plane<'_>| {
        let front = mean(&plane.data_in(roi)).filter(|&mean| mean >= 0.0)?;
        let back = mean(&plane.data_in(background)).filter(|&mean| mean >= 0.0)?;
        (front + back > 0.0).then(|| (front - back) / (front + back))
    };
    Some(contrast(b)? / contrast(a).filter(|&contrast| contrast != 0.0)?)
}

/// The contrast-to-noise ratio: |mean of the structure − mean of the background| over the standard
/// deviation of the background (divided by n). `None` where that is 0.
pub(super) fn cnr(plane: &Plane<'_>, roi: Rect, background: Rect) -> Option<f64> {
    let front = mean(&plane.data_in(roi))?;
    let data = plane.data_in(background);
    let back = mean(&data)?;
    let squares: Vec<f64> = data.iter().map(|value| (value - back).powi(2)).collect();
    let sd = mean(&squares)?.sqrt();
    (sd > 0.0).then(|| (front - back).abs() / sd)
}

fn mean(data: &[f64]) -> Option<f64> {
    (!data.is_empty()).then(|| data.iter().sum::<f64>() / data.len() as f64)
}
