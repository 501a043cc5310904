//! Non-local means: a mean of the pixels whose surroundings look alike.
//!
//! After Buades, Coll and Morel, "A non-local algorithm for image denoising", CVPR 2005.

use rayon::prelude::*;

use super::ParamError;
use super::plane::Plane;
use super::plane::finished;
use super::plane::units_per_level;
use super::ranges::odd;
use super::ranges::positive;
use crate::pixels::Mask;
use crate::pixels::Samples;

/// Rows of a piece of work: enough to share the squared differences of a patch.
const BAND: usize = 16;

/// What non-local means is told.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NlmParams {
    h: f64,
    patch: u32,
    search: u32,
}

impl NlmParams {
    /// `h`: the root-mean-square difference of two patches at which the weight is 1/e, in levels
    /// of 8-bit grey (times 257 for 16 bits) or in the unit of values. `patch`: side of the
    /// squares compared, in pixels, odd, 1..=21. `search`: side of the square that pixels are
    /// taken from, odd, 3..=61.
    ///
    /// # Errors
    /// When `h` is not above zero and finite, or a side even or outside its range.
    pub fn new(h: f64, patch: u32, search: u32) -> Result<Self, ParamError> {
        Ok(Self {
            h: positive("h", h)?,
            patch: odd("patch", patch, 1..=21)?,
            search: odd("search", search, 3..=61)?,
        })
    }

    /// The difference at which the weight is 1/e, in levels of 8-bit grey or the unit of values.
    pub fn h(&self) -> f64 {
        self.h
    }

    /// Side of the squares compared, pixels.
    pub fn patch(&self) -> u32 {
        self.patch
    }

    /// Side of the square that pixels are taken from.
    pub fn search(&self) -> u32 {
        self.search
    }
}

impl Default for NlmParams {
    /// h 10, patches of 7 × 7, a search of 21 × 21 pixels.
    fn default() -> Self {
        Self {
            h: 10.0,
            patch: 7,
            search: 21,
        }
    }
}

/// y_p = Σ w x_q / Σ w over the pixels q of the search square around p, w = exp(−D / h²), where D
/// is the plain mean of the squared differences between the patches around p and q.
///
/// No noise variance is subtracted from D, and p itself has weight 1. The picture is mirrored at
/// its outermost pixels, which are not repeated. OpenCV's `fastNlMeansDenoising` has the same
/// definition, with weights in fixed point. 8- and 16-bit grey keeps its type (floor(y + 0.5),
/// clamped); values of other types give `f32`.
///
/// Pixels outside `mask` and samples that are not finite stay as they are and have weight 0; D is
/// the mean over the pairs of pixels that both count. `keep_going` is asked once for each offset
/// of a band of rows; `None` when it said no.
///
/// # Panics
/// When there are several channels or the mask has another size.
pub fn apply(
    samples: &Samples,
    params: &NlmParams,
    mask: Option<&Mask>,
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Option<Samples> {
    let Some(plane) = Plane::of(samples, mask) else {
        return Some(finished(samples, None));
    };
    let h = params.h * units_per_level(samples);
    let patch = params.patch as usize;
    let reach = (params.search / 2) as usize;
    let comparison = Comparison {
        field: plane.mirrored(reach + patch / 2),
        width: plane.width(),
        patch,
        reach,
        falloff: -1.0 / (h * h),
    };
    let mut values = vec![0.0; plane.values().len()];
    values
        .par_chunks_mut(BAND * plane.width())
        .enumerate()
        .try_for_each(|(band, values)| {
            let first = band * BAND;
            let centres = plane.run(0, first, values.len());
            comparison.denoise(first, centres, values, keep_going)
        })?;
    Some(finished(samples, Some((&plane, values))))
}

/// Patches of one picture against those at other places.
struct Comparison {
    /// The picture with a margin of `reach + patch / 2`.
    field: Plane,
    /// Columns of the picture.
    width: usize,
    /// Side of a patch.
    patch: usize,
    /// The farthest offset of the search.
    reach: usize,
    /// −1 / h².
    falloff: f64,
}

/// For one offset: what patches are made of, row by row, and sums of it.
struct Scratch {
    /// Squared differences of the rows of a patch; the last `patch` rows, in turn.
    squares: Vec<Vec<f64>>,
    /// Whether both pixels of a pair count, likewise.
    pairs: Vec<Vec<f64>>,
    /// Sums over the rows of a patch.
    columns: Vec<f64>,
    /// Sums over patches of squares and of pairs.
    patches: [Vec<f64>; 2],
}

impl Comparison {
    /// The rows of the picture from `first`, whose samples are `centres`.
    fn denoise(
        &self,
        first: usize,
        centres: &[f64],
        values: &mut [f64],
        keep_going: &(dyn Fn() -> bool + Sync),
    ) -> Option<()> {
        let wide = self.width + self.patch - 1;
        let mut scratch = Scratch {
            squares: vec![vec![0.0; wide]; self.patch],
            pairs: vec![vec![0.0; wide]; self.patch],
            columns: vec![0.0; wide],
            patches: [vec![0.0; self.width], vec![0.0; self.width]],
        };
        let mut sums = vec![0.0; values.len()];
        for dy in 0..=2 * self.reach {
            for dx in 0..=2 * self.reach {
                if !keep_going() {
                    return None;
                }
                let rows = values
                    .chunks_exact_mut(self.width)
                    .zip(sums.chunks_exact_mut(self.width))
                    .zip(centres.chunks_exact(self.width));
                for (row, ((values, sums), centres)) in rows.enumerate() {
                    let y = first + row;
                    let fresh = if row == 0 { 0 } else { self.patch - 1 };
                    for line in y + fresh..y + self.patch {
                        self.compare(line, dx, dy, &mut scratch);
                    }
                    self.weigh(y, dx, dy, &mut scratch, centres, values, sums);
                }
            }
        }
        // Differences are averaged, so that equal samples give their value exactly.
        for ((mean, sum), centre) in values.iter_mut().zip(sums).zip(centres) {
            *mean = centre + *mean / sum;
        }
        Some(())
    }

    /// Squared differences between line `line` of the patches and the line at the offset.
    fn compare(&self, line: usize, dx: usize, dy: usize, scratch: &mut Scratch) {
        let (slot, wide) = (line % self.patch, self.width + self.patch - 1);
        let here = self.field.run(self.reach, self.reach + line, wide);
        let there = self.field.run(dx, dy + line, wide);
        let squares = &mut scratch.squares[slot];
        for ((square, a), b) in squares.iter_mut().zip(here).zip(there) {
            *square = (a - b) * (a - b);
        }
        let here = self.field.weight_run(self.reach, self.reach + line, wide);
        let there = self.field.weight_run(dx, dy + line, wide);
        if let (Some(here), Some(there)) = (here, there) {
            let pairs = &mut scratch.pairs[slot];
            for (((pair, square), a), b) in pairs.iter_mut().zip(squares).zip(here).zip(there) {
                *pair = a * b;
                *square *= *pair;
            }
        }
    }

    /// Adds the pixels of row `y` at one offset with their weights.
    fn weigh(
        &self,
        y: usize,
        dx: usize,
        dy: usize,
        scratch: &mut Scratch,
        centres: &[f64],
        values: &mut [f64],
        sums: &mut [f64],
    ) {
        let half = self.patch / 2;
        let others = self.field.run(dx + half, y + dy + half, self.width);
        let counts = self.field.weight_run(dx + half, y + dy + half, self.width);
        let Scratch {
            squares,
            pairs,
            columns,
            patches: [distances, shares],
        } = scratch;
        add_up(y, squares, columns, distances);
        if counts.is_some() {
            add_up(y, pairs, columns, shares);
        } else {
            shares.fill((self.patch * self.patch) as f64);
        }
        for x in 0..self.width {
            let count = counts.map_or(1.0, |counts| counts[x]);
            // The pair in the middle counts where both pixels do.
            if count > 0.0 && shares[x] > 0.0 {
                let weight = (distances[x] / shares[x] * self.falloff).exp();
                values[x] += weight * (others[x] - centres[x]);
                sums[x] += weight;
            }
        }
    }
}

/// Sums over patches whose first line is `y`: over the lines, then over columns, each anew, so
/// that no rounding is carried along.
fn add_up(y: usize, lines: &[Vec<f64>], columns: &mut [f64], patches: &mut [f64]) {
    let patch = lines.len();
    columns.fill(0.0);
    for line in y..y + patch {
        for (sum, x) in columns.iter_mut().zip(&lines[line % patch]) {
            *sum += x;
        }
    }
    patches.fill(0.0);
    for k in 0..patch {
        for (sum, x) in patches.iter_mut().zip(&columns[k..]) {
            *sum += x;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pixels::Image;

    fn apply_to(samples: &Samples, params: &NlmParams) -> Samples {
        apply(samples, params, None, &|| true).unwrap()
    }

    #[test]
    fn single_pixels_are_weighed_by_their_difference() {
        let samples = Samples::F64(Image::grey(3, 1, vec![0.0, 10.0, 20.0]));
        let params = NlmParams::new(10.0, 1, 3).unwrap();
        let Samples::F32(found) = apply_to(&samples, &params) else {
            panic!("values give f32");
        };
        // The middle sees 0, 10, 20; the first 10, 0, 10; each in three equal rows.
        let e = (-1.0_f64).exp();
        assert_eq!(found.at(1, 0), 10.0);
        let wanted = 20.0 * e / (1.0 + 2.0 * e);
        assert!((f64::from(found.at(0, 0)) - wanted).abs() < 1e-5);
    }

    #[test]
    fn noise_goes_and_edges_stay() {
        let data: Vec<u8> = (0..900)
            .map(|i| if i % 30 < 15 { 50 } else { 200 } + (i * 37 % 11) as u8)
            .collect();
        let samples = Samples::U8(Image::grey(30, 30, data));
        let params = NlmParams::new(10.0, 3, 11).unwrap();
        let Samples::U8(found) = apply_to(&samples, &params) else {
            panic!("grey stays grey");
        };
        for (i, &x) in found.data().iter().enumerate() {
            let wanted: u8 = if i % 30 < 15 { 55 } else { 205 };
            assert!(x.abs_diff(wanted) <= 3, "{x} at {i}");
        }
    }

    #[test]
    fn parameters_have_ranges() {
        let error = NlmParams::new(10.0, 7, 20).unwrap_err();
        assert_eq!(
            error.to_string(),
            "search: 20, wanted an odd number, 3 to 61"
        );
        assert!(NlmParams::new(0.0, 7, 21).is_err());
        assert!(NlmParams::new(10.0, 23, 21).is_err());
    }

    #[test]
    fn it_stops_when_told() {
        let samples = Samples::U8(Image::filled(8, 8, 0));
        assert_eq!(
            apply(&samples, &NlmParams::default(), None, &|| false),
            None
        );
    }
}
