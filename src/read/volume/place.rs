//! Where the voxels of a volume file lie, in the patient's coordinates.

use crate::read::fault::Fault;
use crate::study::Edges;
use crate::study::Geometry;
use crate::study::Point3;
use crate::study::cross;
use crate::study::dot;

/// What a header says of the place of its voxels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::read) enum Place {
    /// Steps of column, row and slice, and the first voxel's centre, in LPS millimetres.
    Patient { steps: [Point3; 3], origin: Point3 },
    /// Distances of columns, rows and slices alone, in millimetres.
    Spacing(Point3),
    /// Nothing.
    Unknown,
}

/// A volume's geometry, and whether its slices are in the file in the order against the normal.
#[derive(Debug)]
pub(in crate::read) struct Placed {
    pub geometry: Geometry,
    pub reversed: bool,
}

/// A step longer than this or shorter than its inverse is none.
const LONGEST_STEP_MM: f64 = 1000.0;
const SHORTEST_STEP_MM: f64 = 1e-6;
/// Cosine between rows and columns from which a picture is no rectangle.
const SKEW: f64 = 1e-3;
/// Cosine between step and normal below which slices lie in each other's plane.
const FLAT: f64 = 0.1;

/// The length of a vector.
pub(super) fn length(vector: Point3) -> f64 {
    dot(vector, vector).sqrt()
}

fn scaled(vector: Point3, factor: f64) -> Point3 {
    // Adding 0 makes 0 of −0.
    vector.map(|part| part * factor + 0.0)
}

/// Whether a distance can be one of voxels.
pub(super) fn is_spacing(mm: f64) -> bool {
    mm.is_finite() && (SHORTEST_STEP_MM..=LONGEST_STEP_MM).contains(&mm)
}

impl Place {
    /// Steps and origin, where they can be those of voxels; else what is wrong with them.
    pub fn patient(steps: [Point3; 3], origin: Point3) -> Result<Self, String> {
        const FARTHEST_MM: f64 = 1e6;
        if steps
            .iter()
            .flatten()
            .chain(&origin)
            .any(|n| !n.is_finite())
        {
            return Err("a number that is not finite".to_owned());
        }
        if let Some(step) = steps.iter().find(|step| !is_spacing(length(**step))) {
            let mm = length(*step);
            return Err(format!(
                "a step of {mm} mm between voxels, must be above 0 and at most 1000 mm"
            ));
        }
        if origin.iter().any(|n| n.abs() > FARTHEST_MM) {
            return Err(format!("{origin:?} mm, too far away"));
        }
        Ok(Self::Patient { steps, origin })
    }

    /// Distance of columns and rows.
    pub fn in_plane_mm(&self) -> Option<[f64; 2]> {
        match *self {
            Self::Patient {
                steps: [row, column, _],
                ..
            } => Some([length(row), length(column)]),
            Self::Spacing([x, y, _]) => Some([x, y]),
            Self::Unknown => None,
        }
    }

    /// The letters at the edges of an acquired slice.
    pub fn edges(&self) -> Option<Edges> {
        match *self {
            Self::Patient {
                steps: [row, column, _],
                ..
            } => Some(Edges::of(
                scaled(row, 1.0 / length(row)),
                scaled(column, 1.0 / length(column)),
            )),
            _ => None,
        }
    }

    /// The geometry of a volume of `size`; `None` where nothing is known of its place.
    ///
    /// # Errors
    /// When its axes are such that it cannot be cut into planes; `element` is what states them.
    pub fn geometry(&self, size: [usize; 3], element: &str) -> Result<Option<Placed>, Fault> {
        let (steps, origin, oriented) = match *self {
            Self::Unknown => return Ok(None),
            Self::Spacing([x, y, z]) => {
                let steps = [[x, 0.0, 0.0], [0.0, y, 0.0], [0.0, 0.0, z]];
                (steps, [0.0; 3], false)
            }
            Self::Patient { steps, origin } => (steps, origin, true),
        };
        let [across, down, between] = steps;
        let in_plane_mm = [length(across), length(down)];
        let row = scaled(across, 1.0 / in_plane_mm[0]);
        let slanted = scaled(down, 1.0 / in_plane_mm[1]);
        let skew = dot(row, slanted);
        if skew.abs() > SKEW {
            let degrees = skew.acos().to_degrees();
            return Err(Fault::new(
                element,
                format!("rows and columns meet at {degrees:.1} degrees, must be 90"),
            ));
        }
        // What single precision has left of the right angle is taken away.
        let upright: Point3 = [0, 1, 2].map(|n: usize| part(slanted, n) - skew * part(row, n));
        let column = scaled(upright, 1.0 / length(upright));
        let normal = cross(row, column);
        let along = dot(between, normal);
        if along.abs() < FLAT * length(between) {
            return Err(Fault::new(
                element,
                "slices do not stand above each other".to_owned(),
            ));
        }
        let reversed = along < 0.0;
        let last = size.last().copied().unwrap_or(1).saturating_sub(1);
        let origins = (0..=last)
            .map(|k| if reversed { last - k } else { k } as f64)
            .map(|k| [0, 1, 2].map(|n: usize| part(origin, n) + k * part(between, n)))
            .collect();
        let mut geometry = Geometry::new(size, row, column, in_plane_mm, origins, along.abs());
        geometry.oriented = oriented;
        Ok(Some(Placed { geometry, reversed }))
    }
}

fn part(vector: Point3, n: usize) -> f64 {
    vector.get(n).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::Regularity;

    #[test]
    fn slices_are_sorted_along_the_normal() {
        // As most NIfTI files have it: columns to the right, rows to the back … in RAS turned to LPS.
        let steps = [[2.0, 0.0, 0.0], [0.0, -3.0, 0.0], [0.0, 0.0, 4.0]];
        let place = Place::patient(steps, [1.0, 2.0, 3.0]).unwrap();
        let placed = place.geometry([5, 6, 7], "sform").unwrap().unwrap();
        assert!(placed.reversed);
        let geometry = placed.geometry;
        assert_eq!(geometry.normal, [0.0, 0.0, -1.0]);
        assert_eq!(geometry.origins[0], [1.0, 2.0, 27.0]);
        assert_eq!(geometry.origins[6], [1.0, 2.0, 3.0]);
        assert_eq!(geometry.spacing_mm, [2.0, 3.0, 4.0]);
        assert_eq!(geometry.regularity, Regularity::Regular);
    }

    #[test]
    fn slanted_slices_are_kept_and_slanted_rows_refused() {
        let steps = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.5, 2.0]];
        let place = Place::patient(steps, [0.0; 3]).unwrap();
        let geometry = place
            .geometry([2, 2, 3], "sform")
            .unwrap()
            .unwrap()
            .geometry;
        assert_eq!(geometry.regularity, Regularity::Sheared);
        let steps = [[1.0, 0.0, 0.0], [0.5, 1.0, 0.0], [0.0, 0.0, 2.0]];
        let place = Place::patient(steps, [0.0; 3]).unwrap();
        let fault = place.geometry([2, 2, 3], "sform").unwrap_err();
        assert!(
            fault
                .to_string()
                .starts_with("sform: rows and columns meet at 63.4 degrees")
        );
        let steps = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [1.0, 0.0, 0.05]];
        let place = Place::patient(steps, [0.0; 3]).unwrap();
        assert!(place.geometry([2, 2, 3], "sform").is_err());
    }

    #[test]
    fn steps_that_are_none_are_told() {
        let good = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
        let with = |n: f64| [good[0], good[1], [0.0, 0.0, n]];
        assert!(Place::patient(with(f64::NAN), [0.0; 3]).is_err());
        assert!(Place::patient(with(0.0), [0.0; 3]).is_err());
        assert!(Place::patient(with(1e9), [0.0; 3]).is_err());
        assert!(Place::patient(good, [f64::INFINITY, 0.0, 0.0]).is_err());
    }
}
