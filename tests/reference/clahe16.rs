//! OpenCV's CLAHE of 16 bits.

use negatoscope::ops::Tiles;
use negatoscope::ops::clahe;
use negatoscope::ops::clahe::ClaheParams;
use negatoscope::pixels::Samples;
use serde_json::Value;

/// The rows of `opencv_clahe` whose input has 16 bits.
pub fn run(
    filter: &str,
    params: &Value,
    input: &Samples,
    _second: Option<&Samples>,
) -> Option<Samples> {
    let Samples::U16(image) = input else {
        return None;
    };
    if filter != "opencv_clahe" {
        return None;
    }
    let count = |key: &str| params[key].as_u64().map(|count| count as u32);
    let tiles = Tiles::new(count("grid_x")?, count("grid_y")?).unwrap();
    let clahe = ClaheParams::new(params["clip"].as_f64()?, tiles).unwrap();
    let shift = count("bit_shift").unwrap_or(0);
    Some(Samples::U16(clahe::apply16(image, &clahe, shift, None)))
}
