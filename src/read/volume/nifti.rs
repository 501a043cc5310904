//! NIfTI-1 and NIfTI-2, in one file or as header and image file, in both byte orders.
//!
//! Layout and codes: `nifti1.h` (Cox et al., 2004) and `nifti2.h` (2011). The patient's axes there are RAS;
//! x and y are those of DICOM with the sign changed.

use super::described::Beginning;
use super::described::DataPlace;
use super::described::Described;
use super::described::Encoding;
use super::described::Together;
use super::numbers::Number;
use super::place::Place;
use super::place::is_spacing;
use super::place::length;
use crate::ops::window::VoiFunction;
use crate::ops::window::Window;
use crate::problem::Effect;
use crate::read::fault::Checked;
use crate::read::fault::Fault;
use crate::read::fault::quoted;
use crate::study::Point3;
use crate::study::Unit;
use crate::study::Voi;
use crate::study::VoiKind;

const HEADER_1: usize = 348;
const HEADER_2: usize = 540;

/// Access to the numbers of a header.
struct Fields<'a> {
    bytes: &'a [u8],
    big_endian: bool,
    second: bool,
}

impl Fields<'_> {
    fn word<const N: usize>(&self, at: usize) -> [u8; N] {
        let mut word = [0; N];
        if let Some(bytes) = self.bytes.get(at..at + N) {
            word.copy_from_slice(bytes);
        }
        if self.big_endian {
            word.reverse();
        }
        word
    }

    fn short(&self, at: usize) -> i64 {
        i64::from(i16::from_le_bytes(self.word(at)))
    }

    fn long(&self, at: usize) -> i64 {
        i64::from(i32::from_le_bytes(self.word(at)))
    }

    fn wide(&self, at: usize) -> i64 {
        i64::from_le_bytes(self.word(at))
    }

    /// A real number at its place in either version: single precision in the first, double in the second.
    fn real(&self, first: usize, second: usize) -> f64 {
        if self.second {
            f64::from_le_bytes(self.word(second))
        } else {
            f64::from(f32::from_le_bytes(self.word(first)))
        }
    }

    /// Number `n` of a row of real numbers.
    fn real_of(&self, first: usize, second: usize, n: usize) -> f64 {
        self.real(first + 4 * n, second + 8 * n)
    }

    fn dim(&self, n: usize) -> i64 {
        if self.second {
            self.wide(16 + 8 * n)
        } else {
            self.short(40 + 2 * n)
        }
    }

    fn code(&self, first: usize, second: usize) -> i64 {
        if self.second {
            self.long(second)
        } else {
            self.short(first)
        }
    }

    fn pixdim(&self, n: usize) -> f64 {
        self.real_of(76, 104, n)
    }
}

/// Reads the header of the file called `name`.
///
/// # Errors
/// Names the field that is wrong.
pub(super) fn describe(beginning: &mut Beginning, name: &str) -> Checked<Described> {
    let bytes = beginning.up_to(HEADER_2 + 12)?.to_vec();
    let fields = fields(&bytes)?;
    let mut doubts = Vec::new();
    let single = is_single(&fields)?;
    let sizes = sizes(&fields)?;
    let (number, together) = datatype(&fields, &mut doubts)?;
    let data = if single {
        DataPlace::Here(offset(&fields, &mut doubts)?)
    } else {
        DataPlace::Beside {
            element: "img file".to_owned(),
            names: image_names(name),
        }
    };
    let skip = if single { 0 } else { pair_offset(&fields)? };
    let rescale = rescale(&fields, together, &mut doubts);
    let plain = number == Number::U8 && rescale.is_none();
    Ok(Described {
        format: "NIfTI",
        element: "dim",
        size: sizes.space,
        flat: sizes.flat,
        parts: sizes.parts,
        part_name: if sizes.time { "time" } else { "part" },
        together,
        number,
        big_endian: fields.big_endian,
        rescale,
        place: place(&fields, &sizes, &mut doubts),
        unit: if plain { Unit::Grey } else { Unit::Stored },
        modality: None,
        voi: voi(&fields),
        data,
        beside: None,
        encoding: Encoding::Raw,
        skip: (0, Some(skip)),
        doubts,
    })
}

/// Byte order and version by the first number, which is the header's size.
fn fields(bytes: &[u8]) -> Checked<Fields<'_>> {
    let mut fields = Fields {
        bytes,
        big_endian: false,
        second: false,
    };
    let little = fields.long(0);
    fields.big_endian = true;
    let big = fields.long(0);
    fields.big_endian = match (little, big) {
        (348 | 540, _) => false,
        (_, 348 | 540) => true,
        _ => {
            let reason = format!("{little}, must be {HEADER_1} or {HEADER_2}");
            return Err(Fault::new("sizeof_hdr", reason));
        }
    };
    fields.second = fields.long(0) == HEADER_2 as i64;
    let size = if fields.second { HEADER_2 } else { HEADER_1 };
    if bytes.len() < size {
        let reason = format!("{} bytes present, {size} needed", bytes.len());
        return Err(Fault::new("header", reason));
    }
    Ok(fields)
}

/// Whether header and voxels are in one file.
fn is_single(fields: &Fields<'_>) -> Checked<bool> {
    let at = if fields.second { 4 } else { 344 };
    let magic = fields.bytes.get(at..at + 4).unwrap_or_default();
    match magic {
        b"n+1\0" | b"n+2\0" => Ok(true),
        b"ni1\0" | b"ni2\0" => Ok(false),
        other => {
            let text = String::from_utf8_lossy(other);
            let text = quoted(text.trim_end_matches('\0'));
            let (one, pair) = if fields.second {
                ("n+2", "ni2")
            } else {
                ("n+1", "ni1")
            };
            let reason = format!("{text}, must be \"{one}\" or \"{pair}\"");
            Err(Fault::new("magic", reason))
        }
    }
}

/// What `dim` says.
struct Sizes {
    space: [usize; 3],
    /// Two axes only.
    flat: bool,
    /// Volumes after each other.
    parts: usize,
    /// They are points in time, and nothing else.
    time: bool,
}

fn sizes(fields: &Fields<'_>) -> Checked<Sizes> {
    const MOST_AXES: i64 = 7;
    let axes = fields.dim(0);
    if !(2..=MOST_AXES).contains(&axes) {
        let reason = format!("{axes}, must be 2 to {MOST_AXES} axes");
        return Err(Fault::new("dim[0]", reason));
    }
    let mut dims = [1_usize; 7];
    for (n, dim) in (1..=axes as usize).zip(dims.iter_mut()) {
        let stated = fields.dim(n);
        let size = u32::try_from(stated).ok().filter(|size| *size >= 1);
        *dim = size.ok_or_else(|| {
            Fault::new(format!("dim[{n}]"), format!("{stated}, must be at least 1"))
        })? as usize;
    }
    let [columns, rows, slices, times, others @ ..] = dims;
    let parts = others
        .into_iter()
        .try_fold(times, usize::checked_mul)
        .ok_or_else(|| Fault::new("dim", "more volumes than can be counted"))?;
    Ok(Sizes {
        space: [columns, rows, slices],
        flat: axes == 2,
        parts,
        time: parts == times,
    })
}

fn datatype(fields: &Fields<'_>, doubts: &mut Vec<Fault>) -> Checked<(Number, Together)> {
    let (code, bitpix) = if fields.second {
        (fields.short(12), fields.short(14))
    } else {
        (fields.short(70), fields.short(72))
    };
    let grey = Together::Colour(1);
    let (number, together) = match code {
        2 => (Number::U8, grey),
        4 => (Number::I16, grey),
        8 => (Number::I32, grey),
        16 => (Number::F32, grey),
        64 => (Number::F64, grey),
        128 => (Number::U8, Together::Colour(3)),
        256 => (Number::I8, grey),
        512 => (Number::U16, grey),
        768 => (Number::U32, grey),
        1024 => (Number::I64, grey),
        1280 => (Number::U64, grey),
        2304 => (Number::U8, Together::Colour(4)),
        other => {
            let name = match other {
                1 => " (single bits)",
                32 | 1792 | 2048 => " (complex numbers)",
                1536 => " (floats of 128 bits)",
                _ => "",
            };
            return Err(Fault::new(
                "datatype",
                format!(
                    "{other}{name}, must be 2, 4, 8, 16, 64, 128, 256, 512, 768, 1024, 1280 or 2304"
                ),
            ));
        }
    };
    let bits = (number.bytes() * together.stored() * 8) as i64;
    if bitpix != bits {
        let reason = format!("{bitpix}, must be {bits} for datatype {code}, which is taken");
        doubts.push(Fault::new("bitpix", reason).so(Effect::ValueReplaced));
    }
    Ok((number, together))
}

/// Where the voxels begin in a single file.
fn offset(fields: &Fields<'_>, doubts: &mut Vec<Fault>) -> Checked<u64> {
    let least = if fields.second { HEADER_2 } else { HEADER_1 } as u64 + 4;
    let stated = stated_offset(fields)?;
    if stated < least {
        let reason = format!("{stated}, the header itself ends at {least}, which is taken");
        doubts.push(Fault::new("vox_offset", reason).so(Effect::ValueReplaced));
        return Ok(least);
    }
    let extended = fields
        .bytes
        .get(least as usize - 4)
        .is_some_and(|&b| b != 0);
    let size = fields.long(least as usize);
    if extended && !(8..=stated as i64 - least as i64).contains(&size) {
        let reason = format!("esize {size}, but the voxels begin at {stated}");
        doubts.push(Fault::new("extension", reason));
    }
    Ok(stated)
}

/// Where they begin in a file of their own.
fn pair_offset(fields: &Fields<'_>) -> Checked<u64> {
    stated_offset(fields)
}

fn stated_offset(fields: &Fields<'_>) -> Checked<u64> {
    let stated = if fields.second {
        fields.wide(168) as f64
    } else {
        fields.real(108, 168)
    };
    const MOST: f64 = (1_u64 << 52) as f64;
    if !(0.0..MOST).contains(&stated) || stated.fract() != 0.0 {
        let reason = format!("{stated}, must be a whole number of bytes from 0");
        return Err(Fault::new("vox_offset", reason));
    }
    Ok(stated as u64)
}

/// The names that the image file of header `name` may have.
fn image_names(name: &str) -> Vec<String> {
    let lower = name.to_lowercase();
    let cut = [".hdr.gz", ".hdr"]
        .into_iter()
        .find(|ending| lower.ends_with(ending))
        .map_or(0, str::len);
    let stem = name.get(..name.len() - cut).unwrap_or(name);
    ["img", "img.gz", "IMG"]
        .into_iter()
        .map(|ending| format!("{stem}.{ending}"))
        .collect()
}

fn rescale(fields: &Fields<'_>, together: Together, doubts: &mut Vec<Fault>) -> Option<(f64, f64)> {
    const LARGEST: f64 = 1e15;
    let slope = fields.real(112, 176);
    let intercept = fields.real(116, 184);
    if together != Together::Colour(1) || slope == 0.0 {
        return None;
    }
    let usable = |number: f64| number.is_finite() && number.abs() <= LARGEST;
    if !usable(slope) || slope.abs() < 1.0 / LARGEST || !usable(intercept) {
        let reason = format!(
            "{slope} with scl_inter {intercept}, must be finite; the voxels are taken as values"
        );
        doubts.push(Fault::new("scl_slope", reason).so(Effect::ValueReplaced));
        return None;
    }
    Some((slope, intercept)).filter(|rescale| *rescale != (1.0, 0.0))
}

/// The window between the values that are to be black and white.
fn voi(fields: &Fields<'_>) -> Option<Voi> {
    let (high, low) = (fields.real(124, 192), fields.real(128, 200));
    let width = high - low;
    let window = (width > 0.0)
        .then(|| Window::new(low + width / 2.0, width, VoiFunction::LinearExact).ok())
        .flatten()?;
    Some(Voi {
        explanation: "cal_min, cal_max".to_owned(),
        kind: VoiKind::Window(window),
    })
}

/// Factor from the file's unit of length to millimetres, and whether one is stated.
fn millimetres(fields: &Fields<'_>) -> (f64, bool) {
    let units = if fields.second {
        fields.long(500)
    } else {
        fields.bytes.get(123).copied().map_or(0, i64::from)
    };
    match units & 7 {
        1 => (1000.0, true),
        3 => (0.001, true),
        2 => (1.0, true),
        _ => (1.0, false),
    }
}

/// By the general affine, else by rotation, else by the voxels' sizes alone.
fn place(fields: &Fields<'_>, sizes: &Sizes, doubts: &mut Vec<Fault>) -> Place {
    let (factor, stated) = millimetres(fields);
    let lps = |steps: [Point3; 3], origin: Point3| {
        let point = |[x, y, z]: Point3| [-x, -y, z].map(|part| part * factor + 0.0);
        Place::patient(steps.map(point), point(origin))
    };
    let mut failed = false;
    for (code, element, affine) in [
        (fields.code(254, 348), "sform", sform(fields)),
        (fields.code(252, 344), "qform", qform(fields)),
    ] {
        if code <= 0 {
            continue;
        }
        let [x, y, z, origin] = affine;
        // A picture of one slice may leave its step out.
        let z = if sizes.space.get(2) == Some(&1) && length(z) == 0.0 {
            crate::study::cross(x, y)
        } else {
            z
        };
        match lps([x, y, z], origin) {
            Ok(place) => return place,
            Err(reason) => {
                failed = true;
                doubts.push(Fault::new(element, reason).so(Effect::NoOrientation));
            }
        }
    }
    let spacing = [1, 2, 3].map(|n| fields.pixdim(n).abs() * factor);
    // Where neither unit nor place is stated, ones are what writers leave there.
    if !stated && !failed && spacing == [1.0; 3] {
        return Place::Unknown;
    }
    let wanted = if sizes.space.get(2) == Some(&1) { 2 } else { 3 };
    if let Some(n) = (0..wanted).find(|&n| !spacing.get(n).is_some_and(|mm| is_spacing(*mm))) {
        let stated = fields.pixdim(n + 1);
        let reason = format!("{stated}, must be above 0 and at most 1000 mm");
        let fault = Fault::new(format!("pixdim[{}]", n + 1), reason);
        doubts.push(fault.so(Effect::NoMillimetres));
        return Place::Unknown;
    }
    let [x, y, z] = spacing;
    Place::Spacing([x, y, if is_spacing(z) { z } else { x }])
}

/// Steps of column, row and slice, and the origin, by method 3.
fn sform(fields: &Fields<'_>) -> [Point3; 4] {
    [0, 1, 2, 3].map(|column| {
        [0, 1, 2].map(|row| {
            let (first, second) = (280 + 16 * row, 400 + 32 * row);
            fields.real_of(first, second, column)
        })
    })
}

/// The same by method 2.
fn qform(fields: &Fields<'_>) -> [Point3; 4] {
    let [mut b, mut c, mut d] = [0, 1, 2].map(|n| fields.real_of(256, 352, n));
    let mut a = 0.0;
    let squares = b * b + c * c + d * d;
    if squares > 1.0 {
        // Rounded half turns.
        let norm = squares.sqrt();
        (b, c, d) = (b / norm, c / norm, d / norm);
    } else {
        a = (1.0 - squares).sqrt();
    }
    let rotation = [
        [
            a * a + b * b - c * c - d * d,
            2.0 * (b * c + a * d),
            2.0 * (b * d - a * c),
        ],
        [
            2.0 * (b * c - a * d),
            a * a + c * c - b * b - d * d,
            2.0 * (c * d + a * b),
        ],
        [
            2.0 * (b * d + a * c),
            2.0 * (c * d - a * b),
            a * a + d * d - b * b - c * c,
        ],
    ];
    let turned = if fields.pixdim(0) < 0.0 { -1.0 } else { 1.0 };
    let [x, y, z] = rotation;
    let by = |vector: Point3, factor: f64| vector.map(|part| part * factor);
    [
        by(x, fields.pixdim(1)),
        by(y, fields.pixdim(2)),
        by(z, fields.pixdim(3) * turned),
        [0, 1, 2].map(|n| fields.real_of(268, 376, n)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn image_files_are_called_as_their_headers() {
        assert_eq!(image_names("a.b.hdr"), ["a.b.img", "a.b.img.gz", "a.b.IMG"]);
        assert_eq!(image_names("A.HDR")[2], "A.IMG");
        assert_eq!(image_names("a.hdr.gz")[1], "a.img.gz");
        assert_eq!(image_names("header")[0], "header.img");
    }
}
