//! NumPy's array files (NEP 1, version 1.0).

use std::io;
use std::io::Write;

use crate::for_samples;
use crate::pixels::Image;
use crate::pixels::SampleType;
use crate::pixels::Samples;

/// Samples turned into bytes at one time.
const PIECE: usize = 1 << 15;

/// Writes planes of one size and type: y, x for one plane, z, y, x where `stacked`; colour has a last
/// axis of 3.
pub(super) fn npy(planes: &[Samples], stacked: bool, out: &mut dyn Write) -> io::Result<()> {
    let Some(first) = planes.first() else {
        return Err(io::Error::other("no plane to write"));
    };
    let mut shape = vec![first.height(), first.width()];
    if stacked {
        shape.insert(0, planes.len());
    }
    if first.channels() > 1 {
        shape.push(first.channels());
    }
    out.write_all(&header(first.sample_type(), &shape))?;
    for plane in planes {
        for_samples!(plane, image => little_endian(image, out))?;
    }
    Ok(())
}

fn header(sample_type: SampleType, shape: &[usize]) -> Vec<u8> {
    let descr = sample_type.numpy();
    let sizes: Vec<String> = shape.iter().map(usize::to_string).collect();
    let mut text = format!(
        "{{'descr': '{descr}', 'fortran_order': False, 'shape': ({}), }}",
        sizes.join(", ")
    );
    // Magic, version and length take ten bytes; the data begin at a multiple of 64.
    let length = (10 + text.len() + 1).next_multiple_of(64) - 10;
    text.extend(std::iter::repeat_n(' ', length - text.len() - 1));
    text.push('\n');
    let mut header = b"\x93NUMPY\x01\x00".to_vec();
    // Three axes take far fewer than 65536 characters.
    header.extend((text.len() as u16).to_le_bytes());
    header.extend(text.as_bytes());
    header
}

/// A number as files of arrays have it.
pub(super) trait LittleEndian: Copy {
    fn put(self, bytes: &mut Vec<u8>);
}

macro_rules! little_endian {
    ($($t:ty),*) => {$(
        impl LittleEndian for $t {
            fn put(self, bytes: &mut Vec<u8>) {
                bytes.extend(self.to_le_bytes());
            }
        }
    )*};
}
little_endian!(u8, i8, u16, i16, u32, i32, f32, f64);

/// Writes the samples of an image in their order, little endian.
pub(super) fn little_endian<T: LittleEndian>(
    image: &Image<T>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut bytes = Vec::with_capacity(PIECE * size_of::<T>());
    for piece in image.data().chunks(PIECE) {
        bytes.clear();
        for &sample in piece {
            sample.put(&mut bytes);
        }
        out.write_all(&bytes)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_and_samples_are_numpys_own() {
        let plane = Samples::I16(Image::grey(2, 1, vec![-2, 258]));
        let mut bytes = Vec::new();
        npy(std::slice::from_ref(&plane), false, &mut bytes).unwrap();
        let text = "{'descr': '<i2', 'fortran_order': False, 'shape': (1, 2), }";
        assert_eq!(bytes[..10], *b"\x93NUMPY\x01\x00\x76\x00");
        assert_eq!(&bytes[10..10 + text.len()], text.as_bytes());
        assert_eq!(bytes[127..], [b'\n', 0xfe, 0xff, 0x02, 0x01]);
        let mut stack = Vec::new();
        npy(&[plane.clone(), plane], true, &mut stack).unwrap();
        assert!(String::from_utf8_lossy(&stack).contains("'shape': (2, 1, 2), }"));
        assert_eq!(stack.len(), 128 + 8);
    }

    #[test]
    fn colour_has_a_last_axis_of_three() {
        let rgb = Samples::U8(Image::new(1, 2, 3, vec![1, 2, 3, 4, 5, 6]));
        let mut bytes = Vec::new();
        npy(&[rgb], false, &mut bytes).unwrap();
        assert!(String::from_utf8_lossy(&bytes).contains("'|u1'"));
        assert!(String::from_utf8_lossy(&bytes).contains("(2, 1, 3)"));
        assert_eq!(bytes[128..], [1, 2, 3, 4, 5, 6]);
    }
}
