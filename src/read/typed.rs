//! Paths as a person types them: quoted, beginning with `~`, half finished.

use std::collections::HashSet;
use std::fs;
use std::path::MAIN_SEPARATOR;
use std::path::Path;
use std::path::PathBuf;

/// Most paths that complete a typed one.
const MOST: usize = 200;

/// The paths in `text`, one in each line: without quotes and spaces around them, `~` as the home folder,
/// `file://` left out.
///
/// ```
/// use negatoscope::read::typed_paths;
/// let paths = typed_paths("\"/data/chest ct\"\n\n  /data/xray.dcm ");
/// assert_eq!(paths, ["/data/chest ct", "/data/xray.dcm"].map(std::path::PathBuf::from));
/// ```
pub fn typed_paths(text: &str) -> Vec<PathBuf> {
    text.lines()
        .map(unquoted)
        .filter(|line| !line.is_empty())
        .map(|line| at_home(line.strip_prefix("file://").unwrap_or(line)))
        .collect()
}

fn unquoted(line: &str) -> &str {
    let line = line.trim();
    for quote in ['"', '\''] {
        if let Some(inner) = line
            .strip_prefix(quote)
            .map(|rest| rest.strip_suffix(quote).unwrap_or(rest))
        {
            return inner;
        }
    }
    line
}

fn at_home(path: &str) -> PathBuf {
    let rest = match path.strip_prefix('~') {
        Some("") => Some(""),
        Some(rest) => rest.strip_prefix(['/', MAIN_SEPARATOR]),
        None => None,
    };
    match (rest, std::env::home_dir()) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => PathBuf::from(path),
    }
}

/// Paths of files and folders that begin as `typed` does, in order; folders end in a separator. Hidden ones come
/// only where a dot is typed.
pub fn completions(typed: &str) -> Vec<String> {
    let typed = unquoted(typed);
    let cut = typed.rfind(['/', MAIN_SEPARATOR]).map_or(0, |at| at + 1);
    let (folder, begin) = typed.split_at(cut);
    let listed = if folder.is_empty() {
        PathBuf::from(".")
    } else {
        at_home(folder)
    };
    let Ok(entries) = fs::read_dir(&listed) else {
        return Vec::new();
    };
    let mut paths: Vec<String> = entries
        .filter_map(Result::ok)
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let hidden = name.starts_with('.') && !begin.starts_with('.');
            if hidden || !name.starts_with(begin) {
                return None;
            }
            let end = if entry.path().is_dir() {
                MAIN_SEPARATOR.to_string()
            } else {
                String::new()
            };
            Some(format!("{folder}{name}{end}"))
        })
        .collect();
    // By name alone: the separator of a folder comes after a hyphen.
    paths.sort_by(|a, b| {
        a.trim_end_matches(MAIN_SEPARATOR)
            .cmp(b.trim_end_matches(MAIN_SEPARATOR))
    });
    paths.truncate(MOST);
    paths
}

/// Those of `paths` that are not there.
pub fn missing(paths: Vec<PathBuf>) -> HashSet<PathBuf> {
    let gone = |path: &PathBuf| !Path::exists(path);
    paths.into_iter().filter(gone).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_and_home_are_understood() {
        assert_eq!(typed_paths("'/a b'"), [PathBuf::from("/a b")]);
        assert_eq!(typed_paths("file:///a"), [PathBuf::from("/a")]);
        if let Some(home) = std::env::home_dir() {
            assert_eq!(typed_paths("~/scan"), [home.join("scan")]);
            assert_eq!(typed_paths("~"), [home]);
        }
        assert_eq!(typed_paths("~other/x"), [PathBuf::from("~other/x")]);
    }

    #[test]
    fn typed_paths_are_completed() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["chest", "chest-2", "knee", ".hidden"] {
            fs::create_dir(folder.path().join(name)).expect("made");
        }
        let base = format!("{}/", folder.path().display());
        let found = completions(&format!("{base}ch"));
        assert_eq!(found.len(), 2);
        assert_eq!(found[0], format!("{base}chest{MAIN_SEPARATOR}"));
        assert_eq!(completions(&base).len(), 3);
        assert_eq!(completions(&format!("{base}.h")).len(), 1);
    }

    #[test]
    fn what_is_gone_is_found_out() {
        let gone = PathBuf::from("/no/such/place");
        assert_eq!(
            missing(vec![gone.clone(), PathBuf::from(".")]),
            [gone].into()
        );
    }
}
