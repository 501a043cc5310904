//! From stored samples to values: the modality LUT.

use crate::for_samples;
use crate::ops::lookup::map_samples;
use crate::pixels::Image;
use crate::pixels::Sample;
use crate::pixels::SampleType;
use crate::pixels::Samples;
use crate::study::ModalityLut;
use crate::study::Slice;
use crate::study::SliceLut;

/// The values of a slice.
///
/// Values keep the stored type where the LUT is the identity; whole slopes and intercepts give `i16`
/// where that holds them, else `i32`; all else gives `f32`.
pub(super) fn values(slice: &Slice) -> Samples {
    match &slice.lut {
        SliceLut::One(lut) => by_one(&slice.samples, lut),
        lut => {
            let width = slice.samples.width();
            let height = slice.samples.height();
            let data = (0..height)
                .flat_map(|y| (0..width).map(move |x| (x, y)))
                .map(|(x, y)| lut.at(x, y).value(slice.samples.value(x, y, 0)) as f32)
                .collect();
            Samples::F32(Image::grey(width, height, data))
        }
    }
}

fn by_one(stored: &Samples, lut: &ModalityLut) -> Samples {
    if *lut == ModalityLut::IDENTITY {
        return stored.clone();
    }
    let (low, high) = type_range(stored.sample_type());
    let whole = match lut {
        ModalityLut::Linear { slope, intercept } => {
            slope.fract() == 0.0 && intercept.fract() == 0.0
        }
        ModalityLut::Table { .. } => true,
    };
    if !whole || low == f64::NEG_INFINITY {
        return Samples::F32(map_samples(stored, |v| lut.value(v) as f32));
    }
    let fits = |value: f64| value >= f64::from(i16::MIN) && value <= f64::from(i16::MAX);
    let all_fit = match lut {
        ModalityLut::Table { entries, .. } => entries.iter().all(|&e| fits(f64::from(e))),
        ModalityLut::Linear { .. } if fits(lut.value(low)) && fits(lut.value(high)) => true,
        // The type could hold more than the picture does; a line has its extremes at the ends.
        ModalityLut::Linear { .. } => for_samples!(stored, image => {
            let ends = image.data().first().map(|&first| {
                let wider = |(low, high), &v| {
                    (if v < low { v } else { low }, if v > high { v } else { high })
                };
                image.data().iter().fold((first, first), wider)
            });
            ends.is_none_or(|(low, high)| {
                fits(lut.value(low.to_f64())) && fits(lut.value(high.to_f64()))
            })
        }),
    };
    if all_fit {
        Samples::I16(map_samples(stored, |v| lut.value(v) as i16))
    } else if fits_i32(lut, low, high) {
        Samples::I32(map_samples(stored, |v| lut.value(v) as i32))
    } else {
        Samples::F32(map_samples(stored, |v| lut.value(v) as f32))
    }
}

fn fits_i32(lut: &ModalityLut, low: f64, high: f64) -> bool {
    let fits = |value: f64| value >= f64::from(i32::MIN) && value <= f64::from(i32::MAX);
    fits(lut.value(low)) && fits(lut.value(high))
}

fn type_range(sample_type: SampleType) -> (f64, f64) {
    match sample_type {
        SampleType::U8 => (0.0, 255.0),
        SampleType::I8 => (-128.0, 127.0),
        SampleType::U16 => (0.0, 65535.0),
        SampleType::I16 => (-32768.0, 32767.0),
        SampleType::U32 => (0.0, f64::from(u32::MAX)),
        SampleType::I32 => (f64::from(i32::MIN), f64::from(i32::MAX)),
        SampleType::F32 | SampleType::F64 => (f64::NEG_INFINITY, f64::INFINITY),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_rescale_stays_whole() {
        let lut = ModalityLut::Linear {
            slope: 1.0,
            intercept: -1024.0,
        };
        let stored = Samples::U16(Image::grey(3, 1, vec![0, 24, 4095]));
        let wanted = Samples::I16(Image::grey(3, 1, vec![-1024, -1000, 3071]));
        assert_eq!(by_one(&stored, &lut), wanted);
        let wide = Samples::U16(Image::grey(1, 1, vec![65000]));
        assert_eq!(
            by_one(&wide, &lut),
            Samples::I32(Image::grey(1, 1, vec![63976]))
        );
        let half = ModalityLut::Linear {
            slope: 0.5,
            intercept: 0.0,
        };
        assert_eq!(
            by_one(&wide, &half),
            Samples::F32(Image::grey(1, 1, vec![32500.0]))
        );
    }
}
