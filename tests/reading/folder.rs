//! A folder of written files, opened as the program opens it.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::Mutex;

use negatoscope::pixels::Samples;
use negatoscope::problem::Severity;
use negatoscope::read;
use negatoscope::read::Found;
use negatoscope::read::Opened;
use negatoscope::read::Options;
use negatoscope::study::Content;
use negatoscope::study::Plane;
use negatoscope::study::Series;
use negatoscope::study::Slice;

/// A temporary folder with files in it.
pub struct Folder(tempfile::TempDir);

impl Folder {
    /// A folder of the given files.
    pub fn of(files: &[(&str, Vec<u8>)]) -> Self {
        let folder = Self(tempfile::tempdir().expect("a temporary folder"));
        for (name, bytes) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().expect("a parent")).expect("created");
            fs::write(path, bytes).expect("written");
        }
        folder
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Opens all of it.
    pub fn open(&self) -> Opened {
        open(self.path())
    }

    /// Problems with the folder's own path cut off, sorted.
    pub fn problems(&self, opened: &Opened) -> Vec<String> {
        let prefix = format!("{}/", self.path().display());
        let mut all: Vec<String> = opened
            .problems
            .iter()
            .filter(|p| p.severity > Severity::Note)
            .map(|p| p.to_string().replace(&prefix, ""))
            .collect();
        all.sort();
        all
    }
}

/// Opens one path.
pub fn open(path: &Path) -> Opened {
    let source = read::paths(&[path.to_owned()]);
    read::open(&source, &Options::default(), &|_| (), &|| true)
}

/// Opens one path and keeps what was reported on the way.
pub fn open_telling(path: &Path, options: &Options) -> (Opened, Vec<Found>) {
    let source = read::paths(&[path.to_owned()]);
    let news = Mutex::new(Vec::new());
    let opened = read::open(
        &source,
        options,
        &|found| news.lock().expect("not poisoned").push(found),
        &|| true,
    );
    (opened, news.into_inner().expect("not poisoned"))
}

/// Opens one file of its own and gives its only series.
pub fn single(bytes: Vec<u8>) -> (Arc<Series>, Vec<String>) {
    let folder = Folder::of(&[("a.dcm", bytes)]);
    let opened = folder.open();
    let problems = folder.problems(&opened);
    assert_eq!(opened.series.len(), 1, "{problems:?}");
    (opened.series[0].clone(), problems)
}

/// The first slice of the only series of one file.
pub fn slice(bytes: Vec<u8>) -> Slice {
    let (series, problems) = single(bytes);
    assert_eq!(problems, [""; 0]);
    series.slice(Plane::Acquired, 0)
}

/// All stored samples of channel-interleaved `samples`.
pub fn values(samples: &Samples) -> Vec<f64> {
    negatoscope::for_samples!(samples, image => {
        image.data().iter().map(|&s| negatoscope::pixels::Sample::to_f64(s)).collect()
    })
}

/// Whether a series is a volume.
pub fn is_volume(series: &Series) -> bool {
    matches!(series.content, Content::Volume(_))
}
