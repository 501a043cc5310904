//! RT dose: gray by the grid's scaling, planes at the grid's offsets.

use negatoscope::study::Plane;
use negatoscope::study::Regularity;
use negatoscope::study::Unit;

use crate::folder::is_volume;
use crate::folder::single;
use crate::support::dicom::BIG_ENDIAN;
use crate::support::dicom::Dicom;
use crate::support::dicom::EXPLICIT;
use crate::support::dicom::Value;

/// Three planes of 4 x 3 points of 32 bits, whose values are 100 000 for each plane and 1 for each
/// point, in thousandths of a gray.
fn dose(syntax: &str, offsets: &str) -> Dicom {
    let values = (0..36_u32).map(|n| 100_000 * (n / 12) + n % 12);
    let bytes = values.flat_map(|v| {
        if syntax == BIG_ENDIAN {
            v.to_be_bytes()
        } else {
            v.to_le_bytes()
        }
    });
    let file = Dicom::ct(0, 5.0)
        .text(0x0008, 0x0016, "UI", "1.2.840.10008.5.1.4.1.1.481.2")
        .text(0x0008, 0x0060, "CS", "RTDOSE")
        .text(0x0028, 0x0008, "IS", "3")
        .words(0x0028, 0x0100, &[32])
        .words(0x0028, 0x0101, &[32])
        .words(0x0028, 0x0102, &[31])
        .without(0x0028, 0x1052)
        .without(0x0028, 0x1053)
        .text(0x3004, 0x0002, "CS", "GY")
        .text(0x3004, 0x000C, "DS", offsets)
        .text(0x3004, 0x000E, "DS", "0.001")
        .set(0x7FE0, 0x0010, "OW", Value::Bytes(bytes.collect()));
    file.syntax(syntax)
}

#[test]
fn a_dose_is_a_volume_in_gray() {
    for syntax in [EXPLICIT, BIG_ENDIAN] {
        let (series, problems) = single(dose(syntax, "0\\4\\8").bytes());
        assert_eq!(problems, [""; 0]);
        assert!(is_volume(&series));
        let header = &series.header;
        assert_eq!((header.unit, header.unit.symbol()), (Unit::Gray, "Gy"));
        let geometry = header.geometry.as_ref().expect("a volume");
        assert_eq!(geometry.spacing_mm, [0.25, 0.5, 4.0]);
        assert_eq!(geometry.point([0.0, 0.0, 2.0]), [-10.0, -20.0, 13.0]);
        let slice = series.slice(Plane::Coronal, 1);
        let value = |x, y| slice.lut.at(x, y).value(slice.samples.value(x, y, 0));
        // The head is up, so that the last plane is the first row.
        assert!((value(3, 0) - 200.007).abs() < 1e-9);
        assert!((value(0, 2) - 0.004).abs() < 1e-9);
    }
}

#[test]
fn offsets_may_be_coordinates_and_run_downwards() {
    let (series, _) = single(dose(EXPLICIT, "5\\9\\17").bytes());
    let geometry = series.header.geometry.clone().expect("a volume");
    assert_eq!(geometry.regularity, Regularity::Uneven);
    assert_eq!(geometry.point([0.0, 0.0, 2.0])[2], 17.0);
    let (series, _) = single(dose(EXPLICIT, "0\\-4\\-8").bytes());
    let geometry = series.header.geometry.clone().expect("a volume");
    assert_eq!(geometry.origins[0][2], -3.0);
    let lowest = series.slice(Plane::Acquired, 0);
    assert_eq!(lowest.samples.value(0, 0, 0), 200_000.0);
}

#[test]
fn offsets_that_do_not_fit_leave_a_stack_of_pictures() {
    for offsets in ["0\\4", "0\\nan\\8", "0\\0\\0"] {
        let (series, problems) = single(dose(EXPLICIT, offsets).bytes());
        assert!(!is_volume(&series), "{offsets}");
        let said = problems.iter().any(|line| {
            line.contains("(3004,000C) GridFrameOffsetVector") && line.contains("each of 3 frames")
        });
        assert_eq!(said, offsets != "0\\0\\0", "{problems:?}");
        assert_eq!(series.header.size, [4, 3, 3], "{problems:?}");
        assert_eq!(series.header.unit, Unit::Gray);
    }
}
