//! What is to be done to a picture, as data and as text; never the doing.
//!
//! A [`Recipe`] is an ordered list of [`Step`]s, each a [`Filter`] with its parameters. A [`Look`] is for
//! eyes only. A window is either a step or the look, never both.

mod build;
mod chain;
mod error;
mod file;
mod filter;
mod keys;
mod kind;
mod look;
mod mask;
mod settings;
pub mod shipped;
mod step;
mod tissue;

pub use chain::Domain;
pub use error::RecipeError;
pub use filter::AheMethod;
pub use filter::Auto;
pub use filter::ClaheMethod;
pub use filter::Depth;
pub use filter::Filter;
pub use filter::Radius;
pub use filter::Reference;
pub use filter::StretchMethod;
pub use filter::WindowStep;
pub use keys::Key;
pub use keys::KeyKind;
pub use keys::NumberKey;
pub use keys::Numbers;
pub use keys::Setting;
pub use kind::FilterKind;
pub use kind::Variant;
pub use look::Interpolation;
pub use look::LayerLook;
pub use look::Look;
pub use look::LookWindow;
pub use look::Preset;
pub use look::presets;
pub use mask::MaskRule;
pub use step::Colour;
pub use step::Scope;
pub use step::Step;
pub use tissue::ClassName;
pub use tissue::SetName;
pub use tissue::TissueClass;
pub use tissue::TissueFill;
pub use tissue::TissueOverlay;
pub use tissue::TissueSet;

use std::sync::Arc;

pub use crate::ops::Tiles;
pub use crate::ops::colour_map::ColourMap;
pub use crate::ops::heq::Variant as HeqVariant;
pub use crate::ops::window::VoiFunction;
pub use crate::ops::window::Window;

/// An ordered list of steps from stored value to output.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Recipe {
    /// What people call it; may be empty.
    pub name: String,
    /// One line on what it is for; may be empty.
    pub note: String,
    /// Which pixels take no part in any histogram and stay as they are.
    pub mask: MaskRule,
    /// The steps, first to last.
    pub steps: Vec<Step>,
}

impl Recipe {
    /// A recipe without a name.
    pub fn of(steps: Vec<Step>) -> Self {
        Self {
            steps,
            ..Self::default()
        }
    }

    /// The steps that are switched on, with their places in the list.
    pub fn active(&self) -> impl Iterator<Item = (usize, &Step)> {
        self.steps.iter().enumerate().filter(|(_, step)| step.on)
    }

    /// The pictures that steps which are on refer to, each once.
    pub fn references(&self) -> Vec<Arc<str>> {
        let mut paths: Vec<Arc<str>> = Vec::new();
        for (_, step) in self.active() {
            if let Filter::Match(reference) = &step.filter
                && let Some(path) = reference.path()
                && !paths.contains(path)
            {
                paths.push(path.clone());
            }
        }
        paths
    }

    /// Whether a slice can only be processed when its whole series and what the steps refer to are
    /// there.
    pub fn needs_whole_series(&self) -> bool {
        self.active().any(|(_, step)| {
            matches!(
                step.filter,
                Filter::Match(_) | Filter::Clahe(ClaheMethod::Volume(_))
            )
        })
    }

    /// The first window step that is switched on, which a dragged window then changes.
    pub fn window_step(&self) -> Option<usize> {
        self.active()
            .find(|(_, step)| matches!(step.filter, Filter::Window(..)))
            .map(|(at, _)| at)
    }

    /// The equaliser that is on (HEQ, AHE, CLAHE or N-CLAHE), the last where there are several.
    pub fn equaliser(&self) -> Option<usize> {
        self.active()
            .filter(|(_, step)| step.filter.kind().is_equaliser())
            .map(|(at, _)| at)
            .last()
    }

    /// The steps that are on, in one line: `window:auto=file · clahe:clip_limit=2,tiles=8x8`.
    pub fn summary(&self) -> String {
        let steps: Vec<String> = self.active().map(|(_, step)| step.to_text()).collect();
        steps.join(" · ")
    }
}
