//! NumPy arrays: NPY versions 1 to 3, plain numbers only. Nothing is ever unpickled.

use super::assemble::check_memory;
use super::fault::Checked;
use super::fault::Fault;
use super::input::Input;
use super::input::zeroed;
use super::plain::Shape;
use crate::pixels::Image;
use crate::pixels::Sample;
use crate::pixels::SampleType;
use crate::pixels::Samples;

/// Longest header that is looked at; NumPy itself writes at most a few hundred bytes.
const LONGEST_HEADER: u64 = 64 << 10;

/// What the header of an NPY file says.
#[derive(Debug, PartialEq)]
struct Header {
    /// The type that its numbers are held in.
    sample_type: SampleType,
    /// The numbers where no samples are like them.
    foreign: Option<Foreign>,
    big_endian: bool,
    /// The first index runs fastest.
    fortran: bool,
    shape: Vec<usize>,
    /// Offset of the first sample.
    data: u64,
}

/// Numbers that are held in samples of another type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Foreign {
    /// Held in 32 bits where all fit, else as real numbers.
    I64,
    /// The same.
    U64,
    /// Real numbers of 16 bits, held in 32.
    F16,
}

/// How the axes of an array are understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Axes {
    planes: usize,
    rows: usize,
    columns: usize,
    channels: usize,
}

impl Header {
    /// Bytes of a number in the file.
    fn width(&self) -> usize {
        match self.foreign {
            Some(Foreign::I64 | Foreign::U64) => 8,
            Some(Foreign::F16) => 2,
            None => self.sample_type.bytes(),
        }
    }

    /// Two axes are rows and columns. A last one of length 3 behind them is colour in 8 or 16 unsigned
    /// bits; what stands before them counts planes.
    fn axes(&self) -> Checked<Axes> {
        let deep = !matches!(self.sample_type, SampleType::U8 | SampleType::U16);
        let (planes, rows, columns, channels) = match *self.shape.as_slice() {
            [rows, columns] => (1, rows, columns, 1),
            [rows, columns, 3] if !deep => (1, rows, columns, 3),
            [planes, rows, columns] => (planes, rows, columns, 1),
            [planes, rows, columns, 3] if !deep => (planes, rows, columns, 3),
            _ => {
                return Err(Fault::new(
                    "shape",
                    format!("{} axes, must be 2 or 3, or 4 of colour", self.shape.len()),
                ));
            }
        };
        if planes == 0 || rows == 0 || columns == 0 {
            return Err(Fault::new(
                "shape",
                format!("{:?} holds no samples", self.shape),
            ));
        }
        Ok(Axes {
            planes,
            rows,
            columns,
            channels,
        })
    }
}

/// Sizes and sample type of an array.
///
/// # Errors
/// When the header is broken, the array is no picture, or data are missing.
pub(super) fn shape(mut input: Input) -> Checked<Shape> {
    let header = header(&mut input)?;
    let axes = header.axes()?;
    let shape = Shape {
        format: "NPY",
        columns: axes.columns,
        rows: axes.rows,
        pages: axes.planes,
        channels: axes.channels,
        // Memory is asked for as if they did not fit 32 bits.
        sample_type: match header.foreign {
            Some(Foreign::I64 | Foreign::U64) => SampleType::F64,
            _ => header.sample_type,
        },
    };
    let present = input.length().saturating_sub(header.data);
    let needed =
        (shape.bytes() / shape.sample_type.bytes() as u64).saturating_mul(header.width() as u64);
    if present < needed {
        return Err(Fault::new(
            "shape",
            format!(
                "{:?} needs {needed} bytes, but {present} are there",
                header.shape
            ),
        ));
    }
    Ok(shape)
}

/// The planes of an array, of at most `budget` bytes.
///
/// # Errors
/// As for [`shape`], or when memory is short.
pub(super) fn planes(mut input: Input, budget: u64) -> Checked<Vec<Samples>> {
    let header = header(&mut input)?;
    let axes = header.axes()?;
    let plane = axes.rows * axes.columns * axes.channels;
    let bytes = (plane as u64)
        .saturating_mul(axes.planes as u64)
        .saturating_mul(header.width() as u64);
    check_memory(
        "shape",
        bytes,
        &format!("{} x {} x {}", axes.columns, axes.rows, axes.planes),
        budget,
    )?;
    let raw = input.part(header.data, bytes)?;
    if let Some(foreign) = header.foreign {
        return split_foreign(&raw, &header, axes, foreign);
    }
    Ok(match header.sample_type {
        SampleType::U8 => split(&raw, &header, axes, u8::from_le_bytes, u8::from_be_bytes)?,
        SampleType::I8 => split(&raw, &header, axes, i8::from_le_bytes, i8::from_be_bytes)?,
        SampleType::U16 => split(&raw, &header, axes, u16::from_le_bytes, u16::from_be_bytes)?,
        SampleType::I16 => split(&raw, &header, axes, i16::from_le_bytes, i16::from_be_bytes)?,
        SampleType::U32 => split(&raw, &header, axes, u32::from_le_bytes, u32::from_be_bytes)?,
        SampleType::I32 => split(&raw, &header, axes, i32::from_le_bytes, i32::from_be_bytes)?,
        SampleType::F32 => split(&raw, &header, axes, f32::from_le_bytes, f32::from_be_bytes)?,
        SampleType::F64 => split(&raw, &header, axes, f64::from_le_bytes, f64::from_be_bytes)?,
    })
}

/// The same for numbers that no samples are like.
fn split_foreign(
    raw: &[u8],
    header: &Header,
    axes: Axes,
    foreign: Foreign,
) -> Checked<Vec<Samples>> {
    /// Whole numbers of 64 bits in 32 where all fit, else as real numbers.
    macro_rules! narrowed {
        ($t:ty) => {{
            let of = if header.big_endian {
                <$t>::from_be_bytes
            } else {
                <$t>::from_le_bytes
            };
            let mut words = raw.as_chunks::<8>().0.iter().copied();
            if words.all(|word| i32::try_from(of(word)).is_ok()) {
                split(
                    raw,
                    header,
                    axes,
                    |word| <$t>::from_le_bytes(word) as i32,
                    |word| <$t>::from_be_bytes(word) as i32,
                )
            } else {
                split(
                    raw,
                    header,
                    axes,
                    |word| <$t>::from_le_bytes(word) as f64,
                    |word| <$t>::from_be_bytes(word) as f64,
                )
            }
        }};
    }
    match foreign {
        Foreign::F16 => split(
            raw,
            header,
            axes,
            |word| half(u16::from_le_bytes(word)),
            |word| half(u16::from_be_bytes(word)),
        ),
        Foreign::I64 => narrowed!(i64),
        Foreign::U64 => narrowed!(u64),
    }
}

/// A real number of 16 bits (IEEE 754 binary16).
fn half(bits: u16) -> f32 {
    let sign = if bits & 0x8000 == 0 { 1.0 } else { -1.0 };
    let exponent = i32::from(bits >> 10 & 0x1F);
    let fraction = f32::from(bits & 0x3FF);
    let size = match exponent {
        0 => fraction * 2_f32.powi(-24),
        31 if fraction == 0.0 => f32::INFINITY,
        31 => f32::NAN,
        _ => (fraction + 1024.0) * 2_f32.powi(exponent - 25),
    };
    sign * size
}

/// Words to planes, in the order of the last index fastest.
fn split<T: Sample + Default, const N: usize>(
    raw: &[u8],
    header: &Header,
    axes: Axes,
    little: fn([u8; N]) -> T,
    big: fn([u8; N]) -> T,
) -> Checked<Vec<Samples>> {
    let words = raw.as_chunks::<N>().0;
    let convert = if header.big_endian { big } else { little };
    let Axes {
        planes,
        rows,
        columns,
        channels,
    } = axes;
    let plane = rows * columns * channels;
    // How far apart neighbours along plane, row, column and channel lie in the file.
    let strides = if header.fortran {
        // With one plane that axis has no index, so its stride does not matter.
        [1, planes, planes * rows, planes * rows * columns]
    } else {
        [plane, columns * channels, channels, 1]
    };
    let mut all = Vec::new();
    for p in 0..planes {
        let mut data: Vec<T> = zeroed(plane as u64)?;
        for (at, to) in data.iter_mut().enumerate() {
            let (pixel, channel) = (at / channels, at % channels);
            let (row, column) = (pixel / columns, pixel % columns);
            let index = [p, row, column, channel];
            let from: usize = index.iter().zip(strides).map(|(i, s)| i * s).sum();
            if let Some(&word) = words.get(from) {
                *to = convert(word);
            }
        }
        all.push(T::wrap(Image::new(columns, rows, channels, data)));
    }
    Ok(all)
}

fn header(input: &mut Input) -> Checked<Header> {
    let fault = |reason: String| Fault::new("header", reason);
    let &[version, _, a, b, c, d] = input
        .get(6, 6)?
        .and_then(|bytes| bytes.first_chunk::<6>())
        .ok_or_else(|| fault("the file ends inside it".to_owned()))?;
    let (start, length) = match version {
        1 => (10, u64::from(u16::from_le_bytes([a, b]))),
        2 | 3 => (12, u64::from(u32::from_le_bytes([a, b, c, d]))),
        other => return Err(fault(format!("version {other}, must be 1, 2 or 3"))),
    };
    if length > LONGEST_HEADER || start + length > input.length() {
        return Err(fault(format!(
            "claims {length} bytes, the file has {} and {LONGEST_HEADER} are allowed",
            input.length()
        )));
    }
    let bytes = input.get(start, length as usize)?.unwrap_or_default();
    let text = std::str::from_utf8(bytes).map_err(|error| fault(error.to_string()))?;
    let dictionary = dictionary(text)?;
    let (sample_type, foreign, big_endian) = description(&dictionary.descr)?;
    Ok(Header {
        sample_type,
        foreign,
        big_endian,
        fortran: dictionary.fortran_order,
        shape: dictionary.shape,
        data: start + length,
    })
}

/// `<i2` and the like: byte order and type.
fn description(descr: &str) -> Checked<(SampleType, Option<Foreign>, bool)> {
    let (order, name) = descr.split_at_checked(1).unwrap_or_default();
    let foreign = match name {
        "i8" => Some(Foreign::I64),
        "u8" => Some(Foreign::U64),
        "f2" => Some(Foreign::F16),
        _ => None,
    };
    let sample_type = match name {
        "u1" | "b1" => SampleType::U8,
        "i1" => SampleType::I8,
        "u2" => SampleType::U16,
        "i2" => SampleType::I16,
        "u4" => SampleType::U32,
        "i4" | "i8" | "u8" => SampleType::I32,
        "f2" | "f4" => SampleType::F32,
        "f8" => SampleType::F64,
        _ => {
            return Err(Fault::new(
                "descr",
                format!("'{descr}', must be one of b1 u1 i1 u2 i2 u4 i4 u8 i8 f2 f4 f8"),
            ));
        }
    };
    match order {
        "<" | "|" | "=" => Ok((sample_type, foreign, false)),
        ">" => Ok((sample_type, foreign, true)),
        _ => Err(Fault::new(
            "descr",
            format!("'{descr}', must be < or > before the type"),
        )),
    }
}

#[derive(Debug, PartialEq)]
struct Dictionary {
    descr: String,
    fortran_order: bool,
    shape: Vec<usize>,
}

/// Reads the three keys of the header: strings, True or False, and one tuple of whole numbers.
/// Anything else is refused, so nothing nests.
fn dictionary(text: &str) -> Checked<Dictionary> {
    let fault = |reason: &str| Fault::new("header", reason.to_owned());
    let mut rest = text
        .trim()
        .strip_prefix('{')
        .and_then(|t| t.strip_suffix('}'))
        .ok_or_else(|| fault("is no dictionary in braces"))?
        .trim();
    let (mut descr, mut fortran_order, mut shape) = (None, None, None);
    while !rest.is_empty() {
        let (key, after) = quoted(rest).ok_or_else(|| fault("wanted a key in quotes"))?;
        let value = after
            .trim_start()
            .strip_prefix(':')
            .ok_or_else(|| fault("wanted a colon after a key"))?
            .trim_start();
        let after = match key {
            "descr" => {
                let (text, after) = quoted(value).ok_or_else(|| {
                    Fault::new(
                        "descr",
                        "is no plain type in quotes; structures are not read",
                    )
                })?;
                descr = Some(text.to_owned());
                after
            }
            "fortran_order" => {
                let (truth, after) = if let Some(after) = value.strip_prefix("True") {
                    (true, after)
                } else if let Some(after) = value.strip_prefix("False") {
                    (false, after)
                } else {
                    return Err(Fault::new("fortran_order", "wanted True or False"));
                };
                fortran_order = Some(truth);
                after
            }
            "shape" => {
                let (inside, after) = value
                    .strip_prefix('(')
                    .and_then(|v| v.split_once(')'))
                    .ok_or_else(|| Fault::new("shape", "is no tuple"))?;
                shape = Some(tuple(inside)?);
                after
            }
            other => {
                return Err(fault(&format!(
                    "unknown key '{}'",
                    crate::problem::shown(other)
                )));
            }
        };
        rest = after.trim_start();
        rest = match rest.strip_prefix(',') {
            Some(after) => after.trim_start(),
            None if rest.is_empty() => rest,
            None => return Err(fault("wanted a comma between entries")),
        };
    }
    Ok(Dictionary {
        descr: descr.ok_or_else(|| Fault::new("descr", "missing"))?,
        fortran_order: fortran_order.ok_or_else(|| Fault::new("fortran_order", "missing"))?,
        shape: shape.ok_or_else(|| Fault::new("shape", "missing"))?,
    })
}

/// A text in single or double quotes without escapes, and what follows it.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let quote = text.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
    text.get(1..)?.split_once(quote)
}

fn tuple(inside: &str) -> Checked<Vec<usize>> {
    const MOST_AXES: usize = 8;
    let parts: Vec<&str> = inside
        .trim()
        .trim_end_matches(',')
        .split(',')
        .take(MOST_AXES + 1)
        .collect();
    if parts.len() > MOST_AXES {
        return Err(Fault::new(
            "shape",
            format!("more than {MOST_AXES} axes, must be 2 or 3"),
        ));
    }
    parts
        .into_iter()
        .filter(|part| !part.trim().is_empty())
        .map(|part| {
            let part = part.trim();
            part.parse::<u32>().map(|n| n as usize).map_err(|_| {
                let shown: String = part.chars().take(24).collect();
                Fault::new("shape", format!("{shown}, must be whole numbers from 1"))
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn npy(dictionary: &str, data: &[u8]) -> Input {
        let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
        bytes.extend((dictionary.len() as u16).to_le_bytes());
        bytes.extend(dictionary.as_bytes());
        bytes.extend(data);
        let length = bytes.len() as u64;
        Input::new(Box::new(Cursor::new(bytes)), length)
    }

    #[test]
    fn orders_and_byte_orders() {
        let file = || {
            npy(
                "{'descr': '>i2', 'fortran_order': True, 'shape': (2, 3), }\n",
                &[0, 1, 0, 4, 0, 2, 0, 5, 255, 255, 0, 6],
            )
        };
        assert_eq!(shape(file()).expect("valid").columns, 3);
        let planes = planes(file(), 1000).expect("valid");
        let wanted = Samples::I16(Image::grey(3, 2, vec![1, 2, -1, 4, 5, 6]));
        assert_eq!(planes, [wanted]);
    }

    #[test]
    fn three_axes_are_planes_or_colour() {
        let colour = npy(
            "{'descr': '|u1', 'fortran_order': False, 'shape': (1, 2, 3)}",
            &[1, 2, 3, 4, 5, 6],
        );
        let wanted = Samples::U8(Image::new(2, 1, 3, vec![1, 2, 3, 4, 5, 6]));
        assert_eq!(planes(colour, 1000).expect("valid"), [wanted]);
        let deep = npy(
            "{'descr': '|u1', 'fortran_order': True, 'shape': (2, 1, 2)}",
            &[1, 2, 3, 4],
        );
        let wanted = [vec![1, 3], vec![2, 4]].map(|d| Samples::U8(Image::grey(2, 1, d)));
        assert_eq!(planes(deep, 1000).expect("valid"), wanted);
    }

    #[test]
    fn four_axes_are_planes_of_colour() {
        let wanted = [vec![1, 2, 3], vec![4, 5, 6]].map(|d| Samples::U8(Image::new(1, 1, 3, d)));
        let of = |fortran: &str, data: &[u8]| {
            let shape = "'shape': (2, 1, 1, 3)";
            let header = format!("{{'descr': '|u1', 'fortran_order': {fortran}, {shape}}}");
            planes(npy(&header, data), 1000).expect("valid")
        };
        assert_eq!(of("False", &[1, 2, 3, 4, 5, 6]), wanted);
        assert_eq!(of("True", &[1, 4, 2, 5, 3, 6]), wanted);
        let real = npy(
            "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1, 1, 3)}",
            &[0; 24],
        );
        let refused = shape(real).expect_err("no colour").to_string();
        assert_eq!(refused, "shape: 4 axes, must be 2 or 3, or 4 of colour");
    }

    #[test]
    fn numbers_that_no_samples_are_like() {
        let of = |descr: &str, data: &[u8]| {
            let header = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': (1, 2)}}");
            planes(npy(&header, data), 1000).expect("valid").remove(0)
        };
        let words = |a: i64, b: i64| [a.to_le_bytes(), b.to_le_bytes()].concat();
        let small = of("<i8", &words(-5, 7));
        assert_eq!(small, Samples::I32(Image::grey(2, 1, vec![-5, 7])));
        let large = of("<i8", &words(-5, 1 << 40));
        assert_eq!(
            large,
            Samples::F64(Image::grey(2, 1, vec![-5.0, 1_099_511_627_776.0]))
        );
        let unsigned = of(">u8", &[0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 9]);
        assert_eq!(unsigned, Samples::I32(Image::grey(2, 1, vec![256, 9])));
        // One, and the smallest of all.
        let half = of("<f2", &[0, 0x3C, 1, 0x80]);
        let wanted = vec![1.0, -(2_f32.powi(-24))];
        assert_eq!(half, Samples::F32(Image::grey(2, 1, wanted)));
        assert_eq!(
            (super::half(0x7C00), super::half(0xC500)),
            (f32::INFINITY, -5.0)
        );
        assert!(super::half(0x7E00).is_nan());
    }

    #[test]
    fn each_bad_header_is_named() {
        let reason = |dictionary: &str, data: &[u8]| {
            shape(npy(dictionary, data))
                .expect_err("refused")
                .to_string()
        };
        let start = "'fortran_order': False";
        for (dictionary, wanted) in [
            (
                format!("{{'descr': '|O', {start}, 'shape': (2, 2)}}"),
                "descr: '|O', must be one of b1 u1 i1 u2 i2 u4 i4 u8 i8 f2 f4 f8",
            ),
            (
                format!("{{'descr': [('a', '<i4')], {start}, 'shape': (2, 2)}}"),
                "descr: is no plain type in quotes; structures are not read",
            ),
            (
                format!("{{'descr': '<u2', {start}, 'shape': (-2, 2)}}"),
                "shape: -2, must be whole numbers from 1",
            ),
            (
                format!("{{'descr': '<u2', {start}, 'shape': (0, 2)}}"),
                "shape: [0, 2] holds no samples",
            ),
            (
                format!("{{'descr': '<u2', {start}, 'shape': (9, 9)}}"),
                "shape: [9, 9] needs 162 bytes, but 4 are there",
            ),
            ("{".repeat(5000), "header: is no dictionary in braces"),
            (
                format!(
                    "{{'descr': '<u2', {start}, 'shape': ({})}}",
                    "1,".repeat(5000)
                ),
                "shape: more than 8 axes, must be 2 or 3",
            ),
            (
                "__import__('os').system('true')".to_owned(),
                "header: is no dictionary in braces",
            ),
        ] {
            assert_eq!(reason(&dictionary, &[0; 4]), wanted);
        }
    }
}
