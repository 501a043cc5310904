//! The texts of a study in another character set: headers are read again, pixels stay.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

use super::Session;
use super::files::source;
use super::keys::Done;
use crate::jobs::Job;
use crate::read;
use crate::read::Found;
use crate::study::Charset;
use crate::study::SeriesHeader;

impl Session {
    /// The character set that was chosen for a study.
    pub fn charset_of(&self, study: &str) -> Charset {
        self.charsets.of(study)
    }

    /// Reads the headers of all that is open again, behind the window, for the texts of a study.
    pub(super) fn read_texts(&mut self, study: String, charset: Charset) {
        let name = crate::problem::shown(&study);
        match charset {
            Charset::Automatic => self.charsets.studies.remove(&study),
            chosen => self.charsets.studies.insert(study.clone(), chosen),
        };
        let options = read::Options {
            headers_only: true,
            charsets: self.charsets.clone(),
            ..read::Options::default()
        };
        let openings = self.openings.clone();
        self.jobs.queue(name, move |job: &Job<Done>| {
            let headers: Mutex<Vec<Arc<SeriesHeader>>> = Mutex::new(Vec::new());
            let found = |found: Found| match found {
                Found::Listed(header) if header.study.uid == study => {
                    let mut headers = headers.lock().unwrap_or_else(PoisonError::into_inner);
                    headers.push(header);
                }
                Found::Progress { done, of } => job.progress(done, of),
                _ => {}
            };
            for opening in &openings {
                read::open(&*source(opening), &options, &found, &|| !job.cancelled());
            }
            let headers = headers.into_inner();
            Some(Done::Texts(headers.unwrap_or_else(PoisonError::into_inner)))
        });
    }

    /// Puts the texts of `headers` in place of those of the series that are open; all else stays.
    pub(super) fn take_texts(&mut self, headers: &[Arc<SeriesHeader>]) {
        for read in headers {
            let Some(known) = self.document.shelf.get(&read.id) else {
                continue;
            };
            let mut header = SeriesHeader::clone(known);
            header.study = read.study.clone();
            header.description = read.description.clone();
            for (voi, read) in header.vois.iter_mut().zip(&read.vois) {
                voi.explanation = read.explanation.clone();
            }
            self.document.shelf.put(Arc::new(header));
        }
    }
}
