//! Bits of entropy-coded data: the stuffing of JPEG and JPEG-LS is taken out first, then bits are read
//! from a plain run of bytes.

use crate::read::fault::Checked;
use crate::read::fault::Fault;

/// Zeros after the last byte, so that a word can be read from every place.
const PADDING: usize = 8;

/// The entropy-coded data between two markers, without stuffing.
pub(super) struct Clean {
    /// The bits, most significant first, and zeros behind them.
    bytes: Vec<u8>,
    /// Bits that the stream really has.
    bits: usize,
    /// Bytes of the stream up to its next marker, or its end.
    pub used: usize,
}

/// Bytes of `stream` before the first FF that `ends` says is a marker's, given the byte after it.
fn length(stream: &[u8], ends: impl Fn(u8) -> bool) -> usize {
    let mut at = 0;
    while let Some(found) = stream
        .get(at..)
        .and_then(|rest| rest.iter().position(|&b| b == 0xFF))
    {
        at += found;
        match stream.get(at + 1) {
            Some(&next) if !ends(next) => at += 2,
            _ => return at,
        }
    }
    stream.len()
}

fn room(count: usize) -> Checked<Vec<u8>> {
    let mut bytes = Vec::new();
    bytes
        .try_reserve_exact(count)
        .map_err(|_| Fault::new("memory", format!("no room for {count} bytes")))?;
    Ok(bytes)
}

impl Clean {
    /// Data of JPEG (ITU-T T.81, F.1.2.3), where a zero byte follows each FF.
    ///
    /// # Errors
    /// When memory is short.
    pub fn jpeg(stream: &[u8]) -> Checked<Self> {
        let used = length(stream, |next| next != 0);
        let mut rest = stream.get(..used).unwrap_or_default();
        let mut bytes = room(used + PADDING)?;
        while let Some(found) = rest.iter().position(|&b| b == 0xFF) {
            bytes.extend_from_slice(rest.get(..=found).unwrap_or_default());
            rest = rest.get(found + 2..).unwrap_or_default();
        }
        bytes.extend_from_slice(rest);
        let bits = bytes.len() * 8;
        bytes.resize(bytes.len() + PADDING, 0);
        Ok(Self { bytes, bits, used })
    }

    /// Data of JPEG-LS (ISO 14495-1, annex A.1), where a zero bit follows each FF.
    ///
    /// # Errors
    /// When memory is short.
    pub fn jpegls(stream: &[u8]) -> Checked<Self> {
        let used = length(stream, |next| next >= 0x80);
        let data = stream.get(..used).unwrap_or_default();
        let mut bytes = room(used + PADDING + 4)?;
        // The lowest `count` bits of `held` are waiting, always fewer than 32.
        let (mut held, mut count, mut bits) = (0_u64, 0_u32, 0);
        let mut after_ff = false;
        let mut at = 0;
        loop {
            let word = data
                .get(at..at + 4)
                .and_then(|b| b.first_chunk::<4>())
                .map(|&b| u32::from_be_bytes(b))
                .filter(|&word| !after_ff && !has_ff(word));
            let (value, width) = match (word, data.get(at)) {
                (Some(word), _) => {
                    at += 4;
                    (word, 32)
                }
                (None, Some(&byte)) => {
                    at += 1;
                    let width = if after_ff { 7 } else { 8 };
                    after_ff = byte == 0xFF;
                    (u32::from(byte), width)
                }
                (None, None) => break,
            };
            held = held << width | u64::from(value);
            count += width;
            bits += width as usize;
            if count >= 32 {
                count -= 32;
                bytes.extend(((held >> count) as u32).to_be_bytes());
            }
        }
        bytes.extend(((held << (32 - count)) as u32).to_be_bytes());
        bytes.resize(bytes.len() + PADDING, 0);
        Ok(Self { bytes, bits, used })
    }

    /// Reads from the first bit on.
    pub fn bits(&self) -> Bits<'_> {
        Bits {
            bytes: &self.bytes,
            bits: self.bits,
            at: 0,
            cache: 0,
            valid: 0,
        }
    }
}

/// Whether one of the four bytes is FF: its complement is then zero.
fn has_ff(word: u32) -> bool {
    let inverse = !word;
    inverse.wrapping_sub(0x0101_0101) & word & 0x8080_8080 != 0
}

/// A place in clean data. Behind its end there are zeros.
pub(super) struct Bits<'a> {
    bytes: &'a [u8],
    bits: usize,
    /// The next byte that is not wholly in `cache`.
    at: usize,
    /// The next bits, the first on top. Below the `valid` ones stand bits of the byte at `at`.
    cache: u64,
    valid: u32,
}

impl Bits<'_> {
    /// Makes at least 56 bits ready.
    #[inline(always)]
    pub fn refill(&mut self) {
        let word = self
            .bytes
            .get(self.at..)
            .and_then(|rest| rest.first_chunk::<8>())
            .map_or(0, |&b| u64::from_be_bytes(b));
        self.cache |= word >> self.valid;
        self.at += ((63 - self.valid) >> 3) as usize;
        self.valid |= 56;
    }

    /// Makes at least 32 bits ready.
    #[inline(always)]
    pub fn ready(&mut self) {
        if self.valid < 32 {
            self.refill();
        }
    }

    /// The next 1 to 32 bits, which must be ready; they stay.
    #[inline(always)]
    pub fn peek(&self, count: u32) -> u32 {
        (self.cache >> (64 - count)) as u32
    }

    /// How many zeros come before the next one, as far as can be seen.
    #[inline(always)]
    pub fn zeros(&self) -> u32 {
        self.cache.leading_zeros()
    }

    /// The `count` (0 to 32) bits after the first `skip`; all must be ready; they stay.
    #[inline(always)]
    pub fn peek_after(&self, skip: u32, count: u32) -> u32 {
        ((self.cache << skip) >> 1 >> (63 - count)) as u32
    }

    /// Drops bits that are ready, at most 56.
    #[inline(always)]
    pub fn skip(&mut self, count: u32) {
        self.cache <<= count;
        self.valid -= count;
    }

    /// Takes the next 0 to 32 bits.
    #[inline(always)]
    pub fn take(&mut self, count: u32) -> u32 {
        self.ready();
        let value = self.peek_after(0, count);
        self.skip(count);
        value
    }

    /// Whether more bits were taken than the stream has.
    pub fn is_past_end(&self) -> bool {
        self.at * 8 > self.bits + self.valid as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stuffing_goes_and_markers_end_the_data() {
        let clean = Clean::jpeg(&[1, 0xFF, 0, 2, 0xFF, 0xD9, 7]).expect("memory");
        assert_eq!((clean.used, clean.bits), (4, 24));
        assert_eq!(clean.bytes[..3], [1, 0xFF, 2]);
        // After FF come seven bits.
        let stream = [1, 2, 3, 4, 5, 0xFF, 0b0101_0101, 0b1000_0000, 0xFF, 0x80];
        let clean = Clean::jpegls(&stream).expect("memory");
        assert_eq!((clean.used, clean.bits), (8, 63));
        assert_eq!(clean.bytes[..8], [1, 2, 3, 4, 5, 0xFF, 0b1010_1011, 0]);
        // A lone FF at the end is a marker cut off.
        for (cut, used) in [0, 0, 2, 2].into_iter().enumerate() {
            let all = Clean::jpegls(&[0xFF, 0x7F, 0xFF][..cut]).expect("memory");
            assert_eq!(all.used, used, "of {cut} bytes");
        }
    }

    #[test]
    fn bits_are_read_in_order_and_the_end_is_noticed() {
        let bytes: Vec<u8> = (1..=20).collect();
        let clean = Clean::jpeg(&bytes).expect("memory");
        let mut bits = clean.bits();
        let mut found = Vec::new();
        for _ in 0..10 {
            let high = bits.take(3);
            found.push(high << 13 | bits.take(13));
            assert_eq!(bits.take(0), 0);
        }
        let words = bytes
            .chunks(2)
            .map(|p| u32::from(p[0]) << 8 | u32::from(p[1]));
        assert!(found.into_iter().eq(words));
        assert!(!bits.is_past_end());
        assert_eq!(bits.take(1), 0);
        assert!(bits.is_past_end());
    }
}
