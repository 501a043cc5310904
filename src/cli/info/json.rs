//! The JSON of `info --json`. Names are stable between releases; numbers that are none are `null`.

use serde::Serialize;

use super::Report;
use super::Told;
use super::text::spacing_words;
use crate::problem::Problem;
use crate::problem::Severity;
use crate::problem::shown;
use crate::study;
use crate::study::Facts;
use crate::study::Geometry;
use crate::study::LayerHeader;
use crate::study::LayerKind;
use crate::study::LayerPart;
use crate::study::Posture;
use crate::study::Region;
use crate::study::Regularity;
use crate::study::SpacingSource;
use crate::study::StudyFacts;
use crate::study::Suv;
use crate::study::SuvRoute;
use crate::study::Unit;
use crate::study::ViewDoubt;
use crate::study::Voi;
use crate::study::VoiKind;

/// The layout that this program writes.
const FORMAT: u32 = 1;

#[derive(Serialize)]
pub(super) struct Document {
    format: u32,
    studies: Vec<Study>,
    warnings: Vec<Warning>,
    notes: Vec<Warning>,
    /// Files that are no pictures, as what they are.
    not_shown: Vec<NotShown>,
    scanned: Scanned,
}

#[derive(Serialize)]
struct Study {
    uid: String,
    patient_name: String,
    patient_id: String,
    date: Option<String>,
    description: String,
    series: Vec<Series>,
}

#[derive(Serialize)]
struct Series {
    uid: String,
    number: Option<i64>,
    modality: String,
    description: String,
    split_reason: Option<String>,
    doubtful: bool,
    rows: usize,
    columns: usize,
    frames: usize,
    samples_per_pixel: usize,
    unit: &'static str,
    value_range: Option<[f64; 2]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stack: Option<Stack>,
    #[serde(skip_serializing_if = "Option::is_none")]
    volume: Option<Volume>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phases: Option<Phases>,
    windows: Vec<Window>,
    layers: Vec<Layer>,
    /// The words by which the window's list filters.
    marks: Vec<String>,
    facts: FactsRow,
}

/// What lies over the pictures.
#[derive(Serialize)]
struct Layer {
    kind: &'static str,
    name: String,
    parts: Vec<Part>,
}

#[derive(Serialize)]
struct Part {
    number: u32,
    name: String,
    /// `#rrggbb`.
    colour: String,
    /// Contours of a structure, pictures of an overlay plane or a segment.
    count: usize,
}

#[derive(Serialize)]
struct Stack {
    frames: usize,
}

/// Several volumes at one place.
#[derive(Serialize)]
struct Phases {
    /// What tells them apart.
    kind: &'static str,
    unit: &'static str,
    values: Vec<String>,
}

/// Two slices that stand farther apart than is usual.
#[derive(Serialize)]
struct Gap {
    /// Numbers of the slices, from 1, as views count them.
    between: [usize; 2],
    mm: f64,
    /// Slices missing between them; 0 where that is no whole number.
    missing: usize,
}

#[derive(Serialize)]
struct Volume {
    slices: usize,
    /// Columns, rows, slices.
    spacing_mm: [f64; 3],
    /// Image Orientation (Patient): direction of the rows, then of the columns.
    orientation: Option<[f64; 6]>,
    origin_mm: [f64; 3],
    last_origin_mm: Option<[f64; 3]>,
    regularity: &'static str,
    gaps: Vec<Gap>,
    /// How far from straight above each other the slices stand.
    tilt_degrees: Option<f64>,
    frame_of_reference_uid: Option<String>,
}

#[derive(Serialize)]
struct Window {
    explanation: String,
    center: Option<f64>,
    width: Option<f64>,
    /// Entries of a VOI LUT in place of centre and width.
    lut_entries: Option<usize>,
}

#[derive(Serialize)]
struct FactsRow {
    view_position: Option<String>,
    view_position_guessed: bool,
    /// The view of View Code Sequence where it is another one.
    view_position_by_code: Option<String>,
    view_position_doubtful: bool,
    laterality: Option<String>,
    patient_position: Option<String>,
    posture: Option<&'static str>,
    posture_guessed: bool,
    body_part_examined: Option<String>,
    photometric_interpretation: String,
    bits_allocated: u16,
    bits_stored: u16,
    bits_used: Option<u32>,
    stored_range: Option<[i64; 2]>,
    pixel_representation: u8,
    rescale_slope: Option<f64>,
    rescale_intercept: Option<f64>,
    encoding: String,
    lossy_image_compression: Option<String>,
    lossy_image_compression_ratio: Option<String>,
    lossy_image_compression_method: Option<String>,
    burned_in_annotation: Option<bool>,
    image_type: Option<String>,
    derived: Option<bool>,
    localizer: bool,
    secondary_capture: bool,
    collimated: bool,
    pixel_spacing_source: &'static str,
    pixel_spacing_in_words: String,
    estimated_radiographic_magnification_factor: Option<f64>,
    pixel_spacing_calibration_type: Option<String>,
    pixel_aspect_ratio: Option<f64>,
    pixel_padding_value: Option<i64>,
    pixel_padding_range_limit: Option<i64>,
    suv: Option<SuvRow>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ultrasound_regions: Vec<RegionRow>,
    slice_thickness_mm: Option<f64>,
    convolution_kernel: Option<String>,
    kvp: Option<f64>,
    files: usize,
}

/// A part of an ultrasound picture with units of its own.
#[derive(Serialize)]
struct RegionRow {
    /// First and last column, first and last row, from 0.
    columns: [u32; 2],
    rows: [u32; 2],
    units: [&'static str; 2],
    per_pixel: [f64; 2],
}

/// Standardised uptake of PET.
#[derive(Serialize)]
struct SuvRow {
    /// `BW`, `LBM` …; `null` where there is none.
    kind: Option<String>,
    /// What the file's values were multiplied by.
    factor: f64,
    factor_differs_by_slice: bool,
    source: &'static str,
    seconds_from_injection: Option<f64>,
    missing: Option<String>,
}

#[derive(Serialize)]
struct Warning {
    file: String,
    element: String,
    reason: String,
    effect: &'static str,
}

#[derive(Serialize)]
struct NotShown {
    file: String,
    what: String,
}

#[derive(Serialize)]
struct Scanned {
    files: usize,
    images: usize,
    other: usize,
    failed: usize,
}

impl Document {
    pub fn of(report: &Report) -> Self {
        let (notes, warnings): (Vec<&Problem>, Vec<&Problem>) = report
            .problems
            .iter()
            .partition(|problem| problem.severity == Severity::Note);
        Self {
            format: FORMAT,
            studies: report
                .studies
                .iter()
                .map(|(study, series)| Study::of(study, series))
                .collect(),
            warnings: warnings.into_iter().map(Warning::of).collect(),
            notes: notes.into_iter().map(Warning::of).collect(),
            not_shown: report
                .not_shown()
                .map(|problem| NotShown {
                    file: shown(&problem.file),
                    what: shown(&problem.reason),
                })
                .collect(),
            scanned: Scanned {
                files: report.scanned.files,
                images: report.scanned.images,
                other: report.scanned.other,
                failed: report.scanned.failed,
            },
        }
    }
}

impl Study {
    fn of(study: &StudyFacts, series: &[Told]) -> Self {
        Self {
            uid: shown(&study.uid),
            patient_name: shown(&study.patient_name.reveal(false)),
            patient_id: shown(&study.patient_id.reveal(false)),
            date: study.date.as_deref().map(shown),
            description: shown(&study.description),
            series: series.iter().map(Series::of).collect(),
        }
    }
}

impl Series {
    fn of(told: &Told) -> Self {
        let header = &*told.header;
        let [columns, rows, frames] = header.size;
        let volume = header.geometry.as_deref().map(Volume::of);
        Self {
            uid: shown(&header.uid),
            number: header.number,
            modality: shown(&header.modality),
            description: shown(&header.description),
            split_reason: header.split_reason.as_deref().map(shown),
            doubtful: header.doubtful,
            rows,
            columns,
            frames: frames * header.phase_count(),
            samples_per_pixel: header.channels,
            unit: unit(header.unit),
            value_range: told.value_range.map(|(low, high)| [low, high]),
            stack: volume.is_none().then_some(Stack { frames }),
            volume,
            phases: header.phases.as_ref().map(Phases::of),
            windows: header.vois.iter().map(Window::of).collect(),
            layers: told.layers.iter().map(|layer| Layer::of(layer)).collect(),
            marks: header
                .marks()
                .iter()
                .map(|mark| shown(&mark.word()))
                .collect(),
            facts: FactsRow::of(&header.facts),
        }
    }
}

impl Phases {
    fn of(phases: &study::Phases) -> Self {
        Self {
            kind: phases.kind.name(),
            unit: phases.kind.unit(),
            values: phases.values.iter().map(|value| shown(value)).collect(),
        }
    }
}

impl Gap {
    fn of(gap: &study::Gap, geometry: &Geometry) -> Self {
        let [a, b] = [gap.below, gap.below + 1].map(|k| geometry.slice_number(k));
        Self {
            between: [a.min(b), a.max(b)],
            mm: gap.mm,
            missing: gap.missing,
        }
    }
}

impl Layer {
    fn of(layer: &LayerHeader) -> Self {
        let part = |part: &LayerPart| {
            let [r, g, b] = part.colour;
            Part {
                number: part.number,
                name: shown(&part.name),
                colour: format!("#{r:02x}{g:02x}{b:02x}"),
                count: part.count,
            }
        };
        Self {
            kind: match layer.kind {
                LayerKind::Overlay => "overlay",
                LayerKind::Structures => "structures",
                LayerKind::Segmentation => "segmentation",
            },
            name: shown(&layer.name),
            parts: layer.parts.iter().map(part).collect(),
        }
    }
}

impl Volume {
    fn of(geometry: &Geometry) -> Self {
        let [a, b, c] = geometry.row;
        let [d, e, f] = geometry.column;
        Self {
            slices: geometry.size[2],
            spacing_mm: geometry.spacing_mm,
            orientation: geometry.oriented.then_some([a, b, c, d, e, f]),
            origin_mm: geometry.origins.first().copied().unwrap_or_default(),
            last_origin_mm: geometry.origins.last().copied(),
            regularity: match geometry.regularity {
                Regularity::Regular => "regular",
                Regularity::Uneven => "uneven",
                Regularity::Sheared => "sheared",
            },
            gaps: geometry
                .gaps()
                .iter()
                .map(|gap| Gap::of(gap, geometry))
                .collect(),
            tilt_degrees: geometry.tilt_degrees(),
            frame_of_reference_uid: geometry.frame_of_reference.as_deref().map(shown),
        }
    }
}

impl Window {
    fn of(voi: &Voi) -> Self {
        let (center, width, lut_entries) = match &voi.kind {
            VoiKind::Window(window) => (Some(window.center()), Some(window.width()), None),
            VoiKind::Lut(lut) => (None, None, Some(lut.entries().len())),
        };
        Self {
            explanation: shown(&voi.explanation),
            center,
            width,
            lut_entries,
        }
    }
}

impl FactsRow {
    fn of(facts: &Facts) -> Self {
        let text = |text: &Option<String>| text.as_deref().map(shown);
        Self {
            view_position: text(&facts.view_position),
            view_position_guessed: facts.view_from_text,
            view_position_by_code: match &facts.view_doubt {
                Some(ViewDoubt::CodeSays(view)) => Some(shown(view)),
                Some(ViewDoubt::PaInBed) | None => None,
            },
            view_position_doubtful: facts.view_doubt.is_some(),
            laterality: text(&facts.laterality),
            patient_position: text(&facts.patient_position)
                .or_else(|| facts.posture.map(|posture| posture.word().to_owned())),
            posture: facts.posture.map(Posture::word),
            posture_guessed: facts.posture_from_text,
            body_part_examined: text(&facts.body_part),
            photometric_interpretation: shown(&facts.photometric),
            bits_allocated: facts.bits_allocated,
            bits_stored: facts.bits_stored,
            bits_used: facts.bits_used(),
            stored_range: facts.stored_range,
            pixel_representation: u8::from(facts.signed),
            rescale_slope: facts.rescale.map(|(slope, _)| slope),
            rescale_intercept: facts.rescale.map(|(_, intercept)| intercept),
            encoding: shown(&facts.encoding),
            lossy_image_compression: facts.lossy.as_ref().map(|lossy| shown(&lossy.words())),
            lossy_image_compression_ratio: facts
                .lossy
                .as_ref()
                .and_then(|lossy| text(&lossy.ratio)),
            lossy_image_compression_method: facts
                .lossy
                .as_ref()
                .and_then(|lossy| text(&lossy.method)),
            burned_in_annotation: facts.burned_in,
            image_type: text(&facts.image_type),
            derived: facts.derived,
            localizer: facts.localizer,
            secondary_capture: facts.secondary_capture,
            collimated: facts.collimation.is_some(),
            pixel_spacing_in_words: spacing_words(facts),
            estimated_radiographic_magnification_factor: facts.magnification,
            pixel_spacing_calibration_type: text(&facts.calibration),
            pixel_aspect_ratio: facts.pixel_aspect_ratio,
            pixel_spacing_source: match facts.spacing_source {
                SpacingSource::Unknown => "unknown",
                SpacingSource::PixelSpacing => "pixel_spacing",
                SpacingSource::Calibrated => "calibrated",
                SpacingSource::Detector => "detector",
                SpacingSource::Magnification => "magnification",
                SpacingSource::AspectOnly => "aspect_only",
                SpacingSource::Region => "ultrasound_region",
                SpacingSource::File => "file",
            },
            pixel_padding_value: facts.padding.map(|[value, _]| value),
            pixel_padding_range_limit: facts.padding.map(|[_, limit]| limit),
            suv: facts.suv.as_ref().map(SuvRow::of),
            ultrasound_regions: facts.regions.iter().map(RegionRow::of).collect(),
            slice_thickness_mm: facts.slice_thickness_mm,
            convolution_kernel: text(&facts.kernel),
            kvp: facts.kvp,
            files: facts.files,
        }
    }
}

impl RegionRow {
    fn of(region: &Region) -> Self {
        Self {
            columns: [region.left, region.right],
            rows: [region.top, region.bottom],
            units: [region.across.unit.symbol(), region.down.unit.symbol()],
            per_pixel: [region.across.per_pixel, region.down.per_pixel],
        }
    }
}

impl SuvRow {
    fn of(suv: &Suv) -> Self {
        let row = Self {
            kind: None,
            factor: suv.factor(),
            factor_differs_by_slice: false,
            source: "none",
            seconds_from_injection: None,
            missing: None,
        };
        match suv {
            Suv::Given { kind } => Self {
                kind: Some(shown(kind)),
                source: "file",
                ..row
            },
            Suv::Computed { varies, route, .. } => Self {
                kind: Some("BW".to_owned()),
                factor_differs_by_slice: *varies,
                source: match route {
                    SuvRoute::Decayed { .. } => "decayed_dose",
                    SuvRoute::Administered => "administered_dose",
                    SuvRoute::Philips => "philips_factor",
                },
                seconds_from_injection: match route {
                    SuvRoute::Decayed { seconds } => Some(*seconds),
                    SuvRoute::Administered | SuvRoute::Philips => None,
                },
                ..row
            },
            Suv::Missing { element, reason } => Self {
                missing: Some(format!("{element}: {reason}")),
                ..row
            },
        }
    }
}

impl Warning {
    fn of(problem: &Problem) -> Self {
        Self {
            file: shown(&problem.file),
            element: shown(&problem.element),
            reason: shown(&problem.reason),
            effect: problem.effect.english(),
        }
    }
}

fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Grey => "grey",
        Unit::Stored => "none",
        Unit::Hu | Unit::Suv | Unit::BecquerelPerMl | Unit::Gray => unit.symbol(),
    }
}
