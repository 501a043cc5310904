//! `apply`: steps on one picture, array or volume without DICOM around it.

use super::args::ApplyArgs;
use super::given::given;
use super::given::prepared;
use super::given::remarks;
use super::plan;
use super::plan::End;
use super::report;
use super::report::Stop;
use crate::pipeline;
use crate::pixels::Samples;
use crate::read;
use crate::recipe::Domain;
use crate::study::Plane;
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
    let series = read::picture(&args.input).map_err(Stop::Failed)?;
    let stacked = series.acquired_count() > 1;
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
