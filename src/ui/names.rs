//! Names of filters, keys, choices, tissues and edits in the words of a language, and short numbers.
//!
//! The enums of the floors below know no language; every panel that names one of their variants asks here, so that
//! one thing has one name in the whole window.

use super::widgets::format;
use crate::document::Cell;
use crate::document::EditName;
use crate::problem::Effect;
use crate::recipe::AheMethod;
use crate::recipe::Auto;
use crate::recipe::ClassName;
use crate::recipe::Colour;
use crate::recipe::Domain;
use crate::recipe::Filter;
use crate::recipe::FilterKind;
use crate::recipe::Scope;
use crate::recipe::SetName;
use crate::recipe::Setting;
use crate::recipe::Step;
use crate::recipe::Tiles;
use crate::recipe::WindowStep;
use crate::study::Plane;
use crate::study::Unit;
use crate::text::Texts;
use crate::text::fill;

/// The name of a filter: "CLAHE", "Percentile stretch".
pub fn filter_name(kind: FilterKind, texts: &Texts) -> &'static str {
    let names = &texts.names;
    match kind {
        FilterKind::Window => names.window,
        FilterKind::Range => names.range,
        FilterKind::Stretch => names.stretch,
        FilterKind::Brightness => names.brightness,
        FilterKind::Contrast => names.contrast,
        FilterKind::Gamma => names.gamma,
        FilterKind::Log => names.log,
        FilterKind::Sigmoid => names.sigmoid,
        FilterKind::Invert => names.invert,
        FilterKind::Heq => names.heq,
        FilterKind::Ahe => names.ahe,
        FilterKind::Clahe => names.clahe,
        FilterKind::NClahe => names.nclahe,
    }
}

/// What a filter does, in one short line for lists and tooltips.
pub fn filter_long_name(kind: FilterKind, texts: &Texts) -> &'static str {
    let names = &texts.names;
    match kind {
        FilterKind::Window => names.window_long,
        FilterKind::Range => names.range_long,
        FilterKind::Stretch => names.stretch_long,
        FilterKind::Brightness => names.brightness_long,
        FilterKind::Contrast => names.contrast_long,
        FilterKind::Gamma => names.gamma_long,
        FilterKind::Log => names.log_long,
        FilterKind::Sigmoid => names.sigmoid_long,
        FilterKind::Invert => names.invert_long,
        FilterKind::Heq => names.heq_long,
        FilterKind::Ahe => names.ahe_long,
        FilterKind::Clahe => names.clahe_long,
        FilterKind::NClahe => names.nclahe_long,
    }
}

/// The name of a parameter, by its key in recipes; the key itself where it has none.
pub fn key_name(key: &'static str, texts: &Texts) -> &'static str {
    let names = &texts.names;
    match key {
        "center" => names.key_center,
        "width" => names.key_width,
        "function" => names.key_function,
        "auto" => names.key_auto,
        "low" => names.key_low,
        "high" => names.key_high,
        "depth" => names.key_depth,
        "variant" => names.key_variant,
        "amount" => names.key_amount,
        "gamma" => names.key_gamma,
        "gain" => names.key_gain,
        "cutoff" => names.key_cutoff,
        "radius" => names.key_radius,
        "border" => names.key_border,
        "mode" => names.key_mode,
        "tiles" => names.key_tiles,
        "clip_limit" => names.key_clip_limit,
        "norm" => names.key_norm,
        "strength" => names.key_strength,
        "scope" => names.key_scope,
        other => other,
    }
}

/// The name of a word that a parameter can be; the word itself where it has none.
pub fn choice_name(word: &'static str, texts: &Texts) -> &'static str {
    let names = &texts.names;
    match word {
        "linear" => names.choice_linear,
        "linear_exact" => names.choice_linear_exact,
        "sigmoid" => names.choice_sigmoid,
        "file" => names.choice_file,
        "minmax" => names.choice_minmax,
        "percentile" => names.choice_percentile,
        "8" => names.choice_8,
        "16" => names.choice_16,
        "opencv" => names.choice_opencv,
        "exact" => names.choice_exact,
        "tiles" => names.choice_tiles,
        "cut" => names.choice_cut,
        "mirror" => names.choice_mirror,
        "mid" => names.choice_mid,
        "le" => names.choice_le,
        "lt" => names.choice_lt,
        "log" => names.choice_log,
        "equalize" => names.choice_equalize,
        "gamma" => names.choice_gamma,
        other => other,
    }
}

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
        other => other,
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
        Unit::Hu | Unit::Suv | Unit::BecquerelPerMl => unit.symbol(),
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
        EditName::Invert => names.edit_invert,
        EditName::Tissue => names.edit_tissue,
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
        Effect::NoOrientation => names.effect_no_orientation,
        Effect::NotAVolume => names.effect_not_a_volume,
        Effect::WindowFromPercentiles => names.effect_window_from_percentiles,
        Effect::ValueReplaced => names.effect_value_replaced,
        Effect::SplitOff => names.effect_split_off,
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

/// A grid of tiles, columns × rows: "8×8".
pub fn tiles_text(tiles: Tiles) -> String {
    format!("{}×{}", tiles.columns(), tiles.rows())
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

/// The parameters of a step that tell most, in one short line: "2.6 8×8", "−600/1500", "1.2"; may be empty.
///
/// Windows are written centre / width.
pub fn step_summary(step: &Step, texts: &Texts) -> String {
    let number = |value: f64| short_number(value, 3);
    let percent = |low: f64, high: f64| format!("{}–{} %", number(low), number(high));
    let summary = match &step.filter {
        Filter::Window(WindowStep::Given(window), _) => {
            format!("{}/{}", number(window.center()), number(window.width()))
        }
        Filter::Window(WindowStep::Auto(auto), _) => match auto {
            Auto::File => texts.names.choice_file.to_owned(),
            Auto::MinMax => texts.names.choice_minmax.to_owned(),
            Auto::Percentile { low, high } => percent(*low, *high),
        },
        Filter::Range(range, _) => format!("{}…{}", number(range.low), number(range.high)),
        Filter::Stretch(wanted, _) => percent(wanted.low(), wanted.high()),
        Filter::Brightness(brightness) => format!("{} %", number(brightness.amount())),
        Filter::Contrast(contrast) => format!("{} %", number(contrast.amount())),
        Filter::Gamma(gamma) => number(gamma.gamma()),
        Filter::Log(log) => number(log.gain()),
        Filter::Sigmoid(sigmoid) => {
            format!("{} {}", number(sigmoid.gain()), number(sigmoid.cutoff()))
        }
        Filter::Invert | Filter::Heq => String::new(),
        Filter::Ahe(AheMethod::Exact(params)) => format!("{} px", params.radius()),
        Filter::Ahe(AheMethod::Tiles(tiles)) => tiles_text(*tiles),
        Filter::Clahe(params) => {
            format!(
                "{} {}",
                number(params.clip_limit()),
                tiles_text(params.tiles())
            )
        }
        Filter::NClahe(params) => {
            let norm =
                step.filter
                    .settings()
                    .into_iter()
                    .find_map(|(key, setting)| match setting {
                        Setting::Choice(word) if key == "norm" => Some(choice_name(word, texts)),
                        _ => None,
                    });
            let clahe = params.clahe();
            let limit = number(clahe.clip_limit());
            let tiles = tiles_text(clahe.tiles());
            format!("{} {limit} {tiles}", norm.unwrap_or_default())
        }
    };
    if step.strength == 100.0 {
        summary
    } else if summary.is_empty() {
        format!("{} %", number(step.strength))
    } else {
        format!("{summary} · {} %", number(step.strength))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recipe::KeyKind;
    use crate::text::ENGLISH;
    use crate::text::KOREAN;

    #[test]
    fn every_key_and_choice_has_a_name() {
        for kind in FilterKind::ALL {
            for key in kind.keys() {
                assert_ne!(key_name(key.name, &ENGLISH), key.name, "{kind:?}");
                let KeyKind::Choice(words) = key.kind else {
                    continue;
                };
                for word in words {
                    assert_ne!(choice_name(word, &ENGLISH), *word, "{}", key.name);
                }
            }
        }
    }

    #[test]
    fn every_preset_has_a_name() {
        for preset in crate::recipe::presets("CT") {
            assert_ne!(preset_name(preset.name, &KOREAN), preset.name);
        }
    }

    #[test]
    fn steps_are_summed_up_in_a_few_characters() {
        let summary = |text: &str| {
            let step = Step::parse(text).expect("a step");
            step_summary(&step, &ENGLISH)
        };
        assert_eq!(summary("clahe:clip_limit=2.6,tiles=8x4"), "2.6 8×4");
        assert_eq!(summary("window:center=-600,width=1500"), "\u{2212}600/1500");
        assert_eq!(
            summary("window:auto=percentile,low=0.5,high=99.5"),
            "0.5–99.5 %"
        );
        assert_eq!(summary("heq:strength=40"), "40 %");
        assert_eq!(summary("heq"), "");
        assert_eq!(summary("nclahe:clip_limit=3"), "Logarithm 3 8×8");
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
