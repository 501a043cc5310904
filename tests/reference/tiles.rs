//! CLAHE by other definitions than OpenCV's: scikit-image's and the N-dimensional one.

use std::path::Path;

use negatoscope::ops::Tiles;
use negatoscope::ops::clahe::skimage;
use negatoscope::ops::clahe::skimage::SkimageParams;
use negatoscope::ops::clahe::volume;
use negatoscope::ops::clahe::volume::BinRange;
use negatoscope::ops::clahe::volume::VolumeParams;
use negatoscope::ops::lookup::Grey;
use negatoscope::pixels::Image;
use negatoscope::pixels::Samples;
use serde_json::Value;

/// CLAHE of scikit-image and MCLAHE, by the real numbers that the greys come from.
pub fn run(
    filter: &str,
    params: &Value,
    input: &Samples,
    _second: Option<&Samples>,
) -> Option<Samples> {
    match filter {
        "skimage_equalize_adapthist" => Some(Samples::F64(adapthist(params, input)?)),
        "mclahe" => Some(Samples::F32(mclahe(params, input)?)),
        _ => None,
    }
}

fn adapthist(params: &Value, input: &Samples) -> Option<Image<f64>> {
    match input {
        Samples::U8(image) if image.channels() == 3 => Some(adapthist_of_value(params, image)),
        Samples::U8(image) => Some(adapthist_of_grey(params, image)),
        Samples::U16(image) => Some(adapthist_of_grey(params, image)),
        // scikit-image's `img_as_uint`: half of the values, at twice the scale.
        Samples::I16(image) => Some(adapthist_of_grey(
            params,
            &image.map(|&v| 2 * v.max(0) as u16),
        )),
        _ => None,
    }
}

fn adapthist_of_grey<G: Grey>(params: &Value, image: &Image<G>) -> Image<f64> {
    let clip_limit = params["clip_limit"].as_f64().unwrap();
    let bins = params["nbins"].as_u64().unwrap() as u32;
    let written = params["kernel_size"].as_str().unwrap();
    let params = SkimageParams::new(clip_limit, Tiles::default(), bins).unwrap();
    let sides: Vec<usize> = written
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|side| side.parse().ok())
        .collect();
    let kernel = match sides[..] {
        _ if written == "1/8" => params.kernel(image.width(), image.height()),
        [side] => (side, side),
        [rows, columns] => (columns, rows),
        _ => panic!("kernel {written}"),
    };
    skimage::apply_real(image, &params, kernel, None)
}

/// The value of hue, saturation and value: the largest of three channels, which takes the others
/// along.
fn adapthist_of_value(params: &Value, image: &Image<u8>) -> Image<f64> {
    let pixels = image.data().as_chunks::<3>().0;
    let largest = |pixel: &[u8; 3]| pixel[0].max(pixel[1]).max(pixel[2]);
    let value = Image::grey(
        image.width(),
        image.height(),
        pixels.iter().map(largest).collect(),
    );
    let mapped = adapthist_of_grey(params, &value);
    let data = pixels
        .iter()
        .zip(mapped.data())
        .flat_map(|(pixel, &mapped)| {
            let value = largest(pixel);
            pixel.map(|channel| {
                if value == 0 {
                    mapped
                } else {
                    mapped * f64::from(channel) / f64::from(value)
                }
            })
        })
        .collect();
    Image::new(image.width(), image.height(), 3, data)
}

fn mclahe_params(params: &Value) -> VolumeParams {
    let clip_limit = params["clip_limit"].as_f64().unwrap();
    let bins = params["n_bins"].as_u64().unwrap() as u32;
    let range = match params["adaptive_range"].as_bool().unwrap() {
        true => BinRange::Tile,
        false => BinRange::Volume,
    };
    VolumeParams::new(clip_limit, [8; 3], bins)
        .unwrap()
        .with_range(range)
}

/// Columns, rows, slices of a tile; the file gives the slowest direction first.
fn mclahe_kernel(params: &Value) -> [usize; 3] {
    let mut kernel = [1; 3];
    let sides = params["kernel"].as_array().unwrap();
    for (side, value) in kernel.iter_mut().zip(sides.iter().rev()) {
        *side = value.as_u64().unwrap() as usize;
    }
    kernel
}

/// A picture as a volume of one slice.
fn mclahe(params: &Value, input: &Samples) -> Option<Image<f32>> {
    let Samples::U8(image) = input else {
        return None;
    };
    let size = [image.width(), image.height(), 1];
    let mapped = volume::apply_real(
        image.data(),
        size,
        mclahe_kernel(params),
        &mclahe_params(params),
        None,
        &|| true,
    );
    Some(Image::grey(size[0], size[1], mapped?))
}

/// Singles of an array in three dimensions, and its columns, rows and slices; `None` for others.
fn read_volume(path: &Path) -> Option<(Vec<f32>, [usize; 3])> {
    let bytes = std::fs::read(path).unwrap();
    let length = usize::from(u16::from_le_bytes([bytes[8], bytes[9]]));
    let header = std::str::from_utf8(&bytes[10..10 + length]).unwrap();
    let (_, shape) = header.split_once("'shape': (").unwrap();
    let sizes: Vec<usize> = shape
        .split(')')
        .next()?
        .split(',')
        .filter_map(|size| size.trim().parse().ok())
        .collect();
    let [slices, rows, columns] = sizes[..] else {
        return None;
    };
    assert!(header.contains("'<f4'"), "{}", path.display());
    let singles = bytes[10 + length..].as_chunks::<4>().0;
    let voxels = singles.iter().map(|&b| f32::from_le_bytes(b)).collect();
    Some((voxels, [columns, rows, slices]))
}

#[test]
fn recorded_volumes_are_met() {
    let Some(shared) = std::env::var_os("NEGATOSCOPE_SHARED") else {
        println!("skipped: NEGATOSCOPE_SHARED names no folder");
        return;
    };
    let folder = Path::new(&shared).join("reference-vectors");
    let text = std::fs::read_to_string(folder.join("manifest.json")).unwrap();
    let manifest: Value = serde_json::from_str(&text).unwrap();
    let mut checked = 0;
    for row in manifest["rows"].as_array().unwrap() {
        let path = |key: &str| folder.join(row[key].as_str().unwrap());
        if row["filter"] != "mclahe" {
            continue;
        }
        let params = &row["params"];
        if params["kernel"].as_array().unwrap().len() != 3 {
            continue;
        }
        let (voxels, size) = read_volume(&path("input")).unwrap();
        let (wanted, _) = read_volume(&path("expected")).unwrap();
        let found = volume::apply_real(
            &voxels,
            size,
            mclahe_kernel(params),
            &mclahe_params(params),
            None,
            &|| true,
        )
        .unwrap();
        assert_eq!(found.len(), wanted.len());
        let differences = found.iter().zip(&wanted).map(|(a, b)| (a - b).abs());
        let largest = f64::from(differences.fold(0.0, f32::max));
        let tolerance = row["tolerance"].as_f64().unwrap();
        assert!(largest <= tolerance, "{}: {largest}", row["id"]);
        checked += 1;
    }
    assert_eq!(checked, 2);
}
