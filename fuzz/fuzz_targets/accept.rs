//! The workbook of `map`, read back.
#![no_main]

use std::sync::LazyLock;

use flowdown_fuzz::catalogue::Catalogue;
use flowdown_fuzz::intake::accepted;
use flowdown_fuzz::package::{Parts, changed, let_guarded_panics_pass};

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::embedded().unwrap());

const PARTS: Parts = &[
    ("xl/worksheets/sheet1.xml", b"<worksheet><sheetData/></worksheet>"),
    ("xl/worksheets/sheet2.xml", b"<worksheet><sheetData/></worksheet>"),
    ("_rels/.rels", br#"<Relationships><Relationship Id="r1" Type="http://x/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#),
    ("xl/workbook.xml", br#"<workbook><sheets><sheet name="Form" sheetId="1" r:id="r1"/><sheet name="Questions" sheetId="2" r:id="r2"/></sheets></workbook>"#),
    ("xl/_rels/workbook.xml.rels", br#"<Relationships><Relationship Id="r1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="http://x/worksheet" Target="worksheets/sheet2.xml"/></Relationships>"#),
];

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let_guarded_panics_pass();
    if let Some(bytes) = changed(PARTS, input) {
        if let Err(problems) = accepted::read("a-map.xlsx", &bytes, &CATALOGUE) {
            assert!(!problems.0.is_empty());
        }
    }
});
