//! Packages that a target changes in one part: a zip archive guards its parts with checksums, so changes of its bytes
//! would hardly ever reach a reader.

use std::io::{Cursor, Write as _};
use std::sync::Once;

use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

use crate::intake::workbook::{Limits, Workbook, is_guarded, read};

/// Parts with their names.
pub type Parts = &'static [(&'static str, &'static [u8])];

/// Bounds small enough that the fuzzer sees what a large file would do.
pub fn limits() -> Limits {
    Limits { max_cells: 5_000, max_tags: 50_000, max_parsed_bytes: 1 << 20, ..Limits::default() }
}

/// The package with other bytes for one part: the first byte says which.
pub fn changed(parts: Parts, input: &[u8]) -> Option<Vec<u8>> {
    let (which, bytes) = input.split_first()?;
    let which = usize::from(*which) % parts.len();
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (index, (name, content)) in parts.iter().enumerate() {
        archive.start_file(*name, options).ok()?;
        archive.write_all(if index == which { bytes } else { content }).ok()?;
    }
    Some(archive.finish().ok()?.into_inner())
}

/// Lets a panic pass that the reader catches: the fuzzer's hook would end the process before.
pub fn let_guarded_panics_pass() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let fuzzers = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !is_guarded() {
                fuzzers(info);
            }
        }));
    });
}

/// Reads a file and holds it to what is promised of every one.
pub fn hold(name: &str, bytes: &[u8]) -> Option<Workbook> {
    let_guarded_panics_pass();
    let limits = limits();
    let book = read(name, bytes, &limits).ok()?;
    let cells: usize = book.sheets.iter().map(|sheet| sheet.cells.len()).sum();
    assert!(cells <= limits.max_cells, "{cells} cells");
    for sheet in &book.sheets {
        assert!(sheet.cells.windows(2).all(|pair| pair[0].at < pair[1].at), "order of cells");
    }
    Some(book)
}

const RELATIONSHIPS: &[u8] = br#"<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;

/// An `.xlsx` with a form of our own.
pub const XLSX: Parts = &[
    ("_rels/.rels", RELATIONSHIPS),
    ("xl/workbook.xml", br#"<workbook><sheets><sheet name="Questionnaire" sheetId="1" r:id="r1"/><sheet name="Cover" sheetId="2" r:id="r2" state="hidden"/></sheets><definedNames><definedName name="a">Questionnaire!$A$1</definedName></definedNames></workbook>"#),
    ("xl/_rels/workbook.xml.rels", br#"<Relationships><Relationship Id="r1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="http://x/worksheet" Target="/xl/worksheets/sheet2.xml"/></Relationships>"#),
    ("xl/styles.xml", br##"<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy-mm-dd"/></numFmts><fonts><font><b/><strike/><sz val="11"/><color rgb="FF000000"/><name val="Calibri"/></font></fonts><fills><fill><patternFill patternType="solid"><fgColor theme="1"/></patternFill></fill></fills><borders><border><left style="thin"/></border></borders><cellXfs><xf numFmtId="0"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0"><alignment wrapText="1"/></xf></cellXfs></styleSheet>"##),
    ("xl/sharedStrings.xml", br#"<sst count="4" uniqueCount="4"><si><t>ID</t></si><si><t>Answer</t></si><si><t>FD-GOV-01</t></si><si><r><t xml:space="preserve">ye</t></r><r><t>s</t></r></si></sst>"#),
    ("xl/worksheets/sheet1.xml", br#"<?xml version="1.0" encoding="UTF-8"?><worksheet><dimension ref="A1:C3"/><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row><row r="2" hidden="1"><c r="A2" t="s"><v>2</v></c><c r="B2" t="s"><v>3</v></c><c r="C2" s="1"/></row><row r="3"><c r="A3" t="inlineStr"><is><t>FD-GOV-02</t></is></c><c r="B3" t="str"><f>A1&amp;"x"</f><v>no</v></c><c r="C3" s="1"><v>46000</v></c></row></sheetData><mergeCells><mergeCell ref="A5:B6"/></mergeCells></worksheet>"#),
    ("xl/worksheets/sheet2.xml", br#"<worksheet><sheetData><row><c t="inlineStr"><is><t>Supplier ID</t></is></c><c t="inlineStr"><is><t>S-1</t></is></c></row></sheetData></worksheet>"#),
];

/// An `.xlsb` with one sheet.
pub const XLSB: Parts = &[
    ("xl/workbook.bin", &[0x9C, 1, 22, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, b'r', 0, b'1', 0, 1, 0, 0, 0, b'S', 0, 0x90, 1, 0, 0x9D, 1, 0]),
    ("xl/_rels/workbook.bin.rels", br#"<Relationships><Relationship Id="r1" Target="worksheets/sheet1.bin"/></Relationships>"#),
    ("xl/sharedStrings.bin", &[0x9F, 1, 8, 1, 0, 0, 0, 1, 0, 0, 0, 0x13, 11, 0, 3, 0, 0, 0, b'y', 0, b'e', 0, b's', 0]),
    ("xl/styles.bin", &[0xE7, 4, 4, 1, 0, 0, 0, 0x2C, 8, 164, 0, 1, 0, 0, 0, b'd', 0, 0xE9, 4, 4, 1, 0, 0, 0, 0x2F, 4, 0, 0, 164, 0]),
    ("xl/worksheets/sheet1.bin", &[0x94, 1, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x91, 1, 0, 0, 5, 4, 0, 0, 0, 0, 7, 12, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 9, 4, 0, 0, 0, 0, 0, 0, 0, 1, 0x3E, 15, 5, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, b'n', 0, 0x92, 1, 0]),
];

/// An `.ods` with one sheet.
pub const ODS: Parts = &[
    ("content.xml", br#"<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:automatic-styles><style:style style:name="ta1"><style:table-properties table:display="false"/></style:style></office:automatic-styles><office:body><office:spreadsheet><table:table table:name="Questionnaire"><table:table-row><table:table-cell office:value-type="string"><text:p>ID</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>Answer</text:p></table:table-cell></table:table-row><table:table-row table:number-rows-repeated="2" table:visibility="collapse"><table:table-cell office:value-type="string"><text:p>FD-<text:span>GOV</text:span>-01</text:p></table:table-cell><table:table-cell table:number-columns-repeated="3" office:value-type="string"><office:annotation><text:p>note</text:p></office:annotation><text:p>y<![CDATA[e]]>&#115;<text:s text:c="2"/></text:p></table:table-cell><table:covered-table-cell/></table:table-row><table:table-row><table:table-cell office:value-type="date" office:date-value="2026-03-01T06:00:00"><text:p>1.3.26</text:p></table:table-cell><table:table-cell office:value-type="float" office:value="1.5"/></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"#),
    ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
    ("META-INF/manifest.xml", b"<manifest:manifest/>"),
];
