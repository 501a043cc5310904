//! Recorded filters with a window or block of their own size around every pixel.

use negatoscope::ops::clahe::fiji;
use negatoscope::ops::clahe::fiji::FijiParams;
use negatoscope::pixels::Samples;
use serde_json::Value;

/// Fiji's CLAHE.
pub fn run(
    filter: &str,
    params: &Value,
    input: &Samples,
    _second: Option<&Samples>,
) -> Option<Samples> {
    let apply = match filter {
        "fiji_clahe_exact" => fiji::exact,
        "fiji_clahe_fast" => fiji::fast,
        _ => return None,
    };
    let Samples::U8(image) = input else {
        return None;
    };
    let count = |key: &str| params[key].as_u64().unwrap() as u32;
    let slope = params["slope"].as_f64().unwrap();
    let params = FijiParams::new(count("radius"), count("bins"), slope).unwrap();
    apply(image, &params, None, &|| true).map(Samples::U8)
}
