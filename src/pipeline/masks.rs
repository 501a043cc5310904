//! Which pixels take part in statistics, by a recipe's rule.

use super::PipelineError;
use crate::for_samples;
use crate::ops::colour::ColourMode;
use crate::ops::colour::grey_of_rgb;
use crate::pixels::Mask;
use crate::pixels::Rect;
use crate::pixels::Sample;
use crate::pixels::Samples;
use crate::recipe::MaskRule;
use crate::study::Slice;

/// The smallest share of a slice that counts as outside the field of view.
const LEAST_FIELD: f64 = 0.05;

/// The pixels of a slice that take part.
pub(super) struct Masks {
    /// Those that take part in histograms and are changed; `None`: all.
    pub counted: Option<Mask>,
    /// Those that are data; the others are shown and written as background. `None`: all.
    pub data: Option<Mask>,
}

/// What takes part of `slice`, whose values are `values`: what `rule` lets in, and `given` where the
/// caller has a mask of its own.
///
/// # Errors
/// When the mask given has another size.
pub(super) fn masks(
    slice: &Slice,
    values: &Samples,
    rule: &MaskRule,
    given: Option<&Mask>,
) -> Result<Masks, PipelineError> {
    let (width, height) = (values.width(), values.height());
    let data = data(slice, rule.padding);
    let mut parts: Vec<Mask> = data.iter().cloned().collect();
    if rule.fov {
        parts.extend(field_of_view(values, data.as_ref()));
    }
    if let Some(collimation) = slice.collimation.as_ref().filter(|_| rule.collimation) {
        let inside = pixels(width, height).map(|(x, y)| collimation.contains(x, y));
        parts.push(Mask::new(width, height, inside.collect()));
    }
    if let Some(roi) = rule.roi {
        let Rect {
            x: left,
            y: top,
            width: columns,
            height: rows,
        } = roi;
        let inside = pixels(width, height)
            .map(|(x, y)| (left..left + columns).contains(&x) && (top..top + rows).contains(&y));
        parts.push(Mask::new(width, height, inside.collect()));
    }
    if let Some(given) = given {
        if (given.width(), given.height()) != (width, height) {
            return Err(PipelineError::MaskSize {
                found: [given.width(), given.height()],
                wanted: [width, height],
            });
        }
        parts.push(given.clone());
    }
    let counted = parts.into_iter().reduce(|a, b| a.and(&b));
    Ok(Masks {
        // A mask that leaves nothing out would only cost time.
        counted: counted.filter(|mask| mask.count() < width * height),
        data,
    })
}

fn pixels(width: usize, height: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..height).flat_map(move |y| (0..width).map(move |x| (x, y)))
}

/// Padding is no data where the rule says so, and what is no finite number (outside a resampled
/// plane) never is. Colour has no padding.
fn data(slice: &Slice, padding_is_out: bool) -> Option<Mask> {
    let real = matches!(slice.samples, Samples::F32(_) | Samples::F64(_));
    let padding = slice.padding.filter(|_| padding_is_out);
    if slice.samples.channels() != 1 || (padding.is_none() && !real) {
        return None;
    }
    let is_padding = |stored: f64| padding.is_some_and(|p| p.contains(stored));
    let inside: Vec<bool> = for_samples!(&slice.samples, image => {
        image
            .data()
            .iter()
            .map(|&stored| stored.to_f64())
            .map(|stored| stored.is_finite() && !is_padding(stored))
            .collect()
    });
    let mask = Mask::new(slice.samples.width(), slice.samples.height(), inside);
    (mask.count() < mask.inside().len()).then_some(mask)
}

/// Everything but the pixels that equal the minimum (of luma, in colour) and hang together with the
/// border, by their four neighbours; `None` where those are too few to be a frame.
fn field_of_view(values: &Samples, data: Option<&Mask>) -> Option<Mask> {
    let luma = match values {
        Samples::U8(rgb) if rgb.channels() == 3 => Samples::U8(grey_of_rgb(rgb, ColourMode::Luma)),
        Samples::U16(rgb) if rgb.channels() == 3 => {
            Samples::U16(grey_of_rgb(rgb, ColourMode::Luma))
        }
        other => other.clone(),
    };
    let (width, height) = (luma.width(), luma.height());
    let is_data = |at: usize| data.is_none_or(|mask| mask.inside()[at]);
    // Padding joins the frame, so that a frame behind a rim of padding is found as well.
    let outside: Vec<bool> = for_samples!(&luma, image => {
        let samples = image.data();
        let lowest = samples
            .iter()
            .enumerate()
            .filter(|(at, _)| is_data(*at))
            .map(|(_, &v)| v.to_f64())
            .fold(f64::INFINITY, f64::min);
        let lowest_or_padding = |(at, &v): (usize, &_)| !is_data(at) || Sample::to_f64(v) == lowest;
        samples.iter().enumerate().map(lowest_or_padding).collect()
    });
    let mut inside = vec![true; width * height];
    let mut open: Vec<usize> = pixels(width, height)
        .filter(|&(x, y)| x == 0 || y == 0 || x + 1 == width || y + 1 == height)
        .map(|(x, y)| y * width + x)
        .collect();
    let mut reached = 0;
    while let Some(at) = open.pop() {
        if !outside[at] || !inside[at] {
            continue;
        }
        inside[at] = false;
        reached += 1;
        let x = at % width;
        open.extend((x > 0).then(|| at - 1));
        open.extend((x + 1 < width).then_some(at + 1));
        open.extend(at.checked_sub(width));
        open.extend((at + width < width * height).then_some(at + width));
    }
    let enough = reached as f64 >= LEAST_FIELD * (width * height) as f64;
    enough.then(|| Mask::new(width, height, inside))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pixels::Image;
    use crate::study::Frame;
    use crate::study::Padding;
    use crate::study::Unit;

    fn counted(samples: Samples, rule: &str) -> Vec<bool> {
        let mut slice = Frame::plain(samples).into_slice(Unit::Grey);
        slice.padding = Some(Padding {
            low: 99.0,
            high: 99.0,
        });
        let rule = rule.parse().expect("a rule");
        let masks = masks(&slice, &slice.samples, &rule, None).expect("it fits");
        match masks.counted {
            Some(mask) => mask.inside().to_vec(),
            None => vec![true; slice.samples.width() * slice.samples.height()],
        }
    }

    fn grey(data: [u8; 9]) -> Samples {
        Samples::U8(Image::grey(3, 3, data.to_vec()))
    }

    #[test]
    fn a_frame_hangs_together_with_the_border() {
        // The minimum in the middle is inside the body.
        let ring = counted(grey([0, 0, 0, 5, 6, 5, 5, 0, 5]), "fov");
        let wanted = [false, false, false, true, true, true, true, false, true];
        assert_eq!(ring, wanted);
        let hole = counted(grey([7, 7, 7, 7, 0, 7, 7, 7, 7]), "fov");
        assert_eq!(hole, [true; 9]);
    }

    #[test]
    fn parts_are_joined() {
        let both = counted(grey([99, 1, 1, 1, 1, 1, 1, 1, 99]), "padding+roi:0,0,3,2");
        let wanted = [false, true, true, true, true, true, false, false, false];
        assert_eq!(both, wanted);
        let padding = counted(grey([99, 1, 1, 1, 1, 1, 1, 1, 99]), "none");
        assert_eq!(padding, [true; 9]);
    }
}
