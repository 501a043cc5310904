//! Where bytes come from: files and folders, or files built into the program. Above this, nothing
//! knows a path.

use std::collections::HashMap;
use std::collections::HashSet;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::io::Cursor;
use std::path::Path;
use std::path::PathBuf;

use super::dicom;
use super::input::Input;
use super::input::ReadSeek;
use crate::problem::Effect;
use crate::problem::Problem;
use crate::problem::Severity;

/// One file of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its name as problems give it: the path as named, or below the folder that was named.
    pub name: String,
    /// The folder it lies in, as text.
    pub folder: String,
    /// It was named by itself and not found in a folder: whoever named it wants to know if it
    /// cannot be opened.
    pub named: bool,
}

/// Files with names and bytes.
pub trait Source: Send + Sync {
    /// The files; what cannot be listed goes to `problem`.
    fn entries(&self, problem: &mut dyn FnMut(Problem)) -> Vec<Entry>;

    /// Access to the bytes of entry `at`, and how many there are.
    ///
    /// # Errors
    /// When the file cannot be opened any more.
    fn open(&self, at: usize) -> io::Result<(Box<dyn ReadSeek>, u64)>;

    /// The same for the file called `name` (a plain name) in the folder of entry `at`; `None` where there
    /// is none, or where the source knows no folders.
    ///
    /// # Errors
    /// When it is no ordinary file of that folder or cannot be opened.
    fn beside(&self, at: usize, name: &str) -> io::Result<Option<(Box<dyn ReadSeek>, u64)>> {
        let _ = (at, name);
        Ok(None)
    }
}

/// Folders within folders that are looked into.
const DEEPEST: usize = 64;

/// Files and folders by path.
struct Paths {
    found: Vec<(Entry, PathBuf)>,
    problems: Vec<Problem>,
}

/// The files at `paths`: files as they are, folders with all below them. Hidden files and folders
/// are skipped, links out of the folder are not followed, pipes and devices are not opened; each
/// is said. A DICOMDIR adds the files below its folder that its records name.
pub fn paths(paths: &[PathBuf]) -> impl Source + use<> {
    let mut listing = Listing::default();
    for path in paths {
        listing.add(path);
    }
    Paths {
        found: listing.found,
        problems: listing.problems,
    }
}

impl Source for Paths {
    fn entries(&self, problem: &mut dyn FnMut(Problem)) -> Vec<Entry> {
        self.problems.iter().cloned().for_each(problem);
        self.found.iter().map(|(entry, _)| entry.clone()).collect()
    }

    fn open(&self, at: usize) -> io::Result<(Box<dyn ReadSeek>, u64)> {
        let Some((_, path)) = self.found.get(at) else {
            return Err(io::Error::from(io::ErrorKind::NotFound));
        };
        opened(path)
    }

    fn beside(&self, at: usize, name: &str) -> io::Result<Option<(Box<dyn ReadSeek>, u64)>> {
        let folder = self.found.get(at).and_then(|(_, path)| path.parent());
        let Some(folder) = folder else {
            return Ok(None);
        };
        let path = folder.join(name);
        let metadata = match fs::metadata(&path) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        if !metadata.is_file() {
            return Err(io::Error::other(format!("{name} is no ordinary file")));
        }
        let folder = if folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            folder
        };
        if fs::canonicalize(&path)?.parent() != Some(&fs::canonicalize(folder)?) {
            return Err(io::Error::other(format!(
                "{name} is a link out of the folder"
            )));
        }
        opened(&path).map(Some)
    }
}

fn opened(path: &Path) -> io::Result<(Box<dyn ReadSeek>, u64)> {
    let file = fs::File::open(path)?;
    let length = file.metadata()?.len();
    Ok((Box::new(file), length))
}

#[derive(Default)]
struct Listing {
    found: Vec<(Entry, PathBuf)>,
    problems: Vec<Problem>,
    /// Real paths of folders and files already listed.
    seen: HashSet<PathBuf>,
}

impl Listing {
    fn add(&mut self, path: &Path) {
        // The type comes before opening: a pipe would wait for ever.
        let metadata = match fs::metadata(path) {
            Ok(metadata) => metadata,
            Err(error) => return self.refuse(path, &error.to_string()),
        };
        if metadata.is_dir() {
            self.folder(path);
        } else if metadata.is_file() {
            let index = is_index(path) && self.index(path);
            let real = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
            self.file(path, real, !index);
        } else {
            self.refuse(path, "is neither a file nor a folder");
        }
    }

    fn refuse(&mut self, path: &Path, reason: &str) {
        self.problems.push(Problem::error(
            path.to_string_lossy(),
            "file",
            reason,
            Effect::FileLeftOut,
        ));
    }

    /// Lists the file at `path`, whose path without links is `real`, unless it is listed already.
    fn file(&mut self, path: &Path, real: PathBuf, named: bool) {
        if !self.seen.insert(real) {
            return;
        }
        let text = path.to_string_lossy();
        let entry = Entry {
            name: text.strip_prefix("./").unwrap_or(&text).to_owned(),
            folder: path
                .parent()
                .map(|folder| folder.to_string_lossy().into_owned())
                .unwrap_or_default(),
            named,
        };
        self.found.push((entry, path.to_owned()));
    }

    /// Lists a folder and all below it, in the order of names.
    fn folder(&mut self, top: &Path) {
        let Ok(root) = fs::canonicalize(top) else {
            return self.refuse(top, "cannot be resolved");
        };
        let mut waiting = vec![(top.to_owned(), 0)];
        let mut indices = Vec::new();
        while let Some((folder, depth)) = waiting.pop() {
            let real = fs::canonicalize(&folder).unwrap_or_else(|_| folder.clone());
            if !self.seen.insert(real.clone()) {
                continue;
            }
            let listed = match fs::read_dir(&folder) {
                Ok(listed) => listed,
                Err(error) => {
                    self.refuse(&folder, &error.to_string());
                    continue;
                }
            };
            let mut children: Vec<fs::DirEntry> = listed.filter_map(Result::ok).collect();
            children.sort_by_key(fs::DirEntry::file_name);
            let mut folders = Vec::new();
            let paths = children.iter().map(fs::DirEntry::path);
            indices.extend(paths.filter(|path| is_index(path)));
            for child in children {
                if let Some(below) = self.child(&root, &real, &child) {
                    folders.push(below);
                }
            }
            if depth + 1 > DEEPEST && !folders.is_empty() {
                self.note(
                    &folder,
                    &format!("folders below {DEEPEST} levels are skipped"),
                );
                continue;
            }
            waiting.extend(folders.into_iter().rev().map(|below| (below, depth + 1)));
        }
        // What an index names is listed already, but for hidden files.
        for path in indices.iter().filter(|path| path.is_file()) {
            self.index(path);
        }
    }

    /// Lists the files that the DICOMDIR at `path` names; whether it is one. What is broken about it is said
    /// when it is looked at like any file.
    fn index(&mut self, path: &Path) -> bool {
        let Ok((inner, length)) = opened(path) else {
            return false;
        };
        let Ok(Some(directory)) = dicom::directory(Input::new(inner, length)) else {
            return false;
        };
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let Ok(root) = fs::canonicalize(folder) else {
            return false;
        };
        let mut doubts = directory.doubts;
        let mut missing = Vec::new();
        let mut names = Names::default();
        for parts in &directory.files {
            let Some(file) = names.find(folder, parts) else {
                missing.push(parts.join("/"));
                continue;
            };
            let real = fs::canonicalize(&file).ok();
            let name = parts.join("/");
            match real.filter(|real| real.starts_with(&root)) {
                Some(real) if real.is_file() => self.file(&file, real, false),
                Some(_) => doubts.push(dicom::file_fault(format!("{name} is no file"))),
                None => {
                    let reason = format!("{name} leads out of the folder");
                    doubts.push(dicom::file_fault(reason));
                }
            }
        }
        if let [first, others @ ..] = missing.as_slice() {
            let reason = match others.len() {
                0 => format!("{first} is not there"),
                n => format!("{first} and {n} more are not there"),
            };
            doubts.push(dicom::file_fault(reason));
        }
        let file = path.to_string_lossy();
        for doubt in doubts {
            let problem = doubt.problem(&file, Severity::Warning, Effect::FileLeftOut);
            self.problems.push(problem);
        }
        true
    }

    /// Lists a file in the folder whose path without links is `folder`; gives a folder back.
    fn child(&mut self, root: &Path, folder: &Path, child: &fs::DirEntry) -> Option<PathBuf> {
        let path = child.path();
        let hidden = child.file_name().to_string_lossy().starts_with('.');
        // What is no link has the folder's real path before its name, so that most files are asked
        // for nothing.
        let kind = child.file_type();
        let linked = kind.as_ref().map_or(true, fs::FileType::is_symlink);
        let kind = if linked {
            fs::metadata(&path).map(|metadata| metadata.file_type())
        } else {
            kind
        };
        let kind = match kind {
            Ok(kind) => kind,
            Err(error) => {
                if !hidden {
                    self.note(&path, &error.to_string());
                }
                return None;
            }
        };
        if hidden {
            if kind.is_dir() {
                self.note(&path, "hidden folder, skipped");
            }
            return None;
        }
        let mut real = folder.join(child.file_name());
        if linked {
            match fs::canonicalize(&path) {
                Ok(inside) if inside.starts_with(root) => real = inside,
                _ => {
                    self.note(&path, "a link out of the folder, not followed");
                    return None;
                }
            }
        }
        if kind.is_dir() {
            return Some(path);
        }
        if kind.is_file() {
            self.file(&path, real, false);
        } else {
            self.note(&path, "neither a file nor a folder, not opened");
        }
        None
    }

    fn note(&mut self, path: &Path, reason: &str) {
        self.problems
            .push(Problem::note(path.to_string_lossy(), "file", reason));
    }
}

/// Whether a file is called as an index of DICOM files is.
fn is_index(path: &Path) -> bool {
    path.file_name()
        .is_some_and(|name| name.eq_ignore_ascii_case("DICOMDIR"))
}

/// Names in folders, for finding those that are written in other case than an index has them.
#[derive(Default)]
struct Names(HashMap<PathBuf, Vec<OsString>>);

impl Names {
    /// The file below `folder` whose path has these parts.
    fn find(&mut self, folder: &Path, parts: &[String]) -> Option<PathBuf> {
        let mut path = folder.to_owned();
        for part in parts {
            let exact = path.join(part);
            if fs::symlink_metadata(&exact).is_ok() {
                path = exact;
                continue;
            }
            let names = self.0.entry(path.clone()).or_insert_with(|| {
                let listed = fs::read_dir(&path).into_iter().flatten();
                listed
                    .filter_map(|child| Some(child.ok()?.file_name()))
                    .collect()
            });
            let name = names.iter().find(|name| name.eq_ignore_ascii_case(part))?;
            path = path.join(name);
        }
        Some(path)
    }
}

struct Embedded(Vec<(String, &'static [u8])>);

/// Files that are built into the program.
pub fn embedded(files: Vec<(String, &'static [u8])>) -> impl Source {
    Embedded(files)
}

impl Source for Embedded {
    fn entries(&self, _: &mut dyn FnMut(Problem)) -> Vec<Entry> {
        self.0
            .iter()
            .map(|(name, _)| Entry {
                name: name.clone(),
                folder: String::new(),
                named: false,
            })
            .collect()
    }

    fn open(&self, at: usize) -> io::Result<(Box<dyn ReadSeek>, u64)> {
        let Some((_, bytes)) = self.0.get(at) else {
            return Err(io::Error::from(io::ErrorKind::NotFound));
        };
        Ok((Box::new(Cursor::new(*bytes)), bytes.len() as u64))
    }
}
