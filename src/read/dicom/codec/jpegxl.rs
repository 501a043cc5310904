//! JPEG XL: lossless, lossy, and recompressed JPEG, each with its size compared before it is decoded.

use jxl_oxide::AllocTracker;
use jxl_oxide::InitializeResult;
use jxl_oxide::JxlImage;
use jxl_oxide::image::BitDepth;

use super::super::layout::Layout;
use super::Colour;
use super::Decoded;
use super::agree;
use super::fits_bits;
use super::words::Words;
use crate::read::fault::Checked;
use crate::read::fault::Fault;
use crate::read::guard::guarded;
use crate::read::input::zeroed;

const ELEMENT: &str = "JPEG XL stream";

/// Bytes given to the decoder at once until it knows the picture's header.
const HEAD: usize = 4096;

/// Bytes of working memory for each sample of a frame, and what a small frame may take besides.
const WORKING_BYTES: usize = 64;
const WORKING_LEAST: usize = 64 << 20;

/// Decodes a frame. Colour comes as RGB, whatever it was coded as.
///
/// # Errors
/// When the stream contradicts the data set's header, is broken, or holds floating-point samples.
pub(super) fn decode(stream: &[u8], layout: &Layout) -> Checked<Decoded> {
    guarded(ELEMENT, || by_crate(stream, layout))
}

fn fault(reason: impl Into<String>) -> Fault {
    Fault::new(ELEMENT, reason)
}

/// The decoder with the whole stream, after its header was compared with the data set's.
fn opened(stream: &[u8], layout: &Layout) -> Checked<JxlImage> {
    let broken = |error: Box<dyn std::error::Error + Send + Sync>| fault(error.to_string());
    let samples = layout.rows * layout.columns * layout.samples;
    let memory = samples.saturating_mul(WORKING_BYTES).max(WORKING_LEAST);
    let mut waiting = JxlImage::builder()
        .alloc_tracker(AllocTracker::with_limit(memory))
        .build_uninit();
    let mut rest = stream;
    loop {
        let (head, after) = rest.split_at(rest.len().min(HEAD));
        if head.is_empty() {
            return Err(fault(format!(
                "ends after {} bytes, inside its header",
                stream.len()
            )));
        }
        let used = waiting.feed_bytes(head).map_err(broken)?;
        // What was not taken is offered again, unless nothing was.
        rest = match rest.get(used..) {
            Some(left) if used > 0 => left,
            _ => after,
        };
        match waiting.try_init().map_err(broken)? {
            InitializeResult::NeedMoreData(again) => waiting = again,
            InitializeResult::Initialized(mut image) => {
                check(&image, layout)?;
                image.feed_bytes(rest).map_err(broken)?;
                image.finalize().map_err(broken)?;
                return Ok(image);
            }
        }
    }
}

fn check(image: &JxlImage, layout: &Layout) -> Checked<()> {
    let format = image.pixel_format();
    let size = (image.width() as usize, image.height() as usize);
    agree(ELEMENT, size, format.channels(), layout)?;
    match image.image_header().metadata.bit_depth {
        BitDepth::IntegerSample { bits_per_sample } => {
            fits_bits(ELEMENT, bits_per_sample.min(255) as u8, layout)
        }
        BitDepth::FloatSample { .. } => {
            Err(fault("floating-point samples, which are not supported"))
        }
    }
}

fn by_crate(stream: &[u8], layout: &Layout) -> Checked<Decoded> {
    let image = opened(stream, layout)?;
    let bits = image.image_header().metadata.bit_depth.bits_per_sample();
    if image.num_loaded_keyframes() == 0 {
        return Err(fault(format!(
            "ends after {} bytes, inside its frame",
            stream.len()
        )));
    }
    let render = image
        .render_frame(0)
        .map_err(|error| fault(error.to_string()))?;
    let line = layout.columns * layout.samples;
    let mut levels: Vec<f32> = zeroed(line as u64)?;
    let mut words = Words::new(ELEMENT, layout)?;
    let mut lines = render.stream();
    // Samples come as shares of the highest value; up to 16 bits that is exact.
    let highest = (f64::exp2(f64::from(bits)) - 1.0) as f32;
    for row in 0..layout.rows {
        let found = lines.write_to_buffer(&mut levels);
        if found != line {
            return Err(fault(format!(
                "{found} samples decoded in line {}, must be {line}",
                row + 1
            )));
        }
        let samples = levels.iter().map(|level| (level * highest).round());
        words.put(
            row,
            0,
            1,
            samples.map(|level| level.clamp(0.0, highest) as u16),
        );
    }
    Ok(Decoded {
        bytes: words.bytes,
        planar: false,
        colour: if layout.samples == 3 {
            Colour::Rgb
        } else {
            Colour::Stated
        },
    })
}
