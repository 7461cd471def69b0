//! The gate on a day: a table made by hand from the method, with its portfolio of two quarters.

use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::LazyLock;

use serde_json::Value;
use tempfile::TempDir;

use crate::program::{contents, flowdown};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/gate");

/// The run of the second quarter, which takes the first as its previous run.
static RUN: LazyLock<(TempDir, PathBuf)> = LazyLock::new(|| {
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("out");
    for (portfolio, day) in [("earlier", "2026-07-01"), ("portfolio", "2026-10-31")] {
        let portfolio = format!("{FIXTURES}/{portfolio}");
        let to = out.to_str().unwrap();
        let output =
            flowdown(&["assess", &portfolio, "--as-of", day, "--out", to, "--no-cache", "--quiet"]);
        assert!(output.status.code() != Some(2), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let run = out.join("2026-10-31");
    (folder, run)
});

/// An entry by a person who may not sign is refused when it is made, so it never is in the ledger.
const REFUSED: [(&str, &str); 2] =
    [("E-SIGN-LOW", "must sign"), ("E-SIGN-SELF", "owns the engagement")];

/// The folder with the ledger of the table's approvals.
static LEDGER: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = TempDir::new().unwrap();
    let mut entries = csv::Reader::from_path(format!("{FIXTURES}/approvals.csv")).unwrap();
    for row in entries.records().map(Result::unwrap) {
        let mut arguments = vec!["approve", RUN.1.to_str().unwrap()];
        arguments.extend(["--portfolio", folder.path().to_str().unwrap(), "--engagement", &row[0]]);
        arguments.extend(["--decision", &row[1], "--by", &row[2], "--role", &row[3]]);
        arguments.extend(["--on", &row[4]]);
        arguments.extend((&row[5] == "all").then_some("--accept-all"));
        let output = flowdown(&arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        let refused = REFUSED.iter().find(|(engagement, _)| *engagement == &row[0]);
        assert_eq!(output.status.code(), Some(refused.map_or(0, |_| 2)), "{}: {said}", &row[0]);
        assert!(refused.is_none_or(|(_, why)| said.contains(why)), "{}: {said}", &row[0]);
    }
    folder
});

fn ask(run: &Path, row: &csv::StringRecord) -> Output {
    let mut arguments = vec!["gate", run.to_str().unwrap(), "--json", "--quiet"];
    arguments.extend(["--portfolio", LEDGER.path().to_str().unwrap()]);
    arguments.extend((&row[6] == "asked").then_some("--signed"));
    arguments.extend(["--engagement", &row[1], "--as-of", &row[2]]);
    for (option, value) in [("--tier", &row[3]), ("--recipient", &row[4]), ("--purpose", &row[5])] {
        if !value.is_empty() {
            arguments.extend([option, value]);
        }
    }
    flowdown(&arguments)
}

fn told(answer: &Value) -> String {
    let reasons = answer["reasons"].as_array().unwrap().iter().map(|reason| {
        let code = reason["code"].as_str().unwrap();
        match reason["from"].as_str() {
            Some(from) => format!("{code} from {from}"),
            None => code.to_owned(),
        }
    });
    reasons.collect::<Vec<_>>().join("; ")
}

#[test]
fn the_gate_answers_the_table_that_was_drawn_by_hand() {
    let mut table = csv::Reader::from_path(format!("{FIXTURES}/days.csv")).unwrap();
    let spoilt = TempDir::new().unwrap();
    for (name, bytes) in contents(&RUN.1) {
        let path = spoilt.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    let path = spoilt.path().join("decisions.json");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text + " ").unwrap();
    let mut wrong = Vec::new();
    let mut asked = 0;
    for row in table.records().map(Result::unwrap) {
        let run = if &row[7] == "changed" { spoilt.path() } else { RUN.1.as_path() };
        let output = ask(run, &row);
        let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
        let found = (answer["allowed"] == true, told(&answer), output.status.code());
        let allowed = &row[8] == "yes";
        let wanted = (allowed, row[9].to_owned(), Some(i32::from(!allowed)));
        if found != wanted {
            wrong.push(format!("row {}: {found:?} instead of {wanted:?} ({})", &row[0], &row[10]));
        }
        asked += 1;
    }
    assert_eq!(asked, 185);
    assert!(wrong.is_empty(), "{} of {asked}:\n{}", wrong.len(), wrong.join("\n"));
}
