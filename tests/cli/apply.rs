//! `apply`: pictures and arrays in, pictures and arrays out.

use std::fs;

use super::Folder;
use super::ct_values;
use super::done;
use super::grey;
use super::negatoscope;
use negatoscope::pixels::Image;
use negatoscope::pixels::SampleType;
use negatoscope::pixels::Samples;

#[test]
fn without_steps_an_array_stays_as_it_is() {
    let folder = Folder::new();
    for (name, samples) in [
        ("u8", grey()),
        ("i16", ct_values()),
        ("u16", Samples::U16(Image::grey(2, 1, vec![0, 65_535]))),
        (
            "f32",
            Samples::F32(Image::grey(2, 2, vec![-0.5, 0.25, 1e9, -3.0])),
        ),
        (
            "rgb",
            Samples::U8(Image::new(2, 1, 3, vec![1, 2, 3, 4, 5, 6])),
        ),
    ] {
        let input = folder.put(&format!("{name}.npy"), &samples);
        assert_eq!(
            done(&["apply", &input, &folder.text(&format!("{name}-out.npy"))]),
            ""
        );
        assert_eq!(folder.plane(&format!("{name}-out.npy")), samples);
    }
}

#[test]
fn a_window_is_the_standards_formula() {
    let folder = Folder::new();
    let input = folder.put("in.npy", &ct_values());
    done(&[
        "apply",
        &input,
        &folder.text("out.npy"),
        "--filter",
        "window:center=40,width=400",
    ]);
    let (Samples::I16(values), Samples::U8(grey)) = (ct_values(), folder.plane("out.npy")) else {
        panic!("a window gives 8 bits");
    };
    for (&value, &found) in values.data().iter().zip(grey.data()) {
        let y = ((f64::from(value) - 39.5) / 399.0 + 0.5) * 255.0;
        assert_eq!(found, (y + 0.5).floor().clamp(0.0, 255.0) as u8, "{value}");
    }
}

#[test]
fn a_picture_of_values_gets_a_window_that_is_told_of() {
    let folder = Folder::new();
    let input = folder.put("in.npy", &ct_values());
    let said = done(&["apply", &input, &folder.text("out.png")]);
    assert_eq!(
        said,
        format!(
            "note: {input}: step 1: window:auto=file is put in as the last step, because a picture holds grey\n"
        )
    );
    let window = ["--filter", "window:auto=percentile,low=0.5,high=99.5"];
    let explicit = folder.text("explicit.png");
    assert_eq!(
        done(&["apply", &input, &explicit, window[0], window[1]]),
        ""
    );
    assert_eq!(folder.bytes("out.png"), folder.bytes("explicit.png"));
    done(&["apply", &input, &folder.text("deep.png"), "--depth", "16"]);
    assert!(matches!(folder.plane("deep.png"), Samples::U16(_)));
    done(&["apply", &input, &folder.text("values.tif")]);
    assert_eq!(folder.plane("values.tif"), ct_values());
}

#[test]
fn a_step_that_needs_grey_gets_a_window_that_is_told_of() {
    let folder = Folder::new();
    let input = folder.put("in.npy", &ct_values());
    let said = done(&["apply", &input, &folder.text("out.npy"), "--filter", "heq"]);
    assert_eq!(
        said,
        format!("note: {input}: step 1: window:auto=file is put in, because heq takes grey\n")
    );
    let both = ["--filter", "window:auto=file", "--filter", "heq"];
    let output = folder.text("explicit.npy");
    assert_eq!(done(&[&["apply", &input, &output][..], &both].concat()), "");
    assert_eq!(folder.bytes("out.npy"), folder.bytes("explicit.npy"));
}

#[test]
fn a_recipes_steps_come_before_the_filters() {
    let folder = Folder::new();
    let input = folder.put("in.png", &grey());
    let recipe = "format = 1\n[[step]]\nfilter = \"gamma\"\ngamma = 0.5\n";
    fs::write(folder.path("r.toml"), recipe).expect("written");
    let output = folder.text("a.png");
    let filter = ["--filter", "heq"];
    done(&[
        "apply",
        &input,
        &output,
        filter[0],
        filter[1],
        "--recipe",
        &folder.text("r.toml"),
    ]);
    let output = folder.text("b.png");
    done(&[
        "apply",
        &input,
        &output,
        "--filter",
        "gamma:gamma=0.5",
        "--filter",
        "heq",
    ]);
    let output = folder.text("c.png");
    done(&[
        "apply",
        &input,
        &output,
        "--filter",
        "heq",
        "--filter",
        "gamma:gamma=0.5",
    ]);
    assert_eq!(folder.bytes("a.png"), folder.bytes("b.png"));
    assert_ne!(folder.bytes("a.png"), folder.bytes("c.png"));
    let output = folder.text("d.png");
    done(&["apply", &input, &output, "--recipe", "radiograph-heq"]);
    assert!(matches!(folder.plane("d.png"), Samples::U8(_)));
}

#[test]
fn a_stack_is_worked_on_plane_by_plane_and_keeps_its_shape() {
    let folder = Folder::new();
    let Samples::U8(first) = grey() else {
        panic!("it is");
    };
    let planes = [
        Samples::U8(first.clone()),
        Samples::U8(first.map(|v| v / 4 + 10)),
    ];
    let input = folder.put_planes("in.npy", &planes);
    done(&[
        "apply",
        &input,
        &folder.text("out.npy"),
        "--filter",
        "clahe",
    ]);
    let (found, depth) = folder.stack("out.npy");
    assert_eq!((found.width(), found.height(), depth), (64, 96, 2));
    for (at, plane) in planes.iter().enumerate() {
        let alone = folder.put(&format!("{at}.npy"), plane);
        let output = format!("{at}-out.npy");
        done(&["apply", &alone, &folder.text(&output), "--filter", "clahe"]);
        let (Samples::U8(found), Samples::U8(alone)) = (&found, folder.plane(&output)) else {
            panic!("8 bits");
        };
        assert_eq!(&found.data()[at * 64 * 48..][..64 * 48], alone.data());
    }
    let png = negatoscope(&["apply", &input, &folder.text("out.png")]);
    assert_eq!(png.code, 1);
    assert!(png.err.contains("2 planes, a PNG holds one"), "{}", png.err);
}

#[test]
fn a_window_by_rule_is_one_for_the_stack_or_one_for_each_plane() {
    let folder = Folder::new();
    let plane = |data: Vec<i16>| Samples::I16(Image::grey(2, 1, data));
    let input = folder.put_planes("in.npy", &[plane(vec![0, 100]), plane(vec![100, 200])]);
    let grey = |scope: &str, output: &str| {
        let step = format!("window:auto=minmax,scope={scope}");
        done(&["apply", &input, &folder.text(output), "--filter", &step]);
        match folder.stack(output) {
            (Samples::U8(grey), 2) => grey.into_data(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(grey("series", "a.npy"), [0, 128, 128, 255]);
    assert_eq!(grey("slice", "b.npy"), [0, 255, 0, 255]);
}

#[test]
fn jpeg_bmp_and_deep_colour_come_in() {
    let folder = Folder::new();
    let rgb = image::RgbImage::from_fn(40, 30, |x, y| image::Rgb([x as u8 * 5, y as u8 * 7, 90]));
    for name in ["in.jpg", "in.bmp"] {
        rgb.save(folder.path(name)).expect("written");
        let output = format!("{name}.png");
        let (input, output_path) = (folder.text(name), folder.text(&output));
        done(&[
            "apply",
            &input,
            &output_path,
            "--filter",
            "clahe:colour=channel",
        ]);
        assert_eq!(folder.plane(&output).channels(), 3);
    }
    let deep = Samples::U16(Image::new(2, 2, 3, (0..12).map(|i| i * 5000).collect()));
    let input = folder.put("deep.npy", &deep);
    done(&[
        "apply",
        &input,
        &folder.text("inverted.npy"),
        "--filter",
        "invert:colour=channel",
    ]);
    let Samples::U16(inverted) = folder.plane("inverted.npy") else {
        panic!("16 bits stay 16 bits");
    };
    assert!((0..12_usize).all(|i| inverted.data()[i] == 65_535 - i as u16 * 5000));
    for step in [
        "nclahe",
        "clahe",
        "window:auto=minmax",
        "gamma:gamma=2,strength=50",
    ] {
        let output = folder.text("deep-out.npy");
        done(&["apply", &input, &output, "--force", "--filter", step]);
    }
}

/// A picture of every type that goes in, and the suffixes of the formats that hold it.
fn every_type() -> Vec<(&'static str, Samples, &'static [&'static str])> {
    fn image<T>(channels: usize, number: impl Fn(f64) -> T) -> Image<T> {
        let numbers = (0..19 * 13 * channels).map(|i| (i * 7919 % 65_521) as f64);
        Image::new(19, 13, channels, numbers.map(number).collect())
    }
    const PICTURE: &[&str] = &["png", "tif", "npy"];
    const VALUES: &[&str] = &["tif", "npy"];
    vec![
        ("u8", Samples::U8(image(1, |v| (v % 256.0) as u8)), PICTURE),
        ("u16", Samples::U16(image(1, |v| v as u16)), PICTURE),
        (
            "rgb8",
            Samples::U8(image(3, |v| (v % 256.0) as u8)),
            PICTURE,
        ),
        ("rgb16", Samples::U16(image(3, |v| v as u16)), PICTURE),
        (
            "i8",
            Samples::I8(image(1, |v| (v % 256.0 - 128.0) as i8)),
            VALUES,
        ),
        (
            "i16",
            Samples::I16(image(1, |v| (v - 32_000.0) as i16)),
            VALUES,
        ),
        (
            "u32",
            Samples::U32(image(1, |v| (v * 65_000.0) as u32)),
            VALUES,
        ),
        (
            "i32",
            Samples::I32(image(1, |v| (v * 9_999.0 - 1e8) as i32)),
            VALUES,
        ),
        (
            "f32",
            Samples::F32(image(1, |v| (v / 7.0 - 900.0) as f32)),
            VALUES,
        ),
        ("f64", Samples::F64(image(1, |v| v / 7.0 - 900.0)), VALUES),
    ]
}

#[test]
fn every_type_goes_in_and_out_of_every_format_that_holds_it() {
    let folder = Folder::new();
    for (name, samples, suffixes) in every_type() {
        let mut windowed: Option<Samples> = None;
        for from in suffixes {
            let input = folder.put(&format!("{name}.{from}"), &samples);
            for to in suffixes {
                let output = format!("{name}-{from}.{to}");
                assert_eq!(done(&["apply", &input, &folder.text(&output)]), "");
                assert_eq!(folder.plane(&output), samples, "{output}");
            }
            // The format does not matter for what a step makes of it.
            let output = format!("{name}-{from}-window.npy");
            let window = ["--filter", "window:auto=minmax"];
            done(&["apply", &input, &folder.text(&output), window[0], window[1]]);
            let found = folder.plane(&output);
            assert_eq!(found.sample_type(), SampleType::U8, "{output}");
            assert_eq!(windowed.get_or_insert(found.clone()), &found, "{output}");
        }
        if !suffixes.contains(&"png") {
            let input = folder.text(&format!("{name}.npy"));
            let said = done(&["apply", &input, &folder.text(&format!("{name}.png"))]);
            assert!(
                said.contains("window:auto=file is put in"),
                "{name}: {said}"
            );
            let deep = folder.text(&format!("{name}-16.png"));
            done(&["apply", &input, &deep, "--depth", "16"]);
            let deep = folder.plane(&format!("{name}-16.png"));
            assert_eq!(deep.sample_type(), SampleType::U16);
        }
    }
}

#[test]
fn stacks_of_grey_and_colour_keep_their_axes() {
    let folder = Folder::new();
    for (name, samples, _) in every_type() {
        let input = folder.put_planes(&format!("{name}.npy"), &[samples.clone(), samples.clone()]);
        let output = folder.text(&format!("{name}-out.npy"));
        done(&["apply", &input, &output]);
        assert_eq!(
            fs::read(&input).expect("there"),
            fs::read(&output).expect("there")
        );
        let (found, depth) = folder.stack(&format!("{name}-out.npy"));
        assert_eq!(
            (found.height(), found.channels(), depth),
            (26, samples.channels(), 2)
        );
        if samples.channels() == 1 {
            let pages = folder.text(&format!("{name}.tif"));
            done(&["apply", &input, &pages]);
            done(&["apply", &pages, &folder.text(&format!("{name}-back.npy"))]);
            assert_eq!(
                folder.bytes(&format!("{name}-back.npy")),
                folder.bytes(&format!("{name}.npy"))
            );
        }
    }
}

#[test]
fn grey_jpegs_are_grey() {
    let folder = Folder::new();
    let grey = image::GrayImage::from_fn(40, 30, |x, y| image::Luma([(x * 4 + y * 2) as u8]));
    grey.save(folder.path("in.jpg")).expect("written");
    done(&["apply", &folder.text("in.jpg"), &folder.text("out.png")]);
    let Samples::U8(found) = folder.plane("out.png") else {
        panic!("8 bits");
    };
    assert_eq!(
        (found.width(), found.height(), found.channels()),
        (40, 30, 1)
    );
    let far = found
        .data()
        .iter()
        .zip(grey.as_raw())
        .filter(|(a, b)| a.abs_diff(**b) > 4);
    assert_eq!(far.count(), 0, "a smooth ramp survives JPEG");
}
