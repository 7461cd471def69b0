use super::*;
use crate::intake::testing::{catalogue, sheet};
use crate::model::{FileStatus, Reading};

const FORM: &str = "ID,Answer,Comment\nFD-GOV-01,Yes,\n";

/// A register of the suppliers S1, S1-DE and S2, with rows of the Responses sheet.
fn register(responses: &str) -> Register {
    let catalogue = catalogue();
    let suppliers = sheet(
        "Suppliers",
        "
        | Supplier ID | Name | Country |
        | S1          | Acme | DE      |
        | S1-DE       | Akme | DE      |
        | S2          | Bolt | FR      |
    ",
    );
    let engagements = sheet(
        "Engagements",
        "
        | Engagement ID | Supplier ID | Deal ID | Information tier | Origin country | Start       |
        | E1            | S1          | D1      | restricted       | DE             | @2026-01-15 |
    ",
    );
    let responses = sheet(
        "Responses",
        &format!("| File | Supplier ID | Questionnaire | Completed on |\n{responses}"),
    );
    let sources = [("register.xlsx".to_owned(), vec![suppliers, engagements, responses])];
    crate::intake::register::read(
        &sources,
        &catalogue.vocabulary,
        &catalogue.policy,
        &catalogue.controls,
    )
    .unwrap_or_else(|problems| panic!("{problems}"))
}

fn read_with(responses: &str, below: &str, bytes: &[u8]) -> (FileReport, Option<Response>) {
    let register = register(responses);
    let reader = Reader::new(catalogue(), &register);
    let path = format!("responses/{below}");
    reader.read(&FileRef { path: path.into(), below, bytes })
}

fn read(below: &str, text: &str) -> (FileReport, Option<Response>) {
    read_with("", below, text.as_bytes())
}

/// Whose file it is, or why that is not known.
fn supplier(below: &str, text: &str) -> String {
    let (report, response) = read(below, text);
    response.map_or(report.reason, |response| response.supplier.to_string())
}

#[test]
fn a_response_comes_with_its_report() {
    let (report, response) = read("S1/form 2026-10-05.csv", FORM);
    let response = response.unwrap_or_else(|| panic!("{}", report.reason));
    assert_eq!(response.supplier.as_str(), "S1");
    assert_eq!(response.completed_on.map(|date| date.to_string()).as_deref(), Some("2026-10-05"));
    assert_eq!(response.answers[0].reading, Reading::Yes);
    assert_eq!(
        response.place(response.answers[0].spot).to_string(),
        "responses/S1/form 2026-10-05.csv › B2"
    );
    assert_eq!(
        (report.status, report.found, report.expected > 50),
        (FileStatus::Accepted, 1, true)
    );
    assert_eq!((report.ledger.seen, report.ledger.accounted), (5, 5));
    assert_eq!((report.bytes, report.sha256.len()), (33, 64));
    assert!(report.findings.iter().all(|finding| finding.supplier == Some(SupplierId::new("S1"))));
}

#[test]
fn the_start_of_the_name_and_the_folder_speak() {
    assert_eq!(supplier("S1.csv", FORM), "S1");
    assert_eq!(supplier("S1-DE_x.csv", FORM), "S1-DE");
    assert_eq!(supplier("S1-FR.csv", FORM), "S1");
    assert_eq!(supplier("S2 answers.csv", FORM), "S2");
    assert_eq!(supplier("S2/2026/answers.csv", FORM), "S2");
    assert_eq!(supplier("S2/S2.csv", FORM), "S2");
    let nobody = "nothing says which supplier sent it";
    for below in ["S12.csv", "s1.csv", "answers.csv", "2026/S2/answers.csv", "S9/answers.csv"] {
        assert_eq!(supplier(below, FORM), nobody, "{below}");
    }
    assert_eq!(
        supplier("S2/S1.csv", FORM),
        "it is not clear which supplier sent it: the folder says `S2`, the file name says `S1`"
    );
}

#[test]
fn the_forms_own_cell_must_be_known_and_agree() {
    let with = |id: &str| format!("Supplier ID,{id},\nCompleted on,2026-10-05,\n{FORM}");
    assert_eq!(supplier("answers.csv", &with("S2")), "S2");
    assert_eq!(supplier("S2.csv", &with("tbd")), "S2");
    assert_eq!(
        supplier("S1.csv", &with("S9")),
        "the form names the supplier `S9`, which is not in the register"
    );
    let (report, response) = read("S1.csv", &with("S2"));
    assert!(response.is_none());
    assert_eq!((report.status, report.found), (FileStatus::Quarantined, 1));
    assert_eq!(report.supplier, None);
}

#[test]
fn the_responses_sheet_speaks_by_path_or_bare_name() {
    let rows = "
        | in/a.csv | S2 |          | @2026-09-01 |
        | b.csv    | S1 |          |             |
        | c.csv    | S1 | flowdown |             |
        | d.csv    | S1 | CAIQ     |             |
    ";
    let of = |below: &str| {
        let (report, response) = read_with(rows, below, FORM.as_bytes());
        response.map_or(report.reason, |response| {
            format!("{} {:?}", response.supplier, response.completed_on)
        })
    };
    assert_eq!(of("in/a.csv"), "S2 Some(2026-09-01)");
    assert_eq!(of("a.csv"), "nothing says which supplier sent it");
    assert_eq!(of("deep/in/b.csv"), "S1 None");
    assert_eq!(of("c.csv"), "S1 None");
    assert_eq!(of("d.csv"), "it is said to answer `CAIQ` but holds questions of flowdown");
    assert_eq!(
        of("S2/b.csv"),
        "it is not clear which supplier sent it: the register's Responses sheet says `S1`, the folder says `S2`"
    );
    let register = register(rows);
    let strays =
        Reader::new(catalogue(), &register).unmatched([(None, "in/a.csv"), (None, "x/b.csv")]);
    assert_eq!(strays.len(), 2);
}

#[test]
fn an_unreadable_date_leaves_the_file_undated() {
    let dated = |text: &str, below: &str| {
        let (report, response) =
            read(below, &format!("Completed on,{text},\nEdition,2026-11,\n{FORM}"));
        let undated = report.findings.iter().find(|finding| finding.code == Code::ResponseUndated);
        (
            response.and_then(|response| response.completed_on).map(|date| date.to_string()),
            undated.map(|finding| finding.message.clone()),
        )
    };
    assert_eq!(dated("15-Jan-2026", "S1.csv"), (Some("2026-01-15".to_owned()), None));
    assert_eq!(dated("", "S1 2026-10-05.csv"), (Some("2026-10-05".to_owned()), None));
    let ambiguous = "the completion date `03/04/2026` can mean two different days";
    assert_eq!(dated("03/04/2026", "S1 2026-10-05.csv"), (None, Some(ambiguous.to_owned())));
    assert_eq!(
        dated("", "S1.csv").1.as_deref(),
        Some("nothing says when the response was completed")
    );
}

#[test]
fn what_is_no_form_is_quarantined_with_every_cell_listed() {
    let (report, response) = read("S1/other.csv", "Control,State\nA,done\n");
    assert!(response.is_none());
    assert_eq!(
        (report.status, report.reason.as_str()),
        (FileStatus::Quarantined, "no layout is known for this file")
    );
    assert_eq!((report.ledger.seen, report.ledger.unaccounted.len()), (4, 4));
    assert_eq!(report.supplier, Some(SupplierId::new("S1")));
}

#[test]
fn what_is_no_spreadsheet_is_refused_with_a_reason() {
    for (below, bytes) in [
        ("S1/a.pdf", b"%PDF-1.7\n".as_slice()),
        ("S1/empty.xlsx", b""),
        ("S1/~$form.xlsx", b"x"),
        ("S1/.DS_Store", b"\0\0\0\x01Bud1"),
        ("S1/Thumbs.db", b"x"),
        ("S1/broken.xlsx", b"PK\x03\x04not a zip at all"),
    ] {
        let (report, response) = read_with("", below, bytes);
        assert!(
            response.is_none() && report.status == FileStatus::Refused && !report.reason.is_empty(),
            "{below}"
        );
        assert_eq!(report.findings.len(), 1, "{below}");
    }
}

#[test]
fn a_workbook_of_request_comes_back() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let mut put = |name: &str, rows: &[&[&str]]| -> Result<(), rust_xlsxwriter::XlsxError> {
        let page = book.add_worksheet().set_name(name)?;
        for (row, cells) in (0..).zip(rows) {
            for (column, text) in (0..).zip(*cells) {
                page.write_string(row, column, *text)?;
            }
        }
        Ok(())
    };
    let cover = put(
        "Cover",
        &[
            &["Supplier ID", "S1"],
            &["Questionnaire", "flowdown"],
            &["Edition", "2020-01"],
            &["Completed on", "2026-10-05"],
        ],
    );
    let form = put(
        "Questionnaire",
        &[
            &["ID", "Domain", "Question", "Answer"],
            &["FD-GOV-01", "GOV", "?", "Nein"],
            &["", "", "", "see Tom"],
        ],
    );
    let bytes = cover
        .and(form)
        .and_then(|()| book.save_to_buffer())
        .unwrap_or_else(|error| panic!("{error}"));
    let (report, response) = read_with("", "x.xlsx", &bytes);
    let response = response.unwrap_or_else(|| panic!("{}", report.reason));
    assert_eq!(response.answers[0].reading, Reading::No);
    assert_eq!(report.edition.as_deref(), Some("2020-01"));
    // A row without an id is a part of the question above it.
    let unreadable = report.findings.iter().find(|one| one.code == Code::AnswerUnreadable);
    let place = unreadable.and_then(|one| one.place.as_ref()).map(ToString::to_string);
    assert_eq!(place.as_deref(), Some("responses/x.xlsx › Questionnaire!D3"));
    assert!(report.findings.iter().any(|finding| finding.code == Code::EditionOther));
}
