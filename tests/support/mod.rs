//! What several test binaries share.

pub mod dicom;
pub mod jpeg;
pub mod jpegls;
