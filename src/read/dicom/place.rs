//! Where a frame lies in the patient, how large its pixels are, and what tells images at one
//! position apart.

use dicom_core::Tag;
use dicom_dictionary_std::tags;

use super::dataset::DataSet;
use super::dataset::name_of;
use super::header::Groups;
use crate::problem::Effect;
use crate::read::fault::Fault;
use crate::read::fault::quoted;
use crate::study::PhaseKind;
use crate::study::Point3;
use crate::study::Region;
use crate::study::RegionAxis;
use crate::study::RegionUnit;
use crate::study::SpacingSource;
use crate::study::cross;
use crate::study::dot;

/// Position, orientation and pixel size of a frame, as far as they are stated and usable.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct FramePlace {
    /// Centre of the first pixel.
    pub position: Option<Point3>,
    /// Directions of growing column and row index.
    pub orientation: Option<[Point3; 2]>,
    /// Distance of columns and of rows.
    pub in_plane_mm: Option<[f64; 2]>,
    /// Slice Thickness.
    pub thickness_mm: Option<f64>,
    /// Spacing Between Slices; its sign is kept.
    pub between_mm: Option<f64>,
}

/// Reads a frame's place from its functional groups or the top level.
pub(super) fn frame_place(groups: &Groups<'_>, doubts: &mut Vec<Fault>) -> FramePlace {
    let first = |sequence, tag| {
        groups
            .of(sequence)
            .into_iter()
            .find(|set| set.bytes(tag).is_some())
    };
    let measures = tags::PIXEL_MEASURES_SEQUENCE;
    let position = first(tags::PLANE_POSITION_SEQUENCE, tags::IMAGE_POSITION_PATIENT)
        .and_then(|set| position(set, doubts));
    let orientation = first(
        tags::PLANE_ORIENTATION_SEQUENCE,
        tags::IMAGE_ORIENTATION_PATIENT,
    )
    .and_then(|set| orientation(set, doubts));
    let number = |tag| first(measures, tag).and_then(|set| set.number(tag));
    FramePlace {
        position,
        orientation,
        in_plane_mm: first(measures, tags::PIXEL_SPACING)
            .and_then(|set| spacing(set, tags::PIXEL_SPACING, doubts)),
        thickness_mm: number(tags::SLICE_THICKNESS).filter(|t| usable_mm(*t)),
        between_mm: number(tags::SPACING_BETWEEN_SLICES).filter(|t| usable_mm(t.abs())),
    }
}

fn position(set: &DataSet, doubts: &mut Vec<Fault>) -> Option<Point3> {
    let tag = tags::IMAGE_POSITION_PATIENT;
    let numbers = set.numbers(tag);
    match numbers.as_slice() {
        &[x, y, z] if [x, y, z].iter().all(|c| c.is_finite() && c.abs() < 1e6) => Some([x, y, z]),
        _ => {
            doubt(set, tag, "three finite numbers", Effect::NotAVolume, doubts);
            None
        }
    }
}

fn orientation(set: &DataSet, doubts: &mut Vec<Fault>) -> Option<[Point3; 2]> {
    const TOLERANCE: f64 = 1e-3;
    let tag = tags::IMAGE_ORIENTATION_PATIENT;
    let numbers = set.numbers(tag);
    if let &[a, b, c, d, e, f] = numbers.as_slice() {
        // Adding zero turns -0 into 0.
        let (row, column) = ([a + 0.0, b + 0.0, c + 0.0], [d + 0.0, e + 0.0, f + 0.0]);
        let unit = |v: Point3| (dot(v, v).sqrt() - 1.0).abs() < TOLERANCE;
        if unit(row) && unit(column) && dot(row, column).abs() < TOLERANCE {
            return Some([row, column]);
        }
    }
    doubt(
        set,
        tag,
        "two unit vectors at a right angle",
        Effect::NoOrientation,
        doubts,
    );
    None
}

/// Distance of columns and of rows, from an element that gives row spacing first.
fn spacing(set: &DataSet, tag: Tag, doubts: &mut Vec<Fault>) -> Option<[f64; 2]> {
    match set.numbers(tag).as_slice() {
        [] => None,
        &[rows, columns] if usable_mm(rows) && usable_mm(columns) => Some([columns, rows]),
        _ => {
            doubt(
                set,
                tag,
                "two lengths above 0 and at most 1000 mm",
                Effect::NoMillimetres,
                doubts,
            );
            None
        }
    }
}

fn usable_mm(length: f64) -> bool {
    (1e-6..=1000.0).contains(&length)
}

fn doubt(set: &DataSet, tag: Tag, wanted: &str, effect: Effect, doubts: &mut Vec<Fault>) {
    let found = set.ascii(tag).unwrap_or_default();
    doubts.push(
        Fault::new(
            name_of(tag),
            format!("{}, must be {wanted}", quoted(&found)),
        )
        .so(effect),
    );
}

/// Places of the frames of an object without functional groups that still states them: RT dose by
/// Grid Frame Offset Vector, reconstructed nuclear medicine by its detector's position and the
/// (signed) Spacing Between Slices.
pub(super) fn places_of_frames(
    set: &DataSet,
    first: &FramePlace,
    frames: usize,
    doubts: &mut Vec<Fault>,
) -> Option<Vec<FramePlace>> {
    let tag = tags::GRID_FRAME_OFFSET_VECTOR;
    let offsets = set.numbers(tag);
    if offsets.len() == frames && offsets.iter().all(|offset| offset.is_finite()) {
        // Without a zero at the start the values are coordinates, not distances.
        let start = offsets.first().copied().unwrap_or(0.0);
        return moved(first, offsets.iter().map(|offset| offset - start));
    }
    if !offsets.is_empty() {
        let wanted = format!("a distance in millimetres for each of {frames} frames");
        doubt(set, tag, &wanted, Effect::NotAVolume, doubts);
    }
    let reconstructed = set
        .ascii(tags::IMAGE_TYPE)
        .is_some_and(|kind| kind.contains("RECON TOMO"));
    if !reconstructed {
        return None;
    }
    let detector = set.item(tags::DETECTOR_INFORMATION_SEQUENCE)?;
    let mut doubts = Vec::new();
    let first = FramePlace {
        position: position(detector, &mut doubts),
        orientation: orientation(detector, &mut doubts),
        ..first.clone()
    };
    let step = first.between_mm?;
    moved(&first, (0..frames).map(|n| step * n as f64))
}

/// `first` at the given distances along its normal.
fn moved(first: &FramePlace, distances: impl Iterator<Item = f64>) -> Option<Vec<FramePlace>> {
    let start = first.position?;
    let [row, column] = first.orientation?;
    let normal = cross(row, column);
    let places = distances.map(|distance| {
        let mut position = start;
        for (coordinate, along) in position.iter_mut().zip(normal) {
            *coordinate += along * distance;
        }
        FramePlace {
            position: Some(position),
            ..first.clone()
        }
    });
    Some(places.collect())
}

/// Pixel size of a picture that is no slice through the patient.
pub(super) struct FlatSpacing {
    /// Distance of columns and of rows.
    pub spacing_mm: Option<[f64; 2]>,
    /// What the distance means.
    pub source: SpacingSource,
    /// What the distance at the detector was divided by.
    pub magnification: Option<f64>,
    /// Height of a pixel over its width.
    pub aspect: f64,
}

/// Pixel size by the rules for projections: calibrated, estimated from the magnification, or at
/// the detector; for other images Pixel Spacing as it stands.
pub(super) fn flat_spacing(set: &DataSet, modality: &str, doubts: &mut Vec<Fault>) -> FlatSpacing {
    let pixel = spacing(set, tags::PIXEL_SPACING, doubts);
    let imager = spacing(set, tags::IMAGER_PIXEL_SPACING, doubts);
    let nominal = spacing(set, tags::NOMINAL_SCANNED_PIXEL_SPACING, doubts);
    let projection = matches!(
        modality,
        "CR" | "DX" | "MG" | "XA" | "RF" | "IO" | "PX" | "RG"
    );
    let differs = |a: [f64; 2], b: [f64; 2]| a.iter().zip(b).any(|(x, y)| (x - y).abs() > 1e-4 * y);
    let factor = magnification(set);
    let (spacing_mm, source) = match (pixel, imager) {
        (Some(pixel), Some(imager)) if differs(pixel, imager) => {
            (Some(pixel), SpacingSource::Calibrated)
        }
        (Some(pixel), None)
            if projection && set.ascii(tags::PIXEL_SPACING_CALIBRATION_TYPE).is_some() =>
        {
            (Some(pixel), SpacingSource::Calibrated)
        }
        // A projection that does not say how it was calibrated was measured at the detector.
        (Some(pixel), None) if projection => (Some(pixel), SpacingSource::Detector),
        (Some(pixel), None) => (Some(pixel), SpacingSource::PixelSpacing),
        (_, Some(imager)) => match factor {
            Some(factor) => (
                Some(imager.map(|mm| mm / factor)),
                SpacingSource::Magnification,
            ),
            None => (Some(imager), SpacingSource::Detector),
        },
        (None, None) => match nominal {
            Some(nominal) => (Some(nominal), SpacingSource::Detector),
            None => match regions_spacing(&regions(set)) {
                Some(common) => (common, SpacingSource::Region),
                None => (None, SpacingSource::Unknown),
            },
        },
    };
    if let Some([columns, rows]) = spacing_mm {
        return FlatSpacing {
            spacing_mm,
            source,
            magnification: factor.filter(|_| source == SpacingSource::Magnification),
            aspect: rows / columns,
        };
    }
    let ratio = aspect_ratio(set);
    FlatSpacing {
        spacing_mm: None,
        source: ratio.map_or(source, |_| SpacingSource::AspectOnly),
        magnification: None,
        aspect: ratio.unwrap_or(1.0),
    }
}

/// Pixel Aspect Ratio: vertical over horizontal size of a pixel.
pub(super) fn aspect_ratio(set: &DataSet) -> Option<f64> {
    match set.numbers(tags::PIXEL_ASPECT_RATIO).as_slice() {
        &[vertical, horizontal] if usable_mm(vertical) && usable_mm(horizontal) => {
            Some(vertical / horizontal)
        }
        _ => None,
    }
}

/// How much larger the patient is at the detector, where that is stated or follows from distances.
fn magnification(set: &DataSet) -> Option<f64> {
    let plausible = |factor: &f64| (1.0..=20.0).contains(factor);
    set.number(tags::ESTIMATED_RADIOGRAPHIC_MAGNIFICATION_FACTOR)
        .filter(plausible)
        .or_else(|| {
            let detector = set.number(tags::DISTANCE_SOURCE_TO_DETECTOR)?;
            let patient = set.number(tags::DISTANCE_SOURCE_TO_PATIENT)?;
            Some(detector / patient).filter(plausible)
        })
}

/// Pixel size that all regions with lengths share; `Some(None)` where they differ, `None` where there is
/// none with lengths.
fn regions_spacing(regions: &[Region]) -> Option<Option<[f64; 2]>> {
    let mut sizes = regions.iter().filter_map(Region::spacing_mm);
    let first = sizes.next()?;
    let same = |other: [f64; 2]| {
        let mut sides = first.iter().zip(other);
        sides.all(|(a, b)| (a - b).abs() <= 1e-6 * a)
    };
    Some(sizes.all(same).then_some(first))
}

/// The usable regions of Sequence of Ultrasound Regions.
pub(super) fn regions(set: &DataSet) -> Vec<Region> {
    let items = set.items(tags::SEQUENCE_OF_ULTRASOUND_REGIONS);
    items.iter().filter_map(region).collect()
}

fn region(item: &DataSet) -> Option<Region> {
    let edge = |tag| item.integer(tag).and_then(|n| u32::try_from(n).ok());
    let axis = |unit, delta, reference, value, from: u32| {
        let per_pixel = item.number(delta).filter(|n| usable_mm(n.abs()))?;
        // The reference pixel counts from the region's own corner.
        let reference = item.number(reference).unwrap_or(0.0);
        Some(RegionAxis {
            unit: RegionUnit::of_code(item.integer(unit).unwrap_or(0)),
            per_pixel,
            reference_pixel: f64::from(from) + reference,
            reference_value: item.number(value).unwrap_or(0.0),
        })
    };
    let (left, top) = (
        edge(tags::REGION_LOCATION_MIN_X0)?,
        edge(tags::REGION_LOCATION_MIN_Y0)?,
    );
    let (right, bottom) = (
        edge(tags::REGION_LOCATION_MAX_X1)?,
        edge(tags::REGION_LOCATION_MAX_Y1)?,
    );
    let region = Region {
        left,
        top,
        right,
        bottom,
        across: axis(
            tags::PHYSICAL_UNITS_X_DIRECTION,
            tags::PHYSICAL_DELTA_X,
            tags::REFERENCE_PIXEL_X0,
            tags::REFERENCE_PIXEL_PHYSICAL_VALUE_X,
            left,
        )?,
        down: axis(
            tags::PHYSICAL_UNITS_Y_DIRECTION,
            tags::PHYSICAL_DELTA_Y,
            tags::REFERENCE_PIXEL_Y0,
            tags::REFERENCE_PIXEL_PHYSICAL_VALUE_Y,
            top,
        )?,
    };
    (left <= right && top <= bottom).then_some(region)
}

/// Patient Orientation: the letters towards which rows and columns run.
pub(super) fn patient_orientation(set: &DataSet) -> Option<[String; 2]> {
    let text = set.ascii(tags::PATIENT_ORIENTATION)?;
    let mut parts = text.split('\\').map(str::trim);
    let (row, column) = (parts.next()?, parts.next()?);
    let letters = |part: &str| {
        !part.is_empty() && part.len() <= 3 && part.chars().all(|c| "LRAPHF".contains(c))
    };
    (letters(row) && letters(column)).then(|| [row.to_owned(), column.to_owned()])
}

/// A value by which several images at one position may be told apart.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct PhaseValue {
    /// What it is.
    pub kind: PhaseKind,
    /// As text; a number without the element's padding.
    pub text: String,
}

/// The values by which several images at one position may be told apart, in the order of trying.
pub(super) fn phase(groups: &Groups<'_>) -> Vec<PhaseValue> {
    const TRIED: [(Tag, Tag, PhaseKind); 12] = [
        (
            tags::FRAME_CONTENT_SEQUENCE,
            tags::TEMPORAL_POSITION_INDEX,
            PhaseKind::TemporalPosition,
        ),
        (
            tags::TEMPORAL_POSITION_SEQUENCE,
            tags::TEMPORAL_POSITION_IDENTIFIER,
            PhaseKind::TemporalPosition,
        ),
        (tags::MR_ECHO_SEQUENCE, tags::ECHO_NUMBERS, PhaseKind::Echo),
        (
            tags::MR_ECHO_SEQUENCE,
            tags::EFFECTIVE_ECHO_TIME,
            PhaseKind::EchoTime,
        ),
        (tags::MR_ECHO_SEQUENCE, tags::ECHO_TIME, PhaseKind::EchoTime),
        (
            tags::MR_DIFFUSION_SEQUENCE,
            tags::DIFFUSION_B_VALUE,
            PhaseKind::BValue,
        ),
        (
            tags::FRAME_CONTENT_SEQUENCE,
            tags::ACQUISITION_NUMBER,
            PhaseKind::Acquisition,
        ),
        (
            tags::FRAME_CONTENT_SEQUENCE,
            tags::ACQUISITION_TIME,
            PhaseKind::AcquisitionTime,
        ),
        (
            tags::FRAME_CONTENT_SEQUENCE,
            tags::CONTENT_TIME,
            PhaseKind::ContentTime,
        ),
        (
            tags::CARDIAC_SYNCHRONIZATION_SEQUENCE,
            tags::TRIGGER_TIME,
            PhaseKind::TriggerTime,
        ),
        (
            tags::MR_IMAGE_FRAME_TYPE_SEQUENCE,
            tags::IMAGE_TYPE,
            PhaseKind::ImageType,
        ),
        (
            tags::CT_RECONSTRUCTION_SEQUENCE,
            tags::CONVOLUTION_KERNEL,
            PhaseKind::Kernel,
        ),
    ];
    TRIED
        .into_iter()
        .filter_map(|(sequence, tag, kind)| {
            let set = groups
                .of(sequence)
                .into_iter()
                .find(|set| set.bytes(tag).is_some())?;
            let text = match set.numbers(tag).as_slice() {
                [number] if number.is_finite() => number.to_string(),
                _ => set.ascii(tag)?,
            };
            Some(PhaseValue { kind, text })
        })
        .collect()
}
