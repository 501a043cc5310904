//! Names of filters, keys, choices, tissues and edits in the words of a language, and short numbers.
//!
//! The enums of the floors below know no language; every panel that names one of their variants asks here, so that
//! one thing has one name in the whole window.

mod facts;
mod filters;
mod recipes;

pub use facts::charset_name;
pub use facts::mark_label;
pub use facts::mark_sentence;
pub use facts::millimetres;
pub use facts::name_group;
pub use facts::person;
pub use facts::posture_text;
pub use facts::suv_text;
pub use facts::view_text;
pub use filters::choice_name;
pub use filters::filter_long_name;
pub use filters::filter_name;
pub use filters::full_name;
pub use filters::key_name;
pub use filters::step_summary;
pub use filters::tiles_text;
pub use filters::variant_key;
pub use filters::variant_name;
pub use recipes::recipe_name;
pub use recipes::shipped_recipes;

use super::widgets::format;
use crate::document::Cell;
use crate::document::EditName;
use crate::problem::Effect;
use crate::recipe::ClassName;
use crate::recipe::Colour;
use crate::recipe::ColourMap;
use crate::recipe::Domain;
use crate::recipe::FilterKind;
use crate::recipe::Scope;
use crate::recipe::SetName;
use crate::study::PhaseKind;
use crate::study::Phases;
use crate::study::Plane;
use crate::study::Unit;
use crate::text::Texts;
use crate::text::fill;

/// The name of a scope.
pub fn scope_name(scope: Scope, texts: &Texts) -> &'static str {
    match scope {
        Scope::Slice => texts.names.scope_slice,
        Scope::Series => texts.names.scope_series,
    }
}

/// What a grey filter acts on in a colour picture.
pub fn colour_name(colour: Colour, texts: &Texts) -> &'static str {
    match colour {
        Colour::Lab => texts.names.colour_lab,
        Colour::Luma => texts.names.colour_luma,
        Colour::Channel => texts.names.colour_channel,
    }
}

/// The name of a tissue class.
pub fn class_name(class: &ClassName, texts: &Texts) -> &'static str {
    let names = &texts.names;
    match class {
        ClassName::Air => names.air,
        ClassName::Fat => names.fat,
        ClassName::SoftTissue => names.soft_tissue,
        ClassName::Bone => names.bone,
        ClassName::Metal => names.metal,
        ClassName::Muscle => names.muscle,
        ClassName::OverInflated => names.over_inflated,
        ClassName::NormallyAerated => names.normally_aerated,
        ClassName::PoorlyAerated => names.poorly_aerated,
        ClassName::NonAerated => names.non_aerated,
        ClassName::VeryLow => names.very_low,
        ClassName::Low => names.low,
        ClassName::Middle => names.middle,
        ClassName::High => names.high,
        ClassName::VeryHigh => names.very_high,
    }
}

/// The name of a tissue set.
pub fn set_name(set: SetName, texts: &Texts) -> &'static str {
    match set {
        SetName::FiveDensities => texts.names.five_densities,
        SetName::Lung => texts.names.lung_set,
        SetName::BodyComposition => texts.names.body_composition,
        SetName::Relative => texts.names.relative,
    }
}

/// The name of a window preset, by [`Preset::name`](crate::recipe::Preset::name).
pub fn preset_name(preset: &'static str, texts: &Texts) -> &'static str {
    let names = &texts.names;
    match preset {
        "soft-tissue" => names.preset_soft_tissue,
        "lung" => names.preset_lung,
        "bone" => names.preset_bone,
        "brain" => names.preset_brain,
        "mediastinum" => names.preset_mediastinum,
        "abdomen" => names.preset_abdomen,
        "angio" => names.preset_angio,
        "whole" => names.preset_whole,
        "suv-5" => names.preset_suv_5,
        "suv-7" => names.preset_suv_7,
        "suv-10" => names.preset_suv_10,
        "suv-15" => names.preset_suv_15,
        other => other,
    }
}

/// The name of a colour map.
pub fn map_name(map: ColourMap, texts: &Texts) -> &'static str {
    let names = &texts.names;
    match map {
        ColourMap::Grey => names.map_grey,
        ColourMap::InverseGrey => names.map_inverse_grey,
        ColourMap::HotIron => names.map_hot_iron,
        ColourMap::HotMetalBlue => names.map_hot_metal_blue,
        ColourMap::Pet => names.map_pet,
        ColourMap::Pet20Step => names.map_pet_20_step,
        ColourMap::Viridis => names.map_viridis,
        ColourMap::Inferno => names.map_inferno,
        ColourMap::Magma => names.map_magma,
        ColourMap::Cividis => names.map_cividis,
        ColourMap::CoolWarm => names.map_cool_warm,
    }
}

/// The name of a plane.
pub fn plane_name(plane: Plane, texts: &Texts) -> &'static str {
    match plane {
        Plane::Acquired => texts.names.acquired,
        Plane::Axial => texts.names.axial,
        Plane::Coronal => texts.names.coronal,
        Plane::Sagittal => texts.names.sagittal,
    }
}

/// What tells a phase (from 0) apart: "b-value 1000 s/mm²", "Time 3".
pub fn phase_name(phases: &Phases, at: usize, texts: &Texts) -> String {
    let names = &texts.names;
    let kind = match phases.kind {
        PhaseKind::TemporalPosition => names.phase_temporal_position,
        PhaseKind::Echo => names.phase_echo,
        PhaseKind::EchoTime => names.phase_echo_time,
        PhaseKind::BValue => names.phase_b_value,
        PhaseKind::Acquisition => names.phase_acquisition,
        PhaseKind::AcquisitionTime => names.phase_acquisition_time,
        PhaseKind::ContentTime => names.phase_content_time,
        PhaseKind::TriggerTime => names.phase_trigger_time,
        PhaseKind::ImageType => names.phase_image_type,
        PhaseKind::Kernel => names.phase_kernel,
        PhaseKind::Component => names.phase_component,
        PhaseKind::Order => names.phase_order,
    };
    format!("{kind} {}", phases.value(at))
}

/// The name of a cell of the preprocessing grid.
pub fn cell_name(cell: Cell, texts: &Texts) -> &'static str {
    match cell {
        Cell::Original => texts.names.cell_original,
        Cell::Equaliser(kind) => filter_name(kind, texts),
        Cell::Present => texts.names.cell_present,
    }
}

/// The unit of values as an axis names it: "HU", "stored values", "grey levels".
pub fn unit_name(unit: Unit, texts: &Texts) -> &'static str {
    match unit {
        Unit::Stored => texts.names.unit_stored,
        Unit::Grey => texts.names.unit_grey,
        Unit::Hu | Unit::Suv | Unit::BecquerelPerMl | Unit::Gray => unit.symbol(),
    }
}

/// What an edit did, for "Undo …".
pub fn edit_name(edit: &EditName, texts: &Texts) -> String {
    let names = &texts.names;
    let with = |template: &str, kind: FilterKind| fill(template, &[&filter_name(kind, texts)]);
    let plain = match edit {
        EditName::Toggle(kind) => return with(names.edit_toggle, *kind),
        EditName::AddStep(kind) => return with(names.edit_add_step, *kind),
        EditName::RemoveStep(kind) => return with(names.edit_remove_step, *kind),
        EditName::MoveStep(kind) => return with(names.edit_move_step, *kind),
        EditName::Parameter(kind, "") => filter_name(*kind, texts),
        EditName::Parameter(kind, key) => {
            let (filter, key) = (filter_name(*kind, texts), key_name(key, texts));
            return fill(names.edit_parameter, &[&filter, &key]);
        }
        EditName::ShowSeries => names.edit_show_series,
        EditName::Plane => names.edit_plane,
        EditName::Layout => names.edit_layout,
        EditName::Window => names.edit_window,
        EditName::Recipe => names.edit_recipe,
        EditName::NameRecipe => names.edit_name_recipe,
        EditName::Mask => names.edit_mask,
        EditName::Invert => names.edit_invert,
        EditName::ColourMap => names.edit_colour_map,
        EditName::Tissue => names.edit_tissue,
        EditName::Layers => names.edit_layers,
        EditName::Turn => names.edit_turn,
        EditName::Link => names.edit_link,
        EditName::Compare => names.edit_compare,
        EditName::Adopt => names.edit_adopt,
        EditName::Reset => names.edit_reset,
        EditName::Close => names.edit_close,
    };
    plain.to_owned()
}

/// What follows from a problem; empty where nothing does.
pub fn effect_text(effect: Effect, texts: &Texts) -> &'static str {
    let names = &texts.names;
    match effect {
        Effect::FileLeftOut => names.effect_file_left_out,
        Effect::SliceLeftOut => names.effect_slice_left_out,
        Effect::FramesLeftOut => names.effect_frames_left_out,
        Effect::NotAPicture => names.effect_not_a_picture,
        Effect::NoMillimetres => names.effect_no_millimetres,
        Effect::NoSuv => names.effect_no_suv,
        Effect::NoOrientation => names.effect_no_orientation,
        Effect::NotAVolume => names.effect_not_a_volume,
        Effect::WindowFromPercentiles => names.effect_window_from_percentiles,
        Effect::ValueReplaced => names.effect_value_replaced,
        Effect::SplitOff => names.effect_split_off,
        Effect::LayerLeftOut => names.effect_layer_left_out,
        Effect::NotWritten => names.effect_not_written,
        Effect::None => "",
    }
}

/// What numbers between two steps are, as a type chip says it: "u8", "u16", "values".
pub fn domain_name(domain: Domain) -> &'static str {
    match domain {
        Domain::Values => "values",
        Domain::Grey8 => "u8",
        Domain::Grey16 => "u16",
    }
}

/// A number with at most `decimals` digits after the point, without trailing noughts: "2", "0.05", "−600".
///
/// ```
/// use negatoscope::ui::names::short_number;
/// assert_eq!(short_number(2.60, 2), "2.6");
/// ```
pub fn short_number(value: f64, decimals: usize) -> String {
    let text = format::number(value, decimals);
    if text.contains('.') {
        let trimmed = text.trim_end_matches('0').trim_end_matches('.');
        return trimmed.to_owned();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::ENGLISH;
    use crate::text::KOREAN;

    #[test]
    fn every_preset_has_a_name() {
        let presets = [("CT", Unit::Hu), ("PT", Unit::Suv)];
        for preset in presets
            .map(|(modality, unit)| crate::recipe::presets(modality, unit))
            .concat()
        {
            assert_ne!(preset_name(preset.name, &KOREAN), preset.name);
        }
    }

    #[test]
    fn edits_are_named_with_their_filter() {
        let edit = EditName::Parameter(FilterKind::Clahe, "clip_limit");
        assert_eq!(edit_name(&edit, &ENGLISH), "CLAHE: Clip limit");
        assert_eq!(
            edit_name(&EditName::Toggle(FilterKind::Heq), &KOREAN),
            "HEQ 켜기/끄기"
        );
    }
}
