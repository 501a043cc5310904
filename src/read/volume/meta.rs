//! MetaImage (`.mha`, or `.mhd` with its numbers in a file beside it).
//!
//! Fields: "MetaIO" (itk.org/Wiki/ITK/MetaIO). Positions are LPS millimetres, as ITK has them.

use std::collections::BTreeMap;

use super::described::Beginning;
use super::described::DataPlace;
use super::described::Described;
use super::described::Encoding;
use super::described::Together;
use super::described::sizes_in;
use super::numbers::Number;
use super::place::Place;
use super::place::is_spacing;
use crate::problem::Effect;
use crate::read::fault::Checked;
use crate::read::fault::Fault;
use crate::read::fault::quoted;
use crate::study::Point3;
use crate::study::Unit;

const DATA_FILE: &str = "ElementDataFile";

/// Fields by their names.
struct Fields(BTreeMap<String, String>);

impl Fields {
    fn get(&self, names: &[&str]) -> Option<&str> {
        names
            .iter()
            .find_map(|name| self.0.get(*name))
            .map(String::as_str)
    }

    fn wanted(&self, name: &'static str) -> Checked<&str> {
        self.get(&[name]).ok_or_else(|| Fault::new(name, "missing"))
    }

    fn says(&self, names: &[&str]) -> bool {
        let truth = self.get(names).unwrap_or_default().to_lowercase();
        matches!(truth.as_str(), "true" | "1" | "t")
    }

    /// The numbers of a field; one that is none becomes NaN.
    fn numbers(&self, names: &[&str]) -> Option<Vec<f64>> {
        let words = self.get(names)?.split_whitespace();
        Some(words.map(|n| n.parse().unwrap_or(f64::NAN)).collect())
    }
}

/// Reads the header.
///
/// # Errors
/// Names the field that is wrong.
pub(super) fn describe(beginning: &mut Beginning) -> Checked<Described> {
    let last = |line: &str| {
        line.split_once('=')
            .is_some_and(|(key, _)| key.trim() == DATA_FILE)
    };
    let (lines, end) = beginning.lines(last)?;
    let pairs = lines.iter().filter_map(|line| line.split_once('='));
    let pairs = pairs.map(|(key, value)| (key.trim().to_owned(), value.trim().to_owned()));
    let fields = Fields(pairs.collect());
    let mut doubts = Vec::new();
    let number = number(fields.wanted("ElementType")?)?;
    let (size, parts, flat) = sizes(&fields)?;
    let together = channels(&fields, number)?;
    let data = data(&fields, end)?;
    doubts.extend(compressed_size(&fields, &data, beginning.length()));
    let big_endian = fields.says(&["BinaryDataByteOrderMSB", "ElementByteOrderMSB"]);
    let encoding = if fields.get(&["BinaryData"]).is_some() && !fields.says(&["BinaryData"]) {
        Encoding::Text
    } else if fields.says(&["CompressedData"]) {
        Encoding::Deflated
    } else {
        Encoding::Raw
    };
    let ct = fields.get(&["Modality"]) == Some("MET_MOD_CT");
    let plain = number == Number::U8 || together.channels() == 3;
    Ok(Described {
        format: "MetaImage",
        element: "DimSize",
        size,
        flat,
        parts,
        part_name: "time",
        together,
        number,
        big_endian,
        rescale: None,
        place: place(&fields, flat, &mut doubts),
        unit: match (ct, plain) {
            (true, _) => Unit::Hu,
            (_, true) => Unit::Grey,
            _ => Unit::Stored,
        },
        modality: match fields.get(&["Modality"]) {
            Some("MET_MOD_CT") => Some("CT"),
            Some("MET_MOD_MR") => Some("MR"),
            Some("MET_MOD_NM") => Some("NM"),
            Some("MET_MOD_US") => Some("US"),
            _ => None,
        },
        voi: None,
        data,
        beside: None,
        encoding,
        skip: (0, header_size(&fields)?),
        doubts,
    })
}

fn number(text: &str) -> Checked<Number> {
    Ok(match text.strip_suffix("_ARRAY").unwrap_or(text) {
        "MET_CHAR" | "MET_ASCII_CHAR" => Number::I8,
        "MET_UCHAR" => Number::U8,
        "MET_SHORT" => Number::I16,
        "MET_USHORT" => Number::U16,
        "MET_INT" | "MET_LONG" => Number::I32,
        "MET_UINT" | "MET_ULONG" => Number::U32,
        "MET_LONG_LONG" => Number::I64,
        "MET_ULONG_LONG" => Number::U64,
        "MET_FLOAT" => Number::F32,
        "MET_DOUBLE" => Number::F64,
        other => {
            let reason = format!("{}, must be a number such as MET_SHORT", quoted(other));
            return Err(Fault::new("ElementType", reason));
        }
    })
}

/// Columns, rows and slices, volumes after each other, and whether there are two axes only.
fn sizes(fields: &Fields) -> Checked<([usize; 3], usize, bool)> {
    let text = fields.wanted("NDims")?;
    let axes = text
        .parse::<usize>()
        .ok()
        .filter(|axes| (2..=4).contains(axes));
    let axes = axes.ok_or_else(|| {
        let reason = format!("{}, must be 2 to 4", quoted(text));
        Fault::new("NDims", reason)
    })?;
    let text = fields.wanted("DimSize")?;
    match sizes_in(text).as_deref() {
        Some(&[columns, rows]) if axes == 2 => Ok(([columns, rows, 1], 1, true)),
        Some(&[columns, rows, slices]) if axes == 3 => Ok(([columns, rows, slices], 1, false)),
        Some(&[columns, rows, slices, times]) if axes == 4 => {
            Ok(([columns, rows, slices], times, false))
        }
        _ => {
            let reason = format!("{}, must be {axes} whole numbers from 1", quoted(text));
            Err(Fault::new("DimSize", reason))
        }
    }
}

fn channels(fields: &Fields, number: Number) -> Checked<Together> {
    let text = fields.get(&["ElementNumberOfChannels"]).unwrap_or("1");
    let whole = matches!(number, Number::U8 | Number::U16);
    match text.parse::<usize>() {
        Ok(n @ (3 | 4)) if whole => Ok(Together::Colour(n)),
        Ok(1) => Ok(Together::Colour(1)),
        Ok(n @ 2..=10_000) => Ok(Together::Components(n)),
        _ => {
            let reason = format!("{}, must be a whole number from 1", quoted(text));
            Err(Fault::new("ElementNumberOfChannels", reason))
        }
    }
}

fn data(fields: &Fields, end: Option<u64>) -> Checked<DataPlace> {
    let name = fields.wanted(DATA_FILE)?;
    let local = name.eq_ignore_ascii_case("LOCAL");
    if let (true, Some(end)) = (local, end) {
        return Ok(DataPlace::Here(end));
    }
    let words = name.split_whitespace().count();
    if name == "LIST" || name.starts_with("LIST ") || (words > 1 && name.contains('%')) {
        let reason = format!("{}: several files are not read, must be one", quoted(name));
        return Err(Fault::new(DATA_FILE, reason));
    }
    let name = name.strip_prefix("./").unwrap_or(name);
    Ok(DataPlace::Beside {
        element: DATA_FILE.to_owned(),
        names: vec![name.to_owned()],
    })
}

/// What is wrong with the stated size of compressed numbers, which is not needed to read them.
fn compressed_size(fields: &Fields, data: &DataPlace, length: Option<u64>) -> Option<Fault> {
    let DataPlace::Here(start) = data else {
        return None;
    };
    let stated = fields.get(&["CompressedDataSize"])?;
    let present = length?.saturating_sub(*start);
    let fits = stated.parse::<u64>().is_ok_and(|size| size <= present);
    let reason = format!("{}, but {present} bytes are present", quoted(stated));
    (!fits).then(|| Fault::new("CompressedDataSize", reason).so(Effect::ValueReplaced))
}

/// Bytes before the numbers; `None` counts them from the end.
fn header_size(fields: &Fields) -> Checked<Option<u64>> {
    let text = fields.get(&["HeaderSize"]).unwrap_or("0");
    match text.parse::<i64>() {
        Ok(-1) => Ok(None),
        Ok(size) if size >= 0 => Ok(Some(size as u64)),
        _ => {
            let reason = format!("{}, must be -1 or more", quoted(text));
            Err(Fault::new("HeaderSize", reason))
        }
    }
}

fn place(fields: &Fields, flat: bool, doubts: &mut Vec<Fault>) -> Place {
    const SPACING: &[&str] = &["ElementSpacing", "ElementSize"];
    const MATRIX: &[&str] = &["TransformMatrix", "Rotation", "Orientation"];
    const ORIGIN: &[&str] = &["Offset", "Position", "Origin"];
    let axes = if flat { 2 } else { 3 };
    let Some(spacing) = fields.numbers(SPACING) else {
        return Place::Unknown;
    };
    let mm = |n: usize| spacing.get(n).copied().map_or(f64::NAN, f64::abs);
    let spacing = [mm(0), mm(1), if flat { mm(0) } else { mm(2) }];
    if !spacing.into_iter().all(is_spacing) {
        let reason = format!("{spacing:?}, must be above 0 and at most 1000 mm");
        doubts.push(Fault::new("ElementSpacing", reason).so(Effect::NoMillimetres));
        return Place::Unknown;
    }
    let (matrix, origin) = (fields.numbers(MATRIX), fields.numbers(ORIGIN));
    if flat || (matrix.is_none() && origin.is_none()) {
        return Place::Spacing(spacing);
    }
    // Four axes have a matrix of four by four.
    let given = fields
        .get(&["NDims"])
        .and_then(|n| n.parse().ok())
        .unwrap_or(axes);
    let direction = |axis: usize| -> Point3 {
        [0, 1, 2].map(|n| match &matrix {
            Some(matrix) => matrix.get(axis * given + n).copied().unwrap_or(f64::NAN),
            None => f64::from(u8::from(n == axis)),
        })
    };
    let mut axis = 0;
    let steps = spacing.map(|mm| {
        let step = direction(axis).map(|part| part * mm);
        axis += 1;
        step
    });
    let origin = origin.unwrap_or_else(|| vec![0.0; axes]);
    let origin = [0, 1, 2].map(|n| origin.get(n).copied().unwrap_or(f64::NAN));
    match Place::patient(steps, origin) {
        Ok(place) => place,
        Err(reason) => {
            doubts.push(Fault::new("TransformMatrix", reason).so(Effect::NoOrientation));
            Place::Spacing(spacing)
        }
    }
}
