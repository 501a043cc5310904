//! `compare`: metrics by name, in words, as JSON and as CSV.

use std::path::Path;

use negatoscope::pixels::Image;
use negatoscope::pixels::Samples;
use serde_json::Value;

use super::Folder;
use super::ct_values;
use super::done;
use super::grey;
use super::negatoscope;
use super::sample;

fn vector(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/vectors");
    folder.join(name).to_str().expect("UTF-8").to_owned()
}

fn json(arguments: &[&str]) -> Value {
    let run = negatoscope(&[&["compare", "--json"][..], arguments].concat());
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    serde_json::from_str(&run.out).expect("JSON")
}

#[test]
fn recorded_numbers_come_out_under_their_names() {
    let text = std::fs::read_to_string(vector("metrics.json")).expect("the recorded metrics");
    let recorded: Value = serde_json::from_str(&text).expect("JSON");
    for pair in recorded["pairs"].as_array().expect("pairs") {
        let file = |key: &str| vector(pair[key].as_str().expect("a path"));
        let rect = |key: &str| {
            let [y0, y1, x0, x1] = [0, 1, 2, 3].map(|i| pair[key][i].as_u64().expect("a number"));
            format!("{x0},{y0},{},{}", x1 - x0, y1 - y0)
        };
        let (roi, background) = (rect("fg_box_y0y1x0x1"), rect("bg_box_y0y1x0x1"));
        let boxes = ["--roi", &roi, "--background", &background];
        let found = json(&[&[file("a").as_str(), &file("b")][..], &boxes].concat());
        let values = pair["values"].as_object().expect("values");
        for (name, wanted) in values.iter().filter(|(name, _)| !name.ends_with("skimage")) {
            let (found, wanted) = (found["values"][name].as_f64(), wanted.as_f64());
            let (Some(found), Some(wanted)) = (found, wanted) else {
                panic!("{name}: {found:?}, wanted {wanted:?}");
            };
            let near = (found - wanted).abs() <= 1e-6 * wanted.abs().max(1.0);
            assert!(near, "{name}: {found}, wanted {wanted}");
            assert!(found.is_finite());
        }
        assert_eq!(found["data_range"]["span"], 255.0);
        assert!(
            found["definitions"]["cii"]
                .as_str()
                .expect("words")
                .contains("background")
        );
    }
}

#[test]
fn equal_pictures_have_an_infinite_psnr() {
    let folder = Folder::new();
    let a = folder.put("a.png", &grey());
    let found = json(&[&a, &a]);
    assert_eq!(found["values"]["psnr_255"], Value::Null);
    assert_eq!(found["infinite"], serde_json::json!(["psnr_255"]));
    assert_eq!(found["values"]["ssim_uniform7_sample"], 1.0);
    assert!(
        found["values"].get("cii").is_none(),
        "without boxes it is not asked for"
    );
    let run = negatoscope(&["compare", &a, &a, "--csv", "--metric", "psnr"]);
    assert_eq!(
        run.out,
        "metric,value,range_low,range_high,definition\npsnr_255,inf,0,255,\"10 log10(L^2 / mse) in dB; infinite for equal pictures; L = 255\"\n"
    );
    let run = negatoscope(&[
        "compare", &a, &a, "--metric", "psnr_255", "--metric", "ssim",
    ]);
    let lines: Vec<&str> = run.out.lines().collect();
    assert_eq!(lines.len(), 8, "{}", run.out);
    assert_eq!(lines[0], format!("a           {a}, 64 x 48 pixels"));
    assert_eq!(lines[3], "data range  0 to 255 (8-bit grey), L = 255");
    assert!(lines[5].starts_with("psnr_255 ") && lines[5].contains("  ∞  10 log10"));
    // All definitions begin in one column.
    let columns = lines[5..].iter().map(|line| {
        let at = line
            .find("10 log10")
            .or(line.find("structural"))
            .expect("a definition");
        line[..at].chars().count()
    });
    assert_eq!(
        columns.collect::<std::collections::BTreeSet<_>>().len(),
        1,
        "{}",
        run.out
    );
}

#[test]
fn the_range_is_that_of_the_numbers() {
    let folder = Folder::new();
    let values = folder.put("values.npy", &ct_values());
    let found = json(&[&values, &values]);
    let range = &found["data_range"];
    assert_eq!(range["low"], -1024.0);
    assert_eq!(range["source"], "minimum to maximum of A");
    assert_eq!(found["infinite"], serde_json::json!(["psnr_range_a"]));
    assert_eq!(found["values"]["saturated_percent_a"], Value::Null);
    let deep = Samples::U16(Image::grey(40, 20, (0..800).map(|i| i * 80).collect()));
    let other = Samples::U16(Image::grey(
        40,
        20,
        (0..800).map(|i| i * 80 + 100).collect(),
    ));
    let (a, b) = (folder.put("a.png", &deep), folder.put("b.tif", &other));
    let found = json(&[&a, &b]);
    let psnr = found["values"]["psnr_65535"].as_f64().expect("a number");
    assert!(
        (psnr - 20.0 * (65535.0_f64 / 100.0).log10()).abs() < 1e-9,
        "{psnr}"
    );
    assert_eq!(found["values"]["ambe"], 100.0);
    let run = negatoscope(&["compare", &a, &b, "--metric", "psnr_255"]);
    assert_eq!(run.code, 1);
    assert_eq!(
        run.err,
        "error: --metric: psnr_255: is of another data range; that of these pictures is 0 to 65535 (16-bit grey)\n"
    );
}

#[test]
fn a_region_is_compared_alone() {
    let folder = Folder::new();
    let Samples::U8(image) = grey() else {
        panic!("it is");
    };
    let mut spot = image.clone();
    spot.data_mut()[0] ^= 128;
    let a = folder.put("a.png", &Samples::U8(image));
    let b = folder.put("b.png", &Samples::U8(spot));
    let whole = json(&[&a, &b]);
    assert_eq!(whole["values"]["mse"], 128.0 * 128.0 / (64.0 * 48.0));
    let part = json(&[&a, &b, "--roi", "8,8,32,24"]);
    assert_eq!(part["values"]["mse"], 0.0);
    assert_eq!(part["pixels"], 32 * 24);
    assert_eq!(part["roi"], serde_json::json!([8, 8, 32, 24]));
    for (roi, code, wanted) in [
        ("60,0,8,8", 1, format!("error: {a}: --roi: columns 60-68, rows 0-8 of 64 x 48 pixels\n")),
        (
            "1,2,0,4",
            2,
            "error: --roi: invalid value: 1,2,0,4, wanted column, row, width and height in pixels, such as 10,20,64,64\n".to_owned(),
        ),
    ] {
        let run = negatoscope(&["compare", &a, &b, "--roi", roi]);
        assert_eq!((run.code, run.err), (code, wanted));
    }
}

#[test]
fn dicom_files_give_the_slice_that_render_takes() {
    let folder = Folder::new();
    let ct = sample("chest-ct.dcm");
    let middle = folder.text("middle.npy");
    done(&["render", &ct, "-o", &middle]);
    let found = json(&[&ct, &middle]);
    assert_eq!(found["values"]["mse"], 0.0);
    assert_eq!(found["a"]["slice"], "slice 72 of 143");
    assert_eq!(found["a"]["numbers"], "values");
    let colour = sample("fundus.dcm");
    let found = json(&[&colour, &colour]);
    assert_eq!(found["a"]["channels"], 3);
    assert_eq!(found["values"]["nmi_100"], 2.0);
}

#[test]
fn pictures_that_have_nothing_in_common_are_refused_by_name() {
    let folder = Folder::new();
    let a = folder.put("a.png", &grey());
    let small = folder.put("small.png", &Samples::U8(Image::grey(3, 2, vec![1; 6])));
    let values = folder.put(
        "values.npy",
        &Samples::I16(Image::grey(64, 48, vec![5; 64 * 48])),
    );
    let nowhere = folder.text("nowhere.png");
    for (arguments, code, wanted) in [
        (
            vec![&*a, &*small],
            1,
            format!("error: {a}: size: 64 x 48 pixels, but {small} has 3 x 2"),
        ),
        (
            vec![&*a, &*values],
            1,
            format!("error: {a}: numbers: grey 8, but {values} has values; make grey"),
        ),
        (vec![&*a, &*nowhere], 1, format!("error: {nowhere}: ")),
        (
            vec![&*a, &*a, "--metric", "vif"],
            2,
            "error: --metric: invalid value: vif, wanted one of mse, psnr_255".to_owned(),
        ),
        (
            vec![&*a, &*a, "--metric", "cnr"],
            2,
            "error: --metric: cnr_a: needs --roi and --background".to_owned(),
        ),
        (
            vec![&*a, &*a, "--background", "0,0,4,4"],
            2,
            "error: the following required arguments were not provided: --roi".to_owned(),
        ),
    ] {
        let run = negatoscope(&[&["compare"][..], &arguments].concat());
        assert_eq!((run.code, run.out.as_str()), (code, ""), "{}", run.err);
        assert!(run.err.starts_with(&wanted), "{}", run.err);
    }
}
