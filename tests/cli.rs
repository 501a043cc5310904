//! The real binary: what it writes, what it says, and with which code it ends.

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;

use negatoscope::pipeline;
use negatoscope::pipeline::Prepared;
use negatoscope::pixels::Image;
use negatoscope::pixels::Samples;
use negatoscope::read;
use negatoscope::read::Array;
use negatoscope::recipe::FilterKind;
use negatoscope::recipe::Look;
use negatoscope::recipe::Recipe;
use negatoscope::recipe::SetName;
use negatoscope::recipe::Step;
use negatoscope::recipe::TissueOverlay;
use negatoscope::recipe::TissueSet;
use negatoscope::study::Plane;
use negatoscope::study::Series;
use negatoscope::write;
use negatoscope::write::Format;
use serde_json::Value;
use tempfile::TempDir;

struct Run {
    code: i32,
    out: String,
    err: String,
}

fn negatoscope<S: AsRef<std::ffi::OsStr>>(arguments: &[S]) -> Run {
    let output = Command::new(env!("CARGO_BIN_EXE_negatoscope"))
        .args(arguments)
        .output()
        .expect("the binary starts");
    Run {
        code: output.status.code().expect("it ends by itself"),
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

/// Runs what must succeed, and gives what it says on stderr.
fn done<S: AsRef<std::ffi::OsStr>>(arguments: &[S]) -> String {
    let run = negatoscope(arguments);
    assert_eq!((run.code, run.out.as_str()), (0, ""), "{}", run.err);
    run.err
}

/// A folder of the test's own.
struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        self.path(name).to_str().expect("UTF-8").to_owned()
    }

    fn put(&self, name: &str, samples: &Samples) -> String {
        let format = Format::of(&self.path(name)).expect("a format");
        let options = write::Options::default();
        write::export_samples(samples, format, &self.path(name), &options).expect("written");
        self.text(name)
    }

    fn put_planes(&self, name: &str, planes: &[Samples]) -> String {
        let options = write::Options::default();
        write::export_planes(planes, Format::Npy, &self.path(name), &options).expect("written");
        self.text(name)
    }

    fn plane(&self, name: &str) -> Samples {
        match read::picture(&self.path(name)) {
            Ok(Array::Plane(samples)) => samples,
            other => panic!("{name}: {other:?}"),
        }
    }

    fn stack(&self, name: &str) -> (Samples, usize) {
        match read::picture(&self.path(name)) {
            Ok(Array::Stack { samples, depth }) => (samples, depth),
            other => panic!("{name}: {other:?}"),
        }
    }

    fn bytes(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).expect(name)
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.0.path()).expect("the folder");
        let mut names: Vec<String> = entries
            .map(|entry| entry.expect("an entry").file_name())
            .map(|name| name.into_string().expect("UTF-8"))
            .collect();
        names.sort();
        names
    }
}

fn sample(name: &str) -> String {
    format!("{}/assets/samples/{name}", env!("CARGO_MANIFEST_DIR"))
}

fn series_of(path: &str) -> Arc<Series> {
    let source = read::paths(&[PathBuf::from(path)]);
    let opened = read::open(&source, &read::Options::default(), &|_| {}, &|| true);
    opened.series.first().expect("a series").clone()
}

/// What the library makes of a slice, with the same steps.
fn by_library(path: &str, plane: Plane, index: usize, steps: &[&str]) -> pipeline::Processed {
    let steps = steps.iter().map(|step| Step::parse(step).expect(step));
    let recipe = Recipe::of(steps.collect());
    let slice = series_of(path).slice(plane, index);
    pipeline::process(slice, &recipe, &Prepared::default(), &|| true).expect("it fits")
}

fn ct_values() -> Samples {
    let data = (0..30 * 20).map(|i| (i * 7 % 3000 - 1024) as i16);
    Samples::I16(Image::grey(30, 20, data.collect()))
}

fn grey() -> Samples {
    let data = (0..64 * 48).map(|i| (i * 31 % 200 + i / 64) as u8);
    Samples::U8(Image::grey(64, 48, data.collect()))
}

// ---- apply

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
        "invert",
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

// ---- what is refused

#[test]
fn wrong_use_is_code_2_and_says_what_is_wrong() {
    let folder = Folder::new();
    let input = folder.put("in.png", &grey());
    let out = folder.text("out.png");
    let apply = |step: &str| {
        vec![
            "apply".to_owned(),
            input.clone(),
            out.clone(),
            "--filter".to_owned(),
            step.to_owned(),
        ]
    };
    let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    for (arguments, wanted) in [
        (words("info"), "error: the following required arguments were not provided: <PATH>...".to_owned()),
        (words("explode"), "error: explode: is neither a command nor a file or folder; see negatoscope --help".to_owned()),
        (words("info --frobnicate x"), "error: unexpected argument '--frobnicate' found".to_owned()),
        (words("render x.dcm --slice 0 -o y.png"), "error: --slice: invalid value: 0, wanted a whole number from 1".to_owned()),
        (words("render x.dcm --slice -3 -o y.png"), "error: --slice: invalid value: -3, wanted a whole number from 1".to_owned()),
        (words("render x.dcm --tissue=skin -o y.png"), "error: --tissue: invalid value: skin, wanted one of five-densities, lung, body-composition, relative".to_owned()),
        (words("render x.dcm --slice 1 --at 3 -o y.png"), "error: the argument '--slice <N>' cannot be used with '--at <MM>'".to_owned()),
        (apply("clahe:clip_limit=-1"), "error: --filter: invalid value: clip_limit: -1, wanted 0 to 1000000".to_owned()),
        (apply("clahe:tiles=8x8,tiles=4x4"), "error: --filter: invalid value: tiles: is given twice".to_owned()),
        (apply("cl\u{1b}[31mahe"), "error: --filter: invalid value: filter: \"cl\\u{1b}[31mahe\" is unknown, wanted one of window, range, stretch".to_owned()),
        (vec!["apply".to_owned(), input.clone(), folder.text("out.exe")], format!("error: {}: output: the suffix names no format that is written", folder.text("out.exe"))),
        (vec!["apply".to_owned(), input.clone(), out.clone(), "--depth".to_owned(), "16".to_owned()], "error: --depth: 16: the steps end in grey 8".to_owned()),
    ] {
        let run = negatoscope(&arguments);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{arguments:?}: {}", run.err);
        let first = run.err.lines().next().unwrap_or_default();
        assert!(first.starts_with(&wanted), "{arguments:?}: {first}");
        let form = |line: &str| line.starts_with("error: ") || line.starts_with("note: ");
        assert!(run.err.lines().all(form), "{}", run.err);
    }
    assert_eq!(folder.names(), ["in.png"]);
}

#[test]
fn broken_recipes_are_code_2_with_line_step_and_reason() {
    let folder = Folder::new();
    let input = folder.put("in.png", &grey());
    let recipe = "format = 1\n\n[[step]]\nfilter = \"clahe\"\nclip_limit = -2.0\n";
    fs::write(folder.path("r.toml"), recipe).expect("written");
    let path = folder.text("r.toml");
    let wanted = format!("error: {path}: line 5, step 1, clip_limit: -2, wanted 0 to 1000000\n");
    for arguments in [
        vec!["recipe", "check", &path],
        vec!["apply", &input, &folder.text("out.png"), "--recipe", &path],
    ] {
        let run = negatoscope(&arguments);
        assert_eq!((run.code, run.err.as_str()), (2, wanted.as_str()));
    }
    assert_eq!(folder.names(), ["in.png", "r.toml"]);
}

#[test]
fn what_is_not_there_is_code_1() {
    let folder = Folder::new();
    let nowhere = folder.text("nowhere.dcm");
    for arguments in [
        vec!["info", &nowhere],
        vec!["info", "--json", "--headers", &nowhere],
        vec!["render", &nowhere, "-o", &folder.text("out.png")],
        vec!["apply", &nowhere, &folder.text("out.png")],
    ] {
        let run = negatoscope(&arguments);
        assert_eq!((run.code, run.out.as_str()), (1, ""));
        let lines: Vec<&str> = run.err.lines().collect();
        let [line] = lines.as_slice() else {
            panic!("one line: {}", run.err);
        };
        assert!(line.starts_with(&format!("error: {nowhere}: ")), "{line}");
        assert!(line.contains("No such file"), "{line}");
    }
    let empty = negatoscope(&["info", folder.0.path().to_str().expect("UTF-8")]);
    assert_eq!(empty.code, 1);
    assert!(
        empty.err.contains("no picture found among 0 files"),
        "{}",
        empty.err
    );
    assert!(folder.names().is_empty());
}

#[test]
fn an_existing_file_is_replaced_only_by_force_and_an_input_never() {
    let folder = Folder::new();
    let input = folder.put("in.png", &grey());
    fs::write(folder.path("out.png"), "mine").expect("written");
    let output = folder.text("out.png");
    let run = negatoscope(&["apply", &input, &output, "--filter", "heq"]);
    assert_eq!(run.code, 1);
    assert_eq!(
        run.err,
        format!("error: {output}: output: exists already; --force replaces it\n")
    );
    assert_eq!(folder.bytes("out.png"), b"mine");
    done(&["apply", &input, &output, "--filter", "heq", "--force"]);
    assert!(matches!(folder.plane("out.png"), Samples::U8(_)));
    let before = folder.bytes("in.png");
    for command in [
        vec!["apply", &input, &input, "--filter", "heq", "--force"],
        vec!["render", &input, "-o", &input, "--force"],
        vec![
            "render",
            folder.0.path().to_str().expect("UTF-8"),
            "-o",
            &input,
            "--force",
        ],
    ] {
        let run = negatoscope(&command);
        assert_eq!(run.code, 1, "{}", run.err);
        assert!(run.err.contains("is one of the inputs"), "{}", run.err);
    }
    assert_eq!(folder.bytes("in.png"), before);
    let nowhere = negatoscope(&["apply", &input, &folder.text("not/there.png")]);
    assert_eq!(nowhere.code, 1);
    assert!(
        nowhere.err.contains("its folder does not exist"),
        "{}",
        nowhere.err
    );
    assert_eq!(folder.names(), ["in.png", "out.png"]);
}

// ---- info

#[test]
fn info_tells_sizes_geometry_and_facts() {
    let run = negatoscope(&["info", "--json", &sample("chest-ct.dcm")]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let json: Value = serde_json::from_str(&run.out).expect("JSON");
    assert_eq!(json["format"], 1);
    let series = &json["studies"][0]["series"][0];
    assert_eq!(series["modality"], "CT");
    let size = ["rows", "columns", "frames"].map(|key| series[key].as_u64());
    assert_eq!(size, [Some(125), Some(174), Some(143)]);
    assert_eq!(series["volume"]["slices"], 143);
    assert_eq!(series["volume"]["regularity"], "regular");
    let spacing = series["volume"]["spacing_mm"].as_array().expect("numbers");
    assert!(
        spacing
            .iter()
            .all(|mm| (mm.as_f64().unwrap_or(0.0) - 2.0).abs() < 1e-6)
    );
    assert_eq!(series["value_range"], serde_json::json!([-1024.0, 3071.0]));
    assert_eq!(series["windows"][1]["center"], -600.0);
    assert_eq!(series["facts"]["patient_position"], "HFS");
    assert_eq!(json["warnings"], serde_json::json!([]));
    assert_eq!(json["scanned"]["images"], 1);
    let headers = negatoscope(&["info", "--json", "--headers", &sample("chest-ct.dcm")]);
    let mut from_headers: Value = serde_json::from_str(&headers.out).expect("JSON");
    let told = &mut from_headers["studies"][0]["series"][0]["value_range"];
    assert_eq!(told.take(), Value::Null);
    *told = series["value_range"].clone();
    assert_eq!(from_headers, json);
    let text = negatoscope(&["info", &sample("chest-radiograph.dcm")]);
    assert!(text.out.contains("920 x 977"), "{}", text.out);
    assert!(
        text.out.contains("MONOCHROME1") && text.out.contains("view PA"),
        "{}",
        text.out
    );
}

#[test]
fn bad_files_are_warnings_in_a_folder_and_errors_by_themselves() {
    let folder = Folder::new();
    folder.put("good.png", &grey());
    let whole = fs::read(sample("chest-radiograph.dcm")).expect("a sample");
    fs::write(folder.path("cut.dcm"), &whole[..700]).expect("written");
    let run = negatoscope(&["info", "--json", folder.0.path().to_str().expect("UTF-8")]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let json: Value = serde_json::from_str(&run.out).expect("JSON");
    let warning = &json["warnings"][0];
    assert!(
        warning["file"]
            .as_str()
            .expect("a name")
            .contains("cut.dcm")
    );
    assert_eq!(warning["effect"], "the file is left out");
    assert_eq!(json["studies"][0]["series"][0]["columns"], 64);
    let (good, cut) = (folder.text("good.png"), folder.text("cut.dcm"));
    let named = negatoscope(&["info", "--json", &good, &cut]);
    assert_eq!(named.code, 1);
    assert!(
        named.err.starts_with(&format!("error: {cut}: ")),
        "{}",
        named.err
    );
    assert!(named.out.contains("\"columns\": 64"), "the rest is done");
    let alone = negatoscope(&["info", "--json", &cut]);
    assert_eq!((alone.code, alone.out.as_str()), (1, ""));
}

#[test]
fn names_of_files_cannot_command_a_terminal() {
    let folder = Folder::new();
    let name = folder.text("a\u{1b}[31m\u{202e}b.dcm");
    fs::write(&name, "nothing").expect("written");
    let run = negatoscope(&["info", &name]);
    assert_eq!(run.code, 1);
    assert!(
        run.err.contains("a\\u{1b}[31m\\u{202e}b.dcm"),
        "{}",
        run.err
    );
}

// ---- render

/// The bytes that the library's export, which the window calls too, gives for the same.
fn exported(folder: &Folder, processed: &pipeline::Processed, look: Option<&Look>) -> Vec<u8> {
    let path = folder.path("library.png");
    let options = write::Options {
        force: true,
        inputs: &[],
    };
    write::export_slice(processed, look, Format::Png, &path, &options).expect("written");
    fs::read(path).expect("there")
}

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

// ---- recipe, help

#[test]
fn recipes_and_filters_are_listed() {
    let list = negatoscope(&["recipe", "list", "--json"]);
    let rows: Value = serde_json::from_str(&list.out).expect("JSON");
    let names: Vec<&str> = rows
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|row| row["name"].as_str())
        .collect();
    assert!(names.contains(&"radiograph-nclahe"), "{names:?}");
    for name in names {
        let shown = negatoscope(&["recipe", "show", name]);
        assert_eq!(shown.code, 0);
        Recipe::parse(&shown.out).expect(name);
        assert_eq!(negatoscope(&["recipe", "check", name]).code, 0);
    }
    let filters = negatoscope(&["recipe", "list", "--filters", "--json"]);
    let rows: Value = serde_json::from_str(&filters.out).expect("JSON");
    assert_eq!(
        rows.as_array().expect("a list").len(),
        FilterKind::ALL.len()
    );
    let text = negatoscope(&["recipe", "list", "--filters"]).out;
    assert!(
        text.contains("clip_limit") && text.contains("default 8x8"),
        "{text}"
    );
    let unknown = negatoscope(&["recipe", "show", "nothing"]);
    assert_eq!(unknown.code, 2);
}

#[test]
fn help_and_version_are_no_errors() {
    for arguments in [
        vec!["--help"],
        vec!["render", "--help"],
        vec!["--version"],
        vec!["help"],
    ] {
        let run = negatoscope(&arguments);
        assert_eq!((run.code, run.err.as_str()), (0, ""));
        assert!(run.out.contains("negatoscope"), "{}", run.out);
    }
}
