//! An `.xlsx` with one part changed: read or refused, within the bounds.
#![no_main]

use flowdown_fuzz::package::{XLSX, changed, hold};

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    if let Some(bytes) = changed(XLSX, input) {
        hold("a.xlsx", &bytes);
    }
});
