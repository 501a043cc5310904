//! PNG and TIFF.

use std::io;
use std::io::Cursor;
use std::io::Write;
use std::path::Path;

use image::ExtendedColorType;
use image::ImageEncoder;
use image::codecs::png::CompressionType;
use image::codecs::png::FilterType;
use image::codecs::png::PngEncoder;
use tiff::encoder::TiffEncoder;
use tiff::encoder::TiffValue;
use tiff::encoder::colortype;
use tiff::encoder::colortype::ColorType;

use super::Format;
use super::WriteError;
use crate::pixels::Image;
use crate::pixels::Samples;

/// Whether `format` holds such samples: values are no picture, and one without pixels is none either.
pub(super) fn check(samples: &Samples, format: Format, path: &Path) -> Result<(), WriteError> {
    let unfit = |reason: String| {
        Err(WriteError::Unfit {
            path: path.to_owned(),
            reason,
        })
    };
    let (width, height) = (samples.width(), samples.height());
    let most = u32::MAX as usize;
    if format != Format::Npy && (width == 0 || height == 0 || width > most || height > most) {
        return unfit(format!("{width} x {height} pixels do not make a picture"));
    }
    let name = samples.sample_type().name();
    match (format, samples) {
        (Format::Npy, _) | (_, Samples::U8(_) | Samples::U16(_)) => Ok(()),
        (Format::Png, _) => unfit(format!(
            "values of type {name} do not fit a PNG, put a window before it or write .npy or .tif"
        )),
        (Format::Tiff, _) if samples.channels() == 1 => Ok(()),
        (Format::Tiff, _) => unfit(format!("colour of type {name} does not fit a TIFF")),
    }
}

/// Writes grey or colour of 8 or 16 bits.
pub(super) fn png(samples: &Samples, out: &mut dyn Write) -> io::Result<()> {
    let (bytes, colour) = match samples {
        Samples::U8(image) if image.channels() == 3 => {
            (image.data().to_vec(), ExtendedColorType::Rgb8)
        }
        Samples::U8(image) => (image.data().to_vec(), ExtendedColorType::L8),
        // The encoder takes the machine's byte order.
        Samples::U16(image) if image.channels() == 3 => {
            (native_bytes(image), ExtendedColorType::Rgb16)
        }
        Samples::U16(image) => (native_bytes(image), ExtendedColorType::L16),
        _ => return Err(io::Error::other("values do not fit a PNG")),
    };
    // `check` refuses more than 2³² in either direction.
    let (width, height) = (samples.width() as u32, samples.height() as u32);
    PngEncoder::new_with_quality(out, CompressionType::Default, FilterType::Adaptive)
        .write_image(&bytes, width, height, colour)
        .map_err(io::Error::other)
}

fn native_bytes(image: &Image<u16>) -> Vec<u8> {
    image.data().iter().flat_map(|v| v.to_ne_bytes()).collect()
}

/// Writes each plane as a page of its own, not compressed.
pub(super) fn tiff(planes: &[Samples], out: &mut dyn Write) -> io::Result<()> {
    // The encoder goes back to note where a page begins, which a stream cannot.
    let mut bytes = Cursor::new(Vec::new());
    let encoder = &mut TiffEncoder::new(&mut bytes).map_err(io::Error::other)?;
    for plane in planes {
        match plane {
            Samples::U8(image) if image.channels() == 3 => page::<colortype::RGB8>(encoder, image),
            Samples::U16(image) if image.channels() == 3 => {
                page::<colortype::RGB16>(encoder, image)
            }
            Samples::U8(image) => page::<colortype::Gray8>(encoder, image),
            Samples::I8(image) => page::<colortype::GrayI8>(encoder, image),
            Samples::U16(image) => page::<colortype::Gray16>(encoder, image),
            Samples::I16(image) => page::<colortype::GrayI16>(encoder, image),
            Samples::U32(image) => page::<colortype::Gray32>(encoder, image),
            Samples::I32(image) => page::<colortype::GrayI32>(encoder, image),
            Samples::F32(image) => page::<colortype::Gray32Float>(encoder, image),
            Samples::F64(image) => page::<colortype::Gray64Float>(encoder, image),
        }
        .map_err(io::Error::other)?;
    }
    out.write_all(bytes.get_ref())
}

fn page<C: ColorType>(
    encoder: &mut TiffEncoder<&mut Cursor<Vec<u8>>>,
    image: &Image<C::Inner>,
) -> tiff::TiffResult<()>
where
    [C::Inner]: TiffValue,
{
    // `check` refuses more than 2³² in either direction.
    encoder.write_image::<C>(image.width() as u32, image.height() as u32, image.data())
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::DynamicImage;

    fn read_back(bytes: &[u8]) -> DynamicImage {
        image::load_from_memory(bytes).unwrap()
    }

    #[test]
    fn png_keeps_every_bit() {
        let deep = Image::grey(2, 2, vec![0_u16, 1, 256, 65_535]);
        let mut bytes = Vec::new();
        png(&Samples::U16(deep.clone()), &mut bytes).unwrap();
        assert_eq!(read_back(&bytes).as_luma16().unwrap().as_raw(), deep.data());
        let rgb = Image::new(2, 1, 3, vec![1_u8, 2, 3, 4, 5, 6]);
        let mut bytes = Vec::new();
        png(&Samples::U8(rgb.clone()), &mut bytes).unwrap();
        assert_eq!(read_back(&bytes).as_rgb8().unwrap().as_raw(), rgb.data());
    }

    #[test]
    fn tiff_keeps_signs_and_fractions() {
        let decoder = |samples: Samples| {
            let mut bytes = Vec::new();
            tiff(&[samples.clone(), samples], &mut bytes).unwrap();
            let mut decoder = tiff::decoder::Decoder::new(Cursor::new(bytes)).unwrap();
            let first = decoder.read_image().unwrap();
            assert!(decoder.more_images(), "a page for each plane");
            first
        };
        use tiff::decoder::DecodingResult;
        let signed = decoder(Samples::I16(Image::grey(2, 1, vec![-1024, 3071])));
        assert!(matches!(signed, DecodingResult::I16(v) if v == [-1024, 3071]));
        let real = decoder(Samples::F32(Image::grey(2, 1, vec![-0.5, 1e9])));
        assert!(matches!(real, DecodingResult::F32(v) if v == [-0.5, 1e9]));
    }

    #[test]
    fn values_are_no_png() {
        let values = Samples::I16(Image::grey(1, 1, vec![-5]));
        let path = Path::new("out.png");
        assert!(matches!(
            check(&values, Format::Png, path),
            Err(WriteError::Unfit { .. })
        ));
        assert!(check(&values, Format::Tiff, path).is_ok());
        assert!(check(&Samples::U8(Image::grey(0, 0, vec![])), Format::Png, path).is_err());
    }
}
