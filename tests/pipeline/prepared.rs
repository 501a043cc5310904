//! Steps that look beyond the slice: at the series, at a reference, at a mask.

use std::sync::Arc;

use super::ct;
use super::grey8;
use super::recipe;
use super::run;
use super::series::planes;
use super::series::prepared;
use super::series::series;
use super::slice;
use super::voi;
use negatoscope::pipeline::Given;
use negatoscope::pipeline::PipelineError;
use negatoscope::pipeline::Prepared;
use negatoscope::pipeline::Processed;
use negatoscope::pipeline::process;
use negatoscope::pixels::Image;
use negatoscope::pixels::Mask;
use negatoscope::pixels::Samples;
use negatoscope::recipe::Recipe;
use negatoscope::study::Collimation;
use negatoscope::study::ModalityLut;
use negatoscope::study::Opening;
use negatoscope::study::Plane;
use negatoscope::study::Series;
use negatoscope::study::Slice;
use negatoscope::study::Unit;

fn through(series: &Series, recipe: &Recipe, given: Given, plane: Plane, at: usize) -> Processed {
    let prepared = prepared(series, recipe, given);
    process(series.slice(plane, at), recipe, &prepared, &|| true).expect("it fits")
}

fn acquired(series: &Series, steps: &[&str], k: usize) -> Vec<u8> {
    let recipe = recipe(steps);
    let processed = through(series, &recipe, Given::default(), Plane::Acquired, k);
    grey8(&processed).to_vec()
}

#[test]
fn a_later_step_counts_what_the_steps_before_it_give() {
    // The window leaves 0 and 255 of the first slice, and 128 of both.
    let dark = vec![1024, 1024, 1024, 1224];
    let light = vec![1124, 1124, 1124, 1124];
    let series = series(2, &[dark, light], vec![voi(100.5, 201.0)], &[3.0]);
    let steps = ["window:auto=file", "heq:scope=series"];
    // Of 8 pixels 3 are black, which never count: 4 of 5 are 128 at most.
    assert_eq!(acquired(&series, &steps, 0), [0, 0, 0, 255]);
    assert_eq!(acquired(&series, &steps, 1), [204; 4]);
    // Alone, the constant slice stays.
    let alone = ["window:auto=file", "heq"];
    assert_eq!(acquired(&series, &alone, 1), [128; 4]);
}

#[test]
fn a_volume_is_equalised_once_and_cut_in_every_plane() {
    let series = series(12, &planes(), vec![voi(40.0, 4000.0)], &[3.0; 3]);
    let recipe = recipe(&["window:auto=file", "clahe:variant=volume,tiles=2x2x2"]);
    let at = |plane, k| {
        let processed = through(&series, &recipe, Given::default(), plane, k);
        (processed.result.width(), grey8(&processed).to_vec())
    };
    let slices: Vec<Vec<u8>> = (0..4).map(|k| at(Plane::Acquired, k).1).collect();
    let (width, coronal) = at(Plane::Coronal, 3);
    assert_eq!(width, 12);
    // Coronal slices have the last acquired slice, the head's side, on top.
    for (row, slice) in coronal.chunks(12).zip(slices.iter().rev()) {
        let rows: Vec<&[u8]> = slice.chunks(12).collect();
        assert!(rows.contains(&row), "a row of the acquired slice");
    }
    let lonely = Slice {
        cut: None,
        ..series.slice(Plane::Acquired, 0)
    };
    let refused = process(lonely, &recipe, &Prepared::default(), &|| true);
    assert!(matches!(refused, Err(PipelineError::Step { step: 1, .. })));
}

#[test]
fn a_reference_of_values_goes_through_the_steps_before() {
    let one = series(12, &planes(), vec![voi(40.0, 4000.0)], &[3.0; 3]);
    let mut given = Given::default();
    given
        .references
        .insert("other".into(), Arc::new(one.clone()));
    let recipe = recipe(&["window:auto=file", "match:reference=other,scope=series"]);
    for k in 0..4 {
        let matched = through(&one, &recipe, given.clone(), Plane::Acquired, k);
        let windowed = acquired(&one, &["window:auto=file"], k);
        assert_eq!(grey8(&matched), windowed, "matched to itself");
    }
}

#[test]
fn masks_keep_pixels_out_of_statistics_and_as_they_are() {
    let grey = |data: &[u8]| {
        let samples = Samples::U8(Image::grey(data.len(), 1, data.to_vec()));
        slice(samples, ModalityLut::IDENTITY, Unit::Grey)
    };
    let masked = |rule: &str, slice: Slice, given: Given| {
        let mut recipe = recipe(&["heq"]);
        recipe.mask = rule.parse().expect("a rule");
        let mut prepared = Prepared::default();
        prepared.given.mask = given.mask;
        process(slice, &recipe, &prepared, &|| true)
    };
    let line = [9, 0, 0, 50, 60, 70, 0];
    let roi = masked("roi:3,0,3,1", grey(&line), Given::default()).expect("it fits");
    assert_eq!(grey8(&roi), [9, 0, 0, 0, 128, 255, 0]);
    assert_eq!(roi.before.n(), 3);
    let narrow = Slice {
        collimation: Some(Arc::new(Collimation {
            openings: vec![Opening::Rectangle {
                left: 4.0,
                right: 6.0,
                upper: 1.0,
                lower: 1.0,
            }],
        })),
        ..grey(&line)
    };
    let collimated = masked("collimation", narrow, Given::default()).expect("it fits");
    assert_eq!(grey8(&collimated), grey8(&roi));
    let given = Given {
        mask: Some(Arc::new(Mask::new(2, 1, vec![true, false]))),
        ..Given::default()
    };
    let refused = masked("none", grey(&line), given).expect_err("another size");
    assert_eq!(refused.to_string(), "mask: 2 x 1, wanted 7 x 1");
}

#[test]
fn what_a_step_cannot_do_is_said_with_its_place() {
    let without = Slice {
        spacing_mm: None,
        ..ct(vec![1024, 1100])
    };
    let steps = recipe(&["window:auto=minmax", "ahe:radius_mm=5"]);
    let refused = process(without, &steps, &Prepared::default(), &|| true).expect_err("no mm");
    assert_eq!(
        refused.to_string(),
        "step 2, ahe: radius_mm needs a pixel spacing, which this picture has not"
    );
    let in_mm = run(
        ct(vec![1024, 1100]),
        &["window:auto=minmax", "ahe:radius_mm=1"],
    );
    let in_pixels = run(
        ct(vec![1024, 1100]),
        &["window:auto=minmax", "ahe:radius=1"],
    );
    assert_eq!(grey8(&in_mm), grey8(&in_pixels));
}
