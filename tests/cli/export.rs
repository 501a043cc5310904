//! `export`: each slice as `render` would write it, or one array.

use std::fs;
use std::process::Command;
use std::process::Stdio;
use std::thread::sleep;
use std::time::Duration;

use negatoscope::pipeline;
use negatoscope::pipeline::Prepared;
use negatoscope::pixels::Samples;
use negatoscope::recipe::Recipe;
use negatoscope::study::Plane;

use super::Folder;
use super::ct_values;
use super::done;
use super::grey;
use super::negatoscope;
use super::sample;
use super::series_of;

#[test]
fn each_slice_is_what_render_writes() {
    let (folder, ct) = (Folder::new(), sample("chest-ct.dcm"));
    let steps = [
        "--filter",
        "window:center=-600,width=1500",
        "--filter",
        "clahe",
    ];
    let out = folder.text("new/out");
    let run = negatoscope(&[&["export", &ct, "--out", &out][..], &steps].concat());
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let (first, rest) = run.out.split_once('\n').expect("lines");
    let name = first
        .strip_suffix(": 144 files")
        .expect("143 slices and the recipe");
    let lines: Vec<&str> = rest.lines().collect();
    assert_eq!(
        lines[0],
        "  143 slices of 174 x 125 pixels: values -1024 to 3071, then grey 8 41 to 255 (u8)"
    );
    let numbers = |line: &str| -> Vec<f64> {
        let words = line.split_whitespace().rev().take(3);
        words.map(|word| word.parse().expect(line)).collect()
    };
    // Least, median and most of the slices, read from the right.
    for (line, name) in lines[2..]
        .iter()
        .zip(["mean before", "mean after", "entropy before"])
    {
        let numbers = numbers(line);
        assert!(line.trim_start().starts_with(name), "{line}");
        assert!(numbers[0] > numbers[1] && numbers[1] > numbers[2], "{line}");
    }
    assert_eq!(lines.len(), 7, "{rest}");
    assert!(name.ends_with("01-CT-Chest-2-mm-isotropic"), "{name}");
    for slice in ["1", "72", "143"] {
        let alone = folder.text("alone.png");
        let choice = [
            "render", &ct, "--plane", "acquired", "--slice", slice, "--force", "-o", &alone,
        ];
        done(&[&choice[..], &steps].concat());
        let exported = fs::read(format!("{name}/{slice:0>4}.png")).expect("a slice");
        assert_eq!(exported, folder.bytes("alone.png"), "slice {slice}");
    }
    let text = fs::read_to_string(format!("{name}.toml")).expect("the recipe");
    let recipe = Recipe::parse(&text).expect("it is right");
    assert_eq!(
        recipe.summary(),
        "window:center=-600,width=1500 · clahe:clip_limit=2,tiles=8x8"
    );
    // Where one file is in the way none is written.
    fs::remove_file(format!("{name}/0143.png")).expect("removed");
    let again = negatoscope(&[&["export", &ct, "--out", &out][..], &steps].concat());
    assert!(!fs::exists(format!("{name}/0143.png")).expect("known"));
    assert_eq!(again.code, 1);
    assert!(
        again.err.contains("0001.png: output: exists already"),
        "{}",
        again.err
    );
}

#[test]
fn an_array_holds_the_values_of_all_slices() {
    let (folder, ct) = (Folder::new(), sample("chest-ct.dcm"));
    let out = folder.text("out");
    let run = negatoscope(&["export", &ct, "--out", &out, "--as", "npy"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let (stack, depth) = folder.stack("out/01-CT-Chest-2-mm-isotropic.npy");
    assert_eq!(
        (stack.width(), stack.height(), depth),
        (174, 125 * 143, 143)
    );
    let Samples::I16(stack) = stack else {
        panic!("Hounsfield units are whole numbers");
    };
    let extremes = (stack.data().iter().min(), stack.data().iter().max());
    assert_eq!(extremes, (Some(&-1024), Some(&3071)));
}

#[test]
fn plain_pictures_go_in_too_and_one_failure_leaves_the_others() {
    let folder = Folder::new();
    fs::create_dir(folder.path("in")).expect("a folder");
    folder.put("in/a.png", &grey());
    folder.put("in/b.npy", &ct_values());
    let out = folder.text("out");
    let arguments = [
        "export",
        &folder.text("in"),
        "--out",
        &out,
        "--as",
        "tiff32",
    ];
    assert_eq!(negatoscope(&arguments).code, 0);
    let first = fs::read_dir(folder.path("out")).expect("the folder");
    let mut folders: Vec<_> = first
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    assert_eq!(folders.len(), 2);
    assert!(folders[0].join("0001.tif").exists());
    fs::remove_file(folders[1].join("0001.tif")).expect("removed");
    fs::remove_file(folders[1].with_extension("toml")).expect("removed");
    let run = negatoscope(&arguments);
    assert_eq!(run.code, 1);
    assert_eq!(
        run.err
            .lines()
            .filter(|line| line.starts_with("error: "))
            .count(),
        1
    );
    assert!(
        folders[1].join("0001.tif").exists(),
        "the second series is written"
    );
    let sixteen = negatoscope(&[
        "export",
        &folder.text("in/a.png"),
        "--out",
        &out,
        "--as",
        "png16",
    ]);
    assert_eq!(sixteen.code, 2);
    assert!(
        sixteen.err.contains("depth: 16 bits are wanted"),
        "{}",
        sixteen.err
    );
}

#[test]
fn a_nifti_file_has_the_voxels_and_their_place() {
    let (folder, ct) = (Folder::new(), sample("chest-ct.dcm"));
    let out = folder.text("out");
    let run = negatoscope(&["export", &ct, "--out", &out, "--as", "nifti"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let bytes = folder.bytes("out/01-CT-Chest-2-mm-isotropic.nii");
    let short = |at: usize| i16::from_le_bytes([bytes[at], bytes[at + 1]]);
    let real = |at: usize| f32::from_le_bytes(bytes[at..at + 4].try_into().expect("four"));
    assert_eq!([40, 42, 44, 46].map(short), [3, 174, 125, 143]);
    assert_eq!((short(70), short(252), short(254)), (4, 1, 1));
    assert_eq!([80, 84, 88].map(real), [2.0, 2.0, 2.0]);
    let series = series_of(&ct);
    let geometry = series.header.geometry.as_ref().expect("a volume");
    // The matrix leads each voxel to the place that DICOM gives it, x and y with the sign changed.
    for voxel in [[0.0, 0.0, 0.0], [173.0, 0.0, 0.0], [5.0, 124.0, 142.0]] {
        let place = geometry.point(voxel);
        let wanted = [-place[0], -place[1], place[2]];
        for (row, wanted) in wanted.into_iter().enumerate() {
            let number = |column: usize| f64::from(real(280 + 16 * row + 4 * column));
            let found: f64 = (0..3).map(|n| number(n) * voxel[n]).sum::<f64>() + number(3);
            assert!(
                (found - wanted).abs() < 1e-3,
                "{voxel:?}: {found}, wanted {wanted}"
            );
        }
    }
    let slice = series.slice(Plane::Acquired, 70);
    let values = &bytes[352 + 70 * 174 * 125 * 2..][..174 * 125 * 2];
    let wanted = pipeline::process(slice, &Recipe::default(), &Prepared::default(), &|| true);
    let Samples::I16(wanted) = wanted.expect("no step").result else {
        panic!("Hounsfield units are whole numbers");
    };
    let wanted: Vec<u8> = wanted.data().iter().flat_map(|v| v.to_le_bytes()).collect();
    assert_eq!(values, wanted);
    assert_eq!(bytes.len(), 352 + 174 * 125 * 143 * 2);
}

#[cfg(unix)]
#[test]
fn an_interrupt_leaves_whole_files_only() {
    let (folder, ct) = (Folder::new(), sample("chest-ct.dcm"));
    let slow = "ahe:variant=exact,radius=100";
    let out = folder.text("out");
    let mut child = Command::new(env!("CARGO_BIN_EXE_negatoscope"))
        .args(["export", &ct, "--out", &out, "--filter", slow])
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("the binary starts");
    let own = folder.path("out/01-CT-Chest-2-mm-isotropic");
    let names = || -> Vec<String> {
        let entries = fs::read_dir(&own).into_iter().flatten();
        let names = entries.map(|entry| entry.expect("an entry").file_name());
        names
            .map(|name| name.into_string().expect("UTF-8"))
            .collect()
    };
    while !names().iter().any(|name| !name.starts_with('.')) {
        assert!(
            child.try_wait().expect("known").is_none(),
            "it ended by itself"
        );
        sleep(Duration::from_millis(5));
    }
    let interrupt = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(interrupt.expect("kill runs").success());
    let ended = child.wait_with_output().expect("it ends");
    let said = String::from_utf8(ended.stderr).expect("UTF-8");
    assert_eq!(ended.status.code(), Some(1), "{said}");
    assert!(said.contains("stopped after "), "{said}");
    assert!(names().len() < 143);
    for name in names() {
        let (width, height) = image::image_dimensions(own.join(&name)).expect(&name);
        assert_eq!((width, height), (174, 125), "{name}");
        image::open(own.join(&name)).expect("a whole file");
    }
    assert!(!folder.path("out/01-CT-Chest-2-mm-isotropic.toml").exists());
}
