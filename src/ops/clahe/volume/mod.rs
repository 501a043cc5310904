//! CLAHE of volumes: tiles are boxes, so that coronal and sagittal slices are as even as axial ones
//! (Stimper et al., Multidimensional Contrast Limited Adaptive Histogram Equalization, IEEE Access
//! 7, 2019; their program `mclahe`).
//!
//! 1. Voxels are counted in `bins` bins of equal width over the volume's range, or over each tile's
//!    own.
//! 2. The volume is padded to whole tiles and half a tile around, mirrored with its edges repeated;
//!    tiles stand on the corners of blocks of their size.
//! 3. A bin holds at most clip · n of a tile's n voxels; what lies above is spread evenly over all
//!    bins, once, in real numbers.
//! 4. A tile's map is its cumulative histogram C as (C − C(first bin)) / (C(last bin) − C(first bin)).
//! 5. A voxel takes the maps of the eight tiles around it, linear between their centres.
//! 6. The results are stretched to 0..=1, voxels of the padding to whole tiles included.
//!
//! The padded volume is never laid out: its positions are folded back into the volume. With a mask
//! only voxels inside are counted; a tile without any takes no part: the weights of the others are
//! scaled to 1. A volume of one slice under tiles of one slice is CLAHE in two dimensions.

mod axis;
mod maps;

use rayon::prelude::*;

use super::deep::occupied_range;
use crate::ops::ParamError;
use crate::ops::lookup::Grey;
use crate::pixels::Sample;
use maps::Bins;
use maps::Volume;

/// Voxels one thread turns into grey at a time.
const PIECE: usize = 1 << 15;

/// What the bins of a tile's histogram lie over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BinRange {
    /// The range of all counted voxels.
    #[default]
    Volume,
    /// The range of the tile's own voxels, `adaptive_hist_range` of `mclahe`; values beyond it count
    /// as its ends.
    Tile,
}

/// What CLAHE of volumes is told.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VolumeParams {
    clip_limit: f64,
    tiles: [u32; 3],
    bins: u32,
    range: BinRange,
}

impl VolumeParams {
    /// The most tiles in one direction.
    pub const MOST_TILES: u32 = 512;
    /// The fewest bins.
    pub const FEWEST_BINS: u32 = 2;
    /// The most bins.
    pub const MOST_BINS: u32 = 4096;

    /// CLAHE with a clip limit as a share of a tile's voxels (0 for none), `tiles` across, down and
    /// through the slices, and `bins` bins over the range of the volume.
    ///
    /// # Errors
    /// When the clip limit is outside 0..=1, a number of tiles outside 1..=512, or `bins` outside
    /// 2..=4096.
    pub fn new(clip_limit: f64, tiles: [u32; 3], bins: u32) -> Result<Self, ParamError> {
        if !(0.0..=1.0).contains(&clip_limit) {
            return Err(ParamError::new("clip_limit", clip_limit, "0 to 1"));
        }
        if tiles.iter().any(|t| !(1..=Self::MOST_TILES).contains(t)) {
            return Err(ParamError::new(
                "tiles",
                tiles.map(|t| t.to_string()).join("x"),
                "1 to 512 in each direction",
            ));
        }
        if !(Self::FEWEST_BINS..=Self::MOST_BINS).contains(&bins) {
            return Err(ParamError::new("bins", bins, "2 to 4096"));
        }
        Ok(Self {
            clip_limit,
            tiles,
            bins,
            range: BinRange::Volume,
        })
    }

    /// The same with bins over another range.
    pub fn with_range(self, range: BinRange) -> Self {
        Self { range, ..self }
    }

    /// The clip limit, 0..=1 of a tile's voxels; 0 for none.
    pub fn clip_limit(&self) -> f64 {
        self.clip_limit
    }

    /// Tiles across, down and through the slices.
    pub fn tiles(&self) -> [u32; 3] {
        self.tiles
    }

    /// Bins of a histogram, 2..=4096.
    pub fn bins(&self) -> u32 {
        self.bins
    }

    /// What the bins lie over.
    pub fn range(&self) -> BinRange {
        self.range
    }

    /// Columns, rows and slices of a tile in a volume of `size`: the size divided by the number of
    /// tiles and cut to a whole number, at least 1.
    pub fn kernel(&self, size: [usize; 3]) -> [usize; 3] {
        [0, 1, 2].map(|axis| (size[axis] / self.tiles[axis] as usize).max(1))
    }
}

impl Default for VolumeParams {
    /// The recipe's and `mclahe`'s defaults: clip limit 0.01, 8 × 8 × 8 tiles, 128 bins over the
    /// range of the volume.
    fn default() -> Self {
        Self {
            clip_limit: 0.01,
            tiles: [8; 3],
            bins: 128,
            range: BinRange::Volume,
        }
    }
}

/// CLAHE of a volume of grey of 8 or 16 bits as floor(y · top + 0.5), y as [`apply_real`] computes
/// it with tiles of [`VolumeParams::kernel`].
///
/// `size` is columns, rows, slices; `voxels` lie row by row, slice by slice. Voxels outside `mask`
/// are not counted and stay as they are; so does a volume whose counted voxels are all equal.
/// `keep_going` is asked once a row and once a slice of a tile; `None` when it said no.
///
/// # Panics
/// When voxels or mask are not as many as `size` says.
pub fn apply<G: Grey>(
    voxels: &[G],
    size: [usize; 3],
    params: &VolumeParams,
    mask: Option<&[bool]>,
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Option<Vec<G>> {
    let volume = Volume::new(voxels, size, params.kernel(size), mask);
    let Some((low, high)) = occupied_range(voxels, mask).filter(|(low, high)| low < high) else {
        return Some(voxels.to_vec());
    };
    let bins = Bins::new(low, high, params.bins);
    // All values of a grey type fit a table; it takes the division out of the inner loops.
    let table: Vec<u16> = (0..=G::TOP as usize)
        .map(|value| bins.bin(value as f64) as u16)
        .collect();
    let bin = |voxel: G| usize::from(table[voxel.to_f64() as usize]);
    let real = volume.equalise(params, bin, keep_going)?;
    let mut mapped = voxels.to_vec();
    let pieces = mapped.par_chunks_mut(PIECE).zip(real.par_chunks(PIECE));
    pieces.enumerate().for_each(|(piece, (mapped, real))| {
        for (i, (mapped, &y)) in mapped.iter_mut().zip(real).enumerate() {
            if mask.is_none_or(|mask| mask[piece * PIECE + i]) {
                *mapped = G::from_f64(f64::from(y) * G::TOP);
            }
        }
    });
    Some(mapped)
}

/// CLAHE of a volume of any type as real numbers 0..=1, with tiles of `kernel` columns, rows and
/// slices in place of those that follow from the number of tiles.
///
/// Voxels outside `mask` and those that are not finite numbers are not counted and become 0, as
/// does a volume whose counted voxels are all equal. `keep_going` as for [`apply`].
///
/// # Panics
/// When voxels or mask are not as many as `size` says, or a tile has no voxels.
pub fn apply_real<T: Sample>(
    voxels: &[T],
    size: [usize; 3],
    kernel: [usize; 3],
    params: &VolumeParams,
    mask: Option<&[bool]>,
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Option<Vec<f32>> {
    let volume = Volume::new(voxels, size, kernel, mask);
    let Some((low, high)) = occupied_range(voxels, mask).filter(|(low, high)| low < high) else {
        return Some(vec![0.0; voxels.len()]);
    };
    let bins = Bins::new(low, high, params.bins);
    volume.equalise(params, |voxel: T| bins.bin(voxel.to_f64()), keep_going)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn params(clip_limit: f64, tiles: [u32; 3]) -> VolumeParams {
        VolumeParams::new(clip_limit, tiles, 16).unwrap()
    }

    /// Soft shapes, 8 × 6 × 5.
    fn shapes() -> Vec<u8> {
        (0..8 * 6 * 5_u32)
            .map(|i| (i % 8 * 20 + i / 8 % 6 * 9 + i / 48 * 5 + i * i % 17) as u8)
            .collect()
    }

    #[test]
    fn black_and_white_stay_without_a_limit() {
        // Every tile that has both maps them to 0 and 1; one that has a single grey does as well.
        let voxels: Vec<u16> = (0..4 * 4 * 4)
            .map(|i| if i % 4 < 2 { 100 } else { 900 })
            .collect();
        let found = apply(&voxels, [4; 3], &params(0.0, [2; 3]), None, &|| true).unwrap();
        for (voxel, found) in voxels.iter().zip(found) {
            assert_eq!(found, if *voxel == 100 { 0 } else { 65_535 });
        }
    }

    #[test]
    fn constants_stay() {
        let voxels = vec![7_u8; 60];
        let params = VolumeParams::default();
        let found = apply(&voxels, [5, 4, 3], &params, None, &|| true).unwrap();
        assert_eq!(found, voxels);
        let real = apply_real(&voxels, [5, 4, 3], [2; 3], &params, None, &|| true).unwrap();
        assert_eq!(real, [0.0; 60]);
    }

    #[test]
    fn results_reach_over_the_whole_range() {
        for range in [BinRange::Volume, BinRange::Tile] {
            let params = params(0.1, [2, 3, 1]).with_range(range);
            let found = apply(&shapes(), [8, 6, 5], &params, None, &|| true).unwrap();
            assert_eq!(found.iter().max(), Some(&255), "{range:?}");
        }
    }

    #[test]
    fn what_lies_outside_the_mask_has_no_influence() {
        let mask: Vec<bool> = (0..8 * 6 * 5).map(|i| i % 8 > 2 && i / 48 != 1).collect();
        for range in [BinRange::Volume, BinRange::Tile] {
            let params = params(0.1, [4, 2, 5]).with_range(range);
            let [dark, bright] = [0, 255].map(|outside| {
                let mut voxels = shapes();
                for (voxel, inside) in voxels.iter_mut().zip(&mask) {
                    if !inside {
                        *voxel = outside;
                    }
                }
                apply(&voxels, [8, 6, 5], &params, Some(&mask), &|| true).unwrap()
            });
            for (i, (dark, bright)) in dark.iter().zip(&bright).enumerate() {
                if mask[i] {
                    assert_eq!(dark, bright, "{i}");
                } else {
                    assert_eq!((*dark, *bright), (0, 255));
                }
            }
        }
    }

    #[test]
    fn numbers_only_are_counted() {
        let mut voxels: Vec<f32> = shapes().iter().map(|&v| f32::from(v)).collect();
        voxels[17] = f32::NAN;
        let mask: Vec<bool> = voxels.iter().map(|v| v.is_finite()).collect();
        let real = |mask: Option<&[bool]>| {
            apply_real(
                &voxels,
                [8, 6, 5],
                [3, 2, 2],
                &params(0.1, [1; 3]),
                mask,
                &|| true,
            )
        };
        let found = real(None).unwrap();
        assert_eq!(found[17], 0.0);
        assert_eq!(Some(found), real(Some(&mask)));
    }

    #[test]
    fn it_stops_when_told() {
        let found = apply(
            &shapes(),
            [8, 6, 5],
            &VolumeParams::default(),
            None,
            &|| false,
        );
        assert_eq!(found, None);
    }

    #[test]
    fn tiles_are_at_least_a_voxel() {
        assert_eq!(params(0.0, [8, 3, 8]).kernel([70, 6, 5]), [8, 2, 1]);
    }

    #[test]
    fn refused_parameters_are_named() {
        let error = VolumeParams::new(0.01, [8, 8, 0], 128).unwrap_err();
        assert_eq!(
            error.to_string(),
            "tiles: 8x8x0, wanted 1 to 512 in each direction"
        );
        assert!(VolumeParams::new(1.5, [8; 3], 128).is_err());
        assert!(VolumeParams::new(0.01, [8; 3], 1).is_err());
    }
}
