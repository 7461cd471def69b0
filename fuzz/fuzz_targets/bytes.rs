//! Any bytes as a file: the way into \`.xls\` and text, which no checksum guards.
#![no_main]

use flowdown_fuzz::package::hold;

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    hold("a.csv", input);
});
