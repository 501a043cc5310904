//! Samples of a type known only at run time.

use super::Image;

/// A number type that samples may have.
pub trait Sample: Copy + Send + Sync + PartialOrd + PartialEq + std::fmt::Debug + 'static {
    /// The run-time name of the type.
    const TYPE: SampleType;
    /// The sample as `f64`; exact for all types.
    fn to_f64(self) -> f64;
    /// A real number as a sample: whole types take floor(y + 0.5), clamped to their range, and 0 for
    /// not-a-number; real ones the number at their precision.
    fn from_f64(y: f64) -> Self;
    /// An image of this type as [`Samples`].
    fn wrap(image: Image<Self>) -> Samples;
    /// The image inside samples of this type; `None` for those of another.
    fn image(samples: &Samples) -> Option<&Image<Self>>;
}

/// The types a sample may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SampleType {
    /// Unsigned, 8 bits.
    U8,
    /// Signed, 8 bits.
    I8,
    /// Unsigned, 16 bits.
    U16,
    /// Signed, 16 bits.
    I16,
    /// Unsigned, 32 bits.
    U32,
    /// Signed, 32 bits.
    I32,
    /// IEEE single.
    F32,
    /// IEEE double.
    F64,
}

impl SampleType {
    /// Bytes a sample takes.
    pub fn bytes(self) -> usize {
        match self {
            Self::U8 | Self::I8 => 1,
            Self::U16 | Self::I16 => 2,
            Self::U32 | Self::I32 | Self::F32 => 4,
            Self::F64 => 8,
        }
    }

    /// The type as NumPy writes it, little endian.
    pub fn numpy(self) -> &'static str {
        match self {
            Self::U8 => "|u1",
            Self::I8 => "|i1",
            Self::U16 => "<u2",
            Self::I16 => "<i2",
            Self::U32 => "<u4",
            Self::I32 => "<i4",
            Self::F32 => "<f4",
            Self::F64 => "<f8",
        }
    }

    /// The short name people in the field use: `u8`, `i16`, `f32` …
    pub fn name(self) -> &'static str {
        match self {
            Self::U8 => "u8",
            Self::I8 => "i8",
            Self::U16 => "u16",
            Self::I16 => "i16",
            Self::U32 => "u32",
            Self::I32 => "i32",
            Self::F32 => "f32",
            Self::F64 => "f64",
        }
    }
}

/// An image whose sample type is known at run time.
#[derive(Clone, Debug, PartialEq)]
pub enum Samples {
    /// Unsigned, 8 bits.
    U8(Image<u8>),
    /// Signed, 8 bits.
    I8(Image<i8>),
    /// Unsigned, 16 bits.
    U16(Image<u16>),
    /// Signed, 16 bits.
    I16(Image<i16>),
    /// Unsigned, 32 bits.
    U32(Image<u32>),
    /// Signed, 32 bits.
    I32(Image<i32>),
    /// IEEE single.
    F32(Image<f32>),
    /// IEEE double.
    F64(Image<f64>),
}

macro_rules! sample {
    ($($t:ty => $v:ident by $from:expr),*) => {$(
        impl Sample for $t {
            const TYPE: SampleType = SampleType::$v;
            fn to_f64(self) -> f64 {
                f64::from(self)
            }
            fn from_f64(y: f64) -> Self {
                // `as` saturates and maps not-a-number to 0.
                $from(y) as $t
            }
            fn wrap(image: Image<Self>) -> Samples {
                Samples::$v(image)
            }
            fn image(samples: &Samples) -> Option<&Image<Self>> {
                match samples {
                    Samples::$v(image) => Some(image),
                    _ => None,
                }
            }
        }
    )*};
}
fn rounded(y: f64) -> f64 {
    (y + 0.5).floor()
}

/// What `as` cuts to the same as [`rounded`] where negative numbers become 0: many processors have
/// no instruction for the floor.
fn raised(y: f64) -> f64 {
    y + 0.5
}

sample!(
    u8 => U8 by raised,
    i8 => I8 by rounded,
    u16 => U16 by raised,
    i16 => I16 by rounded,
    u32 => U32 by raised,
    i32 => I32 by rounded,
    f32 => F32 by std::convert::identity,
    f64 => F64 by std::convert::identity
);

/// Runs the same expression on the image inside a [`Samples`](crate::pixels::Samples), whatever its type.
///
/// ```
/// use negatoscope::{for_samples, pixels::{Image, Samples}};
/// let samples = Samples::I16(Image::grey(2, 1, vec![3, 4]));
/// assert_eq!(for_samples!(&samples, image => image.width()), 2);
/// ```
#[macro_export]
macro_rules! for_samples {
    ($samples:expr, $image:ident => $body:expr) => {
        match $samples {
            $crate::pixels::Samples::U8($image) => $body,
            $crate::pixels::Samples::I8($image) => $body,
            $crate::pixels::Samples::U16($image) => $body,
            $crate::pixels::Samples::I16($image) => $body,
            $crate::pixels::Samples::U32($image) => $body,
            $crate::pixels::Samples::I32($image) => $body,
            $crate::pixels::Samples::F32($image) => $body,
            $crate::pixels::Samples::F64($image) => $body,
        }
    };
}

impl Samples {
    /// Columns.
    pub fn width(&self) -> usize {
        for_samples!(self, image => image.width())
    }

    /// Rows.
    pub fn height(&self) -> usize {
        for_samples!(self, image => image.height())
    }

    /// Samples per pixel.
    pub fn channels(&self) -> usize {
        for_samples!(self, image => image.channels())
    }

    /// The type of the samples.
    pub fn sample_type(&self) -> SampleType {
        fn of<T: Sample>(_: &Image<T>) -> SampleType {
            T::TYPE
        }
        for_samples!(self, image => of(image))
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.width() * self.height() * self.channels() * self.sample_type().bytes()
    }

    /// Pictures that lie below each other, cut into `count` of equal height.
    pub fn planes(&self, count: usize) -> Vec<Self> {
        fn of<T: Sample>(image: &Image<T>, count: usize) -> Vec<Samples> {
            let (width, channels) = (image.width(), image.channels());
            let height = image.height() / count.max(1);
            let plane = (width * height * channels).max(1);
            image
                .data()
                .chunks_exact(plane)
                .map(|data| T::wrap(Image::new(width, height, channels, data.to_vec())))
                .collect()
        }
        for_samples!(self, image => of(image, count))
    }

    /// The sample at column `x`, row `y`, channel `channel`.
    ///
    /// # Panics
    /// Outside the image.
    pub fn value(&self, x: usize, y: usize, channel: usize) -> f64 {
        for_samples!(self, image => {
            Sample::to_f64(image.data()[(y * image.width() + x) * image.channels() + channel])
        })
    }
}
