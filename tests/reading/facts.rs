//! What a curator asks: views, postures, compression, bits, millimetres, marks.

use std::sync::Arc;

use negatoscope::study::Facts;
use negatoscope::study::Posture;
use negatoscope::study::SeriesHeader;
use negatoscope::study::SpacingSource;
use negatoscope::study::ViewDoubt;

use crate::folder::open;
use crate::support::dicom::Dicom;
use crate::support::dicom::Value;

fn header_of(file: &Dicom) -> Arc<SeriesHeader> {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("a.dcm"), file.bytes()).expect("written");
    let opened = open(folder.path());
    assert_eq!(opened.series.len(), 1, "{:?}", opened.problems);
    opened.series[0].header.clone()
}

fn facts_of(file: &Dicom) -> Facts {
    header_of(file).facts.clone()
}

fn marks_of(file: &Dicom) -> Vec<String> {
    let marks = header_of(file).marks();
    marks.iter().map(|mark| mark.word().into_owned()).collect()
}

fn coded(group: u16, element: u16, file: Dicom, code: &str) -> Dicom {
    let item = Dicom::empty().text(0x0008, 0x0100, "SH", code);
    file.item(group, element, item)
}

#[test]
fn the_view_is_stated_coded_or_guessed() {
    let film = Dicom::radiograph;
    let stated = film().text(0x0018, 0x5101, "CS", "PA");
    assert_eq!(facts_of(&stated).view_position.as_deref(), Some("PA"));
    for (code, view) in [
        ("272479007", "PA"),
        ("R-10214", "PA"),
        ("399348003", "AP"),
        ("R-10236", "LL"),
        ("399198007", "RL"),
    ] {
        let facts = facts_of(&coded(0x0054, 0x0220, film(), code));
        assert_eq!(facts.view_position.as_deref(), Some(view), "{code}");
        assert_eq!(facts.view_doubt, None);
    }
    let other = facts_of(&coded(0x0054, 0x0220, stated.clone(), "399348003"));
    assert_eq!(other.view_position.as_deref(), Some("PA"));
    assert_eq!(other.view_doubt, Some(ViewDoubt::CodeSays("AP".to_owned())));
    let lateral = film().text(0x0018, 0x5101, "CS", "LATERAL");
    let same = facts_of(&coded(0x0054, 0x0220, lateral, "399173006"));
    assert_eq!(same.view_doubt, None, "a left lateral is a lateral");
    let in_bed = stated.text(0x0008, 0x103E, "LO", "Chest PORTABLE");
    assert_eq!(facts_of(&in_bed).view_doubt, Some(ViewDoubt::PaInBed));
    let guessed = facts_of(&film().text(0x0008, 0x103E, "LO", "CHEST, SUPINE"));
    assert_eq!(guessed.view_position.as_deref(), Some("AP"));
    assert!(guessed.view_from_text && guessed.posture_from_text);
    assert_eq!(facts_of(&film()).view_position, None);
}

#[test]
fn the_posture_comes_from_position_code_or_words() {
    let film = Dicom::radiograph;
    let position = |code| facts_of(&film().text(0x0018, 0x5100, "CS", code)).posture;
    assert_eq!(position("FFP"), Some(Posture::Prone));
    assert_eq!(position("HFDL"), Some(Posture::DecubitusLeft));
    for (code, posture) in [
        ("10904000", Posture::Erect),
        ("F-10340", Posture::Supine),
        ("102536004", Posture::DecubitusLeft),
    ] {
        let item = Dicom::empty().item(
            0x0054,
            0x0412,
            Dicom::empty().text(0x0008, 0x0100, "SH", code),
        );
        let facts = facts_of(&film().item(0x0054, 0x0410, item));
        assert_eq!(facts.posture, Some(posture), "{code}");
        assert!(!facts.posture_from_text);
    }
    for (words, posture) in [
        ("Thorax upright", Some(Posture::Erect)),
        ("LEFT DECUBITUS", Some(Posture::DecubitusLeft)),
        ("abdomen rt decub", Some(Posture::DecubitusRight)),
        ("Embedded words", None),
    ] {
        let facts = facts_of(&film().text(0x0008, 0x1030, "LO", words));
        assert_eq!(facts.posture, posture, "{words}");
    }
}

#[test]
fn compression_origin_and_padding() {
    let facts = facts_of(
        &Dicom::radiograph()
            .text(0x0008, 0x0008, "CS", "DERIVED\\SECONDARY\\LOCALIZER")
            .text(0x0008, 0x0064, "CS", "WSD")
            .text(0x0028, 0x0301, "CS", "YES")
            .text(0x0028, 0x2110, "CS", "01")
            .text(0x0028, 0x2112, "DS", "10.5")
            .text(0x0028, 0x2114, "CS", "ISO_10918_1")
            .words(0x0028, 0x0120, &[0])
            .words(0x0028, 0x0121, &[20]),
    );
    let lossy = facts.lossy.clone().expect("lossy");
    assert_eq!(lossy.ratio.as_deref(), Some("10.5"));
    assert_eq!(lossy.method.as_deref(), Some("ISO_10918_1"));
    assert_eq!(lossy.words(), "10.5 (ISO_10918_1)");
    assert_eq!(facts.derived, Some(true));
    assert!(facts.localizer && facts.secondary_capture);
    assert_eq!(
        (facts.burned_in, facts.padding),
        (Some(true), Some([0, 20]))
    );
    // Values rise by 20 from 0; two of them are padding.
    assert_eq!(facts.stored_range, Some([40, 220]));
    assert_eq!(facts.bits_used(), Some(8));
}

#[test]
fn bits_used_are_counted_from_the_pixels() {
    // 1000 to 1023 of 16 bits stored.
    assert_eq!(facts_of(&Dicom::ct(0, 0.0)).bits_used(), Some(10));
    let signed = Dicom::ct(0, 0.0).words(0x0028, 0x0103, &[1]).set(
        0x7FE0,
        0x0010,
        "OW",
        Value::Words((0..12_u16).map(|n| n.wrapping_sub(5)).collect()),
    );
    let facts = facts_of(&signed);
    assert_eq!(
        (facts.stored_range, facts.bits_used()),
        (Some([-5, 6]), Some(4))
    );
}

#[test]
fn millimetres_have_their_kind() {
    let film = || Dicom::radiograph().text(0x0018, 0x1164, "DS", "0.15\\0.15");
    let facts = facts_of(&film());
    assert_eq!(facts.spacing_source, SpacingSource::Detector);
    let facts = facts_of(&film().text(0x0018, 0x1114, "DS", "1.05"));
    assert_eq!(facts.spacing_source, SpacingSource::Magnification);
    assert_eq!(facts.magnification, Some(1.05));
    let calibrated = film()
        .text(0x0028, 0x0030, "DS", "0.14\\0.14")
        .text(0x0028, 0x0A02, "CS", "FIDUCIAL");
    let facts = facts_of(&calibrated);
    assert_eq!(facts.spacing_source, SpacingSource::Calibrated);
    assert_eq!(facts.calibration.as_deref(), Some("FIDUCIAL"));
    let nothing = Dicom::radiograph()
        .text(0x0028, 0x0030, "DS", "0\\0")
        .text(0x0028, 0x0034, "IS", "2\\1");
    let header = header_of(&nothing);
    assert_eq!(header.facts.spacing_source, SpacingSource::AspectOnly);
    assert_eq!(header.facts.pixel_aspect_ratio, Some(2.0));
}

#[test]
fn marks_are_the_facts_in_one_word() {
    let film = Dicom::radiograph()
        .text(0x0018, 0x5101, "CS", "PA")
        .text(0x0020, 0x0062, "CS", "L")
        .text(0x0028, 0x0004, "CS", "MONOCHROME1");
    let marks = marks_of(&film);
    for word in [
        "modality:dx",
        "pa",
        "side:l",
        "mono1",
        "uncalibrated",
        "no-window",
    ] {
        assert!(marks.iter().any(|mark| mark == word), "{word} of {marks:?}");
    }
    for file in [
        film,
        Dicom::radiograph(),
        Dicom::radiograph().text(0x0018, 0x5100, "CS", "HFS"),
        Dicom::radiograph().text(0x0028, 0x0301, "CS", "YES"),
        Dicom::ct(0, 0.0).text(0x0018, 0x5100, "CS", "HFS"),
        Dicom::ct(0, 0.0).text(0x0018, 0x5100, "CS", "HFP"),
        Dicom::ct(0, 0.0).text(0x0008, 0x0008, "CS", "DERIVED\\SECONDARY"),
    ] {
        let header = header_of(&file);
        let marks = header.marks();
        let told = marks.iter().any(|mark| mark.is_told_on_rows(&header));
        assert_eq!(header.has_told_marks(), told, "{marks:?}");
    }
    let ct = marks_of(&Dicom::ct(0, 0.0));
    assert_eq!(ct, ["modality:ct"]);
}

/// A region of lengths or of time and speed, at columns and rows of a picture.
fn region(columns: [u16; 2], units: [u16; 2], deltas: [f64; 2]) -> Dicom {
    let edge = |n: u16| Value::Bytes(u32::from(n).to_le_bytes().to_vec());
    let real = |n: f64| Value::Bytes(n.to_le_bytes().to_vec());
    Dicom::empty()
        .set(0x0018, 0x6018, "UL", edge(columns[0]))
        .set(0x0018, 0x601A, "UL", edge(0))
        .set(0x0018, 0x601C, "UL", edge(columns[1]))
        .set(0x0018, 0x601E, "UL", edge(2))
        .words(0x0018, 0x6024, &[units[0]])
        .words(0x0018, 0x6026, &[units[1]])
        .set(0x0018, 0x602C, "FD", real(deltas[0]))
        .set(0x0018, 0x602E, "FD", real(deltas[1]))
}

#[test]
fn ultrasound_regions_have_units_of_their_own() {
    let two = |second: Dicom| {
        let first = region([0, 1], [3, 3], [0.02, 0.03]);
        Dicom::radiograph().text(0x0008, 0x0060, "CS", "US").set(
            0x0018,
            0x6011,
            "SQ",
            Value::Items(vec![first.elements, second.elements]),
        )
    };
    let spacing = |file: &Dicom| {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("a.dcm"), file.bytes()).expect("written");
        let series = open(folder.path()).series[0].clone();
        series
            .slice(negatoscope::study::Plane::Acquired, 0)
            .spacing_mm
    };
    let doppler = two(region([2, 3], [4, 7], [0.01, -0.5]));
    let facts = facts_of(&doppler);
    assert_eq!(facts.spacing_source, SpacingSource::Region);
    assert_eq!(facts.regions.len(), 2);
    let [x, y] = spacing(&doppler).expect("millimetres of the only region with lengths");
    assert!((x - 0.2).abs() < 1e-12 && (y - 0.3).abs() < 1e-12);
    let speed = &facts.regions[1];
    assert_eq!(
        (speed.across.unit.symbol(), speed.down.unit.symbol()),
        ("s", "cm/s")
    );
    assert!(speed.contains(2, 0) && !speed.contains(1, 0));
    assert_eq!(speed.across.at(3.0), 0.01);
    let other_scale = two(region([2, 3], [3, 3], [0.05, 0.05]));
    assert_eq!(spacing(&other_scale), None, "no one size for all");
    assert_eq!(facts_of(&other_scale).spacing_source, SpacingSource::Region);
}
