//! NRRD, with its data in the same file or in one beside it.
//!
//! Format: "Definition of NRRD File Format" (teem.sourceforge.net/nrrd/format.html).

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

const MOST_AXES: usize = 16;

/// Fields by their names in small letters.
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
}

/// Reads the header.
///
/// # Errors
/// Names the field that is wrong.
pub(super) fn describe(beginning: &mut Beginning) -> Checked<Described> {
    let (lines, end) = beginning.lines(str::is_empty)?;
    let fields = fields(&lines);
    let mut doubts = Vec::new();
    let number = number(fields.wanted("type")?)?;
    let sizes = sizes(&fields)?;
    let axes = axes(&fields, &sizes, number)?;
    let (encoding, big_endian) = encoding(&fields, number)?;
    let skip = skip(&fields)?;
    let data = match fields.get(&["data file", "datafile"]) {
        Some(name) => beside(name)?,
        None => DataPlace::Here(end.ok_or_else(|| {
            Fault::new(
                "data",
                "missing: the header ends without a blank line after it",
            )
        })?),
    };
    let plain = matches!(number, Number::U8) || axes.together.channels() == 3;
    Ok(Described {
        format: "NRRD",
        element: "sizes",
        size: axes.size,
        flat: axes.flat,
        parts: axes.parts,
        part_name: if axes.time { "time" } else { "part" },
        together: axes.together,
        number,
        big_endian,
        rescale: None,
        place: place(&fields, &axes, &mut doubts),
        unit: if plain { Unit::Grey } else { Unit::Stored },
        modality: None,
        voi: None,
        data,
        beside: None,
        encoding,
        skip,
        doubts,
    })
}

/// `field: value` by the field; comments, keys with `:=` and the first line are left out.
fn fields(lines: &[String]) -> Fields {
    let mut fields = BTreeMap::new();
    for (at, line) in lines.iter().enumerate() {
        let Some((name, value)) = line.split_once(':').filter(|_| at > 0) else {
            continue;
        };
        if !line.starts_with('#') && !value.starts_with('=') {
            let name = name.trim().to_lowercase();
            // Lines after "data file: LIST" are names without a colon.
            fields
                .entry(name)
                .or_insert_with(|| value.trim().to_owned());
        }
    }
    Fields(fields)
}

fn number(text: &str) -> Checked<Number> {
    Ok(match text {
        "signed char" | "int8" | "int8_t" => Number::I8,
        "uchar" | "unsigned char" | "uint8" | "uint8_t" => Number::U8,
        "short" | "short int" | "signed short" | "signed short int" | "int16" | "int16_t" => {
            Number::I16
        }
        "ushort" | "unsigned short" | "unsigned short int" | "uint16" | "uint16_t" => Number::U16,
        "int" | "signed int" | "int32" | "int32_t" => Number::I32,
        "uint" | "unsigned int" | "uint32" | "uint32_t" => Number::U32,
        "longlong"
        | "long long"
        | "long long int"
        | "signed long long"
        | "signed long long int"
        | "int64"
        | "int64_t" => Number::I64,
        "ulonglong" | "unsigned long long" | "unsigned long long int" | "uint64" | "uint64_t" => {
            Number::U64
        }
        "float" => Number::F32,
        "double" => Number::F64,
        other => {
            let reason = format!("{}, must be a number of 8 to 64 bits", quoted(other));
            return Err(Fault::new("type", reason));
        }
    })
}

fn sizes(fields: &Fields) -> Checked<Vec<usize>> {
    let text = fields.wanted("dimension")?;
    let axes = text.parse::<usize>().ok();
    let axes = axes.filter(|axes| (2..=MOST_AXES).contains(axes));
    let axes = axes.ok_or_else(|| {
        let reason = format!("{}, must be 2 to {MOST_AXES}", quoted(text));
        Fault::new("dimension", reason)
    })?;
    let text = fields.wanted("sizes")?;
    match sizes_in(text) {
        Some(sizes) if sizes.len() == axes => Ok(sizes),
        _ => {
            let reason = format!("{}, must be {axes} whole numbers from 1", quoted(text));
            Err(Fault::new("sizes", reason))
        }
    }
}

/// How the axes of a file are understood.
struct Axes {
    size: [usize; 3],
    flat: bool,
    together: Together,
    parts: usize,
    time: bool,
    /// Axis of columns, of rows, and of slices.
    space: [Option<usize>; 3],
}

/// Whether an axis of this kind lies in space; `None` where the kind does not say.
fn in_space(kind: &str) -> Option<bool> {
    match kind.to_lowercase().as_str() {
        "domain" | "space" => Some(true),
        "" | "???" | "none" => None,
        _ => Some(false),
    }
}

/// A first axis that is not in space holds the numbers of a voxel; those behind the axes in space count
/// volumes.
fn axes(fields: &Fields, sizes: &[usize], number: Number) -> Checked<Axes> {
    let kinds: Vec<&str> = fields
        .get(&["kinds"])
        .map(|kinds| kinds.split_whitespace().collect())
        .unwrap_or_default();
    let kind = |axis: usize| kinds.get(axis).copied().unwrap_or_default();
    let directions = fields
        .get(&["space directions"])
        .map(vectors)
        .unwrap_or_default();
    let in_space = |axis: usize| match directions.get(axis) {
        Some(direction) => Some(direction.is_some()),
        None => in_space(kind(axis)),
    };
    let stated = (0..sizes.len()).any(|axis| in_space(axis).is_some());
    let colour = |axis: usize| {
        let small = matches!(sizes.get(axis), Some(3 | 4));
        let named = ["rgb", "rgba", "colo", "vector", "list"];
        let kind = kind(axis).to_lowercase();
        let whole = matches!(number, Number::U8 | Number::U16);
        small && whole && (kind.is_empty() || named.iter().any(|name| kind.starts_with(name)))
    };
    let first_apart = in_space(0) == Some(false) || (!stated && sizes.len() == 4 && colour(0));
    let from = usize::from(first_apart);
    let mut space = Vec::new();
    for axis in from..sizes.len().min(from + 3) {
        if in_space(axis) == Some(false) {
            break;
        }
        space.push(axis);
    }
    let behind: Vec<usize> = (from + space.len()..sizes.len()).collect();
    if space.len() < 2 || behind.iter().any(|&axis| in_space(axis) == Some(true)) {
        let reason = "the axes in space must be two or three, beside each other";
        return Err(Fault::new("kinds", reason));
    }
    let size_of = |axis: Option<&usize>| axis.and_then(|&axis| sizes.get(axis)).copied();
    let together = match (first_apart, size_of(Some(&0)).unwrap_or(1)) {
        (true, n) if colour(0) => Together::Colour(n),
        (true, n) if n > 1 => Together::Components(n),
        _ => Together::Colour(1),
    };
    let parts = behind
        .iter()
        .filter_map(|&axis| sizes.get(axis).copied())
        .try_fold(1, usize::checked_mul)
        .ok_or_else(|| Fault::new("sizes", "more volumes than can be counted"))?;
    let axis = |n: usize| space.get(n).copied();
    Ok(Axes {
        size: [
            size_of(space.first()).unwrap_or(1),
            size_of(space.get(1)).unwrap_or(1),
            size_of(space.get(2)).unwrap_or(1),
        ],
        flat: space.len() == 2,
        together,
        parts,
        time: behind.len() == 1 && matches!(kind(from + space.len()), "" | "time" | "list"),
        space: [axis(0), axis(1), axis(2)],
    })
}

fn encoding(fields: &Fields, number: Number) -> Checked<(Encoding, bool)> {
    let text = fields.wanted("encoding")?;
    let encoding = match text.to_lowercase().as_str() {
        "raw" => Encoding::Raw,
        "gzip" | "gz" => Encoding::Deflated,
        "txt" | "text" | "ascii" => Encoding::Text,
        _ => {
            let reason = format!("{}, must be raw, gzip or ascii", quoted(text));
            return Err(Fault::new("encoding", reason));
        }
    };
    let big_endian = match fields.get(&["endian"]).map(str::to_lowercase).as_deref() {
        Some("little") => false,
        Some("big") => true,
        Some(other) => {
            let reason = format!("{}, must be little or big", quoted(other));
            return Err(Fault::new("endian", reason));
        }
        None if number.bytes() == 1 || encoding == Encoding::Text => false,
        None => return Err(Fault::new("endian", "missing, must be little or big")),
    };
    Ok((encoding, big_endian))
}

/// Lines and bytes before the numbers.
fn skip(fields: &Fields) -> Checked<(usize, Option<u64>)> {
    const MOST_LINES: usize = 10_000;
    let of = |name: &'static str, names: &[&str]| match fields.get(names).unwrap_or("0").parse() {
        Ok(count) => Ok(count),
        Err(_) => Err(Fault::new(name, "must be a whole number")),
    };
    let lines: i64 = of("line skip", &["line skip", "lineskip"])?;
    let bytes: i64 = of("byte skip", &["byte skip", "byteskip"])?;
    let lines = usize::try_from(lines).ok().filter(|n| *n <= MOST_LINES);
    let lines = lines.ok_or_else(|| Fault::new("line skip", "must be 0 to 10000"))?;
    match bytes {
        -1 => Ok((lines, None)),
        bytes if bytes >= 0 => Ok((lines, Some(bytes as u64))),
        _ => Err(Fault::new(
            "byte skip",
            format!("{bytes}, must be -1 or more"),
        )),
    }
}

/// A single file in the header's folder.
fn beside(text: &str) -> Checked<DataPlace> {
    let name = text.strip_prefix("./").unwrap_or(text);
    let list = name == "LIST" || name.starts_with("LIST ");
    if list || name.contains('%') {
        let reason = format!("{}: several files are not read, must be one", quoted(name));
        return Err(Fault::new("data file", reason));
    }
    Ok(DataPlace::Beside {
        element: "data file".to_owned(),
        names: vec![name.to_owned()],
    })
}

/// `(a,b,c)` or `none` for each axis.
fn vectors(text: &str) -> Vec<Option<Vec<f64>>> {
    let mut vectors = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() && vectors.len() < MOST_AXES {
        if let Some((inside, after)) = rest.strip_prefix('(').and_then(|r| r.split_once(')')) {
            let numbers = inside
                .split(',')
                .map(|n| n.trim().parse().unwrap_or(f64::NAN));
            vectors.push(Some(numbers.collect()));
            rest = after.trim_start();
        } else {
            let (_, after) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
            vectors.push(None);
            rest = after.trim_start();
        }
    }
    vectors
}

/// Signs from the file's axes to LPS; `None` for spaces that are not the patient's.
fn signs(space: &str) -> Option<Point3> {
    let space = space.to_lowercase();
    match space.strip_suffix("-time").unwrap_or(&space) {
        "left-posterior-superior" | "lps" | "lpst" => Some([1.0, 1.0, 1.0]),
        "right-anterior-superior" | "ras" | "rast" => Some([-1.0, -1.0, 1.0]),
        "left-anterior-superior" | "las" | "last" => Some([1.0, -1.0, 1.0]),
        _ => None,
    }
}

fn place(fields: &Fields, axes: &Axes, doubts: &mut Vec<Fault>) -> Place {
    let factor = match fields
        .get(&["space units"])
        .map(|units| units.replace('"', ""))
    {
        Some(units) => match units.split_whitespace().next().unwrap_or_default() {
            "m" => 1000.0,
            "cm" => 10.0,
            "um" | "µm" | "microns" => 0.001,
            _ => 1.0,
        },
        None => 1.0,
    };
    let Some(directions) = fields.get(&["space directions"]).map(vectors) else {
        return spacings(fields, axes, factor, doubts);
    };
    let of_axis = |axis: Option<usize>| -> Option<Point3> {
        let vector = directions.get(axis?)?.as_ref()?;
        vector.as_slice().try_into().ok()
    };
    let [row, column, slice] = axes.space.map(of_axis);
    let (Some(row), Some(column)) = (row, column) else {
        return spacings(fields, axes, factor, doubts);
    };
    let slice = slice.unwrap_or_else(|| crate::study::cross(row, column));
    let space = fields.get(&["space"]).and_then(signs);
    let origin = fields.get(&["space origin"]).map(vectors);
    let origin = origin
        .as_ref()
        .and_then(|vectors| vectors.first()?.as_ref()?.as_slice().try_into().ok());
    let place = |signs: Point3| {
        let [sx, sy, sz] = signs;
        let point = |[x, y, z]: Point3| [x * sx, y * sy, z * sz].map(|part| part * factor + 0.0);
        Place::patient(
            [row, column, slice].map(point),
            point(origin.unwrap_or([0.0; 3])),
        )
    };
    match (place(space.unwrap_or([1.0; 3])), space) {
        (Ok(place), Some(_)) => place,
        // The steps say how far voxels are apart, whatever the axes mean.
        (Ok(Place::Patient { steps, .. }), None) => Place::Spacing(steps.map(super::place::length)),
        (Ok(place), None) => place,
        (Err(reason), _) => {
            doubts.push(Fault::new("space directions", reason).so(Effect::NoOrientation));
            Place::Unknown
        }
    }
}

fn spacings(fields: &Fields, axes: &Axes, factor: f64, doubts: &mut Vec<Fault>) -> Place {
    let Some(text) = fields.get(&["spacings"]) else {
        return Place::Unknown;
    };
    let words: Vec<&str> = text.split_whitespace().collect();
    let of_axis = |axis: Option<usize>| -> Option<f64> {
        let number: f64 = words.get(axis?)?.parse().ok()?;
        Some(number.abs() * factor)
    };
    let [x, y, z] = axes.space.map(of_axis);
    let (x, y) = (x.unwrap_or(f64::NAN), y.unwrap_or(f64::NAN));
    let z = if axes.flat { x } else { z.unwrap_or(f64::NAN) };
    if [x, y, z].into_iter().all(is_spacing) {
        return Place::Spacing([x, y, z]);
    }
    let reason = format!("{}, must be above 0 and at most 1000 mm", quoted(text));
    doubts.push(Fault::new("spacings", reason).so(Effect::NoMillimetres));
    Place::Unknown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directions_are_vectors_or_none() {
        let found = vectors("none (1,0,0) (0, -1.5 ,0) (0,0,x)");
        assert_eq!(found.len(), 4);
        assert_eq!(found[0], None);
        assert_eq!(found[2], Some(vec![0.0, -1.5, 0.0]));
        assert!(found[3].as_ref().is_some_and(|v| v[2].is_nan()));
    }

    fn of(header: &str, number: Number) -> Checked<Axes> {
        let lines: Vec<String> = header.lines().map(str::to_owned).collect();
        let fields = fields(&lines);
        let sizes = sizes(&fields)?;
        axes(&fields, &sizes, number)
    }

    #[test]
    fn axes_are_space_colour_or_parts() {
        let head = "NRRD0004\ndimension: 4\n";
        let colour = format!("{head}sizes: 3 6 5 4\nkinds: vector domain domain domain");
        let axes = of(&colour, Number::U8).unwrap();
        assert_eq!((axes.size, axes.together), ([6, 5, 4], Together::Colour(3)));
        let axes = of(&colour, Number::F32).unwrap();
        assert_eq!(axes.together, Together::Components(3));
        let times = format!("{head}sizes: 6 5 4 7\nkinds: domain domain domain list");
        let axes = of(&times, Number::I16).unwrap();
        assert_eq!((axes.size, axes.parts, axes.time), ([6, 5, 4], 7, true));
        let unnamed = format!("{head}sizes: 3 6 5 4");
        assert_eq!(of(&unnamed, Number::U8).unwrap().size, [6, 5, 4]);
        assert_eq!(of(&unnamed, Number::I16).unwrap().size, [3, 6, 5]);
        let flat = "NRRD0004\ndimension: 3\nsizes: 3 6 5\nspace directions: none (1,0) (0,1)";
        let axes = of(flat, Number::U8).unwrap();
        assert_eq!((axes.size, axes.flat), ([6, 5, 1], true));
        let torn = format!("{head}sizes: 6 5 2 4\nkinds: domain domain time domain");
        assert!(of(&torn, Number::U8).is_err());
    }
}
