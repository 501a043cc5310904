//! Functions of one sample, applied to whole images, through tables where the type is narrow.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;

use rayon::prelude::*;

use super::assert_mask_fits;
use super::cpu::Instructions;
use crate::pixels::Image;
use crate::pixels::Mask;
use crate::pixels::Sample;
use crate::pixels::Samples;

/// Samples one thread takes at a time: enough to outweigh handing them over.
const PIECE: usize = 1 << 16;

/// A display depth: `u8` or `u16`, black at 0 and white at [`Grey::TOP`].
pub trait Grey: Sample + Ord + Default {
    /// White.
    const TOP: f64;

    /// The grey as a place in a table of all greys.
    fn level(self) -> usize;

    /// The image as samples of this type, to be looked up through a table.
    fn map_image(image: &Image<Self>, f: impl Fn(f64) -> Self + Sync) -> Image<Self>;
}

macro_rules! grey {
    ($($t:ty),*) => {$(
        impl Grey for $t {
            const TOP: f64 = <$t>::MAX as f64;
            fn level(self) -> usize {
                usize::from(self)
            }
            fn map_image(image: &Image<Self>, f: impl Fn(f64) -> Self + Sync) -> Image<Self> {
                by_table(image, f)
            }
        }
    )*};
}
grey!(u8, u16);

/// Integers of at most 16 bits: few enough values for a table.
pub(super) trait Narrow: Sample + Ord {
    /// How many values the type has.
    const VALUES: usize;
    /// The smallest value.
    const LOWEST: i32;
    /// The distance from the smallest value, `0..VALUES`.
    fn slot(self) -> usize {
        usize::from(self.slot16())
    }
    /// [`slot`](Self::slot) in the width that vectors of 16-bit samples have.
    fn slot16(self) -> u16;
}

macro_rules! narrow {
    ($($t:ty),*) => {$(
        impl Narrow for $t {
            const VALUES: usize = 1 << <$t>::BITS;
            const LOWEST: i32 = <$t>::MIN as i32;
            fn slot16(self) -> u16 {
                (self as u16).wrapping_sub(<$t>::MIN as u16)
            }
        }
    )*};
}
narrow!(u8, i8, u16, i16);

/// `f` of every sample, in the shape of `samples`. `f` must give the same for the same value: for
/// 8 and 16 bits it is asked once per value of the occupied range.
pub fn map_samples<U>(samples: &Samples, f: impl Fn(f64) -> U + Sync) -> Image<U>
where
    U: Copy + Default + Send + Sync,
{
    match samples {
        Samples::U8(image) => by_table(image, f),
        Samples::I8(image) => by_table(image, f),
        Samples::U16(image) => by_table(image, f),
        Samples::I16(image) => by_table(image, f),
        Samples::U32(image) => one_by_one(image, f),
        Samples::I32(image) => one_by_one(image, f),
        Samples::F32(image) => one_by_one(image, f),
        Samples::F64(image) => one_by_one(image, f),
    }
}

/// `f` of every grey sample; pixels outside `mask` stay as they are.
///
/// # Panics
/// When mask and image differ in size.
pub fn map_grey<G: Grey>(
    image: &Image<G>,
    mask: Option<&Mask>,
    f: impl Fn(f64) -> G + Sync,
) -> Image<G> {
    let mut mapped = G::map_image(image, f);
    restore_outside(&mut mapped, image, mask);
    mapped
}

/// Gives pixels outside `mask` their samples of `original` back.
pub(super) fn restore_outside<T: Copy>(
    image: &mut Image<T>,
    original: &Image<T>,
    mask: Option<&Mask>,
) {
    keep_outside(original, mask, image.data_mut());
}

/// [`restore_outside`] of samples in the layout of `original`.
pub(super) fn keep_outside<T: Copy>(original: &Image<T>, mask: Option<&Mask>, mapped: &mut [T]) {
    assert_mask_fits(mask, original.width(), original.height());
    let Some(mask) = mask else { return };
    let channels = original.channels();
    let pixels = mapped.chunks_exact_mut(channels);
    let originals = original.data().chunks_exact(channels);
    for ((pixel, original), inside) in pixels.zip(originals).zip(mask.inside()) {
        if !inside {
            pixel.copy_from_slice(original);
        }
    }
}

/// Every byte through `table`.
///
/// # Panics
/// When `out` has another length.
pub(super) fn map_bytes(
    instructions: Instructions,
    bytes: &[u8],
    table: &[u8; 256],
    out: &mut [u8],
) {
    assert_eq!(out.len(), bytes.len(), "samples of the result");
    let pieces = out.par_chunks_mut(PIECE).zip(bytes.par_chunks(PIECE));
    pieces.for_each(|(out, bytes)| match instructions {
        Instructions::Portable => {
            let (eights, rest) = bytes.as_chunks::<8>();
            let (outs, last) = out.as_chunks_mut::<8>();
            for (out, eight) in outs.iter_mut().zip(eights) {
                // Written at once: storing bytes takes longer than looking them up.
                let mut word = 0;
                for (place, &byte) in eight.iter().enumerate() {
                    word |= u64::from(table[usize::from(byte)]) << (8 * place);
                }
                *out = word.to_le_bytes();
            }
            for (out, &byte) in last.iter_mut().zip(rest) {
                *out = table[usize::from(byte)];
            }
        }
        #[cfg(target_arch = "x86_64")]
        Instructions::Avx2(avx2) => avx2.map_bytes(bytes, table, out),
        #[cfg(target_arch = "x86_64")]
        Instructions::Avx512(avx512) => avx512.map_bytes(bytes, table, out),
    });
}

/// Smallest and largest sample; `None` for an image without pixels.
pub(super) fn extent<T: Narrow>(samples: &[T]) -> Option<(T, T)> {
    samples
        .par_chunks(PIECE)
        .filter_map(|piece| {
            let first = *piece.first()?;
            Some(piece.iter().fold((first, first), |(low, high), &sample| {
                (low.min(sample), high.max(sample))
            }))
        })
        .reduce_with(|a, b| (a.0.min(b.0), a.1.max(b.1)))
}

fn by_table<T: Narrow, U>(image: &Image<T>, f: impl Fn(f64) -> U + Sync) -> Image<U>
where
    U: Copy + Default + Send + Sync,
{
    let Some((low, high)) = extent(image.data()) else {
        return one_by_one(image, f);
    };
    let (low, high) = (low.slot(), high.slot());
    if high - low >= image.data().len() {
        return one_by_one(image, f);
    }
    let table: Vec<U> = (low..=high)
        .map(|slot| f(f64::from(slot as i32 + T::LOWEST)))
        .collect();
    in_pieces(image, |sample| table[sample.slot() - low])
}

fn one_by_one<T: Sample, U>(image: &Image<T>, f: impl Fn(f64) -> U + Sync) -> Image<U>
where
    U: Copy + Default + Send + Sync,
{
    in_pieces(image, |sample: T| f(sample.to_f64()))
}

fn in_pieces<T: Sample, U>(image: &Image<T>, f: impl Fn(T) -> U + Sync) -> Image<U>
where
    U: Copy + Default + Send + Sync,
{
    let mut mapped = vec![U::default(); image.data().len()];
    mapped
        .par_chunks_mut(PIECE)
        .zip(image.data().par_chunks(PIECE))
        .for_each(|(mapped, samples)| {
            for (mapped, &sample) in mapped.iter_mut().zip(samples) {
                *mapped = f(sample);
            }
        });
    Image::new(image.width(), image.height(), image.channels(), mapped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_goes_up_and_ends_hold() {
        assert_eq!(u8::from_f64(2.5), 3);
        assert_eq!(u8::from_f64(2.499), 2);
        assert_eq!(u8::from_f64(-7.0), 0);
        assert_eq!(u8::from_f64(1e9), 255);
        assert_eq!(u8::from_f64(f64::NAN), 0);
        assert_eq!(u16::from_f64(70_000.0), 65_535);
    }

    #[test]
    fn tables_and_single_samples_agree() {
        let few = Image::grey(3, 1, vec![-32_768_i16, 0, 32_767]);
        let many = Image::grey(3, 2, vec![-1_i16, 0, 1, 1, 0, -1]);
        for image in [few, many] {
            let mapped = map_samples(&Sample::wrap(image.clone()), |x| x * 2.0);
            let wanted: Vec<f64> = image.data().iter().map(|&x| f64::from(x) * 2.0).collect();
            assert_eq!(mapped.data(), wanted);
        }
    }

    #[test]
    fn outside_the_mask_nothing_changes() {
        let image = Image::grey(2, 1, vec![10_u8, 20]);
        let mask = Mask::new(2, 1, vec![true, false]);
        let mapped = map_grey(&image, Some(&mask), |x| u8::from_f64(255.0 - x));
        assert_eq!(mapped.data(), [245, 20]);
    }

    #[test]
    fn an_image_without_pixels_is_no_trouble() {
        let mapped = map_samples(&Samples::U16(Image::grey(0, 0, vec![])), |x| x as u8);
        assert!(mapped.data().is_empty());
    }
}
