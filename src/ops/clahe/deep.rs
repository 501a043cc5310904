//! STUB
#![allow(missing_docs, unused, clippy::all, clippy::todo)]
use crate::pixels::*;
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DeepParams {
    clip_limit: f64,
    tiles: crate::ops::Tiles,
    bins: u32,
}
impl DeepParams {
    pub fn new(
        clip_limit: f64,
        tiles: crate::ops::Tiles,
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
    pub fn tiles(&self) -> crate::ops::Tiles {
        self.tiles
    }
    pub fn bins(&self) -> u32 {
        self.bins
    }
}
pub fn apply(
    s: &Samples,
    p: &DeepParams,
    range: Option<(f64, f64)>,
    mask: Option<&Mask>,
) -> Samples {
    todo!()
}
