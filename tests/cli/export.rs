//! `export`: each slice as `render` would write it, or one array.

use std::fs;

use negatoscope::pixels::Samples;
use negatoscope::recipe::Recipe;

use super::Folder;
use super::ct_values;
use super::done;
use super::grey;
use super::negatoscope;
use super::sample;

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
    assert!(
        run.out.ends_with(": 144 files\n"),
        "143 slices and the recipe: {}",
        run.out
    );
    let name = run.out.rsplit_once(": ").expect("a folder").0.to_owned();
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
    let again = negatoscope(&[&["export", &ct, "--out", &out][..], &steps].concat());
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
