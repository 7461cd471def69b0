//! An `.xlsb` with one part changed: read or refused, within the bounds.
#![no_main]

use flowdown_fuzz::package::{XLSB, changed, hold};

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    if let Some(bytes) = changed(XLSB, input) {
        hold("a.xlsb", &bytes);
    }
});
