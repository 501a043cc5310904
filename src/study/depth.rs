//! How many bits the samples of a series really use.

use std::sync::Arc;

use rayon::prelude::*;

use super::Content;
use super::Padding;
use super::Series;
use crate::pixels::Image;
use crate::pixels::Sample;
use crate::pixels::SampleType;
use crate::pixels::Samples;

impl Series {
    /// The same series with its stored range counted from the samples, padding left out; as it was where
    /// it is colour or its samples are real numbers.
    pub fn with_range_counted(mut self) -> Self {
        let whole = !matches!(self.header.sample_type, SampleType::F32 | SampleType::F64);
        if self.header.channels != 1 || !whole {
            return self;
        }
        let found = self.phases().filter_map(content_range).reduce(wider);
        let found = found.map(|(low, high)| [low as i64, high as i64]);
        for phase in std::iter::once(&mut self.header)
            .chain(self.later.iter_mut().map(|later| &mut later.header))
        {
            Arc::make_mut(phase).facts.stored_range = found;
        }
        self
    }
}

fn content_range(series: &Series) -> Option<(f64, f64)> {
    match &series.content {
        Content::Volume(volume) => range(&volume.voxels, volume.padding),
        Content::Stack(stack) => stack
            .frames
            .iter()
            .filter_map(|frame| range(&frame.samples, frame.padding))
            .reduce(wider),
    }
}

fn range(samples: &Samples, padding: Option<Padding>) -> Option<(f64, f64)> {
    crate::for_samples!(samples, image => range_of(image, padding))
}

fn wider(a: (f64, f64), b: (f64, f64)) -> (f64, f64) {
    (a.0.min(b.0), a.1.max(b.1))
}

fn range_of<T: Sample>(image: &Image<T>, padding: Option<Padding>) -> Option<(f64, f64)> {
    const PIECE: usize = 1 << 16;
    image
        .data()
        .par_chunks(PIECE)
        .filter_map(|piece| {
            let values = piece.iter().map(|sample| sample.to_f64());
            match padding {
                None => values.map(|v| (v, v)).reduce(wider),
                Some(padding) => values
                    .filter(|v| !padding.contains(*v))
                    .map(|v| (v, v))
                    .reduce(wider),
            }
        })
        .reduce_with(wider)
}
