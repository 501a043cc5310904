//! What is shown, and what it leaves alone.

use super::by_window;
use super::ct;
use super::grey8;
use super::run;
use super::shown;
use super::slice;
use super::voi;
use super::window;
use negatoscope::pipeline::present;
use negatoscope::pixels::Image;
use negatoscope::pixels::Samples;
use negatoscope::recipe::Look;
use negatoscope::recipe::LookWindow;
use negatoscope::recipe::SetName;
use negatoscope::recipe::TissueFill;
use negatoscope::recipe::TissueOverlay;
use negatoscope::recipe::TissueSet;
use negatoscope::study::ModalityLut;
use negatoscope::study::Padding;
use negatoscope::study::Slice;
use negatoscope::study::Unit;

#[test]
fn the_looks_window_acts_only_where_no_step_has_made_grey() {
    let stored: Vec<u16> = (0..3000).collect();
    let lung = by_window(window(-600.0, 1500.0));
    let values = run(ct(stored.clone()), &[]);
    let stepped = run(ct(stored.clone()), &["window:center=-600,width=1500"]);
    assert_eq!(shown(&values, &lung), grey8(&stepped));
    let bone = run(ct(stored), &["window:center=450,width=1800"]);
    assert_eq!(shown(&bone, &lung), grey8(&bone));
    assert_eq!(bone.shown_mapping(&lung), None);
}

#[test]
fn the_automatic_look_is_the_files_window_else_percentiles() {
    let with = Slice {
        vois: vec![voi(40.0, 400.0), voi(-600.0, 1500.0)],
        ..ct((0..3000).collect())
    };
    let processed = run(with, &[]);
    let second = Look {
        window: LookWindow::File(1),
        ..Look::default()
    };
    let mapping = |look: &Look| processed.shown_mapping(look).and_then(|m| m.window());
    assert_eq!(mapping(&Look::default()), Some(window(40.0, 400.0)));
    assert_eq!(mapping(&second), Some(window(-600.0, 1500.0)));
    let without = run(ct((0..1001).collect()), &[]);
    assert_eq!(without.automatic.bounds(), (-1024.0 + 5.0, -1024.0 + 995.0));
    // Plain pictures of 8 bits are shown as they are.
    let samples = Samples::U8(Image::grey(3, 1, vec![10, 20, 30]));
    let plain = run(slice(samples, ModalityLut::IDENTITY, Unit::Grey), &[]);
    assert_eq!(shown(&plain, &Look::default()), [10, 20, 30]);
}

#[test]
fn tissue_colours_tint_the_grey_below_and_leave_padding_and_hidden_classes() {
    let slice = Slice {
        padding: Some(Padding {
            low: 0.0,
            high: 0.0,
        }),
        ..ct(vec![0, 24, 1024, 2024])
    };
    let processed = run(slice, &[]);
    let mut set = TissueSet::shipped(SetName::FiveDensities);
    set.classes[0].visible = false;
    let look = Look {
        tissue: Some(TissueOverlay {
            opacity: 1.0,
            ..TissueOverlay::new(set.clone())
        }),
        ..by_window(window(0.0, 4000.0))
    };
    let picture = present(&processed, &look);
    let grey = present(&processed, &by_window(window(0.0, 4000.0)));
    assert_eq!(picture.rgba[0], [0, 0, 0, 255]);
    assert_eq!(picture.rgba[1], grey.rgba[1], "air is hidden");
    for at in [2, 3] {
        let [r, g, b, _] = picture.rgba[at];
        assert!(r != g || g != b, "coloured");
    }
    let outline = Look {
        tissue: Some(TissueOverlay {
            fill: TissueFill::Outline,
            ..TissueOverlay::new(set.clone())
        }),
        ..Look::default()
    };
    let [r, g, b, _] = present(&processed, &outline).rgba[2];
    assert_eq!([r, g, b], set.classes[2].colour);
    // Data are never touched.
    assert_eq!(processed.result, processed.values);
}
