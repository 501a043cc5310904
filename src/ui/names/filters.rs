//! Names of filters, their variants and parameters, and what a step amounts to in one line.

use super::short_number;
use crate::recipe::AheMethod;
use crate::recipe::Auto;
use crate::recipe::Filter;
use crate::recipe::FilterKind;
use crate::recipe::Key;
use crate::recipe::Radius;
use crate::recipe::Setting;
use crate::recipe::Step;
use crate::recipe::StretchMethod;
use crate::recipe::Tiles;
use crate::recipe::WindowStep;
use crate::text::Texts;

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
        FilterKind::Match => names.matching,
        FilterKind::Unsharp => names.unsharp,
        FilterKind::Multiscale => names.multiscale,
        FilterKind::Median => names.median,
        FilterKind::Bilateral => names.bilateral,
        FilterKind::Nlm => names.nlm,
        FilterKind::PowerLaw => names.powerlaw,
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
        FilterKind::Match => names.matching_long,
        FilterKind::Unsharp => names.unsharp_long,
        FilterKind::Multiscale => names.multiscale_long,
        FilterKind::Median => names.median_long,
        FilterKind::Bilateral => names.bilateral_long,
        FilterKind::Nlm => names.nlm_long,
        FilterKind::PowerLaw => names.powerlaw_long,
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
        "colour" => names.key_colour,
        "bins" => names.key_bins,
        "range" => names.key_range,
        "weights" => names.key_weights,
        "slope" => names.key_slope,
        "bit_shift" => names.key_bit_shift,
        "radius_mm" => names.key_radius_mm,
        "reference" => names.key_reference,
        "threshold" => names.key_threshold,
        "levels" => names.key_levels,
        "power" => names.key_power,
        "size" => names.key_size,
        "diameter" => names.key_diameter,
        "sigma_value" => names.key_sigma_value,
        "sigma_space" => names.key_sigma_space,
        "h" => names.key_h,
        "patch" => names.key_patch,
        "search" => names.key_search,
        "alpha" => names.key_alpha,
        "beta" => names.key_beta,
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
        "pillow" => names.choice_pillow,
        "torchvision" => names.choice_torchvision,
        "cdf" => names.choice_cdf,
        "imagej" => names.choice_imagej,
        "deep" => names.choice_deep,
        "fiji" => names.choice_fiji,
        "fiji_fast" => names.choice_fiji_fast,
        "skimage" => names.choice_skimage,
        "volume" => names.choice_volume,
        "tile" => names.choice_tile,
        "sqrt" => names.choice_sqrt,
        "counts" => names.choice_counts,
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

/// The key that says which of several definitions a filter follows; `None` where there is one only.
pub fn variant_key(kind: FilterKind) -> Option<&'static Key> {
    kind.variant_key()
}

/// The name of a variant in full, as it stands behind the name of its filter: "OpenCV", "percentiles", "by tiles".
pub fn variant_name(kind: FilterKind, word: &'static str, texts: &Texts) -> &'static str {
    let names = &texts.names;
    match (kind, word) {
        (FilterKind::Ahe, "exact") => names.variant_exact,
        (FilterKind::Ahe, "tiles") => names.variant_tiles,
        (FilterKind::Clahe, "exact") => names.variant_sliding,
        (FilterKind::Stretch, "pillow") => names.variant_pillow_autocontrast,
        (FilterKind::Stretch, "torchvision") => names.variant_torchvision_autocontrast,
        _ => choice_name(word, texts),
    }
}

/// The name of a filter with its variant in full: "CLAHE · OpenCV", "Gamma".
pub fn full_name(filter: &Filter, texts: &Texts) -> String {
    let kind = filter.kind();
    let name = filter_name(kind, texts);
    let variant = variant_key(kind).and_then(|key| {
        let settings = filter.settings();
        settings.iter().find_map(|(name, setting)| match setting {
            Setting::Choice(word) if *name == key.name => Some(variant_name(kind, word, texts)),
            _ => None,
        })
    });
    match variant {
        Some(variant) => format!("{name} · {variant}"),
        None => name.to_owned(),
    }
}

/// A grid of tiles, columns × rows: "8×8".
pub fn tiles_text(tiles: Tiles) -> String {
    format!("{}×{}", tiles.columns(), tiles.rows())
}

/// The parameters of a step that tell most, without its variant, in one short line: "2.6 8×8", "−600/1500", "1.2"; may be empty.
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
        Filter::Stretch(StretchMethod::Percentile(wanted) | StretchMethod::Pillow(wanted), _) => {
            percent(wanted.low(), wanted.high())
        }
        Filter::Brightness(brightness) => format!("{} %", number(brightness.amount())),
        Filter::Contrast(contrast) => format!("{} %", number(contrast.amount())),
        Filter::Gamma(gamma) => number(gamma.gamma()),
        Filter::Log(log) => number(log.gain()),
        Filter::Sigmoid(sigmoid) => {
            format!("{} {}", number(sigmoid.gain()), number(sigmoid.cutoff()))
        }
        Filter::Ahe(AheMethod::Exact { radius, .. }) => match radius {
            Radius::Pixels(pixels) => format!("{pixels} px"),
            Radius::Millimetres(mm) => format!("{} mm", number(*mm)),
        },
        Filter::Ahe(AheMethod::Tiles(tiles)) => tiles_text(*tiles),
        Filter::NClahe(params) => {
            let clahe = params.clahe();
            let limit = number(clahe.clip_limit());
            format!("{limit} {}", tiles_text(clahe.tiles()))
        }
        filter => {
            let settings = filter.settings().into_iter();
            let shown = settings.filter_map(|(key, setting)| match setting {
                // Zero bits shifted are not worth a word.
                Setting::Number(0.0) if key == "bit_shift" => None,
                Setting::Number(value) => Some(number(value)),
                Setting::Tiles(tiles) => Some(tiles_text(tiles)),
                Setting::Blocks([columns, rows, slices]) => {
                    Some(format!("{columns}×{rows}×{slices}"))
                }
                Setting::Choice(_) => None,
                Setting::Path(path) => Some(path.rsplit(['/', '\\']).next()?.to_owned()),
            });
            shown.collect::<Vec<String>>().join(" ")
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
                // A library that writes its name as recipes do.
                for word in words.iter().filter(|word| **word != "torchvision") {
                    assert_ne!(choice_name(word, &ENGLISH), *word, "{}", key.name);
                }
            }
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
        assert_eq!(summary("nclahe:clip_limit=3"), "3 8×8");
    }

    #[test]
    fn every_filter_and_variant_is_explained_in_both_languages() {
        use crate::text::Language;
        use crate::text::help::filter_help;
        use crate::text::help::variant_help;
        for kind in FilterKind::ALL {
            let name = kind.name();
            for language in Language::ALL {
                assert!(filter_help(name, language).is_some(), "{name}");
                let variants = kind.variants().iter().map(|variant| variant.name);
                for variant in variants.filter(|variant| !variant.is_empty()) {
                    let help = variant_help(name, variant, language);
                    assert!(help.is_some(), "{name} {variant}");
                }
            }
        }
    }

    #[test]
    fn variants_are_named_in_full() {
        let full = |text: &str, texts: &Texts| {
            full_name(&Step::parse(text).expect("a step").filter, texts)
        };
        assert_eq!(full("clahe", &ENGLISH), "CLAHE · OpenCV");
        assert_eq!(full("ahe:variant=tiles", &ENGLISH), "AHE · by tiles");
        assert_eq!(full("nclahe", &ENGLISH), "N-CLAHE · Logarithm");
        assert_eq!(full("gamma", &KOREAN), "감마");
    }
}
