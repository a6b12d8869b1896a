#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| allpa_fuzz::questions::ask(data));
