//! One opening at a time on request, for `beside_others.py`, which measures other readers in turns.
//!
//! Lines on standard input, answers on standard output, times in nanoseconds:
//!
//! - `series FOLDER` reads all series with their pixels; answers with the time and the slices.
//! - `first FOLDER` does the same and answers with the time to the first decoded slice.
//! - `scan FOLDER` reads the headers alone; answers with the time and the files.
//! - `bytes FOLDER` reads the files' bytes into memory taken for it, on as many threads.
//! - `heads FOLDER` reads the first 4 KB of each file, on as many threads.
//! - `memory FOLDER` reads all series; answers with the peak of the process's memory before and
//!   after in bytes, and with the bytes of the samples. Ask it first and once.

// A measurement may stop.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::disallowed_methods
)]

use std::fs::File;
use std::hint::black_box;
use std::io::BufRead;
use std::io::Read;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::Duration;
use std::time::Instant;

use negatoscope::read;
use negatoscope::read::Found;
use negatoscope::read::Opened;
use negatoscope::read::Options;
use rayon::prelude::*;

fn open(folder: &Path, headers_only: bool, found: &(dyn Fn(Found) + Sync)) -> Opened {
    let source = read::paths(&[folder.to_owned()]);
    let options = Options {
        headers_only,
        ..Options::default()
    };
    read::open(&source, &options, found, &|| true)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let listed = std::fs::read_dir(folder).unwrap();
    listed.map(|entry| entry.unwrap().path()).collect()
}

/// Time, and what was counted.
fn series(folder: &Path) -> (Duration, usize) {
    let start = Instant::now();
    let opened = open(folder, false, &|_| ());
    let time = start.elapsed();
    (time, opened.series.iter().map(|s| s.acquired_count()).sum())
}

fn first(folder: &Path) -> Duration {
    let shown = Mutex::new(None);
    let start = Instant::now();
    open(folder, false, &|found| {
        if matches!(found, Found::First { .. }) {
            shown.lock().unwrap().get_or_insert(start.elapsed());
        }
    });
    shown.into_inner().unwrap().unwrap()
}

fn scan(folder: &Path) -> (Duration, usize) {
    let start = Instant::now();
    let opened = open(folder, true, &|_| ());
    (start.elapsed(), opened.scanned.files)
}

fn bytes(folder: &Path) -> (Duration, usize) {
    let start = Instant::now();
    let all: Vec<Vec<u8>> = files(folder)
        .par_iter()
        .map(|path| std::fs::read(path).unwrap())
        .collect();
    (start.elapsed(), black_box(all).len())
}

fn heads(folder: &Path) -> (Duration, usize) {
    let start = Instant::now();
    let all: Vec<usize> = files(folder)
        .par_iter()
        .map(|path| {
            let mut head = [0; 4096];
            File::open(path).unwrap().read(&mut head).unwrap()
        })
        .collect();
    (start.elapsed(), black_box(all).len())
}

/// The largest resident size so far, as Linux counts it.
fn peak_bytes() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kilobytes = line.unwrap().split_whitespace().nth(1).unwrap();
    kilobytes.parse::<usize>().unwrap() << 10
}

fn memory(folder: &Path) -> [usize; 3] {
    let before = peak_bytes();
    let opened = open(folder, false, &|_| ());
    let samples = opened.series.iter().map(|s| s.bytes()).sum();
    [before, peak_bytes(), samples]
}

fn main() {
    for line in std::io::stdin().lock().lines().map_while(Result::ok) {
        let (work, folder) = line.split_once(' ').unwrap();
        let folder = Path::new(folder);
        let told = |(time, count): (Duration, usize)| format!("{} {count}", time.as_nanos());
        let answer = match work {
            "series" => told(series(folder)),
            "first" => first(folder).as_nanos().to_string(),
            "scan" => told(scan(folder)),
            "bytes" => told(bytes(folder)),
            "heads" => told(heads(folder)),
            "memory" => memory(folder).map(|n| n.to_string()).join(" "),
            other => panic!("work {other}"),
        };
        println!("{answer}");
    }
}
