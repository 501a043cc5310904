//! What the headers of the shared files say: facts of radiographs, names in their character sets.

use super::data;
use super::near;
use crate::folder::open;
use crate::folder::values;
use negatoscope::read;
use negatoscope::read::Found;
use negatoscope::study::Charset;
use negatoscope::study::Charsets;
use negatoscope::study::Plane;
use negatoscope::study::Posture;
use negatoscope::study::Series;
use negatoscope::study::SpacingSource;
use std::path::Path;
use std::sync::Arc;

/// The only slice of a radiograph, as values after the modality LUT, shown inverted or not.
fn radiograph(data: &Path, name: &str) -> (negatoscope::study::Slice, Arc<Series>) {
    let opened = open(&data.join("xray").join(name));
    assert_eq!(opened.series.len(), 1, "{name}: {:?}", opened.problems);
    let series = opened.series[0].clone();
    (series.slice(Plane::Acquired, 0), series)
}

#[test]
fn synthetic_radiographs_are_what_their_truth_says() {
    let Some(data) = data() else { return };
    let (plain, series) = radiograph(&data, "synth-plain.dcm");
    let stored = values(&plain.samples);
    assert_eq!(series.header.facts.view_position.as_deref(), Some("PA"));
    let (inverse, _) = radiograph(&data, "synth-mono1.dcm");
    assert!(inverse.inverted && !plain.inverted);
    let mirrored: Vec<f64> = values(&inverse.samples)
        .iter()
        .map(|v| 4095.0 - v)
        .collect();
    assert_eq!(mirrored, stored);
    for name in [
        "synth-high-garbage.dcm",
        "synth-overlay-in-bit-12.dcm",
        "synth-high-bit-15.dcm",
    ] {
        assert_eq!(values(&radiograph(&data, name).0.samples), stored, "{name}");
    }
    let (signed, _) = radiograph(&data, "synth-signed-12.dcm");
    let raised: Vec<f64> = values(&signed.samples).iter().map(|v| v + 2048.0).collect();
    assert_eq!(raised, stored);
    let (magnified, series) = radiograph(&data, "synth-magnification.dcm");
    assert_eq!(
        series.header.facts.spacing_source,
        SpacingSource::Magnification
    );
    assert!(magnified.spacing_mm.is_some_and(|[x, _]| near(x, 0.128)));
    let (calibrated, series) = radiograph(&data, "synth-calibrated.dcm");
    assert_eq!(
        series.header.facts.spacing_source,
        SpacingSource::Calibrated
    );
    assert_eq!(calibrated.spacing_mm, Some([0.13, 0.13]));
    let (tall, _) = radiograph(&data, "synth-aspect.dcm");
    assert_eq!((tall.pixel_aspect, tall.spacing_mm), (2.0, None));
    let (table, _) = radiograph(&data, "synth-modality-lut.dcm");
    let wanted = (1000.0 * (1.0 + 640.0 / 64.0_f64).ln()).round();
    assert_eq!(table.lut.at(0, 0).value(640.0), wanted);
    let (guessed, series) = radiograph(&data, "synth-ap-supine.dcm");
    assert!(guessed.edges.is_some() || series.header.facts.laterality.is_none());
    assert_eq!(series.header.facts.view_position.as_deref(), Some("AP"));
    assert!(!series.header.facts.view_from_text);
    assert_eq!(series.header.facts.posture, Some(Posture::Supine));
}

#[test]
fn names_in_every_character_set_are_text() {
    let Some(data) = data() else { return };
    let korean = "Hong^Gildong=洪^吉洞=홍^길동";
    let japanese = "Yamada^Tarou=山田^太郎=やまだ^たろう";
    let katakana = "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう";
    let wanted = [
        ("chrI2.dcm", korean),
        ("synth-kr-iso2022-ir149.dcm", korean),
        ("synth-kr-iso2022-ir149-single.dcm", korean),
        ("synth-kr-iso2022-ir149-noescape.dcm", korean),
        ("synth-kr-euckr-typo.dcm", korean),
        ("synth-kr-utf8.dcm", korean),
        ("synth-kr-utf8-as-ir100.dcm", korean),
        ("synth-kr-utf8-as-ir149.dcm", korean),
        ("synth-kr-cp949-as-ir100.dcm", korean),
        ("synth-kr-cp949-as-ir149.dcm", "Hong^Gildong==똠^방각하펲"),
        (
            "synth-kr-cp949-unlabelled.dcm",
            "Hong^Gildong=洪^吉洞=똠^방각하펲",
        ),
        ("chrH31.dcm", japanese),
        ("synth-jp-iso2022-ir87.dcm", japanese),
        ("chrH32.dcm", katakana),
        ("synth-jp-ir13-ir87.dcm", katakana),
        ("synth-jp-sjis-as-ir13.dcm", katakana),
        ("chrX1.dcm", "Wang^XiaoDong=王^小東="),
        ("chrX2.dcm", "Wang^XiaoDong=王^小东="),
        ("synth-cn-gb18030.dcm", "Wang^XiaoDong=王^小东"),
        ("synth-cn-gbk.dcm", "Wang^XiaoDong=王^小东"),
        ("chrGB2312.dcm", "Zhang^XiaoDong=张^小东="),
        ("synth-cn-gb2312-ir58.dcm", "Zhang^XiaoDong=张^小东="),
        ("chrRuss.dcm", "Люкceмбypг"),
        ("synth-ru-ir144.dcm", "Иванов^Иван"),
        ("chrArab.dcm", "قباني^لنزار"),
        ("chrHbrw.dcm", "שרון^דבורה"),
        ("chrGreek.dcm", "Διονυσιος"),
        ("chrFren.dcm", "Buc^Jérôme"),
        ("chrFrenMulti.dcm", "Buc^Jérôme"),
        ("chrGerm.dcm", "Äneas^Rüdiger"),
        ("synth-latin1.dcm", "Müller^Jürgen"),
        ("synth-th-tis620.dcm", "สมชาย^ใจดี"),
    ];
    for (name, text) in wanted {
        assert_eq!(
            name_of_patient(&data, name, Charset::Automatic),
            text,
            "{name}"
        );
    }
    // What no label tells, a person must.
    let chosen = [
        (
            "synth-cn-gb18030-as-ir100.dcm",
            Charset::Gb18030,
            "Wang^XiaoDong=王^小东",
        ),
        (
            "synth-tw-big5-unlabelled.dcm",
            Charset::Big5,
            "Wang^XiaoDong=王^小東",
        ),
    ];
    for (name, charset, text) in chosen {
        assert_eq!(name_of_patient(&data, name, charset), text, "{name}");
        assert_ne!(
            name_of_patient(&data, name, Charset::Automatic),
            text,
            "{name}"
        );
    }
    let files = std::fs::read_dir(data.join("charsets")).expect("a folder");
    assert_eq!(
        files.count(),
        // Four have no pixels.
        wanted.len() + chosen.len() + 4,
        "all are looked at"
    );
}

/// The patient's name as the file of `charsets` has it, read in a chosen set.
fn name_of_patient(data: &Path, name: &str, charset: Charset) -> String {
    let options = read::Options {
        headers_only: true,
        charsets: Charsets {
            others: charset,
            ..Charsets::default()
        },
        ..read::Options::default()
    };
    let found = std::sync::Mutex::new(None);
    let path = data.join("charsets").join(name);
    read::open(
        &read::paths(&[path]),
        &options,
        &|news| {
            if let Found::Listed(header) = news {
                let name = header.study.patient_name.reveal(false).into_owned();
                *found.lock().expect("free") = Some(name);
            }
        },
        &|| true,
    );
    found.into_inner().expect("free").expect("a header")
}
