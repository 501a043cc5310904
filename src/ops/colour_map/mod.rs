//! Colour maps: the colour of each of 256 levels of grey.
//!
//! The maps of DICOM PS3.6 Annex B that nuclear medicine uses, maps whose lightness grows evenly, and a
//! diverging one. None of them is a rainbow but PET's own, which readers of PET ask for by name.

mod diverging;
mod tables;

use std::sync::LazyLock;

/// Red, green and blue of each level.
pub type Table = [[u8; 3]; 256];

/// How a level of grey is coloured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ColourMap {
    /// Black to white.
    #[default]
    Grey,
    /// White to black, as PET is read.
    InverseGrey,
    /// Black, red, orange, white (DICOM PS3.6 B.1.1).
    HotIron,
    /// Black, blue, violet, orange, yellow, white (DICOM PS3.6 B.1.3).
    HotMetalBlue,
    /// PET's own (DICOM PS3.6 B.1.2); its lightness goes up and down.
    Pet,
    /// Twenty steps of one colour each (DICOM PS3.6 B.1.4).
    Pet20Step,
    /// Viridis.
    Viridis,
    /// Inferno.
    Inferno,
    /// Magma.
    Magma,
    /// Cividis, alike to eyes that do not tell red from green.
    Cividis,
    /// Blue below and red above a light grey middle (Moreland 2009).
    CoolWarm,
}

impl ColourMap {
    /// All maps, in the order of menus.
    pub const ALL: [ColourMap; 11] = [
        Self::Grey,
        Self::InverseGrey,
        Self::HotIron,
        Self::HotMetalBlue,
        Self::Pet,
        Self::Pet20Step,
        Self::Viridis,
        Self::Inferno,
        Self::Magma,
        Self::Cividis,
        Self::CoolWarm,
    ];

    /// Its name on the command line.
    pub fn key(self) -> &'static str {
        match self {
            Self::Grey => "grey",
            Self::InverseGrey => "inverse-grey",
            Self::HotIron => "hot-iron",
            Self::HotMetalBlue => "hot-metal-blue",
            Self::Pet => "pet",
            Self::Pet20Step => "pet-20-step",
            Self::Viridis => "viridis",
            Self::Inferno => "inferno",
            Self::Magma => "magma",
            Self::Cividis => "cividis",
            Self::CoolWarm => "cool-warm",
        }
    }

    /// The map of that name on the command line.
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|map| map.key() == key)
    }

    /// Whether red, green and blue are equal at every level.
    pub fn is_grey(self) -> bool {
        matches!(self, Self::Grey | Self::InverseGrey)
    }

    /// How many steps of one colour each it has; `None` where each level has a colour of its own.
    pub fn steps(self) -> Option<usize> {
        (self == Self::Pet20Step).then_some(tables::PET_20_STEP.len())
    }

    /// The colour of each level.
    pub fn colours(self) -> &'static Table {
        static GREY: LazyLock<Table> = LazyLock::new(|| by_level(|level| [level; 3]));
        static INVERSE: LazyLock<Table> = LazyLock::new(|| by_level(|level| [255 - level; 3]));
        static STEPS: LazyLock<Table> = LazyLock::new(|| by_level(step_colour));
        static COOL_WARM: LazyLock<Table> =
            LazyLock::new(|| by_level(|level| diverging::cool_warm(f64::from(level) / 255.0)));
        match self {
            Self::Grey => &GREY,
            Self::InverseGrey => &INVERSE,
            Self::HotIron => &tables::HOT_IRON,
            Self::HotMetalBlue => &tables::HOT_METAL_BLUE,
            Self::Pet => &tables::PET,
            Self::Pet20Step => &STEPS,
            Self::Viridis => &tables::VIRIDIS,
            Self::Inferno => &tables::INFERNO,
            Self::Magma => &tables::MAGMA,
            Self::Cividis => &tables::CIVIDIS,
            Self::CoolWarm => &COOL_WARM,
        }
    }

    /// The colour of one level.
    pub fn colour(self, level: u8) -> [u8; 3] {
        self.colours()[usize::from(level)]
    }
}

fn by_level(colour: impl Fn(u8) -> [u8; 3]) -> Table {
    std::array::from_fn(|level| colour(level as u8))
}

/// Steps are equally wide over 0..=255; the last holds its upper end too.
fn step_colour(level: u8) -> [u8; 3] {
    let steps = &tables::PET_20_STEP;
    steps[(usize::from(level) * steps.len() / 255).min(steps.len() - 1)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::colour::SrgbCurve;
    use crate::ops::colour::lightness;

    fn lightnesses(map: ColourMap) -> Vec<f64> {
        let curve = SrgbCurve::new::<u8>();
        let colours = map.colours().iter();
        colours.map(|rgb| lightness(*rgb, &curve)).collect()
    }

    #[test]
    fn ends_and_break_points_are_those_published() {
        let known = [
            (ColourMap::Grey, 0, [0, 0, 0]),
            (ColourMap::Grey, 77, [77, 77, 77]),
            (ColourMap::InverseGrey, 0, [255, 255, 255]),
            (ColourMap::InverseGrey, 255, [0, 0, 0]),
            // PS3.6 table B.1-1: red is full at 128, where green begins; blue begins at 192.
            (ColourMap::HotIron, 0, [0, 0, 0]),
            (ColourMap::HotIron, 64, [128, 0, 0]),
            (ColourMap::HotIron, 128, [255, 0, 0]),
            (ColourMap::HotIron, 192, [255, 128, 4]),
            (ColourMap::HotIron, 255, [255, 255, 255]),
            (ColourMap::Pet, 63, [0, 128, 125]),
            (ColourMap::Pet, 128, [128, 0, 255]),
            (ColourMap::Pet, 192, [255, 128, 0]),
            (ColourMap::Pet, 255, [255, 255, 255]),
            (ColourMap::HotMetalBlue, 102, [50, 0, 200]),
            (ColourMap::HotMetalBlue, 153, [190, 64, 0]),
            (ColourMap::HotMetalBlue, 170, [255, 96, 0]),
            (ColourMap::HotMetalBlue, 255, [255, 255, 255]),
            (ColourMap::Pet20Step, 12, [0, 0, 0]),
            (ColourMap::Pet20Step, 13, [96, 0, 80]),
            (ColourMap::Pet20Step, 242, [255, 0, 0]),
            (ColourMap::Pet20Step, 243, [255, 255, 255]),
            (ColourMap::Viridis, 0, [68, 1, 84]),
            (ColourMap::Viridis, 128, [33, 145, 140]),
            (ColourMap::Viridis, 255, [253, 231, 37]),
            (ColourMap::Inferno, 255, [252, 255, 164]),
            (ColourMap::Magma, 128, [183, 55, 121]),
            (ColourMap::Cividis, 0, [0, 34, 78]),
            (ColourMap::Cividis, 255, [254, 232, 56]),
        ];
        for (map, level, colour) in known {
            assert_eq!(map.colour(level), colour, "{map:?} at {level}");
        }
    }

    #[test]
    fn lightness_grows_evenly_in_the_perceptual_maps() {
        use ColourMap::*;
        for map in [Grey, HotIron, Viridis, Inferno, Magma, Cividis] {
            let lightnesses = lightnesses(map);
            // Eight bits a channel let single levels of Cividis fall back by less than an eye sees.
            let grows = |pair: &[f64]| pair[1] > pair[0] - 0.2;
            assert!(lightnesses.windows(2).all(grows), "{map:?}");
            let over_eight = |eight: &[f64]| eight[8] > eight[0];
            assert!(lightnesses.windows(9).all(over_eight), "{map:?}");
        }
        // Equal steps of grey are about equal steps of lightness.
        for map in [Viridis, Inferno, Magma, Cividis] {
            let lightnesses = lightnesses(map);
            let usual = (lightnesses[255] - lightnesses[0]) / 255.0 * 16.0;
            let even = |part: &[f64]| (0.4..1.8).contains(&((part[16] - part[0]) / usual));
            assert!(lightnesses.windows(17).all(even), "{map:?}");
        }
    }

    #[test]
    fn the_diverging_map_is_lightest_in_its_middle_and_even_on_both_sides() {
        let lightnesses = lightnesses(ColourMap::CoolWarm);
        let (below, above) = lightnesses.split_at(128);
        // Near the light middle the rounding of eight bits shows.
        let grows = |pair: &[f64]| pair[1] > pair[0] - 0.3;
        let falls = |pair: &[f64]| pair[1] < pair[0] + 0.3;
        assert!(below.windows(2).all(grows) && above.windows(2).all(falls));
        assert!(below.windows(9).all(|eight| eight[8] > eight[0]));
        assert!(above.windows(9).all(|eight| eight[8] < eight[0]));
        let sides = lightnesses.iter().zip(lightnesses.iter().rev());
        assert!(
            sides
                .into_iter()
                .all(|(below, above)| (below - above).abs() < 3.0)
        );
    }

    #[test]
    fn steps_are_twenty_colours_of_equal_width() {
        let mut widths = vec![0_usize];
        let colours = ColourMap::Pet20Step.colours();
        for pair in colours.windows(2) {
            match widths.last_mut() {
                Some(width) if pair[0] == pair[1] => *width += 1,
                _ => widths.push(0),
            }
        }
        assert_eq!(ColourMap::Pet20Step.steps(), Some(widths.len()));
        assert!(
            widths.iter().all(|width| (11..=12).contains(width)),
            "{widths:?}"
        );
    }

    #[test]
    fn keys_name_one_map_each() {
        for map in ColourMap::ALL {
            assert_eq!(ColourMap::of_key(map.key()), Some(map));
            let grey = map.colours().iter().all(|[r, g, b]| r == g && g == b);
            assert_eq!(map.is_grey(), grey, "{map:?}");
        }
        assert_eq!(ColourMap::of_key("rainbow"), None);
    }
}
