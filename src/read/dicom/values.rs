//! What stored numbers mean: rescale, modality LUT, padding, windows and VOI LUTs.

use std::sync::Arc;

use dicom_dictionary_std::tags;

use super::dataset::DataSet;
use super::dataset::name_of;
use super::layout::Layout;
use super::layout::Number;
use super::text::CharacterSet;
use crate::ops::window::VoiFunction;
use crate::ops::window::VoiLut;
use crate::ops::window::Window;
use crate::problem::Effect;
use crate::read::fault::Checked;
use crate::read::fault::Fault;
use crate::read::fault::quoted;
use crate::study::ModalityLut;
use crate::study::Padding;
use crate::study::Voi;
use crate::study::VoiKind;

/// A lookup table as its descriptor and data say, checked against each other.
pub(super) struct Table {
    /// Input of the first entry.
    pub first: i64,
    /// Bits of an entry: 8 or 16 (or what the descriptor says in between).
    pub bits: u16,
    pub entries: Vec<u16>,
}

/// Reads LUT Descriptor and LUT Data of `item`.
///
/// # Errors
/// When descriptor and data contradict each other.
pub(super) fn table(item: &DataSet, signed: bool) -> Checked<Table> {
    let descriptor = item.words(tags::LUT_DESCRIPTOR);
    let &[count, first, bits] = descriptor.as_slice() else {
        return Err(Fault::new(
            name_of(tags::LUT_DESCRIPTOR),
            format!("{} values, must be 3", descriptor.len()),
        ));
    };
    if !(8..=16).contains(&bits) {
        return Err(Fault::new(
            name_of(tags::LUT_DESCRIPTOR),
            format!("{bits} bits an entry, must be 8 to 16"),
        ));
    }
    let count = if count == 0 {
        65536
    } else {
        usize::from(count)
    };
    let data = item.words(tags::LUT_DATA);
    let bytes = item.bytes(tags::LUT_DATA).unwrap_or_default();
    let entries = if data.len() == count {
        data
    } else if bits == 8 && bytes.len() == count.next_multiple_of(2) {
        // Two entries packed in a word, against the standard but found.
        bytes.iter().take(count).map(|&b| u16::from(b)).collect()
    } else {
        return Err(Fault::new(
            name_of(tags::LUT_DATA),
            format!("{} entries, but the descriptor says {count}", data.len()),
        ));
    };
    let first = if signed {
        i64::from(first.cast_signed())
    } else {
        i64::from(first)
    };
    Ok(Table {
        first,
        bits,
        entries,
    })
}

/// The modality LUT that the first of `sets` with one states: a table, or slope and intercept.
pub(super) fn modality_lut(
    sets: &[&DataSet],
    layout: &Layout,
    doubts: &mut Vec<Fault>,
) -> ModalityLut {
    let signed = layout.number == Number::Signed;
    for set in sets {
        if let Some(item) = set.item(tags::MODALITY_LUT_SEQUENCE) {
            match table(item, signed) {
                Ok(table) => {
                    return ModalityLut::Table {
                        first: table.first,
                        entries: Arc::from(table.entries),
                    };
                }
                Err(fault) => doubts.push(fault),
            }
        }
        let slope = set.numbers(tags::RESCALE_SLOPE);
        let intercept = set.numbers(tags::RESCALE_INTERCEPT);
        if slope.is_empty() && intercept.is_empty() {
            // RT dose has a factor of its own instead.
            if let Some(scaling) = set
                .number(tags::DOSE_GRID_SCALING)
                .filter(|s| plausible(*s) && *s != 0.0)
            {
                return ModalityLut::Linear {
                    slope: scaling,
                    intercept: 0.0,
                };
            }
            continue;
        }
        let slope = usable(set, tags::RESCALE_SLOPE, &slope, 1.0, doubts);
        let intercept = usable(set, tags::RESCALE_INTERCEPT, &intercept, 0.0, doubts);
        return ModalityLut::Linear { slope, intercept };
    }
    ModalityLut::IDENTITY
}

/// The single number of `tag`, or `otherwise` with a doubt.
fn usable(
    set: &DataSet,
    tag: dicom_core::Tag,
    numbers: &[f64],
    otherwise: f64,
    doubts: &mut Vec<Fault>,
) -> f64 {
    let slope = tag == tags::RESCALE_SLOPE;
    match numbers {
        [n] if plausible(*n) && !(slope && *n == 0.0) => return *n,
        _ => {}
    }
    let found = match (set.ascii(tag), set.get(tag)) {
        (Some(text), _) => format!("{} is not usable", quoted(&text)),
        (None, Some(_)) => "empty, not a number".to_owned(),
        (None, None) => "missing".to_owned(),
    };
    doubts.push(
        Fault::new(name_of(tag), format!("{found}, taken as {otherwise}"))
            .so(Effect::ValueReplaced),
    );
    otherwise
}

/// Whether a number can be meant: finite, and neither absurdly large nor absurdly small.
pub(super) fn plausible(n: f64) -> bool {
    n == 0.0 || (n.is_finite() && (1e-15..=1e15).contains(&n.abs()))
}

/// Pixel Padding Value to Pixel Padding Range Limit, in stored units.
pub(super) fn padding(set: &DataSet, layout: &Layout) -> Option<Padding> {
    let value = stored_number(set, tags::PIXEL_PADDING_VALUE, layout)?;
    let limit = stored_number(set, tags::PIXEL_PADDING_RANGE_LIMIT, layout).unwrap_or(value);
    Some(Padding {
        low: value.min(limit),
        high: value.max(limit),
    })
}

/// A number that is US or SS by Pixel Representation, whatever VR the file wrote.
fn stored_number(set: &DataSet, tag: dicom_core::Tag, layout: &Layout) -> Option<f64> {
    let word = *set.words(tag).first()?;
    Some(if layout.number == Number::Signed {
        f64::from(word.cast_signed())
    } else {
        f64::from(word)
    })
}

/// Windows and VOI LUTs of the first of `sets` that has any.
pub(super) fn vois(
    sets: &[&DataSet],
    layout: &Layout,
    charset: &CharacterSet,
    doubts: &mut Vec<Fault>,
) -> Vec<Voi> {
    for set in sets {
        let mut found = windows(set, charset, doubts);
        let signed = layout.number == Number::Signed;
        for item in set.items(tags::VOILUT_SEQUENCE) {
            let lut = table(item, signed).and_then(|table| {
                VoiLut::new(table.first as f64, table.bits, table.entries)
                    .map_err(|error| Fault::new(name_of(tags::LUT_DESCRIPTOR), error.to_string()))
            });
            match lut {
                Ok(lut) => found.push(Voi {
                    explanation: item
                        .text(tags::LUT_EXPLANATION, charset)
                        .unwrap_or_default(),
                    kind: VoiKind::Lut(Arc::new(lut)),
                }),
                Err(fault) => doubts.push(fault),
            }
        }
        if !found.is_empty() {
            return found;
        }
    }
    Vec::new()
}

fn windows(set: &DataSet, charset: &CharacterSet, doubts: &mut Vec<Fault>) -> Vec<Voi> {
    let centers = set.numbers(tags::WINDOW_CENTER);
    let widths = set.numbers(tags::WINDOW_WIDTH);
    if centers.is_empty() && widths.is_empty() {
        return Vec::new();
    }
    if centers.len() != widths.len() {
        doubts.push(Fault::new(
            name_of(tags::WINDOW_WIDTH),
            format!("{} widths, but {} centers", widths.len(), centers.len()),
        ));
    }
    let function = match set.ascii(tags::VOILUT_FUNCTION).as_deref() {
        None | Some("LINEAR") => VoiFunction::Linear,
        Some("LINEAR_EXACT") => VoiFunction::LinearExact,
        Some("SIGMOID") => VoiFunction::Sigmoid,
        Some(other) => {
            doubts.push(
                Fault::new(
                    name_of(tags::VOILUT_FUNCTION),
                    format!("{} is not known, taken as LINEAR", quoted(other)),
                )
                .so(Effect::ValueReplaced),
            );
            VoiFunction::Linear
        }
    };
    let names = set
        .text(tags::WINDOW_CENTER_WIDTH_EXPLANATION, charset)
        .unwrap_or_default();
    let mut names = names.split('\\');
    let mut all = Vec::new();
    for (&center, &width) in centers.iter().zip(&widths) {
        let explanation = names.next().unwrap_or_default().trim().to_owned();
        let window = (plausible(center) && plausible(width))
            .then(|| Window::new(center, width, function).ok())
            .flatten();
        match window {
            Some(window) => all.push(Voi {
                explanation,
                kind: VoiKind::Window(window),
            }),
            None => {
                let text = |tag| set.ascii(tag).unwrap_or_default();
                let (tag, found) = if plausible(center) {
                    (tags::WINDOW_WIDTH, text(tags::WINDOW_WIDTH))
                } else {
                    (tags::WINDOW_CENTER, text(tags::WINDOW_CENTER))
                };
                doubts.push(
                    Fault::new(
                        name_of(tag),
                        format!("{}, no usable window", quoted(&found)),
                    )
                    .so(Effect::WindowFromPercentiles),
                );
            }
        }
    }
    all
}
