//! Where the slices of a stack do not stand at equal steps straight above each other, and by how much.

use super::Geometry;
use super::Plane;
use super::Regularity;

/// Two neighbouring slices that stand farther apart than is usual in their stack.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gap {
    /// The slice below it along the normal, from 0; the one above is the next.
    pub below: usize,
    /// How far they are apart along the normal.
    pub mm: f64,
    /// How many slices are missing between them; 0 where the gap is no whole multiple of the usual
    /// step.
    pub missing: usize,
}

impl Geometry {
    /// How far steps may differ from the usual one: 1 % of it or 0.01 mm.
    fn step_tolerance_mm(&self) -> f64 {
        (self.spacing_mm[2] * 0.01).max(0.01)
    }

    /// The steps from slice to slice along the normal, millimetres.
    fn steps_mm(&self) -> impl Iterator<Item = f64> {
        (1..self.origins.len()).map(|k| self.along_mm(k) - self.along_mm(k - 1))
    }

    /// Where the slices stand farther apart than a quarter above the usual step, in the order of the
    /// slices. A stretch of several equal steps is none: it was acquired so.
    pub fn gaps(&self) -> Vec<Gap> {
        /// Equal steps in a row that make a stretch.
        const STRETCH: usize = 4;
        if self.regularity != Regularity::Uneven {
            return Vec::new();
        }
        let (usual, tolerance) = (self.spacing_mm[2], self.step_tolerance_mm());
        let steps: Vec<f64> = self.steps_mm().collect();
        let alike = |a: &f64, b: &f64| (a - b).abs() <= tolerance;
        let stretches = steps.chunk_by(alike);
        let wide = stretches.flat_map(|stretch| {
            let is_gap = stretch.len() < STRETCH;
            stretch.iter().map(move |mm| (is_gap, *mm))
        });
        wide.enumerate()
            .filter(|(_, (is_gap, mm))| *is_gap && *mm > 1.25 * usual)
            .map(|(below, (_, mm))| {
                let missing = (mm / usual).round() - 1.0;
                let whole = (mm - (missing + 1.0) * usual).abs() <= tolerance;
                let few = (1.0..=20.0).contains(&missing);
                Gap {
                    below,
                    mm,
                    missing: if whole && few { missing as usize } else { 0 },
                }
            })
            .collect()
    }

    /// Whether missing slices are all that makes the steps unequal.
    pub fn only_misses_slices(&self) -> bool {
        let (usual, tolerance) = (self.spacing_mm[2], self.step_tolerance_mm());
        let gaps = self.gaps();
        let odd = self.steps_mm().enumerate();
        let odd = odd.filter(|(_, mm)| (mm - usual).abs() > tolerance);
        !gaps.is_empty()
            && odd
                .map(|(below, _)| gaps.iter().find(|gap| gap.below == below))
                .all(|gap| gap.is_some_and(|gap| gap.missing > 0))
    }

    /// The smallest and the largest step from slice to slice, millimetres; `None` of a single slice.
    pub fn step_range_mm(&self) -> Option<(f64, f64)> {
        let low = self.steps_mm().reduce(f64::min)?;
        let high = self.steps_mm().reduce(f64::max)?;
        Some((low, high))
    }

    /// How far from straight above each other the slices stand, in degrees: a tilted gantry, or a
    /// drift. `None` where they stand straight, within 0.1 degree.
    pub fn tilt_degrees(&self) -> Option<f64> {
        let (first, last) = (self.origins.first()?, self.origins.last()?);
        let step = [0, 1, 2].map(|n| last[n] - first[n]);
        let length = step.iter().map(|c| c * c).sum::<f64>().sqrt();
        let along = self.along_mm(self.origins.len() - 1);
        let degrees = (along / length).clamp(-1.0, 1.0).acos().to_degrees();
        (length > 0.0 && degrees > 0.1).then_some(degrees)
    }

    /// The number of slice `k` (from 0, along the normal) as people count it: from 1, by the plane
    /// that the slices lie in.
    pub fn slice_number(&self, k: usize) -> usize {
        let frames = [Plane::Axial, Plane::Coronal, Plane::Sagittal].map(|plane| self.frame(plane));
        let flipped = frames
            .iter()
            .find(|frame| frame.axes[2] == 2)
            .is_some_and(|frame| frame.flipped[2]);
        if flipped { self.size[2] - k } else { k + 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stack(heights: &[f64], aside_mm: f64) -> Geometry {
        let origins = heights.iter().enumerate();
        let origins = origins
            .map(|(k, z)| [0.0, aside_mm * k as f64, *z])
            .collect();
        let axes = ([1.0, 0.0, 0.0], [0.0, 1.0, 0.0]);
        let size = [4, 4, heights.len()];
        Geometry::new(size, axes.0, axes.1, [1.0, 1.0], origins, 1.0)
    }

    #[test]
    fn gaps_have_their_place_and_their_size() {
        let missing = stack(&[0.0, 3.0, 9.0, 12.0, 15.0], 0.0);
        let gap = Gap {
            below: 1,
            mm: 6.0,
            missing: 1,
        };
        assert_eq!(missing.gaps(), [gap]);
        assert!(missing.only_misses_slices());
        assert_eq!(missing.step_range_mm(), Some((3.0, 6.0)));
        let uneven = stack(&[0.0, 3.0, 4.0, 8.0, 11.0, 14.0], 0.0);
        let wide = Gap {
            below: 2,
            mm: 4.0,
            missing: 0,
        };
        assert_eq!(uneven.gaps(), [wide]);
        assert!(!uneven.only_misses_slices());
        let two_halves = stack(
            &[0.0, 3.0, 6.0, 9.0, 12.0, 15.0, 21.0, 27.0, 33.0, 39.0],
            0.0,
        );
        assert!(two_halves.gaps().is_empty(), "acquired so");
        assert!(!two_halves.only_misses_slices());
        assert!(stack(&[0.0, 3.0, 6.0], 0.0).gaps().is_empty());
    }

    #[test]
    fn tilt_is_told_of_uneven_stacks_too() {
        assert_eq!(stack(&[0.0, 3.0, 6.0], 0.0).tilt_degrees(), None);
        let tilted = stack(&[0.0, 3.0, 6.0], 3.0).tilt_degrees();
        assert!(tilted.is_some_and(|degrees| (degrees - 45.0).abs() < 1e-9));
        assert!(stack(&[0.0, 3.0, 7.0, 10.0], 1.0).tilt_degrees().is_some());
    }

    #[test]
    fn slices_are_counted_towards_the_head() {
        let up = stack(&[0.0, 3.0, 6.0], 0.0);
        assert_eq!([0, 2].map(|k| up.slice_number(k)), [1, 3]);
        let origins = (0..3).map(|k| [0.0, 0.0, -3.0 * f64::from(k)]).collect();
        let axes = ([-1.0, 0.0, 0.0], [0.0, 1.0, 0.0]);
        let down = Geometry::new([4, 4, 3], axes.0, axes.1, [1.0, 1.0], origins, 1.0);
        assert_eq!([0, 2].map(|k| down.slice_number(k)), [3, 1]);
    }
}
