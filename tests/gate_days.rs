//! The gate on a day: the table that was drawn by hand from the method, and its portfolio of two quarters.

use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::LazyLock;

use serde_json::Value;
use tempfile::TempDir;

use crate::program::{contents, flowdown};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/gate");

/// The run of the second quarter, which goes on from the first by itself.
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

fn ask(run: &Path, row: &csv::StringRecord) -> Output {
    let mut arguments = vec!["gate", run.to_str().unwrap(), "--json", "--quiet"];
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

/// Rows that ask for signatures belong to the approvals.
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
    for row in table.records().map(Result::unwrap).filter(|row| row[6].is_empty()) {
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
    assert!(asked >= 60, "{asked}");
    assert!(wrong.is_empty(), "{} of {asked}:\n{}", wrong.len(), wrong.join("\n"));
}
