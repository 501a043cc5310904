//! Where bytes come from: files and folders, or files built into the program. Above this, nothing
//! knows a path.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::io::Cursor;
use std::path::Path;
use std::path::PathBuf;

use super::input::ReadSeek;
use crate::problem::Effect;
use crate::problem::Problem;

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
/// is said.
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
        let file = fs::File::open(path)?;
        let length = file.metadata()?.len();
        Ok((Box::new(file), length))
    }
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
            let real = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
            self.file(path, real, true);
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
