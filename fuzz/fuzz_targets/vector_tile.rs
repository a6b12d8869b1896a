#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| allpa_fuzz::look_at_vector_tile(data));
