//! A radiograph: alone, its view in sight, bone white.

use egui::Key;
use egui::Modifiers;
use negatoscope::document::Layout;
use negatoscope::document::Sample;
use negatoscope::text::ENGLISH;

use crate::reader::Reader;
use crate::support::dicom::Dicom;

#[test]
fn a_monochrome1_film_opens_alone_with_bone_white() {
    let mut reader = Reader::opens(Sample::Radiograph);
    assert_eq!(reader.session().document().edits.layout, Layout::One);
    assert!(reader.sees("PA"));
    let finished = reader.finished(0);
    let (width, height) = (finished.picture.width, finished.picture.height);
    let mean = |x0: f64, x1: f64, y0: f64, y1: f64| {
        let (mut sum, mut n) = (0.0, 0.0);
        for y in (y0 * height as f64) as usize..(y1 * height as f64) as usize {
            for x in (x0 * width as f64) as usize..(x1 * width as f64) as usize {
                sum += f64::from(finished.picture.rgba[y * width + x][0]);
                n += 1.0;
            }
        }
        sum / n
    };
    // The spine above the heart against the right upper lung.
    assert!(mean(0.47, 0.53, 0.15, 0.35) > mean(0.22, 0.34, 0.2, 0.35) + 30.0);
    reader.clicks(ENGLISH.panels.info);
    assert!(reader.sees_part("MONOCHROME1"));
    let before = reader.picture(0);
    reader.presses(Modifiers::NONE, Key::I);
    let inverted = reader.picture(0);
    assert!(
        before
            .iter()
            .zip(&inverted)
            .all(|(a, b)| a[0] == 255 - b[0])
    );
}

#[test]
fn a_film_of_nine_megapixels_opens_and_takes_clahe() {
    let folder = tempfile::tempdir().unwrap();
    let side: u16 = 3000;
    let words: Vec<u16> = (0..u32::from(side) * u32::from(side))
        .map(|i| {
            let (x, y) = (i % u32::from(side), i / u32::from(side));
            (x * 13 + y * 7 + (x * y) % 97) as u16
        })
        .collect();
    let film = Dicom::radiograph()
        .words(0x0028, 0x0010, &[side])
        .words(0x0028, 0x0011, &[side])
        .words(0x0028, 0x0101, &[16])
        .words(0x0028, 0x0102, &[15])
        .words(0x7fe0, 0x0010, &words);
    std::fs::write(folder.path().join("film"), film.bytes()).unwrap();
    let mut reader = Reader::opens_path(folder.path());
    let finished = reader.finished(0);
    assert_eq!(
        (finished.picture.width, finished.picture.height),
        (3000, 3000)
    );
    reader.presses(Modifiers::NONE, Key::C);
    assert!(reader.is_on(ENGLISH.names.clahe));
    assert_eq!(reader.session().problems(), []);
}
