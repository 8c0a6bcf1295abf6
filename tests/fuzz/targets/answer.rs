#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| generic_http_sms_fuzz::answer(&String::from_utf8_lossy(input)));
