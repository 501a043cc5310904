//! Compressed pixels: what encoders of the tests' own wrote comes back, and what contradicts itself is
//! named.

use negatoscope::pixels::Samples;
use proptest::prelude::*;

use crate::folder::Folder;
use crate::folder::slice;
use crate::folder::values;
use crate::support::dicom::Dicom;
use crate::support::jpeg;
use crate::support::jpegls;
use crate::support::jpegls::Interleave;

const JPEG_EXTENDED: &str = "1.2.840.10008.1.2.4.51";
const JPEG_LOSSLESS: &str = "1.2.840.10008.1.2.4.57";
const JPEG_LS: &str = "1.2.840.10008.1.2.4.80";

/// A file of one frame around a stream.
fn file(uid: &str, size: [usize; 2], samples: usize, bits: u32, stream: Vec<u8>) -> Dicom {
    let [columns, rows] = size.map(|length| length as u16);
    let raw = if samples == 3 {
        Dicom::colour("RGB", columns, rows, &[])
    } else {
        Dicom::radiograph()
            .words(0x0028, 0x0010, &[rows])
            .words(0x0028, 0x0011, &[columns])
    };
    let allocated = if bits > 8 { 16 } else { 8 };
    raw.words(0x0028, 0x0100, &[allocated])
        .words(0x0028, 0x0101, &[bits as u16])
        .words(0x0028, 0x0102, &[bits as u16 - 1])
        .fragments(uid, &[stream])
}

/// The only reason for which a stream is refused.
fn refused(file: &Dicom) -> String {
    let folder = Folder::of(&[("a.dcm", file.bytes())]);
    let opened = folder.open();
    assert!(opened.series.is_empty());
    let problems = folder.problems(&opened);
    assert_eq!(problems.len(), 1, "{problems:?}");
    let words = problems[0].strip_prefix("a.dcm: (7FE0,0010) PixelData: ");
    words.expect("about the pixels").to_owned()
}

/// Samples of the components side by side.
fn interleaved(components: &[Vec<u16>]) -> Vec<f64> {
    (0..components[0].len())
        .flat_map(|at| components.iter().map(move |plane| f64::from(plane[at])))
        .collect()
}

/// Flat parts, slopes, edges and noise: each mode of a coder has something to do.
fn plane(size: [usize; 2], bits: u32, seed: u32) -> Vec<u16> {
    let [columns, rows] = size;
    let highest = (1_u32 << bits) - 1;
    let mut noise = seed.wrapping_mul(2_654_435_761) | 1;
    let kinds = [seed % 5, seed / 5 % 5];
    (0..columns * rows)
        .map(|at| {
            let (x, y) = ((at % columns) as u32, (at / columns) as u32);
            noise ^= noise << 13;
            noise ^= noise >> 17;
            noise ^= noise << 5;
            let value = match kinds[(x * 2 / columns as u32) as usize] {
                0 => highest / 3,
                1 => highest / 4 + x + 2 * y + (noise & 3),
                2 => noise,
                3 if (x / 3 + y / 2) % 2 == 0 => highest,
                3 => 0,
                _ => highest / 2 + (noise >> 30) * (noise >> 31),
            };
            (value % (highest + 1)) as u16
        })
        .collect()
}

fn size() -> impl Strategy<Value = [usize; 2]> {
    prop_oneof![
        Just([1, 1]),
        (1_usize..4, 1_usize..40).prop_map(<[usize; 2]>::from),
        (1_usize..70, 1_usize..30).prop_map(<[usize; 2]>::from),
    ]
}

fn interleave() -> impl Strategy<Value = Interleave> {
    prop_oneof![
        Just(Interleave::None),
        Just(Interleave::Line),
        Just(Interleave::Sample),
    ]
}

/// Decoded samples of a stream that an encoder of the tests wrote.
fn decoded(file: &Dicom) -> Vec<f64> {
    values(&slice(file.bytes()).samples)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn jpegls_comes_back_within_near(
        size in size(),
        bits in 2_u32..=16,
        near in prop_oneof![Just(0), 0_i32..=20],
        mode in interleave(),
        colour in any::<bool>(),
        restart in prop_oneof![Just(None), (1_u16..5).prop_map(Some)],
        presets in prop_oneof![Just(None), (1_u16..9, 0_u16..9, 0_u16..9, 3_u16..70).prop_map(Some)],
        seed in any::<u32>(),
    ) {
        let highest = (1_i32 << bits) - 1;
        let near = near.min(highest / 2);
        let count = if colour { 3 } else { 1 };
        let mut components: Vec<Vec<u16>> =
            (0..count).map(|n| plane(size, bits, seed.wrapping_add(n))).collect();
        let presets = presets.and_then(|(t1, more, most, reset)| {
            // A range that is no power of two, and thresholds of its own.
            let highest = highest - highest / 5;
            let t1 = t1 + near as u16;
            let all = [highest as u16, t1, t1 + more, t1 + more + most, reset];
            (i32::from(all[3]) <= highest && near <= highest / 2).then_some(all)
        });
        if let Some([highest, ..]) = presets {
            components.iter_mut().flatten().for_each(|sample| *sample = (*sample).min(highest));
        }
        let stream = jpegls::encode(&jpegls::Picture {
            columns: size[0],
            rows: size[1],
            components: &components,
            bits,
            near,
            interleave: if colour { mode } else { Interleave::None },
            presets,
            restart,
        });
        let found = decoded(&file(JPEG_LS, size, count as usize, bits, stream));
        let wanted = interleaved(&components);
        prop_assert_eq!(found.len(), wanted.len());
        for (at, (found, wanted)) in found.iter().zip(&wanted).enumerate() {
            prop_assert!(
                (found - wanted).abs() <= f64::from(near),
                "sample {} is {}, was {}", at, found, wanted
            );
        }
    }

    #[test]
    fn lossless_jpeg_comes_back_without_the_bits_of_its_point_transform(
        size in size(),
        bits in 2_u32..=16,
        predictor in 1_u8..=7,
        transform in prop_oneof![Just(0_u32), 0_u32..4],
        colour in any::<bool>(),
        joined in any::<bool>(),
        restart in prop_oneof![Just(None), (1_usize..5).prop_map(Some)],
        seed in any::<u32>(),
    ) {
        let transform = transform.min(bits - 1);
        let count = if colour { 3 } else { 1 };
        let components: Vec<Vec<u16>> =
            (0..count).map(|n| plane(size, bits, seed.wrapping_add(n))).collect();
        let picture = jpeg::Picture {
            columns: size[0],
            rows: size[1],
            components: &components,
            bits,
            joined,
            restart: restart.map(|lines| (lines * size[0]) as u16),
        };
        let stream = jpeg::lossless(&picture, predictor, transform);
        let found = decoded(&file(JPEG_LOSSLESS, size, count as usize, bits, stream));
        let wanted: Vec<f64> = interleaved(&components)
            .iter()
            .map(|&sample| f64::from(sample as u32 >> transform << transform))
            .collect();
        prop_assert_eq!(found, wanted);
    }

    #[test]
    fn twelve_bits_of_dct_come_back_within_the_quantisation(
        size in size(),
        step in 1_u16..6,
        colour in any::<bool>(),
        joined in any::<bool>(),
        restart in prop_oneof![Just(None), (1_u16..5).prop_map(Some)],
        seed in any::<u32>(),
    ) {
        let count = if colour { 3 } else { 1 };
        let components: Vec<Vec<u16>> =
            (0..count).map(|n| plane(size, 12, seed.wrapping_add(n))).collect();
        let picture = jpeg::Picture {
            columns: size[0],
            rows: size[1],
            components: &components,
            bits: 12,
            joined,
            restart,
        };
        let stream = jpeg::sequential(&picture, step);
        let found = decoded(&file(JPEG_EXTENDED, size, count as usize, 12, stream));
        // Each of 64 coefficients is at most half a step off; their sum is at most 8 times the half.
        let allowed = 0.5 + 4.0 * f64::from(step);
        for (found, wanted) in found.iter().zip(interleaved(&components)) {
            prop_assert!((found - wanted).abs() <= allowed, "{} was {}", found, wanted);
        }
    }

    #[test]
    fn damaged_streams_end_in_words_or_a_picture(
        which in 0_usize..3,
        at in any::<prop::sample::Index>(),
        change in 1_u8..=255,
        cut in any::<bool>(),
    ) {
        let (size, components) = ([13, 9], [plane([13, 9], 12, 8)]);
        let picture = jpeg::Picture {
            columns: 13,
            rows: 9,
            components: &components,
            bits: 12,
            joined: true,
            restart: Some(13),
        };
        let (uid, mut stream) = match which {
            0 => (JPEG_LOSSLESS, jpeg::lossless(&picture, 7, 0)),
            1 => (JPEG_EXTENDED, jpeg::sequential(&picture, 2)),
            _ => (JPEG_LS, jpegls::encode(&ls(size, 12, &components))),
        };
        let at = at.index(stream.len());
        if cut {
            stream.truncate(at);
        } else {
            stream[at] ^= change;
        }
        let folder = Folder::of(&[("a.dcm", file(uid, size, 1, 12, stream).bytes())]);
        let opened = folder.open();
        prop_assert!(!opened.series.is_empty() || !folder.problems(&opened).is_empty());
        for problem in folder.problems(&opened) {
            prop_assert!(!problem.contains("gave up"), "{}", problem);
        }
    }
}

fn ls(size: [usize; 2], bits: u32, components: &[Vec<u16>]) -> jpegls::Picture<'_> {
    jpegls::Picture {
        columns: size[0],
        rows: size[1],
        components,
        bits,
        near: 0,
        interleave: Interleave::None,
        presets: None,
        restart: None,
    }
}

#[test]
fn jpegls_decodes_the_worked_example_of_the_standard() {
    // ISO/IEC 14495-1, annex H.3: a 4 x 4 picture of 8 bits and its stream.
    let picture = [
        0, 0, 90, 74, 68, 50, 43, 205, 64, 145, 145, 145, 100, 145, 145, 145,
    ];
    let stream = [
        0xFF, 0xD8, 0xFF, 0xF7, 0x00, 0x0B, 0x08, 0x00, 0x04, 0x00, 0x04, 0x01, 0x01, 0x11, 0x00,
        0xFF, 0xDA, 0x00, 0x08, 0x01, 0x01, 0x00, 0x00, 0x00, 0x00, 0xC0, 0x00, 0x00, 0x6C, 0x80,
        0x20, 0x8E, 0x01, 0xC0, 0x00, 0x00, 0x57, 0x40, 0x00, 0x00, 0x6E, 0xE6, 0x00, 0x00, 0x01,
        0xBC, 0x18, 0x00, 0x00, 0x05, 0xD8, 0x00, 0x00, 0x91, 0x60, 0xFF, 0xD9,
    ];
    let encoded = jpegls::encode(&ls([4, 4], 8, &[picture.to_vec()]));
    assert_eq!(encoded, stream);
    let found = decoded(&file(JPEG_LS, [4, 4], 1, 8, stream.to_vec()));
    assert_eq!(found, picture.map(f64::from));
}

#[test]
fn jpegls_that_contradicts_itself_or_its_file_is_named() {
    let components = [plane([6, 5], 8, 7)];
    let stream = jpegls::encode(&ls([6, 5], 8, &components));
    let said = |stream: Vec<u8>| refused(&file(JPEG_LS, [6, 5], 1, 8, stream));
    let changed = |at: usize, bytes: &[u8]| {
        let mut stream = stream.clone();
        stream[at..at + bytes.len()].copy_from_slice(bytes);
        said(stream)
    };
    assert_eq!(
        said(vec![0, 0, 0, 0]),
        "JPEG-LS stream: does not begin with SOI (FFD8)"
    );
    assert_eq!(
        changed(7, &[0xFF, 0xFF, 0xFF, 0xFF]),
        "JPEG-LS stream: 65535 x 65535 pixels, but the header says 6 x 5"
    );
    assert_eq!(
        changed(6, &[12]),
        "JPEG-LS stream: 12 bits, but Bits Allocated says 8"
    );
    assert_eq!(
        changed(21, &[1]),
        "JPEG-LS stream: a mapping table, which is not supported"
    );
    assert_eq!(
        changed(22, &[128]),
        "JPEG-LS stream: highest value 255, near 128 at 8 bits"
    );
    assert_eq!(
        changed(24, &[2]),
        "JPEG-LS stream: point transform 2, which is not supported"
    );
    let cut = said(stream[..stream.len() - 8].to_vec());
    assert!(cut.starts_with("JPEG-LS stream: it ends in line "), "{cut}");
    let mut table = stream[..15].to_vec();
    table.extend([0xFF, 0xF8, 0, 5, 2, 1, 1]);
    table.extend(&stream[15..]);
    assert_eq!(
        said(table),
        "JPEG-LS stream: a mapping table, which is not supported"
    );
    assert_eq!(
        refused(&file(JPEG_LS, [6, 5], 3, 8, stream.clone())),
        "JPEG-LS stream: 1 components, but the header says 3"
    );
}

#[test]
fn what_a_dct_of_twelve_bits_cannot_be_is_named() {
    let components = [plane([9, 9], 12, 3)];
    let picture = jpeg::Picture {
        columns: 9,
        rows: 9,
        components: &components,
        bits: 12,
        joined: true,
        restart: None,
    };
    let mut stream = jpeg::sequential(&picture, 1);
    stream[3] = 0xC2;
    assert_eq!(
        refused(&file(JPEG_EXTENDED, [9, 9], 1, 12, stream.clone())),
        "JPEG stream: 12 bits with progressive DCT, which is not supported"
    );
    stream[3] = 0xC9;
    assert_eq!(
        refused(&file(JPEG_EXTENDED, [9, 9], 1, 12, stream)),
        "JPEG stream: frame header FFC9 (hierarchical, arithmetic or JPEG-LS) does not belong here"
    );
}

#[test]
fn colours_of_jpegls_are_those_of_the_header() {
    // Mid grey in YBR, and red.
    let components = [vec![128, 76], vec![128, 85], vec![128, 255]];
    let stream = jpegls::encode(&jpegls::Picture {
        interleave: Interleave::Sample,
        ..ls([2, 1], 8, &components)
    });
    let rgb = file(JPEG_LS, [2, 1], 3, 8, stream);
    assert_eq!(decoded(&rgb), interleaved(&components));
    let ybr = rgb.text(0x0028, 0x0004, "CS", "YBR_FULL");
    let Samples::U8(found) = slice(ybr.bytes()).samples else {
        panic!("bytes");
    };
    assert_eq!(found.data(), [128, 128, 128, 254, 0, 0]);
}
