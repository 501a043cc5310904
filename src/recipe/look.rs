//! How a result is shown: for eyes only, never part of what a network gets.

use std::collections::BTreeSet;

use super::ColourMap;
use super::TissueFill;
use super::TissueOverlay;
use crate::ops::window::VoiFunction;
use crate::ops::window::Window;
use crate::study::LayerId;
use crate::study::Unit;

/// The window through which values are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum LookWindow {
    /// The file's first window or VOI LUT, else percentiles 0.5 and 99.5 of the series.
    #[default]
    Auto,
    /// The file's window or VOI LUT of this number, from 0.
    File(usize),
    /// Numbers that a person chose.
    Given(Window),
}

/// How pixels are drawn when they are larger or smaller than the screen's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Interpolation {
    /// Linear; nearest from eight times on.
    #[default]
    Linear,
    /// Pixels as squares.
    Nearest,
}

/// What concerns only the eyes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Look {
    /// The display window, where the recipe ends in values or a grey of 16 bits.
    pub window: LookWindow,
    /// Shown inverted, besides what MONOCHROME1 asks for.
    pub invert: bool,
    /// The colour of each level of grey, after window and inversion; colour pictures have none.
    pub map: ColourMap,
    /// Tissue colours over the picture.
    pub tissue: Option<TissueOverlay>,
    /// How what lies over the picture is shown.
    pub layers: LayerLook,
}

/// How overlay planes, structures and segments are shown over a picture.
#[derive(Clone, Debug, PartialEq)]
pub struct LayerLook {
    /// Whether any is shown.
    pub on: bool,
    /// Parts that are not shown, by their place in the layer.
    pub hidden: BTreeSet<(LayerId, usize)>,
    /// How segments are drawn.
    pub fill: TissueFill,
    /// Of filled segments, 0 to 1.
    pub opacity: f64,
}

impl Default for LayerLook {
    fn default() -> Self {
        Self {
            on: true,
            hidden: BTreeSet::new(),
            fill: TissueFill::Fill,
            opacity: 0.4,
        }
    }
}

impl LayerLook {
    /// Whether part `part` of `layer` is shown.
    pub fn shows(&self, layer: &LayerId, part: usize) -> bool {
        self.on && !self.hidden.contains(&(layer.clone(), part))
    }
}

impl Look {
    /// How pictures of a modality are shown where nobody chose otherwise: PET in inverse grey, as it is
    /// read, all else in grey.
    pub fn usual(modality: &str) -> Self {
        let map = match modality {
            "PT" => ColourMap::InverseGrey,
            _ => ColourMap::Grey,
        };
        Self {
            map,
            ..Self::default()
        }
    }
}

/// A named window of a modality.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Preset {
    /// Key of its name in the texts and on the command line.
    pub name: &'static str,
    /// Centre in the modality's unit.
    pub center: f64,
    /// Width in the modality's unit.
    pub width: f64,
    /// The shape between the ends.
    pub function: VoiFunction,
}

impl Preset {
    /// The preset as a window.
    pub fn window(&self) -> Option<Window> {
        Window::new(self.center, self.width, self.function).ok()
    }
}

/// The window presets of a modality whose values have this unit, in the order of the keys 1 to 9; only CT
/// and PET in SUV have values that mean the same in every file.
pub fn presets(modality: &str, unit: Unit) -> &'static [Preset] {
    const fn hounsfield(name: &'static str, center: f64, width: f64) -> Preset {
        Preset {
            name,
            center,
            width,
            function: VoiFunction::Linear,
        }
    }
    /// From 0 to `high`, without the half steps of whole numbers.
    const fn uptake(name: &'static str, high: f64) -> Preset {
        Preset {
            name,
            center: high / 2.0,
            width: high,
            function: VoiFunction::LinearExact,
        }
    }
    const CT: &[Preset] = &[
        hounsfield("soft-tissue", 40.0, 400.0),
        hounsfield("lung", -600.0, 1500.0),
        hounsfield("bone", 450.0, 1800.0),
        hounsfield("brain", 40.0, 80.0),
        hounsfield("mediastinum", 50.0, 350.0),
        hounsfield("abdomen", 60.0, 400.0),
        hounsfield("angio", 300.0, 600.0),
        hounsfield("whole", 512.0, 4096.0),
    ];
    const SUV: &[Preset] = &[
        uptake("suv-5", 5.0),
        uptake("suv-7", 7.0),
        uptake("suv-10", 10.0),
        uptake("suv-15", 15.0),
    ];
    match (modality, unit) {
        ("CT", _) => CT,
        ("PT", Unit::Suv) => SUV,
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uptake_begins_at_nothing_and_ends_where_the_name_says() {
        let found = presets("PT", Unit::Suv).iter();
        let bounds: Vec<_> = found
            .filter_map(|preset| Some((preset.name, preset.window()?.bounds())))
            .collect();
        let wanted = [
            ("suv-5", (0.0, 5.0)),
            ("suv-7", (0.0, 7.0)),
            ("suv-10", (0.0, 10.0)),
            ("suv-15", (0.0, 15.0)),
        ];
        assert_eq!(bounds, wanted);
    }

    #[test]
    fn values_that_mean_no_two_files_the_same_have_no_presets() {
        let without = [
            ("PT", Unit::BecquerelPerMl),
            ("PT", Unit::Stored),
            ("MG", Unit::Stored),
            ("CR", Unit::Stored),
            ("MR", Unit::Stored),
            ("PNG", Unit::Grey),
        ];
        for (modality, unit) in without {
            assert!(presets(modality, unit).is_empty(), "{modality}");
        }
    }
}
