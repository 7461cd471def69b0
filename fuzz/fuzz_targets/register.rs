//! A register of text files: read, or refused with every problem.
#![no_main]

use std::sync::LazyLock;

use flowdown_fuzz::catalogue::Catalogue;
use flowdown_fuzz::intake::register;
use flowdown_fuzz::package::hold;

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::embedded().unwrap());

// Sheets stand between bytes that no text holds.
libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let names = ["Suppliers", "Engagements", "Phases", "Subcontracts", "Certificates", "Evidence", "Waivers", "Incidents", "Responses"];
    let mut sources = Vec::new();
    for (name, text) in names.iter().zip(input.split(|byte| *byte == 0xFF)) {
        let path = format!("register/{name}.csv");
        sources.extend(hold(&path, text).map(|book| (path.clone(), book.sheets)));
    }
    let rules = &*CATALOGUE;
    if let Err(problems) = register::read(&sources, &rules.vocabulary, &rules.policy, &rules.controls) {
        assert!(!problems.0.is_empty());
    }
});
