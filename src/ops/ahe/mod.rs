//! Adaptive histogram equalisation with a window around every pixel (Pizer et al., CVGIP 39,
//! 1987): a pixel becomes its rank in its own window.
//!
//! One histogram per column of the window and one for the window itself are carried along; a step
//! to the right adds a column and takes one away. The work per pixel depends neither on the radius
//! nor on the content.

use std::array;

use rayon::prelude::*;

use super::ParamError;
use super::Tiles;
use super::assert_mask_fits;
use super::clahe;
use super::clahe::ClaheParams;
use super::mirror;
use crate::pixels::Image;
use crate::pixels::Mask;

/// How a rank is counted among the n pixels of a window that holds value v in its middle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum RankMode {
    /// (#(< v) + #(= v) / 2) / n: flat regions become mid-grey.
    #[default]
    Mid,
    /// #(≤ v) / n: flat regions become white.
    Le,
    /// #(< v) / (n − 1): flat regions become black.
    Lt,
}

/// What a window holds beyond the edge of the picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Border {
    /// Nothing: the window is cut.
    #[default]
    Cut,
    /// The picture mirrored at its outermost pixels, which are not repeated.
    Mirror,
}

/// What adaptive equalisation by rank is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RankParams {
    radius: u32,
    border: Border,
    mode: RankMode,
}

impl RankParams {
    /// The largest radius.
    pub const MOST: u32 = 1024;

    /// Windows of (2 · `radius` + 1)² pixels.
    ///
    /// # Errors
    /// When the radius is outside 1..=1024.
    pub fn new(radius: u32, border: Border, mode: RankMode) -> Result<Self, ParamError> {
        if !(1..=Self::MOST).contains(&radius) {
            return Err(ParamError::new("radius", radius, "1 to 1024 pixels"));
        }
        Ok(Self {
            radius,
            border,
            mode,
        })
    }

    /// Pixels from the middle of the window to its edge, 1..=1024.
    pub fn radius(&self) -> u32 {
        self.radius
    }

    /// What lies beyond the edge of the picture.
    pub fn border(&self) -> Border {
        self.border
    }

    /// How ranks are counted.
    pub fn mode(&self) -> RankMode {
        self.mode
    }
}

impl Default for RankParams {
    /// Radius 64, cut at the border, middle ranks.
    fn default() -> Self {
        Self {
            radius: 64,
            border: Border::Cut,
            mode: RankMode::Mid,
        }
    }
}

/// Adaptive equalisation by tiles: CLAHE without a limit. Pixels outside `mask` are not counted
/// and stay as they are.
///
/// # Panics
/// When the image has several channels or the mask another size.
pub fn tiles(image: &Image<u8>, tiles: Tiles, mask: Option<&Mask>) -> Image<u8> {
    clahe::apply(image, &ClaheParams::unlimited(tiles), mask)
}

/// Every pixel's rank in its window, times 255, rounded by floor(y + 0.5).
///
/// Pixels outside `mask` are not counted and stay as they are. `keep_going` is asked once a row;
/// `None` when it said no.
///
/// # Panics
/// When the image has several channels or the mask another size.
pub fn rank(
    image: &Image<u8>,
    params: &RankParams,
    mask: Option<&Mask>,
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Option<Image<u8>> {
    assert_eq!(image.channels(), 1, "one channel wanted");
    assert_mask_fits(mask, image.width(), image.height());
    if image.data().is_empty() {
        return Some(image.clone());
    }
    let radius = params.radius as usize;
    let field = match params.border {
        Border::Cut => Field::cut(image, mask),
        Border::Mirror => Field::mirrored(image, mask, radius),
    };
    // A window of more than 255 rows does not fit the small counters.
    if radius <= 127 {
        rank_in::<u8, u16>(image, &field, params, keep_going)
    } else {
        rank_in::<u16, u32>(image, &field, params, keep_going)
    }
}

/// What windows look at: the picture, with a margin where it is mirrored.
struct Field {
    width: usize,
    height: usize,
    margin: usize,
    greys: Vec<u8>,
    /// Which pixels are counted; `None` for all.
    counted: Option<Vec<bool>>,
}

impl Field {
    fn cut(image: &Image<u8>, mask: Option<&Mask>) -> Self {
        Self {
            width: image.width(),
            height: image.height(),
            margin: 0,
            greys: image.data().to_vec(),
            counted: mask.map(|mask| mask.inside().to_vec()),
        }
    }

    fn mirrored(image: &Image<u8>, mask: Option<&Mask>, margin: usize) -> Self {
        let fold = |length: usize| -> Vec<usize> {
            (0..length + 2 * margin)
                .map(|i| mirror(i as isize - margin as isize, length))
                .collect()
        };
        let (columns, rows) = (fold(image.width()), fold(image.height()));
        let pixels = || {
            rows.iter()
                .flat_map(|y| columns.iter().map(move |x| y * image.width() + x))
        };
        Self {
            width: columns.len(),
            height: rows.len(),
            margin,
            greys: pixels().map(|pixel| image.data()[pixel]).collect(),
            counted: mask.map(|mask| pixels().map(|pixel| mask.inside()[pixel]).collect()),
        }
    }

    /// Grey values of row `y`, `None` for pixels that are not counted.
    fn row(&self, y: usize) -> impl Iterator<Item = Option<u8>> {
        let pixels = y * self.width..(y + 1) * self.width;
        let counted = self.counted.as_ref().map(|c| &c[pixels.clone()]);
        self.greys[pixels]
            .iter()
            .enumerate()
            .map(move |(x, &grey)| counted.is_none_or(|counted| counted[x]).then_some(grey))
    }

    fn is_counted(&self, x: usize, y: usize) -> bool {
        self.counted
            .as_ref()
            .is_none_or(|counted| counted[y * self.width + x])
    }
}

/// A counter that wraps, so that adding and taking away need no order.
trait Counter: Copy + Default + Send + Sync {
    fn up(&mut self);
    fn down(&mut self);
    fn get(self) -> u32;
}

/// A counter of a window, to which whole columns are added.
trait Wide<Narrow>: Counter {
    fn exchange(&mut self, entering: Narrow, leaving: Narrow);
    /// The sum of `counts` where `keep` is all ones.
    fn sum_kept(counts: &[Self; GROUPS], keep: &[Self; GROUPS]) -> u32;
    /// 0 or all ones.
    fn all_ones_if(keep: bool) -> Self;
}

macro_rules! counter {
    ($($t:ty),*) => {$(
        impl Counter for $t {
            fn up(&mut self) {
                *self = self.wrapping_add(1);
            }
            fn down(&mut self) {
                *self = self.wrapping_sub(1);
            }
            fn get(self) -> u32 {
                u32::from(self)
            }
        }
    )*};
}
counter!(u8, u16, u32);

macro_rules! wide {
    ($($narrow:ty => $wide:ty),*) => {$(
        impl Wide<$narrow> for $wide {
            fn exchange(&mut self, entering: $narrow, leaving: $narrow) {
                *self = self
                    .wrapping_add(Self::from(entering))
                    .wrapping_sub(Self::from(leaving));
            }
            fn sum_kept(counts: &[Self; GROUPS], keep: &[Self; GROUPS]) -> u32 {
                // No sum exceeds the window's pixels, which fit one counter.
                let kept = counts.iter().zip(keep).map(|(count, keep)| count & keep);
                u32::from(kept.fold(0, Self::wrapping_add))
            }
            fn all_ones_if(keep: bool) -> Self {
                if keep { Self::MAX } else { 0 }
            }
        }
    )*};
}
wide!(u8 => u16, u16 => u32);

/// Greys in groups of sixteen: sixteen groups, and sixteen greys in each.
const GROUPS: usize = 16;

/// Counts of all greys, and of groups of sixteen of them.
#[derive(Clone, Copy)]
struct Counts<C> {
    greys: [[C; GROUPS]; GROUPS],
    groups: [C; GROUPS],
}

impl<C: Counter> Counts<C> {
    fn empty() -> Self {
        Self {
            greys: [[C::default(); GROUPS]; GROUPS],
            groups: [C::default(); GROUPS],
        }
    }

    fn count(&mut self, grey: u8) {
        let (group, place) = (usize::from(grey >> 4), usize::from(grey & 15));
        self.greys[group][place].up();
        self.groups[group].up();
    }

    fn discount(&mut self, grey: u8) {
        let (group, place) = (usize::from(grey >> 4), usize::from(grey & 15));
        self.greys[group][place].down();
        self.groups[group].down();
    }

    fn exchange<N: Counter>(&mut self, entering: &Counts<N>, leaving: &Counts<N>)
    where
        C: Wide<N>,
    {
        let greys = self.greys.as_flattened_mut().iter_mut();
        let changes = entering.greys.as_flattened().iter();
        for (count, (&entering, &leaving)) in greys.zip(changes.zip(leaving.greys.as_flattened())) {
            count.exchange(entering, leaving);
        }
        let changes = entering.groups.iter().zip(&leaving.groups);
        for (count, (&entering, &leaving)) in self.groups.iter_mut().zip(changes) {
            count.exchange(entering, leaving);
        }
    }
}

/// The rows of one thread: column histograms, and the window at the left end.
struct Sweep<'a, N, W> {
    field: &'a Field,
    radius: usize,
    columns: Vec<Counts<N>>,
    /// The window around the first pixel of a row, carried from row to row.
    start: Counts<W>,
    /// For k of 0..16: all ones in the first k places.
    below: [[W; GROUPS]; GROUPS],
    nothing: Counts<N>,
}

impl<'a, N: Counter, W: Wide<N>> Sweep<'a, N, W> {
    /// Counts what the rows above and around `y`, a row of the field, hold.
    fn new(field: &'a Field, radius: usize, y: usize) -> Self {
        let mut sweep = Self {
            field,
            radius,
            columns: vec![Counts::empty(); field.width],
            start: Counts::empty(),
            below: array::from_fn(|k| array::from_fn(|i| W::all_ones_if(i < k))),
            nothing: Counts::empty(),
        };
        for y in y.saturating_sub(radius)..(y + radius + 1).min(field.height) {
            sweep.enter(y);
        }
        sweep
    }

    /// The last column of the window around the first pixel of a row.
    fn reach(&self) -> usize {
        self.field.margin + self.radius
    }

    fn enter(&mut self, y: usize) {
        let reach = self.reach();
        for (x, grey) in self.field.row(y).enumerate() {
            if let Some(grey) = grey {
                self.columns[x].count(grey);
                if x <= reach {
                    self.start.count(grey);
                }
            }
        }
    }

    fn leave(&mut self, y: usize) {
        let reach = self.reach();
        for (x, grey) in self.field.row(y).enumerate() {
            if let Some(grey) = grey {
                self.columns[x].discount(grey);
                if x <= reach {
                    self.start.discount(grey);
                }
            }
        }
    }

    /// Moves from row `y` of the field to the next.
    fn down(&mut self, y: usize) {
        if y >= self.radius {
            self.leave(y - self.radius);
        }
        if y + self.radius + 1 < self.field.height {
            self.enter(y + self.radius + 1);
        }
    }

    /// Ranks of the pixels of the picture in row `y` of the field.
    fn rank_row(&self, y: usize, mode: RankMode, ranks: &mut [u8]) {
        let greys = &self.field.greys[y * self.field.width..(y + 1) * self.field.width];
        let mut window = self.start;
        for (i, rank) in ranks.iter_mut().enumerate() {
            let x = i + self.field.margin;
            if i > 0 {
                let column = |x: Option<usize>| x.and_then(|x| self.columns.get(x));
                window.exchange(
                    column(Some(x + self.radius)).unwrap_or(&self.nothing),
                    column(x.checked_sub(self.radius + 1)).unwrap_or(&self.nothing),
                );
            }
            let grey = greys[x];
            *rank = if self.field.is_counted(x, y) {
                self.rank_in(&window, grey, mode)
            } else {
                grey
            };
        }
    }

    fn rank_in(&self, window: &Counts<W>, grey: u8, mode: RankMode) -> u8 {
        let (group, place) = (usize::from(grey >> 4), usize::from(grey & 15));
        let less = W::sum_kept(&window.groups, &self.below[group])
            + W::sum_kept(&window.greys[group], &self.below[place]);
        let equal = window.greys[group][place].get();
        let all = window.groups.iter().map(|count| count.get()).sum();
        scale(less, equal, all, mode)
    }
}

/// 255 times the rank, rounded half up in integers; the largest window keeps them below 2³².
fn scale(less: u32, equal: u32, all: u32, mode: RankMode) -> u8 {
    let (twice_rank, of) = match mode {
        RankMode::Mid => (2 * less + equal, all),
        RankMode::Le => (2 * (less + equal), all),
        RankMode::Lt if all == 1 => return 0,
        RankMode::Lt => (2 * less, all - 1),
    };
    ((255 * twice_rank + of) / (2 * of)) as u8
}

fn rank_in<N: Counter, W: Wide<N>>(
    image: &Image<u8>,
    field: &Field,
    params: &RankParams,
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Option<Image<u8>> {
    let radius = params.radius as usize;
    let width = image.width();
    // A band begins by counting all rows of its first window.
    let band = (radius / 2).max(32);
    let mut ranks = vec![0; image.data().len()];
    ranks
        .par_chunks_mut(band * width)
        .enumerate()
        .try_for_each(|(index, ranks)| {
            let first = index * band + field.margin;
            let mut sweep = Sweep::<N, W>::new(field, radius, first);
            for (row, ranks) in ranks.chunks_exact_mut(width).enumerate() {
                if !keep_going() {
                    return None;
                }
                if row > 0 {
                    sweep.down(first + row - 1);
                }
                sweep.rank_row(first + row, params.mode, ranks);
            }
            Some(())
        })?;
    Some(Image::grey(width, image.height(), ranks))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranked(image: &Image<u8>, radius: u32, border: Border, mode: RankMode) -> Vec<u8> {
        let params = RankParams::new(radius, border, mode).unwrap();
        rank(image, &params, None, &|| true).unwrap().into_data()
    }

    #[test]
    fn ranks_of_three_pixels() {
        let image = Image::grey(3, 1, vec![10, 20, 20]);
        // The last pixel sees 20, 20; the middle one all three.
        assert_eq!(
            ranked(&image, 1, Border::Cut, RankMode::Le),
            [128, 255, 255]
        );
        assert_eq!(ranked(&image, 1, Border::Cut, RankMode::Lt), [0, 128, 0]);
        assert_eq!(
            ranked(&image, 1, Border::Cut, RankMode::Mid),
            [64, 170, 128]
        );
    }

    #[test]
    fn mirrored_windows_are_full() {
        let image = Image::grey(3, 1, vec![10, 20, 30]);
        // The first pixel sees 20, 10, 20 in each of three equal rows.
        assert_eq!(
            ranked(&image, 1, Border::Mirror, RankMode::Le),
            [85, 170, 255]
        );
    }

    #[test]
    fn flat_regions_show_the_convention() {
        let flat = Image::filled(9, 9, 77);
        for (mode, wanted) in [(RankMode::Mid, 128), (RankMode::Le, 255), (RankMode::Lt, 0)] {
            assert_eq!(ranked(&flat, 2, Border::Cut, mode), [wanted; 81]);
        }
    }

    #[test]
    fn a_single_pixel_has_a_rank() {
        let image = Image::grey(1, 1, vec![9]);
        assert_eq!(ranked(&image, 1024, Border::Cut, RankMode::Lt), [0]);
        assert_eq!(ranked(&image, 1024, Border::Mirror, RankMode::Mid), [128]);
    }

    #[test]
    fn the_largest_window_does_not_overflow() {
        let most = 2049 * 2049;
        assert_eq!(scale(0, most, most, RankMode::Le), 255);
        assert_eq!(scale(most - 1, 1, most, RankMode::Lt), 255);
        assert_eq!(scale(0, most, most, RankMode::Mid), 128);
    }

    #[test]
    fn it_stops_when_told() {
        let image = Image::filled(8, 8, 0);
        assert_eq!(rank(&image, &RankParams::default(), None, &|| false), None);
    }

    #[test]
    fn radius_has_a_range() {
        let error = RankParams::new(0, Border::Cut, RankMode::Mid).unwrap_err();
        assert_eq!(error.to_string(), "radius: 0, wanted 1 to 1024 pixels");
    }
}
