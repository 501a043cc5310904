//! From bytes to samples: byte order, unused bits, high bit and sign.

use super::layout::Layout;
use crate::pixels::Sample;

/// A sample type that pixel data is stored in.
pub(in crate::read) trait Stored: Sample + Default {
    /// Turns little- or big-endian words of this type's width into samples: bits above
    /// `layout.high_bit` and below the stored ones go, the sign is carried up.
    fn unpack(bytes: &[u8], layout: &Layout, big_endian: bool, out: &mut [Self]);
    /// The sample as a whole number, for palettes.
    fn index(self) -> i64;
    /// The nearest sample to `value`.
    fn nearest(value: f64) -> Self;
}

macro_rules! stored_integer {
    ($($t:ty),*) => {$(
        impl Stored for $t {
            fn unpack(bytes: &[u8], layout: &Layout, big_endian: bool, out: &mut [Self]) {
                const WIDTH: u32 = <$t>::BITS;
                // Shifting up and down again drops what is above and below the stored bits; on a
                // signed type the shift down carries the sign.
                let up = WIDTH.saturating_sub(1 + u32::from(layout.high_bit)).min(WIDTH - 1);
                let down = WIDTH.saturating_sub(u32::from(layout.bits_stored)).min(WIDTH - 1);
                let words = bytes.as_chunks::<{ WIDTH as usize / 8 }>().0;
                for (to, &word) in out.iter_mut().zip(words) {
                    let word = if big_endian {
                        <$t>::from_be_bytes(word)
                    } else {
                        <$t>::from_le_bytes(word)
                    };
                    *to = (word << up) >> down;
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
            fn unpack(bytes: &[u8], _: &Layout, big_endian: bool, out: &mut [Self]) {
                let words = bytes.as_chunks::<{ size_of::<$t>() }>().0;
                for (to, &word) in out.iter_mut().zip(words) {
                    *to = if big_endian {
                        <$t>::from_be_bytes(word)
                    } else {
                        <$t>::from_le_bytes(word)
                    };
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
