//! Nothing that matters is removed from a sheet before calamine reads it.

use proptest::prelude::*;

use super::look::{STRINGS, STYLES};
use super::*;
use crate::intake::workbook::lean::{Seen, lean};
use crate::intake::workbook::package::Package;
use crate::intake::workbook::sheet::Budget;
use crate::intake::workbook::xlsx;

fn sheet_of(rows: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><worksheet><sheetData>{rows}</sheetData></worksheet>"
    )
}

/// What is left of rows, and the cells whose formulas were removed.
fn left(rows: &str) -> Option<(String, Vec<String>)> {
    let mut xml = sheet_of(rows).into_bytes();
    let Seen { formulas, .. } = lean(&mut xml)?;
    let xml = String::from_utf8(xml).unwrap();
    let (before, after) =
        sheet_of("|").split_once('|').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    let rows = xml.strip_prefix(&before).unwrap().strip_suffix(&after).unwrap();
    Some((rows.to_owned(), formulas.iter().map(ToString::to_string).collect()))
}

#[test]
fn cells_of_style_alone_and_texts_of_formulas_go() {
    let rows = "<row r=\"3\" spans=\"1:9\" ht='15'><c r=\"A3\" s=\"7\"/><c r=\"B3\" s='7' t=\"s\"><v>0</v></c>\
        <c r=\"C3\" s=\"7\" /><c r=\"AZ300000\"/><c s=\"1\" r=\"D3\"><f>IF(A1&gt;2,\"&lt;/f>\",'x y'!B2)</f><v>4</v></c>\
        <c r='AB3'/><c r=\"AC3\" t=\"str\"><f t=\"shared\" ref=\"a>b\" si=\"0\"/><v>x</v></c></row>";
    let expected = "<row r=\"3\" spans=\"1:9\" ht='15'><c r=\"B3\" s='7' t=\"s\"><v>0</v></c>\
        <c s=\"1\" r=\"D3\"><v>4</v></c><c r=\"AC3\" t=\"str\"><v>x</v></c></row>";
    let (rows, formulas) = left(rows).unwrap();
    assert_eq!(rows, expected);
    assert_eq!(formulas, ["D3", "AC3"]);
}

#[test]
fn a_sheet_that_is_not_plain_stays_as_it_came() {
    let cell = "<c r=\"B2\"><v>1</v></c>";
    let odd = [
        "<c s=\"1\"/>", // its place follows from its neighbours
        "<c/>",
        "<c r=\"b2\"/>",
        "<c r=\"XFE1\"/>", // outside every sheet
        "<c r=\"A1048577\"/>",
        "<c r=\"A1\" r=\"A2\"/>",
        "<c r = \"A1\"/>",
        "<c r=\"A1\"><c r=\"A2\"/></c>",
        "<x:c r=\"A1\"><v>1</v></x:c>",
        "<!-- <c r=\"A1\"/> -->",
        "<?x <c r=\"A1\"/> ?>",
        "<c r=\"A1\" t=\"str\"><v><![CDATA[<c r=\"A2\"/>]]></v></c>",
        "<c r=\"A1\"><f><b/></f></c>",
        "<f>1</f>",
        "</c>",
        "<",
    ];
    assert!(left(cell).is_some());
    for odd in odd {
        assert_eq!(left(&format!("{cell}{odd}{cell}")), None, "{odd}");
    }
    for head in ["<!DOCTYPE x>", "<!-- <sheetData> -->", "<?x?>"] {
        let mut xml =
            sheet_of(cell).replace("<worksheet>", &format!("{head}<worksheet>")).into_bytes();
        assert_eq!(lean(&mut xml), None, "{head}");
    }
    let mut other = sheet_of(cell).replace("UTF-8", "ISO-2022-JP").into_bytes();
    assert_eq!(lean(&mut other), None);
    let mut cut_off =
        sheet_of(cell).replace("</sheetData>", "").replace("</worksheet>", "").into_bytes();
    assert_eq!(lean(&mut cut_off), None);
}

/// Cells, plain or not; `@` is replaced by the reference.
const CELLS: [&str; 28] = [
    "<c r=\"@\" s=\"1\"/>",
    "<c r='@' s='1' />",
    "<c s=\"2\" r=\"@\"></c>",
    "<c r=\"@\" s=\"1\"><v>12.5</v></c>",
    "<c r=\"@\" s=\"1\"><v>45000</v></c>",
    "<c r=\"@\" t=\"b\"><v>1</v></c>",
    "<c r=\"@\" t=\"e\"><v>#REF!</v></c>",
    "<c r=\"@\" t=\"str\"><v>a &amp; b &#65; > c</v></c>",
    "<c r=\"@\" t=\"inlineStr\"><is><t xml:space=\"preserve\"> yes </t></is></c>",
    "<c r=\"@\" t=\"inlineStr\"><is><r><rPr><family val=\"2\"/></rPr><t>ye</t></r><r><t>s</t></r></is></c>",
    "<c r=\"@\"><f>A1+1</f><v>3</v></c>",
    "<c r=\"@\"><f>A1+1</f></c>",
    "<c r=\"@\"><f>1</f><f t=\"array\" ref='A1:B2' aca='>'>2</f><v>1</v></c>",
    "<c r=\"@\" t=\"str\"><f>IF(A1&lt;2,\"/>\")</f><v>no</v></c>",
    "<c r=\"@\"><f t=\"shared\" ref=\"A1:B2\" si=\"0\">B1</f><v>1</v></c>",
    "<c r=\"@\"><f t=\"shared\" si=\"0\"/><v>1</v></c>",
    "<c r=\"@\"><f ca=\"1\"></f><v/></c>",
    "<c r=\"@\"><v>5</v><f>2+3</f></c>",
    "<c r=\"@\" s=\"1\" t=\"s\"><v>3</v></c>",
    "<c t='s' s='0' r='@'><v>2</v></c>",
    "<c r=\"@\" s=\"3\" t=\"inlineStr\"><is><r><t>a</t></r><r><rPr><strike/></rPr><t>b</t></r></is></c>",
    "<c s=\"1\"/>",
    "<c s='4'><v>1</v></c>",
    "<c><f>1</f><v>1</v></c>",
    "<x:c r=\"@\"><x:f>1</x:f><x:v>1</x:v></x:c>",
    "<!-- <c r=\"@\"><f>1</f> --><c r=\"@\"><v><![CDATA[1]]></v></c>",
    "<c r=\"@\"><!-- <f>1</f> --><v>1</v></c>",
    "<c r=\"@\" t=\"str\"><v><![CDATA[<f>1</f>]]></v></c>",
];

/// Rows of the first `kinds` of these cells, each at its own place, with gaps.
fn rows(kinds: usize) -> impl Strategy<Value = String> {
    let row = prop::collection::vec(prop::option::weighted(0.8, 0..kinds), 0..12);
    let attributes = prop::sample::select(vec![
        " r=\"#\"",
        " r=\"#\" hidden=\"1\"",
        " hidden='true'",
        "",
        " spans=\"1:12\" hidden='0' r='#'",
    ]);
    prop::collection::vec((row, attributes), 0..8).prop_map(|rows| {
        let cell = |row: usize, column: usize, kind: usize| {
            let at = crate::model::CellRef::new(row as u32, column as u32);
            CELLS[kind].replace('@', &at.to_string())
        };
        let row = |(index, (cells, attributes)): (usize, &(Vec<Option<usize>>, &str))| {
            let cells = cells.iter().enumerate();
            let cells = cells.filter_map(|(column, kind)| Some(cell(index, column, (*kind)?)));
            let attributes = attributes.replace('#', &(index + 1).to_string());
            format!("<row{attributes}>{}</row>", cells.collect::<String>())
        };
        rows.iter().enumerate().map(row).collect()
    })
}

/// The cells of a file, read with at most `held` bytes of its sheets made lean.
fn cells(held: usize, bytes: &[u8]) -> Result<String, String> {
    let limits = Limits::default();
    let package = Package::open(bytes, &limits);
    let grids = package.and_then(|mut package| {
        xlsx::read_holding(held, bytes, &mut package, &mut Budget::new(&limits))
    });
    grids.map(|grids| format!("{grids:?}")).map_err(|error| error.to_string())
}

/// The same for a sheet, with styles that strike out and show percentages, and merged areas after its rows.
fn read_of(rows: &str, held: usize) -> Result<String, String> {
    let areas = "<mergeCells><mergeCell ref=\"B2:B3\"/><mergeCell ref=\"A1:A2\"/></mergeCells>";
    let sheet = format!("<worksheet><sheetData>{rows}</sheetData>{areas}</worksheet>");
    let parts: [(&str, &[u8]); 2] =
        [("xl/styles.xml", STYLES.as_bytes()), ("xl/sharedStrings.xml", STRINGS.as_bytes())];
    cells(held, &xlsx_of(&sheet, &parts))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_same_cells_are_read_of_a_plain_sheet(rows in rows(21)) {
        prop_assert!(left(&rows).is_some());
        prop_assert_eq!(read_of(&rows, usize::MAX), read_of(&rows, 0));
    }

    #[test]
    fn the_same_cells_are_read_of_any_sheet(rows in rows(CELLS.len())) {
        prop_assert_eq!(read_of(&rows, usize::MAX), read_of(&rows, 0));
    }
}

/// Forms that people and other programs wrote.
#[test]
fn the_same_cells_are_read_of_every_form_of_the_sample() {
    let mut folders = vec![std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data")];
    let mut compared = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "xlsx") {
                let bytes = std::fs::read(&path).unwrap();
                let found = cells(usize::MAX, &bytes);
                assert_eq!(found, cells(0, &bytes), "{}", path.display());
                compared += usize::from(found.is_ok());
            }
        }
    }
    assert!(compared > 10, "{compared} files");
}
