//! `recipe`, help and version.

use super::negatoscope;
use negatoscope::recipe::FilterKind;
use negatoscope::recipe::Recipe;
use serde_json::Value;

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
