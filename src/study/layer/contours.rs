//! Layers made of contours: drawn whole in the slices they lie in, and cut by the planes that cross
//! them.
//!
//! A structure is a stack of closed polygons. A plane across the stack cuts each polygon in spans; the
//! spans, each as high as the step from polygon to polygon, are the structure's section, and its outline
//! is what is drawn. Polygons of one height cancel where they overlap, so that a hole is a hole.

use super::Line;
use super::Marks;
use crate::study::Geometry;
use crate::study::Plane;
use crate::study::PlaneFrame;
use crate::study::Point3;
use crate::study::Regularity;
use crate::study::dot;

/// A line through points of the patient.
#[derive(Clone, Debug, PartialEq)]
pub struct Contour {
    points: Vec<Point3>,
    closed: bool,
    /// The lowest and the highest coordinates of its points.
    bounds: [Point3; 2],
}

impl Contour {
    /// A contour through `points`, in patient millimetres; a single one is a mark, none at all is
    /// drawn nowhere. Where it is `closed`, the last point is joined to the first and it has an inside.
    pub fn new(points: Vec<Point3>, closed: bool) -> Self {
        let bounds = [0, 1, 2].map(|axis| extent(&points, axis));
        Self {
            points,
            closed,
            bounds: [bounds.map(|(low, _)| low), bounds.map(|(_, high)| high)],
        }
    }

    /// Its points, in patient millimetres.
    pub fn points(&self) -> &[Point3] {
        &self.points
    }

    /// The corners of the box around it.
    fn corners(&self) -> [Point3; 8] {
        std::array::from_fn(|n| [0, 1, 2].map(|axis| self.bounds[n >> axis & 1][axis]))
    }
}

/// Pixels by which points of one plane may differ in the direction across it.
const FLAT: f64 = 0.5;

/// Heights closer than this are the same, in pixels.
const SAME_HEIGHT: f64 = 0.01;

/// Where the polygons of one height are cut.
struct Level {
    height: f64,
    /// Positions at which their edges cross the plane; sorted pairs are the spans inside.
    crossings: Vec<f64>,
}

/// What of one structure lies in slice `index` of `plane`.
pub(super) fn on(contours: &[Contour], geometry: &Geometry, plane: Plane, index: usize) -> Marks {
    let frame = geometry.frame(plane);
    let here = index as f64;
    let mut lines = Vec::new();
    // Polygons that are flat in the picture's x, and in its y.
    let mut stacks: [Vec<Level>; 2] = [Vec::new(), Vec::new()];
    let place = |points: &[Point3]| -> Vec<Point3> {
        let voxels = points.iter().map(|&point| geometry.voxel(point));
        voxels.map(|voxel| frame.place(geometry, voxel)).collect()
    };
    for contour in contours {
        let corners = contour.corners();
        let (lowest, highest) = extent(&corners.map(|corner| geometry.voxel(corner)), 2);
        let beyond = highest < -0.5 || lowest > geometry.size[2] as f64 - 0.5;
        if beyond || contour.points.is_empty() {
            continue;
        }
        // Most contours are nowhere near the slice, which their box tells without their points.
        if geometry.regularity == Regularity::Regular {
            let (flat, extents) = flat_axis(&place(&corners));
            let (near, far) = extents[0];
            if far < here - 1.0 || near > here + 1.0 {
                let (low, high) = extents[flat];
                if flat > 0 && high - low <= FLAT && contour.closed {
                    stacks[flat - 1].push(Level {
                        height: (low + high) / 2.0,
                        crossings: Vec::new(),
                    });
                }
                continue;
            }
        }
        let placed = place(&contour.points);
        let (flat, extents) = flat_axis(&placed);
        let (low, high) = extents[flat];
        if high - low > FLAT {
            lines.extend(pieces(crossings(&placed, contour.closed, here)));
        } else if flat == 0 {
            if lies_in(contour, geometry, &frame, (low + high) / 2.0, index) {
                lines.push(Line {
                    points: placed.iter().map(|p| [p[1], p[2]]).collect(),
                    closed: contour.closed,
                });
            }
        } else if contour.closed {
            let along = 3 - flat;
            let found = crossings(&placed, true, here);
            stacks[flat - 1].push(Level {
                height: (low + high) / 2.0,
                crossings: found.iter().map(|p| p[along - 1]).collect(),
            });
        } else {
            lines.extend(crossings(&placed, false, here).into_iter().map(mark));
        }
    }
    let [flat_in_x, flat_in_y] = stacks;
    lines.extend(outline(flat_in_x, |height, at| [height, at]));
    lines.extend(outline(flat_in_y, |height, at| [at, height]));
    if lines.is_empty() {
        Marks::Nothing
    } else {
        Marks::Lines(lines)
    }
}

/// The axis (0 depth, 1 across, 2 down) along which points differ least, and how far they reach along
/// each. Points and slivers lie in the slice rather than across it.
fn flat_axis(placed: &[Point3]) -> (usize, [(f64, f64); 3]) {
    let extents = [0, 1, 2].map(|axis| extent(placed, axis));
    let spread = extents.map(|(low, high)| high - low);
    let flat = (0..3).fold(0, |best, axis| {
        if spread[axis] < spread[best] {
            axis
        } else {
            best
        }
    });
    (flat, extents)
}

fn extent(placed: &[Point3], axis: usize) -> (f64, f64) {
    let values = placed.iter().map(|point| point[axis]);
    values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| {
        (low.min(v), high.max(v))
    })
}

/// Whether a contour at `depth` slices lies in slice `index`: it is the nearest one and not farther
/// than half the usual step.
fn lies_in(
    contour: &Contour,
    geometry: &Geometry,
    frame: &PlaneFrame,
    depth: f64,
    index: usize,
) -> bool {
    /// Rounding of positions in files.
    const SLACK: f64 = 1e-3;
    if (depth - index as f64).abs() > 0.5 + SLACK {
        return false;
    }
    let (Some(first), Some(point), 2) = (
        geometry.origins.first(),
        contour.points.first(),
        frame.axes[2],
    ) else {
        return true;
    };
    let k = if frame.flipped[2] {
        frame.count - 1 - index
    } else {
        index
    };
    let from: Point3 = std::array::from_fn(|c| point[c] - first[c]);
    let off = (dot(from, geometry.normal) - geometry.along_mm(k)).abs();
    off <= (0.5 + SLACK) * geometry.spacing_mm[2]
}

/// Where the edges of a line cross depth `here`, in pixels of the picture.
fn crossings(placed: &[Point3], closed: bool, here: f64) -> Vec<[f64; 2]> {
    let edges = placed.iter().zip(placed.iter().cycle().skip(1));
    let count = placed.len().saturating_sub(usize::from(!closed));
    edges
        .take(count)
        .filter(|(a, b)| (a[0] > here) != (b[0] > here))
        .map(|(a, b)| {
            let share = (here - a[0]) / (b[0] - a[0]);
            [1, 2].map(|axis| a[axis] + (b[axis] - a[axis]) * share)
        })
        .collect()
}

/// The pieces of a line inside a polygon that stands aslant.
fn pieces(mut crossings: Vec<[f64; 2]>) -> Vec<Line> {
    crossings.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
    let pairs = crossings.chunks(2);
    pairs
        .map(|pair| Line {
            points: pair.to_vec(),
            closed: false,
        })
        .collect()
}

fn mark(point: [f64; 2]) -> Line {
    Line {
        points: vec![point],
        closed: false,
    }
}

/// The outline of a section through a stack of polygons; `place` turns height and position into the
/// picture's pixels.
fn outline(mut levels: Vec<Level>, place: impl Fn(f64, f64) -> [f64; 2]) -> Vec<Line> {
    levels.sort_by(|a, b| a.height.total_cmp(&b.height));
    let mut merged: Vec<Level> = Vec::new();
    for level in levels {
        match merged.last_mut() {
            Some(last) if level.height - last.height < SAME_HEIGHT => {
                last.crossings.extend(level.crossings);
            }
            _ => merged.push(level),
        }
    }
    for level in &mut merged {
        level.crossings.sort_by(f64::total_cmp);
    }
    let mut steps: Vec<f64> = merged
        .windows(2)
        .map(|pair| pair[1].height - pair[0].height)
        .collect();
    steps.sort_by(f64::total_cmp);
    let step = steps.get(steps.len() / 2).copied().unwrap_or(1.0);
    let mut lines = Vec::new();
    let mut draw = |from: [f64; 2], to: [f64; 2]| {
        lines.push(Line {
            points: vec![from, to],
            closed: false,
        });
    };
    // The spans in which one of two neighbours is inside and the other is not.
    let mut close = |at: f64, below: &[f64], above: &[f64]| {
        let mut ends = [below, above].concat();
        ends.sort_by(f64::total_cmp);
        let (pairs, _) = ends.as_chunks::<2>();
        for &[from, to] in pairs.iter().filter(|[from, to]| to > from) {
            draw(place(at, from), place(at, to));
        }
    };
    let mut sides = Vec::new();
    for (n, level) in merged.iter().enumerate() {
        let below = n.checked_sub(1).and_then(|n| merged.get(n));
        let joined = |other: &Level| (level.height - other.height).abs() <= 1.5 * step;
        let low = match below.filter(|below| joined(below)) {
            Some(below) => {
                let at = f64::midpoint(below.height, level.height);
                close(at, &below.crossings, &level.crossings);
                at
            }
            None => {
                let at = level.height - step / 2.0;
                close(at, &[], &level.crossings);
                at
            }
        };
        let high = match merged.get(n + 1).filter(|above| joined(above)) {
            Some(above) => f64::midpoint(above.height, level.height),
            None => {
                let at = level.height + step / 2.0;
                close(at, &level.crossings, &[]);
                at
            }
        };
        sides.extend(level.crossings.iter().map(|&at| (low, high, at)));
    }
    for (low, high, at) in sides {
        draw(place(low, at), place(high, at));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ten slices of 20 x 16 pixels of 2 mm, 5 mm apart, the first voxel at the origin.
    fn geometry() -> Geometry {
        let origins = (0..10).map(|k| [0.0, 0.0, 5.0 * f64::from(k)]).collect();
        Geometry::new(
            [20, 16, 10],
            [1.0, 0.0, 0.0],
            [0.0, 1.0, 0.0],
            [2.0, 2.0],
            origins,
            5.0,
        )
    }

    /// A square between two corners at height `z`.
    fn square(from: f64, to: f64, z: f64) -> Contour {
        let corners = [[from, from], [to, from], [to, to], [from, to]];
        Contour::new(corners.map(|[x, y]| [x, y, z]).to_vec(), true)
    }

    fn lines(marks: Marks) -> Vec<Line> {
        match marks {
            Marks::Lines(lines) => lines,
            _ => Vec::new(),
        }
    }

    /// Length of all lines and the box around them.
    fn measure(lines: &[Line]) -> (f64, [f64; 4]) {
        let mut length = 0.0;
        let mut bounds = [f64::INFINITY, f64::INFINITY, -f64::INFINITY, -f64::INFINITY];
        for line in lines {
            for pair in line.points.windows(2) {
                length += (pair[1][0] - pair[0][0]).hypot(pair[1][1] - pair[0][1]);
            }
            for [x, y] in &line.points {
                bounds = [
                    bounds[0].min(*x),
                    bounds[1].min(*y),
                    bounds[2].max(*x),
                    bounds[3].max(*y),
                ];
            }
        }
        (length, bounds)
    }

    #[test]
    fn a_contour_lies_in_the_nearest_slice_alone() {
        let contours = [square(4.0, 12.0, 16.0)];
        let drawn: Vec<usize> = (0..10)
            .filter(|&k| on(&contours, &geometry(), Plane::Axial, k) != Marks::Nothing)
            .collect();
        assert_eq!(drawn, [3]);
        let lines = lines(on(&contours, &geometry(), Plane::Axial, 3));
        assert_eq!(
            lines,
            [Line {
                points: vec![[2.0, 2.0], [6.0, 2.0], [6.0, 6.0], [2.0, 6.0]],
                closed: true,
            }]
        );
    }

    #[test]
    fn a_contour_in_a_gap_is_in_no_slice() {
        let mut origins: Vec<Point3> = (0..4).map(|k| [0.0, 0.0, 5.0 * f64::from(k)]).collect();
        origins[3][2] = 35.0;
        let geometry = Geometry::new(
            [20, 16, 4],
            [1.0, 0.0, 0.0],
            [0.0, 1.0, 0.0],
            [2.0, 2.0],
            origins,
            5.0,
        );
        let in_slice = |z, k| on(&[square(4.0, 12.0, z)], &geometry, Plane::Axial, k);
        assert_ne!(in_slice(12.0, 2), Marks::Nothing);
        assert_eq!(in_slice(17.0, 2), Marks::Nothing);
        assert_eq!(in_slice(30.0, 3), Marks::Nothing);
        assert_ne!(in_slice(33.0, 3), Marks::Nothing);
    }

    #[test]
    fn planes_across_a_block_show_one_rectangle() {
        let contours: Vec<Contour> = (2..6)
            .map(|k| square(4.0, 12.0, 5.0 * f64::from(k)))
            .collect();
        // Heads are up: slice k stands at row 9 - k. The block reaches half a step beyond its ends.
        for plane in [Plane::Coronal, Plane::Sagittal] {
            let lines = lines(on(&contours, &geometry(), plane, 4));
            let (length, bounds) = measure(&lines);
            assert_eq!(bounds, [2.0, 3.5, 6.0, 7.5], "{plane:?}");
            assert!((length - 16.0).abs() < 1e-9, "{plane:?} {length}");
            assert_eq!(on(&contours, &geometry(), plane, 8), Marks::Nothing);
        }
    }

    #[test]
    fn a_block_is_as_high_as_its_step_where_only_one_contour_is_cut() {
        // The second is smaller and not cut; it still tells the step.
        let contours = [square(4.0, 12.0, 10.0), square(4.0, 6.0, 20.0)];
        let lines = lines(on(&contours, &geometry(), Plane::Coronal, 5));
        assert_eq!(measure(&lines).1, [2.0, 6.0, 6.0, 8.0]);
        let nothing = Contour::new(Vec::new(), true);
        assert_eq!(on(&[nothing], &geometry(), Plane::Axial, 2), Marks::Nothing);
    }

    #[test]
    fn a_hole_and_a_gap_are_seen_from_the_side() {
        let contours = [
            square(4.0, 24.0, 10.0),
            square(8.0, 16.0, 10.0),
            square(4.0, 24.0, 15.0),
            square(4.0, 24.0, 20.0),
            square(4.0, 24.0, 40.0),
        ];
        let lines = lines(on(&contours, &geometry(), Plane::Coronal, 5));
        let (length, bounds) = measure(&lines);
        assert_eq!(bounds, [2.0, 0.5, 12.0, 7.5]);
        // A block of 10 x 3 with a notch of 4 x 1 from below, and a slab of 10 x 1 on its own.
        assert!(
            (length - (26.0 + 2.0 + 22.0)).abs() < 1e-9,
            "{length} {lines:?}"
        );
    }

    #[test]
    fn open_lines_and_points_are_marks_where_they_cross() {
        let line = Contour::new(vec![[4.0, 4.0, 10.0], [4.0, 20.0, 10.0]], false);
        let found = lines(on(&[line], &geometry(), Plane::Coronal, 5));
        assert_eq!(found, [mark([2.0, 7.0])]);
        let point = Contour::new(vec![[4.0, 6.0, 10.0]], false);
        let found = lines(on(&[point], &geometry(), Plane::Axial, 2));
        assert_eq!(found, [mark([2.0, 3.0])]);
    }

    #[test]
    fn polygons_that_stand_aslant_are_cut_in_pieces() {
        let corners = [
            [4.0, 4.0, 10.0],
            [24.0, 4.0, 10.0],
            [24.0, 24.0, 30.0],
            [4.0, 24.0, 30.0],
        ];
        let tilted = Contour::new(corners.to_vec(), true);
        let found = lines(on(&[tilted], &geometry(), Plane::Axial, 4));
        let (length, bounds) = measure(&found);
        assert_eq!(bounds, [2.0, 7.0, 12.0, 7.0]);
        assert!((length - 10.0).abs() < 1e-9);
    }
}
