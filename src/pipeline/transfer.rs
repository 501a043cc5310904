//! The curve from input to output, as the picture itself shows it.
//!
//! Nothing here knows a filter: each value that is present is looked up in the result. Where every pixel of a value has
//! become the same grey the curve is the filter's own, exact; where neighbours had a say it is a band with a mean.

use super::Processed;
use crate::for_samples;
use crate::pixels::Mask;
use crate::pixels::Rect;
use crate::pixels::Sample;
use crate::pixels::Samples;
use crate::recipe::AheMethod;
use crate::recipe::ClaheMethod;
use crate::recipe::Filter;
use crate::recipe::Recipe;
use crate::recipe::Tiles;

/// What the pixels of one input value have become.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TransferPoint {
    /// The value before any step; the middle of its bin where bins hold more than one.
    pub value: f64,
    /// Pixels of that value.
    pub count: u64,
    /// The lowest output among them.
    pub low: f64,
    /// The highest output among them.
    pub high: f64,
    /// Their mean output.
    pub mean: f64,
}

/// The curve from input to output.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Transfer {
    /// A point for each input that is present, by rising value.
    pub points: Vec<TransferPoint>,
}

impl Transfer {
    /// Whether every input has one output, as for filters that look at a pixel alone.
    pub fn is_curve(&self) -> bool {
        self.points.iter().all(|point| point.low == point.high)
    }
}

/// The outputs of each value inside `region` (pixels; all of the picture where `None`), in the bins of
/// [`Processed::before`]. Padding takes no part.
///
/// `None` where no step is on, and for colour, whose pixels have three inputs.
pub fn transfer(processed: &Processed, region: Option<Rect>) -> Option<Transfer> {
    if processed.after.is_none() || processed.values.channels() != 1 {
        return None;
    }
    let (width, height) = (processed.values.width(), processed.values.height());
    let whole = Rect {
        x: 0,
        y: 0,
        width,
        height,
    };
    let region = region.unwrap_or(whole);
    let columns = region.x.min(width)..(region.x + region.width).min(width);
    let rows = region.y.min(height)..(region.y + region.height).min(height);
    let before = &processed.before;
    let mut bins = vec![Outputs::default(); before.counts().len()];
    let (start, bin_width) = (before.bin_start(0), before.bin_width());
    let (mut values, mut outputs) = (Vec::new(), Vec::new());
    for y in rows {
        numbers_of_row(&processed.values, y, &mut values);
        numbers_of_row(&processed.result, y, &mut outputs);
        let row = values.iter().zip(&outputs).enumerate();
        for (x, (value, output)) in row.take(columns.end).skip(columns.start) {
            let inside = |mask: &Mask| mask.inside()[y * width + x];
            if !processed.mask.as_ref().is_none_or(inside) || !output.is_finite() {
                continue;
            }
            let bin = ((value - start) / bin_width).floor();
            // Bins are numbered from 0; what is no number lies in none.
            if bin >= 0.0
                && let Some(bin) = bins.get_mut(bin as usize)
            {
                bin.take(*output);
            }
        }
    }
    let middle = if before.is_exact() {
        0.0
    } else {
        bin_width / 2.0
    };
    let present = bins.iter().enumerate().filter(|(_, bin)| bin.count > 0);
    let points = present.map(|(at, bin)| TransferPoint {
        value: before.bin_start(at) + middle,
        count: bin.count,
        low: bin.low,
        high: bin.high,
        mean: bin.sum / bin.count as f64,
    });
    Some(Transfer {
        points: points.collect(),
    })
}

fn numbers_of_row(samples: &Samples, y: usize, numbers: &mut Vec<f64>) {
    numbers.clear();
    for_samples!(samples, image => numbers.extend(image.row(y).iter().map(|v| v.to_f64())));
}

/// Outputs met so far, in the order of the pixels.
#[derive(Clone, Copy, Debug)]
struct Outputs {
    count: u64,
    low: f64,
    high: f64,
    sum: f64,
}

impl Default for Outputs {
    fn default() -> Self {
        Self {
            count: 0,
            low: f64::INFINITY,
            high: f64::NEG_INFINITY,
            sum: 0.0,
        }
    }
}

impl Outputs {
    fn take(&mut self, output: f64) {
        self.count += 1;
        self.low = self.low.min(output);
        self.high = self.high.max(output);
        self.sum += output;
    }
}

/// The part of a picture that decides with a pixel what the last adaptive step makes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Neighbourhood {
    /// Its pixels.
    pub region: Rect,
    /// Column and row of the tile, from 0, for filters that work between tiles.
    pub tile: Option<[usize; 2]>,
}

/// The tile, or the window, around pixel `at` (column, row) of a picture of `size` (columns, rows), with pixels of
/// `spacing_mm` (width, height), under the last adaptive step that is on; `None` where none is on, or outside the picture.
///
/// Tiles are those of OpenCV's grid, `ceil(size / tiles)` pixels each; other variants differ from it by a pixel or, where
/// their tiles are centred on the grid's corners, by half a tile.
pub fn neighbourhood(
    recipe: &Recipe,
    size: [usize; 2],
    spacing_mm: Option<[f64; 2]>,
    at: [usize; 2],
) -> Option<Neighbourhood> {
    if at[0] >= size[0] || at[1] >= size[1] {
        return None;
    }
    let steps: Vec<_> = recipe.active().collect();
    let extents = steps.iter().rev();
    let extent = extents
        .filter_map(|(_, step)| extent(&step.filter, spacing_mm))
        .next()?;
    let along = |axis: usize| match extent {
        Extent::Tiles(counts) => {
            let side = size[axis].div_ceil(counts[axis] as usize).max(1);
            let tile = at[axis] / side;
            (tile * side, (tile + 1) * side, Some(tile))
        }
        Extent::Radius(radius) => {
            let radius = radius as usize;
            (at[axis].saturating_sub(radius), at[axis] + radius + 1, None)
        }
    };
    let ((left, right, column), (top, bottom, row)) = (along(0), along(1));
    Some(Neighbourhood {
        region: Rect {
            x: left,
            y: top,
            width: right.min(size[0]) - left,
            height: bottom.min(size[1]) - top,
        },
        tile: column.zip(row).map(|(column, row)| [column, row]),
    })
}

/// How far an adaptive filter looks around a pixel.
enum Extent {
    /// As far as tiles go: so many across and down.
    Tiles([u32; 2]),
    /// So many pixels.
    Radius(u32),
}

/// `None` for filters that are not adaptive, and for millimetres without a spacing.
fn extent(filter: &Filter, spacing_mm: Option<[f64; 2]>) -> Option<Extent> {
    let tiles = |tiles: Tiles| Extent::Tiles([tiles.columns(), tiles.rows()]);
    Some(match filter {
        Filter::Ahe(AheMethod::Exact { radius, .. }) => Extent::Radius(radius.pixels(spacing_mm)?),
        Filter::Ahe(AheMethod::Tiles(grid)) => tiles(*grid),
        Filter::Clahe(method) => match method {
            ClaheMethod::OpenCv(params, _) => tiles(params.tiles()),
            ClaheMethod::Deep(params) => tiles(params.tiles()),
            ClaheMethod::Skimage(params) => tiles(params.tiles()),
            ClaheMethod::Exact(params) => Extent::Radius(params.radius()),
            ClaheMethod::Fiji(params) | ClaheMethod::FijiFast(params) => {
                Extent::Radius(params.radius())
            }
            ClaheMethod::Volume(params) => {
                let [columns, rows, _] = params.tiles();
                Extent::Tiles([columns, rows])
            }
        },
        Filter::NClahe(params) => tiles(params.clahe().tiles()),
        Filter::PowerLaw(params) => Extent::Radius(params.radius()),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::Prepared;
    use crate::pipeline::process;
    use crate::pixels::Image;
    use crate::recipe::Step;
    use crate::study::ModalityLut;
    use crate::study::Slice;
    use crate::study::SliceLut;
    use crate::study::Unit;

    fn recipe(steps: &[&str]) -> Recipe {
        Recipe::of(
            steps
                .iter()
                .map(|text| Step::parse(text).expect("a step"))
                .collect(),
        )
    }

    fn processed(steps: &[&str]) -> Processed {
        let data: Vec<u8> = (0..16 * 12u32)
            .map(|i| ((i * 7 + i / 16 * 5) % 32 * 8) as u8)
            .collect();
        let slice = Slice {
            samples: Samples::U8(Image::grey(16, 12, data)),
            lut: SliceLut::One(ModalityLut::IDENTITY),
            padding: None,
            unit: Unit::Grey,
            vois: Vec::new(),
            inverted: false,
            spacing_mm: None,
            pixel_aspect: 1.0,
            edges: None,
            collimation: None,
            cut: None,
        };
        process(slice, &recipe(steps), &Prepared::default(), &|| true).expect("fits")
    }

    #[test]
    fn a_point_filter_is_its_own_curve() {
        let processed = processed(&["invert"]);
        let curve = transfer(&processed, None).expect("a step is on");
        assert!(curve.is_curve());
        let counted: u64 = curve.points.iter().map(|point| point.count).sum();
        assert_eq!(counted, 16 * 12);
        for point in &curve.points {
            assert_eq!(point.mean, 255.0 - point.value);
        }
    }

    #[test]
    fn an_adaptive_filter_is_a_band() {
        let processed = processed(&["clahe:clip_limit=4,tiles=2x2"]);
        let whole = transfer(&processed, None).expect("a step is on");
        assert!(!whole.is_curve());
        for point in &whole.points {
            assert!(point.low <= point.mean && point.mean <= point.high);
        }
        let region = Rect {
            x: 8,
            y: 6,
            width: 100,
            height: 1,
        };
        let part = transfer(&processed, Some(region)).expect("a step is on");
        let counted: u64 = part.points.iter().map(|point| point.count).sum();
        assert_eq!(counted, 8);
    }

    #[test]
    fn without_a_step_there_is_no_curve() {
        assert_eq!(transfer(&processed(&["invert:on=off"]), None), None);
    }

    #[test]
    fn the_tile_under_a_pixel() {
        let recipe = recipe(&["clahe:clip_limit=2,tiles=8x4", "gamma:gamma=2"]);
        let found = neighbourhood(&recipe, [100, 40], None, [99, 0]).expect("a tile");
        // 100 / 8 is 12.5, so tiles are 13 wide and the last one is cut.
        let last = Rect {
            x: 91,
            y: 0,
            width: 9,
            height: 10,
        };
        assert_eq!((found.region, found.tile), (last, Some([7, 0])));
        assert_eq!(neighbourhood(&recipe, [100, 40], None, [100, 0]), None);
    }

    #[test]
    fn the_window_around_a_pixel() {
        let in_mm = neighbourhood(
            &recipe(&["ahe:radius_mm=2.5"]),
            [20, 20],
            Some([0.5, 0.5]),
            [2, 19],
        );
        let around = neighbourhood(&recipe(&["ahe:radius=5"]), [20, 20], None, [2, 19]);
        let cut = Rect {
            x: 0,
            y: 14,
            width: 8,
            height: 6,
        };
        assert_eq!(
            around.map(|found| (found.region, found.tile)),
            Some((cut, None))
        );
        assert_eq!(in_mm, around);
        assert_eq!(
            neighbourhood(&recipe(&["heq"]), [20, 20], None, [2, 19]),
            None
        );
    }
}
