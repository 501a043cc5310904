//! From planned series to series with pixels: memory checked first, slices decoded in parallel
//! into one allocation, broken ones left out.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

use rayon::prelude::*;

use super::Found;
use super::Source;
use super::dicom::FrameFacts;
use super::dicom::FrameRef;
use super::dicom::Frames;
use super::dicom::ImageFile;
use super::dicom::Plan;
use super::dicom::Stored;
use super::fault::Checked;
use super::fault::Fault;
use super::fault::Folded;
use super::input::zeroed;
use crate::pixels::Image;
use crate::pixels::SampleType;
use crate::problem::Effect;
use crate::problem::Problem;
use crate::problem::Severity;
use crate::study::Content;
use crate::study::Frame;
use crate::study::Geometry;
use crate::study::ModalityLut;
use crate::study::Phases;
use crate::study::Series;
use crate::study::SeriesHeader;
use crate::study::Slice;
use crate::study::Stack;
use crate::study::Volume;

/// What decoding needs beside the plan.
pub(super) struct Decoding<'a> {
    pub images: &'a [ImageFile],
    pub source: &'a dyn Source,
    pub found: &'a (dyn Fn(Found) + Sync),
    pub keep_going: &'a (dyn Fn() -> bool + Sync),
    /// Called after each slice.
    pub decoded: &'a (dyn Fn() + Sync),
    /// Bytes that samples may take.
    pub budget: u64,
    /// How much a file that cannot be decoded matters.
    pub severity: Severity,
}

/// Refuses what does not fit the memory; `element` is what states the sizes.
///
/// # Errors
/// Names both numbers.
pub(super) fn check_memory(element: &str, needed: u64, shape: &str, budget: u64) -> Checked<()> {
    if needed <= budget {
        return Ok(());
    }
    Err(Fault::new(
        element,
        format!(
            "needs {} of memory for {shape}, at most {} allowed",
            in_words(needed),
            in_words(budget)
        ),
    ))
}

fn in_words(bytes: u64) -> String {
    if bytes < 1_000_000 {
        format!("{bytes} bytes")
    } else if bytes < 1_000_000_000 {
        format!("{:.0} MB", bytes as f64 / 1e6)
    } else {
        format!("{:.1} GB", bytes as f64 / 1e9)
    }
}

/// A decoded series, and the frames that the pictures of its (first) phase are.
pub(super) type Assembled = (Series, Vec<FrameRef>);

/// Decodes a planned series; `None` where nothing of it can be shown or work was cancelled.
pub(super) fn series(plan: Plan, decoding: &Decoding<'_>) -> Option<Assembled> {
    let first = *plan.frames.first()?;
    let image = decoding.images.get(first.file)?;
    let result = match image.sample_type() {
        SampleType::U8 => typed::<u8>(plan, decoding),
        SampleType::I8 => typed::<i8>(plan, decoding),
        SampleType::U16 => typed::<u16>(plan, decoding),
        SampleType::I16 => typed::<i16>(plan, decoding),
        SampleType::U32 => typed::<u32>(plan, decoding),
        SampleType::I32 => typed::<i32>(plan, decoding),
        SampleType::F32 => typed::<f32>(plan, decoding),
        SampleType::F64 => typed::<f64>(plan, decoding),
    };
    match result {
        Ok(assembled) => assembled,
        Err(fault) => {
            let problem = fault.problem(&image.name, decoding.severity, Effect::FileLeftOut);
            (decoding.found)(Found::Problem(problem));
            None
        }
    }
}

/// A slice whose samples are to be filled.
struct Slot<'a, T> {
    at: FrameRef,
    /// Its place in the stack.
    index: usize,
    out: &'a mut [T],
}

fn typed<T: Stored>(plan: Plan, decoding: &Decoding<'_>) -> Checked<Option<Assembled>> {
    let Plan { header, frames } = plan;
    let [columns, rows, count] = header.size;
    let phases = header.phase_count();
    let slice = columns * rows * header.channels;
    let total = slice as u64 * count as u64;
    let mut shape = format!("{columns} x {rows} x {count}");
    if phases > 1 {
        shape.push_str(&format!(" in {phases} phases"));
    }
    check_memory(
        "(0028,0010) Rows",
        total.saturating_mul((phases * size_of::<T>()) as u64),
        &shape,
        decoding.budget,
    )?;
    if header.geometry.is_some() {
        let mut voxels: Vec<Vec<T>> = Vec::new();
        for _ in 0..phases {
            voxels.push(zeroed(total)?);
        }
        let outs = voxels.iter_mut().flat_map(|of| of.chunks_mut(slice));
        let failed = fill(&frames, outs, &header, decoding);
        if !(decoding.keep_going)() {
            return Ok(None);
        }
        let broken = report(&failed, frames.len(), decoding);
        Ok(volumes(header, &frames, voxels, broken, decoding))
    } else {
        let mut buffers = Vec::new();
        for _ in 0..count {
            buffers.push(zeroed::<T>(slice as u64)?);
        }
        let outs = buffers.iter_mut().map(Vec::as_mut_slice);
        let failed = fill(&frames, outs, &header, decoding);
        if !(decoding.keep_going)() {
            return Ok(None);
        }
        let broken: Vec<usize> = report(&failed, count, decoding);
        let series = stack(header, &frames, buffers, &broken, decoding.images);
        let kept = frames.iter().enumerate();
        let kept = kept.filter(|(index, _)| !broken.contains(index));
        Ok(series.map(|series| (series, kept.map(|(_, at)| *at).collect())))
    }
}

/// A slice that could not be decoded.
struct Failed {
    at: FrameRef,
    index: usize,
    fault: Fault,
}

/// Decodes the middle slice of the first phase, shows it, then decodes the others file by file on all cores.
fn fill<'a, T: Stored>(
    frames: &[FrameRef],
    outs: impl Iterator<Item = &'a mut [T]>,
    header: &SeriesHeader,
    decoding: &Decoding<'_>,
) -> Vec<Failed> {
    let middle = header.size[2] / 2;
    let mut files: BTreeMap<usize, Vec<Slot<'_, T>>> = BTreeMap::new();
    let mut first = None;
    for (index, (&at, out)) in frames.iter().zip(outs).enumerate() {
        let slot = Slot { at, index, out };
        if index == middle {
            first = Some(slot);
        } else {
            files.entry(at.file).or_default().push(slot);
        }
    }
    let failed = Mutex::new(Vec::new());
    let doubts = Mutex::new(Folded::default());
    if let Some(slot) = first {
        let (index, at) = (slot.index, slot.at);
        let out = decode_file(at.file, vec![slot], decoding, &failed, &doubts);
        if let (Some(samples), Some(image)) = (out.first(), decoding.images.get(at.file)) {
            let slice = Box::new(shown(samples, image, at.frame, header));
            (decoding.found)(Found::First {
                id: header.id.clone(),
                index,
                slice,
            });
        }
    }
    let work: Vec<(usize, Vec<Slot<'_, T>>)> = files.into_iter().collect();
    work.into_par_iter().for_each(|(file, slots)| {
        decode_file(file, slots, decoding, &failed, &doubts);
    });
    let doubts = doubts.into_inner().unwrap_or_else(PoisonError::into_inner);
    for problem in doubts.problems(Severity::Warning, Effect::None) {
        (decoding.found)(Found::Problem(problem));
    }
    let mut failed = failed.into_inner().unwrap_or_else(PoisonError::into_inner);
    failed.sort_by_key(|f: &Failed| f.index);
    failed
}

/// Decodes the slots of one file; gives back the samples that are right.
fn decode_file<'a, T: Stored>(
    file: usize,
    slots: Vec<Slot<'a, T>>,
    decoding: &Decoding<'_>,
    failed: &Mutex<Vec<Failed>>,
    doubts: &Mutex<Folded>,
) -> Vec<&'a mut [T]> {
    let fail = |at, index, fault| {
        failed
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(Failed { at, index, fault });
    };
    let Some(image) = decoding.images.get(file) else {
        return Vec::new();
    };
    let note = |found: Vec<Fault>| {
        if !found.is_empty() {
            let mut doubts = doubts.lock().unwrap_or_else(PoisonError::into_inner);
            found
                .iter()
                .for_each(|doubt| doubts.add(&image.name, doubt));
        }
    };
    let mut found = Vec::new();
    let opened = Frames::open(image, decoding.source, &mut found);
    note(found);
    let frames = match opened {
        Ok(frames) => frames,
        Err(fault) => {
            slots
                .iter()
                .for_each(|slot| fail(slot.at, slot.index, fault.clone()));
            return Vec::new();
        }
    };
    slots
        .into_par_iter()
        .filter_map(|slot| {
            if !(decoding.keep_going)() {
                return None;
            }
            let mut found = Vec::new();
            let decoded = frames.decode(slot.at.frame, slot.out, &mut found);
            note(found);
            (decoding.decoded)();
            match decoded {
                Ok(()) => Some(slot.out),
                Err(fault) => {
                    fail(slot.at, slot.index, fault);
                    None
                }
            }
        })
        .collect()
}

/// Says which of `of` slices are missing and why; gives their places.
fn report(failed: &[Failed], of: usize, decoding: &Decoding<'_>) -> Vec<usize> {
    let mut folded = Folded::default();
    for Failed { at, fault, .. } in failed {
        let name = decoding.images.get(at.file).map_or("", |i| i.name.as_str());
        folded.add(name, fault);
    }
    // What is left of a series is shown, so the broken slice is not what was asked for by name.
    let severity = if failed.len() < of {
        Severity::Warning
    } else {
        decoding.severity
    };
    for problem in folded.problems(severity, Effect::SliceLeftOut) {
        (decoding.found)(Found::Problem(problem));
    }
    failed.iter().map(|f| f.index).collect()
}

fn shown<T: Stored>(
    samples: &[T],
    image: &ImageFile,
    frame: usize,
    header: &SeriesHeader,
) -> Slice {
    frame_of(image.frame_facts(frame), header, samples.to_vec()).into_slice(header.unit)
}

/// One decoded picture with what its header says of it.
fn frame_of<T: Stored>(facts: FrameFacts, header: &SeriesHeader, samples: Vec<T>) -> Frame {
    let FrameFacts {
        lut,
        padding,
        vois,
        inverted,
        spacing_mm,
        pixel_aspect,
        edges,
        collimation,
    } = facts;
    let [columns, rows, _] = header.size;
    Frame {
        samples: T::wrap(Image::new(columns, rows, header.channels, samples)),
        lut,
        padding,
        vois,
        inverted,
        spacing_mm,
        pixel_aspect,
        edges,
        collimation,
    }
}

/// Which phases and which slices of `count` are left when frames `broken` are not: a slice that is broken
/// in one phase leaves all, and a phase that would cost most of the slices leaves as a whole.
fn left(phases: usize, count: usize, broken: &BTreeSet<usize>) -> (Vec<usize>, Vec<usize>) {
    let lost = |phase: &usize| {
        let first = phase * count;
        broken.range(first..first + count).count()
    };
    let mut kept: Vec<usize> = (0..phases).collect();
    loop {
        let whole = |k: &usize| {
            !kept
                .iter()
                .any(|phase| broken.contains(&(phase * count + k)))
        };
        let slices: Vec<usize> = (0..count).filter(whole).collect();
        let worst = kept.iter().copied().max_by_key(lost);
        match worst {
            Some(worst) if kept.len() > 1 && (slices.is_empty() || 2 * lost(&worst) > count) => {
                kept.retain(|phase| *phase != worst);
            }
            _ => return (kept, slices),
        }
    }
}

/// The volume of each phase; `None` where no slice is left.
fn volumes<T: Stored>(
    mut header: SeriesHeader,
    frames: &[FrameRef],
    voxels: Vec<Vec<T>>,
    broken: Vec<usize>,
    decoding: &Decoding<'_>,
) -> Option<Assembled> {
    let [columns, rows, count] = header.size;
    let mut geometry = header.geometry.take()?;
    let broken: BTreeSet<usize> = broken.into_iter().collect();
    let (kept_phases, kept) = left(voxels.len(), count, &broken);
    if kept.is_empty() {
        return None;
    }
    if !broken.is_empty() {
        header.doubtful = true;
        geometry = Arc::new(without(&geometry, &kept));
        say_what_goes_along(&header, frames, &kept_phases, &kept, &broken, decoding);
    }
    let phases = header.phases.take().filter(|_| kept_phases.len() > 1);
    let values: Option<Arc<[String]>> = phases.as_ref().map(|phases| {
        let values = kept_phases.iter().filter_map(|&at| phases.values.get(at));
        values.cloned().collect()
    });
    header.size = [columns, rows, kept.len()];
    header.geometry = Some(geometry);
    let mut series = Vec::new();
    let mut first = Vec::new();
    let voxels = voxels.into_iter().enumerate();
    for (phase, voxels) in voxels.filter(|(phase, _)| kept_phases.contains(phase)) {
        let own: Vec<FrameRef> = kept
            .iter()
            .filter_map(|&k| frames.get(phase * count + k).copied())
            .collect();
        let mut header = header.clone();
        header.phases = phases
            .as_ref()
            .zip(values.clone())
            .map(|(phases, values)| Phases {
                kind: phases.kind,
                values,
                at: series.len(),
            });
        let middle = *own.get(own.len() / 2)?;
        let image = decoding.images.get(middle.file)?;
        header.vois = image.frame_facts(middle.frame).vois;
        series.push(volume(header, &own, voxels, &kept, decoding.images)?);
        if first.is_empty() {
            first = own;
        }
    }
    let later = series.split_off(1);
    Some((Series::of_phases(series.pop()?, later), first))
}

/// Says which readable slices are left out because others of their place or phase are broken.
fn say_what_goes_along(
    header: &SeriesHeader,
    frames: &[FrameRef],
    kept_phases: &[usize],
    kept: &[usize],
    broken: &BTreeSet<usize>,
    decoding: &Decoding<'_>,
) {
    let taken = header.phase_count() * header.size[2] - kept_phases.len() * kept.len();
    let along = taken.saturating_sub(broken.len());
    let first = broken.first().and_then(|&at| frames.get(at));
    let Some(image) = first.and_then(|at| decoding.images.get(at.file)) else {
        return;
    };
    if along > 0 {
        let reason = format!(
            "{along} readable slices go with those that are not, so that all phases have the same places"
        );
        let problem = Problem::warning(
            &image.name,
            "(7FE0,0010) PixelData",
            reason,
            Effect::SliceLeftOut,
        );
        (decoding.found)(Found::Problem(problem));
    }
}

/// One volume of the slices `kept` of `voxels`, whose headers are those of `frames`.
fn volume<T: Stored>(
    header: SeriesHeader,
    frames: &[FrameRef],
    mut voxels: Vec<T>,
    kept: &[usize],
    images: &[ImageFile],
) -> Option<Series> {
    let [columns, rows, _] = header.size;
    let geometry = header.geometry.clone()?;
    let slice = columns * rows;
    for (to, &from) in kept.iter().enumerate() {
        if to != from {
            voxels.copy_within(from * slice..(from + 1) * slice, to * slice);
        }
    }
    voxels.truncate(kept.len() * slice);
    let mut luts: Vec<ModalityLut> = Vec::new();
    let mut padding = None;
    for at in frames {
        let facts = images.get(at.file)?.frame_facts(at.frame);
        padding = padding.or(facts.padding);
        luts.push(facts.lut);
    }
    if luts.windows(2).all(|w| matches!(w, [a, b] if a == b)) {
        luts.truncate(1);
    }
    let content = Content::Volume(Volume {
        voxels: T::wrap(Image::grey(columns, rows * kept.len(), voxels)),
        geometry,
        luts,
        padding,
    });
    Some(Series::new(Arc::new(header), content))
}

/// The geometry of the slices that are left.
fn without(geometry: &Geometry, kept: &[usize]) -> Geometry {
    let [columns, rows, _] = geometry.size;
    let origins = kept
        .iter()
        .filter_map(|&k| geometry.origins.get(k).copied())
        .collect();
    let [across, down, between] = geometry.spacing_mm;
    let mut left = Geometry::new(
        [columns, rows, kept.len()],
        geometry.row,
        geometry.column,
        [across, down],
        origins,
        between,
    );
    left.frame_of_reference = geometry.frame_of_reference.clone();
    left.oriented = geometry.oriented;
    left
}

fn stack<T: Stored>(
    mut header: SeriesHeader,
    frames: &[FrameRef],
    buffers: Vec<Vec<T>>,
    broken: &[usize],
    images: &[ImageFile],
) -> Option<Series> {
    let [columns, rows, _] = header.size;
    let mut left = Vec::new();
    for (index, (at, samples)) in frames.iter().zip(buffers).enumerate() {
        if broken.contains(&index) {
            continue;
        }
        let facts = images.get(at.file)?.frame_facts(at.frame);
        left.push(frame_of(facts, &header, samples));
    }
    if left.is_empty() {
        return None;
    }
    header.doubtful = header.doubtful || !broken.is_empty();
    header.size = [columns, rows, left.len()];
    let content = Content::Stack(Stack { frames: left });
    Some(Series::new(Arc::new(header), content))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_slices_leave_all_phases_and_broken_phases_leave_alone() {
        let of = |broken: &[usize]| left(3, 4, &broken.iter().copied().collect());
        assert_eq!(of(&[]), (vec![0, 1, 2], vec![0, 1, 2, 3]));
        assert_eq!(of(&[1, 6]), (vec![0, 1, 2], vec![0, 3]));
        assert_eq!(of(&[4, 5, 7]), (vec![0, 2], vec![0, 1, 2, 3]));
        assert_eq!(of(&[0, 1, 6, 7]), (vec![0, 2], vec![2, 3]));
        assert_eq!(left(1, 2, &[0, 1].into()), (vec![0], vec![]));
    }
}
