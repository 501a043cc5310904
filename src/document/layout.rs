//! How the views share their column.

/// An arrangement of views.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Layout {
    /// One view.
    One,
    /// Two side by side.
    Two,
    /// A big one and two small ones: axial over coronal and sagittal, or beside them where it is wide.
    #[default]
    BigAndTwo,
    /// Two by two.
    Four,
    /// Three side by side.
    Three,
    /// Neighbouring slices, four by three.
    Sheet,
}

impl Layout {
    /// All layouts, in the order of the keys Ctrl+1 to Ctrl+6.
    pub const ALL: [Layout; 6] = [
        Self::One,
        Self::Two,
        Self::BigAndTwo,
        Self::Four,
        Self::Three,
        Self::Sheet,
    ];

    /// How many views it has.
    pub fn views(self) -> usize {
        match self {
            Self::One => 1,
            Self::Two => 2,
            Self::BigAndTwo | Self::Three => 3,
            Self::Four => 4,
            Self::Sheet => 12,
        }
    }

    /// Its name on the command line.
    pub fn key(self) -> &'static str {
        match self {
            Self::One => "one",
            Self::Two => "two",
            Self::BigAndTwo => "big",
            Self::Four => "four",
            Self::Three => "three",
            Self::Sheet => "sheet",
        }
    }

    /// The places of the views in a column of `width` × `height`, as `[x, y, width, height]` in
    /// shares of it. Wide columns put the small views beside the big one.
    pub fn places(self, width: f32, height: f32) -> Vec<[f32; 4]> {
        match self {
            Self::One => vec![[0.0, 0.0, 1.0, 1.0]],
            Self::BigAndTwo if width > height * 1.25 => vec![
                [0.0, 0.0, 0.62, 1.0],
                [0.62, 0.0, 0.38, 0.5],
                [0.62, 0.5, 0.38, 0.5],
            ],
            Self::BigAndTwo => vec![
                [0.0, 0.0, 1.0, 0.6],
                [0.0, 0.6, 0.5, 0.4],
                [0.5, 0.6, 0.5, 0.4],
            ],
            Self::Two => table(2, 1),
            Self::Three => table(3, 1),
            Self::Four => table(2, 2),
            Self::Sheet => table(4, 3),
        }
    }
}

fn table(columns: usize, rows: usize) -> Vec<[f32; 4]> {
    let (w, h) = (1.0 / columns as f32, 1.0 / rows as f32);
    (0..rows)
        .flat_map(|y| (0..columns).map(move |x| [x as f32 * w, y as f32 * h, w, h]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_fill_the_column() {
        for layout in Layout::ALL {
            for (w, h) in [(760.0, 648.0), (1800.0, 900.0)] {
                let places = layout.places(w, h);
                assert_eq!(places.len(), layout.views());
                let area: f32 = places.iter().map(|p| p[2] * p[3]).sum();
                assert!((area - 1.0).abs() < 1e-5, "{layout:?}");
            }
        }
    }
}
