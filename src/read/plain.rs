//! Pictures and arrays without a medical header as series: one stack a file, in levels or plain
//! numbers, without millimetres.

use std::sync::Arc;

use super::Entry;
use super::array;
use super::fault::Checked;
use super::fault::Fault;
use super::input::Input;
use super::pfm;
use super::raster;
use super::sniff::Kind;
use crate::pixels::Image;
use crate::pixels::Sample;
use crate::pixels::SampleType;
use crate::pixels::Samples;
use crate::study::Content;
use crate::study::Facts;
use crate::study::Lossy;
use crate::study::Series;
use crate::study::SeriesHeader;
use crate::study::SeriesId;
use crate::study::Stack;
use crate::study::StudyFacts;
use crate::study::Unit;

/// What the header of a picture or array says.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Shape {
    /// `PNG`, `TIFF`, `NPY` …
    pub format: &'static str,
    /// Columns.
    pub columns: usize,
    /// Rows.
    pub rows: usize,
    /// Pages of a file, planes of an array.
    pub pages: usize,
    /// 1 or 3.
    pub channels: usize,
    /// Type of the samples.
    pub sample_type: SampleType,
}

impl Shape {
    /// Bytes that all samples take.
    pub fn bytes(&self) -> u64 {
        [
            self.columns,
            self.rows,
            self.pages,
            self.channels,
            self.sample_type.bytes(),
        ]
        .into_iter()
        .fold(1_u64, |product, n| product.saturating_mul(n as u64))
    }
}

/// The header of a file of `kind`.
///
/// # Errors
/// When the file is broken or holds what this program has no use for.
pub(super) fn shape(input: Input, kind: Kind) -> Checked<Shape> {
    match kind {
        Kind::Picture(format) => raster::shape(input, format),
        Kind::Npy => array::shape(input),
        Kind::Pfm => pfm::shape(input),
        _ => Err(Fault::new("file", "neither a picture nor an array")),
    }
}

/// The pages of a file of `kind`, at most `budget` bytes of samples. What was doubtful goes to
/// `doubts`.
///
/// # Errors
/// When the file is broken or too large.
pub(super) fn pages(
    input: Input,
    kind: Kind,
    budget: u64,
    doubts: &mut Vec<Fault>,
) -> Checked<Vec<Samples>> {
    match kind {
        Kind::Picture(format) => raster::pages(input, format, budget, doubts),
        Kind::Npy => array::planes(input, budget),
        Kind::Pfm => Ok(vec![pfm::picture(input, budget)?]),
        _ => Err(Fault::new("file", "neither a picture nor an array")),
    }
}

/// What is known of a picture file before its pixels are read.
pub(super) fn header(entry: &Entry, shape: &Shape) -> SeriesHeader {
    let name = last_part(&entry.name);
    let colour = shape.channels == 3;
    SeriesHeader {
        id: SeriesId::new(entry.name.as_str()),
        study: Arc::new(StudyFacts {
            uid: format!("folder {}", entry.folder),
            description: last_part(&entry.folder).to_owned(),
            plain: true,
            ..StudyFacts::default()
        }),
        uid: entry.name.clone(),
        number: None,
        modality: shape.format.to_owned(),
        description: name.to_owned(),
        split_reason: None,
        doubtful: false,
        facts: Facts {
            photometric: if colour { "RGB" } else { "MONOCHROME2" }.to_owned(),
            bits_allocated: shape.sample_type.bytes() as u16 * 8,
            bits_stored: shape.sample_type.bytes() as u16 * 8,
            signed: matches!(
                shape.sample_type,
                SampleType::I8 | SampleType::I16 | SampleType::I32
            ),
            encoding: shape.format.to_owned(),
            lossy: (shape.format == "JPEG").then(|| Lossy {
                ratio: None,
                method: Some("JPEG".to_owned()),
            }),
            files: 1,
            ..Facts::default()
        },
        size: [shape.columns, shape.rows, shape.pages],
        phases: None,
        geometry: None,
        channels: shape.channels,
        sample_type: shape.sample_type,
        unit: Unit::of_plain(shape.sample_type),
        vois: Vec::new(),
        inverted: false,
    }
}

/// The part of a name behind its folders.
pub(super) fn last_part(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or_default()
}

/// The series of a picture file. Pictures whose three channels are equal are grey pictures that
/// were saved as colour, and become grey.
pub(super) fn series(mut header: SeriesHeader, mut pages: Vec<Samples>) -> Series {
    if header.channels == 3 && pages.iter().all(is_grey) {
        pages = pages.iter().map(first_channel).collect();
        header.channels = 1;
        header.facts.photometric = "RGB with equal channels".to_owned();
    }
    stack(header, pages)
}

/// The series of a picture file as it is.
pub(super) fn stack(mut header: SeriesHeader, pages: Vec<Samples>) -> Series {
    if let Some(first) = pages.first() {
        // What turned the picture by its EXIF orientation may have swapped its sides.
        header.size = [first.width(), first.height(), pages.len()];
        header.sample_type = first.sample_type();
    }
    Series::new(Arc::new(header), Content::Stack(Stack::plain(pages))).with_range_counted()
}

fn is_grey(samples: &Samples) -> bool {
    fn equal<T: Sample>(image: &Image<T>) -> bool {
        image
            .data()
            .as_chunks::<3>()
            .0
            .iter()
            .all(|[r, g, b]| r == g && g == b)
    }
    crate::for_samples!(samples, image => equal(image))
}

fn first_channel(samples: &Samples) -> Samples {
    crate::for_samples!(samples, image => Sample::wrap(image.channel(0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grey_saved_as_colour_becomes_grey() {
        let shape = Shape {
            format: "PNG",
            columns: 2,
            rows: 1,
            pages: 1,
            channels: 3,
            sample_type: SampleType::U8,
        };
        let entry = Entry {
            name: "set/a.png".to_owned(),
            folder: "set".to_owned(),
            named: false,
        };
        let page = |last| Samples::U8(Image::new(2, 1, 3, vec![7, 7, 7, 9, 9, last]));
        let grey = series(header(&entry, &shape), vec![page(9)]);
        assert_eq!(grey.header.channels, 1);
        let slice = grey.slice(crate::study::Plane::Acquired, 0);
        assert_eq!(slice.samples, Samples::U8(Image::grey(2, 1, vec![7, 9])));
        let colour = series(header(&entry, &shape), vec![page(8)]);
        assert_eq!(colour.header.channels, 3);
        assert_eq!(colour.header.description, "a.png");
    }
}
