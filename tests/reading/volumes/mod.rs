//! NIfTI, NRRD and MetaImage: values, places in the patient, and what is said of broken ones.

mod back;
mod meta;
mod nifti;
mod nrrd;

use std::io::Write as _;
use std::sync::Arc;

use negatoscope::study::Plane;
use negatoscope::study::Series;

use crate::folder::Folder;
use crate::folder::values;

/// A NIfTI-1 header and voxels, field by field.
#[derive(Clone)]
struct Nifti {
    dim: Vec<i16>,
    datatype: i16,
    bitpix: i16,
    pixdim: [f32; 4],
    units: u8,
    slope: [f32; 2],
    cal: [f32; 2],
    quaternion: Option<[f32; 6]>,
    srow: Option<[f32; 12]>,
    offset: f32,
    magic: [u8; 4],
    voxels: Vec<u8>,
}

impl Nifti {
    /// Counting 16-bit voxels of 3 x 2 x 2, without a place.
    fn new() -> Self {
        Self {
            dim: vec![3, 3, 2, 2],
            datatype: 4,
            bitpix: 16,
            pixdim: [1.0, 0.5, 0.75, 2.0],
            units: 2,
            slope: [0.0; 2],
            cal: [0.0; 2],
            quaternion: None,
            srow: None,
            offset: 352.0,
            magic: *b"n+1\0",
            voxels: (0_i16..12).flat_map(i16::to_le_bytes).collect(),
        }
    }

    fn header(&self, big: bool) -> Vec<u8> {
        let mut bytes = vec![0; 352];
        let mut put = |at: usize, word: &[u8]| {
            let mut word = word.to_vec();
            if big {
                word.reverse();
            }
            bytes[at..at + word.len()].copy_from_slice(&word);
        };
        put(0, &348_i32.to_le_bytes());
        for (n, size) in self.dim.iter().enumerate() {
            put(40 + 2 * n, &size.to_le_bytes());
        }
        put(70, &self.datatype.to_le_bytes());
        put(72, &self.bitpix.to_le_bytes());
        for (n, mm) in self.pixdim.iter().enumerate() {
            put(76 + 4 * n, &mm.to_le_bytes());
        }
        put(108, &self.offset.to_le_bytes());
        put(112, &self.slope[0].to_le_bytes());
        put(116, &self.slope[1].to_le_bytes());
        put(123, &[self.units]);
        put(124, &self.cal[1].to_le_bytes());
        put(128, &self.cal[0].to_le_bytes());
        if let Some(numbers) = self.quaternion {
            put(252, &1_i16.to_le_bytes());
            for (n, number) in numbers.iter().enumerate() {
                put(256 + 4 * n, &number.to_le_bytes());
            }
        }
        if let Some(numbers) = self.srow {
            put(254, &2_i16.to_le_bytes());
            for (n, number) in numbers.iter().enumerate() {
                put(280 + 4 * n, &number.to_le_bytes());
            }
        }
        bytes[344..348].copy_from_slice(&self.magic);
        bytes
    }

    fn bytes(&self) -> Vec<u8> {
        let mut bytes = self.header(false);
        bytes.extend(&self.voxels);
        bytes
    }
}

/// The same as NIfTI-2, of the fields that the test has.
fn second(nifti: &Nifti) -> Vec<u8> {
    let mut bytes = vec![0; 544];
    let mut put = |at: usize, word: &[u8]| bytes[at..at + word.len()].copy_from_slice(word);
    put(0, &540_i32.to_le_bytes());
    put(4, b"n+2\0\r\n\x1a\n");
    put(12, &nifti.datatype.to_le_bytes());
    put(14, &nifti.bitpix.to_le_bytes());
    for (n, &size) in nifti.dim.iter().enumerate() {
        put(16 + 8 * n, &i64::from(size).to_le_bytes());
    }
    for (n, &mm) in nifti.pixdim.iter().enumerate() {
        put(104 + 8 * n, &f64::from(mm).to_le_bytes());
    }
    put(168, &544_i64.to_le_bytes());
    put(176, &f64::from(nifti.slope[0]).to_le_bytes());
    put(184, &f64::from(nifti.slope[1]).to_le_bytes());
    if let Some(numbers) = nifti.srow {
        put(348, &1_i32.to_le_bytes());
        for (n, &number) in numbers.iter().enumerate() {
            put(400 + 8 * n, &f64::from(number).to_le_bytes());
        }
    }
    put(500, &i32::from(nifti.units).to_le_bytes());
    bytes.extend(&nifti.voxels);
    bytes
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    out.write_all(bytes).expect("packed");
    out.finish().expect("packed")
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    out.write_all(bytes).expect("packed");
    out.finish().expect("packed")
}

/// The series of one file, and what was said of it.
fn opened(name: &str, bytes: Vec<u8>) -> (Vec<Arc<Series>>, Vec<String>) {
    let folder = Folder::of(&[(name, bytes)]);
    let opened = folder.open();
    let problems = folder.problems(&opened);
    (opened.series, problems)
}

/// The only series of a file of which nothing was said.
fn only(bytes: Vec<u8>) -> Arc<Series> {
    let (series, problems) = opened("a.nii", bytes);
    assert_eq!(problems, [""; 0]);
    assert_eq!(series.len(), 1);
    series[0].clone()
}

/// The series of a file and the one thing said of it.
fn doubted(bytes: Vec<u8>) -> (Arc<Series>, String) {
    let (series, mut problems) = opened("a.nii", bytes);
    assert_eq!((series.len(), problems.len()), (1, 1), "{problems:?}");
    let said = problems.remove(0);
    (
        series[0].clone(),
        said.trim_start_matches("a.nii: ").to_owned(),
    )
}

/// Why a file is refused.
fn refused(name: &str, bytes: Vec<u8>) -> String {
    let (series, mut problems) = opened(name, bytes);
    assert_eq!((series.len(), problems.len()), (0, 1), "{problems:?}");
    let said = problems.remove(0);
    said.trim_start_matches(&format!("{name}: ")).to_owned()
}

/// Values of acquired slice `index`.
fn slice(series: &Series, index: usize) -> Vec<f64> {
    let slice = series.slice(Plane::Acquired, index);
    let lut = slice.lut.at(0, 0).clone();
    values(&slice.samples)
        .iter()
        .map(|&v| lut.value(v))
        .collect()
}

const RAS: [f32; 12] = [
    0.5, 0.0, 0.0, -10.0, 0.0, 0.75, 0.0, 20.0, 0.0, 0.0, 2.0, 30.0,
];
