//! All readers and decoders, and a slice of each plane of what opens.

#![no_main]

use negatoscope::study::Plane;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    for series in negatoscope_fuzz::open(bytes, false).series {
        for plane in Plane::ALL {
            let slices = series.header.slice_count(plane);
            if series.header.geometry.is_some() || plane == Plane::Acquired {
                series.slice(plane, slices / 2);
            }
        }
    }
});
