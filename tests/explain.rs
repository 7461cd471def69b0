<<<<<<< HEAD
//! The lines that `explain` prints add up to the figure, and each names the cell that says so.

use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx, open_workbook_from_rs};
use serde_json::Value;

use crate::program::{flowdown, root};

fn explained(engagement: &str) -> Value {
    let arguments = ["explain", "sample-data/portfolio", "--as-of", "2026-10-31", "--json"];
    let output = flowdown(&[&arguments[..], &["--engagement", engagement]].concat());
    assert_eq!(output.status.code(), Some(0));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap()
}

fn near(one: f64, other: f64) -> bool {
    (one - other).abs() < 1e-9
}

/// Adds up the lines of every domain of every node, as the method's page says, down to the figure.
fn add_up(explanation: &Value) {
    let mut nothing_at_any_node = 1.0;
    for node in explanation["nodes"].as_array().unwrap() {
        let mut nothing = 1.0;
        let mut shares = 0.0;
        for domain in node["domains"].as_array().unwrap() {
            let lines = domain["lines"].as_array().unwrap();
            let sum = |key: &str| {
                number(&domain["prior"][key])
                    + lines.iter().map(|line| number(&line["adds"][key])).sum::<f64>()
            };
            let (a, b) = (sum("a"), sum("b"));
            assert!(
                near(a, number(&domain["total"]["a"])) && near(b, number(&domain["total"]["b"])),
                "{domain}"
            );
            let factor = 1.0 - number(&domain["base_rate"]) * (1.0 - a / (a + b));
            assert!(near(factor, number(&domain["factor"])), "{domain}");
            nothing *= factor;
            shares += number(&domain["share"]);
        }
        assert!(near(shares, 1.0));
        assert!(near(1.0 - nothing, number(&node["likelihood"])), "{}", node["supplier"]);
        nothing_at_any_node *= 1.0 - number(&node["reach"]) * (1.0 - nothing);
    }
    assert!(near(1.0 - nothing_at_any_node, number(&explanation["likelihood"])));
}

/// A prime alone, a diamond, and a chain of four levels.
#[test]
fn the_lines_add_up_to_the_figure() {
    for engagement in ["E-113", "E-102", "E-105"] {
        add_up(&explained(engagement));
    }
}

/// The figure that the README works by hand.
#[test]
fn the_readme_works_the_figure_that_the_program_prints() {
    let explanation = explained("E-113");
    assert!((number(&explanation["likelihood"]) - 0.146_002).abs() < 5e-7);
    let physical = explanation["nodes"][0]["domains"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["domain"] == "PHY")
        .unwrap();
    assert!(
        near(number(&physical["total"]["a"]), 1.275)
            && near(number(&physical["total"]["b"]), 2.725)
    );
}

/// Each answered line names a cell; read back by calamine alone, the cell holds the answer.
#[test]
fn each_line_names_the_cell_that_holds_the_answer() {
    let explanation = explained("E-101");
    let mut seen = 0;
    for domain in explanation["nodes"][0]["domains"].as_array().unwrap() {
        for line in domain["lines"].as_array().unwrap() {
            let place = line["places"][0].as_str().unwrap();
            let (file, at) = place.split_once(" › ").unwrap();
            let (sheet, cell) = at.split_once('!').unwrap();
            let bytes = std::fs::read(root().join("sample-data/portfolio").join(file)).unwrap();
            let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).unwrap();
            let range = book.worksheet_range(sheet).unwrap();
            let column = u32::from(cell.as_bytes()[0] - b'A');
            let row: u32 = cell[1..].parse::<u32>().unwrap() - 1;
            let written = range.get_value((row, column)).unwrap();
            assert_ne!(*written, Data::Empty, "{place}");
            if let Data::String(text) = written {
                let answer = line["answer"].as_str().unwrap();
                let good_is_no = ["OPS-07", "DEV-05", "AST-06", "XBR-04"]
                    .contains(&line["control"].as_str().unwrap());
                let expected = match (answer, good_is_no) {
                    ("yes", true) => "no",
                    ("no", true) => "yes",
                    (answer, _) => answer,
                };
                assert_eq!(text.trim().to_lowercase(), expected.replace('-', " "), "{place}");
            }
            seen += 1;
        }
    }
    assert!(seen > 80, "{seen}");
=======
//! Every figure has its lines: they add up, and each leads to the cell that holds the answer.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx, open_workbook_from_rs};
use flowdown::catalogue::QuestionKind;
use flowdown::intake::response::{FileRef, Reader};
use flowdown::model::{Answer, Polarity, Reading, RecordLevel, Tier};
use flowdown::report::explain::{DomainExplanation, Explanation, Line, explain, text};

use crate::drawing::workbook;
use crate::support::{Case, catalogue, evidence, subcontract, supplier, wording};
use Answer::{No, NotApplicable, Partial, Unanswered, Yes};

/// By turns, so that every kind of answer meets every domain.
const TURNS: [Answer; 7] = [Yes, Partial, Yes, No, NotApplicable, Yes, Unanswered];

/// What a supplier wrote in the answer cell of each control, with the answer it stands for.
type Written = BTreeMap<String, (Answer, String)>;

/// A filled form below a title and a blank row, sheets and columns in an order of the supplier's
/// own; every second row names a document.
fn form(start: usize) -> (Vec<u8>, Written) {
    let mut drawing =
        "| Our answers |\n| | Evidence | Question | Answer | ID | Comment |\n".to_owned();
    let mut written = Written::new();
    for (number, question) in catalogue().questionnaires[0].questions.iter().enumerate() {
        let answer = TURNS[(number + start) % TURNS.len()];
        let cell = match wording(question, answer, Tier::Restricted) {
            Reading::Yes => "Yes".to_owned(),
            Reading::No => "No".to_owned(),
            Reading::Partial => "Partial".to_owned(),
            Reading::NotApplicable => "N/A".to_owned(),
            Reading::Number(value) => value.to_string(),
            Reading::Date(on) => format!("@{on}"),
            Reading::Blank | Reading::Unreadable => String::new(),
        };
        let document = if number % 2 == 0 { "Policy v2" } else { "" };
        drawing += &format!(
            "| | {document} | {} | {cell} | {} | why not |\n",
            question.text.replace('|', "/"),
            question.id
        );
        let control = catalogue().controls.list()[question.reaches[0].control].id.to_string();
        written.insert(control, (answer, cell));
    }
    (workbook(&[("Notes", "| nothing here |"), ("Sheet 2", &drawing)]), written)
}

/// S-1 passes half of what it receives on to S-2.
fn case(files: &[(&str, &[u8])]) -> Case {
    let mut case = Case::clean(Tier::Restricted);
    case.register.suppliers.push(supplier("S-2"));
    case.register.subcontracts.push(subcontract("E-1", "S-1", "S-2"));
    case.register.subcontracts[0].share = 0.5;
    case.register.certificates.clear();
    case.register.evidence = vec![
        evidence("S-1", "ACC-02", RecordLevel::Independent),
        evidence("S-1", "GOV-01", RecordLevel::OwnTest),
    ];
    case.responses.clear();
    for (below, bytes) in files {
        let file = FileRef { path: format!("responses/{below}").into(), below, bytes };
        let (report, response) = Reader::new(catalogue(), &case.register).read(&file);
        case.responses.push(response.unwrap_or_else(|| panic!("{report:?}")));
    }
    case
}

fn explained<T>(
    read: impl FnOnce(&Explanation, f64, &BTreeMap<String, (Vec<u8>, Written)>) -> T,
) -> T {
    let (first, second) = (form(0), form(3));
    let files =
        [("S-1 2026-10-01.xlsx", first.0.as_slice()), ("S-2 2026-10-01.xlsx", second.0.as_slice())];
    let case = case(&files);
    let forms =
        BTreeMap::from([("S-1".to_owned(), first.clone()), ("S-2".to_owned(), second.clone())]);
    case.judged(|found| {
        let one = &found.engagements[0];
        read(&explain(&found.context, one), one.likelihood.unwrap().mean, &forms)
    })
}

/// JSON figures carry twelve significant digits.
fn near(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-9 * one.abs().max(1.0)
}

#[test]
fn the_lines_of_a_domain_add_up_to_its_figures() {
    let check = |domain: &DomainExplanation| {
        let sum = |of: fn(&Line) -> f64, start: f64| {
            domain.lines.iter().map(of).fold(start, |a, b| a + b)
        };
        let a = sum(|line| line.adds.a.0, 0.4);
        let b = sum(|line| line.adds.b.0, 1.6);
        assert!(near(domain.prior.a.0, 0.4) && near(domain.prior.b.0, 1.6));
        assert!(near(domain.total.a.0, a) && near(domain.total.b.0, b), "{}", domain.domain);
        assert!(near(domain.strength.0, a / (a + b)), "{}", domain.domain);
        let factor = 1.0 - domain.base_rate * (1.0 - a / (a + b));
        assert!(near(domain.factor.0, factor), "{}", domain.domain);
    };
    explained(|explanation, _, _| {
        assert_eq!(explanation.nodes.len(), 2);
        explanation.nodes.iter().flat_map(|node| &node.domains).for_each(check);
    });
}

#[test]
fn the_factors_multiply_to_the_likelihoods() {
    explained(|explanation, mean, _| {
        let mut nobody = 1.0;
        for (node, reach) in explanation.nodes.iter().zip([1.0, 0.5]) {
            let factors: f64 = node.domains.iter().map(|domain| domain.factor.0).product();
            assert!(near(node.likelihood.unwrap().0, 1.0 - factors), "{}", node.supplier);
            assert!(near(node.reach.0, reach), "{}", node.supplier);
            let shares: f64 = node.domains.iter().map(|domain| domain.share.0).sum();
            assert!(near(shares, 1.0), "{}", node.supplier);
            nobody *= 1.0 - reach * (1.0 - factors);
        }
        assert!(near(explanation.likelihood.unwrap().0, 1.0 - nobody));
        assert!(near(mean, 1.0 - nobody));
    });
}

/// What one control adds: n = w / 3, r = .50, .75, .90, .97 and v = 1, 1, 2, 3 by level.
fn adds(answer: Answer, level: Option<&str>, weight: u32) -> (f64, f64) {
    let n = f64::from(weight) / 3.0;
    let (v, r) = match level {
        Some("E3") => (3.0, 0.97),
        Some("E2") => (2.0, 0.90),
        Some("E1") => (1.0, 0.75),
        _ => (1.0, 0.50),
    };
    match answer {
        Yes => (r * v * n, (1.0 - r) * v * n),
        Partial => (0.5 * r * n, (1.0 - 0.5 * r) * n),
        No | Unanswered => (0.0, n),
        NotApplicable => (0.0, 0.0),
    }
}

/// Every applying control has one line, with the answer that was written and what it is worth.
/// A not-applicable that the control's rule refuses reads as unanswered.
#[test]
fn each_line_says_what_was_written() {
    let controls = catalogue().controls.list();
    let applying = controls.iter().filter(|one| one.applies_at(Tier::Restricted)).count();
    explained(|explanation, _, forms| {
        for node in &explanation.nodes {
            let written = &forms[&node.supplier].1;
            let lines: Vec<&Line> = node.domains.iter().flat_map(|one| &one.lines).collect();
            assert_eq!(lines.len(), applying, "{}", node.supplier);
            for line in lines {
                let said = written[&line.control].0;
                let refused = said == NotApplicable && line.answer == "unanswered";
                let answer = if refused { Unanswered } else { said };
                assert_eq!(line.answer, answer.word(), "{} {}", node.supplier, line.control);
                let expected = adds(answer, line.evidence.as_deref(), line.weight);
                let found = (line.adds.a.0, line.adds.b.0);
                assert!(near(found.0, expected.0) && near(found.1, expected.1), "{line:?}");
                assert_eq!(line.evidence.is_some(), matches!(answer, Yes | Partial), "{line:?}");
            }
        }
        // The levels themselves: documents in every second row, two rows of the register.
        let line = |control: &str| {
            let lines = explanation.nodes[0].domains.iter().flat_map(|one| &one.lines);
            lines.into_iter().find(|line| line.control == control).unwrap()
        };
        let level = |control: &str| line(control).evidence.as_deref();
        assert_eq!(
            (level("GOV-01"), level("GOV-02"), level("GOV-03")),
            (Some("E3"), Some("E0"), Some("E1"))
        );
        assert_eq!(line("GOV-01").evidence_place.as_deref(), Some("register.xlsx › Evidence"));
    });
}

/// Reads a cell back with another reader's eyes: `file › Sheet!D14`, zero-based for calamine.
fn cell(book: &mut Xlsx<Cursor<Vec<u8>>>, within: &str, column: Option<u32>) -> String {
    let (sheet, address) = within.rsplit_once('!').unwrap();
    let digits = address.find(|c: char| c.is_ascii_digit()).unwrap();
    let letters = address[..digits].bytes();
    let own = letters.fold(0, |sum, letter| sum * 26 + u32::from(letter - b'A') + 1) - 1;
    let row: u32 = address[digits..].parse().unwrap();
    let range = book.worksheet_range(sheet).unwrap();
    match range.get_value((row - 1, column.unwrap_or(own))) {
        Some(Data::String(text)) => text.clone(),
        Some(Data::Float(number)) => number.to_string(),
        Some(Data::DateTime(moment)) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("@{year}-{month:02}-{day:02}")
        }
        Some(Data::Empty) | None => String::new(),
        other => panic!("{within}: {other:?}"),
    }
}

#[test]
fn each_line_names_the_cell_that_holds_its_answer() {
    explained(|explanation, _, forms| {
        let printed = text(explanation);
        let mut read = 0;
        for node in &explanation.nodes {
            let (bytes, written) = &forms[&node.supplier];
            let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes.clone())).unwrap();
            for line in node.domains.iter().flat_map(|one| &one.lines) {
                let [place] = line.places.as_slice() else { panic!("{line:?}") };
                let (file, within) = place.split_once(" › ").unwrap();
                assert_eq!(file, format!("responses/{} 2026-10-01.xlsx", node.supplier));
                assert_eq!(cell(&mut book, within, None), written[&line.control].1, "{place}");
                // The id of that row is in column E.
                let id = cell(&mut book, within, Some(4));
                assert_eq!(id, format!("FD-{}", line.control), "{place}");
                let in_text = |one: &str| one.contains(&line.control) && one.contains(place);
                assert!(printed.lines().any(in_text), "{place} is not printed");
                read += 1;
            }
        }
        assert!(read > 100, "{read} cells read back");
    });
}

/// What the drawn forms hold: every kind of question and both polarities are among the answered.
#[test]
fn the_forms_hold_every_kind_of_answer() {
    let questions = &catalogue().questionnaires[0].questions;
    let (_, written) = form(0);
    let answered = |kind| {
        questions.iter().any(|one| {
            let control = &catalogue().controls.list()[one.reaches[0].control];
            one.kind == kind && written[control.id.as_str()].0.is_answered()
        })
    };
    assert!(
        [QuestionKind::Choice, QuestionKind::Number, QuestionKind::Date].into_iter().all(answered)
    );
    assert!(questions.iter().any(|one| one.good == Polarity::No));
>>>>>>> laws
}
