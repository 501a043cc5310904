//! Layers made of bits: overlay planes over frames, segments in the patient.

use std::sync::Arc;

use rayon::prelude::*;

use super::Marks;
use crate::pixels::Mask;
use crate::study::Geometry;
use crate::study::Plane;
use crate::study::Point3;
use crate::study::SeriesHeader;
use crate::study::dot;

/// Bits that lie over a picture, row by row, eight in a byte, least significant first.
#[derive(Clone, Debug, PartialEq)]
pub struct BitPlane {
    size: [usize; 2],
    at: [i64; 2],
    bits: Arc<[u8]>,
    first: usize,
}

impl BitPlane {
    /// A plane of `size` columns and rows whose first bit is bit `first` of `bits` and lies over
    /// column and row `at` of the picture, from 0; they may be negative or outside. `None` where there
    /// are fewer bits.
    pub fn new(size: [usize; 2], at: [i64; 2], bits: Arc<[u8]>, first: usize) -> Option<Self> {
        let wanted = size[0].checked_mul(size[1])?.checked_add(first)?;
        (wanted <= bits.len().checked_mul(8)?).then_some(Self {
            size,
            at,
            bits,
            first,
        })
    }

    /// Whether the bit over column `x`, row `y` of the picture is set; outside it is not.
    pub fn is_set(&self, x: i64, y: i64) -> bool {
        let [x, y] = [x - self.at[0], y - self.at[1]];
        let [columns, rows] = self.size.map(|n| n as i64);
        (0..columns).contains(&x) && (0..rows).contains(&y) && self.bit((y * columns + x) as usize)
    }

    fn bit(&self, n: usize) -> bool {
        let n = self.first + n;
        self.bits
            .get(n / 8)
            .is_some_and(|byte| byte >> (n % 8) & 1 == 1)
    }

    /// Whether any bit is set.
    pub fn is_any_set(&self) -> bool {
        (0..self.size[0] * self.size[1]).any(|n| self.bit(n))
    }

    /// The pixels of a picture of `width` columns and `height` rows that lie under set bits.
    fn mask(&self, width: usize, height: usize) -> Marks {
        let mut inside = vec![false; width * height];
        let mut any = false;
        let clipped = |at: i64, size: usize, end: usize| {
            let from = at.clamp(0, end as i64);
            let to = (at + size as i64).clamp(0, end as i64);
            from..to.max(from)
        };
        for y in clipped(self.at[1], self.size[1], height) {
            let row = (y - self.at[1]) as usize * self.size[0];
            for x in clipped(self.at[0], self.size[0], width) {
                if self.bit(row + (x - self.at[0]) as usize) {
                    inside[y as usize * width + x as usize] = true;
                    any = true;
                }
            }
        }
        if any {
            Marks::Mask(Mask::new(width, height, inside))
        } else {
            Marks::Nothing
        }
    }
}

/// Where a stack of bit planes lies in the patient.
#[derive(Clone, Debug)]
pub struct Stacked {
    /// Sizes and places.
    pub geometry: Arc<Geometry>,
    /// How far from a plane, along the normal, its bits still count, in millimetres.
    pub reach_mm: f64,
}

/// Bit planes of each part, picture by picture.
#[derive(Clone, Debug)]
pub struct Planes {
    /// Where they lie; `None` where each lies over the acquired slice or frame of its index.
    pub stacked: Option<Stacked>,
    /// For each part its planes by index; shorter lists and `None` hold nothing.
    pub parts: Vec<Vec<Option<BitPlane>>>,
}

impl Planes {
    /// Bytes the bits take; planes that share theirs count them once.
    pub(super) fn bytes(&self) -> usize {
        let mut known: Vec<*const u8> = Vec::new();
        let mut bytes = 0;
        for plane in self.parts.iter().flatten().flatten() {
            let start = plane.bits.as_ptr();
            if known.last() != Some(&start) {
                known.push(start);
                bytes += plane.bits.len();
            }
        }
        bytes
    }

    pub(super) fn on(&self, header: &SeriesHeader, plane: Plane, index: usize) -> Vec<Marks> {
        let [columns, rows, _] = header.size;
        let Some(geometry) = &header.geometry else {
            return self.over_frame(columns, rows, index);
        };
        if self.stacked.is_none() && plane == Plane::Acquired {
            return self.over_frame(columns, rows, index);
        }
        self.across(geometry, plane, index)
    }

    /// Planes that lie over one frame as they are.
    fn over_frame(&self, columns: usize, rows: usize, index: usize) -> Vec<Marks> {
        let here = |planes: &Vec<Option<BitPlane>>| match planes.get(index) {
            Some(Some(plane)) if self.stacked.is_none() => plane.mask(columns, rows),
            _ => Marks::Nothing,
        };
        self.parts.iter().map(here).collect()
    }

    /// Planes cut as a volume is cut: for each pixel the nearest bit.
    fn across(&self, geometry: &Geometry, plane: Plane, index: usize) -> Vec<Marks> {
        let frame = geometry.frame(plane);
        let (width, height) = (frame.width, frame.height);
        let place = |x: usize, y: usize| -> Option<[i64; 3]> {
            let voxel = frame.voxel(geometry, index as f64, x as f64, y as f64);
            match &self.stacked {
                None => Some(voxel.map(|c| c.round() as i64)),
                Some(stacked) => stacked.nearest(geometry.point(voxel)),
            }
        };
        let places: Vec<Option<[i64; 3]>> = (0..height)
            .into_par_iter()
            .flat_map_iter(|y| (0..width).map(move |x| (x, y)))
            .map(|(x, y)| place(x, y))
            .collect();
        self.parts
            .par_iter()
            .map(|planes| {
                let inside: Vec<bool> = places
                    .iter()
                    .map(|place| {
                        place.is_some_and(|[i, j, k]| {
                            let plane = usize::try_from(k).ok().and_then(|k| planes.get(k));
                            plane.is_some_and(|p| p.as_ref().is_some_and(|p| p.is_set(i, j)))
                        })
                    })
                    .collect();
                if inside.contains(&true) {
                    Marks::Mask(Mask::new(width, height, inside))
                } else {
                    Marks::Nothing
                }
            })
            .collect()
    }
}

impl Stacked {
    /// The bit nearest to `point`: column, row and plane; `None` where no plane reaches there.
    fn nearest(&self, point: Point3) -> Option<[i64; 3]> {
        /// Rounding of positions must not part a picture from the plane it was drawn on.
        const SLACK_MM: f64 = 1e-3;
        let geometry = &*self.geometry;
        let first = *geometry.origins.first()?;
        let from = |origin: Point3| std::array::from_fn(|c| point[c] - origin[c]);
        let height = dot(from(first), geometry.normal);
        let last = geometry.origins.len() as f64 - 1.0;
        let k = geometry.slice_at_mm(height).round().clamp(0.0, last) as usize;
        if (geometry.along_mm(k) - height).abs() > self.reach_mm + SLACK_MM {
            return None;
        }
        let from = from(*geometry.origins.get(k)?);
        let i = dot(from, geometry.row) / geometry.spacing_mm[0];
        let j = dot(from, geometry.column) / geometry.spacing_mm[1];
        Some([i.round() as i64, j.round() as i64, k as i64])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inside(marks: &Marks) -> Vec<usize> {
        match marks {
            Marks::Mask(mask) => (0..mask.inside().len())
                .filter(|&n| mask.inside()[n])
                .collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn planes_are_clipped_on_all_sides() {
        let all: Arc<[u8]> = Arc::from([0xFF, 0xFF]);
        let at = |x, y| BitPlane::new([4, 4], [x, y], all.clone(), 0).expect("enough bits");
        assert_eq!(inside(&at(-2, -3).mask(3, 2)), [0, 1]);
        assert_eq!(inside(&at(1, 1).mask(3, 2)), [4, 5]);
        assert_eq!(at(3, 0).mask(3, 2), Marks::Nothing);
        assert_eq!(at(i64::from(i32::MAX), 0).mask(3, 2), Marks::Nothing);
        assert!(at(-2, -3).is_set(1, 0) && !at(-2, -3).is_set(2, 0));
        assert_eq!(BitPlane::new([4, 4], [0, 0], all, 1), None);
    }

    #[test]
    fn bits_run_on_from_the_first() {
        let bits: Arc<[u8]> = Arc::from([0b1011_0100, 0b0000_0001]);
        let plane = BitPlane::new([3, 2], [0, 0], bits, 4).expect("enough bits");
        assert_eq!(inside(&plane.mask(3, 2)), [0, 1, 3, 4]);
    }
}
