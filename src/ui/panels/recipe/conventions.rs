//! What a parameter is called elsewhere, which convention a filter follows, what a result should be read with.

use super::super::active::Active;
use crate::recipe::AheMethod;
use crate::recipe::ClaheMethod;
use crate::recipe::Domain;
use crate::recipe::Filter;
use crate::recipe::FilterKind;
use crate::recipe::HeqVariant;
use crate::recipe::Key;
use crate::recipe::KeyKind;
use crate::recipe::NumberKey;
use crate::recipe::Radius;
use crate::session::Remark;
use crate::text::Texts;
use crate::text::fill;
use crate::text::help::variant_help;
use crate::ui::names;
use crate::ui::names::short_number;

/// Range of a parameter, and what OpenCV or scikit-image call it.
pub(super) fn hint(filter: &Filter, key: &Key, texts: &Texts) -> String {
    let KeyKind::Number(NumberKey {
        low, high, unit, ..
    }) = key.kind
    else {
        return String::new();
    };
    let term = term(filter, key.name);
    let mut parts = Vec::new();
    if low.abs() < 1e12 && high.abs() < 1e12 {
        let range = format!("{}…{} {unit}", short_number(low, 2), short_number(high, 2));
        parts.push(fill(texts.panels.hint_range, &[&range.trim_end()]));
    }
    if !term.is_empty() {
        parts.push(term.to_owned());
    }
    parts.join(" · ")
}

/// What a library calls the parameter; empty where it is this program's own.
fn term(filter: &Filter, key: &str) -> &'static str {
    match (filter.kind(), filter.variant().name, key) {
        (FilterKind::Clahe, "skimage", "clip_limit") => "scikit-image: clip_limit",
        (FilterKind::Clahe, "skimage", "bins") => "scikit-image: nbins",
        (FilterKind::Clahe, "fiji" | "fiji_fast", "radius") => "Fiji: (block size − 1) / 2",
        (FilterKind::Clahe, "fiji" | "fiji_fast", "slope") => "Fiji: maximum slope",
        (FilterKind::Clahe, "fiji" | "fiji_fast", "bins") => "Fiji: histogram bins − 1",
        (FilterKind::Clahe, "volume", _) => "",
        (_, _, "clip_limit") => "OpenCV: clipLimit",
        (FilterKind::Gamma, ..) => "scikit-image: adjust_gamma(gamma)",
        (FilterKind::Log, ..) => "scikit-image: adjust_log(gain)",
        (FilterKind::Sigmoid, _, "gain") => "scikit-image: adjust_sigmoid(gain)",
        (FilterKind::Sigmoid, ..) => "scikit-image: adjust_sigmoid(cutoff)",
        (FilterKind::Window, _, "center") => "DICOM (0028,1050) Window Center",
        (FilterKind::Window, _, "width") => "DICOM (0028,1051) Window Width",
        (FilterKind::Ahe, _, "radius") => "2 × r + 1",
        (FilterKind::Unsharp, _, "radius") => "scikit-image: unsharp_mask(radius), σ",
        (FilterKind::Unsharp, _, "amount") => "scikit-image: unsharp_mask(amount)",
        (FilterKind::Median, ..) => "OpenCV: medianBlur(ksize)",
        (FilterKind::Bilateral, _, "diameter") => "OpenCV: bilateralFilter(d)",
        (FilterKind::Bilateral, _, "sigma_value") => "OpenCV: bilateralFilter(sigmaColor)",
        (FilterKind::Bilateral, ..) => "OpenCV: bilateralFilter(sigmaSpace)",
        (FilterKind::Nlm, _, "h") => "OpenCV: fastNlMeansDenoising(h)",
        (FilterKind::Nlm, _, "patch") => "OpenCV: templateWindowSize",
        (FilterKind::Nlm, ..) => "OpenCV: searchWindowSize",
        (FilterKind::PowerLaw, _, "alpha") => "ITK: SetAlpha",
        (FilterKind::PowerLaw, _, "beta") => "ITK: SetBeta",
        (FilterKind::PowerLaw, ..) => "ITK: SetRadius",
        _ => "",
    }
}

/// Which convention step `at` follows, and what its parameters come to in this picture.
pub(super) fn convention(at: usize, filter: &Filter, active: &Active<'_>) -> String {
    let texts = &active.texts.panels;
    let input = active.treatment.recipe.input_of(at, active.start());
    let is_deep = input == Some(Domain::Grey16);
    let size = active
        .processed()
        .map(|processed| (processed.values.width(), processed.values.height()));
    let clahe = |params: &crate::recipe::Filter| -> Option<String> {
        let (width, height) = size?;
        let (params, limit) = match params {
            Filter::Clahe(ClaheMethod::OpenCv(params, bit_shift)) if is_deep => {
                (*params, params.limit16(width, height, *bit_shift))
            }
            Filter::Clahe(ClaheMethod::OpenCv(params, _)) => (*params, params.limit(width, height)),
            Filter::NClahe(params) => {
                let params = params.clahe();
                (params, params.limit(width, height))
            }
            _ => return None,
        };
        let line = match limit {
            Some(limit) => fill(texts.convention_clahe, &[&limit]),
            None => texts.convention_clahe_unlimited.to_owned(),
        };
        let tiles = params.tiles();
        let many = tiles.columns() as usize > width || tiles.rows() as usize > height;
        Some(if many {
            format!("{line} · {}", texts.more_tiles_than_pixels)
        } else {
            line
        })
    };
    match filter {
        filter @ (Filter::Clahe(ClaheMethod::OpenCv(..)) | Filter::NClahe(_)) => {
            clahe(filter).unwrap_or_else(|| texts.convention_opencv.to_owned())
        }
        Filter::Heq(HeqVariant::OpenCv) if is_deep => texts.convention_heq_deep.to_owned(),
        Filter::Heq(HeqVariant::OpenCv) => texts.convention_heq.to_owned(),
        Filter::Ahe(AheMethod::Exact {
            radius: Radius::Pixels(radius),
            ..
        }) => {
            let side = 2 * radius + 1;
            fill(texts.convention_ahe, &[&side, &side])
        }
        Filter::Ahe(AheMethod::Tiles(_)) => texts.convention_ahe_tiles.to_owned(),
        Filter::Window(..) => texts.convention_window.to_owned(),
        Filter::Range(..) | Filter::Stretch(..) => texts.convention_range.to_owned(),
        Filter::Brightness(_) | Filter::Contrast(_) => texts.convention_share.to_owned(),
        Filter::Gamma(_) | Filter::Log(_) | Filter::Sigmoid(_) => {
            texts.convention_skimage.to_owned()
        }
        Filter::Invert => texts.convention_invert.to_owned(),
        filter => {
            let (kind, variant) = (filter.kind(), filter.variant().name);
            variant_help(kind.name(), variant, active.texts.language)
                .unwrap_or(names::filter_long_name(kind, active.texts))
                .to_owned()
        }
    }
}

/// What there is to say of step `at` on the present picture, where its result may not be what was meant.
pub(super) fn remark(at: usize, active: &Active<'_>) -> Option<String> {
    let finished = active.finished.as_ref()?;
    // Of another recipe the place says nothing.
    if finished.key.recipe.steps != active.treatment.recipe.steps {
        return None;
    }
    let mut remarks = finished.processed.remarks.iter();
    let (_, remark) = remarks.find(|(place, _)| *place == at)?;
    match remark {
        Remark::IdleClipLimit {
            clip_limit,
            idle_below,
        } => {
            let numbers = [short_number(*clip_limit, 2), short_number(*idle_below, 0)];
            let template = active.texts.recipes.idle_clip_limit;
            Some(fill(template, &[&numbers[0], &numbers[1]]))
        }
    }
}
