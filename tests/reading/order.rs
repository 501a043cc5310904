//! Order, spacing, splitting and what is said about it.

use negatoscope::read::Found;
use negatoscope::read::Options;
use negatoscope::study::Content;
use negatoscope::study::Plane;
use negatoscope::study::Regularity;
use negatoscope::study::Unit;

use crate::folder::Folder;
use crate::folder::is_volume;
use crate::folder::open_telling;
use crate::folder::values;
use crate::support::dicom::Dicom;

/// Slices at the given heights, named so that names and instance numbers mislead.
fn slices(heights: &[f64]) -> Folder {
    let files: Vec<(String, Vec<u8>)> = heights
        .iter()
        .enumerate()
        .map(|(k, &z)| {
            let name = format!("{:02}.dcm", (k * 7) % heights.len());
            (name, Dicom::ct(k as u16, z).bytes())
        })
        .collect();
    let files: Vec<(&str, Vec<u8>)> = files
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.clone()))
        .collect();
    Folder::of(&files)
}

#[test]
fn slices_are_sorted_by_position_and_spaced_by_it() {
    let folder = slices(&[0.0, 3.0, 6.0, 9.0, 12.0]);
    let opened = folder.open();
    assert_eq!(folder.problems(&opened), [""; 0]);
    let [series] = opened.series.as_slice() else {
        panic!("one series wanted");
    };
    let header = &series.header;
    assert_eq!(header.size, [4, 3, 5]);
    assert_eq!(header.unit, Unit::Hu);
    assert_eq!(header.number, Some(7));
    assert_eq!(header.facts.files, 5);
    assert_eq!(header.vois.len(), 2);
    let geometry = header.geometry.as_ref().expect("a volume");
    // Pixel Spacing is row spacing first; Slice Thickness 2.5 does not matter.
    assert_eq!(geometry.spacing_mm, [0.25, 0.5, 3.0]);
    assert_eq!(geometry.regularity, Regularity::Regular);
    assert_eq!(geometry.point([0.0, 0.0, 4.0]), [-10.0, -20.0, 12.0]);
    for k in 0..5 {
        let slice = series.slice(Plane::Acquired, k);
        assert_eq!(slice.samples.value(3, 2, 0), 1023.0 + 100.0 * k as f64);
        assert_eq!(slice.lut.at(0, 0).value(1024.0), 0.0);
    }
}

#[test]
fn the_middle_slice_comes_before_the_series() {
    let folder = slices(&[0.0, 3.0, 6.0, 9.0]);
    let (_, news) = open_telling(folder.path(), &Options::default());
    let place = |wanted: fn(&Found) -> bool| news.iter().position(wanted).expect("reported");
    let listed = place(|n| matches!(n, Found::Listed(_)));
    let first = place(|n| matches!(n, Found::First { .. }));
    let read = place(|n| matches!(n, Found::Read(_)));
    assert!(listed < first && first < read);
    let Found::First { index, slice, .. } = &news[first] else {
        panic!("place is right");
    };
    let Found::Read(series) = &news[read] else {
        panic!("place is right");
    };
    assert_eq!(*index, 2);
    assert_eq!(slice.samples, series.slice(Plane::Acquired, 2).samples);
    let last = news.iter().rev().find_map(|n| match n {
        Found::Progress { done, of } => Some((*done, *of)),
        _ => None,
    });
    assert_eq!(last, Some((4, 4)));
}

#[test]
fn headers_alone_decode_nothing() {
    let folder = slices(&[0.0, 3.0]);
    let options = Options {
        headers_only: true,
        ..Options::default()
    };
    let (opened, news) = open_telling(folder.path(), &options);
    assert!(opened.series.is_empty());
    assert_eq!(opened.scanned.images, 2);
    let headers: Vec<_> = news
        .iter()
        .filter_map(|n| match n {
            Found::Listed(header) => Some(header.size),
            _ => None,
        })
        .collect();
    assert_eq!(headers, [[4, 3, 2]]);
}

#[test]
fn a_missing_slice_is_named_with_its_place() {
    let folder = slices(&[0.0, 3.0, 9.0, 12.0, 15.0]);
    let opened = folder.open();
    let problems = folder.problems(&opened);
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(
        problems[0].ends_with(
            "(0020,0032) ImagePositionPatient: 1 missing between slices 2 and 3 \
             (6.00 mm, else 3.00 mm)"
        ),
        "{problems:?}"
    );
    let header = &opened.series[0].header;
    assert!(header.doubtful);
    let geometry = header.geometry.as_ref().expect("a volume");
    assert_eq!(geometry.regularity, Regularity::Uneven);
}

#[test]
fn without_positions_slices_are_a_stack_and_that_is_said() {
    let file = |k: u16| {
        let file = Dicom::ct(k, 0.0).without(0x0020, 0x0032);
        file.text(0x0020, 0x0013, "IS", &k.to_string()).bytes()
    };
    let folder = Folder::of(&[("b", file(2)), ("a", file(1)), ("c", file(0))]);
    let opened = folder.open();
    assert_eq!(
        folder.problems(&opened),
        [
            "c: (0020,0032) ImagePositionPatient: missing, the order is that of Slice Location or \
             Instance Number"
        ]
    );
    let series = &opened.series[0];
    assert!(!is_volume(series));
    let first: Vec<f64> = (0..3)
        .map(|k| series.slice(Plane::Acquired, k).samples.value(0, 0, 0))
        .collect();
    assert_eq!(first, [1000.0, 1100.0, 1200.0]);
}

#[test]
fn one_slice_with_a_place_is_a_volume_as_thick_as_it_says() {
    let folder = Folder::of(&[("a", Dicom::ct(0, 5.0).bytes())]);
    let opened = folder.open();
    let geometry = opened.series[0].header.geometry.as_ref().expect("a volume");
    assert_eq!(geometry.spacing_mm[2], 2.5);
}

#[test]
fn what_cannot_be_one_stack_stands_apart_with_a_reason() {
    let sagittal = Dicom::ct(8, 0.0).text(0x0020, 0x0037, "DS", "0\\1\\0\\0\\0\\-1");
    let large = Dicom::ct(9, 30.0).words(0x0028, 0x0010, &[4]).set(
        0x7FE0,
        0x0010,
        "OW",
        crate::support::dicom::Value::Words(vec![7; 16]),
    );
    let folder = Folder::of(&[
        ("1", Dicom::ct(0, 0.0).bytes()),
        ("2", Dicom::ct(1, 3.0).bytes()),
        ("3", sagittal.bytes()),
        ("4", large.bytes()),
    ]);
    let opened = folder.open();
    let mut reasons: Vec<_> = opened
        .series
        .iter()
        .map(|s| (s.header.size[2], s.header.split_reason.clone()))
        .collect();
    reasons.sort();
    assert_eq!(
        reasons,
        [
            (1, Some("4 x 4 pixels".to_owned())),
            (1, Some("another orientation".to_owned())),
            (2, None),
        ]
    );
    assert_eq!(
        folder.problems(&opened),
        ["4: (0028,0010) Rows: 4 x 4 pixels, but most of the series has 4 x 3"]
    );
    let ids: std::collections::HashSet<_> = opened.series.iter().map(|s| &s.header.id).collect();
    assert_eq!(ids.len(), 3);
}

#[test]
fn duplicates_are_left_out_and_reported() {
    let other = Dicom::ct(5, 3.0);
    let folder = Folder::of(&[
        ("1", Dicom::ct(0, 0.0).bytes()),
        ("2", Dicom::ct(1, 3.0).bytes()),
        ("3", Dicom::ct(1, 3.0).bytes()),
        ("4", Dicom::ct(2, 6.0).bytes()),
        ("5", other.text(0x0020, 0x0013, "IS", "200").bytes()),
    ]);
    let opened = folder.open();
    let prefix = folder.path().display();
    assert_eq!(
        folder.problems(&opened),
        ["5: (0020,0032) ImagePositionPatient: the same as that of 2, which is shown"]
    );
    let twin =
        format!("{prefix}/3: (0008,0018) SOPInstanceUID: the same file as {prefix}/2, used once");
    assert!(opened.problems.iter().any(|p| p.to_string() == twin));
    assert_eq!(opened.series[0].header.size[2], 3);
}

#[test]
fn a_broken_slice_leaves_the_others_a_volume() {
    let cut = {
        let mut bytes = Dicom::ct(2, 6.0).bytes();
        bytes.truncate(bytes.len() - 10);
        bytes
    };
    let folder = Folder::of(&[
        ("1", Dicom::ct(0, 0.0).bytes()),
        ("2", Dicom::ct(1, 3.0).bytes()),
        ("3", cut),
        ("4", Dicom::ct(3, 9.0).bytes()),
        ("notes.txt", b"nothing".to_vec()),
    ]);
    let opened = folder.open();
    assert_eq!(
        folder.problems(&opened),
        [
            "1: (0020,0032) ImagePositionPatient: uneven steps between slices, 3.00 to 6.00 mm",
            "3: (7FE0,0010) PixelData: 14 bytes present, but 24 needed for 4 x 3 of 16 bits",
        ]
    );
    assert_eq!(opened.series[0].header.size[2], 3);
    let scanned = opened.scanned;
    assert_eq!(
        (scanned.files, scanned.images, scanned.other, scanned.failed),
        (5, 3, 1, 1)
    );
}

#[test]
fn a_slice_whose_stream_is_broken_is_taken_out_of_its_volume() {
    let words = |k: u16| (0..12).map(|n| 1000 + 100 * k + n).collect::<Vec<u16>>();
    let file = |k: u16, stream: Vec<u8>| {
        Dicom::ct(k, 3.0 * f64::from(k))
            .fragments(crate::support::dicom::RLE, &[stream])
            .bytes()
    };
    let good = |k: u16| file(k, crate::support::dicom::rle(&words(k)));
    let mut broken = crate::support::dicom::rle(&words(2));
    broken.truncate(80);
    let folder = Folder::of(&[
        ("1", good(0)),
        ("2", good(1)),
        ("3", file(2, broken)),
        ("4", good(3)),
        ("5", good(4)),
    ]);
    let opened = folder.open();
    assert_eq!(
        folder.problems(&opened),
        ["3: (7FE0,0010) PixelData: RLE segment 2: 1 bytes, but 12 needed"]
    );
    let series = &opened.series[0];
    assert!(series.header.doubtful);
    let geometry = series.header.geometry.as_ref().expect("a volume");
    assert_eq!((geometry.size[2], geometry.along_mm(2)), (4, 9.0));
    let Content::Volume(volume) = &series.content else {
        panic!("a volume wanted");
    };
    let first: Vec<f64> = values(&volume.voxels).into_iter().step_by(12).collect();
    assert_eq!(first, [1000.0, 1100.0, 1300.0, 1400.0]);
}

#[test]
fn work_stops_when_told_to() {
    let folder = slices(&[0.0, 3.0]);
    let source = negatoscope::read::paths(&[folder.path().to_owned()]);
    let opened = negatoscope::read::open(&source, &Options::default(), &|_| (), &|| false);
    assert!(opened.series.is_empty());
}

#[test]
fn embedded_files_open_like_a_folder() {
    let files = [(0, 0.0), (1, 3.0)].map(|(k, z)| {
        let bytes: &'static [u8] = Dicom::ct(k, z).bytes().leak();
        (format!("sample/{k}.dcm"), bytes)
    });
    let source = negatoscope::read::embedded(files.to_vec());
    let opened = negatoscope::read::open(&source, &Options::default(), &|_| (), &|| true);
    assert!(opened.problems.is_empty());
    assert_eq!(opened.series[0].header.size, [4, 3, 2]);
}
