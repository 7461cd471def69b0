//! Files that would fill memory, take minutes, or say one thing to a person and another to a program. Made by program:
//! each is small as a file and large in what it asks for.

use std::io::{Cursor, Write as _};

use zip::write::{SimpleFileOptions, ZipWriter};

/// Enough of anything to be beyond the limits.
const MANY: usize = 5_000_000;

const NAMESPACE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_level(Some(1));
    for (name, content) in parts {
        zip.start_file(*name, options).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// An `.xlsx` of sheets that all stand in one part, with other parts.
fn xlsx(sheets: usize, sheet: &[u8], more: &[(&str, &[u8])]) -> Vec<u8> {
    let tags: String = (0..sheets)
        .map(|n| format!(r#"<sheet name="S{n}" sheetId="{}" r:id="r{n}"/>"#, n + 1))
        .collect();
    let links: String = (0..sheets)
        .map(|n| format!(r#"<Relationship Id="r{n}" Type="{NAMESPACE}/worksheet" Target="worksheets/sheet1.xml"/>"#))
        .collect();
    let root = format!(
        r#"<Relationships><Relationship Id="r" Type="{NAMESPACE}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
    );
    let book = format!("<workbook><sheets>{tags}</sheets></workbook>");
    let links = format!("<Relationships>{links}</Relationships>");
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", links.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet),
    ];
    parts.extend_from_slice(more);
    archive(&parts)
}

fn sheet(rows: &str) -> Vec<u8> {
    format!("<worksheet><sheetData>{rows}</sheetData></worksheet>").into_bytes()
}

/// A workbook of one cell with many of one thing in one part.
fn with_many(part: &str, before: &str, thing: &str, after: &str) -> Vec<u8> {
    let content = format!("{before}{}{after}", thing.repeat(MANY));
    xlsx(1, &sheet("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>"), &[(part, content.as_bytes())])
}

fn ods(content: &str) -> Vec<u8> {
    archive(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content.as_bytes()),
        ("META-INF/manifest.xml", b"<manifest:manifest/>"),
    ])
}

fn table(declared: &str, rows: &str) -> String {
    format!(
        r#"<office:document-content {declared}xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet><table:table table:name="T">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"#
    )
}

/// An `.xlsb` whose one sheet is these bytes.
fn xlsb(part: &[u8]) -> Vec<u8> {
    let book = [
        0x9C, 1, 22, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, b'r', 0, b'1', 0, 1, 0, 0, 0, b'S', 0,
        0x90, 1, 0, 0x9D, 1, 0,
    ];
    let links =
        br#"<Relationships><Relationship Id="r1" Target="worksheets/sheet1.bin"/></Relationships>"#;
    archive(&[
        ("xl/workbook.bin", &book),
        ("xl/_rels/workbook.bin.rels", links),
        ("xl/worksheets/sheet1.bin", part),
    ])
}

fn utf_16(text: &str) -> Vec<u8> {
    "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

/// Every file with its name and a word of the reason for which it is not read.
pub(crate) fn all() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let styles = |open: &str, thing: &str, close: &str| {
        with_many(
            "xl/styles.xml",
            &format!("<styleSheet>{open}"),
            thing,
            &format!("{close}</styleSheet>"),
        )
    };
    let number_format =
        format!("<numFmt numFmtId=\"164\" formatCode=\"{}\"/>", "\"&gt;\"".repeat(2_000));
    vec![
        ("cell-formats.xlsx", styles("<cellXfs>", "<xf/>", "</cellXfs>"), "tags"),
        ("prefixed-formats.xlsx", styles("<x:cellXfs>", "<x:xf/>", "</x:cellXfs>"), "tags"),
        ("fonts.xlsx", styles("<fonts>", "<font/>", "</fonts>"), "tags"),
        (
            "some-fonts.xlsx",
            {
                let fonts =
                    format!("<styleSheet><fonts>{}</fonts></styleSheet>", "<font/>".repeat(70_000));
                xlsx(1, &sheet(""), &[("xl/styles.xml", fonts.as_bytes())])
            },
            "fonts",
        ),
        (
            "long-format.xlsx",
            {
                let styles = format!("<styleSheet><numFmts>{number_format}</numFmts></styleSheet>");
                xlsx(1, &sheet(""), &[("xl/styles.xml", styles.as_bytes())])
            },
            "number format",
        ),
        ("texts.xlsx", with_many("xl/sharedStrings.xml", "<sst>", "<si/>", "</sst>"), "tags"),
        (
            "one-part.xlsx",
            xlsx(256, &sheet(&"<row r=\"1\"/>".repeat(1_000_000)), &[]),
            "stand in one part",
        ),
        (
            "empty-rows.xlsx",
            xlsx(1, &sheet(&"<row r=\"1\"/>".repeat(MANY)), &[]),
            "bytes of sheets",
        ),
        ("empty-cells.xlsx", xlsx(1, &sheet(&"<c r=\"A1\"/>".repeat(4_100_000)), &[]), "tags"),
        ("wide.xlsx", xlsx(1, &utf_16("<worksheet><sheetData/></worksheet>"), &[]), "UTF-16"),
        ("zeros.xlsb", xlsb(&[0; 40_000_000]), "records"),
        (
            "short-cells.xlsb",
            xlsb(&[0x91, 1, 0, 0, 4, 0, 0, 0, 0, 0x10, 1, 1, 0x92, 1, 0]),
            "short form",
        ),
        (
            "empty-cells.ods",
            ods(&table(
                "",
                &format!(
                    "<table:table-row>{}</table:table-row>",
                    "<table:table-cell/>".repeat(2_800_000)
                ),
            )),
            "bytes of sheets",
        ),
        (
            "prefix.ods",
            ods(&table(r#"xmlns:t2="urn:oasis:names:tc:opendocument:xmlns:table:1.0" "#, "")),
            "prefix",
        ),
        (
            "document-type.ods",
            ods(&format!("<!DOCTYPE x [<!ENTITY y \"yes\">]>{}", table("", ""))),
            "document type",
        ),
        (
            "repeated.ods",
            ods(&table(
                "",
                r#"<table:table-row table:number-rows-repeated="1000000"><table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16000"/></table:table-row>"#,
            )),
            "bytes of text",
        ),
        ("lines.csv", ",\n".repeat(30_000_000).into_bytes(), "bytes"),
        ("\u{1b}]0;title\u{7}.bin", vec![0, 1], "unknown kind"),
        ("line\nS-2/good.xlsx  accepted.csv", b"a,b\n1,2\n".to_vec(), "no layout is known"),
    ]
}
