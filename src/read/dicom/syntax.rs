//! Transfer syntaxes: how a data set is written and how its pixels are encoded.

use dicom_dictionary_std::uids;

use super::element::Coding;

/// How pixels are encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    /// Uncompressed samples.
    Native,
    /// RLE Lossless (PS3.5 annex G).
    Rle,
    /// JPEG with 8 bits, DCT.
    JpegBaseline,
    /// JPEG with 12 bits (or 8), DCT.
    JpegExtended,
    /// JPEG lossless, processes 14.
    JpegLossless,
    /// JPEG-LS.
    JpegLs,
    /// JPEG 2000 and High-Throughput JPEG 2000.
    Jpeg2000,
    /// Frames each compressed by deflate.
    DeflatedFrames,
    /// JPEG XL.
    JpegXl,
    /// MPEG-2, MPEG-4, HEVC, SMPTE ST 2110.
    Video,
    /// One that this program does not know.
    Unknown,
}

impl Encoding {
    /// How many times larger than its stream a real picture can be.
    pub fn largest_ratio(self) -> u64 {
        match self {
            Self::Jpeg2000 | Self::JpegXl => 20_000,
            _ => 1000,
        }
    }
}

/// A transfer syntax.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Syntax {
    /// Its UID.
    pub uid: String,
    /// Its name in PS3.6, or the UID.
    pub name: &'static str,
    /// How elements are written.
    pub coding: Coding,
    /// The data set after the meta group is deflated.
    pub deflated: bool,
    /// How pixels are encoded.
    pub encoding: Encoding,
}

impl Syntax {
    /// The syntax of `uid`; unknown ones are taken as explicit little endian with unknown pixels.
    pub fn of(uid: &str) -> Self {
        let (name, encoding) = match uid {
            uids::IMPLICIT_VR_LITTLE_ENDIAN => ("Implicit VR Little Endian", Encoding::Native),
            uids::EXPLICIT_VR_LITTLE_ENDIAN => ("Explicit VR Little Endian", Encoding::Native),
            "1.2.840.10008.1.2.2" => ("Explicit VR Big Endian", Encoding::Native),
            uids::DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN => {
                ("Deflated Explicit VR Little Endian", Encoding::Native)
            }
            // Private, written by GE: pixels big endian in an implicit little endian data set.
            "1.2.840.113619.5.2" => ("GE Private Implicit VR Big Endian", Encoding::Unknown),
            "1.2.840.10008.1.2.8.1" => {
                ("Deflated Image Frame Compression", Encoding::DeflatedFrames)
            }
            "1.2.840.10008.1.2.5" => ("RLE Lossless", Encoding::Rle),
            "1.2.840.10008.1.2.4.50" => ("JPEG Baseline (Process 1)", Encoding::JpegBaseline),
            "1.2.840.10008.1.2.4.51" => ("JPEG Extended (Process 2 & 4)", Encoding::JpegExtended),
            "1.2.840.10008.1.2.4.57" => (
                "JPEG Lossless, Non-Hierarchical (Process 14)",
                Encoding::JpegLossless,
            ),
            "1.2.840.10008.1.2.4.70" => (
                "JPEG Lossless, Non-Hierarchical, First-Order Prediction",
                Encoding::JpegLossless,
            ),
            "1.2.840.10008.1.2.4.80" => ("JPEG-LS Lossless", Encoding::JpegLs),
            "1.2.840.10008.1.2.4.81" => ("JPEG-LS Lossy (Near-Lossless)", Encoding::JpegLs),
            "1.2.840.10008.1.2.4.90" => ("JPEG 2000 (Lossless Only)", Encoding::Jpeg2000),
            "1.2.840.10008.1.2.4.91" => ("JPEG 2000", Encoding::Jpeg2000),
            "1.2.840.10008.1.2.4.92" => (
                "JPEG 2000 Part 2 Multi-component (Lossless Only)",
                Encoding::Jpeg2000,
            ),
            "1.2.840.10008.1.2.4.93" => ("JPEG 2000 Part 2 Multi-component", Encoding::Jpeg2000),
            "1.2.840.10008.1.2.4.201" => (
                "High-Throughput JPEG 2000 (Lossless Only)",
                Encoding::Jpeg2000,
            ),
            "1.2.840.10008.1.2.4.202" => (
                "High-Throughput JPEG 2000 with RPCL Options (Lossless Only)",
                Encoding::Jpeg2000,
            ),
            "1.2.840.10008.1.2.4.203" => ("High-Throughput JPEG 2000", Encoding::Jpeg2000),
            "1.2.840.10008.1.2.4.110" => ("JPEG XL Lossless", Encoding::JpegXl),
            "1.2.840.10008.1.2.4.111" => ("JPEG XL JPEG Recompression", Encoding::JpegXl),
            "1.2.840.10008.1.2.4.112" => ("JPEG XL", Encoding::JpegXl),
            "1.2.840.10008.1.2.4.100"
            | "1.2.840.10008.1.2.4.100.1"
            | "1.2.840.10008.1.2.4.101"
            | "1.2.840.10008.1.2.4.101.1" => ("MPEG-2", Encoding::Video),
            "1.2.840.10008.1.2.4.107" | "1.2.840.10008.1.2.4.108" => {
                ("HEVC/H.265", Encoding::Video)
            }
            _ if uid.starts_with("1.2.840.10008.1.2.4.10") => ("MPEG-4 AVC/H.264", Encoding::Video),
            _ if uid.starts_with("1.2.840.10008.1.2.7.") => ("SMPTE ST 2110", Encoding::Video),
            _ => ("", Encoding::Unknown),
        };
        Self {
            uid: uid.to_owned(),
            name,
            coding: Coding {
                explicit: uid != uids::IMPLICIT_VR_LITTLE_ENDIAN && uid != "1.2.840.113619.5.2",
                big_endian: uid == "1.2.840.10008.1.2.2",
            },
            deflated: uid == uids::DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN,
            encoding,
        }
    }

    /// The native syntax that `coding` is the coding of.
    pub fn native(coding: Coding) -> Self {
        Self::of(match (coding.explicit, coding.big_endian) {
            (true, true) => "1.2.840.10008.1.2.2",
            (true, false) => uids::EXPLICIT_VR_LITTLE_ENDIAN,
            (false, _) => uids::IMPLICIT_VR_LITTLE_ENDIAN,
        })
    }

    /// UID and name, as a person reads it.
    pub fn label(&self) -> String {
        if self.name.is_empty() {
            self.uid.clone()
        } else {
            format!("{} ({})", self.name, self.uid)
        }
    }
}
