//! What a file is, by its first bytes and never by its name.

/// What a file seems to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// DICOM, with or without preamble.
    Dicom,
    /// A picture that the `image` crate decodes.
    Picture(image::ImageFormat),
    /// A NumPy array.
    Npy,
    /// A format that is recognised and not read.
    NotRead(&'static str),
    /// No bytes at all.
    Empty,
    /// Nothing that is recognised.
    Unknown,
}

/// Bytes that [`kind`] looks at.
pub(super) const HEAD: usize = 352;

/// What begins with `head`.
pub(super) fn kind(head: &[u8]) -> Kind {
    if head.is_empty() {
        return Kind::Empty;
    }
    if head.get(128..132) == Some(b"DICM") || head.starts_with(b"DICM") {
        return Kind::Dicom;
    }
    let magic: [(&[u8], Kind); 14] = [
        (b"\x89PNG\r\n\x1a\n", Kind::Picture(image::ImageFormat::Png)),
        (b"\xFF\xD8\xFF", Kind::Picture(image::ImageFormat::Jpeg)),
        (b"II*\0", Kind::Picture(image::ImageFormat::Tiff)),
        (b"MM\0*", Kind::Picture(image::ImageFormat::Tiff)),
        (b"BM", Kind::Picture(image::ImageFormat::Bmp)),
        (b"\x93NUMPY", Kind::Npy),
        (b"PK\x03\x04", Kind::NotRead("Zip")),
        (b"\x1F\x8B", Kind::NotRead("gzip")),
        (b"NRRD000", Kind::NotRead("NRRD")),
        (b"ObjectType", Kind::NotRead("MetaImage")),
        (b"NDims", Kind::NotRead("MetaImage")),
        (b"RIFF", Kind::NotRead("RIFF (WebP)")),
        (b"\0\0\0\x0CjP  \r\n", Kind::NotRead("JPEG 2000 picture")),
        (b"\xFFO\xFFQ", Kind::NotRead("JPEG 2000 codestream")),
    ];
    if let Some((_, kind)) = magic.iter().find(|(bytes, _)| head.starts_with(bytes)) {
        return *kind;
    }
    if let Some(&[b'P', digit @ b'1'..=b'7', blank]) = head.first_chunk()
        && digit != 0
        && blank.is_ascii_whitespace()
    {
        return Kind::Picture(image::ImageFormat::Pnm);
    }
    if matches!(head.get(344..348), Some(b"n+1\0" | b"ni1\0")) || head.get(4..8) == Some(b"n+2\0") {
        return Kind::NotRead("NIfTI");
    }
    if is_bare_data_set(head) {
        return Kind::Dicom;
    }
    Kind::Unknown
}

/// Whether a data set (or its meta group) begins without preamble: a tag of group 2 or 8 and,
/// after it, either a VR or a short length.
fn is_bare_data_set(head: &[u8]) -> bool {
    let Some(&[a, b, c, d, e, f, g, h]) = head.first_chunk() else {
        return false;
    };
    let explicit = e.is_ascii_uppercase() && f.is_ascii_uppercase();
    let short = u32::from_le_bytes([e, f, g, h]) < 1024;
    let group = u16::from_le_bytes([a, b]);
    let element = u16::from_le_bytes([c, d]);
    match group {
        0x0002 => explicit && element <= 0x0102,
        0x0008 => (explicit || short) && element <= 0x3010,
        0x0800 => explicit,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_decides() {
        let mut dicom = vec![0; 132];
        dicom[128..].copy_from_slice(b"DICM");
        assert_eq!(kind(&dicom), Kind::Dicom);
        // A picture's magic in the preamble does not matter.
        dicom[..4].copy_from_slice(b"II*\0");
        assert_eq!(kind(&dicom), Kind::Dicom);
        assert_eq!(kind(b"\x08\0\x05\0CS\x0a\0ISO_IR 100"), Kind::Dicom);
        assert_eq!(kind(b"P5\n3 4"), Kind::Picture(image::ImageFormat::Pnm));
        assert_eq!(kind(b"Patients of today"), Kind::Unknown);
        assert_eq!(kind(b""), Kind::Empty);
    }
}
