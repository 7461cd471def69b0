//! The findings about a returned file besides its answers.

use flowdown::catalogue::fingerprint::Fingerprint;
use flowdown::catalogue::{Catalogue, Source};
use flowdown::intake::response::{FileRef, Reader, across};
use flowdown::model::Register;
use flowdown::report::check::{CheckedFile, check};
use rust_xlsxwriter::Workbook;

use crate::forms::{CAIQ, caiq, checked, ids, row};
use crate::support::{catalogue, supplier};

/// A form as a file in which some rows (counted from 0) are hidden.
fn with_hidden(name: &str, rows: &[Vec<String>], hidden: &[u32]) -> Vec<u8> {
    let mut book = Workbook::new();
    let page = book.add_worksheet().set_name(name).unwrap();
    for (at, cells) in (0..).zip(rows) {
        for (column, text) in (0..).zip(cells).filter(|(_, text)| !text.is_empty()) {
            page.write_string(at, column, text).unwrap();
        }
    }
    for row in hidden {
        page.set_row_hidden(*row).unwrap();
    }
    book.save_to_buffer().unwrap()
}

fn look(catalogue: &Catalogue, bytes: &[u8]) -> CheckedFile {
    let register = Register::default();
    let reader = Reader::standalone(catalogue, &register);
    let read = reader.read(&FileRef { path: "S-1.xlsx".into(), below: "S-1.xlsx", bytes });
    check(catalogue, &[read]).files.remove(0)
}

/// The messages of a code with their places.
fn said(file: &CheckedFile, code: &str) -> Vec<String> {
    let of = file.integrity.iter().filter(|remark| remark.code.word() == code);
    of.map(|remark| format!("{}: {}", remark.place.as_deref().unwrap_or(""), remark.message))
        .collect()
}

/// A yes that its remark denies stays a yes, with a finding; a blank cell stays unanswered.
#[test]
fn remarks_that_do_not_go_with_the_answer_are_said() {
    let (all, mut rows) = (ids("caiq-4"), vec![row(&CAIQ)]);
    let beside = [
        ("Yes", "Planned for the second quarter"),
        ("Yes", "siehe Handbuch"),
        ("Yes", "計画中です"),
        ("Yes", "내년 예정입니다"),
        ("", "Yes"),
        ("", "see the handbook"),
        ("Yes", "all plans are tested"),
        ("No", "not yet"),
        ("Yes", "policy 4; No"),
    ];
    for (at, id) in all.iter().enumerate() {
        let usual = ("Yes", "the same long remark stands beside each of the others");
        let (said, remark) = beside.get(at).copied().unwrap_or(usual);
        rows.push(row(&[id, "do you?", said, "CSP-owned", remark, ""]));
    }
    let file = checked(&[("CAIQv4.0.3", rows)]);
    let said = |code: &str| {
        let of = file.integrity.iter().filter(|remark| remark.code.word() == code);
        of.map(|remark| remark.message.clone()).collect::<Vec<_>>()
    };
    let doubt = |at: usize, words: &str| {
        format!("the answer to {} is yes, but the remark says `{words}`", all[at])
    };
    let doubts = [doubt(0, "planned"), doubt(2, "計画中"), doubt(3, "내년"), doubt(8, "No")];
    assert_eq!(said("remark-doubts"), doubts);
    let elsewhere = format!("{} is not answered, but `Yes` stands among the remarks", all[4]);
    assert_eq!(said("answer-elsewhere"), [elsewhere]);
    let many = "one remark stands beside 252 answers: `the same long remark stands beside each of the others`";
    assert_eq!(said("remark-repeated"), [many]);
    assert_eq!(file.answers.yes, 258);
}

#[test]
fn an_id_that_was_altered_is_named_with_the_one_it_is_like() {
    let mut rows = caiq(|_| "Yes");
    let first = rows[2][0].clone();
    rows[2][0] = first.replace("-01.1", "-01.7");
    let file = checked(&[("CAIQv4.0.3", rows)]);
    let said =
        file.integrity.iter().find(|remark| remark.code.word() == "question-unknown").unwrap();
    assert!(said.help.contains(&first), "{}", said.help);
    assert!(file.integrity.iter().any(|remark| remark.code.word() == "question-missing"));
}

/// A hidden heading or a hidden unanswered question is ignored; hidden answers count and are reported.
#[test]
fn answers_in_hidden_rows_are_read_and_named() {
    let rows = caiq(|index| if index == 30 { "" } else { "Yes" });
    // Rows of the sheet are counted from 1: the header is row 2, the first question row 3.
    let file = look(catalogue(), &with_hidden("CAIQv4.0.3", &rows, &[0, 9, 10, 11, 32, 40]));
    assert_eq!(file.answers.yes, 260);
    let expected = "S-1.xlsx › CAIQv4.0.3!C10: 4 answers stand in rows that are hidden or filtered away (rows 10-12, 41); what they say was read";
    assert_eq!(said(&file, "rows-hidden"), [expected]);
    let file = look(catalogue(), &with_hidden("CAIQv4.0.3", &rows, &[0, 32]));
    assert_eq!(said(&file, "rows-hidden"), [""; 0]);
}

/// A catalogue with the fingerprints of the first three questions of a made-up edition.
fn knowing(texts: &[(&str, &str)]) -> Catalogue {
    let prints: String = texts
        .iter()
        .map(|(id, text)| format!("\"{id}\" = \"{}\"\n", Fingerprint::of(text).unwrap()))
        .collect();
    let file = format!(
        "format = \"flowdown-fingerprints/1\"\nquestionnaire = \"caiq-4\"\nabout = \"made up\"\n[[edition]]\nedition = \"4.0.3\"\n[edition.questions]\n{prints}"
    );
    let questionnaires = Source::embedded("questionnaires").with("fingerprints/caiq-4.toml", &file);
    let read = Catalogue::from_sources(&Source::embedded("scoring"), &questionnaires);
    read.map_err(|problems| problems.0.len()).unwrap()
}

#[test]
fn a_question_that_reads_otherwise_than_its_edition_is_named() {
    let ids = ids("caiq-4");
    let known: Vec<(&str, &str)> =
        ids.iter().take(3).map(|id| (id.as_str(), "Do you keep logs?")).collect();
    let knowing = knowing(&known);
    let form = |version: &str| {
        let mut rows = vec![row(&[version, "a title of the form"]), row(&CAIQ)];
        for (at, id) in ids.iter().enumerate() {
            let asks = if at == 1 { "Do you not keep logs?" } else { "do you keep  LOGS" };
            rows.push(row(&[id, asks, "Yes", "CSP-owned", "", ""]));
        }
        look(&knowing, &with_hidden("CAIQ", &rows, &[]))
    };
    let expected = format!("S-1.xlsx › CAIQ!B4: {} does not read as in edition 4.0.3", ids[1]);
    assert_eq!(said(&form("v4.0.3"), "question-reworded"), [expected.as_str()]);
    assert_eq!(said(&form("no version"), "question-reworded"), [expected]);
    // Without fingerprints of the edition, nothing is reported.
    assert_eq!(said(&form("v4.1"), "question-reworded"), [""; 0]);
}

/// A translated form gives one finding.
#[test]
fn a_form_that_reads_otherwise_throughout_is_one_finding() {
    let ids = ids("caiq-4");
    let known: Vec<(&str, &str)> =
        ids.iter().map(|id| (id.as_str(), "Do you keep logs?")).collect();
    let file = look(&knowing(&known), &with_hidden("CAIQ", &caiq(|_| "Yes"), &[]));
    let expected = "S-1.xlsx: 261 of 261 questions do not read as in edition 4.0.3: a translation, or a changed form";
    assert_eq!(said(&file, "question-reworded"), [expected]);
}

/// Identical rows are the form's own mirrors; a row that differs in its second answer is not one.
#[test]
fn a_repeat_that_differs_in_its_second_answer_counts() {
    let header =
        ["Category", "Subcategory", "Requirement", "Documentation Score", "Implementation Score"];
    let all = ids("cyfun-2025");
    let form = |second: &str| {
        let line = |id: &String, second| row(&["", "", &format!("{id}: we do this"), "3", second]);
        let mut rows = vec![row(&["a title"]), row(&header)];
        rows.extend(all.iter().take(40).map(|id| line(id, "3")));
        rows.push(line(&all[0], second));
        checked(&[("GOVERN", rows)])
    };
    assert_eq!(form("3").questions.repeated, 0);
    assert_eq!(form("1").questions.repeated, 1);
}

/// Suppliers with the same words are reported once, at the file in which the words come first.
#[test]
fn a_remark_of_several_suppliers_is_named_once() {
    let words = "all keys are kept in the safe of the second floor";
    let responses: Vec<_> =
        [("S-1", words), ("S-2", words), ("S-3", "see the handbook"), ("S-1", words)]
            .iter()
            .enumerate()
            .map(|(at, (supplier, remark))| {
                let mut rows = vec![row(&CAIQ)];
                let line = |id: &String| row(&[id, "do you?", "Yes", "CSP-owned", remark, ""]);
                rows.extend(ids("caiq-4").iter().take(30).map(line));
                let bytes = with_hidden("CAIQ", &rows, &[]);
                let register = register(&["S-1", "S-2", "S-3"]);
                let reader = Reader::new(catalogue(), &register);
                let below = format!("{supplier}/{at}.xlsx");
                let path = format!("responses/{below}");
                reader.read(&FileRef { path: path.into(), below: &below, bytes: &bytes }).1.unwrap()
            })
            .collect();
    let found = across(&responses, &catalogue().vocabulary);
    let found: Vec<(usize, &str)> =
        found.iter().map(|(at, finding)| (at.get(), finding.message.as_str())).collect();
    let expected = format!("2 suppliers wrote the same remark (S-1, S-2): `{words}`");
    assert_eq!(found, [(0, expected.as_str())]);
}

fn register(suppliers: &[&str]) -> Register {
    Register { suppliers: suppliers.iter().map(|id| supplier(id)).collect(), ..Register::default() }
}
