//! A window around every pixel, moved along the rows of a picture: what exact AHE and CLAHE, Fiji's
//! CLAHE, the median and power laws of 8-bit pictures have in common.
//!
//! One histogram per column of the window and one for the window itself are carried along; a step
//! to the right adds a column and takes one away. The work per pixel depends neither on the radius
//! nor on the content. What becomes of a pixel is a [`Kernel`]'s business.

#[cfg(target_arch = "x86_64")]
pub(in crate::ops) mod avx2;
pub(in crate::ops) mod counts;
pub(in crate::ops) mod field;
pub(in crate::ops) mod share;
#[cfg(target_arch = "x86_64")]
pub(in crate::ops) mod sse2;

use rayon::prelude::*;

use self::counts::Column;
use self::counts::Window;
use self::counts::Word;
use self::field::Edge;
use self::field::Field;
use self::field::Line;
use super::assert_mask_fits;
#[cfg(target_arch = "x86_64")]
use super::cpu::Avx2;
use super::cpu::Instructions;
use super::lookup::restore_outside;
use crate::pixels::Image;
use crate::pixels::Mask;

/// Columns are brought down to the present row this many pixels before they enter the window:
/// narrow writes right before the wide reads of the same words would stall.
const AHEAD: usize = 4;

/// Columns whose first counts are taken together: their histograms stay in the nearest cache.
const BLOCK: usize = 16;

/// A step of the window to the right.
pub(in crate::ops) struct Step<'a, W> {
    /// The column that the window takes in, and the one that it leaves behind.
    pub entering: &'a Column<W>,
    pub leaving: &'a Column<W>,
    /// How many pixels are counted in the window after the step.
    pub n: u32,
    /// The grey in its middle. Where that is not counted, n may be 0 and the result is of no
    /// interest.
    pub grey: u8,
}

/// What is made of a grey and the histogram of its window.
pub(in crate::ops) trait Kernel {
    /// The counters of the window.
    type Word: Word;

    /// What becomes of a pixel.
    type Out: Copy + Default + Send;

    /// Moves the window and maps the grey in its middle.
    fn step(&mut self, window: &mut Window<Self::Word>, step: Step<'_, Self::Word>) -> Self::Out;

    /// Whether two steps at once are faster than one after the other.
    const IN_TWOS: bool = false;

    /// Two steps, one after the other.
    #[inline(always)]
    fn two_steps(
        &mut self,
        window: &mut Window<Self::Word>,
        [first, second]: [Step<'_, Self::Word>; 2],
    ) -> [Self::Out; 2] {
        [self.step(window, first), self.step(window, second)]
    }

    /// Maps a row: [`sweep_row`], within a function that has the instructions of the kernel.
    fn row(&mut self, row: Row<'_, Self::Word, Self::Out>) {
        sweep_row(self, row);
    }
}

/// A filter from grey to grey, as kernels for the radii and the processors there are.
pub(in crate::ops) trait Filter: Sync {
    /// The kernel for windows whose counts fit 16 bits.
    fn narrow(&self) -> impl Kernel<Word = u16, Out = u8>;

    /// The kernel for larger windows.
    fn wide(&self) -> impl Kernel<Word = u32, Out = u8>;

    /// The kernel for windows whose counts fit 16 bits, in vectors.
    #[cfg(target_arch = "x86_64")]
    fn vectors(&self, avx2: Avx2) -> impl Kernel<Word = u16, Out = u8>;

    /// The bin in which a grey is counted.
    fn bin(&self, grey: u8) -> u8 {
        grey
    }
}

/// Every pixel of `image` through `filter`, with windows of `radius`. Pixels outside `mask` are not
/// counted and stay as they are; `None` when `keep_going`, asked once a row, said no.
///
/// # Panics
/// When the image has several channels or the mask another size.
pub(in crate::ops) fn filtered(
    instructions: Instructions,
    image: &Image<u8>,
    filter: &impl Filter,
    edge: Edge,
    radius: usize,
    mask: Option<&Mask>,
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Option<Image<u8>> {
    assert_eq!(image.channels(), 1, "one channel wanted");
    assert_mask_fits(mask, image.width(), image.height());
    if image.data().is_empty() {
        return Some(image.clone());
    }
    let field = Field::new(image, |grey| filter.bin(grey), mask, edge, radius);
    let mapped = match instructions {
        _ if radius > u16::LARGEST_RADIUS => sweep(&field, radius, || filter.wide(), keep_going),
        #[cfg(target_arch = "x86_64")]
        _ if let Some(avx2) = instructions.avx2() => {
            sweep(&field, radius, || filter.vectors(avx2), keep_going)
        }
        _ => sweep(&field, radius, || filter.narrow(), keep_going),
    };
    let mut mapped = Image::grey(image.width(), image.height(), mapped?);
    restore_outside(&mut mapped, image, mask);
    Some(mapped)
}

/// All pixels of the picture in `field` by kernels of its bands of rows; `None` when `keep_going`,
/// asked once a row, said no. What pixels that are not counted become is of no interest.
///
/// The field's window must fit the counters of the kernel.
pub(in crate::ops) fn sweep<K: Kernel>(
    field: &Field<u8>,
    radius: usize,
    kernel: impl Fn() -> K + Sync,
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Option<Vec<K::Out>> {
    assert!(
        radius <= K::Word::LARGEST_RADIUS,
        "a window of too many rows"
    );
    let width = field.width - 2 * field.margin;
    let height = field.height - 2 * field.margin;
    // A band begins by counting all rows of its first window; that should stay a small part.
    let band = (2 * radius + 1).clamp(64, 512);
    let mut mapped = vec![K::Out::default(); width * height];
    mapped
        .par_chunks_mut(band * width)
        .enumerate()
        .try_for_each(|(index, mapped)| {
            if !keep_going() {
                return None;
            }
            let first = index * band + field.margin;
            let mut kernel = kernel();
            let mut state = State::above(field, radius, first);
            for (row, mapped) in mapped.chunks_exact_mut(width).enumerate() {
                if !keep_going() {
                    return None;
                }
                kernel.row(state.next(first + row, mapped));
            }
            Some(())
        })?;
    Some(mapped)
}

/// Histograms that are carried from row to row.
struct State<'a, W> {
    field: &'a Field<u8>,
    radius: usize,
    /// The columns of the field after `radius + 1` empty ones, and as many behind.
    columns: Vec<Column<W>>,
    /// How many pixels each of these columns has.
    sizes: Vec<u32>,
    /// The window around the first pixel of a row.
    start: Window<W>,
    /// How many pixels the first window has.
    size: u32,
}

impl<'a, W: Word> State<'a, W> {
    /// As after the row above `y`.
    fn above(field: &'a Field<u8>, radius: usize, y: usize) -> Self {
        let columns = field.width + 2 * (radius + 1);
        let mut state = Self {
            field,
            radius,
            columns: vec![Column::empty(); columns],
            sizes: vec![0; columns],
            start: Window::empty(),
            size: 0,
        };
        let rows = y.saturating_sub(radius + 1)..(y + radius).min(field.height);
        for left in (0..field.width).step_by(BLOCK) {
            for line in rows.clone().filter_map(|y| field.line(Some(y))) {
                for x in left..(left + BLOCK).min(field.width) {
                    let Some(grey) = line.counted(x) else {
                        continue;
                    };
                    state.columns[x + radius + 1].count(grey);
                    state.sizes[x + radius + 1] += 1;
                    if x <= radius + field.margin {
                        state.start.count(grey);
                        state.size += 1;
                    }
                }
            }
        }
        state
    }

    /// Row `y`, the one below the last.
    fn next<'b, O>(&'b mut self, y: usize, mapped: &'b mut [O]) -> Row<'b, W, O> {
        Row {
            greys: self.field.line(Some(y)).map_or(&[], |line| line.samples),
            margin: self.field.margin,
            radius: self.radius,
            leaving: self.field.line(y.checked_sub(self.radius + 1)),
            entering: self.field.line(Some(y + self.radius)),
            columns: &mut self.columns,
            sizes: &mut self.sizes,
            start: &mut self.start,
            size: &mut self.size,
            mapped,
        }
    }
}

/// A row to be mapped; its histograms are still those of the row above.
pub(in crate::ops) struct Row<'a, W, O> {
    /// The row of the field.
    greys: &'a [u8],
    margin: usize,
    radius: usize,
    /// The row of the field that the windows leave, and the one they reach.
    leaving: Option<Line<'a, u8>>,
    entering: Option<Line<'a, u8>>,
    columns: &'a mut [Column<W>],
    sizes: &'a mut [u32],
    start: &'a mut Window<W>,
    size: &'a mut u32,
    mapped: &'a mut [O],
}

impl<W: Word, O> Row<'_, W, O> {
    /// Brings column `x` of the field, where there is one, down to this row.
    #[inline(always)]
    fn lower(&mut self, x: usize) {
        if x >= self.greys.len() {
            return;
        }
        let at = x + self.radius + 1;
        let (column, size) = (&mut self.columns[at], &mut self.sizes[at]);
        if let Some(line) = &self.leaving
            && line.is_counted(x)
        {
            column.discount(line.samples[x]);
            *size -= 1;
        }
        if let Some(line) = &self.entering
            && line.is_counted(x)
        {
            column.count(line.samples[x]);
            *size += 1;
        }
    }

    /// The step to pixel `i` of the picture, with `n` pixels in the window before and after it.
    #[inline(always)]
    fn step(&self, i: usize, n: &mut u32) -> Step<'_, W> {
        let x = i + self.margin;
        // In front of the first pixel nothing moves: an empty column comes and goes.
        let (enters, leaves) = if i > 0 {
            (x + 2 * self.radius + 1, x)
        } else {
            (0, 0)
        };
        *n = *n + self.sizes[enters] - self.sizes[leaves];
        Step {
            entering: &self.columns[enters],
            leaving: &self.columns[leaves],
            n: *n,
            grey: self.greys[x],
        }
    }

    /// Brings the first window down, as far as column `x` of the field takes part in it.
    fn lower_start(&mut self, x: usize) {
        if let Some(grey) = self.leaving.and_then(|line| line.counted(x)) {
            self.start.discount(grey);
            *self.size -= 1;
        }
        if let Some(grey) = self.entering.and_then(|line| line.counted(x)) {
            self.start.count(grey);
            *self.size += 1;
        }
    }
}

/// Maps all pixels of a row.
#[inline(always)]
pub(in crate::ops) fn sweep_row<K: Kernel + ?Sized>(
    kernel: &mut K,
    mut row: Row<'_, K::Word, K::Out>,
) {
    let width = row.greys.len();
    // The last column of the window around the first pixel.
    let reach = row.margin + row.radius;
    for x in 0..reach + AHEAD {
        row.lower(x);
    }
    for x in 0..width.min(reach + 1) {
        row.lower_start(x);
    }
    let mut window = *row.start;
    let mut n = *row.size;
    let count = row.mapped.len();
    let mut i = 0;
    while K::IN_TWOS && i + 1 < count {
        row.lower(reach + AHEAD + i);
        row.lower(reach + AHEAD + i + 1);
        let steps = [row.step(i, &mut n), row.step(i + 1, &mut n)];
        let two = kernel.two_steps(&mut window, steps);
        row.mapped[i..i + 2].copy_from_slice(&two);
        i += 2;
    }
    while i < count {
        row.lower(reach + AHEAD + i);
        let step = row.step(i, &mut n);
        row.mapped[i] = kernel.step(&mut window, step);
        i += 1;
    }
}
