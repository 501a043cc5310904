//! From image headers to series: what each stack will hold, before a pixel is decoded.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::header::ImageFile;
use super::sort::Ordered;
use super::sort::sort;
use super::split::FrameRef;
use super::split::split;
use crate::problem::Effect;
use crate::problem::Problem;
use crate::problem::Severity;
use crate::read::fault::Folded;
use crate::study::Collimation;
use crate::study::Edges;
use crate::study::Gap;
use crate::study::Geometry;
use crate::study::ModalityLut;
use crate::study::Padding;
use crate::study::PhaseKind;
use crate::study::Regularity;
use crate::study::SeriesHeader;
use crate::study::SeriesId;
use crate::study::SpacingSource;
use crate::study::StudyFacts;
use crate::study::Voi;

/// A series to be decoded.
pub(in crate::read) struct Plan {
    /// What its headers say.
    pub header: SeriesHeader,
    /// Its frames, in order; all of the first phase before those of the next.
    pub frames: Vec<FrameRef>,
}

/// Everything about a frame of a stack but its samples.
pub(in crate::read) struct FrameFacts {
    pub lut: ModalityLut,
    pub padding: Option<Padding>,
    pub vois: Vec<Voi>,
    pub inverted: bool,
    pub spacing_mm: Option<[f64; 2]>,
    pub pixel_aspect: f64,
    pub edges: Option<Edges>,
    pub collimation: Option<Arc<Collimation>>,
}

/// Groups, splits and sorts `images`; what is doubtful goes to `problems`.
pub(in crate::read) fn plans(images: &[ImageFile], problems: &mut Vec<Problem>) -> Vec<Plan> {
    let mut series: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
    for (file, image) in images.iter().enumerate() {
        let or_folder = |uid: &str| {
            if uid.is_empty() {
                format!("folder {}", image.folder)
            } else {
                uid.to_owned()
            }
        };
        let key = (or_folder(&image.study.uid), or_folder(&image.series_uid));
        series.entry(key).or_default().push(file);
    }
    let mut studies: BTreeMap<String, Arc<StudyFacts>> = BTreeMap::new();
    let mut all = Vec::new();
    for ((study, uid), mut members) in series {
        members.sort_by(|a, b| {
            let name = |file: &usize| images.get(*file).map(|image| image.name.as_str());
            name(a).cmp(&name(b))
        });
        let Some(first) = members.first().and_then(|&file| images.get(file)) else {
            continue;
        };
        let facts = studies
            .entry(study.clone())
            .or_insert_with(|| Arc::new(first.study.clone()))
            .clone();
        let doubtful = fold_doubts(images, &members, problems);
        let mut part = 0;
        for group in split(images, &members) {
            let apart = group.apart.as_ref();
            if let Some(apart) = apart {
                let file = group.frames.first().and_then(|at| images.get(at.file));
                let name = file.map_or("", |image| image.name.as_str());
                let fault = apart.fault.clone();
                problems.push(fault.problem(name, apart.severity, Effect::SplitOff));
            }
            part += 1;
            let id = if part == 1 {
                SeriesId::new(format!("{study}/{uid}"))
            } else {
                SeriesId::new(format!("{study}/{uid}#{part}"))
            };
            let identity = Identity {
                id,
                study: facts.clone(),
                reason: apart.map(|apart| apart.reason.clone()),
                doubtful,
            };
            let ordered = sort(images, &group.frames);
            all.extend(plan(images, ordered, identity, problems));
        }
    }
    all.sort_by(|a, b| {
        let key = |plan: &Plan| {
            let header = &plan.header;
            (
                header.study.date.clone(),
                header.study.uid.clone(),
                header.number,
                header.id.clone(),
            )
        };
        key(a).cmp(&key(b))
    });
    all
}

struct Identity {
    id: SeriesId,
    study: Arc<StudyFacts>,
    reason: Option<String>,
    doubtful: bool,
}

/// Reports what was doubtful in the headers of a series, the same doubt once for all its files.
fn fold_doubts(images: &[ImageFile], members: &[usize], problems: &mut Vec<Problem>) -> bool {
    let mut folded = Folded::default();
    for image in members.iter().filter_map(|&file| images.get(file)) {
        for doubt in &image.doubts {
            folded.add(&image.name, doubt);
        }
    }
    let any = !folded.is_empty();
    problems.extend(folded.problems(Severity::Warning, Effect::None));
    any
}

fn plan(
    images: &[ImageFile],
    ordered: Ordered,
    identity: Identity,
    problems: &mut Vec<Problem>,
) -> Option<Plan> {
    let first = *ordered.frames.first()?;
    let image = images.get(first.file)?;
    let mut doubtful = identity.doubtful || !ordered.duplicates.is_empty();
    problems.extend(duplicates(images, &ordered.duplicates));
    let mut warn = |element: &str, reason: String, effect: Effect| {
        doubtful = true;
        problems.push(Problem::warning(&image.name, element, reason, effect));
    };
    let geometry = geometry(images, &ordered);
    // Without a common geometry all frames are one loop.
    let phases = ordered.phases.clone().filter(|_| geometry.is_some());
    let slices = match &phases {
        Some(_) => ordered.slices(),
        None => ordered.frames.len(),
    };
    let middle = *ordered.frames.get(slices / 2)?;
    if let Some(geometry) = &geometry {
        // Segmentations leave out the planes in which nothing is.
        let told = irregularities(geometry).into_iter();
        for reason in told.filter(|_| image.segments.is_none()) {
            warn("(0020,0032) ImagePositionPatient", reason, Effect::None);
        }
    } else if ordered.frames.len() > 1 && image.is_tomographic() && image.layout.frames == 1 {
        warn(
            "(0020,0032) ImagePositionPatient",
            missing_place(images, &ordered),
            Effect::NotAVolume,
        );
    }
    if let Some(degrees) = geometry.as_ref().and_then(Geometry::tilt_degrees) {
        problems.push(Problem::note(
            &image.name,
            "(0020,0032) ImagePositionPatient",
            format!("slices stand aslant by {degrees:.1} degrees, as with a tilted gantry"),
        ));
    }
    if let Some(phases) = phases
        .as_ref()
        .filter(|phases| phases.kind == PhaseKind::Order)
    {
        problems.push(Problem::note(
            &image.name,
            "(0020,0013) InstanceNumber",
            format!(
                "orders the {} images at each position into phases, which nothing else tells apart",
                phases.values.len()
            ),
        ));
    }
    let mut files: Vec<usize> = ordered.frames.iter().map(|at| at.file).collect();
    files.sort_unstable();
    files.dedup();
    let mut facts = image.facts.clone();
    facts.files = files.len();
    if geometry.is_some() {
        facts.spacing_source = SpacingSource::PixelSpacing;
    }
    let [columns, rows] = image.size();
    let header = SeriesHeader {
        id: identity.id,
        study: identity.study,
        uid: image.series_uid.clone(),
        number: image.series_number,
        modality: image.modality.clone(),
        description: description(image, first),
        split_reason: identity.reason,
        doubtful,
        facts,
        size: [columns, rows, slices],
        phases,
        geometry: geometry.map(Arc::new),
        channels: image.channels(),
        sample_type: image.layout.sample_type(),
        unit: image.unit,
        vois: frame_vois(images, middle),
        inverted: image.inverted,
    };
    Some(Plan {
        header,
        frames: ordered.frames,
    })
}

/// Series Description, and of a segment its label.
fn description(image: &ImageFile, first: FrameRef) -> String {
    let number = image.frame(first.frame).and_then(|frame| frame.segment);
    let segments = image.segments.as_ref();
    let label = segments.zip(number).and_then(|(s, number)| s.label(number));
    match (image.description.as_str(), label) {
        (description, None) => description.to_owned(),
        ("", Some(label)) => label.to_owned(),
        (description, Some(label)) => format!("{description} · {label}"),
    }
}

/// Says which images are left out because another one stands at their place.
fn duplicates<'a>(
    images: &'a [ImageFile],
    pairs: &'a [(FrameRef, FrameRef)],
) -> impl Iterator<Item = Problem> + 'a {
    pairs.iter().filter_map(|(left_out, kept)| {
        let (left_out, kept) = (images.get(left_out.file)?, images.get(kept.file)?);
        let (element, reason) = if left_out.sop_uid == kept.sop_uid {
            (
                "(0008,0018) SOPInstanceUID",
                format!("the same as that of {}, which is shown", kept.name),
            )
        } else {
            (
                "(0020,0032) ImagePositionPatient",
                format!("the same as that of {}, which is shown", kept.name),
            )
        };
        Some(Problem::warning(
            &left_out.name,
            element,
            reason,
            Effect::SliceLeftOut,
        ))
    })
}

fn frame_vois(images: &[ImageFile], at: FrameRef) -> Vec<Voi> {
    images
        .get(at.file)
        .and_then(|image| image.frame(at.frame))
        .map(|frame| frame.vois.clone())
        .unwrap_or_default()
}

fn missing_place(images: &[ImageFile], ordered: &Ordered) -> String {
    let places = || {
        ordered
            .frames
            .iter()
            .filter_map(|at| images.get(at.file)?.frame(at.frame))
            .map(|frame| &frame.place)
    };
    if places().any(|p| p.position.is_none()) {
        "missing, the order is that of Slice Location or Instance Number".to_owned()
    } else if places().any(|p| p.orientation.is_none()) {
        "without a usable Image Orientation (Patient)".to_owned()
    } else if places().any(|p| p.in_plane_mm.is_none()) {
        "without a usable Pixel Spacing".to_owned()
    } else {
        format!("the same for all {} images", ordered.frames.len())
    }
}

/// The geometry of a stack that is a volume: placed, oriented, with a pixel size.
fn geometry(images: &[ImageFile], ordered: &Ordered) -> Option<Geometry> {
    let first = ordered.frames.first()?;
    let image = images.get(first.file)?;
    if !image.is_tomographic() || (image.layout.frames > 1 && !image.per_frame()) {
        return None;
    }
    let [row, column] = ordered.orientation?;
    let place = &image.frame(first.frame)?.place;
    let in_plane_mm = place.in_plane_mm?;
    let origins = ordered
        .frames
        .iter()
        .take(ordered.slices())
        .map(|at| images.get(at.file)?.frame(at.frame)?.place.position)
        .collect::<Option<Vec<_>>>()?;
    // Without a neighbour the slice is as thick as it says, or as its pixels are large.
    let single = place
        .thickness_mm
        .or(place.between_mm.map(f64::abs))
        .unwrap_or(in_plane_mm[0]);
    let [columns, rows] = image.size();
    let size = [columns, rows, ordered.slices()];
    let mut geometry = Geometry::new(size, row, column, in_plane_mm, origins, single);
    geometry.frame_of_reference = image.frame_of_reference.clone();
    Some(geometry)
}

/// Missing slices and uneven steps, in words; slices are numbered as the views count them.
fn irregularities(geometry: &Geometry) -> Vec<String> {
    /// Gaps that are named one by one.
    const NAMED: usize = 4;
    if geometry.regularity != Regularity::Uneven {
        return Vec::new();
    }
    let usual = geometry.spacing_mm[2];
    let gaps = geometry.gaps();
    let between = |gap: &Gap| {
        let numbers = [gap.below, gap.below + 1].map(|k| geometry.slice_number(k));
        format!(
            "{} and {}",
            numbers[0].min(numbers[1]),
            numbers[0].max(numbers[1])
        )
    };
    if geometry.only_misses_slices() {
        let missing = |gap: &Gap| {
            format!(
                "{} missing between slices {} ({:.2} mm, else {usual:.2} mm)",
                gap.missing,
                between(gap),
                gap.mm
            )
        };
        return gaps.iter().map(missing).collect();
    }
    let (low, high) = geometry.step_range_mm().unwrap_or((usual, usual));
    let mut reason = format!("uneven steps between slices, {low:.2} to {high:.2} mm");
    let named = gaps.iter().take(NAMED);
    let named: Vec<String> = named
        .map(|gap| format!("{:.2} mm between {}", gap.mm, between(gap)))
        .collect();
    if !named.is_empty() {
        reason.push_str(": ");
        reason.push_str(&named.join(", "));
    }
    if gaps.len() > NAMED {
        reason.push_str(&format!(" and {} more", gaps.len() - NAMED));
    }
    vec![reason]
}

impl ImageFile {
    /// All about frame `n` but its samples.
    pub fn frame_facts(&self, n: usize) -> FrameFacts {
        let frame = self.frame(n);
        let oriented = frame.and_then(|f| f.place.orientation);
        let edges = match (&self.patient_orientation, oriented) {
            (_, Some([row, column])) => Some(Edges::of(row, column)),
            (Some([row, column]), None) => Some(Edges {
                left: opposite(row),
                right: row.clone(),
                top: opposite(column),
                bottom: column.clone(),
            }),
            (None, None) => None,
        };
        let placed = frame
            .and_then(|f| f.place.in_plane_mm)
            .filter(|_| self.is_tomographic());
        let spacing_mm = placed.or(self.flat_spacing_mm);
        FrameFacts {
            lut: frame.map_or(ModalityLut::IDENTITY, |f| f.lut.clone()),
            padding: self.padding,
            vois: frame.map(|f| f.vois.clone()).unwrap_or_default(),
            inverted: self.inverted,
            spacing_mm,
            pixel_aspect: spacing_mm.map_or(self.pixel_aspect, |[x, y]| y / x),
            edges,
            collimation: self.collimation.clone(),
        }
    }
}

/// The letters of the opposite direction.
fn opposite(letters: &str) -> String {
    letters
        .chars()
        .map(|c| match c {
            'L' => 'R',
            'R' => 'L',
            'A' => 'P',
            'P' => 'A',
            'H' => 'F',
            'F' => 'H',
            other => other,
        })
        .collect()
}
