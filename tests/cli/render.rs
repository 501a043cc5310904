//! `render`: the same bytes as the library, which the window calls too.

use std::path::Path;

use super::Folder;
use super::by_library;
use super::done;
use super::exported;
use super::negatoscope;
use super::sample;
use super::series_of;
use negatoscope::pixels::Samples;
use negatoscope::recipe::ColourMap;
use negatoscope::recipe::Look;
use negatoscope::recipe::SetName;
use negatoscope::recipe::TissueOverlay;
use negatoscope::recipe::TissueSet;
use negatoscope::study::Plane;

#[test]
fn left_out_choices_are_the_axial_middle_in_the_files_window() {
    let (folder, ct) = (Folder::new(), sample("chest-ct.dcm"));
    let said = done(&["render", &ct, "-o", &folder.text("out.png")]);
    assert!(
        said.starts_with("note: ") && said.contains("window:auto=file"),
        "{said}"
    );
    let wanted = by_library(&ct, Plane::Axial, 143 / 2, &["window:auto=file"]);
    assert_eq!(folder.bytes("out.png"), exported(&folder, &wanted, None));
    assert_eq!((wanted.result.width(), wanted.result.height()), (174, 125));
}

#[test]
fn window_and_filters_are_steps_in_this_order() {
    let (folder, ct) = (Folder::new(), sample("chest-ct.dcm"));
    let lung = [
        "window:center=-600,width=1500",
        "clahe:clip_limit=3,tiles=4x4",
    ];
    let wanted = by_library(&ct, Plane::Coronal, 59, &lung);
    let wanted = exported(&folder, &wanted, None);
    for (at, window) in ["-600/1500", "lung"].into_iter().enumerate() {
        let output = folder.text(&format!("{at}.png"));
        let said = done(&[
            "render", &ct, "--plane", "coronal", "--slice", "60", "--window", window, "--filter",
            lung[1], "-o", &output,
        ]);
        assert_eq!(said, "");
        assert_eq!(folder.bytes(&format!("{at}.png")), wanted, "{window}");
    }
    // In a recipe that has a window, only its numbers change.
    let output = folder.text("recipe.png");
    let window = ["--window=-600/1500", "--recipe", "ct-bone-clahe"];
    done(&[
        "render", &ct, window[0], window[1], window[2], "-o", &output,
    ]);
    let steps = [
        "window:center=-600,width=1500",
        "clahe:clip_limit=2,tiles=8x8",
    ];
    let wanted = by_library(&ct, Plane::Axial, 71, &steps);
    assert_eq!(folder.bytes("recipe.png"), exported(&folder, &wanted, None));
    let unknown = negatoscope(&[
        "render",
        &ct,
        "--window",
        "skull",
        "-o",
        &folder.text("x.png"),
    ]);
    assert_eq!(unknown.code, 2);
    assert!(
        unknown.err.contains("or one of soft-tissue, lung, bone"),
        "{}",
        unknown.err
    );
}

#[test]
fn slices_are_found_by_number_and_by_millimetre() {
    let (folder, ct) = (Folder::new(), sample("chest-ct.dcm"));
    let geometry = series_of(&ct).header.geometry.clone().expect("a volume");
    let z = geometry.origins[10][2];
    done(&["render", &ct, "--slice", "11", "-o", &folder.text("n.npy")]);
    let mm = format!("{}", z + 0.4);
    done(&["render", &ct, "--at", &mm, "-o", &folder.text("mm.npy")]);
    assert_eq!(folder.bytes("n.npy"), folder.bytes("mm.npy"));
    let values = by_library(&ct, Plane::Axial, 10, &[]);
    assert_eq!(folder.plane("n.npy"), values.result);
    assert!(
        matches!(values.result, Samples::I16(_)),
        "HU are written as they are"
    );
    for (option, number, wanted) in [
        ("--slice", "5000", "--slice: 5000, wanted 1 to 143"),
        ("--at", "99999", "--at: 99999 mm, wanted "),
        ("--series", "7", "--series: 7, wanted 1 to 1 or a UID"),
        (
            "--frame",
            "2",
            "--frame: 2, but a slice of a volume has one frame",
        ),
    ] {
        let run = negatoscope(&["render", &ct, option, number, "-o", &folder.text("x.png")]);
        assert_eq!(run.code, 1);
        assert!(
            run.err.starts_with(&format!("error: {ct}: {wanted}")),
            "{}",
            run.err
        );
    }
    assert!(!Path::new(&folder.text("x.png")).exists());
}

#[test]
fn tissue_colours_are_those_of_the_window() {
    let (folder, ct) = (Folder::new(), sample("chest-ct.dcm"));
    for (option, set) in [
        ("--tissue", SetName::FiveDensities),
        ("--tissue=lung", SetName::Lung),
    ] {
        let output = folder.text(&format!("{}.png", set.key()));
        assert_eq!(done(&["render", &ct, option, "-o", &output]), "");
        let look = Look {
            tissue: Some(TissueOverlay::new(TissueSet::shipped(set))),
            ..Look::default()
        };
        let processed = by_library(&ct, Plane::Axial, 71, &[]);
        let written = folder.bytes(&format!("{}.png", set.key()));
        assert_eq!(written, exported(&folder, &processed, Some(&look)));
    }
    let radiograph = sample("chest-radiograph.dcm");
    let lung = negatoscope(&[
        "render",
        &radiograph,
        "--tissue=lung",
        "-o",
        &folder.text("x.png"),
    ]);
    assert_eq!(lung.code, 1);
    assert!(lung.err.contains("Hounsfield"), "{}", lung.err);
}

#[test]
fn monochrome1_is_inverted_once_and_only_as_grey() {
    let (folder, radiograph) = (Folder::new(), sample("chest-radiograph.dcm"));
    done(&[
        "render",
        &radiograph,
        "-o",
        &folder.text("grey.npy"),
        "--depth",
        "16",
    ]);
    done(&["render", &radiograph, "-o", &folder.text("values.npy")]);
    let (Samples::U16(grey), values) = (folder.plane("grey.npy"), folder.plane("values.npy"))
    else {
        panic!("16 bits were asked for");
    };
    let at = |(x, y): (usize, usize)| (values.value(x, y, 0), grey.at(x, y));
    let places = [(100, 100), (460, 480), (700, 300), (200, 800)];
    for pair in places.windows(2) {
        let ((a_value, a_grey), (b_value, b_grey)) = (at(pair[0]), at(pair[1]));
        assert_eq!(a_value < b_value, a_grey > b_grey, "{pair:?}");
    }
    let plane = negatoscope(&[
        "render",
        &radiograph,
        "--plane",
        "axial",
        "-o",
        &folder.text("x.png"),
    ]);
    assert_eq!(plane.code, 1);
    assert!(
        plane
            .err
            .contains("--plane: the files state no orientation"),
        "{}",
        plane.err
    );
}

#[test]
fn colour_maps_are_those_of_the_window() {
    let (folder, ct) = (Folder::new(), sample("chest-ct.dcm"));
    let processed = by_library(&ct, Plane::Axial, 71, &[]);
    for map in [
        ColourMap::InverseGrey,
        ColourMap::Pet20Step,
        ColourMap::Cividis,
    ] {
        let name = format!("{}.png", map.key());
        let output = folder.text(&name);
        assert_eq!(
            done(&["render", &ct, "--colour-map", map.key(), "-o", &output]),
            ""
        );
        let look = Look {
            map,
            ..Look::default()
        };
        let wanted = exported(&folder, &processed, Some(&look));
        assert_eq!(folder.bytes(&name), wanted, "{map:?}");
        let channels = if map.is_grey() { 1 } else { 3 };
        assert_eq!(folder.plane(&name).channels(), channels);
    }
    // Over a recipe's grey, under tissue colours.
    let output = folder.text("both.png");
    done(&[
        "render",
        &ct,
        "--window",
        "lung",
        "--filter",
        "clahe",
        "--colour-map",
        "inferno",
        "--tissue",
        "-o",
        &output,
    ]);
    let steps = ["window:center=-600,width=1500", "clahe"];
    let stepped = by_library(&ct, Plane::Axial, 71, &steps);
    let look = Look {
        map: ColourMap::Inferno,
        tissue: Some(TissueOverlay::new(TissueSet::shipped(
            SetName::FiveDensities,
        ))),
        ..Look::default()
    };
    let wanted = exported(&folder, &stepped, Some(&look));
    assert_eq!(folder.bytes("both.png"), wanted);
}

#[test]
fn colour_maps_are_listed_and_refused_by_name() {
    let (folder, ct) = (Folder::new(), sample("chest-ct.dcm"));
    let help = negatoscope(&["render", "--help"]).out;
    for map in ColourMap::ALL {
        assert!(help.contains(map.key()), "{map:?}: {help}");
    }
    let output = folder.text("x.png");
    for (options, reason) in [
        (&["--colour-map", "rainbow"][..], "hot-metal-blue"),
        (&["--colour-map", "pet", "--depth", "16"], "--depth"),
    ] {
        let run = negatoscope(&[&["render", &ct], options, &["-o", &output]].concat());
        assert_eq!(run.code, 2);
        assert!(run.err.contains(reason), "{}", run.err);
    }
    let colour = sample("fundus.dcm");
    let run = negatoscope(&["render", &colour, "--colour-map", "pet", "-o", &output]);
    assert_eq!(run.code, 1);
    assert!(
        run.err.contains("--colour-map") || run.err.contains("no grey"),
        "{}",
        run.err
    );
    assert!(!Path::new(&output).exists());
}
