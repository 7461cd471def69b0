//! No cell is missed: in whatever way a format can hold a text, the text is read or the file is refused.
//!
//! The files are built here, byte by byte, from known texts.

use proptest::prelude::*;

use super::super::compound;
use super::*;

/// A way to write a piece of text into a paragraph of an `.ods`, and what a person sees of it.
fn piece() -> impl Strategy<Value = (String, String)> {
    let word = prop::sample::select(vec!["yes", "no", "not yet", " ", "n/a", "ß", "質問"]);
    (word, 0..8_usize).prop_map(|(word, way)| {
        let shown = word.to_owned();
        match way {
            0 => (format!("<![CDATA[{word}]]>"), shown),
            1 => (format!("<text:span text:style-name=\"T1\">{word}</text:span>"), shown),
            2 => (format!("<text:a>{word}<text:span>!</text:span></text:a>"), shown + "!"),
            3 => (format!("{word}&amp;&#110;&#x6f;"), shown + "&no"),
            4 => (format!("{word}<text:s text:c=\"2\"/><text:tab/>"), shown + "  \t"),
            5 => (format!("<!-- yes -->{word}<?x yes?>"), shown),
            6 => (format!("{word}<text:line-break/>"), shown + "\n"),
            _ => (shown.clone(), shown),
        }
    })
}

/// A cell with what a person sees of it.
fn cell() -> impl Strategy<Value = (String, String)> {
    let paragraphs = prop::collection::vec(prop::collection::vec(piece(), 0..4), 0..3);
    let kind = prop::sample::select(vec![
        " office:value-type=\"string\"",
        " office:value-type=\"string\" office:string-value=\"\"",
        " office:value-type=\"string\" office:value=\"1\"",
        " office:value=\"1\"",
        "",
    ]);
    let aside = prop::sample::select(vec![
        "",
        "<office:annotation><text:p>yes</text:p></office:annotation>",
        "<draw:frame><draw:text-box><text:p>yes</text:p></draw:text-box></draw:frame>",
    ]);
    (paragraphs, kind, aside, any::<bool>()).prop_map(|(paragraphs, kind, aside, covered)| {
        let name = if covered { "covered-table-cell" } else { "table-cell" };
        let written: String = paragraphs
            .iter()
            .map(|pieces| pieces.iter().map(|(xml, _)| xml.as_str()).collect::<String>())
            .map(|text| format!("<text:p>{text}</text:p>"))
            .collect();
        let shown: Vec<String> = paragraphs
            .iter()
            .map(|pieces| pieces.iter().map(|(_, shown)| shown.as_str()).collect())
            .collect();
        (format!("<table:{name}{kind}>{aside}{written}</table:{name}>"), shown.join("\n"))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_text_of_an_ods_is_read(rows in prop::collection::vec(prop::collection::vec(cell(), 0..5), 1..5)) {
        let xml: String = rows.iter().enumerate().map(|(at, cells)| {
            let cells: String = cells.iter().map(|(xml, _)| xml.as_str()).collect();
            let row = format!("<table:table-row>{cells}</table:table-row>");
            if at % 2 == 0 { row } else { format!("<table:table-row-group>{row}</table:table-row-group>") }
        }).collect();
        let expected: Vec<(usize, usize, &str)> = rows.iter().enumerate().flat_map(|(row, cells)| {
            cells.iter().enumerate().map(move |(column, (_, shown))| (row, column, shown.as_str()))
        }).filter(|(_, _, shown)| !shown.trim().is_empty()).collect();
        let book = open("a.ods", &ods_with(&xml)).unwrap();
        let found: Vec<(usize, usize, &str)> = book.sheets[0].cells.iter().map(|cell| {
            let Value::Text(text) = &cell.value else { panic!("{cell:?}") };
            (cell.at.row as usize, cell.at.column as usize, &**text)
        }).collect();
        prop_assert_eq!(found, expected);
    }
}

#[test]
fn text_of_an_ods_that_one_program_shows_and_another_not_is_refused() {
    let cell = |inside: &str| {
        let cell =
            format!("<table:table-cell office:value-type=\"string\">{inside}</table:table-cell>");
        open("a.ods", &ods_with(&format!("<table:table-row>{cell}</table:table-row>")))
    };
    for inside in [
        "yes<text:p/>",
        "<text:p>yes<text:note>, not yet</text:note></text:p>",
        "<text:p><text:title>yes</text:title></text:p>",
        "<text:list><text:list-item><text:p>no</text:p></text:list-item></text:list>",
        "<x>no</x>",
    ] {
        assert_eq!(damaged(cell(inside)), "sheet `T`: cell A1 holds text where no cell shows any");
    }
    assert!(damaged(cell("<text:p>&yes;</text:p>")).contains("`&yes;`"));
    let number = "<table:table-row><table:table-cell office:value-type=\"float\"><text:p>no</text:p></table:table-cell></table:table-row>";
    assert!(damaged(open("a.ods", &ods_with(number))).contains("a text instead of a value"));
}

#[test]
fn an_ods_under_other_prefixes_is_refused() {
    let table = "urn:oasis:names:tc:opendocument:xmlns:table:1.0";
    let row = |declared: &str| format!("<table:table-row {declared}/>");
    for declared in [
        format!("xmlns:t2=\"{table}\""),
        format!("xmlns=\"{table}\""),
        "xmlns:table=\"urn:x\"".to_owned(),
        "xmlns:t2='urn:oasis:names:tc:opendocument:xmlns:tab&#108;e:1.0'".to_owned(),
    ] {
        let message = damaged(open("a.ods", &ods_with(&row(&declared))));
        assert!(message.contains("which is not usual"), "{message}");
    }
    assert!(
        open("a.ods", &ods_with(&row(&format!("xmlns:table=\"{table}\" xmlns:x=\"urn:x\""))))
            .is_ok()
    );
}

fn wide(text: &str) -> Vec<u8> {
    let letters: Vec<u16> = text.encode_utf16().collect();
    let length = u32::try_from(letters.len()).unwrap();
    [
        &length.to_le_bytes()[..],
        &letters.iter().flat_map(|one| one.to_le_bytes()).collect::<Vec<_>>(),
    ]
    .concat()
}

fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let kind =
        if kind < 0x80 { vec![kind as u8] } else { vec![kind as u8 | 0x80, (kind >> 7) as u8] };
    [&kind, &[u8::try_from(data.len()).unwrap()][..], data].concat()
}

/// An `.xlsb` of one sheet with these records as its rows.
fn xlsb_with(rows: &[u8], texts: &[&str], more: &[(&str, &[u8])]) -> Vec<u8> {
    let bundle = [&[0; 8][..], &wide("r1"), &wide("S")].concat();
    let book = [record(0x9C, &bundle), record(0x90, &[]), record(0x9D, &[])].concat();
    let sheet =
        [record(0x94, &[0; 16]), record(0x91, &[]), rows.to_vec(), record(0x92, &[])].concat();
    let count = u32::try_from(texts.len()).unwrap().to_le_bytes();
    let items = texts.iter().flat_map(|text| record(0x13, &[&[0][..], &wide(text)].concat()));
    let table = [record(0x9F, &[count, count].concat()), items.collect()].concat();
    let links =
        br#"<Relationships><Relationship Id="r1" Target="worksheets/sheet1.bin"/></Relationships>"#;
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("xl/workbook.bin", &book),
        ("xl/_rels/workbook.bin.rels", links),
        ("xl/sharedStrings.bin", &table),
        ("xl/worksheets/sheet1.bin", &sheet),
    ];
    parts.extend_from_slice(more);
    archive(&parts)
}

#[test]
fn every_kind_of_text_of_an_xlsb_is_read() {
    let at = |column: u8| [column, 0, 0, 0, 0, 0, 0, 0];
    let text = |column, kind, text: &str| record(kind, &[&at(column)[..], &wide(text)].concat());
    let rows = [
        record(0, &[0; 4]),
        text(0, 6, "plain no"),
        record(7, &[&at(1)[..], &[1, 0, 0, 0]].concat()),
        record(0x3E, &[&at(2)[..], &[1], &wide("rich no")].concat()),
        text(3, 8, "formula no"),
        record(0x0B, &[&at(4)[..], &[0x17]].concat()),
    ]
    .concat();
    let book = open("a.xlsb", &xlsb_with(&rows, &["yes", "shared no"], &[])).unwrap();
    let cells = ["A1 plain no", "B1 shared no", "C1 rich no", "D1 formula no", "E1 ##REF!"];
    assert_eq!(drawn(&book.sheets[0]), cells);
}

/// A text that a cell holds itself has runs, too.
#[test]
fn what_is_struck_out_of_rich_text_of_an_xlsb_is_known() {
    let runs = [&[2, 0, 0, 0][..], &[0, 0, 1, 0], &[2, 0, 0, 0]].concat();
    let cell = [&[0; 8][..], &[1], &wide("NoYes"), &runs].concat();
    let rows = [record(0, &[0; 4]), record(0x3E, &cell)].concat();
    let fonts = [record(0x2B, &[0; 4]), record(0x2B, &[0, 0, 8, 0])].concat();
    let styles = [fonts, record(0x269, &[0; 4]), record(0x26A, &[])].concat();
    let file = xlsb_with(&rows, &[], &[("xl/styles.bin", &styles)]);
    let sheet = &open("a.xlsb", &file).unwrap().sheets[0];
    assert_eq!(drawn(sheet), ["A1 NoYes"]);
    assert_eq!(sheet.look.struck, [(crate::model::CellRef::new(0, 0), "Yes".into())]);
}

#[test]
fn an_xlsb_whose_cells_can_be_missed_is_refused() {
    let sheet = |rows: &[u8]| damaged(open("a.xlsb", &xlsb_with(rows, &[], &[])));
    assert_eq!(
        sheet(&record(0x10, &[0, 0, 0, 1])),
        "sheet `S`: it holds cells in a short form that is not read"
    );
    assert_eq!(sheet(&record(0, &[0, 0, 0x20, 0])), "sheet `S`: a row lies outside every sheet");
    // calamine would take the text from the record before.
    assert_eq!(sheet(&record(6, &[0; 8])), "sheet `S`: a row or cell ends too early");
}

/// A record of an `.xls`.
fn biff(kind: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).unwrap();
    [&kind.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
}

/// An `.xls` with sheets of these records, after other records of the workbook.
fn xls_with(globals: &[u8], sheets: &[&[u8]]) -> Vec<u8> {
    let bof = biff(0x0809, &[0, 6, 5, 0, 0, 0, 0, 0]);
    let head = bof.len() + globals.len() + sheets.len() * 13 + 4;
    let (mut bounds, mut rest) = (Vec::new(), Vec::new());
    for (at, sheet) in (b'A'..).zip(sheets) {
        let place = u32::try_from(head + rest.len()).unwrap().to_le_bytes();
        bounds.extend(biff(0x85, &[&place[..], &[0, 0, 1, 0, at]].concat()));
        rest.extend([&bof[..], *sheet, &biff(0x0A, &[])].concat());
    }
    let stream = [bof, globals.to_vec(), bounds, biff(0x0A, &[]), rest].concat();
    compound::of_stream("Workbook", &stream).unwrap()
}

fn shared(texts: &[&str]) -> Vec<u8> {
    let count = u32::try_from(texts.len()).unwrap().to_le_bytes();
    let text = |text: &&str| {
        let letters: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let count = u16::try_from(letters.len() / 2).unwrap();
        [&count.to_le_bytes()[..], &[1], &letters].concat()
    };
    biff(0xFC, &[&count[..], &count, &texts.iter().flat_map(text).collect::<Vec<_>>()].concat())
}

fn place(row: u16, column: u16) -> Vec<u8> {
    [row.to_le_bytes(), column.to_le_bytes(), [0, 0]].concat()
}

#[test]
fn every_kind_of_text_of_an_xls_is_read() {
    let text = |kind, column, text: &str| {
        let count = u16::try_from(text.len()).unwrap().to_le_bytes();
        biff(kind, &[place(0, column), count.to_vec(), vec![0], text.as_bytes().to_vec()].concat())
    };
    let formula =
        [place(0, 3), vec![0, 0, 0, 0, 0, 0, 0xFF, 0xFF], vec![0; 6], vec![3, 0, 0x23, 1, 0]]
            .concat();
    let sheet = [
        biff(0xFD, &[place(0, 0), vec![1, 0, 0, 0]].concat()),
        text(0x204, 1, "label no"),
        text(0xD6, 2, "rich no"),
        biff(0x06, &formula),
        biff(0x207, &[10, 0, 0, b'f', b'o', b'r', b'm', b'u', b'l', b'a', b' ', b'n', b'o']),
    ]
    .concat();
    // A code page that a writer states by mistake changes nothing.
    let globals = [biff(0x42, &[0xE4, 0x04]), shared(&["yes", "shared nö"])].concat();
    let book = open("a.xls", &xls_with(&globals, &[&sheet])).unwrap();
    assert_eq!(
        drawn(&book.sheets[0]),
        ["A1 shared nö", "B1 label no", "C1 rich no", "D1 formula no"]
    );
}

/// calamine copies a shared text into every cell: 14 bytes of a cell become 60,000.
#[test]
fn texts_that_many_cells_of_an_xls_share_are_added_up_first() {
    let cell = |row| biff(0xFD, &[place(row, 0), vec![0; 4]].concat());
    // A character counts as the three bytes that it may take: 200 times 12,000 are within 4 MiB, 1,200 times are not.
    let sheet: Vec<u8> = (0..200).flat_map(cell).collect();
    let text = "x".repeat(4_000);
    assert_eq!(too_large(open("a.xls", &xls_with(&shared(&[&text]), &[&sheet]))), "not too large");
    let sheet: Vec<u8> = (0..1_200).flat_map(cell).collect();
    assert_eq!(too_large(open("a.xls", &xls_with(&shared(&[&text]), &[&sheet]))), "bytes of text");
}

#[test]
fn sheets_of_an_xls_in_one_place_are_refused() {
    let mut file = xls_with(&[], &[&biff(0x200, &[0; 14]), &[]]);
    let bounds: Vec<usize> = file
        .windows(4)
        .enumerate()
        .filter(|(_, four)| *four == [0x85, 0, 9, 0])
        .map(|(at, _)| at + 4)
        .collect();
    let first: [u8; 4] = file[bounds[0]..bounds[0] + 4].try_into().unwrap();
    file[bounds[1]..bounds[1] + 4].copy_from_slice(&first);
    assert_eq!(damaged(open("a.xls", &file)), "two sheets stand in one place");
}

#[test]
fn sheets_of_an_xlsx_in_one_part_are_refused() {
    let book = br#"<workbook><sheets><sheet name="A" r:id="r1"/><sheet name="B" r:id="r2"/></sheets></workbook>"#;
    let link = |id: &str, target: &str| {
        format!(r#"<Relationship Id="{id}" Type="{RELATIONSHIPS}/worksheet" Target="{target}"/>"#)
    };
    let file = |second: &str| {
        let links = format!("<Relationships>{}{second}</Relationships>", link("r1", "s.xml"));
        let root = format!(
            r#"<Relationships><Relationship Id="r" Type="{RELATIONSHIPS}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
        );
        archive(&[
            ("_rels/.rels", root.as_bytes()),
            ("xl/workbook.xml", book),
            ("xl/_rels/workbook.xml.rels", links.as_bytes()),
            ("xl/s.xml", b"<worksheet><sheetData/></worksheet>"),
        ])
    };
    for target in ["s.xml", "S.XML", "/xl/s.xml"] {
        let message = damaged(open("a.xlsx", &file(&link("r2", target))));
        assert!(message.starts_with("sheets `A` and `B` stand in one part"), "{message}");
    }
    // A target that could be read in two ways.
    let twice = link("r2", "s.xml").replace(" Target", " x:Target=\"t.xml\" Target");
    assert!(damaged(open("a.xlsx", &file(&twice))).contains("two attributes `Target`"));
}
