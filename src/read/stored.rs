//! What a file stores, frame by frame in the file's own order: for sums and checksums to be held against
//! those of other readers.

use rayon::prelude::*;

use super::Source;
use super::assemble::check_memory;
use super::contents::Contents;
use super::dicom;
use super::dicom::Candidate;
use super::dicom::Frames;
use super::dicom::ImageFile;
use super::dicom::Looked;
use super::dicom::Stored as StoredSample;
use super::fault::Checked;
use super::fault::Fault;
use super::input::zeroed;
use super::plain;
use super::sniff::Kind;
use crate::for_samples;
use crate::pixels::Image;
use crate::pixels::Sample;
use crate::pixels::SampleType;
use crate::pixels::Samples;
use crate::study::Charsets;
use crate::study::ModalityLut;

/// The samples of a file, with unused bits gone and signs carried up.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    /// Columns of a frame.
    pub columns: usize,
    /// Rows of a frame.
    pub rows: usize,
    /// Frames, in the order of the file.
    pub frames: usize,
    /// All frames below each other, `rows × frames` high. Colour is interleaved, in the colour space that
    /// the codec gives; palette indices are not painted.
    pub samples: Samples,
    /// From stored to values, of the first frame; `None` for colour, palettes and plain pictures.
    pub lut: Option<ModalityLut>,
}

/// Reads the file `at` of `source`, at most `budget` bytes of samples. What was doubtful does not matter
/// here.
///
/// # Errors
/// Names the element and the reason where the file holds no picture or it cannot be decoded.
pub(super) fn stored(source: &dyn Source, at: usize, budget: u64) -> Checked<Stored> {
    let contents = Contents::of(source, &mut |_| {});
    let (kind, input) = contents.kind(at)?;
    let input = match input {
        Some(input) => input,
        None => contents.input(at)?,
    };
    match kind {
        Kind::Dicom => {
            let candidate = Candidate {
                entry: at,
                name: String::new(),
                folder: String::new(),
            };
            match dicom::look(candidate, input, &Charsets::default())? {
                Looked::Image(image) => of_image(*image, &contents, budget),
                Looked::Structures(_) => Err(Fault::new("data set", "structures, without pixels")),
                Looked::NotAnImage(what) => Err(Fault::new("data set", what)),
            }
        }
        Kind::Picture(_) | Kind::Npy | Kind::Pfm => {
            let shape = plain::shape(input, kind)?;
            let named = format!("{} x {} x {}", shape.columns, shape.rows, shape.pages);
            check_memory("file", shape.bytes(), &named, budget)?;
            let pages = plain::pages(contents.input(at)?, kind, budget, &mut Vec::new())?;
            of_pages(pages)
        }
        _ => Err(Fault::new("file", "no picture")),
    }
}

fn of_pages(pages: Vec<Samples>) -> Checked<Stored> {
    let first = pages.first();
    let first = first.ok_or_else(|| Fault::new("file", "holds no picture"))?;
    Ok(Stored {
        columns: first.width(),
        rows: first.height(),
        frames: pages.len(),
        samples: for_samples!(first, image => below_each_other(image, &pages))?,
        lut: None,
    })
}

/// All pages in one block; those of another type than the first were left out before.
fn below_each_other<T: Sample + Default>(first: &Image<T>, pages: &[Samples]) -> Checked<Samples> {
    let (width, height, channels) = (first.width(), first.height(), first.channels());
    let page = width * height * channels;
    let mut data: Vec<T> = zeroed((page as u64).saturating_mul(pages.len() as u64))?;
    for (to, from) in data.chunks_exact_mut(page).zip(pages) {
        if let Some(from) = T::image(from).filter(|from| from.data().len() == page) {
            to.copy_from_slice(from.data());
        }
    }
    let height = height * pages.len();
    Ok(T::wrap(Image::new(width, height, channels, data)))
}

fn of_image(mut image: ImageFile, source: &dyn Source, budget: u64) -> Checked<Stored> {
    // What indices of a palette mean is no value.
    let is_palette = image.facts.photometric == "PALETTE COLOR";
    image.leave_as_coded();
    let stored = match image.sample_type() {
        SampleType::U8 => typed::<u8>(&image, source, budget),
        SampleType::I8 => typed::<i8>(&image, source, budget),
        SampleType::U16 => typed::<u16>(&image, source, budget),
        SampleType::I16 => typed::<i16>(&image, source, budget),
        SampleType::U32 => typed::<u32>(&image, source, budget),
        SampleType::I32 => typed::<i32>(&image, source, budget),
        SampleType::F32 => typed::<f32>(&image, source, budget),
        SampleType::F64 => typed::<f64>(&image, source, budget),
    }?;
    Ok(Stored {
        lut: stored.lut.filter(|_| !is_palette),
        ..stored
    })
}

fn typed<T: StoredSample>(image: &ImageFile, source: &dyn Source, budget: u64) -> Checked<Stored> {
    let [columns, rows] = image.size();
    let (frames, channels) = (image.frame_count(), image.channels());
    let frame = columns * rows * channels;
    let total = (frame as u64).saturating_mul(frames as u64);
    let bytes = total.saturating_mul(size_of::<T>() as u64);
    let named = format!("{columns} x {rows} x {frames}");
    check_memory("(0028,0010) Rows", bytes, &named, budget)?;
    let mut samples: Vec<T> = zeroed(total)?;
    let decoder = Frames::open(image, source, &mut Vec::new())?;
    samples
        .par_chunks_mut(frame)
        .enumerate()
        .try_for_each(|(n, out)| decoder.decode(n, out, &mut Vec::new()))?;
    Ok(Stored {
        columns,
        rows,
        frames,
        samples: T::wrap(Image::new(columns, rows * frames, channels, samples)),
        lut: (channels == 1).then(|| image.frame_facts(0).lut),
    })
}
