//! Histogram matching: greys of one picture mapped so that they are spread as those of another.
//!
//! The rule is scikit-image's `exposure.match_histograms` for integers: each grey goes to the
//! reference's grey with the same cumulative share, on straight lines between the greys that the
//! reference has.

use super::heq;
use super::lookup::Grey;
use super::lookup::map_grey;
use crate::pixels::Image;
use crate::pixels::Mask;

/// The grey of the reference, not rounded, that each grey of the source is mapped to, from how
/// often each grey occurs in both. Depths may differ: results are in the reference's.
///
/// A source's grey with cumulative share q = (pixels not brighter) / (all pixels) becomes the value
/// at q of the polygon through (cumulative share, grey) of all greys that the reference has; shares
/// below the first are its darkest grey. When nothing was counted in one of them, every grey stays,
/// in the reference's depth.
///
/// # Panics
/// When there are neither 256 nor 65536 counts of one of them.
pub fn table(source: &[u64], reference: &[u64]) -> Vec<f64> {
    for counts in [source, reference] {
        assert!(
            matches!(counts.len(), 256 | 65_536),
            "256 or 65536 counts wanted, not {}",
            counts.len()
        );
    }
    let total: u64 = source.iter().sum();
    let corners = corners(reference);
    let Some(&first) = corners.first().filter(|_| total > 0) else {
        let unit = (reference.len() - 1) as f64 / (source.len() - 1) as f64;
        return (0..source.len()).map(|grey| grey as f64 * unit).collect();
    };
    // Both shares only rise, so one walk along the reference serves all greys.
    let mut lines = corners.windows(2).peekable();
    let mut sum = 0;
    let greys = source.iter().map(|count| {
        sum += count;
        let share = sum as f64 / total as f64;
        if share <= first.0 {
            return first.1;
        }
        while lines.next_if(|line| line[1].0 < share).is_some() {}
        match lines.peek() {
            Some([(left, dark), (right, bright)]) => {
                (bright - dark) / (right - left) * (share - left) + dark
            }
            // Only a single grey has no lines: its share is 1.
            _ => first.1,
        }
    });
    greys.collect()
}

/// Cumulative share and value of every grey that occurs.
fn corners(counts: &[u64]) -> Vec<(f64, f64)> {
    let total = counts.iter().sum::<u64>() as f64;
    let mut sum = 0;
    let occupied = counts.iter().enumerate().filter(|(_, count)| **count > 0);
    occupied
        .map(|(grey, count)| {
            sum += count;
            (sum as f64 / total, grey as f64)
        })
        .collect()
}

/// The picture with its greys spread as `reference` counts them, rounded by floor(y + 0.5). The
/// picture's own counts, else `source`: those of the series it belongs to.
///
/// A reference of the other depth is scaled: 8-bit greys times 257, 16-bit greys divided by 257.
/// Pixels outside `mask` are not counted and stay as they are.
///
/// # Panics
/// When the image has several channels, the mask another size, `source` not one count for each grey
/// of this depth, or `reference` neither 256 nor 65536.
pub fn apply<G: Grey>(
    image: &Image<G>,
    source: Option<&[u64]>,
    reference: &[u64],
    mask: Option<&Mask>,
) -> Image<G> {
    assert_eq!(image.channels(), 1, "one channel wanted");
    let table = match source {
        Some(source) => {
            assert_eq!(source.len(), G::TOP as usize + 1, "a count per grey wanted");
            table(source, reference)
        }
        None => table(&heq::counts_of(image, mask), reference),
    };
    let reference_top = (reference.len() - 1) as f64;
    map_grey(image, mask, |grey| {
        let matched = table[grey as usize];
        G::from_f64(if reference_top > G::TOP {
            matched / (reference_top / G::TOP)
        } else {
            matched * (G::TOP / reference_top)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(levels: usize, greys: &[usize]) -> Vec<u64> {
        let mut counts = vec![0; levels];
        for &grey in greys {
            counts[grey] += 1;
        }
        counts
    }

    #[test]
    fn equal_shares_meet() {
        let source = counts(256, &[10, 20, 30, 40]);
        let reference = counts(256, &[100, 100, 200, 240]);
        let table = table(&source, &reference);
        // Shares 1/4, 1/2, 3/4, 1; the reference has 1/2 at 100, 3/4 at 200, 1 at 240.
        assert_eq!(
            [10, 20, 30, 40].map(|grey| table[grey]),
            [100.0, 100.0, 200.0, 240.0]
        );
        assert_eq!(table[0], 100.0);
        assert_eq!(table[255], 240.0);
    }

    #[test]
    fn between_the_greys_of_the_reference_lines_are_straight() {
        let source = counts(256, &[1, 2, 3, 4, 5, 6, 7, 8]);
        let reference = counts(256, &[0, 100]);
        let table = table(&source, &reference);
        assert_eq!(table[4], 0.0);
        assert_eq!(table[6], 50.0);
        assert_eq!(table[8], 100.0);
    }

    #[test]
    fn a_picture_matched_to_itself_stays() {
        let image = Image::grey(7, 1, vec![3_u8, 9, 9, 27, 81, 243, 243]);
        let own = heq::counts_of(&image, None);
        assert_eq!(apply(&image, None, &own, None), image);
    }

    #[test]
    fn other_depths_are_scaled() {
        let deep = Image::grey(2, 1, vec![7_u16, 9000]);
        let shallow = Image::grey(2, 1, vec![7_u8, 90]);
        let eight = counts(256, &[10, 250]);
        let sixteen = counts(65_536, &[10 * 257, 250 * 257 + 128]);
        assert_eq!(apply(&deep, None, &eight, None).data(), [2570, 64_250]);
        // Half a grey less a 514th goes down.
        assert_eq!(apply(&shallow, None, &sixteen, None).data(), [10, 250]);
    }

    #[test]
    fn without_counts_every_grey_stays() {
        let image = Image::grey(3, 1, vec![0_u8, 77, 255]);
        let deep = image.map(|&grey| u16::from(grey) * 200);
        for levels in [256, 65_536] {
            let nothing = vec![0; levels];
            assert_eq!(apply(&image, None, &nothing, None), image);
            assert_eq!(apply(&deep, None, &nothing, None), deep);
        }
        let none = Mask::new(3, 1, vec![false; 3]);
        assert_eq!(apply(&image, None, &counts(256, &[9]), Some(&none)), image);
    }

    #[test]
    fn a_reference_of_one_grey_is_all_there_is() {
        let image = Image::grey(3, 1, vec![0_u8, 77, 255]);
        let matched = apply(&image, None, &counts(256, &[9, 9]), None);
        assert_eq!(matched.data(), [9, 9, 9]);
    }
}
