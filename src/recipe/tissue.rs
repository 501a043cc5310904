//! Tissue classes: names, ranges, colours.

/// Which class it is; the texts give its name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the variants are names of tissues")]
pub enum ClassName {
    Air,
    Fat,
    SoftTissue,
    Bone,
    Metal,
    Muscle,
    OverInflated,
    NormallyAerated,
    PoorlyAerated,
    NonAerated,
    /// Darkest share of a picture without units.
    VeryLow,
    /// Dark share of a picture without units.
    Low,
    /// Middle share of a picture without units.
    Middle,
    /// Bright share of a picture without units.
    High,
    /// Brightest share of a picture without units.
    VeryHigh,
}

/// Which set it is; the texts give its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SetName {
    /// Air, fat, soft tissue and water, calcification and bone, metal.
    FiveDensities,
    /// Four compartments of the lung by aeration.
    Lung,
    /// Fat, muscle and bone.
    BodyComposition,
    /// Shares of one picture, where values have no unit.
    Relative,
}

impl SetName {
    /// The sets for values in Hounsfield units.
    pub const HU: [SetName; 3] = [Self::FiveDensities, Self::Lung, Self::BodyComposition];

    /// The name on the command line.
    pub fn key(self) -> &'static str {
        match self {
            Self::FiveDensities => "five-densities",
            Self::Lung => "lung",
            Self::BodyComposition => "body-composition",
            Self::Relative => "relative",
        }
    }
}

/// One class of a set.
#[derive(Clone, Debug, PartialEq)]
pub struct TissueClass {
    /// Its name.
    pub name: ClassName,
    /// Lowest value that belongs to it: HU, or percent of the picture in a relative set.
    pub low: f64,
    /// First value above it.
    pub high: f64,
    /// Red, green, blue.
    pub colour: [u8; 3],
    /// Whether it is shown.
    pub visible: bool,
}

/// Classes with half-open ranges `low..high`, without overlap; gaps are allowed.
#[derive(Clone, Debug, PartialEq)]
pub struct TissueSet {
    /// Its name.
    pub name: SetName,
    /// The classes, from low to high.
    pub classes: Vec<TissueClass>,
}

/// How a class is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum TissueFill {
    /// Tinted.
    #[default]
    Fill,
    /// Its edge in full colour, with a dark rim.
    Outline,
}

/// A tissue set laid over a picture.
#[derive(Clone, Debug, PartialEq)]
pub struct TissueOverlay {
    /// The classes.
    pub set: TissueSet,
    /// 0 to 1.
    pub opacity: f64,
    /// Tint or outline.
    pub fill: TissueFill,
}

impl TissueOverlay {
    /// `set` at the usual opacity.
    pub fn new(set: TissueSet) -> Self {
        Self {
            set,
            opacity: 0.4,
            fill: TissueFill::Fill,
        }
    }
}

const AIR: [u8; 3] = [0x24, 0x56, 0xC8];
const SOFT: [u8; 3] = [0xD9, 0x45, 0x2F];
const METAL: [u8; 3] = [0xF2, 0x8C, 0xE0];
const FAT: [u8; 3] = [0xF2, 0xC2, 0x30];
const BONE: [u8; 3] = [0xF8, 0xEF, 0xD8];

impl TissueSet {
    /// A shipped set, with its usual ranges and colours.
    pub fn shipped(name: SetName) -> Self {
        use ClassName as C;
        let lowest = f64::NEG_INFINITY;
        let highest = f64::INFINITY;
        let classes = match name {
            SetName::FiveDensities => vec![
                (C::Air, lowest, -200.0, AIR),
                (C::Fat, -200.0, -30.0, FAT),
                (C::SoftTissue, -30.0, 130.0, SOFT),
                (C::Bone, 130.0, 2500.0, BONE),
                (C::Metal, 2500.0, highest, METAL),
            ],
            SetName::Lung => vec![
                (C::OverInflated, -1024.0, -900.0, METAL),
                (C::NormallyAerated, -900.0, -500.0, AIR),
                (C::PoorlyAerated, -500.0, -100.0, FAT),
                (C::NonAerated, -100.0, 100.0, SOFT),
            ],
            SetName::BodyComposition => vec![
                (C::Fat, -190.0, -30.0, FAT),
                (C::Muscle, -29.0, 150.0, SOFT),
                (C::Bone, 150.0, 2500.0, BONE),
            ],
            SetName::Relative => vec![
                (C::VeryLow, 0.0, 15.0, AIR),
                (C::Low, 15.0, 40.0, FAT),
                (C::Middle, 40.0, 75.0, SOFT),
                (C::High, 75.0, 98.0, BONE),
                (C::VeryHigh, 98.0, highest, METAL),
            ],
        };
        Self {
            name,
            classes: classes
                .into_iter()
                .map(|(name, low, high, colour)| TissueClass {
                    name,
                    low,
                    high,
                    colour,
                    visible: true,
                })
                .collect(),
        }
    }

    /// Whether its ranges are percent of one picture and not a unit.
    pub fn is_relative(&self) -> bool {
        self.name == SetName::Relative
    }

    /// The set with the edge of class `at` moved; neighbours give way, so that nothing overlaps.
    pub fn with_range(&self, at: usize, low: f64, high: f64) -> Self {
        let mut set = self.clone();
        if at < set.classes.len() && low < high {
            set.classes[at].low = low;
            set.classes[at].high = high;
            for below in set.classes.iter_mut().take(at) {
                below.high = below.high.min(low);
                below.low = below.low.min(below.high);
            }
            for above in set.classes.iter_mut().skip(at + 1) {
                above.low = above.low.max(high);
                above.high = above.high.max(above.low);
            }
        }
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shipped_sets_do_not_overlap() {
        for name in [
            SetName::FiveDensities,
            SetName::Lung,
            SetName::BodyComposition,
            SetName::Relative,
        ] {
            let set = TissueSet::shipped(name);
            for pair in set.classes.windows(2) {
                assert!(
                    pair[0].low < pair[0].high && pair[0].high <= pair[1].low,
                    "{name:?}"
                );
            }
        }
    }

    #[test]
    fn a_moved_edge_pushes_its_neighbours() {
        let set = TissueSet::shipped(SetName::FiveDensities).with_range(2, -60.0, 3000.0);
        let ranges: Vec<(f64, f64)> = set.classes.iter().map(|c| (c.low, c.high)).collect();
        assert_eq!(ranges[1], (-200.0, -60.0));
        assert_eq!(ranges[2], (-60.0, 3000.0));
        assert_eq!(ranges[3], (3000.0, 3000.0));
    }
}
