//! Frames of an image file as samples, straight into the caller's buffer.

use std::io::Cursor;
use std::sync::Arc;

use dicom_core::VR;
use dicom_dictionary_std::tags;

use super::codec;
use super::codec::Colour;
use super::codec::Decoded;
use super::colour;
use super::dataset::name_of;
use super::fragments::FramePieces;
use super::fragments::Piece;
use super::fragments::pieces;
use super::header::ImageFile;
use super::layout::Layout;
use super::layout::Number;
use super::layout::Photometric;
use super::preflight::inflated;
use super::syntax::Encoding;
use super::unpack;
use super::unpack::Stored;
use crate::pixels::SampleType;
use crate::read::Source;
use crate::read::fault::Checked;
use crate::read::fault::Fault;
use crate::read::input::Input;
use crate::read::input::zeroed;

/// An image file whose frames can be decoded from several threads.
pub(in crate::read) struct Frames<'a> {
    image: &'a ImageFile,
    source: &'a dyn Source,
    /// Which bits of the words are taken, and how: the image's own layout, or that of one bit.
    taken: Layout,
    /// What a deflated file holds.
    inflated: Option<Arc<[u8]>>,
    /// Where the frames of encapsulated pixel data lie; empty for native.
    pieces: FramePieces,
}

impl<'a> Frames<'a> {
    /// Finds the frames of `image`; nothing is decoded yet. What was doubtful goes to `doubts`.
    ///
    /// # Errors
    /// When the encoding is not supported or the fragments do not fit the file.
    pub fn open(
        image: &'a ImageFile,
        source: &'a dyn Source,
        doubts: &mut Vec<Fault>,
    ) -> Checked<Self> {
        if !codec::is_supported(image.syntax.encoding) {
            return Err(codec::unsupported(&image.syntax));
        }
        let mut frames = Self {
            image,
            source,
            taken: image.layout.clone(),
            inflated: None,
            pieces: Vec::new(),
        };
        if image.syntax.deflated {
            frames.inflated = Some(inflated(frames.file()?)?.into());
        }
        if image.syntax.encoding != Encoding::Native {
            let mut input = frames.input()?;
            frames.pieces = pieces(
                &mut input,
                &image.layout,
                &image.syntax,
                &image.pixels,
                &image.extended_offsets,
                doubts,
            )?;
        }
        Ok(frames)
    }

    /// The same frames with bit `bit` of each word alone taken, as 0 or 1.
    pub(super) fn of_bit(&self, bit: u16) -> Self {
        Self {
            image: self.image,
            source: self.source,
            taken: Layout {
                bits_stored: 1,
                high_bit: bit,
                number: Number::Unsigned,
                photometric: Photometric::Monochrome2,
                ..self.image.layout.clone()
            },
            inflated: self.inflated.clone(),
            pieces: self.pieces.clone(),
        }
    }

    /// The same frames with stored numbers, even where a palette gives them colours.
    pub(super) fn of_indices(&self) -> Self {
        Self {
            image: self.image,
            source: self.source,
            taken: Layout {
                photometric: Photometric::Monochrome2,
                ..self.image.layout.clone()
            },
            inflated: self.inflated.clone(),
            pieces: self.pieces.clone(),
        }
    }

    /// Samples of one frame.
    pub(super) fn samples_of_frame(&self) -> u64 {
        self.taken.frame_samples() as u64
    }

    /// Bits in a word.
    pub(super) fn bits_allocated(&self) -> u16 {
        self.taken.bits_allocated
    }

    fn file(&self) -> Checked<Input> {
        let (inner, length) = self
            .source
            .open(self.image.entry)
            .map_err(|error| Fault::io(&error))?;
        Ok(Input::new(inner, length))
    }

    /// The bytes that places in the data set count in.
    pub(super) fn input(&self) -> Checked<Input> {
        match &self.inflated {
            Some(bytes) => {
                let length = bytes.len() as u64;
                Ok(Input::new(Box::new(Cursor::new(bytes.clone())), length))
            }
            None => self.file(),
        }
    }

    /// Decodes frame `n` (from 0) into `out`, which has the frame's size and the image's own
    /// sample type; colour comes as interleaved RGB. What was doubtful goes to `doubts`.
    ///
    /// # Errors
    /// When the frame is not in the file or its stream is broken.
    pub fn decode<T: Stored>(
        &self,
        n: usize,
        out: &mut [T],
        doubts: &mut Vec<Fault>,
    ) -> Checked<()> {
        let layout = &self.image.layout;
        debug_assert_eq!(
            out.len() as u64,
            self.samples_of_frame(),
            "samples of a frame"
        );
        let mut input = self.input()?;
        if self.image.syntax.encoding == Encoding::Native {
            return self.native(&mut input, n, out);
        }
        let pieces = self.pieces.get(n).ok_or_else(|| {
            Fault::new(
                name_of(tags::PIXEL_DATA),
                format!("frame {} of {} is not in the file", n + 1, layout.frames),
            )
        })?;
        let stream = joined(&mut input, pieces)?;
        let of_pixels = |fault: Fault| Fault::new(name_of(tags::PIXEL_DATA), fault.to_string());
        let mut found = Vec::new();
        let decoded = codec::decode(&stream, layout, &self.image.syntax, &mut found);
        doubts.extend(found.into_iter().map(of_pixels));
        let decoded = decoded.map_err(of_pixels)?;
        drop(stream);
        if layout.bits_allocated == 1 {
            unpack::bits(&decoded.bytes, 0, out);
            return Ok(());
        }
        self.finish(&decoded, false, out)
    }

    fn native<T: Stored>(&self, input: &mut Input, n: usize, out: &mut [T]) -> Checked<()> {
        let layout = &self.image.layout;
        let bits = layout.frame_bits();
        let first = bits * n as u64;
        let end = (first + bits).div_ceil(8);
        let start = first / 8;
        // Bytes of words stored the other way round come in pairs.
        let swapped = self.image.syntax.coding.big_endian
            && layout.bits_allocated == 8
            && self.image.pixels.vr == VR::OW;
        let (start, end, skip) = if swapped {
            (start & !1, end.next_multiple_of(2), (start % 2) as usize)
        } else {
            (start, end, 0)
        };
        let offset = self.image.pixels.offset + start;
        if self.is_plain(out) && !swapped {
            // Nine series of ten: the file's words go where the samples stay.
            let there = input.length().saturating_sub(offset);
            let bytes: &mut [u8] = bytemuck::cast_slice_mut(out);
            let there = bytes
                .len()
                .min(usize::try_from(there).unwrap_or(usize::MAX));
            let (bytes, _) = bytes.split_at_mut(there);
            input.fill(offset, bytes)?;
            T::settle(out, &self.taken, self.image.syntax.coding.big_endian);
            return Ok(());
        }
        let mut bytes = zeroed((end - start).min(input.length().saturating_sub(offset)))?;
        input.fill(offset, &mut bytes)?;
        if layout.bits_allocated == 1 {
            unpack::bits(&bytes, (first % 8) as usize, out);
            return Ok(());
        }
        let mut big_endian = self.image.syntax.coding.big_endian;
        if swapped {
            // Two 8-bit samples share a 16-bit word, the first in its low byte.
            for pair in bytes.as_chunks_mut::<2>().0 {
                pair.reverse();
            }
            bytes.drain(..skip);
            big_endian = false;
        }
        let decoded = Decoded {
            bytes,
            planar: layout.planar,
            colour: Colour::Stated,
        };
        self.finish(&decoded, big_endian, out)
    }

    /// Whether the words of an uncompressed frame are its samples, one after the other.
    fn is_plain<T: Stored>(&self, out: &[T]) -> bool {
        let layout = &self.taken;
        let bits = size_of_val(out) as u64 * 8;
        layout.bits_allocated != 1
            && bits == layout.frame_bits()
            && !layout.planar
            && !layout.photometric.is_converted()
    }

    /// Words to samples, planes to pixels, YBR or palette to RGB.
    fn finish<T: Stored>(&self, decoded: &Decoded, big_endian: bool, out: &mut [T]) -> Checked<()> {
        let layout = &self.taken;
        let bytes = decoded.bytes.as_slice();
        if let (Some(palette), Photometric::Palette) = (&self.image.palette, layout.photometric) {
            return self.paint(palette, bytes, big_endian, out);
        }
        let packed_422 = layout.photometric == Photometric::YbrFull422
            && self.image.syntax.encoding == Encoding::Native
            && layout.bits_allocated == 8;
        if packed_422 {
            let mut triples: Vec<u8> = zeroed(out.len() as u64)?;
            colour::triples_from_422(bytes, &mut triples);
            T::unpack(&triples, layout, false, out);
        } else if decoded.planar {
            let mut planes: Vec<T> = zeroed(out.len() as u64)?;
            T::unpack(bytes, layout, big_endian, &mut planes);
            colour::interleaved(&planes, out);
        } else {
            T::unpack(bytes, layout, big_endian, out);
        }
        let stored = match decoded.colour {
            // Nothing is converted.
            _ if self.image.as_coded => Photometric::Rgb,
            Colour::Stated => layout.photometric,
            Colour::Rgb => Photometric::Rgb,
            Colour::Ybr => Photometric::YbrFull,
        };
        match stored {
            Photometric::YbrFull | Photometric::YbrFull422 => {
                colour::rgb_from_ybr_full(out, layout.bits_stored);
            }
            Photometric::YbrPartial => colour::rgb_from_ybr_partial(out, layout.bits_stored),
            _ => {}
        }
        Ok(())
    }

    fn paint<T: Stored>(
        &self,
        palette: &colour::Palette,
        bytes: &[u8],
        big_endian: bool,
        out: &mut [T],
    ) -> Checked<()> {
        let layout = &self.image.layout;
        let mut put = |n: usize, stored: i64| {
            for (to, level) in out.iter_mut().skip(3 * n).zip(palette.colour(stored)) {
                *to = T::nearest(f64::from(level));
            }
        };
        let pixels = (layout.rows * layout.columns) as u64;
        match layout.bits_allocated {
            8 => {
                let mut stored: Vec<u8> = zeroed(pixels)?;
                u8::unpack(bytes, layout, big_endian, &mut stored);
                stored
                    .iter()
                    .enumerate()
                    .for_each(|(n, s)| put(n, s.index()));
            }
            16 => {
                let mut stored: Vec<u16> = zeroed(pixels)?;
                u16::unpack(bytes, layout, big_endian, &mut stored);
                stored
                    .iter()
                    .enumerate()
                    .for_each(|(n, s)| put(n, s.index()));
            }
            other => {
                return Err(Fault::new(
                    name_of(tags::BITS_ALLOCATED),
                    format!("{other} with a palette, must be 8 or 16"),
                ));
            }
        }
        Ok(())
    }
}

impl ImageFile {
    /// The type its decoded samples have.
    pub fn sample_type(&self) -> SampleType {
        self.layout.sample_type()
    }

    /// Leaves colour as the codec gives it, and palette indices unpainted.
    pub fn leave_as_coded(&mut self) {
        self.as_coded = true;
        if self.palette.take().is_some() {
            self.layout.photometric = Photometric::Monochrome2;
        }
    }

    /// Frames in the file.
    pub fn frame_count(&self) -> usize {
        self.layout.frames
    }

    /// Columns and rows.
    pub fn size(&self) -> [usize; 2] {
        [self.layout.columns, self.layout.rows]
    }

    /// Samples per pixel, decoded.
    pub fn channels(&self) -> usize {
        self.layout.channels()
    }
}

/// The bytes of a frame, fragments joined.
fn joined(input: &mut Input, pieces: &[Piece]) -> Checked<Vec<u8>> {
    let total: u64 = pieces.iter().map(|p| p.length).sum();
    let mut bytes: Vec<u8> = zeroed(total)?;
    let mut rest = bytes.as_mut_slice();
    for piece in pieces {
        let (head, tail) = rest.split_at_mut(piece.length as usize);
        input.fill(piece.offset, head)?;
        rest = tail;
    }
    Ok(bytes)
}
