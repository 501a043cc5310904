//! A checksum of samples, to tell whether another program came to the same.

use std::fmt::Write as _;

use sha2::Digest;
use sha2::Sha256;

use super::array::LittleEndian;
use crate::for_samples;
use crate::pixels::Image;
use crate::pixels::Samples;

/// SHA-256 (FIPS 180-4) of the samples, row by row, little endian, in hexadecimal: that of NumPy's
/// `tobytes`.
pub fn sha256(samples: &Samples) -> String {
    fn bytes<T: LittleEndian>(image: &Image<T>) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(size_of_val(image.data()));
        for &sample in image.data() {
            sample.put(&mut bytes);
        }
        bytes
    }
    let bytes = for_samples!(samples, image => bytes(image));
    let mut text = String::new();
    for byte in Sha256::digest(bytes) {
        // Writing to a `String` cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_hashed_as_little_endian_bytes() {
        let bytes = Samples::U8(Image::grey(3, 1, b"abc".to_vec()));
        // The standard's own example.
        assert_eq!(
            sha256(&bytes),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        let [word, pair] = [
            Samples::U16(Image::grey(1, 1, vec![0x6261])),
            Samples::U8(Image::grey(2, 1, b"ab".to_vec())),
        ];
        assert_eq!(sha256(&word), sha256(&pair));
    }
}
