//! CLAHE for data of any depth: the clip limit means the same on 8, 12 and 16 bits.
//!
//! A definition of this program's own. OpenCV's 16-bit CLAHE spreads a tile over 65,536 bins, so
//! that on 12-bit radiographs nearly every clip limit gives the same picture. Here
//!
//! 1. `bins` bins of equal width lie over the occupied range lo..hi, of the slice or of a series;
//! 2. the picture is cut into tiles at floor(i · size / tiles), without padding;
//! 3. a value v lies at q = (v − lo) / (hi − lo) · bins, in bin b = min(floor(q), bins − 1);
//! 4. bins of a tile of n counted pixels hold at most clip · n / bins; what lies above is spread
//!    evenly over all bins, in real numbers and once, so that no end of the range is favoured;
//! 5. a tile's transfer T rises from 0 to 1 along the cumulative histogram, linearly inside a bin:
//!    monotone and without steps;
//! 6. a pixel takes the transfers of the four tiles around it, bilinear between tile centres, and
//!    becomes floor(T · top + 0.5).
//!
//! A tile without counted pixels takes no part: the weights of the others are scaled to 1.

mod places;
mod transfers;

use rayon::prelude::*;

use places::Arithmetic;
use places::Places;
use places::Table;
use transfers::Direction;
use transfers::Picture;
use transfers::Transfers;

use super::cells;
use crate::ops::ParamError;
use crate::ops::Tiles;
use crate::ops::assert_mask_fits;
use crate::ops::lookup::Grey;
use crate::ops::lookup::Narrow;
use crate::ops::lookup::extent;
use crate::ops::lookup::restore_outside;
use crate::pixels::Image;
use crate::pixels::Mask;
use crate::pixels::Sample;
use crate::pixels::Samples;

/// Samples one thread looks at in one go when it searches for the range.
const PIECE: usize = 1 << 15;

/// What CLAHE for any depth is told.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DeepParams {
    clip_limit: f64,
    tiles: Tiles,
    bins: u32,
}

impl DeepParams {
    /// The fewest bins.
    pub const FEWEST_BINS: u32 = 256;
    /// The most bins.
    pub const MOST_BINS: u32 = 4096;

    /// CLAHE with a clip limit in multiples of the mean bin of a tile's histogram, 0 for none, and
    /// `bins` bins over the occupied range.
    ///
    /// More tiles than pixels are allowed; there are then as many tiles as pixels.
    ///
    /// # Errors
    /// When the clip limit is negative or not finite, or `bins` outside 256..=4096.
    pub fn new(clip_limit: f64, tiles: Tiles, bins: u32) -> Result<Self, ParamError> {
        if !clip_limit.is_finite() || clip_limit < 0.0 {
            return Err(ParamError::new("clip_limit", clip_limit, "0 or more"));
        }
        if !(Self::FEWEST_BINS..=Self::MOST_BINS).contains(&bins) {
            return Err(ParamError::new("bins", bins, "256 to 4096"));
        }
        Ok(Self {
            clip_limit,
            tiles,
            bins,
        })
    }

    /// The clip limit, a multiple of the mean bin; 0 for none.
    pub fn clip_limit(&self) -> f64 {
        self.clip_limit
    }

    /// The grid of tiles.
    pub fn tiles(&self) -> Tiles {
        self.tiles
    }

    /// Bins over the occupied range, 256..=4096.
    pub fn bins(&self) -> u32 {
        self.bins
    }
}

impl Default for DeepParams {
    /// The recipe's defaults: clip limit 2, 8 × 8 tiles, 1024 bins.
    fn default() -> Self {
        Self {
            clip_limit: 2.0,
            tiles: Tiles::default(),
            bins: 1024,
        }
    }
}

/// CLAHE of one channel of any type: 8-bit grey stays 8-bit grey, all else becomes 16-bit grey.
///
/// `range` is the occupied range of a whole series, in the unit of the samples; without it the
/// picture's own is taken. Values beyond it count as its ends. Where the range is empty every
/// counted pixel becomes mid grey, (top + 1) / 2.
///
/// Pixels outside `mask` and samples that are not finite numbers are not counted. They stay as they
/// are in 8- and 16-bit grey, and become 0 where the type changes.
///
/// # Panics
/// When there are several channels or the mask has another size.
pub fn apply(
    samples: &Samples,
    params: &DeepParams,
    range: Option<(f64, f64)>,
    mask: Option<&Mask>,
) -> Samples {
    assert_eq!(samples.channels(), 1, "one channel wanted");
    assert_mask_fits(mask, samples.width(), samples.height());
    match samples {
        Samples::U8(image) => Samples::U8(grey(image, params, range, mask)),
        Samples::U16(image) => Samples::U16(grey(image, params, range, mask)),
        Samples::I8(image) => Samples::U16(by_value(image, params, range, mask)),
        Samples::I16(image) => Samples::U16(by_value(image, params, range, mask)),
        Samples::U32(image) => Samples::U16(one_by_one(image, params, range, mask)),
        Samples::I32(image) => Samples::U16(one_by_one(image, params, range, mask)),
        Samples::F32(image) => Samples::U16(one_by_one(image, params, range, mask)),
        Samples::F64(image) => Samples::U16(one_by_one(image, params, range, mask)),
    }
}

/// Smallest and largest counted sample; `None` where nothing is counted. Samples outside `inside`
/// and those that are not finite numbers are not.
pub(super) fn occupied_range<T: Sample>(
    samples: &[T],
    inside: Option<&[bool]>,
) -> Option<(f64, f64)> {
    let of_piece = |samples: &[T], inside: Option<&[bool]>| {
        let mut range: Option<(T, T)> = None;
        for (i, &sample) in samples.iter().enumerate() {
            if inside.is_none_or(|inside| inside[i]) && sample.to_f64().is_finite() {
                let (low, high) = range.unwrap_or((sample, sample));
                let low = if sample < low { sample } else { low };
                let high = if sample > high { sample } else { high };
                range = Some((low, high));
            }
        }
        range.map(|(low, high)| (low.to_f64(), high.to_f64()))
    };
    samples
        .par_chunks(PIECE)
        .enumerate()
        .filter_map(|(piece, samples)| {
            let start = piece * PIECE;
            of_piece(samples, inside.map(|m| &m[start..start + samples.len()]))
        })
        .reduce_with(|a, b| (a.0.min(b.0), a.1.max(b.1)))
}

/// Grey of the same depth: what is not counted stays.
fn grey<G: Grey + Narrow>(
    image: &Image<G>,
    params: &DeepParams,
    range: Option<(f64, f64)>,
    mask: Option<&Mask>,
) -> Image<G> {
    let mut mapped = by_value(image, params, range, mask);
    restore_outside(&mut mapped, image, mask);
    mapped
}

/// Narrow integers: the place of each value is computed once.
fn by_value<T: Narrow, G: Grey>(
    image: &Image<T>,
    params: &DeepParams,
    range: Option<(f64, f64)>,
    mask: Option<&Mask>,
) -> Image<G> {
    match extent(image.data()) {
        Some((low, high)) if high.slot() - low.slot() < image.data().len() => {
            let values = low.slot()..high.slot() + 1;
            equalise(image, params, range, mask, |arithmetic| Table {
                lowest: values.start,
                places: values
                    .clone()
                    .map(|slot| arithmetic.place_of(f64::from(slot as i32 + T::LOWEST)))
                    .collect(),
            })
        }
        _ => one_by_one(image, params, range, mask),
    }
}

/// The place of every sample by itself.
fn one_by_one<T: Sample, G: Grey>(
    image: &Image<T>,
    params: &DeepParams,
    range: Option<(f64, f64)>,
    mask: Option<&Mask>,
) -> Image<G> {
    equalise(image, params, range, mask, |arithmetic| arithmetic)
}

/// The whole filter; what is not counted becomes 0.
fn equalise<T: Sample, G: Grey, P: Places<T>>(
    image: &Image<T>,
    params: &DeepParams,
    range: Option<(f64, f64)>,
    mask: Option<&Mask>,
    places: impl FnOnce(Arithmetic) -> P,
) -> Image<G> {
    let (width, height) = (image.width(), image.height());
    let inside = mask.map(Mask::inside);
    let mut mapped = vec![G::default(); image.data().len()];
    let Some((low, high)) = range.or_else(|| occupied_range(image.data(), inside)) else {
        return Image::grey(width, height, mapped);
    };
    let picture = Picture { image, inside };
    if low < high {
        let bins = params.bins as usize;
        let places = places(Arithmetic {
            low,
            high,
            bins: bins as f64,
        });
        let columns = Direction::new(width, params.tiles.columns());
        let rows = Direction::new(height, params.tiles.rows());
        let row_bytes = columns.tiles() * (bins + 1) * size_of::<f64>();
        let (across, down) = (columns.axis(), rows.axis());
        cells::fill_bands(
            &mut mapped,
            width,
            &down,
            row_bytes,
            |tile_rows| Transfers::new(&picture, &places, params, &columns, &rows, tile_rows),
            |transfers: &Transfers, band, part| {
                transfers.map_band(&picture, &places, &across, &down.weights, band, part);
            },
        );
    } else {
        let middle = G::from_f64((G::TOP + 1.0) / 2.0);
        for (i, mapped) in mapped.iter_mut().enumerate() {
            if picture.counts(i) {
                *mapped = middle;
            }
        }
    }
    Image::grey(width, height, mapped)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn params(clip_limit: f64, columns: u32, rows: u32) -> DeepParams {
        DeepParams::new(clip_limit, Tiles::new(columns, rows).unwrap(), 256).unwrap()
    }

    fn sixteen(samples: Samples) -> Vec<u16> {
        match samples {
            Samples::U16(image) => image.into_data(),
            other => panic!("{:?}", other.sample_type()),
        }
    }

    /// A 12-bit ramp with waves, 48 × 40.
    fn waves() -> Image<u16> {
        let data = (0..48 * 40_u32)
            .map(|i| (i % 48 * 40 + i * i % 977 + i / 48 * 23) as u16)
            .collect();
        Image::grey(48, 40, data)
    }

    #[test]
    fn one_tile_without_limit_is_the_cumulative_histogram() {
        // Places 0, 64, 128, 256 of 256: nothing, one, two and all four below.
        let image = Image::grey(4, 1, vec![100_i16, 200, 300, 500]);
        let found = apply(&Samples::I16(image), &params(0.0, 1, 1), None, None);
        assert_eq!(sixteen(found), [0, 16_384, 32_768, 65_535]);
    }

    #[test]
    fn depth_does_not_matter() {
        let image = waves();
        let shifted = image.map(|&v| v * 16);
        let signed = image.map(|&v| i32::from(v) * 3 - 70_000);
        let wanted = sixteen(apply(&Samples::U16(image), &params(2.0, 3, 4), None, None));
        for samples in [Samples::U16(shifted), Samples::I32(signed)] {
            let found = apply(&samples, &params(2.0, 3, 4), None, None);
            assert_eq!(sixteen(found), wanted);
        }
    }

    #[test]
    fn every_clip_limit_gives_another_picture() {
        let samples = Samples::U16(waves());
        let mut seen: Vec<Samples> = Vec::new();
        for clip_limit in [0.0, 0.5, 1.0, 1.1, 1.5, 2.0, 3.0, 4.0] {
            let found = apply(&samples, &params(clip_limit, 2, 2), None, None);
            assert!(!seen.contains(&found), "clip limit {clip_limit}");
            seen.push(found);
        }
    }

    #[test]
    fn constants_become_mid_grey() {
        let eight = Samples::U8(Image::filled(3, 2, 7));
        let real = Samples::F32(Image::filled(3, 2, -1.5));
        let params = DeepParams::default();
        assert_eq!(
            apply(&eight, &params, None, None),
            Samples::U8(Image::filled(3, 2, 128))
        );
        assert_eq!(
            apply(&real, &params, None, None),
            Samples::U16(Image::filled(3, 2, 32_768))
        );
    }

    #[test]
    fn numbers_only_are_counted() {
        let real = vec![f32::NAN, 1.0, 2.0, f32::INFINITY, 3.0];
        let found = apply(
            &Samples::F32(Image::grey(5, 1, real)),
            &params(0.0, 1, 1),
            None,
            None,
        );
        // Places 0, 128 and 256 of the numbers.
        assert_eq!(sixteen(found), [0, 0, 21_845, 0, 65_535]);
    }

    #[test]
    fn a_range_of_a_series_is_kept() {
        let samples = Samples::I16(Image::grey(3, 1, vec![-50, 0, 300]));
        let found = apply(&samples, &params(0.0, 1, 1), Some((-100.0, 100.0)), None);
        // Places 64, 128 and, from beyond the range, 256.
        assert_eq!(sixteen(found), [0, 21_845, 65_535]);
    }

    #[test]
    fn masked_pixels_stay_or_become_black() {
        let mask = Mask::new(3, 1, vec![true, false, true]);
        let grey = Samples::U16(Image::grey(3, 1, vec![5, 999, 6]));
        let values = Samples::I16(Image::grey(3, 1, vec![5, 999, 6]));
        let params = params(0.0, 3, 1);
        assert_eq!(sixteen(apply(&grey, &params, None, Some(&mask)))[1], 999);
        assert_eq!(sixteen(apply(&values, &params, None, Some(&mask)))[1], 0);
    }

    #[test]
    fn empty_tiles_take_no_part() {
        // Two tiles, all pixels of the right one outside: the left one's transfer alone.
        let data: Vec<u16> = (0..12).map(|i| i * i % 13).collect();
        let image = Image::grey(12, 1, data);
        let mask = Mask::new(12, 1, (0..12).map(|i| i < 6).collect());
        let two = apply(
            &Samples::I16(image.map(|&v| v as i16)),
            &params(0.0, 2, 1),
            None,
            Some(&mask),
        );
        let left = Image::grey(6, 1, image.data()[..6].to_vec());
        let one = apply(&Samples::U16(left), &params(0.0, 1, 1), None, None);
        assert_eq!(sixteen(two)[..6], sixteen(one));
    }

    #[test]
    fn refused_parameters_are_named() {
        let tiles = Tiles::default();
        let error = DeepParams::new(-1.0, tiles, 1024).unwrap_err();
        assert_eq!(error.to_string(), "clip_limit: -1, wanted 0 or more");
        let error = DeepParams::new(2.0, tiles, 255).unwrap_err();
        assert_eq!(error.to_string(), "bins: 255, wanted 256 to 4096");
    }

    #[test]
    fn nothing_is_no_trouble() {
        let samples = Samples::F64(Image::grey(0, 0, vec![]));
        let found = apply(&samples, &DeepParams::default(), None, None);
        assert!(sixteen(found).is_empty());
        let nobody = Mask::new(2, 1, vec![false; 2]);
        let samples = Samples::F64(Image::grey(2, 1, vec![1.0, 2.0]));
        let found = apply(&samples, &DeepParams::default(), None, Some(&nobody));
        assert_eq!(sixteen(found), [0, 0]);
    }
}
