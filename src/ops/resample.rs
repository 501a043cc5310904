//! Fewer pixels: smaller pictures for the screen.

use rayon::prelude::*;

use crate::pixels::Picture;

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
}
