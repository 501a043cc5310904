//! Several images at each position: one series of several phases.

use negatoscope::pipeline::series_histogram;
use negatoscope::read::Opened;
use negatoscope::study::PhaseKind;
use negatoscope::study::Plane;
use negatoscope::study::VoiKind;

use crate::folder::Folder;
use crate::support::dicom::Dicom;
use crate::support::dicom::RLE;
use crate::support::dicom::rle;

/// `slices` slices in `count` phases, each file changed by `tell`, named against their order.
fn folder(slices: u16, count: u16, tell: impl Fn(Dicom, u16, u16) -> Dicom) -> Folder {
    let mut files = Vec::new();
    for phase in 0..count {
        for k in 0..slices {
            let file = Dicom::ct(k + 10 * phase, 3.0 * f64::from(k));
            let name = format!("{}-{}", slices - k, count - phase);
            files.push((name, tell(file, k, phase).bytes()));
        }
    }
    let files: Vec<(&str, Vec<u8>)> = files
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.clone()))
        .collect();
    Folder::of(&files)
}

/// The first stored value of each slice, phase after phase.
fn firsts(opened: &Opened) -> Vec<Vec<f64>> {
    assert_eq!(opened.series.len(), 1, "one series wanted");
    let series = &opened.series[0];
    series
        .phases()
        .map(|phase| {
            let first = |k| phase.slice(Plane::Acquired, k).samples.value(0, 0, 0);
            (0..phase.acquired_count()).map(first).collect()
        })
        .collect()
}

#[test]
fn phases_are_told_apart_by_what_the_files_say() {
    type Tell = fn(Dicom, u16) -> Dicom;
    let ways: [(Tell, PhaseKind, [&str; 3]); 5] = [
        (
            |file, phase| file.text(0x0020, 0x0100, "IS", &(phase + 1).to_string()),
            PhaseKind::TemporalPosition,
            ["1", "2", "3"],
        ),
        (
            |file, phase| file.text(0x0018, 0x0086, "IS", &(phase + 1).to_string()),
            PhaseKind::Echo,
            ["1", "2", "3"],
        ),
        (
            |file, phase| {
                file.text(
                    0x0018,
                    0x0081,
                    "DS",
                    ["4.6", "9.2", "13.8"][usize::from(phase)],
                )
            },
            PhaseKind::EchoTime,
            ["4.6", "9.2", "13.8"],
        ),
        (
            |file, phase| file.text(0x0020, 0x0012, "IS", &(phase + 4).to_string()),
            PhaseKind::Acquisition,
            ["4", "5", "6"],
        ),
        // Values are put in the order of numbers.
        (
            |file, phase| {
                let time = ["90000", "100000.5", "110000"][usize::from(phase)];
                file.text(0x0008, 0x0033, "TM", time)
            },
            PhaseKind::ContentTime,
            ["90000", "100000.5", "110000"],
        ),
    ];
    for (tell, kind, values) in ways {
        let folder = folder(4, 3, |file, _, phase| tell(file, phase));
        let opened = folder.open();
        assert_eq!(folder.problems(&opened), [""; 0], "{kind:?}");
        let wanted = [0.0, 1000.0, 2000.0]
            .map(|more| [1000.0, 1100.0, 1200.0, 1300.0].map(|first| first + more));
        assert_eq!(firsts(&opened), wanted, "{kind:?}");
        let series = &opened.series[0];
        let header = &series.header;
        assert_eq!((header.size, header.phase_count()), ([4, 3, 4], 3));
        assert_eq!(header.split_reason, None);
        let phases = header.phases.as_ref().expect("phases");
        assert_eq!(phases.kind, kind);
        assert_eq!(phases.values.to_vec(), values);
        for (at, phase) in series.phases().enumerate() {
            assert_eq!(phase.header.phase(), at);
            assert_eq!(phase.header.id, header.id);
            let cut = phase
                .slice(Plane::Coronal, 1)
                .cut
                .expect("cut from a series");
            assert_eq!((cut.plane, cut.index, cut.phase), (Plane::Coronal, 1, at));
            let counts = series_histogram(phase, &|_, _| {}, &|| true).expect("counts");
            assert_eq!(counts.min(), Some(1000.0 * at as f64 - 24.0));
        }
        assert_eq!(series.bytes(), 3 * 4 * 12 * 2);
    }
}

#[test]
fn images_that_nothing_tells_apart_are_dealt_out_and_that_is_said() {
    let opened = folder(3, 2, |file, k, phase| {
        let number = 1 + k + 100 * phase;
        file.text(0x0020, 0x0013, "IS", &number.to_string())
    })
    .open();
    assert_eq!(firsts(&opened)[1], [2000.0, 2100.0, 2200.0]);
    let phases = opened.series[0].header.phases.as_ref().expect("phases");
    assert_eq!((phases.kind, phases.values.len()), (PhaseKind::Order, 2));
    let said = opened.problems.iter().any(|problem| {
        problem.element == "(0020,0013) InstanceNumber" && problem.reason.contains("2 images")
    });
    assert!(said, "{:?}", opened.problems);
}

#[test]
fn each_phase_has_its_own_window() {
    let opened = folder(3, 2, |file, _, phase| {
        let file = file.text(0x0020, 0x0100, "IS", &(phase + 1).to_string());
        file.text(0x0028, 0x1050, "DS", ["40", "900"][usize::from(phase)])
            .text(0x0028, 0x1051, "DS", "400")
    })
    .open();
    let centres: Vec<f64> = opened.series[0]
        .phases()
        .map(|phase| match phase.slice(Plane::Axial, 0).vois[0].kind {
            VoiKind::Window(window) => window.center(),
            VoiKind::Lut(_) => f64::NAN,
        })
        .collect();
    assert_eq!(centres, [40.0, 900.0]);
}

#[test]
fn a_slice_that_is_broken_in_one_phase_leaves_all() {
    let opened = folder(4, 2, |file, k, phase| {
        let words: Vec<u16> = (0..12).map(|n| 1000 + 100 * (k + 10 * phase) + n).collect();
        let mut stream = rle(&words);
        if (k, phase) == (1, 1) {
            stream.truncate(80);
        }
        file.text(0x0020, 0x0100, "IS", &(phase + 1).to_string())
            .fragments(RLE, &[stream])
    })
    .open();
    let left = [1000.0, 1200.0, 1300.0];
    assert_eq!(firsts(&opened), [left, left.map(|first| first + 1000.0)]);
    let header = &opened.series[0].header;
    assert!(header.doubtful);
    assert_eq!((header.size[2], header.phase_count()), (3, 2));
    let along = opened.problems.iter();
    let along = along.filter(|problem| problem.reason.contains("1 readable slices go"));
    assert_eq!(along.count(), 1, "{:?}", opened.problems);
}

#[test]
fn unequal_counts_are_duplicates_and_no_phases() {
    let opened = folder(3, 2, |file, k, phase| {
        // The second phase has no slice at the third position: it lies with the second.
        let z = if (k, phase) == (2, 1) {
            3.0
        } else {
            3.0 * f64::from(k)
        };
        file.text(0x0020, 0x0032, "DS", &format!("-10\\-20\\{z}"))
    })
    .open();
    assert_eq!(firsts(&opened).len(), 1);
    assert_eq!(opened.series[0].header.phases, None);
}
