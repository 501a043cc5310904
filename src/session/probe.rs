//! What stands under the pointer.

use super::Session;
use super::ViewKey;
use crate::document::ViewportId;
use crate::recipe::Domain;
use crate::study::Facts;
use crate::study::Point3;
use crate::study::RegionUnit;
use crate::study::Unit;

/// The numbers of one pixel of the picture that is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Probe {
    /// Stored samples: one, or red, green, blue.
    pub stored: Vec<f64>,
    /// Values after the modality LUT.
    pub values: Vec<f64>,
    /// What the values mean.
    pub unit: Unit,
    /// Samples after the recipe; `None` where no step is on.
    pub result: Option<Vec<f64>>,
    /// What the result's numbers are.
    pub domain: Domain,
    /// The pixel is padding.
    pub padding: bool,
    /// Share of the slice's pixels below the value, 0 to 1.
    pub share_below: f64,
    /// Array index `[slice, row, column]` from 0, as NumPy counts the acquired stack.
    pub index: [usize; 3],
    /// Place in the patient (LPS, millimetres).
    pub point: Option<Point3>,
    /// The ultrasound region it lies in (from 0), and its place there in the region's units.
    pub region: Option<(usize, [(f64, RegionUnit); 2])>,
    /// Column and row in the picture shown.
    pub pixel: [usize; 2],
}

/// The region at a pixel, and the quantities there; a later region lies over an earlier one.
fn region_at(facts: &Facts, column: usize, row: usize) -> Option<(usize, [(f64, RegionUnit); 2])> {
    let at = facts
        .regions
        .iter()
        .rposition(|region| region.contains(column, row))?;
    let region = &facts.regions[at];
    let across = (region.across.at(column as f64), region.across.unit);
    let down = (region.down.at(row as f64), region.down.unit);
    Some((at, [across, down]))
}

impl Session {
    /// The numbers at column `x`, row `y` of the picture that `view` shows; `None` outside.
    ///
    /// They are those of the picture on the screen, not of one that is on its way.
    pub fn probe(&self, view: ViewKey, x: f64, y: f64) -> Option<Probe> {
        let finished = self.finished(view)?;
        let processed = &finished.processed;
        let (width, height) = (processed.values.width(), processed.values.height());
        let (column, row) = (x.round(), y.round());
        if column < 0.0 || row < 0.0 || column >= width as f64 || row >= height as f64 {
            return None;
        }
        let (column, row) = (column as usize, row as usize);
        let all = |samples: &crate::pixels::Samples| -> Vec<f64> {
            (0..samples.channels())
                .map(|channel| samples.value(column, row, channel))
                .collect()
        };
        let values = all(&processed.values);
        let padding = processed
            .data
            .as_ref()
            .is_some_and(|mask| !mask.inside()[row * width + column]);
        let header = self.document.shelf.get(&finished.key.series)?;
        let (index, point) = match &header.geometry {
            Some(geometry) => {
                let frame = geometry.frame(finished.key.plane);
                let at = finished.key.index as f64;
                let voxel = frame.voxel(geometry, at, column as f64, row as f64);
                let nearest = [2, 1, 0]
                    .map(|n| voxel[n].round().clamp(0.0, geometry.size[n] as f64 - 1.0) as usize);
                let point = geometry.oriented.then(|| geometry.point(voxel));
                (nearest, point)
            }
            None => ([finished.key.index, row, column], None),
        };
        Some(Probe {
            stored: all(&processed.slice.samples),
            share_below: values
                .first()
                .map_or(0.0, |value| processed.before.share_below(*value)),
            values,
            unit: processed.slice.unit,
            result: processed.after.is_some().then(|| all(&processed.result)),
            domain: processed.domain,
            padding,
            index,
            point,
            region: region_at(&header.facts, column, row),
            pixel: [column, row],
        })
    }

    /// The viewport that a place belongs to.
    pub fn viewport_of(&self, view: ViewKey) -> Option<ViewportId> {
        match view {
            ViewKey::Viewport(id) => Some(id),
            ViewKey::Cell(_) => self.document.active().map(|view| view.id),
        }
    }
}
