#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| allpa_fuzz::read("fuzz.kml", data));
