//! Colour maps: where they act, what they leave alone, and what the legend says of them.

use std::sync::Arc;

use super::by_window;
use super::ct;
use super::run;
use super::slice;
use super::window;
use negatoscope::ops::window::VoiFunction;
use negatoscope::ops::window::VoiLut;
use negatoscope::ops::window::Window;
use negatoscope::pipeline::Processed;
use negatoscope::pipeline::present;
use negatoscope::pixels::Image;
use negatoscope::pixels::Samples;
use negatoscope::recipe::ColourMap;
use negatoscope::recipe::Look;
use negatoscope::recipe::LookWindow;
use negatoscope::recipe::SetName;
use negatoscope::recipe::TissueOverlay;
use negatoscope::recipe::TissueSet;
use negatoscope::study::ModalityLut;
use negatoscope::study::Padding;
use negatoscope::study::Slice;
use negatoscope::study::Unit;
use negatoscope::study::Voi;
use negatoscope::study::VoiKind;

fn in_map(look: &Look, map: ColourMap) -> Look {
    Look {
        map,
        ..look.clone()
    }
}

fn colours(processed: &Processed, look: &Look) -> Vec<[u8; 3]> {
    let picture = present(processed, look);
    picture.rgba.iter().map(|&[r, g, b, _]| [r, g, b]).collect()
}

#[test]
fn each_grey_is_coloured_after_window_and_inversion() {
    for file_inverts in [false, true] {
        let slice = Slice {
            inverted: file_inverts,
            ..ct((0..3000).collect())
        };
        for steps in [&[][..], &["window:center=40,width=400", "heq"][..]] {
            let processed = run(slice.clone(), steps);
            for invert in [false, true] {
                let look = Look {
                    invert,
                    ..by_window(window(-600.0, 1500.0))
                };
                let grey = colours(&processed, &look);
                for map in ColourMap::ALL {
                    let wanted: Vec<_> = grey.iter().map(|[g, ..]| map.colour(*g)).collect();
                    assert!(
                        colours(&processed, &in_map(&look, map)) == wanted,
                        "{map:?}"
                    );
                }
            }
            assert_eq!(processed.result.channels(), 1, "data stay grey");
        }
    }
}

#[test]
fn padding_is_black_in_every_map() {
    let padding = Some(Padding {
        low: 0.0,
        high: 0.0,
    });
    let processed = run(
        Slice {
            padding,
            ..ct(vec![0, 0, 1064])
        },
        &[],
    );
    for map in ColourMap::ALL {
        let shown = colours(&processed, &in_map(&by_window(window(40.0, 400.0)), map));
        assert_eq!(shown[..2], [[0; 3]; 2], "{map:?}");
        assert_eq!(shown[2], map.colour(128), "{map:?}");
    }
}

#[test]
fn tissue_colours_stay_on_top() {
    let processed = run(ct((0..3000).collect()), &[]);
    let look = |opacity| Look {
        tissue: Some(TissueOverlay {
            opacity,
            ..TissueOverlay::new(TissueSet::shipped(SetName::FiveDensities))
        }),
        ..by_window(window(40.0, 4000.0))
    };
    let hot = |opacity| colours(&processed, &in_map(&look(opacity), ColourMap::HotIron));
    assert!(
        hot(1.0) == colours(&processed, &look(1.0)),
        "nothing shows through"
    );
    let plain = in_map(&by_window(window(40.0, 4000.0)), ColourMap::HotIron);
    assert!(hot(0.0) == colours(&processed, &plain), "all shows through");
    assert!(hot(0.4) != hot(0.0) && hot(0.4) != hot(1.0));
}

#[test]
fn colour_pictures_have_no_map() {
    let rgb = Samples::U8(Image::new(2, 1, 3, vec![1, 2, 3, 250, 100, 0]));
    let processed = run(slice(rgb, ModalityLut::IDENTITY, Unit::Grey), &[]);
    let look = in_map(&Look::default(), ColourMap::Viridis);
    assert_eq!(colours(&processed, &look), [[1, 2, 3], [250, 100, 0]]);
    assert_eq!(processed.legend(&look), None);
}

#[test]
fn pet_is_shown_in_inverse_grey_and_all_else_in_grey() {
    assert_eq!(Look::usual("PT").map, ColourMap::InverseGrey);
    for modality in ["NM", "CT", "MR", "CR", "PNG", ""] {
        assert_eq!(Look::usual(modality), Look::default());
    }
}

#[test]
fn the_legend_has_the_colour_of_every_value() {
    let by = |function| {
        let window = Window::new(100.0, 700.0, function).expect("a window");
        LookWindow::Given(window)
    };
    let table = VoiLut::new(-200.0, 8, (0..500).map(|n| (n * n % 256) as u16).collect());
    let vois = vec![Voi {
        explanation: "FOLDED".to_owned(),
        kind: VoiKind::Lut(Arc::new(table.expect("a table"))),
    }];
    let windows = [
        by(VoiFunction::Linear),
        by(VoiFunction::LinearExact),
        by(VoiFunction::Sigmoid),
        LookWindow::File(0),
        LookWindow::Auto,
    ];
    for (n, window) in windows.into_iter().enumerate() {
        let (inverted, invert) = (n % 2 == 0, n % 3 == 0);
        let vois = if n == 4 { Vec::new() } else { vois.clone() };
        let slice = Slice {
            inverted,
            vois,
            ..ct((0..3000).collect())
        };
        let look = Look {
            window,
            invert,
            map: ColourMap::Pet,
            tissue: None,
            ..Look::default()
        };
        let step = ["window:center=100,width=700,function=sigmoid"];
        for steps in [&[][..], &step[..]] {
            let processed = run(slice.clone(), steps);
            let legend = processed.legend(&look).expect("grey");
            assert!(legend.of_values && legend.low < legend.high);
            let shown = colours(&processed, &look);
            for (x, colour) in shown.into_iter().enumerate() {
                let value = processed.values.value(x, 0, 0);
                assert_eq!(legend.colour(value), colour, "{value} of {window:?}");
            }
        }
    }
}

#[test]
fn the_legend_speaks_of_grey_levels_where_steps_have_made_them() {
    let look = in_map(&Look::default(), ColourMap::HotIron);
    for (depth, top) in [("8", 255.0), ("16", 65535.0)] {
        let window = format!("window:center=40,width=400,depth={depth}");
        let processed = run(ct((0..3000).collect()), &[&window, "heq"]);
        let legend = processed.legend(&look).expect("grey");
        assert!(!legend.of_values);
        assert_eq!((legend.low, legend.high), (0.0, top));
        let shown = colours(&processed, &look);
        for (x, colour) in shown.into_iter().enumerate() {
            assert_eq!(legend.colour(processed.result.value(x, 0, 0)), colour);
        }
    }
}
