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
    /// A portable float map.
    Pfm,
    /// A volume in NIfTI-1 or NIfTI-2, or its header.
    Nifti,
    /// A volume in NRRD, or its header.
    Nrrd,
    /// A volume in MetaImage, or its header.
    Meta,
    /// One packed file.
    Gzip,
    /// An archive of files.
    Zip,
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
    let magic: [(&[u8], Kind); 17] = [
        (b"\x89PNG\r\n\x1a\n", Kind::Picture(image::ImageFormat::Png)),
        (b"\xFF\xD8\xFF", Kind::Picture(image::ImageFormat::Jpeg)),
        (b"II*\0", Kind::Picture(image::ImageFormat::Tiff)),
        (b"MM\0*", Kind::Picture(image::ImageFormat::Tiff)),
        // Those with offsets of 64 bits.
        (b"II+\0", Kind::Picture(image::ImageFormat::Tiff)),
        (b"MM\0+", Kind::Picture(image::ImageFormat::Tiff)),
        (b"BM", Kind::Picture(image::ImageFormat::Bmp)),
        (b"\x93NUMPY", Kind::Npy),
        (b"PK\x03\x04", Kind::Zip),
        // Without any member.
        (b"PK\x05\x06", Kind::Zip),
        (b"\x1F\x8B\x08", Kind::Gzip),
        (b"NRRD000", Kind::Nrrd),
        (b"ObjectType", Kind::Meta),
        (b"NDims", Kind::Meta),
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
    if matches!(
        head.first_chunk(),
        Some([b'P', b'F' | b'f', b'\n' | b'\r' | b' '])
    ) {
        return Kind::Pfm;
    }
    if is_nifti(head) {
        return Kind::Nifti;
    }
    if is_bare_data_set(head) {
        return Kind::Dicom;
    }
    Kind::Unknown
}

/// Whether the header of a NIfTI file begins: by its magic, or by its size and number of axes, so that a
/// broken one is told of as such.
fn is_nifti(head: &[u8]) -> bool {
    let magic = matches!(head.get(344..348), Some(b"n+1\0" | b"ni1\0"))
        || matches!(head.get(4..8), Some(b"n+2\0" | b"ni2\0"));
    let axes = head.get(40..42);
    let sized = match head.first_chunk() {
        Some([0x5C, 1, 0, 0]) => matches!(axes, Some([1..=7, 0])),
        Some([0, 0, 1, 0x5C]) => matches!(axes, Some([0, 1..=7])),
        _ => false,
    };
    magic || sized
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
        assert_eq!(kind(b"\x5c\x01\0\0ANALYZE"), Kind::Unknown);
        assert_eq!(kind(b"PK\x05\x06"), Kind::Zip);
        assert_eq!(kind(b"Patients of today"), Kind::Unknown);
        assert_eq!(kind(b""), Kind::Empty);
    }
}
