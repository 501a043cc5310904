//! DICOM files: headers first, then stacks, then pixels.
//!
//! [`walk`](mod@walk) reads elements, [`preflight`] finds them in a file, [`header`] makes an [`ImageFile`]
//! of them; [`split`] and [`sort`] decide which frames make one stack and in which order;
//! [`pixels`] decodes frames. Nothing above this folder knows a tag.

mod codec;
mod collimation;
mod colour;
mod dataset;
mod directory;
mod element;
mod facts;
mod fragments;
mod header;
mod layout;
mod moment;
mod overlays;
mod pixels;
mod place;
mod plan;
mod preflight;
mod segments;
mod sort;
mod split;
mod structures;
mod syntax;
mod text;
mod unpack;
mod uptake;
mod values;
mod walk;

pub(super) use directory::directory;
pub(super) use directory::file_fault;
pub(super) use header::Candidate;
pub(super) use header::ImageFile;
pub(super) use header::Looked;
pub(super) use header::look;
pub(super) use pixels::Frames;
pub(super) use plan::FrameFacts;
pub(super) use plan::Plan;
pub(super) use plan::plans;
pub(super) use split::FrameRef;
pub(super) use structures::StructureSet;
pub(super) use unpack::Stored;
pub(super) use uptake::standardise;
