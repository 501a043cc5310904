//! Order of the steps, and what is left out of them.

use super::by_window;
use super::ct;
use super::grey8;
use super::recipe;
use super::run;
use super::shown;
use super::slice;
use super::voi;
use super::window;
use negatoscope::pipeline::Mapping;
use negatoscope::pipeline::PipelineError;
use negatoscope::pipeline::Prepared;
use negatoscope::pipeline::process;
use negatoscope::pixels::Image;
use negatoscope::pixels::Samples;
use negatoscope::recipe::Domain;
use negatoscope::recipe::Look;
use negatoscope::study::ModalityLut;
use negatoscope::study::Padding;
use negatoscope::study::Slice;
use negatoscope::study::Unit;

#[test]
fn statistics_and_windows_are_in_the_modalitys_unit() {
    let processed = run(ct(vec![24, 1024, 2024]), &["window:center=0.5,width=2001"]);
    assert_eq!(
        processed.values,
        Samples::I16(Image::grey(3, 1, vec![-1000, 0, 1000]))
    );
    assert_eq!(grey8(&processed), [0, 128, 255]);
    assert_eq!(processed.before.max(), Some(1000.0));
    let after = processed.after.as_ref().expect("a step is on");
    assert_eq!(after.median(), Some(128.0));
    let used = Mapping::Window(window(0.5, 2001.0));
    assert_eq!(processed.windows, [(0, used)]);
    assert_eq!(processed.domain, Domain::Grey8);
}

#[test]
fn monochrome1_is_inverted_once_after_the_last_step() {
    let stored: Vec<u16> = (0..64).map(|i| i * i).collect();
    let steps = ["range:low=-1024,high=2945", "gamma:gamma=2", "heq"];
    let plain = run(ct(stored.clone()), &steps);
    let inverted = run(
        Slice {
            inverted: true,
            ..ct(stored.clone())
        },
        &steps,
    );
    let wanted: Vec<u8> = grey8(&plain).iter().map(|grey| 255 - grey).collect();
    assert_eq!(grey8(&inverted), wanted);
    assert_eq!(shown(&inverted, &Look::default()), wanted);
    // Values are not grey: they stay, and what is shown of them is inverted.
    let values = run(
        Slice {
            inverted: true,
            ..ct(stored.clone())
        },
        &[],
    );
    assert_eq!(values.result, values.values);
    let look = by_window(window(0.0, 2000.0));
    let straight = shown(&run(ct(stored), &[]), &look);
    let turned: Vec<u8> = straight.iter().map(|grey| 255 - grey).collect();
    assert_eq!(shown(&values, &look), turned);
    let twice = Look {
        invert: true,
        ..look
    };
    assert_eq!(shown(&values, &twice), straight);
}

#[test]
fn padding_is_black_and_in_no_histogram() {
    let stored = vec![0, 0, 0, 1024, 1124, 1224, 1324];
    let padded = |inverted| Slice {
        padding: Some(Padding {
            low: 0.0,
            high: 0.0,
        }),
        inverted,
        ..ct(stored.clone())
    };
    let alone = run(ct(stored[3..].to_vec()), &["window:auto=minmax", "heq"]);
    for inverted in [false, true] {
        let processed = run(padded(inverted), &["window:auto=minmax", "heq"]);
        assert_eq!(processed.before.n(), 4);
        assert_eq!(processed.before.min(), Some(0.0));
        assert_eq!(processed.after.as_ref().map(|after| after.n()), Some(4));
        assert_eq!(grey8(&processed)[..3], [0, 0, 0]);
        let inside: Vec<u8> = grey8(&alone)
            .iter()
            .map(|&grey| if inverted { 255 - grey } else { grey })
            .collect();
        assert_eq!(&grey8(&processed)[3..], inside);
        let values = run(padded(inverted), &[]);
        assert_eq!(shown(&values, &Look::default())[..3], [0, 0, 0]);
    }
}

#[test]
fn what_is_no_number_is_no_data() {
    let data = vec![f32::NAN, 0.0, 50.0, 100.0];
    let samples = Samples::F32(Image::grey(4, 1, data));
    let inverted = Slice {
        inverted: true,
        ..slice(samples, ModalityLut::IDENTITY, Unit::Stored)
    };
    let processed = run(inverted, &["window:auto=minmax"]);
    assert_eq!(grey8(&processed), [0, 255, 127, 0]);
    assert_eq!((processed.before.n(), processed.before.excluded()), (3, 1));
}

#[test]
fn strength_blends_with_the_steps_input() {
    let samples = Samples::U8(Image::grey(3, 1, vec![0, 100, 255]));
    let plain = slice(samples, ModalityLut::IDENTITY, Unit::Grey);
    let half = run(plain.clone(), &["invert:strength=50"]);
    assert_eq!(grey8(&half), [128, 128, 128]);
    let none = run(plain.clone(), &["heq:strength=0"]);
    assert_eq!(none.result, plain.samples);
    let off = run(plain.clone(), &["invert:on=off"]);
    assert!(off.after.is_none() && off.took.is_empty());
    assert_eq!(off.result, plain.samples);
}

#[test]
fn a_step_that_does_not_fit_is_refused_and_a_fitted_recipe_runs() {
    let steps = recipe(&["clahe"]);
    let refused = process(ct(vec![0, 9]), &steps, &Prepared::default(), &|| true);
    assert!(matches!(refused, Err(PipelineError::Recipe(_))));
    let slice = Slice {
        vois: vec![voi(40.0, 400.0)],
        ..ct((0..900).map(|i| i * 4).collect())
    };
    let (fitted, inserted) = steps.fitted(Domain::of_slice(&slice), None);
    assert_eq!(inserted, [0]);
    let found = process(slice.clone(), &fitted, &Prepared::default(), &|| true).expect("it fits");
    let wanted = run(slice, &["window:center=40,width=400", "clahe"]);
    assert_eq!(found.result, wanted.result);
}

#[test]
fn the_files_window_speaks_only_of_values() {
    let slice = Slice {
        vois: vec![voi(40.0, 400.0)],
        ..ct((0..2000).collect())
    };
    let steps = ["range:low=-1024,high=975,depth=16", "window:auto=file"];
    let processed = run(slice, &steps);
    let bounds = processed.windows[0].1.bounds();
    assert!(bounds.0 < 1000.0 && bounds.1 > 64_000.0, "{bounds:?}");
}

#[test]
fn stopping_is_heard() {
    let stopped = process(
        ct(vec![0, 9]),
        &recipe(&["window:auto=minmax"]),
        &Prepared::default(),
        &|| false,
    );
    assert!(matches!(stopped, Err(PipelineError::Cancelled)));
}
