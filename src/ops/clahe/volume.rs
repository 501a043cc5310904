//! STUB
#![allow(missing_docs, unused, clippy::all, clippy::todo)]
use crate::pixels::*;
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VolumeParams {
    clip_limit: f64,
    tiles: [u32; 3],
    bins: u32,
}
impl VolumeParams {
    pub fn new(
        clip_limit: f64,
        tiles: [u32; 3],
        bins: u32,
    ) -> Result<Self, crate::ops::ParamError> {
        Ok(Self {
            clip_limit,
            tiles,
            bins,
        })
    }
    pub fn clip_limit(&self) -> f64 {
        self.clip_limit
    }
    pub fn tiles(&self) -> [u32; 3] {
        self.tiles
    }
    pub fn bins(&self) -> u32 {
        self.bins
    }
}
pub fn apply<G: crate::ops::lookup::Grey>(
    v: &[G],
    size: [usize; 3],
    p: &VolumeParams,
    mask: Option<&[bool]>,
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Option<Vec<G>> {
    todo!()
}
