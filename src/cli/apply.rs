//! `apply`: steps on one plain picture or array.

use std::sync::Arc;

use super::args::ApplyArgs;
use super::given::given;
use super::given::prepared;
use super::given::remarks;
use super::plan;
use super::plan::End;
use super::report;
use super::report::Stop;
use crate::pipeline;
use crate::pixels::SampleType;
use crate::pixels::Samples;
use crate::read;
use crate::read::Array;
use crate::recipe::Domain;
use crate::study::Content;
use crate::study::Facts;
use crate::study::Plane;
use crate::study::Series;
use crate::study::SeriesHeader;
use crate::study::SeriesId;
use crate::study::Stack;
use crate::study::StudyFacts;
use crate::study::Unit;
use crate::write;

pub(super) fn run(args: &ApplyArgs) -> Result<(), Stop> {
    let inputs = [args.input.clone()];
    let options = write::Options {
        force: args.force,
        inputs: &inputs,
    };
    let format = plan::output_format(&args.output, &options)?;
    let mut recipe = plan::steps(&args.steps)?;
    let given = given(&mut recipe, args.steps.mask.as_deref())?;
    let file = args.input.to_string_lossy();
    let array = read::picture(&args.input).map_err(Stop::Failed)?;
    let stacked = matches!(array, Array::Stack { .. });
    let series = as_series(array, &file);
    let end = End {
        grey: format.is_picture(),
        depth: args.depth,
    };
    let start = Domain::of_slice(&series.slice(Plane::Acquired, 0));
    let fitted = plan::fitted(&recipe, start, end, &file)?;
    let prepared = prepared(&series, &fitted.recipe, given, &file)?;
    let (planes, said): (Vec<Samples>, Vec<_>) = (0..series.header.size[2])
        .map(|index| {
            let slice = series.slice(Plane::Acquired, index);
            pipeline::process(slice, &fitted.recipe, &prepared, &|| true)
                .map(|processed| (processed.result, processed.remarks))
        })
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| Stop::Failed(error.problem(&file)))?
        .into_iter()
        .unzip();
    let written = match planes.as_slice() {
        [plane] if !stacked => write::export_samples(plane, format, &args.output, &options),
        planes => write::export_planes(planes, format, &args.output, &options),
    };
    written.map_err(|error| Stop::Failed(plan::written(&error)))?;
    fitted.notes.iter().for_each(report::problem);
    remarks(&file, said.iter().map(Vec::as_slice))
        .iter()
        .for_each(report::problem);
    Ok(())
}

/// The planes of an array as a stack of frames: 8 and 16 bits without sign are grey, all else values.
fn as_series(array: Array, name: &str) -> Series {
    let planes = match array {
        Array::Plane(samples) => vec![samples],
        Array::Stack { samples, depth } => samples.planes(depth),
    };
    let first = planes.first();
    let channels = first.map_or(1, Samples::channels);
    let sample_type = first.map_or(SampleType::U8, Samples::sample_type);
    let header = SeriesHeader {
        id: SeriesId::new(name),
        study: Arc::new(StudyFacts {
            plain: true,
            ..StudyFacts::default()
        }),
        uid: name.to_owned(),
        number: None,
        modality: String::new(),
        description: name.to_owned(),
        split_reason: None,
        doubtful: false,
        facts: Facts::default(),
        size: [
            first.map_or(0, Samples::width),
            first.map_or(0, Samples::height),
            planes.len(),
        ],
        phases: None,
        geometry: None,
        channels,
        sample_type,
        unit: Unit::of_plain(sample_type),
        vois: Vec::new(),
        inverted: false,
    };
    Series::new(Arc::new(header), Content::Stack(Stack::plain(planes)))
}
