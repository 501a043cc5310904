//! The only way in which a file outside the configuration folder comes to be.
//!
//! The content goes to a new file beside the wanted one and takes its name when it is whole and on
//! the disk: an error, a full disk or a crash leaves the old file or none, never half a one.

use std::ffi::OsStr;
use std::ffi::OsString;
use std::fs;
use std::fs::File;
use std::fs::Metadata;
use std::fs::OpenOptions;
use std::io;
use std::io::BufWriter;
use std::io::ErrorKind;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;

use super::WriteError;

/// What may be replaced.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'a> {
    /// An existing file may be replaced, unless it is an input.
    pub force: bool,
    /// Files and folders that were read. Neither they nor what lies in the folders is ever replaced.
    pub inputs: &'a [PathBuf],
}

/// Creates `path` with what `write` writes; no half file and no temporary one remains.
///
/// # Errors
/// When [`check`] refuses, when `write` fails, or when the system does.
pub fn create_new(
    path: &Path,
    options: &Options<'_>,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), WriteError> {
    check(path, options)?;
    let failed = |source: io::Error| WriteError::Io {
        path: path.to_owned(),
        source,
    };
    let (file, part) = Part::beside(path).map_err(failed)?;
    let mut out = BufWriter::new(file);
    write(&mut out).map_err(failed)?;
    let file = out.into_inner().map_err(|error| failed(error.into()))?;
    file.sync_all().map_err(failed)?;
    drop(file);
    if options.force {
        fs::rename(&part.0, path).map_err(failed)
    } else {
        rename_to_new(&part.0, path)
    }
}

/// Whether `path` may be created: it is no folder, no input, and new unless it may be replaced.
///
/// # Errors
/// Otherwise, with the reason.
pub fn check(path: &Path, options: &Options<'_>) -> Result<(), WriteError> {
    if path.file_name().is_none() {
        return Err(WriteError::Folder(path.to_owned()));
    }
    // A link counts as a file of its own: it is there even where it leads nowhere.
    let Ok(own) = fs::symlink_metadata(path) else {
        return match fs::metadata(folder_of(path)) {
            Ok(folder) if folder.is_dir() => Ok(()),
            _ => Err(WriteError::Io {
                path: path.to_owned(),
                source: io::Error::new(ErrorKind::NotFound, "its folder does not exist"),
            }),
        };
    };
    let target = fs::metadata(path).unwrap_or(own);
    if target.is_dir() {
        return Err(WriteError::Folder(path.to_owned()));
    }
    if options
        .inputs
        .iter()
        .any(|input| is_among(path, &target, input))
    {
        return Err(WriteError::Input(path.to_owned()));
    }
    if options.force {
        Ok(())
    } else {
        Err(WriteError::Exists(path.to_owned()))
    }
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Whether the existing file `path` is `input` under any name, or lies in that folder.
fn is_among(path: &Path, target: &Metadata, input: &Path) -> bool {
    let Ok(metadata) = fs::metadata(input) else {
        return false;
    };
    if same_file(target, &metadata) {
        return true;
    }
    match (fs::canonicalize(path), fs::canonicalize(input)) {
        (Ok(path), Ok(input)) => path.starts_with(input),
        _ => false,
    }
}

/// Hard links are the same file under names that no path tells.
#[cfg(unix)]
fn same_file(a: &Metadata, b: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (a.dev(), a.ino()) == (b.dev(), b.ino())
}

#[cfg(not(unix))]
fn same_file(_: &Metadata, _: &Metadata) -> bool {
    false
}

/// A file that is not whole yet; removed when dropped, unless it was renamed.
struct Part(PathBuf);

impl Part {
    /// Names tried before giving up: others may be writing to the same place.
    const TRIES: u32 = 100;

    fn beside(path: &Path) -> io::Result<(File, Self)> {
        let name = path.file_name().unwrap_or(OsStr::new("output"));
        let mut refused = io::Error::from(ErrorKind::AlreadyExists);
        for attempt in 0..Self::TRIES {
            let mut part = OsString::from(".");
            part.push(name);
            part.push(format!(".{}-{attempt}.part", std::process::id()));
            let part = folder_of(path).join(part);
            match OpenOptions::new().write(true).create_new(true).open(&part) {
                Ok(file) => return Ok((file, Self(part))),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => refused = error,
                Err(error) => return Err(error),
            }
        }
        Err(refused)
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // After the renaming there is nothing left to remove.
        let _ = fs::remove_file(&self.0);
    }
}

/// Gives `part` the name `path`, which nobody may have taken since it was checked: a link refuses
/// that, a renaming does not.
fn rename_to_new(part: &Path, path: &Path) -> Result<(), WriteError> {
    match fs::hard_link(part, path) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            Err(WriteError::Exists(path.to_owned()))
        }
        // File systems without hard links.
        Err(_) => fs::rename(part, path).map_err(|source| WriteError::Io {
            path: path.to_owned(),
            source,
        }),
    }
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "files that were there before")]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    fn put(bytes: &'static [u8]) -> impl FnOnce(&mut dyn Write) -> io::Result<()> {
        move |out| out.write_all(bytes)
    }

    #[test]
    fn a_file_is_replaced_only_by_force_and_an_input_never() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.bin");
        create_new(&path, &Options::default(), put(b"one")).unwrap();
        let again = create_new(&path, &Options::default(), put(b"two"));
        assert!(matches!(again, Err(WriteError::Exists(_))));
        let force = Options {
            force: true,
            inputs: &[],
        };
        create_new(&path, &force, put(b"two")).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        for inputs in [vec![path.clone()], vec![folder.path().to_owned()]] {
            let force = Options {
                force: true,
                inputs: &inputs,
            };
            let refused = create_new(&path, &force, put(b"three"));
            assert!(matches!(refused, Err(WriteError::Input(_))));
            // A new file beside inputs is no input.
            let beside = folder.path().join("beside.bin");
            create_new(&beside, &force, put(b"new")).unwrap();
            fs::remove_file(beside).unwrap();
        }
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(names(folder.path()), ["out.bin"]);
    }

    #[cfg(unix)]
    #[test]
    fn links_to_an_input_are_seen() {
        let folder = tempfile::tempdir().unwrap();
        let input = folder.path().join("input.dcm");
        fs::write(&input, b"stored").unwrap();
        let (soft, hard) = (folder.path().join("soft"), folder.path().join("hard"));
        std::os::unix::fs::symlink("input.dcm", &soft).unwrap();
        fs::hard_link(&input, &hard).unwrap();
        let inputs = [input.clone()];
        let force = Options {
            force: true,
            inputs: &inputs,
        };
        for path in [&soft, &hard] {
            let refused = create_new(path, &force, put(b"new"));
            assert!(matches!(refused, Err(WriteError::Input(_))), "{path:?}");
        }
        assert_eq!(fs::read(&input).unwrap(), b"stored");
    }

    #[test]
    fn a_failure_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.bin");
        let failed = create_new(&path, &Options::default(), |out| {
            out.write_all(b"half")?;
            Err(io::Error::other("no more"))
        });
        assert_eq!(failed.unwrap_err().to_string(), "no more");
        assert!(names(folder.path()).is_empty());
        let nowhere = folder.path().join("not/there.bin");
        let failed = create_new(&nowhere, &Options::default(), put(b"x"));
        assert_eq!(failed.unwrap_err().to_string(), "its folder does not exist");
        let failed = create_new(folder.path(), &Options::default(), put(b"x"));
        assert!(matches!(failed, Err(WriteError::Folder(_))));
    }

    #[test]
    fn who_comes_first_keeps_the_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.bin");
        let late = create_new(&path, &Options::default(), |out| {
            fs::write(&path, b"first")?;
            out.write_all(b"late")
        });
        assert!(matches!(late, Err(WriteError::Exists(_))));
        assert_eq!(fs::read(&path).unwrap(), b"first");
        assert_eq!(names(folder.path()), ["out.bin"]);
    }
}
