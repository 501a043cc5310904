//! From bytes to samples: byte order, unused bits, high bit and sign.

use super::layout::Layout;
use crate::pixels::Sample;

/// A sample type that pixel data is stored in.
pub(in crate::read) trait Stored: Sample + Default + bytemuck::Pod {
    /// Turns words as they stand in the file, one in each place of `samples`, into samples: the
    /// byte order becomes the machine's, bits above `layout.high_bit` and below the stored ones
    /// go, the sign is carried up.
    fn settle(samples: &mut [Self], layout: &Layout, big_endian: bool);
    /// The sample as a whole number, for palettes.
    fn index(self) -> i64;
    /// The nearest sample to `value`.
    fn nearest(value: f64) -> Self;

    /// Turns the words of `bytes` into samples; places without a word stay as they are.
    fn unpack(bytes: &[u8], layout: &Layout, big_endian: bool, out: &mut [Self]) {
        let whole = bytes.len() / size_of::<Self>();
        let (filled, _) = out.split_at_mut(whole.min(out.len()));
        let places: &mut [u8] = bytemuck::cast_slice_mut(filled);
        for (to, &from) in places.iter_mut().zip(bytes) {
            *to = from;
        }
        Self::settle(filled, layout, big_endian);
    }
}

macro_rules! stored_integer {
    ($($t:ty),*) => {$(
        impl Stored for $t {
            fn settle(samples: &mut [Self], layout: &Layout, big_endian: bool) {
                const WIDTH: u32 = <$t>::BITS;
                // Shifting up and down again drops what is above and below the stored bits; on a
                // signed type the shift down carries the sign.
                let up = WIDTH.saturating_sub(1 + u32::from(layout.high_bit)).min(WIDTH - 1);
                let down = WIDTH.saturating_sub(u32::from(layout.bits_stored)).min(WIDTH - 1);
                let settle = |word: $t| (word << up) >> down;
                if big_endian {
                    samples.iter_mut().for_each(|s| *s = settle(<$t>::from_be(*s)));
                } else if (up, down) != (0, 0) || cfg!(target_endian = "big") {
                    samples.iter_mut().for_each(|s| *s = settle(<$t>::from_le(*s)));
                }
            }
            fn index(self) -> i64 {
                i64::from(self)
            }
            fn nearest(value: f64) -> Self {
                value.round() as $t
            }
        }
    )*};
}
stored_integer!(u8, i8, u16, i16, u32, i32);

macro_rules! stored_float {
    ($($t:ty),*) => {$(
        impl Stored for $t {
            fn settle(samples: &mut [Self], _: &Layout, big_endian: bool) {
                if big_endian != cfg!(target_endian = "big") {
                    samples.iter_mut().for_each(|s| *s = Self::from_bits(s.to_bits().swap_bytes()));
                }
            }
            fn index(self) -> i64 {
                self as i64
            }
            fn nearest(value: f64) -> Self {
                value as $t
            }
        }
    )*};
}
stored_float!(f32, f64);

/// Spreads packed bits, least significant first, from bit `skip` of `bytes` on.
pub(super) fn bits<T: Stored>(bytes: &[u8], skip: usize, out: &mut [T]) {
    for (n, to) in out.iter_mut().enumerate() {
        let at = skip + n;
        let bit = bytes.get(at / 8).map_or(0, |byte| byte >> (at % 8) & 1);
        *to = T::nearest(f64::from(bit));
    }
}
