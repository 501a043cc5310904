//! Counts of whole series, and figures of tissues.

use std::sync::Arc;
use std::sync::OnceLock;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;

use super::Histogram;
use super::Session;
use super::TissueFigures;
use super::ViewKey;
use super::keys::Done;
use super::keys::Slot;
use crate::pipeline;
use crate::recipe::TissueSet;
use crate::study::Series;
use crate::study::SeriesId;

/// The counts of one phase of a series, made once by whoever needs them first.
#[derive(Default)]
pub(super) struct Counts {
    histogram: OnceLock<Option<Arc<Histogram>>>,
    done: AtomicUsize,
    of: AtomicUsize,
}

impl Counts {
    /// The counts of `series`, made now if nobody has made them; waits for whoever is at it.
    pub fn of(&self, series: &Series) -> Option<Arc<Histogram>> {
        self.histogram
            .get_or_init(|| {
                let progress = |done, of| {
                    self.done.store(done, Ordering::Relaxed);
                    self.of.store(of, Ordering::Relaxed);
                };
                pipeline::series_histogram(series, &progress, &|| true).map(Arc::new)
            })
            .clone()
    }
}

/// The counts of a series, or how far they are.
#[derive(Clone, Debug)]
pub enum SeriesCounts {
    /// All voxels are counted.
    Ready(Arc<Histogram>),
    /// This share of the slices is counted, 0 to 1.
    Counting(f32),
    /// There is nothing to count: colour, or no pixels yet.
    Absent,
}

impl Session {
    /// The counts of a whole series in `phase` (from 0); starts counting where nobody has.
    pub fn series_counts(&self, series: &SeriesId, phase: usize) -> SeriesCounts {
        let shelved = self.library.get(series);
        let counts = shelved.and_then(|shelved| shelved.counts.get(phase));
        let Some((shelved, counts)) = shelved.zip(counts) else {
            return SeriesCounts::Absent;
        };
        match counts.histogram.get() {
            Some(Some(histogram)) => SeriesCounts::Ready(histogram.clone()),
            Some(None) => SeriesCounts::Absent,
            None => {
                let slot = Slot::Counts(series.clone(), phase);
                if !self.jobs.busy(&slot) {
                    let (counts, series) = (counts.clone(), shelved.series.clone());
                    self.jobs.replace(slot, move |_| {
                        counts.of(series.phase(phase));
                        Some(Done::Counted)
                    });
                }
                let of = counts.of.load(Ordering::Relaxed).max(1);
                SeriesCounts::Counting(counts.done.load(Ordering::Relaxed) as f32 / of as f32)
            }
        }
    }

    /// The ranges of `set` in the values of the picture that `view` shows: shares of the picture become values.
    pub fn tissue_ranges(&self, view: ViewKey, set: &TissueSet) -> Option<Vec<(f64, f64)>> {
        let finished = self.finished(view)?;
        Some(pipeline::resolved_ranges(&finished.processed, set))
    }

    /// Figures of each class of `set` in the slice that `view` shows.
    pub fn slice_tissue(&self, view: ViewKey, set: &TissueSet) -> Option<Vec<TissueFigures>> {
        let finished = self.finished(view)?;
        Some(pipeline::slice_tissue(&finished.processed, set))
    }

    /// Figures of each class of `set` in a whole series in `phase` (from 0), once it is counted.
    pub fn series_tissue(
        &self,
        series: &SeriesId,
        phase: usize,
        set: &TissueSet,
    ) -> Option<Vec<TissueFigures>> {
        let SeriesCounts::Ready(counts) = self.series_counts(series, phase) else {
            return None;
        };
        let shelved = self.library.get(series)?;
        Some(pipeline::series_tissue(&shelved.series, &counts, set))
    }
}
