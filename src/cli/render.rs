//! `render`: one slice of a series to a file.

use std::sync::Arc;

use super::args::ChoiceArgs;
use super::args::RenderArgs;
use super::given::given;
use super::given::prepared;
use super::given::remarks;
use super::opening;
use super::plan;
use super::plan::End;
use super::report;
use super::report::Stop;
use crate::pipeline;
use crate::problem::Effect;
use crate::problem::Problem;
use crate::recipe::ColourMap;
use crate::recipe::Domain;
use crate::recipe::Look;
use crate::recipe::SetName;
use crate::recipe::TissueOverlay;
use crate::recipe::TissueSet;
use crate::study::Content;
use crate::study::Geometry;
use crate::study::Plane;
use crate::study::PlaneFrame;
use crate::study::Series;
use crate::study::SeriesHeader;
use crate::study::Unit;
use crate::study::dot;
use crate::write;

pub(super) fn run(args: &RenderArgs) -> Result<(), Stop> {
    let inputs = [args.path.clone()];
    let options = write::Options {
        force: args.force,
        inputs: &inputs,
    };
    // What cannot be written is said before minutes go into reading.
    let format = plan::output_format(&args.output, &options)?;
    let mut recipe = plan::steps(&args.steps)?;
    let given = given(&mut recipe, args.steps.mask.as_deref())?;
    let opened = opening::open(&inputs, args.choice.stack)?;
    opened.problems.iter().for_each(report::problem);
    let file = args.path.to_string_lossy();
    let series = chosen(&opened.series, &args.choice, &file)?;
    let header = &series.header;
    if let Some(window) = &args.window {
        plan::with_window(&mut recipe, window, header)?;
    }
    let (plane, index) = place(series, &args.choice, &file)?;
    let slice = series.slice(plane, index);
    let look = look(args.tissue, args.colour_map, header)?;
    let end = End {
        // Colours need a picture, which a look makes of values.
        grey: format.is_picture() && look.is_none(),
        depth: args.depth,
    };
    let fitted = plan::fitted(&recipe, Domain::of_slice(&slice), end, &file)?;
    let prepared = prepared(series, &fitted.recipe, given, &file)?;
    let processed = pipeline::process(slice, &fitted.recipe, &prepared, &|| true)
        .map_err(|error| Stop::Failed(error.problem(&file)))?;
    write::export_slice(&processed, look.as_ref(), format, &args.output, &options)
        .map_err(|error| Stop::Failed(plan::written(&error)))?;
    fitted.notes.iter().for_each(report::problem);
    remarks(&file, [processed.remarks.as_slice()])
        .iter()
        .for_each(report::problem);
    Ok(())
}

fn refused(file: &str, element: &str, reason: String) -> Stop {
    Stop::Failed(Problem::error(file, element, reason, Effect::NotWritten))
}

/// The series of that place (from 1) or UID, in the phase asked for; the first where none is.
pub(super) fn chosen<'a>(
    all: &'a [Arc<Series>],
    choice: &ChoiceArgs,
    file: &str,
) -> Result<&'a Series, Stop> {
    let wanted = choice.series.as_deref();
    let found = match wanted {
        None => all.first(),
        Some(wanted) => all
            .iter()
            .find(|series| series.header.uid == wanted)
            .or_else(|| all.get(wanted.parse::<usize>().ok()?.checked_sub(1)?)),
    };
    let series = found.ok_or_else(|| {
        let wanted = wanted.unwrap_or_default();
        let reason = format!("{wanted}, wanted 1 to {} or a UID of these", all.len());
        refused(file, "--series", reason)
    })?;
    in_phase(series, choice.phase, file)
}

/// The series in the phase asked for (from 1), or in the first.
///
/// # Errors
/// When it has fewer phases.
pub(super) fn in_phase<'a>(
    series: &'a Series,
    phase: Option<usize>,
    file: &str,
) -> Result<&'a Series, Stop> {
    let count = series.header.phase_count();
    match phase {
        Some(phase) if phase > count => {
            let reason = format!("{phase}, wanted 1 to {count}");
            Err(refused(file, "--phase", reason))
        }
        phase => Ok(series.phase(phase.unwrap_or(1) - 1)),
    }
}

/// Plane and index (from 0) of the slice asked for.
pub(super) fn place(
    series: &Series,
    choice: &ChoiceArgs,
    file: &str,
) -> Result<(Plane, usize), Stop> {
    let header = &series.header;
    let oriented = header.geometry.as_ref().is_some_and(|g| g.oriented);
    let plane = match choice.plane {
        None => opening::usual_plane(header),
        Some(name) => name.plane(),
    };
    if plane != Plane::Acquired && !oriented {
        let reason = "the files state no orientation, wanted acquired".to_owned();
        return Err(refused(file, "--plane", reason));
    }
    let count = header.slice_count(plane);
    let within = |option: &str, number: usize| {
        if number <= count {
            Ok(number - 1)
        } else {
            let reason = format!("{number}, wanted 1 to {count}");
            Err(refused(file, option, reason))
        }
    };
    let index = match (&series.content, choice.frame, choice.slice, choice.at) {
        (Content::Stack(_), Some(frame), ..) => within("--frame", frame)?,
        (Content::Volume(_), Some(1), ..) => opening::usual_slice(series, plane),
        (Content::Volume(_), Some(frame), ..) => {
            let reason = format!("{frame}, but a slice of a volume has one frame");
            return Err(refused(file, "--frame", reason));
        }
        (_, None, Some(slice), _) => within("--slice", slice)?,
        (_, None, None, Some(mm)) => at_millimetres(header, plane, mm, file)?,
        (_, None, None, None) => opening::usual_slice(series, plane),
    };
    Ok((plane, index))
}

/// The slice nearest to `mm` along the normal of its plane.
fn at_millimetres(header: &SeriesHeader, plane: Plane, mm: f64, file: &str) -> Result<usize, Stop> {
    let Some(geometry) = &header.geometry else {
        let reason = "the files state no positions, wanted --slice".to_owned();
        return Err(refused(file, "--at", reason));
    };
    let frame = geometry.frame(plane);
    let positions: Vec<f64> = (0..frame.count)
        .map(|index| position_mm(geometry, &frame, index))
        .collect();
    let nearest = positions
        .iter()
        .enumerate()
        .min_by(|a, b| (a.1 - mm).abs().total_cmp(&(b.1 - mm).abs()));
    // A slice is as thick as the step to the next; half of it lies beyond the last centre.
    match nearest {
        Some((index, position)) if (position - mm).abs() <= frame.step_mm => Ok(index),
        _ => {
            let low = positions.iter().copied().fold(f64::INFINITY, f64::min);
            let high = positions.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let reason = format!("{mm} mm, wanted {low:.2} to {high:.2}");
            Err(refused(file, "--at", reason))
        }
    }
}

/// Where the centre of slice `index` lies along the plane's normal, in patient coordinates: for
/// planes that are not oblique just x, y or z.
fn position_mm(geometry: &Geometry, frame: &PlaneFrame, index: usize) -> f64 {
    let middle = |extent: usize| (extent as f64 - 1.0) / 2.0;
    let centre = frame.point(geometry, index, middle(frame.width), middle(frame.height));
    dot(centre, frame.directions[2])
}

/// The look that gives the picture colours, where they are asked for.
fn look(
    tissue: Option<Option<SetName>>,
    map: Option<ColourMap>,
    header: &SeriesHeader,
) -> Result<Option<Look>, Stop> {
    if let Some(map) = map
        && header.channels != 1
    {
        let reason = "a colour picture has no grey to be mapped";
        let problem = Problem::error("--colour-map", map.key(), reason, Effect::NotWritten);
        return Err(Stop::Failed(problem));
    }
    if tissue.is_none() && map.is_none() {
        return Ok(None);
    }
    Ok(Some(Look {
        tissue: tissue.map(|set| overlay(set, header)).transpose()?,
        map: map.unwrap_or_default(),
        ..Look::default()
    }))
}

/// The tissue colours of the set asked for, else of the one that suits the unit.
fn overlay(wanted: Option<SetName>, header: &SeriesHeader) -> Result<TissueOverlay, Stop> {
    let hounsfield = header.unit == Unit::Hu;
    let name = match wanted {
        Some(name) => name,
        None if hounsfield => SetName::FiveDensities,
        None => SetName::Relative,
    };
    let refuse = |reason: &str| {
        let problem = Problem::error("--tissue", name.key(), reason, Effect::NotWritten);
        Err(Stop::Failed(problem))
    };
    if header.channels != 1 {
        return refuse("a colour picture has no tissue classes");
    }
    if name != SetName::Relative && !hounsfield {
        return refuse(
            "its ranges are Hounsfield units, which this series has not; wanted relative",
        );
    }
    Ok(TissueOverlay::new(TissueSet::shipped(name)))
}
