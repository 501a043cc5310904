//! A borrowed look at samples that lie somewhere in a larger block.

use super::Image;

/// A borrowed, one-channel image with row and column strides, so that a sagittal slice of a
/// volume, a flipped picture or one colour channel is a view and not a copy.
#[derive(Clone, Copy, Debug)]
pub struct View<'a, T> {
    data: &'a [T],
    offset: usize,
    width: usize,
    height: usize,
    row_stride: isize,
    column_stride: isize,
}

impl<'a, T> View<'a, T> {
    /// A view that begins at `data[offset]` and moves by `column_stride` samples per column and
    /// `row_stride` per row; strides may be negative.
    ///
    /// # Panics
    /// When a corner of the view lies outside `data`.
    pub fn strided(
        data: &'a [T],
        offset: usize,
        width: usize,
        height: usize,
        row_stride: isize,
        column_stride: isize,
    ) -> Self {
        if width > 0 && height > 0 {
            let right = (width as isize - 1) * column_stride;
            let down = (height as isize - 1) * row_stride;
            for corner in [0, right, down, right + down] {
                let at = offset as isize + corner;
                assert!(
                    at >= 0 && (at as usize) < data.len(),
                    "view corner {at} outside {} samples",
                    data.len()
                );
            }
        }
        Self {
            data,
            offset,
            width,
            height,
            row_stride,
            column_stride,
        }
    }

    /// Columns.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Rows.
    pub fn height(&self) -> usize {
        self.height
    }

    /// Row `y` as a slice, where the columns lie side by side.
    pub fn contiguous_row(&self, y: usize) -> Option<&'a [T]> {
        if self.column_stride != 1 && self.width > 1 {
            return None;
        }
        let start = (self.offset as isize + y as isize * self.row_stride) as usize;
        self.data.get(start..start + self.width)
    }
}

impl<T: Copy> View<'_, T> {
    /// The sample at column `x`, row `y`.
    pub fn at(&self, x: usize, y: usize) -> T {
        let at =
            self.offset as isize + y as isize * self.row_stride + x as isize * self.column_stride;
        self.data[at as usize]
    }

    /// Copies row `y` into `out`, which is as long as a row.
    pub fn copy_row(&self, y: usize, out: &mut [T]) {
        assert_eq!(out.len(), self.width, "samples of a row");
        if let Some(row) = self.contiguous_row(y) {
            out.copy_from_slice(row);
            return;
        }
        let start = self.offset as isize + y as isize * self.row_stride;
        for (x, out) in (0..).zip(out) {
            *out = self.data[(start + x * self.column_stride) as usize];
        }
    }

    /// The view as an image of its own.
    pub fn to_image(&self) -> Image<T> {
        let mut data = Vec::with_capacity(self.width * self.height);
        for y in 0..self.height {
            match self.contiguous_row(y) {
                Some(row) => data.extend_from_slice(row),
                None => {
                    let start = self.offset as isize + y as isize * self.row_stride;
                    data.extend(
                        (0..self.width as isize)
                            .map(|x| self.data[(start + x * self.column_stride) as usize]),
                    );
                }
            }
        }
        Image::grey(self.width, self.height, data)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strides_transpose_and_flip() {
        let data = [1, 2, 3, 4, 5, 6];
        let transposed = View::strided(&data, 0, 2, 3, 1, 3).to_image();
        assert_eq!(transposed.data(), [1, 4, 2, 5, 3, 6]);
        let upside_down = View::strided(&data, 3, 3, 2, -3, 1);
        assert_eq!(upside_down.to_image().data(), [4, 5, 6, 1, 2, 3]);
        let mut row = [0; 3];
        upside_down.copy_row(1, &mut row);
        assert_eq!(row, [1, 2, 3]);
        let mut row = [0; 2];
        View::strided(&data, 2, 2, 3, -1, 3).copy_row(1, &mut row);
        assert_eq!(row, [2, 5]);
    }
}
