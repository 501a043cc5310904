//! Arrays of NumPy's format, version 1.0, little endian, C order.

use std::path::Path;

use negatoscope::pixels::Image;
use negatoscope::pixels::Sample;
use negatoscope::pixels::Samples;

/// The array as an image, (rows, columns) or (rows, columns, 3); `None` for other shapes.
pub fn read(path: &Path) -> Option<Samples> {
    let bytes = std::fs::read(path).unwrap();
    assert_eq!(bytes[..8], *b"\x93NUMPY\x01\x00", "{}", path.display());
    let length = usize::from(u16::from_le_bytes([bytes[8], bytes[9]]));
    let header = std::str::from_utf8(&bytes[10..10 + length]).unwrap();
    let data = &bytes[10 + length..];
    let shape: Vec<usize> = between(header, "'shape': (", ")")
        .split(',')
        .filter_map(|size| size.trim().parse().ok())
        .collect();
    let (rows, columns, channels) = match shape[..] {
        [rows, columns] => (rows, columns, 1),
        [rows, columns, 3] => (rows, columns, 3),
        _ => return None,
    };
    let shape = (columns, rows, channels);
    Some(match between(header, "'descr': '", "'") {
        "|u1" => samples(data, shape, u8::from_le_bytes),
        "<u2" => samples(data, shape, u16::from_le_bytes),
        "<i2" => samples(data, shape, i16::from_le_bytes),
        "<f4" => samples(data, shape, f32::from_le_bytes),
        "<f8" => samples(data, shape, f64::from_le_bytes),
        other => panic!("type {other} in {}", path.display()),
    })
}

fn samples<const N: usize, T: Sample>(
    data: &[u8],
    (columns, rows, channels): (usize, usize, usize),
    from_bytes: impl Fn([u8; N]) -> T,
) -> Samples {
    let samples = data.as_chunks::<N>().0.iter().map(|&b| from_bytes(b));
    T::wrap(Image::new(columns, rows, channels, samples.collect()))
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let (_, rest) = text.split_once(before).unwrap();
    rest.split_once(after).unwrap().0
}
