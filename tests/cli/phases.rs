//! Series of several phases: listed as one, rendered and exported phase by phase.

use std::fs;

use super::Folder;
use super::done;
use super::negatoscope;
use crate::support::dicom::Dicom;
use negatoscope::pixels::Samples;
use serde_json::Value;
use serde_json::json;

/// Two b-values of three slices; the second has 1000 more.
fn diffusion() -> Folder {
    let folder = Folder::new();
    fs::create_dir(folder.path("in")).expect("created");
    for phase in 0..2_u16 {
        for k in 0..3_u16 {
            let file = Dicom::ct(k + 10 * phase, 3.0 * f64::from(k));
            let file = file.text(0x0020, 0x0012, "IS", &(phase + 1).to_string());
            let name = folder.path("in").join(format!("{phase}{k}"));
            fs::write(name, file.bytes()).expect("written");
        }
    }
    folder
}

fn first_value(samples: &Samples) -> f64 {
    samples.value(0, 0, 0)
}

#[test]
fn info_lists_phases_of_one_series() {
    let folder = diffusion();
    let run = negatoscope(&["info", "--json", &folder.text("in")]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let told: Value = serde_json::from_str(&run.out).expect("JSON");
    let all = told["studies"][0]["series"].as_array().expect("series");
    assert_eq!(all.len(), 1);
    let phases = json!({ "kind": "acquisition", "unit": "", "values": ["1", "2"] });
    assert_eq!(all[0]["phases"], phases);
    assert_eq!(
        (&all[0]["frames"], &all[0]["volume"]["slices"]),
        (&json!(6), &json!(3))
    );
    assert_eq!(all[0]["value_range"], json!([-24.0, 1199.0]));
    assert_eq!(all[0]["volume"]["gaps"], json!([]));
    let text = negatoscope(&["info", &folder.text("in")]).out;
    assert!(text.contains("4 x 3 x 3 slices x 2 phases"), "{text}");
    assert!(text.contains("phases by acquisition: 1, 2"), "{text}");
}

#[test]
fn render_and_export_take_a_phase() {
    let folder = diffusion();
    let input = folder.text("in");
    let of_phase = |phase: &[&str], name: &str| {
        let out = folder.text(name);
        let arguments = [&["render", &input, "--slice", "2", "-o", &out][..], phase].concat();
        done(&arguments);
        first_value(&folder.plane(name))
    };
    assert_eq!(of_phase(&[], "a.npy"), 76.0);
    assert_eq!(of_phase(&["--phase", "1"], "b.npy"), 76.0);
    assert_eq!(of_phase(&["--phase", "2"], "c.npy"), 1076.0);
    let refused = negatoscope(&[
        "render",
        &input,
        "--phase",
        "3",
        "-o",
        &folder.text("d.npy"),
    ]);
    assert_eq!(refused.code, 1);
    assert!(
        refused.err.contains("--phase: 3, wanted 1 to 2"),
        "{}",
        refused.err
    );
    let out = folder.text("out");
    let run = negatoscope(&[
        "export", &input, "--out", &out, "--as", "npy", "--phase", "2",
    ]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let (samples, slices) = folder.stack("out/01-CT.npy");
    assert_eq!((first_value(&samples), slices), (976.0, 3));
    let run = negatoscope(&["export", &input, "--out", &out, "--as", "npy", "--force"]);
    assert_eq!(run.code, 0);
    assert!(
        run.err.contains("acquisition 1, the first of 2"),
        "{}",
        run.err
    );
    assert_eq!(first_value(&folder.stack("out/01-CT.npy").0), -24.0);
}
