//! One file in memory, opened as the program opens files.

use std::io;
use std::io::Cursor;

use negatoscope::problem::Problem;
use negatoscope::read;
use negatoscope::read::Entry;
use negatoscope::read::Opened;
use negatoscope::read::Options;
use negatoscope::read::ReadSeek;
use negatoscope::read::Source;

struct One(Vec<u8>);

impl Source for One {
    fn entries(&self, _: &mut dyn FnMut(Problem)) -> Vec<Entry> {
        vec![Entry {
            name: "file".to_owned(),
            folder: String::new(),
            named: true,
        }]
    }

    fn open(&self, _: usize) -> io::Result<(Box<dyn ReadSeek>, u64)> {
        let length = self.0.len() as u64;
        Ok((Box::new(Cursor::new(self.0.clone())), length))
    }
}

/// Opens `bytes` with a small memory budget. A file that gives nothing must give a reason.
pub fn open(bytes: &[u8], headers_only: bool) -> Opened {
    let options = Options {
        memory_budget: 64 << 20,
        headers_only,
        ..Options::default()
    };
    let opened = read::open(&One(bytes.to_vec()), &options, &|_| (), &|| true);
    let silent = !headers_only && opened.series.is_empty() && opened.problems.is_empty();
    assert!(!silent, "nothing was opened and nothing was said");
    opened
}
