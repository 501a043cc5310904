//! Other numbers of pixels: smaller pictures for the screen, planes between planes.

use rayon::prelude::*;

use crate::for_samples;
use crate::pixels::Image;
use crate::pixels::Picture;
use crate::pixels::Sample;
use crate::pixels::Samples;

/// A picture of `width` × `height` pixels, each the mean of the area it covers, parts of pixels
/// included; in integers, rounded half up. For making pictures smaller: nothing thin is skipped.
///
/// # Panics
/// When a side of the result is 0 and the picture has pixels, or the picture has none.
pub fn reduce(picture: &Picture, width: usize, height: usize) -> Picture {
    assert!(
        width > 0 && height > 0 && picture.width > 0 && picture.height > 0,
        "{} x {} to {width} x {height}",
        picture.width,
        picture.height
    );
    // In units of 1 / height of a row, source rows are `height` long and rows of the result
    // `picture.height`; columns likewise. All weights are whole numbers then.
    let area = picture.width as u64 * picture.height as u64;
    let mut rgba = vec![[0; 4]; width * height];
    rgba.par_chunks_mut(width).enumerate().for_each(|(y, row)| {
        let mut sums = vec![[0_u64; 4]; picture.width];
        for (source, weight) in covered(y, picture.height, height) {
            let pixels = &picture.rgba[source * picture.width..(source + 1) * picture.width];
            for (sum, pixel) in sums.iter_mut().zip(pixels) {
                for (sum, &channel) in sum.iter_mut().zip(pixel) {
                    *sum += weight * u64::from(channel);
                }
            }
        }
        for (x, pixel) in row.iter_mut().enumerate() {
            let mut total = [0; 4];
            for (source, weight) in covered(x, picture.width, width) {
                for (total, sum) in total.iter_mut().zip(sums[source]) {
                    *total += weight * sum;
                }
            }
            *pixel = total.map(|total| ((2 * total + area) / (2 * area)) as u8);
        }
    });
    Picture {
        width,
        height,
        rgba,
    }
}

/// The source pixels under pixel `i` when `from` pixels become `to`, and how much of each.
fn covered(i: usize, from: usize, to: usize) -> impl Iterator<Item = (usize, u64)> {
    let (start, end) = (i * from, (i + 1) * from);
    (start / to..end.div_ceil(to)).map(move |source| {
        let weight = end.min((source + 1) * to) - start.max(source * to);
        (source, weight as u64)
    })
}

/// The plane at position `at` of a stack whose planes lie at `positions` (ascending or
/// descending, in one unit, not necessarily even): linear between its two neighbours, integers
/// rounded half up. `None` outside the stack.
///
/// # Panics
/// When planes and positions differ in number, or the two neighbours in shape or type.
pub fn plane_at(planes: &[&Samples], positions: &[f64], at: f64) -> Option<Samples> {
    assert_eq!(planes.len(), positions.len(), "planes and positions");
    if let Some(exact) = positions.iter().position(|&position| position == at) {
        return Some(planes[exact].clone());
    }
    let between = positions
        .windows(2)
        .position(|pair| (pair[0] < at && at < pair[1]) || (pair[1] < at && at < pair[0]))?;
    let (near, far) = (positions[between], positions[between + 1]);
    let share = (at - near) / (far - near);
    Some(mix(planes[between], planes[between + 1], share))
}

/// `a` · (1 − share) + `b` · share, in the type of `a`; integers are rounded half up.
///
/// # Panics
/// When the two differ in shape or type.
pub fn mix(a: &Samples, b: &Samples, share: f64) -> Samples {
    assert_eq!(a.sample_type(), b.sample_type(), "samples of unequal type");
    let shape = |samples: &Samples| (samples.width(), samples.height(), samples.channels());
    assert_eq!(shape(a), shape(b), "planes of unequal shape");
    for_samples!(a, image => {
        let values = for_samples!(b, other => mixed(image, other, share));
        Sample::wrap(Image::new(image.width(), image.height(), image.channels(), values))
    })
}

/// A number type that a real result can be rounded to.
trait Rounded: Sample {
    fn rounded(y: f64) -> Self;
}

macro_rules! rounded {
    ($($t:ty),*) => {$(
        impl Rounded for $t {
            fn rounded(y: f64) -> Self {
                (y + 0.5).floor() as $t
            }
        }
    )*};
}
rounded!(u8, i8, u16, i16, u32, i32);

impl Rounded for f32 {
    fn rounded(y: f64) -> Self {
        y as f32
    }
}

impl Rounded for f64 {
    fn rounded(y: f64) -> Self {
        y
    }
}

fn mixed<T: Rounded, U: Sample>(a: &Image<T>, b: &Image<U>, share: f64) -> Vec<T> {
    a.data()
        .iter()
        .zip(b.data())
        .map(|(a, b)| T::rounded(a.to_f64() * (1.0 - share) + b.to_f64() * share))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(width: usize, height: usize, grey: impl Fn(usize) -> u8) -> Picture {
        let rgba = (0..width * height)
            .map(|i| [grey(i), 0, 255, 255])
            .collect();
        Picture {
            width,
            height,
            rgba,
        }
    }

    fn red(picture: &Picture) -> Vec<u8> {
        picture.rgba.iter().map(|pixel| pixel[0]).collect()
    }

    #[test]
    fn whole_blocks_become_their_mean() {
        let source = picture(4, 2, |i| [0, 10, 100, 101, 20, 30, 103, 104][i]);
        let small = reduce(&source, 2, 1);
        assert_eq!(red(&small), [15, 102]);
        assert_eq!(small.rgba[0][1..], [0, 255, 255]);
    }

    #[test]
    fn parts_of_pixels_count_by_their_area() {
        let source = picture(3, 1, |i| [0, 90, 255][i]);
        // Each half covers one and a half pixels.
        assert_eq!(red(&reduce(&source, 2, 1)), [30, 200]);
    }

    #[test]
    fn the_same_size_is_the_same_picture() {
        let source = picture(7, 5, |i| (i * 37) as u8);
        assert_eq!(reduce(&source, 7, 5), source);
    }

    #[test]
    fn constants_stay() {
        let source = picture(97, 131, |_| 201);
        let small = reduce(&source, 13, 29);
        assert!(red(&small).iter().all(|&grey| grey == 201));
    }

    #[test]
    fn planes_are_taken_at_their_true_positions() {
        let plane = |value| Samples::I16(Image::filled(2, 1, value));
        let (a, b, c) = (plane(-100), plane(0), plane(101));
        let planes = [&a, &b, &c];
        let positions = [0.0, 1.0, 3.0];
        assert_eq!(plane_at(&planes, &positions, 0.25), Some(plane(-75)));
        assert_eq!(plane_at(&planes, &positions, 2.0), Some(plane(51)));
        assert_eq!(plane_at(&planes, &positions, 3.0), Some(plane(101)));
        assert_eq!(plane_at(&planes, &positions, 3.1), None);
        let downwards = [3.0, 1.0, 0.0];
        assert_eq!(plane_at(&planes, &downwards, 2.0), Some(plane(-50)));
    }

    #[test]
    fn real_numbers_are_not_rounded() {
        let plane = |value| Samples::F64(Image::filled(1, 1, value));
        assert_eq!(mix(&plane(1.0), &plane(2.0), 0.25), plane(1.25));
    }
}
