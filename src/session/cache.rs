//! Processed slices that may be wanted again, under one budget.
//!
//! Voxels are held once, in the library. What is made from them can be made again, so the cache
//! holds little: enough for scrolling back, toggling a filter and dragging a window without running
//! the steps again.

use std::sync::Arc;

use super::PictureKey;
use crate::pipeline::Processed;

/// Bytes that processed slices may take.
const BUDGET: usize = 64 << 20;

#[derive(Default)]
pub(super) struct Cache {
    /// Oldest first.
    entries: Vec<(PictureKey, Arc<Processed>)>,
    bytes: usize,
}

/// Stages that share their samples count each time: the cache then holds less than it may.
fn bytes_of(processed: &Processed) -> usize {
    processed.slice.samples.bytes() + processed.values.bytes() + processed.result.bytes()
}

impl Cache {
    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// The samples of `key`, whatever the look.
    pub fn get(&mut self, key: &PictureKey) -> Option<Arc<Processed>> {
        let at = self
            .entries
            .iter()
            .rposition(|(known, _)| known.same_samples(key))?;
        let entry = self.entries.remove(at);
        let processed = entry.1.clone();
        self.entries.push(entry);
        Some(processed)
    }

    /// Keeps samples; the oldest make room. One that is larger than the budget alone is kept alone.
    pub fn put(&mut self, key: PictureKey, processed: Arc<Processed>) {
        if self
            .entries
            .iter()
            .any(|(known, _)| known.same_samples(&key))
        {
            return;
        }
        self.bytes += bytes_of(&processed);
        self.entries.push((key, processed));
        while self.bytes > BUDGET && self.entries.len() > 1 {
            let (_, oldest) = self.entries.remove(0);
            self.bytes -= bytes_of(&oldest);
        }
    }

    /// Forgets what was made from closed or replaced series.
    pub fn keep(&mut self, alive: impl Fn(&PictureKey) -> bool) {
        let bytes = &mut self.bytes;
        self.entries.retain(|(key, processed)| {
            let keep = alive(key);
            if !keep {
                *bytes -= bytes_of(processed);
            }
            keep
        });
    }
}
