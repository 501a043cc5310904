//! From tiles to voxels: the map of each tile, and lines of voxels between them.

use std::ops::Range;

use rayon::prelude::*;

use super::BinRange;
use super::VolumeParams;
use super::axis::Axis;
use crate::pixels::Sample;

/// What the maps of tiles may take together; those around one row of blocks are always held.
const MAP_BYTES: usize = 64 << 20;

/// Lines one thread takes at a time.
const LINES: usize = 16;

/// Bins of equal width over a range.
#[derive(Clone, Copy)]
pub(super) struct Bins {
    low: f64,
    high: f64,
    count: usize,
}

impl Bins {
    pub(super) fn new(low: f64, high: f64, count: u32) -> Self {
        Self {
            low,
            high,
            count: count as usize,
        }
    }

    /// The bin of a value; values beyond the range lie in the outermost, and in the first where the
    /// range is empty.
    pub(super) fn bin(&self, value: f64) -> usize {
        let place = (value - self.low) / (self.high - self.low) * self.count as f64;
        if self.low < self.high {
            (place as usize).min(self.count - 1)
        } else {
            0
        }
    }
}

/// Voxels, the size of their block of memory, and which of them are counted.
pub(super) struct Volume<'a, T> {
    voxels: &'a [T],
    size: [usize; 3],
    axes: [Axis; 3],
    mask: Option<&'a [bool]>,
    /// What is the same for all lines, position by position.
    steps: Vec<Step>,
}

/// A position on a line of voxels.
struct Step {
    /// The voxel that stands there.
    voxel: usize,
    /// Whether it is none of the padding.
    is_own: bool,
    /// The first of its two columns of tiles.
    column: usize,
    /// How much the second counts.
    right: f32,
}

/// A line of voxels along the first axis: its positions in the others, and where its results go;
/// those of padding go nowhere.
struct Line<'a> {
    y: usize,
    z: usize,
    results: Option<&'a mut [f32]>,
}

impl<'a, T: Sample> Volume<'a, T> {
    /// # Panics
    /// When voxels or mask are not as many as `size` says, or a tile has no voxels.
    pub(super) fn new(
        voxels: &'a [T],
        size: [usize; 3],
        kernel: [usize; 3],
        mask: Option<&'a [bool]>,
    ) -> Self {
        let [columns, rows, slices] = size;
        assert_eq!(
            voxels.len(),
            columns * rows * slices,
            "{columns} x {rows} x {slices} voxels wanted"
        );
        if let Some(mask) = mask {
            assert_eq!(mask.len(), voxels.len(), "mask and volume of unequal size");
        }
        assert!(!kernel.contains(&0), "tiles of at least a voxel");
        let axes = [0, 1, 2].map(|axis| Axis::new(size[axis], kernel[axis]));
        let across = &axes[0];
        let steps = across
            .positions(&(0..across.blocks()))
            .map(|position| Step {
                voxel: across.voxel(position),
                is_own: across.own_voxel(position).is_some(),
                column: across.block(position),
                right: across.weight(position),
            })
            .collect();
        Self {
            voxels,
            size,
            axes,
            mask,
            steps,
        }
    }

    /// The whole filter, 0..=1, with the bins that `bin` gives unless each tile has its own; what is
    /// not counted becomes 0.
    pub(super) fn equalise(
        &self,
        params: &VolumeParams,
        bin: impl Fn(T) -> usize + Sync,
        keep_going: &(dyn Fn() -> bool + Sync),
    ) -> Option<Vec<f32>> {
        let mut mapped = vec![0.0_f32; self.voxels.len()];
        let mut rows: Vec<Option<&mut [f32]>> =
            mapped.chunks_exact_mut(self.size[0]).map(Some).collect();
        let (mut low, mut high) = (f32::INFINITY, f32::NEG_INFINITY);
        for (y, z) in self.groups(params.bins as usize) {
            let maps = Maps::new(self, params, &bin, &y, &z, keep_going)?;
            let mut lines = Vec::new();
            for z in self.axes[2].positions(&z) {
                for y in self.axes[1].positions(&y) {
                    let own = self.axes[1].own_voxel(y).zip(self.axes[2].own_voxel(z));
                    let results = own.and_then(|(y, z)| rows[z * self.size[1] + y].take());
                    lines.push(Line { y, z, results });
                }
            }
            let extent = lines
                .into_par_iter()
                .with_min_len(LINES)
                .map_init(Vec::new, |blended, line| {
                    keep_going().then(|| maps.map_line(self, &bin, line, blended))
                })
                .try_reduce(
                    || (f32::INFINITY, f32::NEG_INFINITY),
                    |a, b| Some((a.0.min(b.0), a.1.max(b.1))),
                )?;
            (low, high) = (low.min(extent.0), high.max(extent.1));
        }
        let (low, width) = (f64::from(low), f64::from(high) - f64::from(low));
        mapped.par_iter_mut().enumerate().for_each(|(i, y)| {
            *y = if width > 0.0 && self.counts(i) {
                ((f64::from(*y) - low) / width) as f32
            } else {
                0.0
            };
        });
        Some(mapped)
    }

    fn counts(&self, voxel: usize) -> bool {
        self.mask.is_none_or(|mask| mask[voxel]) && self.voxels[voxel].to_f64().is_finite()
    }

    /// Blocks along the second and third axis that are worked on together: so many that the maps of
    /// their tiles stay within [`MAP_BYTES`].
    fn groups(&self, bins: usize) -> Vec<(Range<usize>, Range<usize>)> {
        let [columns, rows, slices] = [0, 1, 2].map(|axis| self.axes[axis].blocks());
        let line_bytes = (columns + 1) * bins * size_of::<f32>();
        let lines = (MAP_BYTES / line_bytes).max(4);
        let together = |tiles: usize| (tiles - 1).max(1);
        let through = together(lines / (rows + 1).min(lines));
        let down = if through > 1 || 2 * (rows + 1) <= lines {
            rows.max(1)
        } else {
            together(lines / 2)
        };
        let parts = |blocks: usize, step: usize| {
            (0..blocks)
                .step_by(step)
                .map(move |start| start..(start + step).min(blocks))
        };
        parts(slices, through)
            .flat_map(|z| parts(rows, down).map(move |y| (y, z.clone())))
            .collect()
    }
}

/// The maps of the tiles around some blocks.
struct Maps {
    /// The first tiles along the second and third axis.
    first: [usize; 2],
    /// Tiles along the first and second axis.
    columns: usize,
    rows: usize,
    bins: usize,
    /// Results of the bins, tile by tile.
    levels: Vec<f32>,
    tiles: Vec<Tile>,
    /// Whether every tile has counted voxels.
    complete: bool,
}

/// What is known of a tile beside its map.
struct Tile {
    /// 1 with counted voxels, else 0.
    filled: f32,
    /// Its own bins, if it has.
    bins: Option<Bins>,
}

impl Maps {
    fn new<T: Sample>(
        volume: &Volume<T>,
        params: &VolumeParams,
        bin: &(impl Fn(T) -> usize + Sync),
        y: &Range<usize>,
        z: &Range<usize>,
        keep_going: &(dyn Fn() -> bool + Sync),
    ) -> Option<Self> {
        let bins = params.bins as usize;
        let columns = volume.axes[0].blocks() + 1;
        let rows = y.len() + 1;
        let mut levels = vec![0.0; columns * rows * (z.len() + 1) * bins];
        let tiles: Vec<Tile> = levels
            .par_chunks_exact_mut(bins)
            .enumerate()
            .map(|(tile, levels)| {
                let voxels = [
                    volume.axes[0].voxels_of(tile % columns),
                    volume.axes[1].voxels_of(y.start + tile / columns % rows),
                    volume.axes[2].voxels_of(z.start + tile / columns / rows),
                ];
                let (counts, own) = match params.range {
                    BinRange::Volume => (histogram(volume, &voxels, bins, bin, keep_going)?, None),
                    BinRange::Tile => {
                        let own = own_bins(volume, &voxels, params.bins, keep_going)?;
                        let bin = |voxel: T| own.bin(voxel.to_f64());
                        let counts = histogram(volume, &voxels, bins, &bin, keep_going)?;
                        (counts, Some(own))
                    }
                };
                Some(Tile {
                    filled: cumulate(&counts, params.clip_limit, levels),
                    bins: own,
                })
            })
            .collect::<Option<_>>()?;
        Some(Self {
            first: [y.start, z.start],
            columns,
            rows,
            bins,
            levels,
            complete: tiles.iter().all(|tile| tile.filled > 0.0),
            tiles,
        })
    }

    /// One line of voxels; the smallest and largest result, those of padding included.
    fn map_line<T: Sample>(
        &self,
        volume: &Volume<T>,
        bin: &(impl Fn(T) -> usize + Sync),
        line: Line,
        blended: &mut Vec<f32>,
    ) -> (f32, f32) {
        let [_, down, through] = &volume.axes;
        let (below, behind) = (down.weight(line.y), through.weight(line.z));
        let corners = Corners {
            tiles: {
                let row = down.block(line.y) - self.first[0];
                let slice = through.block(line.z) - self.first[1];
                let start = |row, slice| (slice * self.rows + row) * self.columns;
                [
                    start(row, slice),
                    start(row + 1, slice),
                    start(row, slice + 1),
                    start(row + 1, slice + 1),
                ]
            },
            weights: [
                (1.0 - below) * (1.0 - behind),
                below * (1.0 - behind),
                (1.0 - below) * behind,
                below * behind,
            ],
        };
        let own_bins = self.tiles.iter().any(|tile| tile.bins.is_some());
        // Between the same four rows of tiles their maps are added up before, where that pays.
        let blend = !own_bins && self.columns * self.bins <= 8 * volume.size[0];
        if blend {
            blended.clear();
            for column in 0..self.columns {
                blended.extend(
                    (0..self.bins).map(|bin| {
                        corners.sum(|tile| self.levels[(tile + column) * self.bins + bin])
                    }),
                );
            }
        }
        let start = (through.voxel(line.z) * volume.size[1] + down.voxel(line.y)) * volume.size[0];
        let mut results = line.results;
        let (mut low, mut high) = (f32::INFINITY, f32::NEG_INFINITY);
        for step in &volume.steps {
            let (x, column, right) = (step.voxel, step.column, step.right);
            if !volume.counts(start + x) {
                continue;
            }
            let voxel = volume.voxels[start + x];
            let mut result = if blend {
                let bin = bin(voxel);
                let level = |column: usize| blended[column * self.bins + bin];
                mix(level(column), level(column + 1), right)
            } else {
                let level = |column: usize| {
                    corners.sum(|tile| {
                        let tile = tile + column;
                        let bin = match &self.tiles[tile].bins {
                            Some(own) => own.bin(voxel.to_f64()),
                            None => bin(voxel),
                        };
                        self.levels[tile * self.bins + bin]
                    })
                };
                mix(level(column), level(column + 1), right)
            };
            if !self.complete {
                let share = |column: usize| corners.sum(|tile| self.tiles[tile + column].filled);
                result /= mix(share(column), share(column + 1), right);
            }
            (low, high) = (low.min(result), high.max(result));
            if let (Some(results), true) = (&mut results, step.is_own) {
                results[x] = result;
            }
        }
        (low, high)
    }
}

/// The four rows of tiles around a line: their first tiles and how much they count.
struct Corners {
    tiles: [usize; 4],
    weights: [f32; 4],
}

impl Corners {
    fn sum(&self, of_tile: impl Fn(usize) -> f32) -> f32 {
        let [a, b, c, d] = [0, 1, 2, 3].map(|i: usize| of_tile(self.tiles[i]) * self.weights[i]);
        a + b + c + d
    }
}

fn mix(left: f32, right: f32, weight: f32) -> f32 {
    left * (1.0 - weight) + right * weight
}

/// Calls `f` with each counted voxel of a tile; `None` when told to stop.
fn for_each_counted<T: Sample>(
    volume: &Volume<T>,
    [columns, rows, slices]: &[Vec<usize>; 3],
    keep_going: &(dyn Fn() -> bool + Sync),
    mut f: impl FnMut(T),
) -> Option<()> {
    for z in slices {
        if !keep_going() {
            return None;
        }
        for y in rows {
            let start = (z * volume.size[1] + y) * volume.size[0];
            for x in columns {
                if volume.counts(start + x) {
                    f(volume.voxels[start + x]);
                }
            }
        }
    }
    Some(())
}

fn histogram<T: Sample>(
    volume: &Volume<T>,
    voxels: &[Vec<usize>; 3],
    bins: usize,
    bin: &impl Fn(T) -> usize,
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Option<Vec<u32>> {
    let mut counts = vec![0; bins];
    for_each_counted(volume, voxels, keep_going, |voxel| counts[bin(voxel)] += 1)?;
    Some(counts)
}

/// Bins over the range of a tile's own voxels.
fn own_bins<T: Sample>(
    volume: &Volume<T>,
    voxels: &[Vec<usize>; 3],
    bins: u32,
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Option<Bins> {
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    for_each_counted(volume, voxels, keep_going, |voxel| {
        let value = voxel.to_f64();
        (low, high) = (low.min(value), high.max(value));
    })?;
    Some(Bins::new(low, high, bins))
}

/// The map of a tile, 0..=1; 1 if anything was counted, else 0. A tile with all voxels in the first
/// bin, which no limit spreads, maps everything to 0.
fn cumulate(counts: &[u32], clip_limit: f64, levels: &mut [f32]) -> f32 {
    let n = counts.iter().map(|&count| u64::from(count)).sum::<u64>() as f64;
    if n == 0.0 {
        return 0.0;
    }
    let limit = if clip_limit > 0.0 { clip_limit * n } else { n };
    let excess = counts.iter().fold(0.0, |excess, &count| {
        excess + (f64::from(count) - limit).max(0.0)
    });
    let share = excess / counts.len() as f64;
    let clipped = |count: u32| f64::from(count).min(limit) + share;
    let above_first = counts[1..]
        .iter()
        .fold(0.0, |sum, &count| sum + clipped(count));
    let mut sum = 0.0;
    for (level, &count) in levels[1..].iter_mut().zip(&counts[1..]) {
        sum += clipped(count);
        if above_first > 0.0 {
            *level = (sum / above_first) as f32;
        }
    }
    1.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_rise_from_nothing_to_one() {
        let mut levels = [0.0; 4];
        assert_eq!(cumulate(&[5, 1, 0, 3], 0.0, &mut levels), 1.0);
        assert_eq!(levels, [0.0, 0.25, 0.25, 1.0]);
        // At most three voxels a bin: two more are spread, half a voxel each.
        cumulate(&[5, 1, 0, 2], 0.375, &mut levels);
        assert_eq!(levels, [0.0, 1.5 / 4.5, 2.0 / 4.5, 1.0]);
        let mut dark = [0.0; 4];
        assert_eq!(cumulate(&[5, 0, 0, 0], 0.0, &mut dark), 1.0);
        assert_eq!(dark, [0.0; 4]);
        assert_eq!(cumulate(&[0; 4], 0.5, &mut dark), 0.0);
    }

    #[test]
    fn groups_cover_all_blocks_within_the_memory() {
        let cases = [
            ([64, 64, 64], 128),
            ([600, 600, 3], 4096),
            ([600, 20, 40], 4096),
            ([1, 1, 1], 2),
        ];
        for (size, bins) in cases {
            let voxels = vec![0_u8; size.iter().product()];
            let volume = Volume::new(&voxels, size, [1; 3], None);
            let mut seen = 0;
            for (y, z) in volume.groups(bins) {
                seen += y.len() * z.len();
                let bytes = (size[0] + 1) * (y.len() + 1) * (z.len() + 1) * bins * 4;
                assert!(bytes <= MAP_BYTES || (y.len(), z.len()) == (1, 1));
            }
            assert_eq!(seen, size[1] * size[2]);
        }
    }
}
