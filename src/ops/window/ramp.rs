//! Samples of 16 bits to 8-bit grey by a straight line between two ends, in single precision.
//!
//! A window's greys are defined in double precision and rounded. Here they are first put into a
//! table; then a line in single precision is laid through it and asked for every value of the
//! table. Only when it gives the same grey for all of them does it take the table's place.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod sse2;

use rayon::prelude::*;

use crate::ops::cpu::Instructions;
use crate::ops::lookup::Narrow;
use crate::ops::lookup::extent;
use crate::pixels::Image;
use crate::pixels::Sample;

/// Samples one thread takes at a time.
const PIECE: usize = 1 << 16;

/// From so many samples on it is faster to ask for the grey of every value of the type than to
/// look through the samples for those that occur.
const MANY: usize = 1 << 19;

/// Shifts of the line that are tried, in greys: singles may round to the other side of a half.
const NUDGES: [f32; 7] = [0.0, 1e-5, -1e-5, 3e-5, -3e-5, 1e-4, -1e-4];

/// `f` of every sample as grey.
pub(super) fn grey8<T: Narrow>(image: &Image<T>, f: impl Fn(f64) -> f64) -> Image<u8> {
    let mut mapped = vec![0; image.data().len()];
    grey8_into(Instructions::detected(), image, f, &mut mapped);
    Image::new(image.width(), image.height(), image.channels(), mapped)
}

/// [`grey8`] with chosen instructions into samples of the caller's.
pub(super) fn grey8_into<T: Narrow>(
    instructions: Instructions,
    image: &Image<T>,
    f: impl Fn(f64) -> f64,
    out: &mut [u8],
) {
    let samples = image.data();
    assert_eq!(out.len(), samples.len(), "samples of the result");
    let (first, last) = if samples.len() >= MANY {
        (0, T::VALUES - 1)
    } else {
        match extent(samples) {
            Some((low, high)) => (low.slot(), high.slot()),
            None => return,
        }
    };
    let value = |slot: usize| f(f64::from(slot as i32 + T::LOWEST));
    let table: Vec<u8> = (first..=last)
        .map(|slot| u8::from_f64(value(slot)))
        .collect();
    let ramp = Ramp::through(&table, first, value);
    let pieces = out.par_chunks_mut(PIECE).zip(samples.par_chunks(PIECE));
    pieces.for_each(|(out, samples)| match (&ramp, instructions) {
        (None, _) => {
            for (out, sample) in out.iter_mut().zip(samples) {
                *out = table[sample.slot() - first];
            }
        }
        #[cfg(target_arch = "x86_64")]
        (Some(ramp), Instructions::Portable) => sse2::ramp(ramp, samples, out),
        #[cfg(not(target_arch = "x86_64"))]
        (Some(ramp), Instructions::Portable) => ramp.map(samples, out),
        #[cfg(target_arch = "x86_64")]
        (Some(ramp), Instructions::Avx2(avx2)) => avx2.ramp(ramp, samples, out),
        #[cfg(target_arch = "x86_64")]
        (Some(ramp), Instructions::Avx512(avx512)) => avx512.avx2().ramp(ramp, samples, out),
    });
}

/// A line over slots: constant up to `from`, straight for `length` slots, constant from there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ramp {
    from: u16,
    length: u16,
    slope: f32,
    start: f32,
}

impl Ramp {
    /// The line through a table that begins at slot `first`; `None` when none gives every entry.
    /// `value` is the grey of a slot before rounding.
    fn through(table: &[u8], first: usize, value: impl Fn(usize) -> f64) -> Option<Self> {
        let (&dark, &bright) = (table.first()?, table.last()?);
        let from = table.iter().position(|&grey| grey != dark).unwrap_or(1) - 1;
        let until = table.iter().rposition(|&grey| grey != bright)? + 1;
        if dark >= bright || until - from < 2 {
            return None;
        }
        // Ends may jump, so the slope is that between the outermost values inside.
        let (inner, outer) = (from + 1, until - 1);
        let rise = value(first + outer) - value(first + inner);
        let slope = if outer > inner {
            rise / (outer - inner) as f64
        } else {
            f64::from(bright - dark) / (until - from) as f64
        };
        let start = value(first + inner) - slope;
        let line = Self {
            from: u16::try_from(first + from).ok()?,
            length: u16::try_from(until - from).ok()?,
            slope: slope as f32,
            start: start as f32,
        };
        let slots: Vec<u16> = (first..first + table.len())
            .map(|slot| slot as u16)
            .collect();
        let mut greys = vec![0; table.len()];
        NUDGES
            .iter()
            .map(|nudge| Self {
                start: line.start + nudge,
                ..line
            })
            .find(|line| {
                line.map(&slots, &mut greys);
                greys == table
            })
    }

    /// The grey of every sample.
    #[inline(always)]
    fn map<T: Narrow>(&self, samples: &[T], out: &mut [u8]) {
        // From here up, the lowest bits of a single are its integer part, rounded.
        const SHIFT: f32 = 8_388_608.0;
        for (out, sample) in out.iter_mut().zip(samples) {
            let along = sample.slot16().saturating_sub(self.from).min(self.length);
            let grey = i32::from(along) as f32 * self.slope + self.start;
            let grey = if grey > 0.0 { grey } else { 0.0 };
            let grey = if grey < 255.0 { grey } else { 255.0 };
            *out = (grey + SHIFT).to_bits() as u8;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::window::VoiFunction;
    use crate::ops::window::Window;

    fn ramp_of(window: &Window) -> Option<Ramp> {
        let value = |slot: usize| window.map(slot as f64 - 32_768.0, 255.0);
        let table: Vec<u8> = (0..65_536).map(|slot| u8::from_f64(value(slot))).collect();
        Ramp::through(&table, 0, value)
    }

    #[test]
    fn usual_windows_are_lines() {
        for (center, width) in [
            (40.0, 400.0),
            (-600.0, 1500.0),
            (400.0, 1800.0),
            (40.0, 80.0),
            (2048.0, 4096.0),
        ] {
            let window = Window::new(center, width, VoiFunction::Linear).unwrap();
            assert!(ramp_of(&window).is_some(), "{window:?}");
        }
    }

    #[test]
    fn what_is_no_line_keeps_its_table() {
        let sigmoid = Window::new(40.0, 400.0, VoiFunction::Sigmoid).unwrap();
        assert!(ramp_of(&sigmoid).is_none());
        // Of its exact halves double precision rounds one down and the others up.
        let exact = Window::new(40.0, 400.0, VoiFunction::LinearExact).unwrap();
        assert!(ramp_of(&exact).is_none());
        let threshold = Window::new(40.0, 1.0, VoiFunction::Linear).unwrap();
        assert!(ramp_of(&threshold).is_none());
        assert!(Ramp::through(&[7, 7, 7], 0, |_| 7.0).is_none());
        assert!(Ramp::through(&[9, 8, 7], 0, |slot| 9.0 - slot as f64).is_none());
        assert!(Ramp::through(&[], 0, |_| 0.0).is_none());
    }

    #[test]
    fn few_and_many_samples_agree() {
        let few: Vec<i16> = (-900..900).collect();
        let many: Vec<i16> = few.iter().copied().cycle().take(MANY).collect();
        let window = Window::new(40.0, 400.0, VoiFunction::Linear).unwrap();
        let wanted: Vec<u8> = few
            .iter()
            .map(|&x| u8::from_f64(window.map(f64::from(x), 255.0)))
            .collect();
        for samples in [few, many] {
            let image = Image::grey(samples.len(), 1, samples);
            let mapped = grey8(&image, |x| window.map(x, 255.0));
            assert_eq!(mapped.data()[..wanted.len()], wanted);
        }
    }
}
