//! Sniffing, preflight and headers of all formats, without pixels.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    negatoscope_fuzz::open(bytes, true);
});
