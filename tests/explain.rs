//! The lines that `explain` prints add up to the figure, and each names its cell.

use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx, open_workbook_from_rs};
use flowdown::catalogue::Catalogue;
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

/// Adds up the lines of every domain of every node to the figure, as in the method.
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

/// The figure that the README computes by hand.
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

/// Each answered line names a cell; read with calamine alone, the cell holds the answer.
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
}

/// Each control is a line of its domain, left out with its domain, or does not apply; each answer keeps its cell.
#[test]
fn no_control_is_left_unsaid() {
    let catalogue = Catalogue::embedded().unwrap();
    let all: Vec<&str> = catalogue.controls.list().iter().map(|one| one.id.as_str()).collect();
    let mut left_out = Vec::new();
    for engagement in ["E-113", "E-102", "E-105"] {
        for node in explained(engagement)["nodes"].as_array().unwrap() {
            let of = |lines: &Value| lines.as_array().unwrap().clone();
            let domains = of(&node["domains"]);
            let lines = domains.iter().flat_map(|domain| of(&domain["lines"]));
            left_out.extend(of(&node["left_out"]));
            let said = lines.chain(of(&node["left_out"])).chain(of(&node["not_applying"]));
            let mut said: Vec<String> =
                said.map(|one| one["control"].as_str().unwrap().to_owned()).collect();
            let mut known: Vec<&str> = all.clone();
            said.sort_unstable();
            known.sort_unstable();
            assert_eq!(said, known, "{engagement}");
        }
    }
    let cell =
        |id: &str| left_out.iter().find(|one| one["control"] == id).unwrap()["places"][0].clone();
    assert!(cell("SUP-01").as_str().unwrap().contains("S-019 2026-04-15.xlsx"));
}
