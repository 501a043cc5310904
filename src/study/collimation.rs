//! Where the beam or the shutter lets through.

/// One opening, in columns and rows that count from 1, as headers give it.
#[derive(Clone, Debug, PartialEq)]
pub enum Opening {
    /// Between these edges, which belong to it.
    Rectangle {
        /// Column of the left edge.
        left: f64,
        /// Column of the right edge.
        right: f64,
        /// Row of the upper edge.
        upper: f64,
        /// Row of the lower edge.
        lower: f64,
    },
    /// Within a distance of a centre.
    Circle {
        /// Column of the centre.
        column: f64,
        /// Row of the centre.
        row: f64,
        /// In columns.
        radius: f64,
    },
    /// Inside a polygon of (column, row) vertices; the last is joined to the first.
    Polygon(Vec<(f64, f64)>),
}

impl Opening {
    fn contains(&self, column: f64, row: f64) -> bool {
        match self {
            Self::Rectangle {
                left,
                right,
                upper,
                lower,
            } => (*left..=*right).contains(&column) && (*upper..=*lower).contains(&row),
            Self::Circle {
                column: x,
                row: y,
                radius,
            } => (column - x).hypot(row - y) <= *radius,
            Self::Polygon(vertices) => {
                // A ray to the right crosses the border of what lies inside an odd number of times.
                let next = vertices.iter().cycle().skip(1);
                let crossed = vertices.iter().zip(next).filter(|((x0, y0), (x1, y1))| {
                    (*y0 > row) != (*y1 > row) && column < (x1 - x0) * (row - y0) / (y1 - y0) + x0
                });
                crossed.count() % 2 == 1
            }
        }
    }
}

/// Everything that limits the picture: a pixel is exposed where all openings let it through.
/// (PS3.3 C.7.6.11 Display Shutter, C.8.7.3 X-Ray Collimator.)
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Collimation {
    /// The openings; never empty in a [`Slice`](super::Slice).
    pub openings: Vec<Opening>,
}

impl Collimation {
    /// Whether the pixel in column `x`, row `y` (from 0) is exposed.
    pub fn contains(&self, x: usize, y: usize) -> bool {
        let (column, row) = (x as f64 + 1.0, y as f64 + 1.0);
        self.openings
            .iter()
            .all(|opening| opening.contains(column, row))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inside(opening: Opening) -> Vec<(usize, usize)> {
        let collimation = Collimation {
            openings: vec![opening],
        };
        (0..4)
            .flat_map(|y| (0..4).map(move |x| (x, y)))
            .filter(|&(x, y)| collimation.contains(x, y))
            .collect()
    }

    #[test]
    fn edges_belong_to_a_rectangle() {
        let opening = Opening::Rectangle {
            left: 2.0,
            right: 3.0,
            upper: 1.0,
            lower: 2.0,
        };
        assert_eq!(inside(opening), [(1, 0), (2, 0), (1, 1), (2, 1)]);
    }

    #[test]
    fn a_circle_and_a_polygon() {
        let circle = Opening::Circle {
            column: 2.0,
            row: 2.0,
            radius: 1.0,
        };
        assert_eq!(inside(circle), [(1, 0), (0, 1), (1, 1), (2, 1), (1, 2)]);
        let triangle = Opening::Polygon(vec![(0.5, 0.5), (4.5, 0.5), (0.5, 4.5)]);
        assert_eq!(
            inside(triangle),
            [(0, 0), (1, 0), (2, 0), (0, 1), (1, 1), (0, 2)]
        );
    }
}
