//! Colour of 8 and 16 bits.

use super::grey8;
use super::run;
use super::slice;
use negatoscope::pipeline::present;
use negatoscope::pixels::Image;
use negatoscope::pixels::Samples;
use negatoscope::recipe::Domain;
use negatoscope::recipe::Look;
use negatoscope::study::ModalityLut;
use negatoscope::study::Slice;
use negatoscope::study::Unit;

fn colour(data: Vec<u8>) -> Slice {
    let samples = Samples::U8(Image::new(data.len() / 3, 1, 3, data));
    slice(samples, ModalityLut::IDENTITY, Unit::Grey)
}

#[test]
fn colour_modes_keep_what_they_promise() {
    let data = vec![200, 40, 40, 40, 90, 160, 128, 128, 128];
    let luma = run(colour(data.clone()), &["brightness:amount=10,colour=luma"]);
    for (found, before) in grey8(&luma).iter().zip(&data) {
        assert!((26..=27).contains(&(found - before)), "all channels alike");
    }
    let channels = run(colour(data.clone()), &["invert:colour=channel"]);
    let wanted: Vec<u8> = data.iter().map(|v| 255 - v).collect();
    assert_eq!(grey8(&channels), wanted);
    let lab = run(colour(data.clone()), &["gamma:gamma=0.7"]);
    let [r, g, b] = [0, 1, 2].map(|c| grey8(&lab)[c]);
    assert!(
        r > 200 && r > g && g.abs_diff(b) < 12,
        "lighter and still red"
    );
    let grey = &grey8(&lab)[6..];
    assert!(grey[0] > 128 && grey[0] == grey[1] && grey[1] == grey[2]);
    assert_eq!(lab.channels.len(), 3);
    assert_eq!(lab.channels[0].max(), Some(200.0));
}

#[test]
fn deep_colour_is_shown_and_worked_on() {
    let data: Vec<u16> = (0..36).map(|i| i * 1800).collect();
    let samples = Samples::U16(Image::new(4, 3, 3, data.clone()));
    let deep = slice(samples, ModalityLut::IDENTITY, Unit::Grey);
    assert_eq!(Domain::of_slice(&deep), Domain::Grey16);
    let plain = run(deep.clone(), &[]);
    let picture = present(&plain, &Look::default());
    assert_eq!(picture.rgba.len(), 12);
    let wanted = (f64::from(data[35]) / 257.0 + 0.5).floor() as u8;
    assert_eq!(picture.rgba[11][2], wanted);
    let inverted = run(deep.clone(), &["invert:colour=channel"]);
    assert!(matches!(&inverted.result, Samples::U16(image) if image.data()[1] == 65_535 - 1800));
    let eight = run(deep.clone(), &["window:auto=minmax", "clahe", "heq"]);
    assert_eq!((eight.result.channels(), eight.domain), (3, Domain::Grey8));
    assert_eq!(run(deep, &["nclahe"]).result.channels(), 3);
    // A window that asks for 16 bits gives them, of colour too.
    let widened = run(
        colour(vec![0, 0, 0, 255, 255, 255]),
        &["range:low=0,high=255,depth=16"],
    );
    let Samples::U16(image) = &widened.result else {
        panic!("16 bits: {:?}", widened.result);
    };
    assert_eq!(image.data(), [0, 0, 0, 65_535, 65_535, 65_535]);
    assert_eq!(widened.domain, Domain::Grey16);
}
