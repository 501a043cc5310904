//! Where voxels lie in the patient, and which way a plane is cut and shown.
//!
//! Coordinates are LPS in millimetres: +x to the patient's left, +y to the back, +z to the head.
//! Planes are shown the radiological way: axial seen from the feet (patient's right at the left
//! edge), coronal from the front with the head up, sagittal from the left with the front at the left.

/// A point or direction in patient coordinates (LPS), millimetres.
pub type Point3 = [f64; 3];

/// The scalar product.
pub fn dot(a: Point3, b: Point3) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

/// The vector product.
pub fn cross(a: Point3, b: Point3) -> Point3 {
    [
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    ]
}

fn add(a: Point3, b: Point3, factor: f64) -> Point3 {
    [
        a[0] + b[0] * factor,
        a[1] + b[1] * factor,
        a[2] + b[2] * factor,
    ]
}

/// The planes a volume is cut in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Plane {
    /// As the scanner wrote it: rows and columns of the files.
    Acquired,
    /// Across the body, seen from the feet.
    Axial,
    /// Seen from the front.
    Coronal,
    /// Seen from the left.
    Sagittal,
}

impl Plane {
    /// All planes, in the order in which people list them.
    pub const ALL: [Plane; 4] = [
        Plane::Axial,
        Plane::Coronal,
        Plane::Sagittal,
        Plane::Acquired,
    ];
}

/// The letters at the four edges of a picture: the direction one looks towards at that edge.
/// Each begins with the main direction; weaker ones follow (`LPH`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edges {
    /// At the left edge.
    pub left: String,
    /// At the right edge.
    pub right: String,
    /// At the upper edge.
    pub top: String,
    /// At the lower edge.
    pub bottom: String,
}

impl Edges {
    /// The letters of a picture whose columns run along `across` and whose rows run along `down`.
    pub fn of(across: Point3, down: Point3) -> Self {
        let back = |d: Point3| [-d[0], -d[1], -d[2]];
        Self {
            left: letters(back(across)),
            right: letters(across),
            top: letters(back(down)),
            bottom: letters(down),
        }
    }
}

/// The letters of a direction by falling share, those below a tenth left out: `L`, `PH`, `ALF`.
///
/// ```
/// use negatoscope::study::letters;
/// assert_eq!(letters([1.0, 0.0, 0.0]), "L");
/// assert_eq!(letters([0.0, 0.8, -0.6]), "PF");
/// ```
pub fn letters(direction: Point3) -> String {
    let names = [('L', 'R'), ('P', 'A'), ('H', 'F')];
    let mut parts: Vec<(f64, char)> = direction
        .iter()
        .zip(names)
        .map(|(&c, (plus, minus))| (c.abs(), if c >= 0.0 { plus } else { minus }))
        .filter(|(share, _)| *share >= 0.1)
        .collect();
    parts.sort_by(|a, b| b.0.total_cmp(&a.0));
    parts.into_iter().map(|(_, letter)| letter).collect()
}

/// Whether the slices of a stack stand at equal steps straight above each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Regularity {
    /// Equal steps along the normal.
    Regular,
    /// Steps differ, or slices are missing.
    Uneven,
    /// Equal steps, but not along the normal: gantry tilt or drift.
    Sheared,
}

/// Where the voxels of a stack of parallel slices lie.
#[derive(Clone, Debug, PartialEq)]
pub struct Geometry {
    /// Columns, rows, slices.
    pub size: [usize; 3],
    /// Direction of growing column index; unit length.
    pub row: Point3,
    /// Direction of growing row index; unit length.
    pub column: Point3,
    /// `row × column`: direction in which the slices are sorted; unit length.
    pub normal: Point3,
    /// Distance of columns, of rows, and (median) of slices along the normal.
    pub spacing_mm: [f64; 3],
    /// Centre of the first voxel of each slice.
    pub origins: Vec<Point3>,
    /// Whether slices stand at equal steps straight above each other.
    pub regularity: Regularity,
    /// Frame of Reference UID, where stated.
    pub frame_of_reference: Option<String>,
    /// Whether the file states where the patient's left, back and head are.
    pub oriented: bool,
}

/// How a plane of a volume is laid out: which voxel axes run across and down the picture.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaneFrame {
    /// The plane.
    pub plane: Plane,
    /// Voxel axis (0 columns, 1 rows, 2 slices) across, down, and from slice to slice.
    pub axes: [usize; 3],
    /// Whether that axis runs against the voxel index.
    pub flipped: [bool; 3],
    /// Columns of the picture.
    pub width: usize,
    /// Rows of the picture.
    pub height: usize,
    /// Number of slices.
    pub count: usize,
    /// Distance of columns and of rows.
    pub spacing_mm: [f64; 2],
    /// Distance from slice to slice.
    pub step_mm: f64,
    /// The letters at the edges; `None` where the orientation is unknown.
    pub edges: Option<Edges>,
    /// Unit vectors of the three axes in the patient, signs included.
    pub directions: [Point3; 3],
    /// The direction from slice to slice is more than ten degrees off the plane's name; of the
    /// acquired plane, off all three axes of the patient.
    pub oblique: bool,
}

impl Geometry {
    /// A geometry of slices whose first voxels lie at `origins`, already sorted along the normal.
    ///
    /// Spacing between slices is the median of the steps; steps count as equal within 1 % of it
    /// or 0.01 mm, as straight within 0.1 degree of the normal.
    pub fn new(
        size: [usize; 3],
        row: Point3,
        column: Point3,
        in_plane_mm: [f64; 2],
        origins: Vec<Point3>,
        single_slice_mm: f64,
    ) -> Self {
        let normal = cross(row, column);
        let along: Vec<f64> = origins.iter().map(|&o| dot(o, normal)).collect();
        let mut steps: Vec<f64> = along.windows(2).map(|w| w[1] - w[0]).collect();
        steps.sort_by(f64::total_cmp);
        let median = steps
            .get(steps.len() / 2)
            .copied()
            .unwrap_or(single_slice_mm)
            .abs();
        let tolerance = (median * 0.01).max(0.01);
        let even = steps.iter().all(|s| (s - median).abs() <= tolerance);
        let straight = match (origins.first(), origins.last()) {
            (Some(&first), Some(&last)) if origins.len() > 1 => {
                let step = add(last, first, -1.0);
                let up = dot(step, normal);
                let aside = add(step, normal, -up);
                dot(aside, aside).sqrt() <= up.abs() * 0.1_f64.to_radians().tan()
            }
            _ => true,
        };
        let regularity = match (even, straight) {
            (false, _) => Regularity::Uneven,
            (true, false) => Regularity::Sheared,
            (true, true) => Regularity::Regular,
        };
        Self {
            size,
            row,
            column,
            normal,
            spacing_mm: [in_plane_mm[0], in_plane_mm[1], median],
            origins,
            regularity,
            frame_of_reference: None,
            oriented: true,
        }
    }

    /// Position of slice `k` along the normal, relative to the first slice, millimetres.
    pub fn along_mm(&self, k: usize) -> f64 {
        match (self.origins.first(), self.origins.get(k)) {
            (Some(&first), Some(&origin)) => dot(add(origin, first, -1.0), self.normal),
            _ => 0.0,
        }
    }

    /// Slices of the straightened, evenly spaced grid in which planes across the stack are cut.
    pub fn grid_slices(&self) -> usize {
        match self.regularity {
            Regularity::Regular | Regularity::Sheared => self.size[2],
            Regularity::Uneven => {
                let extent = self.along_mm(self.size[2].saturating_sub(1));
                // A hole of any length must not make a grid that no memory holds.
                ((extent / self.spacing_mm[2]).round() as usize + 1).min(self.size[2] * 8)
            }
        }
    }

    /// How many columns and rows the straightened grid lies away from slice `k`, fractions allowed. It
    /// stands on the middle slice, so that a tilted stack leaves as little of it as it can.
    pub fn grid_shift(&self, k: f64) -> [f64; 2] {
        let Some(&middle) = self.origins.get(self.origins.len() / 2) else {
            return [0.0; 2];
        };
        let from = add(middle, self.point([0.0, 0.0, k]), -1.0);
        [
            dot(from, self.row) / self.spacing_mm[0],
            dot(from, self.column) / self.spacing_mm[1],
        ]
    }

    /// Patient coordinates of a voxel position `[column, row, slice]`, fractions allowed.
    ///
    /// Between slices the position is interpolated between the neighbours' true places.
    pub fn point(&self, voxel: Point3) -> Point3 {
        let last = self.origins.len().saturating_sub(1);
        let k = voxel[2].clamp(0.0, last as f64);
        let below = (k.floor() as usize).min(last.saturating_sub(1));
        let origin = match (self.origins.get(below), self.origins.get(below + 1)) {
            (Some(&a), Some(&b)) => {
                let step = add(b, a, -1.0);
                add(a, step, voxel[2] - below as f64)
            }
            (Some(&a), None) => add(a, self.normal, voxel[2] * self.spacing_mm[2]),
            _ => [0.0; 3],
        };
        let along_row = add(origin, self.row, voxel[0] * self.spacing_mm[0]);
        add(along_row, self.column, voxel[1] * self.spacing_mm[1])
    }

    /// Voxel position `[column, row, slice]` of a point; fractional, and outside the volume too.
    pub fn voxel(&self, point: Point3) -> Point3 {
        let Some(&first) = self.origins.first() else {
            return [0.0; 3];
        };
        let height = dot(add(point, first, -1.0), self.normal);
        let k = self.slice_at_mm(height);
        let last = self.origins.len() - 1;
        let below = (k.floor().max(0.0) as usize).min(last.saturating_sub(1));
        let origin = match (self.origins.get(below), self.origins.get(below + 1)) {
            (Some(&a), Some(&b)) => add(a, add(b, a, -1.0), k - below as f64),
            _ => first,
        };
        let from = add(point, origin, -1.0);
        [
            dot(from, self.row) / self.spacing_mm[0],
            dot(from, self.column) / self.spacing_mm[1],
            k,
        ]
    }

    /// Fractional slice index at `height` millimetres above the first slice, along the normal.
    pub fn slice_at_mm(&self, height: f64) -> f64 {
        let last = self.origins.len().saturating_sub(1);
        if last == 0 {
            return height / self.spacing_mm[2];
        }
        let mut below = 0;
        let mut above = last;
        while above - below > 1 {
            let middle = usize::midpoint(below, above);
            if self.along_mm(middle) <= height {
                below = middle;
            } else {
                above = middle;
            }
        }
        let (low, high) = (self.along_mm(below), self.along_mm(above));
        below as f64 + (height - low) / (high - low)
    }

    /// How `plane` is laid out.
    pub fn frame(&self, plane: Plane) -> PlaneFrame {
        let voxel_axes = [self.row, self.column, self.normal];
        let (axes, flipped) = match plane {
            Plane::Acquired => ([0, 1, 2], [false; 3]),
            _ => {
                let of_patient = self.axis_of_patient();
                let wanted: [(usize, f64); 3] = match plane {
                    Plane::Axial | Plane::Acquired => [(0, 1.0), (1, 1.0), (2, 1.0)],
                    Plane::Coronal => [(0, 1.0), (2, -1.0), (1, 1.0)],
                    Plane::Sagittal => [(1, 1.0), (2, -1.0), (0, 1.0)],
                };
                (
                    wanted.map(|(patient, _)| of_patient[patient]),
                    wanted.map(|(patient, sign)| {
                        voxel_axes[of_patient[patient]][patient] * sign < 0.0
                    }),
                )
            }
        };
        let mut directions = [[0.0; 3]; 3];
        for n in 0..3 {
            let sign = if flipped[n] { -1.0 } else { 1.0 };
            directions[n] = voxel_axes[axes[n]].map(|c| c * sign + 0.0);
        }
        // A plane that crosses the slices of an uneven stack is cut in the even grid.
        let extent = |axis: usize, in_plane: bool| {
            if axis == 2 && in_plane {
                self.grid_slices()
            } else {
                self.size[axis]
            }
        };
        PlaneFrame {
            plane,
            axes,
            flipped,
            width: extent(axes[0], true),
            height: extent(axes[1], true),
            count: extent(axes[2], false),
            spacing_mm: [self.spacing_mm[axes[0]], self.spacing_mm[axes[1]]],
            step_mm: self.spacing_mm[axes[2]],
            edges: self
                .oriented
                .then(|| Edges::of(directions[0], directions[1])),
            directions,
            // Cosines of exactly ten degrees are rounded in the files.
            oblique: self.oriented && degrees_off(plane, directions[2]) > 10.0 + 1e-3,
        }
    }

    /// For each patient axis x, y, z the voxel axis that lies closest to it, each used once.
    fn axis_of_patient(&self) -> [usize; 3] {
        let axes = [self.row, self.column, self.normal];
        let orders = [
            [0, 1, 2],
            [0, 2, 1],
            [1, 0, 2],
            [1, 2, 0],
            [2, 0, 1],
            [2, 1, 0],
        ];
        let fit = |order: &[usize; 3]| -> f64 { (0..3).map(|p| axes[order[p]][p].abs()).sum() };
        let mut best = orders[0];
        for order in orders {
            // Ties keep the earlier order: x before y before z.
            if fit(&order) > fit(&best) + 1e-9 {
                best = order;
            }
        }
        best
    }
}

/// Degrees between `along` and the direction in which slices of `plane` follow each other; of the
/// acquired plane, between `along` and the nearest axis of the patient.
fn degrees_off(plane: Plane, along: Point3) -> f64 {
    let [x, y, z] = along.map(f64::abs);
    let main = match plane {
        Plane::Acquired => x.max(y).max(z),
        Plane::Axial => z,
        Plane::Coronal => y,
        Plane::Sagittal => x,
    };
    main.min(1.0).acos().to_degrees()
}

impl PlaneFrame {
    /// Whether its pictures are cut from the straightened grid: planes across the slices of a tilted or
    /// uneven stack.
    pub fn is_resampled(&self, geometry: &Geometry) -> bool {
        self.axes[2] != 2 && geometry.regularity != Regularity::Regular
    }

    /// How far the slices lie off the plane's name, in degrees; of the acquired plane, off the nearest
    /// right-angled one.
    pub fn degrees_off(&self) -> f64 {
        degrees_off(self.plane, self.directions[2])
    }

    /// Voxel position `[column, row, slice]` of picture position (`x`, `y`) in slice `index`.
    ///
    /// `x` and `y` count pixel centres from 0.
    pub fn voxel(&self, geometry: &Geometry, index: f64, x: f64, y: f64) -> Point3 {
        let mut voxel = [0.0; 3];
        let extents = [self.width, self.height, self.count];
        for (n, value) in [x, y, index].into_iter().enumerate() {
            let axis = self.axes[n];
            let along = if self.flipped[n] {
                extents[n] as f64 - 1.0 - value
            } else {
                value
            };
            voxel[axis] = if axis == 2 && n < 2 && geometry.regularity == Regularity::Uneven {
                geometry.slice_at_mm(along * geometry.spacing_mm[2])
            } else {
                along
            };
        }
        if self.is_resampled(geometry) {
            let [across, down] = geometry.grid_shift(voxel[2]);
            voxel[0] += across;
            voxel[1] += down;
        }
        voxel
    }

    /// Slice index and picture position `[index, x, y]` of a voxel position.
    pub fn place(&self, geometry: &Geometry, voxel: Point3) -> Point3 {
        let mut place = [0.0; 3];
        let extents = [self.width, self.height, self.count];
        let mut voxel = voxel;
        if self.is_resampled(geometry) {
            let [across, down] = geometry.grid_shift(voxel[2]);
            voxel[0] -= across;
            voxel[1] -= down;
        }
        for n in 0..3 {
            let axis = self.axes[n];
            let along = if axis == 2 && n < 2 && geometry.regularity == Regularity::Uneven {
                let k = voxel[2].max(0.0);
                let below = k.floor() as usize;
                let low = geometry.along_mm(below);
                let high = geometry.along_mm((below + 1).min(geometry.size[2] - 1));
                (low + (high - low) * k.fract()) / geometry.spacing_mm[2]
            } else {
                voxel[axis]
            };
            place[(n + 1) % 3] = if self.flipped[n] {
                extents[n] as f64 - 1.0 - along
            } else {
                along
            };
        }
        place
    }

    /// The point of picture position (`x`, `y`) of slice `index`, in patient millimetres.
    pub fn point(&self, geometry: &Geometry, index: usize, x: f64, y: f64) -> Point3 {
        geometry.point(self.voxel(geometry, index as f64, x, y))
    }

    /// The slice through `point`, clamped to the volume.
    pub fn index_of(&self, geometry: &Geometry, point: Point3) -> usize {
        let [index, _, _] = self.place(geometry, geometry.voxel(point));
        index.round().clamp(0.0, self.count as f64 - 1.0) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axial() -> Geometry {
        let origins = (0..4).map(|k| [-10.0, -20.0, 5.0 * k as f64]).collect();
        Geometry::new(
            [6, 8, 4],
            [1.0, 0.0, 0.0],
            [0.0, 1.0, 0.0],
            [2.0, 3.0],
            origins,
            5.0,
        )
    }

    #[test]
    fn axial_stack_is_cut_the_radiological_way() {
        let geometry = axial();
        assert_eq!(geometry.regularity, Regularity::Regular);
        let axial = geometry.frame(Plane::Axial);
        assert_eq!((axial.width, axial.height, axial.count), (6, 8, 4));
        assert_eq!(
            axial.edges,
            Some(Edges::of([1.0, 0.0, 0.0], [0.0, 1.0, 0.0]))
        );
        let coronal = geometry.frame(Plane::Coronal);
        assert_eq!((coronal.width, coronal.height, coronal.count), (6, 4, 8));
        assert_eq!(coronal.spacing_mm, [2.0, 5.0]);
        let edges = coronal.edges.expect("oriented");
        assert_eq!((edges.left.as_str(), edges.top.as_str()), ("R", "H"));
        let sagittal = geometry.frame(Plane::Sagittal);
        let edges = sagittal.edges.expect("oriented");
        assert_eq!((edges.left.as_str(), edges.top.as_str()), ("A", "H"));
    }

    #[test]
    fn places_and_points_are_inverse() {
        let mut origins: Vec<Point3> = (0..5)
            .map(|k| [0.0, 2.0 * k as f64, 7.0 * k as f64])
            .collect();
        origins[4] = [0.0, 9.0, 40.0];
        let geometry = Geometry::new(
            [9, 7, 5],
            [1.0, 0.0, 0.0],
            [0.0, 1.0, 0.0],
            [0.5, 0.7],
            origins,
            1.0,
        );
        assert_eq!(geometry.regularity, Regularity::Uneven);
        for plane in Plane::ALL {
            let frame = geometry.frame(plane);
            for (index, x, y) in [(0, 1.0, 2.0), (2, 3.0, 1.0), (4, 0.0, 3.0)] {
                let point = frame.point(&geometry, index, x, y);
                let [i, px, py] = frame.place(&geometry, geometry.voxel(point));
                assert!((i - index as f64).abs() < 1e-9, "{plane:?} {i} {index}");
                assert!((px - x).abs() < 1e-9 && (py - y).abs() < 1e-9, "{plane:?}");
            }
        }
    }

    #[test]
    fn tilt_is_sheared_and_not_uneven() {
        let origins = (0..4)
            .map(|k| [0.0, 2.0 * k as f64, 7.7 * k as f64])
            .collect();
        let geometry = Geometry::new(
            [4, 4, 4],
            [1.0, 0.0, 0.0],
            [0.0, 1.0, 0.0],
            [1.0, 1.0],
            origins,
            1.0,
        );
        assert_eq!(geometry.regularity, Regularity::Sheared);
        assert!((geometry.spacing_mm[2] - 7.7).abs() < 1e-12);
    }

    #[test]
    fn feet_first_puts_the_right_at_the_left_edge() {
        let origins = (0..3).map(|k| [0.0, 0.0, -(k as f64)]).collect();
        let geometry = Geometry::new(
            [4, 4, 3],
            [-1.0, 0.0, 0.0],
            [0.0, 1.0, 0.0],
            [1.0, 1.0],
            origins,
            1.0,
        );
        let frame = geometry.frame(Plane::Axial);
        assert_eq!(frame.flipped, [true, false, true]);
        assert_eq!(frame.edges.expect("oriented").left, "R");
    }
}
