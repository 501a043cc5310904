//! Volumes that are not DICOM, archives and stacks of pictures, from the command line.

use std::fs;
use std::io::Write as _;

use super::Folder;
use super::done;
use super::negatoscope;
use super::sample;
use negatoscope::pixels::Image;
use negatoscope::pixels::Samples;

fn exported(arguments: &[&str]) {
    let run = negatoscope(arguments);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
}

#[test]
fn a_volume_exported_and_read_again_renders_to_the_same_bytes() {
    let (folder, ct) = (Folder::new(), sample("chest-ct.dcm"));
    exported(&["export", &ct, "--out", &folder.text("out"), "--as", "nifti"]);
    let name = "out/01-CT-Chest-2-mm-isotropic.nii";
    let nii = folder.text(name);
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(&folder.bytes(name)).expect("packed");
    let gz = folder.text("a.nii.gz");
    fs::write(&gz, packed.finish().expect("packed")).expect("written");
    for plane in ["axial", "coronal", "sagittal"] {
        let mut wanted = None;
        for (n, input) in [&ct, &nii, &gz].into_iter().enumerate() {
            let out = folder.text(&format!("{plane}-{n}.npy"));
            let place = ["--plane", plane, "--slice", "60", "-o", &out];
            done(&[&["render", input.as_str()], &place[..]].concat());
            let bytes = fs::read(&out).expect("written");
            assert_eq!(wanted.get_or_insert(bytes.clone()), &bytes, "{plane} {n}");
        }
    }
    let out = folder.text("whole.npy");
    assert_eq!(done(&["apply", &nii, &out]), "");
    let (found, depth) = folder.stack("whole.npy");
    assert_eq!(
        (found.width(), found.height(), depth),
        (174, 125 * 143, 143)
    );
    let run = negatoscope(&["info", &gz, "--json"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let told: serde_json::Value = serde_json::from_str(&run.out).expect("JSON");
    let series = &told["studies"][0]["series"][0];
    assert_eq!(series["modality"], "NIfTI");
    assert_eq!(series["volume"]["slices"], 143);
    assert_eq!(told["warnings"], serde_json::json!([]));
    let run = negatoscope(&["info", &folder.text("out"), "--headers", "--json"]);
    assert_eq!(run.code, 0, "{}", run.err);
}

#[test]
fn pictures_of_a_folder_become_one_series_on_demand() {
    let folder = Folder::new();
    fs::create_dir(folder.path("set")).expect("made");
    for n in [2_u8, 10, 1] {
        folder.put(
            &format!("set/{n}.png"),
            &Samples::U8(Image::grey(2, 1, vec![n, n])),
        );
    }
    let set = folder.text("set");
    exported(&[
        "export",
        &set,
        "--stack",
        "--out",
        &folder.text("out"),
        "--as",
        "npy",
    ]);
    let name = folder
        .names()
        .into_iter()
        .find(|name| name == "out")
        .expect("a folder");
    let files = fs::read_dir(folder.path(&name)).expect("listed");
    let arrays: Vec<String> = files
        .map(|file| {
            file.expect("a file")
                .file_name()
                .into_string()
                .expect("UTF-8")
        })
        .filter(|name| name.ends_with(".npy"))
        .collect();
    let (stack, depth) = folder.stack(&format!("out/{}", arrays[0]));
    assert_eq!((arrays.len(), depth), (1, 3));
    assert_eq!(
        stack,
        Samples::U8(Image::grey(2, 3, vec![1, 1, 2, 2, 10, 10]))
    );
    let out = folder.text("third.npy");
    done(&["render", &set, "--stack", "--frame", "3", "-o", &out]);
    assert_eq!(
        folder.plane("third.npy"),
        Samples::U8(Image::grey(2, 1, vec![10, 10]))
    );
    let run = negatoscope(&["info", &set, "--json"]);
    let told: serde_json::Value = serde_json::from_str(&run.out).expect("JSON");
    assert_eq!(
        told["studies"][0]["series"].as_array().map(Vec::len),
        Some(3)
    );
}

#[test]
fn files_of_several_volumes_are_not_one_picture() {
    let folder = Folder::new();
    let text = "NRRD0004\ntype: uchar\ndimension: 4\nsizes: 2 2 1 3\nencoding: raw\n\n............";
    let input = folder.text("a.nrrd");
    fs::write(&input, text).expect("written");
    let run = negatoscope(&["apply", &input, &folder.text("out.npy")]);
    assert_eq!(run.code, 1);
    assert!(
        run.err
            .ends_with("a.nrrd: sizes: 2 x 2 x 1 x 3, must be one volume\n"),
        "{}",
        run.err
    );
    let run = negatoscope(&["info", &input]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.out.contains("time 2 of 3"), "{}", run.out);
}
