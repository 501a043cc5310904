//! DICOMDIR, the index of a set of files (PS3.3 F.3, PS3.10 8.6).
//!
//! Its records lie in one sequence and point at each other by offset. They are read in the order of the
//! sequence, each once, whatever the offsets say, so that none can lead in a circle or out of the file.

use dicom_dictionary_std::tags;

use super::dataset::name_of;
use super::preflight::preflight;
use crate::read::fault::Checked;
use crate::read::fault::Fault;
use crate::read::fault::quoted;
use crate::read::input::Input;

/// The files that a DICOMDIR names.
#[derive(Debug, Default)]
pub(in crate::read) struct Directory {
    /// The parts of each file's path below the DICOMDIR's own folder; plain names, never empty.
    pub files: Vec<Vec<String>>,
    /// Paths that are none.
    pub doubts: Vec<Fault>,
}

/// A fault of the paths in a DICOMDIR.
pub(in crate::read) fn file_fault(reason: String) -> Fault {
    Fault::new(name_of(tags::REFERENCED_FILE_ID), reason)
}

/// The files that a DICOMDIR names; `None` where `input` is another file.
///
/// # Errors
/// When it cannot be walked.
pub(in crate::read) fn directory(input: Input) -> Checked<Option<Directory>> {
    /// Record In-use Flag of a record that no longer counts.
    const INACTIVE: Option<i64> = Some(0);
    let set = preflight(input)?.set;
    if set.get(tags::DIRECTORY_RECORD_SEQUENCE).is_none() {
        return Ok(None);
    }
    let mut directory = Directory::default();
    for record in set.items(tags::DIRECTORY_RECORD_SEQUENCE) {
        let Some(text) = record.ascii(tags::REFERENCED_FILE_ID) else {
            continue;
        };
        if record.integer(tags::RECORD_IN_USE_FLAG) == INACTIVE {
            continue;
        }
        let parts: Vec<String> = text
            .split('\\')
            .map(|part| part.trim().to_owned())
            .collect();
        if is_below(&parts) {
            directory.files.push(parts);
        } else {
            directory.doubts.push(file_fault(format!(
                "{}, must be 1 to 8 plain names below the folder, not followed",
                quoted(&text)
            )));
        }
    }
    Ok(Some(directory))
}

/// Whether parts of a path stay below the folder they begin in.
fn is_below(parts: &[String]) -> bool {
    const MOST: usize = 8;
    let special = |c: char| matches!(c, '/' | ':') || c.is_control();
    (1..=MOST).contains(&parts.len())
        && parts
            .iter()
            .all(|part| !part.is_empty() && part != "." && part != ".." && !part.contains(special))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_below_the_folder() {
        let below = |text: &str| {
            let parts: Vec<String> = text.split('\\').map(str::to_owned).collect();
            is_below(&parts)
        };
        assert!(below("DICOM\\IM_0001") && below("a b"));
        for text in [
            "..\\x",
            "\\etc",
            "/etc",
            "",
            ".",
            "a\\\\b",
            "C:\\x",
            "a\u{7}",
            "1\\2\\3\\4\\5\\6\\7\\8\\9",
        ] {
            assert!(!below(text), "{text}");
        }
    }
}
