//! `recipe python`: scripts that give the same samples as `apply` and `render`.
//!
//! They are run where `NEGATOSCOPE_PYTHON` names an interpreter that has NumPy and OpenCV.

use std::fs;
use std::process::Command;

use negatoscope::pixels::Image;
use negatoscope::pixels::Samples;

use super::Folder;
use super::Run;
use super::done;
use super::negatoscope;
use super::sample;

/// Runs a script; `None`, with a printed reason, where there is no Python to run it.
fn run_script(folder: &Folder, script: &str, input: &str, output: &str) -> Option<Run> {
    let Some(python) = std::env::var_os("NEGATOSCOPE_PYTHON") else {
        println!("skipped: NEGATOSCOPE_PYTHON names no Python with NumPy and OpenCV");
        return None;
    };
    fs::write(folder.path("script.py"), script).expect("written");
    let paths = ["script.py", input, output].map(|name| folder.path(name));
    let output = Command::new(python).args(paths).output();
    let output = output.expect("Python starts");
    Some(Run {
        code: output.status.code().expect("it ends by itself"),
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
    })
}

fn script(arguments: &[&str]) -> String {
    let run = negatoscope(&[&["recipe", "python"][..], arguments].concat());
    assert_eq!(run.code, 0, "{}", run.err);
    run.out
}

fn shipped() -> Vec<String> {
    let run = negatoscope(&["recipe", "list"]);
    let names = run
        .out
        .lines()
        .filter_map(|line| line.split_whitespace().next());
    names.map(str::to_owned).collect()
}

/// A picture of each depth with flat parts, edges and noise; sides that tiles do not divide.
fn pictures() -> [(&'static str, Samples); 3] {
    let (width, height) = (83, 61);
    let numbers: Vec<u32> = (0..width * height)
        .map(|i| {
            let (x, y) = ((i % width) as u32, (i / width) as u32);
            let noise = (i as u32).wrapping_mul(2_654_435_761) >> 22;
            match (x < 20, y > 40) {
                (true, _) => 30,
                (_, true) => 900 + noise / 8,
                _ => x * 37 + noise,
            }
        })
        .collect();
    let image = |f: fn(u32) -> f64| -> Vec<f64> { numbers.iter().map(|&v| f(v)).collect() };
    let eight = image(|v| f64::from(v / 17)).into_iter().map(|v| v as u8);
    let sixteen = image(|v| f64::from(v * 15)).into_iter().map(|v| v as u16);
    let values = image(|v| f64::from(v) - 1024.0)
        .into_iter()
        .map(|v| v as i16);
    [
        (
            "u8",
            Samples::U8(Image::grey(width, height, eight.collect())),
        ),
        (
            "u16",
            Samples::U16(Image::grey(width, height, sixteen.collect())),
        ),
        (
            "i16",
            Samples::I16(Image::grey(width, height, values.collect())),
        ),
    ]
}

/// A folder with all pictures as arrays.
fn with_pictures() -> Folder {
    let folder = Folder::new();
    for (name, samples) in pictures() {
        folder.put(&format!("{name}.npy"), &samples);
    }
    folder
}

/// Holds the script of `recipe` to `apply` on the picture `name`; false where Python is missing.
fn same_as_apply(folder: &Folder, recipe: &str, name: &str) -> bool {
    let input = folder.text(&format!("{name}.npy"));
    let output = folder.text("applied.npy");
    let said = done(&["apply", &input, &output, "--recipe", recipe, "--force"]);
    let text = script(&[recipe]);
    let Some(run) = run_script(folder, &text, &format!("{name}.npy"), "scripted.npy") else {
        return false;
    };
    if said.contains("is put in") && !text.contains("auto=file") {
        // The script is for pictures that need no window before the first step, and says so.
        assert_eq!(run.code, 1, "{recipe} on {name}\n{text}");
        assert!(run.err.contains("put a window before it"), "{}", run.err);
        return true;
    }
    assert_eq!(run.code, 0, "{recipe} on {name}: {}\n{text}", run.err);
    let (found, wanted) = (folder.plane("scripted.npy"), folder.plane("applied.npy"));
    assert!(found == wanted, "{recipe} on {name} differs\n{text}");
    true
}

#[test]
fn shipped_recipes_as_scripts_give_the_same_samples() {
    let folder = with_pictures();
    let (refused, scripted): (Vec<String>, Vec<String>) = shipped()
        .into_iter()
        .partition(|recipe| script(&[recipe]).contains("Not reproducible"));
    // A depth and a mask that no library knows.
    assert_eq!(refused, ["mammogram-clahe", "retina-clahe"]);
    for recipe in scripted {
        for (name, _) in pictures() {
            if !same_as_apply(&folder, &recipe, name) {
                return;
            }
        }
    }
}

#[test]
fn each_step_that_a_library_knows_gives_the_same_samples() {
    let folder = with_pictures();
    for step in [
        "filter = \"window\"\ncenter = 40\nwidth = 400\nfunction = \"sigmoid\"",
        "filter = \"window\"\ncenter = 400.5\nwidth = 1700\nfunction = \"linear_exact\"\ndepth = \"16\"",
        "filter = \"window\"\nauto = \"minmax\"",
        "filter = \"range\"\nlow = -100\nhigh = 3000.5",
        "filter = \"stretch\"\nlow = 2\nhigh = 97.5",
        "filter = \"stretch\"\nvariant = \"pillow\"\nlow = 1\nhigh = 99.9",
        "filter = \"stretch\"\nvariant = \"torchvision\"\ndepth = \"16\"",
        "filter = \"brightness\"\namount = 12.5",
        "filter = \"contrast\"\namount = 33",
        "filter = \"gamma\"\ngamma = 0.45",
        "filter = \"log\"\ngain = 0.9",
        "filter = \"sigmoid\"\ngain = 7\ncutoff = 0.4",
        "filter = \"invert\"",
        "filter = \"heq\"",
        "filter = \"heq\"\nvariant = \"pillow\"",
        "filter = \"heq\"\nvariant = \"torchvision\"",
        "filter = \"heq\"\nvariant = \"imagej\"",
        "filter = \"heq\"\nvariant = \"cdf\"\nbins = 65536",
        "filter = \"ahe\"\nvariant = \"tiles\"\ntiles = \"3x5\"",
        "filter = \"ahe\"\nradius = 9\nmode = \"le\"",
        "filter = \"ahe\"\nradius = 70\nborder = \"mirror\"\nmode = \"lt\"",
        "filter = \"clahe\"\nclip_limit = 3.5\ntiles = \"5x4\"",
        "filter = \"clahe\"\nclip_limit = 40\ntiles = \"2x2\"\nbit_shift = 4",
        "filter = \"nclahe\"",
        "filter = \"nclahe\"\nnorm = \"equalize\"",
        "filter = \"nclahe\"\nnorm = \"minmax\"\ntiles = \"4x4\"",
        "filter = \"nclahe\"\nnorm = \"gamma\"\ngamma = 0.7",
        "filter = \"median\"\nsize = 5",
        "filter = \"heq\"\nstrength = 60",
    ] {
        let recipe = folder.text("recipe.toml");
        fs::write(&recipe, format!("format = 1\n[[step]]\n{step}\n")).expect("written");
        for (name, _) in pictures() {
            if !same_as_apply(&folder, &recipe, name) {
                return;
            }
        }
    }
}

#[test]
fn a_script_made_with_a_slice_knows_its_window_and_its_checksum() {
    let folder = Folder::new();
    for (recipe, file, extra) in [
        ("radiograph-clahe", "chest-radiograph.dcm", &[][..]),
        (
            "ct-lung-clahe",
            "chest-ct.dcm",
            &["--plane", "coronal", "--slice", "60"][..],
        ),
        ("radiograph-nclahe", "chest-ct.dcm", &["--slice", "30"][..]),
    ] {
        let path = sample(file);
        let text = script(&[&[recipe, path.as_str()][..], extra].concat());
        assert!(!text.contains("percentiles("), "its window is written down");
        let values = folder.text("values.npy");
        let render = ["render", &path, "-o", &values, "--force"];
        done(&[&render[..], extra].concat());
        let Some(run) = run_script(&folder, &text, "values.npy", "out.png") else {
            return;
        };
        assert_eq!(run.code, 0, "{}", run.err);
        assert!(text.contains(run.out.trim()), "{}", run.out);
        let wanted = folder.text("wanted.png");
        let render = [
            "render", &path, "--recipe", recipe, "-o", &wanted, "--force",
        ];
        done(&[&render[..], extra].concat());
        assert_eq!(folder.plane("out.png"), folder.plane("wanted.png"));
        // Other values are told from these.
        let other = text
            .replace("x = clahe(", "x = 255 - clahe(")
            .replace("x = nclahe(", "x = 255 - nclahe(");
        let Some(run) = run_script(&folder, &other, "values.npy", "other.png") else {
            return;
        };
        assert_eq!(run.code, 1);
        assert!(
            run.err.contains("error: Negatoscope came to "),
            "{}",
            run.err
        );
    }
}

#[test]
fn colour_is_worked_on_channel_by_channel_or_refused() {
    let folder = Folder::new();
    let rgb = (0..40 * 30 * 3).map(|i| (i * 29 % 251) as u8);
    let input = folder.put(
        "rgb.npy",
        &Samples::U8(Image::new(40, 30, 3, rgb.collect())),
    );
    let recipe = folder.text("recipe.toml");
    let steps = "format = 1\n[[step]]\nfilter = \"clahe\"\ncolour = \"COLOUR\"\n";
    for (colour, code) in [("channel", 0), ("lab", 1)] {
        fs::write(&recipe, steps.replace("COLOUR", colour)).expect("written");
        done(&[
            "apply",
            &input,
            &folder.text("applied.npy"),
            "--recipe",
            &recipe,
            "--force",
        ]);
        let text = script(&[&recipe]);
        let Some(run) = run_script(&folder, &text, "rgb.npy", "scripted.npy") else {
            return;
        };
        assert_eq!(run.code, code, "{}", run.err);
        if code == 0 {
            assert_eq!(folder.plane("scripted.npy"), folder.plane("applied.npy"));
        } else {
            assert!(run.err.contains("wanted one grey picture"), "{}", run.err);
        }
    }
}

#[test]
fn what_no_library_computes_is_said_and_ends_the_script() {
    let folder = Folder::new();
    let recipe = folder.text("recipe.toml");
    let steps =
        "format = 1\nname = \"it's \\\"\\\"\\\" \\u001b[31m\"\n[[step]]\nfilter = \"unsharp\"\n";
    fs::write(&recipe, steps).expect("written");
    let text = script(&[&recipe]);
    assert!(text.contains("\n# it's \"\"\" \\u{1b}[31m\n"), "{text}");
    assert!(text.contains("    # step 1: unsharp:"), "{text}");
    folder.put("in.npy", &pictures()[0].1);
    if let Some(run) = run_script(&folder, &text, "in.npy", "out.npy") {
        assert_eq!(run.code, 1);
        assert!(
            run.err.contains("step 1 is not reproducible here"),
            "{}",
            run.err
        );
        assert!(!folder.path("out.npy").exists());
    }
}
