//! The image pixel module: sizes, bits and colour of the pixels, checked before any is read.

use dicom_core::Tag;
use dicom_dictionary_std::tags;

use super::dataset::DataSet;
use super::dataset::Value;
use super::dataset::name_of;
use super::walk::PixelPlace;
use crate::pixels::SampleType;
use crate::problem::Effect;
use crate::read::fault::Checked;
use crate::read::fault::Fault;
use crate::read::fault::quoted;

/// Photometric Interpretation (PS3.3 C.7.6.3.1.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::read) enum Photometric {
    Monochrome1,
    Monochrome2,
    Palette,
    Rgb,
    YbrFull,
    YbrFull422,
    /// Limited range, 16 to 235.
    YbrPartial,
    /// Colour transforms of JPEG 2000; the decoder gives RGB.
    YbrWavelet,
    /// The colour space of JPEG XL; the decoder gives RGB.
    Xyb,
}

impl Photometric {
    fn of(text: &str) -> Option<Self> {
        Some(match text {
            "MONOCHROME1" => Self::Monochrome1,
            "MONOCHROME2" => Self::Monochrome2,
            "PALETTE COLOR" => Self::Palette,
            "RGB" => Self::Rgb,
            "YBR_FULL" => Self::YbrFull,
            "YBR_FULL_422" => Self::YbrFull422,
            "YBR_PARTIAL_420" | "YBR_PARTIAL_422" => Self::YbrPartial,
            "YBR_ICT" | "YBR_RCT" => Self::YbrWavelet,
            "XYB" => Self::Xyb,
            _ => return None,
        })
    }

    /// Whether its samples are made into others: palettes and YBR become RGB.
    pub fn is_converted(self) -> bool {
        !matches!(self, Self::Monochrome1 | Self::Monochrome2 | Self::Rgb)
    }

    /// Samples per pixel it goes with.
    fn samples(self) -> usize {
        match self {
            Self::Monochrome1 | Self::Monochrome2 | Self::Palette => 1,
            _ => 3,
        }
    }
}

/// What a sample is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::read) enum Number {
    Unsigned,
    Signed,
    Float,
}

/// How the pixels of an image lie in its frames.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::read) struct Layout {
    pub rows: usize,
    pub columns: usize,
    /// 1 or 3.
    pub samples: usize,
    /// 1, 8, 16, 32 or 64.
    pub bits_allocated: u16,
    pub bits_stored: u16,
    /// Place of the most significant stored bit, from 0.
    pub high_bit: u16,
    pub number: Number,
    /// Samples of one colour lie together (Planar Configuration 1).
    pub planar: bool,
    pub photometric: Photometric,
    pub frames: usize,
}

impl Layout {
    /// Reads and checks the module.
    ///
    /// # Errors
    /// When an element is missing or says what no decoder may be given.
    pub fn read(set: &DataSet, pixels: &PixelPlace, doubts: &mut Vec<Fault>) -> Checked<Self> {
        let float = pixels.tag != tags::PIXEL_DATA;
        let rows = size(set, tags::ROWS)?;
        let columns = size(set, tags::COLUMNS)?;
        let samples = match word(set, tags::SAMPLES_PER_PIXEL)? {
            Some(samples @ (1 | 3)) => usize::from(samples),
            Some(other) => return Err(unfit(tags::SAMPLES_PER_PIXEL, other, "1 or 3")),
            None => assumed(tags::SAMPLES_PER_PIXEL, 1, doubts),
        };
        let bits_allocated = match word(set, tags::BITS_ALLOCATED)? {
            Some(bits) if float && matches!(bits, 32 | 64) => bits,
            Some(bits) if !float && matches!(bits, 1 | 8 | 16 | 32) => bits,
            Some(other) => {
                let wanted = if float { "32 or 64" } else { "1, 8, 16 or 32" };
                return Err(unfit(tags::BITS_ALLOCATED, other, wanted));
            }
            None => return Err(missing(tags::BITS_ALLOCATED)),
        };
        let bits_stored = match word(set, tags::BITS_STORED)? {
            _ if float => bits_allocated,
            Some(bits) if (1..=bits_allocated).contains(&bits) => bits,
            Some(other) => {
                return Err(unfit(
                    tags::BITS_STORED,
                    other,
                    &format!("1 to Bits Allocated {bits_allocated}"),
                ));
            }
            None => {
                let from_high_bit = word(set, tags::HIGH_BIT)?
                    .and_then(|bit| bit.checked_add(1))
                    .filter(|bits| *bits <= bits_allocated);
                assumed(
                    tags::BITS_STORED,
                    from_high_bit.unwrap_or(bits_allocated),
                    doubts,
                )
            }
        };
        let high_bit = match word(set, tags::HIGH_BIT)? {
            _ if float => bits_allocated - 1,
            Some(bit) if bit == bits_stored - 1 => bit,
            Some(bit) if bit >= bits_stored && bit < bits_allocated => {
                doubts.push(Fault::new(
                    name_of(tags::HIGH_BIT),
                    format!(
                        "{bit}, must be {}; values are shifted down",
                        bits_stored - 1
                    ),
                ));
                bit
            }
            Some(other) => {
                return Err(unfit(
                    tags::HIGH_BIT,
                    other,
                    &format!("Bits Stored - 1 = {}", bits_stored - 1),
                ));
            }
            None => bits_stored - 1,
        };
        let number = match word(set, tags::PIXEL_REPRESENTATION)? {
            _ if float => Number::Float,
            Some(0) => Number::Unsigned,
            Some(1) => Number::Signed,
            None => {
                assumed(tags::PIXEL_REPRESENTATION, 0, doubts);
                Number::Unsigned
            }
            Some(other) => return Err(unfit(tags::PIXEL_REPRESENTATION, other, "0 or 1")),
        };
        let planar = match word(set, tags::PLANAR_CONFIGURATION)? {
            Some(0) | None => false,
            Some(1) => samples > 1,
            Some(other) => return Err(unfit(tags::PLANAR_CONFIGURATION, other, "0 or 1")),
        };
        let photometric = photometric(set, samples, doubts)?;
        if photometric == Photometric::YbrFull422 && columns % 2 == 1 && pixels.length.is_some() {
            return Err(Fault::new(
                name_of(tags::COLUMNS),
                format!("{columns}, must be even for uncompressed YBR_FULL_422"),
            ));
        }
        let mut layout = Self {
            rows,
            columns,
            samples,
            bits_allocated,
            bits_stored,
            high_bit,
            number,
            planar,
            photometric,
            frames: 1,
        };
        layout.frames = layout.frames_stated(set, pixels, doubts)?;
        Ok(layout)
    }

    /// Number of Frames; where that is no number, as many as fill uncompressed pixels exactly.
    fn frames_stated(
        &self,
        set: &DataSet,
        pixels: &PixelPlace,
        doubts: &mut Vec<Fault>,
    ) -> Checked<usize> {
        let tag = tags::NUMBER_OF_FRAMES;
        if set.get(tag).is_none() {
            return Ok(1);
        }
        let numbers = set.numbers(tag);
        if let &[n] = numbers.as_slice()
            && n.fract() == 0.0
            && (1.0..=2_147_483_647.0).contains(&n)
        {
            return Ok(n as usize);
        }
        let found = quoted(&set.ascii(tag).unwrap_or_default());
        let bits = u64::from(pixels.length.unwrap_or(0)) * 8;
        let frames = bits / self.frame_bits().max(1);
        let absurd = numbers.iter().any(|n| *n > 2_147_483_647.0);
        if !absurd && bits > 0 && bits == frames * self.frame_bits() {
            doubts.push(
                Fault::new(
                    name_of(tag),
                    format!("{found} is no number of frames, the pixels fill {frames}"),
                )
                .so(Effect::ValueReplaced),
            );
            return Ok(frames as usize);
        }
        Err(Fault::new(
            name_of(tag),
            format!("{found}, must be one whole number from 1"),
        ))
    }

    /// Bits that one frame takes uncompressed, without padding.
    pub fn frame_bits(&self) -> u64 {
        let pixels = (self.rows * self.columns) as u64;
        let samples = if self.photometric == Photometric::YbrFull422 {
            // Two pixels share one Cb and one Cr.
            2
        } else {
            self.samples as u64
        };
        pixels * samples * u64::from(self.bits_allocated)
    }

    /// Bytes that all frames take uncompressed.
    ///
    /// # Errors
    /// When the product does not fit 64 bits.
    pub fn bytes_needed(&self) -> Checked<u64> {
        self.frame_bits()
            .checked_mul(self.frames as u64)
            .map(|bits| bits.div_ceil(8))
            .ok_or_else(|| Fault::new(name_of(tags::NUMBER_OF_FRAMES), "too many to be counted"))
    }

    /// Samples of one decoded frame: three a pixel for every colour image.
    pub fn frame_samples(&self) -> usize {
        self.rows * self.columns * self.channels()
    }

    /// Samples per pixel once decoded.
    pub fn channels(&self) -> usize {
        if self.photometric == Photometric::Palette {
            3
        } else {
            self.samples
        }
    }

    /// The type that decoded samples have.
    pub fn sample_type(&self) -> SampleType {
        if self.photometric == Photometric::Palette {
            return SampleType::U8;
        }
        match (self.number, self.bits_allocated) {
            (Number::Float, 32) => SampleType::F32,
            (Number::Float, _) => SampleType::F64,
            (Number::Unsigned, ..=8) => SampleType::U8,
            (Number::Signed, ..=8) => SampleType::I8,
            (Number::Unsigned, 16) => SampleType::U16,
            (Number::Signed, 16) => SampleType::I16,
            (Number::Unsigned, _) => SampleType::U32,
            (Number::Signed, _) => SampleType::I32,
        }
    }
}

fn photometric(set: &DataSet, samples: usize, doubts: &mut Vec<Fault>) -> Checked<Photometric> {
    let tag = tags::PHOTOMETRIC_INTERPRETATION;
    let Some(text) = set.ascii(tag) else {
        let (taken, word) = if samples == 1 {
            (Photometric::Monochrome2, "MONOCHROME2")
        } else {
            (Photometric::Rgb, "RGB")
        };
        doubts.push(
            Fault::new(name_of(tag), format!("missing, taken as {word}")).so(Effect::ValueReplaced),
        );
        return Ok(taken);
    };
    let upper = text.to_ascii_uppercase();
    let photometric = Photometric::of(&upper).ok_or_else(|| {
        Fault::new(
            name_of(tag),
            format!(
                "{}, must be MONOCHROME1, MONOCHROME2, PALETTE COLOR, RGB or a YBR",
                quoted(&text)
            ),
        )
    })?;
    if upper != text {
        doubts.push(Fault::new(
            name_of(tag),
            format!("{}, not in capital letters", quoted(&text)),
        ));
    }
    if photometric.samples() != samples {
        return Err(Fault::new(
            name_of(tag),
            format!(
                "{text} with {samples} samples per pixel, must be {}",
                photometric.samples()
            ),
        ));
    }
    Ok(photometric)
}

fn size(set: &DataSet, tag: Tag) -> Checked<usize> {
    match word(set, tag)? {
        Some(0) => Err(unfit(tag, 0, "1 or more")),
        Some(n) => Ok(usize::from(n)),
        None => Err(missing(tag)),
    }
}

/// An element that must be one 16-bit number.
fn word(set: &DataSet, tag: Tag) -> Checked<Option<u16>> {
    let Some(element) = set.get(tag) else {
        return Ok(None);
    };
    let Value::Bytes(bytes) = &element.value else {
        return Err(Fault::new(name_of(tag), "holds no number"));
    };
    if bytes.is_empty() {
        return Ok(None);
    }
    let stated = element.vr.to_string();
    if bytes.len() != 2 || !matches!(stated, "US" | "SS" | "UN" | "OW" | "OB") {
        return Err(Fault::new(
            name_of(tag),
            format!("VR {stated} with {} bytes, must be US with 2", bytes.len()),
        ));
    }
    Ok(set.words(tag).first().copied())
}

fn unfit(tag: Tag, found: u16, wanted: &str) -> Fault {
    Fault::new(name_of(tag), format!("{found}, must be {wanted}"))
}

/// Takes `value` for an element that is missing.
fn assumed<T: std::fmt::Display>(tag: Tag, value: T, doubts: &mut Vec<Fault>) -> T {
    doubts.push(
        Fault::new(name_of(tag), format!("missing, taken as {value}")).so(Effect::ValueReplaced),
    );
    value
}

fn missing(tag: Tag) -> Fault {
    Fault::new(name_of(tag), "missing")
}
