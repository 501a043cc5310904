//! PNG, JPEG, TIFF, BMP and PNM pictures.

use std::io::BufReader;
use std::io::Seek;

use image::ColorType;
use image::DynamicImage;
use image::ImageDecoder;
use image::ImageFormat;
use image::ImageReader;
use image::metadata::Orientation;
use tiff::decoder::DecodingResult;

use super::assemble::check_memory;
use super::fault::Checked;
use super::fault::Fault;
use super::guard::guarded;
use super::input::Input;
use super::input::ReadSeek;
use super::plain::Shape;
use crate::pixels::Image;
use crate::pixels::SampleType;
use crate::pixels::Samples;

type Reader = BufReader<Box<dyn ReadSeek>>;

/// Pages of one TIFF file that are read.
const MOST_PAGES: usize = 10_000;

fn name(format: ImageFormat) -> &'static str {
    match format {
        ImageFormat::Png => "PNG",
        ImageFormat::Jpeg => "JPEG",
        ImageFormat::Tiff => "TIFF",
        ImageFormat::Bmp => "BMP",
        _ => "PNM",
    }
}

fn broken(format: ImageFormat, error: impl std::fmt::Display) -> Fault {
    Fault::new(name(format), error.to_string())
}

/// Sizes and sample type from the header.
///
/// # Errors
/// When the header is broken or of a kind that is not read.
pub(super) fn shape(input: Input, format: ImageFormat) -> Checked<Shape> {
    guarded(name(format), || {
        let mut reader = BufReader::new(input.into_inner()?);
        if format == ImageFormat::Tiff
            && let Some(shape) = grey_tiff(&mut reader)?
        {
            return Ok(shape);
        }
        decoder_shape(&decoder(reader, format, u64::MAX)?, format)
    })
}

/// A decoder that may allocate `limit` bytes.
fn decoder(reader: Reader, format: ImageFormat, limit: u64) -> Checked<impl ImageDecoder> {
    let mut reader = ImageReader::with_format(reader, format);
    let mut limits = image::Limits::no_limits();
    // Decoders hold a row or the coefficients beside the picture itself.
    limits.max_alloc = Some(limit.saturating_mul(2).saturating_add(64 << 20));
    reader.limits(limits);
    reader.into_decoder().map_err(|error| broken(format, error))
}

fn decoder_shape(decoder: &impl ImageDecoder, format: ImageFormat) -> Checked<Shape> {
    let (columns, rows) = decoder.dimensions();
    let (channels, sample_type) = match decoder.color_type() {
        ColorType::L8 | ColorType::La8 => (1, SampleType::U8),
        ColorType::L16 | ColorType::La16 => (1, SampleType::U16),
        ColorType::Rgb8 | ColorType::Rgba8 => (3, SampleType::U8),
        ColorType::Rgb16 | ColorType::Rgba16 => (3, SampleType::U16),
        ColorType::Rgb32F | ColorType::Rgba32F => (3, SampleType::F32),
        other => return Err(broken(format, format!("{other:?} samples are not read"))),
    };
    if columns == 0 || rows == 0 {
        return Err(broken(format, format!("states {columns} x {rows} pixels")));
    }
    Ok(Shape {
        format: name(format),
        columns: columns as usize,
        rows: rows as usize,
        pages: 1,
        channels,
        sample_type,
    })
}

/// Decodes all pages: several only for grey TIFF.
///
/// # Errors
/// When the file is broken, or needs more than `budget` bytes.
pub(super) fn pages(
    input: Input,
    format: ImageFormat,
    budget: u64,
    doubts: &mut Vec<Fault>,
) -> Checked<Vec<Samples>> {
    let length = input.length();
    guarded(name(format), || {
        let mut reader = BufReader::new(input.into_inner()?);
        if format == ImageFormat::Tiff
            && let Some(shape) = grey_tiff(&mut reader)?
        {
            check(&shape, length, budget)?;
            return tiff_pages(&mut reader, &shape, doubts);
        }
        let mut decoder = decoder(reader, format, budget)?;
        check(&decoder_shape(&decoder, format)?, length, budget)?;
        let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
        let mut picture =
            DynamicImage::from_decoder(decoder).map_err(|error| broken(format, error))?;
        picture.apply_orientation(orientation);
        Ok(vec![samples(picture, format)?])
    })
}

/// Refuses sizes beyond the memory, and those that so small a file cannot hold.
fn check(shape: &Shape, file_bytes: u64, budget: u64) -> Checked<()> {
    /// Deflate and JPEG reach about a thousand on an empty picture.
    const LARGEST_RATIO: u64 = 2000;
    const ALWAYS_PLAUSIBLE: u64 = 64 << 20;
    let element = format!("{} header", shape.format);
    let text = format!("{} x {} x {}", shape.columns, shape.rows, shape.pages);
    check_memory(&element, shape.bytes(), &text, budget)?;
    let most = file_bytes
        .saturating_mul(LARGEST_RATIO)
        .max(ALWAYS_PLAUSIBLE);
    if shape.bytes() > most {
        return Err(Fault::new(
            element,
            format!("{text} pixels, not possible in {file_bytes} bytes"),
        ));
    }
    Ok(())
}

/// The samples of a decoded picture; an alpha channel is dropped.
fn samples(picture: DynamicImage, format: ImageFormat) -> Checked<Samples> {
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    Ok(match picture {
        DynamicImage::ImageLuma8(_) | DynamicImage::ImageLumaA8(_) => {
            Samples::U8(Image::grey(width, height, picture.into_luma8().into_raw()))
        }
        DynamicImage::ImageLuma16(_) | DynamicImage::ImageLumaA16(_) => {
            Samples::U16(Image::grey(width, height, picture.into_luma16().into_raw()))
        }
        DynamicImage::ImageRgb8(_) | DynamicImage::ImageRgba8(_) => {
            Samples::U8(Image::new(width, height, 3, picture.into_rgb8().into_raw()))
        }
        DynamicImage::ImageRgb16(_) | DynamicImage::ImageRgba16(_) => Samples::U16(Image::new(
            width,
            height,
            3,
            picture.into_rgb16().into_raw(),
        )),
        DynamicImage::ImageRgb32F(_) | DynamicImage::ImageRgba32F(_) => Samples::F32(Image::new(
            width,
            height,
            3,
            picture.into_rgb32f().into_raw(),
        )),
        other => {
            return Err(broken(
                format,
                format!("{:?} samples are not read", other.color()),
            ));
        }
    })
}

/// The shape of a TIFF file of grey pages, which may be signed, float and several; `None` where the
/// first page is no such page and the general decoder has to try.
fn grey_tiff(reader: &mut Reader) -> Checked<Option<Shape>> {
    let fault = |error: tiff::TiffError| broken(ImageFormat::Tiff, error);
    let rewound = |reader: &mut Reader| reader.rewind().map_err(|error| Fault::io(&error));
    let mut decoder = tiff::decoder::Decoder::new(&mut *reader).map_err(fault)?;
    let tiff::ColorType::Gray(bits @ (8 | 16 | 32 | 64)) = decoder.colortype().map_err(fault)?
    else {
        drop(decoder);
        rewound(reader)?;
        return Ok(None);
    };
    let (columns, rows) = decoder.dimensions().map_err(fault)?;
    let format = decoder
        .find_tag_unsigned_vec::<u16>(tiff::tags::Tag::SampleFormat)
        .map_err(fault)?
        .and_then(|formats| formats.first().copied())
        .unwrap_or(1);
    let sample_type = match (format, bits) {
        (1, 8) => SampleType::U8,
        (1, 16) => SampleType::U16,
        (1, 32) => SampleType::U32,
        (2, 8) => SampleType::I8,
        (2, 16) => SampleType::I16,
        (2, 32) => SampleType::I32,
        (3, 16 | 32) => SampleType::F32,
        (3, 64) => SampleType::F64,
        _ => {
            return Err(broken(
                ImageFormat::Tiff,
                format!("sample format {format} of {bits} bits is not read"),
            ));
        }
    };
    if columns == 0 || rows == 0 {
        return Err(broken(
            ImageFormat::Tiff,
            format!("states {columns} x {rows} pixels"),
        ));
    }
    let mut pages = 1;
    while decoder.more_images() && pages < MOST_PAGES && decoder.next_image().is_ok() {
        pages += 1;
    }
    drop(decoder);
    rewound(reader)?;
    Ok(Some(Shape {
        format: "TIFF",
        columns: columns as usize,
        rows: rows as usize,
        pages,
        channels: 1,
        sample_type,
    }))
}

fn tiff_pages(
    reader: &mut Reader,
    shape: &Shape,
    doubts: &mut Vec<Fault>,
) -> Checked<Vec<Samples>> {
    let fault = |error: tiff::TiffError| broken(ImageFormat::Tiff, error);
    let mut limits = tiff::decoder::Limits::default();
    limits.decoding_buffer_size = usize::try_from(shape.bytes()).unwrap_or(usize::MAX);
    let mut decoder = tiff::decoder::Decoder::new(reader)
        .map_err(fault)?
        .with_limits(limits);
    let mut pages = Vec::new();
    let mut others = 0;
    for page in 0..shape.pages {
        if page > 0 {
            decoder.next_image().map_err(fault)?;
        }
        let size = decoder.dimensions().map_err(fault)?;
        let grey = matches!(decoder.colortype(), Ok(tiff::ColorType::Gray(_)));
        if !grey || (size.0 as usize, size.1 as usize) != (shape.columns, shape.rows) {
            others += 1;
            continue;
        }
        let (columns, rows) = (shape.columns, shape.rows);
        let samples = match decoder.read_image().map_err(fault)? {
            DecodingResult::U8(data) => checked(columns, rows, data, Samples::U8)?,
            DecodingResult::I8(data) => checked(columns, rows, data, Samples::I8)?,
            DecodingResult::U16(data) => checked(columns, rows, data, Samples::U16)?,
            DecodingResult::I16(data) => checked(columns, rows, data, Samples::I16)?,
            DecodingResult::U32(data) => checked(columns, rows, data, Samples::U32)?,
            DecodingResult::I32(data) => checked(columns, rows, data, Samples::I32)?,
            DecodingResult::F32(data) => checked(columns, rows, data, Samples::F32)?,
            DecodingResult::F64(data) => checked(columns, rows, data, Samples::F64)?,
            DecodingResult::F16(data) => {
                let data = data.into_iter().map(f32::from).collect();
                checked(columns, rows, data, Samples::F32)?
            }
            DecodingResult::U64(_) | DecodingResult::I64(_) => {
                others += 1;
                continue;
            }
        };
        if samples.sample_type() == shape.sample_type {
            pages.push(samples);
        } else {
            others += 1;
        }
    }
    if pages.is_empty() {
        return Err(broken(ImageFormat::Tiff, "holds no page that is read"));
    }
    if others > 0 {
        doubts.push(Fault::new(
            "pages",
            format!("{others} differ from the first in size or type and are left out"),
        ));
    }
    Ok(pages)
}

fn checked<T>(
    columns: usize,
    rows: usize,
    data: Vec<T>,
    wrap: impl FnOnce(Image<T>) -> Samples,
) -> Checked<Samples> {
    if data.len() == columns * rows {
        return Ok(wrap(Image::grey(columns, rows, data)));
    }
    Err(broken(
        ImageFormat::Tiff,
        format!("{} samples for {columns} x {rows} pixels", data.len()),
    ))
}
