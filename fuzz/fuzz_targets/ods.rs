//! An `.ods` with one part changed: read or refused, within the bounds.
#![no_main]

use flowdown_fuzz::package::{ODS, changed, hold};

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    if let Some(bytes) = changed(ODS, input) {
        hold("a.ods", &bytes);
    }
});
