//! One file of each kind of badness, and the exact words it is refused or mended with.

use crate::folder::Folder;
use crate::support::dicom::Dicom;
use crate::support::dicom::EXPLICIT;
use crate::support::dicom::Value;
use crate::support::dicom::write;

/// What is said about a single file, and whether anything of it is shown.
fn said(bytes: Vec<u8>) -> (bool, Vec<String>) {
    let folder = Folder::of(&[("a.dcm", bytes)]);
    let opened = folder.open();
    let problems = folder.problems(&opened);
    (!opened.series.is_empty(), problems)
}

/// The only reason a file is refused for.
fn refused(bytes: Vec<u8>) -> String {
    let (shown, problems) = said(bytes);
    assert!(!shown, "{problems:?}");
    assert_eq!(problems.len(), 1, "{problems:?}");
    problems[0].trim_start_matches("a.dcm: ").to_owned()
}

/// The only doubt under which a file is shown.
fn doubted(bytes: Vec<u8>) -> String {
    let (shown, problems) = said(bytes);
    assert!(shown, "{problems:?}");
    assert_eq!(problems.len(), 1, "{problems:?}");
    problems[0].trim_start_matches("a.dcm: ").to_owned()
}

fn ct() -> Dicom {
    Dicom::ct(0, 0.0)
}

/// The good file with raw bytes in place of element `tag`.
fn spliced(at: (u16, u16), raw: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0; 128];
    bytes.extend(b"DICM");
    let syntax = Value::Text(EXPLICIT.to_owned());
    write(&mut bytes, (2, 0x10), "UI", &syntax, true, false);
    for (tag, (vr, value)) in &ct().elements {
        if *tag == at {
            bytes.extend(raw);
        } else {
            write(&mut bytes, *tag, vr, value, true, false);
        }
    }
    bytes
}

#[test]
fn sizes() {
    assert_eq!(
        refused(ct().without(0x0028, 0x0010).bytes()),
        "(0028,0010) Rows: missing"
    );
    assert_eq!(
        refused(ct().words(0x0028, 0x0011, &[0]).bytes()),
        "(0028,0011) Columns: 0, must be 1 or more"
    );
    assert_eq!(
        refused(
            ct().set(0x0028, 0x0010, "UL", Value::Bytes(vec![3, 0, 1, 0]))
                .bytes()
        ),
        "(0028,0010) Rows: VR UL with 4 bytes, must be US with 2"
    );
    assert_eq!(
        refused(
            ct().words(0x0028, 0x0010, &[65535])
                .words(0x0028, 0x0011, &[65535])
                .bytes()
        ),
        "(7FE0,0010) PixelData: 24 bytes present, but 8589672450 needed for 65535 x 65535 of 16 bits"
    );
    assert_eq!(
        refused(ct().text(0x0028, 0x0008, "IS", "2147483647").bytes()),
        "(7FE0,0010) PixelData: 24 bytes present, but 51539607528 needed for \
         4 x 3 x 2147483647 frames of 16 bits"
    );
    assert_eq!(
        doubted(ct().text(0x0028, 0x0008, "IS", "many").bytes()),
        "(0028,0008) NumberOfFrames: \"many\" is no number of frames, the pixels fill 1"
    );
    assert_eq!(
        refused(
            ct().text(0x0028, 0x0008, "IS", "99999999999999999999")
                .bytes()
        ),
        "(0028,0008) NumberOfFrames: \"99999999999999999999\", must be one whole number from 1"
    );
}

#[test]
fn bits_and_samples() {
    assert_eq!(
        refused(ct().words(0x0028, 0x0100, &[12]).bytes()),
        "(0028,0100) BitsAllocated: 12, must be 1, 8, 16 or 32"
    );
    assert_eq!(
        refused(ct().words(0x0028, 0x0101, &[17]).bytes()),
        "(0028,0101) BitsStored: 17, must be 1 to Bits Allocated 16"
    );
    assert_eq!(
        refused(ct().words(0x0028, 0x0102, &[65535]).bytes()),
        "(0028,0102) HighBit: 65535, must be Bits Stored - 1 = 15"
    );
    assert_eq!(
        doubted(ct().without(0x0028, 0x0101).bytes()),
        "(0028,0101) BitsStored: missing, taken as 16"
    );
    assert_eq!(
        refused(ct().words(0x0028, 0x0002, &[2]).bytes()),
        "(0028,0002) SamplesPerPixel: 2, must be 1 or 3"
    );
    assert_eq!(
        refused(ct().words(0x0028, 0x0103, &[7]).bytes()),
        "(0028,0103) PixelRepresentation: 7, must be 0 or 1"
    );
    assert_eq!(
        refused(ct().text(0x0028, 0x0004, "CS", "RGB").bytes()),
        "(0028,0004) PhotometricInterpretation: RGB with 1 samples per pixel, must be 3"
    );
    assert_eq!(
        refused(ct().text(0x0028, 0x0004, "CS", "GREY\u{1b}[31m").bytes()),
        "(0028,0004) PhotometricInterpretation: \"GREY\\u{1b}[31m\", must be MONOCHROME1, \
         MONOCHROME2, PALETTE COLOR, RGB or a YBR"
    );
    assert_eq!(
        doubted(ct().text(0x0028, 0x0004, "CS", "monochrome2").bytes()),
        "(0028,0004) PhotometricInterpretation: \"monochrome2\", not in capital letters"
    );
}

#[test]
fn pixel_data() {
    assert_eq!(
        refused(
            ct().set(0x7FE0, 0x0010, "OW", Value::Words(vec![1; 11]))
                .bytes()
        ),
        "(7FE0,0010) PixelData: 22 bytes present, but 24 needed for 4 x 3 of 16 bits"
    );
    assert_eq!(
        doubted(
            ct().set(0x7FE0, 0x0010, "OW", Value::Words(vec![1; 16]))
                .bytes()
        ),
        "(7FE0,0010) PixelData: 32 bytes present, but only 24 needed for 4 x 3 of 16 bits"
    );
    let no_pixels = ct().without(0x7FE0, 0x0010).bytes();
    assert_eq!(
        refused(no_pixels.clone()),
        format!(
            "(7FE0,0010) PixelData: missing, the file ends after {} bytes",
            no_pixels.len()
        )
    );
    assert_eq!(
        refused(ct().fragments(EXPLICIT, &[vec![0; 24]]).bytes()),
        "(7FE0,0010) PixelData: compressed fragments, which do not belong under \
         Explicit VR Little Endian (1.2.840.10008.1.2.1)"
    );
    let mut twice = ct().bytes();
    let pixels = Value::Words(vec![2; 12]);
    write(&mut twice, (0x7FE0, 0x10), "OW", &pixels, true, false);
    assert_eq!(
        refused(twice),
        "(7FE0,0010) PixelData: stands in the file twice, which of them to show is not known"
    );
    let shorter =
        ct().text(0x0028, 0x0008, "IS", "5")
            .set(0x7FE0, 0x0010, "OW", Value::Words(vec![1; 40]));
    assert_eq!(
        doubted(shorter.bytes()),
        "(7FE0,0010) PixelData: 80 bytes present, but 120 needed for 4 x 3 x 5 frames of 16 bits"
    );
}

#[test]
fn lengths_and_representations() {
    // The element claims more than the file holds.
    let beyond = b"\x10\0\x10\0PN\xFF\x7Fname";
    assert!(
        refused(spliced((0x0010, 0x0010), beyond))
            .starts_with("(0010,0010) PatientName: length 32767, only ")
    );
    let strange = b"\x10\0\x10\0ZZ\x04\0name";
    assert_eq!(
        refused(spliced((0x0010, 0x0010), strange)),
        "(0010,0010) PatientName: unknown VR \"ZZ\""
    );
    let undefined = b"\x10\0\x10\0UT\0\0\xFF\xFF\xFF\xFFname";
    assert_eq!(
        refused(spliced((0x0010, 0x0010), undefined)),
        "(0010,0010) PatientName: undefined length, not allowed in VR UT"
    );
    let odd = b"\x10\0\x10\0PN\x03\0abc";
    assert_eq!(
        doubted(spliced((0x0010, 0x0010), odd)),
        "(0010,0010) PatientName: odd length 3"
    );
    let rows = b"\x28\0\x10\0US\x02\0\x03\0\x28\0\x10\0US\x02\0\x03\0";
    assert_eq!(
        refused(spliced((0x0028, 0x0010), rows)),
        "(0028,0010) Rows: stands in the file twice, which of them is meant is not known"
    );
}

#[test]
fn nesting_of_any_depth_ends_in_words() {
    for depth in [100, 100_000] {
        let mut nested = Vec::new();
        for _ in 0..depth {
            nested.extend(b"\x08\0\x18\x22SQ\0\0\xFF\xFF\xFF\xFF\xFE\xFF\0\xE0\xFF\xFF\xFF\xFF");
        }
        assert_eq!(
            refused(spliced((0x0010, 0x0010), &nested)),
            "(0008,2218) AnatomicRegionSequence: nested deeper than 32 sequences \
             (inside (0008,2218) AnatomicRegionSequence)"
        );
    }
}

#[test]
fn meta_and_syntax() {
    assert_eq!(
        refused(ct().syntax("1.2.3.4.5").bytes()),
        "(0002,0010) TransferSyntaxUID: 1.2.3.4.5 is not supported"
    );
    assert_eq!(
        refused(
            ct().fragments("1.2.840.10008.1.2.4.102", &[vec![0, 0, 1, 0]])
                .bytes()
        ),
        "(0002,0010) TransferSyntaxUID: MPEG-4 AVC/H.264 (1.2.840.10008.1.2.4.102) is video, of which no \
         frames are decoded"
    );
    // A data set without preamble and meta group is recognised by its first element.
    let (shown, problems) = said(ct().data_set());
    assert!(shown);
    assert_eq!(
        problems,
        [
            "a.dcm: (0002,0010) TransferSyntaxUID: missing, taken as Explicit VR Little Endian",
            "a.dcm: preamble: missing, \"DICM\" is not at byte 128",
        ]
    );
    // The meta group says implicit, the data set is explicit.
    let mut wrong = ct().syntax("1.2.840.10008.1.2").bytes();
    let data = ct().syntax("1.2.840.10008.1.2").data_set().len();
    wrong.truncate(wrong.len() - data);
    wrong.extend(ct().data_set());
    assert_eq!(
        doubted(wrong),
        "(0002,0010) TransferSyntaxUID: says Implicit VR Little Endian (1.2.840.10008.1.2), the \
         data set is Explicit VR Little Endian"
    );
    let report =
        ct().without(0x7FE0, 0x0010)
            .text(0x0008, 0x0016, "UI", "1.2.840.10008.5.1.4.1.1.88.11");
    let folder = Folder::of(&[("sr.dcm", report.bytes())]);
    let opened = folder.open();
    assert_eq!(folder.problems(&opened), [""; 0]);
    assert!(
        opened.problems[0]
            .to_string()
            .ends_with("data set: structured report, without pixels")
    );
    assert_eq!(opened.scanned.other, 1);
}

#[test]
fn numbers_that_are_none() {
    assert_eq!(
        doubted(ct().text(0x0028, 0x1053, "DS", "steep").bytes()),
        "(0028,1053) RescaleSlope: \"steep\" is not usable, taken as 1"
    );
    assert_eq!(
        doubted(ct().text(0x0028, 0x0030, "DS", "0\\0").bytes()),
        "(0028,0030) PixelSpacing: \"0\\0\", must be two lengths above 0 and at most 1000 mm"
    );
    assert_eq!(
        doubted(ct().text(0x0020, 0x0037, "DS", "1\\0\\0\\1\\0\\0").bytes()),
        "(0020,0037) ImageOrientationPatient: \"1\\0\\0\\1\\0\\0\", must be two unit vectors at a \
         right angle"
    );
    assert_eq!(
        doubted(ct().text(0x0020, 0x0032, "DS", "0\\0\\NaN").bytes()),
        "(0020,0032) ImagePositionPatient: \"0\\0\\NaN\", must be three finite numbers"
    );
}

#[test]
fn any_cut_of_a_good_file_ends_in_words() {
    let whole = Dicom::ct(0, 0.0)
        .fragments(
            crate::support::dicom::RLE,
            &[crate::support::dicom::rle(&[7; 12])],
        )
        .bytes();
    for length in (0..whole.len()).step_by(3) {
        let (_, problems) = said(whole[..length].to_vec());
        assert!(!problems.is_empty(), "nothing said of {length} bytes");
        for problem in problems {
            assert!(problem.matches(": ").count() >= 2, "{problem}");
        }
    }
}

#[test]
fn any_changed_byte_ends_in_words_or_a_picture() {
    let whole = Dicom::ct(0, 0.0)
        .fragments(
            crate::support::dicom::RLE,
            &[crate::support::dicom::rle(&[7; 12])],
        )
        .bytes();
    for at in 128..whole.len() {
        for change in [0x01, 0x80, 0xFF] {
            let mut bytes = whole.clone();
            bytes[at] ^= change;
            let (shown, problems) = said(bytes);
            assert!(shown || !problems.is_empty(), "byte {at} ^ {change:#x}");
        }
    }
}
