//! Merged areas, struck-out text, notes and percentages are known in every format.

use std::fmt::Write as _;

use super::*;

const XLSX: &[u8] =
    include_bytes!("../../../../tests/fixtures/intake/merged-struck-noted-percents.xlsx");
pub(super) const XLS: &[u8] =
    include_bytes!("../../../../tests/fixtures/intake/merged-struck-noted-percents.xls");
const ODS: &[u8] =
    include_bytes!("../../../../tests/fixtures/intake/merged-struck-noted-percents.ods");

pub(super) const XLSB: &[u8] =
    include_bytes!("../../../../tests/fixtures/intake/merged-struck-noted-percents.xlsb");
const ODS_OF_XLSB: &[u8] =
    include_bytes!("../../../../tests/fixtures/intake/merged-struck-noted-percents-of-xlsb.ods");

/// How a sheet looks, one line per kind.
fn look(grid: &Grid) -> String {
    let look = &grid.look;
    let list = |name: &str, all: Vec<String>| format!("{name}: {}\n", all.join(", "));
    let texts = |all: &[(crate::model::CellRef, Box<str>)]| {
        let one = |(at, text): &(_, Box<str>)| format!("{at} {:?}", &**text);
        all.iter().map(one).collect()
    };
    let mut out =
        list("merged", look.merged.iter().map(|(first, last)| format!("{first}:{last}")).collect());
    out += &list("struck", texts(&look.struck));
    out += &list("notes", texts(&look.notes));
    out += &list("percents", look.percents.iter().map(ToString::to_string).collect());
    out
}

fn look_of(name: &str, bytes: &[u8]) -> String {
    look(&open(name, bytes).unwrap().sheets[0])
}

/// openpyxl wrote the `.xlsx`; LibreOffice made the others from it.
#[test]
fn three_formats_show_the_same() {
    let expected = "merged: C2:C5, D2:F2\n\
        struck: C6 \"\", C7 \"Yes\", C8 \"\", C9 \"Yes\", C18 \"\", C19 \"\"\n\
        notes: C10 \"No\", C11 \"asked the\\njanitor äöü\"\n\
        percents: C12, D12, E12, C13, C15, C18\n";
    for (name, bytes) in [("a.xlsx", XLSX), ("a.xls", XLS), ("a.ods", ODS)] {
        let book = open(name, bytes).unwrap();
        assert_eq!(look(&book.sheets[1]), expected, "{name}");
        assert_eq!(look(&book.sheets[0]), "merged: \nstruck: \nnotes: \npercents: \n", "{name}");
        let at = |cell: &str| crate::model::CellRef::parse(cell).unwrap();
        let said = |cell: &str| book.sheets[1].get(at(cell)).map(|cell| cell.value.clone());
        assert_eq!(said("C10"), None, "{name}: a note is no text of its cell");
        assert_eq!(said("C11"), Some(Value::Text("Yes".into())), "{name}");
        assert_eq!(said("C7"), Some(Value::Text("No Yes".into())), "{name}");
    }
}

pub(super) const STYLES: &str = r##"<styleSheet><numFmts><numFmt numFmtId="164" formatCode="0.0\ %"/><numFmt numFmtId="165" formatCode="0\%"/></numFmts>
    <fonts><font><sz/></font><font><strike/></font><font><strike val="0"/></font></fonts>
    <cellStyleXfs><xf numFmtId="0" fontId="0"/><xf numFmtId="9" fontId="1"/></cellStyleXfs>
    <cellXfs><xf numFmtId="0" fontId="0"/><xf numFmtId="0" fontId="1"/><xf numFmtId="0" fontId="2"/><xf numFmtId="10" fontId="0"/><xf numFmtId="164" fontId="0"/><xf numFmtId="165" fontId="0"/><xf xfId="1"/></cellXfs>
    <dxfs><dxf><font><strike/></font></dxf></dxfs></styleSheet>"##;

pub(super) const STRINGS: &str = r#"<sst><si><t>Yes</t></si><si/><si><r><rPr><strike/></rPr><t>No</t></r><r><t xml:space="preserve"> Yes &amp; no_x000D_</t></r></si>
    <si><r><t>No</t></r><r><rPr><b/></rPr><t xml:space="preserve"> Yes</t></r><rPh sb="0" eb="1"><t>said</t></rPh></si>
    <si><r><rPr><strike val="false"/></rPr><t>Yes</t></r></si><si><r><rPr><strike/></rPr><t xml:space="preserve"> </t></r><r><rPr><b/></rPr><t>Yes</t></r></si></sst>"#;

fn styled(rows: &str, more: &[(&str, &[u8])]) -> Vec<u8> {
    let parts: [(&str, &[u8]); 2] =
        [("xl/styles.xml", STYLES.as_bytes()), ("xl/sharedStrings.xml", STRINGS.as_bytes())];
    xlsx_with(rows, &[&parts, more].concat())
}

#[test]
fn the_font_of_a_run_goes_before_that_of_its_cell() {
    let cell = |at: &str, style: u32, text: u32| {
        format!("<c r=\"{at}\" s=\"{style}\" t=\"s\"><v>{text}</v></c>")
    };
    let row = |row: u32, style: u32| {
        let cells =
            (0..6).zip('A'..).map(|(text, column)| cell(&format!("{column}{row}"), style, text));
        format!("<row r=\"{row}\">{}</row>", cells.collect::<String>())
    };
    let rows = row(1, 0) + &row(2, 1) + &row(3, 2);
    let found = look_of("a.xlsx", &styled(&rows, &[]));
    let expected = "struck: C1 \"Yes & no\", A2 \"\", C2 \"\", D2 \"Yes\", C3 \"Yes & no\"";
    assert_eq!(found.lines().nth(1), Some(expected));
}

#[test]
fn areas_stand_behind_the_rows() {
    let areas = "<mergeCells><mergeCell ref=\"C2:C5\"/><mergeCell ref=\"A1:B1\"/><mergeCell ref=\"A9\"/><mergeCell ref=\"B9:A9\"/></mergeCells>";
    let sheet = format!(
        "<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData>{areas}<x"
    );
    assert_eq!(
        look_of("a.xlsx", &xlsx_of(&sheet, &[])),
        "merged: A1:B1, C2:C5\nstruck: \nnotes: \npercents: \n"
    );
}

#[test]
fn numbers_are_percentages_by_their_format() {
    let rows: String = (0..7)
        .map(|style| format!("<c r=\"{}1\" s=\"{style}\"><v>1</v></c>", char::from(b'A' + style)))
        .collect();
    let words = "<c r=\"H1\" s=\"3\" t=\"str\"><v>a</v></c><c r=\"I1\" s=\"3\" t=\"b\"><v>1</v></c><c r=\"J1\" s=\"3\"/>";
    let found = open("a.xlsx", &styled(&format!("<row r=\"1\">{rows}{words}</row>"), &[])).unwrap();
    let mut expected = String::from("merged: \nstruck: B1 \"\", G1 \"\"\nnotes: \n");
    writeln!(expected, "percents: D1, E1, G1").unwrap();
    assert_eq!(look(&found.sheets[0]), expected);
}

#[test]
fn threaded_comments_go_before_the_notes_that_copy_them() {
    let links = br#"<Relationships><Relationship Id="r1" Type="http://x/relationships/comments" Target="../comments1.xml"/>
        <Relationship Id="r2" Type="http://x/relationships/threadedComment" Target="/xl/threadedComments/t1.xml"/></Relationships>"#;
    let notes = br#"<comments><authors><author>A</author></authors><commentList>
        <comment ref="B2" authorId="0"><text><t>[Threaded comment] copy</t></text></comment>
        <comment ref="C2" authorId="0"><text><r><rPr><b/></rPr><t>A:</t></r><r><t xml:space="preserve">
 No</t></r></text></comment><comment ref="D2"><text><t> </t></text></comment></commentList></comments>"#;
    let threads = br#"<ThreadedComments><threadedComment ref="B2" id="1"><text>Why?</text></threadedComment><threadedComment ref="B2" id="2" parentId="1"><text>So &lt;it&gt; is</text></threadedComment></ThreadedComments>"#;
    let parts: [(&str, &[u8]); 3] = [
        ("xl/worksheets/_rels/sheet1.xml.rels", links),
        ("xl/comments1.xml", notes),
        ("xl/threadedComments/t1.xml", threads),
    ];
    let found = look_of("a.xlsx", &xlsx_with("", &parts));
    assert_eq!(found.lines().nth(2), Some("notes: B2 \"Why?\\nSo <it> is\", C2 \"A:\\n No\""));
}

#[test]
fn check_boxes_arrive_as_truth_values() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let page = book.add_worksheet();
    page.insert_checkbox(0, 0, true).unwrap();
    page.insert_checkbox(1, 0, false).unwrap();
    let found = open("a.xlsx", &book.save_to_buffer().unwrap()).unwrap();
    assert_eq!(drawn(&found.sheets[0]), ["A1 #true", "A2 #false"]);
}

/// No free program writes this format: its records were put together by hand. LibreOffice reads them in the same way:
/// it made the `.ods` from them.
#[test]
fn records_of_an_xlsb_say_the_same() {
    let expected = "merged: A5:A7\nstruck: B5 \"\", C5 \"Yes\", E5 \"Yes\", G5 \"\"\n\
        notes: C5 \"asked\"\npercents: H5, I5\n";
    assert_eq!(look_of("a.xlsb", XLSB), expected);
    assert_eq!(look_of("a.ods", ODS_OF_XLSB), expected);
}

#[test]
fn the_styles_of_rows_columns_and_parents_reach_the_cells_of_an_ods() {
    let style = |name: &str, family: &str, more: &str, line: &str| {
        format!(
            r#"<style:style style:name="{name}" style:family="{family}"{more}><style:text-properties{line}/></style:style>"#
        )
    };
    let out = r#" style:text-line-through-style="solid""#;
    let styles = [
        style("Base", "table-cell", "", out),
        style("child", "table-cell", r#" style:parent-style-name="Base""#, ""),
        style(
            "plain",
            "table-cell",
            r#" style:parent-style-name="Base""#,
            r#" style:text-line-through-style="none""#,
        ),
        style("loop", "table-cell", r#" style:parent-style-name="loop""#, ""),
        style("T1", "text", "", out),
        style("T2", "text", "", ""),
        style("Base", "text", "", ""),
    ];
    let cell = |style: &str, text: &str| {
        let style = if style.is_empty() {
            String::new()
        } else {
            format!(r#" table:style-name="{style}""#)
        };
        format!(r#"<table:table-cell{style} office:value-type="string">{text}</table:table-cell>"#)
    };
    let text = "<text:p>Yes</text:p>";
    let first = [
        cell("", text),
        cell("child", text),
        cell("plain", text),
        cell("loop", text),
        cell(
            "plain",
            r#"<text:p>a<text:span text:style-name="T1">b<text:span text:style-name="T2">c</text:span></text:span></text:p><text:p>d &amp; e</text:p>"#,
        ),
        cell(
            "",
            r#"<office:annotation><dc:creator>x</dc:creator><text:p><text:span text:style-name="T1">note</text:span></text:p></office:annotation><text:p>Yes</text:p>"#,
        ),
    ];
    let repeated = r#"<table:table-row table:number-rows-repeated="2" table:default-cell-style-name="Base"><table:table-cell/><table:table-cell office:value-type="percentage" office:value="1" table:number-columns-repeated="2"><text:p>1%</text:p></table:table-cell></table:table-row>"#;
    let content = format!(
        r#"<office:document-content><office:automatic-styles>{}</office:automatic-styles><office:body><office:spreadsheet><table:table table:name="T"><table:table-column/><table:table-column table:number-columns-repeated="4" table:default-cell-style-name="plain"/><table:table-column table:default-cell-style-name="child"/><table:table-row>{}</table:table-row>{repeated}</table:table></office:spreadsheet></office:body></office:document-content>"#,
        styles.concat(),
        first.concat()
    );
    let expected = "merged: \n\
        struck: B1 \"\", E1 \"a\\nd & e\", F1 \"\", B2 \"\", C2 \"\", B3 \"\", C3 \"\"\n\
        notes: F1 \"note\"\npercents: B2, C2, B3, C3\n";
    assert_eq!(look_of("a.ods", &ods_of(&content)), expected);
}

/// Whether any style matters is tested before they are read.
#[test]
fn styles_that_say_nothing_are_not_read_and_others_are() {
    let percents = |format: &str| {
        let styles = format!(
            "<styleSheet><fonts><font/></fonts><cellXfs><xf numFmtId=\"0\"/><xf {format}/></cellXfs><dxfs><font><strike/></font></dxfs></styleSheet>"
        );
        let rows =
            "<row r=\"1\"><c s='1' r=\"A1\"><v>1</v></c><c s=\"0\" r=\"B1\"><v>1</v></c></row>";
        let file = xlsx_with(rows, &[("xl/styles.xml", styles.as_bytes())]);
        open("a.xlsx", &file).unwrap().sheets[0].look.percents.len()
    };
    let formats = [
        "numFmtId=\"0\"",
        "numFmtId=\"9\"",
        "numFmtId='10'",
        "numFmtId = \"9\"",
        "numFmtId=\"&#57;\"",
        "xfId=\"0\"",
    ];
    assert_eq!(formats.map(percents), [0, 1, 1, 1, 1, 0]);
}

/// A look must not become larger than the file's own cells may.
#[test]
fn looks_are_bounded_before_they_are_held() {
    // Shared texts of the file, and cells that say nothing, are fewer.
    let few = Limits { max_cells: 10, ..Limits::default() };
    let cells: String =
        ('A'..'L').map(|column| format!("<c r=\"{column}1\" s=\"1\"><v>1</v></c>")).collect();
    let file = styled(&format!("<row r=\"1\">{cells}</row>"), &[]);
    let found = read("a.xlsx", &file, &few);
    assert_eq!(too_large(found), "notes, struck-out cells and percentages");
    let row = r#"<table:table-row table:number-rows-repeated="1000000"><table:table-cell office:value-type="percentage" office:value="1" table:number-columns-repeated="16000"/></table:table-row>"#;
    let found = open("a.ods", &ods_with(row));
    assert_eq!(too_large(found), "notes, struck-out cells and percentages");
    let areas: String =
        (1..=70_000).map(|row| format!("<mergeCell ref=\"A{row}:B{row}\"/>")).collect();
    let file = xlsx_of(
        &format!("<worksheet><sheetData></sheetData><mergeCells>{areas}</mergeCells></worksheet>"),
        &[],
    );
    assert_eq!(too_large(open("a.xlsx", &file)), "merged areas");
    let fonts = "<xf fontId=\"0\"/>".repeat(70_000);
    let styles = format!("<styleSheet><cellXfs>{fonts}</cellXfs></styleSheet>");
    let file = xlsx_with("", &[("xl/styles.xml", styles.as_bytes())]);
    assert_eq!(too_large(open("a.xlsx", &file)), "styles");
}

/// The notes of a part that two sheets share count for both.
#[test]
fn notes_of_two_sheets_are_counted_twice() {
    let text = "x".repeat(1000);
    let notes =
        format!("<comments><comment ref=\"B2\"><text><t>{text}</t></text></comment></comments>");
    let root = format!(
        r#"<Relationships><Relationship Id="r1" Type="{RELATIONSHIPS}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
    );
    let book = br#"<workbook><sheets><sheet name="S" r:id="r1"/><sheet name="T" r:id="r2"/></sheets></workbook>"#;
    let link = |id: &str, part: &str| {
        format!(r#"<Relationship Id="{id}" Type="{RELATIONSHIPS}/worksheet" Target="{part}"/>"#)
    };
    let links = link("r1", "s.xml") + &link("r2", "t.xml");
    let links = format!("<Relationships>{links}</Relationships>");
    let own = br#"<Relationships><Relationship Id="r1" Type="x/comments" Target="c.xml"/></Relationships>"#;
    let file = archive(&[
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.xml", book),
        ("xl/_rels/workbook.xml.rels", links.as_bytes()),
        ("xl/s.xml", b"<worksheet><sheetData/></worksheet>"),
        ("xl/t.xml", b"<worksheet><sheetData/></worksheet>"),
        ("xl/_rels/s.xml.rels", own),
        ("xl/_rels/t.xml.rels", own),
        ("xl/c.xml", notes.as_bytes()),
    ]);
    let noted: Vec<usize> =
        open("a.xlsx", &file).unwrap().sheets.iter().map(|sheet| sheet.look.notes.len()).collect();
    assert_eq!(noted, [1, 1]);
    let little = Limits { max_text_bytes: 1500, ..Limits::default() };
    assert_eq!(too_large(read("a.xlsx", &file, &little)), "bytes of text");
    // What is unpacked for notes counts together with the sheets.
    let little = Limits { max_parsed_bytes: 2_500, ..Limits::default() };
    assert_eq!(too_large(read("a.xlsx", &file, &little)), "bytes of sheets and their tables");
    let little = Limits { max_tags: 36, ..Limits::default() };
    assert_eq!(too_large(read("a.xlsx", &file, &little)), "tags");
}

/// Nothing beside a struck-out text, and no table outside the sheets, replaces it.
#[test]
fn what_is_struck_out_of_an_ods_stays_so_whatever_stands_beside() {
    let styles = r#"<style:style style:name="out" style:family="text"><style:text-properties style:text-line-through-style="solid"/></style:style>"#;
    let no = r#"<text:p><text:span text:style-name="out">No</text:span></text:p>"#;
    let shape = "<draw:frame><draw:text-box><text:p>Yes</text:p></draw:text-box></draw:frame>";
    let cells = format!(
        r#"<table:table-cell office:value-type="string">{shape}{no}</table:table-cell><table:table-cell>{no}</table:table-cell>"#
    );
    let table = |rows: &str| format!(r#"<table:table table:name="T">{rows}</table:table>"#);
    let row = |cells: &str| format!("<table:table-row>{cells}</table:table-row>");
    let other = table(&row("<table:table-cell/>"));
    let content = format!(
        r#"<office:document-content><office:automatic-styles>{styles}</office:automatic-styles><office:body><office:text>{other}</office:text><office:spreadsheet>{}</office:spreadsheet></office:body></office:document-content>"#,
        table(&row(&cells))
    );
    let book = open("a.ods", &ods_of(&content)).unwrap();
    assert_eq!(drawn(&book.sheets[0]), ["A1 No", "B1 No"]);
    assert_eq!(look(&book.sheets[0]), "merged: \nstruck: A1 \"\", B1 \"\"\nnotes: \npercents: \n");
}
