//! STUB
#![allow(missing_docs, unused, clippy::all, clippy::todo)]
use crate::pixels::*;
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SkimageParams {
    clip_limit: f64,
    tiles: crate::ops::Tiles,
    bins: u32,
}
impl SkimageParams {
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
pub fn apply<G: crate::ops::lookup::Grey>(
    s: &Image<G>,
    p: &SkimageParams,
    mask: Option<&Mask>,
) -> Image<G> {
    todo!()
}
