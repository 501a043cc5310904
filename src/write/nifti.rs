//! NIfTI-1 in one file (`.nii`): the header's 348 bytes, no extension, then the voxels.
//!
//! Layout and codes: `nifti1.h` (Cox et al., 2004). NIfTI's patient axes are RAS: x to the right, y to
//! the front, z to the head, so x and y are those of DICOM with the sign changed.

use std::io;
use std::io::Write;

use super::array::little_endian;
use crate::for_samples;
use crate::pixels::SampleType;
use crate::pixels::Samples;
use crate::study::Geometry;
use crate::study::Point3;
use crate::study::Regularity;
use crate::study::cross;
use crate::study::dot;

/// Bytes of the header; the voxels begin after four more that say "no extension".
const HEADER: usize = 348;

/// Why planes of this kind are no NIfTI file; `None` where they are one.
pub(super) fn refusal(planes: &[Samples], geometry: Option<&Geometry>) -> Option<String> {
    let first = planes.first()?;
    let sizes = [first.width(), first.height(), planes.len()];
    if sizes.iter().any(|&size| size > i16::MAX as usize) {
        let [columns, rows, slices] = sizes;
        return Some(format!(
            "{columns} x {rows} x {slices} voxels, NIfTI-1 holds 32767 in each direction"
        ));
    }
    if datatype(first).is_none() {
        let name = first.sample_type().name();
        return Some(format!("colour of type {name} does not fit a NIfTI file"));
    }
    let uneven = geometry.is_some_and(|geometry| geometry.regularity == Regularity::Uneven);
    uneven.then(|| "its slices stand at unequal steps, which NIfTI cannot tell".to_owned())
}

/// Writes planes of one size and type as x, y, z; where they lie in the patient only where the files
/// stated it. [`refusal`] says what is wrong with others.
pub(super) fn nii(
    planes: &[Samples],
    geometry: Option<&Geometry>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let header = planes
        .first()
        .and_then(|first| header(first, planes.len(), geometry))
        .ok_or_else(|| io::Error::other("the planes do not fit a NIfTI file"))?;
    out.write_all(&header)?;
    out.write_all(&[0; 4])?;
    for plane in planes {
        for_samples!(plane, image => little_endian(image, out))?;
    }
    Ok(())
}

/// NIfTI's code of the voxels.
fn datatype(samples: &Samples) -> Option<i16> {
    const RGB24: i16 = 128;
    match (samples.sample_type(), samples.channels()) {
        (SampleType::U8, 3) => Some(RGB24),
        (_, 2..) => None,
        (SampleType::U8, _) => Some(2),
        (SampleType::I16, _) => Some(4),
        (SampleType::I32, _) => Some(8),
        (SampleType::F32, _) => Some(16),
        (SampleType::F64, _) => Some(64),
        (SampleType::I8, _) => Some(256),
        (SampleType::U16, _) => Some(512),
        (SampleType::U32, _) => Some(768),
    }
}

fn header(first: &Samples, slices: usize, geometry: Option<&Geometry>) -> Option<[u8; HEADER]> {
    const MILLIMETRES: u8 = 2;
    const SCANNER: i16 = 1;
    let spacing = geometry.map_or([1.0; 3], |geometry| geometry.spacing_mm);
    let mut bytes = Bytes([0; HEADER]);
    bytes.put(0, (HEADER as i32).to_le_bytes());
    // `refusal` tells of sizes beyond i16.
    let dim = [3, first.width(), first.height(), slices, 1, 1, 1, 1];
    for (at, size) in dim.into_iter().enumerate() {
        bytes.put(40 + 2 * at, (size as i16).to_le_bytes());
    }
    let bits = first.sample_type().bytes() * first.channels() * 8;
    bytes.put(70, datatype(first)?.to_le_bytes());
    bytes.put(72, (bits as i16).to_le_bytes());
    let vox_offset = (HEADER + 4) as f32;
    bytes.put(108, vox_offset.to_le_bytes());
    // scl_slope: the voxels are the values.
    bytes.real(112, 1.0);
    bytes.put(148, *b"Negatoscope");
    bytes.put(344, *b"n+1\0");
    let affine = geometry.map(ras_from_voxel);
    let rotation = affine.and_then(|affine| rotation(&affine, spacing));
    // pixdim[0]: the third axis is not turned over.
    bytes.real(76, 1.0);
    for (at, spacing) in spacing.into_iter().enumerate() {
        bytes.real(80 + 4 * at, spacing);
    }
    if geometry.is_some() {
        bytes.put(123, [MILLIMETRES]);
    }
    if let Some(affine) = affine.filter(|_| geometry.is_some_and(|geometry| geometry.oriented)) {
        bytes.put(254, SCANNER.to_le_bytes());
        for (row, numbers) in affine.into_iter().enumerate() {
            for (column, number) in numbers.into_iter().enumerate() {
                bytes.real(280 + 16 * row + 4 * column, number);
            }
        }
        if let Some(quaternion) = rotation {
            bytes.put(252, SCANNER.to_le_bytes());
            let offset = affine.map(|row| row[3]);
            for (at, number) in quaternion.into_iter().chain(offset).enumerate() {
                bytes.real(256 + 4 * at, number);
            }
        }
    }
    Some(bytes.0)
}

struct Bytes([u8; HEADER]);

impl Bytes {
    fn put<const N: usize>(&mut self, at: usize, bytes: [u8; N]) {
        self.0[at..at + N].copy_from_slice(&bytes);
    }

    /// A number as NIfTI has them, in single precision.
    fn real(&mut self, at: usize, number: f64) {
        self.put(at, (number as f32).to_le_bytes());
    }
}

/// Rows of the matrix from column, row and slice (from 0) to millimetres in RAS.
fn ras_from_voxel(geometry: &Geometry) -> [[f64; 4]; 3] {
    let origin = geometry.origins.first().copied().unwrap_or_default();
    let last = geometry.origins.len().saturating_sub(1);
    // Slices of a gantry tilt do not stand along the normal; the mean step has it.
    let step: Point3 = match geometry.origins.last() {
        Some(top) if last > 0 => std::array::from_fn(|n| (top[n] - origin[n]) / last as f64),
        _ => geometry.normal.map(|part| part * geometry.spacing_mm[2]),
    };
    let signs = [-1.0, -1.0, 1.0];
    std::array::from_fn(|n| {
        let row = geometry.row[n] * geometry.spacing_mm[0];
        let column = geometry.column[n] * geometry.spacing_mm[1];
        // Adding 0 makes 0 of −0.
        [row, column, step[n], origin[n]].map(|part| part * signs[n] + 0.0)
    })
}

/// The quaternion b, c, d of an affine whose axes stand at right angles; `None` for a sheared one.
/// Slices are sorted along the normal, so that none turns the third axis over.
fn rotation(affine: &[[f64; 4]; 3], spacing: Point3) -> Option<Point3> {
    let axis =
        |column: usize| -> Point3 { std::array::from_fn(|n| affine[n][column] / spacing[column]) };
    let (x, y, z) = (axis(0), axis(1), axis(2));
    let along = dot(cross(x, y), z) / dot(z, z).sqrt();
    // A tenth of a degree off the normal, as for "regular".
    if 1.0 - along > 2e-6 || dot(x, y).abs() > 1e-4 {
        return None;
    }
    let trace = x[0] + y[1] + z[2];
    // From the largest of the four, so that nothing small is divided by.
    let squares = [
        1.0 + trace,
        1.0 + x[0] - y[1] - z[2],
        1.0 - x[0] + y[1] - z[2],
        1.0 - x[0] - y[1] + z[2],
    ];
    let largest = (1..4).fold(
        0,
        |best, n| if squares[n] > squares[best] { n } else { best },
    );
    let part = 0.5 * squares[largest].sqrt();
    let over = 0.25 / part;
    let (zy, xz, yx) = (y[2] - z[1], z[0] - x[2], x[1] - y[0]);
    let (xy, zx, yz) = (x[1] + y[0], x[2] + z[0], y[2] + z[1]);
    let [a, b, c, d] = match largest {
        0 => [part, zy * over, xz * over, yx * over],
        1 => [zy * over, part, xy * over, zx * over],
        2 => [xz * over, xy * over, part, yz * over],
        _ => [yx * over, zx * over, yz * over, part],
    };
    // The header leaves a out and takes it as positive.
    let sign = if a < 0.0 { -1.0 } else { 1.0 };
    Some([b * sign, c * sign, d * sign])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pixels::Image;

    fn real(bytes: &[u8], at: usize) -> f32 {
        f32::from_le_bytes(bytes[at..at + 4].try_into().unwrap())
    }

    fn short(bytes: &[u8], at: usize) -> i16 {
        i16::from_le_bytes([bytes[at], bytes[at + 1]])
    }

    fn planes() -> Vec<Samples> {
        let plane = |first| Samples::I16(Image::grey(3, 2, (first..first + 6).collect()));
        vec![plane(-1), plane(100)]
    }

    fn geometry(row: Point3, column: Point3, step: Point3) -> Geometry {
        let origins = vec![
            [10.0, 20.0, -30.0],
            [10.0 + step[0], 20.0 + step[1], -30.0 + step[2]],
        ];
        Geometry::new([3, 2, 2], row, column, [0.5, 0.75], origins, 1.0)
    }

    #[test]
    fn an_axial_volume_lies_where_dicom_has_it_with_two_signs_changed() {
        let axial = geometry([1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 2.5]);
        let mut bytes = Vec::new();
        nii(&planes(), Some(&axial), &mut bytes).unwrap();
        assert_eq!(bytes.len(), 352 + 24);
        assert_eq!(
            (short(&bytes, 0), &bytes[344..352]),
            (348, &b"n+1\0\0\0\0\0"[..])
        );
        assert_eq!(
            [40, 42, 44, 46, 48].map(|at| short(&bytes, at)),
            [3, 3, 2, 2, 1]
        );
        assert_eq!((short(&bytes, 70), short(&bytes, 72)), (4, 16));
        assert_eq!(
            [76, 80, 84, 88].map(|at| real(&bytes, at)),
            [1.0, 0.5, 0.75, 2.5]
        );
        assert_eq!(
            (real(&bytes, 108), real(&bytes, 112), bytes[123]),
            (352.0, 1.0, 2)
        );
        assert_eq!((short(&bytes, 252), short(&bytes, 254)), (1, 1));
        let srow: Vec<f32> = (0..12).map(|n| real(&bytes, 280 + 4 * n)).collect();
        assert_eq!(
            srow,
            [
                -0.5, 0.0, 0.0, -10.0, 0.0, -0.75, 0.0, -20.0, 0.0, 0.0, 2.5, -30.0
            ]
        );
        // Half a turn about z.
        let quaternion: Vec<f32> = (0..6).map(|n| real(&bytes, 256 + 4 * n)).collect();
        assert_eq!(quaternion, [0.0, 0.0, 1.0, -10.0, -20.0, -30.0]);
        let voxels: Vec<i16> = (0..12).map(|n| short(&bytes, 352 + 2 * n)).collect();
        assert_eq!(voxels, [-1, 0, 1, 2, 3, 4, 100, 101, 102, 103, 104, 105]);
    }

    /// The rotation of a quaternion as `nifti1.h` has it.
    fn matrix([b, c, d]: Point3) -> [[f64; 3]; 3] {
        let a = (1.0 - (b * b + c * c + d * d)).max(0.0).sqrt();
        [
            [
                a * a + b * b - c * c - d * d,
                2.0 * (b * c - a * d),
                2.0 * (b * d + a * c),
            ],
            [
                2.0 * (b * c + a * d),
                a * a + c * c - b * b - d * d,
                2.0 * (c * d - a * b),
            ],
            [
                2.0 * (b * d - a * c),
                2.0 * (c * d + a * b),
                a * a + d * d - c * c - b * b,
            ],
        ]
    }

    #[test]
    fn quaternion_and_matrix_say_the_same() {
        let tilted = (0.3_f64.cos(), 0.3_f64.sin());
        for (row, column) in [
            ([1.0, 0.0, 0.0], [0.0, 1.0, 0.0]),
            ([1.0, 0.0, 0.0], [0.0, 0.0, -1.0]),
            ([0.0, 1.0, 0.0], [0.0, 0.0, -1.0]),
            ([0.0, -1.0, 0.0], [1.0, 0.0, 0.0]),
            ([-1.0, 0.0, 0.0], [0.0, tilted.0, tilted.1]),
            ([tilted.0, tilted.1, 0.0], [-tilted.1, tilted.0, 0.0]),
        ] {
            let normal = cross(row, column);
            let geometry = geometry(row, column, normal.map(|part| part * 2.0));
            let affine = ras_from_voxel(&geometry);
            let matrix = matrix(rotation(&affine, geometry.spacing_mm).unwrap());
            for n in 0..3 {
                for column in 0..3 {
                    let found = matrix[n][column] * geometry.spacing_mm[column];
                    assert!(
                        (found - affine[n][column]).abs() < 1e-9,
                        "{row:?} {column:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_tilted_gantry_has_a_matrix_and_no_quaternion() {
        let tilted = geometry([1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 1.0, 2.5]);
        let mut bytes = Vec::new();
        nii(&planes(), Some(&tilted), &mut bytes).unwrap();
        assert_eq!((short(&bytes, 252), short(&bytes, 254)), (0, 1));
        // The step from slice to slice goes to the back: −1 towards the front.
        assert_eq!(real(&bytes, 296 + 8), -1.0);
    }

    #[test]
    fn what_does_not_fit_is_told() {
        let planes = planes();
        assert_eq!(refusal(&planes, None), None);
        let rgb16 = Samples::U16(Image::new(1, 1, 3, vec![1, 2, 3]));
        assert_eq!(
            refusal(&[rgb16], None).unwrap(),
            "colour of type u16 does not fit a NIfTI file"
        );
        let rgb8 = Samples::U8(Image::new(1, 1, 3, vec![1, 2, 3]));
        assert_eq!(refusal(&[rgb8], None), None);
        let mut uneven = geometry([1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 2.5]);
        uneven.regularity = Regularity::Uneven;
        assert!(
            refusal(&planes, Some(&uneven))
                .unwrap()
                .contains("unequal steps")
        );
        let mut bytes = Vec::new();
        nii(&planes, None, &mut bytes).unwrap();
        assert_eq!(
            (short(&bytes, 252), short(&bytes, 254), bytes[123]),
            (0, 0, 0)
        );
    }
}
