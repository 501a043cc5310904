//! Autocontrast as two libraries compute it: what is darkest becomes black, what is brightest
//! white, truncated.
//!
//! Both libraries know 8 bits. Greys of 16 bits follow the same rules with 65535 in place of 255,
//! values of other types by their rank.

use super::assert_mask_fits;
use super::histogram::Histogram;
use super::lookup::Grey;
use super::lookup::map_grey;
use super::point::Percentiles;
use crate::for_samples;
use crate::pixels::Image;
use crate::pixels::Mask;
use crate::pixels::Sample;
use crate::pixels::Samples;

/// Whose autocontrast.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Autocontrast {
    /// Pillow's `ImageOps.autocontrast` with cut-offs: ⌊n · percent / 100⌋ samples are set aside
    /// at each end, then trunc(x · s − low · s), s = top / (high − low), in double precision.
    Pillow(Cutoff),
    /// torchvision's `functional.autocontrast`: trunc((x − low) · s), s = top / (high − low), in
    /// single precision, from the smallest to the largest sample.
    Torchvision,
}

/// Percent of the samples that Pillow sets aside at the dark and at the bright end.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Cutoff {
    dark: f64,
    bright: f64,
}

impl Cutoff {
    /// What lies beyond two percentiles: 2 and 99 set aside 2 % at the dark end and 1 % at the
    /// bright one.
    pub fn beyond(kept: Percentiles) -> Self {
        // 100 − 99.9 is 0.09999999999999432 and would set one sample of a thousand too few aside.
        const DECIMALS: f64 = 1e9;
        Self {
            dark: kept.low(),
            bright: ((100.0 - kept.high()) * DECIMALS).round() / DECIMALS,
        }
    }

    /// How many of `n` samples are set aside at the dark and at the bright end.
    fn samples(self, n: u64) -> (u64, u64) {
        // `as` truncates.
        let share = |percent: f64| (n as f64 * percent / 100.0) as u64;
        (share(self.dark), share(self.bright))
    }
}

impl Autocontrast {
    fn cutoff(self) -> Cutoff {
        match self {
            Self::Pillow(cutoff) => cutoff,
            Self::Torchvision => Cutoff::default(),
        }
    }

    /// The values that become black and white. `None` when the darkest that remains is not below
    /// the brightest: both libraries leave such a picture as it is. Values that must become grey
    /// all the same are black by [`map`](Self::map) between any two equal bounds.
    ///
    /// Samples outside `mask` and those that are not finite numbers take no part.
    ///
    /// # Panics
    /// When there are several channels or the mask has another size.
    pub fn bounds(self, samples: &Samples, mask: Option<&Mask>) -> Option<(f64, f64)> {
        assert_eq!(samples.channels(), 1, "one channel wanted");
        assert_mask_fits(mask, samples.width(), samples.height());
        if samples.sample_type().bytes() <= 2 {
            return self.bounds_in(&Histogram::of(samples, 0, mask));
        }
        let mut values: Vec<f64> = for_samples!(samples, image => {
            let inside = |i: usize| mask.is_none_or(|mask| mask.inside()[i]);
            let taking_part = image.data().iter().enumerate().filter(|(i, _)| inside(*i));
            taking_part.map(|(_, x)| x.to_f64()).filter(|x| x.is_finite()).collect()
        });
        let (first, last) = self.kept(values.len() as u64)?;
        let mut at_rank = |rank: u64| {
            let (_, x, _) = values.select_nth_unstable_by(rank as usize, f64::total_cmp);
            *x
        };
        ascending(at_rank(first), at_rank(last))
    }

    /// The values that become black and white, from a histogram: of a slice or of a whole series.
    /// As [`bounds`](Self::bounds) where it is [exact](Histogram::is_exact), and without cut-offs;
    /// else the outer ends of the bins that hold the bounds.
    pub fn bounds_in(self, histogram: &Histogram) -> Option<(f64, f64)> {
        let (min, max) = (histogram.min()?, histogram.max()?);
        let (first, last) = self.kept(histogram.n())?;
        let bin_of = |rank: u64| {
            let mut upto = 0;
            histogram.counts().iter().position(|count| {
                upto += count;
                rank < upto
            })
        };
        let (low, high) = (bin_of(first)?, bin_of(last)?);
        let width_beyond_start = if histogram.is_exact() {
            0.0
        } else {
            histogram.bin_width()
        };
        ascending(
            histogram.bin_start(low).max(min),
            (histogram.bin_start(high) + width_beyond_start).min(max),
        )
    }

    /// The lowest and the highest rank, of 0..`n`, that are not set aside; `None` when all are.
    fn kept(self, n: u64) -> Option<(u64, u64)> {
        let (dark, bright) = self.cutoff().samples(n);
        let last = n.checked_sub(bright + 1)?;
        (dark <= last).then_some((dark, last))
    }

    /// The grey of value `x` as a whole number of 0..=`top`, when `low` becomes black and `high`
    /// white. Not-a-number stays what it is; everything is black when `low` is not below `high`.
    pub fn map(self, (low, high): (f64, f64), x: f64, top: f64) -> f64 {
        if high <= low {
            return 0.0;
        }
        let grey = match self {
            Self::Pillow(_) => {
                let scale = top / (high - low);
                x * scale + -low * scale
            }
            Self::Torchvision => {
                // Differences of 8 and 16 bits are the same in single precision; those of wider
                // values lose less than the values themselves would.
                let scale = top as f32 / (high - low) as f32;
                f64::from((x - low) as f32 * scale)
            }
        };
        grey.clamp(0.0, top).trunc()
    }
}

fn ascending(low: f64, high: f64) -> Option<(f64, f64)> {
    (low < high).then_some((low, high))
}

/// Autocontrast of a grey picture in its own depth, between `bounds`, such as those of a series;
/// `None` leaves it as it is. Pixels outside `mask` stay as they are.
///
/// Values, and greys that are to become another depth, go through
/// [`window::to_grey8`](super::window::to_grey8) and [`map`](Autocontrast::map).
///
/// # Panics
/// When the mask has another size than the image.
pub fn apply<G: Grey>(
    image: &Image<G>,
    autocontrast: Autocontrast,
    bounds: Option<(f64, f64)>,
    mask: Option<&Mask>,
) -> Image<G> {
    match bounds {
        None => image.clone(),
        Some(bounds) => map_grey(image, mask, |grey| {
            G::from_f64(autocontrast.map(bounds, grey, G::TOP))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::window;

    fn pillow(low: f64, high: f64) -> Autocontrast {
        Autocontrast::Pillow(Cutoff::beyond(Percentiles::new(low, high).unwrap()))
    }

    fn both() -> [Autocontrast; 2] {
        [pillow(0.0, 100.0), Autocontrast::Torchvision]
    }

    #[test]
    fn ends_become_black_and_white() {
        let image = Image::grey(3, 1, vec![10_u8, 15, 27]);
        let deep = image.map(|&grey| u16::from(grey));
        for autocontrast in both() {
            let bounds = autocontrast.bounds(&Samples::U8(image.clone()), None);
            assert_eq!(bounds, Some((10.0, 27.0)));
            // 5 of 17 levels, 15 (3855) greys each.
            let stretched = apply(&image, autocontrast, bounds, None);
            assert_eq!(stretched.data(), [0, 75, 255]);
            let stretched = apply(&deep, autocontrast, bounds, None);
            assert_eq!(stretched.data(), [0, 19_275, 65_535]);
        }
    }

    #[test]
    fn results_are_truncated() {
        let bounds = (0.0, 2.0);
        for autocontrast in both() {
            assert_eq!(autocontrast.map(bounds, 1.0, 255.0), 127.0);
            assert_eq!(autocontrast.map(bounds, -1.0, 255.0), 0.0);
            assert_eq!(autocontrast.map(bounds, 7.0, 255.0), 255.0);
            assert!(autocontrast.map(bounds, f64::NAN, 255.0).is_nan());
            assert_eq!(autocontrast.map((3.0, 3.0), 7.0, 255.0), 0.0);
        }
    }

    #[test]
    fn outliers_are_set_aside_by_rank_in_all_types() {
        let data = [vec![0_u8], vec![100; 49], vec![200; 49], vec![255]].concat();
        let image = Image::grey(100, 1, data);
        let all = [
            Samples::I16(image.map(|&x| i16::from(x))),
            Samples::I32(image.map(|&x| i32::from(x))),
            Samples::F32(image.map(|&x| f32::from(x))),
            Samples::U8(image),
        ];
        for samples in &all {
            let bounds = |low, high| pillow(low, high).bounds(samples, None);
            assert_eq!(bounds(0.0, 100.0), Some((0.0, 255.0)));
            assert_eq!(bounds(1.0, 99.0), Some((100.0, 200.0)));
            assert_eq!(bounds(0.0, 99.1), Some((0.0, 255.0)));
            // A single sample remains.
            assert_eq!(bounds(50.0, 51.0), None);
        }
    }

    #[test]
    fn decimals_of_a_percentile_do_not_cost_a_sample() {
        let cutoff = Cutoff::beyond(Percentiles::new(0.1, 99.9).unwrap());
        assert_eq!(cutoff.samples(1000), (1, 1));
    }

    #[test]
    fn constants_and_what_lies_outside_the_mask_stay() {
        let image = Image::grey(3, 1, vec![9_u8, 9, 200]);
        let samples = Samples::U8(image.clone());
        let mask = Mask::new(3, 1, vec![true, true, false]);
        let none = Mask::new(3, 1, vec![false; 3]);
        for autocontrast in both() {
            for mask in [&mask, &none] {
                let bounds = autocontrast.bounds(&samples, Some(mask));
                assert_eq!(bounds, None);
                assert_eq!(apply(&image, autocontrast, bounds, Some(mask)), image);
            }
            let bounds = autocontrast.bounds(&samples, None);
            let stretched = apply(&image, autocontrast, bounds, Some(&mask));
            assert_eq!(stretched.data(), [0, 0, 200]);
        }
    }

    #[test]
    fn bounds_of_a_series_are_those_of_all_its_slices() {
        let slices: [Samples; 2] = [[0.5_f32, f32::NAN, 0.25], [3.0, -1.0, 2.0]]
            .map(|x| Sample::wrap(Image::grey(3, 1, x.to_vec())));
        let series: Vec<_> = slices.iter().map(|samples| (samples, None)).collect();
        let histogram = Histogram::of_slices(&series, 0);
        for autocontrast in both() {
            let bounds = autocontrast.bounds_in(&histogram);
            assert_eq!(bounds, Some((-1.0, 3.0)));
            let grey =
                window::to_grey8(&slices[0], |x| autocontrast.map(bounds.unwrap(), x, 255.0));
            assert_eq!(grey.data(), [95, 0, 79]);
        }
        let (low, high) = pillow(20.0, 80.0).bounds_in(&histogram).unwrap();
        assert!(low <= 0.25 && 0.25 - low <= histogram.bin_width());
        assert!(high >= 2.0 && high - 2.0 <= histogram.bin_width());
    }
}
