//! What is refused: wrong use, broken recipes, files that are not there or must not be written.

use std::fs;

use super::Folder;
use super::done;
use super::grey;
use super::negatoscope;
use negatoscope::pixels::Samples;

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
        (vec!["apply".to_owned(), input.clone(), out.clone(), "--depth".to_owned(), "16".to_owned()], format!("error: {input}: depth: 16 bits are wanted, the steps end in grey 8")),
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
