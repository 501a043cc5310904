//! PET: standardised uptake by body weight from the header, or why there is none.

use std::path::Path;

use negatoscope::study::Plane;
use negatoscope::study::Series;
use negatoscope::study::Suv;
use negatoscope::study::SuvRoute;
use negatoscope::study::Unit;
use negatoscope::study::VoiKind;

use crate::folder::open;
use crate::shared::data;
use crate::shared::json;
use crate::support::dicom::Dicom;

const HALF_LIFE: f64 = 6586.2;

/// Slice `k` of a series of 70 kg and 370 MBq, scanned an hour after the injection; its own slope is
/// `k + 1`.
fn slice(k: u16) -> Dicom {
    let agent = Dicom::empty()
        .text(0x0018, 0x1072, "TM", "110000")
        .text(0x0018, 0x1074, "DS", "370000000")
        .text(0x0018, 0x1075, "DS", &HALF_LIFE.to_string());
    Dicom::ct(k, f64::from(k) * 3.0)
        .text(0x0008, 0x0016, "UI", "1.2.840.10008.5.1.4.1.1.128")
        .text(0x0008, 0x0021, "DA", "20260102")
        .text(0x0008, 0x0022, "DA", "20260102")
        .text(0x0008, 0x0031, "TM", "120000")
        .text(0x0008, 0x0032, "TM", &format!("12{k:02}00"))
        .text(0x0008, 0x0060, "CS", "PT")
        .text(0x0010, 0x1030, "DS", "70")
        .text(0x0028, 0x0051, "CS", "DECY\\ATTN\\SCAT")
        .text(0x0028, 0x1050, "DS", "5000")
        .text(0x0028, 0x1051, "DS", "10001")
        .text(0x0028, 0x1052, "DS", "0")
        .text(0x0028, 0x1053, "DS", &(k + 1).to_string())
        .item(0x0054, 0x0016, agent)
        .text(0x0054, 0x1001, "CS", "BQML")
        .text(0x0054, 0x1102, "CS", "START")
}

fn series_of(change: impl Fn(Dicom) -> Dicom) -> (std::sync::Arc<Series>, Vec<String>) {
    let folder = tempfile::tempdir().expect("a folder");
    for k in 0..3 {
        let path = folder.path().join(format!("{k}.dcm"));
        std::fs::write(path, change(slice(k)).bytes()).expect("written");
    }
    let opened = open(folder.path());
    assert_eq!(opened.series.len(), 1, "{:?}", opened.problems);
    let problems = opened.problems.iter().map(ToString::to_string).collect();
    (opened.series[0].clone(), problems)
}

/// The value of the first pixel of slice `k`.
fn first_value(series: &Series, k: usize) -> f64 {
    let slice = series.slice(Plane::Acquired, k);
    slice
        .lut
        .at(0, 0)
        .value(crate::folder::values(&slice.samples)[0])
}

fn by_hand(seconds: f64) -> f64 {
    70_000.0 / (3.7e8 * 2_f64.powf(-seconds / HALF_LIFE))
}

fn near(found: f64, wanted: f64) -> bool {
    (found / wanted - 1.0).abs() < 1e-9
}

#[test]
fn values_are_uptake_with_the_slope_of_each_slice() {
    let (series, problems) = series_of(|slice| slice);
    assert_eq!(problems, Vec::<String>::new());
    assert_eq!(series.header.unit, Unit::Suv);
    let Some(Suv::Computed {
        factor,
        varies: false,
        route: SuvRoute::Decayed { seconds },
    }) = series.header.facts.suv
    else {
        panic!("{:?}", series.header.facts.suv);
    };
    assert_eq!(seconds, 3600.0);
    assert!(near(factor, by_hand(3600.0)));
    for k in 0..3 {
        let activity = (1000.0 + 100.0 * k as f64) * (k as f64 + 1.0);
        assert!(
            near(first_value(&series, k), activity * factor),
            "slice {k}"
        );
    }
    let VoiKind::Window(window) = &series.header.vois[0].kind else {
        panic!("no window");
    };
    let (low, high) = window.bounds();
    assert!(near(low, -0.5 * factor) && near(high - low, 10_000.0 * factor));
}

#[test]
fn injections_before_midnight_and_later_processing() {
    let late = |slice: Dicom| {
        slice
            .text(0x0008, 0x0031, "TM", "003000")
            .text(0x0008, 0x0032, "TM", "003000")
            .item(
                0x0054,
                0x0016,
                Dicom::empty()
                    .text(0x0018, 0x1072, "TM", "233000.00")
                    .text(0x0018, 0x1074, "DS", "370000000")
                    .text(0x0018, 0x1075, "DS", "6586.2"),
            )
    };
    let (series, _) = series_of(late);
    assert!(near(first_value(&series, 0), 1000.0 * by_hand(3600.0)));
    let (series, _) = series_of(|slice| {
        late(slice).text(0x0008, 0x0031, "TM", "170000").item(
            0x0054,
            0x0016,
            Dicom::empty()
                .text(0x0018, 0x1074, "DS", "370000000")
                .text(0x0018, 0x1075, "DS", "6586.2")
                .text(0x0018, 0x1078, "DT", "20260101233000.000000"),
        )
    });
    assert!(near(first_value(&series, 0), 1000.0 * by_hand(3600.0)));
}

#[test]
fn administered_doses_counts_and_values_given_as_uptake() {
    let (series, _) = series_of(|slice| slice.text(0x0054, 0x1102, "CS", "ADMIN"));
    assert!(near(first_value(&series, 0), 1000.0 * 70_000.0 / 3.7e8));
    let (series, _) = series_of(|slice| {
        slice
            .text(0x0054, 0x1001, "CS", "CNTS")
            .text(0x7053, 0x0010, "LO", "Philips PET Private Group")
            .text(0x7053, 0x1000, "DS", "0.0005")
            .without(0x0010, 0x1030)
    });
    assert!(near(first_value(&series, 1), 1100.0 * 2.0 * 0.0005));
    let (series, problems) = series_of(|slice| slice.text(0x0054, 0x1001, "CS", "GML"));
    assert_eq!((series.header.unit, problems.len()), (Unit::Suv, 0));
    assert_eq!(first_value(&series, 2), 3600.0);
    let (series, problems) = series_of(|slice| {
        slice
            .text(0x0054, 0x1001, "CS", "GML")
            .text(0x0054, 0x1006, "CS", "LBM")
    });
    let kind = Some(Suv::Given {
        kind: "LBM".to_owned(),
    });
    assert_eq!(series.header.facts.suv, kind);
    assert!(problems[0].contains("SUVType"), "{problems:?}");
}

#[test]
fn without_an_element_the_unit_stays_and_the_element_is_named() {
    type Change = fn(Dicom) -> Dicom;
    let cases: [(&str, Change); 5] = [
        ("PatientWeight", |slice| slice.without(0x0010, 0x1030)),
        ("RadionuclideTotalDose", |slice| {
            slice.without(0x0054, 0x0016)
        }),
        ("CorrectedImage", |slice| {
            slice.text(0x0028, 0x0051, "CS", "ATTN")
        }),
        ("DecayCorrection", |slice| {
            slice.text(0x0054, 0x1102, "CS", "NONE")
        }),
        ("DecayCorrection", |slice| slice.without(0x0054, 0x1102)),
    ];
    for (element, change) in cases {
        let (series, problems) = series_of(change);
        assert_eq!(series.header.unit, Unit::BecquerelPerMl, "{element}");
        assert_eq!(first_value(&series, 1), 2200.0, "{element}");
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(
            problems[0].contains(element) && problems[0].contains("2 more files"),
            "{problems:?}"
        );
        let missing = &series.header.facts.suv;
        assert!(
            matches!(missing, Some(Suv::Missing { element: named, .. }) if named.contains(element)),
            "{missing:?}"
        );
    }
}

/// Background and hottest value of each slice of a shared file.
#[test]
fn shared_files_have_the_uptake_of_the_truth() {
    let Some(data) = data() else { return };
    let folder = data.join("pet");
    let truth = json(&folder.join("synth-suv/truth.json"));
    let files = truth["files"].as_object().expect("files");
    for (name, wanted) in files {
        let opened = open(&folder.join(Path::new(name)));
        let series = &opened.series[0];
        assert_eq!(
            series.header.unit,
            Unit::Suv,
            "{name}: {:?}",
            opened.problems
        );
        let slice = series.slice(Plane::Acquired, 0);
        let samples = crate::folder::values(&slice.samples);
        let value = |stored: f64| slice.lut.at(0, 0).value(stored);
        let hot = samples.iter().copied().fold(f64::MIN, f64::max);
        let near = |found: f64, key: &str| {
            let wanted = wanted[key].as_f64().expect("a number");
            (found / wanted - 1.0).abs() < 5e-4
        };
        assert!(near(value(hot), "suvbw_hot"), "{name}: {}", value(hot));
        let background = "suvbw_background";
        let found = samples
            .iter()
            .any(|&stored| near(value(stored), background));
        assert!(found, "{name}");
    }
    assert!(files.len() >= 12);
}
