//! How a result is shown: for eyes only, never part of what a network gets.

use std::collections::BTreeSet;

use super::ColourMap;
use super::TissueFill;
use super::TissueOverlay;
use crate::ops::window::VoiFunction;
use crate::ops::window::Window;
use crate::study::LayerId;

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
}

impl Preset {
    /// The preset as a window, LINEAR.
    pub fn window(&self) -> Option<Window> {
        Window::new(self.center, self.width, VoiFunction::Linear).ok()
    }
}

/// The window presets of a modality, in the order of the keys 1 to 9; only CT has values that mean
/// the same in every file.
pub fn presets(modality: &str) -> &'static [Preset] {
    const fn preset(name: &'static str, center: f64, width: f64) -> Preset {
        Preset {
            name,
            center,
            width,
        }
    }
    const CT: &[Preset] = &[
        preset("soft-tissue", 40.0, 400.0),
        preset("lung", -600.0, 1500.0),
        preset("bone", 450.0, 1800.0),
        preset("brain", 40.0, 80.0),
        preset("mediastinum", 50.0, 350.0),
        preset("abdomen", 60.0, 400.0),
        preset("angio", 300.0, 600.0),
        preset("whole", 512.0, 4096.0),
    ];
    match modality {
        "CT" => CT,
        _ => &[],
    }
}
