//! From recognised files to series with pixels: DICOM first, then pictures, then volumes.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use rayon::prelude::*;

use super::Found;
use super::assemble;
use super::assemble::Decoding;
use super::assemble::check_memory;
use super::dicom::ImageFile;
use super::dicom::Plan;
use super::fault::Checked;
use super::fault::Fault;
use super::fault::Folded;
use super::layers;
use super::open::Opening;
use super::open::Plain;
use super::open::severity;
use super::plain;
use super::sniff::Kind;
use super::volume::Parts;
use crate::pixels::Samples;
use crate::problem::Effect;
use crate::problem::Severity;
use crate::study::Series;
use crate::study::SeriesHeader;

impl Opening<'_> {
    /// Decodes one series after the other, the first CT first, so that its picture is there
    /// before others are read. Gives them in the order of `plans`.
    pub(super) fn decode_dicom(
        &self,
        images: &[ImageFile],
        plans: Vec<Plan>,
        slices: usize,
    ) -> Vec<Arc<Series>> {
        let mut order: Vec<(usize, Plan)> = plans.into_iter().enumerate().collect();
        order.sort_by_key(|(at, plan)| {
            let volume = plan.header.geometry.is_some() && !plan.header.is_single();
            (!(plan.header.modality == "CT" && volume), *at)
        });
        let decoded = || self.progress(slices);
        let decoding = |severity| Decoding {
            images,
            source: &self.contents,
            found: self.tell,
            keep_going: self.keep_going,
            decoded: &decoded,
            budget: self.budget.load(Ordering::Relaxed),
            severity,
        };
        let mut read: Vec<(usize, Arc<Series>)> = Vec::new();
        for (at, plan) in order {
            if !(self.keep_going)() {
                break;
            }
            let named = plan
                .frames
                .iter()
                .filter_map(|frame| images.get(frame.file))
                .filter_map(|image| self.contents.list().get(image.entry))
                .find(|entry| entry.named);
            let decoding = decoding(named.map_or(Severity::Warning, severity));
            if let Some((series, frames)) = assemble::series(plan, &decoding) {
                if let Some(layer) = layers::overlays(&series.header, &frames, &decoding) {
                    self.take(layer.bytes() as u64);
                    (self.tell)(Found::Layer(Arc::new(layer)));
                }
                self.take(series.bytes() as u64);
                let series = Arc::new(series.with_range_counted());
                (self.tell)(Found::Read(series.clone()));
                read.push((at, series));
            }
        }
        for image in images.iter().filter(|_| (self.keep_going)()) {
            if let Some(layer) = layers::segmentation(image, &decoding(Severity::Warning)) {
                self.take(layer.bytes() as u64);
                (self.tell)(Found::Layer(Arc::new(layer)));
            }
        }
        read.sort_by_key(|(at, _)| *at);
        read.into_iter().map(|(_, series)| series).collect()
    }

    /// Reads the plain pictures and arrays, several at a time.
    pub(super) fn decode_plain(&self, plain: Vec<Plain>, slices: usize) -> Vec<Arc<Series>> {
        let failed = Mutex::new(Folded::default());
        let series = plain
            .into_par_iter()
            .filter(|_| (self.keep_going)())
            .filter_map(|picture| {
                let (at, _) = *picture.files.first()?;
                let entry = self.contents.list().get(at)?;
                let mut doubts = Vec::new();
                let read = self.plain(picture, slices, &mut doubts);
                for doubt in doubts {
                    self.say(doubt, entry, Severity::Warning, Effect::FramesLeftOut);
                }
                match read {
                    Ok(series) => {
                        let series = Arc::new(series);
                        (self.tell)(Found::Read(series.clone()));
                        Some(series)
                    }
                    Err(fault) if entry.named => {
                        self.say(fault, entry, Severity::Error, Effect::FileLeftOut);
                        None
                    }
                    Err(fault) => {
                        failed
                            .lock()
                            .unwrap_or_else(PoisonError::into_inner)
                            .add(&entry.name, &fault);
                        None
                    }
                }
            })
            .collect();
        let failed = failed.into_inner().unwrap_or_else(PoisonError::into_inner);
        for problem in failed.problems(Severity::Warning, Effect::FileLeftOut) {
            (self.tell)(Found::Problem(problem));
        }
        series
    }

    fn plain(&self, picture: Plain, slices: usize, doubts: &mut Vec<Fault>) -> Checked<Series> {
        let left = self.budget.load(Ordering::Relaxed);
        let mut header = picture.header;
        let [columns, rows, pages] = header.size;
        let shape = format!("{columns} x {rows} x {pages}");
        let element = format!("{} header", header.modality);
        check_memory(&element, picture.bytes, &shape, left)?;
        // Several files are read at once; each takes its share before it begins.
        let taken = self
            .budget
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                left.checked_sub(picture.bytes)
            });
        if taken.is_err() {
            return Err(Fault::new(
                "image size",
                "no memory is left of what is allowed",
            ));
        }
        let pages = match picture.files.as_slice() {
            &[(at, kind)] => {
                let pages = plain::pages(self.contents.input(at)?, kind, picture.bytes, doubts);
                self.progress(slices);
                pages?
            }
            files => self.joined(files, &mut header, picture.bytes, slices)?,
        };
        header.doubtful = header.doubtful || !doubts.is_empty();
        Ok(plain::series(header, pages))
    }

    /// The pictures of a stack, without those that cannot be read or are not like the others.
    fn joined(
        &self,
        files: &[(usize, Kind)],
        header: &mut SeriesHeader,
        budget: u64,
        slices: usize,
    ) -> Checked<Vec<Samples>> {
        let read: Vec<Checked<Samples>> = files
            .par_iter()
            .map(|&(at, kind)| {
                if !(self.keep_going)() {
                    return Err(Fault::new("file", "not read, the work was stopped"));
                }
                let input = self.contents.input(at)?;
                let mut pages = plain::pages(input, kind, budget, &mut Vec::new())?;
                self.progress(slices);
                pages
                    .pop()
                    .ok_or_else(|| Fault::new("file", "holds no picture"))
            })
            .collect();
        let shape = |page: &Samples| (page.width(), page.height(), page.channels());
        // A rotation that a file asks for may turn all pictures of a stack.
        let first = read.iter().find_map(|page| page.as_ref().ok());
        let wanted = first.map(|page| (shape(page), page.sample_type()));
        let mut pages = Vec::new();
        for (page, (at, _)) in read.into_iter().zip(files) {
            let fault = match page {
                Ok(page) if Some((shape(&page), page.sample_type())) == wanted => {
                    pages.push(page);
                    continue;
                }
                Ok(page) => {
                    let (width, height) = (page.width(), page.height());
                    let reason = format!("{width} x {height}, not like the others of its stack");
                    Fault::new("image size", reason)
                }
                Err(fault) => fault,
            };
            header.doubtful = true;
            if let Some(entry) = self.contents.list().get(*at) {
                self.say(fault, entry, Severity::Warning, Effect::SliceLeftOut);
            }
        }
        if pages.is_empty() {
            return Err(Fault::new("stack", "none of its pictures can be read"));
        }
        header.facts.files = pages.len();
        Ok(pages)
    }

    /// Reads the series of a volume file, one after the other.
    pub(super) fn decode_volume(&self, parts: Parts, slices: usize, series: &mut Vec<Arc<Series>>) {
        let Some(entry) = self.contents.list().get(parts.entry) else {
            return;
        };
        if !(self.keep_going)() {
            return;
        }
        let element = parts.described.element;
        let sizes = parts.described.sizes();
        let mut room = |bytes| {
            if !(self.keep_going)() {
                return Err(Fault::new(
                    "file",
                    "not read to its end, the work was stopped",
                ));
            }
            let left = self.budget.load(Ordering::Relaxed);
            check_memory(element, bytes, &sizes, left)?;
            self.take(bytes);
            Ok(())
        };
        let (mut found, mut doubts) = (Vec::new(), Vec::new());
        let read = parts.read(&self.contents, &mut room, &mut found, &mut doubts);
        let some = !found.is_empty();
        for found in found {
            let found = Arc::new(found);
            (self.tell)(Found::Read(found.clone()));
            series.push(found);
            self.progress(slices);
        }
        for doubt in doubts {
            self.say(doubt, entry, Severity::Warning, Effect::None);
        }
        if let Err(fault) = read {
            // What is left of a file is shown, so it is not the whole that was asked for by name.
            let (severity, effect) = if some {
                (Severity::Warning, Effect::FramesLeftOut)
            } else {
                (severity(entry), Effect::FileLeftOut)
            };
            self.say(fault, entry, severity, effect);
        }
    }

    /// Takes memory off what is still allowed.
    fn take(&self, bytes: u64) {
        let left = |budget: u64| Some(budget.saturating_sub(bytes));
        // The closure never refuses.
        let _ = self
            .budget
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, left);
    }

    fn progress(&self, of: usize) {
        let done = self.decoded.fetch_add(1, Ordering::Relaxed) + 1;
        (self.tell)(Found::Progress { done, of });
    }
}
