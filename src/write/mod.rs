//! Everything that leaves the program: pictures and arrays, without harm to what is there already.
//!
//! [`export_slice`] is what the window's export and the command line both call, so the bytes are the
//! same; [`export_series`] does so for all slices of a series. Nothing here knows arguments or
//! dialogs; [`create_new`] alone makes files.

mod array;
mod checksum;
mod error;
mod image;
mod nifti;
mod safe;
pub mod script;
mod series;

pub use checksum::sha256;
pub use error::WriteError;
pub use safe::Options;
pub use safe::check;
pub use safe::create_new;
pub use series::ExportError;
pub use series::Report;
pub use series::SeriesFormat;
pub use series::Target;
pub use series::export_series;
pub use series::file_name;

use std::path::Path;

use crate::pipeline;
use crate::pipeline::Processed;
use crate::pixels::Image;
use crate::pixels::Picture;
use crate::pixels::Samples;
use crate::recipe::Look;

/// What a file is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// PNG: grey of 8 or 16 bits, or colour.
    Png,
    /// TIFF, not compressed: any sample type; several planes as several pages.
    Tiff,
    /// NumPy's array file, version 1.0: any sample type; planes as the first axis.
    Npy,
}

impl Format {
    /// The format that a file's name asks for: `.png`, `.tif`, `.tiff` or `.npy`.
    ///
    /// # Errors
    /// Any other suffix, or none.
    pub fn of(path: &Path) -> Result<Self, WriteError> {
        let suffix = path.extension().map(|suffix| suffix.to_string_lossy());
        match suffix.as_deref().map(str::to_ascii_lowercase).as_deref() {
            Some("png") => Ok(Self::Png),
            Some("tif" | "tiff") => Ok(Self::Tiff),
            Some("npy") => Ok(Self::Npy),
            _ => Err(WriteError::Suffix(path.to_owned())),
        }
    }

    /// Whether it holds only grey and colour of 8 and 16 bits, no values.
    pub fn is_picture(self) -> bool {
        self == Self::Png
    }
}

/// Writes one processed slice: without a `look` the exact samples of its result in their own type,
/// with one the presented picture of 8 bits, in colour where its map or tissue colours make it so.
///
/// # Errors
/// When the file cannot be written or may not be replaced, or when values are to become a PNG: the
/// recipe needs a last window step for that.
pub fn export_slice(
    processed: &Processed,
    look: Option<&Look>,
    format: Format,
    path: &Path,
    options: &Options<'_>,
) -> Result<(), WriteError> {
    match look {
        None => export_samples(&processed.result, format, path, options),
        Some(look) => {
            let picture = pipeline::present(processed, look);
            let coloured =
                look.tissue.is_some() || !look.map.is_grey() || processed.result.channels() == 3;
            export_samples(&shown(&picture, coloured), format, path, options)
        }
    }
}

/// The red, green and blue of a picture that is shown, or its one grey.
fn shown(picture: &Picture, coloured: bool) -> Samples {
    let channels = if coloured { 3 } else { 1 };
    let data = picture
        .rgba
        .iter()
        .flat_map(|rgba| rgba.iter().take(channels))
        .copied()
        .collect();
    Samples::U8(Image::new(picture.width, picture.height, channels, data))
}

/// Writes one plane of samples in their own type.
///
/// # Errors
/// As for [`export_slice`].
pub fn export_samples(
    samples: &Samples,
    format: Format,
    path: &Path,
    options: &Options<'_>,
) -> Result<(), WriteError> {
    image::check(samples, format, path)?;
    create_new(path, options, |file| match format {
        Format::Png => image::png(samples, file),
        Format::Tiff => image::tiff(std::slice::from_ref(samples), file),
        Format::Npy => array::npy(std::slice::from_ref(samples), false, file),
    })
}

/// Writes planes of one size and type as an array z, y, x, or as the pages of a TIFF.
///
/// # Errors
/// As for [`export_slice`]; a PNG holds one plane only.
pub fn export_planes(
    planes: &[Samples],
    format: Format,
    path: &Path,
    options: &Options<'_>,
) -> Result<(), WriteError> {
    for plane in planes {
        image::check(plane, format, path)?;
    }
    match format {
        Format::Png => Err(WriteError::Unfit {
            path: path.to_owned(),
            reason: format!("{} planes, a PNG holds one", planes.len()),
        }),
        Format::Tiff => create_new(path, options, |file| image::tiff(planes, file)),
        Format::Npy => create_new(path, options, |file| array::npy(planes, true, file)),
    }
}
