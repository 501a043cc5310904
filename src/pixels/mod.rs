//! Images as plain data: what every floor above passes around.
//!
//! Rows run top to bottom, columns left to right, channels are interleaved. Nothing here knows a
//! file, a unit or a screen.

mod samples;
mod view;

pub use samples::Sample;
pub use samples::SampleType;
pub use samples::Samples;
pub use view::View;

use std::sync::Arc;

/// A row-major image with `channels` interleaved samples per pixel.
///
/// Clones share their samples until one of them is changed, so a radiograph goes from its file to
/// the screen without a copy for each stage that leaves it as it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Image<T> {
    width: usize,
    height: usize,
    channels: usize,
    data: Arc<Vec<T>>,
}

impl<T> Image<T> {
    /// An image over `data`, `width × height × channels` samples in row-major order.
    ///
    /// # Panics
    /// When `data` has another length; sizes from files are checked before this.
    pub fn new(width: usize, height: usize, channels: usize, data: Vec<T>) -> Self {
        assert_eq!(
            data.len(),
            width * height * channels,
            "{width} x {height} x {channels} samples wanted"
        );
        Self {
            width,
            height,
            channels,
            data: Arc::new(data),
        }
    }

    /// A one-channel image over `data`.
    ///
    /// # Panics
    /// When `data` has not `width × height` samples.
    pub fn grey(width: usize, height: usize, data: Vec<T>) -> Self {
        Self::new(width, height, 1, data)
    }

    /// Columns.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Rows.
    pub fn height(&self) -> usize {
        self.height
    }

    /// Samples per pixel: 1 or 3.
    pub fn channels(&self) -> usize {
        self.channels
    }

    /// All samples, row by row.
    pub fn data(&self) -> &[T] {
        &self.data
    }

    /// The samples of row `y`.
    pub fn row(&self, y: usize) -> &[T] {
        let length = self.width * self.channels;
        &self.data[y * length..(y + 1) * length]
    }

    /// A view of the whole image, channel 0 where there are several.
    pub fn view(&self) -> View<'_, T> {
        View::strided(
            &self.data,
            0,
            self.width,
            self.height,
            (self.width * self.channels) as isize,
            self.channels as isize,
        )
    }

    /// The same shape with every sample mapped.
    pub fn map<U>(&self, f: impl FnMut(&T) -> U) -> Image<U> {
        Image {
            width: self.width,
            height: self.height,
            channels: self.channels,
            data: Arc::new(self.data.iter().map(f).collect()),
        }
    }
}

impl<T: Copy> Image<T> {
    /// A one-channel image filled with `value`.
    pub fn filled(width: usize, height: usize, value: T) -> Self {
        Self::grey(width, height, vec![value; width * height])
    }

    /// All samples, row by row, to be changed; copied first where a clone shares them.
    pub fn data_mut(&mut self) -> &mut [T] {
        Arc::make_mut(&mut self.data).as_mut_slice()
    }

    /// The samples alone; a copy where a clone shares them.
    pub fn into_data(self) -> Vec<T> {
        Arc::unwrap_or_clone(self.data)
    }

    /// The sample at column `x`, row `y`, channel 0.
    pub fn at(&self, x: usize, y: usize) -> T {
        self.data[(y * self.width + x) * self.channels]
    }

    /// Channel `channel` as an image of its own.
    pub fn channel(&self, channel: usize) -> Image<T> {
        Image::grey(
            self.width,
            self.height,
            self.data
                .iter()
                .skip(channel)
                .step_by(self.channels)
                .copied()
                .collect(),
        )
    }
}

/// Which pixels take part: `true` is in.
#[derive(Clone, Debug, PartialEq)]
pub struct Mask {
    width: usize,
    height: usize,
    inside: Vec<bool>,
    count: usize,
}

impl Mask {
    /// A mask over `inside`, row by row.
    ///
    /// # Panics
    /// When `inside` has not `width × height` entries.
    pub fn new(width: usize, height: usize, inside: Vec<bool>) -> Self {
        assert_eq!(
            inside.len(),
            width * height,
            "mask of {width} x {height} wanted"
        );
        let count = inside.iter().filter(|&&b| b).count();
        Self {
            width,
            height,
            inside,
            count,
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

    /// One entry per pixel, row by row.
    pub fn inside(&self) -> &[bool] {
        &self.inside
    }

    /// How many pixels take part.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Pixels both masks let in.
    ///
    /// # Panics
    /// When the sizes differ.
    pub fn and(&self, other: &Mask) -> Mask {
        assert_eq!(
            (self.width, self.height),
            (other.width, other.height),
            "masks of unequal size"
        );
        Mask::new(
            self.width,
            self.height,
            self.inside
                .iter()
                .zip(&other.inside)
                .map(|(a, b)| *a && *b)
                .collect(),
        )
    }
}

/// A rectangle of pixels, half-open: columns `x..x + width`, rows `y..y + height`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rect {
    /// First column.
    pub x: usize,
    /// First row.
    pub y: usize,
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
}

/// A picture ready to be shown: opaque RGBA, 8 bits a channel, row-major.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Red, green, blue, 255; `width × height` entries.
    pub rgba: Vec<[u8; 4]>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clones_share_samples_until_one_is_changed() {
        let image = Image::grey(2, 1, vec![1, 2]);
        let mut clone = image.clone();
        assert!(std::ptr::eq(image.data(), clone.data()));
        clone.data_mut()[0] = 9;
        assert_eq!((image.data(), clone.data()), (&[1, 2][..], &[9, 2][..]));
    }
}
