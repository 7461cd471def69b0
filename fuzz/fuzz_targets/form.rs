//! A text as a returned form: whatever it says, every cell is accounted for.
#![no_main]

use std::sync::LazyLock;

use flowdown_fuzz::catalogue::Catalogue;
use flowdown_fuzz::intake::response::{FileRef, Reader};
use flowdown_fuzz::model::Register;
use flowdown_fuzz::package::let_guarded_panics_pass;

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::embedded().unwrap());
static REGISTER: LazyLock<Register> = LazyLock::new(Register::default);
static READER: LazyLock<Reader<'static>> = LazyLock::new(|| Reader::standalone(&CATALOGUE, &REGISTER));

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let_guarded_panics_pass();
    let file = FileRef { path: "a.csv".into(), below: "a.csv", bytes: input };
    let (report, _) = READER.read(&file);
    let ledger = &report.ledger;
    assert_eq!(ledger.seen, ledger.accounted + ledger.unaccounted.len(), "cells");
});
